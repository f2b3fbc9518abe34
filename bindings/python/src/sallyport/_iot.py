"""Publishing to AWS IoT Core over HTTPS."""

from __future__ import annotations

from . import _args, _lines, _log, _native, _ops, _publish_batch, _reach
from ._channel import Channel, Closeable
from ._errors import ENDPOINT_INVALID, MESSAGE_INVALID, TOPIC_INVALID, error, usage, wrong_type
from ._records import PreparedPublish, PublishReceipt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable, Mapping

    from ._calls import Object
    from ._options import Options
    from ._publish_batch import PublishReport
    from ._signer import Signer
    from ._types import Body, Cert, Duration, Fields, Path, Resolve, Text, Time, Timeout, Verify

_AUTHORIZER = {
    "name": "iot.authorizer_name",
    "token_key": "iot.authorizer_token_key",
    "token": "iot.authorizer_token",
    "signature": "iot.authorizer_signature",
}


class IotPublisher(Closeable):
    """Publishes messages to one AWS IoT Core endpoint over HTTPS.

    Connections stay open for the next message. A publisher may be shared
    between threads, and used in a process that was forked after it was made.

    Args:
        endpoint (str): host name of the account's data endpoint
            (aws iot describe-endpoint --endpoint-type iot:Data-ATS).
        cert, key: client certificate and private key, as paths or PEM bytes;
            cert alone may hold both, or be a pair, or three with the password.
        port (int or "auto"): 443 (with a certificate: ALPN x-amzn-http-ca) or
            8443. "auto": 443, and 8443 where 443 cannot be reached; what was
            found is kept.
        signer (Signer): signs with AWS credentials in place of a certificate.
        authorizer (dict): custom authorizer: "name", "token_key", "token",
            "signature".
        service (str): signing name, with signer; default "iotdata".
        verify, resolve, timeout, deadline, retries, spki_pins, proxy, trust_env:
            as for Client.

    Raises:
        UsageError, TLSError, PublishError: an option cannot be used.

    Specification: AWS IoT Core developer guide, "HTTPS" and "Device
    communication protocols".
    """

    __module__ = "sallyport"
    __slots__ = ("_deadline", "_endpoint")

    def __init__(
        self,
        endpoint: Text,
        *,
        cert: Cert | None = None,
        key: Path | None = None,
        verify: Verify = True,
        port: int | str = 443,
        resolve: Resolve | None = None,
        signer: Signer | None = None,
        authorizer: Mapping[str, Text] | None = None,
        service: Text | None = None,
        timeout: Timeout | None = None,
        deadline: Duration | None = None,
        retries: int = 2,
        spki_pins: list[str] | None = None,
        proxy: Text | bool | None = None,
        trust_env: bool = True,
    ) -> None:
        self._endpoint = "that could not be made"
        try:
            options = _reach.options(
                resolve=resolve,
                verify=verify,
                cert=cert,
                key=key,
                timeout=timeout,
                deadline=deadline,
                spki_pins=spki_pins,
                signer=signer,
                retries=retries,
                proxy=proxy,
            )
            _authorize(options, authorizer)
            names = _reach.environment(trust_env, verify, proxy)
        finally:
            del cert, key, proxy, authorizer  # tracebacks that show locals must not show secrets
        host = _args.text(endpoint, "endpoint", ENDPOINT_INVALID)
        options.set("iot.endpoint", host)
        options.set("iot.port", _port(port))
        options.set("iot.service", _args.optional_text(service, "service"))
        _native.prepare("datetime", "select")
        self._deadline = deadline
        self._endpoint = host.decode("utf-8", "replace")
        self._channel = Channel("this IotPublisher", _ops.PUBLISHER_NEW, options, names)

    def publish(
        self,
        topic: Text,
        payload: Body | None,
        *,
        qos: int = 0,
        retain: bool = False,
        content_type: Text | None = None,
        response_topic: Text | None = None,
        message_expiry: Duration | None = None,
        user_properties: Fields | None = None,
        correlation_data: Body | None = None,
        payload_format: Text | None = None,
        timeout: Timeout | None = None,
        deadline: Duration | None = None,
    ) -> PublishReceipt:
        """Publishes one message and returns when AWS IoT has accepted it.

        AWS's quotas (topic 256 bytes and 7 slashes, payload 128 KB) are checked
        before anything is sent.

        Args:
            topic (str or bytes): one concrete topic.
            payload (bytes, str, bytearray or memoryview): str is encoded as UTF-8.
            qos (int): 0 is sent once. With 1 it is repeated when the answer was
                lost: at least once.
            retain (bool): AWS IoT keeps it for later subscribers.
            content_type, response_topic, correlation_data: MQTT 5 properties.
            user_properties (dict or list of pairs): arrive as they are, in
                their order. The library takes them as lines, so a line break is
                refused, and so is ": " in a name.
            message_expiry (int or timedelta): seconds, from 1; None: never.
            payload_format (str): "UTF8_DATA" or "UNSPECIFIED_BYTES".
            timeout, deadline: for this call, in the place of the publisher's.

        Raises:
            PublishError: refused, or not a valid message.
            NetworkError, TimeoutError, TLSError, CertificateError: no exchange.
            UsageError: a wrong argument, or the publisher was closed.
        """
        given = (qos, retain, content_type, response_topic, message_expiry, user_properties, correlation_data)
        made = self._channel.object()
        arguments = _message(topic, payload, *given, payload_format)
        arguments.update(_reach.limits_of_call(timeout, deadline, self._deadline))
        log = _log.logger()
        try:
            spans = made.call(_ops.PUBLISHER_PUBLISH, **arguments)
        except BaseException as e:
            if log is not None:
                _log.failed(log, b"POST", self._url(arguments), e)
            raise
        if log is not None:
            _log.answered(log, b"POST", spans)
        return PublishReceipt(spans)

    def publish_batch(
        self,
        messages: Iterable[Any],
        *,
        concurrency: int | None = None,
        progress: Callable[[int, int | None], Any] | None = None,
    ) -> PublishReport:
        """Publishes many messages, several at a time, without threads.

        A message that is refused, or not valid, fails alone. Once as many messages
        as go at a time have failed one after the other before anything of them was
        sent (no connection, a certificate), none of the later ones is tried: their
        result is that error too. The messages are taken as they are needed, and may
        be without end until then.

        Args:
            messages (iterable): each a dict of publish()'s arguments, or a pair of
                topic and payload.
            concurrency (int): messages under way at a time, 1 to 256; default 8. With
                more than 1 they may arrive in another order.
            progress (callable): called with the number of messages that have a
                result, and of all if that is known.

        Raises:
            UsageError: a wrong argument, or the publisher was closed.
            BaseException: what messages or progress raise, and KeyboardInterrupt and
                the like: then what is under way is given up, and the exception has the
                attribute ``report`` with what is known of the messages that were taken.
        """
        return _publish_batch.publish(self._start, messages, concurrency, progress)

    def _url(self, arguments: dict[str, Any]) -> bytes:
        """For the log, which cuts a URL at what begins a query or a fragment."""
        topic = arguments["topic"].replace(b"/", b"%2F").replace(b"?", b"%3F").replace(b"#", b"%23")
        return b"https://%s/topics/%s" % (self._endpoint.encode("utf-8"), topic)

    def _start(self, message: Any) -> tuple[Object, Any, bytes]:
        """The object and the ticket of a message, and its URL for the log."""
        if isinstance(message, (tuple, list)) and len(message) == 2:
            message = {"topic": message[0], "payload": message[1]}
        if not hasattr(message, "items"):
            raise wrong_type("a message", "a dict, or a pair of topic and payload", message)
        given = dict(message)
        deadline, timeout = given.pop("deadline", None), given.pop("timeout", None)
        unknown = set(given) - _ARGUMENTS
        missing = {"topic", "payload"} - set(given)
        if unknown or missing:
            raise usage(
                "a message has %s: %s"
                % ("no such argument" if unknown else "no", ", ".join(sorted(map(str, unknown or missing))))
            )
        made = self._channel.object()
        arguments = _message(**given)
        arguments.update(_reach.limits_of_call(timeout, deadline, self._deadline))
        return made, made.started(_ops.PUBLISHER_PUBLISH, **arguments), self._url(arguments)

    def prepare(
        self,
        topic: Text,
        payload: Body | None,
        *,
        qos: int = 0,
        retain: bool = False,
        content_type: Text | None = None,
        response_topic: Text | None = None,
        message_expiry: Duration | None = None,
        user_properties: Fields | None = None,
        correlation_data: Body | None = None,
        payload_format: Text | None = None,
        time: Time | None = None,
    ) -> PreparedPublish:
        """The request that publishes a message, for an HTTP client of your own; nothing is sent to AWS IoT.

        Signed if the publisher has a signer. AWS IoT asks of a connection with a
        client certificate to port 443 that it offers ALPN x-amzn-http-ca. The
        arguments beside time are those of publish().

        Args:
            time (datetime or number): aware datetime or epoch seconds of the
                signature; default now.

        Raises:
            PublishError: not a valid message.
            UsageError: a wrong argument, or the publisher was closed.
            CredentialsError, and what publish() raises: the signer's credentials had
                to be fetched, and could not be.
        """
        given = (qos, retain, content_type, response_topic, message_expiry, user_properties, correlation_data)
        arguments = _message(topic, payload, *given, payload_format)
        when = _args.epoch(time, "time")
        made = self._channel.object()
        spans = made.fresh(_ops.PUBLISHER_REFRESH, lambda: made.call(_ops.PUBLISHER_PREPARE, time=when, **arguments))
        return PreparedPublish(spans, arguments["payload"])

    def __enter__(self) -> IotPublisher:
        self._channel.object()
        return self

    def __repr__(self) -> str:
        return "<IotPublisher %s>" % self._endpoint


