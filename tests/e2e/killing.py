# SPDX-License-Identifier: Apache-2.0
"""Killing the program between two of its calls."""

import itertools
import signal

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
