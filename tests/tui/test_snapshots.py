"""A chosen few pictures of fixed data, kept. ``--snapshot-update`` takes them anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tui.scenes import Scene


@pytest.mark.parametrize(
    ("theme", "size"),
    [
        ("dark", (80, 24)),
        ("light", (120, 32)),
        ("high-contrast", (80, 24)),
        ("ansi-dark", (80, 24)),
    ],
)
def test_a_table(snap_compare: Callable[..., bool], theme: str, size: tuple[int, int]) -> None:
    assert snap_compare(Scene(theme), terminal_size=size)


@pytest.mark.parametrize(("theme", "size"), [("dark", (120, 32)), ("paper", (80, 24))])
def test_the_edit_panel(
    snap_compare: Callable[..., bool], theme: str, size: tuple[int, int]
) -> None:
    assert snap_compare(Scene(theme, panel=True), terminal_size=size)


def test_staged_rows_of_an_earlier_console(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Scene("ansi-light", kept=True), terminal_size=(80, 24))


@pytest.mark.parametrize(("theme", "size"), [("light", (80, 24)), ("dusk", (200, 60))])
def test_groups_that_unfold(
    snap_compare: Callable[..., bool], theme: str, size: tuple[int, int]
) -> None:
    assert snap_compare(Scene(theme, tree=True), terminal_size=size)


def test_the_preview_of_a_paste(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Scene("dusk", paste=True), terminal_size=(80, 24))
