"""Values between commas or tabs, below a line of names.

The text is cut into pieces of whole rows, which Arrow reads one by one with the types of the first:
so no more than a piece is held, and what Arrow cannot read can be found in its piece, with the
number of its line also below values that have line ends in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, types

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.column_types import column_of
from dhconsole.core.importing.source import Source, check_names, source_of
from dhconsole.core.importing.values import Place, from_texts
from dhconsole.errors import FileError

_PIECE = 1 << 22
_LONGEST = 1 << 26
_MARK = b"\xef\xbb\xbf"
_QUOTED = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')
_TWICE = 'In a value between quotes, " has to be written twice.'
_ROW = re.compile(r"Row #(\d+)")
_COLUMN = re.compile(r"In CSV column #(\d+)")
_VALUE = re.compile(r"invalid value '(.*)'", re.DOTALL)
_KINDS = {"int8": "byte", "int16": "short", "int32": "int", "int64": "long"}
_FAST = frozenset(
    ("byte", "short", "int", "long", "float", "double", "java.lang.Boolean", "java.lang.String")
)
"""Types that Arrow makes of csv at once."""


def open_separated(
    file: IO[bytes],
    separator: str,
    wanted: Mapping[str, ColumnSpec],
    usual: Mapping[str, ColumnSpec],
) -> Source:
    """Begin to read.

    Raises:
        ArgumentError: ``wanted`` has a column that the text has not.
        FileError: the beginning cannot be read.
    """
    known = {**usual, **wanted}
    pieces = _pieces(file, separator)
    piece = next(pieces, None)
    if piece is None:
        raise FileError("the text cannot be read as csv: it is empty", hint="Give it a header.")
    types_ = {name: _read_type(each) for name, each in known.items()}
    first = _read(piece, separator, types_, None)
    # Not text in UTF-8: read as text, the mistake is told with its line.
    odd = {each.name: pa.string() for each in first.schema if types.is_binary(each.type)}
    first = _read(piece, separator, types_ | odd, None) if odd else first
    names = first.schema.names
    check_names(wanted, names)
    columns = [known.get(field.name) or _guessed(field) for field in first.schema]
    for column, field in zip(columns, first.schema, strict=True):
        types_[column.name] = _later_type(column, field.type)

    def batches() -> Iterator[Sequence[pa.Array]]:
        yield _converted(first, columns, piece)
        for each in pieces:
            yield _converted(_read(each, separator, types_, names), columns, each)

    return source_of(columns, batches())


# -- pieces ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole rows of the text; ``line`` is the number of the first line."""

    line: int
    data: bytes
    separator: str

    def line_of(self, row: int) -> int:
        """The number of the line in which that row, counted from 1, begins."""
        line = self.line
        for at, end in self._rows():
            row -= bool(self.data[at:end].strip(b"\r\n"))
            if not row:
                return line
            line += self.data.count(b"\n", at, end)
        return self.line

    @property
    def header(self) -> bytes:
        """The first row."""
        return self.data[slice(*next(self._rows(), (0, 0)))]

    def _rows(self) -> Iterator[tuple[int, int]]:
        at, row = 0, _shape(self.separator).row
        while (end := _matched(row, self.data, at)) > at:
            yield at, end
            at = end


@dataclass(frozen=True, slots=True)
class _Shape:
    """How text with one separator is made up. A quote that begins no value is a character like
    others; the quotes of one that does have to end where it does."""

    row: re.Pattern[bytes]
    rows: re.Pattern[bytes]
    ends: bytes


@cache
def _shape(separator: str) -> _Shape:
    ends = separator.encode() + b"\r\n"
    end = b"[%b]" % re.escape(ends)
    parts = rb'[^"\n]++|(?<!%b)(?<!\A)"|%b(?=%b|\Z)' % (end, _QUOTED.pattern, end)
    row = b"(?:%b)*+\n" % parts
    return _Shape(re.compile(row + b"?"), re.compile(b"(?:%b)*+" % row), ends)


def _pieces(file: IO[bytes], separator: str) -> Iterator[_Piece]:
    line, rest, shape = 1, b"", _shape(separator)
    while block := file.read(_PIECE):
        rest += block
        if line == 1:
            rest = rest.removeprefix(_MARK)
        if len(block) < _PIECE:
            continue  # The last row may lack its line end; it counts in the guess of the types.
        end = _matched(shape.rows, rest)
        if not end:
            _check_row(rest, line, shape, whole=False)
        if not end and len(rest) > _LONGEST:
            raise FileError(
                f"line {line} begins a row of more than {_LONGEST >> 20} MiB",
                hint=f'Look for a " that is not closed. {_TWICE}',
            )
        if end:
            yield _Piece(line, rest[:end], separator)
            line += rest.count(b"\n", 0, end)
            rest = rest[end:]
    if rest:
        _check_row(rest, line, shape, whole=True)
        yield _Piece(line, rest, separator)


def _matched(pattern: re.Pattern[bytes], data: bytes, at: int = 0) -> int:
    found = pattern.match(data, at)
    return found.end() if found is not None else at


