"""The parts of the code pane that need no app: documents, tokens, marks, line work."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhconsole.core.theme import CodeColours
from dhconsole.text.highlight import TOKEN_CLASSES, tokenize
from dhconsole.tui.widgets.code import lines as line_work
from dhconsole.tui.widgets.code import token_styles
from dhconsole.tui.widgets.code.brackets import partner
from dhconsole.tui.widgets.code.burst import Burst
from dhconsole.tui.widgets.code.document import CodeDocument
from dhconsole.tui.widgets.code.find import Matches
from dhconsole.tui.widgets.code.marks import LineMarks
from dhconsole.tui.widgets.code.shown import clean_paste, shown
from dhconsole.tui.widgets.code.spans import Tokens, blocks, to_bytes, unselected


@given(st.text())
def test_no_paste_brings_what_acts_on_a_terminal(text: str) -> None:
    cleaned, lost = clean_paste(text)
    assert lost >= 0
    assert all(char == "\n" or ord(char) >= 32 for char in cleaned)
    assert not any(0x7F <= ord(char) < 0xA0 for char in cleaned)
    cleaned.encode()


def test_an_edit_moves_marks() -> None:
    marks = LineMarks(running={1: (2, 4)})
    marks.edited(3, 3, 5)
    assert marks.running == {1: (2, 6)}
    marks.edited(0, 1, 0)
    assert marks.running == {1: (1, 5)}
    marks.edited(0, 9, 0)
    assert marks.running == {1: (0, 0)}


def test_matches_wrap_round() -> None:
    found = Matches(["xax", "", "a"], "a")
    assert found.all == [(0, 1, 2), (2, 0, 1)]
    assert [found.from_place(0, 1), found.from_place(0, 2), found.from_place(2, 1)] == [0, 1, 0]
    assert [found.before_place(0, 1), found.before_place(2, 0)] == [-1, 0]
    assert [found.index_of(2, 0, 1), found.index_of(2, 0, 0)] == [1, None]
    assert Matches(["a"], "").all == []


@given(st.text())
def test_what_is_shown_is_harmless_and_as_long(line: str) -> None:
    line = line.replace("\n", "")
    drawn = shown(line)
    assert len(drawn) == len(line)
    assert not any(ord(char) < 32 and char != "\t" for char in drawn)
    assert not any(0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000 for char in drawn)
    assert not set(drawn) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2028\u2029")


def test_every_token_class_has_a_style() -> None:
    assert set(token_styles(CodeColours())) == set(TOKEN_CLASSES)


LINES = st.lists(st.text(st.sampled_from("ab \t#'\"é日"), max_size=6), min_size=1, max_size=8)


@given(LINES, LINES)
def test_a_difference_makes_one_text_of_the_other(old: list[str], new: list[str]) -> None:
    change = line_work.difference(old, new)
    document = CodeDocument("\n".join(old))
    if change is not None:
        document.replace_range(*change)
    assert document.lines == new
    assert (change is None) == (old == new)


@given(st.text(st.sampled_from("ab\n\r\x0c\u2028 ")), st.data())
def test_a_document_is_its_text(text: str, data: st.DataObject) -> None:
    document = CodeDocument(text)
    assert document.text == text
    start, end = sorted(data.draw(st.integers(0, len(text))) for _ in range(2))
    new = data.draw(st.text(st.sampled_from("x\n\r")))
    places = [(text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)) for at in (start, end)]
    assert document.get_text_range(*places) == text[start:end]
    result = document.replace_range(places[0], places[1], new)
    assert document.text == text[:start] + new + text[end:] == "\n".join(document.lines)
    assert result.replaced_text == text[start:end]
    assert document.get_text_range((0, 0), result.end_location) == text[:start] + new
    assert document.shown == [shown(line) for line in document.lines]


@given(st.data())
def test_what_is_known_of_tokens_is_what_lexing_all_gives(data: st.DataObject) -> None:
    parts = ["x = 1", "'''", '"""', "# c", "s = 'a'", "\\", "def f():", "    return 2", ""]
    document = CodeDocument("\n".join(data.draw(st.lists(st.sampled_from(parts), max_size=12))))
    tokens = Tokens("python")
    tokens.reset(document.line_count)
    document.on_edit = tokens.edited
    for _ in range(data.draw(st.integers(1, 4))):
        last = document.line_count - 1
        tokens.look(document.shown, 0, last)
        assert [list(tokens.of(line)) for line in range(last + 1)] == [
            list(spans) for spans in tokenize("\n".join(document.shown))
        ]
        line = data.draw(st.integers(0, last))
        end = data.draw(st.integers(line, last))
        column = data.draw(st.integers(0, len(document[line])))
        stop = data.draw(st.integers(column if end == line else 0, len(document[end])))
        new = data.draw(st.sampled_from(["", "x", "'", "\n", "'''", "\n\n# y", '"""\n', "\\\n"]))
        document.replace_range((line, column), (end, stop), new)
        assert len(tokens._lines) == document.line_count


