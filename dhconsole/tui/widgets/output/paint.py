"""Draws one line of output: styles, marks, cropping.

Owns how a row becomes a strip. The styles come from the widget's stylesheet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dhconsole.tui.widgets.output.rows import Row

StyleOf = Callable[[str], Style]
Styled = tuple[str, Style]

CUT_OFF = "›"


@dataclass(frozen=True, slots=True)
class Marks:
    """What lies over a row.

    Attributes:
        matches: characters of the text that a search found.
        selected: characters of the line, its gutter included, that the mouse selected; an end
            of -1 is the end of the line.
        choice: which of the row's targets is chosen; None when that is not to be seen.
        cursor: whether the cursor is here.
    """

    matches: tuple[tuple[int, int], ...] = ()
    selected: tuple[int, int] | None = None
    choice: int | None = None
    cursor: bool = False


def overlay(parts: list[Styled], start: int, end: int, style: Style) -> list[Styled]:
    """``parts`` with ``style`` over the characters from ``start`` to before ``end``."""
    out: list[Styled] = []
    at = 0
    for text, own in parts:
        first, last = max(0, start - at), max(0, min(len(text), end - at))
        if first < last:
            split = ((text[:first], own), (text[first:last], own + style), (text[last:], own))
            out += [part for part in split if part[0]]
        else:
            out.append((text, own))
        at += len(text)
    return out


def paint(
    row: Row,
    style_of: StyleOf,
    marks: Marks,
    *,
    line: int,
    part: int,
    starts: list[int],
    offset: int,
    width: int,
) -> Strip:
    """One line.

    Args:
        line: number of the line, which a selection by mouse is counted from.
        part: which part of a wrapped row this is; ``starts`` says where the parts begin.
        offset: cells by which the rest of the row is scrolled to the left.
        width: cells to fill.
    """
    gutter = row.gutter if part == 0 else " " * len(row.gutter)
    room = max(1, width - len(gutter))
    part = min(part, len(starts) - 1)
    under = _cursor_style(style_of) if marks.cursor else Style.null()
    gutter_style = style_of(row.look) + under
    body = _strip(_styled(row, style_of, marks, under))
    total = body.cell_length
    first = starts[part] + offset
    last = starts[part + 1] if part + 1 < len(starts) else total
    head = _strip([(gutter, gutter_style)])
    if marks.selected is not None:
        # What is selected is counted in the text of this line, not of the row.
        start, end = marks.selected
        shown = [(gutter, gutter_style), *_parts(body.crop(starts[part], last))]
        length = sum(len(text) for text, _ in shown)
        selected = overlay(shown, start, length if end < 0 else end, style_of("selection"))
        whole = _strip(selected)
        head, body = whole.crop(0, len(gutter)), whole.crop(len(gutter) + offset)
    else:
        body = body.crop(first, last)
    if body.cell_length > room:
        body = Strip.join([body.crop(0, room - 1), _strip([(CUT_OFF, style_of("muted") + under)])])
    strip = Strip.join(
        [head.apply_offsets(0, line), body.apply_offsets(len(gutter) + offset, line)]
    )
    return strip.adjust_cell_length(width, under) if marks.cursor else strip


def _cursor_style(style_of: StyleOf) -> Style:
    """What makes a cursor of any style: a background, or swapped colours."""
    style = style_of("cursor")
    return Style(reverse=True) if style.reverse else Style(bgcolor=style.bgcolor)


def _styled(row: Row, style_of: StyleOf, marks: Marks, under: Style) -> list[Styled]:
    parts: list[Styled] = []
    target = 0
    for piece in row.pieces:
        style = style_of(piece.look) + under
        if piece.target is not None:
            if target == marks.choice:
                style += Style(reverse=not style.reverse)
            target += 1
        parts.append((piece.text, style))
    for start, end in marks.matches:
        parts = overlay(parts, start, end, style_of("match"))
    return parts


def _strip(parts: list[Styled]) -> Strip:
    return Strip([Segment(text, style) for text, style in parts])


def _parts(strip: Strip) -> list[Styled]:
    return [(segment.text, segment.style or Style.null()) for segment in strip]
