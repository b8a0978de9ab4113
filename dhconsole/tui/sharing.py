"""Sharing tables with other sessions, fetching theirs, and binding what is on show.

Owns the dialogs; what is shared is the workspace's.
"""

from __future__ import annotations

import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from dhconsole.errors import DHError, LostError, TicketError
from dhconsole.tui.clipboard import copy_text
from dhconsole.tui.front import grid_in_front
from dhconsole.tui.screens.picker import Picker, PickerItem
from dhconsole.tui.screens.prompt import Prompt

if TYPE_CHECKING:
    from dhconsole.core.recipe import Recipe
    from dhconsole.core.shares import Share
    from dhconsole.core.workspace import Workspace
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.widgets.grid.widget import TableGrid

_SHOWN_TICKET = 24


class ShareList(Picker["tuple[str, str]"]):
    """What is shared. Answers with what to do, and the text of the ticket to do it with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "act('stop')", "Stop sharing", priority=True),
        Binding("ctrl+o", "act('snippet')", "Copy Python", priority=True),
    ]

    def __init__(self, items: list[PickerItem[tuple[str, str]]]) -> None:
        super().__init__(
            "Shared by this console",
            items,
            empty="nothing is shared; P on a table shares it",
            note="Enter copies the ticket, Ctrl+O Python that fetches it, Ctrl+X stops sharing.\n"
            "All of it ends with this console.",
        )

    def action_act(self, what: str) -> None:
        if self.selected is not None:
            self.answer((what, self.selected.value[1]))


class Sharing:
    """One method per action, of the app or of the grid in front."""

    APP = frozenset({"shares", "fetch"})
    GRID = frozenset({"publish", "bind"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app

    # -- giving --------------------------------------------------------------------------

    def publish(self) -> None:
        """Share the view in front."""
        grid = grid_in_front(self._app)
        if grid is None:
            return

        def named(name: str | None) -> None:
            if name is not None:
                self._work(self._published(grid.view.recipe, name.strip()))

        what = (
            f"{grid.view.title} as it is shown, with its filters and sorts. Empty for a ticket "
            "that nobody can guess; a name is easy to say, and open to whoever guesses it."
        )
        self._app.push_screen(Prompt("Share", what), named)

    async def _published(self, recipe: Recipe, name: str) -> None:
        share = await self._workspace().shares.publish(recipe, name)
        how = await copy_text(self._app, share.ticket.text)
        self._app.tell(
            f"{recipe.name} is shared until this console ends: {share.ticket.text} "
            f"{f'(h/{name}) ' if name else ''}{how}"
        )

    def shares(self) -> None:
        """What is shared, and since when."""
        try:
            workspace = self._workspace()
        except LostError as exc:
            self._app.tell(str(exc), bad=True)
            return
        items = [
            PickerItem(each.recipe.name, _detail(each), ("copy", each.ticket.text))
            for each in workspace.shares.items
        ]

        def chosen(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                self._work(self._done(workspace, *answer))

        self._app.push_screen(ShareList(items), chosen)

    async def _done(self, workspace: Workspace, what: str, ticket: str) -> None:
        share = next((s for s in workspace.shares.items if s.ticket.text == ticket), None)
        if share is None:
            self._app.tell("That is not shared any more.", bad=True)
        elif what == "stop":
            await workspace.shares.stop(share.ticket)
            name = share.recipe.name
            self._app.tell(f"{name} is shared no more. Who has fetched it keeps it.")
        else:
            text = ticket if what == "copy" else workspace.shares.snippet(share)
            self._app.tell(await copy_text(self._app, text))

    # -- taking --------------------------------------------------------------------------

    def fetch(self) -> None:
        """Open what a ticket names."""

        def check(text: str) -> str | None:
            try:
                _ticket(text)
            except DHError as exc:
                return str(exc)
            return None

        def typed(text: str | None) -> None:
            if text:
                self._work(self._opened(text))

        self._app.push_screen(
            Prompt(
                "Fetch a table",
                "h/NAME or h:… that was shared, s/NAME, a/APPLICATION/f/FIELD",
                check=check,
            ),
            typed,
        )

    async def _opened(self, text: str) -> None:
        from dhconsole.core.recipe import Recipe

        app, ticket = self._app, _ticket(text)
        workspace, engine = self._workspace(), app.engine
        assert engine is not None
        view = workspace.open_view(Recipe(ticket, title=_short(ticket.text)))
        await app.tables.add(view, engine.showing.grid_options(), engine.showing.views.fetch)
        app.commands.focus_pane("tables")

    def bind(self) -> None:
        """Make the view in front a variable of the server."""
        grid = grid_in_front(self._app)
        if grid is None:
            return
        confirmed: set[str] = set()
        names = {e.field.name for e in self._app.entries if e.field.application_id == "scope"}

        def check(text: str) -> str | None:
            from dhconsole.client.ticket import check_variable_name

            try:
                name = check_variable_name(text.strip())
            except TicketError as exc:
                return str(exc)
            if name in names and name not in confirmed:
                confirmed.add(name)
                return f"{name} is there already. Enter again replaces it."
            return None

        def typed(text: str | None) -> None:
            if text:
                self._work(self._bound(grid, text.strip()))

        what = f"{grid.view.title} as it is shown becomes a variable that scripts can use."
        self._app.push_screen(Prompt("Bind to a variable", what, check=check), typed)

    async def _bound(self, grid: TableGrid, name: str) -> None:
        await self._workspace().console.bind(name, grid.view.table.ticket)
        self._app.tell(f"{name} is the table as it is shown.")

    # -- helpers -------------------------------------------------------------------------

    def _workspace(self) -> Workspace:
        workspace = self._app.server.workspace
        if workspace is None:
            raise LostError("not connected yet", hint="Wait for the connection, or press F9.")
        return workspace

    def _work(self, job: Coroutine[Any, Any, None]) -> None:
        app = self._app

        async def work() -> None:
            try:
                await job
            except DHError as exc:
                app.tell(str(exc), bad=True)

        app.run_worker(work(), group="sharing")


def _ticket(text: str) -> Any:
    """The ticket that a text names; one that means something outside of its session."""
    from dhconsole.client.ticket import ExportTicket, parse_ticket

    ticket = parse_ticket(text.strip())
    if isinstance(ticket, ExportTicket):
        raise TicketError(
            f"{text.strip()} means something only in the session that made it",
            hint="Share the table there, and fetch it by the ticket h:… that it gets.",
        )
    return ticket


def _detail(share: Share) -> str:
    age = time.strftime("%H:%M:%S", time.localtime(share.since))
    if share.problem:
        return f"not now: {share.problem}"
    rows = "1 row" if share.rows == 1 else f"{share.rows:,} rows"
    return f"{_short(share.ticket.text)}  since {age}  {rows}"


def _short(ticket: str) -> str:
    return ticket if len(ticket) <= _SHOWN_TICKET else f"{ticket[: _SHOWN_TICKET - 1]}…"
