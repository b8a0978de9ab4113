"""The edit panel while rows are on their way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pyarrow as pa
import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from dhconsole.client.connection import Connection
from dhconsole.client.state import Closed, ConnectionState, Live, Lost
from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.fitting import described, fitted, types_of
from dhconsole.core.editing.forms import Cell, Form
from dhconsole.errors import EFFECT_UNKNOWN, ArgumentError, DeadlineError, LostError
from dhconsole.tui.app import ConsoleApp
from dhconsole.tui.edit_rows import asked_until_here, key_of, seen_row
from dhconsole.tui.editing import Editing
from dhconsole.tui.widgets.editing.line import ValueInput, ValueLine
from dhconsole.tui.widgets.editing.marks import StagedMarks
from dhconsole.tui.widgets.editing.panel import EditPanel
from dhconsole.tui.widgets.editing.target import Target
from dhconsole.tui.widgets.grid.widget import TableGrid
from tests.tui.scenes import limits_editor, row_of
from tests.tui.widget_host import Host, screen_text, until


class PanelHost(Host):
    """A panel, and rows that come when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = EditPanel()
        self.editor: Editor = limits_editor()

    def compose(self) -> ComposeResult:
        yield self.panel

    def edit(self, name: str) -> asyncio.Future[None]:
        """Edit the field ``Max`` of that row; it comes once what is returned is done."""
        come: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def load() -> Target:
            await come
            return Target(self.editor, row_of(self.editor, name, 1000, "buy"))

        self.panel.begin(self.editor.form.columns, "Max", "UTC", load)
        return come

    def staged(self) -> list[str]:
        return [each.base["Sym"][0].as_py() for each in self.editor.staging.entries if each.base]


async def typed(pilot: Pilot[None], *texts: str) -> None:
    for text in texts:
        await pilot.press(*text, "enter")


async def new_row(app: PanelHost, pilot: Pilot[None]) -> None:
    """Have a new row in the panel, at the field ``Max``."""
    app.edit("S1").set_result(None)
    await pilot.pause()
    app.panel.show(Target(app.editor))


async def two_rows_typed(app: PanelHost, pilot: Pilot[None]) -> asyncio.Future[None]:
    """Type into two rows, of which the second has come; what lets the first come."""
    first = app.edit("S1")
    await typed(pilot, "5000")
    second = app.edit("S2")
    await typed(pilot, "6000")
    second.set_result(None)
    await pilot.pause()
    return first


async def test_what_was_typed_is_staged_in_the_order_it_was_typed_in() -> None:
    app = PanelHost()
    async with app.run_test() as pilot:
        first = await two_rows_typed(app, pilot)
        assert app.staged() == [] and app.panel.target is None, "the first row has not come"
        first.set_result(None)
        await pilot.pause()
        assert app.staged() == ["S1", "S2"] and app.panel.target is not None
        app.editor.staging.undo()
        assert app.staged() == ["S1"]


async def test_a_row_that_never_comes_holds_up_no_other() -> None:
    app = PanelHost()
    async with app.run_test() as pilot:
        first = await two_rows_typed(app, pilot)
        first.set_exception(LostError("gone"))
        await pilot.pause()
        assert app.staged() == ["S2"] and app.panel.target is not None


