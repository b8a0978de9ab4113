"""``get`` and then ``put``: what comes back equals what went, whatever its type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from dhconsole.client import Session
from dhconsole.core.column_types import TYPES
from dhconsole.embedded import BlockingEmbeddedServer
from tests.batch.shell import Shell

pytestmark = pytest.mark.live

SCALARS: dict[str, tuple[str, ...]] = {
    "bool": ("true", "false", "(Boolean)null", "true"),
    "byte": ("(byte)127", "(byte)-127", "NULL_BYTE", "(byte)0"),
    "short": ("(short)32767", "(short)-32767", "NULL_SHORT", "(short)0"),
    "char": ("'A'", "(char)0x20AC", "NULL_CHAR", "'\"'", "' '", "(char)10", "','"),
    "int": ("2147483647", "-2147483647", "NULL_INT", "0"),
    "long": ("9223372036854775807L", "-9223372036854775807L", "NULL_LONG", "0L"),
    "float": (
        "Float.NaN", "Float.POSITIVE_INFINITY", "NULL_FLOAT", "Float.NEGATIVE_INFINITY",
        "Float.MAX_VALUE", "Float.MIN_VALUE", "-0.0f", "0.1f",
    ),
    "double": (
        "Double.NaN", "Double.POSITIVE_INFINITY", "NULL_DOUBLE", "Double.NEGATIVE_INFINITY",
        "Double.MAX_VALUE", "Double.MIN_VALUE", "-0.0", "0.1 + 0.2", "1e300",
    ),
    "string": (
        "``", '`a"b,c`', "(String)null", r"`two\nlines\r\nand\ttab`", r"` \u00fc\uD83D\uDE00 `",
        "`null`", "`NaN`", '`""`', "`[1]`", "`12`", "`'`",
    ),
    "instant": (
        "epochNanosToInstant(1700000000123456789L)", "epochNanosToInstant(-1L)", "(Instant)null",
        "epochNanosToInstant(0L)", "epochNanosToInstant(7258118400000000001L)",
    ),
    "zoned": (
        "epochNanosToZonedDateTime(1700000000123456789L, 'ET')",
        "epochNanosToZonedDateTime(-1L, 'UTC')", "(java.time.ZonedDateTime)null",
    ),
    "date": (
        "LocalDate.of(2024, 2, 29)", "LocalDate.of(1, 1, 1)", "(LocalDate)null",
        "LocalDate.of(9999, 12, 31)", "LocalDate.of(1969, 12, 31)",
    ),
    "time": (
        "LocalTime.of(23, 59, 59, 999999999)", "LocalTime.of(0, 0)", "(LocalTime)null",
        "LocalTime.of(9, 30)",
    ),
    "duration": (
        "java.time.Duration.ofNanos(-1L)", "java.time.Duration.ofDays(1000)",
        "(java.time.Duration)null", "java.time.Duration.ZERO",
    ),
    "period": (
        "java.time.Period.ofMonths(14)", "java.time.Period.ofYears(-3)", "(java.time.Period)null",
        "java.time.Period.ZERO",
    ),
    "decimal": (
        "new java.math.BigDecimal(`-123456789012345678901234567890.1234567890123456789`)",
        "new java.math.BigDecimal(`1E+10`)", "(java.math.BigDecimal)null",
        "new java.math.BigDecimal(`0.07`)",
    ),
    "bigint": (
        "java.math.BigInteger.valueOf(-7).pow(90)", "java.math.BigInteger.ZERO",
        "(java.math.BigInteger)null", "java.math.BigInteger.valueOf(255)",
    ),
}  # fmt: skip
"""For each word of a type values of it; the third is null."""
ROWS = max(map(len, SCALARS.values()))
DECLARED = ",".join(f"{word}_={word},{word}_s={word}[]" for word in SCALARS)
VECTORS = {"I": "int", "S": "string", "D": "date", "P": "period"}
TEXTS = ("csv", "tsv", "jsonl")
FORMS = ("arrow", "arrows", "parquet", *TEXTS)


def formulas() -> Iterator[str]:
    """A column of each type, and one of arrays of it: null, none, all values."""
    for word, values in SCALARS.items():
        cases = "".join(f"i % {len(values)} == {at} ? {v} : " for at, v in enumerate(values[:-1]))
        java = TYPES[word][0]
        whole = f"new {java}[]{{{', '.join(values)}}}"
        yield f"{word}_ = {cases}{values[-1]}"
        yield f"{word}_s = i == 1 ? ({java}[])null : i == 2 ? new {java}[0] : {whole}"


def script() -> str:
    columns = [f"{name} = {word}_" for name, word in VECTORS.items()]
    return f"""
