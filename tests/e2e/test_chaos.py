# SPDX-License-Identifier: Apache-2.0
"""--chaos: each service's own troubles, on purpose, and what they leave behind."""

import json
import threading
import time

import pytest
import requests
from botocore.exceptions import ClientError, ConnectionClosedError

from harness import (
    CONTACT_CENTER,
    PATIENCE,
    USER_END,
    Stack,
    arn_of,
    comparable,
    partner_source,
    rule_arn,
    tutorial_event,
)
from partner import integrations
from receiver import Receiver


def code_of(call, **how):
    with pytest.raises(ClientError) as refused:
        call(**how)
    return refused.value.response["Error"]["Code"], refused.value.response["ResponseMetadata"]["HTTPStatusCode"]


def token_request(cloud):
    return requests.post(f"{cloud.url}/oauth/token", data={"grant_type": "client_credentials"}, timeout=PATIENCE)


def test_throttling_comes_in_each_services_own_words_and_administration_is_spared(start_cloud):
    cloud = start_cloud(flags=["--chaos", "throttle=100%"])
    assert code_of(cloud.events.list_rules) == ("ThrottlingException", 400)
    assert code_of(cloud.sns.list_topics) == ("Throttling", 400)
    assert code_of(cloud.sqs.list_queues) == ("RequestThrottled", 403)
    assert code_of(cloud.client("sts").get_caller_identity) == ("Throttling", 400)
    assert code_of(cloud.awslambda.get_policy, FunctionName="f") == ("TooManyRequestsException", 429)
    answer = token_request(cloud)
    assert (answer.status_code, answer.json()["code"]) == (429, "too.many.requests")
    assert answer.headers["Retry-After"] == "1"
    assert cloud.admin("GET", "health").status_code == 200


def test_errors_come_in_each_services_own_words(start_cloud):
    cloud = start_cloud(flags=["--chaos", "error=100%"])
    assert code_of(cloud.events.list_rules) == ("InternalException", 500)
    assert code_of(cloud.sns.list_topics) == ("InternalError", 500)
    assert code_of(cloud.sqs.list_queues) == ("ServiceUnavailable", 503)
    assert token_request(cloud).status_code == 503


@pytest.mark.parametrize("trouble", ["error", "reset"])
def test_half_of_errors_and_resets_come_after_the_call_took_effect(start_cloud, trouble):
    cloud = start_cloud(flags=["--chaos", f"{trouble}=100%,seed=3"])
    for number in range(40):
        with pytest.raises((ClientError, ConnectionClosedError)):
            cloud.sqs.create_queue(QueueName=f"q{number}")
    cloud.stop()
    cloud.flags = ()
    cloud.start()
    made = {url.rsplit("/", 1)[1] for url in cloud.sqs.list_queues()["QueueUrls"]}
    assert 8 <= len(made) <= 32


def test_the_same_seed_brings_the_same_troubles(start_cloud):
    def troubles(seed):
        cloud = start_cloud(flags=["--chaos", f"throttle=30%,seed={seed}"])
        met = []
        for _ in range(50):
            try:
                cloud.sqs.list_queues()
                met.append(True)
            except ClientError:
                met.append(False)
        return met

    first = troubles(7)
    assert len(set(first)) == 2
    assert troubles(7) == first
    assert troubles(8) != first


def test_latency_is_added_to_every_answer(start_cloud):
    cloud = start_cloud(flags=["--chaos", "latency=300ms"])
    began = time.monotonic()
    cloud.sqs.list_queues()
    assert time.monotonic() - began >= 0.3


def make_road(cloud):
    url, arn = cloud.make_queue("q", "events.amazonaws.com", rule_arn("r"))
    cloud.events.put_rule(Name="r", EventPattern=json.dumps({"source": ["genesyscloud"]}))
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": arn}])
    return url


def test_duplicates_are_delivered_twice(start_cloud):
    cloud = start_cloud(flags=["--chaos", "duplicate=100%"])
    url = make_road(cloud)
    cloud.put(tutorial_event("conversationCreated"))
    assert len(cloud.receive(url, 2)) == 2


