# SPDX-License-Identifier: Apache-2.0
"""With `--quotas aws` the local cloud takes so many calls a second as AWS does; without, any number."""

import pytest
import requests

from harness import PATIENCE, arn_of
from wire import SNS, json_request, query_request

TOPIC = arn_of("sns", "t")
CALLS = 400  # in a second or two


def list_rules(cloud):
    return json_request(cloud, "AWSEvents.ListRules", {})


def put_events(cloud):
    return json_request(cloud, "AWSEvents.PutEvents", {"Entries": [{"Source": "a", "DetailType": "b", "Detail": "{}"}]})


def tags_of_a_topic(cloud):
    return query_request(cloud, SNS, f"Action=ListTagsForResource&ResourceArn={TOPIC}")


def publish(cloud):
    return query_request(cloud, SNS, f"Action=Publish&TopicArn={TOPIC}&Message=m")


def answers_to(cloud, make):
    """What the same request is answered, again and again on one connection."""
    cloud.sns.create_topic(Name="t")
    request = make(cloud)
    with requests.Session() as session:
        session.trust_env = False
        return [session.send(request, timeout=PATIENCE) for _ in range(CALLS)]


@pytest.mark.parametrize(
    "make, code", [(list_rules, "ThrottlingException"), (tags_of_a_topic, "<Code>Throttling</Code>")]
)
def test_calls_over_a_quota_are_throttled_in_the_services_words(start_cloud, make, code):
    answers = answers_to(start_cloud(flags=("--quotas", "aws")), make)
    throttled = [answer for answer in answers if answer.status_code != 200]
    assert throttled and len(throttled) < CALLS
    assert all(code in answer.text and "Rate exceeded" in answer.text for answer in throttled)


@pytest.mark.parametrize("make", [put_events, publish])
def test_what_carries_events_and_messages_is_not_counted(start_cloud, make):
    assert {answer.status_code for answer in answers_to(start_cloud(flags=("--quotas", "aws")), make)} == {200}


def test_without_quotas_nothing_is_throttled(cloud):
    assert {answer.status_code for answer in answers_to(cloud, list_rules)} == {200}


def test_an_apply_gets_through_at_any_rate(stack, start_cloud):
    strict = start_cloud(flags=("--quotas", "aws"))
    routes = "".join(f"  r{n}: {{ events: [conversation.end], to: [{{ sns: t{n} }}] }}\n" for n in range(40))
    stack.write("stack: s\nroutes:\n" + routes)
    stack.where = [f"--local={strict.url}"]
    stack.applied()
    # By a call that is not counted: the apply may have used up what AWS takes.
    state = strict.admin("GET", "state").json()
    buses = [bus for account in state["accounts"] for region in account["regions"] for bus in region["buses"]]
    assert sum(len(bus["rules"]) for bus in buses) == 40
