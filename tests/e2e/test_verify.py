# SPDX-License-Identifier: Apache-2.0
"""verify: the live state is the spec's, the patterns answer their own probes, and every hop lets the next through."""

import json
import threading

import pytest

from harness import PATIENCE, arn_of, topic_policy


def test_verify_prints_a_list_of_checks(full):
    full.applied()
    ran = full.verify()
    assert ran.code == 0, ran
    printed = ran.json()
    assert printed["schema"] == "switchboard.verify/1"
    assert printed["checks"]
    for check in printed["checks"]:
        assert set(check) == {"subject", "check", "ok", "detail", "fix"}
        assert check["ok"] is True, check
    subjects = {check["subject"] for check in printed["checks"]}
    assert {"rule contact-center-support-ended", "topic support-ended", "queue billing-ended"} <= subjects


def test_a_statement_that_denies_is_named_and_apply_is_not_its_fix(full, cloud):
    full.applied()
    topic, queue = arn_of("sns", "support-ended"), arn_of("sqs", "support-worker")
    denial = {"Sid": "no", "Effect": "Deny", "Principal": "*"}

    def with_denial(policy, action, resource):
        document = json.loads(policy)
        document["Statement"].append({**denial, "Action": action, "Resource": resource})
        return json.dumps(document)

    cloud.sns.set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=with_denial(cloud.topics()["support-ended"]["Policy"], "sns:Publish", topic),
    )
    cloud.sqs.set_queue_attributes(
        QueueUrl=f"{cloud.url}/000000000000/support-worker",
        Attributes={"Policy": with_denial(cloud.queues()["support-worker"]["Policy"], "sqs:SendMessage", queue)},
    )
    broken = [check for check in full.verify().json()["checks"] if check["ok"] is False]
    assert [check["subject"] for check in broken] == ["topic support-ended", "queue support-worker"]
    for check, arn in zip(broken, (topic, queue)):
        assert "the statement 'no'" in check["detail"] and "Deny" in check["detail"]
        assert "the statement 'no'" in check["fix"] and arn in check["fix"] and "switchboard apply" not in check["fix"]


BREAKAGES = {
    "the rule is gone": lambda cloud: (
        cloud.events.remove_targets(Rule="contact-center-billing-ended", Ids=["switchboard-sqs-billing-ended"]),
        cloud.events.delete_rule(Name="contact-center-billing-ended"),
    ),
    "the pattern is another": lambda cloud: cloud.events.put_rule(
        Name="contact-center-billing-ended",
        EventPattern='{"source":["other"]}',
        Description=cloud.rules()["contact-center-billing-ended"]["Description"],
    ),
    "the rule is disabled": lambda cloud: cloud.events.disable_rule(Name="contact-center-billing-ended"),
    "the topic lets nobody publish": lambda cloud: cloud.sns.set_topic_attributes(
        TopicArn=arn_of("sns", "support-ended"),
        AttributeName="Policy",
        AttributeValue=json.dumps(
            topic_policy(arn_of("sns", "support-ended"), Principal={"Service": "x.amazonaws.com"})
        ),
    ),
    "the topic's policy has a condition": lambda cloud: cloud.sns.set_topic_attributes(
        TopicArn=arn_of("sns", "support-ended"),
        AttributeName="Policy",
        AttributeValue=json.dumps(
            topic_policy(
                arn_of("sns", "support-ended"), Condition={"StringEquals": {"aws:SourceAccount": "000000000000"}}
            )
        ),
    ),
    "the queue lets nobody send": lambda cloud: cloud.sqs.set_queue_attributes(
        QueueUrl=f"{cloud.url}/000000000000/billing-ended", Attributes={"Policy": ""}
    ),
    "the dead-letter queue is gone": lambda cloud: cloud.sqs.delete_queue(
        QueueUrl=f"{cloud.url}/000000000000/contact-center-dead-letter"
    ),
    "the subscription is gone": lambda cloud: cloud.sns.unsubscribe(
        SubscriptionArn=cloud.topics()["support-ended"]["Subscriptions"][0]["SubscriptionArn"]
    ),
    "the event type is off": lambda cloud: cloud.genesys(
        "PUT", "/api/v2/platform/eventbridge/events/conversation.end", json={"enabled": False}
    ),
}


