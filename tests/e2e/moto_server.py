# SPDX-License-Identifier: Apache-2.0
"""moto's server: an AWS that others wrote. Installed by script/bootstrap clients, at the versions in
moto-requirements.txt."""

import select
import subprocess

import requests

import harness

PYTHON = harness.REPOSITORY / "build/moto/venv/bin/python"
ACCOUNT = "123456789012"
CODE = """
import threading
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
threading.Event().wait()
"""


class Moto:
    """Use as a context. `state()` is what stands in it, by stock clients."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        with open(self.folder / "moto-stderr", "wb") as stderr:
            self.process = subprocess.Popen(
                [PYTHON, "-c", CODE],
                cwd=self.folder,
                env=harness.clean_environment(self.folder, PYTHONDONTWRITEBYTECODE=1),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        ready, _, _ = select.select([self.process.stdout], [], [], harness.PATIENCE)
        line = self.process.stdout.readline().decode() if ready else ""
        if not line.strip().isdigit():
            self.__exit__()
            raise AssertionError(f"moto did not start: {(self.folder / 'moto-stderr').read_text()[-2000:]}")
        self.url = f"http://127.0.0.1:{int(line)}"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def reset(self):
        requests.post(f"{self.url}/moto-api/reset", timeout=harness.PATIENCE).raise_for_status()

    def _client(self, service):
        return harness.stock_client(service, self.url, "any", "any")

    events = property(lambda self: self._client("events"))
    sns = property(lambda self: self._client("sns"))
    sqs = property(lambda self: self._client("sqs"))

    def rules(self):
        return harness.rules_of(self.events)

    def topics(self):
        return harness.topics_of(self.sns)

    def queues(self):
        return harness.queues_of(self.sqs)

    def state(self):
        return {"rules": self.rules(), "topics": self.topics(), "queues": self.queues()}
