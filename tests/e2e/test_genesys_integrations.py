# SPDX-License-Identifier: Apache-2.0
"""Integrations of Genesys Cloud with EventBridge, seen from both sides: the platform API and AWS."""

import json

from harness import ACCOUNT, ACD_END, REGION, USER_END, eventually, partner_event, partner_source, rule_arn

PATH = "/api/v2/integrations"
TYPE = {"integrationType": {"id": "amazon-eventbridge-source"}}


def source_state(events, suffix):
    """The state of the partner event source as the customer sees it; None when there is none."""
    try:
        return events.describe_event_source(Name=partner_source(suffix))["State"]
    except events.exceptions.ResourceNotFoundException:
        return None


def associate(cloud, suffix):
    """Makes the customer's bus, and a queue that takes everything that comes over it."""
    name = partner_source(suffix)
    cloud.events.create_event_bus(Name=name, EventSourceName=name)
    url, queue_arn = cloud.make_queue(f"from-{suffix}", "events.amazonaws.com", rule_arn(f"{name}/all"))
    pattern = '{"source":[{"prefix":"aws.partner/genesys.com"}]}'
    cloud.events.put_rule(Name="all", EventBusName=name, EventPattern=pattern)
    answer = cloud.events.put_targets(Rule="all", EventBusName=name, Targets=[{"Id": "q", "Arn": queue_arn}])
    assert answer["FailedEntryCount"] == 0, answer
    return url


def messages(cloud, url, count):
    return [json.loads(message["Body"]) for message in cloud.receive(url, count)]


def test_enabling_an_integration_offers_its_source_to_the_account_and_region_it_names(cloud):
    cloud.make_integration("dev", [USER_END], region="eu-west-1", account="111122223333")
    there = cloud.client("events", key="111122223333", region="eu-west-1")
    assert source_state(there, "dev") == "PENDING"
    assert source_state(cloud.events, "dev") is None
    assert source_state(cloud.client("events", key="111122223333"), "dev") is None
    described = there.describe_event_source(Name=partner_source("dev"))
    assert described["CreatedBy"] == "genesys.com" and described["ExpirationTime"]


def test_an_event_reaches_the_customers_rule_in_genesys_clouds_envelope(cloud):
    cloud.make_integration("dev", [USER_END])
    url = associate(cloud, "dev")
    event = partner_event(USER_END, "q-1", disconnectType="CLIENT")
    assert cloud.happen({**event, "time": "2026-03-04T14:00:00Z"}) == 1
    (got,) = messages(cloud, url, 1)
    assert got["source"] == partner_source("dev")
    assert got["detail-type"] == USER_END
    assert got["detail"] == event["detail"]
    assert (got["account"], got["region"], got["resources"]) == (ACCOUNT, REGION, [])
    assert (got["version"], got["time"]) == ("0", "2026-03-04T14:00:00Z")


def test_a_topic_goes_to_every_integration_that_holds_it_and_to_no_other(cloud):
    for suffix, topics in (("one", [USER_END, ACD_END]), ("two", [USER_END])):
        cloud.make_integration(suffix, topics)
    one, two = associate(cloud, "one"), associate(cloud, "two")
    assert cloud.happen(partner_event(USER_END, "q-1"), partner_event(ACD_END, "q-2")) == 2
    assert sorted(m["detail-type"] for m in messages(cloud, one, 2)) == [ACD_END, USER_END]
    assert [(m["detail-type"], m["source"]) for m in messages(cloud, two, 1)] == [(USER_END, partner_source("two"))]


def test_what_happens_before_the_bus_is_there_is_lost_and_said_so(cloud):
    cloud.make_integration("dev", [USER_END])
    lines = cloud.admin("POST", "genesys/events", json=partner_event(USER_END, "early")).json()
    assert (lines["accepted"], lines["sent"], lines["dropped"], lines["errors"]) == (1, 0, 1, [])
    assert lines["reasons"] == [
        f"line 1: the event source {partner_source('dev')} in {ACCOUNT} {REGION} is PENDING: "
        "no event bus is associated with it"
    ]
    url = associate(cloud, "dev")
    assert source_state(cloud.events, "dev") == "ACTIVE"
    assert cloud.happen(partner_event(USER_END, "later")) == 1
    assert [m["detail"]["eventBody"]["queueId"] for m in messages(cloud, url, 1)] == ["later"]
    metrics = cloud.admin("GET", "metrics").json()
    assert (metrics["genesys_events_happened"], metrics["genesys_events_sent"]) == (2, 1)
    assert metrics["genesys_events_dropped"] == 1


