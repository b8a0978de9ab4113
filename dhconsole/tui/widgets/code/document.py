r"""The document that the code area edits: true text, and beside it the text as shown.

Owns the split of a text into lines, which here end at ``\n`` and nowhere else: a form feed or
a U+2028 inside a line is kept, where ``str.splitlines`` would turn it into a line end.
"""

from __future__ import annotations

from collections.abc import Callable

from textual._cells import cell_len
from textual.document._document import Document, EditResult, Location
from textual.expand_tabs import expand_tabs_inline
from textual.geometry import Size

from dhconsole.tui.widgets.code.shown import TAB_WIDTH, shown

Listener = Callable[[Location, Location, Location], None]
"""Told the start of an edit, where the replaced text ended, and where the new text ends."""


class CodeDocument(Document):
    """Lines of code.

    Attributes:
        shown: the lines as they are drawn, character for character. The list stays the same
            object for as long as the document lives.
        on_edit: called after each edit.
    """

    def __init__(self, text: str) -> None:
        super().__init__("")
        self._newline = "\n"
        self._lines = text.split("\n")
        self._text: str | None = text
        self.shown = [shown(line) for line in self._lines]
        self._widths = [_width(line) for line in self.shown]
        self.on_edit: Listener | None = None

    @property
    def text(self) -> str:
        """The whole text; kept between edits, since every drawn line asks for it."""
        if self._text is None:
            self._text = "\n".join(self._lines)
        return self._text

    def get_size(self, tab_width: int) -> Size:
        """Width in cells and height in lines; ``tab_width`` is always ``TAB_WIDTH``."""
        return Size(max(self._widths), len(self._lines))

    def line_width(self, line: int) -> int:
        """Cells that the line takes."""
        return self._widths[line]

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        top, bottom = sorted((start, end))
        replaced = self.get_text_range(top, bottom)
        (first, first_column), (last, last_column) = top, bottom
        lines = self._lines
        before = lines[first][:first_column] if first < len(lines) else ""
        after = lines[last][last_column:] if last < len(lines) else ""
        new = text.split("\n")
        end_column = len(new[-1]) + (len(before) if len(new) == 1 else 0)
        new[0] = before + new[0]
        new[-1] += after
        lines[first : last + 1] = new
        self.shown[first : last + 1] = new_shown = [shown(line) for line in new]
        self._widths[first : last + 1] = [_width(line) for line in new_shown]
        self._text = None
        finish = (first + len(new) - 1, end_column)
        if self.on_edit is not None:
            self.on_edit(top, bottom, finish)
        return EditResult(finish, replaced)

    def get_text_range(self, start: Location, end: Location) -> str:
        (first, first_column), (last, last_column) = sorted((start, end))
        lines = self._lines[first : last + 1]
        if not lines:
            return ""
        if last < len(self._lines):
            lines[-1] = lines[-1][:last_column]
        else:
            # Beyond the last line: all of it, as deleting the last line asks for.
            lines.append("")
        lines[0] = lines[0][first_column:]
        return "\n".join(lines)


class ShownDocument(Document):
    """A ``CodeDocument`` as drawn, for what measures lines: wrapping and the cursor's place."""

    def __init__(self, document: CodeDocument) -> None:
        super().__init__("")
        self._newline = "\n"
        self._lines = document.shown


def _width(line: str) -> int:
    return cell_len(expand_tabs_inline(line, TAB_WIDTH) if "\t" in line else line)
