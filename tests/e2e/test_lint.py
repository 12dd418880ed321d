# SPDX-License-Identifier: Apache-2.0
"""lint: rules that cannot do what they are meant to."""

import json

import pytest

from harness import GENERAL_SUPPORT

USER_END = "v2.detail.events.conversation.{id}.user.end"
PLATFORM = [{"prefix": "aws.partner/genesys.com"}]
CLEAN = {"source": ["genesys.cloud"], "detail-type": ["conversation.end"], "detail": {"queue": {"id": ["q"]}}}


@pytest.fixture
def lint(switchboard):
    def run(*patterns, flags=()):
        rules = [{"id": f"rule-{i}", "pattern": pattern} for i, pattern in enumerate(patterns, 1)]
        switchboard.write("".join(json.dumps(rule) + "\n" for rule in rules), "rules.jsonl")
        return switchboard("lint", "rules.jsonl", *flags)

    return run


def findings(ran):
    answer = ran.json()
    assert answer["schema"] == "switchboard.lint/1"
    keys = {"severity", "code", "rule", "line", "column", "path", "message", "hint"}
    assert all(set(finding) == keys for finding in answer["findings"])
    return [(finding["rule"], finding["code"]) for finding in answer["findings"]]


def test_a_clean_set_exits_0(lint):
    ran = lint(CLEAN)
    assert (ran.code, ran.out, ran.err) == (0, "1 rule: 0 errors, 0 warnings, 0 notes\n", "")


def test_notes_alone_exit_0(lint):
    ran = lint({"source": ["my.app"], "detail": {"count": ["5"]}})
    assert ran.code == 0
    assert ran.out.startswith("rules.jsonl:1:72: note SB0615: rule 'rule-1': ")


def test_everything_is_found_at_once_with_its_place(lint):
    patterns = (
        {"source": "genesyscloud"},
        {"source": ["genesyscloud"], "detail-type": ["conversation.end"]},
        {"source": PLATFORM, "detail-type": [USER_END], "detail": {"queue": {"id": [GENERAL_SUPPORT]}}},
        CLEAN,
        dict(reversed(CLEAN.items())),
        {"queueId": ["q"]},
        {"detail.queue.id": ["another"]},
        {"detail": {"at": [{"numeric": [">", 1764000000000]}]}},
    )
    ran = lint(*patterns, flags=("--output", "json"))
    assert ran.code == 1
    assert findings(ran) == [
        ("rule-1", "SB0600"),
        ("rule-2", "SB0601"),
        ("rule-3", "SB0612"),
        ("rule-5", "SB0605"),
        ("rule-6", "SB0610"),
        ("rule-7", "SB0611"),
        ("rule-8", "SB0616"),
    ]
    third = ran.json()["findings"][2]
    assert third["path"] == "detail.queue.id" and "`detail.eventBody.queueId`" in third["message"]
    text = (lint(*patterns)).out
    assert "rules.jsonl:3:" in text and "8 rules: 1 error, 6 warnings, 0 notes" in text


def test_a_place_is_the_one_in_the_file(lint, switchboard):
    (finding,) = lint({"source": ["my.app"], "queue": ["x"]}, flags=("--output", "json")).json()["findings"]
    line = (switchboard.folder / "rules.jsonl").read_text().splitlines()[finding["line"] - 1]
    assert line[finding["column"] - 1 :].startswith('["x"]')


def test_patterns_near_the_limits_are_told(lint):
    almost = {"source": ["x" * 1900]}
    over = {"source": ["y" * 2100]}
    ran = lint(almost, over, flags=("--bus-rules", "1", "--output", "json"))
    assert findings(ran) == [("rule-1", "SB0617"), ("rule-2", "SB0617"), ("", "SB0619")]
    assert [finding["severity"] for finding in ran.json()["findings"]] == ["warning", "error", "error"]


def test_lines_that_are_no_rules_exit_2(lint, switchboard):
    switchboard.write("{\n" + json.dumps({"id": "a", "pattern": CLEAN}) + "\n", "rules.jsonl")
    ran = switchboard("lint", "rules.jsonl")
    assert ran.code == 2 and "rules.jsonl:1:" in ran.err and "1 rule:" in ran.out
    assert switchboard("lint", "no-such-file").code == 2
    assert switchboard("lint").code == 64


def test_the_routes_of_a_spec_are_looked_through(switchboard):
    switchboard.write(
        """
stack: s
routes:
  ended:
    events: [conversation.end]
    where: { detail: { eventBody: { mediaType: [voice] } } }
    to: [{ sqs: ended }]
"""
    )
    ran = switchboard("lint", "-f", "switchboard.yaml", "--output", "json")
    assert ran.code == 1 and findings(ran) == [("ended", "SB0612")]
    (finding,) = ran.json()["findings"]
    assert (finding["line"], finding["column"]) == (6, 48), "where the field stands, not where the route begins"


