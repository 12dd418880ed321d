# SPDX-License-Identifier: Apache-2.0
"""What the tests stand on: the program, the local cloud as a process, and stock clients pointed at it."""

import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import time

import boto3
import botocore.config
import botocore.exceptions
import requests

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
BINARY = pathlib.Path(os.environ.get("SWITCHBOARD_BIN", REPOSITORY / "build/release/switchboard")).resolve()
EXAMPLES = REPOSITORY / "examples"

ACCOUNT = "000000000000"
REGION = "us-east-1"
GENERAL_SUPPORT = "30efdbc1-b459-462a-a4b5-966c53a60562"
BILLING = "8a0c56ee-e6c0-4fd2-a979-75f8764dbc75"
WEB_SALES = "8915edf3-6eee-4201-9c52-b16af4dc51dc"

ORGANIZATION = "122be111-0193-43aa-aadd-167d922a59af"
EVENTBRIDGE_SOURCE = "amazon-eventbridge-source"
USER_END = "v2.detail.events.conversation.{id}.user.end"
ACD_END = "v2.detail.events.conversation.{id}.acd.end"

# One of each kind of thing that a spec can ask for.
CONTACT_CENTER = """
stack: contact-center
defaults:
  retry: { attempts: 3, max_age: 1h }
routes:
  support-ended:
    description: Ended in General Support
    events: [conversation.end]
    queues: ["General Support"]
    where: { detail: { mediaType: [voice, message] } }
    to:
      - sns: support-ended
        subscribers:
          - { sqs: support-worker, raw: true }
          - { sqs: support-loud, filter: { detail: { priority: [{ numeric: [">", 5] }] } } }
  billing-ended:
    events: [conversation.end]
    queues: [Billing]
    to:
      - sqs: billing-ended
"""

# Sanitizer builds and busy machines are slow: a bound is there to end a test that hangs, not to time anything.
PATIENCE = 60

_sessions = boto3.Session()


