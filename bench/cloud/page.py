# SPDX-License-Identifier: Apache-2.0
"""Turns what was measured of the local cloud into a page: medians, ratios within each round, budgets met or not."""
import measure

PEER_BUDGET = 50
BOUND_BUDGET = 0.3
FIRST_ANSWER_MS_BUDGET = 30
IDLE_BYTES_BUDGET = 25e6
STRIPPED_BYTES_BUDGET = 15e6
# What is acknowledged is with the operating system and survives a kill; the disk follows within a second.
UNSYNCED = ("--fsync", "interval")
OURS_UNSYNCED = " ".join(("ours", *UNSYNCED))
MEGABYTE = 1e6


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def pick(results, server, connections, raw=True):
    return [one for one in results["measured"]
            if (one["server"], one["connections"], one["raw"]) == (server, connections, raw)]


def spread(values, digits=0):
    if not values:
        return "–"
    return f"{measure.median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def ratio(ours, theirs, key):
    pairs = list(zip(ours, theirs))
    return measure.median([a[key] / b[key] for a, b in pairs]) if pairs else None


def verdict(value, good):
    if value is None:
        return "not measured"
    return "yes" if good else "**no**"


def peers_of(results):
    """The other emulators that were measured."""
    return sorted({one["server"] for one in results["measured"]} - {"ours", OURS_UNSYNCED, "bound"})


def fastest(results, connections):
    """The peer that answered most requests a second at so many connections, by its median; None without peers."""
    rates = {peer: measure.median([one["requests_per_second"] for one in ones])
             for peer in peers_of(results) if (ones := pick(results, peer, connections))}
    return max(rates, key=rates.get, default=None)


def connections_of(results):
    return sorted({one["connections"] for one in results["measured"]})


def rate_rows(results):
    for connections in connections_of(results):
        for server, raw in (("ours", True), ("ours", False), (OURS_UNSYNCED, True), ("bound", True),
                            *((peer, True) for peer in peers_of(results))):
            ones = pick(results, server, connections, raw)
            if not ones:
                continue
            drained = [one["drain"]["messages_per_second"] for one in ones if "drain" in one]
            name = server if raw else f"{server}, signed envelopes"
            yield row(connections, name, spread([one["requests_per_second"] for one in ones]),
                      spread([one["events"] / one["seconds"] for one in ones]), spread([one["p50_ms"] for one in ones], 1),
                      spread([one["p99_ms"] for one in ones], 1), spread(drained),
                      max((one.get("lost", 0) for one in ones), default=0) if server != "bound" else "–",
                      f"{measure.median([one['rss_bytes'] for one in ones]) / MEGABYTE:,.0f}")


def ratio_rows(results):
    for connections in connections_of(results):
        ours = pick(results, "ours", connections)
        bound = ratio(ours, pick(results, "bound", connections), "requests_per_second")
        peer = fastest(results, connections)
        if bound is not None:
            yield row(f"{connections} connections, requests/s by the bound's", f"{bound:.2f}", f"≥ {BOUND_BUDGET}",
                      verdict(bound, bound >= BOUND_BUDGET))
        for name in ("ours", OURS_UNSYNCED):
            theirs = ratio(pick(results, name, connections), pick(results, peer, connections), "requests_per_second")
            if theirs is not None:
                yield row(f"{connections} connections, {name}, requests/s by the fastest emulator's ({peer})",
                          f"{theirs:,.0f}", f"≥ {PEER_BUDGET}", verdict(theirs, theirs >= PEER_BUDGET))


def start_rows(results):
    if not results["starts"]:
        return
    first = [one["first_answer_ms"] for one in results["starts"]]
    idle = [one["idle_bytes"] / MEGABYTE for one in results["starts"]]
    yield row("first answer after start, ms", spread(first, 1), f"≤ {FIRST_ANSWER_MS_BUDGET}",
              verdict(first, measure.median(first) <= FIRST_ANSWER_MS_BUDGET))
    yield row("memory when idle, MB", spread(idle, 1), f"≤ {IDLE_BYTES_BUDGET / MEGABYTE:g}",
              verdict(idle, measure.median(idle) * MEGABYTE <= IDLE_BYTES_BUDGET))
    size = results["stripped_bytes"]
    yield row("program, stripped, MB", f"{size / MEGABYTE:.1f}", f"≤ {STRIPPED_BYTES_BUDGET / MEGABYTE:g}",
              verdict(size, size <= STRIPPED_BYTES_BUDGET))


