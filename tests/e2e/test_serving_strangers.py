# SPDX-License-Identifier: Apache-2.0
"""Keys of one's own over TLS, as an address that is not loopback demands, with stock clients that go all the way.

The same tests run on 127.0.0.1 and, in a network of its own that nobody else is in, on an address that is not loopback.
"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys

import pytest
import requests
from botocore.exceptions import ClientError, SSLError

from harness import EXAMPLES, GENERAL_SUPPORT, PATIENCE, ended_event, queue_policy

ADDRESS = os.environ.get("SWITCHBOARD_TEST_ADDRESS", "127.0.0.1")
APART = "192.0.2.1"  # RFC 5737: of no network
LOOPBACK = ADDRESS.startswith("127.")

ACCOUNT = "123456789012"
KEY = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG")
BEARER = {"Authorization": "Bearer an-admin-bearer-of-some-length"}
CREDENTIALS = {
    "aws": [{"access_key_id": KEY[0], "secret_access_key": KEY[1], "account": ACCOUNT,
             "user_arn": f"arn:aws:iam::{ACCOUNT}:user/ann"}],
    "genesys": [{"id": "cx", "secret": "cx-secret"}],
    "admin": {"bearer": BEARER["Authorization"].split()[1]},
}  # fmt: skip
PATTERN = {"source": ["genesys.cloud"], "detail": {"queue": {"id": [GENERAL_SUPPORT]}}}


@pytest.fixture
def served(start_cloud, certificate, tmp_path):
    file = tmp_path / "credentials.json"
    file.write_text(json.dumps(CREDENTIALS))
    file.chmod(0o600)
    seed = {"aws": {"account": ACCOUNT}}
    flags = ["--credentials", file, "--tls-cert", certificate[0], "--tls-key", certificate[1]]
    return start_cloud(seed, flags=flags, ca_file=str(certificate[0]), address=ADDRESS)


def test_a_cloud_with_keys_of_its_own_is_told_from_one_that_does_not_run(served, switchboard, certificate):
    switchboard("init")
    ran = switchboard("plan", f"--local={served.url}", env={"AWS_CA_BUNDLE": certificate[0]})
    assert ran.code == 1 and "start one" not in ran.err
    assert f"what runs at {served.url} asks for keys of its own" in ran.err
    assert f"--endpoint-url {served.url} --genesys-url {served.url}" in ran.err


def code_of(call, **how):
    with pytest.raises(ClientError) as refused:
        call(**how)
    return refused.value.response["Error"]["Code"]


def make_road(cloud):
    """A rule for the tutorials' event into a queue; the queue's URL."""
    sqs, events = cloud.client("sqs", *KEY), cloud.client("events", *KEY)
    arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:worker"
    policy = json.dumps(queue_policy(arn, "events.amazonaws.com", None))
    url = sqs.create_queue(QueueName="worker", Attributes={"Policy": policy})["QueueUrl"]
    events.put_rule(Name="r", EventPattern=json.dumps(PATTERN))
    assert events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": arn}])["FailedEntryCount"] == 0
    return url


def test_an_event_goes_from_genesys_cloud_to_a_queue_by_stock_clients(served):
    assert served.url == f"https://{ADDRESS}:{served.port}"
    url = make_road(served)
    assert url.startswith(served.url)
    token = served.genesys_token("cx", "cx-secret")
    path = "/api/v2/platform/eventbridge/events/conversation.end"
    assert served.genesys("PUT", path, token, json={"enabled": True}).status_code == 204
    happened = served.admin("POST", "genesys/events", data=json.dumps(ended_event(GENERAL_SUPPORT)), headers=BEARER)
    assert happened.json()["sent"] == 1, happened.text
    sqs = served.client("sqs", *KEY)
    ask = {"QueueUrl": url, "WaitTimeSeconds": 10, "AttributeNames": ["SenderId"]}
    (message,) = sqs.receive_message(**ask)["Messages"]
    assert json.loads(message["Body"])["detail"]["queue"]["id"] == GENERAL_SUPPORT
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert "Messages" not in sqs.receive_message(QueueUrl=url)


def test_a_message_tells_its_sender_as_sts_does(served):
    sqs = served.client("sqs", *KEY)
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="m")
    (message,) = sqs.receive_message(QueueUrl=url, AttributeNames=["SenderId"])["Messages"]
    identity = served.client("sts", *KEY).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/ann"
    assert message["Attributes"]["SenderId"] == identity["UserId"]


def test_our_own_commands_apply_and_verify_a_spec(served, switchboard):
    (switchboard.folder / "switchboard.yaml").write_text((EXAMPLES / "fanout.yaml").read_text())
    env = {"AWS_ACCESS_KEY_ID": KEY[0], "AWS_SECRET_ACCESS_KEY": KEY[1], "AWS_REGION": "us-east-1",
           "AWS_CA_BUNDLE": served.ca_file, "GENESYS_CLOUD_CLIENT_ID": "cx",
           "GENESYS_CLOUD_CLIENT_SECRET": "cx-secret"}  # fmt: skip
    where = ["--endpoint-url", served.url, "--genesys-url", served.url]
    applied = switchboard("apply", "--yes", *where, env=env)
    assert applied.code == 0, applied
    assert switchboard("verify", *where, env=env).code == 0
    assert served.client("sns", *KEY).list_topics()["Topics"]


def test_other_keys_are_refused(served):
    assert code_of(served.client("sqs", KEY[0], "wrong").list_queues) == "SignatureDoesNotMatch"
    for well_known in ("local", ACCOUNT):
        assert code_of(served.client("sqs", well_known).list_queues) == "InvalidClientTokenId"
        assert code_of(served.client("events", well_known).list_rules) == "UnrecognizedClientException"
    for client in (("cx", "wrong"), ("local", "local")):
        with pytest.raises(requests.HTTPError):
            served.genesys_token(*client)
    assert served.genesys("GET", "/api/v2/organizations/me", token="made-up").status_code == 401


def test_plain_http_is_refused(served):
    with pytest.raises(requests.RequestException):
        requests.get(f"http://{ADDRESS}:{served.port}/_switchboard/health", timeout=PATIENCE)
    with socket.create_connection((ADDRESS, served.port), timeout=PATIENCE) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        try:
            assert b"HTTP/" not in connection.recv(4096)
        except ConnectionError:
            pass


def test_a_client_that_does_not_know_the_certificate_does_not_talk(served):
    served.ca_file = None
    with pytest.raises(SSLError):
        served.client("sqs", *KEY, region="eu-west-1").list_queues()


@pytest.mark.parametrize("method, path", [("GET", "health"), ("GET", "state"), ("GET", "metrics"), ("POST", "reset")])
def test_the_admin_door_takes_the_bearer(served, method, path):
    # On a loopback address a program of this machine needs none; a web page does.
    page = {"Origin": "https://page.example"} if LOOPBACK else {}
    assert served.admin(method, path, headers={**BEARER, **page}).status_code == 200
    for wrong in ({}, {"Authorization": "Bearer x"}, {"Host": "localhost"}, {"Host": "127.0.0.1"}):
        assert served.admin(method, path, headers={**wrong, **page}).status_code == 403


@pytest.mark.skipif(not LOOPBACK, reason="this is the run in a network of its own")
def test_all_of_this_holds_on_an_address_that_is_not_loopback():
    """In a network of its own: its only interface is a loopback one that has such an address besides."""
    unshare, ip = shutil.which("unshare"), shutil.which("ip") or shutil.which("ip", path="/usr/sbin:/sbin")
    if not unshare or not ip:
        pytest.skip("needs unshare (util-linux) and ip (iproute2)")
    apart = [unshare, "--user", "--map-root-user", "--net"]
    if subprocess.run([*apart, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody make a network of his own")
    script = f"{ip} link set lo up && {ip} address add {APART}/32 dev lo && exec \"$@\""
    here = pathlib.Path(__file__)
    pytest_words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-x", here.name]
    ran = subprocess.run(
        [*apart, "sh", "-c", script, "sh", *pytest_words],
        cwd=here.parent,
        env={**os.environ, "SWITCHBOARD_TEST_ADDRESS": APART},
        capture_output=True,
        text=True,
        timeout=10 * PATIENCE,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " passed" in ran.stdout and "failed" not in ran.stdout, ran.stdout
