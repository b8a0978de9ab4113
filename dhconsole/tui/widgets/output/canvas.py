"""Draws a document: its rows as lines, with what the search, the mouse and the cursor mark.

Owns the layout of lines and how they look. Where the reader is and what changes is for the
subclass to say.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from dhconsole.tui.widgets.output.document import Document
from dhconsole.tui.widgets.output.lines import Lines
from dhconsole.tui.widgets.output.paint import Cut, Marks, paint
from dhconsole.tui.widgets.output.rows import Look, Row
from dhconsole.tui.widgets.output.search import Search


class LineCanvas(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines on the screen.

    Attributes:
        document: what is shown.
        wrap: whether long rows continue on the next line.
        empty_text: stands there while the document has no rows.
    """

    ALLOW_SELECT = True

    DEFAULT_CSS = """
    LineCanvas {
        height: 1fr;
        overflow: auto auto;
        scrollbar-size: 0 1;
    }
    LineCanvas > .output--stdout { color: $output-stdout; }
    LineCanvas > .output--stderr { color: $output-stderr; }
    LineCanvas > .output--server { color: $output-log; }
    LineCanvas > .output--note { color: $output-note; }
    LineCanvas > .output--warning { color: $warning; }
    LineCanvas > .output--error { color: $output-error; }
    LineCanvas > .output--title { color: $output-prompt; text-style: bold; }
    LineCanvas > .output--running { color: $accent; text-style: bold; }
    LineCanvas > .output--ok { color: $success; }
    LineCanvas > .output--muted { color: $output-log; }
    LineCanvas > .output--created { color: $primary; }
    LineCanvas > .output--removed { color: $output-log; text-style: strike; }
    LineCanvas > .output--frame { color: $primary; text-style: bold; }
    LineCanvas > .output--source { color: $output-stdout; }
    LineCanvas > .output--cursor { color: $foreground; background: $input-selection-background; }
    LineCanvas > .output--match { color: $background; background: $accent; }
    LineCanvas:ansi > .output--cursor { background: ansi_default; text-style: reverse; }
    LineCanvas:ansi > .output--match { color: ansi_black; background: ansi_yellow; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"output--{look}" for look in Look),
        "output--blank",
        "output--cursor",
        "output--match",
    }

    def __init__(self, document: Document, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.document = document
        self.wrap = False
        self.empty_text = ""
        self._search: Search | None = None
        self._choice = 0
        self._lines = Lines(document)

    @property
    def cursor(self) -> int:
        """Row of the cursor; -1 without rows."""
        return -1

    def lay_out(self) -> None:
        """Find out anew which line shows what, after the document or the width changed."""
        self._lines = self._lines_now()
        self.virtual_size = Size(self._lines.width or self.document.width, self._lines.count)

    def _lines_now(self) -> Lines:
        width, height = self.size
        if not self.wrap or width <= 0:
            return Lines(self.document)
        if self.document.row_count <= height:
            lines = Lines(self.document, width)
            if lines.count <= height:
                return lines
        # The scrollbar takes its part; it may not be there yet, since it comes for these lines.
        return Lines(self.document, max(1, width - self.styles.scrollbar_size_vertical))

    def render_line(self, y: int) -> Strip:
        width = self.size.width - self.scrollbar_size_vertical
        line = y + self.scroll_offset.y
        located = self._lines.locate(line)
        if located is None:
            text = f"  {self.empty_text}" if y == 0 and not self._lines.count else ""
            empty = Strip([Segment(text, self._style_of(Look.MUTED))])
            return empty.adjust_cell_length(width, self._style_of("blank"))
        index, part = located
        row = self.document.row(index)
        offset = 0 if self._lines.width else self.scroll_offset.x
        cut = Cut(line, part, self._lines.starts(row), offset, width)
        return paint(row, self._style_of, self._marks(row, index, line), cut)

    def _marks(self, row: Row, index: int, line: int) -> Marks:
        here = index == self.cursor and (self.has_focus or self._search is not None)
        selection = self.text_selection
        return Marks(
            matches=tuple(self._search.spans(row.text)) if self._search is not None else (),
            selected=selection.get_span(line) if selection is not None else None,
            choice=self._choice if here and len(row.targets) > 1 else None,
            cursor=here,
        )

    def _style_of(self, name: str) -> Style:
        if name == "selection":
            return self.screen.get_component_rich_style("screen--selection")
        return self.get_component_rich_style(f"output--{name}", partial=name == "match")

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that the mouse selected, as it is on the lines."""
        start = selection.start or Offset(0, 0)
        end_line = selection.end.y if selection.end is not None else self._lines.count - 1
        lines = [self._line_text(line) for line in range(start.y, end_line + 1)]
        if not lines:
            return None
        if selection.end is not None:
            lines[-1] = lines[-1][: selection.end.x]
        lines[0] = lines[0][start.x :]
        return "\n".join(lines), "\n"

    def _line_text(self, line: int) -> str:
        located = self._lines.locate(line)
        if located is None:
            return ""
        row = self.document.row(located[0])
        starts = [*self._lines.starts(row), None]
        part = min(located[1], len(starts) - 2)
        body = Strip([Segment(row.text)]).crop(starts[part] or 0, starts[part + 1])
        return (row.gutter if part == 0 else " " * len(row.gutter)) + body.text

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def refresh_row(self, row: int) -> None:
        """Draw a row again, if it is on the screen."""
        top = self.scroll_offset.y
        for line in range(self._lines.first(row), self._lines.last(row) + 1):
            if top <= line < top + self.size.height:
                self.refresh(Region(0, line - top, self.size.width, 1))
