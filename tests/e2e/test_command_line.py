# SPDX-License-Identifier: Apache-2.0
"""The command line itself: help, usage errors, version, init, queues, demo."""

import json
import os
import re
import signal
import socket
import subprocess

import pytest

from harness import BINARY, BILLING, GENERAL_SUPPORT, PATIENCE, WEB_SALES, Stack, arn_of, on_terminal
from recorder import DENIED

VERBS = [
    "plan",
    "apply",
    "destroy",
    "verify",
    "match",
    "test",
    "explain",
    "lint",
    "init",
    "queues",
    "topics",
    "send",
    "tail",
    "local",
    "demo",
    "schema",
    "completion",
    "man",
    "help",
    "version",
]


def test_help_names_every_verb_and_the_exit_codes(switchboard):
    ran = switchboard("--help")
    assert (ran.code, ran.err) == (0, "")
    for word in (
        *VERBS,
        "--output",
        "--profile",
        "--region",
        "--endpoint-url",
        "--genesys-url",
        "--local",
        "--no-color",
    ):
        assert re.search(rf"(^|\s){word}\b", ran.out, re.MULTILINE), word
    assert "64" in ran.out and "130" in ran.out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_own_help(switchboard, verb):
    ran = switchboard(verb, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"switchboard {verb}" in ran.out


@pytest.mark.parametrize(
    "words, named",
    [
        ([], ""),
        (["plam"], "plam"),
        (["plan", "--nope"], "--nope"),
        (["plan", "extra"], "extra"),
        (["match"], "--rules"),
        (["test"], "cases"),
        (["--output", "yaml", "version"], "yaml"),
        (["init", "--template", "nothing"], "nothing"),
        (["match", "--rules", "a", "--events", "b", "--threads", "0"], "--threads"),
        (["demo", "--events", "x"], "--events"),
        (["local", "--listen", "nonsense"], "nonsense"),
        (["local", "--listen", "127.0.0.1:70000"], "127.0.0.1:70000"),
        (["local", "--listen", ":4010"], "':4010'"),
        (["local", "--in-memory", "--data", "x"], "--data"),
        (["local", "--data", ""], "--data"),
        (["plan", "--out", ""], "--out"),
        (["local", "--fsync", "never"], "never"),
    ],
)
def test_usage_errors_exit_64_name_the_word_and_print_no_data(switchboard, words, named):
    ran = switchboard(*words)
    assert ran.code == 64
    assert ran.out == "" and named in ran.err and ran.err


@pytest.mark.parametrize(
    "words, said",
    [
        (["plam"], "no verb 'plam'; did you mean 'plan'?"),
        (["--versoin"], "no flag '--versoin'; did you mean '--version'?"),
        (["plan", "--adpot"], "plan has no flag '--adpot'; did you mean '--adopt'?"),
        (["plan", "--regoin=x"], "plan has no flag '--regoin'; did you mean '--region'?"),
        (["match", "--rulez", "x", "--events", "y"], "match has no flag '--rulez'; did you mean '--rules'?"),
        (["verify", "now"], "verify takes no 'now'"),
        (["explain", "--patern", "x", "--event", "y"], "did you mean '--pattern'?"),
    ],
)
def test_a_slip_on_the_command_line_is_answered_with_the_nearest_word(switchboard, words, said):
    ran = switchboard(*words)
    assert (ran.code, ran.out) == (64, "")
    assert said in ran.err


def test_help_shows_a_new_user_where_to_begin_and_verbs_by_subject(switchboard):
    shown = switchboard("--help").out
    assert shown.index("switchboard demo") < shown.index("switchboard init") < shown.index("--output")
    headings = ["The stack:", "Queues, events, the local cloud:", "Patterns and events, offline:"]
    places = [shown.index(heading) for heading in headings]
    assert places == sorted(places)
    assert places[0] < shown.index("\n  apply ") < places[1] < shown.index("\n  tail ") < places[2]
    nothing = switchboard()
    assert nothing.code == 64 and nothing.err == shown


def test_version_as_text_and_json(switchboard):
    ran = switchboard("version")
    number = re.fullmatch(r"switchboard (\d+\.\d+\.\d+\S*)\n", ran.out)[1]
    assert ran.code == 0
    assert switchboard("version", "--output", "json").json() == {"schema": "switchboard.version/1", "version": number}
    assert switchboard("--output", "json", "version").json()["version"] == number
    assert switchboard("--version").out == ran.out


@pytest.mark.parametrize("template, count", [("fanout", 3), ("queue-filter", 1), ("partner", 2)])
def test_init_writes_a_spec_that_plan_takes(switchboard, cloud, template, count):
    ran = switchboard("init", "--template", template)
    assert (ran.code, ran.out) == (0, "")
    assert "switchboard plan" in ran.err
    cloud.make_queue("target")
    stack = Stack(switchboard, cloud, {"AWS_TARGET_ARN": arn_of("sqs", "target")})
    planned = stack.plan()
    assert planned.code == 0, planned
    rules = [c for c in planned.json()["changes"] if c["kind"] == "aws.rule"]
    assert len(rules) == count


@pytest.mark.parametrize("template", ["fanout", "queue-filter", "partner"])
def test_init_writes_comments_that_name_the_file_written(switchboard, template):
    assert switchboard("init", "--template", template, "-f", "mine.yaml").code == 0
    text = (switchboard.folder / "mine.yaml").read_text()
    assert "-f mine.yaml" in text and f"{template}.yaml" not in text


@pytest.mark.parametrize("words", [["plan", "-f"], ["lint", "-f"], ["test"], ["explain", "--event", "{}", "--pattern"]])
def test_a_folder_in_the_place_of_a_file_is_an_error(switchboard, words):
    ran = switchboard(*words, ".")
    assert ran.code in (1, 2) and "error: .: Is a directory" in ran.err


def test_output_that_cannot_be_written_is_an_error():
    with open("/dev/full", "w") as full:
        ran = subprocess.run([BINARY, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
    assert ran.returncode == 1 and "cannot write standard output: " in ran.stderr


@pytest.mark.parametrize(
    "words",
    [["--help"], ["plan", "--help"], ["--version"], ["help"], ["help", "plan"], ["version"], ["completion", "bash"]],
)
def test_help_and_version_that_cannot_be_written_are_errors_too(words):
    with open("/dev/full", "w") as full:
        ran = subprocess.run([BINARY, *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
    assert ran.returncode == 1 and "cannot write standard output: " in ran.stderr


def without(switchboard, stream, *words):
    """A run whose stream of that number its caller has closed."""
    command = f'exec "$0" "$@" {stream}>&-'
    process = switchboard.start_program("sh", "-c", command, BINARY, *words)
    return *process.communicate(timeout=2 * PATIENCE), process.returncode


@pytest.mark.parametrize("verb", [["plan"], ["apply", "--yes"], ["destroy", "--yes"], ["queues"], ["topics"], ["verify"]])
def test_output_to_a_stream_that_is_closed_is_an_error_and_goes_nowhere_else(switchboard, cloud, verb):
    switchboard("init", "--template", "fanout")
    _, err, code = without(switchboard, 1, *verb, f"--local={cloud.url}")
    assert code == 1 and "cannot write standard output: Bad file descriptor" in err


def test_the_demo_writes_its_report_to_stdout_or_says_that_it_could_not(switchboard):
    _, err, code = without(switchboard, 1, "demo", "--events", "200")
    assert code == 1 and "cannot write standard output: Bad file descriptor" in err
    assert "failed" not in err, "no connection was written into"


def test_talk_to_a_stream_that_is_closed_goes_nowhere_else(switchboard, cloud):
    switchboard("init", "--template", "fanout")
    out, _, code = without(switchboard, 2, "apply", "--yes", f"--local={cloud.url}", "-v")
    assert code == 0 and "genesys-filter-conversationcreated" in out
    out, _, code = without(switchboard, 2, "demo", "--events", "200")
    assert code == 0 and "nothing lost" in out


def test_a_saved_plan_beside_output_that_cannot_be_written_names_the_reason(switchboard, cloud):
    switchboard("init", "--template", "fanout")
    with open("/dev/full", "w") as full:
        process = switchboard.start("plan", "--out", "saved.plan", f"--local={cloud.url}", stdout=full)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1 and "cannot write standard output: No space left on device" in err


def test_a_demo_without_a_place_for_temporary_files_says_so(switchboard):
    ran = switchboard("demo", "--events", "100", env={"TMPDIR": "/nonexistent"})
    assert (ran.code, ran.out) == (1, "")
    assert "cannot make a temporary folder in /nonexistent: No such file or directory" in ran.err


def test_an_address_behind_local_and_a_blank_is_a_usage_error(switchboard):
    ran = switchboard("queues", "--local", "http://127.0.0.1:9")
    assert ran.code == 64 and "--local=http://127.0.0.1:9" in ran.err


def test_init_says_in_json_what_it_wrote(switchboard):
    ran = switchboard("init", "--template", "queue-filter", "-f", "new.yaml", "--output", "json")
    assert ran.code == 0 and (switchboard.folder / "new.yaml").exists()
    assert ran.json() == {"schema": "switchboard.init/1", "file": "new.yaml", "template": "queue-filter"}


def test_init_names_the_template_of_what_genesys_cloud_sends_beside_those_of_the_tutorials(switchboard):
    for template in ("fanout", "queue-filter"):
        said = switchboard("init", "--template", template, "-f", f"{template}.yaml").err
        assert "switchboard init --template partner -f partner.yaml" in said
    ran = switchboard("init", "--template", "partner", "-f", "partner.yaml")
    assert ran.code == 0 and "--template" not in ran.err


def test_init_never_overwrites(switchboard):
    switchboard.write("mine")
    ran = switchboard("init")
    assert ran.code == 1 and "switchboard.yaml" in ran.err
    assert (switchboard.folder / "switchboard.yaml").read_text() == "mine"


def test_init_says_what_it_cannot_write(switchboard):
    ran = switchboard("init", "-f", "no/such/folder/spec.yaml")
    assert ran.code == 1 and "no/such/folder/spec.yaml" in ran.err
    too_long = "x" * 300
    ran = switchboard("init", "-f", too_long)
    assert ran.code == 1 and f"cannot write {too_long}" in ran.err


def test_queues_are_listed_and_filtered(switchboard, cloud):
    where = f"--local={cloud.url}"
    ran = switchboard("queues", where)
    assert ran.code == 0
    assert dict(reversed(line.split(None, 1)) for line in ran.out.splitlines()) == {
        "General Support": GENERAL_SUPPORT,
        "Billing": BILLING,
        "Web Sales": WEB_SALES,
    }
    found = switchboard("queues", "*Sup*", where, "--output", "json").json()
    assert found["schema"] == "switchboard.queues/1"
    assert found["queues"] == [{"id": GENERAL_SUPPORT, "name": "General Support", "division": "Home"}]


@pytest.mark.parametrize(
    "verb, pattern, near",
    [
        ("queues", "zzz", None),
        ("queues", "support", "'General Support'"),
        ("queues", "Biling", "'Billing'"),
        ("queues", "*Sales Web*", None),
        ("topics", "v2.routing.queues.{id}.userz", "'v2.routing.queues.{id}.users'"),
    ],
)
def test_a_look_up_that_finds_nothing_says_what_was_searched_and_what_to_try(switchboard, cloud, verb, pattern, near):
    where = f"--local={cloud.url}"
    ran = switchboard(verb, pattern, where)
    assert (ran.code, ran.out) == (1, "")
    kind = verb[:-1]
    assert re.search(rf"^error: no {kind} matches '{re.escape(pattern)}': searched the \d+ {kind}s of the org", ran.err)
    assert f"all of them: switchboard {verb} {where}" in ran.err and "* stands for any characters" in ran.err
    assert (f"did you mean {near}?" in ran.err) if near else ("did you mean" not in ran.err)
    as_data = switchboard(verb, pattern, where, "--output", "json")
    assert as_data.code == 1 and as_data.json()[verb] == []


def test_an_organisation_without_a_queue_that_the_client_sees_is_listed_with_the_right_it_may_lack(
    start_cloud, switchboard
):
    ran = switchboard("queues", f"--local={start_cloud({'queues': []}).url}")
    assert (ran.code, ran.out) == (0, "")
    assert "sees no queue" in ran.err and "Routing > Queue > View" in ran.err


@pytest.mark.parametrize(
    "words, said",
    [
        ("plan --rate abc", "--rate: must be a number of EventBridge calls a second from 0.1 to 10000, not 'abc'"),
        ("apply --rate 0", "--rate: must be a number of EventBridge calls a second from 0.1 to 10000, not '0'"),
        ("match --rules a --events b --threads x", "--threads: must be a whole number of threads from 1 to 256"),
        ("match --rules a --events b --repeat 1.5", "--repeat: must be a whole number of passes from 1 to 1000000"),
        ("explain --event e --pattern p --line x", "--line: must be a whole number of lines from 1 to 1000000000"),
        ("explain --event e --pattern p --closest -1", "--closest: must be a whole number of rules from 0 to"),
        ("lint --bus-rules x r", "--bus-rules: must be a whole number of rules from 1 to 1000000, not 'x'"),
        ("tail --count 0", "--count: must be a whole number of events from 1 to 1000000000, not '0'"),
        ("tail --timeout soon", "--timeout: must be a time, as 90s, 30m, 24h or 1d, not 'soon'"),
        ("tail --lease 0s", "--lease: must be a time, as 90s, 30m, 24h or 1d, not '0s'"),
        ("send --event x --count 1e3", "--count: must be a whole number of events from 1 to 1000000, not '1e3'"),
        ("demo --events 5", "--events: must be a whole number of events from 100 to 10000000, not '5'"),
        ("local --memory-max 0", "--memory-max: must be a whole number of MiB from 1 to 1048576, not '0'"),
    ],
)
def test_a_number_that_cannot_be_is_told_with_what_it_must_be(switchboard, words, said):
    ran = switchboard(*words.split())
    assert (ran.code, ran.out) == (64, "")
    assert ran.err.startswith(said), ran.err


def test_queues_needs_no_aws_credentials(switchboard, cloud):
    env = {"GENESYS_CLOUD_CLIENT_ID": "local", "GENESYS_CLOUD_CLIENT_SECRET": "local", "GENESYS_CLOUD_URL": cloud.url}
    assert switchboard("queues", env=env).code == 0


def test_local_alone_starts_a_cloud_in_the_process_and_keeps_its_data(switchboard):
    """Without a URL and with nobody on the default port."""
    if not port_is_free(4010):
        pytest.skip("somebody listens on port 4010 of this machine")
    switchboard("init", "--template", "fanout")
    first = switchboard("apply", "--yes", "--local", "--output", "json")
    assert first.code == 0, first
    assert len(first.json()["changes"]) > 10
    assert (switchboard.folder / ".switchboard").is_dir()
    assert switchboard("plan", "--local", "--detailed-exitcode").code == 0


def test_local_alone_uses_the_cloud_on_the_default_port(switchboard):
    switchboard("init", "--template", "fanout")
    if not port_is_free(4010):
        pytest.skip("somebody listens on port 4010 of this machine")
    process = switchboard.start("local", "--in-memory")
    try:
        assert process.stdout.readline() == "switchboard local: http://127.0.0.1:4010\n"
        assert switchboard("apply", "--yes", "--local").code == 0
        assert switchboard("plan", "--local", "--detailed-exitcode").code == 0
        assert not (switchboard.folder / ".switchboard").exists()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, "ended by Ctrl-C"


def port_is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_an_answer_on_the_address_that_is_not_switchboards_is_not_taken_for_it(switchboard, cloud, recording):
    switchboard("init")
    recording.instead = lambda name: DENIED
    ran = switchboard("plan", f"--local={recording.url}")
    assert ran.code == 1 and recording.url in ran.err
    assert "start one" not in ran.err, "something runs there"


def test_a_local_cloud_listens_on_localhost(switchboard):
    process = switchboard.start("local", "--listen", "localhost:0", "--in-memory")
    try:
        assert process.stdout.readline().startswith("switchboard local: http://127.0.0.1:")
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def test_verbose_says_more_but_never_on_stdout(switchboard, cloud):
    switchboard("init")
    quiet = switchboard("plan", f"--local={cloud.url}")
    loud = switchboard("plan", f"--local={cloud.url}", "-v")
    assert loud.code == quiet.code == 0
    assert loud.out == quiet.out


def test_output_that_nobody_reads_is_no_crash(switchboard, cloud):
    switchboard("init")
    process = switchboard.start("plan", f"--local={cloud.url}")
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE) in (0, 1), err


def test_the_demo_loses_nothing_and_says_so(switchboard):
    """The main job from start to end, at its full size."""
    ran = switchboard("demo", "--output", "json", timeout=10 * PATIENCE)
    assert ran.code == 0, ran
    shown = ran.json()
    assert shown["schema"] == "switchboard.demo/1"
    assert shown["lost"] == 0 and shown["seconds"] > 0
    assert shown["events"] >= 10_000
    routes = {route["name"]: route for route in shown["routes"]}
    assert set(routes) == {
        *("conversationCreated", "conversationUpdated", "conversationEnded"),
        "conversation-ended",
        *("ended-in-queue", "customer-joined"),
    }
    for route in routes.values():
        assert route["expected"] == route["delivered"] > 100
    kinds = re.search(r"events of (\d+) kinds", ran.err)
    assert int(kinds[1]) >= 12
    assert list(switchboard.folder.iterdir()) == [], "the demo cleans up after itself"


def test_the_demo_prints_a_table_for_people(switchboard):
    ran = switchboard("demo", "--events", "500", timeout=5 * PATIENCE)
    assert ran.code == 0, ran
    head = next(line for line in ran.out.splitlines() if "route" in line)
    for word in ("expected", "delivered", "lost", "p50", "p99"):
        assert word in head
    assert "nothing lost" in ran.out
    assert "\x1b[" not in ran.out and "\r" not in ran.err, "no colours, no progress bar without a terminal"


def test_colours_are_for_terminals_and_can_be_switched_off(switchboard, cloud):
    switchboard("init")
    words = ["plan", f"--local={cloud.url}"]
    shown, code = on_terminal(switchboard, *words)
    assert code == 0 and "\x1b[" in shown
    for more, env in ((["--no-color"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})):
        shown, code = on_terminal(switchboard, *words, *more, env=env)
        assert code == 0 and "\x1b[" not in shown
    assert "\x1b[" not in switchboard(*words).out
    shown, code = on_terminal(switchboard, *words, "--output", "json")
    assert code == 0 and json.loads(shown[shown.index("{") :])["schema"] == "switchboard.plan/1"


def test_under_ci_a_terminal_is_not_asked(switchboard, cloud):
    switchboard("init")
    shown, code = on_terminal(switchboard, "apply", f"--local={cloud.url}", env={"CI": "true"})
    assert code == 1 and "--yes" in shown and "[y/N]" not in shown
    assert cloud.rules() == {}


@pytest.mark.parametrize("words", [["graph", "-f", "/proc/self/mem"], ["explain", "--pattern", "/proc/self/mem", "--event", "x"]])
def test_a_file_that_cannot_be_read_to_its_end_is_an_error_with_its_name(switchboard, words):
    ran = switchboard(*words)
    assert ran.code in (1, 2) and "/proc/self/mem: Input/output error" in ran.err


def test_a_plan_is_saved_in_plain_files_only(switchboard, cloud):
    switchboard.write("stack: s\nroutes: { a: { events: conversationCreated, to: [{ sns: t }] } }\n")
    os.mkfifo(switchboard.folder / "pipe")
    for out in ("pipe", "/dev/full", "."):
        ran = switchboard("plan", f"--local={cloud.url}/", "--out", out)
        assert ran.code == 1 and "is not a plain file" in ran.err, ran
