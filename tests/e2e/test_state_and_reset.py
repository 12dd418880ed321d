# SPDX-License-Identifier: Apache-2.0
"""GET /_switchboard/state tells what stands, POST /_switchboard/reset takes it away for good and seeds anew."""

import json
import threading
import time

import pytest

from harness import ACCOUNT, REGION, USER_END, arn_of, ended_event, eventually, rule_arn, topic_policy
from receiver import Receiver
from refusals import refused

OTHER = "123456789012"
SECRET = "a-secret-of-the-seed"
SEED = {
    "clients": [{"id": "local", "secret": "local"}, {"id": "me", "secret": SECRET}],
    "functions": [{"name": "handler", "url": f"http://ann:{SECRET}@127.0.0.1:9/x"}],
    "managed_rules": [{"name": "theirs", "pattern": '{"source":["a"]}'}],
    "integrations": [
        {"name": "Seeded", "suffix": "seeded", "account": ACCOUNT, "region": REGION, "topics": [USER_END], "enabled": True}
    ],
}  # fmt: skip
SERVICES = ["events", "lambda", "sns", "sqs", "genesys"]


@pytest.fixture
def seeded(start_cloud):
    cloud = start_cloud(SEED, flags=["--allow-http", "127.0.0.1"])
    await_seed(cloud)
    return cloud


def await_seed(cloud):
    """Waits until the seeded integration has offered its event source."""
    eventually(lambda: realm(state(cloud)).get("event_sources"), "the seeded integration's source")
    eventually(lambda: state(cloud)["genesys"]["integrations"][0]["reportedState"]["code"] == "ACTIVE", "it to be active")


def state(cloud):
    answer = cloud.admin("GET", "state")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/json"
    return answer.json()


def realm(found, account=ACCOUNT, region=REGION):
    """What stands in one account and region."""
    regions = next((a["regions"] for a in found["accounts"] if a["account"] == account), [])
    return next((r for r in regions if r["region"] == region), {})


def named(things, name):
    return next(thing for thing in things if thing["name"] == name)


def comparable(found):
    """Without the times at which a seeded thing came into its state."""
    text = json.dumps(found)
    document = json.loads(text)
    for integration in document["genesys"]["integrations"]:
        integration["reportedState"].pop("lastUpdated", None)
    for account in document["accounts"]:
        for one in account["regions"]:
            for source in one.get("event_sources", []):
                source.pop("expires", None)
    return document


def reset(cloud, *services):
    answer = cloud.admin("POST", "reset", params=[("service", service) for service in services])
    assert answer.status_code == 200, answer.text
    return answer.json()["reset"]


def make_one_of_each(cloud):
    topic_arn = cloud.sns.create_topic(Name="t", Tags=[{"Key": "k", "Value": "v"}])["TopicArn"]
    cloud.sns.set_topic_attributes(
        TopicArn=topic_arn, AttributeName="Policy", AttributeValue=json.dumps(topic_policy(topic_arn))
    )
    url, queue_arn = cloud.make_queue("q", "sns.amazonaws.com", topic_arn)
    cloud.sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
    cloud.events.put_rule(Name="r", EventPattern='{"source":["a"]}', Description="for a", State="DISABLED")
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": topic_arn}])
    cloud.events.create_event_bus(Name="own")
    cloud.events.put_rule(Name="on-own", EventBusName="own", EventPattern='{"source":["b"]}')
    cloud.awslambda.add_permission(
        FunctionName="handler", StatementId="s", Action="lambda:InvokeFunction", Principal="events.amazonaws.com"
    )
    cloud.client("sqs", OTHER, region="eu-west-1").create_queue(QueueName="far")
    cloud.enable("conversation.end")
    assert cloud.admin("POST", "genesys/queues", json={"name": "Mine"}).status_code == 201
    cloud.make_integration("made", [USER_END])
    return url


