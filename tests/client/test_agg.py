"""What options of aggregations do, on a real server beside pydeephaven.

That each function runs, for columns and for all, is shown in test_operations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pydeephaven import agg as peer_agg

from dhconsole.client import agg
from dhconsole.client.operations import Operation
from dhconsole.errors import ArgumentError, ServerError
from tests.client.beside import beside, give_the_same

pytestmark = pytest.mark.live

SETUP = """
from deephaven import empty_table
agg_t = empty_table(12).update([
    "K = i % 3 == 0 ? `x` : `y`", "A = i", "N = i % 4 == 0 ? null : i % 3", "S = `s` + (i % 5)",
    "F = i < 8", "L = (long)i"])
"""

CASES: list[Any] = [
    lambda m: m.count_distinct("N"),
    lambda m: m.count_distinct("N", True),
    lambda m: m.distinct(["N", "M = S"]),
    lambda m: m.distinct("N", include_nulls=True),
    lambda m: m.unique("N"),
    lambda m: m.unique("N", True),
    lambda m: m.unique("N", True, np.int32(-7)),
    lambda m: m.unique("S", False, "many"),
    lambda m: m.median("A", True),
    lambda m: m.median("A", False),
    lambda m: m.pct(0.5, "A", True),
    lambda m: m.pct(0.5, "A", False),
    lambda m: m.pct(0, "A"),
    lambda m: m.pct(1, "A"),
    lambda m: m.min_(["N", "S"]),
    lambda m: m.max_(["N", "S"]),
    lambda m: m.first(["N", "S", "F"]),
    lambda m: m.sorted_last("S", ["A", "B = L"]),
    lambda m: m.count_where("n", ["A > 3", "S != `s1`"]),
    lambda m: m.formula("sum(x) + 1", "x", ["A", "B = L"]),
    lambda m: m.formula("R = max(A) - min(L)", ""),
]


@pytest.fixture(scope="module")
def both(plain_server) -> Iterator[Any]:
    with beside(plain_server.options.port, SETUP, "agg_t", agg, peer_agg) as sides:
        yield sides


@pytest.mark.parametrize("number", range(len(CASES)))
def test_options(both: Any, number: int) -> None:
    make = CASES[number]
    give_the_same(both, lambda side: side.t.agg_by(make(side.m), "K"))


def test_partition_makes_tables(both: Any) -> None:
    found = both[0].t.agg_by(agg.partition("P", False), "K")
    assert found.schema.names == ["K", "P"] and found.size == 2


def test_extras_of_all_columns(both: Any) -> None:
    table = both[0].t.view(["K", "A", "L"])
    assert table.view(["K", "A"]).agg_all_by(agg.approx_pct(0.5), "K").to_arrow().to_pydict()["A"]
    assert table.view(["A", "L"]).agg_all_by(agg.freeze(), "A").size == 12


@pytest.mark.parametrize("none", [None, []])
def test_an_aggregation_without_columns_is_refused_by_both(both: Any, none: Any) -> None:
    with pytest.raises(ArgumentError, match="names no column"):
        both[0].t.agg_by(agg.sum_(none), "K")
    with pytest.raises(Exception, match="No columns"):
        both[1].t.agg_by(peer_agg.sum_(none), "K")


def test_agg_all_by_of_named_columns_is_refused_where_the_peer_forgets_them(both: Any) -> None:
    with pytest.raises(ArgumentError, match="names columns"):
        both[0].t.agg_all_by(agg.first("A"), "K")
    found = both[1].t.agg_all_by(peer_agg.first("A"), "K").to_arrow()
    assert found.schema.names == ["K", "A", "N", "S", "F", "L"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: agg.freeze("A"), "one row"),
        (lambda: agg.unique("A", False, "x"), "java.lang.Integer"),
        (lambda: agg.approx_pct(0.5, "A", -1.0), "Compression"),
        (lambda: agg.formula("max(A)"), "max"),
        (lambda: agg.sum_("S"), "String"),
        (lambda: agg.count_(""), "name"),
    ],
)
def test_what_the_server_refuses(both: Any, wrong: Any, told: str) -> None:
    with pytest.raises(ServerError, match=told):
        both[0].t.agg_by(wrong(), "K").to_arrow()


def test_a_t_digest_comes_as_a_mere_name_so_none_is_offered(both: Any) -> None:
    def fill(message: Any) -> None:
        columns = message.aggregations.add().columns
        columns.spec.t_digest.SetInParent()
        columns.match_pairs.append("A")

    (shown,) = both[0].t._apply(Operation("aggregate", fill)).to_arrow().to_pydict()["A"]
    assert "MergingDigest" in shown and not hasattr(agg, "t_digest")
