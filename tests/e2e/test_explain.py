# SPDX-License-Identifier: Apache-2.0
"""explain: why an event matches or does not, and what would help."""

import json
import re

import pytest

from harness import GENERAL_SUPPORT, ended_event, on_terminal

PATTERN = {
    "source": ["genesys.cloud"],
    "detail-type": ["conversation.end"],
    "detail": {"queue": {"id": [GENERAL_SUPPORT]}, "mediaType": ["voice", "message"]},
}
RULES = [
    {"id": "support", "pattern": {"detail": {"queue": {"id": [GENERAL_SUPPORT]}}}},
    {"id": "voice", "pattern": PATTERN},
    {"id": "started", "pattern": {"source": ["genesys.cloud"], "detail-type": ["conversation.start"]}},
    {"id": "other", "pattern": {"source": ["my.app"], "detail": {"n": [1]}}},
]
EVENT = ended_event(GENERAL_SUPPORT, mediaType="VOICE")


def lines(items):
    return "".join(json.dumps(item) + "\n" for item in items)


@pytest.fixture
def explain(switchboard):
    def run(event, *flags, **how):
        switchboard.write(event if isinstance(event, str) else json.dumps(event), "event.json")
        switchboard.write(json.dumps(PATTERN), "pattern.json")
        switchboard.write(lines(RULES), "rules.jsonl")
        return switchboard("explain", "--event", "event.json", *flags, **how)

    return run


def test_each_field_is_shown_with_what_was_wanted_and_found(explain):
    ran = explain(EVENT, "--pattern", "pattern.json")
    assert ran.code == 1 and ran.err == ""
    shown = ran.out.splitlines()
    assert shown[0] == "✗ event.json:1 does not match"
    assert '  ✓ source: exact "genesys.cloud", found "genesys.cloud"' in shown
    assert '  ✗ detail.mediaType: exact "voice" or exact "message", found "VOICE"' in shown
    assert any("differs in upper and lower case only" in line for line in shown)
    assert shown[-2:] == [
        "  smallest change:",
        '    the pattern would have to say {"equals-ignore-case":"voice"} for `detail.mediaType`, says "voice"',
    ]


def test_an_event_that_matches_exits_0(explain):
    ran = explain(ended_event(GENERAL_SUPPORT, mediaType="voice"), "--pattern", json.dumps(PATTERN))
    assert ran.code == 0
    assert ran.out.startswith("✓ ") and "✗" not in ran.out and "smallest change" not in ran.out


def test_a_path_of_the_other_family_is_named(explain):
    event = {**EVENT, "detail": {"eventBody": {"queueId": GENERAL_SUPPORT}, "mediaType": "voice"}}
    ran = explain(event, "--pattern", "pattern.json")
    assert "`queueId` is at `detail.eventBody.queueId`, the pattern looks at `detail.queue.id`" in ran.out


def test_what_the_json_suggests_does_match(explain, switchboard):
    ran = explain(EVENT, "--pattern", "pattern.json", "--output", "json")
    assert ran.code == 1
    answer = ran.json()
    assert answer["schema"] == "switchboard.explain/1"
    why = answer["explanation"]
    assert why["matches"] is False
    assert [change["kind"] for change in why["changes"]] == ["replace-condition"]
    again = switchboard("explain", "--event", "event.json", "--pattern", why["changed_pattern"])
    assert again.code == 0


def test_of_a_rule_set_the_matching_and_the_closest_are_listed(explain):
    ran = explain(EVENT, "--rules", "rules.jsonl", "--closest", "2", "--output", "json")
    assert ran.code == 0
    answer = ran.json()
    assert answer["matched"] == ["support"]
    assert [(rule["id"], rule["failed"]) for rule in answer["closest"]] == [("voice", 1), ("started", 1)]
    text = explain(EVENT, "--rules", "rules.jsonl", "--closest", "2").out
    assert "1 of 4 rules match" in text and "voice: 1 of 4 fields in the way" in text and "  other:" not in text


def test_one_rule_of_a_set_is_explained_whole(explain):
    ran = explain(EVENT, "--rules", "rules.jsonl", "--id", "voice")
    assert ran.code == 1
    assert "voice does not match" in ran.out and "✓ source" in ran.out
    slip = explain(EVENT, "--rules", "rules.jsonl", "--id", "voic")
    assert slip.code == 2 and "did you mean 'voice'" in slip.err


def test_events_may_stand_one_a_line_or_one_over_several_lines(explain):
    several = lines([EVENT, ended_event(GENERAL_SUPPORT, mediaType="voice")])
    ran = explain(several, "--pattern", "pattern.json", "--output", "json")
    assert ran.code == 0
    assert [json.loads(line)["line"] for line in ran.out.splitlines()] == [1, 2]
    assert explain(several, "--pattern", "pattern.json", "--line", "1").code == 1
    assert explain(several, "--pattern", "pattern.json", "--line", "3").code == 2
    assert explain(json.dumps(EVENT, indent=2), "--pattern", "pattern.json").code == 1


