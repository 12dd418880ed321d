# SPDX-License-Identifier: Apache-2.0
"""The partner road when somebody else is faster, answers get lost, states are not reached, and apply is killed."""

import signal
import threading

import pytest

from harness import ACCOUNT, ACD_END, PATIENCE, USER_END, partner_source
from killing import kill_after
from partner import (
    ACW,
    CUSTOMER_START,
    INTEGRATIONS,
    buses,
    change_configuration,
    configuration_call,
    integrations,
    live,
    make_bus,
    road,
    source_state,
    topics_of,
)
from recorder import Answer, aws_fault

BUS = partner_source("one")
SHORT = {"wait: 20s": "wait: 1s"}


@pytest.fixture
def watched(stack, recording):
    return stack.go_through(recording).write(road())


# Two writers.


def test_a_configuration_that_somebody_else_changed_meanwhile_is_read_again_and_merged(watched, cloud, recording):
    theirs = cloud.make_integration("one", [ACW])
    rivals = [lambda: change_configuration(cloud, theirs, eventFilter=[ACW, "v2.users.{id}.presence"])]

    def before(name):
        if configuration_call(name) and rivals:
            rivals.pop()()

    recording.before = before
    watched.applied()
    assert topics_of(integrations(cloud)["one"]) == {
        *(ACW, "v2.users.{id}.presence"),
        *(USER_END, ACD_END, CUSTOMER_START),
    }
    assert len([name for name in recording.calls if configuration_call(name)]) == 2


def test_a_400_that_speaks_of_the_version_is_such_a_conflict_too(watched, cloud, recording):
    words = b'{"code":"bad.request","message":"Version 1 does not match the current version 2","status":400}'
    answers = [Answer(400, words)]
    recording.instead = lambda name: answers.pop() if configuration_call(name) and answers else None
    watched.applied()
    assert len([name for name in recording.calls if configuration_call(name)]) == 2


def test_five_conflicts_are_enough(watched, cloud, recording):
    refusal = Answer(409, b'{"code":"conflict","message":"The version does not match the current version"}')
    recording.instead = lambda name: refusal if configuration_call(name) else None
    ran = watched.apply()
    assert ran.code == 1 and "does not match the current version" in ran.err
    assert len([name for name in recording.calls if configuration_call(name)]) == 5
    recording.instead = lambda name: None
    watched.applied()
    assert set(integrations(cloud)) == {"one"}


# Answers that get lost.


@pytest.mark.parametrize("took_effect", [True, False])
def test_a_creation_whose_answer_is_lost_makes_one_integration(watched, cloud, recording, took_effect):
    troubles = [1]

    def lose(name):
        if name == f"POST {INTEGRATIONS}" and troubles:
            troubles.pop()
            raise ConnectionResetError

    if took_effect:
        recording.after = lose
    else:
        recording.before = lose
    watched.applied()
    assert set(integrations(cloud)) == {"one"}
    assert recording.calls.count(f"POST {INTEGRATIONS}") == (1 if took_effect else 2)


# States that are not reached.


def no_source(name):
    return aws_fault("ResourceNotFoundException", "It does not exist.") if name == "DescribeEventSource" else None


def test_an_integration_in_error_is_told_with_the_platforms_reason(watched, cloud):
    cloud.events.create_partner_event_source(Name=BUS, Account=ACCOUNT)
    ran = watched.apply()
    assert ran.code == 1
    assert "Genesys Cloud reports ERROR for the integration 'Switchboard road one'" in ran.err
    assert "AWS refused the partner event source" in ran.err
    made = {c["kind"]: c["done"] for c in ran.json()["changes"] if c["kind"] in ("aws.event_bus", "aws.rule")}
    assert made == {"aws.event_bus": False, "aws.rule": False}
    cloud.events.delete_partner_event_source(Name=BUS, Account=ACCOUNT)
    watched.applied()
    assert integrations(cloud)["one"]["reportedState"]["code"] == "ACTIVE"


def test_a_source_that_does_not_appear_is_waited_for_until_the_deadline_and_named(watched, cloud, recording):
    recording.instead = no_source
    ran = watched.write(road(**SHORT)).apply()
    assert ran.code == 1
    assert f"SB0354: waited 1 s in vain for the event source {BUS}" in ran.err
    assert "genesys.integration.wait" in ran.err
    recording.instead = lambda name: None
    watched.applied()
    assert source_state(cloud, "one") == "ACTIVE"


