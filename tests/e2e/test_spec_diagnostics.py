# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a spec is said all at once, each finding with file, line, column, a code and a hint."""

import re

import pytest

from harness import BILLING

FINDING = re.compile(r"^(\S+\.yaml):(\d+):(\d+): (error|warning) (SB\d{4}): (.+)$", re.MULTILINE)


@pytest.fixture
def findings(switchboard):
    """The findings on a spec as a list of (line, column, text). No cloud is needed, or asked."""

    def read(text, env=None):
        switchboard.write(text, "spec.yaml")
        ran = switchboard("plan", "-f", "spec.yaml", "--local=http://127.0.0.1:1", env=env)
        assert ran.code == 1, ran
        found = [(int(line), int(column), words) for _, line, column, _, _, words in FINDING.findall(ran.err)]
        assert found, f"nothing that has a file, a line, a column and a code: {ran}"
        return found

    return read


def test_all_findings_come_at_once_each_in_its_place(findings):
    found = findings(
        """\
stack: contact center
genesis:
  region: mypurecloud.com
genesys:
  auth: digest
defaults:
  retry: { attempts: 500, max_age: 24h }
routes:
  created:
    event: [conversationCreated]
    to: [{ sns: "bad topic!" }]
  ended:
    events: [conversationEnd]
    to:
      - { sns: a, sqs: b }
    where: { source: [x] }
  nowhere:
    events: [conversationCreated]
    to: [{ sqs: "${UNSET_VARIABLE}" }]
"""
    )
    for wanted, words in {
        1: "cannot name a stack",
        2: "no key 'genesis'",
        5: "'digest'",
        7: "'500'",
        10: "no key 'event'",
        11: "'bad topic!'",
        13: "'conversationEnd'",
        15: "one place",
        16: "source",
        19: "UNSET_VARIABLE",
    }.items():
        assert any(line == wanted and words in said for line, _, said in found), f"line {wanted}: {words}: {found}"
    assert len({line for line, _, _ in found}) == 10, "and no line without a mistake is complained about"


def test_a_finding_on_an_event_stands_at_that_event(findings):
    found = findings(
        """\
stack: s
routes:
  one:
    to: [{ sqs: a }]
    events:
      - conversationCreated
      - conversationCreatd
"""
    )
    ((line, column, said),) = found
    assert "'conversationCreatd'" in said and (line, column) == (7, 9)


def test_unknown_keys_are_found_at_every_level(findings):
    found = findings(
        """\
stack: s
aws: { acount: "123456789012", limits: { rules: 3 } }
genesys: { integration: { sufix: x } }
defaults: { dead_leter: x, retry: { attemts: 1 } }
routes:
  one:
    events: [conversation.end]
    queues: [{ nam: x }]
    to:
      - sns: a
        retri: { attempts: 1 }
        input: { pth: $.detail }
        subscribers: [{ sqs: b, rw: true }]
"""
    )
    words = " ".join(said for _, _, said in found)
    for key in ("acount", "rules", "sufix", "dead_leter", "attemts", "nam", "retri", "pth", "rw"):
        assert f"'{key}'" in words, key


@pytest.mark.parametrize(
    "text, column, quoted",
    [
        ("[v2.detail.events.conversation.{id}.acd.end]", 14, '"v2.detail.events.conversation.{id}.acd.end"'),
        ("[ok, v2.users.{id}.presence]", 18, '"v2.users.{id}.presence"'),
    ],
)
def test_unquoted_braces_in_a_flow_list_get_a_finding_of_their_own(findings, switchboard, text, column, quoted):
    found = findings(f"stack: s\nroutes:\n  one:\n    events: {text}\n    to: [{{ sqs: a }}]\n")
    assert [(line, at) for line, at, said in found if "must be quoted" in said] == [(4, column)]
    ran = switchboard("plan", "-f", "spec.yaml", "--local=http://127.0.0.1:1")
    assert quoted in ran.err


@pytest.mark.parametrize(
    "text",
    [
        '["v2.users.{id}.presence"]',
        "['v2.users.{id}.presence']",
        "v2.users.{id}.presence",
        "\n      - v2.users.{id}.presence",
        "[ # a comment with {braces}\n      conversationCreated ]",
    ],
)
def test_braces_that_are_quoted_or_outside_flow_lists_are_good(switchboard, cloud, text):
    switchboard.write(
        f"stack: s\nroutes:\n  one:\n    events: {text}\n    bus: default\n    to: [{{ sqs: a }}]\n", "spec.yaml"
    )
    ran = switchboard("plan", "-f", "spec.yaml", f"--local={cloud.url}")
    assert ran.code == 0, ran


