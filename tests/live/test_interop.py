"""Beside the released pydeephaven: what one shares, the other fetches; and nothing piles up."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator

import pyarrow as pa
import pydeephaven
import pytest
from pydeephaven.ticket import SharedTicket as PeerTicket

from dhconsole.client import ScopeTicket, ServerObject, Session, SharedTicket, methods
from dhconsole.errors import TicketError

pytestmark = pytest.mark.live


@pytest.fixture
def port(plain_server) -> int:
    return int(plain_server.options.port)


@pytest.fixture
def session(port: int) -> Iterator[Session]:
    with Session(port=port) as session:
        yield session


def run_peer(code: str, port: int) -> str:
    """What a process that knows only the peer prints."""
    head = f"import pydeephaven\nsession = pydeephaven.Session(port={port})\n"
    done = subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(code) + "session.close()\n"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_table_shared_here_is_fetched_there(session: Session, port: int) -> None:
    ticket = SharedTicket.random_ticket()
    table = session.empty_table(4).update("X = ii * 2")
    session.publish_table(ticket, table)
    peer = pydeephaven.Session(port=port)
    assert peer.fetch_table(PeerTicket(ticket.bytes)).to_arrow().column("X").to_pylist() == [
        0,
        2,
        4,
        6,
    ]
    peer.close()
    printed = run_peer(
        f"""
        from pydeephaven.ticket import SharedTicket
        table = session.fetch_table(SharedTicket({ticket.bytes!r}))
        print(table.to_arrow().column("X").to_pylist())
        """,
        port,
    )
    assert printed == "[0, 2, 4, 6]"
    table.close()


def test_a_table_shared_there_is_fetched_here(session: Session, port: int) -> None:
    peer = pydeephaven.Session(port=port)
    ticket = PeerTicket.random_ticket()
    source = peer.import_table(pa.table({"X": [1, 2, 3]}))
    peer.publish_table(ticket, source)
    mine = SharedTicket(ticket.bytes)
    fetched = session.fetch_table(mine)
    assert fetched.to_arrow().to_pydict() == {"X": [1, 2, 3]}
    peer.close()
    assert fetched.size == 3
    with pytest.raises(TicketError, match="is gone"):
        session.fetch_table(mine)


def test_other_objects_in_both_directions(session: Session, port: int) -> None:
    session.run_script("import pandas as pd\nio_df = pd.DataFrame({'A': [1, 2]})")
    peer = pydeephaven.Session(port=port)
    there = peer.fetch(peer.exportable_objects["io_df"].ticket)
    ticket = PeerTicket.random_ticket()
    peer.publish(there, ticket)
    frame = ServerObject("pandas.DataFrame", session.fetch(SharedTicket(ticket.bytes)))
    with session.plugin_client(frame) as client:
        _, references = next(client.resp_stream)
        assert references[0].fetch().to_arrow().to_pydict() == {"A": [1, 2]}  # type: ignore[union-attr]
    peer.close()

    own = SharedTicket.random_ticket()
    session.publish(ScopeTicket.scope_ticket("io_df"), own)
    printed = run_peer(
        f"""
        from pydeephaven.ticket import ServerObject, SharedTicket
        held = session.fetch(SharedTicket({own.bytes!r}))
        client = session.plugin_client(ServerObject("pandas.DataFrame", held))
        payload, references = next(client.resp_stream)
        print(references[0].fetch().to_arrow().to_pydict())
        client.close()
        """,
        port,
    )
    assert printed == "{'A': [1, 2]}"


def test_what_another_process_shares_is_fetched_here(session: Session, port: int) -> None:
    """A table and a data frame, until the other process ends."""
    session.run_script("import pandas as pd\nio_there = pd.DataFrame({'A': [3, 4]})")
    code = f"""
import pyarrow as pa, pydeephaven
from pydeephaven.ticket import SharedTicket
session = pydeephaven.Session(port={port})
table, frame = session.import_table(pa.table({{"X": [1, 2, 3]}})), SharedTicket.random_ticket()
shared = SharedTicket.random_ticket()
session.publish_table(shared, table)
held = session.fetch(session.exportable_objects["io_there"].ticket)
session.publish(held, frame)
print(shared.bytes.hex(), frame.bytes.hex(), flush=True)
input()
session.close()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as there:
        assert there.stdout is not None
        shared, frame = (SharedTicket(bytes.fromhex(x)) for x in there.stdout.readline().split())
        assert session.fetch_table(shared).to_arrow().to_pydict() == {"X": [1, 2, 3]}
        parts = session.open_object(ServerObject("pandas.DataFrame", session.fetch(frame)))
        assert parts.tables[0].to_arrow().to_pydict() == {"A": [3, 4]}
        there.communicate("\n", timeout=30)
    assert there.returncode == 0
    for ticket in (shared, frame):
        with pytest.raises(TicketError, match="is gone"):
            session.fetch(ticket)


