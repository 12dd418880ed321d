# SPDX-License-Identifier: Apache-2.0
"""plan, apply, import and destroy against an AWS that we did not write. Genesys Cloud is the local cloud's.

Where moto is not as AWS is, the test says so and what stands in for it.
"""

import json

import pytest
import yaml

import moto_server
from harness import (
    BILLING,
    CONTACT_CENTER,
    GENERAL_SUPPORT,
    REGION,
    Stack,
    changes_of,
    queue_policy,
    statements,
    topic_policy,
)
from test_import import Imported, only_marks

pytestmark = pytest.mark.skipif(
    not moto_server.PYTHON.exists(), reason=f"{moto_server.PYTHON} is not there: script/bootstrap clients"
)

ACCOUNT = moto_server.ACCOUNT


@pytest.fixture(scope="module")
def moto_process(tmp_path_factory):
    with moto_server.Moto(tmp_path_factory.mktemp("moto")) as running:
        yield running


@pytest.fixture
def moto(moto_process):
    moto_process.reset()
    return moto_process


@pytest.fixture
def stack(switchboard, cloud, moto):
    stack = Stack(
        switchboard,
        cloud,
        {
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "GENESYS_CLOUD_CLIENT_ID": "local",
            "GENESYS_CLOUD_CLIENT_SECRET": "local",
        },
    )
    stack.where = ["--endpoint-url", moto.url, "--genesys-url", cloud.url, "--region", REGION]
    return stack.write(CONTACT_CENTER)


def arn(service, name):
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


def named(tree):
    return {kind: set(found) for kind, found in tree.items()}


def test_a_plan_lists_what_apply_would_make_and_changes_nothing(stack, moto, cloud):
    before = moto.state()
    ran = stack.plan("--detailed-exitcode")
    assert ran.code == 2, ran
    assert ran.json()["summary"]["create"] == len(ran.json()["changes"]) == 17
    assert moto.state() == before == {"rules": {}, "topics": {}, "queues": {}}
    assert cloud.event_types()["conversation.end"] is False


def test_apply_makes_it_and_tells_the_arns(stack, moto, cloud):
    ran = stack.apply()
    assert ran.code == 0, ran
    arns = {(c["kind"], c["name"]): c["arn"] for c in ran.json()["changes"] if c["done"]}
    assert arns["aws.rule", "contact-center-billing-ended"] == arn("events", "rule/contact-center-billing-ended")
    assert arns["aws.topic", "support-ended"] == arn("sns", "support-ended")
    assert named(moto.state()) == {
        "rules": {"contact-center-support-ended", "contact-center-billing-ended"},
        "topics": {"support-ended"},
        "queues": {"support-worker", "support-loud", "billing-ended", "contact-center-dead-letter"},
    }
    assert cloud.event_types()["conversation.end"] is True


def test_rules_and_targets_are_as_the_spec_says(stack, moto):
    stack.applied()
    rules = moto.rules()
    support = rules["contact-center-support-ended"]
    assert json.loads(support["EventPattern"]) == {
        "source": ["genesys.cloud"],
        "detail-type": ["conversation.end"],
        "detail": {"queue": {"id": [GENERAL_SUPPORT]}, "mediaType": ["voice", "message"]},
    }
    assert support["State"] == "ENABLED"
    assert support["Description"].startswith("Ended in General Support [switchboard:contact-center/")
    assert rules["contact-center-billing-ended"]["Targets"] == [
        {
            "Id": "switchboard-sqs-billing-ended",
            "Arn": arn("sqs", "billing-ended"),
            "DeadLetterConfig": {"Arn": arn("sqs", "contact-center-dead-letter")},
            "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 3600},
        }
    ]


