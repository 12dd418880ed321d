# SPDX-License-Identifier: Apache-2.0
"""A cloud with keys of its own, over TLS: what an address that is not loopback demands."""

import json
import re
import select
import shutil
import socket
import ssl
import subprocess

import pytest
import requests

from harness import PATIENCE, AwsCli, need

BEARER = "an-admin-bearer-of-some-length"
CREDENTIALS = {
    "aws": [
        {
            "access_key_id": "AKIAIOSFODNN7EXAMPLE",
            "secret_access_key": "wJalrXUtnFEMI/K7MDENG",
            "account": "123456789012",
            "user_arn": "arn:aws:iam::123456789012:user/ann",
        },
        {"access_key_id": "AKIAROOT", "secret_access_key": "root-secret", "account": "210987654321"},
    ],
    "genesys": [{"id": "cx", "secret": "cx-secret"}],
    "admin": {"bearer": BEARER},
}
ANN = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG")


@pytest.fixture
def write(tmp_path):
    def write_file(content, mode=0o600, name="credentials.yaml"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        path.chmod(mode)
        return path

    return write_file


@pytest.fixture
def own(start_cloud, write):
    """A cloud on loopback with credentials of its own."""
    return start_cloud(flags=["--credentials", write(CREDENTIALS)])


@pytest.fixture
def secure(start_cloud, certificate):
    return start_cloud(flags=["--tls-cert", certificate[0], "--tls-key", certificate[1]], ca_file=str(certificate[0]))


def refusal(switchboard, *flags):
    ran = switchboard("local", "--in-memory", *flags)
    assert ran.code == 1 and ran.out == "", ran
    return ran.err


# The file.


def test_its_keys_get_in_as_whom_they_name(own):
    identity = own.client("sts", *ANN).get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == ("123456789012", "arn:aws:iam::123456789012:user/ann")
    assert re.fullmatch("AIDA[A-Z2-7]{17}", identity["UserId"])
    assert own.client("sts", "AKIAROOT", "root-secret").get_caller_identity()["Arn"] == "arn:aws:iam::210987654321:root"


def test_the_well_known_keys_are_replaced(own):
    for key in ("local", "123456789012"):
        sts = own.client("sts", key)
        with pytest.raises(sts.exceptions.ClientError) as refused:
            sts.get_caller_identity()
        assert refused.value.response["Error"]["Code"] == "InvalidClientTokenId"
    assert own.genesys_token("cx", "cx-secret")
    with pytest.raises(requests.HTTPError):
        own.genesys_token("local", "local")


def test_a_file_that_others_may_read_is_refused(switchboard, write):
    for mode in (0o644, 0o640, 0o604, 0o660, 0o620):
        error = refusal(switchboard, "--listen", "127.0.0.1:0", "--credentials", write(CREDENTIALS, mode))
        assert "holds secrets" in error and f"{mode:04o}" in error and "chmod 600" in error


@pytest.mark.parametrize(
    "content, words",
    [
        ("[]", "the keys aws, genesys, admin"),
        ("aws: [", "credentials.yaml:"),
        ({"keys": []}, "no key 'keys'"),
        ({"aws": [{"access_key_id": "K", "account": "123456789012"}]}, "secret_access_key is missing"),
        ({"aws": [{"access_key_id": "K", "secret_access_key": "hush", "account": "1"}]}, "12 digits"),
        ({"aws": [{"access_key_id": "a/b", "secret_access_key": "hush", "account": "123456789012"}]}, "letters"),
        ({"aws": [{"access_key_id": "ASIAX", "secret_access_key": "hush", "account": "123456789012"}]}, "session"),
        ({"aws": [CREDENTIALS["aws"][1]] * 2}, "twice"),
        ({"aws": [{**CREDENTIALS["aws"][1], "user_arn": "arn:aws:iam::123456789012:user/x"}]}, "user_arn"),
        ({"genesys": [{"id": "x"}]}, "an id and a secret"),
        ({"admin": {"bearer": "hush"}}, "at least 16 characters"),
    ],
)
def test_a_file_that_is_wrong_is_told_by_its_place_and_without_its_secrets(switchboard, write, content, words):
    error = refusal(switchboard, "--listen", "127.0.0.1:0", "--credentials", write(content))
    assert words in error and "credentials.yaml:" in error and "hush" not in error


def test_a_file_that_is_not_there_is_named(switchboard):
    assert "nowhere.yaml" in refusal(switchboard, "--listen", "127.0.0.1:0", "--credentials", "nowhere.yaml")


def test_no_secret_is_logged(own):
    own.client("sts", *ANN).get_caller_identity()
    own.admin("GET", "health", headers={"Authorization": f"Bearer {BEARER}"})
    for secret in (ANN[1], "cx-secret", BEARER):
        assert secret not in own.log()


# The admin door.


def test_the_bearer_opens_the_admin_door_where_loopback_does_not(own):
    bearer = {"Authorization": f"Bearer {BEARER}"}
    assert own.admin("GET", "health").status_code == 200
    for closed in ({"Host": "cloud.example"}, {"Origin": "https://page.example"}):
        assert own.admin("GET", "clock", headers=closed).status_code == 403
        for wrong in ("Bearer ", f"Bearer {BEARER}x", f"Basic {BEARER}", f"Bearer {BEARER[:-1]}"):
            assert own.admin("GET", "clock", headers={**closed, "Authorization": wrong}).status_code == 403
        assert own.admin("GET", "clock", headers={**closed, **bearer}).status_code == 200


def test_with_keys_of_its_own_it_may_be_called_any_name(own):
    form = {"grant_type": "client_credentials", "client_id": "cx", "client_secret": "cx-secret"}
    for headers in ({"Host": "cloud.example"}, {"Origin": "https://page.example"}):
        assert requests.post(f"{own.url}/oauth/token", form, headers=headers, timeout=PATIENCE).status_code == 200


# TLS.


def test_stock_clients_are_served_over_tls(secure, tmp_path):
    assert secure.url.startswith("https://")
    url, _ = secure.make_queue("q")
    assert url.startswith(secure.url)
    secure.sqs.send_message(QueueUrl=url, MessageBody="m")
    assert secure.receive(url, 1)[0]["Body"] == "m"
    assert secure.genesys("GET", "/api/v2/organizations/me").status_code == 200
    cli = AwsCli(secure, tmp_path)
    ran = cli.run("sts", "get-caller-identity", "--ca-bundle", secure.ca_file)
    assert ran.code == 0 and ran.json()["Account"] == "000000000000", ran


def test_our_own_commands_trust_the_certificate_that_they_are_given(secure, switchboard):
    env = {"AWS_CA_BUNDLE": secure.ca_file}
    ran = switchboard("queues", f"--local={secure.url}", env=env)
    assert ran.code == 0 and "General Support" in ran.out, ran
    assert switchboard("queues", f"--local={secure.url}").code == 1


@pytest.mark.parametrize("version, speaks", [("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)])
def test_tls_is_1_2_or_1_3(secure, version, speaks):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(secure.ca_file)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    with socket.create_connection(("127.0.0.1", secure.port), timeout=PATIENCE) as plain:
        try:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as wrapped:
                assert wrapped.version() == version.replace("_", ".")
                assert re.search("(GCM|CHACHA20)", wrapped.cipher()[0]), wrapped.cipher()
                connected = True
        except (ssl.SSLError, ConnectionError):
            connected = False
    assert connected == speaks


def test_plain_http_on_a_tls_port_gets_no_answer_and_does_no_harm(secure):
    with socket.create_connection(("127.0.0.1", secure.port), timeout=PATIENCE) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        try:
            assert b"HTTP/" not in plain.recv(4096)
        except ConnectionError:
            pass
    assert secure.admin("GET", "health").status_code == 200


def test_a_certificate_and_a_key_that_do_not_fit_are_refused_by_name(switchboard, certificate, tmp_path):
    where = ["--listen", "127.0.0.1:0"]
    assert "--tls-key" in switchboard("local", *where, "--tls-cert", certificate[0]).err
    junk = tmp_path / "junk.pem"
    junk.write_text("junk")
    assert "junk.pem" in refusal(switchboard, *where, "--tls-cert", junk, "--tls-key", certificate[1])
    assert "junk.pem" in refusal(switchboard, *where, "--tls-cert", certificate[0], "--tls-key", junk)
    other = tmp_path / "other.pem"
    subprocess.run(
        [need("openssl"), "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", other],
        check=True,
        capture_output=True,
    )
    assert "other.pem" in refusal(switchboard, *where, "--tls-cert", certificate[0], "--tls-key", other)


# Addresses that are not loopback: nothing here opens one, the refusal comes before.


def test_an_address_of_strangers_takes_credentials_and_tls(switchboard, write, certificate):
    tls = ["--tls-cert", certificate[0], "--tls-key", certificate[1]]
    credentials = ["--credentials", write(CREDENTIALS)]
    for flags in ([], tls, credentials):
        error = refusal(switchboard, "--listen", "192.0.2.1:0", *flags)
        assert "not a loopback address" in error and "--credentials" in error and "--tls-cert" in error
    # With both it tries; this address (RFC 5737) is nobody's.
    assert "cannot listen on 192.0.2.1" in refusal(switchboard, "--listen", "192.0.2.1:0", *tls, *credentials)


@pytest.mark.parametrize("address", ["0.0.0.0", "[::]", "[0::0]"])
def test_every_address_of_the_machine_takes_the_url_that_links_have(switchboard, write, certificate, address):
    strangers = ["--tls-cert", certificate[0], "--tls-key", certificate[1], "--credentials", write(CREDENTIALS)]
    listen = ["--listen", f"{address}:0", *strangers]
    assert "--public-url" in refusal(switchboard, *listen)
    for wrong in ("cloud.example", "ftp://cloud.example", "https://cloud.example/x", "https://cloud.example?x"):
        assert f"the public URL '{wrong}' is none" in refusal(switchboard, *listen, "--public-url", wrong)
    # With one it goes on, to the next thing that is wrong.
    late = ["--public-url", "https://cloud.example:4443", "--allow-http", "a/b"]
    assert "'a/b' is not a host" in refusal(switchboard, *listen, *late)


def test_links_in_messages_have_the_public_url(start_cloud):
    cloud = start_cloud(flags=["--public-url", "https://cloud.example:4443"])
    topic = cloud.sns.create_topic(Name="t")["TopicArn"]
    url, queue = cloud.make_queue("q", "sns.amazonaws.com", topic)
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    cloud.sns.publish(TopicArn=topic, Message="m")
    message = json.loads(cloud.receive(url, 1)[0]["Body"])
    for link in ("UnsubscribeURL", "SigningCertURL"):
        assert message[link].startswith("https://cloud.example:4443/")


def test_an_ipv6_loopback_address_is_loopback(switchboard):
    if not shutil.which("ip") and not socket.has_ipv6:
        pytest.skip("no IPv6")
    process = switchboard.start("local", "--listen", "[::1]:0", "--in-memory")
    try:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        line = process.stdout.readline() if ready else ""
        if not line and "cannot listen" in process.stderr.read():
            pytest.skip("this machine has no ::1")
        found = re.fullmatch(r"switchboard local: (http://\[::1\]:\d+)\n", line)
        assert found, line
        assert requests.get(f"{found[1]}/_switchboard/health", timeout=PATIENCE).status_code == 200
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
        process.stderr.close()