def test_the_state_tells_what_stands_by_account_and_region(seeded):
    url = make_one_of_each(seeded)
    for body in "abc":
        seeded.sqs.send_message(QueueUrl=url, MessageBody=body)
    seeded.sqs.send_message(QueueUrl=url, MessageBody="late", DelaySeconds=60)
    seeded.sqs.receive_message(QueueUrl=url)
    found = state(seeded)
    assert found["schema"] == "switchboard.state/1" and found["deliveries_waiting"] == 0
    assert [account["account"] for account in found["accounts"]] == [ACCOUNT, OTHER]
    here = realm(found)
    assert [bus["name"] for bus in here["buses"]] == ["default", "own"]
    assert [rule["name"] for rule in here["buses"][0]["rules"]] == ["r", "theirs"]
    rule = here["buses"][0]["rules"][0]
    assert (rule["arn"], rule["state"], rule["pattern"]) == (rule_arn("r"), "DISABLED", '{"source":["a"]}')
    assert rule["description"] == "for a" and rule["targets"] == [{"Id": "t", "Arn": arn_of("sns", "t")}]
    assert named(here["buses"][0]["rules"], "theirs")["managed_by"] == "events.amazonaws.com"
    (topic,) = here["topics"]
    assert topic["arn"] == arn_of("sns", "t") and topic["tags"] == {"k": "v"}
    (subscription,) = topic["subscriptions"]
    assert (subscription["protocol"], subscription["endpoint"]) == ("sqs", arn_of("sqs", "q"))
    assert subscription["state"] == "confirmed" and subscription["attributes"]["RawMessageDelivery"] == "true"
    (queue,) = here["queues"]
    assert queue["arn"] == arn_of("sqs", "q") and queue["messages"] == {"visible": 2, "in_flight": 1, "delayed": 1}
    assert queue["attributes"]["VisibilityTimeout"] == "30"
    sources = [(source["name"].split("/")[-1], source["state"]) for source in here["event_sources"]]
    assert sources == [("made", "PENDING"), ("seeded", "PENDING")]
    (function,) = here["functions"]
    assert function["arn"] == arn_of("lambda", "function:handler") and '"Sid":"s"' in function["policies"]["$LATEST"]
    assert [q["name"] for q in realm(found, OTHER, "eu-west-1")["queues"]] == ["far"]
    genesys = found["genesys"]
    assert genesys["organization"]["name"] == "Local Contact Center"
    assert [queue["name"] for queue in genesys["queues"]] == ["Billing", "General Support", "Mine", "Web Sales"]
    assert named(genesys["event_types"], "conversation.end")["enabled"] is True
    assert named(genesys["event_types"], "conversation.start")["enabled"] is False
    suffixes = [i["config"]["current"]["properties"]["eventSourceSuffix"] for i in genesys["integrations"]]
    assert sorted(suffixes) == ["made", "seeded"]


def test_the_state_is_the_same_text_when_asked_again_and_after_a_restart(seeded):
    make_one_of_each(seeded)
    before = seeded.admin("GET", "state").text
    assert seeded.admin("GET", "state").text == before
    seeded.client("events", OTHER, region="eu-north-1").list_rules()
    assert seeded.admin("GET", "state").text == before, "asking makes nothing"
    seeded.restart()
    assert seeded.admin("GET", "state").text == before


def test_the_state_holds_no_secrets(seeded):
    seeded.sns.create_topic(Name="t")
    with Receiver() as receiver:
        endpoint = f"http://ann:{SECRET}@{receiver.host}/hook"
        seeded.sns.subscribe(TopicArn=arn_of("sns", "t"), Protocol="http", Endpoint=endpoint)
        token = receiver.wait_for("SubscriptionConfirmation", path="/hook")[0].json()["Token"]
        text = seeded.admin("GET", "state").text
        assert f"http://{receiver.host}/hook" in text and '"pending"' in text
    for secret in (SECRET, token, seeded.genesys_token(), "PRIVATE KEY"):
        assert secret not in text


@pytest.mark.parametrize("path, method", [("state", "GET"), ("reset", "POST")])
def test_state_and_reset_are_closed_to_web_pages(cloud, path, method):
    cloud.make_queue("q")
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        assert cloud.admin(method, path, headers=headers).status_code == 403
    assert realm(state(cloud))["queues"]
    assert cloud.admin("POST" if method == "GET" else "GET", path).status_code == 404


