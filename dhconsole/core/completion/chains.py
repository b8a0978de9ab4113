"""Which columns the table of an expression has, as far as the code tells.

Owns what the server's table methods do to columns: which of them take formulas and which take
names, what each adds and leaves out. ``t.where("A > 1").update("X = A")`` has the columns of
``t`` and X. Pure: where the columns of a variable are to be known, the caller is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.completion.scan import MOST_BACK, Token, TokenKind, tokens_of

Columns = Mapping[str, ColumnSpec | None]
"""By name; None where only the name is known."""
Lookup = Callable[[str], "Columns | None"]
"""Asked with the name of a variable on the server."""

_FORMULAS = """
where where_one_of update lazy_update update_view view select filter format_columns
format_row_where format_column_where formula count_where
"""
_NAMES = """
sort sort_descending group_by ungroup select_distinct drop_columns move_columns move_columns_up
move_columns_down rename_columns first_by last_by sum_by avg_by min_by max_by std_by var_by
median_by count_by abs_sum_by weighted_avg_by weighted_sum_by head_by tail_by agg_by agg_all_by
partitioned_agg_by partition_by update_by natural_join exact_join join aj raj range_join where_in
where_not_in restrict_sort_to rollup tree layout_hints keyed_transpose with_keys with_unique_keys
has_columns
"""
FORMULAS = frozenset(_FORMULAS.split())
"""Methods, and aggregations, that take formulas or conditions."""
NAMES = frozenset(_NAMES.split())
"""Methods that take names of columns, or pairs ``New = Old``."""
JOINS = frozenset(
    ("natural_join", "exact_join", "join", "aj", "raj", "range_join", "where_in", "where_not_in")
)
"""Methods whose first argument is another table."""

_ONLY = frozenset(("view", "select", "select_distinct"))
_MORE = frozenset(("update", "lazy_update", "update_view", "update_by"))
_GROUPED = frozenset(("agg_by", "count_by", "agg_all_by"))
_SOURCES = frozenset(("empty_table", "time_table", "new_table", "input_table", "ring_table"))
_TARGET = re.compile(r"\s*([A-Za-z_$][\w$]*)\s*(?:=(?!=)\s*(.*))?", re.DOTALL)
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Step:
    """A method that a chain calls, with the tokens of its arguments."""

    name: str
    arguments: Sequence[Token]

    @property
    def texts(self) -> list[str]:
        """The strings among the arguments, without their quotes."""
        return [
            each.text[len(each.string_lead) :].rstrip("\"'")
            for each in self.arguments
            if each.kind is TokenKind.STRING
        ]

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Of each string ``New = Old`` or ``Name`` both sides; ``Old`` is empty for a name."""
        found = (_TARGET.match(text) for text in self.texts)
        return [(match.group(1), match.group(2) or "") for match in found if match is not None]


