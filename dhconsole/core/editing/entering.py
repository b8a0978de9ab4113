"""From typed text to a value of a column. Pure but for the clock in ``Now``.

A value is an Arrow array of length one of the column's own type, the same form in which rows come
from the server: so every type survives editing, also those that cannot be typed.

==============  ==================================================
``null``        null, whatever the type
``""``          the empty text
``\\null``       the word null; likewise ``\\""`` is two quotation marks
``1,250.5``     numbers as in filters: with thousands, ``1e6``, ``5k``, ``inf``, ``nan``
``now``         times as in filters; what is left out is the beginning: ``2024-03`` is its first
``[1, 2]``      an array, as JSON writes it
==============  ==================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa

from dhconsole.client.columns import ColumnSpec
from dhconsole.client.inputs import Restriction
from dhconsole.core.filtering.exact import plain_text, value_of
from dhconsole.core.filtering.frame import parse_filter
from dhconsole.core.filtering.numbers import INTEGERS, RANGE, boolean, number
from dhconsole.core.filtering.predicates import (
    ClockIs,
    DayIs,
    IsInfinite,
    IsNaN,
    Predicate,
    SpanIs,
    TimeIs,
)
from dhconsole.core.filtering.times import Now
from dhconsole.errors import ArgumentError
from dhconsole.text.arrow import listed, single

_STRING = "java.lang.String"
_BOOLEAN = "java.lang.Boolean"
_BIG_INTEGER = "java.math.BigInteger"
_BIG_DECIMAL = "java.math.BigDecimal"
_MOMENTS = ("java.time.Instant", "java.time.ZonedDateTime")
_MILLIS_PER_DAY = 86_400_000
_FLOATS = ("float", "double")
_MOST_BITS = 4096


def entered(text: str, column: ColumnSpec, now: Now) -> pa.Array:
    """The value that ``text`` writes, as an array of one.

    Args:
        text: as typed; blanks around it count only in a text column.
        now: the moment and the zone of times.

    Raises:
        ArgumentError: the column cannot have it, or values of its type cannot be typed.
    """
    if text.strip() == "null":
        return pa.nulls(1, column.arrow_type)
    if column.java_type == _STRING:
        return single(_string(text), column.arrow_type)
    stripped = text.strip()
    if not stripped:
        raise ArgumentError(
            f"{column.name} is {_short(column)}, and nothing is typed", hint="Type null for none."
        )
    if pa.types.is_list(column.arrow_type):
        return _array(stripped, column, now)
    return single(_scalar(stripped, column, now), column.arrow_type)


def typed(value: pa.Array, column: ColumnSpec, now: Now) -> str | None:
    """The text that ``entered`` makes this value of; None when none does.

    Args:
        value: an array of one.
    """
    if not value[0].is_valid:
        return "null"
    if not enterable(column):
        return None
    if column.java_type == _STRING:
        text = value[0].as_py()
        bare = text.lstrip("\\")
        return '""' if not text else f"\\{text}" if bare.strip() == "null" or bare == '""' else text
    if not pa.types.is_list(column.arrow_type):
        return plain_text(value_of(value, column.java_type), column.java_type, now)
    element, inner = element_of(column), value[0].values
    parts = [typed(inner.slice(each, 1), element, now) for each in range(len(inner))]
    if any(part is None for part in parts):
        return None
    bare_words = (_STRING, "char", "java.time.")
    quoted = element.java_type.startswith(bare_words)
    return "[" + ", ".join(json.dumps(p) if quoted and p != "null" else str(p) for p in parts) + "]"


def enterable(column: ColumnSpec) -> bool:
    """Whether values of the column's type can be typed, other than null."""
    if pa.types.is_list(column.arrow_type):
        return bool(column.component_type) and enterable(element_of(column))
    return column.java_type in _READERS or column.java_type == _STRING


