# SPDX-License-Identifier: Apache-2.0
"""Composes 1,000 rules that use every operator of the pattern language in equal shares.

Most rules ask for an event type or a source besides; those that do not ask for an event type have two conditions. A
field is asked either by wildcards or without case, never both: event-ruler 2.0.1 answers wrongly there.
"""
import random

import corpus

COUNT = 1000
NUMBERS = {"value": 300000, "wrapupDurationMs": 120000, "interactingDurationMs": 900000, "heldDurationMs": 60000,
           "alertingDurationMs": 20000, "connectedDurationMs": 1800000}
# Fields asked with wildcards, and fields asked without case.
WILD = ["subject", "notes", "dnis", "wrapupCode"]
FOLDED = {"mediaType": corpus.MEDIA, "disconnectType": corpus.DISCONNECTS, "provider": corpus.PROVIDERS,
          "utilizationLabel": corpus.LABELS, "metric": corpus.METRICS, "currentState": corpus.STATES}
OPTIONAL = ["subject", "queueId", "utilizationLabel", "participants.id", "acdOutcome", "flowType", "userId",
            "wrapupCode", "notes", "answeredUserId"]


def a_number(rng):
    name = rng.choice(list(NUMBERS))
    return name, rng.randrange(NUMBERS[name])


def a_folded(rng):
    name = rng.choice(list(FOLDED))
    return name, rng.choice(FOLDED[name])


def mixed_case(rng, text):
    return "".join(rng.choice([c.lower(), c.upper()]) for c in text)


def a_wildcard(rng):
    """A field with a wildcard for it."""
    name = rng.choice(WILD)
    if name == "dnis":
        return name, f"tel:+1317*{rng.randrange(100):02d}"
    if name == "wrapupCode":
        return name, rng.choice([f"WRAP-{rng.randrange(30):02d}-*", f"*-{rng.randrange(30):02d}-S*e", "*-Service"])
    words = rng.choice(corpus.SUBJECTS if name == "subject" else corpus.NOTES).split()
    return name, rng.choice([f"*{words[1]}*{rng.randrange(10)}", f"{words[0]}*{rng.randrange(100):02d}*",
                             f"*{rng.choice(words)}*{rng.randrange(10)}*"])


def exact_string(rng):
    name, values = rng.choice([("mediaType", corpus.MEDIA), ("disconnectType", corpus.DISCONNECTS),
                               ("acdOutcome", corpus.OUTCOMES), ("flowType", corpus.FLOWS),
                               ("usedRouting", corpus.ROUTINGS), ("requestedRoutings", corpus.ROUTINGS),
                               ("participants.purpose", corpus.PURPOSES), ("purpose", corpus.PURPOSES)])
    return name, sorted(set(rng.choices(values, k=rng.randrange(1, 3))))


def exact_number(rng):
    if rng.random() < 0.5:
        return "routingPriority", [rng.choice([0, 5, 10, 50, -1])]
    return "mos", [round(rng.uniform(1, 5), 2), round(rng.uniform(1, 5), 1)]


def exact_boolean(rng):
    name = rng.choice(["recording", "firstQueue", "joined", "skillExpressionApplied", "participants.muted"])
    return name, [rng.random() < 0.5]


def exact_null(rng):
    return rng.choice(["recording", "answeredUserId"]), [None]


def prefix(rng):
    name, value = rng.choice([("ani", f"tel:+1317555{rng.randrange(100):02d}"), ("dnis", "tel:+13175558"),
                              ("requestedLanguageId", f"{rng.randrange(256):02x}"), ("notes", "Sent the"),
                              ("participants.address", f"tel:+1317555{rng.randrange(100):02d}"),
                              ("conversationId", f"{rng.randrange(256):02x}"), ("subject", "Order")])
    return name, [{"prefix": value}]


def suffix(rng):
    name, value = rng.choice([("disconnectType", "TRANSFER"), ("ani", f"{rng.randrange(100):02d}"),
                              ("sessionId", f"{rng.randrange(256):02x}"), ("flowType", "CALL"),
                              ("notes", f"{rng.randrange(100):02d}"), ("wrapupCode", "-Sale")])
    return name, [{"suffix": value}]


def ignore_case(rng):
    name, value = a_folded(rng)
    return name, [{"equals-ignore-case": mixed_case(rng, value)}]


def prefix_ignore_case(rng):
    name, value = a_folded(rng)
    return name, [{"prefix": {"equals-ignore-case": mixed_case(rng, value[:rng.randrange(3, 6)])}}]


def suffix_ignore_case(rng):
    name, value = a_folded(rng)
    return name, [{"suffix": {"equals-ignore-case": mixed_case(rng, value[-rng.randrange(3, 6):])}}]


def wildcard(rng):
    name, text = a_wildcard(rng)
    return name, [{"wildcard": text}]


def but_strings(rng):
    name, values = rng.choice([("mediaType", corpus.MEDIA), ("disconnectType", corpus.DISCONNECTS),
                               ("participants.purpose", corpus.PURPOSES), ("flowType", corpus.FLOWS)])
    chosen = sorted(set(rng.choices(values, k=3)))
    return name, [{"anything-but": chosen if rng.random() < 0.7 else chosen[0]}]


def but_numbers(rng):
    values = sorted(set(rng.choices([0, 5, 10, 50, -1], k=3)))
    return "routingPriority", [{"anything-but": values if rng.random() < 0.7 else values[0]}]


def but_prefix(rng):
    name = rng.choice(["ani", "conversationId", "wrapupCode"])
    value = {"ani": f"tel:+1317555{rng.randrange(10)}", "conversationId": f"{rng.randrange(16):x}",
             "wrapupCode": f"WRAP-{rng.randrange(3)}"}[name]
    return name, [{"anything-but": {"prefix": value}}]


