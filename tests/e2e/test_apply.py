# SPDX-License-Identifier: Apache-2.0
"""plan, apply and destroy: what they print, that they change nothing twice, ask first, and can be cut off anywhere."""

import difflib
import json
import re

import pytest

from harness import BILLING, CONTACT_CENTER, arn_of, changes_of, comparable, on_terminal, rule_arn
from killing import interrupt_during, kill_after
from recorder import DENIED, changes_something

TAGS = ("TagQueue", "UntagQueue")
ACTIONS = {"create", "update", "replace", "delete"}
KINDS = {
    "genesys.event_type",
    "genesys.integration",
    "aws.event_bus",
    "aws.rule",
    "aws.target",
    "aws.topic",
    "aws.topic_policy",
    "aws.subscription",
    "aws.queue",
    "aws.queue_policy",
    "aws.lambda_permission",
}


def check_plan_shape(printed, verb, stack):
    assert printed["schema"] == f"switchboard.{verb}/1"
    assert printed["stack"] == stack
    for change in printed["changes"]:
        assert change["action"] in ACTIONS and change["kind"] in KINDS and change["name"]
        for difference in change["diff"]:
            assert set(difference) == {"path", "before", "after"}
            assert difference["before"] != difference["after"]
        if verb != "plan":
            assert isinstance(change["done"], bool)
            assert change["arn"] is None or change["arn"].startswith("arn:")
            assert change["error"] is None or change["error"]
    summary = printed["summary"]
    assert set(summary) == ACTIONS | {"unchanged"}
    for action in ACTIONS:
        assert summary[action] == sum(change["action"] == action for change in printed["changes"])


# What is printed.


def test_a_plan_lists_what_apply_would_create_and_changes_nothing(full, cloud):
    before = cloud.inventory()
    ran = full.plan()
    assert ran.code == 0, ran
    check_plan_shape(ran.json(), "plan", "contact-center")
    assert changes_of(ran) == {
        ("create", "genesys.event_type", "conversation.end"),
        ("create", "aws.queue", "billing-ended"),
        ("create", "aws.queue_policy", "billing-ended"),
        ("create", "aws.queue", "contact-center-dead-letter"),
        ("create", "aws.queue_policy", "contact-center-dead-letter"),
        ("create", "aws.queue", "support-worker"),
        ("create", "aws.queue_policy", "support-worker"),
        ("create", "aws.queue", "support-loud"),
        ("create", "aws.queue_policy", "support-loud"),
        ("create", "aws.topic", "support-ended"),
        ("create", "aws.topic_policy", "support-ended"),
        ("create", "aws.subscription", f"support-ended -> {arn_of('sqs', 'support-worker')}"),
        ("create", "aws.subscription", f"support-ended -> {arn_of('sqs', 'support-loud')}"),
        ("create", "aws.rule", "contact-center-support-ended"),
        ("create", "aws.rule", "contact-center-billing-ended"),
        ("create", "aws.target", "contact-center-support-ended/switchboard-sns-support-ended"),
        ("create", "aws.target", "contact-center-billing-ended/switchboard-sqs-billing-ended"),
    }
    assert cloud.inventory() == before


def test_the_plan_shows_the_rules_pattern_as_json(full):
    (rule,) = [c for c in full.plan().json()["changes"] if c["name"] == "contact-center-billing-ended"]
    (pattern,) = [d for d in rule["diff"] if d["path"] == "EventPattern"]
    assert pattern["before"] is None
    assert pattern["after"] == {
        "source": ["genesys.cloud"],
        "detail-type": ["conversation.end"],
        "detail": {"queue": {"id": [BILLING]}},
    }


def test_the_plan_shows_strings_as_strings_and_numbers_as_numbers(full):
    (target,) = [
        c
        for c in full.plan().json()["changes"]
        if c["name"] == "contact-center-billing-ended/switchboard-sqs-billing-ended"
    ]
    assert {d["path"]: d["after"] for d in target["diff"]} == {
        "Id": "switchboard-sqs-billing-ended",
        "Arn": arn_of("sqs", "billing-ended"),
        "DeadLetterConfig": {"Arn": arn_of("sqs", "contact-center-dead-letter")},
        "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 3600},
    }


def test_apply_does_what_was_planned_and_tells_the_arn_of_each_thing_made(full):
    planned = changes_of(full.plan())
    ran = full.apply()
    assert ran.code == 0, ran
    printed = ran.json()
    check_plan_shape(printed, "apply", "contact-center")
    assert changes_of(ran) == planned
    arns = {(c["kind"], c["name"]): c["arn"] for c in printed["changes"] if c["done"]}
    assert len(arns) == len(planned)
    assert arns["aws.rule", "contact-center-support-ended"] == rule_arn("contact-center-support-ended")
    assert arns["aws.topic", "support-ended"] == arn_of("sns", "support-ended")
    assert arns["aws.queue", "support-worker"] == arn_of("sqs", "support-worker")
    subscription = arns["aws.subscription", f"support-ended -> {arn_of('sqs', 'support-worker')}"]
    assert subscription.startswith(arn_of("sns", "support-ended") + ":")


