"""What the registry's actions of the app do: one method per action ``app.NAME``.

Everything that asks the user something opens a screen and goes on when it closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import TextArea

from dhconsole.core.actions import PANE_HELP, PANE_TITLES, actions_of
from dhconsole.core.values import CatalogEntry
from dhconsole.errors import DHError
from dhconsole.text.safe import safe_text
from dhconsole.tui import theming
from dhconsole.tui.clipboard import copy_text
from dhconsole.tui.controllers.scripts import RunContext
from dhconsole.tui.screens.finder import Coming, Finder
from dhconsole.tui.screens.help import HelpEntry, HelpScreen
from dhconsole.tui.screens.jump import JumpScreen
from dhconsole.tui.screens.peek import PeekScreen
from dhconsole.tui.screens.picker import Picker, PickerItem
from dhconsole.tui.screens.prompt import Confirm
from dhconsole.tui.switching import Switching
from dhconsole.tui.widgets.object_list import ObjectList

if TYPE_CHECKING:
    from dhconsole.core.workspace import Workspace
    from dhconsole.tui.app import ConsoleApp

PANES = ("objects", "code", "tables", "output")
_LEAST_LINES = 3
_NEIGHBOURS = {
    "left": {"code": "objects", "tables": "objects", "output": "objects"},
    "right": {"objects": "code"},
    "up": {"tables": "code", "output": "tables"},
    "down": {"code": "tables", "tables": "output", "objects": "tables"},
}


class AppCommands:
    """Actions of one app."""

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        self.switching = Switching(app)

    # -- panes ---------------------------------------------------------------------------

    def next_pane(self) -> None:
        self._step(1)

    def prev_pane(self) -> None:
        self._step(-1)

    def focus_left(self) -> None:
        self._beside("left")

    def focus_right(self) -> None:
        self._beside("right")

    def focus_up(self) -> None:
        self._beside("up")

    def focus_down(self) -> None:
        self._beside("down")

    def jump(self) -> None:
        def go(pane: str | None) -> None:
            if pane:
                self.focus_pane(pane)

        self._app.push_screen(JumpScreen([(name, self._title(name)) for name in PANES]), go)

    def focus_pane(self, pane: str) -> None:
        """Put the focus into a pane, out of zoom if another one has the screen."""
        app = self._app
        if app.screen.has_class("-zoom") and not app.query_one(f"#{pane}").has_class("-zoomed"):
            self.zoom()
        if pane == "output":
            app.screen.remove_class("-no-output")
        if pane == "code":
            app.code.focus_code()
        elif pane == "tables" and app.tables.current is not None:
            app.tables.current.focus()
        else:
            app.query_one(f"#{pane}").focus()
        app.call_after_refresh(self._show_whole, pane)

    def _show_whole(self, pane: str) -> None:
        """On a screen too small for all panes the one with the focus has it."""
        if self._pane() == pane and not self._app.screen.has_class("-zoom") and self._hidden(pane):
            self.zoom()

    def _hidden(self, pane: str) -> bool:
        """Whether so little of a pane is on the screen that nothing can be read there."""
        screen = self._app.screen
        region = self._app.query_one(f"#{pane}").region
        return region.intersection(screen.region).height < _LEAST_LINES

    def _leave_hidden(self) -> None:
        """Out of a pane that has no room beside the others."""
        pane = self._pane()
        if pane is not None and pane != "code" and self._hidden(pane):
            self._app.code.focus_code()

    def zoom(self, pane: str = "") -> None:
        app = self._app
        pane = pane or self._pane() or "code"
        on = not app.screen.has_class("-zoom")
        app.screen.set_class(on, "-zoom")
        for name in PANES:
            app.query_one(f"#{name}").set_class(on and name == pane, "-zoomed")

    def log(self) -> None:
        app = self._app
        if self._pane() == "output":
            app.code.focus_code()
        app.screen.toggle_class("-no-output")

    def back(self) -> None:
        app = self._app
        if self._pane() == "objects" and app.objects.back():
            return
        if self._pane() == "output" and app.output.back():
            return
        grid = app.tables.current
        if grid is not None and grid.has_focus and grid.commands.back():
            return
        if self._pane() == "tables" and app.editing.back():
            return
        if app.screen.has_class("-zoom"):
            self.zoom()
            app.call_after_refresh(self._leave_hidden)
        elif self._pane() == "code" and grid is not None:
            grid.focus()
        elif self._pane() != "code":
            app.code.focus_code()

    # -- objects -------------------------------------------------------------------------

    def show_objects(self) -> None:
        """Bring every list of the server's objects up to date."""
        app = self._app
        workspace = app.server.workspace
        if workspace is not None and app.is_running:
            catalog = workspace.catalog
            app.objects.set_entries(catalog.entries, catalog.complete, catalog.stale)
            if isinstance(app.screen, Finder):
                app.screen.set_entries(catalog.entries, _coming(workspace))

    def watch_sizes(self) -> None:
        """Have the numbers of rows while somebody sees them; look at the tables in sight."""
        app, workspace = self._app, self._app.server.workspace
        if workspace is not None:
            finding = isinstance(app.screen, Finder)
            workspace.catalog.want_sizes(finding or app.objects.is_on_screen)
            for key in app.objects.query_one(ObjectList).unmeasured():
                workspace.catalog.look(key)

    def tables(self) -> None:
        """Find an object by name and open it."""
        app = self._app

        async def chosen(ticket: str | None) -> None:
            self.watch_sizes()
            for entry in app.entries:
                if entry.field.ticket.text == ticket:
                    await self.open_entry(entry)
                    return

        app.push_screen(Finder(app.entries, _coming(app.server.workspace)), chosen)
        self.watch_sizes()

    async def open_name(self, name: str) -> None:
        """Open the script variable of that name."""
        for entry in self._app.entries:
            if entry.field.name == name and entry.field.application_id == "scope":
                await self.open_entry(entry)
                return
        self._app.tell(f"{name} is not on the server any more.", bad=True)

    async def open_entry(self, entry: CatalogEntry) -> None:
        """Open a table in a tab, or go to the tab that has it; or say what an object is."""
        await self._app.opening.open(entry)

    def peek(self, entry: CatalogEntry) -> None:
        app = self._app

        async def look() -> None:
            try:
                peek = await app.views.peek(entry)
            except DHError as exc:
                app.tell(str(exc), bad=True)
                return

            async def answered(wanted: bool | None) -> None:
                if wanted:
                    await self.open_entry(entry)

            screen = PeekScreen(peek.title, peek.summary, peek.columns, peek.rows)
            app.push_screen(screen, answered)

        app.run_worker(look(), group="peek", exclusive=True)

    # -- asking --------------------------------------------------------------------------

    def palette(self) -> None:
        self._app.action_command_palette()

    def help(self) -> None:
        app = self._app
        pane = self._app.focused_pane()
        sections = [
            HelpEntry(each.title, app.keys.label(each.id), each.help)
            for each in (*actions_of(pane), *(() if pane == "app" else actions_of("app")))
        ]
        app.push_screen(HelpScreen(PANE_TITLES[pane], PANE_HELP[pane], sections))

    def connections(self) -> None:
        self.switching.ask()

    def theme(self) -> None:
        app = self._app
        items = [PickerItem(name, about, name) for name, about in theming.choices(app)]

        def chosen(name: object) -> None:
            if isinstance(name, str):
                app.use_theme(name)

        app.push_screen(Picker("Theme", items), chosen)

    def stop_waiting(self) -> None:
        said = self._app.scripts.stop_waiting()
        if said:
            self._app.say(said, "WARN")

    def something_selected(self) -> bool:
        return bool(self._selected_text())

    async def copy(self) -> None:
        if text := self._selected_text():
            self._app.tell(await copy_text(self._app, text))

    async def quit(self) -> None:
        app = self._app
        reasons = []
        if app.scripts.waiting:
            reasons.append("A script is still running; the server goes on with it.")
        mine = app.engine is not None and app.engine.launcher.server is not None
        made = sum(1 for entry in app.entries if entry.is_new)
        if mine and made:
            reasons.append(f"The embedded server stops, and with it the {made} objects made here.")
        shared = app.server.workspace.shares.items if app.server.workspace is not None else ()
        if shared:
            names = safe_text(", ".join(each.recipe.name for each in shared), limit=200)
            reasons.append(f"No more shared with others then: {names}.")
        reasons += app.editing.warnings()
        if not reasons:
            await app.leave()
            return
        app.code.deck.sync_all()
        unsaved = [each.title for each in app.store.buffers if each.modified and each.path]
        if unsaved:
            names = safe_text(", ".join(unsaved), limit=200)
            reasons.append(f"Not saved: {names}. The next console brings the changes back.")

        async def answered(yes: bool | None) -> None:
            if yes:
                await app.leave()

        app.push_screen(Confirm("Quit?", " ".join(reasons)), answered)

    # -- code ----------------------------------------------------------------------------

    async def jump_to(self, context: RunContext, line: int) -> None:
        """Put the cursor on a line of the buffer that a run came from."""
        app = self._app
        if not context.buffer_id:
            app.tell("That script came from the history; F8 has it.", bad=True)
            return
        if all(buffer.id != context.buffer_id for buffer in app.store.buffers):
            app.tell("The buffer of that script is closed.", bad=True)
            return
        await app.code.show(context.buffer_id)
        self.focus_pane("code")
        app.code.jump_to(line)

    def _selected_text(self) -> str:
        """What is selected in the editor, or with the mouse anywhere."""
        focused = self._app.focused
        if isinstance(focused, TextArea) and focused.selected_text:
            return focused.selected_text
        return self._app.screen.get_selected_text() or ""

    # -- helpers -------------------------------------------------------------------------

    def _pane(self) -> str | None:
        pane = self._app.focused_pane()
        return {"grid": "tables", "editor": "tables", "app": None}.get(pane, pane)

    def _step(self, by: int) -> None:
        shown = [
            name
            for name in PANES
            if name != "output" or not self._app.screen.has_class("-no-output")
        ]
        current = self._pane()
        index = shown.index(current) if current in shown else 0
        self.focus_pane(shown[(index + by) % len(shown)])

    def _beside(self, direction: str) -> None:
        following = _NEIGHBOURS[direction].get(self._pane() or "code")
        if following is not None:
            self.focus_pane(following)

    def _title(self, pane: str) -> str:
        return {"tables": "Table"}.get(pane, pane.capitalize())


def _coming(workspace: Workspace | None) -> Coming:
    """What the list of tables may still get."""
    if workspace is None or not workspace.catalog.settled:
        return Coming.SOON
    return Coming.LATER if workspace.runner.runs else Coming.NOTHING
