"""What becomes of a theme's colours on terminals that have fewer, or are to show none."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import color
from textual.filter import LineFilter, Monochrome

from dhconsole import paths
from dhconsole.core.theme import load_theme
from dhconsole.repl.looks import style_of
from dhconsole.tui.depth import shown_with
from dhconsole.tui.nearest import nearest_of_256
from tests.unit.test_theme import NAMES, VISIBLE, contrast, text_pairs

TRUE = tuple(each for each in NAMES if not each.startswith("ansi"))
READABLE = 4.4  # 240 colours are coarse


def of_256(wanted: str) -> str:
    triplet = Color.parse(wanted).triplet
    assert triplet is not None
    return Color.from_ansi(nearest_of_256(triplet)).get_truecolor().hex


def through(style: Style, *, colours: str, ansi: bool, filters: tuple[LineFilter, ...]) -> Style:
    segments = [Segment("x", style)]
    for each in shown_with(filters, colours=colours, ansi=ansi):
        segments = each.apply(segments, color.Color(0, 0, 0))
    found = segments[0].style
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("#000000", "#000000"),
        ("#ffffff", "#ffffff"),
        ("#222833", "#262626"),  # a bar; not a dark blue
        ("#808080", "#808080"),
        ("#ff0000", "#ff0000"),
        ("#5f87af", "#5f87af"),
        ("#0040a0", "#005faf"),
    ],
)
def test_the_nearest_of_256(wanted: str, shown: str) -> None:
    assert of_256(wanted) == shown


@pytest.mark.parametrize("name", TRUE)
def test_text_can_be_read_with_256_colours(name: str) -> None:
    palette = load_theme(name, (paths.builtin_themes_dir(),)).palette
    colours = {each: of_256(value) for each, value in palette.colours()}
    poor = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text, ground in text_pairs(palette)
        if contrast(colours[text], colours[ground]) < READABLE
    }
    assert poor == {}
    # The row of the cursor, and what is selected, are told apart from other rows.
    for ground in ("ui.surface", "grid.row_alt"):
        assert colours["ui.panel"] != colours[ground]
        assert colours["ui.selection"] not in (colours[ground], colours["ui.panel"])
        assert contrast(colours["ui.cursor"], colours[ground]) >= VISIBLE


def test_colours_change_only_where_the_terminal_has_fewer() -> None:
    style = Style(color="#6cb2ff", bgcolor="#222833", bold=True)
    assert through(style, colours="truecolor", ansi=False, filters=()) == style
    fewer = through(style, colours="256", ansi=False, filters=())
    assert (fewer.color, fewer.bgcolor) == (Color.from_ansi(75), Color.from_ansi(235))
    assert fewer.bold
    own = Style(color="bright_blue", bgcolor="default")
    assert through(own, colours="256", ansi=True, filters=()) == own


def test_without_colours_what_has_a_ground_is_reversed() -> None:
    filters = (Monochrome(),)
    cursor = through(
        Style(color="black", bgcolor="white"), colours="standard", ansi=True, filters=filters
    )
    text = through(
        Style(color="red", bgcolor="default", bold=True),
        colours="standard",
        ansi=True,
        filters=filters,
    )
    for each in (cursor, text):
        assert each.color is not None
        assert each.color.is_default
        assert each.bgcolor is not None
        assert each.bgcolor.is_default
    assert cursor.reverse
    assert not text.reverse
    assert text.bold


@pytest.mark.parametrize("name", NAMES)
def test_what_is_chosen_at_the_prompt_is_reversed_too(name: str) -> None:
    style = style_of(load_theme(name, (paths.builtin_themes_dir(),)).palette)
    for each in ("picked", "completion-menu.completion.current"):
        assert style.get_attrs_for_style_str(f"class:{each}").reverse
