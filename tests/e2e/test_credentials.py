# SPDX-License-Identifier: Apache-2.0
"""Where AWS credentials come from: each provider against a small server in the place of its endpoint, told apart by
the account that the keys belong to."""

import datetime
import hashlib
import json
import os
import re
import shlex
import time

import pytest
from endpoints import Endpoint, FakeAws, Key

SECRETS = "hidden"  # in every secret of these tests

STATIC = Key("AKIASTATIC", "hidden-static", account="111111111111")
OTHER = Key("AKIAOTHER", "hidden-other", account="222222222222")
TEMPORARY = Key("ASIATEMPORARY", "hidden-temporary", "hidden-session", "333333333333")
ROLE = Key("ASIAROLE", "hidden-role", "hidden-role-session", "444444444444")
FURTHER = Key("ASIAFURTHER", "hidden-further", "hidden-further-session", "555555555555")
DEPLOY = "arn:aws:iam::444444444444:role/Deploy"
AUDIT = "arn:aws:iam::555555555555:role/Audit"

# No real account: the guard refuses, and says whose account the keys are.
SPEC = """
stack: s
aws: { account: "999999999999", region: eu-west-1 }
routes: { one: { events: [conversationCreated], to: [{ sqs: a }] } }
"""


def in_an_hour():
    return (datetime.datetime.utcnow() + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(key):
    """What a container or an EC2 instance is given."""
    return {
        "Code": "Success",
        "AccessKeyId": key.id,
        "SecretAccessKey": key.secret,
        "Token": key.token,
        "Expiration": in_an_hour(),
    }


def keys(key):
    """The lines of a profile with static keys."""
    return f"aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"


class Desk:
    """The program in a home of its own, before an AWS that knows the keys above."""

    def __init__(self, switchboard, aws):
        self.switchboard = switchboard
        self.aws = aws
        self.home = switchboard.folder
        (self.home / ".aws").mkdir()
        switchboard.write(SPEC)
        self.env = {
            "AWS_ENDPOINT_URL": aws.url,
            "GENESYS_CLOUD_CLIENT_ID": "c",
            "GENESYS_CLOUD_CLIENT_SECRET": "hidden-genesys",
        }

    def write_config(self, text):
        (self.home / ".aws/config").write_text(text)

    def write_credentials(self, text):
        (self.home / ".aws/credentials").write_text(text)

    def plan(self, *flags, env=None):
        ran = self.switchboard("plan", *flags, env={**self.env, **(env or {})})
        assert SECRETS not in ran.out + ran.err
        return ran

    def account(self, *flags, env=None):
        """Whose keys were found; fails when none were."""
        ran = self.plan(*flags, env=env)
        found = re.search(r"error SB0213: signed in to the AWS account (\d+), the spec is for 999999999999", ran.err)
        assert ran.code == 1 and found, ran
        return found[1]

    def error(self, *flags, env=None):
        ran = self.plan(*flags, env=env)
        assert ran.code == 1 and "SB0213" not in ran.err, ran
        return ran.err


@pytest.fixture
def desk(switchboard):
    with FakeAws(STATIC, OTHER, TEMPORARY, ROLE, FURTHER) as aws:
        aws.roles = {DEPLOY: ROLE, AUDIT: FURTHER}
        yield Desk(switchboard, aws)


# The environment, the files, and which of them counts.


def test_keys_in_the_environment_with_and_without_a_session_token(desk):
    env = {"AWS_ACCESS_KEY_ID": STATIC.id, "AWS_SECRET_ACCESS_KEY": STATIC.secret}
    assert desk.account(env=env) == STATIC.account
    env = {"AWS_ACCESS_KEY_ID": TEMPORARY.id, "AWS_SECRET_ACCESS_KEY": TEMPORARY.secret}
    assert desk.account(env={**env, "AWS_SESSION_TOKEN": TEMPORARY.token}) == TEMPORARY.account


def test_the_environment_beats_a_profile_of_the_environment_but_not_one_of_the_flag(desk):
    desk.write_credentials(f"[default]\n{keys(STATIC)}[desk]\n{keys(OTHER)}")
    env = {"AWS_ACCESS_KEY_ID": TEMPORARY.id, "AWS_SECRET_ACCESS_KEY": TEMPORARY.secret}
    env["AWS_SESSION_TOKEN"] = TEMPORARY.token
    assert desk.account() == STATIC.account
    assert desk.account(env={"AWS_PROFILE": "desk"}) == OTHER.account
    assert desk.account(env={**env, "AWS_PROFILE": "desk"}) == TEMPORARY.account
    assert desk.account("--profile", "desk", env={**env, "AWS_PROFILE": "default"}) == OTHER.account


def test_the_files_may_lie_elsewhere(desk):
    (desk.home / "c").write_text(f"[profile a]\n{keys(STATIC)}")
    (desk.home / "k").write_text(f"[b]\n{keys(OTHER)}")
    env = {"AWS_CONFIG_FILE": desk.home / "c", "AWS_SHARED_CREDENTIALS_FILE": "~/k"}
    assert desk.account("--profile", "a", env=env) == STATIC.account
    assert desk.account("--profile", "b", env=env) == OTHER.account


def test_a_profile_that_is_named_must_exist(desk):
    desk.write_config("[bare]\nregion = x\n[profile prod]\nregion = x\n")
    assert "there is no AWS profile 'prodd'\n  hint: did you mean 'prod'?" in desk.error("--profile", "prodd")
    assert "there it has to be [profile bare]" in desk.error(env={"AWS_PROFILE": "bare"})


def test_a_broken_file_is_named_with_its_line(desk):
    desk.write_config("[default]\nregion\n")
    assert "the AWS config file, line 2: no '=' in it" in desk.error()


def test_without_any_credentials_every_place_is_named_with_its_reason(desk):
    err = desk.error()
    for line in (
        "no AWS credentials; looked in",
        "the environment: AWS_ACCESS_KEY_ID is not set",
        "profile 'default' in the credentials file: there is no such profile",
        "the container's endpoint: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor",
        "the EC2 instance's role: AWS_EC2_METADATA_DISABLED is true",
        "hint: export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ):
        assert line in err
    assert desk.aws.asked == []


# Roles.


def test_a_role_is_taken_with_the_keys_of_its_source_profile(desk):
    desk.write_config(
        f"[profile prod]\nrole_arn = {DEPLOY}\nsource_profile = base\nexternal_id = x-1\nrole_session_name = me\n"
        "duration_seconds = 1800\n"
    )
    desk.write_credentials(f"[base]\n{keys(STATIC)}")
    assert desk.account("--profile", "prod") == ROLE.account
    assert desk.aws.taken == [
        {
            "Action": "AssumeRole",
            "Version": "2011-06-15",
            "RoleArn": DEPLOY,
            "RoleSessionName": "me",
            "ExternalId": "x-1",
            "DurationSeconds": "1800",
        }
    ]


def test_roles_are_taken_one_after_the_other(desk):
    desk.write_config(
        f"[profile audit]\nrole_arn = {AUDIT}\nsource_profile = prod\n"
        f"[profile prod]\nrole_arn = {DEPLOY}\nsource_profile = base\n[profile base]\n{keys(STATIC)}"
    )
    assert desk.account(env={"AWS_PROFILE": "audit"}) == FURTHER.account
    assert [form["RoleArn"] for form in desk.aws.taken] == [DEPLOY, AUDIT]


def test_a_role_may_be_taken_with_the_keys_of_the_environment(desk):
    desk.write_config(f"[profile prod]\nrole_arn = {DEPLOY}\ncredential_source = Environment\n")
    env = {"AWS_ACCESS_KEY_ID": STATIC.id, "AWS_SECRET_ACCESS_KEY": STATIC.secret}
    assert desk.account("--profile", "prod", env=env) == ROLE.account
    assert "AWS_ACCESS_KEY_ID is not set" in desk.error("--profile", "prod")


def test_profiles_in_a_circle_and_mfa_are_refused_before_any_call(desk):
    desk.write_config(
        "[profile a]\nrole_arn = x\nsource_profile = b\n[profile b]\nrole_arn = y\nsource_profile = a\n"
        f"[profile mfa]\nrole_arn = {DEPLOY}\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me\n"
        f"[profile base]\n{keys(STATIC)}"
    )
    assert "AWS profiles go round in a circle: a -> b -> a" in desk.error("--profile", "a")
    assert "asks for an MFA code (mfa_serial)" in desk.error("--profile", "mfa")
    assert desk.aws.asked == []


def test_a_role_that_is_refused_is_named_with_the_words_of_sts(desk):
    desk.write_config(f"[profile p]\nrole_arn = {DEPLOY}x\nsource_profile = base\n[profile base]\n{keys(STATIC)}")
    err = desk.error("--profile", "p")
    assert f"profile 'p' cannot take {DEPLOY}x: sts AssumeRole: AccessDenied: not this role" in err


def test_a_web_identity_takes_its_role_without_a_signature(desk):
    token = desk.home / "token"
    token.write_text("hidden-jwt\n")
    env = {"AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": DEPLOY, "AWS_ROLE_SESSION_NAME": "pod"}
    assert desk.account(env=env) == ROLE.account
    assert desk.aws.taken[0]["WebIdentityToken"] == "hidden-jwt"
    assert desk.aws.taken[0]["RoleSessionName"] == "pod"
    del env["AWS_ROLE_ARN"]
    assert f"the web identity in {token} comes without a role" in desk.error(env=env)


# credential_process.


def process_printing(desk, answer, code=0):
    """A profile 'p' whose program prints `answer`, and notes its arguments."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    script = desk.home / "my credentials"
    note = f'printf "%s\\n" "$@" > "{desk.home}/arguments"'
    script.write_text(f"#!/bin/sh\n{note}\necho {shlex.quote(text)}\nexit {code}\n")
    script.chmod(0o755)
    desk.write_config(f"""[profile p]\ncredential_process = "{script}" --for 'the team' $HOME ; #\n""")


def test_a_program_gives_keys_and_no_shell_reads_its_arguments(desk):
    process_printing(desk, {"Version": 1, "AccessKeyId": STATIC.id, "SecretAccessKey": STATIC.secret})
    assert desk.account("--profile", "p") == STATIC.account
    assert (desk.home / "arguments").read_text().splitlines() == ["--for", "the team", "$HOME", ";", "#"]


def test_a_program_that_fails_or_answers_wrongly_is_an_error_that_does_not_show_its_answer(desk):
    answer = {"Version": 1, "AccessKeyId": STATIC.id, "SecretAccessKey": STATIC.secret}
    process_printing(desk, answer, code=7)
    assert "my credentials exited 7" in desk.error("--profile", "p")
    process_printing(desk, {**answer, "Version": 2})
    assert 'did not say "Version": 1' in desk.error("--profile", "p")
    process_printing(desk, "hidden nonsense")
    assert "gave something that is no JSON object" in desk.error("--profile", "p")
    process_printing(desk, {**answer, "Expiration": "2020-01-01T00:00:00Z"})
    assert "the credentials from the credential_process of profile 'p' ended at 2020-01-01T00:00:00Z" in desk.error(
        "--profile", "p"
    )
    assert desk.aws.asked == []


def test_keys_that_end_are_renewed_in_the_middle_of_an_apply(full, cloud, recording):
    home = full.switchboard.folder
    (home / ".aws").mkdir()
    script = home / "keys"
    script.write_text(
        "#!/bin/sh\necho x >> asked\n"
        'echo "{\\"Version\\":1,\\"AccessKeyId\\":\\"local\\",\\"SecretAccessKey\\":\\"local\\",'
        '\\"Expiration\\":\\"$(date -u -d "+3 seconds" +%Y-%m-%dT%H:%M:%SZ)\\"}"\n'
    )
    script.chmod(0o755)
    (home / ".aws/config").write_text(f"[default]\ncredential_process = {script}\n")
    recording.before = lambda name: time.sleep(0.3)
    full.where = ["--endpoint-url", recording.url, "--genesys-url", cloud.url, "--region", "us-east-1"]
    full.env = {"GENESYS_CLOUD_CLIENT_ID": "local", "GENESYS_CLOUD_CLIENT_SECRET": "local"}
    full.applied()
    asked = (home / "asked").read_text().count("x")
    assert 1 < asked < len(recording.calls)


# SSO.


def sso_profile(desk, ends, **more):
    """A profile 'dev' whose SSO sign-in ends then."""
    desk.write_config(
        "[profile dev]\nsso_session = corp\nsso_account_id = 333333333333\nsso_role_name = ReadOnly\n"
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\n"
    )
    cache = desk.home / ".aws/sso/cache" / (hashlib.sha1(b"corp").hexdigest() + ".json")
    cache.parent.mkdir(parents=True)
    cache.write_text(json.dumps({"accessToken": "hidden-access", "expiresAt": ends, **more}))
    return cache


def sso_portal(asked):
    if asked.headers.get("x-amz-sso_bearer_token") not in ("hidden-access", "hidden-renewed"):
        return 401, {"message": "Session token not found or invalid"}
    answer = {"accessKeyId": TEMPORARY.id, "secretAccessKey": TEMPORARY.secret, "sessionToken": TEMPORARY.token}
    return 200, {"roleCredentials": {**answer, "expiration": 4102444800000}}


def test_an_sso_sign_in_gives_the_roles_keys(desk):
    sso_profile(desk, in_an_hour())
    with Endpoint(sso_portal) as portal:
        env = {"AWS_ENDPOINT_URL_SSO": portal.url}
        assert desk.account("--profile", "dev", env=env) == TEMPORARY.account
    assert portal.asked[0].path == "/federation/credentials?role_name=ReadOnly&account_id=333333333333"
    assert "authorization" not in portal.asked[0].headers


def test_an_sso_sign_in_that_has_ended_says_how_to_sign_in(desk):
    sso_profile(desk, "2020-01-01T00:00:00Z")
    err = desk.error("--profile", "dev")
    assert "the SSO sign-in of the AWS profile 'dev' ended at 2020-01-01T00:00:00Z" in err
    assert "aws sso login --profile dev" in err


def test_an_sso_sign_in_is_renewed_where_it_can_be(desk):
    cache = sso_profile(
        desk,
        "2020-01-01T00:00:00Z",
        refreshToken="hidden-refresh",
        clientId="client",
        clientSecret="hidden-client",
        registrationExpiresAt=in_an_hour(),
    )
    renewed = {"accessToken": "hidden-renewed", "expiresIn": 3600, "refreshToken": "hidden-next"}
    with Endpoint(sso_portal) as portal, Endpoint(lambda asked: (200, renewed)) as oidc:
        env = {"AWS_ENDPOINT_URL_SSO": portal.url, "AWS_ENDPOINT_URL_SSO_OIDC": oidc.url}
        assert desk.account("--profile", "dev", env=env) == TEMPORARY.account
        assert desk.account("--profile", "dev", env=env) == TEMPORARY.account
    assert [(asked.method, asked.path) for asked in oidc.asked] == [("POST", "/token")]
    assert json.loads(oidc.asked[0].body)["refreshToken"] == "hidden-refresh"
    assert json.loads(cache.read_text())["refreshToken"] == "hidden-next"
    assert os.stat(cache).st_mode & 0o077 == 0


# Containers and instances.


def test_a_container_is_given_keys_at_its_endpoint(desk):
    token = desk.home / "token"
    token.write_text("hidden-pod-token")

    def answer(asked):
        if asked.headers.get("authorization") != "hidden-pod-token":
            return 403, {"code": "AccessDenied", "message": "who are you?"}
        return 200, as_json(TEMPORARY)

    with Endpoint(answer) as endpoint:
        env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": endpoint.url + "/v1/credentials"}
        assert "answered 403: AccessDenied: who are you?" in desk.error(env=env)
        env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = token
        assert desk.account(env=env) == TEMPORARY.account
    assert endpoint.asked[-1].path == "/v1/credentials"


def test_a_containers_keys_are_not_fetched_from_anywhere_by_http(desk):
    err = desk.error(env={"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://credentials.example/"})
    assert "credentials are not fetched from 'credentials.example' by http" in err


class Instance:
    """An EC2 instance's metadata service, version 2, and 1 where `v1` is set."""

    def __init__(self, v1=False, tokens=True):
        self.v1, self.tokens = v1, tokens

    def __call__(self, asked):
        if asked.path == "/latest/api/token":
            known = asked.method == "PUT" and asked.headers.get("x-aws-ec2-metadata-token-ttl-seconds") == "21600"
            return (200, "hidden-imds-token") if known and self.tokens else (403, "")
        if not self.v1 and asked.headers.get("x-aws-ec2-metadata-token") != "hidden-imds-token":
            return 401, ""
        if asked.path == "/latest/meta-data/iam/security-credentials/":
            return 200, "my-role"
        return (200, as_json(TEMPORARY)) if asked.path.endswith("/security-credentials/my-role") else (404, "")


def on_instance(endpoint, **more):
    return {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": endpoint.url, **more}


def test_an_instance_has_the_keys_of_its_role(desk):
    with Endpoint(Instance()) as service:
        assert desk.account(env=on_instance(service)) == TEMPORARY.account
        assert "AWS_EC2_METADATA_DISABLED is true" in desk.error(
            env=on_instance(service, AWS_EC2_METADATA_DISABLED="true")
        )


def test_where_there_are_no_tokens_version_one_is_asked_unless_it_is_forbidden(desk):
    with Endpoint(Instance(v1=True, tokens=False)) as service:
        assert desk.account(env=on_instance(service)) == TEMPORARY.account
        err = desk.error(env=on_instance(service, AWS_EC2_METADATA_V1_DISABLED="true"))
        assert "gave no token (403), and version 1 of the metadata service is disabled" in err


def test_a_role_may_be_taken_with_the_instances_or_the_containers_keys(desk):
    desk.write_config(
        f"[profile a]\nrole_arn = {DEPLOY}\ncredential_source = Ec2InstanceMetadata\n"
        f"[profile b]\nrole_arn = {AUDIT}\ncredential_source = EcsContainer\n"
    )
    with Endpoint(Instance()) as service, Endpoint(lambda asked: (200, as_json(TEMPORARY))) as container:
        assert desk.account("--profile", "a", env=on_instance(service)) == ROLE.account
        env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": container.url}
        assert desk.account("--profile", "b", env=env) == FURTHER.account
