"""Spans of code, statements, completeness, indentation."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.text.highlight import (
    TOKEN_CLASSES,
    indent_for,
    is_complete,
    statement_at,
    tokenize,
    tokenize_lines,
)

CODE = '''\
import os, sys

@decorated
def f(a, b=None):
    """Text over
    several # lines
"""
    return f"{a!r}\\n" + str(1.5)  # comment

class Thing(ValueError):
    pass

x = [1,
     2,

     3]
s = \'\'\'not
def code(): # closed
\'\'\'; y = 2
if x \\
   and y:
    print(x)
'''

PIECES = st.lists(
    st.sampled_from(
        [
            *('"""', "'''", "'", '"', "#", "\n", "\n\n", "x", " ", "    ", *"()[]{}:,@"),
            *("def f():", "\\", "\\\n", "return 1", "é", "😀", "\r", "\t", "/*", "*/"),
        ]
    ),
    max_size=30,
).map("".join)


def kinds(code: str, language: str = "python") -> list[list[tuple[str, str]]]:
    spans = tokenize(code, language)  # type: ignore[arg-type]
    lines = code.split("\n")
    return [
        [(line[span.start : span.end], span.kind) for span in row]
        for line, row in zip(lines, spans, strict=True)
    ]


def test_token_classes() -> None:
    lines = kinds(CODE)
    assert ("import", "keyword") in lines[0]
    assert ("os", "namespace") in lines[0]
    assert lines[2] == [("@decorated", "decorator")]
    assert ("f", "function") in lines[3]
    assert ("None", "constant") in lines[3]
    assert lines[5] == [("    several # lines", "string")]
    assert ("{", "interpolation") in lines[7]
    assert ("\\n", "escape") in lines[7]
    assert ("str", "builtin") in lines[7]
    assert ("1.5", "number") in lines[7]
    assert lines[7][-1] == ("# comment", "comment")
    assert ("Thing", "class") in lines[9]
    assert lines[17] == [("def code(): # closed", "string")]


def test_groovy() -> None:
    lines = kinds('def x = "a" // no\nreturn 1\n', "groovy")
    assert lines[0][-1] == ("// no", "comment")
    assert ("return", "keyword") in lines[1]
    assert lines[2] == []


@pytest.mark.parametrize("language", ["python", "groovy"])
def test_a_range_has_the_spans_of_the_whole(language: str) -> None:
    whole = tokenize(CODE, language)  # type: ignore[arg-type]
    count = len(CODE.split("\n"))
    assert len(whole) == count
    for first in range(count):
        for last in (first, first + 3, count + 5):
            part = tokenize_lines(CODE, first, last, language)  # type: ignore[arg-type]
            assert part == whole[first : last + 1], (first, last)
    assert tokenize_lines(CODE, 5, 3) == []
    assert tokenize_lines("", 0, 0) == [[]]


@given(PIECES, st.integers(0, 5), st.integers(0, 5))
def test_any_text_gives_ordered_spans(code: str, first: int, length: int) -> None:
    lines = code.split("\n")
    rows = tokenize_lines(code, first, first + length)
    assert len(rows) == len(lines[first : first + length + 1])
    for line, row in zip(lines[first:], rows, strict=False):
        at = 0
        for span in row:
            assert at <= span.start < span.end <= len(line)
            assert span.kind in TOKEN_CLASSES
            at = span.end


def test_very_long_lines_are_left_plain() -> None:
    code = "x = 1\n" + "'" + "a" * 100_000 + "'\ny = 2\n"
    rows = tokenize(code)
    assert rows[1] == []
    assert rows[2]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (0, (0, 0)),
        (1, (2, 7)),
        (2, (2, 7)),
        (5, (2, 7)),
        (8, (9, 10)),
        (14, (12, 15)),
        (17, (16, 18)),
        (18, (16, 18)),
        (20, (19, 21)),
        (22, (19, 21)),
        (99, (19, 21)),
    ],
)
def test_statement_at(line: int, expected: tuple[int, int]) -> None:
    assert statement_at(CODE, line) == expected


