"""Completion, signatures and documentation for every face that edits code.

A face makes one ``Completer`` per console, calls ``local`` or iterates ``complete`` at a key,
and draws what comes. Nothing here blocks: what the server knows comes later, or not at all
while it computes. All texts that come from the server or its users are not safe for a terminal;
a face passes them through ``text.safe``. The interface::

    completer = Completer(console, catalog)          # catalog may be None
    completer.local(code, cursor) -> Names           # at once, no server
    async for names in completer.complete(code, cursor): ...   # local, then with the server's
    await completer.signature(code, cursor) -> Signature | None
    await completer.describe(code, cursor, source=False) -> Description | None
    completer.in_query(code, cursor) -> bool         # in a string that names columns
    completer.add_words(words)                       # of history, of other buffers
    completer.close()

``code`` is all of the text that is edited, ``cursor`` and every ``start`` and ``end`` are
offsets into it in characters. ``Names.start`` to ``Names.end`` is what a chosen name's ``text``
replaces. An iteration of ``complete`` may be cancelled, or left, at any point. None of the
methods raises an error of the server: without its help they give what is known here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace

from dhconsole.client.autocomplete import AutoComplete, CompletionItem
from dhconsole.client.columns import ColumnSpec
from dhconsole.client.console import Console
from dhconsole.core.catalog import Catalog
from dhconsole.core.completion import help as helping
from dhconsole.core.completion.chains import Reader
from dhconsole.core.completion.formulas import names_in_formula
from dhconsole.core.completion.help import Description, Signature
from dhconsole.core.completion.names import Name, NameKind, Names, fitting
from dhconsole.core.completion.place import Place, PlaceKind, place_at
from dhconsole.core.completion.schemas import Schemas
from dhconsole.core.completion.source import source_of
from dhconsole.core.completion.window import Window, window
from dhconsole.core.completion.words import Words, expression_at
from dhconsole.core.tasks import spawn
from dhconsole.core.values import CatalogEntry
from dhconsole.errors import DHError

__all__ = ["Completer", "Description", "Name", "NameKind", "Names", "Signature"]

MOST = 500
"""Names that are offered at once."""

_PATIENCE = 10.0
_GOOD_SECONDS = 4.0
"""How long an answer of the server serves for more letters of the same word."""
_SHOWN_SECONDS = 20.0
"""How long it is shown at once, until a newer one comes."""
_KINDS = {
    3: NameKind.FUNCTION,
    7: NameKind.CLASS,
    9: NameKind.MODULE,
    10: NameKind.PROPERTY,
    14: NameKind.KEYWORD,
}
_RANKS = {NameKind.PARAMETER: 0, NameKind.TABLE: 1, NameKind.OBJECT: 1}
_OWN_OF_SERVER = "jedi_settings"
"""The variable that the server makes when it is first asked; nobody means to type it."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said, for a word and what stood before it."""

    before: str
    word: str
    names: tuple[Name, ...]
    start: int
    at: float
    generation: int


