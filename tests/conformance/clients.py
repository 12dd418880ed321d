# SPDX-License-Identifier: Apache-2.0
"""The clients that run the table, each a process of its own that is asked a line and answers a line."""

import json
import pathlib
import shutil
import subprocess

from harness import clean_environment, need
from table import read_yaml

HERE = pathlib.Path(__file__).resolve().parent
CLIENTS = read_yaml(HERE / "clients.yaml")
BY_HAND = "http"


def missing(name):
    """What of a client is not installed, or None."""
    command = CLIENTS[name].get("command")
    if command is None:
        return None
    program = shutil.which(command[0]) or HERE / command[0]
    wanted = {
        "aws-sdk-js": HERE / "aws-sdk-js/node_modules",
        "genesys-sdk-js": HERE.parent / "e2e/genesys-sdk/node_modules",
    }.get(name, pathlib.Path(program))
    return None if wanted.exists() else f"{wanted} is not there: script/bootstrap test"


class Client:
    """A stock client behind its adapter."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        first, *rest = CLIENTS[name]["command"]
        program = need(first) if "/" not in first else str(HERE / first)
        config = folder / f"{name}.aws"
        config.write_text("[default]\nparameter_validation = false\ncli_pager =\n")
        self.process = subprocess.Popen(
            [program, *rest],
            cwd=HERE,
            env=clean_environment(
                folder,
                AWS_CONFIG_FILE=config,
                AWS_SHARED_CREDENTIALS_FILE="/dev/null",
                AWS_MAX_ATTEMPTS=1,
                PYTHONWARNINGS="ignore",
                PYTHONDONTWRITEBYTECODE=1,
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=open(folder / f"{name}.stderr", "ab"),
            text=True,
        )

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"{self.name} ended; it said: {(self.folder / (self.name + '.stderr')).read_text()[-2000:]}"
        return json.loads(line)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()
