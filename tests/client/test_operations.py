"""Every table operation on a real server, beside pydeephaven on the same server.

``CASES`` are calls that both clients understand: each is run by both, on tables that both open,
and must give equal Arrow tables. ``OURS`` are calls that only we offer, with what they must give.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pydeephaven
import pytest
from pydeephaven import agg as peer_agg
from pydeephaven import filters as peer_filters
from pydeephaven import table as peer_table
from pydeephaven import updateby as peer_updateby

from dhconsole.client import (
    MultiJoinInput,
    NaturalJoinType,
    Session,
    SortDirection,
    agg,
    filters,
    multi_join,
    updateby,
)
from dhconsole.client.aio import connect
from dhconsole.errors import ArgumentError, DHError, InputError, ServerError
from tests.unit.client.test_same_as_peer import AGG, SPECS, columns_of, control_of, updateby_calls

pytestmark = pytest.mark.live

SETUP = """
from deephaven import empty_table, new_table
from deephaven.column import string_col, int_col
op_a = empty_table(12).update([
    "K = i % 3 == 0 ? `x` : i % 3 == 1 ? `y` : `z`", "A = i", "B = i * 1.5 - 4",
    "T = '2024-01-01T00:00:00Z' + i * SECOND", "N = i % 4 == 0 ? null : i", "F = i % 2 == 0"])
op_b = new_table([string_col("K", ["x", "y", "w"]), int_col("W", [10, 20, 30])])
op_dup = new_table([string_col("K", ["x", "x", "y", "z"]), int_col("W", [1, 2, 3, 4])])
op_quotes = empty_table(8).update([
    "K = i % 2 == 0 ? `x` : `y`", "T = '2024-01-01T00:00:00Z' + i * 2 * SECOND + 500 * MILLI",
    "Q = i * 10"])
op_ranges = empty_table(3).update(["K = i == 0 ? `x` : `y`", "L = i * 10", "R = i * 10 + 25"])
op_sorted = op_quotes.view(["K", "Q"]).sort(["K", "Q"])
op_exact = op_b.update("K = K == `w` ? `z` : K")
"""


@pytest.fixture(scope="module")
def both(plain_server) -> Iterator[tuple[SimpleNamespace, SimpleNamespace]]:
    """Tables, helpers and modules by the same names, ours and the peer's."""
    port = plain_server.options.port
    with Session(port=port) as mine:
        theirs = pydeephaven.Session(port=port)
        mine.run_script(SETUP)

        def side(session: Any, **names: Any) -> SimpleNamespace:
            tables = {
                name: session.open_table(f"op_{name}")
                for name in ("a", "b", "dup", "quotes", "ranges", "sorted", "exact")
            }
            return SimpleNamespace(session=session, **tables, **names)

        yield (
            side(
                mine,
                agg=agg,
                ub=updateby,
                f=filters,
                order=SortDirection,
                join=NaturalJoinType,
                multi=multi_join,
                each=MultiJoinInput,
            ),
            side(
                theirs,
                agg=peer_agg,
                ub=peer_updateby,
                f=peer_filters,
                order=pydeephaven.SortDirection,
                join=pydeephaven.NaturalJoinType,
                multi=peer_table.multi_join,
                each=peer_table.MultiJoinInput,
            ),
        )
        theirs.close()


def col(s: Any, name: str) -> Any:
    return s.f.ColumnName(name)


