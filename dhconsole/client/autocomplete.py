"""Help while typing code, from the server: completion items, signatures, hover texts.

Owns one two-way call per login, on which one document is kept. Whatever a question is about,
the document is first made to be it; positions are in characters of it.

Wire facts (live 42.7 server, Python):

* opening and changing a document are not answered, every question is, once, with its number;
* a question whose version is not that of the last change is answered at once with nothing, so
  that a change takes back the questions before it;
* the answers come from the server's Python: while a script computes, they come late;
* text reaches the server's Python as UTF-16, where a character beyond U+FFFF counts twice. Such
  characters are sent as one character each (``one_unit_each``), so that positions agree;
* all sessions of a server have their documents in one place, by name alone: what one does to a
  document, it does to that of the same name of another;
* a server without jedi answers everything with nothing;
* opening a document makes the server's variable ``jedi_settings``, which is listed nowhere.
"""

from __future__ import annotations

import asyncio
import itertools
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc
import grpc.aio
from google.protobuf.message import DecodeError

from dhconsole.client import methods
from dhconsole.client.console import Console
from dhconsole.client.state import Closed, ConnectionState, Lost
from dhconsole.errors import ClosedError, DeadlineError, DHError, LostError, ProtocolError

_METHOD = methods.Console.AUTO_COMPLETE_STREAM
_MOST_UNANSWERED = 2
"""Calls of one login that the server may end before any answer until it is asked no more."""
_INVOKED = 1
"""Trigger kind of a question that was asked for, not caused by a character."""


@dataclass(frozen=True, slots=True)
class CompletionItem:
    """One thing that could stand there.

    Attributes:
        text: what to type in place of the part.
        kind: number of the Language Server Protocol: 3 a function, 6 a variable, 7 a class, 9 a
            module, 10 a property, 14 a keyword.
        detail: signature or description, not safe for a terminal.
        documentation: as its author wrote it, not safe for a terminal.
        line, start, end: the part that ``text`` replaces; line from 0, characters in the line.
    """

    text: str
    kind: int
    detail: str
    documentation: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SignatureHelp:
    """How something that is being called can be called.

    Attributes:
        label: name, parameters, and what it returns.
        parameters: texts of the parameters, as they stand in the label.
        active: index of the parameter at the cursor; -1 where that is none of them.
        documentation: Markdown as the server makes it of docstrings.
    """

    label: str
    parameters: tuple[str, ...]
    active: int
    documentation: str


def one_unit_each(code: str) -> str:
    """``code`` with characters of the Basic Multilingual Plane only, as many as before.

    An identifier's letter becomes what Python itself reads it as, where that is one character.
    """
    if code.isascii() or max(code) <= "\uffff":
        return code.replace("\0", " ")
    return "".join(map(_one_unit, code)).replace("\0", " ")


def _one_unit(character: str) -> str:
    if character <= "\uffff":
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain <= "\uffff" else "_"


