# SPDX-License-Identifier: Apache-2.0
"""The whole road of Genesys Cloud's own events: integration, event source, partner bus, rules, queues."""

import json

import pytest

from harness import (
    ACCOUNT,
    ACD_END,
    BILLING,
    EXAMPLES,
    GENERAL_SUPPORT,
    REGION,
    USER_END,
    Stack,
    arn_of,
    partner_event,
    partner_source,
)
from partner import (
    ACW,
    CUSTOMER_START,
    INTEGRATIONS,
    bodies,
    buses,
    change_configuration,
    integrations,
    live,
    notes_of,
    road,
    topics_of,
)
from recorder import DENIED

BUS = partner_source("one")


@pytest.fixture
def applied(stack):
    stack.write(road()).applied()
    return stack


def ended(queue_id=GENERAL_SUPPORT, kind="PEER", **body):
    return partner_event(USER_END, queue_id, disconnectType=kind, interactingDurationMs=5, **body)


def test_apply_makes_an_active_integration_its_bus_and_the_rules_on_it(stack, cloud):
    ran = stack.write(road()).apply()
    assert ran.code == 0, ran
    changes = {(c["action"], c["kind"], c["name"]): c for c in ran.json()["changes"]}
    assert ("create", "genesys.integration", "Switchboard road one") in changes
    assert changes["create", "aws.event_bus", BUS]["arn"] == arn_of("events", f"event-bus/{BUS}")
    assert changes["create", "aws.rule", "road-ended"]["arn"] == arn_of("events", f"rule/{BUS}/road-ended")
    (integration,) = integrations(cloud).values()
    assert integration["config"]["current"]["properties"] == {
        "eventSourceSuffix": "one",
        "awsAccountId": ACCOUNT,
        "awsAccountRegion": REGION,
        "eventFilter": [ACD_END, CUSTOMER_START, USER_END],
    }
    assert (integration["intendedState"], integration["reportedState"]["code"]) == ("ENABLED", "ACTIVE")
    assert set(buses(cloud)[BUS]["Rules"]) == {"road-ended", "road-joined"}
    assert "waiting up to 20 s for the integration 'Switchboard road one' to become ACTIVE" in ran.err
    assert f"event source {BUS}: it is PENDING and lapses 20" in ran.err


def test_events_go_where_their_routes_say_and_no_other(applied, cloud):
    happened = [
        ended(number=1),
        ended(BILLING),
        ended(kind="CONSULT_TRANSFER"),
        partner_event(ACD_END, GENERAL_SUPPORT, acdOutcome="ABANDON", number=2),
        partner_event(ACD_END, GENERAL_SUPPORT, acdOutcome="ANSWERED"),
        partner_event(CUSTOMER_START, GENERAL_SUPPORT, number=3),
    ]
    assert cloud.happen(*happened, partner_event(ACW, GENERAL_SUPPORT)) == len(happened)
    assert {b["detail"]["eventBody"]["number"] for b in bodies(cloud, "road-ended", 2)} == {1, 2}
    (joined,) = bodies(cloud, "road-joined", 1)
    assert (joined["source"], joined["detail-type"]) == (BUS, CUSTOMER_START)
    assert bodies(cloud, "road-letters", 0) == []


def test_a_second_apply_changes_nothing_and_writes_nothing(applied, recording):
    assert applied.go_through(recording).applied() == set()
    assert recording.mutating() == []
    assert applied.plan("--detailed-exitcode").code == 0


def test_plan_says_that_events_are_lost_until_the_road_stands(stack, cloud):
    ran = stack.write(road()).plan()
    assert ran.code == 0, ran
    (note,) = [note for note in ran.json()["notes"] if BUS in note]
    assert "PENDING" in note and "lost" in note
    assert integrations(cloud) == {}


def test_verify_proves_each_hop_of_the_road(applied):
    ran = applied.verify()
    assert ran.code == 0, ran
    said = {(c["subject"], c["check"]) for c in ran.json()["checks"] if c["ok"]}
    assert {
        ("integration Switchboard road one", "is enabled and ACTIVE"),
        ("integration Switchboard road one", "sends the topics of all routes"),
        (f"event source {BUS}", "is ACTIVE"),
        (f"event bus {BUS}", "exists"),
    } <= said


def disable(cloud):
    integration = integrations(cloud)["one"]["id"]
    cloud.genesys("PATCH", f"{INTEGRATIONS}/{integration}", json={"intendedState": "DISABLED"})
    cloud.await_integration(integration, "INACTIVE")


def drop_a_topic(cloud):
    change_configuration(cloud, integrations(cloud)["one"]["id"], eventFilter=[USER_END, ACD_END])


def remove(cloud):
    integration = integrations(cloud)["one"]["id"]
    cloud.genesys("DELETE", f"{INTEGRATIONS}/{integration}")
    cloud.await_integration(integration, None)


def deactivate(cloud):
    cloud.events.deactivate_event_source(Name=BUS)


