# SPDX-License-Identifier: Apache-2.0
"""What was changed by hand, in the spec or in the state of a rule is put right, and nothing else is touched."""

import json
import re

import pytest
import requests

from harness import (
    CONTACT_CENTER,
    GENERAL_SUPPORT,
    PATIENCE,
    Stack,
    arn_of,
    changes_of,
    comparable,
    ended_event,
    eventually,
    on_terminal,
    statements,
)
from receiver import Receiver
from recorder import DENIED

# Drift.


def test_what_was_changed_by_hand_is_shown_and_put_right(full, cloud):
    full.applied()
    wanted = comparable(cloud.inventory())
    name = "contact-center-billing-ended"
    cloud.events.put_rule(
        Name=name, EventPattern='{"source":["other"]}', Description=cloud.rules()[name]["Description"]
    )
    subscription = cloud.topics()["support-ended"]["Subscriptions"][0]["SubscriptionArn"]
    cloud.sns.set_subscription_attributes(
        SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue='{"a":["b"]}'
    )
    cloud.sqs.set_queue_attributes(
        QueueUrl=cloud.sqs.get_queue_url(QueueName="billing-ended")["QueueUrl"], Attributes={"Policy": ""}
    )
    planned = {(action, kind) for action, kind, _ in changes_of(full.plan())}
    assert planned == {("update", "aws.rule"), ("update", "aws.subscription"), ("create", "aws.queue_policy")}
    full.applied()
    live = comparable(cloud.inventory())
    for kind in ("rules", "topics"):
        assert live[kind] == wanted[kind]
    assert full.verify().code == 0
    assert full.plan("--detailed-exitcode").code == 0


def test_the_scope_of_a_filter_that_was_changed_by_hand_is_named(stack, cloud):
    stack.write(
        "stack: s\nroutes:\n  r: { events: [conversation.end], to: [{ sns: t, "
        "subscribers: [{ sqs: w, filter: { detail-type: [conversation.end] } }] }] }\n"
    ).applied()
    (subscription,) = cloud.topics()["t"]["Subscriptions"]
    cloud.sns.set_subscription_attributes(
        SubscriptionArn=subscription["SubscriptionArn"],
        AttributeName="FilterPolicyScope",
        AttributeValue="MessageAttributes",
    )
    (change,) = stack.plan().json()["changes"]
    assert change["diff"] == [{"path": "FilterPolicyScope", "before": "MessageAttributes", "after": "MessageBody"}]
    assert "FilterPolicyScope is MessageAttributes" in stack.verify(output="text").out
    stack.applied()
    assert cloud.topics()["t"]["Subscriptions"] == [subscription]


ESCAPES = "a\x1b[31mred\x1b]0;title\x07\x9b2K\n  - delete aws.queue forged\u202e"


@pytest.mark.parametrize("colours", [False, True])
def test_what_others_wrote_moves_no_cursor_and_forges_no_line(full, cloud, switchboard, colours):
    full.applied()
    name = "contact-center-billing-ended"
    live = cloud.rules()[name]
    cloud.events.put_rule(
        Name=name, EventPattern=live["EventPattern"], Description=f"{ESCAPES} {live['Description']}"
    )
    printed = [full.plan(output="text"), full.verify(output="text"), full.plan(output="markdown")]
    shown = "".join(ran.out + ran.err for ran in printed)
    if colours:
        shown, code = on_terminal(switchboard, "plan", "-f", full.file, *full.where)
        assert code == 0 and "\x1b[33m" in shown
        shown = re.sub("\x1b\\[(0|1|3[123])m", "", shown).replace("\r", "")
    assert "a\\u001b[31mred\\u001b]0;title\\u0007\\u009b2K" in shown and "\\u202e" in shown
    assert not [c for c in shown if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e"]
    assert "\n  - delete aws.queue forged" not in printed[0].out
    document = full.plan().json()
    assert ESCAPES in document["changes"][0]["diff"][0]["before"]


def test_a_target_removed_by_hand_comes_back(full, cloud):
    full.applied()
    cloud.events.remove_targets(Rule="contact-center-billing-ended", Ids=["switchboard-sqs-billing-ended"])
    assert full.applied() == {("create", "aws.target", "contact-center-billing-ended/switchboard-sqs-billing-ended")}


def test_a_policy_written_another_way_is_no_drift(full, cloud):
    """AWS rewrites policies: a list of one becomes a scalar and the other way round."""
    full.applied()
    url = cloud.sqs.get_queue_url(QueueName="billing-ended")["QueueUrl"]
    policy = json.loads(cloud.queues()["billing-ended"]["Policy"])
    (statement,) = policy["Statement"]
    statement["Action"] = ["SQS:SendMessage"]
    statement["Principal"] = {"Service": [statement["Principal"]["Service"]]}
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy, indent=1)})
    assert full.plan("--detailed-exitcode").code == 0