def test_a_late_delivery_comes_within_five_seconds_of_the_clouds_clock_also_after_a_kill(start_cloud):
    cloud = start_cloud(flags=["--chaos", "late=100%"])
    url = make_road(cloud)
    cloud.put(tutorial_event("conversationCreated", number=1))
    assert "Messages" not in cloud.sqs.receive_message(QueueUrl=url)
    cloud.advance_clock(5)
    assert len(cloud.receive(url, 1)) == 1
    cloud.put(tutorial_event("conversationCreated", number=2))
    cloud.kill()
    cloud.start()
    url = cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    cloud.advance_clock(5)
    (message,) = cloud.receive(url, 1)
    assert json.loads(message["Body"])["detail"]["number"] == 2


def test_late_deliveries_reach_an_endpoint_each_whole_though_they_wait_for_their_turn_there(start_cloud):
    with Receiver() as web:
        cloud = start_cloud(flags=["--chaos", "late=100%", "--allow-http", web.host])
        topic = cloud.sns.create_topic(Name="t")["TopicArn"]
        cloud.sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=web.url())
        cloud.advance_clock(5)
        (asked,) = web.wait_for("SubscriptionConfirmation")
        assert requests.get(asked.json()["SubscribeURL"], timeout=PATIENCE).status_code == 200
        web.answers["/"] = threading.Event()
        for number in range(30):
            cloud.sns.publish(TopicArn=topic, Message=f"{number} " + "x" * 1000)
        cloud.advance_clock(5)
        web.wait_for("Notification", 8)
        web.answers["/"].set()
        came = [message.json()["Message"] for message in web.wait_for("Notification", 30)]
        assert sorted(came) == sorted(f"{number} " + "x" * 1000 for number in range(30))


def test_a_stale_read_is_answered_as_the_same_read_was_before(start_cloud):
    cloud = start_cloud(flags=["--chaos", "stale=100%"])

    def names():
        return {rule["Name"] for rule in cloud.events.list_rules()["Rules"]}

    assert names() == set()
    cloud.events.put_rule(Name="r", EventPattern='{"source":["x"]}')
    assert names() == set(), "as before"
    assert names() == {"r"}, "as it was then"
    assert cloud.events.describe_rule(Name="r")["Name"] == "r", "never read before"


def test_a_stale_answer_goes_to_nobody_who_cannot_sign_and_no_refusal_goes_to_who_can(start_cloud):
    cloud = start_cloud(flags=["--chaos", "stale=100%"])
    cloud.events.put_rule(Name="r", EventPattern='{"source":["x"]}')
    assert cloud.events.list_rules()["Rules"]
    stranger = cloud.client("events", "local", "not the secret")
    assert code_of(stranger.list_rules) == ("InvalidSignatureException", 400)
    assert code_of(stranger.list_event_buses) == ("InvalidSignatureException", 400)
    assert cloud.events.list_event_buses()["EventBuses"]


TROUBLES = "throttle=20%,error=5%,reset=5%,stale=5%,late=20%"


def until_done(run):
    """Runs a verb until it says that all is done."""
    assert any(run().code == 0 for _ in range(5)), "five runs did not get through"


def everything(cloud):
    """All that there is of each kind, counted by the services' own lists and by nothing of Switchboard's."""

    def pages(client, operation, key):
        return [item for page in client.get_paginator(operation).paginate() for item in page.get(key, [])]

    buses = [bus["Name"] for bus in cloud.events.list_event_buses()["EventBuses"]]
    rules = [rule for bus in buses for rule in cloud.events.list_rules(EventBusName=bus)["Rules"]]
    # From the list of all subscriptions: it also has those whose topic is gone.
    subscriptions = [(s["TopicArn"], s["Endpoint"]) for s in pages(cloud.sns, "list_subscriptions", "Subscriptions")]
    return {
        "buses": sorted(buses),
        "rules": sorted((rule["EventBusName"], rule["Name"]) for rule in rules),
        "targets": sorted(
            (rule["Name"], target["Id"], target["Arn"])
            for rule in rules
            for target in cloud.events.list_targets_by_rule(Rule=rule["Name"], EventBusName=rule["EventBusName"])["Targets"]
        ),
        "topics": sorted(topic["TopicArn"] for topic in pages(cloud.sns, "list_topics", "Topics")),
        "subscriptions": sorted(subscriptions),
        "queues": sorted(url.rsplit("/", 1)[1] for url in pages(cloud.sqs, "list_queues", "QueueUrls")),
        "integrations": sorted(integrations(cloud)),
        "event sources": sorted(
            (source["Name"], source["State"]) for source in cloud.events.list_event_sources()["EventSources"]
        ),
    }