_ARGUMENTS = frozenset(
    (
        "topic",
        "payload",
        "qos",
        "retain",
        "content_type",
        "response_topic",
        "message_expiry",
        "user_properties",
        "correlation_data",
        "payload_format",
    )
)


def _authorize(options: Options, authorizer: Any) -> None:
    value = None
    try:
        if authorizer is None:
            return
        if not hasattr(authorizer, "items"):
            raise wrong_type("authorizer", "a dict", authorizer)
        for word, value in authorizer.items():
            if word not in _AUTHORIZER:
                raise usage("authorizer has no %r; it takes %s" % (word, ", ".join(_AUTHORIZER)))
            options.set(_AUTHORIZER[word], _args.text(value, "authorizer[%r]" % word))
    finally:
        del authorizer, value


def _message(
    topic: Any,
    payload: Any,
    qos: Any = 0,
    retain: Any = False,
    content_type: Any = None,
    response_topic: Any = None,
    message_expiry: Any = None,
    user_properties: Any = None,
    correlation_data: Any = None,
    payload_format: Any = None,
) -> dict[str, Any]:
    """What publish() and prepare() tell the library about a message."""
    if payload is not None and not isinstance(payload, (bytes, str, bytearray, memoryview)):
        raise wrong_type("payload", "bytes, str, bytearray or memoryview (for a dict: json.dumps(it))", payload)
    return {
        "topic": _args.text(topic, "topic", TOPIC_INVALID),
        "payload": _args.body(payload, "payload"),
        "qos": _qos(qos),
        "retain": _args.boolean(retain, "retain"),
        "content_type": _args.optional_text(content_type, "content_type", MESSAGE_INVALID),
        "response_topic": _args.optional_text(response_topic, "response_topic", MESSAGE_INVALID),
        "correlation_data": _args.body(correlation_data, "correlation_data"),
        "payload_format": _args.optional_text(payload_format, "payload_format", MESSAGE_INVALID),
        "user_properties": _lines.properties(user_properties),
        "message_expiry": -1 if message_expiry is None else _expiry(message_expiry),
    }


def _port(value: Any) -> int | str:
    if isinstance(value, str):
        if value != "auto":
            raise usage('port must be a number or "auto", not %.40r' % value)
        return value
    return _args.ranged(value, "port", 1, 65535)


def _qos(value: Any) -> int:
    number = _args.integer(value, "qos")
    if number not in (0, 1):
        raise error(MESSAGE_INVALID, "qos must be 0 or 1, not %d" % number)
    return number


def _expiry(value: Any) -> int:
    number = _args.seconds(value, "message_expiry")
    if number < 0:  # to the library -1 is none
        raise error(MESSAGE_INVALID, "message_expiry must not be negative: %s" % _args.shown(number))
    return _args.whole_seconds(number, "message_expiry")
