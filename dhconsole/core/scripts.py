"""One script without a console around it: run it, hand on what it prints, say how it ended."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.core.output import OutputFeed
from dhconsole.core.runner import Runner
from dhconsole.core.values import OutputLine, RunResult

_RECONSIDERED = 5_000
_NOTHING = "0"
_STREAMS = ("stdout", "stderr")


async def run_script(
    connection: Connection, code: str, take: Callable[[str, str], None]
) -> RunResult:
    """Run ``code`` and wait for its end.

    Args:
        take: called with ``stdout`` or ``stderr`` and each line that the script prints, while it
            runs. Of what others print at the same time as much is left out as the server tells.

    Raises:
        ConsoleTypeError: the server runs no such scripts.
        LostError, SessionExpiredError: the connection was gone before anything was sent.
    """
    console = Console(connection)
    # By the server's clock, and cheaper than to have replayed what was printed before.
    now = (await console.execute(_NOTHING)).start_nanos // 1_000
    feed = OutputFeed(connection, keep=1, since=now)
    runner = Runner(console, feed)
    others: deque[OutputLine] = deque(maxlen=_RECONSIDERED)

    def lines(batch: list[OutputLine]) -> None:
        for line in batch:
            if line.run_id is not None and line.stream in _STREAMS:
                take(line.stream, line.text)
            elif line.stream in _STREAMS:
                others.append(line)

    feed.listen(lines)
    reading = asyncio.ensure_future(feed.run())
    serving = asyncio.ensure_future(runner.serve())
    try:
        result = await runner.run(code)
    finally:
        for each in (reading, serving):
            each.cancel()
        await asyncio.gather(reading, serving, return_exceptions=True)
    for line in others:
        if line.number in result.adopted:
            take(line.stream, line.text)
    return result