CASES: dict[str, Any] = {
    "drop_columns": lambda s: s.a.drop_columns(["A", "T"]),
    "drop_columns of one": lambda s: s.a.drop_columns("A"),
    "update": lambda s: s.a.update(["X = A * 2", "Y = K + `!`"]),
    "update of one": lambda s: s.a.update("X = A * 2"),
    "lazy_update": lambda s: s.a.lazy_update("X = A * 2"),
    "view": lambda s: s.a.view(["K", "X = A + 1"]),
    "update_view": lambda s: s.a.update_view("X = A - 1"),
    "select": lambda s: s.a.select(["A", "X = B"]),
    "select of everything": lambda s: s.a.select(),
    "select_distinct": lambda s: s.a.select_distinct("K"),
    "select_distinct of everything": lambda s: s.dup.select_distinct(),
    "sort": lambda s: s.a.sort("B"),
    "sort by two": lambda s: s.a.sort(["K", "A"], [s.order.DESCENDING, s.order.ASCENDING]),
    "sort down": lambda s: s.a.sort(["K", "A"], s.order.DESCENDING),
    "sort_descending": lambda s: s.a.sort_descending("A"),
    "where": lambda s: s.a.where(["A > 3", "K != `x`"]),
    "where of one": lambda s: s.a.where("A > 3"),
    "where filter": lambda s: s.a.where(s.f.ge(col(s, "A"), 4)),
    "where filters": lambda s: s.a.where([s.f.ge(col(s, "A"), 4), s.f.is_not_null("N")]),
    "where or not": lambda s: s.a.where(
        s.f.or_([s.f.lt(col(s, "A"), 3), s.f.not_(s.f.in_("K", ["x", "y"]))])
    ),
    "where and": lambda s: s.a.where(
        s.f.and_([s.f.ne(col(s, "K"), "Z", False), s.f.le(col(s, "B"), 5.0)])
    ),
    "where eq": lambda s: s.a.where(s.f.eq(col(s, "F"), True)),
    "where eq text": lambda s: s.a.where(s.f.eq(col(s, "K"), "X", case_sensitive=False)),
    "where of columns": lambda s: s.a.where(s.f.gt(col(s, "A"), col(s, "B"))),
    "where null": lambda s: s.a.where(s.f.is_null("N")),
    "where time": lambda s: s.a.where(s.f.gt(col(s, "T"), np.datetime64("2024-01-01T00:00:05"))),
    "where contains": lambda s: s.a.where(s.f.contains("K", "X", case_sensitive=False)),
    "where contains not": lambda s: s.a.where(s.f.contains("K", "x", invert=True)),
    "where matches": lambda s: s.a.where(s.f.matches("K", "[xy]")),
    "where in numbers": lambda s: s.a.where(s.f.in_("A", [1, 2, 40])),
    "where_in": lambda s: s.a.where_in(s.b, "K"),
    "where_not_in": lambda s: s.a.where_not_in(s.b, ["K = K"]),
    "head": lambda s: s.a.head(3),
    "tail": lambda s: s.a.tail(3),
    "head_by": lambda s: s.a.head_by(2, "K"),
    "tail_by": lambda s: s.a.tail_by(2, ["K"]),
    "slice": lambda s: s.a.slice(2, 5),
    "slice from the end": lambda s: s.a.slice(-5, 0),
    "natural_join": lambda s: s.a.natural_join(s.b, on="K", joins=["W"]),
    "natural_join renamed": lambda s: s.a.natural_join(s.b, ["K = K"], ["X = W"]),
    "natural_join first": lambda s: s.a.natural_join(s.dup, "K", type=s.join.FIRST_MATCH),
    "natural_join last": lambda s: s.a.natural_join(s.dup, "K", type=s.join.LAST_MATCH),
    "natural_join exactly one": lambda s: s.a.natural_join(
        s.exact, "K", type=s.join.EXACTLY_ONE_MATCH
    ),
    "exact_join": lambda s: s.a.exact_join(s.exact, ["K"], ["W"]),
    "join": lambda s: s.a.join(s.dup, on=["K"], joins=["W"]),
    "join of all": lambda s: s.b.join(s.dup, joins=["X = K", "Y = W"]),
    "join with bits": lambda s: s.a.join(s.dup, "K", reserve_bits=6),
    "aj": lambda s: s.a.aj(s.quotes, on=["K", "T"], joins=["Q"]),
    "aj strictly": lambda s: s.a.aj(s.quotes, ["K", "T > T"], ["Q"]),
    "raj": lambda s: s.a.raj(s.quotes, ["K", "T <= T"], ["Q", "QT = T"]),
    "multi_join": lambda s: (
        s.multi([s.b.view(["K", "W"]), s.exact.view(["K", "X = W"])], "K").table
    ),
    "multi_join of inputs": lambda s: (
        s.multi([s.each(s.b, "K", "W"), s.each(s.exact, ["K"], "X = W")]).table
    ),
    "group_by": lambda s: s.a.group_by("K"),
    "group_by of all": lambda s: s.b.group_by(),
    "ungroup": lambda s: s.a.group_by("K").ungroup(["A", "B", "T", "N", "F"]),
    "ungroup all": lambda s: s.a.group_by("K").ungroup(),
    "first_by": lambda s: s.a.first_by("K"),
    "last_by": lambda s: s.a.last_by(["K"]),
    "last_by of all": lambda s: s.a.last_by(),
    "sum_by": lambda s: s.a.view(["K", "A", "B"]).sum_by("K"),
    "avg_by": lambda s: s.a.view(["K", "A", "B"]).avg_by("K"),
    "std_by": lambda s: s.a.view(["K", "A", "B"]).std_by("K"),
    "var_by": lambda s: s.a.view(["K", "A", "B"]).var_by("K"),
    "median_by": lambda s: s.a.view(["K", "A", "B"]).median_by("K"),
    "min_by": lambda s: s.a.min_by("K"),
    "max_by": lambda s: s.a.max_by("K"),
    "count_by": lambda s: s.a.count_by("Count", "K"),
    "count_by of all": lambda s: s.a.count_by("Count"),
    "agg_by": lambda s: s.a.agg_by([s.agg.sum_("S = A"), s.agg.count_("C")], ["K"]),
    "agg_all_by": lambda s: s.a.view(["K", "A", "B"]).agg_all_by(s.agg.pct(0.5), ["K"]),
    "update_by": lambda s: s.a.update_by([s.ub.cum_sum("S = A"), s.ub.delta("D = A")], "K"),
    "update_by of all": lambda s: s.a.update_by(s.ub.cum_max("M = A")),
    "snapshot": lambda s: s.a.snapshot(),
    "snapshot_when": lambda s: s.a.snapshot_when(s.b.view("W"), initial=True),
    "snapshot_when stamped": lambda s: s.a.snapshot_when(s.b, stamp_cols=["W"], initial=True),
    "snapshot_when history": lambda s: s.a.snapshot_when(s.b, history=True),
    "meta_table": lambda s: s.a.meta_table,
    "merge_tables": lambda s: s.session.merge_tables([s.b, s.dup]),
    "query": lambda s: (
        s.session.query(s.a)
        .where("A > 2")
        .update("X = A")
        .sort("X", s.order.DESCENDING)
        .head(4)
        .exec()
    ),
    "query with joins": lambda s: (
        s.session.query(s.a).natural_join(s.b, "K").agg_by(s.agg.sum_("W"), ["K"]).exec()
    ),
    "import_table": lambda s: s.session.import_table(pa.table({"A": [1, None], "B": ["x", None]})),
}


