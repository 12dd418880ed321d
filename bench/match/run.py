#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the matcher and its peers in one run, checks that all count the same, writes a page and the raw numbers.

    run.py [--quick] [--rounds N] [--only SUITE]… [--binary PROGRAM] [--out DIR] [--work DIR] [--quamina PROGRAM]

Suites: queues, operators, compile, worst. Exit 0, or 1 when counts differ or our own program failed; a budget that is
not met is told on the page. A peer whose tools are not there is left out, with the reason.
"""
import argparse
import datetime
import hashlib
import itertools
import json
import os
import pathlib
import shlex
import shutil
import sys

BENCH = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BENCH / "common"))

import generate  # noqa: E402
import machine  # noqa: E402
import measure  # noqa: E402
import programs  # noqa: E402
import report  # noqa: E402
import suites  # noqa: E402

SUITES = ["queues", "operators", "compile", "worst"]
QUICK_EVENTS = 20000
SEED = 1


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short round over 20,000 events")
    parser.add_argument("--rounds", type=int, help="rounds (default 5, quick 1)")
    parser.add_argument("--only", action="append", choices=SUITES, help="this suite only; may be repeated")
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("build/release/switchboard"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("bench/results"))
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("build/bench"), help="data and programs")
    parser.add_argument("--quamina", type=pathlib.Path, help="a built quamina peer, instead of building it")
    parser.add_argument("--timeout", type=float, default=120, help="seconds after which a program is given up")
    return parser.parse_args()


def timing_of(chosen):
    if chosen.quick:
        return suites.Timing(chosen.rounds or 1, 1.0, 1.5, chosen.timeout)
    return suites.Timing(chosen.rounds or 5, 2.5, 2.5, chosen.timeout)


def prepare_data(work):
    """The generated files; made anew when the generator has changed."""
    data = work / "match-data"
    sources = sorted(programs.HERE.glob("*.py"))
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in sources
                                    if path.stem in ("generate", "corpus") or path.stem.endswith(("rules", "cases")))
                           + str(SEED).encode()).hexdigest()
    mark = data / "stamp"
    if not mark.exists() or mark.read_text() != stamp:
        print(f"generating {data}", flush=True)
        generate.generate(data, SEED)
        mark.write_text(stamp)
    return data


def events_of(data, quick):
    """The events to go over; a quick run takes the first of them."""
    path = data / "events.jsonl"
    if not quick:
        return path
    short = data / f"events-{QUICK_EVENTS}.jsonl"
    with path.open("rb") as source, short.open("wb") as target:
        target.writelines(itertools.islice(source, QUICK_EVENTS))
    return short


def build_peers(work, prebuilt_quamina):
    """The programs of others that can be had here, and why the rest cannot."""
    found, skipped = {}, {}
    builders = {"bounds": programs.build_bounds, "event-ruler": programs.build_event_ruler,
                "quamina": programs.build_quamina}
    for name, build in builders.items():
        try:
            print(f"building {name}", flush=True)
            prebuilt = name == "quamina" and prebuilt_quamina
            found[name] = [prebuilt_quamina.resolve()] if prebuilt else build(work)
        except measure.Failure as failure:
            skipped[name] = str(failure)
            print(f"  left out: {name}: {failure}", flush=True)
    return found, skipped


def make_sets(chosen, data, events, found, skipped):
    """The sets of the chosen suites, by name."""
    ours = programs.Ours("ours", chosen.binary)
    both = [ours]
    if programs.knows_skip_validation(chosen.binary):
        both.append(programs.Ours("ours-skip-validation", chosen.binary, ["--skip-validation"]))
    else:
        skipped["ours with --skip-validation"] = "this build does not know the option"
    bounds = [programs.Bound(f"bound-{mode}", found["bounds"], mode) for mode in ("ondemand", "dom")
              if "bounds" in found]
    ruler = [programs.Peer("event-ruler", found["event-ruler"])] if "event-ruler" in found else []
    quamina = [programs.Peer("quamina", found["quamina"])] if "quamina" in found else []
    two = programs.Ours("ours-2-threads", chosen.binary, ["--threads", "2"])
    sets = []
    suites_wanted = chosen.only or SUITES
    if "queues" in suites_wanted:
        sets += suites.queue_sets(data, events, both, bounds, ruler + quamina, two)
    if "operators" in suites_wanted:
        sets.append(suites.operator_set(data, events, both, ruler))
        skipped["quamina at the operators"] = "it has no suffix, numeric range, cidr, $or, nor most of anything-but"
    if "compile" in suites_wanted:
        sets += suites.compile_sets(data, ours, ruler + quamina)
    if "worst" in suites_wanted:
        sets += suites.worst_sets(data, ours, ruler)
    return {rules.name: rules for rules in sets}


def describe(chosen, timing, events, skipped):
    lines = events.read_bytes().count(b"\n")
    versions = machine.tool_versions(chosen.binary)
    versions.update({name: programs.version_of(name) for name in ("event-ruler", "quamina") if name not in skipped})
    if chosen.quamina:
        versions["quamina"] = f"{chosen.quamina.name}, as given by --quamina"
    return {"date": datetime.date.today().isoformat(), "command": "bench/match/run.py " + shlex.join(sys.argv[1:]),
            "machine": machine.describe(), "versions": versions, "skipped": skipped, "events": lines,
            "event_bytes_mean": events.stat().st_size / lines, "rounds": timing.rounds, "seconds": timing.seconds,
            "warmup": timing.warmup}


def write_results(chosen, facts, sets):
    """The page and the raw numbers beside it; the path of the page."""
    chosen.out.mkdir(parents=True, exist_ok=True)
    name = f"{facts['date']}-match{'-quick' if chosen.quick else ''}"
    page = report.page(facts, sets)
    (chosen.out / f"{name}.md").write_text(page, encoding="utf-8")
    raw = {**facts, "sets": {name: rules.as_json() for name, rules in sets.items()}}
    (chosen.out / f"{name}.json").write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    print("\n" + page)
    return chosen.out / f"{name}.md"


def complaints(sets):
    """What makes the run a failure."""
    for rules in sets.values():
        if not rules.counts_agree():
            yield f"COUNTS DIFFER in {rules.name}: {rules.counts()}"
        for program, why in rules.failures.items():
            if program.startswith("ours"):
                yield f"{program} failed in {rules.name}: {why}"


def main():
    os.chdir(programs.BENCH.parent)
    chosen = options()
    if not chosen.binary.exists():
        sys.exit(f"{chosen.binary} is not there: script/build release switchboard")
    chosen.work.mkdir(parents=True, exist_ok=True)
    chosen.work = chosen.work.resolve()
    # A copy, so that a build in the meantime does not change what is measured.
    chosen.binary = pathlib.Path(shutil.copy2(chosen.binary, chosen.work / "switchboard"))
    timing = timing_of(chosen)
    data = prepare_data(chosen.work)
    events = events_of(data, chosen.quick)
    found, skipped = build_peers(chosen.work, chosen.quamina)
    sets = make_sets(chosen, data, events, found, skipped)
    facts = describe(chosen, timing, events, skipped)
    suites.count(sets.values(), timing)
    suites.race(sets.values(), timing)
    print(f"written: {write_results(chosen, facts, sets)}")
    failed = list(complaints(sets))
    for line in failed:
        print(line, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
