"""What the objects pane lists, as rows: groups, filter, folds, and marks that fade.

Pure. Owns which rows there are and how an object is named and measured in few cells; does not
know how they are drawn. Times are seconds of one monotonic clock, given by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dhconsole.client.values import SCOPE_APPLICATION
from dhconsole.core.values import CatalogEntry
from dhconsole.tui.widgets.matching import Rank, matcher

HIDDEN_GROUP = "\0hidden"
"""Key of the group of names with a leading underscore; no application can be called so."""

MARK_SECONDS = 10.0
"""How long an object stays marked as new or changed."""


_NO_DESCRIPTION = "query scope variable"
"""How the server describes whatever nobody has described."""


class Kind(StrEnum):
    """What an object is, as far as the list tells it apart."""

    TICKING = "ticking table"
    STATIC = "static table"
    INPUT = "input table"
    BLINK = "blink table"
    TABLE = "table"
    PARTITIONED = "partitioned table"
    HIERARCHICAL = "hierarchical table"
    FRAME = "data frame"
    FIGURE = "figure"
    OTHER = "object"


GLYPHS = {
    Kind.TICKING: "▦",
    Kind.STATIC: "▤",
    Kind.INPUT: "✎",
    Kind.BLINK: "↯",
    Kind.TABLE: "▢",
    Kind.PARTITIONED: "◫",
    Kind.HIERARCHICAL: "⊞",
    Kind.FRAME: "▥",
    Kind.FIGURE: "◔",
    Kind.OTHER: "◇",
}
"""One cell each, different in shape."""

FAILED_GLYPH = "✗"


class Mark(StrEnum):
    """What happened to an object lately."""

    NEW = "●"
    CHANGED = "~"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list.

    Attributes:
        group: key of the group that the row is or belongs to.
        index: of the object among the entries; -1 for the group's own row.
        positions: characters of the name that the filter stands for.
        title: of a group; an application's own text.
        count: objects of a group that are listed.
        folded: whether a group's objects are not shown.
    """

    group: str
    index: int = -1
    positions: tuple[int, ...] = ()
    title: str = ""
    count: int = 0
    folded: bool = False


def kind_of(entry: CatalogEntry) -> Kind:
    """What the object is, by its type and what is known of the table."""
    name = entry.field.type
    if entry.is_table:
        if entry.input_table:
            return Kind.INPUT
        if entry.blink:
            return Kind.BLINK
        if entry.ticking is None:
            return Kind.TABLE
        return Kind.TICKING if entry.ticking else Kind.STATIC
    last = name.rsplit(".", 1)[-1]
    if "Partitioned" in last:
        return Kind.PARTITIONED
    if last.startswith(("Hierarchical", "Tree", "Rollup")):
        return Kind.HIERARCHICAL
    if last == "DataFrame":
        return Kind.FRAME
    if "Figure" in last:
        return Kind.FIGURE
    return Kind.OTHER


def compact_count(count: int) -> str:
    """A number of rows in at most five cells: ``9,999``, ``12k``, ``1.2M``, ``3.4B``."""
    if count < 10_000:
        return f"{count:,}"
    for unit, size in (("k", 1_000), ("M", 1_000_000), ("B", 1_000_000_000)):
        if count < size * 1_000 or unit == "B":
            whole = count // size
            if whole < 10 or (whole < 100 and unit != "k"):
                return f"{whole}.{count % size * 10 // size}{unit}"
            if whole < 1_000:
                return f"{whole}{unit}"
    return f"{count:.0e}".replace("e+", "e")


def describe(entry: CatalogEntry) -> str:
    """One line about the object, the most telling first."""
    if entry.problem:
        return entry.problem
    kind = kind_of(entry)
    if kind is Kind.OTHER or kind is Kind.FIGURE:
        return entry.field.type or kind.value
    parts = [kind.value if entry.rows is None else kind.value.removesuffix(" table")]
    if entry.rows is not None:
        across = "" if entry.columns is None else f" × {entry.columns:,}"
        parts.append(f"{entry.rows:,} row{'s' * (entry.rows != 1)}{across}")
    if entry.field.description not in ("", _NO_DESCRIPTION):
        parts.append(entry.field.description)
    return ", ".join(parts)


