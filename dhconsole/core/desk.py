"""A view's recipe over time: tried, taken, undone, done again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from dhconsole.core.recipe import Recipe
from dhconsole.core.tasks import spawn
from dhconsole.core.viewport import TableView
from dhconsole.errors import ArgumentError

_MOST_STEPS = 200


class Desk:
    """What was done to one view, and what can be undone.

    ``change`` is a step of its own. While something is being typed, ``show`` tries what it means
    so far, and ``settle`` makes one step of it all. Whatever is asked for is done in the order of
    asking, one after the other; the steps change only in the turn of what changes them.
    """

    def __init__(self, view: TableView) -> None:
        self.view = view
        self._pending: Recipe | None = None
        self._before_tries: Recipe | None = None
        self._undo: list[Recipe] = []
        self._redo: list[Recipe] = []
        self._turn = asyncio.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether the rows on show are not, or not yet, those of the recipe asked for last."""
        return self._pending is not None or self.view.asking

    @property
    def wanted(self) -> Recipe:
        """The recipe asked for last; the view has it once the server has made it."""
        return self.view.recipe if self._pending is None else self._pending

    @wanted.setter
    def wanted(self, recipe: Recipe) -> None:
        self._pending = recipe

    async def show(self, recipe: Recipe, *, settle: bool = False) -> None:
        """Have the view show this recipe.

        Args:
            settle: whether it is the last of what is tried: makes one step of it all.

        Raises:
            DHError: as ``TableView.change``; the view is as it was.
        """
        self.wanted = recipe
        await self._in_turn(lambda: self._try(recipe, settle), recipe)

    async def change(self, recipe: Recipe) -> None:
        """The same, as a step that can be undone."""
        self.wanted = recipe
        await self._in_turn(lambda: self._change(recipe), recipe)

    def settle(self) -> None:
        """Make one step of what was tried, once that which has been asked for is done."""
        spawn(self._in_turn(self._settle))

    async def undo(self) -> None:
        """Go back one step; raises ArgumentError when there is none, else as ``show``."""
        await self._in_turn(lambda: self._step(self._undo, self._redo, "undo"))

    async def redo(self) -> None:
        """Go forth one step; raises ArgumentError when there is none, else as ``show``."""
        await self._in_turn(lambda: self._step(self._redo, self._undo, "redo"))

    # -- in turn -------------------------------------------------------------------------

    async def _in_turn(
        self, job: Callable[[], Coroutine[object, object, None]], recipe: Recipe | None = None
    ) -> None:
        """Whoever stops waiting takes back what has not begun; the rest is seen to its end,
        since the server may have made the table already, and somebody must let go of it."""
        try:
            await self._turn.acquire()
        except asyncio.CancelledError:
            self._no_more_wanted(recipe)
            raise
        # The turn goes over to the work: were it free in between, the next in line would take it.
        work = asyncio.ensure_future(job())
        work.add_done_callback(self._worked)
        await asyncio.shield(work)

    def _worked(self, work: asyncio.Task[None]) -> None:
        self._turn.release()
        # Whoever waits is told of a failure; nobody may be waiting any more.
        if not work.cancelled():
            work.exception()

    async def _try(self, recipe: Recipe, settle: bool) -> None:
        before = self.view.recipe
        await self._show(recipe)
        if self._before_tries is None:
            self._before_tries = before
        if settle:
            await self._settle()

    async def _change(self, recipe: Recipe) -> None:
        before = self.view.recipe
        await self._show(recipe)
        self._keep_tries(before)
        self._keep(before, self.view.recipe)

    async def _settle(self) -> None:
        self._keep_tries(self.view.recipe)

    async def _step(self, source: list[Recipe], target: list[Recipe], what: str) -> None:
        self._keep_tries(self.view.recipe)
        if not source:
            raise ArgumentError(f"there is nothing to {what}")
        before, step = self.view.recipe, source[-1]
        if self._pending is None:  # else more has been asked for since
            self.wanted = step
        await self._show(step)
        source.pop()
        target.append(before)

    def _keep_tries(self, now: Recipe) -> None:
        """What was tried, and led to ``now``, is a step."""
        before, self._before_tries = self._before_tries, None
        if before is not None:
            self._keep(before, now)

    def _keep(self, before: Recipe, now: Recipe) -> None:
        if before != now:
            self._undo.append(before)
            del self._undo[:-_MOST_STEPS]
            self._redo.clear()

    async def _show(self, recipe: Recipe) -> None:
        try:
            await self.view.change(recipe)
        finally:
            self._no_more_wanted(recipe)

    def _no_more_wanted(self, recipe: Recipe | None) -> None:
        if self._pending is recipe:
            self._pending = None
