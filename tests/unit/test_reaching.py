"""What is said of a server that came back."""

from __future__ import annotations

import pytest

from dhconsole.core.reaching import variables_after


@pytest.mark.parametrize(
    ("before", "there", "text", "level"),
    [
        (1, 0, "the server is new: its variable is gone", "ERROR"),
        (1200, 0, "the server is new: all its 1,200 variables are gone", "ERROR"),
        (8, 1, "1 of 8 variables are there, kept or made anew; the others are gone", "ERROR"),
        (1, 1, "the variable is there, kept or made anew", "NOTE"),
        (8, 8, "all 8 variables are there, kept or made anew", "NOTE"),
    ],
)
def test_variables_after_a_loss(before: int, there: int, text: str, level: str) -> None:
    assert variables_after(before, there) == (text, level)
