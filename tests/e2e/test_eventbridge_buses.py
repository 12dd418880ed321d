# SPDX-License-Identifier: Apache-2.0
"""Event buses: their settings, their policies, and events that cross accounts and regions."""

import json

import pytest

from harness import ACCOUNT, REGION, eventually, refused, rule_arn
from wire import call_json

OTHER = "444455556666"
BUS = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/own"
DEFAULT = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"
THERE = f"arn:aws:events:{REGION}:{OTHER}:event-bus/default"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/cross"
EVENT = {"source": "a", "detail-type": "t", "detail": {"n": 1}}


def policy_of(cloud, name="default"):
    policy = cloud.events.describe_event_bus(Name=name).get("Policy")
    return policy and json.loads(policy)


def let_in(cloud, sid="s", principal=OTHER, **more):
    cloud.events.put_permission(Action="events:PutEvents", Principal=principal, StatementId=sid, **more)


# Settings. Debian's boto3 knows neither UpdateEventBus nor most members.


def test_a_bus_keeps_what_it_is_created_and_updated_with(cloud):
    letters = f"arn:aws:sqs:{REGION}:{ACCOUNT}:letters"
    settings = {"Description": "d", "KmsKeyIdentifier": "alias/k", "DeadLetterConfig": {"Arn": letters}}
    made = call_json(cloud, "AWSEvents.CreateEventBus", {"Name": "own", **settings}).json()
    assert made == {"EventBusArn": BUS, **settings}
    first = call_json(cloud, "AWSEvents.DescribeEventBus", {"Name": BUS}).json()
    assert {key: first[key] for key in settings} == settings
    assert first["CreationTime"] == first["LastModifiedTime"]
    cloud.advance_clock(60)
    changed = call_json(cloud, "AWSEvents.UpdateEventBus", {"Name": "own", "Description": "e"}).json()
    assert changed == {"Arn": BUS, "Name": "own", **settings, "Description": "e"}
    cloud.restart()
    after = call_json(cloud, "AWSEvents.DescribeEventBus", {"Name": "own"}).json()
    assert after["Description"] == "e" and after["KmsKeyIdentifier"] == "alias/k"
    assert after["LastModifiedTime"] >= after["CreationTime"] + 60


@pytest.mark.parametrize(
    "body, kind, message",
    [
        ({"Name": "x"}, "ResourceNotFoundException", "Event bus x does not exist."),
        ({"Name": "own", "Description": "d" * 513}, "ValidationException",
         f"1 validation error detected: Value '{'d' * 513}' at 'description' failed to satisfy constraint: "
         "Member must have length less than or equal to 512"),
        ({"Name": "own", "DeadLetterConfig": {"Arn": "arn:aws:sns:r:1:t"}}, "ValidationException",
         "Parameter arn:aws:sns:r:1:t is not valid. Reason: Provided Arn is not in correct format."),
        ({"Name": 5}, "SerializationException", "NUMBER_VALUE can not be converted to String"),
    ],
)  # fmt: skip
def test_update_event_bus_refuses(cloud, body, kind, message):
    cloud.events.create_event_bus(Name="own")
    answer = call_json(cloud, "AWSEvents.UpdateEventBus", body)
    assert answer.status_code == 400
    assert answer.json() == {"__type": kind, "message": message}


def test_buses_come_in_pages_and_by_prefix(cloud):
    names = [f"bus-{number}" for number in range(5)]
    for name in names:
        cloud.events.create_event_bus(Name=name)
    page = cloud.events.list_event_buses(Limit=4)
    found = [bus["Name"] for bus in page["EventBuses"]]
    assert len(found) == 4
    page = cloud.events.list_event_buses(Limit=4, NextToken=page["NextToken"])
    assert "NextToken" not in page
    assert found + [bus["Name"] for bus in page["EventBuses"]] == [*names, "default"]
    assert [bus["Name"] for bus in cloud.events.list_event_buses(NamePrefix="bus-3")["EventBuses"]] == ["bus-3"]
    for limit in (0, 101):
        answer = call_json(cloud, "AWSEvents.ListEventBuses", {"Limit": limit})
        assert answer.json()["message"].startswith(
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value"
        )


