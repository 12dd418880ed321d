# SPDX-License-Identifier: Apache-2.0
"""Who gets in: every request to an AWS service is signed, and refused with AWS's own code when it is not."""

import datetime
import re
import socket
import unittest.mock

import pytest
import requests

from harness import PATIENCE
from wire import SNS, SQS, STS, json_request, query_request, send, signed

# One request of each protocol, and how each names its faults: (make the request, status, names).
PROTOCOLS = {
    "EventBridge JSON": (lambda cloud, **how: json_request(cloud, "AWSEvents.ListRules", {}, **how), "json"),
    "SQS JSON": (lambda cloud, **how: json_request(cloud, "AmazonSQS.ListQueues", {}, **how), "json"),
    "SNS Query": (lambda cloud, **how: query_request(cloud, SNS, "Action=ListTopics", **how), "query"),
    "SQS Query": (lambda cloud, **how: query_request(cloud, SQS, "Action=ListQueues", **how), "query"),
    "STS Query": (lambda cloud, **how: query_request(cloud, STS, "Action=GetCallerIdentity", **how), "query"),
}


@pytest.fixture(params=PROTOCOLS)
def protocol(request, cloud):
    make, family = PROTOCOLS[request.param]
    return lambda **how: make(cloud, **how), family


def fault(answer):
    """(status, code, message) in any protocol."""
    if answer.text.lstrip().startswith("<"):
        code = re.search("<Code>(.*?)</Code>", answer.text)[1]
        message = re.search("<Message>(.*?)</Message>", answer.text, re.DOTALL)[1]
        assert re.search("<Type>Sender</Type>", answer.text)
        return answer.status_code, code, message
    body = answer.json()
    return answer.status_code, body["__type"].split("#")[-1], body["message"]


def check(answer, family, as_json, as_query, words):
    status, code, message = fault(answer)
    assert (status, code) == ((400, as_json) if family == "json" else (403, as_query)), answer.text
    assert words in message


def test_a_good_signature_gets_in_and_the_answer_carries_ids_and_a_date(protocol):
    make, family = protocol
    answer = send(make())
    assert answer.status_code == 200, answer.text
    assert re.fullmatch("[0-9a-f-]{36}", answer.headers["x-amzn-RequestId"])
    assert answer.headers["Date"].endswith("GMT")
    if family == "query":
        assert answer.headers["Content-Type"] == "text/xml"
        assert f"<RequestId>{answer.headers['x-amzn-RequestId']}</RequestId>" in answer.text
    else:
        assert answer.headers["Content-Type"].startswith("application/x-amz-json-1.")


def test_an_unsigned_request_is_refused(protocol):
    make, family = protocol
    request = make()
    del request.headers["Authorization"]
    check(
        send(request),
        family,
        "MissingAuthenticationTokenException",
        "MissingAuthenticationToken",
        "Missing" if family == "json" else "missing Authentication Token",
    )


def test_an_unknown_key_is_refused(protocol):
    make, family = protocol
    for key in ("AKIAIOSFODNN7EXAMPLE", "12345678901", "1234567890123"):
        check(
            send(make(key=key)),
            family,
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        )


def test_a_wrong_secret_is_refused(protocol):
    make, family = protocol
    check(
        send(make(secret="not local")),
        family,
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
    )


def test_a_session_token_that_was_never_issued_is_refused(protocol):
    make, family = protocol
    check(send(make(token="made-up")), family, "UnrecognizedClientException", "InvalidClientTokenId", "invalid")


def test_a_body_changed_under_way_is_refused(protocol):
    make, family = protocol
    request = make()
    request.body = request.body + (b" " if family == "json" else b"&X=Y")
    request.headers["Content-Length"] = str(len(request.body))
    check(send(request), family, "InvalidSignatureException", "SignatureDoesNotMatch", "does not match")


def test_a_signed_header_changed_under_way_is_refused(protocol):
    make, family = protocol
    request = make()
    assert "content-type" in request.headers["Authorization"]
    request.headers["Content-Type"] += "; changed=yes"
    check(send(request), family, "InvalidSignatureException", "SignatureDoesNotMatch", "does not match")


def test_a_signature_for_another_service_is_refused(protocol):
    make, family = protocol
    check(send(make(service="s3")), family, "InvalidSignatureException", "SignatureDoesNotMatch", "correct service")


