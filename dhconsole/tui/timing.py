"""Calls after a wait that come for certain.

Textual's timers (8.2.8) forget some. Guarded by ``tests/tui/test_timing.py``:

- one of a single round whose wait has passed before it first looks at the clock: usual with waits
  of microseconds, possible with any when the machine is busy or the process was stopped;
- one that is made in a context that knows no app, as when a thread has handed a call to the loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.message_pump import MessagePump
from textual.timer import Timer


def once(
    pump: MessagePump, seconds: float, callback: Callable[[], Awaitable[None] | None]
) -> asyncio.TimerHandle:
    """Have ``pump`` call ``callback`` among its messages, once, after ``seconds``.

    What is returned can be cancelled until then. A pump that has ended calls nothing.
    """
    return asyncio.get_running_loop().call_later(seconds, pump.call_later, callback)


def surely(timer: Timer) -> Timer:
    """Have a timer of Textual's own, of one round and just made, keep it."""
    timer._skip = False
    return timer
