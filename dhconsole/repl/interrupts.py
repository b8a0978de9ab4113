"""Ctrl+C while there is no prompt, and keys that are typed meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import termios
from collections.abc import Iterator

from prompt_toolkit.output import Output


class Interrupts:
    """Hands Ctrl+C to whoever waits innermost; without one it is ignored.

    The prompt has its own Ctrl+C: there the terminal sends a key, not a signal.

    Args:
        output: the terminal.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
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
            with quiet_keys(self._output) if quiet else contextlib.nullcontext():
                yield pressed
        finally:
            self._waiting.remove(pressed)

    def _pressed(self) -> None:
        if self._waiting:
            self._waiting[-1].set()


@contextlib.contextmanager
def quiet_keys(output: Output) -> Iterator[None]:
    """Keys that are typed meanwhile do not show; they are the next prompt's.

    As they are: the terminal collects no lines of its own, which end after 4,095 characters, and
    goes on to say what was pasted, so that the prompt takes it whole and not line by line.
    """
    if not sys.stdin.isatty():
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    quiet = [*before]
    quiet[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR)
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    termios.tcsetattr(terminal, termios.TCSANOW, quiet)
    output.enable_bracketed_paste()
    output.flush()
    try:
        yield
    finally:
        output.disable_bracketed_paste()
        output.flush()
        termios.tcsetattr(terminal, termios.TCSANOW, before)
