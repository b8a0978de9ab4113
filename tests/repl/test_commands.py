"""The commands of the REPL against the registry, and how their lines are taken apart."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from dhconsole.core.actions import ACTIONS
from dhconsole.errors import ArgumentError
from dhconsole.repl.commands import COMMANDS, carry_out, usage_of
from dhconsole.repl.commands.model import Words
from dhconsole.repl.engine import Engine


def test_every_command_of_the_registry_is_there_and_no_other() -> None:
    assert set(COMMANDS) == {each.repl for each in ACTIONS if each.repl}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_usage_names_its_command(name: str) -> None:
    assert usage_of(name).startswith(f"%{name}")


async def test_an_unknown_command_names_the_nearest() -> None:
    with pytest.raises(ArgumentError, match=r"there is no command %haed.*head"):
        await carry_out(None, "haed t")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("help xyzzy", "there is no command %xyzzy. %help [COMMAND]: what there is, or how one"),
        ("help opne", "there is no command %opne. Did you mean %open? %help [COMMAND]: "),
        ("theme x", "there is no theme x. Known are ansi-dark, "),
        ("perf x", "'x' is no number of rows. %perf"),
    ],
)
async def test_a_line_that_cannot_be_followed_changes_and_shows_nothing(
    line: str, said: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        await carry_out(cast(Engine, SimpleNamespace(screen=None)), line)
    assert str(caught.value).startswith(said)
    assert ".." not in str(caught.value) and "?." not in str(caught.value)


def words(rest: str) -> Words:
    return Words("head", rest, "%head TABLE [ROWS]: the first rows.")


def test_words_are_split_as_in_a_shell_and_counted() -> None:
    assert words("'a b' 3").split(1, 2) == ["a b", "3"]
    assert words("").split() == []
    with pytest.raises(ArgumentError, match=r"%head needs more\. %head TABLE"):
        words("").split(1)
    with pytest.raises(ArgumentError, match="cannot use 'c'"):
        words("a b c").split(1, 2)
    with pytest.raises(ArgumentError, match="quotation"):
        words("'a").split()


@pytest.mark.parametrize(("text", "number"), [("10", 10), ("1,000", 1000), ("1_000", 1000)])
def test_numbers(text: str, number: int) -> None:
    assert words("").count(text) == number


@pytest.mark.parametrize("text", ["-1", "x", "1.5", ""])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ArgumentError, match="no number of rows"):
        words("").count(text)
