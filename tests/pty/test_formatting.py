"""Cells as ``format_columns`` on the server wants them: colours, numbers, times."""

from __future__ import annotations

import pytest

from dhconsole.client import Session

pytestmark = [pytest.mark.live, pytest.mark.pty]

SCRIPT = """
from deephaven import empty_table
formatted = empty_table(8).update([
    "X = i", "Share = i / 8.0", "At = parseInstant(`2026-01-02T03:04:05.678Z`)", "S = `s` + i"
]).format_columns([
    "X = X > 3 ? RED : NO_FORMATTING", "Share = Decimal(`0.0%`)",
    "At = Date(`dd.MM.yyyy HH:mm`)"]).format_row_where("X == 1", "bgfg(`#000080`, `#ffff00`)")
"""


def test_colours_and_patterns_of_the_server(start, plain_server) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(SCRIPT)
    with start(120, 32) as terminal:
        terminal.wait("live")
        terminal.press("f2")
        terminal.wait("Open a table")
        terminal.type("formatted")
        terminal.wait("formatted ")
        terminal.press("enter")
        terminal.wait("[static]")
        shown = terminal.wait("62.5%")
        assert "02.01.2026 03:04" in shown
        assert "FORMAT" not in shown

        def row_of(text: str) -> int:
            return next(at for at, line in enumerate(terminal.lines) if f"{text} " in f"{line} ")

        def colours(text: str) -> tuple[str, str]:
            row = row_of(text)
            cell = terminal.cells(row)[terminal.column_of(row, text)]
            return cell.fg, cell.bg

        assert colours("s1") == ("ffff00", "000080")
        ground = {cell.bg for cell in terminal.cells(row_of("s5")).values()}
        assert "ff0000" in ground
        assert colours("s5")[1] != "ff0000"

        # A format that the user chooses goes before the maker's.
        terminal.press("right", "%", "%")
        terminal.wait("2 digits")
        terminal.wait(lambda text: "0.62" in text and "62.5%" not in text)
