"""How a run ended, as rows: times, variables, the error and where it came from.

Pure. Owns the words for every ending; see ``blocks`` for where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dhconsole.client.values import FieldInfo
from dhconsole.core.values import RunResult
from dhconsole.errors import ScriptError, ScriptFrame
from dhconsole.text.elapsed import duration
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width
from dhconsole.tui.widgets.output.rows import Fold, Jump, Look, Open, Piece, Row, clean

SCRIPT_FILE = "<string>"
"""How Python calls the script itself."""

_ROW_CELLS = 76
_FIRST_FRAMES = 4
_LAST_FRAMES = 12
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Ending:
    """The rows after a run's output.

    Attributes:
        rows: always shown.
        hidden: shown once unfolded; empty when there is nothing to fold.
        hidden_name: what they are, in the plural.
    """

    rows: tuple[Row, ...]
    hidden: tuple[Row, ...] = ()
    hidden_name: str = ""

    def fold_row(self, unfolded: bool) -> Row:
        """The row that folds and unfolds."""
        arrow = "▾" if unfolded else "▸"
        text = f"{arrow} {len(self.hidden):,} {self.hidden_name}"
        return Row("  ", Look.MUTED, (Piece(text, Look.MUTED, Fold()),))


def ending_of(result: RunResult, title: str, first_line: int) -> Ending:
    """How ``result`` is told.

    Args:
        title: where the code came from, such as ``scratch.py:3-9``.
        first_line: 1-based line of the buffer that the code's line 1 is.
    """
    hidden: tuple[Row, ...] = ()
    if result.exited is not None:
        rows = _exit_rows(result)
    elif result.error is not None:
        place = Place(title, first_line, tuple(result.code.splitlines()))
        rows = [*_error_rows(result, result.error, place)]
        hidden = tuple(_plain_rows(result.error.java_trace, Look.MUTED))
    elif result.failure is not None:
        rows = _failure_rows(result)
    else:
        took = Piece(f"✓ {duration(result.wall_seconds)}", Look.OK)
        rows = _with_variables((took, *_server_time(result)), result)
        if result.value is not None:
            text = "the value is a table: give it a name to open it"
            rows.append(Row("  ", Look.MUTED, (Piece(text, Look.MUTED),)))
    if result.lost_lines:
        text = "output was lost: more was printed than the server keeps for a reader"
        rows.append(Row("! ", Look.WARNING, (Piece(text, Look.WARNING),)))
    return Ending(tuple(rows), hidden, "Java lines")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the code of a run stands."""

    title: str
    first_line: int
    code: tuple[str, ...]

    @property
    def file(self) -> str:
        """The title without its line numbers."""
        head, colon, lines = self.title.rpartition(":")
        is_range = colon and lines.replace("-", "").isdigit()
        return head if is_range else self.title

    def buffer_line(self, line: int) -> int:
        return self.first_line + line - 1

    def source(self, line: int) -> str:
        return self.code[line - 1].strip() if 0 < line <= len(self.code) else ""


# -- inside ------------------------------------------------------------------------------


def _server_time(result: RunResult) -> tuple[Piece, ...]:
    if result.server_seconds is None:
        return ()
    return (Piece(f" (server {duration(result.server_seconds)})", Look.MUTED),)


def _failure_rows(result: RunResult) -> list[Row]:
    if result.wall_seconds == 0.0 and result.server_seconds is None:
        return [Row("", Look.MUTED, (Piece(f"– {safe_text(str(result.failure))}", Look.MUTED),))]
    said = Piece(f"✗ no answer: {safe_text(str(result.failure), limit=_LONGEST)}", Look.ERROR)
    took = Piece(f"  after {duration(result.wall_seconds)}", Look.MUTED)
    return [Row("", Look.ERROR, (said, took))]


def _exit_rows(result: RunResult) -> list[Row]:
    said = Piece(f"– {clean(result.exit_words)}", Look.MUTED)
    took = Piece(f"  {duration(result.wall_seconds)}", Look.MUTED)
    return _with_variables((said, took, *_server_time(result)), result)


