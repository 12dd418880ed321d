# SPDX-License-Identifier: Apache-2.0
"""tail: live events through a temporary rule and queue, which never stay behind."""

import contextlib
import json
import os
import select
import signal
import time

import pytest

from harness import BILLING, BINARY, CONTACT_CENTER, GENERAL_SUPPORT, PATIENCE, arn_of, eventually
from recorder import DENIED, aws_fault

PREFIX = "switchboard-tail-"
ENDED = {
    "source": "genesys.cloud",
    "detail-type": "conversation.end",
    "detail": {"queue": {"id": GENERAL_SUPPORT}, "mediaType": "voice", "number": 1},
}


def rules_left(cloud, bus="default"):
    return [rule["Name"] for rule in cloud.events.list_rules(EventBusName=bus, NamePrefix=PREFIX)["Rules"]]


def queues_left(cloud):
    return cloud.sqs.list_queues(QueueNamePrefix=PREFIX).get("QueueUrls", [])


def nothing_left(cloud):
    return not rules_left(cloud) and not queues_left(cloud)


class Tail:
    """A tail that is listening."""

    def __init__(self, process):
        self.process = process
        self.said = ""
        self.read = b""  # of its output, not yet handed out
        while "listening on" not in self.said:
            line = process.stderr.readline()
            assert line, f"the tail ended with {process.wait(PATIENCE)}: {self.said}"
            self.said += line

    def line(self):
        output = self.process.stdout.fileno()
        while b"\n" not in self.read:
            ready, _, _ = select.select([output], [], [], PATIENCE)
            assert ready, "no event came"
            self.read += os.read(output, 65536)
        line, _, self.read = self.read.partition(b"\n")
        return line.decode() + "\n"

    def event(self):
        return json.loads(self.line())

    def end(self, sent=signal.SIGINT):
        self.process.send_signal(sent)
        out, err = self.process.communicate(timeout=PATIENCE)
        self.said += err
        return self.process.returncode, out


@pytest.fixture
def tail(switchboard, cloud):
    with contextlib.ExitStack() as ending:

        def start(*words, output="json", where=None, signals=("--default-signal=INT,HUP,TERM",)):
            words = ("tail", where or f"--local={cloud.url}", "--output", output, *words)
            process = switchboard.start_program("env", *signals, BINARY, *words)
            ending.callback(lambda: (process.kill(), process.wait()) if process.poll() is None else None)
            return Tail(process)

        yield start


def run_tail(switchboard, cloud, *words):
    return switchboard("tail", f"--local={cloud.url}", *words)


def test_events_come_as_they_happen_one_a_line(tail, cloud):
    listening = tail()
    for number in range(3):
        event = {**ENDED, "detail": {"number": number}}
        (event_id,) = cloud.put(event)
        came = listening.event()
        assert came["id"] == event_id and came["detail"] == {"number": number}
    assert listening.end() == (130, "")
    assert nothing_left(cloud)


