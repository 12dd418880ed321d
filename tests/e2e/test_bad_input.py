# SPDX-License-Identifier: Apache-2.0
"""Bad input ends with a message that names the thing, the documented exit code, and nothing half made."""

import json
import socket
import time

import pytest

from harness import EXAMPLES, PATIENCE, Stack, arn_of, statements
from recorder import DENIED

AWS_SECRET = "aws-s3cr3t-7f1c9e"
GENESYS_SECRET = "genesys-s3cr3t-52ab0d"

ROUTE = """
stack: s
routes:
  one:
    events: [conversation.end]
    queues: {queues}
    to: [{{ sqs: worker }}]
"""


def route(queues='["General Support"]'):
    return ROUTE.format(queues=queues)


@pytest.fixture
def refused(stack):
    """Applies a spec that must fail; returns what it said. Nothing may have changed."""

    def check(text, *flags, code=1):
        cloud = stack.cloud
        before = cloud.inventory()
        if text is not None:
            stack.write(text)
        ran = stack.apply(*flags)
        assert ran.code == code, ran
        assert ran.out == "", "what failed before anything was planned prints no data"
        assert cloud.inventory() == before
        return ran.err

    return check


# The spec.


def test_an_unset_variable_is_named_with_its_place_and_how_to_set_it(refused):
    said = refused((EXAMPLES / "queue-filter.yaml").read_text())
    (line,) = [
        n
        for n, text in enumerate((EXAMPLES / "queue-filter.yaml").read_text().splitlines(), 1)
        if "arn: ${AWS_TARGET_ARN}" in text
    ]
    assert f"switchboard.yaml:{line}:" in said
    assert "AWS_TARGET_ARN" in said and "not set" in said and "export AWS_TARGET_ARN" in said
    assert said.count("error SB") == 1, "what follows from the missing value is not told besides"


def test_a_variable_set_to_nothing_is_as_if_the_key_were_absent(refused, stack):
    stack.env["AWS_TARGET_ARN"] = ""
    said = refused((EXAMPLES / "queue-filter.yaml").read_text())
    assert "a target has nothing to go to" in said


def test_an_unknown_key_is_named_with_a_suggestion(refused):
    said = refused(route().replace("queues:", "queue:"))
    assert "switchboard.yaml:6:5" in said and "'queue'" in said and "did you mean 'queues'?" in said


def test_an_unknown_event_is_named_with_a_suggestion(refused):
    said = refused(route().replace("conversation.end", "conversation.ende"))
    assert "'conversation.ende'" in said and "did you mean 'conversation.end'?" in said


def test_a_pattern_that_aws_would_refuse_is_refused_here_with_its_reason(refused):
    said = refused(route() + "    where: { detail: { mediaType: [] } }\n")
    assert "Empty arrays are not allowed" in said and "'one'" in said and "switchboard.yaml:8:" in said
    said = refused(route() + "    where: { detail: { duration: [{ numeric: ['>', 5, '<', 1] }] } }\n")
    assert "Bottom must be less than top" in said
    said = refused(route() + "    where: { detail: { name: [{ prefx: a }] } }\n")
    assert "Unrecognized match type prefx" in said


def test_a_number_that_json_cannot_say_is_refused(refused):
    for value in (".nan", ".inf", "-.inf"):
        said = refused(route() + f"    where: {{ detail: {{ score: [{value}] }} }}\n")
        assert value in said and "switchboard.yaml:8:" in said


def test_a_fifo_queue_as_target_is_refused_before_anything_is_made(refused):
    """A rule would have to name a message group, which a spec cannot; and CreateQueue would fail half-way."""
    for target in ("sqs: worker.fifo", "sns: topic, subscribers: [{ sqs: worker.fifo }]"):
        said = refused(route().replace("sqs: worker", target))
        assert "worker.fifo" in said and "switchboard.yaml:7:" in said


def test_a_pattern_longer_than_awss_limit_is_refused_with_both_numbers(refused):
    values = ", ".join(f"value-{number:030}" for number in range(60))
    said = refused(route() + f"    where: {{ detail: {{ anything: [{values}] }} }}\n")
    assert "2048" in said and "'one'" in said


def test_a_file_that_is_not_there_is_named(stack):
    ran = stack.switchboard("plan", "-f", "nowhere.yaml", *stack.where)
    assert ran.code == 1
    assert "nowhere.yaml" in ran.err and "No such file" in ran.err


# Encodings.


LATIN = b"stack: s # caf\xe9\n"
UTF16 = "stack: s\n".encode("utf-16")


