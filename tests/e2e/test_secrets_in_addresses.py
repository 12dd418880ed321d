# SPDX-License-Identifier: Apache-2.0
"""The password in a subscriber's address stands in nothing that is shown, and in no file that others may read."""

import html
import json
import re

import pytest
import yaml

from harness import Stack

PASSWORD = "Sekrit1234"
MASKED = "created -> https://user:****@127.0.0.1:9/x"
SPEC = """\
stack: hooks
routes:
  created:
    events: [conversationCreated]
    to:
      - sns: created
        subscribers: [{ https: "https://user:${HOOK_PASSWORD}@127.0.0.1:9/x" }]
"""


@pytest.fixture
def cloud(start_cloud):
    return start_cloud(flags=["--allow-http", "127.0.0.1:9"])


@pytest.fixture
def hooks(switchboard, cloud):
    return Stack(switchboard, cloud, {"HOOK_PASSWORD": PASSWORD}).write(SPEC)


def shown(ran, code=0):
    assert ran.code == code, ran
    assert PASSWORD not in ran.out + ran.err
    return ran


@pytest.mark.parametrize("output", ["text", "json", "markdown"])
def test_a_plan_and_what_apply_says_bear_asterisks(hooks, output):
    plan = shown(hooks.plan(output=output)).out
    assert MASKED in html.unescape(plan)
    ran = shown(hooks.apply(output="text" if output == "markdown" else output))
    assert MASKED in ran.out
    assert "a subscription awaits its confirmation" in ran.err and MASKED in ran.err
    assert "waits to be confirmed" in shown(hooks.plan(output=output)).err


@pytest.mark.parametrize("output", ["text", "json"])
def test_verify_and_doctor_bear_asterisks(hooks, output):
    hooks.applied()
    assert f"subscription {MASKED}" in shown(hooks.verify(output=output), code=1).out
    ran = shown(hooks.doctor(output=output), code=1)
    assert MASKED in ran.out and "--notification-endpoint https://user:****@" in ran.out


@pytest.mark.parametrize("output", ["text", "json"])
def test_the_passwords_of_endpoints_are_asterisks_to_doctor_and_verify(hooks, cloud, output):
    address = cloud.url.replace("://", f"://ops:{PASSWORD}@")
    hooks.env |= {"GENESYS_CLOUD_CLIENT_ID": "local", "GENESYS_CLOUD_CLIENT_SECRET": "local", "AWS_REGION": "us-east-1"}
    hooks.env |= {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "HOOK_PASSWORD": "another"}
    hooks.where = ["--endpoint-url", cloud.url, "--genesys-url", address]
    assert "ops:****@" in shown(hooks.doctor(output=output), code=1).out
    assert "ops:****@" in shown(hooks.verify(output=output), code=1).out


@pytest.mark.parametrize("format", ["mermaid", "dot"])
def test_a_picture_bears_asterisks(hooks, switchboard, format):
    assert "user:" in shown(switchboard("graph", "-f", hooks.file, "--format", format, env=hooks.env)).out


def test_a_finding_on_the_address_bears_asterisks(switchboard):
    switchboard.write(SPEC.replace('"https://user', '"ftp://user'))
    ran = shown(switchboard("plan", "--local=http://127.0.0.1:1", env={"HOOK_PASSWORD": PASSWORD}), code=1)
    assert "error SB0145: this is not an https address" in ran.err


@pytest.mark.parametrize("mark", ["/", "#", "?", " ", "<", "\\"])
@pytest.mark.parametrize("verb", [["plan", "--local=http://127.0.0.1:1"], ["graph"], ["export", "--format", "terraform"]])
def test_a_password_that_is_not_percent_encoded_is_refused_and_never_shown(switchboard, mark, verb):
    switchboard.write(SPEC)
    ran = shown(switchboard(*verb, env={"HOOK_PASSWORD": f"{PASSWORD}{mark}{PASSWORD}"}), code=1)
    assert "error SB0145" in ran.err and "%2F" in ran.err


def test_an_imported_spec_has_a_variable_for_the_password_and_plans_no_change(hooks, switchboard, cloud):
    hooks.applied()
    ran = shown(switchboard("import", f"--local={cloud.url}"))
    target = yaml.safe_load(ran.out)["routes"]["created"]["to"][0]
    assert target["subscribers"] == [{"https": "https://user:${SUBSCRIBER_PASSWORD}@127.0.0.1:9/x"}]
    assert re.search(r"^# .*the password in its address is the variable SUBSCRIBER_PASSWORD", ran.out, re.MULTILINE)
    document = shown(switchboard("import", f"--local={cloud.url}", "--output", "json")).json()["spec"]
    assert "${SUBSCRIBER_PASSWORD}" in json.dumps(document)
    again = Stack(switchboard, cloud, {"SUBSCRIBER_PASSWORD": PASSWORD}).write(ran.out, "imported.yaml")
    assert shown(again.plan()).json()["changes"] == []


def test_templates_ask_for_the_password_in_place_of_holding_it(hooks, switchboard):
    more = SPEC + "          - { https: https://user:Other5678@127.0.0.1:9/x }\n"
    more = more.replace('subscribers: [{ https: "', 'subscribers:\n          - { https: "').replace('/x" }]', '/x" }')
    switchboard.write(more)
    words = ["export", "-f", "switchboard.yaml", "--format"]
    ran = shown(switchboard(*words, "cloudformation", env=hooks.env))
    assert "Other5678" not in ran.out + ran.err and "parameter SubscriberPassword of" in ran.err
    template = ran.json()
    assert {name: p["NoEcho"] for name, p in template["Parameters"].items()} == {
        "SubscriberPassword": True,
        "SubscriberPassword2": True,
    }
    endpoints = [
        r["Properties"]["Endpoint"]
        for r in template["Resources"].values()
        if r["Type"] == "AWS::SNS::Subscription"
    ]
    assert endpoints == [
        {"Fn::Sub": "https://user:${SubscriberPassword}@127.0.0.1:9/x"},
        {"Fn::Sub": "https://user:${SubscriberPassword2}@127.0.0.1:9/x"},
    ]
    ran = shown(switchboard(*words, "terraform", env=hooks.env))
    assert "Other5678" not in ran.out + ran.err and "variable subscriber_password of" in ran.err
    configuration = ran.json()
    assert configuration["variable"]["subscriber_password"]["sensitive"] is True
    made = configuration["resource"]["aws_sns_topic_subscription"]
    assert sorted(s["endpoint"] for s in made.values()) == [
        "https://user:${var.subscriber_password2}@127.0.0.1:9/x",
        "https://user:${var.subscriber_password}@127.0.0.1:9/x",
    ]


def test_a_saved_plan_holds_the_variable_and_not_its_value(hooks, switchboard):
    shown(hooks.plan("--out", "saved.plan"))
    assert PASSWORD not in (switchboard.folder / "saved.plan").read_text()
    ran = switchboard("apply", "saved.plan", "--yes", f"--local={hooks.cloud.url}", env=hooks.env)
    assert MASKED in shown(ran).out
