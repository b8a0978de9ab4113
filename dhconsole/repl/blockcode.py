"""The code of functions that earlier blocks of this prompt defined.

Python calls every script ``<string>`` and keeps no source of it, neither for a traceback nor for
``inspect`` (seen on a live 42.7 server). What was sent from here is known here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dhconsole.text.syntax import parse

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is defined.

    Attributes:
        block: number of the block at the prompt.
        lines: those of the block.
        first, last: the definition's lines in it, from 1.
    """

    block: int
    lines: Sequence[str]
    first: int
    last: int

    @property
    def source(self) -> str:
        """The definition itself, decorators included."""
        return "\n".join(self.lines[self.first - 1 : self.last])


def place_of(blocks: Sequence[str], name: str, line: int | None = None) -> Place | None:
    """The newest definition of a function or class.

    Args:
        blocks: what was run, the oldest first.
        name: of the function, without those around it.
        line: one that must lie in it.
    """
    for number in range(len(blocks), 0, -1):
        code = blocks[number - 1]
        # Parsing is slow, and most blocks do not even hold the word.
        tree = parse(code) if name in code else None
        found = [
            (first, last)
            for first, last in (_extent(each) for each in _definitions(tree, name))
            if line is None or first <= line <= last
        ]
        if found:
            return Place(number, code.split("\n"), *found[-1])
    return None


def _definitions(tree: ast.Module | None, name: str) -> Iterator[_Definition]:
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, _Definition) and node.name == name:
            yield node


def _extent(node: _Definition) -> tuple[int, int]:
    first = min((each.lineno for each in node.decorator_list), default=node.lineno)
    return min(first, node.lineno), node.end_lineno or node.lineno
