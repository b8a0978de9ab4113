"""Earlier blocks at the prompt: what Up brings back, and what is searched.

The file is shared with all other consoles, so what they run can be brought back here too, from
the next prompt on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable

from prompt_toolkit.history import History as PromptHistory

from dhconsole.core.history import Background, Entry

_RECALLED = 1_000


class Past(PromptHistory):
    """The prompt's view of the history.

    Attributes:
        blocks: what was sent from this prompt, in order; ``%save`` and ``%edit`` count them.
        loaded: whether the present prompt has all of it; whoever begins another clears that.
    """

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.background = background
        self.blocks: list[str] = []
        self.loaded = asyncio.Event()
        self._here: list[str] = []

    async def load(self) -> AsyncGenerator[str, None]:
        """The newest first: what was typed here, commands too, then what others ran."""
        seen = set()
        for text in reversed(self._here):
            if text not in seen:
                seen.add(text)
                yield text
        for entry in await self.background.call(lambda history: history.recent(_RECALLED)):
            if entry.text not in seen:
                seen.add(entry.text)
                yield entry.text
        self.loaded.set()

    def load_history_strings(self) -> Iterable[str]:
        """Unused: ``load`` is the way in."""
        return ()

    def store_string(self, string: str) -> None:
        """Unused: a run is recorded with its outcome, by ``core.history.Recorder``."""

    def append_string(self, string: str) -> None:
        """Remember a line that was accepted, for Up."""
        self.keep(string)

    def keep(self, text: str) -> None:
        """Let Up bring this back, whether it was run or not."""
        if text.strip() and self._here[-1:] != [text]:
            self._here.append(text)

    async def search(self, query: str) -> list[Entry]:
        """What fits ``query``, the newest first; the grammar is ``core.history.query``'s."""
        if query.strip():
            return await self.background.call(lambda history: history.search(query))
        return await self.background.call(lambda history: history.recent(200))
