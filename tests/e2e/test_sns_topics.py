# SPDX-License-Identifier: Apache-2.0
"""Topics: their attributes, policies and tags, and what is not served."""

import json

import pytest

from harness import ACCOUNT, arn_of, statements
from refusals import invalid, refused

TOPIC = arn_of("sns", "t")
FRIEND = "111122223333"


@pytest.fixture
def topic(cloud):
    return cloud.sns.create_topic(Name="t", Tags=[{"Key": "team", "Value": "blue"}])["TopicArn"]


def attributes_of(cloud):
    return cloud.sns.get_topic_attributes(TopicArn=TOPIC)["Attributes"]


def set_attribute(cloud, name, value):
    cloud.sns.set_topic_attributes(TopicArn=TOPIC, AttributeName=name, AttributeValue=value)


# Making them.


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"Attributes": {"DisplayName": "d"}},
        {"Attributes": {"FifoTopic": "false"}},
        {"Tags": [{"Key": "a", "Value": "1"}]},
        {"Attributes": {"DisplayName": "d"}, "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]},
    ],
)
def test_making_a_topic_again_with_what_it_has_gives_the_same_topic(cloud, again):
    tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    made = cloud.sns.create_topic(Name="t", Attributes={"DisplayName": "d"}, Tags=tags)
    assert cloud.sns.create_topic(Name="t", **again)["TopicArn"] == made["TopicArn"] == TOPIC


def test_tags_given_twice_are_refused_whether_the_topic_exists_or_not(cloud):
    twice = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "1"}]
    for _ in range(2):
        assert refused(cloud.sns.create_topic, Name="t", Tags=twice) == invalid("Duplicated keys are not allowed.")
        cloud.sns.create_topic(Name="t")
    assert refused(cloud.sns.tag_resource, ResourceArn=TOPIC, Tags=twice) == invalid("Duplicated keys are not allowed.")


@pytest.mark.parametrize(
    "name, attributes", [("t.fifo", {}), ("t", {"FifoTopic": "true"}), ("t.x", {}), (".fifo", {"FifoTopic": "true"})]
)
def test_a_fifo_topics_name_and_attribute_go_together(cloud, name, attributes):
    assert refused(cloud.sns.create_topic, Name=name, Attributes=attributes) == invalid("Topic Name")


def test_what_is_not_served_says_so_in_an_error_of_sns(cloud, topic):
    fifo = refused(cloud.sns.create_topic, Name="t.fifo", Attributes={"FifoTopic": "true"})
    assert fifo == invalid("FIFO topics are not served by this endpoint.")
    for call, parameters in (
        (cloud.sns.get_data_protection_policy, {"ResourceArn": topic}),
        (cloud.sns.put_data_protection_policy, {"ResourceArn": topic, "DataProtectionPolicy": "{}"}),
        (cloud.sns.create_platform_application, {"Name": "a", "Platform": "GCM", "Attributes": {}}),
        (cloud.sns.list_phone_numbers_opted_out, {}),
    ):
        code, message = refused(call, **parameters)
        assert code == "InvalidParameter" and message.endswith("not served by this endpoint.")


# Tags.


def test_a_topic_has_at_most_fifty_tags(cloud, topic):
    tags = [{"Key": f"k{n}", "Value": ""} for n in range(50)]
    code, message = refused(cloud.sns.tag_resource, ResourceArn=topic, Tags=tags)
    assert (code, message) == ("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded")
    cloud.sns.tag_resource(ResourceArn=topic, Tags=tags[:49])
    cloud.sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "team", "Value": "red"}])
    found = {tag["Key"]: tag["Value"] for tag in cloud.sns.list_tags_for_resource(ResourceArn=topic)["Tags"]}
    assert len(found) == 50 and found["team"] == "red"