@pytest.mark.parametrize("how", ["killed", "stopped", None])
def test_a_reset_leaves_what_a_fresh_start_has_and_that_lasts(seeded, how):
    fresh = comparable(state(seeded))
    make_one_of_each(seeded)
    (queue_id,) = [q["id"] for q in state(seeded)["genesys"]["queues"] if q["name"] == "Billing"]
    assert seeded.admin("DELETE", f"genesys/queues/{queue_id}").status_code == 204
    seeded_one = next(i for i in state(seeded)["genesys"]["integrations"] if i["name"] == "Seeded")
    assert seeded.genesys("DELETE", f"/api/v2/integrations/{seeded_one['id']}").status_code == 200
    seeded.await_integration(seeded_one["id"], None)
    assert comparable(state(seeded)) != fresh
    assert reset(seeded) == SERVICES
    if how is not None:
        seeded.kill() if how == "killed" else seeded.stop()
        seeded.start()
    await_seed(seeded)
    assert comparable(state(seeded)) == fresh
    # It can all be made again.
    make_one_of_each(seeded)


@pytest.mark.parametrize("service", SERVICES)
def test_one_service_can_be_reset_by_itself(seeded, service):
    fresh = comparable(state(seeded))
    make_one_of_each(seeded)
    full = comparable(state(seeded))
    assert reset(seeded, service) == [service]
    await_seed(seeded)
    eventually(lambda: len(realm(state(seeded))["event_sources"]) == (1 if service == "genesys" else 2), "the sources")
    after = comparable(state(seeded))
    kinds = {"events": "buses", "sns": "topics", "sqs": "queues", "lambda": "functions"}
    for other, kind in kinds.items():
        expected = fresh if other == service else full
        assert realm(after).get(kind) == realm(expected).get(kind), kind
    assert after["genesys"] == (fresh if service == "genesys" else full)["genesys"]
    seeded.restart()
    await_seed(seeded)
    assert comparable(state(seeded)) == after


def test_several_services_are_named_as_a_list_or_one_by_one(cloud):
    assert reset(cloud, "sqs", "sns") == reset(cloud, "sqs,sns") == ["sns", "sqs"]


@pytest.mark.parametrize("query, words", [
    ("service=s3", "no service 's3' to reset; known: events, lambda, sns, sqs, genesys"),
    ("service=", "no service ''"), ("services=sqs", "no parameter 'services' here"),
])  # fmt: skip
def test_a_reset_of_something_unknown_resets_nothing_and_says_what_is_known(cloud, query, words):
    cloud.make_queue("q")
    answer = cloud.admin("POST", f"reset?{query}")
    assert answer.status_code == 400 and words in answer.json()["error"]
    assert realm(state(cloud))["queues"]


def test_who_waits_at_a_queue_that_is_reset_is_told_and_gets_nothing_of_later(cloud):
    url, _ = cloud.make_queue("q")
    told = []
    waiting = threading.Thread(
        target=lambda: told.append(refused(cloud.sqs.receive_message, QueueUrl=url, WaitTimeSeconds=20))
    )
    waiting.start()
    eventually(lambda: cloud.admin("GET", "metrics").json()["receives_waiting"] == 1, "a receive that waits")
    began = time.monotonic()
    reset(cloud)
    waiting.join(20)
    assert told[0][0] == "AWS.SimpleQueueService.NonExistentQueue" and time.monotonic() - began < 15
    url, _ = cloud.make_queue("q")
    cloud.sqs.send_message(QueueUrl=url, MessageBody="later")
    assert cloud.receive(url, 1)[0]["Body"] == "later"


