"""Where the lines of a long text break, without laying any of it out. Pure.

A line is a piece of the text, given by offsets, that fits into a width. Lines of plain letters
are counted, not looked at one by one, so that ten megabytes take a moment. Lines with other
characters are measured exactly as long as that stays cheap; beyond, each character is taken
for a wide one, which breaks such lines early but never cuts anything off.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dhconsole.text.width import clusters

Offsets = npt.NDArray[np.int64]

_NEWLINE = 0x0A
_LAST_NARROW = 0x02FF
"""Up to here every character that ``safe_text`` leaves takes one cell."""
_MEASURED = 100_000


class WrappedText:
    """``text`` in lines of at most ``width`` cells.

    Args:
        text: safe text, may have newlines.
        width: cells of a line, at least 2.
    """

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(2, width)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        breaks = np.flatnonzero(codes == _NEWLINE).astype(np.int64)
        self._firsts = np.concatenate((np.zeros(1, np.int64), breaks + 1))
        self._ends = np.concatenate((breaks, np.full(1, len(text), np.int64)))
        self._exact: dict[int, list[int]] = {}
        steps = np.full(len(self._firsts), self.width, np.int64)
        unusual = np.searchsorted(self._firsts, np.flatnonzero(codes > _LAST_NARROW), "right") - 1
        steps[unusual] = self.width // 2
        self._steps = steps
        counts = np.maximum(1, -(-(self._ends - self._firsts) // steps))
        self._measure(np.unique(unusual), counts)
        self._line_of = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))

    def __len__(self) -> int:
        """Number of lines."""
        return int(self._line_of[-1])

    def piece(self, line: int) -> tuple[int, int]:
        """Offsets of the first character of a line and of the one after its last."""
        index = int(np.searchsorted(self._line_of, line, "right")) - 1
        within = line - int(self._line_of[index])
        first, end = int(self._firsts[index]), int(self._ends[index])
        exact = self._exact.get(index)
        if exact is not None:
            return first + exact[within], first + exact[within + 1]
        step = int(self._steps[index])
        return first + within * step, min(end, first + (within + 1) * step)

    def line_at(self, offset: int) -> int:
        """The line that has the character at ``offset``."""
        index = int(np.searchsorted(self._firsts, offset, "right")) - 1
        within = offset - int(self._firsts[index])
        exact = self._exact.get(index)
        start = int(self._line_of[index])
        last = int(self._line_of[index + 1]) - 1
        if exact is not None:
            return min(last, start + int(np.searchsorted(exact, within, "right")) - 1)
        return min(last, start + within // int(self._steps[index]))

    def _measure(self, unusual: Offsets, counts: Offsets) -> None:
        """Measure as many lines with other than plain letters as is cheap."""
        left = _MEASURED
        for index in unusual:
            first, end = int(self._firsts[index]), int(self._ends[index])
            left -= end - first
            if left < 0:
                return
            exact = self._breaks(self.text[first:end])
            self._exact[int(index)] = exact
            counts[index] = len(exact) - 1

    def _breaks(self, line: str) -> list[int]:
        """Offsets within ``line`` at which its pieces begin, and its length."""
        breaks, used = [0], 0
        for start, _, cells in clusters(line):
            if used + cells > self.width:
                breaks.append(start)
                used = 0
            used += cells
        return [*breaks, len(line)]
