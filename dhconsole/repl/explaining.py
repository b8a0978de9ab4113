"""What a name is: ``name?``, ``name??`` and F1; and the signature of the call at the cursor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.formatted_text import StyleAndTextTuples

from dhconsole.core.completion.completer import Description, Signature
from dhconsole.errors import ArgumentError, ScriptError
from dhconsole.repl import looks
from dhconsole.repl.blockcode import place_of
from dhconsole.repl.looks import code_fragments
from dhconsole.repl.screen import plain
from dhconsole.repl.showing import listed
from dhconsole.text.safe import safe_text

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

_LONGEST = 2_000
_SOURCE = "__import__('inspect').getsource({name})"
_CURRENT = "class:bottom-toolbar.current"


async def explain(engine: Engine, line: str) -> None:
    """Show what ``name?`` asks for; with two marks its source too, where Python has it.

    Raises:
        ArgumentError: nothing is known of such a name.
    """
    name = line.strip().rstrip("?").strip()
    deep = line.rstrip().endswith("??")
    await _show(engine, name, len(name), name)
    if not deep:
        return
    engine.need_python("name??")
    if not _is_dotted(name):
        raise ArgumentError(f"{name} is no name whose source could be shown")
    source = await _source(engine, name)
    shown = safe_text(source.rstrip("\n"), newlines=True, tabs=4)
    engine.screen.show(code_fragments(shown))


async def _source(engine: Engine, name: str) -> str:
    try:
        return str(ast.literal_eval(await engine.value_of(_SOURCE.format(name=name))))
    except ScriptError as exc:
        place = place_of(engine.past.blocks, name)
        if place is None:
            text = f"Python has no source of {name}: {exc.value or exc.kind}"
            raise ArgumentError(text) from exc
        engine.screen.say(f"as block {place.block} has it:", looks.MUTED)
        return place.source


async def describe(engine: Engine, text: str, cursor: int) -> None:
    """Show what the name at ``cursor`` is, above the prompt.

    Raises:
        ArgumentError: nothing is known of it.
    """
    await _show(engine, text, cursor, "that")


async def _show(engine: Engine, text: str, cursor: int, name: str) -> None:
    completer = engine.completer
    found = await completer.describe(text, cursor) if completer is not None else None
    if found is None:
        raise ArgumentError(f"nothing is known of {name}")
    engine.screen.show(_lines(found))


def _lines(found: Description) -> Iterator[StyleAndTextTuples]:
    name = safe_text(found.name, limit=_LONGEST)
    yield [(looks.TITLE, name), (looks.MUTED, f"  {safe_text(found.type, limit=_LONGEST)}")]
    if found.signature:
        for line in plain(found.signature):
            yield [("", "  "), *code_fragments(line)[0]]
    if found.facts:
        facts = ", ".join(f"{name} {value}" for name, value in found.facts)
        yield [(looks.NOTE, f"  {safe_text(facts, limit=_LONGEST)}")]
    if found.columns:
        rows = [
            (f"  {safe_text(each.name, limit=200)}", safe_text(each.java_type, limit=200))
            for each in found.columns
        ]
        yield from listed(rows)
    if found.documentation.strip():
        yield []
        for line in plain(found.documentation.strip("\n")):
            yield [("", line)]


def signature_pieces(found: Signature | None) -> StyleAndTextTuples:
    """A signature on one line, the parameter at the cursor set off."""
    if found is None:
        return []
    label = found.label.replace("\n", " ")
    if not 0 <= found.active < len(found.parameters):
        return [("", safe_text(label, limit=_LONGEST))]
    start, end = found.parameters[found.active]
    parts = (("", label[:start]), (_CURRENT, label[start:end]), ("", label[end:]))
    return [(look, safe_text(text, limit=_LONGEST)) for look, text in parts]


def _is_dotted(name: str) -> bool:
    return bool(name) and all(part.isidentifier() for part in name.split("."))
