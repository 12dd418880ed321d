# SPDX-License-Identifier: Apache-2.0
"""What the tests of the partner road have in common: specs of it, and what of it is live."""

import json
import re

from harness import comparable, partner_source
from wire import call_json

INTEGRATIONS = "/api/v2/integrations"
CUSTOMER_START = "v2.detail.events.conversation.{id}.customer.start"
ACW = "v2.detail.events.conversation.{id}.acw"

# A whole road: "a conversation ended in a queue", and a topic as it is.
ROAD = """
stack: STACK
genesys: { integration: { suffix: SUFFIX, wait: 20s } }
defaults: { dead_letter: STACK-letters }
routes:
  ended:
    intent: ended
    queues: [General Support]
    to: [{ sqs: STACK-ended }]
  joined:
    events: v2.detail.events.conversation.{id}.customer.start
    to: [{ sqs: STACK-joined }]
"""


def road(stack="road", suffix="one", **words):
    """ROAD with names and other words in the place of its own."""
    text = ROAD.replace("STACK", stack).replace("SUFFIX", suffix)
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    return text


def topics_of(integration):
    return set(integration["config"]["current"]["properties"]["eventFilter"])


def notes_of(integration):
    return integration["config"]["current"]["notes"]


def integrations(cloud):
    """By suffix; those without a configuration under ""."""
    answer = cloud.genesys("GET", f"{INTEGRATIONS}?expand=config.current&pageSize=100")
    assert answer.status_code == 200, answer.text
    found = {}
    for item in answer.json()["entities"]:
        suffix = item["config"]["current"]["properties"].get("eventSourceSuffix", "")
        assert suffix not in found, f"two integrations with the suffix '{suffix}'"
        found[suffix] = item
    return found


def event_bus_call(cloud, operation, **body):
    """By hand: Debian's boto3 knows no descriptions of buses."""
    answer = call_json(cloud, f"AWSEvents.{operation}", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def make_bus(cloud, name, description):
    event_bus_call(cloud, "CreateEventBus", Name=name, EventSourceName=name, Description=description)


def buses(cloud):
    """Partner buses by name, with their rules and the rules' targets."""
    found = {}
    for bus in event_bus_call(cloud, "ListEventBuses")["EventBuses"]:
        name = bus["Name"]
        if name == "default":
            continue
        found[name] = {
            "Description": bus.get("Description", ""),
            "Rules": {
                rule["Name"]: {
                    **rule,
                    "Targets": cloud.events.list_targets_by_rule(Rule=rule["Name"], EventBusName=name)["Targets"],
                }
                for rule in cloud.events.list_rules(EventBusName=name)["Rules"]
            },
        }
    return found


def live(cloud):
    """All that stands, as plain data that can be compared from one making to the next."""

    def plain(integration):
        config = integration["config"]["current"]
        return {
            "name": integration["name"],
            "notes": config["notes"],
            "properties": {**config["properties"], "eventFilter": sorted(topics_of(integration))},
            "intended": integration["intendedState"],
            "reported": integration["reportedState"]["code"],
        }

    return {
        **comparable(cloud.inventory()),
        "buses": comparable(buses(cloud)),
        "integrations": {suffix: plain(item) for suffix, item in integrations(cloud).items()},
    }


def change_configuration(cloud, integration_id, **properties):
    """Writes a configuration as another program would."""
    path = f"{INTEGRATIONS}/{integration_id}/config/current"
    config = cloud.genesys("GET", path).json()
    body = {k: config[k] for k in ("name", "version", "advanced", "notes", "credentials")}
    answer = cloud.genesys("PUT", path, json={**body, "properties": {**config["properties"], **properties}})
    assert answer.status_code == 200, answer.text


def source_state(cloud, suffix):
    return cloud.events.describe_event_source(Name=partner_source(suffix))["State"]


def configuration_call(name):
    return re.fullmatch(rf"PUT {INTEGRATIONS}/[^/]+/config/current", name) is not None


def bodies(cloud, queue_name, count):
    url = cloud.sqs.get_queue_url(QueueName=queue_name)["QueueUrl"]
    return [json.loads(message["Body"]) for message in cloud.receive(url, count)]
