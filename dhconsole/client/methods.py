"""The remote methods: path on the wire, request and reply types, shape of the call.

Owns the names of the services and nothing else; it makes no calls. There are no generated
service stubs, since those would carry our own package name in their paths, while the server
listens under its own. Left out are methods that the server has replaced by others and those
that exist for browsers, which cannot send streams.

All paths and shapes are those of a 42.7 server (``tests/unit/test_protos.py`` compares them).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar

from google.protobuf.message import Message

from dhconsole._proto import application_pb2 as application
from dhconsole._proto import autocomplete_pb2 as autocomplete
from dhconsole._proto import config_pb2 as config
from dhconsole._proto import console_pb2 as console
from dhconsole._proto import flight_pb2 as flight
from dhconsole._proto import hierarchicaltable_pb2 as hierarchical
from dhconsole._proto import inputtable_pb2 as inputtable
from dhconsole._proto import object_pb2 as objects
from dhconsole._proto import partitionedtable_pb2 as partitioned
from dhconsole._proto import session_pb2 as session
from dhconsole._proto import storage_pb2 as storage
from dhconsole._proto import table_pb2 as table
from dhconsole._proto import ticket_pb2 as ticket

Req = TypeVar("Req", bound=Message)
Res = TypeVar("Res", bound=Message)


class Kind(Enum):
    """How many messages flow each way."""

    UNARY = "unary"
    SERVER_STREAM = "server_stream"
    BIDI = "bidi"


@dataclass(frozen=True, slots=True)
class Method(Generic[Req, Res]):
    """One remote method.

    Attributes:
        path: ``/package.Service/Method``.
        request: class of the message, or of each message, that is sent.
        response: class of the message, or of each message, that comes back.
        kind: one reply, many replies, or a conversation.
    """

    path: str
    request: type[Req]
    response: type[Res]
    kind: Kind = Kind.UNARY


_BACKPLANE: Final = "/io.deephaven.proto.backplane.grpc"
_SESSION: Final = f"{_BACKPLANE}.SessionService"
_CONFIG: Final = f"{_BACKPLANE}.ConfigService"
_APPLICATION: Final = f"{_BACKPLANE}.ApplicationService"
_CONSOLE: Final = "/io.deephaven.proto.backplane.script.grpc.ConsoleService"
_TABLE: Final = f"{_BACKPLANE}.TableService"
_INPUT_TABLE: Final = f"{_BACKPLANE}.InputTableService"
_OBJECT: Final = f"{_BACKPLANE}.ObjectService"
_PARTITIONED: Final = f"{_BACKPLANE}.PartitionedTableService"
_HIERARCHICAL: Final = f"{_BACKPLANE}.HierarchicalTableService"
_STORAGE: Final = f"{_BACKPLANE}.StorageService"
_FLIGHT: Final = "/arrow.flight.protocol.FlightService"


class Session:
    """Exports and the life of the session."""

    REFRESH_SESSION_TOKEN = Method(
        f"{_SESSION}/RefreshSessionToken", session.HandshakeRequest, session.HandshakeResponse
    )
    CLOSE_SESSION = Method(
        f"{_SESSION}/CloseSession", session.HandshakeRequest, session.CloseSessionResponse
    )
    RELEASE = Method(f"{_SESSION}/Release", session.ReleaseRequest, session.ReleaseResponse)
    EXPORT_FROM_TICKET = Method(
        f"{_SESSION}/ExportFromTicket", session.ExportRequest, session.ExportResponse
    )
    PUBLISH_FROM_TICKET = Method(
        f"{_SESSION}/PublishFromTicket", session.PublishRequest, session.PublishResponse
    )
    EXPORT_NOTIFICATIONS = Method(
        f"{_SESSION}/ExportNotifications",
        session.ExportNotificationRequest,
        session.ExportNotification,
        Kind.SERVER_STREAM,
    )
    TERMINATION_NOTIFICATION = Method(
        f"{_SESSION}/TerminationNotification",
        session.TerminationNotificationRequest,
        session.TerminationNotificationResponse,
    )


class Config:
    """Facts about the server; the first method needs no credential."""

    GET_AUTHENTICATION_CONSTANTS = Method(
        f"{_CONFIG}/GetAuthenticationConstants",
        config.AuthenticationConstantsRequest,
        config.AuthenticationConstantsResponse,
    )
    GET_CONFIGURATION_CONSTANTS = Method(
        f"{_CONFIG}/GetConfigurationConstants",
        config.ConfigurationConstantsRequest,
        config.ConfigurationConstantsResponse,
    )


class Application:
    """Displayable variables."""

    LIST_FIELDS = Method(
        f"{_APPLICATION}/ListFields",
        application.ListFieldsRequest,
        application.FieldsChangeUpdate,
        Kind.SERVER_STREAM,
    )


class Console:
    """Scripts, their output, and help while typing them."""

    GET_CONSOLE_TYPES = Method(
        f"{_CONSOLE}/GetConsoleTypes",
        console.GetConsoleTypesRequest,
        console.GetConsoleTypesResponse,
    )
    START_CONSOLE = Method(
        f"{_CONSOLE}/StartConsole", console.StartConsoleRequest, console.StartConsoleResponse
    )
    GET_HEAP_INFO = Method(
        f"{_CONSOLE}/GetHeapInfo", console.GetHeapInfoRequest, console.GetHeapInfoResponse
    )
    SUBSCRIBE_TO_LOGS = Method(
        f"{_CONSOLE}/SubscribeToLogs",
        console.LogSubscriptionRequest,
        console.LogSubscriptionData,
        Kind.SERVER_STREAM,
    )
    EXECUTE_COMMAND = Method(
        f"{_CONSOLE}/ExecuteCommand", console.ExecuteCommandRequest, console.ExecuteCommandResponse
    )
    CANCEL_COMMAND = Method(
        f"{_CONSOLE}/CancelCommand", console.CancelCommandRequest, console.CancelCommandResponse
    )
    BIND_TABLE_TO_VARIABLE = Method(
        f"{_CONSOLE}/BindTableToVariable",
        console.BindTableToVariableRequest,
        console.BindTableToVariableResponse,
    )
    AUTO_COMPLETE_STREAM = Method(
        f"{_CONSOLE}/AutoCompleteStream",
        autocomplete.AutoCompleteRequest,
        autocomplete.AutoCompleteResponse,
        Kind.BIDI,
    )
    CANCEL_AUTO_COMPLETE = Method(
        f"{_CONSOLE}/CancelAutoComplete",
        autocomplete.CancelAutoCompleteRequest,
        autocomplete.CancelAutoCompleteResponse,
    )


_Created = table.ExportedTableCreationResponse


def _creates_table(name: str, request: type[Req]) -> Method[Req, _Created]:
    return Method(f"{_TABLE}/{name}", request, _Created)


class Table:
    """Table operations. ``BATCH`` runs many of them in one call."""

    GET_EXPORTED_TABLE_CREATION_RESPONSE = _creates_table(
        "GetExportedTableCreationResponse", ticket.Ticket
    )
    FETCH_TABLE = _creates_table("FetchTable", table.FetchTableRequest)
    APPLY_PREVIEW_COLUMNS = _creates_table("ApplyPreviewColumns", table.ApplyPreviewColumnsRequest)
    EMPTY_TABLE = _creates_table("EmptyTable", table.EmptyTableRequest)
    TIME_TABLE = _creates_table("TimeTable", table.TimeTableRequest)
    CREATE_INPUT_TABLE = _creates_table("CreateInputTable", table.CreateInputTableRequest)

    UPDATE = _creates_table("Update", table.SelectOrUpdateRequest)
    LAZY_UPDATE = _creates_table("LazyUpdate", table.SelectOrUpdateRequest)
    VIEW = _creates_table("View", table.SelectOrUpdateRequest)
    UPDATE_VIEW = _creates_table("UpdateView", table.SelectOrUpdateRequest)
    SELECT = _creates_table("Select", table.SelectOrUpdateRequest)
    DROP_COLUMNS = _creates_table("DropColumns", table.DropColumnsRequest)
    UPDATE_BY = _creates_table("UpdateBy", table.UpdateByRequest)
    UNGROUP = _creates_table("Ungroup", table.UngroupRequest)

    SELECT_DISTINCT = _creates_table("SelectDistinct", table.SelectDistinctRequest)
    FILTER = _creates_table("Filter", table.FilterTableRequest)
    UNSTRUCTURED_FILTER = _creates_table("UnstructuredFilter", table.UnstructuredFilterTableRequest)
    WHERE_IN = _creates_table("WhereIn", table.WhereInRequest)
    SORT = _creates_table("Sort", table.SortTableRequest)
    HEAD = _creates_table("Head", table.HeadOrTailRequest)
    TAIL = _creates_table("Tail", table.HeadOrTailRequest)
    HEAD_BY = _creates_table("HeadBy", table.HeadOrTailByRequest)
    TAIL_BY = _creates_table("TailBy", table.HeadOrTailByRequest)
    SLICE = _creates_table("Slice", table.SliceRequest)
    FLATTEN = _creates_table("Flatten", table.FlattenRequest)
    RUN_CHART_DOWNSAMPLE = _creates_table("RunChartDownsample", table.RunChartDownsampleRequest)

    SNAPSHOT = _creates_table("Snapshot", table.SnapshotTableRequest)
    SNAPSHOT_WHEN = _creates_table("SnapshotWhen", table.SnapshotWhenTableRequest)
    MERGE_TABLES = _creates_table("MergeTables", table.MergeTablesRequest)
    CROSS_JOIN_TABLES = _creates_table("CrossJoinTables", table.CrossJoinTablesRequest)
    NATURAL_JOIN_TABLES = _creates_table("NaturalJoinTables", table.NaturalJoinTablesRequest)
    EXACT_JOIN_TABLES = _creates_table("ExactJoinTables", table.ExactJoinTablesRequest)
    LEFT_JOIN_TABLES = _creates_table("LeftJoinTables", table.LeftJoinTablesRequest)
    AJ_TABLES = _creates_table("AjTables", table.AjRajTablesRequest)
    RAJ_TABLES = _creates_table("RajTables", table.AjRajTablesRequest)
    RANGE_JOIN_TABLES = _creates_table("RangeJoinTables", table.RangeJoinTablesRequest)
    MULTI_JOIN_TABLES = _creates_table("MultiJoinTables", table.MultiJoinTablesRequest)

    AGGREGATE_ALL = _creates_table("AggregateAll", table.AggregateAllRequest)
    AGGREGATE = _creates_table("Aggregate", table.AggregateRequest)
    META_TABLE = _creates_table("MetaTable", table.MetaTableRequest)
    COMPUTE_COLUMN_STATISTICS = _creates_table(
        "ComputeColumnStatistics", table.ColumnStatisticsRequest
    )

    BATCH = Method(f"{_TABLE}/Batch", table.BatchTableRequest, _Created, Kind.SERVER_STREAM)
    SEEK_ROW = Method(f"{_TABLE}/SeekRow", table.SeekRowRequest, table.SeekRowResponse)
    EXPORTED_TABLE_UPDATES = Method(
        f"{_TABLE}/ExportedTableUpdates",
        table.ExportedTableUpdatesRequest,
        table.ExportedTableUpdateMessage,
        Kind.SERVER_STREAM,
    )


class InputTable:
    """Writing rows."""

    ADD_TABLE_TO_INPUT_TABLE = Method(
        f"{_INPUT_TABLE}/AddTableToInputTable",
        inputtable.AddTableRequest,
        inputtable.AddTableResponse,
    )
    DELETE_TABLE_FROM_INPUT_TABLE = Method(
        f"{_INPUT_TABLE}/DeleteTableFromInputTable",
        inputtable.DeleteTableRequest,
        inputtable.DeleteTableResponse,
    )


class Object:
    """Objects of server plugins."""

    FETCH_OBJECT = Method(
        f"{_OBJECT}/FetchObject", objects.FetchObjectRequest, objects.FetchObjectResponse
    )
    MESSAGE_STREAM = Method(
        f"{_OBJECT}/MessageStream", objects.StreamRequest, objects.StreamResponse, Kind.BIDI
    )


class PartitionedTable:
    """Tables cut by key."""

    PARTITION_BY = Method(
        f"{_PARTITIONED}/PartitionBy",
        partitioned.PartitionByRequest,
        partitioned.PartitionByResponse,
    )
    MERGE = Method(f"{_PARTITIONED}/Merge", partitioned.MergeRequest, _Created)
    GET_TABLE = Method(f"{_PARTITIONED}/GetTable", partitioned.GetTableRequest, _Created)


class HierarchicalTable:
    """Rollups and trees."""

    ROLLUP = Method(
        f"{_HIERARCHICAL}/Rollup", hierarchical.RollupRequest, hierarchical.RollupResponse
    )
    TREE = Method(f"{_HIERARCHICAL}/Tree", hierarchical.TreeRequest, hierarchical.TreeResponse)
    APPLY = Method(
        f"{_HIERARCHICAL}/Apply",
        hierarchical.HierarchicalTableApplyRequest,
        hierarchical.HierarchicalTableApplyResponse,
    )
    VIEW = Method(
        f"{_HIERARCHICAL}/View",
        hierarchical.HierarchicalTableViewRequest,
        hierarchical.HierarchicalTableViewResponse,
    )
    EXPORT_SOURCE = Method(
        f"{_HIERARCHICAL}/ExportSource",
        hierarchical.HierarchicalTableSourceExportRequest,
        _Created,
    )


class Storage:
    """Files on the server."""

    LIST_ITEMS = Method(
        f"{_STORAGE}/ListItems", storage.ListItemsRequest, storage.ListItemsResponse
    )
    FETCH_FILE = Method(
        f"{_STORAGE}/FetchFile", storage.FetchFileRequest, storage.FetchFileResponse
    )
    SAVE_FILE = Method(f"{_STORAGE}/SaveFile", storage.SaveFileRequest, storage.SaveFileResponse)
    MOVE_ITEM = Method(f"{_STORAGE}/MoveItem", storage.MoveItemRequest, storage.MoveItemResponse)
    CREATE_DIRECTORY = Method(
        f"{_STORAGE}/CreateDirectory",
        storage.CreateDirectoryRequest,
        storage.CreateDirectoryResponse,
    )
    DELETE_ITEM = Method(
        f"{_STORAGE}/DeleteItem", storage.DeleteItemRequest, storage.DeleteItemResponse
    )


class Flight:
    """Arrow Flight, where it is spoken without pyarrow."""

    HANDSHAKE = Method(
        f"{_FLIGHT}/Handshake", flight.HandshakeRequest, flight.HandshakeResponse, Kind.BIDI
    )
    LIST_FLIGHTS = Method(
        f"{_FLIGHT}/ListFlights", flight.Criteria, flight.FlightInfo, Kind.SERVER_STREAM
    )
    GET_FLIGHT_INFO = Method(f"{_FLIGHT}/GetFlightInfo", flight.FlightDescriptor, flight.FlightInfo)
    GET_SCHEMA = Method(f"{_FLIGHT}/GetSchema", flight.FlightDescriptor, flight.SchemaResult)
    DO_GET = Method(f"{_FLIGHT}/DoGet", flight.Ticket, flight.FlightData, Kind.SERVER_STREAM)
    DO_PUT = Method(f"{_FLIGHT}/DoPut", flight.FlightData, flight.PutResult, Kind.BIDI)
    DO_EXCHANGE = Method(f"{_FLIGHT}/DoExchange", flight.FlightData, flight.FlightData, Kind.BIDI)
    DO_ACTION = Method(f"{_FLIGHT}/DoAction", flight.Action, flight.Result, Kind.SERVER_STREAM)
    LIST_ACTIONS = Method(
        f"{_FLIGHT}/ListActions", flight.Empty, flight.ActionType, Kind.SERVER_STREAM
    )
