# SPDX-License-Identifier: Apache-2.0
"""Partner event sources: offered, claimed, deactivated, withdrawn, expired; and events sent into them."""

import json

import pytest

from harness import ACCOUNT, REGION, arn_of, refused

PARTNER = "999999999999"
OTHER = "444455556666"
NAME = "aws.partner/example.com/cloud/122be111-0193-43aa-aadd-167d922a59af/prod"
SOURCE_ARN = f"arn:aws:events:{REGION}::event-source/{NAME}"
BUS_ARN = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{NAME}"
TWO_WEEKS = 14 * 86400


@pytest.fixture
def partner(cloud):
    return cloud.client("events", PARTNER)


@pytest.fixture
def offered(cloud, partner):
    assert partner.create_partner_event_source(Name=NAME, Account=ACCOUNT)["EventSourceArn"] == SOURCE_ARN
    return cloud


@pytest.fixture
def claimed(offered):
    assert offered.events.create_event_bus(Name=NAME, EventSourceName=NAME)["EventBusArn"] == BUS_ARN
    return offered


def state(cloud):
    return cloud.events.describe_event_source(Name=NAME)["State"]


def send(partner, name=NAME, **detail):
    entry = {"Source": name, "DetailType": "Conversation Ended", "Detail": json.dumps(detail)}
    answer = partner.put_partner_events(Entries=[entry])
    assert answer["FailedEntryCount"] == 0, answer
    return answer["Entries"][0]["EventId"]


