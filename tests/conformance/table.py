# SPDX-License-Identifier: Apache-2.0
"""The table of cases in tests/cases/wire: reads it, fills its references in, holds an answer against what is expected.

A file has a service, a subject and scenarios. A scenario has steps, run in order against a cloud of its own:
  name + call [operation, input]        a case for every client of the service, with `answer` or `error`
  name + http [method, path, body]      a case for plain HTTP and, with `sdk`, for the Genesys SDK
  name + request                        a case for requests by hand, with `response`
  do [operation, input]                 a call that must succeed and is no case
  times [count, operation, input]       as many of them, ${i} counting
  settle, advance_clock, happen, sleep  waits for deliveries; moves the clock; makes Genesys events happen; waits
`fact` is the section of the record of facts that the expectation stands in.
"""

import dataclasses
import json
import pathlib
import re
import time

import yaml

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent / "cases" / "wire"
NOT_CASES = {"errors.yaml", "differences.yaml"}
PREPARATIONS = {"do", "times", "settle", "advance_clock", "happen", "sleep"}
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
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
        scenario
        for path in sorted(CASES.glob("*.yaml"))
        if path.name not in NOT_CASES
        for scenario in read_file(path)
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


# Expectations.


def differences(expected, found, saved, path=""):
    """Where `found` is not what is expected; empty when it is. Objects are held to the members named, lists to all."""
    if isinstance(expected, dict):
        placeholders = [key for key in expected if key.startswith("$")]
        if placeholders:
            for key in placeholders:
                yield from PLACEHOLDERS[key](expected[key], found, saved, path)
        else:
            yield from _object(expected, found, saved, path)
    elif isinstance(expected, list):
        yield from _list(expected, found, saved, path)
    else:
        wanted = saved.fill(expected)
        if wanted != found or isinstance(wanted, bool) != isinstance(found, bool):
            yield f"{path or 'answer'}: expected {_short(wanted)}, found {_short(found)}"


ABSENT = object()


def _short(value):
    text = "nothing" if value is ABSENT else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) < 600 else text[:600] + "…"


def _object(expected, found, saved, path):
    if not isinstance(found, dict):
        yield f"{path or 'answer'}: expected an object, found {_short(found)}"
        return
    for key, member in expected.items():
        name = saved.fill(key)
        yield from differences(member, found.get(name, ABSENT), saved, f"{path}.{name}" if path else name)


def _list(expected, found, saved, path):
    if not isinstance(found, list) or len(found) != len(expected):
        yield f"{path or 'answer'}: expected a list of {len(expected)}, found {_short(found)}"
        return
    for i, member in enumerate(expected):
        yield from differences(member, found[i], saved, f"{path}[{i}]")


def _match(pattern, found, saved, path):
    wanted = saved.fill(pattern)
    if not isinstance(found, str) or not re.fullmatch(wanted, found, re.DOTALL):
        yield f"{path}: expected text like {wanted}, found {_short(found)}"


def _absent(_, found, saved, path):
    if found is not ABSENT and found is not None:
        yield f"{path}: expected nothing, found {_short(found)}"


def _empty(_, found, saved, path):
    if found is not ABSENT and found not in (None, [], {}, ""):
        yield f"{path}: expected nothing, found {_short(found)}"


TYPES = {
    "string": lambda v: isinstance(v, str) and v != "",
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "list": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "uuid": lambda v: isinstance(v, str) and re.fullmatch(UUID, v),
    "digits": lambda v: isinstance(v, str) and re.fullmatch("[0-9]+", v),
    "time": lambda v: isinstance(v, dict) and "$time" in v or isinstance(v, str) and re.match(r"\d{4}-\d\d-\d\dT", v),
}


def _type(name, found, saved, path):
    if found is ABSENT or not TYPES[name](found):
        yield f"{path}: expected {name}, found {_short(found)}"


def _save(name, found, saved, path):
    if found is ABSENT:
        yield f"{path}: nothing to save as {name}"
    else:
        saved.values[name] = found


def _json(expected, found, saved, path):
    try:
        document = json.loads(found)
    except (TypeError, ValueError):
        yield f"{path}: expected JSON, found {_short(found)}"
        return
    yield from differences(expected, document, saved, f"{path}:json")


def _keys(names, found, saved, path):
    if not isinstance(found, dict) or list(found) != saved.fill(names):
        yield f"{path}: expected the keys {names} in this order, found {_short(found)}"


def _only(expected, found, saved, path):
    yield from _object(expected, found, saved, path)
    more = sorted(set(found) - set(saved.fill(list(expected)))) if isinstance(found, dict) else []
    if more:
        yield f"{path}: has {more}, which it should not have"


def _unordered(expected, found, saved, path):
    if not isinstance(found, list) or len(found) != len(expected):
        yield f"{path or 'answer'}: expected a list of {len(expected)}, found {_short(found)}"
        return
    yield from _contains(expected, found, saved, path)


def _contains(expected, found, saved, path):
    rest = list(found) if isinstance(found, list) else []
    for member in expected:
        fits = next((one for one in rest if not list(differences(member, one, saved, path))), ABSENT)
        if fits is ABSENT:
            yield f"{path}: none is {_short(saved.fill(member))} in {_short(found)}"
        else:
            rest.remove(fits)


def _length(count, found, saved, path):
    if not hasattr(found, "__len__") or len(found) != count:
        yield f"{path}: expected {count} of it, found {_short(found)}"


def _not(expected, found, saved, path):
    if not list(differences(expected, found, saved, path)):
        yield f"{path}: should not be {_short(found)}"


def _one_of(choices, found, saved, path):
    if all(list(differences(choice, found, saved, path)) for choice in choices):
        yield f"{path}: expected one of {_short(saved.fill(choices))}, found {_short(found)}"


def _base64(text, found, saved, path):
    if found not in (text, {"$base64": text}):
        yield f"{path}: expected the bytes {text}, found {_short(found)}"


def _greater(than, found, saved, path):
    wanted = saved.fill(than)
    if type(found) is not type(wanted) or not found > wanted:
        yield f"{path}: expected more than {_short(wanted)}, found {_short(found)}"


PLACEHOLDERS = {
    "$match": _match,
    "$absent": _absent,
    "$empty": _empty,
    "$type": _type,
    "$save": _save,
    "$json": _json,
    "$keys": _keys,
    "$has": differences,
    "$only": _only,
    "$unordered": _unordered,
    "$contains": _contains,
    "$length": _length,
    "$not": _not,
    "$one_of": _one_of,
    "$base64": _base64,
    "$greater": _greater,
}


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


def wait(seconds):
    time.sleep(seconds)
