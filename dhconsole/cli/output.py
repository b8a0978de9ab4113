"""What batch commands write: data to stdout, talk to stderr, colour only where it is wanted."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TextIO

import click

from dhconsole.cli.boundary import complain
from dhconsole.text.safe import safe_text

_TAB = 8


def wants_colour(stream: TextIO) -> bool:
    """Whether to colour what goes to ``stream``: a terminal, and neither NO_COLOR nor dumb."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def paint(text: str, colour: str, stream: TextIO | None = None) -> str:
    """``text`` in a colour, where ``stream``, by default stdout, wants one."""
    return click.style(text, fg=colour) if wants_colour(stream or sys.stdout) else text


def say(line: str = "", *, flush: bool = False) -> None:
    """Write one line of data; ``flush`` when somebody may be waiting for it."""
    print(line, flush=flush)


def warn(lines: Iterable[str]) -> None:
    """Write warnings."""
    for line in lines:
        complain(f"warning: {line}")


def say_table(rows: Sequence[Sequence[str]], *, gap: str = "  ") -> None:
    """Write rows in columns as wide as they need, the last one as it comes."""
    if not rows:
        return
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        say(gap.join(cells).rstrip())


def talk(line: str) -> None:
    """Write one line of talk, which may come from a server, to stderr."""
    print(safe_text(line), file=sys.stderr, flush=True)


def pass_on(text: str, stream: TextIO) -> None:
    """Write a line as it came to a file or a pipe, and harmless to a terminal."""
    if stream.isatty():
        print(safe_text(text, tabs=_TAB), file=stream, flush=True)
        return
    stream.flush()
    stream.buffer.write(text.encode("utf-8", "replace") + b"\n")
    stream.buffer.flush()


class SafeOut(io.RawIOBase):
    """Takes the bytes of UTF-8 text and writes them, made harmless, to a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        raw = bytes(data)
        self._stream.write(safe_text(self._decoder.decode(raw), newlines=True, tabs=_TAB))
        return len(raw)


@contextlib.contextmanager
def bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr while a terminal is there to show it.

    Args:
        label: what goes on, safe.
        total: rows, or bytes, that there are to come; 0 when nobody knows: then their number so
            far stands alone.

    Returns:
        What to call with those so far.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    nothing: tuple[int, ...] = ()
    # Of a generator nobody knows how much is in it.
    unknown = None if total else (each for each in nothing)
    with click.progressbar(
        unknown, length=total or None, label=label, file=sys.stderr, show_pos=not total
    ) as shown:

        def progress(done: int) -> None:
            shown.update(min(done, total or done) - shown.pos)

        yield progress
