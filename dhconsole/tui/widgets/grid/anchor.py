"""The cursor stays on its row when others come or go above it, where the row has a key.

Owns the key of the row under the cursor as it was when it was last known to be right. Positions say
nothing of identity; key columns, which input tables have, do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole.core.editing.forms import same

if TYPE_CHECKING:
    from dhconsole.core.viewport import TableView
    from dhconsole.tui.widgets.grid.cursor import Cursor

_FARTHEST = 500


class Anchor:
    """Where the row under the cursor has gone."""

    def __init__(self, view: TableView, cursor: Cursor) -> None:
        self._view = view
        self._cursor = cursor
        self._columns: tuple[int, ...] = ()
        self._key: tuple[str, ...] | None = None

    def find_keys(self) -> tuple[int, ...]:
        """Take the key columns of the table; they have to be there for it to work."""
        spec = self._view.spec
        columns = spec.columns if spec is not None else ()
        self._columns = tuple(at for at, column in enumerate(columns) if column.is_key)
        self._key = None
        return self._columns

    def take(self) -> None:
        """The row that is under the cursor now is the one to stay with."""
        if self._columns:
            self._key = self._key_at(self._cursor.row)

    def follow(self) -> None:
        """Go to where the row is now, the screen with it; stay, where it is not to be found."""
        wanted, cursor, view = self._key, self._cursor, self._view
        if not self._columns or view.paused:
            return
        self._key = self._key_at(cursor.row)
        if wanted is None or self._key in (wanted, None) or view.following:
            self._key = self._key or wanted
            return
        for distance in range(1, _FARTHEST):
            for row in (cursor.row + distance, cursor.row - distance):
                if 0 <= row < view.size and self._key_at(row) == wanted:
                    cursor.go_along(row - cursor.row)
                    self._key = wanted
                    return
            if not view.loaded(cursor.row + distance) and not view.loaded(cursor.row - distance):
                return

    def _key_at(self, row: int) -> tuple[str, ...] | None:
        parts = [self._view.values(column, row, 1) for column in self._columns]
        if any(part is None for part in parts):
            return None
        return tuple(same(part) for part in parts)
