# SPDX-License-Identifier: Apache-2.0
"""Subscriptions: protocols, attributes in AWS's words, functions, and queues of other accounts."""

import json

import pytest

from harness import ACCOUNT, REGION, arn_of, queue_policy
from receiver import verify
from refusals import invalid, refused

TOPIC = arn_of("sns", "t")
QUEUE = arn_of("sqs", "q")
FRIEND = "111122223333"
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def topic(cloud):
    return cloud.sns.create_topic(Name="t")["TopicArn"]


def subscribe(cloud, endpoint=QUEUE, protocol="sqs", sns=None, **attributes):
    return (sns or cloud.sns).subscribe(
        TopicArn=TOPIC, Protocol=protocol, Endpoint=endpoint, Attributes=attributes, ReturnSubscriptionArn=True
    )["SubscriptionArn"]


def attributes_of(cloud, arn):
    return cloud.sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]


# Protocols and endpoints.


# fmt: off
@pytest.mark.parametrize("protocol, endpoint, what", [
    ("pigeon", "x", "Amazon SNS does not support this protocol string: pigeon"),
    ("sqs", "http://queue", "SQS endpoint ARN"),
    ("sqs", arn_of("sns", "q"), "SQS endpoint ARN"),
    ("sqs", arn_of("sqs", "q.fifo"),
     "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"),
    ("lambda", "f", "Lambda endpoint ARN"),
    ("lambda", QUEUE, "Lambda endpoint ARN"),
    ("email", "a@example.com",
     "Protocol Reason: subscriptions of the protocol email are not served by this endpoint."),
    ("sms", "+12065550100", "Protocol Reason: subscriptions of the protocol sms are not served by this endpoint."),
    ("firehose", "arn:aws:firehose:us-east-1:000000000000:deliverystream/s",
     "Protocol Reason: subscriptions of the protocol firehose are not served by this endpoint."),
])
# fmt: on
def test_an_endpoint_must_fit_a_protocol_that_is_served(cloud, topic, protocol, endpoint, what):
    assert refused(cloud.sns.subscribe, TopicArn=topic, Protocol=protocol, Endpoint=endpoint) == invalid(what)
    assert cloud.sns.list_subscriptions()["Subscriptions"] == []


# fmt: off
@pytest.mark.parametrize("arn, fault", [
    ("nonsense", invalid("SubscriptionArn Reason: An ARN must have at least 6 elements, not 1")),
    (TOPIC, invalid("SubscriptionId")),
    (TOPIC + ":nonsense", invalid("SubscriptionId")),
    (TOPIC.replace(REGION, "eu-west-1") + ":" + NOBODY, invalid("SubscriptionArn")),
    (TOPIC + ":" + NOBODY, ("NotFound", "Subscription does not exist")),
])
# fmt: on
def test_a_subscription_that_is_none_is_refused(cloud, topic, arn, fault):
    assert refused(cloud.sns.get_subscription_attributes, SubscriptionArn=arn) == fault
    if fault[0] == "NotFound":
        cloud.sns.unsubscribe(SubscriptionArn=arn)
    else:
        assert refused(cloud.sns.unsubscribe, SubscriptionArn=arn) == fault


def test_a_subscription_that_was_ended_is_no_more(cloud, topic):
    arn = subscribe(cloud)
    cloud.sns.unsubscribe(SubscriptionArn=arn)
    cloud.sns.unsubscribe(SubscriptionArn=arn)
    assert refused(cloud.sns.get_subscription_attributes, SubscriptionArn=arn)[0] == "NotFound"
    counts = cloud.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (counts["SubscriptionsConfirmed"], counts["SubscriptionsDeleted"]) == ("0", "1")
    again = subscribe(cloud)
    assert again != arn
    counts = cloud.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (counts["SubscriptionsConfirmed"], counts["SubscriptionsDeleted"]) == ("1", "0")


# Attributes.


def test_a_new_subscription_shows_awss_defaults(cloud, topic):
    arn = subscribe(cloud)
    assert attributes_of(cloud, arn) == {
        "ConfirmationWasAuthenticated": "true",
        "Endpoint": QUEUE,
        "Owner": ACCOUNT,
        "PendingConfirmation": "false",
        "Protocol": "sqs",
        "RawMessageDelivery": "false",
        "SubscriptionArn": arn,
        "SubscriptionPrincipal": f"arn:aws:iam::{ACCOUNT}:root",
        "TopicArn": TOPIC,
    }


def test_a_subscription_keeps_what_it_is_given(cloud, topic):
    given = {
        "FilterPolicy": '{"a":{"b":["c"]}}',
        "FilterPolicyScope": "MessageBody",
        "RawMessageDelivery": "True",
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn_of("sqs", "letters")}),
    }
    arn = subscribe(cloud, **given)
    before = attributes_of(cloud, arn)
    assert {**given, "RawMessageDelivery": "true"}.items() <= before.items()
    cloud.restart()
    assert attributes_of(cloud, arn) == before
    assert subscribe(cloud, **given) == subscribe(cloud) == arn
    cloud.sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue="{}")
    assert "FilterPolicy" not in attributes_of(cloud, arn)


