# SPDX-License-Identifier: Apache-2.0
"""The organisation behind the local cloud's Genesys side: what a seed puts in it, and what changes while it runs."""

import re

import pytest
import requests

from harness import GENERAL_SUPPORT, PATIENCE, REPOSITORY, USER_END

QUEUES = "/api/v2/routing/queues"


def names(cloud, query="", token=None):
    return [queue["name"] for queue in cloud.genesys("GET", QUEUES + query, token).json()["entities"]]


def make_queue(cloud, **body):
    return cloud.admin("POST", "genesys/queues", json=body)


# Queues that come and go while the cloud runs.


def test_a_queue_that_is_made_renamed_and_deleted_is_so_for_every_client(cloud):
    made = make_queue(cloud, name="Night Shift", division="Nights")
    assert made.status_code == 201
    queue = made.json()["id"]
    assert cloud.genesys("GET", f"{QUEUES}/{queue}").json()["division"]["name"] == "Nights"
    renamed = cloud.admin("PATCH", f"genesys/queues/{queue}", json={"name": "Late Shift"})
    assert (renamed.status_code, renamed.json()["name"], renamed.json()["id"]) == (200, "Late Shift", queue)
    assert names(cloud, "?name=*shift") == ["Late Shift"]
    assert cloud.admin("DELETE", f"genesys/queues/{queue}").status_code == 204
    assert cloud.genesys("GET", f"{QUEUES}/{queue}").status_code == 404
    assert names(cloud) == ["Billing", "General Support", "Web Sales"]


def test_a_queue_deleted_and_made_again_has_another_id_also_after_a_kill(cloud):
    assert cloud.admin("DELETE", f"genesys/queues/{GENERAL_SUPPORT}").status_code == 204
    again = make_queue(cloud, name="General Support").json()["id"]
    assert again != GENERAL_SUPPORT
    cloud.kill()
    cloud.start()
    found = cloud.genesys("GET", f"{QUEUES}?name=General%20Support").json()
    assert [queue["id"] for queue in found["entities"]] == [again]
    assert cloud.genesys("GET", f"{QUEUES}/{GENERAL_SUPPORT}").status_code == 404


def test_the_admin_door_refuses_what_is_no_queue(cloud):
    for body in ({}, {"name": ""}, {"name": 7}, {"nam": "x"}):
        assert make_queue(cloud, **body).status_code == 400, body
    assert cloud.admin("POST", "genesys/queues", data="{").status_code == 400
    assert make_queue(cloud, id=GENERAL_SUPPORT, name="x").status_code == 409
    assert cloud.admin("PATCH", "genesys/queues/nobody", json={"name": "x"}).status_code == 404
    assert cloud.admin("PATCH", f"genesys/queues/{GENERAL_SUPPORT}", json={}).status_code == 400
    assert cloud.admin("DELETE", "genesys/queues/nobody").status_code == 404
    assert cloud.admin("PUT", f"genesys/queues/{GENERAL_SUPPORT}", json={"name": "x"}).status_code == 404
    listed = cloud.admin("GET", "genesys/queues").json()["queues"]
    assert [queue["name"] for queue in listed] == ["Billing", "General Support", "Web Sales"]


def test_a_queue_that_a_seed_names_only_keeps_its_id_over_a_restart(start_cloud):
    cloud = start_cloud({"queues": ["Support", "Support", {"name": "Sales", "division": "East", "peer": "p-1"}]})
    before = cloud.genesys("GET", QUEUES).json()["entities"]
    assert len({queue["id"] for queue in before}) == 3
    cloud.restart()
    assert cloud.genesys("GET", QUEUES).json()["entities"] == before
    assert names(cloud, "?hasPeer=true") == ["Sales"]
    assert names(cloud, f"?divisionId={before[0]['division']['id']}") == ["Sales"]
    assert names(cloud, "?sortOrder=desc&pageSize=2") == ["Support", "Support"]


# Clients.


def test_a_client_that_is_not_active_gets_no_token(start_cloud):
    clients = [{"id": state, "secret": "s", "state": state} for state in ("active", "disabled", "inactive")]
    cloud = start_cloud({"clients": clients})
    assert cloud.genesys_token("active", "s")
    for state in ("disabled", "inactive"):
        form = {"grant_type": "client_credentials", "client_id": state, "client_secret": "s"}
        answer = requests.post(f"{cloud.url}/oauth/token", data=form, timeout=PATIENCE)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")
        assert answer.json()["description"] == f"client is {state}"


