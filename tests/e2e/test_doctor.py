# SPDX-License-Identifier: Apache-2.0
"""doctor: each chain is walked to its first broken link, which is named with its owner and what mends it."""

import json

import pytest

from harness import (
    ACD_END,
    BILLING,
    GENERAL_SUPPORT,
    REGION,
    USER_END,
    Stack,
    arn_of,
    comparable,
    ended_event,
    partner_source,
    paste,
    queue_policy,
    rule_arn,
    topic_policy,
)
from recorder import Answer

RULE = "contact-center-billing-ended"
TARGET = "switchboard-sqs-billing-ended"
TOPIC = arn_of("sns", "support-ended")
SUPPORT = "support-ended"
BILLED = "billing-ended"
DEAD_LETTERS = "contact-center-dead-letter"
OWNERS = {"Genesys admin", "AWS account owner", "the receiver", "this spec"}


def checks_of(ran, route=None):
    return [check for check in ran.json()["checks"] if route is None or check["route"] == route]


def bad_in(ran, route=None):
    return [check for check in checks_of(ran, route) if check["ok"] is False]


def only_bad(ran, route=None):
    """The one broken link; an exit code that says so, an owner and a fix."""
    assert ran.code == 1, ran
    (bad,) = bad_in(ran, route)
    assert bad["owner"] in OWNERS and bad["fix"] and bad["detail"], bad
    return bad


def url_of(cloud, queue):
    return cloud.sqs.get_queue_url(QueueName=queue)["QueueUrl"]


def set_topic_policy(cloud, policy):
    cloud.sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(policy))


def subscription_of(cloud, queue):
    found = cloud.topics()["support-ended"]["Subscriptions"]
    return next(s["SubscriptionArn"] for s in found if s["Endpoint"].endswith(":" + queue))


def set_subscription(cloud, queue, **attributes):
    arn = subscription_of(cloud, queue)
    for name, value in attributes.items():
        cloud.sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName=name, AttributeValue=value)


def mend(said, full):
    """Does what a fix says first, word for word."""
    said = said.split("; ")[0]
    ours = said.startswith(f"switchboard apply --local={full.cloud.url}")
    assert ours or " aws --endpoint-url " in said, said
    ran = paste(full.switchboard, said, *(["--yes"] if ours else []), env=full.env)
    assert ran.code == 0, ran


def test_a_stack_in_order_is_walked_to_its_receivers(full, cloud):
    full.applied()
    ran = full.doctor()
    assert ran.code == 0, ran
    assert ran.json()["schema"] == "switchboard.doctor/1"
    for check in checks_of(ran):
        assert set(check) == {"subject", "check", "ok", "detail", "fix", "owner", "route"}
        assert check["ok"] is True and check["fix"] == "" and check["owner"] == "", check
    assert {check["route"] for check in checks_of(ran)} == {None, SUPPORT, BILLED}
    walked = [(check["subject"], check["check"]) for check in checks_of(ran, SUPPORT)]
    rule = "rule contact-center-support-ended"
    loud = f"subscription support-ended -> {arn_of('sqs', 'support-loud')}"
    order = [
        ("route support-ended", "its queues exist"),
        ("event type conversation.end", "is enabled"),
        ("event bus default", "exists"),
        (rule, "exists"),
        (rule, "is enabled"),
        (rule, "its pattern matches the wanted event"),
        (f"target switchboard-sns-support-ended of {rule[5:]}", "is attached to the rule"),
        ("topic support-ended", "exists"),
        ("topic support-ended", "its policy lets EventBridge publish"),
        (loud, "is confirmed"),
        (loud, "its filter lets the event pass"),
        ("queue support-loud", f"its policy lets sns.amazonaws.com send for {TOPIC}"),
        (f"dead-letter queue {DEAD_LETTERS}", "is empty"),
    ]
    assert [link for link in walked if link in order] == order, "in the order of an event's way"


def test_the_text_tells_chains_apart_and_marks_every_link(full, cloud):
    full.applied()
    cloud.events.disable_rule(Name=RULE)
    ran = full.doctor(output="text")
    assert ran.code == 1
    _, billed = ran.out.split(f"route {BILLED}\n")
    assert f"  ✗ rule {RULE}: is enabled\n" in billed
    assert "      owner: AWS account owner\n" in billed
    aws = f"AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --endpoint-url {cloud.url} --region {REGION}"
    assert f"      fix: {aws} events enable-rule --name {RULE}\n" in billed
    assert "  ✓ event bus default: exists\n" in billed and "  ? route billing-ended: what comes after it\n" in billed
    assert ran.out.rstrip().endswith("1 bad, 1 not checked.")


