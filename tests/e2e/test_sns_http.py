# SPDX-License-Identifier: Apache-2.0
"""HTTP subscriptions: the handshake, what endpoints receive, retries, and who is let in."""

import json
import threading
import time

import pytest
import requests
from cryptography.exceptions import InvalidSignature

from harness import PATIENCE, arn_of, eventually
from receiver import Receiver, verify
from refusals import invalid, refused

ONE_RETRY = json.dumps({"healthyRetryPolicy": {"minDelayTarget": 60, "maxDelayTarget": 60, "numRetries": 1}})


@pytest.fixture
def web():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def cloud(start_cloud, web):
    return start_cloud(flags=["--allow-http", web.host])


@pytest.fixture
def topic(cloud):
    return cloud.sns.create_topic(Name="t")["TopicArn"]


def subscribe(cloud, topic, url, **attributes):
    return cloud.sns.subscribe(
        TopicArn=topic, Protocol="http", Endpoint=url, Attributes=attributes, ReturnSubscriptionArn=True
    )["SubscriptionArn"]


def confirmed(cloud, topic, web, path="/", **attributes):
    arn = subscribe(cloud, topic, web.url(path), **attributes)
    (asked,) = web.wait_for("SubscriptionConfirmation", path=path)
    answer = requests.get(asked.json()["SubscribeURL"], timeout=PATIENCE)
    assert answer.status_code == 200
    return arn


def attributes_of(cloud, arn):
    return cloud.sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]


# The handshake.


def test_a_new_endpoint_is_asked_to_confirm_and_receives_nothing_before(cloud, topic, web):
    answer = cloud.sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=web.url())
    assert answer["SubscriptionArn"] == "pending confirmation"
    (asked,) = web.wait_for("SubscriptionConfirmation")
    message = asked.json()
    assert list(message) == [
        "Type", "MessageId", "Token", "TopicArn", "Message", "SubscribeURL", "Timestamp", "SignatureVersion",
        "Signature", "SigningCertURL",
    ]  # fmt: skip
    assert message["Message"] == (
        f"You have chosen to subscribe to the topic {topic}.\n"
        "To confirm the subscription, visit the SubscribeURL included in this message."
    )
    token = message["Token"]
    assert len(token) == 288 and set(token) <= set("0123456789abcdef")
    assert message["SubscribeURL"] == f"{cloud.url}/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}"
    assert asked.headers["x-amz-sns-message-id"] == message["MessageId"]
    assert asked.headers["x-amz-sns-topic-arn"] == topic
    assert "x-amz-sns-subscription-arn" not in asked.headers
    assert asked.headers["Content-Type"] == "text/plain; charset=UTF-8"
    assert asked.headers["User-Agent"] == "Amazon Simple Notification Service Agent"
    assert asked.headers["Accept-Encoding"] == "gzip,deflate"
    cloud.sns.publish(TopicArn=topic, Message="too early")
    cloud.settle()
    assert web.of("Notification") == []


def test_a_pending_subscription_is_listed_as_such(cloud, topic, web):
    arn = subscribe(cloud, topic, web.url())
    for listed in (cloud.sns.list_subscriptions(), cloud.sns.list_subscriptions_by_topic(TopicArn=topic)):
        (only,) = listed["Subscriptions"]
        assert (only["SubscriptionArn"], only["Endpoint"]) == ("PendingConfirmation", web.url())
    assert attributes_of(cloud, arn)["PendingConfirmation"] == "true"
    counts = cloud.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (counts["SubscriptionsPending"], counts["SubscriptionsConfirmed"]) == ("1", "0")
    assert refused(cloud.sns.unsubscribe, SubscriptionArn=arn) == invalid(
        "SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation"
    )


def test_visiting_the_link_confirms_as_often_as_it_is_visited(cloud, topic, web):
    arn = subscribe(cloud, topic, web.url())
    (asked,) = web.wait_for("SubscriptionConfirmation")
    for _ in range(2):
        answer = requests.get(asked.json()["SubscribeURL"], timeout=PATIENCE)
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/xml"
        assert "<ConfirmSubscriptionResponse" in answer.text
        assert f"<SubscriptionArn>{arn}</SubscriptionArn>" in answer.text
    attributes = attributes_of(cloud, arn)
    assert (attributes["PendingConfirmation"], attributes["ConfirmationWasAuthenticated"]) == ("false", "false")
    cloud.sns.publish(TopicArn=topic, Message="hello")
    web.wait_for("Notification")


