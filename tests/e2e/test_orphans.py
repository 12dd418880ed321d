# SPDX-License-Identifier: Apache-2.0
"""What a run that was killed between two calls has left, with no rule that leads to it, is found and taken away: by the
next apply where the stack's queue says that a run was cut off, by destroy always."""

import json

import pytest

from harness import ACCOUNT, REGION, queue_policy, topic_policy
from killing import interrupt_during, kill_after, kill_after_call
from recorder import DENIED

FIRST = """
stack: s
routes:
  one:
    events: [conversationCreated]
    to:
      - { sns: first, subscribers: [{ sqs: first-worker }] }
      - { sqs: first-queue }
"""
SECOND = FIRST.replace("first", "second")
EVENTBRIDGE = {"ListEventBuses", "ListRules", "ListTargetsByRule", "DescribeRule", "DescribeEventBus"}


def names(cloud):
    return set(cloud.topics()), set(cloud.queues())


SECOND_STANDS = ({"second"}, {"second-worker", "second-queue", "s-dead-letter"})
NOTHING = (set(), set())


def test_what_a_killed_first_apply_made_goes_when_another_spec_is_applied(stack, cloud, recording):
    for number in range(1, 100):
        stack.write(FIRST)
        if not kill_after(stack, recording, "apply", number):
            break
        stack.write(SECOND).applied()
        assert names(cloud) == SECOND_STANDS, f"after a kill after call {number}"
        stack.destroyed()
        assert names(cloud) == NOTHING, f"after a kill after call {number}"
    assert number >= 8


def test_what_a_killed_change_of_targets_left_goes_with_the_next_apply(stack, cloud, recording):
    for number in range(1, 100):
        stack.write(FIRST).applied()
        stack.write(SECOND)
        if not kill_after(stack, recording, "apply", number):
            break
        stack.applied()
        assert names(cloud) == SECOND_STANDS, f"after a kill after call {number}"
        stack.destroyed()
    assert number >= 8


def test_destroy_takes_away_what_no_rule_leads_to(stack, cloud, recording):
    stack.write(FIRST)
    kill_after_call(stack, recording, "apply", "Subscribe")
    assert names(cloud) != NOTHING and cloud.rules() == {}
    ran = stack.write(SECOND.replace("stack: s\n", "stack: s\ndefaults: { dead_letter: another }\n")).destroy()
    assert ran.code == 0, ran
    assert names(cloud) == NOTHING
    assert "a run that was cut off has left it" in ran.err


def test_plan_names_what_was_left_and_changes_nothing(stack, cloud, recording):
    stack.write(FIRST)
    kill_after_call(stack, recording, "apply", "Subscribe")
    before = cloud.inventory()
    ran = stack.write(SECOND).plan()
    removed = {(c["kind"], c["name"]) for c in ran.json()["changes"] if c["action"] == "delete"}
    assert {("aws.topic", "first"), ("aws.queue", "first-worker"), ("aws.queue", "first-queue")} <= removed
    assert f"arn:aws:sns:{REGION}:{ACCOUNT}:first is this stack's and no rule leads to it" in ran.err
    assert cloud.inventory() == before


