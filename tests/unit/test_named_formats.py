"""Formats of columns from the settings, by name or by type."""

from __future__ import annotations

from dhconsole.config import Config, FormatRule
from dhconsole.text.chosen import named_format
from dhconsole.tui.showing import Showing


def test_the_first_rule_for_a_name_and_then_for_a_type_gives_the_format() -> None:
    rules = ((":double", "2 digits"), ("*Price*", "4 digits"), ("Price?", "percent"))
    assert named_format(rules, "Price1", "double") == "4 digits"
    assert named_format(rules, "Size", "double") == "2 digits"
    assert named_format(rules, "Size", "java.lang.String") == ""
    assert named_format(((":Instant", "seconds"),), "T", "java.time.Instant") == "seconds"
    assert named_format((), "T", "long") == ""


def test_a_format_that_is_none_is_told_with_the_nearest_and_the_rest_holds() -> None:
    rules = (FormatRule("A", "percnt", "config.toml", 7), FormatRule("B", "k", "config.toml", 8))
    showing = Showing(Config(formats=rules))
    (problem,) = showing.problems
    assert str(problem).startswith("config.toml:7: there is no format 'percnt'")
    assert "percent" in str(problem)
    assert showing.grid_options().rules == (("B", "k"),)
