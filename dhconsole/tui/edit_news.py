"""What the server says while rows are edited: of the row in the panel, and of its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole.errors import DHError
from dhconsole.tui.edit_rows import asking_failed

if TYPE_CHECKING:
    from dhconsole.core.editing.editor import Editor
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.editing import Editing
    from dhconsole.tui.widgets.editing.marks import StagedMarks
    from dhconsole.tui.widgets.grid.widget import TableGrid


class EditNews:
    """Brings the panel, and what is staged, up to what the server has."""

    def __init__(self, app: ConsoleApp, editing: Editing) -> None:
        self._app = app
        self._editing = editing

    def reload(self) -> None:
        """Show the row as the server has it now."""
        panel = self._app.tables.panel
        target = panel.target if panel is not None else None
        if panel is None or target is None or target.base is None or target.entry is not None:
            return
        base, names = target.base, target.editor.form.inputs.keys
        if not names or target.key is None:
            return  # made anew with other keys, or none: which row it is, nobody knows

        async def load() -> None:
            from dhconsole.tui.widgets.editing.target import Target

            found = await target.editor.row({name: base[name] for name in names})
            if panel.target is target and target.entry is None:
                panel.renew(Target(target.editor, found))

        self._editing.work(load())

    def saw(self, marks: StagedMarks, anew: bool) -> None:
        """Rows of a grid have changed: perhaps that in the panel.

        Args:
            anew: whether its columns have.
        """
        if anew:
            self._app.run_worker(self._renew(marks.editor), group="editing")
        panel = self._app.tables.panel
        target = panel.target if panel is not None else None
        if panel is None or target is None or target.key is None:
            return
        if target.see(marks.seen(target.editor, target.key)):
            panel.refresh_row()

    def heard(self, text: str) -> None:
        """The server has said something of staged rows."""
        if text:
            self._app.say(text, "WARN")
            self._app.tell(text, bad=True)
        self._editing.staged_all()

    async def up_to(self, editor: Editor, grid: TableGrid) -> None:
        """Take the form that the table has in a grid, where that is another one."""
        from dhconsole.core.editing.fitting import described
        from dhconsole.core.editing.forms import Form

        spec = grid.view.spec
        if spec is None or not grid.view.recipe.is_plain or editor.unknown:
            return
        form = Form.of(spec)
        if form is None or described(form) != described(editor.form):
            await editor.renew()

    async def _renew(self, editor: Editor) -> None:
        try:
            await editor.renew()
        except DHError as exc:
            # Without anything staged there is nothing that it could matter to.
            self.heard(asking_failed(exc) if editor.staging.entries else "")
            return
        self._editing.staged(editor)
        self.reload()
