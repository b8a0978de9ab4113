"""Strings of a server that try to act on the terminal: shown, harmless, in every place."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from dhconsole.client import Session
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]

LOOT = base64.b64encode(b"stolen by a table").decode()

ATTACKS = {
    "clear": "\x1b[2J\x1b[H",
    "colour": "\x1b[38;5;201mPINK",
    "title": "\x1b]0;OWNED\x07",
    "clipboard": f"\x1b]52;c;{LOOT}\x07",
    "device": "\x1bP1$r0m\x1b\\",
    "c1": "\x9b2J\x9d0;OWNED\x9c",
    "bidi": "a\u202ebc\u2066d\u2069e\u200f",
    "markup": "[bold red]x[/] [@click=app.quit]y[/] [link=a]",
    "lines": "one\ntwo\r\nthree\tfour\x0b\x0c\x85\u2028five",
    "wide": "日本語テキスト",
    "combining": "e\u0301a\u0308\u0323" + "o" + "\u0300" * 30,
    "hidden": "a\u200bb\ufeffc\u00add\x00e",
}
"""By name; what a cell holds is the name and then the attack."""

FORBIDDEN = [
    b"\x1b]52",
    b"\x1b]0;OWNED",
    b"\x1b[38;5;201m",
    b"\x1bP1$r",
    *(text.encode() for text in ("\x9b", "\x9d", "\x85", "\u2028", "\u202e", "\u2066", "\u200f")),
]
"""Bytes that only a table could have made the console write."""

NAME = "h_\x1b]0;OWNED\x07\u202e[red]\x1b[2J"


@pytest.fixture
def hostile(bare_scope, plain_server) -> None:
    """Objects whose every text is an attack."""
    code = f"""
from deephaven import new_table, empty_table
from deephaven.column import string_col, int_col
h_attacks = {ATTACKS!r}
h_table = new_table([
    string_col("Attack", [f"{{name}}: {{text}}|" for name, text in h_attacks.items()]),
    int_col("After", list(range(len(h_attacks)))),
])
h_huge = new_table([
    string_col("Huge", ["\\x1b[2J" + "x" * 10_000_000 + "the end"]), int_col("After", [77])
])
globals()[{NAME!r}] = empty_table(3).update("Named = i")
"""
    with Session(port=plain_server.options.port) as session:
        session.run_script(code)


def assert_harmless(terminal: Terminal) -> None:
    for attack in FORBIDDEN:
        assert attack not in terminal.raw, attack


def open_table(terminal: Terminal, name: str, loaded: str) -> None:
    terminal.press("f2")
    terminal.wait("Open a table")
    terminal.type(name)
    terminal.wait(lambda text: text.count(name) > 1)  # typed, and found
    terminal.press("enter")
    terminal.wait(loaded)


def rows_stand_in_line(terminal: Terminal) -> bool:
    """Whether each attack is one row of one line, and the next column ends at the same place in
    all of them."""
    lines = terminal.lines
    header = next((at for at, line in enumerate(lines) if "Attack" in line), None)
    if header is None or "After" not in lines[header]:
        return False
    edge = terminal.column_of(header, "After") + len("After")
    found = 0
    for at, line in enumerate(lines):
        if any(f"{name}:" in line for name in ATTACKS):
            number = line.rstrip(" │┃").split()[-1]
            if terminal.column_of(at, number, last=True) + len(number) != edge:
                return False
            found += 1
    return found == len(ATTACKS)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 60)])
def test_cells(start: Callable[..., Terminal], hostile, columns: int, rows: int) -> None:
    with start(columns, rows) as terminal:
        terminal.wait("live")
        open_table(terminal, "h_table", "clear:")
        terminal.press("f10")  # the grid alone
        terminal.wait(lambda text: "Output" not in text and rows_stand_in_line(terminal))
        terminal.wait("[bold red]x[/] [@click")
        assert_harmless(terminal)


def test_cell_viewer(start: Callable[..., Terminal], hostile) -> None:
    with start(80, 24) as terminal:
        terminal.wait("live")
        open_table(terminal, "h_table", "clear:")
        for _ in ATTACKS:
            terminal.press("space")
            terminal.wait(lambda text: "Attack" in text and "String" in text)
            terminal.press("escape")
            terminal.wait("clear:")
            terminal.press("down")
        assert_harmless(terminal)


def test_a_cell_of_10_mb(start: Callable[..., Terminal], hostile) -> None:
    with start(80, 24) as terminal:
        terminal.wait("live")
        open_table(terminal, "h_huge", "xxxx")
        before = len(terminal.raw)
        terminal.press("space")
        terminal.wait(lambda text: "10,000,0" in text)
        terminal.press("G")
        terminal.wait("the end")
        terminal.press("escape")
        terminal.wait("Tables")
        assert len(terminal.raw) - before < 200_000, "no more is written than the screen shows"
        assert_harmless(terminal)


def test_names_in_tree_picker_peek_and_titles(start: Callable[..., Terminal], hostile) -> None:
    with start(120, 32) as terminal:
        terminal.wait("live")
        terminal.press("f2")
        terminal.wait("Open a table")
        terminal.type("OWNED")
        terminal.wait(lambda text: "h_␛]0;OWNED␇▯[red]␛[2J" in text)
        terminal.press("enter")
        terminal.wait(lambda text: "Named" in text and "[static]" in text)
        title = next(line for line in terminal.lines if "[static]" in line)
        assert "[red]" in title
        terminal.press("f10")
        terminal.wait(lambda text: "Objects" not in text)
        terminal.press("f10")
        terminal.wait("Objects")
        terminal.press("alt+left")
        terminal.press("ctrl+o")
        terminal.wait("Objects")
        terminal.press("o")
        terminal.press("/")
        terminal.type("OWNED")
        terminal.press("enter")
        terminal.press("space")
        terminal.wait("3 rows")
        terminal.press("escape")
        assert_harmless(terminal)


def test_output_and_errors(start: Callable[..., Terminal], hostile) -> None:
    with start(120, 32) as terminal:
        terminal.wait("live")
        terminal.type("[print('out', a) for a in h_attacks.values()]\n")
        terminal.type("raise ValueError(''.join(h_attacks.values()))")
        terminal.press("f5")
        terminal.wait("ValueError")
        terminal.press("f6", "f6")
        terminal.wait("To the line")
        terminal.press("f10")  # the output alone
        terminal.wait(lambda text: "Objects" not in text)
        terminal.wait("out ␛]0;OWNED␇")
        terminal.wait("[bold red]x[/] [@click=app.quit]y[/] [link=a]")
        terminal.press("f7")
        assert_harmless(terminal)
