# SPDX-License-Identifier: Apache-2.0
"""SQS in its JSON protocol, by hand: Debian's clients speak the Query protocol and know 20 of the 23 operations."""

import json

from wire import call_json

TYPE = "com.amazonaws.sqs#"


def sqs_json(cloud, operation, **body):
    """The answer to a call that must succeed."""
    answer = call_json(cloud, f"AmazonSQS.{operation}", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sqs_fault(cloud, operation, **body):
    """(type, message) of a call that must fail."""
    answer = call_json(cloud, f"AmazonSQS.{operation}", body)
    assert answer.status_code >= 400, answer.text
    fault = answer.json()
    assert fault["__type"].startswith(TYPE)
    return fault["__type"].removeprefix(TYPE), fault["message"]


def make_fifo(cloud, name="q.fifo", **attributes):
    """A FIFO queue's URL."""
    return cloud.sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true", **attributes})["QueueUrl"]


def send(cloud, url, body, group=None, deduplication=None, **more):
    if group is not None:
        more["MessageGroupId"] = group
    if deduplication is not None:
        more["MessageDeduplicationId"] = deduplication
    return cloud.sqs.send_message(QueueUrl=url, MessageBody=body, **more)


def receive(cloud, url, count=10, **how):
    how = {"AttributeNames": ["All"], **how}
    return cloud.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=count, **how).get("Messages", [])


def bodies(messages):
    return [message["Body"] for message in messages]


def delete(cloud, url, *messages):
    for message in messages:
        cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def counts(cloud, url):
    """(visible, in flight, delayed)."""
    names = [f"ApproximateNumberOfMessages{which}" for which in ("", "NotVisible", "Delayed")]
    found = cloud.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return tuple(int(found[name]) for name in names)


def redrive_to(arn, count=1):
    return json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": count})


def use_up(cloud, url, count=1):
    """Receives everything so often that it goes to the dead-letter queue."""
    for _ in range(count):
        while receive(cloud, url, VisibilityTimeout=60):
            pass
        cloud.advance_clock(61)
    assert receive(cloud, url) == []
