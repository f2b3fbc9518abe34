"""The plots of the documents: `plot.py` makes them anew from RESULTS.md and docs/hosts.md, as `make bench` does.

All scales are logarithmic. With --check it only says whether the plots show what the tables say.
"""

import math
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
IMAGES = DOCS / "images"

NUMBER = r"([\d.]+)"
FIRST = NUMBER + " [nu]s : "  # of "A ns : B ns = C"
SECOND = " : " + NUMBER + " [nu]s"
RATIO = "= " + NUMBER

# Label, beginning of the row, what is read from "this run": how many times faster, or how many times slower.
FACTORS = [
    ("boto3, presign a column of URLs", "boto3 generate_presigned_url", RATIO, 1),
    ("botocore, sign", "botocore SigV4Auth", RATIO, 1),
    ("aws-sdk-go-v2, sign", "aws-sdk-go-v2 against", RATIO, 1),
    ("AWS SDK for Java, sign", "AWS SDK for Java v2", RATIO, 1),
    ("requests, GET, connection open", "the same over TLS 1.3, Python", r"requests \d+ us = " + NUMBER, -1),
    ("pycurl, the same", "the same over TLS 1.3, Python", r"pycurl \d+ us = " + NUMBER, -1),
]

# Label, beginning of the row, what is read, and whether it is Sallyport's: nanoseconds.
SIGNATURES = [
    ("Go", "Go: one header signature", FIRST, True),
    ("Go, aws-sdk-go-v2", "aws-sdk-go-v2 against", FIRST, False),
    ("C", "a call across the door", NUMBER + " ns", True),
    ("Python", "botocore SigV4Auth", SECOND, True),
    ("Python, botocore", "botocore SigV4Auth", FIRST, False),
    ("the JVM", "AWS SDK for Java v2", SECOND, True),
    ("the JVM, AWS SDK v2", "AWS SDK for Java v2", FIRST, False),
    ("WebAssembly in wazero", "wazero: sign, against native", FIRST, True),
]
URLS = [
    ("Go, a loop", "1,000,000 URLs presigned", SECOND, True),
    ("Python, an Arrow column", "1,000,000 URLs presigned", FIRST, True),
    ("Python, boto3", "boto3 generate_presigned_url", FIRST, False),
    ("Spark SQL", "Spark SQL, 1,000,000 rows", FIRST, True),
    ("PySpark, Arrow", "PySpark: pandas UDF on boto3", SECOND, True),
    ("PySpark, a pandas UDF on boto3", "PySpark: pandas UDF on boto3", FIRST, False),
]
# These in microseconds.
EXCHANGES = [
    ("Go", "keep-alive GET, small body, Go", FIRST, True),
    ("Go, net/http", "keep-alive GET, small body, Go", SECOND, False),
    ("Python, TLS", "the same over TLS 1.3, Python", NUMBER + " us;", True),
    ("Python, TLS, pycurl", "the same over TLS 1.3, Python", "pycurl " + NUMBER, False),
    ("Python, TLS, requests", "the same over TLS 1.3, Python", "requests " + NUMBER, False),
    ("Python, 1,000 at once", "1,000 requests at once, asyncio", SECOND, True),
    ("Python, 1,000 at once, aiohttp", "1,000 requests at once, asyncio", FIRST, False),
    ("the JVM, TLS", "the same, JVM, against java.net.http", FIRST, True),
    ("the JVM, TLS, java.net.http", "the same, JVM, against java.net.http", SECOND, False),
    ("Python, TLS, a new connection", "new client, new connection", NUMBER + " us;", True),
    ("Python, TLS, a new connection, pycurl", "new client, new connection", "pycurl " + NUMBER, False),
]

STYLE = """<style>
    text { fill: #24292f } .own { fill: #0969da } .peer { fill: #8c959f } .bad { fill: #bc4c00 }
    .line { stroke: #8c959f } .error { fill: #ddf4ff } .light { fill: #ffffff }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .own { fill: #4493f8 } .peer { fill: #6e7781 } .bad { fill: #f0883e }
      .error { fill: #1f2d3d } .light { fill: #0d1117 }
    }
  </style>"""


def table():
    rows = {}
    for line in (HERE / "RESULTS.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4:
            rows[cells[0]] = cells[1]
    return rows


def number(rows, begin, pattern):
    [value] = [value for name, value in rows.items() if name.startswith(begin)]
    found = re.search(pattern, value)
    if not found:
        sys.exit("plot.py: the row %r of RESULTS.md has no %r: %s" % (begin, pattern, value))
    return float(found.group(1))


def svg(title, height, parts):
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 %d" font-family="system-ui, sans-serif" '
            'font-size="14" role="img">' % height,
            "  <title>%s</title>\n  %s" % (title, STYLE),
            *parts,
            "</svg>\n",
        ]
    )


