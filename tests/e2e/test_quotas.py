# SPDX-License-Identifier: Apache-2.0
"""Quotas of AWS: a plan shows how much of each is used, and what would pass one is refused before the first call."""

import json

import pytest

from harness import CONTACT_CENTER, Stack, arn_of

ONE = "stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: a }] }\n"


def quotas_of(ran):
    assert ran.code == 0, ran
    return {(q["quota"], q["resource"]): (q["used"], q["limit"]) for q in ran.json()["quotas"]}


def refused_untouched(stack, cloud, *words):
    before = cloud.inventory()
    ran = stack.apply()
    assert ran.code == 1, ran
    for word in ("SB0303", *words):
        assert word in ran.err, ran.err
    assert cloud.inventory() == before


def test_a_plan_shows_use_and_limit_of_every_quota_that_the_stack_touches(full, cloud):
    shown = full.plan()
    for quota in shown.json()["quotas"]:
        assert set(quota) == {"quota", "resource", "used", "limit"}
        assert 0 <= quota["used"] <= quota["limit"]
    planned = quotas_of(shown)
    assert planned["rules per bus", "default"] == (2, 300)
    assert planned["targets per rule", "contact-center-billing-ended"] == (1, 5)
    assert planned["subscriptions per topic", "support-ended"] == (2, 12500000)
    assert planned["filter policies per topic", "support-ended"] == (1, 200)
    full.applied()
    live = quotas_of(full.plan())
    assert live == planned, "what was foreseen is what came"
    pattern = cloud.rules()["contact-center-billing-ended"]["EventPattern"]
    assert live["pattern characters", "contact-center-billing-ended"] == (len(pattern), 2048)
    policy = cloud.queues()["support-worker"]["Policy"]
    assert live["queue policy bytes", "support-worker"] == (len(policy), 8192)
    assert live["queue policy statements", "support-worker"] == (1, 20)
    topic = json.loads(cloud.topics()["support-ended"]["Policy"])
    assert live["topic policy statements", "support-ended"] == (len(topic["Statement"]), 100)
    loud = f"support-ended -> {arn_of('sqs', 'support-loud')}"
    assert live["filter policy keys", loud] == (1, 5)
    assert live["filter policy combinations", loud] == (2, 150), "one value, two levels down"


def test_text_shows_what_is_used_for_more_than_half_and_all_with_verbose(stack, cloud):
    stack.write("aws: { limits: { rules_per_bus: 3 } }\n" + ONE)
    assert "Quotas" not in stack.plan(output="text").out
    cloud.events.put_rule(Name="theirs", EventPattern='{"source":["x"]}')
    ran = stack.plan("-v", output="text")
    assert "rules per bus" in ran.out and "2 of 3" in ran.out and "default" in ran.out
    assert "targets per rule" not in ran.out and "targets per rule" in ran.err


def test_rules_of_others_count(stack, cloud):
    stack.write("aws: { limits: { rules_per_bus: 3 } }\n" + ONE)
    for number in range(3):
        cloud.events.put_rule(Name=f"theirs-{number}", EventPattern='{"source":["x"]}')
    refused_untouched(stack, cloud, "rules per bus", "default", "4", "limit is 3")
    cloud.events.delete_rule(Name="theirs-0")
    stack.applied()
    assert quotas_of(stack.plan())["rules per bus", "default"] == (3, 3)


def test_a_bus_that_is_fuller_than_the_spec_says_can_still_be_emptied(stack, cloud):
    stack.write(ONE).applied()
    for number in range(3):
        cloud.events.put_rule(Name=f"theirs-{number}", EventPattern='{"source":["x"]}')
    stack.write("aws: { limits: { rules_per_bus: 3 } }\n" + ONE)
    assert stack.applied() == set()
    stack.destroyed()
    assert "s-one" not in cloud.rules()


def test_rules_that_stand_beside_each_other_for_a_moment_count_too(stack, cloud):
    """A rule with a new name is made before the old one goes."""
    limited = "aws: { limits: { rules_per_bus: 1 } }\n" + ONE
    stack.write(limited).applied()
    stack.write(limited.replace("one:", "two:"))
    refused_untouched(stack, cloud, "rules per bus", "on the way to 1")


