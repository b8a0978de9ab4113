"""Opening, saving and closing buffers, with the questions that come up on the way.

Owns the conversation with the user about files. What is done to the disk is ``core.buffers``'.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dhconsole.core.buffers import Buffer, Conflict, Saved, SaveResult
from dhconsole.errors import DHError
from dhconsole.tui.widgets.code.bars import Choice
from dhconsole.tui.widgets.code.editor import edit_externally

if TYPE_CHECKING:
    from dhconsole.tui.widgets.code.pane import CodePane


class FileCommands:
    """The file actions of one pane."""

    def __init__(self, pane: CodePane) -> None:
        self._pane = pane

    # --------------------------------------------------------------------- opening

    def ask_open(self) -> None:
        """Ask for a file to open."""
        self._pane.bars.ask_path("Open", _folder(self._pane.buffer), self.open_path)

    async def open_path(self, path: Path) -> bool:
        """Open a file in a tab; False, with a word to the user, when that cannot be."""
        pane = self._pane
        known = {buffer.id for buffer in pane.store.buffers}
        try:
            buffer = pane.store.open(path)
        except DHError as exc:
            pane.say(str(exc), "error")
            return False
        await pane.show(buffer.id, focus=True)
        if buffer.id not in known:
            await self._drop_untouched(buffer)
            pane.changed(buffer.id, "opened")
        return True

    async def _drop_untouched(self, opened: Buffer) -> None:
        """An empty buffer that nobody wrote in makes room for the first file."""
        for buffer in self._pane.store.buffers:
            if buffer is not opened and buffer.path is None and not buffer.text:
                await self._pane.forget(buffer.id)

    # ---------------------------------------------------------------------- saving

    async def save(self, buffer: Buffer | None = None) -> bool:
        """Save a buffer, the one in front by default; False if it is not saved yet."""
        buffer = self._pane.buffer if buffer is None else buffer
        if buffer.path is None:
            self.ask_save_as()
            return False
        return self._write(buffer, lambda force: self._pane.store.save(buffer, overwrite=force))

    def ask_save_as(self) -> None:
        """Ask for a file to save the buffer in front to."""
        buffer = self._pane.buffer
        value = str(buffer.path) if buffer.path is not None else _folder(buffer)

        async def save_as(path: Path) -> bool:
            store = self._pane.store
            return self._write(
                self._pane.sync(buffer.id),
                lambda force: store.save_as(buffer, path, overwrite=force),
            )

        self._pane.bars.ask_path("Save as", value, save_as)

    def _write(self, buffer: Buffer, write: Callable[[bool], SaveResult]) -> bool:
        return self._finish(buffer, write, force=False)

    def _finish(self, buffer: Buffer, write: Callable[[bool], SaveResult], *, force: bool) -> bool:
        pane = self._pane
        language = buffer.language
        try:
            outcome = write(force)
        except DHError as exc:
            pane.say(str(exc), "error")
            return False
        if isinstance(outcome, Conflict):
            self._ask_conflict(buffer, write, outcome)
            return False
        assert isinstance(outcome, Saved)
        if buffer.language != language:
            pane.set_language(buffer.language)
        pane.changed(buffer.id, "saved")
        pane.say(f"Saved {outcome.path}")
        return True

    def _ask_conflict(
        self, buffer: Buffer, write: Callable[[bool], SaveResult], conflict: Conflict
    ) -> None:
        async def overwrite() -> None:
            self._finish(buffer, write, force=True)

        async def reload() -> None:
            self.reload(buffer)

        async def elsewhere() -> None:
            self.ask_save_as()

        choices = [Choice("o", "overwrite", overwrite), Choice("a", "save as", elsewhere)]
        if conflict.exists:
            question = f"{conflict.path.name} exists already"
        else:
            question = f"{conflict.path.name} changed on disk"
            choices.insert(1, Choice("r", "reload", reload))
        self._pane.bars.ask(question, choices)

    def reload(self, buffer: Buffer) -> None:
        """Take what the file has, as one edit that can be undone."""
        pane = self._pane
        try:
            pane.store.reload(buffer)
        except DHError as exc:
            pane.say(str(exc), "error")
            return
        area = pane.deck.get(buffer.id)
        if area is not None:
            area.set_text(buffer.text)
        pane.changed(buffer.id, "saved")

    # --------------------------------------------------------------------- closing

    async def close(self, buffer_id: str) -> None:
        """Close a buffer; ask first when that would lose something."""
        pane = self._pane
        buffer = pane.sync(buffer_id)

        async def save() -> None:
            if await self.save(buffer):
                await pane.forget(buffer_id)

        async def discard() -> None:
            await pane.forget(buffer_id)

        if not buffer.modified or (buffer.path is None and not buffer.text.strip()):
            await pane.forget(buffer_id)
            return
        await pane.show(buffer_id)
        self._pane.bars.ask(
            f"{buffer.title} is not saved",
            [Choice("s", "save", save), Choice("d", "discard", discard)],
        )

    # -------------------------------------------------------------- another editor

    async def edit_externally(self) -> None:
        """Hand the buffer to the user's editor and take it back as one edit."""
        pane = self._pane
        buffer, area = pane.buffer, pane.area
        try:
            area.set_text(await edit_externally(pane.app, buffer))
        except DHError as exc:
            pane.say(str(exc), "error")
        area.focus()


def _folder(buffer: Buffer) -> str:
    """Where a path begins from: beside the buffer's file, or here."""
    if buffer.path is None:
        return ""
    return str(buffer.path.parent) + os.sep