async def test_rows_asked_for_at_once_have_one_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each had its own, and what was staged with the first was in no commit."""
    root, connection = limits_editor().root, cast(Connection, object())
    made: list[Editor] = []
    answered = asyncio.Event()

    async def answer(*asked: object) -> Editor:
        await answered.wait()
        made.append(limits_editor())
        made[-1].sender.connection = connection
        return made[-1]

    monkeypatch.setattr(Editor, "open", answer)
    app = SimpleNamespace(target=SimpleNamespace(label="here"))
    editing = Editing(cast(ConsoleApp, app))
    view = SimpleNamespace(recipe=SimpleNamespace(root=root), connection=connection, spec=None)
    grid = cast(TableGrid, SimpleNamespace(view=view, picture=SimpleNamespace(staged=str)))
    asked = [asyncio.ensure_future(editing.editor_of(grid)) for _ in range(3)]
    await asyncio.sleep(0)
    answered.set()
    found = await asyncio.gather(*asked)
    assert len(made) == 1
    assert found == made * 3


async def test_what_is_typed_while_the_row_is_being_sent_is_staged_when_it_has_arrived() -> None:
    app = PanelHost()
    async with app.run_test(size=(80, 24)) as pilot:
        app.edit("S1").set_result(None)
        await pilot.pause()
        await typed(pilot, "5000")
        (entry,) = app.editor.staging.entries
        app.editor.staging.tell({entry.id: replace(entry, sent=True)})
        await typed(pilot, "sell")
        assert "Side" not in app.editor.staging.entries[0].cells
        app.editor.staging.tell({entry.id: None})
        app.panel.staged()
        await pilot.pause()
        (after,) = app.editor.staging.entries
        assert {name: cell.text for name, cell in after.cells.items()} == {"Side": "sell"}


async def test_what_is_typed_for_a_new_row_that_is_being_sent_is_no_row_of_its_own() -> None:
    app = PanelHost()
    async with app.run_test(size=(80, 24)) as pilot:
        await new_row(app, pilot)
        await typed(pilot, "7")
        (entry,) = app.editor.staging.entries
        app.editor.staging.tell({entry.id: replace(entry, sent=True)})
        await typed(pilot, "buy")
        refused = [each.ask for each in app.heard_of(EditPanel.Asked)]
        told = SimpleNamespace(said="", staged=lambda editor: None)
        told.failed = lambda text: setattr(told, "said", text)
        for ask in refused:
            ask(told)
        assert "Side buy is not staged" in told.said
        app.editor.staging.tell({entry.id: None})
        app.panel.staged()
        await pilot.pause()
        assert app.editor.staging.entries == ()


async def test_the_line_of_a_new_row_is_empty_again_when_the_row_has_arrived() -> None:
    """It kept the last text, which one more Enter made the beginning of another row."""
    app = PanelHost()
    async with app.run_test(size=(80, 24)) as pilot:
        await new_row(app, pilot)
        await typed(pilot, "7")
        line = app.panel.query_one(ValueInput)
        app.panel.finish(-1)
        assert line.value == "7"
        (entry,) = app.editor.staging.entries
        app.editor.staging.tell({entry.id: None})
        app.panel.staged()
        assert line.value == ""
        await pilot.press(*"buy")
        app.panel.staged()
        assert line.value == "buy", "what is being typed stays"


async def test_after_a_commit_a_new_row_is_another_unless_the_first_comes_back() -> None:
    """What was typed while it was being sent took its place, and it never reached the server."""
    app = PanelHost()
    async with app.run_test(size=(80, 24)) as pilot:
        await new_row(app, pilot)
        app.panel._at = 0
        app.panel._enter_field()
        await typed(pilot, "S7", "7")
        first = app.panel.target
        app.panel.commit()
        assert first is not None and app.panel.target is not first
        await pilot.press(*"S8")
        app.panel.answered(first)
        assert app.panel.query_one(ValueInput).value == "S8", "what is being typed stays"
        await pilot.press("enter")
        second = app.panel.target
        app.panel.commit()
        assert second is not None
        (one, two) = app.editor.staging.entries
        assert [each.cells["Sym"].text for each in (one, two)] == ["S7", "S8"]
        assert "Max" not in two.cells
        app.editor.staging.tell({one.id: None})
        app.panel.answered(first)
        assert app.panel.target is not None and app.panel.target.entry is None, "it has gone"
        app.panel.answered(second)
        assert app.panel.target.entry == two, "what was refused is there again, to be mended"


async def test_rows_typed_while_the_first_is_on_its_way_here_are_rows_of_their_own() -> None:
    app = PanelHost()
    come = asyncio.Event()

    async def load() -> Target:
        await come.wait()
        return Target(app.editor)

    async with app.run_test(size=(80, 24)) as pilot:
        app.panel.begin(app.editor.form.columns, "Sym", "UTC", load, new=True)
        await typed(pilot, "S7", "7")
        app.panel.commit()
        await pilot.press(*"S8")
        come.set()
        await until(pilot, lambda: len(app.editor.staging.entries) == 1)
        assert app.panel.query_one(ValueInput).value == "S8", "what is being typed stays"
        await typed(pilot, "", "8")
        (one, two) = app.editor.staging.entries
        assert [each.cells["Sym"].text for each in (one, two)] == ["S7", "S8"]
        assert [each.cells["Max"].text for each in (one, two)] == ["7", "8"]
        sent: list[Target] = []
        host = SimpleNamespace(staged=str, send=lambda target, only: sent.append(target))
        for each in app.heard_of(EditPanel.Asked):
            each.ask(host)
        assert [each.entry for each in sent] == [one], "the first was to be sent as soon as it came"


async def test_what_is_wrong_with_the_text_is_said_when_the_row_comes_and_stays_said() -> None:
    """Only the row tells what its columns allow, and it may come after the text."""
    app = PanelHost()
    async with app.run_test(size=(80, 24)) as pilot:
        come = app.edit("S1")
        await pilot.press(*"99999")
        assert not app.panel.query_one(ValueLine).has_class("-bad")
        come.set_result(None)
        await until(pilot, lambda: app.panel.query_one(ValueLine).has_class("-bad"))
        said = screen_text(app)
        app.panel.staged()
        await pilot.pause()
        assert screen_text(app) == said


async def test_what_is_being_typed_stays_when_the_row_is_read_anew() -> None:
    app = PanelHost()
    async with app.run_test(size=(80, 24)) as pilot:
        app.edit("S1").set_result(None)
        await pilot.pause()
        await pilot.press(*"25")
        app.panel.renew(Target(app.editor, row_of(app.editor, "S1", 7, "buy")))
        await pilot.pause()
        await typed(pilot, "0")
        (entry,) = app.editor.staging.entries
        assert entry.cells["Max"].text == "250"
        assert entry.base is not None
        assert entry.base["Max"][0].as_py() == 7
        # Where nothing is being typed, the line shows the row as it is.
        app.panel.renew(Target(app.editor, row_of(app.editor, "S2", 8, "sell")))
        assert app.panel.query_one(ValueInput).value == "sell"


async def test_a_row_is_the_one_that_stood_there_when_the_key_was_pressed() -> None:
    """Not the one that stands there once the server has said which columns are keys."""
    editor = limits_editor()
    shown = {"row": row_of(editor, "S1", 1000, "buy")}
    names = tuple(shown["row"])
    view = SimpleNamespace(
        spec=SimpleNamespace(names=names, index=names.index),
        values=lambda index, position, count: shown["row"][names[index]],
    )
    grid = cast(TableGrid, SimpleNamespace(view=view))
    seen = seen_row(grid, 0)
    shown["row"] = row_of(editor, "S0", 2, "sell")
    keys = await key_of(cast(ConsoleApp, None), grid, editor, seen)
    assert {name: value[0].as_py() for name, value in keys.items()} == {"Sym": "S1"}


class Wire:
    """A connection of which the test says how it is."""

    def __init__(self) -> None:
        self.state: ConnectionState = Live(0.0, 1)
        self.unseen: ConnectionState | None = None
        """What has become of it, which only the next call of its own finds out."""
        self._listeners: list[Callable[[ConnectionState], None]] = []

    async def ping(self) -> float:
        if self.unseen is not None:
            self.becomes(self.unseen)
            raise LOST
        return 0.0

    def on_state(self, listener: Callable[[ConnectionState], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def becomes(self, state: ConnectionState) -> None:
        self.state = state
        for each in tuple(self._listeners):
            each(state)


LOST = LostError("the connection broke during FetchTable", hint=EFFECT_UNKNOWN)


def asked_over(app: PanelHost, wire: Wire, answers: list[asyncio.Future[None]]) -> None:
    """Edit the row S1, whose answers come over ``wire`` when they are done, in this order."""

    async def load() -> Target:
        await answers.pop(0)
        return Target(app.editor, row_of(app.editor, "S1", 1000, "buy"))

    async def until_here() -> Target:
        return await asked_until_here(cast(Connection, wire), load, app.panel.waits)

    app.panel.begin(app.editor.form.columns, "Max", "UTC", until_here)


def failures(app: PanelHost) -> list[str]:
    """What the panel says could not be staged."""
    said: list[str] = []
    told = SimpleNamespace(failed=said.append, staged=str)
    for each in app.heard_of(EditPanel.Asked):
        each.ask(told)
    return said


async def test_what_is_typed_while_the_connection_breaks_is_staged_when_it_is_back() -> None:
    app, wire = PanelHost(), Wire()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = [asyncio.get_running_loop().create_future() for _ in range(3)]
        late, broken, here = answers
        asked_over(app, wire, answers)
        await typed(pilot, "99")
        late.set_exception(DeadlineError("no answer"))
        await until(pilot, lambda: "no answer yet" in screen_text(app))
        wire.becomes(Lost(0.0, 0.0, LOST))
        broken.set_exception(LOST)
        await until(pilot, lambda: "not connected" in screen_text(app))
        assert app.panel.is_open and app.staged() == []
        here.set_result(None)
        wire.becomes(Live(1.0, 2))
        await until(pilot, lambda: app.staged() == ["S1"])
        assert app.editor.staging.entries[0].cells["Max"].text == "99"
        assert failures(app) == []


async def test_a_break_that_flight_sees_first_leaves_what_is_typed_waiting() -> None:
    """It has a line of its own: the connection does not know of the break when the call ends."""
    app, wire = PanelHost(), Wire()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = [asyncio.get_running_loop().create_future() for _ in range(2)]
        broken, here = answers
        asked_over(app, wire, answers)
        await typed(pilot, "99")
        wire.unseen = Lost(0.0, 0.0, LOST)
        broken.set_exception(LOST)
        await until(pilot, lambda: "not connected" in screen_text(app))
        here.set_result(None)
        wire.becomes(Live(1.0, 2))
        await until(pilot, lambda: app.staged() == ["S1"])
        assert failures(app) == []


async def test_a_row_that_cannot_come_any_more_says_what_was_typed_for_it() -> None:
    app, wire = PanelHost(), Wire()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = [asyncio.get_running_loop().create_future()]
        (broken,) = answers
        asked_over(app, wire, answers)
        await typed(pilot, "99")
        wire.becomes(Closed("left"))
        broken.set_exception(LOST)
        await until(pilot, lambda: not app.panel.is_open)
        assert failures(app) == ["the connection broke during FetchTable. Typed was: Max 99"]


async def test_what_is_typed_as_the_table_is_made_anew_with_other_columns() -> None:
    app = PanelHost()
    async with app.run_test(size=(80, 24)) as pilot:
        app.edit("S1").set_result(None)
        await pilot.pause()
        await pilot.press(*"75")
        made_anew(app.editor, "Max", "java.lang.String", pa.string())
        app.panel.staged()
        await pilot.pause()
        assert app.panel.query_one(ValueInput).value == "75", "what is being typed stays"
        await pilot.press(*" k", "enter")
        (entry,) = app.editor.staging.entries
        assert [each.as_py() for each in entry.cells["Max"].value or ()] == ["75 k"]
        app.panel._at = 2
        app.panel._enter_field()
        await pilot.press(*"later")
        app.editor.staging.put(entry.id, "Side", Cell("sell", pa.array(["sell"])))
        made_anew(app.editor, "Side", "", None)
        app.panel.staged()
        await pilot.pause()
        assert failures(app)[-1] == "Side is no column any more. Typed was: later"
        assert app.panel.column is not None
        assert app.panel.column.name == "Sym" and app.panel.query_one(ValueInput).value == "S1"
        gone = "Side is no column any more: typed was sell: alt+m drops it"
        assert gone in " ".join(screen_text(app).replace("▏", " ").split())
        app.editor.keep_mine(entry.id)
        app.panel.staged()
        await pilot.pause()
        assert app.editor.staging.entries[0].problems == ()
        assert "no column any more" not in screen_text(app)


def test_a_row_whose_key_is_of_another_type_now_is_still_the_staged_one() -> None:
    """What was typed further on was staged as another row, of which nobody knew which it was."""
    editor = limits_editor()
    staged, other = (Target(editor, row_of(editor, name, 1000, "buy")) for name in ("S1", "S2"))
    entry = staged.put("Max", Cell("5", pa.array([5], editor.form.column("Max").arrow_type)))
    assert entry is not None and staged.entry == entry
    made_anew(editor, "Sym", "int", pa.int32())
    assert staged.refit() and other.refit()
    side = Cell("sell", pa.array(["sell"]))
    changed = staged.put("Side", side)
    assert changed is not None and changed.id == entry.id
    assert "not known any more" in other.locked(editor.form.column("Side"))
    with pytest.raises(ArgumentError, match="not known any more"):
        other.put("Side", side)
    with pytest.raises(ArgumentError, match="not known any more"):
        other.delete()
    made_anew(editor, "Sym", "java.lang.String", pa.string())
    (entry,) = editor.staging.entries
    assert entry.base is not None and entry.base["Sym"][0].as_py() == "S1"
    assert entry.problems == ()
    made_anew(editor, "Sym", "int", pa.int32())
    staged.delete()
    assert editor.staging.entries == (), "such a row is staged no more"


def test_the_panel_follows_its_row_when_the_view_was_opened_anew() -> None:
    """With nothing staged the row in the panel stayed as it was before a reconnect."""
    editor = limits_editor()
    shown = {"row": row_of(editor, "S1", 1000, "buy")}

    def opened(*names: str) -> SimpleNamespace:
        return SimpleNamespace(names=names)

    view = SimpleNamespace(spec=opened("Sym", "Max", "Side"), paused=False)
    view.values = lambda index, row, count: shown["row"][view.spec.names[index]]
    picture = SimpleNamespace(staged=None)
    grid = SimpleNamespace(view=view, picture=picture, visible_rows=lambda: [0], want_columns=list)
    view.listen = lambda told: None
    marks = StagedMarks(cast(TableGrid, grid), editor, lambda marks, anew: None)
    key = editor.form.key(shown["row"].get)
    assert key is not None

    def seen() -> dict[str, object]:
        return {name: value[0].as_py() for name, value in marks.seen(editor, key).items()}

    assert seen() == {"Sym": "S1", "Max": 1000, "Side": "buy"}
    view.spec = None
    assert seen() == {}
    shown["row"] = row_of(editor, "S1", 7, "sell")
    view.spec = opened("Max", "Sym", "Side")
    assert seen() == {"Sym": "S1", "Max": 7, "Side": "sell"}


def made_anew(editor: Editor, name: str, java_type: str, arrow_type: pa.DataType | None) -> None:
    """Give the table of an editor another column of that name, or none."""
    before = editor.form
    columns = tuple(
        replace(each, java_type=java_type, arrow_type=arrow_type) if each.name == name else each
        for each in before.columns
        if each.name != name or arrow_type is not None
    )
    values = tuple(each.name for each in columns if each.name in before.inputs.values)
    form = Form(columns, replace(before.inputs, values=values, restrictions={}))
    types = types_of(described(before))
    editor.staging.refit(form, lambda entry: fitted(entry, types, form))
