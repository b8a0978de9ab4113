"""Windows of update_by operations: so many rows, or so much time by a timestamp column. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dhconsole.client.checks import int64, one_text
from dhconsole.client.durations import to_iso_duration
from dhconsole.errors import ArgumentError

Ticks = float
Time = int | str
Write = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Window:
    """What reaches from some rows or time back to some forward.

    Attributes:
        back: writes the first into an UpdateByWindowScale message.
        forward: writes the second.
    """

    back: Write
    forward: Write

    def write(self, part: Any) -> None:
        """Fill both scales of a rolling operation's message."""
        self.back(part.reverse_window_scale)
        self.forward(part.forward_window_scale)


def rows(back: int, forward: int) -> Window:
    """A window of rows; ``back`` counts the row itself. Raises as ``ticks``."""
    return Window(ticks(back), ticks(forward))


def span(ts_col: str, back: Time, forward: Time) -> Window:
    """A window of time by the column ``ts_col``. Raises as ``time``."""
    return Window(time(ts_col, back), time(ts_col, forward))


def ticks(number: Any) -> Write:
    """What writes a number of rows.

    Raises:
        ArgumentError: it is no number, or NaN, which the server takes and answers with NaN.
    """
    try:
        value = math.nan if isinstance(number, str) else float(number)
    except (TypeError, ValueError, OverflowError):
        value = math.nan
    if math.isnan(value):
        raise ArgumentError(f"{number!r} is no number of rows", hint="Give a number, such as 5.")

    def write(scale: Any) -> None:
        scale.ticks.ticks = value

    return write


def time(ts_col: str, length: Time) -> Write:
    """What writes a time: nanoseconds, or a text that ``durations`` reads.

    Raises:
        ArgumentError: it is neither, or longer than 64 bits of nanoseconds can say.
    """
    column = one_text(ts_col)
    text = to_iso_duration(length) if isinstance(length, str) else ""
    nanos = 0 if text else int64(length, "time in nanoseconds, nor a text such as 'PT5S'")

    def write(scale: Any) -> None:
        scale.time.column = column
        if text:
            scale.time.duration_string = text
        else:
            scale.time.nanos = nanos

    return write
