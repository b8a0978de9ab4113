"""The first picture: the frames of the panes and what their keys do, before Textual is loaded.

To load Textual takes twice as long as all else until somebody sees something. So the terminal is
taken over at once, and shows what ``ConsoleApp`` will draw first, cell by cell: then Textual draws
over it (``driver``), and nothing moves. Keys that are pressed meanwhile wait in the terminal.

Owns the state of the terminal until the driver has it. Where the frames stand is told a second
time by ``base.tcss``; ``tests/tui/test_first_picture.py`` keeps the two together.
"""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, Self, TextIO

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style

from dhconsole.core.keymap import footer_entries
from dhconsole.core.theme import terminal_colour
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width
from dhconsole.tui.look import Look
from dhconsole.tui.nearest import of_256
from dhconsole.tui.widgets.fitting import APP, CONNECTING, GAP, LONGEST, fitting, named

NARROW, MEDIUM, TALL = 100, 28, 46
"""Columns and rows from which the panes stand otherwise."""

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
_HIDE, _SHOW = "\x1b[?25l", "\x1b[?25h"
_LEAST = (40, 20)
_SYSTEMS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
}

Row = list[Segment]

TERMINATED = 128 + signal.SIGTERM
"""The exit status that a shell gives for a program that was told to end."""


class FirstPicture:
    """Shows the first picture; a context manager that gives the terminal back.

    Attributes:
        attributes: of the terminal, as they were.
        taken: whether the driver has taken over, which then gives the terminal back.
    """

    def __init__(self, look: Look, label: str) -> None:
        self._look = look
        self._label = label
        self._input, self._output = sys.__stdin__, sys.__stdout__
        self.attributes: list[Any] | None = None
        self.taken = False

    def __enter__(self) -> Self:
        if self._input is not None and self._output is not None and not _plain():
            self._show(self._input.fileno(), self._output)
        return self

    def __exit__(self, *error: object) -> None:
        if self.attributes is not None and not self.taken and self._input and self._output:
            self._output.write(LEAVE + _SHOW)
            self._output.flush()
            termios.tcsetattr(self._input.fileno(), termios.TCSANOW, self.attributes)

    def take(self) -> list[Any] | None:
        """The terminal is the caller's from now on; its attributes before, when it was ours."""
        ours = self.attributes is not None and not self.taken
        self.taken = True
        return self.attributes if ours else None

    def _show(self, terminal: int, output: TextIO) -> None:
        size = os.get_terminal_size(output.fileno())
        rows = picture(self._look, self._label, size.columns, size.lines)
        console = Console(file=output, force_terminal=True, color_system=_colour_system())
        system = _SYSTEMS.get(console.color_system or "")
        if not rows or system is None:
            return
        lines = (f"\x1b[{y}H{_written(row, system)}" for y, row in enumerate(rows, 1))
        shown = ENTER + _HIDE + "".join(lines)
        try:
            shown.encode(output.encoding)
        except UnicodeEncodeError:
            return  # what Textual makes of such a terminal is Textual's to say
        self.attributes = termios.tcgetattr(terminal)
        # Until the app takes this over, too: being told to end gives the terminal back.
        signal.signal(signal.SIGTERM, _end)
        termios.tcsetattr(terminal, termios.TCSANOW, _each_key(self.attributes))
        output.write(shown)
        output.flush()


def _end(number: int, frame: object) -> None:
    raise SystemExit(TERMINATED)


def _plain() -> bool:
    """Whether colours are left out, which is Textual's to do."""
    return bool(os.environ.get("NO_COLOR"))


def _colour_system() -> Any:
    """As Textual has it: what its variable says, else what Rich finds out."""
    return os.environ.get("TEXTUAL_COLOR_SYSTEM", "auto")


def _each_key(attributes: Sequence[Any]) -> list[Any]:
    """Attributes with which keys are neither echoed nor acted upon, but wait as they are."""
    changed = list(attributes)
    for at, flags in (
        (0, termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR),
        (3, termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG),
    ):
        changed[at] &= ~flags
    return changed


