"""The environment, read at the time of the call and passed in.

The native library never reads it itself: a Go runtime does not see variables
that were set after the process began.
"""

from __future__ import annotations

import os

from . import _args
from ._errors import wrong_type
from ._options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator, Sequence

_PROXY = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
# REQUEST_METHOD tells a CGI program, whose HTTP_PROXY is its client's Proxy header and is not used.
PROXY = _PROXY + tuple(name.lower() for name in _PROXY) + ("REQUEST_METHOD",)
TRUST = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


# A look-up in os.environ takes up to a microsecond, and a request asks for 13 variables.
_Environ = type(os.environ)
_ENCODED = {name: os.fsencode(name) for name in PROXY + TRUST}


class _Values(tuple):  # type: ignore[type-arg]
    """Values whose repr shows none: a proxy's URL may hold a password."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<%d variables>" % len(self)


def snapshot(names: Sequence[str]) -> tuple[str | bytes | None, ...]:
    """The values of the variables, as the environment has them; None where one is not set."""
    environ = os.environ
    there = getattr(environ, "_data", None) if type(environ) is _Environ else None
    if not isinstance(there, dict):
        return _Values(map(environ.get, names))
    return _Values(map(there.get, map(_ENCODED.get, names)))


def pairs(names: Sequence[str], values: Sequence[str | bytes | None]) -> Iterator[tuple[bytes, bytes]]:
    """A snapshot as options."""
    for name, value in zip(names, values):
        if value is not None:
            yield b"env." + name.encode("ascii"), os.fsencode(value)


def reaching(env: Any) -> Options:
    """The whole of an environment: a credential_process gets it, and proxies and trusted roots are named there."""
    return aws(env, b"")


def aws(env: Any, other: bytes = b"AWS_") -> Options:
    """AWS_* and HOME of an environment (None: this process's), and what else begins with other."""
    own = env is None
    out = Options()
    source = os.environ if own else env
    value = None
    try:
        if not hasattr(source, "items"):
            raise wrong_type("env", "a mapping such as os.environ", source)
        for name, value in source.items():
            variable = _encoded(name, "a name in env")
            if variable.startswith((b"AWS_", other)) or variable == b"HOME":
                out.pairs.append((b"env." + variable, _encoded(value, "env[%r]" % name)))
    finally:
        del env, source, value  # tracebacks that show locals must not show a secret
    if own and "HOME" not in os.environ:
        home = os.path.expanduser("~")  # asks the user database
        if home != "~":
            out.pairs.append((b"env.HOME", os.fsencode(home)))
    return out


def _encoded(value: Any, argument: str) -> bytes:
    """str as the environment encodes it, or bytes."""
    try:
        return _args.path(value, argument) if isinstance(value, str) else _args.text(value, argument)
    finally:
        del value
