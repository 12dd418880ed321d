# SPDX-License-Identifier: Apache-2.0
"""A spec from what is live: it describes what is there, applying it changes nothing, and what it cannot say it tells."""

import json
import random
import re

import pytest
import yaml

from harness import (
    ACCOUNT,
    BILLING,
    CONTACT_CENTER,
    GENERAL_SUPPORT,
    ORGANIZATION,
    REGION,
    USER_END,
    Stack,
    arn_of,
    partner_source,
    rule_arn,
)
from partner import road
from recorder import DENIED, Recorder
from test_large_stacks import QUEUES, SPEC as LARGE, queue_id, seed_with
from test_tutorial_programs import program, run_fanout, run_queue_filter  # noqa: F401  (a fixture and its users)


class Imported:
    """What an import printed."""

    def __init__(self, ran):
        assert ran.code == 0, ran
        self.text = ran.out
        self.told = ran.err
        self.spec = yaml.safe_load(ran.out)

    @property
    def routes(self):
        return self.spec["routes"]


def import_from(switchboard, cloud, *flags):
    return Imported(switchboard("import", f"--local={cloud.url}", *flags))


def planned(switchboard, cloud, text, *flags):
    """The changes that a plan of this spec shows."""
    ran = Stack(switchboard, cloud).write(text, "imported.yaml").plan(*flags)
    assert ran.code == 0, ran
    return ran.json()["changes"]


def put_rule(cloud, name, pattern, targets, bus="default", **more):
    text = pattern if isinstance(pattern, str) else json.dumps(pattern)
    cloud.events.put_rule(Name=name, EventBusName=bus, EventPattern=text, **more)
    if targets:
        put = cloud.events.put_targets(Rule=name, EventBusName=bus, Targets=targets)
        assert put["FailedEntryCount"] == 0, put


# A stack that was applied.


def test_a_stack_comes_back_as_the_spec_that_it_was_applied_from(full, cloud):
    full.applied()
    got = import_from(full.switchboard, cloud)
    assert got.spec == {
        "stack": "contact-center",
        "aws": {"region": REGION, "account": ACCOUNT},
        "defaults": {"retry": {"attempts": 3, "max_age": "1h"}},
        "routes": {
            "billing-ended": {
                "events": ["conversation.end"],
                "queues": ["Billing"],
                "to": [{"sqs": "billing-ended"}],
            },
            "support-ended": {
                "description": "Ended in General Support",
                "events": ["conversation.end"],
                "queues": ["General Support"],
                "where": {"detail": {"mediaType": ["voice", "message"]}},
                "to": [
                    {
                        "sns": "support-ended",
                        "subscribers": [
                            {"sqs": "support-loud", "filter": {"detail": {"priority": [{"numeric": [">", 5]}]}}},
                            {"sqs": "support-worker", "raw": True},
                        ],
                    }
                ],
            },
        },
    }
    assert got.told == ""
    assert planned(full.switchboard, cloud, got.text) == []


def test_the_same_state_gives_the_same_bytes_whatever_order_it_came_about_in(full, cloud, start_cloud, tmp_path):
    full.applied()
    first = import_from(full.switchboard, cloud).text
    other = start_cloud()
    head, rest = CONTACT_CENTER.split("routes:\n")
    support, billing = rest.split("  billing-ended:")
    turned = Stack(full.switchboard, other).write(head + "routes:\n  billing-ended:" + billing + support, "turned.yaml")
    turned.applied()
    assert import_from(full.switchboard, other).text == first
    assert import_from(full.switchboard, cloud).text == first


def test_json_says_the_same_as_the_yaml(full, cloud):
    full.applied()
    got = import_from(full.switchboard, cloud)
    ran = full.switchboard("import", f"--local={cloud.url}", "--output", "json")
    assert ran.json() == {
        "schema": "switchboard.import/1",
        "stack": "contact-center",
        "spec": got.spec,
        "remarks": [],
    }


def test_a_stack_must_be_named_where_there_are_several(stack, cloud, switchboard):
    for name in ("one", "two"):
        stack.write(f"stack: {name}\nroutes:\n  r: {{ events: [conversation.end], to: [{{ sqs: {name}-q }}] }}\n").applied()
    ran = switchboard("import", f"--local={cloud.url}")
    assert ran.code == 1 and "one, two" in ran.err and ran.out == ""
    assert list(import_from(switchboard, cloud, "--stack", "two").routes) == ["r"]
    ran = switchboard("import", f"--local={cloud.url}", "--stack", "three")
    assert ran.code == 1 and "'three'" in ran.err and ran.out == ""


