"""Hints and fixes are written for programs: here Python's arguments become the options of the command."""

from __future__ import annotations

import re

_OPTIONS = [
    (re.compile(pattern), option)
    for pattern, option in (
        (r'verify="([^"]+)"', r"--cacert \1"),
        (r'resolve=\{"([^"]+)": "ip"\}', r"--resolve \1:*:ip"),
        (r"\bresolve=", "--resolve"),
        (r'cert=\("cert\.pem", "key\.pem"\)', "--cert cert.pem --key key.pem"),
        (r'proxy="none"', "--proxy none"),
        (r"\bspki_pins\b", "--pinnedpubkey"),
        (r"\bmax_body=", "--max-filesize"),
        (r"\(deadline= in Python, timeout elsewhere\)", "(--max-time)"),
        (r"\bpayload_hash=", "--payload-hash"),
        (r"\b(service|region|expires|allow|audience|endpoint|document)=(?=[ ,.;]|$)", r"--\1"),
        (r'\b(service|region)="([^"]*)"', r"--\1 \2"),
        (r"\bcertificates=", "--certificate"),
        (r"\btimeout=", "--connect-timeout or --max-time"),
    )
]


def of_command(text: str) -> str:
    """A hint or a fix in the command's words."""
    for pattern, option in _OPTIONS:
        text = pattern.sub(option, text)
    return text
