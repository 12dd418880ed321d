# SPDX-License-Identifier: Apache-2.0
"""Region, addresses, proxies and certificates, as the AWS SDKs find them."""

import json

import pytest
from endpoints import Certificate, Proxy, Tls
from harness import ACCOUNT

from harness import EXAMPLES

LOCAL = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
GENESYS = {"GENESYS_CLOUD_CLIENT_ID": "local", "GENESYS_CLOUD_CLIENT_SECRET": "local"}
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def home(full):
    """Where the program's ~/.aws is; the stack goes nowhere by itself."""
    folder = full.switchboard.folder / ".aws"
    folder.mkdir()
    full.where = []
    full.env = {**LOCAL, **GENESYS}
    return folder


def test_the_region_may_stand_in_the_profile_and_without_one_nothing_is_called(full, home, cloud):
    full.env |= {"AWS_ENDPOINT_URL": cloud.url, "GENESYS_CLOUD_URL": cloud.url}
    ran = full.apply()
    assert ran.code == 1 and "error: no AWS region" in ran.err and "--region" in ran.err
    (home / "config").write_text("[profile p]\nregion = eu-north-1\n")
    full.env["AWS_PROFILE"] = "p"
    full.applied()
    assert "billing-ended" in cloud.queues(region="eu-north-1")


def test_a_region_that_is_none_is_refused_by_the_name_of_its_setting(full, home, cloud):
    full.env["AWS_DEFAULT_REGION"] = "https://events.eu-west-1.amazonaws.com"
    assert "AWS_DEFAULT_REGION is 'https://events" in full.plan().err
    full.where = [f"--local={cloud.url}", "--region", "Ireland"]
    assert "--region is 'Ireland' and must be a region" in full.plan().err


def test_addresses_may_stand_in_the_profile_and_its_services(full, home, cloud):
    (home / "config").write_text(
        f"[default]\nregion = us-east-1\nendpoint_url = {NOWHERE}\nservices = here\n"
        "[services here]\n"
        + "".join(f"{name} =\n  endpoint_url = {cloud.url}\n" for name in ("eventbridge", "sns", "sqs", "sts"))
    )
    full.env["GENESYS_CLOUD_URL"] = cloud.url
    full.applied()
    assert full.verify().code == 0


def test_configured_addresses_can_be_ignored_and_the_flag_still_counts(full, home, cloud):
    full.env |= {"AWS_ENDPOINT_URL": NOWHERE, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
    full.where = ["--region", "us-east-1", "--genesys-url", cloud.url, "--endpoint-url", cloud.url]
    full.applied()


def test_an_address_that_is_none_is_refused_by_the_name_of_its_setting(full, home):
    full.env |= {"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_SNS": "localhost:4566"}
    err = full.plan().err
    assert "AWS_ENDPOINT_URL_SNS is 'localhost:4566' and must be an http or https address" in err


@pytest.fixture
def certificate(tmp_path):
    names = ("*.us-east-1.amazonaws.com", "*.mypurecloud.com", "localhost")
    return Certificate(tmp_path, *names)


@pytest.fixture
def nameless(start_cloud, tmp_path):
    """A cloud that may be called any name, as one with keys of its own may."""
    keys = tmp_path / "keys.json"
    aws = {"access_key_id": "local", "secret_access_key": "local", "account": ACCOUNT}
    keys.write_text(json.dumps({"aws": [aws], "genesys": [{"id": "local", "secret": "local"}]}))
    keys.chmod(0o600)
    return start_cloud(flags=["--credentials", keys])


@pytest.fixture
def tls(nameless, certificate):
    with Tls(nameless.port, certificate) as running:
        yield running


@pytest.fixture
def proxy(tls):
    with Proxy(tls.port) as running:
        yield running


def test_every_client_goes_through_the_proxy_and_trusts_the_bundle(full, home, proxy, certificate):
    full.env |= {"AWS_REGION": "us-east-1", "HTTPS_PROXY": proxy.url, "AWS_CA_BUNDLE": certificate.path}
    full.applied()
    hosts = {host.rsplit(":", 1)[0] for host in proxy.hosts}
    services = {f"{name}.us-east-1.amazonaws.com" for name in ("sts", "events", "sns", "sqs")}
    assert hosts == services | {"login.mypurecloud.com", "api.mypurecloud.com"}


def test_the_bundle_may_stand_in_the_profile_and_genesys_queues_use_it_too(full, home, proxy, certificate):
    (home / "config").write_text(f"[default]\nca_bundle = {certificate.path}\n")
    full.env["HTTPS_PROXY"] = proxy.url
    ran = full.switchboard("queues", env=full.env)
    assert ran.code == 0 and "Billing" in ran.out, ran


@pytest.mark.parametrize("example, login", [("fanout", "mypurecloud.de"), ("partner", "login.mypurecloud.de")])
def test_the_examples_leave_the_genesys_region_to_the_environment(full, home, nameless, tmp_path, example, login):
    certificate = Certificate(tmp_path, "mypurecloud.de", "*.mypurecloud.de")
    with Tls(nameless.port, certificate) as tls, Proxy(tls.port) as proxy:
        for name, region in (("GENESYS_CLOUD_REGION", "mypurecloud.de"), ("GENESYSCLOUD_REGION", "eu-central-1")):
            proxy.hosts.clear()
            env = {**GENESYS, name: region, "HTTPS_PROXY": proxy.url, "AWS_CA_BUNDLE": certificate.path}
            ran = full.switchboard("queues", "-f", EXAMPLES / f"{example}.yaml", env=env)
            assert ran.code == 0 and "Billing" in ran.out, ran
            assert set(proxy.hosts) == {f"{login}:443", "api.mypurecloud.de:443"}


def test_without_the_bundle_the_certificate_is_not_trusted(full, home, proxy):
    full.env |= {"AWS_REGION": "us-east-1", "HTTPS_PROXY": proxy.url}
    ran = full.plan()
    assert ran.code == 1 and "certificate" in ran.err, ran


def test_a_bundle_that_is_not_there_is_named(full, home):
    full.env |= {"AWS_REGION": "us-east-1", "AWS_CA_BUNDLE": "/no/such/file"}
    assert "AWS_CA_BUNDLE is '/no/such/file' and must be a file of certificates" in full.plan().err


def test_what_no_proxy_names_is_not_asked_of_the_proxy(full, home, proxy, certificate):
    full.env |= {"AWS_REGION": "us-east-1", "HTTPS_PROXY": proxy.url, "AWS_CA_BUNDLE": certificate.path}
    full.env["AWS_ENDPOINT_URL_STS"] = "https://sts.invalid"
    assert full.plan().code == 1
    assert set(proxy.hosts) == {"sts.invalid:443"}
    proxy.hosts.clear()
    ran = full.switchboard("plan", "-f", full.file, env={**full.env, "NO_PROXY": "sts.invalid"})
    assert ran.code == 1 and "no answer from https://sts.invalid" in ran.err, ran
    assert proxy.hosts == []


def test_the_local_cloud_is_never_behind_a_proxy(full, cloud):
    full.env |= {name: NOWHERE for name in ("http_proxy", "https_proxy", "ALL_PROXY")}
    full.applied()
