"""The Link header (RFC 8288)."""

from __future__ import annotations

import re

_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^;,]*))?)*)')
_PARAMETER = re.compile(r';\s*([^\s=;,]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;,]*)')


def links(value: str) -> dict[str, dict[str, str]]:
    """By rel, or by url where a link has none, the parameters of each link and its "url", as in requests."""
    out = {}
    for url, parameters in _LINK.findall(value):
        link = {"url": url.strip()}
        for name, text in _PARAMETER.findall(parameters):
            link[name] = text.strip().strip("\"'")
        out[link.get("rel") or link["url"]] = link
    return out
