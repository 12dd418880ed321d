# SPDX-License-Identifier: Apache-2.0
"""What belongs to others stays as it is; what a stack made goes with it, and with nobody else's."""

import json
import shlex

import pytest

from harness import Stack, arn_of, changes_of, rule_arn, statements, topic_policy, tutorial_event
from killing import kill_after_call
from recorder import DENIED, Answer, Recorder, once

ROUTE = """
stack: {stack}
defaults: {{ dead_letter: shared-dead-letter }}
routes:
  one: {{ events: [conversationCreated], to: [{{ {to} }}] }}
"""


def spec(to, stack="ours"):
    return ROUTE.format(stack=stack, to=to)


def without_sids_of(stack, policy_text):
    return [s for s in statements(policy_text) if not s.get("Sid", "").startswith(f"switchboard-{stack}-")]


@pytest.fixture
def other(switchboard, cloud):
    """A second stack beside the fixture `stack`."""

    class OtherFile(Stack):
        def write(self, text, name="other.yaml"):
            return super().write(text, name)

    return OtherFile(switchboard, cloud)


# Queues of others.


@pytest.mark.parametrize("target", ["sqs: theirs", f"arn: '{arn_of('sqs', 'theirs')}'"])
def test_a_queue_of_others_used_as_target_keeps_its_attributes_and_statements(stack, cloud, target):
    policy = {
        "Version": "2008-10-17",
        "Id": "their-policy",
        "Statement": [
            {
                "Sid": "a",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"],
                "Resource": arn_of("sqs", "theirs"),
                "Condition": {"Bool": {"aws:SecureTransport": "true"}, "StringLike": {"aws:PrincipalArn": ["x*", "y"]}},
            },
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:DeleteQueue",
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "000000000000"}},
            },
        ],
    }
    cloud.sqs.create_queue(
        QueueName="theirs", Attributes={"Policy": json.dumps(policy), "VisibilityTimeout": "77", "DelaySeconds": "3"}
    )
    before = cloud.queues()["theirs"]
    stack.write(spec(target)).applied()

    during = cloud.queues()["theirs"]
    assert without_sids_of("ours", during["Policy"]) == policy["Statement"]
    assert len(statements(during["Policy"])) == 3
    assert json.loads(during["Policy"])["Id"] == "their-policy"
    assert (during["VisibilityTimeout"], during["DelaySeconds"]) == ("77", "3")
    assert during["MessageRetentionPeriod"] == before["MessageRetentionPeriod"]

    stack.destroyed()
    after = cloud.queues()["theirs"]
    assert json.loads(after["Policy"]) == policy
    assert {k: v for k, v in after.items() if k not in ("Policy", "LastModifiedTimestamp")} == {
        k: v for k, v in before.items() if k not in ("Policy", "LastModifiedTimestamp")
    }


def test_statements_of_others_are_shown_and_our_own_and_aws_default_ones_are_not(stack, cloud):
    theirs = topic_policy(arn_of("sqs", "theirs"), "of-theirs", Action="sqs:SendMessage")
    theirs["Statement"].append({k: v for k, v in theirs["Statement"][0].items() if k != "Sid"})
    cloud.sqs.create_queue(QueueName="theirs", Attributes={"Policy": json.dumps(theirs)})
    cloud.sns.create_topic(Name="their-topic")
    stack.write(spec("sqs: theirs }, { sns: their-topic"))
    for ran in (stack.plan(), stack.apply(), stack.plan()):
        (note,) = [note for note in ran.json()["notes"] if "not ours" in note]
        assert arn_of("sqs", "theirs") in note and "'of-theirs', one without a Sid; they stay" in note


def test_a_queue_of_others_without_a_policy_has_none_again_after_destroy(stack, cloud):
    cloud.make_queue("theirs")
    stack.write(spec("sqs: theirs")).applied()
    assert "Policy" in cloud.queues()["theirs"]
    stack.destroyed()
    assert "Policy" not in cloud.queues()["theirs"]


def test_a_dead_letter_queue_of_others_keeps_its_retention_and_stays(stack, cloud):
    cloud.sqs.create_queue(QueueName="shared-dead-letter", Attributes={"MessageRetentionPeriod": "3600"})
    stack.write(spec("sqs: ours-queue")).applied()
    assert cloud.queues()["shared-dead-letter"]["MessageRetentionPeriod"] == "3600"
    stack.destroyed()
    assert set(cloud.queues()) == {"shared-dead-letter"}


def test_policy_none_leaves_a_policy_alone(stack, cloud):
    cloud.make_queue("theirs", "events.amazonaws.com", rule_arn("ours-one"))
    before = cloud.queues()["theirs"]["Policy"]
    stack.write(spec("sqs: theirs, policy: none")).applied()
    assert cloud.queues()["theirs"]["Policy"] == before
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.receive(cloud.sqs.get_queue_url(QueueName="theirs")["QueueUrl"], 1)
    stack.destroyed()
    assert cloud.queues()["theirs"]["Policy"] == before


