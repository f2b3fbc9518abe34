"""What people paste: the output of curl -v, a HAR, a debug log of botocore, a raw answer, the text of an error.

Each becomes one exchange: what was sent and what came back, as far as it is there. The text is of unknown origin:
it is bounded, and every expression here is linear in it.
"""

from __future__ import annotations

import re

from .output import harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Iterator

    Pairs = list[tuple[str, str]]

LIMIT = 16 << 20  # bytes of a HAR, say
_WORDS = 256 << 10  # characters of a text in which words are looked for
_HEAD = 16 << 10  # characters of a line of a log that lists headers
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}$")


class Request:
    """What was sent. What is not known is empty."""

    __slots__ = ("body", "headers", "method", "url")

    def __init__(
        self, method: str = "", url: str = "", headers: Iterable[tuple[str, str]] = (), body: str = ""
    ) -> None:
        self.method = method
        self.url = url
        self.headers: Pairs = list(headers)
        self.body = body

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def data(self) -> dict[str, Any]:
        """As sallyport.explain takes it."""
        body = self.body or None  # whether there was none, no format tells
        return {"method": self.method, "url": self.url, "headers": _clean(self.headers), "body": body}


class Response:
    """What came back. What is not known is empty, or 0."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int = 0, headers: Iterable[tuple[str, str]] = (), body: str | bytes = "") -> None:
        self.status = status
        self.headers: Pairs = list(headers)
        self.body = body.encode("utf-8", "surrogateescape") if isinstance(body, str) else body

    def data(self) -> dict[str, Any]:
        return {"status": self.status, "headers": _clean(self.headers), "body": self.body}


def _clean(pairs: Pairs) -> Pairs:
    """The fields that can be a line of a header."""
    return [(name, harmless(value)) for name, value in pairs if _NAME.match(name) and "\n" not in value]


class Exchange:
    """One request, its answer, and the text in which they were found."""

    __slots__ = ("form", "request", "response", "text")

    def __init__(self, form: str, request: Request | None, response: Response | None, text: str) -> None:
        self.form = form
        self.request = request
        self.response = response
        self.text = text


def read(text: str) -> Exchange:
    """The exchange in a text: of several the last one that was refused, or else the last."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    for reader in (_har, _curl, _botocore, _head):
        found = list(reader(text))
        if found:
            refused = [exchange for exchange in found if exchange.response and exchange.response.status >= 300]
            return (refused or found)[-1]
    return _words(shortened(text))


