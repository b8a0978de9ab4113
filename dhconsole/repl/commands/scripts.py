"""Commands that run code, or say more of what was run."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dhconsole.core.textfiles import absolute, decode, failure, read
from dhconsole.errors import ArgumentError
from dhconsole.repl import looks
from dhconsole.repl.commands.model import Command, Words
from dhconsole.repl.showing import whole_error
from dhconsole.text.elapsed import duration

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

_REPEATS = 5
_TIMING = (
    "(lambda timer: (lambda n: (n, timer.repeat({repeats}, n)))(timer.autorange()[0]))"
    "(__import__('timeit').Timer({code!r}, globals=globals()))"
)
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


async def run_file(engine: Engine, words: Words) -> None:
    """Run a file of this machine."""
    (path,) = words.split(1, 1)
    await engine.run(await asyncio.to_thread(_code_of, path), echo=False)


async def time_(engine: Engine, words: Words) -> None:
    """Run once; say how long it took, here and on the server."""
    if not words.rest:
        raise words.wrong("%time needs code")
    result = await engine.run(words.rest)
    if result is None or result.server_seconds is None:
        return
    way = max(0.0, result.wall_seconds - result.server_seconds)
    text = f"server {_unit(result.server_seconds)}, the way there and back {_unit(way)}"
    engine.screen.say(text, looks.NOTE)


async def timeit(engine: Engine, words: Words) -> None:
    """Run many times on the server; tables there stand still meanwhile."""
    if not words.rest:
        raise words.wrong("%timeit needs code")
    engine.need_python("%timeit")
    code = _TIMING.format(repeats=_REPEATS, code=words.rest)
    number, times = ast.literal_eval(await engine.value_of(code))
    best, mean = min(times) / number, sum(times) / len(times) / number
    engine.screen.say(
        f"best {_unit(best)}, mean {_unit(mean)} a run; {_REPEATS} times {number:,} runs"
    )


async def full(engine: Engine, words: Words) -> None:
    """The last error with everything that the server said of it."""
    words.split(0, 0)
    error = engine.running.last_error
    if error is None:
        raise ArgumentError("no script of this prompt has raised")
    engine.screen.show(whole_error(error))


def _unit(seconds: float) -> str:
    for scale, name in _UNITS:
        if seconds >= scale:
            return duration(seconds) if scale == 1.0 else f"{seconds / scale:.3g} {name}"
    return "0 s"


def _code_of(path: str) -> str:
    file = absolute(Path(path))
    try:
        text, _, _ = decode(read(file), file)
    except OSError as exc:
        raise failure("open", file, exc) from exc
    return text


COMMANDS: Final[dict[str, Command]] = {
    "run": run_file,
    "time": time_,
    "timeit": timeit,
    "full": full,
}
