# SPDX-License-Identifier: Apache-2.0
"""Queues with many messages are purged, deleted and expire at once, and nothing of them comes back after a crash."""

import concurrent.futures
import json
import time

import pytest
import requests

import store_files
from harness import PATIENCE, eventually
from sqs_calls import counts
from wire import json_request

MANY = 30_000
THREADS = 4


def fill(cloud, url, count=MANY):
    """Messages by requests of ten, from a few threads; the boto3 of this machine would take a minute."""
    entries = [{"Id": str(n), "MessageBody": "m"} for n in range(10)]
    request = json_request(cloud, "AmazonSQS.SendMessageBatch", {"QueueUrl": url, "Entries": entries})

    def send(times):
        with requests.Session() as session:
            session.trust_env = False
            for _ in range(times):
                assert session.send(request, timeout=PATIENCE).status_code == 200

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(send, [count // 10 // THREADS] * THREADS))
    assert counts(cloud, url)[0] == count // 10 // THREADS * THREADS * 10


def rows(cloud):
    """How many messages a cloud that does not run has on disk."""
    return len(store_files.messages(cloud.folder / "data"))


def end(cloud, url, how):
    if how == "expired":
        cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "60"})
        return cloud.advance_clock(61)
    return getattr(cloud.sqs, how)(QueueUrl=url)


@pytest.mark.parametrize("how", ["purge_queue", "delete_queue"])
def test_a_kill_while_a_queue_is_cleared_up_brings_nothing_back(cloud, how):
    url, _ = cloud.make_queue("q")
    fill(cloud, url)
    end(cloud, url, how)
    cloud.kill()
    left = rows(cloud)
    assert left > 0, "the kill came too late to show anything"
    cloud.start()
    url, _ = cloud.make_queue("q")
    assert counts(cloud, url) == (0, 0, 0)
    cloud.sqs.send_message(QueueUrl=url, MessageBody="later")
    assert [m["Body"] for m in cloud.drain(url)] == ["later"]
    # What was left on disk is cleared up after the restart, too.
    eventually(lambda: rows_while_running(cloud) == 0, "the rows to be erased")
    cloud.restart()
    assert counts(cloud, cloud.make_queue("q")[0]) == (0, 0, 0)


def rows_while_running(cloud):
    """The file is its process's alone; it is stopped for a look."""
    time.sleep(0.5)
    cloud.stop()
    found = rows(cloud)
    cloud.start()
    return found


def test_a_queue_of_the_same_name_keeps_its_messages_while_the_old_ones_are_cleared_up(cloud):
    url, _ = cloud.make_queue("q")
    fill(cloud, url)
    cloud.sqs.delete_queue(QueueUrl=url)
    url, _ = cloud.make_queue("q")
    sent = {cloud.sqs.send_message(QueueUrl=url, MessageBody=str(n))["MessageId"] for n in range(20)}
    cloud.kill()
    cloud.start()
    url, _ = cloud.make_queue("q")
    assert {m["MessageId"] for m in cloud.drain(url)} == sent


def test_messages_of_a_fifo_queue_are_no_duplicates_of_what_a_purge_took(cloud):
    url = cloud.sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    how = {"QueueUrl": url, "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    first = cloud.sqs.send_message(**how)["MessageId"]
    taken = cloud.sqs.receive_message(QueueUrl=url)["Messages"][0]
    cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=taken["ReceiptHandle"])
    cloud.sqs.purge_queue(QueueUrl=url)
    cloud.kill()
    cloud.start()
    how["QueueUrl"] = cloud.sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"]
    second = cloud.sqs.send_message(**how)["MessageId"]
    assert second != first
    cloud.kill()
    cloud.start()
    how["QueueUrl"] = cloud.sqs.get_queue_url(QueueName="q.fifo")["QueueUrl"]
    assert cloud.sqs.send_message(**how)["MessageId"] == second


@pytest.mark.parametrize("how", ["purge_queue", "delete_queue", "expired"])
def test_other_callers_are_served_while_a_queue_is_cleared_up(cloud, how):
    url, _ = cloud.make_queue("q")
    other, _ = cloud.make_queue("other")
    fill(cloud, url)
    end(cloud, url, how)
    # The work is in pieces: calls of others come between them, long before it is over.
    before = json.loads(cloud.admin("GET", "state").text)
    for number in range(5):
        cloud.sqs.send_message(QueueUrl=other, MessageBody=str(number))
    assert counts(cloud, other) == (5, 0, 0)
    assert before["schema"] == "switchboard.state/1"
    if how == "expired":
        eventually(lambda: counts(cloud, url) == (0, 0, 0), "the messages to be gone")