def test_policy_none_prints_the_statement_that_the_owner_must_add(stack, cloud):
    cloud.make_queue("theirs")
    ran = stack.write(spec("sqs: theirs, policy: none, dead_letter: { none: not here }")).plan(output="text")
    assert ran.code == 0, ran
    said = ran.out + ran.err
    assert "sqs:SendMessage" in said and "events.amazonaws.com" in said and arn_of("sqs", "theirs") in said


def test_verify_finds_a_policy_that_policy_none_left_wanting(stack, cloud):
    cloud.make_queue("theirs")
    stack.write(spec("sqs: theirs, policy: none")).applied()
    assert stack.verify().code == 1


def test_a_queue_under_policy_none_is_not_left_behind_by_destroy(stack, cloud):
    """Without a statement there is no mark: it may be refused, but not made and then forgotten."""
    if stack.write(spec("sqs: new, policy: none")).apply().code == 0:
        stack.destroyed()
    assert cloud.queues() == {}


# Topics of others.


def test_a_topic_of_others_keeps_its_statements_its_subscriptions_and_itself(stack, cloud):
    arn = cloud.sns.create_topic(Name="theirs", Attributes={"DisplayName": "Theirs"})["TopicArn"]
    policy = topic_policy(arn, "for-s3", Principal={"Service": "s3.amazonaws.com"})
    cloud.sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(policy))
    _, queue_arn = cloud.make_queue("their-queue", "sns.amazonaws.com", arn)
    cloud.sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
    before = cloud.topics()["theirs"]

    stack.write(spec("sns: theirs, subscribers: [{ sqs: our-queue }]")).applied()
    during = cloud.topics()["theirs"]
    assert without_sids_of("ours", during["Policy"]) == policy["Statement"]
    assert len(during["Subscriptions"]) == 2

    stack.destroyed()
    after = cloud.topics()["theirs"]
    assert json.loads(after["Policy"]) == policy
    assert after["DisplayName"] == "Theirs"
    assert before["Subscriptions"][0] in after["Subscriptions"]
    assert set(cloud.queues()) == {"their-queue"}


def test_our_subscription_to_a_topic_of_others_ends_with_the_stack(stack, cloud):
    cloud.sns.create_topic(Name="theirs")
    stack.write(spec("sns: theirs, subscribers: [{ sqs: our-queue }]")).applied()
    stack.destroyed()
    assert cloud.topics()["theirs"]["Subscriptions"] == []


def test_our_subscription_to_a_topic_of_others_ends_with_its_route(stack, cloud):
    cloud.sns.create_topic(Name="theirs")
    stack.write(spec("sns: theirs, subscribers: [{ sqs: our-queue }]")).applied()
    stack.write(spec("sqs: instead")).applied()
    assert cloud.topics()["theirs"]["Subscriptions"] == []
    assert set(cloud.queues()) == {"instead", "shared-dead-letter"}


def subscribed_by_hand(cloud, **attributes):
    arn = cloud.sns.create_topic(Name="theirs")["TopicArn"]
    _, queue_arn = cloud.make_queue("their-queue", "sns.amazonaws.com", arn)
    made = cloud.sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn, Attributes=attributes)
    return made["SubscriptionArn"]


SUBSCRIBED = "sns: theirs, subscribers: [{ sqs: their-queue, raw: true }]"


def test_a_subscription_of_others_is_used_and_stays_when_the_stack_goes(stack, cloud):
    subscribed_by_hand(cloud, RawMessageDelivery="true")
    before = cloud.topics()["theirs"]["Subscriptions"]
    ran = stack.write(spec(SUBSCRIBED)).apply()
    assert ran.code == 0 and any("is not ours; it is used and stays" in note for note in ran.json()["notes"])
    assert not stack.applied()
    assert not [kind for _, kind, _ in stack.destroyed() if kind == "aws.subscription"]
    assert cloud.topics()["theirs"]["Subscriptions"] == before
    assert set(cloud.queues()) == {"their-queue"}


def test_a_subscription_of_others_stays_when_the_spec_drops_the_subscriber(stack, cloud):
    subscribed_by_hand(cloud, RawMessageDelivery="true")
    stack.write(spec(SUBSCRIBED)).applied()
    stack.write(spec("sns: theirs")).applied()
    assert len(cloud.topics()["theirs"]["Subscriptions"]) == 1
    assert "ours" not in cloud.queues()["their-queue"]["Policy"]


def test_a_subscription_of_others_that_differs_is_changed_with_adopt_only(stack, cloud):
    subscribed_by_hand(cloud, FilterPolicy='{"x":["y"]}')
    refused = stack.write(spec(SUBSCRIBED)).apply()
    assert refused.code == 1 and "SB0313" in refused.err and "--adopt" in refused.err
    assert set(cloud.queues()) == {"their-queue"}
    stack.applied("--adopt")
    subscription = cloud.topics()["theirs"]["Subscriptions"][0]
    assert subscription["RawMessageDelivery"] == "true" and "FilterPolicy" not in subscription
    assert not stack.applied()
    stack.destroyed()
    assert cloud.topics()["theirs"]["Subscriptions"] == []


