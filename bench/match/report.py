# SPDX-License-Identifier: Apache-2.0
"""Turns what was measured into a page: medians, the ratios to the peers, and the budgets met or not."""
import measure
import queue_rules
import worst_cases

RULER_BUDGET = {10000: 10, 100000: 25}
OPERATORS_BUDGET = 40
BOUND_BUDGET = 0.6
COMPILE_SECONDS_BUDGET = 1.0
COMPILE_BYTES_BUDGET = 120e6
LINEAR_BUDGET = 2.5
MEGABYTE = 1e6
COLUMNS = "| what | ours | against | ratio | budget | met |\n|---|---|---|---|---|---|"


def rate(rules, program):
    """The median of a program's rounds with lowest and highest, or why there is none."""
    rates = rules.rates(program)
    if rates:
        return f"{short(measure.median(rates))} ({short(min(rates))}–{short(max(rates))})"
    return rules.failures.get(program, "–")


def short(number):
    for unit, letter in ((1e6, " M"), (1e3, " k")):
        if number >= unit:
            return f"{number / unit:.2f}{letter}"
    return f"{number:.1f}"


def ratio(rules, first, second):
    """The median over the rounds of one program's rate by the other's in the same round; None without both."""
    pairs = list(zip(rules.rates(first), rules.rates(second)))
    return measure.median([a / b for a, b in pairs]) if pairs else None


def verdict(value, good):
    if value is None:
        return "not measured"
    return "yes" if good else "**no**"


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def versus(what, rules, ours, peer, budget):
    """A row of the comparison of two rates, or nothing when the peer did not take part."""
    if not {ours, peer} <= {program.name for program in rules.racers}:
        return []
    value = ratio(rules, ours, peer)
    shown = "–" if value is None else f"{value:.2f}"
    met = "" if budget is None else verdict(value, value is not None and value >= budget)
    return [row(what, rate(rules, ours), f"{peer}: {rate(rules, peer)}", shown,
                "" if budget is None else f"≥ {budget:g}", met)]


def queue_rows(sets):
    for size in queue_rules.SIZES:
        rules = sets.get(f"queues-{size}")
        if rules is None:
            continue
        what = f"{size:,} queue rule{'s' if size > 1 else ''}"
        budget = None if size == 100 else BOUND_BUDGET
        yield from versus(what + ", unread parts unvalidated", rules, "ours-skip-validation", "bound-ondemand", budget)
        yield from versus(what, rules, "ours", "bound-dom", budget)
        yield from versus(what, rules, "ours", "event-ruler", RULER_BUDGET.get(size))
        yield from versus(what, rules, "ours", "quamina", None)
        yield from versus(what + ", two threads", rules, "ours-2-threads", "ours", None)


def operator_rows(sets):
    rules = sets.get("operators")
    if rules is not None:
        yield from versus("1,000 rules, every operator", rules, "ours", "event-ruler", OPERATORS_BUDGET)
        yield from versus("same, unread parts unvalidated", rules, "ours-skip-validation", "event-ruler", None)


def compile_rows(sets):
    rules, one = sets.get("compile-100000"), sets.get("compile-1")
    if rules is None or not rules.runs.get("ours") or not one.runs.get("ours"):
        return
    seconds = measure.median([run["build_seconds"] for run in rules.runs["ours"]])
    peak = measure.median([run["max_rss_bytes"] for run in rules.runs["ours"]])
    more = peak - measure.median([run["max_rss_bytes"] for run in one.runs["ours"]])
    times = [f"{name}: {run['build_seconds']:.2f} s" for name, run in rules.counted.items() if name != "ours"]
    heaps = [f"{name}: heap {run['heap_bytes'] / MEGABYTE:.0f} MB" for name, run in rules.counted.items()
             if "heap_bytes" in run]
    yield row("compile 100,000 rules", f"{seconds:.3f} s", "; ".join(times) or "–", "–",
              f"≤ {COMPILE_SECONDS_BUDGET:g} s", verdict(seconds, seconds <= COMPILE_SECONDS_BUDGET))
    yield row("peak memory of 100,000 rules over one rule", f"{more / MEGABYTE:.0f} MB (all: {peak / MEGABYTE:.0f} MB)",
              "; ".join(heaps) or "–", "–", f"≤ {COMPILE_BYTES_BUDGET / MEGABYTE:.0f} MB",
              verdict(more, more <= COMPILE_BYTES_BUDGET))


def worst_rows(sets):
    for case in worst_cases.CASES:
        name = case.__name__.replace("_", "-")
        full, half = sets.get(f"worst-{name}"), sets.get(f"worst-{name}-half")
        if full is None:
            continue
        pairs = list(zip(half.rates("ours"), full.rates("ours")))
        value = measure.median([a / b for a, b in pairs]) if pairs else None
        ruler = full.counted.get("event-ruler")
        other = f"{short(ruler['events_per_second'])}" if ruler else full.failures.get("event-ruler", "–")
        yield row(name, rate(full, "ours"), rate(half, "ours"), "–" if value is None else f"{value:.2f}",
                  verdict(value, value is not None and value <= LINEAR_BUDGET), other)


def count_rows(sets):
    for rules in sets.values():
        counts = rules.counts()
        told = ", ".join(f"{name} {number:,}" for name, number in counts.items())
        if rules.counts_agree() and counts:
            told = f"{next(iter(counts.values())):,} ({', '.join(counts)})"
        failed = "; ".join(f"{name}: {why}" for name, why in rules.failures.items())
        agree = "only one" if len(counts) < 2 else "yes" if rules.counts_agree() else "**NO**"
        yield row(rules.name, agree, told or "–", failed)


def heading(facts):
    machine, versions = facts["machine"], facts["versions"]
    yield f"# The matcher, measured {facts['date']}\n"
    yield f"- command: `{facts['command']}`"
    yield (f"- machine: {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Linux "
           f"{machine['kernel']}, load at start {machine['load_at_start']}")
    yield "- versions: " + "; ".join(f"{name}: {text}" for name, text in versions.items())
    yield (f"- {facts['events']:,} events, mean {facts['event_bytes_mean']:.0f} bytes; {facts['rounds']} rounds of "
           f"about {facts['seconds']:g} s a program; peers warmed up for {facts['warmup']:g} s")
    for name, why in facts["skipped"].items():
        yield f"- left out: {name}: {why}"
    yield ("\nRates are events per second from raw JSON text in memory, one thread, parsing included: median of the "
           "rounds (lowest–highest). A ratio is the\nmedian of the ratios within each round.\n")


def page(facts, sets):
    """The whole page as text."""
    lines = list(heading(facts))
    compared = [*queue_rows(sets), *operator_rows(sets), *compile_rows(sets)]
    if compared:
        lines += [COLUMNS, *compared]
    worst = list(worst_rows(sets))
    if worst:
        lines += ["\n## Worst cases\n", "Events per second at full and at half size; time that is linear in the size "
                  f"has a ratio of about 2, at most {LINEAR_BUDGET:g} is taken for it.\nevent-ruler: one pass, not "
                  "warmed up.\n", "| case | ours, full | ours, half | ratio | linear | event-ruler, full |",
                  "|---|---|---|---|---|---|", *worst]
    lines += ["\n## Matches counted\n", "One pass of every program over all events of a set.\n",
              "| set | agree | matches (who) | not counted |", "|---|---|---|---|", *count_rows(sets), ""]
    return "\n".join(lines)