def clean_environment(home, **more):
    """An environment in which nothing of this machine's AWS or Genesys settings can be found."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "AWS_EC2_METADATA_DISABLED": "true",
        **{name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS") if name in os.environ},
        **{name: str(value) for name, value in more.items()},
    }


def eventually(condition, what, timeout=PATIENCE):
    """The first truthy answer of `condition`; fails when none comes in time."""
    deadline = time.monotonic() + timeout
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"waited {timeout} s in vain: {what}"
        time.sleep(0.01)


def stock_client(service, url, key, secret, region=REGION, **more):
    """A client of boto3, pointed at a server."""
    return _sessions.client(
        service,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=botocore.config.Config(
            retries={"max_attempts": 0},
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            max_pool_connections=50,
        ),
        **more,
    )


def rules_of(events):
    return {
        rule["Name"]: {**rule, "Targets": events.list_targets_by_rule(Rule=rule["Name"])["Targets"]}
        for rule in events.list_rules()["Rules"]
    }


def topics_of(sns):
    found = {}
    for topic in sns.list_topics()["Topics"]:
        arn = topic["TopicArn"]
        subscriptions = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        found[arn.rsplit(":", 1)[1]] = {
            **sns.get_topic_attributes(TopicArn=arn)["Attributes"],
            "Subscriptions": [
                sns.get_subscription_attributes(SubscriptionArn=s["SubscriptionArn"])["Attributes"]
                for s in subscriptions
            ],
        }
    return found


def queues_of(sqs):
    return {
        url.rsplit("/", 1)[1]: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        for url in sqs.list_queues().get("QueueUrls", [])
    }


class LocalCloud:
    """`switchboard local` on a free port, with its data in a folder of its own."""

    def __init__(self, folder, seed=None, flags=(), ca_file=None, address="127.0.0.1"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.seed = seed
        self.flags = flags
        self.ca_file = ca_file  # where it serves HTTPS
        self.address = address
        self.process = None
        self.url = None
        self._clients = {}

    def launch(self):
        """The process, whether it serves yet or not."""
        words = [BINARY, "local", "--listen", f"{self.address}:0", "--data", self.folder / "data", *self.flags]
        if self.seed is not None:
            seed_file = self.folder / "seed.yaml"
            text = self.seed if isinstance(self.seed, str) else json.dumps(self.seed)  # every JSON text is YAML
            seed_file.write_text(text)
            words += ["--seed-file", seed_file]
        with open(self.folder / "stderr", "ab") as stderr:
            return subprocess.Popen(
                words,
                cwd=self.folder,
                env=clean_environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )

    def start(self):
        self.process = self.launch()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline().decode() if ready else ""
        found = re.fullmatch(rf"switchboard local: (https?://{re.escape(self.address)}:\d+)\n", line)
        if not found:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the local cloud printed {line!r}; stderr: {self.log()}")
        self.url = found[1]
        return self

    def _end(self, sent):
        if self.process is None:
            return None
        self.process.send_signal(sent)
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.process = None
        self._clients = {}
        return code

    def stop(self):
        """SIGTERM. Asserts that it ends well: exit 0, and nothing for a sanitizer to complain about."""
        code = self._end(signal.SIGTERM)
        assert code in (0, None), f"the local cloud exited {code} on SIGTERM; stderr: {self.log()}"

    def kill(self):
        """SIGKILL, at once."""
        self._end(signal.SIGKILL)

    def restart(self):
        self.stop()
        return self.start()

    def log(self):
        return (self.folder / "stderr").read_text(errors="replace")

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    # Stock clients.

    def client(self, service, key="local", secret="local", region=REGION, token=None):
        wanted = (service, key, secret, region, token)
        if wanted not in self._clients:
            self._clients[wanted] = stock_client(
                service, self.url, key, secret, region, aws_session_token=token, verify=self.ca_file
            )
        return self._clients[wanted]

    events = property(lambda self: self.client("events"))
    sns = property(lambda self: self.client("sns"))
    sqs = property(lambda self: self.client("sqs"))
    awslambda = property(lambda self: self.client("lambda"))

    def admin(self, method, path, **how):
        how.setdefault("verify", self.ca_file)
        return requests.request(method, f"{self.url}/_switchboard/{path}", timeout=PATIENCE, **how)

    def genesys(self, method, path, token=None, **how):
        headers = {"Authorization": f"Bearer {token or self.genesys_token()}"}
        return requests.request(method, self.url + path, headers=headers, timeout=PATIENCE, verify=self.ca_file, **how)

    def genesys_token(self, client_id="local", secret="local"):
        """A token by the form body that the tutorials send."""
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        answer = requests.post(f"{self.url}/oauth/token", data=form, timeout=PATIENCE, verify=self.ca_file)
        answer.raise_for_status()
        return answer.json()["access_token"]

    def enable(self, *event_types):
        token = self.genesys_token()
        for name in event_types:
            answer = self.genesys("PUT", f"/api/v2/platform/eventbridge/events/{name}", token, json={"enabled": True})
            assert answer.status_code == 204, answer.text

    def enable_integration(self, suffix, topics, account=ACCOUNT, region=REGION, **body):
        """An integration of the organisation to EventBridge, made, configured and enabled; its id."""
        made = self.genesys("POST", "/api/v2/integrations", json={"integrationType": {"id": EVENTBRIDGE_SOURCE}})
        assert made.status_code == 200, made.text
        path = f"/api/v2/integrations/{made.json()['id']}"
        put = self.genesys(
            "PUT",
            f"{path}/config/current",
            json={
                "name": f"Events to {suffix}",
                "version": 1,
                "properties": {
                    "eventSourceSuffix": suffix,
                    "awsAccountId": account,
                    "awsAccountRegion": region,
                    "eventFilter": list(topics),
                },
                "advanced": {},
                "notes": "",
                "credentials": {},
                **body,
            },
        )
        assert put.status_code == 200, put.text
        patched = self.genesys("PATCH", path, json={"intendedState": "ENABLED"})
        assert patched.status_code == 200, patched.text
        return made.json()["id"]

    def make_integration(self, *what, **how):
        """The same, and active."""
        integration = self.enable_integration(*what, **how)
        self.await_integration(integration, "ACTIVE")
        return integration

    def await_integration(self, integration_id, state):
        """Waits until it reports the state, or is gone where the state is None."""

        def reported():
            answer = self.genesys("GET", f"/api/v2/integrations/{integration_id}")
            return answer.json()["reportedState"]["code"] if answer.status_code == 200 else None

        eventually(lambda: reported() == state, f"integration {integration_id} to be {state}")

    # What happens in the world.

    def happen(self, *events):
        """Makes events happen in the Genesys Cloud organisation; how many of them went to EventBridge."""
        lines = "".join(json.dumps(event) + "\n" for event in events)
        answer = self.admin("POST", "genesys/events", data=lines.encode())
        assert answer.status_code == 200, answer.text
        assert answer.json()["accepted"] == len(events)
        return answer.json()["sent"]

    def put(self, *events, **how):
        """The same events by PutEvents, as any program of one's own would put them."""
        client = self.client("events", **how)
        answer = client.put_events(
            Entries=[
                {"Source": e["source"], "DetailType": e["detail-type"], "Detail": json.dumps(e["detail"])}
                for e in events
            ]
        )
        assert answer["FailedEntryCount"] == 0, answer
        return [entry["EventId"] for entry in answer["Entries"]]

    def settle(self):
        """Waits until no delivery is on its way."""
        eventually(lambda: self.admin("GET", "metrics").json()["deliveries_waiting"] == 0, "deliveries to end")

    def advance_clock(self, seconds):
        answer = self.admin("POST", "clock", json={"advance_seconds": seconds})
        assert answer.status_code == 200, answer.text

    # Queues.

    def make_queue(self, name, service=None, source=None):
        """A queue; with `service`, one that lets that service send for `source`. Returns (URL, ARN)."""
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
        attributes = {}
        if service is not None:
            attributes["Policy"] = json.dumps(queue_policy(arn, service, source))
        return self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"], arn

    def receive(self, queue_url, count, timeout=PATIENCE):
        """Takes messages until there are `count`, then proves that there are no more."""
        messages = []
        deadline = time.monotonic() + timeout
        while len(messages) < count and time.monotonic() < deadline:
            messages += self._take(queue_url, wait=2)
        assert len(messages) >= count, f"{len(messages)} of {count} messages came to {queue_url}"
        messages += self.drain(queue_url)
        assert len(messages) == count, f"{len(messages)} messages came to {queue_url}, not {count}"
        return messages

    def drain(self, queue_url):
        """All that is in a queue once every delivery has ended."""
        self.settle()
        messages = []
        while some := self._take(queue_url, wait=0):
            messages += some
        return messages

    def _take(self, queue_url, wait):
        some = self.sqs.receive_message(
            QueueUrl=queue_url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=wait,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if some:
            self.sqs.delete_message_batch(
                QueueUrl=queue_url,
                Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(some)],
            )
        return some

    # All that stands, as plain data that can be compared.

    def inventory(self, key="local", region=REGION):
        return {
            "rules": self.rules(key, region),
            "topics": self.topics(key, region),
            "queues": self.queues(key, region),
            "event types": self.event_types(),
        }

    def rules(self, key="local", region=REGION):
        return rules_of(self.client("events", key, region=region))

    def topics(self, key="local", region=REGION):
        return topics_of(self.client("sns", key, region=region))

    def queues(self, key="local", region=REGION):
        return queues_of(self.client("sqs", key, region=region))

    def event_types(self):
        found = {}
        token = self.genesys_token(*self._genesys_client())
        for name in ("conversationCreated", "conversationUpdated", "conversationEnded", "conversation.end"):
            answer = self.genesys("GET", f"/api/v2/platform/eventbridge/events/{name}", token)
            if answer.status_code == 200:
                found[name] = answer.json()["enabled"]
        return found

    def _genesys_client(self):
        clients = (self.seed or {}).get("clients", [{"id": "local", "secret": "local"}])
        return clients[0]["id"], clients[0]["secret"]


