# SPDX-License-Identifier: Apache-2.0
"""The table of cases in tests/cases/wire: reads it, fills its references in, knows what clients call its errors.

A file has a service, a subject and scenarios. A scenario has steps, run in order against a cloud of its own:
  name + call [operation, input]        a case for every client of the service, with `answer` or `error`
  name + http [method, path, body]      a case for plain HTTP and, with `sdk`, for the Genesys SDK
  name + request                        a case for requests by hand, with `response`
  do [operation, input]                 a call that must succeed and is no case
  times [count, operation, input]       as many of them, ${i} counting
  settle, advance_clock, happen         waits for deliveries; moves the clock; makes Genesys events happen
`fact` is the section of the record of facts that the expectation stands in.
"""

import dataclasses
import json
import pathlib
import re

import yaml

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent / "cases" / "wire"
NOT_CASES = {"errors.yaml", "differences.yaml"}
PREPARATIONS = {"do", "times", "settle", "advance_clock", "happen"}
REFERENCE = re.compile(r"\$\{([^}]+)\}")
WHERE = {"region": "us-east-1", "account": "000000000000"}


def read_yaml(path):
    return yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@dataclasses.dataclass
class Step:
    file: str
    service: str
    number: int
    body: dict

    @property
    def is_case(self):
        return "name" in self.body

    @property
    def kind(self):
        """call, http, request, or what it prepares."""
        return next(key for key in ("call", "http", "request", *sorted(PREPARATIONS)) if key in self.body)

    @property
    def operation(self):
        """(service, operation) of a call or of a do."""
        name = self.body[self.kind][self.kind == "times"]
        service, dot, operation = name.partition(".")
        return (service, operation) if dot else (self.service, name)

    @property
    def input(self):
        call = self.body[self.kind][(self.kind == "times") + 1 :]
        return call[0] if call else {}


@dataclasses.dataclass
class Scenario:
    file: str
    service: str
    subject: str
    title: str
    steps: list
    seed: dict = None
    clients: list = None
    flags: tuple = ()
    not_served: bool = False

    @property
    def id(self):
        return f"{self.file}: {self.title}"


def read_file(path):
    document = read_yaml(path)
    for entry in document["scenarios"]:
        steps = []
        for number, body in enumerate(entry["steps"]):
            fact = body.get("fact", entry.get("fact", document.get("fact")))
            steps.append(Step(path.stem, document["service"], number, {**body, "fact": fact}))
        yield Scenario(
            path.stem,
            document["service"],
            document["subject"],
            entry["scenario"],
            steps,
            entry.get("seed"),
            entry.get("clients"),
            tuple(entry.get("flags", ())),
            entry.get("not_served", False),
        )


def read_table():
    return [
        scenario for path in sorted(CASES.glob("*.yaml")) if path.name not in NOT_CASES for scenario in read_file(path)
    ]


# References and what stands for more than itself.


class Unknown(Exception):
    """A reference to something that no earlier step has saved."""


class Saved:
    """What ${…} stands for: values of earlier steps, and the ARNs and URLs that follow from names."""

    def __init__(self, url):
        self.values = {"url": url, "host": url.split("//")[1], **WHERE}

    def __getitem__(self, name):
        if name in self.values:
            return self.values[name]
        kind, colon, rest = name.partition(":")
        place = f"{WHERE['region']}:{WHERE['account']}"
        known = {
            "sqs": f"arn:aws:sqs:{place}:{rest}",
            "sns": f"arn:aws:sns:{place}:{rest}",
            "rule": f"arn:aws:events:{place}:rule/{rest}",
            "bus": f"arn:aws:events:{place}:event-bus/{rest}",
            "source": f"arn:aws:events:{WHERE['region']}::event-source/{rest}",
            "queue": f"{self.values['url']}/{WHERE['account']}/{rest}",
        }
        if not colon or kind not in known:
            raise Unknown(name)
        return known[kind]

    def fill(self, value):
        """`value` with its references replaced and its $json, $repeat, $each and $join worked out."""
        if isinstance(value, str):
            whole = REFERENCE.fullmatch(value)
            return self[whole[1]] if whole else REFERENCE.sub(lambda found: str(self[found[1]]), value)
        if isinstance(value, list):
            return [self.fill(member) for member in value]
        if not isinstance(value, dict):
            return value
        if "$json" in value:
            return json.dumps(self.fill(value["$json"]), separators=(",", ":"), ensure_ascii=False)
        if "$repeat" in value:
            text, count = value["$repeat"]
            return text * count
        if "$join" in value:
            return "".join(self.fill(value["$join"]))
        if "$each" in value:
            count, member = value["$each"]
            return [self._numbered(member, i) for i in range(1, count + 1)]
        return {key: self.fill(member) for key, member in value.items()}

    def _numbered(self, member, number):
        self.values["i"] = str(number)
        return self.fill(member)


# Errors, which clients name by the protocol that they speak.


class Errors:
    """tests/cases/wire/errors.yaml: what each error is called and its HTTP status."""

    def __init__(self):
        self.services = read_yaml(CASES / "errors.yaml")

    def expected(self, service, error, family):
        """`error` of a case as the clients of one family see it: {code, message, status}."""
        if isinstance(error, list):
            error = dict(zip(("code", "message", "status"), error))
        known = self.services[service].get(str(error["code"])) or {}
        query = family == "query"
        seen = {
            "code": known.get("query", error["code"]) if query or family == "both" else error["code"],
            "message": error.get("query_message", error.get("message")) if query else error.get("message"),
            "status": (known.get("query_status") if query else None) or error.get("status", known.get("status", 400)),
        }
        if family == "both" and "query" in known:
            seen["shape"] = error["code"]
        if family == "shape":
            seen["code"] = known.get("shape", error["code"])
        return {key: value for key, value in seen.items() if value is not None}
