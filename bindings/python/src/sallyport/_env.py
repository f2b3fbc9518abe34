"""The environment, read at the time of the call and passed in.

The native library never reads it itself: a Go runtime does not see variables
that were set after the process began.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, Mapping, Sequence

_PROXY = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
# REQUEST_METHOD tells a CGI program, whose HTTP_PROXY is its client's Proxy header and is not used.
PROXY = _PROXY + tuple(name.lower() for name in _PROXY) + ("REQUEST_METHOD",)
TRUST = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


def snapshot(names: Sequence[str]) -> tuple[str | None, ...]:
    """The values of the variables, None where one is not set."""
    return tuple(map(os.environ.get, names))


def pairs(names: Sequence[str], values: Sequence[str | None]) -> Iterator[tuple[bytes, bytes]]:
    """A snapshot as options."""
    for name, value in zip(names, values):
        if value is not None:
            yield b"env." + name.encode("ascii"), os.fsencode(value)


def aws(env: Mapping[str, str] | None) -> Iterator[tuple[bytes, bytes]]:
    """AWS_* and HOME of an environment (None: this process's) as options."""
    own = env is None
    source: Mapping[str, str] = os.environ if env is None else env
    for name, value in source.items():
        if name.startswith("AWS_") or name == "HOME":
            yield b"env." + os.fsencode(name), os.fsencode(value)
    if own and "HOME" not in os.environ:
        home = os.path.expanduser("~")  # asks the user database
        if home != "~":
            yield b"env.HOME", os.fsencode(home)
