"""Editing input tables on a real server: what is staged is sent whole, or stays."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa
import pytest

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import fetch_table
from dhconsole.client.flight import Flight
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.entering import entered
from dhconsole.core.editing.forms import Cell, Row
from dhconsole.core.editing.pasting import read_block
from dhconsole.core.editing.staged import Entry, Kind
from dhconsole.core.filtering.times import Now
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import ArgumentError, DHError, EditError, InputError, LostError

pytestmark = pytest.mark.live

SETUP = """
import jpy
from deephaven import dtypes, empty_table, input_table
from deephaven.table import Table
_rows = empty_table(20).update(["K = `k` + i", "A = `a`", "B = `b`", "S = i"])
edit_keyed = input_table(init_table=_rows, key_cols="K")
edit_log = input_table({"T": dtypes.string, "N": dtypes.int64})
edit_blink = None
_checked = input_table({"K": dtypes.string, "N": dtypes.int32, "Side": dtypes.string}, key_cols="K")
_java = "io.deephaven.server.table.inputtables."
_j = jpy.get_type(_java + "RangeValidatingInputTable").make(_checked.j_table, "N", 0, 100)
_j = jpy.get_type(_java + "StringListValidatingInputTable").make(_j, "Side", "buy", "sell")
edit_checked = Table(jpy.get_type(_java + "NonEmptyValidatingInputTable").make(_j, "K"))
_all = empty_table(3).update([
    "K = `k` + i", "Bo = i % 2 == 0", "By = (byte)i", "Sh = (short)i", "Ch = (char)(65 + i)",
    "In = i", "Lo = ii", "Fl = (float)i", "Do = i * 1.5", "Ti = epochNanosToInstant(ii)",
    "Da = java.time.LocalDate.of(2024, 1, 1 + i)", "Cl = java.time.LocalTime.of(1, 2, i)",
    "Zo = toZonedDateTime(Ti, java.time.ZoneId.of(`UTC`))",
    "Du = java.time.Duration.ofSeconds(i)", "De = java.math.BigDecimal.valueOf(i * 15L, 1)",
    "Bi = java.math.BigInteger.valueOf(i)", "Ar = new double[]{1.0, i}",
])
edit_types = input_table(init_table=_all, key_cols="K")
"""


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options) as connection:
        result = await Console(connection).execute(SETUP)
        assert result.error_text == ""
        yield connection


async def open_editor(connection: Connection, name: str) -> Editor:
    return await Editor.open(connection, ScopeTicket.scope_ticket(name))


def cell(editor: Editor, column: str, text: str) -> Cell:
    return Cell(text, entered(text, editor.form.column(column), Now()))


def cells(editor: Editor, **texts: str) -> dict[str, Cell]:
    return {column: cell(editor, column, text) for column, text in texts.items()}


async def row_of(editor: Editor, key: str) -> Row:
    found = await editor.row({"K": pa.array([key])})
    assert found is not None
    return found


async def change(editor: Editor, key: str, **texts: str) -> Entry | None:
    row = await row_of(editor, key)
    found = None
    for column, text in texts.items():
        found = editor.staging.change(row, column, cell(editor, column, text))
    return found


async def on_server(connection: Connection, name: str) -> list[dict[str, Any]]:
    flight = Flight(connection)
    table = await fetch_table(connection, ScopeTicket.scope_ticket(name))
    try:
        return (await flight.read_export(table)).to_pylist()
    finally:
        flight.close()
        await connection.release(table.ticket)


async def test_what_is_staged_goes_in_one_commit(connection: Connection) -> None:
    editor = await open_editor(connection, "edit_keyed")
    await change(editor, "k1", A="new", S="7")
    editor.staging.add([cells(editor, K="k90", A="added", S="null")])
    editor.staging.delete(await row_of(editor, "k2"))
    assert {kind.name: count for kind, count in editor.staging.count().items()} == {
        "ADD": 1,
        "CHANGE": 1,
        "DELETE": 1,
    }
    before = await on_server(connection, "edit_keyed")
    assert {"K": "k1", "A": "a", "B": "b", "S": 1} in before, "nothing goes before the commit"
    done = await editor.commit()
    assert str(done) == "2 rows written, 1 row deleted"
    after = await on_server(connection, "edit_keyed")
    assert {"K": "k1", "A": "new", "B": "b", "S": 7} in after
    assert {"K": "k90", "A": "added", "B": None, "S": None} in after
    assert all(row["K"] != "k2" for row in after)
    assert editor.staging.entries == ()
    with pytest.raises(ArgumentError, match="nothing to undo"):
        editor.staging.undo()


async def test_every_type_is_typed_and_kept(connection: Connection) -> None:
    editor = await open_editor(connection, "edit_types")
    typed = {
        "Bo": "false",
        "By": "-7",
        "Sh": "1,250",
        "Ch": "é",
        "In": "2k",
        "Lo": "9007199254740993",
        "Fl": "1.5",
        "Do": "-inf",
        "Ti": "2024-03-01 09:30:00.123456789",
        "Da": "2024-03-01",
        "Cl": "09:30:01.5",
        "Zo": "2024-03-01",
        "Du": "1.5s",
        "De": "-12.340",
        "Bi": "123456789012345678901234567890",
        "Ar": "[1.25, null, 3]",
    }
    await change(editor, "k1", **typed)
    editor.staging.add([cells(editor, K="k9", **typed)])
    editor.staging.add([cells(editor, K="nothing")])
    await editor.commit()
    found = {row["K"]: row for row in await on_server(connection, "edit_types")}
    k1, k9 = ({name: row[name] for name in typed} for row in (found["k1"], found["k9"]))
    assert k1 == k9
    plain = {name: k1[name] for name in ("Bo", "By", "Sh", "Ch", "In", "Lo", "Fl", "Do", "Ar")}
    assert plain == {
        "Bo": False,
        "By": -7,
        "Sh": 1250,
        "Ch": ord("é"),
        "In": 2000,
        "Lo": 9007199254740993,
        "Fl": 1.5,
        "Do": float("-inf"),
        "Ar": [1.25, None, 3.0],
    }
    assert str(k1["Cl"]) == "09:30:01.500000" and str(k1["Da"]) == "2024-03-01"
    assert all(found["nothing"][name] is None for name in typed)
    # Another edit of the same row leaves what it does not touch exactly as it was.
    row = await row_of(editor, "k1")
    await change(editor, "k1", In="5")
    await editor.commit()
    now = await row_of(editor, "k1")
    assert all(now[name].equals(row[name]) for name in row if name != "In")


async def test_what_others_changed_is_taken_over_or_is_a_conflict(connection: Connection) -> None:
    ours = await open_editor(connection, "edit_keyed")
    theirs = await open_editor(connection, "edit_keyed")
    await change(ours, "k1", A="ours")
    await change(theirs, "k1", B="theirs")
    await theirs.commit()
    await ours.commit()
    row = await row_of(ours, "k1")
    assert (row["A"].to_pylist(), row["B"].to_pylist()) == (["ours"], ["theirs"])

    entry = await change(ours, "k3", A="ours")
    await change(theirs, "k3", A="theirs")
    ours.staging.delete(await row_of(ours, "k4"))
    await change(theirs, "k4", B="seen?")
    await change(ours, "k5", A="ours")
    theirs.staging.delete(await row_of(theirs, "k5"))
    ours.staging.add([cells(ours, K="k91", A="ours")])
    theirs.staging.add([cells(theirs, K="k91", A="theirs")])
    await theirs.commit()
    with pytest.raises(EditError, match="4 rows changed meanwhile") as raised:
        await ours.commit()
    assert raised.value.rows == 4
    assert [each.conflict for each in ours.staging.entries] == [
        "A is theirs now",
        "B is seen? now",
        "the row was deleted on the server",
        "a row with this key is there already",
    ]
    assert {"K": "k3", "A": "theirs", "B": "b", "S": 3} in await on_server(connection, "edit_keyed")
    assert entry is not None
    for each in ours.staging.entries:
        ours.keep_mine(each.id)
    await ours.commit()
    after = {row["K"]: row for row in await on_server(connection, "edit_keyed")}
    assert after["k3"]["A"] == "ours" and "k4" not in after
    assert after["k5"] == {"K": "k5", "A": "ours", "B": "b", "S": 5}
    assert after["k91"]["A"] == "ours"


async def test_problems_are_found_before_anything_is_sent(connection: Connection) -> None:
    editor = await open_editor(connection, "edit_checked")
    editor.staging.add([cells(editor, K="a", N="500", Side="buy")])
    editor.staging.add([cells(editor, K='""', N="1", Side="hold")])
    editor.staging.add([cells(editor, N="1", Side="buy")])
    editor.staging.add([cells(editor, K="b", N="1", Side="buy"), cells(editor, K="b", Side="buy")])
    with pytest.raises(EditError, match="4 rows cannot be"):
        await editor.commit()
    problems = [each.problems for each in editor.staging.entries]
    assert problems == [
        ("N must be at most 100",),
        ("K must not be empty", "Side must be one of buy, sell"),
        ("K is missing, which is a key",),
        (),
        ("another staged row has the same key",),
    ]
    assert await on_server(connection, "edit_checked") == []
    with pytest.raises(ArgumentError, match="does not fit into int"):
        cell(editor, "N", "3000000000")


async def test_a_refusal_of_the_server_is_placed_on_its_cell(connection: Connection) -> None:
    editor = await open_editor(connection, "edit_checked")
    (entry,) = editor.staging.add([cells(editor, K="a", N="500", Side="buy")])
    # As when the server's limits are stricter than those that it told.
    bare = Cell("500", entry.cells["N"].value)
    editor.staging.tell({entry.id: Entry(entry.id, Kind.ADD, None, {**entry.cells, "N": bare})})
    with pytest.raises(InputError, match="row 0 column N"):
        await editor.commit()
    (left,) = editor.staging.entries
    assert "refused by the server" in left.cells["N"].problem and not left.sent
    editor.staging.put(left.id, "N", cell(editor, "N", "50"))
    await editor.commit()
    assert await on_server(connection, "edit_checked") == [{"K": "a", "N": 50, "Side": "buy"}]


async def test_append_only_tables_take_rows_and_nothing_else(connection: Connection) -> None:
    editor = await open_editor(connection, "edit_log")
    editor.staging.add([cells(editor, T="x", N="1"), cells(editor, T="x", N="1")])
    await editor.commit()
    row = (await editor.sender.rows_from(0))[0]
    with pytest.raises(ArgumentError, match="append-only"):
        editor.staging.delete(row)
    with pytest.raises(ArgumentError, match="append-only"):
        editor.staging.change(row, "N", cell(editor, "N", "2"))
    assert await on_server(connection, "edit_log") == [{"T": "x", "N": 1}] * 2
    with pytest.raises(InputError, match="no input table"):
        await open_editor(connection, "_rows")


# -- the connection is lost --------------------------------------------------------------


ANEW = """
from deephaven import dtypes, empty_table, input_table
_rows = empty_table(3).update(["K = `k` + i", "A = `a`", "B = `b`", "S = i"])
edit_anew = input_table(init_table=_rows, key_cols="K")
"""


async def made_anew(connection: Connection, *changed: str) -> None:
    """Make the table of ``ANEW``, with every other of these texts in it in place of the one
    before."""
    script = ANEW
    for before, after in zip(changed[::2], changed[1::2], strict=True):
        assert before in script
        script = script.replace(before, after)
    assert (await Console(connection).execute(script)).error_text == ""


def problems(editor: Editor) -> list[tuple[str, ...]]:
    return [entry.problems for entry in editor.staging.entries]


async def test_a_table_that_is_made_anew_without_a_column(connection: Connection) -> None:
    await made_anew(connection)
    editor = await open_editor(connection, "edit_anew")
    await change(editor, "k1", S="777")
    await change(editor, "k2", S="8", B="typed")
    editor.staging.delete(await row_of(editor, "k0"))
    await made_anew(connection, "B =", "C =")
    before = await on_server(connection, "edit_anew")
    with pytest.raises(EditError, match="B is no column any more, C is new") as caught:
        await editor.commit()
    assert "still staged" in caught.value.hint
    assert problems(editor) == [(), ("B is no column any more: typed was typed",), ()]
    with pytest.raises(EditError, match="B is no column any more: typed was typed"):
        await editor.commit()
    assert await on_server(connection, "edit_anew") == before, "nothing was sent"
    assert [entry.kind for entry in editor.staging.entries] == [*[Kind.CHANGE] * 2, Kind.DELETE]

    editor.keep_mine(editor.staging.entries[1].id)
    assert str(await editor.commit()) == "2 rows written, 1 row deleted"
    after = [{"K": "k1", "A": "a", "C": "b", "S": 777}, {"K": "k2", "A": "a", "C": "b", "S": 8}]
    assert await on_server(connection, "edit_anew") == after, "what was not typed is the server's"


async def test_what_fits_no_more_fits_again_when_its_column_is_back(connection: Connection) -> None:
    await made_anew(connection)
    editor = await open_editor(connection, "edit_anew")
    await change(editor, "k1", S="7", A="first")
    editor.staging.add([cells(editor, K="k9", S="9", B="typed")])
    await made_anew(connection, "S = i", "S = `s` + i", "B =", "C =")
    told: list[str] = []
    editor.listen(told.append)
    await editor.renew()
    other = "B is no column any more, S is String now, C is new"
    fate = "staged rows that fit no more: 2 of 2"
    assert [*filter(None, told)] == [f"s/edit_anew was made anew ({other}); {fate}."]
    was = "is String now, and was int: typed was"
    gone = "B is no column any more: typed was typed"
    assert problems(editor) == [(f"S {was} 7",), (f"S {was} 9", gone)]
    entry = editor.staging.entries[0]
    assert editor.staging.put(entry.id, "S", cell(editor, "S", "text")).problems == ()
    editor.staging.undo()
    editor.staging.undo()
    editor.staging.redo()
    assert problems(editor) == [(f"S {was} 7",), (f"S {was} 9", gone)], "steps fit it as well"
    await made_anew(connection)
    await editor.renew()
    assert "all staged rows fit" in [*filter(None, told)][-1]
    assert problems(editor) == [(), ()]
    assert str(await editor.commit()) == "2 rows written"
    after = {
        row["K"]: (row["A"], row["B"], row["S"]) for row in await on_server(connection, "edit_anew")
    }
    assert after["k1"] == ("first", "b", 7) and after["k9"] == (None, "typed", 9)


KEYED = 'key_cols="K"'


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ((KEYED, 'key_cols=["K", "S"]'), "S is a key now: another value would be another row"),
        (('"K = `k` + i"', '"K = i"'), "K is int now, and a key: the row was k1"),
        (('"K = `k` + i", ', "", KEYED, 'key_cols="A"'), "the row was deleted on the server"),
        ((KEYED, ""), "takes new rows alone"),
        ((f"input_table(init_table=_rows, {KEYED})", "_rows"), "is no input table any more"),
    ],
    ids=["a key more", "key of another type", "other keys", "append-only", "no input table"],
)
async def test_a_table_that_is_made_anew_as_another_one(
    connection: Connection, changed: tuple[str, ...], words: str
) -> None:
    await made_anew(connection, "A = `a`", "A = `old`")
    editor = await open_editor(connection, "edit_anew")
    await change(editor, "k1", S="7")
    await made_anew(connection, *changed)
    before = await on_server(connection, "edit_anew")
    with pytest.raises(EditError, match="made anew|no input table any more"):
        await editor.commit()
    with pytest.raises(EditError, match=f"nothing was sent: .*{words}"):
        await editor.commit()
    (entry,) = editor.staging.entries
    assert entry.cells["S"].text == "7", "nothing is lost"
    assert await on_server(connection, "edit_anew") == before
    await made_anew(connection, "A = `a`", "A = `old`")
    await editor.renew()
    assert str(await editor.commit()) == "1 row written"
    assert (await row_of(editor, "k1"))["S"][0].as_py() == 7


async def test_a_row_is_asked_for_by_the_form_that_the_table_has(connection: Connection) -> None:
    """A value that is read for a column of the form before is no value of the one now."""
    await made_anew(connection)
    editor = await open_editor(connection, "edit_anew")
    stale = await row_of(editor, "k1")
    number, text = cell(editor, "S", "7"), cell(editor, "B", "x")
    await made_anew(connection, "S = i", "S = `s` + i", "B =", "C =")
    now = await row_of(editor, "k1")
    assert {name: value[0].as_py() for name, value in now.items()} == {
        "K": "k1",
        "A": "a",
        "C": "b",
        "S": "s1",
    }
    entry = editor.staging.change(stale, "S", number)
    assert entry is not None
    assert entry.problems == ("S is String now: typed was 7",)
    with pytest.raises(ArgumentError, match="B is not a column"):
        editor.staging.change(stale, "B", text)
    await editor.compare()
    assert set(editor.staging.entries[0].base or ()) == {"K", "A", "C", "S"}


@pytest.mark.parametrize(
    ("changed", "pasted"),
    [
        (('"K = `k` + i"', '"K = i"'), "K is int now: typed was k1"),
        ((KEYED, 'key_cols=["K", "A"]'), "A is missing, which is a key"),
        ((KEYED, ""), ""),
    ],
    ids=["of another type", "one more", "none any more"],
)
async def test_keys_of_the_table_before_it_was_made_anew(
    connection: Connection, changed: tuple[str, ...], pasted: str
) -> None:
    """They were taken for those of now, which ended the console."""
    await made_anew(connection)
    editor = await open_editor(connection, "edit_anew")
    keys = {"K": pa.array(["k1"])}
    block = read_block("K\tS\nk1\t7\n", editor.form, Now())
    await made_anew(connection, *changed)
    if pasted != "K is int now: typed was k1":
        await editor.renew()  # else asking for the row finds it out
    with pytest.raises(EditError, match="made anew with other keys") as caught:
        await editor.row(keys)
    assert caught.value.hint
    await editor.paste(block)
    (entry,) = editor.staging.entries
    assert (entry.kind, entry.cells["S"].text) == (Kind.ADD, "7"), "nothing is lost"
    if pasted:
        with pytest.raises(EditError, match=f"nothing was sent: .*{pasted}"):
            await editor.commit()
    else:
        assert str(await editor.commit()) == "1 row written"


async def test_what_others_change_after_a_column_became_another_is_a_conflict(
    connection: Connection,
) -> None:
    """What the row had in the column that was there first went over what was asked for since."""
    await made_anew(connection)
    editor = await open_editor(connection, "edit_anew")
    entry = await change(editor, "k1", S="7")
    assert entry is not None
    await made_anew(connection, "S = i", "S = `s` + i")
    await editor.renew()
    await editor.compare()
    editor.staging.put(entry.id, "S", cell(editor, "S", "ours"))
    await made_anew(connection, "S = i", "S = `theirs` + i", "B =", "C =")
    await editor.renew()
    assert problems(editor) == [("S is theirs1 now",)]
    await made_anew(connection, "S = i", "S = i + 10")
    await editor.renew()
    editor.staging.put(entry.id, "S", cell(editor, "S", "7"))
    with pytest.raises(EditError, match="S is 11 now"):
        await editor.commit()


async def settled(editor: Editor) -> None:
    """Until the connection is back and nothing is unknown any more."""
    while True:
        try:
            await editor.compare()
        except EditError:
            pass
        except DHError:
            await asyncio.sleep(0.02)
            continue
        if not editor.unknown:
            return


async def through(work: Callable[[], Awaitable[object]]) -> None:
    """Do it once the connection carries it; a cut may be noticed at the next call only."""
    while True:
        try:
            await work()
        except LostError:
            await asyncio.sleep(0.02)
        else:
            return


@pytest.mark.parametrize(
    ("name", "fate"),
    [
        ("edit_keyed", "arrived"),
        ("edit_keyed", "never sent"),
        ("edit_log", "arrived"),
        ("edit_log", "never sent"),
        ("edit_log", "made anew"),
    ],
)
async def test_the_connection_is_lost_while_rows_are_on_the_way(
    connection: Connection,
    plain_server: BlockingEmbeddedServer,
    proxy_to: Callable[[int], Any],
    name: str,
    fate: str,
) -> None:
    proxy = proxy_to(plain_server.options.port)
    options = replace(plain_server.options, port=proxy.port)
    async with Connection(options, reconnect=True) as lossy:
        editor = await open_editor(lossy, name)
        texts = {"K": "k95", "A": "once"} if name == "edit_keyed" else {"T": "once", "N": "95"}
        editor.staging.add([cells(editor, **texts)])
        told: list[str] = []
        editor.listen(told.append)
        if fate == "never sent":
            cuts = [proxy.refuse]
            editor.listen(lambda text: cuts.pop()() if editor.unknown and cuts else None)
            with pytest.raises(LostError):
                await editor.commit()
            proxy.accept()
        else:
            before = len(await on_server(connection, name))
            # The write goes through, and its answer is held back: it has not come when the rows are
            # seen.
            held = [partial(proxy.freeze, "down")]
            editor.listen(lambda text: held.pop()() if editor.unknown and held else None)
            commit = asyncio.ensure_future(editor.commit())
            while len(await on_server(connection, name)) == before:
                assert not commit.done()
            proxy.refuse()
            proxy.thaw()
            with pytest.raises(LostError):
                await commit
            if fate == "made anew":
                script = "edit_log = input_table(init_table=edit_log.update('More = 1'))"
                assert (await Console(connection).execute(script)).error_text == ""
            proxy.accept()
        await settled(editor)
        left = 0 if fate == "arrived" else 1
        assert len(editor.staging.entries) == left
        if fate == "made anew":
            assert any("nobody knows whether" in text for text in told)
            for words in ("made anew", "may have arrived"):
                with pytest.raises(EditError, match=f"nothing was sent: .*{words}"):
                    await editor.commit()
        else:
            assert any(f"{1 - left} arrived" in text for text in told)
        if fate == "never sent":
            await editor.commit()
        rows = [row for row in await on_server(connection, name) if "once" in row.values()]
        assert len(rows) == 1, "neither lost nor doubled"


async def test_two_consoles_and_a_script_under_fire(
    connection: Connection, plain_server: BlockingEmbeddedServer, proxy_to: Callable[[int], Any]
) -> None:
    """Each staged edit is on the server or still staged, whenever the line is cut."""
    chance = random.Random(4)
    proxy = proxy_to(plain_server.options.port)
    console = Console(connection)
    options = replace(plain_server.options, port=proxy.port)
    wanted = {f"k{each}": "a" for each in range(20)}
    async with (
        Connection(options, reconnect=True) as first,
        Connection(options, reconnect=True) as second,
    ):
        editors = [await open_editor(each, "edit_keyed") for each in (first, second)]
        log = await open_editor(first, "edit_log")
        for turn in range(8):
            keys = [f"k{each}" for each in range(20)]
            chance.shuffle(keys)
            staged = {keys[0]: editors[0], keys[1]: editors[0], keys[2]: editors[1]}
            for key, editor in staged.items():
                await through(partial(change, editor, key, A=f"{key}-{turn}"))
                wanted[key] = f"{key}-{turn}"
            log.staging.add([cells(log, T=f"turn {turn}", N=str(each)) for each in range(3)])
            script = (
                "from deephaven import empty_table\n"
                f"edit_keyed.add(empty_table(1).update(['K=`{keys[3]}`', 'A=`{wanted[keys[3]]}`',"
                f" 'B=`script {turn}`', 'S={turn}']))"
            )
            jobs = [asyncio.ensure_future(each.commit()) for each in (*editors, log)]
            jobs.append(asyncio.ensure_future(console.execute(script)))
            proxy.delay(chance.choice([0.0, 0.005, 0.02]))
            cut_at = proxy.passed["up"] + chance.randrange(200, 9000)
            while proxy.passed["up"] < cut_at and not all(job.done() for job in jobs):
                await asyncio.wait(jobs, timeout=0.001)
            proxy.cut()
            proxy.delay(0)
            ended = await asyncio.gather(*jobs, return_exceptions=True)
            assert all(
                not isinstance(each, Exception) or isinstance(each, DHError) for each in ended
            )
            for editor in (*editors, log):
                await settled(editor)
            there = {row["K"]: row["A"] for row in await on_server(connection, "edit_keyed")}
            for key, editor in staged.items():
                left = [e for e in editor.staging.entries if e.value("K").to_pylist() == [key]]
                assert (there[key] == wanted[key]) is not bool(left), "on the server, or staged"
            for editor in (*editors, log):
                while editor.staging.entries:
                    with contextlib.suppress(LostError):
                        await editor.commit()
                    await settled(editor)
        rows = await on_server(connection, "edit_keyed")
        assert {row["K"]: row["A"] for row in rows} == wanted
        logged = sorted((row["T"], row["N"]) for row in await on_server(connection, "edit_log"))
    assert logged == sorted((f"turn {turn}", each) for turn in range(8) for each in range(3))