def shortened(text: str) -> str:
    """The beginning and the end of a long text: errors stand there, and expressions take their time."""
    return text if len(text) <= _WORDS else text[: _WORDS // 2] + "\n" + text[-_WORDS // 2 :]


# ---- HAR (W3C, "HTTP Archive") ----------------------------------------------


def _har(text: str) -> Iterator[Exchange]:
    if not text.lstrip().startswith("{") or '"entries"' not in text:
        return
    from json import loads

    try:
        entries = loads(text)["log"]["entries"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for entry in entries if isinstance(entries, list) else ():
        sent, came = _part(entry, "request"), _part(entry, "response")
        content = _part(came, "content")
        body: str | bytes = str(content.get("text") or "")
        if content.get("encoding") == "base64":
            from base64 import b64decode

            try:
                body = b64decode(body)
            except ValueError:
                body = b""
        status: Any = came.get("status")
        request = Request(
            str(sent.get("method") or ""),
            str(sent.get("url") or ""),
            _har_pairs(sent),
            str(_part(sent, "postData").get("text") or ""),
        )
        answered = isinstance(status, int) and status > 0
        response = Response(status, _har_pairs(came), body) if answered else None
        yield Exchange("HAR", request, response, str(came.get("_error") or ""))


def _part(parent: Any, name: str) -> dict[str, Any]:
    found = parent.get(name) if isinstance(parent, dict) else None
    return found if isinstance(found, dict) else {}


def _har_pairs(message: dict[str, Any]) -> Pairs:
    fields = message.get("headers")
    if not isinstance(fields, list):
        return []
    # HTTP/2 has ":authority" and its like among them
    found = [(str(f.get("name")), str(f.get("value") or "")) for f in fields if isinstance(f, dict)]
    return [(name, value) for name, value in found if not name.startswith(":")]


# ---- curl -v ------------------------------------------------------------------

_REQUEST_LINE = re.compile(r"([A-Z]{3,10}) (\S+) HTTP/[0-9.]+ *$")
_STATUS_LINE = re.compile(r"HTTP/[0-9.]+ ([1-5][0-9][0-9])\b")


def _curl(text: str) -> Iterator[Exchange]:
    if not re.search(r"(?m)^[<>*] ", text):
        return
    request: Request | None = None
    response: Response | None = None
    body: list[str] = []
    port, ended = "", False
    found = []

    def close() -> None:
        if response is not None:
            response.body = "\n".join(body).strip("\n").encode("utf-8", "surrogateescape")
        if request is not None or response is not None:
            found.append(Exchange("curl -v", request, response, text))

    for line in text.split("\n"):
        mark, rest = line[:2], line[2:].rstrip()
        if mark == "* ":
            connected = re.match(r"Connected to \S+ \([^)]*\) port ([0-9]+)", rest)
            port = connected.group(1) if connected else port
        elif mark == "> " or line == ">":
            start = _REQUEST_LINE.match(rest)
            if start:
                close()
                request, response, body = Request(start.group(1), start.group(2)), None, []
            elif request is not None and ":" in rest:
                request.headers.append(_pair(rest))
        elif mark == "< " or line == "<":
            start = _STATUS_LINE.match(rest)
            if start:
                if response is not None and response.status >= 200 and request is None:
                    close()
                response, body, ended = Response(int(start.group(1))), [], False
            elif response is not None and ":" in rest:
                response.headers.append(_pair(rest))
            elif not rest:
                ended = True
        elif response is not None and ended and not re.match(r"[{}] \[[0-9]+ bytes data\]", line):
            body.append(line)
    close()
    for exchange in found:
        if exchange.request is not None:
            exchange.request.url = _absolute(exchange.request, port)
        yield exchange


def _absolute(request: Request, port: str) -> str:
    """The URL of a request line. A port that is not http's is TLS's, as far as anybody can tell."""
    host = request.header("host")
    if "://" in request.url or not host:
        return request.url
    return "%s://%s%s" % ("http" if port == "80" else "https", host, request.url)


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


# ---- botocore's debug log, and that of the AWS CLI -------------------------------

# The beginning of a record as boto3, botocore, the AWS CLI, logging.basicConfig and pytest write it.
_RECORD = re.compile(
    r"(?m)^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:]{8}[,.][0-9]{3,6} (?:- )?(?:\S{1,60} - )?"
    r"(?P<dated>[A-Za-z_][\w.]{0,80}) (?:\[\w{1,9}\]|- \w{1,9} -) "
    r"|(?:DEBUG|INFO|WARNING|ERROR) *:? *(?P<plain>[A-Za-z_][\w.]{0,80}):(?:\w{1,60}\.py:[0-9]{1,6} )?)"
)
_SENT = re.compile(r"method=([A-Z]{1,10}), url=(\S{1,16000}?), headers=\{")
_LITERAL_PAIR = re.compile(r"""'([A-Za-z0-9_.-]{1,100})': b?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")
_LITERAL = re.compile(r"""b?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""", re.S)


def _botocore(text: str) -> Iterator[Exchange]:
    starts = list(_RECORD.finditer(text))
    if not starts:
        return
    request, response = Request(), Response()
    seen, payload_hash = False, ""
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        logger, message = start.group("dated") or start.group("plain"), text[start.end() : end].rstrip("\n")
        head, _, rest = message.partition("\n")
        if logger == "botocore.auth" and head == "CanonicalRequest:":
            if seen and response.status:
                yield Exchange("botocore log", request, response, text)
            request, response, seen = Request(), Response(), True
            payload_hash = rest.rpartition("\n")[2]  # what is logged of the body
        elif head.startswith("Sending http request: "):
            sent = _SENT.search(head)
            if sent:
                request.method, request.url, seen = sent.group(1), sent.group(2), True
                request.headers = _literal_pairs(head[sent.end() : sent.end() + _HEAD])
                if payload_hash and not request.header("x-amz-content-sha256"):
                    request.headers.append(("x-amz-content-sha256", payload_hash))
        elif head.startswith("Response headers: "):
            response.headers = _literal_pairs(head[:_HEAD])
        elif head.startswith("Response body:"):
            literal = _LITERAL.match(rest)
            response.body = _unescaped(literal) if literal else rest.encode("utf-8", "surrogateescape")
        elif logger.startswith(("urllib3.", "botocore.vendored.")) and '" ' in head:
            status = re.search(r'HTTP/[0-9.]+" ([1-5][0-9][0-9])\b', head)
            if status:
                response.status = int(status.group(1))
    if seen:
        answered = response.body or response.status
        yield Exchange("botocore log", request, response if answered else _of_sdk(shortened(text)), text)


def _literal_pairs(text: str) -> Pairs:
    return [(found.group(1), _unescaped(found, 2).decode("utf-8", "replace")) for found in _LITERAL_PAIR.finditer(text)]


def _unescaped(found: Any, group: int = 1) -> bytes:
    """The bytes of a literal of Python."""
    import warnings

    text: str = found.group(group) if found.group(group) is not None else found.group(group + 1)
    raw = text.encode("latin-1", "backslashreplace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape that Python does not know stays
            return raw.decode("unicode_escape").encode("latin-1", "replace")
    except UnicodeDecodeError:
        return raw


# ---- A raw answer: curl -i, a packet capture --------------------------------------


def _head(text: str) -> Iterator[Exchange]:
    start = re.search(r"(?m)^HTTP/[0-9.]+ ([1-5][0-9][0-9])\b.*$", text)
    if not start:
        return
    before = text[: start.start()].strip("\n")
    request = None
    line, _, rest = before.partition("\n")
    if _REQUEST_LINE.match(line):
        fields, _, body = rest.partition("\n\n")
        request = Request(line.split(" ")[0], line.split(" ")[1], _lines(fields), body)
        request.url = _absolute(request, "")
    fields, _, body = text[start.end() :].partition("\n\n")  # from the end of the status line on
    yield Exchange("HTTP", request, Response(int(start.group(1)), _lines(fields), body), text)


def _lines(text: str) -> Pairs:
    return [_pair(line) for line in text.split("\n") if ":" in line]


# ---- The text of an error -----------------------------------------------------------

# What the SDKs print: code and message, then the status where they say it. The last ends a message.
_PYTHON = re.compile(
    r"An error occurred \((?P<code>[\w.:-]{1,100})\) when calling the \w{1,100} operation[^:]{0,40}: (?P<message>.*)",
    re.S,
)
_GO = re.compile(r"StatusCode: (?P<status>[0-9]{3})[^\n]{0,300}api error (?P<code>[\w.]{1,100}): (?P<message>.*)", re.S)
_JAVA = re.compile(
    r"\(Service: [^;,)\n]{1,100}[;,] Status Code: (?P<status>[0-9]{3})(?:; Error Code: (?P<code>[\w.]{1,100}))?"
)
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^\s\"'<>\\]{1,300},? ?SignedHeaders=[^\s\"'<>\\]{1,2000},? ?"
    r"Signature=[0-9a-fA-F]{1,64}"
)
_PRESIGNED = re.compile(r"[?&]X-Amz-Signature=[^\s\"'<>\\]{1,8000}", re.I)
# What a client could not read as an answer is none.
_ANSWER = re.compile(r"(?<!BadStatusLine\(['\"])(?:<\?xml|<!DOCTYPE|<[A-Za-z]{0,60}(?:Error|html)|\{\s{0,60}\")", re.I)


def _words(text: str) -> Exchange:
    request = None
    presigned = _PRESIGNED.search(text)
    authorization = _AUTHORIZATION.search(text)
    if presigned:
        before = re.split(r"[\s\"'<>\\]", text[max(0, presigned.start() - 8000) : presigned.start()])[-1]
        request = Request(
            "GET", before[max(before.rfind("https://"), before.rfind("http://"), 0) :] + presigned.group()
        )
    elif authorization:
        request = Request(headers=[("Authorization", authorization.group())])
    response = _of_sdk(text)
    if response is not None:
        return Exchange("error of an SDK", request, response, text)
    start = _ANSWER.search(text)
    if start and (start.group()[0] == "<" or text.rstrip().endswith("}")):
        return Exchange("answer", request, Response(0, (), text[start.start() :]), text)
    return Exchange("text", request, None, text)


def _of_sdk(text: str) -> Response | None:
    from json import dumps

    for pattern in (_PYTHON, _GO, _JAVA):
        said = pattern.search(text)
        if said:
            parts = said.groupdict()
            message = parts.get("message") or text[: said.start()].rpartition("\n")[2]
            body = dumps({"Code": parts["code"] or "", "Message": message.strip()})
            return Response(int(parts.get("status") or 0), (), body)
    return None
