# SPDX-License-Identifier: Apache-2.0
"""Lambda functions as targets: HTTP callbacks of the seed, let in by their policies or by roles."""

import http.server
import json
import re
import threading

import pytest

from harness import ACCOUNT, REGION, arn_of, eventually, refused, rule_arn

FUNCTION = arn_of("lambda", "function:handler")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/invoke"
EVENT = {"source": "a", "detail-type": "t", "detail": {"n": 1}}


class Callback:
    """An HTTP server that keeps what is posted to it and answers with the next status of a list."""

    def __init__(self):
        self.requests = []
        self.statuses = []
        callback = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                callback.requests.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(callback.statuses.pop(0) if callback.statuses else 202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/invoke"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def callback():
    running = Callback()
    yield running
    running.close()


@pytest.fixture
def lambda_cloud(start_cloud, callback):
    role = {"arn": ROLE, "trust": ["events.amazonaws.com"],
            "allow": [{"action": "lambda:InvokeFunction", "resource": FUNCTION}]}  # fmt: skip
    return start_cloud({"functions": [{"name": "handler", "url": callback.url}, "mute"], "roles": [role]})


def permit(cloud, name="handler", **more):
    parameters = {"FunctionName": name, "StatementId": "s", "Action": "lambda:InvokeFunction"}
    cloud.awslambda.add_permission(**{**parameters, "Principal": "events.amazonaws.com", **more})


def target(cloud, arn=FUNCTION, **more):
    url, letters = cloud.make_queue("letters", "events.amazonaws.com", None)
    cloud.events.put_rule(Name="r", EventPattern='{"source":["a"]}')
    cloud.events.put_targets(
        Rule="r", Targets=[{"Id": "t", "Arn": arn, "DeadLetterConfig": {"Arn": letters}, **more}]
    )
    return url


def letter_of(cloud, url):
    (letter,) = cloud.receive(url, 1)
    return {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}


def delivered(cloud):
    return cloud.admin("GET", "metrics").json()["deliveries_delivered"]


def test_a_function_that_lets_the_rule_in_is_posted_the_event(lambda_cloud, callback):
    permit(lambda_cloud, SourceArn=rule_arn("r"), SourceAccount=ACCOUNT)
    target(lambda_cloud)
    (event_id,) = lambda_cloud.put(EVENT)
    eventually(lambda: callback.requests, "an invocation")
    ((path, headers, event),) = callback.requests
    assert path == "/invoke"
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Amz-Invocation-Type"] == "Event"
    assert (event["id"], event["detail"]) == (event_id, {"n": 1})


def test_a_function_is_told_the_id_of_each_delivery_whoever_sends_it(lambda_cloud, callback):
    permit(lambda_cloud)
    permit(lambda_cloud, StatementId="topic", Principal="sns.amazonaws.com")
    target(lambda_cloud)
    topic = lambda_cloud.sns.create_topic(Name="t")["TopicArn"]
    lambda_cloud.sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=FUNCTION)
    lambda_cloud.put(EVENT)
    for message in ("one", "two"):
        lambda_cloud.sns.publish(TopicArn=topic, Message=message)
    eventually(lambda: len(callback.requests) == 3, "three invocations")
    ids = {headers.get("X-Amzn-RequestId", "") for _, headers, _ in callback.requests}
    assert len(ids) == 3 and all(re.fullmatch("[0-9a-f-]{36}", one) for one in ids)


@pytest.mark.parametrize("given", [{"InputPath": "$.detail"}, {"Input": '{"n":1}'}])
def test_a_function_may_get_a_part_of_the_event(lambda_cloud, callback, given):
    permit(lambda_cloud)
    target(lambda_cloud, **given)
    lambda_cloud.put(EVENT)
    eventually(lambda: callback.requests, "an invocation")
    assert callback.requests[0][2] == {"n": 1}


@pytest.mark.parametrize(
    "permission",
    [
        None,
        {"SourceArn": rule_arn("other")},
        {"SourceAccount": "444455556666"},
        {"Principal": "sns.amazonaws.com"},
        {"Action": "lambda:GetFunction"},
    ],
)
def test_a_function_that_does_not_let_the_rule_in_is_not_invoked(lambda_cloud, callback, permission):
    if permission is not None:
        permit(lambda_cloud, **permission)
    letters = target(lambda_cloud)
    lambda_cloud.put(EVENT)
    said = letter_of(lambda_cloud, letters)
    assert (said["ERROR_CODE"], said["TARGET_ARN"], said["RETRY_ATTEMPTS"]) == ("NO_PERMISSIONS", FUNCTION, "0")
    assert callback.requests == []


def test_a_role_that_allows_it_needs_no_permission_and_one_that_does_not_gets_nothing(lambda_cloud, callback):
    letters = target(lambda_cloud, RoleArn=ROLE)
    lambda_cloud.put(EVENT)
    eventually(lambda: callback.requests, "an invocation")
    permit(lambda_cloud)
    target(lambda_cloud, RoleArn=ROLE + "2")
    lambda_cloud.put(EVENT)
    assert letter_of(lambda_cloud, letters)["ERROR_CODE"] == "NO_PERMISSIONS"
    assert len(callback.requests) == 1