class ObjectsModel:
    """Entries, and the rows that they make."""

    def __init__(self) -> None:
        self.entries: Sequence[CatalogEntry] = ()
        self.rows: list[Row] = []
        self.filter = ""
        self.folded: set[str] = {HIDDEN_GROUP}
        self.matches = 0
        self._marks: dict[str, tuple[Mark, float]] = {}
        self._listed = False

    # -- changes -------------------------------------------------------------------------

    def set_entries(
        self, entries: Sequence[CatalogEntry], now: float, *, complete: bool
    ) -> set[int] | None:
        """Take a new list.

        Returns:
            Indices of rows that say something else now, or None when rows came or went.
        """
        old, self.entries = self.entries, entries
        changed: set[int] | None = None
        if len(old) == len(entries):
            moved = [
                index
                for index, (was, now_is) in enumerate(zip(old, entries, strict=True))
                if was is not now_is
            ]
            if all(_same_place(old[index], entries[index]) for index in moved):
                changed = set(moved)
        self._mark(old, entries, changed, now)
        self._listed = self._listed or complete
        if changed is None:
            self._rebuild()
            return None
        if not changed:
            return set()
        return {at for at, row in enumerate(self.rows) if row.index in changed}

    def set_filter(self, text: str) -> bool:
        """Show only what fits ``text``; tells whether that made a difference to before."""
        if text == self.filter:
            return False
        self.filter = text
        self._rebuild()
        return True

    def fold(self, group: str, folded: bool) -> bool:
        """Fold or unfold a group; tells whether anything changed."""
        if (group in self.folded) == folded or self.filter:
            return False
        self.folded ^= {group}
        self._rebuild()
        return True

    def fade(self, now: float) -> set[int]:
        """Drop marks that are old; returns the indices of the rows that bore one."""
        old = {key for key, (_, since) in self._marks.items() if now - since >= MARK_SECONDS}
        for key in old:
            del self._marks[key]
        if not old:
            return set()
        return {
            at
            for at, row in enumerate(self.rows)
            if row.index >= 0 and self.entries[row.index].key in old
        }

    def next_fade(self, now: float) -> float | None:
        """Seconds until a mark has to go; None when there is none."""
        if not self._marks:
            return None
        return max(0.0, min(at for _, at in self._marks.values()) + MARK_SECONDS - now)

    # -- questions -----------------------------------------------------------------------

    def entry(self, row: int) -> CatalogEntry | None:
        """The object of a row; None for a group and outside of the list."""
        if not 0 <= row < len(self.rows) or self.rows[row].index < 0:
            return None
        return self.entries[self.rows[row].index]

    def mark(self, entry: CatalogEntry) -> Mark | None:
        found = self._marks.get(entry.key) if self._marks else None
        return found[0] if found else None

    def place(self, row: int) -> tuple[str, str] | None:
        """What identifies a row whatever comes and goes around it."""
        if not 0 <= row < len(self.rows):
            return None
        entry = self.entry(row)
        return self.rows[row].group, entry.key if entry is not None else ""

    def find(self, place: tuple[str, str] | None) -> int | None:
        """The row of ``place``, or of its group when it is folded away; None when it is gone."""
        if place is None:
            return None
        group, key = place
        for at, row in enumerate(self.rows):
            if row.group != group:
                continue
            if row.index < 0:
                if not key or row.folded:
                    return at
            elif self.entries[row.index].key == key:
                return at
        return None

    def first_object(self) -> int:
        """The first row that is an object; 0 without one."""
        return next((at for at, row in enumerate(self.rows) if row.index >= 0), 0)

    def row_of(self, entry: CatalogEntry | None) -> int | None:
        """The row of an object, in whatever group; None when it is not shown."""
        key = entry.key if entry is not None else None
        for at, row in enumerate(self.rows):
            if row.index >= 0 and self.entries[row.index].key == key:
                return at
        return None

    # -- inside --------------------------------------------------------------------------

    def _mark(
        self,
        old: Sequence[CatalogEntry],
        entries: Sequence[CatalogEntry],
        changed: set[int] | None,
        now: float,
    ) -> None:
        """Mark what is new or was made again; nothing while the first list is coming in."""
        if changed is not None:
            pairs: Iterable[tuple[CatalogEntry | None, CatalogEntry]] = (
                (old[index], entries[index]) for index in changed
            )
        else:
            known = {each.key: each for each in old}
            pairs = [(known.get(each.key), each) for each in entries]
            present = {each.key for each in entries}
            self._marks = {key: mark for key, mark in self._marks.items() if key in present}
        for was, now_is in pairs:
            if was is None:
                if self._listed and now_is.is_new:
                    self._marks[now_is.key] = (Mark.NEW, now)
            elif now_is.changed_at > was.changed_at and now_is.is_new:
                before = self._marks.get(now_is.key)
                mark = Mark.NEW if before and before[0] is Mark.NEW else Mark.CHANGED
                self._marks[now_is.key] = (mark, now)

    def _rebuild(self) -> None:
        fits = matcher(self.filter)
        groups: dict[str, list[tuple[Rank, int, tuple[int, ...]]]] = {}
        titles: dict[str, str] = {HIDDEN_GROUP: "hidden"}
        self.matches = 0
        for index, entry in enumerate(self.entries):
            field = entry.field
            match = fits(field.name)
            if match is None:
                continue
            self.matches += 1
            key = HIDDEN_GROUP if field.name.startswith("_") else field.application_id
            if key not in titles:
                titles[key] = _title(entry)
            groups.setdefault(key, []).append((match.rank, index, match.positions))
        if HIDDEN_GROUP in groups:
            groups[HIDDEN_GROUP] = groups.pop(HIDDEN_GROUP)
        self.rows = []
        for key, found in groups.items():
            folded = key in self.folded and not self.filter
            self.rows.append(Row(key, title=titles[key], count=len(found), folded=folded))
            if not folded:
                found.sort()
                self.rows.extend(Row(key, index, positions) for _, index, positions in found)


def _same_place(was: CatalogEntry, now_is: CatalogEntry) -> bool:
    """Whether both are the same object as far as order and grouping go."""
    a, b = was.field, now_is.field
    return a is b or (
        a.ticket == b.ticket and a.name == b.name and a.application_id == b.application_id
    )


def _title(entry: CatalogEntry) -> str:
    field = entry.field
    if field.application_id == SCOPE_APPLICATION:
        return "scope"
    return field.application_name or field.application_id
