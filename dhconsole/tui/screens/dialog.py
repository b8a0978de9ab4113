"""What stands in front of the panes until it is answered.

Owns that there is one answer: a dialog goes away a moment after it was answered, and a second
Enter or Escape within that moment must not close what lies behind it.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A screen in front of the panes, which is answered once."""

    _answered = False

    def answer(self, result: Answer) -> None:
        """Go away with this result; later answers count for nothing."""
        if not self._answered:
            self._answered = True
            self.dismiss(result)
