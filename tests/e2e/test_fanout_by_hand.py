# SPDX-License-Identifier: Apache-2.0
"""The first tutorial by hand: three event types, each by a rule to a topic of its own, with stock clients."""

import json

from harness import ACCOUNT, REGION, arn_of, queue_policy, rule_arn, topic_policy, tutorial_event

EVENT_TYPES = ["conversationCreated", "conversationUpdated", "conversationEnded"]


def pattern(event_type):
    return json.dumps({"source": ["genesyscloud"], "detail-type": [event_type]})


class Route:
    """The names the tutorial gives to what one event type needs."""

    def __init__(self, event_type):
        self.event_type = event_type
        self.rule = f"genesys-filter-{event_type.lower()}"
        self.topic = f"genesys-cloud-{event_type.lower()}"
        self.topic_arn = arn_of("sns", self.topic)
        self.target_id = f"sns-target-{event_type.lower()}"


def provision(cloud, event_type):
    """What the tutorial does for one event type, with the two policies that it leaves out."""
    route = Route(event_type)
    cloud.enable(event_type)
    topic_arn = cloud.sns.create_topic(Name=route.topic)["TopicArn"]
    assert topic_arn == route.topic_arn
    cloud.sns.set_topic_attributes(
        TopicArn=topic_arn, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(topic_arn))
    )
    made = cloud.events.put_rule(Name=route.rule, EventPattern=pattern(event_type), State="ENABLED")
    assert made["RuleArn"] == rule_arn(route.rule)
    _, letters_arn = cloud.make_queue("genesys-cloud-dead-letter", "events.amazonaws.com", None)
    put = cloud.events.put_targets(
        Rule=route.rule, Targets=[{"Id": route.target_id, "Arn": topic_arn, "DeadLetterConfig": {"Arn": letters_arn}}]
    )
    assert (put["FailedEntryCount"], put["FailedEntries"]) == (0, [])
    return route


def subscribe(cloud, topic_arn, queue_name, **attributes):
    url, arn = cloud.make_queue(queue_name, "sns.amazonaws.com", topic_arn)
    cloud.sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn, Attributes=attributes)
    return url


def test_each_event_type_arrives_at_its_own_topic_and_nowhere_else(cloud):
    queues = {}
    for event_type in EVENT_TYPES:
        route = provision(cloud, event_type)
        queues[event_type] = subscribe(cloud, route.topic_arn, f"listener-{event_type}", RawMessageDelivery="true")

    happened = [tutorial_event(event_type, number=i) for i in range(4) for event_type in EVENT_TYPES]
    assert cloud.happen(*happened) == 12

    for event_type, url in queues.items():
        bodies = [json.loads(m["Body"]) for m in cloud.receive(url, 4)]
        assert {body["detail-type"] for body in bodies} == {event_type}
        assert sorted(body["detail"]["number"] for body in bodies) == [0, 1, 2, 3]


def test_an_event_arrives_in_eventbridges_own_envelope(cloud):
    route = provision(cloud, "conversationCreated")
    url = subscribe(cloud, route.topic_arn, "listener", RawMessageDelivery="true")
    cloud.happen({**tutorial_event("conversationCreated", mediaType="voice"), "time": "2026-03-04T14:33:20Z"})

    text = cloud.receive(url, 1)[0]["Body"]
    event = json.loads(text)
    assert list(event) == ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"]
    assert len(event.pop("id")) == 36
    assert event == {
        "version": "0",
        "detail-type": "conversationCreated",
        "source": "genesyscloud",
        "account": ACCOUNT,
        "time": "2026-03-04T14:33:20Z",
        "region": REGION,
        "resources": [],
        "detail": {"conversationId": "c-1", "mediaType": "voice"},
    }
    assert ": " not in text and ", " not in text


def test_without_raw_delivery_the_event_is_wrapped_in_a_notification(cloud):
    route = provision(cloud, "conversationEnded")
    url = subscribe(cloud, route.topic_arn, "listener")
    cloud.happen(tutorial_event("conversationEnded"))

    envelope = json.loads(cloud.receive(url, 1)[0]["Body"])
    assert list(envelope) == [
        "Type",
        "MessageId",
        "TopicArn",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
        "UnsubscribeURL",
    ]
    assert envelope["Type"] == "Notification"
    assert envelope["TopicArn"] == route.topic_arn
    assert json.loads(envelope["Message"])["detail-type"] == "conversationEnded"


def test_events_of_a_type_that_was_not_subscribed_to_never_reach_eventbridge(cloud):
    route = provision(cloud, "conversationCreated")
    url = subscribe(cloud, route.topic_arn, "listener", RawMessageDelivery="true")
    assert cloud.happen(tutorial_event("conversationCreated"), tutorial_event("conversationEnded")) == 1
    cloud.genesys("PUT", "/api/v2/platform/eventbridge/events/conversationCreated", json={"enabled": False})
    assert cloud.happen(tutorial_event("conversationCreated")) == 0
    cloud.receive(url, 1)


