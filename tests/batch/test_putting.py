"""``dhconsole put``: rows in, their types, and what is wrong with them."""

from __future__ import annotations

import json

import pytest

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
    assert (ended.code, "batch_static is there already" in ended.talk) == (1, True)
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
        ("csv", b"A,B\n1,2\n3\n4,5\n", "line 3: 1 values, for 2 columns"),
        ("csv", b"A\n" + b"1\n" * 3_000_000 + b"x\n", "line 3000002, column A: 'x' is no long"),
        ("csv", b'A,B\n1,"x\n\ny"\n2\n', "line 5: 1 values, for 2 columns"),
        ("csv", b"A,B\n1,\xff\n", "line 2, column B: that is no text in UTF-8"),
        ("csv", b'A\n"' + b"x" * (70 << 20), "line 2 begins a row of more than 64 MiB"),
        ("csv", b'A,B\n1,"x"\n2,"y\n3,"z"\n4,"w"\n', "line 3: a value between quotes begins here"),
        ("csv", b'A,B\n1,"x"\n2,"y\n3,"z"\n', "follows its closing quote in line 4"),
        ("csv", b'A,B\n1,"x\n2,y', 'line 2: a " opens a value here, and the text ends'),
        ("csv", b"A,B\n" * 2_000_000 + b'1,"x\n', 'line 2000001: a " opens a value here'),
        ("tsv", b'A\tB\n1\t"x"y\n', "line 2: a value between quotes begins here"),
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


def test_lines_are_counted_as_an_editor_does(shell: Shell) -> None:
    """Also below empty lines, and values that have line ends in them."""
    data = b'A,B\n1,"x\ny"\n\n2,z\nq,w\n'
    for types, said in (
        ("A=long", "line 6, column A: 'q' is no long"),
        ("A=duration", "line 2, column A: 1 is no duration"),
        ("A=char,B=date", "line 2, column B: x␊y is no date"),
    ):
        ended = shell.run("put", "batch_bad", "-t", types, data=data)
        assert (ended.code, said in ended.talk) == (1, True), ended.talk
    long = b"A,B\n" + b'1,"x\n\ny"\n' * 1_000_000 + b"2,z,3\n"
    ended = shell.run("put", "batch_bad", data=long)
    assert "line 3000002: 3 values, for 2 columns" in ended.talk


def test_quotes_that_open_no_value_are_text(shell: Shell) -> None:
    """Those within a value, those after a mark of the byte order, and those written twice."""
    data = b'\xef\xbb\xbf"A","B"\n5" pipe,"x,""y"""\na"b","c\nd"\n'
    ended = shell.good("put", "batch_quotes", "--replace", data=data)
    assert ended.talk.splitlines()[-1] == "2 rows in batch_quotes"
    found = shell.good("get", "batch_quotes", "-f", "jsonl").lines
    assert [json.loads(line) for line in found] == [
        {"A": '5" pipe', "B": 'x,"y"'},
        {"A": 'a"b"', "B": "c\nd"},
    ]
    ended = shell.good("put", "batch_quotes", "--replace", data=b"A\n1")
    assert ended.talk.splitlines() == ["batch_quotes: A long", "1 row in batch_quotes"]


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
