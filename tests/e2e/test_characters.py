# SPDX-License-Identifier: Apache-2.0
"""Characters that XML and queues cannot hold: refused where AWS refuses them, and never in an answer."""

import xml.dom.minidom

import pytest

import wire
from harness import ACCOUNT, REGION, arn_of, eventually
from refusals import refused

TOPIC = arn_of("sns", "t")
NO_BODY = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD"


@pytest.fixture
def raw(cloud):
    """A queue that gets the topic's messages raw, and the queue of their letters."""
    url, arn = cloud.make_queue("q", "sns.amazonaws.com", None)
    letters_url, letters = cloud.make_queue("letters", "sns.amazonaws.com", None)
    cloud.sns.create_topic(Name="t")
    attributes = {"RawMessageDelivery": "true", "RedrivePolicy": f'{{"deadLetterTargetArn":"{letters}"}}'}
    cloud.sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=arn, Attributes=attributes)
    return url, letters_url


def received_by_query(cloud, queue):
    answer = wire.call_query(
        cloud, wire.SQS, f"Action=ReceiveMessage&QueueUrl={cloud.url}/{ACCOUNT}/{queue}&MessageAttributeName.1=All"
    )
    assert answer.status_code == 200
    return xml.dom.minidom.parseString(answer.content).getElementsByTagName("Message")


def test_a_raw_message_that_no_queue_can_hold_comes_to_none_and_is_told_as_lost(cloud, raw):
    for message in ["a\x0cb", "a\x00b", "a\ufffeb", "a\uffffb"]:
        cloud.sns.publish(TopicArn=TOPIC, Message=message)
    assert [cloud.drain(url) for url in raw] == [[], []]
    assert not received_by_query(cloud, "q") and not received_by_query(cloud, "letters")
    assert cloud.admin("GET", "metrics").json()["deliveries_lost"] == 4
    eventually(lambda: cloud.log().count("LOST: ") == 4, "four lines in the log")
    assert f"SDK_CLIENT_ERROR {NO_BODY}" in cloud.log()


def test_a_raw_message_whose_attribute_no_queue_can_hold_is_lost_too(cloud, raw):
    bad = {"DataType": "String", "StringValue": "a\x01b"}
    cloud.sns.publish(TopicArn=TOPIC, Message="m", MessageAttributes={"name": bad})
    assert [cloud.drain(url) for url in raw] == [[], []]
    why = "Invalid non-printable or control characters found in message (user) attribute 'name'."
    eventually(lambda: f"SDK_CLIENT_ERROR {why}" in cloud.log(), "a line in the log")


def test_an_envelope_escapes_control_characters_and_so_is_delivered(cloud):
    url, arn = cloud.make_queue("q", "sns.amazonaws.com", None)
    cloud.sns.create_topic(Name="t")
    cloud.sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=arn)
    cloud.sns.publish(TopicArn=TOPIC, Message="a\x0cb\tc")
    (message,) = cloud.receive(url, 1)
    assert r'"Message":"a\fb\tc"' in message["Body"]


@pytest.mark.parametrize("member", ["Detail", "DetailType", "Source"])
@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_an_event_that_no_queue_can_hold_comes_to_none_and_goes_to_others(cloud, member, character):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    other_url, other = cloud.make_queue("other", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="r", EventPattern='{"account":[{"exists":true}]}')
    targets = [{"Id": "q", "Arn": arn}, {"Id": "other", "Arn": other, "InputPath": "$.version"}]
    cloud.events.put_targets(Rule="r", Targets=targets)
    entry = {"Source": "s", "DetailType": "t", "Detail": '{"x":"y"}'}
    entry[member] = entry[member].replace("y", character) if member == "Detail" else entry[member] + character
    assert cloud.events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    assert [message["Body"] for message in cloud.receive(other_url, 1)] == ['"0"']
    assert cloud.drain(url) == []
    eventually(lambda: f"LOST: {arn_of('events', 'rule/r')} could not deliver to {arn}" in cloud.log(), "a line")
    assert f"SDK_CLIENT_ERROR {NO_BODY}" in cloud.log()


