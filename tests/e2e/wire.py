# SPDX-License-Identifier: Apache-2.0
"""Requests by hand: signed by botocore's SigV4 but otherwise ours, so that they can be wrong in every way."""

import datetime
import json
import unittest.mock

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from harness import PATIENCE, REGION

SNS, SQS, STS = "2010-03-31", "2012-11-05", "2011-06-15"


def signed(cloud, service, body, headers, key="local", secret="local", region=REGION, skew=0, token=None, path="/"):
    """A prepared POST, signed `skew` seconds away from now. Change it, or send it."""
    real = datetime.datetime

    class Skewed(real):
        @classmethod
        def utcnow(cls):
            return real.utcnow() + datetime.timedelta(seconds=skew)

    request = AWSRequest("POST", cloud.url + path, data=body.encode(), headers=headers)
    with unittest.mock.patch("botocore.auth.datetime.datetime", Skewed):
        SigV4Auth(Credentials(key, secret, token), service, region).add_auth(request)
    return requests.Request("POST", cloud.url + path, data=body.encode(), headers=dict(request.headers)).prepare()


def send(prepared):
    with requests.Session() as session:
        session.trust_env = False
        return session.send(prepared, timeout=PATIENCE)


def json_request(cloud, target, body, **how):
    service, version = ("events", "1.1") if target.startswith("AWSEvents") else ("sqs", "1.0")
    headers = {"X-Amz-Target": target, "Content-Type": f"application/x-amz-json-{version}"}
    if service == "sqs":
        headers["x-amzn-query-mode"] = "true"
    text = body if isinstance(body, str) else json.dumps(body)
    return signed(cloud, how.pop("service", service), text, headers, **how)


def query_request(cloud, version, body, **how):
    service = {SNS: "sns", SQS: "sqs", STS: "sts"}[version]
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return signed(cloud, how.pop("service", service), f"{body}&Version={version}", headers, **how)


def call_json(cloud, target, body, **how):
    return send(json_request(cloud, target, body, **how))


def call_query(cloud, version, body, **how):
    return send(query_request(cloud, version, body, **how))