def test_a_finding_on_a_spec_stands_at_the_value_that_it_is_about(switchboard):
    switchboard.write(
        """
stack: s
routes:
  first:
    events:
      - conversationCreated
      - conversationCreated
    to: [{ sqs: a }]
  second:
    events: [conversationEnded]
    where:
      detail:
        "ä":
          - voice
          - message
          - voice
    to: [{ sqs: b }]
  third:
    pattern: { source: [x, x], detail: { a: [b] } }
    to: [{ sqs: c }]
"""
    )
    ran = switchboard("lint", "-f", "switchboard.yaml", "--output", "json")
    places = [(f["code"], f["rule"], f["line"], f["column"]) for f in ran.json()["findings"] if f["code"] == "SB0608"]
    assert places == [("SB0608", "first", 7, 9), ("SB0608", "second", 16, 13), ("SB0608", "third", 19, 28)]
    assert "switchboard.yaml:16:13: note SB0608: rule 'second'" in switchboard("lint", "-f", "switchboard.yaml").out


def test_lone_surrogates_are_escapes_in_what_is_printed(switchboard):
    switchboard.write('{"id":"q\\ud800","pattern":{"a\\ud800":["x"]}}\n', "rules.jsonl")
    switchboard.write('{"a\\ud800":"x"}\n', "events.jsonl")
    (finding,) = switchboard("lint", "rules.jsonl", "--output", "json").json()["findings"]
    assert (finding["rule"], finding["path"]) == ("q\ud800", "a\ud800")
    assert switchboard("match", "--rules", "rules.jsonl", "--events", "events.jsonl").json()["rules"] == ["q\ud800"]
    assert "rule 'q\\ud800'" in switchboard("lint", "rules.jsonl").out


def routes(count, bus):
    lines = []
    for i in range(count):
        lines.append(f"  r{i}-{bus}:\n    bus: {bus}\n    pattern: {{ source: [a{i}] }}\n    to: [{{ sqs: q }}]\n")
    return "".join(lines)


def test_rules_of_a_spec_are_counted_and_compared_on_their_own_bus(switchboard):
    switchboard.write("stack: s\nroutes:\n" + routes(3, "east") + routes(3, "west"))
    ran = switchboard("lint", "-f", "switchboard.yaml", "--bus-rules", "5")
    assert (ran.code, ran.out) == (0, "6 rules: 0 errors, 0 warnings, 0 notes\n")
    ran = switchboard("lint", "-f", "switchboard.yaml", "--bus-rules", "2", "--output", "json")
    assert [(f["code"], f["message"]) for f in ran.json()["findings"]] == [
        ("SB0619", "bus 'east': 3 rules; a bus may have 2"),
        ("SB0619", "bus 'west': 3 rules; a bus may have 2"),
    ]


def test_a_route_whose_queues_take_several_rules_is_looked_through_as_these(switchboard):
    queues = ", ".join("{ id: 00000000-0000-0000-0000-%012d }" % i for i in range(100))
    switchboard.write(
        f"""
stack: s
routes:
  big:
    events: [conversationEnded]
    queues: [{queues}]
    to: [{", ".join(f"{{ sqs: q{i} }}" for i in range(6))}]
"""
    )
    ran = switchboard("lint", "-f", "switchboard.yaml", "--bus-rules", "3", "--output", "json")
    assert ran.code == 1, "two rules for the queues, each twice for its targets"
    assert [(f["code"], f["message"]) for f in ran.json()["findings"]] == [
        ("SB0619", "4 rules; a bus may have 3"),
    ]
    assert ran.json()["rules"] == 2
    assert switchboard("lint", "-f", "switchboard.yaml").code == 0


def test_queues_that_lint_does_not_know_are_told_with_place_and_code(switchboard):
    switchboard.write(
        """
stack: s
routes:
  ended:
    events: [conversation.end]
    queues:
      - { id: known }
      - General Support
    to: [{ sqs: ended }]
"""
    )
    ran = switchboard("lint", "-f", "switchboard.yaml")
    assert "switchboard.yaml:8:9: error SB0215: route 'ended': the id of the queue 'General Support'" in ran.err
    switchboard.write('[{"id": "x", "name": "Genral"}]', "queues.json")
    ran = switchboard("lint", "-f", "switchboard.yaml", "--queues", "queues.json")
    assert "switchboard.yaml:8:9: error SB0210: route 'ended': no queue is called 'General Support'" in ran.err
