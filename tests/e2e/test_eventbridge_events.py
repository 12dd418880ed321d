# SPDX-License-Identifier: Apache-2.0
"""PutEvents: what it takes, what it refuses, and the event that a target sees."""

import datetime
import json
import re

import pytest

from harness import ACCOUNT, REGION, topic_policy
from wire import call_json

GOOD = {"Source": "a", "DetailType": "b", "Detail": "{}"}


@pytest.fixture
def seen(cloud):
    """The cloud, and a way to take the one event that came."""
    url, arn = cloud.make_queue("q", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="r", EventPattern='{"account":["%s"]}' % ACCOUNT)
    cloud.events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": arn}])
    return cloud, lambda: cloud.receive(url, 1)[0]["Body"]


def put(cloud, *entries, **more):
    return call_json(cloud, "AWSEvents.PutEvents", {"Entries": list(entries), **more})


def test_the_event_is_compact_in_eventbridges_order_with_the_details_own_spelling(seen):
    cloud, take = seen
    entry = {**GOOD, "Time": 1704164645.678, "Resources": ["r1", 'r"2'], "Detail": '{ "n" : 1.50,\n "t" : "a  b" }'}
    event_id = put(cloud, entry).json()["Entries"][0]["EventId"]
    assert take() == (
        f'{{"version":"0","id":"{event_id}","detail-type":"b","source":"a","account":"{ACCOUNT}",'
        f'"time":"2024-01-02T03:04:05Z","region":"{REGION}","resources":["r1","r\\"2"],'
        '"detail":{"n":1.50,"t":"a  b"}}'
    )


@pytest.mark.parametrize("time, shown", [(-1, "1969-12-31T23:59:59Z"), (-1.5, "1969-12-31T23:59:58Z"),
                                         (-62135596800, "0001-01-01T00:00:00Z"),
                                         (253402300799, "9999-12-31T23:59:59Z")])  # fmt: skip
def test_a_time_may_be_before_1970(seen, time, shown):
    cloud, take = seen
    assert put(cloud, {**GOOD, "Time": time}).json()["FailedEntryCount"] == 0
    assert json.loads(take())["time"] == shown


@pytest.mark.parametrize("time", [-62135596801, 253402300800, 10**15, 1e300])
def test_a_time_outside_the_calendar_is_refused(seen, time):
    answer = put(seen[0], {**GOOD, "Time": time})
    assert answer.status_code == 400 and "at 'entries.1.member.time'" in answer.json()["message"]


def test_a_trace_header_goes_on_to_queues_directly_and_through_topics_and_buses(cloud):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    topic = cloud.sns.create_topic(Name="t")["TopicArn"]
    policy = json.dumps(topic_policy(topic))
    cloud.sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    other = cloud.events.create_event_bus(Name="other")["EventBusArn"]
    queues = {name: cloud.make_queue(name, service, None) for name, service in (
        ("direct", "events.amazonaws.com"), ("bus", "events.amazonaws.com"), ("topic", "sns.amazonaws.com"))}  # fmt: skip
    cloud.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queues["topic"][1])
    for bus, targets in (("default", [queues["direct"][1], topic, other]), ("other", [queues["bus"][1]])):
        cloud.events.put_rule(Name="r", EventBusName=bus, EventPattern='{"source":["a"]}')
        cloud.events.put_targets(
            Rule="r", EventBusName=bus, Targets=[{"Id": f"t{i}", "Arn": arn} for i, arn in enumerate(targets)]
        )
    for entry, expected in (({**GOOD, "TraceHeader": trace}, trace), (GOOD, None)):
        assert put(cloud, entry).json()["FailedEntryCount"] == 0
        for url, _ in queues.values():
            (message,) = cloud.receive(url, 1)
            assert message["Attributes"].get("AWSTraceHeader") == expected


