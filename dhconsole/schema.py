"""From TOML tables to frozen dataclasses, and back to words when something does not fit.

The dataclass is the schema: its fields are the keys, its defaults the defaults, and ``setting``
adds what a type cannot say. Nothing here prevents a start: whatever does not fit is reported and
its default is kept. Knows nothing of any particular setting.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field
from typing import Any, TypeVar

from dhconsole.errors import ConfigError
from dhconsole.tomlfile import Key, TomlFile, did_you_mean

T = TypeVar("T")

Check = Callable[[Any], str]
"""Takes a value of the right type; answers what it must be instead, or an empty string."""

_SHOWN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Rule:
    """What a setting must be, beyond its type.

    Attributes:
        help: one line for people.
        low, high: bounds of a number, both included.
        choices: the only values, where they are few.
        check: anything else.
        hidden: the value may be a secret put in the wrong place, and is never shown.
    """

    help: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    check: Check | None = None
    hidden: bool = False


def setting(
    default: Any,
    help: str = "",  # noqa: A002 - it is the best name
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    check: Check | None = None,
    hidden: bool = False,
) -> Any:
    """A dataclass field that can stand in a file. ``default`` may be a value or a dict."""
    rule = Rule(help=help, low=low, high=high, choices=choices, check=check, hidden=hidden)
    metadata = {"rule": rule}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


def rule_of(each: Field[Any]) -> Rule:
    """The rule of a field; an empty one for a plain field."""
    rule = each.metadata.get("rule")
    return rule if isinstance(rule, Rule) else Rule()


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one table.

    Attributes:
        values: the fields that were given and fit.
        problems: what did not fit, with file and line.
        sources: ``file:line`` of every value, by field name.
        rejected: ``file:line`` of every value that did not fit, by field name.
    """

    values: Mapping[str, Any]
    problems: tuple[ConfigError, ...]
    sources: Mapping[str, str]
    rejected: Mapping[str, str] = field(default_factory=dict)


def fill(schema: type, table: object, file: TomlFile, at: Key) -> Filled:
    """Read the fields of the dataclass ``schema`` from ``table``, which stands at ``at``.

    Fields without a rule are not settings and cannot be given. Never raises.
    """
    if not isinstance(table, dict):
        name = ".".join(at)
        return Filled({}, (file.problem(f"{name} must be a table, [{name}]", at),), {})
    known = {each.name: each for each in fields_of(schema)}
    types = typing.get_type_hints(schema)
    values: dict[str, Any] = {}
    problems: list[ConfigError] = []
    sources: dict[str, str] = {}
    rejected: dict[str, str] = {}
    for name, value in table.items():
        key = (*at, name)
        if name not in known:
            problems.append(unknown(name, tuple(known), file, at))
            continue
        wanted = _misfit(value, types[name], rule_of(known[name]))
        if wanted:
            problems.append(_refusal(value, wanted, rule_of(known[name]), file, key))
            rejected[name] = f"{file.path}:{file.line(key)}"
            continue
        values[name] = _convert(value, types[name])
        sources[name] = f"{file.path}:{file.line(key)}"
    return Filled(values, tuple(problems), sources, rejected)


def fields_of(schema: type) -> tuple[Field[Any], ...]:
    """The settings of a schema, in the order of their definition."""
    return tuple(each for each in dataclasses.fields(schema) if "rule" in each.metadata)


def unknown(name: str, known: tuple[str, ...], file: TomlFile, at: Key) -> ConfigError:
    """The error for a key that no schema has; it names the nearest one."""
    prefix = ".".join(at) + "." if at else ""
    hint = did_you_mean(name, known, prefix=prefix)
    return file.problem(f"no setting is called {prefix}{name}", (*at, name), hint=hint)


def _refusal(value: object, wanted: str, rule: Rule, file: TomlFile, key: Key) -> ConfigError:
    name = ".".join(key)
    hint = ""
    if rule.choices and isinstance(value, str):
        hint = did_you_mean(value, rule.choices)
    if rule.hidden:
        return file.problem(f"{name} must be {wanted}", key)
    return file.problem(f"{name} is {shown(value)}, but must be {wanted}", key, hint=hint)


def shown(value: object) -> str:
    """A value as TOML would have it, cut short."""
    if isinstance(value, tuple):
        value = list(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _misfit(value: object, wanted: Any, rule: Rule) -> str:
    """What ``value`` must be instead; empty when it fits."""
    plain = _plain_misfit(value, wanted, rule)
    if plain:
        return plain
    if rule.choices and value not in rule.choices:
        return "one of " + ", ".join(rule.choices)
    return rule.check(value) if rule.check else ""


def _plain_misfit(value: object, wanted: Any, rule: Rule) -> str:
    if wanted is bool:
        return "" if isinstance(value, bool) else "true or false"
    if wanted in (int, float):
        kinds = (int,) if wanted is int else (int, float)
        ok = isinstance(value, kinds) and not isinstance(value, bool) and _within(value, rule)
        return "" if ok else _number_words(wanted, rule)
    if wanted is str:
        return "" if isinstance(value, str) else "text"
    if typing.get_origin(wanted) is tuple:
        ok = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return "" if ok else "a list of texts"
    ok = isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return "" if ok else "a table of texts"


def _within(value: float, rule: Rule) -> bool:
    above = rule.low is None or value >= rule.low
    below = rule.high is None or value <= rule.high
    return above and below


def _number_words(wanted: type, rule: Rule) -> str:
    kind = "a whole number" if wanted is int else "a number"
    if rule.low is not None and rule.high is not None:
        return f"{kind} from {rule.low:g} to {rule.high:g}"
    if rule.low is not None:
        return f"{kind}, at least {rule.low:g}"
    return kind


def _convert(value: Any, wanted: Any) -> Any:
    if wanted is float:
        return float(value)
    if isinstance(value, list):
        return tuple(value)
    return value
