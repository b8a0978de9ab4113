"""Completion in the code pane: what opens the list, what the keys do, what is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dhconsole.core.buffers import BufferStore
from dhconsole.core.completion.help import Description, Signature
from dhconsole.core.completion.names import Name, NameKind, Names
from dhconsole.tui.widgets.code.popup import label_parts, place_list
from tests.tui.code_host import PaneApp, app_of, running, screen_text, type_keys, until

LABEL = "where(filters: str, other: int = 1) -> Table"


class Known:
    """Stands for the core: methods behind a point, columns inside of quotes."""

    def __init__(self) -> None:
        self.methods = ("where", "where_in", "update", "hostile\x1b[31m")
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked: list[str] = []
        self.told: list[tuple[str, str]] = []

    def in_query(self, code: str, cursor: int) -> bool:
        return code[:cursor].count('"') % 2 == 1

    async def complete(self, code: str, cursor: int) -> AsyncGenerator[Names]:
        self.asked.append(code[:cursor])
        start = cursor
        while start and (code[start - 1].isalnum() or code[start - 1] == "_"):
            start -= 1
        word = code[start:cursor]
        if self.in_query(code, cursor):
            yield Names(start, cursor, self._fitting(word, ("Price", "Size"), NameKind.COLUMN))
        elif code[start - 1 : start] == ".":
            yield Names(start, cursor)
            await self.gate.wait()
            yield Names(start, cursor, self._fitting(word, self.methods, NameKind.FUNCTION))
        else:
            yield Names(start, cursor, self._fitting(word, ("trades",), NameKind.TABLE))

    def _fitting(self, word: str, names: Iterable[str], kind: NameKind) -> tuple[Name, ...]:
        return tuple(Name(each, kind, "a detail") for each in names if each.startswith(word))

    async def signature(self, code: str, cursor: int) -> Signature | None:
        before = code[:cursor]
        if before.count("(") == before.count(")"):
            return None
        return Signature(LABEL, ((6, 18), (20, 34)), min(before.count(","), 1))

    async def describe(self, code: str, cursor: int) -> Description | None:
        return Description("trades", "Table", facts=(("rows", "3"),)) if code else None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BufferStore]:
    store = BufferStore(tmp_path / "state")
    assert store.start() == []
    yield store
    store.close()


def known_in(pilot: Pilot[None]) -> tuple[PaneApp, Known]:
    app, known = app_of(pilot), Known()
    app.pane.completing.use(known, lambda *told: known.told.append(told))  # type: ignore[arg-type]
    return app, known


def listed(app: PaneApp) -> list[str]:
    """The names in the list on the screen; none while there is no list."""
    shown = app.pane.completing.popup
    if not shown.is_open:
        return []
    return [shown.render_line(y).text.split()[1] for y in range(shown.size.height)]


def signature(app: PaneApp) -> str:
    """The signature on the screen."""
    line = app.pane.completing.line
    return line.render_line(0).text.strip() if line.is_open else ""


async def test_a_point_opens_the_list_and_typing_narrows_it(store: BufferStore) -> None:
    async with running(store) as pilot:
        app, _ = known_in(pilot)
        await type_keys(pilot, *"trades.")
        await until(pilot, lambda: listed(app) == ["where", "where_in", "update"])
        await type_keys(pilot, "w")
        await until(pilot, lambda: listed(app) == ["where", "where_in"])
        # What hides an escape sequence is no name at all.
        assert "hostile" not in screen_text(pilot)
        await type_keys(pilot, "backspace")
        await until(pilot, lambda: len(listed(app)) == 3)
        await type_keys(pilot, "tab")
        assert app.area.text == "trades.where"
        assert listed(app) == []
        # With nothing offered Tab is the editor's own, and Enter a line end.
        await type_keys(pilot, "tab", "enter")
        assert app.area.text.startswith("trades.where ")
        assert app.area.text.endswith("\n")
        await type_keys(pilot, "ctrl+z", "ctrl+z", "ctrl+z")
        assert app.area.text == "trades."


async def test_enter_takes_a_name_only_from_a_list_that_was_entered(store: BufferStore) -> None:
    async with running(store) as pilot:
        app, _ = known_in(pilot)
        await type_keys(pilot, *"t.w")
        await until(pilot, lambda: listed(app) == ["where", "where_in"])
        await type_keys(pilot, "enter")
        assert app.area.text == "t.w\n"
        await until(pilot, lambda: listed(app) == [])
        await type_keys(pilot, *"t.w")
        await until(pilot, lambda: listed(app) == ["where", "where_in"])
        await type_keys(pilot, "down", "enter")
        assert app.area.text == "t.w\nt.where_in"


async def test_what_closes_the_list(store: BufferStore) -> None:
    async with running(store) as pilot:
        app, _ = known_in(pilot)
        for closing in ("escape", "left", " ", "home", "ctrl+n"):
            await type_keys(pilot, "end", *"t.")
            await until(pilot, lambda: len(listed(app)) == 3)
            await type_keys(pilot, closing)
            await until(pilot, lambda: listed(app) == [])


async def test_columns_open_by_themselves_inside_of_quotes_and_names_on_demand(
    store: BufferStore,
) -> None:
    async with running(store) as pilot:
        app, _ = known_in(pilot)
        await type_keys(pilot, *'where("P')
        await until(pilot, lambda: listed(app) == ["Price"])
        await type_keys(pilot, "tab", *'") tr')
        assert app.area.text == 'where("Price") tr'
        assert listed(app) == []
        await type_keys(pilot, "ctrl+@")
        await until(pilot, lambda: listed(app) == ["trades"])
        await type_keys(pilot, "tab")
        assert app.area.text == 'where("Price") trades'


async def test_an_answer_to_an_earlier_key_is_dropped_and_no_key_waits(store: BufferStore) -> None:
    async with running(store) as pilot:
        app, known = known_in(pilot)
        known.gate.clear()
        await type_keys(pilot, *"t.")
        await until(pilot, lambda: known.asked == ["t."])
        await type_keys(pilot, *"wh = 1")
        assert app.area.text == "t.wh = 1"
        known.gate.set()
        await pilot.pause()
        assert listed(app) == []


async def test_a_late_answer_is_for_what_has_been_typed_meanwhile(store: BufferStore) -> None:
    async with running(store) as pilot:
        app, known = known_in(pilot)
        known.gate.clear()
        await type_keys(pilot, *"t.wh")
        assert listed(app) == []
        known.gate.set()
        await until(pilot, lambda: listed(app) == ["where", "where_in"])
        await type_keys(pilot, *"x", "backspace", *"ere_")
        await until(pilot, lambda: listed(app) == ["where_in"])


async def test_text_that_is_pasted_opens_nothing(store: BufferStore) -> None:
    async with running(store) as pilot:
        app, known = known_in(pilot)
        await type_keys(pilot, "t")
        app.area.paste(".")
        await pilot.pause()
        assert known.asked == []
        assert listed(app) == []


async def test_the_signature_shows_the_argument_that_is_typed(store: BufferStore) -> None:
    async with running(store) as pilot:
        app, _ = known_in(pilot)
        await type_keys(pilot, *"where(")
        await until(pilot, lambda: signature(app) == LABEL)
        line = app.pane.completing.line
        bold = [s.text for s in line.render_line(0) if s.style and s.style.bold]
        assert bold == ["filters: str"]
        await type_keys(pilot, *"1,")
        await until(
            pilot,
            lambda: (
                [s.text for s in line.render_line(0) if s.style and s.style.bold]
                == ["other: int = 1"]
            ),
        )
        await type_keys(pilot, ")")
        await until(pilot, lambda: signature(app) == "")
        await type_keys(pilot, "left")
        assert signature(app) == ""


async def test_what_a_name_is(store: BufferStore) -> None:
    async with running(store, "trades") as pilot:
        app, known = known_in(pilot)
        app.pane.completing.describe()
        await until(pilot, lambda: known.told == [("trades", "Table\n\nrows: 3")])


async def test_what_was_asked_before_the_server_answers_is_told_then(store: BufferStore) -> None:
    async with running(store, "trades") as pilot:
        app_of(pilot).pane.completing.describe()
        _, known = known_in(pilot)
        await until(pilot, lambda: known.told == [("trades", "Table\n\nrows: 3")])


async def test_names_asked_for_before_the_server_answers_are_offered_then(
    store: BufferStore,
) -> None:
    async with running(store) as pilot:
        await type_keys(pilot, *"t.", "ctrl+space")
        app, _ = known_in(pilot)
        await until(pilot, lambda: listed(app)[:1] == ["where"])


async def test_without_a_server_nothing_is_offered(store: BufferStore) -> None:
    async with running(store) as pilot:
        app = app_of(pilot)
        await type_keys(pilot, *"t.", "ctrl+space", "tab", "alt+h")
        await until(pilot, lambda: app.said)
        assert app.area.text.startswith("t. ")
        assert listed(app) == []


@pytest.mark.parametrize(
    ("row", "wanted", "placed"),
    [
        (5, 4, (6, 4)),
        (20, 4, (16, 4)),
        (20, 30, (1, 19)),
        (12, 30, (1, 11)),
        (11, 30, (12, 11)),
        (21, 8, (13, 8)),
    ],
)
def test_where_the_list_stands(row: int, wanted: int, placed: tuple[int, int]) -> None:
    assert place_list(row, wanted, 1, 23) == placed


def test_the_argument_stays_in_sight_of_a_long_signature() -> None:
    label = "fun(" + ", ".join(f"parameter_{number}: int" for number in range(20)) + ")"
    span = (label.index("parameter_15"), label.index("parameter_15") + 17)
    parts = label_parts(label, span, 50)
    assert parts[0] == ("fun(… ", False)
    assert parts[1] == ("parameter_15: int", True)
    assert sum(len(text) for text, _ in parts) <= 50
    assert label_parts("f(a\x1b[1m)", (2, 3), 50)[2][0].isprintable()
