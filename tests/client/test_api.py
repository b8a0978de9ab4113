"""The public API: every member with its parameters and defaults, and every one at work.

``SESSION`` is the table of what users of pydeephaven's Session know; the released package is
held against it too, so that the table cannot drift from it unseen.
"""

from __future__ import annotations

import importlib
import inspect
import os
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pydeephaven
import pytest
from pydeephaven.experimental import plugin_client as peer_plugin

import dhconsole.client
from dhconsole.client import (
    ExportTicket,
    InputTable,
    Query,
    ScopeTicket,
    ServerObject,
    Session,
    SharedTicket,
    Table,
)
from dhconsole.client.plugin_client import PluginClient
from dhconsole.errors import (
    ArgumentError,
    ClosedError,
    ConfigError,
    DHError,
    InputError,
    RefusedError,
    ServerError,
    TicketError,
)

pytestmark = pytest.mark.live

NONE = None
SESSION: dict[str, list[tuple[str, Any]] | None] = {
    "__init__": [
        ("host", NONE),
        ("port", NONE),
        ("auth_type", "Anonymous"),
        ("auth_token", ""),
        ("never_timeout", True),
        ("session_type", "python"),
        ("use_tls", False),
        ("tls_root_certs", NONE),
        ("client_cert_chain", NONE),
        ("client_private_key", NONE),
        ("client_opts", NONE),
        ("extra_headers", NONE),
    ],
    "tables": None,
    "is_alive": None,
    "bind_table": [("name", ...), ("table", ...)],
    "close": [],
    "fetch": [("ticket", ...)],
    "fetch_table": [("ticket", ...)],
    "import_table": [("data", ...)],
    "input_table": [
        ("schema", NONE),
        ("init_table", NONE),
        ("key_cols", NONE),
        ("blink_table", False),
    ],
    "plugin_client": [("server_obj", ...)],
    "publish": [("source_ticket", ...), ("result_ticket", ...)],
    "publish_table": [("ticket", ...), ("table", ...)],
    "query": [("table", ...)],
    "release": [("ticket", ...)],
    "run_script": [("script", ...), ("systemic", NONE)],
    "time_table": [("period", ...), ("start_time", NONE), ("blink_table", False)],
    "open_table": [("name", ...)],
    "empty_table": [("size", ...)],
    "merge_tables": [("tables", ...), ("order_by", "")],
    "exportable_objects": None,
}
"""Members; None for a property, else parameters with their defaults, ``...`` for none."""


@pytest.fixture
def session(plain_server) -> Iterator[Session]:
    with Session(port=plain_server.options.port) as session:
        yield session


def parameters(function: Any) -> list[tuple[str, Any]]:
    found = list(inspect.signature(function).parameters.values())[1:]
    empty = inspect.Parameter.empty
    return [(each.name, ... if each.default is empty else each.default) for each in found]


@pytest.mark.parametrize("owner", [Session, pydeephaven.Session])
@pytest.mark.parametrize("name", SESSION)
def test_members(owner: type, name: str) -> None:
    member, wanted = inspect.getattr_static(owner, name), SESSION[name]
    if wanted is None:
        assert isinstance(member, property)
    else:
        assert parameters(member)[: len(wanted)] == wanted


