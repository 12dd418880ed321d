#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the rules and events that the matcher is measured with; the same seed writes the same bytes.

    generate.py --out DIR [--seed N] [--events N]

events.jsonl (100,000 events), events-few.jsonl (its first 100), rules-1 … rules-100000.jsonl (queues),
rules-operators.jsonl (every operator), worst/<case>[-half].{rules,events}.jsonl.
"""
import argparse
import json
import pathlib

import corpus
import operator_rules
import queue_rules
import worst_cases

FEW = 100


def write_lines(path, objects):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for each in objects:
            file.write(json.dumps(each, separators=(",", ":"), ensure_ascii=False) + "\n")


def write_events(out, seed, count):
    composer = corpus.Composer(seed)
    with (out / "events.jsonl").open("w", encoding="utf-8") as all_of_them:
        with (out / "events-few.jsonl").open("w", encoding="utf-8") as few:
            for number in range(count):
                line = composer.line() + "\n"
                all_of_them.write(line)
                if number < FEW:
                    few.write(line)


def generate(out, seed=1, count=100000):
    out.mkdir(parents=True, exist_ok=True)
    write_events(out, seed, count)
    for size in queue_rules.SIZES:
        write_lines(out / f"rules-{size}.jsonl", queue_rules.rules(size, seed))
    write_lines(out / "rules-operators.jsonl", operator_rules.rules(seed))
    for name, rules, events in worst_cases.cases(seed):
        write_lines(out / "worst" / f"{name}.rules.jsonl", rules)
        write_lines(out / "worst" / f"{name}.events.jsonl", events)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=100000)
    options = parser.parse_args()
    generate(options.out, options.seed, options.events)


if __name__ == "__main__":
    main()
