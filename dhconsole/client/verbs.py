"""Every table operation as a method, once for all kinds of tables.

A ``Table`` runs an operation at once, a ``Query`` keeps it for later, and their asyncio twins
answer with something to await; what the operation is, its arguments and its documentation are
the same. So the methods are made from the functions of ``operations``, and a class only says
what becomes of an operation.
"""

from __future__ import annotations

import functools
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from dhconsole.client import operations
from dhconsole.client.operations import Operation
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = LazyModule("pyarrow")

P = ParamSpec("P")
R = TypeVar("R")


def verb(
    make: Callable[P, Operation], name: str = ""
) -> Callable[Concatenate[TableVerbs[R], P], R]:
    """The method that makes an operation of its arguments and applies it."""

    @functools.wraps(make)
    def method(self: TableVerbs[R], *args: P.args, **kwargs: P.kwargs) -> R:
        return self._apply(make(*args, **kwargs))

    made: Any = method
    own = inspect.signature(make)
    this = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    made.__signature__ = own.replace(
        parameters=[this, *own.parameters.values()], return_annotation=inspect.Signature.empty
    )
    made.__name__ = name or make.__name__
    made.__qualname__ = f"TableVerbs.{made.__name__}"
    found: Callable[Concatenate[TableVerbs[R], P], R] = made
    return found


class TableVerbs(ABC, Generic[R]):
    """The table operations. Each returns the class's own kind of result.

    Every one of them raises DHError at once for arguments that make no sense, and ServerError,
    when it is run, with the server's own text for what the server refuses.
    """

    @abstractmethod
    def _apply(self, operation: Operation) -> R:
        """What becomes of an operation."""

    # -- columns
    drop_columns = verb(operations.drop_columns)
    update = verb(operations.update)
    lazy_update = verb(operations.lazy_update)
    view = verb(operations.view)
    update_view = verb(operations.update_view)
    select = verb(operations.select)
    select_distinct = verb(operations.select_distinct)
    ungroup = verb(operations.ungroup)
    update_by = verb(operations.update_by)
    column_statistics = verb(operations.column_statistics)

    # -- rows
    where = verb(operations.where)
    where_in = verb(operations.where_in)
    where_not_in = verb(operations.where_not_in)
    sort = verb(operations.sort)
    sort_descending = verb(operations.sort_descending)
    reverse = verb(operations.reverse)
    head = verb(operations.head)
    tail = verb(operations.tail)
    head_by = verb(operations.head_by)
    tail_by = verb(operations.tail_by)
    slice = verb(operations.slice_rows, "slice")
    snapshot = verb(operations.snapshot)
    snapshot_when = verb(operations.snapshot_when)

    # -- joins
    natural_join = verb(operations.natural_join)
    exact_join = verb(operations.exact_join)
    join = verb(operations.join)
    aj = verb(operations.aj)
    raj = verb(operations.raj)
    range_join = verb(operations.range_join)

    # -- groups
    group_by = verb(operations.group_by)
    first_by = verb(operations.first_by)
    last_by = verb(operations.last_by)
    sum_by = verb(operations.sum_by)
    abs_sum_by = verb(operations.abs_sum_by)
    avg_by = verb(operations.avg_by)
    std_by = verb(operations.std_by)
    var_by = verb(operations.var_by)
    median_by = verb(operations.median_by)
    min_by = verb(operations.min_by)
    max_by = verb(operations.max_by)
    count_by = verb(operations.count_by)
    agg_by = verb(operations.agg_by)
    agg_all_by = verb(operations.agg_all_by)


class SchemaVerbs(TableVerbs[R]):
    """The operations that need to know the columns, besides all others."""

    @property
    @abstractmethod
    def schema(self) -> pa.Schema:
        """Column names and Arrow types, as ``to_arrow`` gives them."""

    def move_columns(self, idx: int, cols: operations.Names) -> R:
        """The columns ``cols``, together, at index ``idx``; one below zero counts from the end."""
        return self._apply(operations.move_columns(self.schema.names, idx, cols))

    def move_columns_up(self, cols: operations.Names) -> R:
        """The columns ``cols`` first."""
        return self.move_columns(0, cols)

    def move_columns_down(self, cols: operations.Names) -> R:
        """The columns ``cols`` last."""
        return self.move_columns(len(self.schema.names), cols)

    def rename_columns(self, cols: operations.Names) -> R:
        """The table with new names for some columns, ``"New=Old"`` each."""
        return self._apply(operations.rename_columns(self.schema.names, cols))