# Each thing that can break on AWS: (what breaks it, route, subject, check, owner, words of the detail).
BREAKAGES = {
    "the rule is deleted": (
        lambda c: (c.events.remove_targets(Rule=RULE, Ids=[TARGET]), c.events.delete_rule(Name=RULE)),
        BILLED, f"rule {RULE}", "exists", "AWS account owner", "no such rule on the bus default in us-east-1",
    ),
    "the rule is disabled": (
        lambda c: c.events.disable_rule(Name=RULE),
        BILLED, f"rule {RULE}", "is enabled", "AWS account owner", "disabled",
    ),
    "the pattern is altered": (
        lambda c: c.events.put_rule(
            Name=RULE,
            EventPattern='{"source":["genesys.cloud"],"detail-type":["conversation.ended"]}',
            Description=c.rules()[RULE]["Description"],
        ),
        BILLED, f"rule {RULE}", "its pattern matches the wanted event", "AWS account owner",
        'detail-type: wanted "conversation.ended", found "conversation.end"',
    ),
    "the target is taken off the rule": (
        lambda c: c.events.remove_targets(Rule=RULE, Ids=[TARGET]),
        BILLED, f"target {TARGET} of {RULE}", "is attached to the rule", "AWS account owner", "0 targets",
    ),
    "the target leads elsewhere": (
        lambda c: c.events.put_targets(Rule=RULE, Targets=[{"Id": TARGET, "Arn": arn_of("sqs", "elsewhere")}]),
        BILLED, f"target {TARGET} of {RULE}", "is attached to the rule", "AWS account owner", "elsewhere",
    ),
    "the target is given something else": (
        lambda c: c.events.put_targets(Rule=RULE, Targets=[{**c.rules()[RULE]["Targets"][0], "Input": '"constant"'}]),
        BILLED, f"target {TARGET} of {RULE}", "is given what the spec says", "AWS account owner", "the spec says none",
    ),
    "the target's template gives no JSON": (
        lambda c: c.events.put_targets(
            Rule=RULE,
            Targets=[
                {
                    **c.rules()[RULE]["Targets"][0],
                    "InputTransformer": {"InputPathsMap": {"x": "$.detail"}, "InputTemplate": '{"a":"<x>"}'},
                }
            ],
        ),
        BILLED, f"target {TARGET} of {RULE}", "is given what the spec says", "AWS account owner", "InputTransformer",
    ),
    "the topic is deleted": (
        lambda c: c.sns.delete_topic(TopicArn=TOPIC),
        SUPPORT, "topic support-ended", "exists", "AWS account owner", TOPIC,
    ),
    "the topic's policy names somebody else": (
        lambda c: set_topic_policy(c, topic_policy(TOPIC, Principal={"Service": "x.amazonaws.com"})),
        SUPPORT, "topic support-ended", "its policy lets EventBridge publish", "AWS account owner",
        "no statement lets events.amazonaws.com",
    ),
    "the topic's policy has a Condition": (
        lambda c: set_topic_policy(c, topic_policy(TOPIC, Condition={"ArnLike": {"aws:SourceArn": "arn:aws:events:*"}})),
        SUPPORT, "topic support-ended", "its policy lets EventBridge publish", "AWS account owner",
        "'eventbridge' lets it in under a Condition only",
    ),
    "the subscription is gone": (
        lambda c: c.sns.unsubscribe(SubscriptionArn=subscription_of(c, "support-loud")),
        SUPPORT, f"subscription support-ended -> {arn_of('sqs', 'support-loud')}", "is confirmed",
        "AWS account owner", "no such subscription",
    ),
    "the filter excludes the event": (
        lambda c: set_subscription(c, "support-loud", FilterPolicy='{"detail":{"priority":["never"]}}'),
        SUPPORT, f"subscription support-ended -> {arn_of('sqs', 'support-loud')}", "its filter lets the event pass",
        "AWS account owner", 'detail.priority: wanted "never"',
    ),
    "a filter is there that should not be": (
        lambda c: set_subscription(c, "support-worker", FilterPolicyScope="MessageBody", FilterPolicy='{"a":["b"]}'),
        SUPPORT, f"subscription support-ended -> {arn_of('sqs', 'support-worker')}", "its filter lets the event pass",
        "AWS account owner", 'a: wanted "b", found nothing; the filter is not the spec\'s',
    ),
    "the filter is on attributes": (
        lambda c: set_subscription(c, "support-worker", FilterPolicy='{"source":["genesys.cloud"]}'),
        SUPPORT, f"subscription support-ended -> {arn_of('sqs', 'support-worker')}", "its filter lets the event pass",
        "AWS account owner", "message attributes",
    ),
    "the subscriber's queue is deleted": (
        lambda c: c.sqs.delete_queue(QueueUrl=url_of(c, "support-worker")),
        SUPPORT, "queue support-worker", "exists", "AWS account owner", "no such queue",
    ),
    "the subscriber's queue lets nobody send": (
        lambda c: c.sqs.set_queue_attributes(QueueUrl=url_of(c, "support-worker"), Attributes={"Policy": ""}),
        SUPPORT, "queue support-worker", f"its policy lets sns.amazonaws.com send for {TOPIC}", "AWS account owner",
        "may not send",
    ),
    "the target's queue lets another rule send": (
        lambda c: c.sqs.set_queue_attributes(
            QueueUrl=url_of(c, BILLED),
            Attributes={
                "Policy": json.dumps(queue_policy(arn_of("sqs", BILLED), "events.amazonaws.com", rule_arn("other")))
            },
        ),
        BILLED, f"queue {BILLED}", f"its policy lets events.amazonaws.com send for {rule_arn(RULE)}",
        "AWS account owner", "may not send",
    ),
    "the target has lost its dead-letter queue": (
        lambda c: c.events.put_targets(Rule=RULE, Targets=[{"Id": TARGET, "Arn": arn_of("sqs", BILLED)}]),
        BILLED, f"target {TARGET} of {RULE}", "has its dead-letter queue", "AWS account owner", "lost",
    ),
}


@pytest.mark.parametrize("broken", BREAKAGES)
def test_each_broken_link_is_named_alone_and_what_it_says_mends_it(full, cloud, broken):
    breaks, route, subject, check, owner, words = BREAKAGES[broken]
    full.applied()
    breaks(cloud)
    bad = only_bad(full.doctor())
    assert (bad["route"], bad["subject"], bad["check"], bad["owner"]) == (route, subject, check, owner)
    assert words in bad["detail"], bad
    mend(bad["fix"], full)
    assert full.doctor().code == 0


DEAD_LETTER_BREAKAGES = {
    "it is deleted": (lambda c: c.sqs.delete_queue(QueueUrl=url_of(c, DEAD_LETTERS)), "exists"),
    "it lets nobody send": (
        lambda c: c.sqs.set_queue_attributes(QueueUrl=url_of(c, DEAD_LETTERS), Attributes={"Policy": ""}),
        "its policy lets events.amazonaws.com send for ",
    ),
}


@pytest.mark.parametrize("broken", DEAD_LETTER_BREAKAGES)
def test_a_dead_letter_queue_that_cannot_take_letters_is_named_by_each_route(full, cloud, broken):
    breaks, check = DEAD_LETTER_BREAKAGES[broken]
    full.applied()
    breaks(cloud)
    ran = full.doctor()
    assert ran.code == 1
    assert {bad["route"] for bad in bad_in(ran)} == {SUPPORT, BILLED}
    for bad in bad_in(ran):
        assert bad["subject"] == f"dead-letter queue {DEAD_LETTERS}" and bad["check"].startswith(check), bad
    full.applied()
    assert full.doctor().code == 0


def test_links_behind_a_broken_one_are_not_judged(full, cloud):
    full.applied()
    cloud.events.disable_rule(Name=RULE)
    cloud.sqs.delete_queue(QueueUrl=url_of(cloud, BILLED))
    ran = full.doctor()
    assert only_bad(ran)["check"] == "is enabled"
    last = checks_of(ran, BILLED)[-1]
    assert last["ok"] is None and f"the chain is broken at rule {RULE}" in last["detail"]
    assert not any(BILLED in check["subject"] and check["subject"].startswith("queue") for check in checks_of(ran))


def test_a_statement_that_denies_is_told_from_one_that_is_missing(full, cloud):
    full.applied()
    policy = json.loads(cloud.topics()["support-ended"]["Policy"])
    policy["Statement"].append(
        {"Sid": "no", "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": TOPIC}
    )
    set_topic_policy(cloud, policy)
    bad = only_bad(full.doctor())
    assert "Deny" in bad["detail"] and "switchboard apply" not in bad["fix"], "apply would not take it out"
    assert "'no'" in bad["detail"] and "'no'" in bad["fix"] and TOPIC in bad["fix"]


