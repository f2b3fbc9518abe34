"""A row of the table of operations (_ops.py, made from core/op/ops.tsv)."""

from __future__ import annotations


class Operation:
    """What the library can be asked to do.

    Attributes:
        number (int): its name to the library; of an operation that makes an
            object also the object's kind.
        texts, columns (tuple of str): names of arguments, in order.
        numbers (tuple of str): names of numbers, in order.
        defaults (tuple): what they are if they are not given; None is the time of
            the call.
        results (tuple of str): names of the spans that come back; empty for
            what gives an object or a batch.
        waits (bool): whether it waits for the network.
    """

    __slots__ = ("columns", "defaults", "number", "numbers", "results", "takes", "texts", "waits")

    def __init__(
        self,
        number: int,
        texts: tuple[str, ...],
        numbers: dict[str, int | None],
        columns: tuple[str, ...],
        results: tuple[str, ...],
        waits: bool,
    ) -> None:
        self.number = number
        self.texts = texts
        self.numbers = tuple(numbers)
        self.defaults = tuple(numbers.values())
        self.columns = columns
        self.results = results
        self.waits = waits
        self.takes = frozenset((*texts, *numbers, *columns))
