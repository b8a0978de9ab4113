"""Staged rows of consoles that have ended: where they are, and telling of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole import paths

if TYPE_CHECKING:
    from dhconsole.core.editing.keeping import KeptRows
    from dhconsole.tui.app import ConsoleApp


class StagedBefore:
    """What this console keeps of staged rows on the disk, and what others left there."""

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        self._rows: KeptRows | None = None

    @property
    def rows(self) -> KeptRows:
        # Brings pyarrow, which the first screen must not wait for.
        from dhconsole.core.editing.keeping import KeptRows

        if self._rows is None:
            self._rows = KeptRows(paths.state_dir(), lambda exc: self._app.say(str(exc), "WARN"))
        return self._rows

    def connected(self) -> None:
        """Tell what consoles that have ended had staged for this server."""
        if not (paths.state_dir() / "staged").is_dir():
            return
        from dhconsole.core.editing.comparing import rows_text

        for kept in self.rows.offers(self._app.target.label):
            name = kept.root.rsplit("/", 1)[-1]
            text = f"{rows_text(len(kept.entries))} staged for {name} {kept.when} and never "
            self._app.say(f"{text}committed: edit it to go on.", "WARN")

    def close(self) -> None:
        """The console ends: what is staged stays on the disk."""
        if self._rows is not None:
            self._rows.close()
