"""Bytes of a terminal in, events out."""

from __future__ import annotations

import pytest
from textual import events

from dhconsole.tui.terminal_input import LIMIT, SILENCE, TerminalInput

START, END = b"\x1b[200~", b"\x1b[201~"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def heard(*chunks: bytes) -> list[str]:
    """What the chunks mean: ``key`` or ``key=character``, and ``paste:text``."""
    terminal = TerminalInput()
    return [name for chunk in chunks for name in map(named, terminal.feed(chunk))]


def named(event: object) -> str:
    if isinstance(event, events.Paste):
        return f"paste:{event.text}"
    if isinstance(event, events.Key):
        return event.key if event.character is None else f"{event.key}={event.character}"
    return type(event).__name__


def test_what_is_no_utf8_is_replaced_and_the_rest_goes_on() -> None:
    assert heard(b"a\xe9b") == ["a=a", "replacement_character=\ufffd", "b=b"]
    assert heard(START + b"a\x9b31m\xff\xfe" + END + b"z") == [
        "paste:a\ufffd31m\ufffd\ufffd",
        "z=z",
    ]


def test_a_character_may_come_in_two_parts() -> None:
    assert heard(b"\xc3", b"\xa9") == ["é=é"]


PASTED = b"# x\x1b[31m ab\x11\n\x1b[15~ tail \x1b[200~ of\x1bo\x1b \x1b[20 the line\x1b"


def test_a_paste_is_one_event_whatever_is_in_it() -> None:
    assert heard(b"a" + START + PASTED + END + b"b") == ["a=a", f"paste:{PASTED.decode()}", "b=b"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11])
def test_a_paste_may_come_in_parts_of_any_size(size: int) -> None:
    stream = b"a" + START + PASTED + END + b"b" + START + b"c" + END + b"\x1b[A"
    parts = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert heard(*parts) == ["a=a", f"paste:{PASTED.decode()}", "b=b", "paste:c", "up"]


def test_an_empty_paste_is_nothing() -> None:
    assert heard(START + END + b"x") == ["x=x"]


def test_a_paste_without_an_end_does_not_hold_keys_for_ever() -> None:
    clock = Clock()
    terminal = TerminalInput(clock=clock)
    assert list(terminal.feed(START + b"text")) == []
    assert list(terminal.tick()) == []
    clock.now = SILENCE
    assert [named(each) for each in terminal.tick()] == ["paste:text"]
    assert list(terminal.tick()) == []
    assert [named(each) for each in terminal.feed(b"x\x1b[A")] == ["x=x", "up"]


@pytest.mark.parametrize(
    ("data", "waiting"),
    [
        (b"x", False),
        (b"\x1b", True),
        (b"\x1b[", True),
        (b"\x1b[A", False),
        (START + b"text", True),
        (START + b"text" + END, False),
    ],
)
def test_it_waits_only_while_silence_would_mean_something(data: bytes, waiting: bool) -> None:
    terminal = TerminalInput()
    list(terminal.feed(data))
    assert terminal.is_waiting == waiting


def test_a_paste_that_stalls_goes_on_as_a_paste() -> None:
    clock = Clock()
    terminal = TerminalInput(clock=clock)
    list(terminal.feed(START + b"one\n"))
    clock.now = SILENCE
    assert [named(each) for each in terminal.tick()] == ["paste:one\n"]
    rest = b"\x11" + b"z" * 40
    assert list(terminal.feed(rest)) == []
    assert [named(each) for each in terminal.feed(END + b"k")] == [f"paste:{rest.decode()}", "k=k"]
    list(terminal.feed(START + b"two"))
    clock.now += SILENCE
    list(terminal.tick())
    assert [named(each) for each in terminal.feed(b"\x11" + END)] == ["paste:\x11"]


def test_a_paste_of_any_size_is_given_out_in_parts() -> None:
    terminal = TerminalInput()
    events_ = list(terminal.feed(START + b"x" * (LIMIT + 10)))
    events_ += list(terminal.feed(b"y" + END))
    pastes = [each.text for each in events_ if isinstance(each, events.Paste)]
    assert "".join(pastes) == "x" * (LIMIT + 10) + "y"
    assert len(pastes) == 2


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        (b"\x1bo", ["alt+o"]),
        (b"\x1bO", []),  # may be the beginning of F1
        (b"\x1bS", ["alt+shift+s"]),
        (b"\x1b/", ["alt+slash"]),
        (b"\x1b.", ["alt+full_stop"]),
        (b"\x1bob", ["alt+o", "b=b"]),
        (b"\x1b2x", ["alt+2", "x=x"]),
        (b"\x1bo\x1b[A", ["alt+o", "up"]),
        (b"\x1bo\x1bs", ["alt+o", "alt+s"]),
        (b"\x1bb", ["ctrl+left"]),  # how terminals send that
        (b"\x1bOP", ["f1"]),
        (b"\x1b[1;3A", ["alt+up"]),
    ],
)
def test_alt_with_a_character_types_nothing(sent: bytes, wanted: list[str]) -> None:
    assert heard(sent) == wanted


def test_alt_whose_bytes_come_one_by_one_types_nothing_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr("textual._parser.get_time", lambda: now[0])
    terminal = TerminalInput()
    assert list(terminal.feed(b"\x1b")) == []
    assert list(terminal.feed(b"o")) == []
    now[0] = 1.0
    assert [named(each) for each in terminal.tick()] == ["alt+o"]


@pytest.mark.parametrize("report", [b"\x1b[99999999999;1u", b"\x1b[1;1;1114112u", b"\x1b[:;:;u"])
def test_a_report_that_means_no_character_ends_nothing(report: bytes) -> None:
    terminal = TerminalInput()
    list(terminal.feed(report))
    assert "x=x" in [named(each) for each in terminal.feed(b"x")]
