"""Which values of a column differ and how, compared with doing it one by one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.core.marks import Mark, Marks, directions

_SMALL = st.integers(-2, 2)
_VALUES: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.int64(): _SMALL,
    pa.int32(): _SMALL,
    pa.int16(): _SMALL,
    pa.float64(): st.sampled_from([0.0, -0.0, 1.5, math.nan, math.inf]),
    pa.float32(): st.sampled_from([0.0, 1.5, math.nan, -math.inf]),
    pa.string(): st.sampled_from(["", "a", "b"]),
    pa.bool_(): st.booleans(),
}
_DIRECTED = (pa.int64(), pa.int32(), pa.float64(), pa.float32())


def _mark(kind: pa.DataType, old: Any, new: Any) -> Mark:
    if old == new or (old is not None and new is not None and old != old and new != new):
        return Mark.NONE
    if kind not in _DIRECTED or old is None or new is None or old != old or new != new:
        return Mark.CHANGED
    return Mark.UP if new > old else Mark.DOWN


@pytest.mark.parametrize("kind", _VALUES, ids=str)
@given(data=st.data())
def test_what_differs_is_told_as_one_by_one(kind: pa.DataType, data: st.DataObject) -> None:
    value = st.none() | _VALUES[kind]
    pairs = data.draw(st.lists(st.tuples(value, value, st.booleans()), min_size=1, max_size=12))
    before = pa.array([old for old, _, _ in pairs], kind)
    after = pa.array([new for _, new, _ in pairs], kind)
    every = [_mark(kind, old, new) for old, new, _ in pairs]
    for rows in (None, np.flatnonzero([chosen for *_, chosen in pairs])):
        wanted = range(len(pairs)) if rows is None else rows.tolist()
        found, kinds = directions(before, after, rows)
        told = dict(zip(found.tolist(), kinds.tolist(), strict=True))
        assert told == {row: every[row] for row in wanted if every[row] is not Mark.NONE}


@pytest.mark.parametrize("columns", [3, 300])
def test_the_marks_of_a_row_are_those_that_were_set(columns: int) -> None:
    marks = Marks(columns, 1.0)
    marks.reset(2)
    marks.set(np.array([1]), 2, Mark.UP, 0.0)
    marks.set(np.array([0, 1]), columns - 1, np.array([Mark.DOWN, Mark.CHANGED], np.uint8), 0.0)
    assert marks.of(0) == {columns - 1: Mark.DOWN}
    assert marks.of(1) == {2: Mark.UP} | {columns - 1: Mark.CHANGED}
    assert marks.of(2) == marks.of(None) == {}
