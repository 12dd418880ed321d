# SPDX-License-Identifier: Apache-2.0
"""Requests of the table that no stock client makes, and Genesys Cloud by plain HTTP."""

import json
import time
import urllib.parse

import botocore.auth
import requests
import wire
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from harness import PATIENCE

VERSIONS = {"sns": wire.SNS, "sqs": wire.SQS, "sts": wire.STS}
TARGETS = {"events": ("AWSEvents", "1.1"), "sqs": ("AmazonSQS", "1.0")}


def body_and_headers(service, ask):
    """What a `request` of the table sends: an Action with its form, a target with its JSON, or a body as it is."""
    headers = dict(ask.get("headers", {}))
    if "action" in ask:
        form = {"Action": ask["action"], "Version": VERSIONS[service], **ask.get("form", {})}
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        return urllib.parse.urlencode(form), headers
    if "target" in ask:
        prefix, version = TARGETS[service]
        headers.setdefault("Content-Type", f"application/x-amz-json-{version}")
        headers.setdefault("X-Amz-Target", f"{prefix}.{ask['target']}")
        if service == "sqs":
            headers.setdefault("x-amzn-query-mode", "true")
        return ask["body"] if "body" in ask else json.dumps(ask.get("json", {})), headers
    return ask.get("body", ""), headers


def aws(cloud, service, ask):
    """The answer to a `request` of the table; `service` unless it names another."""
    service = ask.get("service", service)
    sign = dict(ask.get("sign", {}))
    method, path = ask.get("method", "POST"), ask.get("path", "/")
    body, headers = body_and_headers(service, ask)
    if method == "GET":
        path, body = f"{path}?{body}" if body else path, ""
    if ask.get("unsigned"):
        prepared = requests.Request(method, cloud.url + path, data=body.encode(), headers=headers).prepare()
    elif method == "POST":
        prepared = wire.signed(cloud, sign.pop("service", service), body, headers, path=path, **sign)
    else:
        prepared = signed_in_query(cloud, sign.pop("service", service), method, path, **sign)
    change(prepared, ask.get("then", {}))
    time.sleep(ask.get("late", 0))
    return wire.send(prepared)


def signed_in_query(
    cloud, service, method, path, key="local", secret="local", region="us-east-1", expires=60, token=None
):
    """A request whose signature stands in its query, as in a link that is handed on."""
    request = AWSRequest(method, cloud.url + path)
    botocore.auth.SigV4QueryAuth(Credentials(key, secret, token), service, region, expires=expires).add_auth(request)
    return requests.Request(method, request.url).prepare()


def change(prepared, how):
    """Changes a request after it was signed."""
    for name in how.get("drop", []):
        prepared.headers.pop(name, None)
    prepared.headers.update(how.get("headers", {}))
    if "append" in how:
        prepared.body += how["append"].encode()
        prepared.headers["Content-Length"] = str(len(prepared.body))
    for old, new in how.get("replace", {}).items():
        prepared.headers["Authorization"] = prepared.headers["Authorization"].replace(old, new)
        prepared.url = prepared.url.replace(old, new)


def genesys(cloud, http, how):
    """Genesys Cloud's answer to [method, path, body]; the token is of the OAuth client `oauth`, or `token` itself."""
    method, path, *body = http
    headers = dict(how.get("headers", {}))
    if "token" in how:
        if how["token"]:
            headers["Authorization"] = f"Bearer {how['token']}"
    elif "Authorization" not in headers and path != "/oauth/token":
        headers["Authorization"] = f"Bearer {cloud.genesys_token(*how.get('oauth', ('local', 'local')))}"
    content = {"data": body[0].encode()} if body and isinstance(body[0], str) else {"json": body[0]} if body else {}
    if "form" in how:
        content = {"data": how["form"]}
    if "basic" in how:
        content["auth"] = tuple(how["basic"])
    return requests.request(method, cloud.url + path, headers=headers, timeout=PATIENCE, **content)


def as_data(answer):
    """A response as the table's `response` looks at it."""
    try:
        document = answer.json()
    except ValueError:
        document = None
    return {
        "status": answer.status_code,
        "headers": {name.lower(): value for name, value in answer.headers.items()},
        "text": answer.text,
        "json": document,
    }
