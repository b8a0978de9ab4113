"""Arrays in cells: Java arrays and Deephaven vectors, at any depth.

The elements of all cells of a column are formatted in one go by the formatter of their type.
"""

from __future__ import annotations

import json
from typing import Final

import numpy as np
import pyarrow as pa

from dhconsole.text.arrow import Ints, indices, integers, validity
from dhconsole.text.formats import (
    CellClass,
    ColumnFormatter,
    FormatSettings,
    Formatted,
    decode,
)
from dhconsole.text.safe import ELLIPSIS, safe_text
from dhconsole.text.width import cell_width, cut

# A shown element takes at least this many cells: itself, comma, space.
_LEAST_CELLS: Final = 3
_USUAL_CELLS: Final = 8
# The viewer does not lay out more elements than this.
_VIEWER_ELEMENTS: Final = 100_000


class ArrayFormatter(ColumnFormatter):
    """``[1, 2, …]``: as many elements as fit in the limit, strings in quotes."""

    def __init__(
        self, header_type: str, settings: FormatSettings, element: ColumnFormatter
    ) -> None:
        super().__init__(header_type, settings)
        self._element = element

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        values = decode(values)
        elements, starts, lengths = _layout(values)
        # Most cells are full after a few elements; look at more only while some are not.
        count = max(limit // _USUAL_CELLS, 1)
        while True:
            texts = self._texts(elements, starts, lengths, count, limit)
            if count >= limit // _LEAST_CELLS + 1 or None not in texts:
                break
            count *= 2
        shown: list[str] = []
        classes: list[CellClass] = []
        for text, length, is_valid in zip(
            texts, lengths.tolist(), validity(values).tolist(), strict=True
        ):
            shown.append(text or ELLIPSIS if is_valid else self.settings.null)
            known = CellClass.VALUE if length else CellClass.EMPTY
            classes.append(known if is_valid else CellClass.NULL)
        return shown, classes

    def element(self, value: pa.Array) -> object:
        return [None if item.null_count else self._element.element(item) for item in _items(value)]

    def _raw(self, value: pa.Array) -> str:
        return json.dumps(self.element(value), ensure_ascii=False)

    def _viewer(self, value: pa.Array) -> str:
        elements, starts, lengths = _layout(decode(value))
        start, length = int(starts[0]), int(lengths[0])
        if not length:
            return "[]"
        shown = elements.slice(start, min(length, _VIEWER_ELEMENTS))
        digits = len(str(length - 1))
        lines = [
            f"{index:>{digits}}  {text}"
            for index, text in enumerate(self._quoted(shown, limit=4096))
        ]
        if len(shown) < length:
            lines.append(f"{ELLIPSIS} {length - len(shown)} more")
        return "\n".join(lines)

    def _texts(
        self, elements: pa.Array, starts: Ints, lengths: Ints, count: int, limit: int
    ) -> list[str | None]:
        """One text for each cell; ``None`` where ``count`` elements do not fill the limit."""
        shown = np.minimum(lengths, count)
        ends = np.cumsum(shown)
        total = int(ends[-1]) if len(ends) else 0
        # Positions of the shown elements of all cells, one cell after the other.
        positions = np.repeat(starts - ends + shown, shown) + np.arange(total)
        parts = self._quoted(elements.take(indices(positions)), limit)
        return [
            _bracketed(parts[end - size : end], limit, more=size < length)
            for end, size, length in zip(
                ends.tolist(), shown.tolist(), lengths.tolist(), strict=True
            )
        ]

    def _quoted(self, elements: pa.Array, limit: int) -> list[str]:
        texts, classes = self._element.format(elements, limit)
        quote = self._element.quote
        return [
            '""'
            if kind is CellClass.EMPTY and text == self.settings.empty
            else quote(text)
            if kind is CellClass.VALUE
            else text
            for text, kind in zip(texts, classes, strict=True)
        ]


class MapFormatter(ColumnFormatter):
    """Arrow maps as ``{key: value}``."""

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        texts: list[str] = []
        classes: list[CellClass] = []
        for pairs in values.to_pylist():
            if pairs is None:
                texts.append(self.settings.null)
                classes.append(CellClass.NULL)
            else:
                inside = ", ".join(f"{key}: {item}" for key, item in pairs)
                texts.append(cut(safe_text("{" + inside + "}", limit=limit), limit))
                classes.append(CellClass.VALUE if pairs else CellClass.EMPTY)
        return texts, classes

    def _raw(self, value: pa.Array) -> str:
        return json.dumps(
            {str(key): item for key, item in value.to_pylist()[0]}, ensure_ascii=False, default=str
        )

    def _viewer(self, value: pa.Array) -> str:
        pairs = value.to_pylist()[0]
        lines = [safe_text(f"{key}: {item}") for key, item in pairs]
        return "\n".join(lines) or "{}"


def _bracketed(parts: list[str], limit: int, *, more: bool) -> str | None:
    """``[a, b, …]`` in at most ``limit`` cells: whole elements, a single one cut if need be.

    ``None`` when ``parts`` leave room and there are ``more`` elements to show.
    """
    whole = f"[{', '.join(parts)}]"
    if cell_width(whole) <= limit:
        return None if more else whole
    head = ""
    for part in parts:
        longer = f"{head}{part}, "
        if cell_width(longer) + len("[…]") > limit:
            break
        head = longer
    if head:
        return f"[{head}{ELLIPSIS}]"
    return cut(f"[{cut(parts[0] + ELLIPSIS, limit - 2)}]", limit)


def _items(value: pa.Array) -> list[pa.Array]:
    elements, starts, lengths = _layout(decode(value))
    start = int(starts[0])
    return [elements.slice(start + index, 1) for index in range(int(lengths[0]))]


def _layout(values: pa.Array) -> tuple[pa.Array, Ints, Ints]:
    """All elements, and where each cell's elements start and how many they are (null: none)."""
    count = len(values)
    if pa.types.is_fixed_size_list(values.type):
        size = values.type.list_size
        starts = (np.arange(count, dtype=np.int64) + values.offset) * size
        lengths = np.full(count, size, dtype=np.int64)
    elif isinstance(values, (pa.ListViewArray, pa.LargeListViewArray)):
        starts = integers(values.offsets)
        lengths = integers(values.sizes)
    else:
        offsets = integers(values.offsets)
        starts, lengths = offsets[:-1], np.diff(offsets)
    if values.null_count:
        lengths = np.where(validity(values), lengths, 0)
    return values.values, starts, lengths
