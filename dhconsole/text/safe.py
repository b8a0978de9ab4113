"""Makes any string harmless for a terminal, and keeps it readable.

Owns what a character may do to a terminal: move the cursor, change colours, turn the writing
direction, hide, or pile up. Knows nothing of widths of columns, data types or markup.

* Control characters become control pictures (``␛``), one for one.
* Invisible format characters (bidi controls and isolates, zero width space, byte order mark,
  soft hyphen, tags, fillers, interlinear marks) become ``▯``, one for one.
* Lone surrogates, C1 controls and noncharacters become ``�``; so do characters of Unicode 18,
  about whose width terminals and renderers don't agree yet.
* Marks that combine with a letter stay, at most ``MAX_MARKS`` of them; a mark without a letter
  gets a dotted circle to stand on.
* Emoji sequences and flags stay. Variation selectors after a symbol are dropped, since
  terminals disagree on the width that they make; elsewhere they become ``▯``.
* The zero width non-joiner stays between letters that need it (Persian, Indic); a joiner that
  joins no emoji is dropped there; elsewhere both become ``▯``.

Right-to-left letters stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from typing import Final

from dhconsole.text.width import (
    FLAG_LETTERS,
    PICTOGRAPHS,
    SKIN_TONES,
    ZWJ,
    char_width,
    code_point_width,
    is_pictograph,
)

MAX_MARKS: Final = 4
HIDDEN: Final = "▯"
BROKEN: Final = "�"
ELLIPSIS: Final = "…"

_ZWNJ: Final = "\u200c"
_CIRCLE: Final = "◌"
_NEWLINE_PICTURE: Final = "␤"
_MAX_JOINS: Final = 6
_CACHED_LENGTH: Final = 256
_SELECTORS: Final = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

# Letters and symbols that neither combine nor act: text made only of them is returned as it is.
_HARMLESS: Final = (
    " -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0587\u05d0-\u05ea\u10a0-\u10ff"
    "\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u209c\u20a0-\u20c0\u2100-\u2bff"
    "\u2e80-\u3029\u3030-\u3096\u309b-\u312f\u3131-\u3163\u3165-\ua48c\uac00-\ud7a3"
    "\ue000-\ufaff\uff01-\uff9d\uffa1-\uffdc\uffe0-\uffe6\U0001f000-\U0001f1ad"
    "\U0001f200-\U0001f3fa\U0001f400-\U0001f6d8\U0001f6da-\U0001f7d9\U0001f7db-\U0001fa8a"
    "\U0001fa8e-\U0001facb\U0001facd-\U0001fadc\U0001fade-\U0001faea\U0001faec-\U0001faf8"
    "\U00020000-\U0002fa1d\U00030000-\U000323af"
)


class _Patterns:
    """What plain ASCII never needs, and takes long to compile: made on first use."""

    @cached_property
    def all_harmless(self) -> re.Pattern[str]:
        return re.compile(f"[{_HARMLESS}]*")

    @cached_property
    def unusual_run(self) -> re.Pattern[str]:
        return re.compile(f"[^{_HARMLESS}]+")

    @cached_property
    def contextual(self) -> re.Pattern[str]:
        return re.compile(f"[{ZWJ}{_ZWNJ}{_SELECTORS}{FLAG_LETTERS}{SKIN_TONES}]")

    @cached_property
    def selected(self) -> re.Pattern[str]:
        return re.compile(f"([^{_SELECTORS}]?)([{_SELECTORS}]+)", re.DOTALL)

    @cached_property
    def toned(self) -> re.Pattern[str]:
        return re.compile(f"([^{SKIN_TONES}]?)([{SKIN_TONES}]+)", re.DOTALL)

    @cached_property
    def flag_run(self) -> re.Pattern[str]:
        return re.compile(f"[{FLAG_LETTERS}]+")

    @cached_property
    def joined(self) -> re.Pattern[str]:
        return re.compile(
            f"[{PICTOGRAPHS}][{SKIN_TONES}]?"
            f"(?:{ZWJ}[{PICTOGRAPHS}][{SKIN_TONES}]?){{1,{_MAX_JOINS}}}|{ZWJ}|{_ZWNJ}"
        )

    @cached_property
    def joining(self) -> re.Pattern[str]:
        """Arabic to Myanmar, Khmer and Mongolian: where a (non-)joiner is orthography."""
        return re.compile("[\u0620-\u109f\u1780-\u18aa\ufb50-\ufdff\ufe70-\ufefc]")


_PATTERNS = _Patterns()
# Format characters that have a glyph of their own: number signs that precede digits.
_VISIBLE_FORMAT = frozenset([*range(0x600, 0x606), 0x6DD, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD])
# Not of category Cf, yet drawn as nothing.
_FILLERS = frozenset(
    map(
        ord,
        "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u3164\uffa0"
        "\ufff0\ufff1\ufff2\ufff3\ufff4\ufff5\ufff6\ufff7\ufff8\ufffc",
    )
)

# First assigned by Unicode 18 with a width that is not one: (first, last).
_TOO_NEW = frozenset(
    code
    for first, last in (
        (0x5C8, 0x5C9),
        (0xB53, 0xB54),
        (0x1ADE, 0x1ADF),
        (0x1AEC, 0x1AF0),
        (0x10ECB, 0x10ECF),
        (0x10EF0, 0x10EF9),
        (0x11DF0, 0x11DF0),
        (0x18CD6, 0x18CDA),
        (0x18D1F, 0x18D20),
        (0x18E00, 0x191D2),
        (0x1B123, 0x1B128),
        (0x1B168, 0x1B168),
        (0x1D127, 0x1D128),
        (0x1D250, 0x1D252),
        (0x1D25B, 0x1D25F),
        (0x1D280, 0x1D281),
        (0x1F1AE, 0x1F1AE),
        (0x1F6D9, 0x1F6D9),
        (0x1F7DA, 0x1F7DA),
        (0x1FA8B, 0x1FA8D),
        (0x1FACC, 0x1FACC),
        (0x1FADD, 0x1FADD),
        (0x1FAEB, 0x1FAEB),
        (0x1FAF9, 0x1FAFA),
    )
    for code in range(first, last + 1)
)


def safe_text(text: str, *, newlines: bool = False, limit: int | None = None, tabs: int = 0) -> str:
    """``text`` without anything that acts on a terminal.

    The result holds no control character (but ``\\n``, with ``newlines``), no bidi control and
    no lone surrogate. Applying it twice changes nothing, unless ``limit`` cut.

    Args:
        text: any string, also one with lone surrogates.
        newlines: keep ``\\n`` instead of showing it as ``␊``.
        limit: look at no more than this many characters; a longer text is cut there and ends
            with an ellipsis, which counts. The cost does not depend on what was cut off.
        tabs: expand tabs to stops of this many columns instead of showing them as ``␉``.
    """
    if limit is not None and len(text) > limit:
        if limit <= 0:
            return ""
        return safe_text(text[: limit - 1], newlines=newlines, tabs=tabs) + ELLIPSIS
    if text.isascii() and text.isprintable():
        return text
    if tabs > 0:
        text = text.expandtabs(tabs)
    return _cleaned(text, newlines) if len(text) <= _CACHED_LENGTH else _clean(text, newlines)


def is_safe(text: str) -> bool:
    """Whether ``safe_text`` would return ``text`` as it is."""
    return safe_text(text) == text


def _clean(text: str, newlines: bool) -> str:
    if _PATTERNS.all_harmless.fullmatch(text):
        return text
    text = text.translate(_LINE_SYMBOLS if newlines else _SYMBOLS)
    if _PATTERNS.contextual.search(text):
        text = _PATTERNS.flag_run.sub(_pair_flags, text)
        text = _PATTERNS.selected.sub(_drop_selector, text)
        text = _PATTERNS.toned.sub(_settle_tone, text)
        text = _PATTERNS.joined.sub(_settle_joiner, text)
    return _PATTERNS.unusual_run.sub(_bound_marks, text)


@lru_cache(maxsize=4096)
def _cleaned(text: str, newlines: bool) -> str:
    return _clean(text, newlines)


class _Symbols(dict[int, int | str]):
    """Translation table that decides about a code point when it is first met."""

    _LIMIT = 65536

    def __missing__(self, code: int) -> int | str:
        symbol = _symbol(code)
        if len(self) < self._LIMIT:
            self[code] = symbol
        return symbol


def _symbol(code: int) -> int | str:
    if code < 0x20:
        return 0x2400 + code
    if code == 0x7F:
        return 0x2421
    if code in (0x85, 0x2028, 0x2029):
        return _NEWLINE_PICTURE
    if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return BROKEN
    if code in _TOO_NEW or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return BROKEN
    if code in _VISIBLE_FORMAT or code in (0x200C, 0x200D) or 0xE0100 <= code <= 0xE01EF:
        return code
    if code in _FILLERS or 0xE0000 <= code <= 0xE0FFF or unicodedata.category(chr(code)) == "Cf":
        return HIDDEN
    return code if code_point_width(chr(code)) >= 0 else BROKEN


_SYMBOLS = _Symbols()
_LINE_SYMBOLS = _Symbols({0x0A: 0x0A})


def _pair_flags(match: re.Match[str]) -> str:
    """Two letters make a flag; a letter left over is shown as a boxed letter."""
    run = match.group()
    if len(run) % 2 == 0:
        return run
    return run[:-1] + chr(ord(run[-1]) - 0x1F1E6 + 0x1F130)


def _drop_selector(match: re.Match[str]) -> str:
    base, selectors = match.groups()
    if _selects(base, selectors[0]):
        selectors = selectors[1:]
    return base + HIDDEN * len(selectors)


def _selects(base: str, selector: str) -> bool:
    """Whether ``selector`` only chooses between two looks of ``base``."""
    if not base:
        return False
    if selector in "\ufe0e\ufe0f":
        return is_pictograph(base) or base in "#*0123456789"
    return unicodedata.category(base)[0] in "LS" and not base.isascii()


def _settle_tone(match: re.Match[str]) -> str:
    base, tones = match.groups()
    if base and is_pictograph(base):
        kept = tones[0] if char_width(base) == 2 else ""
        return base + kept + HIDDEN * (len(tones) - 1)
    return base + HIDDEN * len(tones)


def _settle_joiner(match: re.Match[str]) -> str:
    found = match.group()
    if len(found) > 1:
        # A narrow first symbol has no agreed width when joined: show the parts side by side.
        return found if char_width(found[0]) == 2 else found.replace(ZWJ, "")
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    after = match.string[match.end() : match.end() + 1]
    if not _PATTERNS.joining.match(before):
        return HIDDEN
    if found == ZWJ:
        return ""
    return found if _PATTERNS.joining.match(after) else HIDDEN


def _bound_marks(match: re.Match[str]) -> str:
    start = match.start()
    has_base = start > 0 and match.string[start - 1] != "\n"
    marks = 0
    out: list[str] = []
    for char in match.group():
        if char == "\n":
            has_base, marks = False, 0
        elif char_width(char) == 0 or unicodedata.category(char)[0] == "M":
            if not has_base:
                out.append(_CIRCLE)
                has_base = True
            marks += 1
            if marks > MAX_MARKS:
                if marks == MAX_MARKS + 1:
                    out.append(BROKEN)
                continue
        else:
            has_base, marks = True, 0
        out.append(char)
    return "".join(out)
