# SPDX-License-Identifier: Apache-2.0
"""STS: who is calling, roles taken on for a while, and what their sessions may do."""

import base64
import datetime
import hashlib
import hmac
import json
import time
import urllib.parse

import boto3
import pytest
import requests

from harness import ACCOUNT, PATIENCE, REGION, arn_of, rule_arn
from test_signatures import fault
from wire import STS, call_query

ROLE = f"arn:aws:iam::{ACCOUNT}:role"
ISSUER = "https://idp.example.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/idp.example.com"
QUEUE = arn_of("sqs", "orders")
EVERYTHING = [{"action": "*", "resource": "*"}]

SEED = {
    "roles": [
        {"arn": f"{ROLE}/team/admin", "trust": [ACCOUNT], "allow": EVERYTHING, "max_session_seconds": 43200},
        {"arn": f"{ROLE}/nothing", "trust": [ACCOUNT]},
        {"arn": f"{ROLE}/sender", "trust": [ACCOUNT], "allow": [{"action": "sqs:SendMessage", "resource": QUEUE}]},
        {"arn": f"{ROLE}/partner", "trust": ["123456789012"], "external_id": "secret-handshake", "allow": EVERYTHING},
        {"arn": f"{ROLE}/second", "trust": [f"{ROLE}/team/admin"], "allow": EVERYTHING, "max_session_seconds": 43200},
        {"arn": f"{ROLE}/web", "trust": [PROVIDER], "allow": EVERYTHING},
        {
            "arn": f"{ROLE}/rules",
            "trust": [ACCOUNT],
            "allow": [{"action": "events:*", "resource": [rule_arn("mine-*"), arn_of("events", "event-bus/default")]}],
        },
    ],
    "policies": [{"arn": f"arn:aws:iam::{ACCOUNT}:policy/receive", "allow": [{"action": "sqs:*", "resource": QUEUE}]}],
    "web_identity_providers": [{"issuer": ISSUER, "audiences": ["sts.amazonaws.com"], "key": "shared"}],
}


@pytest.fixture
def cloud(start_cloud):
    return start_cloud(SEED)


def refused(call, **members):
    with pytest.raises(call.__self__.exceptions.ClientError) as error:
        call(**members)
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


def assume(cloud, role, name="ann", sts=None, **more):
    return (sts or cloud.client("sts")).assume_role(RoleArn=f"{ROLE}/{role}", RoleSessionName=name, **more)


def client_of(cloud, service, assumed, **how):
    credentials = assumed["Credentials"]
    return cloud.client(
        service, credentials["AccessKeyId"], credentials["SecretAccessKey"], token=credentials["SessionToken"], **how
    )


# Who is calling.


def test_the_keys_known_from_the_start_are_the_root_of_their_account(cloud):
    for key, account in (("local", ACCOUNT), ("123456789012", "123456789012")):
        identity = cloud.client("sts", key).get_caller_identity()
        assert (identity["Account"], identity["UserId"]) == (account, account)
        assert identity["Arn"] == f"arn:aws:iam::{account}:root"


