"""What a table that was made anew has other than before, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dhconsole.client.columns import TableSpec
from dhconsole.core.recipe import Recipe
from dhconsole.text.cells import short_type
from dhconsole.text.safe import safe_text

_MOST_TOLD = 5
_LONGEST_NAME = 60
_LONGEST_CHANGE = 120


def column_changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """How columns differ, each as a part of a sentence; not safe.

    Args:
        before, after: their Java types by name.
    """
    gone = [f"{name} is no column any more" for name in before if name not in after]
    retyped = [
        f"{name} is {short_type(after[name])} now"
        for name in before
        if name in after and after[name] != before[name]
    ]
    return [*gone, *retyped, *(f"{name} is new" for name in after if name not in before)]


def told(changes: Sequence[str]) -> str:
    """So many of them that they can be read, as one part of a sentence."""
    more = f", and {len(changes) - _MOST_TOLD} more" if len(changes) > _MOST_TOLD else ""
    return ", ".join(changes[:_MOST_TOLD]) + more


def renewal_text(before: TableSpec | None, after: TableSpec, recipe: Recipe, paused: bool) -> str:
    """What has changed in the columns, and what that means for what is asked of them; safe.

    Args:
        before: None for a table that is new here, of which nothing is said.
        paused: whether rows of before were on hold.
    """
    if before is None:
        return ""
    old, new = ({each.name: each.java_type for each in spec.columns} for spec in (before, after))
    changes = [safe_text(each, limit=_LONGEST_CHANGE) for each in column_changes(old, new)]
    same = "their keys are others" if list(old) == list(new) else "their order is another"
    asked = [each.column for each in recipe.filters]
    again = [_name(name) for name in asked if name in old and new.get(name, old[name]) != old[name]]
    filters = f" What the filter of {', '.join(again)} asks may be another thing now: look at it."
    return (
        f"{_name(recipe.name)} was made anew, with other columns: {told(changes) or same}."
        + (filters if again else "")
        + (" The pause has ended: its rows had the columns of before." if paused else "")
    )


def _name(name: str) -> str:
    return safe_text(name, limit=_LONGEST_NAME)
