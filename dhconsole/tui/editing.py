"""Editing input tables: which table has which editor, and what the keys of it do.

Owns the editors; each belongs to the root of a view, so that two views of one table share what is
staged, and it outlives both. The panel is the tables pane's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from dhconsole.errors import EFFECT_UNKNOWN, ArgumentError, DHError, EditError, LostError
from dhconsole.text.safe import safe_text
from dhconsole.tui.edit_keys import PanelKeys
from dhconsole.tui.edit_news import EditNews
from dhconsole.tui.edit_rows import asked_until_here, asking_failed, key_of, row_target, seen_row
from dhconsole.tui.front import grid_in_front, opened_grid
from dhconsole.tui.kept_rows import StagedBefore

if TYPE_CHECKING:
    from dhconsole.core.editing.editor import Committed, Editor
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.editing.panel import EditPanel
    from dhconsole.tui.widgets.editing.target import Target
    from dhconsole.tui.widgets.grid.widget import TableGrid

_LEAST_LINES = 14
"""A pane of fewer lines has no room for a panel: it gets the whole screen meanwhile."""

_MOST_DELETED = 10_000


class Editing:
    """One method per action ``grid.NAME`` that edits, and per action ``editor.NAME``."""

    GRID = frozenset({"edit", "add_row", "delete_row", "commit_rows"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        self._editors: dict[str, Editor] = {}
        # Rows typed at once ask at once: with an editor each, the rows of all but one were lost.
        self._opening = asyncio.Lock()
        self.before = StagedBefore(app)
        self._zoomed = False
        self.keys = PanelKeys(app, self)
        self.news = EditNews(app, self)

    # -- what there is -------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """How many rows are staged, by table."""
        return {
            name: len(editor.staging.entries)
            for name, editor in self._editors.items()
            if editor.staging.entries
        }

    def warnings(self) -> list[str]:
        """What does not reach the server with this console, in a sentence."""
        found = self.counts()
        if not found:
            return []
        from dhconsole.core.editing.comparing import rows_text

        parts = [
            f"{rows_text(count)} of {name.rsplit('/', 1)[-1]}" for name, count in found.items()
        ]
        named = safe_text(", ".join(parts), limit=200)
        self.before.rows.write()
        then = "They are lost then" if self.before.rows.failing else "The next console offers them"
        return [f"Staged and not committed: {named}. {then}."]

    async def editor_of(self, grid: TableGrid) -> Editor:
        """The editor of the input table that the view in a grid is of.

        Raises:
            InputError: it is none.
            DHError: as asking the server ends.
        """
        from dhconsole.core.editing.editor import Editor
        from dhconsole.tui.widgets.editing.marks import mark_staged

        root = grid.view.recipe.root
        async with self._opening:
            found = self._editors.get(root.text)
            if found is None or found.sender.connection is not grid.view.connection:
                if found is not None:
                    found.close()
                label = self._app.target.label
                found = await Editor.open(grid.view.connection, root, self.before.rows, label)
                found.listen(self.news.heard)
                self._editors[root.text] = found
        await self.news.up_to(found, grid)
        found.look()
        mark_staged(grid, found, self.news.saw)
        return found

    def end(self) -> None:
        """The console ends: what is staged stays on the disk."""
        self.forget()
        self.before.close()

    def forget(self) -> None:
        """Another server: what is staged for the tables of the last one is only kept."""
        for editor in self._editors.values():
            editor.close()
        self._editors.clear()

    # -- the grid's keys -----------------------------------------------------------------

    def edit(self) -> None:
        """Edit the row under the cursor."""
        grid = opened_grid(self._app)
        if grid is not None and not grid.view.size and not _takes_no_rows(grid):
            self._app.tell("There is no row here; o adds one.", bad=True)
        elif grid is not None:
            self.edit_column(grid.columns.columns[grid.cursor.place].spec.name)

    def edit_column(self, column: str) -> None:
        """Edit the row under the cursor, beginning with that column."""
        grid = grid_in_front(self._app)
        if grid is not None:
            row = seen_row(grid, grid.cursor.row)
            self.begin(grid, column, lambda: row_target(self._app, grid, row))

    def add_row(self) -> None:
        """Begin a new row."""
        grid = opened_grid(self._app)
        if grid is None:
            return
        first = grid.columns.columns[0].spec.name

        async def target() -> Target:
            from dhconsole.tui.widgets.editing.target import Target

            return Target(await self.editor_of(grid))

        self.begin(grid, first, target, new=True)

    def delete_row(self) -> None:
        """Stage that the row under the cursor goes, or each selected one."""
        grid = grid_in_front(self._app)
        if grid is None or not grid.view.size:
            return
        rows, _ = grid.cursor.area()
        seen = [seen_row(grid, row) for row in rows[: _MOST_DELETED + 1]]

        async def delete() -> None:
            editor = await self.editor_of(grid)
            if reason := editor.form.cannot_change():
                raise ArgumentError(reason)
            if len(rows) > _MOST_DELETED:
                raise ArgumentError(f"{len(rows):,} rows are too many to stage one by one")
            keys = [await key_of(self._app, grid, editor, row) for row in seen]
            found = await editor.sender.rows_of(keys)
            for row in found.values():
                editor.staging.delete(row)
            grid.commands.back()
            self.staged(editor)
            gone = [entry for row in found.values() if (entry := editor.staging.of(row))]
            if editor.autocommit and gone:
                await self._committed(editor, tuple(entry.id for entry in gone))

        self.work(delete())

    def commit_rows(self) -> None:
        """Send what is staged for the table in front."""
        grid = grid_in_front(self._app)
        if grid is not None:
            editor = self._editors.get(grid.view.recipe.root.text)
            if editor is None or not editor.staging.entries:
                self._app.tell("Nothing is staged for this table.", bad=True)
            else:
                self.work(self._committed(editor, None))

    # -- the panel ---------

    def paste(self, text: str) -> None:
        """A block was pasted into the panel."""
        self._app.input_tables.paste(text)

    def left(self) -> None:
        """Back to the grid. The panel stays while something is staged."""
        panel = self._panel
        target = panel.target
        if target is not None:
            self.autocommit(target)
        if target is None or not target.editor.staging.entries:
            self.close()
        grid = self._app.tables.current
        if grid is not None:
            grid.focus()

    def back(self) -> bool:
        """Escape: out of the panel, or away with it; False when it is not there."""
        panel = self._app.tables.panel
        if panel is None or not panel.is_open:
            return False
        if panel.has_focus_within:
            panel.back()
        else:
            self.close()
        return True

    def close(self) -> None:
        """Hide the panel."""
        if panel := self._app.tables.panel:
            panel.close()
        if self._zoomed and self._app.screen_stack[0].has_class("-zoom"):
            self._app.commands.zoom()
        self._zoomed = False

    def failed(self, text: str) -> None:
        """The panel could not stage something."""
        # What was typed outlives the moment that a toast is there.
        self._app.say(text, "WARN")
        self._app.tell(text, bad=True)
        grid = self._app.tables.current
        panel = self._app.tables.panel
        if grid is not None and panel is not None and not panel.is_open:
            self.close()
            grid.focus()

    def opened(self, grid: TableGrid | None) -> None:
        """A grid came to the front: what is staged for its table shows again."""
        panel = self._app.tables.panel
        if panel is not None and panel.is_open and not panel.has_focus_within:
            self.close()
        editor = self._editors.get(grid.view.recipe.root.text) if grid is not None else None
        if editor is not None and grid is not None and grid.view.spec is not None:
            from dhconsole.tui.widgets.editing.marks import mark_staged

            mark_staged(grid, editor, self.news.saw)
            self.staged(editor)

    def send(self, target: Target, only: tuple[int, ...] | None) -> None:
        """The panel wants these rows sent."""
        self.work(self._committed(target.editor, only, target))

    # -- helpers -------------------------------------------------------------------------

    def begin(
        self,
        grid: TableGrid,
        column: str,
        load: Callable[[], Awaitable[Target]],
        *,
        new: bool = False,
    ) -> None:
        app, panel = self._app, self._panel
        if reason := _takes_no_rows(grid):
            app.tell(reason, bad=True)
            return
        if app.tables.size.height < _LEAST_LINES and not app.screen.has_class("-zoom"):
            app.commands.zoom("tables")
            self._zoomed = True
        columns = [each.spec for each in grid.columns.columns]

        async def until_here() -> Target:
            return await asked_until_here(grid.view.connection, load, panel.waits)

        panel.begin(columns, column, str(grid.zone), until_here, new=new)

    def autocommit(self, target: Target) -> None:
        entry = target.entry
        if target.editor.autocommit and entry is not None and not entry.sent:
            self.work(self._committed(target.editor, (entry.id,)))

    async def _committed(
        self, editor: Editor, only: tuple[int, ...] | None, sent: Target | None = None
    ) -> None:
        try:
            done = await _commit(editor, only)
        finally:
            self.staged(editor)
            if sent is not None:
                self._panel.answered(sent)
        if done.rows or only is None:
            self._app.tell(f"{done}.")
        self.news.reload()

    def staged_all(self) -> None:
        """What is staged has changed, wherever that is."""
        for editor in self._editors.values():
            self.staged(editor)

    def staged(self, editor: Editor) -> None:
        """What is staged has changed."""
        if panel := self._app.tables.panel:
            panel.staged()
        for grid in self._app.tables.grids:
            if self._editors.get(grid.view.recipe.root.text) is editor:
                count = len(editor.staging.entries)
                grid.title_line.note(f"{count:,} staged" if count else "")
                grid.everything()

    def work(self, job: Coroutine[Any, Any, None]) -> None:
        app = self._app

        async def work() -> None:
            try:
                await job
            except DHError as exc:
                app.tell(asking_failed(exc), bad=True)

        app.run_worker(work(), group="editing")

    @property
    def _panel(self) -> EditPanel:
        panel = self._app.tables.panel
        assert panel is not None, "it came with the first grid"
        return panel


def _takes_no_rows(grid: TableGrid) -> str:
    """Why nothing can be edited in a table; empty when it is an input table, or may be one."""
    spec = grid.view.spec
    if spec is None or spec.is_input_table or not grid.view.recipe.is_plain:
        return ""
    return f"{grid.view.title} is no input table: its rows come from elsewhere."


async def _commit(editor: Editor, only: tuple[int, ...] | None) -> Committed:
    """As ``Editor.commit``; an error on the way to the server says what becomes of the rows."""
    before = {entry.id for entry in editor.staging.entries}
    try:
        return await editor.commit(only)
    except EditError:
        raise  # says so itself
    except DHError as exc:
        if not (left := editor.staging.entries):
            raise
        from dhconsole.core.editing.comparing import rows_text

        kept = f"Nothing that is staged is lost: {rows_text(len(left))}."
        some_went = any(entry.sent for entry in left) or not before <= {e.id for e in left}
        if some_went or not isinstance(exc, LostError):
            raise EditError(exc.message, hint=f"{exc.hint} {kept}".strip()) from exc
        # What broke was a comparison, or there was no connection to begin with.
        hint = "" if exc.hint == EFFECT_UNKNOWN else exc.hint
        raise EditError(f"Nothing was sent: {exc.message}", hint=f"{hint} {kept}".strip()) from exc
