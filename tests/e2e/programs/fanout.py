# SPDX-License-Identifier: Apache-2.0
"""A program in the shape of the first tutorial: subscribe, make topics, make rules, attach targets.

It asks for a token by a form with a scope, keeps it, asks again on 401, hands PutTargets the rule's ARN where
a name is asked for, and sets no policy anywhere. CLOUD_URL stands where the tutorial has the region's host.
"""

import json
import os
import time

import boto3
import requests

EVENT_TYPES = ["conversationCreated", "conversationUpdated", "conversationEnded"]


class Genesys:
    def __init__(self, url, client_id, client_secret):
        self.url = url
        self.form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
            "scope": "eventbridge:manage eventbridge:read",
        }
        self.token, self.ends = None, 0

    def headers(self):
        if self.token is None or time.time() >= self.ends:
            answer = requests.post(f"{self.url}/oauth/token", data=self.form)
            answer.raise_for_status()
            self.token = answer.json()["access_token"]
            self.ends = time.time() + answer.json()["expires_in"] - 60
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

    def put(self, path, body):
        answer = requests.put(self.url + path, headers=self.headers(), json=body)
        if answer.status_code == 401:
            self.token = None
            answer = requests.put(self.url + path, headers=self.headers(), json=body)
        return answer


def main():
    url = os.environ["CLOUD_URL"]
    genesys = Genesys(url, os.environ["GENESYS_CLIENT_ID"], os.environ["GENESYS_CLIENT_SECRET"])
    for event_type in EVENT_TYPES:
        answer = genesys.put(f"/api/v2/platform/eventbridge/events/{event_type}", {"enabled": True})
        if answer.status_code not in (200, 201, 204):
            raise SystemExit(f"cannot subscribe to {event_type}: {answer.status_code} {answer.text}")

    sns = boto3.client("sns", region_name="us-east-1", endpoint_url=url)
    events = boto3.client("events", region_name="us-east-1", endpoint_url=url)
    topics = {}
    for event_type in EVENT_TYPES:
        topics[event_type] = sns.create_topic(Name=f"genesys-cloud-{event_type.lower()}")["TopicArn"]
    for event_type in EVENT_TYPES:
        rule = events.put_rule(
            Name=f"genesys-filter-{event_type.lower()}",
            EventPattern=json.dumps({"source": ["genesyscloud"], "detail-type": [event_type]}),
            State="ENABLED",
            RoleArn=os.environ["AWS_EVENTBRIDGE_ROLE_ARN"],
        )
        target = {"Id": f"sns-target-{event_type.lower()}", "Arn": topics[event_type]}
        put = events.put_targets(Rule=rule["RuleArn"], Targets=[target])
        if put["FailedEntryCount"]:
            raise SystemExit(f"cannot attach a target for {event_type}: {put['FailedEntries']}")
        print(event_type, rule["RuleArn"], topics[event_type])


main()
