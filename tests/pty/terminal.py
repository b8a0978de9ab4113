"""A terminal for tests: the real program in a pty, its bytes read by a terminal emulator.

What ``text`` shows is what a person would see. Everything waits on conditions of the screen.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte
from pyte.screens import Char

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "ctrl+q": "\x11",
    "ctrl+y": "\x19",
    "ctrl+s": "\x13",
    "ctrl+u": "\x15",
    "backspace": "\x7f",
    "alt+a": "\x1ba",
    "alt+d": "\x1bd",
    "alt+n": "\x1bn",
    "alt+t": "\x1bt",
    "alt+m": "\x1bm",
    "alt+r": "\x1br",
    "alt+k": "\x1bk",
    "ctrl+space": "\x00",
    "ctrl+z": "\x1a",
    "ctrl+up": "\x1b[1;5A",
    "ctrl+down": "\x1b[1;5B",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "space": " ",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "shift+f6": "\x1b[17;2~",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefgklnopqrstuvwxyz"},
}


_JAVA = ("JAVA_HOME", "JAVA_TOOL_OPTIONS", "DHCONSOLE_CACHE_DIR")
_WHERE = b"\x1b[6n"
"""How a program asks for the place of the cursor."""


class Terminal:
    """One program in one pty.

    Args:
        command: what to run.
        columns, rows: size of the terminal.
        env: environment variables on top of a bare one.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._lines: list[str] = []
        self.raw = bytearray()
        main, child = pty.openpty()
        self._fd = main
        self._set_size(columns, rows)
        self.env = environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "SSH_CONNECTION": "test",
            "PYTHONFAULTHANDLER": "1",
            **{name: os.environ[name] for name in _JAVA if name in os.environ},
            **(env or {}),
        }
        # The first terminal that a new session opens controls it: Ctrl+C is a signal only there.
        opened = ("sh", "-c", 'exec "$@" 0<>"$0" 1>&0 2>&0', os.ttyname(child))
        self.process = subprocess.Popen(
            [*opened, *command],
            stdin=child,
            stdout=child,
            stderr=child,
            env=environment,
            cwd=cwd,
            start_new_session=True,
        )
        os.close(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- the screen ----------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(self.lines)

    @property
    def lines(self) -> list[str]:
        # Only what was written since is read again: a large screen takes long to read whole.
        changed = self._screen.dirty
        if len(self._lines) != self._screen.lines:
            self._lines = [""] * self._screen.lines
            changed.update(range(self._screen.lines))
        for row in changed:
            if row < len(self._lines):
                self._lines[row] = self._read_line(row)
        changed.clear()
        return list(self._lines)

    def _read_line(self, row: int) -> str:
        # The second cell of a wide character is empty.
        cells = self._screen.buffer[row]
        return "".join(cells[column].data for column in range(self._screen.columns)).rstrip()

    def cells(self, row: int) -> Mapping[int, Char]:
        """The characters of a line with their colours, by column."""
        return self._screen.buffer[row]

    def column_of(self, row: int, text: str, *, last: bool = False) -> int:
        """The column at which ``text`` begins in a row: wide characters take two."""
        cells = [self._screen.buffer[row][column].data for column in range(self._screen.columns)]
        line = "".join(cells)
        at = line.rindex(text) if last else line.index(text)
        length = 0
        for column, cell in enumerate(cells):
            if cell and length >= at:
                return column
            length += len(cell)
        raise ValueError(text)

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself shows keys, or collects lines, as it does for a shell."""
        return bool(termios.tcgetattr(self._fd)[3] & (termios.ECHO | termios.ICANON))

    def read(self, seconds: float = 0.05) -> int:
        """Take in what the program writes within ``seconds``; returns the number of bytes."""
        count = 0
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            ready, _, _ = select.select([self._fd], [], [], left)
            if not ready:
                break
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                break  # the program has closed its side
            if not data:
                break
            count += len(data)
            self.raw += data
            self._take(data)
        return count

    def drain(self, seconds: float) -> int:
        """Take what the program writes within ``seconds`` without looking at it; its size.

        The screen is out of date afterwards.
        """
        count = 0
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                count += len(os.read(self._fd, 65536))
        return count

    def wait_raw(self, wanted: bytes, seconds: float = 30.0) -> float:
        """Wait until the program has written these bytes, from now on; ``perf_counter`` then.

        The emulator reads them only afterwards: it takes longer than what is measured here.
        """
        first = len(self.raw)
        deadline = time.monotonic() + seconds
        while wanted not in self.raw[first:]:
            if time.monotonic() > deadline:
                raise AssertionError(f"never came: {wanted!r}; the screen:\n{self.text}")
            if select.select([self._fd], [], [], 1.0)[0]:
                data = os.read(self._fd, 65536)
                self.raw += data
                self._answer(data)
        came = time.perf_counter()
        self._stream.feed(bytes(self.raw[first:]))
        return came

    def wait(self, condition: str | Callable[[str], bool], seconds: float = 30.0) -> str:
        """Read until the screen holds a text, or fulfils a condition; returns the screen."""
        holds = (lambda text: condition in text) if isinstance(condition, str) else condition
        deadline = time.monotonic() + seconds
        while not holds(self.text):
            if time.monotonic() > deadline:
                shown = self.text
                raise AssertionError(
                    f"never came: {condition!r}; the screen:\n{shown}\n{self._threads()}"
                )
            # What is waited for may be the end itself, or the last thing that was written.
            ended = self.process.poll() is not None
            if ended and not self.read(0.1) and not holds(self.text):
                raise AssertionError(f"the program ended; the screen:\n{self.text}")
            self.read(0.02)
        return self.text

    def shows(self, condition: Callable[[str], bool], seconds: float) -> bool:
        """Whether the screen comes to fulfil a condition within ``seconds``."""
        deadline = time.monotonic() + seconds
        while not (found := condition(self.text)) and time.monotonic() < deadline:
            self.read(0.02)
        return found

    def press_until(self, key: str, condition: Callable[[str], bool]) -> None:
        """Press a key, again only when it has plainly had no effect, until a condition holds."""
        for _ in range(5):
            self.press(key)
            if self.shows(condition, 5):
                return
        self.wait(condition, seconds=1)

    def wait_end(self, seconds: float = 30.0) -> int:
        """Read until the program has ended; its exit status."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"it never ended; the screen:\n{self.text}\n{self._threads()}")
            self.read(0.05)
        return int(self.process.returncode)

    def _threads(self) -> str:
        """Where the program is, by its own account; ends it."""
        first = len(self.raw)
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGABRT)
        for _ in range(20):
            self.read()
        return self.raw[first:].decode(errors="replace")[-6000:]

    # -- input ---------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys by name, or type the text when it is no name of a key."""
        for key in keys:
            self.write(KEYS.get(key, key))

    def type(self, text: str) -> None:
        """Type as a person does: Enter at line ends, no paste."""
        for char in text:
            self.write("\r" if char == "\n" else char)
            self.read(0.002)

    def paste(self, text: str) -> None:
        """Paste in brackets, as terminals do for programs that ask for it."""
        self.write(f"\x1b[200~{text}\x1b[201~")

    def write(self, text: str) -> None:
        self.send(text.encode())

    def send(self, data: bytes) -> None:
        """Send any bytes, text or not."""
        os.write(self._fd, data)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self._lines = []
        self._set_size(columns, rows)
        os.killpg(self.process.pid, signal.SIGWINCH)

    def kill(self) -> None:
        """Kill the program at once, as a crash would end it."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def lose(self, seconds: float = 30.0) -> None:
        """Take the terminal away, as a broken line does, and wait for the program's end."""
        os.close(self._fd)
        self._fd = -1
        self.process.wait(seconds)

    def close(self) -> None:
        """Kill the program, if it still runs, and everything it started in its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(OSError):
            os.close(self._fd)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _take(self, data: bytes) -> None:
        """Show what was written; where it asks for the cursor, answer where that is then."""
        first, *others = data.split(_WHERE)
        self._stream.feed(first)
        for part in others:
            cursor = self._screen.cursor
            os.write(self._fd, b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1))
            self._stream.feed(part)
        self._answer(data.replace(_WHERE, b""))

    def _answer(self, data: bytes) -> None:
        """Answer the questions that a terminal answers: where the cursor is, what it is."""
        if _WHERE in data:
            os.write(self._fd, b"\x1b[1;1R")
        if b"\x1b[c" in data:
            os.write(self._fd, b"\x1b[?62;22c")


def console(*arguments: str, **options: object) -> Terminal:
    """The console of this checkout in a terminal."""
    return Terminal([sys.executable, "-m", "dhconsole", *arguments], **options)  # type: ignore[arg-type]
