"""Recipes: what a view shows, as a value from which it can be made again.

A recipe is a root and what is done to it: computed columns, filters, sorts, which columns are
shown and how they look. Exports die with a session; a recipe does not, so after a new login every
view is rebuilt from its own. ``making`` turns it into a table, ``recipe_python`` into a script.
Knows no column's type: what a filter's text means is decided when the table's columns are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from dhconsole.client.ticket import Ticket
from dhconsole.core.filtering.predicates import Predicate
from dhconsole.errors import ArgumentError

SIGNED = frozenset(("byte", "short", "int", "long", "float", "double"))
"""Types that a 42.7 server sorts without minding signs; big numbers it cannot."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column that the rows are sorted by; ``absolute`` leaves the sign of numbers out."""

    column: str
    descending: bool = False
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """The quick filter of a column.

    Attributes:
        text: as it was typed, in the grammar of ``filtering``.
        predicate: what it means, where it was chosen and no text could say it.
        zone: name of the zone that times in it are typed in.
    """

    column: str
    text: str
    predicate: Predicate | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Which columns are shown, and where.

    Attributes:
        hidden: names of those that are not.
        order: all names in the order chosen; empty for that of the table.
        frozen: how many stay in place; None for as many as the table wants.
    """

    hidden: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    frozen: int | None = None

    def shown(self, names: Sequence[str]) -> list[str]:
        """The columns to show of a table that has ``names``."""
        known = set(names)
        placed = [name for name in self.order if name in known]
        placed += [name for name in names if name not in set(placed)]
        return [name for name in placed if name not in self.hidden]


class PartKind(Enum):
    """Which of an object's tables a recipe begins with."""

    TABLE = "table"
    KEYS = "keys"
    CONSTITUENT = "constituent"
    MERGED = "merged"
    TREE = "tree"


Unfolded: TypeAlias = tuple[tuple[bytes, int], ...]
"""Rows of a tree that were folded or unfolded: the key of each, as one row of an Arrow stream, and
what was done to it, as ``client.hierarchical`` numbers it. The last word on a row holds."""


