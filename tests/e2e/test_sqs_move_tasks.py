# SPDX-License-Identifier: Apache-2.0
"""Move tasks: messages out of dead-letter queues, at their pace, through kills, and truthfully told."""

import base64
import json
import re
import urllib.parse

import pytest

from harness import arn_of, eventually
from sqs_calls import bodies, counts, delete, make_fifo, receive, redrive_to, send, sqs_fault, sqs_json, use_up
from wire import SQS, call_query

SOURCE = arn_of("sqs", "letters")
OTHER = arn_of("sqs", "other")


@pytest.fixture
def letters(cloud):
    """Ten letters of the queue `home`; and a queue `other`. The URLs, by name."""
    urls = {"letters": cloud.make_queue("letters")[0], "other": cloud.make_queue("other")[0]}
    urls["home"] = cloud.sqs.create_queue(QueueName="home", Attributes={"RedrivePolicy": redrive_to(SOURCE)})["QueueUrl"]
    for number in range(10):
        send(cloud, urls["home"], f"m{number}")
    use_up(cloud, urls["home"])
    assert counts(cloud, urls["letters"]) == (10, 0, 0)
    return urls


def start(cloud, **parameters):
    return sqs_json(cloud, "StartMessageMoveTask", SourceArn=SOURCE, **parameters)["TaskHandle"]


def tasks(cloud, **parameters):
    return sqs_json(cloud, "ListMessageMoveTasks", SourceArn=SOURCE, **parameters).get("Results", [])


def ended(cloud):
    """The latest task, once it runs no more."""
    return eventually(lambda: tasks(cloud)[0]["Status"] != "RUNNING" and tasks(cloud)[0], "the task to end")


def urls_after_restart(cloud):
    return {name: cloud.sqs.get_queue_url(QueueName=name)["QueueUrl"] for name in ("letters", "other", "home")}


def test_letters_go_back_to_the_queue_that_they_came_from_as_new_messages(cloud, letters):
    before = {m["MessageId"] for m in receive(cloud, letters["letters"], VisibilityTimeout=0)}
    start(cloud)
    task = ended(cloud)
    assert set(task) == {
        "Status",
        "SourceArn",
        "ApproximateNumberOfMessagesMoved",
        "ApproximateNumberOfMessagesToMove",
        "StartedTimestamp",
    }
    assert task["Status"] == "COMPLETED"
    assert (task["ApproximateNumberOfMessagesMoved"], task["ApproximateNumberOfMessagesToMove"]) == (10, 10)
    assert counts(cloud, letters["letters"]) == (0, 0, 0)
    moved = receive(cloud, letters["home"])
    assert bodies(moved) == [f"m{n}" for n in range(10)]
    assert not before & {m["MessageId"] for m in moved}
    assert {m["Attributes"]["ApproximateReceiveCount"] for m in moved} == {"1"}
    assert not any("DeadLetterQueueSourceArn" in m["Attributes"] for m in moved)


def test_letters_of_several_queues_each_find_their_way_home(cloud, letters):
    second = cloud.sqs.create_queue(QueueName="second", Attributes={"RedrivePolicy": redrive_to(SOURCE)})["QueueUrl"]
    send(cloud, second, "of the second")
    use_up(cloud, second)
    start(cloud)
    assert ended(cloud)["ApproximateNumberOfMessagesMoved"] == 11
    assert bodies(receive(cloud, second)) == ["of the second"]
    assert counts(cloud, letters["home"]) == (10, 0, 0)


def test_letters_go_where_the_task_says(cloud, letters):
    start(cloud, DestinationArn=OTHER)
    task = ended(cloud)
    assert (task["Status"], task["DestinationArn"]) == ("COMPLETED", OTHER)
    assert counts(cloud, letters["other"]) == (10, 0, 0)
    assert counts(cloud, letters["home"]) == (0, 0, 0)