class Ran:
    """How a run of a program ended."""

    def __init__(self, finished):
        self.code = finished.returncode
        self.out = finished.stdout
        self.err = finished.stderr

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Switchboard:
    """The program, run in a folder of its own with a clean environment."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, *words, env=None, stdin=None, timeout=2 * PATIENCE):
        finished = subprocess.run(
            [str(word) for word in (BINARY, *words)],
            cwd=self.folder,
            env=clean_environment(self.folder, **(env or {})),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert finished.returncode >= 0, f"ended by signal {-finished.returncode}: {finished.stderr}"
        return Ran(finished)

    def start(self, *words, env=None, **how):
        """The program as a running process, its streams as text pipes."""
        return self.start_program(BINARY, *words, env=env, **how)

    def start_program(self, *words, env=None, **how):
        """Any program, in the same folder and environment."""
        return subprocess.Popen(
            [str(word) for word in words],
            cwd=self.folder,
            env=clean_environment(self.folder, **(env or {})),
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **how},
        )

    def write(self, text, name="switchboard.yaml"):
        (self.folder / name).write_text(text)
        return name


def on_terminal(switchboard, *words, env=None, answer=None):
    """Runs the program on a terminal, answering once when asked; what was shown, and the exit code."""
    terminal, its_end = pty.openpty()
    streams = {"stdin": its_end, "stdout": its_end, "stderr": its_end}
    process = switchboard.start(*words, env={"TERM": "xterm", **(env or {})}, **streams)
    os.close(its_end)
    shown = b""
    deadline = time.monotonic() + 2 * PATIENCE
    try:
        while select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            shown += os.read(terminal, 65536)
            if answer is not None and b"[y/N]" in shown:
                os.write(terminal, answer.encode() + b"\n")
                answer = None
        raise AssertionError(f"the program is still running; it showed {shown!r}")
    except OSError:
        pass  # the program has ended, and with it the terminal's other end
    finally:
        os.close(terminal)
        if process.poll() is None and time.monotonic() >= deadline:
            process.kill()
    return shown.decode(), process.wait(PATIENCE)


class Stack:
    """A spec, and the program pointed at a local cloud."""

    def __init__(self, switchboard, cloud, env=None):
        self.switchboard = switchboard
        self.cloud = cloud
        self.env = env or {}
        self.where = [f"--local={cloud.url}"]
        self.file = "switchboard.yaml"

    def write(self, text, name="switchboard.yaml"):
        self.file = self.switchboard.write(text, name)
        return self

    def go_through(self, recording):
        self.where = [f"--local={recording.url}"]
        return self

    def _run(self, verb, *flags, output="json"):
        return self.switchboard(verb, "-f", self.file, *self.where, "--output", output, *flags, env=self.env)

    def plan(self, *flags, **how):
        return self._run("plan", *flags, **how)

    def apply(self, *flags, **how):
        return self._run("apply", "--yes", *flags, **how)

    def destroy(self, *flags, **how):
        return self._run("destroy", "--yes", *flags, **how)

    def verify(self, *flags, **how):
        return self._run("verify", *flags, **how)

    def doctor(self, *words, **how):
        return self._run("doctor", *words, **how)

    def applied(self, *flags):
        """Applies; the changes made, as {(action, kind, name)}. Fails unless all of it was done."""
        ran = self.apply(*flags)
        assert ran.code == 0, ran
        assert all(change["done"] for change in ran.json()["changes"]), ran
        return changes_of(ran)

    def destroyed(self, *flags):
        ran = self.destroy(*flags)
        assert ran.code == 0, ran
        return changes_of(ran)


class AwsCli:
    """Debian's AWS CLI, pointed at a local cloud."""

    PROGRAM = "/usr/bin/aws"

    def __init__(self, cloud, folder):
        self.cloud = cloud
        self.folder = folder

    def run(self, service, operation, *words, key="local", secret="local"):
        env = clean_environment(
            self.folder,
            AWS_ACCESS_KEY_ID=key,
            AWS_SECRET_ACCESS_KEY=secret,
            AWS_DEFAULT_REGION=REGION,
            AWS_MAX_ATTEMPTS=1,
            AWS_PAGER="",
        )
        where = ["--endpoint-url", self.cloud.url, "--output", "json"]
        return Ran(
            subprocess.run(
                [self.PROGRAM, *where, service, operation, *words],
                env=env,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=2 * PATIENCE,
            )
        )

    def __call__(self, service, operation, *words):
        """The answer as data; None where the operation has none."""
        ran = self.run(service, operation, *words)
        assert ran.code == 0, ran
        return ran.json() if ran.out.strip() else None


