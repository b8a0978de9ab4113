"""Editing code: indentation, pasting, and keys that may be text.

Owns what the editor's own keys do to the document. What is drawn is in ``surface``; what runs,
saves or searches is the pane's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.style import Style
from textual import events
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from dhconsole.core.buffers import Language
from dhconsole.text.highlight import indent_for, statement_at
from dhconsole.tui.timing import once
from dhconsole.tui.widgets.code import lines as line_work
from dhconsole.tui.widgets.code.burst import RUN_WAIT, Burst
from dhconsole.tui.widgets.code.keys import EDITING_BINDINGS, NEWLINE_KEY
from dhconsole.tui.widgets.code.lines import Piece
from dhconsole.tui.widgets.code.messages import What
from dhconsole.tui.widgets.code.shown import TAB_WIDTH, clean_paste
from dhconsole.tui.widgets.code.surface import CodeSurface

KeyFilter = Callable[[events.Key], bool]
"""Asked before the editor sees a key; True if the key is taken care of."""

_FAR_ENOUGH = 200
"""Lines above the cursor that decide how far a new line is indented."""

_WORD_CLICK = 2
_LINE_CLICK = 3


class CodeArea(CodeSurface, inherit_bindings=False):
    """An editor for one buffer.

    Attributes:
        key_filter: a popup's way to get keys first.
    """

    BINDINGS = EDITING_BINDINGS

    class PasteCleaned(Message):
        """Characters that no source code wants were left out of a paste."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(
        self,
        text: str = "",
        *,
        code_language: Language = "python",
        styles: Mapping[str, Style] | None = None,
        placeholder: str = "",
        cursor_blink: bool = False,
    ) -> None:
        super().__init__(
            text, code_language=code_language, styles=styles or {}, placeholder=placeholder
        )
        self.cursor_blink = cursor_blink
        self.key_filter: KeyFilter | None = None
        self._burst = Burst()
        self._held: events.Key | None = None

    def _refresh_size(self) -> None:
        # Textual 8.2 takes lines away, then drops a scrollbar, then moves the cursor: between
        # them the cursor stood on a line that is gone, and looking for it ended the program
        # (test_undo_of_the_lines_that_made_it_scroll).
        start, end = self.selection
        if max(start[0], end[0]) >= self.document.line_count:
            last = self.document.end
            self.set_reactive(TextArea.selection, Selection(min(start, last), min(end, last)))
        super()._refresh_size()

    def put_cursor(self, place: tuple[int, int]) -> None:
        """Bring the cursor there, or as near as there is text, and to the middle of the pane."""
        self.selection = Selection.cursor(self.clamp_visitable(place))
        # Before it has been laid out there is no room, and everything seems to be beyond it.
        self.call_after_refresh(self._centre)

    def _centre(self) -> None:
        line = self.cursor_location[0]
        self.scroll_to(0, max(0, line - self.size.height // 2), animate=False, immediate=True)
        self.scroll_cursor_visible()

    # ----------------------------------------------------------------------- keys

    async def _on_key(self, event: events.Key) -> None:
        pasted = self._burst.follows(event.time)
        held, self._held = self._held, None
        if held is not None:
            if Burst.too_soon(held.time, event.time):
                self._type("\n")
                pasted = True
            else:
                await self._press(held)
        if self.key_filter is not None and not pasted and self.key_filter(event):
            pass
        elif event.key == NEWLINE_KEY and not pasted:
            self._held = event
            once(self, RUN_WAIT, self._ask_for_more)
        elif event.key in (NEWLINE_KEY, "enter") and pasted:
            self._type("\n")
        elif event.key == "tab" and pasted:
            self._type("\t".expandtabs(TAB_WIDTH))
        elif event.key == "enter":
            self.action_newline()
        else:
            return
        event.stop()
        event.prevent_default()

    def _ask_for_more(self) -> None:
        # Keys that arrived meanwhile may still wait in the app's queue or in ours: go through
        # both, and come out behind them.
        held = self._held
        if held is not None:
            self.app.call_later(lambda: self.call_later(self._press_if_held, held))

    async def _press_if_held(self, held: events.Key) -> None:
        if self._held is held:
            self._held = None
            await self._press(held)

    async def _press(self, event: events.Key) -> None:
        """Do what the key is bound to, as if nobody had held it back."""
        bound = self.screen.active_bindings.get(event.key)
        if bound is None:
            # With a key map of its own the user has nothing against a line feed being one.
            self.action_newline()
        elif bound.enabled:
            await self.app.run_action(bound.binding.action, bound.node)

    def _type(self, text: str) -> None:
        self._replace_via_keyboard(text, *self.selection)

    # ---------------------------------------------------------------------- paste

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def action_paste(self) -> None:
        self.paste(self.app.clipboard)

    def paste(self, text: str) -> None:
        """Put a text of any origin in the place of the selection, as one edit."""
        cleaned, lost = clean_paste(text, min(self.selection)[1])
        if cleaned:
            self.history.checkpoint()
            self._type(cleaned)
        if lost:
            self.post_message(self.PasteCleaned(lost))

    def insert_block(self, text: str) -> None:
        """Put code behind the selection, as one edit; lines of it on lines of their own."""
        line, column = max(self.selection)
        self.move_cursor((line, column))
        begun = self.document[line][:column].strip()
        self.paste(f"\n{text}" if begun and "\n" in text else text)

    # ---------------------------------------------------------------- indentation

    def action_newline(self) -> None:
        """Begin a line, indented as the code before asks for."""
        start, end = sorted(self.selection)
        first = self._tokens.start_before(start[0], _FAR_ENOUGH)
        before = self.code.get_text_range((first, 0), start)
        self._replace_via_keyboard("\n" + indent_for(before, self.code_language), start, end)

    def action_indent(self) -> None:
        """Indent the selected lines, or go to the next level."""
        if self.selection.is_empty:
            self._type(" " * self._find_columns_to_next_tab_stop())
        else:
            self._change_lines(line_work.indent)

    def action_dedent(self) -> None:
        """Take a level of indentation from the line or the selected lines."""
        self._change_lines(line_work.dedent)

    def action_toggle_comment(self) -> None:
        """Make comments of the lines, or code again."""
        self._change_lines(lambda lines: line_work.toggle_comment(lines, self.code_language))

    def action_delete_left(self) -> None:
        line, column = self.selection.end
        target = line_work.backspace_to(self.document[line], column)
        if self.selection.is_empty and column - target > 1:
            self._delete_via_keyboard((line, target), (line, column))
        else:
            super().action_delete_left()

    def _change_lines(self, change: Callable[[Sequence[str]], list[str]]) -> None:
        """Replace the touched lines in one edit; the same text stays selected."""
        start, end = self.selection
        first, last = line_work.touched(start, end)
        old = self.document.lines[first : last + 1]
        new = change(old)
        if new == old:
            return
        self.history.checkpoint()
        place = (last, len(old[-1]))
        self.replace("\n".join(new), (first, 0), place, maintain_selection_offset=False)

        def moved(where: tuple[int, int]) -> tuple[int, int]:
            line, column = where
            if not first <= line <= last:
                return where
            shift = len(new[line - first]) - len(old[line - first])
            return line, max(column + shift, 0) if column else 0

        self.selection = Selection(moved(start), moved(end))
        self.history.checkpoint()

    def set_text(self, text: str) -> None:
        """Take another text as one edit that can be undone; what is equal stays untouched."""
        change = line_work.difference(self.document.lines, text.split("\n"))
        if change is not None:
            start, end, new = change
            self.history.checkpoint()
            self.replace(new, start, end)
            self.history.checkpoint()

    # --------------------------------------------------------------------- moving

    def action_document_start(self, select: bool = False) -> None:
        """Go to the start of the buffer."""
        self.move_cursor((0, 0), select=select)

    def action_document_end(self, select: bool = False) -> None:
        """Go to the end of the buffer."""
        self.move_cursor(self.document.end, select=select)

    def on_click(self, event: events.Click) -> None:
        """Two clicks select a word, three a line."""
        line, column = self.cursor_location
        if event.chain == _WORD_CLICK:
            text = self.document[line]
            start = stop = column
            while start > 0 and _in_word(text[start - 1]):
                start -= 1
            while stop < len(text) and _in_word(text[stop]):
                stop += 1
            self.selection = Selection((line, start), (line, stop))
        elif event.chain == _LINE_CLICK:
            self.select_line(line)

    # -------------------------------------------------------------------- running

    def piece(self, what: What) -> Piece | None:
        """The wanted part of the text, ready to run; None if there is no code in it."""
        lines = self.document.lines
        if what == "all":
            return Piece(self.text, 0, len(lines) - 1) if self.text.strip() else None
        if what == "selection":
            return line_work.selected_piece(lines, *self.selection)
        first, last = statement_at(self.text, self.cursor_location[0])
        return line_work.selected_piece(lines, (first, 0), (last, len(lines[last])))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
