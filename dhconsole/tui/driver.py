"""The terminal as Textual drives it, read by ``TerminalInput``."""

from __future__ import annotations

import os
import selectors

from textual.drivers.linux_driver import LinuxDriver

from dhconsole.tui.terminal_input import TerminalInput

_TICK = 0.1
_AT_ONCE = 16 * 1024


class ConsoleDriver(LinuxDriver):
    """A terminal whose input is read by us."""

    def run_input_thread(self) -> None:
        """Turn what the terminal sends into events, until the driver stops."""
        terminal = TerminalInput(debug=self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_TICK):
                    data = os.read(self.fileno, _AT_ONCE)
                    if not data:
                        self.exit_event.wait(_TICK)  # the end of the input can be read for ever
                    for message in terminal.feed(data):
                        self.process_message(message)
                for message in terminal.tick():
                    self.process_message(message)
