"""sallyport doctor."""

from __future__ import annotations

from .._errors import UNSUPPORTED, UsageError
from . import advice, checks, parsing, reaching

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any, Iterator

    from .output import Output

_EXAMPLES = (
    ("This host", "sallyport doctor"),
    (
        "With the servers that it is to reach, and a pin",
        "sallyport doctor --resolve service.cn-shanghai-vpc.maxcompute.aliyun-inc.com:443:10.0.0.7 --cacert ca.pem",
        "https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/hello",
    ),
)
_COLOURS = {checks.OK: "green", checks.WARN: "yellow", checks.FAIL: "red"}


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "doctor",
        "Check this host: library, glibc, fork, credentials, proxy, trust, clock, DNS, pins.",
        _run,
        usage="[options] [URL...]",
        description="Each is ok, warn or fail, with a fix. Ends with 1 if one fails. Pins and URLs are connected to.",
        examples=_EXAMPLES,
    )
    parser.add_argument("url", metavar="URL", nargs="*", help="servers to reach, by diagnose")
    parser.add_argument(
        "--spark", action="store_true", help="the executors of the Spark session too (under spark-submit, say)"
    )
    reaching.add(parser)


def _run(given: argparse.Namespace, output: Output) -> int:
    options = reaching.arguments(given)
    urls = [parsing.url(url) for url in given.url]
    found: list[tuple[str, checks.Row]] = [("", row) for row in checks.local()]
    if ("library", checks.FAIL) not in [row[:2] for _, row in found]:
        found += [("", row) for row in checks.pins(given.resolve or (), options)]
        found += [("", row) for row in checks.servers(urls, options)]
    if given.spark:
        found += list(_executors())
    names = ("where", "check", "state", "found", "fix")
    if output.json:
        output.show([dict(zip(names, (where or "here", *row))) for where, row in found])
    else:
        for where, row in found:
            _line(where, row, output)
    return 1 if any(row[1] == checks.FAIL for _, row in found) else 0


def _line(where: str, row: checks.Row, output: Output) -> None:
    check, state, text, fix = row
    output.line("%-4s  %s%s: %s" % (state, where and where + " ", check, text), _COLOURS[state])
    if fix:
        output.line("      Fix: " + advice.of_command(fix))


def _executors() -> Iterator[tuple[str, checks.Row]]:
    """The local checks on the executors, once a host."""
    try:
        from importlib import import_module

        sql: Any = import_module("pyspark.sql")
    except ImportError:
        raise UsageError(
            UNSUPPORTED,
            "PySpark cannot be imported here",
            hint="Run it where the driver runs: spark-submit, with PySpark.",
        ) from None
    context = sql.SparkSession.builder.getOrCreate().sparkContext

    def checked(_: Any) -> Any:  # a function in a function travels whole: executors may lack the package
        import socket

        try:
            from sallyport._command import checks as there
        except ImportError as e:
            fix = "Send the package: sallyport.spark.archive(), --py-files."
            return [(socket.gethostname(), ("package", "fail", str(e), fix))]
        return [(socket.gethostname(), row) for row in there.local()]

    tasks = max(2, context.defaultParallelism)
    seen = set()
    for host, row in context.parallelize(range(tasks), tasks).flatMap(checked).collect():
        if (host, row[:2]) not in seen:  # of many tasks on a host one row of a kind
            seen.add((host, row[:2]))
            yield "executor " + host, row