def deny(cloud, queue, services):
    url = url_of(cloud, queue)
    policy = json.loads(cloud.queues()[queue]["Policy"])
    statement = {"Sid": "no", "Effect": "Deny", "Principal": {"Service": services}, "Action": "sqs:SendMessage"}
    policy["Statement"].append({**statement, "Resource": arn_of("sqs", queue)})
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})


@pytest.mark.parametrize("queue", ["support-worker", BILLED, DEAD_LETTERS])
def test_a_statement_that_denies_is_named_of_every_queue_on_the_way(full, cloud, queue):
    full.applied()
    deny(cloud, queue, ["events.amazonaws.com", "sns.amazonaws.com"])
    ran = full.doctor()
    assert ran.code == 1 and bad_in(ran)
    for bad in bad_in(ran):
        assert bad["subject"].endswith(queue) and bad["owner"] == "AWS account owner"
        assert "'no'" in bad["detail"] and "Deny" in bad["detail"]
        assert "'no'" in bad["fix"] and arn_of("sqs", queue) in bad["fix"] and "switchboard apply" not in bad["fix"]


def test_the_fix_for_a_subscription_of_others_is_a_command_that_apply_takes(stack, cloud):
    topic = cloud.sns.create_topic(Name="theirs")["TopicArn"]
    cloud.sqs.create_queue(QueueName="theirs")
    found = cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn_of("sqs", "theirs"), ReturnSubscriptionArn=True)
    spec = "stack: s\nroutes:\n  r: { events: [conversation.end], to: [{ sns: theirs, subscribers: [{ sqs: theirs }] }] }\n"
    stack.write(spec).applied()
    for name, value in (("FilterPolicyScope", "MessageBody"), ("FilterPolicy", '{"a":["b"]}')):
        cloud.sns.set_subscription_attributes(
            SubscriptionArn=found["SubscriptionArn"], AttributeName=name, AttributeValue=value
        )
    bad = only_bad(stack.doctor())
    assert bad["check"] == "its filter lets the event pass" and "--adopt" in bad["fix"]
    assert stack.apply().code == 1
    stack.applied("--adopt")
    assert stack.doctor().code == 0


def test_a_pattern_that_does_not_match_comes_with_its_explanation(full, cloud):
    full.applied()
    BREAKAGES["the pattern is altered"][0](cloud)
    bad = only_bad(full.doctor())
    assert bad["explanation"]["matches"] is False and bad["explanation"]["changes"]
    assert "TestEventPattern answered false" in bad["detail"], "the service was asked too"
    shown = full.doctor(output="text").out
    assert "smallest change:" in shown


def test_the_service_and_our_own_engine_are_both_asked(full, recording):
    full.applied()
    full.go_through(recording)
    assert full.doctor().code == 0
    assert recording.calls.count("TestEventPattern") == 2, "once a rule"


def test_a_rule_that_lost_one_of_several_queues_is_found(stack, cloud):
    spec = "stack: s\nroutes:\n  r: { events: [conversation.end], queues: [General Support, Billing], to: [{ sqs: q }] }\n"
    stack.write(spec).applied()
    rule = cloud.rules()["s-r"]
    pattern = json.loads(rule["EventPattern"])
    for kept in (GENERAL_SUPPORT, BILLING):
        pattern["detail"]["queue"]["id"] = [kept]
        cloud.events.put_rule(Name="s-r", EventPattern=json.dumps(pattern), Description=rule["Description"])
        bad = only_bad(stack.doctor())
        assert bad["check"] == "its pattern matches the wanted event"
        assert (BILLING if kept == GENERAL_SUPPORT else GENERAL_SUPPORT) in bad["detail"]


# Dead letters.


def test_dead_letters_are_counted_and_not_touched(full, cloud):
    full.applied()
    set_topic_policy(cloud, topic_policy(TOPIC, Principal={"Service": "x.amazonaws.com"}))
    for _ in range(3):
        cloud.happen(ended_event(GENERAL_SUPPORT, mediaType="voice"))
    cloud.settle()
    full.applied()
    before = comparable(cloud.inventory())
    ran = full.doctor(SUPPORT)
    bad = only_bad(ran)
    assert (bad["subject"], bad["check"]) == (f"dead-letter queue {DEAD_LETTERS}", "is empty")
    assert bad["detail"].startswith("3 events") and "ERROR_CODE" in bad["detail"]
    assert comparable(cloud.inventory()) == before, "nothing was changed, hidden or taken"
    received = cloud.sqs.receive_message(
        QueueUrl=url_of(cloud, DEAD_LETTERS), MaxNumberOfMessages=10, AttributeNames=["ApproximateReceiveCount"]
    )["Messages"]
    assert {m["Attributes"]["ApproximateReceiveCount"] for m in received} == {"1"}, "nobody received them before"


def test_dead_letters_that_somebody_looks_at_count_among_all(full, cloud):
    full.applied()
    url = url_of(cloud, DEAD_LETTERS)
    for number in range(3):
        cloud.sqs.send_message(QueueUrl=url, MessageBody=str(number))
    cloud.sqs.receive_message(QueueUrl=url)
    assert only_bad(full.doctor(SUPPORT))["detail"].startswith("3 events that could not be delivered are in it, 1 of")


def test_another_dead_letter_queue_than_the_specs_is_named(full, cloud):
    full.applied()
    (target,) = cloud.rules()[RULE]["Targets"]
    _, arn = cloud.make_queue("other-letters")
    cloud.events.put_targets(Rule=RULE, Targets=[{**target, "DeadLetterConfig": {"Arn": arn}}])
    bad = only_bad(full.doctor(BILLED))
    assert bad["check"] == "has its dead-letter queue" and f"go to {arn}" in bad["detail"]


