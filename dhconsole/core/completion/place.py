"""What the cursor is in: code, an attribute, a formula inside a table method's string. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from dhconsole.core.completion.chains import FORMULAS, JOINS, NAMES, Call, chain_before
from dhconsole.core.completion.scan import (
    Token,
    TokenKind,
    closing,
    line_start,
    string_at,
    tokens_of,
)

_WORD = re.compile(r"[^\W\d]\w*\Z")
_WORD_GOES_ON = re.compile(r"\w*")
_FIELD = re.compile(r"\{\{|\}\}|\{[^{}]*\}?")
_FORMULA_ARGUMENTS = frozenset(("", "filters", "formulas", "formula", "cond", "filter"))


class PlaceKind(Enum):
    """What can stand at a place."""

    CODE = "code"
    """Any name."""
    ATTRIBUTE = "attribute"
    """Behind a point, or a name that is imported: what only the server knows."""
    FORMULA = "formula"
    """In a formula of the server's query language."""
    COLUMNS = "columns"
    """In a string that names columns."""
    KEY = "key"
    """In the string of a subscript."""
    NOTHING = "nothing"
    """In another string, in a comment, in a number, where a name is given."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cursor is.

    Attributes:
        kind: what can stand there.
        start, end: the word around the cursor, in characters of the code.
        line: where the line of code begins, in characters.
        call: the innermost call that is open; None outside of calls.
        tables: the calls of table methods that a string stands in, innermost first.
        text: of a string, its text; parts of an f-string that are code are letters in it.
        text_start: where that begins in the code.
    """

    kind: PlaceKind
    start: int
    end: int
    line: int
    call: Call | None = None
    tables: tuple[Call, ...] = ()
    text: str = ""
    text_start: int = 0


def place_at(code: str, cursor: int) -> Place:
    """What the cursor at ``cursor`` (in characters) is in. Takes any text."""
    line = line_start(code, cursor)
    return _place(code, cursor, line, line)


def _place(code: str, cursor: int, line: int, begin: int) -> Place:
    tokens = tokens_of(code, begin, cursor)
    last = tokens[-1] if tokens else None
    match = _WORD.search(code, begin, cursor)
    start = match.start() if match is not None else cursor
    rest = _WORD_GOES_ON.match(code, cursor)
    end = rest.end() if rest is not None else cursor
    nothing = Place(PlaceKind.NOTHING, cursor, cursor, line)
    if last is None:
        return Place(PlaceKind.CODE, start, end, line)
    if last.kind is TokenKind.COMMENT and last.end == cursor:
        return nothing
    if last.kind is TokenKind.STRING and last.end == cursor and not last.is_whole_string:
        return _in_string(code, cursor, line, tokens)
    clean = [t for t in tokens if t.kind not in (TokenKind.NEWLINE, TokenKind.COMMENT)]
    calls, _ = _calls(clean)
    call = calls[0] if calls else None
    if last.kind is TokenKind.NUMBER and last.end == cursor:
        return Place(PlaceKind.NOTHING, cursor, cursor, line, call)
    before = clean[:-1] if match is not None else clean
    return Place(_kind_of_code(before), start, end, line, call)


def _kind_of_code(before: Sequence[Token]) -> PlaceKind:
    """What can stand behind these tokens of a line of code."""
    if not before:
        return PlaceKind.CODE
    last = before[-1].text
    if last in ("def", "class", "as"):
        return PlaceKind.NOTHING
    if last == "." and before[-1].kind is TokenKind.SIGN:
        return PlaceKind.ATTRIBUTE
    if before[0].text in ("import", "from") and last != "in":
        return PlaceKind.ATTRIBUTE
    return PlaceKind.CODE


