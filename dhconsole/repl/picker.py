"""Ctrl+R: what was run before, found by its text, its server, its time and its outcome.

A few lines below the prompt that go away again; nothing of them stays in the scrollback.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import (
    BufferControl,
    FormattedTextControl,
    HSplit,
    Layout,
    VSplit,
    Window,
)
from prompt_toolkit.styles import Style

from dhconsole.core.history import Entry, Outcome, misread
from dhconsole.repl import looks
from dhconsole.repl.lending import give_back, keep_keys, own_input
from dhconsole.repl.looks import code_fragments
from dhconsole.repl.past import Past
from dhconsole.text.elapsed import duration
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cut

_ROWS: Final = 8
_PREVIEW: Final = 8
_OWN_LINES: Final = 3
_WIDE: Final = 70
_NARROW: Final = 40
_LONGEST: Final = 4_000
_SERVER: Final = 18
OUTCOME_MARKS: Final = {
    Outcome.OK: ("✓", looks.OK),
    Outcome.FAILED: ("✗", looks.ERROR),
    Outcome.LOST: ("!", looks.WARNING),
    Outcome.LEFT: ("…", looks.MUTED),
    Outcome.RUNNING: ("…", looks.MUTED),
}
_HELP: Final = "Enter takes it, Esc leaves; words, server:NAME, is:failed, since:1d, face:tui"


class Picker:
    """The search and what it found."""

    def __init__(self, past: Past, style: Style, text: str) -> None:
        self._past = past
        self._found: list[Entry] = []
        self._at = 0
        self._then: Callable[[], None] | None = None
        self._searching: asyncio.Task[None] | None = None
        self._query = Buffer(on_text_changed=lambda _: self._ask())
        self._query.text = text
        self._query.cursor_position = len(text)
        self._app: Application[str | None] = Application(
            layout=self._layout(),
            key_bindings=self._keys(),
            style=style,
            erase_when_done=True,
            input=own_input(),
        )

    async def run(self) -> str | None:
        """The block that was taken; None for none."""
        self._ask()
        return await self._app.run_async(handle_sigint=False)

    def _ask(self) -> None:
        if self._searching is not None:
            self._searching.cancel()
        self._searching = asyncio.ensure_future(self._look(self._query.text))
        self._searching.add_done_callback(self._looked)

    async def _look(self, query: str) -> None:
        self._found = await self._past.search(query)
        self._at = 0
        self._app.invalidate()

    def _looked(self, searching: asyncio.Task[None]) -> None:
        if self._then is None or searching is not self._searching:
            return
        then, self._then = self._then, None
        then()
        if not self._app.is_done and self._app.context is not None:
            self._app.context.copy().run(give_back, self._app)

    def _with_found(self, act: Callable[[], None]) -> None:
        """Do something with what was found; while that is looked for, as soon as it is here."""
        if self._searching is None or self._searching.done():
            act()
        else:
            self._then = act

    def _take(self) -> None:
        """Answer with the one at hand."""
        self._app.exit(result=self._found[self._at].text if self._found else None)

    def _layout(self) -> Layout:
        query = Window(BufferControl(self._query), height=1)
        ask = Window(
            FormattedTextControl([("class:prompt", "history: ")]), width=9, dont_extend_width=True
        )
        return Layout(
            HSplit(
                [
                    Window(height=1, char="─", style="class:line"),
                    VSplit([ask, query]),
                    Window(FormattedTextControl(self._list), height=self._rows),
                    Window(FormattedTextControl(self._preview), height=self._previewed),
                    Window(FormattedTextControl([(looks.MUTED, _HELP)]), height=1),
                ]
            ),
            focused_element=query,
        )

    def _rows(self) -> int:
        """Lines for what was found: as many as there are, on a small screen fewer."""
        return max(1, min(_ROWS, self._app.output.get_size().rows - _OWN_LINES))

    def _previewed(self) -> int:
        """Lines for the text of the one at hand: what is left."""
        left = self._app.output.get_size().rows - _OWN_LINES - self._rows()
        return max(0, min(_PREVIEW, left))

    def _list(self) -> StyleAndTextTuples:
        if not self._found:
            text = self._query.text
            wrong = safe_text(misread(text), limit=_LONGEST)
            return [(looks.MUTED, wrong or ("nothing was found" if text else "nothing was run"))]
        columns = self._app.output.get_size().columns
        rows = self._rows()
        first = max(0, self._at - rows + 1)
        lines: StyleAndTextTuples = []
        for index, entry in enumerate(self._found[first : first + rows], first):
            lines += self._entry(entry, columns, picked=index == self._at)
        return lines

    def _entry(self, entry: Entry, columns: int, *, picked: bool) -> StyleAndTextTuples:
        sign, look = OUTCOME_MARKS[entry.outcome]
        took = "" if entry.seconds is None else duration(entry.seconds)
        head = f" {_when(entry.at)}  "
        if columns >= _WIDE:
            server = cut(safe_text(entry.server, limit=100), _SERVER)
            head += f"{server:<{_SERVER}} {took:>9}  "
        elif columns < _NARROW:
            head = " "
        first, *others = entry.text.split("\n")
        plural = "line" if len(others) == 1 else "lines"
        more = f"  (+{len(others)} {plural})" if others else ""
        text = safe_text(first, limit=_LONGEST, tabs=4) + more
        room = max(10, columns - len(head) - 3)
        base = "class:picked" if picked else ""
        return [
            (base or look, sign),
            (base or looks.MUTED, head),
            (base, cut(text, room)),
            ("", "\n"),
        ]

    def _preview(self) -> StyleAndTextTuples:
        if not self._found:
            return []
        entry = self._found[self._at]
        shown = safe_text(entry.text[:_LONGEST], newlines=True, tabs=4)
        lines: StyleAndTextTuples = []
        for line in code_fragments(shown)[:_PREVIEW]:
            lines += [("class:line", "│ "), *line, ("", "\n")]
        return lines

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        def move(by: int) -> None:
            def moved() -> None:
                self._at = max(0, min(len(self._found) - 1, self._at + by))
                self._app.invalidate()

            self._with_found(moved)

        @keys.add("up")
        @keys.add("c-s")
        def _(event: KeyPressEvent) -> None:
            move(-1)

        @keys.add("down")
        @keys.add("c-r")
        def _(event: KeyPressEvent) -> None:
            move(1)

        @keys.add("pagedown")
        def _(event: KeyPressEvent) -> None:
            move(self._rows())

        @keys.add("pageup")
        def _(event: KeyPressEvent) -> None:
            move(-self._rows())

        @keys.add("enter")
        @keys.add("tab")
        def _(event: KeyPressEvent) -> None:
            self._with_found(self._take)

        @keys.add("escape", eager=True)
        @keys.add("c-c")
        @keys.add("c-g")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=None)

        keep_keys(keys, lambda: self._then is not None)
        return keys


def _when(at: float) -> str:
    """Time of today, date of before."""
    then, now = time.localtime(at), time.localtime()
    same_day = then[:3] == now[:3]
    return time.strftime("%H:%M:%S  " if same_day else "%Y-%m-%d", then)
