# SPDX-License-Identifier: Apache-2.0
"""Queues of Genesys Cloud in a route: by name, by match, by id; and where their ids stand in a pattern."""

import json

import pytest

from harness import BILLING, GENERAL_SUPPORT, WEB_SALES, Stack


def queues_of(cloud, rule):
    return set(json.loads(cloud.rules()[rule]["EventPattern"])["detail"]["queue"]["id"])


def route_with(queues):
    return f"stack: s\nroutes:\n  one: {{ events: [conversation.end], queues: {queues}, to: [{{ sqs: a }}] }}\n"


def test_queues_are_chosen_by_name_by_match_and_by_id(stack, cloud):
    stack.write(route_with(f'[Billing, {{ match: "*Sup*" }}, {{ id: {WEB_SALES} }}]')).applied()
    assert queues_of(cloud, "s-one") == {BILLING, GENERAL_SUPPORT, WEB_SALES}


def test_a_queue_named_twice_stands_in_the_pattern_once(stack, cloud):
    stack.write(route_with(f'[Billing, {{ id: {BILLING} }}, {{ match: "Bill*" }}]')).applied()
    assert json.loads(cloud.rules()["s-one"]["EventPattern"])["detail"]["queue"]["id"] == [BILLING]


def test_a_match_follows_the_queues_that_there_are(start_cloud, switchboard):
    seed = {"queues": [{"id": "q-1", "name": "Support A"}, {"id": "q-2", "name": "Sales"}]}
    cloud = start_cloud(seed)
    stack = Stack(switchboard, cloud).write(route_with('[{ match: "Support *" }]'))
    stack.applied()
    assert queues_of(cloud, "s-one") == {"q-1"}
    cloud.stop()
    cloud.seed["queues"].append({"id": "q-3", "name": "Support B"})
    cloud.start()
    stack.where = [f"--local={cloud.url}"]
    assert stack.applied() == {("update", "aws.rule", "s-one")}
    assert queues_of(cloud, "s-one") == {"q-1", "q-3"}


def test_a_queue_that_was_deleted_and_made_anew_gets_its_new_id_into_the_rule(start_cloud, switchboard):
    cloud = start_cloud({"queues": [{"id": "old", "name": "General Support"}]})
    stack = Stack(switchboard, cloud).write(route_with('["General Support"]'))
    stack.applied()
    cloud.stop()
    cloud.seed["queues"] = [{"id": "new", "name": "General Support"}]
    cloud.start()
    stack.where = [f"--local={cloud.url}"]
    words = "the queue 'General Support' was deleted and recreated: its id changed from old to new"
    assert any(words in warning for warning in stack.plan().json()["warnings"])
    verified = stack.verify()
    assert verified.code == 1
    (named,) = [c for c in verified.json()["checks"] if words in c["detail"]]
    assert named["ok"] is False and named["subject"] == "queues of route 'one'" and named["fix"]
    stack.applied()
    assert queues_of(cloud, "s-one") == {"new"}
    assert stack.verify().code == 0 and stack.plan().json()["warnings"] == []


def test_queues_that_are_gone_are_named_and_those_the_spec_dropped_are_not(start_cloud, switchboard):
    numbers = range(8)
    cloud = start_cloud({"queues": [{"id": f"old-{n}", "name": f"Queue {n}"} for n in numbers]})
    stack = Stack(switchboard, cloud).write(route_with('[{ match: "Queue *" }]'))
    stack.applied()
    stack.write(route_with('["Queue 0"]'))
    assert stack.plan().json()["warnings"] == [], "they are in Genesys Cloud still"
    stack.write(route_with('[{ match: "Queue *" }]'))
    cloud.stop()
    cloud.seed["queues"] = [{"id": f"{'new' if n < 5 else 'old'}-{n}", "name": f"Queue {n}"} for n in numbers]
    cloud.start()
    stack.where = [f"--local={cloud.url}"]
    (warning,) = stack.plan().json()["warnings"]
    assert "route 'one'" in warning and "deleted and recreated" in warning
    assert all(f"old-{n}" in warning and f"'Queue {n}' is new-{n}" in warning for n in range(5))
    assert "old-7" not in warning
    cloud.stop()
    cloud.seed["queues"] = cloud.seed["queues"][1:]
    cloud.start()
    stack.where = [f"--local={cloud.url}"]
    assert any("old-0" in warning for warning in stack.plan().json()["warnings"])


def test_a_queue_that_was_renamed_is_named_by_its_name_by_now(stack, cloud):
    stack.write(route_with("[Billing]")).applied()
    cloud.admin("PATCH", f"genesys/queues/{BILLING}", json={"name": "Accounts"})
    said = f"its rules wait for {BILLING}, which Genesys Cloud knows as 'Accounts'"
    for verb in (stack.plan, stack.apply, stack.verify):
        ran = verb()
        assert ran.code == 1 and "SB0210" in ran.err and said in ran.err
    ran = stack.doctor()
    assert ran.code == 1 and any(said in check["detail"] for check in ran.json()["checks"])
    assert not stack.write(route_with("[Accounts]")).applied()


