"""Rows of a tree from one update to the next: which row is which, and what changed in it. Pure.

Every update of a tree brings the whole window, and says nothing of what is different. A row is
known by the keys of its node, not by its position: one that moved, since others
were unfolded above it, has not changed. Rows that nothing tells apart, such as the constituents
of a rollup's group, have no marks: which of them became which cannot be known.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import types

from dhconsole.client.columns import TableSpec
from dhconsole.core.marks import Mark, Marks, Rows, directions
from dhconsole.core.pane import Pane
from dhconsole.core.trees import DEPTH, OPEN
from dhconsole.text.arrow import indices

_WORDS = (32, 64)
_NOWHERE, _DOUBLED = -1, -2


@dataclass(frozen=True, slots=True)
class Same:
    """Rows that are in two panes: ``old`` local rows of the one are ``new`` ones of the other;
    ``fresh`` are rows of the other that are in the one nowhere."""

    old: Rows
    new: Rows
    fresh: Rows


def same_rows(spec: TableSpec, before: Pane, after: Pane) -> Same:
    """The rows of ``before`` that are in ``after``, by ascending ``new``.

    A row of a rollup's table itself, below its groups, is none of them.
    """
    columns = [at for at, column in enumerate(spec.columns) if column.is_tree_key]
    # A rollup has a key for each level of groups, and one that says how deep a row lies.
    deepest = len(columns) if spec.columns[DEPTH].is_tree_key else None
    known, found = _places(before, columns, deepest), _places(after, columns, deepest)
    pairs = [(known.get(key, _NOWHERE), row) for key, row in found.items() if row != _DOUBLED]
    array = np.array(sorted(pairs, key=lambda pair: pair[1]), np.int64).reshape(-1, 2)
    old, new = array[:, 0], array[:, 1]
    return Same(old[old >= 0], new[old >= 0], new[old == _NOWHERE])


def follow(
    before: Pane, after: Pane, same: Same, marks: Marks, now: float | None, *, whole: bool
) -> int:
    """Bring marks and versions up to date with what differs between two panes.

    Args:
        now: time to mark changes with; None for no marks.
        whole: whether both panes are of the same window.

    Returns:
        How many rows differ in a value, or came.
    """
    count = len(after.positions)
    marks.carry(same.old, same.new, count)
    changed, redrawn = np.zeros(count, bool), np.zeros(count, bool)
    old_rows, new_rows = indices(same.old), indices(same.new)
    for column, values in after.columns.items():
        known = before.columns.get(column)
        if known is None or known.type != values.type:
            redrawn[same.new] = True
            continue
        old, new = known.take(old_rows), values.take(new_rows)
        if old.equals(new):
            continue
        differing, kinds = directions(old, new)
        rows = same.new[differing]
        if not len(rows):
            continue
        redrawn[rows] = True
        if column not in (DEPTH, OPEN):  # that rows below a row show now is no news of its values
            changed[rows] = True
            if now is not None:
                marks.set(rows, column, kinds, now)
    if before.columns.keys() - after.columns.keys():
        redrawn[same.new] = True
    marks.touch(np.flatnonzero(redrawn))
    came = _came(before, after, same) if whole else same.new[:0]
    if now is not None and len(came):
        marks.set_rows(came, Mark.ADDED, now)
    return int(changed.sum()) + len(came)


def _came(before: Pane, after: Pane, same: Same) -> Rows:
    """Rows that are new, and not only to the window."""
    fresh = same.fresh
    if not len(same.new):
        return fresh[:0]
    if any(pane.positions[-1] < pane.size - 1 for pane in (before, after)):
        fresh = fresh[fresh < same.new[-1]]
    if any(pane.positions[0] for pane in (before, after)):
        fresh = fresh[fresh > same.new[0]]
    return fresh


def _places(pane: Pane, columns: Sequence[int], deepest: int | None) -> dict[Hashable, int]:
    """Local rows by what tells them apart; ``_DOUBLED`` where that is no single row."""
    if any(at not in pane.columns for at in (DEPTH, *columns)):
        return {}
    depths = pane.columns[DEPTH].to_pylist()
    keys = zip(*(_hashable(pane.columns[at]) for at in columns), strict=True)
    places: dict[Hashable, int] = {}
    for row, (depth, key) in enumerate(zip(depths, keys, strict=False)):
        if deepest is not None and depth > deepest:
            continue
        places[key] = _DOUBLED if key in places else row
    return places


def _hashable(values: pa.Array) -> list[Hashable]:
    kind = values.type
    if types.is_temporal(kind) and kind.bit_width in _WORDS:
        # Nanoseconds are more than Python's own times hold.
        values = values.view(pa.int64() if kind.bit_width == max(_WORDS) else pa.int32())
    if types.is_nested(kind):
        return [str(each) for each in values]
    found: list[Hashable] = values.to_pylist()
    return found
