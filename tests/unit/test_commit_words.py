"""What is said of a commit that failed: whether anything went, and what is still staged."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dhconsole.errors import EFFECT_UNKNOWN, DHError, EditError, InputError, LostError
from dhconsole.tui.editing import _commit


@dataclass
class Failing:
    """An editor whose commit fails, after these rows have gone."""

    error: DHError
    gone: int = 0
    sent: bool = False
    staging: Any = field(init=False)

    def __post_init__(self) -> None:
        entries = [SimpleNamespace(id=number, sent=False) for number in range(2)]
        self.staging = SimpleNamespace(entries=entries)

    async def commit(self, only: object) -> None:
        del self.staging.entries[: self.gone]
        for entry in self.staging.entries:
            entry.sent = self.sent
        raise self.error


LOST = LostError("the connection broke during Batch", hint=EFFECT_UNKNOWN)


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        (
            Failing(LOST),
            "Nothing was sent: the connection broke during Batch. "
            "Nothing that is staged is lost: 2 rows.",
        ),
        (
            Failing(LostError("not connected", hint="It logs in again.")),
            "Nothing was sent: not connected. It logs in again. "
            "Nothing that is staged is lost: 2 rows.",
        ),
        (
            Failing(LOST, gone=1),
            f"during Batch. {EFFECT_UNKNOWN} Nothing that is staged is lost: 1",
        ),
        (Failing(LOST, sent=True), f"during Batch. {EFFECT_UNKNOWN} Nothing that is staged"),
        (Failing(InputError("the row is refused")), "the row is refused. Nothing that is staged"),
    ],
)
async def test_it_says_no_more_than_is_known(editor: Failing, said: str) -> None:
    with pytest.raises(EditError) as caught:
        await _commit(cast(Any, editor), None)
    text = str(caught.value)
    assert said in text
    assert text.startswith("Nothing was sent") == said.startswith("Nothing was sent")


async def test_where_nothing_is_staged_any_more_the_error_is_the_server_s() -> None:
    with pytest.raises(LostError):
        await _commit(cast(Any, Failing(LOST, gone=2)), None)
