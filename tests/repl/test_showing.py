"""What the REPL shows, as text: tables that fit, results, errors, the line below the prompt."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable

import pyarrow as pa
import pytest
from prompt_toolkit.formatted_text import StyleAndTextTuples

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.state import Closed, Live, Lost
from dhconsole.client.ticket import ScopeTicket
from dhconsole.client.values import FieldInfo, Heap
from dhconsole.core.column_types import column_of
from dhconsole.core.glance import Glance
from dhconsole.core.reaching import ServerStatus
from dhconsole.core.values import Run, RunResult, RunState
from dhconsole.errors import LostError, ScriptError, ScriptFrame
from dhconsole.repl import looks
from dhconsole.repl.completing import PromptCompleter
from dhconsole.repl.looks import code_fragments, style_of
from dhconsole.repl.prompt import is_question
from dhconsole.repl.running import how_long
from dhconsole.repl.screen import Line, merged
from dhconsole.repl.showing import error_lines, glance_lines, listed, result_line
from dhconsole.repl.toolbar import toolbar
from dhconsole.repl.watching import state_lines
from dhconsole.text.formats import FormatSettings
from dhconsole.text.width import cell_width

HOSTILE = "\x1b]52;c;x\x07\u202e"


def text_of(line: StyleAndTextTuples) -> str:
    return "".join(piece[1] for piece in line)


def texts(lines: Iterable[StyleAndTextTuples]) -> list[str]:
    return [text_of(line) for line in lines]


def seen(columns: dict[str, tuple[str, list[object]]], size: int) -> Glance:
    specs: list[ColumnSpec] = [column_of(name, kind) for name, (kind, _) in columns.items()]
    arrays = [
        pa.array(values, spec.arrow_type)
        for spec, (_, values) in zip(specs, columns.values(), strict=True)
    ]
    rows = pa.table(arrays, names=list(columns))
    return Glance(TableSpec(tuple(specs)), size, True, rows)


def test_a_table_shows_what_fits_and_names_the_rest() -> None:
    table = seen(
        {
            "A": ("long", [1, None]),
            "Text": ("string", ["x", HOSTILE]),
            "Far": ("string", ["y" * 30, ""]),
        },
        5,
    )
    lines = texts(glance_lines("t", table, FormatSettings(), 30))
    assert lines[0] == "t  5 rows × 3 columns, static"
    assert lines[1].split() == ["A", "Text"]
    assert lines[3].split() == ["1", "x"]
    assert lines[4].startswith("   ∅")
    assert lines[-2:] == ["… 1 column more: Far", "… 3 rows more"]
    assert all(cell_width(line) <= 30 for line in lines)
    assert not any(sign in "".join(lines) for sign in "\x1b\x07\u202e")
    # One column is shown in any case.
    assert texts(glance_lines("t", table, FormatSettings(), 1))[3].split() == ["1"]


def variable(name: str) -> FieldInfo:
    return FieldInfo(name, "Table", ScopeTicket.scope_ticket("t"))


def test_a_result_names_what_was_removed_first() -> None:
    result = RunResult(
        1,
        "",
        created=(variable("t"), variable("_own")),
        updated=(variable("u"),),
        removed=(variable("t"),),
        wall_seconds=1.5,
        server_seconds=1.0,
    )
    assert text_of(result_line(result)) == "✓ 1.50 s (server 1.00 s)  - t  + t  ~ u  1 hidden"


def test_an_error_shows_the_users_lines_and_says_where_the_rest_is() -> None:
    frames = (
        ScriptFrame("<string>", 2, "<module>"),
        ScriptFrame("<string>", 1, "of_another_script"),
        ScriptFrame("/lib/x.py", 7, "inner", source="boom()"),
    )
    error = ScriptError("ValueError", f"bad{HOSTILE}\nmore", frames=frames, java_trace="a\nb")
    lines = texts(error_lines(RunResult(1, "a = 1\ncall(a)", error=error)))
    assert lines[:2] == ["  line 2", "    call(a)"]
    # Whose lines are not here: what stands in this script at that number is something else.
    assert lines[2:5] == [
        "  line 1 in of_another_script",
        "  /lib/x.py, line 7 in inner",
        "    boom()",
    ]
    assert lines[5].startswith("ValueError: bad␛")
    assert lines[6:] == ["more", "  2 Java lines: %full shows them"]


def test_a_script_that_ends_itself_has_no_traceback() -> None:
    frames = (ScriptFrame("<string>", 1, "<module>"),)
    for given, said in (("0", "the script ended itself"), ("7", "the script ended itself with 7")):
        error = ScriptError("SystemExit", given, frames=frames, java_trace="a\nb")
        assert list(error_lines(RunResult(1, "x", error=error))) == [[(looks.MUTED, said)]]


def test_a_narrow_screen_shows_why_a_watched_table_stands_still_and_how_to_leave() -> None:
    keys = ("q ends", "p holds", "t follows the end")
    state = [("", "trades  rows 1-10 of 12,431  "), ("", "[stale since 10:15:00]")]
    reason = "the connection to the server was lost, and no new one could be made " * 3
    for columns, shown in ((80, "q ends  p holds"), (60, "q ends"), (30, "q ends"), (200, keys[2])):
        lines = texts(state_lines(state, ("", reason), columns, keys))
        assert lines[0].endswith(f"  {shown}")
        assert all(cell_width(line) <= columns for line in lines)
        assert ("stale since 10:15:00" in lines[0]) is (columns >= 60)
        assert lines[1].startswith("  the connection to the")
        assert len(lines) == 3
    assert texts(state_lines(state, ("", ""), 80, ())) == ["".join(text for _, text in state)]


async def test_a_run_that_was_sent_is_not_said_to_be_behind_another() -> None:
    result: asyncio.Future[RunResult] = asyncio.get_running_loop().create_future()
    run = Run(1, "x", result, RunState.SENT, time.monotonic() - 3.5)
    assert re.fullmatch(r"sent \d+ s ago, nothing heard yet", how_long(run))
    run.state = RunState.RUNNING
    assert re.fullmatch(r"running \d+ s", how_long(run))


def test_a_frame_in_a_function_of_an_earlier_block_shows_its_line() -> None:
    frames = (ScriptFrame("<string>", 1, "<module>"), ScriptFrame("<string>", 2, "half"))
    error = ScriptError("ZeroDivisionError", "no", frames=frames)
    result = RunResult(2, "half(0)", error=error)
    lines = texts(error_lines(result, ["def half(x):\n    return 1 / x", "half(0)"]))
    assert lines[:4] == [
        "  line 1",
        "    half(0)",
        "  block 1, line 2 in half",
        "    return 1 / x",
    ]


def test_many_lines_are_few_pieces_of_the_same_text() -> None:
    lines = [[("", f"line {number}")] for number in range(100)]
    assert merged(lines) == [("", "".join(f"line {number}\n" for number in range(100)))]
    coloured: list[Line] = [[("class:ok", "a"), ("", "b")], [], [("class:ok", "c")]]
    assert merged(coloured) == [("class:ok", "a"), ("", "b\n\n"), ("class:ok", "c\n")]


@pytest.mark.parametrize("text", ["t?", "t.where??", "a[0].b?", "f(x).y ?"])
def test_a_question_asks_for_a_name(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["?", "x = 1  # why?", "print('well?", "t.where('a')\nt?"])
def test_a_question_mark_alone_makes_none(text: str) -> None:
    assert not is_question(text)


def test_code_in_colours_is_the_same_code() -> None:
    code = "def f(x):\n    return 'é' + x  # ¿\n\n"
    assert "\n".join(texts(code_fragments(code))) == code
    assert ("class:code.keyword", "def") in code_fragments(code)[0]


def test_lists_are_aligned_by_cells() -> None:
    assert texts(listed([("日本", "x"), ("a", "y")], ("NAME", ""))) == [
        "NAME",
        "日本  x",
        "a     y",
    ]


def test_the_line_below_says_how_things_are() -> None:
    live = ServerStatus("prod", state=Live(0, 1), latency=0.0034, heap=Heap(2**30, 2**29, 2**28))
    shown = text_of(toolbar(live, (), "", 80))
    assert shown.startswith(" prod  live  <10 ms  heap 0.2/1.0G")
    assert shown.endswith("F1 explains  %help ")
    assert cell_width(shown) == 80
    assert "block 2, 3 goes on" in text_of(toolbar(live, (2, 3), "", 80))
    lost = ServerStatus("prod", state=Lost(time.monotonic(), 0, LostError("gone")), reached=True)
    assert "lost since" in text_of(toolbar(lost, (), "", 80))
    closed = ServerStatus("prod", state=Closed(f"bad key{HOSTILE}"))
    assert "closed: bad key␛" in text_of(toolbar(closed, (), "vi", 40))
    assert cell_width(text_of(toolbar(closed, (), "vi", 20))) <= 20


async def test_commands_complete_before_there_is_a_server() -> None:
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    completer = PromptCompleter(lambda: None)
    event = CompleteEvent(text_inserted=True)

    async def offered(text: str) -> list[str]:
        return [each.text async for each in completer.get_completions_async(Document(text), event)]

    assert await offered("%he") == ["help", "head", "heap"]
    assert await offered("tra") == []


def test_every_theme_gives_every_look() -> None:
    from dhconsole import paths
    from dhconsole.core.theme import load_theme, theme_names

    folders = (paths.builtin_themes_dir(),)
    for name in theme_names(folders):
        style = style_of(load_theme(name, folders).palette)
        for look in (looks.ERROR, looks.NULL, looks.PROMPT, "class:code.keyword"):
            assert style.get_attrs_for_style_str(look).color is not None