def test_a_session_is_its_role_without_the_path_and_itself(cloud):
    assumed = assume(cloud, "team/admin")
    assert assumed["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/ann"
    assert assumed["AssumedRoleUser"]["AssumedRoleId"].startswith("AROA")
    identity = client_of(cloud, "sts", assumed).get_caller_identity()
    assert identity["Arn"] == assumed["AssumedRoleUser"]["Arn"]
    assert identity["UserId"] == assumed["AssumedRoleUser"]["AssumedRoleId"]
    assert identity["Account"] == ACCOUNT
    again = assume(cloud, "team/admin", "bob")["AssumedRoleUser"]["AssumedRoleId"]
    assert again.split(":")[0] == assumed["AssumedRoleUser"]["AssumedRoleId"].split(":")[0]


def test_credentials_of_a_session_look_like_awss(cloud):
    credentials = assume(cloud, "team/admin", DurationSeconds=900)["Credentials"]
    assert credentials["AccessKeyId"].startswith("ASIA") and len(credentials["AccessKeyId"]) == 20
    assert len(credentials["SecretAccessKey"]) == 40
    left = credentials["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(seconds=880) < left <= datetime.timedelta(seconds=900)


def test_the_aws_cli_assumes_a_role_and_calls_with_it(cloud, aws):
    assumed = aws("sts", "assume-role", "--role-arn", f"{ROLE}/team/admin", "--role-session-name", "cli")
    assert "PackedPolicySize" not in assumed
    identity = client_of(cloud, "sts", assumed).get_caller_identity()
    assert identity["Arn"].endswith(":assumed-role/admin/cli")


# Who may take a role on.


def test_a_role_that_does_not_trust_the_caller_or_is_not_there_is_denied_alike(cloud):
    for role in ("partner", "web", "second", "no-such-role"):
        status, code, text = refused(cloud.client("sts").assume_role, RoleArn=f"{ROLE}/{role}", RoleSessionName="ann")
        assert (status, code) == (403, "AccessDenied")
        assert text == (
            f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: sts:AssumeRole on resource: {ROLE}/{role}"
        )


def test_another_account_takes_a_role_on_with_the_external_id_that_it_asks(cloud):
    sts = cloud.client("sts", "123456789012")
    for wrong in ({}, {"ExternalId": "guess"}):
        status, code, _ = refused(sts.assume_role, RoleArn=f"{ROLE}/partner", RoleSessionName="ann", **wrong)
        assert (status, code) == (403, "AccessDenied")
    assumed = assume(cloud, "partner", sts=sts, ExternalId="secret-handshake")
    assert client_of(cloud, "sts", assumed).get_caller_identity()["Account"] == ACCOUNT


def test_members_are_held_to_awss_limits_in_its_words(cloud):
    def text(body):
        status, code, message = fault(call_query(cloud, STS, f"Action=AssumeRole&{body}"))
        assert (status, code) == (400, "ValidationError")
        return message

    assert text("RoleSessionName=ann") == (
        "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null"
    )
    good = f"RoleArn={ROLE}/team/admin&RoleSessionName="
    assert text(good + "Session1:2") == (
        "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [\\w+=,.@-]*"
    )
    assert "less than or equal to 64" in text(good + "s" * 65)
    assert "greater than or equal to 900" in text(good + "ann&DurationSeconds=899")
    assert "less than or equal to 43200" in text(good + "ann&DurationSeconds=43201")
    for arn in ("nothing-valid-in-here", "arn::b:::something/test-role", "arn:a::::something/test-role"):
        assert text(f"RoleArn={arn}&RoleSessionName=ann") == f"{arn} is invalid"


def test_a_session_lasts_no_longer_than_its_role_lets_it(cloud):
    assert refused(
        cloud.client("sts").assume_role, RoleArn=f"{ROLE}/nothing", RoleSessionName="ann", DurationSeconds=3601
    ) == (400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    assert assume(cloud, "team/admin", DurationSeconds=43200)


def test_a_chained_session_lasts_an_hour_at_most_and_carries_tags_and_source_on(cloud):
    tags = [{"Key": "team", "Value": "red"}, {"Key": "stays", "Value": "here"}]
    first = assume(cloud, "team/admin", Tags=tags, TransitiveTagKeys=["team"], SourceIdentity="ann@example.com")
    assert first["SourceIdentity"] == "ann@example.com" and 0 < first["PackedPolicySize"] <= 100
    sts = client_of(cloud, "sts", first)
    second = {"RoleArn": f"{ROLE}/second", "RoleSessionName": "ann"}
    assert refused(sts.assume_role, DurationSeconds=3601, **second) == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    )
    status, code, _ = refused(sts.assume_role, Tags=[{"Key": "TEAM", "Value": "blue"}], **second)
    assert (status, code) == (400, "InvalidParameterValue")
    status, code, _ = refused(sts.assume_role, SourceIdentity="somebody-else", **second)
    assert (status, code) == (403, "AccessDenied")
    chained = sts.assume_role(DurationSeconds=3600, **second)
    assert chained["SourceIdentity"] == "ann@example.com"
    assert client_of(cloud, "sts", chained).get_caller_identity()["Arn"].endswith(":assumed-role/second/ann")


# What a session may do.


def test_a_role_that_allows_nothing_can_call_nothing(cloud):
    assumed = assume(cloud, "nothing")
    arn = assumed["AssumedRoleUser"]["Arn"]
    denied = {
        "events": ("put_rule", {"Name": "r", "EventPattern": '{"source":["a"]}'}, 400, "AccessDeniedException"),
        "sns": ("list_topics", {}, 403, "AuthorizationError"),
        "sqs": ("list_queues", {}, 403, "AccessDenied"),
        "lambda": ("get_policy", {"FunctionName": "f"}, 403, "AccessDeniedException"),
    }
    for service, (call, members, status, code) in denied.items():
        found = refused(getattr(client_of(cloud, service, assumed), call), **members)
        assert found[:2] == (status, code), service
        assert found[2].startswith(f"User: {arn} is not authorized to perform: {service}:"), found
    assert refused(client_of(cloud, "events", assumed).put_rule, Name="r", EventPattern='{"source":["a"]}')[2] == (
        f"User: {arn} is not authorized to perform: events:PutRule on resource: {rule_arn('r')} "
        "because no identity-based policy allows the events:PutRule action"
    )
    status, code, _ = refused(
        client_of(cloud, "sts", assumed).assume_role, RoleArn=f"{ROLE}/team/admin", RoleSessionName="ann"
    )
    assert (status, code) == (403, "AccessDenied")
    assert client_of(cloud, "sts", assumed).get_caller_identity()["Arn"] == arn
    assert cloud.rules() == {}


def test_a_role_allows_what_it_names_on_what_it_names(cloud):
    url, _ = cloud.make_queue("orders")
    other, _ = cloud.make_queue("other")
    sqs = client_of(cloud, "sqs", assume(cloud, "sender"))
    sqs.send_message(QueueUrl=url, MessageBody="one")
    sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "two"}])
    for call, members in (
        (sqs.send_message, {"QueueUrl": other, "MessageBody": "m"}),
        (sqs.receive_message, {"QueueUrl": url}),
        (sqs.purge_queue, {"QueueUrl": url}),
    ):
        assert refused(call, **members)[:2] == (403, "AccessDenied")
    assert sorted(m["Body"] for m in cloud.receive(url, 2)) == ["one", "two"]


