# SPDX-License-Identifier: Apache-2.0
"""Rules and targets: what EventBridge takes, refuses and shows, and under whose permissions it delivers."""

import json

import pytest

from harness import ACCOUNT, REGION, arn_of, eventually, queue_policy, refused, rule_arn
from wire import call_json

PATTERN = '{"source":["a"]}'
EVENT = {"source": "a", "detail-type": "t", "detail": {"n": 1, "o": {"k": "v"}, "s": "x"}}
QUEUE = arn_of("sqs", "q")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deliver"
OTHER = "444455556666"
LIMIT = ("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
ONE = "1 validation error detected: Value "
NAME_PATTERN = r"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"


@pytest.fixture
def ruled(cloud):
    cloud.events.put_rule(Name="r", EventPattern=PATTERN)
    return cloud


# Rules.

SCHEDULES_NOT_SERVED = "Parameter ScheduleExpression is not valid. Reason: Schedules are not served by this local cloud."


@pytest.mark.parametrize(
    "parameters, message",
    [
        ({"ScheduleExpression": "rate(5 minutes)"}, SCHEDULES_NOT_SERVED),
        ({"ScheduleExpression": "cron(0 12 * * ? *)", "EventPattern": PATTERN}, SCHEDULES_NOT_SERVED),
        ({"ScheduleExpression": "rate(1 minutes)"}, "Parameter ScheduleExpression is not valid."),
        ({"ScheduleExpression": "cron(0 12 * * * *)"}, "Parameter ScheduleExpression is not valid."),
        ({"ScheduleExpression": "rate(5 minutes)", "EventBusName": "own"},
         "ScheduleExpression is supported only on the default event bus."),
        ({"EventPattern": ""}, "Parameter(s) EventPattern or ScheduleExpression must be specified."),
        ({"EventPattern": PATTERN, "State": "ASLEEP"}, ONE + "'ASLEEP' at 'state' failed to satisfy constraint: Member "
         "must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]"),
        ({"EventPattern": "x" * 4097}, ONE + f"'{'x' * 4097}' at 'eventPattern' failed to satisfy constraint: "
         "Member must have length less than or equal to 4096"),
        ({"Name": "a/b", "EventPattern": PATTERN, "State": "x", "EventBusName": "a b"},
         "3 validation errors detected: Value 'a/b' at 'name' failed to satisfy constraint: " + NAME_PATTERN +
         "; Value 'x' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, "
         "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]; Value 'a b' at 'eventBusName' failed to satisfy constraint: "
         r"Member must satisfy regular expression pattern: (arn:aws[\w-]*:events:[a-z]{2}-[a-z]+-[\w-]+:[0-9]{12}:"
         r"event-bus\/)?[/\.\-_A-Za-z0-9]+"),
    ],
)  # fmt: skip
def test_put_rule_refuses(cloud, parameters, message):
    cloud.events.create_event_bus(Name="own")
    assert refused(cloud.events.put_rule, **{"Name": "n", **parameters}) == ("ValidationException", message)
    assert cloud.rules() == {}


def test_a_pattern_over_the_quota_is_a_limit_exceeded(cloud):
    pattern = json.dumps({"source": ["x" * 2040]})
    assert refused(cloud.events.put_rule, Name="n", EventPattern=pattern) == LIMIT


def test_a_bus_takes_three_hundred_rules_thirty_of_them_with_wildcards(cloud):
    for number in range(30):
        cloud.events.put_rule(Name=f"w{number}", EventPattern='{"source":[{"wildcard":"a*b"}]}')
    anything_but = '{"source":[{"anything-but":{"wildcard":"a*b"}}]}'
    assert refused(cloud.events.put_rule, Name="w30", EventPattern=anything_but) == LIMIT
    cloud.events.put_rule(Name="w0", EventPattern=anything_but)
    for number in range(270):
        cloud.events.put_rule(Name=f"n{number}", EventPattern=PATTERN)
    assert refused(cloud.events.put_rule, Name="n270", EventPattern=PATTERN) == LIMIT
    cloud.events.put_rule(Name="n0", EventPattern=PATTERN)


def test_a_rule_shows_what_was_put_and_who_put_it(cloud):
    cloud.events.create_event_bus(Name="own")
    cloud.events.put_rule(
        Name="r", EventBusName="own", EventPattern='{ "source":["a"] }', Description="d", RoleArn=ROLE, State="DISABLED"
    )
    found = cloud.events.describe_rule(Name="r", EventBusName="own")
    found.pop("ResponseMetadata")
    expected = {
        "Name": "r", "Arn": rule_arn("own/r"), "EventPattern": '{ "source":["a"] }', "State": "DISABLED",
        "Description": "d", "RoleArn": ROLE, "EventBusName": "own",
    }  # fmt: skip
    assert found == {**expected, "CreatedBy": ACCOUNT}
    assert cloud.events.list_rules(EventBusName="own")["Rules"] == [expected]


def test_rules_and_tokens_are_held_against_the_model(ruled):
    for operation, parameters in (("list_rules", {"NextToken": "x" * 2049}), ("list_rules", {"NextToken": "nonsense"}),
                                  ("list_rule_names_by_target", {"TargetArn": QUEUE, "NextToken": "bm9uZQ=="}),
                                  ("list_targets_by_rule", {"Rule": "r", "NextToken": "!"})):  # fmt: skip
        assert refused(getattr(ruled.events, operation), **parameters)[0] == "ValidationException"


def test_a_rule_given_by_its_arn_is_that_of_its_own_account_and_region(ruled):
    for arn in (rule_arn("r").replace(ACCOUNT, OTHER), rule_arn("r").replace(REGION, "eu-west-1")):
        target = {"Id": "t", "Arn": arn_of("sqs", "q")}
        answer = call_json(ruled, "AWSEvents.PutTargets", {"Rule": arn, "Targets": [target]})
        assert answer.json()["__type"] == "ResourceNotFoundException"
    answer = call_json(ruled, "AWSEvents.DescribeRule", {"Name": rule_arn("r")}).json()
    assert answer["__type"] == "ValidationException", "only PutTargets takes an ARN"


def test_targets_and_the_rules_of_a_target_come_in_pages(ruled):
    for number in range(3):
        ruled.events.put_rule(Name=f"r{number}", EventPattern=PATTERN)
        ruled.events.put_targets(Rule=f"r{number}", Targets=[{"Id": str(n), "Arn": QUEUE} for n in range(5)])
    pages = list(ruled.events.get_paginator("list_rule_names_by_target").paginate(
        TargetArn=QUEUE, PaginationConfig={"PageSize": 2}))  # fmt: skip
    assert [page["RuleNames"] for page in pages] == [["r0", "r1"], ["r2"]]
    pages = list(ruled.events.get_paginator("list_targets_by_rule").paginate(
        Rule="r1", PaginationConfig={"PageSize": 2}))  # fmt: skip
    assert [[target["Id"] for target in page["Targets"]] for page in pages] == [["0", "1"], ["2", "3"], ["4"]]


# Managed rules.


@pytest.fixture
def managed(start_cloud):
    rule = {"name": "theirs", "pattern": PATTERN, "managed_by": "events.amazonaws.com"}
    return start_cloud({"managed_rules": [rule]})


def test_a_rule_that_a_service_manages_is_not_changed(managed):
    events = managed.events
    said = ("ManagedRuleException", "Rule theirs is managed by events.amazonaws.com.")
    arn = rule_arn("theirs")
    assert events.describe_rule(Name="theirs")["ManagedBy"] == "events.amazonaws.com"
    assert refused(events.put_rule, Name="theirs", EventPattern=PATTERN) == said
    assert refused(events.put_targets, Rule="theirs", Targets=[{"Id": "t", "Arn": QUEUE}]) == said
    assert refused(events.enable_rule, Name="theirs") == said
    assert refused(events.disable_rule, Name="theirs") == said
    assert refused(events.tag_resource, ResourceARN=arn, Tags=[{"Key": "a", "Value": "b"}]) == said
    assert refused(events.untag_resource, ResourceARN=arn, TagKeys=["a"]) == said
    assert refused(events.remove_targets, Rule="theirs", Ids=["t"]) == said
    assert refused(events.delete_rule, Name="theirs") == said
    assert events.remove_targets(Rule="theirs", Ids=["t"], Force=True)["FailedEntryCount"] == 1
    events.delete_rule(Name="theirs", Force=True)
    assert managed.rules() == {}


def test_a_managed_rule_with_a_bad_pattern_stops_the_start_and_says_why(switchboard):
    seed = switchboard.write(json.dumps({"managed_rules": [{"name": "x", "pattern": "{"}]}), "seed.yaml")
    ran = switchboard("local", "--in-memory", "--seed-file", seed)
    assert ran.code != 0 and "Event pattern is not valid" in ran.err


# Targets.

# fmt: off
TARGET_FAULTS = [
    ([{"Id": "x", "Arn": ""}], ONE + "'' at 'targets.1.member.arn' failed to satisfy constraint: "
     "Member must have length greater than or equal to 1"),
    ([{"Arn": QUEUE}], ONE + "null at 'targets.1.member.id' failed to satisfy constraint: Member must not be null"),
    ([{"Id": "a", "Arn": QUEUE}, {"Id": "i" * 65, "Arn": QUEUE}], ONE + f"'{'i' * 65}' at 'targets.2.member.id' failed "
     "to satisfy constraint: Member must have length less than or equal to 64"),
    ([{"Id": "x", "Arn": QUEUE, "RetryPolicy": {"MaximumRetryAttempts": 186, "MaximumEventAgeInSeconds": 59}}],
     "2 validation errors detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to "
     "satisfy constraint: Member must have value less than or equal to 185; Value '59' at "
     "'targets.1.member.retryPolicy.maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value "
     "greater than or equal to 60"),
    ([{"Id": "x", "Arn": QUEUE, "Input": "x" * 8193}], ONE + f"'{'x' * 8193}' at 'targets.1.member.input' failed to "
     "satisfy constraint: Member must have length less than or equal to 8192"),
    ([{"Id": "x", "Arn": QUEUE, "InputTransformer": {"InputPathsMap": {"a b": "$.a"}, "InputTemplate": "{}"}}],
     ONE + "'{\"a b\":\"$.a\"}' at 'targets.1.member.inputTransformer.inputPathsMap' failed to satisfy constraint: Map "
     "keys must satisfy constraint: [Member must have length less than or equal to 256, Member must have length "
     r"greater than or equal to 1, Member must satisfy regular expression pattern: [A-Za-z0-9\_\-]+]"),
    ([{"Id": "x", "Arn": QUEUE, "InputTransformer": {"InputPathsMap": {}}}],
     ONE + "null at 'targets.1.member.inputTransformer.inputTemplate' failed to satisfy constraint: "
     "Member must not be null"),
    ([{"Id": "x", "Arn": QUEUE, "Input": "{"}], "JSON syntax error in input for target x."),
    ([{"Id": "x", "Arn": QUEUE, "InputPath": "detail"}], "Invalid InputPath for target x."),
    ([{"Id": "x", "Arn": QUEUE + ".fifo"}], "Parameter(s) SqsParameters must be specified for target: x."),
    ([{"Id": "x", "Arn": QUEUE, "RoleArn": "role"}],
     "Parameter role is not valid. Reason: Provided Arn is not in correct format."),
    ([{"Id": "x", "Arn": QUEUE, "DeadLetterConfig": {"Arn": arn_of("sns", "t")}}],
     f"Parameter {arn_of('sns', 't')} is not valid. Reason: A dead-letter queue must be a standard SQS queue."),
    ([{"Id": "x", "Arn": QUEUE, "DeadLetterConfig": {"Arn": QUEUE.replace(REGION, "eu-west-1")}}],
     f"Parameter {QUEUE.replace(REGION, 'eu-west-1')} is not valid. Reason: A dead-letter queue must be in the region of "
     "its rule."),
    ([{"Id": "x", "Arn": arn_of("states", "stateMachine:m")}],
     f"RoleArn is required for target {arn_of('states', 'stateMachine:m')}."),
    ([{"Id": "x", "Arn": QUEUE.replace(ACCOUNT, OTHER)}], "Adding cross-account target is not permitted."),
    ([{"Id": "x", "Arn": QUEUE.replace(REGION, "eu-west-1")}],
     f"Parameter {QUEUE.replace(REGION, 'eu-west-1')} is not valid. Reason: The target must be in the region of its "
     "rule."),
    ([{"Id": "x", "Arn": arn_of("events", "event-bus/b").replace(ACCOUNT, OTHER), "InputPath": "$.detail"}],
     "Input, InputPath and InputTransformer are not available for target x, which is an event bus of a different "
     "account."),
]
# fmt: on


@pytest.mark.parametrize("targets, message", TARGET_FAULTS)
def test_put_targets_refuses(ruled, targets, message):
    answer = call_json(ruled, "AWSEvents.PutTargets", {"Rule": "r", "Targets": targets})
    assert answer.json() == {"__type": "ValidationException", "message": message}
    assert ruled.rules()["r"]["Targets"] == []


def test_an_input_transformer_takes_a_hundred_variables(ruled):
    for count, kind in ((100, None), (101, "ValidationException")):
        transformer = {"InputPathsMap": {f"v{n}": "$.detail" for n in range(count)}, "InputTemplate": "{}"}
        target = {"Id": "x", "Arn": QUEUE, "InputTransformer": transformer}
        answer = call_json(ruled, "AWSEvents.PutTargets", {"Rule": "r", "Targets": [target]})
        assert answer.json().get("__type") == kind
        assert "Member must have length less than or equal to 100" in answer.text or kind is None


def test_of_one_id_twice_in_a_call_the_last_stays_and_five_targets_are_the_most(ruled):
    ruled.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": QUEUE}, {"Id": "t", "Arn": QUEUE + "2"}])
    assert ruled.rules()["r"]["Targets"] == [{"Id": "t", "Arn": QUEUE + "2"}]
    ruled.events.put_targets(Rule="r", Targets=[{"Id": str(n), "Arn": QUEUE} for n in range(4)])
    assert refused(ruled.events.put_targets, Rule="r", Targets=[{"Id": "six", "Arn": QUEUE}]) == LIMIT
    ruled.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": QUEUE}])


def test_targets_of_kinds_that_are_not_served_are_kept_and_their_events_dead_lettered(ruled):
    url, letters = ruled.make_queue("letters", "events.amazonaws.com", None)
    kinesis = {"Id": "k", "Arn": arn_of("kinesis", "stream/s"), "RoleArn": ROLE,
               "KinesisParameters": {"PartitionKeyPath": "$.detail"}, "DeadLetterConfig": {"Arn": letters}}  # fmt: skip
    ruled.events.put_targets(Rule="r", Targets=[kinesis])
    assert ruled.rules()["r"]["Targets"] == [kinesis]
    ruled.put(EVENT)
    (letter,) = ruled.receive(url, 1)
    said = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert said["ERROR_CODE"] == "NO_RESOURCE" and "not served" in said["ERROR_MESSAGE"]


def test_an_object_in_the_quotes_of_a_template_is_not_delivered_and_that_is_said(ruled):
    url, arn = ruled.make_queue("q", "events.amazonaws.com", None)
    letters_url, letters = ruled.make_queue("letters", "events.amazonaws.com", None)
    transformer = {"InputPathsMap": {"o": "$.detail.o"}, "InputTemplate": '{"o": "<o>"}'}
    target = {"Id": "t", "Arn": arn, "InputTransformer": transformer, "DeadLetterConfig": {"Arn": letters}}
    ruled.events.put_targets(Rule="r", Targets=[target])
    (event_id,) = ruled.put(EVENT)
    assert ruled.drain(url) == ruled.drain(letters_url) == []
    assert ruled.admin("GET", "metrics").json()["deliveries_lost"] == 1
    eventually(lambda: "INVALID_JSON" in ruled.log(), "a line in the log")
    (line,) = [line for line in ruled.log().splitlines() if "LOST: " in line]
    what = f'LOST: event "{event_id}" ("{EVENT["detail-type"]}" of "{EVENT["source"]}")'
    where = f"on its way from {rule_arn('r')} to target 't', {arn}: INVALID_JSON: its InputTemplate, filled with the event, "
    assert what in line and where + "is no JSON from line 1, column " in line
    assert "EventBridge keeps no dead letter of that" in line and 'write "<name>" in quotes for a text' in line


# fmt: off
@pytest.mark.parametrize("template, body", [
    ('{"v": <n>, "s": "<s>", "o": <o>, "none": <x>}', '{"v":1,"s":"x","o":{"k":"v"},"none":""}'),
    ('"s=<s> n=<n> o=<o> none=<x>."', '"s=x n=1 o={k:v} none=."'),
    ('"<aws.events.rule-name> <aws.events.rule-arn>"', f'"r {rule_arn("r")}"'),
    ('"one <s>"\n"two <n>"', '"one x"\n"two 1"'),
])
# fmt: on
def test_input_templates_are_filled_as_recorded(ruled, template, body):
    url, arn = ruled.make_queue("q", "events.amazonaws.com", None)
    paths = {"n": "$.detail.n", "s": "$.detail.s", "o": "$.detail.o", "x": "$.detail.nothing"}
    transformer = {"InputPathsMap": paths, "InputTemplate": template}
    ruled.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": arn, "InputTransformer": transformer}])
    ruled.put(EVENT)
    assert ruled.receive(url, 1)[0]["Body"] == body


# Roles of targets.


def with_role(*allow, trust=("events.amazonaws.com",)):
    allowed = [{"action": action, "resource": resource} for action, resource in allow]
    return {"roles": [{"arn": ROLE, "trust": list(trust), "allow": allowed}]}


@pytest.mark.parametrize(
    "seed, delivered",
    [
        (with_role(("sqs:SendMessage", QUEUE)), True),
        (with_role(("sqs:*", "*")), True),
        (with_role(("sqs:SendMessage", QUEUE + "2")), False),
        (with_role(("sns:Publish", QUEUE)), False),
        (with_role(("sqs:SendMessage", QUEUE), trust=["scheduler.amazonaws.com"]), False),
        ({}, False),
    ],
)
def test_a_target_with_a_role_is_reached_under_that_role_alone(start_cloud, seed, delivered):
    cloud = start_cloud(seed)
    url, arn = cloud.make_queue("q", *(() if delivered else ("events.amazonaws.com", None)))
    letters_url, letters = cloud.make_queue("letters", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="r", EventPattern=PATTERN)
    target = {"Id": "t", "Arn": arn, "RoleArn": ROLE, "DeadLetterConfig": {"Arn": letters}}
    cloud.events.put_targets(Rule="r", Targets=[target])
    cloud.put(EVENT)
    (message,) = cloud.receive(url if delivered else letters_url, 1)
    if not delivered:
        assert message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
        assert ROLE in message["MessageAttributes"]["ERROR_MESSAGE"]["StringValue"]


def test_a_topic_is_reached_under_a_role_too(start_cloud):
    cloud = start_cloud(with_role(("sns:Publish", arn_of("sns", "t"))))
    topic = cloud.sns.create_topic(Name="t")["TopicArn"]
    url, arn = cloud.make_queue("q", "sns.amazonaws.com", topic)
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    cloud.events.put_rule(Name="r", EventPattern=PATTERN)
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": topic, "RoleArn": ROLE}])
    (event_id,) = cloud.put(EVENT)
    assert json.loads(cloud.receive(url, 1)[0]["Body"])["id"] == event_id


def test_another_accounts_queue_needs_the_role_and_its_own_policy(start_cloud):
    there = QUEUE.replace(ACCOUNT, OTHER)
    cloud = start_cloud(with_role(("sqs:SendMessage", there)))
    letters_url, letters = cloud.make_queue("letters", "events.amazonaws.com", None)
    sqs = cloud.client("sqs", OTHER)
    url = sqs.create_queue(
        QueueName="q", Attributes={"Policy": json.dumps(queue_policy(there, "events.amazonaws.com", None))}
    )["QueueUrl"]
    cloud.events.put_rule(Name="r", EventPattern=PATTERN)
    target = {"Id": "t", "Arn": there, "RoleArn": ROLE, "DeadLetterConfig": {"Arn": letters}}
    cloud.events.put_targets(Rule="r", Targets=[target])
    cloud.put(EVENT)
    cloud.receive(letters_url, 1)
    policy = queue_policy(there, "", None)
    policy["Statement"][0]["Principal"] = {"AWS": ROLE}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    (event_id,) = cloud.put(EVENT)
    (message,) = eventually(lambda: sqs.receive_message(QueueUrl=url).get("Messages"), "the message")
    assert json.loads(message["Body"])["id"] == event_id


# What is not served.

UNSERVED = (
    "CancelReplay CreateApiDestination CreateArchive CreateConnection CreateEndpoint DeauthorizeConnection "
    "DeleteApiDestination DeleteArchive DeleteConnection DeleteEndpoint DescribeApiDestination DescribeArchive "
    "DescribeConnection DescribeEndpoint DescribeReplay ListApiDestinations ListArchives ListConnections ListEndpoints "
    "ListReplays StartReplay UpdateApiDestination UpdateArchive UpdateConnection UpdateEndpoint"
).split()


@pytest.mark.parametrize("operation", UNSERVED)
def test_an_operation_that_is_not_served_says_so_by_name(cloud, operation):
    answer = call_json(cloud, f"AWSEvents.{operation}", {})
    assert answer.status_code == 400
    assert answer.json() == {
        "__type": "OperationDisabledException",
        "message": f"{operation} is not served by this local cloud.",
    }


def test_every_operation_of_the_model_is_known(cloud):
    names = set(cloud.events.meta.service_model.operation_names) | {"UpdateEventBus"}
    assert len(names) == 57
    for name in names - set(UNSERVED):
        assert call_json(cloud, f"AWSEvents.{name}", {}).json().get("__type") not in (
            "UnknownOperationException",
            "OperationDisabledException",
        )
    assert call_json(cloud, "AWSEvents.Nonsense", {}).json()["__type"] == "UnknownOperationException"
