"""Completion, signatures and documentation from a real server, merged with what is known here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from dhconsole.client.autocomplete import AutoComplete
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.state import Live
from dhconsole.core.completion.completer import Completer
from dhconsole.core.completion.names import Name, NameKind, Names
from dhconsole.core.workspace import Workspace
from dhconsole.errors import ClosedError, DeadlineError

pytestmark = pytest.mark.live

SETUP = '''
from deephaven import empty_table, agg
comp_trades = empty_table(3).update(["Price = i * 1.5", "Size = i", "Sym = `a`"])
comp_quotes = empty_table(3).update(["Sym = `a`", "Bid = 1.5"])
comp_dict = {"first": 1}
def comp_fun(alpha: int, beta="x", *rest) -> int:
    """What it does."""
    return 1
'''
TAKEN_DOWN = "del comp_trades, comp_quotes, comp_dict, comp_fun"


@contextlib.asynccontextmanager
async def completer(server, *, catalog: bool = True) -> AsyncIterator[tuple[Workspace, Completer]]:
    """A console with the objects of ``SETUP``, listed, and help for its code."""
    space = Workspace(server.options)
    await space.open()
    listed = asyncio.Event()
    space.catalog.on_fields(lambda change: listed.set())
    assert (await space.runner.run(SETUP)).ok
    made = Completer(space.console, space.catalog if catalog else None, patience=60)
    try:
        async with asyncio.timeout(20):
            while space.catalog.get("s/comp_quotes") is None:
                await listed.wait()
                listed.clear()
        yield space, made
    finally:
        made.close()
        await space.runner.run(TAKEN_DOWN)
        await space.close()


def split(text: str) -> tuple[str, int]:
    """Code, and the cursor where ``|`` stands."""
    cursor = text.index("|")
    return text[:cursor] + text[cursor + 1 :], cursor


async def offered(made: Completer, text: str) -> list[Names]:
    """Everything that is offered where ``|`` stands, one after the other."""
    return [names async for names in made.complete(*split(text))]


def accepted(text: str, names: Names, name: str) -> str:
    """The code once ``name`` has been chosen."""
    code, _ = split(text)
    assert name in [each.text for each in names.found]
    return code[: names.start] + name + code[names.end :]


def named(names: Names, text: str) -> Name:
    return next(name for name in names.found if name.text == text)


async def test_names_come_at_once_and_the_servers_with_them(server) -> None:
    async with completer(server) as (_, made):
        here, merged = await offered(made, "comp_tr|")
        assert [name.text for name in here.found] == ["comp_trades"]
        assert named(merged, "comp_trades").kind is NameKind.TABLE

        # An attribute of a live object is only known on the server.
        here, merged = await offered(made, "comp_trades.whe|")
        assert not here.found
        assert [name.text for name in merged.found] == [
            "where",
            "where_in",
            "where_not_in",
            "where_one_of",
        ]
        assert "filters" in named(merged, "where").detail
        assert "filter" in named(merged, "where").documentation
        assert accepted("comp_trades.whe|", merged, "where_in") == "comp_trades.where_in"

        # More letters of the same word need no other answer, and show nothing else meanwhile.
        (narrowed,) = await offered(made, "comp_trades.where_|")
        assert [name.text for name in narrowed.found] == [
            "where_in",
            "where_not_in",
            "where_one_of",
        ]

        _, merged = await offered(made, "comp_fun(|")
        assert [name.text for name in merged.found[:2]] == ["alpha=", "beta="]
        assert merged.found[0].kind is NameKind.PARAMETER

        # Not yet run: the server reads the code as well.
        here, merged = await offered(made, "import os\ncomp_here = 1\ncomp_h|")
        assert named(here, "comp_here").kind is NameKind.VARIABLE
        _, merged = await offered(made, "import os\nos.path.joi|")
        assert [name.text for name in merged.found] == ["join"]

        _, merged = await offered(made, "comp_dict['fi|'].real")
        assert accepted("comp_dict['fi|'].real", merged, "'first") == "comp_dict['first'].real"

        _, merged = await offered(made, "jedi|")
        assert "jedi_settings" not in [name.text for name in merged.found]


async def test_places_are_in_characters_whatever_they_are(server) -> None:
    async with completer(server) as (_, made):
        for before in ("'😀é'; ", "# 😀\n", "'''😀\n\r\n𝐱'''; ", "x = '\0'; "):
            text = f"{before}comp_trades.wh|ere(1)"
            names = (await offered(made, text))[-1]
            assert accepted(text, names, "where_in") == f"{before}comp_trades.where_in(1)"
            signature = await made.signature(*split(f"{before}comp_fun(1, |"))
            assert signature is not None
            assert signature.active == 1


async def test_columns_inside_of_query_strings(server) -> None:
    async with completer(server) as (_, made):
        names = (await offered(made, 'comp_trades.where("Pri|ce > 1")'))[-1]
        assert named(names, "Price") == Name("Price", NameKind.COLUMN, "double")
        assert accepted('comp_trades.where("Pri|ce > 1")', names, "Price") == (
            'comp_trades.where("Price > 1")'
        )
        chain = 'comp_trades.where("Size > 1").update(["Twice = Size * 2", "Y = sq|"])'
        assert named((await offered(made, chain))[-1], "sqrt").kind is NameKind.FUNCTION
        names = (await offered(made, chain.replace("sq|", "T|")))[-1]
        assert names.found[0].text == "Twice"
        names = (await offered(made, "t = comp_trades.view('Size')\nt.sort('|')"))[-1]
        assert [name.text for name in names.found] == ["Size"]
        names = (await offered(made, "comp_trades.natural_join(comp_quotes, 'Sym', '|')"))[-1]
        assert [name.text for name in names.found] == ["Sym", "Bid"]
        names = (await offered(made, "comp_trades.agg_by([agg.sum_('S|')], 'Sym')"))[-1]
        assert [name.text for name in names.found] == ["Size", "Sym"]


async def test_columns_without_a_list_of_objects_are_asked_for(server) -> None:
    async with completer(server, catalog=False) as (_, made):
        first, then = await offered(made, "comp_trades.sort('|')")
        assert not first.found
        assert [name.text for name in then.found] == ["Price", "Size", "Sym"]
        (again,) = await offered(made, "comp_trades.sort('|')")
        assert again == then


async def test_signature_and_documentation(server) -> None:
    async with completer(server) as (space, made):
        signature = await made.signature(*split("comp_fun(1, beta='|')"))
        assert signature is not None
        assert signature.label.startswith("comp_fun(alpha: int")
        start, end = signature.parameters[signature.active]
        assert signature.label[start:end].startswith("beta")
        assert signature.documentation.startswith("What it does.")
        assert await made.signature(*split("comp_fun(1)|")) is None

        for text in ("comp_fun|", "comp_fun(1, |)", "x = comp_f|un"):
            described = await made.describe(*split(text))
            assert described is not None
            assert (described.name, described.type) == ("comp_fun", "function")
            assert described.documentation == "What it does."
        table = await made.describe(*split("comp_trades|"))
        assert table is not None
        assert table.type == "Table"
        assert ("rows", "3") in table.facts
        assert [column.name for column in table.columns] == ["Price", "Size", "Sym"]
        method = await made.describe(*split("comp_trades.where|"))
        assert method is not None
        assert method.signature.startswith("where(filters")
        assert method.source == ""
        with_source = await made.describe(*split("empty_table|"), source=True)
        assert with_source is not None
        assert with_source.source.startswith("def empty_table(size")
        assert '\n    """' in with_source.source
        # Of what was defined in the console Python keeps no source.
        own = await made.describe(*split("comp_fun|"), source=True)
        assert own is not None
        assert own.source == ""
        left = await space.console.execute("assert '_dhconsole_source' not in globals()")
        assert left.error_text == ""
        assert await made.describe(*split("no_such_name_at_all|")) is None
        assert await made.describe(*split("1 + |")) is None