def test_web_and_function_subscribers_on_a_topic_of_others_stay_when_the_spec_drops_them(start_cloud, switchboard):
    cloud = start_cloud({"functions": ["handler"]}, flags=["--allow-http", "127.0.0.1"])
    stack = Stack(switchboard, cloud)
    topic = cloud.sns.create_topic(Name="theirs")["TopicArn"]
    cloud.sns.subscribe(TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/x")
    cloud.sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=LAMBDA)
    before = cloud.sns.list_subscriptions()["Subscriptions"]
    stack.write(spec("sns: theirs, subscribers: [{ http: 'http://127.0.0.1:9/x' }, { lambda: handler }]")).applied()
    stack.write(spec("sns: theirs"))
    assert any(f"theirs -> {LAMBDA} is not wanted and stays" in note for note in stack.plan().json()["notes"])
    stack.applied()
    stack.destroyed()
    assert cloud.sns.list_subscriptions()["Subscriptions"] == before
    assert permissions(cloud) == []


def test_destroy_says_that_a_topic_of_ours_has_subscriptions_of_others(stack, cloud):
    stack.write(spec("sns: our-topic")).applied()
    arn = arn_of("sns", "our-topic")
    _, queue_arn = cloud.make_queue("their-queue", "sns.amazonaws.com", arn)
    cloud.sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
    ran = stack.destroy()
    assert ran.code == 0
    assert any("our-topic" in warning and "not ours" in warning for warning in ran.json()["warnings"])
    assert set(cloud.queues()) == {"their-queue"}


# What the stack made and others use.


def let_in_by_hand(cloud, name):
    attributes = cloud.queues()[name]
    policy = json.loads(attributes["Policy"])
    policy["Statement"].append(
        {
            "Sid": "theirs",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "sqs:SendMessage",
            "Resource": arn_of("sqs", name),
        }
    )
    url = cloud.sqs.get_queue_url(QueueName=name)["QueueUrl"]
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})


@pytest.mark.parametrize("destroys", [False, True])
def test_a_queue_that_lets_others_in_is_left_to_them_and_named_once(stack, cloud, destroys):
    stack.write(spec("sqs: worker")).applied()
    let_in_by_hand(cloud, "worker")
    stack.write(spec("sqs: worker" if destroys else "sqs: another"))
    ran = stack.destroy() if destroys else stack.apply()
    assert ran.code == 1
    assert any("worker stays" in kept and "'theirs'" in kept for kept in ran.json()["kept"])
    assert [s["Sid"] for s in statements(cloud.queues()["worker"]["Policy"])] == ["theirs"]
    again = stack.destroy() if destroys else stack.apply()
    assert again.code == 0 and again.json()["changes"] == []
    assert "worker" in cloud.queues()


