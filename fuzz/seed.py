#!/usr/bin/env python3
"""Writes starting inputs: seed.py CORPUS, one folder a fuzz target; for patterns the recorded cases."""
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


EVENT = '{"id":"i","detail-type":"t","source":"s","resources":[],"detail":{"a":"x\\"y","n":1.50,"o":{"k":["v"]}}}'
TEMPLATES = ['{"n": <n>, "s": "<s>", "o": <o>}', '"a <n> <s> <o>"', '{"r": <aws.events.rule-name>}', "<aws.events.event>"]
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "a", "Effect": "Allow", "Principal": {"AWS": ["111122223333"]}, "Action": "events:*", "Resource": "*"},
        {"Sid": "b", "Effect": "Deny", "Principal": "*", "NotAction": ["sns:Publish"], "Resource": ["arn:aws:events:*"],
         "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:events:r:1:rule/*"}, "Bool": {"aws:SecureTransport": "false"}}},
    ],
}  # fmt: skip


def write(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8", "surrogatepass")
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def text_of(case, name):
    return case.get(name + "_text", json.dumps(case.get(name), ensure_ascii=False))


def main():
    corpus = pathlib.Path(sys.argv[1])
    paths = {"n": "$.detail.n", "s": "$['detail-type']", "o": "$.detail.o.k[0]"}
    for template in TEMPLATES:
        target = {"Id": "t", "InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}
        write(corpus / "template", json.dumps(target) + "\n" + EVENT)
    write(corpus / "template", '{"InputPath":"$.detail.o"}\n' + EVENT)
    write(corpus / "policy", json.dumps(POLICY))
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
