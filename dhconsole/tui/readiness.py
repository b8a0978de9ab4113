"""What keys wait for: whoever is ``opening`` has them wait, and says ``Arrived`` when it is not."""

from __future__ import annotations

from textual.message import Message


class Arrived(Message):
    """What was on its way is here, or will not come."""


def is_opening(target: object) -> bool:
    """Whether what a key is for is still on its way to ``target``, a widget or a screen."""
    return bool(getattr(target, "opening", False))
