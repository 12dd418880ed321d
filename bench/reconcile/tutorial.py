#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the two tutorials do for each route, one call after the other: the peer of the reconciler's benchmark.

    tutorial.py URL ROUTES

For each queue: look its id up (POST /api/v2/queues/search), ListRules (their check that the client works), CreateTopic,
SetTopicAttributes (the policy without which nothing arrives; the tutorials forget it), PutRule, PutTargets. Once: a token,
and the event type. Prints {"seconds": s, "calls": n}.
"""
import json
import sys
import time

import boto3
import botocore.config
import requests

REGION = "us-east-1"
EVENT_TYPE = "conversation.end"


class Counting:
    """The clients of both clouds, as the tutorials make them, and how often they were used."""

    def __init__(self, url):
        self.url = url
        self.calls = 0
        config = botocore.config.Config(retries={"max_attempts": 3}, proxies={})
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        self.events, self.sns = (boto3.client(service, region_name=REGION, endpoint_url=url, config=config, **keys)
                                 for service in ("events", "sns"))
        self.genesys = requests.Session()
        form = {"grant_type": "client_credentials", "client_id": "local", "client_secret": "local"}
        answer = self.ask("POST", "/oauth/token", data=form)
        self.genesys.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def ask(self, method, path, **how):
        self.calls += 1
        answer = self.genesys.request(method, self.url + path, timeout=60, **how)
        answer.raise_for_status()
        return answer

    def call(self, operation, **parameters):
        self.calls += 1
        return operation(**parameters)


def make_route(clients, number):
    name = f"Queue {number:03}"
    found = clients.ask("POST", "/api/v2/queues/search", json={"query": name, "size": 20}).json()["entities"]
    queue = next(entity["id"] for entity in found if entity["name"] == name)
    clients.call(clients.events.list_rules)
    topic = clients.call(clients.sns.create_topic, Name=f"tutorial-{number:03}")["TopicArn"]
    statement = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish",
                 "Resource": topic}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    clients.call(clients.sns.set_topic_attributes, TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    pattern = {"source": ["genesys.cloud"], "detail-type": [EVENT_TYPE], "detail": {"queue": {"id": [queue]}}}
    rule = f"tutorial-{number:03}"
    clients.call(clients.events.put_rule, Name=rule, EventPattern=json.dumps(pattern), State="ENABLED",
                 Description=f"Genesys Cloud conversation.end filter for Queue ID: {queue}")
    told = clients.call(clients.events.put_targets, Rule=rule, Targets=[{"Id": "Target1", "Arn": topic}])
    if told["FailedEntryCount"]:
        raise SystemExit(f"a target was refused: {told['FailedEntries']}")


def main():
    url, routes = sys.argv[1], int(sys.argv[2])
    begin = time.monotonic()
    clients = Counting(url)
    clients.ask("PUT", f"/api/v2/platform/eventbridge/events/{EVENT_TYPE}", json={"enabled": True})
    for number in range(routes):
        make_route(clients, number)
    print(json.dumps({"seconds": time.monotonic() - begin, "calls": clients.calls}))


if __name__ == "__main__":
    main()
