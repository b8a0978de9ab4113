"""Rows cut into messages: nothing lost, nothing too large, and not more parts than needed."""

from __future__ import annotations

from unittest import mock

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.client.sendable import pieces

LIMIT = 1000


@settings(deadline=None)
@given(st.lists(st.sampled_from([0, 1, 50, 300, 2 * LIMIT]), max_size=40), st.integers(0, 3))
def test_parts_are_the_whole_and_fit(lengths: list[int], skipped: int) -> None:
    array = pa.array([b"x" * length for length in lengths], pa.binary())
    batch = pa.record_batch({"A": array, "B": range(len(lengths))}).slice(skipped)
    with mock.patch("dhconsole.client.sendable._PIECE_BYTES", LIMIT):
        found = list(pieces(batch))
    assert pa.Table.from_batches(found, batch.schema).equals(pa.Table.from_batches([batch]))
    assert all(piece.num_rows == 1 or piece.nbytes <= 2 * LIMIT for piece in found)
    if batch.nbytes <= LIMIT:
        assert len(found) == 1


def test_many_small_rows() -> None:
    batch = pa.record_batch({"A": range(300_000)})
    assert [piece.num_rows for piece in pieces(batch)] == [131_072, 131_072, 37_856]
    assert [piece.num_rows for piece in pieces(batch, whole=True)] == [300_000]
    large = pa.record_batch({"A": range(9_000_000)})
    assert len(list(pieces(large, whole=True))) == 69, "more than goes as one"


def test_a_large_dictionary_does_not_make_small_parts() -> None:
    texts = pa.array([f"{n:0>40000}" for n in range(1000)])
    array = pa.DictionaryArray.from_arrays(pa.array([1, 2] * 100_000, pa.int32()), texts)
    assert len(list(pieces(pa.record_batch({"A": array})))) == 2
