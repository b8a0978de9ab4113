"""Staged rows outlive a console that is killed, and what is written over others' is told."""

from __future__ import annotations

import asyncio
import json
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.client import Session, inputs
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.forms import same
from dhconsole.core.editing.keeping import KeptRows, dump, load
from dhconsole.core.editing.staged import Entry
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import DHError, EditError
from tests.core.test_editing import (
    SETUP,
    cells,
    change,
    made_anew,
    on_server,
    problems,
    row_of,
)

HERE = "this server"

KILLED = """
import asyncio, sys
from pathlib import Path
from dhconsole.client import inputs
from dhconsole.client.connection import Connection
from dhconsole.client.options import ConnectOptions
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.keeping import KeptRows, load
from tests.core.test_editing import cells, change, row_of

port, state, name, when = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
add_rows = inputs.add_rows

async def hang(text):
    print(text, flush=True)
    await asyncio.Event().wait()

async def adds(*args):
    if when == "before":
        await hang("ready")
    await add_rows(*args)
    await hang("ready")

async def main():
    inputs.add_rows = adds
    async with Connection(ConnectOptions(port=port)) as connection:
        rows = KeptRows(state, lambda problem: print(problem, flush=True))
        root = ScopeTicket.scope_ticket(name)
        editor = await Editor.open(connection, root, rows, "this server")
        if name == "edit_log":
            editor.staging.add([cells(editor, T="kept", N="1"), cells(editor, T="kept", N="2")])
        else:
            await change(editor, "k1", A="kept")
            await change(editor, "k2", A="kept")
            editor.staging.delete(await row_of(editor, "k3"))
        if when != "staged":
            await editor.commit()
        count = len(editor.staging.entries)
        kept = lambda: [load(path.read_bytes()) for path in state.glob("staged/*/*.json")]
        while [len(each.entries) for each in kept()] != [count]:
            await asyncio.sleep(0.01)
        await hang("ready")

asyncio.run(main())
"""


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options) as connection:
        result = await Console(connection).execute(SETUP)
        assert result.error_text == ""
        yield connection


def store(folder: Path) -> KeptRows:
    def fail(problem: DHError) -> None:
        raise AssertionError(str(problem))

    return KeptRows(folder, fail)


async def opened(connection: Connection, name: str, rows: KeptRows) -> Editor:
    editor = await Editor.open(connection, ScopeTicket.scope_ticket(name), rows, HERE)
    editor.look()
    return editor


