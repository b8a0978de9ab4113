"""Rows from a file or a pipe, batch by batch, with the types that were said or guessed.

No more than a few batches are held, however long the file is. What cannot be read is told with
the number of its line; nothing of the file counts as sent then. csv is read with the types of its
first part: a later value that does not fit is an error, since rows sent before cannot change.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import IO

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.column_types import column_of
from dhconsole.core.importing.binary import open_arrow, open_parquet
from dhconsole.core.importing.jsonlines import open_json_lines
from dhconsole.core.importing.separated import open_separated
from dhconsole.core.importing.source import Source, as_sent
from dhconsole.errors import ArgumentError

__all__ = ["FORMS", "Source", "open_source"]

FORMS = ("csv", "tsv", "jsonl", "arrow", "parquet")


def open_source(
    file: IO[bytes],
    form: str,
    declared: Mapping[str, str],
    usual: Mapping[str, ColumnSpec] = MappingProxyType({}),
) -> Source:
    """Begin to read.

    Args:
        file: open for reading; for Parquet, and for the file form of Arrow, one that can seek.
        form: one of ``FORMS``.
        declared: words for the types of columns, by name.
        usual: columns as they are to be where nothing is declared; they need not be there.

    Raises:
        ArgumentError: a word says no type, or names a column that is not there.
        FileError: the beginning cannot be read.
    """
    wanted = {name: column_of(name, word) for name, word in declared.items()}
    if form in ("csv", "tsv"):
        return open_separated(file, "," if form == "csv" else "\t", wanted, as_sent(usual))
    if form == "jsonl":
        return open_json_lines(file, wanted, as_sent(usual))
    if wanted:
        raise ArgumentError(f"{form} brings its own types", hint="Leave out --types.")
    return open_parquet(file) if form == "parquet" else open_arrow(file)
