"""The code pane: tabs over editors, one editor per buffer.

Owns which buffer is in front, and what the registry's ``code.*`` actions do. Runs nothing
itself: it posts ``RunRequested``, and is told of the outcome by ``mark_error`` and
``clear_running``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from dhconsole.core.buffers import Buffer, BufferStore, Language
from dhconsole.core.theme import CodeColours
from dhconsole.text.safe import safe_text
from dhconsole.tui.widgets.code import messages
from dhconsole.tui.widgets.code.area import CodeArea
from dhconsole.tui.widgets.code.barstack import BarStack
from dhconsole.tui.widgets.code.completing import Completing
from dhconsole.tui.widgets.code.deck import CodeDeck, DraftKeeper
from dhconsole.tui.widgets.code.files import FileCommands
from dhconsole.tui.widgets.code.keys import PANE_BINDINGS
from dhconsole.tui.widgets.code.styles import token_styles
from dhconsole.tui.widgets.code.tabs import BufferTabs

Severity: TypeAlias = Literal["information", "warning", "error"]


class CodePane(Vertical):
    """Buffers of code. Lines and columns are 1-based in everything that is public here.

    Args:
        store: started, and closed by whoever made it.
        styles: style per token class; ``styles.token_styles`` makes them from a theme.
        placeholder: what an empty buffer says.

    Attributes:
        deck: the editors, and the looks that they share.
        bars, completing: fields and questions below the code; names for what is typed.
    """

    BINDINGS = PANE_BINDINGS

    DEFAULT_CSS = """
    CodePane {
        background: $surface; border: round $border-blurred;
        border-title-color: $text-muted; border-subtitle-color: $text-muted;
        &:focus-within { border: round $border; border-title-color: $foreground; }
    }
    """

    RunRequested: TypeAlias = messages.RunRequested
    BufferChanged: TypeAlias = messages.BufferChanged
    CursorMoved: TypeAlias = messages.CursorMoved

    def __init__(
        self,
        store: BufferStore,
        *,
        styles: Mapping[str, Style] | None = None,
        cursor_blink: bool = False,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.border_title = "Code"
        self.store = store
        self.deck = CodeDeck(
            store,
            token_styles(CodeColours()) if styles is None else styles,
            cursor_blink=cursor_blink,
            placeholder=placeholder,
        )
        self._drafts = DraftKeeper(
            self,
            store,
            before=self.deck.sync_all,
            failed=lambda error: self.say(str(error), "warning"),
        )
        self.bars = BarStack()
        self.completing = Completing(self)
        self._files = FileCommands(self)

    def compose(self) -> ComposeResult:
        yield BufferTabs()
        yield self.deck
        yield self.bars
        yield from self.completing.widgets

    async def on_mount(self) -> None:
        buffers = self.store.buffers or (self.store.new(),)
        for buffer in buffers:
            if buffer.recovered:
                self.say(f"{buffer.title} has changes that were not saved")
        await self.show(buffers[-1].id)

    def on_unmount(self) -> None:
        # The store may be closed next, and the last keys must be in it.
        self.deck.sync_all()

    # -------------------------------------------------------------------- buffers

    @property
    def buffer(self) -> Buffer:
        """The buffer in front, up to date."""
        return self.deck.sync(self.deck.current)

    @property
    def area(self) -> CodeArea:
        """The editor in front."""
        return self.deck.area

    def sync(self, buffer_id: str) -> Buffer:
        """The buffer, up to date."""
        return self.deck.sync(buffer_id)

    async def show(self, buffer_id: str, *, focus: bool = False) -> None:
        """Bring a buffer to the front; the focus follows if it was in the pane."""
        focus = focus or self.has_focus_within
        self.bars.close()
        self.completing.watch(area := await self.deck.bring(buffer_id))
        if focus:
            area.focus()
        self._tell_cursor()
        self.changed(buffer_id, "selected")

    def focus_code(self) -> None:
        """Put the cursor into the editor."""
        self.area.focus()

    async def open_path(self, path: Path) -> None:
        """Open a file in a tab, or say why that cannot be."""
        await self._files.open_path(path)

    async def new_buffer(self, text: str = "", *, language: Language | None = None) -> Buffer:
        """A new tab, in front."""
        buffer = self.store.new(text, language=language)
        await self.show(buffer.id, focus=True)
        self.changed(buffer.id, "opened")
        return buffer

    async def forget(self, buffer_id: str) -> None:
        """Take a buffer and its tab away, whatever is in it."""
        position = [buffer.id for buffer in self.store.buffers].index(buffer_id)
        self.store.discard(self.store[buffer_id])
        rest = self.store.buffers or (self.store.new(),)
        if buffer_id == self.deck.current:
            await self.show(rest[min(position, len(rest) - 1)].id)
        await self.deck.drop(buffer_id)
        self.changed(buffer_id, "closed")

    def set_language(self, language: Language) -> None:
        """Treat the buffer in front as Python or Groovy."""
        self.store[self.deck.current].language = language
        self.area.code_language = language
        self.changed(self.deck.current, "language")

    def insert_text(self, text: str) -> None:
        """Put text in the place of the selection, as one edit."""
        self.area.paste(text)

    # ---------------------------------------------------------------- places, marks

    def jump_to(self, line: int, column: int = 1, *, select_line: bool = False) -> None:
        """Put the cursor there, in the middle of the pane, and the focus into the editor."""
        area = self.area
        area.put_cursor((line - 1, column - 1))
        if select_line:
            area.select_line(area.cursor_location[0])
        area.focus()

    async def go_to(self, buffer_id: str, line: int, column: int = 1) -> None:
        """Bring a buffer to the front, if it is still open, and put the cursor there."""
        if buffer_id in self.store:
            await self.show(buffer_id)
            self.jump_to(line, column)

    def mark_error(self, line: int, message: str = "", *, buffer_id: str = "") -> None:
        """Show that a line failed, and how; the next edit of the buffer takes it away."""
        buffer_id = buffer_id or self.deck.current
        area = self.deck.get(buffer_id)
        if area is not None:
            area.mark_error(line - 1, message)
            self._show_tabs()

    def clear_errors(self, buffer_id: str = "") -> None:
        """Take the error marks of a buffer away."""
        buffer_id = buffer_id or self.deck.current
        area = self.deck.get(buffer_id)
        if area is not None:
            area.clear_errors()
            self._show_tabs()

    def say(self, text: str, severity: Severity = "information") -> None:
        """Tell the user something that need not stay on the screen."""
        self.app.notify(safe_text(text, newlines=True), severity=severity, markup=False)

    # -------------------------------------------------------------------- running

    def action_run(self) -> None:
        """Run what is selected, or else everything."""
        self._request("all" if self.area.selection.is_empty else "selection")

    def action_run_all(self) -> None:
        """Run everything."""
        self._request("all")

    def action_run_statement(self) -> None:
        """Run the statement in which the cursor stands."""
        self._request("statement")

    def _request(self, what: messages.What) -> None:
        piece = self.area.piece(what)
        if piece is None:
            self.say("There is no code here to run")
            return
        self.clear_errors()
        mark = self.deck.mark_running(piece.first, piece.last)
        self.post_message(
            messages.RunRequested(
                piece.code, piece.first + 1, piece.last + 1, self.deck.current, what, mark
            )
        )

    # -------------------------------------------------------------------- actions

    async def action_new(self) -> None:
        await self.new_buffer()

    async def action_next(self) -> None:
        await self._step(1)

    async def action_prev(self) -> None:
        await self._step(-1)

    async def action_open(self) -> None:
        self._files.ask_open()

    async def action_save(self) -> None:
        await self._files.save()

    async def action_save_as(self) -> None:
        self._files.ask_save_as()

    async def action_close(self) -> None:
        await self._files.close(self.deck.current)

    def action_undo(self) -> None:
        self.area.undo()

    def action_redo(self) -> None:
        self.area.redo()

    def action_find(self) -> None:
        """Open the find bar; in the bar, go to the next match."""
        self.bars.find(self.area)

    async def action_editor(self) -> None:
        await self._files.edit_externally()

    async def _step(self, by: int) -> None:
        ids = [buffer.id for buffer in self.store.buffers]
        await self.show(ids[(ids.index(self.deck.current) + by) % len(ids)], focus=True)

    # --------------------------------------------------------------------- events

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        buffer_id = self.deck.id_of(event.text_area)
        if buffer_id is None or buffer_id not in self.store:
            return
        self.sync(buffer_id)
        self.completing.changed(event.text_area)
        self.bars.refresh_count()
        self.changed(buffer_id, "edited")

    @on(TextArea.SelectionChanged)
    def _selection_changed(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        if self.deck.id_of(event.text_area) == self.deck.current:
            self.bars.refresh_count()
            self.completing.moved()
            self._tell_cursor()
            self._drafts.soon()

    @on(CodeArea.PasteCleaned)
    def _paste_cleaned(self, event: CodeArea.PasteCleaned) -> None:
        event.stop()
        count = f"{event.count:,} character{'' if event.count == 1 else 's'}"
        self.say(f"The paste lost {count} of terminal sequences and control characters")

    @on(BufferTabs.Clicked)
    async def _tab_clicked(self, event: BufferTabs.Clicked) -> None:
        event.stop()
        match event.wish:
            case "show":
                await self.show(event.tab_id, focus=True)
            case "close":
                await self._files.close(event.tab_id)
            case "new":
                await self.new_buffer()

    @on(BarStack.Left)
    def _bars_left(self, event: BarStack.Left) -> None:
        event.stop()
        if not self.bars.is_open:
            self.focus_code()

    # -------------------------------------------------------------------- changes

    def changed(self, buffer_id: str, change: messages.Change) -> None:
        """Show and tell a change of a buffer, and bring its draft up to date soon."""
        self._show_tabs()
        self._drafts.soon()
        self.post_message(messages.BufferChanged(buffer_id, change))

    def _tell_cursor(self) -> None:
        area = self.area
        line, column = area.cursor_location
        selected = 0 if area.selection.is_empty else len(area.selected_text)
        self.border_subtitle = f"{line + 1}:{column + 1}"
        self.post_message(messages.CursorMoved(self.deck.current, line + 1, column + 1, selected))

    def _show_tabs(self) -> None:
        current = self.deck.current
        self.query_one(BufferTabs).show(self.deck.tabs(), current, self.store[current].language)
