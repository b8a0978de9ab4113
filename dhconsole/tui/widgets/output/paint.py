"""Draws one line of output: styles, marks, cropping.

Owns how a row becomes a strip. The styles come from the widget's stylesheet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dhconsole.text.width import cell_width
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


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a row is to be drawn.

    Attributes:
        line: number of the line, which a selection by mouse is counted from.
        part: which part of a wrapped row this is.
        starts: where the parts begin, in cells.
        offset: cells by which the rest of the row is scrolled to the left.
        width: cells to fill.
    """

    line: int
    part: int
    starts: list[int]
    offset: int
    width: int


def paint(row: Row, style_of: StyleOf, marks: Marks, cut: Cut) -> Strip:
    """One line of exactly ``cut.width`` cells."""
    gutter = row.gutter if cut.part == 0 else " " * len(row.gutter)
    room = max(1, cut.width - len(gutter))
    under = _cursor_style(style_of) if marks.cursor else None
    body = _styled(row, style_of, marks, under)
    head = (gutter, _sum(style_of(row.look), under))
    total = sum(_cells(text) for text, _ in body)
    part = min(cut.part, len(cut.starts) - 1)
    first = cut.starts[part]
    last = cut.starts[part + 1] if part + 1 < len(cut.starts) else total
    if marks.selected is not None:
        head, body = _selected(head, _crop(body, first, last), marks.selected, style_of)
        first, last = 0, last - first
    first += cut.offset
    too_long = last - first > room
    body = _crop(body, first, first + room - 1 if too_long else last)
    if too_long:
        body.append((CUT_OFF, _sum(style_of("muted"), under)))
    segments = _placed([head], 0, cut.line)
    segments += _placed(body, len(gutter) + cut.offset, cut.line)
    used = len(gutter) + sum(_cells(text) for text, _ in body)
    fill = _sum(style_of("blank"), under)
    segments.append(Segment(" " * max(0, cut.width - used), fill))
    return Strip(segments, max(used, cut.width))


def _cells(text: str) -> int:
    return len(text) if text.isascii() else cell_width(text)


def _sum(style: Style, over: Style | None) -> Style:
    return style if over is None else style + over


def _cursor_style(style_of: StyleOf) -> Style:
    """What makes a cursor of any style: colours of its own, or swapped ones."""
    style = style_of("cursor")
    if style.reverse:
        return Style(color="default", bgcolor="default", reverse=True)
    return Style(color=style.color, bgcolor=style.bgcolor)


def _styled(row: Row, style_of: StyleOf, marks: Marks, under: Style | None) -> list[Styled]:
    parts: list[Styled] = []
    target = 0
    for piece in row.pieces:
        style = _sum(style_of(piece.look), under)
        if piece.target is not None:
            if target == marks.choice:
                style += Style(reverse=not style.reverse)
            target += 1
        parts.append((piece.text, style))
    for start, end in marks.matches:
        parts = overlay(parts, start, end, style_of("match"))
    return parts


def _selected(
    head: Styled, body: list[Styled], span: tuple[int, int], style_of: StyleOf
) -> tuple[Styled, list[Styled]]:
    """Gutter and body with the selection over them; it is counted over both."""
    start, end = span
    if end < 0:
        end = len(head[0]) + sum(len(text) for text, _ in body)
    style = style_of("selection")
    gutter = overlay([head], start, end, style)
    shift = len(head[0])
    # A gutter that is selected in part is drawn as selected: it is no more than a mark.
    return (head[0], gutter[-1][1]), overlay(body, start - shift, end - shift, style)


def _crop(parts: list[Styled], first: int, last: int) -> list[Styled]:
    """The cells from ``first`` to before ``last``; half a wide character is a space."""
    if all(text.isascii() for text, _ in parts):
        out: list[Styled] = []
        for text, style in parts:
            piece = text[max(0, first) : max(0, last)]
            if piece:
                out.append((piece, style))
            first, last = first - len(text), last - len(text)
        return out
    strip = Strip([Segment(text, style) for text, style in parts]).crop(first, last)
    return [(segment.text, segment.style or Style.null()) for segment in strip]


def _placed(parts: list[Styled], x: int, line: int) -> list[Segment]:
    """Segments that say where in the text they are, for a selection by mouse."""
    segments: list[Segment] = []
    for text, style in parts:
        segments.append(Segment(text, style + Style.from_meta({"offset": (x, line)})))
        x += len(text)
    return segments