def test_a_file_is_written_once_and_overwritten_only_by_force(full, cloud):
    full.applied()
    words = ["import", f"--local={cloud.url}", "-o", "got.yaml"]
    file = full.switchboard.folder / "got.yaml"
    assert full.switchboard(*words).code == 0
    text = file.read_text()
    assert yaml.safe_load(text)["stack"] == "contact-center"
    file.write_text("mine")
    ran = full.switchboard(*words)
    assert ran.code == 1 and "exists already" in ran.err and file.read_text() == "mine"
    assert full.switchboard(*words, "--force").code == 0
    assert file.read_text() == text


def test_rules_that_a_long_queue_list_was_spread_over_are_one_route_again(start_cloud, switchboard):
    cloud = start_cloud(seed_with(range(QUEUES)))
    Stack(switchboard, cloud).write(LARGE.replace("[{ sqs: all-ended }]", str([{"sqs": f"q{i}"} for i in range(7)]))).applied()
    assert len(cloud.rules()) == 8
    got = import_from(switchboard, cloud)
    assert list(got.routes) == ["ended"]
    assert set(got.routes["ended"]["queues"]) == {f"Queue {number}" for number in range(QUEUES)}
    assert {target["sqs"] for target in got.routes["ended"]["to"]} == {f"q{i}" for i in range(7)}
    assert planned(switchboard, cloud, got.text) == []


def test_a_route_whose_first_rule_is_not_needed_any_more_is_found_by_the_others(start_cloud, switchboard):
    cloud = start_cloud(seed_with(range(QUEUES)))
    stack = Stack(switchboard, cloud)
    stack.write(LARGE).applied()
    last = [queue for queue in json.loads(cloud.rules()["s-ended-3"]["EventPattern"])["detail"]["queue"]["id"]]
    stack.write(LARGE.replace('{ match: "Queue *" }', ", ".join(f"{{ id: {queue} }}" for queue in last))).applied()
    assert set(cloud.rules()) == {"s-ended-3"}
    got = import_from(switchboard, cloud)
    assert "rule" not in got.routes["ended"]
    assert planned(switchboard, cloud, got.text) == []


# Round trips of many specs.

TEXTS = ["plain", "a: b", "0123", "1e3", "~", "no", "{id}", "größe ☎ 🎧", 'quo"te\\', "${HOME}", "$${x}", " blanks ", "#x",
         "two\nlines", "- item", "[a]", "'single'", "%d", "null", "*x", "&x", "!x", "a #b", "tab\t", "\u2028", "?", "@x"]