class AutoComplete:
    """Asks the server of one console; opened with the first question of each login.

    Args:
        console: of a Python session; of others the server answers nothing of use.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._connection = console.connection
        self._call: grpc.aio.StreamStreamCall[bytes, bytes] | None = None
        self._reader: asyncio.Task[None] | None = None
        self._generation = 0
        self._unanswered: list[int] = []
        self._answered = False
        self._uri = f"dhconsole:///{uuid.uuid4().hex}.py"
        self._version = 0
        self._text = ""
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._turn = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False
        self._unlisten = self._connection.on_state(self._state_changed)

    async def items(
        self, code: str, line: int, character: int, *, timeout: float
    ) -> tuple[CompletionItem, ...]:
        """What could stand at a place, best first; nothing once the document has changed.

        Args:
            line, character: the place, both from 0, in characters.
            timeout: seconds.

        Raises:
            DeadlineError: no answer in time; the server may be running a script.
            LostError, ServerError, ClosedError: there is no server to ask, or it gives no help.
        """

        def fill(request: Any) -> None:
            asked = request.get_completion_items
            asked.context.trigger_kind = _INVOKED
            self._place(asked, line, character)

        reply = await self._ask(code, fill, timeout)
        return tuple(
            CompletionItem(
                text=item.text_edit.text or item.label,
                kind=item.kind,
                detail=item.detail,
                documentation=item.documentation.value,
                line=item.text_edit.range.start.line,
                start=item.text_edit.range.start.character,
                end=item.text_edit.range.end.character,
            )
            for item in reply.completion_items.items
        )

    async def signature(
        self, code: str, line: int, character: int, *, timeout: float
    ) -> SignatureHelp | None:
        """The call that a place is in; None outside of calls. Arguments and errors as ``items``."""

        def fill(request: Any) -> None:
            asked = request.get_signature_help
            asked.context.trigger_kind = _INVOKED
            self._place(asked, line, character)

        reply = await self._ask(code, fill, timeout)
        found = reply.signatures
        if not found.signatures:
            return None
        number = found.active_signature if found.HasField("active_signature") else 0
        chosen = found.signatures[number if 0 <= number < len(found.signatures) else 0]
        count = len(chosen.parameters)
        active = chosen.active_parameter if chosen.HasField("active_parameter") else -1
        return SignatureHelp(
            label=chosen.label,
            parameters=tuple(each.label for each in chosen.parameters),
            active=active if 0 <= active < count else -1,
            documentation=chosen.documentation.value,
        )

    async def hover(self, code: str, line: int, character: int, *, timeout: float) -> str:
        """What stands at a place, as Markdown; empty where nothing is known. As ``items``."""

        def fill(request: Any) -> None:
            self._place(request.get_hover, line, character)

        reply = await self._ask(code, fill, timeout)
        contents: str = reply.hover.contents.value
        return contents

    def close(self) -> None:
        """End the call. Whoever waits gets ClosedError."""
        self._closed = True
        self._unlisten()
        self._end(ClosedError("the console is closed"))

    # -- one question --------------------------------------------------------------------

    async def _ask(self, code: str, fill: Callable[[Any], None], timeout: float) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        number = next(self._numbers)
        # A write that is cancelled takes the whole call with it, and callers cancel often.
        sending = asyncio.ensure_future(self._send(number, answer, one_unit_each(code), fill))
        sending.add_done_callback(lambda sent: sent.cancelled() or sent.exception())
        try:
            async with asyncio.timeout(timeout):
                await asyncio.shield(sending)
                return await answer
        except TimeoutError:
            others = self._waiting.keys() - {number} or (sending.done() and self._turn.locked())
            if not others:
                # A question that the server never ends may hold up those behind it.
                self._end(LostError("the conversation begins anew"))
            raise DeadlineError(
                "no help from the server in time",
                hint="While a script runs, it comes late.",
            ) from None
        finally:
            # Whoever stopped waiting is not told any more, nor asked for if not yet sent.
            if not answer.cancel() and not answer.cancelled():
                answer.exception()
            self._waiting.pop(number, None)
            if not self._waiting:
                self._idle.set()

    async def _send(
        self, number: int, answer: asyncio.Future[Any], text: str, fill: Callable[[Any], None]
    ) -> None:
        """Ask, once nobody waits for an answer about another text, unless given up before."""
        async with self._turn:
            if text != self._text:
                await self._idle.wait()
            if answer.done():
                return
            await self._open()
            if answer.done():
                return
            self._waiting[number] = answer
            self._idle.clear()
            await self._show(text)
            request = await self._request(number)
            fill(request)
            await self._write(request)

    async def _open(self) -> None:
        """Have a call in the present login.

        Raises:
            ClosedError: closed here, or the server ended calls of this login before any answer: it
                gives no help then.
        """
        if self._closed:
            raise ClosedError("the console is closed")
        generation = self._connection.generation
        if self._call is not None and self._generation == generation:
            return
        if self._unanswered.count(generation) >= _MOST_UNANSWERED:
            raise ClosedError("the server gives no help in this session")
        self._end(LostError("the session is another one"))
        await self._console.start()
        call = self._connection.bidi(_METHOD.path)
        self._call, self._generation = call, self._connection.generation
        self._reader = asyncio.ensure_future(self._read(call))
        self._version, self._text, self._answered = 1, "", False
        request = await self._request(0)
        document = request.open_document.text_document
        document.uri, document.language_id = self._uri, self._console.session_type
        document.version, document.text = self._version, self._text
        await self._write(request)

    async def _show(self, text: str) -> None:
        """Make the document be ``text``."""
        if text == self._text:
            return
        self._version += 1
        self._text = text
        request = await self._request(0)
        changed = request.change_document
        changed.text_document.uri, changed.text_document.version = self._uri, self._version
        changed.content_changes.add().text = text
        await self._write(request)

    def _place(self, asked: Any, line: int, character: int) -> None:
        """Have a question be about that place of the document as it is now."""
        asked.text_document.uri, asked.text_document.version = self._uri, self._version
        asked.position.line, asked.position.character = line, character

    async def _request(self, number: int) -> Any:
        request = _METHOD.request(request_id=number)
        request.console_id.ticket = (await self._console.start()).bytes
        return request

    async def _write(self, request: Any) -> None:
        call = self._call
        if call is None:
            raise LostError("the connection was lost while asking")
        try:
            await call.write(request.SerializeToString())
        except grpc.aio.AioRpcError as exc:
            raise await self._connection.translate(exc, _METHOD.path) from exc
        except (grpc.aio.UsageError, asyncio.InvalidStateError) as exc:
            raise LostError("the server has ended the conversation") from exc

    # -- the answers ---------------------------------------------------------------------

    async def _read(self, call: grpc.aio.StreamStreamCall[bytes, bytes]) -> None:
        error: DHError = ClosedError("the server gives no help in this session")
        try:
            while isinstance(raw := await call.read(), bytes):
                reply = _METHOD.response.FromString(raw)
                self._answered = True
                answer = self._waiting.get(reply.request_id)
                if answer is not None and not answer.done():
                    answer.set_result(reply)
        except grpc.aio.AioRpcError as exc:
            error = await self._connection.translate(exc, _METHOD.path)
        except DecodeError:
            error = ProtocolError("the server's help cannot be read")
        if call is self._call:
            if not isinstance(error, LostError) and not self._answered:
                self._unanswered.append(self._generation)
            self._reader = None
            self._end(error)

    def _end(self, error: DHError) -> None:
        call, self._call = self._call, None
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
        if call is not None:
            call.cancel()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(error)

    def _state_changed(self, state: ConnectionState) -> None:
        """A session that ends leaves its calls open: whoever waits is told here."""
        if isinstance(state, Lost | Closed):
            self._end(state.error or ClosedError("the connection is closed"))
