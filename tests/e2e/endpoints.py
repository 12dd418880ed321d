# SPDX-License-Identifier: Apache-2.0
"""Small servers on loopback in the place of AWS's own: endpoints that hand out credentials, an AWS that knows
its keys, a proxy, and TLS before the local cloud."""

import hashlib
import hmac
import http.server
import json
import re
import socket
import socketserver
import ssl
import subprocess
import threading
import urllib.parse
from typing import NamedTuple

from serving import Serving


class Asked(NamedTuple):
    method: str
    path: str  # with its query
    headers: dict  # names in lower case
    body: str

    @property
    def form(self):
        return dict(urllib.parse.parse_qsl(self.body))


class Endpoint(Serving):
    """An HTTP server; `answer` turns what was asked into (status, text or data). Use as a context."""

    def __init__(self, answer):
        self.asked = []
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                endpoint.asked.append(asked)
                status, content = answer(asked)
                content = (content if isinstance(content, str) else json.dumps(content)).encode()
                self.send_response_only(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = handle_any

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"


def sigv4_signature(asked, secret):
    """What a request's signature must be, by the rules of Signature Version 4."""
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=[^/]+/(\d+)/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=\w+",
        asked.headers["authorization"],
    )
    day, region, service, signed = found.groups()
    path, _, query = asked.path.partition("?")
    assert not query, "these calls have none"
    headers = "".join(f"{name}:{asked.headers[name].strip()}\n" for name in signed.split(";"))
    payload = hashlib.sha256(asked.body.encode()).hexdigest()
    canonical = "\n".join([asked.method, path, query, headers, signed, payload])
    scope = f"{day}/{region}/{service}/aws4_request"
    text = "\n".join(
        ["AWS4-HMAC-SHA256", asked.headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()]
    )
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


class Key(NamedTuple):
    id: str
    secret: str
    token: str = ""  # of temporary keys
    account: str = ""


class FakeAws(Endpoint):
    """STS, for the keys it knows: who is calling, and roles. A call that is not signed well is refused."""

    def __init__(self, *keys):
        super().__init__(self._answer)
        self.keys = {key.id: key for key in keys}
        self.roles = {}  # by ARN: the Key of its sessions
        self.taken = []  # the forms of the AssumeRole calls that went well

    def _answer(self, asked):
        action = asked.form["Action"]
        if action == "AssumeRoleWithWebIdentity":
            assert "authorization" not in asked.headers
        else:
            caller = self._caller(asked)
            if caller is None:
                return 403, "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>"
            if action == "GetCallerIdentity":
                return 200, self._result(action, f"<Account>{caller.account}</Account><Arn>arn</Arn>")
        role = self.roles.get(asked.form["RoleArn"])
        if role is None:
            fault = "<Error><Code>AccessDenied</Code><Message>not this role</Message></Error>"
            return 403, f"<ErrorResponse>{fault}</ErrorResponse>"
        self.taken.append(asked.form)
        return 200, self._result(
            action,
            f"<Credentials><AccessKeyId>{role.id}</AccessKeyId><SecretAccessKey>{role.secret}</SecretAccessKey>"
            f"<SessionToken>{role.token}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>",
        )

    def _caller(self, asked):
        found = re.search(r"Credential=([^/]+)/.*Signature=(\w+)$", asked.headers.get("authorization", ""))
        key = self.keys.get(found[1]) if found else None
        if key is None or asked.headers.get("x-amz-security-token", "") != key.token:
            return None
        return key if sigv4_signature(asked, key.secret) == found[2] else None

    @staticmethod
    def _result(action, content):
        return f"<{action}Response><{action}Result>{content}</{action}Result></{action}Response>"


class Tunnel(Serving):
    """A TCP server whose connections end at another port. Use as a context."""

    def __init__(self, target_port):
        self.target_port = target_port
        tunnel = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    client = tunnel.accept(self.request)
                    with socket.create_connection(("127.0.0.1", tunnel.target_port)) as target:
                        back = threading.Thread(target=copy, args=(target, client), daemon=True)
                        back.start()
                        copy(client, target)
                        back.join()
                except (OSError, ValueError):
                    pass  # one side is gone, as it may be

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def accept(self, connection):
        """What is read and written for a connection that came in."""
        return connection


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one side is gone, as it may be


class Tls(Tunnel):
    """TLS for the names of `certificate` before a port that speaks without."""

    def __init__(self, target_port, certificate):
        super().__init__(target_port)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate.path, certificate.key)

    def accept(self, connection):
        return self._context.wrap_socket(connection, server_side=True)


class Proxy(Tunnel):
    """An HTTP proxy that leads every CONNECT to one port, whatever host was asked for."""

    def __init__(self, target_port):
        super().__init__(target_port)
        self.hosts = []
        self.url = f"http://127.0.0.1:{self.port}"

    def accept(self, connection):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            some = connection.recv(1)
            if not some:
                raise ValueError("no request")
            head += some
        method, host, _ = head.split(b" ", 2)
        self.hosts.append(host.decode())
        if method != b"CONNECT":
            raise ValueError("not a tunnel")
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return connection


class Certificate:
    """A certificate for `names` that signs itself, so that it also is the bundle to trust."""

    def __init__(self, folder, *names):
        self.path = folder / "certificate.pem"
        self.key = folder / "key.pem"
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
        names = ",".join(f"DNS:{name}" for name in names)
        words += ["-addext", f"subjectAltName={names}", "-keyout", self.key, "-out", self.path]
        subprocess.run(words, check=True, capture_output=True)
