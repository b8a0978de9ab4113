"""A ``TextArea`` that draws code: safe characters, colours, marks and matches.

Owns everything between the document and the screen. Knows nothing of keys; what changes the
document is in ``area``.

``TextArea`` has no public place for a document class, a lexer or marks beside lines, so that
``_set_document``, ``_build_highlight_map`` and ``_highlights`` are used here. Textual is pinned
to one minor version, and ``tests/tui/test_code_pane.py`` fails when they change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection, TextAreaTheme

from dhconsole.core.buffers import Language
from dhconsole.tui.timing import once
from dhconsole.tui.widgets.code.brackets import partner
from dhconsole.tui.widgets.code.document import CodeDocument, ShownDocument
from dhconsole.tui.widgets.code.find import Matches
from dhconsole.tui.widgets.code.marks import LineMarks
from dhconsole.tui.widgets.code.shown import TAB_WIDTH
from dhconsole.tui.widgets.code.spans import ColumnSpan, HighlightMap, Tokens, unselected
from dhconsole.tui.widgets.code.strips import tinted, written

LOOK_DELAY = 0.05
"""Seconds after the last edit until colours are brought up to date."""

_SCROLL_DELAY = 0.01
_MANY_LINES = 200
# Place of the line's number in the keys of TextArea's cache of drawn lines.
_KEY_LINE = 2
_THEME = "dhconsole"
_MATCH = "match"
_MESSAGE_MARGIN = 2
_SHORTEST_MESSAGE = 8


class CodeSurface(TextArea):
    """Code on the screen. Lines are 0-based in all methods here."""

    DEFAULT_CSS = """
    CodeSurface {
        border: none;
        padding: 0;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        &:focus { border: none; }
        & .text-area--gutter { color: $text-muted; }
        & .text-area--cursor-line { background: $foreground 6%; }
        & .text-area--cursor-gutter {
            color: $foreground;
            background: $foreground 6%;
            text-style: none;
        }
        & .text-area--selection { color: $foreground; background: $input-selection-background; }
        & .text-area--matching-bracket { background: $primary 40%; text-style: bold; }
        & .code--match { background: $warning 40%; }
        & .code--error { color: $error; text-style: bold; }
        & .code--error-line { background: $error 15%; }
        & .code--error-text { color: $error; text-style: italic; }
        & .code--running { color: $warning; }
        & .code--placeholder { color: $text-muted; }
        &:ansi {
            /* Colours of the terminal cannot be mixed, so that only lines of text are marked. */
            & .text-area--cursor {
                color: ansi_default;
                background: ansi_default;
                text-style: reverse;
            }
            & .text-area--selection {
                color: $foreground; background: $input-selection-background; text-style: none;
            }
            & .text-area--cursor-line { background: transparent; }
            & .text-area--cursor-gutter { background: transparent; text-style: bold; }
            & .text-area--matching-bracket { background: transparent; text-style: bold underline; }
            & .code--match { background: transparent; text-style: bold underline; }
            & .code--error-line { background: transparent; }
        }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "code--match",
        "code--error",
        "code--error-line",
        "code--error-text",
        "code--running",
        "code--placeholder",
    }

    def __init__(
        self, text: str, *, code_language: Language, styles: Mapping[str, Style], placeholder: str
    ) -> None:
        self._tokens = Tokens(code_language)
        self._matches = Matches((), "")
        self._look_timer: asyncio.TimerHandle | None = None
        self._unseen: set[int] = set()
        self._lines_moved = True
        self.marks = LineMarks()
        super().__init__(
            soft_wrap=False,
            tab_behavior="focus",
            show_line_numbers=True,
            max_checkpoints=1000,
        )
        self.invitation = placeholder
        self.indent_width = TAB_WIDTH
        self._highlights = HighlightMap(self._spans_of)
        self.set_token_styles(styles)
        self._set_document(text, None)

    # ------------------------------------------------------------------- document

    @property
    def code(self) -> CodeDocument:
        """The document."""
        document = self.document
        assert isinstance(document, CodeDocument)
        return document

    @property
    def code_language(self) -> Language:
        """What the tokens follow; ``TextArea.language`` stays None, which keeps it from lexing."""
        return self._tokens.language

    @code_language.setter
    def code_language(self, language: Language) -> None:
        self._tokens.language = language
        self._tokens.reset(self.document.line_count)
        self._lines_moved = True
        self._build_highlight_map()

    def set_token_styles(self, styles: Mapping[str, Style]) -> None:
        """Style per token class of ``text.highlight``."""
        self.register_theme(TextAreaTheme(_THEME, syntax_styles=dict(styles)))
        self.theme = _THEME

    def _set_document(self, text: str, language: str | None) -> None:
        document = CodeDocument(text)
        document.on_edit = self._document_edited
        self._tokens.reset(document.line_count)
        self._lines_moved = True
        self.marks = LineMarks()
        self.document = document
        shown = ShownDocument(document)
        self.wrapped_document = WrappedDocument(shown, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _document_edited(
        self, top: tuple[int, int], bottom: tuple[int, int], end: tuple[int, int]
    ) -> None:
        self._tokens.edited(top, bottom, end)
        self._unseen.update(range(top[0], end[0] + 1))
        self._lines_moved |= bottom[0] != end[0]
        if self.marks.edited(top[0], bottom[0], end[0]):
            self.refresh()

    # --------------------------------------------------------------------- tokens

    def _build_highlight_map(self) -> None:
        """Called by ``TextArea`` after each edit: look at the tokens, but not yet."""
        if self._matches.wanted:
            self._matches = Matches(self.code.shown, self._matches.wanted)
            self._forget_drawn()
        else:
            # With the number of lines the width of the gutter may change.
            self._forget_drawn(None if self._lines_moved else self._unseen)
        self._unseen.clear()
        self._lines_moved = False
        self._look_later(LOOK_DELAY)

    def _forget_drawn(self, lines: Collection[int] | None = None) -> None:
        """Draw these lines anew when they are next asked for; None is all of them."""
        highlights = self._highlights
        if lines is None or len(lines) > _MANY_LINES:
            self._line_cache.clear()
            if isinstance(highlights, HighlightMap):
                highlights.forget_all()
            return
        if isinstance(highlights, HighlightMap):
            highlights.forget(lines)
        for key in list(self._line_cache.keys()):
            if key[_KEY_LINE] in lines:
                self._line_cache.discard(key)

    def _look_later(self, seconds: float) -> None:
        if not self.is_mounted:
            return
        if self._look_timer is not None:
            self._look_timer.cancel()
        self._look_timer = once(self, seconds, self._look)

    def _look(self) -> None:
        first, last = self._visible_line_indices
        last = min(last, self.document.line_count - 1)
        if not self.text.strip():
            return  # loading the lexer would be the dearest part of a start with nothing to colour
        changed = self._tokens.look(self.code.shown, first, last)
        if changed:
            self._forget_drawn(changed)
            self.refresh()

    def on_mount(self) -> None:
        self.call_after_refresh(self._look)

    def on_resize(self) -> None:
        self._look_later(_SCROLL_DELAY)

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        if self._tokens.wants(*self._visible_line_indices):
            self._look_later(_SCROLL_DELAY)

    def _spans_of(self, line: int) -> tuple[str, Sequence[ColumnSpan]]:
        spans = list(self._tokens.of(line))
        chosen = self.selection
        if not chosen.is_empty:
            spans = unselected(spans, line, *sorted(chosen))
        for _, start, stop in self._matches.in_line(line):
            # The one that is selected shows the selection's colour.
            if tuple(sorted(chosen)) != ((line, start), (line, stop)):
                spans.append((start, stop, _MATCH))
        return self.code.shown[line], spans

    def find_matching_bracket(
        self, bracket: str, search_from: tuple[int, int]
    ) -> tuple[int, int] | None:
        line, column = search_from
        return partner(self.code.shown, line, column, self._is_text)

    def _is_text(self, line: int, column: int) -> bool:
        return self._tokens.at(line, column) in ("string", "escape", "comment")

    # -------------------------------------------------------------------- matches

    def show_matches(self, matches: Matches) -> None:
        """Mark these places; ``Matches((), "")`` marks none."""
        self._matches = matches
        self._forget_drawn()
        self.refresh()

    @property
    def matches(self) -> Matches:
        """Places that are marked, brought up to date after each edit."""
        return self._matches

    def _watch_selection(self, previous: Selection, selection: Selection) -> None:
        super()._watch_selection(previous, selection)
        if self._matches.all:
            self._forget_drawn()
            self.refresh()
            return
        for each in (previous, selection):
            if not each.is_empty:
                top, bottom = sorted(each)
                self._forget_drawn(range(top[0], bottom[0] + 1))

    # ---------------------------------------------------------------------- lines

    def get_line(self, line_index: int) -> Text:
        return Text(self.code.shown[line_index], end="", no_wrap=True)

    def render_lines(self, crop: Region) -> list[Strip]:
        theme = self._theme
        theme.syntax_styles[_MATCH] = self.get_component_rich_style("code--match")
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        line = y + self.scroll_offset.y
        if not self.text:
            return self._with_invitation(strip, y)
        if line >= self.document.line_count:
            return strip
        message = self.marks.errors.get(line)
        if message is not None:
            strip = self._with_error(strip, line, message)
            return self._with_gutter_mark(strip, "×", "code--error")
        if self.marks.is_running(line):
            return self._with_gutter_mark(strip, "┃", "code--running")
        return strip

    def _with_invitation(self, strip: Strip, y: int) -> Strip:
        """What an empty buffer says; beside the line number and the cursor, unlike
        ``TextArea.placeholder``, so that nothing moves when the first character is typed."""
        said = self.invitation.split("\n")
        if y >= len(said):
            return strip
        start = self.gutter_width + 2
        room = self.scrollable_content_region.width - start
        return written(strip, start, room, said[y], self._part_style("code--placeholder"))

    def _with_gutter_mark(self, strip: Strip, mark: str, component: str) -> Strip:
        # The first of the two empty cells after the line number.
        return written(strip, self.gutter_width - 2, 1, mark, self._part_style(component))

    def _with_error(self, strip: Strip, line: int, message: str) -> Strip:
        """Tint the line, and say what is wrong behind its end, where there is room."""
        gutter = self.gutter_width
        styles = (self._theme.base_style, self._theme.cursor_line_style)
        grounds = {style.bgcolor for style in styles if style is not None}
        ground = self.get_component_rich_style("code--error-line").bgcolor
        strip = tinted(strip, gutter, ground, grounds)
        used = gutter + self.code.line_width(line) - int(self.scroll_offset.x)
        start = max(used, gutter) + _MESSAGE_MARGIN
        room = self.scrollable_content_region.width - start - 1
        if room < _SHORTEST_MESSAGE:
            return strip
        return written(strip, start, room, message, self._part_style("code--error-text"))

    def _part_style(self, component: str) -> Style:
        return self.get_component_rich_style(component, partial=True)

    def mark_error(self, line: int, message: str) -> None:
        """Show that a line failed, and the first line of what is wrong; an edit takes it away."""
        line = min(max(line, 0), self.document.line_count - 1)
        self.marks.errors[line] = message.partition("\n")[0]
        self.refresh()

    def clear_errors(self) -> None:
        """Take the error marks away."""
        self.marks.errors.clear()
        self.refresh()

    def mark_running(self, number: int, first: int, last: int) -> None:
        """Show that these lines are being run; they move along with edits."""
        self.marks.running[number] = (first, last)
        self.refresh()

    def clear_running(self, number: int) -> None:
        """The run of that number is over."""
        if self.marks.running.pop(number, None) is not None:
            self.refresh()