@pytest.mark.parametrize("early, words", [(True, "Signature expired: "), (False, "Signature not yet current: ")])
def test_a_date_too_far_from_now_is_refused(protocol, early, words):
    make, family = protocol
    allowed = 300 if family == "json" else 900
    sign = -1 if early else 1
    assert send(make(skew=sign * (allowed - 60))).status_code == 200
    answer = send(make(skew=sign * (allowed + 60)))
    check(answer, family, "InvalidSignatureException", "SignatureDoesNotMatch", words)
    assert f"{allowed // 60} min.)" in fault(answer)[2]


def test_an_authorization_header_that_lacks_a_part_is_incomplete(protocol):
    make, family = protocol
    for cut in (", Signature=", ", SignedHeaders="):
        request = make()
        head, rest = request.headers["Authorization"].split(cut)
        request.headers["Authorization"] = head + ("," + rest.split(",", 1)[1] if "," in rest else "")
        status, code, _ = fault(send(request))
        assert (status, code) == (400, "IncompleteSignatureException" if family == "json" else "IncompleteSignature")


def test_garbage_for_an_authorization_header_does_no_harm(protocol):
    make, _ = protocol
    for text in ("", "Basic Zm9v", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 " + "Credential=/////, " * 50, "A" * 4000):
        request = make()
        request.headers["Authorization"] = text
        assert send(request).status_code in (400, 403)
    assert send(make()).status_code == 200


def test_the_bearer_of_a_genesys_token_is_nobody_here(cloud):
    headers = {"Authorization": f"Bearer {cloud.genesys_token()}", "X-Amz-Target": "AWSEvents.ListRules"}
    assert requests.post(cloud.url, data="{}", headers=headers, timeout=PATIENCE).status_code in (400, 403)


def test_stock_clients_see_the_codes_that_aws_gives_them(cloud):
    calls = {"events": "list_rules", "sns": "list_topics", "sqs": "list_queues", "sts": "get_caller_identity"}
    for service, call in calls.items():
        codes = []
        for key, secret in (("AKIAUNKNOWN", "local"), ("local", "wrong")):
            client = cloud.client(service, key, secret)
            with pytest.raises(client.exceptions.ClientError) as error:
                getattr(client, call)()
            codes.append(error.value.response["Error"]["Code"])
        if service == "events":
            assert codes == ["UnrecognizedClientException", "InvalidSignatureException"]
        else:
            assert codes == ["InvalidClientTokenId", "SignatureDoesNotMatch"]


def test_the_aws_cli_says_what_is_wrong_with_its_key(aws):
    ran = aws.run("sts", "get-caller-identity", secret="wrong")
    assert ran.code != 0 and "SignatureDoesNotMatch" in ran.err
    assert aws("sts", "get-caller-identity")["Account"] == "000000000000"


# Presigned URLs.


def presigned(cloud, service="sts", operation="get_caller_identity", expires=60, skew=0, **members):
    """A URL that boto3 signs as a GET."""
    real = datetime.datetime

    class Skewed(real):
        @classmethod
        def utcnow(cls):
            return real.utcnow() + datetime.timedelta(seconds=skew)

    with unittest.mock.patch("botocore.auth.datetime.datetime", Skewed):
        return cloud.client(service).generate_presigned_url(
            operation, Params=members, ExpiresIn=expires, HttpMethod="GET"
        )


def get(url, **how):
    return requests.get(url, timeout=PATIENCE, **how)


def test_a_presigned_url_calls_what_it_says(cloud):
    url = presigned(cloud)
    assert "X-Amz-Signature=" in url
    answer = get(url)
    assert answer.status_code == 200 and "<Account>000000000000</Account>" in answer.text
    queue, arn = cloud.make_queue("q")
    assert get(presigned(cloud, "sqs", "send_message", QueueUrl=queue, MessageBody="a b+c&d/ä")).status_code == 200
    assert cloud.receive(queue, 1)[0]["Body"] == "a b+c&d/ä"


def test_a_presigned_post_takes_parameters_of_its_url_and_signs_its_body(cloud):
    url = cloud.client("sts").generate_presigned_url("get_caller_identity", HttpMethod="POST")
    assert requests.post(url, timeout=PATIENCE).status_code == 200
    status, code, _ = fault(requests.post(url, data="Action=GetCallerIdentity", timeout=PATIENCE))
    assert (status, code) == (403, "SignatureDoesNotMatch")


def test_a_presigned_url_that_was_changed_is_refused(cloud):
    queue, _ = cloud.make_queue("q")
    url = presigned(cloud, "sqs", "send_message", QueueUrl=queue, MessageBody="mine")
    for changed in (
        url.replace("MessageBody=mine", "MessageBody=yours"),
        url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        url + "&DelaySeconds=5",
        url[:-1] + ("0" if url[-1] != "0" else "1"),
    ):
        assert changed != url
        assert fault(get(changed))[:2] == (403, "SignatureDoesNotMatch")
    assert fault(requests.post(url, timeout=PATIENCE))[:2] == (403, "SignatureDoesNotMatch")
    assert cloud.drain(queue) == []


def test_a_presigned_url_expires_and_does_not_begin_early(cloud):
    assert get(presigned(cloud, expires=3600, skew=-3500)).status_code == 200
    status, code, text = fault(get(presigned(cloud, expires=3600, skew=-3700)))
    assert (status, code) == (403, "SignatureDoesNotMatch") and text.startswith("Signature expired: ")
    assert "60 min.)" in text
    assert fault(get(presigned(cloud, skew=1000)))[2].startswith("Signature not yet current: ")


def test_a_presigned_url_of_more_than_a_week_is_refused(cloud):
    assert get(presigned(cloud, expires=604800)).status_code == 200
    status, code, text = fault(get(presigned(cloud, expires=604801)))
    assert (status, code) == (400, "IncompleteSignature") and "less than a week" in text


@pytest.mark.parametrize("name", ["Credential", "Date", "Expires", "SignedHeaders", "Signature"])
def test_a_presigned_url_without_one_of_its_parts_is_incomplete(cloud, name):
    url = re.sub(f"&X-Amz-{name}=[^&]*", "", presigned(cloud))
    status, code, text = fault(get(url))
    assert (status, code) == (400, "IncompleteSignature") and f"'X-Amz-{name}'" in text


def test_a_request_is_signed_in_one_way_only(cloud):
    header = query_request(cloud, STS, "Action=GetCallerIdentity").headers["Authorization"]
    status, code, text = fault(get(presigned(cloud), headers={"Authorization": header}))
    assert (status, code) == (400, "IncompleteSignature") and "Only one auth mechanism" in text


# What a signature covers.


def test_every_amz_header_is_signed_or_refused(protocol):
    make, family = protocol
    request = make()
    request.headers["X-Amz-Meta"] = "added under way"
    check(send(request), family, "InvalidSignatureException", "SignatureDoesNotMatch", "not signed: x-amz-meta")


@pytest.mark.parametrize("service, body, headers, refusal", [
    ("events", "{}", {"X-Amz-Target": "AWSEvents.ListRules"}, (400, "InvalidSignatureException")),
    ("sns", "Action=ListTopics&Version=2010-03-31", {}, (403, "SignatureDoesNotMatch")),
])  # fmt: skip
def test_a_header_that_is_signed_as_empty_and_then_not_there_is_refused(cloud, service, body, headers, refusal):
    request = signed(cloud, service, body, {**headers, "X-Empty": ""})
    assert ";x-empty" in request.headers["Authorization"]
    assert send(request).status_code == 200
    del request.headers["X-Empty"]
    status, code, message = fault(send(request))
    assert (status, code) == refusal and "x-empty" in message


def test_the_host_is_signed_or_refused(protocol):
    make, family = protocol
    request = make()
    changed = request.headers["Authorization"].replace("host;", "")
    assert changed != request.headers["Authorization"]
    request.headers["Authorization"] = changed
    check(send(request), family, "InvalidSignatureException", "SignatureDoesNotMatch", "'Host' must be a 'SignedHeader'"
          if family == "json" else "must be a")


def test_a_presigned_url_of_a_session_carries_its_token_and_is_refused_without_it(start_cloud):
    role = {"arn": "arn:aws:iam::000000000000:role/r", "trust": ["000000000000"], "allow": []}
    cloud = start_cloud({"roles": [role]})
    session = cloud.client("sts").assume_role(RoleArn=role["arn"], RoleSessionName="caller")["Credentials"]
    sts = cloud.client("sts", session["AccessKeyId"], session["SecretAccessKey"], token=session["SessionToken"])
    url = sts.generate_presigned_url("get_caller_identity", HttpMethod="GET")
    assert ":assumed-role/r/caller<" in get(url).text
    without = re.sub("&X-Amz-Security-Token=[^&]*", "", url)
    assert without != url and fault(get(without))[:2] == (403, "InvalidClientTokenId")


def test_a_repeated_header_of_the_signature_is_refused(protocol):
    make, family = protocol
    request = make()
    with socket.create_connection(("127.0.0.1", int(request.url.split(":")[2].split("/")[0]))) as connection:
        lines = [f"{name}: {value}" for name, value in request.headers.items() if name != "Connection"]
        host = request.url.split("/")[2]
        head = "\r\n".join(["POST / HTTP/1.1", f"Host: {host}", "Connection: close", *lines, "X-Amz-Date: x"])
        connection.sendall(head.encode() + b"\r\n\r\n" + request.body)
        answer = b""
        while some := connection.recv(65536):
            answer += some
    assert answer.startswith(b"HTTP/1.1 400 ") and b"IncompleteSignature" in answer
    assert b"more than one X-Amz-Date header" in answer


@pytest.mark.parametrize("stated", ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "0" * 64])
def test_a_payload_that_is_not_the_stated_one_is_refused(cloud, stated):
    headers = {"X-Amz-Target": "AWSEvents.ListRules", "X-Amz-Content-Sha256": stated}
    request = signed(cloud, "events", "{}", headers)
    assert "x-amz-content-sha256" in request.headers["Authorization"]
    status, code, _ = fault(send(request))
    assert (status, code) == (400, "InvalidSignatureException")