def test_typing_does_not_wait_for_colours() -> None:
    tokens = Tokens("python")
    tokens.reset(1)
    tokens.look(["x = 'ab'"], 0, 0)
    tokens.edited((0, 6), (0, 6), (0, 7))
    assert tokens.of(0)[-1] == (4, 9, "string")
    tokens.edited((0, 0), (0, 0), (1, 0))
    assert not tokens.of(0)
    assert tokens.of(1)[-1] == (4, 9, "string")


def test_blocks_span_lines() -> None:
    text = "a = '''x\ny''' + '''z\n'''\n# '''\nb = 'q\\\nr'\n\"'''\"\nc = 1 + \\\n2\n'''open\n"
    assert blocks(text, "python") == [(0, 1), (1, 2), (4, 5), (7, 8), (9, 10)]
    assert blocks("/* a\n*/ '''\n''' // '''\n", "groovy") == [(0, 1), (1, 2)]


@given(st.text(), st.data())
def test_byte_spans_cut_the_same_text(text: str, data: st.DataObject) -> None:
    text = shown(text.replace("\n", ""))
    start, stop = sorted(data.draw(st.integers(0, len(text))) for _ in range(2))
    for first, last, _ in to_bytes(text, [(start, stop, "x")]):
        assert text.encode()[first:last].decode() == text[start:stop]


def test_partners_of_brackets() -> None:
    lines = ["f(a[1], ')', {", "  b: (2)})"]

    def is_text(line: int, column: int) -> bool:
        return line == 0 and 8 <= column <= 10

    assert partner(lines, 0, 1, is_text) == (1, 9)
    assert partner(lines, 1, 9, is_text) == (0, 1)
    assert partner(lines, 0, 3, is_text) == (0, 5)
    assert partner(lines, 0, 9, is_text) is None
    assert partner(lines, 0, 0, is_text) is None
    assert partner(["("] + [""] * 1000 + [")"], 0, 0, is_text) is None
    assert partner(["(]"], 0, 0, is_text) is None


def test_line_work() -> None:
    assert line_work.dedent(["      a", "\tb", "c", "    d"]) == ["    a", "b", "c", "d"]
    assert line_work.indent(["a", ""]) == ["    a", ""]
    assert line_work.touched((3, 1), (1, 2)) == (1, 3)
    assert line_work.touched((1, 2), (3, 0)) == (1, 2)
    assert [line_work.backspace_to("      x", at) for at in (0, 4, 6, 7)] == [0, 0, 4, 6]
    assert line_work.toggle_comment(["a", "", "  b"], "groovy") == ["// a", "", "//   b"]
    assert line_work.toggle_comment(["#a", "# b"], "python") == ["a", "b"]
    assert line_work.selected_piece(["  ", "x"], (0, 0), (0, 2)) is None


def test_only_a_paste_is_faster_than_a_person() -> None:
    burst = Burst()
    typed = [0.0, 0.03, 0.04, 0.2]
    assert [burst.follows(time) for time in typed] == [False] * 4
    pasted = [1.0, 1.0001, 1.0002, 1.03, 1.0301]
    assert [burst.follows(time) for time in pasted] == [False, True, True, True, True]
    # Two keys rolled over each other, then one that is typed.
    assert [burst.follows(time) for time in (2.0, 2.001, 2.03)] == [False, True, False]
    assert not burst.follows(2.1)


def test_what_is_selected_has_no_colours_of_tokens() -> None:
    spans = [(0, 4, "keyword"), (5, 9, "string"), (9, 12, "comment")]
    inside = [(0, 4, "keyword"), (5, 6, "string"), (7, 9, "string"), (9, 12, "comment")]
    assert unselected(spans, 1, (1, 6), (1, 7)) == inside
    assert unselected(spans, 1, (1, 2), (2, 1)) == [(0, 2, "keyword")]
    assert unselected(spans, 1, (0, 2), (1, 6)) == [(6, 9, "string"), (9, 12, "comment")]
    assert unselected(spans, 1, (0, 2), (2, 6)) == []
    assert unselected(spans, 1, (2, 0), (2, 6)) == spans
