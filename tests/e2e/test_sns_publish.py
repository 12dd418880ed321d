# SPDX-License-Identifier: Apache-2.0
"""Publishing: what a message may be, batches, and how messages come to queues."""

import base64
import json

import pytest

import wire
from harness import arn_of, topic_policy
from receiver import verify
from refusals import invalid, refused

TOPIC = arn_of("sns", "t")


@pytest.fixture
def topic(cloud):
    return cloud.sns.create_topic(Name="t")["TopicArn"]


def listener(cloud, topic, name="q", raw="true", **attributes):
    url, arn = cloud.make_queue(name, "sns.amazonaws.com", topic)
    attributes = {"RawMessageDelivery": raw, **attributes}
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=attributes)
    return url


def text(value):
    return {"DataType": "String", "StringValue": value}


# What a message may be.


# fmt: off
PUBLISH_FAULTS = [
    ({"Message": "m", "Subject": ""}, "Subject"),
    ({"Message": "m", "Subject": "two\nlines"}, "Subject"),
    ({"Message": "m", "Subject": "a\tb"}, "Subject"),
    ({"Message": "m", "Subject": "a\x7fb"}, "Subject"),
    ({"Message": "m", "Subject": "a\u0085b"}, "Subject"),
    ({"Message": "m", "Subject": "ä" * 101}, "Subject"),
    ({"Message": "", "Subject": "s"}, "Empty message"),
    ({"Message": "m" * 262140, "MessageAttributes": {"abc": text("x" * 10)}}, "Message too long"),
    ({"Message": "m", "MessageDeduplicationId": "d"},
     "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this "
     "topic type"),
    ({"Message": "[]", "MessageStructure": "json"},
     "Message Structure - JSON message body failed to parse"),
    ({"Message": '{"default":5}', "MessageStructure": "json"},
     "Message Structure - No default entry in JSON message body"),
]
# fmt: on


@pytest.mark.parametrize("parameters, what", PUBLISH_FAULTS)
def test_a_message_that_sns_would_not_take_is_refused(cloud, topic, parameters, what):
    url = listener(cloud, topic)
    assert refused(cloud.sns.publish, TopicArn=topic, **parameters) == invalid(what)
    assert cloud.drain(url) == []


def test_a_subject_counts_characters_not_bytes(cloud, topic):
    url = listener(cloud, topic, raw="false")
    cloud.sns.publish(TopicArn=topic, Message="m", Subject="ä" * 100)
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["Subject"] == "ä" * 100


def test_a_message_needs_a_topic_to_go_to(cloud, topic):
    assert refused(cloud.sns.publish, Message="m") == invalid(
        "TopicArn or TargetArn Reason: no value for required parameter"
    )
    assert refused(cloud.sns.publish, Message="m", PhoneNumber="+12065550100") == invalid(
        "PhoneNumber Reason: SMS is not served by this endpoint."
    )
    endpoint = arn_of("sns", "endpoint/GCM/app/00000000-0000-0000-0000-000000000000")
    assert refused(cloud.sns.publish, Message="m", TargetArn=endpoint) == invalid(
        "TargetArn Reason: No endpoint found for the target arn specified"
    )
    assert cloud.sns.publish(Message="m", TargetArn=topic)["MessageId"]


def test_a_faulty_message_is_refused_before_its_topic_is_looked_for(cloud):
    assert refused(cloud.sns.publish, TopicArn=arn_of("sns", "x"), Message="m", Subject="") == invalid("Subject")
    assert refused(cloud.sns.publish, TopicArn=arn_of("sns", "x"), Message="m") == ("NotFound", "Topic does not exist")


# fmt: off
ATTRIBUTE_FAULTS = [
    ({"a": {"DataType": "String", "StringValue": ""}},
     "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'."),
    ({"a": {"DataType": "String", "BinaryValue": b"x"}},
     "The message attribute 'a' with type 'String' must use field 'String'."),
    ({"a": {"DataType": "Number", "BinaryValue": b"x"}},
     "The message attribute 'a' with type 'Number' must use field 'String'."),
    ({"a": {"DataType": "Binary", "StringValue": "x"}},
     "The message attribute 'a' with type 'Binary' must use field 'Binary'."),
    ({"a": {"DataType": "Colour", "StringValue": "x"}},
     "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, "
     "Number, and String."),
    ({"a" * 256: text("x")}, "Length of message attribute name must be less than 256 bytes."),
    ({"a^": text("x")},
     "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric "
     "characters, hyphens, underscores, or dots."),
    ({".a": text("x")}, "Invalid message attribute name starting with character '.' was found."),
    ({"a.": text("x")}, "Invalid message attribute name ending with character '.' was found."),
    ({"a..b": text("x")}, "Message attribute name can not have successive '.' character."),
]
# fmt: on


