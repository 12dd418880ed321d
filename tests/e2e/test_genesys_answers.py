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


def test_every_answer_says_how_much_of_the_minute_is_used_up(cloud):
    token = cloud.genesys_token()
    first = cloud.genesys("GET", "/api/v2/organizations/me", token)
    second = cloud.genesys("GET", "/api/v2/nothing", token)
    for answer, count in ((first, "1"), (second, "2")):
        assert answer.headers["inin-ratelimit-count"] == count
        assert answer.headers["inin-ratelimit-allowed"] == "300"
        assert 1 <= int(answer.headers["inin-ratelimit-reset"]) <= 60
    assert cloud.genesys("GET", "/api/v2/organizations/me").headers["inin-ratelimit-count"] == "1"


def test_without_quotas_a_busy_client_is_not_throttled(cloud):
    token = cloud.genesys_token()
    answers = [cloud.genesys("GET", "/api/v2/organizations/me", token) for _ in range(305)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[-1].headers["inin-ratelimit-count"] == "305"


@pytest.mark.parametrize(
    "method, path, how, status, code",
    [
        ("GET", "/api/v2/nothing", {}, 404, "not.found"),
        ("DELETE", "/api/v2/routing/queues", {}, 405, "method.not.allowed"),
        ("POST", "/api/v2/integrations", {"data": "{"}, 400, "bad.request"),
        ("POST", "/api/v2/integrations", {"data": "[]"}, 400, "bad.request"),
        ("POST", "/api/v2/integrations", {"data": {"a": "b"}}, 415, "unsupported.media.type"),
        ("POST", "/api/v2/integrations", {"json": {"a": "b" * 512000}}, 413, "request.entity.too.large"),
        ("GET", "/api/v2/routing/queues?pageSize=501", {}, 400, "invalid.value"),
        ("GET", "/api/v2/routing/queues?pageNumber=0", {}, 400, "invalid.value"),
        ("POST", "/api/v2/queues/search", {"json": {}}, 400, "constraint.validation"),
        ("GET", "/api/v2/integrations/nobody", {}, 404, "not.found"),
    ],
)
def test_an_error_has_genesys_clouds_body(cloud, method, path, how, status, code):
    answer = cloud.genesys(method, path, **how)
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["message"] and body["contextId"] == answer.headers["ININ-Correlation-Id"]
    assert isinstance(body["details"], list) and isinstance(body["errors"], list)


def test_head_and_options_are_answered_and_open_no_door(cloud):
    head = cloud.genesys("HEAD", "/api/v2/routing/queues")
    assert (head.status_code, head.content) == (200, b"")
    options = requests.options(f"{cloud.url}/api/v2/routing/queues", timeout=PATIENCE)
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert not [name for name in options.headers if name.lower().startswith("access-control")]
    assert requests.head(f"{cloud.url}/api/v2/routing/queues", timeout=PATIENCE).status_code == 401


def test_pages_lead_to_each_other(start_cloud):
    cloud = start_cloud({"queues": [f"Queue {i}" for i in range(7)]})
    token = cloud.genesys_token()
    page = cloud.genesys("GET", "/api/v2/routing/queues?pageSize=3&name=Queue%20*", token).json()
    seen = []
    while True:
        seen += [queue["name"] for queue in page["entities"]]
        if "nextUri" not in page:
            break
        page = cloud.genesys("GET", page["nextUri"], token).json()
    assert seen == [f"Queue {i}" for i in range(7)]
    assert page["selfUri"] == page["lastUri"]
    assert cloud.genesys("GET", page["firstUri"], token).json()["entities"][0]["name"] == "Queue 0"
