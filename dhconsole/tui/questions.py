"""What can be typed about a table in its line: each question knows what its text means.

Pure but for the clock: texts in, recipes out. The line that asks is ``widgets.ask_line``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.completion.formulas import names_in_formula
from dhconsole.core.completion.names import Names
from dhconsole.core.filtering.elements import asked_type, element_type
from dhconsole.core.filtering.frame import parse_filter
from dhconsole.core.filtering.predicates import Fit, Predicate, TextFits, TextIs
from dhconsole.core.filtering.search import search
from dhconsole.core.filtering.words import in_words
from dhconsole.core.grouping import parse_rollup, rollup_text
from dhconsole.core.making import now_in
from dhconsole.core.recipe import PartKind, Recipe
from dhconsole.errors import ArgumentError

if TYPE_CHECKING:
    from dhconsole.tui.widgets.grid.widget import TableGrid

_FORMULA = re.compile(r"\s*([A-Za-z_$][A-Za-z0-9_$]*)\s*=(?!=)\s*(\S.*)\Z", re.DOTALL)


class Question(ABC):
    """One thing to type.

    Attributes:
        label: what is asked for; not safe for a terminal.
        text: what stands there at first.
        live: whether the answer applies while it is typed.
    """

    live = True

    def __init__(self, label: str, text: str) -> None:
        self.label = label
        self.text = text

    @abstractmethod
    def words(self, text: str) -> str:
        """What ``text`` means, as a sentence; raises ArgumentError when it means nothing."""

    @abstractmethod
    def answer(self, text: str, recipe: Recipe) -> Recipe:
        """``recipe`` with the answer in it; raises ArgumentError as ``words`` does."""

    def names(self, text: str, cursor: int) -> Names | None:
        """What could stand at the cursor; None for a question whose answers have no names."""
        return None

    def act(self, text: str, grid: TableGrid) -> bool:
        """Do what is to be done for a question that is not for a recipe; False for one that is."""
        return False


class FilterQuestion(Question):
    """The quick filter of a column."""

    def __init__(self, column: ColumnSpec, recipe: Recipe, zone: str) -> None:
        found = recipe.filter_of(column.name)
        text = found.text if found is not None and found.predicate is None else ""
        super().__init__(column.name, text)
        self.column = column
        # A filter that no text can say stays until another one is typed.
        self._chosen = found if found is not None and found.predicate is not None else None
        self._zone = zone

    def words(self, text: str) -> str:
        predicate = parse_filter(text, asked_type(self.column), now_in(self._zone))
        if predicate is not None:
            return in_words(predicate, self.column.name)
        if self._chosen is not None:
            return f"{self.column.name} {self._chosen.text}"
        return f"no filter of {self.column.name}; type such as {_example(asked_type(self.column))}"

    def answer(self, text: str, recipe: Recipe) -> Recipe:
        meant = parse_filter(text, asked_type(self.column), now_in(self._zone))
        if meant is None and self._chosen is not None:
            return recipe
        kept = text if meant is not None else ""
        return recipe.filtered(self.column.name, kept, zone=self._zone)


def _example(java_type: str) -> str:
    java_type = element_type(java_type) or java_type
    if java_type == "java.lang.String":
        return "AAPL, A*, ~part, !=B, null"
    if java_type == "java.lang.Boolean":
        return "true, no, null"
    if java_type == "char":
        return "a, >=m, null"
    if java_type.startswith("java.time.") and not java_type.endswith(("LocalTime", "Duration")):
        return "2024-03, >=2024-03-01 09:30, today, null"
    if java_type.endswith("LocalTime"):
        return ">=09:30, null"
    if java_type.endswith("Duration"):
        return ">1.5s, null"
    return ">10, 1 || 2, 5..9, null"


class SearchQuestion(Question):
    """A text that any column shows."""

    def __init__(self, columns: Sequence[ColumnSpec], recipe: Recipe, zone: str) -> None:
        super().__init__("Search", recipe.search)
        self._columns = columns
        self._zone = zone

    def words(self, text: str) -> str:
        if not text.strip():
            return "rows in which any column shows what you type"
        asked = search(text, self._columns, now_in(self._zone))
        if asked.formula == "false":
            return "no column can show that: no rows"
        return "rows in which a text contains it, or a number, character, time or flag is it"

    def answer(self, text: str, recipe: Recipe) -> Recipe:
        return replace(recipe, search=text if text.strip() else "", zone=self._zone)


class ConditionQuestion(Question):
    """A condition in the server's language. The server says whether it makes sense."""

    live = False

    def __init__(self, recipe: Recipe, columns: Sequence[ColumnSpec]) -> None:
        super().__init__("Where", " && ".join(f"({each})" for each in recipe.conditions))
        self._columns = columns
        if len(recipe.conditions) == 1:
            self.text = recipe.conditions[0]

    def names(self, text: str, cursor: int) -> Names:
        return names_in_formula(text, cursor, self._columns)

    def words(self, text: str) -> str:
        return "Enter asks the server" if text.strip() else "such as Price > 2 * Avg; Enter asks"

    def answer(self, text: str, recipe: Recipe) -> Recipe:
        return replace(recipe, conditions=(text.strip(),) if text.strip() else ())


