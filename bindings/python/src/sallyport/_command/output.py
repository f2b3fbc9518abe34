"""What the command writes, and where: results to stdout, all else to stderr, and nothing that controls a terminal."""

from __future__ import annotations

import os
import sys
from unicodedata import category

from . import advice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable

    from .._errors import Error

_STYLES = {"bold": "1", "red": "31", "green": "32", "yellow": "33"}


def harmless(text: str) -> str:
    """Text without what a terminal obeys: controls, directions, lone surrogates. Lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join([char if char in "\n\t" or not _obeyed(char) else _escaped(char) for char in text])


def _obeyed(char: str) -> bool:
    return category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii") if char != "\r" else "\\r"


class Output:
    """stdout and stderr of one run."""

    def __init__(self, json: bool) -> None:
        self.json = json
        self._plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"

    def painted(self, text: str, style: str, file: Any = None) -> str:
        """The text in a colour, if it goes to a terminal that may show one."""
        if self._plain or not (file or sys.stdout).isatty():
            return text
        return "\x1b[%sm%s\x1b[0m" % (_STYLES[style], text)

    def line(self, text: str, style: str | None = None) -> None:
        _write(sys.stdout, self._finished(text, style, sys.stdout))

    def note(self, text: str, style: str | None = None) -> None:
        """A line on stderr."""
        _write(sys.stderr, self._finished(text, style, sys.stderr))

    def _finished(self, text: str, style: str | None, file: Any) -> str:
        text = harmless(text)
        return (self.painted(text, style, file) if style else text) + "\n"

    def pairs(self, pairs: Iterable[tuple[str, object]], indent: str = "") -> None:
        for name, value in pairs:
            self.line("%s%s: %s" % (indent, name, value))

    def show(self, data: Any, lines: Iterable[str] = ()) -> None:
        """The result: as JSON if that was asked for, else as lines."""
        if not self.json:
            for text in lines:
                self.line(text)
            return
        from json import dumps

        # ASCII, in which JSON escapes every control character but one.
        text = dumps(data, indent=2, default=str).replace("\x7f", "\\u007f")
        _write(sys.stdout, text + "\n")

    def body(self, content: bytes, text: str) -> None:
        """A body: byte for byte, but to a terminal only as text that controls nothing."""
        if not sys.stdout.isatty():
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
            return
        if b"\0" in content:
            self.note("The body is binary (%d bytes) and is not written to a terminal: use -o FILE." % len(content))
            return
        _write(sys.stdout, harmless(text.replace("\r\n", "\n")))
        if text and not text.endswith("\n"):
            _write(sys.stdout, "\n")

    def error(self, error: Error) -> None:
        if self.json:
            self.show({"error": of_error(error)})
            return
        self.note("sallyport: %s: %s" % (error.name, error.message))
        if error.hint:
            self.note("Hint: " + advice.of_command(error.hint))
        if error.cause:
            self.note("Cause: %s, of which `sallyport explain %s` says more" % (error.cause, error.cause))

    def finding(self, cause: str, summary: str, evidence: Iterable[tuple[str, str]], fix: str, style: str) -> None:
        """One cause, with its evidence and its fix."""
        self.line("%s: %s" % (cause, summary), style)
        self.pairs(evidence, "  ")
        self.line("Fix: " + fix)


def of_error(error: Error) -> dict[str, Any]:
    """An error as data."""
    names = ("code", "name", "cause", "message", "detail", "hint", "retryable")
    return {name: getattr(error, name) for name in names}


def of_record(record: Any) -> dict[str, Any]:
    """A plain result as data; bytes as text."""
    out = {}
    for name, value in zip(record._names(), record._values()):
        out[name] = of_record(value) if hasattr(value, "_names") else _text(value)
    return out


def _text(value: Any) -> Any:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


def _write(file: Any, text: str) -> None:
    """Whatever the encoding of the terminal or the locale is."""
    try:
        file.write(text)
    except UnicodeEncodeError:
        encoding = file.encoding or "ascii"
        file.write(text.encode(encoding, "backslashreplace").decode(encoding))


class Progress:
    """How far a download is: one line on stderr that is written over, if stderr is a terminal."""

    def __init__(self, output: Output) -> None:
        self._shown = -1
        self._wanted = sys.stderr.isatty() and not output.json

    def __call__(self, done: int, total: int | None) -> None:
        step = done * 100 // total if total else done >> 20
        if self._wanted and step != self._shown:
            self._shown = step
            text = "%3d%% of %s" % (step, _size(total)) if total else _size(done)
            sys.stderr.write("\r\x1b[K" + text)
            sys.stderr.flush()

    def end(self) -> None:
        if self._shown >= 0:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _size(number: int) -> str:
    size = float(number)
    units = ["B", "KiB", "MiB", "GiB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        del units[0]
    return "%.1f %s" % (size, units[0]) if number >= 1024 else "%d B" % number