def test_rules_are_allowed_by_their_arn_and_a_role_given_away_must_be_passed(cloud):
    events = client_of(cloud, "events", assume(cloud, "rules"))
    events.put_rule(Name="mine-1", EventPattern='{"source":["a"]}')
    events.put_events(Entries=[{"Source": "a", "DetailType": "b", "Detail": "{}"}])
    assert refused(events.put_rule, Name="yours", EventPattern='{"source":["a"]}')[1] == "AccessDeniedException"
    targets = [{"Id": "t", "Arn": QUEUE, "RoleArn": f"{ROLE}/sender"}]
    _, code, text = refused(events.put_targets, Rule="mine-1", Targets=targets)
    assert code == "AccessDeniedException"
    assert f"iam:PassRole on resource: {ROLE}/sender" in text


def test_a_session_policy_narrows_the_role(cloud):
    url, _ = cloud.make_queue("orders")
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:Get*", "Resource": "*"}]}
    assumed = assume(cloud, "team/admin", Policy=json.dumps(policy))
    assert 0 < assumed["PackedPolicySize"] <= 100
    sqs = client_of(cloud, "sqs", assumed)
    sqs.get_queue_attributes(QueueUrl=url)
    _, code, text = refused(sqs.delete_queue, QueueUrl=url)
    assert code == "AccessDenied" and "because no session policy allows the sqs:DeleteQueue action" in text
    managed = assume(cloud, "team/admin", PolicyArns=[{"arn": SEED["policies"][0]["arn"]}])
    client_of(cloud, "sqs", managed).get_queue_attributes(QueueUrl=url)
    assert refused(client_of(cloud, "sns", managed).list_topics)[1] == "AuthorizationError"
    for wrong in ("{", '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}'):
        found = refused(
            cloud.client("sts").assume_role, RoleArn=f"{ROLE}/nothing", RoleSessionName="ann", Policy=wrong
        )
        assert found[:2] == (400, "MalformedPolicyDocument")


