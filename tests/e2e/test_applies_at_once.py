# SPDX-License-Identifier: Apache-2.0
"""Several writers at once: two applies of one stack, other tools, and the conflicts that AWS answers then."""

import json
import random
import threading
import time

import pytest

from harness import CONTACT_CENTER, PATIENCE, Stack, arn_of, changes_of, comparable, topic_policy
from recorder import Answer, Recorder, aws_fault, changes_something, once

# Two editions of one stack: a route that both have and that differs in pattern and target, one that is the same, and one
# that only each has.
EDITION = """
stack: s
routes:
  common: {{ events: [conversation.end], queues: [{queue}], to: [{{ sns: for-{name} }}] }}
  same: {{ events: [conversation.end], queues: [Web Sales], to: [{{ sqs: for-both }}] }}
  only-{name}: {{ events: [conversation.end], queues: [{queue}], to: [{{ sqs: only-{name} }}] }}
"""
EDITIONS = {"a": EDITION.format(name="a", queue="Billing"), "b": EDITION.format(name="b", queue="General Support")}


class Edition(Stack):
    """One of the editions in a file of its own."""

    def __init__(self, switchboard, cloud, name, url=None):
        super().__init__(switchboard, cloud)
        self.write(EDITIONS[name], f"{name}.yaml")
        self.where = [f"--local={url or cloud.url}"]

    def start(self):
        words = ["apply", "--yes", "-f", self.file, *self.where, "--output", "json"]
        return self.switchboard.start(*words)


def finished(process):
    """(exit code, what stderr said)."""
    out, err = process.communicate(timeout=2 * PATIENCE)
    assert process.returncode in (0, 1), (process.returncode, out, err)
    return process.returncode, err


@pytest.fixture
def wanted(start_cloud, switchboard):
    """What each edition looks like when nobody disturbs it."""
    out = {}
    for name in EDITIONS:
        cloud = start_cloud()
        Edition(switchboard, cloud, name).applied()
        out[name] = comparable(cloud.inventory())
    assert out["a"] != out["b"]
    return out


@pytest.mark.parametrize("later", [0, 0.05, 0.1, 0.2, 0.4, 0.8])
def test_two_applies_at_once_end_in_a_state_that_one_of_the_specs_describes(start_cloud, switchboard, wanted, later):
    cloud = start_cloud(flags=["--chaos", "latency=20ms"])
    first = Edition(switchboard, cloud, "a").start()
    time.sleep(later)
    second = Edition(switchboard, cloud, "b").start()
    ended = {"a": finished(first), "b": finished(second)}
    live = comparable(cloud.inventory())
    assert live in wanted.values(), ended
    for code, err in ended.values():
        assert code == 0 or "SB033" in err, f"it names what it found: {err}"
    (stands,) = [name for name in wanted if wanted[name] == live]
    assert Edition(switchboard, cloud, stands).plan("--detailed-exitcode").code == 0


