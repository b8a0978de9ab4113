"""Groups as they are typed: ``Sym, Side: sum Size, mean Price``. Pure."""

from __future__ import annotations

from collections.abc import Collection

from dhconsole.core.recipe import Rollup
from dhconsole.core.totals import TOTALS
from dhconsole.errors import ArgumentError

_WORDS = {"mean": "avg", "least": "min", "greatest": "max", "rows": "count", "spread": "std"}
_EXAMPLE = "Sym, Side: sum Size, mean Price"


def parse_rollup(text: str, columns: Collection[str]) -> Rollup | None:
    """What ``text`` groups by; None for nothing.

    Args:
        columns: names that there are; empty when they are not known.

    Raises:
        ArgumentError: it means nothing.
    """
    if not text.strip():
        return None
    groups, _, totals = text.partition(":")
    by = tuple(_column(each, columns) for each in _parts(groups))
    if not by:
        raise ArgumentError("there is nothing to group by", hint=f"Type such as {_EXAMPLE}.")
    if len(set(by)) < len(by):
        raise ArgumentError("a column is there twice", hint="Name each once.")
    return Rollup(by, tuple(dict.fromkeys(_total(each, columns) for each in _parts(totals))))


def rollup_text(rollup: Rollup) -> str:
    """The text that means it."""
    totals = ", ".join(f"{total} {column}" for column, total in rollup.totals)
    return ", ".join(rollup.by) + (f": {totals}" if totals else "")


def _parts(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _column(name: str, columns: Collection[str]) -> str:
    if not columns or name in columns:
        return name
    same = [each for each in columns if each.lower() == name.lower()]
    if len(same) == 1:
        return same[0]
    raise ArgumentError(f"there is no column {name}", hint=f"Type such as {_EXAMPLE}.")


def _total(text: str, columns: Collection[str]) -> tuple[str, str]:
    word, _, column = text.partition(" ")
    total = _WORDS.get(word.lower(), word.lower())
    if total not in TOTALS:
        raise ArgumentError(
            f"{word} is no total", hint=f"There are {', '.join((*TOTALS, *_WORDS))}."
        )
    if not column.strip():
        raise ArgumentError(f"{word} of which column", hint=f"Type such as {_EXAMPLE}.")
    return _column(column.strip(), columns), total
