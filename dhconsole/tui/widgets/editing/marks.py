"""Which rows on the screen of a grid are staged, by their keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.forms import Key
from dhconsole.core.editing.staged import Entry

if TYPE_CHECKING:
    import pyarrow as pa

    from dhconsole.tui.widgets.grid.widget import TableGrid

CONFLICT, PROBLEM, SENT = "!", "✗", "↑"

Changed: TypeAlias = "Callable[[StagedMarks, bool], None]"


class StagedMarks:
    """Marks in the gutter of one grid. Costs next to nothing while nothing is staged.

    Args:
        changed: called when rows of the grid have changed, and with whether its columns have.
    """

    def __init__(self, grid: TableGrid, editor: Editor, changed: Changed) -> None:
        self._grid = grid
        self._editor = editor
        grid.view.listen(lambda event: changed(self, event.spec_changed))
        self._entries: tuple[Entry, ...] = ()
        self._by_key: dict[Key, Entry] = {}
        self._found_in: tuple[object, object] = (None, None)
        self._keys: dict[str, int] = {}
        self._find_keys()
        grid.picture.staged = self.mark

    @property
    def editor(self) -> Editor:
        """Whose rows are marked."""
        return self._editor

    def _find_keys(self) -> None:
        """Find the key columns; they are others when the table was made anew."""
        spec, form = self._grid.view.spec, self._editor.form
        if self._found_in[0] is spec and self._found_in[1] is form:
            return
        self._found_in = spec, form
        names = spec.names if spec is not None else ()
        self._keys = {n: names.index(n) for n in form.inputs.keys if n in names}
        if len(self._keys) == len(form.inputs.keys):
            self._grid.want_columns(tuple(self._keys.values()))

    def mark(self, row: int) -> str:
        """One sign; empty for a row that is not staged."""
        entries = self._editor.staging.entries
        if not entries:
            return ""
        self._find_keys()
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
        if editor is not self._editor or self._grid.view.paused:
            return {}
        # Each reopening of a view has columns of its own, also where they are the same ones.
        self._find_keys()
        if not self._keys:
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


def mark_staged(grid: TableGrid, editor: Editor, changed: Changed) -> None:
    """Mark what is staged in the gutter of ``grid``, unless that is done already."""
    if grid.picture.staged is None:
        StagedMarks(grid, editor, changed)