class Draw:
    """Editions of a stack by chance: routes that some have and some have not, with other queues, targets and filters."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def often(self, share=0.5):
        return self.random.random() < share

    def subscriber(self, name):
        out = {"sqs": name, "raw": self.often()}
        if self.often():
            out["filter"] = {"detail": {"priority": [self.random.randint(1, 3)]}}
        return out

    def target(self, route):
        if self.often():
            return {"sqs": f"queue-{self.random.randint(1, 4)}"}
        workers = self.random.randint(0, 2)
        out = {"sns": f"topic-{route}"}
        if workers:
            out["subscribers"] = [self.subscriber(f"worker-{route}-{number}") for number in range(workers)]
        return out

    def edition(self):
        routes = {}
        for route in self.random.sample(["one", "two", "three", "four"], self.random.randint(1, 4)):
            routes[route] = {
                "events": ["conversation.end"],
                "queues": self.random.sample(["Billing", "General Support", "Web Sales"], self.random.randint(1, 2)),
                "to": [self.target(route)],
            }
            if self.often(0.4):
                routes[route]["where"] = {"detail": {"mediaType": self.random.sample(["chat", "message", "voice"], 2)}}
        return {"stack": "s", "routes": routes}


def as_meant(inventory):
    """What stands, without what is the same in other words: lists in patterns and policies, a filter's scope where there
    is no filter, and the counter of subscriptions that went."""

    def sort(value):
        if isinstance(value, dict):
            return {key: sort(item) for key, item in value.items()}
        return sorted(map(sort, value), key=json.dumps) if isinstance(value, list) else value

    out = comparable(inventory)
    for rule in out["rules"].values():
        rule["EventPattern"] = sort(json.loads(rule["EventPattern"]))
    for thing in [*out["topics"].values(), *out["queues"].values()]:
        thing.pop("SubscriptionsDeleted", None)
        if "Policy" in thing:
            thing["Policy"] = sort(json.loads(thing["Policy"]))
        for subscription in thing.get("Subscriptions", []):
            if "FilterPolicy" not in subscription:
                subscription.pop("FilterPolicyScope", None)
    return out


@pytest.mark.parametrize("seed", range(10))
def test_pairs_of_applies_by_chance_end_as_one_of_the_specs_says(start_cloud, switchboard, seed):
    """No mixture, and nothing that no rule leads to."""
    draw = Draw(seed)
    specs = {name: json.dumps(draw.edition()) for name in ("before", "a", "b")}
    wanted = {}
    for name in ("a", "b"):
        calm = Stack(switchboard, start_cloud(flags=["--fsync", "interval"]))
        calm.write(specs[name], f"{name}.yaml").applied()
        wanted[name] = as_meant(calm.cloud.inventory())

    cloud = start_cloud(flags=["--chaos", f"latency=10ms,seed={seed}"])
    stack = Stack(switchboard, cloud)
    if draw.often(0.6):
        stack.write(specs["before"]).applied()

    def start(name):
        return switchboard.start("apply", "--yes", "-f", f"{name}.yaml", f"--local={cloud.url}")

    first = start("a")
    time.sleep(draw.random.uniform(0, 0.15))
    ended = {"b": start("b"), "a": first}
    ended = {name: finished(process) for name, process in ended.items()}
    live = as_meant(cloud.inventory())
    stands = [name for name in wanted if wanted[name] == live]
    assert stands, ended
    for code, err in ended.values():
        assert code == 0 or "SB033" in err, f"it names what it found: {err}"
    stack.file = f"{stands[0]}.yaml"
    assert stack.plan("--detailed-exitcode").code == 0


def test_an_apply_that_was_overtaken_as_a_whole_finds_the_others_writing_and_names_it(cloud, switchboard, wanted):
    """One is held before its first rule until the other is through: the worst that can happen without a lock."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(name):
        if name == "PutRule" and not reached.is_set():
            reached.set()
            go_on.wait(PATIENCE)

    with Recorder(cloud.url) as slow:
        slow.before = hold
        held = Edition(switchboard, cloud, "a", slow.url).start()
        assert reached.wait(PATIENCE)
        assert Edition(switchboard, cloud, "b").apply().code in (0, 1)
        go_on.set()
        code, err = finished(held)
    assert code == 1
    assert "SB0331" in err and "aws.rule s-" in err
    assert comparable(cloud.inventory()) == wanted["a"]


