# SPDX-License-Identifier: Apache-2.0
"""A route may give its whole pattern in place of events: for events of any source, on any bus."""

import json

import pytest

from harness import arn_of

SPEC = """
stack: s
routes:
  orders:
    bus: own
    pattern:
      source: [{ prefix: com.example. }]
      detail: { total: [{ numeric: [">", 10.50] }], "a b": ["$${x}"] }
    to: [{ sqs: orders }]
"""


@pytest.fixture
def orders(stack, cloud):
    cloud.events.create_event_bus(Name="own")
    return stack.write(SPEC)


def order(total):
    return {
        "EventBusName": "own",
        "Source": "com.example.shop",
        "DetailType": "Order placed",
        "Detail": json.dumps({"total": total, "a b": "${x}"}),
    }


def test_it_is_the_rules_pattern_and_nothing_else(orders, cloud):
    orders.applied()
    rule = cloud.events.describe_rule(Name="s-orders", EventBusName="own")
    assert rule["EventPattern"] == (
        '{"source":[{"prefix":"com.example."}],"detail":{"total":[{"numeric":[">",10.50]}],"a b":["${x}"]}}'
    )
    assert cloud.event_types() == {name: False for name in cloud.event_types()}
    assert orders.plan().json()["changes"] == []
    assert orders.verify().code == 0


def test_what_it_matches_arrives(orders, cloud):
    orders.applied()
    assert cloud.events.put_events(Entries=[order(10.5), order(11)])["FailedEntryCount"] == 0
    url = cloud.sqs.get_queue_url(QueueName="orders")["QueueUrl"]
    assert [json.loads(m["Body"])["detail"]["total"] for m in cloud.receive(url, 1)] == [11]


def test_the_offline_verbs_take_it_as_they_take_others(switchboard):
    switchboard.write(SPEC)
    event = {"source": "com.example.shop", "detail-type": "x", "detail": {"total": 11, "a b": "${x}"}}
    case = {"event": event, "expect_routes": ["orders"]}
    switchboard.write(json.dumps(case) + "\n", "cases.jsonl")
    assert switchboard("test", "cases.jsonl", "-f", "switchboard.yaml").code == 0
    assert switchboard("explain", "-f", "switchboard.yaml", "--event", json.dumps(event)).code == 0
    assert switchboard("lint", "-f", "switchboard.yaml").code == 0


def test_rules_on_two_buses_may_have_one_name(stack, cloud):
    cloud.events.create_event_bus(Name="own")
    route = "{{ rule: r, bus: {}, pattern: {{ source: [x] }}, to: [{{ sqs: {} }}] }}"
    stack.write(f"stack: s\nroutes:\n  one: {route.format('default', 'q1')}\n  two: {route.format('own', 'q2')}\n")
    stack.applied()
    assert cloud.rules()["r"]["Targets"][0]["Arn"] == arn_of("sqs", "q1")
    targets = cloud.events.list_targets_by_rule(Rule="r", EventBusName="own")["Targets"]
    assert [target["Arn"] for target in targets] == [arn_of("sqs", "q2")]
    assert stack.plan().json()["changes"] == []
    stack.destroyed()
    assert cloud.rules() == {} and cloud.queues() == {}