def _written(row: Row, system: ColorSystem) -> str:
    shown = of_256 if system is ColorSystem.EIGHT_BIT else lambda style: style
    return "".join(
        shown(segment.style).render(segment.text, color_system=system)
        if segment.style
        else segment.text
        for segment in row
    )


# -- what is to be seen ----------------------------------------------------------------------


def picture(look: Look, label: str, width: int, height: int) -> list[Row]:
    """The rows of the screen; none when it is too small to foretell.

    Args:
        label: the server's name, as the status line has it.
    """
    if width < _LEAST[0] or height < _LEAST[1]:
        return []
    body = list(_panes(look, width, height))
    return [_status(look, label, width), *body, _keys(look, width)]


def _style(colour: str, ground: str, *, bold: bool = False) -> Style:
    return Style(color=terminal_colour(colour), bgcolor=terminal_colour(ground), bold=bold or None)


def _status(look: Look, label: str, width: int) -> Row:
    ui = look.palette.ui
    plain = _style(ui.foreground, ui.panel)
    colours = {"app": ui.primary, "name": ui.foreground, "wait": ui.warning}
    name = safe_text(label, limit=LONGEST)
    parts = fitting([APP, *([named(name)] if name else ()), CONNECTING], max(1, width - 2))
    row = [Segment(" ", plain)]
    for index, part in enumerate(parts):
        if index:
            row.append(Segment(GAP, plain))
        row.append(Segment(part.text, _style(colours[part.look], ui.panel, bold=True)))
    return _filled(row, width, plain)


def _keys(look: Look, width: int) -> Row:
    ui = look.palette.ui
    key_style = _style(ui.accent, ui.panel, bold=True)
    word_style = _style(ui.foreground, ui.panel)
    row = [Segment(" ", word_style)]
    for key, word, _ in footer_entries(look.keys, "app", width):
        row += [Segment(key, key_style), Segment(f" {word}  ", word_style)]
    return _filled(row, width, word_style)


def _filled(row: Row, width: int, style: Style) -> Row:
    left = width - sum(cell_width(segment.text) for segment in row)
    return [*row, Segment(" " * left, style)]


def _panes(look: Look, width: int, height: int) -> Iterator[Row]:
    narrow, tall = width < NARROW, height >= TALL
    first = 24 if narrow else 34
    room = height - 2
    if tall:
        rows = _shares(room, (2, 3, 1) if narrow else (3, 4, 2))
    else:
        top, bottom = (9, 8) if height >= MEDIUM else (8, 5)
        rows = [top, room - top - bottom, bottom]
    for y in range(rows[0]):
        # Beside tables and output, objects stand only where there is room.
        reach = rows[0] if narrow else room
        yield _piece(look, "Objects", first, y, reach, tall) + _piece(
            look, "Code", width - first, y, rows[0], tall
        )
    above = rows[0]
    for title, count in zip(("Tables", "Output"), rows[1:], strict=True):
        for y in range(count):
            beside = _piece(look, "Objects", first, above + y, room, tall) if not narrow else []
            yield beside + _piece(look, title, width - len(_text(beside)), y, count, tall)
        above += count


def _shares(room: int, weights: Sequence[int]) -> list[int]:
    """``room`` in whole rows by weights, as Textual divides it."""
    ends = [room * part // sum(weights) for part in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _text(row: Row) -> str:
    return "".join(segment.text for segment in row)


def _piece(look: Look, title: str, width: int, y: int, height: int, framed: bool) -> Row:
    """Row ``y`` of a pane: with a frame all round, or with a line above only."""
    ui = look.palette.ui
    line, inside = _style(ui.border, ui.surface), _style(ui.foreground, ui.surface)
    muted = _style(ui.muted, ui.surface)
    if not framed:
        if y:
            return [Segment(" " * width, inside)]
        rest = Segment("─" * (width - 1 - len(title)), line)
        return [Segment("─", line), Segment(title, muted), rest]
    if y == 0:
        rest = Segment("─" * (width - 5 - len(title)) + "╮", line)
        return [Segment("╭─", line), Segment(f" {title} ", muted), rest]
    if y == height - 1:
        return [Segment("╰" + "─" * (width - 2) + "╯", line)]
    return [Segment("│", line), Segment(" " * (width - 2), inside), Segment("│", line)]
