"""Reading unfinished Python: its tokens, and where the line of code around the cursor begins.

Owns a scanner of its own, since the standard library's tokenizer raises on code that is still
being typed. It never raises, and it looks back only so far, so that a key in a long buffer costs
no more than in a short one. Pure.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from enum import Enum

MOST_BACK = 12_000
"""Characters before the cursor that are looked at."""

_STRING = (
    r'[rRbBuUfF]{0,2}(?:"""(?:[^"\\]|\\.|"(?!""))*(?:"""|\\?\Z)'
    r"|'''(?:[^'\\]|\\.|'(?!''))*(?:'''|\\?\Z)"
    r'|"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|\\?\Z)'
    r"|'(?:[^'\\\n]|\\.)*(?:'|(?=\n)|\\?\Z))"
)
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<number>\.?\d[\w.]*)"
    r"|(?P<newline>\n)"
    r"|(?P<skip>[^\S\n]+|\\\n)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_MARK = re.compile(
    rf"(?P<text>{_STRING}|\#[^\n]*)|(?P<sign>[()\[\]{{}}])|(?P<newline>(?<!\\)\n)", re.DOTALL
)
_EDGE = re.compile(
    r"^(?:(?:def|class|import|from|with|while|try|if|for|async|return|raise|del|global)\b"
    r"|@|[^\W\d][\w.\[\]\"']*(?: = |\())",
    re.MULTILINE,
)
_BEGINS = re.compile(
    r"(?:def|class|import|while|try|return|raise|del|global)\b|(?:with|from)\s[^\n]*(?::|import)"
)
_BEGINS_AT_EDGE = re.compile(r"@\w|[^\W\d]\w* = ")
_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSED = re.compile(
    r'[rRbBuUfF]{0,2}(?:"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?!"")(?:[^"\\\n]|\\.)*"'
    r"|'(?!'')(?:[^'\\\n]|\\.)*')",
    re.DOTALL,
)
_SPACE = re.compile(r"[^\S\n]*")


class TokenKind(Enum):
    """What a token is."""

    STRING = "string"
    COMMENT = "comment"
    NAME = "name"
    NUMBER = "number"
    NEWLINE = "newline"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of code. ``start`` and ``end`` are in characters of the whole code."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it names something, which a keyword does not."""
        return self.kind is TokenKind.NAME and not keyword.iskeyword(self.text)

    @property
    def is_whole_string(self) -> bool:
        """Whether it is a string with both of its ends."""
        return self.kind is TokenKind.STRING and _CLOSED.fullmatch(self.text) is not None

    @property
    def string_lead(self) -> str:
        """Of a string, what stands before its text: prefix and quotes."""
        prefix = len(self.text) - len(self.text.lstrip("rRbBuUfF"))
        quote = self.text[prefix : prefix + 3]
        return self.text[:prefix] + (quote if quote in ('"""', "'''") else quote[:1])


def tokens_of(code: str, start: int, end: int) -> list[Token]:
    """The tokens of a part of ``code``; white space is left out."""
    found = []
    for match in _TOKEN.finditer(code, start, end):
        kind = match.lastgroup
        if kind is not None and kind != "skip":
            found.append(Token(TokenKind(kind), match.group(), match.start(), match.end()))
    return found


def string_at(code: str, start: int) -> str:
    """The string that begins at ``start``, to its end; empty when none does."""
    match = _TOKEN.match(code, start)
    return match.group() if match is not None and match.lastgroup == "string" else ""


def far_edge(code: str, cursor: int, most: int = MOST_BACK) -> int:
    """A place at most about ``most`` characters before ``cursor`` where a statement begins."""
    floor = cursor - most
    if floor <= 0:
        return 0
    edge = _EDGE.search(code, floor, cursor)
    return edge.start() if edge is not None else code.rfind("\n", 0, floor) + 1


def line_start(code: str, cursor: int) -> int:
    """Where the line of code around ``cursor`` begins; one that is open in brackets, or in a
    string, goes over several lines.

    Brackets that an earlier statement left open end where a line begins with what can only
    begin a statement.
    """
    start = far_edge(code, cursor)
    depth = 0
    for match in _MARK.finditer(code, start, cursor):
        kind = match.lastgroup
        if kind == "sign":
            if match.group() in _OPENING:
                depth += 1
            else:
                depth = max(0, depth - 1)
        elif kind == "newline":
            first = _SPACE.match(code, match.end())
            at = first.end() if first is not None else match.end()
            if depth and (
                _BEGINS.match(code, at)
                or (at == match.end() and _BEGINS_AT_EDGE.match(code, at, cursor))
            ):
                depth = 0
            if not depth:
                start = match.end()
    return start


def closing(opening: str) -> str:
    """The bracket that ends what ``opening`` begins; empty for other signs."""
    return _OPENING.get(opening, "")
