# SPDX-License-Identifier: Apache-2.0
"""Several writers at once: two applies of one stack, other tools, and the conflicts that AWS answers then."""

import json
import threading
import time

import pytest

from harness import CONTACT_CENTER, PATIENCE, Stack, arn_of, comparable
from recorder import Answer, Recorder, aws_fault, changes_something, once

# Two editions of one stack: a route that both have and that differs in pattern and target, one that is the same, and one
# that only each has.
EDITION = """
stack: s
routes:
  common: {{ events: [conversation.end], queues: [{queue}], to: [{{ sns: for-{name} }}] }}
  same: {{ events: [conversation.end], queues: [Web Sales], to: [{{ sqs: for-both }}] }}
  only-{name}: {{ events: [conversation.end], queues: [{queue}], to: [{{ sqs: only-{name} }}] }}
"""
EDITIONS = {"a": EDITION.format(name="a", queue="Billing"), "b": EDITION.format(name="b", queue="General Support")}


class Edition(Stack):
    """One of the editions in a file of its own."""

    def __init__(self, switchboard, cloud, name, url=None):
        super().__init__(switchboard, cloud)
        self.write(EDITIONS[name], f"{name}.yaml")
        self.where = [f"--local={url or cloud.url}"]

    def start(self):
        words = ["apply", "--yes", "-f", self.file, *self.where, "--output", "json"]
        return self.switchboard.start(*words)


def finished(process):
    """(exit code, what stderr said)."""
    out, err = process.communicate(timeout=2 * PATIENCE)
    assert process.returncode in (0, 1), (process.returncode, out, err)
    return process.returncode, err


@pytest.fixture
def wanted(start_cloud, switchboard):
    """What each edition looks like when nobody disturbs it."""
    out = {}
    for name in EDITIONS:
        cloud = start_cloud()
        Edition(switchboard, cloud, name).applied()
        out[name] = comparable(cloud.inventory())
    assert out["a"] != out["b"]
    return out


@pytest.mark.parametrize("later", [0, 0.05, 0.1, 0.2, 0.4, 0.8])
def test_two_applies_at_once_end_in_a_state_that_one_of_the_specs_describes(start_cloud, switchboard, wanted, later):
    cloud = start_cloud(flags=["--chaos", "latency=20ms"])
    first = Edition(switchboard, cloud, "a").start()
    time.sleep(later)
    second = Edition(switchboard, cloud, "b").start()
    ended = {"a": finished(first), "b": finished(second)}
    live = comparable(cloud.inventory())
    assert live in wanted.values(), ended
    for code, err in ended.values():
        assert code == 0 or "SB033" in err, f"it names what it found: {err}"
    (stands,) = [name for name in wanted if wanted[name] == live]
    assert Edition(switchboard, cloud, stands).plan("--detailed-exitcode").code == 0


