"""Modules that are loaded when something of them is first used.

For the large ones, so that a script that never touches a row does not wait for Arrow, and that an
event loop which does answers meanwhile (``load``).
"""

from __future__ import annotations

import asyncio
import importlib
from types import ModuleType
from typing import Any

_loaded: set[str] = set()


class LazyModule(ModuleType):
    """Stands for a module until its first use, and then hands out what is in it."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(importlib.import_module(self.__name__), name)
        setattr(self, name, value)  # the next use finds it at once
        return value


async def load(name: str) -> None:
    """Load a module on a thread, unless that has been done."""
    if name not in _loaded:
        await asyncio.to_thread(importlib.import_module, name)
        _loaded.add(name)
