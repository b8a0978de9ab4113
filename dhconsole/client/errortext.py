"""What a failed call means, in the server's own words.

The server answers engine failures with an id only (``Details Logged w/ID '<uuid>'``) and
writes the cause under that id into its log at level ERROR, up to one log poll later (seen on
a live 42.7 server). ``translate_status`` turns a gRPC status into an error of our tree and
fetches that cause by subscribing to the log with replay, so that no log stream has to be kept
open just for errors. ``explain_record`` is pure.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import grpc
import grpc.aio

from dhconsole.client import methods
from dhconsole.errors import (
    EFFECT_UNKNOWN,
    ClosedError,
    DeadlineError,
    DHError,
    InputError,
    LostError,
    ServerError,
    SessionExpiredError,
    TicketError,
)

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

_LOOKUP_SECONDS = 3.0
_OVERFLOW = "overflows local window"
"""A live 42.7 server, under load, now and then sends more than HTTP/2 allows; gRPC then ends the
connection, and says so of each call with a code that is not the usual one."""
_ID = re.compile(r"Details Logged w/ID '([0-9a-fA-F-]{36})'")
_BARE_ID = re.compile(r"^([0-9a-fA-F-]{36})\b")
_TOLD = re.compile(r"^[0-9a-fA-F-]{36} cause: [A-Z_]+: (?P<text>.*)$", re.DOTALL)
_FORMULA = re.compile(r"Exception message\s*:\s*(.+)")
_CAUSE = re.compile(r"^Caused by: (?:[\w.$]+: )?(.*)$", re.MULTILINE)
_PYTHON = re.compile(
    r"Error in Python interpreter:\n(?:Traceback[^\n]*\n)?(?:[ \t][^\n]*\n)*(?P<said>\S[^\n]*)"
)
_JAVA_CLASS = re.compile(r"^(?:[a-z][\w$]*\.)+[A-Z][\w.$]*(?:: |$)")
_TICKET_WORDS = ("could not resolve", "no resolver for route", "export in state", "ticket")
_FAILED = ("listen to failed table", "already failed")
"""What the server says of a table that has failed."""
_HAS_FAILED = "the table has already failed: an update of it, or of one behind it, went wrong"
_INPUT_WORDS = ("input table", "columns are not compatible")


async def translate_status(
    connection: Connection, exc: grpc.aio.AioRpcError, method: str
) -> DHError:
    """The error of our tree for a call that ended with ``exc``."""
    code, details = exc.code(), (exc.details() or "").strip()
    name = method.rsplit("/", 1)[-1]
    target = connection.options.target
    broken = code is grpc.StatusCode.UNAVAILABLE and "not yet defined" not in details
    if broken or _OVERFLOW in details:
        return LostError(
            f"the connection to {target} broke during {name} ({_first_line(details)})",
            hint=EFFECT_UNKNOWN,
        )
    if code is grpc.StatusCode.UNAUTHENTICATED:
        return SessionExpiredError(
            f"{target} does not know this session any more",
            hint="Log in again; tables that this session exported are gone.",
        )
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return DeadlineError(
            f"{target} gave no answer to {name} in time",
            hint="It may be busy with a script, or wait for a ticket that nobody has made.",
        )
    if code is grpc.StatusCode.CANCELLED:
        if "session closed" in details.lower() or "subscription cancelled" in details.lower():
            return SessionExpiredError(f"{target} ended the session ({details})")
        return ClosedError(f"{name} was cancelled")
    return await server_error(connection, code.name, details, name)


async def server_error(connection: Connection, code: str, details: str, method: str) -> ServerError:
    """The error for a status or batch entry whose text is ``details``, its id looked up."""
    told = _TOLD.match(details)
    if told is not None and _ID.search(details) is None:
        details = told["text"]  # a step of a batch that failed for a cause the server tells
    found = _ID.search(details) or _BARE_ID.search(details)
    message, trace, error_id = details or f"{method} failed with {code}", "", ""
    if found is not None:
        error_id = found.group(1)
        record = await _logged(connection, error_id)
        if record is None:
            message = f"{method} failed; the server logged the cause under {error_id}"
        else:
            message, trace = explain_record(record, error_id)
    kind, hint = _kind(code, details, message, method), ""
    if any(words in message for words in _FAILED):
        message, hint = _HAS_FAILED, "The server's log, at level ERROR, says what."
    return kind(message, code=code, method=method, error_id=error_id, server_trace=trace, hint=hint)


def explain_record(record: str, error_id: str) -> tuple[str, str]:
    """The telling sentence of an ERROR record, and the whole stack.

    For a formula that does not parse this is the compiler's message, for code in Python its
    error's; otherwise the deepest cause that says anything, or what follows the id.
    """
    trace = record.split(error_id, 1)[-1].lstrip("' ")
    formula = _FORMULA.search(trace)
    if formula is not None:
        return formula.group(1).strip(), trace
    python = _PYTHON.search(trace)
    if python is not None:
        # What Java raised under Python stands behind the name of Python's own class for it.
        return _without_class(python["said"].removeprefix("RuntimeError: ")), trace
    causes = [text.strip() for text in _CAUSE.findall(trace) if text.strip()]
    if causes:
        return _without_class(causes[-1]), trace
    return _without_class(_first_line(trace)), trace


async def _logged(connection: Connection, error_id: str) -> str | None:
    method = methods.Console.SUBSCRIBE_TO_LOGS
    request = method.request(last_seen_log_timestamp=0, levels=["ERROR"])

    async def look() -> str | None:
        async for record in connection.raw_stream(method, request):
            if error_id in record.message:
                return str(record.message)
        return None

    try:
        async with asyncio.timeout(_LOOKUP_SECONDS):
            return await look()
    except (TimeoutError, grpc.aio.AioRpcError):
        # The error is reported with its id instead: a console-less or a dying server has no
        # log to look into.
        return None


def _kind(code: str, details: str, message: str, method: str) -> type[ServerError]:
    lowered = f"{details} {message}".lower()
    # Other operations speak of their "input table" too.
    if "InputTable" in method and any(word in lowered for word in _INPUT_WORDS):
        return InputError
    if code == "NOT_FOUND" or any(word in details.lower() for word in _TICKET_WORDS):
        return TicketError
    return ServerError


def _without_class(text: str) -> str:
    return _JAVA_CLASS.sub("", text).strip() or text.strip()


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0].strip() or "no reason given"
