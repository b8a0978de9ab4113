"""Strings, characters and bytes to cell text; JSON laid out for reading.

Owns how text is told apart from the symbols for null and empty. What makes text harmless is
``safe``'s business.
"""

from __future__ import annotations

import json
import re
from typing import Final, cast

import pyarrow as pa

from dhconsole.text.formats import (
    CellClass,
    ColumnFormatter,
    Formatted,
    decode,
    each,
    only,
)
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cut

JSON_LIMIT: Final = 1_000_000

_SPACE: Final = "␠"
# From this many bytes on it pays to cut the array before its values become Python objects.
_LARGE_BYTES: Final = 65536
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_JSON_DEPTH: Final = 200


class StringFormatter(ColumnFormatter):
    """String, and every object that the server sends as its text."""

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        settings, limit = self.settings, max(limit, 1)
        null, empty, edges = settings.null, settings.empty, settings.edge_spaces
        items = _heads(values, limit)
        if self._is_plain(items, limit):
            if all(items):
                return cast("list[str]", items), [CellClass.VALUE] * len(items)
            texts = [item or (null if item is None else empty) for item in items]
            return texts, [_presence(item) for item in items]
        disguised = (null[:1], empty[:1], '"')
        texts = []
        classes: list[CellClass] = []
        for item in items:
            if item is None:
                texts.append(null)
                classes.append(CellClass.NULL)
                continue
            if not item:
                texts.append(empty)
                classes.append(CellClass.EMPTY)
                continue
            text = item
            if len(text) > limit or not (text.isascii() and text.isprintable()):
                text = cut(safe_text(text, limit=limit), limit)
            if text[0] in disguised and self._is_symbol(text):
                text = cut(f'"{text}"', limit)
            elif edges and (text[0] == " " or text[-1] == " "):
                text = _edged(text)
            texts.append(text)
            classes.append(CellClass.VALUE)
        return texts, classes

    def quote(self, text: str) -> str:
        return '"' + text.replace('"', '\\"') + '"'

    def _raw(self, value: pa.Array) -> str:
        text: str = _heads(value, None)[0] or ""
        return text

    def _viewer(self, value: pa.Array) -> str:
        text = self._raw(value)
        if not text:
            return self.settings.empty
        return safe_text(pretty_json(text) or text, newlines=True, tabs=4)

    def _is_plain(self, items: list[str | None], limit: int) -> bool:
        """Whether every string may be shown as it is; a quick look at all of them at once."""
        together = "".join(filter(None, items))
        if not (together.isascii() and together.isprintable()) or '"' in together:
            return False
        settings = self.settings
        if settings.null in together or settings.empty in together:
            return False
        if settings.edge_spaces and " " in together:
            return False
        return max(map(len, filter(None, items)), default=0) <= limit

    def _is_symbol(self, text: str) -> bool:
        """Whether ``text`` is, without any quotes around it, the symbol for null or empty."""
        settings = self.settings
        while len(text) >= 2 and text[0] == text[-1] == '"':
            if text == settings.empty:
                return True
            text = text[1:-1]
        return not text or text in (settings.null, settings.empty)


class CharFormatter(ColumnFormatter):
    """char, sent as uint16. Half of a surrogate pair is shown as broken."""

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        return each(decode(values).to_pylist(), self.settings, limit, self._cell)

    def quote(self, text: str) -> str:
        return f"'{text}'"

    def _cell(self, code: int) -> str:
        text = safe_text(chr(code))
        if self.settings.edge_spaces and text == " ":
            return _SPACE
        return f"'{text}'" if text == self.settings.null else text

    def _raw(self, value: pa.Array) -> str:
        code: int = only(value)
        # Half of a pair is no text: it could be neither copied nor written to a file.
        return f"\\u{code:04x}" if 0xD800 <= code < 0xE000 else chr(code)

    def _viewer(self, value: pa.Array) -> str:
        code: int = only(value)
        return f"{self._cell(code)}\nU+{code:04X}  {code}"


class BytesFormatter(ColumnFormatter):
    """byte[] as two hexadecimal digits a byte."""

    _ROW: Final = 16

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        values = decode(values)
        if values.nbytes > _LARGE_BYTES and not pa.types.is_fixed_size_binary(values.type):
            import pyarrow.compute as pc

            values = pc.binary_slice(values, 0, limit // 2 + 1)
        return each(
            values.to_pylist(),
            self.settings,
            limit,
            lambda data: data[: limit // 2 + 1].hex() or "[]",
            lambda data: CellClass.VALUE if data else CellClass.EMPTY,
        )

    def _raw(self, value: pa.Array) -> str:
        data: bytes = only(value)
        return data.hex()

    def _viewer(self, value: pa.Array) -> str:
        data: bytes = only(value)
        lines = [f"{len(data)} bytes"]
        for at in range(0, len(data), self._ROW):
            row = data[at : at + self._ROW]
            text = "".join(chr(code) if 32 <= code < 127 else "." for code in row)
            lines.append(f"{at:08x}  {row.hex(' '):<{self._ROW * 3 - 1}}  {text}")
        return "\n".join(lines)


class OtherFormatter(StringFormatter):
    """Arrow types without a form of their own: Arrow's or Python's text of the value."""

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        return super().format(_as_strings(values), limit)

    def quote(self, text: str) -> str:
        return text

    def _raw(self, value: pa.Array) -> str:
        return super()._raw(_as_strings(value))


def pretty_json(text: str) -> str:
    """``text`` indented, when it is a JSON object or array of at most 1 MB; otherwise ``""``.

    Only white space changes: digits, escapes, doubled keys and the order of keys stay.
    """
    if len(text) > JSON_LIMIT or text.lstrip()[:1] not in ("{", "["):
        return ""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return ""
    out: list[str] = []
    depth = 0
    opened = False
    for match in _JSON_TOKEN.finditer(text):
        token = match.group()
        if token in ("}", "]"):
            depth -= 1
            out.append(token if opened else f"\n{'  ' * depth}{token}")
            opened = False
            continue
        if opened:
            out.append("\n" + "  " * depth)
            opened = False
        if token in ("{", "["):
            out.append(token)
            depth += 1
            opened = True
            if depth > _JSON_DEPTH:
                return ""
        elif token == ",":
            out.append(",\n" + "  " * depth)
        else:
            out.append(": " if token == ":" else token)
    return "".join(out)


def _presence(item: str | None) -> CellClass:
    if item:
        return CellClass.VALUE
    return CellClass.NULL if item is None else CellClass.EMPTY


def _edged(text: str) -> str:
    if text[0] == " ":
        text = _SPACE + text[1:]
    return text[:-1] + _SPACE if text[-1] == " " else text


def _heads(values: pa.Array, limit: int | None) -> list[str | None]:
    """The strings, or as much of each as shows that it is longer than ``limit``."""
    values = decode(values)
    if limit is not None and values.nbytes > _LARGE_BYTES:
        import pyarrow.compute as pc

        values = pc.utf8_slice_codeunits(values, 0, limit + 1)
    try:
        items: list[str | None] = values.to_pylist()
    except UnicodeDecodeError:
        binary = values.cast(pa.binary()).to_pylist()
        return [None if item is None else item.decode("utf-8", "replace") for item in binary]
    return items


def _as_strings(values: pa.Array) -> pa.Array:
    values = decode(values)
    try:
        return values.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        items = values.to_pylist()
    return pa.array([None if item is None else str(item) for item in items], pa.string())
