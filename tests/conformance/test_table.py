# SPDX-License-Identifier: Apache-2.0
"""The table itself: well formed, sound in its placeholders, and told by its document."""

import collections

import pytest

import clients
import make_document
import runner
import table
from expectations import differences

SCENARIOS = table.read_table()
KEYS = {
    *("name", "fact", "call", "http", "sdk", "request", "answer", "error", "response", "as", "region", "clients"),
    *("eventually", "not_served", "token", "oauth", "basic", "form", "headers", "repeat"),
    *table.PREPARATIONS,
}
FACTS = ("aws ", "genesys ")


def every_case():
    return [(scenario, step) for scenario in SCENARIOS for step in scenario.steps if step.is_case]


def test_every_step_is_of_a_kind_and_has_no_key_that_nobody_reads():
    for scenario in SCENARIOS:
        for step in scenario.steps:
            assert step.is_case == (step.kind in ("call", "http", "request")), (scenario.id, step.body)
            assert set(step.body) <= KEYS, (scenario.id, set(step.body) - KEYS)


def test_every_case_states_what_is_expected_and_the_fact_that_it_stands_on():
    for scenario, step in every_case():
        where = (scenario.id, step.body["name"])
        assert {"answer", "error", "response"} & set(step.body), where
        assert not {"answer", "error"} <= set(step.body), where
        assert step.body["fact"].startswith(FACTS), where


def test_every_error_is_a_code_a_message_and_perhaps_a_status():
    for scenario, step in every_case():
        error = step.body.get("error", ["code", "message"])
        if isinstance(error, dict):
            assert {"code"} <= set(error) <= {"code", "message", "query_message", "status"}, (scenario.id, error)
        else:
            assert 2 <= len(error) <= 3, (scenario.id, error)
            assert all(isinstance(part, (str, dict)) for part in error[:2]), (scenario.id, error)
            assert len(error) == 2 or isinstance(error[2], int), (scenario.id, error)


def test_names_are_told_apart():
    titles = collections.Counter(scenario.id for scenario in SCENARIOS)
    assert [title for title, count in titles.items() if count > 1] == []
    for scenario in SCENARIOS:
        names = collections.Counter(step.body["name"] for step in scenario.steps if step.is_case)
        assert [name for name, count in names.items() if count > 1] == [], scenario.id


def test_every_case_is_run_by_somebody():
    run = {
        (scenario.id, step.number)
        for scenario in SCENARIOS
        for name in clients.CLIENTS
        for step in runner.cases_for(scenario, name)
    }
    assert [(s.id, step.body["name"]) for s, step in every_case() if (s.id, step.number) not in run] == []


def test_every_difference_is_shown_by_a_scenario():
    ids = {scenario.id for scenario in SCENARIOS}
    for service, entries in table.read_yaml(table.CASES / "differences.yaml").items():
        assert service in make_document.TITLES
        for entry in entries:
            assert entry.get("shown_by") is None or entry["shown_by"] in ids, entry


def test_the_document_is_what_the_table_says():
    assert make_document.DOCUMENT.read_text() == make_document.document(), "run tests/conformance/make_document.py"


@pytest.mark.parametrize("name", [n for n, c in clients.CLIENTS.items() if "errors" in c])
def test_a_client_lacks_what_its_list_says_and_nothing_else(name, running_clients):
    client = running_clients(name)
    found = set()
    for scenario in SCENARIOS:
        for step in scenario.steps:
            if step.kind in ("call", "do", "times") and runner.runs(step, name):
                service, operation = step.operation
                ask = {"service": service, "operation": operation, "input": step.input, "only_look": True}
                keys = {"url": "http://127.0.0.1:1", "key": "local", "secret": "local", "region": "us-east-1"}
                lacks = client.ask({**ask, **keys, "expects": step.body.get("answer")}).get("lacks", [])
                found |= {f"{service}.{lack}" for lack in lacks}
    assert sorted(found) == sorted(clients.CLIENTS[name].get("lacks", []))


# Placeholders: each holds for what it should, and can fail.

SAVED = {"x": "value"}


@pytest.mark.parametrize(
    "expected, good, bad",
    [
        ("a", "a", "b"),
        (1, 1, True),
        (True, True, 1),
        ({"a": 1}, {"a": 1, "b": 2}, {"b": 2}),
        ([1, 2], [1, 2], [1, 2, 3]),
        ("${x}", "value", "other"),
        ("arn:${x}", "arn:value", "arn:x"),
        ({"$match": "a+"}, "aa", "aab"),
        ({"$absent": True}, None, "x"),
        ({"$empty": True}, [], ["x"]),
        ({"$type": "integer"}, 5, "5"),
        ({"$type": "uuid"}, "8a0c56ee-e6c0-4fd2-a979-75f8764dbc75", "8a0c"),
        ({"$type": "time"}, {"$time": 1.5}, 1.5),
        ({"$json": {"a": 1}}, '{"a":1}', '{"a":2}'),
        ({"$json": {"a": 1}}, '{"a":1}', "no JSON"),
        ({"$keys": ["b", "a"]}, {"b": 1, "a": 2}, {"a": 2, "b": 1}),
        ({"$only": {"a": 1}}, {"a": 1}, {"a": 1, "b": 2}),
        ({"$unordered": [1, 2]}, [2, 1], [2, 1, 1]),
        ({"$contains": [{"a": 1}]}, [{"a": 2}, {"a": 1}], [{"a": 2}]),
        ({"$length": 2}, [1, 2], [1]),
        ({"$not": "a"}, "b", "a"),
        ({"$one_of": ["a", "b"]}, "b", "c"),
        ({"$base64": "AQI="}, {"$base64": "AQI="}, {"$base64": "AQ=="}),
        ({"$greater": 399}, 400, 399),
    ],
)
def test_a_placeholder_holds_for_what_it_should_and_for_nothing_else(expected, good, bad):
    saved = table.Saved("http://127.0.0.1:1")
    saved.values.update(SAVED)
    assert list(differences(expected, good, saved)) == []
    assert list(differences(expected, bad, saved)) != []


def test_what_a_member_should_not_have_is_found_below_it():
    saved = table.Saved("http://127.0.0.1:1")
    assert list(differences({"a": {"$absent": True}}, {}, saved)) == []
    assert list(differences({"a": {"$absent": True}}, {"a": "x"}, saved)) != []
    assert list(differences({"a": {"b": 1}}, {}, saved)) != []


def test_inputs_are_filled_in():
    saved = table.Saved("http://127.0.0.1:1")
    assert saved.fill({"$json": {"a": "${sqs:q}"}}) == '{"a":"arn:aws:sqs:us-east-1:000000000000:q"}'
    assert saved.fill({"$each": [2, {"Id": "e${i}"}]}) == [{"Id": "e1"}, {"Id": "e2"}]
    assert saved.fill({"$join": ["a", {"$repeat": ["b", 3]}]}) == "abbb"
    with pytest.raises(table.Unknown):
        saved.fill("${never}")
