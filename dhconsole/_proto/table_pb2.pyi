from typing import Any as _Any
from dhconsole._proto import aggregation_pb2 as _aggregation_pb2
from dhconsole._proto import expression_pb2 as _expression_pb2
from dhconsole._proto import ticket_pb2 as _ticket_pb2
from dhconsole._proto import updateby_pb2 as _updateby_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union
from dhconsole._proto.aggregation_pb2 import AggSpec as AggSpec
from dhconsole._proto.aggregation_pb2 import Aggregation as Aggregation
from dhconsole._proto.expression_pb2 import Selectable as Selectable
from dhconsole._proto.expression_pb2 import SortDescriptor as SortDescriptor
from dhconsole._proto.expression_pb2 import Reference as Reference
from dhconsole._proto.expression_pb2 import Literal as Literal
from dhconsole._proto.expression_pb2 import Value as Value
from dhconsole._proto.expression_pb2 import Condition as Condition
from dhconsole._proto.expression_pb2 import AndCondition as AndCondition
from dhconsole._proto.expression_pb2 import OrCondition as OrCondition
from dhconsole._proto.expression_pb2 import NotCondition as NotCondition
from dhconsole._proto.expression_pb2 import CompareCondition as CompareCondition
from dhconsole._proto.expression_pb2 import InCondition as InCondition
from dhconsole._proto.expression_pb2 import InvokeCondition as InvokeCondition
from dhconsole._proto.expression_pb2 import IsNullCondition as IsNullCondition
from dhconsole._proto.expression_pb2 import IsNaNCondition as IsNaNCondition
from dhconsole._proto.expression_pb2 import MatchesCondition as MatchesCondition
from dhconsole._proto.expression_pb2 import ContainsCondition as ContainsCondition
from dhconsole._proto.expression_pb2 import SearchCondition as SearchCondition
from dhconsole._proto.expression_pb2 import CaseSensitivity as CaseSensitivity
from dhconsole._proto.expression_pb2 import MatchType as MatchType
from dhconsole._proto.expression_pb2 import NanComparison as NanComparison
from dhconsole._proto.updateby_pb2 import MathContext as MathContext
from dhconsole._proto.updateby_pb2 import UpdateByOptions as UpdateByOptions
from dhconsole._proto.updateby_pb2 import UpdateByWindowScale as UpdateByWindowScale
from dhconsole._proto.updateby_pb2 import UpdateByEmOptions as UpdateByEmOptions
from dhconsole._proto.updateby_pb2 import UpdateByDeltaOptions as UpdateByDeltaOptions
from dhconsole._proto.updateby_pb2 import UpdateBySpec as UpdateBySpec
from dhconsole._proto.updateby_pb2 import UpdateByColumn as UpdateByColumn
from dhconsole._proto.updateby_pb2 import UpdateByOperation as UpdateByOperation
from dhconsole._proto.updateby_pb2 import BadDataBehavior as BadDataBehavior
from dhconsole._proto.updateby_pb2 import UpdateByNullBehavior as UpdateByNullBehavior

DESCRIPTOR: _descriptor.FileDescriptor
MATCH_CASE: _expression_pb2.CaseSensitivity
IGNORE_CASE: _expression_pb2.CaseSensitivity
REGULAR: _expression_pb2.MatchType
INVERTED: _expression_pb2.MatchType
NAN_COMPARISON_TYPE_NOT_SPECIFIED: _expression_pb2.NanComparison
NAN_NOT_EQUALS_NAN: _expression_pb2.NanComparison
NAN_EQUALS_NAN: _expression_pb2.NanComparison
BAD_DATA_BEHAVIOR_NOT_SPECIFIED: _updateby_pb2.BadDataBehavior
THROW: _updateby_pb2.BadDataBehavior
RESET: _updateby_pb2.BadDataBehavior
SKIP: _updateby_pb2.BadDataBehavior
POISON: _updateby_pb2.BadDataBehavior
NULL_BEHAVIOR_NOT_SPECIFIED: _updateby_pb2.UpdateByNullBehavior
NULL_DOMINATES: _updateby_pb2.UpdateByNullBehavior
VALUE_DOMINATES: _updateby_pb2.UpdateByNullBehavior
ZERO_DOMINATES: _updateby_pb2.UpdateByNullBehavior

class TableReference(_message.Message):
    __slots__ = ("ticket", "batch_offset")
    TICKET_FIELD_NUMBER: _ClassVar[int]
    BATCH_OFFSET_FIELD_NUMBER: _ClassVar[int]
    ticket: _ticket_pb2.Ticket
    batch_offset: int
    def __init__(self, ticket: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., batch_offset: _Optional[int] = ...) -> None: ...