# Small things that many tests say.


def changes_of(ran):
    return {(change["action"], change["kind"], change["name"]) for change in ran.json()["changes"]}


def comparable(inventory):
    """Without what differs from one making to the next."""

    def strip(value):
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if not k.endswith("Timestamp") and k != "SubscriptionArn"}
        return sorted(map(strip, value), key=json.dumps) if isinstance(value, list) else value

    return strip(inventory)


def arn_of(service, name):
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


def rule_arn(name):
    return arn_of("events", f"rule/{name}")


def queue_policy(queue_arn, service, source_arn, sid="friend"):
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
    }
    if source_arn is not None:
        statement["Condition"] = {"ArnEquals": {"aws:SourceArn": source_arn}}
    return {"Version": "2012-10-17", "Statement": [statement]}


def topic_policy(topic_arn, sid="eventbridge", **more):
    """What a topic needs before EventBridge may publish to it."""
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic_arn,
        **more,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def statements(policy_text):
    found = json.loads(policy_text)["Statement"]
    return found if isinstance(found, list) else [found]


def tutorial_event(event_type, **detail):
    """An event of the first tutorial: source genesyscloud, no queue."""
    return {"source": "genesyscloud", "detail-type": event_type, "detail": {"conversationId": "c-1", **detail}}


