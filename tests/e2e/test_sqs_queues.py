# SPDX-License-Identifier: Apache-2.0
"""Queues: their attributes, permissions, tags and addresses."""

import json

import pytest
import requests
from botocore.exceptions import ClientError

from harness import ACCOUNT, PATIENCE, arn_of
from sqs_calls import bodies, counts, receive, send, sqs_fault, sqs_json
from wire import SQS, call_json, call_query


def refused(call, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    found = error.value.response["Error"]
    return found["Code"], found["Message"]


# Attributes.


# fmt: off
BAD_ATTRIBUTES = [
    ({"VisibilityTimeout": "43201"}, "InvalidAttributeValue", "Invalid value for the parameter VisibilityTimeout."),
    ({"DelaySeconds": "901"}, "InvalidAttributeValue", "Invalid value for the parameter DelaySeconds."),
    ({"MaximumMessageSize": "1023"}, "InvalidAttributeValue", "Invalid value for the parameter MaximumMessageSize."),
    ({"MessageRetentionPeriod": "59"}, "InvalidAttributeValue",
     "Invalid value for the parameter MessageRetentionPeriod."),
    ({"ReceiveMessageWaitTimeSeconds": "21"}, "InvalidAttributeValue",
     "Invalid value for the parameter ReceiveMessageWaitTimeSeconds."),
    ({"KmsDataKeyReusePeriodSeconds": "59"}, "InvalidAttributeValue",
     "Invalid value for the parameter KmsDataKeyReusePeriodSeconds."),
    ({"SqsManagedSseEnabled": "maybe"}, "InvalidAttributeValue",
     "Invalid value for the parameter SqsManagedSseEnabled."),
    ({"Policy": "{"}, "InvalidAttributeValue", "Invalid value for the parameter Policy."),
    ({"QueueArn": "x"}, "InvalidAttributeName", "Unknown Attribute QueueArn."),
    ({"KmsMasterKeyId": "k", "SqsManagedSseEnabled": "true"}, "InvalidAttributeName",
     "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE."),
]
# fmt: on


@pytest.mark.parametrize("attributes, code, message", BAD_ATTRIBUTES)
def test_a_bad_attribute_is_refused_and_changes_nothing(cloud, attributes, code, message):
    url, _ = cloud.make_queue("q")
    before = cloud.queues()
    assert refused(cloud.sqs.set_queue_attributes, QueueUrl=url, Attributes=attributes) == (code, message)
    assert refused(cloud.sqs.create_queue, QueueName="new", Attributes=attributes) == (code, message)
    assert cloud.queues() == before


def test_a_policy_of_too_many_statements_is_refused(cloud):
    url, arn = cloud.make_queue("q")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn}
    policy = json.dumps({"Statement": [{**statement, "Sid": str(n)} for n in range(21)]})
    assert refused(cloud.sqs.set_queue_attributes, QueueUrl=url, Attributes={"Policy": policy}) == (
        "OverLimit",
        "21 statements were found in the submitted policy, max allowed is 20",
    )


def test_an_attribute_that_is_not_known_cannot_be_asked_for(cloud):
    url, _ = cloud.make_queue("q")
    ask = cloud.sqs.get_queue_attributes
    assert refused(ask, QueueUrl=url, AttributeNames=["Foobar"]) == (
        "InvalidAttributeName",
        "Unknown Attribute Foobar.",
    )


def test_one_kind_of_encryption_puts_the_other_out(cloud):
    url, _ = cloud.make_queue("q")

    def change(**attributes):
        cloud.sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
        found = cloud.queues()["q"]
        return {name: value for name, value in found.items() if name.startswith(("Kms", "SqsManaged"))}

    assert change(KmsMasterKeyId="k", KmsDataKeyReusePeriodSeconds="6000") == {
        "KmsMasterKeyId": "k",
        "KmsDataKeyReusePeriodSeconds": "6000",
        "SqsManagedSseEnabled": "false",
    }
    assert change(KmsMasterKeyId="", KmsDataKeyReusePeriodSeconds="300") == {"SqsManagedSseEnabled": "false"}
    assert change(SqsManagedSseEnabled="true") == {"SqsManagedSseEnabled": "true"}


