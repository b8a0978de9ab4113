"""What options and windows of update_by do, on a real server beside pydeephaven.

That each function runs is shown in test_operations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pydeephaven import updateby as peer_updateby

from dhconsole.client import updateby
from dhconsole.client.updateby import MathContext, UpdateByOptions
from dhconsole.errors import ServerError
from tests.client.beside import beside, give_the_same

pytestmark = pytest.mark.live

SETUP = """
from deephaven import empty_table
updateby_t = empty_table(12).update([
    "K = i % 2 == 0 ? `x` : `y`", "A = i", "T = '2024-01-01T00:00:00Z' + i * SECOND",
    "N = i % 4 == 1 ? null : i * 1.0", "D = i == 5 ? Double.NaN : i * 1.0",
    "G = java.math.BigDecimal.valueOf(i * i + 1)"])
"""
EXPONENTIAL = ("ema", "ems", "emmin", "emmax", "emstd")


@pytest.fixture(scope="module")
def both(plain_server) -> Iterator[Any]:
    port = plain_server.options.port
    with beside(port, SETUP, "updateby_t", updateby, peer_updateby) as sides:
        yield sides


def exponential(side: Any, source: str, control: Any) -> Any:
    """Every exponential operation of one column, by rows and by time."""
    ticks = [
        getattr(side.m, f"{each}_tick")(2, f"{each}R = {source}", control) for each in EXPONENTIAL
    ]
    times = [
        getattr(side.m, f"{each}_time")("T", "PT2S", f"{each}T = {source}", control)
        for each in EXPONENTIAL
    ]
    return side.t.update_by([*ticks, *times], "K").drop_columns("G")


@pytest.mark.parametrize("behavior", ["RESET", "SKIP", "POISON"])
@pytest.mark.parametrize(("field", "source"), [("on_null", "N"), ("on_nan", "D")])
def test_bad_values(both: Any, behavior: str, field: str, source: str) -> None:
    def make(side: Any) -> Any:
        wanted = {field: side.m.BadDataBehavior[behavior]}
        return exponential(side, source, side.m.OperationControl(**wanted))

    give_the_same(both, make)


@pytest.mark.parametrize(("field", "source"), [("on_null", "N"), ("on_nan", "D")])
def test_bad_values_throw(both: Any, field: str, source: str) -> None:
    control = updateby.OperationControl(**{field: updateby.BadDataBehavior.THROW})
    with pytest.raises(ServerError):
        both[0].t.update_by(updateby.ema_tick(2, f"E = {source}", control))


@pytest.mark.parametrize("name", ["DECIMAL32", "DECIMAL64", "DECIMAL128"])
def test_digits_of_decimals(both: Any, name: str) -> None:
    """UNLIMITED is left out: what decays has no last digit."""

    def make(side: Any) -> Any:
        control = side.m.OperationControl(big_value_context=side.m.MathContext[name])
        made = side.t.update_by(side.m.ema_tick(2, "E = G", control))
        return made.view("E = E.toPlainString()")

    give_the_same(both, make)


@pytest.mark.parametrize("control", list(updateby.DeltaControl))
def test_delta(both: Any, control: updateby.DeltaControl) -> None:
    give_the_same(
        both,
        lambda side: side.t.view("N").update_by(
            side.m.delta("X = N", side.m.DeltaControl[control.name])
        ),
    )


def test_no_columns_are_all_columns(both: Any) -> None:
    found = give_the_same(
        both, lambda side: side.t.view(["K", "A", "D"]).update_by(side.m.cum_max([]), "K")
    )
    assert list(found) == ["K", "A", "D"]


@pytest.mark.parametrize(
    "length",
    [
        "PT2S",
        "pt2s",
        "PT1M",
        "P1DT1H",
        "PT1.5S",
        "PT0,5S",
        "-PT1S",
        "PT-1S",
        "PT00:00:02",
        "-PT00:00:01",
        2 * 10**9,
        np.int64(10**9),
        0,
    ],
)
def test_lengths_that_both_take(both: Any, length: Any) -> None:
    give_the_same(
        both,
        lambda side: side.t.view(["T", "A"]).update_by(
            side.m.rolling_sum_time("T", "S = A", length, 5 * 10**9)
        ),
    )


@pytest.mark.parametrize(
    ("length", "nanos"),
    [
        ("PT.5S", 5 * 10**8),
        ("PT00:00:.5", 5 * 10**8),
        ("PT-00:00:01", -(10**9)),
        ("+PT00:00:02", 2 * 10**9),
        (" PT2S ", 2 * 10**9),
    ],
)
def test_lengths_that_only_we_take(both: Any, length: str, nanos: int) -> None:
    def make(back: Any) -> Any:
        window = updateby.rolling_group_time("T", "S = A", back, 3 * 10**9)
        return both[0].t.view(["T", "A"]).update_by(window).to_arrow().to_pydict()

    assert make(length) == make(nanos)


OPTIONS = [
    UpdateByOptions(use_redirection=True),
    UpdateByOptions(chunk_capacity=8),
    UpdateByOptions(max_static_sparse_memory_overhead=0.5),
    UpdateByOptions(initial_hash_table_size=64),
    UpdateByOptions(maximum_load_factor=0.9, target_load_factor=0.5),
    UpdateByOptions(math_context=MathContext.DECIMAL32),
    UpdateByOptions(),
]


@pytest.mark.parametrize("number", range(len(OPTIONS)))
def test_options(both: Any, number: int) -> None:
    made = both[0].t.update_by(updateby.cum_sum("S = A"), "K", options=OPTIONS[number])
    assert made.to_arrow().to_pydict()["S"] == [0, 1, 2, 4, 6, 9, 12, 16, 20, 25, 30, 36]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: updateby.rolling_sum_tick("S = A", -3, 1), "non-negative"),
        (lambda: updateby.cum_sum("S = Nope"), "columnDef"),
        (lambda: updateby.ema_time("Nope", 5, "S = A"), "Nope"),
    ],
)
def test_what_the_server_refuses(both: Any, wrong: Any, told: str) -> None:
    with pytest.raises(ServerError, match=told):
        both[0].t.update_by(wrong()).to_arrow()
