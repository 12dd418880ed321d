# SPDX-License-Identifier: Apache-2.0
"""An HTTP endpoint in the test's own process, as a subscriber runs one."""

import base64
import http.server
import json
import threading

import requests
from cryptography import x509  # comes with the AWS CLI
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from harness import PATIENCE, eventually

SIGNED = {
    "Notification": ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    "SubscriptionConfirmation": ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
}
SIGNED["UnsubscribeConfirmation"] = SIGNED["SubscriptionConfirmation"]


class Received:
    """One request."""

    def __init__(self, path, headers, body):
        self.path = path
        self.headers = headers
        self.body = body

    @property
    def kind(self):
        return self.headers["x-amz-sns-message-type"]

    def json(self):
        return json.loads(self.body)


class Receiver:
    """Keeps what is posted to it and answers each path as it is told: a status, or an Event to wait for first."""

    def __init__(self, port=0):
        self.received = []
        self.answers = {}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.received.append(Received(self.path, self.headers, body))
                answer = outer.answers.get(self.path, 200)
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                if isinstance(answer, threading.Event):
                    answer.wait(PATIENCE)
                    answer = 200
                self.send_response(answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        for answer in self.answers.values():
            if isinstance(answer, threading.Event):
                answer.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def port(self):
        return self.server.server_address[1]

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def url(self, path="/"):
        return f"http://{self.host}{path}"

    def of(self, kind, path="/"):
        return [r for r in list(self.received) if r.kind == kind and r.path == path]

    def wait_for(self, kind, count=1, path="/"):
        """The messages of one kind at one path, once there are at least `count`."""
        return eventually(lambda: len(found := self.of(kind, path)) >= count and found, f"{count} of {kind} at {path}")


def verify(message):
    """Holds a message's signature against the certificate that it names; raises when they do not fit."""
    keys = [key for key in SIGNED[message["Type"]] if key in message]
    text = "".join(f"{key}\n{message[key]}\n" for key in keys)
    pem = requests.get(message["SigningCertURL"], timeout=PATIENCE).content
    digest = {"1": hashes.SHA1, "2": hashes.SHA256}[message["SignatureVersion"]]()
    key = x509.load_pem_x509_certificate(pem).public_key()
    key.verify(base64.b64decode(message["Signature"]), text.encode(), padding.PKCS1v15(), digest)
