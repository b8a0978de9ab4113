"""Going from one server to another without leaving the console.

What was typed stays. What was open on the server that is left is closed with it, after a
question when something there would be lost.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from dhconsole.core.reaching import about
from dhconsole.errors import ConfigError
from dhconsole.profiles import ServerProfile
from dhconsole.targets import Target, TargetKind, TargetRequest, resolve_target
from dhconsole.tui.screens.connections import Connections
from dhconsole.tui.screens.picker import PickerItem
from dhconsole.tui.screens.prompt import Confirm

if TYPE_CHECKING:
    from dhconsole.tui.app import ConsoleApp

_EMBEDDED = "embedded"
_LOOK_SECONDS = 1.5


class Switching:
    """The dialog behind F9 and what follows from it."""

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        self._demo = False

    def ask(self) -> None:
        """Show the connection and the named servers; go where the user says."""
        app = self._app
        app.server.try_now()
        items = [
            PickerItem(name, _about_profile(profile), name)
            for name, profile in app.config.servers.items()
        ]
        items.append(PickerItem(_EMBEDDED, "a server of this console's own", _EMBEDDED))

        async def chosen(answer: str | None) -> None:
            if answer:
                await self._chosen(answer)

        app.push_screen(Connections(items, about=about(app.server.status)), chosen)

    async def _chosen(self, answer: str) -> None:
        app = self._app
        try:
            target = self._target(answer)
        except ConfigError as exc:
            app.tell(str(exc), bad=True)
            return
        lost = self._what_is_lost()
        if not lost:
            await self.go(target)
            return

        async def confirmed(yes: bool | None) -> None:
            if yes:
                await self.go(target)

        async def ask() -> None:
            text = f"{await _doubt(target)}{lost}"
            app.push_screen(Confirm(f"Connect to {target.label}?", text, yes="connect"), confirmed)

        app.run_worker(ask(), group="switch", exclusive=True)

    def _target(self, answer: str) -> Target:
        """A named server, an address, or our own server.

        The environment has no say here: its token was meant for another server.
        """
        profiles = self._app.config.servers
        if answer in profiles:
            return resolve_target(TargetRequest(profile=answer), {}, profiles)
        if answer == _EMBEDDED:
            # As at the start: who asked for the tables of --demo gets them again.
            demo = self._demo or self._app.target.demo
            return resolve_target(TargetRequest(embedded=not demo, demo=demo), {}, profiles)
        return resolve_target(TargetRequest(url=answer), {}, profiles)

    def _what_is_lost(self) -> str:
        app = self._app
        parts = []
        if app.server.owns_server:
            parts.append("The embedded server ends, with all its variables.")
        if app.scripts.waiting:
            parts.append("The script that runs goes on there without us.")
        if app.tables.current is not None:
            parts.append("The open tables are closed.")
        parts += app.editing.warnings()
        return " ".join(parts)

    async def go(self, target: Target) -> None:
        """Leave the server and connect to another."""
        app = self._app
        self._demo |= app.target.demo
        app.workers.cancel_group(app, "server")
        app.scripts.detach()
        app.editing.forget()
        while app.tables.current is not None:
            await app.tables.drop(app.tables.current.view)
        app.objects.set_entries((), complete=False)
        await app.server.leave(target.label)
        app.target = target
        for warning in target.warnings:
            app.say(warning, "WARN")
        app.run_server()


async def _doubt(target: Target) -> str:
    """A word of warning when nothing listens where we are to go; what is left cannot be had back.

    Takes a moment at most. That something listens says nothing of the login, which comes after.
    """
    if target.kind is not TargetKind.SERVER:
        return ""
    address = target.address
    try:
        async with asyncio.timeout(_LOOK_SECONDS):
            _, writer = await asyncio.open_connection(address.host, address.port)
    except (OSError, TimeoutError, UnicodeError):
        return f"Nothing answers at {address.text} now. "
    writer.close()
    return ""


def _about_profile(profile: ServerProfile | ConfigError) -> str:
    return profile.url if isinstance(profile, ServerProfile) else f"not usable: {profile.message}"
