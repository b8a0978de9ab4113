"""Editing input tables as a person does it: keys in, rows on the server, and the keys counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhconsole.client import Session
from tests.pty.terminal import Terminal
from tests.pty.test_asking import Keys

pytestmark = [pytest.mark.live, pytest.mark.pty]

TABLES = """
import jpy
from deephaven import dtypes, empty_table, input_table, time_table
from deephaven.table import Table
_rows = empty_table(8).update(["Sym = `S` + i", "Max = i * 1000", "Owner = `ana`"])
pty_limits = input_table(init_table=_rows, key_cols="Sym")
pty_log = input_table({"Text": dtypes.string, "N": dtypes.int64})
_checked = input_table({"Sym": dtypes.string, "Side": dtypes.string}, key_cols="Sym")
_make = jpy.get_type("io.deephaven.server.table.inputtables.StringListValidatingInputTable").make
pty_sides = Table(_make(_checked.j_table, "Side", "buy", "sell"))
pty_plain = empty_table(3).update("X = i")
"""


@pytest.fixture
def session(plain_server):
    with Session(port=plain_server.options.port) as session:
        session.run_script(TABLES)
        yield session


def rows(session: Session, name: str) -> list[tuple[object, ...]]:
    table = session.open_table(name).to_arrow()
    return sorted(tuple(row.values()) for row in table.to_pylist())


def open_table(terminal: Terminal, name: str) -> Keys:
    terminal.wait("live")
    terminal.press("f2")
    terminal.wait("Open a table")
    terminal.type(name)
    terminal.wait(f"{name} ")
    terminal.press("enter")
    # Another that is open already has such a line as well.
    terminal.wait(lambda text: re.search(rf"{name}  .*rows? .*\[(live|static)", text) is not None)
    return Keys(terminal)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_edit_a_cell_and_commit(start, session, size) -> None:
    """18: two keys and a gesture in the Web IDE; here with a look before it is sent."""
    with start(*size) as terminal:
        keys = open_table(terminal, "pty_limits")
        keys.press("down", "right")
        keys.spent()
        keys.press("e")
        keys.type("6000")
        keys.press("enter", "ctrl+s")
        keys.wait("1 row written")
        assert keys.spent() == 3
        assert ("S1", 6000, "ana") in rows(session, "pty_limits")
        keys.wait("nothing staged")
        keys.press("escape")
        terminal.wait(lambda text: "nothing staged" not in text)


def test_keys_for_a_table_that_is_still_opening_wait_for_it(
    start, session, plain_server, proxy_to
) -> None:
    """Over a slow line, all in one packet: to open, to filter, to delete what that left, to add."""
    proxy = proxy_to(plain_server.options.port)
    with start(120, 32, proxy.port) as terminal:
        terminal.wait("live")
        proxy.delay(0.03)
        f2 = "\x1bOQ"
        terminal.write(f"{f2}pty_limits\rf=S3\rd")
        terminal.wait("filter Sym =S3")
        terminal.wait(lambda text: re.search(r" 1- S3 +3,000", text) is not None)
        terminal.wait("1 staged")
        go_to_column = "\x1bg"
        terminal.write(f"C{f2}pty_plain\r{go_to_column}X\rS")
        terminal.wait("sort X▼")
        terminal.write(f"{f2}pty_log\rosome text\r17\r")
        terminal.wait("1 staged")
        terminal.wait("+ some text")
        terminal.wait("N 17")


def test_what_is_typed_at_once_for_two_rows_is_all_staged(start, session) -> None:
    with start(120, 32) as terminal:
        keys = open_table(terminal, "pty_limits")
        keys.press("right", "e")
        keys.type("1")
        keys.press("enter")
        keys.type("bob")
        keys.press("ctrl+down")
        keys.type("cleo")
        keys.press("enter")
        keys.wait("2 staged", "~ S0 Max 1 Owner bob", "~ S1 Owner cleo", "1~ S0", "2~ S1")
        assert ("S0", 0, "ana") in rows(session, "pty_limits"), "nothing is sent before a commit"
        keys.press("ctrl+z")
        terminal.wait(lambda text: "Owner cleo" not in text)
        assert "Owner bob" in terminal.text, "what was typed last is taken back first"
        keys.press("ctrl+y")
        keys.wait("2 staged", "Owner bob", "Owner cleo")
        keys.press("ctrl+s")
        keys.wait("2 rows written")
    found = rows(session, "pty_limits")
    assert ("S0", 1, "bob") in found and ("S1", 1000, "cleo") in found


def leave_the_panel(keys: Keys) -> None:
    """Go to the grid, and wait until the keys are its own: Escape and a letter are Alt and it."""
    keys.wait("^S Commit")
    keys.press("escape")
    keys.wait("Space Cell")


def only_staged(terminal: Terminal, count: int) -> None:
    """Wait until every place that counts what is staged says so many."""
    terminal.wait(lambda text: set(re.findall(r"(\d+) staged", text)) == {str(count)})


def test_add_delete_and_take_back(start, session) -> None:
    with start(120, 32) as terminal:
        keys = open_table(terminal, "pty_limits")
        keys.press("o")
        for text in ("S9", "12x"):
            keys.type(text)
            keys.press("enter")
        keys.wait("12x is no number")
        terminal.press("backspace", "enter")
        keys.type("null")
        keys.press("enter")
        keys.wait("+ S9 Max 12 Owner null")
        leave_the_panel(keys)
        keys.press("d", "down", "d")
        keys.wait("- S0", "- S1")
        only_staged(terminal, 3)
        keys.press("d")
        only_staged(terminal, 2)
        keys.press("ctrl+q")
        keys.wait("Staged and not committed: 2 rows of pty_limits")
        keys.press("n")
        keys.wait("2 staged")
        keys.press("ctrl+s")
        keys.wait("1 row written, 1 row deleted")
    found = rows(session, "pty_limits")
    assert ("S9", 12, None) in found
    assert [row[0] for row in found] == ["S1", *(f"S{each}" for each in range(2, 8)), "S9"]


def test_a_conflict_is_shown_and_decided(start, session) -> None:
    with start(120, 32) as terminal:
        keys = open_table(terminal, "pty_limits")
        keys.press("right", "e")
        keys.type("7")
        keys.press("enter")
        keys.wait("was 0", "1 staged")
        session.run_script(
            "from deephaven import empty_table\n"
            "pty_limits.add(empty_table(1).update(['Sym = `S0`', 'Max = 99', 'Owner = `eve`']))"
        )
        keys.wait("is 99 now")
        keys.press("ctrl+s")
        keys.wait("nothing was sent: 1 row changed meanwhile", "Max is 99 now")
        assert ("S0", 99, "eve") in rows(session, "pty_limits")
        keys.press("alt+m", "ctrl+s")
        keys.wait("1 row written")
    assert ("S0", 7, "eve") in rows(session, "pty_limits"), "what was left alone is theirs"


def kept_counts(folder: Path) -> Iterator[int]:
    """How many rows each file of staged rows keeps."""
    for path in folder.rglob("staged/*/*.json"):
        yield len(json.loads(path.read_text())["entries"])


def test_staged_rows_survive_a_console_that_is_killed(start, session, tmp_path: Path) -> None:
    with start(120, 32) as terminal:
        keys = open_table(terminal, "pty_limits")
        keys.press("right", "e")
        keys.type("5")
        keys.press("ctrl+down")
        keys.type("6")
        keys.press("enter")
        keys.wait("2 staged")
        terminal.wait(lambda _: [*kept_counts(tmp_path)] == [2])
        terminal.kill()
    assert ("S0", 0, "ana") in rows(session, "pty_limits")
    with start(80, 24) as terminal:
        terminal.wait("2 rows staged for pty_limits ")
        keys = open_table(terminal, "pty_limits")
        keys.press("down", "down", "right", "e")
        keys.type("7")
        keys.press("enter", "ctrl+s")
        keys.wait("1 row written", "2 rows staged")
        assert ("S0", 0, "ana") in rows(session, "pty_limits"), "only what was seen is sent"
        keys.press("alt+r")
        keys.wait("~ S0 Max 5", "~ S1 Max 6")
        terminal.wait(lambda text: "and never committed" not in text)
        keys.press("ctrl+s")
        keys.wait("2 rows written")
    found = rows(session, "pty_limits")
    assert {("S0", 5, "ana"), ("S1", 6, "ana"), ("S2", 7, "ana")} <= set(found)


def test_a_table_is_made_anew_with_other_columns_while_a_row_is_edited(start, session) -> None:
    """ctrl+s ended the console then, and the panel went on with the columns of before."""
    anew = TABLES.replace("Max = i * 1000", "Max = `m` + i")
    with start(120, 32) as terminal:
        keys = open_table(terminal, "pty_limits")
        keys.press("down", "e")
        keys.wait("Sym S1")
        keys.press("down")
        keys.type("777")
        keys.press("enter")
        keys.type("bob")
        keys.press("enter")
        keys.wait("1 staged", "2~ S1")
        session.run_script(anew.replace("Owner", "Region"))
        keys.wait("Region ana", "2✗ S1", "Max is String now, and was int: typed was 777")
        keys.press("ctrl+s")
        keys.wait("nothing was sent: 1 row cannot be")
        assert ("S1", "m1", "ana") in rows(session, "pty_limits")
        session.run_script(TABLES)
        keys.wait("2~ S1", "Owner bob", "~ S1 Max 777 Owner bob")
        keys.press("ctrl+s")
        keys.wait("1 row written")
        assert ("S1", 777, "bob") in rows(session, "pty_limits")


def test_a_block_is_previewed_staged_and_mended(start, session) -> None:
    with start(120, 32) as terminal:
        keys = open_table(terminal, "pty_limits")
        terminal.paste("Max\tSym\n5000\tS2\nmany\tS8\n1,250\tS9\n")
        keys.wait("3 rows; columns named by its first line", "✗ many", "1 row has a value")
        keys.press("enter")
        keys.wait("3 staged", "+ S9 Max 1250", "✗ Max many is no number")
        keys.press("ctrl+s")
        keys.wait("1 row cannot be")
        keys.press("pageup")
        keys.wait("Max many")
        terminal.type("8")
        keys.press("enter", "ctrl+s")
        keys.wait("3 rows written")
    found = rows(session, "pty_limits")
    assert {("S2", 5000, "ana"), ("S8", 8, None), ("S9", 1250, None)} <= set(found)


def test_lists_of_values_other_tables_and_commits_at_once(start, session) -> None:
    with start(120, 32) as terminal:
        keys = open_table(terminal, "pty_sides")
        keys.press("o")
        keys.type("A")
        keys.press("enter")
        keys.type("hold")
        keys.wait("Side must be one of buy, sell")
        keys.press("ctrl+u", "ctrl+space")
        keys.terminal.wait(lambda text: "Side must be" not in text and "sell" in text)
        keys.press("down", "enter")
        keys.wait("+ A Side sell")
        keys.press("ctrl+s")
        keys.wait("1 row written")
        assert rows(session, "pty_sides") == [("A", "sell")]
        alt_a = "\x1ba"
        terminal.write(alt_a)
        keys.wait("Each change is sent as soon as it is made")
        leave_the_panel(keys)
        keys.wait("1 row  1–1")
        keys.press("d")
        keys.wait("1 row deleted")
        open_table(terminal, "pty_log")
        keys.press("o")
        keys.type("first")
        keys.press("enter")
        keys.type("1")
        keys.press("enter", "ctrl+s")
        # What is typed while that is being sent is another row, and does not change it.
        keys.type("second")
        keys.press("enter")
        keys.type("2")
        keys.press("enter", "ctrl+s")
        keys.wait("2 rows  ")
        leave_the_panel(keys)
        keys.press("e")
        keys.wait("an append-only input")
        open_table(terminal, "pty_plain")
        keys.press("e")
        keys.wait("pty_plain is no input table")
    assert rows(session, "pty_sides") == []
    assert rows(session, "pty_log") == [("first", 1), ("second", 2)]


def test_make_a_table_from_a_line_and_from_a_file(start, session, tmp_path: Path) -> None:
    file = tmp_path / "desk limits.csv"
    file.write_text("Desk,Max,Since\neq,5000,2024-03-01T09:30:00Z\nfx,,2024-03-02T09:30:00Z\n")
    with start(120, 32) as terminal:
        terminal.wait("live")
        terminal.press("ctrl+p")
        terminal.type("New input table from a file")
        terminal.wait("Makes an input table of the columns")
        terminal.press("enter")
        terminal.wait("Enter accept")
        terminal.type(str(file))
        terminal.press("enter")
        terminal.wait("desk_limits: Desk string, Max long, Since instant")
        terminal.press("home")
        for _ in range("desk_limits: Desk string".count("") - 1):
            terminal.press("right")
        terminal.type(" key")
        terminal.press("enter")
        terminal.wait("2 rows; columns named by its first line")
        terminal.press("enter")
        terminal.wait("2 staged")
        terminal.press("ctrl+s")
        terminal.wait("2 rows written")
    table = session.open_table("desk_limits").to_arrow()
    assert table.column("Max").to_pylist() == [5000, None]
    assert str(table.column("Since")[0]).startswith("2024-03-01 09:30:00")
