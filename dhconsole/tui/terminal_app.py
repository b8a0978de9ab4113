"""An app in a terminal: how it reads it, and how it leaves it after a mistake of ours."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from rich.console import RenderableType
from rich.segment import Segments
from textual._styles_cache import StylesCache
from textual.app import App
from textual.await_remove import AwaitRemove
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
from textual.notifications import Notify
from textual.screen import Screen
from textual.timer import Timer, TimerCallback
from textual.widget import Widget

from dhconsole.tui.depth import shown_with
from dhconsole.tui.driver import ConsoleDriver
from dhconsole.tui.first_picture import TERMINATED
from dhconsole.tui.timing import surely

if TYPE_CHECKING:
    from dhconsole.tui.first_picture import FirstPicture

ReturnType = TypeVar("ReturnType")


class TerminalApp(App[ReturnType]):
    """An app that no input ends, that ends in order when it is told to from outside, and whose
    crash its exit status tells.

    Attributes:
        painted: set when something has been drawn.
        first_picture: what the terminal shows already.
    """

    def __init__(self) -> None:
        super().__init__()
        self.first_picture: FirstPicture | None = None
        self._undrawn = False
        self.painted = asyncio.Event()

    def on_load(self) -> None:
        # Not SIGHUP: the terminal is gone then, and nothing can be given back.
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._told_to_end)

    def _told_to_end(self) -> None:
        self.run_worker(self.leave(TERMINATED), group="leave", exclusive=True)

    async def leave(self, code: int = 0) -> None:
        """End, with that exit status."""
        self.exit(return_code=code)

    def set_timer(
        self,
        delay: float,
        callback: TimerCallback | None = None,
        *,
        name: str | None = None,
        pause: bool = False,
    ) -> Timer:
        # Textual's own too: were that of a resize forgotten, no later one would be seen.
        return surely(super().set_timer(delay, callback, name=name, pause=pause))

    def get_driver_class(self) -> type[Driver]:
        found = super().get_driver_class()
        return ConsoleDriver if found is LinuxDriver else found

    def get_line_filters(self) -> Sequence[LineFilter]:
        return shown_with(
            super().get_line_filters(),
            colours=self.console.color_system,
            ansi=self.native_ansi_color,
        )

    def refresh_css(self, animate: bool = True) -> None:
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            # The theme of the start. Nothing is styled yet, so that nothing has to be styled anew:
            # Textual's own would read every stylesheet twice before the first picture.
            self.stylesheet.set_variables(self.get_css_variables())

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        # Within a batch Textual drops what has been rendered, and counts it as drawn: lines
        # would be out of date until something changes them.
        self._undrawn = self._undrawn or bool(self._batch_count and renderable is not None)
        super()._display(screen, renderable)

    def _end_batch(self) -> None:
        super()._end_batch()
        if self._undrawn and not self._batch_count and self.screen_stack:
            self._undrawn = False
            self.screen.refresh()

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        # What a widget drew last lives on in this cache of Textual 8.2.8, which is of the class:
        # each dialog that was closed kept 50 KB (test_closed_dialogs_keep_nothing).
        StylesCache.get_inner_outer.cache_clear()
        return super()._prune(*nodes, parent=parent)

    def post_display_hook(self) -> None:
        if not self._batch_count:  # within a batch nothing is drawn
            self.painted.set()

    def collect_again(self) -> None:
        """Look for garbage from now on: the start switched that off (``cli.console``)."""
        gc.freeze()
        gc.enable()

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
