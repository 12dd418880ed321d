# SPDX-License-Identifier: Apache-2.0
"""Delivery is real: policies decide, what cannot be delivered is kept, queues hide and show as AWS's do."""

import base64
import contextlib
import datetime
import json
import threading
import time

import pytest
import requests
from cryptography import x509  # comes with the AWS CLI
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from harness import (
    ACCOUNT,
    GENERAL_SUPPORT,
    PATIENCE,
    arn_of,
    ended_event,
    eventually,
    queue_policy,
    rule_arn,
    topic_policy,
)

EVENT = ended_event(GENERAL_SUPPORT)


@pytest.fixture
def letters(cloud):
    """A dead-letter queue that takes letters from any rule."""
    url, _ = cloud.make_queue("letters", "events.amazonaws.com", None)
    return url


def make_rule(cloud, target_arn, **target):
    cloud.events.put_rule(Name="r", EventPattern='{"source":["genesys.cloud"]}')
    cloud.events.put_targets(
        Rule="r",
        Targets=[{"Id": "t", "Arn": target_arn, "DeadLetterConfig": {"Arn": arn_of("sqs", "letters")}, **target}],
    )


def said_by(letter):
    return {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}


# To queues.


def test_a_queue_whose_policy_does_not_let_the_rule_send_gets_nothing_and_the_letter_says_why(cloud, letters):
    url, arn = cloud.make_queue("closed")
    make_rule(cloud, arn)
    (event_id,) = cloud.put(EVENT)
    (letter,) = cloud.receive(letters, 1)
    assert cloud.drain(url) == []
    said = said_by(letter)
    assert said["RULE_ARN"] == rule_arn("r")
    assert said["TARGET_ARN"] == arn
    assert said["ERROR_CODE"] == "NO_PERMISSIONS"
    assert said["ERROR_MESSAGE"]
    assert said["RETRY_ATTEMPTS"] == "0"
    assert "EXHAUSTED_RETRY_CONDITION" not in said
    assert {v["DataType"] for v in letter["MessageAttributes"].values()} == {"String"}
    body = json.loads(letter["Body"])
    assert (body["id"], body["detail"]) == (event_id, EVENT["detail"])


@pytest.mark.parametrize("allowed, delivered", [(rule_arn("r"), True), (rule_arn("other"), False), (None, True)])
def test_a_queue_policy_may_name_the_rule_that_may_send(cloud, letters, allowed, delivered):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", allowed)
    make_rule(cloud, arn)
    cloud.put(EVENT)
    cloud.receive(url if delivered else letters, 1)
    assert cloud.drain(letters if delivered else url) == []


def policy_with(arn, condition, effect="Allow", action="sqs:SendMessage"):
    policy = queue_policy(arn, "events.amazonaws.com", None)
    policy["Statement"][0] |= {"Effect": effect, "Action": action, "Condition": condition}
    return policy


@pytest.mark.parametrize(
    "condition, delivered",
    [
        ({"ArnLike": {"aws:SourceArn": rule_arn("*")}}, True),
        ({"ArnLike": {"aws:SourceArn": [rule_arn("x*"), rule_arn("r")]}}, True),
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}}, True),
        ({"StringEquals": {"aws:SourceAccount": "123456789012"}}, False),
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnEquals": {"aws:SourceArn": rule_arn("x")}}, False),
    ],
)
def test_conditions_of_a_queue_policy_are_held_against_the_rule(cloud, letters, condition, delivered):
    url, arn = cloud.make_queue("q")
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy_with(arn, condition))})
    make_rule(cloud, arn)
    cloud.put(EVENT)
    cloud.receive(url if delivered else letters, 1)


def test_a_deny_beats_an_allow(cloud, letters):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    policy = queue_policy(arn, "events.amazonaws.com", None)
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn("r")}},
    }
    policy["Statement"].append(deny)
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    make_rule(cloud, arn)
    cloud.put(EVENT)
    assert said_by(cloud.receive(letters, 1)[0])["ERROR_CODE"] == "NO_PERMISSIONS"