def same_rows(mine: pa.Table, theirs: pa.Table) -> None:
    assert mine.schema.names == theirs.schema.names
    assert mine.schema.equals(theirs.schema)
    # As texts, in which NaN equals NaN.
    assert repr(mine.to_pydict()) == repr(theirs.to_pydict())


@pytest.mark.parametrize("name", CASES)
def test_both_clients_give_equal_tables(both: Any, name: str) -> None:
    mine, theirs = both
    same_rows(CASES[name](mine).to_arrow(), CASES[name](theirs).to_arrow())


AGG_COLUMNS = {"A": "A", "N = B": "N = B"}


@pytest.mark.parametrize(("name", "arguments", "options"), AGG)
def test_every_aggregation_runs(both: Any, name: str, arguments: Any, options: Any) -> None:
    """On a table with columns A, B; where the types must be special, on those."""
    mine, theirs = both
    tables = [side.a.view(["K", "A", "B"]) for side in (mine, theirs)]
    if name == "unique" and len(arguments) > 2:
        kinds = {"str": "K", "int8": "(byte)A", "int16": "(short)A", "uint16": "(char)A"}
        kinds |= {"int32": "A", "int64": "(long)A", "float32": "(float)A", "float64": "(double)A"}
        kind = getattr(getattr(arguments[2], "dtype", None), "name", type(arguments[2]).__name__)
        formula = kinds.get(kind, "(long)A")
        tables = [each.update([f"A = {formula}", f"B = {formula}"]) for each in tables]
    results = [
        table.agg_by(getattr(side.agg, name)(*arguments, **options), "K")
        for table, side in zip(tables, both, strict=True)
    ]
    if name == "partition":
        assert "p" in results[0].schema.names
        return
    same_rows(*(each.to_arrow() for each in results))


