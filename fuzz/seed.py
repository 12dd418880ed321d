#!/usr/bin/env python3
"""Writes recorded pattern cases and sample requests as starting inputs: seed.py CORPUS, one folder a fuzz target."""
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def write(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8", "surrogatepass")
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def text_of(case, name):
    return case.get(name + "_text", json.dumps(case.get(name), ensure_ascii=False))


# One request of each kind that the local cloud serves; what they are like, libFuzzer finds out.
REQUESTS = [
    "AWSEvents.PutRule\n" + json.dumps({"Name": "r", "EventPattern": '{"source":["a"]}', "State": "ENABLED"}),
    "AWSEvents.PutTargets\n"
    + json.dumps(
        {
            "Rule": "r",
            "Targets": [
                {
                    "Id": "t",
                    "Arn": "arn:aws:sqs:us-east-1:000000000000:q",
                    "InputTransformer": {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": '{"x": <a>}'},
                }
            ],
        }
    ),
    "AWSEvents.PutEvents\n"
    + json.dumps({"Entries": [{"Source": "a", "DetailType": "b", "Detail": '{"a":1}', "EventBusName": "default"}]}),
    "AWSEvents.TestEventPattern\n" + json.dumps({"EventPattern": '{"source":["a"]}', "Event": '{"source":"a"}'}),
    "AWSEvents.ListTargetsByRule\n" + json.dumps({"Rule": "r", "Limit": 1}),
    "AmazonSQS.CreateQueue\n" + json.dumps({"QueueName": "q", "Attributes": {"DelaySeconds": "0"}, "tags": {"a": "b"}}),
    "AmazonSQS.SendMessage\n"
    + json.dumps(
        {"QueueUrl": "q", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "String", "StringValue": "b"}}}
    ),
    "AmazonSQS.SendMessageBatch\n" + json.dumps({"QueueUrl": "q", "Entries": [{"Id": "a", "MessageBody": "m"}]}),
    "AmazonSQS.ReceiveMessage\n" + json.dumps({"QueueUrl": "q", "AttributeNames": ["All"], "VisibilityTimeout": 0}),
    "AmazonSQS.SetQueueAttributes\n"
    + json.dumps({"QueueUrl": "q", "Attributes": {"Policy": '{"Statement":[{"Effect":"Allow","Action":"*"}]}'}}),
    "form\nAction=CreateTopic&Version=2010-03-31&Name=t&Tags.member.1.Key=a&Tags.member.1.Value=b",
    "form\nAction=Subscribe&Version=2010-03-31&TopicArn=arn:aws:sns:us-east-1:000000000000:t&Protocol=sqs"
    "&Endpoint=arn:aws:sqs:us-east-1:000000000000:q&Attributes.entry.1.key=FilterPolicy"
    "&Attributes.entry.1.value=%7B%22a%22%3A%5B1%5D%7D",
    "form\nAction=Publish&Version=2010-03-31&TopicArn=arn:aws:sns:us-east-1:000000000000:t&Message=m"
    "&MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=String"
    "&MessageAttributes.entry.1.Value.StringValue=v",
    "form\nAction=SendMessage&Version=2012-11-05&QueueUrl=q&MessageBody=m",
    "form\nAction=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::000000000000:role/r&RoleSessionName=s",
    "form\nAction=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::000000000000:role/r"
    "&RoleSessionName=s&WebIdentityToken=e30.e30.e30",
]
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "a",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com", "AWS": ["123456789012"]},
            "Action": "sqs:*",
            "Resource": "*",
            "Condition": {
                "ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"},
                "StringEqualsIfExists": {"aws:SourceAccount": ["1", "2"]},
                "Null": {"aws:PrincipalArn": "true"},
            },
        }
    ],
}
SIGNED = (
    "Host: h\r\nX-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/"
    "{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\r\n"
)
HTTP = [
    "POST / HTTP/1.1\r\n"
    + SIGNED.format(service="sns")
    + "Content-Length: 36\r\n\r\nAction=ListTopics&Version=2010-03-31",
    "POST / HTTP/1.1\r\n"
    + SIGNED.format(service="events")
    + "X-Amz-Target: AWSEvents.ListRules\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "GET http://h/?Action=X&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=local/1/r/s/aws4_request&X-Amz-Date=1"
    "&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=0 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n",
]
TARGETS = [
    {"InputPath": "$.detail.a[0]"},
    {"Input": "{}"},
    {"InputTransformer": {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": '{"x": <a>, "<aws.events.rule-arn>": 1}'}},
    {"InputTransformer": {"InputPathsMap": {"a": "$.source"}, "InputTemplate": '"text <a> <aws.events.event>"'}},
]


# Numbers of a thousand digits, which are taken, with signs that are not counted.
LONG_NUMBERS = ["-" + "7" * 1000, "1." + "7" * 999, "1e+" + "0" * 998 + "7", "1." + "7" * 1000]


def write_requests(corpus):
    for request in REQUESTS:
        write(corpus / "service", request)
        write(corpus / "query", request.split("\n", 1)[1])
    for request in HTTP:
        write(corpus / "http", request)
    write(corpus / "policy", json.dumps(POLICY))
    for target in TARGETS:
        write(corpus / "input", json.dumps(target) + '\n{"source":"s","detail":{"a":["x",1.50,{"b":null}]}}')


def main():
    corpus = pathlib.Path(sys.argv[1])
    write_requests(corpus)
    for number in LONG_NUMBERS:
        write(corpus / "event", '{"a":' + number + "}")
        write(corpus / "explain", '{"a":[7]}\n{"a":' + number + "}")
    for file in sorted((ROOT / "tests/cases/patterns").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            if not line.strip():
                continue
            case = json.loads(line)
            pattern, event = text_of(case, "pattern"), text_of(case, "event")
            write(corpus / "pattern", pattern)
            write(corpus / "filter", pattern)
            write(corpus / "event", event)
            write(corpus / "pair", pattern + "\n" + event)
            write(corpus / "explain", pattern + "\n" + event)


if __name__ == "__main__":
    main()
