"""Completion as a person sees it in the console's code pane."""

from __future__ import annotations

import re

import pytest

from dhconsole.client import Session
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]

TABLE = """
from deephaven import empty_table
comp = empty_table(5).update(["Price = i", "PrevPrice = i", "Size = i"])
"""


def type_slowly(terminal: Terminal, text: str, before: str = "") -> None:
    """Type ``text``, each character once the one before it is on the screen."""
    for count in range(len(text)):
        terminal.type(text[count])
        terminal.wait((before + text[: count + 1]).rstrip())


def is_chosen(terminal: Terminal, name: str, other: str) -> bool:
    """Whether the list shows ``name`` and ``other``, on grounds of different colours."""
    grounds = []
    for each in (name, other):
        for row, line in enumerate(terminal.lines):
            if f" {each} " in f"{line} ":
                grounds.append(terminal.cells(row)[terminal.column_of(row, each)].bg)
    return len(grounds) == 2 and grounds[0] != grounds[1]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 60)])
def test_an_attribute_of_a_live_object_and_a_column_in_a_query_string(
    start, plain_server, columns: int, rows: int
) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(TABLE)
    with start(columns, rows) as terminal:
        terminal.wait("live")
        terminal.wait(lambda text: "comp" in text.partition("Code")[2])
        type_slowly(terminal, "t = comp.")
        # Of the live object, whose class is known on the server alone.
        terminal.wait("abs_sum_by")
        type_slowly(terminal, "up", "t = comp.")
        terminal.wait("update_view")
        terminal.wait(lambda text: "abs_sum_by" not in text)
        terminal.press("tab")
        terminal.wait("t = comp.update")
        terminal.wait(lambda text: "update_view" not in text)

        type_slowly(terminal, "(", "t = comp.update")
        terminal.wait("formulas: ")
        type_slowly(terminal, '"X = Pr', "t = comp.update(")
        terminal.wait("PrevPrice")
        terminal.press("down")
        terminal.wait(lambda text: is_chosen(terminal, "PrevPrice", "cumprod"))
        terminal.press("enter")
        terminal.wait('"X = PrevPrice')
        terminal.wait(lambda text: "cumprod" not in text)
        type_slowly(terminal, '")', '"X = PrevPrice')
        terminal.wait(lambda text: "formulas: " not in text)
        terminal.press("f5")
        terminal.wait(lambda text: text.count("PrevPrice") == 1)
        terminal.wait(lambda text: re.search(r"run 1 .*✓", text, re.DOTALL) is not None)
        with Session(port=plain_server.options.port) as session:
            assert session.open_table("t").schema.names[-1] == "X"


def test_what_a_name_is(start, plain_server) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(TABLE)
    with start(80, 24) as terminal:
        terminal.wait("live")
        type_slowly(terminal, "comp")
        terminal.write("\x1bh")
        terminal.wait("columns:")
        terminal.wait("PrevPrice")
        terminal.press("escape")
        terminal.wait(lambda text: "columns:" not in text)
