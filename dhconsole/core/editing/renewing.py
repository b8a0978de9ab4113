"""An input table that is made anew while rows are staged for it.

Owns nothing but the order: what is written to the disk, what is sent and what is staged take the
new form together, so that none of them ever meets a row of another one.
"""

from __future__ import annotations

from collections.abc import Callable

from dhconsole.core.editing.comparing import checked
from dhconsole.core.editing.fitting import described, differences, fitted, types_of
from dhconsole.core.editing.forms import Form
from dhconsole.core.editing.keeping import Keeper
from dhconsole.core.editing.sending import Sender
from dhconsole.core.editing.staged import Entry, Staging
from dhconsole.errors import EditError


class Renewal:
    """Brings what is staged up to the form that its table has now.

    Args:
        sender: asks the server.
        staging: what is staged; none of it may be on its way.
        keeper: keeps it on the disk, if anything does.
        tell: told in a sentence, which may be empty, when the form is another one.
    """

    def __init__(
        self,
        sender: Sender,
        staging: Staging,
        keeper: Keeper | None,
        tell: Callable[[str], None],
    ) -> None:
        self._sender = sender
        self._staging = staging
        self._keeper = keeper
        self._tell = tell

    async def refit(self, *, committing: bool = False) -> bool:
        """Take the form that the table has now; whether it is another one.

        Args:
            committing: whether rows are about to be sent, which they are not to a table of other
                columns than the user knew of.

        Raises:
            EditError: it is no input table any more, or the rows are not to be sent.
            DHError: as asking the server ends.
        """
        form = await self._sender.form_now()
        if form == self._staging.form:
            return False
        name = self._sender.root.text
        if form is None:
            raise EditError(
                f"{'nothing was sent: ' if committing else ''}{name} is no input table any more",
                hint="All that is staged still is, and can be sent when the table is one again.",
            )
        words = differences(before := described(self._staging.form), form)
        self._take(form, lambda entry: fitted(entry, types_of(before), form))
        count = len(self._staging.entries)
        if committing and words and count:
            self._tell("")
            raise EditError(
                f"nothing was sent: {name} was made anew ({words})",
                rows=count,
                hint="All of it is still staged: see what is marked, and commit again.",
            )
        bad = sum(bool(entry.problems) for entry in self._staging.entries)
        fate = (
            f"staged rows that fit no more: {bad:,} of {count:,}" if bad else "all staged rows fit"
        )
        self._tell(f"{name} was made anew ({words}); {fate}." if words and count else "")
        return True

    def check(self) -> None:
        """Mark the rows that do not fit the form."""
        told = checked(self._staging.form, self._staging.entries)
        self._staging.tell({id_: entry for id_, entry in told.items() if entry.problem})

    def _take(self, form: Form, fit: Callable[[Entry], Entry]) -> None:
        if self._keeper is not None:
            self._keeper.refit(form)
        self._sender.form = form
        self._staging.refit(form, fit)
        self.check()
