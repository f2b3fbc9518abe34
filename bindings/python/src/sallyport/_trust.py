"""Where what is trusted came from."""

from __future__ import annotations

from . import _lines
from ._records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._calls import Spans


class TrustedRoot(Record):
    """A certificate that a chain may end in. Compared by value; can be pickled.

    Attributes:
        sha256 (str): of the certificate, 64 hex digits.
        not_after (str): the end of its life, RFC 3339.
        place (str): the file with its line, after the variable that names it, or
            "embedded Mozilla roots".
        subject (str): its name.
    """

    __module__ = "sallyport"
    __slots__ = ("sha256", "not_after", "place", "subject")

    def __init__(self, sha256: str, not_after: str, place: str, subject: str) -> None:
        self.sha256 = sha256
        self.not_after = not_after
        self.place = place
        self.subject = subject


class TrustReport(Record):
    """What a client trusts. ``str()`` is a readable report. Compared by value; can be pickled.

    Attributes:
        source (str): where the roots came from, in short.
        roots (list of TrustedRoot): in their order; none with verify=False.
        unusable (list of str): what was found there and is not used, each with
            its place and reason.
    """

    __module__ = "sallyport"
    __slots__ = ("source", "roots", "unusable")

    source: str
    roots: list[TrustedRoot]
    unusable: list[str]

    def __init__(self, spans: Spans) -> None:
        self.source = _lines.text(spans["source"])
        roots = _lines.text(spans["roots"]).split("\r\n")
        self.roots = [TrustedRoot(*line.split("\t")) for line in roots if line]
        self.unusable = [line for line in _lines.text(spans["unusable"]).split("\r\n") if line]

    def __str__(self) -> str:
        lines = ["%d roots: %s" % (len(self.roots), self.source)]
        lines += ["  %s, until %s, from %s" % (root.subject, root.not_after[:10], root.place) for root in self.roots]
        lines += ["  not used: " + one for one in self.unusable]
        return "\n".join(lines)
