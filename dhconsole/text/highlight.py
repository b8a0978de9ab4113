"""Code to coloured spans, and where statements begin and end.

Owns the token classes that themes colour. Lexing is by pygments, loaded when first needed.
Lines and columns are counted from 0 in characters, as in an editor buffer; ranges of lines
include their last line. Nothing here raises on broken code.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dhconsole.text.scan import Language, Scan, line_starts, scan
from dhconsole.text.syntax import Verdict, judge, parse

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

TOKEN_CLASSES: Final = (
    "keyword",
    "constant",
    "builtin",
    "function",
    "class",
    "decorator",
    "namespace",
    "string",
    "escape",
    "interpolation",
    "number",
    "comment",
    "operator",
    "punctuation",
    "error",
)
# Code beyond this many characters, and lines beyond this many, are left uncoloured.
MAX_CODE: Final = 2_000_000
MAX_LINE: Final = 20_000

INDENT: Final = "    "
_LEAVING: Final = ("return", "raise", "pass", "break", "continue")
# From the most to the least special; the first that is a parent of a token decides.
_CLASS_OF: Final = (
    ("Keyword.Constant", "constant"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Name.Builtin", "builtin"),
    ("Name.Function", "function"),
    ("Name.Class", "class"),
    ("Name.Exception", "class"),
    ("Name.Decorator", "decorator"),
    ("Name.Namespace", "namespace"),
    ("Literal.String.Escape", "escape"),
    ("Literal.String.Interpol", "interpolation"),
    ("Literal.String.Affix", "string"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Comment", "comment"),
    ("Operator", "operator"),
    ("Punctuation", "punctuation"),
    ("Error", "error"),
)


class Span(NamedTuple):
    """Columns ``start`` to before ``end`` of a line, and what stands there (TOKEN_CLASSES)."""

    start: int
    end: int
    kind: str


def tokenize(code: str, language: Language = "python") -> list[list[Span]]:
    """The spans of every line of ``code``; plain text has none."""
    return tokenize_lines(code, 0, code.count("\n"), language)


def tokenize_lines(
    code: str, first: int, last: int, language: Language = "python"
) -> list[list[Span]]:
    """The spans of lines ``first`` to ``last``; the same as of the whole code.

    Lexing starts at the nearest line before ``first`` that begins a statement outside of any
    string, so that the cost follows the size of the range. Lines that do not exist are left
    out of the result.
    """
    starts = line_starts(code)
    first, last = max(first, 0), min(last, len(starts) - 1)
    if first > last:
        return []
    lines: list[list[Span]] = [[] for _ in range(first, last + 1)]
    if len(code) > MAX_CODE:
        return lines
    found = scan(code, language)
    begin = _restart(code, first, found)
    end = starts[last + 1] if last + 1 < len(starts) else len(code)
    # A string that goes on below the range is only known as one by its end.
    string = found.inside(end)
    end = string[1] if string else end
    line = begin
    for index, token, text in _lexer(language).get_tokens_unprocessed(code[starts[begin] : end]):
        at = index + starts[begin]
        while line + 1 < len(starts) and starts[line + 1] <= at:
            line += 1
        if line > last:
            break
        kind = _token_class(token)
        if kind:
            _add(lines, line - first, at - starts[line], text, kind)
    ends = [*starts[1:], len(code) + 1]
    return [
        [] if ends[first + row] - starts[first + row] > MAX_LINE else spans
        for row, spans in enumerate(lines)
    ]


def statement_at(code: str, line: int) -> tuple[int, int]:
    """First and last line of the top-level Python statement at ``line``.

    Decorators and comment lines right above belong to it. On a blank line or a comment it is
    the next statement, or the last one when none follows. In code that does not parse it is
    what a person would take: from a line at the margin to the next one, or else the lines
    around without a blank one between.
    """
    lines = code.split("\n")
    line = min(max(line, 0), len(lines) - 1)
    ranges = _statements(code)
    if ranges is None:
        return _paragraph(lines, line)
    chosen = (line, line)
    for first, last in ranges:
        chosen = (first, last)
        if last >= line:
            break
    first, last = chosen
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    return first, last


def is_complete(code: str) -> bool:
    """Whether Enter should run ``code`` (Python) rather than start another line.

    False within brackets, strings and blocks; a block is ended by an empty line. True for
    code with a syntax error: the server will say what is wrong.
    """
    if not code.strip():
        return True
    verdict = judge(code)
    if verdict is not Verdict.COMPLETE:
        return verdict is Verdict.WRONG
    tree = parse(code)
    if not code.rpartition("\n")[2].strip() or tree is None or not tree.body:
        return True
    last = tree.body[-1]
    return not (hasattr(last, "body") or isinstance(last, ast.Match))


def indent_for(code: str, language: Language = "python") -> str:
    """Indentation of a new line after ``code``, the text before the cursor."""
    found = scan(code, language)
    line_start = found.starts[-1]
    current = code[line_start:]
    margin = _margin(current)
    if found.open_string is not None:
        return margin
    if found.open_brackets:
        return _bracket_indent(code, found)
    statement = code[_statement_start(code, found) :]
    margin = _margin(statement)
    text = _without_comment(code, found).rstrip()
    if language == "python" and text.endswith(":"):
        return margin + INDENT
    if language == "python" and current.strip().split("(")[0].split(" ")[0] in _LEAVING:
        return margin[: -len(INDENT)] if margin.endswith(INDENT) else ""
    return margin


@lru_cache(maxsize=2)
def _lexer(language: Language) -> Lexer:
    if language == "python":
        from pygments.lexers.python import PythonLexer

        python: Lexer = PythonLexer()
        return python
    from pygments.lexers.jvm import GroovyLexer

    groovy: Lexer = GroovyLexer()
    return groovy


@lru_cache(maxsize=256)
def _token_class(token: _TokenType) -> str:
    from pygments.token import string_to_tokentype

    for name, kind in _CLASS_OF:
        parent: Any = string_to_tokentype(name)
        if token in parent:
            return kind
    return ""


def _add(lines: list[list[Span]], line: int, column: int, text: str, kind: str) -> None:
    """Put a token, which may cross lines, into ``lines`` from ``line`` on, joining neighbours."""
    for part in text.split("\n"):
        if 0 <= line < len(lines) and part:
            spans = lines[line]
            if spans and spans[-1].end == column and spans[-1].kind == kind:
                spans[-1] = Span(spans[-1].start, column + len(part), kind)
            else:
                spans.append(Span(column, column + len(part), kind))
        line += 1
        column = 0


def _restart(code: str, line: int, found: Scan) -> int:
    """The nearest line not after ``line`` from which lexing gives the same as from the top."""
    while line > 0:
        start = found.starts[line]
        string = found.inside(start)
        if string is not None:
            line = found.line_of(string[0])
            continue
        after_continuation = code[max(start - 2, 0) : start] == "\\\n"
        if not after_continuation and code[start : start + 1] not in (
            "",
            " ",
            "\t",
            "\n",
            ")",
            "]",
            "}",
        ):
            return line
        line -= 1
    return 0


def _statements(code: str) -> list[tuple[int, int]] | None:
    """Line ranges of the top-level statements, or ``None`` when the code does not parse."""
    # Python ends lines at a lone \r too, which would shift the numbers of an editor's lines.
    tree = parse(code.replace("\r", " "))
    if tree is None:
        return None
    ranges: list[tuple[int, int]] = []
    for node in tree.body:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(item.lineno for item in decorators)]) - 1
        last = (node.end_lineno or node.lineno) - 1
        if ranges and first <= ranges[-1][1]:
            first = ranges.pop()[0]
        ranges.append((first, last))
    return ranges


def _paragraph(lines: list[str], line: int) -> tuple[int, int]:
    """A guess at the statement around ``line`` of code that does not parse."""
    first = line
    while first > 0 and (not lines[first].strip() or lines[first][0] in " \t)]}"):
        first -= 1
    last = line
    while last + 1 < len(lines) and (not lines[last + 1].strip() or lines[last + 1][0] in " \t)]}"):
        last += 1
    while last > first and not lines[last].strip():
        last -= 1
    chunk = "\n".join(lines[first : last + 1])
    if chunk.strip() and line <= last and _statements(chunk) is not None:
        return first, last
    first = last = line
    while first > 0 and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    return first, last


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _without_comment(code: str, found: Scan) -> str:
    """The last line of ``code`` without its comment."""
    start = found.starts[-1]
    if found.comments and found.comments[-1] >= start:
        return code[start : found.comments[-1]]
    return code[start:]


def _bracket_indent(code: str, found: Scan) -> str:
    """Under the first item after the innermost open bracket, or one step in when none is there."""
    index = found.open_brackets[-1][0]
    start = found.starts[found.line_of(index)]
    line = code[start:].partition("\n")[0]
    inside = line[index - start + 1 :]
    comment = next((at for at in found.comments if index < at < start + len(line)), None)
    if comment is not None:
        inside = inside[: comment - index - 1]
    if inside.strip() and found.starts[-1] >= start:
        column = index - start + 1 + len(inside) - len(inside.lstrip())
        return " " * column
    return _margin(line) + INDENT


def _statement_start(code: str, found: Scan) -> int:
    """Index of the line where the bracketed or continued statement of the last line begins."""
    line = len(found.starts) - 1
    while line > 0:
        start = found.starts[line]
        around = found.inside(start) or found.grouped(start)
        if around is not None:
            line = found.line_of(around[0])
        elif code[start - 2 : start] == "\\\n":
            line -= 1
        else:
            break
    return found.starts[line]
