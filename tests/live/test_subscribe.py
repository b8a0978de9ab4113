"""Live tables of the library: what is told is what happened, on a real server."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest

from dhconsole.client import (
    Session,
    Table,
    TableListener,
    TableUpdate,
    connect,
    listen,
)
from dhconsole.client.aio import AsyncSession
from dhconsole.client.aio.live import AsyncTableSubscription
from dhconsole.errors import ArgumentError, ClosedError, LostError, ServerError

pytestmark = pytest.mark.live

SETUP = """
from deephaven import empty_table, time_table, merge
def sub_make(p, source):
    g = globals()
    def put(name, table): g[p + name] = table
    put("append", source.update(["X = ii", "S = `row` + ii % 7"]))
    put("keyed", g[p + "append"].update("K = X % 60").last_by("K"))
    put("sorted", g[p + "keyed"].sort_descending("X"))
    put("reversed", g[p + "append"].reverse())
    put("window", g[p + "append"].tail(30))
    put("where", g[p + "keyed"].where("X % 3 == 0"))
    put("merged", merge([g[p + "window"], empty_table(50).update([
        "Timestamp = epochNanosToInstant(0)", "X = ii", "S = (String)null"])]))
    put("wide", empty_table(20_000).update([f"C{i} = ii * {i + 1}" for i in range(8)]).natural_join(
        g[p + "append"].last_by().view("N = X"), []).update("V = N + C0").drop_columns("N"))
sub_make("sub_", time_table("PT0.02s"))
sub_blink = time_table("PT0.01s", blink_table=True).update(
    "X = (long)(epochMillis(Timestamp) / 10)")
"""
TICKING = ["append", "keyed", "sorted", "reversed", "window", "where", "merged", "wide"]


@pytest.fixture(scope="module")
def port(plain_server) -> int:
    with Session(port=plain_server.options.port) as session:
        session.run_script(SETUP)
    return int(plain_server.options.port)


@pytest.fixture
async def session(port: int) -> AsyncIterator[AsyncSession]:
    async with await connect(port=port) as session:
        yield session


class Replica:
    """A copy kept by nothing but what the updates tell."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def apply(self, update: TableUpdate) -> None:
        delta = update.delta
        assert len(self.rows) == delta.before
        removed = rows_of(update.removed())
        assert [self.rows[at] for at in delta.removed.tolist()] == removed
        gone = set(delta.removed.tolist())
        kept = iter([row for at, row in enumerate(self.rows) if at not in gone])
        added = dict(zip(delta.added.tolist(), rows_of(update.added()), strict=True))
        self.rows = [added[at] if at in added else next(kept) for at in range(delta.after)]
        changed = update.modified_rows().tolist()
        for at, old, new in zip(
            changed, rows_of(update.modified_prev()), rows_of(update.modified()), strict=True
        ):
            assert self.rows[at] == old, "the value before"
            self.rows[at] = new


def rows_of(columns: dict[str, pa.Array]) -> list[dict[str, Any]]:
    return pa.table(columns).to_pylist()


async def drain(updates: AsyncTableSubscription) -> None:
    """Take updates until they end."""
    async for _ in updates:
        continue


@pytest.mark.parametrize("name", TICKING)
async def test_updates_tell_all_that_happened(session: AsyncSession, name: str) -> None:
    """The replica is the table at every update, and the table is one that the server had."""
    table = await session.open_table(f"sub_{name}")
    replica = Replica()
    async with table.subscribe(interval_ms=20) as updates:
        seen = 0
        async for update in updates:
            replica.apply(update)
            assert update.is_snapshot == (seen == 0)
            if seen % 5 == 0:
                assert replica.rows == update.table().to_pylist()
            seen += 1
            if seen > 15:
                break
    assert replica.rows == update.table().to_pylist()
    assert update.size == len(replica.rows)


@pytest.mark.parametrize("name", TICKING)
async def test_at_the_end_the_rows_are_those_of_a_snapshot(
    session: AsyncSession, name: str
) -> None:
    """The source stops after 150 rows; what was told last must be what the server has then."""
    await session.run_script("sub_make('end_', time_table('PT0.02s').head(150))")
    table = await session.open_table(f"end_{name}")
    source = await session.open_table("end_append")
    replica = Replica()

    async def follow() -> None:
        async for update in updates:
            replica.apply(update)

    # In a group: a replica that refuses an update ends the wait.
    async with table.subscribe(interval_ms=20) as updates, asyncio.TaskGroup() as group:
        following = group.create_task(follow())
        while await source.size() < 150:
            await session.connection.ping()
        # The last rows may be in the source before the cycle has reached the table: a snapshot
        # shows the table as it was before, so it is taken again.
        while replica.rows != (await table.to_arrow()).to_pylist():
            await session.connection.ping()
        following.cancel()


