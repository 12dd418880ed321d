# SPDX-License-Identifier: Apache-2.0
"""FIFO queues: order within groups, duplicates taken once, and the rules for making and using them."""

import concurrent.futures
import hashlib
import json
import threading

import pytest
from botocore.exceptions import ClientError

from harness import PATIENCE, arn_of, eventually, rule_arn
from sqs_calls import bodies, counts, delete, make_fifo, receive, redrive_to, send, sqs_fault, sqs_json


def refused(call, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    found = error.value.response["Error"]
    return found["Code"], found["Message"]


# Making them.


def test_a_fifo_queue_has_the_attributes_of_its_kind(cloud):
    make_fifo(cloud, ContentBasedDeduplication="True")
    found = cloud.queues()["q.fifo"]
    assert found["QueueArn"] == arn_of("sqs", "q.fifo")
    assert {name: found[name] for name in found if name.startswith(("Fifo", "Content", "Dedup"))} == {
        "FifoQueue": "true",
        "ContentBasedDeduplication": "true",
        "DeduplicationScope": "queue",
        "FifoThroughputLimit": "perQueue",
    }
    cloud.make_queue("q")
    assert not [name for name in cloud.queues()["q"] if name.startswith(("Fifo", "Content", "Dedup"))]


# fmt: off
BAD_QUEUES = [
    ({"QueueName": "q", "Attributes": {"FifoQueue": "true"}}, "InvalidParameterValue",
     "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
     "must end with .fifo suffix and be 1 to 80 in length"),
    ({"QueueName": "q.fifo"}, "InvalidParameterValue",
     "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"),
    ({"QueueName": "q" * 76 + ".fifo", "Attributes": {"FifoQueue": "true"}}, "InvalidParameterValue",
     "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
     "must end with .fifo suffix and be 1 to 80 in length"),
    ({"QueueName": "q", "Attributes": {"FifoQueue": "false"}}, "InvalidAttributeName", "Unknown Attribute FifoQueue."),
    ({"QueueName": "q", "Attributes": {"ContentBasedDeduplication": "false"}}, "InvalidAttributeName",
     "Unknown Attribute ContentBasedDeduplication."),
    ({"QueueName": "q", "Attributes": {"DeduplicationScope": "queue"}}, "InvalidAttributeName",
     "You can specify the DeduplicationScope only when FifoQueue is set to true."),
    ({"QueueName": "q", "Attributes": {"FifoThroughputLimit": "perQueue"}}, "InvalidAttributeName",
     "You can specify the FifoThroughputLimit only when FifoQueue is set to true."),
    ({"QueueName": "old.fifo", "Attributes": {"FifoQueue": "true", "ContentBasedDeduplication": "true"}},
     "QueueAlreadyExists",
     "A queue already exists with the same name and a different value for attribute ContentBasedDeduplication"),
]
# fmt: on


@pytest.mark.parametrize("parameters, code, message", BAD_QUEUES)
def test_a_queue_of_the_wrong_kind_is_not_made(cloud, parameters, code, message):
    make_fifo(cloud, "old.fifo")
    assert refused(cloud.sqs.create_queue, **parameters) == (code, message)
    assert set(cloud.queues()) == {"old.fifo"}


def test_the_type_of_a_queue_cannot_be_changed(cloud):
    fifo = make_fifo(cloud)
    standard, _ = cloud.make_queue("q")
    change = cloud.sqs.set_queue_attributes
    change(QueueUrl=fifo, Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})
    assert cloud.queues()["q.fifo"]["ContentBasedDeduplication"] == "true"
    assert refused(change, QueueUrl=fifo, Attributes={"FifoQueue": "false"}) == (
        "InvalidAttributeValue",
        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    )
    assert refused(change, QueueUrl=standard, Attributes={"FifoQueue": "true"}) == (
        "InvalidAttributeName",
        "Unknown Attribute FifoQueue.",
    )


# Sending to them.