def test_how_to_look_at_a_dead_letter_is_a_command_that_shows_the_reason(full, cloud):
    full.applied()
    set_topic_policy(cloud, topic_policy(TOPIC, Principal={"Service": "x.amazonaws.com"}))
    cloud.happen(ended_event(GENERAL_SUPPORT, mediaType="voice"))
    cloud.settle()
    full.applied()
    fix = only_bad(full.doctor(SUPPORT))["fix"]
    command = fix[fix.index("AWS_ACCESS_KEY_ID=") : fix.index(" (")]
    shown = paste(full.switchboard, command, "--output", "json").json()["Messages"][0]["MessageAttributes"]
    assert shown["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
    assert "RULE_ARN" in shown and "TARGET_ARN" in shown


def test_dead_letters_are_seen_behind_a_topic_that_is_broken_still(full, cloud):
    full.applied()
    set_topic_policy(cloud, topic_policy(TOPIC, Principal={"Service": "x.amazonaws.com"}))
    cloud.happen(ended_event(GENERAL_SUPPORT, mediaType="voice"))
    cloud.settle()
    checks = {bad["check"] for bad in bad_in(full.doctor(SUPPORT))}
    assert checks == {"its policy lets EventBridge publish", "is empty"}


# Keys.


def test_a_key_of_awss_own_lets_no_service_in_and_another_cannot_be_seen_into(full, cloud):
    full.applied()
    url = url_of(cloud, BILLED)
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": "alias/aws/sqs"})
    bad = only_bad(full.doctor())
    assert bad["check"] == "its KMS key lets the sender use it" and "alias/aws/sqs" in bad["detail"]
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": "alias/ours"})
    ran = full.doctor()
    assert ran.code == 0
    (unknown,) = [check for check in checks_of(ran) if check["ok"] is None]
    assert unknown["check"] == "its KMS key lets the sender use it" and "kms:GenerateDataKey" in unknown["fix"]


# Genesys Cloud: queues.


def test_a_queue_made_anew_has_a_new_id_and_the_rule_waits_for_the_old_one(full, cloud):
    full.applied()
    assert cloud.admin("DELETE", f"genesys/queues/{BILLING}").status_code < 300
    made = cloud.admin("POST", "genesys/queues", json={"name": "Billing"}).json()["id"]
    bad = only_bad(full.doctor())
    assert (bad["route"], bad["owner"]) == (BILLED, "Genesys admin")
    assert BILLING in bad["detail"] and made in bad["detail"] and "made anew has a new id" in bad["detail"]
    full.applied()
    assert full.doctor().code == 0


def test_a_queue_that_is_not_there_breaks_its_own_route_only(full, cloud):
    full.applied()
    assert cloud.admin("DELETE", f"genesys/queues/{BILLING}").status_code < 300
    assert full.plan().code == 1, "planning fails as a whole"
    ran = full.doctor()
    bad = only_bad(ran)
    assert (bad["route"], bad["check"]) == (BILLED, "its queues exist")
    assert "no queue called 'Billing'" in bad["detail"] and "Routing > Queue > View" in bad["fix"]
    assert all(check["ok"] is True for check in checks_of(ran, SUPPORT))
    assert any(check["check"] == "is empty" for check in checks_of(ran, SUPPORT)), "walked to its end"


def test_a_queue_named_by_an_id_that_is_no_more_is_named(stack, cloud):
    spec = "stack: s\nroutes:\n  r: { events: [conversation.end], queues: [{ id: %s }], to: [{ sqs: q }] }\n"
    stack.write(spec % BILLING).applied()
    assert stack.doctor().code == 0
    cloud.admin("DELETE", f"genesys/queues/{BILLING}")
    bad = only_bad(stack.doctor())
    assert bad["owner"] == "this spec" and BILLING in bad["detail"] and "name the queue" in bad["fix"]


# Genesys Cloud: event types.


def test_an_event_type_that_is_off_is_named_by_every_route_that_needs_it(full, cloud):
    full.applied()
    cloud.genesys("PUT", "/api/v2/platform/eventbridge/events/conversation.end", json={"enabled": False})
    ran = full.doctor()
    assert ran.code == 1
    assert {(bad["route"], bad["subject"], bad["check"]) for bad in bad_in(ran)} == {
        (SUPPORT, "event type conversation.end", "is enabled"),
        (BILLED, "event type conversation.end", "is enabled"),
    }
    full.applied()
    assert full.doctor().code == 0


NO_SUCH_PATH = Answer(404, b'{"message":"HTTP 404 Not Found","code":"not.found","status":404}')
CREATED = "stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: one }] }\n"


def test_an_event_type_that_is_not_offered_is_told_from_one_that_is_off(start_cloud, make_stack):
    stack = make_stack(start_cloud({"event_types": ["conversationEnded"]}), CREATED)
    bad = only_bad(stack.doctor(), "one")
    assert (bad["subject"], bad["check"]) == ("event type conversationCreated", "is offered")
    assert bad["owner"] == "Genesys admin" and "404" in bad["detail"] and "region or tier" in bad["detail"]


@pytest.mark.parametrize("event", ["conversationCreated", "conversation.end"])
def test_a_platform_without_event_types_is_told_with_where_its_events_come(make_stack, cloud, recording, event):
    """As Genesys Cloud itself is: the paths of the tutorials do not exist there."""
    stack = make_stack(cloud, CREATED.replace("conversationCreated", event))
    stack.applied()
    stack.go_through(recording)
    recording.instead = lambda name: NO_SUCH_PATH if "/platform/eventbridge" in name else None
    (warning,) = stack.plan().json()["warnings"]
    (found,) = [check for check in checks_of(stack.doctor(), "one") if check["subject"] == f"event type {event}"]
    (proved,) = [check for check in stack.verify().json()["checks"] if check["subject"] == f"event type {event}"]
    assert found["ok"] is None and proved["ok"] is None, "the type may be taken all the same"
    for said in (warning, found["detail"] + found["fix"], proved["detail"] + proved["fix"]):
        assert "no event types" in said and "partner bus" in said and "init --template partner" in said
    assert event in warning


def test_an_organisation_whose_integration_is_not_active_is_named_once(start_cloud, make_stack):
    cloud = start_cloud({"aws": {"account": "000000000000", "region": REGION, "enabled": False}})
    stack = make_stack(cloud, CREATED)
    ran = stack.doctor()
    bad = only_bad(ran)
    assert (bad["subject"], bad["check"], bad["route"]) == ("Genesys Cloud", "the EventBridge integration is active", None)
    assert "INACTIVE" in bad["detail"] and "Admin > Integrations" in bad["fix"]
    assert [check["ok"] for check in checks_of(ran, "one")] == [None]


# Signing in, and rights.

EVERYTHING = [{"action": "*", "resource": "*"}]

CLIENTS = {
    "clients": [
        {"id": "all", "secret": "s3cret-all"},
        {"id": "queues-only", "secret": "s3cret-q", "rights": ["queues"]},
        {"id": "events-only", "secret": "s3cret-e", "rights": ["events"]},
        {"id": "sleeping", "secret": "s3cret-i", "state": "inactive"},
    ],
    "roles": [
        {"arn": "arn:aws:iam::000000000000:role/reader", "trust": ["000000000000"], "allow": [
            {"action": ["events:List*", "events:Describe*", "events:TestEventPattern", "sns:Get*", "sns:List*",
                        "sqs:Get*", "sqs:List*"], "resource": "*"}]},
        {"arn": "arn:aws:iam::000000000000:role/blind", "trust": ["000000000000"], "allow": [
            {"action": ["events:List*", "events:Describe*"], "resource": "*"}]},
    ],
}
MANY = """
stack: contact-center
routes:
  created: { events: [conversationCreated], to: [{ sqs: created }] }
  support: { events: [conversation.end], queues: [General Support], to: [{ sqs: support }] }
"""


class Outside:
    """The program without --local: signed in by what stands in the environment."""

    def __init__(self, switchboard, cloud):
        self.switchboard = switchboard
        self.cloud = cloud
        self.env = {
            "GENESYS_CLOUD_CLIENT_ID": "all",
            "GENESYS_CLOUD_CLIENT_SECRET": "s3cret-all",
            "GENESYS_CLOUD_URL": cloud.url,
            "AWS_ENDPOINT_URL": cloud.url,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": REGION,
        }

    def client(self, name, secret):
        return self.but(GENESYS_CLOUD_CLIENT_ID=name, GENESYS_CLOUD_CLIENT_SECRET=secret)

    def role(self, name):
        assumed = self.cloud.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::000000000000:role/{name}", RoleSessionName="ann"
        )["Credentials"]
        return self.but(
            AWS_ACCESS_KEY_ID=assumed["AccessKeyId"],
            AWS_SECRET_ACCESS_KEY=assumed["SecretAccessKey"],
            AWS_SESSION_TOKEN=assumed["SessionToken"],
        )

    def but(self, **changes):
        out = Outside(self.switchboard, self.cloud)
        out.env = {name: value for name, value in {**self.env, **changes}.items() if value is not None}
        return out

    def __call__(self, verb, *words):
        return self.switchboard(verb, "--output", "json", *words, env=self.env)

    def doctor(self, *words):
        return self("doctor", *words)