def test_what_no_rule_leads_to_is_found_where_others_were_writing(cloud, switchboard, wanted):
    """As a run leaves it whose rule another has deleted: with the stack's statement, and nothing that leads there."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(name):
        if name == "PutRule" and not reached.is_set():
            reached.set()
            go_on.wait(PATIENCE)

    def statement(sid, action, arn):
        principal = {"Service": "events.amazonaws.com"}
        allowed = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": action, "Resource": arn}
        return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})

    def leave(name, sid):
        queue, topic = arn_of("sqs", name), arn_of("sns", name)
        cloud.sqs.create_queue(QueueName=name, Attributes={"Policy": statement(sid, "sqs:SendMessage", queue)})
        cloud.sns.create_topic(Name=name, Attributes={"Policy": statement(sid, "sns:Publish", topic)})

    with Recorder(cloud.url) as slow:
        slow.before = hold
        held = Edition(switchboard, cloud, "a", slow.url).start()
        assert reached.wait(PATIENCE)
        assert Edition(switchboard, cloud, "b").apply().code in (0, 1)
        leave("stray", "switchboard-s-made")
        leave("of-another-stack", "switchboard-s2-made")
        go_on.set()
        code, err = finished(held)
    assert code == 1 and "SB0331" in err
    live = comparable(cloud.inventory())
    assert live["queues"].pop("of-another-stack") and live["topics"].pop("of-another-stack")
    assert live == wanted["a"]


def test_nothing_is_begun_when_others_have_written_since_the_stack_was_read(cloud, switchboard):
    Edition(switchboard, cloud, "a").applied()
    reached, go_on = threading.Event(), threading.Event()

    def hold(name):
        if name == "TagQueue":
            reached.set()
            go_on.wait(PATIENCE)

    with Recorder(cloud.url) as slow:
        slow.before = hold
        held = Edition(switchboard, cloud, "b", slow.url).start()
        assert reached.wait(PATIENCE)
        Edition(switchboard, cloud, "a").write(EDITIONS["a"].replace("for-both", "another"), "a.yaml").applied()
        before = comparable(cloud.inventory())
        go_on.set()
        code, err = finished(held)
        assert {name for name in slow.calls if changes_something(name)} == {"TagQueue", "UntagQueue"}
    assert code == 1
    assert "SB0330" in err and "s-dead-letter" in err
    assert comparable(cloud.inventory()) == before


def test_what_another_tool_wrote_in_between_is_found_named_and_written_anew(full, cloud, recording):
    meddled = []

    def meddle(name):
        if name == "PutTargets" and not meddled and (found := cloud.rules().get("contact-center-billing-ended")):
            meddled.append(name)
            cloud.events.put_rule(
                Name=found["Name"], EventPattern='{"source":["theirs"]}', Description=found["Description"]
            )

    full.go_through(recording)
    recording.after = meddle
    ran = full.apply()
    recording.after = lambda name: None
    assert meddled and ran.code == 1, ran
    assert "SB0331" in ran.err and "aws.rule contact-center-billing-ended" in ran.err
    assert full.plan("--detailed-exitcode").code == 0, "it wrote it anew"


def test_a_run_that_was_killed_leaves_nothing_that_stops_the_next(full, cloud, recording, switchboard):
    def kill(name):
        if name == "PutRule":
            process.kill()
            process.wait(PATIENCE)

    full.go_through(recording)
    recording.after = kill
    process = switchboard.start("apply", "--yes", *full.where)
    process.communicate(timeout=PATIENCE)
    recording.after = lambda name: None
    assert len(full.applied()) > 0
    names = {name for name in tags_of(cloud, "contact-center-dead-letter") if name.startswith("switchboard:apply")}
    assert names == {"switchboard:apply:contact-center"}, "nothing is left of the run that was killed"


def tags_of(cloud, queue):
    return cloud.sqs.list_queue_tags(QueueUrl=cloud.sqs.get_queue_url(QueueName=queue)["QueueUrl"]).get("Tags", {})


def test_without_the_right_to_tag_queues_apply_works_all_the_same(full, recording):
    denied = aws_fault("AccessDeniedException", "no tags")
    recording.instead = lambda name: denied if name in ("TagQueue", "ListQueueTags", "UntagQueue") else None
    full.go_through(recording).applied()
    assert full.plan("--detailed-exitcode").code == 0


# Conflicts that AWS answers: the value is computed anew from what stands there then.


def test_a_rule_that_was_disabled_meanwhile_stays_disabled_after_a_conflict(full, cloud, recording):
    full.applied()
    full.write(CONTACT_CENTER.replace("[voice, message]", "[voice]")).go_through(recording)
    conflict = [aws_fault("ConcurrentModificationException", "rule is being modified")]

    def instead(name):
        if name == "PutRule" and conflict:
            cloud.events.disable_rule(Name="contact-center-support-ended")
            return conflict.pop()
        return None

    recording.instead = instead
    full.applied()
    rule = cloud.rules()["contact-center-support-ended"]
    assert rule["State"] == "DISABLED"
    assert '"voice"' in rule["EventPattern"] and '"message"' not in rule["EventPattern"]
    assert recording.calls.count("PutRule") == 2
    between = recording.calls[recording.calls.index("PutRule") + 1 :]
    assert "ListRules" in between[: between.index("PutRule")], "read again first"


# What others write between reading and writing.


@pytest.mark.parametrize("destroys", [False, True])
def test_what_others_write_after_the_stack_was_read_is_not_overwritten(stack, cloud, recording, destroys):
    made = [cloud.sqs.create_queue(QueueName="theirs")["QueueUrl"], cloud.sns.create_topic(Name="theirs")["TopicArn"]]
    text = "stack: s\nroutes:\n  one: { events: [conversation.end], to: [{ sqs: theirs }, { sns: theirs }] }\n"
    stack.write(text).applied()
    stack.write(text + "  two: { rule: GC, events: [conversationCreated], to: [{ sqs: theirs }] }\n")
    late = []

    def before(name):
        if name != "TagQueue" or late:  # the first write
            return
        late.append(name)
        for policy, kind in ((cloud.queues()["theirs"]["Policy"], "sqs"), (cloud.topics()["theirs"]["Policy"], "sns")):
            document = json.loads(policy)
            added = topic_policy(
                arn_of(kind, "theirs"),
                "late",
                Principal={"AWS": "arn:aws:iam::111122223333:root"},
                Action={"sqs": "sqs:ReceiveMessage", "sns": "sns:Publish"}[kind],
            )
            document["Statement"] += added["Statement"]
            if kind == "sqs":
                cloud.sqs.set_queue_attributes(QueueUrl=made[0], Attributes={"Policy": json.dumps(document)})
            else:
                cloud.sns.set_topic_attributes(
                    TopicArn=made[1], AttributeName="Policy", AttributeValue=json.dumps(document)
                )

    recording.before = before
    stack.go_through(recording)
    ran = stack.destroy() if destroys else stack.apply()
    assert late and ran.code == 0, ran
    for policy in (cloud.queues()["theirs"]["Policy"], cloud.topics()["theirs"]["Policy"]):
        sids = [statement.get("Sid") for statement in json.loads(policy)["Statement"]]
        assert "late" in sids and ("switchboard-s-used" in sids) != destroys
    assert destroys or stack.plan("--detailed-exitcode").code == 0


SHARED = """
stack: {stack}
defaults: {{ dead_letter: shared-letters }}
routes:
  one: {{ events: [conversation.end], to: [{{ sns: common }}] }}
