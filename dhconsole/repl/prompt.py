"""The prompt: typing a block, with the keys of the registry.

Owns when Enter runs and when it begins a line, the indentation of lines, and the keys. What is
typed is never lost: what Ctrl+C clears, Up brings back.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application
from prompt_toolkit.application.current import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import Completer
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition, has_completions, has_selection, is_searching
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.processors import TabsProcessor
from prompt_toolkit.output import Output
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import DynamicStyle, Style

from dhconsole.core.keymap import KeyMap
from dhconsole.repl.lending import give_back, keep_keys
from dhconsole.repl.looks import CodeLexer
from dhconsole.repl.past import Past
from dhconsole.text.highlight import indent_for, is_complete
from dhconsole.text.scan import Language

_INDENT: Final = "    "
_TAB: Final = 4
_QUESTION: Final = re.compile(r"[\w.\[\]()]+ ?\?{1,2}")
_MENU_ROWS: Final = 8
_OTHER_ROWS: Final = 4
_LOAD_SECONDS: Final = 3.0
_PTK_NAMES: Final = {
    "alt+enter": ("escape", "enter"),
    "ctrl+space": ("c-@",),
    "ctrl+@": ("c-@",),
    "enter": ("enter",),
}


class Ended(Enum):
    """How a prompt ended without a block."""

    INTERRUPTED = "ctrl+c"
    LEFT = "ctrl+d"


@dataclass(frozen=True, slots=True)
class Host:
    """What the prompt needs of the REPL.

    Attributes:
        language: of the server's console.
        toolbar: the line below.
        style: the theme.
        search: finds an earlier block; None when none was taken.
        describe: shows what the name at a place in a text is.
        edit: lets the user change a text in an editor; None when that failed.
        moved: told of each change of the text or the cursor.
        dropped: told how many keys were typed for an editor that had not opened.
    """

    language: Callable[[], Language]
    toolbar: Callable[[], StyleAndTextTuples]
    style: Callable[[], Style]
    search: Callable[[str], Awaitable[str | None]]
    describe: Callable[[str, int], Awaitable[None]]
    edit: Callable[[str], Awaitable[str | None]]
    moved: Callable[[str, int], None]
    dropped: Callable[[int], None]


class Prompt:
    """One prompt after the other."""

    def __init__(
        self,
        host: Host,
        past: Past,
        keymap: KeyMap,
        completer: Completer,
        *,
        vi: bool,
        output: Output | None = None,
        input: Input | None = None,  # noqa: A002 - the toolkit's word
    ) -> None:
        self._host = host
        self._past = past
        self._recalling = False
        self._away = False
        self._reading = False
        self.session: PromptSession[Any] = PromptSession(
            lexer=CodeLexer(host.language),
            history=past,
            completer=completer,
            complete_while_typing=True,
            complete_style=CompleteStyle.COLUMN,
            reserve_space_for_menu=_MENU_ROWS,
            key_bindings=self._bindings(keymap),
            multiline=True,
            enable_suspend=True,
            input_processors=[TabsProcessor(tabstop=_TAB, char1=" ", char2=" ")],
            editing_mode=EditingMode.VI if vi else EditingMode.EMACS,
            prompt_continuation=_continuation,
            bottom_toolbar=host.toolbar,
            style=DynamicStyle(host.style),
            include_default_pygments_style=False,
            output=output,
            input=input,
        )
        # The system tells of a resize. Who asks on top of that also does so while the search has
        # the screen, and erases it.
        self.session.app.terminal_size_polling_interval = None
        self.session.app.before_render += self._fit
        buffer = self.session.default_buffer
        # By itself Up would only look for the same beginning while typing completes nothing.
        buffer.enable_history_search = Condition(lambda: self._recalling)
        buffer.on_text_changed += self._moved
        buffer.on_cursor_position_changed += self._moved

    @property
    def vi(self) -> bool:
        """Whether the keys are those of vi."""
        return self.session.editing_mode == EditingMode.VI

    async def read(self, number: int, text: str = "") -> str | Ended:
        """Let the user type a block.

        Args:
            number: of the block.
            text: what stands there at first.
        """
        message: StyleAndTextTuples = [("class:prompt", f"dh {number}> ")]
        self._reading = True
        self._past.loaded.clear()
        answer: str | Ended = await self.session.prompt_async(
            message, default=text, handle_sigint=False
        )
        self._reading = False
        return answer

    @property
    def typed(self) -> str:
        """What stands at the prompt and was not run, also when that ended before its time."""
        return self.session.default_buffer.text if self._reading else ""

    def once_drawn(self, begin: Callable[[], None]) -> None:
        """Call ``begin`` when the first prompt is on the screen."""
        waiting = [begin]

        def drawn(app: Application[Any]) -> None:
            if waiting:
                waiting.pop()()

        self.session.app.after_render += drawn

    def interrupt(self) -> None:
        """Take a Ctrl+C that came as a signal, since no prompt was reading keys."""
        app = self.session.app
        store_typeahead(app.input, [KeyPress(Keys.ControlC, "\x03")])
        if app.is_running and app.context is not None:
            app.context.copy().run(give_back, app)

    def refresh(self) -> None:
        """Draw the line below again."""
        if self.session.app.is_running:
            self.session.app.invalidate()

    def _fit(self, app: Application[Any]) -> None:
        """Room for the list of names only where the screen has it: else nothing is drawn."""
        rows = app.output.get_size().rows
        self.session.reserve_space_for_menu = max(0, min(_MENU_ROWS, rows - _OTHER_ROWS))

    def _moved(self, buffer: Buffer) -> None:
        self._host.moved(buffer.text, buffer.cursor_position)

    # -- keys ------------------------------------------------------------------------------

    def _bindings(self, keymap: KeyMap) -> KeyBindings:
        keys = KeyBindings()
        typing = ~is_searching
        keys.add("enter", filter=typing)(self._enter)
        # What is pasted without brackets has these for its line ends.
        keys.add("c-j", filter=typing)(self._enter)
        keys.add("tab", filter=typing & Condition(_at_indent) & ~has_completions)(_indent)
        keys.add("backspace", filter=typing & ~has_selection)(_backspace)
        keys.add("up", filter=typing & ~has_completions)(self._up)
        keys.add("down", filter=typing & ~has_completions)(self._down)
        keys.add("escape", filter=has_completions, eager=True)(_close_completions)
        keys.add("c-c")(self._interrupt)
        keys.add("c-d", filter=Condition(_is_empty))(_leave)
        own: dict[str, Callable[[KeyPressEvent], object]] = {
            "repl.run": _run,
            "repl.newline": self._newline,
            "repl.complete": _complete,
            "repl.search": self._search,
            "repl.describe": self._describe,
            "repl.editor": self._edit,
            "repl.editing": self._switch,
        }
        for binding in keymap.for_pane("repl"):
            names = [name for key in binding.keys for name in _ptk_names(key)]
            keys.add(*names)(own[binding.action.id])
        keep_keys(keys, lambda: self._away)
        return keys

    def _enter(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        state = buffer.complete_state
        if state is not None and state.current_completion is not None:
            # Chosen with the arrows: Enter takes it and closes the list.
            buffer.apply_completion(state.current_completion)
            return
        text, document = buffer.text, buffer.document
        at_end = document.is_cursor_at_the_end or document.on_last_line
        if _is_command(text) or ((at_end or "\n" not in text) and self._complete(text)):
            buffer.validate_and_handle()
        else:
            self._newline(event)

    def _complete(self, text: str) -> bool:
        if self._host.language() != "python":
            return text.count("{") <= text.count("}") and text.count("(") <= text.count(")")
        return is_complete(text)

    def _newline(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        before = buffer.document.text_before_cursor
        buffer.insert_text("\n" + indent_for(before, self._host.language()))

    def _up(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer

        async def up() -> None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOAD_SECONDS):
                    await self._past.loaded.wait()
            self._recall(buffer.auto_up)

        if self._past.loaded.is_set():
            self._recall(buffer.auto_up)
        else:
            # Another prompt has only just begun; what is typed behind Up comes after it.
            self._meanwhile(event.app, up())

    def _down(self, event: KeyPressEvent) -> None:
        self._recall(event.current_buffer.auto_down)

    def _recall(self, move: Callable[[], None]) -> None:
        self._recalling = True
        try:
            move()
        finally:
            self._recalling = False

    def _interrupt(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.text.strip():
            self._past.keep(buffer.text)
            self._past.loaded.clear()
            buffer.reset()
            return
        event.app.exit(result=Ended.INTERRUPTED)

    def _search(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer

        async def search() -> None:
            found = await self._host.search(buffer.text if "\n" not in buffer.text else "")
            if found is not None:
                self._put(buffer, found)

        self._meanwhile(event.app, search())

    def _meanwhile(self, app: Application[Any], work: Awaitable[None]) -> None:
        """Do something that the keys typed from here on come after."""

        async def carry_out() -> None:
            try:
                await work
            finally:
                self._away = False
            give_back(app)

        self._away = True
        app.create_background_task(carry_out())

    def _describe(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        event.app.create_background_task(
            _awaited(self._host.describe(buffer.text, buffer.cursor_position))
        )

    def _edit(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer

        async def edit() -> None:
            changed = await self._host.edit(buffer.text)
            # They were meant for the editor, which reads only what comes once it has opened.
            if dropped := len(get_typeahead(event.app.input)):
                self._host.dropped(dropped)
            if changed is not None and changed != buffer.text:
                self._put(buffer, changed)

        self._meanwhile(event.app, edit())

    def _put(self, buffer: Buffer, text: str) -> None:
        """Another text in place of what is typed, which Up brings back."""
        self._past.keep(buffer.text)
        buffer.text = text
        buffer.cursor_position = len(text)

    def _switch(self, event: KeyPressEvent) -> None:
        self.session.editing_mode = EditingMode.EMACS if self.vi else EditingMode.VI
        event.app.invalidate()


async def _awaited(work: Awaitable[None]) -> None:
    await work


def _ptk_names(key: str) -> tuple[str, ...]:
    """A key of the registry as the toolkit names it; two names for one behind Escape."""
    if key in _PTK_NAMES:
        return _PTK_NAMES[key]
    *modifiers, base = key.split("+")
    names: tuple[str, ...] = ("escape",) if "alt" in modifiers else ()
    start = "".join(short for name, short in (("ctrl", "c-"), ("shift", "s-")) if name in modifiers)
    return (*names, start + base)


def is_question(text: str) -> bool:
    """Whether it asks what a name is: ``name?`` or ``name??``."""
    return _QUESTION.fullmatch(text.strip()) is not None


def _is_command(text: str) -> bool:
    """Whether it is for the console and not for the server: then one line is all."""
    stripped = text.strip()
    return "\n" not in stripped and (stripped.startswith(("%", "!")) or is_question(stripped))


def _is_empty() -> bool:
    return not get_app().current_buffer.text


def _at_indent() -> bool:
    return not get_app().current_buffer.document.current_line_before_cursor.strip()


def _indent(event: KeyPressEvent) -> None:
    before = event.current_buffer.document.current_line_before_cursor
    event.current_buffer.insert_text(" " * (len(_INDENT) - len(before) % len(_INDENT)))


def _backspace(event: KeyPressEvent) -> None:
    """One character back; in the indentation, one step of it."""
    buffer = event.current_buffer
    before = buffer.document.current_line_before_cursor
    count = 1
    if before and not before.strip(" "):
        count = (len(before) - 1) % len(_INDENT) + 1
    buffer.delete_before_cursor(count=count)


def _close_completions(event: KeyPressEvent) -> None:
    event.current_buffer.cancel_completion()


def _leave(event: KeyPressEvent) -> None:
    event.app.exit(result=Ended.LEFT)


def _run(event: KeyPressEvent) -> None:
    event.current_buffer.cancel_completion()
    event.current_buffer.validate_and_handle()


def _complete(event: KeyPressEvent) -> None:
    buffer = event.current_buffer
    if buffer.complete_state:
        buffer.complete_next()
    else:
        buffer.start_completion(select_first=False)


def _continuation(width: int, number: int, wraps: int) -> StyleAndTextTuples:
    return [("class:prompt.more", ("  " if wraps else "… ").rjust(width))]
