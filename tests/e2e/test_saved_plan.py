# SPDX-License-Identifier: Apache-2.0
"""plan --out saves a plan; apply FILE carries out exactly it, and refuses it when anything has moved on."""

import hashlib
import json
import stat

import pytest

from harness import CONTACT_CENTER, Stack, arn_of, changes_of, on_terminal

NAME = "contact-center-billing-ended"


@pytest.fixture
def saved(full):
    """A stack whose plan to make all of it is saved in `plan`."""
    ran = full.plan("--out", "plan")
    assert ran.code == 0, ran
    return full


def apply_saved(stack, *flags, output="json", where=None, env=None):
    return stack.switchboard(
        "apply", "plan", "--yes", *(where or stack.where), "--output", output, *flags, env=env or stack.env
    )


def refused_with(ran, *words):
    assert ran.code == 1, ran
    assert ran.out == ""
    for word in words:
        assert word in ran.err, ran.err


def saved_file(stack):
    return stack.switchboard.folder / "plan"


def rewrite(stack, change):
    """Changes what is kept in the file, with a digest that fits."""
    head, content = saved_file(stack).read_text().split("\n", 1)
    kept = json.loads(content)
    change(kept)
    content = json.dumps(kept) + "\n"
    head = json.loads(head)
    head.update(bytes=len(content.encode()), sha256=hashlib.sha256(content.encode()).hexdigest())
    saved_file(stack).write_text(json.dumps(head, separators=(",", ":")) + "\n" + content)


# What is saved and carried out.


def test_a_saved_plan_is_printed_too_and_only_its_owner_may_read_it(full, cloud):
    before = cloud.inventory()
    ran = full.plan("--out", "plan", "--detailed-exitcode")
    assert ran.code == 2
    assert changes_of(ran) == changes_of(full.plan())
    assert stat.S_IMODE(saved_file(full).stat().st_mode) == 0o600
    assert "switchboard apply plan" in ran.err
    assert cloud.inventory() == before


def test_apply_carries_out_what_was_saved_without_the_spec(saved, cloud):
    planned = changes_of(saved.plan())
    (saved.switchboard.folder / saved.file).unlink()
    ran = apply_saved(saved)
    assert ran.code == 0, ran
    assert ran.json()["schema"] == "switchboard.apply/1"
    assert changes_of(ran) == planned
    assert all(change["done"] and change["error"] is None for change in ran.json()["changes"])
    saved.write(CONTACT_CENTER)
    assert saved.plan("--detailed-exitcode").code == 0 and saved.verify().code == 0


def test_a_saved_plan_of_a_change_is_carried_out_though_the_spec_has_another_by_then(full, cloud):
    full.applied()
    full.write(CONTACT_CENTER.replace("General Support", "Billing"))
    assert full.plan("--out", "plan").code == 0
    full.write(CONTACT_CENTER.replace("General Support", "Web Sales"))
    ran = apply_saved(full)
    assert ran.code == 0, ran
    assert changes_of(ran) == {("update", "aws.rule", "contact-center-support-ended")}
    full.write(CONTACT_CENTER.replace("General Support", "Billing"))
    assert full.plan("--detailed-exitcode").code == 0


def test_a_saved_plan_without_changes_does_nothing(full, recording):
    full.applied()
    assert full.plan("--out", "plan").code == 0
    full.go_through(recording)
    ran = apply_saved(full)
    assert (ran.code, ran.json()["changes"]) == (0, [])
    assert recording.mutating() == []


def test_variables_are_kept_with_the_plan(switchboard, cloud):
    stack = Stack(switchboard, cloud, {"QUEUE_OF_MINE": "mine"})
    stack.write("stack: s\nroutes: { one: { events: [conversationCreated], to: [{ sqs: '${QUEUE_OF_MINE}' }] } }\n")
    assert stack.plan("--out", "plan").code == 0
    ran = apply_saved(stack, env={"QUEUE_OF_MINE": "another"})
    assert ran.code == 0, ran
    assert set(cloud.queues()) == {"mine", "s-dead-letter"}


def test_adopt_and_only_are_kept_with_the_plan(stack, cloud):
    cloud.events.put_rule(Name="s-one", EventPattern='{"source":["x"]}')
    stack.write(
        "stack: s\nroutes:\n  one: { events: [conversationCreated], to: [{ sqs: a }] }\n"
        "  two: { events: [conversationCreated], to: [{ sqs: b }] }\n"
    )
    assert stack.plan("--adopt", "--only", "one", "--out", "plan").code == 0
    assert apply_saved(stack).code == 0
    assert set(cloud.rules()) == {"s-one"}
    assert "[switchboard:s/one" in cloud.rules()["s-one"]["Description"]


