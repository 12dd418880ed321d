# SPDX-License-Identifier: Apache-2.0
"""What the local cloud has acknowledged is never lost: not by kill -9, not by a restart."""

import json
import random
import threading
import time

import pytest
import requests
from botocore.exceptions import BotoCoreError, ClientError

from harness import EXAMPLES, GENERAL_SUPPORT, PATIENCE, Stack, arn_of, ended_event, eventually, rule_arn, topic_policy

PATTERN = json.dumps({"source": ["genesys.cloud"]})


def make_both_roads(cloud):
    """rule → queue, and rule → topic → queue; returns the two queues' names."""
    topic_arn = cloud.sns.create_topic(Name="t")["TopicArn"]
    cloud.sns.set_topic_attributes(
        TopicArn=topic_arn, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(topic_arn))
    )
    _, direct = cloud.make_queue("direct", "events.amazonaws.com", rule_arn("r"))
    _, fanned = cloud.make_queue("fanned", "sns.amazonaws.com", topic_arn)
    cloud.sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=fanned, Attributes={"RawMessageDelivery": "true"})
    cloud.events.put_rule(Name="r", EventPattern=PATTERN)
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "direct", "Arn": direct}, {"Id": "topic", "Arn": topic_arn}])
    return ["direct", "fanned"]


class Load:
    """Threads that put events as fast as they can, each noting the ids that were acknowledged."""

    def __init__(self, cloud, threads):
        self.client = cloud.client("events")
        self.acknowledged = set()
        self.sent = 0
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(threads)]

    def put_one(self, number):
        event = ended_event(GENERAL_SUPPORT, number=number)
        entry = {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"])}
        answer = self.client.put_events(Entries=[entry, entry])
        with self.lock:
            self.acknowledged |= {e["EventId"] for e in answer["Entries"]}

    def run(self, number):
        while not self.stop.is_set():
            try:
                self.put_one(number)
            except (BotoCoreError, ClientError):
                return  # the cloud was killed under this call, which was therefore not acknowledged

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE)


@pytest.mark.parametrize("round_number", range(10))
def test_a_kill_right_after_put_events_answered_loses_nothing(cloud, round_number):
    names = make_both_roads(cloud)
    with Load(cloud, threads=4) as load:
        eventually(lambda: len(load.acknowledged) >= 20, "some load")
        time.sleep(random.Random(round_number).uniform(0, 0.05))  # a moment that differs from round to round
        load.put_one(-1)
        cloud.kill()
    assert len(load.acknowledged) >= 22

    cloud.start()
    check_that_nothing_is_lost(cloud, names, load)


def test_sigterm_under_load_loses_nothing(cloud):
    names = make_both_roads(cloud)
    with Load(cloud, threads=4) as load:
        eventually(lambda: len(load.acknowledged) >= 50, "some load")
        cloud.stop()
    cloud.start()
    check_that_nothing_is_lost(cloud, names, load)


def check_that_nothing_is_lost(cloud, names, load):
    for name in names:
        url = cloud.sqs.get_queue_url(QueueName=name)["QueueUrl"]
        received = {json.loads(m["Body"])["id"] for m in cloud.drain(url)}
        assert load.acknowledged <= received, f"lost on the road to {name}"
        # At least once; what came beyond that was in calls that were cut off.
        assert len(received - load.acknowledged) <= 2 * len(load.threads)


def test_a_kill_right_after_events_happened_in_genesys_cloud_loses_nothing(cloud):
    names = make_both_roads(cloud)
    cloud.enable("conversation.end")
    for round_number in range(3):
        wanted = {round_number * 100 + i for i in range(50)}
        cloud.happen(*(ended_event(GENERAL_SUPPORT, number=number) for number in wanted))
        cloud.kill()
        cloud.start()
        for name in names:
            url = cloud.sqs.get_queue_url(QueueName=name)["QueueUrl"]
            assert {json.loads(m["Body"])["detail"]["number"] for m in cloud.drain(url)} == wanted


def test_a_kill_right_after_send_message_and_publish_loses_nothing(cloud):
    make_both_roads(cloud)
    direct = cloud.sqs.get_queue_url(QueueName="direct")["QueueUrl"]
    cloud.sqs.send_message(
        QueueUrl=direct, MessageBody="hello", MessageAttributes={"a": {"DataType": "String", "StringValue": "b"}}
    )
    cloud.sns.publish(TopicArn=arn_of("sns", "t"), Message="world")
    cloud.kill()
    cloud.start()
    (message,) = cloud.receive(cloud.sqs.get_queue_url(QueueName="direct")["QueueUrl"], 1)
    assert message["Body"] == "hello"
    assert message["MessageAttributes"] == {"a": {"DataType": "String", "StringValue": "b"}}
    (message,) = cloud.receive(cloud.sqs.get_queue_url(QueueName="fanned")["QueueUrl"], 1)
    assert message["Body"] == "world"


