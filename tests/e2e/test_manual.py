# SPDX-License-Identifier: Apache-2.0
"""man and help: printed from the table that the command line is read by."""

import re
import shutil
import subprocess

import pytest

VERB = re.compile(r"^  ([a-z]+) ", re.MULTILINE)


@pytest.fixture
def page(switchboard):
    ran = switchboard("man")
    assert (ran.code, ran.err) == (0, "")
    return ran.out


@pytest.fixture
def shown(page, switchboard):
    """The page as a reader sees it."""
    if not shutil.which("groff"):
        pytest.skip("groff is not installed")
    ran = subprocess.run(
        ["groff", "-man", "-Tascii", "-P-cbou", "-ww", "-rLL=100n"], input=page, capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, ""), "groff has no warning"
    return ran.stdout


def test_man_has_no_warning(page, switchboard):
    if not shutil.which("man"):
        pytest.skip("man is not installed")
    path = switchboard.folder / switchboard.write(page, "switchboard.1")
    ran = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path], capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_page_has_every_section(shown):
    for section in (
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "VERBS",
        "FLAGS OF EVERY VERB",
        "EXIT STATUS",
        "ENVIRONMENT",
        "FILES",
    ):
        assert re.search(rf"^{section}$", shown, re.MULTILINE), section
    for word in ("GENESYS_CLOUD_CLIENT_ID", "AWS_PROFILE", "NO_COLOR", "switchboard.yaml", "130"):
        assert word in shown


def test_the_page_has_every_verb_and_flag_of_help(shown, switchboard):
    verbs = set(VERB.findall(switchboard("--help").out)) - {"switchboard"}
    assert len(verbs) > 15
    words = " ".join(shown.split())
    for verb in verbs:
        assert f"switchboard {verb} [flags]" in words, verb
        for flag in re.findall(r"--[a-z-]+", switchboard(verb, "--help").out):
            assert flag in words, (verb, flag)


def test_what_holds_for_every_verb_stands_on_the_page_once(shown):
    assert len(re.findall(r"^ +-h, --help", shown, re.MULTILINE)) == 1


def test_help_of_a_verb_is_its_help(switchboard):
    asked = switchboard("help", "plan")
    assert (asked.code, asked.err) == (0, "")
    assert asked.out == switchboard("plan", "--help").out
    assert switchboard("help").out == switchboard("--help").out
    ran = switchboard("help", "plam")
    assert ran.code == 64 and "did you mean 'plan'?" in ran.err
