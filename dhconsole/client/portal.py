"""The way from blocking code into the asyncio core: one event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from dhconsole.errors import ClosedError

T = TypeVar("T")


class Portal:
    """Runs coroutines on a background loop and waits for them. Safe from any thread."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of ``work``. An interrupt of the waiting thread cancels it.

        Raises:
            ClosedError: the portal is closed.
        """
        if self._loop.is_closed() or not self._thread.is_alive():
            work.close()
            raise ClosedError("the session is closed")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except (KeyboardInterrupt, SystemExit):
            future.cancel()
            raise
        except concurrent.futures.CancelledError:
            raise ClosedError("the session was closed during the call") from None

    def close(self) -> None:
        """End the loop and its thread."""
        if self._loop.is_closed():
            return
        future = asyncio.run_coroutine_threadsafe(self._cancel_rest(), self._loop)
        future.result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _cancel_rest(self) -> None:
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


class LoopOwner:
    """What a blocking face stands on: a loop of its own, until ``end_loop``.

    Args:
        name: of the loop's thread.
    """

    def __init__(self, name: str) -> None:
        self._portal = Portal(name)
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the loop. Safe to call twice."""
        self.end_loop()

    @property
    def is_closed(self) -> bool:
        """Whether it was closed here."""
        return self._ended

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of ``work``, run on the loop.

        Raises:
            ClosedError: the loop has ended.
        """
        return self._portal.run(work)

    def run_if_open(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work``, unless the loop has ended and with it whatever ``work`` would end."""
        if self._ended:
            work.close()
            return
        try:
            self.run(work)
        except ClosedError:
            return

    def iterate(self, items: AsyncIterator[T]) -> Iterator[T]:
        """The items of ``items``, which is iterated on the loop."""
        iterator = aiter(items)

        async def pull() -> tuple[T] | None:
            try:
                return (await anext(iterator),)
            except StopAsyncIteration:
                return None

        async def end() -> None:
            closing = getattr(iterator, "aclose", None)
            if closing is not None:
                await closing()

        try:
            while (found := self.run(pull())) is not None:
                yield found[0]
        finally:
            self.run_if_open(end())

    def end_loop(self, last: Coroutine[Any, Any, None] | None = None) -> None:
        """Run ``last``, then end the loop. Safe to call twice."""
        if self._ended:
            if last is not None:
                last.close()
            return
        self._ended = True
        try:
            if last is not None:
                self._portal.run(last)
        finally:
            self._portal.close()
