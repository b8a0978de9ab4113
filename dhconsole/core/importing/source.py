"""What is to be sent: rows in batches, and what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from dhconsole.client.columns import PERIOD_JAVA_TYPE, ColumnSpec
from dhconsole.core.column_types import sent_field, word_of
from dhconsole.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to send.

    Attributes:
        schema: of the batches, with what makes their types on the server.
        batches: the rows; reading on raises FileError where they cannot be read.
        words: the columns and their types, for people.
        rows: how many they are, where the beginning tells; otherwise 0.
    """

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    words: str
    rows: int = 0

    def reader(self) -> pa.RecordBatchReader:
        """The same as Arrow has it."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches)


def source_of(columns: Sequence[ColumnSpec], batches: Iterator[Sequence[pa.Array]]) -> Source:
    """Rows of these columns, given as arrays of values."""
    schema = pa.schema([sent_field(each) for each in columns])
    words = ", ".join(f"{each.name} {word_of(each)}" for each in columns)

    def sent() -> Iterator[pa.RecordBatch]:
        for arrays in batches:
            yield pa.record_batch(list(arrays), schema=schema)

    return Source(schema, sent(), words)


def as_sent(columns: Mapping[str, ColumnSpec]) -> dict[str, ColumnSpec]:
    """Columns of a table with the types in which their values go to the server."""
    interval = pa.month_day_nano_interval()
    return {
        name: replace(each, arrow_type=interval) if each.java_type == PERIOD_JAVA_TYPE else each
        for name, each in columns.items()
    }


def check_names(wanted: Mapping[str, ColumnSpec], names: Sequence[str]) -> None:
    """Refuse types for columns that are not there."""
    for name in wanted:
        if name not in names:
            raise ArgumentError(
                f"there is no column {name} to give a type", hint=f"There are {', '.join(names)}."
            )
