# SPDX-License-Identifier: Apache-2.0
"""Emulators that others wrote, each from its registry at the version that its requirements name."""
import pathlib
import shutil
import socket
import subprocess
import time
import venv

from servers import PATIENCE, Failure, Server

HERE = pathlib.Path(__file__).resolve().parent


class Emulator(Server):
    """One from PyPI, in an environment of its own."""

    durable = "memory"
    verifies = False

    def __init__(self, folder, work):
        super().__init__(folder)
        self.python = make_environment(work / self.name, HERE / f"peers/{self.name}-requirements.txt")


class Moto(Emulator):
    """moto's server, as its package ships it. Its rules have no SNS targets: they go to the queue at once."""

    name = "moto"
    has_topics = False

    def command(self):
        code = ("import socket,sys,threading;from moto.server import ThreadedMotoServer;"
                "s=ThreadedMotoServer(ip_address='127.0.0.1',port=0,verbose=False);s.start();"
                "print(s.get_host_and_port()[1],flush=True);threading.Event().wait()")
        return [self.python, "-c", code]

    def read_port(self, line):
        return int(line) if line.strip().isdigit() else None


class AtGivenPort(Emulator):
    """One that has to be told its port: a free one, and it is up when it answers there."""

    def start(self):
        self.port = free_port()
        self.launch(subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while not answers(self.port):
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                said = (self.folder / "stderr").read_text(errors="replace").strip().splitlines()
                raise Failure(f"{self.name} did not start: {said[-1][:160] if said else 'it said nothing'}")
            time.sleep(0.05)
        return self


class MiniStack(AtGivenPort):
    """MiniStack's server, as its package ships it, but on the loopback only and without a line for each request."""

    name = "ministack"

    def command(self):
        return [self.python.parent / "ministack"]

    def environment(self):
        return {"GATEWAY_PORT": str(self.port), "BIND_HOST": "127.0.0.1", "LOG_LEVEL": "WARNING"}


class LocalStack(AtGivenPort):
    """LocalStack's runtime without its container: no DNS server, downloads, reports or lines for each request."""

    name = "localstack"

    def command(self):
        return [self.python, "-m", "localstack.runtime.main"]

    def environment(self):
        return {"GATEWAY_LISTEN": f"127.0.0.1:{self.port}", "SERVICES": "sqs,sns,events", "LS_LOG": "warning",
                "OVERRIDE_IN_DOCKER": "0", "FILESYSTEM_ROOT": str(self.folder / "files"), "DNS_ADDRESS": "0",
                "SKIP_SSL_CERT_DOWNLOAD": "1", "DISABLE_EVENTS": "1"}


PEERS = (Moto, MiniStack, LocalStack)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def make_environment(folder, requirements):
    """A Python environment with what a peer needs, from its registry; the interpreter in it."""
    python = folder / "bin/python"
    mark = folder / "stamp"
    if not mark.exists() or mark.read_text() != requirements.read_text():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        done = subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900, check=False)
        if done.returncode != 0:
            raise Failure(f"pip failed: {done.stdout.decode(errors='replace').strip().splitlines()[-1][:160]}")
        mark.write_text(requirements.read_text())
    return python
