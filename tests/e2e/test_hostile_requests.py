# SPDX-License-Identifier: Apache-2.0
"""No request brings the local cloud down, and each that is wrong is answered as such."""

import json
import re
import socket
import urllib.parse

import pytest
import requests

from harness import ACCOUNT, PATIENCE, arn_of
from test_signatures import fault
from wire import SNS, SQS, STS, call_json, call_query, json_request, query_request


def raw(cloud, data):
    """What comes back for bytes; nothing where the connection is dropped."""
    answer = b""
    with socket.create_connection(("127.0.0.1", cloud.port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while some := connection.recv(65536):
                answer += some
        except (ConnectionError, OSError) as error:
            assert not isinstance(error, TimeoutError), "neither answered nor dropped"
    return answer


POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
NO_REQUESTS = {
    "nothing": b"",
    "empty lines": b"\r\n\r\n",
    "half a line": b"GET\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00",
    "another version": b"GET / HTTP/9.9\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "a short body": POST + b"Content-Length: 100\r\n\r\nshort",
    "a bad chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "a huge header": POST + b"A: " + b"b" * 200000 + b"\r\n\r\n",
    "bad escapes": b"GET /%zz%00%ff HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
}


@pytest.mark.parametrize("data", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_what_is_no_request_is_answered_or_dropped_and_the_cloud_goes_on(cloud, data):
    answer = raw(cloud, data)
    assert answer == b"" or re.match(rb"HTTP/1\.1 (4\d\d|505) ", answer), answer[:100]
    assert cloud.admin("GET", "health").status_code == 200


def test_a_body_that_is_too_large_is_refused(cloud):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
    assert b" 413 " in raw(cloud, head).split(b"\r\n")[0]


def test_a_client_that_asks_before_it_sends_is_told_to_go_on(cloud):
    head = b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    with socket.create_connection(("127.0.0.1", cloud.port), timeout=PATIENCE) as connection:
        connection.sendall(head % 1)
        assert connection.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"x")
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")
    refused = raw(cloud, head % 99999999999)
    assert refused.startswith(b"HTTP/1.1 413 ") and b"100 Continue" not in refused


# Requests that a proxy in front might cut elsewhere than this server does: whatever follows must not be answered.

HIDDEN = b"GET /_switchboard/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SMUGGLING = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two equal lengths": b"Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
    "a list of lengths": b"Content-Length: 1, 1\r\n\r\nx",
    "a signed length": b"Content-Length: +1\r\n\r\nx",
    "two codings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a bare line feed": b"Content-Length: 0\nX: y\r\n\r\n",
    "a bare carriage return": b"Content-Length: 0\rX: y\r\n\r\n",
    "a folded line": b"X: y\r\n Content-Length: 5\r\n\r\n",
    "a chunk of a bad size": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "a chunk that is longer": b"Transfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n0\r\n\r\n",
    "a second host": b"Host: y\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("more", SMUGGLING.values(), ids=SMUGGLING)
def test_nothing_is_smuggled_in_behind_an_ambiguous_request(cloud, more):
    answer = raw(cloud, POST + more + HIDDEN)
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:200]
    assert b"switchboard" not in answer and answer.count(b"HTTP/1.1 ") == 1


def test_a_request_without_a_host_is_refused_and_http_1_0_needs_none(cloud):
    assert raw(cloud, b"GET /nothing HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert raw(cloud, b"GET /_switchboard/health HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 403 ")
    old = raw(cloud, b"GET /_switchboard/health HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
    assert old.startswith(b"HTTP/1.1 200 ") and b"Connection: close" in old


def test_an_absolute_target_is_its_path(cloud):
    host = b"127.0.0.1:%d" % cloud.port
    line = b"GET http://%s/_switchboard/health HTTP/1.1\r\n"
    assert raw(cloud, line % host + b"Host: " + host + b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
    assert raw(cloud, line % b"evil.example" + b"Host: " + host + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_a_header_of_too_many_lines_is_refused(cloud):
    lines = b"".join(b"X-%d: y\r\n" % i for i in range(150))
    assert raw(cloud, b"GET / HTTP/1.1\r\nHost: x\r\n" + lines + b"\r\n").startswith(b"HTTP/1.1 431 ")


def test_pipelined_requests_are_answered_in_their_order(cloud):
    paths = [b"/_switchboard/health", b"/_switchboard/nothing", b"/_switchboard/clock"] * 10
    answer = raw(cloud, b"".join(b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % path for path in paths))
    assert re.findall(rb"HTTP/1\.1 (\d+) ", answer) == [b"200", b"404", b"200"] * 10


def test_many_headers_signed_or_not_cost_little(cloud):
    names = ";".join(f"h{i}" for i in range(3000))
    value = f"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sns/aws4_request, SignedHeaders={names}, Signature=x"
    answer = raw(cloud, POST + b"Content-Length: 0\r\nAuthorization: " + value.encode() + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 4")


@pytest.mark.parametrize(
    "body",
    [
        "&".join(["Action=ListTopics"] + ["x"] * 100_000),
        "Action=ListTopics&" + ".".join(["a"] * 10_000) + "=x",
        "Action=ListTopics&" + "&".join(f"a.{i}.b=x" for i in range(5_000)),
    ],
    ids=["many parameters", "a deep name", "a long list"],
)
def test_a_form_that_no_client_would_write_is_refused_in_bounded_time(cloud, body):
    status, code, _ = fault(call_query(cloud, SNS, body))
    assert (status, code) == (400, "MalformedInput")


NUMBERS = {
    "a million digits": ("1" * 1_000_000, "SerializationException"),
    "a huge exponent": ("1e" + "9" * 1_000_000, "SerializationException"),
    "signs": ("-" * 100_000, "SerializationException"),
    "a million zeros": ("0." + "0" * 1_000_000 + "1", "ValidationException"),  # which is 0 to a double
}


@pytest.mark.parametrize("number, code", NUMBERS.values(), ids=NUMBERS)
def test_numbers_without_end_are_refused_in_bounded_time(cloud, number, code):
    answer = call_json(cloud, "AWSEvents.ListRules", '{"Limit":%s}' % number)
    assert answer.status_code == 400
    assert fault(answer)[1] == code


def test_xml_is_never_read_from_clients(cloud):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    status, code, _ = fault(call_query(cloud, SNS, urllib.parse.quote(bomb)))
    assert (status, code) == (400, "MissingAction")


@pytest.mark.parametrize(
    "target, code",
    [
        ("AWSEvents.NoSuchOperation", "UnknownOperationException"),
        ("AmazonSQS.NoSuchOperation", "UnknownOperationException"),
    ],
)
def test_an_unknown_operation_is_named_json(cloud, target, code):
    status, found, message = fault(call_json(cloud, target, {}))
    assert (status, found) == (400, code) and "NoSuchOperation" in message


def test_an_unknown_operation_is_named_query(cloud):
    for version in (SNS, SQS, STS):
        status, code, message = fault(call_query(cloud, version, "Action=FooBar"))
        assert (status, code, message) == (400, "InvalidAction", "The action FooBar is not valid for this endpoint.")


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "null", '{"a":}', "\xff"])
def test_a_body_that_is_no_json_object_is_a_serialization_exception(cloud, body):
    if body == "":
        assert call_json(cloud, "AWSEvents.ListRules", body).status_code == 200
        return
    status, code, _ = fault(call_json(cloud, "AWSEvents.ListRules", body))
    assert (status, code) == (400, "SerializationException")


# Every member of every operation, with values of every wrong kind.

# fmt: off
WRONG = [
    None, True, 5, -1, 1e300, 9223372036854775807, "x", "", "\x00",
    [], [[]], [5], ["x"], [None], {}, {"a": {}}, {"a": 5},
]
# fmt: on

QUEUE = arn_of("sqs", "q")
TOPIC = arn_of("sns", "t")
# fmt: off
GOOD = {
    "Name": "r", "Rule": "r", "EventPattern": '{"source":["a"]}', "Event": '{"source":"a"}', "TargetArn": QUEUE,
    "Targets": [{"Id": "t", "Arn": QUEUE}], "Ids": ["t"], "ResourceARN": arn_of("events", "rule/r"), "TagKeys": ["k"],
    "Tags": [{"Key": "k", "Value": "v"}], "QueueUrl": "q", "QueueName": "q", "MessageBody": "m", "ReceiptHandle": "h",
    "Label": "l", "AWSAccountIds": [ACCOUNT], "Actions": ["SendMessage"], "VisibilityTimeout": 0,
}
# fmt: on
EVENTBRIDGE = {
    "CreateEventBus": ["Name", "EventSourceName", "Tags", "Description"],
    "DescribeEventBus": ["Name"],
    "ListEventBuses": ["NamePrefix", "NextToken", "Limit"],
    "DeleteEventBus": ["Name"],
    "PutRule": [
        "Name",
        "EventPattern",
        "ScheduleExpression",
        "State",
        "Description",
        "RoleArn",
        "Tags",
        "EventBusName",
    ],
    "DescribeRule": ["Name", "EventBusName"],
    "ListRules": ["NamePrefix", "EventBusName", "NextToken", "Limit"],
    "EnableRule": ["Name"],
    "DisableRule": ["Name"],
    "PutTargets": ["Rule", "Targets", "EventBusName"],
    "RemoveTargets": ["Rule", "Ids"],
    "ListTargetsByRule": ["Rule", "NextToken", "Limit"],
    "ListRuleNamesByTarget": ["TargetArn", "NextToken"],
    "PutEvents": ["Entries"],
    "TestEventPattern": ["EventPattern", "Event"],
    "TagResource": ["ResourceARN", "Tags"],
    "UntagResource": ["ResourceARN", "TagKeys"],
    "ListTagsForResource": ["ResourceARN"],
    "DeleteRule": ["Name"],
}
QUEUES = {
    "CreateQueue": ["QueueName", "Attributes", "tags"],
    "GetQueueUrl": ["QueueName", "QueueOwnerAWSAccountId"],
    "ListQueues": ["QueueNamePrefix", "NextToken", "MaxResults"],
    "GetQueueAttributes": ["QueueUrl", "AttributeNames"],
    "SetQueueAttributes": ["QueueUrl", "Attributes"],
    "TagQueue": ["QueueUrl", "Tags"],
    "UntagQueue": ["QueueUrl", "TagKeys"],
    "ListQueueTags": ["QueueUrl"],
    "AddPermission": ["QueueUrl", "Label", "AWSAccountIds", "Actions"],
    "RemovePermission": ["QueueUrl", "Label"],
    "SendMessage": ["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes"],
    "SendMessageBatch": ["QueueUrl", "Entries"],
    "ReceiveMessage": [
        "QueueUrl",
        "MaxNumberOfMessages",
        "AttributeNames",
        "MessageAttributeNames",
        "VisibilityTimeout",
    ],
    "DeleteMessage": ["QueueUrl", "ReceiptHandle"],
    "DeleteMessageBatch": ["QueueUrl", "Entries"],
    "ChangeMessageVisibility": ["QueueUrl", "ReceiptHandle", "VisibilityTimeout"],
    "ChangeMessageVisibilityBatch": ["QueueUrl", "Entries"],
    "PurgeQueue": ["QueueUrl"],
}
TOPICS = {
    "CreateTopic": ["Name", "Attributes", "Tags"],
    "ListTopics": ["NextToken"],
    "GetTopicAttributes": ["TopicArn"],
    "SetTopicAttributes": ["TopicArn", "AttributeName", "AttributeValue"],
    "TagResource": ["ResourceArn", "Tags"],
    "UntagResource": ["ResourceArn", "TagKeys"],
    "ListTagsForResource": ["ResourceArn"],
    "Subscribe": ["TopicArn", "Protocol", "Endpoint", "Attributes"],
    "ListSubscriptions": ["NextToken"],
    "ListSubscriptionsByTopic": ["TopicArn", "NextToken"],
    "GetSubscriptionAttributes": ["SubscriptionArn"],
    "SetSubscriptionAttributes": ["SubscriptionArn", "AttributeName", "AttributeValue"],
    "Publish": ["TopicArn", "Message", "Subject", "MessageAttributes", "MessageStructure"],
    "PublishBatch": ["TopicArn", "PublishBatchRequestEntries"],
    "Unsubscribe": ["SubscriptionArn"],
}
# What a form parameter can look like that no client would write.
# fmt: off
FORMS = [
    "{m}=", "{m}=x", "{m}=%00", "{m}=%FF%FE", "{m}=[]", "{m}={{}}", "{m}.x=y", "{m}..=x", "{m}.1=x", "{m}.1.Name=a",
    "{m}.member=x", "{m}.member.1=x", "{m}.member.x=y", "{m}.member.99999999999999999999=x",
    "{m}.1.Id=a&{m}.1.MessageBody.x=y", "{m}.member.1.Id=a&{m}.member.1.Message.x=y",
    "{m}.entry.1=x", "{m}.entry.1.Name=a&{m}.entry.1.Value=x", "{m}.entry.1.key=Policy&{m}.entry.1.value=[]",
    "{m}.entry.1.Name=a&{m}.entry.1.Value.DataType=Binary&{m}.entry.1.Value.BinaryValue=***",
]
# fmt: on


class Prober:
    """Sends requests over one connection and names the one after which the cloud was gone."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.session = requests.Session()
        self.session.trust_env = False

    def send(self, prepared, what):
        try:
            answer = self.session.send(prepared, timeout=PATIENCE)
        except requests.ConnectionError:
            raise AssertionError(f"{what} brought the cloud down: {self.cloud.log()[-300:]}") from None
        assert answer.status_code in (200, 400, 403, 404), f"{what}: {answer.status_code} {answer.text}"


@pytest.fixture
def prober(cloud):
    """A cloud in which everything that GOOD names exists, so that requests get far."""
    cloud.make_queue("q")
    cloud.events.put_rule(Name="r", EventPattern=GOOD["EventPattern"])
    cloud.sns.create_topic(Name="t")
    cloud.sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=QUEUE)
    return Prober(cloud)


@pytest.mark.parametrize("prefix, operations", [("AWSEvents", EVENTBRIDGE), ("AmazonSQS", QUEUES)])
def test_json_members_of_the_wrong_kind_do_no_harm(prober, prefix, operations):
    for operation, members in operations.items():
        good = {member: GOOD[member] for member in members if member in GOOD}
        for member in members:
            for wrong in WRONG:
                request = json_request(prober.cloud, f"{prefix}.{operation}", {**good, member: wrong})
                prober.send(request, f"{operation} with {member} = {wrong!r}")


def test_json_list_items_of_the_wrong_kind_do_no_harm(prober):
    targets = ["RoleArn", "Input", "InputPath", "InputTransformer", "SqsParameters", "DeadLetterConfig", "RetryPolicy"]
    for member in targets:
        for wrong in [
            *WRONG,
            {"InputTemplate": 5},
            {"InputPathsMap": 5, "InputTemplate": "<a>"},
            {"MaximumRetryAttempts": "x"},
        ]:
            target = {"Id": "t", "Arn": QUEUE, member: wrong}
            prober.send(
                json_request(prober.cloud, "AWSEvents.PutTargets", {"Rule": "r", "Targets": [target]}),
                f"PutTargets with {member} = {wrong!r}",
            )
            entry = {"Source": "a", "DetailType": "b", "Detail": "{}"}
            prober.send(
                json_request(prober.cloud, "AWSEvents.PutEvents", {"Entries": [entry]}),
                f"an event for a target with {member} = {wrong!r}",
            )
    for member in ["Source", "DetailType", "Detail", "Time", "Resources", "EventBusName"]:
        for wrong in WRONG:
            entry = {"Source": "a", "DetailType": "b", "Detail": "{}", member: wrong}
            prober.send(
                json_request(prober.cloud, "AWSEvents.PutEvents", {"Entries": [entry]}),
                f"PutEvents with {member} = {wrong!r}",
            )
    for member in ["Id", "MessageBody", "MessageAttributes", "DelaySeconds"]:
        for wrong in WRONG:
            entry = {"Id": "i", "MessageBody": "m", member: wrong}
            prober.send(
                json_request(prober.cloud, "AmazonSQS.SendMessageBatch", {"QueueUrl": "q", "Entries": [entry]}),
                f"SendMessageBatch with {member} = {wrong!r}",
            )


@pytest.mark.parametrize("version, operations", [(SNS, TOPICS), (SQS, QUEUES)], ids=["SNS", "SQS"])
def test_form_parameters_of_the_wrong_kind_do_no_harm(prober, version, operations):
    good = {**GOOD, "TopicArn": TOPIC, "ResourceArn": TOPIC, "Message": "m", "Protocol": "sqs", "Endpoint": QUEUE}
    for operation, members in operations.items():
        for member in members:
            rest = {m: good[m] for m in members if m != member and isinstance(good.get(m), str)}
            for form in FORMS:
                body = f"Action={operation}&{urllib.parse.urlencode(rest)}&{form.format(m=member)}"
                prober.send(query_request(prober.cloud, version, body), body)


@pytest.mark.parametrize("policy", ["[]", "5", "null", '"x"', '{"Statement":5}', '{"Statement":[5]}', "not json"])
def test_a_policy_that_is_none_is_refused_by_queues_and_topics(cloud, policy):
    url, _ = cloud.make_queue("q")
    with pytest.raises(cloud.sqs.exceptions.ClientError) as refused:
        cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    assert refused.value.response["Error"]["Code"] == "InvalidAttributeValue"
    cloud.sqs.add_permission(QueueUrl=url, Label="l", AWSAccountIds=["111122223333"], Actions=["SendMessage"])
    cloud.sns.create_topic(Name="t")
    with pytest.raises(cloud.sns.exceptions.InvalidParameterException):
        cloud.sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="Policy", AttributeValue=policy)


@pytest.mark.parametrize(
    "query",
    [
        "pageNumber=9223372036854775807&pageSize=500",
        "pageNumber=99999999999999999999",
        "pageNumber=-1",
        "pageSize=0",
        "pageSize=x",
        "name=%",
        "name=" + "*" * 1000,
        "name=%00",
    ],
)
def test_odd_pages_of_genesys_queues_are_answered(cloud, query):
    answer = cloud.genesys("GET", f"/api/v2/routing/queues?{query}")
    assert answer.status_code in (200, 400)
    assert cloud.admin("GET", "health").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"advance_seconds":-1}',
        '{"advance_seconds":1.5}',
        '{"advance_seconds":9223372036854775807}',
    ],
)
def test_the_clock_moves_forward_only(cloud, body):
    answer = cloud.admin("POST", "clock", data=body)
    assert answer.status_code == 400
    assert cloud.admin("GET", "clock").json()["offset_milliseconds"] == 0


def test_deep_json_is_refused_in_bounded_time(cloud):
    deep = '{"a":' + "[" * 100_000 + "]" * 100_000 + "}"
    assert call_json(cloud, "AWSEvents.ListRules", deep).status_code == 400
    entry = {"Source": "a", "DetailType": "b", "Detail": deep}
    answer = call_json(cloud, "AWSEvents.PutEvents", {"Entries": [entry]}).json()
    assert answer["Entries"] == [{"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}]
    assert cloud.admin("POST", "genesys/events", data=deep).status_code == 400


FULL_EVENT = {key: "x" for key in ("id", "account", "source", "time", "region", "detail-type")} | {"resources": []}


def test_long_arrays_of_objects_are_matched_in_bounded_time(cloud):
    pattern = {"detail": {"a": {"b": ["v"], "c": ["v"], "d": ["v"]}}}
    event = FULL_EVENT | {"detail": {"a": [{"b": "v", "c": "v", "d": "v"}] * 40_000}}
    call = {"EventPattern": json.dumps(pattern), "Event": json.dumps(event, separators=(",", ":"))}
    assert call_json(cloud, "AWSEvents.TestEventPattern", call).json() == {"Result": True}


def test_arrays_under_repeated_keys_are_matched_in_bounded_time(cloud):
    fields = {f"f{i}": [1] for i in range(5)}
    cloud.events.put_rule(Name="r", EventPattern=json.dumps({"detail": {"a": fields | {"y": [1], "z": [2]}}}))
    arrays = [[{field: 1}] * 300 + [{"z": 2}] for field in fields] + [[{"y": 1}, {"z": 2}]]
    detail = "{" + ",".join('"a":' + json.dumps(array) for array in arrays) + "}"
    entry = {"Source": "a", "DetailType": "b", "Detail": detail}
    assert call_json(cloud, "AWSEvents.PutEvents", {"Entries": [entry]}).json()["FailedEntryCount"] == 0
    assert cloud.admin("GET", "health").status_code == 200


def test_rules_that_send_to_their_own_bus_do_not_go_round_for_ever(cloud):
    arn = arn_of("events", "event-bus/default")
    cloud.events.put_rule(Name="round", EventPattern='{"source":["a"]}')
    cloud.events.put_targets(Rule="round", Targets=[{"Id": "t", "Arn": arn}])
    cloud.put({"source": "a", "detail-type": "b", "detail": {}})
    assert cloud.admin("GET", "health").status_code == 200


def test_queues_that_are_each_others_dead_letter_queue_do_not_go_round_for_ever(cloud):
    urls = {name: cloud.make_queue(name)[0] for name in "ab"}
    for name, other in ("ab", "ba"):
        redrive = json.dumps({"deadLetterTargetArn": arn_of("sqs", other), "maxReceiveCount": 1})
        attributes = {"RedrivePolicy": redrive, "VisibilityTimeout": "0"}
        cloud.sqs.set_queue_attributes(QueueUrl=urls[name], Attributes=attributes)
    cloud.sqs.send_message(QueueUrl=urls["a"], MessageBody="m")
    for _ in range(5):
        for url in urls.values():
            cloud.sqs.receive_message(QueueUrl=url)
    assert cloud.admin("GET", "metrics").json()["messages"] == 1


def test_answers_survive_every_character(cloud):
    url, _ = cloud.make_queue("q")
    text = "\t\n\r<>&\"' ]]> ä € 𝄞 \u2028 \ufffd"
    cloud.sqs.send_message(QueueUrl=url, MessageBody=text)
    assert cloud.receive(url, 1)[0]["Body"] == text
    for bad in ("\x00", "\x08", "\ufffe"):
        answer = call_json(cloud, "AmazonSQS.SendMessage", {"QueueUrl": url, "MessageBody": bad})
        assert fault(answer)[1] == "InvalidMessageContents"


@pytest.mark.parametrize(
    "operation, body",
    [
        ("PutTargets", {"Rule": "r", "Targets": [{}]}),
        ("RemoveTargets", {"Rule": "r", "Ids": [{}]}),
        ("TagResource", {"ResourceARN": "x", "Tags": [{}]}),
        ("PutEvents", {"Entries": [{}]}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_a_million_times_is_told_in_few_words(cloud, operation, body):
    text = json.dumps(body).replace("{}", ", ".join(["{}"] * 1_000_000))
    answer = call_json(cloud, f"AWSEvents.{operation}", text)
    assert answer.status_code == 400 and "validation error" in answer.text or "Serialization" in answer.text
    assert len(answer.content) < 100_000
