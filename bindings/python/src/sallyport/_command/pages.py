"""The page of an error code or of a cause, without a network."""

from __future__ import annotations

from .._causes import CONNECTION, REFUSAL
from .._codes import EXIT, TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def of_code(word: str) -> dict[str, Any] | None:
    """By its number or name, in any language's spelling."""
    name = word.upper()
    name = name[len("SALLY_E_") :] if name.startswith("SALLY_E_") else name
    for number, (own, category, retryable, summary, hint) in TABLE.items():
        if name in (own, str(number)):
            return {
                "code": number,
                "name": own,
                "category": category,
                "retryable": retryable,
                "exit_status": EXIT[category],
                "summary": summary,
                "fix": hint,
            }
    return None


def of_causes(word: str) -> list[dict[str, str]]:
    """By its id; one id can be in both tables."""
    rows = [("a refused signature", REFUSAL.get(word)), ("a connection that fails", CONNECTION.get(word))]
    return [{"cause": word, "of": of, "summary": row[0], "fix": row[1]} for of, row in rows if row is not None]