@pytest.fixture
def listening(claimed):
    """A queue behind a rule on the partner bus."""
    url, arn = claimed.make_queue("q", "events.amazonaws.com", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{NAME}/all")
    made = claimed.events.put_rule(Name="all", EventBusName=NAME, EventPattern='{"account":["%s"]}' % ACCOUNT)
    assert made["RuleArn"] == f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{NAME}/all"
    claimed.events.put_targets(Rule="all", EventBusName=BUS_ARN, Targets=[{"Id": "t", "Arn": arn}])
    return claimed, url


def test_an_offer_waits_for_its_bus_and_says_until_when(offered):
    found = offered.events.describe_event_source(Name=NAME)
    assert (found["Arn"], found["Name"], found["CreatedBy"]) == (SOURCE_ARN, NAME, "example.com")
    assert found["State"] == "PENDING"
    assert (found["ExpirationTime"] - found["CreationTime"]).total_seconds() == TWO_WEEKS


def test_the_bus_of_its_name_makes_it_active_and_without_the_bus_it_is_pending_again(claimed):
    found = claimed.events.describe_event_source(Name=NAME)
    assert found["State"] == "ACTIVE" and "ExpirationTime" not in found
    claimed.events.delete_event_bus(Name=NAME)
    assert state(claimed) == "PENDING"


@pytest.mark.parametrize(
    "parameters, code, message",
    [
        ({"Name": NAME + "2", "EventSourceName": NAME + "2"}, "ResourceNotFoundException",
         f"Event source {NAME}2 does not exist."),
        ({"Name": "mine", "EventSourceName": NAME}, "ValidationException",
         f"Event bus name mine must match the event source name {NAME}."),
        ({"Name": NAME}, "ValidationException", "EventBus name starting with 'aws.' is not valid."),
        ({"Name": "a/b"}, "ValidationException", "Event bus name must not contain '/'."),
        ({"Name": NAME, "EventSourceName": "example.com/prod"}, "ValidationException",
         "1 validation error detected: Value 'example.com/prod' at 'eventSourceName' failed to satisfy constraint: "
         r"Member must satisfy regular expression pattern: aws\.partner(/[\.\-_A-Za-z0-9]+){2,}"),
    ],
)  # fmt: skip
def test_a_partner_bus_has_the_name_of_an_offered_source(offered, parameters, code, message):
    assert refused(offered.events.create_event_bus, **parameters) == (code, message)
    assert state(offered) == "PENDING"


def test_a_source_has_one_bus(claimed):
    code, message = refused(claimed.events.create_event_bus, Name=NAME, EventSourceName=NAME)
    assert (code, message) == ("ResourceAlreadyExistsException", f"Event bus {NAME} already exists.")


def test_only_the_account_and_region_it_was_offered_to_see_it(offered):
    for elsewhere in (offered.client("events", OTHER), offered.client("events", region="eu-west-1")):
        assert refused(elsewhere.describe_event_source, Name=NAME)[0] == "ResourceNotFoundException"
        assert elsewhere.list_event_sources()["EventSources"] == []
        assert refused(elsewhere.create_event_bus, Name=NAME, EventSourceName=NAME)[0] == "ResourceNotFoundException"


def test_events_of_an_active_source_reach_the_rules_of_its_bus(listening, partner):
    cloud, url = listening
    event_id = send(partner, n=1)
    (message,) = cloud.receive(url, 1)
    event = json.loads(message["Body"])
    assert (event["id"], event["source"], event["detail-type"]) == (event_id, NAME, "Conversation Ended")
    assert (event["account"], event["region"], event["resources"]) == (ACCOUNT, REGION, [])
    assert event["detail"] == {"n": 1}


def test_what_is_sent_while_a_source_is_not_active_is_dropped_for_good(listening, partner):
    cloud, url = listening
    cloud.events.deactivate_event_source(Name=NAME)
    assert state(cloud) == "PENDING"
    send(partner, n=1)
    cloud.events.activate_event_source(Name=NAME)
    assert state(cloud) == "ACTIVE"
    send(partner, n=2)
    assert [json.loads(m["Body"])["detail"]["n"] for m in cloud.receive(url, 1)] == [2]


def test_a_withdrawn_source_leaves_bus_and_rules_that_receive_nothing_and_may_come_back(listening, partner):
    cloud, url = listening
    partner.delete_partner_event_source(Name=NAME, Account=ACCOUNT)
    assert state(cloud) == "DELETED"
    assert refused(partner.describe_partner_event_source, Name=NAME)[0] == "ResourceNotFoundException"
    assert [rule["Name"] for rule in cloud.events.list_rules(EventBusName=NAME)["Rules"]] == ["all"]
    assert refused(cloud.events.activate_event_source, Name=NAME)[0] == "InvalidStateException"
    entry = {"Source": NAME, "DetailType": "t", "Detail": "{}"}
    assert partner.put_partner_events(Entries=[entry])["FailedEntryCount"] == 1
    partner.create_partner_event_source(Name=NAME, Account=ACCOUNT)
    assert state(cloud) == "ACTIVE"
    send(partner, n=3)
    assert [json.loads(m["Body"])["detail"]["n"] for m in cloud.receive(url, 1)] == [3]


def test_a_withdrawn_source_without_a_bus_is_gone(offered, partner):
    partner.delete_partner_event_source(Name=NAME, Account=ACCOUNT)
    assert refused(offered.events.describe_event_source, Name=NAME) == (
        "ResourceNotFoundException",
        f"Event source {NAME} does not exist.",
    )
    partner.delete_partner_event_source(Name=NAME, Account=ACCOUNT)


@pytest.mark.parametrize(
    "operation, code", [("activate", "InvalidStateException"), ("deactivate", "InvalidStateException")]
)
def test_activate_and_deactivate_ask_for_the_other_state(claimed, operation, code):
    if operation == "deactivate":
        claimed.events.deactivate_event_source(Name=NAME)
    assert refused(getattr(claimed.events, f"{operation}_event_source"), Name=NAME)[0] == code


def test_a_source_without_a_bus_cannot_be_activated(offered):
    assert refused(offered.events.activate_event_source, Name=NAME) == (
        "ResourceNotFoundException",
        f"Event source {NAME} or event bus {NAME} does not exist.",
    )


def test_nobody_claims_it_for_two_weeks_and_it_is_gone(offered):
    offered.advance_clock(TWO_WEEKS - 3600)
    assert state(offered) == "PENDING"
    offered.advance_clock(3600)
    assert offered.events.list_event_sources()["EventSources"] == []


def test_deactivated_for_two_weeks_it_is_deleted_and_its_bus_stays_even_over_a_restart(claimed):
    claimed.events.deactivate_event_source(Name=NAME)
    claimed.advance_clock(TWO_WEEKS)
    assert state(claimed) == "DELETED"
    claimed.restart()
    assert state(claimed) == "DELETED"
    assert claimed.events.describe_event_bus(Name=NAME)["Arn"] == BUS_ARN
    claimed.events.delete_event_bus(Name=NAME)
    assert claimed.events.list_event_sources()["EventSources"] == []


def test_states_survive_a_kill(listening, partner):
    cloud, url = listening
    cloud.kill()
    cloud.start()
    assert state(cloud) == "ACTIVE"
    send(cloud.client("events", PARTNER), n=1)
    cloud.receive(url, 1)


def test_an_offer_expires_by_the_time_it_was_made_although_the_cloud_was_restarted(offered):
    before = offered.events.describe_event_source(Name=NAME)["ExpirationTime"]
    offered.restart()
    assert offered.events.describe_event_source(Name=NAME)["ExpirationTime"] == before
    offered.advance_clock(TWO_WEEKS + 60)
    assert offered.events.list_event_sources()["EventSources"] == []


# The partner's side.


def test_a_partner_sees_what_it_offers_and_to_whom(offered, partner):
    partner.create_partner_event_source(Name=NAME, Account=OTHER)
    assert partner.describe_partner_event_source(Name=NAME)["Arn"] == SOURCE_ARN
    listed = partner.list_partner_event_sources(NamePrefix="aws.partner/example.com/")
    assert listed["PartnerEventSources"] == [{"Arn": SOURCE_ARN, "Name": NAME}]
    offered.events.create_event_bus(Name=NAME, EventSourceName=NAME)
    accounts = partner.list_partner_event_source_accounts(EventSourceName=NAME)["PartnerEventSourceAccounts"]
    assert [(a["Account"], a["State"], "ExpirationTime" in a) for a in accounts] == [
        (ACCOUNT, "ACTIVE", False),
        (OTHER, "PENDING", True),
    ]


def test_another_account_is_not_the_partner(offered):
    stranger = offered.client("events", OTHER)
    assert refused(stranger.describe_partner_event_source, Name=NAME)[0] == "ResourceNotFoundException"
    assert stranger.list_partner_event_sources(NamePrefix="aws.partner/example.com/")["PartnerEventSources"] == []
    stranger.delete_partner_event_source(Name=NAME, Account=ACCOUNT)
    assert state(offered) == "PENDING"
    code, message = refused(stranger.create_partner_event_source, Name=NAME, Account=OTHER)
    assert (code, message) == ("ResourceAlreadyExistsException", f"Event source {NAME} already exists.")
    answer = stranger.put_partner_events(Entries=[{"Source": NAME, "DetailType": "t", "Detail": "{}"}])
    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"


def test_put_partner_events_answers_each_entry_and_takes_twenty(offered, partner):
    good = {"Source": NAME, "DetailType": "t", "Detail": "{}"}
    answer = partner.put_partner_events(Entries=[good, {**good, "Detail": "[]"}, {"Source": NAME, "Detail": "{}"}] * 6)
    assert answer["FailedEntryCount"] == 12
    assert [entry.get("ErrorCode") for entry in answer["Entries"][:3]] == [None, "MalformedDetail", "InvalidArgument"]
    code, message = refused(partner.put_partner_events, Entries=[good] * 21)
    assert code == "ValidationException"
    assert message.endswith("at 'entries' failed to satisfy constraint: Member must have length less than or equal to 20")


@pytest.mark.parametrize("prefix", ["aws.partner/", "aws.partner", "example.com/", "aws.partner/a b/"])
def test_listing_ones_offers_needs_the_partners_name(partner, prefix):
    code, message = refused(partner.list_partner_event_sources, NamePrefix=prefix)
    assert code == "ValidationException" and "at 'namePrefix'" in message


def test_sources_come_in_pages(cloud, partner):
    names = [f"aws.partner/example.com/{number:03}" for number in range(7)]
    for name in names:
        partner.create_partner_event_source(Name=name, Account=ACCOUNT)
    page = cloud.events.list_event_sources(Limit=3)
    found = [source["Name"] for source in page["EventSources"]]
    while "NextToken" in page:
        page = cloud.events.list_event_sources(Limit=3, NextToken=page["NextToken"])
        assert len(page["EventSources"]) <= 3
        found += [source["Name"] for source in page["EventSources"]]
    assert found == names
    assert refused(cloud.events.list_event_sources, NextToken="nonsense")[0] == "ValidationException"
    assert [s["Name"] for s in cloud.events.list_event_sources(NamePrefix=names[4])["EventSources"]] == [names[4]]


# What a partner bus does not do.


def test_put_events_and_put_permission_cannot_address_a_partner_bus(claimed):
    for name in (NAME, BUS_ARN):
        entry = {"Source": "a", "DetailType": "t", "Detail": "{}", "EventBusName": name}
        code, message = refused(claimed.events.put_events, Entries=[entry])
        assert code == "ValidationException"
        assert message == (
            f"1 validation error detected: Value '{name}' at 'entries.1.member.eventBusName' failed to satisfy "
            r"constraint: Member must satisfy regular expression pattern: (arn:aws[\w-]*:events:[a-z]{2}-[a-z]+-[\w-]+:"
            r"[0-9]{12}:event-bus\/)?[\.\-_A-Za-z0-9]+"
        )
    code, message = refused(
        claimed.events.put_permission, EventBusName=NAME, Action="events:PutEvents", Principal="*", StatementId="s"
    )
    assert code == "ValidationException" and "at 'eventBusName'" in message


def test_a_partner_bus_takes_no_events_of_rules(claimed):
    url, letters = claimed.make_queue("letters", "events.amazonaws.com", None)
    claimed.events.put_rule(Name="r", EventPattern='{"source":["a"]}')
    claimed.events.put_targets(
        Rule="r", Targets=[{"Id": "t", "Arn": BUS_ARN, "DeadLetterConfig": {"Arn": letters}}]
    )
    claimed.put({"source": "a", "detail-type": "t", "detail": {}})
    (letter,) = claimed.receive(url, 1)
    assert letter["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"


def test_a_rule_of_a_partner_bus_is_tagged_and_found_by_its_arn(listening):
    cloud, _ = listening
    arn = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{NAME}/all"
    cloud.events.tag_resource(ResourceARN=arn, Tags=[{"Key": "k", "Value": "v"}])
    cloud.events.tag_resource(ResourceARN=BUS_ARN, Tags=[{"Key": "bus", "Value": "yes"}])
    assert cloud.events.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "k", "Value": "v"}]
    assert cloud.events.list_tags_for_resource(ResourceARN=BUS_ARN)["Tags"] == [{"Key": "bus", "Value": "yes"}]
    assert cloud.events.list_rule_names_by_target(TargetArn=arn_of("sqs", "q"), EventBusName=NAME)["RuleNames"] == [
        "all"
    ]