def test_a_policy_of_a_queue_sees_the_session_and_its_role(start_cloud):
    stranger = "arn:aws:iam::123456789012:role/visitor"
    cloud = start_cloud({"roles": [{"arn": stranger, "trust": ["123456789012"], "allow": EVERYTHING}]})
    url, arn = cloud.make_queue("orders")
    sts = cloud.client("sts", "123456789012")
    visitor = client_of(cloud, "sqs", sts.assume_role(RoleArn=stranger, RoleSessionName="ann"))
    assert refused(visitor.send_message, QueueUrl=url, MessageBody="m")[1] == "AccessDenied"

    def open_to(principal):
        statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sqs:SendMessage", "Resource": arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})

    session = "arn:aws:sts::123456789012:assumed-role/visitor/"
    for principal, gets_in in ((stranger, True), (session + "ann", True), (session + "bob", False)):
        open_to(principal)
        if gets_in:
            visitor.send_message(QueueUrl=url, MessageBody="m")
        else:
            assert refused(visitor.send_message, QueueUrl=url, MessageBody="m")[1] == "AccessDenied"


# How long a session lasts.


def test_a_session_survives_a_restart_and_a_kill(cloud):
    assumed = assume(cloud, "team/admin")
    cloud.kill()
    cloud.start()
    assert client_of(cloud, "sts", assumed).get_caller_identity()["Arn"].endswith("admin/ann")
    cloud.restart()
    later = assume(cloud, "team/admin", "bob")
    for session in (assumed, later):
        client_of(cloud, "sqs", session).list_queues()


def test_a_session_of_another_cloud_is_nobody_here(cloud, start_cloud):
    assumed = assume(start_cloud(SEED), "team/admin")
    assert refused(client_of(cloud, "sts", assumed).get_caller_identity)[1] == "InvalidClientTokenId"


def test_a_session_expires_by_the_clouds_clock(cloud):
    assumed = assume(cloud, "team/admin", DurationSeconds=900)
    cloud.advance_clock(890)
    client_of(cloud, "sts", assumed).get_caller_identity()
    cloud.advance_clock(20)
    for service, call, status, code in (
        ("sts", "get_caller_identity", 403, "ExpiredToken"),
        ("sns", "list_topics", 403, "ExpiredToken"),
        ("sqs", "list_queues", 403, "ExpiredToken"),
        ("events", "list_rules", 400, "ExpiredTokenException"),
    ):
        assert refused(getattr(client_of(cloud, service, assumed), call)) == (
            status,
            code,
            "The security token included in the request is expired",
        ), service


@pytest.mark.parametrize("change", ["no token", "another token", "a changed token", "another secret"])
def test_a_session_is_its_key_secret_and_token_together(cloud, change):
    good = assume(cloud, "team/admin")["Credentials"]
    other = assume(cloud, "team/admin", "bob")["Credentials"]
    token, secret = good["SessionToken"], good["SecretAccessKey"]
    if change == "no token":
        token = None
    elif change == "another token":
        token = other["SessionToken"]
    elif change == "a changed token":
        token = token[:60] + ("A" if token[60] != "A" else "B") + token[61:]
    else:
        secret = other["SecretAccessKey"]
    code = refused(cloud.client("sts", good["AccessKeyId"], secret, token=token).get_caller_identity)[1]
    assert code == ("SignatureDoesNotMatch" if change == "another secret" else "InvalidClientTokenId")


def test_boto3_takes_a_role_on_by_its_profile(cloud, tmp_path, monkeypatch):
    (tmp_path / "config").write_text(f"[profile admin]\nrole_arn = {ROLE}/team/admin\ncredential_source = Environment\n")
    for name, value in {
        "AWS_CONFIG_FILE": tmp_path / "config",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, str(value))
    # This boto3 knows no AWS_ENDPOINT_URL: the role is taken on where its STS client is pointed.
    session = boto3.Session(profile_name="admin")
    provider = session._session.get_component("credential_provider").get_provider("assume-role")
    provider._client_creator = lambda service, **how: cloud.client(service, how["aws_access_key_id"])
    identity = session.client("sts", endpoint_url=cloud.url).get_caller_identity()
    assert ":assumed-role/admin/botocore-session-" in identity["Arn"]


# Web identities.


