#!/usr/bin/env python3
"""Holds docs/diagnostics.md to the code: every SBnnnn in src/ stands in its table, and nothing else does."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
in_code = set()
for path in (root / "src").rglob("*"):
    if path.suffix in (".cc", ".h") and not path.name.endswith("_test.cc"):
        in_code |= set(re.findall(r'"(SB\d{4})"', path.read_text()))
in_docs = set(re.findall(r"^\| (SB\d{4}) \|", (root / "docs/diagnostics.md").read_text(), re.MULTILINE))
for code in sorted(in_code - in_docs):
    print(f"docs/diagnostics.md: {code} is missing")
for code in sorted(in_docs - in_code):
    print(f"docs/diagnostics.md: {code} is no diagnostic of the code")
sys.exit(1 if in_code != in_docs else 0)
