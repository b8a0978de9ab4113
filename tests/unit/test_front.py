"""What is said where an action finds no table that will do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from dhconsole.core.values import ViewState
from dhconsole.tui.front import column_in_front


@pytest.mark.parametrize(
    ("spec", "state", "told"),
    [
        (None, ViewState.OPENING, "not open yet"),
        (None, ViewState.FAILED, "trades could not be opened: no such variable"),
        (object(), ViewState.LIVE, "trades has no columns"),
    ],
)
def test_a_table_that_is_not_there_says_why(spec: Any, state: ViewState, told: str) -> None:
    said: list[str] = []
    view = SimpleNamespace(spec=spec, state=state, title="trades", problem="no such variable")
    grid = SimpleNamespace(view=view, columns=SimpleNamespace(columns=[]))
    app = SimpleNamespace(
        tables=SimpleNamespace(current=grid), tell=lambda text, bad: said.append(text)
    )
    assert column_in_front(cast(Any, app)) is None
    assert told in said[0]
    app.tables.current = None
    assert column_in_front(cast(Any, app)) is None
    assert said[1:] == ["No table is open."]
