"""What the maker of a table wants its cells to look like: ``format_columns`` on the server.

The colours come as a 64-bit whole number per cell, in a column of their own that is not for
show: the ground in the upper half, the text in the lower; in each half bit 24 says that the
colour is given, the bits below are red, green and blue. Those of a whole row are under those of
its cells. Patterns of numbers and times come the same way, as texts. (All as a live 42.7 server
sends it.)
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pyarrow as pa
from rich.color import Color
from rich.style import Style

from dhconsole.core.viewport import TableView
from dhconsole.text.arrow import integers
from dhconsole.text.chosen import ChosenFormatter
from dhconsole.text.formats import CellClass, ColumnFormatter
from dhconsole.text.patterns import number_pattern, time_pattern
from dhconsole.text.safe import safe_text
from dhconsole.tui.widgets.grid.layout import LONGEST_TEXT, GridColumn

_GIVEN = 1 << 24
_HALF = (1 << 32) - 1
_VALUES = (CellClass.VALUE, CellClass.NEGATIVE)
_MOST_DIGITS = 300
_BRIGHT = 140


def patterned(
    formatter: ColumnFormatter,
    values: pa.Array,
    patterns: pa.Array,
    texts: Sequence[str],
    classes: Sequence[CellClass],
) -> list[str]:
    """``texts``, but for the values that have a pattern that is understood."""
    found = list(texts)
    instants = integers(values) if pa.types.is_timestamp(values.type) else None
    for row, pattern in enumerate(patterns.to_pylist()):
        if not isinstance(pattern, str) or classes[row] not in _VALUES:
            continue
        text = None
        if instants is None:
            text = _number(pattern, formatter.full(values.slice(row, 1), raw=True))
        elif values.type.unit == "ns":
            form = time_pattern(pattern)
            text = form and form(int(instants[row]), formatter.settings.zone)
        if text is not None:
            found[row] = safe_text(text, limit=LONGEST_TEXT)
    return found


def _number(pattern: str, raw: str) -> str | None:
    form, number = number_pattern(pattern), Decimal(raw)
    if form is None or abs(number.adjusted()) > _MOST_DIGITS:
        return None
    return form(number)


def takes_patterns(column: GridColumn) -> bool:
    """Whether the maker's patterns decide, and no format that the user chose."""
    if isinstance(column.formatter, ChosenFormatter):
        return False
    return column.kind == "number" or pa.types.is_timestamp(column.spec.arrow_type)


def colours(
    view: TableView, columns: Sequence[GridColumn], of_rows: int | None, first: int, count: int
) -> tuple[list[tuple[int, ...]], bool]:
    """The colours of the cells of ``count`` rows, 0 for none, and whether all are here.

    Returns:
        For each row nothing when no cell of it has any, else one number for each column.
    """
    whole = True
    read: dict[int | None, Sequence[int]] = {None: [0] * count}
    for place in {of_rows, *(column.colours for column in columns)} - {None}:
        assert place is not None
        values = view.values(place, first, count)
        whole = whole and values is not None
        read[place] = [0] * count if values is None else integers(values).tolist()
    rows = read[of_rows]
    cells = [
        [_over(own, row) for own, row in zip(read[each.colours], rows, strict=True)]
        for each in columns
    ]
    return [each if any(each) else () for each in zip(*cells, strict=True)], whole


def _over(cell: int, row: int) -> int:
    """The colours of a cell over those of its row, whose text is for the row's own ground."""
    if cell >> 32:
        return cell
    return row & ~_HALF | (cell & _HALF or row & _HALF)


def coloured(style: Style, colours: int) -> Style:
    """``style`` with these colours; on a ground without a colour for the text, a readable one."""
    ground, text = colours >> 32 & _HALF, colours & _HALF
    if ground & _GIVEN and not text & _GIVEN:
        red, green, blue = _parts(ground)
        bright = 0.299 * red + 0.587 * green + 0.114 * blue > _BRIGHT
        text = _GIVEN | (0 if bright else 0xFFFFFF)
    return style + Style(
        color=Color.from_rgb(*_parts(text)) if text & _GIVEN else None,
        bgcolor=Color.from_rgb(*_parts(ground)) if ground & _GIVEN else None,
    )


def _parts(colour: int) -> tuple[int, int, int]:
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255