def test_apply_of_a_saved_plan_asks_first(saved, cloud, switchboard):
    shown, code = on_terminal(switchboard, "apply", "plan", *saved.where, answer="n")
    assert code == 1 and NAME in shown.split("[y/N]")[0]
    assert cloud.rules() == {}
    assert switchboard("apply", "plan", *saved.where).code == 1, "without a terminal and without --yes"
    assert cloud.rules() == {}


def test_what_is_asked_about_is_shown_where_the_output_is_json_too(saved, cloud, switchboard):
    shown, code = on_terminal(switchboard, "apply", "plan", "--output", "json", *saved.where, answer="n")
    assert code == 1 and NAME in shown.split("[y/N]")[0], shown
    assert cloud.rules() == {}


@pytest.mark.parametrize("flags", [["-f", "switchboard.yaml"], ["--adopt"], ["--only", "billing-ended"]])
def test_what_a_saved_plan_says_itself_is_a_usage_error_beside_it(saved, flags):
    ran = apply_saved(saved, *flags)
    assert ran.code == 64 and flags[0].lstrip("-") in ran.err


# The world has moved on.


def test_a_plan_that_was_carried_out_is_refused_the_second_time(saved):
    assert apply_saved(saved).code == 0
    refused_with(apply_saved(saved), "SB0342", NAME, "nothing left to do")


def test_a_plan_is_refused_when_what_it_changes_was_changed_by_hand(full, cloud):
    full.applied()
    full.write(CONTACT_CENTER.replace("queues: [Billing]", "queues: [Web Sales]"))
    assert full.plan("--out", "plan").code == 0
    description = cloud.rules()[NAME]["Description"]
    cloud.events.put_rule(Name=NAME, EventPattern='{"source":["by-hand"]}', Description=description)
    before = cloud.inventory()
    refused_with(apply_saved(full), "SB0342", f"aws.rule {NAME}", "EventPattern", "by-hand")
    assert cloud.inventory() == before


def test_a_plan_is_refused_when_something_else_has_drifted_meanwhile(full, cloud):
    full.applied()
    full.write(CONTACT_CENTER.replace("queues: [Billing]", "queues: [Web Sales]"))
    assert full.plan("--out", "plan").code == 0
    cloud.events.remove_targets(Rule=NAME, Ids=["switchboard-sqs-billing-ended"])
    refused_with(apply_saved(full), f"aws.target {NAME}/switchboard-sqs-billing-ended", "would be created")


def test_a_plan_is_refused_when_a_policy_it_writes_was_changed_by_others(stack, cloud):
    url, arn = cloud.make_queue("theirs")
    stack.write("stack: s\nroutes: { one: { events: [conversationCreated], to: [{ sqs: theirs }] } }\n")
    assert stack.plan("--out", "plan").code == 0
    theirs = {"Sid": "new", "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
    cloud.sqs.set_queue_attributes(
        QueueUrl=url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [theirs]})}
    )
    refused_with(apply_saved(stack), "aws.queue_policy theirs", "others have changed it")


def test_a_plan_is_refused_when_a_queue_has_another_id_by_then(start_cloud, switchboard):
    cloud = start_cloud({"queues": [{"id": "old", "name": "Billing"}]})
    stack = Stack(switchboard, cloud)
    stack.write("stack: s\nroutes: { one: { events: [conversation.end], queues: [Billing], to: [{ sqs: a }] } }\n")
    assert stack.plan("--out", "plan").code == 0
    cloud.stop()
    cloud.seed["queues"] = [{"id": "new", "name": "Billing"}]
    cloud.start()
    stack.where = [f"--local={cloud.url}"]
    refused_with(apply_saved(stack), "aws.rule s-one", "EventPattern", "old", "new")
    assert cloud.rules() == {}