def test_an_account_has_a_hundred_buses(cloud):
    for number in range(99):
        cloud.events.create_event_bus(Name=f"b{number}")
    code, message = refused(cloud.events.create_event_bus, Name="one-more")
    assert (code, message) == (
        "LimitExceededException",
        "The requested resource exceeds the maximum number allowed.",
    )
    cloud.client("events", OTHER).create_event_bus(Name="one-more")


def test_tags_go_with_a_bus_but_stay_with_the_default_one(cloud):
    cloud.events.create_event_bus(Name="own", Tags=[{"Key": "a", "Value": "1"}])
    cloud.events.tag_resource(ResourceARN=BUS, Tags=[{"Key": "b", "Value": "2"}])
    cloud.events.untag_resource(ResourceARN=BUS, TagKeys=["a", "x"])
    assert cloud.events.list_tags_for_resource(ResourceARN=BUS)["Tags"] == [{"Key": "b", "Value": "2"}]
    cloud.events.delete_event_bus(Name="own")
    cloud.events.create_event_bus(Name="own")
    assert cloud.events.list_tags_for_resource(ResourceARN=BUS)["Tags"] == []
    cloud.events.tag_resource(ResourceARN=DEFAULT, Tags=[{"Key": "a", "Value": ""}])
    cloud.restart()
    assert cloud.events.list_tags_for_resource(ResourceARN=DEFAULT)["Tags"] == [{"Key": "a", "Value": ""}]


@pytest.mark.parametrize(
    "tags, message",
    [
        ([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}],
         "Invalid parameter: Duplicated keys are not allowed."),
        ([{"Key": "k" * 129, "Value": "1"}],
         f"1 validation error detected: Value '{'k' * 129}' at 'tags.1.member.key' failed to satisfy constraint: "
         "Member must have length less than or equal to 128"),
        ([{"Key": "aws:x", "Value": "1"}], "Tag key aws:x is not valid: it must not start with aws:."),
    ],
)  # fmt: skip
def test_tags_are_refused(cloud, tags, message):
    assert refused(cloud.events.tag_resource, ResourceARN=DEFAULT, Tags=tags) == ("ValidationException", message)
    assert cloud.events.list_tags_for_resource(ResourceARN=DEFAULT)["Tags"] == []


# Policies.


