"""What the cursor is in, in code that is still being typed, and what is known of it here."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.client.autocomplete import SignatureHelp, one_unit_each
from dhconsole.client.columns import ColumnSpec
from dhconsole.core.completion.chains import Columns, Reader
from dhconsole.core.completion.help import described, signature_of
from dhconsole.core.completion.place import Place, PlaceKind, place_at
from dhconsole.core.completion.text import hover_parts, plain_markdown
from dhconsole.core.completion.window import window
from dhconsole.core.completion.words import Words, expression_at, made_in

TABLES: dict[str, Columns] = {
    "trades": {name: ColumnSpec(name, "int", pa.int32()) for name in ("Price", "Size", "Sym")},
    "quotes": {name: ColumnSpec(name, "int", pa.int32()) for name in ("Sym", "Bid", "Ask")},
}


def at(text: str) -> tuple[str, int]:
    """Code, and the cursor where ``|`` stands."""
    cursor = text.index("|")
    return text[:cursor] + text[cursor + 1 :], cursor


def place(text: str) -> Place:
    return place_at(*at(text))


def columns(text: str) -> list[str]:
    """Names of the columns that the table has in whose string ``|`` stands."""
    code, cursor = at(text)
    found = place_at(code, cursor)
    reader = Reader(code, TABLES.get)
    return list(reader.columns_at(found.tables[0], found.line))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("|", "code"),
        ("pri|", "code"),
        ("x = pri|", "code"),
        ("trades.|", "attribute"),
        ("trades.wh|ere", "attribute"),
        ("trades.where('A').|", "attribute"),
        ("import o|", "attribute"),
        ("from os import pa|", "attribute"),
        ("for x in |", "code"),
        ("# pri|", "nothing"),
        ("x = 1|", "nothing"),
        ("def f|", "nothing"),
        ("import numpy as n|", "nothing"),
        ("'pri|'", "nothing"),
        ("print('pri|')", "nothing"),
        ("'a' + pri|", "code"),
        ("trades.where('|')", "formula"),
        ("trades.where('|", "formula"),
        ('trades.where("A > `x` && |")', "formula"),
        ("trades.where(['A > 1', '|'])", "formula"),
        ("trades.where(filters=['|'])", "formula"),
        ("trades.update(('A = 1',\n  # then\n  'B = |'\n))", "formula"),
        ('trades.update("""A = |""")', "formula"),
        ("trades.where('A > 1').update(formulas=[f'X = {n} + |'])", "formula"),
        ("trades.where(f'A > {pri|}')", "code"),
        ("trades.where(f'A > {len(pri|')", "code"),
        ("trades.where(f'{{pri|')", "formula"),
        ("trades.where(f'A > {x.|}')", "attribute"),
        ("trades.sort('|')", "columns"),
        ("trades.sort(order_by=['A', '|'])", "columns"),
        ("trades.agg_by([agg.sum_('|')])", "columns"),
        ("trades.update_by(rolling_sum_tick(cols=['|'], rev_ticks=3))", "columns"),
        ("agg.sum_('|')", "nothing"),
        ("d['|']", "key"),
        ("trades.where(d['|", "key"),
        ("where('|')", "nothing"),
        ("trades.where('A').head(|", "code"),
    ],
)
def test_what_the_cursor_is_in(text: str, kind: str) -> None:
    assert place(text).kind is PlaceKind(kind)


def test_the_word_that_is_replaced() -> None:
    code, cursor = at("x = trades.wh|ere(1)")
    found = place_at(code, cursor)
    assert code[found.start : found.end] == "where"
    code, cursor = at("trades.where('😀 > Pri|ce + 1')")
    found = place_at(code, cursor)
    assert code[found.start : found.end] == "Price"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("trades.where('|')", "Price Size Sym"),
        ("trades.where('A > 1').sort('Sym').update('X = |')", "Price Size Sym"),
        ("trades.update(['X = Price', 'Y=X']).where('|')", "Price Size Sym X Y"),
        ("trades.view(['X = Price', 'Sym']).where('|')", "X Sym"),
        ("trades.drop_columns(['Sym']).where('|')", "Price Size"),
        ("trades.rename_columns('P = Price').where('|')", "P Size Sym"),
        ("trades.natural_join(quotes, 'Sym', 'Bid').where('|')", "Price Size Sym Bid Ask"),
        ("trades.natural_join(other, 'Sym', 'B = Bid').where('|')", "Price Size Sym B"),
        ("(trades.where('A')\n    .update('X = 1')\n    .where('|'))", "Price Size Sym X"),
        ("(trades).where('|')", "Price Size Sym"),
        ("t = trades.update('X = 1')\nt = t.view('X')\nt.where('|')", "X"),
        ("t = quotes\nt.where('|')\nt = trades", "Sym Bid Ask"),
        ("t = (\n  quotes.update('X=1')\n)  # so\nt.where('|')", "Sym Bid Ask X"),
        ("t = t.where('1')\nt.where('|')", ""),
        ("empty_table(3).update(['A = i', 'B = |'])", "A"),
        ("t = deephaven.empty_table(3).update('A = i')\nt.where('|')", "A"),
        ("time_table('PT1s').where('|')", "Timestamp"),
        ("new_table([int_col('A', [1]), string_col('B', ['x'])]).where('|')", "A B"),
        ("trades.view(['X = Price', 'Y = |'])", "Price Size Sym X"),
        ("trades.natural_join(quotes, '|')", "Sym Bid Ask Price Size"),
        ("trades.natural_join(quotes, 'Sym', '|')", "Sym Bid Ask"),
        ("trades.natural_join(table=quotes.view('Q = Bid'), on=['S'], joins=['|'])", "Q"),
        ("unknown.where('|')", ""),
        ("f(1)[2].where('|')", ""),
    ],
)
def test_the_columns_of_a_chain(text: str, names: str) -> None:
    assert columns(text) == names.split()


def test_a_line_of_code_begins_anew_where_a_bracket_was_left_open() -> None:
    code, cursor = at("print((1\n\ndef f():\n    return trades.where('|')")
    found = place_at(code, cursor)
    assert found.kind is PlaceKind.FORMULA
    assert code[found.line :].startswith("    return")
    assert place("x = f(\nprices = trades.where('|')").tables[0].name == "where"


def test_names_that_the_code_makes() -> None:
    code = (
        "import numpy as np\nfrom os import path, sep\n"
        "def fun(a):\n    for each, other in a:\n        total = 1\n"
        "class Thing: pass\nleft, right = 1, 2\nwith open(x) as file: pass\nname: int = 3\nx == 4\n"
    )
    made = [name.text for name in made_in(code)]
    assert made == (
        "np path sep fun each other total Thing left right file name".split()  # noqa: SIM905
    )
    around = Words(None).around(f"{code}na\nlater = 1", len(code), len(code) + 2)
    assert [name.text for name in around[:2]] == ["name", "file"]
    assert "later" in [name.text for name in around]
    # What is being typed is not offered for itself.
    assert "tot" not in [name.text for name in Words(None).around("tot = 1", 0, 3)]


def test_words_are_offered_last_and_the_oldest_forgotten() -> None:
    words = Words(None)
    words.add(["alpha", "if", "no name", "ab", "albedo"])
    found = [name.text for name in words.around("algae = 1\na", 10, 11)]
    assert found[0] == "algae"
    assert found[-2:] == ["albedo", "alpha"]
    assert "no name" not in found
    words.add(f"word_{number}" for number in range(4_000))
    assert "alpha" not in [name.text for name in words.around("al", 0, 2)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tra|des.where(1)", "trades"),
        ("trades.whe|re(1)", "trades.where"),
        ("trades|", "trades"),
        ("x = |len", "len"),
        ("a.b().c|", "c"),
        ("1 + |+ 2", None),
        ("for| x", None),
    ],
)
def test_the_name_at_the_cursor(text: str, name: str | None) -> None:
    code, cursor = at(text)
    span = expression_at(code, cursor)
    assert (None if span is None else code[span[0] : span[1]]) == name


def test_the_server_is_shown_the_end_of_a_long_text_and_its_imports() -> None:
    code = "import os\nfrom a import (\n  b,\n)\n" + "x = 1  # filler\n" * 3_000 + "os.pa\nafter"
    cursor = code.index("os.pa\n") + 5
    view = window(code, cursor, cursor - 5)
    assert view.text.startswith("import os\nfrom a import (\n  b,\n)\nx = 1")
    assert view.text.endswith("\nos.pa")
    assert len(view.text) < 10_000
    line, character = view.position(cursor)
    assert view.text.split("\n")[line][:character] == "os.pa"
    assert view.offset(line, character) == cursor
    assert window("a\r\nb", 4, 3).text == "a \nb"


def test_text_is_sent_with_one_unit_for_each_character() -> None:
    assert one_unit_each("x = 'é😀'") == "x = 'é_'"
    assert one_unit_each("𝐱𝐲 = 1\0") == "xy = 1 "


def test_what_the_server_says_is_made_plain() -> None:
    said = "Prints&nbsp;it.  \n  \n#### **Parameters**\n\n> **a**: *int*  \n> hello\n\n> ****kw**"
    assert plain_markdown(said) == "Prints it.\n\nParameters\n\na: *int*\nhello\n\n**kw"
    hover = "```python\ndef f(a) -> int\n```\n---\n```plaintext\nDoc.\n---\n```x```\n```"
    assert hover_parts(hover) == ("def f(a) -> int", "Doc.\n---\n```x```")
    found = described("f", hover)
    assert (found.type, found.signature) == ("function", "f(a) -> int")
    assert described("t", "```python\ninstance Table()\n```").type == "Table"
    assert described("x", "").type == ""


def test_parameters_are_found_in_the_label() -> None:
    found = signature_of(
        SignatureHelp("f(a, a_b: int=3, *args)", ("a", "a_b: int=3", "*args"), 1, "")
    )
    assert [found.label[start:end] for start, end in found.parameters] == [
        "a",
        "a_b: int=3",
        "*args",
    ]
    assert found.active == 1
    assert signature_of(SignatureHelp("f(a)", ("zzz",), 0, "")).parameters == ()


PIECES = st.sampled_from(
    ["trades", ".", "where", "(", ")", "'", '"', '"""', "\\", "\n", "f'", "{", "}", "[", "]", ",",
     "=", "A > 1", " ", "#", "import ", "😀", "é", "1", "\t", "\r", "\0", "t = ", "def f(", "rb'"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60), st.data())
def test_no_text_makes_it_fail(code: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(code)))
    found = place_at(code, cursor)
    assert 0 <= found.start <= cursor <= found.end <= len(code)
    assert 0 <= found.line <= cursor
    reader = Reader(code, TABLES.get)
    for call in found.tables:
        reader.columns_at(call, found.line)
        reader.variables_at(call, found.line)
    Words(None).around(code, found.start, cursor)
    expression_at(code, cursor)
    view = window(code, cursor, found.line)
    line, character = view.position(cursor)
    assert view.offset(line, character) == cursor