@pytest.mark.parametrize(("name", "arguments"), SPECS)
def test_every_aggregation_of_all_columns_runs(both: Any, name: str, arguments: Any) -> None:
    tables = [
        side.a.view(["K", "A", "B"]).agg_all_by(getattr(side.agg, name)(*arguments), "K")
        for side in both
    ]
    same_rows(*(each.to_arrow() for each in tables))


@pytest.mark.parametrize(("name", "arguments", "options"), updateby_calls())
def test_every_update_by_operation_runs(both: Any, name: str, arguments: Any, options: Any) -> None:
    results = []
    for side in both:
        made = control_of(side.ub, options)
        if "op_control" in made:  # nothing here is bad enough to throw
            made["op_control"] = side.ub.OperationControl(on_null=side.ub.BadDataBehavior.SKIP)
        operation = getattr(side.ub, name)(*columns_of(side.f, arguments), **made)
        source = side.a.view(["K", "T", "A", "B"])
        results.append(source.update_by(operation, "K").to_arrow())
    same_rows(*results)


# -- what only we offer ----------------------------------------------------------------------

OURS: dict[str, tuple[Any, dict[str, list[Any]]]] = {
    "reverse": (lambda s: s.b.reverse(), {"K": ["w", "y", "x"], "W": [30, 20, 10]}),
    "sort without the sign": (
        lambda s: s.a.sort("B", absolute=True).head(3).view("B"),
        {"B": [0.5, -1.0, 2.0]},
    ),
    "abs_sum_by": (lambda s: s.a.view("B").head(3).abs_sum_by(), {"B": [7.5]}),
    "group of agg_all_by": (lambda s: s.b.agg_all_by(agg.count_distinct()), {"K": [3], "W": [3]}),
    "agg_by in one group": (lambda s: s.b.agg_by(agg.sum_("W")), {"W": [60]}),
    "initial groups": (
        lambda s: s.b.agg_by(agg.sum_("W"), "K", True, s.dup.select_distinct("K")).sort("K"),
        {"K": ["w", "x", "y", "z"], "W": [30, 10, 20, None]},
    ),
    "approx_pct": (lambda s: s.b.agg_by(agg.approx_pct(0.5, "W", 100.0)), {"W": [20.0]}),
    "row keys": (
        lambda s: s.b.agg_by([agg.first_row_key("F"), agg.last_row_key("L")]),
        {"F": [0], "L": [2]},
    ),
    "freeze": (lambda s: s.b.agg_by(agg.freeze("W"), "K").view("W"), {"W": [10, 20, 30]}),
    "unique of flags": (
        lambda s: s.a.agg_by(agg.unique("F", non_unique_sentinel=False)),
        {"F": [False]},
    ),
    "search": (lambda s: s.b.where(filters.search("20")).view("K"), {"K": ["y"]}),
    "search for letters": (lambda s: s.b.where(filters.search("W")).view("W"), {"W": [30]}),
    "search in columns": (lambda s: s.b.where(filters.search("20", "K")).view("K"), {"K": []}),
    "operators of filters": (
        lambda s: s.b.where(
            ~filters.is_null("K")
            & (filters.eq(filters.ColumnName("W"), 10) | filters.eq(filters.ColumnName("K"), "w"))
        ).view("W"),
        {"W": [10, 30]},
    ),
    "range_join": (
        lambda s: s.ranges.range_join(s.sorted, ["K", "L < Q < R"], agg.group("Q")).view("Q"),
        {"Q": [[20], [30], [30]]},
    ),
    "options of update_by": (
        lambda s: s.b.update_by(
            updateby.cum_sum("S = W"), options=updateby.UpdateByOptions(chunk_capacity=64)
        ).view("S"),
        {"S": [10, 30, 60]},
    ),
    "windows with colons": (
        lambda s: (
            s.a.update_by(updateby.rolling_sum_time("T", "S = A", "PT00:00:01")).head(3).view("S")
        ),
        {"S": [0, 1, 3]},
    ),
}


