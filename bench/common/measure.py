# SPDX-License-Identifier: Apache-2.0
"""Runs one program at a time and keeps what it printed and how much memory it had at most."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

LAUNCH = [sys.executable, "-I", "-S", str(pathlib.Path(__file__).resolve().parent / "launch.py")]


class Failure(Exception):
    """A program that could not be measured; its text is one line."""


def run(command, timeout):
    """The JSON object that a program prints, with max_rss_bytes added. Exit 0 and 1 (nothing matched) are fine."""
    words = [*LAUNCH, *map(str, command)]
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, start_new_session=True) as child:
            try:
                output, _ = child.communicate(timeout=timeout)
            except subprocess.TimeoutExpired as late:
                raise Failure(f"over {timeout:g} s") from late
            finally:
                if child.poll() is None:
                    os.killpg(child.pid, signal.SIGKILL)
        errors.seek(0)
        told = errors.read()
    if child.returncode != 0:
        raise Failure(f"could not start: {said(told)[-1]}")
    *printed, ending = output.splitlines()
    ending = json.loads(ending)
    if ending["exit"] not in (0, 1) or len(printed) != 1:
        raise Failure(f"exit {ending['exit']}: {reason(told)}")
    return {**json.loads(printed[0]), "max_rss_bytes": ending["max_rss_bytes"]}


def said(text):
    """The lines that say something, at most 160 characters of each, without addresses and this folder's path."""
    lines = re.sub(r"https?://\S+", "(address)", text.decode("utf-8", "replace")).replace(f"{os.getcwd()}/", "")
    return [line.strip()[:160] for line in lines.splitlines() if line.strip()] or ["no message"]


def reason(text):
    """The line of a program's talk that tells best why it failed."""
    lines = said(text)
    telling = [line for line in lines if re.search("error|fail|forbidden|refused|cannot|exception", line, re.I)]
    return telling[0] if telling else lines[-1]


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
