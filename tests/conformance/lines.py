# SPDX-License-Identifier: Apache-2.0
"""A client's side of the suite: a question a line on stdin, an answer a line on stdout."""

import json
import sys


def serve(answer):
    out = sys.stdout
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as error:  # the runner tells it as the case's failure
            reply = {"broke": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(reply) + "\n")
        out.flush()
