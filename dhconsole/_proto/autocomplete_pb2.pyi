from typing import Any as _Any
from dhconsole._proto import ticket_pb2 as _ticket_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AutoCompleteRequest(_message.Message):
    __slots__ = ("console_id", "request_id", "open_document", "change_document", "get_completion_items", "close_document", "get_signature_help", "get_hover", "get_diagnostic")
    CONSOLE_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OPEN_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CHANGE_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    GET_COMPLETION_ITEMS_FIELD_NUMBER: _ClassVar[int]
    CLOSE_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    GET_SIGNATURE_HELP_FIELD_NUMBER: _ClassVar[int]
    GET_HOVER_FIELD_NUMBER: _ClassVar[int]
    GET_DIAGNOSTIC_FIELD_NUMBER: _ClassVar[int]
    console_id: _ticket_pb2.Ticket
    request_id: int
    open_document: OpenDocumentRequest
    change_document: ChangeDocumentRequest
    get_completion_items: GetCompletionItemsRequest
    close_document: CloseDocumentRequest
    get_signature_help: GetSignatureHelpRequest
    get_hover: GetHoverRequest
    get_diagnostic: GetDiagnosticRequest
    def __init__(self, console_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., request_id: _Optional[int] = ..., open_document: _Optional[_Union[OpenDocumentRequest, _Mapping[str, _Any]]] = ..., change_document: _Optional[_Union[ChangeDocumentRequest, _Mapping[str, _Any]]] = ..., get_completion_items: _Optional[_Union[GetCompletionItemsRequest, _Mapping[str, _Any]]] = ..., close_document: _Optional[_Union[CloseDocumentRequest, _Mapping[str, _Any]]] = ..., get_signature_help: _Optional[_Union[GetSignatureHelpRequest, _Mapping[str, _Any]]] = ..., get_hover: _Optional[_Union[GetHoverRequest, _Mapping[str, _Any]]] = ..., get_diagnostic: _Optional[_Union[GetDiagnosticRequest, _Mapping[str, _Any]]] = ...) -> None: ...

class AutoCompleteResponse(_message.Message):
    __slots__ = ("request_id", "success", "completion_items", "signatures", "hover", "diagnostic", "diagnostic_publish")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    COMPLETION_ITEMS_FIELD_NUMBER: _ClassVar[int]
    SIGNATURES_FIELD_NUMBER: _ClassVar[int]
    HOVER_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTIC_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTIC_PUBLISH_FIELD_NUMBER: _ClassVar[int]
    request_id: int
    success: bool
    completion_items: GetCompletionItemsResponse
    signatures: GetSignatureHelpResponse
    hover: GetHoverResponse
    diagnostic: GetPullDiagnosticResponse
    diagnostic_publish: GetPublishDiagnosticResponse
    def __init__(self, request_id: _Optional[int] = ..., success: bool = ..., completion_items: _Optional[_Union[GetCompletionItemsResponse, _Mapping[str, _Any]]] = ..., signatures: _Optional[_Union[GetSignatureHelpResponse, _Mapping[str, _Any]]] = ..., hover: _Optional[_Union[GetHoverResponse, _Mapping[str, _Any]]] = ..., diagnostic: _Optional[_Union[GetPullDiagnosticResponse, _Mapping[str, _Any]]] = ..., diagnostic_publish: _Optional[_Union[GetPublishDiagnosticResponse, _Mapping[str, _Any]]] = ...) -> None: ...

class CancelAutoCompleteRequest(_message.Message):
    __slots__ = ("console_id", "request_id")
    CONSOLE_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    console_id: _ticket_pb2.Ticket
    request_id: int
    def __init__(self, console_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., request_id: _Optional[int] = ...) -> None: ...

class CancelAutoCompleteResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Position(_message.Message):
    __slots__ = ("line", "character")
    LINE_FIELD_NUMBER: _ClassVar[int]
    CHARACTER_FIELD_NUMBER: _ClassVar[int]
    line: int
    character: int
    def __init__(self, line: _Optional[int] = ..., character: _Optional[int] = ...) -> None: ...