@pytest.mark.parametrize(
    "where, path",
    [
        ("{ detail: { queue: { id: [x] } } }", "detail.queue.id"),
        ("{ detail-type: [x] }", "detail-type"),
        ("{ source: [x] }", "source"),
        ("{ detail: { queue.id: [x] } }", "detail.queue.id"),
        ("{ detail.queue: { id: [x] } }", "detail.queue.id"),
        ("{ $or: [{ detail: { queue: { id: [x] } } }, { detail: { a: [b] } }] }", "detail.queue.id"),
        ("{ detail: { queue: [{ exists: false }] } }", "detail.queue"),
        ("{ detail: [{ exists: false }] }", "detail"),
        ("{ detail: { queue: { id: { x: [1] } } } }", "detail.queue.id"),
    ],
)
def test_where_may_not_set_what_events_and_queues_set(findings, where, path):
    found = findings(
        f"""\
stack: s
routes:
  one:
    events: [conversation.end]
    queues: [Billing]
    where: {where}
    to: [{{ sqs: a }}]
"""
    )
    ((line, _, words),) = found
    assert line == 6
    assert f"'{path}" in words and "line 6" in words and "line 4" in words


def test_a_limit_of_switchboard_is_not_laid_to_eventbridge(findings):
    choices = ", ".join(f"{{ x{n}: [1] }}" for n in range(6))
    where = ", ".join(f"{key}: {{ $or: [{choices}] }}" for key in "abcd")
    found = findings(
        f"""\
stack: s
routes:
  one:
    events: [conversation.end]
    where: {{ detail: {{ {where} }} }}
    to: [{{ sqs: a }}]
"""
    )
    ((line, _, words),) = found
    assert line == 5
    assert words.startswith("Switchboard does not take this in where of route 'one': $or makes more than 1000")


def test_where_clashes_with_an_intent_too(findings):
    found = findings(
        """\
stack: s
genesys: { integration: { suffix: x } }
routes:
  one:
    intent: ended
    queues: [Billing]
    where: { detail: { eventBody: { queueId: [x] } } }
    to: [{ sqs: a }]
"""
    )
    assert any(line == 7 and "detail.eventBody.queueId" in words for line, _, words in found)


@pytest.mark.parametrize(
    "where",
    ["{ $or: [{ detail: { a: [x] } }, { detail: { b: [y] } }] }", "{ detail: { eventBody: [{ exists: false }] } }"],
)
def test_where_never_takes_the_place_of_what_an_intent_or_queues_ask_for(stack, where):
    """Either it is refused, or the rule still asks for the queue."""
    ran = stack.write(
        f"""\
stack: s
routes:
  one:
    intent: ended
    bus: default
    queues: [Billing]
    where: {where}
    to: [{{ sqs: a }}]
"""
    ).apply()
    if ran.code == 0:
        assert BILLING in stack.cloud.rules()["s-one"]["EventPattern"]
    else:
        assert "switchboard.yaml:7:" in ran.err


def test_partner_events_without_a_suffix_are_placed_route_by_route(findings):
    found = findings(
        """\
stack: s
routes:
  one:
    events: ["v2.users.{id}.presence"]
    to: [{ sqs: a }]
  two:
    intent: ended
    queues: [Billing]
    to: [{ sqs: a }]
"""
    )
    places = [(line, column) for line, column, said in found if "whose suffix is not given" in said]
    assert places == [(4, 14), (7, 5)]


def test_yaml_that_cannot_be_read_is_placed(findings):
    found = findings("stack: s\nroutes:\n  one: [\n")
    ((line, _, _),) = found
    assert line >= 3


def test_a_key_given_twice_is_found(findings):
    found = findings("stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: a }] }\n  one: {}\n")
    assert any((line, column) == (4, 3) and "twice" in said for line, column, said in found)


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "map"),
        ("[]", "map"),
        ("stack: s\n", "no routes"),
        ("stack: s\nroutes: {}\n", "no routes"),
        ("routes:\n  one: { events: [conversationCreated], to: [{ sqs: a }] }\n", "stack is missing"),
        ("stack: s\nroutes:\n  one: { events: [conversationCreated] }\n", "goes nowhere"),
        ("stack: s\nroutes:\n  one: { to: [{ sqs: a }] }\n", "needs one of: events, intent, pattern"),
        (
            "stack: s\nroutes:\n  one: { events: [conversationCreated, conversation.end], to: [{ sqs: a }] }\n",
            "families",
        ),
        (
            "stack: s\nroutes:\n  one: { events: conversationCreated, to: [{ sqs: a, subscribers: [{ sqs: b }] }] }\n",
            "only an sns target has subscribers",
        ),
        (
            "stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: a, id: x }, { sqs: b, id: x }] }\n",
            "two targets with the id 'x'",
        ),
        (
            "stack: s\nroutes:\n  one: { rule: same, events: [conversationCreated], to: [{ sqs: a }] }\n"
            "  two: { rule: same, events: [conversationCreated], to: [{ sqs: a }] }\n",
            "'same'",
        ),
        ("stack: s\nroutes:\n  one: { intent: ended, to: [{ sqs: a }] }\n", "names none"),
        ("stack: s\nroutes:\n  one: { events: [v2.users.activity], to: [{ sqs: a }] }\n", "v2.users.activity"),
        (
            'stack: s\nroutes:\n  one: { events: ["v2.users.{id}.activity"], queues: [a], to: [{ sqs: a }] }\n',
            "never carries a queue id",
        ),
        (
            "stack: s\ndefaults: { dead_letter: 'arn:aws:sns:us-east-1:000000000000:t' }\n"
            "routes:\n  one: { events: [conversationCreated], to: [{ sqs: a }] }\n",
            "SQS queue",
        ),
        (
            "stack: s\naws: { account: 12345 }\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: a }] }\n",
            "12 digits",
        ),
    ],
)
def test_each_mistake_has_its_words(findings, text, words):
    assert any(words in said for _, _, said in findings(text)), findings(text)


