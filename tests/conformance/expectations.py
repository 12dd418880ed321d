# SPDX-License-Identifier: Apache-2.0
"""Holds what a client saw against what a case expects. Objects are held to the members named, lists to all of theirs.

Placeholders, each a key of an object: $match (a whole text by a regular expression), $absent, $empty (absent, or
nothing in it), $type, $save (under a name for later steps), $json (a text that is JSON), $keys (all of an object's, in
order), $has, $only (no other members), $unordered, $contains, $length, $not, $one_of, $base64, $greater. Several may
stand together.
"""

import json
import re

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def differences(expected, found, saved, path=""):
    """Where `found` is not what is expected, as texts; none when it is."""
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