class ExportedTableCreationResponse(_message.Message):
    __slots__ = ("result_id", "success", "error_info", "schema_header", "is_static", "size")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    ERROR_INFO_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_HEADER_FIELD_NUMBER: _ClassVar[int]
    IS_STATIC_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    result_id: TableReference
    success: bool
    error_info: str
    schema_header: bytes
    is_static: bool
    size: int
    def __init__(self, result_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., success: bool = ..., error_info: _Optional[str] = ..., schema_header: _Optional[bytes] = ..., is_static: bool = ..., size: _Optional[int] = ...) -> None: ...

class ExportedTableUpdatesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ExportedTableUpdateMessage(_message.Message):
    __slots__ = ("export_id", "size", "update_failure_message")
    EXPORT_ID_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_FAILURE_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    export_id: _ticket_pb2.Ticket
    size: int
    update_failure_message: str
    def __init__(self, export_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., size: _Optional[int] = ..., update_failure_message: _Optional[str] = ...) -> None: ...

class FetchTableRequest(_message.Message):
    __slots__ = ("source_id", "result_id")
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    source_id: TableReference
    result_id: _ticket_pb2.Ticket
    def __init__(self, source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ...) -> None: ...

class ApplyPreviewColumnsRequest(_message.Message):
    __slots__ = ("source_id", "result_id", "convert_arrays", "unpreviewed_types")
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    CONVERT_ARRAYS_FIELD_NUMBER: _ClassVar[int]
    UNPREVIEWED_TYPES_FIELD_NUMBER: _ClassVar[int]
    source_id: TableReference
    result_id: _ticket_pb2.Ticket
    convert_arrays: bool
    unpreviewed_types: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., convert_arrays: bool = ..., unpreviewed_types: _Optional[_Iterable[str]] = ...) -> None: ...

class EmptyTableRequest(_message.Message):
    __slots__ = ("result_id", "size")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    size: int
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., size: _Optional[int] = ...) -> None: ...

class TimeTableRequest(_message.Message):
    __slots__ = ("result_id", "start_time_nanos", "start_time_string", "period_nanos", "period_string", "blink_table")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    START_TIME_NANOS_FIELD_NUMBER: _ClassVar[int]
    START_TIME_STRING_FIELD_NUMBER: _ClassVar[int]
    PERIOD_NANOS_FIELD_NUMBER: _ClassVar[int]
    PERIOD_STRING_FIELD_NUMBER: _ClassVar[int]
    BLINK_TABLE_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    start_time_nanos: int
    start_time_string: str
    period_nanos: int
    period_string: str
    blink_table: bool
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., start_time_nanos: _Optional[int] = ..., start_time_string: _Optional[str] = ..., period_nanos: _Optional[int] = ..., period_string: _Optional[str] = ..., blink_table: bool = ...) -> None: ...

class CreateInputTableRequest(_message.Message):
    __slots__ = ("result_id", "source_table_id", "schema", "kind")
    class InputTableKind(_message.Message):
        __slots__ = ("in_memory_append_only", "in_memory_key_backed", "blink")
        class InMemoryAppendOnly(_message.Message):
            __slots__ = ()
            def __init__(self) -> None: ...
        class InMemoryKeyBacked(_message.Message):
            __slots__ = ("key_columns",)
            KEY_COLUMNS_FIELD_NUMBER: _ClassVar[int]
            key_columns: _containers.RepeatedScalarFieldContainer[str]
            def __init__(self, key_columns: _Optional[_Iterable[str]] = ...) -> None: ...
        class Blink(_message.Message):
            __slots__ = ()
            def __init__(self) -> None: ...
        IN_MEMORY_APPEND_ONLY_FIELD_NUMBER: _ClassVar[int]
        IN_MEMORY_KEY_BACKED_FIELD_NUMBER: _ClassVar[int]
        BLINK_FIELD_NUMBER: _ClassVar[int]
        in_memory_append_only: CreateInputTableRequest.InputTableKind.InMemoryAppendOnly
        in_memory_key_backed: CreateInputTableRequest.InputTableKind.InMemoryKeyBacked
        blink: CreateInputTableRequest.InputTableKind.Blink
        def __init__(self, in_memory_append_only: _Optional[_Union[CreateInputTableRequest.InputTableKind.InMemoryAppendOnly, _Mapping[str, _Any]]] = ..., in_memory_key_backed: _Optional[_Union[CreateInputTableRequest.InputTableKind.InMemoryKeyBacked, _Mapping[str, _Any]]] = ..., blink: _Optional[_Union[CreateInputTableRequest.InputTableKind.Blink, _Mapping[str, _Any]]] = ...) -> None: ...
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_TABLE_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_table_id: TableReference
    schema: bytes
    kind: CreateInputTableRequest.InputTableKind
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_table_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., schema: _Optional[bytes] = ..., kind: _Optional[_Union[CreateInputTableRequest.InputTableKind, _Mapping[str, _Any]]] = ...) -> None: ...

class SelectOrUpdateRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "column_specs")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMN_SPECS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    column_specs: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., column_specs: _Optional[_Iterable[str]] = ...) -> None: ...

class DropColumnsRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "column_names")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMN_NAMES_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    column_names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., column_names: _Optional[_Iterable[str]] = ...) -> None: ...

class UpdateByRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "options", "operations", "group_by_columns")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    OPERATIONS_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    options: _updateby_pb2.UpdateByOptions
    operations: _containers.RepeatedCompositeFieldContainer[_updateby_pb2.UpdateByOperation]
    group_by_columns: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., options: _Optional[_Union[_updateby_pb2.UpdateByOptions, _Mapping[str, _Any]]] = ..., operations: _Optional[_Iterable[_Union[_updateby_pb2.UpdateByOperation, _Mapping[str, _Any]]]] = ..., group_by_columns: _Optional[_Iterable[str]] = ...) -> None: ...

class UngroupRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "null_fill", "columns_to_ungroup")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    NULL_FILL_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_UNGROUP_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    null_fill: bool
    columns_to_ungroup: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., null_fill: bool = ..., columns_to_ungroup: _Optional[_Iterable[str]] = ...) -> None: ...

class MetaTableRequest(_message.Message):
    __slots__ = ("result_id", "source_id")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ...) -> None: ...

class ColumnStatisticsRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "column_name", "unique_value_limit")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIQUE_VALUE_LIMIT_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    column_name: str
    unique_value_limit: int
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., column_name: _Optional[str] = ..., unique_value_limit: _Optional[int] = ...) -> None: ...

class SelectDistinctRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "column_names")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMN_NAMES_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    column_names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., column_names: _Optional[_Iterable[str]] = ...) -> None: ...

class FilterTableRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "filters")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    filters: _containers.RepeatedCompositeFieldContainer[_expression_pb2.Condition]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., filters: _Optional[_Iterable[_Union[_expression_pb2.Condition, _Mapping[str, _Any]]]] = ...) -> None: ...

class UnstructuredFilterTableRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "filters")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    filters: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., filters: _Optional[_Iterable[str]] = ...) -> None: ...

class SortTableRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "sorts")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    SORTS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    sorts: _containers.RepeatedCompositeFieldContainer[_expression_pb2.SortDescriptor]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., sorts: _Optional[_Iterable[_Union[_expression_pb2.SortDescriptor, _Mapping[str, _Any]]]] = ...) -> None: ...

class HeadOrTailRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "num_rows")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    NUM_ROWS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    num_rows: int
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., num_rows: _Optional[int] = ...) -> None: ...

class HeadOrTailByRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "num_rows", "group_by_column_specs")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    NUM_ROWS_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_COLUMN_SPECS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    num_rows: int
    group_by_column_specs: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., num_rows: _Optional[int] = ..., group_by_column_specs: _Optional[_Iterable[str]] = ...) -> None: ...

class SliceRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "first_position_inclusive", "last_position_exclusive")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    FIRST_POSITION_INCLUSIVE_FIELD_NUMBER: _ClassVar[int]
    LAST_POSITION_EXCLUSIVE_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    first_position_inclusive: int
    last_position_exclusive: int
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., first_position_inclusive: _Optional[int] = ..., last_position_exclusive: _Optional[int] = ...) -> None: ...

class FlattenRequest(_message.Message):
    __slots__ = ("result_id", "source_id")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ...) -> None: ...

class RunChartDownsampleRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "pixel_count", "zoom_range", "x_column_name", "y_column_names")
    class ZoomRange(_message.Message):
        __slots__ = ("min_date_nanos", "max_date_nanos")
        MIN_DATE_NANOS_FIELD_NUMBER: _ClassVar[int]
        MAX_DATE_NANOS_FIELD_NUMBER: _ClassVar[int]
        min_date_nanos: int
        max_date_nanos: int
        def __init__(self, min_date_nanos: _Optional[int] = ..., max_date_nanos: _Optional[int] = ...) -> None: ...
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    PIXEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    ZOOM_RANGE_FIELD_NUMBER: _ClassVar[int]
    X_COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
    Y_COLUMN_NAMES_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    pixel_count: int
    zoom_range: RunChartDownsampleRequest.ZoomRange
    x_column_name: str
    y_column_names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., pixel_count: _Optional[int] = ..., zoom_range: _Optional[_Union[RunChartDownsampleRequest.ZoomRange, _Mapping[str, _Any]]] = ..., x_column_name: _Optional[str] = ..., y_column_names: _Optional[_Iterable[str]] = ...) -> None: ...