def _check_row(data: bytes, line: int, shape: _Shape, *, whole: bool) -> None:
    """Whether the quotes of each value end where it does.

    Arrow takes what comes up to the next quote, or up to the end, for the rest of the value: rows
    behind an open quote would be gone without a word.

    Args:
        whole: ``data`` goes up to the end of the text.

    Raises:
        FileError: they do not; tells the line in which the value begins.
    """
    start = _matched(shape.row, data, _matched(shape.rows, data))
    quoted = _QUOTED.match(data, start)
    line += data.count(b"\n", 0, start)
    if quoted is not None and quoted.end() < len(data):
        if data[quoted.end()] in shape.ends:
            return
        last = line + quoted[0].count(b"\n")
        where = f" in line {last}" if last > line else ""
        what = f"a value between quotes begins here, and text follows its closing quote{where}"
    elif whole and quoted is None and start < len(data):
        what = 'a " opens a value here, and the text ends before another closes it'
    else:
        return
    raise FileError(f"the text cannot be read as csv: line {line}: {what}", hint=_TWICE)


# -- reading ------------------------------------------------------------------------------


def _read(
    piece: _Piece, separator: str, types_: Mapping[str, pa.DataType], names: Sequence[str] | None
) -> pa.Table:
    """The rows of a piece; the first one has the ``names`` in its first line."""

    def read(*, threads: bool) -> pa.Table:
        return csv.read_csv(
            pa.BufferReader(piece.data),
            read_options=csv.ReadOptions(
                use_threads=threads, block_size=len(piece.data) + 1, column_names=names
            ),
            parse_options=csv.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=types_,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )

    try:
        return read(threads=True)
    except pa.ArrowException as exc:
        complaint = exc
    try:
        # Only a single thread tells the row.
        return read(threads=False)
    except pa.ArrowException as exc:
        complaint = exc
    raise _explained(str(complaint).strip(), piece, names) from complaint


def _explained(text: str, piece: _Piece, names: Sequence[str] | None) -> FileError:
    row, column = _ROW.search(text), _COLUMN.search(text)
    what = text.split(f"Row #{row[1]}:", 1)[1].strip() if row else text
    where = f"line {piece.line_of(int(row[1]))}" if row else ""
    hint = "Mend the line."
    if column:
        number = int(column[1])
        names = names or _header(piece)
        name = names[number] if names and number < len(names) else str(number + 1)
        where += f"{', ' if where else ''}column {name}"
        value = _VALUE.search(what)
        kind = what.split("conversion error to ", 1)[-1].split(":", 1)[0]
        if value:
            what = f"{value[1]!r} is no {_KINDS.get(kind, kind)}"
        if "invalid UTF8" in what:
            return FileError(f"{where}: that is no text in UTF-8", hint="Save it as UTF-8.")
        hint += f" Or give the column another type: --types {name}=string."
    elif row:
        what = re.sub(r"Expected (\d+) columns, got (\d+).*", r"\2 values, for \1 columns", what)
    told = f"{where}: {what}" if where else what
    return FileError(f"the text cannot be read as csv: {told}", hint=hint)


def _header(piece: _Piece) -> list[str]:
    header = piece.header
    if not header.endswith(b"\n"):
        return []
    delimiter = csv.ParseOptions(delimiter=piece.separator, newlines_in_values=True)
    empty = csv.read_csv(pa.BufferReader(header), parse_options=delimiter)
    return list(empty.schema.names)


def _read_type(column: ColumnSpec) -> pa.DataType:
    return column.arrow_type if column.java_type in _FAST else pa.string()


def _later_type(column: ColumnSpec, first: pa.DataType) -> pa.DataType:
    """As what to read later pieces: the first may have had whole seconds, or no value at all."""
    if types.is_timestamp(first):
        return pa.timestamp("ns", first.tz)
    return _read_type(column) if types.is_null(first) or types.is_string(first) else first


def _guessed(field: pa.Field) -> ColumnSpec:
    """The column that Arrow's guess is best taken as."""
    type_ = field.type
    if types.is_timestamp(type_):
        word = "instant"
    elif types.is_date(type_):
        word = "date"
    elif types.is_time(type_):
        word = "time"
    elif types.is_boolean(type_):
        word = "bool"
    elif types.is_integer(type_):
        word = "long"
    else:
        word = "double" if types.is_floating(type_) else "string"
    return column_of(field.name, word)


def _converted(table: pa.Table, columns: Sequence[ColumnSpec], piece: _Piece) -> list[pa.Array]:
    header = 1 if piece.line == 1 else 0

    def place(at: int) -> str:
        return f"line {piece.line_of(at + 1 + header)}"

    return [
        _as_column(values.combine_chunks(), column, place)
        for values, column in zip(table.columns, columns, strict=True)
    ]


def _as_column(values: pa.Array, column: ColumnSpec, place: Place) -> pa.Array:
    """Values as they were read, as the column has them."""
    if types.is_null(values.type):
        return pa.nulls(len(values), column.arrow_type)
    if types.is_string(values.type):
        return from_texts(values, column, place)
    return values if values.type == column.arrow_type else pc.cast(values, column.arrow_type)
