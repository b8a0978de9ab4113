"""The text of a failed script, as the server sends it, to a ``ScriptError``.

A script's failure is not an RPC error: the answer holds one text made of a Java exception, the
Python traceback and the Java stack (all forms seen on a live 42.7 server; the captured texts
are in ``tests/unit/text/data``). Here that text is taken apart: what was raised, where in the
user's script, the Python part, and the Java part put aside.

Forms that are known: a traceback; a syntax error, which has none; an exception group; a
``DHError``, which repeats the Java cause with its whole stack several times; Python called from
a query formula, a second traceback within the Java cause; the older block of ``Type:``,
``Value:``, ``Line:`` lines; a Groovy failure, Java only. Text in another form becomes a
``ScriptError`` with that text as its value.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Final

from dhconsole.errors import ScriptError, ScriptFrame
from dhconsole.text.syntax import parse

SCRIPT_FILE: Final = "<string>"

_HEADER = re.compile(r"\A[\w.$]*(?:Exception|Error|Throwable)?:? ?Error in Python interpreter:\n")
_JAVA_LINE = re.compile(r"\t+(?:at [\w$.<>/@\-]+\(.*\)|\.\.\. \d+ (?:more|common frames omitted))$")
_JAVA_CAUSE = re.compile(r"(?:caused by|Caused by:|\tSuppressed:) ?[\w.$]+")
_JAVA_NAME = re.compile(
    r"\A(?:[a-z_]\w*\.)+([A-Z][\w$]*(?:\.[A-Z][\w$]*)*)(?=: |:?$)", re.MULTILINE
)
_WRAPPED = re.compile(r": RuntimeError: (?:[a-z_]\w*\.)+[A-Z][\w$.]*: ")
_TRACEBACK: Final = "Traceback (most recent call last):"
_GROUP_TRACEBACK: Final = "  + Exception Group Traceback (most recent call last):"
_CHAIN: Final = (
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)
_FRAME = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+)(?:, in (?P<function>.*))?$')
_RAISED = re.compile(r"(?P<kind>[A-Za-z_][\w.<>]*)(?:: (?P<value>.*))?$")
_BLOCK = re.compile(
    r"\AType: (?P<type>[^\n]*)\nValue: (?P<value>.*?)\nLine: (?P<line>-?\d+)\n"
    r"Namespace: (?P<function>[^\n]*)\nFile: (?P<file>[^\n]*)(?:\n|\Z)",
    re.DOTALL,
)
_GROOVY_LINE = re.compile(r"\(\w+\.groovy:(\d+)\)|^\w+\.groovy: (\d+):", re.MULTILINE)
# Deephaven compiles a wrapper around Python functions of a query from a string of its own.
_GENERATED: Final = "_wrapper"
_SYNTAX_KINDS: Final = ("SyntaxError", "IndentationError", "TabError")


_FOUR_BYTES = re.compile(r"[\xf0-\xf4][\x80-\xbf]{3}")
_CUT_BYTES = re.compile(r"\xf0[\x90-\x9f][\x80-\xbf]?\Z")

_CALL: Final = ScriptFrame(SCRIPT_FILE, 1, "<module>")


@dataclass(frozen=True, slots=True)
class _Raised:
    """The last exception of a Python traceback."""

    kind: str
    value: str
    frames: tuple[ScriptFrame, ...]
    line: int | None = None


def parse_script_error(text: str, code: str = "") -> ScriptError:
    """What went wrong in a script.

    Args:
        text: ``error_message`` of the server's answer, as it came.
        code: the script that was run. With it, frames of the script get their source line,
            and a frame of a function that another script defined is not taken for a line of
            this one: both have the file name ``<string>``.

    Returns:
        The error; ``frames`` are in order of calls, those of Python functions that a query
        formula called last. ``line`` is the line of the innermost frame of the script.
    """
    text = text.replace("\r\n", "\n")
    header = _HEADER.match(text)
    if header is None:
        return _java_error(text)
    body, tail = _split_tail(text[header.end() :])
    body = _with_wide_characters(body)
    block = _BLOCK.match(body)
    if block is not None:
        raised = _from_block(block, body[block.end() :])
    else:
        raised = _last_raised(body.split("\n"))
    if _is_wrapped(code):
        body, raised = _unwrapped(body, raised)
    python, causes = _fold(body.split("\n"))
    script = _Script(code)
    frames = tuple(script.with_source(frame) for frame in raised.frames)
    line = raised.line if raised.line is not None else script.line(frames)
    return ScriptError(
        raised.kind,
        raised.value,
        frames=frames,
        line=line,
        python_trace=python,
        java_trace="\n\n".join(part for part in (causes, tail) if part),
    )


def _split_tail(text: str) -> tuple[str, str]:
    """The text without the Java stack at its end, and that stack."""
    lines = text.rstrip("\n").split("\n")
    end = len(lines)
    while end > 0 and (_JAVA_LINE.match(lines[end - 1]) or _JAVA_CAUSE.match(lines[end - 1])):
        end -= 1
    return "\n".join(lines[:end]).rstrip("\n"), "\n".join(lines[end:])


def _with_wide_characters(body: str) -> str:
    """The text with its characters beyond U+FFFF put together again.

    The server turns each of the four bytes of such a one into a character, and then counts as if
    it had not: as many characters as it made too many are missing at the end (seen on a live 42.7
    server). What is lost there is marked.
    """
    found = _CUT_BYTES.sub("", _FOUR_BYTES.sub(_one_character, body))
    return body if found == body else found + "…"


def _one_character(match: re.Match[str]) -> str:
    try:
        return match.group().encode("latin-1").decode()
    except UnicodeError:
        return match.group()


def _last_raised(lines: list[str]) -> _Raised:
    """The exception that ended the script: the last link of the chain."""
    start = _last_section(lines)
    if start is None:
        return _from_syntax(lines)
    if lines[start] == _GROUP_TRACEBACK:
        inside = [line[4:] for line in lines[start + 1 :] if line.startswith("  | ")]
        frames, rest = _read_frames(inside, 0)
        return _raise(inside[rest:], frames)
    frames, rest = _read_frames(lines, start + 1)
    return _raise(lines[rest:], frames)


def _sections(lines: list[str]) -> list[int]:
    """Lines where the traceback of a link of the chain begins, not of one quoted in a message."""
    found = []
    for index, line in enumerate(lines):
        if line in (_TRACEBACK, _GROUP_TRACEBACK) and (
            index == 0 or (lines[index - 1] == "" and lines[max(index - 2, 0)].strip() in _CHAIN)
        ):
            found.append(index)
    return found


def _last_section(lines: list[str]) -> int | None:
    found = _sections(lines)
    # The exception that reached the top has the script's module as its outermost frame. A
    # chain quoted in a message after it does not.
    for start in reversed(found):
        first = lines[start + 1].replace("  | ", "", 1) if start + 1 < len(lines) else ""
        frame = _FRAME.match(first)
        if frame and frame["file"] == SCRIPT_FILE and frame["function"] == "<module>":
            return start
    return found[-1] if found else None


def _read_frames(lines: list[str], start: int) -> tuple[tuple[ScriptFrame, ...], int]:
    """The frames from line ``start`` on, and the line after them."""
    frames: list[ScriptFrame] = []
    index = start
    while index < len(lines) and lines[index].startswith("  "):
        match = _FRAME.match(lines[index])
        index += 1
        if match is None or match["function"] is None:
            continue
        source = ""
        if index < len(lines) and lines[index].startswith("    "):
            source = lines[index].strip()
        frames.append(ScriptFrame(match["file"], int(match["line"]), match["function"], source))
    return tuple(frames), index


def _raise(lines: list[str], frames: tuple[ScriptFrame, ...]) -> _Raised:
    """The exception whose message begins with the first of ``lines``."""
    match = _RAISED.match(lines[0]) if lines else None
    if match is None:
        return _Raised("Error", "\n".join(lines).strip() or "no reason given", frames)
    kind = match["kind"].rpartition(".")[2]
    message = [match["value"] or ""]
    nested: tuple[ScriptFrame, ...] = ()
    for index, line in enumerate(lines[1:], start=1):
        if line == _TRACEBACK or _JAVA_LINE.match(line) or _JAVA_CAUSE.match(line):
            nested = _nested_frames(lines[index:])
            break
        message.append(line)
    value = _JAVA_NAME.sub(r"\1", "\n".join(message).strip())
    if kind == "DHError":
        value = _WRAPPED.sub(": ", value.replace(". : ", ": ", 1))
    return _Raised(kind, value, frames + nested)


def _nested_frames(lines: list[str]) -> tuple[ScriptFrame, ...]:
    """Frames of the Python that Java called, from a message that quotes its traceback."""
    for index in range(len(lines) - 1):
        if lines[index].endswith("Error in Python interpreter:") and lines[index + 1] == _TRACEBACK:
            frames, _rest = _read_frames(lines, index + 2)
            return tuple(
                frame
                for frame in frames
                if not (frame.file == SCRIPT_FILE and frame.function == _GENERATED)
            )
    return ()


def _from_syntax(lines: list[str]) -> _Raised:
    """A syntax error of the script itself: a place, the source, a caret, no traceback."""
    match = _FRAME.match(lines[0]) if lines else None
    if match is None:
        return _raise(lines, ())
    index = 1
    while index < len(lines) and lines[index].startswith("  "):
        index += 1
    source = lines[1].strip() if index > 1 else ""
    frame = ScriptFrame(match["file"], int(match["line"]), "<module>", source)
    raised = _raise(lines[index:], (frame,))
    return _Raised(raised.kind, raised.value, raised.frames, frame.line)


def _is_wrapped(code: str) -> bool:
    """Whether the client compiles such code on the server by a call of its own (wire_code)."""
    return "\0" in code or any(char > "\uffff" for char in code)


def _unwrapped(body: str, raised: _Raised) -> tuple[str, _Raised]:
    """The text and the exception without the frame of the call that compiled the script."""
    if len(raised.frames) == 1 and raised.kind in _SYNTAX_KINDS:
        raised = _own_syntax(body.split("\n"), raised)
    elif raised.frames[:1] == (_CALL,) and len(raised.frames) > 1:
        raised = _Raised(raised.kind, raised.value, raised.frames[1:], raised.line)
    call = f'{_TRACEBACK}\n  File "{SCRIPT_FILE}", line 1, in <module>\n'
    return body.replace(f"{call}  File", f"{_TRACEBACK}\n  File"), raised


def _own_syntax(lines: list[str], raised: _Raised) -> _Raised:
    """A syntax error of a script that a call compiled: its place is told after the call's."""
    for index in range(len(lines) - 1, -1, -1):
        match = _FRAME.match(lines[index])
        if match is not None and match["function"] is None and match["file"] == SCRIPT_FILE:
            frame = ScriptFrame(
                SCRIPT_FILE, int(match["line"]), "<module>", lines[index + 1].strip()
            )
            return _Raised(raised.kind, raised.value, (frame,), frame.line)
    return raised


