"""What could stand at the cursor, as the prompt's toolkit takes it.

The names come from ``core.completion``; here they become entries of a list, harmless for a
terminal. Before there is a server, the names of commands and of the code typed so far are all.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from dhconsole.core.actions import ACTIONS
from dhconsole.core.completion.names import Name, Names
from dhconsole.text.safe import is_safe, safe_text

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

_TABLE_FIRST = frozenset(
    ("open", "head", "tail", "watch", "schema", "sort", "where", "stats", "get", "publish")
)
_LONGEST = 60


class PromptCompleter(Completer):
    """Offers names.

    Args:
        engine: answers with the engine, or None before there is one.
    """

    def __init__(self, engine: Callable[[], Engine | None]) -> None:
        self._engine = engine

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Nothing: the prompt asks ``get_completions_async``."""
        return ()

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """Names as they become known; those of the server after those that are known here."""
        text, cursor = document.text, document.cursor_position
        engine = self._engine()
        if text.startswith("%"):
            for entry in self._of_command(document, engine):
                yield entry
            return
        if text.startswith("!") or engine is None or engine.completer is None:
            return
        if not complete_event.completion_requested and not _worth_asking(text[:cursor]):
            return
        seen: set[str] = set()
        async with aclosing(engine.completer.complete(text, cursor)) as answers:
            async for names in answers:
                for entry in _entries(names, cursor, seen):
                    yield entry

    def _of_command(self, document: Document, engine: Engine | None) -> Iterable[Completion]:
        before = document.text_before_cursor
        command, space, rest = before[1:].partition(" ")
        if not space:
            for action in ACTIONS:
                if action.repl and action.repl.startswith(command):
                    yield Completion(
                        action.repl, -len(command), "%" + action.repl, display_meta=action.title
                    )
            return
        if command not in _TABLE_FIRST or " " in rest or engine is None:
            return
        for entry in engine.entries:
            if entry.is_table and entry.field.name.startswith(rest) and is_safe(entry.field.name):
                yield Completion(entry.field.name, -len(rest), display_meta="table")


def _worth_asking(before: str) -> bool:
    """While typing: behind a letter or a point. A request of the user is always answered."""
    last = before[-1:]
    return last in (".", "_") or last.isalnum()


def _entries(names: Names, cursor: int, seen: set[str]) -> Iterable[Completion]:
    for name in names.found:
        # One that holds control characters could not be typed either.
        if name.text not in seen and is_safe(name.text):
            seen.add(name.text)
            yield Completion(
                name.text,
                names.start - cursor,
                safe_text(name.text, limit=_LONGEST),
                display_meta=_meta(name),
            )


def _meta(name: Name) -> str:
    detail = safe_text(name.detail.split("\n", 1)[0], limit=_LONGEST)
    return f"{name.kind.value} {detail}".strip()
