"""The plots of the documents: `plot.py` makes them anew from RESULTS.md, as `make bench` does.

A bar is how many times faster Sallyport is than a peer, on a logarithmic scale; below 1 the peer is the faster one.
"""

import math
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
IMAGES = HERE.parents[1] / "docs" / "images"

# label, beginning of the row, what is read from "this run": the ratio itself, its inverse, or the peer's part of it.
BARS = [
    ("boto3, presign a column of URLs", "boto3 generate_presigned_url", r"= ([\d.]+)", 1),
    ("botocore, sign", "botocore SigV4Auth", r"= ([\d.]+)", 1),
    ("aws-sdk-go-v2, sign", "aws-sdk-go-v2 against", r"= ([\d.]+)", 1),
    ("AWS SDK for Java, sign", "AWS SDK for Java v2", r"= ([\d.]+)", 1),
    ("requests, GET, connection open", "the same over TLS 1.3, Python", r"requests \d+ us = ([\d.]+)", -1),
    ("pycurl, the same", "the same over TLS 1.3, Python", r"pycurl \d+ us = ([\d.]+)", -1),
]

STYLE = """<style>
    text { fill: #24292f } .bar { fill: #0969da } .slow { fill: #bc4c00 } .line { stroke: #8c959f }
    @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #4493f8 } .slow { fill: #f0883e } }
  </style>"""


def rows():
    table = {}
    for line in (HERE / "RESULTS.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4:
            table[cells[0]] = cells[1]
    return table


def factor(table, begin, pattern, power):
    [value] = [value for name, value in table.items() if name.startswith(begin)]
    return float(re.search(pattern, value).group(1)) ** power


def svg(title, bars):
    left, unit, step = 270, 195, 30  # pixels: of the labels, of a factor of ten, of a bar
    zero = left + 80
    height = 44 + step * len(bars)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {height}" font-family="system-ui, sans-serif" font-size="14" role="img">',
        f"  <title>{title}</title>\n  {STYLE}",
        f'  <text x="{zero}" y="18" text-anchor="middle">1</text><text x="{zero + unit}" y="18" text-anchor="middle">10</text>'
        f'<text x="{zero + 2 * unit}" y="18" text-anchor="middle">100 times faster</text>',
        f'  <path class="line" d="M{zero} 26V{height - 8}M{zero + unit} 26V{height - 8}M{zero + 2 * unit} 26V{height - 8}"/>',
    ]
    for n, (label, value) in enumerate(bars):
        y, end = 34 + step * n, zero + round(unit * math.log10(value))
        kind = "bar" if value >= 1 else "slow"
        out.append(f'  <text x="{left - 20}" y="{y + 15}" text-anchor="end">{label}</text>')
        out.append(f'  <rect class="{kind}" x="{min(zero, end)}" y="{y}" width="{max(abs(end - zero), 2)}" height="20"/>')
        out.append(f'  <text x="{max(zero, end) + 8}" y="{y + 15}">{value:.{1 if value < 10 else 0}f}</text>')
    return "\n".join([*out, "</svg>\n"])


def plot():
    table = rows()
    bars = [(label, factor(table, begin, pattern, power)) for label, begin, pattern, power in BARS]
    return {"measured.svg": svg("How many times faster Sallyport is than other libraries", bars)}


def main():
    for name, text in plot().items():
        if "--check" in sys.argv:
            if (IMAGES / name).read_text() != text:
                sys.exit(f"docs/images/{name} does not show tests/bench/RESULTS.md: run python tests/bench/plot.py")
        else:
            (IMAGES / name).write_text(text)


if __name__ == "__main__":
    main()
