"""The editors of the open buffers, one in front of the others.

Owns which editor belongs to which buffer, and the marks and looks that all of them share. An
editor is made when its buffer is first shown, and keeps its own undo history, scroll position
and selection from then on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from rich.style import Style
from textual.containers import Container
from textual.widget import Widget

from dhconsole.core.buffers import Buffer, BufferStore
from dhconsole.errors import DHError
from dhconsole.tui.timing import once
from dhconsole.tui.widgets.code.area import CodeArea
from dhconsole.tui.widgets.code.tabs import Tab

FLUSH_DELAY = 1.0
"""Seconds after an edit until it is in the draft on disk."""


class CodeDeck(Container):
    """Editors. Lines are 0-based here."""

    DEFAULT_CSS = """
    CodeDeck { height: 1fr; }
    """

    def __init__(
        self,
        store: BufferStore,
        styles: Mapping[str, Style],
        *,
        cursor_blink: bool,
        placeholder: str,
    ) -> None:
        super().__init__()
        self._store = store
        self._styles = dict(styles)
        self._cursor_blink = cursor_blink
        self._placeholder = placeholder
        self._areas: dict[str, CodeArea] = {}
        self._marks = 0
        self.current = ""

    @property
    def area(self) -> CodeArea:
        """The editor in front."""
        return self._areas[self.current]

    def get(self, buffer_id: str) -> CodeArea | None:
        """The buffer's editor, if it was ever shown."""
        return self._areas.get(buffer_id)

    def id_of(self, area: Widget) -> str | None:
        """The buffer that is edited in ``area``, unless it was closed."""
        return next((id_ for id_, each in self._areas.items() if each is area), None)

    def sync(self, buffer_id: str) -> Buffer:
        """The buffer, brought up to date with its editor."""
        buffer = self._store[buffer_id]
        area = self._areas.get(buffer_id)
        if area is not None:
            buffer.text = area.text
            buffer.cursor = area.cursor_location
        return buffer

    def sync_all(self) -> None:
        """Bring every buffer up to date with its editor."""
        for buffer_id in self._areas:
            if buffer_id in self._store:
                self.sync(buffer_id)

    async def bring(self, buffer_id: str) -> CodeArea:
        """Bring a buffer's editor to the front."""
        before = self._areas.get(self.current)
        area = self._areas.get(buffer_id)
        self.current = buffer_id
        if area is None:
            area = self._areas[buffer_id] = self._make(self._store[buffer_id])
            await self.mount(area)
            area.put_cursor(self._store[buffer_id].cursor)
        if before is not None and before is not area:
            before.display = False
        area.display = True
        return area

    async def drop(self, buffer_id: str) -> None:
        """Remove a buffer's editor."""
        area = self._areas.pop(buffer_id, None)
        if area is not None:
            await area.remove()

    def _make(self, buffer: Buffer) -> CodeArea:
        return CodeArea(
            buffer.text,
            code_language=buffer.language,
            styles=self._styles,
            placeholder=self._placeholder,
            cursor_blink=self._cursor_blink,
        )

    @property
    def token_styles(self) -> Mapping[str, Style]:
        """Style per token class."""
        return self._styles

    def set_token_styles(self, styles: Mapping[str, Style]) -> None:
        """Style per token class."""
        self._styles = dict(styles)
        for area in self._areas.values():
            area.set_token_styles(self._styles)

    def set_cursor_blink(self, blink: bool) -> None:
        """Let cursors blink or not."""
        self._cursor_blink = blink
        for area in self._areas.values():
            area.cursor_blink = blink

    def set_placeholder(self, text: str) -> None:
        """What an empty buffer says."""
        self._placeholder = text
        for area in self._areas.values():
            area.invitation = text
            area.refresh()

    def failed(self, buffer_id: str) -> bool:
        """A line of the buffer bears an error mark."""
        area = self._areas.get(buffer_id)
        return area is not None and bool(area.marks.errors)

    def tabs(self) -> list[Tab]:
        """What the tabs show."""
        buffers = self._store.buffers
        titles = [buffer.title for buffer in buffers]
        return [
            Tab(buffer.id, _label(buffer, titles), buffer.modified, self.failed(buffer.id))
            for buffer in buffers
        ]

    def mark_running(self, first: int, last: int) -> int:
        """Mark lines of the buffer in front; returns the number of the mark."""
        self._marks += 1
        self.area.mark_running(self._marks, first, last)
        return self._marks

    def clear_running(self, mark: int) -> None:
        """Take a mark away, in whichever buffer it is."""
        for area in self._areas.values():
            area.clear_running(mark)


def _label(buffer: Buffer, titles: list[str]) -> str:
    """The title, with its directory where another tab has the same title."""
    if buffer.path is not None and titles.count(buffer.title) > 1:
        return f"{buffer.path.parent.name}/{buffer.title}"
    return buffer.title


class DraftKeeper:
    """Brings drafts to the disk soon after a change, outside the event loop.

    Args:
        owner: gives the timer.
        before: called right before each flush.
        failed: told of an error, once for as long as it stays the same.
    """

    def __init__(
        self,
        owner: Widget,
        store: BufferStore,
        before: Callable[[], object],
        failed: Callable[[DHError], None],
    ) -> None:
        self._owner = owner
        self._store = store
        self._before = before
        self._failed = failed
        self._timer: asyncio.TimerHandle | None = None
        self._told = ""

    def soon(self) -> None:
        """Something changed."""
        # Counted from the first of many edits, so that steady typing cannot put it off.
        if self._timer is None:
            self._timer = once(self._owner, FLUSH_DELAY, self._flush)

    async def _flush(self) -> None:
        self._timer = None
        self._before()
        try:
            await asyncio.to_thread(self._store.flush)
        except DHError as exc:
            if str(exc) != self._told:
                self._told = str(exc)
                self._failed(exc)
        else:
            self._told = ""