def _in_string(code: str, cursor: int, line: int, tokens: list[Token]) -> Place:
    string = tokens[-1]
    lead = string.string_lead
    begin = string.start + len(lead)
    if cursor < begin:
        return Place(PlaceKind.NOTHING, cursor, cursor, line)
    is_f = "f" in lead.lower()
    if is_f:
        inside = _open_field(code, begin, cursor)
        if inside >= 0:
            return _place(code, cursor, line, inside)
    whole = string_at(code, string.start)
    text = whole[len(lead) :]
    quote = lead.lstrip("rRbBuUfF")
    text = text.removesuffix(quote)
    if is_f:
        text = _FIELD.sub(lambda field: "_" * len(field.group()), text)
    clean = [t for t in tokens[:-1] if t.kind not in (TokenKind.NEWLINE, TokenKind.COMMENT)]
    calls, subscript = _calls(clean)
    call = calls[0] if calls else None
    match = _WORD.search(code, begin, cursor)
    start = match.start() if match is not None else cursor
    rest = _WORD_GOES_ON.match(text, cursor - begin)
    end = begin + (rest.end() if rest is not None else cursor - begin)
    if subscript:
        return Place(PlaceKind.KEY, start, end, line, call)
    tables = tuple(each for each in calls if each.is_method and _takes_columns(each.name))
    kind = _kind_of_text(calls, tables)
    if kind is PlaceKind.NOTHING:
        return Place(kind, cursor, cursor, line, call)
    return Place(kind, start, end, line, call, tables, text, begin)


def _kind_of_text(calls: Sequence[Call], tables: Sequence[Call]) -> PlaceKind:
    """What a string in these calls, innermost first, is to a table method among them."""
    if not tables:
        return PlaceKind.NOTHING
    inner = calls[0]
    if inner.name in FORMULAS:
        return PlaceKind.FORMULA if inner.keyword in _FORMULA_ARGUMENTS else PlaceKind.COLUMNS
    return PlaceKind.COLUMNS


def _takes_columns(name: str) -> bool:
    return name in FORMULAS or name in NAMES


def _open_field(code: str, begin: int, cursor: int) -> int:
    """Where the code begins that a field of an f-string has at the cursor; -1 outside of such."""
    depth_at: list[int] = []
    at = begin
    while at < cursor:
        if code[at] == "{":
            if not depth_at and code.startswith("{{", at):
                at += 2
                continue
            depth_at.append(at + 1)
        elif code[at] == "}" and depth_at:
            depth_at.pop()
        at += 1
    return depth_at[0] if depth_at else -1


@dataclass(slots=True)
class _Open:
    """A bracket that is open: its index among the tokens, the commas in it, the argument's name."""

    at: int
    commas: int = 0
    first_comma: int = -1
    argument: int = 0


def _calls(tokens: Sequence[Token]) -> tuple[list[Call], bool]:
    """The calls that are open behind ``tokens``, innermost first, and whether a subscript is
    still nearer."""
    opened: list[_Open] = []
    for index, token in enumerate(tokens):
        if token.kind is not TokenKind.SIGN:
            continue
        if closing(token.text):
            opened.append(_Open(index, argument=index + 1))
        elif token.text in ")]}" and opened:
            opened.pop()
        elif token.text == "," and opened:
            here = opened[-1]
            here.commas += 1
            here.argument = index + 1
            if here.first_comma < 0:
                here.first_comma = index
    found: list[Call] = []
    subscript = False
    for each in reversed(opened):
        sign = tokens[each.at].text
        before = tokens[each.at - 1] if each.at else None
        called = before is not None and (before.is_name or before.text in (")", "]"))
        if not called or before is None:
            continue
        if sign == "(":
            found.append(_call(tokens, each, before))
        elif sign == "[" and not found:
            subscript = True
    return found, subscript


def _call(tokens: Sequence[Token], opened: _Open, before: Token) -> Call:
    is_method = before.is_name and opened.at > 1 and tokens[opened.at - 2].text == "."
    at = opened.argument
    named = at + 1 < len(tokens) and tokens[at].is_name and tokens[at + 1].text == "="
    name = before.text if before.is_name else ""
    first = None
    if opened.first_comma >= 0 and name in JOINS:
        inside = tokens[opened.at + 1 : opened.first_comma]
        if len(inside) > 2 and inside[1].text == "=":
            inside = inside[2:]
        first = chain_before(inside, len(inside))
    return Call(
        name=name,
        name_end=before.end,
        is_method=is_method,
        owner=chain_before(tokens, opened.at - 2) if is_method else None,
        number=opened.commas,
        keyword=tokens[at].text if named else "",
        first=first,
        before=tuple(tokens[opened.at + 1 :]),
    )
