"""Cookies, by http.cookiejar of the standard library. Imported when a cookie is in play: it is not cheap.

The library has a jar of its own (client.cookies), which nobody can look into. Programs that come from requests give a
jar and read one, and want the responses of redirects, with what they set: so the redirects are followed here, and only
one of the two jars is in use.
"""

from __future__ import annotations

import http.cookiejar as _jars
from email.message import Message
from urllib.request import Request

from . import _lines
from ._errors import usage, wrong_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MISSING: Any = object()


class Cookies(_jars.CookieJar):
    """A jar of http.cookiejar that can be asked by name, as that of requests.

    A cookie without a Domain goes back to its own host alone (RFC 6265); one for co.uk and its like is refused.
    """

    def __init__(self) -> None:
        exact = _jars.DefaultCookiePolicy.DomainStrictNonDomain
        super().__init__(_jars.DefaultCookiePolicy(strict_domain=True, strict_ns_domain=exact))

    def get_dict(self) -> dict[str, str]:
        """Names and values; of two cookies with one name the later."""
        return {cookie.name: cookie.value or "" for cookie in self}

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a cookie."""
        return self.get_dict().get(name, default)

    def keys(self) -> list[str]:
        """The names, so that dict(jar) works."""
        return list(self.get_dict())

    def items(self) -> list[tuple[str, str]]:
        """Names and values."""
        return list(self.get_dict().items())

    def __getitem__(self, name: str) -> str:
        return self.get_dict()[name]

    def __contains__(self, name: object) -> bool:
        return name in self.get_dict()

    def __repr__(self) -> str:
        return "<Cookies %s>" % ", ".join(self.keys())  # the values may be secrets

    __str__ = __repr__

    def __getstate__(self) -> Any:
        return list(self)

    def __setstate__(self, cookies: Any) -> None:
        Cookies.__init__(self)
        for cookie in cookies:
            self.set_cookie(cookie)


def of_client(cookies: Any) -> Any:
    """The jar of a client: cookies=True makes one. None: there is none; False: not for a call either."""
    if cookies is None or cookies is False:
        return cookies
    if cookies is True:
        return Cookies()
    if isinstance(cookies, _jars.CookieJar):
        return cookies
    if hasattr(cookies, "items"):
        raise usage("cookies of a client are True or a CookieJar: a dict does not say which host they are for")
    raise wrong_type("cookies", "True, False or a CookieJar", cookies)


def of_call(shared: Any, cookies: Any, url: bytes) -> Cookies:
    """A jar with copies of the client's cookies and those of a call, which are for the host of its URL."""
    jar = Cookies()
    for cookie in shared or ():
        jar.set_cookie(cookie)
    if cookies is None:
        return jar
    if isinstance(cookies, _jars.CookieJar):
        for cookie in cookies:
            jar.set_cookie(cookie)
        return jar
    if not hasattr(cookies, "items"):
        raise wrong_type("cookies", "a dict or a CookieJar", cookies)
    host = _jars.request_host(_request(url))  # type: ignore[attr-defined]
    if "." not in host:
        host += ".local"  # http.cookiejar's form of such a name
    for name, value in cookies.items():
        jar.set_cookie(_cookie(name, value, host))
    return jar


def header(jar: Any, url: bytes) -> bytes:
    """The value of the Cookie header for a URL; empty if there is none."""
    request = _request(url)
    jar.add_cookie_header(request)
    value = str(request.get_header("Cookie", ""))
    if "\r" in value or "\n" in value:  # it would begin a header of its own
        raise usage("cookies: a cookie of the jar holds a line break")
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8")


def carried(jar: Any, url: bytes, lines: bytes, added: bytes, answer: bytes) -> tuple[bytes, bytes]:
    """The header lines of the request that a redirect leads to, and what of its Cookie header is the jar's.

    Cookies of the caller that came with the request stay, if lines have them, but for those that the answer sets.
    """
    own = b"; ".join(line.partition(b":")[2].strip() for line in lines.splitlines() if _is(line, b"cookie"))
    if own.endswith(added):
        own = own[: len(own) - len(added)]
    set_here = {_name(line.partition(b":")[2]) for line in answer.splitlines() if _is(line, b"set-cookie")}
    pairs = [pair.strip() for pair in own.split(b";") if pair.strip() and _name(pair) not in set_here]
    names = {_name(pair) for pair in pairs}
    kept = b"; ".join(pair for pair in header(jar, url).split(b"; ") if pair and _name(pair) not in names)
    value = b"; ".join([*pairs, kept] if kept else pairs)
    lines = b"".join(line for line in lines.splitlines(True) if not _is(line, b"cookie"))
    return (lines + b"Cookie: " + value + b"\r\n" if value else lines), kept


def _is(line: bytes, name: bytes) -> bool:
    return line.partition(b":")[0].strip().lower() == name


def _name(pair: bytes) -> bytes:
    return pair.partition(b"=")[0].strip()


def keep(jar: Any, url: bytes, lines: bytes) -> None:
    """Takes the cookies of a response's header into a jar."""
    message = Message()
    for name, value in _lines.decode(lines).pairs:
        if name.lower() == "set-cookie":
            message["Set-Cookie"] = value
    jar.extract_cookies(_Answer(message), _request(url))


class _Answer:
    """What http.cookiejar asks a response for."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def info(self) -> Message:
        return self._message


def _request(url: bytes) -> Request:
    try:
        return Request(_lines.text(url))  # noqa: S310 - nothing is opened
    except ValueError:  # no scheme; the library says so better when it is asked to send
        return Request("http://invalid./")


def _cookie(name: Any, value: Any, host: str) -> _jars.Cookie:
    for text in (name, value):
        if not isinstance(text, str):
            raise wrong_type("a name or value in cookies", "str", text)
        if not text.isprintable() or ";" in text:
            raise usage("cookies: %r holds a character that no cookie can hold" % name)
    return _jars.Cookie(
        0, name, value, None, False, host, False, False, "/", True, False, None, True, None, None, {"HttpOnly": ""}
    )