# Interpolation.


ONE = "stack: s\nroutes:\n  one: {{ events: [conversationCreated], {more} to: [{{ sqs: a }}] }}\n"


@pytest.fixture
def rule_of(stack):
    """Applies a route with `more` in it; the rule that comes of it."""

    def make(more, **env):
        stack.env = env
        stack.write(ONE.format(more=more)).applied()
        return stack.cloud.rules()["s-one"]

    return make


def test_variables_are_filled_in_with_defaults_and_can_be_escaped(rule_of):
    rule = rule_of('description: "${A} ${B:-two} ${C:-three} $${D}",', A="one", B="")
    assert rule["Description"].startswith("one two three ${D} [")


def test_what_a_variable_holds_is_never_read_as_yaml_or_as_a_variable_again(rule_of):
    nasty = '"], x: [${HOME}'
    assert rule_of('description: "${A}",', A=nasty)["Description"].startswith(nasty + " [")


def test_numbers_keep_their_spelling_and_strings_stay_strings(rule_of):
    rule = rule_of('where: { detail: { a: [1.50, 1e3, "007", 0x1F, .5, "5", yes, true, null, ~, 2026-03-04] } },')
    assert '"a":[1.50,1e3,"007",31,0.5,"5","yes",true,null,null,"2026-03-04"]' in rule["EventPattern"]


def test_a_variable_in_where_is_a_string(rule_of):
    assert '"a":["5"]' in rule_of("where: { detail: { a: ['${N}'] } },", N="5")["EventPattern"]


def test_limits_count_characters_and_not_bytes(rule_of):
    words = "ü" * 400
    assert rule_of(f"description: {words},")["Description"].startswith(words)
    letters = ", ".join(["é" * 90] * 20)
    assert len(rule_of(f"where: {{ detail: {{ a: [{letters}] }} }},")["EventPattern"]) < 2048


def test_a_file_of_any_line_ends_or_from_stdin_reads_the_same(stack):
    text = "# größe\nstack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: a }] }\n"
    stack.write(text).applied()
    for other in (text.replace("\n", "\r\n"), "\ufeff" + text, text.rstrip("\n")):
        stack.write(other)
        assert stack.plan("--detailed-exitcode").code == 0
    ran = stack.switchboard("plan", "-f", "-", "--detailed-exitcode", *stack.where, stdin=text)
    assert ran.code == 0


def test_long_names_are_cut_with_a_stable_hash(stack):
    long = "r" * 90
    stack.write(f"stack: s\nroutes:\n  {long}: {{ events: [conversationCreated], to: [{{ sqs: a }}] }}\n").applied()
    (name,) = stack.cloud.rules()
    assert len(name) == 64 and name.startswith("s-rrr")
    assert stack.applied() == set()


def test_characters_that_aws_refuses_become_dashes(stack):
    stack.write('stack: s\nroutes:\n  "ende: größe": { events: [conversationCreated], to: [{ sqs: a }] }\n').applied()
    (name,) = stack.cloud.rules()
    assert re.fullmatch(r"s-ende--gr-+e", name), name
    assert stack.applied() == set()


def test_what_the_services_would_refuse_is_found_in_the_spec_all_of_it_before_anybody_is_asked(findings):
    found = findings(
        """\
stack: s
routes:
  one:
    events: [conversationCreated]
    where: { detail: { mediaType: [voice, { prefx: v }] } }
    to:
      - { sqs: a, input: { path: detail.x } }
      - { sqs: b, input: { template: '{"a": <x>, "b": <y>}', paths: { x: "$.detail[a]" } } }
      - { sqs: c, input: { text: "no json" } }
      - { bus: d, input: { path: detail }, role: me }
      - sns: e
        subscribers:
          - sqs: f
            filter:
              detail:
                mediaType: [{ anything-but: { suffix: x } }]
              a: [1]
              b: [1]
              c: [1]
              d: [1]
              e: [1]
"""
    )
    places = {
        (5, 52): "Unrecognized match type prefx",
        (7, 34): "Invalid InputPath for target a.",
        (8, 38): "invalid placeholder y",
        (8, 74): "Invalid InputPath for x in InputPathsMap",
        (9, 34): "JSON syntax error in input for target c.",
        (10, 34): "Invalid InputPath for target d.",
        (10, 50): "Parameter me is not valid",
        (16, 55): "Unsupported anything-but pattern: suffix",
        (21, 18): "can not have more than 5 keys",
    }
    for place, words in places.items():
        assert any((line, column) == place and words in text for line, column, text in found), (place, words, found)
