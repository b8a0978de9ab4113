"""The way from blocking code into the asyncio core: one event loop in a thread of its own."""

from __future__ import annotations

import _thread
import asyncio
import concurrent.futures
import contextlib
import queue
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Self, TypeVar

from dhconsole.client.direct import DirectCalls, current
from dhconsole.errors import ClosedError

T = TypeVar("T")


class _Waiting:
    """A thread that waits for a call, and does the call's blocking work meanwhile."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._over = False

    def offer(self, job: Callable[[], None]) -> bool:
        """Have the thread do ``job``; False when it waits no more."""
        with self._lock:
            if not self._over:
                self._jobs.put(job)
            return not self._over

    def end(self) -> None:
        with self._lock:
            self._over = True
            self._jobs.put(None)

    def serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


async def do_blocking(work: Callable[[], T]) -> T:
    """The result of ``work``, which blocks: in the thread that waits for the call, or in another.

    What ``work`` raises in the waiting thread is raised there at once, and cancels the call.
    """
    waiting = _waiting.get()
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def finish(result: T) -> None:
        if not done.done():
            done.set_result(result)

    def job() -> None:
        loop.call_soon_threadsafe(finish, work())

    # A task that outlives its call finds that nobody waits any more.
    if waiting is None or not waiting.offer(job):
        return await asyncio.to_thread(work)
    return await done


class Portal:
    """Runs coroutines on a background loop and waits for them. Safe from any thread.

    The loop's thread begins with the first of them.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        # Entered again by what a finalizer does while this thread is in it.
        self._lock = threading.RLock()
        self._begun = False
        self._closing = False
        self._ended = threading.Event()

    @contextlib.contextmanager
    def _open_loop(self) -> Iterator[asyncio.AbstractEventLoop]:
        """The loop, to give it something to do: what it is given in here it does, or cancels.

        Raises:
            ClosedError: the portal is closed, or about to be.
        """
        with self._lock:
            if self._closing:
                raise ClosedError("the session is closed")
            if not self._begun:
                self._begun = True
                # ``start`` waits until the other thread runs, for a twentieth of the time that
                # connecting to a server near by takes; so let that be done by a third.
                _thread.start_new_thread(self._thread.start, ())
            yield self._loop

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()
            self._ended.set()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of ``work``. An interrupt of the waiting thread cancels it.

        Raises:
            ClosedError: the portal is closed.
        """
        waiting = _Waiting()
        found: list[T] = []

        async def finish() -> None:
            # The waiting thread goes on with the result while the loop does the rest.
            try:
                found.append(await work)
            finally:
                waiting.end()

        token = _waiting.set(waiting)
        try:
            with self._open_loop() as loop:
                future = asyncio.run_coroutine_threadsafe(finish(), loop)
        except ClosedError:
            work.close()
            raise
        finally:
            _waiting.reset(token)
        # A task that is cancelled before its first step does not even come to its finally.
        future.add_done_callback(lambda _: waiting.end())
        ended = False
        try:
            waiting.serve()
            ended = True
            if not found:
                future.result()
            return found[0]
        except concurrent.futures.CancelledError:
            raise ClosedError("the session was closed during the call") from None
        finally:
            if not ended:  # interrupted, or what the thread did for the call raised
                future.cancel()

    def run_directly(self, work: Coroutine[Any, Any, T], calls: DirectCalls) -> T:
        """The result of ``work``, which makes its calls through ``calls`` in this thread.

        From its first wait for anything else on, it runs on the loop.

        Raises:
            ClosedError: the portal is closed.
        """
        if self._closing:
            return self.run(work)
        token = current.set(calls)
        try:
            work.send(None)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            current.reset(token)
        return self.run(_rest_of(work))

    def post(self, action: Callable[[], object]) -> None:
        """Have the loop do ``action``, before whatever is run on it after this.

        Raises:
            ClosedError: the portal is closed.
        """
        with self._open_loop() as loop:
            loop.call_soon_threadsafe(action)

    def close(self) -> None:
        """End the loop and its thread; what runs there is cancelled."""
        with self._lock:
            self._closing = True
        if not self._begun:
            self._loop.close()
        if self._loop.is_closed():
            return
        future = asyncio.run_coroutine_threadsafe(self._cancel_rest(), self._loop)
        future.result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._ended.wait()
        self._thread.join()

    async def _cancel_rest(self) -> None:
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


async def _rest_of(work: Coroutine[Any, Any, T]) -> T:
    """What is left of ``work``, which has been begun elsewhere."""

    class Rest:
        def __await__(self) -> Generator[Any, Any, T]:
            return (yield from work.__await__())

    return await Rest()


class LoopOwner:
    """What a blocking face stands on: a loop of its own, until ``end_loop``.

    Args:
        name: of the loop's thread.
    """

    def __init__(self, name: str) -> None:
        self._portal = Portal(name)
        self.calls: DirectCalls | None = None
        """For ``run_directly``; closed with the loop."""
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

    def run_directly(self, work: Coroutine[Any, Any, T]) -> T:
        """As ``run``, but without the loop as long as ``work`` waits for nothing but calls.

        Raises:
            ClosedError: the loop has ended.
        """
        if self.calls is None:
            return self.run(work)
        return self._portal.run_directly(work, self.calls)

    def post(self, action: Callable[[], object]) -> None:
        """Have the loop do ``action``, before whatever is run on it after this."""
        self._portal.post(action)

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
            if self.calls is not None:
                self.calls.close()
