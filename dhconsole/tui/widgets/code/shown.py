"""Code on its way to the screen and in from a paste.

Owns which characters of a buffer are replaced where it is drawn, and what a paste may bring.
The buffer itself keeps every character, so that saving a file changes only what was edited.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dhconsole.text.safe import MAX_MARKS, safe_text

TAB_WIDTH = 4
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -~])")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_RUBBISH = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]")


def shown(line: str) -> str:
    """``line`` without anything that acts on a terminal, character for character.

    The length stays, so that columns mean the same in both. Tabs stay too; whoever draws the
    line expands them.
    """
    if line.isprintable() and line.isascii():
        return line
    plain = line.replace("\t", " ")
    if safe_text(plain) == plain:
        return line
    drawn: list[str] = []
    marks = MAX_MARKS
    for character in line:
        if unicodedata.category(character)[0] == "M":
            # It sits on the character before, and takes no cell.
            marks += 1
            drawn.append(character if marks <= MAX_MARKS else _UNKNOWN)
        else:
            marks = 0
            drawn.append(_shown_character(character))
    return "".join(drawn)


@lru_cache(maxsize=4096)
def _shown_character(character: str) -> str:
    safe = character if character == "\t" else safe_text(character)
    return safe if len(safe) == 1 else _UNKNOWN


def clean_paste(text: str, column: int = 0) -> tuple[str, int]:
    r"""What to insert for a paste at ``column``, and how many characters it lost.

    Line ends become ``\n``, tabs and the special spaces of web pages plain spaces. Terminal
    sequences and control characters, which no source code wants, are left out.
    """
    text = _LINE_ENDS.sub("\n", text)
    kept = _RUBBISH.sub("", _ESCAPES.sub("", text))
    lost = len(text) - len(kept)
    kept = _SPACES.sub(" ", kept)
    if "\t" in kept:
        first, newline, rest = kept.partition("\n")
        first = (" " * column + first).expandtabs(TAB_WIDTH)[column:]
        kept = first + newline + rest.expandtabs(TAB_WIDTH)
    return kept, lost
