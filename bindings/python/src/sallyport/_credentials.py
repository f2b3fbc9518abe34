"""Credentials that somebody else renews: botocore's objects, and functions."""

from __future__ import annotations

import os
import threading
from datetime import datetime, timezone
from time import time

from . import _args, _log
from ._errors import CREDENTIALS_EXPIRED, CREDENTIALS_MALFORMED, CREDENTIALS_MISSING, error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Pairs = tuple[tuple[bytes, bytes], ...]

# Renewed by then, or when a third of a shorter life is left, so that a request that waits on its way still has a good
# signature; botocore's "advisory" time, and the core's. A source that fails is asked again half a minute later.
_AHEAD = 15 * 60
_AGAIN = 30

# By what the sources call them: tuples; botocore's metadata, STS, the instance metadata service and credential_process.
_NAMES = {
    "access_key_id": ("access_key_id", "access_key", "AccessKeyId", "aws_access_key_id"),
    "secret_access_key": ("secret_access_key", "secret_key", "SecretAccessKey", "aws_secret_access_key"),
    "session_token": ("session_token", "token", "SessionToken", "Token", "aws_session_token"),
    "expires": ("expires", "expiry_time", "Expiration", "expiration"),
}


class Source:
    """What gives the credentials of each signature, and asks for new ones in time.

    Args:
        given: an object with get_frozen_credentials() as botocore's, which renews
            itself; a function without arguments that returns one, or credentials:
            a tuple (key id, secret, token, expiry), or a dict or object with the
            names that AWS uses. Without an expiry it is called for each
            signature; with one, again 15 minutes before, or when a third of a
            shorter life is left.

    One thread renews while others go on with what is still valid. A source that
    fails is asked again, and its exception raised once nothing valid is left.
    """

    __slots__ = ("_ahead", "_expires", "_given", "_locks", "_pairs", "_quiet")

    def __init__(self, given: Any) -> None:
        if not callable(given) and not hasattr(given, "get_frozen_credentials"):
            raise error(
                CREDENTIALS_MALFORMED,
                "credentials is %s; it must be credentials of botocore, or a function that returns some"
                % type(given).__name__,
            )
        self._given = given
        self._locks: dict[int, threading.Lock] = {}  # by process: one that was held at a fork stays locked in the child
        self._pairs: Pairs = ()
        self._expires: float | None = 0.0
        self._ahead: float = _AHEAD
        self._quiet = 0.0  # until then it is not asked ahead of the end

    def pairs(self) -> Pairs:
        """The credentials as options. The same object until there are others.

        Raises:
            CredentialsError: the source gave none, or expired ones. What the
                source raises passes through.
        """
        left = self._left()
        if left > self._ahead or left > 0 and time() < self._quiet:
            return self._pairs
        lock = self._locks.setdefault(os.getpid(), threading.Lock())
        if lock.acquire(blocking=left <= 0):
            try:
                left = self._left()
                if left <= self._ahead:
                    self._renew(left > 0)
            finally:
                lock.release()
        return self._pairs

    def _left(self) -> float:
        return float("inf") if self._expires is None else self._expires - time()

    def _renew(self, valid: bool) -> None:
        log = None if getattr(self._given, "logged", False) is True else _log.logger()
        try:
            pairs, expires = _read(self._given)
        except Exception as e:
            if log is not None:  # what a function of the caller's says may hold a secret
                log.debug("credentials of %s: failed, %s", type(self._given).__name__, type(e).__name__)
            if valid:  # there is time for another try
                self._quiet = time() + _AGAIN
                return
            raise
        if expires is not None and expires <= time():
            if valid:
                self._quiet = time() + _AGAIN
                return
            raise error(
                CREDENTIALS_EXPIRED,
                "the credentials of %s have expired at %s"
                % (_id(pairs).decode("utf-8", "replace"), datetime.fromtimestamp(expires, timezone.utc).isoformat()),
            )
        if pairs != self._pairs:
            self._pairs = pairs
            if log is not None:
                log.debug("credentials of %s: %s", type(self._given).__name__, _log.key(_id(pairs), expires))
        # Without an end they are asked for again: botocore's objects and the function know when.
        self._expires = 0.0 if expires is None else expires
        if expires is not None:
            self._ahead = min(_AHEAD, (expires - time()) / 3)

    def __repr__(self) -> str:
        return "<credentials of %s>" % type(self._given).__name__


def _id(pairs: Pairs) -> bytes:
    return dict(pairs).get(b"credentials.access_key_id", b"")


def _read(given: Any) -> tuple[Pairs, float | None]:
    for _ in range(3):  # a function may return an object that has a function
        if hasattr(given, "get_frozen_credentials"):
            given = given.get_frozen_credentials()
            break
        if not callable(given):
            break
        given = given()
    if given is None:
        raise error(CREDENTIALS_MISSING, "the source of credentials has none")
    if isinstance(given, (tuple, list)) and not hasattr(given, "access_key"):
        found = dict(zip(_NAMES, given))
    else:
        found = fields_of(given)
    try:
        pairs = []
        for name in ("access_key_id", "secret_access_key", "session_token"):
            value = _args.optional_text(found.get(name), "credentials: " + name, CREDENTIALS_MALFORMED)
            if value:
                pairs.append((b"credentials." + name.encode("ascii"), bytes(value)))
        expires = _args.epoch(_moment(found.get("expires")), "credentials: expires")
    finally:
        del given, found  # tracebacks that show locals must not show these
    return tuple(pairs), expires


def fields_of(given: Any) -> dict[str, Any]:
    """Credentials of an object or dict, by our names; None is what it lacks."""
    if hasattr(given, "get_frozen_credentials"):
        given = given.get_frozen_credentials()
    try:
        return {name: _field(given, spellings) for name, spellings in _NAMES.items()}
    finally:
        del given


def _field(given: Any, spellings: tuple[str, ...]) -> Any:
    for name in spellings:
        value = given.get(name) if hasattr(given, "get") else getattr(given, name, None)
        if value is not None:
            return value
    return None


def _moment(value: Any) -> Any:
    """Text as in AWS's answers is RFC 3339; the rest is for _args.epoch."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise error(CREDENTIALS_MALFORMED, "credentials: the expiry %r is no time" % value) from None