def refusal(value: pa.Array, restrictions: Sequence[Restriction]) -> str:
    """What the server's restrictions have against a value, as a sentence; empty for nothing."""
    found = value[0].as_py() if _comparable(value.type) else None
    for each in restrictions:
        if each.kind == "not_null" and not value[0].is_valid:
            return "must not be null"
        if each.kind == "non_empty" and found == "":
            return "must not be empty"
        if each.kind == "string_list" and found not in each.allowed:
            # Null as well: a live 42.7 server fails at it, and takes none of the rows.
            return "must be one of " + ", ".join(each.allowed)
        if found is None:
            continue
        if each.minimum is not None and isinstance(found, int | float) and found < each.minimum:
            return f"must be at least {each.minimum:g}"
        if each.maximum is not None and isinstance(found, int | float) and found > each.maximum:
            return f"must be at most {each.maximum:g}"
    return ""


def restriction_words(restrictions: Sequence[Restriction]) -> str:
    """The restrictions as a person reads them: ``0..100, not null``."""
    words = []
    for each in restrictions:
        if each.minimum is not None or each.maximum is not None:
            low = "" if each.minimum is None else f"{each.minimum:g}"
            high = "" if each.maximum is None else f"{each.maximum:g}"
            words.append(f"{low}..{high}")
        elif each.allowed:
            words.append(" | ".join(each.allowed))
        else:
            words.append(each.kind.replace("_", " "))
    return ", ".join(words)


def _string(text: str) -> str:
    """Only what would mean something else loses a backslash: a path keeps all of its own."""
    bare = text.lstrip("\\")
    kept = bare != text and (bare.strip() == "null" or bare == '""')
    return "" if text == '""' else text[1:] if kept else text


def _scalar(text: str, column: ColumnSpec, now: Now) -> object:
    reader = _READERS.get(column.java_type)
    if reader is None:
        raise ArgumentError(
            f"values of {_short(column)} cannot be typed",
            hint="Type null, or leave the value as it is.",
        )
    return reader(text, column.java_type, now)


def _array(text: str, column: ColumnSpec, now: Now) -> pa.Array:
    element = element_of(column)
    try:
        found = json.loads(text, parse_float=str, parse_int=str)
    except ValueError:
        found = None
    if not isinstance(found, list) or not enterable(column):
        raise ArgumentError(
            f"{text} is no {_short(column)}", hint="Type such as [1, 2], or null for none."
        )
    texts = ["null" if each is None else _json_text(each) for each in found]
    cells = [entered(each, element, now) for each in texts]
    return listed(pa.concat_arrays([pa.nulls(0, element.arrow_type), *cells]))


def _json_text(value: object) -> str:
    return json.dumps(value) if not isinstance(value, str) else value


def element_of(column: ColumnSpec) -> ColumnSpec:
    """The elements of a column of arrays, as a column."""
    inner = column.component_type
    return ColumnSpec(
        column.name, inner, column.arrow_type.value_type, inner[:-2] if inner[-2:] == "[]" else ""
    )


# -- one reader for each type ------------------------------------------------------------


def _integer(text: str, java_type: str, now: Now) -> object:
    value = number(text, java_type)
    bits = INTEGERS[java_type]
    if not isinstance(value, int):
        raise ArgumentError(f"{text} is no whole number", hint="Type one without a fraction.")
    if bits and not -(2 ** (bits - 1)) < value < 2 ** (bits - 1):
        raise ArgumentError(
            f"{text} does not fit into {java_type}",
            hint=f"It has {-(2 ** (bits - 1)) + 1} to {2 ** (bits - 1) - 1}; one less is its null.",
        )
    if bits:
        return value
    if value.bit_length() > _MOST_BITS:
        raise ArgumentError(f"{text[:20]}… is too long")
    return value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)


