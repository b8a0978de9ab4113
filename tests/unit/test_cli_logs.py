"""Where the log that a server has kept ends, when the server goes on logging."""

from __future__ import annotations

from dhconsole.cli.logs import KeptLines


def seconds_until_over(start: float, gap: float, *, cut_short: bool = False) -> float:
    """After a burst of 1 000 lines, how long lines that come every ``gap`` seconds are taken."""
    kept = KeptLines()
    assert not any(kept.over(start + number / 10_000) for number in range(1000))
    now = start
    while now < start + 60:
        now += gap
        if kept.over(now):
            assert kept.cut_short == cut_short
            return now - start
    return now - start


def test_a_server_that_logs_now_and_then_does_not_hold_the_command_up() -> None:
    assert seconds_until_over(0.0, 0.3) < 3
    assert seconds_until_over(77.7, 0.05) < 3


def test_not_even_one_that_logs_without_end() -> None:
    assert 9 < seconds_until_over(5.0, 0.001, cut_short=True) < 12


def test_slow_lines_that_were_kept_are_all_taken() -> None:
    kept = KeptLines()
    assert not any(kept.over(number / 200) for number in range(1000))
