"""The console: panes on a screen, and who hears what.

Owns the composition, the theme and the key map, and routes messages between panes and
controllers. What an action does is in ``commands``; what the server does is in the core.
"""

from __future__ import annotations

import asyncio
import importlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from dhconsole import paths
from dhconsole.config import Config
from dhconsole.core.actions import Pane, action
from dhconsole.core.buffers import BufferStore
from dhconsole.core.keymap import load_keymap
from dhconsole.core.reaching import ServerController, ServerStatus
from dhconsole.core.values import CatalogEntry
from dhconsole.errors import ConfigError, DHError, LostError
from dhconsole.targets import Target
from dhconsole.text.safe import safe_text
from dhconsole.tui import theming
from dhconsole.tui.bindings import bindings_for, overrides
from dhconsole.tui.chords import Chords
from dhconsole.tui.clipboard import copy_text
from dhconsole.tui.commands import AppCommands
from dhconsole.tui.controllers.scripts import RunContext, ScriptController
from dhconsole.tui.covered import MainScreen, Panes
from dhconsole.tui.editing import Editing
from dhconsole.tui.grid_commands import GridAppCommands
from dhconsole.tui.input_tables import InputTables
from dhconsole.tui.opening import Opening
from dhconsole.tui.palette import ActionProvider
from dhconsole.tui.past import Past
from dhconsole.tui.routing import owner_of
from dhconsole.tui.saved_views import SavedViews
from dhconsole.tui.sharing import Sharing
from dhconsole.tui.totals import Totals
from dhconsole.tui.typeahead import KeysInOrder
from dhconsole.tui.widgets.code import CodePane, token_styles
from dhconsole.tui.widgets.grid import messages as grid_messages
from dhconsole.tui.widgets.keyline import KeyLine
from dhconsole.tui.widgets.objects import ObjectsPane
from dhconsole.tui.widgets.output import OutputPane
from dhconsole.tui.widgets.output.messages import CopyRequested, JumpToLine, OpenObject
from dhconsole.tui.widgets.status import StatusBar
from dhconsole.tui.widgets.tables import TablesPane

if TYPE_CHECKING:
    from dhconsole.core.workspace import Workspace
    from dhconsole.tui.controllers.views import ViewController
    from dhconsole.tui.engine import Engine
    from dhconsole.tui.widgets.editing.panel import EditPanel

_PANE_OF: dict[str, Pane] = {
    "objects": "objects",
    "code": "code",
    "tables": "grid",
    "editor": "editor",
    "output": "output",
}
_NARROW = 100
_MEDIUM, _TALL = 28, 46
_LEAVE_SECONDS = 5.0
_PLACEHOLDER = "Type Python for the server here. F5 runs it; F1 explains the rest."


