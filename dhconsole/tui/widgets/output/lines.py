"""From rows of a document to lines of a view, when rows may wrap.

Pure. Owns the arithmetic; a ``Lines`` is made anew after every change of the document.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from dhconsole.tui.widgets.output.document import Document
from dhconsole.tui.widgets.output.rows import Row, breaks


class Lines:
    """Which line of the view shows which row.

    Args:
        document: as it is now.
        width: cells of a line when rows wrap; None when each row is one line.
    """

    def __init__(self, document: Document, width: int | None = None) -> None:
        self.width = width
        self._rows = document.row_count
        self._ends = list(accumulate(document.heights(width))) if width else []

    @property
    def count(self) -> int:
        """How many lines there are."""
        if self.width is None:
            return self._rows
        return self._ends[-1] if self._ends else 0

    def locate(self, line: int) -> tuple[int, int] | None:
        """Row, and part of the row, that a line shows; None outside."""
        if not 0 <= line < self.count:
            return None
        if self.width is None:
            return line, 0
        row = bisect_right(self._ends, line)
        return row, line - (self._ends[row - 1] if row else 0)

    def first(self, row: int) -> int:
        """The first line of a row."""
        if self.width is None:
            return row
        return self._ends[row - 1] if row else 0

    def last(self, row: int) -> int:
        """The last line of a row."""
        return row if self.width is None else self._ends[row] - 1

    def starts(self, row: Row) -> list[int]:
        """Where the parts of a row begin, in cells of its text."""
        if self.width is None:
            return [0]
        return breaks(row.text, self.width - len(row.gutter))
