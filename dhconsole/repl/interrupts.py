"""The terminal while there is no prompt: Ctrl+C, and keys that are typed meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import termios
from collections.abc import Callable, Iterator

from prompt_toolkit.output import Output


class Interrupts:
    """Hands Ctrl+C to whoever waits innermost.

    The prompt has its own Ctrl+C: there the terminal sends a key, not a signal.

    Args:
        output: the terminal.
        spare: called when nobody waits: between two prompts Ctrl+C is the next one's.
    """

    def __init__(self, output: Output, spare: Callable[[], None]) -> None:
        self._output = output
        self._spare = spare
        self._waiting: list[asyncio.Event] = []
        self._found: list[object] = []

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Have the terminal, on the running loop: also between two prompts no key shows, and none
        acts on the terminal itself. Ctrl+R would be lost there, though it is for the prompt."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._pressed)
        if not sys.stdin.isatty():
            yield
            return
        self._found = termios.tcgetattr(sys.stdin.fileno())
        with _attributes(_quiet(self._found)):
            yield

    @contextlib.contextmanager
    def wait(self, *, quiet: bool = True) -> Iterator[asyncio.Event]:
        """An event that Ctrl+C sets.

        Args:
            quiet: keys that are typed meanwhile do not show; they are the next prompt's. False
                gives the terminal to a program, as it was before us.
        """
        pressed = asyncio.Event()
        self._waiting.append(pressed)
        if quiet and self._found:
            # Anew each time: a shell that has brought us back after Ctrl+Z has set its own.
            _set(_quiet(self._found))
        lent = self._pasting() if quiet or not self._found else _attributes(self._found)
        try:
            with lent:
                yield pressed
        finally:
            self._waiting.remove(pressed)

    @contextlib.contextmanager
    def _pasting(self) -> Iterator[None]:
        """The terminal goes on to say what was pasted: the next prompt takes it whole and not line
        by line."""
        if not sys.stdin.isatty():
            yield
            return
        self._output.enable_bracketed_paste()
        self._output.flush()
        try:
            yield
        finally:
            self._output.disable_bracketed_paste()
            self._output.flush()

    def _pressed(self) -> None:
        if self._waiting:
            self._waiting[-1].set()
        else:
            self._spare()


def _quiet(found: list[object]) -> list[object]:
    """Attributes of a terminal that hands over each key as it is, but Ctrl+C as a signal.

    It collects no lines of its own, which end after 4,095 characters.
    """
    keys, output, control, local, *rest = found
    assert isinstance(keys, int) and isinstance(local, int)
    keys &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR)
    local &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    local |= termios.NOFLSH  # what is typed behind the script is kept when Ctrl+C leaves that
    return [keys, output, control, local, *rest]


@contextlib.contextmanager
def _attributes(wanted: list[object]) -> Iterator[None]:
    before = termios.tcgetattr(sys.stdin.fileno())
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(attributes: list[object]) -> None:
    # A terminal that is gone has none, and whoever reads keys is told so.
    with contextlib.suppress(termios.error):
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, attributes)  # type: ignore[arg-type]
