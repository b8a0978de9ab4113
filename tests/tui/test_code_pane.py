"""The code pane in a running app: typing, pasting, running, finding, and what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.style import Style
from textual import events
from textual.widgets import Input, TextArea

from dhconsole.core.actions import actions_of
from dhconsole.core.buffers import BufferStore
from dhconsole.core.theme import CodeColours
from dhconsole.text.safe import is_safe
from dhconsole.tui.past import Past
from dhconsole.tui.widgets.code import CodePane, token_styles
from dhconsole.tui.widgets.code.area import CodeArea
from dhconsole.tui.widgets.code.burst import RUN_WAIT
from dhconsole.tui.widgets.code.completing import Completing
from dhconsole.tui.widgets.code.document import CodeDocument, ShownDocument
from dhconsole.tui.widgets.code.findbar import FindBar
from dhconsole.tui.widgets.code.spans import MAX_LINES, HighlightMap
from tests.tui.code_host import CODE, app_of, running, screen_text, send, until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BufferStore]:
    store = BufferStore(tmp_path / "state")
    assert store.start() == []
    yield store
    store.close()


# ----------------------------------------------------------------------------- editing


async def test_typing_indents_and_dedents(store: BufferStore) -> None:
    async with running(store) as pilot:
        app = app_of(pilot)
        for key in ["d", "e", "f", "space", "f", "(", ")", ":"]:
            await pilot.press(key)
        app.area.action_newline()
        await pilot.press("x", "=", "1")
        assert app.area.text == "def f():\n    x=1"
        app.area.action_newline()
        assert app.area.text.endswith("\n    ")
        await pilot.press("backspace")
        assert app.area.text == "def f():\n    x=1\n"
        await pilot.press("tab", "tab", "shift+tab", "y")
        assert app.area.text == "def f():\n    x=1\n    y"
        await until(pilot, lambda: app.pane.buffer.text == app.area.text)


async def test_undo_of_the_lines_that_made_it_scroll(store: BufferStore) -> None:
    async with running(store) as pilot:
        app = app_of(pilot)
        lines = app.area.size.height + 2
        for number in range(lines):
            app.area.insert(f"a{number} = 1\n")
            app.area.history.checkpoint()
        assert app.area.show_vertical_scrollbar
        for _ in range(lines):
            app.pane.action_undo()
            await pilot.pause()
        assert app.area.text == "" and app.area.selection.end == (0, 0)
        for _ in range(lines):
            app.pane.action_redo()
            await pilot.pause()
        assert app.area.text.count("\n") == lines


async def test_enter_indents(store: BufferStore) -> None:
    async with running(store, "if x:") as pilot:
        app = app_of(pilot)
        app.area.move_cursor((0, 5))
        await pilot.press("enter")
        assert app.area.text == "if x:\n    "


async def test_tab_indents_the_selected_lines_in_one_edit(store: BufferStore) -> None:
    async with running(store, "a\n\nb\nc") as pilot:
        area = app_of(pilot).area
        await pilot.press("ctrl+home", "shift+down", "shift+down", "shift+right", "tab")
        assert area.text == "    a\n\n    b\nc"
        assert area.selected_text == "    a\n\n    b"
        await pilot.press("shift+tab", "shift+tab")
        assert area.text == "a\n\nb\nc"
        await pilot.press("ctrl+z")
        assert area.text == "    a\n\n    b\nc"
        await pilot.press("ctrl+z", "ctrl+z")
        assert area.text == "a\n\nb\nc"


async def test_comments_come_and_go(store: BufferStore) -> None:
    async with running(store, "def f():\n    pass\n") as pilot:
        area = app_of(pilot).area
        await pilot.press("ctrl+home", "shift+down", "shift+down", "ctrl+underscore")
        assert area.text == "# def f():\n#     pass\n"
        await pilot.press("ctrl+underscore")
        assert area.text == "def f():\n    pass\n"


async def test_each_buffer_has_its_own_undo(store: BufferStore) -> None:
    async with running(store, "one") as pilot:
        app = app_of(pilot)
        await pilot.press("ctrl+end", "1", "ctrl+n")
        await until(pilot, lambda: app.pane.buffer.title == "scratch 2" and app.area.has_focus)
        await until(pilot, lambda: app.area.text == "")
        await pilot.press("2")
        await until(pilot, lambda: app.area.text == "2")
        await pilot.press("ctrl+z", "ctrl+z")
        assert app.area.text == ""
        await pilot.press("ctrl+y", "ctrl+pageup")
        await until(pilot, lambda: app.area.text == "one1")
        await pilot.press("ctrl+z")
        assert app.area.text == "one"
        await pilot.press("ctrl+pagedown")
        await until(pilot, lambda: app.area.text == "2")


async def test_double_click_selects_a_word(store: BufferStore) -> None:
    async with running(store, "alpha beta_2 = 1\n") as pilot:
        area = app_of(pilot).area
        await pilot.click(CodeArea, offset=(area.gutter_width + 8, 0), times=2)
        assert area.selected_text == "beta_2"


async def test_keys_of_panes_are_not_eaten(store: BufferStore) -> None:
    async with running(store, "text") as pilot:
        area = app_of(pilot).area
        bound = area._bindings.key_to_bindings
        assert not {"f6", "f7", "ctrl+z", "ctrl+y", "escape"} & set(bound)
        # The rest of what TextArea has is still there.
        assert {"up", "ctrl+k", "ctrl+c", "home", "ctrl+w"} <= set(bound)
        await pilot.press("f6", "f7")
        assert area.selection.is_empty


def test_every_action_of_the_registry_is_carried_out() -> None:
    for action in (*actions_of("app"), *actions_of("code")):
        scope, _, name = action.id.partition(".")
        if scope == "code" and name not in Completing.NAMES | Past.CODE:
            assert callable(getattr(CodePane, f"action_{name}", None)), action.id
    assert all(callable(getattr(Completing, name)) for name in Completing.NAMES)


# ----------------------------------------------------------------------- paste, ctrl+j


async def test_bracketed_paste_is_one_harmless_edit(store: BufferStore) -> None:
    async with running(store, "x") as pilot:
        app = app_of(pilot)
        await pilot.press("ctrl+end")
        rubbish = "a\r\n\tb\x07\x1b[31mred\x1b[0m\x1b]52;c;aGk=\x07\u200b\xa0\rc\x9b\x00\n"
        app.post_message(events.Paste(rubbish))
        await until(pilot, lambda: "red" in app.area.text)
        assert app.area.text == "xa\n    bred \nc\n"
        await until(pilot, lambda: app.said)
        assert "control characters" in app.said[0]
        assert app.runs == []
        await pilot.press("ctrl+z")
        assert app.area.text == "x"


async def test_ctrl_j_alone_runs(store: BufferStore) -> None:
    async with running(store, "a = 1\n") as pilot:
        app = app_of(pilot)
        await send(pilot, "\n")
        await until(pilot, lambda: app.runs)
        assert app.area.text == "a = 1\n"
        assert app.runs[0].code == "a = 1\n"


@pytest.mark.parametrize("newline", ["\n", "\r"])
@pytest.mark.parametrize("text", ["if a:\n    b = 1\n    c = 2\n\nd\n", "\nx", "\n\n", "a\n"])
async def test_text_that_is_pasted_plainly_runs_nothing(
    store: BufferStore, newline: str, text: str
) -> None:
    async with running(store) as pilot:
        app = app_of(pilot)
        await send(pilot, text.replace("\n", newline))
        await until(pilot, lambda: app.area.text == text)
        # Whatever was held back would act within this time.
        await pilot.pause(2 * RUN_WAIT)
        assert app.area.text == text
        assert app.runs == []


async def test_a_later_key_lets_a_held_line_feed_run_first(store: BufferStore) -> None:
    async with running(store, "a") as pilot:
        app = app_of(pilot)
        app.area.move_cursor((0, 1))
        first, second = events.Key("ctrl+j", "\n"), events.Key("b", "b")
        # As after a pause of the event loop: both are there, but were typed apart.
        second.time = first.time + 2 * RUN_WAIT
        app.post_message(first)
        app.post_message(second)
        await until(pilot, lambda: app.runs)
        assert app.runs[0].code == "a"
        await until(pilot, lambda: app.area.text == "ab")


async def test_a_popup_gets_keys_first(store: BufferStore) -> None:
    async with running(store) as pilot:
        app = app_of(pilot)
        taken: list[str] = []

        def take(event: events.Key) -> bool:
            taken.append(event.key)
            return event.key == "tab"

        app.area.key_filter = take
        await pilot.press("a", "tab", "b")
        assert taken == ["a", "tab", "b"]
        assert app.area.text == "ab"


# ----------------------------------------------------------------------------- running


async def test_runs_everything_without_a_selection(store: BufferStore) -> None:
    async with running(store, CODE) as pilot:
        app = app_of(pilot)
        await pilot.press("f5")
        await until(pilot, lambda: app.runs)
        run = app.runs[0]
        assert (run.code, run.first_line, run.what) == (CODE, 1, "all")
        assert run.buffer_id == app.pane.buffer.id
        assert app.area.marks.is_running(0)
        app.pane.deck.clear_running(run.mark)
        assert not app.area.marks.running


async def test_runs_a_selection_and_maps_its_lines(store: BufferStore) -> None:
    async with running(store, CODE) as pilot:
        app = app_of(pilot)
        # From the middle of the indentation of line 6 to the end of line 7.
        app.area.move_cursor((5, 2))
        app.area.move_cursor((6, 15), select=True)
        await pilot.press("f5")
        await until(pilot, lambda: app.runs)
        run = app.runs[0]
        assert run.code == "for i in range(n):\n    yield i"
        assert (run.first_line, run.last_line, run.what) == (6, 7, "selection")
        assert run.buffer_line(2) == 7
        app.pane.mark_error(run.buffer_line(2), "ValueError: no")
        assert list(app.area.marks.errors) == [6]


async def test_runs_the_statement_under_the_cursor(store: BufferStore) -> None:
    async with running(store, CODE) as pilot:
        app = app_of(pilot)
        app.pane.jump_to(6)
        await pilot.press("shift+f5")
        await until(pilot, lambda: app.runs)
        run = app.runs[0]
        assert run.code.splitlines()[0] == "def rows(n):"
        assert (run.first_line, run.last_line, run.what) == (3, 7, "statement")


async def test_nothing_to_run_is_said(store: BufferStore) -> None:
    async with running(store, "  \n\n") as pilot:
        app = app_of(pilot)
        await pilot.press("f5", "shift+f5")
        await until(pilot, lambda: len(app.said) == 2)
        assert app.runs == []


async def test_marks_move_with_the_lines_and_errors_go_with_an_edit(store: BufferStore) -> None:
    async with running(store, "a\nb\nc\n") as pilot:
        app = app_of(pilot)
        app.area.move_cursor((1, 0))
        app.area.move_cursor((1, 1), select=True)
        await pilot.press("f5")
        await until(pilot, lambda: app.runs)
        app.pane.mark_error(3, "NameError: name 'c' is not defined\nand more")
        await until(pilot, lambda: "NameError: name 'c' is not defined" in screen_text(pilot))
        assert "and more" not in screen_text(pilot)
        app.area.move_cursor((0, 0))
        app.area.action_newline()
        assert not app.area.marks.errors
        assert list(app.area.marks.running.values()) == [(2, 2)]
        assert "3┃ b" in screen_text(pilot).replace(" 3┃  b", "3┃ b")


# -------------------------------------------------------------------------------- find


async def test_find_as_you_type(store: BufferStore) -> None:
    async with running(store, "Alpha\nbeta alpha\nALPHA alpha\n") as pilot:
        app = app_of(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: app.query_one(FindBar).field.has_focus)
        await pilot.press("a", "l")
        await until(pilot, lambda: "1 of 4" in screen_text(pilot))
        await pilot.press("enter", "down")
        await until(pilot, lambda: "3 of 4" in screen_text(pilot))
        assert app.area.selection.start == (2, 0)
        await pilot.press("up", "up", "up")
        await until(pilot, lambda: "4 of 4" in screen_text(pilot))
        await pilot.press("x", "x")
        await until(pilot, lambda: "not found" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: app.area.has_focus)
        assert not app.area.matches.all
        assert not app.query_one(FindBar).display


async def test_capital_letters_are_meant(store: BufferStore) -> None:
    async with running(store, "alpha Alpha\n") as pilot:
        app = app_of(pilot)
        app.area.move_cursor((0, 6))
        app.area.move_cursor((0, 11), select=True)
        await pilot.press("f3")
        await until(pilot, lambda: "1 of 1" in screen_text(pilot))
        assert app.query_one(FindBar).field.value == "Alpha"


async def test_the_field_takes_nothing_harmful(store: BufferStore) -> None:
    async with running(store) as pilot:
        app = app_of(pilot)
        await pilot.press("f3")
        field = app.query_one(FindBar).field
        await until(pilot, lambda: field.has_focus)
        app.post_message(events.Paste("a\x1b]52;c;x\x07b\nsecond"))
        await until(pilot, lambda: field.value)
        assert field.value == "ab"
        field.value = "\x1b\x07"
        assert is_safe(field.value)


async def test_input_of_bars_is_not_the_editors(store: BufferStore) -> None:
    async with running(store, "text") as pilot:
        app = app_of(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: app.query(Input).first().has_focus)
        await pilot.press("q")
        await until(pilot, lambda: app.query(Input).first().value == "q")
        assert app.area.text == "text"


# ------------------------------------------------------------------------------- drawn


async def test_escape_sequences_are_shown_and_kept(store: BufferStore, tmp_path: Path) -> None:
    text = "a = '\x1b]52;c;aGk=\x07'\x0c\x85\u2028\u202e\x9b31m\r\n\tb\x00\n日本 = '\x1b'\n"
    path = tmp_path / "evil.py"
    path.write_bytes(text.encode())
    store.open(path)
    async with running(store) as pilot:
        app = app_of(pilot)
        drawn = screen_text(pilot)
        assert is_safe(drawn.replace("\n", ""))
        assert "'␛]52;c;aGk=␇'" in drawn
        app.area.move_cursor(app.area.document.end)
        await pilot.press("x", "ctrl+s")
        await until(pilot, lambda: path.read_bytes() == (text + "x").encode())


async def test_the_cursor_stands_where_the_text_is_drawn(store: BufferStore) -> None:
    async with running(store, "\x1b\x1b日本x\n") as pilot:
        area = app_of(pilot).area
        area.move_cursor((0, 4))
        await pilot.pause()
        left = area.content_region.x + area.gutter_width
        assert area.cursor_screen_offset.x == left + 1 + 1 + 2 + 2
        await pilot.click(CodeArea, offset=(area.gutter_width + 6, 0))
        assert area.cursor_location == (0, 4)


async def test_colours_reach_the_right_cells(store: BufferStore) -> None:
    async with running(store, '日本 = "é"  # 数\nx = 1\n') as pilot:
        area = app_of(pilot).area
        styles = token_styles(CodeColours())
        await until(pilot, lambda: area._tokens.of(0))

        def style_of(text: str) -> Style | None:
            for segment in area.render_line(0):
                if text in segment.text:
                    return segment.style
            return None

        for text, kind in (('"é"', "string"), ("# 数", "comment"), ("=", "operator")):
            drawn = style_of(text)
            assert drawn is not None
            assert drawn.color == styles[kind].color


async def test_colours_follow_an_edit(store: BufferStore) -> None:
    async with running(store, CODE) as pilot:
        area = app_of(pilot).area
        await until(pilot, lambda: area._tokens.of(8))
        area.move_cursor((0, 0))
        await pilot.press("#")
        await until(pilot, lambda: area._tokens.at(0, 5) == "comment")
        area.set_text("'''\n" + CODE)
        await until(pilot, lambda: area._tokens.at(1, 0) == "string")


async def test_long_documents_stay_plain(store: BufferStore) -> None:
    async with running(store, "x = 1\n" * MAX_LINES) as pilot:
        area = app_of(pilot).area
        assert not area._tokens.wants(0, 20)
        area.delete((0, 0), (10, 0))
        await until(pilot, lambda: area._tokens.at(0, 4) == "number")


async def test_scrolling_brings_colours(store: BufferStore) -> None:
    async with running(store, "x = 1\n" * 500) as pilot:
        area = app_of(pilot).area
        assert area._tokens.of(400) == ()
        app_of(pilot).pane.jump_to(401)
        await until(pilot, lambda: area._tokens.at(400, 4) == "number")


async def test_an_empty_buffer_says_what_to_do(store: BufferStore) -> None:
    async with running(store) as pilot:
        assert "Write here" in screen_text(pilot)
        await pilot.press("a")
        await until(pilot, lambda: "Write here" not in screen_text(pilot))


async def test_the_cursor_blinks_when_asked_to(store: BufferStore) -> None:
    async with running(store) as pilot:
        app = app_of(pilot)
        assert not app.area.cursor_blink
        app.pane.deck.set_cursor_blink(True)
        assert app.area.cursor_blink


async def test_the_language_can_be_switched(store: BufferStore) -> None:
    async with running(store, "// x\n") as pilot:
        app = app_of(pilot)
        await until(pilot, lambda: app.area._tokens.of(0))
        assert app.area._tokens.at(0, 3) != "comment"
        app.pane.set_language("groovy")
        await until(pilot, lambda: app.area._tokens.at(0, 3) == "comment")
        assert "groovy" in screen_text(pilot)


def test_textual_has_the_places_that_are_used() -> None:
    """``surface`` overrides these; a Textual without them draws no colours, without an error."""
    area = CodeArea("x = 1")
    base = TextArea("x = 1")
    assert isinstance(area.document, CodeDocument)
    assert isinstance(area.wrapped_document.document, ShownDocument)
    assert isinstance(area._highlights, HighlightMap)
    assert isinstance(base._highlights, dict)
    for name in ("_build_highlight_map", "_set_document", "_replace_via_keyboard"):
        assert callable(getattr(TextArea, name))
    base._highlights[0].append((0, 1, "x"))
    base._build_highlight_map()
    assert not base._highlights
    with pytest.raises(AttributeError):
        _ = base.no_such_place  # type: ignore[attr-defined]


async def test_drawn_lines_are_kept_by_line(store: BufferStore) -> None:
    """``CodeSurface`` forgets drawn lines one by one, by the place of the line in the key."""
    async with running(store, "first\nsecond\nthird\n") as pilot:
        area = app_of(pilot).area
        await pilot.pause()
        lines = {key[2] for key in area._line_cache.keys()}  # noqa: SIM118
        assert {0, 1, 2} <= lines
        area.move_cursor((1, 0))
        await pilot.press("x")
        await until(pilot, lambda: "xsecond" in screen_text(pilot))
