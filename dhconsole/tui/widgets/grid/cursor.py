"""Where the user is in a grid: cursor, selection, and the first row on the screen. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Cursor:
    """Positions are table row positions and places of shown columns.

    Attributes:
        row, place: the cell under the cursor.
        top: first row on the screen.
        anchor: the cell opposite the cursor in a selection; None without one.
        selecting: whether plain moves extend the selection.
    """

    row: int = 0
    place: int = 0
    top: int = 0
    anchor: tuple[int, int] | None = None
    selecting: bool = False

    def move(
        self, rows: int, places: int, *, size: int, columns: int, page: int, extend: bool = False
    ) -> None:
        """Move by rows and columns, as far as there are any; keep the cursor on the screen."""
        self.place_at(
            self.row + rows,
            self.place + places,
            size=size,
            columns=columns,
            page=page,
            extend=extend,
        )

    def place_at(
        self, row: int, place: int, *, size: int, columns: int, page: int, extend: bool = False
    ) -> None:
        """Put the cursor on a cell; a selection goes along or ends."""
        if extend or self.selecting:
            if self.anchor is None:
                self.anchor = (self.row, self.place)
        else:
            self.anchor = None
        self.row = max(0, min(row, size - 1))
        self.place = max(0, min(place, columns - 1))
        self.reveal(size=size, page=page)

    def reveal(self, *, size: int, page: int) -> None:
        """Scroll as little as it takes for the cursor to be on the screen."""
        if self.row < self.top:
            self.top = self.row
        elif self.row >= self.top + page:
            self.top = self.row - page + 1
        self.top = max(0, min(self.top, size - page))

    def centre(self, row: int, *, size: int, page: int) -> None:
        """Put the cursor on ``row`` and that row into the middle of the screen."""
        self.anchor = None
        self.row = max(0, min(row, size - 1))
        self.top = max(0, min(self.row - page // 2, size - page))

    def scroll(self, by: int, *, size: int, page: int) -> None:
        """Move the screen; the cursor goes along only as far as it must to stay on it."""
        self.top = max(0, min(self.top + by, size - page))
        self.row = max(self.top, min(self.row, self.top + page - 1, max(0, size - 1)))

    def to_end(self, *, size: int, page: int) -> None:
        """Follow the end of the table; the cursor keeps its place on the screen."""
        top = max(0, size - page)
        self.row = max(0, min(self.row + top - self.top, size - 1))
        self.top = top

    def go_along(self, by: int) -> None:
        """The rows have moved so far: cursor, screen and selection go with them."""
        self.row += by
        self.top = max(0, self.top + by)
        if self.anchor is not None:
            self.anchor = (max(0, self.anchor[0] + by), self.anchor[1])

    def shrink(self, *, size: int, columns: int, page: int) -> None:
        """The table has become smaller, or has other columns."""
        self.row = max(0, min(self.row, size - 1))
        self.place = max(0, min(self.place, columns - 1))
        self.top = max(0, min(self.top, size - page))
        if self.anchor is not None:
            self.anchor = (self.anchor[0], max(0, min(self.anchor[1], columns - 1)))

    def toggle_selecting(self) -> None:
        """Start a selection at the cursor, or end it."""
        self.selecting = not self.selecting
        self.anchor = (self.row, self.place) if self.selecting else None

    def clear_selection(self) -> bool:
        """End a selection; False when there was none."""
        had = self.anchor is not None
        self.anchor, self.selecting = None, False
        return had

    def area(self) -> tuple[range, range]:
        """Rows and places of the selection, or of the cell under the cursor."""
        row, place = self.anchor if self.anchor is not None else (self.row, self.place)
        return (
            range(min(row, self.row), max(row, self.row) + 1),
            range(min(place, self.place), max(place, self.place) + 1),
        )

    def selected_places(self, row: int) -> tuple[int, int] | None:
        """First and last selected place in ``row``."""
        if self.anchor is None:
            return None
        rows, places = self.area()
        return (places[0], places[-1]) if row in rows else None


def parse_row(text: str, size: int) -> int:
    """The row position that a person means: ``1200`` (counted from 1), ``50%``, ``-1`` the last.

    Raises:
        ValueError: with words for what can be typed.
    """
    cleaned = text.replace(",", "").replace("_", "").replace(" ", "")
    try:
        if cleaned.endswith("%"):
            part = float(cleaned[:-1]) / 100
            if not 0 <= part <= 1:
                raise ValueError
            return round(part * max(0, size - 1))
        number = int(cleaned)
    except ValueError:
        raise ValueError("a row number, -1 for the last row, or a part such as 50%") from None
    if number < 0:
        return max(0, size + number)
    if not 1 <= number <= max(1, size):
        raise ValueError(f"a row from 1 to {max(1, size):,}")
    return number - 1