@pytest.mark.parametrize("service, delivered", [("false", True), ("true", False)])
def test_a_data_perimeter_that_lets_services_pass_lets_eventbridge_pass(cloud, letters, service, delivered):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    policy = queue_policy(arn, "events.amazonaws.com", None)
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": {
            "StringNotEquals": {"aws:PrincipalOrgID": "o-1"},
            "BoolIfExists": {"aws:PrincipalIsAWSService": service},
        },
    }
    policy["Statement"].append(deny)
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    with pytest.raises(Exception, match="AccessDenied") if delivered else contextlib.nullcontext():
        cloud.sqs.send_message(QueueUrl=url, MessageBody="by an account, which is no service")
    make_rule(cloud, arn)
    cloud.put(EVENT)
    cloud.receive(url if delivered else letters, 1)


@pytest.mark.parametrize(
    "condition, delivered",
    [
        ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, False),
        ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, True),
        ({"Bool": {"aws:SecureTransport": "false"}}, True),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, False),
        ({"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}, "Bool": {"aws:PrincipalIsAWSService": "false"}}, True),
        ({"StringNotEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}}, False),
    ],
)
def test_a_deny_under_a_condition_is_held_against_eventbridge(cloud, letters, condition, delivered):
    url, arn = cloud.make_queue("q")
    policy = queue_policy(arn, "events.amazonaws.com", None)
    policy["Version"] = "2012-10-17"
    policy["Statement"].append(policy_with(arn, condition, "Deny")["Statement"][0])
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    make_rule(cloud, arn)
    cloud.put(EVENT)
    cloud.receive(url if delivered else letters, 1)
    assert cloud.drain(letters if delivered else url) == []


def test_a_queue_that_is_open_until_a_moment_is_closed_after_it(cloud, letters):
    url, arn = cloud.make_queue("q")
    until = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    policy = policy_with(arn, {"DateLessThan": {"aws:CurrentTime": until}})
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    make_rule(cloud, arn)
    cloud.put(EVENT)
    cloud.receive(url, 1)
    cloud.advance_clock(7200)
    cloud.put(EVENT)
    assert said_by(cloud.receive(letters, 1)[0])["ERROR_CODE"] == "NO_PERMISSIONS"


def test_a_target_that_is_gone_sends_the_event_to_the_dead_letter_queue(cloud, letters):
    for number, arn in enumerate([arn_of("sqs", "gone"), arn_of("sns", "gone"), arn_of("lambda", "function:f")]):
        make_rule(cloud, arn)
        cloud.put(EVENT)
        said = said_by(cloud.receive(letters, 1)[0])
        assert (said["ERROR_CODE"], said["TARGET_ARN"]) == ("NO_RESOURCE", arn)


def test_what_has_no_dead_letter_queue_either_is_lost_aloud(cloud):
    cloud.events.put_rule(Name="r", EventPattern='{"source":["genesys.cloud"]}')
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": arn_of("sqs", "gone")}])
    cloud.put(EVENT)
    cloud.settle()
    assert cloud.admin("GET", "metrics").json()["deliveries_lost"] == 1
    eventually(lambda: "LOST" in cloud.log(), "a line in the log")
    assert rule_arn("r") in cloud.log() and arn_of("sqs", "gone") in cloud.log()


def test_a_dead_letter_queue_needs_a_policy_too(cloud):
    url, arn = cloud.make_queue("letters")
    make_rule(cloud, arn_of("sqs", "gone"))
    cloud.put(EVENT)
    assert cloud.drain(url) == []
    assert cloud.admin("GET", "metrics").json()["deliveries_lost"] == 1


def test_a_dead_letter_holds_the_whole_event_even_where_the_target_gets_a_part(cloud, letters):
    make_rule(cloud, arn_of("sqs", "gone"), InputPath="$.detail")
    (event_id,) = cloud.put(EVENT)
    assert json.loads(cloud.receive(letters, 1)[0]["Body"])["id"] == event_id


def test_an_input_that_no_target_would_take_is_not_made_and_the_dead_letter_holds_the_event(cloud, letters):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    template = "[" + ",".join(["<d>"] * 2000) + "]"
    make_rule(cloud, arn, InputTransformer={"InputPathsMap": {"d": "$.detail"}, "InputTemplate": template})
    (event_id,) = cloud.put({**EVENT, "detail": {**EVENT["detail"], "text": "x" * 200_000}})
    (letter,) = cloud.receive(letters, 1)
    assert json.loads(letter["Body"])["id"] == event_id
    assert said_by(letter)["ERROR_CODE"] == "SDK_CLIENT_ERROR"
    assert "InputTemplate" in said_by(letter)["ERROR_MESSAGE"]
    assert cloud.drain(url) == []


def test_disabled_rules_and_rules_that_do_not_match_send_nothing(cloud, letters):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    make_rule(cloud, arn)
    cloud.events.disable_rule(Name="r")
    cloud.put(EVENT)
    assert cloud.drain(url) == []
    cloud.events.enable_rule(Name="r")
    cloud.put({**EVENT, "source": "genesys.cloudy"})
    assert cloud.drain(url) == []
    cloud.put(EVENT)
    cloud.receive(url, 1)


def test_one_event_goes_to_every_target_of_every_rule_that_matches(cloud):
    urls = []
    for number in range(3):
        targets = []
        for letter in "ab":
            url, arn = cloud.make_queue(f"q{number}{letter}", "events.amazonaws.com", rule_arn(f"r{number}"))
            urls.append(url)
            targets.append({"Id": letter, "Arn": arn})
        cloud.events.put_rule(Name=f"r{number}", EventPattern='{"source":[{"prefix":"genesys"}]}')
        cloud.events.put_targets(Rule=f"r{number}", Targets=targets)
    (event_id,) = cloud.put(EVENT)
    assert [json.loads(cloud.receive(url, 1)[0]["Body"])["id"] for url in urls] == [event_id] * 6


def test_events_put_on_a_bus_that_does_not_exist_are_taken_and_dropped(cloud):
    entry = {"Source": "a", "DetailType": "b", "Detail": "{}", "EventBusName": "nowhere"}
    answer = cloud.events.put_events(Entries=[entry])
    assert answer["FailedEntryCount"] == 0 and answer["Entries"][0]["EventId"]


def test_a_bus_of_ones_own_has_rules_of_its_own(cloud):
    cloud.events.create_event_bus(Name="own")
    url, arn = cloud.make_queue("q", "events.amazonaws.com", rule_arn("own/r"))
    made = cloud.events.put_rule(Name="r", EventBusName="own", EventPattern='{"source":["a"]}')
    assert made["RuleArn"] == rule_arn("own/r")
    cloud.events.put_targets(Rule="r", EventBusName="own", Targets=[{"Id": "t", "Arn": arn}])
    entry = {"Source": "a", "DetailType": "b", "Detail": '{"on":"default"}'}
    cloud.events.put_events(Entries=[entry, {**entry, "EventBusName": "own", "Detail": '{"on":"own"}'}])
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["detail"] == {"on": "own"}


def test_a_rule_may_pass_events_on_to_another_bus(cloud):
    cloud.events.create_event_bus(Name="own")
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="r", EventBusName="own", EventPattern='{"source":["a"]}')
    cloud.events.put_targets(Rule="r", EventBusName="own", Targets=[{"Id": "t", "Arn": arn}])
    cloud.events.put_rule(Name="on", EventPattern='{"source":["a"]}')
    cloud.events.put_targets(Rule="on", Targets=[{"Id": "t", "Arn": arn_of("events", "event-bus/own")}])
    (event_id,) = cloud.put({"source": "a", "detail-type": "b", "detail": {}})
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["id"] == event_id


def test_a_bus_of_the_account_gets_what_the_input_makes_of_the_event(cloud):
    cloud.events.create_event_bus(Name="own")
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="r", EventBusName="own", EventPattern='{"source":["made"]}')
    cloud.events.put_targets(Rule="r", EventBusName="own", Targets=[{"Id": "t", "Arn": arn}])
    cloud.events.put_rule(Name="on", EventPattern='{"source":["a"]}')
    given = {"InputPathsMap": {"i": "$.id"}, "InputTemplate": '{"source": "made", "id": <i>}'}
    bus = arn_of("events", "event-bus/own")
    text = {"Id": "text", "Arn": bus, "InputPath": "$.id"}
    answer = cloud.events.put_targets(
        Rule="on", Targets=[{"Id": "event", "Arn": bus, "InputTransformer": given}, text]
    )
    assert answer["FailedEntryCount"] == 0
    (event_id,) = cloud.put({"source": "a", "detail-type": "b", "detail": {}})
    assert json.loads(cloud.receive(url, 1)[0]["Body"]) == {"source": "made", "id": event_id}
    eventually(lambda: f"could not deliver to {bus}: SDK_CLIENT_ERROR" in cloud.log(), "a line in the log")


