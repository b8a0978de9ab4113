"""A view's recipe over time: tried, taken, undone, done again."""

from __future__ import annotations

import asyncio

from dhconsole.core.recipe import Recipe
from dhconsole.core.viewport import TableView
from dhconsole.errors import ArgumentError

_MOST_STEPS = 200


class Desk:
    """What was done to one view, and what can be undone.

    ``change`` is a step of its own. While something is being typed, ``show`` tries what it means
    so far, and ``settle`` makes one step of it all.

    """

    def __init__(self, view: TableView) -> None:
        self.view = view
        self._pending: Recipe | None = None
        self._undo: list[Recipe] = []
        self._redo: list[Recipe] = []
        self._turn = asyncio.Lock()

    @property
    def wanted(self) -> Recipe:
        """The recipe asked for last; the view has it once the server has made it."""
        return self.view.recipe if self._pending is None else self._pending

    @wanted.setter
    def wanted(self, recipe: Recipe) -> None:
        self._pending = recipe

    async def show(self, recipe: Recipe) -> None:
        """Have the view show this recipe. What is asked for together is done one by one.

        Raises:
            DHError: as ``TableView.change``; the view is as it was.
        """
        self.wanted = recipe
        await self._in_turn(recipe, settle=False)

    async def change(self, recipe: Recipe) -> None:
        """The same, as a step that can be undone."""
        self.wanted = recipe
        await self._in_turn(recipe, settle=True)

    def settle(self, before: Recipe) -> None:
        """Make one step of what led from ``before`` to what is shown now."""
        if before != self.view.recipe:
            self._undo.append(before)
            del self._undo[:-_MOST_STEPS]
            self._redo.clear()

    async def undo(self) -> None:
        """Go back one step; raises ArgumentError when there is none, else as ``show``."""
        await self._step(self._undo, self._redo, "undo")

    async def redo(self) -> None:
        """Go forth one step; raises ArgumentError when there is none, else as ``show``."""
        await self._step(self._redo, self._undo, "redo")

    async def _step(self, source: list[Recipe], target: list[Recipe], what: str) -> None:
        async with self._turn:
            if not source:
                raise ArgumentError(f"there is nothing to {what}")
            before, self.wanted = self.view.recipe, source[-1]
            await self._show(source[-1])
            source.pop()
            target.append(before)

    async def _in_turn(self, recipe: Recipe, *, settle: bool) -> None:
        """Whoever stops waiting takes back what has not begun; the rest is seen to its end,
        since the server may have made the table already, and somebody must let go of it."""
        async with self._turn:
            pass
        work = asyncio.ensure_future(self._shown(recipe, settle))
        work.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(work)

    async def _shown(self, recipe: Recipe, settle: bool) -> None:
        async with self._turn:
            before = self.view.recipe
            await self._show(recipe)
            if settle:
                self.settle(before)

    async def _show(self, recipe: Recipe) -> None:
        try:
            await self.view.change(recipe)
        finally:
            if self._pending is recipe:
                self._pending = None