def bars(title, of, ticks, origin):
    """Bars of (label, value, text, class), from the tick `origin` on; ticks are pairs of value and text."""
    left, right, step = 290, 790, 30  # pixels
    low, high = ticks[0][0], ticks[-1][0]

    def at(value):
        return round(left + (right - left) * math.log(value / low) / math.log(high / low))

    of = list(of)
    height = 44 + step * len(of)
    parts = []
    for value, text in ticks:
        if not text:
            continue
        parts.append('  <text x="%d" y="18" text-anchor="middle">%s</text>' % (at(value), text))
        parts.append('  <path class="line" d="M%d 26V%d"/>' % (at(value), height - 8))
    for n, (label, value, text, kind) in enumerate(of):
        y, x, end = 34 + step * n, min(at(origin), at(value)), max(at(origin), at(value))
        parts.append('  <text x="%d" y="%d" text-anchor="end">%s</text>' % (left - 20, y + 15, label))
        parts.append('  <rect class="%s" x="%d" y="%d" width="%d" height="20"/>' % (kind, x, y, max(end - x, 2)))
        parts.append('  <text x="%d" y="%d">%s</text>' % (end + 8, y + 15, text))
    return svg(title, height, parts)


def factors(rows):
    of = []
    for label, begin, pattern, power in FACTORS:
        value = number(rows, begin, pattern) ** power
        of.append((label, value, "%.*f" % (value < 10, value), "own" if value >= 1 else "bad"))
    ticks = [(0.4, ""), (1, "1"), (10, "10"), (100, "100 times faster"), (400, "")]
    return bars("How many times faster Sallyport is than other libraries", of, ticks, 1)


def kinds(rows, of, made):
    for label, begin, pattern, own in of:
        value, text = made(number(rows, begin, pattern))
        yield label, value, text, "own" if own else "peer"


def short(value):
    for unit, name in ((1e6, " million"), (1e3, ",000")):
        if value >= unit:
            return "%.*f%s" % (name == " million", value / unit, name)
    return "%.0f" % value


def microseconds(value):
    return "%.*f µs" % (0 if value >= 100 else 1, value)


def forks():
    """The table of docs/hosts.md: a cell for each kind of object after each fork."""
    text = (DOCS / "hosts.md").read_text(encoding="utf-8")
    _, _, text = text.partition("<!-- forks -->\n")
    lines = [line.strip("| ").split(" | ") for line in text.partition("<!-- end")[0].strip().splitlines()]
    head, lines = lines[0], lines[2:]
    kind = {"works": "own", "FORKED": "error", "hangs": "bad"}
    left, top, wide, step = 250, 30, 60, 20
    parts = [
        '  <text x="%d" y="20" text-anchor="middle" font-size="11">%s</text>' % (left + wide * n + wide // 2, name)
        for n, name in enumerate(head[2:])
    ]
    for row, (state, way, *cells) in enumerate(lines):
        y = top + step * row + 8 * (row // 7)
        if row % 7 == 0:
            parts.append('  <text x="0" y="%d" font-size="12">%s</text>' % (y + 14, state))
        parts.append('  <text x="%d" y="%d" font-size="12" text-anchor="end">%s</text>' % (left - 8, y + 14, way))
        for n, cell in enumerate(cells):
            x = left + wide * n
            parts.append('  <rect class="%s" x="%d" y="%d" width="%d" height="18"/>' % (kind[cell], x, y, wide - 2))
            text = ' class="light"' if kind[cell] != "error" else ""
            parts.append(
                '  <text%s x="%d" y="%d" font-size="10" text-anchor="middle">%s</text>'
                % (text, x + wide // 2 - 1, y + 13, cell)
            )
    return svg("Which objects work in a child of fork", top + step * len(lines) + 8 * (len(lines) // 7), parts)


def plots():
    rows = table()
    times = [(0.1, "0.1 µs"), (1, "1 µs"), (10, "10 µs"), (100, "100 µs")]
    per_second = [(1e3, "1,000"), (1e4, "10,000"), (1e5, "100,000"), (1e6, "1 million"), (1e7, "10 million")]
    waits = [(10, "10 µs"), (100, "100 µs"), (1000, "1 ms"), (2000, "")]
    return {
        "measured.svg": factors(rows),
        "signatures.svg": bars(
            "Time of one signature",
            kinds(rows, SIGNATURES, lambda ns: (ns / 1000, microseconds(ns / 1000))),
            times,
            0.1,
        ),
        "urls.svg": bars(
            "Presigned URLs in a second",
            kinds(rows, URLS, lambda ns: (1e9 / ns, short(1e9 / ns))),
            per_second,
            1e3,
        ),
        "exchanges.svg": bars("Time of one GET", kinds(rows, EXCHANGES, lambda us: (us, microseconds(us))), waits, 10),
        "forks.svg": forks(),
    }


def main():
    for name, text in plots().items():
        if "--check" not in sys.argv:
            (IMAGES / name).write_text(text, encoding="utf-8")
        elif (IMAGES / name).read_text(encoding="utf-8") != text:
            sys.exit("docs/images/%s does not show what the tables say: run python tests/bench/plot.py" % name)


if __name__ == "__main__":
    main()
