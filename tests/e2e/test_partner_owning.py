# SPDX-License-Identifier: Apache-2.0
"""Whose the integration and the partner bus are: what others made is used and left, what stacks share goes with the
last, what cannot be changed is replaced."""

import pytest

from harness import ACD_END, GENERAL_SUPPORT, REGION, USER_END, Stack, partner_event, partner_source
from partner import (
    ACW,
    CUSTOMER_START,
    INTEGRATIONS,
    bodies,
    buses,
    integrations,
    live,
    make_bus,
    notes_of,
    road,
    topics_of,
)
from recorder import DENIED, Answer

BUS = partner_source("one")
ROAD_TOPICS = {USER_END, ACD_END, CUSTOMER_START}


@pytest.fixture
def make(switchboard, cloud):
    """Stacks beside each other, each with a file of its own."""
    return lambda name, **words: Stack(switchboard, cloud).write(road(name, **words), f"{name}.yaml")


def joined():
    return partner_event(CUSTOMER_START, GENERAL_SUPPORT)


# What others made.


def test_an_integration_of_others_is_used_and_our_topics_are_merged_in(stack, cloud):
    theirs = cloud.make_integration("one", [ACW], notes="Ask the telephony team first")
    ran = stack.write(road()).apply()
    assert ran.code == 0, ran
    assert any("was not made by Switchboard" in note for note in ran.json()["notes"])
    integration = integrations(cloud)["one"]
    assert integration["id"] == theirs
    assert topics_of(integration) == {ACW} | ROAD_TOPICS
    assert notes_of(integration) == "Ask the telephony team first"
    assert integration["name"] == "Events to one"
    assert stack.applied() == set()
    cloud.happen(joined())
    assert len(bodies(cloud, "road-joined", 1)) == 1


@pytest.mark.parametrize("exclusive", ["", ", exclusive: true"])
def test_an_integration_of_others_is_never_deleted_nor_are_its_topics(stack, cloud, exclusive):
    theirs = cloud.make_integration("one", [ACW])
    stack.write(road(**{"wait: 20s }": "wait: 20s }" + exclusive})).applied()
    ran = stack.destroy()
    assert ran.code == 0, ran
    assert any("goes on sending these topics" in note and CUSTOMER_START in note for note in ran.json()["notes"])
    assert integrations(cloud)["one"]["id"] == theirs
    assert topics_of(integrations(cloud)["one"]) == {ACW} | ROAD_TOPICS
    assert buses(cloud) == {}, "the bus was ours"


def test_a_disabled_integration_of_others_is_refused_or_enabled_by_adopt(stack, cloud):
    theirs = cloud.make_integration("one", [ACW])
    cloud.genesys("PATCH", f"{INTEGRATIONS}/{theirs}", json={"intendedState": "DISABLED"})
    cloud.await_integration(theirs, "INACTIVE")
    ran = stack.write(road()).apply()
    assert ran.code == 1
    assert "SB0350" in ran.err and "'Events to one' is disabled" in ran.err and "--adopt" in ran.err
    assert stack.applied("--adopt") != set()
    assert integrations(cloud)["one"]["reportedState"]["code"] == "ACTIVE"


def test_a_bus_of_others_is_used_and_stays(stack, cloud):
    cloud.make_integration("one", ROAD_TOPICS)
    make_bus(cloud, BUS, "made in the console")
    assert ("create", "aws.event_bus", BUS) not in stack.write(road()).applied()
    cloud.happen(joined())
    assert len(bodies(cloud, "road-joined", 1)) == 1
    stack.destroyed()
    assert buses(cloud) == {BUS: {"Description": "made in the console", "Rules": {}}}


def test_a_bus_of_ours_with_rules_of_others_stays_and_so_does_its_integration(stack, cloud):
    stack.write(road()).applied()
    cloud.events.put_rule(Name="theirs", EventBusName=BUS, EventPattern='{"source":["x"]}')
    ran = stack.destroy()
    assert ran.code == 1
    assert f"the event bus {BUS} holds 1 rule that is not of this stack" in ran.err
    assert set(buses(cloud)[BUS]["Rules"]) == {"theirs"}
    assert set(integrations(cloud)) == {"one"}
    cloud.events.delete_rule(Name="theirs", EventBusName=BUS)
    stack.destroyed()
    assert buses(cloud) == {} and integrations(cloud) == {}


# Several stacks.


@pytest.mark.parametrize("last", ["first", "second"])
def test_stacks_that_share_an_integration_take_it_down_with_the_last(make, cloud, last):
    stacks = {name: make(name) for name in ("first", "second")}
    stacks["first"].applied()
    assert ("update", "genesys.integration", "Switchboard first one") in stacks["second"].applied()
    assert notes_of(integrations(cloud)["one"]) == "[switchboard:first=made,second=used]"
    assert all(stack.applied() == set() for stack in stacks.values())
    other = stacks.pop("second" if last == "first" else "first")
    other.destroyed()
    cloud.happen(joined())
    assert len(bodies(cloud, f"{last}-joined", 1)) == 1
    assert notes_of(integrations(cloud)["one"]) == f"[switchboard:{last}=made]"
    assert stacks[last].applied() == set()
    stacks[last].destroyed()
    assert integrations(cloud) == {} and buses(cloud) == {}


def test_a_stack_does_not_take_topics_from_another_that_shares(make, cloud):
    make("first").applied()
    second = make("second", **{".customer.start": ".acw", "wait: 20s }": "wait: 20s }, exclusive: true"})
    second.applied()
    assert topics_of(integrations(cloud)["one"]) == {ACW} | ROAD_TOPICS
    second.destroyed()
    assert ROAD_TOPICS <= topics_of(integrations(cloud)["one"])


