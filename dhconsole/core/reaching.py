"""Getting to a server and staying there, for a face that people sit before.

Owns the launcher, the workspace and the heartbeat that feeds the status line. The first
connection is tried until it works or fails for a reason that trying again cannot mend; later
losses are the connection's own business and are only shown here.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from dhconsole.client.state import Closed, Connecting, ConnectionState, Live, Lost
from dhconsole.client.values import Heap
from dhconsole.core.tasks import spawn
from dhconsole.errors import DHError, HostError, NotDeephavenError, RefusedError

if TYPE_CHECKING:
    from dhconsole.client.options import ConnectOptions
    from dhconsole.client.values import FieldsChange
    from dhconsole.core.catalog import Catalog
    from dhconsole.core.launch import Launcher
    from dhconsole.core.workspace import Workspace

_RETRY_SECONDS = 2.0
_HEARTBEAT_SECONDS = 2.0
_PINGS = 5
_WORTH_TRYING_AGAIN = (RefusedError, HostError, NotDeephavenError)


class Means(Protocol):
    """What it takes to connect."""

    @property
    def launcher(self) -> Launcher: ...

    def workspace(self, options: ConnectOptions) -> Workspace:
        """A workspace on that server, not yet open."""


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What the status line says of the server. ``latency`` in seconds; ``reached`` from the
    first connection on."""

    label: str = ""
    target: str = ""
    auth: str = ""
    state: ConnectionState = field(default_factory=Connecting)
    latency: float | None = None
    heap: Heap | None = None
    reached: bool = False


def about(status: ServerStatus) -> str:
    """Which server it is, and how it is, in one line; not safe for a terminal."""
    state = status.state
    if isinstance(state, Live):
        how = "connected"
    elif isinstance(state, Lost):
        how = f"not connected: {state.error.message}"
    elif isinstance(state, Closed):
        how = f"not connected: {state.reason}"
    else:
        how = "connecting"
    target = f" at {status.target}" if status.target else ""
    auth = f", {status.auth}" if status.auth else ""
    return f"{status.label}{target}{auth}: {how}"