@pytest.mark.parametrize("words", ["plan", "apply --yes", "verify", "lint -f spec.yaml", "graph -f spec.yaml"])
@pytest.mark.parametrize("content, place", [(LATIN, "1:15: error SB0109: the byte 0xE9"), (UTF16, "1:1: error SB0109: the file is UTF-16")])
def test_a_spec_that_is_not_utf8_is_one_finding_with_the_place_of_the_first_bad_byte(switchboard, words, content, place):
    (switchboard.folder / "spec.yaml").write_bytes(content)
    (switchboard.folder / "switchboard.yaml").write_bytes(content)
    ran = switchboard(*words.split(), *([] if "-f" in words else ["--local=http://127.0.0.1:1"]))
    assert ran.code in (1, 2) and ran.out == ""
    assert f".yaml:{place}" in ran.err and "save the file as UTF-8" in ran.err
    assert ran.err.count("error") == 1


@pytest.mark.parametrize("content, place", [(b"queues:\n  - caf\xe9\n", "2:8: the byte 0xE9"), (b"\xff\xfe{", "1:1: the file is UTF-16")])
def test_a_seed_that_is_not_utf8_is_refused_with_the_place_of_the_first_bad_byte(switchboard, content, place):
    (switchboard.folder / "seed.yaml").write_bytes(content)
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--in-memory", "--seed-file", "seed.yaml")
    assert ran.code == 1 and f"seed.yaml:{place}" in ran.err and "save the file as UTF-8" in ran.err


