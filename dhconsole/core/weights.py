"""How much a row weighs, learnt from the rows that came, and how many spare rows that allows.

Rows beside those on the screen make scrolling smooth as long as they are small. A page of texts
of 100 000 characters is megabytes, and three of them are no smoother than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
from pyarrow import types

from dhconsole.client.columns import ColumnSpec

_SPARE_BYTES = 1 << 20
"""All spare rows of a window together."""
_AHEAD_BYTES = 1 << 13
"""A column that is not on the screen, a row."""
_HEAVY_BYTES = 1 << 21
"""A window."""
_SIDES = 2.5
"""Spare rows on both sides, and the step in which a window moves."""


class Weights:
    """Bytes that a row takes in each column whose values differ in length.

    Attributes:
        heavy: whether the rows that came last are megabytes.
    """

    def __init__(self) -> None:
        self._columns: Sequence[ColumnSpec] = ()
        self._fixed: frozenset[int] = frozenset()
        self._seen: dict[int, float] = {}
        self.heavy = False

    def begin(self, columns: Sequence[ColumnSpec]) -> None:
        """The table has these columns. What was learnt stays when it had them before."""
        if columns != self._columns:
            self._columns = columns
            self._fixed = frozenset(
                index for index, column in enumerate(columns) if _is_fixed(column.arrow_type)
            )
            self._seen.clear()

    def learn(self, columns: Mapping[int, pa.Array]) -> bool:
        """Take in the rows that are here now; whether there was anything to learn."""
        total, learnt = 0, False
        for column in columns.keys() - self._fixed:
            values = columns[column]
            if len(values):
                size = values.nbytes
                total += size
                self._seen[column] = size / len(values)
                learnt = True
        self.heavy = total > _HEAVY_BYTES
        return learnt

    def spare(self, columns: Iterable[int], most: int) -> int:
        """Rows to have ready on each side, at most ``most``; none while a column is unknown."""
        weight = 0.0
        for column in columns:
            if column in self._fixed:
                continue
            seen = self._seen.get(column)
            if seen is None:
                return 0
            weight += seen
        while most and most * _SIDES * weight > _SPARE_BYTES:
            most //= 2
        return most

    def too_heavy_ahead(self, column: int) -> bool:
        """Whether a column is only worth asking for when it is on the screen."""
        return self._seen.get(column, 0.0) > _AHEAD_BYTES


def _is_fixed(kind: pa.DataType) -> bool:
    return bool(types.is_primitive(kind) or types.is_decimal(kind) or types.is_null(kind))
