"""Where the lines of a long text break."""

from __future__ import annotations

from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width
from dhconsole.tui.widgets.grid import wrapping
from dhconsole.tui.widgets.grid.wrapping import WrappedText


def lines(text: str, width: int) -> list[str]:
    wrapped = WrappedText(text, width)
    return [text[slice(*wrapped.piece(line))] for line in range(len(wrapped))]


def test_lines_break_at_newlines_and_at_the_width() -> None:
    assert lines("abcdef\n\ngh", 4) == ["abcd", "ef", "", "gh"]
    assert lines("", 4) == [""]
    assert lines("abcd\n", 4) == ["abcd", ""]


def test_wide_letters_count_twice_and_glyphs_stay_whole() -> None:
    assert lines("日本電気", 5) == ["日本", "電気"]
    assert lines("a日b本c", 4) == ["a日b", "本c"]
    assert lines("e\u0301" * 3, 2) == ["e\u0301e\u0301", "e\u0301"]


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(2, 20))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    text = safe_text(text, newlines=True)
    found = lines(text, width)
    joined = "".join(found)
    assert joined == text.replace("\n", "")
    assert all(cell_width(line) <= width for line in found)


@settings(deadline=None)
@given(st.text("ab\n日", max_size=120), st.integers(2, 9), st.integers(0, 119))
def test_an_offset_is_in_the_line_that_is_told(text: str, width: int, offset: int) -> None:
    wrapped = WrappedText(text, width)
    offset = min(offset, len(text))
    first, end = wrapped.piece(wrapped.line_at(offset))
    assert first <= offset <= end


def test_text_too_long_to_be_measured_is_still_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "日本a" * 50
    exact = lines(text, 10)
    monkeypatch.setattr(wrapping, "_MEASURED", 10)
    rough = lines(text, 10)
    assert "".join(rough) == "".join(exact) == text
    assert all(cell_width(line) <= 10 for line in rough)
    assert len(rough) >= len(exact)


def test_ten_megabytes_of_plain_letters_are_not_looked_at_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look(text: str) -> NoReturn:
        raise AssertionError("looked at one by one")

    monkeypatch.setattr(wrapping, "clusters", look)
    text = "2026-03-02 14:02:11 INFO a line of a log that is somewhat long\n" * 160_000
    wrapped = WrappedText(text, 50)
    assert len(wrapped) == 2 * 160_000 + 1
    assert wrapped.piece(160_000) == (80_000 * 63, 80_000 * 63 + 50)
    assert wrapped.line_at(80_000 * 63 + 51) == 160_001
