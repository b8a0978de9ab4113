"""Aggregations, update_by operations and filters say on the wire what pydeephaven's say.

Every public function of the peer's modules is called on both sides, in several ways; the two
messages must be the same bytes. That the server takes them is shown in tests/client.
"""

from __future__ import annotations

import datetime as dt
import inspect
import time
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest
from pydeephaven import agg as peer_agg
from pydeephaven import filters as peer_filters
from pydeephaven import updateby as peer_updateby

from dhconsole._proto import table_pb2
from dhconsole.client import agg, filters, updateby
from dhconsole.errors import DHError

C = ["A", "N = B"]


def functions(module: ModuleType) -> set[str]:
    return {
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
    }


AGG: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *((name, (C,), {}) for name in ("sum_", "abs_sum", "avg", "first", "last", "group")),
    *((name, ("A",), {}) for name in ("max_", "min_", "std", "var", "median", "distinct")),
    ("count_", ("n",), {}),
    ("count_where", ("n", ["A > 1", "B > 2"]), {}),
    ("count_where", ("n", "A > 1"), {}),
    ("partition", ("p",), {}),
    ("partition", ("p", False), {}),
    ("count_distinct", (C, True), {}),
    ("count_distinct", (C,), {}),
    ("distinct", (C,), {"include_nulls": True}),
    ("formula", ("max(x)", "x", C), {}),
    ("formula", ("R = max(A) - min(B)",), {}),
    ("formula", ("R = max(A) - min(B)", ""), {}),
    ("median", (C, False), {}),
    ("pct", (0.25, C), {}),
    ("pct", (0.25, C), {"average_evenly_divided": True}),
    ("sorted_first", ("B", C), {}),
    ("sorted_last", ("B", C), {}),
    ("weighted_avg", ("B", C), {}),
    ("weighted_sum", ("B", C), {}),
    ("unique", (C,), {}),
    ("unique", (C, True), {}),
    *(
        ("unique", (C, False, sentinel), {})
        for sentinel in (
            "many",
            5,
            np.int8(1),
            np.int16(2),
            np.uint16(3),
            np.int32(4),
            np.int64(5),
            np.float32(6),
            np.float64(7),
        )
    ),
]

SPECS: list[tuple[str, tuple[Any, ...]]] = [
    *((name, ()) for name in ("sum_", "abs_sum", "avg", "first", "last", "group", "max_")),
    *((name, ()) for name in ("min_", "std", "var", "median", "distinct", "count_distinct")),
    ("unique", ()),
    ("formula", ("max(x)", "x")),
    ("pct", (0.5,)),
    ("sorted_first", ("B",)),
    ("sorted_last", ("B",)),
    ("weighted_avg", ("B",)),
    ("weighted_sum", ("B",)),
]

CONTROL = {"on_null": "THROW", "on_nan": "RESET", "big_value_context": "DECIMAL32"}


def updateby_calls() -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
    for name in sorted(functions(peer_updateby)):
        if name.startswith("em") and name.endswith("_tick"):
            calls += [(name, (2.5, C), {}), (name, (3, "A"), {"op_control": CONTROL})]
        elif name.startswith("em"):
            calls += [(name, ("T", 5, C), {}), (name, ("T", "PT5S", C), {"op_control": CONTROL})]
            calls += [(name, ("T", "PT1M", C), {}), (name, ("T", np.int64(5), C), {})]
        elif name == "rolling_formula_tick":
            calls.append((name, ("sum(x)", "x", C, 3, 1), {}))
        elif name == "rolling_formula_time":
            calls.append((name, ("T", "sum(x)", "x", C, "PT3S", 7), {}))
        elif name == "rolling_wavg_tick":
            calls.append((name, ("B", C, 3), {"fwd_ticks": 2}))
        elif name == "rolling_wavg_time":
            calls.append((name, ("T", "B", C, "PT3S"), {"fwd_time": "PT1S"}))
        elif name == "rolling_count_where_tick":
            calls.append((name, ("n", ["A > 1"], 3), {}))
        elif name == "rolling_count_where_time":
            calls.append((name, ("T", "n", "A > 1", 10**9), {}))
        elif name.endswith("_tick"):
            calls += [(name, (C, 3), {}), (name, ("A", 3, -1), {})]
        elif name.endswith("_time"):
            calls += [(name, ("T", C, "PT3S"), {}), (name, ("T", C, 5, "PT1S"), {})]
        elif name == "cum_count_where":
            calls.append((name, ("n", ["A > 1", "B < 3"]), {}))
        elif name == "delta":
            calls += [(name, (C,), {}), (name, (C,), {"delta_control": "ZERO_DOMINATES"})]
        else:
            calls.append((name, (C,), {}))
    return calls