@pytest.mark.parametrize("service", ["sns", "sqs", "sts", "events"])
def test_the_scope_names_the_service_that_is_called(cloud, service):
    for make, called in (
        (lambda **how: query_request(cloud, SNS, "Action=ListTopics", **how), "sns"),
        (lambda **how: json_request(cloud, "AmazonSQS.ListQueues", {}, **how), "sqs"),
    ):
        answer = send(make(service=service))
        if service == called:
            assert answer.status_code == 200
        else:
            assert fault(answer)[2] == f"Credential should be scoped to correct service: '{called}'."


def test_a_region_is_a_name(cloud):
    for region in ("us east", "US-EAST-1", "a" * 40):
        assert "valid region" in fault(send(query_request(cloud, STS, "Action=GetCallerIdentity", region=region)))[2]


# Accounts and regions.


def test_a_twelve_digit_key_with_the_secret_local_is_an_account_of_its_own(cloud):
    identity = cloud.client("sts", "123456789012").get_caller_identity()
    assert identity["Account"] == "123456789012"
    assert ":123456789012:" in identity["Arn"]
    assert cloud.client("sts").get_caller_identity()["Account"] == "000000000000"


def test_accounts_are_worlds_of_their_own(cloud):
    for account in ("local", "123456789012", "210987654321"):
        cloud.client("events", account).put_rule(Name="r", EventPattern='{"source":["%s"]}' % account)
        cloud.client("sns", account).create_topic(Name="t")
        cloud.client("sqs", account).create_queue(QueueName="q", Attributes={"DelaySeconds": str(len(account))})
    for account, name in (("local", "000000000000"), ("123456789012", "123456789012")):
        rules = cloud.rules(account)
        assert rules["r"]["EventPattern"] == '{"source":["%s"]}' % account
        assert rules["r"]["Arn"] == f"arn:aws:events:us-east-1:{name}:rule/r"
        assert cloud.topics(account)["t"]["TopicArn"] == f"arn:aws:sns:us-east-1:{name}:t"
        assert cloud.queues(account)["q"]["DelaySeconds"] == str(len(account))