def test_the_handshake_works_with_the_aws_cli(cloud, topic, web, aws):
    where = ["--topic-arn", topic, "--protocol", "http", "--notification-endpoint", web.url()]
    assert aws("sns", "subscribe", *where)["SubscriptionArn"] == "pending confirmation"
    token = web.wait_for("SubscriptionConfirmation")[0].json()["Token"]
    arn = aws("sns", "confirm-subscription", "--topic-arn", topic, "--token", token)["SubscriptionArn"]
    assert aws("sns", "subscribe", *where)["SubscriptionArn"] == arn
    aws("sns", "publish", "--topic-arn", topic, "--message", "from the shell")
    assert web.wait_for("Notification")[0].json()["Message"] == "from the shell"


def test_a_signed_confirmation_may_ask_that_only_signed_calls_end_the_subscription(cloud, topic, web):
    arn = subscribe(cloud, topic, web.url())
    token = web.wait_for("SubscriptionConfirmation")[0].json()["Token"]
    link = f"{cloud.url}/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}&AuthenticateOnUnsubscribe=true"
    unsigned = requests.get(link, timeout=PATIENCE)
    assert unsigned.status_code == 403 and "MissingAuthenticationToken" in unsigned.text
    answer = cloud.sns.confirm_subscription(TopicArn=topic, Token=token, AuthenticateOnUnsubscribe="true")
    assert answer["SubscriptionArn"] == arn
    assert attributes_of(cloud, arn)["ConfirmationWasAuthenticated"] == "true"
    by_link = requests.get(f"{cloud.url}/?Action=Unsubscribe&SubscriptionArn={arn}", timeout=PATIENCE)
    assert by_link.status_code == 403 and "<Code>AuthorizationError</Code>" in by_link.text
    cloud.sns.unsubscribe(SubscriptionArn=arn)
    assert cloud.sns.list_subscriptions()["Subscriptions"] == []


def test_a_wrong_token_or_topic_is_refused(cloud, topic, web):
    other = cloud.sns.create_topic(Name="other")["TopicArn"]
    subscribe(cloud, topic, web.url())
    token = web.wait_for("SubscriptionConfirmation")[0].json()["Token"]
    confirm = cloud.sns.confirm_subscription
    assert refused(confirm, TopicArn=topic, Token="0" * 288) == invalid("Token")
    assert refused(confirm, TopicArn=topic, Token=token[:-1]) == ("InvalidParameter", "Invalid token")
    assert refused(confirm, TopicArn=other, Token=token) == invalid("Topic")
    assert refused(confirm, TopicArn="nonsense", Token=token) == invalid("Topic")
    elsewhere = topic.replace("us-east-1", "eu-west-1")
    for arn, given, why in (
        (elsewhere, token, "Invalid parameter: Topic"),
        ("not-an-arn", token, "Invalid parameter: Topic"),
        (topic, "0" * 288, "Invalid parameter: Token"),
        (topic, "x", "Invalid token"),
    ):
        link = f"{cloud.url}/?Action=ConfirmSubscription&TopicArn={arn}&Token={given}"
        answer = requests.get(link, timeout=PATIENCE)
        assert answer.status_code == 400 and f"<Message>{why}</Message>" in answer.text


def test_a_token_confirms_beside_a_topic_of_its_region_that_does_not_exist(cloud, topic, web):
    arn = subscribe(cloud, topic, web.url())
    token = web.wait_for("SubscriptionConfirmation")[0].json()["Token"]
    assert cloud.sns.confirm_subscription(TopicArn=topic + "x", Token=token)["SubscriptionArn"] == arn
    assert attributes_of(cloud, arn)["PendingConfirmation"] == "false"


