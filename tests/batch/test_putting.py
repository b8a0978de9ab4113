"""``dhconsole put``: rows in, their types, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.conftest import TYPES
from tests.batch.shell import Shell

pytestmark = pytest.mark.live

CSV = b'Sym,Price,N,At,Ok\nAAPL,1.5,3,2024-03-01T09:30:00.123456789Z,true\n"",,4,,false\n'


def test_types_are_guessed_told_and_corrected(shell: Shell) -> None:
    ended = shell.good("put", "batch_put", "--replace", data=CSV)
    said = ended.talk.splitlines()
    assert said[0] == "batch_put: Sym string, Price double, N long, At instant, Ok bool"
    assert said[-1] == "2 rows in batch_put"
    assert shell.good("get", "batch_put").lines[1:] == [
        '"AAPL",1.5,3,"2024-03-01T09:30:00.123456789Z",true',
        '"",,4,,false',
    ]
    shell.good("put", "batch_put", "--replace", "-t", "N=short,Price=decimal", data=CSV)
    types = [line.split()[1] for line in shell.good("schema", "batch_put").lines[1:3]]
    assert types == ["java.lang.String", "java.math.BigDecimal"]


def test_a_table_that_is_there_is_not_lost(shell: Shell) -> None:
    ended = shell.run("put", "batch_static", data=CSV)
    assert (ended.code, "there is a batch_static already" in ended.talk) == (1, True)
    assert shell.good("get", "batch_static", "--columns", "N").lines[1:] == list("01234")


def test_input_tables(shell: Shell) -> None:
    shell.good("put", "batch_keyed", "--replace", "--input", "--key", "Sym", data=CSV)
    more = b"Sym,Price,N,At,Ok\nAAPL,9,9,,\nIBM,1,2,,\n"
    ended = shell.good("put", "batch_keyed", "--append", data=more)
    assert ended.talk.splitlines()[-1] == "2 rows added to batch_keyed"
    found = shell.good("get", "batch_keyed", "--columns", "Sym,N", "--sort", "N").lines[1:]
    assert found == ['"IBM",2', '"",4', '"AAPL",9']
    ended = shell.run("put", "batch_static", "--append", data=CSV)
    assert (ended.code, "is no input table" in ended.talk) == (1, True)
    assert shell.run("put", "batch_keyed", "--append", "--replace", data=CSV).code == 2
    assert shell.run("put", "batch_x", "--key", "Sym", data=CSV).code == 2


@pytest.mark.parametrize(
    ("form", "data", "said"),
    [
        ("csv", b"A,B\n1,2\n3\n4,5\n", "line 3: 1 values, where 2 columns are"),
        ("csv", b"A\n" + b"1\n" * 3_000_000 + b"x\n", "line 3000002, column 1"),
        ("csv", b"A,A\n1,2\n", "two columns are named 'A'"),
        ("csv", b"A b\n1\n", "'A b' cannot name a column"),
        ("csv", b"", "cannot be read"),
        ("jsonl", b'{"A": 1}\n{"A": \n', "line 2 is no JSON"),
        ("jsonl", b'{"A": 1}\n[2]\n', "line 2 is no JSON object"),
        ("jsonl", b'{"A": 1}\n' * 2000 + b'{"A": "x"}\n', "line 2001, column A"),
        ("jsonl", b'{"A": 1}\n' * 2000 + b'{"B": 1}\n', "line 2001 has B"),
        ("parquet", b"nonsense", "Parquet data cannot be read"),
        ("arrow", b"nonsense", "Arrow data cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_nothing_half_loaded(shell: Shell, form: str, data: bytes, said: str) -> None:
    ended = shell.run("put", "batch_bad", "-f", form, data=data)
    assert ended.code == 1
    assert said in ended.talk
    assert "internal" not in ended.talk
    assert "batch_bad" not in shell.good("tables").text


def test_types_that_are_none(shell: Shell) -> None:
    for types, said in (
        ("A=decimall", "no type decimall"),
        ("Q=int", "no column Q to give a type"),
        ("A", "is not COLUMN=TYPE"),
    ):
        ended = shell.run("put", "batch_bad", "-t", types, data=b"A\n1\n")
        assert ended.code in (1, 2)
        assert said in ended.talk
    ended = shell.run("put", "batch_bad", "-t", "A=char", data=b"A\nx\nyy\n")
    assert (ended.code, "line 3, column A" in ended.talk) == (1, True)


@pytest.mark.parametrize("form", ["arrows", "parquet", "arrow", "csv", "tsv", "jsonl"])
def test_every_type_comes_back(shell: Shell, tmp_path: Path, form: str) -> None:
    """What ``get`` writes, ``put`` reads, and the table is the same."""
    file = tmp_path / f"types.{form}"
    shell.good("get", "batch_types", "-o", str(file))
    declared = ["-t", TYPES] if form in ("csv", "tsv", "jsonl") else []
    shell.good("put", "batch_back", str(file), "--replace", *declared)
    assert shell.good("schema", "batch_back").text == shell.good("schema", "batch_types").text
    there, back = (
        shell.good("get", name, "-f", "jsonl").lines for name in ("batch_types", "batch_back")
    )
    assert back == there
    exact = shell.good("get", "batch_types", "-f", "csv").lines
    assert shell.good("get", "batch_back", "-f", "csv").lines == exact
