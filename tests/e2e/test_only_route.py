# SPDX-License-Identifier: Apache-2.0
"""--only ROUTE: that route with what it needs, and nothing of the others."""

import json

import pytest

from harness import CONTACT_CENTER, Stack, arn_of, changes_of, comparable, rule_arn, statements, tutorial_event
from recorder import DENIED, changes_something

# `a` and `b` share a topic, a queue and the dead-letter queue; each has a queue of its own, `b` a rule named by hand.
SHARED = """
stack: s
routes:
  a:
    events: [conversationCreated]
    to:
      - { sns: common, subscribers: [{ sqs: worker-a, raw: true }] }
      - { sqs: both }
      - { sqs: only-a }
  b:
    rule: by-hand
    events: [conversationUpdated]
    to:
      - { sns: common, subscribers: [{ sqs: worker-b, raw: true }] }
      - { sqs: both }
      - { sqs: only-b }
"""


@pytest.fixture
def shared(stack):
    return stack.write(SHARED)


def names(cloud):
    return set(cloud.rules()), set(cloud.topics()), set(cloud.queues())


def sources_of(cloud, queue):
    found = set()
    for statement in statements(cloud.queues()[queue]["Policy"]):
        values = statement["Condition"]["ArnLike"]["aws:SourceArn"]
        found |= {values} if isinstance(values, str) else set(values)
    return found


def works(cloud, event_type, *queues):
    cloud.happen(tutorial_event(event_type))
    for queue in queues:
        cloud.receive(cloud.sqs.get_queue_url(QueueName=queue)["QueueUrl"], 1)


# Making one route.


def test_plan_shows_the_one_route_and_what_it_needs(full):
    planned = changes_of(full.plan("--only", "billing-ended"))
    assert planned == {
        ("create", "genesys.event_type", "conversation.end"),
        ("create", "aws.queue", "billing-ended"),
        ("create", "aws.queue_policy", "billing-ended"),
        ("create", "aws.queue", "contact-center-dead-letter"),
        ("create", "aws.queue_policy", "contact-center-dead-letter"),
        ("create", "aws.rule", "contact-center-billing-ended"),
        ("create", "aws.target", "contact-center-billing-ended/switchboard-sqs-billing-ended"),
    }


def test_apply_makes_the_one_route_and_it_works(shared, cloud):
    shared.applied("--only", "a")
    assert names(cloud) == ({"s-a"}, {"common"}, {"worker-a", "both", "only-a", "s-dead-letter"})
    assert cloud.event_types()["conversationUpdated"] is False
    works(cloud, "conversationCreated", "worker-a", "both", "only-a")
    assert shared.plan("--only", "a", "--detailed-exitcode").code == 0


def test_the_routes_made_one_by_one_are_what_one_apply_makes(shared, cloud, start_cloud, switchboard):
    shared.applied("--only", "a")
    shared.applied("--only", "b")
    works(cloud, "conversationUpdated", "worker-a", "worker-b", "both", "only-b")
    assert shared.plan("--detailed-exitcode").code == 0
    assert shared.verify().code == 0
    other = start_cloud()
    Stack(switchboard, other).write(SHARED).applied()

    def plain(live):
        return json.loads(json.dumps(comparable(live.inventory())).replace(str(live.port), "PORT"))

    def without_policies(tree):
        if isinstance(tree, dict):
            return {k: without_policies(v) for k, v in tree.items() if k != "Policy"}
        return list(map(without_policies, tree)) if isinstance(tree, list) else tree

    assert without_policies(plain(cloud)) == without_policies(plain(other))
    for queue in cloud.queues():
        assert sources_of(cloud, queue) == sources_of(other, queue)


def test_only_may_be_given_again(shared, cloud):
    shared.applied("--only", "a", "--only", "b")
    assert shared.plan("--detailed-exitcode").code == 0


def test_a_change_of_another_route_waits(shared, cloud):
    shared.applied()
    before = cloud.rules()["by-hand"]
    described = SHARED.replace("rule: by-hand", "rule: by-hand\n    description: New words")
    events_of_a = "    events: [conversationCreated]"
    shared.write(described.replace(events_of_a, "    description: Words of a\n" + events_of_a))
    assert shared.applied("--only", "a") == {("update", "aws.rule", "s-a")}
    assert cloud.rules()["by-hand"] == before
    assert shared.applied() == {("update", "aws.rule", "by-hand")}


def test_what_has_left_the_spec_stays_until_all_is_applied(shared, cloud):
    shared.applied()
    without_b = SHARED.split("  b:\n")[0]
    shared.write(without_b.replace("      - { sqs: both }\n", ""))
    before = comparable(cloud.inventory())
    removed = shared.applied("--only", "a")
    assert removed == {("delete", "aws.target", "s-a/switchboard-sqs-both")}, "the queue itself is b's too"
    live = comparable(cloud.inventory())
    assert live["queues"] == before["queues"] and live["topics"] == before["topics"]
    works(cloud, "conversationUpdated", "worker-b", "both", "only-b")
    shared.applied()
    assert names(cloud) == ({"s-a"}, {"common"}, {"worker-a", "only-a", "s-dead-letter"})


