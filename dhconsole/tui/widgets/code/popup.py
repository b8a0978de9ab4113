"""What is drawn over the code while it is typed: the list of names, and the signature line.

Owns where they stand and how they look. Which names, and which of them is chosen for which key,
is in ``completing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from dhconsole.core.completion.names import Name, NameKind
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut

MOST_LINES = 8
_WIDEST = 72
_NARROW = 44
_LONGEST_NAME = 36
_LONGEST_DETAIL = 200
_MARGIN = 3
"""Cells before a name: a blank, the sign of its kind, a blank."""
_SIGNS = {
    NameKind.TABLE: "T",
    NameKind.OBJECT: "o",
    NameKind.COLUMN: "c",
    NameKind.FUNCTION: "f",
    NameKind.PARAMETER: "=",
    NameKind.PROPERTY: "p",
    NameKind.CLASS: "C",
    NameKind.MODULE: "M",
    NameKind.KEYWORD: "k",
    NameKind.VALUE: "v",
    NameKind.VARIABLE: "v",
    NameKind.WORD: "w",
}


def place_list(row: int, wanted: int, top: int, bottom: int) -> tuple[int, int]:
    """Where a list of ``wanted`` lines stands beside the line of the cursor.

    Args:
        row: the cursor's line on the screen.
        top, bottom: first line that may be covered, and the one behind the last.

    Returns:
        First line and number of lines: below where it fits or there is more room, else above.
    """
    below, above = bottom - row - 1, row - top
    if wanted <= below or below >= above:
        return row + 1, max(0, min(wanted, below))
    height = max(0, min(wanted, above))
    return row - height, height


def label_parts(label: str, span: tuple[int, int] | None, room: int) -> list[tuple[str, bool]]:
    """A signature in at most ``room`` cells: safe pieces, and whether each is the parameter at
    the cursor, which stays in sight where the label is too long."""
    start, end = span if span is not None else (0, 0)
    head, now, tail = (safe_text(each) for each in (label[:start], label[start:end], label[end:]))
    name = safe_text(label[: label.find("(") + 1])
    if cell_width(head) + cell_width(now) > room and head != name:
        head = f"{name}… " if cell_width(name) + 2 < room // 2 else "… "
    pieces = []
    for text, is_now in ((head, False), (now, True), (tail, False)):
        shown = cut(text, room)
        room -= cell_width(shown)
        if shown:
            pieces.append((shown, is_now))
    return pieces


class Floating(Widget):
    """Drawn over the panes at a place of the screen, and never focused."""

    DEFAULT_CSS = """
    Floating { overlay: screen; position: absolute; display: none; background: $panel; }
    /* Without a ground of its own it would run into the text beside it. */
    Floating:ansi { outline-left: solid $border; outline-right: solid $border; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._measures = (0, 0)

    @property
    def is_open(self) -> bool:
        return bool(self.display)

    @property
    def top(self) -> int:
        """Its first line on the screen, also before it has been laid out there."""
        return self.absolute_offset.y if self.absolute_offset is not None else 0

    def put(self, x: int, y: int, width: int, height: int) -> None:
        """Stand there; lays out only what changed."""
        place = Offset(x, y)
        if self.absolute_offset != place:
            self.absolute_offset = place
            if self.is_open:
                self.refresh(layout=True)
        if self._measures != (width, height):
            self._measures = (width, height)
            self.styles.width, self.styles.height = width, height
        self.display = True
        self.refresh()

    def close(self) -> None:
        """Be gone."""
        if self.is_open:
            self.display = False


class NamesPopup(Floating):
    """The names that can stand at the cursor.

    Attributes:
        entered: whether an arrow key has gone into the list.
    """

    DEFAULT_CSS = """
    NamesPopup {
        & > .names--name { color: $foreground; background: $panel; }
        & > .names--detail { color: $text-muted; background: $panel; }
        & > .names--chosen {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"names--name", "names--detail", "names--chosen"}

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[Name, ...] = ()
        self._at = 0
        self._first = 0
        self.entered = False

    @property
    def chosen(self) -> Name:
        """The one that is marked."""
        return self._names[self._at]

    def show(self, names: Sequence[Name], x: int, row: int, top: int, bottom: int) -> None:
        """Offer ``names``, of which there is one at least, for a word.

        Args:
            x: where the word begins on the screen.
            row: the word's line on the screen.
            top, bottom: lines that may be covered, as in ``place_list``.
        """
        before = self._names[self._at].text if self.is_open and self.entered else ""
        texts = [name.text for name in names]
        self._names = tuple(names)
        self.entered = before in texts
        self._at = texts.index(before) if self.entered else 0
        y, height = place_list(row, min(len(names), MOST_LINES), top, bottom)
        if height < 1:
            self.close()
            return
        room = self.screen.size.width
        width = min(self._wanted_width(), max(room - x + _MARGIN, _NARROW), room)
        self._keep_in_sight(height)
        x = max(0, min(x - _MARGIN, room - width))
        self.put(x, y, width, height)

    def close(self) -> None:
        super().close()
        self.entered = False
        self._first = 0

    def move(self, by: int) -> None:
        """Go through the list, round its ends by single steps."""
        self.entered = True
        to = self._at + by
        last = len(self._names) - 1
        if abs(by) == 1:
            self._at = to % (last + 1)
        else:
            self._at = max(0, min(to, last))
        self._keep_in_sight(self.size.height)
        self.refresh()

    def _keep_in_sight(self, height: int) -> None:
        self._first = min(self._first, self._at)
        self._first = max(self._first, self._at - height + 1)
        self._first = max(0, min(self._first, len(self._names) - height))

    def _wanted_width(self) -> int:
        names = max(len(name.text) for name in self._names)
        details = max(len(name.detail) for name in self._names)
        return min(min(names, _LONGEST_NAME) + _MARGIN + (details + 2 if details else 1), _WIDEST)

    def render_line(self, y: int) -> Strip:
        index = self._first + y
        width = self.size.width
        plain = self.get_component_rich_style("names--name")
        if index >= len(self._names):
            return Strip.blank(width, plain)
        name = self._names[index]
        quiet = self.get_component_rich_style("names--detail")
        if index == self._at:
            plain = quiet = self.get_component_rich_style("names--chosen")
        room = max(width - _MARGIN - 1, 0)
        longest = max(len(each.text) for each in self._names)
        text = cut(safe_text(name.text), room)
        column = min(longest, _LONGEST_NAME)
        gap = " " * max(column - cell_width(text), 0)
        room -= cell_width(text) + len(gap) + 1
        detail = safe_text(name.detail, limit=_LONGEST_DETAIL)
        segments = [
            Segment(f" {_SIGNS[name.kind]} ", quiet),
            Segment(text + gap + " ", plain),
            Segment(cut(detail, room) if room > 0 else "", quiet),
        ]
        return Strip(segments).adjust_cell_length(width, quiet)


class SignatureLine(Floating):
    """How what is being called can be called, the parameter at the cursor standing out."""

    DEFAULT_CSS = """
    SignatureLine {
        & > .signature--text { color: $text-muted; background: $panel; }
        & > .signature--now { color: $foreground; background: $panel; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"signature--text", "signature--now"}

    def __init__(self) -> None:
        super().__init__()
        self._label = ""
        self._span: tuple[int, int] | None = None

    def show(self, label: str, span: tuple[int, int] | None, x: int, y: int) -> None:
        """Show a signature.

        Args:
            span: where the parameter at the cursor stands in it.
            x, y: where on the screen, as far as there is room.
        """
        self._label, self._span = label, span
        room = self.screen.size.width
        parts = label_parts(label, span, room - 2)
        width = sum(cell_width(text) for text, _ in parts) + 2
        self.put(max(0, min(x, room - width)), y, width, 1)

    def render_line(self, y: int) -> Strip:
        plain = self.get_component_rich_style("signature--text")
        now = self.get_component_rich_style("signature--now")
        parts = label_parts(self._label, self._span, self.size.width - 2)
        segments = [Segment(text, now if is_now else plain) for text, is_now in parts]
        line = Strip([Segment(" ", plain), *segments])
        return line.adjust_cell_length(self.size.width, plain)
