# SPDX-License-Identifier: Apache-2.0
"""The policies of docs/permissions.md, taken from the page: what they allow is enough, and what may be left out may."""

import json
import re

import pytest

from harness import ACCOUNT, PATIENCE, REGION, REPOSITORY, Stack

PAGE = (REPOSITORY / "docs/permissions.md").read_text()
ACTION = r"(?:events|sns|sqs|lambda|iam):[A-Z]\w+"
ROLE = f"arn:aws:iam::{ACCOUNT}:role"

# A partner bus, the default bus, a function, a role, a topic and a queue of others': all that the page speaks of.
SPEC = """
stack: allowed
genesys: { integration: { suffix: allowed, wait: 20s } }
routes:
  ended:
    intent: ended
    queues: [General Support]
    to:
      - sns: allowed-ended
        subscribers: [{ sqs: allowed-worker, raw: true }, { sqs: allowed-second }]
  orders:
    pattern: { source: [orders] }
    role: arn:aws:iam::000000000000:role/rules
    to: [{ lambda: handler }, { sns: theirs }, { sqs: theirs }]
"""
LATER = SPEC.replace(", raw: true }, { sqs: allowed-second", "").replace("{ sqs: theirs }", "{ sqs: allowed-orders }")


def policy_under(heading):
    (text,) = re.findall(rf"^## {heading}\n.*?```json\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)
    actions = set()
    for statement in json.loads(text)["Statement"]:
        given = statement["Action"]
        actions |= {given} if isinstance(given, str) else set(given)
    return actions


READS = policy_under("AWS: reading")
WRITES = policy_under("AWS: apply and destroy")
SEND, TAIL = (set(re.findall(ACTION, text)) for text in re.search(
    r"^## AWS: send and tail\n(.*?)(`tail` needs.*?)\n\n", PAGE, re.DOTALL | re.MULTILINE).groups())
# The first column of the table, a row an entry.
DISPENSABLE = [set(re.findall(ACTION, row)) for row in re.findall(r"^\| (`\w+:[^|]*) \|", PAGE, re.MULTILINE)]


@pytest.fixture
def caller(start_cloud, switchboard):
    """caller(actions): the stack, called by a session that may do these and nothing else."""
    roles = []

    def seed(*sets):
        for number, actions in enumerate(sets):
            allow = [{"action": sorted(actions), "resource": "*"}]
            roles.append({"arn": f"{ROLE}/caller{number}", "trust": [ACCOUNT], "allow": allow})
        cloud = start_cloud({"roles": roles, "functions": ["handler"]})
        cloud.sns.create_topic(Name="theirs")
        cloud.make_queue("theirs")
        return [stack_of(cloud, f"caller{number}") for number in range(len(sets))]

    def stack_of(cloud, role):
        given = cloud.client("sts").assume_role(RoleArn=f"{ROLE}/{role}", RoleSessionName="test")["Credentials"]
        stack = Stack(switchboard, cloud).write(SPEC)
        stack.where = ["--endpoint-url", cloud.url, "--genesys-url", cloud.url, "--region", REGION]
        stack.env = {
            "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
            "AWS_SESSION_TOKEN": given["SessionToken"],
            "GENESYS_CLOUD_CLIENT_ID": "local",
            "GENESYS_CLOUD_CLIENT_SECRET": "local",
        }
        return stack

    return seed


def what_stands(cloud):
    return set(cloud.topics()), set(cloud.queues())


def test_the_policies_are_enough_to_make_change_prove_and_remove_a_stack(caller):
    writer, reader = caller(READS | WRITES, READS)
    assert writer.applied()
    for stack in (writer, reader):
        assert stack.plan("--detailed-exitcode").code == 0
        assert stack.verify().code == 0
        assert stack.doctor().code == 0
    imported = reader.switchboard("import", *reader.where, env=reader.env)
    assert imported.code == 0 and "AccessDenied" not in imported.err, imported
    drawn = reader.switchboard("graph", "-f", reader.file, "--live", *reader.where, env=reader.env)
    assert drawn.code == 0, drawn
    writer.write(LATER)
    assert writer.applied()
    assert writer.verify().code == 0
    destroyed = writer.destroyed()
    assert ("delete", "aws.event_bus") in {change[:2] for change in destroyed}
    assert (set(writer.cloud.rules()), *what_stands(writer.cloud)) == (set(), {"theirs"}, {"theirs"})


def test_the_policy_for_reading_writes_nothing(caller):
    writer, reader = caller(READS | WRITES, READS)
    refused = reader.apply()
    assert refused.code == 1 and "AccessDenied" in refused.err
    assert what_stands(reader.cloud) == ({"theirs"}, {"theirs"})


@pytest.mark.parametrize("left_out", DISPENSABLE, ids=lambda actions: "+".join(sorted(actions)))
def test_what_may_be_left_out_stops_neither_plan_nor_apply(caller, left_out):
    assert left_out <= READS | WRITES
    (stack,) = caller((READS | WRITES) - left_out)
    stack.applied()
    assert stack.plan("--detailed-exitcode").code == 0
    stack.destroyed()


def test_send_and_tail_need_what_the_page_says(caller):
    sender, listener = caller(SEND, TAIL | {"events:ListEventBuses"})
    tail = ["tail", *listener.where[:2], "--region", REGION, "--count", "1", "--timeout", f"{PATIENCE}s"]
    listening = listener.switchboard.start(*tail, env=listener.env)
    try:
        assert "listening" in listening.stderr.readline()
        event = {"source": "orders", "detail-type": "order", "detail": {}}
        sent = sender.switchboard("send", "-", *sender.where[:2], "--region", REGION, env=sender.env,
                                  stdin=json.dumps(event))
        assert sent.code == 0, sent
        out, err = listening.communicate(timeout=PATIENCE)
        assert listening.returncode == 0 and "orders" in out and "AccessDenied" not in err, err
    finally:
        listening.kill()
    reaped = listener.switchboard("tail", "--reap", *listener.where[:2], "--region", REGION, env=listener.env)
    assert reaped.code == 0 and "AccessDenied" not in reaped.err, reaped
    assert (set(listener.cloud.rules()), *what_stands(listener.cloud)) == (set(), {"theirs"}, {"theirs"})
