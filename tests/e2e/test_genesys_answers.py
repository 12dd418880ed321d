# SPDX-License-Identifier: Apache-2.0
"""What the local cloud answers as Genesys Cloud."""

import pytest
import requests

from harness import GENERAL_SUPPORT, PATIENCE


def test_a_token_is_given_for_basic_and_for_the_tutorials_form(cloud):
    basic = requests.post(
        f"{cloud.url}/oauth/token",
        data="grant_type=client_credentials",
        auth=("local", "local"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=PATIENCE,
    )
    form = requests.post(
        f"{cloud.url}/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": "local",
            "client_secret": "local",
            "scope": "eventbridge:manage",
        },
        timeout=PATIENCE,
    )
    for answer in (basic, form):
        assert answer.status_code == 200
        body = answer.json()
        assert body["token_type"].lower() == "bearer" and body["expires_in"] == 86400 and body["access_token"]
        assert answer.headers["ININ-Correlation-Id"]


@pytest.mark.parametrize(
    "form, status, error, description",
    [
        ({"client_id": "x", "client_secret": "local"}, 400, "invalid_client", "client not found"),
        ({"client_id": "local", "client_secret": "x"}, 401, "invalid_client", "authentication failed"),
        (
            {"client_id": "local", "client_secret": "local", "grant_type": "password"},
            400,
            "unsupported_grant_type",
            None,
        ),
    ],
)
def test_a_token_is_refused_in_genesys_clouds_words(cloud, form, status, error, description):
    answer = requests.post(
        f"{cloud.url}/oauth/token", data={"grant_type": "client_credentials", **form}, timeout=PATIENCE
    )
    assert answer.status_code == status
    body = answer.json()
    assert body["error"] == error and body["description"] == body["error_description"]
    assert description in (None, body["description"])


def test_tokens_are_checked_and_expire(cloud):
    path = "/api/v2/routing/queues"
    token = cloud.genesys_token()
    assert cloud.genesys("GET", path, token).status_code == 200
    answer = cloud.genesys("GET", path, token + "x")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad.credentials")
    cloud.advance_clock(86401)
    answer = cloud.genesys("GET", path, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "credentials.expired")
    assert answer.json()["contextId"] == answer.headers["ININ-Correlation-Id"]


def test_queues_come_in_pages_and_by_name(start_cloud):
    cloud = start_cloud({"queues": [{"id": f"q-{i}", "name": f"Queue {i:02}"} for i in range(30)]})
    page = cloud.genesys("GET", "/api/v2/routing/queues").json()
    assert (len(page["entities"]), page["pageSize"], page["pageNumber"], page["total"], page["pageCount"]) == (
        25,
        25,
        1,
        30,
        2,
    )
    assert page["entities"][0]["name"] == "Queue 00" and "nextUri" in page
    page = cloud.genesys("GET", "/api/v2/routing/queues?pageNumber=2").json()
    assert len(page["entities"]) == 5 and "nextUri" not in page
    for name, count in (("Queue 07", 1), ("queue 07", 1), ("Queue 1*", 10), ("*7", 3), ("Queue", 0)):
        found = cloud.genesys("GET", "/api/v2/routing/queues", params=None if name is None else {"name": name}).json()
        assert found["total"] == count, name


def test_one_queue_is_read_by_its_id(cloud):
    queue = cloud.genesys("GET", f"/api/v2/routing/queues/{GENERAL_SUPPORT}").json()
    assert (queue["id"], queue["name"]) == (GENERAL_SUPPORT, "General Support")
    assert queue["division"]["name"] == "Home"
    answer = cloud.genesys("GET", "/api/v2/routing/queues/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not.found")


def test_the_organisation_and_the_integration_are_told(cloud):
    assert cloud.genesys("GET", "/api/v2/organizations/me").json()["id"] == "122be111-0193-43aa-aadd-167d922a59af"
    assert cloud.genesys("GET", "/api/v2/platform/eventbridge").status_code == 200
    assert cloud.genesys("GET", "/api/v2/nothing/of/the/kind").status_code == 404


def test_an_event_type_reads_back_what_was_put(cloud):
    path = "/api/v2/platform/eventbridge/events/conversationCreated"
    assert cloud.genesys("GET", path).json() == {"eventType": "conversationCreated", "enabled": False}
    put = cloud.genesys("PUT", path, json={"enabled": True})
    assert (put.status_code, put.content) == (204, b"")
    assert cloud.genesys("GET", path).json() == {"eventType": "conversationCreated", "enabled": True}
    assert cloud.genesys("PUT", path, data="nonsense").status_code == 400
    assert cloud.genesys("PUT", path + "X", json={"enabled": True}).status_code == 404
