"""The words of the status line, and which of them go first when it is narrow.

Knows no toolkit: the first picture is drawn before there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dhconsole.text.width import cell_width, cut

GAP = "   "
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A word of the line.

    Attributes:
        look: ``status--`` and this is its component class.
        rank: those with a higher one are left out first.
        short: says the same in fewer cells; empty when there is no such text.
    """

    text: str
    look: str
    rank: int
    short: str = ""


APP = Part("dhconsole", "app", 9)
CONNECTING = Part("◌ connecting", "wait", 0)


def named(label: str) -> Part:
    """The server's name."""
    return Part(label, "name", 3)


def fitting(given: Sequence[Part], room: int) -> list[Part]:
    """The parts that fit into ``room`` cells, the least important left out or shortened first."""
    parts = list(given)
    while _width(parts) > room:
        long = [part for part in parts if part.short]
        if long:
            part = max(long, key=lambda each: each.rank)
            parts[parts.index(part)] = Part(part.short, part.look, part.rank)
        elif len(parts) > 1:
            parts.remove(max(parts, key=lambda each: each.rank))
        else:
            only = parts[0]
            return [Part(cut(only.text, room), only.look, only.rank)]
    return parts


def _width(parts: list[Part]) -> int:
    return sum(cell_width(part.text) for part in parts) + len(GAP) * (len(parts) - 1)
