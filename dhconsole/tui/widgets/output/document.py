"""The output as a document: rows that a line view shows, bounded, with lasting places.

Pure. Owns the order of blocks and how much is kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, groupby

from dhconsole.core.values import OutputLine, Run, RunResult
from dhconsole.tui.widgets.output.blocks import Block, LooseBlock, Place, RunBlock
from dhconsole.tui.widgets.output.rows import Row

KEPT_LINES = 20_000


class Document(ABC):
    """Rows by index, and places by which a row is found again.

    Attributes:
        added: rows that were ever added at the end; only grows.
        width: cells of the widest row there was.
    """

    def __init__(self, keep: int = KEPT_LINES) -> None:
        self.keep = keep
        self.added = 0
        self.width = 0

    @property
    @abstractmethod
    def row_count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def row(self, index: int) -> Row:
        """One row."""

    @abstractmethod
    def texts(self) -> Iterator[str]:
        """The text of every row in order, for searching."""

    @abstractmethod
    def text(self, index: int) -> str:
        """One row's text, for copying."""

    @abstractmethod
    def place(self, index: int) -> Place:
        """What identifies the row."""

    @abstractmethod
    def find(self, place: Place) -> int:
        """The row of ``place``, or the nearest that is left."""

    @abstractmethod
    def heights(self, width: int) -> list[int]:
        """Into how many rows each row wraps on ``width`` cells."""

    @abstractmethod
    def entry_text(self, index: int) -> str:
        """What belongs together with the row, for copying."""

    @abstractmethod
    def clear(self) -> None:
        """Forget everything that is past."""


