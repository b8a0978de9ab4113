"""The history beside an event loop: one thread of its own, in which calls go one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from dhconsole.core.history.entry import Outcome
from dhconsole.core.history.store import History

Result = TypeVar("Result")

REFUSED = "this block is not kept in the history: it holds a secret, or seems to"
"""What ``tell`` is told then: else the block would be looked for in vain."""


class Background:
    """Calls ``history`` in a thread, in the order in which they were made.

    Args:
        history: used by nobody else but through here.
        face: what records: ``tui``, ``repl`` or ``run``.
        tell: told on the loop, in the context of who recorded, of what is wrong with the file,
            once, and of blocks that are not kept because of a secret.
    """

    def __init__(
        self, history: History, *, face: str, tell: Callable[[str], None] | None = None
    ) -> None:
        self.history = history
        self.face = face
        self._tell = tell
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="history")
        self._ids: dict[object, int] = {}
        self._closed = False

    async def call(self, work: Callable[[History], Result]) -> Result:
        """What ``work`` answers, such as ``lambda history: history.search("select")``."""
        if self._closed:
            return work(self.history)
        result = await asyncio.wrap_future(self._thread.submit(work, self.history))
        self._tell_problem()
        return result

    def never(self, *secrets: str) -> None:
        """As ``History.never``; from the next block on."""
        self._submit(lambda: self.history.never(*secrets))

    def begin(self, key: object, text: str, *, server: str, language: str = "python") -> None:
        """Record that ``text`` was sent. ``key`` names the run until it ends."""

        loop, context = asyncio.get_running_loop(), copy_context()

        def work() -> None:
            id_ = self.history.add(text, server=server, face=self.face, language=language)
            self._ids[key] = id_
            if not id_ and self._tell is not None and self.history.refuses(text):
                loop.call_soon_threadsafe(self._tell, REFUSED, context=context)

        self._submit(work)

    def told(self, key: object, outcome: Outcome, seconds: float | None = None) -> None:
        """Record how a run stands that has not ended."""
        self._submit(lambda: self.history.finish(self._ids.get(key, 0), outcome, seconds))

    def end(
        self,
        key: object,
        outcome: Outcome,
        seconds: float | None,
        variables: tuple[str, ...] = (),
    ) -> None:
        """Record how a run ended."""
        self._submit(
            lambda: self.history.finish(self._ids.pop(key, 0), outcome, seconds, variables)
        )

    def close(self) -> None:
        """Wait until everything is written, a few seconds at most, and close the file.

        What is asked for later finds nothing, and what is to be recorded is not.
        """
        self._closed = True
        self._thread.submit(self.history.close)
        self._thread.shutdown(wait=True)

    def _submit(self, work: Callable[[], None]) -> None:
        """Nobody waits for it; a mistake of ours is told to the loop's handler all the same."""
        if self._closed:
            return
        loop, context = asyncio.get_running_loop(), copy_context()

        def report(done: Future[None]) -> None:
            if loop.is_closed():
                return
            if (error := done.exception()) is not None:
                told = {"message": "the history failed", "exception": error}
                loop.call_soon_threadsafe(loop.call_exception_handler, told)
            else:
                loop.call_soon_threadsafe(self._tell_problem, context=context)

        self._thread.submit(work).add_done_callback(report)

    def _tell_problem(self) -> None:
        if self._tell is not None and (problem := self.history.take_problem()):
            self._tell(problem)
