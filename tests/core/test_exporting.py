"""Tables to files on a real server: every type, every form, and what happens on the way."""

from __future__ import annotations

import asyncio
import csv
import json
import math
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import ExportedTable, fetch_table
from dhconsole.client.flight import Flight
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.exporting import export_table, form_of
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import ArgumentError, DHError, FileError
from tests.live.filter_cases import COLUMNS
from tests.live.test_filtering import table_script

pytestmark = pytest.mark.live
NAMES = [*COLUMNS, "Row"]


@pytest.fixture
async def connection(plain_server: BlockingEmbeddedServer) -> AsyncIterator[Connection]:
    async with Connection(plain_server.options) as connection:
        result = await Console(connection).execute(table_script("recipe_rows"))
        assert result.error_text == ""
        yield connection


@pytest.fixture
async def table(connection: Connection) -> ExportedTable:
    return await fetch_table(connection, ScopeTicket.scope_ticket("recipe_rows"))


async def test_arrow_and_parquet_keep_everything(
    connection: Connection, table: ExportedTable, tmp_path: Path
) -> None:
    flight = Flight(connection)
    whole = await flight.read_export(table)
    for name, read in (
        ("rows.arrow", lambda path: pa.ipc.open_file(path).read_all()),
        ("rows.parquet", parquet.read_table),
    ):
        done = await export_table(connection, table, str(tmp_path / name), NAMES)
        assert (done.rows, done.bytes) == (12, (tmp_path / name).stat().st_size)
        found = read(tmp_path / name)
        assert found.schema.names == whole.schema.names
        assert str(found.to_pydict()) == str(whole.to_pydict())
    flight.close()


async def test_text_forms_are_exact(
    connection: Connection, table: ExportedTable, tmp_path: Path
) -> None:
    for name, separator in (("rows.csv", ","), ("rows.tsv", "\t")):
        await export_table(connection, table, str(tmp_path / name), NAMES)
        with (tmp_path / name).open(newline="") as file:
            rows = list(csv.DictReader(file, delimiter=separator))
        assert [row["Text"] for row in rows] == [text or "" for text in COLUMNS["Text"].values]
        assert [row["Char"] for row in rows] == [c or "" for c in COLUMNS["Char"].values]
        assert rows[4]["Long"] == "9007199254740993"
        assert [row["Day"] for row in rows[1:]] == [str(d) for d in COLUMNS["Day"].values[1:]]
        assert rows[7]["Exact"] == "1.00000000000000000001"
        assert rows[9]["Moment"] == "2024-03-15T13:30:00.123456789Z"
        assert float(rows[8]["Double"]) == 1e300
        assert rows[0] == dict.fromkeys(NAMES, "") | {"Row": "0"}
    text = (tmp_path / "rows.csv").read_text()
    assert '\n"",' in text, "an empty text is not null"


async def test_json_lines(connection: Connection, table: ExportedTable, tmp_path: Path) -> None:
    await export_table(connection, table, str(tmp_path / "rows.jsonl"), NAMES)
    lines = (tmp_path / "rows.jsonl").read_text().splitlines()
    rows = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    assert [row["Text"] for row in rows] == list(COLUMNS["Text"].values)
    assert [row["Long"] for row in rows] == list(COLUMNS["Long"].values)
    assert [row["Flag"] for row in rows] == list(COLUMNS["Flag"].values)
    assert [row["Double"] for row in rows[:4]] == [None, "NaN", "Infinity", "-Infinity"]
    assert [row["Double"] for row in rows[4:]] == list(COLUMNS["Double"].values[4:])
    assert not any(isinstance(row["Double"], float) and math.isnan(row["Double"]) for row in rows)


async def test_markdown_and_chosen_columns(
    connection: Connection, table: ExportedTable, tmp_path: Path
) -> None:
    await export_table(connection, table, str(tmp_path / "rows.md"), ["Row", "Text"])
    lines = (tmp_path / "rows.md").read_text().splitlines()
    assert lines[:2] == ["| Row | Text |", "| --: | --- |"]
    assert lines[2 + 10] == "| 10 | line<br>end |"
    assert len(lines) == 14


async def test_a_ticking_table_is_that_of_one_moment(
    connection: Connection, tmp_path: Path
) -> None:
    script = """
from deephaven import time_table
_ticks = time_table("PT0.001s").update("N = ii")
export_ticks = _ticks.natural_join(_ticks.last_by().view("Last = N"), on=[])
"""
    assert (await Console(connection).execute(script)).error_text == ""
    table = await fetch_table(connection, ScopeTicket.scope_ticket("export_ticks"))
    assert not table.is_static
    told: list[int] = []
    done = await export_table(
        connection, table, str(tmp_path / "ticks.arrow"), ["N", "Last"], told.append
    )
    found = pa.ipc.open_file(tmp_path / "ticks.arrow").read_all()
    assert found["N"].to_pylist() == list(range(done.rows))
    assert set(found["Last"].to_pylist()) <= {done.rows - 1}
    assert not told or told[-1] == done.rows


async def test_what_cannot_be_written_leaves_nothing(
    connection: Connection, table: ExportedTable, tmp_path: Path
) -> None:
    with pytest.raises(FileError, match="gone"):
        await export_table(connection, table, str(tmp_path / "gone" / "rows.csv"), NAMES)
    with pytest.raises(DHError):
        await export_table(connection, table, str(tmp_path / "rows.csv"), ["Gone"])
    kept = tmp_path / "kept.csv"
    kept.write_text("as it was")

    def stop(rows: int) -> None:
        exporting.cancel()

    exporting = asyncio.ensure_future(export_table(connection, table, str(kept), NAMES, stop))
    with pytest.raises(asyncio.CancelledError):
        await exporting
    assert kept.read_text() == "as it was"
    assert os.listdir(tmp_path) == ["kept.csv"]


@pytest.mark.parametrize("name", ["rows", "rows.xls", "", ".csv", "csv"])
def test_names_that_say_no_form(name: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        form_of(name)
    assert ".parquet" in caught.value.hint
