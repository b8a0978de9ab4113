"""From a terminal's bytes to events: what Textual's parser makes of them, and what it cannot.

Textual reads keys, the mouse and reports. Owns the three things at which it loses or invents
input: bytes that are no UTF-8, which ended the program; bracketed pastes with an ESC in them,
of which it made keys that were then acted upon; and alt with a character, which it held back
for a while and reported as a printable character. Knows no terminal and no app.
"""

from __future__ import annotations

import re
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.keys import KEY_NAME_REPLACEMENTS, _character_to_key
from textual.message import Message

SILENCE = 1.0
"""Seconds without input after which an unfinished paste is given out as far as it came."""

LIMIT = 16 * 1024 * 1024
"""Characters of one paste; a longer one comes in parts."""

_FEW = 32
"""Characters; at most so many after a silence are keys again, not more of the paste."""

# An alt character stands for itself, unless terminals begin or end something longer with it.
_ALT = re.compile(r"(?<!\x1b)\x1b([!-~])")
_NOT_ALT = frozenset("[]OPNX\\^_")


class Paste:
    """Collects what comes between the brackets of a paste.

    Attributes:
        is_open: whether the closing bracket has yet to come.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._parts: list[str] = []
        self._length = 0
        self._carry = ""  # may be the beginning of the closing bracket
        self._last = 0.0
        self._silent = False
        self.is_open = False

    def start(self) -> None:
        self.is_open, self._silent, self._last = True, False, self._clock()

    def feed(self, text: str) -> tuple[list[events.Paste], str | None]:
        """Take more text: the pastes in it, and what follows them; None while open."""
        joined = self._carry + text
        end = joined.find(BRACKETED_PASTE_END)
        if end < 0 and self._silent and len(text) <= _FEW:
            # The closing bracket was lost on the way, and somebody presses keys.
            self.is_open = False
            return [], text
        self._silent, self._last = False, self._clock()
        if end >= 0:
            self._add(joined[:end])
            self.is_open, self._carry = False, ""
            return self._take(), joined[end + len(BRACKETED_PASTE_END) :]
        keep = len(BRACKETED_PASTE_END) - 1
        self._add(joined[:-keep])
        self._carry = joined[-keep:]
        return self._take() if self._length >= LIMIT else [], None

    @property
    def is_waiting(self) -> bool:
        """Whether silence has something to end."""
        return self.is_open and not self._silent

    def tick(self) -> list[events.Paste]:
        """What came so far, if nothing has come for a while."""
        if not self.is_waiting or self._clock() - self._last < SILENCE:
            return []
        self._silent = True
        self._add(self._carry)
        self._carry = ""
        return self._take()

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _take(self) -> list[events.Paste]:
        text = "".join(self._parts)
        self._parts.clear()
        self._length = 0
        return [events.Paste(text)] if text else []


class TerminalInput:
    """The events in a stream of bytes.

    Args:
        debug: have Textual's parser write a log.
        clock: seconds.
    """

    def __init__(self, *, debug: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._debug = debug
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._parser = XTermParser(debug)
        self._paste = Paste(clock)
        self._before = ""  # the last characters outside of pastes

    def feed(self, data: bytes) -> Iterator[Message]:
        """The events that end in ``data``."""
        text = self._decode(data)
        while text:
            if self._paste.is_open:
                pastes, rest = self._paste.feed(text)
                yield from pastes
                if rest is None:
                    return
                yield from self._parse(BRACKETED_PASTE_END)
                self._before, text = "", rest
                continue
            joined = self._before + text
            at = joined.find(BRACKETED_PASTE_START)
            end = at + len(BRACKETED_PASTE_START) - len(self._before) if at >= 0 else len(text)
            yield from self._keys(text[:end])
            self._before = joined[1 - len(BRACKETED_PASTE_START) :]
            text = text[end:]
            if at >= 0:
                self._paste.start()

    @property
    def is_waiting(self) -> bool:
        """Whether ``tick`` may have something to give though nothing more comes."""
        return self._paste.is_waiting or self._parser._timeout_time is not None

    def tick(self) -> Iterator[Message]:
        """The events that end because nothing more has come; to be called now and then while
        ``is_waiting``."""
        yield from self._paste.tick()
        yield from self._guarded(self._parser.tick())

    def _keys(self, text: str) -> Iterator[Message]:
        """Keys with alt, and what is between them."""
        start = 0
        for found in _ALT.finditer(text):
            character = found[1]
            first = found.start()
            # Textual has alt with a digit for the sign that a Mac types with it, such as ™.
            known = ANSI_SEQUENCES_KEYS.get(found[0], "")
            if character in _NOT_ALT or not isinstance(known, str):
                continue
            if not first and self._before.endswith("\x1b"):
                continue
            yield from self._parse(text[start:first])
            yield events.Key(_alt_key(character), None)
            start = found.end()
        yield from self._parse(text[start:])

    def _parse(self, text: str) -> Iterator[Message]:
        if text:
            yield from self._guarded(self._parser.feed(text))

    def _guarded(self, messages: Iterable[Message]) -> Iterator[Message]:
        """What the parser finds, with keys of alt that type nothing and without its pastes."""
        try:
            for message in messages:
                if isinstance(message, events.Paste):
                    continue
                if isinstance(message, events.Key) and "alt" in message.key.split("+"):
                    message.character = None
                yield message
        except (ValueError, OverflowError):
            # A report with a number that is none, or no character's. It is lost, and with it
            # what the parser had in hand.
            self._parser = XTermParser(self._debug)


def _alt_key(character: str) -> str:
    """The name of alt with a character, as Textual has it."""
    if character.isupper():
        return f"alt+shift+{character.lower()}"
    name = character if character.isalnum() else _character_to_key(character)
    return f"alt+{KEY_NAME_REPLACEMENTS.get(name, name)}"
