# SPDX-License-Identifier: Apache-2.0
"""Kill -9 at any instant, a hundred times over the same data: no acknowledged event is lost, none comes back that was
deleted, and what comes twice was in flight."""

import collections
import json
import random
import threading
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from harness import GENERAL_SUPPORT, PATIENCE, ended_event, rule_arn, topic_policy

KILLS = 100


class Ledger:
    """What the calls of all threads were told, over all lives of the cloud. Events are known by their number."""

    def __init__(self):
        self.lock = threading.Lock()
        self.last_number = 0
        self.acknowledged = set()  # PutEvents answered well
        self.asked_to_delete = set()  # DeleteMessageBatch was sent
        self.deleted = set()  # and answered well
        self.received = collections.Counter()
        self.came_back = set()  # received though the deletion was acknowledged

    def next_numbers(self, count):
        with self.lock:
            self.last_number += count
            return range(self.last_number - count + 1, self.last_number + 1)

    def note_received(self, numbers):
        with self.lock:
            self.received.update(numbers)
            self.came_back |= self.deleted & set(numbers)


def put_some(client, ledger):
    numbers = ledger.next_numbers(3)
    entries = []
    for number in numbers:
        event = ended_event(GENERAL_SUPPORT, number=number)
        entries.append(
            {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"])}
        )
    answer = client.put_events(Entries=entries)
    assert answer["FailedEntryCount"] == 0
    with ledger.lock:
        ledger.acknowledged |= set(numbers)


def take_some(client, url, ledger, wait):
    messages = client.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=wait, VisibilityTimeout=3600
    ).get("Messages", [])
    if not messages:
        return False
    numbers = [json.loads(message["Body"])["detail"]["number"] for message in messages]
    ledger.note_received(numbers)
    with ledger.lock:
        ledger.asked_to_delete |= set(numbers)
    answer = client.delete_message_batch(
        QueueUrl=url,
        Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(messages)],
    )
    assert "Failed" not in answer, answer
    with ledger.lock:
        ledger.deleted |= set(numbers)
    return True


def repeat_until_killed(work):
    """A thread that works until a call is cut off; any other failure is kept for the test to see."""
    failures = []

    def run():
        try:
            while True:
                work()
        except (BotoCoreError, ClientError):
            pass
        except Exception as failure:  # noqa: BLE001
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, failures


def live_and_die(cloud, ledger, moment):
    """One life: two threads put, one takes and deletes; killed `moment` seconds after it began."""
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    events, sqs = cloud.client("events"), cloud.client("sqs")
    working = [
        repeat_until_killed(lambda: put_some(events, ledger)),
        repeat_until_killed(lambda: put_some(events, ledger)),
        repeat_until_killed(lambda: take_some(sqs, url, ledger, wait=1)),
    ]
    time.sleep(moment)
    cloud.kill()
    for thread, failures in working:
        thread.join(PATIENCE)
        assert not thread.is_alive() and not failures, failures


def make_road(cloud):
    """rule → topic → queue, raw."""
    topic_arn = cloud.sns.create_topic(Name="t")["TopicArn"]
    cloud.sns.set_topic_attributes(
        TopicArn=topic_arn, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(topic_arn))
    )
    _, queue_arn = cloud.make_queue("q", "sns.amazonaws.com", topic_arn)
    cloud.sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
    cloud.events.put_rule(Name="r", EventPattern=json.dumps({"source": ["genesys.cloud"]}))
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "topic", "Arn": topic_arn}])
    assert cloud.events.describe_rule(Name="r")["Arn"] == rule_arn("r")


def test_a_hundred_kills_under_load_lose_nothing_and_repeat_only_what_was_in_flight(cloud):
    make_road(cloud)
    ledger = Ledger()
    moments = random.Random(20261126)
    for _ in range(KILLS):
        live_and_die(cloud, ledger, moments.uniform(0.02, 0.15))
        cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    cloud.advance_clock(2 * 3600)  # whatever was in flight when it was killed shows again
    while take_some(cloud.sqs, url, ledger, wait=1):
        pass

    assert len(ledger.acknowledged) > 10 * KILLS, "there was no load"
    assert ledger.acknowledged <= set(ledger.received), "acknowledged events are lost"
    assert not ledger.came_back, "deleted messages came back"
    twice = {number for number, times in ledger.received.items() if times > 1}
    assert twice <= ledger.asked_to_delete
    # Ten messages at most were under way to the one receiver at each kill.
    assert len(twice) <= 10 * KILLS


@pytest.mark.parametrize("moment", [0.0, 0.002, 0.005, 0.01, 0.02])
def test_a_kill_while_it_starts_leaves_a_store_that_opens(cloud, moment):
    make_road(cloud)
    ledger = Ledger()
    put_some(cloud.events, ledger)
    cloud.kill()
    process = cloud.launch()
    time.sleep(moment)
    process.kill()
    process.wait(PATIENCE)
    process.stdout.close()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    while take_some(cloud.sqs, url, ledger, wait=1):
        pass
    assert set(ledger.received) == ledger.acknowledged