@pytest.fixture
def outside(switchboard, start_cloud):
    made = Outside(switchboard, start_cloud(CLIENTS))
    switchboard.write(MANY)
    ran = made("apply", "--yes")
    assert ran.code == 0, ran
    assert made.doctor().code == 0
    return made


@pytest.fixture
def make_stack(switchboard):
    return lambda cloud, spec: Stack(switchboard, cloud).write(spec)


def test_a_wrong_secret_and_a_wrong_region_are_both_named_as_they_look_the_same(outside):
    for ran in (outside.client("all", "wr0ng").doctor(), outside.client("nobody", "x").doctor()):
        bad = only_bad(ran)
        assert (bad["subject"], bad["check"]) == ("Genesys Cloud", "credentials and region")
        assert bad["owner"] == "Genesys admin" and "invalid_client" in bad["detail"]
        assert "wrong region is answered in the same way" in bad["detail"]
        assert "GENESYS_CLOUD_REGION" in bad["fix"] and "GENESYS_CLOUD_CLIENT_ID" in bad["fix"]
        assert outside.cloud.url in bad["fix"], "which region was asked"
        assert {check["ok"] for check in checks_of(ran) if check["route"]} == {None}
    for secret in ("s3cret-all", "wr0ng"):
        assert secret not in ran.out + ran.err


def test_the_organisations_client_at_another_region_is_unknown_there(outside, start_cloud):
    elsewhere = start_cloud({"clients": [{"id": "other", "secret": "o"}]})
    bad = only_bad(outside.but(GENESYS_CLOUD_URL=elsewhere.url).doctor())
    assert "invalid_client" in bad["detail"] and "GENESYS_CLOUD_REGION" in bad["fix"]


def test_a_region_that_genesys_cloud_does_not_have_is_named(outside):
    bad = only_bad(outside.but(GENESYS_CLOUD_URL=None, GENESYS_CLOUD_REGION="eu-north-1").doctor())
    assert bad["check"] == "credentials and region" and "eu-north-1" in bad["detail"]


@pytest.mark.parametrize("family", ["GENESYS_CLOUD_CLIENT", "GENESYSCLOUD_OAUTHCLIENT"])
def test_the_region_is_that_of_the_family_of_the_credentials(outside, family):
    own, other = ("GENESYS_CLOUD_REGION", "GENESYSCLOUD_REGION")[:: -1 if "OAUTH" in family else 1]
    without = outside.but(GENESYS_CLOUD_CLIENT_ID=None, GENESYS_CLOUD_CLIENT_SECRET=None, GENESYS_CLOUD_URL=None)
    signed_in = {f"{family}_ID": "all", f"{family}_SECRET": "s3cret-all"}
    bad = only_bad(without.but(**signed_in, **{own: "eu-north-1", other: "eu-south-1"}).doctor())
    assert "eu-north-1" in bad["detail"] and "eu-south-1" not in bad["detail"]


def test_a_client_that_is_not_active_is_named(outside):
    bad = only_bad(outside.client("sleeping", "s3cret-i").doctor())
    assert "inactive" in bad["detail"] and "the client is active" in bad["fix"]


def test_no_credentials_are_named_with_the_variables_that_are_missing(outside):
    bad = only_bad(outside.but(GENESYS_CLOUD_CLIENT_ID=None, GENESYS_CLOUD_CLIENT_SECRET=None).doctor())
    assert "GENESYS_CLOUD_CLIENT_ID" in bad["fix"]
    ran = outside.but(AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None).doctor()
    assert only_bad(ran)["subject"] == "AWS"
    assert any(check["subject"] == "event type conversationCreated" and check["ok"] for check in checks_of(ran)), (
        "the Genesys Cloud half is walked all the same"
    )


