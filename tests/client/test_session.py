"""The blocking facade on a real server, and beside pydeephaven in one process."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date

import pyarrow as pa
import pytest

from dhconsole.client import DHError, Session, Table
from dhconsole.errors import ArgumentError, ClosedError, ScriptError, ServerError, TicketError

pytestmark = pytest.mark.live


def session_of(server) -> Session:
    """A session by the public constructor alone."""
    o = server.options
    return Session(
        host=o.host,
        port=o.port,
        auth_type=o.auth_type,
        auth_token=o.auth_token,
        use_tls=o.use_tls,
        tls_root_certs=o.tls_root_certs,
        client_cert_chain=o.client_cert_chain,
        client_private_key=o.client_private_key,
        client_opts=list(o.client_opts),
        extra_headers={b"x-test": b"1"},
    )


def test_life(server) -> None:
    with session_of(server) as session:
        assert session.is_alive and session.is_connected
        session.run_script(
            "from deephaven import empty_table\ns_life = empty_table(3).update('X = i')"
        )
        assert "s_life" in session.tables
        table = session.open_table("s_life")
        assert isinstance(table, Table)
        assert table.size == 3 and not table.is_refreshing
        assert table.schema.names == ["X"]
        assert table.to_arrow().column("X").to_pylist() == [0, 1, 2]
        table.close()
        table.close()
        with pytest.raises(ClosedError):
            table.to_arrow()
    assert not session.is_alive and not session.is_connected
    session.close()
    with pytest.raises(ClosedError):
        session.run_script("pass")


def test_script_error_names_the_line(server) -> None:
    with session_of(server) as session, pytest.raises(ScriptError) as caught:
        session.run_script("a = 1\nb = a / 0")
    assert caught.value.line == 2 and caught.value.kind == "ZeroDivisionError"
    assert isinstance(caught.value, DHError)


@pytest.mark.parametrize("code", ["ok = 1\n# 🎉\nc = 2print(1)", "# 🎉\n\n  x = 1", "'🎉'\n\n1/0"])
def test_the_line_is_right_also_in_code_that_travels_otherwise(server, code: str) -> None:
    with session_of(server) as session, pytest.raises(ScriptError) as caught:
        session.run_script(code)
    assert caught.value.line == 3


def test_the_call_that_compiles_such_code_is_no_frame_of_it(server) -> None:
    code = "x = '🎉'\n\ndef f(y):\n    return 1 / y\n\nf(0)"
    with session_of(server) as session, pytest.raises(ScriptError) as caught:
        session.run_script(code)
    assert [(each.line, each.function) for each in caught.value.frames] == [
        (6, "<module>"),
        (4, "f"),
    ]
    assert caught.value.line == 4 and caught.value.frames[0].source == "f(0)"
    assert caught.value.python_trace.count("File ") == 2


def test_tables_made_here(server) -> None:
    with session_of(server) as session:
        assert session.empty_table(7).size == 7
        ticking = session.time_table("PT0.05s")
        assert ticking.is_refreshing
        frozen = ticking.snapshot()
        assert not frozen.is_refreshing and frozen.size == frozen.to_arrow().num_rows
        assert session.time_table(50_000_000, start_time="2024-01-01T00:00:00Z").size > 0
        blink = session.time_table("PT0.05S", blink_table=True)
        assert blink.is_refreshing
        with pytest.raises(ArgumentError, match="every second"):
            session.time_table("every second")
        with pytest.raises(ServerError):
            session.time_table("PT1S", start_time="some day")


def test_import_round_trip_and_bind(server) -> None:
    data = pa.table(
        {
            "I": pa.array([1, None, 3], pa.int32()),
            "L": pa.array([2**40, 0, None], pa.int64()),
            "D": pa.array([1.5, float("nan"), None], pa.float64()),
            "S": pa.array(["a", "", None]),
            "B": pa.array([True, False, None]),
            "T": pa.array([0, 1, None], pa.timestamp("ns", tz="UTC")),
            "Day": pa.array([date(2024, 2, 29), None, date(1969, 12, 31)], pa.date32()),
            "X": pa.array([[1, 2], [], None], pa.list_(pa.int32())),
        }
    )
    with session_of(server) as session:
        table = session.import_table(data)
        back = table.to_arrow()
        assert back.column_names == data.column_names
        for name in data.column_names:
            assert str(back.column(name).combine_chunks()) == str(
                data.column(name).combine_chunks()
            ), name
        session.bind_table("s_bound", table)
        assert session.open_table("s_bound").size == 3
        with pytest.raises(TicketError, match="class"):
            session.bind_table("class", table)


@pytest.mark.parametrize("kind", [pa.large_string(), pa.struct([("a", pa.int32())])])
def test_what_cannot_be_sent_is_refused_before(server, kind: pa.DataType) -> None:
    data = pa.table({"Bad": pa.nulls(1, kind)})
    with session_of(server) as session, pytest.raises(DHError, match="'Bad'"):
        session.import_table(data)


def test_every_column_type_comes_as_arrow(server) -> None:
    code = """
from deephaven import empty_table
s_types = empty_table(2).update([
    "Per = i == 0 ? null : java.time.Period.ofMonths(14)", "Ch = (char)(65 + i)",
    "Dec = new java.math.BigDecimal(`1.50`)", "Big = java.math.BigInteger.TEN",
    "Arr = new int[]{1, i}", "At = parseInstant(`2024-01-01T00:00:00.123456789Z`)",
])
"""
    with session_of(server) as session:
        session.run_script(code)
        data = session.open_table("s_types").to_arrow()
    assert data.column("Per").to_pylist() == [None, pa.MonthDayNano([14, 0, 0])]
    assert data.column("Ch").to_pylist() == [65, 66]
    assert data.column("Arr").to_pylist() == [[1, 0], [1, 1]]
    assert data.column("At").cast(pa.int64()).to_pylist()[0] % 10**9 == 123456789


def test_many_threads_may_share_a_session(server) -> None:
    sizes: list[int] = []
    with session_of(server) as session:
        threads = [
            threading.Thread(target=lambda n=n: sizes.append(session.empty_table(n).size))
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(sizes) == list(range(8))


@pytest.mark.parametrize("order", ["dhconsole.client pydeephaven", "pydeephaven dhconsole.client"])
def test_beside_pydeephaven(plain_server, order: str) -> None:
    first, second = order.split()
    code = f"""
import {first}, {second}
import pydeephaven, dhconsole.client
theirs = pydeephaven.Session(port={plain_server.options.port})
ours = dhconsole.client.Session(port={plain_server.options.port})
ours.run_script("from deephaven import empty_table; s_both = empty_table(4).update('X = i')")
assert theirs.open_table("s_both").to_arrow() == ours.open_table("s_both").to_arrow()
ours.close(); theirs.close()
print("both")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "both", done.stderr