def test_a_filter_whose_values_stand_in_another_order_is_no_drift(stack, cloud):
    stack.write(
        "stack: s\nroutes:\n  r: { events: [conversation.end], to: [{ sns: t, "
        "subscribers: [{ sqs: w, filter: { detail: { lang: [en, de] } } }] }] }\n"
    ).applied()
    (subscription,) = cloud.topics()["t"]["Subscriptions"]
    turned = json.dumps({"detail": {"lang": ["de", "en"]}})
    cloud.sns.set_subscription_attributes(
        SubscriptionArn=subscription["SubscriptionArn"], AttributeName="FilterPolicy", AttributeValue=turned
    )
    assert stack.plan("--detailed-exitcode").code == 0
    assert stack.verify().code == 0


def test_an_event_type_switched_off_by_hand_is_switched_on_again(full, cloud):
    full.applied()
    cloud.genesys("PUT", "/api/v2/platform/eventbridge/events/conversation.end", json={"enabled": False})
    assert full.applied() == {("create", "genesys.event_type", "conversation.end")}
    assert cloud.event_types()["conversation.end"] is True


# The state of a rule.

STATE = """
stack: s
routes:
  one: { events: [conversationCreated], %s to: [{ sqs: one }] }
"""


def test_a_rule_that_was_disabled_stays_so_on_apply_and_verify_fails_on_it(stack, cloud):
    stack.write(STATE % "").applied()
    cloud.events.disable_rule(Name="s-one")
    ran = stack.apply()
    assert (ran.code, ran.json()["changes"]) == (0, [])
    assert any("s-one" in note and "disabled" in note for note in ran.json()["notes"])
    assert cloud.rules()["s-one"]["State"] == "DISABLED"
    verified = stack.verify()
    assert verified.code == 1
    (bad,) = [check for check in verified.json()["checks"] if check["ok"] is False]
    assert bad["subject"] == "rule s-one" and "enable" in bad["fix"]


def test_a_disabled_rule_stays_disabled_when_something_else_about_it_changes(stack, cloud):
    stack.write(STATE % "").applied()
    cloud.events.disable_rule(Name="s-one")
    stack.write(STATE % "description: Words,").applied()
    rule = cloud.rules()["s-one"]
    assert rule["Description"].startswith("Words ") and rule["State"] == "DISABLED"


def test_state_enabled_makes_a_disabled_rule_drift(stack, cloud):
    stack.write(STATE % "state: enabled,").applied()
    cloud.events.disable_rule(Name="s-one")
    assert stack.plan("--detailed-exitcode").code == 2
    assert stack.applied() == {("update", "aws.rule", "s-one")}
    assert cloud.rules()["s-one"]["State"] == "ENABLED"


