#!/usr/bin/env python3
"""Holds documents to the code: each names all that src/ has, and nothing that it has not."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]

# Which service the calls of a source of src/awsclient go to.
SERVICES = {
    "eventbridge.cc": "events",
    "eventbridge_buses.cc": "events",
    "sns.cc": "sns",
    "sqs.cc": "sqs",
    "lambda.cc": "lambda",
    "sts.cc": "sts",
}
# The actions that are not called as their operation.
ACTIONS = {
    "DeleteMessageBatch": "DeleteMessage",
    "GET": "GetPolicy",
    "POST": "AddPermission",
    "DELETE": "RemovePermission",
}
# What AWS asks for beside a call: tags that are given at creation, roles that are handed to EventBridge.
BESIDE_CALLS = {"events:TagResource", "sns:TagResource", "iam:PassRole"}
CALL = r'\bcall(?:_query|_rest)?\(\s*(?:"(?:sts|lambda)",\s*)?"([A-Z]\w+)"|kAction\[\] = "(\w+)"'


def sources(folder):
    for path in sorted((root / folder).rglob("*")):
        if path.suffix in (".cc", ".h") and not path.name.endswith("_test.cc"):
            yield path.name, path.read_text()


def found_in(folder, pattern):
    return {name for _, text in sources(folder) for name in re.findall(pattern, text)}


def diagnostics():
    document = (root / "docs/diagnostics.md").read_text()
    return found_in("src", r'"(SB\d{4})"'), set(re.findall(r"^\| (SB\d{4}) \|", document, re.MULTILINE))


def schemas():
    pattern = r"switchboard\.[a-z-]+/\d"
    return found_in("src", pattern), set(re.findall(pattern, (root / "docs/output.md").read_text()))


def permissions():
    called = set(BESIDE_CALLS)
    for name, text in sources("src/awsclient"):
        if name not in SERVICES:
            assert "_.call_" not in text, f"to which service does {name} make its calls?"
            continue
        for words in re.findall(CALL, text):
            operation = "".join(words)
            called.add(f"{SERVICES[name]}:{ACTIONS.get(operation, operation)}")
    document = (root / "docs/permissions.md").read_text()
    return called, set(re.findall(r"\b(?:(?:events|sns|sqs|lambda|sts):[A-Z]\w+|iam:PassRole)", document))


def main():
    good = True
    for document, (in_code, in_document) in {
        "docs/diagnostics.md": diagnostics(),
        "docs/output.md": schemas(),
        "docs/permissions.md": permissions(),
    }.items():
        for name in sorted(in_code - in_document):
            print(f"{document}: {name} is missing")
        for name in sorted(in_document - in_code):
            print(f"{document}: {name} is not in the code")
        good = good and in_code == in_document
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
