"""Code to look at: coloured, scrolled, not edited. Only the lines on the screen are coloured."""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dhconsole.text.highlight import Span, tokenize_lines
from dhconsole.text.scan import Language
from dhconsole.text.width import cut
from dhconsole.tui.widgets.code.shown import TAB_WIDTH, shown

_LONGEST = 1_000
"""Characters of a line that are looked at; more than any screen is wide."""


class CodePreview(ScrollView, can_focus=False):
    """A block of code.

    Args:
        styles: style per token class.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    CodePreview {
        background: $surface; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-size: 0 1;
    }
    """

    def __init__(self, styles: Mapping[str, Style]) -> None:
        super().__init__()
        self._styles = styles
        self._code = ""
        self._lines: list[str] = []
        self._language: Language = "python"
        self._spans: dict[int, list[Span]] = {}

    def show(self, code: str, language: Language) -> None:
        """Take another block, from its beginning; the same one stays where it is."""
        if (code, language) == (self._code, self._language):
            return
        self._code, self._language = code, language
        self._lines = code.split("\n") if code else []
        self._spans = {}
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.scroll_to(y=0, animate=False, force=True)
        self.refresh()

    def scroll_lines(self, lines: int) -> None:
        """Show what is further down, or up."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        width, base = self.size.width, self.rich_style
        if index >= len(self._lines):
            return Strip.blank(width, base)
        line = shown(self._lines[index][:_LONGEST])
        segments, at = [Segment(" ", base)], 0
        for start, end, kind in self._spans_of(index):
            segments.append(Segment(_tabs(line[at:start]), base))
            segments.append(Segment(_tabs(line[start:end]), base + self._styles.get(kind, base)))
            at = max(at, end)
        segments.append(Segment(_tabs(line[at:]), base))
        strip = Strip(segments)
        if strip.cell_length > width:
            mark = Segment(cut("…", 1), base)
            strip = Strip([*strip.crop(0, max(0, width - 1)), mark])
        return strip.adjust_cell_length(width, base)

    def _spans_of(self, index: int) -> list[Span]:
        if index not in self._spans:
            last = min(index + max(1, self.size.height), len(self._lines)) - 1
            found = tokenize_lines(self._code, index, last, self._language)
            self._spans |= dict(zip(range(index, last + 1), found, strict=True))
        return self._spans[index]


def _tabs(text: str) -> str:
    return text.replace("\t", " " * TAB_WIDTH)
