"""docs/command.md from the help texts: `make generate` writes it, a test compares it."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "bindings" / "python" / "src"))

from sallyport._command import parser  # noqa: E402

PAGE = ROOT / "docs" / "command.md"
_HEAD = """<!-- Generated from the help texts of the command by make generate. DO NOT EDIT. -->
# The command

`sallyport`, or `python -m sallyport`: the wheel brings both, the checkout after `make build` the second, with
`PYTHONPATH=bindings/python/src`. The tests run each example below, from a wheel too, against the stand-ins of
`make lab`.

- Options have curl's words where curl has them. `--json` writes the result, or the error, as JSON to stdout.
- Results go to stdout, all else to stderr. Colour is for terminals only, and not if `NO_COLOR` is set or `TERM` is
  `dumb`. What a server sends never controls a terminal.
- Credentials come from where the AWS CLI finds them, roles, sign-ins, containers and instances among them, or with
  `--provider alibaba` Alibaba Cloud's tools ([order](cookbook/credentials.md)); `--profile` names a profile. `doctor`
  fetches them and says where they came from, and until when they are good. A secret among the arguments is refused,
  because everyone on a machine sees the arguments of its processes. `-H @FILE`, `--authorizer FILE`, and `-` in the
  place of a URL, read it elsewhere.
- The exit status is 0, 1 where the answer is bad news, or that of the
  [category of the error](errors.md#exit-status-of-the-command).
- bash and zsh complete words by Tab if `argcomplete` is installed: `eval "$(register-python-argcomplete sallyport)"`.
"""


def page():
    top, commands = parser()
    parts = [_HEAD, "\n```\n%s```\n" % top.format_help()]
    for name, one in commands.parsers.items():
        parts.append("\n## sallyport %s\n\n```\n%s```\n" % (name, one.format_help()))
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
