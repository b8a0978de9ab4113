"""What a table that was made anew has other than before, in words. Pure."""

from __future__ import annotations

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.core.recipe import Recipe
from dhconsole.text.safe import safe_text

_MOST_NAMED = 4
_LONGEST_NAME = 60


def renewal_text(before: TableSpec | None, after: TableSpec, recipe: Recipe, paused: bool) -> str:
    """What has changed in the columns, and what that means for what is asked of them; safe.

    Args:
        before: None for a table that is new here, of which nothing is said.
        paused: whether rows of before were on hold.
    """
    if before is None:
        return ""
    old = {each.name: each for each in before.columns}
    new = {each.name: each for each in after.columns}
    retyped = [each for name, each in new.items() if name in old and kind(old[name]) != kind(each)]
    parts = [f"{_name(each.name)} is {kind(each)} now" for each in retyped]
    parts += _listed("new", [name for name in new if name not in old])
    parts += _listed("gone", [name for name in old if name not in new])
    same = list(old) == list(new)
    words = "; ".join(parts) or ("their keys are others" if same else "their order is another")
    asked = {each.column for each in recipe.filters}
    again = [_name(each.name) for each in retyped if each.name in asked]
    filters = f" What the filter of {', '.join(again)} asks may be another thing now: look at it."
    return (
        f"{safe_text(recipe.name, limit=_LONGEST_NAME)} was made anew, with other columns: {words}."
        + (filters if again else "")
        + (" The pause has ended: its rows had the columns of before." if paused else "")
    )


def kind(column: ColumnSpec) -> str:
    """The type of a column, shortly; not safe."""
    return column.java_type.rsplit(".", 1)[-1]


def _listed(what: str, names: list[str]) -> list[str]:
    if not names:
        return []
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return [f"{what}: {', '.join(map(_name, names[:_MOST_NAMED]))}{more}"]


def _name(name: str) -> str:
    return safe_text(name, limit=_LONGEST_NAME)
