"""Publishing the rows of a partition to AWS IoT Core."""

from __future__ import annotations

from .._errors import Error, PublishError, UsageError, error, usage, wrong_type
from . import _worker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable

_SHOWN = 5  # errors that the message of a failed partition lists
_MESSAGE = (
    "qos",
    "retain",
    "content_type",
    "response_topic",
    "message_expiry",
    "user_properties",
    "correlation_data",
    "payload_format",
)


class _Writer:
    """Publishes each row; pickled into the job, so it holds only values."""

    def __init__(
        self, endpoint: str, topic: Any, payload: Any, message: dict[str, Any], options: dict[str, Any], report: Any
    ) -> None:
        self.endpoint = endpoint
        self.topic = topic
        self.payload = payload
        self.message = message
        self.options = options
        self.on_error, self.published, self.failed = report

    def __call__(self, rows: Iterable[Any]) -> None:
        publisher = _worker.publisher(self.endpoint, self.options)
        done = refused = 0
        first: list[tuple[int, Error]] = []
        try:
            for number, row in enumerate(rows):
                try:
                    self._one(publisher, row)
                    done += 1
                except (PublishError, UsageError) as e:  # of this row; all else stops the partition
                    refused += 1
                    if self.on_error is not None:
                        self.on_error(row, e)
                    elif len(first) < _SHOWN:
                        first.append((number, e))
        finally:
            if self.published is not None:
                self.published.add(done)
            if self.failed is not None:
                self.failed.add(refused)
        if refused and self.on_error is None:
            listed = "; ".join("row %d: %s: %s" % (number, e.name, e.message) for number, e in first)
            raise error(
                first[0][1].code,
                "%d of %d rows of this partition were not published: %s" % (refused, done + refused, listed),
            )

    def _one(self, publisher: Any, row: Any) -> None:
        topic, payload = _value(row, self.topic, "topic"), _value(row, self.payload, "payload")
        if topic is None or payload is None:
            raise usage("%s is null" % ("topic" if topic is None else "payload"))
        message = {name: value(row) if callable(value) else value for name, value in self.message.items()}
        publisher.publish(topic, payload, **message)

    def __repr__(self) -> str:
        return "<iot_writer to %s>" % self.endpoint


def iot_writer(
    endpoint: str,
    *,
    topic: str | Callable[[Any], Any] = "topic",
    payload: str | Callable[[Any], Any] = "payload",
    on_error: Callable[[Any, Error], Any] | None = None,
    published: Any = None,
    failed: Any = None,
    **options: Any,
) -> Callable[[Iterable[Any]], None]:
    """A function for ``df.foreachPartition`` that publishes each row to AWS IoT Core.

    At least once: when Spark runs a task again (after a failure, or because it
    speculates), its rows are published again. Nothing is lost silently: rows
    that AWS IoT refuses, or would refuse, do not stop the others, but the
    partition then fails with their number and the first errors, unless
    ``on_error`` takes them. A server that cannot be reached fails the partition
    at once.

    Args:
        endpoint (str): as for IotPublisher.
        topic, payload: names of columns, or functions of a row. A payload that
            is not text belongs in a binary column: PySpark itself changes what
            is no UTF-8 in a string column, before a row gets here.
        on_error: a function (row, error), called on the executor for each row
            that is refused; the partition then does not fail for them.
        published, failed: accumulators (``sc.accumulator(0)``) that count rows.
        options: qos, retain, content_type and the other keyword arguments of
            IotPublisher.publish, each one value or a function of a row; cert,
            key (paths on the executor), verify, port, resolve, timeout and the
            other keyword arguments of IotPublisher; without cert, those of
            presign that say where credentials are.

    Raises:
        UsageError: a wrong argument, or a secret.
    """
    for name, value in (("topic", topic), ("payload", payload)):
        if not (isinstance(value, str) or callable(value)):
            raise wrong_type(name, "the name of a column or a function of a row", value)
    if not isinstance(endpoint, str):
        raise wrong_type("endpoint", "str", endpoint)
    message = {name: options.pop(name) for name in _MESSAGE if name in options}
    kept = _worker.publisher_options(options)
    return _Writer(endpoint, topic, payload, message, kept, (on_error, published, failed))


def _value(row: Any, given: Any, argument: str) -> Any:
    if callable(given):
        return given(row)
    try:
        return row[given]
    except (KeyError, ValueError):
        raise AttributeError("%s=%r: the rows have no such column" % (argument, given)) from None