def test_an_id_that_genesys_does_not_know_is_taken_with_a_warning(stack, cloud):
    ran = stack.write(route_with("[{ id: 11111111-2222-3333-4444-555555555555 }]")).apply()
    assert ran.code == 0, ran
    assert "11111111-2222-3333-4444-555555555555" in ran.err and "warning" in ran.err
    assert queues_of(cloud, "s-one") == {"11111111-2222-3333-4444-555555555555"}


def test_a_match_that_finds_nothing_beside_others_is_a_warning(stack, cloud):
    ran = stack.write(route_with('[Billing, { match: "Nope *" }]')).apply()
    assert ran.code == 0, ran
    assert "warning" in ran.err and "Nope *" in ran.err
    assert queues_of(cloud, "s-one") == {BILLING}


def test_a_match_that_finds_nothing_alone_never_becomes_a_rule_for_every_queue(stack, cloud):
    ran = stack.write(route_with('[{ match: "Nope *" }]')).apply()
    assert ran.code == 1
    assert "Nope *" in ran.err
    assert cloud.rules() == {} and cloud.queues() == {}


def test_names_of_queues_count_to_the_letter(start_cloud, switchboard):
    cloud = start_cloud({"queues": [{"id": "q-1", "name": "support"}, {"id": "q-2", "name": "Support"}]})
    Stack(switchboard, cloud).write(route_with("[Support]")).applied()
    assert queues_of(cloud, "s-one") == {"q-2"}


def test_with_the_tutorials_token_a_queue_is_searched_as_the_tutorial_does(stack, recording):
    stack.go_through(recording).write(route_with("[Billing]") + "genesys: { auth: form }\n").applied()
    assert queues_of(stack.cloud, "s-one") == {BILLING}
    assert "POST /api/v2/queues/search" in recording.calls


@pytest.mark.parametrize("auth", ["basic", "form"])
def test_a_queue_is_found_although_many_have_its_name_as_a_part(start_cloud, switchboard, auth):
    """A search answers with so many hits and no more; the exact one may be beyond them."""
    queues = [{"id": f"q-{i}", "name": f"Support {i:04}"} for i in range(300)] + [{"id": "exact", "name": "Support"}]
    stack = Stack(switchboard, start_cloud({"queues": queues}))
    stack.write(route_with("[Support]") + f"genesys: {{ auth: {auth} }}\n").applied()
    assert queues_of(stack.cloud, "s-one") == {"exact"}


@pytest.mark.parametrize("auth", ["basic", "form"])
def test_a_star_in_a_queues_name_is_a_star(start_cloud, switchboard, auth):
    cloud = start_cloud({"queues": [{"id": "q-1", "name": "Gold*"}, {"id": "q-2", "name": "Golden"}]})
    stack = Stack(switchboard, cloud).write(route_with('["Gold*"]') + f"genesys: {{ auth: {auth} }}\n")
    stack.applied()
    assert queues_of(cloud, "s-one") == {"q-1"}


def test_a_queue_is_found_among_many(start_cloud, switchboard):
    queues = [{"id": f"q-{i}", "name": f"Queue {i:04}"} for i in range(1100)]
    cloud = start_cloud({"queues": queues})
    stack = Stack(switchboard, cloud)
    stack.write(route_with('["Queue 1099"]')).applied()
    assert queues_of(cloud, "s-one") == {"q-1099"}
    stack.write(route_with('[{ match: "Queue 109*" }]')).applied()
    assert queues_of(cloud, "s-one") == {f"q-{i}" for i in range(1090, 1100)}


# The platform's own events.


def test_the_source_of_platform_events_does_not_depend_on_the_bus(stack, cloud):
    """On a bus of one's own, where such events can be tried out, they still come from Genesys Cloud."""
    cloud.events.create_event_bus(Name="trial")
    for bus in ("trial", "default"):
        stack.write(
            f"""
stack: {bus}-stack
genesys: {{ integration: {{ suffix: contact-center }} }}
routes:
  one:
    events: v2.detail.events.conversation.{{id}}.user.end
    bus: {bus}
    queues: Billing
    to: {{ sqs: a }}
"""
        ).applied()
        rule = cloud.events.describe_rule(Name=f"{bus}-stack-one", EventBusName=bus)
        pattern = json.loads(rule["EventPattern"])
        source = pattern["source"][0]
        assert (source["prefix"] if isinstance(source, dict) else source).startswith("aws.partner/genesys.com")
        assert pattern["detail-type"] == ["v2.detail.events.conversation.{id}.user.end"]
        assert pattern["detail"] == {"eventBody": {"queueId": [BILLING]}}
