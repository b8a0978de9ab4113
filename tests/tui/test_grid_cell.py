"""The cell viewer."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dhconsole.tui.screens.cell import CellScreen
from dhconsole.tui.widgets.grid import reader
from dhconsole.tui.widgets.grid.reader import LongText
from tests.tui.widget_host import Host, screen_lines, screen_text, until

SIZE = (80, 24)


class Clip:
    """Where copies go."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def __call__(self, text: str) -> None:
        self.texts.append(text)


def screen_of(text: str, raw: str | None = None, title: str = "Note  String  row 1") -> CellScreen:
    return CellScreen(title, text, text if raw is None else raw, Clip())


async def opened(pilot: Pilot[None], app: Host, screen: CellScreen) -> LongText:
    app.ask(screen)
    await until(pilot, lambda: app.screen is screen and bool(screen.query(LongText)))
    await pilot.pause()
    return screen.query_one(LongText)


async def test_the_whole_value_its_name_and_its_length() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        text = "first line\n" + "#" * 200 + "\nlast line"
        await opened(pilot, app, screen_of(text, title="No[te]  String  row 1,204"))
        shown = screen_text(app)
        assert "No[te]  String  row 1,204" in shown
        assert "first line" in shown and "last line" in shown
        assert shown.count("#") == 200
        assert f"{len(text):,} characters" in shown


async def test_wide_letters_are_all_there() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, app, screen_of("日本電気" * 40))
        shown = "".join(screen_lines(app))
        assert [shown.count(char) for char in "日本電気"] == [40] * 4
        assert "…" not in shown


async def test_what_was_not_made_safe_still_does_no_harm() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        await opened(
            pilot, app, screen_of("a\x1b]52;c;aGk=\x07b\u202ec[bold]d[/bold]", title="\x1b[2J")
        )
        shown = screen_text(app)
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        assert "[bold]d[/bold]" in shown


async def test_search_finds_marks_and_wraps() -> None:
    lines = [f"line {number}" for number in range(500)]
    lines[300] = "the Needle is here"
    lines[400] = "and another needle"
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        text = await opened(pilot, app, screen_of("\n".join(lines)))
        await pilot.press("slash", *"needle", "enter")
        await pilot.pause()
        assert "the Needle is here" in screen_text(app)
        assert app.focused is text
        line = next(y for y, each in enumerate(screen_lines(app)) if "Needle" in each)
        found = text.get_component_rich_style("long-text--found")
        strips = app.screen._compositor.render_strips()
        marked = [s.text for s in strips[line] if s.style and s.style.bgcolor == found.bgcolor]
        assert "Needle" in marked
        await pilot.press("n")
        assert "and another needle" in screen_text(app)
        await pilot.press("n")
        assert "the Needle is here" in screen_text(app)


async def test_what_is_not_there_is_said() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, app, screen_of("some text"))
        await pilot.press("slash", *"(x", "enter")
        await pilot.pause()
        assert "“(x” is not in here" in screen_text(app)


async def test_the_exact_value_is_copied() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        screen = screen_of("1.50", raw="1.4999999")
        await opened(pilot, app, screen)
        await pilot.press("y", "ctrl+c")
        assert screen._copy.texts == ["1.4999999"] * 2  # type: ignore[attr-defined]


async def test_escape_leaves_the_search_then_the_viewer() -> None:
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        screen = screen_of("text")
        await opened(pilot, app, screen)
        await pilot.press("slash", "q", "escape")
        assert app.screen is screen
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_of_ten_megabytes_only_the_lines_on_the_screen_are_laid_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lengths: list[int] = []
    real = reader.safe_text

    def counted(text: str, **options: object) -> str:
        lengths.append(len(text))
        return real(text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "safe_text", counted)
    text = "a line of somewhat more than sixty letters, so that it is broken once\n" * 150_000
    app = Host()
    async with app.run_test(size=SIZE) as pilot:
        view = await opened(pilot, app, screen_of(text + "the end"))
        assert view.line_count == 300_001
        await pilot.press("end")
        await pilot.pause()
        assert "the end" in screen_text(app)
        await pilot.press("slash", *"the end", "enter")
        assert max(lengths) < 100
        assert sum(lengths) < 20_000


async def test_a_small_terminal_still_shows_the_value() -> None:
    app = Host()
    async with app.run_test(size=(40, 8)) as pilot:
        await opened(pilot, app, screen_of("the value"))
        assert "the value" in screen_text(app)