def test_a_token_lives_two_days_and_subscribing_again_sends_another(cloud, topic, web):
    arn = subscribe(cloud, topic, web.url())
    (first,) = web.wait_for("SubscriptionConfirmation")
    cloud.advance_clock(2 * 86400 + 1)
    late = requests.get(first.json()["SubscribeURL"], timeout=PATIENCE)
    assert late.status_code == 400 and "Invalid parameter: Token" in late.text
    assert subscribe(cloud, topic, web.url()) == arn
    second = web.wait_for("SubscriptionConfirmation", 2)[1]
    assert requests.get(second.json()["SubscribeURL"], timeout=PATIENCE).status_code == 200
    assert attributes_of(cloud, arn)["PendingConfirmation"] == "false"


def test_what_is_not_confirmed_is_gone_after_three_days_also_across_a_restart(cloud, topic, web):
    arn = subscribe(cloud, topic, web.url())
    kept = confirmed(cloud, topic, web, "/kept")
    cloud.restart()
    cloud.advance_clock(3 * 86400 - 60)
    assert len(cloud.sns.list_subscriptions()["Subscriptions"]) == 2
    cloud.advance_clock(120)
    eventually(
        lambda: [s["SubscriptionArn"] for s in cloud.sns.list_subscriptions()["Subscriptions"]] == [kept],
        "the unconfirmed subscription to go",
    )
    assert refused(cloud.sns.get_subscription_attributes, SubscriptionArn=arn)[0] == "NotFound"


def test_who_is_unsubscribed_by_the_link_is_told_and_can_come_back(cloud, topic, web):
    arn = confirmed(cloud, topic, web)
    cloud.sns.publish(TopicArn=topic, Message="hello")
    link = web.wait_for("Notification")[0].json()["UnsubscribeURL"]
    assert link == f"{cloud.url}/?Action=Unsubscribe&SubscriptionArn={arn}"
    answer = requests.get(link, timeout=PATIENCE)
    assert answer.status_code == 200 and "<UnsubscribeResponse" in answer.text
    (told,) = web.wait_for("UnsubscribeConfirmation")
    assert told.headers["x-amz-sns-subscription-arn"] == arn
    assert told.json()["Message"] == (
        f"You have chosen to deactivate subscription {arn}.\n"
        "To cancel this operation and restore the subscription, visit the SubscribeURL included in this message."
    )
    assert cloud.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []
    assert cloud.sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsDeleted"] == "1"
    cloud.sns.publish(TopicArn=topic, Message="nobody listens")
    cloud.settle()
    assert len(web.of("Notification")) == 1
    back = requests.get(told.json()["SubscribeURL"], timeout=PATIENCE)
    assert back.status_code == 200 and arn in back.text
    cloud.sns.publish(TopicArn=topic, Message="again")
    assert web.wait_for("Notification", 2)[1].json()["Message"] == "again"


def test_a_signed_unsubscribe_says_no_goodbye(cloud, topic, web):
    arn = confirmed(cloud, topic, web)
    cloud.sns.unsubscribe(SubscriptionArn=arn)
    cloud.settle()
    assert web.of("UnsubscribeConfirmation") == []


# Signatures.


@pytest.mark.parametrize("version", ["1", "2"])
def test_all_three_kinds_of_message_are_signed_by_the_certificate_they_name(cloud, topic, web, version):
    cloud.sns.set_topic_attributes(TopicArn=topic, AttributeName="SignatureVersion", AttributeValue=version)
    confirmed(cloud, topic, web)
    cloud.sns.publish(TopicArn=topic, Message="päylöad\nof two lines", Subject="about it")
    cloud.sns.publish(TopicArn=topic, Message="no subject")
    notifications = web.wait_for("Notification", 2)
    requests.get(notifications[0].json()["UnsubscribeURL"], timeout=PATIENCE)
    web.wait_for("UnsubscribeConfirmation")
    messages = [received.json() for received in web.received]
    assert [m["Type"] for m in messages].count("Notification") == 2 and len(messages) == 4
    for message in messages:
        assert message["SignatureVersion"] == version
        verify(message)
        with pytest.raises(InvalidSignature):
            verify({**message, "Message": message["Message"] + "!"})


def test_the_signing_key_is_kept(cloud, topic, web):
    confirmed(cloud, topic, web)
    cloud.sns.publish(TopicArn=topic, Message="before")
    before = web.wait_for("Notification")[0].json()
    cloud.settle()  # or it is sent again, naming the old port
    cloud.restart()
    cloud.sns.publish(TopicArn=topic, Message="after")
    after = web.wait_for("Notification", 2)[1].json()
    assert before["SigningCertURL"].rsplit("/", 1)[1] == after["SigningCertURL"].rsplit("/", 1)[1]
    verify(after)


