# SPDX-License-Identifier: Apache-2.0
"""A plan as Markdown, for a pull request."""

import re

import pytest

from harness import CONTACT_CENTER


def test_a_plan_is_a_table_with_its_sums_and_its_differences_folded_away(full):
    changes = full.plan().json()["changes"]
    ran = full.plan(output="markdown")
    assert ran.code == 0, ran
    assert ran.out.startswith("### Switchboard plan for <code>contact-center</code>\n")
    assert f"**Plan: {len(changes)} to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged.**" in ran.out
    rows = re.findall(r"^\| <code>&#43;</code> create \| ([a-z._]+) \| <code>(.*)</code> \|$", ran.out, re.MULTILINE)
    assert [kind for kind, _ in rows] == [change["kind"] for change in changes]
    assert ran.out.count("<details>") == ran.out.count("</details>") == sum(1 for c in changes if c["diff"])
    assert ran.out.count("```") == 2 * ran.out.count("<details>")


def test_no_change_is_said_in_a_line(full):
    full.applied()
    ran = full.plan(output="markdown")
    assert "**No changes**" in ran.out and "|" not in ran.out


def test_exit_codes_are_those_of_the_other_views(full):
    assert full.plan("--detailed-exitcode", output="markdown").code == 2


@pytest.mark.parametrize("verb", ["apply", "verify", "graph", "queues", "import"])
def test_only_a_plan_can_be_markdown(switchboard, verb):
    switchboard.write(CONTACT_CENTER)
    ran = switchboard(verb, "--output", "markdown")
    assert ran.code == 64 and "markdown" in ran.err and ran.out == ""