def test_what_a_target_of_others_leads_to_stays_until_the_target_goes(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    cloud.events.put_targets(Rule="ours-one", Targets=[{"Id": "mine", "Arn": arn_of("sqs", "worker")}])
    stack.write(spec("sqs: another"))
    for _ in range(2):
        ran = stack.apply()
        assert ran.code == 1
        assert any("worker" in kept and "'mine'" in kept for kept in ran.json()["kept"])
    cloud.happen(tutorial_event("conversationCreated"))
    assert cloud.receive(cloud.sqs.get_queue_url(QueueName="worker")["QueueUrl"], 1)

    cloud.events.remove_targets(Rule="ours-one", Ids=["mine"])
    assert ("delete", "aws.queue", "worker") in stack.applied()
    assert set(cloud.queues()) == {"another", "shared-dead-letter"}


# Rules of others.


def test_a_rule_of_others_is_neither_changed_nor_deleted(stack, cloud):
    url, arn = cloud.make_queue("their-queue", "events.amazonaws.com", rule_arn("theirs"))
    cloud.events.put_rule(Name="theirs", EventPattern='{"source":["genesyscloud"]}', Description="[not ours]")
    cloud.events.put_targets(Rule="theirs", Targets=[{"Id": "t", "Arn": arn}])
    before = cloud.inventory()
    stack.write(spec("sqs: ours-queue")).applied()
    stack.destroyed()
    after = cloud.inventory()
    assert after["rules"] == before["rules"] and after["queues"] == before["queues"]


def test_a_rule_of_the_wanted_name_that_is_not_ours_is_refused_before_anything_is_made(stack, cloud):
    cloud.events.put_rule(Name="ours-one", EventPattern='{"source":["x"]}', State="DISABLED")
    before = cloud.inventory()
    ran = stack.write(spec("sqs: ours-queue")).apply()
    assert ran.code == 1
    assert "ours-one" in ran.err and "--adopt" in ran.err
    assert cloud.inventory() == before


def test_destroy_names_a_rule_that_lost_its_mark_and_breaks_nothing_that_it_leads_to(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    pattern = cloud.rules()["ours-one"]["EventPattern"]
    cloud.events.put_rule(Name="ours-one", EventPattern=pattern, Description="cleaned by hand")
    ran = stack.destroy()
    assert ran.code == 1
    assert any("ours-one" in warning and "--adopt" in warning for warning in ran.json()["warnings"])
    assert any("worker" in kept and "ours-one" in kept for kept in ran.json()["kept"])
    assert {"worker", "shared-dead-letter"} <= set(cloud.queues())
    stack.applied("--adopt")
    stack.destroyed()
    assert cloud.queues() == {} and cloud.rules() == {}


def test_adopt_takes_over_a_rule_with_its_state_and_destroy_then_removes_it(stack, cloud):
    cloud.events.put_rule(Name="ours-one", EventPattern='{"source":["x"]}', State="DISABLED", Description="Old words")
    stack.write(spec("sqs: ours-queue"))
    assert changes(stack.plan("--adopt"), "aws.rule") == {("update", "ours-one")}
    stack.applied("--adopt")
    rule = cloud.rules()["ours-one"]
    assert rule["State"] == "DISABLED"
    assert "[switchboard:ours/one" in rule["Description"]
    assert stack.plan("--detailed-exitcode").code == 0
    stack.destroyed()
    assert cloud.rules() == {}


@pytest.mark.parametrize("flags", [(), ("--adopt",)])
def test_a_rule_that_a_service_manages_is_refused_even_with_adopt(stack, cloud, recording, flags):
    cloud.events.put_rule(Name="ours-one", EventPattern='{"source":["x"]}')
    managed = {
        "Name": "ours-one",
        "Arn": rule_arn("ours-one"),
        "EventBusName": "default",
        "EventPattern": '{"source":["x"]}',
        "State": "ENABLED",
        "ManagedBy": "events.amazonaws.com",
    }
    listed = Answer(200, json.dumps({"Rules": [managed]}).encode())
    recording.instead = lambda name: listed if name == "ListRules" else None
    before = cloud.inventory()
    stack.go_through(recording)
    ran = stack.write(spec("sqs: ours-queue")).apply(*flags)
    assert ran.code == 1
    assert "SB0310" in ran.err and "ours-one" in ran.err and "events.amazonaws.com" in ran.err
    assert cloud.inventory() == before and recording.mutating() == []


def test_a_managed_rule_with_our_mark_is_left_by_destroy(stack, cloud, recording):
    stack.write(spec("sqs: ours-queue")).applied()
    cloud.events.put_rule(Name="theirs", EventPattern='{"source":["x"]}')
    real = cloud.rules()["ours-one"]
    rules = [{k: v for k, v in real.items() if k != "Targets"}]
    rules.append({**rules[0], "Name": "theirs", "Arn": rule_arn("theirs"), "ManagedBy": "events.amazonaws.com"})
    recording.instead = once("ListRules", Answer(200, json.dumps({"Rules": rules}).encode()))
    stack.go_through(recording).destroyed()
    assert set(cloud.rules()) == {"theirs"}


def test_an_adopted_rules_targets_are_shown_kept_and_named_where_they_would_double_events(stack, cloud):
    url, arn = cloud.make_queue("ours-queue", "events.amazonaws.com", rule_arn("ours-one"))
    cloud.events.put_rule(Name="ours-one", EventPattern='{"source":["genesyscloud"]}')
    cloud.events.put_targets(Rule="ours-one", Targets=[{"Id": "Target1", "Arn": arn}])
    stack.write(spec("sqs: ours-queue"))
    planned = stack.plan("--adopt").json()
    assert any("'Target1' that is not ours" in note for note in planned["notes"])
    assert any("come twice" in warning and "'id: Target1'" in warning for warning in planned["warnings"])
    stack.write(spec("sqs: ours-queue, id: Target1"))
    assert not stack.plan("--adopt").json()["warnings"]
    stack.applied("--adopt")
    assert [target["Id"] for target in cloud.rules()["ours-one"]["Targets"]] == ["Target1"]
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.receive(url, 1)
    assert stack.plan("--detailed-exitcode").code == 0


@pytest.mark.parametrize("flags", [(), ("--adopt",)])
def test_a_rule_of_another_stack_is_refused_even_with_adopt(stack, other, cloud, flags):
    other.write(spec("sqs: other-queue", "theirs").replace("one: {", "one: { rule: common,"))
    other.applied()
    before = cloud.inventory()
    ran = stack.write(spec("sqs: ours-queue").replace("one: {", "one: { rule: common,")).apply(*flags)
    assert ran.code == 1
    assert "common" in ran.err and "'theirs'" in ran.err
    assert cloud.inventory() == before


def test_a_target_of_others_in_our_rule_is_shown_and_kept_on_apply(stack, cloud):
    stack.write(spec("sqs: ours-queue")).applied()
    url, arn = cloud.make_queue("their-queue", "events.amazonaws.com", rule_arn("ours-one"))
    cloud.events.put_targets(Rule="ours-one", Targets=[{"Id": "theirs", "Arn": arn}])
    ran = stack.apply()
    assert (ran.code, ran.json()["changes"]) == (0, [])
    assert any("'theirs'" in note for note in ran.json()["notes"])
    stack.write(spec("sqs: ours-queue") + "    # a comment\n").applied()
    assert {target["Id"] for target in cloud.rules()["ours-one"]["Targets"]} == {"theirs", "switchboard-sqs-ours-queue"}
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.receive(url, 1)


def test_destroy_says_that_a_target_of_others_ends_with_our_rule(stack, cloud):
    stack.write(spec("sqs: ours-queue")).applied()
    url, arn = cloud.make_queue("their-queue", "events.amazonaws.com", rule_arn("ours-one"))
    cloud.events.put_targets(Rule="ours-one", Targets=[{"Id": "theirs", "Arn": arn}])
    ran = stack.destroy()
    assert ran.code == 0
    assert any("ours-one" in warning and "not ours" in warning for warning in ran.json()["warnings"])
    assert cloud.rules() == {} and set(cloud.queues()) == {"their-queue"}


# Two stacks.


def test_a_dead_letter_queue_that_two_stacks_share_goes_with_the_last(stack, other, cloud):
    stack.write(spec("sqs: a")).applied()
    other.write(spec("sqs: b", "theirs")).applied()
    assert len(statements(cloud.queues()["shared-dead-letter"]["Policy"])) == 2
    assert stack.plan("--detailed-exitcode").code == 0

    stack.destroyed()
    assert set(cloud.queues()) == {"b", "shared-dead-letter"}
    assert other.verify().code == 0 and other.plan("--detailed-exitcode").code == 0

    other.destroyed()
    assert cloud.queues() == {}


def test_a_topic_that_two_stacks_share_goes_with_the_last(stack, other, cloud):
    stack.write(spec("sns: common")).applied()
    other.write(spec("sns: common", "theirs")).applied()
    other.destroyed()
    assert stack.verify().code == 0
    assert set(cloud.topics()) == {"common"}
    stack.destroyed()
    assert cloud.topics() == {} and cloud.queues() == {}


def test_stacks_with_names_that_begin_alike_do_not_take_each_other_for_themselves(stack, other, cloud):
    stack.write(spec("sqs: a", "ours")).applied()
    other.write(spec("sqs: b", "ours-two")).applied()
    assert stack.plan("--detailed-exitcode").code == 0
    stack.destroyed()
    assert other.verify().code == 0
    assert set(cloud.rules()) == {"ours-two-one"}
    other.destroyed()
    assert cloud.queues() == {} and cloud.rules() == {}


# Messages.


def test_destroy_keeps_a_queue_that_holds_messages_and_names_it(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.settle()
    ran = stack.destroy()
    assert ran.code == 1
    assert "worker" in ran.err and "--discard-messages" in ran.err
    assert set(cloud.queues()) == {"worker"} and cloud.rules() == {}
    assert any("worker" in kept for kept in ran.json()["kept"])

    again = stack.destroy()
    assert again.code == 1 and "worker" in again.err
    stack.destroyed("--discard-messages")
    assert cloud.queues() == {}


def test_what_was_copied_of_the_stacks_marks_is_not_the_stacks(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    rule = cloud.rules()["ours-one"]
    cloud.events.put_rule(Name="debug-copy", EventPattern=rule["EventPattern"], Description=rule["Description"])
    cloud.events.put_targets(Rule="debug-copy", Targets=[{"Id": "mine", "Arn": arn_of("sqs", "theirs")}])
    cloud.sqs.create_queue(QueueName="theirs", Attributes={"Policy": cloud.queues()["worker"]["Policy"]})
    ran = stack.plan()
    assert ran.json()["changes"] == []
    assert any("debug-copy" in note and "was copied" in note for note in ran.json()["notes"])
    stack.destroyed()
    assert set(cloud.rules()) == {"debug-copy"} and set(cloud.queues()) == {"theirs"}


def test_a_rule_of_any_name_goes_with_its_route(stack, cloud):
    text = spec("sqs: worker")
    named = text + "  two: { rule: GC, events: [conversation.end], to: [{ sqs: worker, id: Target1 }] }\n"
    stack.write(named).applied()
    stack.write(text).applied()
    assert set(cloud.rules()) == {"ours-one"}
    stack.write(named).applied()
    cloud.events.remove_targets(Rule="GC", Ids=["Target1"])
    stack.write(text).applied()
    assert set(cloud.rules()) == {"ours-one"}, "also where a run was cut off before its targets were put"


@pytest.mark.parametrize("target", ["sqs: worker", "sns: worker"])
def test_an_apply_that_finds_its_statement_gone_warns_that_the_place_counts_as_others(stack, cloud, target):
    stack.write(spec(target)).applied()
    if "sqs" in target:
        url = cloud.sqs.get_queue_url(QueueName="worker")["QueueUrl"]
        cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    else:
        arn = arn_of("sns", "worker")
        policy = json.loads(cloud.topics()["worker"]["Policy"])
        policy["Statement"] = without_sids_of("ours", cloud.topics()["worker"]["Policy"])
        cloud.sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(policy))
    ran = stack.apply()
    assert ran.code == 0
    (warning,) = ran.json()["warnings"]
    assert "worker" in warning and "destroy leaves it" in warning and "'switchboard-ours-made'" in warning
    assert stack.plan().json()["warnings"] == []


def test_a_place_of_others_that_a_rule_is_led_to_anew_is_no_reason_to_warn(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    cloud.make_queue("theirs")
    stack.write(spec("sqs: theirs"))
    assert stack.apply().json()["warnings"] == []


def test_a_queue_that_was_kept_can_be_destroyed_once_it_is_empty(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.settle()
    assert stack.destroy().code == 1
    cloud.receive(cloud.sqs.get_queue_url(QueueName="worker")["QueueUrl"], 1)
    stack.destroyed()
    assert cloud.queues() == {}


def test_a_message_that_a_worker_is_busy_with_keeps_the_queue_too(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    cloud.happen(tutorial_event("conversationCreated"))
    url = cloud.sqs.get_queue_url(QueueName="worker")["QueueUrl"]
    assert cloud.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    assert stack.destroy().code == 1
    assert set(cloud.queues()) == {"worker"}


@pytest.mark.parametrize("destroys", [True, False])
def test_a_queue_that_got_messages_after_it_was_read_is_kept_and_named(stack, cloud, recording, destroys):
    stack.write(spec("sqs: worker")).applied()
    url = cloud.sqs.get_queue_url(QueueName="worker")["QueueUrl"]
    late = []

    def before(name):
        if name == "TagQueue" and not late:  # the first write
            late.append(cloud.sqs.send_message(QueueUrl=url, MessageBody="late"))

    recording.before = before
    stack.write(spec("sqs: another")).go_through(recording)
    ran = stack.destroy() if destroys else stack.apply()
    assert late and ran.code == 1 and "the queue worker holds 1 message and stays" in ran.err
    (kept,) = ran.json()["kept"]
    assert "worker" in kept and "--discard-messages" in kept
    assert all(change["done"] for change in ran.json()["changes"])
    assert ("delete", "aws.queue", "worker") not in changes_of(ran)
    assert set(cloud.queues()) == ({"worker"} if destroys else {"worker", "another", "shared-dead-letter"})
    assert destroys or stack.plan().json()["kept"] == [kept]

    assert [message["Body"] for message in cloud.receive(url, 1)] == ["late"]
    assert ("delete", "aws.queue", "worker") in (stack.destroyed() if destroys else stack.applied())
    assert "worker" not in cloud.queues()


def test_discard_messages_deletes_a_queue_with_all_in_it(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.settle()
    stack.destroyed("--discard-messages")
    assert cloud.queues() == {}


def test_an_apply_that_finds_a_kept_queue_empty_deletes_it(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.settle()
    stack.write(spec("sqs: another"))
    for ran in (stack.apply(), stack.apply()):
        assert ran.code == 1
        assert any("worker" in kept and "apply" in kept for kept in ran.json()["kept"])
    planned = stack.plan("--detailed-exitcode")
    assert planned.code == 0 and planned.json()["kept"]
    checks = stack.verify()
    assert checks.code == 0 and any(c["ok"] is None and "worker" in c["detail"] for c in checks.json()["checks"])

    assert cloud.receive(cloud.sqs.get_queue_url(QueueName="worker")["QueueUrl"], 1)
    assert ("delete", "aws.queue", "worker") in stack.applied()
    assert "worker" not in cloud.queues()
    ran = stack.apply()
    assert ran.code == 0 and not ran.json()["changes"] and not ran.json()["kept"]


def test_the_command_that_a_kept_queue_is_named_with_deletes_it(stack, cloud, switchboard):
    stack.write(spec("sqs: worker")).applied()
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.settle()
    stack.write(spec("sqs: another"))
    (kept,) = stack.apply().json()["kept"]
    command = shlex.split(kept[kept.index("switchboard apply") :])
    ran = switchboard(*command[1:], "--yes", env=stack.env)
    assert ran.code == 0 and "worker" not in cloud.queues()


@pytest.mark.parametrize("instead", ["new-letters", "{ none: not needed }"])
def test_a_dead_letter_queue_with_letters_in_it_is_kept_whatever_takes_its_place(stack, cloud, instead):
    stack.write(spec("sqs: worker")).applied()
    url = cloud.sqs.get_queue_url(QueueName="shared-dead-letter")["QueueUrl"]
    cloud.sqs.send_message(QueueUrl=url, MessageBody="letter")
    stack.write(spec("sqs: worker").replace("shared-dead-letter", instead))
    for ran in (stack.apply(), stack.apply()):
        assert ran.code == 1 and any("shared-dead-letter" in kept for kept in ran.json()["kept"])
    assert cloud.receive(url, 1)
    assert ("delete", "aws.queue", "shared-dead-letter") in stack.applied()


def test_a_saved_plan_discards_messages_where_it_was_made_to(stack, cloud, switchboard):
    stack.write(spec("sqs: worker")).applied()
    cloud.happen(tutorial_event("conversationCreated"))
    cloud.settle()
    stack.write(spec("sqs: another"))
    assert stack.plan("--discard-messages", "--out", "saved.plan").code == 0
    ran = switchboard("apply", "saved.plan", "--yes", *stack.where, env=stack.env)
    assert ran.code == 0 and "worker" not in cloud.queues()


# Destroying.


def test_destroy_leaves_event_types_enabled_and_names_them(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    ran = stack.destroy()
    assert any("conversationCreated" in note for note in ran.json()["notes"])
    assert cloud.event_types()["conversationCreated"] is True


def test_an_organisation_of_ones_own_has_its_event_types_switched_off(stack, cloud):
    stack.write(spec("sqs: worker") + "genesys: { exclusive: true }\n").applied()
    assert ("delete", "genesys.event_type", "conversationCreated") in stack.destroyed()
    assert cloud.event_types()["conversationCreated"] is False


def test_what_was_made_carries_a_tag_with_the_stacks_name_for_people(stack, cloud):
    stack.write(spec("sns: a-topic, subscribers: [{ sqs: worker }]")).applied()
    url = cloud.sqs.get_queue_url(QueueName="worker")["QueueUrl"]
    rule = cloud.events.list_tags_for_resource(ResourceARN=rule_arn("ours-one"))["Tags"]
    topic = cloud.sns.list_tags_for_resource(ResourceArn=arn_of("sns", "a-topic"))["Tags"]
    queue = cloud.sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
    for values in ({tag["Value"] for tag in rule}, {tag["Value"] for tag in topic}, set(queue.values())):
        assert any("ours" in value for value in values)


def test_destroy_needs_no_genesys_cloud(stack, cloud):
    stack.write(spec("sqs: worker")).applied()
    stack.where = ["--endpoint-url", cloud.url, "--region", "us-east-1"]
    stack.env = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    stack.destroyed()
    assert cloud.queues() == {} and cloud.rules() == {}


def test_destroy_of_what_was_never_made_changes_nothing(stack, cloud):
    cloud.make_queue("worker")
    before = cloud.inventory()
    assert stack.write(spec("sqs: worker")).destroyed() == set()
    assert cloud.inventory() == before


def test_destroy_finds_what_an_earlier_spec_of_the_stack_made(stack, cloud):
    stack.write(spec("sqs: a")).applied()
    stack.write(spec("sns: b").replace("one:", "two:")).destroyed()
    assert cloud.rules() == {} and cloud.queues() == {}


# Functions.


LAMBDA = "arn:aws:lambda:us-east-1:000000000000:function:handler"


@pytest.fixture
def with_function(start_cloud, switchboard):
    return Stack(switchboard, start_cloud({"functions": ["handler"]}))


def permissions(cloud):
    try:
        return statements(cloud.awslambda.get_policy(FunctionName="handler")["Policy"])
    except cloud.awslambda.exceptions.ResourceNotFoundException:
        return []


@pytest.mark.parametrize("endpoint", ["handler", "handler:$LATEST", LAMBDA])
def test_a_function_that_subscribes_gets_the_permission_that_its_topic_needs(with_function, endpoint):
    cloud = with_function.cloud
    with_function.write(spec(f"sns: a, subscribers: [{{ lambda: '{endpoint}' }}]")).applied()
    (permission,) = permissions(cloud)
    assert permission["Principal"] == {"Service": "sns.amazonaws.com"}
    assert permission["Condition"] == {"ArnLike": {"AWS:SourceArn": arn_of("sns", "a")}}
    (subscription,) = cloud.sns.list_subscriptions()["Subscriptions"]
    assert subscription["Endpoint"] == LAMBDA
    assert with_function.plan("--detailed-exitcode").code == 0
    assert with_function.verify().code == 0
    cloud.awslambda.remove_permission(FunctionName="handler", StatementId=permission["Sid"])
    assert with_function.verify().code == 1
    with_function.applied()
    assert permissions(cloud) == [permission]
    assert changes(with_function.destroy(), "aws.lambda_permission") == {("delete", permission["Sid"])}
    assert permissions(cloud) == []


@pytest.mark.parametrize(
    "target", ["lambda: handler", "lambda: 'handler:$LATEST'", f"arn: '{LAMBDA}'", f"arn: '{LAMBDA}:$LATEST'"]
)
def test_a_function_gets_the_permission_that_its_rule_needs_and_loses_it_on_destroy(with_function, target):
    cloud = with_function.cloud
    with_function.write(spec(target)).applied()
    (permission,) = permissions(cloud)
    assert permission["Principal"] == {"Service": "events.amazonaws.com"}
    assert permission["Action"] == "lambda:InvokeFunction"
    assert permission["Condition"] == {"ArnLike": {"AWS:SourceArn": rule_arn("ours-one")}}
    assert with_function.plan("--detailed-exitcode").code == 0
    assert with_function.verify().code == 0

    assert changes(with_function.destroy(), "aws.lambda_permission") == {("delete", permission["Sid"])}
    assert permissions(cloud) == []
    assert cloud.rules() == {}


def test_a_permission_of_others_stays(with_function):
    cloud = with_function.cloud
    cloud.awslambda.add_permission(
        FunctionName="handler", StatementId="theirs", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"
    )
    before = permissions(cloud)
    with_function.write(spec("lambda: handler")).applied()
    assert len(permissions(cloud)) == 2
    with_function.destroyed()
    assert permissions(cloud) == before


def test_a_permission_of_a_stack_whose_name_begins_alike_stays(with_function, switchboard):
    cloud = with_function.cloud
    alike = Stack(switchboard, cloud).write(spec("lambda: handler", "ours-two"), "alike.yaml")
    with_function.write(spec("lambda: handler")).applied()
    alike.applied()
    assert with_function.plan("--detailed-exitcode").code == 0
    with_function.destroyed()
    assert len(permissions(cloud)) == 1
    assert alike.verify().code == 0
    alike.destroyed()
    assert permissions(cloud) == []


def test_a_function_that_two_stacks_subscribe_to_one_topic_is_let_in_until_the_last_goes(with_function, switchboard):
    cloud = with_function.cloud
    subscribed = "sns: shared, subscribers: [{ lambda: handler }]"
    theirs = Stack(switchboard, cloud).write(spec(subscribed, "theirs"), "theirs.yaml")
    with_function.write(spec(subscribed)).applied()
    theirs.applied()
    assert len(permissions(cloud)) == 2
    with_function.destroyed()
    assert theirs.verify().code == 0
    assert theirs.plan("--detailed-exitcode").code == 0
    assert len(cloud.topics()["shared"]["Subscriptions"]) == 1
    theirs.destroyed()
    assert permissions(cloud) == []
    assert cloud.topics() == {}


def test_two_rules_to_one_function_have_a_permission_each(with_function):
    cloud = with_function.cloud
    two = spec("lambda: handler") + "  two: { events: [conversationUpdated], to: [{ lambda: handler }] }\n"
    with_function.write(two).applied()
    sources = {p["Condition"]["ArnLike"]["AWS:SourceArn"] for p in permissions(cloud)}
    assert sources == {rule_arn("ours-one"), rule_arn("ours-two")}
    with_function.write(spec("lambda: handler")).applied()
    assert len(permissions(cloud)) == 1
    assert with_function.verify().code == 0


def test_an_alias_of_a_function_gets_its_permission_once(with_function):
    with_function.write(spec(f"arn: '{LAMBDA}:prod'")).applied()
    assert with_function.plan("--detailed-exitcode").code == 0
    assert with_function.applied() == set()
    with_function.destroyed()
    assert permissions(with_function.cloud) == []


@pytest.mark.parametrize("how", ["refused", "killed"])
def test_a_permission_that_could_not_be_taken_back_goes_with_the_next_apply(with_function, how):
    cloud = with_function.cloud
    with_function.write(spec("lambda: handler }, { sqs: stays")).applied()
    with_function.write(spec("sqs: stays"))
    with Recorder(cloud.url) as recording:
        if how == "refused":
            recording.instead = once("RemovePermission", DENIED)
            assert with_function.go_through(recording).apply().code == 1
        else:
            kill_after_call(with_function, recording, "apply", "RemoveTargets")
        assert len(permissions(cloud)) == 1 and len(cloud.rules()["ours-one"]["Targets"]) == 1
        assert changes(with_function.go_through(recording).apply(), "aws.lambda_permission") != set()
    assert permissions(cloud) == []


def test_a_permission_of_a_rule_that_could_not_be_made_goes_with_the_next_apply(with_function):
    cloud = with_function.cloud
    with Recorder(cloud.url) as recording:
        recording.instead = lambda name: DENIED if name == "PutRule" else None
        assert with_function.write(spec("lambda: handler")).go_through(recording).apply().code == 1
        assert len(permissions(cloud)) == 1
        recording.instead = lambda name: None
        with_function.write(spec("sqs: instead")).applied()
    assert permissions(cloud) == []


def test_a_permission_whose_answer_was_lost_is_not_taken_away_for_a_moment(with_function):
    with Recorder(with_function.cloud.url) as recording:
        lost = []

        def lose(name):
            if name == "AddPermission" and not lost:
                lost.append(name)
                raise ConnectionResetError

        recording.after = lose
        with_function.write(spec("lambda: handler")).go_through(recording).applied()
        assert lost and recording.calls.count("AddPermission") == 2 and "RemovePermission" not in recording.calls
    assert len(permissions(with_function.cloud)) == 1


def test_a_permission_goes_with_its_route(with_function):
    cloud = with_function.cloud
    with_function.write(spec("lambda: handler")).applied()
    with_function.write(spec("sqs: instead")).applied()
    assert permissions(cloud) == []
    assert with_function.plan("--detailed-exitcode").code == 0


def test_a_function_that_does_not_exist_is_an_error_before_anything_is_made(with_function):
    cloud = with_function.cloud
    before = cloud.inventory()
    ran = with_function.write(spec("lambda: nobody")).apply()
    assert ran.code == 1
    assert "function:nobody" in ran.err
    assert cloud.inventory() == before


def changes(ran, kind):
    return {(c["action"], c["name"]) for c in ran.json()["changes"] if c["kind"] == kind}
