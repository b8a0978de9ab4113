"""The history of this console: what the code pane runs goes in, what F8 finds comes back.

Owns the file's thread and the recorder of the present server. The file is opened after the first
screen is drawn.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dhconsole.core.textfiles import absolute, failure, replace
from dhconsole.tui.controllers.scripts import RunContext
from dhconsole.tui.recall import Recall
from dhconsole.tui.screens.prompt import Prompt

if TYPE_CHECKING:
    from dhconsole.core.history import Background, Entry, Recorder
    from dhconsole.core.workspace import Workspace
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.screens.history import Recalled


class Past:
    """One method per action of the registry, and what the app tells."""

    APP = frozenset({"history"})
    CODE = frozenset({"earlier", "later"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        self._background: Background | None = None
        self._recorder: Recorder | None = None
        self._recall = Recall(self.search)

    # -- recording -----------------------------------------------------------------------

    async def open(self) -> Background:
        """The history; once it has been opened it stays so until ``close``."""
        if self._background is None:
            module = await asyncio.to_thread(importlib.import_module, "dhconsole.core.history")
            # Whoever asked meanwhile may have been first.
            if self._background is None:
                self._background = module.Background(
                    module.open_history(self._app.config.history),
                    face="tui",
                    tell=lambda text: self._app.say(text, "WARN"),
                )
        return self._background

    def attach(self, workspace: Workspace) -> None:
        """Record what is run on this server from now on."""
        from dhconsole.core.history import Recorder, secrets_of

        assert self._background is not None, "the app opens it before it connects"
        self._background.never(*secrets_of(workspace.connection.options))
        if self._recorder is not None:
            self._recorder.close()
        label = self._app.server.status.label
        language = workspace.console.session_type
        self._recorder = Recorder(self._background, server=lambda: label, language=language)
        workspace.runner.listen(self._recorder.changed)

    async def close(self) -> None:
        """Write what is to be written."""
        if self._recorder is not None:
            self._recorder.close()
        if self._background is not None:
            await asyncio.to_thread(self._background.close)

    # -- the code pane -------------------------------------------------------------------

    async def earlier(self) -> None:
        """Put an earlier block where the cursor is."""
        if not await self._recall.earlier(self._app.code.area):
            self._app.tell("There is no earlier block.")

    def later(self) -> None:
        """Put the block after it there."""
        self._recall.later(self._app.code.area)

    # -- the screen ----------------------------------------------------------------------

    async def search(self, query: str, limit: int) -> Sequence[Entry]:
        background = await self.open()
        return await background.call(lambda history: history.search(query, limit=limit))

    async def stamp(self) -> object:
        background = await self.open()
        return await background.call(lambda history: history.stamp())

    async def delete(self, ids: Sequence[int]) -> None:
        background = await self.open()
        await background.call(lambda history: history.delete(ids))

    def history(self) -> None:
        """Show what was run."""
        # Here, as the history itself: nothing of it is needed for the first screen.
        from dhconsole.tui.screens.history import HistoryScreen

        async def chosen(answer: Recalled | None) -> None:
            if answer is not None:
                await self._use(answer)

        styles = self._app.code.deck.token_styles
        self._app.push_screen(HistoryScreen(self, styles, self._save), chosen)

    async def _use(self, recalled: Recalled) -> None:
        app, entries = self._app, recalled.entries
        if recalled.use == "run":
            workspace = app.server.workspace
            speaks = workspace.console.session_type if workspace is not None else ""
            other = next((each.language for each in entries if each.language != speaks), "")
            if speaks and other:
                app.tell(f"Not run: it is {other}, and the server runs {speaks}.", bad=True)
                return
            for entry in entries:
                # It stands in no buffer; an error is shown in the output alone.
                app.scripts.run(entry.text, RunContext("", "from the history", 1, 0))
            return
        text = "\n\n".join(each.text for each in entries)
        app.commands.focus_pane("code")
        if recalled.use == "buffer":
            from dhconsole.tui.screens.history import language_of

            await app.code.new_buffer(text, language=language_of(entries[0]))
        else:
            app.code.area.insert_block(text)

    async def _save(self, entries: tuple[Entry, ...]) -> None:
        """Ask for a file and write the blocks to it."""
        from dhconsole.core.history import export

        confirmed: set[Path] = set()

        def check(text: str) -> str | None:
            path = absolute(Path(text.strip()))
            if not text.strip() or path.is_dir():
                return "Type the name of a file."
            if path.exists() and path not in confirmed:
                confirmed.add(path)
                return f"{path} exists. Enter again replaces it."
            try:
                replace(path, export(entries).encode())
            except OSError as exc:
                return str(failure("save", path, exc))
            return None

        def saved(text: str | None) -> None:
            if text:
                self._app.tell(f"{count} saved to {absolute(Path(text.strip()))}")

        count = "1 block" if len(entries) == 1 else f"{len(entries):,} blocks"
        label = f"{count}, the oldest first, each below a comment with its time and server."
        self._app.push_screen(Prompt("Save to a file", label, check=check), saved)
