"""Making input tables, and taking rows for them out of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dhconsole.errors import DHError
from dhconsole.tui.front import grid_in_front
from dhconsole.tui.screens.prompt import Prompt

if TYPE_CHECKING:
    from dhconsole.core.editing.creating import NewTable
    from dhconsole.core.editing.editor import Editor
    from dhconsole.core.editing.pasting import Pasted
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.editing.target import Target
    from dhconsole.tui.widgets.grid.widget import TableGrid


class InputTables:
    """One method per action ``app.NAME`` that makes an input table."""

    APP = frozenset({"new_input", "input_from_file"})
    GRID = frozenset({"load_rows"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app

    def new_input(self) -> None:
        """Ask for a line, and make what it says."""
        self._ask("", None)

    def input_from_file(self) -> None:
        """Ask for a file; then for the line, guessed from it; then make it."""

        def read(text: str, path: Path) -> None:
            from dhconsole.core.editing.creating import guess_line
            from dhconsole.core.editing.pasting import split_block

            try:
                line = guess_line(path.stem, split_block(text))
            except DHError as exc:
                self._app.tell(f"{path.name}: {exc}", bad=True)
                return
            self._ask(line, text)

        _ask_for_file(self._app, "New input table from a file", read)

    def _ask(self, line: str, rows: str | None) -> None:
        from dhconsole.core.editing.creating import EXAMPLE, read_new_table

        confirmed: set[str] = set()
        names = {e.field.name for e in self._app.entries if e.field.application_id == "scope"}

        def check(text: str) -> str | None:
            try:
                table = read_new_table(text)
            except DHError as exc:
                return str(exc)
            if table.name in names and table.name not in confirmed:
                confirmed.add(table.name)
                return f"{table.name} is there already. Enter again replaces it."
            return None

        def made(text: str | None) -> None:
            if text:
                self._app.run_worker(self._made(read_new_table(text), rows), group="editing")

        what = (
            f"NAME: Column type [key], …   such as\n{EXAMPLE}\n"
            "Types: string bool byte short int long float double char instant date time duration "
            "decimal bigint. Without a key the table takes rows alone; add blink for a blink table."
        )
        self._app.push_screen(Prompt("New input table", what, initial=line, check=check), made)

    async def _made(self, table: NewTable, rows: str | None) -> None:
        from dhconsole.client.exports import run_operations
        from dhconsole.client.operations import input_table
        from dhconsole.client.ticket import ScopeTicket
        from dhconsole.core.recipe import Recipe

        app = self._app
        workspace, engine = app.server.workspace, app.engine
        if workspace is None or engine is None:
            app.tell("Not connected yet: nothing was made.", bad=True)
            return
        try:
            make = input_table(table.schema(), None, table.keys, blink=table.blink)
            export = await run_operations(workspace.connection, None, [make])
            await workspace.console.bind(table.name, export.ticket)
            await workspace.connection.release(export.ticket)
        except DHError as exc:
            app.tell(f"{table.name} was not made: {exc}", bad=True)
            return
        ticket = ScopeTicket.scope_ticket(table.name)
        view = app.tables.find(ticket.text)
        if view is None:
            view = workspace.open_view(Recipe(ticket, title=table.name))
            await app.tables.add(view, engine.showing.grid_options(), engine.showing.views.fetch)
        app.tables.bring(view)
        app.commands.focus_pane("tables")
        app.tell(f"{table.name} is there: {table.words}.")
        if rows is not None:
            self.paste(rows)

    # -- rows of a block -----------------------------------------------------------------

    def load_rows(self) -> None:
        """Stage the rows of a file."""
        grid = grid_in_front(self._app)
        if grid is None:
            return
        _ask_for_file(self._app, "Add rows from a file", lambda text, path: self.paste(text, grid))

    def paste(self, text: str, grid: TableGrid | None = None) -> None:
        """Stage a block of rows, once the user has seen what it was taken for."""
        grid = grid or grid_in_front(self._app)
        if grid is None:
            return
        zone = str(grid.zone)

        async def read() -> None:
            from dhconsole.core.editing.pasting import read_block
            from dhconsole.core.making import now_in
            from dhconsole.tui.screens.paste import PasteScreen

            editor = await self._app.editing.editor_of(grid)
            block = read_block(text, editor.form, now_in(zone))

            async def answered(yes: bool | None) -> None:
                if yes:
                    self._app.editing.work(self._pasted(editor, grid, block))

            self._app.push_screen(PasteScreen(block, editor.form), answered)

        self._app.editing.work(read())

    async def _pasted(self, editor: Editor, grid: TableGrid, block: Pasted) -> None:
        from dhconsole.tui.widgets.editing.target import Target

        await editor.paste(block)
        entries = editor.staging.entries
        if entries:
            first = editor.form.columns[0].name  # the grid's may still be on their way
            entry = entries[-1]

            async def target() -> Target:
                return Target(editor, entry.base, entry.id)

            self._app.editing.begin(grid, first, target)
        self._app.editing.staged(editor)


def _ask_for_file(app: ConsoleApp, title: str, take: Callable[[str, Path], None]) -> None:
    found: dict[str, str] = {}

    def check(text: str) -> str | None:
        from dhconsole.core.textfiles import absolute

        path = absolute(Path(text.strip()))
        try:
            found[text] = path.read_text("utf-8-sig")
        except OSError as exc:
            return f"{path} cannot be read ({exc.strerror})."
        except UnicodeDecodeError:
            return f"{path} is no text in UTF-8."
        return None

    def chosen(text: str | None) -> None:
        if text:
            take(found[text], Path(text.strip()))

    what = "A CSV or tab-separated file; its first line may name the columns."
    app.push_screen(Prompt(title, what, check=check), chosen)
