# SPDX-License-Identifier: Apache-2.0
"""send: events from files, made for a route, or samples by name; by PutEvents or as Genesys Cloud's own."""

import gzip
import json

import pytest

from harness import BILLING, CONTACT_CENTER, GENERAL_SUPPORT, USER_END, arn_of, on_terminal, rule_arn
from recorder import DENIED, Answer

EVENT = {"source": "my.app", "detail-type": "order.made", "detail": {"number": 1.50, "big": 12345678901234567890}}


@pytest.fixture
def send(switchboard, cloud):
    def run(*words, output="json", where=None, **how):
        return switchboard("send", *words, where or f"--local={cloud.url}", "--output", output, **how)

    return run


@pytest.fixture
def heard(cloud):
    """All events of the default bus, by a queue that was there before them."""
    url, arn = cloud.make_queue("heard", "events.amazonaws.com", rule_arn("all"))
    cloud.events.put_rule(Name="all", EventPattern='{"source":[{"prefix":""}]}')
    cloud.events.put_targets(Rule="all", Targets=[{"Id": "1", "Arn": arn}])
    return lambda count: [json.loads(message["Body"]) for message in cloud.receive(url, count)]


def ndjson(*events):
    return "".join(json.dumps(event) + "\n" for event in events)


def test_a_file_of_events_goes_in_and_every_id_is_told(send, heard, switchboard):
    switchboard.write(ndjson(*[{**EVENT, "detail": {"n": n}} for n in range(23)]), "events.jsonl")
    ran = send("events.jsonl")
    assert ran.code == 0, ran
    told = ran.json()
    assert (told["schema"], told["sent"], told["failed"], told["dropped"]) == ("switchboard.send/1", 23, 0, 0)
    assert told["events"][4]["event"] == "events.jsonl:5"
    came = heard(23)
    assert {event["id"] for event in came} == {event["id"] for event in told["events"]}
    assert sorted(event["detail"]["n"] for event in came) == list(range(23))


def test_the_detail_keeps_its_spelling_and_the_time_and_resources_their_values(send, heard):
    line = (
        '{"source":"my.app","detail-type":"t","time":"2026-03-04T14:00:00Z","resources":["arn:x","y"],'
        '"detail":{"number":1.50,"big":12345678901234567890}}\n'
    )
    assert send("-", stdin=line).code == 0
    (event,) = heard(1)
    assert (event["time"], event["resources"]) == ("2026-03-04T14:00:00Z", ["arn:x", "y"])
    assert event["detail"]["big"] == 12345678901234567890


@pytest.mark.parametrize("shape", ["entries", "pretty", "list", "request", "gzip"])
def test_entries_documents_lists_and_gzip_are_read_too(send, heard, switchboard, shape):
    entry = {"Source": "my.app", "DetailType": "order.made", "Detail": json.dumps(EVENT["detail"]), "Time": 1772632800}
    text = {
        "entries": ndjson(entry, entry),
        "pretty": json.dumps(EVENT, indent=2),
        "list": json.dumps([entry, EVENT]),
        "request": json.dumps({"Entries": [entry, entry]}, indent=2),
        "gzip": ndjson(EVENT),
    }[shape]
    count = {"entries": 2, "list": 2, "request": 2}.get(shape, 1)
    data = gzip.compress(text.encode()) if shape == "gzip" else text.encode()
    (switchboard.folder / "in").write_bytes(data)
    ran = send("in")
    assert ran.code == 0 and ran.json()["sent"] == count, ran
    assert all(event["detail-type"] == "order.made" for event in heard(count))


def test_everything_wrong_with_a_file_is_said_at_once_and_nothing_is_sent(send, switchboard, recording):
    lines = [
        json.dumps(EVENT),
        "{",
        "[]",
        json.dumps({**EVENT, "detail": "text"}),
        json.dumps({**EVENT, "source": ""}),
        json.dumps({"Source": "a", "DetailType": "b", "Detail": "[]"}),
        json.dumps({**EVENT, "time": "noon"}),
    ]
    switchboard.write("\n".join(lines), "events.jsonl")
    ran = send("events.jsonl", where=f"--local={recording.url}")
    assert ran.code == 1 and ran.out == ""
    for number in range(2, 8):
        assert f"events.jsonl:{number}:" in ran.err
    assert "events.jsonl:1:" not in ran.err
    assert "PutEvents" not in recording.calls


def test_an_event_over_the_limit_is_refused_before_any_is_sent(send, switchboard, recording):
    switchboard.write(ndjson(EVENT, {**EVENT, "detail": {"text": "x" * 1024 * 1024}}), "events.jsonl")
    ran = send("events.jsonl", where=f"--local={recording.url}")
    assert ran.code == 1 and "SB0710" in ran.err and "events.jsonl:2" in ran.err and "1048576" in ran.err
    assert "PutEvents" not in recording.calls