"""
OWN = "stack: first\nroutes:\n  one: { events: [conversation.end], to: [{ sqs: own }] }\n"


def late(recording, act):
    """Does it once, when the stack has been read and before the first write."""
    done = []

    def before(name):
        if name == "TagQueue" and not done:
            done.append(act())

    recording.before = before
    return done


@pytest.mark.parametrize("destroys", [False, True])
def test_what_another_stack_began_to_use_after_the_stack_was_read_is_not_deleted(
    stack, cloud, switchboard, recording, destroys
):
    stack.write(SHARED.format(stack="first")).applied()
    second = Stack(switchboard, cloud).write(SHARED.format(stack="second"), "second.yaml")
    done = late(recording, second.applied)
    stack.write(OWN).go_through(recording)
    ran = stack.destroy() if destroys else stack.apply()
    assert done and ran.code == 0, ran
    assert ("delete", "aws.topic", "common") not in changes_of(ran)
    assert second.verify().code == 0 and second.plan("--detailed-exitcode").code == 0
    sids = {statement["Sid"] for statement in json.loads(cloud.queues()["shared-letters"]["Policy"])["Statement"]}
    assert sids == {"switchboard-second-made"} and "switchboard-first" not in cloud.topics()["common"]["Policy"]
    assert destroys or stack.plan("--detailed-exitcode").code == 0


def test_a_queue_and_a_topic_that_somebody_let_others_into_after_they_were_read_are_left_to_them(
    stack, cloud, recording
):
    stack.write(SHARED.format(stack="first")).applied()

    def let_in():
        for kind, name in (("sqs", "shared-letters"), ("sns", "common")):
            attributes = cloud.queues()[name] if kind == "sqs" else cloud.topics()[name]
            document = json.loads(attributes["Policy"])
            action = {"sqs": "sqs:SendMessage", "sns": "sns:Publish"}[kind]
            friend = {"AWS": "arn:aws:iam::111122223333:root"}
            added = topic_policy(arn_of(kind, name), "late", Principal=friend, Action=action)
            document["Statement"] += added["Statement"]
            if kind == "sqs":
                url = cloud.sqs.get_queue_url(QueueName=name)["QueueUrl"]
                cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(document)})
            else:
                cloud.sns.set_topic_attributes(
                    TopicArn=arn_of("sns", name), AttributeName="Policy", AttributeValue=json.dumps(document)
                )
        return True

    done = late(recording, let_in)
    ran = stack.go_through(recording).destroy()
    assert done and ran.code == 1, ran
    assert "shared-letters stays" in ran.err and "common stays" in ran.err
    assert all(change["done"] for change in ran.json()["changes"])
    assert set(cloud.queues()) == {"shared-letters"} and set(cloud.topics()) == {"common"} and cloud.rules() == {}
    assert "switchboard-first" not in cloud.queues()["shared-letters"]["Policy"] + cloud.topics()["common"]["Policy"]


def test_a_rule_that_somebody_makes_after_the_stack_was_read_is_not_overwritten(stack, cloud, recording):
    stack.write(OWN).applied()
    stack.write(OWN + "  two: { events: [conversation.end], to: [{ sqs: own }] }\n").go_through(recording)
    theirs = {"Name": "first-two", "EventPattern": '{"source":["theirs"]}', "Description": "ask us"}
    done = late(recording, lambda: cloud.events.put_rule(**theirs))
    ran = stack.apply()
    assert done and ran.code == 1 and "SB0312" in ran.err, ran
    rule = cloud.rules()["first-two"]
    assert {key: rule[key] for key in theirs} == theirs and rule["Targets"] == []


def test_a_rule_that_is_disabled_after_the_stack_was_read_stays_disabled(full, cloud, recording):
    full.applied()
    full.write(CONTACT_CENTER.replace("[voice, message]", "[voice]")).go_through(recording)
    late = []

    def before(name):
        if name == "TagQueue" and not late:
            late.append(cloud.events.disable_rule(Name="contact-center-support-ended"))

    recording.before = before
    full.applied()
    rule = cloud.rules()["contact-center-support-ended"]
    assert late and rule["State"] == "DISABLED"
    assert '"voice"' in rule["EventPattern"] and '"message"' not in rule["EventPattern"]


def test_a_rule_that_is_deleted_after_the_stack_was_read_is_not_made_again_by_a_destroy(full, cloud, recording):
    full.applied()
    late = []

    def before(name):
        if name == "TagQueue" and not late:
            (target,) = cloud.rules()["contact-center-billing-ended"]["Targets"]
            cloud.events.remove_targets(Rule="contact-center-billing-ended", Ids=[target["Id"]])
            late.append(cloud.events.delete_rule(Name="contact-center-billing-ended"))

    recording.before = before
    full.go_through(recording).destroyed()
    assert late and cloud.rules() == {} and "PutRule" in recording.calls


def test_a_rule_that_gets_a_target_of_the_stack_before_it_is_deleted_is_read_again_and_goes(stack, cloud, recording):
    stack.write(CONTACT_CENTER).applied()
    stack.write(CONTACT_CENTER.replace("billing-ended:", "billing-over:")).go_through(recording)
    late = []

    def before(name):
        if name == "DeleteRule" and not late:
            target = {"Id": "switchboard-late", "Arn": "arn:aws:sqs:us-east-1:000000000000:billing-ended"}
            late.append(cloud.events.put_targets(Rule="contact-center-billing-ended", Targets=[target]))

    recording.before = before
    ran = stack.apply()
    recording.before = lambda name: None
    assert late and ran.code in (0, 1), ran
    assert "contact-center-billing-ended" not in cloud.rules(), ran
    assert stack.plan("--detailed-exitcode").code == 0


@pytest.mark.parametrize("code", ["ConcurrentAccess", "StaleTag"])
def test_a_statement_that_was_added_meanwhile_stays_after_a_conflict(stack, cloud, recording, code):
    arn = cloud.sns.create_topic(Name="theirs")["TopicArn"]
    conflict = [aws_fault(code, "try again")]

    def instead(name):
        if name == "SetTopicAttributes" and conflict:
            cloud.sns.add_permission(TopicArn=arn, Label="late", AWSAccountId=["111122223333"], ActionName=["Publish"])
            return conflict.pop()
        return None

    recording.instead = instead
    stack.write("stack: s\nroutes:\n  one: { events: [conversation.end], to: [{ sns: theirs }] }\n")
    stack.go_through(recording).applied()
    policy = json.loads(cloud.topics()["theirs"]["Policy"])
    sids = {statement.get("Sid") for statement in policy["Statement"]}
    assert {"late", "switchboard-s-used"} <= sids


def test_a_target_that_fails_for_a_passing_reason_in_a_good_answer_is_put_again(stack, cloud, recording):
    failed = (
        b'{"FailedEntryCount":1,"FailedEntries":[{"TargetId":"switchboard-sqs-a",'
        b'"ErrorCode":"ThrottlingException","ErrorMessage":"Rate exceeded"}]}'
    )
    recording.instead = once("PutTargets", Answer(200, failed))
    stack.write("stack: s\nroutes:\n  one: { events: [conversation.end], to: [{ sqs: a }] }\n")
    stack.go_through(recording).applied()
    assert recording.calls.count("PutTargets") == 2
    assert [target["Arn"] for target in cloud.rules()["s-one"]["Targets"]] == [arn_of("sqs", "a")]


def test_a_rule_that_is_deleted_between_the_list_and_its_targets_is_gone_and_no_error(full, cloud, recording):
    full.applied()
    name = "contact-center-billing-ended"

    def delete(called):
        if called == "ListRules" and name in cloud.rules():
            cloud.events.remove_targets(Rule=name, Ids=["switchboard-sqs-billing-ended"])
            cloud.events.delete_rule(Name=name)

    recording.after = delete
    ran = full.go_through(recording).plan()
    assert ran.code == 0, ran
    assert ("create", "aws.rule", name) in {(c["action"], c["kind"], c["name"]) for c in ran.json()["changes"]}


def test_editions_with_other_dead_letter_queues_find_each_others_writing(start_cloud, switchboard):
    """Each puts its tags on its own queue, where the other does not look; reading all again tells."""
    cloud = start_cloud()
    reached, go_on = threading.Event(), threading.Event()

    def hold(name):
        if name == "PutTargets" and not reached.is_set():
            reached.set()
            go_on.wait(PATIENCE)

    wanted = start_cloud()
    letters = "defaults: { dead_letter: letters-a }\n"
    Edition(switchboard, wanted, "a").write(EDITIONS["a"] + letters, "a.yaml").applied()
    Edition(switchboard, cloud, "a").applied()  # with a dead-letter queue that neither has
    with Recorder(cloud.url) as slow:
        slow.before = hold
        held = Edition(switchboard, cloud, "a", slow.url).write(EDITIONS["a"] + letters, "a.yaml").start()
        assert reached.wait(PATIENCE)
        other = EDITIONS["b"] + "defaults: { dead_letter: letters-b }\n"
        assert Edition(switchboard, cloud, "b").write(other, "b.yaml").apply().code in (0, 1)
        go_on.set()
        code, err = finished(held)
    assert code == 1 and "SB0331" in err
    assert comparable(cloud.inventory()) == comparable(wanted.inventory())


LETTERS = """
stack: s
defaults: {{ dead_letter: {letters} }}
routes:
  one: {{ events: [conversation.end], queues: [Billing], to: [{{ sqs: one }}] }}
  two: {{ events: [conversation.end], queues: [Billing], description: {description}, to: [{{ sqs: two }}] }}
