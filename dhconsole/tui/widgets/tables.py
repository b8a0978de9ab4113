"""The pane of open tables: one tab per view, one grid on show.

Owns which grids exist and which is in front; a grid draws itself, a view feeds itself. Only the
grid in front is in the layout, so that the others cost nothing but their window.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import AwaitMount, Widget
from textual.widgets import Static

from dhconsole.core.tasks import spawn
from dhconsole.core.values import ViewEvent, ViewState
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut
from dhconsole.tui.covered import Switcher
from dhconsole.tui.widgets.ask_line import AskLine
from dhconsole.tui.widgets.grid import direct, messages
from dhconsole.tui.widgets.tab_fit import fitted, room_for_tabs
from dhconsole.tui.widgets.totals import TotalsLines

if TYPE_CHECKING:
    from dhconsole.core.recipe import Part
    from dhconsole.core.viewport import TableView
    from dhconsole.tui.widgets.editing.panel import EditPanel
    from dhconsole.tui.widgets.grid.copying import Fetch
    from dhconsole.tui.widgets.grid.widget import GridOptions, TableGrid

_LONGEST_TAB = 24
_STATE_MARKS = {
    ViewState.OPENING: "…",
    ViewState.LIVE: "●",
    ViewState.STATIC: "▪",
    ViewState.PAUSED: "‖",
    ViewState.STALE: "?",
    ViewState.FAILED: "✗",
    ViewState.CLOSED: " ",
}


class ViewTabs(Widget):
    """One line: the open views, how each of them is, and what there is to say of the one in front.

    What is said changes while a table ticks. It stands here and not in a border, since a new
    border title makes Textual draw the whole pane again.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "view-tabs--active",
        "view-tabs--other",
        "view-tabs--trouble",
        "view-tabs--said",
        "view-tabs--warned",
    }

    @dataclass
    class Chosen(Message):
        """The user clicked the tab of ``index``."""

        index: int

    def __init__(self) -> None:
        super().__init__()
        self._tabs: list[tuple[str, ViewState]] = []
        self._active = 0
        self._said = ""
        self._most_said = 0  # cells
        self._warned = False

    def say(self, text: str, *, warned: bool) -> None:
        """Take what is said of the view in front."""
        if (text, warned) != (self._said, self._warned):
            self._said, self._warned = text, warned
            # What is said of a table that ticks is longer and shorter every second: tabs that
            # followed it would jump.
            self._most_said = max(self._most_said, cell_width(text))
            if self.is_mounted:
                line = direct.filtered(self, self.render_line(0))
                direct.draw(self, [(Region(0, 0, line.cell_length, 1), line)])

    def show(self, tabs: list[tuple[str, ViewState]], active: int) -> None:
        """Take titles and states; draws only when something differs."""
        if (tabs, active) != (self._tabs, self._active):
            self._tabs, self._active = tabs, active
            self._most_said = cell_width(self._said)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        segments = [Segment(text, style) for _, text, style in self._parts()]
        used = sum(cell_width(segment.text) for segment in segments)
        said = cut(self._said, max(0, self.size.width - used - 2))
        look = self.get_component_rich_style(f"view-tabs--{'warned' if self._warned else 'said'}")
        segments.append(Segment(f"  {said}", look))
        return Strip(segments).adjust_cell_length(self.size.width, look)

    def _parts(self) -> list[tuple[int | None, str, Style]]:
        titles = [f"{_STATE_MARKS[state]} {title}" for title, state in self._tabs]
        room = room_for_tabs(self.size.width, self._most_said)
        parts: list[tuple[int | None, str, Style]] = []
        for index, text in fitted(titles, self._active, room):
            name = "active" if index == self._active else "other"
            state = self._tabs[index][1] if index is not None else ViewState.LIVE
            if state in (ViewState.STALE, ViewState.FAILED) and name == "other":
                name = "trouble"
            parts.append((index, text, self.get_component_rich_style(f"view-tabs--{name}")))
        return parts

    def on_click(self, event: events.Click) -> None:
        x = 0
        for index, text, _ in self._parts():
            x += cell_width(text)
            if event.x < x:
                if index is not None:
                    self.post_message(self.Chosen(index))
                return


@dataclass(slots=True)
class _Open:
    view: TableView
    grid: TableGrid


