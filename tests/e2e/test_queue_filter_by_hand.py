# SPDX-License-Identifier: Apache-2.0
"""The second tutorial by hand: conversations that ended in one queue, by a rule straight to any target."""

import json

from harness import BILLING, GENERAL_SUPPORT, WEB_SALES, arn_of, ended_event, queue_policy, rule_arn

RULE = "GC_ConvEnd_SpecificQueue"


def search(cloud, query, size=20):
    answer = cloud.genesys("POST", "/api/v2/queues/search", json={"query": query, "size": size})
    assert answer.status_code == 200, answer.text
    return [(queue["name"], queue["id"]) for queue in answer.json()["entities"]]


def pattern(queue_id):
    return json.dumps(
        {"source": ["genesys.cloud"], "detail-type": ["conversation.end"], "detail": {"queue": {"id": [queue_id]}}}
    )


def provision(cloud, queue_id):
    url, arn = cloud.make_queue("my-target", "events.amazonaws.com", rule_arn(RULE))
    cloud.enable("conversation.end")
    cloud.events.put_rule(
        Name=RULE, EventPattern=pattern(queue_id), State="ENABLED", Description=f"Filter for Queue ID: {queue_id}"
    )
    put = cloud.events.put_targets(Rule=RULE, Targets=[{"Id": "Target1", "Arn": arn}])
    assert put["FailedEntryCount"] == 0
    return url


def test_a_queue_is_found_by_its_name(cloud):
    assert search(cloud, "General Support") == [("General Support", GENERAL_SUPPORT)]
    assert search(cloud, "no such queue") == []


def test_the_search_finds_parts_of_names_so_callers_must_look_for_the_exact_one(start_cloud):
    cloud = start_cloud({"queues": [{"id": "q-1", "name": "Support"}, {"id": "q-2", "name": "Support Tier 2"}]})
    assert search(cloud, "support") == [("Support", "q-1"), ("Support Tier 2", "q-2")]
    assert search(cloud, "support", size=1) == [("Support", "q-1")]


def test_only_conversations_that_ended_in_the_queue_arrive(cloud):
    url = provision(cloud, GENERAL_SUPPORT)
    wanted = ended_event(GENERAL_SUPPORT, number=1)
    elsewhere = [ended_event(BILLING), ended_event(WEB_SALES), ended_event()]
    started = {**ended_event(GENERAL_SUPPORT), "detail-type": "conversation.start"}
    cloud.happen(wanted, *elsewhere, started)
    cloud.put(wanted, *elsewhere, started)

    bodies = [json.loads(m["Body"]) for m in cloud.receive(url, 2)]
    assert [body["detail"] for body in bodies] == [wanted["detail"]] * 2
    assert {body["source"] for body in bodies} == {"genesys.cloud"}


def test_the_rule_reads_back_as_it_was_put(cloud):
    provision(cloud, GENERAL_SUPPORT)
    rule = cloud.events.describe_rule(Name=RULE)
    assert rule["Name"] == RULE
    assert rule["State"] == "ENABLED"
    assert rule["EventPattern"] == pattern(GENERAL_SUPPORT)
    assert rule["Description"] == f"Filter for Queue ID: {GENERAL_SUPPORT}"
    assert rule["EventBusName"] == "default"
    assert [r["Name"] for r in cloud.events.list_rules(NamePrefix="GC_")["Rules"]] == [RULE]
    assert cloud.events.list_rule_names_by_target(TargetArn=arn_of("sqs", "my-target"))["RuleNames"] == [RULE]


def test_the_pattern_can_be_tried_before_it_is_put(cloud):
    def asked(event):
        full = {
            "id": "1",
            "account": "1",
            "time": "2026-03-04T14:36:40Z",
            "region": "us-east-1",
            "resources": [],
            **event,
        }
        answer = cloud.events.test_event_pattern(EventPattern=pattern(GENERAL_SUPPORT), Event=json.dumps(full))
        return answer["Result"]

    assert asked(ended_event(GENERAL_SUPPORT)) is True
    assert asked(ended_event(BILLING)) is False
    assert asked(ended_event()) is False


def test_the_aws_cli_does_it_all_the_same(cloud, aws, tmp_path):
    arn = arn_of("sqs", "my-target")
    attributes = tmp_path / "attributes.json"
    attributes.write_text(json.dumps({"Policy": json.dumps(queue_policy(arn, "events.amazonaws.com", rule_arn(RULE)))}))
    url = aws("sqs", "create-queue", "--queue-name", "my-target", "--attributes", f"file://{attributes}")["QueueUrl"]
    ((_, queue_id),) = search(cloud, "General Support")
    aws(
        "events",
        "put-rule",
        "--name",
        RULE,
        "--event-pattern",
        pattern(queue_id),
        "--state",
        "ENABLED",
        "--description",
        f"Filter for Queue ID: {queue_id}",
    )
    put = aws("events", "put-targets", "--rule", RULE, "--targets", f"Id=Target1,Arn={arn}")
    assert put["FailedEntryCount"] == 0

    rule = aws("events", "describe-rule", "--name", RULE)
    assert (rule["State"], rule["EventPattern"]) == ("ENABLED", pattern(queue_id))
    assert aws("events", "list-targets-by-rule", "--rule", RULE) == {"Targets": [{"Id": "Target1", "Arn": arn}]}
    assert [r["Name"] for r in aws("events", "list-rules")["Rules"]] == [RULE]

    cloud.enable("conversation.end")
    cloud.happen(ended_event(GENERAL_SUPPORT), ended_event(BILLING))
    (message,) = aws(
        "sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "5", "--max-number-of-messages", "10"
    )["Messages"]
    assert json.loads(message["Body"])["detail"]["queue"]["id"] == GENERAL_SUPPORT
