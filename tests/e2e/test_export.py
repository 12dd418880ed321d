# SPDX-License-Identifier: Apache-2.0
"""Templates of other tools: each resource that apply would make, with the same properties."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest

from harness import ACCOUNT, BILLING, CONTACT_CENTER, GENERAL_SUPPORT, REGION, arn_of
from partner import road

QUEUES = json.dumps([{"id": GENERAL_SUPPORT, "name": "General Support"}, {"id": BILLING, "name": "Billing"}])
GUARD = f"aws: {{ account: '{ACCOUNT}', region: {REGION} }}\n"

# Beside the usual: what templates write in ways of their own.
MORE = """
  more:
    rule: More_rules
    role: arn:aws:iam::000000000000:role/r
    state: disabled
    events: [conversationCreated]
    where: { detail: { text: ["$${a}", "%{b}"], n: [1, 2.5] } }
    to:
      - sqs: more
        input: { template: '"<a> $${x} %{y}"', paths: { a: $.detail } }
        dead_letter: { none: "not needed" }
      - sqs: more-paths
        input: { path: $.detail }
      - arn: arn:aws:states:us-east-1:000000000000:stateMachine:m
        role: arn:aws:iam::000000000000:role/r
        input: { text: '{"said":"$${z}"}' }
"""
SPEC = CONTACT_CENTER + MORE


def export(switchboard, format, spec=SPEC, *flags):
    switchboard.write(QUEUES, "queues.json")
    words = ["export", "-f", switchboard.write(spec), "--format", format, "--queues", "queues.json", *flags]
    ran = switchboard(*words)
    assert ran.code == 0, ran
    return json.loads(ran.out), ran.err


@pytest.fixture
def live(stack, cloud):
    """What apply makes of the spec in the local cloud."""
    stack.write(SPEC).applied()
    return cloud.inventory()


def policy(text):
    document = json.loads(text)
    return sorted(json.dumps(statement, sort_keys=True) for statement in document["Statement"])


def live_rules(live):
    return {
        name: {
            "pattern": json.loads(rule["EventPattern"]),
            "state": rule["State"],
            "description": rule["Description"],
            "role": rule.get("RoleArn"),
            "targets": {target["Id"]: target for target in rule["Targets"]},
        }
        for name, rule in live["rules"].items()
    }


def live_subscriptions(live):
    return {
        (s["TopicArn"], s["Protocol"], s["Endpoint"]): (
            s.get("RawMessageDelivery") == "true",
            json.loads(s["FilterPolicy"]) if "FilterPolicy" in s else None,
            s.get("FilterPolicyScope") if "FilterPolicy" in s else None,
        )
        for topic in live["topics"].values()
        for s in topic["Subscriptions"]
    }


def live_queues(live, names):
    return {name: (live["queues"][name]["MessageRetentionPeriod"], policy(live["queues"][name]["Policy"])) for name in names}


# CloudFormation.


class CloudFormation:
    """A template with its references and pseudo parameters filled in, as CloudFormation would."""

    PARAMETERS = {"AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": ACCOUNT}

    def __init__(self, template):
        assert set(template) == {"AWSTemplateFormatVersion", "Description", "Resources"}
        self.template = template["Resources"]
        self.resources = {id: self.fill(resource) for id, resource in self.template.items()}

    def of(self, kind):
        return {id: r["Properties"] for id, r in self.resources.items() if r["Type"] == kind}

    def arn(self, id):
        resource = self.template[id]
        if resource["Type"] == "AWS::SNS::Topic":
            return arn_of("sns", resource["Properties"]["TopicName"])
        assert resource["Type"] == "AWS::SQS::Queue", resource
        return arn_of("sqs", resource["Properties"]["QueueName"])

    def fill(self, value):
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"Ref"}:
            return self.arn(value["Ref"])
        if set(value) == {"Fn::GetAtt"}:
            assert value["Fn::GetAtt"][1] == "Arn"
            return self.arn(value["Fn::GetAtt"][0])
        if set(value) == {"Fn::Sub"}:
            text = re.sub(r"\$\{(?!!)([^}]+)\}", lambda found: self.PARAMETERS[found[1]], value["Fn::Sub"])
            return text.replace("${!", "${")
        return {key: self.fill(item) for key, item in value.items()}

    def statements(self, kind, member, resource):
        found = [p for p in self.of(kind).values() if p[member] == [resource]]
        assert len(found) == 1
        return policy(json.dumps(found[0]["PolicyDocument"]))


def check_cloudformation(template, live):
    stack = CloudFormation(template)
    topics = [properties["TopicName"] for properties in stack.of("AWS::SNS::Topic").values()]
    assert sorted(topics) == sorted(live["topics"])
    for name in topics:
        arn = arn_of("sns", name)
        assert stack.statements("AWS::SNS::TopicPolicy", "Topics", arn) == policy(live["topics"][name]["Policy"])
    queues = {p["QueueName"]: p for p in stack.of("AWS::SQS::Queue").values()}
    made = {
        name: (
            str(properties.get("MessageRetentionPeriod", 345600)),
            stack.statements("AWS::SQS::QueuePolicy", "Queues", arn_of("sqs", name)),
        )
        for name, properties in queues.items()
    }
    assert made == live_queues(live, live["queues"])
    assert {
        (s["TopicArn"], s["Protocol"], s["Endpoint"]): (
            s.get("RawMessageDelivery", False),
            s.get("FilterPolicy"),
            s.get("FilterPolicyScope"),
        )
        for s in stack.of("AWS::SNS::Subscription").values()
    } == live_subscriptions(live)
    assert {
        rule["Name"]: {
            "pattern": rule["EventPattern"],
            "state": rule["State"],
            "description": rule["Description"],
            "role": rule.get("RoleArn"),
            "targets": {target["Id"]: target for target in rule["Targets"]},
        }
        for rule in stack.of("AWS::Events::Rule").values()
    } == live_rules(live)


@pytest.mark.parametrize("guard", ["", GUARD], ids=["anywhere", "one-account"])
def test_the_cloudformation_template_makes_what_apply_makes(switchboard, live, guard):
    template, _ = export(switchboard, "cloudformation", SPEC.replace("defaults:", guard + "defaults:", 1))
    check_cloudformation(template, live)


def test_a_rule_waits_for_the_policies_that_let_its_events_in(switchboard):
    template, _ = export(switchboard, "cloudformation")
    rule = template["Resources"]["Rulecontactcentersupportended"]
    assert {template["Resources"][id]["Type"] for id in rule["DependsOn"]} == {
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
    }


def test_a_template_for_any_account_names_none(switchboard):
    template, _ = export(switchboard, "cloudformation", CONTACT_CENTER)
    assert "arn:aws:" not in json.dumps(template) and "switchboard.account" not in json.dumps(template)
    configuration, _ = export(switchboard, "terraform", CONTACT_CENTER)
    assert "arn:aws:" not in json.dumps(configuration) and "switchboard.region" not in json.dumps(configuration)


@pytest.mark.parametrize("format", ["cloudformation", "terraform"])
@pytest.mark.parametrize("region", ["", "aws: { region: us-east-1 }\n"])
def test_a_target_by_arn_is_held_to_the_region_only_where_that_is_known(switchboard, format, region):
    spec = f"{region}stack: s\nroutes: {{ a: {{ events: conversationCreated, to: [{{ arn: '{arn_of('sqs', 'q')}' }}] }} }}\n"
    assert arn_of("sqs", "q") in json.dumps(export(switchboard, format, spec)[0])
    ran = switchboard("export", "-f", switchboard.write(spec), "--format", format, "--region", "eu-west-1")
    assert (ran.code, "SB0157" in ran.err) == (1, True), ran


@pytest.mark.parametrize("guard", ["", GUARD], ids=["anywhere", "one-account"])
def test_the_checker_of_cloudformation_finds_nothing(switchboard, guard):
    checker = shutil.which("cfn-lint")
    if checker is None:
        pytest.skip("cfn-lint is not there (pip install cfn-lint)")
    template, _ = export(switchboard, "cloudformation", SPEC.replace("defaults:", guard + "defaults:", 1))
    file = switchboard.folder / "template.json"
    file.write_text(json.dumps(template))
    ran = subprocess.run([checker, "--regions", REGION, "--", str(file)], capture_output=True, text=True)
    # W3005: a dependency that a reference gives already. I3042, W1031: ARNs that name an account, as asked for.
    found = [line for line in ran.stdout.splitlines() if re.match(r"^[EW]\d{4} ", line)]
    assert found == [], ran.stdout


# Terraform.


class Terraform:
    """A configuration with its references filled in."""

    DATA = {
        "data.aws_caller_identity.current.account_id": ACCOUNT,
        "data.aws_region.current.name": REGION,
        "data.aws_partition.current.partition": "aws",
    }

    def __init__(self, configuration):
        self.written = configuration["resource"]
        self.resources = {kind: {id: self.fill(r) for id, r in of.items()} for kind, of in self.written.items()}

    def of(self, kind):
        return self.resources.get(kind, {})

    def look_up(self, reference):
        if reference in self.DATA:
            return self.DATA[reference]
        kind, id, member = reference.split(".")
        name = self.written[kind][id]["name"]
        if member == "name":
            return name
        return arn_of({"aws_sns_topic": "sns", "aws_sqs_queue": "sqs"}[kind], name)

    def fill(self, value):
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        if isinstance(value, dict):
            return {key: self.fill(item) for key, item in value.items()}
        if not isinstance(value, str):
            return value
        text = re.sub(r"(?<!\$)\$\{([^}]+)\}", lambda found: self.look_up(found[1]), value)
        return text.replace("$${", "${").replace("%%{", "%{")


def target_of(target):
    """A target in the words of PutTargets."""
    out = {"Id": target["target_id"], "Arn": target["arn"]}
    for theirs, ours in (("role_arn", "RoleArn"), ("input", "Input"), ("input_path", "InputPath")):
        if theirs in target:
            out[ours] = target[theirs]
    if transformer := target.get("input_transformer"):
        out["InputTransformer"] = {
            "InputPathsMap": transformer["input_paths"],
            "InputTemplate": transformer["input_template"],
        }
    if letters := target.get("dead_letter_config"):
        out["DeadLetterConfig"] = {"Arn": letters["arn"]}
    if retry := target.get("retry_policy"):
        out["RetryPolicy"] = {
            "MaximumRetryAttempts": retry["maximum_retry_attempts"],
            "MaximumEventAgeInSeconds": retry["maximum_event_age_in_seconds"],
        }
    return out


def check_terraform(configuration, live):
    made = Terraform(configuration)
    topics = {topic["name"] for topic in made.of("aws_sns_topic").values()}
    assert topics == set(live["topics"])
    assert {p["arn"]: policy(p["policy"]) for p in made.of("aws_sns_topic_policy").values()} == {
        arn_of("sns", name): policy(topic["Policy"]) for name, topic in live["topics"].items()
    }
    retention = {q["name"]: str(q.get("message_retention_seconds", 345600)) for q in made.of("aws_sqs_queue").values()}
    policies = {p["queue_url"]: policy(p["policy"]) for p in made.of("aws_sqs_queue_policy").values()}
    assert {name: (kept, policies[arn_of("sqs", name)]) for name, kept in retention.items()} == live_queues(
        live, live["queues"]
    )
    assert {
        (s["topic_arn"], s["protocol"], s["endpoint"]): (
            s.get("raw_message_delivery", False),
            json.loads(s["filter_policy"]) if "filter_policy" in s else None,
            s.get("filter_policy_scope"),
        )
        for s in made.of("aws_sns_topic_subscription").values()
    } == live_subscriptions(live)
    targets = {}
    for target in made.of("aws_cloudwatch_event_target").values():
        targets.setdefault(target["rule"], {})[target["target_id"]] = target_of(target)
    assert {
        rule["name"]: {
            "pattern": json.loads(rule["event_pattern"]),
            "state": rule["state"],
            "description": rule["description"],
            "role": rule.get("role_arn"),
            "targets": targets[rule["name"]],
        }
        for rule in made.of("aws_cloudwatch_event_rule").values()
    } == live_rules(live)


@pytest.mark.parametrize("guard", ["", GUARD], ids=["anywhere", "one-account"])
def test_the_terraform_configuration_makes_what_apply_makes(switchboard, live, guard):
    configuration, _ = export(switchboard, "terraform", SPEC.replace("defaults:", guard + "defaults:", 1))
    check_terraform(configuration, live)


def test_terraform_asks_for_a_provider_that_has_every_argument(switchboard):
    configuration, _ = export(switchboard, "terraform", CONTACT_CENTER)
    rules = configuration["resource"]["aws_cloudwatch_event_rule"].values()
    assert all("state" in rule for rule in rules), "since 5.27"
    assert configuration["terraform"]["required_providers"]["aws"]["version"] == ">= 5.27"


def test_every_resource_of_terraform_has_a_name_that_it_takes(switchboard):
    awkward = "stack: s\nroutes:\n  7: { rule: 7.a, events: [conversation.end], to: [{ sqs: 7-q }, { sqs: 7q }, { sns: a_b }] }\n"
    configuration, _ = export(switchboard, "terraform", awkward)
    for kind, resources in configuration["resource"].items():
        for name in resources:
            assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name), (kind, name)
    assert len(configuration["resource"]["aws_sqs_queue"]) == 3


# Both.


@pytest.mark.parametrize("format", ["cloudformation", "terraform"])
def test_lambda_targets_come_with_their_permission(switchboard, format):
    spec = GUARD + "stack: s\nroutes:\n  r: { events: [conversation.end], to: [{ lambda: f }] }\n"
    made, _ = export(switchboard, format, spec)
    function, rule = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f", arn_of("events", "rule/s-r")
    if format == "terraform":
        (permission,) = made["resource"]["aws_lambda_permission"].values()
        wanted = {"function_name": function, "source_arn": rule, "principal": "events.amazonaws.com"}
    else:
        (permission,) = CloudFormation(made).of("AWS::Lambda::Permission").values()
        wanted = {"FunctionName": function, "SourceArn": rule, "Principal": "events.amazonaws.com"}
    assert wanted.items() <= permission.items()


def test_what_a_template_leaves_to_others_is_told(switchboard):
    spec = GUARD + f"stack: s\nroutes:\n  r: {{ events: [conversationEnded], to: [{{ arn: '{arn_of('sqs', 'theirs')}' }}] }}\n"
    made, told = export(switchboard, "cloudformation", spec)
    assert "conversationEnded" in told
    assert f"{arn_of('sqs', 'theirs')} must exist already, with this statement in its policy" in told
    assert [p["QueueName"] for p in CloudFormation(made).of("AWS::SQS::Queue").values()] == ["s-dead-letter"]


def test_queues_are_looked_up_in_genesys_cloud_where_no_file_has_them(stack):
    spec = stack.write(CONTACT_CENTER).file
    asked = stack.switchboard("export", "-f", spec, "--format", "cloudformation", *stack.where)
    assert asked.code == 0, asked
    assert json.loads(asked.out) == export(stack.switchboard, "cloudformation", CONTACT_CENTER)[0]
    nobody = stack.switchboard("export", "-f", spec, "--format", "cloudformation")
    assert nobody.code == 1 and "--queues queues.json, written by: switchboard queues -f" in nobody.err and nobody.out == ""


def test_a_queue_that_the_file_does_not_have_stops_the_export(switchboard):
    switchboard.write("[]", "queues.json")
    ran = switchboard("export", "-f", switchboard.write(CONTACT_CENTER), "--format", "terraform", "--queues", "queues.json")
    assert ran.code == 1 and ran.out == ""
    assert "no queue is called 'General Support'" in ran.err and "no queue is called 'Billing'" in ran.err


def test_a_file_is_overwritten_only_by_force(switchboard):
    export_words = ["export", "-f", switchboard.write(CONTACT_CENTER), "--format", "terraform", "--queues"]
    words = [*export_words, switchboard.write(QUEUES, "queues.json"), "-o", "main.tf.json"]
    assert switchboard(*words).code == 0
    file = pathlib.Path(switchboard.folder / "main.tf.json")
    text = file.read_text()
    file.write_text("mine")
    ran = switchboard(*words)
    assert ran.code == 1 and file.read_text() == "mine"
    assert switchboard(*words, "--force").code == 0 and file.read_text() == text


def test_json_carries_the_template_and_its_notes(switchboard):
    template, told = export(switchboard, "cloudformation")
    ran = switchboard(
        "export", "-f", "switchboard.yaml", "--format", "cloudformation", "--queues", "queues.json", "--output", "json"
    )
    got = ran.json()
    assert (got["schema"], got["format"], got["template"]) == ("switchboard.export/1", "cloudformation", template)
    assert [f"note: {note}" for note in got["notes"]] == told.splitlines()


def test_exporting_without_a_format_is_a_usage_error(switchboard):
    assert switchboard("export", "-f", switchboard.write(CONTACT_CENTER)).code == 64


def test_a_partner_bus_is_made_and_its_integration_left_to_genesys_cloud(stack):
    spec = stack.write(road()).file
    made = {}
    for format in ["cloudformation", "terraform"]:
        ran = stack.switchboard("export", "-f", spec, "--format", format, *stack.where)
        assert ran.code == 0, ran
        assert "the integration 'one' is made in Genesys Cloud" in ran.err
        made[format] = json.loads(ran.out)
    resources = made["cloudformation"]["Resources"]
    ((id, bus),) = [(id, r["Properties"]) for id, r in resources.items() if r["Type"] == "AWS::Events::EventBus"]
    assert bus["Name"] == bus["EventSourceName"] and bus["Name"].endswith("/one")
    rules = [r["Properties"] for r in resources.values() if r["Type"] == "AWS::Events::Rule"]
    assert [rule["EventBusName"] for rule in rules] == [{"Ref": id}] * 2
    ((name, terraform_bus),) = made["terraform"]["resource"]["aws_cloudwatch_event_bus"].items()
    assert terraform_bus["event_source_name"] == bus["Name"]
    for kind in ["aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"]:
        for resource in made["terraform"]["resource"][kind].values():
            assert resource["event_bus_name"] == f"${{aws_cloudwatch_event_bus.{name}.name}}"