def test_state_disabled_makes_a_rule_that_matches_nothing(stack, cloud):
    stack.write(STATE % "state: disabled,").applied()
    assert cloud.rules()["s-one"]["State"] == "DISABLED"
    assert stack.verify().code == 0
    cloud.happen({"source": "genesyscloud", "detail-type": "conversationCreated", "detail": {}})
    assert cloud.drain(cloud.sqs.get_queue_url(QueueName="one")["QueueUrl"]) == []


# Subscribers.


def test_subscribers_are_raw_or_not_and_filter_by_the_body(full, cloud):
    full.applied()
    by_queue = {s["Endpoint"].rsplit(":", 1)[1]: s for s in cloud.topics()["support-ended"]["Subscriptions"]}
    assert by_queue["support-worker"]["RawMessageDelivery"] == "true"
    assert "FilterPolicy" not in by_queue["support-worker"]
    assert by_queue["support-loud"]["RawMessageDelivery"] == "false"
    assert by_queue["support-loud"]["FilterPolicyScope"] == "MessageBody"
    assert json.loads(by_queue["support-loud"]["FilterPolicy"]) == {"detail": {"priority": [{"numeric": [">", 5]}]}}

    for priority in (1, 9):
        cloud.happen(ended_event(GENERAL_SUPPORT, mediaType="voice", priority=priority))
    cloud.happen(ended_event(GENERAL_SUPPORT, mediaType="email", priority=9))
    url = {name: cloud.sqs.get_queue_url(QueueName=name)["QueueUrl"] for name in by_queue}
    raw = [json.loads(m["Body"])["detail"]["priority"] for m in cloud.receive(url["support-worker"], 2)]
    assert sorted(raw) == [1, 9]
    envelope = json.loads(cloud.receive(url["support-loud"], 1)[0]["Body"])
    assert json.loads(envelope["Message"])["detail"]["priority"] == 9


def test_changing_a_subscriber_changes_its_subscription_and_nothing_else(full, cloud):
    full.applied()
    before = cloud.topics()["support-ended"]["Subscriptions"]
    full.write(CONTACT_CENTER.replace("{ sqs: support-worker, raw: true }", "{ sqs: support-worker }"))
    assert full.applied() == {("update", "aws.subscription", f"support-ended -> {arn_of('sqs', 'support-worker')}")}
    after = cloud.topics()["support-ended"]["Subscriptions"]
    assert {s["SubscriptionArn"] for s in after} == {s["SubscriptionArn"] for s in before}
    assert {s["RawMessageDelivery"] for s in after} == {"false"}


def test_taking_a_filter_away_lets_everything_through(full, cloud):
    full.applied()
    full.write(CONTACT_CENTER.replace(', filter: { detail: { priority: [{ numeric: [">", 5] }] } }', ""))
    full.applied()
    cloud.happen(ended_event(GENERAL_SUPPORT, mediaType="voice", priority=1))
    cloud.receive(cloud.sqs.get_queue_url(QueueName="support-loud")["QueueUrl"], 1)


# Less than before.


def test_a_route_taken_out_of_the_spec_goes_with_exactly_what_it_needed(full, cloud):
    full.write(CONTACT_CENTER).applied()
    kept = comparable(cloud.inventory())
    head, rest = CONTACT_CENTER.split("  support-ended:\n")
    full.write(head + "  billing-ended:\n" + rest.split("  billing-ended:\n")[1])
    removed = {(kind, name) for action, kind, name in full.applied() if action == "delete"}
    assert {name for kind, name in removed if kind in ("aws.rule", "aws.topic", "aws.queue")} == {
        "contact-center-support-ended",
        "support-ended",
        "support-worker",
        "support-loud",
    }
    live = comparable(cloud.inventory())
    assert live["topics"] == {}
    assert set(live["queues"]) == {"billing-ended", "contact-center-dead-letter"}
    assert live["rules"] == {"contact-center-billing-ended": kept["rules"]["contact-center-billing-ended"]}
    assert live["queues"]["billing-ended"] == kept["queues"]["billing-ended"]
    assert full.plan("--detailed-exitcode").code == 0