async def killed(port: int, folder: Path, name: str, when: str) -> None:
    """A console stages rows, perhaps begins to send them, and is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, str(port), str(folder), name, when, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL


def files(folder: Path) -> list[Path]:
    return list((folder / "staged").rglob("*.json"))


@pytest.mark.live
async def test_rows_staged_in_a_console_that_is_killed(
    connection: Connection, plain_server: BlockingEmbeddedServer, tmp_path: Path
) -> None:
    await killed(plain_server.options.port, tmp_path, "edit_keyed", "staged")
    (file,) = files(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "cells are users' data"
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700

    rows = store(tmp_path)
    other = await opened(connection, "edit_log", rows)
    assert other.offers == (), "offered for its own table alone"
    editor = await opened(connection, "edit_keyed", rows)
    assert editor.staging.entries == (), "nothing is staged again by itself"
    assert [each["A"] for each in await on_server(connection, "edit_keyed")] == ["a"] * 20
    (offer,) = editor.offers
    assert len(offer.entries) == 3
    await change(editor, "k5", A="new")
    editor.take_up()
    assert editor.offers == ()
    assert str(await editor.commit()) == "3 rows written, 1 row deleted"
    after = {row["K"]: row["A"] for row in await on_server(connection, "edit_keyed")}
    assert (after["k1"], after["k2"], after["k5"]) == ("kept", "kept", "new") and "k3" not in after
    rows.close()
    assert files(tmp_path) == [], "what is committed is kept no more"


@pytest.mark.live
@pytest.mark.parametrize("name", ["edit_keyed", "edit_log"])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_console_is_killed_while_rows_are_on_the_way(
    connection: Connection,
    plain_server: BlockingEmbeddedServer,
    tmp_path: Path,
    name: str,
    when: str,
) -> None:
    """Whether they had arrived is asked of the server: none is lost, none is doubled."""
    before = await on_server(connection, name)
    await killed(plain_server.options.port, tmp_path, name, when)
    rows = store(tmp_path)
    editor = await opened(connection, name, rows)
    told: list[str] = []
    heard = asyncio.Event()
    editor.listen(lambda text: (told.append(text), heard.set()) if text else None)
    editor.take_up()
    assert any(entry.sent for entry in editor.staging.entries)
    await heard.wait()
    arrived = 2 if when == "after" else 0
    assert f"Of 2 rows on the way as the connection was lost, {arrived} arrived" in told[0]
    left = len(editor.staging.entries)
    assert left == (0 if name == "edit_log" else 1) + 2 - arrived
    if left:
        await editor.commit()
    after = await on_server(connection, name)
    if name == "edit_log":
        mine = [{"T": "kept", "N": 1}, {"T": "kept", "N": 2}]
        assert after == [*before, *mine], "each of them once"
    else:
        assert sorted(row["K"] for row in after if row["A"] == "kept") == ["k1", "k2"]
        assert len(after) == 19
    rows.close()
    assert files(tmp_path) == []


@pytest.mark.live
async def test_what_is_not_committed_is_there_for_the_next(
    connection: Connection, tmp_path: Path
) -> None:
    first = store(tmp_path)
    editor = await opened(connection, "edit_keyed", first)
    await change(editor, "k1", A="kept")
    beside = store(tmp_path)
    assert beside.offers(HERE) == [], "of a console that lives nothing is offered"
    editor.close()
    first.close()
    assert len(beside.offers(HERE)) == 1
    assert beside.offers("another server") == []
    editor = await opened(connection, "edit_keyed", beside)
    editor.take_up()
    editor.staging.discard()
    beside.write()
    assert files(tmp_path) == [], "what is discarded is kept no more"
    editor.staging.undo()
    beside.write()
    assert len(files(tmp_path)) == 1
    editor.close()
    assert len((await opened(connection, "edit_keyed", beside)).offers) == 1
    assert len(beside.offers(HERE)) == 1, "and nothing of it is lost"
    beside.close()


@pytest.mark.live
async def test_what_is_kept_of_a_table_that_was_made_anew(
    connection: Connection, tmp_path: Path
) -> None:
    await made_anew(connection)
    first = store(tmp_path)
    editor = await opened(connection, "edit_anew", first)
    await change(editor, "k1", S="777", B="typed")
    editor.staging.delete(await row_of(editor, "k2"))
    editor.close()
    first.close()

    await made_anew(connection, "K = `k` + i", "K = i", "S = i", "S = `s` + i", "B =", "C =")
    second = store(tmp_path)
    editor = await opened(connection, "edit_anew", second)
    (offer,) = editor.offers
    assert offer.differences(editor.form) == (
        "B is no column any more, K is int now, S is String now, C is new"
    )
    editor.take_up()
    key = "K is int now, and a key: the row was k1"
    was = "S is String now, and was int: typed was 777"
    gone = "B is no column any more: typed was typed"
    assert problems(editor) == [(key, was, gone), (key.replace("k1", "k2"),)]
    with pytest.raises(EditError, match=key):
        await editor.commit()
    editor.close()
    second.close()

    await made_anew(connection)
    third = store(tmp_path)
    editor = await opened(connection, "edit_anew", third)
    editor.take_up()
    assert problems(editor) == [(), ()], "the table is as it was, and so are the rows"
    assert str(await editor.commit()) == "1 row written, 1 row deleted"
    after = [{"K": "k0", "A": "a", "B": "b", "S": 0}, {"K": "k1", "A": "a", "B": "typed", "S": 777}]
    assert await on_server(connection, "edit_anew") == after
    third.close()
    assert files(tmp_path) == []


@pytest.mark.live
async def test_every_type_is_kept_exactly(connection: Connection, tmp_path: Path) -> None:
    rows = store(tmp_path)
    editor = await opened(connection, "edit_types", rows)
    for key in ("k0", "k1", "k2"):
        editor.staging.delete(await row_of(editor, key))
    editor.staging.add([cells(editor, K="k9", In="5", Sh="null"), cells(editor, K="kä ∅ \x1b[1m")])
    rows.write()
    (file,) = files(tmp_path)
    again = load(file.read_bytes()).entries
    assert len(again) == len(editor.staging.entries)
    for one, other in zip(editor.staging.entries, again, strict=True):
        assert one.kind is other.kind and set(one.cells) == set(other.cells)
        for row, copy in ((one.base or {}, other.base or {}), (given_of(one), given_of(other))):
            assert list(row) == list(copy)
            for name, value in row.items():
                assert value.type == copy[name].type and same(value) == same(copy[name]), name
    rows.close()


def given_of(entry: Entry) -> dict[str, object]:
    return {name: cell.value for name, cell in entry.cells.items() if cell.value is not None}


@pytest.mark.live
async def test_a_disk_that_takes_nothing_is_told_once_and_stops_nothing(
    connection: Connection, tmp_path: Path
) -> None:
    (tmp_path / "staged").write_text("no directory")
    problems: list[DHError] = []
    rows = KeptRows(tmp_path, problems.append)
    editor = await opened(connection, "edit_keyed", rows)
    for text in ("x", "y"):
        await change(editor, "k1", A=text)
        rows.write()
    assert len(problems) == 1 and "staged rows" in str(problems[0])
    assert rows.failing, "nobody is told that they are kept"
    await editor.commit()
    assert {"K": "k1", "A": "y", "B": "b", "S": 1} in await on_server(connection, "edit_keyed")
    rows.close()


def test_a_file_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    dead = tmp_path / "staged" / "1-dead"
    dead.mkdir(parents=True)
    (dead / "owner").write_text("")
    (dead / "x.json").write_text('{"server": "s"')
    problems: list[DHError] = []
    rows = KeptRows(tmp_path, problems.append)
    assert rows.offers("s") == []
    assert "cannot be read" in str(problems[0])
    assert (tmp_path / "staged" / "x.json.broken").read_text() == '{"server": "s"'
    rows.close()


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "server",
                        "root",
                        "columns",
                        "entries",
                        "size",
                        "base",
                        "given",
                        "theirs",
                        "written",
                        "kind",
                        "cells",
                    ]
                ),
                inner,
                max_size=11,
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_nonsense_is_no_staged_rows(data: bytes) -> None:
    try:
        kept = load(data)
    except ValueError:
        return
    assert load(dump(kept)).entries == kept.entries


# -- what is written over others' --------------------------------------------------------


@pytest.mark.live
async def test_what_others_write_between_comparing_and_writing_is_told(
    connection: Connection, plain_server: BlockingEmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = await Editor.open(connection, ScopeTicket.scope_ticket("edit_keyed"))
    told: list[str] = []
    heard = asyncio.Event()
    editor.listen(lambda text: (told.append(text), heard.set()) if text else None)
    script = (
        "edit_keyed.add(empty_table(1).update(['K = `k1`', 'A = `theirs`', 'B = `b`', 'S = 1']))\n"
        "edit_keyed.delete(empty_table(1).update('K = `k2`'))"
    )
    add_rows = inputs.add_rows

    def other() -> None:
        with Session(port=plain_server.options.port) as session:
            session.run_script(script)

    async def late(*args: object) -> None:
        monkeypatch.setattr(inputs, "add_rows", add_rows)
        await asyncio.to_thread(other)
        await add_rows(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(inputs, "add_rows", late)
    for key in ("k1", "k2", "k4"):
        await change(editor, key, S="7")
    assert str(await editor.commit()) == "3 rows written"
    await heard.wait()
    assert told == [
        "Written over what others set in the same moment: k1 had A theirs; k2 was deleted."
    ]
    after = {row["K"]: row for row in await on_server(connection, "edit_keyed")}
    assert after["k1"] == {"K": "k1", "A": "a", "B": "b", "S": 7}

    told.clear()
    for text in ("8", "9", "10"):
        await change(editor, "k4", S=text)
        await editor.commit()
    await editor.sender.barrier()
    assert told == [], "our own commits one after the other are nobody else's"
    editor.close()