class ConsoleApp(KeysInOrder[int]):
    """The console's screen."""

    CSS_PATH = "base.tcss"
    TITLE = "dhconsole"
    COMMANDS: ClassVar = {ActionProvider}
    BINDINGS: ClassVar[list[BindingType]] = bindings_for("app")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_NARROW, "-normal"), (160, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_MEDIUM, "-medium"), (_TALL, "-tall")]  # noqa: RUF012

    def __init__(
        self, target: Target, config: Config, *, problems: Sequence[ConfigError] = ()
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.config = config
        self.keys = load_keymap(config)
        self._problems: list[DHError] = [*problems, *self.keys.problems]
        # Before anything is drawn: a change of the theme works out every style anew.
        source = config.sources.get("theme", "")
        self._palette, wrong = theming.use(self, config.theme, source)
        self._problems += wrong
        self.engine: Engine | None = None
        self.store = BufferStore(paths.state_dir() / "drafts")
        self.commands = AppCommands(self)
        self.grid_commands = GridAppCommands(self)
        self.sharing = Sharing(self)
        self.editing = Editing(self)
        self.opening = Opening(self)
        self.totals = Totals(self)
        self.saved_views = SavedViews(self)
        self.input_tables = InputTables(self)
        self.past = Past(self)
        self.chords = Chords(self.keys)
        self.scripts = ScriptController(self)
        self.target = target
        self.server = ServerController(
            target.label,
            on_status=self._show_status,
            on_workspace=self._use_workspace,
            note=self.say,
        )

    # -- screen --------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        # Before the code pane asks for them, drafts of a console that died are taken over.
        self._problems += self.store.start()
        yield StatusBar()
        with Panes(id="panes"):
            yield ObjectsPane(id="objects")
            yield CodePane(
                self.store,
                cursor_blink=self.config.editor.blinks(os.environ),
                placeholder=_PLACEHOLDER,
                id="code",
            )
            yield TablesPane(id="tables")
            yield OutputPane(id="output")
        yield KeyLine(self.keys)

    def get_default_screen(self) -> Screen[None]:
        return MainScreen(id="_default")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theming.variable_defaults()

    def on_mount(self) -> None:
        self.set_keymap(overrides(self.keys))
        self.code.deck.set_token_styles(token_styles(self._palette.code))
        self.code.focus_code()
        self.tables.show_title()
        for warning in (*self._problems, *self.target.warnings):
            self.say(str(warning), "WARN")
        # After the first screen: what it loads takes longer than that to draw.
        self.call_after_refresh(self.run_server)

    def use_theme(self, name: str) -> None:
        """Draw with a theme; what is wrong with it is said, and never stops anything."""
        palette, problems = theming.use(self, name, self.config.sources.get("theme", ""))
        for problem in problems:
            self.say(str(problem), "WARN")
        self.code.deck.set_token_styles(token_styles(palette.code))

    @property
    def views(self) -> ViewController:
        """Opens tables.

        Raises:
            LostError: there is no connection yet.
        """
        if self.engine is None:
            raise LostError("not connected yet", hint="Wait for the connection, or press F9.")
        return self.engine.views

    @property
    def entries(self) -> Sequence[CatalogEntry]:
        """The objects that are known."""
        return self.engine.views.entries if self.engine is not None else ()

    @property
    def objects(self) -> ObjectsPane:
        return self.query_one(ObjectsPane)

    @property
    def code(self) -> CodePane:
        return self.query_one(CodePane)

    @property
    def tables(self) -> TablesPane:
        return self.query_one(TablesPane)

    @property
    def output(self) -> OutputPane:
        return self.query_one(OutputPane)

    # -- the server ----------------------------------------------------------------------

    @work(group="server", exit_on_error=True)
    async def run_server(self) -> None:
        """Connect, and stay connected."""
        await self.past.open()
        module = await asyncio.to_thread(importlib.import_module, "dhconsole.tui.engine")
        self.engine = engine = module.Engine(self.target, self.config)
        for problem in engine.problems:
            self.say(str(problem), "WARN")
        await self.server.run(self.engine)

    async def leave(self) -> None:
        """Close what is open, keep what was typed, and end."""
        self.workers.cancel_group(self, "server")
        self.store.close()
        self.editing.forget()
        self.editing.before.close()
        try:
            async with asyncio.timeout(_LEAVE_SECONDS):
                await self.past.close()
                await self.server.close()
        except TimeoutError:
            # The process ends now, and with it everything that waits for it on the other side.
            self.log("the server did not let go in time")
        self.exit(0)

    def _use_workspace(self, workspace: Workspace) -> None:
        self.code.completing.use(workspace.completer, self.grid_commands.show_text)
        self.scripts.attach(workspace)
        self.past.attach(workspace)
        self.views.attach(workspace)
        workspace.catalog.on_change(self.commands.show_objects)
        self.commands.watch_sizes()
        self.commands.show_objects()
        self.editing.before.connected()

    def _show_status(self, status: ServerStatus) -> None:
        self.query_one(StatusBar).set_status(status, self.scripts.busy)
        self.commands.show_objects()

    def show_busy(self) -> None:
        """The scripts' state has changed."""
        self._show_status(self.server.status)

    # -- telling the user ----------------------------------------------------------------

    def say(self, text: str, level: str = "NOTE") -> None:
        """Put a sentence into the output pane."""
        self.output.note(text, level)

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Show a sentence for a moment."""
        self.notify(
            safe_text(text, newlines=True),
            severity="warning" if bad else "information",
            markup=False,
        )

    # -- actions -------------------------------------------------------------------------

    async def do(self, id_: str) -> None:
        """Carry out an action of the registry."""
        owner, name = owner_of(self, id_)
        if owner is None:
            self.tell("No table is open.", bad=True)
            return
        result = getattr(owner, name)()
        if asyncio.iscoroutine(result):
            await result

    action_do = do

    def check_action(self, name: str, parameters: tuple[object, ...]) -> bool | None:
        if name != "do":
            return True
        id_ = str(parameters[0])
        when = action(id_).when
        if when == "waiting":
            return self.scripts.waiting
        if when == "selection" and id_.startswith("app."):
            return self.commands.something_selected()
        return len(self.screen_stack) == 1 or id_ in ("app.quit", "app.help")

    async def on_key(self, event: events.Key) -> None:
        """Chords of two keys; single keys are bindings."""
        if len(self.screen_stack) == 1:
            id_, taken = self.chords.press(event.key, self.focused_pane())
            if taken:
                event.stop()
            if id_:
                await self.do(id_)

    def focused_pane(self) -> Pane:
        """The pane that has the focus, as the registry calls it."""
        for node in self.focused.ancestors_with_self if self.focused is not None else ():
            if isinstance(node, Widget) and node.id in _PANE_OF:
                return _PANE_OF[node.id]
        return "app"

    # -- messages of the panes -----------------------------------------------------------

    def on_descendant_focus(self) -> None:
        # A dialog's keys stand in the dialog; the line goes on naming those of the pane below.
        if len(self.screen_stack) == 1:
            self.query_one(KeyLine).show(self.focused_pane())

    @on(KeyLine.Chosen)
    async def _key_line_chosen(self, event: KeyLine.Chosen) -> None:
        await self.do(event.action_id)

    @on(CodePane.RunRequested)
    def _run_requested(self, event: CodePane.RunRequested) -> None:
        title = event.title(self.store[event.buffer_id].title)
        context = RunContext(event.buffer_id, title, event.first_line, event.mark)
        if not self.scripts.run(event.code, context):
            self.code.deck.clear_running(event.mark)

    @on(ObjectsPane.OpenRequested)
    async def _open_requested(self, event: ObjectsPane.OpenRequested) -> None:
        await self.commands.open_entry(event.entry)

    @on(ObjectsPane.PeekRequested)
    def _peek_requested(self, event: ObjectsPane.PeekRequested) -> None:
        self.commands.peek(event.entry)

    @on(ObjectsPane.Watched)
    def _objects_watched(self) -> None:
        self.commands.watch_sizes()

    @on(TablesPane.CloseRequested)
    async def _close_requested(self, event: TablesPane.CloseRequested) -> None:
        await self.tables.drop(event.view)
        await self.views.close(event.view)

    @on(grid_messages.StatusChanged)
    @on(TablesPane.Opened)
    def _title_changed(self, event: grid_messages.StatusChanged | TablesPane.Opened) -> None:
        self.tables.show_title()
        if isinstance(event, TablesPane.Opened):
            self.editing.opened(event.grid)
            self.totals.opened(event.grid)

    def on_edit_panel_asked(self, event: EditPanel.Asked) -> None:
        """By its name alone: importing the panel would load pyarrow before the first screen."""
        event.ask(self.editing)

    @on(grid_messages.Pasted)
    def _pasted(self, event: grid_messages.Pasted) -> None:
        self.input_tables.paste(event.text)

    @on(grid_messages.Copied)
    async def _copied(self, event: grid_messages.Copied) -> None:
        how = await copy_text(self, event.text)
        self.tell(f"{event.what}: {how}")

    @on(grid_messages.Notice)
    @on(grid_messages.ViewCell)
    def _grid_says(self, event: grid_messages.Notice | grid_messages.ViewCell) -> None:
        if isinstance(event, grid_messages.Notice):
            self.tell(event.text, bad=event.bad)
        else:
            self.grid_commands.view_cell(event.grid, event.row, event.column)

    @on(JumpToLine)
    async def _jump_to_line(self, event: JumpToLine) -> None:
        context = event.context
        if isinstance(context, RunContext):
            await self.commands.jump_to(context, event.line)

    @on(OpenObject)
    async def _open_object(self, event: OpenObject) -> None:
        await self.commands.open_name(event.name)

    @on(CopyRequested)
    @on(ObjectsPane.CopyRequested)
    async def _copy_requested(self, event: CopyRequested | ObjectsPane.CopyRequested) -> None:
        self.tell(await copy_text(self, event.text))


def run_tui(target: Target, config: Config, *, problems: Sequence[ConfigError] = ()) -> int:
    """Run the console until the user leaves; returns the exit code."""
    app = ConsoleApp(target, config, problems=problems)
    app.run()
    # What ``run`` returns is None after a crash, too.
    return 1 if app.return_code is None else app.return_code