from deephaven import empty_table
round_trip = empty_table({ROWS}).update({list(formulas())!r})
round_vectors = round_trip.view(['G = i % 4', *{columns!r}]).group_by('G')
"""


@pytest.fixture(scope="module")
def session(plain_server: BlockingEmbeddedServer) -> Iterator[Session]:
    with Session(port=plain_server.options.port) as session:
        session.run_script(script())
        yield session


def same(session: Session, name: str, other: str) -> None:
    """Assert that two tables have the same columns, types and values; NaN equals NaN."""
    there, back = (session.open_table(each).to_arrow() for each in (name, other))
    assert back.schema.names == there.schema.names
    for field in there.schema:
        mine = back.schema.field(field.name)
        kinds = (b"deephaven:type", b"deephaven:componentType")
        for kind in kinds:
            assert mine.metadata.get(kind) == field.metadata.get(kind), field.name
        values, found = (repr(exact(each[field.name]).to_pylist()) for each in (there, back))
        assert found == values, field.name


def exact(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Times of day as numbers: Python has no nanoseconds of them."""
    clock, count = pa.time64("ns"), pa.int64()
    changed = {clock: count, pa.list_(clock): pa.list_(count)}
    return column.cast(changed.get(column.type, column.type))


def test_the_table_has_every_type(session: Session) -> None:
    schema = session.open_table("round_trip").to_arrow().schema
    kinds = {(field.metadata or {})[b"deephaven:type"].decode() for field in schema}
    assert len(schema) == 2 * len(SCALARS) == len(kinds)
    assert sum(kind.endswith("[]") for kind in kinds) == len(SCALARS)


@pytest.mark.parametrize("form", FORMS)
def test_every_type_comes_back(shell: Shell, session: Session, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"types.{form}"
    shell.good("get", "round_trip", "-o", str(file))
    declared = ["-t", DECLARED] if form in TEXTS else []
    ended = shell.good("put", "round_back", str(file), "--replace", *declared)
    assert "long_ long, long_s long[], float_ float" in ended.talk
    same(session, "round_trip", "round_back")


@pytest.mark.parametrize("form", ["arrow", "parquet"])
def test_vectors_stay_vectors(shell: Shell, session: Session, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"vectors.{form}"
    shell.good("get", "round_vectors", "-o", str(file))
    shell.good("put", "round_back", str(file), "--replace")
    same(session, "round_vectors", "round_back")


def test_through_pipes_and_twice(shell: Shell, session: Session) -> None:
    """What came back goes again: the server remembers in which Arrow types rows came."""
    for name in ("round_trip", "round_back"):
        stream = shell.good("get", name, "-f", "arrows").out
        shell.good("put", "round_back", "-f", "arrow", "--replace", data=stream)
    same(session, "round_trip", "round_back")
    assert pa.ipc.open_stream(stream).read_all().num_rows == ROWS


@pytest.mark.parametrize("form", FORMS)
def test_no_rows(shell: Shell, session: Session, form: str) -> None:
    whole = shell.good("get", "round_trip", "-f", form, "--head", "0").out
    if form == "jsonl":
        assert whole == b""
        return
    read = {"arrows": "arrow"}.get(form, form)
    declared = ["-t", DECLARED] if form in TEXTS else []
    ended = shell.good("put", "round_none", "-f", read, "--replace", *declared, data=whole)
    assert ended.talk.splitlines()[-1] == "0 rows in round_none"
    session.run_script("round_zero = round_trip.head(0)")
    same(session, "round_zero", "round_none")