def test_targets_of_others_count(stack, cloud):
    stack.write(ONE).applied()
    for number in range(4):
        cloud.events.put_targets(Rule="s-one", Targets=[{"Id": f"t{number}", "Arn": arn_of("sqs", "x")}])
    stack.write(ONE.replace("{ sqs: a }", "{ sqs: a }, { sqs: b }"))
    refused_untouched(stack, cloud, "targets per rule", "s-one", "6")


def policy_with(arn, statements, padding=0):
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": f"theirs{number}" + "x" * padding,
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                    "Action": "sqs:SendMessage",
                    "Resource": arn,
                }
                for number in range(statements)
            ],
        },
        separators=(",", ":"),
    )


@pytest.mark.parametrize("statements, padding, quota", [(20, 0, "statements"), (15, 370, "bytes")])
def test_a_queue_policy_that_would_grow_too_large_is_refused(stack, cloud, statements, padding, quota):
    url, arn = cloud.make_queue("a")
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy_with(arn, statements, padding)})
    stack.write(ONE)
    refused_untouched(stack, cloud, f"queue policy {quota}", "a")


def test_many_rules_with_names_of_their_own_to_one_queue_are_refused_before_the_first_call(stack, cloud):
    """Each is a source of its own in the queue's policy."""
    routes = "".join(
        f"  r{n}: {{ rule: {'x' * 55}-{n:03}, events: [conversationCreated], to: [{{ sqs: a }}] }}\n"
        for n in range(90)
    )
    stack.write("stack: s\ndefaults: { dead_letter: { none: not here } }\nroutes:\n" + routes)
    refused_untouched(stack, cloud, "queue policy bytes", "8192")


def test_wildcards_are_counted_on_the_whole_bus(stack, cloud):
    for number in range(30):
        cloud.events.put_rule(Name=f"theirs-{number}", EventPattern='{"source":[{"wildcard":"a*b"}]}')
    stack.write(ONE)
    assert quotas_of(stack.plan())["rules with wildcard per bus", "default"] == (30, 30)
    stack.write(ONE.replace("to:", 'where: { detail: { x: [{ wildcard: "a*b" }] } }, to:'))
    refused_untouched(stack, cloud, "rules with wildcard per bus")


def test_several_quotas_are_refused_at_once(stack, cloud):
    stack.write("aws: { limits: { rules_per_bus: 1 } }\n" + ONE)
    cloud.events.put_rule(Name="theirs", EventPattern='{"source":["x"]}')
    url, arn = cloud.make_queue("a")
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy_with(arn, 20)})
    refused_untouched(stack, cloud, "rules per bus", "queue policy statements")


def test_apply_and_destroy_print_the_quotas_too(full):
    assert full.apply().json()["quotas"]
    assert full.destroy().json()["quotas"] is not None


def test_destroy_is_refused_by_no_quota(stack, cloud):
    target = "{ sns: t, subscribers: [{ sqs: w }] }"
    stack.write(ONE.replace("{ sqs: a }", target)).applied()
    six_keys = "{ sqs: w, filter: { a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] } }"
    stack.write(ONE.replace("{ sqs: a }", target.replace("{ sqs: w }", six_keys)))
    assert stack.plan().code == 1
    stack.destroyed()
    assert cloud.topics() == {}


def test_the_plan_of_a_part_counts_the_rules_of_the_whole_bus(full):
    full.write(CONTACT_CENTER).applied()
    planned = quotas_of(full.plan("--only", "billing-ended"))
    assert planned["rules per bus", "default"] == (2, 300)
    assert {resource for quota, resource in planned if quota == "targets per rule"} == {"contact-center-billing-ended"}
    assert not any("support" in resource for quota, resource in planned), "nothing of other routes"


def test_two_thousand_queues_use_each_pattern_and_the_plan_says_so(start_cloud, switchboard):
    seed = {"queues": [{"id": f"{n:08x}-0193-43aa-aadd-167d922a59af", "name": f"Queue {n}"} for n in range(2000)]}
    stack = Stack(switchboard, start_cloud(seed))
    stack.write(
        "stack: s\nroutes: { ended: { events: [conversation.end], queues: [{ match: '*' }], to: [{ sns: t }] } }\n"
    )
    planned = quotas_of(stack.plan())
    assert 40 <= planned["rules per bus", "default"][0] <= 50
    shown = stack.plan(output="text").out
    assert "more over half" in shown