# What endpoints receive.


def test_a_notification_comes_as_an_envelope_with_its_headers(cloud, topic, web):
    arn = confirmed(cloud, topic, web)
    attributes = {"kind": {"DataType": "String", "StringValue": "a"}}
    sent = cloud.sns.publish(TopicArn=topic, Message="hello", Subject="s", MessageAttributes=attributes)
    (got,) = web.wait_for("Notification")
    assert got.headers["x-amz-sns-message-id"] == sent["MessageId"]
    assert got.headers["x-amz-sns-topic-arn"] == topic
    assert got.headers["x-amz-sns-subscription-arn"] == arn
    assert "x-amz-sns-rawdelivery" not in got.headers
    message = got.json()
    assert list(message) == [
        "Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp", "SignatureVersion", "Signature",
        "SigningCertURL", "UnsubscribeURL", "MessageAttributes",
    ]  # fmt: skip
    assert (message["MessageId"], message["Message"], message["Subject"]) == (sent["MessageId"], "hello", "s")
    assert message["MessageAttributes"] == {"kind": {"Type": "String", "Value": "a"}}


def test_a_raw_notification_is_the_message_in_the_content_type_asked_for(cloud, topic, web):
    policy = json.dumps({"requestPolicy": {"headerContentType": "text/csv"}})
    arn = confirmed(cloud, topic, web, RawMessageDelivery="true", DeliveryPolicy=policy)
    kept = {"healthyRetryPolicy": None, "sicklyRetryPolicy": None, "throttlePolicy": None, "guaranteed": False}
    assert json.loads(attributes_of(cloud, arn)["DeliveryPolicy"]) == {**kept, **json.loads(policy)}
    # What it is kept as is what was asked for.
    assert subscribe(cloud, topic, web.url("/"), DeliveryPolicy=policy) == arn
    cloud.sns.publish(TopicArn=topic, Message="a;b\n1;2\n")
    (got,) = web.wait_for("Notification")
    assert got.body == b"a;b\n1;2\n"
    assert got.headers["x-amz-sns-rawdelivery"] == "true"
    assert got.headers["Content-Type"] == "text/csv"


def test_a_user_and_password_in_the_address_go_out_as_basic_authentication_and_not_into_the_log(cloud, topic, web):
    web.answers["/private"] = [200, 404]
    url = web.url("/private").replace("http://", "http://me:p%40ss@")
    subscribe(cloud, topic, url)
    (asked,) = web.wait_for("SubscriptionConfirmation", path="/private")
    assert asked.headers["Authorization"] == "Basic bWU6cEBzcw=="
    requests.get(asked.json()["SubscribeURL"], timeout=PATIENCE)
    cloud.sns.publish(TopicArn=topic, Message="m")
    eventually(lambda: "LOST" in cloud.log(), "a line in the log")
    assert "p%40ss" not in cloud.log() and web.host in cloud.log()


# Failures.


def test_an_answer_of_the_4xx_kind_is_final(cloud, topic, web):
    url, letters = cloud.make_queue("letters", "sns.amazonaws.com", topic)
    confirmed(cloud, topic, web, RedrivePolicy=json.dumps({"deadLetterTargetArn": letters}))
    web.answers["/"] = 404
    cloud.sns.publish(TopicArn=topic, Message="hello")
    (letter,) = cloud.receive(url, 1)
    (sent,) = web.of("Notification")
    assert letter["Body"] == sent.body.decode()
    assert "MessageAttributes" not in letter