def test_topics_queues_and_subscriptions_are_as_the_spec_says(stack, moto):
    stack.applied()
    topic = moto.topics()["support-ended"]
    ours = [s for s in statements(topic["Policy"]) if s["Sid"].startswith("switchboard-contact-center")]
    assert [s["Principal"] for s in ours] == [{"Service": "events.amazonaws.com"}]
    by_queue = {s["Endpoint"].rsplit(":", 1)[1]: s for s in topic["Subscriptions"]}
    assert by_queue["support-worker"]["RawMessageDelivery"] == "true"
    assert by_queue["support-loud"]["FilterPolicyScope"] == "MessageBody"
    assert json.loads(by_queue["support-loud"]["FilterPolicy"]) == {"detail": {"priority": [{"numeric": [">", 5]}]}}
    queues = moto.queues()
    (statement,) = statements(queues["support-worker"]["Policy"])
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": arn("sns", "support-ended")}}
    assert queues["contact-center-dead-letter"]["MessageRetentionPeriod"] == "1209600"


def test_a_second_plan_is_empty_and_a_second_apply_changes_nothing(stack, moto):
    stack.applied()
    before = moto.state()
    ran = stack.plan("--detailed-exitcode")
    assert (ran.code, ran.json()["changes"]) == (0, [])
    assert stack.applied() == set()
    assert moto.state() == before


def test_a_change_of_the_spec_changes_just_that(stack, moto):
    stack.applied()
    stack.write(
        CONTACT_CENTER.replace("queues: [Billing]", "queues: [Billing, General Support]")
        .replace("{ sqs: support-worker, raw: true }", "{ sqs: support-worker }")
        .replace("attempts: 3", "attempts: 5")
    )
    assert stack.applied() == {
        ("update", "aws.rule", "contact-center-billing-ended"),
        ("update", "aws.target", "contact-center-billing-ended/switchboard-sqs-billing-ended"),
        ("update", "aws.target", "contact-center-support-ended/switchboard-sns-support-ended"),
        ("update", "aws.subscription", f"support-ended -> {arn('sqs', 'support-worker')}"),
    }
    pattern = json.loads(moto.rules()["contact-center-billing-ended"]["EventPattern"])
    assert set(pattern["detail"]["queue"]["id"]) == {BILLING, GENERAL_SUPPORT}
    assert stack.plan("--detailed-exitcode").code == 0


def test_a_subscriber_and_a_route_that_leave_the_spec_go(stack, moto):
    stack.applied()
    stack.write("\n".join(line for line in CONTACT_CENTER.splitlines() if "support-loud" not in line))
    stack.applied()
    assert "support-loud" not in moto.queues()
    assert len(moto.topics()["support-ended"]["Subscriptions"]) == 1
    head, rest = CONTACT_CENTER.split("  support-ended:\n")
    stack.write(head + "  billing-ended:\n" + rest.split("  billing-ended:\n")[1])
    stack.applied()
    assert named(moto.state()) == {
        "rules": {"contact-center-billing-ended"},
        "topics": set(),
        "queues": {"billing-ended", "contact-center-dead-letter"},
    }
    assert stack.plan("--detailed-exitcode").code == 0


def test_what_was_changed_by_hand_is_put_right_and_a_disabled_rule_stays_so(stack, moto):
    stack.applied()
    name = "contact-center-billing-ended"
    description = moto.rules()[name]["Description"]
    moto.events.put_rule(Name=name, EventPattern='{"source":["other"]}', Description=description)
    moto.events.disable_rule(Name=name)
    moto.events.remove_targets(Rule="contact-center-support-ended", Ids=["switchboard-sns-support-ended"])
    assert stack.applied() == {
        ("update", "aws.rule", name),
        ("create", "aws.target", "contact-center-support-ended/switchboard-sns-support-ended"),
    }
    assert moto.rules()[name]["State"] == "DISABLED"
    assert stack.plan("--detailed-exitcode").code == 0


