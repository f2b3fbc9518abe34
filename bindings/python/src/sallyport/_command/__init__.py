"""The command `sallyport`, which is `python -m sallyport`. Its pages are docs/command.md.

A module for each subcommand, and one for each thing that they share: parsing (the command line), request, signing
and reaching (options, and what is made of them), output. Whatever goes wrong is an Error, whose category is the exit
status.
"""

from __future__ import annotations

import os
import sys

from .._codes import EXIT, TABLE
from .._errors import Error
from . import diagnose, doctor, explain, get, inspect, parsing, publish, resolve, sign, token, verify
from .output import Output, harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

_INTERRUPTED = 130  # as shells have it: 128 and the signal
_PIPE_CLOSED = 141
_COMMANDS = (sign, token, get, publish, verify, resolve, inspect, explain, diagnose, doctor)


def parser() -> tuple[parsing.Parser, parsing.Commands]:
    """The parser, and those of the subcommands."""
    from .. import __version__

    top = parsing.Parser(
        prog="sallyport",
        usage="sallyport COMMAND [options]",
        description="Sign requests, reach servers by a pinned address, publish to AWS IoT Core, verify instances.",
        epilog="`sallyport COMMAND --help` has the options and examples of a command.\n"
        "Exit status: 0; 1 where the answer is bad news; else that of the error's category (docs/errors.md).",
    )
    top.add_argument("--version", action="version", version="sallyport %s" % __version__, help="show the version")
    commands = parsing.Commands(top)
    for module in _COMMANDS:
        module.add(commands)
    return top, commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command, and returns its exit status."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    output = Output("--json" in words)  # errors of the command line are JSON too
    try:
        status = _run(words, output)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Python flushes once more at its end, which must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(words: Sequence[str], output: Output) -> int:
    top, _ = parser()
    parsing.complete(top)
    try:
        given = top.parse(words)
        if given.command is None:
            top.print_help()
            return EXIT["usage"]
        status: int = given.run(given, output)
        return status
    except SystemExit as e:  # of --help and --version
        return int(e.code or 0)
    except Error as e:
        output.error(e)
        return EXIT[TABLE[e.code][1]] if e.code in TABLE else EXIT["internal"]
    except BrokenPipeError:
        raise
    except OSError as e:  # a file that was named
        return _unusable(e, output)


def _unusable(error: OSError, output: Output) -> int:
    what = "%s: %s" % (harmless(os.fsdecode(error.filename)), error.strerror) if error.filename else str(error)
    if output.json:
        output.show({"error": {"name": "FILE", "message": what}})
    else:
        output.note("sallyport: " + what)
    return EXIT["usage"]
