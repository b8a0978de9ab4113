"""The rows on hold, asked for by their positions in the table."""

from __future__ import annotations

import numpy as np
import pytest

from dhconsole.core.pane import Pane


@pytest.mark.parametrize("positions", [[5, 6, 7, 8], [5, 6, 8, 11], []])
def test_versions_of_many_rows_are_those_of_each(positions: list[int]) -> None:
    count = len(positions)
    pane = Pane(20, np.array(positions, np.int64), {}, np.arange(100, 100 + count))
    for start in range(14):
        for stop in range(start, 14):
            rows = range(start, stop)
            assert pane.versions_of(rows) == [pane.version(row) for row in rows]
