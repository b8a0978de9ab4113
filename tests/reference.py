"""``python -m tests.reference [--check]``: writes API.md, or says how it differs.

The page is made of the signatures and docstrings of the public names of ``dhconsole.client``.
A public name without a docstring is an error, and so are parameters that it does not speak of,
where it speaks of parameters at all.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "API.md"
MODULES = (
    "dhconsole.client",
    "dhconsole.client.aio",
    "dhconsole.client.agg",
    "dhconsole.client.updateby",
    "dhconsole.client.filters",
    "dhconsole.client.ticket",
    "dhconsole.client.table",
    "dhconsole.client.query",
    "dhconsole.client.plugin_client",
    "dhconsole.client.listening",
    "dhconsole.errors",
)
HEAD = """# API reference

What `dhconsole.client` offers to scripts. Made by `python -m tests.reference` from the docstrings;
do not edit it. Every operation of `TableVerbs` is a method of `Table`, `InputTable`, `Query` and,
awaited, of their asyncio twins.
"""


def public_names(module: Any) -> list[str]:
    """Names that a module offers: its ``__all__``, or what it defines itself."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return sorted(listed)
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    )


def members(owner: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that a class defines, in order of their names."""
    for name, value in sorted(vars(owner).items()):
        if name.startswith("_"):
            continue
        plain = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
        if inspect.isfunction(plain) or isinstance(plain, property):
            yield name, plain


def signature(value: Any) -> str:
    """Parameters as they are called, without types, which the docstring tells."""
    parts = []
    for each in inspect.signature(value).parameters.values():
        if each.name == "self" or each.name == "cls":
            continue
        star = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, "")
        default = "" if each.default is each.empty else f"={_shown(each.default)}"
        parts.append(f"{star}{each.name}{default}")
    return f"({', '.join(parts)})"


def _shown(value: object) -> str:
    return str(value) if hasattr(value, "name") and hasattr(value, "value") else repr(value)


def described(name: str, value: Any, problems: list[str]) -> str:
    """The docstring, checked."""
    text = inspect.getdoc(value) or ""
    if not text:
        problems.append(f"{name} has no docstring")
    arguments = re.search(r"^Args:\n((?:    .*\n?|\n)+)", text, re.MULTILINE)
    if arguments and not isinstance(value, property) and not _is_plain(value):
        spoken = set(re.findall(r"^    (\w+)(?:, \w+)*:", arguments[1], re.MULTILINE))
        given = set(inspect.signature(value).parameters) - {"self", "cls"}
        if missing := sorted(given - spoken):
            problems.append(f"{name} does not speak of {', '.join(missing)}")
    return text


def page(problems: list[str]) -> str:
    """The whole page; what is wrong is added to ``problems``."""
    lines, seen = [HEAD], set()
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        lines.append(f"## {module_name}\n")
        for name in public_names(module):
            value = getattr(module, name)
            if id(value) in seen:
                lines.append(f"- `{name}`: see above\n")
                continue
            seen.add(id(value))
            lines += _entry(module_name, name, value, problems)
    from dhconsole.client.verbs import SchemaVerbs, TableVerbs

    lines.append("## Table operations\n")
    for owner in (TableVerbs, SchemaVerbs):
        lines += _members(owner, problems)
    return "\n".join(lines).rstrip() + "\n"


def _entry(module: str, name: str, value: Any, problems: list[str]) -> list[str]:
    if not (inspect.isclass(value) or inspect.isfunction(value)):
        return []
    shown = "" if _is_plain(value) else signature(value)
    if inspect.isclass(value) and hasattr(value, "__members__"):
        shown = f": {', '.join(value.__members__)}"
    text = described(f"{module}.{name}", value, problems)
    lines = [f"### {name}{shown}\n", _block(text)]
    return lines + (_members(value, problems) if inspect.isclass(value) else [])


def _is_plain(value: Any) -> bool:
    """Whether it is an error or a marked text, whose parameters say nothing."""
    return inspect.isclass(value) and issubclass(value, (Exception, str))


def _members(owner: type, problems: list[str]) -> list[str]:
    lines = []
    for name, value in members(owner):
        text = described(f"{owner.__qualname__}.{name}", value, problems)
        shown = "" if isinstance(value, property) else signature(value)
        lines += [f"#### {owner.__name__}.{name}{shown}\n", _block(text)]
    return lines


def _block(text: str) -> str:
    return f"```text\n{text}\n```\n"


def main(arguments: list[str]) -> int:
    problems: list[str] = []
    made = page(problems)
    if "--check" not in arguments:
        PAGE.write_text(made, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made:
        problems.append("API.md is out of date: run python -m tests.reference")
    for problem in problems:
        print(problem, file=sys.stderr)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