def _fraction(text: str, java_type: str, now: Now) -> object:
    special = _meant(text, java_type, now) if not text[-1:].isdigit() else None
    if isinstance(special, IsNaN):
        return float("nan")
    if isinstance(special, IsInfinite):
        return float("inf") if special.positive else float("-inf")
    value = float(number(text, java_type))
    if java_type == "float":
        with np.errstate(over="ignore"):
            value = float(np.float32(value))
    if value in (float("inf"), float("-inf"), -_largest(java_type)):
        raise ArgumentError(
            f"{text} does not fit into {java_type}", hint="Type inf for infinity, null for none."
        )
    return value


def _largest(java_type: str) -> float:
    """The greatest number of the type: its negative is the server's null."""
    return 3.4028234663852886e38 if java_type == "float" else 1.7976931348623157e308


def _big_decimal(text: str, java_type: str, now: Now) -> object:
    value = Decimal(number(text, java_type))
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "a number is finite"
    unscaled = int("".join(map(str, digits))) * (-1 if sign else 1)
    if abs(exponent) > _MOST_BITS:
        raise ArgumentError(f"{text} has too many digits")
    size = unscaled.bit_length() // 8 + 1
    return (-exponent).to_bytes(4, "little", signed=True) + unscaled.to_bytes(
        size, "big", signed=True
    )


def _flag(text: str, java_type: str, now: Now) -> object:
    found = boolean(text.lower())
    if found is None:
        raise ArgumentError(f"{text} is no boolean", hint="Type true, false or null.")
    return found


def _char(text: str, java_type: str, now: Now) -> object:
    bare = text[1] if len(text) == 3 and text[0] == text[2] and text[0] in "'\"" else text
    if len(bare) != 1 or ord(bare) >= 0xFFFF:
        raise ArgumentError(f"{text} is not one character", hint="Type one, or null.")
    return ord(bare)


def _moment(text: str, java_type: str, now: Now) -> object:
    found = _meant(text, java_type, now)
    if not isinstance(found, TimeIs):
        raise ArgumentError(f"{text} is no time", hint="Type such as 2024-03-01 09:30:00, or now.")
    return found.start


def _day(text: str, java_type: str, now: Now) -> object:
    found = _meant(text, java_type, now)
    if not isinstance(found, DayIs):
        raise ArgumentError(f"{text} is no day", hint="Type such as 2024-03-01, or today.")
    return found.start * _MILLIS_PER_DAY


def _clock(text: str, java_type: str, now: Now) -> object:
    found = _meant(text, java_type, now)
    if not isinstance(found, ClockIs):
        raise ArgumentError(f"{text} is no time of day", hint="Type such as 09:30:00.")
    return found.start


def _span(text: str, java_type: str, now: Now) -> object:
    found = _meant(text, java_type, now)
    if not isinstance(found, SpanIs):
        raise ArgumentError(f"{text} is no duration", hint="Type such as 1.5s or PT1H.")
    return found.nanos


def _meant(text: str, java_type: str, now: Now) -> Predicate | None:
    """What the text says as a filter without a sign."""
    if text[:1] in "<>!=":
        raise ArgumentError(f"{text} is no value", hint="Leave the sign out.")
    if RANGE.match(text):
        raise ArgumentError(f"{text} is no value", hint="Type one, not a range.")
    return parse_filter(text, java_type, now)


def _comparable(type_: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_string(type_)
    )


def _short(column: ColumnSpec) -> str:
    return column.java_type.rsplit(".", 1)[-1] or str(column.arrow_type)


_READERS: dict[str, Callable[[str, str, Now], object]] = {
    **dict.fromkeys(INTEGERS, _integer),
    **dict.fromkeys(_FLOATS, _fraction),
    _BIG_DECIMAL: _big_decimal,
    _BOOLEAN: _flag,
    "char": _char,
    **dict.fromkeys(_MOMENTS, _moment),
    "java.time.LocalDate": _day,
    "java.time.LocalTime": _clock,
    "java.time.Duration": _span,
}
