# SPDX-License-Identifier: Apache-2.0
"""A proxy before the local cloud that notes each call by its name, and can answer some of them in its place."""

import http.client
import http.server
import json
import urllib.parse
from typing import NamedTuple

from serving import Serving

READS = ("Get", "List", "Describe", "Test")


class Answer(NamedTuple):
    status: int
    content: bytes = b""
    headers: dict = {}


def aws_fault(code, message="", status=400):
    return Answer(status, json.dumps({"__type": code, "message": message}).encode())


DENIED = Answer(
    403,
    b"""{"__type":"AccessDeniedException","code":"missing.permissions","status":403,
"message":"User: someone is not authorized to perform this action"}""",
)


def name_of(method, path, headers, body):
    """ "PutRule", "CreateTopic", "PUT /api/v2/…": what a request asks for."""
    target = headers.get("X-Amz-Target")
    if target:
        return target.split(".", 1)[1]
    action = urllib.parse.parse_qs(body.decode("utf-8", "replace")).get("Action")
    if action:
        return action[0]
    if path.startswith("/2015-03-31/functions/"):
        return {"POST": "AddPermission", "DELETE": "RemovePermission"}.get(method, "GetPolicy")
    return f"{method} {path}"


def once(wanted, answer):
    """An `instead` that answers the first call of that name, and lets all others through."""
    left = [answer]
    return lambda name: left.pop() if name == wanted and left else None


def changes_something(name):
    if name.startswith(("GET ", "POST /oauth/token", "POST /api/v2/queues/search")):
        return False
    return not name.startswith(READS)


class Recorder(Serving):
    """Use as a context; `url` is where clients go. Host headers pass unchanged, so signatures stay good."""

    def __init__(self, upstream_url):
        upstream = urllib.parse.urlsplit(upstream_url)
        self.calls = []
        self.before = lambda name: None  # called before a call goes on; may block
        self.instead = lambda name: None  # an Answer to give in place of the cloud's
        self.after = lambda name: None  # called when the cloud has answered, before its answer goes back
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                name = name_of(self.command, self.path, self.headers, body)
                recorder.calls.append(name)
                recorder.before(name)
                if instead := recorder.instead(name):
                    return self.answer(*instead)
                connection = http.client.HTTPConnection(upstream.hostname, upstream.port, timeout=120)
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                content = answer.read()
                connection.close()
                recorder.after(name)
                self.answer(answer.status, content, dict(answer.getheaders()))

            def answer(self, status, content, headers):
                self.send_response_only(status)
                for key, value in headers.items():
                    if key.lower() not in ("content-length", "connection", "transfer-encoding"):
                        self.send_header(key, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if status != 204:
                    self.wfile.write(content)

            def handle(self):
                try:
                    super().handle()
                except ConnectionError:
                    pass  # the client is gone, as it may be

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def mutating(self):
        return [name for name in self.calls if changes_something(name)]