class SpecMaker:
    """Specs at random, over all that a spec can say."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.topics = {}

    def some(self, *choices):
        return self.random.choice(choices)

    def often(self, share=0.5):
        return self.random.random() < share

    def text(self):
        # "${" in a file is the beginning of a variable.
        return self.random.choice(TEXTS).replace("${", "$${")

    def values(self):
        texts = [self.random.choice(TEXTS).replace("${", "$${") for _ in range(self.random.randint(1, 3))]
        return [
            *dict.fromkeys(texts),
            *self.some([], [1], [2.5], [True, None], [{"prefix": "a"}], [{"anything-but": ["x", "y"]}],
                       [{"numeric": [">", 0, "<=", 5]}], [{"exists": False}]),
        ]

    def where(self):
        detail = {key: self.values() for key in self.random.sample(["mediaType", "a b", "n:1", "007", "yes"], 2)}
        if self.often(0.3):
            detail = {"inner": detail, "other": self.values()}
        out = {"detail": detail}
        if self.often(0.3):
            out["$or"] = [{"detail": {"p": self.values()}}, {"account": ["1"]}]
        return out

    def subscriber(self, number):
        out = self.some({"sqs": f"worker-{number}"}, {"sqs": arn_of("sqs", f"given-{number % 8}")})
        if self.often():
            out["raw"] = True
        if self.often():
            out["filter"] = {"detail": {"x": self.values()}}
        return out

    def target(self, number):
        if self.often():
            out = {"sns": f"topic-{number}"}
            # The subscribers of a topic stand under the first target that goes to it.
            if number not in self.topics:
                self.topics[number] = [self.subscriber(2 * number), self.subscriber(2 * number + 1)][: self.some(0, 1, 2)]
                if self.topics[number]:
                    out["subscribers"] = self.topics[number]
        else:
            out = self.some(
                {"sqs": f"queue-{number}"},
                {"sqs": arn_of("sqs", f"given-{number}")},
                {"bus": "other-bus", "id": f"bus-{number}"},
                {"arn": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:m{number}", "role": self.role()},
            )
        if self.often(0.3):
            out["id"] = f"Target.{number}"
        if self.often(0.3):
            out["dead_letter"] = self.some({"none": "not needed"}, f"letters-{number % 3}", arn_of("sqs", "given-0"))
        if self.often(0.3):
            out["retry"] = {"attempts": self.random.randint(0, 185)}
        if self.often(0.3) and "bus" not in out:  # an event bus takes events as they are
            out["input"] = self.some(
                {"path": "$.detail"},
                {"text": json.dumps({"said": self.text()})},
                {"template": '"<a> in <b>"', "paths": {"a": "$.detail.a", "b": "$.source"}},
            )
        return out

    def role(self):
        return f"arn:aws:iam::{ACCOUNT}:role/{self.some('one', 'two')}"

    def events(self, route):
        kind = self.random.randrange(5)
        if kind == 0:
            route["events"] = self.random.sample(["conversationCreated", "conversationUpdated"], self.some(1, 2))
        elif kind == 1:
            route["events"] = ["conversation.end"]
            if self.often():
                route["bus"] = "other-bus"
        elif kind == 2:
            route["pattern"] = {"source": [{"prefix": self.text()}], **self.where()}
            return
        elif kind == 3:
            route["events"] = ["Order placed"]
        else:
            route["events"] = ["v2.detail.events.conversation.{id}.user.end"]
            route["bus"] = "default"
        if self.often(0.7):
            route["queues"] = self.random.sample(["General Support", "Billing", {"id": queue_id(7)}], self.some(1, 2))
            if self.often():
                route["description"] = "Queues {queue_ids}, " + self.text()
        if self.often():
            route["where"] = self.where()

    def route(self):
        route = {}
        self.events(route)
        if self.often(0.3) and "description" not in route:
            route["description"] = self.text()
        if self.often(0.2):
            route["state"] = self.some("enabled", "disabled")
        if self.often(0.2):
            route["role"] = self.role()
        numbers = self.random.sample(range(8), self.some(1, 1, 2, 6))
        route["to"] = [self.target(number) for number in numbers]
        return route

    def spec(self):
        names = self.random.sample(["support", "größe", "a/b", "x: y", "007", "no", "end [x]"], self.random.randint(1, 4))
        out = {
            "stack": self.some("s", "contact-center"),
            "families": {"shop": {"source": "shop.example", "queue_id": "detail.order.queue", "events": ["Order placed"]}},
            "routes": {name: self.route() for name in names},
        }
        for number, route in enumerate(out["routes"].values()):
            if self.often(0.4):
                route["rule"] = f"rule-{number}"
        if self.often():
            out["defaults"] = {"dead_letter": self.some("letters", {"none": "no"}), "retry": {"max_age": "90m"}}
        return out


@pytest.mark.parametrize("seed", range(24))
def test_whatever_was_applied_is_imported_planned_without_a_change_and_imported_the_same(switchboard, start_cloud, seed):
    cloud = start_cloud()
    cloud.events.create_event_bus(Name="other-bus")
    for number in range(8):
        cloud.make_queue(f"given-{number}")
    spec = SpecMaker(seed).spec()
    stack = Stack(switchboard, cloud).write(json.dumps(spec, ensure_ascii=False))
    ran = stack.apply()
    assert ran.code == 0, ran
    assert stack.plan().json()["changes"] == [], "the spec itself does not settle"
    got = import_from(switchboard, cloud)
    assert planned(switchboard, cloud, got.text) == [], got.text
    assert set(got.routes) == set(spec["routes"])
    assert got.told == "", got.told
    Stack(switchboard, cloud).write(got.text, "again.yaml").applied()
    assert import_from(switchboard, cloud).text == got.text


# Rules that nobody marked.

MARKS_ONLY = {("update", "aws.rule"), ("create", "aws.topic_policy"), ("create", "aws.queue_policy")}


def only_marks(changes):
    """True when nothing changes but descriptions' marks and statements of the stack's own in policies."""
    for change in changes:
        if (change["action"], change["kind"]) not in MARKS_ONLY:
            return False
        for difference in change["diff"] if change["kind"] == "aws.rule" else []:
            unmarked = re.sub(r" ?\[switchboard:[^\]]*\]$", "", difference["after"])
            if difference["path"] != "Description" or unmarked != (difference["before"] or ""):
                return False
    return True


def test_what_the_fanout_program_made_is_taken_over_with_nothing_but_marks(cloud, program, switchboard):  # noqa: F811
    assert run_fanout(program).code == 0
    before = cloud.inventory()
    got = import_from(switchboard, cloud, "--rule", "genesys-filter-*", "--stack", "fanout")
    assert got.spec["stack"] == "fanout"
    assert got.routes["genesys-filter-conversationcreated"] == {
        "rule": "genesys-filter-conversationcreated",
        "events": ["conversationCreated"],
        "to": [{"sns": "genesys-cloud-conversationcreated", "id": "sns-target-conversationcreated"}],
    } | {k: v for k, v in got.routes["genesys-filter-conversationcreated"].items() if k in ("description", "role")}
    changes = planned(switchboard, cloud, got.text, "--adopt")
    assert changes and only_marks(changes), changes
    adopting = Stack(switchboard, cloud).write(got.text, "imported.yaml")
    adopting.applied("--adopt")
    after = cloud.inventory()
    for name, rule in after["rules"].items():
        assert {k: v for k, v in rule.items() if k != "Description"} == {
            k: v for k, v in before["rules"][name].items() if k != "Description"
        }
    assert after["event types"] == before["event types"]
    assert set(after["topics"]) == set(before["topics"]) and set(after["queues"]) == set(before["queues"])
    assert adopting.plan().json()["changes"] == []
    assert import_from(switchboard, cloud, "--stack", "fanout").spec == got.spec


def test_what_the_queue_filter_program_made_is_taken_over_by_the_queues_name(cloud, program, switchboard):  # noqa: F811
    cloud.make_queue("my-target", "events.amazonaws.com", rule_arn("GC_ConvEnd_SpecificQueue"))
    assert run_queue_filter(program).code == 0
    cloud.enable("conversation.end")  # which the program leaves to the console
    got = import_from(switchboard, cloud, "--bus", "default")
    assert got.spec["stack"] == "imported"
    route = got.routes["GC_ConvEnd_SpecificQueue"]
    assert route["queues"] == ["General Support"]
    assert route["to"] == [{"sqs": "my-target", "id": "Target1"}]
    assert "{queue_ids}" in route["description"] and GENERAL_SUPPORT not in got.text
    changes = planned(switchboard, cloud, got.text, "--adopt")
    assert changes and only_marks(changes), changes


def test_rules_join_a_stack_beside_those_it_has(full, cloud):
    full.applied()
    _, queue = cloud.make_queue("theirs")
    put_rule(cloud, "by-hand", {"source": ["genesyscloud"], "detail-type": ["conversationEnded"]}, [{"Id": "1", "Arn": queue}])
    cloud.enable("conversationEnded")
    got = import_from(full.switchboard, cloud, "--stack", "contact-center", "--rule", "by-*")
    assert list(got.routes) == ["billing-ended", "by-hand", "support-ended"]
    changes = planned(full.switchboard, cloud, got.text, "--adopt")
    assert {(c["kind"], c["name"]) for c in changes} == {("aws.rule", "by-hand"), ("aws.queue_policy", "theirs")}


def test_patterns_that_no_event_family_explains_are_whole_patterns(cloud, switchboard):
    _, queue = cloud.make_queue("q")
    patterns = {
        "any-account": {"account": [ACCOUNT]},
        "prefixed": {"source": [{"prefix": "com.example."}], "detail": {"n": [{"numeric": [">", 1.50]}], "": ["${x}"]}},
        "strange-event": {"source": ["genesyscloud"], "detail-type": ["somethingElse"]},
        "two-sources": {"source": ["genesyscloud", "genesys.cloud"], "detail-type": ["conversation.end"]},
    }
    for name, pattern in patterns.items():
        put_rule(cloud, name, pattern, [{"Id": "1", "Arn": queue}])
    got = import_from(switchboard, cloud, "--rule", "*")
    assert {name: route["pattern"] for name, route in got.routes.items()} == {
        **patterns,
        "prefixed": {**patterns["prefixed"], "detail": {"n": [{"numeric": [">", 1.5]}], "": ["$${x}"]}},
    }
    assert only_marks(planned(switchboard, cloud, got.text, "--adopt"))


# Platform topics, and the integration that sends them.

ACD_START = "v2.detail.events.conversation.{id}.acd.start"


@pytest.fixture
def partner_cloud(start_cloud):
    """An integration with a rule on its bus, made as by hand."""

    def start(topics=(USER_END,), suffix="contact-center"):
        cloud = start_cloud()
        cloud.make_integration(suffix, topics)
        source = partner_source(suffix)
        cloud.events.create_event_bus(Name=source, EventSourceName=source)
        _, queue = cloud.make_queue("q")
        put_rule(
            cloud,
            "user-ended",
            {"source": [source], "detail-type": [USER_END], "detail": {"eventBody": {"queueId": [BILLING]}}},
            [{"Id": "1", "Arn": queue}],
            bus=source,
        )
        return cloud

    return start


def test_platform_topics_come_back_by_their_names_and_the_integrations_suffix(partner_cloud, switchboard):
    cloud = partner_cloud()
    got = import_from(switchboard, cloud, "--bus", "aws.partner/*")
    assert got.spec["genesys"] == {"organization": ORGANIZATION, "integration": {"suffix": "contact-center"}}
    route = got.routes["user-ended"]
    assert (route["events"], route["queues"]) == ([USER_END], ["Billing"]) and "bus" not in route
    assert got.told == ""
    assert "# The integration 'Events to contact-center' (ENABLED, reports ACTIVE) sends 1 topic." in got.text
    assert only_marks(planned(switchboard, cloud, got.text, "--adopt"))
    adopted = Stack(switchboard, cloud).write(got.text, "imported.yaml")
    adopted.applied("--adopt")
    assert adopted.plan("--detailed-exitcode").code == 0
    assert import_from(switchboard, cloud).text == got.text


def test_the_integration_is_told_as_it_is_and_so_are_topics_that_no_route_asks_for(partner_cloud, switchboard):
    cloud = partner_cloud([ACD_START, USER_END])
    ran = switchboard("import", f"--local={cloud.url}", "--bus", "aws.partner/*", "--output", "json")
    assert ran.json()["integration"] == {
        "name": "Events to contact-center",
        "eventSourceSuffix": "contact-center",
        "awsAccountId": ACCOUNT,
        "awsAccountRegion": REGION,
        "eventFilter": [ACD_START, USER_END],
        "intendedState": "ENABLED",
        "reportedState": "ACTIVE",
    }
    told = f"integration Events to contact-center: sends topics that no route asks for: {ACD_START}"
    assert [f"{r['subject']}: {r['text']}" for r in ran.json()["remarks"]] == [told]
    assert told in ran.err


def test_a_topic_that_the_integration_does_not_send_and_one_that_is_off_are_told(partner_cloud, switchboard):
    cloud = partner_cloud([ACD_START])
    got = import_from(switchboard, cloud, "--bus", "aws.partner/*")
    assert "genesys.integration Events to contact-center: apply would update it: eventFilter" in got.told
    (integration,) = cloud.genesys("GET", "/api/v2/integrations").json()["entities"]
    cloud.genesys("PATCH", f"/api/v2/integrations/{integration['id']}", json={"intendedState": "DISABLED"})
    cloud.await_integration(integration["id"], "INACTIVE")
    ran = switchboard("import", f"--local={cloud.url}", "--bus", "aws.partner/*")
    assert "(DISABLED, reports INACTIVE)" in ran.out
    assert "--adopt" not in ran.err and "intendedState" in ran.err


def test_a_partner_bus_that_no_integration_sends_to_is_written_by_its_name(partner_cloud, switchboard):
    cloud = partner_cloud()
    (integration,) = cloud.genesys("GET", "/api/v2/integrations").json()["entities"]
    assert cloud.genesys("DELETE", f"/api/v2/integrations/{integration['id']}").status_code in (200, 202, 204)
    cloud.await_integration(integration["id"], None)
    got = import_from(switchboard, cloud, "--bus", "aws.partner/*")
    assert "genesys" not in got.spec
    assert got.routes["user-ended"]["bus"] == partner_source("contact-center")
    assert f"event bus {partner_source('contact-center')}: no integration of Genesys Cloud sends to it" in got.told
    assert only_marks(planned(switchboard, cloud, got.text, "--adopt"))


def test_of_several_partner_buses_the_one_with_an_integration_gives_the_suffix(partner_cloud, switchboard):
    cloud = partner_cloud(suffix="a-first")
    (gone,) = cloud.genesys("GET", "/api/v2/integrations").json()["entities"]
    cloud.genesys("DELETE", f"/api/v2/integrations/{gone['id']}")
    cloud.await_integration(gone["id"], None)
    cloud.make_integration("b-second", [USER_END])
    source = partner_source("b-second")
    cloud.events.create_event_bus(Name=source, EventSourceName=source)
    put_rule(cloud, "also", {"source": [source], "detail-type": [USER_END]}, [{"Id": "1", "Arn": arn_of("sqs", "q")}], bus=source)
    got = import_from(switchboard, cloud, "--bus", "aws.partner/*")
    assert got.spec["genesys"]["integration"] == {"suffix": "b-second"}
    assert got.routes["user-ended"]["bus"] == partner_source("a-first") and "bus" not in got.routes["also"]
    assert only_marks(planned(switchboard, cloud, got.text, "--adopt"))


def test_what_may_not_be_read_of_the_integration_is_said_and_done_without(partner_cloud, switchboard):
    cloud = partner_cloud()
    with Recorder(cloud.url) as between:
        between.instead = lambda name: DENIED if name.startswith("GET /api/v2/integrations") else None
        got = Imported(switchboard("import", f"--local={between.url}", "--bus", "aws.partner/*"))
    assert got.spec["genesys"] == {"organization": ORGANIZATION, "integration": {"suffix": "contact-center"}}
    assert "account, region, topics and state were not read" in got.told and "not authorized" in got.told
    assert "apply would" not in got.told, "nothing is claimed of what was not read"
    assert only_marks(planned(switchboard, cloud, got.text, "--adopt"))


def test_what_may_not_be_read_of_event_types_is_said_and_done_without(full, cloud, recording):
    full.applied()
    recording.instead = lambda name: DENIED if "/platform/eventbridge/events/" in name else None
    got = Imported(full.switchboard("import", f"--local={recording.url}"))
    assert "event types are not held against Genesys Cloud" in got.told and "not authorized" in got.told
    assert got.text == import_from(full.switchboard, cloud).text


def test_without_genesys_credentials_partner_buses_are_written_by_their_names(partner_cloud, switchboard):
    cloud = partner_cloud()
    env = {"AWS_ENDPOINT_URL": cloud.url, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": REGION}
    got = Imported(switchboard("import", "--bus", "aws.partner/*", env=env))
    assert "partner buses are written by their names: the integration behind them was not read" in got.told
    assert got.routes["user-ended"]["bus"] == partner_source("contact-center") and "genesys" not in got.spec
    assert only_marks(planned(switchboard, cloud, got.text, "--adopt"))


@pytest.mark.parametrize("integration_notes", ["", "kept by the platform team"])
def test_a_partner_stack_comes_back_as_the_spec_that_it_was_applied_from(start_cloud, switchboard, integration_notes):
    cloud = start_cloud()
    if integration_notes:
        cloud.make_integration("one", [USER_END], notes=integration_notes)
    text = road()
    Stack(switchboard, cloud).write(text).applied("--adopt")
    got = import_from(switchboard, cloud, "--stack", "road")
    wanted = yaml.safe_load(text)
    wanted["genesys"] = {"organization": ORGANIZATION, "integration": {"suffix": "one"}}
    wanted["aws"] = {"region": REGION, "account": ACCOUNT}
    wanted["routes"]["joined"]["events"] = [wanted["routes"]["joined"]["events"]]
    assert got.spec == wanted
    assert got.told == ""
    assert planned(switchboard, cloud, got.text) == []


# What a spec has no words for.


def test_what_a_spec_cannot_say_is_told_in_comments_and_on_stderr(full, cloud):
    full.applied()
    _, theirs = cloud.make_queue("theirs")
    topic = arn_of("sns", "support-ended")
    cloud.events.put_targets(Rule="contact-center-support-ended", Targets=[{"Id": "theirs", "Arn": theirs}])
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=theirs)
    put_rule(cloud, "goes-nowhere", {"source": ["x"]}, [])
    put_rule(cloud, "by-hand", {"source": ["genesyscloud"], "detail-type": ["conversationEnded"]}, [{"Id": "1", "Arn": theirs}])
    got = import_from(full.switchboard, cloud, "--stack", "contact-center", "--bus", "*")
    comments = [line for line in got.text.splitlines() if line.startswith("# - ")]
    for words in (
        "rule contact-center-support-ended: the target 'theirs' is not the stack's",
        f"subscription support-ended -> {theirs}: is not the stack's",
        "rule goes-nowhere: has no target",
        "genesys.event_type conversationEnded: apply would create it",
    ):
        assert sum(words in line for line in comments) == 1, (words, comments)
        assert words in got.told
    assert set(got.routes) == {"billing-ended", "by-hand", "support-ended"}
    changes = planned(full.switchboard, cloud, got.text, "--adopt")
    assert {(c["kind"], c["name"]) for c in changes} == {
        ("aws.rule", "by-hand"),
        ("aws.queue_policy", "theirs"),
        ("genesys.event_type", "conversationEnded"),
    }
    remarks = full.switchboard(
        "import", f"--local={cloud.url}", "--stack", "contact-center", "--bus", "*", "--output", "json"
    ).json()["remarks"]
    assert [f"# - {remark['subject']}: {remark['text']}" for remark in remarks] == comments


def test_rules_of_other_stacks_are_left_to_them(full, cloud):
    full.applied()
    ran = full.switchboard("import", f"--local={cloud.url}", "--rule", "*", "--stack", "mine")
    assert ran.code == 1 and ran.out == ""
    assert "rule contact-center-billing-ended: belongs to the stack 'contact-center'" in ran.err


def test_a_drifted_stack_is_imported_as_it_is_and_not_as_it_was_meant(full, cloud):
    full.applied()
    rule = cloud.events.describe_rule(Name="contact-center-billing-ended")
    pattern = json.loads(rule["EventPattern"])
    pattern["detail"]["queue"]["id"] = [GENERAL_SUPPORT]
    cloud.events.put_rule(Name=rule["Name"], EventPattern=json.dumps(pattern), Description=rule["Description"], State="DISABLED")
    got = import_from(full.switchboard, cloud)
    assert got.routes["billing-ended"]["queues"] == ["General Support"]
    assert got.routes["billing-ended"]["state"] == "disabled"
    assert planned(full.switchboard, cloud, got.text) == []
    assert full.plan().json()["changes"] != []


def test_queues_of_the_same_name_and_unknown_ones_are_named_by_id(start_cloud, switchboard):
    cloud = start_cloud({"queues": [{"id": queue_id(1), "name": "Twin"}, {"id": queue_id(2), "name": "Twin"},
                                    {"id": queue_id(3), "name": "0123: {id}"}]})
    ids = [queue_id(number) for number in (1, 3, 9)]
    spec = f"stack: s\nroutes:\n  r: {{ events: [conversation.end], queues: {json.dumps([{'id': i} for i in ids])}, to: [{{ sqs: q }}] }}\n"
    Stack(switchboard, cloud).write(spec).applied()
    got = import_from(switchboard, cloud)
    assert got.routes["r"]["queues"] == ["0123: {id}", {"id": queue_id(1)}, {"id": queue_id(9)}]
    assert planned(switchboard, cloud, got.text) == []


def test_without_genesys_credentials_queues_are_written_by_their_ids(full, cloud):
    full.applied()
    env = {"AWS_ENDPOINT_URL": cloud.url, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": REGION}
    ran = full.switchboard("import", "--stack", "contact-center", env=env)
    assert "no Genesys Cloud credentials: queues are written by their ids" in ran.err
    assert Imported(ran).routes["billing-ended"]["queues"] == [{"id": BILLING}]


def test_nothing_is_written_by_an_import(full, cloud, recording):
    full.applied()
    put_rule(cloud, "by-hand", {"source": ["x"]}, [{"Id": "1", "Arn": arn_of("sqs", "billing-ended")}])
    before = cloud.inventory()
    assert full.switchboard("import", f"--local={recording.url}", "--stack", "contact-center", "--bus", "*").code == 0
    assert cloud.inventory() == before
