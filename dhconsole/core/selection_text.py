"""From the values of a part of a table to tab-separated text. Pure.

Exact values, not what was cut or rounded to fit a screen: each reads back as the value it was,
except that null, like an empty string, is nothing. Values that hold a tab, a quote or a line
end stand in double quotes, as spreadsheets and csv readers expect. Not made safe for a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa
from pyarrow import types

from dhconsole.text.formats import ColumnFormatter
from dhconsole.text.numeric import IntFormatter
from dhconsole.text.strings import StringFormatter


@dataclass(frozen=True, slots=True)
class SelectedColumn:
    """One column of a selection; ``values`` are the selected rows of it."""

    name: str
    formatter: ColumnFormatter
    values: pa.Array

    @property
    def is_list(self) -> bool:
        """Whether the values are arrays."""
        return bool(types.is_list(self.values.type))


@dataclass(frozen=True, slots=True)
class SelectionText:
    """The text, and how much of a table it is: whole rows of so many columns."""

    text: str
    rows: int
    columns: int


def selection_text(columns: Sequence[SelectedColumn], *, header: bool) -> SelectionText:
    """Lines of values with tabs between them; no line end after the last.

    A single value without a header is that value alone, never in quotes. Rows that not every
    column has are left out, so that no row is wrong.

    Args:
        header: begin with a line of the columns' names.
    """
    rows = min((len(column.values) for column in columns), default=0)
    texts = [_raw_texts(column.formatter, column.values.slice(0, rows)) for column in columns]
    if rows == 1 and len(columns) == 1 and not header:
        return SelectionText(texts[0][0], 1, 1)
    lines: Iterable[tuple[str, ...]] = zip(*(map(_quoted, text) for text in texts), strict=True)
    if header:
        lines = chain([tuple(_quoted(column.name) for column in columns)], lines)
    return SelectionText("\n".join(map("\t".join, lines)), rows, len(columns))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


_SPECIAL = re.compile('[\t\n\r"]')


def _raw_texts(formatter: ColumnFormatter, values: pa.Array) -> list[str]:
    """``formatter.raw`` of each value; the common types a column at a time."""
    if isinstance(formatter, StringFormatter) and types.is_string(values.type):
        return [item or "" for item in values.to_pylist()]
    if isinstance(formatter, IntFormatter) and types.is_integer(values.type):
        return ["" if item is None else str(item) for item in values.to_pylist()]
    return [formatter.raw(values.slice(row, 1)) for row in range(len(values))]