def test_a_plan_is_refused_in_another_account_and_another_region(saved, cloud):
    where = ["--endpoint-url", cloud.url, "--genesys-url", cloud.url, "--region", "us-east-1"]
    env = {
        "AWS_ACCESS_KEY_ID": "111122223333",
        "AWS_SECRET_ACCESS_KEY": "local",
        "GENESYS_CLOUD_CLIENT_ID": "local",
        "GENESYS_CLOUD_CLIENT_SECRET": "local",
    }
    refused_with(apply_saved(saved, where=where, env=env), "account", "000000000000", "111122223333")
    env.update(AWS_ACCESS_KEY_ID="local")
    where[-1] = "eu-west-1"
    refused_with(apply_saved(saved, where=where, env=env), "region", "us-east-1", "eu-west-1")
    assert cloud.rules() == {}


def test_a_plan_is_refused_where_more_would_be_lost_than_was_shown(full, cloud):
    full.applied()
    full.write(CONTACT_CENTER.replace("sqs: billing-ended", "sqs: another"))
    assert full.plan("--discard-messages", "--out", "plan").code == 0
    url = cloud.sqs.get_queue_url(QueueName="billing-ended")["QueueUrl"]
    cloud.sqs.send_message(QueueUrl=url, MessageBody="late")
    refused_with(apply_saved(full), "SB0342", "aws.queue billing-ended", "the 1 messages in it are discarded")
    cloud.sqs.purge_queue(QueueUrl=url)
    assert apply_saved(full).code == 0


def test_a_plan_is_refused_where_more_of_others_would_end_than_was_shown(full, cloud):
    full.applied()
    full.write(CONTACT_CENTER.replace("  billing-ended:", "  billing-over:"))
    assert full.plan("--out", "plan").code == 0
    cloud.events.put_targets(Rule=NAME, Targets=[{"Id": "theirs", "Arn": arn_of("sqs", "support-worker")}])
    refused_with(apply_saved(full), "SB0342", f"the rule {NAME} has 1 targets that are not ours")
    assert NAME in cloud.rules()


def test_a_plan_is_refused_in_another_genesys_organisation(saved, start_cloud):
    other = start_cloud({"organization": {"id": "11111111-0193-43aa-aadd-167d922a59af", "name": "Other"}})
    ran = apply_saved(saved, where=[f"--local={other.url}"])
    refused_with(ran, "organisation", "11111111-0193-43aa-aadd-167d922a59af")


def test_what_others_write_while_it_is_carried_out_stops_it(saved, cloud, recording):
    meddled = []

    def meddle(name):
        if name == "PutTargets" and not meddled and (found := cloud.rules().get(NAME)):
            meddled.append(name)
            cloud.events.put_rule(Name=NAME, EventPattern='{"source":["theirs"]}', Description=found["Description"])

    saved.go_through(recording)
    recording.after = meddle
    ran = apply_saved(saved)
    assert meddled and ran.code == 1, ran
    assert "SB0342" in ran.err and f"aws.rule {NAME}" in ran.err
    assert json.loads(cloud.rules()[NAME]["EventPattern"]) == {"source": ["theirs"]}, "theirs stays"
    saved.write(CONTACT_CENTER).applied()


def test_all_that_differs_is_named_at_once(full, cloud):
    full.applied()
    full.write(CONTACT_CENTER.replace("queues: [Billing]", "queues: [Web Sales]"))
    assert full.plan("--out", "plan").code == 0
    full.destroyed()
    ran = apply_saved(full)
    refused_with(ran, "aws.topic support-ended", "aws.queue support-worker", f"aws.rule {NAME}")


# The file.