@pytest.mark.parametrize("status", [429, 500, 503])
def test_other_failures_are_retried_three_times_twenty_seconds_apart(cloud, topic, web, status):
    url, letters = cloud.make_queue("letters", "sns.amazonaws.com", topic)
    confirmed(
        cloud, topic, web, RawMessageDelivery="true", RedrivePolicy=json.dumps({"deadLetterTargetArn": letters})
    )
    web.answers["/"] = status
    attributes = {"kind": {"DataType": "String", "StringValue": "a"}}
    cloud.sns.publish(TopicArn=topic, Message="hello", MessageAttributes=attributes)
    for retry in range(1, 4):
        web.wait_for("Notification", retry)
        waiting(cloud)
        cloud.advance_clock(19)
        assert len(web.of("Notification")) == retry
        cloud.advance_clock(1)
    (letter,) = cloud.receive(url, 1)
    assert len(web.of("Notification")) == 4
    assert letter["Body"] == "hello"
    assert letter["MessageAttributes"]["kind"]["StringValue"] == "a"


def waiting(cloud):
    """Waits until a failed attempt was noticed: the next one is planned."""
    eventually(
        lambda: cloud.admin("GET", "metrics").json()["deliveries_by_service"]["http"]["failed_attempts"]
        > getattr(cloud, "seen_failures", 0),
        "the failure to be seen",
    )
    cloud.seen_failures = cloud.admin("GET", "metrics").json()["deliveries_by_service"]["http"]["failed_attempts"]


def test_a_subscriptions_own_policy_and_then_the_topics_decide_the_retries(cloud, topic, web):
    confirmed(cloud, topic, web, "/own", DeliveryPolicy=ONE_RETRY)
    confirmed(cloud, topic, web, "/topics")
    at_once = {"minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": 2, "numNoDelayRetries": 2}
    cloud.sns.set_topic_attributes(
        TopicArn=topic,
        AttributeName="DeliveryPolicy",
        AttributeValue=json.dumps({"http": {"defaultHealthyRetryPolicy": at_once}}),
    )
    web.answers.update({"/own": 500, "/topics": 500})
    cloud.sns.publish(TopicArn=topic, Message="m")
    web.wait_for("Notification", 3, "/topics")
    web.wait_for("Notification", 1, "/own")
    eventually(lambda: cloud.admin("GET", "metrics").json()["deliveries_lost"] == 1, "the topic's retries to end")
    eventually(
        lambda: cloud.admin("GET", "metrics").json()["deliveries_failed_attempts"] == 4, "the first failure of /own"
    )
    cloud.advance_clock(59)
    assert len(web.of("Notification", "/own")) == 1
    cloud.advance_clock(1)
    web.wait_for("Notification", 2, "/own")
    cloud.settle()
    assert len(web.of("Notification", "/own")) == 2 and len(web.of("Notification", "/topics")) == 3


def test_a_retry_that_works_ends_the_matter(cloud, topic, web):
    confirmed(cloud, topic, web)
    web.answers["/"] = [500, 200]
    cloud.sns.publish(TopicArn=topic, Message="m")
    web.wait_for("Notification")
    waiting(cloud)
    cloud.advance_clock(20)
    first, second = web.wait_for("Notification", 2)
    assert first.body == second.body
    cloud.settle()
    assert cloud.admin("GET", "metrics").json()["deliveries_lost"] == 0


def test_an_endpoint_that_is_down_gets_its_messages_when_it_is_back(start_cloud):
    cloud = start_cloud(flags=["--allow-http", "localhost", "127.0.0.1"])
    topic = cloud.sns.create_topic(Name="t")["TopicArn"]
    with Receiver() as web:
        confirmed(cloud, topic, web)
    cloud.sns.publish(TopicArn=topic, Message="hello")
    waiting(cloud)
    with Receiver(web.port) as back:
        cloud.advance_clock(20)
        assert back.wait_for("Notification")[0].json()["Message"] == "hello"


def test_an_endpoint_has_fifteen_seconds_to_answer(cloud, topic, web):
    confirmed(cloud, topic, web)
    web.answers["/"] = threading.Event()
    cloud.sns.publish(TopicArn=topic, Message="m")
    web.wait_for("Notification")
    began = time.monotonic()
    waiting(cloud)
    assert 14 <= time.monotonic() - began < 14 + PATIENCE / 2


