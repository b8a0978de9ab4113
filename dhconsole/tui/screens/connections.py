"""Choosing where to connect: one of the named servers, or an address that is typed.

Owns the choice; connecting is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence

from dhconsole.tui.screens.picker import Picker, PickerItem


class Connections(Picker[str]):
    """Named servers, and a line that also takes an address.

    Answers with the ``value`` of the item that was chosen, or with the address that was typed.

    Args:
        profiles: the named servers.
        about: what there is to say of the present connection; lines of text.
    """

    def __init__(self, profiles: Sequence[PickerItem[str]], *, about: str = "") -> None:
        super().__init__(
            "Connections",
            profiles,
            placeholder="name, or host:port to connect elsewhere",
            empty="no named servers; type host:port",
            note=about,
        )

    def _choose(self, text: str) -> None:
        """An address is taken as typed, also where a name would fit it."""
        typed = text.strip()
        if typed and (self.selected is None or ":" in typed):
            self.answer(typed)
        else:
            super()._choose(text)