def _from_block(match: re.Match[str], rest: str) -> _Raised:
    lines = rest.split("\n")
    frames: tuple[ScriptFrame, ...] = ()
    if lines[0] == _TRACEBACK:
        frames, _end = _read_frames(lines, 1)
    if not frames:
        frames = (ScriptFrame(match["file"], int(match["line"]), match["function"]),)
    kind = match["type"].removeprefix("<class '").removesuffix("'>").rpartition(".")[2]
    return _Raised(kind or "Error", match["value"].strip(), frames)


def _fold(lines: list[str]) -> tuple[str, str]:
    """The Python part without Java lines and repetitions, and the Java causes, once each."""
    sections = set(_sections(lines))
    python: list[str] = []
    java: list[str] = []
    repeated = in_java = False
    previous = ""
    for index, line in enumerate(lines):
        if index in sections or line.strip() in _CHAIN:
            if repeated and line:
                python.append("")
            repeated = in_java = False
        elif line == _TRACEBACK and not previous.endswith("Error in Python interpreter:"):
            repeated = True
        previous = line
        if repeated:
            continue
        is_java = _JAVA_LINE.match(line) is not None
        starts = not in_java and index + 1 < len(lines) and _JAVA_LINE.match(lines[index + 1])
        if is_java or in_java or starts:
            in_java = True
            java.append(line.removeprefix("RuntimeError: "))
        if not is_java and (line or (python and python[-1])):
            python.append(line)
    return "\n".join(python).strip("\n"), "\n".join(java).strip("\n")