@pytest.mark.parametrize(
    "damage, subject, check",
    [
        (disable, "integration Switchboard road one", "is enabled and ACTIVE"),
        (drop_a_topic, "integration Switchboard road one", "sends the topics of all routes"),
        (remove, "integration one", "exists"),
        (deactivate, f"event source {BUS}", "is ACTIVE"),
    ],
)
def test_what_was_changed_behind_its_back_is_found_and_mended(applied, cloud, damage, subject, check):
    wanted = live(cloud)
    damage(cloud)
    ran = applied.verify()
    assert ran.code == 1
    assert (subject, check) in {(c["subject"], c["check"]) for c in ran.json()["checks"] if c["ok"] is False}
    assert applied.applied() != set()
    assert live(cloud) == wanted
    assert applied.verify().code == 0
    cloud.happen(ended())
    assert len(bodies(cloud, "road-ended", 1)) == 1


def test_destroy_leaves_nothing(applied, cloud):
    gone = applied.destroyed()
    assert {("delete", "genesys.integration", "Switchboard road one"), ("delete", "aws.event_bus", BUS)} <= gone
    left = live(cloud)
    assert not any(left[kind] for kind in ("integrations", "buses", "rules", "queues", "topics")), left


def test_a_route_more_adds_its_topic_in_place(applied, cloud):
    before = integrations(cloud)["one"]["id"]
    more = "  wrap:\n    events: v2.detail.events.conversation.{id}.acw\n    to: [{ sqs: road-wrap }]\n"
    changes = applied.write(road() + more).applied()
    assert ("update", "genesys.integration", "Switchboard road one") in changes
    integration = integrations(cloud)["one"]
    assert integration["id"] == before and ACW in topics_of(integration)
    cloud.happen(partner_event(ACW, BILLING))
    assert len(bodies(cloud, "road-wrap", 1)) == 1


def test_a_topic_that_no_route_wants_any_more_stays_and_is_named(applied, cloud):
    fewer = road()[: road().index("  joined:")]
    ran = applied.write(fewer).apply()
    assert ran.code == 0, ran
    assert CUSTOMER_START in topics_of(integrations(cloud)["one"])
    assert any(CUSTOMER_START in note for note in ran.json()["notes"])


def test_an_exclusive_stack_takes_such_a_topic_out(stack, cloud):
    words = {"wait: 20s }": "wait: 20s }, exclusive: true"}
    stack.write(road(**words)).applied()
    stack.write(road(**words)[: road(**words).index("  joined:")]).applied()
    assert topics_of(integrations(cloud)["one"]) == {USER_END, ACD_END}


def test_topics_are_held_to_what_the_organisation_offers(start_cloud, switchboard):
    cloud = start_cloud({"topics": [USER_END, ACD_END, "v2.detail.events.conversation.{id}.customer.end"]})
    ran = Stack(switchboard, cloud).write(road()).plan()
    assert ran.code == 1
    assert "switchboard.yaml:11:13: error SB0214: route 'joined'" in ran.err
    assert f"this Genesys Cloud organisation offers no topic '{CUSTOMER_START}'" in ran.err
    assert "did you mean 'v2.detail.events.conversation.{id}.customer.end'?" in ran.err
    assert integrations(cloud) == {}


def test_where_topics_may_not_be_asked_for_the_built_in_list_counts_and_is_said_to(stack, recording):
    recording.instead = lambda name: DENIED if "availabletopics" in name else None
    ran = stack.go_through(recording).write(road()).apply()
    assert ran.code == 0, ran
    assert "warning: this OAuth client may not ask which topics the organisation offers" in ran.err


def test_without_the_right_to_integrations_nothing_is_made_and_the_right_is_named(start_cloud, switchboard):
    cloud = start_cloud({"clients": [{"id": "local", "secret": "local", "rights": ["queues", "events"]}]})
    ran = Stack(switchboard, cloud).write(road()).apply()
    assert ran.code == 1
    assert "403" in ran.err and "Integrations > Integration" in ran.err
    assert cloud.queues() == {} and buses(cloud) == {}


def test_the_example_runs(switchboard, cloud):
    stack = Stack(switchboard, cloud).write((EXAMPLES / "partner.yaml").read_text())
    stack.applied()
    topic = arn_of("sns", "genesys-ended-in-queue")
    url, arn = cloud.make_queue("reader", "sns.amazonaws.com", topic)
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    cloud.happen(ended(), ended(BILLING))
    (message,) = cloud.receive(url, 1)
    assert json.loads(message["Body"])["detail"]["eventBody"]["queueId"] == GENERAL_SUPPORT
    assert stack.verify().code == 0
    assert stack.applied() == set()
    cloud.sqs.delete_queue(QueueUrl=url)
    stack.destroyed()
    assert not live(cloud)["integrations"] and not live(cloud)["buses"]


def test_a_source_that_was_offered_is_shown_with_the_time_it_lapses(stack, cloud):
    cloud.make_integration("one", [USER_END, ACD_END, CUSTOMER_START])
    ran = stack.write(road()).plan()
    (bus,) = [change for change in ran.json()["changes"] if change["kind"] == "aws.event_bus"]
    state = next(d for d in bus["diff"] if d["path"] == "EventSource.State")
    assert state["before"].startswith("PENDING (lapses 20") and state["after"] == "ACTIVE"


def test_the_marks_stand_in_notes_and_description(applied, cloud):
    assert notes_of(integrations(cloud)["one"]) == "[switchboard:road=made]"
    assert buses(cloud)[BUS]["Description"].endswith("[switchboard:road=made]")