def test_apply_as_text_prints_each_name_and_arn(full):
    ran = full.apply(output="text")
    assert ran.code == 0, ran
    for arn in (
        rule_arn("contact-center-support-ended"),
        arn_of("sns", "support-ended"),
        arn_of("sqs", "billing-ended"),
    ):
        assert arn in ran.out
    assert "\x1b[" not in ran.out + ran.err and "\r" not in ran.err


def test_destroy_prints_the_same_shape(full):
    full.applied()
    ran = full.destroy()
    assert ran.code == 0, ran
    check_plan_shape(ran.json(), "destroy", "contact-center")
    assert all(change["done"] for change in ran.json()["changes"])


# The second time.


def test_a_second_apply_changes_nothing(full, cloud):
    made = len(full.applied())
    before = cloud.inventory()
    ran = full.apply()
    assert ran.code == 0, ran
    assert ran.json()["changes"] == []
    assert ran.json()["summary"] == {"create": 0, "update": 0, "replace": 0, "delete": 0, "unchanged": made}
    assert cloud.inventory() == before


def test_a_second_apply_makes_no_call_that_could_change_anything(full, recording):
    full.applied()
    full.go_through(recording)
    assert full.apply().code == 0
    assert "ListRules" in recording.calls
    assert recording.mutating() == []


def test_plan_and_verify_make_no_call_that_could_change_anything(full, recording):
    full.go_through(recording)
    full.plan()
    full.verify()
    assert recording.calls and recording.mutating() == []


def test_the_detailed_exit_code_says_whether_changes_are_pending(full):
    assert full.plan("--detailed-exitcode").code == 2
    assert full.plan().code == 0
    full.applied()
    assert full.plan("--detailed-exitcode").code == 0


def test_the_client_asks_for_its_token_once(full, recording):
    full.go_through(recording).applied()
    assert recording.calls.count("POST /oauth/token") == 1


# Asking first.


@pytest.mark.parametrize("verb", ["apply", "destroy"])
def test_without_a_terminal_and_without_yes_nothing_is_changed(full, cloud, verb):
    if verb == "destroy":
        full.applied()
    before = cloud.inventory()
    ran = full._run(verb, output="text")
    assert ran.code == 1
    assert "--yes" in ran.err
    assert cloud.inventory() == before


@pytest.mark.parametrize("answer, code", [("y", 0), ("n", 1), ("", 1)])
def test_on_a_terminal_apply_asks_and_does_as_it_is_told(full, cloud, switchboard, answer, code):
    shown, ended = on_terminal(switchboard, "apply", *full.where, answer=answer)
    assert ended == code
    assert "contact-center-support-ended" in shown.split("[y/N]")[0]
    assert bool(cloud.rules()) == (answer == "y")
    assert bool(re.search(r"\rapply \[#+", shown)) == (answer == "y"), "a progress bar, on a terminal only"


@pytest.mark.parametrize("verb", ["apply", "destroy"])
def test_with_the_detailed_exit_code_a_no_leaves_changes_pending(full, cloud, switchboard, verb):
    if verb == "destroy":
        full.applied()
    before = cloud.inventory()
    _, code = on_terminal(switchboard, verb, "--detailed-exitcode", *full.where, answer="n")
    assert code == 2 and cloud.inventory() == before
    _, code = on_terminal(switchboard, verb, "--detailed-exitcode", *full.where, answer="y")
    assert code == 0
    ran = full._run(verb, "--yes", "--detailed-exitcode")
    assert (ran.code, ran.json()["changes"]) == (0, []), "nothing is left to do"


# Interrupted and taken up again.


def live_things(cloud):
    """What is left of a stack must be nothing of these; event types stay."""
    live = comparable(cloud.inventory())
    return live["rules"], live["topics"], live["queues"]


def test_an_apply_that_was_refused_from_any_call_on_is_completed_by_the_next(full, cloud, recording):
    full.go_through(recording)
    assert full.apply().code == 0
    wanted = comparable(cloud.inventory())
    total = len(refusable(recording))
    assert total >= 10
    for number in range(total):
        full.destroyed()
        cloud.genesys("PUT", "/api/v2/platform/eventbridge/events/conversation.end", json={"enabled": False})
        refuse_from(recording, number)
        ran = full.apply()
        assert ran.code == 1, ran
        assert "not authorized" in ran.err
        recording.instead = lambda name: None
        assert full.apply().code == 0
        assert comparable(cloud.inventory()) == wanted, f"after call {number} was refused"


