"""What `sallyport doctor` looks at on a host. Each check gives plain rows, which executors of Spark can send."""

from __future__ import annotations

import os
import sys
import time

from .. import _env, _native
from .._client import Client
from .._diagnose import diagnose
from .._errors import Error
from .._identity import new_audience
from .._signer import Signer
from .output import harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator, Sequence

    Row = tuple[str, str, str, str]  # check, state, what was found, fix

OK, WARN, FAIL = "ok", "warn", "fail"
_PATIENCE = 20  # seconds that a child of fork has for its first call
_SKEW = (60, 300)  # seconds at which a clock is worth a warning, and at which AWS refuses


def local() -> list[Row]:
    """All about this host. Credentials that are elsewhere are fetched, as a signature would do."""
    rows: list[Row] = []
    for check in (_library, _glibc, _core, _fork, _credentials, _proxies, _trust, _clock, _name_servers):
        rows += _guarded(check)
        if rows[-1][:2] == ("library", FAIL):  # nothing else can be asked
            break
    return rows


def servers(urls: Sequence[str], client_options: dict[str, Any]) -> list[Row]:
    """Each URL by diagnose, and the clock of the first server that tells its own."""
    rows: list[Row] = []
    for url in urls:
        rows.append(_server("server " + url.partition("?")[0], url, client_options))
    if any(state == OK for _, state, _, _ in rows):
        rows += _guarded(lambda: _server_clock(urls, client_options))
    return rows


def pins(entries: Sequence[str], client_options: dict[str, Any]) -> list[Row]:
    """The server behind each entry of --resolve."""
    rows = []
    for entry in entries:
        closing = "]:" if entry.startswith("[") else ":"
        host, _, rest = entry.partition(closing)
        port = rest.partition(":")[0]
        authority = host + closing + ("443" if port == "*" else port)
        rows.append(_server("pin " + entry, "https://%s/" % authority, client_options))
    return rows


def _guarded(check: Callable[[], Iterator[Row]]) -> list[Row]:
    """A check that fails to run is a failure and ends no other."""
    try:
        return list(check())
    except Error as e:
        return [(_name(check), FAIL, "%s: %s" % (e.name, e.message), e.hint)]
    except OSError as e:
        return [(_name(check), FAIL, str(e), "The system or the sandbox forbids what this check does.")]


def _name(check: Callable[[], Iterator[Row]]) -> str:
    return check.__name__.strip("_<>").replace("_", " ")


def _library() -> Iterator[Row]:
    from .. import __version__

    backend = _native.load()
    path = os.environ.get("SALLYPORT_LIBRARY") or os.path.join(os.path.dirname(_native.__file__), _native.NAME)
    version = backend.version()
    found = "%s by %s, version %s, Python %d.%d.%d" % ((path, backend.KIND, version) + sys.version_info[:3])
    if version != __version__:
        fix = "Library and package belong together: install both anew, and look at SALLYPORT_LIBRARY."
        yield "library", FAIL, found + "; the package is " + __version__, fix
    elif (
        backend.KIND != "extension" and sys.implementation.name == "cpython" and not os.environ.get("SALLYPORT_BACKEND")
    ):
        yield "library", WARN, found, "The extension would sign faster: build the library with Python's headers."
    else:
        yield "library", OK, found, ""


def _glibc() -> Iterator[Row]:
    try:
        name, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
    except (ValueError, OSError):
        name, version = "", ""
    if name != "glibc":
        yield (
            "glibc",
            FAIL,
            "this is not glibc",
            "The library needs glibc 2.17 or later; on musl use the WebAssembly module.",
        )
    elif tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < (2, 17):
        yield "glibc", FAIL, version, "The library needs glibc 2.17 or later."
    else:
        yield "glibc", OK, version, ""


def _core() -> Iterator[Row]:
    new_audience()
    yield "core", OK, "starts", ""


def _fork() -> Iterator[Row]:
    """A call in a child of fork, which gets a core of its own."""
    import select
    import signal
    import warnings

    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of threads, which the library sees to
        child = os.fork()
    if child == 0:
        try:
            new_audience()
            os.write(writing, b"ok")
        except BaseException as e:
            os.write(writing, str(e).encode("utf-8", "replace")[:2000])
        finally:
            os._exit(0)
    os.close(writing)
    answered, _, _ = select.select([reading], [], [], _PATIENCE)
    said = os.read(reading, 4000) if answered else b"no answer in %d s" % _PATIENCE
    os.close(reading)
    if not answered:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if said == b"ok":
        yield "fork", OK, "a child of fork gets a core of its own", ""
    else:
        fix = "Make room in memory (memfd), /dev/shm or TMPDIR without noexec for a copy of the library, or spawn."
        yield "fork", FAIL, said.decode("utf-8", "replace") or "the child ended", fix