def test_events_put_by_hand_take_the_same_road(cloud):
    route = provision(cloud, "conversationUpdated")
    url = subscribe(cloud, route.topic_arn, "listener", RawMessageDelivery="true")
    ids = cloud.put(
        tutorial_event("conversationUpdated"),
        tutorial_event("conversationUpdated"),
        tutorial_event("conversationEnded"),
    )
    received = [json.loads(m["Body"])["id"] for m in cloud.receive(url, 2)]
    assert sorted(received) == sorted(ids[:2])


def test_making_everything_again_changes_nothing(cloud):
    provision(cloud, "conversationCreated")
    before = cloud.inventory()
    cloud.enable("conversationCreated")
    route = Route("conversationCreated")
    assert cloud.sns.create_topic(Name=route.topic)["TopicArn"] == route.topic_arn
    cloud.events.put_rule(Name=route.rule, EventPattern=pattern("conversationCreated"), State="ENABLED")
    assert cloud.inventory() == before


def test_a_topic_that_does_not_let_eventbridge_publish_gets_nothing_and_the_event_is_not_lost(cloud):
    """The tutorial's own omission: on AWS too nothing arrives until the topic has a policy."""
    route = provision(cloud, "conversationCreated")
    url = subscribe(cloud, route.topic_arn, "listener", RawMessageDelivery="true")
    default = {**topic_policy(route.topic_arn)}
    default["Statement"][0]["Principal"] = {"Service": "someone-else.amazonaws.com"}
    cloud.sns.set_topic_attributes(TopicArn=route.topic_arn, AttributeName="Policy", AttributeValue=json.dumps(default))
    cloud.happen(tutorial_event("conversationCreated"))

    assert cloud.drain(url) == []
    letters = cloud.sqs.get_queue_url(QueueName="genesys-cloud-dead-letter")["QueueUrl"]
    letter = cloud.receive(letters, 1)[0]
    assert json.loads(letter["Body"])["detail-type"] == "conversationCreated"
    assert letter["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"


def test_the_aws_cli_does_it_all_the_same(cloud, aws, tmp_path):
    event_type = "conversationCreated"
    route = Route(event_type)
    cloud.enable(event_type)
    topic_arn = aws("sns", "create-topic", "--name", route.topic)["TopicArn"]
    aws(
        "sns",
        "set-topic-attributes",
        "--topic-arn",
        topic_arn,
        "--attribute-name",
        "Policy",
        "--attribute-value",
        json.dumps(topic_policy(topic_arn)),
    )
    made = aws("events", "put-rule", "--name", route.rule, "--event-pattern", pattern(event_type))
    assert made == {"RuleArn": rule_arn(route.rule)}
    letters = aws("sqs", "create-queue", "--queue-name", "genesys-cloud-dead-letter")["QueueUrl"]
    target = {
        "Id": route.target_id,
        "Arn": topic_arn,
        "DeadLetterConfig": {"Arn": arn_of("sqs", "genesys-cloud-dead-letter")},
    }
    put = aws("events", "put-targets", "--rule", route.rule, "--targets", json.dumps([target]))
    assert put == {"FailedEntryCount": 0, "FailedEntries": []}

    urls = {}
    for raw in ("true", "false"):
        arn = arn_of("sqs", f"raw-{raw}")
        policy = tmp_path / "attributes.json"
        policy.write_text(json.dumps({"Policy": json.dumps(queue_policy(arn, "sns.amazonaws.com", topic_arn))}))
        made = aws("sqs", "create-queue", "--queue-name", f"raw-{raw}", "--attributes", f"file://{policy}")
        urls[raw] = made["QueueUrl"]
        made = aws(
            "sns",
            "subscribe",
            "--topic-arn",
            topic_arn,
            "--protocol",
            "sqs",
            "--notification-endpoint",
            arn,
            "--attributes",
            f"RawMessageDelivery={raw}",
        )
        assert made["SubscriptionArn"].startswith(topic_arn + ":")

    cloud.happen(tutorial_event(event_type))
    entry = {"Source": "genesyscloud", "DetailType": event_type, "Detail": json.dumps({"by": "hand"})}
    sent = aws("events", "put-events", "--entries", json.dumps([entry]))
    assert sent["FailedEntryCount"] == 0

    cloud.settle()
    for raw, url in urls.items():
        messages = aws(
            "sqs", "receive-message", "--queue-url", url, "--max-number-of-messages", "10", "--wait-time-seconds", "5"
        )["Messages"]
        events = [json.loads(m["Body"]) for m in messages]
        if raw == "false":
            events = [json.loads(envelope["Message"]) for envelope in events]
        assert len(events) == 2
        assert {"conversationId": "c-1"} in [event["detail"] for event in events]
        assert {"by": "hand"} in [event["detail"] for event in events]
    assert aws("sqs", "receive-message", "--queue-url", letters) is None