"""
OTHER_TEXT = LETTERS.format(letters="letters-a", description="changed")
OTHER_LETTERS = LETTERS.format(letters="letters-b", description="as before")


@pytest.mark.parametrize("kept", [False, True], ids=["deleted", "kept"])
@pytest.mark.parametrize(
    ("held", "quick", "before"),
    [(OTHER_TEXT, OTHER_LETTERS, "PutRule"), (OTHER_LETTERS, OTHER_TEXT, "CreateQueue")],
    ids=["text", "letters"],
)
def test_an_apply_that_changes_the_dead_letter_queue_and_one_that_does_not_find_each_other(
    start_cloud, switchboard, held, quick, before, kept
):
    """The one's queue is not the other's; both have their tags on that of the stack as it stood."""
    cloud = start_cloud()
    stack = Stack(switchboard, cloud)
    stack.write(LETTERS.format(letters="letters-a", description="as before")).applied()
    if kept:
        url = cloud.sqs.get_queue_url(QueueName="letters-a")["QueueUrl"]
        cloud.sqs.send_message(QueueUrl=url, MessageBody="a dead letter")
    reached, go_on = threading.Event(), threading.Event()

    def hold(name):
        if name == before and not reached.is_set():
            reached.set()
            go_on.wait(PATIENCE)

    with Recorder(cloud.url) as slow:
        slow.before = hold
        slower = Edition(switchboard, cloud, "a", slow.url).write(held, "a.yaml").start()
        assert reached.wait(PATIENCE)
        assert Edition(switchboard, cloud, "b").write(quick, "b.yaml").apply().code in (0, 1)
        go_on.set()
        code, err = finished(slower)
    assert code == 1 and "SB033" in err and "aws." in err, err
    stack.write(held)
    assert stack.plan("--detailed-exitcode").code == 0, "the last to write has the last word"
