#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes docs/wire-compatibility.md from the table of cases.   make_document.py [--check]"""

import collections
import itertools
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]

import members  # noqa: E402
import runner  # noqa: E402
import table  # noqa: E402
from clients import BY_HAND, CLIENTS  # noqa: E402

DOCUMENT = HERE.parent.parent / "docs" / "wire-compatibility.md"
TITLES = {
    "events": "EventBridge",
    "sns": "SNS",
    "sqs": "SQS",
    "sts": "STS",
    "lambda": "Lambda",
    "genesys": "Genesys Cloud",
    "auth": "Signatures",
}
PROTOCOLS = {
    "boto3-debian": "Query for SNS, SQS, STS; JSON for EventBridge",
    "aws-cli": "Query for SNS, SQS, STS; JSON for EventBridge",
    "boto3": "Query for SNS, STS; JSON for EventBridge, SQS",
    "aws-sdk-js": "Query for SNS, STS; JSON for EventBridge, SQS",
    "genesys-sdk-js": "REST",
    "http": "all of them",
}


def versions():
    """The version of each client that this repository pins."""
    js = json.loads((HERE / "aws-sdk-js/package.json").read_text())["dependencies"]
    genesys = json.loads((HERE.parent / "e2e/genesys-sdk/package.json").read_text())["dependencies"]
    boto3 = re.search(r"^boto3==([0-9.]+)", (HERE / "requirements.txt").read_text(), re.MULTILINE)[1]
    return {"boto3": boto3, "aws-sdk-js": js["@aws-sdk/client-sqs"], "genesys-sdk-js": next(iter(genesys.values()))}


def left_out(client_name, step):
    """Whether a step needs what a client's model has no name for; what comes after it is left out too."""
    if step.kind not in ("call", "do", "times"):
        return False
    service, operation = step.operation
    lacks = CLIENTS[client_name].get("lacks", [])
    asked = members.paths(step.input) | members.paths(step.body.get("answer"))
    names = {f"{service}.{operation}"} | {".".join((f"{service}.{operation}", *path)) for path in asked}
    return any(name in names for name in lacks)


def cases_of(scenarios, client_name):
    return [
        step
        for scenario in scenarios
        if runner.cases_for(scenario, client_name)
        for step in itertools.takewhile(lambda step: not left_out(client_name, step), scenario.steps)
        if step.is_case and runner.runs(step, client_name)
    ]


def operation_of(step):
    """What a case is about: an AWS operation, or a Genesys method and path."""
    if step.kind == "call":
        return step.operation[1]
    if step.kind == "request":
        ask = step.body["request"]
        in_path = re.search(r"Action=(\w+)", ask.get("path", ""))
        return ask.get("action") or ask.get("target") or (in_path[1] if in_path else "requests without an action")
    method, path = step.body["http"][:2]
    path = re.sub(r"\$\{[^}]+\}|[0-9a-f]{8}-[0-9a-f-]{27}", "{id}", path.split("?")[0])
    return f"{method} {re.sub('/events/[a-zA-Z]+', '/events/{type}', path)}"


def served(scenario, step):
    return not (scenario.not_served or step.body.get("not_served"))


def refuses(step):
    if "error" in step.body:
        return True
    status = step.body.get("response", {}).get("status", 200)
    return isinstance(status, int) and status >= 400


def clients_part(scenarios):
    known = versions()
    yield "| client | version | protocols | cases | leaves out |"
    yield "|---|---|---|---|---|"
    for name, client in CLIENTS.items():
        lacks = ", ".join(f"`{lack}`" for lack in client.get("lacks", [])) or "–"
        count = len(cases_of(scenarios, name))
        version = known.get(name, "–" if name == BY_HAND else "as packaged")
        yield f"| {client['is']} | {version} | {PROTOCOLS[name]} | {count} | {lacks} |"


def service_part(service, scenarios, differences):
    mine = [scenario for scenario in scenarios if scenario.service == service]
    count = sum(step.is_case for scenario in mine for step in scenario.steps)
    yield f"## {TITLES[service]}"
    yield ""
    run_by = [CLIENTS[name]["is"] for name in CLIENTS if cases_of(mine, name)]
    files = sorted({scenario.file for scenario in mine})
    where = ", ".join(cases_link(file) for file in files)
    yield f"{count} cases in {where}; run by: {'; '.join(run_by)}."
    yield ""
    yield from operations_part(service, mine)
    not_there = [s for scenario in mine for s in scenario.steps if s.is_case and not served(scenario, s)]
    if not_there:
        # A case by itself asks for a name that no service has; a scenario, for what the service has elsewhere.
        names = {"names that no service has" if s.body.get("not_served") else operation_of(s) for s in not_there}
        yield ""
        yield f"Held to a clear refusal of the service's own kind: {', '.join(sorted(names))}."
    if differences:
        yield ""
        yield "Different on purpose:"
        yield ""
        for entry in differences:
            shown = f" ({cases_link(entry['shown_by'].split(': ')[0])})" if "shown_by" in entry else ""
            yield f"- {entry['says']}{shown}"


def cases_link(file):
    return f"[{file}](../tests/cases/wire/{file}.yaml)"


def operations_part(service, scenarios):
    good, bad = collections.Counter(), collections.Counter()
    for scenario in scenarios:
        for step in scenario.steps:
            if step.is_case and served(scenario, step) and (step.kind != "call" or step.operation[0] == service):
                (bad if refuses(step) else good)[operation_of(step)] += 1
    yield "| operation | answers | refusals |"
    yield "|---|---|---|"
    for operation in sorted(set(good) | set(bad)):
        yield f"| {operation} | {good[operation] or '–'} | {bad[operation] or '–'} |"


def document():
    scenarios = table.read_table()
    differences = table.read_yaml(table.CASES / "differences.yaml")
    count = sum(step.is_case for scenario in scenarios for step in scenario.steps)
    lines = [
        "# Wire compatibility",
        "",
        "What stock clients see of the local cloud, held to what AWS and Genesys Cloud answer. Made by",
        "`tests/conformance/make_document.py` from the table of cases in `tests/cases/wire/`; a test fails when it is",
        f"not up to date. The table has {count} cases in {len(scenarios)} scenarios, each written from a recorded",
        "fact, and each scenario run by every client that has words for it, against a cloud of its own (`script/test`).",
        "",
        "## Clients",
        "",
        *clients_part(scenarios),
        "",
        "An error has one name in the table and several on the wire: SQS gives its JSON name in the body and its Query",
        "code in a header, Query services give the code, and some clients show the name in the service's model",
        "instead. Which is which stands in [errors.yaml](../tests/cases/wire/errors.yaml); each client is held to what",
        "it must show.",
    ]
    for service in TITLES:
        lines += ["", *service_part(service, scenarios, differences.get(service, []))]
    return "\n".join(lines) + "\n"


def main(arguments):
    text = document()
    if arguments == ["--check"]:
        if not DOCUMENT.exists() or DOCUMENT.read_text() != text:
            print(f"{DOCUMENT.relative_to(HERE.parent.parent)} is stale: run tests/conformance/make_document.py")
            return 1
        return 0
    DOCUMENT.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
