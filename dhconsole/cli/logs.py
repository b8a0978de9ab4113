"""``dhconsole logs``: the server's log and what scripts print, as lines."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit, complain
from dhconsole.cli.output import pass_on

_FIRST_SECONDS = 5.0
_QUIET_SECONDS = 0.5
_TRICKLE = 50
_MOST_SECONDS = 10.0
_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "STDOUT", "STDERR", "EMAIL")


@click.command("logs")
@click.option("--follow", "-f", is_flag=True, help="Go on with what comes.")
@click.option(
    "--level",
    "-l",
    "levels",
    multiple=True,
    type=click.Choice(_LEVELS, case_sensitive=False),
    help="Only these levels; STDOUT and STDERR are what scripts print.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object in a line.")
@batch_options
@click.pass_context
def command(
    context: click.Context,
    /,
    follow: bool,
    levels: tuple[str, ...],
    as_json: bool,
    **given: Any,
) -> int:
    """Write the log of the server, as far back as it keeps it: some 1 000 lines."""

    async def work(batch: Batch) -> int:
        from dhconsole.client.logs import LogGap, LogRecord, watch_logs

        records = watch_logs(batch.connection, levels=levels)
        silence, kept = _FIRST_SECONDS, KeptLines()
        async with aclosing(records) as found:  # type: ignore[type-var]
            while True:
                try:
                    # What is kept comes in one go: a silence is its end, so is a trickle.
                    async with asyncio.timeout(None if follow else silence):
                        record = await anext(found)
                except (TimeoutError, StopAsyncIteration):
                    return Exit.DONE
                silence = _QUIET_SECONDS
                if not follow and kept.over(asyncio.get_running_loop().time()):
                    if kept.cut_short:
                        complain("stopped while lines still came fast; -f goes on with them")
                    return Exit.DONE
                if isinstance(record, LogGap):
                    complain("lines were lost here: more came than the server keeps")
                    continue
                assert isinstance(record, LogRecord)
                _write(record.micros, record.level, record.message, as_json=as_json)

    return carry_out(context, given, work, stays=follow)


class KeptLines:
    """Tells the lines that the server had kept, which come all at once, from those that it logs
    meanwhile: a busy server never falls silent.

    Attributes:
        cut_short: whether lines still came as fast as kept ones when time was up.
    """

    def __init__(self) -> None:
        self.cut_short = False
        self._first = self._since = -1.0
        self._count = 0

    def over(self, now: float) -> bool:
        """Whether the line that came ``now`` (seconds) is none of those that were kept."""
        if self._first < 0:
            self._first = self._since = now
        self._count += 1
        if now - self._since >= 1.0:
            trickle = self._count < _TRICKLE
            self._since, self._count = now, 0
            self.cut_short = not trickle and now - self._first >= _MOST_SECONDS
            return trickle or self.cut_short
        return False


def _write(micros: int, level: str, message: str, *, as_json: bool) -> None:
    at = datetime.fromtimestamp(micros / 1e6, UTC)
    if as_json:
        text = {"time": at.isoformat(), "level": level, "message": message.rstrip("\n")}
        pass_on(json.dumps(text, ensure_ascii=False), sys.stdout)
        return
    for line in message.rstrip("\n").split("\n"):
        pass_on(f"{at:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + f"Z {level:<6} {line}", sys.stdout)
