from typing import Any as _Any
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Ticket(_message.Message):
    __slots__ = ("ticket",)
    TICKET_FIELD_NUMBER: _ClassVar[int]
    ticket: bytes
    def __init__(self, ticket: _Optional[bytes] = ...) -> None: ...

class TypedTicket(_message.Message):
    __slots__ = ("ticket", "type")
    TICKET_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    ticket: Ticket
    type: str
    def __init__(self, ticket: _Optional[_Union[Ticket, _Mapping[str, _Any]]] = ..., type: _Optional[str] = ...) -> None: ...
