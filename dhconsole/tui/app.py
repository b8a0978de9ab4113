"""The console: what stands on its screen, and how it comes up.

Owns the screen, the theme, the key map, the connection's life, and the order of the start: a first
picture of status line, outlines and keys, painted with as little code as can be; then the panes in
the place of their outlines (``furnish``), and the connection. Until the panes are there, keys wait
(``typeahead``). What the panes say is heard in ``panes``, what an action does is in ``commands``.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from dhconsole import paths
from dhconsole.config import Config
from dhconsole.core.actions import Pane, action
from dhconsole.errors import ConfigError, DHError, LostError
from dhconsole.lazily import load
from dhconsole.targets import Target
from dhconsole.text.safe import safe_text
from dhconsole.tui import theming
from dhconsole.tui.bindings import bindings_for, overrides
from dhconsole.tui.chords import Chords
from dhconsole.tui.covered import CoveredContainer, MainScreen
from dhconsole.tui.first_picture import MEDIUM, NARROW, TALL, FirstPicture
from dhconsole.tui.front import NO_TABLE
from dhconsole.tui.look import Look, load_look
from dhconsole.tui.palette import ActionProvider
from dhconsole.tui.routing import owner_of
from dhconsole.tui.typeahead import KeysInOrder
from dhconsole.tui.widgets.keyline import KeyLine
from dhconsole.tui.widgets.outline import Outline
from dhconsole.tui.widgets.status import StatusBar

if TYPE_CHECKING:
    from dhconsole.core.reaching import ServerStatus
    from dhconsole.core.values import CatalogEntry
    from dhconsole.core.workspace import Workspace
    from dhconsole.tui.controllers.views import ViewController
    from dhconsole.tui.engine import Engine
    from dhconsole.tui.panes import Panes
    from dhconsole.tui.widgets.code import CodePane
    from dhconsole.tui.widgets.objects import ObjectsPane
    from dhconsole.tui.widgets.output import OutputPane
    from dhconsole.tui.widgets.tables import TablesPane

_PANE_OF: dict[str, Pane] = {
    "objects": "objects",
    "code": "code",
    "tables": "grid",
    "editor": "editor",
    "output": "output",
}
_LEAVE_SECONDS = 5.0
_LISTED_SECONDS = 2.0


class ConsoleApp(KeysInOrder[int]):
    """The console's screen."""

    CSS_PATH = "base.tcss"
    TITLE = "dhconsole"
    COMMANDS: ClassVar = {ActionProvider}
    BINDINGS: ClassVar[list[BindingType]] = bindings_for("app")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-normal"), (160, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (MEDIUM, "-medium"), (TALL, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        target: Target,
        config: Config,
        *,
        look: Look | None = None,
        problems: Sequence[ConfigError] = (),
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.config = config
        look = look or load_look(config)
        self.keys = look.keys
        self._problems: list[DHError] = [*problems, *look.problems]
        # Before anything is drawn: a change of the theme works out every style anew.
        self._palette = look.palette
        theming.draw_with(self, look.palette)
        self.engine: Engine | None = None
        self.chords = Chords(self.keys)
        self.target = target
        self.furnished = asyncio.Event()
        self.holding = True
        self._panes: Panes

    # -- screen --------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        status = StatusBar()
        status.set(server=self.target.label)
        yield status
        with CoveredContainer(id="panes"):
            for name in ("objects", "code", "tables", "output"):
                yield Outline(name.capitalize(), id=name)
        yield KeyLine(self.keys)

    def get_default_screen(self) -> Screen[None]:
        # With the classes for its size from the start, or it would be laid out twice.
        return MainScreen(id="_default", classes=self._size_classes())

    def _size_classes(self) -> str:
        """The classes that the breakpoints give a screen of the terminal's size."""
        width, height = self.size
        return " ".join(
            max(each for each in breakpoints if each[0] <= size)[1]
            for size, breakpoints in (
                (width, self.HORIZONTAL_BREAKPOINTS),
                (height, self.VERTICAL_BREAKPOINTS),
            )
        )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theming.variable_defaults()

    def on_mount(self) -> None:
        self.set_keymap(overrides(self.keys))
        self.furnish()

    @work(group="furnish")
    async def furnish(self) -> None:
        """Put the panes where their outlines are, then connect."""
        await self.painted.wait()
        with self.batch_update():
            from dhconsole.tui.panes import Panes

            self._equip()
            # Before the code pane asks for them, drafts of a console that died are taken over.
            self._problems += self.store.start()
            self._panes = Panes(self.store, self.config, self._palette.code, self.keys)
            await self.query_one("#panes").remove()
            await self.screen.mount(self._panes, after=self.query_one(StatusBar))
            self.code.focus_code()
            self.tables.show_title()
        for warning in (*self._problems, *self.target.warnings):
            self.say(str(warning), "WARN")
        self.collect_again()
        self.furnished.set()
        await self.let_go()
        self.run_server()

    def _equip(self) -> None:
        """Make those who act for the panes."""
        from dhconsole.core.buffers import BufferStore
        from dhconsole.core.reaching import ServerController
        from dhconsole.tui.commands import AppCommands
        from dhconsole.tui.controllers.scripts import ScriptController
        from dhconsole.tui.editing import Editing
        from dhconsole.tui.grid_commands import GridAppCommands
        from dhconsole.tui.input_tables import InputTables
        from dhconsole.tui.opening import Opening
        from dhconsole.tui.past import Past
        from dhconsole.tui.saved_views import SavedViews
        from dhconsole.tui.sharing import Sharing
        from dhconsole.tui.totals import Totals

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
        self.scripts = ScriptController(self)
        self.server = ServerController(
            self.target.label,
            on_status=self._show_status,
            on_workspace=self._use_workspace,
            note=self.say,
        )

    def use_theme(self, name: str) -> None:
        """Draw with a theme; what is wrong with it is said, and never stops anything."""
        palette, problems = theming.use(self, name, self.config.sources.get("theme", ""))
        for problem in problems:
            self.say(str(problem), "WARN")
        self._panes.use_colours(palette.code)

    @asynccontextmanager
    async def run_test(self, **options: Any) -> AsyncIterator[Pilot[int]]:
        """As Textual's, entered when the panes are there."""
        async with super().run_test(**options) as pilot:
            await self.furnished.wait()
            yield pilot

    @property
    def views(self) -> ViewController:
        """Opens tables.

        Raises:
            LostError: there is no connection yet.
        """
        if self.engine is None:
            raise LostError("not connected yet", hint="Wait for the connection, or press F9.")
        return self.engine.showing.views

    @property
    def entries(self) -> Sequence[CatalogEntry]:
        """The objects that are known."""
        return self.engine.entries if self.engine is not None else ()

    @property
    def objects(self) -> ObjectsPane:
        return self._panes.objects

    @property
    def code(self) -> CodePane:
        return self._panes.code

    @property
    def tables(self) -> TablesPane:
        return self._panes.tables

    @property
    def output(self) -> OutputPane:
        return self._panes.output

    # -- the server ----------------------------------------------------------------------

    @work(group="server", exit_on_error=True)
    async def run_server(self) -> None:
        """Connect, and stay connected."""
        history = asyncio.ensure_future(self.past.open())
        module = await asyncio.to_thread(importlib.import_module, "dhconsole.tui.engine")
        self.engine = engine = module.Engine(self.target, self.config)
        await history
        await self.server.run(engine)

    @work(group="server")
    async def load_rest(self, workspace: Workspace, listed: asyncio.Event) -> None:
        """Load what completes code and what shows tables, before somebody wants it: once the
        objects are listed, or soon where they are not."""
        engine = self.engine
        assert engine is not None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LISTED_SECONDS):
                await listed.wait()
        await load("dhconsole.core.completion.completer")
        self.code.completing.use(workspace.completer, self.grid_commands.show_text)
        for problem in await engine.load():
            self.say(str(problem), "WARN")
        self.collect_again()

    async def leave(self, code: int = 0) -> None:
        """Close what is open, keep what was typed, and end."""
        if not self.furnished.is_set():
            return await super().leave(code)
        self.workers.cancel_group(self, "server")
        self.store.close()
        self.editing.end()
        try:
            async with asyncio.timeout(_LEAVE_SECONDS):
                await self.past.close()
                await self.server.close()
        except TimeoutError:
            # The process ends now, and with it everything that waits for it on the other side.
            self.log("the server did not let go in time")
        return await super().leave(code)

    def _use_workspace(self, workspace: Workspace) -> None:
        shown = asyncio.Event()

        def listed() -> None:
            stop()
            self.call_after_refresh(shown.set)

        assert self.engine is not None
        self.scripts.attach(workspace)
        self.past.attach(workspace)
        self.engine.attach(workspace)
        workspace.catalog.on_change(self.commands.show_objects)
        stop = workspace.catalog.on_change(listed)
        self.load_rest(workspace, shown)
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
            self.tell(NO_TABLE, bad=True)
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

    def show_keys(self) -> None:
        """Name the keys of the pane with the focus."""
        # A dialog's keys stand in the dialog; the line goes on naming those of the pane below.
        if len(self.screen_stack) == 1:
            self.query_one(KeyLine).show(self.focused_pane())

    @on(KeyLine.Chosen)
    async def _key_line_chosen(self, event: KeyLine.Chosen) -> None:
        await self.do(event.action_id)


def run_tui(
    target: Target,
    config: Config,
    *,
    look: Look,
    picture: FirstPicture,
    problems: Sequence[ConfigError] = (),
) -> int:
    """Run the console until the user leaves; returns the exit code."""
    app = ConsoleApp(target, config, look=look, problems=problems)
    app.first_picture = picture
    app.run()
    # What ``run`` returns is None after a crash, too.
    return 1 if app.return_code is None else app.return_code