def test_subscribing_again_with_other_attributes_is_refused(cloud, topic):
    arn = subscribe(cloud, RawMessageDelivery="true")
    assert subscribe(cloud, RawMessageDelivery="TRUE") == arn
    assert subscribe(cloud, FilterPolicyScope="MessageAttributes") == arn
    for attributes in ({"RawMessageDelivery": "false"}, {"FilterPolicy": '{"a":["b"]}'}):
        assert refused(
            cloud.sns.subscribe, TopicArn=TOPIC, Protocol="sqs", Endpoint=QUEUE, Attributes=attributes
        ) == invalid("Attributes Reason: Subscription already exists with different attributes")


BROKEN = (
    "failed to parse JSON. Unexpected character ('b' (code 98)): was expecting double-quote to start field name\n"
    " at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 2]"
)


# fmt: off
@pytest.mark.parametrize("name, value, what", [
    ("RawMessageDelivery", "x", "RawMessageDelivery: Invalid value [x]. Must be true or false."),
    ("FilterPolicyScope", "x",
     "FilterPolicyScope: Invalid value [x]. Please use either MessageBody or MessageAttributes"),
    ("RedrivePolicy", "{broken}", "RedrivePolicy: " + BROKEN),
    ("FilterPolicy", "{broken}", "FilterPolicy: " + BROKEN),
    ("DeliveryPolicy", "{broken}", "DeliveryPolicy: " + BROKEN),
    ("RedrivePolicy", '{"deadLetterTargetArn":"x"}', "RedrivePolicy: deadLetterTargetArn is an invalid arn"),
    ("RedrivePolicy", "{}", "RedrivePolicy: deadLetterTargetArn is an invalid arn"),
    ("RedrivePolicy", json.dumps({"deadLetterTargetArn": QUEUE.replace(REGION, "eu-west-1")}),
     "RedrivePolicy: deadLetterTargetArn must be a queue of the subscription's account and region"),
    ("FilterPolicy", json.dumps({key: ["1"] for key in "abcdef"}),
     "FilterPolicy: Filter policy can not have more than 5 keys"),
    ("FilterPolicy", json.dumps({"a": list(range(151))}), "FilterPolicy: Filter policy is too complex"),
    ("FilterPolicy", '{"a":{"b":["c"]}}',
     "Filter policy scope MessageAttributes does not support nested filter policy"),
    ("DeliveryPolicy", '{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":1}}',
     "DeliveryPolicy: healthyRetryPolicy.numRetries must be specified"),
])
# fmt: on
def test_attributes_that_sns_would_not_take_are_refused_in_its_words(cloud, topic, name, value, what):
    arn = subscribe(cloud)
    before = attributes_of(cloud, arn)
    call = cloud.sns.set_subscription_attributes
    assert refused(call, SubscriptionArn=arn, AttributeName=name, AttributeValue=value) == invalid(what)
    assert attributes_of(cloud, arn) == before
    other = arn_of("sqs", "other")
    assert refused(
        cloud.sns.subscribe, TopicArn=TOPIC, Protocol="sqs", Endpoint=other, Attributes={name: value}
    ) == invalid("Attributes Reason: " + what)
    assert len(cloud.sns.list_subscriptions()["Subscriptions"]) == 1


def test_an_unknown_attribute_is_refused(cloud, topic):
    arn = subscribe(cloud)
    call = cloud.sns.set_subscription_attributes
    assert refused(call, SubscriptionArn=arn, AttributeName="Colour", AttributeValue="red") == invalid("AttributeName")


def test_a_list_of_subscriptions_goes_on_where_its_token_says(cloud, topic):
    arns = {subscribe(cloud, arn_of("sqs", f"q-{number}")) for number in range(101)}
    for call, parameters in (
        (cloud.sns.list_subscriptions, {}),
        (cloud.sns.list_subscriptions_by_topic, {"TopicArn": topic}),
    ):
        first = call(**parameters)
        assert len(first["Subscriptions"]) == 100
        last = call(**parameters, NextToken=first["NextToken"])
        assert "NextToken" not in last
        assert {s["SubscriptionArn"] for s in first["Subscriptions"] + last["Subscriptions"]} == arns
        assert refused(call, **parameters, NextToken="!") == invalid("NextToken")


@pytest.mark.parametrize("other", ["t-eu", "t1"])
def test_pages_name_each_subscription_once_where_a_topics_name_begins_anothers(cloud, topic, other):
    made = []
    for arn in (topic, cloud.sns.create_topic(Name=other)["TopicArn"]):
        for n in range(70):
            subscription = cloud.sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=f"{QUEUE}{n}")
            made.append(subscription["SubscriptionArn"])
    pages = cloud.sns.get_paginator("list_subscriptions").paginate()
    listed = [subscription["SubscriptionArn"] for page in pages for subscription in page["Subscriptions"]]
    assert sorted(listed) == sorted(made)


