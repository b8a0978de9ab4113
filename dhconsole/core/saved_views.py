"""Views that were saved by name: recipes in a file, for this and every later console.

Owns the file. What a filter by chosen values means, no text of the grammar may say; it is kept as
a condition in the server's language. A file that cannot be read is told, and never written over.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dhconsole.client.columns import TableSpec
from dhconsole.client.ticket import parse_ticket
from dhconsole.core.making import conditions_of, now_in
from dhconsole.core.recipe import (
    ColumnChoice,
    ColumnFilter,
    Part,
    PartKind,
    Recipe,
    Rollup,
    SortKey,
)
from dhconsole.core.textfiles import write_beside
from dhconsole.errors import DHError, FileError

_PLAIN = ("title", "search", "reverse", "zone")
_LISTS = ("formulas", "conditions", "formats", "totals")


class SavedViews:
    """The saved views in one file.

    Args:
        path: the file; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> dict[str, str]:
        """Names of the saved views, with the ticket of the root of each.

        Raises:
            FileError: the file cannot be read.
        """
        return {name: str(each.get("root", "")) for name, each in self._read().items()}

    def get(self, name: str) -> Recipe:
        """The recipe of that name.

        Raises:
            FileError: there is none, or it is none of ours.
        """
        found = self._read().get(name)
        if found is None:
            raise FileError(f"there is no saved view {name!r} in {self.path}")
        try:
            return _recipe(found)
        except (KeyError, TypeError, ValueError, DHError) as exc:
            raise FileError(
                f"the saved view {name!r} in {self.path} cannot be read ({exc})",
                hint="Save it anew, or mend the file.",
            ) from exc

    def put(self, name: str, recipe: Recipe, spec: TableSpec) -> None:
        """Save a recipe under a name, in place of one that had it.

        Args:
            spec: the columns of its table.

        Raises:
            FileError: the file cannot be read or written.
        """
        value = _value(_without_choices(recipe, spec))
        self._change(lambda views: {**views, name: value})

    def remove(self, name: str) -> None:
        """Save it no more. Raises as ``put``."""
        self._change(lambda views: {key: each for key, each in views.items() if key != name})

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            found = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as exc:
            raise FileError(
                f"{self.path} cannot be read ({exc})", hint="Mend it, or move it away."
            ) from exc
        if not isinstance(found, dict) or not all(isinstance(v, dict) for v in found.values()):
            raise FileError(f"{self.path} has no saved views", hint="Mend it, or move it away.")
        return found

    def _change(
        self, change: Callable[[dict[str, dict[str, Any]]], Mapping[str, dict[str, Any]]]
    ) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _alone(self.path.with_suffix(".lock")):
                text = json.dumps(change(self._read()), indent=1, ensure_ascii=False)
                write_beside(self.path, text.encode(), mode=0o600)
        except OSError as exc:
            raise FileError(f"{self.path} cannot be written ({exc.strerror})") from exc


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two consoles that save at once do it after each other."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # Where the file system knows no locks the last one wins.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _without_choices(recipe: Recipe, spec: TableSpec) -> Recipe:
    """With conditions in place of filters that no text says."""
    chosen = tuple(each for each in recipe.filters if each.predicate is not None)
    if not chosen:
        return recipe
    asked = conditions_of(Recipe(recipe.root, filters=chosen), spec, now_in(recipe.zone))
    kept = tuple(each for each in recipe.filters if each.predicate is None)
    formulas = tuple(each.formula for each in asked)
    return replace(recipe, filters=kept, conditions=(*recipe.conditions, *formulas))


def _value(recipe: Recipe) -> dict[str, Any]:
    value: dict[str, Any] = {"root": recipe.root.text}
    value |= {name: getattr(recipe, name) for name in _PLAIN}
    value |= {name: [*getattr(recipe, name)] for name in _LISTS}
    value["filters"] = [
        {"column": each.column, "text": each.text, "zone": each.zone} for each in recipe.filters
    ]
    value["sorts"] = [
        {"column": each.column, "descending": each.descending, "absolute": each.absolute}
        for each in recipe.sorts
    ]
    columns = recipe.columns
    value["columns"] = {
        "hidden": sorted(columns.hidden),
        "order": [*columns.order],
        "frozen": columns.frozen,
    }
    if recipe.rollup is not None:
        value["rollup"] = {"by": [*recipe.rollup.by], "totals": [*recipe.rollup.totals]}
    if recipe.unfolded:
        value["unfolded"] = [[key.hex(), action] for key, action in recipe.unfolded]
    if recipe.part is not None:
        part = recipe.part
        value["part"] = {
            "type": part.type,
            "kind": part.kind.value,
            "index": part.index,
            "keys": part.keys.hex(),
            "label": part.label,
        }
    return value


def _recipe(value: Mapping[str, Any]) -> Recipe:
    columns, part, rollup = value["columns"], value.get("part"), value.get("rollup")
    return Recipe(
        parse_ticket(value["root"]),
        **{name: value[name] for name in _PLAIN},
        formulas=tuple(value["formulas"]),
        conditions=tuple(value["conditions"]),
        formats=tuple((column, name) for column, name in value["formats"]),
        totals=tuple((column, name) for column, name in value["totals"]),
        filters=tuple(
            ColumnFilter(each["column"], each["text"], zone=each["zone"])
            for each in value["filters"]
        ),
        sorts=tuple(
            SortKey(each["column"], each["descending"], each["absolute"]) for each in value["sorts"]
        ),
        columns=ColumnChoice(
            frozenset(columns["hidden"]), tuple(columns["order"]), columns["frozen"]
        ),
        rollup=None
        if rollup is None
        else Rollup(
            tuple(rollup["by"]), tuple((column, total) for column, total in rollup["totals"])
        ),
        unfolded=tuple(
            (bytes.fromhex(key), int(action)) for key, action in value.get("unfolded", ())
        ),
        part=None
        if part is None
        else Part(
            part["type"],
            PartKind(part["kind"]),
            part["index"],
            bytes.fromhex(part["keys"]),
            part["label"],
        ),
    )
