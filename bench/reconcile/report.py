# SPDX-License-Identifier: Apache-2.0
"""Turns what was measured of the reconciler into a page: calls by service, times, budgets met or not."""
import math

import measure

TIME_BUDGET = 1.3
CASES = ("first", "no-op", "one change")
TITLES = {"first": "first apply", "no-op": "plan with nothing to do", "one change": "apply of one route's change"}
SERVICES = ("events", "sns", "sqs", "sts", "genesys")
LISTS = ("ListRules", "ListEventBuses")
# What calls a second the run keeps to, as shares of the rate for EventBridge (src/awsclient/lanes.cc, us-east-1);
# operations that have a quota of their own count apart.
SNS_LISTS = ("ListTopics", "ListSubscriptions", "ListSubscriptionsByTopic")


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def pick(results, who, case):
    return [one for one in results["measured"] if (one["who"], one["case"]) == (who, case)]


def calls_to(measured, service):
    return sum(measured["calls"].get(service, {}).values())


def single_calls(measured):
    """EventBridge calls that are no page of a list of rules or buses."""
    return sum(count for name, count in measured["calls"].get("events", {}).items() if name not in LISTS)


def pages(measured):
    return calls_to(measured, "events") - single_calls(measured)


def least_seconds(measured, rate):
    """The largest of calls ÷ quota over the services: no run that keeps to the quotas can be faster."""
    share = rate / 50
    lists = sum(measured["calls"].get("sns", {}).get(name, 0) for name in SNS_LISTS)
    return max(calls_to(measured, "events") / rate, lists / (30 * share), calls_to(measured, "sqs") / (100 * share),
               (calls_to(measured, "sns") - lists) / (3000 * share))


def call_budget(results, case):
    routes = results["routes"]
    plain = max((single_calls(one) for one in pick(results, "ours", "no-op")), default=routes)
    return {"first": 2 * routes, "no-op": routes, "one change": plain + 3}[case]


def spread(values, digits=1):
    return f"{measure.median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def verdict(good):
    return "yes" if good else "**no**"


def measured_rows(results):
    for who, case, title in [*(("ours", case, TITLES[case]) for case in CASES),
                             ("tutorials", "first", "the tutorials' calls, one after the other")]:
        ones = pick(results, who, case)
        if not ones:
            continue
        counts = [f"{measure.median([calls_to(one, service) for one in ones]):,.0f}" for service in SERVICES]
        yield row(title, spread([one["seconds"] for one in ones]), *counts)


def budget_rows(results):
    for case in CASES:
        ones = pick(results, "ours", case)
        if not ones:
            continue
        single, most = max(map(single_calls, ones)), call_budget(results, case)
        yield row(f"{TITLES[case]}: EventBridge calls, beside {max(map(pages, ones))} pages of lists", f"{single:,}",
                  f"≤ {most:,}", verdict(single <= most))
        ratios = [one["seconds"] / least_seconds(one, results["rate"]) for one in ones]
        least = measure.median([least_seconds(one, results["rate"]) for one in ones])
        yield row(f"{TITLES[case]}: seconds by the {least:.1f} that the quotas ask for", spread(ratios, 2),
                  f"≤ {TIME_BUDGET}", verdict(measure.median(ratios) <= TIME_BUDGET))


def operation_rows(results):
    for case in CASES:
        for one in pick(results, "ours", case)[:1]:
            for service in SERVICES:
                operations = sorted(one["calls"].get(service, {}).items(), key=lambda item: -item[1])
                if operations:
                    yield row(TITLES[case], service, ", ".join(f"{name} {count:,}" for name, count in operations))


def render(results):
    about = results["machine"]
    lines = [f"# The reconciler, measured {results['date']}", "", f"- command: `{results['command']}`",
             f"- machine: {about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, Linux {about['kernel']}, "
             f"load at start {about['load_at_start']}",
             f"- versions: {'; '.join(f'{name}: {text}' for name, text in results['versions'].items())}",
             f"- {results['rounds']} rounds; the cloud is our local one, on disk, each answer {results['latency_ms']} ms late"]
    for name, why in results["left_out"].items():
        lines.append(f"- left out: {name}: {why}")
    rules = results["routes"]
    lines += ["", "## Times and calls", "",
              f"{rules} routes: a queue of Genesys Cloud by its name, a rule, an SNS topic, a target, one dead-letter queue for "
              f"all; EventBridge at {results['rate']} calls a second of AWS's 50, a list of {rules} rules being "
              f"{math.ceil(rules / results['page'])} pages. Ours reads all that is live, compares, writes, and reads again what "
              "it wrote. The tutorials' calls read nothing back, make no dead-letter queue, and keep to no rate. Median of the "
              "rounds (lowest–highest).", "",
              "| what | seconds | EventBridge calls | SNS | SQS | STS | Genesys |", "|---|---|---|---|---|---|---|",
              *measured_rows(results), "", "## Budgets", "", "| what | measured | budget | met |", "|---|---|---|---|",
              *budget_rows(results), "", "## Which calls", "", "| what | service | calls |", "|---|---|---|",
              *operation_rows(results)]
    return "\n".join(lines) + "\n"