@pytest.mark.parametrize("arn, part", [(arn_of("lambda", "function:mute"), "no url"),
                                       (arn_of("lambda", "function:none"), "not found")])  # fmt: skip
def test_a_function_that_cannot_be_invoked_says_so(lambda_cloud, arn, part):
    permit(lambda_cloud, "mute")
    letters = target(lambda_cloud, arn)
    lambda_cloud.put(EVENT)
    said = letter_of(lambda_cloud, letters)
    assert said["ERROR_CODE"] == "NO_RESOURCE" and part in said["ERROR_MESSAGE"]


def test_what_may_work_later_is_tried_again(lambda_cloud, callback):
    callback.statuses = [500, 429, 503]
    permit(lambda_cloud)
    letters = target(lambda_cloud)
    lambda_cloud.put(EVENT)
    for number in range(1, 5):
        eventually(lambda n=number: len(callback.requests) >= n, f"invocation {number}")
        eventually(lambda: delivered(lambda_cloud) or lambda_cloud.admin("GET", "metrics").json()["deliveries_waiting"],
                   "the attempt to end")  # fmt: skip
        lambda_cloud.advance_clock(900)
    eventually(lambda: delivered(lambda_cloud) == 1, "the delivery")
    assert len({request[2]["id"] for request in callback.requests}) == 1
    assert len(callback.requests) == 4
    assert lambda_cloud.drain(letters) == []


def test_a_status_that_is_final_is_not_tried_again(lambda_cloud, callback):
    callback.statuses = [404]
    permit(lambda_cloud)
    letters = target(lambda_cloud)
    lambda_cloud.put(EVENT)
    said = letter_of(lambda_cloud, letters)
    assert (said["ERROR_CODE"], said["RETRY_ATTEMPTS"]) == ("SDK_CLIENT_ERROR", "0")
    assert len(callback.requests) == 1


def test_nobody_there_is_a_failure_that_is_tried_again_until_the_retries_are_over(start_cloud):
    cloud = start_cloud({"functions": [{"name": "handler", "url": "http://127.0.0.1:1/"}]})
    permit(cloud)
    letters = target(cloud, RetryPolicy={"MaximumRetryAttempts": 0})
    cloud.put(EVENT)
    said = letter_of(cloud, letters)
    assert (said["ERROR_CODE"], said["EXHAUSTED_RETRY_CONDITION"]) == ("TIMEOUT", "MaximumRetryAttempts")


def test_an_alias_has_a_policy_of_its_own(lambda_cloud, callback):
    alias = f"{FUNCTION}:live"
    permit(lambda_cloud)
    letters = target(lambda_cloud, alias)
    lambda_cloud.put(EVENT)
    assert letter_of(lambda_cloud, letters)["ERROR_CODE"] == "NO_PERMISSIONS"
    permit(lambda_cloud, Qualifier="live")
    lambda_cloud.put(EVENT)
    eventually(lambda: callback.requests, "an invocation")
    policy = json.loads(lambda_cloud.awslambda.get_policy(FunctionName=alias)["Policy"])
    assert policy["Statement"][0]["Resource"] == alias


@pytest.mark.parametrize(
    "parameters, code",
    [
        ({"Principal": "events.amazonaws.com", "Action": "sns:Publish"}, "ValidationException"),
        ({"Principal": "a b", "Action": "lambda:InvokeFunction"}, "ValidationException"),
        ({"Principal": "*", "Action": "lambda:InvokeFunction", "SourceArn": "x"}, "ValidationException"),
        ({"Principal": "*", "Action": "lambda:InvokeFunction", "FunctionName": "none"}, "ResourceNotFoundException"),
    ],
)
def test_add_permission_refuses(lambda_cloud, parameters, code):
    call = {"FunctionName": "handler", "StatementId": "s", **parameters}
    assert refused(lambda_cloud.awslambda.add_permission, **call)[0] == code


def test_a_seed_with_a_url_that_is_none_is_refused_with_its_place(binary, switchboard, tmp_path):
    seed = tmp_path / "seed.yaml"
    seed.write_text("functions:\n  - name: f\n    url: nonsense\n")
    ran = switchboard("local", "--in-memory", "--seed-file", seed)
    assert ran.code != 0 and f"{seed}:3:10" in ran.err and "url" in ran.err


def test_region_and_account_of_a_function_are_part_of_it(start_cloud, callback):
    there = f"arn:aws:lambda:{REGION}:444455556666:function:handler"
    cloud = start_cloud({"functions": [{"name": "handler", "url": callback.url, "account": "444455556666"}],
                         "roles": [{"arn": ROLE, "trust": ["events.amazonaws.com"],
                                    "allow": [{"action": "lambda:InvokeFunction", "resource": there}]}]})  # fmt: skip
    letters = target(cloud, there, RoleArn=ROLE)
    cloud.put(EVENT)
    assert letter_of(cloud, letters)["ERROR_CODE"] == "NO_PERMISSIONS"
    cloud.client("lambda", "444455556666").add_permission(
        FunctionName="handler", StatementId="s", Action="lambda:InvokeFunction", Principal=ROLE
    )
    cloud.put(EVENT)
    eventually(lambda: callback.requests, "an invocation")
