"""Commands on blocks of code: those of this prompt, and those that any console ran."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dhconsole.core.history import Entry, misread
from dhconsole.core.textfiles import absolute, failure
from dhconsole.core.textfiles import replace as write_file
from dhconsole.errors import ArgumentError, FileError
from dhconsole.repl import looks
from dhconsole.repl.commands.model import Command, Words
from dhconsole.repl.looks import code_fragments
from dhconsole.repl.picker import OUTCOME_MARKS
from dhconsole.repl.screen import Line
from dhconsole.text.elapsed import duration
from dhconsole.text.safe import safe_text

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

_SHOWN = 20
_LONGEST = 4_000


async def history(engine: Engine, words: Words) -> None:
    """What was run before, the newest last; words and filters as ctrl+r takes them."""
    found = await engine.past.search(words.rest)
    if not found:
        wrong = misread(words.rest)
        nothing = "nothing was found" if words.rest else "nothing was run"
        engine.screen.say(wrong or nothing, looks.WARNING if wrong else looks.MUTED)
        return
    if len(found) > _SHOWN:
        engine.screen.say(f"the newest {_SHOWN} of {len(found):,}", looks.MUTED)
    for entry in reversed(found[:_SHOWN]):
        engine.screen.show(_entry_lines(entry))


def _entry_lines(entry: Entry) -> list[Line]:
    sign, look = OUTCOME_MARKS[entry.outcome]
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.at))
    took = f"  {duration(entry.seconds)}" if entry.seconds is not None else ""
    server = safe_text(entry.server, limit=100)
    lines: list[Line] = [[(look, sign), (looks.MUTED, f" {when}  {server}{took}")]]
    shown = safe_text(entry.text[:_LONGEST], newlines=True, tabs=4)
    lines += [[("", "  "), *line] for line in code_fragments(shown)]
    return lines


async def save(engine: Engine, words: Words) -> None:
    """Write blocks of this prompt: all, the last one, ``3``, ``2-5`` or several such."""
    path, *which = words.split(1)
    blocks = engine.past.blocks
    if not blocks:
        raise ArgumentError("nothing was run at this prompt that could be saved")
    numbers = list(range(1, len(blocks) + 1))
    chosen = [n for text in which for n in _numbers(words, text, numbers)] if which else numbers
    file = absolute(Path(path))
    if file.exists():
        raise FileError(f"{file} is there already", hint="Give another name.")
    text = "\n\n".join(blocks[n - 1].strip("\n") for n in chosen) + "\n"
    try:
        await asyncio.to_thread(write_file, file, text.encode("utf-8", "replace"))
    except OSError as exc:
        raise failure("save", file, exc) from exc
    count = f"{len(chosen):,} {'block' if len(chosen) == 1 else 'blocks'}"
    engine.screen.say(f"{count} in {file}")


def _numbers(words: Words, text: str, known: list[int]) -> list[int]:
    if text == "last":
        return known[-1:]
    first, dash, last = text.partition("-")
    try:
        chosen = list(range(int(first), int(last if dash else first) + 1))
    except ValueError:
        chosen = []
    if not chosen or not set(chosen) <= set(known):
        raise words.wrong(f"{text!r} names no blocks: there are 1 to {known[-1]}, and last")
    return chosen


async def edit(engine: Engine, words: Words) -> None:
    """A file in $EDITOR; or the last block, which comes back to the prompt without being run."""
    paths = words.split(0, 1)
    if paths:
        await engine.edit_file(absolute(Path(paths[0])))
        engine.screen.say(f"%run {paths[0]} runs it", looks.MUTED)
        return
    if not engine.past.blocks:
        raise ArgumentError("nothing was run at this prompt that could be edited")
    engine.desk.next_text = await engine.edit_text(engine.past.blocks[-1])


COMMANDS: Final[dict[str, Command]] = {"history": history, "save": save, "edit": edit}
