# SPDX-License-Identifier: Apache-2.0
"""match and test: patterns without any cloud."""

import gzip
import json
import random
import subprocess
import xml.etree.ElementTree

import pytest

from harness import REPOSITORY

RULES = [
    {"id": "support", "pattern": {"detail": {"queue": {"id": ["q-1"]}}}},
    {"id": "any-end", "pattern": {"detail-type": [{"suffix": "end"}]}},
    {"id": "loud", "pattern": {"detail": {"priority": [{"numeric": [">", 5]}]}}},
]
EVENTS = [
    {"detail-type": "conversation.end", "detail": {"queue": {"id": "q-1"}}},
    {"detail-type": "conversation.start", "detail": {"queue": {"id": "q-2"}, "priority": 9}},
    {"detail-type": "conversation.start", "detail": {}},
    {"detail-type": "conversation.end", "detail": {"queue": {"id": "q-1"}, "priority": 6}},
]


def lines(items):
    return "".join((item if isinstance(item, str) else json.dumps(item)) + "\n" for item in items)


@pytest.fixture
def match(switchboard):
    def run(*flags, rules=RULES, events=EVENTS):
        switchboard.write(lines(rules), "rules.jsonl")
        switchboard.write(lines(events), "events.jsonl")
        return switchboard("match", "--rules", "rules.jsonl", "--events", "events.jsonl", *flags)

    return run


def printed(ran):
    return [json.loads(line) for line in ran.out.splitlines()]


