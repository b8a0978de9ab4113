"""Operations that choose, make or describe columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dhconsole.client.checks import int64, one, one_text
from dhconsole.client.operations.model import Names, Operation, call, each, names_of
from dhconsole.client.updateby import UpdateByOperation, UpdateByOptions
from dhconsole.errors import ArgumentError


def drop_columns(cols: Names) -> Operation:
    """The table without the columns ``cols``."""
    names = names_of(cols)

    def fill(message: Any) -> None:
        message.column_names.extend(names)

    return Operation("drop_columns", fill, text=call("drop_columns", names))


def update(formulas: Names) -> Operation:
    """The table with new columns, computed now and kept in memory.

    Args:
        formulas: such as ``"Total = Price * Size"``.
    """
    return _selected("update", formulas)


def lazy_update(formulas: Names) -> Operation:
    """The table with new columns, computed when they are read and then remembered.

    Args:
        formulas: such as ``"Total = Price * Size"``.
    """
    return _selected("lazy_update", formulas)


def view(formulas: Names) -> Operation:
    """A table of just these columns, computed at each access.

    Args:
        formulas: names, or such as ``"Total = Price * Size"``.
    """
    return _selected("view", formulas)


def update_view(formulas: Names) -> Operation:
    """The table with new columns, computed at each access.

    Args:
        formulas: such as ``"Total = Price * Size"``.
    """
    return _selected("update_view", formulas)


def select(formulas: Names | None = None) -> Operation:
    """A table of just these columns, computed now and kept in memory.

    Args:
        formulas: names, or such as ``"Total = Price * Size"``; None for all columns as they are.
    """
    return _selected("select", formulas)


def select_distinct(cols: Names | None = None) -> Operation:
    """The different rows of the columns ``cols`` (or formulas); None for all columns."""
    names = names_of(cols)

    def fill(message: Any) -> None:
        message.column_names.extend(names)

    return Operation("select_distinct", fill, text=call("select_distinct", names))


def ungroup(cols: Names | None = None, null_fill: bool = True) -> Operation:
    """One row per element of the array columns ``cols``.

    Args:
        cols: columns to take apart; None for all that hold arrays.
        null_fill: fill shorter arrays of a row with nulls; otherwise their lengths must agree.
    """
    names = names_of(cols)

    def fill(message: Any) -> None:
        message.null_fill = null_fill
        message.columns_to_ungroup.extend(names)

    return Operation("ungroup", fill, text=call("ungroup", names))


def update_by(
    ops: UpdateByOperation | Sequence[UpdateByOperation],
    by: Names | None = None,
    options: UpdateByOptions | None = None,
) -> Operation:
    """The table with columns made by cumulative, exponential or rolling operations.

    Args:
        ops: of the module ``updateby``.
        by: columns whose values make the groups; None for one group.
        options: how the engine keeps its state; None for its defaults.

    Raises:
        ArgumentError: there is no operation.
    """
    hint = "Make one with a function of updateby, such as updateby.cum_sum('Price')."
    found, names = each(ops, UpdateByOperation, "update_by operation", hint), names_of(by)
    if options is not None:
        one(options, UpdateByOptions, "UpdateByOptions", "Make it with updateby.UpdateByOptions.")

    def fill(message: Any) -> None:
        for operation in found:
            operation.write(message.operations.add())
        message.group_by_columns.extend(names)
        if options is not None:
            options.write(message.options)

    return Operation("update_by", fill, text=f"update_by(..., by={names!r})")


def move_columns(present: Sequence[str], idx: int, cols: Names) -> Operation:
    """The columns ``cols``, together, at index ``idx`` of the others and themselves.

    Args:
        present: all columns of the table, in their order.
        idx: index of the first of them in the result; one below zero counts from the end.
        cols: names of present columns.

    Raises:
        ArgumentError: there is no such column.
    """
    moved, idx = names_of(cols), int64(idx, "index")
    for name in moved:
        if name not in present:
            raise ArgumentError(f"there is no column {name!r}", hint=f"There are {list(present)}.")
    rest = [name for name in present if name not in moved]
    at = idx if idx >= 0 else max(len(present) + idx, 0)
    order = rest[:at] + moved + rest[at:]
    return Operation(
        "view",
        lambda message: message.column_specs.extend(order),
        text=call("move_columns", idx, moved),
    )


def rename_columns(present: Sequence[str], cols: Names) -> Operation:
    """The table with new names for some columns.

    Args:
        present: all columns of the table, in their order.
        cols: ``"New=Old"`` each.

    Raises:
        ArgumentError: a text is no such pair, or there is no such column.
    """
    given = names_of(cols)
    new_names = {}
    for pair in given:
        new, sign, old = (part.strip() for part in pair.partition("="))
        if not (new and sign and old in present):
            raise ArgumentError(
                f"{pair!r} renames no column", hint=f"Write 'New=Old'. There are {list(present)}."
            )
        new_names[old] = new
    specs = [f"{new_names[name]}={name}" if name in new_names else name for name in present]
    return Operation(
        "view",
        lambda message: message.column_specs.extend(specs),
        text=call("rename_columns", given),
    )


def meta_table() -> Operation:
    """A table that describes the columns: Name, DataType, ColumnType, IsPartitioning."""
    return Operation("meta_table", lambda message: None, text="meta_table")


def column_statistics(col: str, unique_value_limit: int | None = None) -> Operation:
    """A table of one row with the statistics of the column ``col`` as it is now.

    Numbers have counts, sums, extremes, averages and the deviation; times their extremes;
    others their most frequent values with counts (seen on a live 42.7 server).

    Args:
        col: name of the column.
        unique_value_limit: most values to list for a column of neither numbers nor times; None
            leaves it to the server.
    """
    name = one_text(col)

    def fill(message: Any) -> None:
        message.column_name = name
        if unique_value_limit is not None:
            message.unique_value_limit = unique_value_limit

    return Operation("column_statistics", fill, text=call("column_statistics", col))


def _selected(field: str, formulas: Names | None) -> Operation:
    specs = names_of(formulas)

    def fill(message: Any) -> None:
        message.column_specs.extend(specs)

    return Operation(field, fill, text=call(field, specs))