def test_a_permission_becomes_a_statement_of_the_buss_policy(cloud):
    let_in(cloud, "one")
    let_in(cloud, "two", principal="*")
    assert policy_of(cloud) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "one", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
             "Action": "events:PutEvents", "Resource": DEFAULT},
            {"Sid": "two", "Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": DEFAULT},
        ],
    }  # fmt: skip
    let_in(cloud, "one", principal="111122223333")
    assert [s["Sid"] for s in policy_of(cloud)["Statement"]] == ["one", "two"]
    assert policy_of(cloud)["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
    cloud.events.remove_permission(StatementId="one")
    assert [s["Sid"] for s in policy_of(cloud)["Statement"]] == ["two"]
    assert refused(cloud.events.remove_permission, StatementId="one") == (
        "ResourceNotFoundException",
        "Statement with the provided id does not exist.",
    )
    cloud.events.remove_permission(RemoveAllPermissions=True)
    assert policy_of(cloud) is None


def test_a_whole_policy_replaces_all_and_a_condition_stands_in_its_statement(cloud):
    cloud.events.create_event_bus(Name="own")
    let_in(cloud, "old", EventBusName="own")
    policy = {"Version": "2012-10-17", "Statement": [
        {"Sid": "p", "Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "events:PutEvents", "Resource": BUS}
    ]}  # fmt: skip
    cloud.events.put_permission(EventBusName="own", Policy=json.dumps(policy))
    assert policy_of(cloud, "own") == policy
    organization = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1"}
    let_in(cloud, "org", principal="*", EventBusName="own", Condition=organization)
    assert policy_of(cloud, "own")["Statement"][1]["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    assert policy_of(cloud) is None


# fmt: off
PERMISSION = {"Action": "events:PutEvents", "Principal": OTHER, "StatementId": "s"}
@pytest.mark.parametrize("parameters, code, part", [
    ({**PERMISSION, "EventBusName": "x"}, "ResourceNotFoundException", "Event bus x does not exist."),
    ({**PERMISSION, "Principal": "me"}, "ValidationException",
     r"Value 'me' at 'principal' failed to satisfy constraint: Member must satisfy regular expression pattern: (\d{12}|\*)"),
    ({**PERMISSION, "Action": "sns:Publish"}, "ValidationException",
     "at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: events:[a-zA-Z]+"),
    ({**PERMISSION, "StatementId": "a b"}, "ValidationException", "pattern: [a-zA-Z0-9-_]+"),
    ({"Action": "events:PutEvents", "Principal": OTHER}, "ValidationException",
     "Parameter(s) StatementId must be specified."),
    ({**PERMISSION, "Principal": "*", "Condition": {"Type": "StringLike", "Key": "a", "Value": "b"}},
     "ValidationException", "Only StringEquals on aws:PrincipalOrgID is supported."),
    ({**PERMISSION, "Policy": "{}"}, "ValidationException", "must not be specified together with Policy."),
    ({"Policy": "{"}, "ValidationException", "Parameter Policy is not valid."),
    ({"Policy": '{"Statement":[]}'}, "ValidationException", "Parameter Policy is not valid. Reason: it has no statement."),
    ({"Policy": '{"Statement":{"Effect":"Allow","Principal":"*","Action":"events:PutEvents"}}'}, "ValidationException",
     "Parameter Policy is not valid. Reason: statement 1: Resource is missing."),
    ({"Policy": '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}}'},
     "ValidationException", "Reason: statement 1: sqs:SendMessage is no action of events."),
    ({"Policy": '{"Statement":[{"Sid":"%s","Effect":"Allow","Principal":"*","Action":"events:*","Resource":"*"}]}' %
      ("x" * 10241)}, "PolicyLengthExceededException", "10240"),
])
# fmt: on
def test_put_permission_refuses(cloud, parameters, code, part):
    found, message = refused(cloud.events.put_permission, **parameters)
    assert found == code and part in message
    assert policy_of(cloud) is None


# Across accounts and regions.


def listen(cloud, key, region=REGION, account=OTHER):
    """A queue behind a rule on the default bus of an account and region. Returns a way to take what came."""
    name = f"arn:aws:sqs:{region}:{account}:q"
    policy = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                             "Action": "sqs:SendMessage", "Resource": name}]}  # fmt: skip
    sqs = cloud.client("sqs", key, region=region)
    url = sqs.create_queue(QueueName="q", Attributes={"Policy": json.dumps(policy)})["QueueUrl"]
    events = cloud.client("events", key, region=region)
    events.put_rule(Name="all", EventPattern='{"source":["a"]}')
    events.put_targets(Rule="all", Targets=[{"Id": "t", "Arn": name}])

    def take():
        cloud.settle()
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in found]

    return take


def entry_for(bus):
    return {"Source": "a", "DetailType": "t", "Detail": "{}", "EventBusName": bus}


def test_put_events_reaches_another_accounts_bus_if_its_policy_says_so(cloud):
    take = listen(cloud, OTHER)
    refused_entry, own = cloud.events.put_events(Entries=[entry_for(THERE), entry_for("default")])["Entries"]
    assert refused_entry["ErrorCode"] == "AccessDeniedException"
    assert refused_entry["ErrorMessage"] == (
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: events:PutEvents on resource: {THERE} "
        "because no resource-based policy allows the events:PutEvents action"
    )
    assert "EventId" in own
    cloud.client("events", OTHER).put_permission(Action="events:PutEvents", Principal=ACCOUNT, StatementId="s")
    (entry,) = cloud.events.put_events(Entries=[entry_for(THERE)])["Entries"]
    assert [(event["id"], event["account"]) for event in take()] == [(entry["EventId"], ACCOUNT)]


def test_a_policy_that_denies_holds_for_the_own_account_too(cloud):
    policy = {"Statement": {"Sid": "d", "Effect": "Deny", "Principal": "*", "Action": "events:PutEvents",
                            "Resource": DEFAULT, "Condition": {"StringEquals": {"events:source": "a"}}}}  # fmt: skip
    cloud.events.put_permission(Policy=json.dumps(policy))
    denied, good = cloud.events.put_events(Entries=[entry_for("default"), {**entry_for("default"), "Source": "b"}])[
        "Entries"
    ]
    assert denied["ErrorCode"] == "AccessDeniedException" and "EventId" in good