class SeekRowRequest(_message.Message):
    __slots__ = ("source_id", "starting_row", "column_name", "seek_value", "insensitive", "contains", "is_backward")
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    STARTING_ROW_FIELD_NUMBER: _ClassVar[int]
    COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
    SEEK_VALUE_FIELD_NUMBER: _ClassVar[int]
    INSENSITIVE_FIELD_NUMBER: _ClassVar[int]
    CONTAINS_FIELD_NUMBER: _ClassVar[int]
    IS_BACKWARD_FIELD_NUMBER: _ClassVar[int]
    source_id: _ticket_pb2.Ticket
    starting_row: int
    column_name: str
    seek_value: _expression_pb2.Literal
    insensitive: bool
    contains: bool
    is_backward: bool
    def __init__(self, source_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., starting_row: _Optional[int] = ..., column_name: _Optional[str] = ..., seek_value: _Optional[_Union[_expression_pb2.Literal, _Mapping[str, _Any]]] = ..., insensitive: bool = ..., contains: bool = ..., is_backward: bool = ...) -> None: ...

class SeekRowResponse(_message.Message):
    __slots__ = ("result_row",)
    RESULT_ROW_FIELD_NUMBER: _ClassVar[int]
    result_row: int
    def __init__(self, result_row: _Optional[int] = ...) -> None: ...

class SnapshotTableRequest(_message.Message):
    __slots__ = ("result_id", "source_id")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ...) -> None: ...

class SnapshotWhenTableRequest(_message.Message):
    __slots__ = ("result_id", "base_id", "trigger_id", "initial", "incremental", "history", "stamp_columns")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    BASE_ID_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_ID_FIELD_NUMBER: _ClassVar[int]
    INITIAL_FIELD_NUMBER: _ClassVar[int]
    INCREMENTAL_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    STAMP_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    base_id: TableReference
    trigger_id: TableReference
    initial: bool
    incremental: bool
    history: bool
    stamp_columns: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., base_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., trigger_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., initial: bool = ..., incremental: bool = ..., history: bool = ..., stamp_columns: _Optional[_Iterable[str]] = ...) -> None: ...

class MergeTablesRequest(_message.Message):
    __slots__ = ("result_id", "source_ids", "key_column")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_IDS_FIELD_NUMBER: _ClassVar[int]
    KEY_COLUMN_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_ids: _containers.RepeatedCompositeFieldContainer[TableReference]
    key_column: str
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_ids: _Optional[_Iterable[_Union[TableReference, _Mapping[str, _Any]]]] = ..., key_column: _Optional[str] = ...) -> None: ...

class CrossJoinTablesRequest(_message.Message):
    __slots__ = ("result_id", "left_id", "right_id", "columns_to_match", "columns_to_add", "reserve_bits")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_ID_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_MATCH_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_ADD_FIELD_NUMBER: _ClassVar[int]
    RESERVE_BITS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    left_id: TableReference
    right_id: TableReference
    columns_to_match: _containers.RepeatedScalarFieldContainer[str]
    columns_to_add: _containers.RepeatedScalarFieldContainer[str]
    reserve_bits: int
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., left_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., right_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., columns_to_match: _Optional[_Iterable[str]] = ..., columns_to_add: _Optional[_Iterable[str]] = ..., reserve_bits: _Optional[int] = ...) -> None: ...

class NaturalJoinTablesRequest(_message.Message):
    __slots__ = ("result_id", "left_id", "right_id", "columns_to_match", "columns_to_add", "join_type")
    class JoinType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        JOIN_TYPE_NOT_SPECIFIED: _ClassVar[NaturalJoinTablesRequest.JoinType]
        ERROR_ON_DUPLICATE: _ClassVar[NaturalJoinTablesRequest.JoinType]
        FIRST_MATCH: _ClassVar[NaturalJoinTablesRequest.JoinType]
        LAST_MATCH: _ClassVar[NaturalJoinTablesRequest.JoinType]
        EXACTLY_ONE_MATCH: _ClassVar[NaturalJoinTablesRequest.JoinType]
    JOIN_TYPE_NOT_SPECIFIED: NaturalJoinTablesRequest.JoinType
    ERROR_ON_DUPLICATE: NaturalJoinTablesRequest.JoinType
    FIRST_MATCH: NaturalJoinTablesRequest.JoinType
    LAST_MATCH: NaturalJoinTablesRequest.JoinType
    EXACTLY_ONE_MATCH: NaturalJoinTablesRequest.JoinType
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_ID_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_MATCH_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_ADD_FIELD_NUMBER: _ClassVar[int]
    JOIN_TYPE_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    left_id: TableReference
    right_id: TableReference
    columns_to_match: _containers.RepeatedScalarFieldContainer[str]
    columns_to_add: _containers.RepeatedScalarFieldContainer[str]
    join_type: NaturalJoinTablesRequest.JoinType
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., left_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., right_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., columns_to_match: _Optional[_Iterable[str]] = ..., columns_to_add: _Optional[_Iterable[str]] = ..., join_type: _Optional[_Union[NaturalJoinTablesRequest.JoinType, str]] = ...) -> None: ...

