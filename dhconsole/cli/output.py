"""What batch commands write: data to stdout, talk to stderr, colour only where it is wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

import click

from dhconsole.cli.boundary import complain


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
