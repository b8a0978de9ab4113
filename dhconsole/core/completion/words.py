"""Names that are known without asking: of the code around, of the server's objects, of Python."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

from dhconsole.core.catalog import Catalog
from dhconsole.core.completion.names import Name, NameKind, unique
from dhconsole.core.completion.scan import MOST_BACK
from dhconsole.core.values import CatalogEntry

_MOST_WORDS = 3_000
_SHORTEST = 3
_NAME = r"[^\W\d]\w*"
_MADE = re.compile(
    rf"^[^\S\n]*(?:async[^\S\n]+)?(?P<kind>def|class)[^\S\n]+(?P<name>{_NAME})"
    rf"|^[^\S\n]*(?:global[^\S\n]+)?(?P<targets>{_NAME}(?:[^\S\n]*,[^\S\n]*{_NAME})*)[^\S\n]*(?::[^=\n]+)?=(?!=)"
    rf"|\bfor[^\S\n]+\(?(?P<each>{_NAME}(?:[^\S\n]*,[^\S\n]*{_NAME})*)\)?[^\S\n]+in\b"
    rf"|\bas[^\S\n]+(?P<alias>{_NAME})"
    rf"|^[^\S\n]*import[^\S\n]+(?P<module>{_NAME})\b(?![\w.]*[^\S\n]+as\b)"
    rf"|^[^\S\n]*from[^\S\n]+[\w.]+[^\S\n]+import[^\S\n]+\(?(?P<imported>[\w, \t]+)",
    re.MULTILINE,
)
_WORD = re.compile(_NAME)
_DOTTED = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_REST = re.compile(r"\w*")
_KINDS = {
    "def": NameKind.FUNCTION,
    "class": NameKind.CLASS,
    "module": NameKind.MODULE,
}


def _python_names() -> list[Name]:
    found = [
        Name(name, NameKind.CLASS if isinstance(value, type) else NameKind.FUNCTION)
        for name, value in vars(builtins).items()
        if not name.startswith("_") and name not in keyword.kwlist
    ]
    return [Name(each, NameKind.KEYWORD) for each in keyword.kwlist] + found


_PYTHON = _python_names()


class Words:
    """All names that are known here.

    Args:
        catalog: the list of the server's objects, if there is one.
    """

    def __init__(self, catalog: Catalog | None) -> None:
        self._catalog = catalog
        self._words: dict[str, Name] = {}
        self._objects: dict[str, Name] | None = None
        self._read = ("", "")
        self._made: list[Name] = []
        if catalog is not None:
            catalog.on_change(self._forget)

    def add(self, words: Iterable[str]) -> None:
        """Offer ``words``; of too many the oldest go."""
        for word in words:
            if len(word) >= _SHORTEST and word.isidentifier() and not keyword.iskeyword(word):
                self._words.pop(word, None)
                self._words[word] = Name(word, NameKind.WORD)
        for old in list(self._words)[: max(0, len(self._words) - _MOST_WORDS)]:
            del self._words[old]

    def entry(self, name: str) -> Name | None:
        """The name of one of the server's objects; None when it lists none of that name."""
        return self._listed().get(name)

    def around(self, code: str, start: int, end: int) -> list[Name]:
        """Names for the word from ``start`` to ``end`` in ``code``: those that the code makes
        first, the nearest one first.

        Of Python's and of the added words only those that begin as it does.
        """
        small = code[start:end].lower()
        listed = self._listed()
        made = [name for name in self._made_around(code, start) if name.text not in listed]
        python = [name for name in _PYTHON if name.text.lower().startswith(small)]
        words = [name for name in self._words.values() if name.text.lower().startswith(small)]
        return unique([*made, *listed.values(), *python, *reversed(words)])

    def _made_around(self, code: str, cursor: int) -> list[Name]:
        """Names that the lines above and below make; read anew only when those have changed."""
        above = code.rfind("\n", 0, cursor) + 1
        below = code.find("\n", cursor)
        before = code[max(0, above - MOST_BACK) : above]
        behind = code[below : below + MOST_BACK // 4] if below >= 0 else ""
        if (before, behind) != self._read:
            self._read = (before, behind)
            self._made = unique([*made_in(before)[::-1], *made_in(behind)])
        return self._made + made_in(code[above:cursor])

    def _listed(self) -> dict[str, Name]:
        if self._objects is None or (self._catalog is not None and not self._catalog.complete):
            entries = self._catalog.entries if self._catalog is not None else ()
            self._objects = {
                entry.field.name: _object_name(entry)
                for entry in entries
                if entry.field.application_id == "scope"
            }
        return self._objects

    def _forget(self) -> None:
        self._objects = None


def _object_name(entry: CatalogEntry) -> Name:
    if not entry.is_table:
        return Name(entry.field.name, NameKind.OBJECT, entry.field.type)
    detail = f"{entry.rows:,} rows" if entry.rows is not None else "Table"
    return Name(entry.field.name, NameKind.TABLE, detail)


def made_in(code: str) -> list[Name]:
    """Names that ``code`` makes, in its order: what it assigns, defines, imports."""
    found: list[Name] = []
    for match in _MADE.finditer(code):
        group = match.lastgroup or ""
        kind = _KINDS.get(match.group("kind") or group, NameKind.VARIABLE)
        found += [Name(word, kind) for word in _WORD.findall(match.group(group)) if word != "as"]
    return found


def expression_at(code: str, cursor: int) -> tuple[int, int] | None:
    """Where the dotted name at ``cursor`` begins, and where its word there ends."""
    begin = code.rfind("\n", 0, cursor) + 1
    end = code.find("\n", cursor)
    for match in _DOTTED.finditer(code, begin, len(code) if end < 0 else end):
        if match.start() <= cursor <= match.end():
            rest = _REST.match(code, cursor)
            stop = rest.end() if rest is not None else cursor
            word = code[match.start() : stop]
            return None if not word or keyword.iskeyword(word) else (match.start(), stop)
    return None
