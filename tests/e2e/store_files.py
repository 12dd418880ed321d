# SPDX-License-Identifier: Apache-2.0
"""What a local cloud that does not run has on disk, read without its code: the database and the logs beside it."""

import contextlib
import sqlite3
import struct

MESSAGES = 0  # the first of the numbered tables
ERASES, IS_NUMBERED = 1, 2


def logs(data):
    """The logs in a data folder, oldest first."""
    return sorted(data.glob("cloud.db.log.*"), key=lambda file: int(file.name.rsplit(".", 1)[1]))


def changes(log):
    """(numbered, erased, table, key or number) of every change in a log; a group that was cut off ends it."""
    content = log.read_bytes()
    assert content[:8] == b"SBLCLOG1"
    at = 24
    while content[at : at + 8] == b"SBLCGRP1":
        (length,) = struct.unpack_from("<Q", content, at + 16)
        at, end = at + 32, at + 32 + length
        if end > len(content):
            return
        while at < end:
            kind, table = content[at], content[at + 1]
            at += 2
            if kind & IS_NUMBERED:
                (key,) = struct.unpack_from("<Q", content, at)
                at += 8
            else:
                (size,) = struct.unpack_from("<I", content, at)
                key = content[at + 4 : at + 4 + size]
                at += 4 + size
            if not kind & ERASES:
                at += 4 + struct.unpack_from("<I", content, at)[0]
            yield bool(kind & IS_NUMBERED), bool(kind & ERASES), table, key


def messages(data):
    """The numbers of the messages that are kept."""
    with contextlib.closing(sqlite3.connect(data / "cloud.db")) as file:
        kept = {number for (number,) in file.execute("SELECT number FROM numbered_message")}
    for log in logs(data):
        for numbered, erased, table, number in changes(log):
            if numbered and table == MESSAGES:
                (kept.discard if erased else kept.add)(number)
    return kept