def part(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def web_token(key="shared", lasts=600, **claims):
    claims = {"iss": ISSUER, "aud": "sts.amazonaws.com", "sub": "pod-7", "exp": int(time.time()) + lasts, **claims}
    content = part({"alg": "HS256", "typ": "JWT"}) + "." + part(claims)
    return content + "." + part(hmac.new(key.encode(), content.encode(), hashlib.sha256).digest())


def with_web_identity(cloud, token, role="web", **more):
    form = {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": STS,
        "RoleArn": f"{ROLE}/{role}",
        "RoleSessionName": "pod",
        "WebIdentityToken": token,
        **more,
    }
    return requests.post(cloud.url, data=form, timeout=PATIENCE)


def test_a_web_identity_takes_a_role_on_without_a_signature(cloud):
    assumed = cloud.client("sts", "nobody", "nothing").assume_role_with_web_identity(
        RoleArn=f"{ROLE}/web", RoleSessionName="pod", WebIdentityToken=web_token()
    )
    assert assumed["SubjectFromWebIdentityToken"] == "pod-7"
    assert assumed["Audience"] == "sts.amazonaws.com"
    assert assumed["Provider"] == ISSUER
    assert client_of(cloud, "sts", assumed).get_caller_identity()["Arn"].endswith(":assumed-role/web/pod")


def test_a_web_identity_that_is_not_known_is_refused(cloud):
    for token, text in {
        "no-token": "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        web_token(iss="https://evil.example.com"): (
            "No OpenIDConnect provider found in your account for https://evil.example.com"
        ),
        web_token(aud="me"): "Incorrect token audience",
        web_token(key="guess"): "The signature of the ID Token provided is not the provider's",
    }.items():
        assert fault(with_web_identity(cloud, token)) == (400, "InvalidIdentityToken", text)
    status, code, text = fault(with_web_identity(cloud, web_token(), role="team/admin"))
    assert (status, code, text) == (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")


def test_a_web_identity_expires_by_the_clouds_clock(cloud):
    token = web_token(lasts=600)
    assert with_web_identity(cloud, token).status_code == 200
    cloud.advance_clock(601)
    status, code, text = fault(with_web_identity(cloud, token))
    assert (status, code) == (400, "ExpiredTokenException")
    assert text.startswith("Token expired: current date/time ")


def test_only_a_web_identity_comes_without_a_signature(cloud):
    for action in ("AssumeRole", "GetCallerIdentity"):
        form = {"Action": action, "Version": STS, "RoleArn": f"{ROLE}/team/admin", "RoleSessionName": "x"}
        answer = requests.post(cloud.url, data=form, timeout=PATIENCE)
        assert fault(answer)[:2] == (403, "MissingAuthenticationToken")


# The seed.


@pytest.mark.parametrize(
    "seed, words",
    [
        ({"roles": [{"arn": "arn:aws:iam::1:user/x"}]}, "role/NAME"),
        ({"roles": [{"arn": f"{ROLE}/x", "max_session_seconds": 60}]}, "from 3600 to 43200"),
        ({"roles": [{"arn": f"{ROLE}/x", "allowed": []}]}, "no key 'allowed'"),
        ({"roles": [{"arn": f"{ROLE}/x", "allow": [{"action": "sqs:*"}]}]}, "an action and a resource"),
        ({"policies": [{"arn": f"{ROLE}/x"}]}, "policy/NAME"),
        ({"web_identity_providers": [{"issuer": ISSUER, "audiences": ["a"]}]}, "a key"),
        ({"web_identity_providers": [{"issuer": "idp", "audiences": ["a"], "key": "k"}]}, "https://"),
    ],
)
def test_a_seed_that_is_wrong_is_told_by_its_place(switchboard, seed, words):
    switchboard.write(json.dumps(seed), "seed.yaml")
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--in-memory", "--seed-file", "seed.yaml")
    assert ran.code == 1 and words in ran.err and "seed.yaml:1:" in ran.err


def test_the_sessions_secrets_are_not_in_the_log(cloud):
    assumed = assume(cloud, "team/admin")
    refused(cloud.client("sts", assumed["Credentials"]["AccessKeyId"], "wrong").get_caller_identity)
    assert assumed["Credentials"]["SecretAccessKey"] not in cloud.log()
    assert urllib.parse.quote(assumed["Credentials"]["SessionToken"]) not in cloud.log()