async def test_columns_and_rows_of_a_viewport(session: AsyncSession) -> None:
    table = await session.open_table("sub_append")
    async with table.subscribe("X", rows=(5, 10)) as updates:
        update = await anext(aiter(updates))
        while update.table().num_rows < 5:
            update = await anext(aiter(updates))
        assert update.table().to_pydict() == {"X": [5, 6, 7, 8, 9]}
    async with table.subscribe(["S", "X"], rows=(-3, None)) as updates:
        async for update in updates:
            last = update.table().column("X").to_pylist()
            assert last == [update.size - 3, update.size - 2, update.size - 1]
            assert update.table().column_names == ["S", "X"]
            if not update.is_snapshot:
                assert len(update.added()["X"]) == len(update.removed()["X"])
                break


async def test_a_slow_consumer_gets_merged_updates(session: AsyncSession) -> None:
    table = await session.open_table("sub_sorted")
    replica = Replica()
    async with table.subscribe(interval_ms=20) as updates:
        merged = 0
        async for update in updates:
            replica.apply(update)
            assert replica.rows == update.table().to_pylist()
            merged = max(merged, update.merged)
            if merged > 5:
                break
            # Slow: only when as much has come as the server sends in several updates.
            size = (await (await session.open_table("sub_append")).to_arrow()).num_rows
            while (await (await session.open_table("sub_append")).to_arrow()).num_rows < size + 40:
                await session.connection.ping()
    assert merged > 5


async def test_blink_tables(session: AsyncSession) -> None:
    table = await session.open_table("sub_blink")
    async with table.subscribe(blink_rows=20) as updates:
        seen: list[int] = []
        async for update in updates:
            found = update.added()["X"].to_pylist()
            assert update.table().column("X").to_pylist() == found
            if seen and found:
                assert found[0] == seen[-1] + 1 + update.dropped, "nothing is lost unsaid"
            seen += found
            if update.dropped:
                break
            if len(seen) > 60:  # then slow, until there is more than is kept
                start = await (await session.open_table("sub_append")).size()
                while await (await session.open_table("sub_append")).size() < start + 60:
                    await session.connection.ping()
    assert update.dropped


async def test_a_table_that_fails(session: AsyncSession) -> None:
    await session.run_script(
        "from deephaven import input_table, dtypes\n"
        "sub_divisor = input_table({'X': dtypes.int32})\n"
        "sub_failing = sub_divisor.update('Y = 10 / Math.floorDiv(10, X)')"
    )
    schema = pa.schema([("X", pa.int32())])
    divisor = await session.open_input_table("sub_divisor")
    await divisor.add(pa.table({"X": [5]}, schema))
    table = await session.open_table("sub_failing")
    updates = table.subscribe()
    # The row may come one cycle later: a snapshot can show the table as the cycle found it.
    async for update in updates:
        if update.table().num_rows == 1:
            break
    await divisor.add(pa.table({"X": [0]}, schema))
    with pytest.raises(ServerError, match="/ by zero"):
        await drain(updates)


async def test_what_cannot_be_followed(session: AsyncSession) -> None:
    table = await session.open_table("sub_append")
    for wrong in ((5, 5), (-3, 7), (5, None)):
        with pytest.raises(ArgumentError):
            table.subscribe(rows=wrong)
    with pytest.raises(ArgumentError, match="Nope"):
        table.subscribe(["X", "Nope"])
    blink = await session.open_table("sub_blink")
    with pytest.raises(ArgumentError, match="no end"):
        blink.subscribe(rows=(-3, None))
    async with table.subscribe("X") as updates:
        update = await anext(aiter(updates))
        with pytest.raises(ArgumentError, match="not subscribed"):
            update.added("S")
        with pytest.raises(ArgumentError):
            next(update.added_chunks(0))
        chunks = [len(each["X"]) for each in update.added_chunks(3)]
        assert sum(chunks) == len(update.added()["X"]) and max(chunks) <= 3