def values(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(name, getattr(default, "name", default)) for name, default in pairs]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Table, pydeephaven.Table),
        (Query, pydeephaven.Query),
        (InputTable, importlib.import_module("pydeephaven.table").InputTable),
        (PluginClient, peer_plugin.PluginClient),
    ],
)
def test_the_other_classes_have_what_the_peer_has(ours: Any, theirs: Any) -> None:
    """Every public method and property; parameters in the same order with the same defaults."""
    inner = {"table_op_handler", "pb_ticket", "pb_typed_ticket"}
    for name, member in inspect.getmembers(theirs):
        if name.startswith("_") or name in inner:
            continue
        own = inspect.getattr_static(ours, name)
        if isinstance(inspect.getattr_static(theirs, name), property):
            assert isinstance(own, property), name
            continue
        wanted = values(parameters(member))
        found = values(parameters(own))
        for (name_, default), (name_here, default_here) in zip(wanted, found, strict=False):
            assert name_ == name_here, name
            assert default_here == default or default is ..., (name, name_)
        assert len(found) >= len(wanted), name


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("", ["DHError", "NaturalJoinType", "Query", "Session", "SortDirection", "Table"]),
        ("agg", ["Aggregation", "sum_"]),
        ("updateby", ["BadDataBehavior", "DeltaControl", "MathContext", "OperationControl"]),
        ("filters", ["ColumnName", "Filter", "and_"]),
        ("ticket", ["ApplicationTicket", "ExportTicket", "ScopeTicket", "SharedTicket", "Ticket"]),
        ("ticket", ["ServerObject"]),
        ("query", ["Query"]),
        ("table", ["InputTable", "MultiJoinInput", "MultiJoinTable", "Table", "multi_join"]),
        ("session", ["Session"]),
        ("plugin_client", ["Fetchable", "PluginClient"]),
        ("dherror", ["DHError"]),
        ("experimental.plugin_client", ["Fetchable", "PluginClient"]),
    ],
)
def test_what_users_import(module: str, names: list[str]) -> None:
    where = importlib.import_module(f"dhconsole.client.{module}".rstrip("."))
    for name in names:
        assert getattr(where, name), name


HELPERS = {"to_list", "TableInterface", "map_arrow_type", "is_deephaven_compatible"}
"""What is the peer's own; so are the classes of its services and operations."""


@pytest.mark.parametrize(
    "module",
    [
        *("agg", "dherror", "filters", "query", "session", "table", "ticket", "updateby"),
        "experimental.plugin_client",
    ],
)
def test_names_are_where_the_peer_has_them(module: str) -> None:
    """Also those that its modules only import, since users import them from there."""
    here = importlib.import_module(f"dhconsole.client.{module}")
    wanted = [
        name
        for name, value in vars(importlib.import_module(f"pydeephaven.{module}")).items()
        if str(getattr(value, "__module__", "")).startswith("pydeephaven")
        and not name.startswith("_")
        and not name.endswith(("Service", "Op"))
        and name not in HELPERS
    ]
    assert "DHError" in wanted or module in ("agg", "filters")
    assert [name for name in wanted if not hasattr(here, name)] == []
    assert getattr(here, "DHError", DHError) is DHError


def test_every_public_name_can_be_had_and_is_listed() -> None:
    for name in dhconsole.client.__all__:
        assert getattr(dhconsole.client, name) is not None, name
    assert {*dhconsole.client.__all__, "__file__"} <= {*dir(dhconsole.client)}


# -- each member at work ---------------------------------------------------------------------


