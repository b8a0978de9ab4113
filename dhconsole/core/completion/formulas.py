"""Names inside of the server's formulas and conditions: columns, functions, words.

The functions are those that a live 42.7 server offers to every formula, without the ones that
only its own code calls.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.completion.names import Name, NameKind, Names, fitting, unique

MOST = 50
"""Names that are offered at once."""

_FUNCTIONS = """
abs absAvg absSum acos and asin atan atan2 avg castDouble castInt castLong cbrt ceil clamp concat
copySign cor cos cosh count countDistinct countNeg countObj countPos countZero cov cummax cummin
cumprod cumsum diff distinct exp expm1 first firstIndexOf floor floorDiv floorMod forwardFill
hypot ifelse in inRange indexOfMax indexOfMin isFinite isInf isNaN isNull last len log log10 log1p
lowerBin max maxObj median min minObj nth or parseBoolean parseDouble parseFloat parseInt
parseLong percentile pow product random randomBool randomDouble randomGaussian randomInt
randomLong rank rankDescending repeat replaceIfNaN replaceIfNonFinite replaceIfNull
replaceIfNullNaN reverse rint round sequence signum sin sinh sort sortDescending sqrt std ste sum
tan tanh toDegrees toRadians tstat upperBin var wavg wstd wsum wvar
atMidnight dayOfMonth dayOfWeek dayOfWeekValue dayOfYear diffDays diffMicros diffMillis
diffMinutes diffNanos diffSeconds epochAutoToInstant epochMicros epochMicrosToInstant epochMillis
epochMillisToInstant epochNanos epochNanosToInstant epochSeconds epochSecondsToInstant formatDate
formatDateTime hourOfDay isAfter isBefore millisOfDay minuteOfDay minuteOfHour monthOfYear
nanosOfDay now parseDuration parseInstant parseLocalDate parseLocalTime parsePeriod parseTimeZone
parseZonedDateTime secondOfDay secondOfMinute timeZone toInstant toLocalDate toLocalTime
toZonedDateTime today year
"""
_VALUES = ("true", "false", "null", "i", "ii", "k", "NULL_INT", "NULL_LONG", "NULL_DOUBLE")
_BUILT_IN = [Name(each, NameKind.FUNCTION) for each in _FUNCTIONS.split()]
_WORDS = [Name(each, NameKind.VALUE) for each in _VALUES]
_TARGET = re.compile(r"\s*[A-Za-z_$][\w$]*\s*=(?!=)")
_WORD = re.compile(r"[A-Za-z_$][\w$]*\Z")
_WORD_GOES_ON = re.compile(r"[\w$]*")


def names_in_formula(
    text: str, cursor: int, columns: Sequence[ColumnSpec], made: Sequence[str] = ()
) -> Names:
    """What could stand at ``cursor`` in a formula (``Name = expression``) or a condition.

    Args:
        text: the formula.
        cursor: in characters; what follows it in the same word is replaced too.
        columns: of the table.
        made: names of columns that it will have besides.

    Returns:
        No names within a text, after a point (where a method stands), in a number, and at the
        name of the column that a formula makes.
    """
    before = text[:cursor]
    match = _WORD.search(before)
    start = match.start() if match is not None else cursor
    rest = _WORD_GOES_ON.match(text, cursor)
    end = rest.end() if rest is not None else cursor
    nothing = Names(start, end)
    target = _TARGET.match(text)
    if target is not None and cursor < target.end():
        return nothing
    lead = before[:start]
    if _in_text(lead) or lead[-1:] == "." or (lead[-1:].isdigit() and match is not None):
        return nothing
    shown = [
        Name(column.name, NameKind.COLUMN, column.java_type.rsplit(".", 1)[-1])
        for column in columns
        if not column.is_style
    ]
    shown += [Name(name, NameKind.COLUMN) for name in made]
    if match is None:
        return Names(start, end, tuple(shown[:MOST]))
    names = unique([*shown, *_BUILT_IN, *_WORDS])
    return Names(start, end, fitting(match.group(), names, most=MOST))


def _in_text(lead: str) -> bool:
    """Whether a text of backticks or quotes has begun and not ended."""
    open_sign = ""
    escaped = False
    for each in lead:
        if escaped:
            escaped = False
        elif each == "\\" and open_sign:
            escaped = True
        elif open_sign:
            open_sign = "" if each == open_sign else open_sign
        elif each in "`\"'":
            open_sign = each
    return bool(open_sign)