def test_a_destroy_that_was_refused_from_any_call_on_is_completed_by_the_next(full, cloud, recording):
    full.go_through(recording)
    nothing = live_things(cloud)
    full.applied()
    recording.calls.clear()
    assert full.destroy().code == 0
    total = len(refusable(recording))
    assert total >= 10
    for number in range(total):
        full.applied()
        refuse_from(recording, number)
        assert full.destroy().code == 1
        recording.instead = lambda name: None
        full.destroyed()
        assert live_things(cloud) == nothing, f"after call {number} was refused"


def standing(stack, cloud, name="contact-center"):
    """What stands, byte for byte: what import says of it, and all that the cloud holds.

    Left out is what is random, the ids of subscriptions, and the tags by which runs notice each other: one that was
    killed when all was done leaves its own to the next that has something to do.
    """
    ran = stack.switchboard("import", f"--local={cloud.url}", "--stack", name)
    state = json.dumps(cloud.admin("GET", "state").json(), indent=1)
    state = re.sub(rf'\n *"switchboard:apply:{name}(:[0-9a-f]+)?": "[^"]*",?', "", state)
    state = re.sub(r'(:sns:[^":]*:\d{12}:[^":]*:)[0-9a-f-]{36}"', r'\1ID"', state)
    return f"{ran.out}{ran.err}{state}"


def walk_of_kills(stack, cloud, recording, verb, before, wanted):
    """Kills the verb after each call in turn, runs it again, and fails unless that ends as it does undisturbed."""
    for number in range(1, 100):
        before()
        if not kill_after(stack, recording, verb, number):
            break
        finish = stack.applied if verb == "apply" else stack.destroyed
        finish()
        found = standing(stack, cloud)
        differs = "\n".join(difflib.unified_diff(wanted.splitlines(), found.splitlines(), n=1, lineterm=""))
        assert differs == "", f"after a kill after call {number}: {differs}"
        assert finish() == set(), f"something was left to do after a kill after call {number}"
    assert number >= 10


def test_an_apply_that_was_killed_after_any_call_ends_the_same_after_the_next(full, cloud, recording):
    full.applied()
    wanted = standing(full, cloud)
    assert wanted.startswith("# What is live") and "warning" not in wanted
    walk_of_kills(full, cloud, recording, "apply", full.destroyed, wanted)


def test_a_destroy_that_was_killed_after_any_call_ends_the_same_after_the_next(full, cloud, recording):
    full.applied()
    full.destroyed()
    assert live_things(cloud) == ({}, {}, {})
    wanted = standing(full, cloud)
    assert wanted.startswith("error: no such rule is live")
    walk_of_kills(full, cloud, recording, "destroy", full.applied, wanted)


def test_a_destroy_that_was_killed_after_any_call_is_undone_by_an_apply(full, cloud, recording):
    """Rules are disabled before anything goes; what an apply finds so is enabled again."""
    full.applied()
    wanted = standing(full, cloud)
    for number in range(1, 100):
        if not kill_after(full, recording, "destroy", number):
            break
        full.applied()
        assert standing(full, cloud) == wanted, f"after a kill after call {number}"
    assert number >= 10


# From here to CONTACT_CENTER: a route gets another name, a target and the queue behind it go, and two filters change.
EARLIER = (
    CONTACT_CENTER.replace("billing-ended:", "billing-over:")
    .replace("      - sqs: billing-ended\n", "      - sqs: billing-ended\n      - sqs: billing-copy\n")
    .replace('[">", 5]', '[">", 7]')
    .replace("[voice, message]", "[voice]")
)


def test_a_changed_spec_that_was_killed_after_any_call_ends_the_same_after_the_next(
    stack, cloud, recording
):
    def earlier():
        stack.write(EARLIER).applied()
        stack.write(CONTACT_CENTER)

    earlier()
    assert {(action, kind) for action, kind, _ in stack.applied()} >= {
        ("create", "aws.rule"),
        ("update", "aws.rule"),
        ("delete", "aws.rule"),
        ("delete", "aws.queue"),
        ("update", "aws.subscription"),
    }
    wanted = standing(stack, cloud)
    walk_of_kills(stack, cloud, recording, "apply", earlier, wanted)


def refusable(recording):
    """The calls without which something is missing in the end: all but the tags by which applies notice each other."""
    return [name for name in recording.mutating() if name not in TAGS]


def refuse_from(recording, number):
    """Lets `number` calls that change something through, and refuses the rest."""
    recording.calls.clear()

    def instead(name):
        refused = changes_something(name) and name not in TAGS and len(refusable(recording)) > number
        return DENIED if refused else None

    recording.instead = instead


def test_ctrl_c_finishes_what_is_in_flight_and_the_next_apply_goes_on(full, cloud, recording):
    code, out, err = interrupt_during(full, recording, "apply", "PutRule")
    assert code == 130, (out, err)
    assert 1 <= len(cloud.rules()) <= 2  # the one that was held, and what was in flight beside it
    full.applied()
    assert len(cloud.rules()) == 2
    assert full.verify().code == 0
