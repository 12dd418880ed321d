# SPDX-License-Identifier: Apache-2.0
"""What output tells people to do next can be pasted, and acts on what the command that said it has acted on."""

import re
import time

import pytest
import requests

from harness import CONTACT_CENTER, EXAMPLES, PATIENCE, Stack, paste
from receiver import Receiver

FILE = "my specs/contact center.yaml"


@pytest.fixture
def elsewhere(switchboard, cloud):
    """A stack whose spec has an inconvenient name, on a cloud that is not the default one."""
    (switchboard.folder / "my specs").mkdir()
    return Stack(switchboard, cloud).write(CONTACT_CENTER, FILE)


def suggested(text, verb):
    """The one command with this verb in a text."""
    found = {line.strip() for line in re.findall(rf"switchboard {verb}\b[^\n;]*", text)}
    assert len(found) == 1, f"{found} in {text}"
    return found.pop()


def test_each_fix_of_verify_is_a_command_for_this_spec_and_this_cloud(elsewhere):
    fixes = [check["fix"] for check in elsewhere.verify().json()["checks"] if check["ok"] is False]
    assert set(fixes) == {f"switchboard apply -f '{FILE}' --local={elsewhere.cloud.url}"}
    assert paste(elsewhere.switchboard, fixes[0], "--yes").code == 0
    assert elsewhere.verify().code == 0


def test_the_fix_of_a_disabled_rule_names_its_bus_and_its_cloud(switchboard, cloud):
    cloud.events.create_event_bus(Name="orders")
    stack = Stack(switchboard, cloud).write(
        "stack: s\nroutes:\n  one:\n    bus: orders\n    events: [conversation.end]\n    to: [{ sqs: q }]\n"
    )
    stack.applied()
    cloud.events.disable_rule(Name="s-one", EventBusName="orders")
    (fix,) = [check["fix"] for check in stack.verify().json()["checks"] if check["ok"] is False]
    assert "switchboard apply" in fix
    assert paste(switchboard, fix.split("; or ")[1]).code == 0
    assert stack.verify().code == 0


def test_doctor_mends_the_stack_it_has_looked_at(elsewhere):
    fixes = {check["fix"] for check in elsewhere.doctor().json()["checks"] if check["ok"] is False}
    (fix,) = {re.search(r"switchboard apply[^;]*", said)[0] for said in fixes}
    assert paste(elsewhere.switchboard, fix, "--yes").code == 0
    assert elsewhere.doctor().code == 0


def test_a_saved_plan_is_carried_out_by_the_command_that_plan_prints(elsewhere):
    said = elsewhere.plan("--out", "the plan").err
    command = suggested(said, "apply")
    assert paste(elsewhere.switchboard, command, "--yes").code == 0
    assert elsewhere.verify().code == 0
    again = paste(elsewhere.switchboard, command, "--yes")
    assert again.code == 1
    assert paste(elsewhere.switchboard, suggested(again.err, "plan")).code == 0, "it says how to save it anew"


def test_a_spec_in_the_place_of_a_saved_plan_is_applied_by_the_command_that_apply_prints(elsewhere):
    said = elsewhere.switchboard("apply", FILE, "--yes", *elsewhere.where).err
    assert paste(elsewhere.switchboard, suggested(said, "apply"), "--yes").code == 0
    assert elsewhere.verify().code == 0


def test_import_and_init_name_the_plan_of_what_they_wrote(elsewhere, switchboard):
    elsewhere.applied()
    said = switchboard("import", *elsewhere.where, "-o", "got it.yaml").err
    assert paste(switchboard, suggested(said, "plan"), "--detailed-exitcode").code == 0
    said = switchboard("init", "-f", "new one.yaml", *elsewhere.where).err
    ran = paste(switchboard, suggested(said, "plan"), "--detailed-exitcode")
    assert ran.code == 2 and "genesys-filter-conversationcreated" in ran.out


def test_a_rule_that_may_be_taken_over_comes_with_the_command_that_does(elsewhere, cloud):
    cloud.events.put_rule(Name="contact-center-billing-ended", EventPattern='{"source":["x"]}')
    command = suggested(elsewhere.plan().err, "apply")
    assert command.endswith("--adopt")
    assert paste(elsewhere.switchboard, command, "--yes").code == 0


