# SPDX-License-Identifier: Apache-2.0
"""Each scenario of the table by each client that has words for it, against a local cloud of its own."""

import pytest

import runner


def test_the_local_cloud_answers_as_the_table_says(
    client_name, scenario, running_clients, start_cloud, record_property
):
    run = runner.Run(scenario, client_name, running_clients(client_name), start_cloud(scenario)).run()
    record_property("conformance", [client_name, run.passed, len(run.left_out)])
    for text in run.left_out:
        print(f"left out for {client_name}: {text}")
    if run.failures:
        pytest.fail("\n".join([f"{scenario.id}, by {client_name}", *run.failures]), pytrace=False)
    if run.left_out and run.passed == 0:
        pytest.skip(run.left_out[0])
