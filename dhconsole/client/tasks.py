"""Tasks and what ends them: their own cancellation, a mistake of ours, a call that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


def spawn(job: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
    """Start ``job``. Should it end by a mistake of ours, the loop's handler is told at once:
    whoever awaits the task in the end may be waiting for hours, or not care."""
    task = asyncio.ensure_future(job)
    task.add_done_callback(_report)
    return task


def is_cancelled() -> bool:
    """Whether the present task is being cancelled.

    gRPC raises ``CancelledError`` also for a call whose channel was closed under it: let go on,
    it would end, unheard, a task that nobody has cancelled.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _report(task: asyncio.Task[Any]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        told = {"message": f"{task.get_coro()} ended", "exception": error, "task": task}
        asyncio.get_running_loop().call_exception_handler(told)
