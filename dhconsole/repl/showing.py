"""What the REPL shows of tables, of results and of errors, as lines of pieces. Pure.

Owns the words. Every text of a server is made safe here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from prompt_toolkit.formatted_text import StyleAndTextTuples

from dhconsole.client.values import FieldInfo
from dhconsole.core.glance import Glance
from dhconsole.core.rows import GAP, TextColumn, text_columns
from dhconsole.core.values import RunResult
from dhconsole.errors import ScriptError, ScriptFrame
from dhconsole.repl import looks
from dhconsole.repl.blockcode import place_of
from dhconsole.repl.looks import code_fragments
from dhconsole.repl.screen import Line, plain
from dhconsole.text.elapsed import duration
from dhconsole.text.formats import CellClass, FormatSettings
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width

SCRIPT_FILE: Final = "<string>"
"""How Python calls the script itself."""

_FIRST_FRAMES = 4
_LAST_FRAMES = 12
_LONGEST_NAME = 200
_LONGEST_LINE = 2_000
_NAMED_COLUMNS = 6
NULLS: Final = (CellClass.NULL, CellClass.EMPTY, CellClass.UNKNOWN)
"""Cells that stand for the absence of a value."""


def rows_of(count: int) -> str:
    """``1 row``, ``12,431 rows``."""
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def glance_lines(
    name: str, seen: Glance, settings: FormatSettings, columns: int, *, left_out: str = "more"
) -> Iterator[StyleAndTextTuples]:
    """A table: what it is, then the rows that were fetched, as many columns as fit.

    Args:
        columns: cells of the terminal's width.
        left_out: what to call the rows that were not fetched.
    """
    shown = sum(not each.is_style for each in seen.spec.columns)
    what = f"{rows_of(seen.size)} × {shown} {'column' if shown == 1 else 'columns'}, {seen.kind}"
    yield [(looks.TITLE, safe_text(name, limit=_LONGEST_NAME)), (looks.MUTED, f"  {what}")]
    yield from grid_lines(list(text_columns(seen.spec.columns, seen.rows, settings)), columns)
    left = seen.size - seen.rows.num_rows
    if left > 0:
        yield [(looks.MUTED, f"… {rows_of(left)} {left_out}")]


def grid_lines(texts: Sequence[TextColumn], columns: int) -> Iterator[StyleAndTextTuples]:
    """Names, types and cells of columns side by side, and which ones had no room."""
    fitting = fit_columns(texts, columns)
    if not fitting:
        return
    yield _row([(looks.HEADER, each.line(each.name)) for each in fitting])
    yield _row([(looks.MUTED, each.line(each.type)) for each in fitting])
    for index in range(len(fitting[0].cells)):
        yield _row(
            [
                (looks.NULL if each.classes[index] in NULLS else "", each.line(each.cells[index]))
                for each in fitting
            ]
        )
    if left := [each.name for each in texts[len(fitting) :]]:
        names = ", ".join(left[:_NAMED_COLUMNS]) + (", …" if len(left) > _NAMED_COLUMNS else "")
        plural = "column" if len(left) == 1 else "columns"
        yield [(looks.MUTED, f"… {len(left):,} {plural} more: {names}")]


def fit_columns(texts: Sequence[TextColumn], columns: int) -> list[TextColumn]:
    """The first columns that fit side by side; one at least, whatever its width."""
    fitting: list[TextColumn] = []
    used = 0
    for each in texts:
        used += each.width + (len(GAP) if fitting else 0)
        if fitting and used > columns:
            break
        fitting.append(each)
    return fitting


def listed(rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> Iterator[StyleAndTextTuples]:
    """Texts in columns, for lists of ours; the last column is as wide as it is."""
    every = [*([head] if head else []), *rows]
    widths = [max(map(cell_width, column)) for column in zip(*every, strict=True)]
    for number, row in enumerate(every):
        cells = [
            cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        yield [(looks.HEADER if head and number == 0 else "", GAP.join(cells).rstrip())]


def _row(pieces: Sequence[tuple[str, str]]) -> StyleAndTextTuples:
    line: StyleAndTextTuples = []
    for look, text in pieces:
        if line:
            line.append(("", GAP))
        line.append((look, text))
    return line


# -- results -----------------------------------------------------------------------------


def result_line(result: RunResult) -> StyleAndTextTuples:
    """How long a run took, and which variables it changed."""
    look, sign = (looks.OK, "✓") if result.ok else (looks.ERROR, "✗")
    line: StyleAndTextTuples = [(look, f"{sign} {duration(result.wall_seconds)}")]
    if result.server_seconds is not None:
        line.append((looks.MUTED, f" (server {duration(result.server_seconds)})"))
    # A name can be removed and made again by one script.
    for sign, look, fields in (
        ("-", looks.MUTED, result.removed),
        ("+", looks.OK, result.created),
        ("~", looks.NOTE, result.updated),
    ):
        line.extend(_variables(sign, look, fields))
    hidden = sum(
        each.name.startswith("_") for each in (*result.created, *result.updated, *result.removed)
    )
    if hidden:
        line.append((looks.MUTED, f"  {hidden:,} hidden"))
    return line


def _variables(sign: str, look: str, fields: Sequence[FieldInfo]) -> StyleAndTextTuples:
    return [
        (look, f"  {sign} {safe_text(each.name, limit=_LONGEST_NAME)}")
        for each in fields
        if not each.name.startswith("_")
    ]


def error_lines(result: RunResult, blocks: Sequence[str] = ()) -> Iterator[StyleAndTextTuples]:
    """What a script raised: the frames, the user's own with their source in colours.

    Args:
        blocks: what was run at this prompt, this script the last.
    """
    error = result.error
    if error is None:
        return
    if result.exited is not None:
        yield [(looks.MUTED, safe_text(result.exit_words, limit=_LONGEST_LINE))]
        return
    yield from _frame_lines(error, blocks or (result.code,))
    first, *others = error.value.split("\n") if error.value else [""]
    said = f"{error.kind}: {first}" if first else error.kind
    yield [(looks.ERROR, safe_text(said, limit=_LONGEST_LINE, tabs=8))]
    for text in others:
        yield [(looks.ERROR, safe_text(text, limit=_LONGEST_LINE, tabs=8))]
    if error.java_trace:
        count = error.java_trace.count("\n") + 1
        yield [(looks.MUTED, f"  {count:,} Java lines: %full shows them")]


def whole_error(error: ScriptError) -> Iterator[StyleAndTextTuples]:
    """The error with everything that the server said of it."""
    for text, look in ((error.python_trace, ""), (error.java_trace, looks.MUTED)):
        if text.strip():
            for line in plain(text.strip("\n")):
                yield [(look, line)]
    if not error.python_trace.strip():
        yield [(looks.ERROR, safe_text(str(error)))]


def _frame_lines(error: ScriptError, blocks: Sequence[str]) -> Iterator[StyleAndTextTuples]:
    frames = error.frames
    if not frames and error.line is not None:
        frames = (ScriptFrame(SCRIPT_FILE, error.line, "<module>"),)
    left_out = len(frames) - _FIRST_FRAMES - _LAST_FRAMES
    for index, frame in enumerate(frames):
        if left_out > 1 and _FIRST_FRAMES <= index < _FIRST_FRAMES + left_out:
            if index == _FIRST_FRAMES:
                yield [(looks.MUTED, f"  … {left_out:,} more frames")]
            continue
        yield from _frame(frame, blocks)


def _frame(frame: ScriptFrame, blocks: Sequence[str]) -> Iterator[StyleAndTextTuples]:
    own = frame.file == SCRIPT_FILE
    function = f" in {frame.function}" if frame.function not in ("", "<module>") else ""
    file, source = "" if own else f"{frame.file}, ", frame.source
    if not source and own:
        file, source = _own_source(frame, blocks)
    where = safe_text(f"  {file}line {frame.line}{function}", limit=_LONGEST_LINE)
    yield [(looks.NOTE if own else looks.MUTED, where)]
    if source.strip():
        shown = safe_text(source.strip(), limit=_LONGEST_LINE, tabs=4)
        yield [("", "    "), *(code_fragments(shown)[0] if own else [(looks.MUTED, shown)])]


def _own_source(frame: ScriptFrame, blocks: Sequence[str]) -> tuple[str, str]:
    """Which block a frame is in, unless it is the last one, and the line, where it is known.

    A function that another block, or another console, has defined bears the same file name.
    """
    if frame.function in ("", "<module>"):
        lines = blocks[-1].split("\n")
        return "", lines[frame.line - 1] if 0 < frame.line <= len(lines) else ""
    place = place_of(blocks, frame.function, frame.line)
    if place is None:
        return "", ""
    file = "" if place.block == len(blocks) else f"block {place.block}, "
    return file, place.lines[frame.line - 1]


def output_line(text: str, look: str, *, mark: str = "") -> Line:
    """A line that a script printed; ``mark`` says whose it is, when not that of the moment."""
    shown = safe_text(text, tabs=8)
    return [(looks.MUTED, mark), (look, shown)] if mark else [(look, shown)]