def test_disabling_withdraws_the_source_and_enabling_revives_bus_and_rules(cloud):
    integration = cloud.make_integration("dev", [USER_END])
    url = associate(cloud, "dev")
    cloud.genesys("PATCH", f"{PATH}/{integration}", json={"intendedState": "DISABLED"})
    cloud.await_integration(integration, "INACTIVE")
    assert source_state(cloud.events, "dev") in (None, "DELETED")
    assert cloud.happen(partner_event(USER_END, "unheard")) == 0
    cloud.genesys("PATCH", f"{PATH}/{integration}", json={"intendedState": "ENABLED"})
    cloud.await_integration(integration, "ACTIVE")
    assert source_state(cloud.events, "dev") == "ACTIVE"
    assert cloud.happen(partner_event(USER_END, "heard")) == 1
    assert [m["detail"]["eventBody"]["queueId"] for m in messages(cloud, url, 1)] == ["heard"]


def test_deleting_takes_a_moment_and_the_suffix_is_free_again(cloud):
    integration = cloud.make_integration("dev", [USER_END])
    answer = cloud.genesys("DELETE", f"{PATH}/{integration}")
    assert (answer.status_code, answer.json()["intendedState"]) == (200, "DELETED")
    cloud.await_integration(integration, None)
    eventually(lambda: source_state(cloud.events, "dev") is None, "the source to be gone")
    assert cloud.make_integration("dev", [USER_END]) != integration


def test_a_source_that_aws_refuses_is_an_error_with_the_reason(cloud):
    cloud.events.create_partner_event_source(Name=partner_source("dev"), Account=ACCOUNT)
    integration = cloud.enable_integration("dev", [USER_END])
    cloud.await_integration(integration, "ERROR")
    (found,) = cloud.genesys("GET", f"{PATH}?reportedState=error").json()["entities"]
    assert found["id"] == integration and partner_source("dev") in found["reportedState"]["detail"]["message"]


def test_what_an_acknowledged_change_said_stands_after_a_kill(cloud):
    integration = cloud.make_integration("dev", [USER_END], notes="mine")
    url = associate(cloud, "dev")
    token = cloud.genesys_token()
    before = cloud.genesys("GET", f"{PATH}/{integration}?expand=config.current").json()
    cloud.kill()
    cloud.start()
    after = cloud.genesys("GET", f"{PATH}/{integration}?expand=config.current", token)
    assert after.status_code == 200, "the token outlives the kill"
    assert after.json() == before
    assert after.json()["notes"] == "mine"
    assert cloud.happen(partner_event(USER_END, "q-1")) == 1
    assert len(messages(cloud, url, 1)) == 1


def test_an_integration_that_was_activating_at_a_kill_becomes_active(cloud):
    integration = cloud.enable_integration("dev", [USER_END])
    cloud.kill()
    cloud.start()
    cloud.await_integration(integration, "ACTIVE")
    assert source_state(cloud.events, "dev") == "PENDING"


def test_a_seed_has_integrations_from_the_start_and_what_is_done_to_them_stays_done(start_cloud):
    seed = {
        "integrations": [
            {"name": "Theirs", "suffix": "theirs", "account": ACCOUNT, "region": REGION, "topics": [USER_END]},
            {"id": "draft", "name": "Draft", "suffix": "draft", "enabled": False},
        ]
    }
    cloud = start_cloud(seed)
    listed = cloud.genesys("GET", f"{PATH}?expand=config.current").json()["entities"]
    assert [item["name"] for item in listed] == ["Draft", "Theirs"]
    assert listed[1]["config"]["current"]["properties"]["eventFilter"] == [USER_END]
    cloud.await_integration(listed[1]["id"], "ACTIVE")
    assert source_state(cloud.events, "theirs") == "PENDING"
    assert cloud.genesys("DELETE", f"{PATH}/draft").status_code == 200
    cloud.restart()
    assert [item["id"] for item in cloud.genesys("GET", PATH).json()["entities"]] == [listed[1]["id"]]


def test_a_client_may_do_with_integrations_what_its_rights_say(start_cloud):
    seed = {
        "clients": [
            {"id": "reader", "secret": "s", "rights": ["integrations:integration:view"]},
            {"id": "outsider", "secret": "s", "rights": ["queues", "events"]},
        ]
    }
    cloud = start_cloud(seed)
    reader, outsider = cloud.genesys_token("reader", "s"), cloud.genesys_token("outsider", "s")
    assert cloud.genesys("GET", PATH, reader).status_code == 200
    for token, method, permission in (
        (reader, "POST", "integrations:integration:add"),
        (outsider, "GET", "integrations:integration:view"),
    ):
        answer = cloud.genesys(method, PATH, token, json=TYPE)
        assert (answer.status_code, answer.json()["code"]) == (403, "missing.permissions")
        assert answer.json()["messageParams"] == {"permissions": permission}
    for path in ("/api/v2/organizations/me", "/api/v2/notifications/availabletopics"):
        assert cloud.genesys("GET", path, outsider).status_code == 200