def test_statements_with_comments_and_semicolons() -> None:
    code = "a = 1; b = 2\n\n# about c\n# more\nc = 3\nd = (1,\n2); e = 4\n# end\n"
    assert statement_at(code, 0) == (0, 0)
    assert statement_at(code, 2) == (2, 4)
    assert statement_at(code, 4) == (2, 4)
    assert statement_at(code, 6) == (5, 6)
    assert statement_at(code, 7) == (5, 6)
    assert statement_at("", 0) == (0, 0)
    assert statement_at("# only\n", 0) == (0, 0)


def test_statements_of_broken_code() -> None:
    code = "good = 1\ndef f():\n    a = 1\n\n    return a\n\nbroken = (\n\nlast = 2\n"
    assert statement_at(code, 4) == (1, 4)
    assert statement_at(code, 0) == (0, 0)
    assert statement_at(code, 6) == (6, 6)
    assert statement_at(code, 8) == (8, 8)


@given(PIECES, st.integers(-2, 40))
def test_statement_at_never_fails(code: str, line: int) -> None:
    first, last = statement_at(code, line)
    assert 0 <= first <= last < len(code.split("\n"))


@pytest.mark.parametrize(
    ("code", "complete"),
    [
        ("", True),
        ("  \n", True),
        ("x = 1", True),
        ("x = (1,", False),
        ("s = '''a", False),
        ("for i in x:", False),
        ("for i in x:\n    print(i)", False),
        ("for i in x:\n    print(i)\n", True),
        ("for i in x: print(i)", False),
        ("def f():\n    return 1\n\nf()", True),
        ("x = 1 +", True),
        ("x = 1 \\", False),
        ("@d", False),
        ("y = f'{x", True),
        ("# note", True),
        ("a\x00b", True),
        ("with a as b:\n    pass\nx = 1", True),
        ("match x:\n    case 1:\n        pass", False),
    ],
)
def test_is_complete(code: str, complete: bool) -> None:
    assert is_complete(code) is complete


def test_code_that_the_compiler_warns_about_stays_quiet() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert is_complete("x = '\\d'")
        assert statement_at("x = '\\d' is 1", 0) == (0, 0)


@given(PIECES)
def test_is_complete_never_fails(code: str) -> None:
    assert is_complete(code) in (True, False)


@pytest.mark.parametrize(
    ("code", "indent"),
    [
        ("x = 1", ""),
        ("def f():", "    "),
        ("    if x:", "        "),
        ("    x = 1", "    "),
        ("    return x", ""),
        ("        break  # done", "    "),
        ("        raise ValueError('x')", "    "),
        ("    passing = 1", "    "),
        ("if x:  # why: because", "    "),
        ("x = {'a': 1}  # not:", ""),
        ("f(", "    "),
        ("    f(  # open", "        "),
        ("f(a,", "  "),
        ("xs = [1,\n      2,", "      "),
        ("f(\n    a,", "    "),
        ("f(a,\n  b)", ""),
        ("def f(a,\n      b):", "    "),
        ("    y = (1 +\n         2)", "    "),
        ("s = '''a\n   b", "   "),
        ("s = '''a\n   b'''", ""),
        ("if a and \\\n        b:", "    "),
        ("x = '('", ""),
        ("x = ')'  # (", ""),
        ("\tif x:", "\t    "),
        ("", ""),
        ("d = {\n    'a': [", "        "),
    ],
)
def test_indent_for(code: str, indent: str) -> None:
    assert indent_for(code) == indent


def test_indent_for_groovy() -> None:
    assert indent_for("if (x) {", "groovy") == "    "
    assert indent_for("if (x) {\n    y()\n}", "groovy") == ""
    assert indent_for("x = 1 // {", "groovy") == ""


@given(PIECES)
def test_indent_is_always_blank(code: str) -> None:
    assert indent_for(code).strip(" \t") == ""
