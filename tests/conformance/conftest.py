# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the suite; the cloud is that of tests/e2e."""

import collections
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]

# The clients must find nothing of this machine's settings.
for _name in list(os.environ):
    if _name.startswith(("AWS_", "GENESYS")) or _name.lower().endswith("_proxy"):
        del os.environ[_name]
os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, NO_PROXY="*")

import pytest  # noqa: E402

import clients  # noqa: E402
import harness  # noqa: E402
import runner  # noqa: E402
import table  # noqa: E402


def pytest_report_header():
    return f"program under test: {harness.BINARY}"


def pytest_terminal_summary(terminalreporter):
    counts = collections.defaultdict(lambda: [0, 0])
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", []):
                if name == "conformance" and report.when == "call":
                    counts[value[0]][0] += value[1]
                    counts[value[0]][1] += value[2]
    for name, (held, left_out) in sorted(counts.items()):
        terminalreporter.write_line(f"{name}: {held} cases held, {left_out} left out for want of words")


def pytest_generate_tests(metafunc):
    if {"client_name", "scenario"} <= set(metafunc.fixturenames):
        pairs = [
            pytest.param(name, scenario, id=f"{name}: {scenario.id}")
            for scenario in table.read_table()
            for name in clients.CLIENTS
            if runner.cases_for(scenario, name)
        ]
        metafunc.parametrize("client_name, scenario", pairs)


@pytest.fixture(scope="session")
def running_clients(tmp_path_factory):
    """The adapters, started when first asked for."""
    started = {}

    def get(name):
        if name == clients.BY_HAND:
            return None
        if name not in started:
            lack = clients.missing(name)
            assert lack is None, lack
            started[name] = clients.Client(name, tmp_path_factory.mktemp(name))
        return started[name]

    yield get
    for client in started.values():
        client.stop()


@pytest.fixture
def start_cloud(tmp_path):
    assert harness.BINARY.exists(), f"{harness.BINARY} is not there: script/build, or set SWITCHBOARD_BIN"
    started = []

    def start(scenario):
        started.append(harness.LocalCloud(tmp_path / "cloud", scenario.seed, scenario.flags))
        return started[-1].start()

    yield start
    for cloud in started:
        cloud.stop()