def test_a_message_that_was_deleted_stays_deleted_after_a_kill(cloud):
    url, _ = cloud.make_queue("q")
    for number in range(20):
        cloud.sqs.send_message(QueueUrl=url, MessageBody=str(number))
    taken = cloud.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=5)["Messages"]
    for message in taken[:5]:
        cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    cloud.kill()
    cloud.start()
    cloud.advance_clock(60)  # what was in flight becomes visible again
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    gone = {message["Body"] for message in taken[:5]}
    assert {m["Body"] for m in cloud.drain(url)} == {str(n) for n in range(20)} - gone


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_everything_that_was_made_survives(start_cloud, switchboard, how):
    cloud = start_cloud({"functions": ["handler"]})
    Stack(switchboard, cloud).write((EXAMPLES / "fanout.yaml").read_text()).applied()
    cloud.enable("conversation.end")
    cloud.events.create_event_bus(Name="own")
    cloud.events.put_rule(Name="on-own", EventBusName="own", EventPattern=PATTERN, State="DISABLED")
    cloud.events.tag_resource(ResourceARN=rule_arn("own/on-own"), Tags=[{"Key": "team", "Value": "blue"}])
    cloud.sns.tag_resource(
        ResourceArn=arn_of("sns", "genesys-cloud-conversationended"), Tags=[{"Key": "team", "Value": "blue"}]
    )
    url, queue_arn = cloud.make_queue("listener")
    cloud.sqs.tag_queue(QueueUrl=url, Tags={"team": "blue"})
    cloud.sns.subscribe(
        TopicArn=arn_of("sns", "genesys-cloud-conversationended"),
        Protocol="sqs",
        Endpoint=queue_arn,
        Attributes={"FilterPolicyScope": "MessageBody", "FilterPolicy": '{"detail":{"a":["b"]}}'},
    )
    cloud.awslambda.add_permission(
        FunctionName="handler", StatementId="x", Action="lambda:InvokeFunction", Principal="events.amazonaws.com"
    )

    def everything():
        return {
            **cloud.inventory(),
            "buses": cloud.events.list_event_buses()["EventBuses"],
            "rules of own": cloud.events.list_rules(EventBusName="own")["Rules"],
            "rule tags": cloud.events.list_tags_for_resource(ResourceARN=rule_arn("own/on-own"))["Tags"],
            "topic tags": cloud.sns.list_tags_for_resource(
                ResourceArn=arn_of("sns", "genesys-cloud-conversationended")
            )["Tags"],
            "queue tags": cloud.sqs.list_queue_tags(QueueUrl=cloud.sqs.get_queue_url(QueueName="listener")["QueueUrl"])[
                "Tags"
            ],
            "function": cloud.awslambda.get_policy(FunctionName="handler")["Policy"],
        }

    before = everything()
    assert before["topic tags"] and before["function"]
    cloud.kill() if how == "killed" else cloud.stop()
    cloud.start()
    assert everything() == before


def test_what_was_removed_stays_removed(stack, cloud):
    stack.write((EXAMPLES / "fanout.yaml").read_text()).applied()
    stack.destroyed()
    before = cloud.inventory()
    assert before["rules"] == {}
    cloud.kill()
    cloud.start()
    assert cloud.inventory() == before


def test_the_files_stay_short_while_much_comes_and_goes_and_what_stays_is_kept(cloud):
    url, _ = cloud.make_queue("q")
    data = cloud.folder / "data"
    large = "x" * 250_000
    kept = []
    longest = 0
    for n in range(450):  # 112 MB
        sent = cloud.sqs.send_message(QueueUrl=url, MessageBody=f"{n} {large}", DelaySeconds=900 if n % 50 == 0 else 0)
        if n % 50 == 0:
            kept.append(sent["MessageId"])
        else:
            (got,) = cloud.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
            cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])
        longest = max(longest, sum(file.stat().st_size for file in data.iterdir()))
    assert 60_000_000 < longest < 150_000_000
    cloud.kill()
    cloud.start()
    cloud.advance_clock(901)
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    assert sorted(m["MessageId"] for m in cloud.drain(url)) == sorted(kept)


def test_a_restart_many_times_over_changes_nothing(stack, cloud):
    stack.write((EXAMPLES / "fanout.yaml").read_text()).applied()
    url, arn = cloud.make_queue("q", "events.amazonaws.com", rule_arn("r"))
    cloud.sqs.send_message(QueueUrl=url, MessageBody="stays")
    before = cloud.inventory()
    for _ in range(3):
        cloud.restart()
        assert cloud.inventory() == before


