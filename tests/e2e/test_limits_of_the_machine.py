# SPDX-License-Identifier: Apache-2.0
"""A full disk, a damaged file, memory that runs out: told in the service's own words, and nothing acknowledged is lost."""

import json
import resource
import sqlite3
import subprocess
import time

import pytest
from botocore.exceptions import ClientError

import harness
import store_files
from harness import PATIENCE, eventually

BODY = "x" * 50_000


def send(cloud, url, body=BODY):
    return cloud.sqs.send_message(QueueUrl=url, MessageBody=body)["MessageId"]


def send_until_refused(cloud, url, most):
    """The ids of what was taken, and the refusal."""
    taken = []
    while len(taken) < most:
        try:
            taken.append(send(cloud, url))
        except ClientError as refused:
            return taken, refused.response
    raise AssertionError(f"{most} messages were taken")


def test_past_its_memory_senders_are_throttled_until_messages_are_taken_out(start_cloud):
    cloud = start_cloud(flags=["--memory-max", "2"])
    url, _ = cloud.make_queue("q")
    taken, refusal = send_until_refused(cloud, url, 100)
    assert 20 <= len(taken) <= 60
    assert refusal["Error"]["Code"] == "RequestThrottled"
    with pytest.raises(ClientError) as refused:
        cloud.put({"source": "s", "detail-type": "t", "detail": {}})
    assert refused.value.response["Error"]["Code"] == "ThrottlingException"
    with pytest.raises(ClientError) as refused:
        cloud.sns.publish(TopicArn="arn:aws:sns:us-east-1:000000000000:t", Message="m")
    assert refused.value.response["Error"]["Code"] == "Throttling"
    event = {"source": "genesyscloud", "detail-type": "conversationCreated", "detail": {}}
    answer = cloud.admin("POST", "genesys/events", json=event)
    assert answer.status_code == 503 and "--memory-max" in answer.json()["error"]
    assert cloud.admin("GET", "metrics").json()["genesys_events_happened"] == 0
    # Whatever makes room goes on.
    assert {message["MessageId"] for message in cloud.drain(url)} == set(taken)
    send(cloud, url)


def limit_file_size(cloud, bytes_max):
    """As a full disk is to the program: what grows a file beyond that fails."""
    resource.prlimit(cloud.process.pid, resource.RLIMIT_FSIZE, (bytes_max, resource.RLIM_INFINITY))


def test_a_full_disk_is_told_by_file_and_nothing_acknowledged_is_lost(start_cloud):
    cloud = start_cloud()
    url, _ = cloud.make_queue("q")
    before = [send(cloud, url) for _ in range(3)]
    largest = max(file.stat().st_size for file in (cloud.folder / "data").iterdir())
    limit_file_size(cloud, largest + 100_000)
    taken, refusal = send_until_refused(cloud, url, 100)
    assert (refusal["Error"]["Code"], refusal["ResponseMetadata"]["HTTPStatusCode"]) == ("ServiceUnavailable", 503)
    assert "cloud.db" in refusal["Error"]["Message"]
    assert cloud.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]  # reading goes on
    limit_file_size(cloud, resource.RLIM_INFINITY)

    def works_again():
        try:
            return send(cloud, url, "after")
        except ClientError:
            return None

    after = eventually(works_again, "room on the disk to be noticed")
    cloud.kill()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    assert {*before, *taken, after} <= {message["MessageId"] for message in cloud.drain(url)}


