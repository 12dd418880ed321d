# SPDX-License-Identifier: Apache-2.0
"""What `apply` makes of the examples, read back by stock clients, and events flowing through it."""

import json
import re

import pytest

from harness import (
    BILLING,
    EXAMPLES,
    GENERAL_SUPPORT,
    REPOSITORY,
    Stack,
    arn_of,
    ended_event,
    rule_arn,
    statements,
    topic_policy,
    tutorial_event,
)

EVENT_TYPES = ["conversationCreated", "conversationUpdated", "conversationEnded"]
TARGET = arn_of("sqs", "conversation-ended")
TARGET_ENVIRONMENT = {"AWS_TARGET_ARN": TARGET}


@pytest.fixture
def fanout(switchboard, cloud):
    stack = Stack(switchboard, cloud).write((EXAMPLES / "fanout.yaml").read_text(), "fanout.yaml")
    stack.applied()
    return stack


@pytest.fixture
def queue_filter(switchboard, cloud):
    cloud.make_queue("conversation-ended")
    stack = Stack(switchboard, cloud, TARGET_ENVIRONMENT)
    stack.write((EXAMPLES / "queue-filter.yaml").read_text(), "queue-filter.yaml").applied()
    return stack


def test_the_fanout_example_enables_its_event_types(fanout, cloud):
    assert {name for name, enabled in cloud.event_types().items() if enabled} == set(EVENT_TYPES)


def test_the_fanout_example_makes_a_rule_for_each_event_type(fanout, cloud):
    rules = cloud.rules()
    assert set(rules) == {f"genesys-filter-{t.lower()}" for t in EVENT_TYPES}
    for event_type in EVENT_TYPES:
        rule = rules[f"genesys-filter-{event_type.lower()}"]
        assert json.loads(rule["EventPattern"]) == {"source": ["genesyscloud"], "detail-type": [event_type]}
        assert rule["State"] == "ENABLED"
        assert rule["Description"].endswith(
            f"[switchboard:genesys-fanout/{event_type}#sns-target-{event_type.lower()}]"
        )
        assert "RoleArn" not in rule


def test_the_fanout_examples_targets_retry_for_a_day_and_have_a_dead_letter_queue(fanout, cloud):
    for event_type in EVENT_TYPES:
        assert cloud.rules()[f"genesys-filter-{event_type.lower()}"]["Targets"] == [
            {
                "Id": f"sns-target-{event_type.lower()}",
                "Arn": arn_of("sns", f"genesys-cloud-{event_type.lower()}"),
                "DeadLetterConfig": {"Arn": arn_of("sqs", "genesys-cloud-dead-letter")},
                "RetryPolicy": {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400},
            }
        ]


def test_the_fanout_examples_topics_let_eventbridge_publish_without_a_condition(fanout, cloud):
    topics = cloud.topics()
    assert set(topics) == {f"genesys-cloud-{t.lower()}" for t in EVENT_TYPES}
    for topic in topics.values():
        ours = [s for s in statements(topic["Policy"]) if s["Sid"].startswith("switchboard-genesys-fanout")]
        sid = ours[0]["Sid"]
        assert ours == topic_policy(topic["TopicArn"], sid)["Statement"]
        assert "Condition" not in ours[0]


def test_the_owner_of_a_new_topic_keeps_the_rights_that_aws_gives_to_owners(fanout, cloud):
    topic = cloud.topics()["genesys-cloud-conversationcreated"]
    (default,) = [s for s in statements(topic["Policy"]) if s["Sid"] == "__default_statement_ID"]
    assert default["Condition"] == {"StringEquals": {"AWS:SourceOwner": "000000000000"}}


def test_the_fanout_examples_dead_letter_queue_keeps_for_14_days_and_admits_these_rules_only(fanout, cloud):
    queues = cloud.queues()
    assert set(queues) == {"genesys-cloud-dead-letter"}
    letters = queues["genesys-cloud-dead-letter"]
    assert letters["MessageRetentionPeriod"] == "1209600"
    (ours,) = statements(letters["Policy"])
    assert ours["Principal"] == {"Service": "events.amazonaws.com"}
    assert ours["Action"] == "sqs:SendMessage"
    assert ours["Resource"] == letters["QueueArn"]
    assert ours["Condition"] == {
        "ArnLike": {"aws:SourceArn": sorted(rule_arn(f"genesys-filter-{t.lower()}") for t in EVENT_TYPES)}
    }