def test_a_source_of_another_account_is_not_taken_for_ours(watched, cloud, recording):
    cloud.make_integration("other", [USER_END])
    recording.instead = no_source
    ran = watched.write(road(**SHORT)).apply()
    assert f"where there are: {partner_source('one')}, {partner_source('other')}" in ran.err


def test_an_integration_that_stays_on_its_way_is_waited_for_until_the_deadline(watched, recording):
    state = b'{"id":"i","intendedState":"ENABLED","reportedState":{"code":"ACTIVATING"}}'

    def instead(name):
        one = name.startswith(f"GET {INTEGRATIONS}/") and not name.endswith(("current", "source"))
        return Answer(200, state) if one else None

    recording.instead = instead
    ran = watched.write(road(**SHORT)).apply()
    assert ran.code == 1
    assert "waited 1 s in vain for the integration 'Switchboard road one' to become ACTIVE" in ran.err
    assert "it reports ACTIVATING" in ran.err


def test_ctrl_c_ends_a_wait(watched, cloud, switchboard, recording):
    waiting = threading.Event()

    def instead(name):
        if name == "DescribeEventSource":
            waiting.set()
        return no_source(name)

    watched.write(road(**{"wait: 20s": "wait: 1h"}))
    recording.instead = instead
    process = switchboard.start("apply", "--yes", f"--local={recording.url}")
    assert waiting.wait(PATIENCE)
    waiting.clear()
    assert waiting.wait(PATIENCE)  # the plan has asked once; this is the wait
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    recording.instead = lambda name: None
    watched.applied()
    assert source_state(cloud, "one") == "ACTIVE"


def test_a_bus_that_somebody_makes_meanwhile_is_adopted(watched, cloud, recording):
    def before(name):
        if name == "CreateEventBus":
            make_bus(cloud, BUS, "theirs")

    recording.before = before
    watched.applied()
    watched.destroyed()
    assert buses(cloud) == {BUS: {"Description": "theirs", "Rules": {}}}


# Killed.


def test_an_apply_that_was_killed_after_any_call_of_the_road_is_completed_by_the_next(
    watched, cloud, switchboard, recording
):
    def imported():
        ran = switchboard("import", f"--local={cloud.url}", "--stack", "road")
        assert ran.code == 0, ran
        return ran.out, ran.err

    watched.applied()
    wanted = live(cloud), imported()
    watched.destroyed()
    for number in range(1, 100):
        if not kill_after(watched, recording, "apply", number):
            break
        watched.applied()
        assert (live(cloud), imported()) == wanted, f"after a kill after call {number}"
        assert watched.applied() == set()
        watched.destroyed()
    assert number >= 10


def test_a_destroy_that_was_killed_after_any_call_of_the_road_is_completed_by_the_next(
    watched, cloud, recording
):
    nothing = live(cloud)
    for number in range(1, 100):
        watched.applied()
        if not kill_after(watched, recording, "destroy", number):
            break
        watched.destroyed()
        assert live(cloud) == nothing, f"after a kill after call {number}"
    assert number >= 8


def test_a_replacement_that_was_killed_after_any_call_is_completed_by_the_next(watched, cloud, recording):
    watched.write(road(suffix="two")).applied()
    wanted = live(cloud)
    for number in range(1, 100):
        watched.write(road()).applied()
        watched.write(road(suffix="two"))
        if not kill_after(watched, recording, "apply", number):
            break
        watched.applied()
        assert live(cloud) == wanted, f"after a kill after call {number}"
    assert number >= 10


def test_two_applies_at_once_and_one_more_leave_one_road(watched, cloud, switchboard):
    where = f"--local={cloud.url}"
    both = [switchboard.start("apply", "--yes", where) for _ in range(2)]
    for process in both:
        process.communicate(timeout=2 * PATIENCE)
    watched.applied()
    assert set(integrations(cloud)) == {"one"}
    assert watched.applied() == set()
    watched.destroyed()
    assert integrations(cloud) == {}
