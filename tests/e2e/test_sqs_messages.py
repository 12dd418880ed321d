# SPDX-License-Identifier: Apache-2.0
"""Messages of standard queues: what they carry, their handles and visibility, and batches."""

import re
import threading
import time

import pytest
from botocore.exceptions import ClientError

from harness import ACCOUNT
from sqs_calls import bodies, counts, delete, receive, send, sqs_fault, sqs_json
from wire import call_json

TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"


@pytest.fixture
def url(cloud):
    return cloud.make_queue("q")[0]


def refused(call, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    found = error.value.response["Error"]
    return found["Code"], found["Message"]


# What they carry.


def test_a_trace_header_is_kept_and_has_a_digest_of_its_own(cloud, url):
    plain = {"a": {"DataType": "Number", "StringValue": "1493147359900"}}
    system = {"AWSTraceHeader": {"DataType": "String", "StringValue": TRACE}}
    without = cloud.sqs.send_message(QueueUrl=url, MessageBody="without", MessageAttributes=plain)
    traced = cloud.sqs.send_message(
        QueueUrl=url, MessageBody="with", MessageAttributes=plain, MessageSystemAttributes=system
    )
    assert "MD5OfMessageSystemAttributes" not in without
    assert traced["MD5OfMessageSystemAttributes"] == "5ae4d5d7636402d80f4eb6d213245a88"
    assert traced["MD5OfMessageAttributes"] == without["MD5OfMessageAttributes"]
    shown = {m["Body"]: m["Attributes"].get("AWSTraceHeader") for m in receive(cloud, url)}
    assert shown == {"without": None, "with": TRACE}


def test_the_trace_header_of_the_request_becomes_the_messages(cloud, url):
    def add_header(request, **_):
        request.headers["X-Amzn-Trace-Id"] = TRACE

    cloud.sqs.meta.events.register("before-send.sqs.SendMessage", add_header)
    answer = cloud.sqs.send_message(QueueUrl=url, MessageBody="m")
    assert "MD5OfMessageSystemAttributes" not in answer
    (message,) = receive(cloud, url)
    assert message["Attributes"]["AWSTraceHeader"] == TRACE


def test_only_a_trace_header_is_a_system_attribute_of_the_senders(cloud, url):
    given = {"SenderId": {"DataType": "String", "StringValue": "somebody else"}}
    kind, _ = sqs_fault(cloud, "SendMessage", QueueUrl=url, MessageBody="m", MessageSystemAttributes=given)
    assert kind == "InvalidParameterValueException"


def test_system_attributes_come_by_either_name_and_only_those_asked_for(cloud, url):
    send(cloud, url, "m")
    ask = {"QueueUrl": url, "VisibilityTimeout": 0}
    (message,) = sqs_json(cloud, "ReceiveMessage", **ask, AttributeNames=["SenderId"])["Messages"]
    assert message["Attributes"] == {"SenderId": "000000000000"}
    names = {"AttributeNames": ["SentTimestamp"], "MessageSystemAttributeNames": ["ApproximateReceiveCount"]}
    (message,) = sqs_json(cloud, "ReceiveMessage", **ask, **names)["Messages"]
    assert set(message["Attributes"]) == {"SentTimestamp", "ApproximateReceiveCount"}
    (message,) = sqs_json(cloud, "ReceiveMessage", **ask)["Messages"]
    assert "Attributes" not in message


def test_a_sessions_message_tells_its_user_id_as_sts_does(start_cloud):
    role = {"arn": f"arn:aws:iam::{ACCOUNT}:role/worker", "trust": [ACCOUNT],
            "allow": [{"action": "sqs:*", "resource": "*"}]}  # fmt: skip
    cloud = start_cloud({"roles": [role]})
    taken_on = cloud.client("sts").assume_role(RoleArn=role["arn"], RoleSessionName="run-1")["Credentials"]
    keys = {"key": taken_on["AccessKeyId"], "secret": taken_on["SecretAccessKey"], "token": taken_on["SessionToken"]}
    url, _ = cloud.make_queue("q")
    cloud.client("sqs", **keys).send_message(QueueUrl=url, MessageBody="m")
    (message,) = receive(cloud, url)
    assert message["Attributes"]["SenderId"] == cloud.client("sts", **keys).get_caller_identity()["UserId"]
    assert re.fullmatch("AROA[A-Z2-7]{17}:run-1", message["Attributes"]["SenderId"])


def test_what_a_service_delivers_has_a_sender_in_iams_shape(cloud):
    cloud.sns.create_topic(Name="t")
    topic = cloud.sns.create_topic(Name="t")["TopicArn"]
    url, arn = cloud.make_queue("fed", "sns.amazonaws.com", topic)
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    cloud.sns.publish(TopicArn=topic, Message="m")
    (message,) = cloud.receive(url, 1)
    assert re.fullmatch("AIDA[A-Z2-7]{17}", message["Attributes"]["SenderId"])


# fmt: off
BAD_ATTRIBUTES = [
    ({"n": {"DataType": "Number", "StringValue": "many"}},
     "Can't cast the value of message (user) attribute 'n' to a number."),
    ({"s": {"DataType": "String", "StringValue": ""}},
     "Message (user) attribute 's' must contain a non-empty value of type 'String'."),
    ({"t": {"DataType": "Text", "StringValue": "v"}},
     "The message attribute 't' has an invalid message attribute type, the set of supported type prefixes is Binary, "
     "Number, and String."),
]
# fmt: on


@pytest.mark.parametrize("attributes, message", BAD_ATTRIBUTES)
def test_a_bad_message_attribute_is_refused(cloud, url, attributes, message):
    fault = sqs_fault(cloud, "SendMessage", QueueUrl=url, MessageBody="m", MessageAttributes=attributes)
    assert fault == ("InvalidParameterValueException", message)


def test_a_number_that_is_none_is_refused_as_the_framework_does(cloud, url):
    for operation, name in (("ReceiveMessage", "MaxNumberOfMessages"), ("SendMessage", "DelaySeconds")):
        assert sqs_fault(cloud, operation, QueueUrl=url, MessageBody="m", **{name: "many"}) == (
            "SerializationException",
            "STRING_VALUE can not be converted to an Integer",
        )


# Handles and visibility.


def test_visibility_ends_twelve_hours_after_the_receive_at_the_latest(cloud, url):
    send(cloud, url, "m")
    (message,) = receive(cloud, url, VisibilityTimeout=3600)
    change = {"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]}
    cloud.advance_clock(3000)
    cloud.sqs.change_message_visibility(**change, VisibilityTimeout=40000)
    assert refused(cloud.sqs.change_message_visibility, **change, VisibilityTimeout=43200) == (
        "InvalidParameterValue",
        "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is "
        "beyond the limit [43200 seconds]",
    )
    cloud.advance_clock(39000)
    assert receive(cloud, url) == []


def test_a_message_that_is_visible_again_is_hidden_by_nobody_who_had_it(cloud, url):
    send(cloud, url, "m")
    (message,) = receive(cloud, url, VisibilityTimeout=1)
    cloud.advance_clock(2)
    handle = message["ReceiptHandle"]
    assert sqs_fault(cloud, "ChangeMessageVisibility", QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=60) == (
        "MessageNotInflight",
        "The specified message isn't in flight.",
    )
    assert counts(cloud, url) == (1, 0, 0)
    delete(cloud, url, message)  # as AWS lets it
    assert counts(cloud, url) == (0, 0, 0)


def test_the_visibility_of_a_deleted_message_cannot_be_changed(cloud, url):
    send(cloud, url, "m")
    (message,) = receive(cloud, url)
    delete(cloud, url, message)
    handle = message["ReceiptHandle"]
    assert sqs_fault(cloud, "ChangeMessageVisibility", QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=9) == (
        "InvalidParameterValueException",
        f"Value {handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available "
        "for visibility timeout change.",
    )
    delete(cloud, url, message)


def test_a_handle_of_a_fifo_queue_outlives_a_kill_and_is_nobody_elses(cloud):
    url = cloud.sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    cloud.sqs.send_message(QueueUrl=url, MessageBody="m", MessageGroupId="g", MessageDeduplicationId="1")
    (before,) = receive(cloud, url, VisibilityTimeout=30)
    cloud.kill()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"]
    cloud.advance_clock(31)
    (after,) = receive(cloud, url)
    assert after["ReceiptHandle"] != before["ReceiptHandle"]
    assert refused(cloud.sqs.delete_message, QueueUrl=url, ReceiptHandle=before["ReceiptHandle"])[0] == (
        "InvalidParameterValue"
    )
    delete(cloud, url, after)


def test_a_handle_of_another_queue_is_refused(cloud, url):
    other, _ = cloud.make_queue("other")
    send(cloud, url, "m")
    (message,) = receive(cloud, url)
    code, _ = refused(cloud.sqs.delete_message, QueueUrl=other, ReceiptHandle=message["ReceiptHandle"])
    assert code == "ReceiptHandleIsInvalid"
    assert counts(cloud, url) == (0, 1, 0)


def test_who_waited_longest_is_served_first(cloud, url):
    served = []

    def wait(name):
        for message in receive(cloud, url, count=1, WaitTimeSeconds=20):
            served.append((name, message["Body"]))

    waiting = []
    for name in range(4):
        waiting.append(threading.Thread(target=wait, args=(name,)))
        waiting[-1].start()
        time.sleep(0.2)  # so that they come in this order
    for body in "abcd":
        send(cloud, url, body)
        deadline = time.monotonic() + 10
        while len(served) < "abcd".index(body) + 1 and time.monotonic() < deadline:
            time.sleep(0.01)
    for thread in waiting:
        thread.join(20)
    assert served == [(0, "a"), (1, "b"), (2, "c"), (3, "d")]


# Batches.


@pytest.mark.parametrize("operation", ["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"])
def test_a_batch_is_refused_as_a_whole_for_its_ids(cloud, url, operation):
    def fault(*ids):
        return sqs_fault(cloud, operation, QueueUrl=url, Entries=[{"Id": name} for name in ids])

    assert fault() == ("EmptyBatchRequest", f"There should be at least one {operation}RequestEntry in the request.")
    assert fault(*map(str, range(11))) == (
        "TooManyEntriesInBatchRequest",
        "Maximum number of entries per request are 10. You have sent 11.",
    )
    for bad in ("", "x" * 81, "invalid:id"):
        assert fault("good", bad) == (
            "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 "
            "letters long.",
        )
    assert fault("a", "b", "a") == ("BatchEntryIdsNotDistinct", "Id a repeated.")


def test_a_batch_is_refused_as_a_whole_for_its_length(cloud, url):
    entries = [{"Id": str(n), "MessageBody": "m" * 524_289} for n in range(2)]
    assert sqs_fault(cloud, "SendMessageBatch", QueueUrl=url, Entries=entries) == (
        "BatchRequestTooLong",
        "Batch requests cannot be longer than 1048576 bytes. You have sent 1048578 bytes.",
    )
    assert counts(cloud, url) == (0, 0, 0)


def test_entries_of_a_batch_fail_one_by_one_with_their_own_codes(cloud):
    url = cloud.sqs.create_queue(QueueName="small", Attributes={"MaximumMessageSize": "1024"})["QueueUrl"]
    entries = [
        {"Id": "good", "MessageBody": "m"},
        {"Id": "long", "MessageBody": "m" * 1025},
        {"Id": "dirty", "MessageBody": "\x01"},
        {"Id": "late", "MessageBody": "m", "DelaySeconds": 901},
        {"Id": "none"},
    ]
    answer = sqs_json(cloud, "SendMessageBatch", QueueUrl=url, Entries=entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    failed = {entry["Id"]: (entry["Code"], entry["SenderFault"], entry["Message"]) for entry in answer["Failed"]}
    assert failed["long"] == (
        "InvalidParameterValue",
        True,
        "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
    )
    assert failed["dirty"][:2] == ("InvalidMessageContents", True)
    assert failed["late"][:2] == ("InvalidParameterValue", True)
    assert failed["none"] == ("MissingParameter", True, "The request must contain the parameter MessageBody.")


def test_deletes_and_changes_of_a_batch_fail_one_by_one(cloud, url):
    send(cloud, url, "a")
    send(cloud, url, "b")
    first, second = receive(cloud, url)
    entries = [
        {"Id": "good", "ReceiptHandle": first["ReceiptHandle"], "VisibilityTimeout": 600},
        {"Id": "garbage", "ReceiptHandle": "garbage", "VisibilityTimeout": 600},
        {"Id": "long", "ReceiptHandle": second["ReceiptHandle"], "VisibilityTimeout": 43201},
    ]
    answer = cloud.sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    codes = {entry["Id"]: entry["Code"] for entry in answer["Failed"]}
    assert codes == {"garbage": "ReceiptHandleIsInvalid", "long": "InvalidParameterValue"}
    cloud.advance_clock(31)
    assert bodies(receive(cloud, url)) == ["b"]
    entries = [{"Id": entry["Id"], "ReceiptHandle": entry["ReceiptHandle"]} for entry in entries]
    answer = call_json(cloud, "AmazonSQS.DeleteMessageBatch", {"QueueUrl": url, "Entries": entries}).json()
    assert [entry["Id"] for entry in answer["Successful"]] == ["good", "long"]
    assert [entry["Code"] for entry in answer["Failed"]] == ["ReceiptHandleIsInvalid"]
    assert counts(cloud, url) == (0, 0, 0)