def but_suffix(rng):
    name, value = rng.choice([("disconnectType", "TRANSFER"), ("flowType", "BOT"), ("wrapupCode", "-Spam")])
    return name, [{"anything-but": {"suffix": value}}]


def but_ignore_case(rng):
    name, value = a_folded(rng)
    other = rng.choice(FOLDED[name])
    values = sorted({mixed_case(rng, value), mixed_case(rng, other)})
    return name, [{"anything-but": {"equals-ignore-case": values if rng.random() < 0.5 else values[0]}}]


def but_wildcard(rng):
    name, text = a_wildcard(rng)
    return name, [{"anything-but": {"wildcard": text}}]


def numeric_bound(rng):
    name, value = a_number(rng)
    return name, [{"numeric": [rng.choice(["<", "<=", ">", ">="]), value]}]


def numeric_range(rng):
    if rng.random() < 0.2:
        low = round(rng.uniform(1, 4), 1)
        return "mos", [{"numeric": [">=", low, "<", low + 0.5]}]
    name, value = a_number(rng)
    return name, [{"numeric": [rng.choice([">", ">="]), value, rng.choice(["<", "<="]), value + NUMBERS[name] // 4]}]


def numeric_equal(rng):
    return "routingPriority", [{"numeric": ["=", rng.choice([0, 5, 10, 50, -1])]}]


def cidr_v4(rng):
    name = rng.choice(["remoteIp", "edgeAddress"])
    block = rng.choice([f"10.20.{rng.randrange(256)}.0/24", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/17",
                        f"203.0.{rng.randrange(16) * 16}.0/20", f"198.51.{rng.randrange(64) * 4}.0/22"])
    return name, [{"cidr": block}]


def cidr_v6(rng):
    block = rng.choice(["2001:db8::/32", "2001:db8:85a3::/48", "fd00::/8", f"fd12:3456::{rng.randrange(16):x}000:0/100"])
    return "remoteIp", [{"cidr": block}]


def exists_true(rng):
    return rng.choice(OPTIONAL), [{"exists": True}]


def exists_false(rng):
    return rng.choice([name for name in OPTIONAL if "." not in name]), [{"exists": False}]


def one_element(rng):
    """Two fields that one element of an array must have together."""
    return "participants", {"purpose": [rng.choice(corpus.PURPOSES)], "state": ["connected"],
                            "held": [rng.random() < 0.5]}


SINGLE = [exact_string, exact_number, exact_boolean, exact_null, prefix, suffix, ignore_case, prefix_ignore_case,
          suffix_ignore_case, wildcard, but_strings, but_numbers, but_prefix, but_suffix, but_ignore_case, but_wildcard,
          numeric_bound, numeric_range, numeric_equal, cidr_v4, cidr_v6, exists_true, exists_false, one_element]


def nest(path, condition):
    """{"a": {"b": condition}} for the path "a.b"."""
    for name in reversed(path.split(".")):
        condition = {name: condition}
    return condition


def distinct(rng, count):
    """Conditions on different fields, no field below another."""
    found = {}
    while len(found) < count:
        name, condition = rng.choice(SINGLE)(rng)
        if name.split(".")[0] not in {other.split(".")[0] for other in found}:
            found[name] = condition
    return list(found.items())


def either(rng):
    """A detail with $or of two or three conditions; one in three has a $or within a $or."""
    parts = distinct(rng, rng.choice([2, 2, 3]))
    choices = [{"eventBody": nest(name, condition)} for name, condition in parts]
    if rng.random() < 0.33:
        choices[0]["$or"] = [{"metadata": {"CorrelationId": [{"prefix": f"{rng.randrange(256):02x}"}]}},
                             {"topicName": [{"suffix": rng.choice([".state", ".users", ".acw", ".user.end"])}]}]
    return {"$or": choices}


def event_type(rng):
    if rng.random() < 0.1:
        return rng.choice([[{"prefix": corpus.DETAIL + "user."}], [{"wildcard": "v2.*.conversation.*.acd.*"}],
                           [{"suffix": ".state"}]])
    return rng.sample(list(corpus.TOPICS), rng.choice([1, 1, 2]))


def source(rng):
    return rng.choice([[{"prefix": corpus.SOURCE_PREFIX}], [rng.choice(corpus.SOURCES)],
                       [{"anything-but": corpus.FOREIGN_SOURCE}]])


def pattern(operator, rng):
    """A pattern around one operator: of ten, eight name the event type, six the source, one neither."""
    draw = rng.random()
    out = {}
    if draw < 0.5 or 0.8 <= draw < 0.9:
        out["source"] = source(rng)
    if draw < 0.8:
        out["detail-type"] = event_type(rng)
    if operator is either:
        if draw >= 0.8:
            out["region"] = [rng.choice(corpus.REGIONS)]
        out["detail"] = either(rng)
        return out
    name, condition = operator(rng)
    body = nest(name, condition)
    if draw >= 0.8:
        second, other = next(part for part in distinct(rng, 3) if part[0].split(".")[0] != name.split(".")[0])
        body.update(nest(second, other))
    out["detail"] = {"eventBody": body}
    return out


def rules(seed):
    """The operators in turn, so that each has its share."""
    rng = random.Random(f"{seed}/rules/operators")
    operators = [*SINGLE, either]
    out = []
    for number in range(COUNT):
        operator = operators[number % len(operators)]
        out.append({"id": f"{operator.__name__.replace('_', '-')}-{number:04d}", "pattern": pattern(operator, rng)})
    return out