def test_the_signing_certificate_survives_so_old_envelopes_can_still_be_checked(cloud):
    make_both_roads(cloud)
    topic_arn = arn_of("sns", "t")
    _, wrapped = cloud.make_queue("wrapped", "sns.amazonaws.com", topic_arn)
    cloud.sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=wrapped)
    cloud.sns.publish(TopicArn=topic_arn, Message="m")
    url = cloud.sqs.get_queue_url(QueueName="wrapped")["QueueUrl"]
    link = json.loads(cloud.receive(url, 1)[0]["Body"])["SigningCertURL"]
    path = link.split("/", 3)[3]
    before = requests.get(f"{cloud.url}/{path}", timeout=PATIENCE)
    assert before.status_code == 200 and "BEGIN CERTIFICATE" in before.text
    cloud.kill()
    cloud.start()
    assert requests.get(f"{cloud.url}/{path}", timeout=PATIENCE).text == before.text


def test_the_data_is_for_its_owner_only(cloud):
    cloud.make_queue("q")
    files = list((cloud.folder / "data").iterdir())
    assert files
    for file in files:
        assert file.stat().st_mode & 0o077 == 0, file


def test_sigterm_answers_who_waits_and_exits_0(cloud):
    url, _ = cloud.make_queue("q")
    waiting = threading.Thread(
        target=lambda: pytest.raises(Exception, cloud.sqs.receive_message, QueueUrl=url, WaitTimeSeconds=20)
    )
    waiting.start()
    began = time.monotonic()
    time.sleep(0.2)  # let it begin to wait; whether it has does not matter to what follows
    cloud.stop()
    waiting.join(PATIENCE)
    assert not waiting.is_alive() and time.monotonic() - began < 15


def test_a_second_cloud_on_the_same_data_is_refused(cloud, switchboard):
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--data", cloud.folder / "data", timeout=PATIENCE)
    assert ran.code == 1
    assert str(cloud.folder / "data") in ran.err


def test_a_second_cloud_is_refused_also_where_the_first_has_written_nothing_since_its_start(cloud, switchboard):
    cloud.restart()
    test_a_second_cloud_on_the_same_data_is_refused(cloud, switchboard)


def test_kills_while_a_long_log_is_folded_at_the_start_lose_nothing(cloud):
    url, _ = cloud.make_queue("q")
    sent = {cloud.sqs.send_message(QueueUrl=url, MessageBody="x" * 250_000)["MessageId"] for _ in range(150)}
    cloud.kill()
    chance = random.Random(1)
    for _ in range(8):
        process = cloud.launch()
        time.sleep(chance.uniform(0.005, 0.15))
        process.kill()
        process.wait()
        process.stdout.close()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    assert {message["MessageId"] for message in cloud.drain(url)} == sent


def test_a_port_that_is_taken_is_named(cloud, switchboard):
    ran = switchboard("local", "--listen", f"127.0.0.1:{cloud.port}", "--in-memory", timeout=PATIENCE)
    assert ran.code == 1
    assert f"127.0.0.1:{cloud.port}" in ran.err and "--listen" in ran.err


def test_in_memory_keeps_nothing(switchboard, tmp_path):
    process = switchboard.start("local", "--listen", "127.0.0.1:0", "--in-memory")
    try:
        url = process.stdout.readline().split(": ", 1)[1].strip()
        assert requests.get(f"{url}/_switchboard/health", timeout=PATIENCE).status_code == 200
        assert list(switchboard.folder.iterdir()) == []
    finally:
        process.terminate()
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")


def test_an_address_that_is_not_loopback_is_refused(switchboard):
    ran = switchboard("local", "--listen", "0.0.0.0:0", "--in-memory", timeout=PATIENCE)
    assert ran.code == 1
    assert "loopback" in ran.err


@pytest.mark.parametrize(
    "text, words",
    [
        ("queues: [", "seed.yaml:1:"),
        ("queue: [a]", "no key 'queue'"),
        ("clients: [{ id: a, secre: b }]", "no key 'secre'"),
    ],
)
def test_a_bad_seed_file_is_refused_with_its_place(switchboard, text, words):
    switchboard.write(text, "seed.yaml")
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--in-memory", "--seed-file", "seed.yaml", timeout=PATIENCE)
    assert ran.code == 1
    assert words in ran.err


def test_a_broken_store_is_refused_and_not_overwritten(switchboard):
    data = switchboard.folder / "data"
    data.mkdir()
    (data / "cloud.db").write_bytes(b"this is no database, and somebody may want it back" * 100)
    before = (data / "cloud.db").read_bytes()
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--data", data, timeout=PATIENCE)
    assert ran.code == 1 and ran.err
    assert (data / "cloud.db").read_bytes() == before
