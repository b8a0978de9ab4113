"""The command palette: every action of the registry that is for it, with its key."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from dhconsole.core.actions import ACTIONS, PANE_TITLES, Action

if TYPE_CHECKING:
    from dhconsole.tui.app import ConsoleApp


class ActionProvider(Provider):
    """Searches titles; running an entry is the same as pressing its key."""

    async def discover(self) -> Hits:
        for action, title in self._entries():
            yield DiscoveryHit(title, partial(self._app.do, action.id), help=action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action, title in self._entries():
            score = matcher.match(title)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(title),
                    partial(self._app.do, action.id),
                    help=action.help,
                )

    @property
    def _app(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    def _entries(self) -> Iterator[tuple[Action, str]]:
        for action in ACTIONS:
            if action.palette:
                key = self._app.keys.label(action.id)
                pane = "" if action.pane == "app" else f"{PANE_TITLES[action.pane]}: "
                yield action, f"{pane}{action.title}" + (f"  ({key})" if key else "")
