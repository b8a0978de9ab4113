"""What the keys of the edit panel do: one method per action ``editor.NAME``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from dhconsole.errors import ArgumentError, DHError, EditError
from dhconsole.tui.screens.picker import Picker, PickerItem
from dhconsole.tui.screens.prompt import Confirm

if TYPE_CHECKING:
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.editing import Editing
    from dhconsole.tui.widgets.editing.panel import EditPanel
    from dhconsole.tui.widgets.editing.target import Target


class PanelKeys:
    """Acts on the panel; what is staged is that of the row in it."""

    def __init__(self, app: ConsoleApp, editing: Editing) -> None:
        self._app = app
        self._editing = editing

    @property
    def _panel(self) -> EditPanel:
        panel = self._app.tables.panel
        assert panel is not None, "its keys act only while it is there"
        return panel

    def commit(self) -> None:
        self._panel.commit()

    def add(self) -> None:
        """Begin another new row."""
        target = self._panel.target
        if target is not None and self._panel.finish():
            from dhconsole.tui.widgets.editing.target import Target

            self._editing.autocommit(target)
            self._panel.show(Target(target.editor))
            self._panel.finish(0)

    def delete(self) -> None:
        def step(target: Target) -> None:
            target.delete()

        self._step(step)
        if (target := self._panel.target) is not None:
            self._editing.autocommit(target)

    def undo(self) -> None:
        self._step(lambda target: target.editor.staging.undo())

    def redo(self) -> None:
        self._step(lambda target: target.editor.staging.redo())

    def discard(self) -> None:
        self._step(lambda target: target.editor.staging.discard())

    def mine(self) -> None:
        def step(target: Target) -> None:
            if target.entry is None:
                raise ArgumentError("nothing is staged for this row")
            target.editor.keep_mine(target.entry.id)

        self._step(step)

    def theirs(self) -> None:
        def step(target: Target) -> None:
            if target.entry is None:
                raise ArgumentError("nothing is staged for this row")
            target.editor.staging.drop(target.entry.id)

        self._step(step)
        self._editing.news.reload()

    def take_up(self) -> None:
        """Stage again what an earlier console had staged."""

        def step(target: Target) -> None:
            kept = target.editor.take_up()
            other = kept.differences(target.editor.form)
            anew = f" The table was made anew since: {other}." if other else ""
            self._app.tell(f"Staged again: what was staged {kept.when}.{anew}", bad=bool(anew))

            async def compare() -> None:
                # What others changed is marked; nothing was to be sent.
                with suppress(EditError):
                    await target.editor.compare()

            if target.editor.form.is_keyed:
                self._editing.work(compare())

        self._step(step)

    def drop_kept(self) -> None:
        """Keep no more what an earlier console had staged, after a question."""
        target = self._panel.target
        if target is None or not target.editor.offers:
            self._app.tell("Nothing is kept of earlier consoles.", bad=True)
            return
        from dhconsole.core.editing.comparing import rows_text

        editor, kept = target.editor, target.editor.offers[0]

        def answered(yes: bool | None) -> None:
            if yes:
                kept.drop()
                editor.look()
                self._editing.staged(editor)

        text = f"{rows_text(len(kept.entries))}, staged {kept.when}, cannot be had back then."
        self._app.push_screen(Confirm("Drop what is kept?", text, yes="drop"), answered)

    def values(self) -> None:
        """Choose among the values that the column allows."""
        panel = self._panel
        column, target = panel.column, panel.target
        if column is None or target is None:
            return
        allowed = [
            each for found in target.editor.form.restrictions(column.name) for each in found.allowed
        ]
        if column.java_type == "java.lang.Boolean":
            allowed = ["true", "false", "null"]
        if not allowed:
            self._app.tell(f"{column.name} takes any value of its type.", bad=True)
            return

        def chosen(value: object) -> None:
            if isinstance(value, str):
                panel.put_text(value)

        items = [PickerItem(each, "", each) for each in allowed]
        self._app.push_screen(Picker(column.name, items), chosen)

    def autocommit(self) -> None:
        target = self._panel.target
        if target is not None:
            editor = target.editor
            editor.autocommit = not editor.autocommit
            self._app.tell(
                "Each change is sent as soon as it is made; a new row when you leave it."
                if editor.autocommit
                else "Changes are staged; ctrl+s sends them."
            )
            self._panel.refresh_all()

    def up(self) -> None:
        self._panel.finish(-1)

    def down(self) -> None:
        self._panel.finish(1)

    def row_up(self) -> None:
        self._row(-1)

    def row_down(self) -> None:
        self._row(1)

    def previous(self) -> None:
        self._panel.step_staged(-1)

    def next(self) -> None:
        self._panel.step_staged(1)

    def _row(self, by: int) -> None:
        """Edit the row of the grid above or below."""
        panel, grid = self._panel, self._app.tables.current
        column = panel.column
        if grid is None or column is None or not panel.finish():
            return
        if panel.target is not None:
            self._editing.autocommit(panel.target)
        if by > 0:
            grid.commands.down()
        else:
            grid.commands.up()
        self._editing.edit_column(column.name)

    def _step(self, step: Callable[[Target], None]) -> None:
        target = self._panel.target
        if target is None:
            return
        try:
            step(target)
        except DHError as exc:
            self._app.tell(str(exc), bad=True)
        self._editing.staged(target.editor)