class ExactJoinTablesRequest(_message.Message):
    __slots__ = ("result_id", "left_id", "right_id", "columns_to_match", "columns_to_add")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_ID_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_MATCH_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_ADD_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    left_id: TableReference
    right_id: TableReference
    columns_to_match: _containers.RepeatedScalarFieldContainer[str]
    columns_to_add: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., left_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., right_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., columns_to_match: _Optional[_Iterable[str]] = ..., columns_to_add: _Optional[_Iterable[str]] = ...) -> None: ...

class LeftJoinTablesRequest(_message.Message):
    __slots__ = ("result_id", "left_id", "right_id", "columns_to_match", "columns_to_add")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_ID_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_MATCH_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_ADD_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    left_id: TableReference
    right_id: TableReference
    columns_to_match: _containers.RepeatedScalarFieldContainer[str]
    columns_to_add: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., left_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., right_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., columns_to_match: _Optional[_Iterable[str]] = ..., columns_to_add: _Optional[_Iterable[str]] = ...) -> None: ...

class AjRajTablesRequest(_message.Message):
    __slots__ = ("result_id", "left_id", "right_id", "exact_match_columns", "as_of_column", "columns_to_add")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_ID_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ID_FIELD_NUMBER: _ClassVar[int]
    EXACT_MATCH_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    AS_OF_COLUMN_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_ADD_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    left_id: TableReference
    right_id: TableReference
    exact_match_columns: _containers.RepeatedScalarFieldContainer[str]
    as_of_column: str
    columns_to_add: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., left_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., right_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., exact_match_columns: _Optional[_Iterable[str]] = ..., as_of_column: _Optional[str] = ..., columns_to_add: _Optional[_Iterable[str]] = ...) -> None: ...

class RangeJoinTablesRequest(_message.Message):
    __slots__ = ("result_id", "left_id", "right_id", "exact_match_columns", "left_start_column", "range_start_rule", "right_range_column", "range_end_rule", "left_end_column", "aggregations", "range_match")
    class RangeStartRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        START_UNSPECIFIED: _ClassVar[RangeJoinTablesRequest.RangeStartRule]
        LESS_THAN: _ClassVar[RangeJoinTablesRequest.RangeStartRule]
        LESS_THAN_OR_EQUAL: _ClassVar[RangeJoinTablesRequest.RangeStartRule]
        LESS_THAN_OR_EQUAL_ALLOW_PRECEDING: _ClassVar[RangeJoinTablesRequest.RangeStartRule]
    START_UNSPECIFIED: RangeJoinTablesRequest.RangeStartRule
    LESS_THAN: RangeJoinTablesRequest.RangeStartRule
    LESS_THAN_OR_EQUAL: RangeJoinTablesRequest.RangeStartRule
    LESS_THAN_OR_EQUAL_ALLOW_PRECEDING: RangeJoinTablesRequest.RangeStartRule
    class RangeEndRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        END_UNSPECIFIED: _ClassVar[RangeJoinTablesRequest.RangeEndRule]
        GREATER_THAN: _ClassVar[RangeJoinTablesRequest.RangeEndRule]
        GREATER_THAN_OR_EQUAL: _ClassVar[RangeJoinTablesRequest.RangeEndRule]
        GREATER_THAN_OR_EQUAL_ALLOW_FOLLOWING: _ClassVar[RangeJoinTablesRequest.RangeEndRule]
    END_UNSPECIFIED: RangeJoinTablesRequest.RangeEndRule
    GREATER_THAN: RangeJoinTablesRequest.RangeEndRule
    GREATER_THAN_OR_EQUAL: RangeJoinTablesRequest.RangeEndRule
    GREATER_THAN_OR_EQUAL_ALLOW_FOLLOWING: RangeJoinTablesRequest.RangeEndRule
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_ID_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ID_FIELD_NUMBER: _ClassVar[int]
    EXACT_MATCH_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    LEFT_START_COLUMN_FIELD_NUMBER: _ClassVar[int]
    RANGE_START_RULE_FIELD_NUMBER: _ClassVar[int]
    RIGHT_RANGE_COLUMN_FIELD_NUMBER: _ClassVar[int]
    RANGE_END_RULE_FIELD_NUMBER: _ClassVar[int]
    LEFT_END_COLUMN_FIELD_NUMBER: _ClassVar[int]
    AGGREGATIONS_FIELD_NUMBER: _ClassVar[int]
    RANGE_MATCH_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    left_id: TableReference
    right_id: TableReference
    exact_match_columns: _containers.RepeatedScalarFieldContainer[str]
    left_start_column: str
    range_start_rule: RangeJoinTablesRequest.RangeStartRule
    right_range_column: str
    range_end_rule: RangeJoinTablesRequest.RangeEndRule
    left_end_column: str
    aggregations: _containers.RepeatedCompositeFieldContainer[_aggregation_pb2.Aggregation]
    range_match: str
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., left_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., right_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., exact_match_columns: _Optional[_Iterable[str]] = ..., left_start_column: _Optional[str] = ..., range_start_rule: _Optional[_Union[RangeJoinTablesRequest.RangeStartRule, str]] = ..., right_range_column: _Optional[str] = ..., range_end_rule: _Optional[_Union[RangeJoinTablesRequest.RangeEndRule, str]] = ..., left_end_column: _Optional[str] = ..., aggregations: _Optional[_Iterable[_Union[_aggregation_pb2.Aggregation, _Mapping[str, _Any]]]] = ..., range_match: _Optional[str] = ...) -> None: ...

