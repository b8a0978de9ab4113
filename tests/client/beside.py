"""One table, opened by our client and by pydeephaven on one server, and what both give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

import pydeephaven

from dhconsole.client import Session


@contextmanager
def beside(
    port: int, script: str, name: str, mine: ModuleType, theirs: ModuleType
) -> Iterator[tuple[SimpleNamespace, SimpleNamespace]]:
    """Run ``script``, open the table ``name`` on both sides; ``m`` is each side's own module."""
    with Session(port=port) as session:
        session.run_script(script)
        peer = pydeephaven.Session(port=port)
        try:
            yield (
                SimpleNamespace(t=session.open_table(name), m=mine),
                SimpleNamespace(t=peer.open_table(name), m=theirs),
            )
        finally:
            peer.close()


def give_the_same(both: Any, make: Callable[[Any], Any]) -> dict[str, list[Any]]:
    """What ``make`` gives on our side, once it is seen to be the same on the other."""
    mine, theirs = (make(side).to_arrow() for side in both)
    assert mine.schema.equals(theirs.schema)
    # As texts, in which NaN equals NaN.
    assert repr(mine.to_pydict()) == repr(theirs.to_pydict())
    found: dict[str, list[Any]] = mine.to_pydict()
    return found
