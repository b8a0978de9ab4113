"""Structured filters on a real server, on columns of every type, beside pydeephaven."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest
from pydeephaven import filters as peer_filters

from dhconsole.client import filters
from dhconsole.errors import ArgumentError, ServerError
from tests.client.beside import beside, give_the_same

pytestmark = pytest.mark.live

SETUP = """
from deephaven import empty_table
filters_t = empty_table(12).update([
    "A = i", "D = i == 2 ? Double.NaN : i * 1.0", "N = i % 4 == 0 ? null : i", "F = i % 2 == 0",
    "K = i % 3 == 0 ? `x` : i % 3 == 1 ? `y\\"` : `Zz`",
    "T = '2024-01-02T00:00:00Z' + i * SECOND + 7"])
"""
FOUR = dt.datetime(2024, 1, 2, 0, 0, 4, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def both(plain_server) -> Iterator[Any]:
    port = plain_server.options.port
    with beside(port, SETUP, "filters_t", filters, peer_filters) as sides:
        yield sides


def col(side: Any, name: str) -> Any:
    return side.m.ColumnName(name)


CASES: list[tuple[Any, list[int]]] = [
    (lambda s: s.m.eq(col(s, "A"), 3), [3]),
    (lambda s: s.m.ne(3, col(s, "A")), [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]),
    (lambda s: s.m.lt(col(s, "A"), 2.0), [0, 1]),
    (lambda s: s.m.le(col(s, "D"), 1.5), [0, 1]),
    (lambda s: s.m.ge(col(s, "A"), np.int32(10)), [10, 11]),
    (lambda s: s.m.eq(col(s, "A"), col(s, "N")), [1, 2, 3, 5, 6, 7, 9, 10, 11]),
    (lambda s: s.m.eq(col(s, "D"), float("inf")), []),
    (lambda s: s.m.lt(col(s, "D"), 3), [0, 1]),
    (lambda s: s.m.eq(col(s, "A"), "3"), []),  # no error, and no row
    (lambda s: s.m.eq(col(s, "F"), False), [1, 3, 5, 7, 9, 11]),
    (lambda s: s.m.eq(col(s, "K"), 'y"'), [1, 4, 7, 10]),
    (lambda s: s.m.eq(col(s, "K"), "zZ", False), [2, 5, 8, 11]),
    (lambda s: s.m.ne(col(s, "K"), "zZ", case_sensitive=True), list(range(12))),
    (lambda s: s.m.gt(col(s, "T"), FOUR), [4, 5, 6, 7, 8, 9, 10, 11]),
    (lambda s: s.m.eq(col(s, "T"), np.datetime64("2024-01-02T00:00:04.000000007")), [4]),
    (lambda s: s.m.lt(col(s, "T"), pd.Timestamp("2024-01-02T01:00:01", tz="CET")), [0]),
    (lambda s: s.m.ge(col(s, "T"), dt.date(2024, 1, 3)), []),
    (lambda s: s.m.in_("A", [1, 5, 40]), [1, 5]),
    (lambda s: s.m.in_("A", []), []),
    (lambda s: s.m.in_("K", ["X", "zz"], case_sensitive=False), [0, 2, 3, 5, 6, 8, 9, 11]),
    (lambda s: s.m.in_("D", [1.0, 4.0]), [1, 4]),
    (lambda s: s.m.in_("F", [True]), [0, 2, 4, 6, 8, 10]),
    (lambda s: s.m.in_("T", [np.datetime64("2024-01-02T00:00:03.000000007")]), [3]),
    (lambda s: s.m.is_null("N"), [0, 4, 8]),
    (lambda s: s.m.is_not_null("N"), [1, 2, 3, 5, 6, 7, 9, 10, 11]),
    (lambda s: s.m.contains("K", "z"), [2, 5, 8, 11]),
    (lambda s: s.m.contains("K", "X", True, False), [1, 2, 4, 5, 7, 8, 10, 11]),
    (lambda s: s.m.matches("K", "Z."), [2, 5, 8, 11]),
    (lambda s: s.m.matches("K", "z.", True, False), [0, 1, 3, 4, 6, 7, 9, 10]),
    (lambda s: s.m.and_([s.m.is_null("N"), s.m.gt(col(s, "A"), 3)]), [4, 8]),
    (lambda s: s.m.or_([s.m.is_null("N"), s.m.eq(col(s, "A"), 3)]), [0, 3, 4, 8]),
    (lambda s: s.m.not_(s.m.or_([s.m.lt(col(s, "A"), 9), s.m.is_null("N")])), [9, 10, 11]),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_rows(both: Any, number: int) -> None:
    make, wanted = CASES[number]
    assert give_the_same(both, lambda side: side.t.where(make(side)).view("A"))["A"] == wanted


@pytest.mark.parametrize(
    ("name", "wanted", "of_peer"),
    [
        ("lt", [10, 11], [9, 10, 11]),
        ("le", [9, 10, 11], [10, 11]),
        ("gt", list(range(9)), list(range(10))),
        ("ge", list(range(10)), list(range(9))),
    ],
)
def test_a_value_before_a_column(
    both: Any, name: str, wanted: list[int], of_peer: list[int]
) -> None:
    """The server takes 9 < A for A >= 9; once a newer one does not, we need not mirror."""
    found = [
        side.t.where(getattr(side.m, name)(9, col(side, "A"))).view("A").to_arrow().to_pydict()["A"]
        for side in both
    ]
    assert found == [wanted, of_peer]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: filters.contains("A", "1"), "CharSequence"),
        (lambda: filters.gt(filters.ColumnName("K"), "x"), "quotes"),
        (lambda: filters.in_("A", [2.5]), "2.5"),
        (lambda: filters.lt(filters.ColumnName("A"), 2.5), "input string"),
        (lambda: filters.is_null("Nope"), "Nope"),
    ],
)
def test_what_the_server_refuses(both: Any, wrong: Any, told: str) -> None:
    with pytest.raises(ServerError, match=told):
        both[0].t.where(wrong()).to_arrow()


@pytest.mark.parametrize(
    "make",
    [
        lambda m: m.lt(m.ColumnName("D"), float("inf")),
        lambda m: m.in_("D", [float("inf")]),
        lambda m: m.in_("D", [float("nan")]),
    ],
)
def test_what_we_refuse_fails_on_the_server(both: Any, make: Any) -> None:
    """If one of these passes on a newer server, we need not refuse it any more."""
    with pytest.raises(ArgumentError):
        make(filters)
    with pytest.raises(Exception, match="failed"):
        both[1].t.where(make(peer_filters)).to_arrow()
