"""The part of a long text that the server is shown, and places in it. Pure.

The server reads all that it is shown anew at every question, in the process that also runs the
scripts: what is far above the cursor is left out, but for its imports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dhconsole.core.completion.scan import far_edge

SHOWN = 8_000
"""Characters before the cursor that the server sees, about."""

_IMPORT = re.compile(
    r"^(?:import[^\S\n][^\n]+|from[^\S\n][^\n(]+import[^\S\n]*(?:\([^()]*\)|[^\n(]+))$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Window:
    """What the server sees.

    Attributes:
        text: of as many characters as it has on the server.
        shift: offset in the code less offset in the text.
    """

    text: str
    shift: int

    def position(self, offset: int) -> tuple[int, int]:
        """Line and character, both from 0, of a place in the code."""
        at = offset - self.shift
        return self.text.count("\n", 0, at), at - (self.text.rfind("\n", 0, at) + 1)

    def offset(self, line: int, character: int) -> int:
        """The place in the code of a line and a character; the end, when the line is none."""
        at = 0
        for _ in range(line):
            following = self.text.find("\n", at)
            if following < 0:
                return len(self.text) + self.shift
            at = following + 1
        return at + character + self.shift


def window(code: str, cursor: int, line: int, *, insert: str = "") -> Window:
    """What the server is shown to answer for ``cursor``.

    Args:
        line: where the line of code around the cursor begins.
        insert: put in behind the line of text that the cursor is in.
    """
    edge = min(far_edge(code, cursor, SHOWN), line)
    imports = "".join(f"{match.group()}\n" for match in _IMPORT.finditer(code, 0, edge))
    end = code.find("\n", cursor)
    shown = code[edge:] if end < 0 else code[edge:end]
    return Window(f"{imports}{shown}{insert}".replace("\r", " "), edge - len(imports))