def test_statements_and_rules_of_others_stay(stack, moto):
    queue_arn = arn("sqs", "billing-ended")
    theirs = {
        "Sid": "theirs",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
    }
    policy = {"Version": "2012-10-17", "Statement": [theirs]}
    moto.sqs.create_queue(QueueName="billing-ended", Attributes={"Policy": json.dumps(policy)})
    moto.events.put_rule(Name="theirs", EventPattern='{"source":["x"]}')
    stack.applied()
    assert len(statements(moto.queues()["billing-ended"]["Policy"])) == 2
    stack.destroyed()
    assert named(moto.state()) == {"rules": {"theirs"}, "topics": set(), "queues": {"billing-ended"}}
    assert json.loads(moto.queues()["billing-ended"]["Policy"]) == policy


def test_a_rule_of_the_wanted_name_is_taken_over_with_adopt_only(stack, moto):
    moto.events.put_rule(Name="contact-center-billing-ended", EventPattern='{"source":["x"]}', State="DISABLED")
    ran = stack.apply()
    assert ran.code == 1 and "--adopt" in ran.err
    assert moto.topics() == {} and moto.queues() == {}
    stack.applied("--adopt")
    assert moto.rules()["contact-center-billing-ended"]["State"] == "DISABLED"
    stack.destroyed()
    assert moto.rules() == {}


def test_many_queues_are_spread_over_rules(stack, moto, start_cloud):
    seed = {"queues": [{"id": f"{n:08x}-0193-43aa-aadd-167d922a59af", "name": f"Queue {n}"} for n in range(170)]}
    genesys = start_cloud(seed)
    stack.where[3] = genesys.url
    stack.write(
        "stack: s\nroutes: { ended: { events: [conversation.end], queues: [{ match: '*' }], to: [{ sqs: a }] } }\n"
    )
    stack.applied()
    assert set(moto.rules()) == {"s-ended", "s-ended-2", "s-ended-3", "s-ended-4"}
    assert stack.plan("--detailed-exitcode").code == 0
    stack.destroyed()
    assert moto.state() == {"rules": {}, "topics": {}, "queues": {}}


def test_verify_finds_every_hop_good_but_for_what_moto_does_not_answer(stack):
    """moto answers TestEventPattern without a Result, so no pattern can be proved there."""
    stack.applied()
    checks = stack.verify().json()["checks"]
    asked = {"its pattern matches an event that it should", "its pattern lets another event type pass by"}
    assert {c["check"] for c in checks} > asked
    assert [c for c in checks if c["ok"] is not True and c["check"] not in asked] == []


def test_a_saved_plan_is_carried_out_once(stack, moto):
    assert stack.plan("--out", "plan").code == 0
    words = ("apply", "plan", "--yes", *stack.where)
    assert stack.switchboard(*words, env=stack.env).code == 0
    before = moto.state()
    again = stack.switchboard(*words, env=stack.env)
    assert again.code == 1 and "SB0342" in again.err
    assert moto.state() == before


def test_one_route_alone_is_made_and_taken_away(stack, moto):
    stack.applied("--only", "billing-ended")
    stack.applied("--only", "support-ended")
    assert stack.plan("--detailed-exitcode").code == 0
    stack.destroyed("--only", "support-ended")
    assert named(moto.state()) == {
        "rules": {"contact-center-billing-ended"},
        "topics": set(),
        "queues": {"billing-ended", "contact-center-dead-letter"},
    }


def test_destroy_leaves_nothing_and_a_second_one_finds_nothing(stack, moto):
    stack.applied()
    stack.destroyed()
    assert moto.state() == {"rules": {}, "topics": {}, "queues": {}}
    assert stack.destroyed() == set()


def test_destroy_keeps_a_queue_that_holds_messages(stack, moto):
    stack.applied()
    url = moto.sqs.get_queue_url(QueueName="billing-ended")["QueueUrl"]
    moto.sqs.send_message(QueueUrl=url, MessageBody="undelivered")
    ran = stack.destroy()
    assert ran.code == 1 and "billing-ended" in ran.err
    assert set(moto.queues()) == {"billing-ended"}
    stack.destroyed("--discard-messages")
    assert moto.queues() == {}


