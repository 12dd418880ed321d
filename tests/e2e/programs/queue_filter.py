# SPDX-License-Identifier: Apache-2.0
"""A program in the shape of the second tutorial: find a queue's id by its name, put a rule on it, verify.

CLOUD_URL stands where the tutorial has the region's host.
"""

import json
import os
import sys

import boto3
import requests
from botocore.exceptions import ClientError

URL = os.environ["CLOUD_URL"]
QUEUE_NAME = os.environ.get("TARGET_QUEUE_NAME", "General Support")
RULE_NAME = os.environ.get("EVENTBRIDGE_RULE_NAME", "GC_ConvEnd_SpecificQueue")


def find_queue_id(name):
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["GENESYS_CLOUD_CLIENT_ID"],
        "client_secret": os.environ["GENESYS_CLOUD_CLIENT_SECRET"],
    }
    answer = requests.post(f"{URL}/oauth/token", data=form)
    answer.raise_for_status()
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    answer = requests.post(f"{URL}/api/v2/queues/search", headers=headers, json={"query": name, "size": 20})
    answer.raise_for_status()
    exact = [queue["id"] for queue in answer.json()["entities"] if queue["name"] == name]
    if not exact:
        raise ValueError(f"no queue is called {name}")
    return exact[0]


def main():
    events = boto3.client("events", region_name=os.environ["AWS_DEFAULT_REGION"], endpoint_url=URL)
    events.list_rules()  # is anybody there, and may we?
    queue_id = find_queue_id(QUEUE_NAME)
    pattern = {
        "source": ["genesys.cloud"],
        "detail-type": ["conversation.end"],
        "detail": {"queue": {"id": [queue_id]}},
    }
    try:
        events.put_rule(
            Name=RULE_NAME,
            EventPattern=json.dumps(pattern),
            State="ENABLED",
            Description=f"Filter for Queue ID: {queue_id}",
        )
        events.put_targets(Rule=RULE_NAME, Targets=[{"Id": "Target1", "Arn": os.environ["AWS_TARGET_ARN"]}])
        rule = events.describe_rule(Name=RULE_NAME)
    except ClientError as error:
        sys.exit(f"{error.response['Error']['Code']}: {error.response['Error']['Message']}")
    print(json.dumps({"rule": rule["Name"], "state": rule["State"], "pattern": json.loads(rule["EventPattern"])}))


main()
