"""Which tabs of a line are shown, and how much of each, when not all fit. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from dhconsole.text.width import cell_width, cut

_SHORT = 7
"""Cells of a title, with its sign, that is not in front when room is scarce."""
_MORE = 3
"""Cells for the number of tabs that are left out on one side."""


def room_for_tabs(width: int, said: int) -> int:
    """Cells for the tabs in a line of ``width``, beside which so many cells of words are said.

    All that the words leave; where they are long they get three fifths of the line: an export, a
    pause, a loss must be read though many tables are open.
    """
    return max(width - said - 2, width * 2 // 5)


def fitted(titles: Sequence[str], active: int, room: int) -> list[tuple[int | None, str]]:
    """Index and text of each tab in ``room`` cells; the one in front is always among them.

    Titles are shortened first, then tabs left out that are furthest from the one in front; their
    numbers stand in their places, with no index.
    """
    texts = [f" {title} " for title in titles]
    if sum(map(cell_width, texts)) > room:
        texts = [
            text if index == active else f" {cut(titles[index], _SHORT)} "
            for index, text in enumerate(texts)
        ]
    first = last = active
    left = room - (cell_width(texts[active]) if texts else 0)
    grown = bool(texts)
    while grown:
        grown = False
        for index in (last + 1, first - 1):
            if not 0 <= index < len(texts):
                continue
            now = min(first, index), max(last, index)
            need = cell_width(texts[index])
            marks = _MORE * ((now[0] > 0) + (now[1] < len(texts) - 1))
            if need + marks <= left:
                (first, last), left, grown = now, left - need, True
    found: list[tuple[int | None, str]] = [
        (at, texts[at]) for at in range(first, last + 1) if texts
    ]
    if first > 0:
        found.insert(0, (None, f"‹{first} "))
    if texts and last < len(texts) - 1:
        found.append((None, f" {len(texts) - 1 - last}›"))
    return found
