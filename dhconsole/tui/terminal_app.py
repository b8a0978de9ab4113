"""An app in a terminal: how it reads it, and how it leaves it after a mistake of ours."""

from __future__ import annotations

import gc
from typing import TypeVar

from rich.console import RenderableType
from rich.segment import Segments
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.notifications import Notify

from dhconsole.tui.driver import ConsoleDriver

ReturnType = TypeVar("ReturnType")


def _collect_again() -> None:
    """After the first screen: the start switched the collector off (``cli.console``)."""
    gc.freeze()
    gc.enable()


class TerminalApp(App[ReturnType]):
    """An app that no input ends, and whose crash its exit status tells."""

    def get_driver_class(self) -> type[Driver]:
        found = super().get_driver_class()
        return ConsoleDriver if found is LinuxDriver else found

    def on_mount(self) -> None:
        self.call_after_refresh(_collect_again)

    def panic(self, *renderables: RenderableType) -> None:
        # Textual's own leaves the status as it was, when a thread of it has failed.
        self._return_code = 1
        super().panic(*renderables)

    def on_notify(self, event: Notify) -> None:
        # Comes before Textual's own handler: the same sentence stands there once at a time.
        for shown in tuple(self._notifications):
            if shown.message == event.notification.message:
                self._unnotify(shown, refresh=False)

    def _fatal_error(self) -> None:
        """Leave after a bug of ours. Unlike Textual's own, the report shows no values of
        variables, which could be secrets or what tables hold."""
        from rich.traceback import Traceback

        self.bell()
        report = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(report, self.console.options)))
        self._close_messages_no_wait()
