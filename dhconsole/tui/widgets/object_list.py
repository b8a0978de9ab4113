"""The rows of the objects pane: how an object is drawn in few cells.

Owns looks and columns, and where the cursor is while objects come and go.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from dhconsole.core.values import CatalogEntry
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut
from dhconsole.tui.widgets.line_list import LineList
from dhconsole.tui.widgets.objects_model import (
    FAILED_GLYPH,
    GLYPHS,
    Kind,
    ObjectsModel,
    Row,
    compact_count,
    kind_of,
)

_WIDE = 32
_LONGEST_NAME = 300
_SHORTEST_REASON = 6
_UNKNOWN = "·"


class ObjectList(LineList):
    """The rows. Everything it shows is in ``model``."""

    DEFAULT_CSS = """
    ObjectList > .objects--group { color: $secondary; text-style: bold; }
    ObjectList > .objects--name { color: $foreground; }
    ObjectList > .objects--match { color: $accent; text-style: bold underline; }
    ObjectList > .objects--ticking { color: $success; }
    ObjectList > .objects--static { color: $text-muted; }
    ObjectList > .objects--input { color: $warning; }
    ObjectList > .objects--other { color: $primary; }
    ObjectList > .objects--count { color: $text-muted; }
    ObjectList > .objects--mark { color: $accent; text-style: bold; }
    ObjectList > .objects--failed { color: $error; }
    ObjectList > .objects--stale { color: $text-muted; text-style: italic; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"objects--{name}"
        for name in (
            *("group", "name", "match", "ticking", "static", "input", "other"),
            *("count", "mark", "failed", "stale"),
        )
    }

    class Watched(Message):
        """The list came into sight, went out of it, or shows tables that are not measured yet."""

    def __init__(self, model: ObjectsModel) -> None:
        super().__init__(id="objects-list")
        self.model = model
        self.stale = False
        self.empty_text = ""
        self._told: tuple[str, ...] = ()

    @property
    def row_count(self) -> int:
        return len(self.model.rows)

    def unmeasured(self) -> tuple[str, ...]:
        """Keys of the tables on the screen of whose rows nothing is known."""
        top = self.scroll_offset.y
        rows = range(top, min(top + self.size.height, self.row_count))
        found = [each for each in map(self.model.entry, rows) if each is not None]
        return tuple(
            each.field.key
            for each in found
            if each.is_table and each.rows is None and not each.problem
        )

    def tell_unmeasured(self) -> None:
        """Have the tables on the screen measured, unless that is asked for already."""
        found = self.unmeasured()
        if found and found != self._told:
            self.post_message(self.Watched())
        self._told = found

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.tell_unmeasured()

    def on_resize(self) -> None:  # Textual calls that of LineList too
        self.tell_unmeasured()

    def render_line(self, y: int) -> Strip:
        if self.model.rows:
            return super().render_line(y)
        lines = ["", *wrap(self.empty_text, max(8, self.width - 2))]
        text = f" {lines[y]}" if y < len(lines) else ""
        strip = Strip([Segment(text, self._style("count"))])
        return strip.adjust_cell_length(self.width, self.rich_style)

    def can_rest(self, index: int) -> bool:
        """While filtered, groups are only headings."""
        return not self.model.filter or self.model.rows[index].index >= 0

    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        row = self.model.rows[index]
        entry = self.model.entry(index)
        if entry is None:
            return self._group_segments(row, width)
        mark = self.model.mark(entry)
        glyph, look = _glyph(entry)
        segments = [
            Segment(mark.value if mark else " ", self._style("mark")),
            Segment(f"{glyph} ", self._style(look)),
        ]
        room = max(0, width - 3)
        name = safe_text(entry.field.name, limit=_LONGEST_NAME)
        if entry.problem:
            return segments + self._failed_segments(name, entry.problem, room)
        right = _right_side(entry, room, cell_width(name))
        name = cut(name, max(0, room - cell_width(right) - bool(right)))
        segments += self._name_segments(name, row.positions)
        if right:
            gap = max(0, room - cell_width(name) - cell_width(right))
            segments.append(Segment(" " * gap + right, self._style("count")))
        return segments

    def _group_segments(self, row: Row, width: int) -> list[Segment]:
        count = f"{row.count:,}"
        arrow = "▸" if row.folded else "▾"
        title = cut(safe_text(row.title, limit=_LONGEST_NAME), max(0, width - 3 - len(count)))
        gap = max(1, width - 2 - cell_width(title) - len(count))
        return [
            Segment(f"{arrow} {title}", self._style("group")),
            Segment(" " * gap + count, self._style("count")),
        ]

    def _failed_segments(self, name: str, problem: str, room: int) -> list[Segment]:
        style = self._style("failed")
        name = cut(name, max(room // 2, room - _SHORTEST_REASON))
        left = room - cell_width(name) - 1
        reason = cut(safe_text(problem, limit=_LONGEST_NAME), left) if left > 3 else ""
        return [
            Segment(name, style + Style(bold=True)),
            Segment(f" {reason}" if reason else "", style),
        ]

    def _name_segments(self, name: str, positions: tuple[int, ...]) -> list[Segment]:
        plain, match = self._style("name"), self._style("match")
        if not positions:
            return [Segment(name, plain)]
        marked = set(positions)
        return [
            Segment("".join(char for _, char in run), match if fits else plain)
            for fits, run in groupby(enumerate(name), lambda each: each[0] in marked)
        ]

    def _style(self, name: str) -> Style:
        if self.stale and name != "match":
            return self.get_component_rich_style("objects--stale")
        return self.get_component_rich_style(f"objects--{name}")

    # -- changes -------------------------------------------------------------------------

    def change(self, action: Callable[[], set[int] | None]) -> None:
        """Change the model; the cursor stays on its object, and that on its line.

        Args:
            action: returns the rows that say something else now, or None when rows came or went.
        """
        model = self.model
        place, line = model.place(self.cursor), self.cursor - self.scroll_offset.y
        top_place, top_line = model.place(self.scroll_offset.y), self.scroll_offset.y
        changed = action()
        if changed is not None:
            self.refresh_rows(changed)
            self.tell_unmeasured()
            return
        cursor = model.find(place) if place else model.first_object()
        if cursor is not None and 0 <= line < max(1, self.size.height):
            top: int | None = cursor - line
        else:
            top = model.find(top_place)
        if top_line == 0 and (cursor is None or cursor < self.size.height):
            top = 0  # at the top of the list new objects above are to be seen
        self.rows_changed(cursor, top)
        self.tell_unmeasured()

    def filtered(self, before: CatalogEntry | None) -> None:
        """The filter changed: go to the best match, or without one back to ``before``."""
        model = self.model
        if model.filter:
            self.rows_changed(model.first_object(), top=0)
        else:
            self.rows_changed(model.row_of(before) or 0)
        self.show_cursor()
        self.tell_unmeasured()


def _glyph(entry: CatalogEntry) -> tuple[str, str]:
    """One cell for what the object is, and the look that goes with it."""
    if entry.problem:
        return FAILED_GLYPH, "failed"
    kind = kind_of(entry)
    look = {
        Kind.TICKING: "ticking",
        Kind.BLINK: "ticking",
        Kind.STATIC: "static",
        Kind.TABLE: "static",
        Kind.INPUT: "input",
    }.get(kind, "other")
    return GLYPHS[kind], look


def _right_side(entry: CatalogEntry, room: int, name_width: int) -> str:
    """Rows of a table, in full where the name still fits beside it; else a word for the type."""
    if entry.is_table:
        if entry.rows is None:
            return _UNKNOWN
        full = f"{entry.rows:,}"
        fits = room >= _WIDE - 3 and name_width + 1 + len(full) <= room
        return full if fits else compact_count(entry.rows)
    word = safe_text(entry.field.type.rsplit(".", 1)[-1], limit=24)
    return word if name_width + 1 + cell_width(word) <= room else ""