def test_a_token_lives_as_long_as_its_client_says_and_outlives_a_kill(start_cloud):
    cloud = start_cloud({"clients": [{"id": "local", "secret": "local", "token_seconds": 300}]})
    token = cloud.genesys_token()
    cloud.kill()
    cloud.start()
    assert cloud.genesys("GET", QUEUES, token).status_code == 200
    cloud.advance_clock(301)
    answer = cloud.genesys("GET", QUEUES, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "credentials.expired")


def test_a_client_sees_the_queues_of_its_divisions_only(start_cloud):
    seed = {
        "queues": [{"name": "East", "division": "East"}, {"name": "Home"}],
        "clients": [{"id": "east", "secret": "s", "divisions": ["East"]}, {"id": "all", "secret": "s"}],
    }
    cloud = start_cloud(seed)
    assert names(cloud, token=cloud.genesys_token("east", "s")) == ["East"]
    assert names(cloud, token=cloud.genesys_token("all", "s")) == ["East", "Home"]


# What the organisation offers.


def test_topics_are_those_of_the_seed(start_cloud):
    cloud = start_cloud({"topics": [USER_END, "v2.users.{id}.conversations"]})
    found = cloud.genesys("GET", "/api/v2/notifications/availabletopics?expand=transports").json()["entities"]
    assert found == [
        {"id": USER_END, "transports": ["EventBridge", "ProcessAutomation"]},
        {"id": "v2.users.{id}.conversations", "transports": ["Websocket"]},
    ]
    path = "/api/v2/integrations/types/amazon-eventbridge-source/configschemas/properties"
    schema = cloud.genesys("GET", path).json()
    assert schema["properties"]["eventFilter"]["items"]["enum"] == [USER_END]


def test_without_the_eventbridge_integration_event_types_are_forbidden(start_cloud):
    cloud = start_cloud({"aws": {"enabled": False}})
    answer = cloud.genesys(
        "PUT", "/api/v2/platform/eventbridge/events/conversationCreated", json={"enabled": True}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not.authorized")
    assert cloud.genesys("GET", "/api/v2/platform/eventbridge").json()["enabled"] is False


@pytest.mark.parametrize(
    "text, place, words",
    [
        ("queues:\n  - { name: a, divison: b }", "2:16", "no key 'divison' here"),
        ("queues:\n  - { id: a }", "2:5", "a queue needs a name"),
        ("queues: General", "1:9", "queues must be a list"),
        ("queues:\n  - { id: q, name: a }\n  - { id: q, name: b }", "3:5", "the id q is used twice"),
        ("clients:\n  - { id: a, secret: b, rights: [queue] }", "2:33", "no right 'queue'"),
        ("clients:\n  - { id: a, secret: b, state: off }", "2:32", "state must be active, disabled or inactive"),
        ("clients:\n  - { id: a, secret: b, token_seconds: 299 }", "2:40", "from 300 to 172800"),
        ("clients:\n  - { id: a }", "2:5", "a client needs an id and a secret"),
        ("topics:\n  - v2.users.presence.x.{user}", "2:5", "a topic looks like"),
        ("integrations:\n  - { suffix: a b, enabled: false }", "2:5", "The property eventSourceSuffix must be"),
        ("integrations:\n  - { suffix: a }", "2:5", "an enabled integration needs"),
        ("aws: { account: 12 }", "1:17", "account must be 12 digits"),
        ("aws: { enabled: perhaps }", "1:17", "enabled must be true or false"),
        ("queues: [a]\nqueues: [b]", "2:1", "the key 'queues' stands here twice"),
        ("clients:\n  - { id: a, secret: b, id: c }", "2:25", "the key 'id' stands here twice"),
        ("queues: [a]\n---\nqueues: [b]", "3:1", "a second document begins here"),
        ("organization: My Contact Center", "1:15", "a mapping is wanted here"),
    ],
)
def test_what_a_seed_may_not_say_is_refused_with_its_place(switchboard, text, place, words):
    switchboard.write(text, "seed.yaml")
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--in-memory", "--seed-file", "seed.yaml", timeout=PATIENCE)
    assert ran.code == 1
    assert f"seed.yaml:{place}: " in ran.err and words in ran.err, ran.err


def test_the_seed_of_the_document_is_one(start_cloud):
    text = (REPOSITORY / "docs/local-cloud.md").read_text()
    (seed,) = re.findall(r"\*\*Seed file.*?```yaml\n(.*?)```", text, re.DOTALL)
    cloud = start_cloud(seed)
    token = cloud.genesys_token("me", "mine")
    (integration,) = cloud.genesys("GET", "/api/v2/integrations", token).json()["entities"]
    assert integration["name"] == "Contact center"
    assert names(cloud, token=cloud.genesys_token("weak", "w")) == ["Billing"]