@pytest.mark.parametrize("name", OURS)
def test_what_only_we_offer(both: Any, name: str) -> None:
    make, wanted = OURS[name]
    assert make(both[0]).to_arrow().to_pydict() == wanted


@pytest.mark.parametrize(("column", "wanted"), [("A", 11), ("K", 3), ("T", 12)])
def test_column_statistics(both: Any, column: str, wanted: int) -> None:
    found = both[0].a.column_statistics(column, 2).to_arrow().to_pylist()[0]
    assert wanted in (found.get("MAX"), found.get("UNIQUE_VALUES"), found.get("COUNT"))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s: s.a.where([]),
        lambda s: s.a.where(["A > 1", filters.is_null("A")]),
        lambda s: s.a.where(5),
        lambda s: s.a.sort("A", [SortDirection.ASCENDING] * 2),
        lambda s: s.a.sort("A", ["down"]),
        lambda s: s.a.head(-1),
        lambda s: s.a.agg_by([], "K"),
        lambda s: s.a.agg_by("sum", "K"),
        lambda s: s.a.agg_all_by(agg.sum_("A"), "K"),
        lambda s: s.a.update_by([]),
        lambda s: s.a.aj(s.quotes, []),
        lambda s: s.a.drop_columns([1]),
        lambda s: multi_join([]),
        lambda s: multi_join([s.a]),
        lambda s: multi_join([MultiJoinInput(s.a, "K")], "K"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_before_anything_is_sent(
    both: Any, wrong: Any
) -> None:
    with pytest.raises(ArgumentError) as caught:
        wrong(both[0])
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda s: s.a.where("Nope > 1"), "Nope"),
        (lambda s: s.a.sort("Nope"), "Nope"),
        (lambda s: s.a.view("X = A +"), "A +"),
        (lambda s: s.a.natural_join(s.dup, "K"), "x"),
        (lambda s: s.a.sum_by(), "String"),
        (lambda s: s.a.group_by("Nope"), "Nope"),
    ],
)
def test_what_the_server_refuses_comes_with_its_own_text(both: Any, wrong: Any, told: str) -> None:
    with pytest.raises(ServerError) as caught:
        wrong(both[0])
    assert told in caught.value.message and isinstance(caught.value, DHError)
    assert not isinstance(caught.value, InputError)


async def test_the_asyncio_twin(plain_server) -> None:
    async with await connect(port=plain_server.options.port) as session:
        await session.run_script("from deephaven import empty_table\ntwin = empty_table(9)")
        assert "twin" in await session.tables()
        table = await session.open_table("twin")
        squares = await table.update("X = ii * ii")
        assert await squares.size() == 9 and squares.schema.names == ["X"]
        async with await squares.where("X > 30") as large:
            assert (await large.to_arrow()).column("X").to_pylist() == [36, 49, 64]
        assert large.is_closed
        query = session.query(squares).tail(2).reverse()
        assert (await (await query.exec()).to_arrow()).column("X").to_pylist() == [64, 49]
        rows = [row async for batch in squares.batches() for row in batch.column(0).to_pylist()]
        assert sum(rows) == 204
        inputs = await session.input_table(pa.schema([("K", pa.int32())]), key_cols="K")
        await inputs.add(pa.table({"K": pa.array([1, 2], pa.int32())}))
        assert await inputs.size() == 2
    assert not await session.is_alive()