def test_the_plan_knows_the_changes_it_makes_by_their_names(stack):
    assert changes_of(stack.plan()) == stack.applied()


# import. What people made by programs in the shape of the tutorials, and what apply made.


def imported(stack, *flags):
    return Imported(stack.switchboard("import", *stack.where, *flags, env=stack.env))


def make_fanout(moto, cloud):
    """As the first tutorial does: a topic and a rule for each event type, and dead letters. PutTargets is given the
    rule's name, for moto takes no ARN there."""
    letters = moto.sqs.create_queue(QueueName="genesys-cloud-dead-letter")["QueueUrl"]
    moto.sqs.set_queue_attributes(
        QueueUrl=letters,
        Attributes={
            "Policy": json.dumps(
                queue_policy(arn("sqs", "genesys-cloud-dead-letter"), "events.amazonaws.com", arn("events", "rule/genesys-*"))
            )
        },
    )
    for event_type in ("conversationCreated", "conversationUpdated", "conversationEnded"):
        cloud.enable(event_type)
        name = event_type.lower()
        topic = moto.sns.create_topic(Name=f"genesys-cloud-{name}")["TopicArn"]
        moto.sns.set_topic_attributes(
            TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(topic, sid="by-hand"))
        )
        moto.events.put_rule(
            Name=f"genesys-filter-{name}",
            EventPattern=str({"source": ["genesyscloud"], "detail-type": [event_type]}).replace("'", '"'),
            State="ENABLED",
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/eventbridge",
        )
        target = {
            "Id": f"sns-target-{name}",
            "Arn": topic,
            "DeadLetterConfig": {"Arn": arn("sqs", "genesys-cloud-dead-letter")},
        }
        put = moto.events.put_targets(Rule=f"genesys-filter-{name}", Targets=[target])
        assert put["FailedEntryCount"] == 0


def make_queue_filter(moto, cloud):
    """As the second tutorial does: one rule for one queue's id."""
    cloud.enable("conversation.end")
    moto.sqs.create_queue(QueueName="my-target")
    pattern = {
        "source": ["genesys.cloud"],
        "detail-type": ["conversation.end"],
        "detail": {"queue": {"id": [GENERAL_SUPPORT]}},
    }
    moto.events.put_rule(
        Name="GC_ConvEnd_SpecificQueue",
        EventPattern=json.dumps(pattern),
        State="ENABLED",
        Description=f"Genesys Cloud conversation.end filter for Queue ID: {GENERAL_SUPPORT}",
    )
    moto.events.put_targets(
        Rule="GC_ConvEnd_SpecificQueue", Targets=[{"Id": "Target1", "Arn": arn("sqs", "my-target")}]
    )


def unmarked(state):
    """Without what adopting writes: marks in descriptions, and statements that a stack added to policies."""

    def policy(text):
        kept = [s for s in statements(text) if not s.get("Sid", "").startswith("switchboard-")]
        return sorted(map(json.dumps, kept))

    out = json.loads(json.dumps(state))
    for rule in out["rules"].values():
        rule["Description"] = rule.get("Description", "").split(" [switchboard:")[0].split("[switchboard:")[0]
    for thing in [*out["topics"].values(), *out["queues"].values()]:
        thing["Policy"] = policy(thing["Policy"]) if "Policy" in thing else []
        thing.pop("LastModifiedTimestamp", None)
    return out


def taken_over(stack, moto, got):
    """Adopts what was imported; fails unless only marks were written, and a plan finds nothing left."""
    before = moto.state()
    stack.write(got.text)
    assert only_marks(stack.plan("--adopt").json()["changes"])
    stack.applied("--adopt")
    assert unmarked(moto.state()) == unmarked(before)
    ran = stack.plan("--detailed-exitcode")
    assert (ran.code, ran.json()["changes"]) == (0, [])
    again = imported(stack)
    assert (again.text, again.told) == (got.text, "")


