# SPDX-License-Identifier: Apache-2.0
"""Programs in the shape of the two tutorials run unchanged against the local cloud, and what they make works."""

import json
import subprocess
import sys

import pytest

from harness import (
    BILLING,
    GENERAL_SUPPORT,
    HERE,
    PATIENCE,
    REGION,
    Ran,
    arn_of,
    clean_environment,
    ended_event,
    queue_policy,
    rule_arn,
    topic_policy,
    tutorial_event,
)


@pytest.fixture
def program(cloud, tmp_path):
    """Runs one of programs/*.py with the variables that its tutorial names."""

    def run(name, **variables):
        env = clean_environment(
            tmp_path, CLOUD_URL=cloud.url, AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", **variables
        )
        words = [sys.executable, HERE / "programs" / name]
        return Ran(subprocess.run(words, env=env, capture_output=True, text=True, timeout=2 * PATIENCE))

    return run


def run_fanout(program):
    return program(
        "fanout.py",
        GENESYS_CLIENT_ID="local",
        GENESYS_CLIENT_SECRET="local",
        AWS_EVENTBRIDGE_ROLE_ARN="arn:aws:iam::000000000000:role/eventbridge",
    )


def run_queue_filter(program, secret="local", **variables):
    return program(
        "queue_filter.py",
        GENESYS_CLOUD_CLIENT_ID="local",
        GENESYS_CLOUD_CLIENT_SECRET=secret,
        AWS_DEFAULT_REGION=REGION,
        AWS_TARGET_ARN=arn_of("sqs", "my-target"),
        **variables,
    )


def test_the_fanout_program_makes_three_subscriptions_topics_and_rules(cloud, program):
    ran = run_fanout(program)
    assert ran.code == 0, ran
    types = ["conversationCreated", "conversationUpdated", "conversationEnded"]
    assert ran.out.splitlines() == [
        f"{t} {rule_arn('genesys-filter-' + t.lower())} {arn_of('sns', 'genesys-cloud-' + t.lower())}" for t in types
    ]
    live = cloud.inventory()
    assert set(live["topics"]) == {f"genesys-cloud-{t.lower()}" for t in types}
    for t in types:
        rule = live["rules"][f"genesys-filter-{t.lower()}"]
        assert json.loads(rule["EventPattern"]) == {"source": ["genesyscloud"], "detail-type": [t]}
        assert rule["Targets"] == [
            {"Id": f"sns-target-{t.lower()}", "Arn": arn_of("sns", f"genesys-cloud-{t.lower()}")}
        ]
        assert live["event types"][t] is True


def test_the_fanout_program_can_be_run_again(cloud, program):
    assert run_fanout(program).code == 0
    before = cloud.inventory()
    assert run_fanout(program).code == 0
    assert cloud.inventory() == before


def test_what_the_fanout_program_made_delivers_once_the_topics_have_a_policy(cloud, program):
    run_fanout(program)
    topic_arn = arn_of("sns", "genesys-cloud-conversationended")
    url, arn = cloud.make_queue("listener", "sns.amazonaws.com", topic_arn)
    cloud.sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    cloud.happen(tutorial_event("conversationEnded"))
    assert cloud.drain(url) == []

    cloud.sns.set_topic_attributes(
        TopicArn=topic_arn, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(topic_arn))
    )
    cloud.happen(tutorial_event("conversationEnded"), tutorial_event("conversationCreated"))
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["detail-type"] == "conversationEnded"


def test_apply_tells_that_the_programs_rules_are_not_its_own_and_takes_them_over_when_told_to(
    cloud, program, switchboard
):
    run_fanout(program)
    before = cloud.inventory()
    switchboard("init", "--template", "fanout")
    role = {"AWS_EVENTBRIDGE_ROLE_ARN": "arn:aws:iam::000000000000:role/eventbridge"}
    refused = switchboard("apply", "--yes", f"--local={cloud.url}", env=role)
    assert refused.code == 1, refused
    assert "genesys-filter-conversationcreated" in refused.err and "--adopt" in refused.err
    assert cloud.inventory() == before

    adopted = switchboard("apply", "--yes", "--adopt", f"--local={cloud.url}", env=role)
    assert adopted.code == 0, adopted
    rules = cloud.rules()
    assert set(rules) == set(before["rules"])
    for rule in rules.values():
        assert "[switchboard:genesys-fanout/" in rule["Description"]


def test_the_queue_filter_program_puts_a_rule_that_filters_by_the_queues_id(cloud, program):
    arn = arn_of("sqs", "my-target")
    policy = json.dumps(queue_policy(arn, "events.amazonaws.com", rule_arn("GC_ConvEnd_SpecificQueue")))
    url = cloud.sqs.create_queue(QueueName="my-target", Attributes={"Policy": policy})["QueueUrl"]
    ran = run_queue_filter(program)
    assert ran.code == 0, ran
    assert ran.json() == {
        "rule": "GC_ConvEnd_SpecificQueue",
        "state": "ENABLED",
        "pattern": {
            "source": ["genesys.cloud"],
            "detail-type": ["conversation.end"],
            "detail": {"queue": {"id": [GENERAL_SUPPORT]}},
        },
    }
    cloud.put(ended_event(GENERAL_SUPPORT, number=1), ended_event(BILLING, number=2))
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["detail"]["number"] == 1


def test_the_queue_filter_program_learns_that_a_queue_is_not_there(program):
    ran = run_queue_filter(program, TARGET_QUEUE_NAME="Nowhere")
    assert ran.code == 1 and "no queue is called Nowhere" in ran.err


def test_the_queue_filter_program_learns_that_its_secret_is_wrong(program):
    ran = run_queue_filter(program, secret="wrong")
    assert ran.code == 1 and "401" in ran.err
