"""The terminal as Textual drives it: taken over from the first picture, read by
``TerminalInput``, drawn on by way of stdout."""

from __future__ import annotations

import os
import selectors
import sys
import threading
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

from dhconsole.tui.first_picture import ENTER
from dhconsole.tui.terminal_input import TerminalInput

if TYPE_CHECKING:
    from dhconsole.tui.first_picture import FirstPicture

_TICK = 0.1
_AT_ONCE = 16 * 1024


class _Exit(threading.Event):
    """Set when input ends; also wakes who waits for ``fileno``.

    As long-lived as the process: a driver that was closed for an editor goes on after it
    (test_an_editor_gives_back_what_was_typed_in_it).
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting, self._waking = os.pipe()

    def fileno(self) -> int:
        """Can be read from while set."""
        return self._waiting

    def set(self) -> None:
        if not self.is_set():
            super().set()
            os.write(self._waking, b"x")

    def clear(self) -> None:
        if self.is_set():
            os.read(self._waiting, 1)
            super().clear()


class ConsoleDriver(LinuxDriver):
    """A terminal whose input is read by us, which may show the first picture already, and whose
    stderr may go to a file."""

    _shows_picture = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.exit_event: _Exit = _Exit()
        screen = sys.__stdout__
        if screen is not None and screen.isatty():
            # Textual draws on stderr, which would leave the screen blank with ``2>file``. As there,
            # what cannot be encoded must not end the thread that writes.
            self._file = open(  # noqa: SIM115 - open as long as the process
                screen.fileno(),
                "w",
                encoding=screen.encoding,
                errors="backslashreplace",
                closefd=False,
            )

    def start_application_mode(self) -> None:
        picture: FirstPicture | None = getattr(self._app, "first_picture", None)
        before = picture.take() if picture is not None else None
        self._shows_picture = before is not None
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if before is not None:
            self.attrs_before = before

    def write(self, data: str) -> None:
        if self._shows_picture and data == ENTER:
            # Entered anew, the screen would be empty until it is drawn.
            self._shows_picture = False
            return
        super().write(data)

    def run_input_thread(self) -> None:
        """Turn what the terminal sends into events, until the driver stops."""
        terminal = TerminalInput(debug=self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self.exit_event, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                # Looking now and then for nothing would be a sixth of what an idle console costs.
                ready = selector.select(_TICK if terminal.is_waiting else None)
                if any(key.fd == self.fileno for key, _ in ready):
                    data = os.read(self.fileno, _AT_ONCE)
                    if not data:
                        self.exit_event.wait(_TICK)  # the end of the input can be read for ever
                    for message in terminal.feed(data):
                        self.process_message(message)
                for message in terminal.tick():
                    self.process_message(message)
