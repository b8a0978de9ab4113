"""JSON lines: an object in each, types guessed from the first of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.column_types import column_of, word_of
from dhconsole.core.importing.source import Source, check_names, source_of
from dhconsole.core.importing.values import Number, from_json, read_json
from dhconsole.errors import FileError

_LINES = 20_000
_GUESSED_FROM = 1_000
_WHOLE = re.compile(r"-?\d+")
_SPECIAL = frozenset(("NaN", "Infinity", "-Infinity"))
"""Texts that ``get`` writes for what JSON has no number for."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")

Row = dict[str, Any]


def open_json_lines(
    file: IO[bytes], wanted: Mapping[str, ColumnSpec], usual: Mapping[str, ColumnSpec]
) -> Source:
    """Begin to read.

    Raises:
        ArgumentError: ``wanted`` has a column that the rows have not.
        FileError: the beginning cannot be read.
    """
    known = {**usual, **wanted}
    numbered = enumerate(file, 1)
    first = [_row(line, number) for number, line in itertools.islice(numbered, _GUESSED_FROM)]
    sample = [row for row in first if row is not None]
    if not sample:
        raise FileError("there are no rows", hint="Each line has to be a JSON object.")
    names = list(dict.fromkeys(name for row in sample for name in row))
    check_names(wanted, names)
    columns = [
        known.get(name) or _guessed(name, [row.get(name) for row in sample]) for name in names
    ]

    def batches() -> Iterator[Sequence[pa.Array]]:
        rows, line = first, 1
        while rows:
            yield _arrays(rows, columns, line)
            line += len(rows)
            rows = [_row(text, at) for at, text in itertools.islice(numbered, _LINES)]

    return source_of(columns, batches())


def _row(line: bytes, number: int) -> Row | None:
    """What a line says; None for an empty one."""
    if not line.strip():
        return None
    try:
        found = read_json(line)
    except ValueError as exc:
        raise FileError(f"line {number} is no JSON: {exc}", hint="Mend the line.") from exc
    if not isinstance(found, dict):
        raise FileError(f"line {number} is no JSON object", hint="Mend the line.")
    return found


def _guessed(name: str, values: Sequence[Any]) -> ColumnSpec:
    there = [each for each in values if each is not None]
    if there and all(isinstance(each, bool) for each in there):
        return column_of(name, "bool")
    numbers = [each for each in there if isinstance(each, Number)]
    if numbers and all(isinstance(each, Number) or _is_special(each) for each in there):
        whole = len(numbers) == len(there) and all(_WHOLE.fullmatch(each) for each in numbers)
        return column_of(name, "long" if whole else "double")
    if there and all(isinstance(each, list) for each in there):
        inner = _guessed(name, [each for list_ in there for each in list_])
        if not inner.component_type:
            return column_of(name, f"{word_of(inner)}[]")
    if there and all(isinstance(each, str) and _MOMENT.fullmatch(each) for each in there):
        return column_of(name, "instant")
    return column_of(name, "string")


def _is_special(value: Any) -> bool:
    return isinstance(value, str) and value in _SPECIAL


def _arrays(rows: Sequence[Row | None], columns: Sequence[ColumnSpec], line: int) -> list[pa.Array]:
    known = {column.name for column in columns}
    for at, row in enumerate(rows):
        extra = next((name for name in row or () if name not in known), None)
        if extra is not None:
            raise FileError(
                f"line {line + at} has {extra}, which no line before had",
                hint="Let the first line have every name, with null where there is nothing.",
            )
    there = [(line + at, row) for at, row in enumerate(rows) if row is not None]

    def place(at: int) -> str:
        return f"line {there[at][0]}"

    return [
        from_json([row.get(column.name) for _, row in there], column, place) for column in columns
    ]
