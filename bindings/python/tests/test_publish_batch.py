"""Many messages in one call."""

import socket
import threading

import pytest
from test_lab import publisher

import sallyport


def numbered(count):
    return [("data/test", b"%d" % number) for number in range(count)]


def test_each_message_has_its_receipt(lab):
    seen = []
    with publisher(lab, "port_443") as device:
        messages = [*numbered(20), {"topic": "data/test", "payload": "x", "qos": 1, "user_properties": {"a": "1"}}]
        report = device.publish_batch(messages, progress=lambda done, total: seen.append((done, total)))
    assert report.ok and report and len(report) == 21 and report.raise_for_errors() is report
    assert all(isinstance(receipt, sallyport.PublishReceipt) and receipt.trace_id for receipt in report)
    assert seen == [(number, 21) for number in range(1, 22)]
    assert repr(report) == "<PublishReport: 21 of 21 published>"


@pytest.mark.parametrize("concurrency", [1, 3, 256])
def test_a_message_that_is_wrong_fails_alone(lab, concurrency):
    wrong = [
        ("data/#", b""),
        {"topic": "a"},
        ("data/test", b"x" * 200000),
        {"topic": "a", "payload": b"", "color": 1},
        {7: 1},
    ]
    messages = [message for pair in zip(wrong, numbered(5)) for message in pair]
    with publisher(lab, "port_443") as device:
        report = device.publish_batch(iter(messages), concurrency=concurrency)
    assert [number for number, _ in report.failed] == [0, 2, 4, 6, 8] and not report.ok
    assert [e.name for _, e in report.failed] == [
        "TOPIC_INVALID", "INVALID_ARGUMENT", "PAYLOAD_TOO_LARGE", "INVALID_ARGUMENT", "INVALID_ARGUMENT",
    ]  # fmt: skip
    with pytest.raises(sallyport.PublishError, match="TOPIC_INVALID"):
        report.raise_for_errors()
    assert all(e.__traceback__ is None for _, e in report.failed[1:])


def test_a_service_that_is_not_there_is_not_asked_for_each_message(lab):
    taken = []

    def messages():
        for number in range(1000):
            taken.append(number)
            yield "data/test", b"x"

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="s")
        options = {"resolve": {lab.iot["host"]: "127.0.0.1"}, "retries": 0, "trust_env": False, "signer": signer}
        with sallyport.IotPublisher(lab.iot["host"], port=s.getsockname()[1], **options) as device:
            report = device.publish_batch(messages(), concurrency=4)
    assert len(report.failed) == len(taken) == 1000
    assert {e.name for _, e in report.failed} == {"CONNECT_REFUSED"}
    assert len({id(e) for _, e in report.failed}) <= 8  # the rest share the one after which nothing was tried


@pytest.mark.parametrize("raised", [KeyboardInterrupt, ValueError])
def test_who_gives_up_learns_what_is_known(lab, raised):
    def progress(done, total):
        if done == 5:
            raise raised("enough")

    with publisher(lab, "port_443") as device:
        with pytest.raises(raised, match="enough") as info:
            device.publish_batch(iter(numbered(100)), concurrency=3, progress=progress)
        report = info.value.report
        assert 5 <= len(report) <= 8
        assert all(isinstance(result, (sallyport.PublishReceipt, sallyport.Error)) for result in report)
        assert device.publish_batch(numbered(2)).ok


def test_messages_are_taken_as_they_are_needed(lab):
    def messages():
        yield from numbered(3)
        raise LookupError("the source ended")

    with publisher(lab, "port_443") as device, pytest.raises(LookupError) as info:
        device.publish_batch(messages(), concurrency=1)
    assert info.value.report.ok and len(info.value.report) == 3


@pytest.mark.parametrize(
    "messages, options",
    [
        ("ab", {}),
        (b"ab", {}),
        ({"topic": "a"}, {}),
        (3, {}),
        ([], {"concurrency": 0}),
        ([], {"concurrency": 257}),
        ([], {"progress": 3}),
    ],
)
def test_wrong_arguments_are_refused(lab, messages, options):
    with publisher(lab, "port_443") as device, pytest.raises(sallyport.UsageError):
        device.publish_batch(messages, **options)


def test_nothing_is_published_by_nothing(lab):
    with publisher(lab, "port_443") as device:
        report = device.publish_batch([])
    assert report.ok and bool(report) and list(report) == []
    with pytest.raises(sallyport.UsageError, match="HANDLE_CLOSED"):
        device.publish_batch(numbered(1))


def test_threads_share_a_publisher(lab):
    reports = []
    with publisher(lab, "port_443") as device:
        threads = [
            threading.Thread(target=lambda: reports.append(device.publish_batch(numbered(10)))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [len(report) for report in reports] == [10] * 4 and all(report.ok for report in reports)
