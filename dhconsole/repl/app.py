"""The REPL itself: a prompt, and what becomes of what is typed there.

Owns the loop and what the prompt asks for: the line below it, the search, explanations. The way
to the server is ``link``'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from prompt_toolkit import PromptSession
from prompt_toolkit.application import in_terminal
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.output.defaults import create_output

from dhconsole import paths
from dhconsole.config import Config
from dhconsole.core.history import Background, open_history
from dhconsole.core.keymap import load_keymap
from dhconsole.core.tasks import spawn
from dhconsole.core.theme import load_theme
from dhconsole.errors import ConfigError, DHError
from dhconsole.repl import looks
from dhconsole.repl.completing import PromptCompleter
from dhconsole.repl.desk import Desk
from dhconsole.repl.editing import edit_text
from dhconsole.repl.ending import Ending
from dhconsole.repl.interrupts import Interrupts
from dhconsole.repl.lending import over_prompt
from dhconsole.repl.link import Link
from dhconsole.repl.past import Past
from dhconsole.repl.picker import Picker
from dhconsole.repl.prompt import Ended, Host, Prompt, is_question
from dhconsole.repl.screen import Screen
from dhconsole.repl.toolbar import signature_line, toolbar
from dhconsole.targets import Target
from dhconsole.text.scan import Language

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

_EXITS = frozenset(("exit", "quit", "exit()", "quit()"))
_CLEARS = frozenset(("clear", "cls"))
_SETTLED_SECONDS = 0.1


class Repl:
    """One console at a prompt.

    Args:
        target: the server.
        problems: what is wrong in the settings; said once.
    """

    def __init__(self, target: Target, config: Config, problems: Sequence[ConfigError]) -> None:
        folders = (paths.user_themes_dir(), paths.builtin_themes_dir())
        loaded = load_theme(config.theme, folders, source=config.sources.get("theme", ""))
        keymap = load_keymap(config)
        wrong = (*problems, *loaded.problems, *keymap.problems)
        self._warnings = (*map(str, wrong), *target.warnings)
        self._screen = Screen(create_output(), loaded.palette)
        history = open_history(config.history)
        self._past = Past(Background(history, face="repl", tell=self._tell_of_history))
        self._desk = Desk(
            screen=self._screen,
            interrupts=Interrupts(self._screen.output, self._interrupted),
            past=self._past,
            config=config,
            keymap=keymap,
            go=self._go,
            may_leave=self._may_leave,
            refresh=self._refresh,
        )
        self._link = Link(target, self._desk, self._refresh)
        self._signature: StyleAndTextTuples = []
        self._asking: asyncio.Task[None] | None = None
        self._shown: StyleAndTextTuples = []
        self._unsent = ""
        host = Host(
            language=self._language,
            toolbar=self._toolbar,
            style=lambda: self._screen.style,
            search=self._search,
            describe=self._describe,
            edit=self._edit,
            moved=self._moved,
            dropped=self._dropped,
        )
        completer = PromptCompleter(lambda: self._link.engine)
        vi = config.repl.editing == "vi"
        self._prompt = Prompt(
            host, self._past, keymap, completer, vi=vi, output=self._screen.output
        )

    async def run(self) -> int:
        """Prompt until the user leaves; the exit code."""
        ending = Ending(paths.typed_dir(), lambda: self._unsent or self._prompt.typed)
        ending.install()
        with self._desk.interrupts.held():
            self._bring_back(ending)
            for warning in self._warnings:
                self._screen.say(warning, looks.WARNING)
            # What the engine loads would take half of the machine from the first prompt.
            self._prompt.once_drawn(self._link.start)
            try:
                await self._loop()
            except (asyncio.CancelledError, EOFError, OSError) as exc:
                if isinstance(exc, EOFError):
                    ending.hung_up()
                if not ending.code:
                    raise
            finally:
                await self._link.close()
                await asyncio.to_thread(self._past.background.close)
                if not ending.code:
                    self._screen.done_waiting()
        if not ending.code:
            ending.left()
        return ending.code

    def _bring_back(self, ending: Ending) -> None:
        """Offer what was typed in consoles that were told to end."""
        try:
            texts = ending.kept()
        except OSError as exc:
            words = f"what was typed before cannot be read: {exc.strerror} ({exc.filename})"
            self._screen.say(words, looks.WARNING)
            return
        for text in texts:
            self._past.keep(text)
        if texts:
            words = "Up brings back what was typed and not run when a console was told to end."
            self._screen.say(words, looks.NOTE)

    def _interrupted(self) -> None:
        self._prompt.interrupt()

    async def _loop(self) -> None:
        desk = self._desk
        while not desk.leaving:
            text, desk.next_text = desk.next_text, ""
            answer = await self._prompt.read(len(self._past.blocks) + 1, text)
            if answer is Ended.INTERRUPTED:
                if desk.stopped:
                    return
                desk.stopped = True
                lost = self._link.what_is_lost()
                self._screen.say(f"ctrl+c again leaves. {lost}".rstrip(), looks.MUTED)
            elif isinstance(answer, Ended):
                desk.leaving = await self._may_leave()
            else:
                desk.stopped = False
                await self._handle(answer)

    async def _handle(self, text: str) -> None:
        line = text.strip()
        try:
            if line in _EXITS:
                self._desk.leaving = await self._may_leave()
            elif line in _CLEARS:
                self._screen.clear()
            elif line:
                await self._carry_out(text, line)
        except DHError as exc:
            self._screen.done_waiting()
            self._screen.say(str(exc), looks.ERROR)
        self._unsent = ""

    async def _carry_out(self, text: str, line: str) -> None:
        one = "\n" not in line
        ours = one and line.startswith(("!", "%"))
        self._unsent = text
        engine = await (self._link.loaded() if ours else self._link.connected())
        if engine is None:
            # Ctrl+C: what was typed comes back to be typed on.
            self._desk.next_text = text
            self._desk.stopped = True
            return
        self._unsent = ""
        if ours:
            await (engine.shell if line[0] == "!" else engine.command)(line[1:])
        elif is_question(line):
            await engine.explain(line)
        else:
            await engine.run(text)

    async def _go(self, target: Target) -> None:
        if await self._may_leave(f"Connect to {target.label}"):
            await self._link.go(target)

    async def _may_leave(self, what: str = "Leave") -> bool:
        """Whether what would be lost may be; asks only when something would."""
        lost = self._link.what_is_lost()
        if not lost:
            return True
        question: PromptSession[str] = PromptSession(output=self._screen.output)
        try:
            answer = await question.prompt_async(f"{lost} {what}? [y/n] ", handle_sigint=False)
        except (KeyboardInterrupt, EOFError):
            return False
        return answer.strip().lower() in ("y", "yes")

    # -- what the prompt asks for ------------------------------------------------------------

    def _language(self) -> Language:
        engine = self._link.engine
        return cast(
            Language, engine.language if engine is not None else self._link.target.session_type
        )

    def _toolbar(self) -> StyleAndTextTuples:
        engine = self._link.engine
        columns = self._screen.columns
        if self._signature:
            return signature_line(self._signature, columns)
        self._shown = toolbar(
            self._desk.status,
            engine.going_on if engine is not None else (),
            "vi" if self._prompt.vi else "",
            columns,
        )
        return self._shown

    def _refresh(self) -> None:
        """Draw the line below again, if it would say anything else: idle writes nothing."""
        before = self._shown
        if self._toolbar() != before:
            self._prompt.refresh()

    async def _search(self, text: str) -> str | None:
        async with over_prompt():
            return await Picker(self._past, self._screen.style, text).run()

    async def _describe(self, text: str, cursor: int) -> None:
        engine = self._link.engine
        if engine is None or engine.completer is None:
            return
        try:
            await engine.describe(text, cursor)
        except DHError as exc:
            self._screen.say(str(exc), looks.ERROR)

    async def _edit(self, text: str) -> str | None:
        try:
            async with in_terminal():
                with self._desk.interrupts.wait(quiet=False):
                    return await edit_text(text)
        except DHError as exc:
            self._screen.say(str(exc), looks.ERROR)
            return None

    def _dropped(self, count: int) -> None:
        keys = "1 key was" if count == 1 else f"{count:,} keys were"
        self._screen.say(f"{keys} dropped: the editor had not opened yet.", looks.WARNING)

    def _tell_of_history(self, text: str) -> None:
        self._screen.say(text, looks.WARNING)

    def _moved(self, text: str, cursor: int) -> None:
        if text:
            # Whoever types does not want to leave.
            self._desk.stopped = False
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        engine = self._link.engine
        in_call = "(" in text[:cursor] and not text.startswith(("%", "!"))
        if engine is None or engine.completer is None or not in_call:
            self._take_signature([])
            return
        self._asking = spawn(self._ask_signature(engine, text, cursor))

    async def _ask_signature(self, engine: Engine, text: str, cursor: int) -> None:
        await asyncio.sleep(_SETTLED_SECONDS)
        self._take_signature(await engine.signature(text, cursor))

    def _take_signature(self, found: StyleAndTextTuples) -> None:
        if found != self._signature:
            self._signature = found
            self._prompt.refresh()


async def run_repl(target: Target, config: Config, problems: Sequence[ConfigError]) -> int:
    """Run the REPL in this terminal; the exit code."""
    return await Repl(target, config, problems).run()