async def test_the_connection_is_lost(port: int, proxy_to: Callable[[int], Any]) -> None:
    proxy = proxy_to(port)
    async with await connect(port=proxy.port) as session:
        table = await session.open_table("sub_append")
        updates = table.subscribe()
        assert (await anext(aiter(updates))).is_snapshot
        proxy.cut()
        with pytest.raises(LostError):
            await drain(updates)


async def test_closing_ends_the_iteration(session: AsyncSession) -> None:
    table = await session.open_table("sub_append")
    updates = table.subscribe()
    started = asyncio.Event()

    async def follow() -> int:
        seen = 0
        async for _ in updates:
            seen += 1
            started.set()
        return seen

    task = asyncio.ensure_future(follow())
    await started.wait()
    await updates.close()
    assert await task >= 1


# -- blocking --------------------------------------------------------------------------------


@pytest.fixture
def blocking(port: int) -> Iterator[Table]:
    with Session(port=port) as session:
        yield session.open_table("sub_append")


def test_blocking_iteration(blocking: Table) -> None:
    with blocking.subscribe(columns="X", rows=(-4, None)) as updates:
        for seen, update in enumerate(updates):
            assert update.table().num_rows <= 4
            if seen == 4:
                break
    assert blocking.session.is_alive


def test_a_callback_in_a_thread_of_its_own(blocking: Table) -> None:
    sizes: list[int] = []
    threads: set[str] = set()
    enough = threading.Event()

    def take(update: TableUpdate) -> None:
        sizes.append(update.size)
        threads.add(threading.current_thread().name)
        blocking.session.is_alive  # noqa: B018  # a callback may use the session
        if len(sizes) > 3:
            enough.set()

    subscription = blocking.subscribe(take)
    assert enough.wait(60) and subscription.is_alive
    with pytest.raises(ArgumentError):
        iter(subscription)
    subscription.close()
    told = len(sizes)
    assert not subscription.is_alive and subscription.error is None
    assert threads == {"dhconsole subscription"} and sizes == sorted(sizes)
    assert blocking.size > 0 and len(sizes) == told


def test_listen_as_users_of_the_ticking_client_know_it(blocking: Table) -> None:
    enough = threading.Event()
    added: list[int] = []

    class Listener(TableListener):
        def on_update(self, update: TableUpdate) -> None:
            added.extend(update.added("X")["X"].to_pylist())
            if len(added) > 30:
                enough.set()

    handle = listen(blocking, Listener())
    handle.start()
    assert enough.wait(60)
    handle.stop()
    assert added == list(range(len(added)))
    called = threading.Event()
    plain = listen(blocking, lambda update: called.set())
    plain.start()
    assert called.wait(60)
    plain.stop()
    with pytest.raises(ArgumentError):
        listen(blocking, Listener(), lambda error: None)


def test_what_the_callback_raises_is_told(blocking: Table, caplog: Any, monkeypatch: Any) -> None:
    def fails(update: TableUpdate) -> None:
        raise KeyError("mine")

    told: queue.Queue[Any] = queue.Queue()
    subscription = blocking.subscribe(fails, on_error=told.put)
    reason = told.get(timeout=60)
    assert isinstance(reason, KeyError) and subscription.error is reason
    subscription.close()

    written: queue.Queue[Any] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", lambda each: written.put(each.exc_value))
    subscription = blocking.subscribe(fails)
    assert written.get(timeout=60) is subscription.error is not None
    subscription.close()
    assert written.empty() and told.empty(), "each is told once"

    handle = listen(blocking, fails)
    logged: queue.Queue[Any] = queue.Queue()
    monkeypatch.setattr(caplog.handler, "emit", logged.put)
    handle.start()
    assert "KeyError: 'mine'" in logging.Formatter().format(logged.get(timeout=60))
    handle.stop()


def test_the_end_of_the_session_reaches_the_callback(port: int) -> None:
    session = Session(port=port)
    first, ended = threading.Event(), threading.Event()
    errors: list[Exception] = []

    def failed(error: Exception) -> None:
        errors.append(error)
        ended.set()

    session.open_table("sub_append").subscribe(lambda update: first.set(), on_error=failed)
    assert first.wait(60)
    session.close()
    assert ended.wait(60) and isinstance(errors[0], ClosedError)
