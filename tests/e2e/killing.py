# SPDX-License-Identifier: Apache-2.0
"""Killing the program between two of its calls, and interrupting it in one."""

import itertools
import signal
import threading

from harness import PATIENCE
from recorder import changes_something


def kill_after(stack, recording, verb, number):
    """Runs a verb and kills it when `number` calls have taken effect and before it hears of the last.

    Others are in flight then, and may take effect or not. False when it ended before: it makes fewer calls.
    """
    taken_effect = itertools.count(1)
    return _kill_when(stack, recording, verb, lambda name: changes_something(name) and next(taken_effect) == number)


def kill_after_call(stack, recording, verb, wanted):
    """The same, when a call of that name has taken effect."""
    assert _kill_when(stack, recording, verb, lambda name: name == wanted), f"{verb} never called {wanted}"


def interrupt_during(stack, recording, verb, wanted):
    """Runs a verb and interrupts it in the first call of that name; (exit code, stdout, stderr)."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(name):
        if name == wanted and not reached.is_set():
            reached.set()
            go_on.wait(PATIENCE)

    recording.before = hold
    process = stack.switchboard.start(verb, "--yes", "-f", stack.file, f"--local={recording.url}")
    assert reached.wait(PATIENCE)
    process.send_signal(signal.SIGINT)
    # The signal is pending or taken before the call goes on; the process is blocked in that call.
    go_on.set()
    out, err = process.communicate(timeout=PATIENCE)
    recording.before = lambda name: None
    return process.returncode, out, err


def _kill_when(stack, recording, verb, is_time):
    process = stack.switchboard.start(verb, "--yes", "-f", stack.file, f"--local={recording.url}")

    def after(name):
        if is_time(name):
            process.kill()
            process.wait(PATIENCE)

    recording.after = after
    process.communicate(timeout=2 * PATIENCE)
    recording.after = lambda name: None
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode != 0
