# SPDX-License-Identifier: Apache-2.0
"""What is measured: sets of rules with their events, the programs that go over them, and the rounds."""
import dataclasses

import measure
import queue_rules
import worst_cases

THREADS_AT = 10000


@dataclasses.dataclass
class Timing:
    """How long the programs run. Seconds is the length of one measured run, timeout ends a hopeless one."""
    rounds: int
    seconds: float
    warmup: float
    timeout: float


@dataclasses.dataclass
class RuleSet:
    """Rules, events and programs. Counters take part in the check of counts only, racers also in every round."""
    name: str
    rules: object
    events: object
    racers: list
    counters: list
    counted: dict = dataclasses.field(default_factory=dict)
    runs: dict = dataclasses.field(default_factory=dict)
    failures: dict = dataclasses.field(default_factory=dict)

    def rates(self, program):
        return [run["events_per_second"] for run in self.runs.get(program, [])]

    def counts(self):
        return {program: run["matches"] for program, run in self.counted.items()}

    def counts_agree(self):
        return len(set(self.counts().values())) <= 1

    def as_json(self):
        return {"counted": self.counted, "runs": self.runs, "failures": self.failures,
                "counts_agree": self.counts_agree()}


def queue_sets(data, events, ours, bounds, peers, two_threads):
    """The queue rules, by size; two threads beside one at one of the sizes."""
    for size in queue_rules.SIZES:
        extra = [two_threads] if size == THREADS_AT else []
        yield RuleSet(f"queues-{size}", data / f"rules-{size}.jsonl", events, [*ours, *extra, *bounds, *peers], [])


def operator_set(data, events, ours, event_ruler):
    return RuleSet("operators", data / "rules-operators.jsonl", events, [*ours, *event_ruler], [])


def compile_sets(data, ours, peers):
    """Few events, so that the build and its memory are what is seen; the one rule is the memory's zero."""
    few = data / "events-few.jsonl"
    yield RuleSet("compile-1", data / "rules-1.jsonl", few, [ours], [])
    yield RuleSet("compile-100000", data / "rules-100000.jsonl", few, [ours], peers)


def worst_sets(data, ours, event_ruler):
    for case in worst_cases.CASES:
        for ending in ("", "-half"):
            name = case.__name__.replace("_", "-") + ending
            path = data / "worst" / name
            yield RuleSet(f"worst-{name}", f"{path}.rules.jsonl", f"{path}.events.jsonl", [ours], event_ruler)


def attempt(rules, program, what, command, timing):
    """One run; None when it failed, which is kept with the set."""
    try:
        run = measure.run(command, timing.timeout)
    except measure.Failure as failure:
        rules.failures[program.name] = str(failure)
        print(f"  {what}: {rules.name}: {program.name}: {failure}", flush=True)
        return None
    print(f"  {what}: {rules.name}: {program.name}: {run['events_per_second']:,.0f} events/s, "
          f"{run['matches']} matches, built in {run['build_seconds']:.3f} s", flush=True)
    return run


def count(sets, timing):
    """One pass of every program over all events: the counts, and how many passes fill a measured run."""
    for rules in sets:
        for program in [*rules.racers, *rules.counters]:
            run = attempt(rules, program, "count", program.count_command(rules.rules, rules.events), timing)
            if run is not None:
                rules.counted[program.name] = run


def race(sets, timing):
    """The rounds: set by set, every program once, the order turned round each time."""
    for number in range(timing.rounds):
        for rules in sets:
            for program in rules.racers if number % 2 == 0 else reversed(rules.racers):
                if program.name in rules.failures:
                    continue
                command = program.rate_command(rules.rules, rules.events, rules.counted[program.name], timing)
                run = attempt(rules, program, f"round {number + 1}/{timing.rounds}", command, timing)
                if run is not None:
                    rules.runs.setdefault(program.name, []).append(run)