def test_what_is_too_old_is_gone_from_the_counts_too(cloud):
    url = cloud.sqs.create_queue(QueueName="q", Attributes={"MessageRetentionPeriod": "60"})["QueueUrl"]
    for number in range(3):
        send(cloud, url, str(number))
    send(cloud, url, "late", DelaySeconds=900)
    (taken,) = receive(cloud, url, count=1, VisibilityTimeout=600)
    assert counts(cloud, url) == (2, 1, 1)
    cloud.advance_clock(61)
    assert counts(cloud, url) == (0, 0, 0)
    assert cloud.admin("GET", "metrics").json()["messages"] == 0
    cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=taken["ReceiptHandle"])


def test_purging_and_deleting_may_follow_at_once(cloud):
    url, _ = cloud.make_queue("q")
    for _ in range(2):
        send(cloud, url, "m")
        cloud.sqs.purge_queue(QueueUrl=url)
        assert counts(cloud, url) == (0, 0, 0)
    for _ in range(2):
        cloud.sqs.delete_queue(QueueUrl=url)
        cloud.make_queue("q")


def test_a_handle_of_a_deleted_queue_is_nothing_to_its_successor(cloud):
    url, _ = cloud.make_queue("q")
    send(cloud, url, "old")
    (old,) = receive(cloud, url)
    cloud.sqs.delete_queue(QueueUrl=url)
    cloud.make_queue("q")
    send(cloud, url, "new")
    cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=old["ReceiptHandle"])
    assert bodies(receive(cloud, url)) == ["new"]


# Permissions and tags.


# fmt: off
BAD_PERMISSIONS = [
    ({"Label": "l", "Actions": ["SendMessage"]}, "MissingRequiredParameterException",
     "The request must contain the parameter AWSAccountIds."),
    ({"Label": "l", "AWSAccountIds": [ACCOUNT]}, "MissingRequiredParameterException",
     "The request must contain the parameter Actions."),
    ({"AWSAccountIds": [ACCOUNT], "Actions": ["SendMessage"]}, "MissingRequiredParameterException",
     "The request must contain the parameter Label."),
    ({"Label": "l", "AWSAccountIds": ["me"], "Actions": ["SendMessage"]}, "InvalidParameterValueException",
     "Value [me] for parameter PrincipalId is invalid. Reason: Unable to verify."),
    ({"Label": "l", "AWSAccountIds": [ACCOUNT], "Actions": ["Dance"]}, "InvalidParameterValueException",
     "Value SQS:Dance for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of "
     "valid actions. "),
]
# fmt: on


@pytest.mark.parametrize("parameters, kind, message", BAD_PERMISSIONS)
def test_a_permission_that_says_nothing_is_refused(cloud, parameters, kind, message):
    cloud.make_queue("q")
    assert sqs_fault(cloud, "AddPermission", QueueUrl="q", **parameters) == (kind, message)
    assert "Policy" not in cloud.queues()["q"]


def test_another_account_may_do_what_it_was_permitted_and_never_what_is_the_owners(cloud):
    url, arn = cloud.make_queue("q")
    cloud.sqs.add_permission(QueueUrl=url, Label="l", AWSAccountIds=["123456789012"], Actions=["*"])
    guest = cloud.client("sqs", "123456789012")
    guest.send_message(QueueUrl=url, MessageBody="m")
    (message,) = receive(cloud, url)
    assert message["Attributes"]["SenderId"] == "123456789012"
    for call, more in [
        (guest.delete_queue, {}),
        (guest.set_queue_attributes, {"Attributes": {"DelaySeconds": "5"}}),
        (guest.tag_queue, {"Tags": {"a": "b"}}),
        (guest.remove_permission, {"Label": "l"}),
    ]:
        assert refused(call, QueueUrl=url, **more)[0] == "AccessDenied"
    cloud.sqs.remove_permission(QueueUrl=url, Label="l")
    assert refused(guest.send_message, QueueUrl=url, MessageBody="m")[0] == "AccessDenied"


def test_a_queue_has_at_most_50_tags(cloud):
    url, _ = cloud.make_queue("q")
    cloud.sqs.tag_queue(QueueUrl=url, Tags={str(n): "" for n in range(50)})
    assert refused(cloud.sqs.tag_queue, QueueUrl=url, Tags={"one more": ""}) == (
        "InvalidParameterValue",
        "Too many tags added for queue q.",
    )
    assert len(cloud.sqs.list_queue_tags(QueueUrl=url)["Tags"]) == 50


