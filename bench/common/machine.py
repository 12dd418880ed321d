# SPDX-License-Identifier: Apache-2.0
"""Says what a run ran on, and with what."""
import os
import pathlib
import platform
import subprocess


def first_output(*command):
    """The first line that a command prints, or None when there is no such command."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    except OSError:
        return None
    lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines and done.returncode == 0 else None


def field(path, name):
    """The value of the first "name: value" line of a file in /proc."""
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return "unknown"


def describe():
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    return {"cpu": field("/proc/cpuinfo", "model name"), "cores": os.cpu_count(), "memory_gib": round(memory, 1),
            "kernel": platform.release().partition("-")[0], "load_at_start": round(os.getloadavg()[0], 2)}


def tool_versions(binary):
    found = {"switchboard": first_output(str(binary), "version"),
             "commit": first_output("git", "describe", "--always", "--dirty"),
             "compiler": first_output("c++", "--version"),
             "simdjson": first_output("pkg-config", "--modversion", "simdjson"),
             "java": first_output("java", "-version"), "go": first_output("go", "version")}
    return {name: text for name, text in found.items() if text}
