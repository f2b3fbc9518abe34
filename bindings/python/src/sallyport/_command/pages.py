"""The page of an error code or of a cause, without a network."""

from __future__ import annotations

import re

from .. import _pages
from .._codes import EXIT, TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator


def page(word: str) -> dict[str, Any] | None:
    """By the id of a cause; or by the number or name of a code, in any language's spelling."""
    text = _pages.page(word)
    code = None if text and word.islower() else _code(word)  # ids of causes are in lower case, names of codes are not
    if code is None:
        return {"cause": word, **_parts(text), "page": text} if text else None
    name, category, retryable, summary, hint = TABLE[code]
    return {
        "code": code,
        "name": name,
        "category": category,
        "retryable": retryable,
        "exit_status": EXIT[category],
        "summary": summary,
        "fix": hint,
        "page": _pages.page(name),
    }


def _code(word: str) -> int | None:
    name = word.upper()
    name = name[len("SALLY_E_") :] if name.startswith("SALLY_E_") else name
    return next((number for number, row in TABLE.items() if name in (row[0], str(number))), None)


def of_cause(cause: str) -> dict[str, str]:
    """What a cause means, and its fix, in which nothing was found to fill in."""
    parts = _parts(_pages.page(cause))
    return {**parts, "fix": re.sub(r"\{(\w[\w ]{0,40})\}", r"<\1>", parts["fix"])}


def quotations() -> Iterator[tuple[str, str]]:
    """Each cause with the words that other programs have for it."""
    for name, text in _pages.everything().items():
        if name.islower():
            for row in re.findall(r"(?m)^\| [^|\n]{1,40} \| (.*) \|$", text):
                yield name, row


def _parts(text: str) -> dict[str, str]:
    """The first paragraphs of a page, which are the row of the table."""
    paragraphs = text.split("\n\n")
    fix = paragraphs[2].partition("Fix: ")[2] if len(paragraphs) > 2 else ""  # the stage stands before it
    return {"summary": paragraphs[1] if len(paragraphs) > 1 else "", "fix": fix}
