# SPDX-License-Identifier: Apache-2.0
"""The servers that take the load: how each starts, and what it needs before the first event."""
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import urllib.error
import urllib.request

REGION = "us-east-1"
ACCOUNT = "000000000000"
PATIENCE = 60


class Failure(Exception):
    """A server that could not be measured; its text is one line."""


class Server:
    """A process that serves on a loopback port. `durable` says what it promises of what it acknowledged."""

    name = ""
    durable = ""
    verifies = True  # the generator's signature is checked
    has_topics = True  # a rule's target may be an SNS topic
    key, secret = "local", "local"

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.process = None
        self.port = None

    def command(self):
        raise NotImplementedError

    def read_port(self, line):
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self):
        self.launch(subprocess.PIPE)
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline().decode() if ready else ""
        self.port = self.read_port(line)
        if self.port is None:
            self.stop()
            raise Failure(f"{self.name} did not start: {line!r}")
        return self

    def launch(self, stdout):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.errors = open(self.folder / "stderr", "wb")
        self.process = subprocess.Popen([str(word) for word in self.command()], stdout=stdout, stderr=self.errors,
                                        stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True,
                                        env={**os.environ, **self.environment()})

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self.process is not None:
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.errors.close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def rss_bytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024
        return 0

    def client(self, service):
        import boto3
        import botocore.config
        return boto3.client(service, region_name=REGION, endpoint_url=self.url, aws_access_key_id=self.key,
                            aws_secret_access_key=self.secret,
                            config=botocore.config.Config(retries={"max_attempts": 2}, proxies={}))


class Ours(Server):
    name = "ours"
    durable = "on disk before the answer (fsync)"

    def __init__(self, folder, binary, flags=()):
        super().__init__(folder)
        self.binary, self.flags = binary, flags
        if flags:
            self.name = " ".join([self.name, *map(str, flags)])

    def command(self):
        return [self.binary, "local", "--listen", "127.0.0.1:0", "--data", self.folder / "data", *self.flags]

    def read_port(self, line):
        found = re.search(r":(\d+)$", line.strip())
        return int(found[1]) if found else None


class Bare(Server):
    name = "bound"
    durable = "on disk before the answer (fsync)"

    def __init__(self, folder, program):
        super().__init__(folder)
        self.program = program

    def command(self):
        return [self.program, self.folder / "log"]

    def read_port(self, line):
        return int(line) if line.strip().isdigit() else None


def load_command(tools, *words):
    return [str(tools / "cloud_load"), *map(str, words)]


def read_load(returncode, stdout, stderr):
    """What a run of cloud_load has measured."""
    if not stdout.strip():
        raise Failure(f"the load ended with {returncode}: {stderr.decode(errors='replace')[:200]}")
    return json.loads(stdout)


def load(tools, *words):
    done = subprocess.run(load_command(tools, *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900,
                          check=False)
    return read_load(done.returncode, done.stdout, done.stderr)


def wire(server, patterns, raw=True, topic=True):
    """Makes the road: rules with these patterns -> topic -> queue (or the queue at once). The queue's URL."""
    sqs, sns, events = server.client("sqs"), server.client("sns"), server.client("events")
    url = sqs.create_queue(QueueName="taken")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    target = queue
    if topic:
        target = sns.create_topic(Name="fan")["TopicArn"]
        allow(lambda policy: sns.set_topic_attributes(TopicArn=target, AttributeName="Policy", AttributeValue=policy),
              "sns:Publish", target, "events.amazonaws.com", None)
        sns.subscribe(TopicArn=target, Protocol="sqs", Endpoint=queue,
                      Attributes={"RawMessageDelivery": "true"} if raw else {})
    allow(lambda policy: sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy}), "sqs:SendMessage", queue,
          "sns.amazonaws.com" if topic else "events.amazonaws.com", target if topic else None)
    for number, pattern in enumerate(patterns):
        events.put_rule(Name=f"rule-{number}", EventPattern=json.dumps(pattern))
        told = events.put_targets(Rule=f"rule-{number}", Targets=[{"Id": "1", "Arn": target}])
        if told["FailedEntryCount"]:
            raise Failure(f"{server.name} refused a target: {told['FailedEntries'][0]['ErrorMessage']}")
    return url


def allow(put, action, resource, service, source):
    statement = {"Sid": "bench", "Effect": "Allow", "Principal": {"Service": service}, "Action": action,
                 "Resource": resource}
    if source is not None:
        statement["Condition"] = {"ArnEquals": {"aws:SourceArn": source}}
    put(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
