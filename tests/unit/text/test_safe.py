"""``safe_text``: nothing acts on the terminal, everything stays legible."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dhconsole.text.safe import BROKEN, HIDDEN, MAX_MARKS, is_safe, safe_text
from dhconsole.text.width import cell_width

# Any code point, lone surrogates too, and often those that matter.
TROUBLE = (
    "\x00\x07\x1b\x7f\x85\x9b\t\n\r\u00ad\u034f\u061c\u115f\u200b\u200c\u200d\u200e\u200f\u2028"
    "\u2029\u202a\u202e\u2060\u2066\u2069\u3164\ufe00\ufe0e\ufe0f\ufeff\uffa0\ufff9\ufffb\ufffc"
    "\ufffe\ud800\udfff\u0301\u20dd\u0e33\u0e31\u0915\u094d\u0937\u0646\u1100\u1161\u11a8"
    "\U0001f468\U0001f469\U0001f3fb\U0001f3ff\U0001f1eb\U0001f1f7\u2764\u261d\u2695#1 a\u00e9\u65e5"
    "\U000e0001\U000e0067\U000e007f\U000e0100\U0001d173\U0010ffff"
)
ANYTHING = st.text(
    st.one_of(st.characters(exclude_categories=[]), st.sampled_from(TROUBLE)), max_size=60
)
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@given(ANYTHING, st.booleans())
@example("\u2764\u200d\U0001f525\ufe0f", False)
@example("\U0001f468\u200d" * 12 + "\U0001f468", False)
def test_result_never_acts(text: str, newlines: bool) -> None:
    safe = safe_text(text, newlines=newlines)
    for char in safe:
        if newlines and char == "\n":
            continue
        category = unicodedata.category(char)
        assert category not in ("Cc", "Cs", "Zl", "Zp"), hex(ord(char))
        assert not 0xE0000 <= ord(char) <= 0xE0FFF
        assert char not in "\u00ad\u200b\u2060\ufeff\ufe0f\u3164\ufff9"
    assert not BIDI.search(safe)


@given(ANYTHING, st.booleans())
def test_twice_is_once(text: str, newlines: bool) -> None:
    once = safe_text(text, newlines=newlines)
    assert safe_text(once, newlines=newlines) == once
    assert newlines or is_safe(once)


@given(ANYTHING)
def test_something_stays_of_everything(text: str) -> None:
    safe = safe_text(text)
    assert bool(safe) == bool(text)
    assert (cell_width(safe) > 0) == bool(text)


@given(st.text(st.sampled_from("a\u0301\u200c\u200d\U0001f3fb\ufe0f\u0915\u094d\U0001f468")))
def test_invisible_characters_cannot_pile_up(text: str) -> None:
    """Between two characters that take a cell stand only a few that take none."""
    safe = safe_text(text)
    run = 0
    for char in safe:
        run = run + 1 if cell_width(char) == 0 else 0
        assert run <= 2 * MAX_MARKS


@given(ANYTHING, st.integers(0, 70))
def test_limit_bounds_the_work(text: str, limit: int) -> None:
    safe = safe_text(text, limit=limit)
    assert len(safe) <= 2 * max(limit, 0)
    if len(text) <= limit:
        assert safe == safe_text(text)
    elif limit:
        assert safe.endswith("…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ASCII ~", "plain ASCII ~"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\tb\nc\r", "a␉b␊c␍"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "�31m"),
        ("a\x85b\u2028c\u2029d", "a␤b␤c␤d"),
        ("user\u202egnp.exe", f"user{HIDDEN}gnp.exe"),
        ("\u2066x\u2069", f"{HIDDEN}x{HIDDEN}"),
        ("AA\u200bPL", f"AA{HIDDEN}PL"),
        ("\ufeffname", f"{HIDDEN}name"),
        ("co\u00adop", f"co{HIDDEN}op"),
        ("\ud83d", BROKEN),
        ("e\u0301", "e\u0301"),
        ("\u0301x", "◌\u0301x"),
        ("H" + "\u0336" * 30 + "i", "H" + "\u0336" * MAX_MARKS + BROKEN + "i"),
        ("日本語", "日本語"),
        ("สวัสดี", "สวัสดี"),
        ("क्\u200dष", "क्ष"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200cb", f"a{HIDDEN}b"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("a\u200db", f"a{HIDDEN}b"),
        ("❤\ufe0f", "❤"),
        ("a\ufe0f", f"a{HIDDEN}"),
        ("葛\U000e0100", "葛"),
        ("👍🏽", "👍🏽"),
        ("🏽", HIDDEN),
        ("🇫🇷", "🇫🇷"),
        ("🇫", "🄵"),
        ("x\U000e0041", f"x{HIDDEN}"),
    ],
)
def test_known_cases(text: str, shown: str) -> None:
    assert safe_text(text) == shown


def test_newlines_and_tabs_of_long_texts() -> None:
    assert safe_text("a\n\tb\x1b", newlines=True) == "a\n␉b␛"
    assert safe_text("a\tb\n\tc", newlines=True, tabs=4) == "a   b\n    c"
    assert safe_text("\n\u0301x", newlines=True) == "\n◌\u0301x"


def test_a_huge_text_is_cut_before_it_is_read() -> None:
    class Watched(str):
        """A string that cannot be read to its end unnoticed."""

        __slots__ = ()

        def isprintable(self) -> bool:
            raise AssertionError("read to the end")

    assert safe_text(Watched("x" * 10_000_000), limit=200) == "x" * 199 + "…"