def test_a_task_keeps_its_pace_by_the_clouds_clock(cloud, letters):
    handle = start(cloud, DestinationArn=OTHER, MaxNumberOfMessagesPerSecond=1)
    (task,) = tasks(cloud)
    assert task["TaskHandle"] == handle
    assert (task["Status"], task["MaxNumberOfMessagesPerSecond"]) == ("RUNNING", 1)
    assert task["ApproximateNumberOfMessagesToMove"] == 10
    eventually(lambda: counts(cloud, letters["other"])[0] >= 1, "the first letter")
    assert counts(cloud, letters["other"])[0] < 5
    cloud.advance_clock(5)
    eventually(lambda: counts(cloud, letters["other"])[0] >= 6, "five seconds' letters")
    assert tasks(cloud)[0]["Status"] == "RUNNING"
    cloud.advance_clock(5)
    assert ended(cloud)["ApproximateNumberOfMessagesMoved"] == 10


def test_who_waits_for_a_message_gets_one_that_is_moved(cloud, letters):
    start(cloud, DestinationArn=OTHER, MaxNumberOfMessagesPerSecond=1)
    assert receive(cloud, letters["other"], count=1, WaitTimeSeconds=20)
    assert receive(cloud, letters["other"], count=1, WaitTimeSeconds=20)


def test_a_cancelled_task_moves_nothing_more(cloud, letters):
    handle = start(cloud, DestinationArn=OTHER, MaxNumberOfMessagesPerSecond=1)
    eventually(lambda: counts(cloud, letters["other"])[0] >= 1, "the first letter")
    moved = sqs_json(cloud, "CancelMessageMoveTask", TaskHandle=handle)["ApproximateNumberOfMessagesMoved"]
    cloud.advance_clock(100)
    (task,) = tasks(cloud)
    assert task["Status"] == "CANCELLED" and "TaskHandle" not in task
    assert task["ApproximateNumberOfMessagesMoved"] == moved < 10
    assert counts(cloud, letters["letters"]) == (10 - moved, 0, 0)
    kind, _ = sqs_fault(cloud, "CancelMessageMoveTask", TaskHandle=handle)
    assert kind == "UnsupportedOperation"


def test_a_task_fails_when_its_destination_goes(cloud, letters):
    start(cloud, DestinationArn=OTHER, MaxNumberOfMessagesPerSecond=1)
    cloud.sqs.delete_queue(QueueUrl=letters["other"])
    cloud.advance_clock(5)
    task = ended(cloud)
    assert (task["Status"], task["FailureReason"]) == ("FAILED", "AWS.SimpleQueueService.NonExistentQueue")
    assert counts(cloud, letters["letters"])[0] == 10 - task["ApproximateNumberOfMessagesMoved"] > 0


def test_a_letter_that_came_from_nowhere_fails_a_task_without_a_destination(cloud, letters):
    cloud.sqs.purge_queue(QueueUrl=letters["letters"])
    send(cloud, letters["letters"], "sent straight there")
    start(cloud)
    task = ended(cloud)
    assert (task["Status"], task["FailureReason"]) == ("FAILED", "CouldNotDetermineMessageSource")
    assert counts(cloud, letters["letters"]) == (1, 0, 0)


def test_a_letter_in_flight_stays(cloud, letters):
    (held,) = receive(cloud, letters["letters"], count=1)
    start(cloud, DestinationArn=OTHER)
    assert ended(cloud)["ApproximateNumberOfMessagesMoved"] == 9
    assert counts(cloud, letters["letters"]) == (0, 1, 0)
    delete(cloud, letters["letters"], held)


def test_the_latest_tasks_are_listed_first_and_ten_are_kept(cloud, letters):
    for number in range(12):
        start(cloud, **({"DestinationArn": OTHER} if number == 11 else {}))
        ended(cloud)
    assert [task.get("DestinationArn") for task in tasks(cloud)] == [OTHER]
    listed = tasks(cloud, MaxResults=10)
    assert len(listed) == 10
    started = [task["StartedTimestamp"] for task in listed]
    assert started == sorted(started, reverse=True)
    assert tasks(cloud, MaxResults=3) == listed[:3]