def depth_part(depth):
    """Lines about a queue that is filled."""
    yield from ["", "## A long queue", "",
                f"One queue, bodies of {depth['body_bytes']} bytes, filled by 16 connections; at each depth one client receives and "
                f"deletes {depth['sample']:,} messages one by one.", "",
                "| messages | receive p50 ms | p99 ms | longest ms | sent/s while filling | memory MB | bytes a message |",
                "|---|---|---|---|---|---|---|"]
    for one in depth["depths"]:
        messages = one["depth"] + depth["sample"]
        yield row(f"{one['depth']:,}", f"{one['receive_p50_ms']:.2f}", f"{one['receive_p99_ms']:.2f}",
                  f"{one['receive_max_ms']:.1f}", f"{one['sent_per_second']:,.0f}", f"{one['rss_bytes'] / MEGABYTE:,.0f}",
                  f"{(one['rss_bytes'] - depth['empty_bytes']) / messages:,.0f}")
    first, last = depth["depths"][0], depth["depths"][-1]
    purge = depth["purge"]
    yield from ["", f"Receive p99 at {last['depth']:,} by that at {first['depth']:,}: "
                f"{last['receive_p99_ms'] / first['receive_p99_ms']:.2f}. PurgeQueue of {last['depth']:,} messages is answered in "
                f"{purge['answer_ms']:,.0f} ms; while they are cleared up another caller waits {purge['others_max_ms']:,.0f} ms at "
                f"most; memory afterwards {purge['rss_bytes'] / MEGABYTE:,.0f} MB."]


def soak_part(soak):
    """Lines about a long run."""
    yield from ["", "## A long run", "",
                f"The PutEvents road for {soak['minutes']:g} minutes, events put and taken side by side, each told by its id.", "",
                "| events acknowledged | messages received | lost | received twice or unasked | failed requests | "
                "memory at start, after the first cycle, at the end, MB |", "|---|---|---|---|---|---|",
                row(f"{soak['sent']:,}", f"{soak['received']:,}", soak["lost"], soak["duplicates"], soak["failed"],
                    ", ".join(f"{soak[key] / MEGABYTE:,.0f}" for key in ("start_bytes", "first_cycle_bytes", "end_bytes")))]


def render(results):
    about = results["machine"]
    lines = [f"# The local cloud, measured {results['date']}", "", f"- command: `{results['command']}`",
             f"- machine: {about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, Linux {about['kernel']}, "
             f"load at start {about['load_at_start']}",
             f"- versions: {'; '.join(f'{name}: {text}' for name, text in results['versions'].items())}",
             "- generator and server share the machine's cores"]
    for name, why in results["left_out"].items():
        lines.append(f"- left out: {name}: {why}")
    if results["measured"]:
        lines += ["", "## PutEvents", "",
                  f"Ten entries of 1.4 KB a request, {results['rules']} rules of which each event matches one, to an SNS topic, to "
                  "an SQS queue; signatures, policies, full matching; ours answers when all of it is on disk, with --fsync interval "
                  "when it is with the operating system. The bound checks "
                  "the signature and appends the body with a shared fsync. moto, ministack and localstack answer from memory and "
                  "check no signature; moto's rules go to the queue at once (it has no SNS targets). "
                  f"{results['rounds']} rounds of {results['seconds']} s, median "
                  "(lowest–highest).", "",
                  "| connections | server | requests/s | events/s | p50 ms | p99 ms | received and deleted/s | lost | memory MB |",
                  "|---|---|---|---|---|---|---|---|---|", *rate_rows(results)]
    if results["depth"]:
        lines += depth_part(results["depth"])
    if results["soak"]:
        lines += soak_part(results["soak"])
    budgets = [*ratio_rows(results), *start_rows(results)]
    if budgets:
        lines += ["", "## Budgets", "", "| what | measured | budget | met |", "|---|---|---|---|", *budgets]
    return "\n".join(lines) + "\n"
