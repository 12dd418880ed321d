# SPDX-License-Identifier: Apache-2.0
"""Invoke: the functions of the seed are HTTP callbacks, whose answers are what the functions return."""

import base64
import http.server
import json

import pytest

from harness import ACCOUNT, arn_of, eventually, refused
from serving import Serving
from wire import send, signed

FUNCTION = arn_of("lambda", "function:handler")


class Function(Serving):
    """A callback that keeps what it is posted and answers as it is told: (status, headers, body)."""

    def __init__(self):
        self.events = []
        self.answers = []
        function = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                function.events.append((dict(self.headers), body))
                answers = function.answers
                status, headers, content = answers.pop(0) if answers else (200, {}, b'{"ok":true}')
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"


@pytest.fixture
def function():
    with Function() as running:
        yield running


@pytest.fixture
def invoked(start_cloud, function):
    dead = {"name": "dead", "url": "http://ann:hush@127.0.0.1:1/"}
    return start_cloud({"functions": [{"name": "handler", "url": function.url}, "mute", dead]})


def invoke(cloud, name="handler", client=None, **how):
    answer = (client or cloud.awslambda).invoke(FunctionName=name, **how)
    return answer["StatusCode"], answer["Payload"].read(), answer.get("FunctionError")


def test_an_invocation_answers_with_what_the_function_returns(invoked, function):
    answer = invoked.awslambda.invoke(FunctionName="handler", Payload=b'{"n":1}')
    assert answer["StatusCode"] == 200 and answer["ExecutedVersion"] == "$LATEST"
    assert answer["Payload"].read() == b'{"ok":true}' and "FunctionError" not in answer
    ((headers, body),) = function.events
    assert body == b'{"n":1}'
    assert headers["X-Amz-Invocation-Type"] == "RequestResponse"
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Amzn-RequestId"] == answer["ResponseMetadata"]["RequestId"]


def test_any_json_is_an_event_none_is_an_empty_object_and_an_empty_answer_is_null(invoked, function):
    function.answers = [(200, {}, b'"text"'), (204, {}, b""), (200, {}, b"[1]")]
    assert invoke(invoked, Payload=b'"a"') == (200, b'"text"', None)
    assert invoke(invoked, Payload=b"5") == (200, b"null", None)
    assert invoke(invoked) == (200, b"[1]", None)
    assert [body for _, body in function.events] == [b'"a"', b"5", b"{}"]


def test_a_function_is_named_by_name_arn_or_part_of_one(invoked, function):
    for name in ("handler", FUNCTION, f"{ACCOUNT}:function:handler", "handler:live"):
        assert invoke(invoked, name)[0] == 200
    assert invoke(invoked, Qualifier="live")[0] == 200
    assert len(function.events) == 5


def test_a_client_context_reaches_the_function(invoked, function):
    context = base64.b64encode(b'{"custom":{"a":"b"}}').decode()
    invoke(invoked, ClientContext=context)
    assert function.events[0][0]["X-Amz-Client-Context"] == context


@pytest.mark.parametrize("answer, payload, error", [
    ((500, {}, b'{"errorMessage":"boom","errorType":"Error"}'), {"errorMessage": "boom", "errorType": "Error"}, "Unhandled"),
    ((404, {}, b"not here"), {"errorType": "Function.HttpStatus"}, "Unhandled"),
    ((302, {"Location": "http://127.0.0.1:1/"}, b""), {"errorType": "Function.HttpStatus"}, "Unhandled"),
    ((200, {"X-Amz-Function-Error": "Handled"}, b'{"errorMessage":"known"}'), {"errorMessage": "known"}, "Handled"),
])  # fmt: skip
def test_a_function_that_fails_says_so_in_a_header_of_a_good_answer(invoked, function, answer, payload, error):
    function.answers = [answer]
    status, found, said = invoke(invoked)
    assert (status, said) == (200, error)
    assert payload.items() <= json.loads(found).items()


def test_a_function_that_cannot_be_reached_fails_and_its_password_stays_secret(invoked):
    status, payload, error = invoke(invoked, "dead")
    assert (status, error) == (200, "Unhandled")
    said = json.loads(payload)
    assert said["errorType"] == "Function.NoAnswer" and "127.0.0.1:1" in said["errorMessage"]
    assert "hush" not in payload.decode() + invoked.log() + invoked.admin("GET", "state").text


def test_a_function_that_is_busy_throttles(invoked, function):
    function.answers = [(429, {}, b"")]
    assert refused(invoked.awslambda.invoke, FunctionName="handler")[0] == "TooManyRequestsException"