@pytest.mark.parametrize("time", [1704164645, "1704164645", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05.999Z"])
def test_a_time_is_seconds_or_iso(seen, time):
    cloud, take = seen
    assert put(cloud, {**GOOD, "Time": time}).json()["FailedEntryCount"] == 0
    assert json.loads(take())["time"] == "2024-01-02T03:04:05Z"


def test_without_a_time_it_is_the_clouds(seen):
    cloud, take = seen
    cloud.advance_clock(10 * 86400)
    put(cloud, GOOD)
    time = datetime.datetime.fromisoformat(json.loads(take())["time"].replace("Z", "+00:00"))
    ahead = time - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(days=9) < ahead < datetime.timedelta(days=11)


@pytest.mark.parametrize(
    "detail", ['{},"source":"aws.ec2"', '{}},"x":{"a":1', '{"a":1}{"b":2}', '{"a":1},{}', "{}\x00", '{"a":"\n"}', "{]"]
)
def test_a_detail_cannot_add_anything_beside_itself(seen, detail):
    cloud, take = seen
    bad, good = put(cloud, {**GOOD, "Detail": detail}, GOOD).json()["Entries"]
    assert bad == {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    assert json.loads(take())["id"] == good["EventId"]


def test_more_than_ten_entries_are_refused_showing_all_of_them(cloud):
    entries = [{**GOOD, "Resources": ["x", "y"], "EventBusName": "own"}] + [GOOD] * 10
    first = (
        "PutEventsRequestEntry(time=null, source=a, resources=[x, y], detailType=b, detail={}, eventBusName=own, "
        "traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)"
    )
    other = (
        "PutEventsRequestEntry(time=null, source=a, resources=null, detailType=b, detail={}, eventBusName=null, "
        "traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)"
    )
    assert put(cloud, *entries).json() == {
        "__type": "ValidationException",
        "message": f"1 validation error detected: Value '[{', '.join([first] + [other] * 10)}]' at 'entries' failed to "
        "satisfy constraint: Member must have length less than or equal to 10",
    }


@pytest.mark.parametrize(
    "body, kind, part",
    [
        ({}, "ValidationException", "Value null at 'entries' failed to satisfy constraint: Member must not be null"),
        ({"Entries": []}, "ValidationException",
         "Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1"),
        ({"Entries": "x"}, "SerializationException", "STRING_VALUE can not be converted to List"),
        ({"Entries": ["x"]}, "SerializationException", "STRING_VALUE can not be converted to Structure"),
        ({"Entries": [{**GOOD, "Detail": {}}]}, "SerializationException", "START_OBJECT can not be converted to String"),
        ({"Entries": [GOOD, {**GOOD, "TraceHeader": ""}]}, "ValidationException",
         "Value '' at 'entries.2.member.traceHeader' failed to satisfy constraint: Member must have length greater than "
         "or equal to 1"),
        ({"Entries": [{**GOOD, "Resources": ["r" * 2049]}]}, "ValidationException",
         "at 'entries.1.member.resources.1.member' failed to satisfy constraint: Member must have length less than or "
         "equal to 2048"),
        ({"Entries": [{**GOOD, "Time": "yesterday"}]}, "ValidationException", "at 'entries.1.member.time'"),
        ({"Entries": [GOOD], "EndpointId": "nonsense"}, "ValidationException", "at 'endpointId'"),
        ({"Entries": [GOOD], "EndpointId": "abc.def"}, "ValidationException",
         "Global endpoints are not served by this local cloud."),
    ],
)  # fmt: skip
def test_put_events_refuses_a_request_as_a_whole(cloud, body, kind, part):
    answer = call_json(cloud, "AWSEvents.PutEvents", body)
    assert answer.status_code == 400
    assert answer.json()["__type"] == kind and part in answer.json()["message"]


def test_a_request_of_a_megabyte_goes_through_and_one_byte_more_does_not(cloud):
    most = 1024 * 1024
    detail = '{"a":"%s"}'
    room = most - len(GOOD["Source"]) - len(GOOD["DetailType"]) - len(detail % "") - 14
    entry = {**GOOD, "Detail": detail % ("x" * room), "Time": 0}
    assert put(cloud, entry).json()["FailedEntryCount"] == 0
    answer = put(cloud, {**entry, "Detail": detail % ("x" * (room + 1))})
    assert answer.json() == {
        "__type": "ValidationException",
        "message": "Total size of the entries in the request is over the limit.",
    }


def test_a_trace_header_and_an_arn_of_the_own_bus_are_taken(seen):
    cloud, take = seen
    bus = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"
    answer = put(cloud, {**GOOD, "EventBusName": bus, "TraceHeader": "Root=1-5759e988-bd862e3fe1be46a994272793"})
    assert json.loads(take())["id"] == answer.json()["Entries"][0]["EventId"]


def test_an_event_that_is_very_deep_is_matched_or_refused_but_never_dropped(seen):
    cloud, take = seen
    deep = [{**GOOD, "Detail": '{"a":' + "[" * n + "]" * n + "}"} for n in (900, 998, 999, 1000)]
    entries = [put(cloud, entry).json()["Entries"][0] for entry in deep]
    accepted = {entry["EventId"] for entry in entries if "EventId" in entry}
    assert 1 <= len(accepted) < 4
    (url,) = cloud.sqs.list_queues()["QueueUrls"]
    came = {re.match(r'{"version":"0","id":"([^"]+)"', m["Body"])[1] for m in cloud.receive(url, len(accepted))}
    assert came == accepted