def test_an_event_goes_over_one_bus_to_a_second_and_never_on_to_a_third(cloud):
    queues = {}
    for bus, on in (("a", "b"), ("b", "c"), ("c", None)):
        cloud.events.create_event_bus(Name=bus)
        queues[bus], arn = cloud.make_queue(bus, "events.amazonaws.com", None)
        targets = [{"Id": "queue", "Arn": arn}]
        if on:
            targets.append({"Id": "on", "Arn": arn_of("events", f"event-bus/{on}")})
        cloud.events.put_rule(Name="r", EventBusName=bus, EventPattern='{"source":["a"]}')
        cloud.events.put_targets(Rule="r", EventBusName=bus, Targets=targets)
    entry = {"Source": "a", "DetailType": "d", "Detail": "{}", "EventBusName": "a"}
    event_id = cloud.events.put_events(Entries=[entry])["Entries"][0]["EventId"]
    for bus in ("a", "b"):
        assert json.loads(cloud.receive(queues[bus], 1)[0]["Body"])["id"] == event_id
    line = f'LOST: event "{event_id}" ("d" of "a") on its way from {rule_arn("b/r")} to target \'on\''
    eventually(lambda: line in cloud.log(), "a line in the log")
    assert "no event goes on to a third bus" in cloud.log()
    assert "Messages" not in cloud.sqs.receive_message(QueueUrl=queues["c"])