def test_a_subscriber_taken_out_of_the_spec_goes_with_its_queue(full, cloud):
    full.applied()
    full.write("\n".join(line for line in CONTACT_CENTER.splitlines() if "support-loud" not in line))
    full.applied()
    assert set(cloud.queues()) == {"billing-ended", "contact-center-dead-letter", "support-worker"}
    assert len(cloud.topics()["support-ended"]["Subscriptions"]) == 1
    assert full.plan("--detailed-exitcode").code == 0


HANDLER = "arn:aws:lambda:us-east-1:000000000000:function:handler"


def subscribed(*subscribers):
    listed = f", subscribers: [{', '.join(subscribers)}]" if subscribers else ""
    return f"stack: s\nroutes:\n  r: {{ events: [conversation.end], to: [{{ sns: t{listed} }}] }}\n"


@pytest.fixture
def with_receivers(start_cloud, switchboard):
    with Receiver() as web:
        cloud = start_cloud({"functions": ["handler"]}, flags=["--allow-http", web.host])
        yield Stack(switchboard, cloud), web


def confirm(web, path):
    (asked,) = web.wait_for("SubscriptionConfirmation", path=path)
    assert requests.get(asked.json()["SubscribeURL"], timeout=PATIENCE).status_code == 200


def test_a_web_or_function_subscriber_taken_out_of_the_spec_is_unsubscribed(with_receivers):
    stack, web = with_receivers
    a, b, function = f"{{ http: '{web.url('/a')}' }}", f"{{ http: '{web.url('/b')}' }}", "{ lambda: handler }"
    stack.write(subscribed(a, b, function)).applied()
    confirm(web, "/a")
    confirm(web, "/b")
    (permission,) = statements(stack.cloud.awslambda.get_policy(FunctionName="handler")["Policy"])
    stack.write(subscribed(b))
    wanted = {
        ("delete", "aws.subscription", "t -> " + web.url("/a")),
        ("delete", "aws.subscription", "t -> " + HANDLER),
        ("delete", "aws.lambda_permission", permission["Sid"]),
    }
    assert set(changes_of(stack.plan())) == wanted
    shown = stack.verify(output="text")
    assert shown.code == 1 and shown.out.count("it is live, and the spec does not want it") == 3
    assert stack.applied() == wanted
    assert [s["Endpoint"] for s in stack.cloud.topics()["t"]["Subscriptions"]] == [web.url("/b")]
    with pytest.raises(stack.cloud.awslambda.exceptions.ResourceNotFoundException):
        stack.cloud.awslambda.get_policy(FunctionName="handler")
    assert stack.verify().code == 0
    assert stack.plan("--detailed-exitcode").code == 0


def test_a_subscriber_taken_out_before_it_confirmed_is_named_and_ends_once_it_did(with_receivers):
    stack, web = with_receivers
    stack.write(subscribed(f"{{ http: '{web.url('/a')}' }}")).applied()
    stack.write(subscribed())
    ran = stack.plan("--detailed-exitcode")
    assert ran.code == 0
    assert any("is not wanted and waits to be confirmed" in warning for warning in ran.json()["warnings"])
    confirm(web, "/a")
    assert stack.applied() == {("delete", "aws.subscription", "t -> " + web.url("/a"))}


def test_a_web_or_function_subscriber_goes_with_one_route_alone_too(with_receivers):
    stack, _ = with_receivers
    stack.write(subscribed("{ lambda: handler }")).applied()
    stack.write(subscribed()).applied("--only", "r")
    assert stack.cloud.topics()["t"]["Subscriptions"] == []
    with pytest.raises(stack.cloud.awslambda.exceptions.ResourceNotFoundException):
        stack.cloud.awslambda.get_policy(FunctionName="handler")


