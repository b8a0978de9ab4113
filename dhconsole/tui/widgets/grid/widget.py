"""The grid widget: input, scrolling, and which lines to draw when.

A plain widget with lines of its own and a scroll position of its own: Textual's scroll views
lay the screen out again at each change of a virtual size, which a ticking table changes many
times a second. Positions are integers throughout, so that a billion rows are as exact as ten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import ClassVar, TypeAlias

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from dhconsole.core.values import ViewEvent, ViewState
from dhconsole.core.viewport import TableView
from dhconsole.text.chosen import chosen_formatter, named_format
from dhconsole.text.formats import ColumnFormatter, FormatSettings
from dhconsole.tui.bindings import bindings_for
from dhconsole.tui.readiness import Arrived
from dhconsole.tui.widgets.grid import direct, messages
from dhconsole.tui.widgets.grid import look as looks
from dhconsole.tui.widgets.grid.anchor import Anchor
from dhconsole.tui.widgets.grid.asker import GridAsker
from dhconsole.tui.widgets.grid.clock import FrameClock
from dhconsole.tui.widgets.grid.commands import GridCommands
from dhconsole.tui.widgets.grid.copying import Fetch
from dhconsole.tui.widgets.grid.cursor import Cursor
from dhconsole.tui.widgets.grid.finder import GridFinder
from dhconsole.tui.widgets.grid.frame import Geometry, columns_of, header_lines
from dhconsole.tui.widgets.grid.layout import Layout
from dhconsole.tui.widgets.grid.mouse import GridMouse
from dhconsole.tui.widgets.grid.paint import Look
from dhconsole.tui.widgets.grid.picture import Picture
from dhconsole.tui.widgets.grid.title import GridTitle


@dataclass(frozen=True, slots=True, kw_only=True)
class GridOptions:
    """How a grid draws. ``frozen`` counts columns; ``fps`` is frames per second at most;
    ``rules`` are formats by name or type, as ``text.chosen.named_format`` takes them."""

    format: FormatSettings
    fps: float = 10.0
    frozen: int = 0
    stripes: bool = True
    rules: tuple[tuple[str, str], ...] = ()


class TableGrid(Widget, can_focus=True):
    """A live view of one table.

    Args:
        view: what is shown.
        options: how it is drawn.
        fetch: gives whole values of rows that are not here, for copying.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = looks.COMPONENT_CLASSES
    DEFAULT_CSS = looks.DEFAULT_CSS
    BINDINGS = bindings_for("grid")

    ViewCell: TypeAlias = messages.ViewCell
    Copied: TypeAlias = messages.Copied
    Notice: TypeAlias = messages.Notice
    Asked: TypeAlias = messages.Asked
    StatusChanged: TypeAlias = messages.StatusChanged

    def __init__(
        self, view: TableView, options: GridOptions, *, fetch: Fetch | None = None
    ) -> None:
        super().__init__()
        self.view = view
        self.cursor = Cursor()
        self.columns = Layout()
        self.fetch = fetch
        self.commands = GridCommands(self)
        self.asker = GridAsker(self)
        self.finder = GridFinder(self)
        self.clock = FrameClock(options.fps, self._frame)
        self._options = options
        self.picture = Picture(view, self.cursor, self.columns)
        self._anchor = Anchor(view, self.cursor)
        self._mouse = GridMouse(self)
        self._look: Look | None = None
        self._recipe = view.recipe
        self._all_columns = False
        self._wanted: tuple[int, ...] = ()
        self.on_columns: Callable[[TableGrid], None] | None = None
        self._rows_before = view.size
        self.title_line = GridTitle(self)
        self._unlisten = view.listen(self._view_changed)
        self._take_spec()

    # -- what is on the screen -----------------------------------------------------------

    @property
    def geometry(self) -> Geometry:
        """What is where now."""
        return self.picture.geometry

    @property
    def page(self) -> int:
        """Rows that fit on the screen."""
        height = self.picture.extent[1]
        return max(1, height - header_lines(height))

    @property
    def opening(self) -> bool:
        """Whether the rows that were asked for last are still to come; keys wait for them."""
        return self.view.state is ViewState.OPENING or self.asker.desk.is_busy

    def visible_rows(self) -> range:
        """Positions of the rows on the screen."""
        return range(self.cursor.top, min(self.cursor.top + self.page, self.view.size))

    # -- life ----------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._look_at_rows()
        self.title_line.tell()

    def on_unmount(self) -> None:
        self._unlisten()
        self.clock.stop()

    def on_resize(self, event: events.Resize) -> None:
        self.picture.extent = (event.size.width, event.size.height)
        size, page = self.view.size, self.page
        if self.view.following:
            self.cursor.to_end(size=size, page=page)
        else:
            self.cursor.reveal(size=size, page=page)
        self.everything()

    def on_focus(self) -> None:
        self.everything()

    on_blur = on_focus

    def on_show(self) -> None:
        self._anchor.follow()
        self.everything()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._look = None
        self.picture.forget_strips()

    def set_format(self, settings: FormatSettings) -> None:
        """Show values in another way from now on. Widths that the user chose are kept."""
        self._options = replace(self._options, format=settings)
        self.columns.reformat(self._formatters())
        self.forget_texts()
        self.everything()

    @property
    def zone(self) -> tzinfo:
        """The zone in which times are shown."""
        return self._options.format.zone

    def _take_spec(self) -> None:
        if self.view.spec is not None:
            self.columns.set_spec(self.view.spec, self._formatters(), self._options.frozen)
            self._take_recipe()
            self._wanted = self._anchor.find_keys()
            self.forget_texts()

    def _take_recipe(self) -> None:
        """Show the columns that the recipe has, and what is asked in their headers."""
        before, recipe = self._recipe, self.view.recipe
        self._recipe = recipe
        if before.formats != recipe.formats:
            self.columns.reformat(self._formatters())
        here = self.columns.name_at(self.cursor.place)
        self.columns.arrange(recipe.columns, self._options.frozen)
        self.columns.badge(recipe)
        self.cursor.place = self.columns.place_of(here, self.cursor.place)

    def _formatters(self) -> list[ColumnFormatter]:
        """One for each column of the table."""
        spec, recipe, settings = self.view.spec, self.view.recipe, self._options.format
        rules = self._options.rules
        return [
            chosen_formatter(
                recipe.format_of(c.name) or named_format(rules, c.name, c.java_type),
                c.java_type,
                c.arrow_type,
                c.component_type,
                settings,
            )
            for c in (spec.columns if spec is not None else ())
        ]

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.post_message(messages.Pasted(event.text))

    # -- the mouse -----------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._mouse.down(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._mouse.move(event)

    def on_mouse_up(self) -> None:
        self._mouse.up()

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2:
            self._mouse.double(event)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._mouse.wheel(1, sideways=event.shift)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._mouse.wheel(-1, sideways=event.shift)

    def on_mouse_scroll_right(self) -> None:
        self._mouse.wheel(1, sideways=True)

    def on_mouse_scroll_left(self) -> None:
        self._mouse.wheel(-1, sideways=True)

    # -- events of the view --------------------------------------------------------------

    def _view_changed(self, event: ViewEvent) -> None:
        if event.spec_changed:
            self._take_spec()
        if event.state_changed:
            if self._recipe is not self.view.recipe:
                self._take_recipe()
            self.forget_texts()  # a table that was made anew counts its versions anew
            self.post_message(Arrived())
        before = (self.cursor.row, self.cursor.place, self.cursor.top)
        if self.is_mounted and self.is_on_screen:
            self._anchor.follow()
        if event.size_changed or event.spec_changed:
            self._size_changed()
        moved = before != (self.cursor.row, self.cursor.place, self.cursor.top)
        screen = range(self.cursor.top, self.cursor.top + self.page)
        if event.rows is None or event.spec_changed or event.state_changed or moved:
            self.clock.dirty(None)
        else:
            self.clock.dirty(row for row in event.rows if row in screen)
        if event.size_changed:
            first, last = sorted((self._rows_before, self.view.size))
            self._rows_before = self.view.size
            # Rows that went leave blank lines, and a table without rows says why.
            ends = range(max(first, screen.start), min(last, screen.stop))
            self.clock.dirty(ends if first else None)
            self.clock.wake()

    def _size_changed(self) -> None:
        size = self.view.size
        if self.view.following:
            self.cursor.to_end(size=size, page=self.page)
        else:
            self.cursor.shrink(size=size, columns=len(self.columns.columns), page=self.page)
        if self.is_mounted:
            self._look_at_rows()

    def want_columns(self, columns: tuple[int, ...]) -> None:
        """Have the values of these columns too, wherever they are."""
        self._wanted = columns
        self._look_at_rows()

    def want_all_columns(self, on: bool) -> None:
        """Have the values of all columns, not only of those on the screen."""
        self._all_columns = on
        self._look_at_rows()

    def _look_at_rows(self) -> None:
        geometry = self.geometry
        columns, ahead = columns_of(geometry, self.columns)
        if self._all_columns:
            columns = [column.index for column in self.columns.columns]
        columns += self._wanted
        rows = geometry.page
        self.view.show(self.cursor.top, rows, columns, ahead=ahead, spare=rows)

    # -- drawing -------------------------------------------------------------------------

    def forget_texts(self) -> None:
        """Format every row anew."""
        self.picture.forget_texts()

    def everything(self) -> None:
        """Something beside values has changed: position, widths, focus."""
        self._anchor.take()
        if self.is_mounted:
            self._look_at_rows()
            self.refresh()
            self.title_line.tell()

    def _frame(self, rows: frozenset[int] | None) -> None:
        """Have drawn again what the clock found dirty. Costs nothing in a tab behind another."""
        if not (self.is_attached and self.is_mounted and self.is_on_screen):
            return
        before = self.picture.drawn
        geometry = self._prepare()
        if geometry.columns != before.columns:
            self._look_at_rows()
            self._tell_columns()
        if geometry != before or (rows is None and not self.view.size):
            self.refresh()
        else:
            top = self.cursor.top
            screen = range(top, top + geometry.page) if rows is None else sorted(rows)
            direct.draw(self, self.picture.changes(screen, self._styles_now()))
        self.title_line.frame(geometry.pinned, values_only=rows is not None)

    def _tell_columns(self) -> None:
        if self.on_columns is not None:
            self.on_columns(self)

    def _prepare(self) -> Geometry:
        self.picture.focused = self.has_focus
        return self.picture.prepare()

    def render_lines(self, crop: Region) -> list[Strip]:
        if not self.is_attached:  # its styles too, though the screen may still have its place
            return [Strip.blank(crop.width)] * crop.height
        self.clock.flush()
        before, drawn = self.columns.version, self.picture.drawn
        geometry = self._prepare()
        if geometry.columns != drawn.columns:
            self.call_later(self._tell_columns)
        if self.columns.version != before:
            self.call_later(self._look_at_rows)
            if crop.height < geometry.height:
                # Columns have become wider: what is not being drawn now must follow.
                self.call_later(self.refresh)
        # Not through Textual's cache of styled lines: there is no border, and the strips are
        # styled and kept already.
        strips = [self.render_line(y) for y in crop.line_range]
        if crop.x or crop.width != geometry.width:
            return [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        return self.picture.line(y, self._styles_now())

    def _styles_now(self) -> Look:
        if self._look is None:
            self._look = looks.look_of(self, stripes=self._options.stripes)
        return self._look
