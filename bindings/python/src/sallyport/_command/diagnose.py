"""sallyport diagnose."""

from __future__ import annotations

from .._codes import EXIT, TABLE
from .._diagnose import diagnose
from . import advice, parsing, reaching
from .output import of_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from .._diagnose import Diagnosis
    from .output import Output

_EXAMPLES = (
    (
        "Why a server cannot be reached",
        "sallyport diagnose https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/hello",
    ),
    (
        "By its address, with the authorities of a file",
        "sallyport diagnose --resolve service.cn-shanghai-vpc.maxcompute.aliyun-inc.com:443:10.0.0.7 --cacert ca.pem",
        "https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/hello",
    ),
)
_CATEGORIES = {  # the others are the network's
    "configuration": "usage",
    "hello": "tls",
    "certificate": "certificate",
    "mutual": "tls",
    "http": "http",
    "iot": "publish",
}


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "diagnose",
        "Connect step by step, and say why it fails.",
        _run,
        usage="[options] URL",
        description="One cause, what was seen, and what to change. Ends as an error of its kind does, or with 0.",
        examples=_EXAMPLES,
    )
    parser.add_argument("url", metavar="URL", help='absolute; "-" reads it from stdin')
    reaching.add(parser)


def _run(given: argparse.Namespace, output: Output) -> int:
    found = diagnose(parsing.url(given.url), **reaching.arguments(given))
    if output.json:
        output.show(of_record(found))
    else:
        colour = "green" if found.cause == "ok" else "red"
        output.finding(found.cause, found.summary, found.evidence, advice.of_command(found.fix), colour)
    return exit_status(found)


def exit_status(found: Diagnosis) -> int:
    """The status of the error that a client would have raised, or else one by the stage."""
    if found.cause == "ok":
        return 0
    raised = dict(found.evidence).get("error")
    category = next((row[1] for row in TABLE.values() if row[0] == raised), None)
    return EXIT[category or ("timeout" if found.cause == "time_up" else _CATEGORIES.get(found.stage, "network"))]
