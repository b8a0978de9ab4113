"""What changed between two states of a window, and how changes add up. Pure.

Rows are numbered by their place in the window: ``removed`` in the state before, ``added`` and
``modified`` in the state after. Rows that only moved since others came or went are in none of
them: shifts are resolved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
_NONE: Rows = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Delta:
    """One change.

    Attributes:
        before: number of rows before.
        after: number of rows after.
        removed: rows that left, ascending.
        added: rows that came, ascending.
        modified: per column index, rows that stayed and have another value there, ascending.
    """

    before: int
    after: int
    removed: Rows = field(default_factory=lambda: _NONE)
    added: Rows = field(default_factory=lambda: _NONE)
    modified: Mapping[int, Rows] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (len(self.removed) or len(self.added) or self.modified)

    def origins(self) -> Rows | None:
        """Of each row after, its number before, -1 for one that came; None where none moved."""
        if not len(self.removed) and not len(self.added):
            return None
        origins = np.full(self.after, -1, np.int64)
        stayed = np.ones(self.after, bool)
        stayed[self.added] = False
        kept = np.ones(self.before, bool)
        kept[self.removed] = False
        origins[stayed] = np.flatnonzero(kept)
        return origins

    def rows_modified(self, columns: Mapping[int, object] | None = None) -> Rows:
        """Rows modified in one of ``columns`` at least; None for any column."""
        found = [rows for at, rows in self.modified.items() if columns is None or at in columns]
        if not found:
            return _NONE
        if all(rows is found[0] for rows in found):
            return found[0]
        mask = np.zeros(self.after, bool)
        for rows in found:
            mask[rows] = True
        return np.flatnonzero(mask)

    def previous(self, rows: Rows) -> Rows:
        """Numbers before of rows that stayed."""
        origins = self.origins()
        return rows if origins is None else origins[rows]

    def then(self, later: Delta) -> Delta:
        """This change and a later one as one change.

        A row that came and left again is in neither; one that came and was modified came; one
        that was modified twice was modified.
        """
        first, second = self.origins(), later.origins()
        if second is None:
            origins = first
        elif first is None:
            origins = second
        else:
            origins = np.full(len(second), -1, np.int64)
            stayed = second >= 0
            origins[stayed] = first[second[stayed]]
        removed = added = _NONE
        if origins is not None:
            kept = np.zeros(self.before, bool)
            kept[origins[origins >= 0]] = True
            removed, added = np.flatnonzero(~kept), np.flatnonzero(origins < 0)
        modified = {}
        masks: dict[tuple[int, int], Rows] = {}
        for column in {*self.modified, *later.modified}:
            one, two = self.modified.get(column, _NONE), later.modified.get(column, _NONE)
            # Columns that were modified in the same rows, as most are, are worked out once.
            known = (id(one), id(two))
            if known not in masks:
                masks[known] = self._modified_by_both(one, two, later.after, second, origins)
            if len(masks[known]):
                modified[column] = masks[known]
        return Delta(self.before, later.after, removed, added, modified)

    def _modified_by_both(
        self, one: Rows, two: Rows, count: int, second: Rows | None, origins: Rows | None
    ) -> Rows:
        mask = np.zeros(count, bool)
        if len(one):
            was = np.zeros(self.after, bool)
            was[one] = True
            if second is None:
                mask = was
            else:
                stayed = second >= 0
                mask[stayed] = was[second[stayed]]
        mask[two] = True
        if origins is not None:
            mask &= origins >= 0
        return np.flatnonzero(mask)
