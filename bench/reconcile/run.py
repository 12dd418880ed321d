#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the reconciler beside the tutorials' sequential calls in one run; writes a page and the raw numbers.

    run.py [--quick] [--rounds N] [--routes N] [--rate N] [--latency MS] [--binary PROGRAM] [--out DIR] [--work DIR]

Against the local cloud, each call answered later by the latency: first apply of so many routes, plan with nothing to do,
apply of a change of one route; then the tutorials' calls for the same routes. Calls are counted by the cloud. Exit 0, or 1
when a run of ours failed or did not do what it was for; a budget that is not met is told on the page.
"""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
BENCH = HERE.parent
sys.path[:0] = [str(BENCH / "common"), str(BENCH / "cloud"), str(HERE)]

import machine  # noqa: E402
import report  # noqa: E402
import servers  # noqa: E402

RULES_A_PAGE = 100


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one round of 60 routes")
    parser.add_argument("--rounds", type=int, help="rounds (default 3, quick 1)")
    parser.add_argument("--routes", type=int, help="routes, a rule, a topic and a target each (default 300, quick 60)")
    parser.add_argument("--rate", type=int, default=40, help="EventBridge calls a second (default 40)")
    parser.add_argument("--latency", type=int, default=50, help="milliseconds that each answer is late (default 50)")
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("build/release/switchboard"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("bench/results"))
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("build/bench"), help="data and specs")
    chosen = parser.parse_args()
    chosen.rounds = chosen.rounds or (1 if chosen.quick else 3)
    chosen.routes = chosen.routes or (60 if chosen.quick else 300)
    chosen.binary, chosen.work = chosen.binary.resolve(), chosen.work.resolve()
    return chosen


def spec_text(routes, changed=None):
    """One route a queue; the changed one is for voice alone."""
    lines = ["stack: bench", "routes:"]
    for number in range(routes):
        where = ", where: { detail: { mediaType: [voice] } }" if number == changed else ""
        lines.append(f'  r{number:03}: {{ events: [conversation.end], queues: ["Queue {number:03}"]{where}, '
                     f"to: [{{ sns: bench-{number:03} }}] }}")
    return "\n".join(lines) + "\n"


class Cloud:
    """A fresh local cloud with a queue for each route; as a context."""

    def __init__(self, chosen):
        folder = chosen.work / "reconcile-cloud"
        seed = chosen.work / "reconcile-seed.yaml"
        chosen.work.mkdir(parents=True, exist_ok=True)
        seed.write_text(json.dumps({"queues": [f"Queue {number:03}" for number in range(chosen.routes)]}))
        flags = ["--seed-file", seed, "--chaos", f"latency={chosen.latency}ms"]
        self.server = servers.Ours(folder, chosen.binary, flags)

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *_):
        self.server.stop()

    @property
    def url(self):
        return self.server.url

    def calls(self):
        """How many calls each service has had, {"events": {"PutRule": n, …}, …}."""
        with urllib.request.urlopen(f"{self.url}/_switchboard/metrics", timeout=60) as answer:
            metrics = json.load(answer)
        return {**metrics["calls"], "genesys": {"calls": metrics["genesys_calls"]}}


def difference(after, before):
    out = {}
    for service, operations in after.items():
        counted = {name: count - before.get(service, {}).get(name, 0) for name, count in operations.items()}
        out[service] = {name: count for name, count in counted.items() if count}
    return out


def environment(work):
    return {"PATH": os.environ["PATH"], "HOME": str(work), "LANG": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true"}


def timed(chosen, cloud, case, words, spec):
    """One run of the program: its calls, its seconds, and what it says it did."""
    file = chosen.work / "reconcile.yaml"
    file.write_text(spec)
    before = cloud.calls()
    begin = time.monotonic()
    done = subprocess.run([chosen.binary, *words, "-f", file, f"--local={cloud.url}", "--rate", str(chosen.rate),
                           "--output", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=chosen.work,
                          env=environment(chosen.work), timeout=900, check=False)
    seconds = time.monotonic() - begin
    measured = {"who": "ours", "case": case, "seconds": seconds, "exit": done.returncode,
                "calls": difference(cloud.calls(), before), "changes": None}
    if done.returncode == 0:
        measured["changes"] = len(json.loads(done.stdout)["changes"])
    else:
        measured["said"] = done.stderr.decode(errors="replace")[:500]
    return measured


def tutorials(chosen):
    """The peer's calls for the same routes, on a cloud of its own."""
    with Cloud(chosen) as cloud:
        before = cloud.calls()
        done = subprocess.run([sys.executable, HERE / "tutorial.py", cloud.url, str(chosen.routes)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=1800, check=False)
        if done.returncode != 0:
            raise servers.Failure(f"the tutorials' calls failed: {done.stderr.decode(errors='replace')[-300:]}")
        return {"who": "tutorials", "case": "first", **json.loads(done.stdout), "exit": 0,
                "calls": difference(cloud.calls(), before)}


def ours(chosen):
    """First apply, plan of nothing, apply of one route's change, in this order on one cloud."""
    spec, changed = spec_text(chosen.routes), spec_text(chosen.routes, changed=chosen.routes // 2)
    with Cloud(chosen) as cloud:
        yield timed(chosen, cloud, "first", ["apply", "--yes"], spec)
        yield timed(chosen, cloud, "no-op", ["plan"], spec)
        yield timed(chosen, cloud, "one change", ["apply", "--yes"], changed)


def did_its_work(measured):
    wanted = {"first": lambda n: n > 0, "no-op": lambda n: n == 0, "one change": lambda n: n == 1}
    return measured["exit"] == 0 and wanted[measured["case"]](measured["changes"])


def main():
    chosen = options()
    results = {"date": datetime.date.today().isoformat(), "command": " ".join(["bench/reconcile/run.py", *sys.argv[1:]]),
               "machine": machine.describe(), "versions": machine.tool_versions(chosen.binary), "rounds": chosen.rounds,
               "routes": chosen.routes, "rate": chosen.rate, "latency_ms": chosen.latency, "page": RULES_A_PAGE,
               "measured": [], "left_out": {}}
    good = True
    for number in range(chosen.rounds):
        for measured in ours(chosen):
            good = good and did_its_work(measured)
            results["measured"].append(measured)
            print(f"  round {number + 1}/{chosen.rounds}: {measured['case']}: {measured['seconds']:.1f} s, "
                  f"EventBridge calls {sum(measured['calls'].get('events', {}).values())}, exit {measured['exit']}", flush=True)
        try:
            results["measured"].append(tutorials(chosen))
            print(f"  round {number + 1}/{chosen.rounds}: tutorials: {results['measured'][-1]['seconds']:.1f} s", flush=True)
        except servers.Failure as failure:
            results["left_out"]["tutorials"] = str(failure)
    chosen.out.mkdir(parents=True, exist_ok=True)
    stem = chosen.out / f"{results['date']}-reconcile{'-quick' if chosen.quick else ''}"
    stem.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")
    stem.with_suffix(".md").write_text(report.render(results))
    print(f"wrote {stem}.md")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
