"""The keyword arguments that say how a server is reached and trusted -> options."""

from __future__ import annotations

import os

from . import _args, _env
from ._errors import RESOLVE_MALFORMED, error, usage, wrong_type
from ._options import Options
from ._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Pairs = tuple[tuple[bytes, bytes | None], ...]


def options(
    *,
    resolve: Any,
    verify: Any,
    cert: Any,
    key: Any = None,
    timeout: Any,
    deadline: Any,
    spki_pins: Any,
    signer: Any,
    retries: Any,
    proxy: Any,
    max_body: Any = None,
    max_header: Any = None,
    min_rate: Any = None,
    max_redirects: Any = None,
    decode: Any = True,
    allow: Any = None,
    alpn: Any = None,
    fetch_intermediates: Any = False,
) -> Options:
    """The options that Client and IotPublisher share."""
    out = Options()
    try:
        if proxy is not None:
            out.set("client.proxy", "none" if proxy is False else _args.text(proxy, "proxy"))
        _certificate(out, cert, key)
    finally:
        del cert, key, proxy  # tracebacks that show locals must not show a key or a password
    out.set_list("client.resolve", _resolve(resolve))
    out.set_list("client.allow", _list(allow, "allow"))
    out.set_list("client.alpn", _list(alpn, "alpn"))
    out = out.extended(limits(timeout, deadline))
    if retries is not None:
        out.set("client.retries", _args.ranged(retries, "retries", 0))
    for argument, value, least in (
        ("max_body", max_body, 1),
        ("max_header", max_header, 1),
        ("max_redirects", max_redirects, 0),
    ):
        if value is not None:
            out.set("client." + argument, _args.ranged(value, argument, least))
    if not _args.boolean(decode, "decode"):
        out.set("client.decode", False)
    if _args.boolean(fetch_intermediates, "fetch_intermediates"):
        out.set("tls.fetch_intermediates", True)
    if min_rate is not None:
        _set_min_rate(out, min_rate)
    pins = _pins(spki_pins)
    if _is_pin(verify):
        if pins is not None:
            raise usage("verify is a pin; give either that or spki_pins")
        out.set("tls.verify", False)
        pins = _pins_of(verify)
    else:
        _verify(out, verify)
    out.set_list("tls.spki_pins", pins)
    if signer is not None:
        if not isinstance(signer, Signer):
            raise wrong_type("signer", "a Signer", signer)
        # How the source of its credentials is reached is this object's business.
        out = out.extended(pair for pair in signer._options.pairs if not pair[0].startswith(_REACHING))
        out.credentials = signer._options.credentials
        out.set("client.sign", True)
    return out


_REACHING = (b"client.", b"tls.", *(b"env." + name.encode("ascii") for name in _env.PROXY + _env.TRUST))


def source(resolve: Any, verify: Any, proxy: Any, timeout: Any) -> list[tuple[bytes, bytes]]:
    """How a source of credentials is reached."""
    return options(
        resolve=resolve,
        verify=verify,
        cert=None,
        timeout=timeout,
        deadline=None,
        spki_pins=None,
        signer=None,
        retries=None,
        proxy=proxy,
    ).pairs


def certificate_of_source(cert: Any, key: Any) -> list[tuple[bytes, bytes]]:
    """A certificate that credentials are given for, as options."""
    out = Options()
    try:
        _certificate(out, cert, key)
    finally:
        del cert, key
    return [(b"credentials." + option[len(b"tls.") :], value) for option, value in out.pairs]


def environment(trust_env: Any, verify: Any, proxy: Any) -> tuple[str, ...]:
    """The variables that count; what was said explicitly is not looked for in the environment."""
    own = proxy is None
    del proxy
    if not _args.boolean(trust_env, "trust_env"):
        return ()
    return (_env.PROXY if own else ()) + (_env.TRUST if verify is None or verify is True else ())


def _list(value: Any, argument: str) -> list[bytes] | None:
    """One str, or a list of them, not empty: an empty one would mean no limit at all."""
    entries = _args.strings([value] if isinstance(value, (str, bytes)) else value, argument)
    if entries is not None and not all(entry.strip() for entry in entries or [b""]):
        raise usage("%s is empty, or an entry of it is; leave it out to limit nothing" % argument)
    return entries