def test_a_target_taken_out_of_the_spec_is_taken_off_the_rule(stack, cloud):
    two = "stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: a }, { sqs: b }] }\n"
    stack.write(two).applied()
    stack.write(two.replace(", { sqs: b }", "")).applied()
    assert [target["Arn"] for target in cloud.rules()["s-one"]["Targets"]] == [arn_of("sqs", "a")]
    assert set(cloud.queues()) == {"a", "s-dead-letter"}
    assert stack.plan("--detailed-exitcode").code == 0


def test_a_rule_that_has_all_the_targets_it_can_may_have_one_replaced(stack, cloud):
    five = [f"{{ sqs: q{number} }}" for number in range(5)]
    spec = "stack: s\nroutes:\n  one: {{ events: [conversationCreated], to: [{}] }}\n"
    stack.write(spec.format(", ".join(five))).applied()
    stack.write(spec.format(", ".join(five[1:] + ["{ sqs: instead }"]))).applied()
    names = {target["Arn"].rsplit(":", 1)[1] for target in cloud.rules()["s-one"]["Targets"]}
    assert names == {"q1", "q2", "q3", "q4", "instead"}
    assert "q0" not in cloud.queues()


def test_what_a_target_led_to_that_could_not_be_replaced_stays(stack, cloud, recording):
    five = [f"{{ sqs: q{number} }}" for number in range(5)]
    spec = "stack: s\nroutes:\n  one: {{ events: [conversationCreated], to: [{}] }}\n"
    stack.write(spec.format(", ".join(five))).applied()
    stack.write(spec.format(", ".join(five[1:] + ["{ sqs: instead }"]))).go_through(recording)
    recording.instead = lambda name: DENIED if name == "RemoveTargets" else None
    assert stack.apply().code == 1
    assert "q0" in cloud.queues(), "the live rule leads there"
    recording.instead = lambda name: None
    assert ("delete", "aws.queue", "q0") in stack.applied()


def test_a_plan_says_which_events_a_replaced_target_loses(stack, cloud):
    five = [f"{{ sqs: q{number} }}" for number in range(5)]
    spec = "stack: s\nroutes:\n  one: {{ events: [conversationCreated], to: [{}] }}\n"
    stack.write(spec.format(", ".join(five))).applied()
    stack.write(spec.format(", ".join(five[1:] + ["{ sqs: instead }"])))
    planned = stack.plan().json()
    (replaced,) = [c for c in planned["changes"] if c["action"] == "replace"]
    assert replaced["name"] == "s-one/switchboard-sqs-instead" and planned["summary"]["replace"] == 1
    assert {"path": "Id", "before": "switchboard-sqs-q0", "after": "switchboard-sqs-instead"} in replaced["diff"]
    assert "reach neither" in replaced["loses"]
    shown = stack.plan(output="text").out
    assert "-/+ aws.target" in shown and "events are lost" in shown


def test_a_target_that_only_moves_to_another_rule_of_its_route_loses_nothing(stack, cloud):
    def route(numbers):
        queues = ", ".join(f"{{ sqs: g{number} }}" for number in numbers)
        return f"stack: s\nroutes:\n  r: {{ events: [conversationCreated], to: [{queues}] }}\n"

    stack.write(route(range(7))).applied()
    stack.write(route(range(1, 7)))
    plan = stack.plan().json()
    assert ("replace", "s-r/switchboard-sqs-g5") in {(c["action"], c["name"]) for c in plan["changes"]}
    assert not [change for change in plan["changes"] if "loses" in change]
    stack.applied()
    assert stack.plan("--detailed-exitcode").code == 0


def test_where_buses_may_not_be_listed_it_is_said_that_rules_of_the_stack_may_stand_there(stack, cloud, recording):
    cloud.events.create_event_bus(Name="own")
    spec = "stack: s\nroutes:\n  one: {{ events: [conversationCreated], bus: {}, to: [{{ sqs: a }}] }}\n"
    stack.write(spec.format("own")).applied()
    stack.write(spec.format("default")).go_through(recording)
    recording.instead = lambda name: DENIED if name == "ListEventBuses" else None
    for ran in (stack.plan(), stack.destroy()):
        assert any("events:ListEventBuses is not allowed" in note for note in ran.json()["notes"]), ran


