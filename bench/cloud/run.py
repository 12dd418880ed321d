#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the local cloud beside its bound and other emulators in one run; writes a page and the raw numbers.

    run.py [--quick] [--rounds N] [--seconds S] [--connections N]… [--only SUITE]… [--depth N]… [--minutes M]
           [--binary PROGRAM] [--tools DIR] [--out DIR] [--work DIR]

Suites: put (PutEvents -> 300 rules -> SNS -> SQS, then all received and deleted), start (first answer, idle memory,
size), depth (a queue filled to a million messages: the time of a receive at each depth, memory, a purge), and soak,
which runs only when it is named (the put road for --minutes, every event told from every other).
Exit 0, or 1 when an event was lost or our own program failed; a budget that is not met is told on the page.
--tools is where cloud_load and bare_server were built (script/bench builds them).
"""
import argparse
import collections
import datetime
import json
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
BENCH = HERE.parent
sys.path[:0] = [str(BENCH / "common"), str(BENCH / "match")]

import corpus  # noqa: E402
import emulators  # noqa: E402
import endurance  # noqa: E402
import machine  # noqa: E402
import page  # noqa: E402
import servers  # noqa: E402

RULES = 300
EVENTS = 4000
SEED = 1


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short round at 16 connections")
    parser.add_argument("--rounds", type=int, help="rounds (default 3, quick 1)")
    parser.add_argument("--seconds", type=float, help="of load a measurement (default 5, quick 2)")
    parser.add_argument("--connections", type=int, action="append", help="default 1, 16 and 64")
    parser.add_argument("--only", action="append", choices=["put", "start", "depth", "soak"],
                        help="this suite only; may be repeated")
    parser.add_argument("--depth", type=int, action="append", help="of the queue; default 1,000, 100,000 and 1,000,000")
    parser.add_argument("--minutes", type=float, help="of soak (default 10, quick 0.5)")
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("build/release/switchboard"))
    parser.add_argument("--tools", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("bench/results"))
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("build/bench"), help="data and programs")
    chosen = parser.parse_args()
    chosen.rounds = chosen.rounds or (1 if chosen.quick else 3)
    chosen.seconds = chosen.seconds or (2 if chosen.quick else 5)
    chosen.connections = chosen.connections or ([16] if chosen.quick else [1, 16, 64])
    chosen.depth = sorted(chosen.depth or ([1_000, 10_000, 100_000] if chosen.quick else [1_000, 100_000, 1_000_000]))
    chosen.minutes = chosen.minutes or (0.5 if chosen.quick else 10)
    chosen.binary, chosen.tools, chosen.work = (p.resolve() for p in (chosen.binary, chosen.tools, chosen.work))
    return chosen


def prepare_events(work):
    """A file of events that name a queue, and 300 patterns of which each event matches exactly one."""
    work.mkdir(parents=True, exist_ok=True)
    queues = collections.Counter()
    file = work / "cloud-events.jsonl"
    with open(file, "w") as out:
        composer = corpus.Composer(SEED)
        while sum(queues.values()) < EVENTS:
            event = json.loads(composer.line())
            queue = event["detail"].get("eventBody", {}).get("queueId")
            if queue is None:
                continue
            queues[queue] += 1
            event["source"] = "genesys.cloud"
            out.write(json.dumps(event, separators=(",", ":"), ensure_ascii=False) + "\n")
    ids = sorted(queues)
    groups = [ids[n::RULES] for n in range(RULES)]
    return file, [{"source": ["genesys.cloud"], "detail": {"eventBody": {"queueId": ids}}} for ids in groups if ids]


def put_and_drain(server, chosen, events, patterns, connections, raw=True):
    """One measurement: a fresh server, load for some seconds, then everything taken out again."""
    server.start()
    try:
        url = None
        if not isinstance(server, servers.Bare):
            url = servers.wire(server, patterns, raw=raw, topic=server.has_topics)
        put = servers.load(chosen.tools, "put", "--port", server.port, "--events", events, "--connections", connections,
                   "--seconds", chosen.seconds)
        measured = {"server": server.name, "connections": connections, "raw": raw, **put, "rss_bytes": server.rss_bytes()}
        if url is not None and put["events"]:
            measured["drain"] = servers.load(chosen.tools, "drain", "--port", server.port, "--queue-url", url, "--messages",
                                             put["events"], "--connections", min(connections, 16), "--seconds", 600)
            measured["lost"] = put["events"] - measured["drain"]["deleted"]
        return measured
    finally:
        server.stop()


def race(chosen, events, patterns):
    """Every server once a round, at every number of connections, in turned order every second round."""
    folder = chosen.work / "cloud-server"
    racers = [(servers.Ours(folder, chosen.binary), True), (servers.Ours(folder, chosen.binary), False),
              (servers.Ours(folder, chosen.binary, page.UNSYNCED), True),
              (servers.Bare(folder, chosen.tools / "bare_server"), True)]
    left_out = {}
    for peer in emulators.PEERS:
        try:
            racers.append((peer(folder, chosen.work), True))
        except servers.Failure as failure:
            left_out[peer.name] = str(failure)
    measured = []
    for number in range(chosen.rounds):
        for connections in chosen.connections:
            for server, raw in racers if number % 2 == 0 else reversed(racers):
                try:
                    one = put_and_drain(server, chosen, events, patterns, connections, raw)
                except servers.Failure as failure:
                    left_out[server.name] = str(failure)
                    continue
                measured.append(one)
                print(f"  round {number + 1}/{chosen.rounds}: {one['server']}{'' if raw else ', signed envelopes'}, "
                      f"{connections} connections: {one['requests_per_second']:,.0f} requests/s, "
                      f"p99 {one['p99_ms']:.1f} ms, lost {one.get('lost', '-')}", flush=True)
    return measured, left_out


def start_once(chosen):
    """Milliseconds from the start of the process to the first answer, and memory a second later."""
    server = servers.Ours(chosen.work / "cloud-start", chosen.binary)
    begin = time.monotonic()
    server.start()
    try:
        with servers.urllib.request.urlopen(f"{server.url}/_switchboard/health", timeout=10) as answer:
            answer.read()
        first = (time.monotonic() - begin) * 1000
        time.sleep(1)
        return {"first_answer_ms": first, "idle_bytes": server.rss_bytes()}
    finally:
        server.stop()


def stripped_bytes(chosen):
    file = chosen.work / "switchboard-stripped"
    subprocess.run(["strip", "-o", file, chosen.binary], check=True)
    return file.stat().st_size


def main():
    chosen = options()
    suites = chosen.only or ["put", "start", "depth"]
    results = {"date": datetime.date.today().isoformat(), "command": " ".join(["bench/cloud/run.py", *sys.argv[1:]]),
               "machine": machine.describe(), "versions": machine.tool_versions(chosen.binary),
               "rounds": chosen.rounds, "seconds": chosen.seconds, "rules": RULES, "measured": [], "left_out": {},
               "starts": [], "stripped_bytes": None, "depth": None, "soak": None}
    events, patterns = prepare_events(chosen.work) if {"put", "soak"} & set(suites) else (None, None)
    if "put" in suites:
        results["measured"], results["left_out"] = race(chosen, events, patterns)
    if "start" in suites:
        results["starts"] = [start_once(chosen) for _ in range(10)]
        results["stripped_bytes"] = stripped_bytes(chosen)
    if "depth" in suites:
        results["depth"] = endurance.fill_a_queue(chosen)
    if "soak" in suites:
        results["soak"] = endurance.soak(chosen, events, patterns)
    chosen.out.mkdir(parents=True, exist_ok=True)
    # What is named alone has a page of its own.
    name = "-".join(["cloud", *(suites if chosen.only else [])]) + ("-quick" if chosen.quick else "")
    stem = chosen.out / f"{results['date']}-{name}"
    stem.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")
    stem.with_suffix(".md").write_text(page.render(results))
    print(f"wrote {stem}.md")
    ours = [one for one in results["measured"] if one["server"] == "ours"]
    failed = any(one.get("lost") or one["failed"] for one in ours) or ("put" in suites and not ours)
    failed = failed or (results["soak"] is not None and results["soak"]["lost"] > 0)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
