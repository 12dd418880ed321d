# SPDX-License-Identifier: Apache-2.0
"""The official Genesys Cloud SDK for JavaScript at the local cloud: token, queues, topics, integrations."""

import subprocess

import pytest

from harness import (
    ACCOUNT,
    GENERAL_SUPPORT,
    HERE,
    ORGANIZATION,
    PATIENCE,
    REGION,
    USER_END,
    Ran,
    clean_environment,
    need,
)

SDK = HERE / "genesys-sdk"


@pytest.fixture
def run_sdk(tmp_path):
    node = need("node")
    assert (SDK / "node_modules").exists(), "run npm ci in tests/e2e/genesys-sdk first"

    def run(program, *words):
        return Ran(
            subprocess.run(
                [node, SDK / program, *words],
                env=clean_environment(tmp_path),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
        )

    return run


@pytest.fixture
def find_queue(cloud, run_sdk):
    return lambda name, client_id="local", secret="local", url=None: run_sdk(
        "find_queue.js", url or cloud.url, client_id, secret, name
    )


def test_the_sdk_logs_in_and_finds_a_queue(find_queue):
    ran = find_queue("General Support")
    assert ran.code == 0, ran
    assert ran.json() == {"queues": [{"id": GENERAL_SUPPORT, "name": "General Support"}], "total": 1}


def test_the_sdk_finds_nothing_where_there_is_nothing(find_queue):
    assert find_queue("Nowhere").json() == {"queues": [], "total": 0}


@pytest.mark.parametrize("client_id, secret, status", [("local", "wrong", 401), ("nobody", "local", 400)])
def test_the_sdk_is_refused_with_wrong_credentials(find_queue, client_id, secret, status):
    ran = find_queue("General Support", client_id, secret)
    assert ran.code == 1
    assert ran.json() == {"refused": {"status": status, "error": "invalid_client"}}


def test_the_sdk_is_told_which_right_is_missing(find_queue, start_cloud):
    cloud = start_cloud({"clients": [{"id": "weak", "secret": "s", "rights": ["events"]}]})
    ran = find_queue("General Support", "weak", "s", cloud.url)
    assert ran.code == 1
    assert ran.json() == {"refused": {"status": 403, "error": "missing.permissions"}}


def test_the_sdk_reads_all_that_the_organisation_has_for_eventbridge(cloud, run_sdk):
    ran = run_sdk("explore.js", cloud.url, "local", "local")
    assert ran.code == 0, ran
    seen = ran.json()
    assert seen["organization"] == ORGANIZATION
    assert seen["queues"] == ["Billing", "General Support", "Web Sales"] and seen["divisionViews"] == 3
    assert USER_END in seen["topics"] and "v2.users.{id}.conversations" not in seen["topics"]
    assert seen["type"]["maxInstances"] >= 2 and seen["maxItems"] >= len(seen["topics"])


def test_the_sdk_takes_an_integration_through_its_life(cloud, run_sdk):
    ran = run_sdk("integrate.js", cloud.url, "local", "local", "by-sdk", ACCOUNT, REGION, USER_END)
    assert ran.code == 0, ran
    assert ran.json() == {
        "states": ["ACTIVATING", "ACTIVE"],
        "version": 2,
        "conflict": {"status": 409, "error": "conflict"},
        "listed": 1,
        "gone": 404,
    }


def test_the_sdk_is_told_what_a_configuration_may_not_hold(cloud, run_sdk):
    ran = run_sdk("integrate.js", cloud.url, "local", "local", "by-sdk", ACCOUNT, REGION, "v2.no.such.topic")
    assert (ran.code, ran.json()) == (1, {"refused": {"status": 400, "error": "invalid.value"}})
