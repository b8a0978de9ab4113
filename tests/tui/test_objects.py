"""The objects pane: what it lists, where the cursor stays, what it asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from dhconsole.client.ticket import ApplicationTicket, ScopeTicket
from dhconsole.client.values import FieldInfo
from dhconsole.core.values import CatalogEntry
from dhconsole.text.safe import is_safe
from dhconsole.text.width import cell_width
from dhconsole.tui.widgets.matching import Rank, matcher
from dhconsole.tui.widgets.object_list import ObjectList
from dhconsole.tui.widgets.objects import ObjectsPane
from dhconsole.tui.widgets.objects_model import (
    GLYPHS,
    HIDDEN_GROUP,
    MARK_SECONDS,
    Kind,
    Mark,
    ObjectsModel,
    compact_count,
    describe,
    kind_of,
)
from dhconsole.tui.widgets.query_line import PlainInput
from tests.tui.widget_host import Host, screen_lines, screen_text, until


def entry(name: str, type_: str = "Table", app: str = "scope", **known: object) -> CatalogEntry:
    ticket = (
        ScopeTicket.scope_ticket(name)
        if app == "scope"
        else ApplicationTicket.app_ticket(app, name)
    )
    field = FieldInfo(name, type_, ticket, app, "" if app == "scope" else app.title())
    return CatalogEntry(field, **known)  # type: ignore[arg-type]


SOME = (
    entry("agg_by_sym", rows=503, ticking=True, columns=7),
    entry("billions", rows=1_000_000_000, ticking=False),
    entry("broken", problem="No such column Px2"),
    entry("chart", "deephaven.plot.figure.Figure"),
    entry("quotes", rows=1_204_331, ticking=True),
    entry("trades", rows=12, ticking=True),
    entry("_tmp", rows=3, ticking=False),
    entry("trades", app="demo", rows=99, ticking=True),
)


def names(model: ObjectsModel) -> list[str]:
    return [
        row.title if row.index < 0 else model.entries[row.index].field.name for row in model.rows
    ]


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


# -- matching ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "name", "rank", "positions"),
    [
        ("trades", "Trades", Rank.WHOLE, (0, 1, 2, 3, 4, 5)),
        ("tra", "trades", Rank.START, (0, 1, 2)),
        ("sym", "agg_by_sym", Rank.WORD, (7, 8, 9)),
        ("Day", "tradesByDay", Rank.WORD, (8, 9, 10)),
        ("ade", "trades", Rank.INSIDE, (2, 3, 4)),
        ("tq", "trades_quotes", Rank.INITIALS, (0, 7)),
        ("trqu", "trades_quotes", Rank.INITIALS, (0, 1, 7, 8)),
        ("tbd", "tradesByDay", Rank.INITIALS, (0, 6, 8)),
    ],
)
def test_a_name_fits_a_query(query: str, name: str, rank: Rank, positions: tuple[int, ...]) -> None:
    match = matcher(query)(name)
    assert match is not None
    assert (match.rank, match.positions) == (rank, positions)


@pytest.mark.parametrize(("query", "name"), [("tx", "trades"), ("tds", "trades"), ("a" * 9, "a")])
def test_a_name_does_not_fit(query: str, name: str) -> None:
    assert matcher(query)(name) is None


def test_matching_a_hostile_name_is_bounded() -> None:
    assert matcher("a" * 20 + "b")("a_" * 150) is None


# -- the model ---------------------------------------------------------------------------


def test_groups_follow_the_catalogue_and_hidden_names_come_last_and_folded() -> None:
    model = ObjectsModel()
    model.set_entries(SOME, 0.0, complete=True)
    assert names(model) == [
        *("scope", "agg_by_sym", "billions", "broken", "chart", "quotes", "trades"),
        *("Demo", "trades", "hidden"),
    ]
    assert model.rows[-1].folded
    assert model.rows[-1].count == 1
    model.fold(HIDDEN_GROUP, False)
    assert names(model)[-1] == "_tmp"


def test_a_filter_finds_hidden_names_too_and_the_best_first() -> None:
    model = ObjectsModel()
    model.set_entries((*SOME, entry("extra_tra")), 0.0, complete=True)
    model.set_filter("tra")
    assert names(model) == ["scope", "trades", "extra_tra", "Demo", "trades"]
    model.set_filter("tmp")
    assert names(model) == ["hidden", "_tmp"]


def test_a_change_of_sizes_names_only_the_rows_concerned() -> None:
    model = ObjectsModel()
    many = [entry(f"t{number:04}", rows=number, ticking=True) for number in range(5_000)]
    assert model.set_entries(many, 0.0, complete=True) is None
    changed = list(many)
    changed[7] = entry("t0007", rows=8_000, ticking=True)
    assert model.set_entries(changed, 0.0, complete=True) == {8}
    assert model.set_entries(list(changed), 0.0, complete=True) == set()


def test_an_object_in_the_place_of_another_is_not_a_change_of_size() -> None:
    model = ObjectsModel()
    model.set_entries(SOME[:2], 0.0, complete=True)
    assert model.set_entries((SOME[0], entry("other")), 0.0, complete=True) is None
    assert names(model) == ["scope", "agg_by_sym", "other"]


def test_marks_come_with_news_and_fade() -> None:
    model = ObjectsModel()
    model.set_entries(SOME[:1], 0.0, complete=True)
    assert model.mark(SOME[0]) is None, "what was there before we came is no news"
    new = entry("fresh", is_new=True, changed_at=1.0)
    again = entry("agg_by_sym", rows=1, is_new=True, changed_at=2.0)
    model.set_entries((again, new), 2.0, complete=True)
    assert (model.mark(new), model.mark(again)) == (Mark.NEW, Mark.CHANGED)
    assert model.next_fade(2.0) == MARK_SECONDS
    assert model.fade(2.0 + MARK_SECONDS) == {1, 2}
    assert model.mark(new) is None
    assert model.next_fade(50.0) is None


def test_kinds_are_told_apart_without_colour() -> None:
    assert len(set(GLYPHS.values())) == len(GLYPHS) == len(Kind)
    assert {cell_width(glyph) for glyph in GLYPHS.values()} == {1}
    assert kind_of(entry("t", ticking=True, input_table=True)) is Kind.INPUT
    assert kind_of(entry("t", ticking=True, blink=True)) is Kind.BLINK
    assert kind_of(entry("t", "PartitionedTable")) is Kind.PARTITIONED
    assert kind_of(entry("t", "HierarchicalTable")) is Kind.HIERARCHICAL
    assert kind_of(entry("t", "pandas.DataFrame")) is Kind.FRAME
    assert kind_of(entry("t", "deephaven.plot.figure.Figure")) is Kind.FIGURE
    assert kind_of(entry("t", "deephaven.ui.Element")) is Kind.OTHER


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (12_345, "12k"),
        (999_999, "999k"),
        (1_204_331, "1.2M"),
        (15_900_000, "15.9M"),
        (999_999_999, "999M"),
        (1_000_000_000, "1.0B"),
        (2**62, "5e18"),
    ],
)
def test_counts_in_few_cells(count: int, text: str) -> None:
    assert compact_count(count) == text
    assert len(text) <= 5


def test_a_failed_table_is_described_by_its_reason() -> None:
    assert describe(SOME[2]) == "No such column Px2"
    assert describe(SOME[0]) == "ticking, 503 rows × 7"


# -- the pane ----------------------------------------------------------------------------


async def filled(pilot: Pilot[None], pane: ObjectsPane, *more: CatalogEntry) -> None:
    pane.set_entries((*SOME, *more), complete=True)
    pane.focus()
    await until(pilot, lambda: "agg_by_sym" in screen_text(pilot.app))


@pytest.mark.parametrize("width", [20, 28, 42])
async def test_what_the_list_shows(width: int) -> None:
    pane = ObjectsPane()
    async with Host(pane).run_test(size=(width, 20)) as pilot:
        await filled(pilot, pane)
        text = screen_text(pilot.app)
        assert all(cell_width(line) <= width for line in screen_lines(pilot.app))
        assert ("1,204,331" if width > 40 else "1.2M") in text
        assert "▦ agg_by_sym" in text
        assert "▤ billions" in text
        assert "✗ broken No s" in text
        assert "▸ hidden" in text


async def test_counts_are_not_hidden_by_the_scroll_bar() -> None:
    pane = ObjectsPane()
    many = [entry(f"t{number:03}", rows=number + 5_000, ticking=True) for number in range(200)]
    async with Host(pane).run_test(size=(26, 20)) as pilot:
        pane.set_entries(many)
        await until(pilot, lambda: "5,003" in screen_text(pilot.app))
        line = next(text for text in screen_lines(pilot.app) if "t003" in text)
        assert line.index("5,003") + len("5,003") < len(line) - 1


async def test_opening_peeking_and_copying() -> None:
    pane = ObjectsPane()
    app = Host(pane)
    async with app.run_test(size=(30, 20)) as pilot:
        await filled(pilot, pane)
        assert pane.selected is SOME[0]
        await pilot.press("enter", "down", "space", "y")
        assert [each.entry for each in app.heard_of(ObjectsPane.OpenRequested)] == [SOME[0]]
        assert [each.entry for each in app.heard_of(ObjectsPane.PeekRequested)] == [SOME[1]]
        assert [each.text for each in app.heard_of(ObjectsPane.CopyRequested)] == ["billions"]
        assert app.heard_of(ObjectsPane.CursorChanged)[-1].entry is SOME[1]


async def test_enter_on_a_group_folds_it() -> None:
    pane = ObjectsPane()
    async with Host(pane).run_test(size=(30, 20)) as pilot:
        await filled(pilot, pane)
        await pilot.press("home", "enter")
        await until(pilot, lambda: "agg_by_sym" not in screen_text(pilot.app))
        assert "▸ scope" in screen_text(pilot.app)
        await pilot.press("right")
        await until(pilot, lambda: "agg_by_sym" in screen_text(pilot.app))
        await pilot.press("down", "down", "left")
        await until(pilot, lambda: "agg_by_sym" not in screen_text(pilot.app))
        assert pane.selected is None, "the cursor went to the group"


async def test_the_cursor_stays_on_its_object_and_line() -> None:
    pane = ObjectsPane()
    many = [entry(f"t{number:03}", rows=1, ticking=True) for number in range(200)]
    async with Host(pane).run_test(size=(30, 20)) as pilot:
        pane.set_entries(many)
        pane.focus()
        await until(pilot, lambda: "t000" in screen_text(pilot.app))
        for _ in range(10):
            await pilot.press("pagedown")
        chosen = pane.selected
        assert chosen is not None
        line = next(
            at for at, text in enumerate(screen_lines(pilot.app)) if chosen.field.name in text
        )
        more = [entry(f"a{number}", rows=1, ticking=True) for number in range(9)]
        pane.set_entries([*more, *many])
        await pilot.pause()
        assert pane.selected is chosen
        assert chosen.field.name in screen_lines(pilot.app)[line]
        pane.set_entries([each for each in many if each is not chosen])
        await pilot.pause()
        assert pane.selected is not None


async def test_filtering_as_you_type() -> None:
    pane = ObjectsPane()
    app = Host(pane)
    async with app.run_test(size=(34, 20)) as pilot:
        await filled(pilot, pane)
        await pilot.press("slash", *"quo")
        await until(pilot, lambda: "1 of 8" in screen_text(app))
        assert "agg_by_sym" not in screen_text(app)
        await pilot.press("enter")
        opened = app.heard_of(ObjectsPane.OpenRequested)
        assert [each.entry for each in opened] == [SOME[4]], "the only one left opens at once"
        await pilot.press("escape")
        await until(pilot, lambda: "agg_by_sym" in screen_text(app))
        assert pane.selected is SOME[4], "and keeps the cursor when all are shown again"
        assert not pane.back(), "there is nothing left to leave"


async def test_the_filter_is_left_by_escape_while_typing_and_moves_the_cursor() -> None:
    pane = ObjectsPane()
    app = Host(pane)
    async with app.run_test(size=(34, 20)) as pilot:
        await filled(pilot, pane)
        await pilot.press("slash", *"trades")
        await until(pilot, lambda: "2 of 8" in screen_text(app))
        assert isinstance(app.focused, PlainInput)
        await pilot.press("down")
        assert pane.selected is not None
        assert pane.selected.field.application_id == "demo"
        await pilot.press(*"xyz")
        await until(pilot, lambda: "no name fits “tradesxyz”" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "agg_by_sym" in screen_text(app))
        assert not isinstance(app.focused, PlainInput)


async def test_marks_are_shown_and_fade() -> None:
    clock = Clock()
    pane = ObjectsPane(clock=clock)
    async with Host(pane).run_test(size=(30, 20)) as pilot:
        await filled(pilot, pane)
        pane.set_entries((*SOME, entry("zebra", is_new=True, changed_at=1.0)))
        await until(pilot, lambda: "●▢ zebra" in screen_text(pilot.app))
        clock.now += MARK_SECONDS
        pane.fade()
        await until(pilot, lambda: " ▢ zebra" in screen_text(pilot.app))


async def test_tables_that_come_on_the_screen_are_measured() -> None:
    """Once each: of thousands of tables only those are looked at that somebody sees."""
    pane = ObjectsPane()
    many = [entry(f"t{n:04}") for n in range(3000)]
    async with Host(pane).run_test(size=(30, 20)) as pilot:
        pane.set_entries(many)
        pane.focus()
        await until(pilot, lambda: "t0005" in screen_text(pilot.app))
        pane.action_last()
        await until(pilot, lambda: "t2999" in screen_text(pilot.app))
        app = pilot.app
        assert isinstance(app, Host)
        last, rows = many[-1].field.key, pane.query_one(ObjectList)
        await until(pilot, lambda: bool(app.heard_of(pane.Watched)) and last in rows.unmeasured())
        assert many[1500].field.key not in rows.unmeasured()
        pane.set_entries([replace(each, rows=5, ticking=False) for each in many])
        assert rows.unmeasured() == ()
        before = len(app.heard_of(pane.Watched))
        pane.set_entries([replace(each, rows=6, ticking=False) for each in many])
        await until(pilot, lambda: " 6" in screen_text(pilot.app))
        assert len(app.heard_of(pane.Watched)) == before


async def test_the_pane_says_when_it_is_stale_or_empty() -> None:
    pane = ObjectsPane()
    async with Host(pane).run_test(size=(36, 12)) as pilot:
        await until(pilot, lambda: "connecting…" in screen_text(pilot.app))
        pane.set_entries((), complete=True)
        await until(pilot, lambda: "no objects yet" in screen_text(pilot.app))
        pane.set_entries(SOME, complete=True, stale=True)
        await until(pilot, lambda: "stale: as last seen" in screen_text(pilot.app))
        assert "agg_by_sym" in screen_text(pilot.app)
        pane.set_entries(SOME, complete=True, stale=False)
        await until(pilot, lambda: "stale" not in screen_text(pilot.app))
        pane.set_entries((), complete=False, stale=True)
        await until(pilot, lambda: "not connected" in screen_text(pilot.app))


async def test_nothing_that_a_server_says_acts_on_the_terminal() -> None:
    evil = "a\x1b]52;c;aGk=\x07\u202e[red]\r\n"
    ticket = ScopeTicket.scope_ticket("evil")
    field = FieldInfo(evil, "T\x1b[2J", ticket, "app\x1b[31m", "A\x9b\x07")
    bad = entry("bad", problem=evil)
    pane = ObjectsPane()
    async with Host(pane).run_test(size=(60, 12)) as pilot:
        pane.set_entries((CatalogEntry(field), bad))
        pane.focus()
        await until(pilot, lambda: "[red]" in screen_text(pilot.app))
        await pilot.press("down", "down")
        await pilot.pause()
        assert all(is_safe(line) for line in screen_lines(pilot.app))


async def test_a_click_moves_the_cursor_and_a_second_one_opens() -> None:
    pane = ObjectsPane()
    app = Host(pane)
    async with app.run_test(size=(34, 20)) as pilot:
        await filled(pilot, pane)
        line = next(at for at, text in enumerate(screen_lines(app)) if "quotes" in text)
        await pilot.click(offset=(8, line))
        assert pane.selected is SOME[4]
        assert not app.heard_of(ObjectsPane.OpenRequested)
        await pilot.click(offset=(8, line), times=2)
        assert [each.entry for each in app.heard_of(ObjectsPane.OpenRequested)] == [SOME[4]]