def test_a_kill_in_the_middle_loses_no_letter_and_the_task_goes_on(cloud, letters):
    start(cloud, DestinationArn=OTHER, MaxNumberOfMessagesPerSecond=2)
    eventually(lambda: tasks(cloud)[0]["ApproximateNumberOfMessagesMoved"] >= 2, "some letters")
    cloud.kill()
    cloud.start()
    (task,) = tasks(cloud)
    assert task["Status"] == "RUNNING" and 0 < task["ApproximateNumberOfMessagesMoved"] < 10
    cloud.advance_clock(10)
    task = ended(cloud)
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 10)
    urls = urls_after_restart(cloud)
    assert sorted(bodies(receive(cloud, urls["other"]))) == [f"m{n}" for n in range(10)]
    assert counts(cloud, urls["letters"]) == (0, 0, 0)


def test_what_became_of_a_task_survives_a_kill(cloud, letters):
    handle = start(cloud, DestinationArn=OTHER, MaxNumberOfMessagesPerSecond=1)
    sqs_json(cloud, "CancelMessageMoveTask", TaskHandle=handle)
    start(cloud, DestinationArn=OTHER)
    ended(cloud)
    before = tasks(cloud, MaxResults=10)
    cloud.kill()
    cloud.start()
    assert tasks(cloud, MaxResults=10) == before
    assert [task["Status"] for task in before] == ["COMPLETED", "CANCELLED"]


def test_letters_of_a_fifo_queue_go_back_in_order(cloud):
    make_fifo(cloud, "letters.fifo")
    arn = arn_of("sqs", "letters.fifo")
    url = make_fifo(cloud, "home.fifo", RedrivePolicy=redrive_to(arn))
    for number in range(6):
        send(cloud, url, f"m{number}", f"g{number % 2}", str(number))
    assert len(receive(cloud, url)) == 6
    cloud.advance_clock(31)
    assert receive(cloud, url) == []
    sqs_json(cloud, "StartMessageMoveTask", SourceArn=arn)
    eventually(lambda: counts(cloud, url) == (6, 0, 0), "all to be back")
    back = receive(cloud, url)
    assert [m["Body"] for m in back if m["Attributes"]["MessageGroupId"] == "g0"] == ["m0", "m2", "m4"]
    assert [m["Body"] for m in back if m["Attributes"]["MessageGroupId"] == "g1"] == ["m1", "m3", "m5"]


# Refusals.


def handle_of(task_id, arn):
    return base64.b64encode(json.dumps({"taskId": task_id, "sourceArn": arn}).encode()).decode()


NO_SOURCE = "The resource that you specified for the SourceArn parameter doesn't exist."
NO_DESTINATION = "The resource that you specified for the DestinationArn parameter doesn't exist."
FORMAT = "You must use this format to specify the {}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>"
PACE = (
    "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and "
    "500."
)
# fmt: off
BAD_CALLS = [
    ("StartMessageMoveTask", {}, "MissingRequiredParameterException", "The request must contain the parameter SourceArn."),
    ("StartMessageMoveTask", {"SourceArn": "x"}, "InvalidParameterValueException", FORMAT.format("SourceArn")),
    ("StartMessageMoveTask", {"SourceArn": arn_of("sqs", "x")}, "ResourceNotFoundException", NO_SOURCE),
    ("StartMessageMoveTask", {"SourceArn": OTHER}, "InvalidParameterValueException",
     "Source queue must be configured as a Dead Letter Queue."),
    ("StartMessageMoveTask", {"SourceArn": SOURCE, "DestinationArn": "x"}, "InvalidParameterValueException",
     FORMAT.format("DestinationArn")),
    ("StartMessageMoveTask", {"SourceArn": SOURCE, "DestinationArn": arn_of("sqs", "x")},
     "ResourceNotFoundException", NO_DESTINATION),
    ("StartMessageMoveTask", {"SourceArn": SOURCE, "DestinationArn": SOURCE}, "InvalidParameterValueException",
     "Source queue arn and destination queue arn cannot be the same."),
    ("StartMessageMoveTask", {"SourceArn": SOURCE, "DestinationArn": arn_of("sqs", "other.fifo")},
     "InvalidParameterValueException", "The source queue and destination queue must be of the same queue type."),
    ("StartMessageMoveTask", {"SourceArn": SOURCE, "MaxNumberOfMessagesPerSecond": 0},
     "InvalidParameterValueException", PACE),
    ("StartMessageMoveTask", {"SourceArn": SOURCE, "MaxNumberOfMessagesPerSecond": 501},
     "InvalidParameterValueException", PACE),
    ("CancelMessageMoveTask", {}, "MissingRequiredParameterException",
     "The request must contain the parameter TaskHandle."),
    ("CancelMessageMoveTask", {"TaskHandle": "foobared"}, "InvalidParameterValueException",
     "Value for parameter TaskHandle is invalid."),
    ("CancelMessageMoveTask", {"TaskHandle": handle_of("10f57157-fc38-4da9-a113-4de7e12d05dd", arn_of("sqs", "x"))},
     "ResourceNotFoundException", NO_SOURCE),
    ("CancelMessageMoveTask", {"TaskHandle": handle_of("10f57157-fc38-4da9-a113-4de7e12d05dd", SOURCE)},
     "ResourceNotFoundException", "Task does not exist."),
    ("ListMessageMoveTasks", {"SourceArn": arn_of("sqs", "x")}, "ResourceNotFoundException", NO_SOURCE),
    ("ListMessageMoveTasks", {"SourceArn": SOURCE, "MaxResults": 11}, "InvalidParameterValueException",
     "Value 11 for parameter MaxResults is invalid. Reason: Must be between 1 and 10, if provided."),
]
# fmt: on


