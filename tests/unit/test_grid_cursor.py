"""Cursor, selection and scroll position, and what a person types to go to a row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.tui.widgets.grid.cursor import Cursor, parse_row

HUGE = 2**53 + 12345


def test_positions_are_exact_however_large_the_table() -> None:
    cursor = Cursor()
    cursor.move(HUGE - 2, 0, size=HUGE, columns=3, page=30)
    assert (cursor.row, cursor.top) == (HUGE - 2, HUGE - 31)
    cursor.move(1, 0, size=HUGE, columns=3, page=30)
    assert (cursor.row, cursor.top) == (HUGE - 1, HUGE - 30)
    cursor.move(1, 0, size=HUGE, columns=3, page=30)
    assert cursor.row == HUGE - 1


@settings(deadline=None)
@given(
    st.integers(0, 300),
    st.integers(1, 40),
    st.lists(st.tuples(st.integers(-400, 400), st.booleans()), max_size=12),
)
def test_the_cursor_stays_in_the_table_and_on_the_screen(
    size: int, page: int, moves: list[tuple[int, bool]]
) -> None:
    cursor = Cursor()
    for by, scrolls in moves:
        if scrolls:
            cursor.scroll(by, size=size, page=page)
        else:
            cursor.move(by, by, size=size, columns=5, page=page)
        assert 0 <= cursor.row <= max(0, size - 1)
        assert 0 <= cursor.place < 5
        assert cursor.top <= cursor.row < cursor.top + page
        assert 0 <= cursor.top <= max(0, size - page)


def test_a_table_that_shrinks_takes_the_cursor_along() -> None:
    cursor = Cursor(row=99, place=4, top=80)
    cursor.shrink(size=10, columns=2, page=20)
    assert (cursor.row, cursor.place, cursor.top) == (9, 1, 0)
    cursor.shrink(size=0, columns=2, page=20)
    assert (cursor.row, cursor.top) == (0, 0)


def test_a_selection_of_columns_that_are_gone_is_one_of_those_there_are() -> None:
    cursor = Cursor(row=3, place=4, anchor=(1, 5), selecting=True)
    cursor.shrink(size=10, columns=2, page=20)
    assert cursor.area() == (range(1, 4), range(1, 2))


def test_following_keeps_the_last_row_at_the_bottom() -> None:
    cursor = Cursor(row=99, top=80)
    cursor.to_end(size=150, page=20)
    assert (cursor.row, cursor.top) == (149, 130)


def test_moves_extend_a_selection_only_when_asked() -> None:
    cursor = Cursor(row=5, place=2)
    cursor.move(2, 1, size=100, columns=9, page=20, extend=True)
    assert cursor.area() == (range(5, 8), range(2, 4))
    assert cursor.selected_places(6) == (2, 3)
    assert cursor.selected_places(8) is None
    cursor.move(1, 0, size=100, columns=9, page=20)
    assert cursor.area() == (range(8, 9), range(3, 4))


def test_while_selecting_every_move_extends() -> None:
    cursor = Cursor(row=5, place=2)
    cursor.toggle_selecting()
    cursor.move(-3, -2, size=100, columns=9, page=20)
    assert cursor.area() == (range(2, 6), range(3))
    assert cursor.clear_selection()
    assert not cursor.clear_selection()


@pytest.mark.parametrize(
    ("text", "size", "row"),
    [
        ("1", 10, 0),
        ("10", 10, 9),
        ("1,200", 5000, 1199),
        ("1_000_000_000", 10**9, 10**9 - 1),
        ("-1", 10, 9),
        ("-99", 10, 0),
        ("0%", 10, 0),
        ("50%", 1001, 500),
        ("100%", 10, 9),
        (" 5 ", 10, 4),
        (str(2**53), 2**53 + 5, 2**53 - 1),
    ],
)
def test_a_row_is_found_by_number_or_part(text: str, size: int, row: int) -> None:
    assert parse_row(text, size) == row


@pytest.mark.parametrize("text", ["", "x", "0", "11", "101%", "-5%", "nan%", "1.5", "1e3"])
def test_what_is_no_row_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a row (number, -1 for the last row|from 1 to 10)"):
        parse_row(text, 10)
