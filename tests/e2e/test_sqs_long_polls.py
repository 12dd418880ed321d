# SPDX-License-Identifier: Apache-2.0
"""Receives whose caller has hung up take nothing: what it would be handed would be lost until its visibility ends."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys

import pytest

from harness import PATIENCE, eventually
from sqs_calls import counts, receive, sqs_json
from wire import json_request


@pytest.fixture(params=["HTTP", "HTTPS"])
def served(request, start_cloud, certificate):
    if request.param == "HTTP":
        return start_cloud()
    return start_cloud(flags=["--tls-cert", certificate[0], "--tls-key", certificate[1]], ca_file=str(certificate[0]))


def connect(cloud):
    plain = socket.create_connection(("127.0.0.1", cloud.port), timeout=PATIENCE)
    if not cloud.ca_file:
        return plain
    context = ssl.create_default_context(cafile=cloud.ca_file)
    return context.wrap_socket(plain, server_hostname="127.0.0.1")


def ask(connection, cloud, url, wait=20):
    """Sends a ReceiveMessage and reads nothing."""
    request = json_request(cloud, "AmazonSQS.ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": wait})
    lines = [f"{name}: {value}" for name, value in request.headers.items() if name != "Connection"]
    head = "\r\n".join(["POST / HTTP/1.1", f"Host: {cloud.url.split('/')[2]}", *lines])
    connection.sendall(head.encode() + b"\r\n\r\n" + request.body)


def waiting(cloud):
    return cloud.admin("GET", "metrics").json()["receives_waiting"]


def await_receives(cloud, count):
    eventually(lambda: waiting(cloud) == count, f"{count} receives that wait")


@contextlib.contextmanager
def stopped(cloud):
    """What happens inside reaches the cloud all at once afterwards."""
    os.kill(cloud.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(cloud.process.pid, signal.SIGCONT)


def check_received_once(cloud, url):
    (message,) = receive(cloud, url)
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"


def test_a_caller_that_hung_up_takes_no_message(served):
    url, _ = served.make_queue("q")
    gone = connect(served)
    ask(gone, served, url)
    await_receives(served, 1)
    gone.close()
    served.sqs.send_message(QueueUrl=url, MessageBody="m")
    assert counts(served, url) == (1, 0, 0)
    check_received_once(served, url)
    assert waiting(served) == 0


def test_who_waits_behind_callers_that_hung_up_is_served_at_once(served):
    url, _ = served.make_queue("q")
    for number in range(20):
        gone = connect(served)
        ask(gone, served, url)
        await_receives(served, number + 1)
        gone.close()
    with connect(served) as alive:
        ask(alive, served, url)
        await_receives(served, 21)
        served.sqs.send_message(QueueUrl=url, MessageBody="for who is there")
        assert b"for who is there" in alive.recv(65536)
    assert counts(served, url) == (0, 1, 0)


def test_a_caller_that_hangs_up_in_the_same_moment_as_the_message_comes_takes_none(served):
    url, _ = served.make_queue("q")
    for _ in range(10):
        gone = connect(served)
        ask(gone, served, url)
        await_receives(served, 1)
        with stopped(served), connect_plainly(served) as sender:
            if served.ca_file is None:
                send(sender, served, url)
            gone.close()
        if served.ca_file is not None:
            served.sqs.send_message(QueueUrl=url, MessageBody="m")
        eventually(lambda: counts(served, url)[0] == 1, "the message, visible")
        served.sqs.purge_queue(QueueUrl=url)
        await_receives(served, 0)


def connect_plainly(cloud):
    """The kernel takes connections for a process that stands still; TLS would wait for its answer."""
    return socket.create_connection(("127.0.0.1", cloud.port), timeout=PATIENCE)


def send(connection, cloud, url):
    request = json_request(cloud, "AmazonSQS.SendMessage", {"QueueUrl": url, "MessageBody": "m"})
    lines = [f"{name}: {value}" for name, value in request.headers.items() if name != "Connection"]
    head = "\r\n".join(["POST / HTTP/1.1", f"Host: {cloud.url.split('/')[2]}", *lines])
    connection.sendall(head.encode() + b"\r\n\r\n" + request.body)


def test_a_receive_of_a_caller_that_has_gone_by_then_takes_nothing(cloud):
    url, _ = cloud.make_queue("q")
    cloud.sqs.send_message(QueueUrl=url, MessageBody="m")
    with stopped(cloud), connect(cloud) as gone:
        ask(gone, cloud, url, wait=0)
    assert counts(cloud, url) == (1, 0, 0)
    check_received_once(cloud, url)


PROGRAM = """
import boto3, sys
sqs = boto3.client("sqs", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="local",
                   aws_secret_access_key="local")
sqs.receive_message(QueueUrl=sys.argv[2], WaitTimeSeconds=20)
"""


def test_a_program_killed_in_its_long_poll_takes_no_message(cloud):
    url, _ = cloud.make_queue("q")
    program = subprocess.Popen([sys.executable, "-c", PROGRAM, cloud.url, url])
    await_receives(cloud, 1)
    program.kill()
    program.wait(PATIENCE)
    cloud.sqs.send_message(QueueUrl=url, MessageBody="m")
    check_received_once(cloud, url)


def test_a_caller_that_goes_on_sending_is_still_there(cloud):
    url, _ = cloud.make_queue("q")
    with connect(cloud) as pipelining:
        ask(pipelining, cloud, url)
        ask(pipelining, cloud, url, wait=0)
        await_receives(cloud, 1)
        assert sqs_json(cloud, "SendMessage", QueueUrl=url, MessageBody="m")["MessageId"]
        assert b'"Body":"m"' in pipelining.recv(65536)