def test_an_apply_that_was_overtaken_as_a_whole_finds_the_others_writing_and_names_it(cloud, switchboard, wanted):
    """One is held before its first rule until the other is through: the worst that can happen without a lock."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(name):
        if name == "PutRule" and not reached.is_set():
            reached.set()
            go_on.wait(PATIENCE)

    with Recorder(cloud.url) as slow:
        slow.before = hold
        held = Edition(switchboard, cloud, "a", slow.url).start()
        assert reached.wait(PATIENCE)
        assert Edition(switchboard, cloud, "b").apply().code in (0, 1)
        go_on.set()
        code, err = finished(held)
    assert code == 1
    assert "SB0331" in err and "aws.rule s-" in err
    assert comparable(cloud.inventory()) == wanted["a"]


def test_nothing_is_begun_when_others_have_written_since_the_stack_was_read(cloud, switchboard):
    Edition(switchboard, cloud, "a").applied()
    reached, go_on = threading.Event(), threading.Event()

    def hold(name):
        if name == "TagQueue":
            reached.set()
            go_on.wait(PATIENCE)

    with Recorder(cloud.url) as slow:
        slow.before = hold
        held = Edition(switchboard, cloud, "b", slow.url).start()
        assert reached.wait(PATIENCE)
        Edition(switchboard, cloud, "a").write(EDITIONS["a"].replace("for-both", "another"), "a.yaml").applied()
        before = comparable(cloud.inventory())
        go_on.set()
        code, err = finished(held)
        assert {name for name in slow.calls if changes_something(name)} == {"TagQueue", "UntagQueue"}
    assert code == 1
    assert "SB0330" in err and "s-dead-letter" in err
    assert comparable(cloud.inventory()) == before


def test_what_another_tool_wrote_in_between_is_found_named_and_written_anew(full, cloud, recording):
    meddled = []

    def meddle(name):
        if name == "PutTargets" and not meddled and (found := cloud.rules().get("contact-center-billing-ended")):
            meddled.append(name)
            cloud.events.put_rule(
                Name=found["Name"], EventPattern='{"source":["theirs"]}', Description=found["Description"]
            )

    full.go_through(recording)
    recording.after = meddle
    ran = full.apply()
    recording.after = lambda name: None
    assert meddled and ran.code == 1, ran
    assert "SB0331" in ran.err and "aws.rule contact-center-billing-ended" in ran.err
    assert full.plan("--detailed-exitcode").code == 0, "it wrote it anew"


def test_a_run_that_was_killed_leaves_nothing_that_stops_the_next(full, cloud, recording, switchboard):
    def kill(name):
        if name == "PutRule":
            process.kill()
            process.wait(PATIENCE)

    full.go_through(recording)
    recording.after = kill
    process = switchboard.start("apply", "--yes", *full.where)
    process.communicate(timeout=PATIENCE)
    recording.after = lambda name: None
    assert len(full.applied()) > 0
    names = {name for name in tags_of(cloud, "contact-center-dead-letter") if name.startswith("switchboard:apply")}
    assert names == {"switchboard:apply:contact-center"}, "nothing is left of the run that was killed"


def tags_of(cloud, queue):
    return cloud.sqs.list_queue_tags(QueueUrl=cloud.sqs.get_queue_url(QueueName=queue)["QueueUrl"]).get("Tags", {})


def test_without_the_right_to_tag_queues_apply_works_all_the_same(full, recording):
    denied = aws_fault("AccessDeniedException", "no tags")
    recording.instead = lambda name: denied if name in ("TagQueue", "ListQueueTags", "UntagQueue") else None
    full.go_through(recording).applied()
    assert full.plan("--detailed-exitcode").code == 0


# Conflicts that AWS answers: the value is computed anew from what stands there then.


def test_a_rule_that_was_disabled_meanwhile_stays_disabled_after_a_conflict(full, cloud, recording):
    full.applied()
    full.write(CONTACT_CENTER.replace("[voice, message]", "[voice]")).go_through(recording)
    conflict = [aws_fault("ConcurrentModificationException", "rule is being modified")]

    def instead(name):
        if name == "PutRule" and conflict:
            cloud.events.disable_rule(Name="contact-center-support-ended")
            return conflict.pop()
        return None

    recording.instead = instead
    full.applied()
    rule = cloud.rules()["contact-center-support-ended"]
    assert rule["State"] == "DISABLED"
    assert '"voice"' in rule["EventPattern"] and '"message"' not in rule["EventPattern"]
    assert recording.calls.count("PutRule") == 2
    between = recording.calls[recording.calls.index("PutRule") + 1 :]
    assert "ListRules" in between[: between.index("PutRule")], "read again first"


@pytest.mark.parametrize("code", ["ConcurrentAccess", "StaleTag"])
def test_a_statement_that_was_added_meanwhile_stays_after_a_conflict(stack, cloud, recording, code):
    arn = cloud.sns.create_topic(Name="theirs")["TopicArn"]
    conflict = [aws_fault(code, "try again")]

    def instead(name):
        if name == "SetTopicAttributes" and conflict:
            cloud.sns.add_permission(TopicArn=arn, Label="late", AWSAccountId=["111122223333"], ActionName=["Publish"])
            return conflict.pop()
        return None

    recording.instead = instead
    stack.write("stack: s\nroutes:\n  one: { events: [conversation.end], to: [{ sns: theirs }] }\n")
    stack.go_through(recording).applied()
    policy = json.loads(cloud.topics()["theirs"]["Policy"])
    sids = {statement.get("Sid") for statement in policy["Statement"]}
    assert {"late", "switchboard-s-used"} <= sids


def test_a_target_that_fails_for_a_passing_reason_in_a_good_answer_is_put_again(stack, cloud, recording):
    failed = (
        b'{"FailedEntryCount":1,"FailedEntries":[{"TargetId":"switchboard-sqs-a",'
        b'"ErrorCode":"ThrottlingException","ErrorMessage":"Rate exceeded"}]}'
    )
    recording.instead = once("PutTargets", Answer(200, failed))
    stack.write("stack: s\nroutes:\n  one: { events: [conversation.end], to: [{ sqs: a }] }\n")
    stack.go_through(recording).applied()
    assert recording.calls.count("PutTargets") == 2
    assert [target["Arn"] for target in cloud.rules()["s-one"]["Targets"]] == [arn_of("sqs", "a")]