class TablesPane(Vertical, can_focus=True):
    """Tabs over grids."""

    @dataclass
    class CloseRequested(Message):
        """The view should be closed; the app owns it."""

        view: TableView

    @dataclass
    class Opened(Message):
        """A grid came to the front."""

        grid: TableGrid | None

    EMPTY = "No table is open.\nEnter in the objects pane opens one; F2 finds one by name."

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.border_title = "Tables"
        self._open: list[_Open] = []
        self._active = 0
        self.panel: EditPanel | None = None

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the focus to the grid in front, or to the pane itself while there is none."""
        if self.current is not None:
            self.current.focus(scroll_visible)
            return self
        return super().focus(scroll_visible)

    def compose(self) -> ComposeResult:
        yield ViewTabs()
        with Switcher(initial="no-table"):
            yield Static(self.EMPTY, id="no-table", markup=False)
        yield TotalsLines()
        yield AskLine()

    # -- state ---------------------------------------------------------------------------

    @property
    def totals(self) -> TotalsLines:
        """The lines below the grid in front."""
        return self.query_one(TotalsLines)

    @property
    def current(self) -> TableGrid | None:
        """The grid in front."""
        return self._open[self._active].grid if self._open else None

    def commands(self, name: str) -> object | None:
        """Who carries out ``grid.NAME`` for the grid in front; None while there is none."""
        grid = self.current
        if grid is None:
            return None
        for owner in (grid.asker, grid.finder):
            if name in owner.NAMES:
                return owner
        return grid.commands

    @property
    def views(self) -> tuple[TableView, ...]:
        return tuple(each.view for each in self._open)

    @property
    def grids(self) -> tuple[TableGrid, ...]:
        return tuple(each.grid for each in self._open)

    def find(self, root_text: str, part: Part | None = None) -> TableView | None:
        """The open view of that root, or of that part of it, if there is one."""
        for each in self._open:
            if (each.view.recipe.root.text, each.view.recipe.part) == (root_text, part):
                return each.view
        return None

    async def add(self, view: TableView, options: GridOptions, fetch: Fetch) -> TableGrid:
        """Open a tab for ``view`` and bring it to the front, also when the caller is cancelled
        meanwhile: then the tab is there all the same, and nothing of it is missing."""
        # Loads pyarrow and numpy, which by now have come with the connection.
        from dhconsole.tui.widgets.grid.widget import TableGrid

        grid = TableGrid(view, options, fetch=fetch)
        grid.id, grid.display = f"grid-{id(view)}", False
        mounts = [self.query_one(Switcher).mount(grid)]
        if self.panel is None:
            from dhconsole.tui.widgets.editing.panel import EditPanel

            self.panel = EditPanel(id="editor")
            mounts.append(self.mount(self.panel))
        self._open.append(_Open(view, grid))
        view.listen(self._view_changed)
        await asyncio.shield(spawn(self._come(view, mounts)))
        return grid

    async def _come(self, view: TableView, mounts: Sequence[AwaitMount]) -> None:
        for each in mounts:
            await each
        self.bring(view)

    async def drop(self, view: TableView) -> None:
        """Take the tab of ``view`` away."""
        for index, each in enumerate(self._open):
            if each.view is view:
                had_focus = each.grid.has_focus
                del self._open[index]
                if index < self._active or self._active >= len(self._open):
                    self._active = max(0, self._active - 1)
                self._front(self._active)
                await each.grid.remove()
                if had_focus and self.current is not None:
                    self.current.focus()
                return

    def bring(self, view: TableView) -> None:
        """Bring the tab of ``view`` to the front."""
        for index, each in enumerate(self._open):
            if each.view is view:
                self._front(index)

    def step(self, by: int) -> None:
        """Bring the next (1) or previous (-1) tab to the front."""
        if self._open:
            focused = self.current is not None and self.current.has_focus
            self._front((self._active + by) % len(self._open))
            if focused and self.current is not None:
                self.current.focus()

    def close_current(self) -> None:
        if self._open:
            self.post_message(self.CloseRequested(self._open[self._active].view))

    def show_title(self) -> None:
        """Say how the grid in front is."""
        grid = self.current
        stale = grid is not None and grid.view.state in (ViewState.STALE, ViewState.FAILED)
        self.query_one(ViewTabs).say(grid.title_line.text if grid is not None else "", warned=stale)
        self.set_class(stale, "-stale")

    # -- drawing -------------------------------------------------------------------------

    def _front(self, index: int) -> None:
        self.query_one(AskLine).close()
        self._active = index
        switcher = self.query_one(Switcher)
        grid = self.current
        switcher.current = grid.id if grid is not None else "no-table"
        self._show_tabs()
        self.post_message(self.Opened(grid))

    def _view_changed(self, event: ViewEvent) -> None:
        if event.state_changed:
            self._show_tabs()
        if event.renewed:
            self.post_message(messages.Notice(event.renewed, bad=True, lasting=True))

    def _show_tabs(self) -> None:
        tabs = [
            (cut(safe_text(each.view.title, limit=200), _LONGEST_TAB), each.view.state)
            for each in self._open
        ]
        self.query_one(ViewTabs).show(tabs, self._active)

    @on(messages.Asked)
    def _asked(self, event: messages.Asked) -> None:
        event.stop()
        self.query_one(AskLine).ask(event.grid, event.question)

    @on(AskLine.Left)
    def _asked_no_more(self, event: AskLine.Left) -> None:
        event.stop()
        event.grid.focus()
        if event.step and event.grid is self.current:
            event.grid.commands.step(event.step)
            event.grid.asker.filter()

    def on_view_tabs_chosen(self, event: ViewTabs.Chosen) -> None:
        event.stop()
        self._front(event.index)
