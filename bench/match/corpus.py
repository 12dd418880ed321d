# SPDX-License-Identifier: Apache-2.0
"""Composes Genesys Cloud events as EventBridge delivers them: 15 topics, 2,000 queues, about 1.4 KB each.

Most events are plain ASCII; one in twenty carries escapes or text that is not ASCII. One in three has an array of
objects (participants). One in a hundred comes from another source than Genesys Cloud, so that a check of the source
means something. Four of the topics have no queue id, as in life.
"""
import json
import random

QUEUES = 2000
DETAIL = "v2.detail.events.conversation.{id}."
ORGANISATION = "5d1c0f3e-8a47-4b6b-9d20-6e2f7c1b94aa"
SOURCE_PREFIX = "aws.partner/genesys.com"
SOURCES = [f"{SOURCE_PREFIX}/cloud/{ORGANISATION}/{suffix}" for suffix in ("prod-main", "prod-emea", "staging")]
FOREIGN_SOURCE = "acme.replay"

# Topic (the detail-type) and its weight among the events.
QUEUE_TOPICS = {
    DETAIL + "acd.start": 12, DETAIL + "acd.end": 12, DETAIL + "user.start": 12, DETAIL + "user.end": 12,
    DETAIL + "acw": 7, DETAIL + "wrapup": 7, DETAIL + "voicemail.start": 3, DETAIL + "voicemail.end": 3,
    "v2.detail.events.agent.{id}.state": 6, "v2.analytics.conversation.{id}.metrics": 10,
    "v2.routing.queues.{id}.users": 4,
}
OTHER_TOPICS = {DETAIL + "customer.start": 3, DETAIL + "customer.end": 3, DETAIL + "flow.start": 3,
                DETAIL + "flow.end": 3}
TOPICS = {**QUEUE_TOPICS, **OTHER_TOPICS}

MEDIA = ["VOICE"] * 5 + ["CHAT", "EMAIL", "CALLBACK", "MESSAGE"]
PROVIDERS = ["Edge", "PureCloud Chat", "PureCloud Email", "PureCloud Messaging"]
DISCONNECTS = ["CLIENT", "PEER", "ENDPOINT", "TRANSFER", "CONSULT_TRANSFER", "CONFERENCE_TRANSFER", "TIMEOUT",
               "TRANSPORT_FAILURE", "SYSTEM", "SPAM"]
OUTCOMES = ["ANSWERED", "ABANDON", "FLOW_OUT"]
ROUTINGS = ["STANDARD", "PREDICTIVE", "BULLSEYE", "PREFERRED", "LAST", "MANUAL"]
FLOWS = ["INBOUNDCALL", "INQUEUECALL", "WORKFLOW", "BOT", "DIGITALBOT", "INBOUNDEMAIL"]
STATES = ["ALERT", "INTERACT", "WRAPUP", "HOLD", "DIALING", "PARKED", "MONITORING"]
PURPOSES = ["customer", "agent", "acd", "ivr", "external"]
METRICS = ["tAcd", "tAbandon", "tHandle", "tTalk", "tHeld", "nOffered", "nTransferred", "nConnected"]
LABELS = ["Priority", "Back Office", "Seasonal", "Outsourced", "Training"]
REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-2"]
SUBJECTS = ["Invoice question", "Order has not arrived", "Change of address", "Cancel my contract",
            "Refund for a double charge", "Password reset", "Appointment on Tuesday", "Complaint about delivery"]
NOTES = ["Customer asked for a call back tomorrow morning", "Sent the return label by mail", "Credit of 25 granted",
         "Escalated to second level", "Resolved on first contact", "Address changed in the system"]
SPECIAL_NOTES = ['Said "call me back", then hung up', "Path C:\\temp\\invoice.pdf\nsee attachment\tpage 2",
                 "Kundin möchte Rückruf, Straße und Hausnummer geändert", "Cliente pidió más información, mañana",
                 "お客様は明日の朝に電話を希望", "Très satisfait de la réponse 👍", "Ödeme iki kez alındı"]


def uuid(rng):
    """A version 4 UUID out of the generator's own randomness."""
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"