def test_the_rules_role_is_taken_from_the_tutorials_variable(switchboard, cloud):
    role = "arn:aws:iam::000000000000:role/eventbridge"
    stack = Stack(switchboard, cloud, {"AWS_EVENTBRIDGE_ROLE_ARN": role})
    stack.write((EXAMPLES / "fanout.yaml").read_text()).applied()
    assert {rule["RoleArn"] for rule in cloud.rules().values()} == {role}


def test_events_flow_through_the_fanout_example(fanout, cloud):
    urls = {}
    for event_type in EVENT_TYPES:
        topic_arn = arn_of("sns", f"genesys-cloud-{event_type.lower()}")
        urls[event_type], queue_arn = cloud.make_queue(f"team-{event_type}", "sns.amazonaws.com", topic_arn)
        cloud.sns.subscribe(
            TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"}
        )
    happened = [tutorial_event(t, number=i) for i in range(5) for t in EVENT_TYPES]
    assert cloud.happen(*happened, ended_event(GENERAL_SUPPORT)) == 15
    for event_type, url in urls.items():
        bodies = [json.loads(m["Body"]) for m in cloud.receive(url, 5)]
        assert {body["detail-type"] for body in bodies} == {event_type}
    assert cloud.drain(cloud.sqs.get_queue_url(QueueName="genesys-cloud-dead-letter")["QueueUrl"]) == []


def test_an_event_whose_topic_is_gone_lies_in_the_examples_dead_letter_queue(fanout, cloud):
    cloud.sns.delete_topic(TopicArn=arn_of("sns", "genesys-cloud-conversationended"))
    cloud.happen(tutorial_event("conversationEnded"))
    (letter,) = cloud.receive(cloud.sqs.get_queue_url(QueueName="genesys-cloud-dead-letter")["QueueUrl"], 1)
    said = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert said["RULE_ARN"] == rule_arn("genesys-filter-conversationended")
    assert said["TARGET_ARN"] == arn_of("sns", "genesys-cloud-conversationended")
    assert said["ERROR_CODE"] == "NO_RESOURCE"


def test_the_queue_filter_example_makes_the_rule_of_the_tutorial(queue_filter, cloud):
    rules = cloud.rules()
    assert set(rules) == {"GC_ConvEnd_SpecificQueue"}
    rule = rules["GC_ConvEnd_SpecificQueue"]
    assert json.loads(rule["EventPattern"]) == {
        "source": ["genesys.cloud"],
        "detail-type": ["conversation.end"],
        "detail": {"queue": {"id": [GENERAL_SUPPORT]}},
    }
    assert rule["Description"] == (
        f"Genesys Cloud conversation.end filter for Queue ID: {GENERAL_SUPPORT} "
        "[switchboard:genesys-queue-filter/conversation-ended#Target1]"
    )
    (target,) = rule["Targets"]
    assert (target["Id"], target["Arn"]) == ("Target1", TARGET)
    assert target["DeadLetterConfig"] == {"Arn": arn_of("sqs", "genesys-queue-filter-dead-letter")}


def test_the_queue_filter_examples_target_admits_its_rule(queue_filter, cloud):
    (ours,) = statements(cloud.queues()["conversation-ended"]["Policy"])
    assert ours["Sid"].startswith("switchboard-genesys-queue-filter")
    assert ours["Principal"] == {"Service": "events.amazonaws.com"}
    assert ours["Condition"] == {"ArnLike": {"aws:SourceArn": rule_arn("GC_ConvEnd_SpecificQueue")}}


def test_events_flow_through_the_queue_filter_example(queue_filter, cloud):
    cloud.happen(ended_event(GENERAL_SUPPORT, number=1), ended_event(BILLING, number=2), ended_event(number=3))
    (message,) = cloud.receive(cloud.sqs.get_queue_url(QueueName="conversation-ended")["QueueUrl"], 1)
    assert json.loads(message["Body"])["detail"]["number"] == 1


