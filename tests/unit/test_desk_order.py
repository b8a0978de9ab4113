"""Steps of a view that are asked for while the server is busy with others."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

import pytest

from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.desk import Desk
from dhconsole.core.recipe import Recipe
from dhconsole.core.viewport import TableView
from dhconsole.errors import ArgumentError, ServerError

PLAIN = Recipe(ScopeTicket.scope_ticket("rows"))
SORTED = PLAIN.sorted_by("Price", descending=False)
FILTERED = SORTED.filtered("Price", ">5")
NARROWER = SORTED.filtered("Price", ">55")


class SlowView:
    """Makes no table before the test says so."""

    def __init__(self) -> None:
        self.recipe = PLAIN
        self.slow = True
        self.asked: list[Recipe] = []
        self._begun: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()

    async def change(self, recipe: Recipe) -> None:
        self.asked.append(recipe)
        if self.slow:
            answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._begun.put_nowait(answer)
            await answer
        self.recipe = recipe

    async def busy(self) -> asyncio.Future[None]:
        """The answer to the next question, once it has been asked."""
        return await self._begun.get()

    def quick(self, answer: asyncio.Future[None]) -> None:
        """Give this answer and all others at once."""
        self.slow = False
        answer.set_result(None)


@pytest.fixture
def view() -> SlowView:
    return SlowView()


@pytest.fixture
def desk(view: SlowView) -> Desk:
    return Desk(cast(TableView, view))


def pressed(*steps: Coroutine[Any, Any, None]) -> asyncio.Future[list[BaseException | None]]:
    """As keys do it: each in a task of its own, one begun after the other."""
    return asyncio.gather(*map(asyncio.ensure_future, steps), return_exceptions=True)


async def walked(desk: Desk) -> list[Recipe]:
    """What undoing to the very first step shows."""
    seen = [desk.view.recipe]
    while True:
        try:
            await desk.undo()
        except ArgumentError:
            return seen
        seen.append(desk.view.recipe)


async def test_undo_waits_for_the_steps_asked_for_before_it(view: SlowView, desk: Desk) -> None:
    keys = pressed(desk.change(SORTED), desk.change(FILTERED), desk.undo())
    view.quick(await view.busy())
    assert await keys == [None, None, None]
    assert view.asked == [SORTED, FILTERED, SORTED]
    await desk.redo()
    assert view.recipe == FILTERED
    assert await walked(desk) == [FILTERED, SORTED, PLAIN]


async def test_what_is_asked_for_after_an_undo_is_what_is_wanted(
    view: SlowView, desk: Desk
) -> None:
    keys = pressed(desk.change(SORTED), desk.undo(), desk.change(FILTERED))
    (await view.busy()).set_result(None)
    undoing = await view.busy()
    assert view.asked[-1] == PLAIN
    assert desk.wanted == FILTERED
    view.quick(undoing)
    assert await keys == [None, None, None]
    assert view.recipe == desk.wanted == FILTERED


async def test_the_end_of_typing_disturbs_no_step_under_way(view: SlowView, desk: Desk) -> None:
    await sorted_and_undone(view, desk)
    await desk.show(FILTERED)
    view.slow = True
    keys = pressed(desk.undo())
    undoing = await view.busy()
    desk.settle()
    desk.settle()
    view.quick(undoing)
    assert await keys == [None]
    assert view.recipe == PLAIN, "what was typed was the last step"
    await desk.redo()
    assert await walked(desk) == [FILTERED, PLAIN]


async def sorted_and_undone(view: SlowView, desk: Desk) -> None:
    view.slow = False
    await desk.change(SORTED)
    await desk.undo()


async def test_redo_while_something_is_typed_has_nothing_to_do(view: SlowView, desk: Desk) -> None:
    await sorted_and_undone(view, desk)
    await desk.show(FILTERED)
    desk.settle()
    with pytest.raises(ArgumentError, match="nothing to redo"):
        await desk.redo()
    assert await walked(desk) == [FILTERED, PLAIN]


async def test_a_redo_under_way_keeps_its_step_when_typing_ends(view: SlowView, desk: Desk) -> None:
    await sorted_and_undone(view, desk)
    view.slow = True
    keys = pressed(desk.redo())
    redoing = await view.busy()
    typed = pressed(desk.show(FILTERED))
    desk.settle()
    view.quick(redoing)
    assert await keys == await typed == [None]
    assert await walked(desk) == [FILTERED, SORTED, PLAIN]


async def test_a_refused_step_can_be_taken_again(view: SlowView, desk: Desk) -> None:
    view.slow = False
    await desk.change(SORTED)
    view.slow = True
    keys = pressed(desk.undo())
    (await view.busy()).set_exception(ServerError("not now"))
    (refused,) = await keys
    assert isinstance(refused, ServerError)
    assert view.recipe == desk.wanted == SORTED
    view.slow = False
    assert await walked(desk) == [SORTED, PLAIN]


async def test_typing_that_ends_before_its_answer_is_a_step(view: SlowView, desk: Desk) -> None:
    keys = pressed(desk.change(SORTED), desk.show(FILTERED))
    sorting = await view.busy()
    desk.settle()
    other = pressed(desk.show(NARROWER, settle=True))
    view.quick(sorting)
    assert await keys == [None, None]
    assert await other == [None]
    assert await walked(desk) == [NARROWER, FILTERED, SORTED, PLAIN]


async def test_what_has_not_begun_can_be_taken_back(view: SlowView, desk: Desk) -> None:
    sorting, filtering = map(asyncio.ensure_future, (desk.change(SORTED), desk.change(FILTERED)))
    answer = await view.busy()
    assert desk.wanted == FILTERED
    filtering.cancel()
    sorting.cancel()
    await asyncio.wait([sorting, filtering])
    assert desk.wanted != FILTERED
    view.quick(answer)
    await desk.undo()
    assert view.asked == [SORTED, PLAIN], "the sort had begun, and was a step"