def test_a_missing_region_and_keys_that_aws_does_not_take_are_named(outside):
    bad = only_bad(outside.but(AWS_REGION=None).doctor())
    assert bad["subject"] == "AWS" and "region" in bad["detail"]
    bad = only_bad(outside.but(AWS_SECRET_ACCESS_KEY="wr0ng").doctor())
    assert "SignatureDoesNotMatch" in bad["detail"] and "AWS_SECRET_ACCESS_KEY" in bad["fix"]
    bad = only_bad(outside.but(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE").doctor())
    assert "InvalidClientTokenId" in bad["detail"] and "AWS_ACCESS_KEY_ID" in bad["fix"]


def test_a_client_without_the_right_to_event_types_breaks_the_routes_that_need_it(outside):
    ran = outside.client("queues-only", "s3cret-q").doctor()
    bad = only_bad(ran)
    assert (bad["check"], bad["owner"]) == ("the OAuth client may read event types", "Genesys admin")
    assert "403" in bad["detail"] and "eventbridge:read" in bad["fix"] and "eventbridge:manage" in bad["fix"]
    assert "OAuth" in bad["fix"] and "integration is active" in bad["fix"]


def test_a_client_without_the_right_to_queues_breaks_only_the_routes_that_name_one(outside):
    ran = outside.client("events-only", "s3cret-e").doctor()
    bad = only_bad(ran)
    assert bad["check"] == "the OAuth client may read queues"
    assert "403" in bad["detail"] and "Routing > Queue > View" in bad["fix"] and "queue:queue:read" in bad["fix"]
    assert all(check["ok"] is True for check in checks_of(ran, "created"))
    assert [check["ok"] for check in checks_of(ran, "support")] == [None]


def test_reads_that_aws_refuses_are_said_and_the_walk_goes_on(outside):
    ran = outside.role("blind").doctor("created")
    assert ran.code == 0, "what cannot be checked is not broken"
    unknown = {check["subject"]: check for check in checks_of(ran, "created") if check["ok"] is None}
    assert "TestEventPattern" in unknown["rule contact-center-created"]["detail"]
    assert "sqs GetQueueUrl: AccessDenied" in unknown["queue created"]["detail"]
    assert any(check["subject"].startswith("target") and check["ok"] for check in checks_of(ran, "created"))


def test_a_caller_who_may_not_write_rules_is_told_so_when_that_is_what_is_missing(outside):
    outside.cloud.events.remove_targets(Rule="contact-center-created", Ids=["switchboard-sqs-created"])
    outside.cloud.events.delete_rule(Name="contact-center-created")
    assert outside.role("reader").doctor("support").code == 0, "who need not write need not have the right to"
    ran = outside.role("reader").doctor("created")
    assert ran.code == 1
    bad = {check["check"]: check for check in bad_in(ran)}
    assert set(bad) == {"exists", "may write: events:PutRule", "may write: events:PutTargets"}
    for action in ("events:PutRule", "events:PutTargets"):
        denied = bad[f"may write: {action}"]
        assert "AccessDeniedException" in denied["detail"] and denied["subject"].endswith("assumed-role/reader/ann")
        assert "AmazonEventBridgeFullAccess" in denied["fix"] and denied["owner"] == "AWS account owner"
    good = {check["check"]: check["ok"] for check in checks_of(outside.doctor("created")) if check["route"] is None}
    assert good["may write: events:PutRule"] is True and good["may write: events:PutTargets"] is True
    assert "contact-center-created" not in outside.cloud.rules(), "asking makes nothing"


def test_calls_that_are_throttled_are_said_to_be(start_cloud, make_stack):
    cloud = start_cloud(flags=["--chaos", "throttle=100%"])
    ran = make_stack(cloud, CREATED).doctor()
    assert bad_in(ran) == []
    said = [check for check in checks_of(ran) if check["subject"] == "Genesys Cloud"]
    assert "429" in said[0]["detail"] and "rate limit" in said[0]["fix"] and said[0]["ok"] is None


def test_a_side_that_fails_is_said_to_and_nobody_is_sent_to_mend_credentials(full, recording):
    def failing(name):
        answers = {"GET /api/v2/organizations/me": b"{}", "GetCallerIdentity": b"<x/>"}
        return Answer(501, answers[name]) if name in answers else None

    recording.instead = failing
    ran = full.go_through(recording).doctor()
    assert bad_in(ran) == []
    said = {c["subject"]: c for c in checks_of(ran) if c["check"] == "credentials and region"}
    assert said["Genesys Cloud"]["ok"] is None and "501" in said["Genesys Cloud"]["detail"]
    assert said["AWS"]["ok"] is None


def test_the_wrong_account_and_the_wrong_organisation_are_refused_as_apply_refuses_them(outside, switchboard):
    switchboard.write(MANY + 'aws: { account: "123456789012" }\n')
    bad = only_bad(outside.doctor())
    assert bad["owner"] == "this spec" and "123456789012" in bad["detail"]
    switchboard.write(MANY + "genesys: { organization: Another }\n")
    bad = only_bad(outside.doctor())
    assert "Another" in bad["detail"]


# Without a spec, and with a bad one.


def test_without_a_spec_signing_in_and_rights_are_looked_at(outside, switchboard):
    (switchboard.folder / "switchboard.yaml").unlink()
    ran = outside.doctor()
    assert ran.code == 0, ran
    assert "no switchboard.yaml" in ran.err
    asked = {check["check"] for check in checks_of(ran)}
    assert {"credentials and region", "the OAuth client may read queues", "may write: events:PutRule"} <= asked
    assert outside.cloud.rules().keys() == {"contact-center-created", "contact-center-support"}
    ran = outside.role("blind").client("queues-only", "s3cret-q").doctor()
    denied = {check["check"] for check in bad_in(ran)}
    assert "the OAuth client may read event types" in denied
    assert {"may write: events:PutRule", "the caller has the right sqs:GetQueueUrl"} <= denied


def test_a_file_that_is_named_must_be_there(outside):
    ran = outside.doctor("-f", "no-such.yaml")
    assert ran.code == 1 and "no-such.yaml" in ran.err


def test_a_pattern_that_aws_would_refuse_is_named_by_its_line(outside, switchboard):
    """The tutorial's InvalidEventPatternException: an id that is no list."""
    switchboard.write(MANY + '  bad:\n    events: [conversation.end]\n    where: { detail: { mediaType: voice } }\n    to: [{ sqs: q }]\n')
    bad = bad_in(outside.doctor())
    assert bad[0]["owner"] == "this spec" and bad[0]["subject"].startswith("switchboard.yaml:8:")
    assert "list" in bad[0]["detail"] + bad[0]["fix"]


def test_what_is_wrong_with_the_file_comes_in_its_order(outside, switchboard):
    switchboard.write("stack: s\nroutes:\n  one:\n    evnts: [a]\n    to: [{ sqs: 'a b' }]\ngenesis: {}\n")
    places = [check["subject"] for check in bad_in(outside.doctor()) if check["subject"].startswith("switchboard.yaml:")]
    lines = [int(place.split(":")[1]) for place in places]
    assert len(lines) >= 4 and lines == sorted(lines)


def test_a_route_that_the_spec_does_not_have_is_refused_with_the_nearest(full):
    ran = full.doctor("billing-ende")
    assert ran.code == 1 and ran.out == "" and "did you mean 'billing-ended'" in ran.err


def test_only_the_routes_that_were_named_are_walked(full, cloud):
    full.applied()
    cloud.events.disable_rule(Name=RULE)
    ran = full.doctor(SUPPORT)
    assert ran.code == 0 and {check["route"] for check in checks_of(ran)} == {None, SUPPORT}
    assert full.doctor(SUPPORT, BILLED).code == 1


# Rules.


def test_a_rule_that_exists_already_and_is_someone_elses_is_named(full, cloud):
    """The tutorial's "Rule already exists"."""
    cloud.enable("conversation.end")
    cloud.events.put_rule(Name=RULE, EventPattern='{"source":["x"]}')
    ran = full.doctor(BILLED)
    bad = next(check for check in bad_in(ran) if check["subject"] == f"rule {RULE}")
    assert bad["check"] == "is this stack's" and "already" in bad["detail"]
    assert "--adopt" in bad["fix"] and "another rule:" in bad["fix"]


def test_a_rule_that_lost_its_mark_is_said_to_have_and_what_stands_behind_it_is_looked_at(full, cloud):
    full.applied()
    pattern = cloud.rules()[RULE]["EventPattern"]
    cloud.events.put_rule(Name=RULE, EventPattern=pattern, Description="edited by hand")
    cloud.sqs.set_queue_attributes(QueueUrl=url_of(cloud, BILLED), Attributes={"Policy": ""})
    ran = full.doctor(BILLED)
    assert only_bad(ran)["subject"] == f"queue {BILLED}"
    (said,) = [check for check in checks_of(ran, BILLED) if check["check"] == "is this stack's"]
    assert said["ok"] is None and "has lost it" in said["detail"] and "--adopt" in said["fix"]


def listed_as(cloud, recording, change):
    """Rules as they may be on AWS and not on the local cloud."""
    rules = [{k: v for k, v in rule.items() if k != "Targets"} for rule in cloud.rules().values()]
    for rule in rules:
        change(rule)
    listed = Answer(200, json.dumps({"Rules": rules}).encode())
    recording.instead = lambda name: listed if name == "ListRules" else None


def test_a_rule_without_a_pattern_is_named_with_its_schedule(full, cloud, recording):
    full.applied()

    def schedule(rule):
        del rule["EventPattern"]
        rule["ScheduleExpression"] = "rate(5 minutes)"

    listed_as(cloud, recording, schedule)
    bad = only_bad(full.go_through(recording).doctor(BILLED))
    assert bad["check"] == "its pattern matches the wanted event"
    assert "no event pattern" in bad["detail"] and "rate(5 minutes)" in bad["detail"]


def test_a_pattern_that_cannot_be_read_here_is_said_to_be(full, cloud, recording):
    full.applied()
    unknown = '{"detail":{"a":[{"an-operator-to-come":1}]}}'
    listed_as(cloud, recording, lambda rule: rule.update(EventPattern=unknown))
    ran = full.go_through(recording).doctor(BILLED)
    (said,) = [c for c in checks_of(ran, BILLED) if c["check"] == "its pattern matches the wanted event"]
    assert said["ok"] is None and "cannot be read here" in said["detail"]
    assert "own reading it does" not in said["detail"]


def test_a_bus_that_is_full_is_named_as_the_limit_that_aws_refuses_by(stack, cloud):
    cloud.events.put_rule(Name="other", EventPattern='{"source":["x"]}')
    stack.write("aws: { limits: { rules_per_bus: 1 } }\n" + CREATED)
    cloud.enable("conversationCreated")
    bad = bad_in(stack.doctor(), "one")[0]
    assert "LimitExceededException" in bad["detail"] and "1 of its 1 rules" in bad["detail"]


def test_a_bus_that_is_not_there_is_named(stack, cloud):
    cloud.events.create_event_bus(Name="own")
    stack.write("stack: s\nroutes:\n  one: { events: [conversationCreated], bus: own, to: [{ sqs: a }] }\n").applied()
    assert stack.doctor().code == 0
    cloud.events.remove_targets(Rule="s-one", EventBusName="own", Ids=["switchboard-sqs-a"])
    cloud.events.delete_rule(Name="s-one", EventBusName="own")
    cloud.events.delete_event_bus(Name="own")
    bad = only_bad(stack.doctor())
    assert bad["subject"] == "event bus own" and "create-event-bus --name own" in bad["fix"]


def test_a_rule_that_the_spec_keeps_disabled_is_no_fault_but_said(stack):
    stack.write("stack: s\nroutes:\n  one: { events: [conversationCreated], state: disabled, to: [{ sqs: a }] }\n")
    stack.applied()
    ran = stack.doctor()
    assert ran.code == 0
    said = [check for check in checks_of(ran, "one") if check["ok"] is None]
    assert "keeps it disabled" in said[0]["detail"] and said[0]["owner"] == "this spec"


# Other receivers.


def test_a_function_that_does_not_let_the_rule_in_is_the_receivers(start_cloud, make_stack):
    cloud = start_cloud({"functions": ["Handler"]})
    function = arn_of("lambda", "function:Handler")
    stack = make_stack(
        cloud, "stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ lambda: Handler }] }\n"
    )
    stack.applied()
    assert stack.doctor().code == 0
    (statement,) = json.loads(cloud.awslambda.get_policy(FunctionName="Handler")["Policy"])["Statement"]
    cloud.awslambda.remove_permission(FunctionName="Handler", StatementId=statement["Sid"])
    bad = only_bad(stack.doctor())
    assert bad["subject"] == "function Handler" and bad["owner"] == "the receiver"
    assert f" lambda add-permission --function-name {function}" in bad["fix"]


def test_a_subscription_that_waits_for_its_endpoint_is_the_receivers(start_cloud, make_stack):
    cloud = start_cloud(flags=["--allow-http", "127.0.0.1"])
    stack = make_stack(
        cloud,
        "stack: s\nroutes:\n  one:\n    events: [conversationCreated]\n"
        "    to: [{ sns: t, subscribers: [{ http: 'http://127.0.0.1:9/hook' }] }]\n",
    )
    stack.applied()
    bad = only_bad(stack.doctor())
    assert bad["subject"] == "subscription t -> http://127.0.0.1:9/hook" and bad["owner"] == "the receiver"
    assert "SubscribeURL" in bad["fix"] and " sns subscribe --topic-arn" in bad["fix"]


def test_what_a_role_may_do_is_not_known_and_said_so(start_cloud, make_stack):
    role = "arn:aws:iam::000000000000:role/sender"
    cloud = start_cloud({"roles": [{"arn": role, "trust": ["events.amazonaws.com"], "allow": EVERYTHING}]})
    to = f'[{{ sqs: q, role: "{role}" }}, {{ sns: t, role: "{role}" }}]'
    stack = make_stack(cloud, f"stack: s\nroutes:\n  one: {{ events: [conversationCreated], to: {to} }}\n")
    stack.applied()
    ran = stack.doctor()
    assert ran.code == 0
    unknown = {check["check"]: check for check in checks_of(ran) if check["ok"] is None}
    assert set(unknown) == {"its role lets it be reached", "lets the target's role publish"}
    assert role in unknown["its role lets it be reached"]["detail"]


# An event of one's own.


def event_file(stack, event):
    stack.switchboard.write(json.dumps(event), "event.json")
    return ["--event", "event.json"]


def test_an_event_is_walked_along_the_route_that_it_is_for(full, cloud):
    full.applied()
    event = event_file(full, ended_event(BILLING))
    ran = full.doctor(*event)
    assert ran.code == 0, ran
    assert all(check["ok"] is True for check in checks_of(ran, BILLED))
    (asked, rest) = [check for check in checks_of(ran, SUPPORT) if check["ok"] is None]
    assert asked["check"] == "the spec asks for this event" and BILLING in asked["detail"]
    assert asked["explanation"]["matches"] is False and "not checked" in rest["detail"]


def test_an_event_that_the_named_route_does_not_ask_for_is_explained(full, cloud):
    full.applied()
    event = ended_event(GENERAL_SUPPORT, mediaType="email")
    bad = only_bad(full.doctor(SUPPORT, *event_file(full, event)))
    assert bad["owner"] == "this spec" and bad["check"] == "the spec asks for this event"
    assert 'detail.mediaType: wanted "voice" or "message", found "email"' in bad["detail"]


def test_an_event_that_no_route_asks_for_is_a_fault(full):
    full.applied()
    misplaced = {"source": "genesys.cloud", "detail-type": "conversation.end", "detail": {"queueId": BILLING}}
    ran = full.doctor(*event_file(full, misplaced))
    bad = only_bad(ran)
    assert bad["check"] == "is asked for by a route" and bad["route"] is None


def test_a_filter_that_keeps_this_event_out_is_the_specs_own_doing(full, cloud):
    full.applied()
    event = ended_event(GENERAL_SUPPORT, mediaType="voice", priority=1)
    bad = only_bad(full.doctor(SUPPORT, *event_file(full, event)))
    assert bad["check"] == "its filter lets the event pass" and bad["owner"] == "this spec"
    assert "support-loud" in bad["subject"] and "found 1" in bad["detail"]


@pytest.mark.parametrize("text", ["", "[]", "{", "nothing"])
def test_an_event_file_without_an_event_is_refused(full, text):
    full.switchboard.write(text, "event.json")
    ran = full.doctor("--event", "event.json")
    assert ran.code == 1 and ran.out == "" and "event.json" in ran.err


# The road over a partner bus.

PARTNER = """
stack: s
genesys: { integration: { suffix: contact-center } }
routes:
  ended: { events: ["%s"], queues: [Billing], to: [{ sqs: q }] }
""" % USER_END
SOURCE = partner_source("contact-center")


@pytest.fixture
def partner(stack, cloud):
    stack.write(PARTNER)
    stack.integration = lambda topics=(USER_END,), **how: cloud.make_integration("contact-center", list(topics), **how)
    stack.associate = lambda: cloud.events.create_event_bus(Name=SOURCE, EventSourceName=SOURCE)
    return stack


def test_the_partner_road_in_order_is_walked_from_the_integration_on(partner):
    partner.integration()
    partner.associate()
    partner.applied()
    ran = partner.doctor()
    assert ran.code == 0, ran
    links = [(check["subject"], check["check"]) for check in checks_of(ran, "ended")]
    road = [
        ("integration contact-center", "exists"),
        ("integration contact-center", "is active"),
        ("integration contact-center", "sends to this account and region"),
        ("integration contact-center", "its event filter has the route's topics"),
        (f"event source {SOURCE}", "is active"),
        (f"event bus {SOURCE}", "exists"),
        ("rule s-ended", "its pattern matches the wanted event"),
    ]
    assert [link for link in links if link in road] == road


def test_an_integration_that_is_not_there_is_named_by_its_suffix(partner, cloud):
    cloud.make_integration("another", [USER_END])
    bad = only_bad(partner.doctor())
    assert (bad["subject"], bad["check"], bad["owner"]) == ("integration contact-center", "exists", "Genesys admin")
    assert "1 integrations" in bad["detail"]


def test_an_integration_that_is_switched_off_is_named_with_its_state(partner, cloud):
    made = partner.integration()
    cloud.genesys("PATCH", f"/api/v2/integrations/{made}", json={"intendedState": "DISABLED"})
    cloud.await_integration(made, "INACTIVE")
    bad = only_bad(partner.doctor())
    assert bad["check"] == "is active" and "INACTIVE" in bad["detail"] and "Admin > Integrations" in bad["fix"]


def test_the_fix_for_an_integration_of_others_that_is_off_is_a_command_that_apply_takes(partner, cloud):
    made = partner.integration()
    cloud.genesys("PATCH", f"/api/v2/integrations/{made}", json={"intendedState": "DISABLED"})
    cloud.await_integration(made, "INACTIVE")
    assert "--adopt" in only_bad(partner.doctor())["fix"]
    assert partner.apply().code == 1
    partner.applied("--adopt")
    assert partner.doctor().code == 0


def test_a_topic_that_the_event_filter_lacks_is_named(partner):
    partner.integration([ACD_END])
    bad = only_bad(partner.doctor())
    assert bad["check"] == "its event filter has the route's topics" and USER_END in bad["detail"]


@pytest.mark.parametrize("queues", ["queues: [Billing], ", ""])
def test_a_topic_that_the_organisation_does_not_offer_is_named_as_apply_names_it(start_cloud, switchboard, queues):
    cloud = start_cloud({"topics": [ACD_END]})
    stack = Stack(switchboard, cloud).write(PARTNER.replace("queues: [Billing], ", queues))
    cloud.make_integration("contact-center", [ACD_END])
    ran = stack.doctor()
    bad = only_bad(ran)
    assert bad["check"] == "the organisation offers its topics" and bad["owner"] == "this spec"
    assert USER_END in bad["detail"] and "switchboard.yaml:5:" in bad["detail"] and "switchboard topics" in bad["fix"]
    assert "SB0214" in stack.apply().err


def test_an_integration_that_sends_to_another_region_is_told_from_one_that_is_missing(partner):
    partner.integration(region="eu-west-1")
    bad = only_bad(partner.doctor())
    assert bad["check"] == "sends to this account and region"
    assert "eu-west-1" in bad["detail"] and "--region eu-west-1" in bad["fix"]


def test_a_pending_event_source_drops_events_and_says_until_when_it_stands(partner, cloud):
    partner.integration()
    bad = only_bad(partner.doctor())
    assert (bad["subject"], bad["owner"]) == (f"event source {SOURCE}", "AWS account owner")
    lapses = cloud.events.describe_event_source(Name=SOURCE)["ExpirationTime"]
    assert "PENDING" in bad["detail"] and lapses.strftime("%Y-%m-%dT") in bad["detail"]
    assert f" events create-event-bus --name {SOURCE} --event-source-name {SOURCE}" in bad["fix"]


def test_an_event_source_that_was_deactivated_is_told_from_one_without_a_bus(partner, cloud):
    partner.integration()
    partner.associate()
    partner.applied()
    cloud.events.deactivate_event_source(Name=SOURCE)
    bad = only_bad(partner.doctor())
    assert bad["subject"] == f"event source {SOURCE}" and "deactivated" in bad["detail"]
    mend(bad["fix"], partner)
    assert partner.doctor().code == 0


def test_a_client_that_may_not_see_integrations_is_told_which_right_it_lacks(start_cloud, switchboard):
    outside = Outside(switchboard, start_cloud(CLIENTS)).client("queues-only", "s3cret-q")
    switchboard.write(PARTNER)
    bad = only_bad(outside.doctor())
    assert bad["check"] == "the OAuth client may read integrations"
    assert "403" in bad["detail"] and "Integrations > Integration > View" in bad["fix"]