def test_cases_that_are_not_utf8_are_refused_with_the_place_of_the_first_bad_byte(switchboard):
    case = b'{"pattern":{"a":["x"]},"event":{"a":"x"},"expect":true}\n'
    (switchboard.folder / "cases.jsonl").write_bytes(case + case.replace(b'"x"}', b'"\xe9"}'))
    ran = switchboard("test", "cases.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert "cases.jsonl:2:38: the byte 0xE9 is not UTF-8 text" in ran.err
    (switchboard.folder / "cases.jsonl").write_bytes(b"\xef\xbb\xbf" + case)
    assert switchboard("test", "cases.jsonl").code == 0, "a byte order mark is no part of the first case"


# Queues.


def test_each_finding_on_a_queue_stands_behind_its_place(stack):
    stack.write(route("\n      - Nope\n      - { match: Zz* }\n      - { id: unknown }"))
    said = stack.plan().err
    assert "\nswitchboard.yaml:7:9: error SB0210: route 'one': Genesys Cloud has no queue called 'Nope'" in said
    assert "\nswitchboard.yaml:8:9: warning: route 'one': no queue matches 'Zz*'" in said
    assert "\nswitchboard.yaml:9:9: warning: route 'one': Genesys Cloud knows no queue with the id unknown" in said
    said = stack.write(route("[{ match: Zz* }]")).plan().err
    assert "\nswitchboard.yaml:4:3: error SB0200: route 'one': " in said


def test_a_queue_that_does_not_exist_is_named_with_a_suggestion(refused):
    said = refused(route('["General Suport"]'))
    assert "'General Suport'" in said and "did you mean 'General Support'?" in said
    assert "switchboard.yaml:6" in said
    assert "division" in said, "a right missing in a division looks just the same"


def test_all_queues_that_do_not_exist_are_named_at_once(refused):
    said = refused(route('["General Suport", Biling, "General Support"]'))
    assert "'General Suport'" in said and "'Biling'" in said


def test_two_queues_of_one_name_are_listed_with_their_ids(start_cloud, switchboard):
    seed = {"queues": [{"id": "id-one", "name": "Support"}, {"id": "id-two", "name": "Support"}]}
    cloud = start_cloud(seed)
    before = cloud.inventory()
    stack = Stack(switchboard, cloud).write(route("[Support]"))
    ran = stack.apply()
    assert ran.code == 1
    assert "'Support'" in ran.err and "id-one" in ran.err and "id-two" in ran.err and "{ id:" in ran.err
    assert cloud.inventory() == before
    stack.write(route("[{ id: id-two }]")).applied()


# Credentials.


@pytest.fixture
def signed_in(stack):
    """The stack, pointed at the cloud by addresses and environment in place of --local."""
    stack.where = ["--endpoint-url", stack.cloud.url, "--genesys-url", stack.cloud.url, "--region", "us-east-1"]
    stack.env = {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "GENESYS_CLOUD_CLIENT_ID": "local",
        "GENESYS_CLOUD_CLIENT_SECRET": "local",
    }
    return stack


@pytest.mark.parametrize("auth", ["basic", "form"])
@pytest.mark.parametrize("client_id", ["local", "nobody"])
def test_wrong_credentials_for_genesys_say_invalid_client_and_name_the_region_as_a_cause(
    refused, signed_in, auth, client_id
):
    signed_in.env |= {"GENESYS_CLOUD_CLIENT_ID": client_id, "GENESYS_CLOUD_CLIENT_SECRET": GENESYS_SECRET}
    said = refused(route() + f"genesys: {{ auth: {auth} }}\n", "-v")
    assert "invalid_client" in said
    assert ("authentication failed" if client_id == "local" else "client not found") in said
    assert "GENESYS_CLOUD_CLIENT_ID" in said and "region" in said.lower()
    assert GENESYS_SECRET not in said


def test_an_unknown_aws_key_id_is_told_apart_from_a_wrong_secret(refused, signed_in):
    signed_in.env |= {"AWS_ACCESS_KEY_ID": "AKIAUNKNOWN", "AWS_SECRET_ACCESS_KEY": AWS_SECRET}
    said = refused(route(), "-v")
    assert "InvalidClientTokenId" in said and "AWS_ACCESS_KEY_ID" in said
    assert AWS_SECRET not in said

    signed_in.env |= {"AWS_ACCESS_KEY_ID": "local"}
    said = refused(route(), "-v")
    assert "SignatureDoesNotMatch" in said and "AWS_SECRET_ACCESS_KEY" in said
    assert AWS_SECRET not in said


@pytest.mark.parametrize(
    "missing, named",
    [
        ("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"),
        ("GENESYS_CLOUD_CLIENT_SECRET", "GENESYS_CLOUD_CLIENT_SECRET"),
    ],
)
def test_half_a_pair_of_credentials_is_an_error_that_names_the_missing_half(refused, signed_in, missing, named):
    del signed_in.env[missing]
    said = refused(route())
    assert named in said and "is not" in said


@pytest.mark.parametrize("prefix, named", [("AWS_", "AWS_ACCESS_KEY_ID"), ("GENESYS_", "GENESYS_CLOUD_CLIENT_ID")])
def test_no_credentials_at_all_are_an_error_that_says_what_to_export(refused, signed_in, prefix, named):
    signed_in.env = {name: value for name, value in signed_in.env.items() if not name.startswith(prefix)}
    assert named in refused(route())


def test_no_region_is_an_error_that_says_where_it_could_stand(refused, signed_in):
    signed_in.where = signed_in.where[:-2]
    said = refused(route())
    assert "--region" in said and "AWS_REGION" in said


def test_the_first_family_of_genesys_variables_that_is_set_counts_wholly(signed_in):
    signed_in.env |= {"GENESYS_CLIENT_ID": "local", "GENESYS_CLIENT_SECRET": "local"}
    signed_in.env |= {"GENESYS_CLOUD_CLIENT_ID": "local", "GENESYS_CLOUD_CLIENT_SECRET": "wrong"}
    assert signed_in.write(route()).plan().code == 1
    del signed_in.env["GENESYS_CLOUD_CLIENT_ID"], signed_in.env["GENESYS_CLOUD_CLIENT_SECRET"]
    assert signed_in.plan().code == 0


def test_another_aws_account_than_the_specs_is_refused(refused, signed_in):
    said = refused(route() + 'aws: { account: "123456789012" }\n')
    assert "000000000000" in said and "123456789012" in said


def test_on_the_local_cloud_the_account_of_the_spec_does_not_matter(stack):
    stack.write(route() + 'aws: { account: "123456789012" }\n').applied()


# Rights.


def client_without(*rights):
    have = [right for right in ("queues", "events") if right not in rights]
    return {"clients": [{"id": "weak", "secret": GENESYS_SECRET, "rights": have}]}


def weak_stack(start_cloud, switchboard, *rights):
    cloud = start_cloud(client_without(*rights))
    stack = Stack(switchboard, cloud)
    stack.where = ["--endpoint-url", cloud.url, "--genesys-url", cloud.url, "--region", "us-east-1"]
    stack.env = {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "GENESYS_CLOUD_CLIENT_ID": "weak",
        "GENESYS_CLOUD_CLIENT_SECRET": GENESYS_SECRET,
    }
    return stack.write(route())


@pytest.mark.parametrize("right, named", [("queues", "routing:queue:view"), ("events", "eventbridge:manage")])
def test_a_right_that_the_client_lacks_is_named_with_the_correlation_id(start_cloud, switchboard, right, named):
    stack = weak_stack(start_cloud, switchboard, right)
    ran = stack.apply()
    assert ran.code == 1
    assert "403" in ran.err and named in ran.err and "correlation id" in ran.err
    assert GENESYS_SECRET not in ran.out + ran.err
    assert stack.cloud.rules() == {} and stack.cloud.queues() == {} and stack.cloud.topics() == {}


def test_a_right_missing_on_the_aws_side_is_told_on_stderr_and_what_was_made_is_said(stack, recording):
    stack.go_through(recording)
    recording.instead = lambda name: DENIED if name == "PutRule" else None
    ran = stack.write(route()).apply()
    assert ran.code == 1
    assert "PutRule" in ran.err and "not authorized" in ran.err
    done = {change["name"]: change["done"] for change in ran.json()["changes"]}
    assert done["worker"] and not done["s-one"]
    recording.instead = lambda name: None
    stack.applied()


# Event types.


def test_an_event_type_that_is_not_offered_is_an_error_where_the_family_needs_it(start_cloud, switchboard):
    cloud = start_cloud({"event_types": ["conversationEnded"]})
    stack = Stack(switchboard, cloud)
    stack.write("stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: worker }] }\n")
    (warning,) = stack.plan().json()["warnings"]
    assert "does not offer the event type 'conversationCreated'" in warning and "event that is offered" in warning
    ran = stack.apply()
    assert ran.code == 1
    assert "conversationCreated" in ran.err and "not offer" in ran.err
    assert cloud.rules() == {} and cloud.queues() == {}
    text = "stack: s\nroutes:\n  one: { events: [conversationEnded], to: [{ sqs: worker }] }\n"
    stack.write(text).applied()


def test_an_event_type_that_is_not_offered_is_no_error_where_the_family_needs_none(start_cloud, switchboard):
    cloud = start_cloud({"event_types": []})
    stack = Stack(switchboard, cloud).write(route())
    assert stack.plan().json()["warnings"] == []
    assert stack.apply().code == 0
    assert set(cloud.rules()) == {"s-one"}
    assert stack.plan("--detailed-exitcode").code == 0
    assert stack.verify().code == 0


# Addresses.


@pytest.fixture
def closed_port():
    """A port on which nobody listens, and on which nobody can begin to."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.mark.parametrize("side", ["--endpoint-url", "--genesys-url"])
def test_an_endpoint_that_cannot_be_reached_is_named_in_bounded_time(signed_in, closed_port, side):
    signed_in.where[signed_in.where.index(side) + 1] = closed_port
    started = time.monotonic()
    ran = signed_in.write(route()).plan()
    assert ran.code == 1
    assert closed_port in ran.err
    assert time.monotonic() - started < 2 * PATIENCE


def test_a_local_cloud_that_is_not_there_is_named_with_what_to_start(stack, closed_port):
    stack.where = [f"--local={closed_port}"]
    ran = stack.write(route()).plan()
    assert ran.code == 1
    assert closed_port in ran.err and "switchboard local" in ran.err


def test_an_address_that_is_no_aws_endpoint_is_refused(signed_in, cloud):
    signed_in.where[1] = cloud.url + "/_switchboard"
    ran = signed_in.write(route()).plan()
    assert ran.code == 1 and ran.err


# Things that must exist.


def test_a_target_given_by_arn_must_exist(refused):
    for kind in ("sqs", "sns"):
        said = refused(
            f"stack: s\nroutes:\n  one: {{ events: [conversation.end], to: [{{ arn: '{arn_of(kind, 'gone')}' }}] }}\n"
        )
        assert arn_of(kind, "gone") in said and "does not exist" in said


def test_a_bus_must_exist(refused):
    said = refused("stack: s\nroutes:\n  one: { events: [conversation.end], bus: nowhere, to: [{ sqs: a }] }\n")
    assert "nowhere" in said and "does not exist" in said


def test_a_partner_bus_that_is_given_but_not_there_is_named(refused):
    bus = "aws.partner/genesys.com/cloud/122be111-0193-43aa-aadd-167d922a59af/contact-center"
    said = refused(
        f"stack: s\nroutes:\n  one: {{ intent: ended, queues: [Billing], bus: {bus}, to: [{{ sqs: a }}] }}\n"
    )
    assert bus in said and "does not exist" in said and "genesys.integration.suffix" in said


def test_a_full_queue_policy_is_refused_before_anything_is_made(refused, cloud):
    arn = arn_of("sqs", "worker")
    full = [
        {
            "Sid": f"s{i}",
            "Effect": "Allow",
            "Principal": {"AWS": "111122223333"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        for i in range(20)
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": full})
    cloud.sqs.create_queue(QueueName="worker", Attributes={"Policy": policy})
    said = refused(route())
    assert "queue policy statements: worker would have 21, the limit is 20" in said
    assert len(statements(cloud.queues()["worker"]["Policy"])) == 20


# Secrets.


def test_secrets_are_in_no_output_even_when_all_goes_well(start_cloud, switchboard, tmp_path):
    stack = weak_stack(start_cloud, switchboard)
    for verb in (stack.plan, stack.apply, stack.verify, stack.destroy):
        for output in ("text", "json"):
            ran = verb("-v", output=output)
            assert GENESYS_SECRET not in ran.out + ran.err
    assert GENESYS_SECRET not in stack.cloud.log()
    kept = [p.read_bytes() for p in stack.cloud.folder.glob("data/*")]
    assert not any(GENESYS_SECRET.encode() in content for content in kept)