def test_a_call_that_finds_its_work_done_is_acknowledged_no_sooner_than_that_work(start_cloud):
    cloud = start_cloud()
    url, _ = cloud.make_queue("q")
    kept = send(cloud, url, "kept")
    (message,) = cloud.sqs.receive_message(QueueUrl=url)["Messages"]
    cloud.sns.create_topic(Name="old")
    largest = max(file.stat().st_size for file in (cloud.folder / "data").iterdir())
    limit_file_size(cloud, largest + 100_000)
    send_until_refused(cloud, url, 100)
    calls = [
        (lambda: cloud.sqs.create_queue(QueueName="new"), "ServiceUnavailable"),
        (lambda: cloud.sns.create_topic(Name="new"), "InternalError"),
        (lambda: cloud.sns.delete_topic(TopicArn=harness.arn_of("sns", "old")), "InternalError"),
        (
            lambda: cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]),
            "ServiceUnavailable",
        ),
        (lambda: cloud.events.put_rule(Name="new", EventPattern='{"source":["a"]}'), "InternalException"),
    ]
    for call, code in calls:
        for _ in ("for the first time", "as stock clients repeat it"):
            with pytest.raises(ClientError) as refused:
                call()
            assert refused.value.response["Error"]["Code"] == code
    assert set(cloud.queues()) == {"q", "new"}, "reading goes on"
    cloud.kill()
    cloud.start()
    assert set(cloud.queues()) == {"q"} and set(cloud.topics()) == {"old"} and cloud.rules() == {}
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    assert kept in {message["MessageId"] for message in cloud.drain(url)}


def test_a_start_that_finds_the_disk_full_says_what_has_no_room_and_loses_nothing(start_cloud):
    cloud = start_cloud()
    url, _ = cloud.make_queue("q")
    sent = {send(cloud, url) for _ in range(100)}
    cloud.kill()

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))

    words = [harness.BINARY, "local", "--listen", "127.0.0.1:0", "--data", cloud.folder / "data"]
    ran = subprocess.run(words, preexec_fn=limit, capture_output=True, text=True, timeout=PATIENCE)
    assert ran.returncode == 1
    assert "cannot fold" in ran.stderr and "cloud.db.log.1" in ran.stderr and "nothing is lost" in ran.stderr
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    assert {message["MessageId"] for message in cloud.drain(url)} == sent


def damage(file, text):
    content = bytearray(file.read_bytes())
    at = content.find(text)
    assert at > 0
    content[at] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_damaged_log_is_refused_by_file_and_not_cut_short(start_cloud, switchboard, how):
    cloud = start_cloud()
    url, _ = cloud.make_queue("q")
    marker = "marker-" * 20
    send(cloud, url, marker)
    send(cloud, url, "and one that came later")
    getattr(cloud, how)()
    (log,) = store_files.logs(cloud.folder / "data")
    damage(log, marker.encode())
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--data", cloud.folder / "data")
    assert ran.code == 1
    assert f"{log.name} is damaged" in ran.err


def test_a_damaged_row_is_refused_by_file_and_not_skipped(start_cloud, switchboard):
    cloud = start_cloud()
    url, _ = cloud.make_queue("q")
    marker = "marker-" * 20
    send(cloud, url, marker)
    cloud.restart()  # brings it from the log into the database
    cloud.stop()
    damage(cloud.folder / "data/cloud.db", marker.encode())
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--data", cloud.folder / "data")
    assert ran.code == 1
    assert "cloud.db is damaged" in ran.err


def test_the_clock_stays_where_it_was_moved_after_a_restart(cloud):
    cloud.advance_clock(86400)
    before = cloud.admin("GET", "clock").json()["offset_milliseconds"]
    cloud.kill()
    cloud.start()
    assert cloud.admin("GET", "clock").json()["offset_milliseconds"] == before == 86_400_000


def test_messages_of_a_first_version_store_are_taken_over(start_cloud, switchboard):
    cloud = start_cloud()
    cloud.make_queue("q")
    cloud.restart()  # brings it from the log into the database
    cloud.stop()
    database = sqlite3.connect(cloud.folder / "data/cloud.db")
    queue = database.execute("SELECT key, value FROM queue").fetchone()
    for table, *_ in database.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
        database.execute(f"DELETE FROM {table}")
    row = json.dumps({"id": "m-1", "body": "from before", "sender": "s", "sent": int(time.time() * 1000), "visible_at": 0})
    database.execute("INSERT INTO queue VALUES (?, ?)", (queue[0], queue[1][8:]))
    database.execute("INSERT INTO message VALUES (?, ?)", (queue[0] + b"\x1f0000000000000001", row.encode()))
    database.execute("PRAGMA user_version=1")
    database.commit()
    database.close()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    send(cloud, url, "from now")
    cloud.kill()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    messages = cloud.receive(url, 2)
    assert [message["Body"] for message in messages] == ["from before", "from now"]
    assert messages[0]["MessageId"] == "m-1"
