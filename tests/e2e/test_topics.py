# SPDX-License-Identifier: Apache-2.0
"""`topics`: which Genesys Cloud topics can be sent to EventBridge."""

import pytest

from harness import ACD_END, USER_END, Stack
from recorder import DENIED

SENTIMENT = "v2.speechandtextanalytics.conversation.{id}.sentiment"


@pytest.fixture
def topics(switchboard, cloud):
    return lambda *words, where=cloud.url: switchboard("topics", *words, f"--local={where}")


def test_topics_lists_what_goes_over_eventbridge_or_every_transport(topics):
    ran = topics("--output", "json")
    assert ran.code == 0 and ran.err == "", ran
    shown = ran.json()
    assert (shown["schema"], shown["from"]) == ("switchboard.topics/1", "organization")
    listed = {topic["name"]: topic["transports"] for topic in shown["topics"]}
    assert "EventBridge" in listed[USER_END]
    assert listed[SENTIMENT] == ["All"]
    assert "v2.users.{id}.conversations" not in listed, "that one goes over WebSockets only"


def test_topics_takes_a_pattern_as_queues_does(topics):
    ran = topics("*conversation.{id}.acd.*")
    assert ran.code == 0
    names = [line.split()[0] for line in ran.out.splitlines()]
    assert names == ["v2.detail.events.conversation.{id}.acd.start", ACD_END]
    assert "EventBridge" in ran.out
    assert topics("nothing*").out == ""


def test_topics_are_the_organisations_own(start_cloud, switchboard):
    cloud = start_cloud({"topics": ["v2.brand.{id}.new"]})
    assert switchboard("topics", f"--local={cloud.url}").out.split() == ["v2.brand.{id}.new", "EventBridge"]


def test_without_permission_the_built_in_list_is_shown_and_said_to_be(topics, recording):
    recording.instead = lambda name: DENIED if "availabletopics" in name else None
    ran = topics("--output", "json", where=recording.url)
    assert ran.code == 0, ran
    assert "built-in list, which may be out of date" in ran.err
    assert ran.json()["from"] == "built-in list"
    assert USER_END in {topic["name"] for topic in ran.json()["topics"]}


def test_topics_takes_the_genesys_settings_of_a_spec(switchboard, cloud):
    Stack(switchboard, cloud).write("stack: s\n")
    ran = switchboard("topics", "-f", "switchboard.yaml", f"--local={cloud.url}")
    assert ran.code == 1 and "no routes" in ran.err
