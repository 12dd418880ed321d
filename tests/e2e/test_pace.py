# SPDX-License-Identifier: Apache-2.0
"""How fast the program calls AWS, how often, and that it gives up when it is told to."""

import re
import signal
import time

import pytest

from harness import PATIENCE
from recorder import aws_fault

ROUTES = 12
LISTS = ("ListRules", "ListEventBuses")


def spec(routes=ROUTES, changed=None):
    lines = ["stack: s", "routes:"]
    for number in range(routes):
        where = ", where: { detail: { mediaType: [voice] } }" if number == changed else ""
        lines.append(
            f"  r{number}: {{ events: [conversation.end], queues: [Billing]{where}, to: [{{ sns: topic-{number} }}] }}"
        )
    return "\n".join(lines) + "\n"


EVENTBRIDGE = {"PutRule", "PutTargets", "ListTargetsByRule", "RemoveTargets", "DescribeRule", "DisableRule", "DeleteRule"}


def eventbridge_calls(recording):
    """Those that are no page of a list of rules or buses."""
    return [name for name in recording.calls if name in EVENTBRIDGE]


def test_a_first_apply_makes_two_eventbridge_calls_a_rule_beside_its_lists(stack, recording):
    stack.write(spec()).go_through(recording).applied()
    assert len(eventbridge_calls(recording)) == 2 * ROUTES


def test_a_plan_with_nothing_to_do_makes_one_eventbridge_call_a_rule(stack, recording):
    stack.write(spec()).applied()
    assert stack.go_through(recording).plan().json()["changes"] == []
    assert len(eventbridge_calls(recording)) == ROUTES


def test_a_change_of_one_route_makes_at_most_three_calls_more(stack, recording):
    stack.write(spec()).applied()
    stack.write(spec(changed=3)).go_through(recording).applied()
    assert len(eventbridge_calls(recording)) <= ROUTES + 3
    assert recording.calls.count("PutRule") == 1


def test_a_change_of_one_target_makes_at_most_three_calls_more(stack, recording):
    stack.write(spec()).applied()
    stack.write(spec().replace("topic-3", "another")).go_through(recording).applied()
    assert len(eventbridge_calls(recording)) <= ROUTES + 3
    assert recording.calls.count("PutTargets") == recording.calls.count("RemoveTargets") == 1


def test_the_rate_that_is_asked_for_is_kept_to_by_all_workers_together(stack):
    stack.write(spec()).applied()
    began = time.monotonic()
    assert stack.plan("--rate", "4").code == 0
    # 12 lists of targets, the buses and the rules; the first may go at once.
    assert time.monotonic() - began >= (ROUTES + 2 - 2) / 4


@pytest.mark.parametrize("rate", ["0", "-1", "fast", "20000"])
def test_a_rate_that_is_none_is_a_usage_error(stack, rate):
    for verb in ("plan", "apply", "destroy", "verify"):
        assert stack.write(spec()).switchboard(verb, "--rate", rate).code == 64


def test_ctrl_c_ends_waiting_for_another_try(stack, recording, switchboard):
    throttled = aws_fault("ThrottlingException", "Rate exceeded")
    recording.instead = lambda name: throttled if name == "PutRule" else None
    stack.write(spec())
    process = switchboard.start("apply", "--yes", f"--local={recording.url}", "--rate", "1")
    deadline = time.monotonic() + PATIENCE
    while "PutRule" not in recording.calls and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, (out, err)
    assert time.monotonic() - began < 10
    done, planned = map(int, re.search(r"^(\d+) of (\d+) changes done", out, re.MULTILINE).groups())
    assert 0 < done < planned, "what was done is said"
    recording.instead = lambda name: None
    stack.applied()