def test_regions_are_worlds_of_their_own(cloud):
    for region in ("us-east-1", "eu-west-1"):
        cloud.client("sqs", region=region).create_queue(QueueName=f"in-{region}")
        cloud.client("events", region=region).put_rule(Name=f"in-{region}", EventPattern='{"source":["x"]}')
    assert set(cloud.queues()) == {"in-us-east-1"}
    assert set(cloud.queues(region="eu-west-1")) == {"in-eu-west-1"}
    assert set(cloud.rules(region="eu-west-1")) == {"in-eu-west-1"}


def test_events_of_one_account_never_reach_the_rules_of_another(cloud):
    sqs = cloud.client("sqs", "123456789012")
    arn = "arn:aws:sqs:us-east-1:123456789012:q"
    policy = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},'
        '"Action":"sqs:SendMessage","Resource":"%s"}]}' % arn
    )
    url = sqs.create_queue(QueueName="q", Attributes={"Policy": policy})["QueueUrl"]
    events = cloud.client("events", "123456789012")
    events.put_rule(Name="r", EventPattern='{"source":["mine"]}')
    events.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": arn}])
    event = {"source": "mine", "detail-type": "d", "detail": {}}
    cloud.put(event)
    cloud.put(event, region="eu-west-1", key="123456789012")
    cloud.settle()
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    cloud.put(event, key="123456789012")
    assert len(sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10)["Messages"]) == 1