def ended_event(queue_id=None, **detail):
    """An event of the second tutorial: a conversation ended, in a queue or in none."""
    body = {"conversationId": "c-1", **detail}
    if queue_id is not None:
        body["queue"] = {"id": queue_id, "name": "a queue"}
    return {"source": "genesys.cloud", "detail-type": "conversation.end", "detail": body}


def partner_source(suffix):
    return f"aws.partner/genesys.com/cloud/{ORGANIZATION}/{suffix}"


def partner_event(topic, queue_id, **body):
    """An event of a topic, in the envelope that Genesys Cloud sends into its partner event sources."""
    return {
        "detail-type": topic,
        "detail": {
            "topicName": topic.replace("{id}", "4c6a9b3e-51c7-4a0b-8f0a-2f6d7f6f1a11"),
            "version": "2",
            "eventBody": {"conversationId": "c-1", "queueId": queue_id, **body},
            "metadata": {"CorrelationId": "1b6f5f0e-1c1f-4c53-9d39-0b6a0c9f9b77"},
            "timestamp": "2026-03-04T14:00:00.180Z",
        },
    }


def paste(switchboard, command, *more, env=None):
    """Does in a shell, word for word, what output tells people to do; `more` words follow."""
    programs = switchboard.folder / ".programs"
    programs.mkdir(exist_ok=True)
    if not (programs / "switchboard").exists():
        (programs / "switchboard").symlink_to(BINARY)
    given = clean_environment(switchboard.folder, AWS_PAGER="", **(env or {}))
    given["PATH"] = f"{programs}:/usr/bin:/bin"
    return Ran(
        subprocess.run(
            ["sh", "-c", " ".join([command, *more])],
            cwd=switchboard.folder,
            env=given,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
        )
    )


def need(program):
    found = shutil.which(program)
    assert found, f"{program} is not installed: script/bootstrap test"
    return found


def refused(call, **parameters):
    """(code, message) of a stock client's call that must fail."""
    try:
        answer = call(**parameters)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError(f"{parameters} was accepted: {answer}")
