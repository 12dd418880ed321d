# SPDX-License-Identifier: Apache-2.0
"""The official Genesys Cloud SDK for JavaScript logs in to the local cloud and finds a queue."""

import subprocess

import pytest

from harness import GENERAL_SUPPORT, HERE, PATIENCE, Ran, clean_environment, need

SDK = HERE / "genesys-sdk"


@pytest.fixture
def find_queue(cloud, tmp_path):
    node = need("node")
    assert (SDK / "node_modules").exists(), "run npm ci in tests/e2e/genesys-sdk first"

    def run(name, client_id="local", secret="local", url=None):
        words = [node, SDK / "find_queue.js", url or cloud.url, client_id, secret, name]
        return Ran(
            subprocess.run(words, env=clean_environment(tmp_path), capture_output=True, text=True, timeout=PATIENCE)
        )

    return run


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