@pytest.mark.parametrize("call", ["send_message", "receive_message", "delete_queue", "get_queue_attributes"])
def test_a_queue_of_another_account_is_closed_unless_its_policy_opens_it(cloud, call):
    url, _ = cloud.make_queue("q")
    stranger = cloud.client("sqs", "123456789012")
    more = {"MessageBody": "m"} if call == "send_message" else {}
    with pytest.raises(stranger.exceptions.ClientError) as refused:
        getattr(stranger, call)(QueueUrl=url, **more)
    assert refused.value.response["Error"]["Code"] in ("AccessDenied", "AWS.SimpleQueueService.NonExistentQueue")


def test_a_queue_policy_opens_a_queue_to_another_account_for_what_it_names(cloud):
    url, arn = cloud.make_queue("q")
    cloud.sqs.add_permission(QueueUrl=url, Label="x", AWSAccountIds=["123456789012"], Actions=["SendMessage"])
    stranger = cloud.client("sqs", "123456789012")
    stranger.send_message(QueueUrl=url, MessageBody="m")
    with pytest.raises(stranger.exceptions.ClientError):
        stranger.receive_message(QueueUrl=url)
    assert cloud.receive(url, 1)[0]["Body"] == "m"


# Web pages, which know the well-known keys too.

ELSEWHERE = [
    {"Host": "rebound.example:4010"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=lambda headers: "-".join(*headers.items()))
def test_what_the_page_of_another_site_sends_is_refused_however_it_is_signed(cloud, headers):
    url = cloud.sqs.create_queue(QueueName="q")["QueueUrl"]
    link = cloud.sqs.generate_presigned_url("delete_queue", {"QueueUrl": url}, HttpMethod="GET")
    # As a page at the name of that Host would sign it.
    there = unittest.mock.Mock(url=f"http://{headers.get('Host', link.split('/')[2])}")
    signed_there = query_request(there, SQS, "Action=ListQueues")
    form = {"grant_type": "client_credentials", "client_id": "local", "client_secret": "local"}
    for method, target, how in (
        ("GET", link, {}),
        ("POST", cloud.url, {"data": signed_there.body, "headers": signed_there.headers}),
        ("POST", f"{cloud.url}/oauth/token", {"data": form}),
        ("GET", f"{cloud.url}/?Action=Unsubscribe&SubscriptionArn=x", {}),
    ):
        how["headers"] = {**how.get("headers", {}), **headers}
        answer = requests.request(method, target, timeout=PATIENCE, **how)
        assert (answer.status_code, "pages of other sites" in answer.text) == (403, True), (method, target)
    assert cloud.queues()


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:4010"}]
)
def test_what_is_opened_by_hand_gets_in_by_any_name_of_this_machine(cloud, headers):
    for host in (f"127.0.0.1:{cloud.port}", f"localhost:{cloud.port}", "[::1]", "LOCALHOST"):
        answer = requests.get(
            f"{cloud.url}/?Action=ConfirmSubscription&TopicArn=x&Token=y",
            headers={"Host": host, **headers},
            timeout=PATIENCE,
        )
        assert answer.status_code == 400 and "<Code>InvalidParameter</Code>" in answer.text


# The admin door.


@pytest.mark.parametrize("path", ["health", "metrics", "clock"])
def test_the_admin_door_is_closed_to_web_pages(cloud, path):
    assert cloud.admin("GET", path).status_code == 200
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}):
        assert cloud.admin("GET", path, headers=headers).status_code == 403


def test_events_cannot_be_made_to_happen_by_a_web_page(cloud):
    line = '{"source":"genesyscloud","detail-type":"conversationCreated","detail":{}}'
    for headers in ({"Origin": cloud.url}, {"Host": "rebound.example:80"}):
        assert cloud.admin("POST", "genesys/events", data=line, headers=headers).status_code == 403
    assert cloud.admin("GET", "metrics").json()["genesys_events_happened"] == 0


def test_what_the_admin_door_does_not_know_is_404(cloud):
    for method, path in (("GET", "nothing"), ("DELETE", "health"), ("GET", "genesys/events")):
        assert cloud.admin(method, path).status_code == 404


def test_events_that_are_none_are_told_by_line_and_the_good_ones_happen(cloud):
    cloud.enable("conversationCreated")
    good = '{"source":"genesyscloud","detail-type":"conversationCreated","detail":{}}'
    lines = [good, "", "{", '{"source":"x"}', '{"source":"x","detail-type":"y","detail":[]}', "[]", good]
    answer = cloud.admin("POST", "genesys/events", data="\n".join(lines))
    assert answer.status_code == 400
    assert (answer.json()["accepted"], answer.json()["sent"]) == (2, 2)
    assert [error.split(":")[0] for error in answer.json()["errors"]] == ["line 3", "line 4", "line 5", "line 6"]