def test_what_the_first_tutorial_makes_is_imported_and_taken_over_with_nothing_but_marks(stack, moto, cloud):
    make_fanout(moto, cloud)
    got = imported(stack, "--rule", "genesys-filter-*", "--stack", "fanout")
    assert got.spec == {
        "stack": "fanout",
        "aws": {"region": REGION, "account": ACCOUNT},
        "defaults": {"dead_letter": "genesys-cloud-dead-letter"},
        "routes": {
            f"genesys-filter-{event_type.lower()}": {
                "rule": f"genesys-filter-{event_type.lower()}",
                "role": f"arn:aws:iam::{ACCOUNT}:role/eventbridge",
                "events": [event_type],
                "to": [
                    {"sns": f"genesys-cloud-{event_type.lower()}", "id": f"sns-target-{event_type.lower()}"},
                ],
            }
            for event_type in ("conversationCreated", "conversationUpdated", "conversationEnded")
        },
    }
    assert got.told == ""
    taken_over(stack, moto, got)


def test_what_the_second_tutorial_makes_is_imported_by_the_queues_name_and_taken_over(stack, moto, cloud):
    make_queue_filter(moto, cloud)
    got = imported(stack, "--bus", "default")
    assert got.spec["routes"] == {
        "GC_ConvEnd_SpecificQueue": {
            "rule": "GC_ConvEnd_SpecificQueue",
            "description": "Genesys Cloud conversation.end filter for Queue ID: {queue_ids}",
            "events": ["conversation.end"],
            "queues": ["General Support"],
            "to": [{"sqs": "my-target", "id": "Target1"}],
        }
    }
    assert got.told == ""
    taken_over(stack, moto, got)


def test_both_tutorials_in_one_account_are_taken_over_apart_and_destroying_one_leaves_the_other(stack, moto, cloud):
    make_fanout(moto, cloud)
    make_queue_filter(moto, cloud)
    both = {rule["Name"] for rule in moto.rules().values()}
    stack.write(imported(stack, "--rule", "GC_*", "--stack", "filter").text).applied("--adopt")
    got = imported(stack, "--rule", "genesys-*", "--stack", "fanout")
    assert set(got.routes) == both - {"GC_ConvEnd_SpecificQueue"}
    stack.write(got.text).applied("--adopt")
    filtered = moto.rules()["GC_ConvEnd_SpecificQueue"]
    stack.destroyed()
    assert moto.rules() == {"GC_ConvEnd_SpecificQueue": filtered}
    assert set(moto.queues()) == {"genesys-cloud-dead-letter", "my-target"}, "made by hand, so not deleted"
    assert len(moto.topics()) == 3


def in_order(spec):
    for route in spec["routes"].values():
        for target in route["to"]:
            target.get("subscribers", []).sort(key=lambda subscriber: subscriber["sqs"])
    return spec


def test_what_apply_made_is_imported_as_the_spec_that_it_was_made_from(stack, moto):
    stack.applied()
    got = imported(stack)
    assert got.told == ""
    assert in_order(got.spec) == in_order(
        {**yaml.safe_load(CONTACT_CENTER), "aws": {"region": REGION, "account": ACCOUNT}}
    )
    before = moto.state()
    assert stack.write(got.text).applied() == set()
    assert moto.state() == before
    assert imported(stack).text == got.text


def test_import_writes_nothing_and_says_what_the_spec_does_not(stack, moto):
    stack.applied()
    topic = arn("sns", "support-ended")
    moto.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn("sqs", "billing-ended"))
    moto.events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    before = moto.state()
    got = imported(stack, "--stack", "contact-center", "--rule", "*")
    assert moto.state() == before
    assert "rule nightly: runs on a schedule" in got.told
    assert f"subscription support-ended -> {arn('sqs', 'billing-ended')}: is not the stack's" in got.told
    assert stack.write(got.text).plan("--detailed-exitcode").code == 0
