"""The panes, and who hears what they say.

Owns which panes there are and routes their messages to what acts on them. Where the panes stand is
the stylesheet's; what an action does is in ``commands``. Imported by name only, from
``ConsoleApp.furnish``: what it loads takes longer than the first picture.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult

from dhconsole.config import Config
from dhconsole.core.buffers import BufferStore
from dhconsole.core.theme import CodeColours
from dhconsole.tui.clipboard import copy_text
from dhconsole.tui.controllers.scripts import RunContext
from dhconsole.tui.covered import CoveredContainer
from dhconsole.tui.widgets.code import CodePane, token_styles
from dhconsole.tui.widgets.grid import messages as grid_messages
from dhconsole.tui.widgets.objects import ObjectsPane
from dhconsole.tui.widgets.output import OutputPane
from dhconsole.tui.widgets.output.messages import CopyRequested, JumpToLine, OpenObject
from dhconsole.tui.widgets.tables import TablesPane

if TYPE_CHECKING:
    from dhconsole.core.keymap import KeyMap
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.editing.panel import EditPanel


class Panes(CoveredContainer):
    """Objects, code, tables, output."""

    def __init__(
        self, store: BufferStore, config: Config, colours: CodeColours, keys: KeyMap
    ) -> None:
        super().__init__(id="panes")
        self.objects = ObjectsPane(id="objects")
        self.code = CodePane(
            store,
            styles=token_styles(colours),
            cursor_blink=config.editor.blinks(os.environ),
            placeholder=placeholder(keys),
            id="code",
        )
        self.tables = TablesPane(id="tables")
        self.output = OutputPane(id="output")

    def compose(self) -> ComposeResult:
        yield self.objects
        yield self.code
        yield self.tables
        yield self.output

    @property
    def _app(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    def use_colours(self, colours: CodeColours) -> None:
        """Draw code with these; Textual itself sees to all else."""
        self.code.deck.set_token_styles(token_styles(colours))

    def on_descendant_focus(self) -> None:
        self._app.show_keys()

    # -- code ----------------------------------------------------------------------------

    @on(CodePane.RunRequested)
    def _run_requested(self, event: CodePane.RunRequested) -> None:
        app = self._app
        title = event.title(app.store[event.buffer_id].title)
        context = RunContext(event.buffer_id, title, event.first_line, event.mark)
        if not app.scripts.run(event.code, context):
            app.code.deck.clear_running(event.mark)

    # -- objects -------------------------------------------------------------------------

    @on(ObjectsPane.OpenRequested)
    async def _open_requested(self, event: ObjectsPane.OpenRequested) -> None:
        await self._app.commands.open_entry(event.entry)

    @on(ObjectsPane.PeekRequested)
    def _peek_requested(self, event: ObjectsPane.PeekRequested) -> None:
        self._app.commands.peek(event.entry)

    @on(ObjectsPane.Watched)
    def _objects_watched(self) -> None:
        self._app.commands.watch_sizes()

    # -- tables --------------------------------------------------------------------------

    @on(TablesPane.CloseRequested)
    async def _close_requested(self, event: TablesPane.CloseRequested) -> None:
        await self._app.tables.drop(event.view)
        await self._app.views.close(event.view)

    @on(grid_messages.StatusChanged)
    @on(TablesPane.Opened)
    def _title_changed(self, event: grid_messages.StatusChanged | TablesPane.Opened) -> None:
        self._app.tables.show_title()
        if isinstance(event, TablesPane.Opened):
            self._app.editing.opened(event.grid)
            self._app.totals.opened(event.grid)

    def on_edit_panel_asked(self, event: EditPanel.Asked) -> None:
        """By its name alone: importing the panel would load pyarrow before it is needed."""
        event.ask(self._app.editing)

    @on(grid_messages.Pasted)
    def _pasted(self, event: grid_messages.Pasted) -> None:
        self._app.input_tables.paste(event.text)

    @on(grid_messages.Copied)
    async def _copied(self, event: grid_messages.Copied) -> None:
        how = await copy_text(self._app, event.text)
        self._app.tell(f"{event.what}: {how}")

    @on(grid_messages.Notice)
    @on(grid_messages.ViewCell)
    def _grid_says(self, event: grid_messages.Notice | grid_messages.ViewCell) -> None:
        if isinstance(event, grid_messages.Notice):
            self._app.tell(event.text, bad=event.bad)
            if event.lasting:
                self._app.say(event.text, "WARN")
        else:
            self._app.grid_commands.view_cell(event.grid, event.row, event.column)

    # -- output --------------------------------------------------------------------------

    @on(JumpToLine)
    async def _jump_to_line(self, event: JumpToLine) -> None:
        context = event.context
        if isinstance(context, RunContext):
            await self._app.commands.jump_to(context, event.line)

    @on(OpenObject)
    async def _open_object(self, event: OpenObject) -> None:
        await self._app.commands.open_name(event.name)

    @on(CopyRequested)
    @on(ObjectsPane.CopyRequested)
    async def _copy_requested(self, event: CopyRequested | ObjectsPane.CopyRequested) -> None:
        self._app.tell(await copy_text(self._app, event.text))


def placeholder(keys: KeyMap) -> str:
    """What stands in an empty buffer, with the keys that the user has chosen."""
    does = (("code.run", "runs it"), ("app.help", "helps"))
    known = [f"{key} {what}" for id_, what in does if (key := keys.label(id_))]
    return f"Python for the server. {', '.join(known)}." if known else "Python for the server."
