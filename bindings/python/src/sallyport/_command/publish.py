"""sallyport publish."""

from __future__ import annotations

from .._codes import EXIT, TABLE
from .._errors import usage
from .._iot import IotPublisher
from . import parsing, reaching, request, signing
from .output import of_error, of_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any, Iterator

    from .._errors import Error
    from .._publish_batch import PublishReport
    from .output import Output

_EXAMPLES = (
    (
        "With a client certificate, on port 443",
        'sallyport publish --cert device.pem --key device.key --qos 1 -d \'{"hello":"lab"}\'',
        "a1sallyportlab-ats.iot.ap-northeast-1.amazonaws.com data/test",
    ),
    (
        "A file, byte for byte, whichever of the ports 443 and 8443 is open, with two properties of MQTT 5",
        "sallyport publish --cert device.pem --key device.key --port auto --data-binary @body.json",
        "--user-property 'site: 7' --content-type application/json",
        "a1sallyportlab-ats.iot.ap-northeast-1.amazonaws.com data/test",
    ),
    (
        "Many messages, one a line, several under way at a time",
        "sallyport publish --cert device.pem --key device.key --lines",
        "a1sallyportlab-ats.iot.ap-northeast-1.amazonaws.com data/test < messages.txt",
    ),
)


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "publish",
        "Publish a message to AWS IoT Core over HTTPS.",
        _run,
        usage="[options] ENDPOINT TOPIC",
        description="With a client certificate, with a custom authorizer, or signed if an option of signing is given.",
        examples=_EXAMPLES,
    )
    parser.add_argument("endpoint", metavar="ENDPOINT", help="aws iot describe-endpoint --endpoint-type iot:Data-ATS")
    parser.add_argument("topic", metavar="TOPIC", help="one concrete topic")
    group = parser.add_argument_group("The message")
    request.add_data(group)
    group.add_argument("--lines", action="store_true", help="each line of stdin is a message of its own")
    group.add_argument("--concurrency", metavar="N", type=int, default=8, help="messages under way with --lines (8)")
    group.add_argument("--qos", metavar="N", type=int, default=0, help="1 repeats when the answer is lost (0)")
    group.add_argument("--retain", action="store_true", help="kept for later subscribers")
    group.add_argument("--content-type", metavar="TYPE", help="MQTT 5 property, as all below")
    group.add_argument("--response-topic", metavar="TOPIC", help="where an answer is wanted")
    group.add_argument("--correlation-data", metavar="TEXT", help="goes back with the answer")
    group.add_argument("--message-expiry", metavar="SECONDS", type=int, help="lifetime for subscribers")
    group.add_argument("--payload-format", metavar="FORMAT", help='"UTF8_DATA" or "UNSPECIFIED_BYTES"')
    group.add_argument("--user-property", metavar="PAIR", action="append", help='"name: value"; repeat it')
    group = parser.add_argument_group("The endpoint")
    group.add_argument("--port", metavar="PORT", type=_port, default=443, help='443, 8443, or "auto" (443)')
    group.add_argument(
        "--authorizer",
        metavar="FILE",
        help='custom authorizer: JSON with "name", and "token_key", "token", "signature" if it needs them',
    )
    reaching.add(parser, allow=False)
    signing.add(parser)


def _pair(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise usage('a user property without a colon; write "name: value"')
    return name.strip(), value.strip()


def _port(text: str) -> int | str:
    return text if text == "auto" else int(text)


def _run(given: argparse.Namespace, output: Output) -> int:
    signer = signing.signer(given) if signing.wanted(given) else None
    authorizer = _authorizer(given.authorizer) if given.authorizer is not None else None
    more: dict[str, Any] = {"signer": signer, "authorizer": authorizer, "port": given.port}
    message: dict[str, Any] = {
        "qos": given.qos,
        "retain": given.retain,
        "content_type": given.content_type,
        "response_topic": given.response_topic,
        "message_expiry": given.message_expiry,
        "user_properties": [_pair(text) for text in given.user_property or []],
        "correlation_data": given.correlation_data,
        "payload_format": given.payload_format,
    }
    if given.lines and given.data is not None:
        given.parser.error("--lines reads the messages from stdin; leave -d out")
    payload = request.body(given)
    with IotPublisher(given.endpoint, **reaching.arguments(given), **more) as publisher:
        if given.lines:
            each = ({"topic": given.topic, "payload": line, **message} for line in _lines())
            return _ended(publisher.publish_batch(each, concurrency=given.concurrency), given.topic, output)
        receipt = publisher.publish(given.topic, payload, **message)
    data = of_record(receipt)
    del data["peer"]["certificate"]
    told = [("trace id", receipt.trace_id), ("request id", receipt.request_id)]
    output.show(data, ["published: %s" % given.topic, *("%s: %s" % pair for pair in told if pair[1])])
    return 0


def _lines() -> Iterator[bytes]:
    """The lines of stdin without their ends, as they come."""
    import sys

    for line in sys.stdin.buffer:
        yield line.rstrip(b"\r\n")


_SHOWN = 20  # lines about errors


def _ended(report: PublishReport, topic: str, output: Output) -> int:
    """Says what became of the messages; the status is that of the first error."""
    failed = report.failed
    published = len(report) - len(failed)
    errors = [{"line": number + 1, **of_error(error)} for number, error in failed]
    output.show(
        {"published": published, "failed": errors}, ["published: %d of %d to %s" % (published, len(report), topic)]
    )
    if not output.json:
        _say(failed, output)
    return EXIT[TABLE[failed[0][1].code][1]] if failed else 0


def _say(failed: list[tuple[int, Error]], output: Output) -> None:
    """A line for each run of messages with one error."""
    runs: list[tuple[int, int, str]] = []
    for number, error in failed:
        text = "%s: %s" % (error.name, error.message)
        if runs and runs[-1][1:] == (number, text):
            runs[-1] = (runs[-1][0], number + 1, text)
        else:
            runs.append((number + 1, number + 1, text))
    for first, last, text in runs[:_SHOWN]:
        output.note(("line %d" % first if first == last else "lines %d to %d" % (first, last)) + ": " + text)
    if len(runs) > _SHOWN:
        output.note("and more; --json has them all")


def _authorizer(name: str) -> dict[str, Any]:
    from json import loads

    with open(name, "rb") as file:
        content = file.read(1 << 20)
    try:
        found = loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    del content  # it holds a token
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise usage("%s is not a JSON object of strings" % name)
    return found