@dataclass(frozen=True, slots=True)
class Chain:
    """A root (a variable, or a function that is called) and what is called on it, in order."""

    root: str
    called: Step | None
    steps: tuple[Step, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is open at the cursor.

    Attributes:
        name: of what is called; empty where that is no name.
        name_end: where that ends in the code.
        is_method: whether it is called on something.
        owner: the chain that it is a method of, as far as that is one.
        number: index of the argument at the cursor.
        keyword: its name, where it is given by name.
        first: of a join, what the first argument is, if it is a chain and not at the cursor.
        before: the tokens of the arguments before the cursor.
    """

    name: str
    name_end: int
    is_method: bool
    owner: Chain | None
    number: int
    keyword: str
    first: Chain | None
    before: tuple[Token, ...] = ()


def chain_before(tokens: Sequence[Token], end: int) -> Chain | None:
    """The chain of calls whose last token is the one before index ``end``; None where it is
    something else."""
    steps: list[Step] = []
    at = end - 1
    while at >= 0:
        token = tokens[at]
        arguments: Sequence[Token] | None = None
        if token.text == ")" and token.kind is TokenKind.SIGN:
            opened = _opening(tokens, at)
            if opened < 0:
                return None
            arguments = tokens[opened + 1 : at]
            if opened == 0 or not tokens[opened - 1].is_name:
                return _grouped(arguments, steps, opened)
            at = opened - 1
            token = tokens[at]
        if not token.is_name:
            return None
        step = Step(token.text, arguments or ())
        if at == 0 or tokens[at - 1].text != ".":
            called = step if arguments is not None else None
            return Chain(token.text, called, tuple(reversed(steps)), at)
        steps.append(step)
        at -= 2
    return None


def _grouped(inside: Sequence[Token], steps: list[Step], start: int) -> Chain | None:
    """The chain of an expression in brackets, with ``steps`` called on it, the last one first."""
    inner = chain_before(inside, len(inside))
    if inner is None or inner.start:
        return None
    return Chain(inner.root, inner.called, (*inner.steps, *reversed(steps)), start)


def _opening(tokens: Sequence[Token], at: int) -> int:
    """Index of the bracket that the one at ``at`` closes; -1 when there is none."""
    depth = 0
    for index in range(at, -1, -1):
        if tokens[index].kind is not TokenKind.SIGN:
            continue
        if tokens[index].text in ")]}":
            depth += 1
        elif tokens[index].text in "([{":
            depth -= 1
            if not depth:
                return index
    return -1


class Reader:
    """Finds the columns of expressions in one text of code.

    Args:
        code: the whole of it.
        lookup: the columns of a variable on the server, where they are known.
    """

    def __init__(self, code: str, lookup: Lookup) -> None:
        self._code = code
        self._lookup = lookup

    def columns_at(self, call: Call, line: int) -> Columns:
        """The columns that can be named in a string among the arguments of a table's method.

        Args:
            line: where the line of code begins that the call stands in.
        """
        found = dict(self.columns(call.owner, line) or {})
        if call.name in JOINS:
            other = self.columns(call.first, line) or {}
            if call.keyword == "joins" or (not call.keyword and call.number > 1):
                return other
            return {**other, **found}
        if call.name in _ONLY or call.name in _MORE:
            # What stands before in the same call can be used behind it.
            made = Step(call.name, call.before).targets
            found.update({new: None for new, old in made if old})
        return found

    def variables_at(self, call: Call, line: int) -> frozenset[str]:
        """The variables on the server whose columns ``columns_at`` asks for."""
        asked: set[str] = set()

        def note(name: str) -> Columns | None:
            asked.add(name)
            return None

        Reader(self._code, note).columns_at(call, line)
        return frozenset(asked)

    def columns(self, chain: Chain | None, before: int, depth: int = 0) -> Columns | None:
        """The columns of ``chain``; None where nothing is known of them.

        Args:
            before: offset of the statement that the chain stands in: only what is assigned
                above it counts.
        """
        if chain is None or depth > _DEPTH:
            return None
        if chain.called is not None:
            found = _source_columns(chain.called)
        else:
            found = self._assigned(chain.root, before, depth)
            if found is None:
                found = self._lookup(chain.root)
        for step in chain.steps:
            found = self._after(found, step, before, depth)
        return found

    def _assigned(self, name: str, before: int, depth: int) -> Columns | None:
        floor = max(0, before - MOST_BACK)
        pattern = re.compile(rf"^[^\S\n]*{re.escape(name)}\s*=(?!=)", re.MULTILINE)
        found = list(pattern.finditer(self._code, floor, before))
        if not found:
            return None
        last = found[-1]
        value = _one_line(tokens_of(self._code, last.end(), before))
        chain = chain_before(value, len(value))
        if chain is None or chain.start:
            return None
        return self.columns(chain, last.start(), depth + 1)

    def _after(self, base: Columns | None, step: Step, before: int, depth: int) -> Columns | None:
        """The columns of what ``step`` makes of a table with the columns ``base``."""
        if step.name in _SOURCES:
            return _source_columns(step)
        known = dict(base or {})
        made = step.targets
        if step.name in _ONLY and made:
            return {new: None if old else known.get(new) for new, old in made}
        if step.name in _MORE:
            known.update({new: None for new, old in made if old or new not in known})
        elif step.name in _GROUPED:
            return known | {new: None for new, _ in made if new not in known}
        elif step.name == "drop_columns":
            for dropped, _ in made:
                known.pop(dropped, None)
        elif step.name == "rename_columns":
            renamed = {old.strip(): new for new, old in made}
            return {renamed.get(name, name): spec for name, spec in known.items()}
        elif step.name in JOINS - {"where_in", "where_not_in"}:
            other = self.columns(first_argument(step.arguments), before, depth + 1)
            joined = {new: None for new, _ in made if new not in known}
            return known | joined | {k: v for k, v in (other or {}).items() if k not in known}
        return known if base is not None or known else None


def first_argument(tokens: Sequence[Token]) -> Chain | None:
    """The chain that the first argument of a call is, given the tokens of all of them."""
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind is not TokenKind.SIGN:
            continue
        if token.text in "([{":
            depth += 1
        elif token.text in ")]}":
            depth -= 1
        elif token.text == "," and not depth:
            return chain_before(tokens, index)
    return chain_before(tokens, len(tokens))


def _source_columns(call: Step) -> Columns | None:
    """The columns of a table that is made of nothing, as far as they stand there."""
    if call.name not in _SOURCES:
        return None
    if call.name == "time_table":
        return {"Timestamp": None}
    found: dict[str, ColumnSpec | None] = {}
    for before, token in zip(call.arguments, call.arguments[2:], strict=False):
        is_column = before.kind is TokenKind.NAME and before.text.endswith("_col")
        if is_column and token.kind is TokenKind.STRING:
            found[Step("", (token,)).texts[0]] = None
    return found


def _one_line(tokens: Sequence[Token]) -> list[Token]:
    """The tokens to the end of the line of code, without comments."""
    found: list[Token] = []
    depth = 0
    for token in tokens:
        if token.kind is TokenKind.NEWLINE:
            if not depth:
                break
            continue
        if token.kind is TokenKind.COMMENT:
            continue
        if token.kind is TokenKind.SIGN:
            if token.text == ";" and not depth:
                break
            depth += (token.text in "([{") - (token.text in ")]}")
        found.append(token)
    return found