# Functions.


def test_a_function_is_subscribed_at_once_and_invoked_with_the_event_record(cloud, topic):
    letters_url, letters = cloud.make_queue("letters", "sns.amazonaws.com", topic)
    function = arn_of("lambda", "function:not-there")
    arn = subscribe(cloud, function, "lambda", RedrivePolicy=json.dumps({"deadLetterTargetArn": letters}))
    assert attributes_of(cloud, arn)["PendingConfirmation"] == "false"
    cloud.sns.set_topic_attributes(TopicArn=topic, AttributeName="SignatureVersion", AttributeValue="2")
    attributes = {"kind": {"DataType": "String", "StringValue": "a"}}
    sent = cloud.sns.publish(TopicArn=topic, Message="hello", Subject="s", MessageAttributes=attributes)
    (letter,) = cloud.receive(letters_url, 1)  # nobody has that function
    (record,) = json.loads(letter["Body"])["Records"]
    event = record["Sns"]
    assert (record["EventSource"], record["EventVersion"], record["EventSubscriptionArn"]) == ("aws:sns", "1.0", arn)
    assert (event["Message"], event["Subject"], event["MessageId"]) == ("hello", "s", sent["MessageId"])
    assert event["MessageAttributes"] == {"kind": {"Type": "String", "Value": "a"}}
    assert event["UnsubscribeUrl"] == f"{cloud.url}/?Action=Unsubscribe&SubscriptionArn={arn}"
    assert event["SignatureVersion"] == "1"
    verify({**event, "SigningCertURL": event["SigningCertUrl"]})
    cloud.sns.publish(TopicArn=topic, Message="plain")
    event = json.loads(cloud.receive(letters_url, 1)[0]["Body"])["Records"][0]["Sns"]
    assert (event["Subject"], event["MessageAttributes"]) == (None, {})


def test_a_function_takes_no_raw_messages(cloud, topic):
    function = arn_of("lambda", "function:f")
    what = "Delivery protocol [lambda] does not support raw message delivery."
    assert refused(
        cloud.sns.subscribe,
        TopicArn=topic,
        Protocol="lambda",
        Endpoint=function,
        Attributes={"RawMessageDelivery": "true"},
    ) == invalid("Attributes Reason: " + what)


# Other accounts.


def queue_of_friend(cloud):
    arn = f"arn:aws:sqs:{REGION}:{FRIEND}:theirs"
    sqs = cloud.client("sqs", FRIEND)
    policy = json.dumps(queue_policy(arn, "sns.amazonaws.com", TOPIC))
    return sqs, sqs.create_queue(QueueName="theirs", Attributes={"Policy": policy})["QueueUrl"], arn


def take(sqs, url):
    return [m["Body"] for m in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5).get("Messages", [])]


def test_a_queue_of_another_account_has_to_confirm(cloud, topic):
    sqs, url, endpoint = queue_of_friend(cloud)
    answer = cloud.sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=endpoint, Attributes={"RawMessageDelivery": "true"}
    )
    assert answer["SubscriptionArn"] == "pending confirmation"
    cloud.sns.publish(TopicArn=topic, Message="too early")
    (asked,) = map(json.loads, take(sqs, url))
    assert asked["Type"] == "SubscriptionConfirmation"
    verify(asked)
    friend = cloud.client("sns", FRIEND)
    arn = friend.confirm_subscription(TopicArn=topic, Token=asked["Token"])["SubscriptionArn"]
    assert attributes_of(cloud, arn)["PendingConfirmation"] == "false"
    cloud.sns.publish(TopicArn=topic, Message="hello")
    assert take(sqs, url) == ["hello"]


def test_an_account_that_may_subscribe_its_own_queue_needs_no_confirmation(cloud, topic):
    sqs, url, endpoint = queue_of_friend(cloud)
    friend = cloud.client("sns", FRIEND)
    assert refused(friend.subscribe, TopicArn=topic, Protocol="sqs", Endpoint=endpoint)[0] == "AuthorizationError"
    cloud.sns.add_permission(TopicArn=topic, Label="l", AWSAccountId=[FRIEND], ActionName=["Subscribe"])
    arn = subscribe(cloud, endpoint, sns=friend, RawMessageDelivery="true")
    assert attributes_of(cloud, arn)["Owner"] == FRIEND
    assert [s["SubscriptionArn"] for s in friend.list_subscriptions()["Subscriptions"]] == [arn]
    assert cloud.sns.list_subscriptions()["Subscriptions"] == []
    assert len(cloud.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 1
    cloud.sns.publish(TopicArn=topic, Message="hello")
    assert take(sqs, url) == ["hello"]
    stranger = cloud.client("sns", "444455556666")
    assert refused(stranger.unsubscribe, SubscriptionArn=arn)[0] == "AuthorizationError"
    friend.unsubscribe(SubscriptionArn=arn)
    assert cloud.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []
