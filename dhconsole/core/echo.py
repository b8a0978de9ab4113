"""The value of a script's last expression, as an interactive Python shows it.

The server runs a script as statements and echoes nothing (seen on a live 42.7 server), so the
last expression is sent as an assignment to a name of this console's own, and one more line
prints the value. That line marks each line that it prints as this run's and takes the name
away again, but for a table: that one stays until its rows have been asked for, because only a
variable can be.

Pure: code in, code out. Line numbers stay. Code that does not parse here, and that of other
languages, is sent as it is.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from dhconsole.text.syntax import parse

VALUE_MARK = "\x1d"
"""What stands on the server's log before and after the mark of each line of a value: the ASCII
group separator."""

NAME_START = "_dhconsole_value_"
"""How the names of values begin; they are nobody's variables, and no list shows them."""

LONGEST = 100_000
"""Characters of a value that are sent; what is beyond is left out, and that is said."""

# Runs in a namespace of its own, so that it leaves nothing behind. What a ``repr`` raises is
# told and is no failure of the script.
_SHOW = f"""
import sys
value = where[name]
if not (type(value).__module__ == "deephaven.table" and hasattr(value, "j_table")):
    del where[name]
    if value is not None:
        try:
            text = repr(value)
        except Exception as error:
            text = f"<{{type(value).__name__}} whose repr raises {{type(error).__name__}}>"
        if len(text) > {LONGEST}:
            text = f"{{text[:{LONGEST}]}}… {{len(text) - {LONGEST}:,}} more characters"
        sys.stdout.write("".join(f"\\x1d{{mark}}\\x1d{{line}}\\n" for line in text.split("\\n")))
        sys.stdout.flush()
"""


@dataclass(frozen=True, slots=True)
class Echoed:
    """A script that shows the value of its last expression.

    Attributes:
        sent: what the server runs.
        name: the variable that holds the value.
        mark: what the lines of the value bear, and no others.
    """

    sent: str
    name: str
    mark: str


def echoed(code: str, token: str, mark: str, language: str = "python") -> Echoed | None:
    """``code`` so that its value is shown; None when there is none to show.

    Args:
        token: letters and digits that no other console has, since all share the variables.
        mark: letters and digits that no other run has, since all share the output.

    A semicolon at the end of the last expression asks for no value, as in other shells.
    """
    tree = parse(code) if language == "python" else None
    if tree is None or not tree.body or "\0" in code:
        return None
    last = tree.body[-1]
    if not isinstance(last, ast.Expr) or _is_hushed(code, last):
        return None
    name = NAME_START + token
    start, end = _place(code, last)
    head, value, rest = code[:start], code[start:end], code[end:].rstrip()
    shown = f"exec({_SHOW!r}, {{'where': globals(), 'name': {name!r}, 'mark': {mark!r}}})"
    return Echoed(f"{head}{name} = ({value}){rest}\n{shown}\n", name, mark)


def read_value_line(text: str) -> tuple[str, str] | None:
    """Mark and text of a line of a value; None when it is no such line."""
    if not text.startswith(VALUE_MARK):
        return None
    mark, sign, rest = text[len(VALUE_MARK) :].partition(VALUE_MARK)
    return (mark, rest) if sign else None


def forgetting(name: str) -> str:
    """A script that takes the value's name away, once its table has been fetched."""
    return f"globals().pop({name!r}, None) and None"


def is_value_name(name: str) -> bool:
    """Whether a variable is the value of a console, which nobody made and nobody need see."""
    return name.startswith(NAME_START)


def _place(code: str, node: ast.Expr) -> tuple[int, int]:
    """Where the expression begins and ends in ``code``, in characters, with its brackets."""
    lines = code.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def at(line: int, offset: int) -> int:
        text = lines[line - 1].encode("utf-8", "surrogatepass")[:offset]
        return starts[line - 1] + len(text.decode("utf-8", "surrogatepass"))

    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)


def _is_hushed(code: str, node: ast.Expr) -> bool:
    _, end = _place(code, node)
    return code[end:].lstrip(" \t)").startswith(";")
