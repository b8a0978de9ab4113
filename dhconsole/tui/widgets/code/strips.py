"""Changes to a drawn line: a mark in the gutter, words behind the text, another ground.

Pure. Places are cells from the left edge of the strip.
"""

from __future__ import annotations

from collections.abc import Collection

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut


def written(strip: Strip, start: int, room: int, text: str, style: Style) -> Strip:
    """``text``, made safe and cut to ``room`` cells, in the place of what is at ``start``."""
    text = cut(safe_text(text, limit=400), room)
    width = cell_width(text)
    if not width:
        return strip
    under = next((segment.style for segment in strip.crop(start, start + 1)), None)
    words = Strip([Segment(text, style if under is None else under + style)], width)
    return Strip.join([strip.crop(0, start), words, strip.crop(start + width, strip.cell_length)])


def tinted(strip: Strip, start: int, ground: Color | None, over: Collection[Color | None]) -> Strip:
    """``ground`` behind everything from ``start`` on that has one of the grounds ``over``."""
    tint = Style(bgcolor=ground)
    body = [
        Segment(text, style + tint) if style and style.bgcolor in over else Segment(text, style)
        for text, style, _ in strip.crop(start, strip.cell_length)
    ]
    return Strip.join([strip.crop(0, start), Strip(body, strip.cell_length - start)])
