"""The geometry of a grid, worked out once per repaint.

Textual works a widget's size out anew at each question; a grid would ask it thousands of times
a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dhconsole.tui.widgets.grid.cursor import Cursor
from dhconsole.tui.widgets.grid.layout import Layout, Visible

_TWO_HEADER_LINES = 10
_SPARE_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Geometry:
    """What is where.

    Attributes:
        width, height: cells of the widget; wider than a widget too narrow for a column.
        header: lines of the header.
        numbers: cells of the row numbers.
        thumb: line of the scrollbar's thumb, below the header; None when all rows fit.
        columns: the columns on the screen.
        pinned: how many of them stay when scrolling sideways.
        before, after: whether there are more columns on the left and on the right.
        places: of these columns, by their index in the table.
        key: changes whenever a row would be drawn differently for the sake of these.
    """

    width: int
    height: int
    header: int
    numbers: int
    thumb: int | None
    columns: tuple[Visible, ...]
    pinned: int
    before: bool
    after: bool
    places: Mapping[int, int]
    key: tuple[int, int, int]

    @property
    def page(self) -> int:
        """Rows that fit on the screen."""
        return max(1, self.height - self.header)

    @property
    def columns_width(self) -> int:
        """Cells for columns: without row numbers, their line, and the scrollbar."""
        return max(1, self.width - self.numbers - 2)

    @property
    def last_is_cut(self) -> bool:
        """Whether only a part of the last column is on the screen."""
        return bool(self.columns) and not self.columns[-1].whole

    def shows(self, place: int) -> bool:
        """Whether the column at ``place`` is wholly on the screen."""
        return any(each.place == place and each.whole for each in self.columns)


def header_lines(height: int) -> int:
    """Lines of the header of a grid of so many lines."""
    return 2 if height >= _TWO_HEADER_LINES else 1


def measure(width: int, height: int, size: int, cursor: Cursor, layout: Layout) -> Geometry:
    """The geometry for a table of ``size`` rows."""
    header = header_lines(height)
    page = max(1, height - header)
    numbers = max(3, len(str(min(cursor.top + page, max(1, size)))))
    hidden = size - page
    thumb = None
    if hidden > 0 and page > 1:
        thumb = (cursor.top * (page - 1) + hidden // 2) // hidden
    width = max(width, numbers + 3)
    room = width - numbers - 2
    columns = tuple(layout.visible(room))
    pinned = layout.pinned(room)
    last = columns[-1] if columns else None
    return Geometry(
        width,
        height,
        header,
        numbers,
        thumb,
        columns,
        pinned,
        before=len(columns) > pinned and columns[pinned].place > pinned,
        after=last is not None and last.place < len(layout.columns) - 1,
        places={each.index: at for at, each in enumerate(columns)},
        key=(width, numbers, layout.version),
    )


def columns_of(geometry: Geometry, layout: Layout) -> tuple[list[int], list[int]]:
    """The columns that the screen takes, and some more to have ready."""
    places = {each.place for each in geometry.columns}
    last = max(places, default=0)
    ahead = range(last + 1, min(last + 1 + _SPARE_COLUMNS, len(layout.columns)))
    return (
        layout.with_formatting(layout.columns[place] for place in sorted(places)),
        layout.with_formatting(layout.columns[place] for place in ahead),
    )