@pytest.mark.parametrize(
    "given, body",
    [
        ({"InputPath": "$.detail.queue"}, '{"id":"%s","name":"a queue"}' % GENERAL_SUPPORT),
        ({"InputPath": "$.detail.conversationId"}, '"c-1"'),
        ({"Input": '{"constant": true}'}, '{"constant": true}'),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {"q": "$.detail.queue.name", "c": "$.detail.conversationId"},
                    "InputTemplate": '"conversation <c> ended in <q>"',
                }
            },
            '"conversation c-1 ended in a queue"',
        ),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {"q": "$.detail.queue"},
                    "InputTemplate": '{"queue": <q>, "by": "<aws.events.rule-name>"}',
                }
            },
            '{"queue":{"id":"%s","name":"a queue"},"by":"r"}' % GENERAL_SUPPORT,
        ),
    ],
)
def test_a_target_can_be_given_a_part_of_the_event_or_something_made_of_it(cloud, letters, given, body):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    make_rule(cloud, arn, **given)
    cloud.put(EVENT)
    assert cloud.receive(url, 1)[0]["Body"] == body


# To topics.


def listener(cloud, topic_arn, **attributes):
    url, arn = cloud.make_queue("listener", "sns.amazonaws.com", topic_arn)
    made = cloud.sns.subscribe(
        TopicArn=topic_arn, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true", **attributes}
    )
    return url, made["SubscriptionArn"]


@pytest.fixture
def topic(cloud):
    arn = cloud.sns.create_topic(Name="t")["TopicArn"]
    cloud.sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(arn)))
    return arn


@pytest.mark.parametrize(
    "condition", [{"ArnEquals": {"aws:SourceArn": rule_arn("r")}}, {"StringEquals": {"aws:SourceAccount": ACCOUNT}}]
)
def test_a_topic_policy_with_a_condition_never_lets_eventbridge_in(cloud, letters, topic, condition):
    url, _ = listener(cloud, topic)
    cloud.sns.set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(topic, Condition=condition))
    )
    make_rule(cloud, topic)
    cloud.put(EVENT)
    assert said_by(cloud.receive(letters, 1)[0])["ERROR_CODE"] == "NO_PERMISSIONS"
    assert cloud.drain(url) == []