def _credentials() -> Iterator[Row]:
    """Where credentials come from, and whether the source gives any; never what they are."""
    providers = ["aws"]
    if any(name.startswith("ALIBABA_CLOUD_") for name in os.environ):
        providers.append("alibaba")
    for provider in providers:
        check = "credentials" if provider == "aws" else "credentials of " + provider
        try:
            found = Signer.from_chain(provider=provider).refresh()
        except Error as e:
            yield check, WARN, "%s: %s" % (e.name, harmless(e.message)), e.hint
        else:
            end = "" if found.expires is None else ", until " + found.expires.strftime("%Y-%m-%dT%H:%M:%SZ")
            yield check, OK, "from " + harmless(found.source) + end, ""


def _proxies() -> Iterator[Row]:
    names = [name for name in _env.PROXY if name != "REQUEST_METHOD" and os.environ.get(name)]
    if not names:
        yield "proxy", OK, "no variable names one", ""
    elif os.environ.get("REQUEST_METHOD") and "HTTP_PROXY" in names:
        yield "proxy", WARN, "HTTP_PROXY is not used beside REQUEST_METHOD (CGI)", "Set http_proxy if it is meant."
    else:
        yield "proxy", OK, "by " + ", ".join(names), ""


def _trust() -> Iterator[Row]:
    name = next((name for name in _env.TRUST if os.environ.get(name)), None)
    try:
        with Client():
            pass
    except Error as e:
        yield "trust", FAIL, "%s: %s" % (e.name, e.message), e.hint + (" It stands in %s." % name if name else "")
        return
    found = "roots of %s: %s" % (name, os.environ[name]) if name else "the system's roots, or else Mozilla's, built in"
    yield "trust", OK, found, ""


def _clock() -> Iterator[Row]:
    now = time.time()
    shown = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
    fix = "Set this machine's clock (NTP)."
    try:
        installed = os.stat(_native.__file__).st_mtime
    except OSError:  # in a zip file
        installed = 0.0
    if now < installed - 86400:
        yield "clock", FAIL, shown + " is before the day on which the package was written", fix
    elif _is_adrift():
        yield (
            "clock",
            WARN,
            shown + ", and the kernel does not know of a synchronisation",
            fix + " A URL is compared with.",
        )
    else:
        yield "clock", OK, shown, ""


def _is_adrift() -> bool:
    """adjtimex(2) says TIME_ERROR."""
    try:
        import ctypes

        libc = ctypes.CDLL(None)
        return bool(libc.adjtimex(ctypes.create_string_buffer(512)) == 5)
    except (ImportError, OSError, AttributeError):
        return False


def _name_servers() -> Iterator[Row]:
    try:
        with open("/etc/resolv.conf", encoding="utf-8", errors="replace") as file:
            words = [line.split() for line in file]
    except OSError:
        words = []
    found = [line[1] for line in words if len(line) > 1 and line[0] == "nameserver"]
    if found:
        yield "dns", OK, "name servers " + ", ".join(found), ""
    else:
        yield (
            "dns",
            WARN,
            "/etc/resolv.conf names no server",
            'Pin addresses: resolve={"host": "ip"}',
        )


def _server(check: str, url: str, client_options: dict[str, Any]) -> Row:
    try:
        found = diagnose(url, **client_options)
    except Error as e:
        return check, FAIL, "%s: %s" % (e.name, e.message), e.hint
    if found.cause == "ok":
        return check, OK, harmless(found.summary), ""
    return check, FAIL, harmless("%s: %s" % (found.cause, found.summary)), harmless(found.fix)


def _server_clock(urls: Sequence[str], client_options: dict[str, Any]) -> Iterator[Row]:
    from email.utils import parsedate_to_datetime

    with Client(**client_options) as client:
        for url in urls:
            try:
                date = client.head(url, allow_redirects=False).headers.get("Date", "")
                ahead = time.time() - parsedate_to_datetime(date).timestamp()
            except (Error, TypeError, ValueError, IndexError):
                continue
            found = "%d s %s %s" % (abs(ahead), "ahead of" if ahead > 0 else "behind", _authority(url))
            state = FAIL if abs(ahead) > _SKEW[1] else WARN if abs(ahead) > _SKEW[0] else OK
            yield "clock", state, found, "" if state == OK else "Set this machine's clock (NTP)."
            return


def _authority(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]
