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
    assert ran.json()["findings"][0]["line"] == 5
