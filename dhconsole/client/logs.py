"""The server's log and console output as one stream of records.

Owns resubscribing and the repair of text. Wire facts (live 42.7 server):

- the stream is the server's, not a session's: it carries every user's output, untagged;
- subscribing replays the newest 1023 records later than a given time; STDOUT and STDERR times
  have millisecond steps and "later" is strict, so that resubscribing at the last time seen
  would lose the rest of that millisecond: we go back one and drop what we have had;
- a reader that falls behind is dropped with RESOURCE_EXHAUSTED;
- console output arrives with each UTF-8 byte as one character.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
import grpc.aio

from dhconsole.client import methods

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

OUTPUT_LEVELS = ("STDOUT", "STDERR")
_MILLISECOND = 1_000


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One record: ``micros`` since the epoch on the server's clock, level, text as printed."""

    micros: int
    level: str
    message: str

    @property
    def is_output(self) -> bool:
        return self.level in OUTPUT_LEVELS


@dataclass(frozen=True, slots=True)
class LogGap:
    """Records after ``since`` (micros) were lost, because more came than could be delivered."""

    since: int


def now_micros() -> int:
    return time.time_ns() // 1_000


async def watch_logs(
    connection: Connection, *, levels: Sequence[str] = (), since: int = 0
) -> AsyncIterator[LogRecord | LogGap]:
    """Records later than ``since`` (micros; 0 replays what the server still has), then live.

    Args:
        levels: exact level names, such as ``STDOUT``; empty for all.

    Raises:
        LostError, SessionExpiredError, ServerError: as the stream ended. Being dropped for
        slowness does not end it: it goes on after a ``LogGap``.
    """
    method = methods.Console.SUBSCRIBE_TO_LOGS
    seen = _Seen(since)
    resubscribed = False
    while True:
        generation = connection.generation
        request = method.request(
            last_seen_log_timestamp=seen.restart_at if resubscribed else since, levels=levels
        )
        try:
            async for message in connection.raw_stream(method, request):
                record = LogRecord(
                    message.micros,
                    message.log_level,
                    mend_text(message.message)
                    if message.log_level in OUTPUT_LEVELS
                    else message.message,
                )
                if not seen.had(record):
                    yield record
            return
        except grpc.aio.AioRpcError as exc:
            if exc.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED:
                raise await connection.translate(exc, method.path) from exc
        if generation != connection.generation:
            return
        yield LogGap(seen.newest)
        seen.begin_replay()
        resubscribed = True


class _Seen:
    """The records of the newest two milliseconds, to tell a replayed one from a new one."""

    def __init__(self, since: int) -> None:
        self.newest = since
        self._recent: Counter[LogRecord] = Counter()
        self._replay: Counter[LogRecord] = Counter()

    @property
    def restart_at(self) -> int:
        return max(0, self.newest - _MILLISECOND)

    def begin_replay(self) -> None:
        floor = self.restart_at
        self._replay = Counter({r: n for r, n in self._recent.items() if r.micros > floor})

    def had(self, record: LogRecord) -> bool:
        if self._replay.get(record, 0) > 0:
            self._replay[record] -= 1
            return True
        if record.micros > self.newest:
            if record.micros > self.newest + _MILLISECOND:
                self._recent.clear()
            self.newest = record.micros
        self._recent[record] += 1
        if len(self._recent) > 4096:
            floor = self.restart_at
            self._recent = Counter({r: n for r, n in self._recent.items() if r.micros > floor})
        return False


def mend_text(text: str) -> str:
    """Console text with its UTF-8 put together again; other text as it is.

    The server turns each byte of printed UTF-8 into one character, so a character above 0xFF,
    or bytes that are no UTF-8, show that the text did not come that way.
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