def test_a_letter_of_another_body_than_the_one_that_was_refused_is_kept(cloud):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    letters_url, letters = cloud.make_queue("letters", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="r", EventPattern='{"source":["s"]}')
    target = {"Id": "t", "Arn": arn, "Input": '"\uffff"', "DeadLetterConfig": {"Arn": letters}}
    cloud.events.put_targets(Rule="r", Targets=[target])
    cloud.events.put_events(Entries=[{"Source": "s", "DetailType": "t", "Detail": "{}"}])
    (letter,) = cloud.receive(letters_url, 1)
    said = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert said["ERROR_CODE"] == "SDK_CLIENT_ERROR" and said["ERROR_MESSAGE"].startswith(NO_BODY)
    assert cloud.drain(url) == []


@pytest.mark.parametrize("value", ["a\x01b", "a\nb", "a\x7fb", "a\u0085b", "a\ufffeb", "ä" * 101])
def test_a_display_name_has_a_hundred_characters_and_no_control_characters(cloud, value):
    cloud.sns.create_topic(Name="t")
    for good in ["ä" * 100, "a\tb"]:
        cloud.sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="DisplayName", AttributeValue=good)
        assert cloud.sns.get_topic_attributes(TopicArn=TOPIC)["Attributes"]["DisplayName"] == good
    answer = refused(cloud.sns.set_topic_attributes, TopicArn=TOPIC, AttributeName="DisplayName", AttributeValue=value)
    assert answer == ("InvalidParameter", "Invalid parameter: DisplayName")


@pytest.mark.parametrize("tag", [{"Key": "a\x01", "Value": "b"}, {"Key": "a", "Value": "b\x0c"}, {"Key": "a", "Value": "\uffff"}])
def test_a_tag_of_a_topic_has_no_control_characters(cloud, tag):
    cloud.sns.create_topic(Name="t")
    code, message = refused(cloud.sns.tag_resource, ResourceArn=TOPIC, Tags=[tag])
    assert code == "InvalidParameter" and message.startswith("Invalid parameter: Tags Reason: ")
    assert cloud.sns.list_tags_for_resource(ResourceArn=TOPIC)["Tags"] == []


# fmt: off
ECHOES = [
    (wire.SNS, f"Action=Subscribe&TopicArn={TOPIC}&Protocol=a%01b&Endpoint=x"),
    (wire.SNS, f"Action=PublishBatch&TopicArn={TOPIC}&PublishBatchRequestEntries.member.1.Id=a%01b"
               "&PublishBatchRequestEntries.member.1.Message=m"),
    (wire.SNS, "Action=a%01b"),
    (wire.SNS, "Action=a%EF%BF%BEb"),
    (wire.SNS, "Action=GetTopicAttributes&TopicArn=a%01b:::::"),
    (wire.SQS, "Action=a%01b"),
    (wire.SQS, "Action=CreateQueue&QueueName=q&Attribute.1.Name=a%01b&Attribute.1.Value=x"),
    (wire.STS, "Action=AssumeRole&RoleArn=a%01b&RoleSessionName=a%01b"),
]
# fmt: on


@pytest.mark.parametrize("version, body", ECHOES)
def test_an_error_that_echoes_its_input_is_well_formed(cloud, version, body):
    cloud.sns.create_topic(Name="t")
    answer = wire.call_query(cloud, version, body)
    assert answer.status_code in (400, 404)
    assert xml.dom.minidom.parseString(answer.content).getElementsByTagName("Code")


def test_the_log_shows_control_characters_and_obeys_none(cloud):
    cloud.events.put_rule(Name="r", EventPattern='{"source":["s"]}')
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:no\x1b[2Jqueue\nLOST: more"
    answer = cloud.events.put_targets(Rule="r", Targets=[{"Id": "q", "Arn": arn}])
    assert answer["FailedEntryCount"] == 0
    cloud.events.put_events(Entries=[{"Source": "s", "DetailType": "t", "Detail": "{}"}])
    eventually(lambda: r":no\u001b[2Jqueue\nLOST: more: NO_RESOURCE" in cloud.log(), "one line in the log")
    assert "\x1b" not in cloud.log()