def test_an_event_is_accepted_at_once_and_tried_twice_more_after_one_and_two_minutes(invoked, function):
    function.answers = [(500, {}, b"")] * 3
    assert invoke(invoked, InvocationType="Event", Payload=b'{"n":1}') == (202, b"", None)
    for tries, minutes in ((1, 1), (2, 2)):
        eventually(lambda: len(function.events) == tries, f"attempt {tries}")
        eventually(lambda: invoked.admin("GET", "metrics").json()["deliveries_failed_attempts"] == tries, "its end")
        invoked.advance_clock(minutes * 60 - 2)
        assert len(function.events) == tries
        invoked.advance_clock(2)
    eventually(lambda: len(function.events) == 3, "the last attempt")
    eventually(lambda: "LOST: " in invoked.log() and FUNCTION in invoked.log(), "a line in the log")
    assert {body for _, body in function.events} == {b'{"n":1}'}
    assert {headers["X-Amz-Invocation-Type"] for headers, _ in function.events} == {"Event"}


def test_an_event_that_was_accepted_survives_a_kill(invoked, function):
    function.answers = [(503, {}, b"")]
    invoke(invoked, InvocationType="Event", Payload=b'{"kept":1}')
    eventually(lambda: invoked.admin("GET", "metrics").json()["deliveries_failed_attempts"] == 1, "the first attempt")
    invoked.kill()
    invoked.start()
    invoked.advance_clock(61)
    eventually(lambda: len(function.events) == 2, "the second attempt")
    assert function.events[1][1] == b'{"kept":1}'
    invoked.settle()


def test_a_dry_run_asks_only_whether_it_would(invoked, function):
    assert invoke(invoked, InvocationType="DryRun") == (204, b"", None)
    assert invoke(invoked, "mute", InvocationType="DryRun")[0] == 204
    assert function.events == []
    assert refused(invoked.awslambda.invoke, FunctionName="none", InvocationType="DryRun")[0] == (
        "ResourceNotFoundException"
    )


def test_what_cannot_be_invoked_is_refused(invoked, function):
    call = invoked.awslambda.invoke
    code, text = refused(call, FunctionName="none")
    assert code == "ResourceNotFoundException" and arn_of("lambda", "function:none") in text
    code, text = refused(call, FunctionName="mute")
    assert code == "ResourceNotFoundException" and "no url in the seed file" in text
    code, text = refused(call, FunctionName="handler", Payload=b"{")
    assert code == "InvalidRequestContentException" and text.startswith("Could not parse request body into json: ")
    code, text = refused(call, FunctionName="handler", InvocationType="Sometimes")
    assert code == "ValidationException" and "[Event, RequestResponse, DryRun]" in text
    big = b'"' + b"x" * (1024 * 1024) + b'"'
    assert refused(call, FunctionName="handler", InvocationType="Event", Payload=big)[0] == "RequestTooLargeException"
    assert function.events == []
    assert invoke(invoked, Payload=big)[0] == 200


def test_an_unsigned_invocation_is_refused(invoked, function):
    request = signed(invoked, "lambda", "{}", {}, path="/2015-03-31/functions/handler/invocations")
    del request.headers["Authorization"]
    assert send(request).json()["__type"] == "MissingAuthenticationTokenException"
    assert function.events == []


def test_another_account_invokes_where_the_functions_policy_lets_it(invoked, function):
    stranger = invoked.client("lambda", "123456789012")
    code, text = refused(stranger.invoke, FunctionName=FUNCTION)
    assert code == "AccessDeniedException" and "no resource-based policy allows" in text
    assert refused(stranger.invoke, FunctionName="handler")[0] == "ResourceNotFoundException"
    invoked.awslambda.add_permission(
        FunctionName="handler", StatementId="s", Action="lambda:InvokeFunction", Principal="123456789012"
    )
    assert invoke(invoked, FUNCTION, client=stranger)[0] == 200
    assert len(function.events) == 1


def test_a_session_invokes_what_its_role_allows(start_cloud, function):
    role = {"arn": f"arn:aws:iam::{ACCOUNT}:role/caller", "trust": [ACCOUNT],
            "allow": [{"action": "lambda:InvokeFunction", "resource": FUNCTION}]}  # fmt: skip
    cloud = start_cloud({"functions": [{"name": n, "url": function.url} for n in ("handler", "other")], "roles": [role]})
    session = cloud.client("sts").assume_role(RoleArn=role["arn"], RoleSessionName="caller")["Credentials"]
    client = cloud.client("lambda", session["AccessKeyId"], session["SecretAccessKey"], token=session["SessionToken"])
    assert invoke(cloud, client=client)[0] == 200
    assert refused(client.invoke, FunctionName="other")[0] == "AccessDeniedException"
