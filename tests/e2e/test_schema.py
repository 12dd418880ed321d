# SPDX-License-Identifier: Apache-2.0
"""schema: what an editor's JSON Schema validator says of specs, good and bad."""

import re

import jsonschema
import pytest
import yaml

from harness import CONTACT_CENTER, EXAMPLES

GOOD = "stack: s\nroutes:\n  one:\n    events: conversation.end\n    to: [{ sqs: a }]\n"


@pytest.fixture
def schema(switchboard):
    ran = switchboard("schema")
    assert (ran.code, ran.err) == (0, "")
    return ran.json()


@pytest.fixture
def validator(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_it_is_a_schema_of_2020_12(schema, validator):
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
def test_the_examples_are_valid(validator, example):
    validator.validate(yaml.safe_load(example.read_text()))


def test_a_spec_with_every_key_is_valid_and_read(validator, switchboard, cloud):
    text = """
stack: everything
genesys:
  region: mypurecloud.com
  auth: ${AUTH:-basic}
  organization: ${ORGANIZATION:-}
  exclusive: false
  integration: { suffix: contact-center }
aws:
  region: us-east-1
  account: "000000000000"
  limits: { rules_per_bus: 300, pattern_chars: "${CHARS:-2048}" }
families:
  shop: { source: my.shop, bus: default, queue_id: detail.q, subscription: none, events: [order.made] }
defaults:
  dead_letter: everything-dead
  retry: { attempts: 3, max_age: 1h }
routes:
  orders:
    rule: orders
    description:
    state: enabled
    events: order.made
    queues: [{ id: one }]
    where: { detail: { size: [{ numeric: [">", 5] }], nested: { deep: [true] } }, $or: [{ account: ["1"] }, { region: ["r"] }] }
    to:
      - sns: topic
        id: t
        input: { template: "\\"<a>\\"", paths: { a: $.detail } }
        dead_letter: { none: not needed }
        retry: { attempts: 0, max_age: 60 }
        policy: merge
        subscribers:
          - { sqs: worker, raw: true, filter: { detail: { a: [1] } } }
          - { https: "https://hooks.example.com/x" }
      - { sqs: queue, dead_letter: { queue: other } }
  ended:
    bus: default
    intent: ended
    queues: ["General Support", { match: "Support *" }, { name: Billing }]
    role: arn:aws:iam::000000000000:role/r
    to: { arn: "arn:aws:sqs:us-east-1:000000000000:there" }
"""
    validator.validate(yaml.safe_load(text))
    switchboard.write(text)
    ran = switchboard("plan", f"--local={cloud.url}")
    found = re.findall(r"^switchboard\.yaml:\d+:\d+: error (SB\d+)", ran.err, re.MULTILINE)
    assert set(found) <= {"SB0302"}, ran  # only what is not there


@pytest.mark.parametrize(
    "text",
    [
        "routes: {}\nstack: s\n",
        GOOD.replace("stack: s\n", ""),
        GOOD.replace("stack: s", "stack: contact center"),
        GOOD.replace("stack: s", "stack: s\ngenesis: { region: x }"),
        GOOD.replace("stack: s", "stack: s\ngenesys: { auth: digest }"),
        GOOD.replace("stack: s", "stack: s\ngenesys: { exclusive: perhaps }"),
        GOOD.replace("stack: s", "stack: s\naws: { account: '1234' }"),
        GOOD.replace("stack: s", "stack: s\naws: { limits: { pattern_chars: 5000 } }"),
        GOOD.replace("stack: s", "stack: s\ndefaults: { retry: { attempts: 500 } }"),
        GOOD.replace("stack: s", "stack: s\ndefaults: { retry: { max_age: soon } }"),
        GOOD.replace("events: conversation.end", "event: conversation.end"),
        GOOD.replace("events: conversation.end", "events: conversation.end\n    intent: ended"),
        GOOD.replace("events: conversation.end", "intent: begun"),
        GOOD.replace("events: conversation.end", "events: conversation.end\n    state: paused"),
        GOOD.replace("events: conversation.end", "events: conversation.end\n    queues: [{ nam: x }]"),
        GOOD.replace("events: conversation.end", "events: conversation.end\n    where: { source: x }"),
        GOOD.replace("to: [{ sqs: a }]", "to: []"),
        GOOD.replace("    to: [{ sqs: a }]\n", ""),
        GOOD.replace("{ sqs: a }", "{ id: a }"),
        GOOD.replace("{ sqs: a }", "{ sqs: a, retri: {} }"),
        GOOD.replace("{ sqs: a }", "{ sqs: a, input: { pth: x } }"),
        GOOD.replace("{ sqs: a }", "{ sns: a, subscribers: [{ raw: true }] }"),
        GOOD.replace("{ sqs: a }", "{ sns: a, subscribers: [{ sqs: b, rw: true }] }"),
        GOOD.replace("{ sqs: a }", "{ sqs: a, policy: keep }"),
    ],
)
def test_what_the_reader_refuses_and_a_schema_can_see_is_not_valid(validator, switchboard, text):
    assert not validator.is_valid(yaml.safe_load(text))
    switchboard.write(text)
    ran = switchboard("plan", "--local=http://127.0.0.1:1")
    assert ran.code == 1 and "switchboard.yaml:" in ran.err, "the reader refuses it too"


@pytest.mark.parametrize("text", [GOOD, CONTACT_CENTER])
def test_good_specs_are_valid(validator, text):
    validator.validate(yaml.safe_load(text))