class DocumentRange(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: Position
    end: Position
    def __init__(self, start: _Optional[_Union[Position, _Mapping[str, _Any]]] = ..., end: _Optional[_Union[Position, _Mapping[str, _Any]]] = ...) -> None: ...

class TextDocumentItem(_message.Message):
    __slots__ = ("uri", "language_id", "version", "text")
    URI_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    uri: str
    language_id: str
    version: int
    text: str
    def __init__(self, uri: _Optional[str] = ..., language_id: _Optional[str] = ..., version: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class VersionedTextDocumentIdentifier(_message.Message):
    __slots__ = ("uri", "version")
    URI_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    uri: str
    version: int
    def __init__(self, uri: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class OpenDocumentRequest(_message.Message):
    __slots__ = ("text_document",)
    TEXT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    text_document: TextDocumentItem
    def __init__(self, text_document: _Optional[_Union[TextDocumentItem, _Mapping[str, _Any]]] = ...) -> None: ...

class ChangeDocumentRequest(_message.Message):
    __slots__ = ("text_document", "content_changes")
    class TextDocumentContentChangeEvent(_message.Message):
        __slots__ = ("range", "range_length", "text")
        RANGE_FIELD_NUMBER: _ClassVar[int]
        RANGE_LENGTH_FIELD_NUMBER: _ClassVar[int]
        TEXT_FIELD_NUMBER: _ClassVar[int]
        range: DocumentRange
        range_length: int
        text: str
        def __init__(self, range: _Optional[_Union[DocumentRange, _Mapping[str, _Any]]] = ..., range_length: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...
    TEXT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_CHANGES_FIELD_NUMBER: _ClassVar[int]
    text_document: VersionedTextDocumentIdentifier
    content_changes: _containers.RepeatedCompositeFieldContainer[ChangeDocumentRequest.TextDocumentContentChangeEvent]
    def __init__(self, text_document: _Optional[_Union[VersionedTextDocumentIdentifier, _Mapping[str, _Any]]] = ..., content_changes: _Optional[_Iterable[_Union[ChangeDocumentRequest.TextDocumentContentChangeEvent, _Mapping[str, _Any]]]] = ...) -> None: ...

class CloseDocumentRequest(_message.Message):
    __slots__ = ("text_document",)
    TEXT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    text_document: VersionedTextDocumentIdentifier
    def __init__(self, text_document: _Optional[_Union[VersionedTextDocumentIdentifier, _Mapping[str, _Any]]] = ...) -> None: ...

class MarkupContent(_message.Message):
    __slots__ = ("kind", "value")
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    kind: str
    value: str
    def __init__(self, kind: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class CompletionContext(_message.Message):
    __slots__ = ("trigger_kind", "trigger_character")
    TRIGGER_KIND_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_CHARACTER_FIELD_NUMBER: _ClassVar[int]
    trigger_kind: int
    trigger_character: str
    def __init__(self, trigger_kind: _Optional[int] = ..., trigger_character: _Optional[str] = ...) -> None: ...

class GetCompletionItemsRequest(_message.Message):
    __slots__ = ("context", "text_document", "position")
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    TEXT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    context: CompletionContext
    text_document: VersionedTextDocumentIdentifier
    position: Position
    def __init__(self, context: _Optional[_Union[CompletionContext, _Mapping[str, _Any]]] = ..., text_document: _Optional[_Union[VersionedTextDocumentIdentifier, _Mapping[str, _Any]]] = ..., position: _Optional[_Union[Position, _Mapping[str, _Any]]] = ...) -> None: ...

class GetCompletionItemsResponse(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[CompletionItem]
    def __init__(self, items: _Optional[_Iterable[_Union[CompletionItem, _Mapping[str, _Any]]]] = ...) -> None: ...

class TextEdit(_message.Message):
    __slots__ = ("range", "text")
    RANGE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    range: DocumentRange
    text: str
    def __init__(self, range: _Optional[_Union[DocumentRange, _Mapping[str, _Any]]] = ..., text: _Optional[str] = ...) -> None: ...

class CompletionItem(_message.Message):
    __slots__ = ("start", "length", "label", "kind", "detail", "deprecated", "preselect", "text_edit", "sort_text", "filter_text", "insert_text_format", "additional_text_edits", "commit_characters", "documentation")
    START_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    DEPRECATED_FIELD_NUMBER: _ClassVar[int]
    PRESELECT_FIELD_NUMBER: _ClassVar[int]
    TEXT_EDIT_FIELD_NUMBER: _ClassVar[int]
    SORT_TEXT_FIELD_NUMBER: _ClassVar[int]
    FILTER_TEXT_FIELD_NUMBER: _ClassVar[int]
    INSERT_TEXT_FORMAT_FIELD_NUMBER: _ClassVar[int]
    ADDITIONAL_TEXT_EDITS_FIELD_NUMBER: _ClassVar[int]
    COMMIT_CHARACTERS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTATION_FIELD_NUMBER: _ClassVar[int]
    start: int
    length: int
    label: str
    kind: int
    detail: str
    deprecated: bool
    preselect: bool
    text_edit: TextEdit
    sort_text: str
    filter_text: str
    insert_text_format: int
    additional_text_edits: _containers.RepeatedCompositeFieldContainer[TextEdit]
    commit_characters: _containers.RepeatedScalarFieldContainer[str]
    documentation: MarkupContent
    def __init__(self, start: _Optional[int] = ..., length: _Optional[int] = ..., label: _Optional[str] = ..., kind: _Optional[int] = ..., detail: _Optional[str] = ..., deprecated: bool = ..., preselect: bool = ..., text_edit: _Optional[_Union[TextEdit, _Mapping[str, _Any]]] = ..., sort_text: _Optional[str] = ..., filter_text: _Optional[str] = ..., insert_text_format: _Optional[int] = ..., additional_text_edits: _Optional[_Iterable[_Union[TextEdit, _Mapping[str, _Any]]]] = ..., commit_characters: _Optional[_Iterable[str]] = ..., documentation: _Optional[_Union[MarkupContent, _Mapping[str, _Any]]] = ...) -> None: ...

class SignatureHelpContext(_message.Message):
    __slots__ = ("trigger_kind", "trigger_character", "is_retrigger", "active_signature_help")
    TRIGGER_KIND_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_CHARACTER_FIELD_NUMBER: _ClassVar[int]
    IS_RETRIGGER_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_SIGNATURE_HELP_FIELD_NUMBER: _ClassVar[int]
    trigger_kind: int
    trigger_character: str
    is_retrigger: bool
    active_signature_help: GetSignatureHelpResponse
    def __init__(self, trigger_kind: _Optional[int] = ..., trigger_character: _Optional[str] = ..., is_retrigger: bool = ..., active_signature_help: _Optional[_Union[GetSignatureHelpResponse, _Mapping[str, _Any]]] = ...) -> None: ...

class GetSignatureHelpRequest(_message.Message):
    __slots__ = ("context", "text_document", "position")
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    TEXT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    context: SignatureHelpContext
    text_document: VersionedTextDocumentIdentifier
    position: Position
    def __init__(self, context: _Optional[_Union[SignatureHelpContext, _Mapping[str, _Any]]] = ..., text_document: _Optional[_Union[VersionedTextDocumentIdentifier, _Mapping[str, _Any]]] = ..., position: _Optional[_Union[Position, _Mapping[str, _Any]]] = ...) -> None: ...

class GetSignatureHelpResponse(_message.Message):
    __slots__ = ("signatures", "active_signature", "active_parameter")
    SIGNATURES_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_PARAMETER_FIELD_NUMBER: _ClassVar[int]
    signatures: _containers.RepeatedCompositeFieldContainer[SignatureInformation]
    active_signature: int
    active_parameter: int
    def __init__(self, signatures: _Optional[_Iterable[_Union[SignatureInformation, _Mapping[str, _Any]]]] = ..., active_signature: _Optional[int] = ..., active_parameter: _Optional[int] = ...) -> None: ...

class SignatureInformation(_message.Message):
    __slots__ = ("label", "documentation", "parameters", "active_parameter")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTATION_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_PARAMETER_FIELD_NUMBER: _ClassVar[int]
    label: str
    documentation: MarkupContent
    parameters: _containers.RepeatedCompositeFieldContainer[ParameterInformation]
    active_parameter: int
    def __init__(self, label: _Optional[str] = ..., documentation: _Optional[_Union[MarkupContent, _Mapping[str, _Any]]] = ..., parameters: _Optional[_Iterable[_Union[ParameterInformation, _Mapping[str, _Any]]]] = ..., active_parameter: _Optional[int] = ...) -> None: ...

class ParameterInformation(_message.Message):
    __slots__ = ("label", "documentation")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTATION_FIELD_NUMBER: _ClassVar[int]
    label: str
    documentation: MarkupContent
    def __init__(self, label: _Optional[str] = ..., documentation: _Optional[_Union[MarkupContent, _Mapping[str, _Any]]] = ...) -> None: ...

class GetHoverRequest(_message.Message):
    __slots__ = ("text_document", "position")
    TEXT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    text_document: VersionedTextDocumentIdentifier
    position: Position
    def __init__(self, text_document: _Optional[_Union[VersionedTextDocumentIdentifier, _Mapping[str, _Any]]] = ..., position: _Optional[_Union[Position, _Mapping[str, _Any]]] = ...) -> None: ...

class GetHoverResponse(_message.Message):
    __slots__ = ("contents", "range")
    CONTENTS_FIELD_NUMBER: _ClassVar[int]
    RANGE_FIELD_NUMBER: _ClassVar[int]
    contents: MarkupContent
    range: DocumentRange
    def __init__(self, contents: _Optional[_Union[MarkupContent, _Mapping[str, _Any]]] = ..., range: _Optional[_Union[DocumentRange, _Mapping[str, _Any]]] = ...) -> None: ...

class GetDiagnosticRequest(_message.Message):
    __slots__ = ("text_document", "identifier", "previous_result_id")
    TEXT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    text_document: VersionedTextDocumentIdentifier
    identifier: str
    previous_result_id: str
    def __init__(self, text_document: _Optional[_Union[VersionedTextDocumentIdentifier, _Mapping[str, _Any]]] = ..., identifier: _Optional[str] = ..., previous_result_id: _Optional[str] = ...) -> None: ...

class GetPullDiagnosticResponse(_message.Message):
    __slots__ = ("kind", "result_id", "items")
    KIND_FIELD_NUMBER: _ClassVar[int]
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    kind: str
    result_id: str
    items: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, kind: _Optional[str] = ..., result_id: _Optional[str] = ..., items: _Optional[_Iterable[_Union[Diagnostic, _Mapping[str, _Any]]]] = ...) -> None: ...

class GetPublishDiagnosticResponse(_message.Message):
    __slots__ = ("uri", "version", "diagnostics")
    URI_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    uri: str
    version: int
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, uri: _Optional[str] = ..., version: _Optional[int] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping[str, _Any]]]] = ...) -> None: ...

class Diagnostic(_message.Message):
    __slots__ = ("range", "severity", "code", "code_description", "source", "message", "tags", "data")
    class DiagnosticSeverity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        NOT_SET_SEVERITY: _ClassVar[Diagnostic.DiagnosticSeverity]
        ERROR: _ClassVar[Diagnostic.DiagnosticSeverity]
        WARNING: _ClassVar[Diagnostic.DiagnosticSeverity]
        INFORMATION: _ClassVar[Diagnostic.DiagnosticSeverity]
        HINT: _ClassVar[Diagnostic.DiagnosticSeverity]
    NOT_SET_SEVERITY: Diagnostic.DiagnosticSeverity
    ERROR: Diagnostic.DiagnosticSeverity
    WARNING: Diagnostic.DiagnosticSeverity
    INFORMATION: Diagnostic.DiagnosticSeverity
    HINT: Diagnostic.DiagnosticSeverity
    class DiagnosticTag(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        NOT_SET_TAG: _ClassVar[Diagnostic.DiagnosticTag]
        UNNECESSARY: _ClassVar[Diagnostic.DiagnosticTag]
        DEPRECATED: _ClassVar[Diagnostic.DiagnosticTag]
    NOT_SET_TAG: Diagnostic.DiagnosticTag
    UNNECESSARY: Diagnostic.DiagnosticTag
    DEPRECATED: Diagnostic.DiagnosticTag
    class CodeDescription(_message.Message):
        __slots__ = ("href",)
        HREF_FIELD_NUMBER: _ClassVar[int]
        href: str
        def __init__(self, href: _Optional[str] = ...) -> None: ...
    RANGE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    CODE_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    range: DocumentRange
    severity: Diagnostic.DiagnosticSeverity
    code: str
    code_description: Diagnostic.CodeDescription
    source: str
    message: str
    tags: _containers.RepeatedScalarFieldContainer[Diagnostic.DiagnosticTag]
    data: bytes
    def __init__(self, range: _Optional[_Union[DocumentRange, _Mapping[str, _Any]]] = ..., severity: _Optional[_Union[Diagnostic.DiagnosticSeverity, str]] = ..., code: _Optional[str] = ..., code_description: _Optional[_Union[Diagnostic.CodeDescription, _Mapping[str, _Any]]] = ..., source: _Optional[str] = ..., message: _Optional[str] = ..., tags: _Optional[_Iterable[_Union[Diagnostic.DiagnosticTag, str]]] = ..., data: _Optional[bytes] = ...) -> None: ...
