"""Modules that are loaded when something of them is first used.

For the large ones, so that a script that never touches a row does not wait for Arrow.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any


class LazyModule(ModuleType):
    """Stands for a module until its first use, and then hands out what is in it."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(importlib.import_module(self.__name__), name)
        setattr(self, name, value)  # the next use finds it at once
        return value
