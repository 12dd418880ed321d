# SPDX-License-Identifier: Apache-2.0
"""Fixtures. What they hand out is in harness.py."""

import os
import signal
import subprocess

import pytest

# What runs in the background of a script ignores these, and so would every program that the tests start.
for _signal in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_signal) == signal.SIG_IGN:
        signal.signal(_signal, signal.SIG_DFL)

# The clients in this process must find nothing of this machine's either.
for _name in list(os.environ):
    if _name.startswith(("AWS_", "GENESYS")) or _name.lower().endswith("_proxy"):
        del os.environ[_name]
os.environ.update(
    AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true", NO_PROXY="*"
)

import harness  # noqa: E402  (after the environment is clean)
import recorder  # noqa: E402


def pytest_report_header():
    return f"program under test: {harness.BINARY}"


@pytest.fixture(scope="session")
def binary():
    assert harness.BINARY.exists(), f"{harness.BINARY} is not there: script/build, or set SWITCHBOARD_BIN"
    return harness.BINARY


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """(certificate, key) of localhost and the addresses that tests serve on, vouching for itself."""
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "cert.pem", folder / "key.pem"
    # fmt: off
    subprocess.run(
        [
            harness.need("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,IP:192.0.2.1,DNS:localhost", "-days", "2",
            "-out", files[0], "-keyout", files[1],
        ],
        check=True, capture_output=True,
    )
    # fmt: on
    return files


@pytest.fixture
def start_cloud(binary, tmp_path):
    """Starts local clouds; each is stopped at the end, and must stop well."""
    started = []

    def start(seed=None, **how):
        cloud = harness.LocalCloud(tmp_path / f"cloud-{len(started)}", seed, **how)
        started.append(cloud)
        return cloud.start()

    yield start
    for cloud in started:
        cloud.stop()


@pytest.fixture
def cloud(start_cloud):
    return start_cloud()


@pytest.fixture
def switchboard(binary, tmp_path):
    return harness.Switchboard(tmp_path / "work")


@pytest.fixture
def stack(switchboard, cloud):
    return harness.Stack(switchboard, cloud)


@pytest.fixture
def full(stack):
    """A stack with one of each kind of thing, not applied yet."""
    return stack.write(harness.CONTACT_CENTER)


@pytest.fixture
def aws(cloud, tmp_path):
    return harness.AwsCli(cloud, tmp_path)


@pytest.fixture
def recording(cloud):
    with recorder.Recorder(cloud.url) as running:
        yield running