@pytest.mark.parametrize("attributes, message", ATTRIBUTE_FAULTS)
def test_attributes_that_sns_would_not_take_are_refused_alone_and_with_their_whole_batch(
    cloud, topic, attributes, message
):
    url = listener(cloud, topic)
    expected = ("ParameterValueInvalid", message)
    assert refused(cloud.sns.publish, TopicArn=topic, Message="m", MessageAttributes=attributes) == expected
    entries = [{"Id": "good", "Message": "m"}, {"Id": "bad", "Message": "m", "MessageAttributes": attributes}]
    assert refused(cloud.sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=entries) == expected
    assert cloud.drain(url) == []


# Batches.


def batch_of(*entries):
    return [{"Message": "m", **entry} for entry in entries]


# fmt: off
BATCH_FAULTS = [
    (batch_of(*({"Id": "a b"} for _ in range(11))), "TooManyEntriesInBatchRequest",
     "The batch request contains more entries than permissible."),
    (batch_of({"Id": "a b"}, {"Id": "a b"}), "BatchEntryIdsNotDistinct",
     "Two or more batch entries in the request have the same Id."),
    (batch_of({"Id": "a"}, {"Id": "a.b"}), "InvalidBatchEntryId",
     "The Id of a batch entry in the batch request contains an impermissible character: a.b"),
    (batch_of({"Id": "a"}, {"Id": "x" * 81}), "InvalidBatchEntryId",
     "The Id of a batch entry in the batch request is too long: " + "x" * 81),
    (batch_of({"Id": "a", "Message": "m" * 131072}, {"Id": "b", "Message": "m" * 131060,
              "MessageAttributes": {"abc": text("0123456")}}), "BatchRequestTooLong",
     "The length of all the messages put together is more than the limit."),
]
# fmt: on


@pytest.mark.parametrize("entries, code, message", BATCH_FAULTS)
def test_a_batch_that_sns_would_not_take_is_refused_whole(cloud, topic, entries, code, message):
    url = listener(cloud, topic)
    assert refused(cloud.sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=entries) == (code, message)
    assert cloud.drain(url) == []


def test_a_batch_up_to_the_limit_is_taken(cloud, topic):
    url = listener(cloud, topic)
    first = {"Id": "x" * 80, "Message": "m" * 131072}
    second = {"Id": "b-_B", "Message": "m" * 131060, "MessageAttributes": {"abc": text("012")}}
    answer = cloud.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[first, second])
    assert [entry["Id"] for entry in answer["Successful"]] == [first["Id"], second["Id"]]
    assert len({entry["MessageId"] for entry in answer["Successful"]}) == 2
    assert answer["Failed"] == []
    cloud.receive(url, 2)


def test_binary_values_count_as_the_bytes_they_are(cloud, topic):
    listener(cloud, topic)
    room = 262144 - len("m") - len("a") - len("Binary")
    for size, fits in ((room, True), (room + 1, False)):
        attributes = {"a": {"DataType": "Binary", "BinaryValue": b"x" * size}}
        if fits:
            cloud.sns.publish(TopicArn=topic, Message="m", MessageAttributes=attributes)
        else:
            found = refused(cloud.sns.publish, TopicArn=topic, Message="m", MessageAttributes=attributes)
            assert found == invalid("Message too long")


def test_one_entry_may_fail_while_others_go_through(cloud, topic):
    url = listener(cloud, topic)
    entries = batch_of({"Id": "good"}, {"Id": "empty", "Message": ""}, {"Id": "subject", "Subject": "a\nb"})
    answer = cloud.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    assert answer["Failed"] == [
        {"Id": "empty", "Code": "InvalidParameter", "Message": "Invalid parameter: Empty message", "SenderFault": True},
        {"Id": "subject", "Code": "InvalidParameter", "Message": "Invalid parameter: Subject", "SenderFault": True},
    ]
    cloud.receive(url, 1)


# To queues.


@pytest.mark.parametrize("raw", ["true", "false"])
def test_the_trace_header_of_a_call_goes_on_to_queues(cloud, topic, raw):
    url = listener(cloud, topic, raw=raw)
    request = wire.query_request(cloud, wire.SNS, f"Action=Publish&TopicArn={topic}&Message=m")
    request.headers["X-Amzn-Trace-Id"] = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    assert wire.send(request).status_code == 200
    (message,) = cloud.receive(url, 1)
    assert message["Attributes"]["AWSTraceHeader"] == "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"


