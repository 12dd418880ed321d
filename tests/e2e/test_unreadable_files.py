# SPDX-License-Identifier: Apache-2.0
"""A file that cannot be read is one error, `error: FILE: reason`, whatever verb was to read it, and no report."""

import os

import pytest

from harness import CONTACT_CENTER

PATTERN = '{"source":["a"]}'
EVENT = '{"source":"a","detail-type":"b","detail":{}}'

# Every way to name a file that is read; {} is the file. The exit codes are those of the verb's bad input.
READERS = {
    "plan -f {}": 1,
    "plan -f {} --local": 1,
    "apply -f {} --yes": 1,
    "apply {} --yes": 1,
    "destroy -f {} --yes": 1,
    "verify -f {}": 1,
    "doctor -f {}": 1,
    "doctor -f {} one": 1,
    "doctor --event {}": 1,
    "graph -f {}": 1,
    "graph -f {} --live": 1,
    "export -f {} --format terraform": 1,
    "export -f good.yaml --format terraform --queues {}": 1,
    "queues -f {}": 1,
    "topics -f {}": 1,
    "send {} --local": 1,
    "send -f {} --route one --local": 1,
    "send -f {} --event conversation.end --local": 1,
    "tail -f {}": 1,
    "tail --pattern {}": 1,
    "local --listen 127.0.0.1:0 --in-memory --seed-file {}": 1,
    "local --listen 127.0.0.1:0 --in-memory --credentials {}": 1,
    "local --listen 127.0.0.1:0 --in-memory --tls-cert {} --tls-key {}": 1,
    "local --listen 127.0.0.1:0 --in-memory --tls-cert good.yaml --tls-key {}": 1,
    "match --rules {} --events good.jsonl": 2,
    "match --rules good.jsonl --events {}": 2,
    "match --rules good.jsonl --events {} --count": 2,
    "test {}": 2,
    "test good.jsonl -f {}": 2,
    "test good.jsonl -f good.yaml --queues {}": 2,
    "explain --pattern {} --event event.json": 2,
    "explain --rules {} --event event.json": 2,
    "explain --rules good.jsonl --event {}": 2,
    "explain -f {} --event event.json": 2,
    "explain -f good.yaml --queues {} --event event.json": 2,
    "lint {}": 2,
    "lint -f {}": 2,
    "lint -f good.yaml --queues {}": 2,
}


def make_missing(folder):
    return "No such file or directory"


def make_folder(folder):
    (folder / "bad").mkdir()
    return "Is a directory"


def make_circle(folder):
    (folder / "bad").symlink_to("bad")
    return "Too many levels of symbolic links"


def make_closed(folder):
    if os.geteuid() == 0:
        pytest.skip("nothing is closed to the superuser")
    (folder / "bad").touch(mode=0)
    return "Permission denied"


@pytest.fixture
def files(switchboard):
    switchboard.write(CONTACT_CENTER, "good.yaml")
    switchboard.write('{"id":"r","pattern":%s}\n' % PATTERN, "good.jsonl")
    switchboard.write(EVENT, "event.json")
    return switchboard


@pytest.mark.parametrize("make", [make_missing, make_folder, make_circle, make_closed])
@pytest.mark.parametrize("words", READERS)
def test_a_file_that_cannot_be_read_is_one_error_and_no_report(files, words, make):
    reason = make(files.folder)
    for output in ("text", "json"):
        ran = files(*words.replace("{}", "bad").split(), "--output", output)
        assert ran.code == READERS[words], ran
        assert ran.out == "", ran
        said = [line for line in ran.err.splitlines() if not line.startswith("  hint: ")]
        assert said == [f"error: bad: {reason}"], ran


def test_without_a_spec_and_without_a_name_for_one_it_is_said_how_to_come_to_one(switchboard):
    for verb in (["plan"], ["graph"], ["export", "--format", "terraform"]):
        ran = switchboard(*verb)
        assert ran.code == 1
        assert ran.err == (
            "error: switchboard.yaml: No such file or directory\n"
            "  hint: name the spec with -f, or write one: switchboard init\n"
        )