def test_a_stack_can_be_destroyed_though_a_bus_of_its_spec_is_gone(stack, cloud):
    cloud.events.create_event_bus(Name="own")
    spec = (
        "stack: s\nroutes:\n  one: { events: [conversationCreated], bus: own, to: [{ sqs: a }] }\n"
        "  two: { events: [conversationCreated], to: [{ sns: b }] }\n"
    )
    stack.write(spec).applied()
    (target,) = cloud.events.list_targets_by_rule(Rule="s-one", EventBusName="own")["Targets"]
    cloud.events.remove_targets(Rule="s-one", EventBusName="own", Ids=[target["Id"]])
    cloud.events.delete_rule(Name="s-one", EventBusName="own")
    cloud.events.delete_event_bus(Name="own")
    for ran in (stack.plan(), stack.apply()):
        assert ran.code == 1 and "SB0301" in ran.err and "the event bus own does not exist" in ran.err
    assert any("own does not exist" in check["detail"] for check in stack.verify().json()["checks"])
    stack.destroyed()
    assert cloud.rules() == {} and cloud.queues() == {} and cloud.topics() == {}


def test_a_rule_that_moves_to_another_bus_leaves_nothing_behind(stack, cloud):
    cloud.events.create_event_bus(Name="own")
    spec = "stack: s\nroutes:\n  one: {{ events: [conversationCreated], bus: {}, to: [{{ sqs: a }}] }}\n"
    stack.write(spec.format("default")).applied()
    stack.write(spec.format("own")).applied()
    assert [rule["Name"] for rule in cloud.events.list_rules(EventBusName="own")["Rules"]] == ["s-one"]
    assert cloud.rules() == {}
    stack.write(spec.format("default")).destroyed()
    assert cloud.events.list_rules(EventBusName="own")["Rules"] == []
    assert cloud.queues() == {}


@pytest.mark.parametrize("route", ["a/b", "ende #1 [x]", "x#y,z", "[switchboard:o/p]", "größe", 'a"b', "a: b", " "])
def test_a_route_of_any_name_knows_its_own_targets(stack, cloud, route):
    def spec(*targets):
        route_of = {"rule": "r", "events": ["conversationCreated"], "to": [{"sqs": t, "id": t} for t in targets]}
        return json.dumps({"stack": "s", "routes": {route: route_of}})

    ran = stack.write(spec("q1", "q2")).apply()
    if ran.code != 0:
        assert "SB" in ran.err and cloud.rules() == {}, "such a name may be refused, with a finding"
        return
    assert stack.plan("--detailed-exitcode").code == 0
    stack.write(spec("q1")).applied()
    assert [target["Id"] for target in cloud.rules()["r"]["Targets"]] == ["q1"]
    stack.destroyed()
    assert cloud.rules() == {} and cloud.queues() == {}


def test_a_renamed_route_moves_its_rule_and_keeps_its_queue(stack, cloud):
    one = "stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: a }] }\n"
    stack.write(one).applied()
    stack.write(one.replace("one:", "two:")).applied()
    assert set(cloud.rules()) == {"s-two"}
    assert set(cloud.queues()) == {"a", "s-dead-letter"}
    cloud.happen({"source": "genesyscloud", "detail-type": "conversationCreated", "detail": {}})
    cloud.receive(cloud.sqs.get_queue_url(QueueName="a")["QueueUrl"], 1)
    assert stack.verify().code == 0


def test_the_clouds_log_stays_empty_when_all_is_well(full, cloud):
    full.applied()
    cloud.happen(ended_event(GENERAL_SUPPORT, mediaType="voice"))
    eventually(lambda: cloud.admin("GET", "metrics").json()["messages"] == 1, "the message to arrive")
    assert cloud.log() == ""
