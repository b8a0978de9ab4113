"""Numbers that callers give: integers of any library, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dhconsole.client import methods, operations
from dhconsole.errors import ArgumentError


def sent(operation: operations.Operation) -> Any:
    """The message of this step."""
    message = getattr(methods.Table.BATCH.request().ops.add(), operation.field)
    operation.fill(message)
    return message


def test_integers_of_numpy_are_integers() -> None:
    """They are not looked for one by one: a ``range`` would do that."""
    huge = np.int64(2**62)
    assert sent(operations.empty_table(huge)).size == 2**62
    assert sent(operations.head(huge)).num_rows == 2**62
    assert sent(operations.slice_rows(-huge, huge)).last_position_exclusive == 2**62
    made = sent(operations.time_table(huge, start_time=-huge))
    assert (made.period_nanos, made.start_time_nanos) == (2**62, -(2**62))


@pytest.mark.parametrize("given", [1.5, 1e6, "5", None, -1, 2**63])
def test_what_is_no_number_of_rows(given: Any) -> None:
    for operation in (operations.empty_table, operations.head, operations.tail):
        with pytest.raises(ArgumentError):
            operation(given)


@pytest.mark.parametrize("given", [0, -1, 1.5, None, 2**63])
def test_what_is_no_period(given: Any) -> None:
    with pytest.raises(ArgumentError):
        operations.time_table(given)