# fmt: off
ONLY = "can only include alphanumeric and punctuation characters. 1 to 128 in length."
WRONG_TYPE = "The request include parameter that is not valid for this queue type."
BAD_SENDS = [
    ("q.fifo", {}, "MissingRequiredParameterException", "The request must contain the parameter MessageGroupId."),
    ("q.fifo", {"MessageGroupId": "g"}, "InvalidParameterValueException",
     "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"),
    ("q.fifo", {"MessageGroupId": "group 123", "MessageDeduplicationId": "d"}, "InvalidParameterValueException",
     f"Value group 123 for parameter MessageGroupId is invalid. Reason: MessageGroupId {ONLY}"),
    ("q.fifo", {"MessageGroupId": "g", "MessageDeduplicationId": "d" * 129}, "InvalidParameterValueException",
     f"Value {'d' * 129} for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId {ONLY}"),
    ("q.fifo", {"MessageGroupId": "g", "MessageDeduplicationId": ""}, "InvalidParameterValueException",
     f"Value  for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId {ONLY}"),
    ("q.fifo", {"MessageGroupId": "g", "MessageDeduplicationId": "d", "DelaySeconds": 2},
     "InvalidParameterValueException", f"Value 2 for parameter DelaySeconds is invalid. Reason: {WRONG_TYPE}"),
    ("q", {"MessageDeduplicationId": "d"}, "InvalidParameterValueException",
     f"Value d for parameter MessageDeduplicationId is invalid. Reason: {WRONG_TYPE}"),
    ("q", {"MessageGroupId": ""}, "InvalidParameterValueException",
     f"Value  for parameter MessageGroupId is invalid. Reason: MessageGroupId {ONLY}"),
]
# fmt: on


@pytest.mark.parametrize("queue, parameters, kind, message", BAD_SENDS)
def test_a_send_with_the_wrong_ids_is_refused(cloud, queue, parameters, kind, message):
    make_fifo(cloud)
    cloud.make_queue("q")
    assert sqs_fault(cloud, "SendMessage", QueueUrl=queue, MessageBody="m", **parameters) == (kind, message)
    assert cloud.admin("GET", "metrics").json()["messages"] == 0


@pytest.mark.parametrize(
    "lacking, message",
    [
        ("MessageGroupId", "The request must contain the parameter MessageGroupId."),
        (
            "MessageDeduplicationId",
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
            "explicitly",
        ),
    ],
)
def test_a_batch_with_an_entry_that_lacks_an_id_is_refused_as_a_whole(cloud, lacking, message):
    make_fifo(cloud)
    entry = {"MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    entries = [{**entry, "Id": "1"}, {name: value for name, value in {**entry, "Id": "2"}.items() if name != lacking}]
    fault = sqs_fault(cloud, "SendMessageBatch", QueueUrl="q.fifo", Entries=entries)
    assert fault == ("InvalidParameterValueException", message)
    assert cloud.admin("GET", "metrics").json()["messages"] == 0


def test_a_sequence_number_has_20_digits_and_rises(cloud):
    url = make_fifo(cloud)
    sent = [send(cloud, url, str(n), f"g{n % 3}", str(n))["SequenceNumber"] for n in range(9)]
    assert all(len(number) == 20 and number.isdigit() for number in sent)
    assert sent == sorted(set(sent))
    shown = {m["Body"]: m["Attributes"]["SequenceNumber"] for m in receive(cloud, url)}
    assert shown == {str(n): number for n, number in enumerate(sent)}


def test_a_received_message_shows_its_ids(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    send(cloud, url, "named", "g", "d")
    send(cloud, url, "by content", "g")
    named, by_content = receive(cloud, url)
    assert (named["Attributes"]["MessageGroupId"], named["Attributes"]["MessageDeduplicationId"]) == ("g", "d")
    assert by_content["Attributes"]["MessageDeduplicationId"] == hashlib.sha256(b"by content").hexdigest()


def test_a_message_to_a_standard_queue_may_name_a_group_too(cloud):
    url, _ = cloud.make_queue("q")
    assert "SequenceNumber" not in send(cloud, url, "m", "tenant")
    (message,) = receive(cloud, url)
    assert message["Attributes"]["MessageGroupId"] == "tenant"
    assert not {"SequenceNumber", "MessageDeduplicationId"} & set(message["Attributes"])


def test_another_delay_of_the_queue_holds_for_what_is_in_it(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true", DelaySeconds="100")
    send(cloud, url, "m", "g")
    send(cloud, url, "n", "g")
    assert counts(cloud, url) == (0, 0, 2)
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "0"})
    assert counts(cloud, url) == (2, 0, 0)
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "60"})
    assert counts(cloud, url) == (0, 0, 2)
    cloud.advance_clock(61)
    assert bodies(receive(cloud, url)) == ["m", "n"]


def test_a_receive_that_waits_is_served_when_the_delay_goes(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true", DelaySeconds="100")
    send(cloud, url, "m", "g")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        waiting = pool.submit(receive, cloud, url, WaitTimeSeconds=20)
        eventually(lambda: cloud.admin("GET", "metrics").json()["receives_waiting"] == 1, "a receive that waits")
        cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "0"})
        assert bodies(waiting.result(timeout=PATIENCE)) == ["m"]


