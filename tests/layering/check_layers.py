#!/usr/bin/env python3
"""Holds the code to layers.txt: fails on an include it does not allow, on a cycle, and on an allowed edge that nobody
uses. Also on a source file of more than 800 lines, and on one without its licence line.

    check_layers.py [ROOT]      exit 0 clean, 1 with one line a finding
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#include "([^"]+)"', re.MULTILINE)
LINES_MAX = 800


def read_layers(text):
    """{"pattern": {"json", "base"}, …} in the order of the file."""
    layers = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            module, _, below = line.partition(":")
            layers[module.strip()] = set(below.split())
    return layers


def module_of(path, layers):
    """The module that a path below src/ lies in: its folder, if that is one."""
    folder = str(pathlib.PurePosixPath(path).parent)
    return folder if folder in layers else None


def find_cycle(layers):
    """A list of modules in a circle, or None."""
    state = {}

    def visit(module, trail):
        if state.get(module) == "done":
            return None
        if module in trail:
            return trail[trail.index(module):] + [module]
        for below in layers.get(module, ()):
            found = visit(below, trail + [module])
            if found:
                return found
        state[module] = "done"
        return None

    for module in layers:
        found = visit(module, [])
        if found:
            return found
    return None


def check(root):
    layers = read_layers((root / "layers.txt").read_text())
    findings = []
    used = {module: set() for module in layers}
    for module, below in layers.items():
        for name in sorted(below - set(layers)):
            findings.append(f"layers.txt: {module} may include '{name}', which is no module")
    cycle = find_cycle(layers)
    if cycle:
        findings.append("layers.txt: a circle: " + " -> ".join(cycle))
    source = root / "src"
    for path in sorted(list(source.rglob("*.h")) + list(source.rglob("*.cc"))):
        relative = path.relative_to(source).as_posix()
        text = path.read_text()
        if text.count("\n") > LINES_MAX:
            findings.append(f"src/{relative}: more than {LINES_MAX} lines")
        if not text.startswith("// SPDX-License-Identifier: Apache-2.0\n"):
            findings.append(f"src/{relative}: its first line is not the licence")
        if relative == "main.cc":
            continue
        module = module_of(relative, layers)
        if module is None:
            findings.append(f"src/{relative}: lies in no module of layers.txt")
            continue
        for include in INCLUDE.findall(text):
            target = module_of(include, layers)
            if target is None and (source / include).exists():
                findings.append(f"src/{relative}: includes {include}, which lies in no module")
            if target is None or target == module:
                continue
            used[module].add(target)
            if target not in layers[module]:
                findings.append(f"src/{relative}: {module} may not include {target} ({include})")
    for module, below in layers.items():
        for name in sorted((below & set(layers)) - used[module]):
            findings.append(f"layers.txt: {module} may include {name}, and nothing does")
    return findings


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    findings = check(root)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