def test_a_file_that_was_cut_short_anywhere_is_refused(saved, cloud):
    whole = saved_file(saved).read_bytes()
    for length in (0, 1, 20, 90, 120, len(whole) // 2, len(whole) - 1):
        saved_file(saved).write_bytes(whole[:length])
        refused_with(apply_saved(saved), "SB0341", "plan")
    assert "cut short" in apply_saved(saved).err
    assert cloud.rules() == {}


def test_a_file_that_was_changed_is_refused(saved, cloud):
    whole = saved_file(saved).read_bytes()
    saved_file(saved).write_bytes(whole.replace(b"support-worker", b"support-hacker"))
    refused_with(apply_saved(saved), "SB0341", "SHA-256")
    saved_file(saved).write_bytes(whole + b"x")
    refused_with(apply_saved(saved), "SB0341")
    assert cloud.rules() == {}


def test_a_spec_that_was_changed_in_the_file_with_its_digest_does_what_was_shown_or_nothing(saved, cloud):
    rewrite(saved, lambda kept: kept.update(spec=kept["spec"].replace("support-worker", "support-hacker")))
    refused_with(apply_saved(saved), "SB0342", "support-hacker", "does not have")
    assert cloud.rules() == {}


def test_a_file_of_another_format_is_refused_as_such(saved):
    whole = saved_file(saved).read_text()
    saved_file(saved).write_text(whole.replace("switchboard.saved-plan/2", "switchboard.saved-plan/3", 1))
    refused_with(apply_saved(saved), "SB0341", "switchboard.saved-plan/3", "switchboard.saved-plan/2")


def test_a_file_of_another_format_or_cut_short_is_saved_anew(saved):
    whole = saved_file(saved).read_text()
    for broken in (whole.replace("switchboard.saved-plan/2", "switchboard.saved-plan/1", 1), whole[:200]):
        saved_file(saved).write_text(broken)
        assert saved.plan("--out", saved_file(saved)).code == 0
        assert saved_file(saved).read_text().startswith('{"schema":"switchboard.saved-plan/2"')


def test_a_file_that_lacks_a_part_is_refused(saved):
    rewrite(saved, lambda kept: kept.pop("changes"))
    refused_with(apply_saved(saved), "SB0341")


@pytest.mark.parametrize("what", ["the spec", "printed", "binary"])
def test_what_is_no_saved_plan_is_told_from_one(full, what):
    content = {
        "the spec": CONTACT_CENTER.encode(),
        "printed": full.plan().out.encode(),
        "binary": bytes(range(256)) * 4,
    }[what]
    saved_file(full).write_bytes(content)
    ran = apply_saved(full)
    refused_with(ran, "SB0341", "is not a saved plan", "switchboard plan -f plan --out", "switchboard apply -f plan")


def test_a_file_that_is_not_there_is_named(full):
    refused_with(apply_saved(full), "plan", "No such file")


def test_out_never_takes_the_place_of_a_file_that_is_no_saved_plan(full):
    ran = full.plan("--out", "switchboard.yaml")
    assert ran.code == 1 and "switchboard.yaml" in ran.err
    assert (full.switchboard.folder / "switchboard.yaml").read_text() == CONTACT_CENTER
    assert full.plan("--out", "plan").code == 0
    assert full.plan("--out", "plan").code == 0, "a saved plan may be saved again"


def test_out_says_what_it_cannot_write(full):
    ran = full.plan("--out", "no/such/folder/plan")
    assert ran.code == 1 and "no/such/folder/plan" in ran.err


def test_a_plan_with_problems_is_not_saved(full, cloud):
    cloud.events.put_rule(Name=NAME, EventPattern='{"source":["x"]}')
    assert full.plan("--out", "plan").code == 1
    assert not saved_file(full).exists()


def test_no_secret_stands_in_a_saved_plan(switchboard, cloud):
    env = {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "GENESYS_CLOUD_CLIENT_ID": "local",
        "GENESYS_CLOUD_CLIENT_SECRET": "local",
        "HOOK_TOKEN": "hush-hush-4711",
        "HOOK_PATH": "a-path-4712",
        "HOOK_LOGIN": "hush-hush-4713",
    }
    stack = Stack(switchboard, cloud, env)
    stack.where = ["--endpoint-url", cloud.url, "--genesys-url", cloud.url, "--region", "us-east-1"]
    hook = "https://user:${HOOK_LOGIN}@example.com/${HOOK_PATH}/${HOOK_TOKEN}"
    stack.write(
        "stack: s\nroutes:\n  one:\n    events: [conversationCreated]\n"
        f'    to: [{{ sns: t, subscribers: [{{ https: "{hook}" }}] }}]\n'
    )
    assert stack.plan("--out", "plan").code == 0
    kept = saved_file(stack).read_text()
    assert "hush-hush-4711" not in kept and "${HOOK_TOKEN}" in kept
    assert "a-path-4712" in kept
    assert "hush-hush-4713" not in kept, "what stands in an address's password"
    for word in ("Bearer", "client_secret", "SECRET_ACCESS_KEY", "CLIENT_SECRET"):
        assert word not in kept
    refused_with(apply_saved(stack, env={**env, "HOOK_TOKEN": "another"}), "aws.subscription", "secret")
    without = {name: value for name, value in env.items() if name != "HOOK_TOKEN"}
    refused_with(apply_saved(stack, env=without), "HOOK_TOKEN")
    assert apply_saved(stack, env={**env, "HOOK_LOGIN": "another"}).code == 1
    assert cloud.topics() == {}