class FindQuestion(Question):
    """What to go to in a column: as a filter says it, but a bare text is part of a cell."""

    live = False

    def __init__(self, column: ColumnSpec, text: str, zone: str) -> None:
        super().__init__(f"Find in {column.name}", text)
        self.column = column
        self._zone = zone

    def words(self, text: str) -> str:
        predicate = self.predicate(text)
        if predicate is None:
            return f"type such as {_example(asked_type(self.column))}; then n and N go on"
        return f"goes to where {in_words(predicate, self.column.name)}"

    def predicate(self, text: str) -> Predicate | None:
        """What is looked for; None for nothing. Raises FilterTextError."""
        now = now_in(self._zone)
        if self.column.java_type == "java.lang.String" and text.strip():
            found = parse_filter(text, asked_type(self.column), now)
            bare = isinstance(found, TextIs) and not found.negated and text[0] not in "=\\:"
            return TextFits(Fit.CONTAINS, text.strip()) if bare else found
        return parse_filter(text, asked_type(self.column), now)

    def answer(self, text: str, recipe: Recipe) -> Recipe:
        return recipe

    def act(self, text: str, grid: TableGrid) -> bool:
        predicate = self.predicate(text)
        if predicate is not None:
            grid.finder.seek(self.column, predicate, text)
        return True


class FormulaQuestion(Question):
    """A computed column; that of the column under the cursor, if it is one."""

    live = False

    def __init__(self, recipe: Recipe, column: str, columns: Sequence[ColumnSpec]) -> None:
        self._old = next((f for f in recipe.formulas if _named(f) == column), "")
        super().__init__("Column", self._old)
        self._columns = columns

    def names(self, text: str, cursor: int) -> Names:
        return names_in_formula(text, cursor, self._columns)

    def words(self, text: str) -> str:
        if not text.strip():
            return "takes the column away" if self._old else "Name = expression; Enter asks"
        name = _name(text)
        return f"{name} is checked by the server when you press Enter"

    def answer(self, text: str, recipe: Recipe) -> Recipe:
        kept = tuple(each for each in recipe.formulas if each != self._old)
        if not text.strip():
            return replace(recipe, formulas=kept)
        name = _name(text)
        new = text.strip()
        if self._old and _named(self._old) == name:
            changed = tuple(new if each == self._old else each for each in recipe.formulas)
            return replace(recipe, formulas=changed)
        return replace(recipe, formulas=(*(f for f in kept if _named(f) != name), new))


class GroupQuestion(Question):
    """The columns that rows are grouped by, and what each group shows.

    Args:
        known: whether ``columns`` are all that the rows have.
    """

    live = False

    def __init__(self, recipe: Recipe, columns: Sequence[ColumnSpec], *, known: bool) -> None:
        found = recipe.rollup
        super().__init__("Group by", rollup_text(found) if found is not None else "")
        self._columns = columns
        self._known = [each.name for each in columns] if known else []

    def names(self, text: str, cursor: int) -> Names:
        return names_in_formula(text, cursor, self._columns)

    def words(self, text: str) -> str:
        # Names that are half typed are looked for when Enter is pressed.
        rollup = parse_rollup(text, ())
        if rollup is None:
            return "no groups; type such as Sym, Side: sum Size, mean Price"
        return f"groups by {', then '.join(rollup.by)}; Enter asks"

    def answer(self, text: str, recipe: Recipe) -> Recipe:
        if recipe.part is not None and recipe.part.kind is PartKind.TREE:
            raise ArgumentError("its rows stand in groups already")
        rollup = parse_rollup(text, self._known)
        columns = replace(recipe.columns, frozen=None if rollup is None else 1)
        sorts = recipe.sorts if rollup == recipe.rollup else ()
        return replace(recipe, rollup=rollup, unfolded=(), columns=columns, sorts=sorts)


def _named(formula: str) -> str:
    match = _FORMULA.match(formula)
    return match[1] if match is not None else ""


def _name(text: str) -> str:
    name = _named(text)
    if not name:
        raise ArgumentError(
            "that is no column", hint="Type its name, = and what it is: Value = Price * Size."
        )
    return name
