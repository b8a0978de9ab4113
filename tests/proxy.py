"""A TCP proxy on the loopback interface that does to a connection what networks do.

It runs on a thread with an event loop of its own, so tests of any kind may use it; every method
returns when its effect has come about, and may be called from any thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

T = TypeVar("T")

Direction = Literal["up", "down"]
"""``up`` is towards the server."""

_CHUNK = 65536
_QUEUED_CHUNKS = 64
_PATIENCE = 10.0


@dataclass(slots=True, eq=False)
class _Link:
    """One client's connection and ours to the server."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def abort(self) -> None:
        """End both with a reset, as a crashed machine or a firewall would."""
        for task in self.tasks:
            task.cancel()
        for writer in (self.client, self.server):
            handle = writer.get_extra_info("socket")
            if handle is not None:
                with contextlib.suppress(OSError):
                    handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


class Proxy:
    """Carries connections on its own port to one on ``target_port``; both on 127.0.0.1.

    Attributes:
        port: where it listens; the same for all its life.
        passed: bytes carried so far, by direction.
        accepted: connections accepted so far.
    """

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.port = 0
        self.passed: dict[Direction, int] = {"up": 0, "down": 0}
        self.accepted = 0
        self._delay = 0.0
        self._corrupt: dict[Direction, int] = {"up": 0, "down": 0}
        self._links: set[_Link] = set()
        self._loop = asyncio.new_event_loop()
        self._flowing: dict[Direction, asyncio.Event] = {
            "up": asyncio.Event(),
            "down": asyncio.Event(),
        }
        for each in self._flowing.values():
            each.set()
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._call(self._listen())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- what a test does ----------------------------------------------------------------

    def cut(self) -> int:
        """Reset every connection; returns how many. New ones are taken."""
        return self._call(self._cut())

    def refuse(self) -> None:
        """Reset every connection and refuse new ones, as when the server is down."""
        self._call(self._refuse())

    def accept(self) -> None:
        """Take connections again, on the same port."""
        self._call(self._listen())

    def freeze(self, *directions: Direction) -> None:
        """Carry nothing any more, but keep connections open and take new ones: a dead line.

        Args:
            directions: what is carried no more; both ways if none is given.
        """
        self._call(self._hold(directions or ("up", "down")))

    def thaw(self) -> None:
        """Carry again, beginning with what was held back."""
        self._call(self._flow())

    def delay(self, seconds: float) -> None:
        """Carry everything that much later, in each direction, in order."""
        self._delay = seconds

    def corrupt(self, direction: Direction = "down", chunks: int = 1) -> None:
        """Turn over a bit of each byte in the next ``chunks`` reads."""
        self._corrupt[direction] += chunks

    def retarget(self, port: int) -> None:
        """Carry new connections to another server."""
        self.target_port = port

    def wait_accepted(self, count: int) -> None:
        """Wait until ``count`` connections were accepted in all."""
        self._call(self._until(lambda: self.accepted >= count))

    def wait_passed(self, direction: Direction, count: int) -> None:
        """Wait until ``count`` bytes were carried in all."""
        self._call(self._until(lambda: self.passed[direction] >= count))

    def wait_corrupted(self) -> None:
        """Wait until nothing is left to corrupt."""
        self._call(self._until(lambda: not any(self._corrupt.values())))

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._links)

    def close(self) -> None:
        """End everything. May be called again."""
        if self._loop.is_closed():
            return
        self._call(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    # -- on the loop ---------------------------------------------------------------------

    def _call(self, job: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(job, self._loop).result(_PATIENCE)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        await self._cut()

    async def _finish(self) -> None:
        await self._refuse()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _cut(self) -> int:
        links = list(self._links)
        for link in links:
            link.abort()
        tasks = [task for link in links for task in link.tasks]
        await asyncio.gather(*tasks, return_exceptions=True)
        self._links.difference_update(links)
        return len(links)

    async def _hold(self, directions: Sequence[Direction]) -> None:
        for each in directions:
            self._flowing[each].clear()

    async def _flow(self) -> None:
        for each in self._flowing.values():
            each.set()

    async def _until(self, condition: Any) -> None:
        async with self._changed:
            await self._changed.wait_for(condition)

    async def _note(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            # Nobody there: the client is to see a connection that ends.
            writer.transport.abort()
            return
        link = _Link(writer, up_writer)
        self._links.add(link)
        self.accepted += 1
        link.tasks = [
            asyncio.create_task(self._carry("up", reader, up_writer)),
            asyncio.create_task(self._carry("down", up_reader, writer)),
        ]
        await self._note()
        await asyncio.wait(link.tasks, return_when=asyncio.FIRST_COMPLETED)
        if link in self._links:
            self._links.discard(link)
            for task in link.tasks:
                task.cancel()
            writer.close()
            up_writer.close()

    async def _carry(
        self, direction: Direction, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_QUEUED_CHUNKS)
        sending = asyncio.create_task(self._send(direction, queue, writer))
        try:
            with contextlib.suppress(ConnectionError):
                while chunk := await reader.read(_CHUNK):
                    await queue.put((time.monotonic() + self._delay, chunk))
            await queue.put((time.monotonic() + self._delay, b""))
            await sending
        finally:
            sending.cancel()

    async def _send(
        self,
        direction: Direction,
        queue: asyncio.Queue[tuple[float, bytes]],
        writer: asyncio.StreamWriter,
    ) -> None:
        while True:
            due, chunk = await queue.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self._flowing[direction].wait()
            if not chunk:
                return
            if self._corrupt[direction]:
                self._corrupt[direction] -= 1
                chunk = bytes(byte ^ 0x10 for byte in chunk)
            with contextlib.suppress(ConnectionError):
                writer.write(chunk)
                await writer.drain()
            self.passed[direction] += len(chunk)
            await self._note()
