# SPDX-License-Identifier: Apache-2.0
"""completion: what the scripts offer, asked of the shells themselves."""

import shutil
import subprocess

import pytest

from harness import clean_environment

BASH = shutil.which("bash")


@pytest.fixture
def script(switchboard):
    def write(shell, name):
        ran = switchboard("completion", shell)
        assert (ran.code, ran.err) == (0, "")
        return switchboard.folder / switchboard.write(ran.out, name)

    return write


@pytest.fixture
def complete(script, switchboard):
    """What bash would offer for the last word."""
    path = script("bash", "switchboard.bash")

    def ask(*words):
        program = f"""
source {path}
[[ "$(complete -p switchboard)" == 'complete -F _switchboard switchboard' ]] || exit 3
COMP_WORDS=(switchboard "$@"); COMP_CWORD=$#
_switchboard
for reply in "${{COMPREPLY[@]}}"; do printf '%s\\n' "$reply"; done
"""
        ran = subprocess.run(
            [BASH, "--norc", "-euo", "pipefail", "-c", program, "bash", *words],
            cwd=switchboard.folder,
            env=clean_environment(switchboard.folder),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), ran
        return ran.stdout.splitlines()

    return ask


def test_bash_offers_verbs(complete):
    assert complete("pl") == ["plan"]
    offered = complete("")
    for verb in ("plan", "apply", "verify", "local", "demo", "send", "tail", "schema", "completion", "help"):
        assert verb in offered


def test_bash_offers_the_flags_of_the_verb_and_those_of_every_verb(complete):
    assert complete("plan", "--det") == ["--detailed-exitcode"]
    assert complete("verify", "--det") == []
    assert complete("plan", "--reg") == ["--region"]
    assert complete("--outp") == ["--output"]


def test_bash_offers_the_choices_of_a_flag_or_word(complete):
    assert complete("plan", "--output", "") == ["text", "json", "markdown"]
    assert complete("plan", "--output", "=", "j") == ["json"]
    assert complete("plan", "--output", "=") == ["text", "json", "markdown"]
    assert complete("local", "--fsync", "i") == ["interval"]
    assert complete("completion", "z") == ["zsh"]


def test_bash_offers_files_where_a_file_is_asked_for(complete, switchboard):
    switchboard.write("", "a spec.yaml")
    switchboard.write("", "events.jsonl")
    (switchboard.folder / "folder").mkdir()
    assert complete("plan", "-f", "a") == ["a spec.yaml"]
    assert complete("test", "ev") == ["events.jsonl"]
    assert complete("local", "--data", "") == ["folder"]
    assert complete("plan", "--profile", "") == [], "nobody can guess it"


def test_bash_offers_the_verbs_to_help_and_each_flag_once(complete):
    assert complete("help", "pl") == ["plan"]
    for words in (["plan", "--he"], ["explain", "--he"], ["--he"]):
        assert complete(*words) == ["--help"]


def test_bash_takes_the_value_of_a_flag_for_no_verb(complete):
    assert complete("--region", "plan", "ver") == ["verify", "version"]
    assert complete("--output", "=", "json", "ver") == ["verify", "version"]
    assert complete("--local", "ver") == ["verify", "version"]


@pytest.mark.parametrize(
    "shell, check",
    [
        ("bash", ["bash", "-n"]),
        ("bash", ["shellcheck", "-s", "bash"]),
        ("zsh", ["zsh", "-n"]),
        ("fish", ["fish", "--no-execute"]),
    ],
)
def test_scripts_are_good_in_the_eyes_of_their_shell(script, shell, check):
    if not shutil.which(check[0]):
        pytest.skip(f"{check[0]} is not installed")
    path = script(shell, "script")
    ran = subprocess.run([*check, path], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


def test_fish_offers_verbs_flags_and_choices(script, switchboard):
    fish = shutil.which("fish")
    if not fish:
        pytest.skip("fish is not installed")
    path = script("fish", "switchboard.fish")

    def ask(line):
        ran = subprocess.run(
            [fish, "--no-config", "-c", f"source {path}; complete -C '{line}'"],
            cwd=switchboard.folder,
            env=clean_environment(switchboard.folder),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ran.returncode == 0, ran
        return [row.split("\t")[0] for row in ran.stdout.splitlines()]

    assert ask("switchboard pl") == ["plan"]
    assert ask("switchboard plan --det") == ["--detailed-exitcode"]
    assert ask("switchboard plan --output ") == ["json", "markdown", "text"]
    assert ask("switchboard --region us-east-1 pla") == ["plan"]
    assert ask("switchboard --region us-east-1 plan --det") == ["--detailed-exitcode"]
    assert ask("switchboard --output json pla") == ["plan"]
    assert ask("switchboard plan pla") == [], "a verb stands there already"
    assert ask("switchboard help pla") == ["plan"]


def test_zsh_loads_the_script_and_knows_the_program(script, switchboard):
    zsh = shutil.which("zsh")
    if not zsh:
        pytest.skip("zsh is not installed")
    path = script("zsh", "_switchboard")
    program = f"autoload -U compinit; compinit -u -D; source {path}; print -- $_comps[switchboard]"
    ran = subprocess.run(
        [zsh, "-f", "-c", program],
        cwd=switchboard.folder,
        env=clean_environment(switchboard.folder),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ran.stdout, ran.stderr) == ("_switchboard\n", "")


def test_powershell_names_every_verb_and_flag(switchboard):
    text = switchboard("completion", "powershell").out
    for word in ("'plan' = ", "'--detailed-exitcode' = ", "' --output' = @('text', 'json', 'markdown')"):
        assert word in text, word
    assert text.count("{") == text.count("}") and text.count("(") == text.count(")")


def test_an_unknown_shell_is_a_usage_error(switchboard):
    ran = switchboard("completion", "tcsh")
    assert ran.code == 64 and "tcsh" in ran.err
    assert switchboard("completion").code == 64