class MultiJoinInput(_message.Message):
    __slots__ = ("source_id", "columns_to_match", "columns_to_add")
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_MATCH_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_ADD_FIELD_NUMBER: _ClassVar[int]
    source_id: TableReference
    columns_to_match: _containers.RepeatedScalarFieldContainer[str]
    columns_to_add: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., columns_to_match: _Optional[_Iterable[str]] = ..., columns_to_add: _Optional[_Iterable[str]] = ...) -> None: ...

class MultiJoinTablesRequest(_message.Message):
    __slots__ = ("result_id", "multi_join_inputs")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    MULTI_JOIN_INPUTS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    multi_join_inputs: _containers.RepeatedCompositeFieldContainer[MultiJoinInput]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., multi_join_inputs: _Optional[_Iterable[_Union[MultiJoinInput, _Mapping[str, _Any]]]] = ...) -> None: ...

class WhereInRequest(_message.Message):
    __slots__ = ("result_id", "left_id", "right_id", "inverted", "columns_to_match")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_ID_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ID_FIELD_NUMBER: _ClassVar[int]
    INVERTED_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_TO_MATCH_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    left_id: TableReference
    right_id: TableReference
    inverted: bool
    columns_to_match: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., left_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., right_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., inverted: bool = ..., columns_to_match: _Optional[_Iterable[str]] = ...) -> None: ...

class AggregateAllRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "spec", "group_by_columns")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    spec: _aggregation_pb2.AggSpec
    group_by_columns: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., spec: _Optional[_Union[_aggregation_pb2.AggSpec, _Mapping[str, _Any]]] = ..., group_by_columns: _Optional[_Iterable[str]] = ...) -> None: ...