def _error_rows(result: RunResult, error: ScriptError, place: Place) -> Iterator[Row]:
    first, *others = error.value.split("\n") if error.value else [""]
    said = f"✗ {error.kind}: {first}" if first else f"✗ {error.kind}"
    target = Jump(error.line) if error.line is not None else None
    where = f"  (line {place.buffer_line(error.line)})" if error.line is not None else ""
    took = Piece(f"  {duration(result.wall_seconds)}", Look.MUTED)
    pieces = (Piece(clean(said) + where, Look.ERROR, target), took, *_server_time(result))
    yield Row("", Look.ERROR, pieces)
    for text in others:
        yield Row("  ", Look.ERROR, (Piece(clean(text), Look.ERROR),))
    if error.frames:
        yield from _frame_rows(error.frames, place)
    elif not error.java_trace:
        yield from _plain_rows(error.python_trace, Look.FRAME)
    yield from _variable_rows(result)


def _frame_rows(frames: tuple[ScriptFrame, ...], place: Place) -> Iterator[Row]:
    left_out = len(frames) - _FIRST_FRAMES - _LAST_FRAMES
    for index, frame in enumerate(frames):
        if left_out > 1 and _FIRST_FRAMES <= index < _FIRST_FRAMES + left_out:
            if index == _FIRST_FRAMES:
                text = f"… {left_out:,} more frames"
                yield Row("  ", Look.MUTED, (Piece(text, Look.MUTED),))
            continue
        yield _frame_row(frame, place)


def _frame_row(frame: ScriptFrame, place: Place) -> Row:
    function = f" in {frame.function}" if frame.function not in ("", "<module>") else ""
    if frame.file == SCRIPT_FILE:
        at = f"{place.file}:{place.buffer_line(frame.line)}{function}"
        # A function that another script defined has the same file name; its lines are not here.
        here = frame.function in ("", "<module>")
        source = frame.source or (place.source(frame.line) if here else "")
        pieces = [Piece(clean(at), Look.FRAME, Jump(frame.line))]
        look = Look.SOURCE
    else:
        source = frame.source
        pieces = [Piece(clean(f"{frame.file}:{frame.line}{function}"), Look.MUTED)]
        look = Look.MUTED
    if source:
        pieces.append(Piece(f"   {clean(source)}", look))
    return Row("  ", Look.FRAME, tuple(pieces))


def _plain_rows(text: str, look: Look) -> Iterator[Row]:
    for line in text.strip("\n").split("\n") if text.strip() else ():
        yield Row("  ", look, (Piece(clean(line), look),))


def _changes(result: RunResult) -> Iterator[tuple[str, FieldInfo, Look, bool]]:
    for mark, fields, look, opens in (
        ("+", result.created, Look.CREATED, True),
        ("~", result.updated, Look.CREATED, True),
        ("-", result.removed, Look.REMOVED, False),
    ):
        for field in fields:
            if not field.name.startswith("_"):
                yield mark, field, look, opens


def _variable_pieces(result: RunResult) -> Iterator[tuple[Piece, ...]]:
    """What changed, one group of pieces a variable; names that start with ``_`` are counted."""
    for mark, field, look, opens in _changes(result):
        name = Piece(safe_text(field.name, limit=_LONGEST), look, Open(field) if opens else None)
        yield (Piece(f"  {mark} ", Look.MUTED), name)
    hidden = sum(
        field.name.startswith("_") for field in (*result.created, *result.updated, *result.removed)
    )
    if hidden:
        yield (Piece(f"  {hidden:,} hidden", Look.MUTED),)


def _variable_rows(result: RunResult) -> Iterator[Row]:
    yield from (Row("", Look.MUTED, tuple(row)) for row in _filled([], _variable_pieces(result)))


def _with_variables(pieces: tuple[Piece, ...], result: RunResult) -> list[Row]:
    rows = _filled(list(pieces), _variable_pieces(result))
    return [Row("", Look.OK, tuple(row)) for row in rows]


def _filled(first: list[Piece], groups: Iterable[tuple[Piece, ...]]) -> Iterator[list[Piece]]:
    """Groups one after another, as many to a row as fit into a usual one."""
    row = first
    used = sum(cell_width(piece.text) for piece in row)
    for group in groups:
        cells = sum(cell_width(piece.text) for piece in group)
        if row and used + cells > _ROW_CELLS:
            yield row
            row, used = [], 0
        row.extend(group)
        used += cells
    if row:
        yield row