def forward(cloud, bus, **target):
    url, letters = cloud.make_queue("letters", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="on", EventPattern='{"source":["a"]}')
    target = {"Id": "t", "Arn": bus, "DeadLetterConfig": {"Arn": letters}, **target}
    cloud.events.put_targets(Rule="on", Targets=[target])
    return url


def test_a_rule_reaches_another_accounts_bus_if_its_policy_says_so(cloud):
    take = listen(cloud, OTHER)
    letters = forward(cloud, THERE)
    cloud.put(EVENT)
    (letter,) = cloud.receive(letters, 1)
    assert letter["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
    assert letter["MessageAttributes"]["RULE_ARN"]["StringValue"] == rule_arn("on")
    cloud.client("events", OTHER).put_permission(Action="events:PutEvents", Principal=ACCOUNT, StatementId="s")
    (event_id,) = cloud.put(EVENT)
    (event,) = take()
    assert (event["id"], event["account"], event["region"]) == (event_id, ACCOUNT, REGION)


def test_an_event_that_changes_the_region_changes_its_id_and_nothing_else(cloud):
    there = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default"
    take = listen(cloud, "local", "eu-west-1", ACCOUNT)
    letters = forward(cloud, there)
    cloud.put(EVENT)
    cloud.receive(letters, 1)  # neither a role nor a policy lets it in
    cloud.client("events", region="eu-west-1").put_permission(
        Action="events:PutEvents", Principal=ACCOUNT, StatementId="s"
    )
    (event_id,) = cloud.put(EVENT)
    (event,) = take()
    assert event["id"] != event_id and len(event["id"]) == 36
    assert (event["account"], event["region"], event["detail"]) == (ACCOUNT, REGION, {"n": 1})


def with_role(allow):
    return {"roles": [{"arn": ROLE, "trust": ["events.amazonaws.com"], "allow": allow}]}


@pytest.mark.parametrize(
    "resource, delivered", [("arn:aws:events:eu-west-1:000000000000:event-bus/default", True), ("arn:x", False)]
)
def test_a_role_takes_an_event_to_another_region(start_cloud, resource, delivered):
    cloud = start_cloud(with_role([{"action": "events:PutEvents", "resource": resource}]))
    take = listen(cloud, "local", "eu-west-1", ACCOUNT)
    letters = forward(cloud, f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default", RoleArn=ROLE)
    cloud.put(EVENT)
    assert len(take()) == delivered
    assert len(cloud.drain(letters)) == (not delivered)


def test_a_role_alone_does_not_open_another_accounts_bus(start_cloud):
    cloud = start_cloud(with_role([{"action": "events:PutEvents", "resource": "*"}]))
    take = listen(cloud, OTHER)
    letters = forward(cloud, THERE, RoleArn=ROLE)
    cloud.put(EVENT)
    assert take() == []
    cloud.receive(letters, 1)
    policy = {"Statement": [{"Sid": "s", "Effect": "Allow", "Principal": {"AWS": ROLE},
                             "Action": "events:PutEvents", "Resource": THERE}]}  # fmt: skip
    cloud.client("events", OTHER).put_permission(Policy=json.dumps(policy))
    cloud.put(EVENT)
    assert len(take()) == 1


def test_the_role_of_another_accounts_bus_stays_when_the_target_is_put_again_without(cloud):
    forward(cloud, THERE, RoleArn=ROLE)
    forward(cloud, THERE)
    (target,) = cloud.events.list_targets_by_rule(Rule="on")["Targets"]
    assert target["RoleArn"] == ROLE


def test_a_circle_of_buses_ends(cloud):
    cloud.events.create_event_bus(Name="own")
    letters, letters_arn = cloud.make_queue("letters", "events.amazonaws.com", None)
    for bus, to in (("default", BUS), ("own", DEFAULT)):
        cloud.events.put_rule(Name="on", EventBusName=bus, EventPattern='{"source":["a"]}')
        target = {"Id": "t", "Arn": to, "DeadLetterConfig": {"Arn": letters_arn}}
        cloud.events.put_targets(Rule="on", EventBusName=bus, Targets=[target])
    cloud.put(EVENT)
    eventually(lambda: f"way from {rule_arn('own/on')} to target 't', {DEFAULT}: THIRD_BUS" in cloud.log(), "a line")
    assert cloud.log().count("LOST: ") == 1
    assert "Messages" not in cloud.sqs.receive_message(QueueUrl=letters)