def test_the_policy_that_aws_gives_a_new_topic_does_not_let_eventbridge_in(cloud, letters):
    topic_arn = cloud.sns.create_topic(Name="fresh")["TopicArn"]
    make_rule(cloud, topic_arn)
    cloud.put(EVENT)
    assert said_by(cloud.receive(letters, 1)[0])["ERROR_CODE"] == "NO_PERMISSIONS"


def test_a_subscribed_queue_that_does_not_let_the_topic_send_loses_to_the_subscriptions_dead_letter_queue(cloud, topic):
    letters_url, letters_arn = cloud.make_queue("sub-letters", "sns.amazonaws.com", topic)
    url, arn = cloud.make_queue("closed")
    cloud.sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"RawMessageDelivery": "true", "RedrivePolicy": json.dumps({"deadLetterTargetArn": letters_arn})},
    )
    cloud.sns.publish(TopicArn=topic, Message="hello")
    assert cloud.receive(letters_url, 1)[0]["Body"] == "hello"
    assert cloud.drain(url) == []


def test_a_filter_on_the_body_lets_through_what_matches(cloud, topic):
    url, _ = listener(
        cloud, topic, FilterPolicyScope="MessageBody", FilterPolicy='{"detail":{"n":[{"numeric":[">",1]}]}}'
    )
    for n in (1, 2, 3):
        cloud.sns.publish(TopicArn=topic, Message=json.dumps({"detail": {"n": n}}))
    cloud.sns.publish(TopicArn=topic, Message="not JSON")
    assert sorted(json.loads(m["Body"])["detail"]["n"] for m in cloud.receive(url, 2)) == [2, 3]


def test_a_topic_takes_200_filter_policies_and_any_number_of_plain_subscriptions(cloud, topic):
    def subscribe(n, **attributes):
        return cloud.sns.subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:000000000000:q-{n}", Attributes=attributes,
            ReturnSubscriptionArn=True)["SubscriptionArn"]

    for n in range(200):
        last = subscribe(n, FilterPolicy='{"a":["x"]}')
    plain = subscribe(200)
    for refused in (
        lambda: subscribe(201, FilterPolicy='{"a":["x"]}'),
        lambda: cloud.sns.set_subscription_attributes(
            SubscriptionArn=plain, AttributeName="FilterPolicy", AttributeValue='{"a":["x"]}'),
    ):
        with pytest.raises(cloud.sns.exceptions.FilterPolicyLimitExceededException):
            refused()
    cloud.sns.set_subscription_attributes(
        SubscriptionArn=last, AttributeName="FilterPolicy", AttributeValue='{"a":["y"]}')


def test_a_filter_on_attributes_lets_through_what_matches(cloud, topic):
    url, _ = listener(cloud, topic, FilterPolicy='{"kind":["a",{"prefix":"b"}]}')
    for kind in ("a", "bee", "c"):
        attributes = {"kind": {"DataType": "String", "StringValue": kind}}
        cloud.sns.publish(TopicArn=topic, Message=kind, MessageAttributes=attributes)
    cloud.sns.publish(TopicArn=topic, Message="none")
    messages = cloud.receive(url, 2)
    assert sorted(m["Body"] for m in messages) == ["a", "bee"]
    assert {m["MessageAttributes"]["kind"]["StringValue"] for m in messages} == {"a", "bee"}


def test_eventbridges_messages_carry_no_attributes_so_a_filter_on_them_stops_all(cloud, letters, topic):
    url, _ = listener(cloud, topic, FilterPolicy='{"source":["genesys.cloud"]}')
    make_rule(cloud, topic)
    cloud.put(EVENT)
    assert cloud.drain(url) == []


