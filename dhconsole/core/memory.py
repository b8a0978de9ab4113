"""Giving memory back to the system after values of megabytes have come and gone.

Allocators keep what was freed for the next time. After a few pages of long texts that is several
times what is on hold (measured: 40 MB for 8 MB), and a person who reads does not need it.
"""

from __future__ import annotations

import asyncio
import ctypes

import pyarrow as pa

_QUIET_SECONDS = 0.25


class Reclaiming:
    """Gives back what is free once nothing heavy has come for a moment."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None

    def soon(self) -> None:
        """Something heavy has come or gone."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_QUIET_SECONDS, self._due)

    def _due(self) -> None:
        self._timer = None
        give_back()


def give_back() -> None:
    """Give back what Arrow and the C library keep in store, as far as they can be told to."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone
    if trim is not None:
        trim(0)
