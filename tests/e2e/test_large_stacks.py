# SPDX-License-Identifier: Apache-2.0
"""What does not fit into one rule goes on in further ones: many queues, many targets."""

import collections
import json

import pytest

from harness import Stack, ended_event

QUEUES = 170
SPEC = """
stack: s
routes:
  ended:
    events: [conversation.end]
    queues: [{ match: "Queue *" }]
    to: [{ sqs: all-ended }]
"""


def queue_id(number):
    return f"{number:08x}-0193-43aa-aadd-167d922a59af"


def seed_with(numbers):
    return {"queues": [{"id": queue_id(number), "name": f"Queue {number}"} for number in numbers]}


@pytest.fixture
def large(start_cloud, switchboard):
    """A stack over an organisation with more queues than a pattern can name."""
    return Stack(switchboard, start_cloud(seed_with(range(QUEUES)))).write(SPEC)


def test_many_queues_are_spread_over_rules_and_each_event_is_delivered_once(large):
    large.applied()
    cloud = large.cloud
    rules = cloud.rules()
    assert {"s-ended", "s-ended-2", "s-ended-3", "s-ended-4"} == set(rules)
    assert all(len(rule["EventPattern"]) <= 2048 for rule in rules.values())
    cloud.happen(*(ended_event(queue_id(number), number=number) for number in range(QUEUES + 1)))
    url = cloud.sqs.get_queue_url(QueueName="all-ended")["QueueUrl"]
    came = collections.Counter(json.loads(message["Body"])["detail"]["number"] for message in cloud.drain(url))
    assert came == collections.Counter(range(QUEUES))
    assert large.plan().json()["changes"] == []
    assert large.verify().code == 0


def test_two_thousand_queues_into_one_topic_are_some_45_rules_that_say_what_the_spec_says(start_cloud, switchboard):
    """The rules as they are live, tried by the engine on an event of each queue and of as many others."""
    count = 2000
    stack = Stack(switchboard, start_cloud(seed_with(range(count))))
    stack.write(SPEC.replace("sqs: all-ended", "sns: all-ended")).applied()
    live = stack.cloud.events.list_rules()["Rules"]
    assert 40 <= len(live) <= 50
    assert all(len(rule["EventPattern"]) <= 2048 for rule in live)
    rules = "".join(
        json.dumps({"id": rule["Name"], "pattern": json.loads(rule["EventPattern"])}) + "\n" for rule in live
    )
    switchboard.write(rules, "rules.jsonl")
    events = [ended_event(queue_id(number)) for number in range(2 * count)]
    events += [{**event, "detail-type": "conversation.start"} for event in events[:count:97]] + [ended_event()]
    switchboard.write("".join(json.dumps(event) + "\n" for event in events), "events.jsonl")
    ran = switchboard("match", "--rules", "rules.jsonl", "--events", "events.jsonl")
    assert ran.code == 0, ran
    matched = {line["line"]: line["rules"] for line in map(json.loads, ran.out.splitlines())}
    assert set(matched) == set(range(1, count + 1)), "every queue of the spec, and nothing else"
    assert all(len(names) == 1 for names in matched.values()), "each event is delivered once"
    assert stack.plan().json()["changes"] == []


def test_one_queue_more_changes_one_rule(large, start_cloud, switchboard):
    large.applied()
    large.cloud.stop()
    large.cloud.seed = seed_with([*range(QUEUES), 9999])
    large.cloud.start()
    large.where = [f"--local={large.cloud.url}"]
    planned = large.plan().json()["changes"]
    assert [(change["action"], change["kind"], change["name"]) for change in planned] == [
        ("update", "aws.rule", "s-ended-4")
    ]


def test_what_was_spread_is_removed_whole(large):
    large.applied()
    large.destroyed()
    assert large.cloud.rules() == {} and large.cloud.queues() == {}


def test_more_than_five_targets_go_on_in_a_further_rule(stack, cloud):
    targets = ", ".join(f"{{ sqs: q{i} }}" for i in range(7))
    stack.write(f"stack: s\nroutes:\n  one: {{ events: [conversation.end], to: [{targets}] }}\n").applied()
    rules = cloud.rules()
    assert {name: len(rule["Targets"]) for name, rule in rules.items()} == {"s-one": 5, "s-one-t2": 2}
    cloud.happen(ended_event())
    for i in range(7):
        assert len(cloud.receive(cloud.sqs.get_queue_url(QueueName=f"q{i}")["QueueUrl"], 1)) == 1
    assert stack.plan().json()["changes"] == []


def test_a_target_less_empties_the_further_rule(stack, cloud):
    def spec(count):
        targets = ", ".join(f"{{ sqs: q{i} }}" for i in range(count))
        return f"stack: s\nroutes:\n  one: {{ events: [conversation.end], to: [{targets}] }}\n"

    stack.write(spec(6)).applied()
    stack.write(spec(5)).applied()
    assert set(cloud.rules()) == {"s-one"}
    assert set(cloud.queues()) == {f"q{i}" for i in range(5)} | {"s-dead-letter"}