def test_statements_of_shared_queues_hold_every_route_that_is_live(shared, cloud):
    """Also that of a route that the spec does not have any more."""
    shared.applied()
    shared.write(SHARED.split("  b:\n")[0].replace("{ sqs: only-a }", "{ sqs: other-a }"))
    shared.applied("--only", "a")
    assert rule_arn("by-hand") in sources_of(cloud, "both")
    assert rule_arn("by-hand") in sources_of(cloud, "s-dead-letter")
    assert "only-a" not in cloud.queues() and "other-a" in cloud.queues()


def test_a_queue_name_of_another_route_need_not_exist(full):
    full.write(CONTACT_CENTER.replace("General Support", "Nobody's Queue"))
    assert full.plan().code == 1
    assert full.plan("--only", "billing-ended").code == 0


# Taking one route away.


def test_destroy_takes_the_one_route_and_its_own_away(shared, cloud):
    shared.applied()
    shared.destroyed("--only", "a")
    assert names(cloud) == ({"by-hand"}, {"common"}, {"worker-b", "both", "only-b", "s-dead-letter"})
    assert [s["Endpoint"] for s in cloud.topics()["common"]["Subscriptions"]] == [arn_of("sqs", "worker-b")]
    works(cloud, "conversationUpdated", "worker-b", "both", "only-b")
    assert shared.plan("--only", "b", "--detailed-exitcode").code == 0


def test_destroy_takes_the_routes_senders_out_of_what_it_shares(shared, cloud):
    shared.applied()
    shared.destroyed("--only", "b")
    for queue in ("both", "s-dead-letter"):
        assert sources_of(cloud, queue) == {rule_arn("s-*")}
    works(cloud, "conversationCreated", "worker-a", "both", "only-a")


def test_destroy_of_route_after_route_leaves_nothing(shared, cloud):
    shared.applied()
    shared.destroyed("--only", "a")
    shared.write(SHARED.split("  b:\n")[0])
    shared.destroyed("--only", "b")
    assert "both" in cloud.queues(), "the spec's route a still wants it"
    shared.destroyed()
    assert names(cloud) == (set(), set(), set())


def test_a_route_that_has_left_the_spec_can_be_destroyed_by_name(shared, cloud):
    shared.applied()
    shared.write(SHARED.split("  b:\n")[0])
    shared.destroyed("--only", "b")
    # Whose subscriber worker-b of the shared topic was nothing says any more: it waits for the next whole apply.
    assert names(cloud) == ({"s-a"}, {"common"}, {"worker-a", "worker-b", "both", "only-a", "s-dead-letter"})
    works(cloud, "conversationCreated", "worker-a", "worker-b", "both", "only-a")
    shared.applied()
    assert names(cloud) == ({"s-a"}, {"common"}, {"worker-a", "both", "only-a", "s-dead-letter"})


def test_destroy_asks_and_is_cut_off_and_taken_up_as_for_a_whole_stack(shared, cloud, recording):
    shared.applied()
    shared.go_through(recording)
    for number in range(40):
        recording.calls.clear()
        recording.instead = lambda name, number=number: (
            DENIED if changes_something(name) and len(recording.mutating()) > number else None
        )
        ran = shared.destroy("--only", "a")
        recording.instead = lambda name: None
        if ran.code == 0:
            break
        shared.destroyed("--only", "a")
        assert names(cloud) == ({"by-hand"}, {"common"}, {"worker-b", "both", "only-b", "s-dead-letter"}), number
        shared.applied()
    assert number >= 8


LAMBDA = """
stack: s
routes:
  a: { events: [conversationCreated], to: [{ lambda: handler }] }
  b: { events: [conversationUpdated], to: [{ lambda: handler }] }
"""


def test_permissions_of_other_routes_to_the_same_function_stay(start_cloud, switchboard):
    stack = Stack(switchboard, start_cloud({"functions": ["handler"]})).write(LAMBDA)

    def sources():
        policy = stack.cloud.awslambda.get_policy(FunctionName="handler")["Policy"]
        return {s["Condition"]["ArnLike"]["AWS:SourceArn"] for s in statements(policy)}

    stack.applied("--only", "a")
    stack.applied("--only", "b")
    assert sources() == {rule_arn("s-a"), rule_arn("s-b")}
    stack.destroyed("--only", "a")
    assert sources() == {rule_arn("s-b")}


def test_an_event_type_that_others_need_stays_enabled_in_an_exclusive_organisation(stack, cloud):
    spec = SHARED.replace("conversationUpdated", "conversationCreated") + "genesys: { exclusive: true }\n"
    stack.write(spec).applied()
    stack.destroyed("--only", "a")
    assert cloud.event_types()["conversationCreated"] is True
    stack.destroyed()
    assert cloud.event_types()["conversationCreated"] is False


# Names.


@pytest.mark.parametrize("verb", ["plan", "apply", "destroy"])
def test_a_route_that_there_is_not_is_named_with_the_nearest_and_nothing_is_changed(shared, cloud, verb):
    shared.write(SHARED.replace("  a:\n", "  created:\n"))
    before = cloud.inventory()
    ran = getattr(shared, verb)("--only", "craeted")
    assert ran.code == 1
    assert "SB0343" in ran.err and "'craeted'" in ran.err and "did you mean 'created'?" in ran.err
    assert cloud.inventory() == before


def test_only_without_a_name_is_a_usage_error(shared):
    assert shared.plan("--only").code == 64
