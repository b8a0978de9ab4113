"""How many terminal cells a text takes, and cutting and padding by cells.

Owns the one measure that every face uses. Knows nothing of data types, colours or columns.

Code point widths come from ``wcwidth``. How they add up within a glyph (flags, emoji joined
by ZWJ, skin tones, variation selector 16) follows what renderers of Textual's kind assume, so
that on text from ``safe.safe_text`` our sums equal theirs (``test_text_width.py`` compares
with ``rich.cells``). Control characters count as nothing here; make text safe first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, Literal

Align = Literal["left", "right", "center"]

ZWJ: Final = "\u200d"
VS16: Final = "\ufe0f"
FLAG_LETTERS: Final = "\U0001f1e6-\U0001f1ff"
SKIN_TONES: Final = "\U0001f3fb-\U0001f3ff"

# The Unicode property Extended_Pictographic, without the skin tones: what may stand on either
# side of a zero width joiner in an emoji. A regex class body.
PICTOGRAPHS: Final = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388"
    "\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605"
    "\u2607-\u2612\u2614-\u2685\u2690-\u2705\u2708-\u2712\u2714\u2716\u271d\u2721\u2728\u2733"
    "\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2767\u2795-\u2797\u27a1\u27b0"
    "\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f0ff\U0001f10d-\U0001f10f\U0001f12f\U0001f16c-\U0001f171\U0001f17e"
    "\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f1ad-\U0001f1e5\U0001f201-\U0001f20f"
    "\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f23c-\U0001f23f\U0001f249-\U0001f3fa"
    "\U0001f400-\U0001f53d\U0001f546-\U0001f64f\U0001f680-\U0001f6ff\U0001f774-\U0001f77f"
    "\U0001f7d5-\U0001f7ff\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f"
    "\U0001f888-\U0001f88f\U0001f8ae-\U0001f8ff\U0001f90c-\U0001f93a\U0001f93c-\U0001f945"
    "\U0001f947-\U0001faff\U0001fc00-\U0001fffd"
)

# Text made only of these takes one cell a character, whatever the Unicode version.
_NARROW = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482"
    "\u2010-\u2027\u2190-\u2199\u2500-\u25fc\u2713-\u2718]*"
)
_CLUSTERING = re.compile(f"[{ZWJ}{VS16}{FLAG_LETTERS}]")
_CACHED_LENGTH = 256


def cell_width(text: str) -> int:
    """Number of terminal cells that ``text`` takes on one line; never negative."""
    if (text.isascii() and text.isprintable()) or _NARROW.fullmatch(text):
        return len(text)
    if len(text) <= _CACHED_LENGTH:
        return _measured(text)
    return _measure(text)


def is_pictograph(char: str) -> bool:
    """Whether ``char`` may be a part of an emoji sequence (Extended_Pictographic)."""
    return _pictograph().match(char) is not None


@cache
def _pictograph() -> re.Pattern[str]:
    return re.compile(f"[{PICTOGRAPHS}]")


@lru_cache(maxsize=16384)
def char_width(char: str) -> int:
    """Cells of one code point inside a text: a flag letter is half a flag, a skin tone none."""
    code = ord(char)
    if 0x1F1E6 <= code <= 0x1F1FF:
        return 1
    if 0x1F3FB <= code <= 0x1F3FF:
        return 0
    return max(code_point_width(char), 0)


def code_point_width(char: str) -> int:
    """Cells of one code point alone; -1 for a control character."""
    from wcwidth import wcwidth  # slow to load, and plain text never asks

    return wcwidth(char)


def clusters(text: str) -> Iterator[tuple[int, int, int]]:
    """The spans of ``text`` that are drawn as one glyph: (first index, end index, cells).

    Spans follow one another without gaps. Cutting anywhere but at a span's end would change
    the glyph. Lazy: reading the first spans of a long text costs only those.
    """
    start = cells = 0
    flag_open = False
    previous = measured = ""
    for index, char in enumerate(text):
        width = char_width(char)
        is_flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        if index == 0:
            cells = width
        elif width == 0:
            if char == VS16 and measured and _widened(measured):
                cells, measured = cells + 1, ""
        elif previous == ZWJ and is_pictograph(char):
            pass
        elif is_flag and flag_open:
            cells, is_flag = cells + width, False
        else:
            yield start, index, cells
            start, cells = index, width
        if width and previous != ZWJ:
            measured = char
        flag_open = is_flag or (flag_open and width == 0)
        previous = char
    if text:
        yield start, len(text), cells


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """``text`` if it fits in ``width`` cells, else its beginning and ``ellipsis``.

    The result takes at most ``width`` cells and never ends within a glyph. It can be one cell
    short where a wide glyph would stick out. Without room for the ellipsis it is left out.
    """
    if width <= 0:
        return ""
    tail = cell_width(ellipsis)
    if tail > width:
        ellipsis, tail = "", 0
    head = text[: width + 1]
    if head.isascii() and head.isprintable():
        return text if len(text) <= width else text[: width - tail] + ellipsis
    if len(text) <= _CACHED_LENGTH and cell_width(text) <= width:
        return text
    used = keep = 0
    for _first, end, cells in clusters(text):
        used += cells
        if used > width:
            return text[:keep] + ellipsis
        if used <= width - tail:
            keep = end
    return text


def fit(text: str, width: int, align: Align = "left") -> str:
    """``text`` cut or padded with spaces to exactly ``width`` cells (none when negative)."""
    if width <= 0:
        return ""
    if not (len(text) <= width and text.isascii() and text.isprintable()):
        text = cut(text, width)
    space = width - cell_width(text)
    if space <= 0:
        return text
    if align == "left":
        return text + " " * space
    if align == "right":
        return " " * space + text
    return " " * (space // 2) + text + " " * (space - space // 2)


def fit_number(text: str, width: int) -> str:
    """Like ``fit`` to the right, but what does not fit becomes ``###``: no digit is lost unseen."""
    if cell_width(text) > width:
        return "#" * max(width, 0)
    return fit(text, width, "right")


@lru_cache(maxsize=4096)
def _measured(text: str) -> int:
    return _measure(text)


def _measure(text: str) -> int:
    if _CLUSTERING.search(text) is None:
        return sum(map(char_width, text))
    return sum(cells for _first, _end, cells in clusters(text))


@lru_cache(maxsize=1024)
def _widened(char: str) -> bool:
    from wcwidth import wcswidth

    return char_width(char) == 1 and wcswidth(char + VS16) == 2
