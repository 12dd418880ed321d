# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C: what is in flight is finished, what is temporary is removed, and the exit code is 130."""

import os
import pty
import signal
import threading

import pytest

from harness import BINARY, PATIENCE


def start(switchboard, *words, **how):
    """The program as a terminal starts it: a shell's background jobs begin with Ctrl-C ignored."""
    return switchboard.start_program("env", "--default-signal=INT", BINARY, *words, **how)


@pytest.fixture
def hold(recording):
    """Holds the first call that is wanted until it is let go, at the latest when the test is over."""
    reached, go_on = threading.Event(), threading.Event()

    def begin(is_wanted):
        def before(name):
            if is_wanted(name) and not reached.is_set():
                reached.set()
                go_on.wait(PATIENCE)

        recording.before = before
        return reached, go_on

    yield begin
    go_on.set()


LOOKS = ["plan", "plan --out saved.plan", "verify", "apply --yes", "destroy --yes"]
ASKS = ["doctor", "queues", "topics", "import -o imported.yaml", "export --format terraform"]


@pytest.mark.parametrize("words", LOOKS + ASKS)
def test_while_it_only_looks_ctrl_c_ends_it_with_130_and_changes_nothing(full, recording, switchboard, hold, words):
    full.applied()
    before = full.cloud.inventory()
    # In the midst of a plan, or at the first call of a verb that makes none.
    reached, _ = hold(lambda name: name == "ListRules" if words in LOOKS else "health" not in name)
    process = start(switchboard, *words.split(), f"--local={recording.url}")
    assert reached.wait(PATIENCE), recording.calls
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, ""), err
    assert full.cloud.inventory() == before
    assert sorted(path.name for path in switchboard.folder.iterdir()) == ["switchboard.yaml"]


def test_at_the_question_ctrl_c_is_no_yes(full, cloud, switchboard):
    terminal, its_end = pty.openpty()
    process = start(
        switchboard, "apply", f"--local={cloud.url}", env={"TERM": "xterm"}, stdin=its_end, stdout=its_end, stderr=its_end
    )
    os.close(its_end)
    shown = b""
    while b"[y/N]" not in shown:
        shown += os.read(terminal, 65536)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 130
    os.close(terminal)
    assert cloud.rules() == {} and cloud.topics() == {}


@pytest.mark.parametrize("sent, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("after", ["local cloud at", "applied examples/fanout.yaml", "applied examples/partner.yaml"])
def test_a_demo_that_is_interrupted_removes_what_is_temporary(switchboard, tmp_path, sent, code, after):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = start(switchboard, "demo", "--events", "100000", env={"TMPDIR": str(temporary)})
    assert any(after in line for line in process.stderr), "it ended before that"
    assert list(temporary.iterdir()) != []
    process.send_signal(sent)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (code, ""), err
    assert list(temporary.iterdir()) == []
    assert "error" not in err


def test_a_destroy_that_is_interrupted_advises_to_destroy_again(full, cloud, switchboard, hold, recording):
    full.applied()
    reached, go_on = hold(lambda name: name == "RemoveTargets")
    process = start(switchboard, "destroy", "--yes", f"--local={recording.url}")
    assert reached.wait(PATIENCE)
    process.send_signal(signal.SIGINT)
    go_on.set()
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, (out, err)
    assert "not begun" in out + err and "destroy again to go on" in out + err
    assert "apply again" not in out + err
    full.destroyed()
    assert cloud.rules() == {}