class ServerController:
    """Connects, reconnects, and reports.

    Args:
        label: name of the server until it is known better.
        on_status: told of every change of what the status line shows.
        on_workspace: told of the workspace once it is open.
        note: takes a sentence for the output pane, and its level.
    """

    def __init__(
        self,
        label: str,
        on_status: Callable[[ServerStatus], None],
        on_workspace: Callable[[Workspace], None],
        note: Callable[[str, str], None],
    ) -> None:
        self.workspace: Workspace | None = None
        self.status = ServerStatus(label=label)
        self._launcher: Launcher | None = None
        self._on_status = on_status
        self._on_workspace = on_workspace
        self._note = note
        self._hurry = asyncio.Event()
        self._pings: deque[float] = deque(maxlen=_PINGS)

    async def run(self, means: Means) -> None:
        """Connect, then keep the status line true, until cancelled."""
        self._launcher = means.launcher
        if not await self._connect(means):
            return
        watch = spawn(self._watch_embedded(means.launcher))
        try:
            await self._heartbeat()
        finally:
            watch.cancel()

    async def close(self) -> None:
        """Close the workspace, then our own server."""
        workspace, self.workspace = self.workspace, None
        if workspace is not None:
            await workspace.close()
        if self._launcher is not None:
            await self._launcher.close()

    async def leave(self, label: str) -> None:
        """Close what there is, to begin anew with the server of this name."""
        await self.close()
        self._launcher = None
        self.status = ServerStatus(label=label)
        self._on_status(self.status)

    @property
    def owns_server(self) -> bool:
        """Whether the server is one that we started, and that ends with us."""
        return self._launcher is not None and self._launcher.server is not None

    def try_now(self) -> None:
        """Do not wait for the next planned attempt."""
        self._hurry.set()

    # -- first connection ----------------------------------------------------------------

    async def _connect(self, means: Means) -> bool:
        launcher = means.launcher
        since: float | None = None
        said = ""
        while True:
            try:
                options = await launcher.options(self._progress)
                workspace = means.workspace(options)
                self._show(
                    label=launcher.label,
                    target=options.target,
                    auth="mTLS" if options.client_cert_chain else options.auth_type,
                )
                workspace.connection.on_state(self._state_changed)
                await workspace.open()
            except _WORTH_TRYING_AGAIN as exc:
                since = since or time.monotonic()
                if str(exc) != said:
                    said = str(exc)
                    self._note(f"{exc} Trying again every {_RETRY_SECONDS:.0f} s.", "ERROR")
                self._show(state=Lost(since, time.monotonic() + _RETRY_SECONDS, exc))
                await self._pause()
            except DHError as exc:
                self._note(str(exc), "ERROR")
                self._show(state=Closed(exc.message, exc))
                return False
            else:
                self.workspace = workspace
                self._show(reached=True)
                self._on_workspace(workspace)
                version = workspace.connection.server.version
                self._note(f"connected to Deephaven {version} at {options.target}", "NOTE")
                return True

    def _progress(self, text: str) -> None:
        self._note(text, "NOTE")

    async def _pause(self) -> None:
        self._hurry.clear()
        try:
            async with asyncio.timeout(_RETRY_SECONDS):
                await self._hurry.wait()
        except TimeoutError:
            return

    # -- afterwards ----------------------------------------------------------------------

    def _state_changed(self, state: ConnectionState) -> None:
        before = self.status.state
        if isinstance(state, Lost) and not isinstance(before, Lost):
            self._note(
                f"connection lost: {state.error.message}. What was seen stays, marked stale; "
                "whether a script that was running goes on is not known.",
                "ERROR",
            )
        if isinstance(state, Live) and isinstance(before, Lost) and self.workspace is not None:
            if state.resumed:
                self._note("connected again; the server kept the session and its state", "NOTE")
            else:
                self._note("connected again with a new session; nothing was run again", "NOTE")
                self._compare(self.workspace.catalog)
        self._show(state=state, latency=None if isinstance(state, Lost) else self.status.latency)

    def _compare(self, catalog: Catalog) -> None:
        """Say, once the new session has listed the variables, whether they are still there."""
        before = {each.key for each in catalog.entries if each.field.application_id == "scope"}

        def listed(change: FieldsChange) -> None:
            if not change.initial:
                return
            end()
            there = before & {each.key for each in change.created}
            if before:
                self._note(*variables_after(len(before), len(there)))

        end = catalog.on_fields(listed)

    async def _heartbeat(self) -> None:
        while self.workspace is not None:
            workspace = self.workspace
            if workspace.live:
                started = time.perf_counter()
                try:
                    heap = await workspace.console.heap()
                except DHError:
                    pass  # the connection's state tells, through ``_state_changed``
                else:
                    self._pings.append(time.perf_counter() - started)
                    # One that met with a busy moment is no news.
                    self._show(latency=sorted(self._pings)[len(self._pings) // 2], heap=heap)
            await asyncio.sleep(_HEARTBEAT_SECONDS)

    async def _watch_embedded(self, launcher: Launcher) -> None:
        """Start our own server again when it ends without us."""
        while True:
            server = launcher.server
            if server is None:
                return
            await server.exited.wait()
            if self.workspace is None:
                return
            self._note(
                "the embedded server ended; starting a new one. Its variables are gone.", "ERROR"
            )
            try:
                options = await launcher.restart(self._progress)
                await self.workspace.connection.retarget(options)
                self._show(target=options.target)
            except DHError as exc:
                self._note(str(exc), "ERROR")
                return

    def _show(self, **changes: object) -> None:
        self.status = replace(self.status, **changes)  # type: ignore[arg-type]
        self._on_status(self.status)


def variables_after(before: int, there: int) -> tuple[str, str]:
    """What is said, and how loud, of the variables after a loss that ended the session.

    A server that is new may have made some again as it started, as the demo's does, so that a
    name that is there does not tell whether its table is the one that it was.

    Args:
        before: how many were known, at least one.
        there: how many of their names the server has now.
    """
    if not there:
        gone = "its variable is" if before == 1 else f"all its {before:,} variables are"
        return f"the server is new: {gone} gone", "ERROR"
    if there < before:
        text = f"{there:,} of {before:,} variables are there, kept or made anew"
        return f"{text}; the others are gone", "ERROR"
    names = "the variable is" if before == 1 else f"all {before:,} variables are"
    return f"{names} there, kept or made anew", "NOTE"