def test_match_prints_the_rules_of_each_line_that_matches(match):
    ran = match()
    assert (ran.code, ran.err) == (0, "")
    assert printed(ran) == [
        {"line": 1, "rules": ["support", "any-end"]},
        {"line": 2, "rules": ["loud"]},
        {"line": 4, "rules": ["support", "any-end", "loud"]},
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_line(match, switchboard):
    switchboard.write("\ufeff" + lines(RULES), "rules.jsonl")
    switchboard.write("\ufeff" + lines(EVENTS), "events.jsonl")
    ran = switchboard("match", "--rules", "rules.jsonl", "--events", "events.jsonl")
    assert (ran.code, ran.err) == (0, "")
    assert [row["line"] for row in printed(ran)] == [1, 2, 4]


def test_match_exits_1_when_nothing_matches(match):
    ran = match(events=EVENTS[2:3])
    assert (ran.code, ran.out, ran.err) == (1, "", "")


def test_blank_lines_count_as_lines_and_are_skipped(match):
    assert [row["line"] for row in printed(match(events=["", EVENTS[0], "   ", EVENTS[1]]))] == [2, 4]


@pytest.mark.parametrize("repeat", [1, 3])
def test_count_prints_counts_of_one_pass_and_times(match, repeat):
    ran = match("--count", "--repeat", repeat)
    assert ran.code == 0
    (counts,) = printed(ran)
    assert set(counts) == {"schema", "events", "matched", "matches", "build_seconds", "seconds", "events_per_second"}
    assert counts["schema"] == "switchboard.match/1"
    assert (counts["events"], counts["matched"], counts["matches"]) == (4, 3, 6)
    assert counts["seconds"] > 0 and counts["build_seconds"] >= 0 and counts["events_per_second"] > 0


def test_passes_are_for_counting_only(match):
    ran = match("--repeat", 2)
    assert (ran.code, ran.out) == (64, "") and "--repeat requires --count" in ran.err


def test_an_event_that_is_none_is_told_by_its_number_and_the_rest_goes_on(match):
    ran = match(events=[EVENTS[0], "{", '{"a":NaN}', "[]", EVENTS[1], '{"a":1} trailing', "\ufeff{}"])
    assert ran.code == 2
    assert [row["line"] for row in printed(ran)] == [1, 5]
    told = [line.split(":")[2] for line in ran.err.splitlines() if "events.jsonl" in line]
    assert told == ["2", "3", "4", "6", "7"]


def test_invalid_events_are_counted_as_events_that_do_not_match(match):
    ran = match("--count", events=[EVENTS[0], "{"])
    assert ran.code == 2
    assert (printed(ran)[0]["events"], printed(ran)[0]["matched"]) == (2, 1)


def test_rules_that_are_none_are_all_told_and_nothing_is_matched(match):
    rules = [
        RULES[0],
        "{",
        {"id": "x"},
        {"id": "bad", "pattern": {"a": []}},
        {"id": "worse", "pattern": {"a": [{"numeric": [NaN]}]}},
    ]
    ran = match(rules=rules)
    assert (ran.code, ran.out) == (2, "")
    for place in ("rules.jsonl:2:", "rules.jsonl:3:", "rules.jsonl:4:", "rules.jsonl:5:"):
        assert place in ran.err
    assert "'bad'" in ran.err and "Empty arrays are not allowed" in ran.err


NaN = float("nan")  # json.dumps writes it as NaN, which is no JSON


def test_files_that_are_not_there_are_named(switchboard):
    switchboard.write("", "empty.jsonl")
    for rules, events, named in (("x.jsonl", "empty.jsonl", "x.jsonl"), ("empty.jsonl", "y.jsonl", "y.jsonl")):
        ran = switchboard("match", "--rules", rules, "--events", events)
        assert ran.code == 2 and named in ran.err


def test_any_number_of_threads_gives_the_same_output(match):
    chance = random.Random(4)
    events = [
        {"detail-type": chance.choice(["a.end", "b"]), "detail": {"queue": {"id": f"q-{chance.randrange(3)}"}, "n": n}}
        for n in range(1000)
    ]
    events[500] = "{"
    alone = match(events=events)
    assert alone.code == 2 and len(alone.out.splitlines()) > 300
    for threads in (2, 3, 8, 256):
        together = match("--threads", threads, events=events)
        assert (together.code, together.out, together.err) == (alone.code, alone.out, alone.err)


def test_the_sample_events_of_genesys_cloud_are_told_apart(match):
    """The queues of the local cloud in the tutorials' shape and in the platform's own."""
    queue = "30efdbc1-b459-462a-a4b5-966c53a60562"
    user_end = "v2.detail.events.conversation.{id}.user.end"
    source = "aws.partner/genesys.com/cloud/122be111-0193-43aa-aadd-167d922a59af/x"
    rules = [
        {"id": "tutorial", "pattern": {"source": ["genesys.cloud"], "detail": {"queue": {"id": [queue]}}}},
        {
            "id": "platform",
            "pattern": {
                "source": [{"prefix": "aws.partner/genesys.com"}],
                "detail-type": [user_end],
                "detail": {
                    "eventBody": {"queueId": [queue], "disconnectType": [{"anything-but": {"suffix": "TRANSFER"}}]}
                },
            },
        },
    ]
    events = [
        {"source": "genesys.cloud", "detail-type": "conversation.end", "detail": {"queue": {"id": queue}}},
        *(
            {
                "source": source,
                "detail-type": user_end,
                "detail": {"eventBody": {"queueId": queue, "disconnectType": kind}},
            }
            for kind in ("CLIENT", "TRANSFER", "CONSULT_TRANSFER", "PEER")
        ),
        {"source": source, "detail-type": user_end, "detail": {"eventBody": {"queueId": "another"}}},
    ]
    found = {row["line"]: row["rules"] for row in printed(match(rules=rules, events=events))}
    assert found == {1: ["tutorial"], 2: ["platform"], 5: ["platform"]}


def test_rules_may_come_from_stdin(switchboard):
    switchboard.write(lines(EVENTS), "events.jsonl")
    ran = switchboard("match", "--rules", "-", "--events", "events.jsonl", stdin=lines(RULES))
    assert ran.code == 0 and len(printed(ran)) == 3


def test_events_may_come_from_stdin_and_either_file_may_be_gzip(switchboard, match):
    expected = match().out
    packed_rules = switchboard.folder / "rules.gz"
    packed_rules.write_bytes(gzip.compress(lines(RULES).encode()))
    packed_events = switchboard.folder / "events.gz"
    halves = lines(EVENTS[:2]).encode(), lines(EVENTS[2:]).encode()
    packed_events.write_bytes(b"".join(gzip.compress(half) for half in halves))  # as logs that were appended to
    ran = switchboard("match", "--rules", "rules.gz", "--events", "events.gz")
    assert (ran.code, ran.out, ran.err) == (0, expected, "")
    ran = switchboard("match", "--rules", "rules.jsonl", "--events", "-", stdin=lines(EVENTS))
    assert (ran.code, ran.out) == (0, expected)


def test_rules_and_events_cannot_both_be_stdin(switchboard):
    ran = switchboard("match", "--rules", "-", "--events", "-", stdin="")
    assert ran.code == 64 and "standard input" in ran.err


def test_damaged_gzip_is_told_and_what_came_before_is_answered(switchboard, match):
    match()
    whole = gzip.compress("".join(lines([{**EVENTS[0], "id": random.random()}]) for _ in range(50_000)).encode())
    half = len(whole) // 2
    for spoiled, reason in ((whole[:half], "too early"), (whole[:-8] + bytes(8), "damaged")):  # CRC and length
        (switchboard.folder / "spoiled.gz").write_bytes(spoiled)
        ran = switchboard("match", "--rules", "rules.jsonl", "--events", "spoiled.gz")
        assert ran.code == 2 and "spoiled.gz" in ran.err and reason in ran.err
        assert 10_000 < len(ran.out.splitlines()) <= 50_000


def test_answers_come_as_lines_come(switchboard):
    """What `tail -f | switchboard match` needs: no waiting for a full block."""
    switchboard.write(lines(RULES), "rules.jsonl")
    program = switchboard.start(
        "match", "--rules", "rules.jsonl", "--events", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        for number in (1, 2, 3):
            program.stdin.write(json.dumps(EVENTS[0]) + "\n")
            program.stdin.flush()
            assert json.loads(program.stdout.readline()) == {"line": number, "rules": ["support", "any-end"]}
        program.stdin.write(json.dumps(EVENTS[0]))  # a last line without its end
        program.stdin.close()
        assert json.loads(program.stdout.readline())["line"] == 4
        assert program.wait(10) == 0
    finally:
        program.kill()
        program.wait()


def test_skip_validation_leaves_parts_unread_that_no_rule_looks_at(match):
    careless = '{"detail-type":"a.end","other":{"number":01}}'
    assert match(events=[careless]).code == 2
    assert [row["rules"] for row in printed(match("--skip-validation", events=[careless]))] == [["any-end"]]
    assert match("--skip-validation").out == match().out


def test_long_lines_and_many_blocks_keep_their_numbers(match):
    padding = "x" * 3_000_000
    events = [{"detail-type": "a.end", "padding": padding} for _ in range(7)] + EVENTS
    assert [row["line"] for row in printed(match("--threads", 2, events=events))] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]


# Case files.

PASSING = [
    {"label": "exact", "pattern": {"a": ["b"]}, "event": {"a": "b"}, "expect": True},
    {"label": "other", "pattern": {"a": ["b"]}, "event": {"a": "c"}, "expect": False, "note": "other keys are labels"},
    {"label": "refused", "pattern": {"a": []}, "event": {}, "expect": "error"},
    {"pattern_text": '{"a":["b"]} x', "event": {"a": "b"}, "expect": "error"},
    {"pattern": {"a": ["b"]}, "event_text": "not JSON", "expect": "error"},
    {"pattern_text": '{"a":[1.0]}', "event_text": '{"a":1}', "expect": True},
]
FAILING = [
    {"label": 'wrong <way> & "round"', "pattern": {"a": ["b"]}, "event": {"a": "b"}, "expect": False},
    {"label": "no error", "pattern": {"a": ["b"]}, "event": {"a": "b"}, "expect": "error"},
]


@pytest.fixture
def run_cases(switchboard):
    def run(cases, *flags):
        switchboard.write(lines(cases), "cases.jsonl")
        return switchboard("test", "cases.jsonl", *flags)

    return run


def test_cases_that_pass_are_counted(run_cases):
    ran = run_cases(PASSING)
    assert (ran.code, ran.out, ran.err) == (0, "6 passed, 0 failed\n", "")


def test_cases_that_fail_are_printed_with_their_line(run_cases):
    ran = run_cases(PASSING + FAILING)
    assert ran.code == 1
    *failed, sums = ran.out.splitlines()
    assert sums == "6 passed, 2 failed"
    assert [line.split(":")[1] for line in failed] == ["7", "8"]
    assert "expected false, got true" in failed[0] and "expected error, got true" in failed[1]


def test_what_is_no_case_exits_2(run_cases):
    for bad in (
        "{",
        "[]",
        {"pattern": {"a": ["b"]}, "event": {}},
        {"pattern": {"a": ["b"]}, "expect": True},
        {"event": {}, "expect": True},
        {"pattern": {"a": ["b"]}, "event": {}, "expect": "maybe"},
    ):
        ran = run_cases([PASSING[0], bad])
        assert ran.code == 2, bad
        assert "cases.jsonl:2:" in ran.out + ran.err


def test_junit_is_well_formed_and_says_the_same(run_cases, switchboard):
    ran = run_cases(PASSING + FAILING, "--junit", "report.xml")
    assert ran.code == 1
    suite = xml.etree.ElementTree.parse(switchboard.folder / "report.xml").getroot()
    if suite.tag == "testsuites":
        (suite,) = suite
    assert (suite.tag, suite.get("tests"), suite.get("failures")) == ("testsuite", "8", "2")
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases][-2:] == ['wrong <way> & "round"', "no error"]
    assert [case.find("failure") is not None for case in cases] == [False] * 6 + [True] * 2


