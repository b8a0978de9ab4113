"""Calls after a wait that come for certain."""

from __future__ import annotations

from textual.message_pump import MessagePump
from textual.timer import Timer, TimerCallback


def once(pump: MessagePump, seconds: float, callback: TimerCallback) -> Timer:
    """Have ``pump`` call ``callback`` once, after ``seconds``; until then it can be stopped."""
    return surely(pump.set_timer(seconds, callback))


def surely(timer: Timer) -> Timer:
    """Have a timer of one round, just made, keep it.

    Textual 8.2.8 takes a wait that has passed before the timer's first look at the clock for one
    round of many that may be left out, and the call never comes: usual with waits of
    microseconds, and possible with any when the machine is busy or the process was stopped.
    Guarded by ``tests/tui/test_timing.py``.
    """
    timer._skip = False
    return timer