class Completer:
    """Names, signatures and documentation for the code of one console.

    Construct and use it on one event loop. See the module's docstring for the methods together.

    Args:
        console: what runs the code.
        catalog: the live list of the server's objects; None where there is none.
        patience: seconds that the server's answer to a question is waited for.
    """

    def __init__(
        self, console: Console, catalog: Catalog | None, *, patience: float = _PATIENCE
    ) -> None:
        self._console = console
        self._patience = patience
        self._help = AutoComplete(console)
        self._schemas = Schemas(console, catalog)
        self._words = Words(catalog)
        self._answer: _Answer | None = None

    def add_words(self, words: Iterable[str]) -> None:
        """Offer ``words`` too, such as those of earlier input; what is no name is left out."""
        self._words.add(words)

    def local(self, code: str, cursor: int) -> Names:
        """What could stand at ``cursor``, of what is known here; at once. Takes any text."""
        return self._local(code, cursor, place_at(code, cursor))

    def in_query(self, code: str, cursor: int) -> bool:
        """Whether the cursor is in a string that names columns; at once. Takes any text."""
        return place_at(code, cursor).kind in (PlaceKind.FORMULA, PlaceKind.COLUMNS)

    async def complete(self, code: str, cursor: int) -> AsyncGenerator[Names]:
        """The names known here at once, then those of the server with them, if it has any.

        Cancel it, or leave it, at the next key; nothing is lost by that.
        """
        place = place_at(code, cursor)
        yield self._local(code, cursor, place)
        if place.kind in (PlaceKind.FORMULA, PlaceKind.COLUMNS):
            variables = self._reader(code).variables_at(place.tables[0], place.line)
            if await self._schemas.learn(variables):
                yield self._local(code, cursor, place)
            return
        if place.kind is PlaceKind.NOTHING or self._good_answer(code, cursor, place, _GOOD_SECONDS):
            return
        view = window(code, cursor, place.line)
        try:
            items = await self._help.items(
                view.text, *view.position(cursor), timeout=self._patience
            )
        except DHError:
            return  # the names known here have been given
        self._answer = self._read_answer(code, cursor, place, view, items)
        yield self._local(code, cursor, place)

    async def signature(self, code: str, cursor: int) -> Signature | None:
        """How what is being called at ``cursor`` can be called; None outside of calls, and when
        the server does not know or does not answer."""
        place = place_at(code, cursor)
        if place.call is None:
            return None
        view = window(code, cursor, place.line)
        try:
            found = await self._help.signature(
                view.text, *view.position(cursor), timeout=self._patience
            )
        except DHError:
            return None
        return helping.signature_of(found) if found is not None else None

    async def describe(self, code: str, cursor: int, *, source: bool = False) -> Description | None:
        """What the name at ``cursor`` is, or what is being called there; None when there is
        neither, or nothing is known of it.

        Args:
            source: with its source code, for which two short scripts run on the server; there
                is none for values and for what was defined in the console.
        """
        place = place_at(code, cursor)
        span = expression_at(code, cursor) or (
            expression_at(code, place.call.name_end) if place.call is not None else None
        )
        if span is None:
            return None
        start, end = span
        name = code[start:end]
        # The server says nothing of a name that is a whole line of code.
        view = window(code, end, place.line, insert=";")
        try:
            hover = await self._help.hover(
                view.text, *view.position(end - 1), timeout=self._patience
            )
        except DHError:
            hover = ""
        is_variable = code[start - 1 : start] != "."
        entry = self._schemas.entry(name) if is_variable else None
        if not hover and entry is None:
            return None
        description = helping.described(name, hover)
        if entry is not None:
            return await self._with_facts(description, entry)
        return await self._with_source(description) if source else description

    def close(self) -> None:
        """End the conversation with the server."""
        self._help.close()
        self._schemas.close()

    def _reader(self, code: str) -> Reader:
        return Reader(code, self._schemas.columns)

    # -- names -----------------------------------------------------------------------------

    def _local(self, code: str, cursor: int, place: Place) -> Names:
        if place.kind is PlaceKind.FORMULA:
            columns = self._reader(code).columns_at(place.tables[0], place.line)
            at = cursor - place.text_start
            typed = [column for column in columns.values() if column is not None]
            made = [name for name, column in columns.items() if column is None]
            found = names_in_formula(place.text, at, typed, made)
            shift = place.text_start
            return replace(found, start=found.start + shift, end=found.end + shift)
        word = code[place.start : cursor]
        if place.kind is PlaceKind.COLUMNS:
            columns = self._reader(code).columns_at(place.tables[0], place.line)
            names = [_column_name(name, each) for name, each in columns.items()]
            return Names(place.start, place.end, fitting(word, names, most=MOST))
        here: tuple[Name, ...] = ()
        if place.kind is PlaceKind.CODE:
            here = fitting(word, self._words.around(code, place.start, cursor), most=MOST)
        answer = self._good_answer(code, cursor, place, _SHOWN_SECONDS)
        if answer is None:
            return Names(place.start, place.end, here)
        small = code[answer.start : cursor].lower()
        server = [name for name in answer.names if name.text.lower().startswith(small)]
        known = {name.text for name in server}
        more = [name for name in here if name.text not in known]
        return Names(answer.start, place.end, tuple([*server, *more][:MOST]))

    # -- the server's answer -----------------------------------------------------------------

    def _read_answer(
        self,
        code: str,
        cursor: int,
        place: Place,
        view: Window,
        items: tuple[CompletionItem, ...],
    ) -> _Answer:
        start = view.offset(items[0].line, items[0].start) if items else place.start
        if not 0 <= start <= cursor:
            start = place.start
        word = code[start:cursor]
        top = place.kind is PlaceKind.CODE
        names = [
            self._name(item, top)
            for item in items
            if not top or (item.text != _OWN_OF_SERVER and _is_meant(item.text, word))
        ]
        names.sort(key=lambda name: _RANKS.get(name.kind, len(_RANKS)))
        return _Answer(
            before=code[:start],
            word=word,
            names=tuple(names),
            start=start,
            at=time.monotonic(),
            generation=self._console.generation,
        )

    def _name(self, item: CompletionItem, top: bool) -> Name:
        if item.text.endswith("="):
            detail = item.detail.removeprefix("param ")
            return Name(item.text, NameKind.PARAMETER, detail, item.documentation)
        entry = self._words.entry(item.text) if top else None
        if entry is not None:
            return replace(entry, documentation=item.documentation)
        kind = _KINDS.get(item.kind, NameKind.VARIABLE)
        detail = item.detail.removeprefix(f"{item.text}: ").removeprefix("module ")
        if detail.startswith(f"{item.text}("):
            detail = detail.removeprefix(item.text)
        if kind is NameKind.KEYWORD or detail == item.text:
            detail = ""
        elif kind is NameKind.MODULE:
            detail = detail.removesuffix("()")
        return Name(item.text, kind, detail, item.documentation)

    def _good_answer(self, code: str, cursor: int, place: Place, seconds: float) -> _Answer | None:
        """The last answer, if it is one for the word at ``place``."""
        answer = self._answer
        if (
            answer is None
            or place.kind is PlaceKind.NOTHING
            or answer.generation != self._console.generation
            or time.monotonic() - answer.at > seconds
            or answer.start > cursor
            or not code.startswith(answer.word, answer.start)
            or cursor < answer.start + len(answer.word)
            or (place.start != answer.start and place.kind is not PlaceKind.KEY)
            or code[: answer.start] != answer.before
        ):
            return None
        return answer

    async def _with_source(self, description: Description) -> Description:
        asked = spawn(
            source_of(self._console, self._help, description.name, patience=self._patience)
        )
        try:
            async with asyncio.timeout(self._patience):
                found = await asyncio.shield(asked)
        except TimeoutError:
            found = ""  # a script runs: what was asked waits for its end, and cleans up
        return replace(description, source=found)

    # -- descriptions ------------------------------------------------------------------------

    async def _with_facts(self, description: Description, entry: CatalogEntry) -> Description:
        name = entry.field.name
        if entry.is_table:
            await self._schemas.learn([name])
        spec = self._schemas.spec(name)
        facts = []
        if entry.rows is not None:
            facts.append(("rows", f"{entry.rows:,}"))
        if entry.ticking is not None:
            facts.append(("changes", "yes" if entry.ticking else "no"))
        if entry.blink:
            facts.append(("blink", "yes"))
        if entry.input_table:
            facts.append(("input table", "yes"))
        if entry.problem:
            facts.append(("problem", entry.problem))
        return replace(
            description,
            type=entry.field.type,
            facts=tuple(facts),
            columns=tuple(each for each in spec.columns if not each.is_style) if spec else (),
        )


def _column_name(name: str, column: ColumnSpec | None) -> Name:
    detail = column.java_type.rsplit(".", 1)[-1] if column is not None else ""
    return Name(name, NameKind.COLUMN, detail)


def _is_meant(name: str, word: str) -> bool:
    """Whether somebody who typed ``word`` may mean a name that Python itself has put there."""
    return word.startswith("_") or not name.startswith("__")
