"""What a table's maker says of its columns."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.core.layout_hints import hinted_columns
from dhconsole.core.recipe import ColumnChoice

NAMES = ("A", "B", "C", "D")


def spec(hints: str | None) -> TableSpec:
    columns = tuple(ColumnSpec(name, "long", pa.int64()) for name in NAMES)
    style = ColumnSpec("A__STYLE", "long", pa.int64(), is_style=True)
    return TableSpec((*columns, style), {} if hints is None else {"LayoutHints": hints})


@pytest.mark.parametrize(
    ("hints", "shown", "frozen"),
    [
        (None, "ABCD", None),
        ("", "ABCD", None),
        ("front=C", "CABD", None),
        ("front=D,C", "DCAB", None),
        ("back=A;front=D", "DBCA", None),
        ("hide=B", "ACD", None),
        ("freeze=C,B", "CBAD", 2),
        ("freeze=C;front=B;hide=C", "BAD", 0),
        ("noSavedLayouts;front=B;autofilter=A", "BACD", None),
        ("front=Gone,B;back=,;hide=Gone;what=is=this", "BACD", None),
        ("front=B;back=B", "BACD", None),
        ("hide=A,B,C,D", "ABCD", None),
    ],
)
def test_hints(hints: str | None, shown: str, frozen: int | None) -> None:
    choice = hinted_columns(spec(hints))
    assert "".join(choice.shown(NAMES)) == shown
    assert choice.frozen == frozen


def test_no_hints_choose_nothing() -> None:
    assert hinted_columns(spec(None)) == ColumnChoice()
