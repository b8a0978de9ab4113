"""Which rows on the screen of a grid are staged, by their keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.forms import Key
from dhconsole.core.editing.staged import Entry

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.tui.widgets.grid.widget import TableGrid

CONFLICT, PROBLEM, SENT = "!", "✗", "↑"


class StagedMarks:
    """Marks in the gutter of one grid. Costs next to nothing while nothing is staged.

    Args:
        changed: called when rows of the grid have changed.
    """

    def __init__(
        self, grid: TableGrid, editor: Editor, changed: Callable[[StagedMarks], None]
    ) -> None:
        self._grid = grid
        self._editor = editor
        grid.view.listen(lambda event: changed(self))
        self._entries: tuple[Entry, ...] = ()
        self._by_key: dict[Key, Entry] = {}
        spec = grid.view.spec
        names = spec.names if spec is not None else ()
        self._keys = {n: names.index(n) for n in editor.form.inputs.keys if n in names}
        grid.picture.staged = self.mark
        if len(self._keys) == len(editor.form.inputs.keys):
            grid.want_columns(tuple(self._keys.values()))

    def mark(self, row: int) -> str:
        """One sign; empty for a row that is not staged."""
        entries = self._editor.staging.entries
        if not entries:
            return ""
        if entries is not self._entries:
            self._entries, self._by_key = entries, self._editor.staging.by_key()
        key = self._editor.form.key(lambda name: self._value(name, row))
        entry = self._by_key.get(key) if key else None
        if entry is None:
            return ""
        if entry.sent:
            return SENT
        if entry.conflict:
            return CONFLICT
        return PROBLEM if entry.problems else entry.kind.value

    def seen(self, editor: Editor, key: Key) -> dict[str, pa.Array]:
        """What the grid shows of the row of that key; nothing when it is not on the screen."""
        if editor is not self._editor or self._grid.view.paused or not self._keys:
            return {}
        for row in self._grid.visible_rows():
            if editor.form.key(partial(self._value, row=row)) == key:
                names = self._grid.view.spec.names if self._grid.view.spec is not None else ()
                own = [c.name for c in editor.form.columns if c.name in names]
                found = {n: self._grid.view.values(names.index(n), row, 1) for n in own}
                return {name: value for name, value in found.items() if value is not None}
        return {}

    def _value(self, name: str, row: int) -> pa.Array | None:
        index = self._keys.get(name)
        return None if index is None else self._grid.view.values(index, row, 1)


def mark_staged(grid: TableGrid, editor: Editor, changed: Callable[[StagedMarks], None]) -> None:
    """Mark what is staged in the gutter of ``grid``, unless that is done already."""
    if grid.picture.staged is None:
        StagedMarks(grid, editor, changed)