def test_an_endpoint_that_hangs_delays_no_other_of_the_same_host(cloud, topic, web):
    confirmed(cloud, topic, web, "/hangs")
    confirmed(cloud, topic, web, "/works")
    url, queue = cloud.make_queue("q", "sns.amazonaws.com", topic)
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes={"RawMessageDelivery": "true"})
    web.answers["/hangs"] = threading.Event()
    for number in range(40):
        cloud.sns.publish(TopicArn=topic, Message=str(number))
    web.wait_for("Notification", 40, "/works")
    assert len(web.of("Notification", "/hangs")) < 40
    taken = cloud.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    assert taken["Attributes"]["ApproximateNumberOfMessages"] == "40"
    web.answers["/hangs"].set()
    web.wait_for("Notification", 40, "/hangs")


def test_a_throttle_policy_spaces_what_one_endpoint_receives(cloud, topic, web):
    slow = json.dumps({"throttlePolicy": {"maxReceivesPerSecond": 1}})
    arn = confirmed(cloud, topic, web, "/slow", DeliveryPolicy=slow)
    confirmed(cloud, topic, web, "/fast")
    effective = json.loads(attributes_of(cloud, arn)["EffectiveDeliveryPolicy"])
    assert effective["throttlePolicy"] == {"maxReceivesPerSecond": 1}
    cloud.advance_clock(2)
    began = time.monotonic()
    for number in range(3):
        cloud.sns.publish(TopicArn=topic, Message=str(number))
    web.wait_for("Notification", 3, "/fast")
    assert len(web.of("Notification", "/slow")) < 3
    web.wait_for("Notification", 3, "/slow")
    assert time.monotonic() - began >= 1.9
    cloud.sns.publish(TopicArn=topic, Message="behind the others")
    cloud.advance_clock(1)
    web.wait_for("Notification", 4, "/slow")


def test_what_was_under_way_at_kill_9_is_sent_again(cloud, topic, web):
    confirmed(cloud, topic, web)
    web.answers["/"] = threading.Event()
    cloud.sns.publish(TopicArn=topic, Message="hello")
    (under_way,) = web.wait_for("Notification")
    cloud.kill()
    web.answers["/"].set()
    web.answers["/"] = 200
    cloud.start()
    again = web.wait_for("Notification", 2)[1]
    assert again.body == under_way.body
    cloud.settle()
    cloud.restart()
    cloud.settle()
    assert len(web.of("Notification")) == 2


# Only where the user said so.


def test_an_address_that_was_not_allowed_is_refused_at_subscribe(cloud, topic, web):
    code, message = refused(cloud.sns.subscribe, TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/x")
    assert code == "InvalidParameter" and "--allow-http 127.0.0.1:9" in message
    for endpoint in (f"http://{web.host}@127.0.0.1:9/", "http://[::1]:80/", "http://localhost/"):
        code, message = refused(cloud.sns.subscribe, TopicArn=topic, Protocol="http", Endpoint=endpoint)
        assert code == "InvalidParameter" and "--allow-http" in message
    assert cloud.sns.list_subscriptions()["Subscriptions"] == []


def test_an_address_that_is_no_longer_allowed_is_refused_at_delivery(cloud, topic, web):
    url, letters = cloud.make_queue("letters", "sns.amazonaws.com", topic)
    confirmed(cloud, topic, web, RedrivePolicy=json.dumps({"deadLetterTargetArn": letters}))
    confirmed(cloud, topic, web, "/no-letters")
    cloud.flags = []
    cloud.restart()
    cloud.sns.publish(TopicArn=topic, Message="hello")
    cloud.receive(url, 1)
    assert web.of("Notification") == []
    eventually(lambda: f"--allow-http {web.host}" in cloud.log(), "the reason in the log")


def test_an_endpoint_must_be_an_address_of_its_protocol(cloud, topic, web):
    wrong = invalid("Endpoint must match the specified protocol")
    assert refused(cloud.sns.subscribe, TopicArn=topic, Protocol="https", Endpoint=web.url()) == wrong
    assert refused(cloud.sns.subscribe, TopicArn=topic, Protocol="http", Endpoint=arn_of("sqs", "q")) == wrong
    code, _ = refused(cloud.sns.subscribe, TopicArn=topic, Protocol="http", Endpoint="http://a b/")
    assert code == "InvalidParameter"


def test_the_flag_takes_hosts_only(switchboard):
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--in-memory", "--allow-http", "http://127.0.0.1/")
    assert ran.code == 1
    assert "'http://127.0.0.1/' is not a host" in ran.err