@dataclass(frozen=True, slots=True)
class Rollup:
    """Rows in groups within groups.

    Attributes:
        by: the columns whose values make the groups, the outermost first.
        totals: what each group shows: columns, and names of ``totals.TOTALS``; empty for how
            many rows it has.
    """

    by: tuple[str, ...]
    totals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A table of a root that is no table itself.

    Attributes:
        type: the object's type on the server, exactly.
        kind: a table by its number; of a PartitionedTable its keys, one constituent, or all.
        index: number of the table.
        keys: of a constituent, its keys: one row as an Arrow stream.
        label: what to call it, after the root's name.
    """

    type: str
    kind: PartKind = PartKind.TABLE
    index: int = 0
    keys: bytes = b""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to come by a table, and how to show it.

    Attributes:
        root: a ticket that outlives the session: scope, application or shared.
        part: which of the root's tables it is, when the root is another object; else None.
        title: what to call the result; the root's text when empty.
        formulas: computed columns, ``Name = expression`` each.
        filters: quick filters, at most one for each column.
        conditions: filters in the server's language.
        search: text that one of the columns must show; empty for none.
        sorts: columns that the rows are sorted by, the first one weighing most.
        reverse: whether the rows stand from last to first, after all sorting.
        zone: name of the zone that times in the search are typed in, and in new filters.
        columns: which columns are shown, and where.
        formats: how columns look, by name: those that were chosen.
        totals: which totals stand below the rows: columns, and names of ``totals.TOTALS``.
        aggregated: whether it is the one row of the totals, not the rows themselves.
        rollup: the groups that the rows stand in; None for none.
        unfolded: of a tree or rollup, which rows are unfolded.
    """

    root: Ticket
    title: str = ""
    formulas: tuple[str, ...] = ()
    filters: tuple[ColumnFilter, ...] = ()
    conditions: tuple[str, ...] = ()
    search: str = ""
    sorts: tuple[SortKey, ...] = ()
    reverse: bool = False
    zone: str = "UTC"
    columns: ColumnChoice = ColumnChoice()
    formats: tuple[tuple[str, str], ...] = ()
    part: Part | None = None
    totals: tuple[tuple[str, str], ...] = ()
    aggregated: bool = False
    rollup: Rollup | None = None
    unfolded: Unfolded = ()

    @property
    def name(self) -> str:
        return self.title or self.root.text.rsplit("/", 1)[-1]

    @property
    def is_plain(self) -> bool:
        """Whether the rows are those of the root, all of them, in its order."""
        return self.asks == Recipe(self.root, part=self.part).asks

    @property
    def is_tree(self) -> bool:
        """Whether its rows lie below one another."""
        tree = self.part is not None and self.part.kind is PartKind.TREE
        return tree or self.rollup is not None

    def need_rows(self) -> None:
        """Raises ArgumentError for a tree: the server asks, copies and shares tables alone."""
        if self.is_tree:
            raise ArgumentError(
                "groups can be looked at, copied and sorted, and no more",
                hint="Ask the rows that they are made of: b and Enter shows those of a table.",
            )

    def rows(self) -> Recipe:
        """The recipe of the rows that a rollup groups, in their own order."""
        return replace(self, rollup=None, unfolded=(), sorts=(), reverse=False)

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters or self.conditions or self.search)

    @property
    def asks(self) -> tuple[object, ...]:
        """What the server has to do with it: two recipes that differ elsewhere have one table."""
        zone = self.zone if self.search else ""
        return (
            self.root,
            self.part,
            self.formulas,
            self.filters,
            self.conditions,
            self.search,
            self.sorts,
            self.reverse,
            self.totals if self.aggregated else None,
            self.rollup,
            self.unfolded,
            zone,
        )

    # -- filters -------------------------------------------------------------------------

    def filter_of(self, column: str) -> ColumnFilter | None:
        """The quick filter of a column."""
        return next((each for each in self.filters if each.column == column), None)

    def filtered(
        self, column: str, text: str, predicate: Predicate | None = None, zone: str = ""
    ) -> Recipe:
        """With this quick filter of the column; without one when there is no text."""
        others = tuple(each for each in self.filters if each.column != column)
        if not text.strip():
            return replace(self, filters=others)
        new = ColumnFilter(column, text, predicate, zone or self.zone)
        if self.filter_of(column) is None:
            return replace(self, filters=(*self.filters, new))
        kept = tuple(new if each.column == column else each for each in self.filters)
        return replace(self, filters=kept)

    def unfiltered(self) -> Recipe:
        """Without any filter."""
        return replace(self, filters=(), conditions=(), search="")

    # -- sorts ---------------------------------------------------------------------------

    def sort_of(self, column: str) -> tuple[int, SortKey] | None:
        """The rank of a column among the sorts, from 0, and its key."""
        for rank, key in enumerate(self.sorts):
            if key.column == column:
                return rank, key
        return None

    def sorted_by(self, column: str, *, descending: bool) -> Recipe:
        """Sorted by the column alone; not at all, when it is just so already.

        As in the Web IDE a new sort ends the reversing of rows.
        """
        keys = (SortKey(column, descending),)
        return replace(self, sorts=() if keys == self.sorts else keys, reverse=False)

    def also_sorted_by(self, column: str) -> Recipe:
        """With the column as a further key: up, then down, then not."""
        found = self.sort_of(column)
        if found is None:
            return replace(self, sorts=(*self.sorts, SortKey(column)))
        rank, key = found
        turned = () if key.descending else (replace(key, descending=True),)
        return replace(self, sorts=(*self.sorts[:rank], *turned, *self.sorts[rank + 1 :]))

    def sorted_absolutely(self, column: str) -> Recipe:
        """With the column's key minding the sign of its numbers, or not; a new key is alone."""
        found = self.sort_of(column)
        if found is None:
            return replace(self, sorts=(SortKey(column, absolute=True),), reverse=False)
        rank, key = found
        key = replace(key, absolute=not key.absolute)
        return replace(self, sorts=(*self.sorts[:rank], key, *self.sorts[rank + 1 :]))

    # -- totals --------------------------------------------------------------------------

    def totalled(self, column: str, total: str) -> Recipe:
        """With this total of the column; without it when it has it."""
        pair = (column, total)
        others = tuple(each for each in self.totals if each != pair)
        return replace(self, totals=others if pair in self.totals else (*self.totals, pair))

    # -- looks ---------------------------------------------------------------------------

    def format_of(self, column: str) -> str:
        """The format chosen for a column; empty for none."""
        return dict(self.formats).get(column, "")

    def formatted(self, column: str, name: str) -> Recipe:
        """With this format of the column; without one when ``name`` is empty."""
        others = tuple(each for each in self.formats if each[0] != column)
        return replace(self, formats=(*others, (column, name)) if name else others)

    # -- columns -------------------------------------------------------------------------

    def without_column(self, name: str) -> Recipe:
        """With the column hidden."""
        return replace(self, columns=replace(self.columns, hidden=self.columns.hidden | {name}))

    def with_all_columns(self) -> Recipe:
        """With no column hidden."""
        return replace(self, columns=replace(self.columns, hidden=frozenset()))

    def moved(self, name: str, by: int, names: Sequence[str]) -> Recipe:
        """With the column so many shown columns further right; ``names`` are the table's."""
        shown = self.columns.shown(names)
        place = shown.index(name)
        target = max(0, min(place + by, len(shown) - 1))
        shown.insert(target, shown.pop(place))
        order = (*shown, *(each for each in names if each not in set(shown)))
        return replace(self, columns=replace(self.columns, order=order))