def test_tail_names_the_apply_that_makes_the_rules_it_misses(elsewhere):
    said = elsewhere.switchboard("tail", "-f", FILE, *elsewhere.where, "--timeout", "1s").err
    assert paste(elsewhere.switchboard, suggested(said, "apply"), "--yes").code == 0
    assert elsewhere.verify().code == 0


def test_ids_of_queues_are_listed_by_the_command_that_lint_prints(elsewhere):
    ran = elsewhere.switchboard("lint", "-f", FILE, *elsewhere.where)
    assert ran.code == 2 and "--queues queues.json" in ran.err
    assert paste(elsewhere.switchboard, suggested(ran.err, "queues")).code == 0
    assert elsewhere.switchboard("lint", "-f", FILE, "--queues", "queues.json").code == 0


def test_a_local_cloud_that_does_not_answer_is_started_where_it_was_looked_for(switchboard):
    ran = switchboard("queues", "--local=http://127.0.0.1:9")
    assert ran.code == 1 and "start one: switchboard local --listen 127.0.0.1:9" in ran.err
    assert "switchboard local" not in switchboard("queues", "--local=http://192.0.2.1:1").err


# Which cloud it was.


@pytest.mark.parametrize("verb", ["plan", "apply", "verify", "destroy"])
def test_each_verb_says_first_which_local_cloud_it_talks_to_and_where_its_data_is(full, cloud, verb):
    ran = getattr(full, verb)()
    assert ran.err.splitlines()[0] == f"using the local cloud at {cloud.url}, data in {cloud.folder / 'data'}"


def test_a_cloud_in_memory_is_said_to_keep_nothing(switchboard):
    process = switchboard.start("local", "--listen", "127.0.0.1:0", "--in-memory")
    try:
        url = process.stdout.readline().split()[-1]
        switchboard.write(CONTACT_CENTER)
        assert f"using the local cloud at {url}, data in memory only" in switchboard("plan", f"--local={url}").err
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


# Subscriptions that wait.


def test_apply_says_who_confirms_a_subscription_until_when_and_what_shows_it(start_cloud, switchboard):
    with Receiver() as web:
        cloud = start_cloud(flags=["--allow-http", web.host])
        hook = web.url("/hook")
        stack = Stack(switchboard, cloud).write(
            "stack: s\nroutes:\n  one:\n    events: [conversationCreated]\n"
            f"    to: [{{ sns: t, subscribers: [{{ http: '{hook}' }}, {{ sqs: worker }}] }}]\n"
        )
        ran = stack.apply()
        assert ran.code == 0, ran
        told = ran.err[ran.err.index("a subscription awaits its confirmation") :]
        assert f"t -> {hook}" in told and "worker" not in told and "SubscribeURL" in told
        until = time.strptime(re.search(r"until: (\S+)", told)[1], "%Y-%m-%dT%H:%M:%SZ")
        assert abs(time.mktime(until) - time.mktime(time.gmtime()) - 2 * 86400) < 600
        shown = paste(switchboard, suggested(told, "verify"))
        assert shown.code == 1 and f"subscription t -> {hook}: is confirmed" in shown.out
        assert "awaits" not in stack.apply().err, "only what was made is told"
        (asked,) = web.wait_for("SubscriptionConfirmation", path="/hook")
        requests.get(asked.json()["SubscribeURL"], timeout=PATIENCE).raise_for_status()
        assert paste(switchboard, suggested(told, "verify")).code == 0


def test_no_endpoint_is_waited_for_where_all_are_queues_of_the_account(full):
    assert "confirmation" not in full.apply().err


# init and editors.


def test_init_leads_an_editor_to_the_schema_only_where_it_is(switchboard):
    line = "# yaml-language-server: $schema=switchboard.schema.json"
    ran = switchboard("init", "-f", "a.yaml")
    assert line not in (switchboard.folder / "a.yaml").read_text()
    assert line in ran.err
    command = re.search(r"switchboard schema > \S+(?=,)", ran.err)[0]
    assert paste(switchboard, command).code == 0
    ran = switchboard("init", "-f", "b.yaml")
    text = (switchboard.folder / "b.yaml").read_text()
    assert text.splitlines()[0] == line and "schema" not in ran.err
    assert text.split("\n", 1)[1] == (EXAMPLES / "fanout.yaml").read_text().replace("fanout.yaml", "b.yaml")
    (switchboard.folder / "switchboard.schema.json").write_text("{}")
    switchboard("init", "-f", "c.yaml")
    assert line not in (switchboard.folder / "c.yaml").read_text(), "another schema would mark the spec as wrong"
