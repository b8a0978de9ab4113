"""The output pane: whose lines stand where, how runs end, and what a flood costs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import count

import pytest
from textual.pilot import Pilot

from dhconsole.client.ticket import ScopeTicket
from dhconsole.client.values import FieldInfo
from dhconsole.core.values import OutputLine, Run, RunResult, RunState
from dhconsole.errors import DHError, LostError, ScriptError, ScriptFrame
from dhconsole.text.elapsed import duration
from dhconsole.text.safe import is_safe
from dhconsole.text.width import cell_width
from dhconsole.tui.widgets.output import CopyRequested, JumpToLine, OpenObject, OutputPane
from dhconsole.tui.widgets.output.document import OutputDocument
from dhconsole.tui.widgets.output.endings import ending_of
from dhconsole.tui.widgets.output.lines import Lines
from dhconsole.tui.widgets.output.log import LogDocument
from dhconsole.tui.widgets.output.rows import LONGEST, breaks, clean, row_height, width_of
from tests.tui.widget_host import Host, screen_lines, screen_text, until

_numbers = count(1)


@dataclass(frozen=True)
class Context:
    """Where a run came from, as the face notes it."""

    title: str = "scratch.py:1-12"
    first_line: int = 1


def line(
    text: str, run: int | None = None, *, stream: str = "stdout", level: str = ""
) -> OutputLine:
    number = next(_numbers)
    return OutputLine(number, text, stream, level or stream.upper(), number * 1_000_000, run)


def log(text: str, level: str = "INFO") -> OutputLine:
    return line(text, stream="log", level=level)


def variable(name: str) -> FieldInfo:
    return FieldInfo(name, "Table", ScopeTicket.scope_ticket(name))


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def a_run(
    id_: int,
    loop: asyncio.AbstractEventLoop | None = None,
    *,
    state: RunState = RunState.RUNNING,
    code: str = "x = 1",
    context: object = None,
) -> Run:
    future = (loop or asyncio.get_running_loop()).create_future()
    run = Run(id_, code, future, state=state, context=context or Context())
    if state is not RunState.QUEUED:
        run.sent_at = 0.0
    return run


ERROR = ScriptError(
    "DHError",
    "where failed : Cannot find variable Px2\nsecond line",
    frames=(
        ScriptFrame("<string>", 4, "<module>"),
        ScriptFrame("<string>", 2, "go", 'return t.where("Px2 > 3")'),
        ScriptFrame("/site/deephaven/table.py", 893, "where", "return Table(self.j_table)"),
    ),
    line=2,
    java_trace="\n".join(f"at io.deephaven.Foo.bar{number}(Foo.java)" for number in range(38)),
)
CODE = 'def go(t):\n    return t.where("Px2 > 3")\n\nresult = go(trades)\n'


def rows(document: OutputDocument | LogDocument) -> list[str]:
    found = [document.row(index) for index in range(document.row_count)]
    return [(row.gutter + row.text).rstrip() for row in found]


# -- text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\tb", "a       b"),
        ("交易\tb", "交易    b"),
        ("\x1b[31mred\x1b[0m \x1b[38;5;9mtoo\x1b[K", "red too"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x1b[2Jgone", "␛[2Jgone"),
    ],
)
def test_printed_text_becomes_harmless_and_readable(text: str, shown: str) -> None:
    assert clean(text) == shown
    assert is_safe(clean(text))
    assert width_of(text) == cell_width(shown)


def test_a_huge_line_is_shown_in_part() -> None:
    shown = clean("x" * (LONGEST + 5_000))
    assert shown.endswith("… 5,000 more characters")
    assert len(shown) < LONGEST + 40


@pytest.mark.parametrize("text", ["", "abc", "x" * 25, "交易" * 9, "ab交c易d" * 4])
@pytest.mark.parametrize("width", [1, 7, 10])
def test_wrapping_tears_no_character(text: str, width: int) -> None:
    starts = breaks(text, width)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    parts = [
        end - start for start, end in zip(starts, [*starts[1:], cell_width(text)], strict=True)
    ]
    assert all(part <= max(width, 2) for part in parts)
    assert sum(parts) == cell_width(text)
    assert row_height(text, cell_width(text), width) == len(starts)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.214, "0.21 s"),
        (1.84, "1.84 s"),
        (12.34, "12.3 s"),
        (123, "2 min 03 s"),
        (3723, "1 h 02 min"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


# -- endings -----------------------------------------------------------------------------


def test_a_run_that_went_well_says_what_it_made() -> None:
    result = RunResult(
        1,
        "x",
        created=(variable("trades"), variable("_tmp")),
        updated=(variable("quotes"),),
        removed=(variable("old"),),
        wall_seconds=1.84,
        server_seconds=1.79,
    )
    (row,) = ending_of(result, "scratch.py", 1).rows
    assert row.text == "✓ 1.84 s (server 1.79 s)  + trades  ~ quotes  - old  1 hidden"
    assert len(row.targets) == 2, "what was removed cannot be opened"


def test_many_variables_go_on_over_rows() -> None:
    many = tuple(variable(f"table_{number}") for number in range(30))
    ending = ending_of(RunResult(1, "x", created=many), "scratch.py", 1)
    assert len(ending.rows) > 3
    assert all(cell_width(row.text) <= 80 for row in ending.rows)
    assert sum(len(row.targets) for row in ending.rows) == 30


def test_an_error_shows_the_users_lines_and_folds_java() -> None:
    result = RunResult(1, CODE, error=ERROR, wall_seconds=0.21, server_seconds=0.2)
    ending = ending_of(result, "load.py:7-10", 7)
    assert [row.text for row in ending.rows] == [
        "✗ DHError: where failed : Cannot find variable Px2  (line 8)  0.21 s (server 0.20 s)",
        "second line",
        "load.py:10   result = go(trades)",
        'load.py:8 in go   return t.where("Px2 > 3")',
        "/site/deephaven/table.py:893 in where   return Table(self.j_table)",
    ]
    assert len(ending.hidden) == 38
    assert ending.fold_row(False).text == "▸ 38 Java lines"


def test_a_deep_traceback_keeps_both_ends() -> None:
    frames = tuple(ScriptFrame("<string>", number, "f") for number in range(1, 1001))
    error = ScriptError("RecursionError", "too deep", frames=frames, line=1000)
    texts = [row.text for row in ending_of(RunResult(1, "", error=error), "a.py", 1).rows]
    assert len(texts) < 25
    assert "… 984 more frames" in texts
    assert texts[-1].startswith("a.py:1000")


@pytest.mark.parametrize(
    ("given", "ok", "said"),
    [
        ("", True, "the script ended itself"),
        ("0", True, "the script ended itself"),
        ("None", True, "the script ended itself"),
        ("7", False, "the script ended itself with 7"),
        ("no rows\x1b\nat all", False, "the script ended itself with no rows␛ …"),
    ],
)
def test_a_script_that_ends_itself_is_told_in_one_line(given: str, ok: bool, said: str) -> None:
    error = ScriptError("SystemExit", given, line=1, python_trace="Traceback", java_trace="\tat X")
    result = RunResult(1, "x", created=(variable("made"),), error=error, wall_seconds=1.0)
    assert result.ok is ok
    ending = ending_of(result, "a.py", 1)
    assert [row.text for row in ending.rows] == [f"– {said}  1.00 s  + made"]
    assert not ending.hidden


def test_a_run_without_an_answer_is_not_said_to_have_failed() -> None:
    lost = RunResult(1, "x", failure=LostError("the connection broke"), wall_seconds=3.0)
    assert "✗ no answer: the connection broke  after 3.00 s" in ending_of(lost, "a", 1).rows[0].text
    taken_back = RunResult(1, "x", failure=DHError("taken back unsent"))
    assert ending_of(taken_back, "a", 1).rows[0].text == "– taken back unsent"


def test_lost_output_is_said() -> None:
    texts = [row.text for row in ending_of(RunResult(1, "x", lost_lines=True), "a", 1).rows]
    assert any("output was lost" in text for text in texts)


# -- the document ------------------------------------------------------------------------


def test_lines_stand_with_their_run_and_others_apart(loop: asyncio.AbstractEventLoop) -> None:
    document = OutputDocument()
    document.add([line("before")])
    document.change(a_run(1, loop), "14:02:11")
    document.change(a_run(2, loop, state=RunState.QUEUED), "14:02:12")
    document.add([line("mine", 1), line("theirs"), line("mine too", 1)])
    document.add([line("careful", 1, stream="stderr"), line("a word", 1, stream="note")])
    texts = rows(document)
    assert texts[:2] == ["server before", "server theirs"]
    assert texts[2].startswith("▶ run 1  scratch.py:1-12  running")
    assert texts[3:7] == ["  mine", "  mine too", "! careful", "» a word"]
    assert texts[7] == "▷ run 2  scratch.py:1-12  queued  14:02:12"


def test_a_note_without_a_run_stands_where_it_is_seen(loop: asyncio.AbstractEventLoop) -> None:
    document = OutputDocument()
    document.add([OutputLine(0, "connected", "note", "NOTE", 0)])
    document.change(a_run(1, loop), "now")
    document.add([line("out", 1), OutputLine(0, "connection lost", "note", "ERROR", 0)])
    assert rows(document)[0] == "» connected"
    assert rows(document)[-2:] == ["  out", "» connection lost"]


def test_attribution_is_corrected_at_the_end(loop: asyncio.AbstractEventLoop) -> None:
    document = OutputDocument()
    early, taken, kept = line("early"), line("theirs", 1), line("mine", 1)
    document.add([early])
    document.change(a_run(1, loop), "now")
    document.add([taken, kept])
    result = RunResult(1, "x", foreign=frozenset({taken.number}), adopted=frozenset({early.number}))
    document.end(result, "a.py", 1, "now")
    assert rows(document) == [
        "server theirs",
        "▶ run 1  a.py  now",
        "  early",
        "  mine",
        "✓ 0.00 s",
    ]


def test_what_is_kept_is_bounded_and_says_so(loop: asyncio.AbstractEventLoop) -> None:
    document = OutputDocument(keep=100)
    document.add([line("old")])
    document.change(a_run(1, loop), "now")
    for start in range(0, 1_000, 50):
        document.add([line(f"line {number}", 1) for number in range(start, start + 50)])
    assert document.row_count == 102
    texts = rows(document)
    assert texts[1].strip() == "⋯ 900 earlier lines are not kept"
    assert texts[-1] == "  line 999"
    document.add([line(f"all {number}", 1) for number in range(5_000)])
    assert document.row_count == 102


def test_finished_runs_are_forgotten_with_their_lines(loop: asyncio.AbstractEventLoop) -> None:
    document = OutputDocument(keep=50)
    for number in range(1, 200):
        document.change(a_run(number, loop), "now")
        document.add([line("out", number)])
        document.end(RunResult(number, "x"), "a.py", 1, "now")
    assert len(document.blocks) <= 51
    assert rows(document)[-1] == "✓ 0.00 s"


def test_places_survive_what_comes_and_goes(loop: asyncio.AbstractEventLoop) -> None:
    document = OutputDocument(keep=40)
    document.change(a_run(1, loop), "now")
    document.add([line(f"line {number}", 1) for number in range(30)])
    wanted = rows(document).index("  line 25")
    place = document.place(wanted)
    document.add([line("theirs"), *(line(f"more {number}", 1) for number in range(25))])
    assert rows(document)[document.find(place)] == "  line 25"
    document.add([line(f"and {number}", 1) for number in range(40)])
    assert rows(document)[document.find(place)] == "  and 0", "the nearest that is left"


def test_clearing_keeps_the_run_that_goes_on(loop: asyncio.AbstractEventLoop) -> None:
    document = OutputDocument()
    document.change(a_run(1, loop), "now")
    document.end(RunResult(1, "x"), "a.py", 1, "now")
    document.change(a_run(2, loop), "now")
    document.add([line("so far", 2)])
    document.clear()
    assert len(rows(document)) == 1
    document.add([line("more", 2)])
    assert rows(document)[-1] == "  more"


def test_lines_of_wrapped_rows(loop: asyncio.AbstractEventLoop) -> None:
    document = OutputDocument()
    document.change(a_run(1, loop, context=Context("a", 1)), "now")
    document.add([line("x" * 50, 1), line("交易" * 20, 1), line("short", 1)])
    lines = Lines(document, 22)
    for row in range(document.row_count):
        assert lines.locate(lines.first(row)) == (row, 0)
        last = lines.locate(lines.last(row))
        assert last is not None
        assert last == (row, len(lines.starts(document.row(row))) - 1)
    assert lines.locate(lines.count) is None


def test_the_log_shows_from_a_level_on() -> None:
    document = LogDocument(keep=10, zone=UTC)
    document.add([log("fine", "DEBUG"), log("info"), log("slow", "WARN"), log("odd", "NEWLEVEL")])
    assert [text[9:] for text in rows(document)] == [
        "INFO   info",
        "WARN   slow",
        "NEWLE… odd",
    ]
    assert document.next_level() == "WARN"
    assert [text[9:] for text in rows(document)] == ["WARN   slow"]
    assert document.next_level() == "ERROR"
    assert document.next_level() == "DEBUG"
    assert document.row_count == 4
    document.add([log(f"line {number}") for number in range(20)])
    assert document.row_count == 10


# -- the pane ----------------------------------------------------------------------------


def made() -> OutputPane:
    return OutputPane(zone=UTC, time_of_day=lambda: "14:02:11")


async def settled(pilot: Pilot[None], pane: OutputPane) -> None:
    await until(pilot, lambda: not pane.output.pending and not pane.log_view.pending)
    await pilot.pause()


async def finished(pilot: Pilot[None], pane: OutputPane, result: RunResult) -> None:
    pane.run_changed(a_run(result.run_id, code=result.code, context=Context("load.py:7-10", 7)))
    pane.add_lines([line("working", result.run_id)])
    pane.run_done(result, "load.py:7-10", 7)
    await settled(pilot, pane)


async def test_output_appears_and_is_followed() -> None:
    pane = made()
    async with Host(pane).run_test(size=(60, 12)) as pilot:
        await until(pilot, lambda: "nothing printed yet" in screen_text(pilot.app))
        pane.run_changed(a_run(1))
        pane.add_lines([line(f"line {number}", 1) for number in range(50)])
        await until(pilot, lambda: "line 49" in screen_text(pilot.app))
        pane.add_lines([line("the last", 1)])
        await until(pilot, lambda: "the last" in screen_text(pilot.app))


async def test_scrolled_up_the_view_stays_and_counts_what_is_new() -> None:
    pane = made()
    async with Host(pane).run_test(size=(60, 12)) as pilot:
        pane.run_changed(a_run(1))
        pane.add_lines([line(f"line {number}", 1) for number in range(50)])
        await settled(pilot, pane)
        pane.focus()
        for _ in range(3):
            await pilot.press("pageup")

        def shown() -> list[str]:
            return [text[:30] for text in screen_lines(pilot.app)[2:-1]]

        before = shown()
        pane.add_lines([line("theirs"), *(line("more", 1) for _ in range(12))])
        await until(pilot, lambda: "↓ 13 new" in screen_text(pilot.app))
        assert shown() == before
        await pilot.press("end")
        await until(pilot, lambda: "new" not in screen_text(pilot.app))
        assert "more" in screen_lines(pilot.app)[-2]


async def test_a_flood_is_drawn_in_few_frames() -> None:
    pane = made()
    async with Host(pane).run_test(size=(100, 30)) as pilot:
        pane.run_changed(a_run(1))
        await settled(pilot, pane)
        drawn: list[int] = []
        flush = pane.output.flush

        def counted() -> None:
            drawn.append(1)
            flush()

        pane.output.flush = counted  # type: ignore[method-assign]
        flood = [line(f"line {number}", 1) for number in range(200_000)]
        for start in range(0, len(flood), 500):
            pane.add_lines(flood[start : start + 500])
        await until(pilot, lambda: "line 199999" in screen_text(pilot.app))
        assert pane.output.document.row_count == 20_002
        assert len(drawn) < 20


def test_a_table_without_a_name_says_how_to_come_by_it() -> None:
    rows = ending_of(RunResult(1, "t.head(5)", value=variable("_value")), "scratch.py", 1).rows
    assert [row.text.strip() for row in rows][1:] == [
        "the value is a table: give it a name to open it"
    ]


async def test_an_error_leads_to_its_line() -> None:
    pane = made()
    app = Host(pane)
    async with app.run_test(size=(90, 20)) as pilot:
        await finished(pilot, pane, RunResult(1, CODE, error=ERROR, wall_seconds=0.2))
        pane.focus()
        await pilot.press("enter")
        await pilot.press("up", "up", "enter")
        jumps = app.heard_of(JumpToLine)
        assert [each.line for each in jumps] == [8, 8], "the error, then the frame in go"
        assert isinstance(jumps[0].context, Context)
        await pilot.press("up", "enter")
        assert [each.line for each in app.heard_of(JumpToLine)][2:] == [10]


async def test_java_is_folded_and_unfolds() -> None:
    pane = made()
    async with Host(pane).run_test(size=(90, 20)) as pilot:
        await finished(pilot, pane, RunResult(1, CODE, error=ERROR))
        pane.focus()
        assert "▸ 38 Java lines" in screen_text(pilot.app)
        await pilot.press("space")
        await until(pilot, lambda: "bar37" in screen_text(pilot.app))
        assert pane.output.document.row_count == 46
        await pilot.press("space")
        await until(pilot, lambda: "▸ 38 Java lines" in screen_text(pilot.app))


async def test_variables_are_chosen_and_opened() -> None:
    pane = made()
    app = Host(pane)
    async with app.run_test(size=(90, 20)) as pilot:
        result = RunResult(1, "x", created=(variable("trades"), variable("quotes")))
        await finished(pilot, pane, result)
        pane.focus()
        await pilot.press("enter", "right", "enter", "left", "enter")
        assert [each.name for each in app.heard_of(OpenObject)] == ["trades", "quotes", "trades"]


async def test_a_run_under_way_is_told_truly() -> None:
    pane = made()
    async with Host(pane).run_test(size=(90, 10)) as pilot:
        run = a_run(1, state=RunState.QUEUED)
        pane.run_changed(run)
        await until(pilot, lambda: "queued" in screen_text(pilot.app))
        run.sent_at, run.state = asyncio.get_running_loop().time(), RunState.SENT
        pane.run_changed(run)
        await until(pilot, lambda: re.search(r"sent \d+ s ago", screen_text(pilot.app)) is not None)
        run.state = RunState.RUNNING
        pane.run_changed(run)
        await until(pilot, lambda: re.search(r"running \d+ s", screen_text(pilot.app)) is not None)
        run.watched = False
        pane.run_changed(run)
        await until(pilot, lambda: "the server goes on with it" in screen_text(pilot.app))
        pane.run_done(RunResult(1, "x", wall_seconds=2.0), "a.py", 1)
        await until(pilot, lambda: "✓ 2.00 s" in screen_text(pilot.app))
        assert "goes on" not in screen_text(pilot.app)


async def test_searching_marks_and_steps() -> None:
    pane = made()
    app = Host(pane)
    async with app.run_test(size=(60, 14)) as pilot:
        pane.run_changed(a_run(1))
        pane.add_lines([line(f"Line {number}", 1) for number in range(40)])
        await settled(pilot, pane)
        pane.focus()
        await pilot.press("home", "slash", *"line 1")
        await until(pilot, lambda: "1 of 11" in screen_text(app))
        await pilot.press("enter", "n")
        await until(pilot, lambda: "2 of 11" in screen_text(app))
        assert rows(pane.output.runs)[pane.output.cursor] == "  Line 10"
        await pilot.press("N", "N")
        await until(pilot, lambda: "11 of 11" in screen_text(app))
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: "no match" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "no match" not in screen_text(app))
        assert not pane.back()


async def test_wrapping_and_scrolling_sideways() -> None:
    pane = made()
    async with Host(pane).run_test(size=(40, 14)) as pilot:
        pane.run_changed(a_run(1))
        pane.add_lines([line("a" * 60 + "END", 1)])
        await settled(pilot, pane)
        pane.focus()
        assert "END" not in screen_text(pilot.app)
        assert "›" in screen_text(pilot.app)
        for _ in range(5):
            await pilot.press("right")
        await until(pilot, lambda: "END" in screen_text(pilot.app))
        await pilot.press("w")
        await until(pilot, lambda: "wrap" in screen_text(pilot.app))
        assert "END" in screen_text(pilot.app)
        assert "›" not in screen_text(pilot.app)


@pytest.mark.parametrize("rows", [4, 5, 30])
async def test_wrapping_loses_no_character(rows: int) -> None:
    """Also where the scrollbar comes only because rows wrap, and takes a column of them."""
    pane = made()
    async with Host(pane).run_test(size=(40, 14)) as pilot:
        pane.run_changed(a_run(1))
        text = "".join(chr(33 + number) for number in range(90))
        pane.add_lines([line(text, 1) for _ in range(rows)])
        await settled(pilot, pane)
        pane.focus()
        for _ in range(3):  # on, off, on
            await pilot.press("w")
            await settled(pilot, pane)
            await pilot.pause()
        assert text in "".join(each for each in screen_text(pilot.app) if each in text)


async def test_a_pane_that_becomes_small_shows_the_row_of_the_cursor() -> None:
    pane = made()
    app = Host(pane)
    async with app.run_test(size=(60, 40)) as pilot:
        pane.run_changed(a_run(1))
        pane.add_lines([line(f"line {number};", 1) for number in range(30)])
        await settled(pilot, pane)
        pane.focus()
        await pilot.press("up", "up")
        assert "line 0;" in screen_text(app)
        await pilot.resize_terminal(60, 8)
        await until(pilot, lambda: "line 27;" in screen_text(app))
        assert "line 0;" not in screen_text(app)


async def test_copying_gives_what_was_printed() -> None:
    pane = made()
    app = Host(pane)
    async with app.run_test(size=(60, 14)) as pilot:
        pane.run_changed(a_run(1, context=Context("a.py", 1)))
        pane.add_lines([line("\x1b[31ma\tb\x1b[0m", 1), line("c", 1)])
        pane.run_done(RunResult(1, "x", wall_seconds=1.0), "a.py", 1)
        await settled(pilot, pane)
        pane.focus()
        await pilot.press("up", "up", "y")
        pane.action_copy_line()
        await pilot.pause()
        assert [(each.text, each.what) for each in app.heard_of(CopyRequested)] == [
            ("run 1  a.py  14:02:11\na\tb\nc\n✓ 1.00 s", "4 lines"),
            ("a\tb", "1 line"),
        ]


async def test_the_mouse_selects_text() -> None:
    pane = made()
    app = Host(pane)
    async with app.run_test(size=(60, 14)) as pilot:
        pane.add_lines([line("one two three"), line("four five six")])
        await settled(pilot, pane)
        await pilot.mouse_down(offset=(12, 2))
        await pilot.hover(offset=(13, 3))
        await pilot.mouse_up(offset=(13, 3))
        selected = app.screen.get_selected_text()
        assert selected is not None
        assert "two three" in selected
        assert "server four" in selected
        assert "six" not in selected


async def test_the_log_is_beside_the_output_and_counts_what_was_not_seen() -> None:
    pane = made()
    async with Host(pane).run_test(size=(60, 12)) as pilot:
        pane.add_lines([log("compiled"), log("slow", "WARN"), log("boom", "ERROR")])
        await until(pilot, lambda: "Log ✗1 !1" in screen_text(pilot.app))
        assert "compiled" not in screen_text(pilot.app)
        pane.focus()
        await pilot.press("l")
        await until(pilot, lambda: "ERROR  boom" in screen_text(pilot.app))
        assert "✗1" not in screen_text(pilot.app)
        await pilot.press("l")
        await until(pilot, lambda: "WARN and above" in screen_text(pilot.app))
        assert "compiled" not in screen_text(pilot.app)
        pane.run_changed(a_run(1))
        pane.run_done(RunResult(1, "x", error=ERROR), "a.py", 1)
        await until(pilot, lambda: "Output ✗1" in screen_text(pilot.app))
        pane.bring(0)
        await until(pilot, lambda: "Cannot find variable" in screen_text(pilot.app))
        assert "Output ✗1" not in screen_text(pilot.app)


async def test_nothing_printed_acts_on_the_terminal() -> None:
    evil = "\x1b]52;c;aGk=\x07 \x9b2J \u202e bell\x07 [red]not markup[/red]"
    pane = made()
    async with Host(pane).run_test(size=(100, 24)) as pilot:
        error = ScriptError(evil, evil, frames=(ScriptFrame(evil, 1, evil, evil),), line=1)
        result = RunResult(1, evil, error=error, created=(variable("ok"),))
        pane.add_lines([line(evil), log(evil, evil[:3])])
        pane.run_changed(a_run(1, context=Context(evil, 1)))
        pane.add_lines([line(evil, 1), line(evil, 1, stream="stderr")])
        pane.note(evil, "ERROR")
        pane.run_done(result, evil, 1)
        await settled(pilot, pane)
        assert "[red]" in screen_text(pilot.app)
        assert all(is_safe(text) for text in screen_lines(pilot.app))
        pane.bring(1)
        await pilot.pause()
        assert all(is_safe(text) for text in screen_lines(pilot.app))


async def test_time_is_counted_only_while_a_run_is_under_way() -> None:
    pane = made()
    async with Host(pane).run_test(size=(60, 12)) as pilot:
        pane.run_changed(a_run(1))
        await settled(pilot, pane)
        assert pane.output.ticking
        pane.run_done(RunResult(1, "x"), "a.py", 1)
        await settled(pilot, pane)
        assert not pane.output.ticking