@pytest.mark.parametrize("sent, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_it_cleans_up_after_itself_however_it_is_asked_to_end(tail, cloud, sent, code):
    listening = tail()
    assert len(rules_left(cloud)) == len(queues_left(cloud)) == 1
    assert listening.end(sent)[0] == code
    assert nothing_left(cloud)


def test_what_it_was_told_to_ignore_does_not_end_it(tail, cloud):
    """Under nohup, or in the background of a script."""
    listening = tail(signals=("--ignore-signal=INT,HUP", "--default-signal=TERM"))
    for ignored in (signal.SIGINT, signal.SIGHUP):
        listening.process.send_signal(ignored)
    time.sleep(0.5)
    (event_id,) = cloud.put(ENDED)
    assert listening.event()["id"] == event_id
    assert listening.end(signal.SIGTERM)[0] == 143
    assert nothing_left(cloud)


def test_ctrl_c_ends_it_while_a_call_is_refused_for_a_while(tail, cloud, recording):
    recording.instead = lambda name: aws_fault("ThrottlingException") if name == "ReceiveMessage" else None
    listening = tail(where=f"--local={recording.url}")
    eventually(lambda: recording.calls.count("ReceiveMessage") >= 3, "it is tried again")
    asked = recording.calls.count("ReceiveMessage")
    assert listening.end()[0] == 130
    assert recording.calls.count("ReceiveMessage") <= asked + 1
    assert "error" not in listening.said
    assert nothing_left(cloud)


@pytest.mark.parametrize("call", ["CreateQueue", "PutRule"])
def test_what_was_made_goes_though_its_answer_was_lost(switchboard, cloud, recording, call):
    def lose(name):
        if name == call:
            raise ConnectionResetError

    recording.after = lose
    ran = switchboard("tail", f"--local={recording.url}")
    assert ran.code == 1 and "no answer from" in ran.err, ran
    assert nothing_left(cloud)


@pytest.mark.parametrize(
    "bus, said",
    [
        ("arn:aws:events:eu-west-1:000000000000:event-bus/default", "region eu-west-1"),
        ("arn:aws:events:us-east-1:999999999999:event-bus/default", "account 999999999999"),
        ("arn:aws:sqs:us-east-1:000000000000:q", "not an event bus"),
    ],
)
def test_a_bus_on_which_it_can_put_no_rule_is_an_error(switchboard, recording, bus, said):
    ran = switchboard("tail", f"--local={recording.url}", "--bus", bus)
    assert ran.code == 1 and "SB0721" in ran.err and said in ran.err
    assert recording.mutating() == []


def test_what_it_makes_is_closed_tagged_and_short_lived(tail, cloud):
    listening = tail()
    (url,) = queues_left(cloud)
    (name,) = rules_left(cloud)
    attributes = cloud.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["SqsManagedSseEnabled"] == "true"
    assert int(attributes["MessageRetentionPeriod"]) <= 300
    (statement,) = json.loads(attributes["Policy"])["Statement"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": arn_of("events", f"rule/{name}")}}
    tags = cloud.sqs.list_queue_tags(QueueUrl=url)["Tags"]
    assert tags["switchboard:owner"] == "switchboard-tail" and tags["switchboard:bus"] == "default"
    assert tags["switchboard:process"] == str(listening.process.pid)
    assert tags["switchboard:created"] < tags["switchboard:expires"] and tags["switchboard:host"]
    rule_tags = cloud.events.list_tags_for_resource(ResourceARN=arn_of("events", f"rule/{name}"))["Tags"]
    assert {"Key": "switchboard:owner", "Value": "switchboard-tail"} in rule_tags
    assert url.rsplit("/", 1)[1] == name


def test_what_was_shown_is_deleted_from_the_queue(tail, cloud):
    listening = tail()
    cloud.put(*[ENDED] * 10)
    for _ in range(10):
        listening.event()
    (url,) = queues_left(cloud)

    def is_empty():
        found = cloud.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return found["ApproximateNumberOfMessages"] == found["ApproximateNumberOfMessagesNotVisible"] == "0"

    eventually(is_empty, "what was shown to be deleted")


def test_a_pattern_narrows_what_is_shown(tail, cloud, switchboard):
    switchboard.write('{"detail":{"number":[{"numeric":[">",1]}]}}', "pattern.json")
    for pattern in ("pattern.json", '{"detail":{"number":[2]}}'):
        listening = tail("--pattern", pattern)
        cloud.put(ENDED, {**ENDED, "detail": {"number": 2}})
        assert listening.event()["detail"]["number"] == 2
        assert listening.end() == (130, "")


def test_a_pattern_that_aws_refuses_is_refused_before_anything_is_made(switchboard, cloud):
    ran = run_tail(switchboard, cloud, "--pattern", '{"source":"x"}')
    assert ran.code == 1 and "Event pattern is not valid" in ran.err
    assert nothing_left(cloud)


def test_a_route_shows_what_its_rule_takes(tail, stack, cloud):
    stack.write(CONTACT_CENTER).applied()
    listening = tail("-f", "switchboard.yaml", "--route", "support-ended")
    cloud.put({**ENDED, "detail": {"queue": {"id": BILLING}}}, ENDED)
    assert listening.event()["detail"] == ENDED["detail"]
    assert listening.end() == (130, "")


def test_a_route_of_several_rules_shows_what_any_of_them_takes(tail, stack, cloud):
    ids = [f"00000000-0000-4000-8000-{n:012}" for n in range(120)]
    queues = "".join(f"      - {{ id: {i} }}\n" for i in ids)
    stack.write(
        f"stack: many\nroutes:\n  ended:\n    events: conversation.end\n    queues:\n{queues}    to: [{{ sqs: sink }}]\n"
    )
    listening = tail("-f", "switchboard.yaml", "--route", "ended")
    assert len(rules_left(cloud)) == 1, "one temporary rule, however many the route has"
    for queue in (ids[0], "none-of-them", ids[-1]):
        cloud.put({**ENDED, "detail": {"queue": {"id": queue}}})
    assert [listening.event()["detail"]["queue"]["id"] for _ in range(2)] == [ids[0], ids[-1]]
    assert listening.end() == (130, "")


def test_explain_says_which_routes_took_an_event_and_why_others_did_not(tail, stack, cloud):
    stack.write(CONTACT_CENTER).applied()
    listening = tail("-f", "switchboard.yaml", "--explain")
    cloud.put(ENDED)
    told = listening.event()
    assert told["schema"] == "switchboard.tail/1" and told["event"]["detail"] == ENDED["detail"]
    assert told["routes"] == ["support-ended"]
    ((other),) = told["others"]
    assert other["route"] == "billing-ended"
    assert other["reason"].startswith("detail.queue.id wants") and GENERAL_SUPPORT in other["reason"]
    cloud.put({**ENDED, "detail": {"queue": {"id": GENERAL_SUPPORT}, "mediaType": "VOICE"}})
    told = listening.event()
    assert told["routes"] == []
    reasons = {other["route"]: other["reason"] for other in told["others"]}
    assert "upper and lower case" in reasons["support-ended"]


def test_people_get_a_line_an_event(tail, stack, cloud):
    stack.write(CONTACT_CENTER).applied()
    listening = tail("-f", "switchboard.yaml", "--explain", output="text")
    cloud.put(ENDED)
    line = listening.line()
    assert "conversation.end  genesys.cloud" in line and '"mediaType"' in line and "\x1b" not in line
    assert listening.line() == "  ✓ support-ended\n"
    assert listening.line().startswith("  ✗ billing-ended: detail.queue.id")


def test_rules_that_are_missing_or_disabled_are_warned_of(tail, stack, cloud):
    stack.write(CONTACT_CENTER).applied()
    cloud.events.disable_rule(Name="contact-center-support-ended")
    cloud.events.remove_targets(
        Rule="contact-center-billing-ended",
        Ids=[t["Id"] for t in cloud.rules()["contact-center-billing-ended"]["Targets"]],
    )
    cloud.events.delete_rule(Name="contact-center-billing-ended")
    listening = tail("-f", "switchboard.yaml", "--explain")
    assert "contact-center-support-ended of the route 'support-ended' is disabled" in listening.said
    assert "contact-center-billing-ended of the route 'billing-ended' is not there" in listening.said


def test_count_ends_it_with_0_and_a_timeout_before_that_with_1(tail, switchboard, cloud):
    listening = tail("--count", "2")
    cloud.put(*[ENDED] * 3)
    out, _ = listening.process.communicate(timeout=PATIENCE)
    assert (listening.process.returncode, len(out.splitlines())) == (0, 2)
    assert nothing_left(cloud)
    assert run_tail(switchboard, cloud, "--timeout", "1s").code == 0
    assert run_tail(switchboard, cloud, "--timeout", "1s", "--count", "1").code == 1
    assert nothing_left(cloud)


def test_a_reader_that_goes_away_ends_it_cleanly(tail, cloud):
    listening = tail()
    listening.process.stdout.close()
    cloud.put(ENDED)
    listening.process.stderr.read()
    assert listening.process.wait(PATIENCE) == 0
    assert nothing_left(cloud)


def test_what_a_killed_tail_left_is_removed_by_the_next_when_its_time_is_over(tail, cloud):
    killed = tail("--lease", "3s")
    killed.process.kill()
    killed.process.wait()
    (name,) = rules_left(cloud)
    at_once = tail()
    assert name not in at_once.said, "its time is not over"
    at_once.end()
    assert rules_left(cloud) == [name]
    time.sleep(3.5)
    later = tail()
    assert f"removed {name}" in later.said
    later.end()
    assert nothing_left(cloud)


def test_a_tail_that_lives_is_never_reaped(tail, switchboard, cloud):
    living = tail("--lease", "6s")
    (name,) = rules_left(cloud)
    time.sleep(8)
    ran = run_tail(switchboard, cloud, "--reap")
    assert ran.code == 0 and ran.out == "" and name in ran.err
    cloud.put(ENDED)
    assert living.event()["detail-type"] == "conversation.end"
    assert living.end()[0] == 130


def test_reap_removes_leftovers_on_every_bus_and_nothing_that_is_not_a_tails(tail, switchboard, cloud):
    cloud.events.create_event_bus(Name="orders")
    killed = tail("--bus", "orders", "--lease", "1s")
    killed.process.kill()
    killed.process.wait()
    cloud.sqs.create_queue(QueueName=PREFIX + "of-somebody-else")
    cloud.events.put_rule(Name=PREFIX + "of-somebody-else", EventPattern='{"source":["x"]}')
    (name,) = rules_left(cloud, "orders")
    time.sleep(1.5)
    ran = run_tail(switchboard, cloud, "--reap", "--output", "json")
    assert ran.code == 0, ran
    assert ran.json() == {
        "schema": "switchboard.tail-reap/1",
        "removed": [name],
        "standing": [PREFIX + "of-somebody-else"],
    }
    assert rules_left(cloud, "orders") == []
    assert rules_left(cloud) == [PREFIX + "of-somebody-else"] and len(queues_left(cloud)) == 1


def test_reap_says_how_many_went_and_when_there_was_nothing(tail, switchboard, cloud):
    ran = run_tail(switchboard, cloud, "--reap")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("nothing was removed: no killed tail whose lease is over has left a rule or queue")
    killed = tail("--lease", "1s")
    (name,) = rules_left(cloud)
    killed.process.kill()
    killed.process.wait()
    time.sleep(1.5)
    ran = run_tail(switchboard, cloud, "--reap")
    assert (ran.code, ran.out) == (0, f"removed {name}\n")
    assert "removed the rules and queues of 1 killed tail (looked at 1 bus and the queues switchboard-tail-*)" in ran.err
    assert "rules and queues of tails that were killed" in " ".join(switchboard("tail", "--help").out.split())


def test_a_tail_that_may_not_write_rules_leaves_no_queue(switchboard, cloud, recording):
    recording.instead = lambda name: DENIED if name in ("PutRule", "RemoveTargets", "DeleteRule") else None
    ran = switchboard("tail", f"--local={recording.url}")
    assert ran.code == 1 and "AccessDenied" in ran.err
    assert nothing_left(cloud)


@pytest.mark.parametrize("call", ["PutRule", "PutTargets"])
def test_a_tail_killed_half_way_leaves_only_what_the_next_removes(switchboard, cloud, recording, call):
    def kill_before(name):
        if name == call:
            process.kill()
            process.wait()

    recording.before = kill_before
    process = switchboard.start("tail", f"--local={recording.url}", "--lease", "1s")
    assert process.wait(PATIENCE) == -signal.SIGKILL
    process.stdout.close()
    process.stderr.close()
    eventually(lambda: queues_left(cloud), "the queue, which is made first")
    time.sleep(1.5)
    assert run_tail(switchboard, cloud, "--reap").code == 0
    assert nothing_left(cloud)


def test_without_room_for_a_rule_the_quota_is_named_and_nothing_stays(switchboard, cloud):
    for number in range(300):
        cloud.events.put_rule(Name=f"rule-{number}", EventPattern='{"source":["x"]}')
    ran = run_tail(switchboard, cloud)
    assert ran.code == 1 and "SB0720" in ran.err and "300" in ran.err
    assert nothing_left(cloud)


def test_without_the_right_to_look_for_leftovers_it_says_so_and_listens(tail, cloud, recording):
    recording.instead = lambda name: DENIED if name == "ListQueues" else None
    listening = tail(where=f"--local={recording.url}")
    assert "not looked through" in listening.said and "ListQueues" in listening.said
    cloud.put(ENDED)
    listening.event()


def test_a_queue_that_somebody_deleted_ends_it_with_1(tail, cloud):
    listening = tail()
    (url,) = queues_left(cloud)
    cloud.sqs.delete_queue(QueueUrl=url)
    out, err = listening.process.communicate(timeout=PATIENCE)
    assert listening.process.returncode == 1 and "does not exist" in err
    assert nothing_left(cloud)


def test_routes_on_several_buses_must_be_chosen_from(switchboard, cloud):
    cloud.events.create_event_bus(Name="orders")
    switchboard.write(CONTACT_CENTER.replace("queues: [Billing]", "queues: [Billing]\n    bus: orders"))
    ran = run_tail(switchboard, cloud, "-f", "switchboard.yaml")
    assert ran.code == 1 and "default, orders" in ran.err and "--bus" in ran.err
    assert run_tail(switchboard, cloud, "-f", "switchboard.yaml", "--bus", "orders", "--timeout", "1s").code == 0


@pytest.mark.parametrize(
    "words, named",
    [
        (["--route", "x"], "--file"),
        (["--explain"], "--file"),
        (["--timeout", "soon"], "soon"),
        (["--count", "0"], "--count"),
        (["--reap", "--bus", "x"], "--reap"),
    ],
)
def test_what_contradicts_itself_is_a_usage_error(switchboard, cloud, words, named):
    ran = run_tail(switchboard, cloud, *words)
    assert ran.code == 64 and named in ran.err and ran.out == ""