def _resolve(resolve: Any) -> list[bytes] | None:
    """{"host": "ip"} or {"host:port": ["ip", ...]} -> curl's host:port:addr[,addr...]."""
    if resolve is None:
        return None
    if not hasattr(resolve, "items"):
        if isinstance(resolve, (str, bytes)):
            raise wrong_type("resolve", "a dict or a list of host:port:address", resolve)
        return _args.strings(resolve, "resolve", RESOLVE_MALFORMED)
    lines = []
    for host, addresses in resolve.items():
        try:
            name = _args.text(host, "a host in resolve", RESOLVE_MALFORMED).decode("utf-8")
        except UnicodeDecodeError:
            raise error(RESOLVE_MALFORMED, "a host in resolve is not UTF-8: %r" % host) from None
        if isinstance(addresses, (str, bytes)) or not hasattr(addresses, "__iter__"):
            addresses = [addresses]
        texts = [_address(address, name) for address in addresses]
        if not texts:
            raise error(RESOLVE_MALFORMED, "resolve: %r has no address" % name)
        bare = name.rpartition(":")[0]
        if not bare or name.endswith("]"):  # no port, or an IPv6 literal
            name += ":*"
        lines.append(("%s:%s" % (name, ",".join(texts))).encode("utf-8"))
    return lines


def _address(address: Any, host: str) -> str:
    """An address as str or bytes, or an object of the ipaddress module."""
    if address is None:
        raise error(RESOLVE_MALFORMED, "the address of %r in resolve is None" % host)
    if not isinstance(address, (str, bytes)) and not hasattr(address, "packed"):
        raise wrong_type("the address of %r in resolve" % host, "an IP address as str", address)
    given = address if isinstance(address, bytes) else str(address)
    text = _args.text(given, "an address in resolve", RESOLVE_MALFORMED).decode("utf-8", "replace")
    if ":" in text and not text.startswith("["):
        text = "[%s]" % text
    return text


def limits(timeout: Any, deadline: Any = None) -> Pairs:
    """timeout= and deadline= as options.

    As in requests a timeout limits each phase of each attempt, and leaves the sum
    without a limit; None in the place of one of the two numbers is no limit.
    """
    out = Options()
    if timeout is not None:
        connect, read = _waits(timeout)
        out.set("client.connect_timeout", connect)
        out.set("client.tls_timeout", connect)
        out.set("client.read_timeout", read)
        out.set("client.timeout", 0)
    if deadline is not None:
        out.set("client.timeout", _args.milliseconds(deadline, "deadline"))
    return tuple(out.pairs)


def _set_min_rate(out: Options, min_rate: Any) -> None:
    """Bytes a second, or (bytes a second, seconds of which it is the mean)."""
    rate = min_rate
    if isinstance(min_rate, tuple):
        if len(min_rate) != 2:
            raise usage("min_rate must be a number or (bytes a second, seconds), not a tuple of %d" % len(min_rate))
        rate = min_rate[0]
        out.set("client.min_rate_time", max(_args.milliseconds(min_rate[1], "the time of min_rate"), 1))
    out.set("client.min_rate", _args.ranged(rate, "min_rate", 0))


def _waits(timeout: Any) -> list[int]:
    """The milliseconds of connect and read; 0 is no limit."""
    if not isinstance(timeout, tuple):
        timeout = (timeout, timeout)
        words = ("timeout", "timeout")
    elif len(timeout) != 2:
        raise usage("timeout must be seconds or (connect, read), not a tuple of %d" % len(timeout))
    else:
        words = ("the connect timeout", "the read timeout")
    return [0 if t is None else _args.milliseconds(t, word) for t, word in zip(timeout, words)]


ENDLESS = 10 * 365 * 86400 * 1000  # milliseconds, where 0 would be the object's own limit


def waits_of_call(timeout: Any) -> dict[str, int]:
    """A call's own timeout as numbers of the call, which has the connections of its client."""
    connect, read = _waits(timeout)
    return {"connect_ms": connect or -1, "read_ms": read or -1}


def limits_of_call(timeout: Any, deadline: Any, shared: Any) -> dict[str, int]:
    """A call's own timeout= and deadline= as its numbers; shared is its object's deadline, which timeout leaves."""
    numbers = {} if timeout is None else waits_of_call(timeout)
    if deadline is not None:
        numbers["timeout_ms"] = _args.milliseconds(deadline, "deadline")
    elif timeout is not None and shared is None:
        numbers["timeout_ms"] = ENDLESS
    return numbers