def test_raw_messages_carry_their_attributes_and_nothing_else(cloud, topic):
    url = listener(cloud, topic)
    attributes = {
        "s": text("x"),
        "n": {"DataType": "Number", "StringValue": "5"},
        "b": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    cloud.sns.publish(TopicArn=topic, Message="hello", Subject="lost", MessageAttributes=attributes)
    (message,) = cloud.receive(url, 1)
    assert message["Body"] == "hello"
    assert message["MessageAttributes"] == attributes


def test_an_envelope_holds_binary_attributes_as_base64(cloud, topic):
    url = listener(cloud, topic, raw="false")
    attributes = {"b": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}}
    cloud.sns.publish(TopicArn=topic, Message="hello", MessageAttributes=attributes)
    (message,) = cloud.receive(url, 1)
    envelope = json.loads(message["Body"])
    assert envelope["MessageAttributes"] == {"b": {"Type": "Binary", "Value": base64.b64encode(b"\x00\xff").decode()}}
    assert "MessageAttributes" not in message
    verify(envelope)


def test_each_protocol_may_have_a_text_of_its_own(cloud, topic):
    url = listener(cloud, topic)
    wrapped = listener(cloud, topic, "wrapped", raw="false")
    both = json.dumps({"default": "for all", "sqs": "for queues", "http": "for the web"})
    cloud.sns.publish(TopicArn=topic, Message=both, MessageStructure="json")
    assert cloud.receive(url, 1)[0]["Body"] == "for queues"
    envelope = json.loads(cloud.receive(wrapped, 1)[0]["Body"])
    assert envelope["Message"] == "for queues"
    verify(envelope)
    cloud.sns.publish(TopicArn=topic, Message=json.dumps({"default": "for all"}), MessageStructure="json")
    assert cloud.receive(url, 1)[0]["Body"] == "for all"


def test_a_raw_message_with_more_attributes_than_a_queue_takes_goes_to_the_dead_letter_queue(cloud, topic):
    letters_url, letters = cloud.make_queue("letters", "sns.amazonaws.com", topic)
    url = listener(cloud, topic, RedrivePolicy=json.dumps({"deadLetterTargetArn": letters}))
    wrapped = listener(cloud, topic, "wrapped", raw="false")
    eleven = {f"a{n}": text("x") for n in range(11)}
    cloud.sns.publish(TopicArn=topic, Message="hello", MessageAttributes=eleven)
    assert cloud.drain(url) == []
    assert len(json.loads(cloud.receive(wrapped, 1)[0]["Body"])["MessageAttributes"]) == 11
    letter = json.loads(cloud.receive(letters_url, 1)[0]["Body"])
    assert letter["Message"] == "hello" and len(letter["MessageAttributes"]) == 11
    cloud.sns.publish(TopicArn=topic, Message="ten", MessageAttributes=dict(list(eleven.items())[:10]))
    assert len(cloud.receive(url, 1)[0]["MessageAttributes"]) == 10


def test_a_queue_that_is_gone_loses_to_the_dead_letter_queue_what_it_would_have_got(cloud, topic):
    letters_url, letters = cloud.make_queue("letters", "sns.amazonaws.com", topic)
    redrive = json.dumps({"deadLetterTargetArn": letters})
    gone = listener(cloud, topic, "gone", RedrivePolicy=redrive)
    cloud.sqs.delete_queue(QueueUrl=gone)
    cloud.sns.publish(TopicArn=topic, Message="raw", MessageAttributes={"a": text("x")})
    (letter,) = cloud.receive(letters_url, 1)
    assert letter["Body"] == "raw" and letter["MessageAttributes"] == {"a": text("x")}


def test_the_policy_of_a_dead_letter_queue_decides_too(cloud, topic):
    letters_url, letters = cloud.make_queue("letters")
    gone = listener(cloud, topic, "gone", RedrivePolicy=json.dumps({"deadLetterTargetArn": letters}))
    cloud.sqs.delete_queue(QueueUrl=gone)
    cloud.sns.publish(TopicArn=topic, Message="m")
    assert cloud.drain(letters_url) == []
    assert cloud.admin("GET", "metrics").json()["deliveries_lost"] == 1


def test_a_message_for_many_filters_goes_exactly_where_they_let_it(cloud, topic):
    cloud.sns.set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(topic))
    )
    urls = [
        listener(cloud, topic, f"q{n}", FilterPolicyScope="MessageBody", FilterPolicy=json.dumps({"n": [n]}))
        for n in range(20)
    ]
    by_attribute = listener(cloud, topic, "a", FilterPolicy='{"n":[{"numeric":[">",17]}]}')
    for n in (3, 18):
        attributes = {"n": {"DataType": "Number", "StringValue": str(n)}}
        cloud.sns.publish(TopicArn=topic, Message=json.dumps({"n": n}), MessageAttributes=attributes)
    cloud.settle()
    assert [n for n, url in enumerate(urls) if cloud.drain(url)] == [3, 18]
    assert [json.loads(m["Body"])["n"] for m in cloud.receive(by_attribute, 1)] == [18]