def test_what_is_not_proved_ours_by_its_policy_stays(stack, cloud, recording):
    cloud.sns.create_topic(Name="s-theirs", Tags=[{"Key": "switchboard:stack", "Value": "s"}])
    other = cloud.sns.create_topic(Name="s-other")["TopicArn"]
    policy = topic_policy(other)
    policy["Statement"] = [dict(policy["Statement"][0], Sid="switchboard-s2-made")]
    cloud.sns.set_topic_attributes(TopicArn=other, AttributeName="Policy", AttributeValue=json.dumps(policy))
    cloud.make_queue("s-dead-letter-theirs", "events.amazonaws.com", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/s-*")
    stack.write(FIRST)
    kill_after_call(stack, recording, "apply", "Subscribe")
    stack.write(SECOND).applied()
    stack.destroyed()
    assert names(cloud) == ({"s-theirs", "s-other"}, {"s-dead-letter-theirs"})


def test_a_statement_of_ours_in_what_was_there_before_goes_and_the_queue_stays(stack, cloud):
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:theirs"
    policy = queue_policy(arn, "events.amazonaws.com", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/s-*")
    policy["Statement"] = [dict(policy["Statement"][0], Sid="switchboard-s-used")]
    cloud.sqs.create_queue(QueueName="theirs", Attributes={"Policy": json.dumps(policy)})
    stack.write(FIRST).destroyed()
    assert "Policy" not in cloud.queues()["theirs"]


def test_a_queue_that_was_left_with_messages_in_it_is_kept_and_named(stack, cloud, recording):
    stack.write(FIRST)
    kill_after_call(stack, recording, "apply", "Subscribe")
    url = cloud.sqs.get_queue_url(QueueName="first-queue")["QueueUrl"]
    cloud.sqs.send_message(QueueUrl=url, MessageBody="kept")
    ran = stack.write(SECOND).destroy()
    assert ran.code == 1 and "first-queue holds 1 message and stays" in ran.err
    stack.destroyed("--discard-messages")
    assert names(cloud) == NOTHING


def test_a_dead_letter_queue_with_messages_that_another_spec_destroys_is_kept_and_named(stack, cloud):
    stack.write(FIRST.replace("routes:", "defaults: { dead_letter: letters-a }\nroutes:", 1)).applied()
    url = cloud.sqs.get_queue_url(QueueName="letters-a")["QueueUrl"]
    cloud.sqs.send_message(QueueUrl=url, MessageBody="kept")
    ran = stack.write(FIRST.replace("routes:", "defaults: { dead_letter: letters-b }\nroutes:", 1)).destroy()
    assert ran.code == 1 and "letters-a holds 1 message and stays" in ran.err


def signs(cloud):
    """Tags of runs that have not ended, or have not done all."""
    url = cloud.sqs.get_queue_url(QueueName="s-dead-letter")["QueueUrl"]
    tags = cloud.sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
    return [key for key in tags if key.startswith("switchboard:apply:s:")]


@pytest.mark.parametrize("denied", ["DeleteQueue", "DeleteTopic", "PutTargets"])
def test_what_a_refused_apply_left_goes_with_the_next(stack, cloud, recording, denied):
    stack.write(FIRST).applied()
    recording.instead = lambda name: DENIED if name == denied else None
    stack.write(SECOND).go_through(recording)
    assert stack.apply().code == 1
    recording.instead = lambda name: None
    stack.write(SECOND if denied != "PutTargets" else FIRST.replace("first", "third"))
    stack.applied()
    third = ({"third"}, {"third-worker", "third-queue", "s-dead-letter"})
    assert names(cloud) == (third if denied == "PutTargets" else SECOND_STANDS)
    assert signs(cloud) == []


def test_our_statement_that_could_not_be_taken_out_of_others_queue_goes_with_the_next_apply(stack, cloud, recording):
    cloud.make_queue("theirs")
    with_theirs = FIRST.replace("first-queue", "theirs")
    stack.write(with_theirs).applied()
    recording.instead = lambda name: DENIED if name == "SetQueueAttributes" else None
    stack.write(FIRST.replace("      - { sqs: first-queue }\n", "")).go_through(recording)
    assert stack.apply().code == 1
    recording.instead = lambda name: None
    assert {("delete", "aws.queue_policy", "theirs")} <= stack.applied()
    assert "Policy" not in cloud.queues()["theirs"]


def test_what_an_interrupted_apply_made_goes_when_another_spec_is_applied(stack, cloud, recording):
    code, *_ = interrupt_during(stack.write(FIRST), recording, "apply", "PutRule")
    assert code == 130 and signs(cloud) != []
    stack.write(SECOND).applied()
    assert names(cloud) == SECOND_STANDS
    assert signs(cloud) == []


def test_an_apply_that_finds_nothing_left_to_do_takes_the_sign_down(stack, cloud, recording):
    stack.write(FIRST).applied()
    recording.instead = lambda name: DENIED if name == "DeleteQueue" else None
    stack.write(SECOND).go_through(recording)
    assert stack.apply().code == 1 and len(signs(cloud)) == 1
    recording.instead = lambda name: None
    for name in ("first-queue", "first-worker"):
        if name in cloud.queues():
            cloud.sqs.delete_queue(QueueUrl=cloud.sqs.get_queue_url(QueueName=name)["QueueUrl"])
    stack.apply()
    assert stack.applied() == set() and signs(cloud) == []
    recording.calls.clear()
    assert stack.plan().code == 0 and "ListQueues" not in recording.calls


def test_nothing_is_searched_where_no_run_was_cut_off_but_by_destroy(stack, recording):
    stack.write(FIRST).applied()
    stack.go_through(recording)
    assert stack.plan().json()["changes"] == []
    assert not {"ListTopics", "ListQueues"} & set(recording.calls)
    recording.calls.clear()
    stack.destroyed()
    assert {"ListTopics", "ListQueues"} <= set(recording.calls)


def test_the_search_asks_eventbridge_nothing(stack, recording):
    stack.write(FIRST)
    kill_after_call(stack, recording, "apply", "Subscribe")
    stack.go_through(recording)
    recording.calls.clear()
    assert stack.plan().code == 0
    assert {"ListTopics", "ListQueues"} <= set(recording.calls)
    assert sorted(name for name in recording.calls if name in EVENTBRIDGE) == ["ListEventBuses", "ListRules"]


@pytest.mark.parametrize("denied", ["ListTopics", "ListQueues"])
def test_a_list_that_may_not_be_asked_for_is_said_and_stops_nothing(stack, recording, cloud, denied):
    stack.write(FIRST).applied()
    recording.instead = lambda name: DENIED if name == denied else None
    ran = stack.go_through(recording).destroy()
    assert ran.code == 0, ran
    assert f"{denied} is not allowed" in ran.err
    assert names(cloud) == NOTHING