async def test_questions_at_once_do_not_take_each_others_answers(server) -> None:
    async with completer(server) as (space, _):
        asking = AutoComplete(space.console)
        words = ["comp_trades.wh", "comp_dict.ke", "comp_quotes.upd", "comp_dict.ite"]
        answers = await asyncio.gather(
            *(asking.items(word, 0, len(word), timeout=30) for word in words)
        )
        for word, items in zip(words, answers, strict=True):
            assert items[0].text.startswith(word.partition(".")[2])
        asking.close()


async def test_a_conversation_that_the_server_has_ended_is_begun_anew(server) -> None:
    space = Workspace(server.options)
    await space.open()
    asking = AutoComplete(space.console)
    code = "import os\nos.getc"
    try:
        assert await asking.items(code, 1, 7, timeout=60)
        call, reader = asking._call, asking._reader
        assert call is not None and reader is not None
        await call.done_writing()
        await asyncio.wait_for(asyncio.shield(reader), 60)
        assert asking._call is None
        assert await asking.items(code, 1, 7, timeout=60)
    finally:
        asking.close()
        await space.close()


async def test_a_server_that_is_silent_delays_nobody_and_one_that_was_lost_is_asked_again(
    server, proxy_to
) -> None:
    proxy = proxy_to(server.port)
    space = Workspace(replace(server.options, port=proxy.port))
    await space.open()
    made = Completer(space.console, space.catalog, patience=60)
    asking = AutoComplete(space.console)
    code = "import os\nos.getc"
    back = asyncio.Event()
    space.connection.on_state(lambda state: back.set() if isinstance(state, Live) else None)
    try:
        assert (await offered(made, "import os\nos.pat|"))[-1].found
        assert await asking.items(code, 1, 7, timeout=60)

        proxy.freeze()
        waiting = aiter(made.complete(*split("comp_here = 1\ncomp_h|")))
        assert [name.text for name in (await anext(waiting)).found] == ["comp_here"]
        with pytest.raises(DeadlineError):
            await asking.items(code, 1, 6, timeout=0.1)
        assert asking._call is None, "a question that never ends would hold up all others"
        left = asyncio.ensure_future(asking.items(code, 1, 5, timeout=60))
        await asyncio.sleep(0)
        left.cancel()
        proxy.thaw()
        assert await asking.items(code, 1, 7, timeout=60)

        assert proxy.cut()
        async with asyncio.timeout(60):
            await back.wait()
        assert (await offered(made, "import os\nos.getc|"))[-1].found
        assert await asking.items(code, 1, 7, timeout=60)
    finally:
        asking.close()
        made.close()
        await space.close()
    with pytest.raises(ClosedError):
        await asking.items(code, 1, 7, timeout=1)


async def test_consoles_of_one_server_ask_about_documents_of_their_own(server) -> None:
    """The server keeps those of all sessions by name: it answered one about the other's text."""
    async with Connection(server.options) as one, Connection(server.options) as other:
        first, second = AutoComplete(Console(one)), AutoComplete(Console(other))

        async def signature(asking: AutoComplete, code: str) -> str:
            found = await asking.signature(code, 0, len(code), timeout=60)
            return found.label.partition("(")[0] if found is not None else ""

        for code in ("pri", "print", "print("):
            before = await signature(first, code)
        assert before == "print"
        assert await signature(second, "len(") == "len"
        assert await signature(first, "print(") == "print"
        assert await signature(second, "len(") == "len"
        first.close()
        second.close()