# Addresses.


@pytest.mark.parametrize(
    "address",
    [
        "q",
        f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/q",
        f"https://us-east-1.queue.amazonaws.com/{ACCOUNT}/q",
        f"https://queue.amazonaws.com/{ACCOUNT}/q",
        f"http://localhost:4566/{ACCOUNT}/q",
        f"http://localhost:4566/queue/us-east-1/{ACCOUNT}/q",
    ],
)
def test_a_queue_is_known_by_the_end_of_its_address(cloud, address):
    cloud.make_queue("q")
    sqs_json(cloud, "SendMessage", QueueUrl=address, MessageBody="m")
    assert bodies(sqs_json(cloud, "ReceiveMessage", QueueUrl=address)["Messages"]) == ["m"]


def test_an_address_of_no_queue_is_refused(cloud):
    assert sqs_fault(cloud, "PurgeQueue", QueueUrl="http://here") == (
        "InvalidAddress",
        "The address http://here is not valid for this endpoint.",
    )
    assert sqs_fault(cloud, "PurgeQueue") == (
        "MissingRequiredParameterException",
        "The request must contain the parameter QueueUrl.",
    )


def test_a_request_to_a_queues_own_path_is_for_that_queue(cloud):
    url, _ = cloud.make_queue("q")
    path = f"/{ACCOUNT}/q"
    assert call_query(cloud, SQS, "Action=SendMessage&MessageBody=by+query", path=path).status_code == 200
    assert call_json(cloud, "AmazonSQS.SendMessage", {"MessageBody": "by JSON"}, path=path).status_code == 200
    assert bodies(receive(cloud, url)) == ["by query", "by JSON"]


def test_the_queue_that_a_request_names_beats_the_path_that_it_goes_to(cloud):
    one, _ = cloud.make_queue("one")
    two, _ = cloud.make_queue("two")
    path = f"/{ACCOUNT}/one"
    answer = call_query(cloud, SQS, f"Action=SendMessage&MessageBody=a&QueueUrl={two}", path=path)
    assert answer.status_code == 200, answer.text
    answer = call_json(cloud, "AmazonSQS.SendMessage", {"MessageBody": "b", "QueueUrl": two}, path=path)
    assert answer.status_code == 200, answer.text
    assert bodies(receive(cloud, two)) == ["a", "b"]
    assert receive(cloud, one) == []
    answer = call_query(cloud, SQS, "Action=GetQueueUrl&QueueName=two", path=path)
    assert f"<QueueUrl>{two}</QueueUrl>" in answer.text


@pytest.mark.parametrize("action", ["CreateQueue&QueueName=new", "ListQueues"])
def test_what_makes_no_sense_at_a_queue_is_no_action_there(cloud, action):
    cloud.make_queue("q")
    answer = call_query(cloud, SQS, f"Action={action}", path=f"/{ACCOUNT}/q")
    assert answer.status_code == 400
    name = action.split("&")[0]
    assert "<Code>InvalidAction</Code>" in answer.text
    assert f"<Message>The action {name} is not valid for this endpoint.</Message>" in answer.text
    assert set(cloud.queues()) == {"q"}


def test_a_browser_at_a_queues_address_is_told_that_there_is_nothing_to_see(cloud):
    url, _ = cloud.make_queue("q")
    answer = requests.get(url, timeout=PATIENCE)
    assert answer.status_code == 404
    assert "<UnknownOperationException/>" in answer.text


def test_many_queues_are_listed_by_prefix_and_page(cloud):
    for name in ("a-1", "a-2", "a-3", "b-1", "a"):
        cloud.make_queue(name)
    cloud.client("sqs", "123456789012").create_queue(QueueName="a-9")

    def names(**how):
        return [url.rsplit("/", 1)[1] for url in cloud.sqs.list_queues(**how).get("QueueUrls", [])]

    assert names() == ["a", "a-1", "a-2", "a-3", "b-1"]
    assert names(QueueNamePrefix="a-") == ["a-1", "a-2", "a-3"]
    assert names(QueueNamePrefix="c") == []
    page = cloud.sqs.list_queues(QueueNamePrefix="a-", MaxResults=2)
    assert names(QueueNamePrefix="a-", MaxResults=2, NextToken=page["NextToken"]) == ["a-3"]
    assert arn_of("sqs", "a-9") not in names()