def test_an_envelope_is_signed_by_the_certificate_that_it_names(cloud, topic):
    url, arn = cloud.make_queue("wrapped", "sns.amazonaws.com", topic)
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    for version, digest in (("1", hashes.SHA1()), ("2", hashes.SHA256())):
        cloud.sns.set_topic_attributes(TopicArn=topic, AttributeName="SignatureVersion", AttributeValue=version)
        cloud.sns.publish(TopicArn=topic, Message="hello", Subject="a subject")
        envelope = json.loads(cloud.receive(url, 1)[0]["Body"])
        assert envelope["SignatureVersion"] == version
        keys = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
        text = "".join(f"{key}\n{envelope[key]}\n" for key in keys)
        pem = requests.get(envelope["SigningCertURL"], timeout=PATIENCE).content
        key = x509.load_pem_x509_certificate(pem).public_key()
        key.verify(base64.b64decode(envelope["Signature"]), text.encode(), padding.PKCS1v15(), digest)


def test_the_unsubscribe_link_of_an_envelope_works_without_a_signature(cloud, topic):
    url, arn = cloud.make_queue("wrapped", "sns.amazonaws.com", topic)
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    cloud.sns.publish(TopicArn=topic, Message="hello")
    link = json.loads(cloud.receive(url, 1)[0]["Body"])["UnsubscribeURL"]
    answer = requests.get(link, timeout=PATIENCE)
    assert answer.status_code == 200 and "UnsubscribeResponse" in answer.text
    cloud.sns.publish(TopicArn=topic, Message="nobody listens")
    assert cloud.drain(url) == []


# Taking messages.


def test_a_long_poll_returns_as_soon_as_a_message_arrives(cloud):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="r", EventPattern='{"source":["a"]}')
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": arn}])
    answers = []

    def wait():
        began = time.monotonic()
        answer = cloud.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)
        answers.append((time.monotonic() - began, answer.get("Messages", [])))

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)  # it is waiting by now, or will find the message at once
    cloud.put({"source": "a", "detail-type": "b", "detail": {}})
    waiting.join(PATIENCE)
    ((took, messages),) = answers
    assert len(messages) == 1 and took < 15


def test_a_long_poll_ends_empty_when_its_time_is_over(cloud):
    url, _ = cloud.make_queue("q")
    began = time.monotonic()
    assert "Messages" not in cloud.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1)
    assert time.monotonic() - began >= 0.9


def test_a_queue_may_make_every_receive_a_long_poll(cloud):
    url = cloud.sqs.create_queue(QueueName="q", Attributes={"ReceiveMessageWaitTimeSeconds": "1"})["QueueUrl"]
    began = time.monotonic()
    cloud.sqs.receive_message(QueueUrl=url)
    assert time.monotonic() - began >= 0.9
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"ReceiveMessageWaitTimeSeconds": "20"})
    began = time.monotonic()
    cloud.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=0)
    assert time.monotonic() - began < 15


def test_each_message_goes_to_one_of_many_who_wait(cloud):
    url, _ = cloud.make_queue("q")
    taken = []
    threads = [
        threading.Thread(
            target=lambda: taken.extend(cloud.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10).get("Messages", []))
        )
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for number in range(5):
        cloud.sqs.send_message(QueueUrl=url, MessageBody=str(number))
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(m["Body"] for m in taken) == list("01234")


def take(cloud, url, **how):
    return cloud.sqs.receive_message(QueueUrl=url, AttributeNames=["All"], MaxNumberOfMessages=10, **how).get(
        "Messages", []
    )


def test_a_message_that_was_taken_is_hidden_until_its_time_is_over(cloud):
    url, _ = cloud.make_queue("q")
    cloud.sqs.send_message(QueueUrl=url, MessageBody="m")
    (first,) = take(cloud, url)
    assert first["Attributes"]["ApproximateReceiveCount"] == "1"
    assert take(cloud, url) == []
    cloud.advance_clock(29)
    assert take(cloud, url) == []
    cloud.advance_clock(2)
    (again,) = take(cloud, url)
    assert again["Attributes"]["ApproximateReceiveCount"] == "2"
    assert again["MessageId"] == first["MessageId"] and again["ReceiptHandle"] != first["ReceiptHandle"]
    cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])  # an old handle is good too
    cloud.advance_clock(60)
    assert take(cloud, url) == []


