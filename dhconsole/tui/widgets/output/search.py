"""Searching text: which rows hold it, and where in a row it is.

Pure. Case counts when what is searched for has a capital letter.
"""

from __future__ import annotations

from bisect import bisect_left

from dhconsole.tui.widgets.output.document import Document


class Search:
    """One thing to look for. ``found`` tells how it went: ``3 of 17``, ``no match``."""

    def __init__(self, needle: str) -> None:
        self.needle = needle
        self.found = ""
        self._exact = needle != needle.lower()

    def go(self, document: Document, row: int, step: int) -> int | None:
        """The row to go to, from ``row``; None when nothing matches.

        Args:
            step: 0 also takes ``row`` itself, 1 the rows after it, -1 those before; at the
                end of the document the search goes on at the other end.
        """
        needle, exact = self.needle, self._exact
        matches = [
            index
            for index, text in enumerate(document.texts())
            if needle in (text if exact else text.lower())
        ]
        if not matches:
            self.found = "no match"
            return None
        at = (bisect_left(matches, row + (step > 0)) - (step < 0)) % len(matches)
        self.found = f"{at + 1:,} of {len(matches):,}"
        return matches[at]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Start and end of every match in ``text``, in characters."""
        if not self._exact:
            lower = text.lower()
            text = lower if len(lower) == len(text) else text
        found: list[tuple[int, int]] = []
        at = text.find(self.needle)
        while at >= 0:
            end = at + len(self.needle)
            found.append((at, end))
            at = text.find(self.needle, end)
        return found
