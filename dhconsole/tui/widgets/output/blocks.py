"""Blocks of output: one for each run, and loose ones for what no run of ours printed.

Pure. Owns which rows a block has and in which order. A block's rows are made when they are
looked at; adding a line costs next to nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import count
from typing import Protocol, runtime_checkable

from dhconsole.core.values import OutputLine, Run, RunResult, RunState
from dhconsole.text.elapsed import duration
from dhconsole.tui.widgets.output.endings import Ending, ending_of
from dhconsole.tui.widgets.output.rows import (
    Fold,
    Look,
    Piece,
    Row,
    breaks,
    clean,
    plain,
    row_height,
    width_of,
)

_serials = count(1)

_ENDING = 1 << 60
"""Ordinals of rows after the lines start here."""

_GUTTERS = {
    Look.STDOUT: "  ",
    Look.STDERR: "! ",
    Look.SERVER: "server ",
    Look.NOTE: "» ",
    Look.WARNING: "» ",
    Look.ERROR: "» ",
}
_WIDEST_GUTTER = max(map(len, _GUTTERS.values()))


@runtime_checkable
class RunContext(Protocol):
    """What is known of where a run's code came from."""

    @property
    def title(self) -> str: ...

    @property
    def first_line(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A row, whatever comes and goes around it: block and ordinal in the block."""

    serial: int
    ordinal: int


class Block(ABC):
    """Rows that belong together: some before, the lines, some after."""

    def __init__(self) -> None:
        self.serial = next(_serials)
        self.lines: list[OutputLine] = []
        self.widths: list[int] = []
        self.dropped = 0
        self._heights: tuple[int, list[int]] | None = None

    # -- what a kind of block decides ----------------------------------------------------

    @property
    def head_count(self) -> int:
        """How many rows ``head`` gives."""
        return 1 if self.dropped else 0

    def head(self) -> tuple[Row, ...]:
        """Rows before the lines."""
        if not self.dropped:
            return ()
        text = f"⋯ {self.dropped:,} earlier lines are not kept"
        return (Row("  ", Look.MUTED, (Piece(text, Look.MUTED),)),)

    def tail(self) -> tuple[Row, ...]:
        """Rows after the lines."""
        return ()

    @abstractmethod
    def look_of(self, line: OutputLine) -> Look:
        """How a line looks here."""

    # -- lines ---------------------------------------------------------------------------

    def add(self, lines: list[OutputLine]) -> None:
        """Append lines."""
        self.lines += lines
        self.widths += [width_of(line.text) for line in lines]

    def drop_oldest(self, lines: int) -> None:
        """Forget the first ``lines`` lines, and say that they are gone."""
        del self.lines[:lines], self.widths[:lines]
        self.dropped += lines
        if self._heights is not None:
            del self._heights[1][:lines]

    def take_out(self, numbers: AbstractSet[int]) -> list[OutputLine]:
        """Remove and return the lines of these numbers."""
        taken = [line for line in self.lines if line.number in numbers]
        if taken:
            self._replace([line for line in self.lines if line.number not in numbers])
        return taken

    def put_in(self, lines: list[OutputLine]) -> None:
        """Add lines where their numbers belong. Notes of ours (number 0) stay behind theirs."""
        order: list[tuple[int, int]] = []
        newest = 0
        merged = [*self.lines, *lines]
        for index, line in enumerate(merged):
            newest = line.number or newest
            order.append((newest, index))
        self._replace([merged[index] for _, index in sorted(order)])

    def _replace(self, lines: list[OutputLine]) -> None:
        self.lines = lines
        self.widths = [width_of(line.text) for line in lines]
        self._heights = None

    # -- rows ----------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        return self.head_count + len(self.lines) + len(self.tail())

    def row(self, index: int) -> Row:
        if index < self.head_count:
            return self.head()[index]
        index -= self.head_count
        if index < len(self.lines):
            return self._line_row(self.lines[index])
        return self.tail()[index - len(self.lines)]

    def _line_row(self, line: OutputLine) -> Row:
        look = self.look_of(line)
        return Row(_GUTTERS[look], look, (Piece(clean(line.text), look),))

    def texts(self) -> Iterator[str]:
        """The text of every row in order."""
        yield from (row.text for row in self.head())
        yield from (plain(line.text) for line in self.lines)
        yield from (row.text for row in self.tail())

    def text(self, index: int) -> str:
        """A row's text."""
        at = index - self.head_count
        if 0 <= at < len(self.lines):
            return plain(self.lines[at].text)
        return self.row(index).text

    def widest(self, last: int) -> int:
        """Cells of the widest of the last ``last`` lines and of all other rows."""
        lines = max(self.widths[len(self.widths) - last :], default=0) if last else 0
        others = (_width(row) for row in (*self.head(), *self.tail()))
        return max([lines + _WIDEST_GUTTER, *others])

    def heights(self, width: int) -> list[int]:
        """For each row, into how many it wraps on ``width`` cells."""
        known = self._heights[1] if self._heights and self._heights[0] == width else []
        for index in range(len(known), len(self.lines)):
            line = self.lines[index]
            room = max(1, width - len(_GUTTERS[self.look_of(line)]))
            cells = self.widths[index]
            text = line.text if line.text.isascii() or cells <= room else clean(line.text)
            known.append(row_height(text, cells, room))
        self._heights = (width, known)
        return [
            *(_height(row, width) for row in self.head()),
            *known,
            *(_height(row, width) for row in self.tail()),
        ]

    def place(self, index: int) -> Place:
        head, lines = self.head_count, len(self.lines)
        if index < head:
            return Place(self.serial, index - head)
        if index < head + lines:
            return Place(self.serial, self.dropped + index - head)
        return Place(self.serial, _ENDING + index - head - lines)

    def index_of(self, ordinal: int) -> int:
        """The row of that ordinal, or the nearest that there is."""
        head, lines = self.head_count, len(self.lines)
        if ordinal >= _ENDING:
            index = ordinal - _ENDING + head + lines
        elif ordinal < 0:
            index = head + ordinal
        else:
            index = min(max(0, ordinal - self.dropped), lines) + head
        return max(0, min(index, self.row_count - 1))

    def copy_text(self) -> str:
        """Everything in the block as plain text."""
        return "\n".join(self.texts())


class LooseBlock(Block):
    """What others printed, and our own notes."""

    def look_of(self, line: OutputLine) -> Look:
        return _note_look(line) if line.stream == "note" else Look.SERVER


class RunBlock(Block):
    """One run: title, its output, how it ended.

    Args:
        run_id: the run's number.
        started: the time of day at which it was submitted, as text.
    """

    def __init__(self, run_id: int, started: str) -> None:
        super().__init__()
        self.run_id = run_id
        self.started = started
        self.title = ""
        self.context: object = None
        self.first_line = 1
        self.unfolded = False
        self._run: Run | None = None
        self._ending: Ending | None = None
        self._tail: tuple[Row, ...] = ()

    @property
    def active(self) -> bool:
        """Whether the run has not ended."""
        return self._ending is None

    @property
    def sent(self) -> bool:
        """Whether the server has it and has not answered."""
        return self.active and self._run is not None and self._run.state is not RunState.QUEUED

    def change(self, run: Run) -> None:
        """The run came to another state."""
        self._run = run
        self.context = run.context
        if isinstance(run.context, RunContext):
            self.title, self.first_line = run.context.title, run.context.first_line

    def end(self, result: RunResult, title: str, first_line: int) -> None:
        """The run ended."""
        self.title, self.first_line = title, first_line
        self._ending = ending_of(result, title, first_line)
        self._run = None
        self._make_tail()

    def toggle(self) -> bool:
        """Fold or unfold the rest of the ending; tells whether there is one."""
        if self._ending is None or not self._ending.hidden:
            return False
        self.unfolded = not self.unfolded
        self._make_tail()
        return True

    def look_of(self, line: OutputLine) -> Look:
        if line.stream == "note":
            return _note_look(line)
        return Look.STDERR if line.stream == "stderr" else Look.STDOUT

    @property
    def head_count(self) -> int:
        return 1 + super().head_count

    def head(self) -> tuple[Row, ...]:
        title = f"run {self.run_id}"
        if self.title:
            title += f"  {clean(self.title)}"
        state, look = self._state()
        pieces = [Piece(title, Look.TITLE)]
        if state:
            pieces.append(Piece(f"  {state}", look))
        pieces.append(Piece(f"  {self.started}", Look.MUTED))
        gutter = "▷ " if self.active and not self.sent else "▶ "
        return (Row(gutter, Look.TITLE, tuple(pieces)), *super().head())

    def tail(self) -> tuple[Row, ...]:
        return self._tail

    def _make_tail(self) -> None:
        ending = self._ending
        if ending is None:
            return
        rows = list(ending.rows)
        if ending.hidden:
            at = _after_error(rows)
            shown = ending.hidden if self.unfolded else ()
            rows[at:at] = [ending.fold_row(self.unfolded), *shown]
        self._tail = tuple(rows)

    def _state(self) -> tuple[str, Look]:
        run = self._run
        if run is None:
            return "", Look.MUTED
        if run.state is RunState.QUEUED:
            return "queued", Look.MUTED
        took = _elapsed(run.elapsed())
        if not run.watched:
            return f"not waited for, the server goes on with it: {took}", Look.WARNING
        if run.state is RunState.SENT:
            behind = ", nothing heard yet" if run.elapsed() >= 1 else ""
            return f"sent {took} ago{behind}", Look.RUNNING
        if run.state is RunState.FLUSHING:
            return "collecting output", Look.RUNNING
        return f"running {took}", Look.RUNNING


def _after_error(rows: list[Row]) -> int:
    """Where the folded part belongs: after the error, before what changed."""
    for index, row in enumerate(rows):
        if index and row.gutter == "":
            return index
    return len(rows)


def _elapsed(seconds: float) -> str:
    """Whole seconds: the header is drawn again once a second."""
    return f"{int(seconds)} s" if seconds < 60 else duration(seconds)


def _note_look(line: OutputLine) -> Look:
    if line.level in ("ERROR", "FATAL"):
        return Look.ERROR
    return Look.WARNING if line.level == "WARN" else Look.NOTE


def _width(row: Row) -> int:
    return len(row.gutter) + width_of(row.text)


def _height(row: Row, width: int) -> int:
    return len(breaks(row.text, width - len(row.gutter)))


def is_fold(row: Row) -> bool:
    """Whether the row folds something."""
    return any(isinstance(target, Fold) for target in row.targets)