def test_visibility_can_be_chosen_on_receive_and_changed_later(cloud):
    url, _ = cloud.make_queue("q")
    cloud.sqs.send_message(QueueUrl=url, MessageBody="m")
    (message,) = take(cloud, url, VisibilityTimeout=100)
    cloud.advance_clock(50)
    assert take(cloud, url) == []
    cloud.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert len(take(cloud, url, VisibilityTimeout=0)) == 1
    assert len(take(cloud, url)) == 1


def test_who_waits_is_woken_when_the_clock_makes_a_message_visible(cloud):
    url, _ = cloud.make_queue("q")
    cloud.sqs.send_message(QueueUrl=url, MessageBody="m", DelaySeconds=18)
    answers = []
    waiting = threading.Thread(target=lambda: answers.extend(take(cloud, url, WaitTimeSeconds=20)))
    waiting.start()
    time.sleep(0.5)
    began = time.monotonic()
    cloud.advance_clock(18)
    waiting.join(PATIENCE)
    assert [message["Body"] for message in answers] == ["m"]
    assert time.monotonic() - began < 15


def test_a_delayed_message_comes_when_its_delay_is_over(cloud):
    url, _ = cloud.make_queue("q")
    cloud.sqs.send_message(QueueUrl=url, MessageBody="m", DelaySeconds=600)
    assert take(cloud, url) == []
    assert cloud.queues()["q"]["ApproximateNumberOfMessagesDelayed"] == "1"
    cloud.advance_clock(601)
    assert len(take(cloud, url)) == 1


def test_messages_older_than_the_retention_are_gone(cloud):
    url = cloud.sqs.create_queue(QueueName="q", Attributes={"MessageRetentionPeriod": "3600"})["QueueUrl"]
    cloud.sqs.send_message(QueueUrl=url, MessageBody="m")
    cloud.advance_clock(3601)
    assert take(cloud, url) == []


def test_a_message_taken_too_often_moves_to_the_queues_dead_letter_queue(cloud):
    letters, letters_arn = cloud.make_queue("letters")
    redrive = json.dumps({"deadLetterTargetArn": letters_arn, "maxReceiveCount": 2})
    attributes = {"RedrivePolicy": redrive, "VisibilityTimeout": "0"}
    url = cloud.sqs.create_queue(QueueName="q", Attributes=attributes)["QueueUrl"]
    message_id = cloud.sqs.send_message(QueueUrl=url, MessageBody="m")["MessageId"]
    assert [len(take(cloud, url)) for _ in range(3)] == [1, 1, 0]
    (letter,) = take(cloud, letters)
    assert letter["MessageId"] == message_id
    assert letter["Attributes"]["DeadLetterQueueSourceArn"] == arn_of("sqs", "q")


def test_the_counts_of_a_queue_tell_where_its_messages_are(cloud):
    url, _ = cloud.make_queue("q")
    for _ in range(3):
        cloud.sqs.send_message(QueueUrl=url, MessageBody="m")
    cloud.sqs.receive_message(QueueUrl=url)
    attributes = cloud.queues()["q"]
    counts = [attributes[f"ApproximateNumberOfMessages{suffix}"] for suffix in ("", "NotVisible", "Delayed")]
    assert counts == ["2", "1", "0"]
    cloud.sqs.purge_queue(QueueUrl=url)
    assert cloud.queues()["q"]["ApproximateNumberOfMessages"] == "0"


def test_the_clock_moves_what_is_timed_but_not_signatures_or_the_date_header(cloud):
    before = cloud.admin("GET", "clock").json()
    cloud.advance_clock(86400)
    after = cloud.admin("GET", "clock").json()
    assert after["offset_milliseconds"] - before["offset_milliseconds"] == 86_400_000
    assert after["now"] > before["now"]
    assert cloud.sqs.list_queues()["ResponseMetadata"]["HTTPStatusCode"] == 200
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    make_rule(cloud, arn)
    cloud.put(EVENT)
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["time"] > before["now"][:19]