@pytest.mark.parametrize(
    "tag, code",
    [
        ({"Key": "aws:x", "Value": "1"}, "InvalidParameter"),
        ({"Key": "k" * 129, "Value": "1"}, "ValidationError"),
        ({"Key": "k", "Value": "v" * 257}, "ValidationError"),
    ],
)
def test_tags_out_of_bounds_are_refused(cloud, topic, tag, code):
    assert refused(cloud.sns.tag_resource, ResourceArn=topic, Tags=[tag])[0] == code
    assert len(cloud.sns.list_tags_for_resource(ResourceArn=topic)["Tags"]) == 1
    cloud.sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "ä" * 128, "Value": "ö" * 256}])


# Attributes.


def test_a_new_topic_shows_awss_defaults(cloud, topic):
    attributes = attributes_of(cloud)
    policy = json.loads(attributes.pop("Policy"))
    delivery = json.loads(attributes.pop("EffectiveDeliveryPolicy"))
    assert attributes == {
        "DisplayName": "",
        "Owner": ACCOUNT,
        "SubscriptionsConfirmed": "0",
        "SubscriptionsDeleted": "0",
        "SubscriptionsPending": "0",
        "TopicArn": TOPIC,
    }
    assert policy["Statement"][0]["Condition"] == {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}
    assert delivery["http"]["defaultHealthyRetryPolicy"]["numRetries"] == 3


@pytest.mark.parametrize(
    "name, value",
    [
        ("DisplayName", "A topic"),
        ("KmsMasterKeyId", "alias/own"),
        ("SignatureVersion", "2"),
        ("TracingConfig", "Active"),
    ],
)
def test_attributes_stay_until_they_are_emptied(cloud, topic, name, value):
    before = attributes_of(cloud)
    set_attribute(cloud, name, value)
    cloud.restart()
    assert attributes_of(cloud) == {**before, name: value}
    set_attribute(cloud, name, "")
    assert attributes_of(cloud) == before


@pytest.mark.parametrize(
    "name, value, what",
    [
        ("SignatureVersion", "3", "SignatureVersion"),
        ("TracingConfig", "Loud", "TracingConfig"),
        ("DisplayName", "x" * 101, "DisplayName"),
        ("FifoTopic", "true", "AttributeName"),
        ("Colour", "red", "AttributeName"),
        ("TopicArn", TOPIC, "AttributeName"),
        ("Owner", FRIEND, "AttributeName"),
        (
            "DeliveryPolicy",
            '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":1,"numRetries":101}}}',
            "DeliveryPolicy: http.defaultHealthyRetryPolicy.numRetries must be less than or equal to 100",
        ),
        ("DeliveryPolicy", '{"throttlePolicy":{}}', "DeliveryPolicy: Unexpected JSON member: throttlePolicy"),
    ],
)
def test_attributes_that_aws_would_not_take_are_refused_and_change_nothing(cloud, topic, name, value, what):
    before = attributes_of(cloud)
    call = cloud.sns.set_topic_attributes
    assert refused(call, TopicArn=TOPIC, AttributeName=name, AttributeValue=value) == invalid(what)
    assert attributes_of(cloud) == before


def test_the_effective_delivery_policy_follows_the_one_that_is_set(cloud, topic):
    default = attributes_of(cloud)["EffectiveDeliveryPolicy"]
    own = {"minDelayTarget": 2, "maxDelayTarget": 30, "numRetries": 7, "backoffFunction": "exponential"}
    policy = json.dumps({"http": {"defaultHealthyRetryPolicy": own, "disableSubscriptionOverrides": True}})
    set_attribute(cloud, "DeliveryPolicy", policy)
    attributes = attributes_of(cloud)
    assert json.loads(attributes["DeliveryPolicy"]) == json.loads(policy)
    effective = json.loads(attributes["EffectiveDeliveryPolicy"])["http"]
    assert own.items() <= effective["defaultHealthyRetryPolicy"].items()
    assert effective["defaultHealthyRetryPolicy"]["numNoDelayRetries"] == 0
    assert effective["disableSubscriptionOverrides"] is True
    set_attribute(cloud, "DeliveryPolicy", "")
    assert attributes_of(cloud)["EffectiveDeliveryPolicy"] == default


# Policies.