class OutputDocument(Document):
    """Runs in the order of submitting, and what was printed between and beside them."""

    def __init__(self, keep: int = KEPT_LINES) -> None:
        super().__init__(keep)
        self.blocks: list[Block] = []
        self._runs: dict[int, RunBlock] = {}
        self._lines = 0
        self._ends: list[int] | None = None

    # -- changes -------------------------------------------------------------------------

    def add(self, lines: Sequence[OutputLine]) -> None:
        """Take new lines; each goes to its run, others' before the run that is under way."""
        if len(lines) > self.keep:
            lines = lines[-self.keep :]
        for (run_id, _), group in groupby(lines, _owner):
            part = list(group)
            block = self._block_for(run_id, part[0])
            block.add(part)
            self.width = max(self.width, block.widest(len(part)))
        self._lines += len(lines)
        self.added += len(lines)
        self._trim()

    def change(self, run: Run, started: str) -> RunBlock:
        """A run is new, or came to another state."""
        block = self._runs.get(run.id)
        if block is None:
            block = self._new_run(run.id, started)
        block.change(run)
        self._changed(block)
        return block

    def end(self, result: RunResult, title: str, first_line: int, started: str) -> RunBlock:
        """A run ended."""
        block = self._runs.get(result.run_id) or self._new_run(result.run_id, started)
        before = block.row_count
        block.end(result, title, first_line)
        self.added += max(0, block.row_count - before)
        self._changed(block)
        if result.adopted:
            self._adopt(block, result.adopted)
        if result.foreign:
            self.mark_foreign(result.foreign)
        return block

    def mark_foreign(self, numbers: AbstractSet[int]) -> None:
        """These lines were not printed by the run that they are shown with."""
        for block in tuple(self._runs.values()):
            lines = block.take_out(numbers)
            if lines:
                self._loose_before(self.blocks.index(block)).put_in(lines)
        self._tidy()

    def toggle(self, index: int) -> bool:
        """Fold or unfold what belongs to the row; tells whether there is something."""
        block, _ = self._at(index)
        if not isinstance(block, RunBlock) or not block.toggle():
            return False
        self._changed(block)
        return True

    def clear(self) -> None:
        """Keep only runs that have not ended, without the lines so far."""
        self.blocks = [block for block in self.blocks if _is_active(block)]
        for block in self.blocks:
            block.drop_oldest(len(block.lines))
            block.dropped = 0
        self._runs = {block.run_id: block for block in self.blocks if isinstance(block, RunBlock)}
        self._lines = self.width = 0
        self._ends = None

    # -- questions -----------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        ends = self._row_ends()
        return ends[-1] if ends else 0

    def row(self, index: int) -> Row:
        block, at = self._at(index)
        return block.row(at)

    def texts(self) -> Iterator[str]:
        for block in self.blocks:
            yield from block.texts()

    def text(self, index: int) -> str:
        block, at = self._at(index)
        return block.text(at)

    def place(self, index: int) -> Place:
        block, at = self._at(index)
        return block.place(at)

    def find(self, place: Place) -> int:
        start = 0
        for block in self.blocks:
            if block.serial == place.serial:
                return start + block.index_of(place.ordinal)
            start += block.row_count
        return 0

    def heights(self, width: int) -> list[int]:
        return [height for block in self.blocks for height in block.heights(width)]

    def block_at(self, index: int) -> Block:
        """The block of a row."""
        return self._at(index)[0]

    def first_row(self, block: Block) -> int:
        """Index of the block's first row."""
        return self._row_ends()[self.blocks.index(block)] - block.row_count

    def active_runs(self) -> list[RunBlock]:
        return [block for block in self._runs.values() if block.active]

    def entry_text(self, index: int) -> str:
        return self.block_at(index).copy_text()

    # -- inside --------------------------------------------------------------------------

    def _at(self, index: int) -> tuple[Block, int]:
        ends = self._row_ends()
        which = bisect_right(ends, index)
        block = self.blocks[which]
        return block, index - (ends[which] - block.row_count)

    def _row_ends(self) -> list[int]:
        if self._ends is None:
            self._ends = list(accumulate(block.row_count for block in self.blocks))
        return self._ends

    def _changed(self, block: Block) -> None:
        self._ends = None
        self.width = max(self.width, block.widest(0))

    def _new_run(self, run_id: int, started: str) -> RunBlock:
        block = RunBlock(run_id, started)
        self._runs[run_id] = block
        self.blocks.append(block)
        self.added += 1
        return block

    def _block_for(self, run_id: int | None, line: OutputLine) -> Block:
        self._ends = None
        if run_id is not None and run_id in self._runs:
            return self._runs[run_id]
        under_way = next((block for block in self._runs.values() if block.sent), None)
        if under_way is not None:
            if line.stream == "note":
                return under_way
            return self._loose_before(self.blocks.index(under_way))
        if not self.blocks or not isinstance(self.blocks[-1], LooseBlock):
            self.blocks.append(LooseBlock())
        return self.blocks[-1]

    def _loose_before(self, position: int) -> LooseBlock:
        if position:
            before = self.blocks[position - 1]
            if isinstance(before, LooseBlock):
                return before
        block = LooseBlock()
        self.blocks.insert(position, block)
        return block

    def _adopt(self, run: RunBlock, numbers: AbstractSet[int]) -> None:
        for block in self.blocks:
            if isinstance(block, LooseBlock):
                lines = block.take_out(numbers)
                if lines:
                    run.put_in(lines)
        self._tidy()

    def _tidy(self) -> None:
        self.blocks = [block for block in self.blocks if block.row_count]
        self._ends = None

    def _trim(self) -> None:
        excess = self._lines - self.keep
        while excess > 0:
            block = next(block for block in self.blocks if block.lines)
            gone = min(excess, len(block.lines))
            block.drop_oldest(gone)
            excess -= gone
            self._lines -= gone
            if not block.lines and not _is_active(block) and block is not self.blocks[-1]:
                self.blocks.remove(block)
                if isinstance(block, RunBlock):
                    del self._runs[block.run_id]
        while len(self.blocks) > self.keep and not _is_active(self.blocks[0]):
            self._forget_first()
        self._ends = None

    def _forget_first(self) -> None:
        block = self.blocks.pop(0)
        self._lines -= len(block.lines)
        if isinstance(block, RunBlock):
            del self._runs[block.run_id]


def _owner(line: OutputLine) -> tuple[int | None, bool]:
    return line.run_id, line.stream == "note"


def _is_active(block: Block) -> bool:
    return isinstance(block, RunBlock) and block.active
