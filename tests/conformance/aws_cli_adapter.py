# SPDX-License-Identifier: Apache-2.0
"""The AWS CLI, by its own entry point in this process: calls on stdin, answers on stdout, a JSON line each."""

import contextlib
import io
import json
import os
import re

import awscli.clidriver
import awscli.botocore.session

import lines
import members

_drivers = {}
_models = {}
REFUSED = re.compile(r"\s*An error occurred \((.*?)\) when calling the \w+ operation(?: \(.*?\))?: (.*)\s*", re.DOTALL)


def model_of(service):
    if service not in _models:
        _models[service] = awscli.botocore.session.Session().get_service_model(service)
    return _models[service]


def driver_for(ask):
    """The program as it starts with such credentials in its environment; it reads them once."""
    keys = (ask["key"], ask["secret"], ask.get("token") or "")
    os.environ.update(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), keys))
    if keys not in _drivers:
        _drivers[keys] = awscli.clidriver.create_clidriver()
    return _drivers[keys]


def outgoing(value):
    """JSON as --cli-input-json takes it."""
    if isinstance(value, dict):
        if "$base64" in value or "$time" in value:
            return value.get("$base64", value.get("$time"))
        return {key: outgoing(member) for key, member in value.items()}
    return [outgoing(member) for member in value] if isinstance(value, list) else value


def command_of(operation):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", operation).lower()


class Stream(io.TextIOWrapper):
    """A text stream whose bytes can be read back."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8")

    def text(self):
        self.flush()
        return self.buffer.getvalue().decode()


def run(driver, words):
    out, err = Stream(), Stream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = driver.main(words)
    return code, out.text(), err.text()


def call(ask):
    lack = members.lacking(model_of(ask["service"]), ask)
    if lack:
        return {"lacks": lack}
    if ask.get("only_look"):
        return {"output": {}}
    words = [ask["service"], command_of(ask["operation"]), "--endpoint-url", ask["url"], "--region", ask["region"]]
    words += ["--output", "json", "--no-paginate", "--cli-input-json", json.dumps(outgoing(ask["input"]))]
    code, out, err = run(driver_for(ask), words)
    if code == 0:
        return {"output": json.loads(out) if out.strip() else {}}
    refused = REFUSED.fullmatch(err)
    if not refused:
        return {"broke": f"exit {code}: {err.strip()}"}
    return {"error": {"code": refused[1], "message": refused[2].rstrip("\n")}}


if __name__ == "__main__":
    lines.serve(call)
