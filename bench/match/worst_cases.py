# SPDX-License-Identifier: Apache-2.0
"""Composes the inputs that slow matchers down: each in full size and in half, so that time shows as linear or not.

A case is a function of the size (1.0 or 0.5) that returns its rules and its events. What is halved is the thing that a
bad matcher would be worse than linear in; the number of events is the same.
"""
import random

WORDS = ["amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "heron", "indigo", "jetty"]


def as_rules(patterns):
    return [{"id": f"worst-{number:04d}", "pattern": pattern} for number, pattern in enumerate(patterns)]


def event(detail):
    return {"version": "0", "detail-type": "worst", "source": "acme.bench", "detail": detail}


def array_of_strings(size, rng):
    """10,000 strings in one array, asked by 100 rules."""
    patterns = [{"detail": {"values": [value]}} for number in range(25) for value in (
        f"item-{number * 7:05d}", {"prefix": f"item-{number:03d}"}, {"suffix": f"{number:02d}"},
        {"anything-but": {"prefix": f"item-0{number % 10}"}})]
    values = [f"item-{rng.randrange(100000):05d}" for _ in range(int(10000 * size))]
    return as_rules(patterns), [event({"values": rng.sample(values, len(values))}) for _ in range(40)]


def array_of_objects(size, rng):
    """10,000 objects, two fields asked by one rule: both values are common, never in one object but in the last."""
    rules = as_rules([{"detail": {"items": {"kind": ["wanted"], "state": ["wanted"]}}},
                      {"detail": {"items": {"kind": ["wanted"], "state": ["last"]}}}])
    items = [{"kind": "wanted", "state": f"s{n}"} if n % 2 else {"kind": f"k{n}", "state": "wanted"}
             for n in range(int(10000 * size))]
    items[-1] = {"kind": "wanted", "state": "last"}
    return rules, [event({"number": number, "items": items}) for number in range(40)]


def many_fields(size, rng):
    """2,500 fields in one event, 250 rules that ask three of them each."""
    count = int(2500 * size)
    patterns = []
    for number in range(250):
        names = [f"field{(number * 3 + step) % 1250:04d}" for step in range(3)]
        patterns.append({"detail": {names[0]: [number % 7], names[1]: [{"numeric": [">=", 0]}],
                                    names[2]: [{"exists": True}]}})
    return as_rules(patterns), [event({f"field{n:04d}": rng.randrange(7) for n in range(count)}) for _ in range(200)]


def nested(size, wrap, leaf):
    out = leaf
    for _ in range(int(size)):
        out = wrap(out)
    return out


def deep_objects(size, _):
    """Objects 900 levels deep, asked at the leaf, half way and at a missing leaf."""
    levels = int(900 * size) - 3
    step = lambda inner: {"n": inner, "m": 1}
    inner = lambda inner: {"n": inner}
    patterns = [nested(levels, inner, {"leaf": ["x"]}), nested(levels, inner, {"leaf": ["y"]}),
                nested(levels // 2, inner, {"m": [1]}), nested(levels, inner, {"none": [{"exists": False}]})]
    detail = nested(levels, step, {"leaf": "x"})
    return as_rules([{"detail": pattern} for pattern in patterns]), [event(detail) for _ in range(400)]


def deep_arrays(size, _):
    """Objects in arrays in objects, 900 levels, two elements a level, two leaves asked by one rule."""
    levels = int(450 * size) - 3
    step = lambda inner: {"n": [{"m": 1}, inner]}
    inner = lambda inner: {"n": inner}
    patterns = [nested(levels, inner, {"a": ["x"], "b": ["y"]}), nested(levels, inner, {"a": ["x"], "b": ["z"]})]
    detail = nested(levels, step, {"a": "x", "b": "y"})
    return as_rules([{"detail": pattern} for pattern in patterns]), [event(detail) for _ in range(400)]


def wildcard_patterns(count, rng):
    """Wildcards on one field, all different."""
    found = {}
    while len(found) < count:
        first, second = rng.sample(WORDS, 2)
        found[f"*{first}-{rng.randrange(1000)}*{second}*"] = None
    return as_rules([{"detail": {"text": [{"wildcard": text}]}} for text in found])


def words(rng, count):
    return " ".join(f"{rng.choice(WORDS)}-{rng.randrange(1000)}" for _ in range(count))


def wildcards_on_one_field(size, rng):
    """1,000 wildcard rules on one field; its text of 100 words is halved."""
    rules = wildcard_patterns(1000, rng)
    return rules, [event({"text": words(rng, int(100 * size))}) for _ in range(1000)]


def wildcards_by_count(size, rng):
    """1,000 wildcard rules on one field; the number of rules is halved."""
    events = [event({"text": words(rng, 100)}) for _ in range(1000)]
    return wildcard_patterns(int(1000 * size), rng), events


def wildcard_stars(size, _):
    """Many stars between the one letter that the text is made of, then one that it does not have."""
    patterns = ["*a*a*a*b", "a*a*a*b", "*a*a*b*"]
    events = [event({"text": "a" * (int(4096 * size) - number % 7)}) for number in range(1000)]
    return as_rules([{"detail": {"text": [{"wildcard": text}]}} for text in patterns]), events


def wildcard_needle(size, _):
    """Needles that fail at their last letter at every place of the text; more than eight of a letter AWS refuses."""
    patterns = ["*" + "a" * count + letter + ending
                for count in range(1, 9) for letter in "bcd" for ending in ("", "*")]
    patterns.append("*" + "".join(f"{number:x}" for number in range(100)) + "*")
    events = [event({"text": "a" * (int(4096 * size) - number % 7)}) for number in range(300)]
    return as_rules([{"detail": {"text": [{"wildcard": text}]}} for text in patterns]), events


CASES = [array_of_strings, array_of_objects, many_fields, deep_objects, deep_arrays, wildcards_on_one_field,
         wildcards_by_count, wildcard_stars, wildcard_needle]


def cases(seed):
    """(name, rules, events) of every case; the half is named as the full one, with -half."""
    for case in CASES:
        for size, ending in ((1.0, ""), (0.5, "-half")):
            rules, events = case(size, random.Random(f"{seed}/worst/{case.__name__}"))
            yield case.__name__.replace("_", "-") + ending, rules, events