@pytest.mark.parametrize("first", ["dhconsole.client", "pydeephaven"])
def test_both_in_one_process_in_either_order(port: int, first: str) -> None:
    second = {"dhconsole.client": "pydeephaven", "pydeephaven": "dhconsole.client"}[first]
    code = (
        f"import importlib\nmods = [importlib.import_module(m) for m in {[first, second]}]\n"
        f"sessions = [m.Session(port={port}) for m in mods]\n"
        "print([s.empty_table(3).update('X = i').to_arrow().num_rows for s in sessions])\n"
        "[s.close() for s in sessions]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == "[3, 3]", done.stderr


def test_objects_of_plugins(session: Session) -> None:
    """What a data frame, a partitioned table and a figure are made of."""
    session.run_script(
        "import pandas as pd\nfrom deephaven import empty_table\n"
        "from deephaven.plot.figure import Figure\n"
        "io_df = pd.DataFrame({'A': [1, 2]})\n"
        "io_t = empty_table(6).update(['K = i % 2 == 0 ? `e` : `o`', 'X = ii'])\n"
        "io_parts = io_t.partition_by('K')\n"
        "io_fig = Figure().figure_title(title='Rising').plot_xy("
        "series_name='s', t=io_t, x='X', y='X').show()"
    )
    objects = session.exportable_objects
    frame = session.open_object(objects["io_df"])
    assert frame.type == "pandas.DataFrame"
    assert frame.tables[0].to_arrow().to_pydict() == {"A": [1, 2]}
    parts = session.open_object(objects["io_parts"])
    assert parts.keys == ("K",)
    odd = parts.constituent(pa.table({"K": ["o"]}))
    assert odd.to_arrow().column("X").to_pylist() == [1, 3, 5]
    assert parts.merged().size == 6
    figure = session.open_object(objects["io_fig"])
    assert (figure.type, figure.title) == ("Figure", "Rising")
    assert figure.series[0] == ("X",)
    assert figure.tables[0].size == 6


async def held(session: Session) -> int:
    """Exports of this session that the server holds."""
    method, states = methods.Session.EXPORT_NOTIFICATIONS, {}
    async for note in session.twin.connection.stream(method, method.request()):
        if note.ticket.ticket == b"e\0\0\0\0":
            break
        states[note.ticket.ticket] = note.export_state
    return sum(state == 5 for state in states.values())


def own_counts(session: Session) -> tuple[int, ...]:
    """Threads of this process, its open files, and the session's tasks, each as a bound."""

    async def tasks() -> int:
        return len(asyncio.all_tasks())

    return threading.active_count(), len(os.listdir("/proc/self/fd")), session.run(tasks())


def test_nothing_piles_up(session: Session, port: int) -> None:
    """Ten sessions, a hundred shared tickets, a thousand tables: all gone in the end."""
    with Session(port=port) as first:  # what a process keeps once it had a session is here
        first.empty_table(1).to_arrow()
    before, ours = session.run(held(session)), own_counts(session)
    sessions = [Session(port=port) for _ in range(10)]
    assert all(each.is_alive for each in sessions)
    tickets = [SharedTicket.random_ticket() for _ in range(100)]
    shared = [sessions[n % 10].empty_table(n) for n in range(100)]
    for ticket, table in zip(tickets, shared, strict=True):
        table.session.publish_table(ticket, table)
    assert [session.fetch_table(each).size for each in tickets] == list(range(100))
    for _ in range(1000):
        session.empty_table(1).close()
    for table in shared[:50]:
        table.close()
    for each in sessions:
        each.close()
        assert not each.is_alive
    for ticket in tickets:
        with pytest.raises(TicketError):
            session.fetch_table(ticket)
    del shared, sessions, table, each
    gc.collect()
    while session.run(held(session)) > before:  # fetched tables are released when forgotten
        assert session.is_alive
    # What refreshes the session may be at it, and threads of a closed one end a moment later.
    deadline = time.monotonic() + 30
    while any(now > then for now, then in zip(own_counts(session), ours, strict=True)):
        assert time.monotonic() < deadline, (own_counts(session), ours)
