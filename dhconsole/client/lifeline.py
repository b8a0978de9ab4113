"""What keeps a connection alive, notices its loss, and brings it back.

Owns the tasks that do so and the way from one ``ConnectionState`` to the next; the calls
themselves are the connection's. Facts from a live 42.7 server: every unary call refreshes the
session, open streams do not; TerminationNotification answers when the server stops in order,
ends UNAUTHENTICATED when the session is gone, and breaks with the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from dhconsole.client import methods
from dhconsole.client.login import log_in, resume
from dhconsole.client.state import Closed, Live, Lost
from dhconsole.client.tasks import spawn
from dhconsole.errors import (
    AuthError,
    ConnectError,
    DeadlineError,
    DHError,
    LostError,
    SessionExpiredError,
)

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

_FIRST_WAIT = 0.25
_LONGEST_WAIT = 3.0


class Lifeline:
    """The tasks behind one connection's state.

    Args:
        connection: whose state this drives.
        reconnect: whether to try again after a loss.
    """

    def __init__(self, connection: Connection, *, reconnect: bool) -> None:
        self._connection = connection
        self._reconnect = reconnect
        self._tasks: set[asyncio.Task[None]] = set()
        self._recovering: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def start(self) -> None:
        """Begin keep-alive and listening; call once logged in."""
        for job in (self._keep_alive(), self._await_termination()):
            self._spawn(job)

    async def stop(self) -> None:
        """End every task; afterwards the state changes no more."""
        tasks = {*self._tasks, *([self._recovering] if self._recovering else [])}
        for task in tasks:
            task.cancel()
        # One that ended by a mistake of ours has been reported by ``spawn``.
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        self._recovering = None

    def try_now(self) -> None:
        """Do not wait for the next planned attempt."""
        self._hurry.set()

    def note(self, error: DHError) -> None:
        """A call failed with ``error``: decide whether the connection is lost."""
        if not isinstance(self._connection.state, Live):
            return
        if isinstance(error, LostError | SessionExpiredError):
            self._begin_recovery(error)
        elif isinstance(error, DeadlineError):
            self._spawn(self._check())

    def _spawn(self, job: Coroutine[Any, Any, None]) -> None:
        task = spawn(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _check(self) -> None:
        with contextlib.suppress(DHError):
            # A failing ping comes back through ``note``, which draws the conclusion.
            await self._connection.ping()

    async def _keep_alive(self) -> None:
        while isinstance(self._connection.state, Live):
            await asyncio.sleep(max(1.0, self._connection.server.session_seconds / 3))
            await self._check()

    async def _await_termination(self) -> None:
        method = methods.Session.TERMINATION_NOTIFICATION
        try:
            notice = await self._connection.unary(method, method.request(), timeout=None)
        except DHError:
            return  # ``unary`` has told ``note`` already
        reason = notice.reason or "no reason given"
        kind = "went down abnormally" if notice.abnormal_termination else "was shut down"
        self.note(LostError(f"the server {kind} ({reason})"))

    def _begin_recovery(self, error: DHError) -> None:
        now = time.monotonic()
        if not self._reconnect:
            reason = Closed(error.message, error)
            self._connection.set_state(reason)
            return
        self._connection.set_state(Lost(now, now, error))
        self._recovering = spawn(self._recover(now, error))
        self._recovering.add_done_callback(self._recovery_ended)

    def _recovery_ended(self, task: asyncio.Task[None]) -> None:
        """Nothing is to say "lost, and tried again" once a mistake of ours has ended the trying."""
        failed = not task.cancelled() and task.exception() is not None
        if failed and isinstance(self._connection.state, Lost):
            error = LostError(
                "the connection is lost and not tried again, by a fault of dhconsole's",
                hint="Connect anew.",
            )
            self._connection.set_state(Closed(error.message, error))

    async def _recover(self, since: float, error: DHError) -> None:
        wait = 0.0
        while True:
            self._hurry.clear()
            self._connection.set_state(Lost(since, time.monotonic() + wait, error))
            if wait:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._hurry.wait()
            try:
                resumed = await self._attempt()
            except AuthError as exc:
                self._connection.set_state(Closed(exc.message, exc))
                return
            except DHError as exc:
                error = exc
            else:
                live = Live(time.monotonic(), self._connection.generation, resumed)
                self._connection.set_state(live)
                self._tasks = {task for task in self._tasks if not task.done()}
                for task in self._tasks:
                    task.cancel()
                self.start()
                return
            wait = min(_LONGEST_WAIT, max(_FIRST_WAIT, wait * 2))

    async def _attempt(self) -> bool:
        """Log in one way or the other; True when the old session still stood."""
        connection = self._connection
        if connection.bearer:
            try:
                await resume(connection)
            except AuthError:
                pass  # a new server, or one that has dropped us: log in afresh
            except ConnectError:
                raise
            else:
                return True
        await log_in(connection)
        return False