def queue_ids(seed):
    """The queues of the organisation, the same for events and rules of one seed."""
    rng = random.Random(f"{seed}/queues")
    return [uuid(rng) for _ in range(QUEUES)]


def phone(rng):
    return f"tel:+1317555{rng.randrange(10000):04d}"


def ipv4(rng):
    head = rng.choice(["10.20", "10.99", "172.16", "192.168", "203.0", "198.51"])
    return f"{head}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def ipv6(rng):
    head = rng.choice(["2001:db8", "2001:db8:85a3", "fd12:3456"])
    return f"{head}::{rng.randrange(0x10000):x}:{rng.randrange(1, 0x10000):x}"


def timestamp(rng):
    """Epoch milliseconds on one day, and the same instant as text without them."""
    second = rng.randrange(86400)
    text = f"2026-03-04T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return 1772582400000 + second * 1000 + rng.randrange(1000), text


class Composer:
    """Makes one event after the other; everything random comes out of one generator."""

    def __init__(self, seed):
        self.rng = random.Random(f"{seed}/events")
        self.queues = queue_ids(seed)
        rng = random.Random(f"{seed}/people")
        self.users = [uuid(rng) for _ in range(500)]
        self.divisions = [uuid(rng) for _ in range(12)]
        self.skills = [uuid(rng) for _ in range(40)]
        self.topics = list(TOPICS)
        self.weights = list(TOPICS.values())

    def line(self):
        """One event as a line of JSON."""
        rng = self.rng
        kind = rng.random()
        event = self.event(special=kind < 0.05)
        return json.dumps(event, separators=(",", ":"), ensure_ascii=kind < 0.02)

    def event(self, special):
        rng = self.rng
        topic = rng.choices(self.topics, self.weights)[0]
        millis, text = timestamp(rng)
        body = self.body(topic, millis)
        self.extras(body, special)
        source = FOREIGN_SOURCE if rng.random() < 0.01 else rng.choice(SOURCES)
        name = topic.replace("{id}", body.get("conversationId") or body.get("userId") or body["queueId"])
        return {
            "version": "0", "id": uuid(rng), "detail-type": topic, "source": source, "account": "111122223333",
            "time": text + "Z", "region": rng.choice(REGIONS), "resources": [],
            "detail": {"topicName": name, "version": "2", "eventBody": body,
                       "metadata": {"CorrelationId": uuid(rng)}, "timestamp": f"{text}.{millis % 1000:03d}Z"},
        }

    def body(self, topic, millis):
        """The topic's own object; the queue id stands where Genesys Cloud puts it."""
        rng = self.rng
        if topic.endswith(".users"):
            return {"id": rng.choice(self.users), "user": {"id": rng.choice(self.users)},
                    "queueId": rng.choice(self.queues), "joined": rng.random() < 0.5, "eventTime": millis,
                    "additionalProperties": {}}
        if topic.endswith(".state"):
            return self.agent_state(millis)
        if topic.endswith(".metrics"):
            return self.metric(millis)
        body = self.conversation(millis)
        if topic in QUEUE_TOPICS and not (".user." in topic and rng.random() < 0.1):
            body["queueId"] = rng.choice(self.queues)
        body["divisionId"] = rng.choice(self.divisions)
        self.topic_fields(topic, body, millis)
        return body

    def conversation(self, millis):
        """What all events of a conversation have in common."""
        rng = self.rng
        ani, dnis = phone(rng), phone(rng)
        body = {"eventTime": millis, "conversationId": uuid(rng), "participantId": uuid(rng),
                "sessionId": uuid(rng), "mediaType": rng.choice(MEDIA), "provider": rng.choice(PROVIDERS),
                "direction": rng.choice(["INBOUND", "INBOUND", "OUTBOUND"]), "ani": ani, "dnis": dnis,
                "addressTo": dnis, "addressFrom": ani}
        if body["mediaType"] in ("EMAIL", "MESSAGE"):
            body["subject"] = f"{rng.choice(SUBJECTS)} #{rng.randrange(100000)}"
        body["conversationExternalContactIds"] = [uuid(rng)] if rng.random() < 0.3 else []
        body["conversationExternalOrganizationIds"] = []
        if rng.random() < 0.4:
            body["utilizationLabel"] = rng.choice(LABELS)
        return body

    def topic_fields(self, topic, body, millis):
        rng = self.rng
        if "acd" in topic:
            body["requestedRoutingSkillIds"] = rng.sample(self.skills, rng.randrange(3))
            body["routingPriority"] = rng.choice([0, 0, 0, 5, 10, 50, -1])
            body["skillExpressionApplied"] = rng.random() < 0.2
        if ".user." in topic or topic.endswith("acw") or "voicemail" in topic:
            body["userId"] = rng.choice(self.users)
        if "acw" in topic or "wrapup" in topic:
            body["wrapupCode"] = f"WRAP-{rng.randrange(30):02d}-{rng.choice(['Sale', 'Service', 'Spam'])}"
            body["wrapupDurationMs"] = rng.randrange(120000)
        if "flow" in topic:
            body.update(flowType=rng.choice(FLOWS), flowId=uuid(rng), flowVersion=f"v{rng.randrange(40)}.0")
        if topic.endswith(".end"):
            self.end_fields(topic, body)

    def end_fields(self, topic, body):
        rng = self.rng
        body["disconnectType"] = rng.choice(DISCONNECTS)
        if "acd" in topic:
            body.update(acdOutcome=rng.choice(OUTCOMES), requestedRoutings=rng.sample(ROUTINGS, 2),
                        usedRouting=rng.choice(ROUTINGS), answeredUserId=rng.choice([*self.users[:20], None]))
        if ".user." in topic:
            body.update(interactingDurationMs=rng.randrange(900000), heldDurationMs=rng.randrange(60000),
                        alertingDurationMs=rng.randrange(20000))
        else:
            body["connectedDurationMs"] = rng.randrange(1800000)

    def agent_state(self, millis):
        rng = self.rng
        return {"conversationId": uuid(rng), "sessionId": uuid(rng), "sessionStart": millis - rng.randrange(600000),
                "currentStateStart": millis, "currentState": rng.choice(STATES), "userId": rng.choice(self.users),
                "originatingDirection": rng.choice(["INBOUND", "OUTBOUND"]), "mediaType": rng.choice(MEDIA),
                "queueId": rng.choice(self.queues), "requestedLanguageId": rng.choice(self.skills),
                "requestedSkillIds": rng.sample(self.skills, rng.randrange(4))}

    def metric(self, millis):
        rng = self.rng
        return {"metric": rng.choice(METRICS), "metricDate": "2026-03-04T14:00:00.000Z", "eventTime": millis,
                "value": rng.randrange(300000), "recordId": uuid(rng), "conversationId": uuid(rng),
                "sessionId": uuid(rng), "queueId": rng.choice(self.queues), "userId": rng.choice(self.users),
                "divisionIds": rng.sample(self.divisions, 2), "mediaType": rng.choice(MEDIA).lower(),
                "direction": rng.choice(["inbound", "outbound"]), "purpose": rng.choice(PURPOSES),
                "firstQueue": rng.random() < 0.7, "ani": phone(rng), "dnis": phone(rng)}

    def extras(self, body, special):
        """Addresses, quality figures, notes, participants: what the operators of the rules look at."""
        rng = self.rng
        body["remoteIp"] = ipv4(rng) if rng.random() < 0.7 else ipv6(rng)
        body["edgeAddress"] = ipv4(rng)
        body["mos"] = round(rng.uniform(1, 5), 2)
        body["recording"] = rng.choice([True, False, None])
        if special:
            body["notes"] = rng.choice(SPECIAL_NOTES)
        elif rng.random() < 0.5:
            body["notes"] = f"{rng.choice(NOTES)}, ticket {rng.randrange(10 ** 6):06d}"
        if rng.random() < 0.33:
            body["participants"] = [self.participant() for _ in range(rng.choice([1, 2, 2, 3]))]

    def participant(self):
        rng = self.rng
        return {"id": uuid(rng), "purpose": rng.choice(PURPOSES), "state": rng.choice(["connected", "disconnected"]),
                "address": phone(rng), "muted": rng.random() < 0.1, "held": rng.random() < 0.1,
                "durationSeconds": rng.randrange(1200)}