_TRUST = (b"tls.verify", b"tls.ca_file", b"tls.ca_dir", b"tls.ca_bytes")
_CERT = (b"tls.cert", b"tls.key", b"tls.cert_file", b"tls.key_file")


def trust_of_call(verify: Any, cert: Any, trust_env: bool) -> Pairs:
    """A call's own verify= and cert= as options in the place of its object's, which None takes away."""
    out = Options()
    away: list[tuple[bytes, None]] = []
    try:
        if verify is not None:
            away += [(option, None) for option in _TRUST]
            if _is_pin(verify):
                away.append((b"tls.spki_pins", None))
                out.set("tls.verify", False)
                out.set_list("tls.spki_pins", _pins_of(verify))
            else:
                _verify(out, verify)
            if verify is True and trust_env:
                out = out.extended(_env.pairs(_env.TRUST, _env.snapshot(_env.TRUST)))
        if cert is not None:
            away += [(option, None) for option in _CERT]
            _certificate(out, cert, None)
    finally:
        del cert
    return (*away, *out.pairs)


def _pins(spki_pins: Any) -> list[bytes] | None:
    """No pin where pins were meant would check nothing, so that it is refused."""
    pins = _args.strings(spki_pins, "spki_pins")
    if pins is not None and not all(pin.strip() for pin in pins or [b""]):
        raise usage("spki_pins is empty, or one of them is; leave it out to pin nothing")
    return pins


def _is_pem(value: Any) -> bool:
    return isinstance(value, str) and "-----BEGIN " in value


def _is_pin(verify: Any) -> bool:
    """The server's key itself is what is trusted, written as curl does: sha256//...;sha256//..."""
    return isinstance(verify, str) and verify.startswith("sha256//")


def _pins_of(verify: str) -> list[bytes] | None:
    return _args.strings(verify.split(";"), "verify")


def _verify(out: Options, verify: Any) -> None:
    if verify is None or verify is True:
        return
    _not_empty(verify, "verify")
    if verify is False:
        out.set("tls.verify", False)
    elif isinstance(verify, (bytes, bytearray, memoryview)) or _is_pem(verify):
        out.set("tls.ca_bytes", _args.body(verify, "verify"))
    elif isinstance(verify, str) or hasattr(verify, "__fspath__"):
        out.set("tls.ca_dir" if os.path.isdir(verify) else "tls.ca_file", _args.kept_path(verify, "verify"))
    else:
        raise wrong_type("verify", "True, False, a path or PEM bytes", verify)


def _certificate(out: Options, cert: Any, key: Any) -> None:
    password = None
    try:
        if isinstance(cert, tuple):
            if len(cert) not in (2, 3) or key is not None:
                raise usage("cert must be a path, PEM bytes, (cert, key) or (cert, key, password)")
            cert, key, password = cert + (None,) * (3 - len(cert))
        if password is not None:
            _not_empty(password, "the password of cert")
            out.set("tls.key_password", _args.text(password, "the password of cert"))
        if cert is None:
            if key is not None:
                raise usage("key is given without cert")
            return
        _material(out, cert, "cert", "tls.cert")
        if key is not None:
            _material(out, key, "key", "tls.key")
    finally:
        del cert, key, password


def _not_empty(value: Any, argument: str) -> None:
    """What is empty, such as an unset variable's text, must not stand for a default."""
    try:
        if isinstance(value, (str, bytes, bytearray, memoryview)) and not _args.body(value, argument).strip():
            raise usage(argument + " is empty; leave it out for the default")
    finally:
        del value


def _material(out: Options, value: Any, argument: str, option: str) -> None:
    """A certificate or key: PEM goes in as it is, a path as the path."""
    try:
        _not_empty(value, argument)
        if isinstance(value, (bytes, bytearray, memoryview)) or _is_pem(value):
            out.set(option, _args.body(value, argument))
        elif isinstance(value, str) or hasattr(value, "__fspath__"):
            out.set(option + "_file", _args.kept_path(value, argument))
        else:
            raise wrong_type(argument, "a path or PEM bytes", value)
    finally:
        del value
