# SPDX-License-Identifier: Apache-2.0
"""What the local cloud answers, held against what AWS answers: codes, texts, and both of SQS's protocols."""

import hashlib
import json
import re

import pytest
from botocore.exceptions import ClientError

from harness import ACCOUNT, arn_of, rule_arn
from wire import SNS, SQS, call_json, call_query

PATTERN = '{"source":["a"]}'
TOPIC = arn_of("sns", "t")
QUEUE = arn_of("sqs", "q")
NOT_VALID = "Event pattern is not valid. Reason: "


@pytest.fixture
def furnished(cloud):
    cloud.make_queue("q")
    cloud.events.put_rule(Name="r", EventPattern=PATTERN)
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": QUEUE}])
    cloud.sns.create_topic(Name="t")
    cloud.sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=QUEUE)
    return cloud


def refused(client, operation, **parameters):
    """(code, message) of a call that must fail."""
    with pytest.raises(ClientError) as error:
        getattr(client, operation)(**parameters)
    found = error.value.response["Error"]
    return found["Code"], found["Message"]


def subscribing(queue_arn, **attributes):
    return {"TopicArn": TOPIC, "Protocol": "sqs", "Endpoint": queue_arn, "Attributes": attributes}


def targets(*members, **more):
    return {"Rule": "r", "Targets": [{"Id": "x", "Arn": QUEUE, **m} for m in members], **more}