def test_junit_names_each_case_by_file_and_label_or_line(run_cases, switchboard):
    run_cases([PASSING[0], PASSING[3], {"id": "Q-7", **PASSING[4]}], "--junit", "report.xml")
    cases = xml.etree.ElementTree.parse(switchboard.folder / "report.xml").getroot().findall("testcase")
    assert [(case.get("classname"), case.get("name"), case.get("line")) for case in cases] == [
        ("cases.jsonl", "exact", "1"),
        ("cases.jsonl", "line 2", "2"),
        ("cases.jsonl", "id: Q-7", "3"),
    ]


def test_failing_cases_show_their_labels(run_cases):
    ran = run_cases([*FAILING, {**FAILING[0], "label": 7, "ticket": "Q-7"}])
    first, second, third, _ = ran.out.splitlines()
    assert first.startswith('cases.jsonl:1: wrong <way> & "round": expected false')
    assert second.startswith("cases.jsonl:2: no error: expected error")
    assert third.startswith("cases.jsonl:3: label: 7, ticket: Q-7: expected false")


def test_json_has_every_case_with_its_place_and_what_became_of_it(run_cases):
    ran = run_cases([PASSING[0], PASSING[3], FAILING[0], {"event": {}, "expect": True}], "--output", "json")
    assert ran.code == 2 and ran.err == ""
    printed = ran.json()
    reason = printed["cases"][1].pop("reason")
    assert "Unexpected text after" in reason
    assert printed["cases"][3].pop("reason").startswith('A case needs "pattern"')
    row = {"file": "cases.jsonl", "label": None, "reason": None}
    unnamed = {"file": "cases.jsonl", "label": None}
    assert printed == {
        "schema": "switchboard.test/1",
        "passed": 2,
        "failed": 2,
        "cases": [
            {**row, "line": 1, "label": "exact", "passed": True, "expected": "true", "got": "true"},
            {**unnamed, "line": 2, "passed": True, "expected": "error", "got": "error"},
            {**row, "line": 3, "label": FAILING[0]["label"], "passed": False, "expected": "false", "got": "true"},
            {**unnamed, "line": 4, "passed": False, "expected": "true", "got": None},
        ],
    }


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_a_case_passes_nothing(run_cases, switchboard, text):
    switchboard.write(text, "cases.jsonl")
    ran = switchboard("test", "cases.jsonl")
    assert ran.code == 2 and "error: cases.jsonl: it has no cases, so nothing was tried" in ran.err
    as_data = switchboard("test", "cases.jsonl", "--output", "json")
    assert as_data.code == 2 and as_data.json()["cases"] == []


def test_json_survives_labels_that_are_no_text(run_cases):
    case = '{"label":"half \\ud800 pair","pattern":{"a":["b"]},"event":{"a":"b"},"expect":true}'
    ran = run_cases([case], "--output", "json")
    assert ran.code == 0 and ran.json()["cases"][0]["label"] == "half \ufffd pair"


def test_junit_survives_characters_that_xml_cannot_say(run_cases, switchboard):
    run_cases(
        [{"label": "bell \x07 and null \x00", "pattern": {"a": ["\x01"]}, "event": {"a": "x"}, "expect": True}],
        "--junit",
        "report.xml",
    )
    xml.etree.ElementTree.parse(switchboard.folder / "report.xml")


def test_a_report_that_cannot_be_written_is_an_error(run_cases):
    ran = run_cases(PASSING, "--junit", "no/such/folder/report.xml")
    assert ran.code == 2 and "no/such/folder/report.xml" in ran.err


def test_every_case_that_the_repository_keeps_passes(switchboard):
    files = sorted((REPOSITORY / "tests/cases/patterns").glob("*.jsonl"))
    assert files
    for file in files:
        ran = switchboard("test", file)
        assert ran.code == 0, f"{file}: {ran}"
