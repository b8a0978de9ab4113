"""Rows of output: text in pieces, each with a look and perhaps with something to do.

Pure. Owns how printed text becomes harmless text in cells, and where a long row breaks. Knows
no widget and no colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dhconsole.client.values import FieldInfo
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, clusters

LONGEST = 20_000
"""Characters of one line that are shown; copying gives all of it."""

_TAB = 8
_COLOUR = re.compile(r"\x1b\[[0-9;:]*[mK]")


class Look(StrEnum):
    """What a piece of text is, for the stylesheet: ``output--`` and this."""

    STDOUT = "stdout"
    STDERR = "stderr"
    SERVER = "server"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
    TITLE = "title"
    RUNNING = "running"
    OK = "ok"
    MUTED = "muted"
    CREATED = "created"
    REMOVED = "removed"
    FRAME = "frame"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Jump:
    """Go to a 1-based line of the run's code."""

    line: int


@dataclass(frozen=True, slots=True)
class Open:
    """Open the variable."""

    field: FieldInfo


@dataclass(frozen=True, slots=True)
class Fold:
    """Show or hide what follows."""


Target = Jump | Open | Fold


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a row. ``text`` is safe for a terminal."""

    text: str
    look: Look
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row before wrapping.

    Attributes:
        gutter: stays in place while the rest scrolls sideways; narrow characters only.
        look: of the gutter.
        pieces: the rest.
    """

    gutter: str
    look: Look
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Without the gutter."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What can be done here, from left to right."""
        return tuple(piece.target for piece in self.pieces if piece.target is not None)


def clean(text: str) -> str:
    """Printed text as it is shown: without colours, tabs as spaces, everything else visible."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    cut_off = len(text) - LONGEST
    if cut_off > 0:
        text = text[:LONGEST]
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    shown = _expanded(text.split("\t")) if "\t" in text else safe_text(text)
    return f"{shown}… {cut_off:,} more characters" if cut_off > 0 else shown


def plain(text: str) -> str:
    """Printed text as it is copied: without colours, else as printed."""
    return _COLOUR.sub("", text) if "\x1b" in text else text


def width_of(text: str) -> int:
    """Cells of ``clean(text)``."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return len(text)
    return cell_width(clean(text))


def breaks(text: str, width: int) -> list[int]:
    """Where the rows of a wrapped text begin, in cells; at least one, the first is 0.

    No glyph is torn apart; one that is wider than a whole row has a row to itself.
    """
    width = max(1, width)
    if text.isascii():
        return list(range(0, len(text), width)) or [0]
    found, at = [0], 0
    for _, _, cells in clusters(text):
        if at + cells - found[-1] > width and at > found[-1]:
            found.append(at)
        at += cells
    return found


def row_height(text: str, cells: int, width: int) -> int:
    """Into how many rows of ``width`` cells a clean text of ``cells`` cells wraps."""
    if cells <= width:
        return 1
    if text.isascii():
        return -(-cells // max(1, width))
    return len(breaks(text, width))


def _expanded(parts: Iterable[str]) -> str:
    out: list[str] = []
    column = 0
    for part in parts:
        if out:
            gap = _TAB - column % _TAB
            out.append(" " * gap)
            column += gap
        shown = safe_text(part)
        out.append(shown)
        column += cell_width(shown)
    return "".join(out)
