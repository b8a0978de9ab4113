"""Which columns a table's maker wants to be shown, and where.

The server sends the hints as an attribute of the table, in one text: parts between ``;``, each a
name, ``=`` and names of columns between commas (seen on a live 42.7 server).
"""

from __future__ import annotations

from dhconsole.client.columns import TableSpec
from dhconsole.core.recipe import ColumnChoice

_ATTRIBUTE = "LayoutHints"


def hinted_columns(spec: TableSpec) -> ColumnChoice:
    """The choice of columns that the table's hints make; what they name in vain is passed over."""
    parts = {
        name.strip(): value
        for name, _, value in (
            part.partition("=") for part in spec.attributes.get(_ATTRIBUTE, "").split(";")
        )
    }
    names = [column.name for column in spec.columns if not column.is_style]

    def listed(part: str) -> list[str]:
        wanted = [name.strip() for name in parts.get(part, "").split(",")]
        return list(dict.fromkeys(name for name in wanted if name in names))

    frozen, hidden = listed("freeze"), frozenset(listed("hide"))
    first = list(dict.fromkeys([*frozen, *listed("front")]))
    last = [name for name in listed("back") if name not in first]
    between = [name for name in names if name not in first and name not in last]
    order = (*first, *between, *last)
    if len(hidden) == len(names):
        hidden = frozenset()
    return ColumnChoice(
        hidden=hidden,
        order=order if list(order) != names else (),
        frozen=sum(name not in hidden for name in frozen)
        if frozen
        else 1
        if spec.is_tree
        else None,
    )
