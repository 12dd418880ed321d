# SPDX-License-Identifier: Apache-2.0
"""Redrive policies of queues: who may name whom, what a letter keeps, and who sends letters where."""

import json

import pytest
from botocore.exceptions import ClientError

from harness import arn_of
from sqs_calls import bodies, receive, redrive_to, send, sqs_json, use_up

LETTERS = arn_of("sqs", "letters")


def refused(call, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    found = error.value.response["Error"]
    return found["Code"], found["Message"]


def make(cloud, name, policy, **attributes):
    made = cloud.sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": policy, **attributes})
    return made["QueueUrl"]


def test_a_letter_keeps_its_id_its_time_and_its_attributes(cloud):
    letters, _ = cloud.make_queue("letters")
    url = make(cloud, "q", redrive_to(LETTERS))
    sent = cloud.sqs.send_message(
        QueueUrl=url,
        MessageBody="m",
        MessageAttributes={"a": {"DataType": "String", "StringValue": "b"}},
        MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988"}},
    )
    (first,) = receive(cloud, url, VisibilityTimeout=0)
    assert receive(cloud, url) == []
    (letter,) = receive(cloud, letters, MessageAttributeNames=["All"])
    assert letter["MessageId"] == sent["MessageId"]
    assert letter["MessageAttributes"] == {"a": {"DataType": "String", "StringValue": "b"}}
    kept = ("SentTimestamp", "SenderId", "AWSTraceHeader", "ApproximateFirstReceiveTimestamp")
    assert {name: letter["Attributes"][name] for name in kept} == {name: first["Attributes"][name] for name in kept}
    assert letter["Attributes"]["DeadLetterQueueSourceArn"] == arn_of("sqs", "q")
    assert letter["Attributes"]["ApproximateReceiveCount"] == "2"  # once there, once here


def test_letters_go_on_along_a_chain_of_queues(cloud):
    third, _ = cloud.make_queue("third")
    second = make(cloud, "second", redrive_to(arn_of("sqs", "third")), VisibilityTimeout="0")
    first = make(cloud, "first", redrive_to(arn_of("sqs", "second")), VisibilityTimeout="0")
    send(cloud, first, "m")
    assert bodies(receive(cloud, first)) == ["m"]
    assert receive(cloud, first) == []
    assert bodies(receive(cloud, second)) == ["m"]
    assert receive(cloud, second) == []
    assert bodies(receive(cloud, third)) == ["m"]


def test_letters_that_were_moved_survive_a_kill_and_count_on(cloud):
    letters, _ = cloud.make_queue("letters")
    url = make(cloud, "q", redrive_to(LETTERS, 2))
    send(cloud, url, "m")
    use_up(cloud, url, 2)
    cloud.kill()
    cloud.start()
    letters = cloud.sqs.get_queue_url(QueueName="letters")["QueueUrl"]
    (letter,) = receive(cloud, letters)
    assert letter["Attributes"]["ApproximateReceiveCount"] == "3"
    assert letter["Attributes"]["DeadLetterQueueSourceArn"] == arn_of("sqs", "q")
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    assert receive(cloud, url) == []


def test_a_count_of_receives_survives_a_kill(cloud):
    cloud.make_queue("letters")
    url = make(cloud, "q", redrive_to(LETTERS, 5))
    send(cloud, url, "m")
    for _ in range(3):
        assert receive(cloud, url, VisibilityTimeout=0)
    send(cloud, url, "so that all before is on disk")
    cloud.kill()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    counts = {m["Body"]: m["Attributes"]["ApproximateReceiveCount"] for m in receive(cloud, url)}
    assert counts["m"] == "4"


def policy_text(**members):
    return json.dumps(members)


# fmt: off
REASON = "Value {} for parameter RedrivePolicy is invalid. Reason: {}"
BAD_POLICIES = [
    ("nonsense", "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map."),
    (policy_text(deadLetterTargetArn=LETTERS), "Redrive policy does not contain mandatory attribute: maxReceiveCount."),
    (policy_text(maxReceiveCount="42"), "Redrive policy does not contain mandatory attribute: deadLetterTargetArn."),
    (redrive_to(LETTERS, 0),
     "Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive."),
    (redrive_to(LETTERS, 1001),
     "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive."),
    (redrive_to("dummy"), "Invalid value for deadLetterTargetArn."),
    (redrive_to(arn_of("sns", "letters")), "Only SQS queues are valid resources for deadLetterTargetArn."),
    (redrive_to(arn_of("sqs", "gone")), "Dead letter target does not exist."),
    (redrive_to(LETTERS.replace("us-east-1", "eu-west-1")), "Dead-letter target owner should be same as the source."),
    (redrive_to(LETTERS.replace("000000000000", "123456789012")),
     "Dead-letter target owner should be same as the source."),
    (redrive_to(arn_of("sqs", "letters.fifo")), "Dead-letter queue must be same type of queue as the source."),
]
# fmt: on


@pytest.mark.parametrize("policy, reason", BAD_POLICIES)
def test_a_redrive_policy_that_cannot_work_is_refused(cloud, policy, reason):
    cloud.make_queue("letters")
    url, _ = cloud.make_queue("old")
    message = reason if reason.startswith("Invalid value for the parameter") else REASON.format(policy, reason)
    expected = ("InvalidParameterValue", message)
    assert refused(cloud.sqs.create_queue, QueueName="q", Attributes={"RedrivePolicy": policy}) == expected
    assert (
        refused(cloud.sqs.set_queue_attributes, QueueUrl=url, Attributes={"RedrivePolicy": policy}) == expected
    )
    assert set(cloud.queues()) == {"letters", "old"}
    assert "RedrivePolicy" not in cloud.queues()["old"]


@pytest.mark.parametrize(
    "permission, who",
    [
        ({"redrivePermission": "allowAll"}, {"a", "b"}),
        ({"redrivePermission": "denyAll"}, set()),
        ({"redrivePermission": "byQueue", "sourceQueueArns": [arn_of("sqs", "b")]}, {"b"}),
        (None, {"a", "b"}),
    ],
)
def test_a_dead_letter_queue_says_who_may_use_it(cloud, permission, who):
    attributes = {} if permission is None else {"RedriveAllowPolicy": json.dumps(permission)}
    cloud.sqs.create_queue(QueueName="letters", Attributes=attributes)
    made = set()
    for name in ("a", "b"):
        try:
            make(cloud, name, redrive_to(LETTERS))
            made.add(name)
        except ClientError as error:
            assert error.response["Error"]["Code"] == "InvalidParameterValue"
            assert "for parameter RedrivePolicy is invalid. Reason: " in error.response["Error"]["Message"]
    assert made == who


@pytest.mark.parametrize(
    "policy, words",
    [
        ("[]", "in an unsupported format."),
        (policy_text(redrivePermission="some"), "in an unsupported format."),
        (policy_text(redrivePermission="byQueue"), "you must also specify one or more sourceQueueArns values."),
        (policy_text(redrivePermission="denyAll", sourceQueueArns=[LETTERS]), "you must set redrivePermission"),
        (
            policy_text(redrivePermission="byQueue", sourceQueueArns=[LETTERS + str(n) for n in range(11)]),
            "The maximum number of source queue ARNs you can specify is 10.",
        ),
    ],
)
def test_a_redrive_allow_policy_that_says_nothing_is_refused(cloud, policy, words):
    code, message = refused(cloud.sqs.create_queue, QueueName="q", Attributes={"RedriveAllowPolicy": policy})
    assert code == "InvalidParameterValue" and words in message


def test_the_sources_of_a_dead_letter_queue_are_listed(cloud):
    letters, _ = cloud.make_queue("letters")
    assert "queueUrls" not in cloud.sqs.list_dead_letter_source_queues(QueueUrl=letters)
    assert sqs_json(cloud, "ListDeadLetterSourceQueues", QueueUrl=letters) == {"queueUrls": []}
    urls = [make(cloud, f"q-{number}", redrive_to(LETTERS)) for number in range(5)]
    cloud.make_queue("has nothing to do with it".replace(" ", "-"))
    assert cloud.sqs.list_dead_letter_source_queues(QueueUrl=letters)["queueUrls"] == urls
    pages = cloud.sqs.get_paginator("list_dead_letter_source_queues").paginate(
        QueueUrl=letters, PaginationConfig={"PageSize": 2}
    )
    assert [page["queueUrls"] for page in pages] == [urls[:2], urls[2:4], urls[4:]]
    assert sqs_json(cloud, "ListDeadLetterSourceQueues", QueueUrl="letters") == {"queueUrls": urls}
    cloud.sqs.set_queue_attributes(QueueUrl=urls[0], Attributes={"RedrivePolicy": ""})
    cloud.sqs.delete_queue(QueueUrl=urls[1])
    cloud.kill()
    cloud.start()
    letters = cloud.sqs.get_queue_url(QueueName="letters")["QueueUrl"]
    listed = cloud.sqs.list_dead_letter_source_queues(QueueUrl=letters)["queueUrls"]
    assert [url.rsplit("/", 1)[1] for url in listed] == ["q-2", "q-3", "q-4"]
    refusal = refused(cloud.sqs.list_dead_letter_source_queues, QueueUrl=letters, MaxResults=1001)
    assert refusal[0] == "InvalidParameterValue"
