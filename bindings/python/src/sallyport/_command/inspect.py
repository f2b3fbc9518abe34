"""sallyport inspect."""

from __future__ import annotations

from .. import _inspect
from . import parsing, request
from .output import of_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from .output import Output

_EXAMPLES = (
    (
        "What a presigned URL says about itself",
        "sallyport inspect - < presigned.txt",
    ),
    (
        "What was signed, and what a service will refuse, as data",
        "sallyport inspect --json -H @headers.txt https://sts.ap-northeast-1.amazonaws.com/",
    ),
)


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "inspect",
        "Take a presigned URL, or the headers of a signed request, apart.",
        _run,
        usage="[options] URL",
        description="Scope, signed headers, expiry, and what a service will refuse. Ends with 1 if it will.",
        examples=_EXAMPLES,
    )
    parser.add_argument("url", metavar="URL", help='absolute; "-" reads it from stdin')
    request.add_headers(parser)


def _run(given: argparse.Namespace, output: Output) -> int:
    found = _inspect.inspect(parsing.url(given.url), headers=request.headers(given) or None)
    output.show(of_record(found), str(found).split("\n"))
    return 1 if found.findings else 0
