"""The history beside an event loop."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextvars import ContextVar
from pathlib import Path

import pytest

from dhconsole.core.history import Background, History, Outcome
from dhconsole.core.history.background import REFUSED


async def test_calls_go_in_order_and_none_is_lost_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    background = Background(History(path), face="repl")
    for number in range(50):
        background.begin(number, f"x = {number}", server="prod")
        background.told(number, Outcome.LEFT)
        background.end(number, Outcome.OK, 0.5, ("x",))
    seen = await background.call(lambda history: history.search("is:ok"))
    assert [each.text for each in seen] == [f"x = {number}" for number in range(49, -1, -1)]
    background.begin("last", "y = 1", server="prod")
    background.told("last", Outcome.LEFT)
    background.close()
    background.begin("late", "z = 1", server="prod")
    assert await background.call(lambda history: history.recent(1)) == []
    history = History(path)
    (last,) = history.recent(1)
    assert (last.text, last.face, last.outcome) == ("y = 1", "repl", Outcome.LEFT)
    history.close()


async def test_the_loop_goes_on_while_another_console_holds_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dhconsole.core.history.database.BUSY_SECONDS", 60.0)
    path = tmp_path / "history.sqlite"
    background = Background(History(path), face="tui")
    await background.call(lambda history: history.newest_id())
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    background.begin(1, "x = 1", server="prod")
    waiting = asyncio.ensure_future(background.call(lambda history: history.recent(1)))
    for _ in range(20):
        # Neither of these waits for the file.
        background.history.never("correct horse")
        assert background.history.take_problem() == ""
        await asyncio.sleep(0)
    assert not waiting.done()
    holder.execute("ROLLBACK")
    holder.close()
    assert [each.text for each in await waiting] == ["x = 1"]
    background.close()


async def test_a_mistake_of_ours_is_told_to_the_loop(tmp_path: Path) -> None:
    told = asyncio.Event()
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.set())
    history = History(tmp_path / "history.sqlite")
    background = Background(history, face="tui")
    background.begin(1, 5, server="prod")  # type: ignore[arg-type]
    async with asyncio.timeout(10):
        await told.wait()
    background.close()
    assert not [each for each in threading.enumerate() if each.name.startswith("history")]


async def test_a_refusal_is_told_in_the_context_of_who_recorded(tmp_path: Path) -> None:
    """What the console does then needs to know its app."""
    who: ContextVar[str] = ContextVar("who", default="nobody")
    told: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    background = Background(
        History(tmp_path / "history.sqlite"),
        face="tui",
        tell=lambda text: told.put_nowait((text, who.get())),
    )
    who.set("the console")
    background.begin(1, "password = 'hunter2'", server="prod")
    async with asyncio.timeout(10):
        assert await told.get() == (REFUSED, "the console")
    background.close()
