"""The command line: argparse with help that reads the same under every Python, and errors of our own kind."""

from __future__ import annotations

import argparse
import os
import re

from .._errors import INVALID_ARGUMENT, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, NoReturn, Sequence

    Example = tuple[str, ...]  # what it does, the lines of the command

# Everyone on a machine sees the arguments of its processes. These header fields hold secrets:
SECRET_FIELDS = frozenset(
    (
        "authorization",
        "cookie",
        "proxy-authorization",
        "x-aliyun-ecs-metadata-token",
        "x-amz-s3session-token",
        "x-amz-security-token",
        "x-api-key",
        "x-auth-token",
    )
)
# A password may hold what should have been escaped; what follows the colon of a port is no password.
_USERINFO = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?!\[)[^/?#@:]*:(?![0-9]*(?:[/?#]|$))[^?#]*@")


class Help(argparse.RawDescriptionHelpFormatter):
    """One width and one form for all versions of Python, so that the page of the command can be tested."""

    def __init__(self, prog: str, **more: Any) -> None:
        more.update(width=100, max_help_position=30)
        super().__init__(prog, **more)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings:
            return str(action.metavar or action.dest)
        value = "" if action.nargs == 0 else " %s" % (action.metavar or action.dest.upper())
        return ", ".join(action.option_strings) + value


class Parser(argparse.ArgumentParser):
    """Raises UsageError where argparse would end the process."""

    def __init__(self, **more: Any) -> None:
        more.update(formatter_class=Help, add_help=False)
        super().__init__(**more)
        self._positionals.title, self._optionals.title = "Arguments", "Options"
        self.add_argument("-h", "--help", action="help", help="show this page")

    def refuse(self, *options: str) -> None:
        """Options of other programs that would put a secret into the process list."""
        for option in options:
            self.add_argument(option, action=_Refuse, help=argparse.SUPPRESS, dest="refused")

    def error(self, message: str) -> NoReturn:
        raise _usage(self.prog, message)

    def _get_option_tuples(self, option_string: str) -> Any:
        """No abbreviations. allow_abbrev=False, before Python 3.8, takes -dTEXT and -ik away too."""
        return [] if option_string.startswith("--") else super()._get_option_tuples(option_string)

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        given, unknown = self.parse_known_args(list(arguments))
        if unknown:  # without its value, which may be a secret
            names = [word.partition("=")[0] for word in unknown if word.startswith("-") and len(word) > 1]
            what = "unknown: " + ", ".join(names) if names else "too many arguments: %d" % len(unknown)
            raise _usage("%s %s" % (self.prog, given.command), what)
        return given


class _Refuse(argparse.Action):
    """An option that would put a secret into the process list."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: Any = None) -> NoReturn:
        raise secret(
            "%s holds a secret" % option, "use --profile, AWS_ACCESS_KEY_ID and its like, or --credentials-file."
        )


def secret(what: str, instead: str) -> UsageError:
    """The refusal of a secret among the arguments. what never has its value."""
    return UsageError(
        INVALID_ARGUMENT,
        what + ", and everyone on this machine sees the arguments of a process",
        hint="Take it out of the shell's history too; " + instead,
    )


def _usage(prog: str, message: str) -> UsageError:
    return UsageError(INVALID_ARGUMENT, message, hint="See `%s --help`." % prog)


def url(text: str) -> str:
    """A URL among the arguments, "-" for the first line of stdin."""
    if text == "-":
        import sys

        text = sys.stdin.readline(1 << 20).strip()
    elif _USERINFO.match(text):
        raise secret("the URL holds a password", 'give it as "-" and write it to stdin.')
    return text


def proxy(text: str) -> str:
    if _USERINFO.match(text):
        raise secret("the URL of the proxy holds a password", "put it into HTTPS_PROXY or HTTP_PROXY.")
    return text


def field(line: str) -> list[tuple[str, str]]:
    """-H: one "Name: value", or "@FILE" with a line each."""
    if line.startswith("@"):
        lines = [text.rstrip("\r\n") for text in content(line).decode("utf-8", "surrogateescape").split("\n")]
        return [_field(text) for text in lines if text.strip()]
    name, value = _field(line)
    if name.lower() in SECRET_FIELDS and value:
        raise secret("the header %s holds a secret" % name, "write the line into a file and give -H @FILE.")
    return [(name, value)]


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon and line.endswith(";") and not line.startswith(";"):  # curl's way to send one without value
        return line[:-1], ""
    if not colon:
        raise UsageError(INVALID_ARGUMENT, 'a header without a colon; write -H "Name: value"')
    return name.strip(), value.strip()


def content(word: str) -> bytes:
    """The bytes of "@FILE", "@-" for stdin."""
    import sys

    name = word[1:]
    if name == "-":
        return sys.stdin.buffer.read()
    with open(name, "rb") as file:
        return file.read()


class Commands:
    """The subcommands as they are added."""

    def __init__(self, parser: Parser, dest: str = "command", title: str = "Commands") -> None:
        self._actions = parser.add_subparsers(metavar=dest.upper(), dest=dest, title=title, parser_class=Parser)
        self.parsers: dict[str, Parser] = {}

    def add(
        self,
        name: str,
        summary: str,
        run: Callable[..., int],
        *,
        usage: str,
        description: str = "",
        examples: Sequence[Example] = (),
        names: str | None = None,
    ) -> Parser:
        """names: what --help calls it, where that is not name."""
        full = names or name
        shown = "".join("\n  # %s\n  %s\n" % (does, " \\\n    ".join(lines)) for does, *lines in examples)
        parser: Parser = self._actions.add_parser(
            name,
            help=summary,
            usage="sallyport %s %s" % (full, usage),
            description="%s\n%s" % (summary, description) if description else summary,
            epilog="Examples:\n" + shown if examples else None,
        )
        parser.prog = "sallyport " + full
        parser.add_argument("--json", action="store_true", help="write the result, or the error, as JSON")
        parser.set_defaults(run=run, parser=parser)
        self.parsers[full] = parser
        return parser


def complete(parser: Parser) -> None:
    """Tab completion, if the shell asks for it and argcomplete is installed."""
    if "_ARGCOMPLETE" not in os.environ:
        return
    try:
        from importlib import import_module

        argcomplete: Any = import_module("argcomplete")
    except ImportError:
        return
    argcomplete.autocomplete(parser)
