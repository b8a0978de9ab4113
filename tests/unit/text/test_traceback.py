"""Failed scripts: texts that a real 42.7 server sent, and texts in older forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.errors import ScriptError
from dhconsole.text.traceback import parse_script_error

CAPTURED: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("data").joinpath("script_errors.json").read_text(encoding="utf-8")
)
TABLE = "/opt/venv/site-packages/deephaven/table.py"


def parsed(name: str) -> ScriptError:
    return parse_script_error(CAPTURED[name]["error"], CAPTURED[name]["code"])


@pytest.mark.parametrize(
    ("name", "line", "kind", "value"),
    [
        ("raise", 2, "ValueError", "boom"),
        ("raise_empty", 1, "ValueError", ""),
        ("raise_multiline", 1, "ValueError", "first\nsecond\n\tat tab third"),
        ("nested_function", 3, "ZeroDivisionError", "division by zero"),
        ("recursion", 2, "RecursionError", "maximum recursion depth exceeded"),
        ("syntax", 2, "SyntaxError", "'(' was never closed"),
        (
            "indent",
            2,
            "IndentationError",
            "expected an indented block after function definition on line 1",
        ),
        ("tab", 3, "TabError", "inconsistent use of tabs and spaces in indentation"),
        ("system_exit", 2, "SystemExit", "3"),
        ("chained", 4, "RuntimeError", "outer"),
        ("context", 4, "ValueError", "invalid literal for int() with base 10: 'x'"),
        (
            "unknown_variable",
            2,
            "DHError",
            "table update operation failed: Cannot find variable or class nope",
        ),
        (
            "unknown_column",
            3,
            "DHError",
            "table sort operation failed: Unknown column names [Z], available column names are [Y]",
        ),
        (
            "query_function",
            3,
            "DHError",
            "table update operation failed: ZeroDivisionError: integer division or modulo by zero",
        ),
        ("chained_query", 9, "RuntimeError", "cannot load"),
        ("java", 3, "RuntimeError", 'NumberFormatException: For input string: "zz"'),
        ("group", 1, "ExceptionGroup", "many (2 sub-exceptions)"),
        ("note", 3, "ValueError", "with note\nlook here"),
        (
            "module_name",
            2,
            "CalledProcessError",
            "Command '['false']' returned non-zero exit status 1.",
        ),
        ("eval", 1, "SyntaxError", "invalid syntax"),
        ("parse", 2, "SyntaxError", "invalid syntax"),
        ("input", 1, "EOFError", "EOF when reading a line"),
    ],
)
def test_what_and_where(name: str, line: int, kind: str, value: str) -> None:
    error = parsed(name)
    assert (error.line, error.kind, error.value) == (line, kind, value)


@pytest.mark.parametrize("name", sorted(CAPTURED))
def test_java_is_folded_away(name: str) -> None:
    error = parsed(name)
    assert "\n\tat org.jpy" not in error.python_trace
    assert "more\n" not in error.python_trace.replace("more times]\n", "")
    assert "\tat org.jpy.PyLib.executeCode(Native Method)" in error.java_trace
    assert error.frames
    assert f"{error.kind}: " in error.python_trace or error.python_trace.endswith(error.kind)


def test_frames_are_in_order_of_calls_with_their_source() -> None:
    frames = parsed("nested_function").frames
    assert [(frame.file, frame.line, frame.function, frame.source) for frame in frames] == [
        ("<string>", 6, "<module>", "f(2)"),
        ("<string>", 4, "f", "return f(n - 1)"),
        ("<string>", 4, "f", "return f(n - 1)"),
        ("<string>", 3, "f", "return 1 / 0"),
    ]
    assert [frame.function for frame in parsed("library").frames] == [
        "<module>",
        "loads",
        "decode",
        "raw_decode",
    ]
    assert parsed("library").frames[1].source == "return _default_decoder.decode(s)"


def test_a_function_that_a_query_called_is_the_innermost_frame() -> None:
    frames = parsed("query_function").frames
    assert [(frame.file, frame.line, frame.function) for frame in frames] == [
        ("<string>", 4, "<module>"),
        (TABLE, 1374, "update"),
        ("<string>", 3, "f"),
    ]


def test_the_cause_in_java_is_told_once() -> None:
    error = parsed("unknown_variable")
    assert error.python_trace.count("Cannot find variable or class nope") == 2
    assert error.python_trace.endswith(
        "deephaven.dherror.DHError: table update operation failed. : "
        "Cannot find variable or class nope"
    )
    assert error.java_trace.startswith(
        "io.deephaven.engine.table.impl.select.FormulaCompilationException: "
    )
    assert error.java_trace.count("Exception message         :") == 1
    assert len(error.python_trace) < 1500 < len(CAPTURED["unknown_variable"]["error"])


def test_a_chain_keeps_its_links() -> None:
    trace = parsed("chained_query").python_trace
    assert trace.count("Traceback (most recent call last):") == 3
    assert trace.count("\n\nThe above exception was the direct cause") == 2
    assert parsed("context").python_trace.split("\n")[0] == "Traceback (most recent call last):"


def test_lines_of_functions_from_another_script_are_not_taken_for_ours() -> None:
    text = CAPTURED["nested_function"]["error"]
    assert parse_script_error(text).line == 3
    error = parse_script_error(text, "\n\n\n\n\nf(2)\n")
    assert error.line == 6
    assert [frame.source for frame in error.frames] == ["f(2)", "", "", ""]
    # Code that cannot be parsed here decides nothing.
    assert parse_script_error(text, "def broken(:\n").line == 3


def test_line_of_lambdas_and_comprehensions() -> None:
    text = (
        "java.lang.RuntimeException: Error in Python interpreter:\n"
        "Traceback (most recent call last):\n"
        '  File "<string>", line 2, in <module>\n'
        '  File "<string>", line 1, in <lambda>\n'
        '  File "<string>", line 1, in <listcomp>\n'
        "ZeroDivisionError: division by zero\n\n\tat org.jpy.PyLib.executeCode(Native Method)\n"
    )
    assert parse_script_error(text, "f = lambda: [1 / 0 for _ in 'a']\nf()\n").line == 1
    assert parse_script_error(text, "f = 1\nf()\n").frames[1].source == ""


def test_the_older_block_form() -> None:
    text = (
        "java.lang.RuntimeException: Error in Python interpreter:\n"
        "Type: <class 'pkg.NameError'>\n"
        "Value: name 'x' is not defined\n"
        "Line: 4\n"
        "Namespace: <module>\n"
        "File: <string>\n"
        "Traceback (most recent call last):\n"
        '  File "<string>", line 4, in <module>\n'
        '  File "<string>", line 2, in g\n'
        "\n"
        "\tat org.jpy.PyLib.executeCode(Native Method)\n"
        "\tat org.jpy.PyObject.executeCode(PyObject.java:138)\n"
    )
    error = parse_script_error(text)
    assert str(error) == "NameError: name 'x' is not defined"
    assert error.line == 2
    assert len(error.frames) == 2
    assert error.java_trace.count("\tat ") == 2
    short = parse_script_error(text.split("Traceback")[0])
    assert (short.line, len(short.frames)) == (4, 1)


def test_groovy() -> None:
    text = (
        "java.lang.RuntimeException: Error running script\n"
        "\tat io.deephaven.engine.util.AbstractScriptSession.x(AbstractScriptSession.java:1)\n"
        "Caused by: groovy.lang.MissingPropertyException: No such property: x for class: Script1\n"
        "\tat org.codehaus.groovy.runtime.ScriptBytecodeAdapter.y(ScriptBytecodeAdapter.java:66)\n"
        "\tat io.deephaven.dynamic.Script1.run(Script1.groovy:7)\n"
        "\t... 12 more\n"
    )
    error = parse_script_error(text)
    assert str(error) == "MissingPropertyException: No such property: x for class: Script1"
    assert error.line == 7
    assert error.java_trace == text.rstrip("\n")
    compiled = parse_script_error(
        "org.codehaus.groovy.control.MultipleCompilationErrorsException: startup failed:\n"
        "Script2.groovy: 3: Unexpected input: '}' @ line 3, column 1.\n"
        "   }\n   ^\n\n1 error\n\n\tat org.codehaus.groovy.X.y(X.java:1)\n"
    )
    assert compiled.kind == "MultipleCompilationErrorsException"
    assert compiled.value.startswith("startup failed:\nScript2.groovy: 3:")
    assert compiled.line == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", "Error: the server gave no reason"),
        ("something else", "Error: something else"),
        ("java.lang.OutOfMemoryError", "OutOfMemoryError"),
        ("java.lang.RuntimeException: Error in Python interpreter:\n", "Error: no reason given"),
        (
            "java.lang.RuntimeException: Error in Python interpreter:\nTraceback (most",
            "Error: Traceback (most",
        ),
    ],
)
def test_other_texts_are_kept(text: str, shown: str) -> None:
    assert str(parse_script_error(text)) == shown


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        # As a live 42.7 server sends "😀 and 12", "😀", and texts without such characters.
        ("ð\x9f\x98\x80 and ", "ValueError: 😀 and …"),
        ("ð\x9f", "ValueError: …"),
        ("日本 café að", "ValueError: 日本 café að"),
        ("ð»", "ValueError: ð»"),
    ],
)
def test_characters_that_java_takes_apart(sent: str, shown: str) -> None:
    text = (
        "java.lang.RuntimeException: Error in Python interpreter:\n"
        'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n'
        f"ValueError: {sent}\n\tat org.jpy.PyLib.executeCode(Native Method)\n"
    )
    error = parse_script_error(text)
    assert str(error) == shown
    assert error.python_trace.endswith(shown)


@given(st.data())
def test_any_piece_of_a_text_is_an_error_of_our_tree(data: st.DataObject) -> None:
    text = CAPTURED[data.draw(st.sampled_from(sorted(CAPTURED)))]["error"]
    lines = text.split("\n")
    first = data.draw(st.integers(0, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    header = "java.lang.RuntimeException: Error in Python interpreter:\n"
    error = parse_script_error(header + "\n".join(lines[first:last]), data.draw(st.text()))
    assert error.kind
    assert error.line is None or error.line > 0
