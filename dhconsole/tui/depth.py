"""Colours as the terminal can show them.

Owns what becomes of a theme on a terminal of 256 colours, and on one that is to show none. With 16
colours the themes made for those are taken (``core.theme.fitting``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual import color
from textual.filter import LineFilter, Monochrome, NoColor

from dhconsole.tui.nearest import of_256


def shown_with(
    filters: Sequence[LineFilter], *, colours: str | None, ansi: bool
) -> Sequence[LineFilter]:
    """The filters of an app, with those that the terminal needs.

    Args:
        filters: as Textual chooses them.
        colours: how many, as ``rich.console.Console.color_system`` says it.
        ansi: whether the theme leaves the ground to the terminal.
    """
    if ansi and any(isinstance(each, (Monochrome, NoColor)) for each in filters):
        # Textual's own would leave nothing of a cursor, which is a ground and no more.
        return (_ATTRIBUTES,)
    return (*filters, _NEAREST) if colours == "256" else filters


class Nearest(LineFilter):
    """Each colour becomes the nearest of 256."""

    def apply(self, segments: list[Segment], background: color.Color) -> list[Segment]:
        return [
            Segment(text, None if style is None else of_256(style), control)
            for text, style, control in segments
        ]


class Attributes(LineFilter):
    """No colours at all: what has a ground of its own is reversed."""

    def apply(self, segments: list[Segment], background: color.Color) -> list[Segment]:
        return [
            Segment(text, None if style is None else _uncoloured(style), control)
            for text, style, control in segments
        ]


_NEAREST = Nearest()
_ATTRIBUTES = Attributes()
_DEFAULT = Style(color="default", bgcolor="default")
_REVERSED = Style(color="default", bgcolor="default", reverse=True)


@lru_cache(maxsize=2048)
def _uncoloured(style: Style) -> Style:
    ground = style.bgcolor
    return style + (_DEFAULT if ground is None or ground.is_default else _REVERSED)