FILTERS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *((name, ("$A", 5), {}) for name in ("eq", "ne", "lt", "le", "gt", "ge")),
    *((name, (5.5, "$A"), {}) for name in ("eq", "ne")),
    ("eq", ("$A", "text"), {}),
    ("eq", ("$A", "text", False), {}),
    ("ne", ("$A", "text"), {"case_sensitive": False}),
    ("eq", ("$A", True), {}),
    ("eq", ("$A", "$B"), {}),
    ("gt", ("$A", dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)), {}),
    ("gt", ("$A", dt.datetime(2024, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=2)))), {}),
    ("gt", ("$A", np.datetime64("2024-01-02T03:04:05.678901234")), {}),
    ("gt", ("$A", np.datetime64("2024-01-02")), {}),
    ("gt", ("$A", pd.Timestamp("2024-01-02T03:04:05.678901234", tz="UTC")), {}),
    ("gt", ("$A", pd.Timestamp("2024-01-02T03:04:05.678901234", tz="Asia/Tokyo")), {}),
    ("gt", ("$A", pd.Timestamp("2024-01-02T03:04:05.678901234")), {}),
    ("gt", ("$A", dt.date(2024, 1, 2)), {}),
    ("gt", ("$A", np.int32(3)), {}),
    ("eq", ("$A", float("inf")), {}),
    ("in_", ("A", []), {}),
    ("in_", ("A", [dt.datetime(2024, 1, 2, tzinfo=dt.UTC)]), {}),
    ("in_", ("A", [1, 2, 3]), {}),
    ("in_", ("A", ["x", "y"]), {"case_sensitive": False}),
    ("in_", ("A", [True, 1.5]), {}),
    ("is_null", ("A",), {}),
    ("is_not_null", ("A",), {}),
    ("contains", ("A", "x"), {}),
    ("contains", ("A", "x", True, False), {}),
    ("matches", ("A", "x.*"), {}),
    ("matches", ("A", "x.*", True, False), {}),
]


def control_of(module: Any, options: dict[str, Any]) -> dict[str, Any]:
    made = dict(options)
    if "op_control" in made:
        parts = made["op_control"]
        made["op_control"] = module.OperationControl(
            module.BadDataBehavior[parts["on_null"]],
            module.BadDataBehavior[parts["on_nan"]],
            module.MathContext[parts["big_value_context"]],
        )
    if "delta_control" in made:
        made["delta_control"] = module.DeltaControl[made["delta_control"]]
    return made


def columns_of(module: Any, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        module.ColumnName(each[1:]) if isinstance(each, str) and each.startswith("$") else each
        for each in arguments
    )


def written(made: Any, message: Any) -> Any:
    made.write(message)
    return message


def same(ours: Any, theirs: Any) -> bool:
    reread = type(ours).FromString(theirs.SerializeToString())
    return bool(ours.SerializeToString(deterministic=True) == reread.SerializeToString())