@pytest.mark.parametrize(
    "action", ["sns:CreateTopic", "SNS:*", "*", "sqs:SendMessage", ["sns:Publish", "sns:ListTopics"]]
)
def test_a_policy_speaks_only_of_what_is_done_to_a_topic(cloud, topic, action):
    before = attributes_of(cloud)
    policy = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": action, "Resource": TOPIC}]}
    call = cloud.sns.set_topic_attributes
    assert refused(call, TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(policy)) == invalid(
        "Policy statement action out of service scope!"
    )
    assert attributes_of(cloud) == before


def test_a_permission_lets_another_account_in_until_it_is_removed(cloud, topic):
    friend = cloud.client("sns", FRIEND)
    assert refused(friend.publish, TopicArn=topic, Message="m")[0] == "AuthorizationError"
    cloud.sns.add_permission(TopicArn=topic, Label="friends", AWSAccountId=[FRIEND], ActionName=["Publish"])
    assert statements(attributes_of(cloud)["Policy"])[1] == {
        "Sid": "friends",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{FRIEND}:root"},
        "Action": "SNS:Publish",
        "Resource": TOPIC,
    }
    cloud.restart()
    cloud.client("sns", FRIEND).publish(TopicArn=topic, Message="m")
    assert refused(cloud.client("sns", FRIEND).delete_topic, TopicArn=topic)[0] == "AuthorizationError"
    cloud.sns.remove_permission(TopicArn=topic, Label="friends")
    assert [s["Sid"] for s in statements(attributes_of(cloud)["Policy"])] == ["__default_statement_ID"]
    assert refused(cloud.client("sns", FRIEND).publish, TopicArn=topic, Message="m")[0] == "AuthorizationError"


def test_a_permission_for_many_is_written_as_lists(cloud, topic):
    cloud.sns.add_permission(
        TopicArn=topic, Label="l", AWSAccountId=[FRIEND, "444455556666"], ActionName=["Publish", "Subscribe"]
    )
    added = statements(attributes_of(cloud)["Policy"])[1]
    assert added["Principal"]["AWS"] == [f"arn:aws:iam::{FRIEND}:root", "arn:aws:iam::444455556666:root"]
    assert added["Action"] == ["SNS:Publish", "SNS:Subscribe"]


@pytest.mark.parametrize(
    "label, accounts, actions, what",
    [
        ("taken", [FRIEND], ["Publish"], "Statement already exists"),
        ("l", [FRIEND], ["CreateTopic"], "Policy statement action out of service scope!"),
        ("l", ["nobody"], ["Publish"], "Policy Error: PrincipalNotFound"),
    ],
)
def test_permissions_that_aws_would_not_give_are_refused(cloud, topic, label, accounts, actions, what):
    cloud.sns.add_permission(TopicArn=topic, Label="taken", AWSAccountId=[FRIEND], ActionName=["Subscribe"])
    before = attributes_of(cloud)
    call = cloud.sns.add_permission
    found = refused(call, TopicArn=topic, Label=label, AWSAccountId=accounts, ActionName=actions)
    assert found == invalid(what)
    assert attributes_of(cloud) == before


# Lists.


def test_a_list_goes_on_where_its_token_says(cloud):
    for number in range(101):
        cloud.sns.create_topic(Name=f"t-{number:03}")
    page = cloud.sns.list_topics()
    assert len(page["Topics"]) == 100 and "t-099" not in page["NextToken"]
    last = cloud.sns.list_topics(NextToken=page["NextToken"])
    assert last["Topics"] == [{"TopicArn": arn_of("sns", "t-100")}] and "NextToken" not in last
    assert refused(cloud.sns.list_topics, NextToken="not a token!") == invalid("NextToken")


def test_topics_of_other_accounts_and_regions_are_not_listed(cloud, topic):
    assert cloud.client("sns", FRIEND).list_topics()["Topics"] == []
    assert cloud.client("sns", region="eu-west-1").list_topics()["Topics"] == []
    elsewhere = cloud.client("sns", region="eu-west-1")
    assert refused(elsewhere.get_topic_attributes, TopicArn=topic) == invalid("TopicArn")
