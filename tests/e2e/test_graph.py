# SPDX-License-Identifier: Apache-2.0
"""Pictures of a stack: from the file alone, and with what is live held against it."""

import re
import shutil
import subprocess

import pytest

from harness import CONTACT_CENTER

# Words that a picture language could take for its own.
AWKWARD = r"""
stack: s
routes:
  'end "quoted" [x] {y} <b>': &route
    rule: r
    events: [conversationCreated]
    where: { detail: { name: [ 'a"b\c', "line\nbreak", "größe #1; end" ] } }
    to: [{ sns: t, subscribers: [{ https: "https://hooks.example.com/?a=1&b={2}|3" }] }]
  "graph": { events: [conversation.end], to: [{ arn: "arn:aws:states:us-east-1:000000000000:stateMachine:end" }] }
"""


def graph(switchboard, text, *flags):
    ran = switchboard("graph", "-f", switchboard.write(text), *flags)
    assert ran.code == 0, ran
    return ran.out


def read_mermaid(text):
    """{node: label} and [(from, to, label, dashed)] of a flowchart; fails on a line that is neither."""
    lines = text.splitlines()
    assert lines[0] == "flowchart LR" and lines[1].startswith("  accTitle: ")
    label = r'"((?:[^"#]|#\d+;)*)"'
    nodes, edges, classes = {}, [], {}
    for line in lines[2:]:
        if found := re.fullmatch(rf"  (n\d+) (-->|-\.->)(?:\|{label}\|)? (n\d+)", line):
            edges.append((found[1], found[4], found[3] or "", found[2] == "-.->"))
        elif found := re.fullmatch(r"  class ([n\d,]+) (\w+)", line):
            classes.update(dict.fromkeys(found[1].split(","), found[2]))
        elif not line.startswith("  classDef "):
            found = re.fullmatch(rf"  (n\d+)[\[\](){{}}/>]{{1,2}}{label}[\[\](){{}}/>]{{1,2}}", line)
            assert found, line
            nodes[found[1]] = re.sub(r"#(\d+);", lambda c: bytes([int(c[1])]).decode("latin-1"), found[2])
    return nodes, edges, classes


def named(nodes, label):
    found = [node for node, text in nodes.items() if text.split("<br/>")[0] == label]
    assert len(found) == 1, (label, nodes)
    return found[0]


def test_the_way_of_an_event_is_drawn_from_its_type_to_its_subscribers(switchboard):
    nodes, edges, _ = read_mermaid(graph(switchboard, CONTACT_CENTER))
    way = ["conversation.end", "default", "contact-center-support-ended", "support-ended", "support-worker"]
    ends = [named(nodes, label) for label in way]
    drawn = {(begin, end) for begin, end, _, dashed in edges if not dashed}
    assert set(zip(ends, ends[1:])) <= drawn
    assert "queues: General Support" in nodes[ends[2]]
    raw = [label for begin, end, label, _ in edges if (begin, end) == (ends[3], ends[4])]
    assert raw == ["raw"]


def test_dead_letter_queues_are_dashed_and_each_thing_is_drawn_once(switchboard):
    nodes, edges, _ = read_mermaid(graph(switchboard, CONTACT_CENTER))
    letters = named(nodes, "contact-center-dead-letter")
    assert {(begin, dashed) for begin, end, _, dashed in edges if end == letters} == {
        (named(nodes, "contact-center-support-ended"), True),
        (named(nodes, "contact-center-billing-ended"), True),
    }
    assert len(nodes) == len(set(nodes.values()))
    assert len(edges) == len(set(edges))


def test_labels_of_any_text_stay_labels(switchboard):
    nodes, edges, _ = read_mermaid(graph(switchboard, AWKWARD))
    assert named(nodes, "https://hooks.example.com/?a=1&b={2}|3")
    assert named(nodes, "arn:aws:states:us-east-1:000000000000:stateMachine:end")
    assert len(edges) == 9


@pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz is not there")
@pytest.mark.parametrize("text", [CONTACT_CENTER, AWKWARD])
def test_graphviz_reads_the_dot(switchboard, text):
    drawn = subprocess.run(
        ["dot", "-Tplain"], input=graph(switchboard, text, "--format", "dot"), text=True, capture_output=True
    )
    assert drawn.returncode == 0 and drawn.stderr == "", drawn


def test_dot_has_the_same_nodes_and_edges_as_mermaid(switchboard):
    nodes, edges, _ = read_mermaid(graph(switchboard, AWKWARD))
    dot = graph(switchboard, AWKWARD, "--format", "dot")
    string = r'"(?:[^"\\\n]|\\.)*"'
    drawn = re.findall(rf"^  (n\d+) \[shape=\w+, label={string}\];$", dot, re.MULTILINE)
    assert drawn == list(nodes)
    ways = re.findall(rf"^  (n\d+) -> (n\d+)(?: \[(?:label={string})?(?:, )?(style=dashed)?\])?;$", dot, re.MULTILINE)
    assert [(begin, end, dashed != "") for begin, end, dashed in ways] == [(b, e, d) for b, e, _, d in edges]
    assert dot.count("\n") == 4 + len(nodes) + len(edges)


def test_what_is_live_otherwise_is_marked(stack):
    stack.write(CONTACT_CENTER).applied()

    def classes():
        ran = stack._run("graph", "--live", output="text")
        assert ran.code == 0, ran
        nodes, _, of_node = read_mermaid(ran.out)
        return {nodes[node].split("<br/>")[0]: drift for node, drift in of_node.items()}

    assert classes() == {}
    stack.write(CONTACT_CENTER.split("  billing-ended:")[0] + "  more: { events: [conversation.end], to: [{ sqs: q }] }\n")
    assert classes() == {
        "contact-center-more": "missing",
        "q": "missing",
        "contact-center-billing-ended": "unwanted",
        "billing-ended": "unwanted",
    }


def test_json_carries_the_same_picture(switchboard):
    text = graph(switchboard, CONTACT_CENTER)
    ran = switchboard("graph", "-f", "switchboard.yaml", "--output", "json")
    assert ran.json() == {
        "schema": "switchboard.graph/1",
        "stack": "contact-center",
        "format": "mermaid",
        "graph": text,
    }
