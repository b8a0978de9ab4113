"""Widths, frozen columns and scrolling sideways, without a screen."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.core.recipe import ColumnChoice
from dhconsole.text.cells import FormatSettings, formatter_for
from dhconsole.tui.widgets.grid.layout import FRAME, Layout

NUMBER, STRING = ("long", pa.int64()), ("java.lang.String", pa.string())


def layout_of(*columns: ColumnSpec, frozen: int = 0) -> Layout:
    layout = Layout()
    formatters = [formatter_for(c.java_type, c.arrow_type, "", FormatSettings()) for c in columns]
    layout.set_spec(TableSpec(columns), formatters, frozen)
    return layout


def numbers(count: int, frozen: int = 0) -> Layout:
    return layout_of(*(ColumnSpec(f"C{i:03}", *NUMBER) for i in range(count)), frozen=frozen)


def shown(layout: Layout, width: int) -> list[int]:
    return [each.place for each in layout.visible(width)]


def test_columns_that_only_carry_formatting_are_left_out() -> None:
    layout = layout_of(
        ColumnSpec("A", *NUMBER),
        ColumnSpec("A__STYLE", *STRING, is_style=True),
        ColumnSpec("B", *NUMBER),
    )
    assert [column.title for column in layout.columns] == ["A", "B"]
    assert [column.index for column in layout.columns] == [0, 2]


def test_a_column_is_at_least_as_wide_as_its_header() -> None:
    layout = layout_of(ColumnSpec("Quantity", *NUMBER), ColumnSpec("Q", *NUMBER))
    assert [column.width for column in layout.columns] == [8, 4]


def test_widths_only_grow_until_a_refit() -> None:
    layout = numbers(1)
    column = layout.columns[0]
    layout.grow(column, ["123456789"], 0)
    version = layout.version
    layout.grow(column, ["1"], 0)
    assert (column.width, layout.version) == (9, version)
    layout.refit()
    assert column.width == 4
    assert layout.version > version


def test_wide_texts_count_in_cells() -> None:
    layout = layout_of(ColumnSpec("S", *STRING))
    layout.grow(layout.columns[0], ["日本電気"], 0)
    assert layout.columns[0].width == 8


def test_a_width_that_the_user_chose_stays() -> None:
    layout = numbers(2)
    layout.resize(0, -1)
    assert layout.columns[0].width == 3
    layout.grow(layout.columns[0], ["123456789"], 0)
    assert layout.columns[0].width == 3
    layout.refit([layout.columns[0]])
    layout.grow(layout.columns[0], ["123456789"], 0)
    assert layout.columns[0].width == 9


def test_texts_that_are_cut_get_the_room_that_is_left() -> None:
    layout = layout_of(ColumnSpec("A", *STRING), ColumnSpec("B", *STRING))
    long, longer = layout.columns
    layout.grow(long, ["x" * 40], 0)
    layout.grow(longer, ["x" * 150], 0)
    layout.stretch(100)
    assert long.width == 40
    assert sum(column.cells for column in layout.columns) == 100
    layout.stretch(60)
    assert [column.width for column in layout.columns] == [32, 32]


@settings(deadline=None)
@given(st.integers(20, 200), st.lists(st.integers(1, 200), min_size=1, max_size=6))
def test_stretching_again_changes_nothing(width: int, wanted: list[int]) -> None:
    layout = layout_of(*(ColumnSpec(f"S{i}", *STRING) for i in range(len(wanted))))
    for column, cells in zip(layout.columns, wanted, strict=True):
        layout.grow(column, ["x" * cells], 0)
    layout.stretch(width)
    version = layout.version
    layout.stretch(width)
    assert layout.version == version
    natural = sum(column.natural + FRAME for column in layout.columns)
    assert sum(column.cells for column in layout.columns) <= max(width, natural)


def test_frozen_columns_stay_while_the_others_scroll() -> None:
    layout = numbers(500, frozen=2)
    layout.show(499, 60)
    places = shown(layout, 60)
    assert places[:2] == [0, 1]
    assert places[-1] == 499
    assert all(each.whole for each in layout.visible(60))
    layout.show(2, 60)
    assert shown(layout, 60)[:3] == [0, 1, 2]


def test_frozen_columns_never_take_the_whole_screen() -> None:
    layout = numbers(20, frozen=15)
    places = shown(layout, 40)
    assert places[:4] == [0, 1, 2, 3]
    layout.show(19, 40)
    assert shown(layout, 40)[-1] == 19


def test_what_a_recipe_says_of_columns_is_shown() -> None:
    layout = numbers(5, frozen=1)
    names = [column.spec.name for column in layout.columns]
    layout.arrange(ColumnChoice(frozenset(names[1:2]), (names[4], names[0])), 1)
    assert [column.index for column in layout.columns] == [4, 0, 2, 3]
    assert layout.frozen == 1
    assert layout.place_of(names[2], 0) == 2
    assert layout.place_of(names[1], 1) == 1
    layout.arrange(ColumnChoice(frozen=3), 1)
    assert [column.index for column in layout.columns] == [0, 1, 2, 3, 4]
    assert layout.frozen == 3


@pytest.mark.parametrize("frozen", [0, 2])
def test_pages_of_columns_reach_every_column_and_come_back(frozen: int) -> None:
    layout = numbers(100, frozen=frozen)
    seen = set(shown(layout, 50))
    for _ in range(100):
        layout.page(1, 50)
        seen.update(shown(layout, 50))
    assert seen == set(range(100))
    assert layout.page(1, 50) == 99
    for _ in range(100):
        layout.page(-1, 50)
    assert shown(layout, 50)[: frozen + 1] == list(range(frozen + 1))
    assert layout.page(-1, 50) == 0


def test_scrolling_sideways_ends_where_the_last_column_is_whole() -> None:
    layout = numbers(30)
    layout.scroll(1000, 50)
    last = layout.visible(50)[-1]
    assert (last.place, last.whole) == (29, True)
    layout.scroll(-1000, 50)
    assert shown(layout, 50)[0] == 0


@settings(deadline=None)
@given(
    st.integers(1, 120),
    st.lists(st.integers(1, 40), min_size=1, max_size=30),
    st.integers(0, 5),
    st.integers(0, 29),
)
def test_visible_columns_lie_side_by_side(
    width: int, cells: list[int], frozen: int, place: int
) -> None:
    layout = numbers(len(cells), frozen=frozen)
    for index, wanted in enumerate(cells):
        layout.set_width(index, wanted)
    place = min(place, len(cells) - 1)
    layout.show(place, width)
    x = 0
    for each in layout.visible(width):
        assert each.x == x
        x += each.cells
    assert x <= width
    found = [each for each in layout.visible(width) if each.place == place]
    assert found, "the column that was to be shown is not on the screen"
    room = width - sum(c.cells for c in layout.columns[: layout.pinned(width)])
    assert found[0].whole or layout.columns[place].cells > room


def test_names_are_made_safe() -> None:
    layout = layout_of(ColumnSpec("a\x1b]52;c;eA==\x07\u202eb", *NUMBER))
    assert layout.columns[0].title.isprintable()


def test_a_screen_that_becomes_wider_is_filled_from_the_left() -> None:
    layout = numbers(6, frozen=1)
    wide = sum(column.cells for column in layout.columns)
    narrow = 3 * layout.columns[0].cells
    layout.show(5, narrow)
    assert 1 not in shown(layout, narrow)
    layout.fill(wide - 1)
    assert shown(layout, wide - 1) == [0, 2, 3, 4, 5]
    layout.fill(wide)
    assert shown(layout, wide) == list(range(6))
    layout_of().fill(80)