def test_host_and_port_from_the_environment(plain_server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DH_HOST", "127.0.0.1")
    monkeypatch.setenv("DH_PORT", str(plain_server.options.port))
    with Session() as session:
        assert session.is_alive and session.session_type == "python"
        assert (session.host, session.port) == ("127.0.0.1", plain_server.options.port)
    monkeypatch.setenv("DH_PORT", "1")
    with pytest.raises(RefusedError):
        Session()
    monkeypatch.setenv("DH_PORT", "many")
    with pytest.raises(ConfigError, match="DH_PORT"):
        Session()


def test_variables(session: Session) -> None:
    session.run_script(
        "import pandas as pd\n"
        "from deephaven import empty_table\n"
        "api_t = empty_table(3).update('X = ii')\n"
        "api_df = pd.DataFrame({'A': [1, 2]})"
    )
    objects = session.exportable_objects
    assert objects["api_t"].type == "Table" and objects["api_df"].type == "pandas.DataFrame"
    assert "api_t" in session.tables and "api_df" not in session.tables
    session.bind_table("api_bound", session.open_table("api_t").where("X > 0"))
    assert session.open_table("api_bound").size == 2
    with pytest.raises(TicketError, match="names nothing"):
        session.open_table("api_none")
    with pytest.raises(TicketError, match="is no table"):
        session.open_table("api_df")


@pytest.mark.parametrize("systemic", [None, True, False])
def test_run_script(session: Session, systemic: bool | None) -> None:
    session.run_script("api_run = 1", systemic)


def test_time_tables(session: Session) -> None:
    start = 1704067200_000_000_000  # 2024-01-01T00:00:00Z
    for period in (10**15, "PT1000000S", "PT277:46:40", "PT00:00:1000000.0"):
        for begin in (start, "2024-01-01T00:00:00Z"):
            table = session.time_table(period, begin)
            first = table.head(2).to_arrow().column("Timestamp").cast(pa.int64()).to_pylist()
            assert first == [start, start + 10**15], (period, begin)
    assert session.time_table("PT00:00:.001").is_refreshing
    assert session.time_table(period=10**6, blink_table=True).is_refreshing
    for wrong in ("soon", 0, -5, "", 1.5):
        with pytest.raises(ArgumentError):
            session.time_table(wrong)  # type: ignore[arg-type]


def test_merge(session: Session) -> None:
    one = session.import_table(pa.table({"A": [3, 1]}))
    two = session.import_table(pa.table({"A": [2, 4]}))
    assert session.merge_tables([one, two]).to_arrow().column("A").to_pylist() == [3, 1, 2, 4]
    ordered = session.merge_tables([one.sort("A"), two], order_by="A")
    assert ordered.to_arrow().column("A").to_pylist() == [1, 2, 3, 4]
    with pytest.raises(ArgumentError):
        session.merge_tables([])


def test_input_tables(session: Session) -> None:
    schema = pa.schema([("K", pa.string()), ("V", pa.int64())])
    rows = session.import_table(pa.table({"K": ["a", "b"], "V": [1, 2]}, schema))
    keyed = session.input_table(schema=schema, key_cols="K")
    assert (keyed.key_columns, keyed.value_columns) == (("K",), ("V",))
    assert keyed.kind.value == "keyed"
    keyed.add(rows)
    keyed.add(pa.table({"K": ["b", "c"], "V": [20, 3]}, schema))
    assert keyed.to_arrow().to_pydict() == {"K": ["a", "b", "c"], "V": [1, 20, 3]}
    keyed.delete(pa.table({"K": ["a", "nobody"]}))
    assert keyed.to_arrow().to_pydict() == {"K": ["b", "c"], "V": [20, 3]}

    growing = session.input_table(init_table=rows)
    assert growing.kind.value == "append-only" and growing.size == 2
    growing.add(rows)
    assert growing.size == 4
    with pytest.raises(InputError, match="append-only"):
        growing.delete(rows)
    blink = session.input_table(schema, blink_table=True)
    assert blink.kind.value == "blink"
    blink.add(rows)

    with pytest.raises(InputError, match="K"):
        keyed.add(pa.table({"K": [1], "V": ["x"]}))
    with pytest.raises(ServerError, match="Nope"):
        session.input_table(schema, key_cols=["Nope"])
    for wrong in ({}, {"schema": schema, "init_table": rows}):
        with pytest.raises(ValueError, match="schema or init_table"):
            session.input_table(**wrong)  # type: ignore[arg-type]


def test_an_input_table_that_is_there_already(session: Session) -> None:
    session.run_script(
        "from deephaven import input_table, dtypes as dht\n"
        "api_in = input_table({'K': dht.string, 'V': dht.int64}, key_cols='K')\n"
        "api_not = api_in.view('K')"
    )
    opened = session.open_input_table("api_in")
    assert opened.key_columns == ("K",) and opened.value_columns == ("V",)
    opened.add(pa.table({"K": ["x"], "V": [7]}))
    session.run_script("assert api_in.size == 1, api_in.size")
    with pytest.raises(InputError, match="no input table"):
        session.open_input_table("api_not")
    assert session.open_input_table(ScopeTicket.scope_ticket("api_in")).size == 1


def test_publish_and_fetch(session: Session, plain_server) -> None:
    table = session.empty_table(5).update("X = ii")
    ticket = SharedTicket.random_ticket()
    session.publish_table(ticket, table)
    with Session(port=plain_server.options.port) as other:
        fetched = other.fetch_table(ticket)
        assert fetched.to_arrow().column("X").to_pylist() == [0, 1, 2, 3, 4]
        table.close()
        assert fetched.size == 5, "what was fetched stays"
        with pytest.raises(TicketError, match="is gone") as caught:
            other.fetch_table(ticket)
        assert "closed it or ended" in caught.value.hint
        with pytest.raises(TicketError, match="nothing is shared"):
            other.fetch_table(SharedTicket.random_ticket())


def test_publish_and_fetch_of_other_objects(session: Session, plain_server) -> None:
    session.run_script("import pandas as pd\napi_df = pd.DataFrame({'A': [1, 2]})")
    frame = session.exportable_objects["api_df"]
    held = session.fetch(frame)
    assert isinstance(held, ExportTicket)
    session.release(session.fetch(frame.ticket))
    session.bind_table("api_rows", session.empty_table(2))
    assert session.fetch_table(session.exportable_objects["api_rows"]).size == 2
    ticket = SharedTicket.shared_ticket(b"the frame")
    session.publish(held, ticket)
    also = SharedTicket.random_ticket()
    session.publish(ScopeTicket.scope_ticket("api_df"), also)
    with Session(port=plain_server.options.port) as other:
        for each in (ticket, also):
            pinned = other.fetch(each)
            with other.plugin_client(ServerObject("pandas.DataFrame", pinned)) as client:
                payload, references = next(client.resp_stream)
                assert payload == b"" and [each.type for each in references] == ["Table"]
                table = references[0].fetch()
                assert isinstance(table, Table)
                assert table.to_arrow().to_pydict() == {"A": [1, 2]}
                references[0].close()
            other.release(pinned)
        session.release(held)
        with pytest.raises(TicketError, match="is gone"):
            other.fetch(ticket)


def test_queries_are_one_batch(session: Session) -> None:
    table = session.empty_table(10).update("X = ii")
    query = session.query(table).where("X % 2 = 0").update("Y = X * X").sort_descending("X")
    assert query.tail(2).exec().to_arrow().to_pydict() == {"X": [2, 0], "Y": [4, 0]}
    with pytest.raises(ServerError, match="nosuch"):
        session.query(table).where("X > 1").update("Z = nosuch").exec()


def test_a_closed_session_and_table(session: Session, plain_server) -> None:
    other = Session(port=plain_server.options.port)
    table = other.empty_table(1)
    with pytest.raises(ArgumentError, match="another session"):
        session.empty_table(1).update("K = 1").natural_join(table, "K")
    closed = other.empty_table(1)
    closed.close()
    closed.close()
    assert closed.is_closed
    for use in (closed.to_arrow, lambda: closed.size, lambda: closed.where("true")):
        with pytest.raises(ClosedError):
            use()  # type: ignore[operator]
    other.close()
    for use in (table.to_arrow, lambda: other.tables, lambda: other.run_script("1")):
        with pytest.raises(ClosedError):
            use()  # type: ignore[operator]
    table.close()
    other.release(ExportTicket.export_ticket(1))
    assert not other.is_alive


def test_tables_that_nobody_holds_are_released(session: Session) -> None:
    async def exports() -> int:
        from dhconsole.client import methods

        method, states = methods.Session.EXPORT_NOTIFICATIONS, {}
        async for note in session.twin.connection.stream(method, method.request()):
            if note.ticket.ticket == b"e\0\0\0\0":
                break
            states[note.ticket.ticket] = note.export_state
        return sum(state == 5 for state in states.values())

    before = session.run(exports())
    for _ in range(50):
        session.empty_table(1).update("X = i")
    while session.run(exports()) > before:  # ended by the test's own time limit
        session.run(session.twin.connection.ping())


def test_rows_stream_in_both_directions(session: Session) -> None:
    rows, told = 300_000, []
    schema = pa.schema([("X", pa.int64())])

    def batches() -> Iterator[pa.RecordBatch]:
        for first in range(0, rows, 50_000):
            yield pa.record_batch([pa.array(range(first, first + 50_000))], schema)

    reader = pa.RecordBatchReader.from_batches(schema, batches())
    table = session.import_table(reader, progress=told.append)
    assert told[-1] == table.size == rows and told == sorted(told)
    total = parts = 0
    for batch in table.batches():
        total += sum(batch.column(0).to_pylist())
        parts += 1
    assert total == rows * (rows - 1) // 2 and parts > 1
    seen: list[int] = []
    assert table.to_arrow(progress=seen.append).num_rows == rows == seen[-1]
    stopped = table.batches()
    assert next(stopped).num_rows
    stopped.close()  # type: ignore[attr-defined]
    assert session.is_alive


def test_rows_larger_than_a_message_are_sent_in_parts(session: Session) -> None:
    """The server takes 100 MiB at once; here are more, in one batch, long values together."""
    cells = ["x" * 30_000_000] * 4 + ["y" * 1000] * 5000
    sent = pa.table({"S": cells, "D": pa.array(cells).dictionary_encode()})
    assert sent.nbytes > 100 * 1024**2 and sent.column(0).num_chunks == 1
    for rows in (sent.select(["S"]), sent.select(["S"]).to_reader(), sent.select(["D"]).slice(4)):
        with session.import_table(rows) as table:
            assert table.size >= 5000
            ends = table.view("L = S.length()" if "S" in table.schema.names else "L = D.length()")
            assert ends.tail(1).to_arrow().column("L").to_pylist() == [1000]


def test_parts_of_a_table_that_ticks(session: Session) -> None:
    static = session.empty_table(7).update("X = ii")
    assert static.head_pct(0.5).to_arrow().column("X").to_pylist() == [0, 1, 2, 3]
    assert static.tail_pct(0.25).to_arrow().column("X").to_pylist() == [5, 6]
    session.run_script(
        "from deephaven import time_table\napi_tick = time_table('PT0.01s').update('X = ii')"
    )
    ticking = session.open_table("api_tick")
    half = ticking.head_pct(0.5)
    assert half.is_refreshing and not [name for name in session.tables if "_dhconsole" in name]
    with pytest.raises(ArgumentError):
        static.head_pct(50)


def test_columns_are_moved_and_renamed(session: Session) -> None:
    table = session.empty_table(1).update(["A = 1", "B = 2", "C = 3"])
    assert table.move_columns_up("C").schema.names == ["C", "A", "B"]
    assert table.move_columns_down(["A"]).schema.names == ["B", "C", "A"]
    assert table.move_columns(1, ["C"]).schema.names == ["A", "C", "B"]
    assert table.rename_columns("Z=B").to_arrow().to_pydict() == {"A": [1], "Z": [2], "C": [3]}
    with pytest.raises(ArgumentError, match="Nope"):
        table.move_columns_up("Nope")
    with pytest.raises(ArgumentError, match="New=Old"):
        table.rename_columns("Z")


def test_every_error_is_a_dherror() -> None:
    for each in (ArgumentError, ClosedError, ConfigError, InputError, ServerError, TicketError):
        assert issubclass(each, DHError)
    assert pydeephaven.DHError is not DHError and os.environ.get("GRPC_VERBOSITY") == "NONE"