def test_a_detail_type_is_as_long_as_it_has_characters(send, heard, switchboard):
    switchboard.write(ndjson({**EVENT, "detail-type": "通" * 128}), "events.jsonl")
    assert send("events.jsonl").code == 0
    assert heard(1)[0]["detail-type"] == "通" * 128
    switchboard.write(ndjson({**EVENT, "detail-type": "通" * 129}), "events.jsonl")
    ran = send("events.jsonl")
    assert ran.code == 1 and "SB0710" in ran.err and "129 characters" in ran.err


def test_an_event_that_no_topic_takes_gets_a_warning(send, heard, switchboard):
    switchboard.write(ndjson({**EVENT, "detail": {"text": "x" * 300_000}}), "events.jsonl")
    ran = send("events.jsonl")
    assert ran.code == 0 and "262144" in ran.err


def test_only_what_failed_for_a_while_is_sent_again(send, switchboard, recording):
    throttled = [
        Answer(
            200,
            json.dumps(
                {
                    "FailedEntryCount": 1,
                    "Entries": [{"EventId": "one"}, {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow"}],
                }
            ).encode(),
        )
    ]
    recording.instead = lambda name: throttled.pop() if name == "PutEvents" and throttled else None
    switchboard.write(ndjson(EVENT, EVENT), "events.jsonl")
    ran = send("events.jsonl", where=f"--local={recording.url}")
    assert ran.code == 0, ran
    assert recording.calls.count("PutEvents") == 2
    ids = [event["id"] for event in ran.json()["events"]]
    assert ids[0] == "one" and ids[1] != "one"


def test_what_may_have_been_taken_is_not_sent_again_and_is_told_so(send, switchboard, recording):
    recording.instead = lambda name: Answer(503) if name == "PutEvents" else None
    switchboard.write(ndjson(*[EVENT] * 12), "events.jsonl")
    ran = send("events.jsonl", where=f"--local={recording.url}")
    assert ran.code == 1 and ran.json()["failed"] == 12
    assert recording.calls.count("PutEvents") == 1
    assert ran.err.count("may have been taken") == 10 and "2 events were not sent" in ran.err


def test_a_refused_call_exits_1_and_says_what_was_not_sent(send, switchboard, recording):
    recording.instead = lambda name: DENIED if name == "PutEvents" else None
    switchboard.write(ndjson(*[EVENT] * 25), "events.jsonl")
    ran = send("events.jsonl", where=f"--local={recording.url}")
    assert ran.code == 1
    assert (ran.json()["sent"], ran.json()["failed"]) == (0, 25)
    assert "AccessDeniedException" in ran.err and "15 events were not sent" in ran.err
    assert recording.calls.count("PutEvents") == 1


def test_events_made_for_a_route_reach_its_targets(send, stack, cloud):
    stack.write(CONTACT_CENTER).applied()
    ran = send("-f", "switchboard.yaml", "--route", "support-ended", "--count", "12")
    assert ran.code == 0 and ran.json()["sent"] == 12, ran
    url = cloud.sqs.get_queue_url(QueueName="support-worker")["QueueUrl"]
    came = [json.loads(message["Body"]) for message in cloud.receive(url, 12)]
    assert {event["detail"]["queue"]["id"] for event in came} == {GENERAL_SUPPORT}
    assert {event["detail"]["mediaType"] for event in came} == {"voice", "message"}, "choices are taken by turns"
    assert len({event["detail"]["conversationId"] for event in came}) == 12
    assert len({event["time"] for event in came}) == 12


def test_a_route_of_another_spec_or_name_is_named(send, switchboard):
    switchboard.write(CONTACT_CENTER)
    ran = send("-f", "switchboard.yaml", "--route", "suport-ended")
    assert ran.code == 1 and "did you mean 'support-ended'?" in ran.err


@pytest.mark.parametrize("queue", ["Billing", BILLING])
def test_a_sample_by_name_stands_for_its_queue(send, heard, queue):
    assert send("--event", "conversation.end", "--queue", queue).code == 0
    (event,) = heard(1)
    assert (event["source"], event["detail-type"]) == ("genesys.cloud", "conversation.end")
    assert event["detail"]["queue"]["id"] == BILLING


def test_samples_happen_in_genesys_cloud_when_asked_and_unsubscribed_ones_go_nowhere(send, heard, cloud):
    words = ("--event", "conversationCreated", "--as", "genesys", "--count", "3")
    ran = send(*words)
    assert ran.code == 1 and ran.json()["dropped"] == 3
    assert "conversationCreated is not enabled" in ran.err
    cloud.enable("conversationCreated")
    ran = send(*words)
    assert ran.code == 0 and ran.json()["sent"] == 3
    assert {event["source"] for event in heard(3)} == {"genesyscloud"}


@pytest.mark.parametrize("status", [403, 404, 413, 500])
def test_events_that_the_organisation_does_not_take_did_not_happen(send, recording, status):
    refused = Answer(status, b'{"message":"not here"}')
    recording.instead = lambda name: refused if "genesys/events" in name else None
    words = ("--event", "conversationCreated", "--as", "genesys", "--count", "450")
    ran = send(*words, where=f"--local={recording.url}")
    assert ran.code == 1 and (ran.json()["sent"], ran.json()["failed"]) == (0, 450), ran.err
    assert ran.err.count("not here") == 1 and "449 events were not sent" in ran.err
    assert len([name for name in recording.calls if "genesys/events" in name]) == 1


def test_partner_events_go_in_by_the_genesys_side_of_the_local_cloud(send, cloud):
    cloud.make_integration("dev", [USER_END])
    source = cloud.events.list_event_sources()["EventSources"][0]["Name"]
    cloud.events.create_event_bus(Name=source, EventSourceName=source)
    url, arn = cloud.make_queue("heard", "events.amazonaws.com", arn_of("events", f"rule/{source}/all"))
    cloud.events.put_rule(Name="all", EventBusName=source, EventPattern='{"source":[{"prefix":"aws.partner/"}]}')
    cloud.events.put_targets(Rule="all", EventBusName=source, Targets=[{"Id": "1", "Arn": arn}])
    ran = send("--event", USER_END, "--queue", "General Support")
    assert ran.code == 0 and ran.json()["events"][0]["as"] == "genesys", ran
    (message,) = cloud.receive(url, 1)
    event = json.loads(message["Body"])
    assert event["source"] == source and event["detail"]["eventBody"]["queueId"] == GENERAL_SUPPORT


@pytest.mark.parametrize(
    "words, stdin, said",
    [
        (["--event", USER_END], None, "comes over the partner bus"),
        (["-"], ndjson({**EVENT, "source": "aws.ec2"}), "begins with aws."),
        (["-", "--bus", "aws.partner/genesys.com/cloud/o/s"], ndjson(EVENT), "is a partner bus"),
        (["--event", "conversation.end", "--as", "genesys"], None, "nobody can put one in"),
    ],
)
def test_on_aws_what_only_a_partner_can_send_is_refused_with_what_to_do(switchboard, recording, words, stdin, said):
    env = {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": recording.url,
    }
    ran = switchboard("send", *words, env=env, stdin=stdin)
    assert ran.code == 1 and ran.out == "" and "SB0711" in ran.err and said in ran.err
    assert "--local" in ran.err
    assert "PutEvents" not in recording.calls


def test_a_bus_that_is_not_there_is_an_error_and_not_a_silent_loss(send, cloud):
    ran = send("-", "--bus", "nowhere", stdin=ndjson(EVENT))
    assert ran.code == 1 and "SB0301" in ran.err and "nowhere" in ran.err
    ran = send("-", "--bus", arn_of("events", "event-bus/nowhere"), stdin=ndjson(EVENT))
    assert ran.code == 1 and "SB0301" in ran.err and "nowhere" in ran.err
    cloud.events.create_event_bus(Name="orders")
    for bus in ("orders", arn_of("events", "event-bus/orders")):
        assert send("-", "--bus", bus, stdin=ndjson(EVENT)).code == 0


@pytest.mark.parametrize(
    "words, named",
    [
        ([], "FILE"),
        (["-", "--event", "conversation.end"], "one place"),
        (["--route", "x"], "-f"),
        (["-", "--count", "2"], "--count"),
        (["--event", "a", "--route", "b", "-f", "c"], "--route"),
        (["--queue", "Billing", "-"], "--event"),
        (["-", "--as", "sns"], "sns"),
        (["-", "--as", "genesys", "--bus", "b"], "--bus"),
    ],
)
def test_what_contradicts_itself_is_a_usage_error(send, words, named):
    ran = send(*words, stdin="")
    assert ran.code == 64 and named in ran.err and ran.out == ""


def test_an_event_that_is_none_is_named_with_the_nearest(send):
    ran = send("--event", "conversation.ended")
    assert ran.code == 1 and "did you mean" in ran.err
    ran = send("--event", "v2.users.{id}.presence", "--queue", "Billing")
    assert ran.code == 1 and "never carries a queue id" in ran.err


def test_text_output_is_one_line_an_event(send, heard):
    ran = send("--event", "conversation.end", "--count", "2", output="text")
    assert ran.code == 0 and "2 of 2 events sent" in ran.err
    assert [line.split("  ")[1:] for line in ran.out.splitlines()] == [["genesys.cloud", "conversation.end"]] * 2


def test_progress_is_for_people_at_a_terminal(switchboard, cloud):
    words = ("send", "--event", "conversation.end", "--count", "20", f"--local={cloud.url}")
    shown, code = on_terminal(switchboard, *words)
    assert code == 0 and "20/20" in shown
    for env in ({"CI": "true"}, {"TERM": "dumb"}):
        shown, code = on_terminal(switchboard, *words, env=env)
        assert code == 0 and "20/20" not in shown
    assert "20/20" not in switchboard(*words).err