@pytest.mark.parametrize("operation, parameters, kind, message", BAD_CALLS)
def test_move_tasks_are_refused_in_awss_words(cloud, operation, parameters, kind, message):
    for name in ("letters", "other"):
        cloud.make_queue(name)
    make_fifo(cloud, "other.fifo")
    cloud.sqs.create_queue(QueueName="home", Attributes={"RedrivePolicy": redrive_to(SOURCE)})
    assert sqs_fault(cloud, operation, **parameters) == (kind, message)
    assert tasks(cloud) == []


def test_one_task_at_a_time_moves_out_of_a_queue(cloud, letters):
    start(cloud, DestinationArn=OTHER, MaxNumberOfMessagesPerSecond=1)
    assert sqs_fault(cloud, "StartMessageMoveTask", SourceArn=SOURCE) == (
        "InvalidParameterValueException",
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    )


def test_move_tasks_are_for_the_queues_own_account(cloud, letters):
    answer = sqs_fault(cloud, "StartMessageMoveTask", SourceArn=SOURCE.replace("000000000000", "123456789012"))
    assert answer == ("ResourceNotFoundException", NO_SOURCE)


def test_move_tasks_speak_query_too(cloud, letters):
    answer = call_query(cloud, SQS, f"Action=StartMessageMoveTask&SourceArn={SOURCE}&MaxNumberOfMessagesPerSecond=1")
    assert answer.status_code == 200, answer.text
    handle = re.search("<StartMessageMoveTaskResult><TaskHandle>(.*)</TaskHandle></Start", answer.text)[1]
    answer = call_query(cloud, SQS, f"Action=ListMessageMoveTasks&SourceArn={SOURCE}&MaxResults=5")
    (entry,) = re.findall("<ListMessageMoveTasksResultEntry>(.*?)</ListMessageMoveTasksResultEntry>", answer.text)
    assert f"<TaskHandle>{handle}</TaskHandle>" in entry and "<Status>RUNNING</Status>" in entry
    answer = call_query(cloud, SQS, f"Action=CancelMessageMoveTask&TaskHandle={urllib.parse.quote(handle, safe='')}")
    assert re.search("<CancelMessageMoveTaskResult><ApproximateNumberOfMessagesMoved>[0-9]+<", answer.text)
    answer = call_query(cloud, SQS, "Action=CancelMessageMoveTask&TaskHandle=foobared")
    assert (answer.status_code, "<Code>InvalidParameterValue</Code>" in answer.text) == (400, True)
    answer = call_query(cloud, SQS, f"Action=ListMessageMoveTasks&SourceArn={arn_of('sqs', 'x')}")
    assert (answer.status_code, "<Code>ResourceNotFoundException</Code>" in answer.text) == (404, True)