class _Script:
    """The script that was run, to tell its own frames from those of other scripts."""

    def __init__(self, code: str) -> None:
        self._lines = code.split("\n") if code else []
        self._places = _functions(code) if code else None

    def line(self, frames: tuple[ScriptFrame, ...]) -> int | None:
        """Line of the innermost frame that is of this script."""
        for frame in reversed(frames):
            if self._owns(frame):
                return frame.line
        return None

    def with_source(self, frame: ScriptFrame) -> ScriptFrame:
        """``frame`` with its source line, which Python does not print for a script."""
        if frame.source or frame.line > len(self._lines) or not self._owns(frame):
            return frame
        source = self._lines[frame.line - 1].strip()
        return ScriptFrame(frame.file, frame.line, frame.function, source)

    def _owns(self, frame: ScriptFrame) -> bool:
        """Whether the frame can be one of the script; when that cannot be told, yes."""
        if frame.file != SCRIPT_FILE:
            return False
        if self._places is None or frame.function == "<module>":
            return True
        if frame.function.startswith("<") and frame.function != "<lambda>":
            return frame.line <= len(self._lines)
        return any(
            name == frame.function and first <= frame.line <= last
            for name, first, last in self._places
        )


def _functions(code: str) -> list[tuple[str, int, int]] | None:
    """Name, first and last line of every function and class, ``None`` for unreadable code."""
    tree = parse(code)
    if tree is None:
        return None
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.append((node.name, node.lineno, node.end_lineno or node.lineno))
        elif isinstance(node, ast.Lambda):
            found.append(("<lambda>", node.lineno, node.end_lineno or node.lineno))
    return found


def _java_error(text: str) -> ScriptError:
    """A failure without Python in it: Groovy, or the server itself."""
    text = text.strip("\n")
    lines = text.split("\n")
    starts = [0]
    starts += [index for index, line in enumerate(lines) if line.startswith("Caused by: ")]
    message: list[str] = []
    for line in lines[starts[-1] :]:
        if _JAVA_LINE.match(line):
            break
        message.append(line)
    first = "\n".join(message).strip().removeprefix("Caused by: ")
    match = re.match(r"(?:[\w$]+\.)*([\w$]*(?:Exception|Error|Throwable))(?:: ?|$)", first)
    kind = match.group(1).rpartition("$")[2] if match else "Error"
    value = first[match.end() :].strip() if match else first
    place = _GROOVY_LINE.search(text)
    return ScriptError(
        kind,
        value if value or match else "the server gave no reason",
        line=int(place.group(1) or place.group(2)) if place else None,
        java_trace=text if len(lines) > 1 else "",
    )