def test_deliveries_under_way_end_with_a_reset_and_nothing_comes_of_them(start_cloud):
    with Receiver() as receiver:
        release = threading.Event()
        receiver.answers["/slow"] = release
        cloud = start_cloud(
            {"functions": [{"name": n, "url": receiver.url(f"/{n}")} for n in ("slow", "broken")]}
        )
        receiver.answers["/broken"] = 500
        for name in ("slow", "broken"):
            cloud.awslambda.add_permission(
                FunctionName=name, StatementId="s", Action="lambda:InvokeFunction", Principal="events.amazonaws.com"
            )
        cloud.events.put_rule(Name="r", EventPattern='{"source":["a"]}')
        cloud.events.put_targets(
            Rule="r", Targets=[{"Id": n, "Arn": arn_of("lambda", f"function:{n}")} for n in ("slow", "broken")]
        )
        cloud.put({"source": "a", "detail-type": "d", "detail": {}})
        eventually(lambda: len(receiver.received) == 2, "both invocations")
        eventually(lambda: cloud.admin("GET", "metrics").json()["deliveries_failed_attempts"] == 1, "one failure")
        assert state(cloud)["deliveries_waiting"] == 2
        reset(cloud)
        release.set()
        eventually(lambda: state(cloud)["deliveries_waiting"] == 0, "nothing to wait for")
        cloud.advance_clock(86400)
        cloud.settle()
        assert len(receiver.received) == 2 and "LOST" not in cloud.log()
        cloud.restart()
        assert state(cloud)["deliveries_waiting"] == 0


def test_what_waits_for_its_turn_at_an_endpoint_is_forgotten_with_a_reset(start_cloud):
    with Receiver() as receiver:
        cloud = start_cloud(flags=["--allow-http", receiver.host])

        def publish(path, count, **attributes):
            topic = cloud.sns.create_topic(Name="t")["TopicArn"]
            url = receiver.url(path)
            cloud.sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=url, Attributes=attributes)
            asked = receiver.wait_for("SubscriptionConfirmation", path=path)[-1].json()
            cloud.sns.confirm_subscription(TopicArn=topic, Token=asked["Token"])
            for number in range(count):
                cloud.sns.publish(TopicArn=topic, Message=str(number))

        publish("/slow", 10, DeliveryPolicy=json.dumps({"throttlePolicy": {"maxReceivesPerSecond": 1}}))
        receiver.wait_for("Notification", 1, "/slow")
        assert state(cloud)["deliveries_waiting"] >= 5
        reset(cloud)
        eventually(lambda: state(cloud)["deliveries_waiting"] == 0, "nothing to wait for")
        came = len(receiver.of("Notification", "/slow"))
        for _ in range(3):
            cloud.advance_clock(1)
        publish("/later", 1)
        receiver.wait_for("Notification", 1, "/later")
        assert len(receiver.of("Notification", "/slow")) == came < 10


def test_a_delivery_that_chaos_holds_back_is_forgotten_with_a_reset(start_cloud):
    cloud = start_cloud(flags=["--chaos", "late=100%"])

    def make_road():
        url, arn = cloud.make_queue("q", "events.amazonaws.com", rule_arn("r"))
        cloud.events.put_rule(Name="r", EventPattern='{"source":["a"]}')
        cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": arn}])
        return url

    make_road()
    cloud.put({"source": "a", "detail-type": "d", "detail": {}})
    assert state(cloud)["deliveries_waiting"] == 1
    reset(cloud)
    assert state(cloud)["deliveries_waiting"] == 0
    url = make_road()
    cloud.advance_clock(5)
    assert cloud.drain(url) == []


def test_tokens_keys_and_the_clock_stay_over_a_reset(cloud):
    token = cloud.genesys_token()
    cloud.advance_clock(3600)
    before = cloud.admin("GET", "clock").json()["offset_milliseconds"]
    reset(cloud)
    assert cloud.genesys("GET", "/api/v2/organizations/me", token).status_code == 200
    assert cloud.admin("GET", "clock").json()["offset_milliseconds"] == before


def test_events_of_a_type_that_a_reset_disabled_are_dropped(cloud):
    cloud.enable("conversation.end")
    reset(cloud, "genesys")
    assert cloud.happen(ended_event("q")) == 0
    cloud.enable("conversation.end")
    assert cloud.happen(ended_event("q")) == 1
