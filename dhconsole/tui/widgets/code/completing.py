"""Completion in the code pane: when names and signatures are asked for, and what keys do then.

Owns the popup and the signature line of one pane. The answers come from ``core.completion``; no
key waits for one, and an answer to an earlier key is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.widget import Widget

from dhconsole.core.completion.names import Name, Names
from dhconsole.text.safe import safe_text
from dhconsole.tui.widgets.code.area import CodeArea
from dhconsole.tui.widgets.code.popup import MOST_LINES, NamesPopup, SignatureLine

if TYPE_CHECKING:
    from dhconsole.core.completion.completer import Completer

Tell = Callable[[str, str], None]
"""Takes a title, and a safe text of several lines."""

_OPENS = "."
_ASKS_SIGNATURE = "(,"
_DELETES = frozenset(("backspace", "delete"))
_STEPS = {"down": 1, "up": -1, "pagedown": MOST_LINES - 1, "pageup": 1 - MOST_LINES}


class Completing:
    """Names and signatures for the editor that has the focus.

    Args:
        owner: the pane, which runs the waiting.

    Attributes:
        NAMES: the registry's actions that are done here.
        completer: what knows the names; None until there is a server.
    """

    NAMES: ClassVar[frozenset[str]] = frozenset(("complete", "describe"))

    def __init__(self, owner: Widget) -> None:
        self.popup = NamesPopup()
        self.line = SignatureLine()
        self.completer: Completer | None = None
        self._tell: Tell | None = None
        self._owner = owner
        self._area: CodeArea | None = None
        self._typed: str | None = None
        self._names = Names(0, 0)
        self._wanted = False
        self._said: tuple[str, tuple[int, int] | None] = ("", None)
        self._asked: tuple[str, int] = ("", -1)
        # What was asked for before there was anybody to ask.
        self._later: Callable[[], None] | None = None

    @property
    def widgets(self) -> tuple[Widget, ...]:
        """What is drawn, for the pane to hold."""
        return self.popup, self.line

    def watch(self, area: CodeArea) -> None:
        """Complete what is typed into ``area``, and nothing else."""
        if self._area is not area:
            self.close()
            self._area = area
        if area.key_filter is None:
            area.key_filter = self._key
            self._owner.watch(area, "has_focus", self.close, init=False)

    def use(self, completer: Completer, tell: Tell) -> None:
        """Ask ``completer`` from now on, and give ``tell`` what was asked for about a name."""
        self.close()
        self.completer, self._tell = completer, tell
        later, self._later = self._later, None
        if later is not None:
            later()

    # -- what happens to the text --------------------------------------------------------

    def changed(self, area: Widget) -> None:
        """The text of an editor has changed."""
        if area is not self._area:
            return
        typed, self._typed = self._typed, None
        if typed is None or self.completer is None or self._area is None:
            self.close()
            return
        if self._wanted:
            if typed in _DELETES or _in_name(typed) or typed in _OPENS:
                self._ask_names()
            else:
                self._offer_nothing()
        elif typed in _OPENS or (_in_name(typed) and self._in_query()):
            self._ask_names()
        if typed in _ASKS_SIGNATURE or self.line.is_open:
            self._ask_signature()

    def moved(self) -> None:
        """The cursor of the editor is elsewhere, with or without a change of the text."""
        if self._typed is None and self._area is not None and self._place() != self._asked:
            self._offer_nothing()
            if self.line.is_open:
                self._ask_signature()

    def complete(self) -> None:
        """Offer names where the cursor is, and say what is being called."""
        if self.completer is None:
            self._later = self.complete
        elif self._area is not None and self._area.has_focus:
            self._ask_names()
            self._ask_signature()

    def close(self) -> None:
        """Show nothing, and wait for nothing."""
        self._offer_nothing()
        self._owner.workers.cancel_group(self._owner, "signature")
        self.line.close()

    def _offer_nothing(self) -> None:
        """No list until one is wanted again, nor one whose names are still waited for."""
        self._wanted = False
        self._owner.workers.cancel_group(self._owner, "names")
        self.popup.close()

    # -- keys ----------------------------------------------------------------------------

    def _key(self, event: events.Key) -> bool:
        """Take a key, or note what it types."""
        key = event.key
        self._typed = None
        if self.popup.is_open:
            if key in _STEPS:
                self.popup.move(_STEPS[key])
                return True
            if key == "tab" or (key == "enter" and self.popup.entered):
                self._accept(self.popup.chosen)
                return True
        if key == "escape" and (self.popup.is_open or self.line.is_open):
            self.close()
            return True
        if key in _DELETES:
            self._typed = key
        elif event.is_printable:
            self._typed = event.character
        return False

    def _accept(self, name: Name) -> None:
        area = self._area
        code, cursor = self._place()
        self._offer_nothing()
        if area is None or (code, cursor) != self._asked:
            return
        row, column = area.cursor_location
        start = column - (cursor - self._names.start)
        end = column + self._names.end - cursor
        area.history.checkpoint()
        area.replace(name.text, (row, start), (row, end), maintain_selection_offset=False)
        area.move_cursor((row, start + len(name.text)))
        area.history.checkpoint()

    # -- asking --------------------------------------------------------------------------

    def _place(self) -> tuple[str, int]:
        """The code, and the cursor in it, in characters."""
        if self._area is None:
            return "", 0
        lines = self._area.document.lines
        row, column = self._area.cursor_location
        return "\n".join(lines), sum(map(len, lines[:row])) + row + column

    def _in_query(self) -> bool:
        assert self.completer is not None
        return self.completer.in_query(*self._place())

    def _ask_names(self) -> None:
        self._asked = self._place()
        self._wanted = True
        self._run(partial(self._fill, *self._asked), "names")

    def _ask_signature(self) -> None:
        self._run(partial(self._sign, *self._place()), "signature")

    def _run(self, job: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        """Run ``job`` instead of the one before it of its group; it is made only when it runs,
        since the next key may come before that."""
        work: Any = job  # Textual's types know only coroutines that take and give nothing
        self._owner.run_worker(work, group=group, exclusive=True)

    async def _fill(self, code: str, cursor: int) -> None:
        assert self.completer is not None
        names = Names(cursor, cursor)
        async with aclosing(self.completer.complete(code, cursor)) as answers:
            async for names in answers:
                if names.found:
                    self._show(names, code, cursor)
        if not names.found:
            self.popup.close()

    def _show(self, names: Names, code: str, cursor: int) -> None:
        area = self._area
        found = [name for name in names.found if name.text.isprintable()]
        word = code[names.start : names.end]
        if area is None or self._place() != (code, cursor):
            return
        if not found or (len(found) == 1 and found[0].text == word) or not area.has_focus:
            self.popup.close()
            return
        self._names = names
        at = area.cursor_screen_offset
        x = at.x - (cursor - names.start)
        self.popup.show(found, x, at.y, *self._room())
        if self.line.is_open:
            self._put_line()

    async def _sign(self, code: str, cursor: int) -> None:
        assert self.completer is not None
        signature = await self.completer.signature(code, cursor)
        area = self._area
        if area is None or self._place() != (code, cursor):
            return
        if signature is None or not area.has_focus:
            self.line.close()
            return
        span = signature.parameters[signature.active] if signature.active >= 0 else None
        self._said = (signature.label.replace("\n", " "), span)
        self._put_line()

    def _put_line(self) -> None:
        """The signature stands above the cursor's line, or below where the list is above."""
        if self._area is None:
            return
        at = self._area.cursor_screen_offset
        above = at.y - 1
        if self.popup.is_open and self.popup.top < at.y:
            above = at.y + 1
        top, bottom = self._room()
        if not top <= above < bottom:
            above = at.y + 1 if above < at.y else at.y - 1
        label, span = self._said
        self.line.show(label, span, at.x - 1, above)

    def _room(self) -> tuple[int, int]:
        """The lines of the screen that may be covered: not the first, not the last one."""
        return 1, self._owner.screen.size.height - 1

    # -- documentation -------------------------------------------------------------------

    def describe(self) -> None:
        """Find out what the name at the cursor is, and tell."""
        if self.completer is None:
            self._later = self.describe
            self._owner.notify("Told when the server answers", markup=False)
        else:
            self._run(partial(self._describe, self.completer), "describe")

    async def _describe(self, completer: Completer) -> None:
        found = await completer.describe(*self._place())
        if found is None or self._tell is None:
            self._owner.notify("Nothing is known of what stands here", markup=False)
        else:
            self._tell(found.name, safe_text(found.text, newlines=True))


def _in_name(character: str) -> bool:
    return character.isalnum() or character == "_"
