#!/usr/bin/env python3
"""Writes the recorded pattern cases as starting inputs: seed.py CORPUS, one folder a fuzz target."""
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def write(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8", "surrogatepass")
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def text_of(case, name):
    return case.get(name + "_text", json.dumps(case.get(name), ensure_ascii=False))


def main():
    corpus = pathlib.Path(sys.argv[1])
    for file in sorted((ROOT / "tests/cases/patterns").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            if not line.strip():
                continue
            case = json.loads(line)
            pattern, event = text_of(case, "pattern"), text_of(case, "event")
            write(corpus / "pattern", pattern)
            write(corpus / "event", event)
            write(corpus / "pair", pattern + "\n" + event)
            write(corpus / "explain", pattern + "\n" + event)


if __name__ == "__main__":
    main()