class AggregateRequest(_message.Message):
    __slots__ = ("result_id", "source_id", "initial_groups_id", "preserve_empty", "aggregations", "group_by_columns")
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    INITIAL_GROUPS_ID_FIELD_NUMBER: _ClassVar[int]
    PRESERVE_EMPTY_FIELD_NUMBER: _ClassVar[int]
    AGGREGATIONS_FIELD_NUMBER: _ClassVar[int]
    GROUP_BY_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    result_id: _ticket_pb2.Ticket
    source_id: TableReference
    initial_groups_id: TableReference
    preserve_empty: bool
    aggregations: _containers.RepeatedCompositeFieldContainer[_aggregation_pb2.Aggregation]
    group_by_columns: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_id: _Optional[_Union[_ticket_pb2.Ticket, _Mapping[str, _Any]]] = ..., source_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., initial_groups_id: _Optional[_Union[TableReference, _Mapping[str, _Any]]] = ..., preserve_empty: bool = ..., aggregations: _Optional[_Iterable[_Union[_aggregation_pb2.Aggregation, _Mapping[str, _Any]]]] = ..., group_by_columns: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchTableRequest(_message.Message):
    __slots__ = ("ops",)
    class Operation(_message.Message):
        __slots__ = ("empty_table", "time_table", "drop_columns", "update", "lazy_update", "view", "update_view", "select", "select_distinct", "filter", "unstructured_filter", "sort", "head", "tail", "head_by", "tail_by", "ungroup", "merge", "flatten", "run_chart_downsample", "cross_join", "natural_join", "exact_join", "left_join", "fetch_table", "apply_preview_columns", "create_input_table", "update_by", "where_in", "aggregate_all", "aggregate", "snapshot", "snapshot_when", "meta_table", "range_join", "aj", "raj", "column_statistics", "multi_join", "slice")
        EMPTY_TABLE_FIELD_NUMBER: _ClassVar[int]
        TIME_TABLE_FIELD_NUMBER: _ClassVar[int]
        DROP_COLUMNS_FIELD_NUMBER: _ClassVar[int]
        UPDATE_FIELD_NUMBER: _ClassVar[int]
        LAZY_UPDATE_FIELD_NUMBER: _ClassVar[int]
        VIEW_FIELD_NUMBER: _ClassVar[int]
        UPDATE_VIEW_FIELD_NUMBER: _ClassVar[int]
        SELECT_FIELD_NUMBER: _ClassVar[int]
        SELECT_DISTINCT_FIELD_NUMBER: _ClassVar[int]
        FILTER_FIELD_NUMBER: _ClassVar[int]
        UNSTRUCTURED_FILTER_FIELD_NUMBER: _ClassVar[int]
        SORT_FIELD_NUMBER: _ClassVar[int]
        HEAD_FIELD_NUMBER: _ClassVar[int]
        TAIL_FIELD_NUMBER: _ClassVar[int]
        HEAD_BY_FIELD_NUMBER: _ClassVar[int]
        TAIL_BY_FIELD_NUMBER: _ClassVar[int]
        UNGROUP_FIELD_NUMBER: _ClassVar[int]
        MERGE_FIELD_NUMBER: _ClassVar[int]
        FLATTEN_FIELD_NUMBER: _ClassVar[int]
        RUN_CHART_DOWNSAMPLE_FIELD_NUMBER: _ClassVar[int]
        CROSS_JOIN_FIELD_NUMBER: _ClassVar[int]
        NATURAL_JOIN_FIELD_NUMBER: _ClassVar[int]
        EXACT_JOIN_FIELD_NUMBER: _ClassVar[int]
        LEFT_JOIN_FIELD_NUMBER: _ClassVar[int]
        FETCH_TABLE_FIELD_NUMBER: _ClassVar[int]
        APPLY_PREVIEW_COLUMNS_FIELD_NUMBER: _ClassVar[int]
        CREATE_INPUT_TABLE_FIELD_NUMBER: _ClassVar[int]
        UPDATE_BY_FIELD_NUMBER: _ClassVar[int]
        WHERE_IN_FIELD_NUMBER: _ClassVar[int]
        AGGREGATE_ALL_FIELD_NUMBER: _ClassVar[int]
        AGGREGATE_FIELD_NUMBER: _ClassVar[int]
        SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
        SNAPSHOT_WHEN_FIELD_NUMBER: _ClassVar[int]
        META_TABLE_FIELD_NUMBER: _ClassVar[int]
        RANGE_JOIN_FIELD_NUMBER: _ClassVar[int]
        AJ_FIELD_NUMBER: _ClassVar[int]
        RAJ_FIELD_NUMBER: _ClassVar[int]
        COLUMN_STATISTICS_FIELD_NUMBER: _ClassVar[int]
        MULTI_JOIN_FIELD_NUMBER: _ClassVar[int]
        SLICE_FIELD_NUMBER: _ClassVar[int]
        empty_table: EmptyTableRequest
        time_table: TimeTableRequest
        drop_columns: DropColumnsRequest
        update: SelectOrUpdateRequest
        lazy_update: SelectOrUpdateRequest
        view: SelectOrUpdateRequest
        update_view: SelectOrUpdateRequest
        select: SelectOrUpdateRequest
        select_distinct: SelectDistinctRequest
        filter: FilterTableRequest
        unstructured_filter: UnstructuredFilterTableRequest
        sort: SortTableRequest
        head: HeadOrTailRequest
        tail: HeadOrTailRequest
        head_by: HeadOrTailByRequest
        tail_by: HeadOrTailByRequest
        ungroup: UngroupRequest
        merge: MergeTablesRequest
        flatten: FlattenRequest
        run_chart_downsample: RunChartDownsampleRequest
        cross_join: CrossJoinTablesRequest
        natural_join: NaturalJoinTablesRequest
        exact_join: ExactJoinTablesRequest
        left_join: LeftJoinTablesRequest
        fetch_table: FetchTableRequest
        apply_preview_columns: ApplyPreviewColumnsRequest
        create_input_table: CreateInputTableRequest
        update_by: UpdateByRequest
        where_in: WhereInRequest
        aggregate_all: AggregateAllRequest
        aggregate: AggregateRequest
        snapshot: SnapshotTableRequest
        snapshot_when: SnapshotWhenTableRequest
        meta_table: MetaTableRequest
        range_join: RangeJoinTablesRequest
        aj: AjRajTablesRequest
        raj: AjRajTablesRequest
        column_statistics: ColumnStatisticsRequest
        multi_join: MultiJoinTablesRequest
        slice: SliceRequest
        def __init__(self, empty_table: _Optional[_Union[EmptyTableRequest, _Mapping[str, _Any]]] = ..., time_table: _Optional[_Union[TimeTableRequest, _Mapping[str, _Any]]] = ..., drop_columns: _Optional[_Union[DropColumnsRequest, _Mapping[str, _Any]]] = ..., update: _Optional[_Union[SelectOrUpdateRequest, _Mapping[str, _Any]]] = ..., lazy_update: _Optional[_Union[SelectOrUpdateRequest, _Mapping[str, _Any]]] = ..., view: _Optional[_Union[SelectOrUpdateRequest, _Mapping[str, _Any]]] = ..., update_view: _Optional[_Union[SelectOrUpdateRequest, _Mapping[str, _Any]]] = ..., select: _Optional[_Union[SelectOrUpdateRequest, _Mapping[str, _Any]]] = ..., select_distinct: _Optional[_Union[SelectDistinctRequest, _Mapping[str, _Any]]] = ..., filter: _Optional[_Union[FilterTableRequest, _Mapping[str, _Any]]] = ..., unstructured_filter: _Optional[_Union[UnstructuredFilterTableRequest, _Mapping[str, _Any]]] = ..., sort: _Optional[_Union[SortTableRequest, _Mapping[str, _Any]]] = ..., head: _Optional[_Union[HeadOrTailRequest, _Mapping[str, _Any]]] = ..., tail: _Optional[_Union[HeadOrTailRequest, _Mapping[str, _Any]]] = ..., head_by: _Optional[_Union[HeadOrTailByRequest, _Mapping[str, _Any]]] = ..., tail_by: _Optional[_Union[HeadOrTailByRequest, _Mapping[str, _Any]]] = ..., ungroup: _Optional[_Union[UngroupRequest, _Mapping[str, _Any]]] = ..., merge: _Optional[_Union[MergeTablesRequest, _Mapping[str, _Any]]] = ..., flatten: _Optional[_Union[FlattenRequest, _Mapping[str, _Any]]] = ..., run_chart_downsample: _Optional[_Union[RunChartDownsampleRequest, _Mapping[str, _Any]]] = ..., cross_join: _Optional[_Union[CrossJoinTablesRequest, _Mapping[str, _Any]]] = ..., natural_join: _Optional[_Union[NaturalJoinTablesRequest, _Mapping[str, _Any]]] = ..., exact_join: _Optional[_Union[ExactJoinTablesRequest, _Mapping[str, _Any]]] = ..., left_join: _Optional[_Union[LeftJoinTablesRequest, _Mapping[str, _Any]]] = ..., fetch_table: _Optional[_Union[FetchTableRequest, _Mapping[str, _Any]]] = ..., apply_preview_columns: _Optional[_Union[ApplyPreviewColumnsRequest, _Mapping[str, _Any]]] = ..., create_input_table: _Optional[_Union[CreateInputTableRequest, _Mapping[str, _Any]]] = ..., update_by: _Optional[_Union[UpdateByRequest, _Mapping[str, _Any]]] = ..., where_in: _Optional[_Union[WhereInRequest, _Mapping[str, _Any]]] = ..., aggregate_all: _Optional[_Union[AggregateAllRequest, _Mapping[str, _Any]]] = ..., aggregate: _Optional[_Union[AggregateRequest, _Mapping[str, _Any]]] = ..., snapshot: _Optional[_Union[SnapshotTableRequest, _Mapping[str, _Any]]] = ..., snapshot_when: _Optional[_Union[SnapshotWhenTableRequest, _Mapping[str, _Any]]] = ..., meta_table: _Optional[_Union[MetaTableRequest, _Mapping[str, _Any]]] = ..., range_join: _Optional[_Union[RangeJoinTablesRequest, _Mapping[str, _Any]]] = ..., aj: _Optional[_Union[AjRajTablesRequest, _Mapping[str, _Any]]] = ..., raj: _Optional[_Union[AjRajTablesRequest, _Mapping[str, _Any]]] = ..., column_statistics: _Optional[_Union[ColumnStatisticsRequest, _Mapping[str, _Any]]] = ..., multi_join: _Optional[_Union[MultiJoinTablesRequest, _Mapping[str, _Any]]] = ..., slice: _Optional[_Union[SliceRequest, _Mapping[str, _Any]]] = ...) -> None: ...
    OPS_FIELD_NUMBER: _ClassVar[int]
    ops: _containers.RepeatedCompositeFieldContainer[BatchTableRequest.Operation]
    def __init__(self, ops: _Optional[_Iterable[_Union[BatchTableRequest.Operation, _Mapping[str, _Any]]]] = ...) -> None: ...
