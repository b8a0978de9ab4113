"""What a row of cells becomes: exact widths, alignment, and one style per run."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from dhconsole.core.marks import Mark
from dhconsole.text.cells import CellClass, FormatSettings, formatter_for
from dhconsole.text.chosen import chosen_formatter
from dhconsole.tui.widgets.grid.cursor import Cursor
from dhconsole.tui.widgets.grid.frame import Geometry, measure
from dhconsole.tui.widgets.grid.layout import Layout
from dhconsole.tui.widgets.grid.paint import KINDS, Look, RowState, header_strip, row_strip
from dhconsole.tui.widgets.grid.picture import Picture
from dhconsole.tui.widgets.grid.texts import RowCells, RowTexts, padded_texts
from tests.tui.grid_host import DOUBLE, INSTANT, LONG, STRING, FakeView, column


def style(colour: int) -> Style:
    return Style(color=f"#{colour:06x}", bgcolor=f"#{colour + 0x800000:06x}")


LOOK = Look(
    *(style(number) for number in range(14)),
    kinds={kind: Style(color=f"#0000{number:02x}") for number, kind in enumerate(KINDS)},
    classes={CellClass.NULL: Style(italic=True), CellClass.NEGATIVE: Style(color="#ff0000")},
    marks={mark: style(100 + mark) for mark in Mark if mark},
)


def drawn(view: FakeView, width: int = 80, frozen: int = 0) -> tuple[Geometry, RowTexts, Layout]:
    """A view formatted for a screen of that width."""
    assert view.spec is not None
    layout = Layout()
    formatters = [
        formatter_for(c.java_type, c.arrow_type, "", FormatSettings()) for c in view.spec.columns
    ]
    layout.set_spec(view.spec, formatters, frozen)
    texts = RowTexts(view, layout)  # type: ignore[arg-type]
    while True:
        geometry = measure(width, 30, view.size, Cursor(), layout)
        version = layout.version
        texts.prepare(range(min(28, view.size)), [each.column for each in geometry.columns])
        if version == layout.version:
            return geometry, texts, layout


def strip_of(
    view: FakeView, row: int, *, width: int = 80, frozen: int = 0, **state: object
) -> Strip:
    geometry, texts, _ = drawn(view, width, frozen)
    return row_strip(
        row, texts.row(row), view.marks(row), geometry, LOOK, RowState()._replace(**state)
    )


BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

NASTY = st.text(
    st.sampled_from(list("ab12 .\t\n\x1b\x07\x9b\u202e\u2066\u200b\u0301日本👩\u200d🔬🇩🇪️[]/\\"))
    | st.characters(),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.none() | NASTY, min_size=3, max_size=3),
    st.lists(st.none() | st.floats(), min_size=3, max_size=3),
    st.integers(6, 90),
    st.integers(0, 2),
    st.sampled_from([None, 0, 1, 2]),
    st.none() | st.tuples(st.integers(0, 2), st.integers(0, 2)),
    st.booleans(),
)
def test_every_strip_has_exactly_the_width(
    strings: list[str | None],
    floats: list[float | None],
    width: int,
    frozen: int,
    cursor: int | None,
    selected: tuple[int, int] | None,
    stale: bool,
) -> None:
    texts = [None if s is None else s.encode("utf-8", "replace").decode() for s in strings]
    view = FakeView(
        column("S" + (texts[0] or ""), STRING, lambda r: texts[r]),
        column("F", DOUBLE, lambda r: floats[r]),
        column("I", LONG, lambda r: (-(2**63) + 1, None, 7)[r]),
        size=3,
    )
    view.put(1, 0, texts[1], Mark.CHANGED)
    view.put(1, 1, floats[1], Mark.UP)
    geometry, formatted, _ = drawn(view, width, frozen)
    state = RowState(True, cursor, True, selected, stale, "┃")
    for row in range(3):
        strip = row_strip(row, formatted.row(row), view.marks(row), geometry, LOOK, state)
        assert not any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in strip.text)
        assert not BIDI & set(strip.text)
        assert sum(cell_len(segment.text) for segment in strip) == width
        assert strip.cell_length == width
    for types in (False, True):
        assert cell_len(header_strip(geometry, LOOK, types=types, cursor=0).text) == width
    single = replace(geometry, header=1)
    assert cell_len(header_strip(single, LOOK, types=False, cursor=0).text) == width
    assert cell_len(row_strip(9, None, {}, geometry, LOOK, state).text) == width


def test_numbers_line_up_by_their_points() -> None:
    values = (1.5, 22.25, -333.125, None, float("nan"), 1e-9, 4.0)
    view = FakeView(column("F", DOUBLE, lambda r: values[r]), size=7)
    texts = [strip_of(view, row).text for row in range(7)]
    points = {text.index(".") for text in texts[:3]}
    assert len(points) == 1
    assert texts[6].index(".") in points


def test_points_still_line_up_when_a_later_row_needs_more_digits() -> None:
    values = {0: 1.5, 1: 2.5}
    view = FakeView(column("F", DOUBLE, lambda r: values[r]), size=2)
    _geometry, texts, layout = drawn(view)
    view.put(1, 0, 2.123456)
    texts.prepare(range(2), layout.columns)
    first, second = texts.row(0), texts.row(1)
    assert first is not None and second is not None
    assert first.texts[0].index(".") == second.texts[0].index(".")


def test_seconds_have_as_many_digits_as_their_neighbours() -> None:
    view = FakeView(column("T", INSTANT, lambda r: (10**18, 10**18 + 500_000_000)[r]), size=2)
    assert "01:46:40.000 " in strip_of(view, 0).text
    assert "01:46:40.500 " in strip_of(view, 1).text


@pytest.mark.parametrize(
    ("format_", "first", "second"),
    [
        ("", "2024-10-27 02:30:00.000+02:00", "2024-10-27 02:30:00.250+01:00"),
        ("day.month.year", "27.10.2024 02:30:00.000+02:00", "27.10.2024 02:30:00.250+01:00"),
        ("iso", "2024-10-27T02:30:00.000+02:00", "2024-10-27T02:30:00.250+01:00"),
        ("weekday", "Sun 2024-10-27 02:30:00.000+02:00", "Sun 2024-10-27 02:30:00.250+01:00"),
        ("date", "2024-10-27", "2024-10-27"),
    ],
)
def test_digits_of_a_second_stand_before_an_offset(format_: str, first: str, second: str) -> None:
    zoned = FormatSettings(zone=ZoneInfo("Europe/Berlin"))
    moment, later = 1_729_989_000 * 10**9, 3600 * 10**9 + 250_000_000
    view = FakeView(column("At", INSTANT, lambda r: moment + r * later), size=2)
    assert view.spec is not None
    layout = Layout()
    layout.set_spec(view.spec, [chosen_formatter(format_, *INSTANT, "", zoned)], 0)
    texts = RowTexts(view, layout)  # type: ignore[arg-type]
    texts.prepare(range(2), layout.columns)
    shown = [cells.plain[0] for row in range(2) if (cells := texts.row(row)) is not None]
    assert shown == [first, second]


def test_null_empty_unknown_and_nan_differ() -> None:
    view = FakeView(
        column("S", STRING, lambda r: (None, "", "·", "∅")[r]),
        column("F", DOUBLE, lambda r: (None, float("nan"), float("inf"), 0.0)[r]),
        size=4,
    )
    texts = [strip_of(view, row).text for row in range(4)]
    assert "∅" in texts[0] and '""' in texts[1]
    assert '"∅"' in texts[3], "a string that reads like null is no null"
    assert "NaN" in texts[1] and "∞" in texts[2]
    view.here = range(3)
    assert strip_of(view, 3).text.count("·") == 2


def test_a_column_that_has_not_come_is_unknown_and_asked_again() -> None:
    view = FakeView(column("A", LONG, lambda r: r), column("B", LONG, lambda r: None), size=2)
    view.columns_here = {0}
    _geometry, texts, layout = drawn(view)
    cells = texts.row(1)
    assert cells is not None and not cells.whole
    assert cells.classes == (CellClass.VALUE, CellClass.UNKNOWN)
    view.columns_here = None
    texts.prepare(range(2), layout.columns)
    cells = texts.row(1)
    assert cells is not None and cells.classes == (CellClass.VALUE, CellClass.NULL)


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("12345", CellClass.VALUE, " #### "),
        ("-1234", CellClass.NEGATIVE, " #### "),
        ("1234", CellClass.VALUE, " 1234 "),
        ("1.5 ", CellClass.VALUE, " 1.5  "),
        ("12.5   ", CellClass.VALUE, " 12.5 "),
        ("∅", CellClass.NULL, "    ∅ "),
    ],
)
def test_a_number_that_does_not_fit_is_never_shown_in_part(
    text: str, kind: CellClass, shown: str
) -> None:
    layout = drawn(FakeView(column("N", LONG, lambda r: 1), size=1))[2]
    layout.set_width(0, 4)
    assert padded_texts(layout.columns[0], [text], [kind]) == [shown]


def test_only_what_is_cut_is_marked_as_cut() -> None:
    words = ("short", "a text that is much too long for the place that is left")
    view = FakeView(column("N", LONG, lambda r: r), column("S", STRING, lambda r: words[r]), size=2)
    assert "…" not in strip_of(view, 0, width=30).text
    assert strip_of(view, 1, width=30).text.rstrip(" ").endswith("…")
    geometry = drawn(view, 30)[0]
    assert "…" not in header_strip(geometry, LOOK, types=False, cursor=0).text


def test_neighbours_of_one_style_are_one_segment() -> None:
    view = FakeView(*(column(f"C{i}", LONG, lambda r: 5) for i in range(8)), size=2)
    assert len(list(strip_of(view, 0))) == 4, "number, cells, rest, bar"
    assert len(list(strip_of(view, 0, selected=(2, 4)))) == 6


def test_marks_are_signs_as_well_as_colours() -> None:
    view = FakeView(*(column(f"C{i}", LONG, lambda r: 5) for i in range(3)), size=3)
    view.put(0, 0, 6, Mark.UP)
    view.put(0, 1, 4, Mark.DOWN)
    view.put(0, 2, None, Mark.CHANGED)
    text = strip_of(view, 0).text
    assert [text.count(sign) for sign in "▲▼•"] == [1, 1, 1]
    view.become(view.state)
    assert "▲" not in strip_of(view, 0, stale=True).text


@pytest.mark.parametrize("cursor", [None, 2])
def test_selected_cells_of_a_stale_table_look_stale_too(cursor: int | None) -> None:
    view = FakeView(*(column(f"C{i}", LONG, lambda r: 5) for i in range(4)), size=1)
    for stale in (False, True):
        strip = strip_of(view, 0, cursor=cursor, selected=(1, 2), stale=stale)
        chosen = [each.style for each in strip if each.style and "5" in each.text]
        chosen = [each for each in chosen if each.bgcolor == LOOK.selection.bgcolor]
        assert len(chosen) == (1 if cursor is None else 2)
        assert all(bool(each.italic) is stale for each in chosen)


def test_a_new_row_has_one_sign_beside_its_number() -> None:
    view = FakeView(*(column(f"C{i}", LONG, lambda r: 5) for i in range(3)), size=3)
    for index in range(3):
        view.put(1, index, 5, Mark.ADDED)
    text = strip_of(view, 1).text
    assert text.startswith("  2+")
    assert text.count("+") == 1


def test_the_header_says_what_is_off_the_screen() -> None:
    view = FakeView(*(column(f"C{i}", LONG, lambda r: 5) for i in range(30)), size=3)
    _, _, layout = drawn(view)
    start = measure(40, 30, 3, Cursor(), layout)
    assert (start.before, start.after) == (False, True)
    assert header_strip(start, LOOK, types=False, cursor=0).text.endswith("›")
    layout.show(29, start.columns_width)
    end = measure(40, 30, 3, Cursor(), layout)
    assert (end.before, end.after) == (True, False)
    assert "‹" in header_strip(end, LOOK, types=False, cursor=0).text


def test_a_header_of_one_line_still_names_the_zone() -> None:
    view = FakeView(
        column("Timestamp", INSTANT, lambda r: 10**18),
        column("When", INSTANT, lambda r: 10**18),
        column("Count", LONG, lambda r: 10**18),
        size=3,
    )
    _, _, layout = drawn(view)
    text = header_strip(measure(90, 6, 3, Cursor(), layout), LOOK, types=False, cursor=0).text
    assert "Timestamp UTC  " in text
    assert "When Instant UTC  " in text
    assert "long Count" in text


def test_key_columns_have_a_sign() -> None:
    view = FakeView(column("K", LONG, lambda r: 1, is_key=True), size=1)
    assert "K*" in header_strip(drawn(view)[0], LOOK, types=False, cursor=0).text


def test_styles_go_through_what_the_terminal_can_do_once() -> None:
    asked: list[Style] = []

    def grey(meant: Style) -> Style:
        asked.append(meant)
        return Style(color="#808080")

    look = replace(LOOK, final=grey, finals={})
    cells = RowCells(1)
    cells.texts, cells.classes = (), ()
    geometry = measure(40, 30, 3, Cursor(), Layout())
    for _ in range(2):
        strip = row_strip(0, cells, {}, geometry, look, RowState())
    assert {segment.style for segment in strip} == {Style(color="#808080")}
    assert len(asked) == len({id(each) for each in asked})


def test_a_followed_table_is_drawn_where_its_rows_are() -> None:
    """What is sent puts the screen right also when the rows move under the lines."""
    view = FakeView(column("A", LONG, lambda row: row), column("B", STRING, str), size=40)
    cursor, layout = Cursor(), Layout()
    assert view.spec is not None
    layout.set_spec(
        view.spec,
        [formatter_for(c.java_type, c.arrow_type, "", FormatSettings()) for c in view.spec.columns],
        0,
    )
    picture = Picture(view, cursor, layout)  # type: ignore[arg-type]
    picture.extent = (60, 12)

    def lines() -> list[str]:
        return [picture.line(y, LOOK).text for y in range(picture.drawn.header, 12)]

    def send() -> None:
        page = range(cursor.top, cursor.top + picture.prepare().page)
        for region, strip in picture.changes(page, LOOK):
            at = region.y - picture.drawn.header
            shown[at] = shown[at][: region.x] + strip.text + shown[at][region.right :]

    picture.prepare()
    shown = lines()
    for size in (41, 43, 60, 58):
        view.resize(size)
        cursor.to_end(size=size, page=picture.drawn.page)
        view.put(size - 3, 0, 7 * size)
        send()
        assert shown == lines(), size
        view.put(size - 2, 0, 9 * size)
        send()
        assert shown == lines(), size