def test_the_queue_filter_example_takes_its_names_from_the_tutorials_variables(switchboard, cloud):
    cloud.make_queue("conversation-ended")
    variables = {"TARGET_QUEUE_NAME": "Billing", "EVENTBRIDGE_RULE_NAME": "GC_ConvEnd_Billing"}
    stack = Stack(switchboard, cloud, {**TARGET_ENVIRONMENT, **variables})
    stack.write((EXAMPLES / "queue-filter.yaml").read_text()).applied()
    rule = cloud.rules()["GC_ConvEnd_Billing"]
    assert json.loads(rule["EventPattern"])["detail"] == {"queue": {"id": [BILLING]}}


@pytest.mark.parametrize("kind", ["sns", "sqs"])
def test_the_queue_filter_example_sends_to_any_kind_of_target(switchboard, cloud, kind):
    if kind == "sns":
        arn = cloud.sns.create_topic(Name="any")["TopicArn"]
        url, queue_arn = cloud.make_queue("behind-the-topic", "sns.amazonaws.com", arn)
        cloud.sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
    else:
        url, arn = cloud.make_queue("any")
    Stack(switchboard, cloud, {"AWS_TARGET_ARN": arn}).write((EXAMPLES / "queue-filter.yaml").read_text()).applied()
    cloud.happen(ended_event(GENERAL_SUPPORT))
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["detail-type"] == "conversation.end"


def test_the_aws_cli_reads_back_what_the_examples_made(fanout, queue_filter, aws):
    rules = {rule["Name"]: rule for rule in aws("events", "list-rules")["Rules"]}
    assert set(rules) == {*(f"genesys-filter-{t.lower()}" for t in EVENT_TYPES), "GC_ConvEnd_SpecificQueue"}
    assert {rule["State"] for rule in rules.values()} == {"ENABLED"}
    rule = aws("events", "describe-rule", "--name", "genesys-filter-conversationended")
    assert "[switchboard:genesys-fanout/conversationEnded#" in rule["Description"]
    (target,) = aws("events", "list-targets-by-rule", "--rule", "GC_ConvEnd_SpecificQueue")["Targets"]
    assert target["Arn"] == TARGET
    topics = {topic["TopicArn"] for topic in aws("sns", "list-topics")["Topics"]}
    assert topics == {arn_of("sns", f"genesys-cloud-{t.lower()}") for t in EVENT_TYPES}
    urls = aws("sqs", "list-queues")["QueueUrls"]
    assert sorted(url.rsplit("/", 1)[1] for url in urls) == [
        "conversation-ended",
        "genesys-cloud-dead-letter",
        "genesys-queue-filter-dead-letter",
    ]


def test_both_examples_verify_change_nothing_again_and_leave_nothing_when_destroyed(fanout, queue_filter, cloud):
    for stack in (fanout, queue_filter):
        verified = stack.verify()
        assert verified.code == 0, verified
        assert stack.applied() == set()
        stack.destroyed()
    live = cloud.inventory()
    assert live["rules"] == {} and live["topics"] == {}
    assert set(live["queues"]) == {"conversation-ended"}
    assert "Policy" not in live["queues"]["conversation-ended"]


def test_the_spec_at_the_head_of_the_readme_applies_and_verifies(switchboard, cloud):
    (spec,) = re.findall(r"```yaml\n(.*?)```", (REPOSITORY / "README.md").read_text(), re.DOTALL)
    stack = Stack(switchboard, cloud).write(spec)
    stack.applied()
    assert stack.verify().code == 0
    sent = switchboard("send", "-f", stack.file, "--route", "support-ended", *stack.where)
    assert sent.code == 0, sent
    url = cloud.sqs.get_queue_url(QueueName="support-ended-worker")["QueueUrl"]
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["detail"]["eventBody"]["mediaType"] == "VOICE"
    stack.destroyed()


def test_the_queue_filter_says_what_a_target_in_another_account_needs(switchboard, cloud):
    text = (EXAMPLES / "queue-filter.yaml").read_text()
    stack = Stack(switchboard, cloud, {"AWS_TARGET_ARN": TARGET.replace("000000000000", "210987654321")})
    refused = stack.write(text).plan()
    assert refused.code == 1 and "SB0158" in refused.err and "give the target role:" in refused.err
    planned = stack.write(text.replace("        # role: ", "        role: ")).plan()
    assert planned.code == 0, planned
    made = [change for change in planned.json()["changes"] if change["kind"] == "aws.target"]
    assert [d["after"] for d in made[0]["diff"] if d["path"] == "RoleArn"] == [
        "arn:aws:iam::123456789012:role/genesys-events-to-target"
    ]
