"""Python code to a syntax tree, or not: quiet, whatever the code holds.

The compiler warns about some code (``"\\d"``) on stderr, which would land on a screen that a
face has drawn. Code of a user is never a reason for that.
"""

from __future__ import annotations

import ast
import codeop
import warnings
from enum import Enum

_REFUSALS = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)


class Verdict(Enum):
    """What the compiler says about a piece of code."""

    COMPLETE = "complete"
    UNFINISHED = "unfinished"
    WRONG = "wrong"


def parse(code: str) -> ast.Module | None:
    """The syntax tree of ``code``, or ``None`` when it has none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code)
        except _REFUSALS:
            return None


def judge(code: str) -> Verdict:
    """Whether ``code`` compiles, could with more lines, or never will."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compiled = codeop.compile_command(code, "<input>", "exec")
        except _REFUSALS:
            return Verdict.WRONG
    return Verdict.UNFINISHED if compiled is None else Verdict.COMPLETE
