"""Everything that one console has open on one server, and the tasks that keep it going.

Owns the connection and what hangs on it: console, output, runner, catalog, completion, views. A
face makes one workspace and talks to its parts; when the connection is lost and comes back, the
parts pick themselves up here, each from what it knows, and nothing that was typed is sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.options import ConnectOptions
from dhconsole.client.state import Live
from dhconsole.client.values import FieldsChange
from dhconsole.core.catalog import Catalog
from dhconsole.core.output import OutputFeed
from dhconsole.core.runner import Runner
from dhconsole.core.shared_roots import SharedRoots
from dhconsole.core.shares import Shares
from dhconsole.core.streams import follow
from dhconsole.core.tasks import spawn
from dhconsole.core.values import Run
from dhconsole.errors import ConsoleTypeError, DHError, LostError, SessionExpiredError

if TYPE_CHECKING:
    from dhconsole.core.completion.completer import Completer
    from dhconsole.core.recipe import Recipe
    from dhconsole.core.viewport import TableView


class Workspace:
    """One console's work on one server.

    Args:
        options: the server.
        interval_ms: shortest time between updates of a view.
        decay: seconds that changed cells stay marked.
    """

    def __init__(
        self, options: ConnectOptions, *, interval_ms: int = 100, decay: float = 0.8
    ) -> None:
        self.connection = Connection(options, reconnect=True)
        self.console = Console(self.connection)
        self.feed = OutputFeed(self.connection)
        self.runner = Runner(self.console, self.feed)
        self.catalog = Catalog(self.connection)
        self.shares = Shares(self.connection)
        self.views: list[TableView] = []
        self.console_error: ConsoleTypeError | None = None
        self._interval_ms = interval_ms
        self._decay = decay
        self._tasks: set[asyncio.Task[None]] = set()
        self.catalog.on_fields(self._fields_changed)
        self.runner.listen(self._run_changed)

    @cached_property
    def completer(self) -> Completer:
        """Knows the names for code that is run here. Made when first asked for: it takes longer to
        load than the objects to list."""
        from dhconsole.core.completion.completer import Completer

        return Completer(self.console, self.catalog)

    async def open(self) -> None:
        """Connect, and start everything that follows the server.

        Raises:
            ConnectError, AuthError: as ``Connection.open``.
        """
        await self.connection.open()
        self._spawn(self._console_job())
        self._spawn(self._follow(self.feed.run, "the server's output"))
        self._spawn(self._follow(self.catalog.run_fields, "the list of objects"))
        self._spawn(self._follow(self.catalog.run_sizes, "the sizes of tables"))
        self._spawn(self._follow(self.shares.renew, "what is shared"))
        looking = SharedRoots(self.connection, self.views)
        self._spawn(self._follow(looking.run, "what others share"))
        self._spawn(self.runner.serve())

    async def close(self) -> None:
        """End everything, the session last."""
        for view in tuple(self.views):
            await self.close_view(view)
        for task in self._tasks:
            task.cancel()
        # One that ended by a mistake of ours has been reported by ``spawn``.
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self.runner.close()
        if "completer" in vars(self):
            self.completer.close()
        await self.catalog.close()
        await self.connection.close()

    def open_view(self, recipe: Recipe) -> TableView:
        """A started view; the caller closes it with ``close_view``."""
        # Loads pyarrow and numpy, which nobody waits for who wants to know what there is.
        from dhconsole.core.viewport import TableView

        view = TableView(self.connection, recipe, interval_ms=self._interval_ms, decay=self._decay)
        self.views.append(view)
        view.start()
        return view

    async def close_view(self, view: TableView) -> None:
        if view in self.views:
            self.views.remove(view)
        await view.close()

    @property
    def live(self) -> bool:
        return isinstance(self.connection.state, Live)

    async def _console_job(self) -> None:
        """Start the console at each login, so that the first run need not wait for it."""

        async def start() -> None:
            try:
                await self.console.start()
                self.console_error = None
            except ConsoleTypeError as exc:
                self.console_error = exc
                raise

        await self._follow(start, "the console")

    def _follow(self, run: Callable[[], Awaitable[None]], what: str) -> Coroutine[Any, Any, None]:
        def failed(error: DHError) -> None:
            if not isinstance(error, LostError | SessionExpiredError):
                self.feed.note(f"{what}: {error}", level="ERROR")

        return follow(self.connection, run, failed)

    def _fields_changed(self, change: FieldsChange) -> None:
        for view in tuple(self.views):
            view.fields_changed(change)

    def _run_changed(self, run: Run) -> None:
        if run.result.done():
            self.catalog.expect(run.result.result().created)

    def _spawn(self, job: Coroutine[Any, Any, None]) -> None:
        task = spawn(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
