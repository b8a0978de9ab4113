"""The objects pane: what lives on the server, as a live list by application.

Owns the filter line, the list and the line that says more about the object under the cursor.
Takes catalogue entries, posts what the user wants with them; knows no connection.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from dhconsole.core.values import CatalogEntry
from dhconsole.text.safe import safe_text
from dhconsole.tui.bindings import bindings_for
from dhconsole.tui.timing import once
from dhconsole.tui.widgets.line_list import LineList
from dhconsole.tui.widgets.object_list import ObjectList
from dhconsole.tui.widgets.objects_model import ObjectsModel, describe
from dhconsole.tui.widgets.query_line import QueryLine

_LONGEST = 300


class ObjectsPane(Vertical):
    """The pane.

    Args:
        clock: monotonic seconds, by which marks fade.
    """

    DEFAULT_CSS = """
    ObjectsPane {
        background: $surface;
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        &:focus-within { border: round $border; border-title-color: $foreground; }
    }
    ObjectsPane > .objects--line {
        height: 1; color: $text-muted; display: none;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    ObjectsPane > .objects--line.-shown { display: block; }
    ObjectsPane > #objects-stale { color: $warning; text-style: bold; }
    ObjectsPane > #objects-detail.-failed { color: $error; }
    ObjectsPane > QueryLine { display: none; }
    ObjectsPane > QueryLine.-shown { display: block; }
    """

    BINDINGS = bindings_for("objects")

    @dataclass
    class OpenRequested(Message):
        """The object should be opened."""

        entry: CatalogEntry

    @dataclass
    class PeekRequested(Message):
        """A first look at the object is wanted."""

        entry: CatalogEntry

    @dataclass
    class CursorChanged(Message):
        """The cursor came to an object, or to none."""

        entry: CatalogEntry | None

    Watched = ObjectList.Watched

    @dataclass
    class CopyRequested(Message):
        """``text`` should go to the clipboard."""

        text: str

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(id=id)
        self.border_title = "Objects"
        self._clock = clock
        self._model = ObjectsModel()
        self._list = ObjectList(self._model)
        self._ready = False
        self._complete = False
        self._stale = False
        self._fading: asyncio.TimerHandle | None = None
        self._shown: dict[str, str] = {}
        self._under_cursor: CatalogEntry | None = None

    def compose(self) -> ComposeResult:
        yield QueryLine("/", placeholder="part of a name", id="objects-filter")
        stale = Static("stale: as last seen", markup=False, id="objects-stale")
        stale.add_class("objects--line")
        yield stale
        yield self._list
        yield Static("", markup=False, id="objects-detail", classes="objects--line")

    def on_mount(self) -> None:
        self._ready = True
        self._show_rest()

    def on_show(self) -> None:
        self.post_message(self.Watched())

    def on_hide(self) -> None:
        self.post_message(self.Watched())

    # -- values in -----------------------------------------------------------------------

    def set_entries(
        self, entries: Sequence[CatalogEntry], complete: bool = True, stale: bool = False
    ) -> None:
        """Show these objects.

        Args:
            entries: all objects, in the order of the catalogue.
            complete: whether the server has told everything there is.
            stale: whether the list is what was last known, not what is.
        """
        self._complete = complete
        if stale != self._stale:
            self._stale = self._list.stale = stale
            self._list.refresh()
        now = self._clock()
        self._list.change(lambda: self._model.set_entries(entries, now, complete=complete))
        self._show_rest()
        self._plan_fading()

    @property
    def selected(self) -> CatalogEntry | None:
        """The object under the cursor."""
        return self._model.entry(self._list.cursor)

    @property
    def count_text(self) -> str:
        """How many objects there are: ``340``, or ``12 of 340`` while filtered."""
        total = f"{len(self._model.entries):,}"
        return f"{self._model.matches:,} of {total}" if self._model.filter else total

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the keys to the list."""
        self._list.focus(scroll_visible)
        return self

    def back(self) -> bool:
        """Leave the filter; tells whether there was one."""
        line = self.query_one(QueryLine)
        if not line.has_class("-shown"):
            return False
        typing = line.typing
        line.text = ""
        line.remove_class("-shown")
        self._filter("")
        if typing:
            self._list.focus()
        return True

    # -- actions -------------------------------------------------------------------------

    def action_up(self) -> None:
        self._list.move_by(-1)

    def action_down(self) -> None:
        self._list.move_by(1)

    def action_first(self) -> None:
        self._list.move_to(0)

    def action_last(self) -> None:
        self._list.move_to(self._list.row_count - 1, step=-1)

    def action_page_up(self) -> None:
        self._list.page(-1)

    def action_page_down(self) -> None:
        self._list.page(1)

    def action_fold(self) -> None:
        """Fold the cursor's group, and go to its row."""
        self._fold(True)

    def action_unfold(self) -> None:
        self._fold(False)

    def action_open(self) -> None:
        """Open the object, or fold or unfold the group."""
        entry = self.selected
        if entry is not None:
            self.post_message(self.OpenRequested(entry))
        elif 0 <= self._list.cursor < len(self._model.rows):
            self._fold(not self._model.rows[self._list.cursor].folded)

    def action_peek(self) -> None:
        entry = self.selected
        if entry is not None:
            self.post_message(self.PeekRequested(entry))

    def action_filter(self) -> None:
        line = self.query_one(QueryLine)
        line.add_class("-shown")
        line.begin()

    def action_copy_name(self) -> None:
        entry = self.selected
        if entry is not None:
            self.post_message(self.CopyRequested(entry.field.name))

    def action_back(self) -> None:
        self.back()

    # -- events --------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.back():
            event.stop()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._list.set_active(self.query_one(QueryLine).typing)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self._list.set_active(self.query_one(QueryLine).typing)

    def on_query_line_changed(self, event: QueryLine.Changed) -> None:
        event.stop()
        self._filter(event.text)

    def on_query_line_accepted(self, event: QueryLine.Accepted) -> None:
        """Enter opens at once when only one object is left to choose."""
        event.stop()
        self._list.focus()
        if not event.text:
            self.back()
        elif self._model.matches == 1:
            self.action_open()

    def on_query_line_cancelled(self, event: QueryLine.Cancelled) -> None:
        event.stop()
        self.back()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_rest()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_open()

    # -- inside --------------------------------------------------------------------------

    def _filter(self, text: str) -> None:
        if self._model.set_filter(text):
            self._list.filtered(self._under_cursor)
            self._show_rest()

    def _fold(self, folded: bool) -> None:
        if not 0 <= self._list.cursor < len(self._model.rows):
            return
        group = self._model.rows[self._list.cursor].group
        self._list.change(lambda: None if self._model.fold(group, folded) else set())
        self._show_rest()
        if folded:
            self._list.show_cursor()

    def _plan_fading(self) -> None:
        if self._fading is not None:
            self._fading.cancel()
            self._fading = None
        wait = self._model.next_fade(self._clock())
        if wait is not None:
            self._fading = once(self, wait, self.fade)

    def fade(self) -> None:
        """Take away marks that are old, and plan the next time."""
        self._list.refresh_rows(self._model.fade(self._clock()))
        self._plan_fading()

    def _show_rest(self) -> None:
        """Bring the lines around the list up to date; nothing is drawn that is as before."""
        if not self._ready:
            return
        entry = self.selected
        if (entry and entry.key) != (self._under_cursor and self._under_cursor.key):
            self.post_message(self.CursorChanged(entry))
        if entry is not None or not self._model.filter:
            self._under_cursor = entry
        detail = self.query_one("#objects-detail", Static)
        detail.set_class(entry is not None and bool(entry.problem), "-failed")
        self._line("objects-detail", describe(entry) if entry is not None else "")
        self._show_empty(self._empty_text())
        self.query_one("#objects-stale").set_class(self._stale, "-shown")
        self.query_one(QueryLine).note(self.count_text if self._model.filter else "")

    def _empty_text(self) -> str:
        model = self._model
        if model.rows:
            return ""
        if model.entries:
            return f"no name fits “{safe_text(model.filter, limit=40)}”"
        if self._complete:
            return "no objects yet: run a script that makes a table"
        return "not connected" if self._stale else "connecting…"

    def _show_empty(self, text: str) -> None:
        if text != self._list.empty_text:
            self._list.empty_text = text
            self._list.refresh()

    def _line(self, id_: str, text: str) -> None:
        if self._shown.get(id_) == text:
            return
        self._shown[id_] = text
        line = self.query_one(f"#{id_}", Static)
        line.update(safe_text(text, limit=_LONGEST), layout=False)
        line.set_class(bool(text), "-shown")
