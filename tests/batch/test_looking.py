"""``tables``, ``schema``, ``head``, ``get``: data on stdout, talk on stderr."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.batch.shell import Shell

pytestmark = pytest.mark.live


def test_tables(shell: Shell) -> None:
    ended = shell.good("tables")
    assert ended.talk == ""
    rows = {line.split()[0]: line for line in ended.lines}
    assert rows["batch_static"].split() == ["batch_static", "Table", "5", "3", "static"]
    assert rows["batch_input"].endswith("input, ticking")
    found = [json.loads(line) for line in shell.good("tables", "--json").lines]
    static = next(each for each in found if each["name"] == "batch_static")
    assert (static["rows"], static["columns"], static["ticket"]) == (5, 3, "s/batch_static")


def test_a_schema(shell: Shell) -> None:
    assert [line.split() for line in shell.good("schema", "batch_input").lines[1:]] == [
        ["K", "java.lang.String", "key"],
        ["V", "long", "value"],
    ]
    found = [json.loads(line) for line in shell.good("schema", "--json", "batch_static").lines]
    assert [each["type"] for each in found] == ["int", "double", "java.lang.String"]


def test_head(shell: Shell) -> None:
    assert shell.good("head", "batch_static").lines == [
        "  N   Price  Sym",
        "int  double  String",
        "  0     0.0  S0",
        "  1     1.5  S1",
        "  2     3.0  S2",
        "  3     4.5  ∅",
        '  4     6.0  ""',
    ]
    words = ["--where", "N > 0", "--where", "N < 4", "--sort", "-N", "--columns", "N", "-n", "2"]
    assert shell.good("head", "batch_static", *words).lines == ["  N", "int", "  3", "  2"]
    assert shell.good("head", "batch_static", "--last", "-n", "1").lines[-1] == '  4     6.0  ""'


def test_get_forms(shell: Shell) -> None:
    assert shell.good("get", "batch_static").text == (
        '"N","Price","Sym"\n0,0,"S0"\n1,1.5,"S1"\n2,3,"S2"\n3,4.5,\n4,6,""\n'
    )
    assert shell.good("get", "batch_static", "-f", "tsv", "--head", "1").text == (
        '"N"\t"Price"\t"Sym"\n0\t0\t"S0"\n'
    )
    lines = shell.good("get", "batch_static", "-f", "jsonl", "--tail", "2").lines
    assert [json.loads(line)["Sym"] for line in lines] == [None, ""]
    assert shell.good("get", "batch_static", "-f", "md", "--head", "1").lines[-1] == (
        "| 0 | 0.0 | S0 |"
    )
    stream = shell.good("get", "batch_static", "-f", "arrows").out
    assert pa.ipc.open_stream(io.BytesIO(stream)).read_all()["N"].to_pylist() == [0, 1, 2, 3, 4]
    whole = shell.good("get", "batch_static", "-f", "parquet").out
    assert parquet.read_table(io.BytesIO(whole)).num_rows == 5


def test_get_to_a_file(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    ended = shell.good("get", "batch_static", "-o", str(file), "--columns", "Sym,N")
    assert ended.out == b""
    assert ended.talk.startswith("5 rows, ")
    assert file.read_text().splitlines()[:2] == ['"Sym","N"', '"S0",0']
    missing = tmp_path / "no" / "out.csv"
    ended = shell.run("get", "batch_static", "-o", str(missing))
    assert (ended.code, "cannot be written" in ended.talk) == (1, True)
    assert shell.run("get", "batch_static", "-o", str(tmp_path / "x.xyz")).code == 1
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]


def test_mistakes_are_told(shell: Shell) -> None:
    for words, code, said in (
        (["get", "batch_none"], 1, "s/batch_none names nothing"),
        (["head", "batch_static", "--columns", "Q"], 1, "no column Q. There are N, Price, Sym"),
        (["get", "batch_static", "--where", "Nix > 1"], 1, "Nix"),
        (["get", "batch_static", "--sort", "A,,B"], 2, "is missing"),
        (["get"], 2, "Missing argument"),
        (["gett", "x"], 2, "Did you mean"),
        (["get", "x", "--url", "dh:/nonsense"], 2, "an address ends"),
    ):
        ended = shell.run(*words)
        assert (ended.code, ended.out) == (code, b""), words
        assert said in ended.talk


def test_a_reader_that_goes(shell: Shell) -> None:
    shell.good("run", "-c", "batch_long = empty_table(2_000_000).update('N = ii')")
    with shell.begin("get", "batch_long") as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b'"N"\n'
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141
