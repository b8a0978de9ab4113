"""Cells of a text, cutting and padding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import cells

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, clusters, cut, fit, fit_number
from tests.unit.text.test_safe import ANYTHING

ASSIGNED = (*range(0x20000), *range(0x2F800, 0x2FA20), *range(0xE0000, 0xE0200))
"""What is not here is of one kind: ideographs, private, or of no meaning yet."""


def test_every_character_is_as_wide_as_the_renderer_takes_it() -> None:
    codes = {*ASSIGNED, *range(0x20000, 0x110000, 61)}
    shown = (safe_text(chr(code)) for code in codes)
    assert [text for text in shown if cell_width(text) != cells.cell_len(text)] == []


@given(ANYTHING)
def test_width_is_the_one_of_the_renderer(text: str) -> None:
    safe = safe_text(text)
    assert cell_width(safe) == cells.cell_len(safe)


@given(ANYTHING)
def test_clusters_cover_the_text(text: str) -> None:
    spans = list(clusters(text))
    assert "".join(text[first:end] for first, end, _cells in spans) == text
    assert sum(count for _first, _end, count in spans) == cell_width(text)
    assert all(0 <= count <= 2 for _first, _end, count in spans)


@given(ANYTHING, st.integers(-2, 50), st.sampled_from(["left", "right", "center"]))
def test_fit_is_exact(text: str, width: int, align: str) -> None:
    fitted = fit(text, width, align)  # type: ignore[arg-type]
    assert cell_width(fitted) == max(width, 0)
    safe = fit(safe_text(text), width, align)  # type: ignore[arg-type]
    assert cells.cell_len(safe) == max(width, 0)


@given(ANYTHING, st.integers(-2, 50), st.sampled_from(["…", "", "...", "日"]))
def test_cut_keeps_whole_glyphs(text: str, width: int, ellipsis: str) -> None:
    shown = cut(text, width, ellipsis)
    assert cell_width(shown) <= max(width, 0)
    if cell_width(text) <= width and width > 0:
        assert shown == text
        return
    kept = shown.removesuffix(ellipsis) if cell_width(ellipsis) <= width else shown
    ends = {0, *(end for _first, end, _cells in clusters(text))}
    assert text.startswith(kept)
    assert len(kept) in ends or kept != shown.removesuffix(ellipsis)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("日本", 4),
        ("e\u0301", 1),
        ("👨\u200d👩\u200d👧", 2),
        ("🇫🇷🇩🇪", 4),
        ("👍🏽", 2),
        ("❤\ufe0f", 2),
        ("\x1b", 0),
        ("\u1100\u1161\u11a8", 2),
        ("∅…·▯", 4),
    ],
)
def test_known_widths(text: str, width: int) -> None:
    assert cell_width(text) == width


def test_cut_and_fit() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"
    assert cut("日本語", 4) == "日…"
    assert cut("日本語", 5) == "日本…"
    assert cut("日", 1) == "…"
    assert cut("abc", 2, "...") == "ab"
    assert cut("🇫🇷🇩🇪", 3) == "🇫🇷…"
    assert fit("日本語", 4) == "日… "
    assert fit("ab", 5, "right") == "   ab"
    assert fit("ab", 5, "center") == " ab  "
    assert fit("x" * 10_000_000, 3) == "xx…"


def test_numbers_are_never_cut_unseen() -> None:
    assert fit_number("12345", 5) == "12345"
    assert fit_number("12345", 7) == "  12345"
    assert fit_number("12345", 4) == "####"
    assert fit_number("12345", 0) == ""