def test_input_that_is_none_exits_2(explain):
    assert explain("{", "--pattern", "pattern.json").code == 2
    assert explain(EVENT, "--pattern", '{"a":"x"}').code == 2
    assert explain(EVENT, "--pattern", "no-such-file").code == 2
    assert explain(EVENT).code == 64
    assert explain(EVENT, "--pattern", "pattern.json", "--rules", "rules.jsonl").code == 64


def test_both_from_standard_input_is_no_way_to_call_it(switchboard):
    ran = switchboard("explain", "--rules", "-", "--event", "-")
    assert ran.code == 64 and "cannot both be standard input" in ran.err


def test_the_lines_of_a_pattern_are_those_of_its_file(switchboard):
    switchboard.write('\n\n{\n  "a": "x"\n}\n', "p.json")
    assert "line: 4" in switchboard("explain", "--pattern", "p.json", "--event", "{}").err
    switchboard.write('\n\n{\n  "a": ["x"]\n}\n', "p.json")
    ran = switchboard("explain", "--pattern", "p.json", "--event", '{"a":"y"}', "--output", "json")
    assert ran.code == 1 and ran.json()["explanation"]["fields"][0]["line"] == 4


def test_an_operator_without_its_list_is_pointed_at(switchboard):
    ran = switchboard("explain", "--pattern", '{"source":{"prefix":["aws."]}}', "--event", '{"source":"aws.ec2"}')
    assert ran.code == 1
    assert '`prefix` is no operator here but a field below `source`' in ran.out
    assert '"source":[{"prefix":"aws."}]' in ran.out and "would have to be" not in ran.out


def test_colours_are_for_terminals_only(explain, switchboard):
    assert "\x1b" not in explain(EVENT, "--pattern", "pattern.json").out
    words = ("explain", "--event", "event.json", "--pattern", "pattern.json")
    shown, code = on_terminal(switchboard, *words)
    assert code == 1 and "\x1b[31m✗" in shown and "\x1b[32m✓" in shown
    assert "\x1b" not in on_terminal(switchboard, *words, env={"NO_COLOR": "1"})[0]


SPEC = f"""
stack: contact-center
routes:
  ended: {{ events: [conversation.end], queues: [General Support], to: [{{ sqs: ended }}] }}
  any: {{ events: [conversation.end], queues: [{{ id: {GENERAL_SUPPORT} }}], to: [{{ sqs: any }}] }}
  platform:
    events: ["v2.detail.events.conversation.{{id}}.user.end"]
    queues: [{{ id: {GENERAL_SUPPORT} }}]
    bus: aws.partner/genesys.com/cloud/o/s
    to: [{{ sqs: platform }}]
"""
QUEUES = {"schema": "switchboard.queues/1", "queues": [{"id": GENERAL_SUPPORT, "name": "General Support"}]}


@pytest.fixture
def spec(switchboard):
    switchboard.write(SPEC)
    switchboard.write(json.dumps(QUEUES), "queues.json")
    return "switchboard.yaml"


def test_routes_of_a_spec_are_explained_without_a_cloud(explain, spec):
    ran = explain(EVENT, "-f", spec, "--queues", "queues.json", "--output", "json")
    assert ran.code == 0 and ran.json()["matched"] == ["ended", "any"]
    without = explain(EVENT, "-f", spec)
    assert without.code == 2
    assert re.search(
        r"^switchboard.yaml:4:\d+: error SB0215: route 'ended': the id of the queue 'General Support'",
        without.err,
        re.MULTILINE,
    )
    assert "--queues" in without.err


def test_cases_may_say_which_routes_take_an_event(switchboard, spec):
    other = ended_event("another-queue")
    cases = [
        {"label": "both", "event": EVENT, "expect_routes": ["any", "ended"]},
        {"event": other, "expect_routes": []},
        {"event_text": json.dumps(EVENT), "expect_routes": ["any"], "label": "one too few"},
        {"event": "none", "expect_routes": []},
        {"pattern": {"a": ["b"]}, "event": {"a": "b"}, "expect": True},
    ]
    switchboard.write(lines(cases), "cases.jsonl")
    ran = switchboard("test", "-f", spec, "--queues", "queues.json", "cases.jsonl", "--junit", "report.xml")
    assert ran.code == 1
    *failed, sums = ran.out.splitlines()
    assert sums == "3 passed, 2 failed"
    assert failed[0] == "cases.jsonl:3: one too few: expected any, got any, ended"
    assert failed[1].startswith("cases.jsonl:4: expected no route, got error")
    assert (switchboard.folder / "report.xml").read_text().count("<failure") == 2


def test_cases_about_routes_need_the_spec_and_its_routes(switchboard, spec):
    switchboard.write(lines([{"event": EVENT, "expect_routes": ["ended"]}]), "cases.jsonl")
    ran = switchboard("test", "cases.jsonl")
    assert ran.code == 2 and "-f SPEC" in ran.out
    switchboard.write(lines([{"event": EVENT, "expect_routes": ["endet"]}]), "cases.jsonl")
    ran = switchboard("test", "-f", spec, "--queues", "queues.json", "cases.jsonl")
    assert ran.code == 2 and "did you mean 'ended'" in ran.out
