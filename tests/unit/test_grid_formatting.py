"""Colours and patterns that came with a table."""

from collections.abc import Mapping

import pyarrow as pa
import pytest
from rich.color import Color
from rich.style import Style

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.text.cells import formatter_for
from dhconsole.tui.widgets.grid.formatting import coloured, colours, patterned
from dhconsole.tui.widgets.grid.layout import Layout

RED_BELOW_GREY = 0x01FF0000_01E0E0E0
YELLOW = 0x01FFEE22_00000000
NAVY = 0x01112233_00000000
BLUE_TEXT = 0x00000000_0144AAFF


class View:
    """What of a view the colours are read from."""

    def __init__(self, columns: Mapping[int, pa.Array]) -> None:
        self._columns = columns

    def values(self, column: int, first: int, count: int) -> pa.Array | None:
        found = self._columns.get(column)
        return None if found is None else found.slice(first, count)


def layout() -> Layout:
    spec = TableSpec(
        (
            ColumnSpec("A", "int", pa.int32(), style_column="AS"),
            ColumnSpec("AS", "long", pa.int64(), is_style=True),
            ColumnSpec("B", "int", pa.int32()),
            ColumnSpec("RS", "long", pa.int64(), is_style=True, is_row_style=True),
        )
    )
    made = Layout()
    formatters = [formatter_for(c.java_type, c.arrow_type, "") for c in spec.columns]
    made.set_spec(spec, formatters, 0)
    return made


def test_the_colours_of_a_cell_are_over_those_of_its_row() -> None:
    grid = layout()
    cells = pa.array([0, YELLOW, BLUE_TEXT, None], pa.int64())
    rows = pa.array([0, RED_BELOW_GREY, RED_BELOW_GREY, 0], pa.int64())
    found, here = colours(View({1: cells, 3: rows}), grid.columns, grid.row_colours, 0, 4)  # type: ignore[arg-type]
    assert here
    assert found == [
        (),
        (YELLOW, RED_BELOW_GREY),
        (0x01FF0000_0144AAFF, RED_BELOW_GREY),
        (),
    ]
    found, here = colours(View({1: cells}), grid.columns, grid.row_colours, 0, 4)  # type: ignore[arg-type]
    assert not here
    assert found[1] == (YELLOW, 0)


def test_what_carries_formatting_is_asked_for_with_its_columns() -> None:
    grid = layout()
    assert [column.title for column in grid.columns] == ["A", "B"]
    assert grid.with_formatting(grid.columns) == [0, 1, 2, 3]
    assert grid.with_formatting(grid.columns[1:]) == [2, 3]


@pytest.mark.parametrize(
    ("given", "text", "ground"),
    [
        (RED_BELOW_GREY, (0xE0, 0xE0, 0xE0), (255, 0, 0)),
        (YELLOW, (0, 0, 0), (0xFF, 0xEE, 0x22)),
        (NAVY, (255, 255, 255), (0x11, 0x22, 0x33)),
        (BLUE_TEXT, (0x44, 0xAA, 0xFF), (9, 9, 9)),
    ],
)
def test_a_ground_without_a_text_gets_a_readable_one(
    given: int, text: tuple[int, int, int], ground: tuple[int, int, int]
) -> None:
    plain = Style(color=Color.from_rgb(1, 1, 1), bgcolor=Color.from_rgb(9, 9, 9), bold=True)
    style = coloured(plain, given)
    assert style.color == Color.from_rgb(*text)
    assert style.bgcolor == Color.from_rgb(*ground)
    assert style.bold


def test_only_values_and_patterns_that_are_understood_change() -> None:
    values = pa.array([0.5, -1.25, None, 3.0, 4.0])
    formatter = formatter_for("double", values.type, "")
    texts, classes = formatter.format(values)
    patterns = pa.array(["0.0%", "$0.00", "0.0", None, "\x1b[2J"])
    found = patterned(formatter, values, patterns, texts, classes)
    assert found == ["50.0%", "-$1.25", texts[2], texts[3], texts[4]]
    evil = patterned(
        formatter, values[:1], pa.array(["0'\x1b]52;c;x\x07'"]), texts[:1], classes[:1]
    )
    assert "\x1b" not in evil[0]


def test_numbers_beyond_all_patterns_stay_as_they_are() -> None:
    from decimal import Decimal

    values = pa.array([Decimal("1E+30")], pa.decimal256(40, 0))
    formatter = formatter_for("java.math.BigDecimal", values.type, "")
    texts, classes = formatter.format(values)
    shown = patterned(formatter, values, pa.array(["0.0"]), texts, classes)
    assert shown == ["1" + "0" * 30 + ".0"]


def test_instants_stand_in_the_zone_of_the_grid() -> None:
    values = pa.array([1_767_323_045_123_456_789], pa.int64()).cast(pa.timestamp("ns", "UTC"))
    formatter = formatter_for("java.time.Instant", values.type, "")
    texts, classes = formatter.format(values)
    found = patterned(formatter, values, pa.array(["dd.MM.yyyy HH:mm"]), texts, classes)
    assert found == ["02.01.2026 03:04"]
