"""Keys take effect one after the other, also when they arrive together.

Over a slow line a burst of keys comes in one packet. Textual hands each to the widget that has
the focus at that moment, while what the key before it does (open a dialog, move the focus, run
the code) happens later, in other queues: the text meant for a dialog would land in the code.

Owns the keys that wait. What is typed before there is anything to type into (``holding``) waits for
that. Then a key is given out when the one before has been dealt with: a message
sent after it, through the same queues, has come out at the top (``Passed``), and so has a second
one, behind whatever messages the key's handler has sent that way. And a screen that
has just come up gets its first key when it has put the focus somewhere. Keys for a table that is
``opening``, or being filtered or sorted, wait for its rows, but for those that lead away from it;
so do those after the name of a table that the server has not told yet.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TypeVar

from textual import events
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from dhconsole.tui.readiness import is_opening
from dhconsole.tui.terminal_app import TerminalApp

_PATIENCE = 0.5
"""Seconds to wait for a key to be dealt with. A widget that goes away takes ``Passed`` with it."""
_ROUNDS = 4
"""How often to wait so long for a widget that is still there: on a busy machine it may be slow."""
_OPENING_PATIENCE = 4.0
"""Seconds to wait for rows. What was typed blindly is dropped then, and that is said."""
_LEAD_AWAY = frozenset(
    {"escape", "tab", "shift+tab", "ctrl+q", "ctrl+c", "ctrl+p", "ctrl+o", "ctrl+pageup"}
    | {"ctrl+pagedown", "alt+up", "alt+down", "alt+left", "alt+right", "shift+f6"}
    | {f"f{number}" for number in (1, 2, 5, 6, 7, 8, 9, 10)}
)
"""Keys, as the default key map has them, that do nothing with the rows of the table in front. They
wait behind others, and for nothing else."""

ReturnType = TypeVar("ReturnType")


class Passed(Message):
    """Follows a key through the queues."""

    def __init__(self, number: int, target: MessagePump, again: bool) -> None:
        super().__init__()
        self.number = number
        self.target = target
        self.again = again


class KeysInOrder(TerminalApp[ReturnType]):
    """An app in which each key sees what the keys before it have done."""

    def __init__(self) -> None:
        super().__init__()
        self.holding = False
        """Whether every key waits, until ``let_go``."""
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._number = 0
        self._front: Screen[object] | None = None
        self._held_for: MessagePump | None = None
        self._until = 0.0
        self._tired: MessagePump | None = None
        """What was waited for in vain: keys act on it as it is."""
        # Runs while a key is being dealt with, or a screen comes up.
        self._patience: asyncio.TimerHandle | None = None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._waiting.append(event)
            await self._give_out()
        else:
            await super().on_event(event)

    async def let_go(self) -> None:
        """Give out keys from now on."""
        self.holding = False
        await self._give_out()

    def on_passed(self, message: Passed) -> None:
        # What the key's handler has put off until later, such as moving the focus, is in the
        # queue already, before this.
        if not message.again or not self._send(message.number, message.target, again=False):
            self._settle_later(message.number)

    def _send(self, number: int, target: MessagePump, *, again: bool) -> bool:
        return target.post_message(Passed(number, target, again))

    def _settle_later(self, number: int) -> None:
        self.call_later(self._settled, number)

    def _wait_for(self, target: Widget, number: int, rounds: int) -> None:
        """Go on after a while also when ``target`` never says that it is done."""

        def waited() -> None:
            if rounds > 1 and number == self._number and target.is_running and target.is_attached:
                self._wait_for(target, number, rounds - 1)
            else:
                self._settle_later(number)

        self._patience = asyncio.get_running_loop().call_later(_PATIENCE, waited)

    async def _settled(self, number: int) -> None:
        if self._patience is not None and number == self._number:
            self._patience.cancel()
            self._patience = None
            await self._give_out()

    async def on_arrived(self) -> None:
        """What keys have been waiting for has come."""
        await self._give_out()

    def _holds(self) -> bool:
        """Whether the keys wait for what they are for, which is on its way."""
        target, loop = self.focused or self.screen, asyncio.get_running_loop()
        slow = next((each for each in (target, self.screen) if is_opening(each)), None)
        before = self._held_for
        if before is not None and before is not target and not isinstance(before, Screen):
            # A key that leads away would have waited its turn: it was the mouse.
            self._drop("The focus went elsewhere")
        elif slow is None or self._leads_away():
            self._tired = None
        elif slow is not self._tired:
            if before is not slow:
                self._held_for, self._until = slow, loop.time() + _OPENING_PATIENCE
                loop.call_at(self._until, self.call_later, self._give_out)
            if loop.time() < self._until:
                return True
            self._tired = slow
            self._drop("The server has not answered yet")
        self._held_for = None
        return False

    def _leads_away(self) -> bool:
        first = self._waiting[0]
        return isinstance(first, events.Key) and first.key in _LEAD_AWAY

    def _drop(self, why: str) -> None:
        """Forget keys that were typed for what is not there, up to one that leads away from it."""
        count = 0
        while self._waiting and not self._leads_away():
            self._waiting.popleft()
            count += 1
        dropped = "1 key was dropped" if count == 1 else f"{count} keys were dropped"
        self.notify(f"{why}: {dropped}.", severity="warning", markup=False)

    async def _give_out(self) -> None:
        """Give out the first key that waits, if its turn has come."""
        if self.holding or self._patience is not None or not self._waiting:
            return
        if self.screen is self._front and (self._holds() or not self._waiting):
            return
        self._number += 1
        number, screen = self._number, self.screen
        target = self.focused or screen
        if screen is not self._front:
            self._front = screen
            self._wait_for(screen, number, _ROUNDS)
            screen.call_after_refresh(self._settle_later, number)
            return
        self._wait_for(target, number, _ROUNDS)
        event = self._waiting.popleft()
        if isinstance(event, events.Paste) and isinstance(target, Input):
            _clean(event, target)
        await super().on_event(event)
        if not self._send(number, target, again=True):
            self._settle_later(number)


def _clean(event: events.Paste, target: Input) -> None:
    """Make a paste fit for one line. The editor cleans pastes itself, and says what they lost."""
    from dhconsole.tui.widgets.code.shown import clean_paste
    from dhconsole.tui.widgets.query_line import PlainInput

    if not (isinstance(target, PlainInput) and target.takes_blocks):
        event.text = clean_paste(event.text)[0]
