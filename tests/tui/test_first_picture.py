"""What is drawn before Textual is loaded is what Textual draws first."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.strip import Strip

from dhconsole.addresses import parse_address
from dhconsole.config import Config
from dhconsole.targets import Target, TargetKind
from dhconsole.tui.app import ConsoleApp
from dhconsole.tui.first_picture import Row, picture
from dhconsole.tui.look import load_look

NAME = "127.0.0.1:1"
_NEAR = 2
"""Textual mixes colours in another space, and may come out next to the one that was named."""


def cells(row: Row | Strip) -> list[tuple[str, Style]]:
    """Each character with how it is drawn."""
    return [(char, segment.style or Style()) for segment in row for char in segment.text]


def alike(one: Style, other: Style) -> bool:
    pairs = ((one.color, other.color), (one.bgcolor, other.bgcolor))
    if bool(one.bold) != bool(other.bold):
        return False
    for ours, theirs in pairs:
        if ours is None or theirs is None:
            return ours is theirs
        a, b = ours.get_truecolor(), theirs.get_truecolor()
        if max(abs(x - y) for x, y in zip(a, b, strict=True)) > _NEAR:
            return False
    return True


@pytest.mark.parametrize(
    ("width", "height", "theme"),
    [
        (80, 24, "dark"),
        (80, 24, "light"),
        (40, 20, "dark"),
        (99, 28, "dark"),
        (120, 32, "high-contrast"),
        (77, 47, "dark"),
        (160, 45, "dark"),
        (200, 60, "dark"),
        (133, 53, "light"),
        (41, 46, "dark"),
        (80, 24, "ansi-dark"),
        (120, 32, "ansi-light"),
    ],
)
async def test_nothing_moves_when_textual_draws(
    monkeypatch: pytest.MonkeyPatch, width: int, height: int, theme: str
) -> None:
    monkeypatch.setattr(ConsoleApp, "furnish", lambda app: app.furnished.set())
    config = Config(theme=theme)
    address = parse_address(NAME)
    app = ConsoleApp(Target(kind=TargetKind.SERVER, address=address), config)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        drawn = app.screen._compositor.render_strips()
    foretold = picture(load_look(config), NAME, width, height)
    assert len(drawn) == len(foretold) == height
    for y, (ours, theirs) in enumerate(zip(foretold, drawn, strict=True)):
        assert "".join(s.text for s in ours) == theirs.text, f"row {y}"
        for x, (mine, its) in enumerate(zip(cells(ours), cells(theirs), strict=True)):
            if mine[0] != " ":
                assert alike(mine[1], its[1]), f"row {y}, column {x}: {mine} {its}"
            else:
                assert alike(Style(bgcolor=mine[1].bgcolor), Style(bgcolor=its[1].bgcolor))


def test_what_is_too_small_is_not_foretold() -> None:
    assert picture(load_look(Config()), NAME, 39, 24) == []
    assert picture(load_look(Config()), NAME, 80, 19) == []
