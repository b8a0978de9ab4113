"""The grid widget: input, scrolling, and which lines to draw when.

A plain widget with lines of its own and a scroll position of its own: Textual's scroll views
lay the screen out again at each change of a virtual size, which a ticking table changes many
times a second. Positions are integers throughout, so that a billion rows are as exact as ten.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeAlias

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from dhconsole.core.values import ViewEvent, ViewState
from dhconsole.core.viewport import TableView
from dhconsole.text.cells import formatter_for
from dhconsole.text.formats import ColumnFormatter, FormatSettings
from dhconsole.tui.bindings import bindings_for
from dhconsole.tui.widgets.grid import look as looks
from dhconsole.tui.widgets.grid import messages
from dhconsole.tui.widgets.grid.clock import FrameClock
from dhconsole.tui.widgets.grid.commands import GridCommands
from dhconsole.tui.widgets.grid.copying import Fetch
from dhconsole.tui.widgets.grid.cursor import Cursor
from dhconsole.tui.widgets.grid.frame import Geometry, measure
from dhconsole.tui.widgets.grid.layout import Layout
from dhconsole.tui.widgets.grid.mouse import GridMouse
from dhconsole.tui.widgets.grid.paint import (
    BAR,
    Look,
    RowState,
    blank_strip,
    header_strip,
    row_strip,
)
from dhconsole.tui.widgets.grid.status import next_change, status_text
from dhconsole.tui.widgets.grid.texts import RowTexts

_SPARE_COLUMNS = 3
_STALE = (ViewState.STALE, ViewState.FAILED, ViewState.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridOptions:
    """How a grid draws. ``frozen`` counts columns; ``fps`` is frames per second at most."""

    format: FormatSettings
    fps: float = 10.0
    frozen: int = 0
    stripes: bool = True


class TableGrid(Widget, can_focus=True):
    """A live view of one table."""

    COMPONENT_CLASSES = looks.COMPONENT_CLASSES
    DEFAULT_CSS = looks.DEFAULT_CSS
    BINDINGS = bindings_for("grid")

    ViewCell: TypeAlias = messages.ViewCell
    Copied: TypeAlias = messages.Copied
    Notice: TypeAlias = messages.Notice
    StatusChanged: TypeAlias = messages.StatusChanged

    def __init__(
        self, view: TableView, options: GridOptions, *, fetch: Fetch | None = None
    ) -> None:
        super().__init__()
        self.view = view
        self.cursor = Cursor()
        self.columns = Layout()
        self._options = options
        self.fetch = fetch
        self.commands = GridCommands(self)
        self._texts = RowTexts(view, self.columns)
        self._clock = FrameClock(options.fps, self._paint)
        self._mouse = GridMouse(self)
        self._look: Look | None = None
        self._strips: dict[int, tuple[object, Strip]] = {}
        self._painted_layout = -1
        self._extent = (80, 24)
        self._geometry = self.geometry
        self._status = ""
        self._status_timer: object | None = None
        self._unlisten = view.listen(self._view_changed)
        self._take_spec()

    # -- what is on the screen -----------------------------------------------------------

    @property
    def geometry(self) -> Geometry:
        """What is where now."""
        width, height = self._extent
        return measure(width, height, self.view.size, self.cursor, self.columns)

    @property
    def page(self) -> int:
        """Rows that fit on the screen."""
        return self.geometry.page

    def visible_rows(self) -> range:
        return range(self.cursor.top, min(self.cursor.top + self.page, self.view.size))

    # -- life ----------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._look_at_rows()
        self._tell_status()

    def on_unmount(self) -> None:
        self._unlisten()
        self._clock.stop()

    def on_resize(self, event: events.Resize) -> None:
        self._extent = (event.size.width, event.size.height)
        self.cursor.reveal(size=self.view.size, page=self.page)
        self.everything()

    def on_focus(self) -> None:
        self.everything()

    def on_blur(self) -> None:
        self.everything()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._look = None
        self._strips.clear()

    def set_format(self, settings: FormatSettings) -> None:
        """Show values in another way from now on."""
        self._options = GridOptions(
            format=settings,
            fps=self._options.fps,
            frozen=self._options.frozen,
            stripes=self._options.stripes,
        )
        for column, formatter in zip(self.columns.columns, self._formatters(), strict=True):
            column.formatter = formatter
        self.columns.refit()
        self._texts.clear()
        self.everything()

    def _take_spec(self) -> None:
        if self.view.spec is not None:
            self.columns.set_spec(self.view.spec, self._all_formatters(), self._options.frozen)
            self._texts.clear()

    def _all_formatters(self) -> list[ColumnFormatter]:
        spec = self.view.spec
        return [
            formatter_for(c.java_type, c.arrow_type, c.component_type, self._options.format)
            for c in (spec.columns if spec is not None else ())
        ]

    def _formatters(self) -> list[ColumnFormatter]:
        every = self._all_formatters()
        return [every[column.index] for column in self.columns.columns]

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._mouse.down(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._mouse.move(event)

    def on_mouse_up(self) -> None:
        self._mouse.up()

    def on_mouse_scroll_down(self) -> None:
        self._mouse.wheel(1)

    def on_mouse_scroll_up(self) -> None:
        self._mouse.wheel(-1)

    # -- events of the view --------------------------------------------------------------

    def _view_changed(self, event: ViewEvent) -> None:
        if event.spec_changed:
            self._take_spec()
            self._strips.clear()
        if event.size_changed or event.spec_changed:
            self._size_changed()
        everything = event.rows is None or event.spec_changed or event.state_changed
        if everything or (event.size_changed and self._fills_screen(event.rows or frozenset())):
            self._clock.dirty(None)
        else:
            rows = self.visible_rows()
            self._clock.dirty(row for row in event.rows or () if row in rows)
        if event.state_changed or event.size_changed:
            self._tell_status()

    def _fills_screen(self, rows: frozenset[int]) -> bool:
        return self.view.following or any(row in self.visible_rows() for row in rows)

    def _size_changed(self) -> None:
        size = self.view.size
        if self.view.following:
            self.cursor.to_end(size=size, page=self.page)
        else:
            self.cursor.shrink(size=size, columns=len(self.columns.columns), page=self.page)
        if self.is_mounted:
            self._look_at_rows()

    def _look_at_rows(self) -> None:
        """Tell the view what to have ready: a page more on both sides, some columns more."""
        geometry = self.geometry
        places = {each.place for each in geometry.columns}
        last = max(places, default=0)
        places |= set(range(last + 1, last + 1 + _SPARE_COLUMNS))
        count = len(self.columns.columns)
        indices = [self.columns.columns[place].index for place in places if place < count]
        page = geometry.page
        first = max(0, self.cursor.top - page)
        self.view.show(first, self.cursor.top + 2 * page - first, indices)

    # -- drawing -------------------------------------------------------------------------

    def forget_texts(self) -> None:
        """Format every row anew."""
        self._texts.clear()

    def everything(self) -> None:
        """Something beside values has changed: position, widths, focus."""
        if self.is_mounted:
            self._look_at_rows()
            self.refresh()
            self._tell_status()

    def _paint(self, rows: frozenset[int] | None) -> None:
        if not self.is_mounted or not self.display:
            return
        geometry = self.geometry
        if rows is None or len(rows) * 2 > geometry.page or geometry.thumb != self._geometry.thumb:
            self.refresh()
        else:
            top = self.cursor.top - geometry.header
            self.refresh(*(Region(0, row - top, geometry.width, 1) for row in rows))
        self._tell_status()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Have the texts of everything on the screen, which may make columns wider."""
        columns = [each.column for each in self.geometry.columns]
        self._texts.prepare(self.visible_rows(), columns)
        self._geometry = self.geometry
        if self._look is None:
            self._look = looks.look_of(self, stripes=self._options.stripes)
        if self.columns.version != self._painted_layout:
            self._painted_layout = self.columns.version
            self.call_later(self.everything)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        geometry, look = self._geometry, self._look
        if look is None:
            return Strip.blank(geometry.width)
        if y < geometry.header:
            return header_strip(geometry, look, types=y == 1, cursor=self.cursor.place)
        row = self.cursor.top + y - geometry.header
        bar = " " if geometry.thumb is None else BAR[geometry.thumb == y - geometry.header]
        if row >= self.view.size:
            return blank_strip(geometry.width, bar, look)
        state = RowState(
            alternate=bool(row % 2),
            cursor=self.cursor.place if row == self.cursor.row else None,
            focused=self.has_focus,
            selected=self.cursor.selected_places(row),
            stale=self.view.state in _STALE,
            bar=bar,
        )
        version = self.view.version(row)
        key = (version, state, geometry.key, id(look))
        known = self._strips.get(row)
        if known is not None and known[0] == key and version >= 0:
            return known[1]
        cells = self._texts.row(row)
        marks = self.view.marks(row) if cells is not None else {}
        strip = row_strip(row, cells, marks, geometry, look, state)
        if len(self._strips) > 4 * geometry.page:
            self._strips.clear()
        self._strips[row] = (key, strip)
        return strip

    # -- title ---------------------------------------------------------------------------

    def _tell_status(self) -> None:
        if not self.is_mounted:
            return
        rows = self.visible_rows()
        now = time.monotonic()
        text = status_text(self.view, rows.start, rows.stop - 1, now)
        if text != self._status:
            self._status = text
            self.post_message(self.StatusChanged(self, text))
        wait = next_change(self.view, now)
        if wait is not None and self._status_timer is None:
            self._status_timer = self.set_timer(wait, self._status_due)

    def _status_due(self) -> None:
        self._status_timer = None
        self._tell_status()

    @property
    def status(self) -> str:
        """The title line as it is now."""
        return self._status