@pytest.mark.parametrize(("name", "arguments", "options"), AGG)
def test_aggregations(name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    ours = written(getattr(agg, name)(*arguments, **options), table_pb2.Aggregation())
    assert same(ours, getattr(peer_agg, name)(*arguments, **options).make_grpc_message())


@pytest.mark.parametrize(("name", "arguments"), SPECS)
def test_aggregations_of_all_columns(name: str, arguments: tuple[Any, ...]) -> None:
    ours = table_pb2.AggSpec()
    getattr(agg, name)(*arguments).write_spec(ours)
    assert same(ours, getattr(peer_agg, name)(*arguments).agg_spec)


@pytest.mark.parametrize(("name", "arguments", "options"), updateby_calls())
def test_update_by(name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    mine = getattr(updateby, name)(*arguments, **control_of(updateby, options))
    theirs = getattr(peer_updateby, name)(*arguments, **control_of(peer_updateby, options))
    assert same(written(mine, table_pb2.UpdateByOperation()), theirs.make_grpc_message())


def test_update_by_of_every_column() -> None:
    ours = written(updateby.cum_sum([]), table_pb2.UpdateByOperation())
    assert same(ours, peer_updateby.cum_sum([]).make_grpc_message())


@pytest.mark.parametrize(("name", "arguments", "options"), FILTERS)
def test_filters(name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    mine = getattr(filters, name)(*columns_of(filters, arguments), **options)
    theirs = getattr(peer_filters, name)(*columns_of(peer_filters, arguments), **options)
    assert same(written(mine, table_pb2.Condition()), theirs.make_grpc_message())


def test_where_we_differ_we_are_right() -> None:
    """The peer sends this time 8 ns early, and this sentinel as the number 1."""
    moment = dt.datetime(2024, 1, 2, 3, 4, 5, 678901, tzinfo=dt.UTC)
    message = written(filters.gt(filters.ColumnName("A"), moment), table_pb2.Condition())
    assert message.compare.rhs.literal.nano_time_value == 1704164645678901000
    flagged = written(agg.unique("A", non_unique_sentinel=True), table_pb2.Aggregation())
    assert flagged.columns.spec.unique.non_unique_sentinel.bool_value is True


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Asia/Tokyo"])
@pytest.mark.parametrize(
    "value",
    [
        dt.datetime(2024, 1, 2, 3, 4, 5),  # noqa: DTZ001
        dt.datetime(2024, 7, 2, 3, 4, 5),  # noqa: DTZ001
        dt.datetime(2024, 7, 2, tzinfo=dt.UTC),
        dt.date(2024, 7, 2),
        np.datetime64("2024-07-02T03:04:05"),
        pd.Timestamp("2024-07-02T03:04:05"),
    ],
)
def test_times_mean_the_same_in_every_zone_of_this_machine(
    value: Any, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A datetime without a zone is local; what numpy, pandas and dates say is UTC."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        ours = written(filters.gt(filters.ColumnName("A"), value), table_pb2.Condition())
        theirs = peer_filters.gt(peer_filters.ColumnName("A"), value).make_grpc_message()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert same(ours, theirs)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (filters.contains("K", "x", True, False), "K does not contain 'x' in any letter case"),
        (filters.matches("K", "x", invert=True), "K does not match 'x'"),
        (filters.in_("K", [1, "x"]), "K in [1, 'x']"),
        (filters.eq(filters.ColumnName("K"), "x", False), "K == 'x' in any letter case"),
        (filters.is_null("A") & ~filters.is_not_null("B"), "(A is null) and (not (B is not null))"),
        (filters.search("q", ["A", "B"]), "A, B shows 'q'"),
    ],
)
def test_filters_read_as_they_work(made: filters.Filter, text: str) -> None:
    assert made.text == str(made) == text


@pytest.mark.parametrize(
    ("name", "mirrored"), [("lt", "gt"), ("le", "ge"), ("gt", "lt"), ("ge", "le")]
)
def test_a_value_before_a_column_goes_behind_it(name: str, mirrored: str) -> None:
    """The server, and the peer with it, answers the former with wrong rows; see test_filters."""
    made = getattr(filters, name)(5.5, filters.ColumnName("A"))
    wanted = getattr(peer_filters, mirrored)(peer_filters.ColumnName("A"), 5.5)
    assert same(written(made, table_pb2.Condition()), wanted.make_grpc_message())
    assert made.text.startswith("5.5 ")


def test_values_of_a_generator_all_travel() -> None:
    ours = written(filters.in_("A", (each for each in (1, 2))), table_pb2.Condition())  # type: ignore[arg-type]
    assert same(ours, peer_filters.in_("A", [1, 2]).make_grpc_message())


def test_combined_filters() -> None:
    def make(module: Any) -> Any:
        one, two = module.is_null("A"), module.gt(module.ColumnName("B"), 3)
        return module.or_([module.and_([one, two]), module.not_(one)])

    ours = written(make(filters), table_pb2.Condition())
    assert same(ours, make(peer_filters).make_grpc_message())
    one, two = filters.is_null("A"), filters.gt(filters.ColumnName("B"), 3)
    assert written((one & two) | ~one, table_pb2.Condition()) == ours


@pytest.mark.parametrize(
    ("module", "peer", "called"),
    [
        (agg, peer_agg, {each[0] for each in AGG}),
        (updateby, peer_updateby, {each[0] for each in updateby_calls()}),
        (filters, peer_filters, {each[0] for each in FILTERS} | {"and_", "or_", "not_"}),
    ],
)
def test_nothing_is_left_out(module: ModuleType, peer: ModuleType, called: set[str]) -> None:
    wanted = functions(peer) - {"to_list"}
    assert wanted <= functions(module)
    assert wanted <= called
    for name in wanted:
        mine = list(inspect.signature(getattr(module, name)).parameters.values())
        for given, own in zip(
            inspect.signature(getattr(peer, name)).parameters.values(), mine, strict=False
        ):
            assert given.name == own.name, name
            if not hasattr(given.default, "name"):
                assert given.default == own.default, name


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: agg.pct(1.5, "A"),
        lambda: agg.unique("A", non_unique_sentinel=object()),  # type: ignore[arg-type]
        lambda: agg.formula("R = A", None, "A"),
        lambda: agg.sum_().write(table_pb2.Aggregation()),
        lambda: agg.sum_("A").write_spec(table_pb2.AggSpec()),
        lambda: agg.count_("n").write_spec(table_pb2.AggSpec()),
        lambda: filters.eq(filters.ColumnName("A"), 2**64),
        lambda: filters.eq(filters.ColumnName("A"), float("nan")),
        lambda: filters.eq(filters.ColumnName("A"), object()),
        lambda: filters.and_([]),
        lambda: updateby.ema_time("T", 1.5, "A"),  # type: ignore[arg-type]
        lambda: updateby.ema_time("T", "five", "A"),
        lambda: filters.gt(filters.ColumnName("A"), np.datetime64("NaT")),
        lambda: filters.gt(filters.ColumnName("A"), pd.NaT),
        lambda: filters.gt(filters.ColumnName("A"), np.datetime64("3000-01-01")),
        lambda: filters.gt(filters.ColumnName("A"), pd.Timestamp("3000-01-01")),
        lambda: filters.gt(filters.ColumnName("A"), dt.datetime(3000, 1, 1, tzinfo=dt.UTC)),
        lambda: filters.gt(filters.ColumnName("A"), dt.datetime.max),  # noqa: DTZ901
        lambda: filters.gt(filters.ColumnName("A"), dt.date(3000, 1, 1)),
        lambda: filters.gt(filters.ColumnName("A"), float("inf")),
        lambda: filters.in_("A", [float("-inf")]),
        lambda: filters.in_("A", [None]),
        lambda: filters.eq(filters.ColumnName("A"), np.array([1, 2])),
        lambda: filters.not_("A > 1"),  # type: ignore[arg-type]
        lambda: filters.or_(["A > 1"]),  # type: ignore[list-item]
        lambda: filters.is_null(5),  # type: ignore[arg-type]
        lambda: agg.unique("A", non_unique_sentinel=2**64),
        lambda: agg.sum_(5),  # type: ignore[arg-type]
        lambda: agg.sum_([5]),  # type: ignore[list-item]
        lambda: agg.count_(["n"]),  # type: ignore[arg-type]
        lambda: agg.weighted_avg(None, "A"),  # type: ignore[arg-type]
        lambda: agg.pct("half", "A"),  # type: ignore[arg-type]
        lambda: agg.formula("R = A").write_spec(table_pb2.AggSpec()),
        lambda: updateby.cum_sum(5),  # type: ignore[arg-type]
        lambda: updateby.ema_time("T", 2**63, "A"),
        lambda: updateby.ema_time("T", True, "A"),
        lambda: updateby.ema_tick(float("nan"), "A"),
        lambda: updateby.ema_tick("5", "A"),  # type: ignore[arg-type]
        lambda: updateby.ema_tick(5, "A", "skip"),  # type: ignore[arg-type]
        lambda: updateby.delta("A", "null"),  # type: ignore[arg-type]
        lambda: updateby.UpdateByOptions(chunk_capacity=2**40).write(table_pb2.UpdateByOptions()),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(wrong: Any) -> None:
    with pytest.raises(DHError) as caught:
        wrong()
    assert caught.value.message
