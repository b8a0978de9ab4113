"""Changes and how they add up, against rows that know who they are."""

from __future__ import annotations

from itertools import count

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.client.barrage.delta import Delta

COLUMNS = range(3)


class Naive:
    """Rows as objects: each has an identity and a version per column."""

    def __init__(self, rows: int) -> None:
        self.ids = count()
        self.rows = [self.new() for _ in range(rows)]

    def new(self) -> tuple[int, list[int]]:
        return next(self.ids), [0 for _ in COLUMNS]

    def step(self, draw: st.DrawFn) -> Delta:
        before = len(self.rows)
        removed = sorted(draw(st.sets(st.integers(0, before - 1)))) if before else []
        kept = [row for at, row in enumerate(self.rows) if at not in removed]
        added = draw(st.integers(0, 4))
        after = len(kept) + added
        places = sorted(
            draw(st.sets(st.integers(0, after - 1), min_size=added, max_size=added))
            if added
            else []
        )
        rest = iter(kept)
        self.rows = [self.new() if at in places else next(rest) for at in range(after)]
        stayed = [at for at in range(after) if at not in places]
        modified = {}
        for column in COLUMNS:
            rows = sorted(draw(st.sets(st.sampled_from(stayed)))) if stayed else []
            for at in rows:
                self.rows[at][1][column] += 1
            if rows:
                modified[column] = np.array(rows, np.int64)
        return Delta(
            before,
            after,
            np.array(removed, np.int64),
            np.array(places, np.int64),
            modified,
        )

    def state(self) -> list[tuple[int, tuple[int, ...]]]:
        return [(identity, tuple(versions)) for identity, versions in self.rows]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Delta], list[list[tuple[int, tuple[int, ...]]]]]:
    naive = Naive(draw(st.integers(0, 6)))
    deltas, states = [], [naive.state()]
    for _ in range(draw(st.integers(1, 5))):
        deltas.append(naive.step(draw))
        states.append(naive.state())
    return deltas, states


@given(histories())
@settings(max_examples=300)
def test_changes_add_up(history: object) -> None:
    deltas, states = history  # type: ignore[misc]
    total = deltas[0]
    for delta in deltas[1:]:
        total = total.then(delta)
    first, last = states[0], states[-1]
    was, now = dict(first), dict(last)
    assert (total.before, total.after) == (len(first), len(last))
    assert total.removed.tolist() == [at for at, (id_, _) in enumerate(first) if id_ not in now]
    assert total.added.tolist() == [at for at, (id_, _) in enumerate(last) if id_ not in was]
    for column in COLUMNS:
        wanted = [
            at
            for at, (id_, versions) in enumerate(last)
            if id_ in was and versions[column] != was[id_][column]
        ]
        rows = total.modified.get(column)
        assert (rows.tolist() if rows is not None else []) == wanted
    stayed = [at for at, (id_, _) in enumerate(last) if id_ in was]
    places = {id_: at for at, (id_, _) in enumerate(first)}
    assert total.previous(np.array(stayed, np.int64)).tolist() == [
        places[last[at][0]] for at in stayed
    ]
    union = sorted({at for rows in total.modified.values() for at in rows.tolist()})
    assert total.rows_modified().tolist() == union
    assert total.is_empty == (not (len(total.removed) or len(total.added) or union))
