# SPDX-License-Identifier: Apache-2.0
"""How the program deals with servers that are busy, forgetful, or fail by halves."""

import time

import pytest

import recorder
from recorder import Answer, aws_fault, once

ENABLE = "PUT /api/v2/platform/eventbridge/events/conversation.end"
READ = "GET /api/v2/platform/eventbridge/events/conversation.end"
QUEUES = "GET /api/v2/routing/queues"
TOKEN = "POST /oauth/token"
SPEC = """
stack: s
defaults: { dead_letter: { none: one queue is enough here } }
routes:
  one: { events: [conversation.end], queues: [Billing], to: [{ sqs: a }] }
"""


@pytest.fixture
def watched(stack, recording):
    return stack.go_through(recording).write(SPEC)


# Genesys Cloud.


@pytest.mark.parametrize("header", ["Retry-After", "inin-ratelimit-reset"])
def test_a_rate_limit_is_waited_out_for_as_long_as_the_server_asks(watched, recording, header):
    recording.instead = once(ENABLE, Answer(429, b'{"code":"too.many.requests"}', {header: "2"}))
    began = time.monotonic()
    watched.applied()
    assert recording.calls.count(ENABLE) == 2
    assert time.monotonic() - began >= 2


def test_a_server_that_is_away_for_a_moment_is_asked_again(watched, recording):
    recording.instead = once(READ, Answer(503, b"<html>Bad gateway</html>", {"Content-Type": "text/html"}))
    watched.applied()
    assert recording.calls.count(READ) == 2


def test_a_token_that_is_refused_is_renewed_once(watched, recording):
    recording.instead = once(ENABLE, Answer(401, b'{"code":"credentials.expired","message":"expired"}'))
    watched.applied()
    assert recording.calls.count(TOKEN) == 2
    assert recording.calls.count(ENABLE) == 2


def test_a_token_that_is_refused_again_is_an_error(watched, recording):
    refusal = Answer(401, b'{"code":"bad.credentials","message":"Invalid login credentials."}')
    recording.instead = lambda name: refusal if name.startswith(QUEUES) else None
    ran = watched.plan()
    assert ran.code == 1
    assert "401" in ran.err and "Invalid login credentials." in ran.err
    assert recording.calls.count(TOKEN) == 2


def test_errors_carry_the_correlation_id_and_survive_any_body(watched, recording):
    for body in (b"", b"<html>", b"[]", b'{"message":5}', b"\xff\xfe"):
        answer = Answer(403, body, {"ININ-Correlation-Id": "c0ffee-1"})
        recording.instead = lambda name: answer if name.startswith(QUEUES) else None
        ran = watched.plan()
        assert ran.code == 1
        assert "403" in ran.err and "c0ffee-1" in ran.err


@pytest.mark.parametrize("status", [404, 405])
def test_an_event_type_that_cannot_be_read_back_is_put_again_and_counts_as_no_change(watched, recording, status):
    recording.instead = lambda name: Answer(status, b"{}") if name == READ else None
    watched.applied()
    recording.calls.clear()
    ran = watched.apply()
    assert (ran.code, ran.json()["changes"]) == (0, [])
    assert recording.calls.count(ENABLE) == 1


@pytest.mark.parametrize("status", [200, 201, 204])
def test_each_good_answer_to_a_subscription_is_good(watched, recording, status):
    recording.instead = once(ENABLE, Answer(status, b"{}"))
    watched.applied()
    assert recording.calls.count(ENABLE) == 1


def test_when_a_subscription_fails_the_integration_is_asked_for_its_state(watched, recording):
    recording.instead = once(ENABLE, recorder.DENIED)
    ran = watched.apply()
    assert ran.code == 1
    assert "GET /api/v2/platform/eventbridge" in recording.calls
    assert "ACTIVE" in ran.err


def test_nothing_is_made_in_aws_when_a_subscription_fails(watched, recording, cloud):
    recording.instead = once(ENABLE, recorder.DENIED)
    assert watched.apply().code == 1
    assert cloud.rules() == {} and cloud.queues() == {}
    watched.applied()


# AWS.


@pytest.mark.parametrize(
    "call, answer",
    [
        ("PutRule", aws_fault("ThrottlingException", "Rate exceeded")),
        ("PutRule", aws_fault("ConcurrentModificationException")),
        ("PutRule", aws_fault("InternalException", status=500)),
        ("CreateQueue", aws_fault("com.amazonaws.sqs#RequestThrottled", status=403)),
        (
            "GetCallerIdentity",
            Answer(
                400,
                b"<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message>"
                b"</Error></ErrorResponse>",
                {"Content-Type": "text/xml"},
            ),
        ),
    ],
    ids=["throttled", "concurrent", "internal", "queue throttled", "query throttled"],
)
def test_what_may_work_later_is_tried_again(watched, recording, call, answer):
    recording.instead = once(call, answer)
    watched.applied()
    assert recording.calls.count(call) == 2


def test_a_quota_that_is_used_up_is_told_at_once(watched, recording):
    said = "The requested resource exceeds the maximum number allowed."
    recording.instead = lambda name: aws_fault("LimitExceededException", said) if name == "PutRule" else None
    ran = watched.apply()
    assert ran.code == 1
    assert said in ran.err
    assert recording.calls.count("PutRule") == 1


def test_a_target_that_failed_is_noticed_although_the_answer_is_200(watched, recording):
    failed = (
        b'{"FailedEntryCount":1,"FailedEntries":[{"TargetId":"switchboard-sqs-a",'
        b'"ErrorCode":"AccessDeniedException","ErrorMessage":"not this one"}]}'
    )
    recording.instead = once("PutTargets", Answer(200, failed))
    ran = watched.apply()
    assert ran.code == 1
    assert "not this one" in ran.err and "switchboard-sqs-a" in ran.err
    (target,) = [change for change in ran.json()["changes"] if change["kind"] == "aws.target"]
    assert target["done"] is False and "not this one" in target["error"]
    watched.applied()


def test_an_answer_that_is_no_json_is_an_error_and_no_crash(watched, recording):
    for content in (b"<html>", b"[]", b"", b"\x00"):
        recording.instead = lambda name: Answer(200, content) if name == "ListRules" else None
        ran = watched.plan()
        if content:
            assert ran.code == 1 and ran.err
