"""Ctrl+C while there is no prompt, and keys that are typed meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import termios
from collections.abc import Iterator


class Interrupts:
    """Hands Ctrl+C to whoever waits innermost; without one it is ignored.

    The prompt has its own Ctrl+C: there the terminal sends a key, not a signal.
    """

    def __init__(self) -> None:
        self._waiting: list[asyncio.Event] = []

    def install(self) -> None:
        """From now on, on the running loop."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._pressed)

    @contextlib.contextmanager
    def wait(self, *, quiet: bool = True) -> Iterator[asyncio.Event]:
        """An event that Ctrl+C sets. ``quiet``: keys that are typed meanwhile do not show."""
        pressed = asyncio.Event()
        self._waiting.append(pressed)
        try:
            with quiet_keys() if quiet else contextlib.nullcontext():
                yield pressed
        finally:
            self._waiting.remove(pressed)

    def _pressed(self) -> None:
        if self._waiting:
            self._waiting[-1].set()


@contextlib.contextmanager
def quiet_keys() -> Iterator[None]:
    """Keys that are typed meanwhile do not show; they are the next prompt's."""
    if not sys.stdin.isatty():
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    quiet = [*before]
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