@pytest.mark.parametrize("broken", BREAKAGES)
def test_verify_finds_each_broken_hop_and_what_it_says_mends_it(full, cloud, broken):
    full.applied()
    BREAKAGES[broken](cloud)
    ran = full.verify()
    assert ran.code == 1
    bad = [check for check in ran.json()["checks"] if check["ok"] is False]
    assert bad and all(check["fix"] for check in bad)
    full.applied()
    if "disabled" in broken:
        cloud.events.enable_rule(Name="contact-center-billing-ended")
    assert full.verify().code == 0


@pytest.mark.parametrize("key, ok", [("alias/aws/sqs", False), ("alias/ours", None)])
def test_verify_judges_the_key_of_a_queue_as_doctor_does(full, cloud, key, ok):
    full.applied()
    url = f"{cloud.url}/000000000000/billing-ended"
    cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": key})
    for ran in (full.verify(), full.doctor()):
        (check,) = [c for c in ran.json()["checks"] if c["check"] == "its KMS key lets the sender use it"]
        assert check["ok"] is ok and key in check["detail"] and check["fix"]
        assert ran.code == (1 if ok is False else 0)


def test_verify_names_what_has_drifted(full, cloud):
    full.applied()
    name = "contact-center-billing-ended"
    description = cloud.rules()[name]["Description"]
    cloud.events.put_rule(Name=name, EventPattern='{"source":["by-hand"]}', Description=description)
    cloud.events.remove_targets(Rule=name, Ids=["switchboard-sqs-billing-ended"])
    cloud.events.put_targets(Rule=name, Targets=[{"Id": "switchboard-old", "Arn": arn_of("sqs", "support-worker")}])
    bad = {c["subject"]: c["detail"] for c in full.verify().json()["checks"] if c["check"] == "is as the spec says"}
    assert set(bad) == {
        f"aws.rule {name}",
        f"aws.target {name}/switchboard-sqs-billing-ended",
        f"aws.target {name}/switchboard-old",
    }
    assert 'EventPattern is {"source":["by-hand"]}, the spec says {"source":' in bad[f"aws.rule {name}"]
    assert bad[f"aws.target {name}/switchboard-sqs-billing-ended"] == "it is missing"
    assert bad[f"aws.target {name}/switchboard-old"] == "it is live, and the spec does not want it"


def test_verify_asks_the_service_itself_whether_each_pattern_matches(full, recording):
    full.applied()
    full.go_through(recording)
    assert full.verify().code == 0
    assert recording.calls.count("TestEventPattern") >= 4, "an event that matches and one that does not, for each rule"


def test_verify_fails_before_anything_was_applied(full):
    ran = full.verify()
    assert ran.code == 1
    assert any(check["ok"] is False for check in ran.json()["checks"])


def test_patterns_are_asked_side_by_side_and_the_checks_keep_their_order(full, cloud, recording):
    """No answer goes back before all questions are there, and then the last one's goes first."""
    full.applied()
    wanted = full.verify().out
    asked = wanted.count("TestEventPattern answered")
    assert asked == 4, "two questions a rule"
    here, lock = [], threading.Lock()
    gone = [threading.Event() for _ in range(asked + 1)]
    gone[asked].set()

    def hold(name):
        if name == "TestEventPattern":
            with lock:
                here.append(name)
                number = len(here) - 1
            assert gone[number + 1].wait(PATIENCE), "the others are not asked before this one is answered"

    def let_go(name):
        if name == "TestEventPattern":
            with lock:
                gone[[event.is_set() for event in gone].index(True) - 1].set()

    recording.before, recording.after = hold, let_go
    ran = full.go_through(recording).verify()
    assert (ran.code, ran.out) == (0, wanted)
    assert recording.calls.count("TestEventPattern") == asked