# What CONTACT_CENTER comes to, and what a route on the partner road adds.
WANTED = {
    "buses": ["default"],
    "rules": [("default", "contact-center-billing-ended"), ("default", "contact-center-support-ended")],
    "targets": [
        ("contact-center-billing-ended", "switchboard-sqs-billing-ended", arn_of("sqs", "billing-ended")),
        ("contact-center-support-ended", "switchboard-sns-support-ended", arn_of("sns", "support-ended")),
    ],
    "topics": [arn_of("sns", "support-ended")],
    "subscriptions": [
        (arn_of("sns", "support-ended"), arn_of("sqs", "support-loud")),
        (arn_of("sns", "support-ended"), arn_of("sqs", "support-worker")),
    ],
    "queues": ["billing-ended", "contact-center-dead-letter", "support-loud", "support-worker"],
    "integrations": [],
    "event sources": [],
}
BUS = partner_source("one")
PARTNER_ROUTE = f"""
  user-ended:
    events: ["{USER_END}"]
    queues: [Billing]
    to: [{{ sqs: user-ended }}]
"""
PARTNER_PARTS = {
    "buses": [BUS],
    "rules": [(BUS, "contact-center-user-ended")],
    "targets": [("contact-center-user-ended", "switchboard-sqs-user-ended", arn_of("sqs", "user-ended"))],
    "queues": ["user-ended"],
    "integrations": ["one"],
    "event sources": [(BUS, "ACTIVE")],
}
BOTH_ROADS = CONTACT_CENTER.replace("defaults:", "genesys: { integration: { suffix: one } }\ndefaults:") + PARTNER_ROUTE
BOTH_WANTED = {kind: sorted(found + PARTNER_PARTS.get(kind, [])) for kind, found in WANTED.items()}
NOTHING = {kind: [] for kind in WANTED} | {"buses": ["default"]}


@pytest.mark.parametrize(
    "spec, wanted, seed",
    [*((CONTACT_CENTER, WANTED, seed) for seed in (11, 12, 13, 14)), (BOTH_ROADS, BOTH_WANTED, 15)],
    ids=["11", "12", "13", "14", "partner-15"],
)
def test_apply_converges_through_throttling_errors_resets_and_late_reads_and_destroy_too(
    start_cloud, switchboard, spec, wanted, seed
):
    """Nothing is there twice and nothing is left over, by lists that Switchboard has no part in."""
    calm = Stack(switchboard, start_cloud()).write(spec)
    calm.applied()
    as_calm = comparable(calm.cloud.inventory())

    def calmed(cloud):
        cloud.stop()
        cloud.flags = ()
        return cloud.start()

    cloud = start_cloud(flags=["--chaos", f"{TROUBLES},seed={seed}"])
    stack = Stack(switchboard, cloud).write(spec)
    until_done(stack.apply)
    calmed(cloud)
    stack.where = [f"--local={cloud.url}"]
    assert everything(cloud) == wanted
    assert comparable(cloud.inventory()) == as_calm
    assert stack.plan().json()["changes"] == []

    cloud.stop()
    cloud.flags = ["--chaos", f"{TROUBLES},seed={seed}"]
    cloud.start()
    stack.where = [f"--local={cloud.url}"]
    until_done(stack.destroy)
    assert everything(calmed(cloud)) == NOTHING


@pytest.mark.parametrize("text", ["latency=5", "throttle=200%", "speed=1%", ""])
def test_chaos_that_is_misspelt_is_a_usage_error_that_shows_how(switchboard, text):
    ran = switchboard("local", "--listen", "127.0.0.1:0", "--in-memory", "--chaos", text)
    assert ran.code == 64
    assert "latency=50ms" in ran.err
