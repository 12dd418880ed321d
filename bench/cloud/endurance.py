# SPDX-License-Identifier: Apache-2.0
"""Queues that are long, and runs that are."""
import subprocess
import time

import servers

SAMPLE = 2000  # messages taken one by one at each depth
BODY_BYTES = 200
CYCLE_REQUESTS = 2000  # of ten events
CONNECTIONS = 4
PATIENCE = 120


def fill_a_queue(chosen):
    """Fills one queue depth by depth; at each, messages are received and deleted one by one by one client."""
    server = servers.Ours(chosen.work / "cloud-depth", chosen.binary).start()
    try:
        sqs = server.client("sqs")
        url = sqs.create_queue(QueueName="deep")["QueueUrl"]
        out = {"body_bytes": BODY_BYTES, "sample": SAMPLE, "empty_bytes": server.rss_bytes(), "depths": []}
        held = 0
        for depth in chosen.depth:
            sent = servers.load(chosen.tools, "send", "--port", server.port, "--queue-url", url, "--messages",
                                depth + SAMPLE - held, "--connections", 16, "--seconds", 600, "--body-bytes", BODY_BYTES)
            if sent["failed"]:
                raise servers.Failure(f"{sent['failed']} sends failed: {sent['failure']}")
            rss = server.rss_bytes()
            took = servers.load(chosen.tools, "drain", "--port", server.port, "--queue-url", url, "--messages", SAMPLE,
                                "--connections", 1, "--seconds", 120, "--at-a-time", 1)
            held = depth
            out["depths"].append({"depth": depth, "rss_bytes": rss, "sent_per_second": sent["events"] / sent["seconds"],
                                  "send_p99_ms": sent["p99_ms"],
                                  **{f"receive_{key}": took[key] for key in ("p50_ms", "p99_ms", "max_ms")}})
            print(f"  {depth:,} messages: receive p50 {took['p50_ms']:.2f} ms, p99 {took['p99_ms']:.2f} ms, "
                  f"{rss / 1e6:,.0f} MB", flush=True)
        out["purge"] = purge(server, sqs, url)
        return out
    finally:
        server.stop()


def purge(server, sqs, url):
    """Empties the queue; how long its caller waits, and for how long anybody else does while it is cleared up."""
    begin = time.monotonic()
    sqs.purge_queue(QueueUrl=url)
    answered = time.monotonic() - begin
    longest, used, looked = 0, cpu_seconds(server), begin
    while time.monotonic() - begin < PATIENCE:
        asked = time.monotonic()
        with servers.urllib.request.urlopen(f"{server.url}/_switchboard/health", timeout=PATIENCE) as answer:
            answer.read()
        longest = max(longest, time.monotonic() - asked)
        time.sleep(0.005)
        if time.monotonic() - looked < 2:
            continue
        busy, used, looked = cpu_seconds(server) - used, cpu_seconds(server), time.monotonic()
        if busy < 0.2:  # it answers us, and nothing else
            break
    return {"answer_ms": answered * 1000, "others_max_ms": longest * 1000, "rss_bytes": server.rss_bytes()}


def cpu_seconds(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def soak(chosen, events, patterns):
    """The put road for some minutes, in cycles: events are put and taken side by side, each known by its id."""
    server = servers.Ours(chosen.work / "cloud-soak", chosen.binary).start()
    out = {"minutes": chosen.minutes, "cycles": 0, "sent": 0, "received": 0, "duplicates": 0, "failed": 0,
           "start_bytes": server.rss_bytes()}
    expected = set()  # acknowledged, and not received yet
    try:
        url = servers.wire(server, patterns)
        begin = time.monotonic()
        while time.monotonic() - begin < chosen.minutes * 60:
            put, acknowledged, received = cycle(chosen, server, events, url, CYCLE_REQUESTS)
            out["cycles"] += 1
            out["failed"] += put["failed"]
            out["sent"] += len(acknowledged)
            account(expected, acknowledged, received, out)
            if out["cycles"] == 1:
                out["first_cycle_bytes"] = server.rss_bytes()
            if out["cycles"] % 20 == 0:
                print(f"  {out['sent']:,} sent, {out['received']:,} received, {out['duplicates']} twice, "
                      f"{len(expected)} still to come, {server.rss_bytes() / 1e6:,.0f} MB", flush=True)
        account(expected, [], drain(chosen, server, url, max(1, len(expected)), 5), out)
        out.update(lost=len(expected), end_bytes=server.rss_bytes(), seconds=time.monotonic() - begin)
        return out
    finally:
        server.stop()


def account(expected, acknowledged, received, out):
    """Strikes off what came. What came and was never acknowledged, or was struck off before, came twice or more."""
    expected.update(acknowledged)
    for event in received:
        out["received"] += 1
        if event in expected:
            expected.remove(event)
        else:
            out["duplicates"] += 1


def cycle(chosen, server, events, url, requests):
    acknowledged = chosen.work / "soak-acknowledged"
    received = chosen.work / "soak-received"
    taking = subprocess.Popen(
        servers.load_command(chosen.tools, "drain", "--port", server.port, "--queue-url", url, "--messages", requests * 10,
                             "--connections", CONNECTIONS, "--seconds", PATIENCE, "--ids", received),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    put = servers.load(chosen.tools, "put", "--port", server.port, "--events", events, "--connections", CONNECTIONS,
                       "--seconds", PATIENCE, "--requests", requests, "--ids", acknowledged)
    stdout, stderr = taking.communicate(timeout=2 * PATIENCE)
    servers.read_load(taking.returncode, stdout, stderr)
    return put, acknowledged.read_text().split(), received.read_text().split()


def drain(chosen, server, url, count, seconds):
    received = chosen.work / "soak-received"
    servers.load(chosen.tools, "drain", "--port", server.port, "--queue-url", url, "--messages", count, "--connections", 1,
                 "--seconds", seconds, "--ids", received)
    return received.read_text().split()
