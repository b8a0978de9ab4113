"""Functions of earlier blocks: found by their name and a line of theirs."""

from __future__ import annotations

from dhconsole.repl.blockcode import place_of

FIRST = "def twice(x):\n    return 2 * x\n\n@cache\ndef half(x):\n    return x / 2"
SECOND = "x = 1\ndef twice(x):\n    return x + x"


def test_the_newest_definition_wins() -> None:
    place = place_of([FIRST, SECOND, "twice(1)"], "twice")
    assert place is not None
    assert (place.block, place.source) == (2, "def twice(x):\n    return x + x")


def test_an_older_one_does_when_only_that_has_the_line() -> None:
    place = place_of([FIRST, SECOND], "twice", 1)
    assert place is not None
    assert (place.block, place.lines[0]) == (1, "def twice(x):")


def test_decorators_belong_to_it() -> None:
    place = place_of([FIRST], "half")
    assert place is not None
    assert place.source == "@cache\ndef half(x):\n    return x / 2"


def test_nothing_of_what_is_not_there_or_no_code() -> None:
    assert place_of([FIRST], "thrice") is None
    assert place_of([FIRST], "twice", 9) is None
    assert place_of(["def twice(:"], "twice") is None
    assert place_of([], "twice") is None
