# SPDX-License-Identifier: Apache-2.0
"""The programs that are measured: how each is built, and its command lines for counting and for its rate."""
import pathlib
import re
import shutil
import subprocess

import measure

HERE = pathlib.Path(__file__).resolve().parent
BENCH = HERE.parent


class Ours:
    """switchboard match. Its rate is taken over as many passes as fill the asked time."""

    def __init__(self, name, binary, flags=()):
        self.name, self.binary, self.flags = name, binary, list(flags)

    def command(self, rules, events, repeat=1):
        return [self.binary, "match", "--rules", rules, "--events", events, "--count", "--repeat", repeat, *self.flags]

    def count_command(self, rules, events):
        return self.command(rules, events)

    def rate_command(self, rules, events, counted, timing):
        return self.command(rules, events, passes(counted, timing))


class Bound:
    """The least work that answers queue rules, by simdjson."""

    def __init__(self, name, binary, mode):
        self.name, self.binary, self.mode = name, binary, mode

    def command(self, rules, events, repeat=1):
        return [self.binary, "--mode", self.mode, "--rules", rules, "--events", events, "--repeat", repeat]

    def count_command(self, rules, events):
        return self.command(rules, events)

    def rate_command(self, rules, events, counted, timing):
        return self.command(rules, events, passes(counted, timing))


class Peer:
    """A matcher of somebody else, behind a small program that warms it up and watches the clock."""

    def __init__(self, name, command):
        self.name, self.start = name, command

    def count_command(self, rules, events):
        return [*self.start, "--rules", rules, "--events", events, "--count-all"]

    def rate_command(self, rules, events, _, timing):
        return [*self.start, "--rules", rules, "--events", events, "--repeat", 1000,
                "--warmup-seconds", timing.warmup, "--max-seconds", timing.seconds]


def passes(counted, timing):
    """How often to go over the events so that the run takes about the asked time."""
    return max(1, min(1000, round(timing.seconds / max(counted["seconds"], 1e-6))))


def step(command, folder):
    """Runs one command of a build; what it says is shown only when it fails."""
    try:
        done = subprocess.run([str(word) for word in command], cwd=folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=900, check=False)
    except subprocess.TimeoutExpired as late:
        raise measure.Failure(f"{command[0]} took over 900 s") from late
    if done.returncode != 0:
        raise measure.Failure(f"{command[0]} failed: {measure.reason(done.stdout)}")


def need(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            raise measure.Failure(f"{tool} is not installed")


def copy_sources(source, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        shutil.copy2(path, folder / path.name)


def build_bounds(work):
    need("cmake")
    folder = work / "bounds"
    step(["cmake", "-S", BENCH, "-B", folder, "-DCMAKE_BUILD_TYPE=Release"], BENCH)
    step(["cmake", "--build", folder], BENCH)
    return folder / "bounds"


def build_event_ruler(work):
    need("java", "javac", "mvn")
    folder = work / "event-ruler"
    copy_sources(BENCH / "peers/event-ruler", folder)
    step(["mvn", "-q", "-B", "compile", "dependency:build-classpath", "-Dmdep.outputFile=target/classpath"], folder)
    classpath = f"{folder / 'target/classes'}:{(folder / 'target/classpath').read_text().strip()}"
    # The serial collector: the matching thread has no helpers, as nobody else's has.
    return ["java", "-XX:+UseSerialGC", "-Xmx4g", "-cp", classpath, "EventRulerPeer"]


def build_quamina(work):
    need("go")
    folder = work / "quamina"
    copy_sources(BENCH / "peers/quamina", folder)
    step(["go", "build", "-mod=mod", "-o", "quamina-peer", "."], folder)
    return [folder / "quamina-peer"]


def version_of(peer):
    """The version of a peer's library, as its build file asks for it."""
    if peer == "event-ruler":
        text = (BENCH / "peers/event-ruler/pom.xml").read_text()
        return re.search(r"<artifactId>event-ruler</artifactId>\s*<version>([^<]+)<", text).group(1)
    return re.search(r"quamina/v\d+ (v\S+)", (BENCH / "peers/quamina/go.mod").read_text()).group(1)


def knows_skip_validation(binary):
    told = subprocess.run([str(binary), "match", "--help"], stdout=subprocess.PIPE, check=False)
    return b"--skip-validation" in told.stdout
