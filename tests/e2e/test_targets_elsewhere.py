# SPDX-License-Identifier: Apache-2.0
"""What a spec leads to and does not make has to be there: plan looks, says what it cannot see, and what the owners of
targets in other accounts and regions have to allow."""

import pytest

from harness import ACCOUNT, REGION
from recorder import DENIED

OTHER = "210987654321"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/to-the-target"


def spec(target, head=""):
    return f"stack: s\n{head}routes:\n  one:\n    events: [conversationCreated]\n    to:\n      - {target}\n"


def bus(name, account=ACCOUNT, region=REGION):
    return f"arn:aws:events:{region}:{account}:event-bus/{name}"


def refused_untouched(stack, cloud, *words):
    before = cloud.inventory()
    for ran in (stack.plan(), stack.apply()):
        assert ran.code == 1, ran
        for word in words:
            assert word in ran.err, ran.err
    assert cloud.inventory() == before


@pytest.mark.parametrize("target", ["bus: nobus", f'arn: "{bus("nobus")}"'])
def test_a_bus_that_does_not_exist_is_refused_before_the_first_write(stack, cloud, target):
    stack.write(spec(f"{{ {target}, role: {ROLE} }}"))
    refused_untouched(stack, cloud, "SB0301", f"route 'one' (switchboard.yaml:6:9): the event bus {bus('nobus')}")
    checks = stack.verify().json()["checks"]
    assert any(c["ok"] is False and "nobus" in c["subject"] for c in checks)
    cloud.events.create_event_bus(Name="nobus")
    stack.applied()


def test_each_bus_is_looked_up_once_and_only_where_the_list_does_not_show_it(stack, cloud, recording):
    cloud.events.create_event_bus(Name="there")
    routes = "".join(
        f"  r{n}: {{ events: [conversationCreated], to: [{{ bus: {name}, role: '{ROLE}' }}] }}\n"
        for n, name in enumerate(["there", "there", "gone", "gone", "gone"])
    )
    stack.write("stack: s\nroutes:\n" + routes).go_through(recording)
    assert stack.plan().code == 1
    assert recording.calls.count("DescribeEventBus") == 1
    assert recording.calls.count("ListEventBuses") == 1


def test_a_bus_that_may_not_be_looked_up_is_named_as_not_checked(stack, cloud, recording):
    recording.instead = lambda name: DENIED if name in ("ListEventBuses", "DescribeEventBus") else None
    ran = stack.write(spec(f"{{ bus: hidden, role: {ROLE} }}")).go_through(recording).plan()
    assert ran.code == 0, ran
    assert f"the bus {bus('hidden')} was not looked up: the caller may not describe it" in ran.err


@pytest.mark.parametrize(
    "target",
    [bus("theirs", OTHER), bus("there", ACCOUNT, "eu-west-1"), f"arn:aws:sqs:{REGION}:{OTHER}:q",
     f"arn:aws:sns:{REGION}:{OTHER}:t", f"arn:aws:lambda:{REGION}:{OTHER}:function:f"],
)  # fmt: skip
def test_a_target_elsewhere_needs_a_role_and_plan_says_which(stack, cloud, target):
    stack.write(spec(f'{{ arn: "{target}" }}'))
    refused_untouched(stack, cloud, "SB0158", "switchboard.yaml:6:9: ", "give the target role:")
    ran = stack.write(spec(f'{{ arn: "{target}", role: "{ROLE}" }}')).plan()
    assert ran.code == 0, ran
    assert f"{target} was not looked up: it is in another account or region; the role {ROLE} must be allowed" in ran.err


def test_where_the_spec_says_its_account_it_is_said_before_anybody_is_asked(switchboard):
    head = f'aws: {{ account: "{ACCOUNT}", region: {REGION} }}\n'
    switchboard.write(spec(f'{{ arn: "{bus("theirs", OTHER)}" }}', head), "spec.yaml")
    nobody = {
        "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "GENESYS_CLOUD_URL": "http://127.0.0.1:1",
    }  # fmt: skip
    ran = switchboard("plan", "-f", "spec.yaml", env=nobody)
    assert ran.code == 1
    assert "spec.yaml:7:9: error SB0158" in ran.err and "127.0.0.1" not in ran.err


def test_a_target_in_another_region_is_refused_unless_it_is_a_bus(stack, cloud):
    stack.write(spec(f'{{ arn: "arn:aws:sns:eu-west-1:{ACCOUNT}:t", role: "{ROLE}" }}'))
    refused_untouched(stack, cloud, "SB0157", "switchboard.yaml:6:9: ", "only a bus can be a target in another region")


def test_a_dead_letter_queue_of_another_account_is_named_with_what_its_policy_has_to_say(stack):
    letters = f"arn:aws:sqs:{REGION}:{OTHER}:letters"
    ran = stack.write(spec("{ sqs: q }", f'defaults: {{ dead_letter: "{letters}" }}\n')).plan()
    assert ran.code == 0, ran
    assert f"{letters} was not looked up" in ran.err
    assert f"allow events.amazonaws.com to do sqs:SendMessage for arn:aws:events:{REGION}:{ACCOUNT}:rule/s-one" in ran.err


@pytest.mark.parametrize("place", [{"account": OTHER}, {"region": "eu-west-1"}])
def test_a_route_on_a_bus_elsewhere_is_refused_where_one_of_that_name_stands_here(stack, cloud, place):
    cloud.events.create_event_bus(Name="own")
    text = "stack: s\nroutes:\n  one: {{ events: [conversationCreated], bus: '{}', to: [{{ sqs: worker }}] }}\n"
    stack.write(text.format(bus("own", **place)))
    refused_untouched(stack, cloud, "SB0164", bus("own", **place), "another account or region")
    stack.write(text.format(bus("own"))).applied()


def test_a_route_that_leads_back_to_its_own_bus_is_warned_of(stack, cloud, switchboard):
    cloud.events.create_event_bus(Name="other")
    for target, warned in (("default", True), (bus("other"), False), ("other", False)):
        stack.write(spec(f"{{ bus: '{target}', role: {ROLE} }}"))
        for ran in (stack.plan(), switchboard("lint", "-f", stack.file)):
            assert ran.code == 0 and ("warning SB0165" in ran.err) == warned, ran


@pytest.mark.parametrize("target", [
    f'{{ arn: "arn:aws:sqs:{REGION}:{ACCOUNT}:gone" }}', f'{{ arn: "arn:aws:sns:{REGION}:{ACCOUNT}:gone" }}',
    "{ lambda: gone }", "{ lambda: gone, policy: none }",
    f'{{ sqs: q, dead_letter: "arn:aws:sqs:{REGION}:{ACCOUNT}:gone" }}',
])  # fmt: skip
def test_what_is_named_and_not_there_is_refused_with_its_place(stack, cloud, target):
    stack.write(spec(target))
    refused_untouched(stack, cloud, "SB0302", "route 'one' (switchboard.yaml:6:", "gone does not exist")


def test_a_stack_whose_bus_is_gone_can_still_be_destroyed(stack, cloud):
    cloud.events.create_event_bus(Name="there")
    stack.write(spec(f"{{ bus: there, role: {ROLE} }}")).applied()
    cloud.events.delete_event_bus(Name="there")
    assert stack.plan().code == 1
    stack.destroyed()
    assert cloud.rules() == {}