# What cannot be changed.


def test_another_suffix_replaces_integration_bus_and_rules(stack, cloud):
    stack.write(road()).applied()
    ran = stack.write(road(suffix="two")).apply()
    assert ran.code == 0, ran
    assert any("lost" in warning for warning in ran.json()["warnings"])
    changes = {(c["action"], c["kind"], c["name"]): c for c in ran.json()["changes"]}
    replaced = changes["replace", "genesys.integration", "Switchboard road two"]
    assert {"path": "eventSourceSuffix", "before": "one", "after": "two"} in replaced["diff"]
    assert set(integrations(cloud)) == {"two"}
    assert set(buses(cloud)) == {partner_source("two")}
    assert stack.applied() == set()
    cloud.happen(joined())
    assert len(bodies(cloud, "road-joined", 1)) == 1


def test_one_stack_in_two_regions_has_a_road_in_each(stack, cloud):
    """As one spec does whose suffix is a variable."""
    there = ["--region", "eu-west-1"]
    stack.write(road()).applied()
    stack.write(road(suffix="two")).applied(*there)
    for _ in range(2):
        ran = stack.write(road()).apply()
        assert ran.code == 0 and ran.json()["changes"] == []
        assert any("'Switchboard road two' serves" in note and "eu-west-1" in note for note in ran.json()["notes"])
        assert stack.write(road(suffix="two")).applied(*there) == set()
    assert set(integrations(cloud)) == {"one", "two"}
    cloud.happen(joined())
    assert len(bodies(cloud, "road-joined", 1)) == 1


@pytest.mark.parametrize("code", [403, 501])
def test_an_integration_that_cannot_be_asked_for_is_not_forgotten(stack, cloud, recording, code):
    stack.write(road()).applied()
    before = live(cloud)
    refusal = Answer(code, b'{"code":"missing.permissions","message":"no"}' if code == 403 else b"{}")
    recording.instead = lambda name: refusal if name.startswith(f"GET {INTEGRATIONS}") else None
    stack.write("stack: road\nroutes:\n  a: { events: [conversationCreated], to: [{ sqs: a }] }\n")
    ran = stack.go_through(recording).apply()
    assert ran.code == 1 and str(code) in ran.err
    assert live(cloud)["integrations"] == before["integrations"] and live(cloud)["buses"] == before["buses"]
    recording.instead = lambda name: None
    stack.applied()
    assert integrations(cloud) == {} and buses(cloud) == {}


def test_an_integration_without_bus_and_rules_that_a_killed_apply_left_goes_with_the_next(stack, cloud, recording):
    stack.write("stack: road\nroutes:\n  a: { events: [conversationCreated], to: [{ sqs: a }] }\n").applied()
    stack.write(road().replace("defaults: { dead_letter: road-letters }\n", ""))
    recording.instead = lambda name: DENIED if name == "CreateEventBus" else None
    assert stack.go_through(recording).apply().code == 1
    assert set(integrations(cloud)) == {"one"}
    recording.instead = lambda name: None
    stack.write("stack: road\nroutes:\n  a: { events: [conversationCreated], to: [{ sqs: a }] }\n").applied()
    assert integrations(cloud) == {}


def test_an_integration_that_another_stack_began_to_use_after_it_was_read_stays(make, cloud, recording):
    first, second = make("first"), make("second")
    first.applied()
    done = []

    def before(name):
        if name == "TagQueue" and not done:
            done.append(second.applied())

    recording.before = before
    first.go_through(recording).destroyed()
    assert done and notes_of(integrations(cloud)["one"]) == "[switchboard:second=made]"
    assert second.applied() == set() and second.verify().code == 0


def test_another_region_replaces_the_integration_and_says_what_stays_behind(stack, cloud):
    stack.write(road()).applied()
    before = integrations(cloud)["one"]["id"]
    ran = stack.apply("--region", "eu-west-1")
    assert ran.code == 1
    assert "switchboard.yaml:3:25: error SB0355: " in ran.err and "--adopt" in ran.err
    assert integrations(cloud)["one"]["id"] == before
    ran = stack.apply("--region", "eu-west-1", "--adopt")
    assert ran.code == 0, ran
    assert any(f"region {REGION}, and stay there" in warning for warning in ran.json()["warnings"])
    integration = integrations(cloud)["one"]
    assert integration["id"] != before
    assert integration["config"]["current"]["properties"]["awsAccountRegion"] == "eu-west-1"
    # From the old region, the integration is another's business.
    ran = stack.destroy()
    assert ran.code == 1 and "in eu-west-1 and stays" in ran.err
    assert buses(cloud) == {}
    assert stack.destroy("--region", "eu-west-1").code == 0
    assert integrations(cloud) == {}


def test_an_organisation_that_is_full_is_refused_before_anything_is_made(start_cloud, switchboard):
    seed = {"integrations": [{"name": f"I {i}", "suffix": f"s{i}", "enabled": False} for i in range(10)]}
    cloud = start_cloud(seed)
    ran = Stack(switchboard, cloud).write(road()).apply()
    assert ran.code == 1
    assert "SB0352" in ran.err and "10 integrations" in ran.err
    assert cloud.queues() == {}


def test_partner_routes_that_leave_the_spec_take_the_road_along(stack, cloud):
    stack.write(road()).applied()
    stack.write("stack: road\nroutes:\n  a: { events: [conversationCreated], to: [{ sqs: a }] }\n").applied()
    left = live(cloud)
    assert left["integrations"] == {} and left["buses"] == {}
    assert set(left["queues"]) == {"a", "road-dead-letter"}
