# SPDX-License-Identifier: Apache-2.0
"""event-ruler, AWS's own matcher, is asked the random cases that the index and the reference matcher agree on.

Runs where a JDK and the event-ruler package with its Jackson stand in the local Maven repository; skipped elsewhere.
SWITCHBOARD_TEST_CASES multiplies the number of cases."""
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = pathlib.Path(os.environ.get("MAVEN_REPOSITORY", pathlib.Path.home() / ".m2" / "repository"))
PACKAGES = ("software/amazon/event/ruler/event-ruler/2.0.1", "com/fasterxml/jackson/core/jackson-databind",
            "com/fasterxml/jackson/core/jackson-core", "com/fasterxml/jackson/core/jackson-annotations",
            "ch/randelshofer/fastdoubleparser")
CASES = 20_000 * max(1, int(os.environ.get("SWITCHBOARD_TEST_CASES", "1")))

# Where event-ruler is wrong, and we answer by the meaning of the language (docs/pattern-language.md).
KNOWN_FAULTS = {
    "addresses cross families and meet numbers": lambda p: '"cidr"' in p,
    "wildcard beside equals-ignore-case on one field": lambda p: '"wildcard"' in p and "ignore-case" in p,
    "characters outside the Basic Multilingual Plane": lambda p: "ignore-case" in p and re.search(r"😀|\\ud83d|\\ud800", p),
    "prefix and suffix see the quotes": lambda p: r"\"" in p,
    "exists:false shared by branches of $or": lambda p: '"$or"' in p and '"exists":false' in p,
    "an empty key at the top is left out of the paths below it": lambda p: '"":{' in p,
    "an empty key inside a path lets one at its end be seen": lambda p: '"a.":{' in p,
    "wildcard beside suffix outside ASCII": lambda p: '"wildcard"' in p and '"suffix"' in p and not p.isascii(),
    "a text like an address beside numeric": lambda p: '"numeric"' in p and re.search(r'"[0-9:.]+"', p),
}


def jars():
    found = []
    for package in PACKAGES:
        here = sorted(jar for jar in (REPOSITORY / package).glob("**/*.jar")
                      if not jar.stem.endswith(("-sources", "-javadoc")))
        if not here:
            return None
        found.append(str(here[-1]))
    return found


@pytest.fixture(scope="module")
def event_ruler(tmp_path_factory):
    """A function from lines of cases to event-ruler's answers."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("no JDK")
    path = jars()
    if path is None:
        pytest.skip("event-ruler is not in the local Maven repository")
    classes = tmp_path_factory.mktemp("classes")
    subprocess.run(["javac", "-cp", ":".join(path), "-d", str(classes), str(HERE / "EventRulerCases.java")], check=True)
    command = ["java", "-Xss16m", "-cp", ":".join([str(classes), *path]), "EventRulerCases"]

    def ask(lines):
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, encoding="utf-8")
        return done.stdout.splitlines()

    return ask


def test_event_ruler_gives_our_answers(event_ruler):
    program = pathlib.Path(os.environ.get("SWITCHBOARD_BIN", HERE.parents[1] / "build/release/switchboard")).parent
    lines = subprocess.run([program / "pattern_cases", "20261121", str(CASES)], capture_output=True, text=True,
                           check=True, encoding="utf-8").stdout
    cases = [json.loads(line) for line in lines.splitlines()]
    answers = event_ruler(lines)
    assert len(answers) == len(cases) == CASES

    known, unknown = 0, []
    for case, answer in zip(cases, answers):
        if answer == str(case["matches"]).lower():
            continue
        if any(fault(case["pattern"]) for fault in KNOWN_FAULTS.values()):
            known += 1
        else:
            unknown.append(f"ours {case['matches']}, event-ruler {answer}: {case['pattern']}  <-  {case['event']}")
    print(f"{CASES} cases, {known} known differences, {len(unknown)} others")
    assert not unknown, "\n".join(unknown[:20])
    assert known < CASES / 50, "the known faults hide too much"
    assert sum(case["matches"] for case in cases) > CASES / 20, "hardly any case matches"
