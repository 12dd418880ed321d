# SPDX-License-Identifier: Apache-2.0
"""boto3, of whichever Python runs this, as a client of the suite: calls on stdin, answers on stdout, a JSON line each.

The input goes out as it is: what botocore would refuse by itself is for the service to refuse.
"""

import base64
import datetime
import os

import boto3
import botocore.config
import botocore.exceptions

import lines
import members

_session = boto3.Session()
_clients = {}


def client_for(ask):
    key = tuple(ask.get(name) for name in ("url", "service", "key", "secret", "token", "region"))
    if key not in _clients:
        _clients[key] = _session.client(
            ask["service"],
            endpoint_url=ask["url"],
            region_name=ask["region"],
            aws_access_key_id=ask["key"],
            aws_secret_access_key=ask["secret"],
            aws_session_token=ask.get("token"),
            config=botocore.config.Config(
                retries={"max_attempts": 0}, parameter_validation=False, connect_timeout=60, read_timeout=60
            ),
        )
    return _clients[key]


def outgoing(value):
    """JSON as botocore takes it: {"$base64"} are bytes, {"$time"} a time."""
    if isinstance(value, dict):
        if "$base64" in value:
            return base64.b64decode(value["$base64"])
        if "$time" in value:
            return value["$time"]
        return {key: outgoing(member) for key, member in value.items()}
    return [outgoing(member) for member in value] if isinstance(value, list) else value


def incoming(value):
    if isinstance(value, bytes):
        return {"$base64": base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        return {"$time": value.timestamp()}
    if hasattr(value, "read"):
        return value.read().decode()
    if isinstance(value, dict):
        return {key: incoming(member) for key, member in value.items() if key != "ResponseMetadata"}
    return [incoming(member) for member in value] if isinstance(value, list) else value


def call(ask):
    client = client_for(ask)
    lack = members.lacking(client.meta.service_model, ask)
    if lack:
        return {"lacks": lack}
    if ask.get("only_look"):
        return {"output": {}}
    method = next(n for n, operation in client.meta.method_to_api_mapping.items() if operation == ask["operation"])
    try:
        return {"output": incoming(getattr(client, method)(**outgoing(ask["input"])))}
    except botocore.exceptions.ClientError as error:
        return {"error": seen(error.response)}


def seen(response):
    error = response["Error"]
    out = {
        "code": error["Code"],
        "message": error.get("Message"),
        "status": response["ResponseMetadata"]["HTTPStatusCode"],
    }
    if "QueryErrorCode" in error:
        out["shape"] = error["QueryErrorCode"]
    return out


if __name__ == "__main__":
    os.environ.update(AWS_EC2_METADATA_DISABLED="true")
    lines.serve(call)