def test_the_delay_that_was_set_last_holds_over_a_restart(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true", DelaySeconds="100")
    send(cloud, url, "m", "g")
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "0"})
    cloud.restart()
    assert bodies(receive(cloud, cloud.sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"])) == ["m"]


def test_the_queues_own_delay_holds_also_where_a_delay_of_nothing_is_asked_for(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true", DelaySeconds="60")
    send(cloud, url, "m", "g", DelaySeconds=0)
    assert receive(cloud, url) == []
    assert counts(cloud, url) == (0, 0, 1)
    cloud.advance_clock(60)
    assert bodies(receive(cloud, url)) == ["m"]


# Order.


@pytest.fixture
def ordered(cloud):
    """A queue with g1: m1, m2, m3 and g2: m1, sent in turns."""
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    for body in ("g1-m1", "g2-m1", "g1-m2", "g1-m3"):
        send(cloud, url, body, body[:2])
    return url


def test_one_receive_gets_a_groups_messages_in_a_row(cloud, ordered):
    assert bodies(receive(cloud, ordered)) == ["g1-m1", "g1-m2", "g1-m3", "g2-m1"]


def test_a_groups_later_messages_wait_for_those_in_flight(cloud, ordered):
    first = receive(cloud, ordered, count=1)
    assert bodies(first) == ["g1-m1"]
    assert bodies(receive(cloud, ordered)) == ["g2-m1"]
    assert counts(cloud, ordered) == (2, 2, 0)
    delete(cloud, ordered, *first)
    assert bodies(receive(cloud, ordered)) == ["g1-m2", "g1-m3"]


def test_a_message_that_comes_back_comes_before_the_later_ones_of_its_group(cloud, ordered):
    assert bodies(receive(cloud, ordered, count=1)) == ["g1-m1"]
    cloud.advance_clock(31)
    again = [body for body in bodies(receive(cloud, ordered)) if body.startswith("g1")]
    assert again == ["g1-m1", "g1-m2", "g1-m3"]


def test_one_extended_message_holds_back_those_after_it_only(cloud, ordered):
    taken = {m["Body"]: m["ReceiptHandle"] for m in receive(cloud, ordered)}
    cloud.sqs.change_message_visibility(QueueUrl=ordered, ReceiptHandle=taken["g1-m2"], VisibilityTimeout=600)
    cloud.advance_clock(31)
    assert sorted(bodies(receive(cloud, ordered))) == ["g1-m1", "g2-m1"]


def test_a_long_poll_ends_when_a_delete_frees_a_group(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    send(cloud, url, "m1", "g")
    send(cloud, url, "m2", "g")
    (first,) = receive(cloud, url, count=1)
    got = []
    waiting = threading.Thread(target=lambda: got.extend(receive(cloud, url, WaitTimeSeconds=20)))
    waiting.start()
    delete(cloud, url, first)
    waiting.join(15)
    assert bodies(got) == ["m2"]


def test_order_survives_a_kill(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    for number in range(30):
        send(cloud, url, f"{number:02}", f"g{number % 3}")
    taken = receive(cloud, url, count=5)
    delete(cloud, url, *taken[:2])
    cloud.kill()
    cloud.start()
    cloud.advance_clock(31)
    url = cloud.sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"]
    gone = set(bodies(taken[:2]))
    seen = []
    while some := receive(cloud, url):
        seen += bodies(some)
        delete(cloud, url, *some)
    for group in range(3):
        assert [b for b in seen if int(b) % 3 == group] == [
            f"{n:02}" for n in range(30) if n % 3 == group and f"{n:02}" not in gone
        ]


# Handles.


def test_a_handle_whose_time_has_run_out_deletes_nothing(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    send(cloud, url, "m", "g")
    (message,) = receive(cloud, url)
    handle = message["ReceiptHandle"]
    cloud.advance_clock(31)
    expired = f"Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired."
    assert refused(cloud.sqs.delete_message, QueueUrl=url, ReceiptHandle=handle) == ("InvalidParameterValue", expired)
    failed = cloud.sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": "a", "ReceiptHandle": handle}])["Failed"]
    assert failed == [{"Id": "a", "SenderFault": True, "Code": "InvalidParameterValue", "Message": expired}]
    assert sqs_fault(cloud, "ChangeMessageVisibility", QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=9) == (
        "InvalidParameterValueException",
        expired,
    )
    (again,) = receive(cloud, url)
    assert refused(cloud.sqs.delete_message, QueueUrl=url, ReceiptHandle=handle)[1] == expired
    delete(cloud, url, again)
    delete(cloud, url, again)  # what is gone already goes again
    assert counts(cloud, url) == (0, 0, 0)


def test_a_handle_is_good_as_long_as_its_time_is_extended(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    send(cloud, url, "m", "g")
    (message,) = receive(cloud, url)
    cloud.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=600)
    cloud.advance_clock(500)
    delete(cloud, url, message)
    assert counts(cloud, url) == (0, 0, 0)


def test_a_handle_is_still_good_after_a_restart(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    send(cloud, url, "m", "g")
    (message,) = receive(cloud, url, VisibilityTimeout=600)
    cloud.restart()
    url = cloud.sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"]
    assert receive(cloud, url) == []
    delete(cloud, url, message)
    assert counts(cloud, url) == (0, 0, 0)


def test_a_receive_whose_answer_was_lost_can_be_asked_for_again(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    for body in ("m1", "m2", "m3"):
        send(cloud, url, body, "g")
    first = receive(cloud, url, count=2, ReceiveRequestAttemptId="once")
    cloud.advance_clock(20)
    again = receive(cloud, url, count=2, ReceiveRequestAttemptId="once")
    assert again == first  # handles and receive counts too
    cloud.advance_clock(20)  # the second time hid them anew
    assert receive(cloud, url) == []
    assert receive(cloud, url, ReceiveRequestAttemptId="another") == []
    delete(cloud, url, *first)
    assert bodies(receive(cloud, url, ReceiveRequestAttemptId="once")) == ["m3"]


# Duplicates.


def test_a_duplicate_within_five_minutes_is_taken_once(cloud):
    url = make_fifo(cloud)
    first = send(cloud, url, "first", "g", "d")
    cloud.advance_clock(299)
    again = send(cloud, url, "second", "other", "d")
    assert (again["MessageId"], again["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    assert again["MD5OfMessageBody"] == hashlib.md5(b"second").hexdigest()
    assert bodies(receive(cloud, url)) == ["first"]


def test_the_five_minutes_count_from_the_first_send_and_outlast_a_delete(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    first = send(cloud, url, "m", "g")
    delete(cloud, url, *receive(cloud, url))
    cloud.advance_clock(200)
    assert send(cloud, url, "m", "g")["MessageId"] == first["MessageId"]
    assert receive(cloud, url) == []
    cloud.advance_clock(101)
    assert send(cloud, url, "m", "g")["MessageId"] != first["MessageId"]
    assert bodies(receive(cloud, url)) == ["m"]


def test_the_digest_of_the_body_leaves_attributes_out(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    for value in ("1", "2"):
        send(cloud, url, "m", "g", MessageAttributes={"a": {"DataType": "String", "StringValue": value}})
    assert len(receive(cloud, url)) == 1


def test_duplicates_are_told_by_group_where_the_queue_says_so(cloud):
    url = make_fifo(cloud, DeduplicationScope="messageGroup", FifoThroughputLimit="perMessageGroupId")
    send(cloud, url, "a", "g1", "d")
    send(cloud, url, "b", "g2", "d")
    send(cloud, url, "c", "g2", "d")
    assert sorted(bodies(receive(cloud, url))) == ["a", "b"]


def test_high_throughput_needs_deduplication_by_group(cloud):
    attributes = {"FifoQueue": "true", "FifoThroughputLimit": "perMessageGroupId"}
    code, message = refused(cloud.sqs.create_queue, QueueName="q.fifo", Attributes=attributes)
    assert code == "InvalidAttributeValue" and "DeduplicationScope is messageGroup" in message


def test_a_purged_queue_takes_the_same_message_again(cloud):
    url = make_fifo(cloud)
    send(cloud, url, "m1", "g", "d")
    delete(cloud, url, *receive(cloud, url))
    cloud.sqs.purge_queue(QueueUrl=url)
    send(cloud, url, "m2", "g", "d")
    assert bodies(receive(cloud, url)) == ["m2"]


@pytest.mark.parametrize("what", ["there", "in flight", "deleted"])
def test_a_duplicate_is_told_after_a_kill(cloud, what):
    url = make_fifo(cloud)
    first = send(cloud, url, "m", "g", "d")
    if what != "there":
        taken = receive(cloud, url, VisibilityTimeout=600)
        if what == "deleted":
            delete(cloud, url, *taken)
    cloud.kill()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"]
    again = send(cloud, url, "m", "g", "d")
    assert (again["MessageId"], again["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    assert cloud.admin("GET", "metrics").json()["messages"] == (0 if what == "deleted" else 1)
    later = send(cloud, url, "m", "g", "d2")
    assert later["SequenceNumber"] > first["SequenceNumber"]


# Around them.


def test_eventbridge_delivers_into_the_group_that_the_target_names(cloud):
    arn = arn_of("sqs", "q.fifo")
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn("r")}},
            }
        ],
    }
    url = make_fifo(cloud, ContentBasedDeduplication="true", Policy=json.dumps(policy))
    cloud.events.put_rule(Name="r", EventPattern='{"source":["a"]}')
    cloud.events.put_targets(
        Rule="r", Targets=[{"Id": "t", "Arn": arn, "SqsParameters": {"MessageGroupId": "events"}}]
    )
    for number in range(3):
        cloud.put({"source": "a", "detail-type": "t", "detail": {"number": number}})
    messages = eventually(lambda: receive(cloud, url), "events in the queue")
    messages += receive(cloud, url) if len(messages) < 3 else []
    assert {m["Attributes"]["MessageGroupId"] for m in messages} == {"events"}
    assert [json.loads(m["Body"])["detail"]["number"] for m in messages] == [0, 1, 2]


def test_letters_of_a_fifo_queue_keep_their_order_and_ids(cloud):
    letters = make_fifo(cloud, "letters.fifo")
    url = make_fifo(cloud, RedrivePolicy=redrive_to(arn_of("sqs", "letters.fifo")))
    sent = [send(cloud, url, f"m{n}", "g", f"d{n}")["MessageId"] for n in range(4)]
    assert len(receive(cloud, url)) == 4
    cloud.advance_clock(31)
    assert receive(cloud, url) == []
    moved = receive(cloud, letters)
    assert bodies(moved) == ["m0", "m1", "m2", "m3"]
    assert [m["MessageId"] for m in moved] == sent
    assert [m["Attributes"]["MessageDeduplicationId"] for m in moved] == ["d0", "d1", "d2", "d3"]
    assert {m["Attributes"]["DeadLetterQueueSourceArn"] for m in moved} == {arn_of("sqs", "q.fifo")}
    # Its place is free for the same id in the letters, not in the queue.
    assert send(cloud, url, "m0", "g", "d0")["MessageId"] == sent[0]


def test_a_fifo_queues_letters_go_to_a_fifo_queue(cloud):
    _, plain = cloud.make_queue("plain")
    make_fifo(cloud, "letters.fifo")
    wrong = "Reason: Dead-letter queue must be same type of queue as the source."
    code, message = refused(
        cloud.sqs.create_queue,
        QueueName="q.fifo",
        Attributes={"FifoQueue": "true", "RedrivePolicy": redrive_to(plain)},
    )
    assert code == "InvalidParameterValue" and message.endswith(wrong)
    code, message = refused(
        cloud.sqs.set_queue_attributes,
        QueueUrl=cloud.sqs.get_queue_url(QueueName="plain")["QueueUrl"],
        Attributes={"RedrivePolicy": redrive_to(arn_of("sqs", "letters.fifo"))},
    )
    assert code == "InvalidParameterValue" and message.endswith(wrong)


def test_the_command_line_client_uses_a_fifo_queue(cloud, aws):
    made = aws(
        "sqs",
        "create-queue",
        "--queue-name",
        "q.fifo",
        "--attributes",
        "FifoQueue=true,ContentBasedDeduplication=true",
    )
    url = made["QueueUrl"]
    send_it = ["--queue-url", url, "--message-body", "m", "--message-group-id", "g"]
    first = aws("sqs", "send-message", *send_it)
    assert aws("sqs", "send-message", *send_it) == first
    (message,) = aws("sqs", "receive-message", "--queue-url", url, "--attribute-names", "All")["Messages"]
    assert message["Attributes"]["SequenceNumber"] == first["SequenceNumber"]


def test_json_and_query_say_the_same_of_a_fifo_message(cloud):
    url = make_fifo(cloud, ContentBasedDeduplication="true")
    sent = sqs_json(cloud, "SendMessage", QueueUrl=url, MessageBody="m", MessageGroupId="g")
    assert set(sent) == {"MessageId", "MD5OfMessageBody", "SequenceNumber"}
    again = send(cloud, url, "m", "g")
    assert {name: again[name] for name in sent} == sent
    (message,) = sqs_json(cloud, "ReceiveMessage", QueueUrl=url, MessageSystemAttributeNames=["All"])["Messages"]
    assert message["Attributes"]["SequenceNumber"] == sent["SequenceNumber"]
