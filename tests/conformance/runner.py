# SPDX-License-Identifier: Apache-2.0
"""Runs a scenario of the table by one client, against a cloud of its own."""

import itertools
import time

import botocore_adapter
import by_hand
import table
from clients import BY_HAND, CLIENTS
from expectations import differences

EVENTUALLY = 20  # seconds
_numbers = itertools.count()
EXPECTATIONS = {"name", "fact", "answer", "error", "response", "sdk"}


class Run:
    """One scenario by one client. `failures` are texts; `left_out` is what it has no words for, and all after that."""

    def __init__(self, scenario, client_name, client, cloud):
        self.scenario = scenario
        self.client_name = client_name
        self.client = client
        self.cloud = cloud
        self.saved = table.Saved(cloud.url)
        self.errors = table.Errors()
        self.number = next(_numbers)
        self.passed = 0
        self.failures = []
        self.left_out = []

    def run(self):
        for step in self.scenario.steps:
            if not runs(step, self.client_name):
                continue
            if self.left_out:
                self.leave_out(step, "it stands on what was left out")
                continue
            try:
                self.step(step)
            except table.Unknown as name:
                self.fail(step, [f"${{{name}}} was never saved"])
        return self

    def leave_out(self, step, why):
        self.left_out.append(f"{step.body.get('name') or step.kind}: {why}")

    def fail(self, step, texts):
        name = step.body.get("name") or f"{step.kind} {step.body[step.kind]}"[:200]
        self.failures.append("\n".join([f"✗ {name}  [{step.body.get('fact')}]", *(f"    {text}" for text in texts)]))

    def step(self, step):
        if step.kind in STEPS:
            STEPS[step.kind](self, self.saved.fill(step.body[step.kind]))
        elif step.kind in ("do", "times"):
            for number in range(step.body["times"][0] if step.kind == "times" else 1):
                self.saved.values["i"] = str(number + 1)
                if not self.left_out:
                    self.do(step)
        else:
            self.case(step)

    def do(self, step):
        reply = self.ask(step)
        if "lacks" in reply:
            self.leave_out(step, f"the client has no {', '.join(reply['lacks'])}")
        elif "output" not in reply:
            self.fail(step, [f"must succeed; answered {reply}"])
        else:
            list(differences(step.body.get("answer", {}), reply["output"], self.saved))

    def credentials(self, step):
        who = self.saved.fill(step.body.get("as", "local"))
        keys = {"key": who, "secret": "local"} if isinstance(who, str) else who
        return {"region": step.body.get("region", table.WHERE["region"]), **keys}

    def ask(self, step):
        service, operation = step.operation
        question = {"service": service, "operation": operation, "input": self.saved.fill(step.input)}
        question["expects"] = step.body.get("answer")
        question = {"url": self.cloud.url, **question, **self.credentials(step)}
        # What requests by hand stand on is asked by boto3 in this process.
        return self.client.ask(question) if self.client else botocore_adapter.call(question)

    def case(self, step):
        deadline = time.monotonic() + (EVENTUALLY if step.body.get("eventually") else 0)
        while True:
            found = CASES[step.kind](self, step)
            if not found or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        if found is None:
            return
        if found:
            self.fail(step, found)
        else:
            self.passed += 1

    def call(self, step):
        """What is wrong with the answer; None when the client has no words for the case."""
        reply = self.ask(step)
        if "lacks" in reply:
            self.leave_out(step, f"the client has no {', '.join(reply['lacks'])}")
            return None
        if "broke" in reply:
            return [f"the client fails by itself: {reply['broke']}"]
        if "error" in step.body:
            return self.error_differences(step, reply)
        if "error" in reply:
            return [f"refused: {reply['error']}"]
        return list(differences(step.body.get("answer", {}), reply["output"], self.saved))

    def error_differences(self, step, reply):
        if "error" not in reply:
            return [f"accepted, and answered {str(reply['output'])[:300]}"]
        found = reply["error"]
        service = step.operation[0]
        family = CLIENTS[self.client_name]["errors"][service]
        expected = self.errors.expected(service, step.body["error"], family)
        if "status" not in found:  # the AWS CLI does not tell it
            del expected["status"]
        return list(differences(expected, found, self.saved, "error"))

    def http(self, step):
        if self.client is not None:
            return self.genesys_call(step)
        how = {key: self.saved.fill(value) for key, value in step.body.items() if key not in EXPECTATIONS}
        for _ in range(how.get("repeat", 1)):
            answer = by_hand.genesys(self.cloud, how["http"], how)
        return list(differences(http_expectation(step.body), by_hand.as_data(answer), self.saved))

    def genesys_call(self, step):
        name, *arguments = self.saved.fill(step.body["sdk"])
        client_id, secret = step.body.get("oauth", ("local", "local"))
        question = {"url": self.cloud.url, "call": name, "arguments": arguments, "id": client_id, "secret": secret}
        question["run"] = self.number
        if "token" in step.body:
            question["token"] = self.saved.fill(step.body["token"])
        reply = self.client.ask(question)
        if "broke" in reply:
            return [f"the client fails by itself: {reply['broke']}"]
        if "error" in step.body:
            return list(differences(genesys_error(step.body), reply.get("error", {}), self.saved, "error"))
        if "error" in reply:
            return [f"refused: {reply['error']}"]
        return list(differences(step.body.get("answer", {}), reply["output"], self.saved))

    def request(self, step):
        answer = by_hand.aws(self.cloud, step.service, self.saved.fill(step.body["request"]))
        return list(differences(step.body["response"], by_hand.as_data(answer), self.saved))


def genesys_error(body):
    code, message, status = (*body["error"], {"$greater": 399})[:3]
    return {"code": code, "message": message, "status": status}


def http_expectation(body):
    """A Genesys case as its response: the body and the status of an answer or of an error."""
    response = dict(body.get("response", {}))
    if "error" in body:
        expected = genesys_error(body)
        response.setdefault("status", expected["status"])
        if body["http"][1].startswith("/oauth/token"):
            text = expected["message"]
            expected = {"error": expected["code"], "description": text, "error_description": text}
        response["json"] = expected
    elif "answer" in body:
        response["json"] = body["answer"]
    response.setdefault("status", 200)
    return response


def runs(step, client_name):
    """Whether a client runs a step. Requests by hand are for plain HTTP, calls for the stock clients."""
    only = step.body.get("clients")
    if only is not None and client_name not in only:
        return False
    if step.kind == "request":
        return client_name == BY_HAND
    if step.kind == "call":
        return step.operation[0] in CLIENTS[client_name]["services"] and (client_name != BY_HAND or only is not None)
    if step.kind == "http":
        return client_name == BY_HAND or client_name == "genesys-sdk-js" and "sdk" in step.body
    return True


def cases_for(scenario, client_name):
    """The cases of a scenario that a client runs, as far as the table says."""
    if scenario.clients is not None and client_name not in scenario.clients:
        return []
    return [step for step in scenario.steps if step.is_case and runs(step, client_name)]


STEPS = {
    "settle": lambda run, _: run.cloud.settle(),
    "advance_clock": lambda run, seconds: run.cloud.advance_clock(seconds),
    "happen": lambda run, events: run.cloud.happen(*events),
}
CASES = {"call": Run.call, "http": Run.http, "request": Run.request}