# fmt: off
EVENTBRIDGE_FAULTS = [
    ("describe_rule", {"Name": "x"}, "ResourceNotFoundException", "Rule x does not exist on EventBus default."),
    ("enable_rule", {"Name": "x"}, "ResourceNotFoundException", "Rule x does not exist on EventBus default."),
    ("list_targets_by_rule", {"Rule": "x"}, "ResourceNotFoundException", "Rule x does not exist on EventBus default."),
    ("list_tags_for_resource", {"ResourceARN": rule_arn("x")}, "ResourceNotFoundException",
     "Rule x does not exist on EventBus default."),
    ("list_rules", {"EventBusName": "x"}, "ResourceNotFoundException", "Event bus x does not exist."),
    ("describe_event_bus", {"Name": "x"}, "ResourceNotFoundException", "Event bus x does not exist."),
    ("delete_event_bus", {"Name": "x"}, "ResourceNotFoundException", "Event bus x does not exist."),
    ("delete_event_bus", {"Name": "default"}, "ValidationException", "Cannot delete event bus default."),
    ("create_event_bus", {"Name": "default"}, "ResourceAlreadyExistsException", "Event bus default already exists."),
    ("create_event_bus", {"Name": "a/b"}, "ValidationException", "Event bus name must not contain '/'."),
    ("delete_rule", {"Name": "r"}, "ValidationException", "Rule can't be deleted since it has targets."),
    ("put_rule", {"Name": "n"}, "ValidationException",
     "Parameter(s) EventPattern or ScheduleExpression must be specified."),
    ("put_rule", {"Name": "n", "EventPattern": '{"source": "a"}'}, "InvalidEventPatternException",
     NOT_VALID + '"source" must be an object or an array\n'
     ' at [Source: (String)"{"source": "a"}"; line: 1, column: 13]'),
    ("put_rule", {"Name": "n", "EventPattern": '{"key":[]}'}, "InvalidEventPatternException",
     NOT_VALID + 'Empty arrays are not allowed\n at [Source: (String)"{"key":[]}"; line: 1, column: 10]'),
    ("put_rule", {"Name": "n", "EventPattern": '{"key":[{"exists":"no"}]}'}, "InvalidEventPatternException",
     NOT_VALID + 'exists match pattern must be either true or false.\n'
     ' at [Source: (String)"{"key":[{"exists":"no"}]}"; line: 1, column: 20]'),
    ("put_rule", {"Name": "n", "EventPattern": "[]"}, "InvalidEventPatternException",
     NOT_VALID + "Filter is not an object"),
    ("put_rule", {"Name": "n", "EventPattern": "{'a':['b']}"}, "InvalidEventPatternException",
     NOT_VALID + "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
    ("put_rule", {"Name": "a b", "EventPattern": PATTERN}, "ValidationException",
     "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: "
     "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"),
    ("put_rule", {"Name": "n" * 65, "EventPattern": PATTERN}, "ValidationException",
     f"1 validation error detected: Value '{'n' * 65}' at 'name' failed to satisfy constraint: "
     "Member must have length less than or equal to 64"),
    ("put_rule", {"Name": "n", "EventPattern": PATTERN, "Description": "d" * 513}, "ValidationException",
     "Member must have length less than or equal to 512"),
    ("put_targets", targets({"Id": "!@#$@!#$"}), "ValidationException",
     "1 validation error detected: Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint: "
     "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"),
    ("put_targets", targets({"Arn": "nonsense"}), "ValidationException",
     "Parameter nonsense is not valid. Reason: Provided Arn is not in correct format."),
    ("put_targets", targets({"Input": "{}", "InputPath": "$"}), "ValidationException",
     "Only one of Input, InputPath, or InputTransformer must be provided for target x."),
    ("put_targets", targets({"InputTransformer": {"InputPathsMap": {"a": "$.a"}, "InputTemplate": '"<b>"'}}),
     "ValidationException", "InputTemplate for target x contains invalid placeholder b."),
    ("put_targets", targets(*({"Id": str(i)} for i in range(5))), "LimitExceededException",
     "The requested resource exceeds the maximum number allowed."),
    ("put_targets", targets({}, Rule="x"), "ResourceNotFoundException", "Rule x does not exist on EventBus default."),
    ("test_event_pattern", {"EventPattern": PATTERN, "Event": '{"source":"a"}'}, "ValidationException",
     "Parameter Event is not valid."),
    ("test_event_pattern", {"EventPattern": PATTERN, "Event": "[]"}, "ValidationException",
     "Parameter Event is not valid."),
    ("put_events", {"Entries": [{"Source": "a", "DetailType": "b", "Detail": '{"a":"%s"}' % ("x" * 1_050_000)}]},
     "ValidationException", "Total size of the entries in the request is over the limit."),
    ("put_events", {"Entries": [{"Source": "a", "DetailType": "b", "Detail": "{}"}] * 11}, "ValidationException",
     "Member must have length less than or equal to 10"),
]
# fmt: on


@pytest.mark.parametrize("operation, parameters, code, message", EVENTBRIDGE_FAULTS)
def test_eventbridge_refuses_in_awss_words(furnished, operation, parameters, code, message):
    before = furnished.rules()
    found_code, found_message = refused(furnished.events, operation, **parameters)
    assert found_code == code
    assert message in found_message
    if not message.startswith((NOT_VALID, "Member")):
        assert found_message == message
    assert furnished.rules() == before


# fmt: off
SNS_FAULTS = [
    ("create_topic", {"Name": "a topic"}, "InvalidParameter", "Invalid parameter: Topic Name"),
    ("create_topic", {"Name": "x" * 257}, "InvalidParameter", "Invalid parameter: Topic Name"),
    ("create_topic", {"Name": "t", "Attributes": {"DisplayName": "other"}}, "InvalidParameter",
     "Invalid parameter: Attributes Reason: Topic already exists with different attributes"),
    ("create_topic", {"Name": "t", "Tags": [{"Key": "a", "Value": "b"}]}, "InvalidParameter",
     "Invalid parameter: Tags Reason: Topic already exists with different tags"),
    ("get_topic_attributes", {"TopicArn": arn_of("sns", "x")}, "NotFound", "Topic does not exist"),
    ("get_topic_attributes", {"TopicArn": "nonsense"}, "InvalidParameter",
     "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1"),
    ("get_topic_attributes", {"TopicArn": TOPIC.replace("us-east-1", "eu-west-1")}, "InvalidParameter",
     "Invalid parameter: TopicArn"),
    ("publish", {"TopicArn": arn_of("sns", "x"), "Message": "m"}, "NotFound", "Topic does not exist"),
    ("publish", {"TopicArn": TOPIC, "Message": ""}, "InvalidParameter", "Invalid parameter: Empty message"),
    ("publish", {"TopicArn": TOPIC, "Message": "m" * 262145}, "InvalidParameter",
     "Invalid parameter: Message too long"),
    ("publish", {"TopicArn": TOPIC, "Message": "m", "Subject": "s" * 101}, "InvalidParameter",
     "Invalid parameter: Subject"),
    ("publish", {"TopicArn": TOPIC, "Message": "m", "MessageStructure": "json"}, "InvalidParameter",
     "Invalid parameter: Message Structure - JSON message body failed to parse"),
    ("publish", {"TopicArn": TOPIC, "Message": '{"sqs":"m"}', "MessageStructure": "json"}, "InvalidParameter",
     "Invalid parameter: Message Structure - No default entry in JSON message body"),
    ("subscribe", {"TopicArn": TOPIC, "Protocol": "pigeon", "Endpoint": "x"}, "InvalidParameter",
     "Invalid parameter: Amazon SNS does not support this protocol string: pigeon"),
    ("subscribe", {"TopicArn": TOPIC, "Protocol": "sqs", "Endpoint": "http://queue"}, "InvalidParameter",
     "Invalid parameter: SQS endpoint ARN"),
    ("subscribe", {"TopicArn": arn_of("sns", "x"), "Protocol": "sqs", "Endpoint": QUEUE}, "NotFound",
     "Topic does not exist"),
    ("subscribe", subscribing(QUEUE, RawMessageDelivery="true"), "InvalidParameter",
     "Invalid parameter: Attributes Reason: Subscription already exists with different attributes"),
    ("subscribe", subscribing(QUEUE + "2", RawMessageDelivery="x"), "InvalidParameter",
     "Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [x]. Must be true or false."),
    ("subscribe", subscribing(QUEUE + "2", FilterPolicyScope="x"), "InvalidParameter",
     "Invalid parameter: Attributes Reason: FilterPolicyScope: Invalid value [x]. "
     "Please use either MessageBody or MessageAttributes"),
    ("subscribe", subscribing(QUEUE + "2", FilterPolicy='{"a":{"b":["c"]}}'), "InvalidParameter",
     "Filter policy scope MessageAttributes does not support nested filter policy"),
    ("subscribe", subscribing(QUEUE + "2", FilterPolicy=json.dumps({key: ["1"] for key in "abcdef"})),
     "InvalidParameter", "Filter policy can not have more than 5 keys"),
    ("get_subscription_attributes", {"SubscriptionArn": TOPIC + ":00000000-0000-0000-0000-000000000000"}, "NotFound",
     "Subscription does not exist"),
    ("set_topic_attributes", {"TopicArn": TOPIC, "AttributeName": "Colour", "AttributeValue": "red"},
     "InvalidParameter", "Invalid parameter: AttributeName"),
    ("publish_batch", {"TopicArn": TOPIC, "PublishBatchRequestEntries": [{"Id": "a", "Message": "m"}] * 2},
     "BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id."),
    ("publish_batch",
     {"TopicArn": TOPIC, "PublishBatchRequestEntries": [{"Id": str(i), "Message": "m"} for i in range(11)]},
     "TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible."),
]
# fmt: on


@pytest.mark.parametrize("operation, parameters, code, message", SNS_FAULTS)
def test_sns_refuses_in_awss_words(furnished, operation, parameters, code, message):
    before = furnished.topics()
    found_code, found_message = refused(furnished.sns, operation, **parameters)
    assert found_code == code
    assert found_message.endswith(message)
    assert furnished.topics() == before


# For both protocols: (operation, parameters as JSON, as a form, JSON type, query code, message).
NO_QUEUE = "The specified queue does not exist."
# fmt: off
SQS_FAULTS = [
    ("GetQueueUrl", {"QueueName": "x"}, "QueueName=x", "QueueDoesNotExist",
     "AWS.SimpleQueueService.NonExistentQueue", NO_QUEUE),
    ("ReceiveMessage", {"QueueUrl": "/x"}, "QueueUrl=/x", "QueueDoesNotExist",
     "AWS.SimpleQueueService.NonExistentQueue", NO_QUEUE),
    ("CreateQueue", {"QueueName": "a queue"}, "QueueName=a+queue", "InvalidParameterValueException",
     "InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"),
    ("CreateQueue", {"QueueName": "q", "Attributes": {"DelaySeconds": "5"}},
     "QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5", "QueueNameExists", "QueueAlreadyExists",
     "A queue already exists with the same name and a different value for attribute DelaySeconds"),
    ("CreateQueue", {"QueueName": "n", "Attributes": {"Colour": "red"}},
     "QueueName=n&Attribute.1.Name=Colour&Attribute.1.Value=red", "InvalidAttributeName", "InvalidAttributeName",
     "Unknown Attribute Colour."),
    ("SendMessage", {"QueueUrl": "/q"}, "QueueUrl=/q", "MissingRequiredParameterException", "MissingParameter",
     "The request must contain the parameter MessageBody."),
    ("ReceiveMessage", {"QueueUrl": "/q", "MaxNumberOfMessages": 11}, "QueueUrl=/q&MaxNumberOfMessages=11",
     "InvalidParameterValueException", "InvalidParameterValue",
     "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."),
    ("ReceiveMessage", {"QueueUrl": "/q", "WaitTimeSeconds": 21}, "QueueUrl=/q&WaitTimeSeconds=21",
     "InvalidParameterValueException", "InvalidParameterValue",
     "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."),
    ("SendMessageBatch", {"QueueUrl": "/q", "Entries": [{"Id": str(i), "MessageBody": "m"} for i in range(20)]},
     "QueueUrl=/q&" + "&".join(f"SendMessageBatchRequestEntry.{i + 1}.Id={i}" for i in range(20)),
     "TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
     "Maximum number of entries per request are 10. You have sent 20."),
    ("DeleteMessage", {"QueueUrl": "/q", "ReceiptHandle": "garbage"}, "QueueUrl=/q&ReceiptHandle=garbage",
     "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid",
     'The input receipt handle "garbage" is not a valid receipt handle.'),
    ("RemovePermission", {"QueueUrl": "/q", "Label": "x"}, "QueueUrl=/q&Label=x", "InvalidParameterValueException",
     "InvalidParameterValue", "Value x for parameter Label is invalid. Reason: can't find label."),
    ("SendMessage", {"QueueUrl": "/q", "MessageBody": "m" * 1_048_577}, "QueueUrl=/q&MessageBody=" + "m" * 1_048_577,
     "InvalidParameterValueException", "InvalidParameterValue",
     "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."),
]
# fmt: on
STATUS = {"ReceiptHandleIsInvalid": 404}


@pytest.mark.parametrize("operation, body, form, kind, query_code, message", SQS_FAULTS)
def test_sqs_refuses_in_awss_words_in_both_protocols(furnished, operation, body, form, kind, query_code, message):
    body = json.loads(json.dumps(body).replace('"/', f'"{furnished.url}/{ACCOUNT}/'))
    answer = call_json(furnished, f"AmazonSQS.{operation}", body)
    assert answer.status_code == STATUS.get(kind, 400)
    assert answer.headers["Content-Type"] == "application/x-amz-json-1.0"
    assert answer.headers["x-amzn-query-error"] == f"{query_code};Sender"
    assert answer.json() == {"__type": f"com.amazonaws.sqs#{kind}", "message": message}

    answer = call_query(furnished, SQS, f"Action={operation}&" + form.replace("=/", f"={furnished.url}/{ACCOUNT}/"))
    assert answer.status_code == STATUS.get(kind, 400)
    assert f"<Code>{query_code}</Code>" in answer.text and "<Detail/>" in answer.text
    expected = message if message != NO_QUEUE else "The specified queue does not exist for this wsdl version."
    found = re.search("<Message>(.*)</Message>", answer.text)[1]
    assert found.replace("&quot;", '"').replace("&gt;", ">").replace("&lt;", "<").replace("&apos;", "'") == expected


# What succeeds.


def test_put_events_answers_each_entry_in_its_place(cloud):
    good = {"Source": "a", "DetailType": "b", "Detail": "{}"}
    entries = [
        good,
        {**good, "Detail": "[1]"},
        {"DetailType": "b", "Detail": "{}"},
        {**good, "Source": ""},
        {"Source": "a", "Detail": "{}"},
        {"Source": "a", "DetailType": "b"},
        {**good, "Detail": '{"a":NaN}'},
        {**good, "Source": "aws.ec2"},
        {**good, "Detail": "{} {}"},
        good,
    ]
    answer = cloud.events.put_events(Entries=entries)
    assert answer["FailedEntryCount"] == 8
    said = [entry.get("ErrorMessage") for entry in answer["Entries"]]
    argument = "Parameter {0} is not valid. Reason: {0} is a required argument."
    assert said == [
        None,
        "Detail is malformed.",
        argument.format("Source"),
        argument.format("Source"),
        argument.format("DetailType"),
        argument.format("Detail"),
        "Detail is malformed.",
        said[7],
        "Detail is malformed.",
        None,
    ]
    assert answer["Entries"][7]["ErrorCode"] == "NotAuthorizedForSourceException"
    assert [set(entry) for entry in answer["Entries"][::9]] == [{"EventId"}, {"EventId"}]


def test_put_rule_replaces_the_whole_rule_and_keeps_its_targets(cloud):
    cloud.events.put_rule(Name="r", EventPattern=PATTERN, Description="d", RoleArn="arn:aws:iam::000000000000:role/x")
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": QUEUE}])
    cloud.events.disable_rule(Name="r")
    cloud.events.put_rule(Name="r", EventPattern='{ "source" : ["b"] }')
    rule = cloud.rules()["r"]
    assert "Description" not in rule and "RoleArn" not in rule
    assert rule["State"] == "ENABLED"
    assert rule["EventPattern"] == '{ "source" : ["b"] }'
    assert [target["Id"] for target in rule["Targets"]] == ["t"]


def test_put_targets_replaces_the_whole_target_of_an_id(cloud):
    cloud.events.put_rule(Name="r", EventPattern=PATTERN)
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": QUEUE, "InputPath": "$.detail"}])
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": TOPIC}])
    assert cloud.rules()["r"]["Targets"] == [{"Id": "t", "Arn": TOPIC}]


def test_remove_targets_tells_which_ids_were_not_there(cloud):
    cloud.events.put_rule(Name="r", EventPattern=PATTERN)
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": QUEUE}])
    answer = cloud.events.remove_targets(Rule="r", Ids=["t", "x"])
    assert answer["FailedEntryCount"] == 1
    (failed,) = answer["FailedEntries"]
    assert (failed["TargetId"], failed["ErrorCode"]) == ("x", "ResourceNotFoundException")


def test_deleting_what_is_not_there_succeeds_where_it_does_on_aws(cloud):
    cloud.events.delete_rule(Name="x")
    cloud.sns.delete_topic(TopicArn=arn_of("sns", "x"))
    cloud.sns.unsubscribe(SubscriptionArn=TOPIC + ":00000000-0000-0000-0000-000000000000")


def test_lists_come_in_pages(cloud):
    for number in range(120):
        cloud.events.put_rule(Name=f"rule-{number:03}", EventPattern=PATTERN)
        cloud.sns.create_topic(Name=f"topic-{number:03}")
        cloud.sqs.create_queue(QueueName=f"queue-{number:03}")
    page = cloud.events.list_rules(Limit=50)
    names = [rule["Name"] for rule in page["Rules"]]
    while "NextToken" in page:
        page = cloud.events.list_rules(Limit=50, NextToken=page["NextToken"])
        names += [rule["Name"] for rule in page["Rules"]]
    assert names == [f"rule-{number:03}" for number in range(120)]
    pages = list(cloud.sns.get_paginator("list_topics").paginate())
    assert [len(page["Topics"]) for page in pages] == [100, 20]
    pages = list(cloud.sqs.get_paginator("list_queues").paginate(PaginationConfig={"PageSize": 50}))
    assert [len(page["QueueUrls"]) for page in pages] == [50, 50, 20]
    assert len(cloud.sqs.list_queues()["QueueUrls"]) == 120


def test_create_topic_and_create_queue_answer_with_what_exists(furnished):
    assert furnished.sns.create_topic(Name="t")["TopicArn"] == TOPIC
    assert furnished.sqs.create_queue(QueueName="q", Attributes={"DelaySeconds": "0"})["QueueUrl"].endswith("/q")


def test_subscribe_answers_with_the_subscription_that_exists(furnished):
    arn = furnished.topics()["t"]["Subscriptions"][0]["SubscriptionArn"]
    again = furnished.sns.subscribe(
        TopicArn=TOPIC, Protocol="sqs", Endpoint=QUEUE, Attributes={"RawMessageDelivery": "False"}
    )
    assert again["SubscriptionArn"] == arn
    assert len(furnished.topics()["t"]["Subscriptions"]) == 1


def test_a_new_topic_and_a_new_queue_have_awss_defaults(cloud):
    cloud.sns.create_topic(Name="t")
    topic = cloud.topics()["t"]
    assert (topic["DisplayName"], topic["Owner"]) == ("", ACCOUNT)
    assert (topic["SubscriptionsConfirmed"], topic["SubscriptionsPending"]) == ("0", "0")
    policy = json.loads(topic["Policy"])
    assert (policy["Version"], policy["Id"]) == ("2008-10-17", "__default_policy_ID")
    cloud.make_queue("q")
    queue = cloud.queues()["q"]
    assert {name: queue[name] for name in queue if not name.endswith("Timestamp")} == {
        "QueueArn": QUEUE,
        "DelaySeconds": "0",
        "MaximumMessageSize": "1048576",
        "MessageRetentionPeriod": "345600",
        "ReceiveMessageWaitTimeSeconds": "0",
        "VisibilityTimeout": "30",
        "SqsManagedSseEnabled": "true",
        "ApproximateNumberOfMessages": "0",
        "ApproximateNumberOfMessagesNotVisible": "0",
        "ApproximateNumberOfMessagesDelayed": "0",
    }


def test_tags_merge_and_go(furnished):
    def tagged(tag, untag, read):
        tag({"a": "1", "b": "2"})
        tag({"b": "3", "c": "4"})
        untag(["a", "never"])
        return read()

    events, sns, sqs = furnished.events, furnished.sns, furnished.sqs
    url = sqs.get_queue_url(QueueName="q")["QueueUrl"]

    def pairs(tags):
        return [{"Key": key, "Value": value} for key, value in tags.items()]

    def plain(tags):
        return {tag["Key"]: tag["Value"] for tag in tags}

    assert tagged(
        lambda tags: events.tag_resource(ResourceARN=rule_arn("r"), Tags=pairs(tags)),
        lambda keys: events.untag_resource(ResourceARN=rule_arn("r"), TagKeys=keys),
        lambda: plain(events.list_tags_for_resource(ResourceARN=rule_arn("r"))["Tags"]),
    ) == {"b": "3", "c": "4"}
    assert tagged(
        lambda tags: sns.tag_resource(ResourceArn=TOPIC, Tags=pairs(tags)),
        lambda keys: sns.untag_resource(ResourceArn=TOPIC, TagKeys=keys),
        lambda: plain(sns.list_tags_for_resource(ResourceArn=TOPIC)["Tags"]),
    ) == {"b": "3", "c": "4"}
    assert tagged(
        lambda tags: sqs.tag_queue(QueueUrl=url, Tags=tags),
        lambda keys: sqs.untag_queue(QueueUrl=url, TagKeys=keys),
        lambda: sqs.list_queue_tags(QueueUrl=url)["Tags"],
    ) == {"b": "3", "c": "4"}


# SQS in its two protocols.


def test_a_queue_works_by_json_and_by_query_alike(cloud):
    made = call_json(
        cloud,
        "AmazonSQS.CreateQueue",
        {"QueueName": "q", "Attributes": {"VisibilityTimeout": "7"}, "tags": {"team": "blue"}},
    )
    url = made.json()["QueueUrl"]
    assert url == f"{cloud.url}/{ACCOUNT}/q"
    assert cloud.sqs.get_queue_url(QueueName="q")["QueueUrl"] == url
    assert cloud.sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "blue"}
    attributes = call_json(cloud, "AmazonSQS.GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["All"]}).json()
    assert attributes == {"Attributes": cloud.queues()["q"]}

    cloud.sqs.send_message(QueueUrl=url, MessageBody="by query")
    sent = call_json(
        cloud,
        "AmazonSQS.SendMessage",
        {
            "QueueUrl": url,
            "MessageBody": "by JSON",
            "MessageAttributes": {
                "attr1": {"DataType": "Number", "StringValue": "99.12"},
                "attr2": {"DataType": "Number", "StringValue": "109.12"},
            },
        },
    ).json()
    assert sent["MD5OfMessageBody"] == hashlib.md5(b"by JSON").hexdigest()
    assert sent["MD5OfMessageAttributes"] == "9b720b3af309c1c4b0d395c53b08c502"

    taken = call_json(
        cloud,
        "AmazonSQS.ReceiveMessage",
        {
            "QueueUrl": url,
            "MaxNumberOfMessages": 10,
            "MessageAttributeNames": ["attr1"],
            "MessageSystemAttributeNames": ["All"],
        },
    ).json()["Messages"]
    by_body = {message["Body"]: message for message in taken}
    assert set(by_body) == {"by query", "by JSON"}
    assert by_body["by JSON"]["MessageAttributes"] == {"attr1": {"DataType": "Number", "StringValue": "99.12"}}
    assert by_body["by JSON"]["Attributes"]["ApproximateReceiveCount"] == "1"
    assert by_body["by JSON"]["MD5OfBody"] == hashlib.md5(b"by JSON").hexdigest()
    assert "MessageAttributes" not in by_body["by query"]
    for message in taken:
        cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert cloud.admin("GET", "metrics").json()["messages"] == 0


@pytest.mark.parametrize(
    "attributes, md5",
    [
        ({"Foo": ("String", "Bar")}, "ae7155c6026991b6d54b11589678bf9c"),
        ({"attr1": ("Number", "19.12")}, "1f07082409022a373fa2a2601f82b3cb"),
        (
            {"General": ("String", "Kenobi"), "Hello": ("String", "There"), "Help.Me": ("String", "Me")},
            "4c360f3fdafd970e05fae2f149d997f5",
        ),
        (
            {"attr1": ("Binary", b"traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01")},
            "8cbe4db156db8a94db8b801b7addb984",
        ),
    ],
)
def test_the_digest_of_message_attributes_is_awss(cloud, attributes, md5):
    url, _ = cloud.make_queue("q")
    given = {
        name: {"DataType": kind, "BinaryValue" if kind == "Binary" else "StringValue": value}
        for name, (kind, value) in attributes.items()
    }
    sent = cloud.sqs.send_message(QueueUrl=url, MessageBody="m", MessageAttributes=given)
    assert sent["MD5OfMessageAttributes"] == md5
    (message,) = cloud.receive(url, 1)
    assert message["MD5OfMessageAttributes"] == md5
    assert message["MessageAttributes"] == given


def test_json_leaves_out_what_is_empty(cloud):
    assert call_json(cloud, "AmazonSQS.ListQueues", {}).json() == {}
    url, _ = cloud.make_queue("q")
    assert call_json(cloud, "AmazonSQS.ReceiveMessage", {"QueueUrl": url}).json() == {}
    assert call_json(cloud, "AmazonSQS.ListQueueTags", {"QueueUrl": url}).json() == {}
    assert call_json(cloud, "AmazonSQS.GetQueueAttributes", {"QueueUrl": url}).json() == {}


def test_a_batch_answers_good_and_bad_entries_apart(cloud):
    url, _ = cloud.make_queue("q")
    entries = [{"Id": "good", "MessageBody": "m"}, {"Id": "bad", "MessageBody": "\x00"}]
    answer = call_json(cloud, "AmazonSQS.SendMessageBatch", {"QueueUrl": url, "Entries": entries}).json()
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    (failed,) = answer["Failed"]
    assert (failed["Id"], failed["SenderFault"], failed["Code"]) == ("bad", True, "InvalidMessageContents")
    answer = cloud.sqs.send_message_batch(QueueUrl=url, Entries=entries[:1])
    assert len(answer["Successful"]) == 1 and "Failed" not in answer


def test_requests_may_go_to_the_queues_own_path(cloud):
    url, _ = cloud.make_queue("q")
    path = f"/{ACCOUNT}/q"
    answer = call_query(cloud, SQS, f"Action=SendMessage&MessageBody=m&QueueUrl={url}", path=path)
    assert answer.status_code == 200, answer.text
    assert cloud.receive(url, 1)[0]["Body"] == "m"


def test_query_requests_may_be_sent_by_get_and_with_either_way_of_writing_a_blank(cloud):
    for body in ("Action=CreateTopic&Name=a-1", "Name=a-2&Action=CreateTopic&Tags="):
        assert call_query(cloud, SNS, body).status_code == 200
    name_it = f"Action=SetTopicAttributes&TopicArn={arn_of('sns', 'a-1')}&AttributeName=DisplayName"
    for text in ("two+words", "two%20words"):
        answer = call_query(cloud, SNS, f"{name_it}&AttributeValue={text}")
        assert answer.status_code == 200
        assert cloud.topics()["a-1"]["DisplayName"] == "two words"


# Functions' permissions, which the reconciler reads and writes.


def test_a_functions_policy_is_kept_by_name_and_by_arn(start_cloud):
    cloud = start_cloud({"functions": ["f", {"name": "g", "region": "eu-west-1", "account": "123456789012"}]})
    arn = arn_of("lambda", "function:f")
    for name in ("f", arn):
        made = cloud.awslambda.add_permission(
            FunctionName=name,
            StatementId=f"s-{len(name)}",
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn=rule_arn("r"),
        )
        assert json.loads(made["Statement"])["Resource"] == arn
    assert len(json.loads(cloud.awslambda.get_policy(FunctionName=arn)["Policy"])["Statement"]) == 2
    code, _ = refused(
        cloud.awslambda,
        "add_permission",
        FunctionName="f",
        StatementId="s-1",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
    )
    assert code == "ResourceConflictException"
    for name in ("f", arn):
        cloud.awslambda.remove_permission(FunctionName=name, StatementId=f"s-{len(name)}")
    assert refused(cloud.awslambda, "get_policy", FunctionName="f")[0] == "ResourceNotFoundException"
    assert refused(cloud.awslambda, "get_policy", FunctionName="g")[0] == "ResourceNotFoundException"
    cloud.client("lambda", "123456789012", region="eu-west-1").add_permission(
        FunctionName="g", StatementId="s", Action="lambda:InvokeFunction", Principal="events.amazonaws.com"
    )
