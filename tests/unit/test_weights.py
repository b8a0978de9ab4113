"""How many spare rows a window may have, by what its rows weigh."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.weights import Weights

COLUMNS = (
    ColumnSpec("Id", "long", pa.int64()),
    ColumnSpec("Text", "java.lang.String", pa.string()),
    ColumnSpec("Many", "long[]", pa.list_(pa.int64())),
)


def weights(**learnt: list[object]) -> Weights:
    made = Weights()
    made.begin(COLUMNS)
    names = [column.name for column in COLUMNS]
    made.learn(
        {
            names.index(name): pa.array(values, COLUMNS[names.index(name)].arrow_type)
            for name, values in learnt.items()
        }
    )
    return made


def test_values_of_one_length_weigh_nothing_and_others_must_be_seen_first() -> None:
    assert weights().spare([0], 50) == 50
    assert weights().spare([0, 1], 50) == 0
    assert weights(Text=["short"] * 9).spare([0, 1], 50) == 50
    assert weights(Text=["short"] * 9).spare([0, 1, 2], 50) == 0
    assert weights(Text=[]).spare([1], 50) == 0, "no rows say nothing"


@pytest.mark.parametrize(("length", "spare"), [(10, 64), (10_000, 32), (100_000, 4), (10**7, 0)])
def test_the_heavier_the_rows_the_fewer_are_spare(length: int, spare: int) -> None:
    made = weights(Text=["x" * length, "x" * length])
    assert made.spare([0, 1], 64) == spare
    assert made.too_heavy_ahead(1) == (length > 10_000 - 1)
    assert made.heavy == (length == 10**7)


def test_what_was_learnt_is_of_these_columns() -> None:
    made = weights(Text=["x" * 100_000])
    made.begin(COLUMNS)
    assert made.too_heavy_ahead(1)
    made.begin(COLUMNS[::-1])
    assert not made.too_heavy_ahead(1) and made.spare([1], 8) == 0


def test_lists_are_weighed_too() -> None:
    assert weights(Many=[list(range(100_000))]).spare([2], 64) < 4
