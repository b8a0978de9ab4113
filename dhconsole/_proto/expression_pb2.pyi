from typing import Any as _Any
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CaseSensitivity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MATCH_CASE: _ClassVar[CaseSensitivity]
    IGNORE_CASE: _ClassVar[CaseSensitivity]

class MatchType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REGULAR: _ClassVar[MatchType]
    INVERTED: _ClassVar[MatchType]

class NanComparison(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NAN_COMPARISON_TYPE_NOT_SPECIFIED: _ClassVar[NanComparison]
    NAN_NOT_EQUALS_NAN: _ClassVar[NanComparison]
    NAN_EQUALS_NAN: _ClassVar[NanComparison]
MATCH_CASE: CaseSensitivity
IGNORE_CASE: CaseSensitivity
REGULAR: MatchType
INVERTED: MatchType
NAN_COMPARISON_TYPE_NOT_SPECIFIED: NanComparison
NAN_NOT_EQUALS_NAN: NanComparison
NAN_EQUALS_NAN: NanComparison

class Selectable(_message.Message):
    __slots__ = ("raw",)
    RAW_FIELD_NUMBER: _ClassVar[int]
    raw: str
    def __init__(self, raw: _Optional[str] = ...) -> None: ...

class SortDescriptor(_message.Message):
    __slots__ = ("column_name", "is_absolute", "direction")
    class SortDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        UNKNOWN: _ClassVar[SortDescriptor.SortDirection]
        DESCENDING: _ClassVar[SortDescriptor.SortDirection]
        ASCENDING: _ClassVar[SortDescriptor.SortDirection]
        REVERSE: _ClassVar[SortDescriptor.SortDirection]
    UNKNOWN: SortDescriptor.SortDirection
    DESCENDING: SortDescriptor.SortDirection
    ASCENDING: SortDescriptor.SortDirection
    REVERSE: SortDescriptor.SortDirection
    COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
    IS_ABSOLUTE_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    column_name: str
    is_absolute: bool
    direction: SortDescriptor.SortDirection
    def __init__(self, column_name: _Optional[str] = ..., is_absolute: bool = ..., direction: _Optional[_Union[SortDescriptor.SortDirection, str]] = ...) -> None: ...

class Reference(_message.Message):
    __slots__ = ("column_name",)
    COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
    column_name: str
    def __init__(self, column_name: _Optional[str] = ...) -> None: ...

class Literal(_message.Message):
    __slots__ = ("string_value", "double_value", "bool_value", "long_value", "nano_time_value")
    STRING_VALUE_FIELD_NUMBER: _ClassVar[int]
    DOUBLE_VALUE_FIELD_NUMBER: _ClassVar[int]
    BOOL_VALUE_FIELD_NUMBER: _ClassVar[int]
    LONG_VALUE_FIELD_NUMBER: _ClassVar[int]
    NANO_TIME_VALUE_FIELD_NUMBER: _ClassVar[int]
    string_value: str
    double_value: float
    bool_value: bool
    long_value: int
    nano_time_value: int
    def __init__(self, string_value: _Optional[str] = ..., double_value: _Optional[float] = ..., bool_value: bool = ..., long_value: _Optional[int] = ..., nano_time_value: _Optional[int] = ...) -> None: ...

class Value(_message.Message):
    __slots__ = ("reference", "literal")
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    LITERAL_FIELD_NUMBER: _ClassVar[int]
    reference: Reference
    literal: Literal
    def __init__(self, reference: _Optional[_Union[Reference, _Mapping[str, _Any]]] = ..., literal: _Optional[_Union[Literal, _Mapping[str, _Any]]] = ...) -> None: ...

class Condition(_message.Message):
    __slots__ = ("compare", "invoke", "is_null", "matches", "contains", "search", "is_nan")
    AND_FIELD_NUMBER: _ClassVar[int]
    OR_FIELD_NUMBER: _ClassVar[int]
    NOT_FIELD_NUMBER: _ClassVar[int]
    COMPARE_FIELD_NUMBER: _ClassVar[int]
    IN_FIELD_NUMBER: _ClassVar[int]
    INVOKE_FIELD_NUMBER: _ClassVar[int]
    IS_NULL_FIELD_NUMBER: _ClassVar[int]
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    CONTAINS_FIELD_NUMBER: _ClassVar[int]
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    IS_NAN_FIELD_NUMBER: _ClassVar[int]
    compare: CompareCondition
    invoke: InvokeCondition
    is_null: IsNullCondition
    matches: MatchesCondition
    contains: ContainsCondition
    search: SearchCondition
    is_nan: IsNaNCondition
    def __init__(self, compare: _Optional[_Union[CompareCondition, _Mapping[str, _Any]]] = ..., invoke: _Optional[_Union[InvokeCondition, _Mapping[str, _Any]]] = ..., is_null: _Optional[_Union[IsNullCondition, _Mapping[str, _Any]]] = ..., matches: _Optional[_Union[MatchesCondition, _Mapping[str, _Any]]] = ..., contains: _Optional[_Union[ContainsCondition, _Mapping[str, _Any]]] = ..., search: _Optional[_Union[SearchCondition, _Mapping[str, _Any]]] = ..., is_nan: _Optional[_Union[IsNaNCondition, _Mapping[str, _Any]]] = ..., **kwargs: _Any) -> None: ...

class AndCondition(_message.Message):
    __slots__ = ("filters",)
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    filters: _containers.RepeatedCompositeFieldContainer[Condition]
    def __init__(self, filters: _Optional[_Iterable[_Union[Condition, _Mapping[str, _Any]]]] = ...) -> None: ...

class OrCondition(_message.Message):
    __slots__ = ("filters",)
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    filters: _containers.RepeatedCompositeFieldContainer[Condition]
    def __init__(self, filters: _Optional[_Iterable[_Union[Condition, _Mapping[str, _Any]]]] = ...) -> None: ...

class NotCondition(_message.Message):
    __slots__ = ("filter",)
    FILTER_FIELD_NUMBER: _ClassVar[int]
    filter: Condition
    def __init__(self, filter: _Optional[_Union[Condition, _Mapping[str, _Any]]] = ...) -> None: ...

class CompareCondition(_message.Message):
    __slots__ = ("operation", "case_sensitivity", "lhs", "rhs")
    class CompareOperation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        LESS_THAN: _ClassVar[CompareCondition.CompareOperation]
        LESS_THAN_OR_EQUAL: _ClassVar[CompareCondition.CompareOperation]
        GREATER_THAN: _ClassVar[CompareCondition.CompareOperation]
        GREATER_THAN_OR_EQUAL: _ClassVar[CompareCondition.CompareOperation]
        EQUALS: _ClassVar[CompareCondition.CompareOperation]
        NOT_EQUALS: _ClassVar[CompareCondition.CompareOperation]
    LESS_THAN: CompareCondition.CompareOperation
    LESS_THAN_OR_EQUAL: CompareCondition.CompareOperation
    GREATER_THAN: CompareCondition.CompareOperation
    GREATER_THAN_OR_EQUAL: CompareCondition.CompareOperation
    EQUALS: CompareCondition.CompareOperation
    NOT_EQUALS: CompareCondition.CompareOperation
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    CASE_SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    LHS_FIELD_NUMBER: _ClassVar[int]
    RHS_FIELD_NUMBER: _ClassVar[int]
    operation: CompareCondition.CompareOperation
    case_sensitivity: CaseSensitivity
    lhs: Value
    rhs: Value
    def __init__(self, operation: _Optional[_Union[CompareCondition.CompareOperation, str]] = ..., case_sensitivity: _Optional[_Union[CaseSensitivity, str]] = ..., lhs: _Optional[_Union[Value, _Mapping[str, _Any]]] = ..., rhs: _Optional[_Union[Value, _Mapping[str, _Any]]] = ...) -> None: ...

class InCondition(_message.Message):
    __slots__ = ("target", "candidates", "case_sensitivity", "match_type", "nan_comparison")
    TARGET_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    CASE_SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    MATCH_TYPE_FIELD_NUMBER: _ClassVar[int]
    NAN_COMPARISON_FIELD_NUMBER: _ClassVar[int]
    target: Value
    candidates: _containers.RepeatedCompositeFieldContainer[Value]
    case_sensitivity: CaseSensitivity
    match_type: MatchType
    nan_comparison: NanComparison
    def __init__(self, target: _Optional[_Union[Value, _Mapping[str, _Any]]] = ..., candidates: _Optional[_Iterable[_Union[Value, _Mapping[str, _Any]]]] = ..., case_sensitivity: _Optional[_Union[CaseSensitivity, str]] = ..., match_type: _Optional[_Union[MatchType, str]] = ..., nan_comparison: _Optional[_Union[NanComparison, str]] = ...) -> None: ...

class InvokeCondition(_message.Message):
    __slots__ = ("method", "target", "arguments")
    METHOD_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    method: str
    target: Value
    arguments: _containers.RepeatedCompositeFieldContainer[Value]
    def __init__(self, method: _Optional[str] = ..., target: _Optional[_Union[Value, _Mapping[str, _Any]]] = ..., arguments: _Optional[_Iterable[_Union[Value, _Mapping[str, _Any]]]] = ...) -> None: ...

class IsNullCondition(_message.Message):
    __slots__ = ("reference",)
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    reference: Reference
    def __init__(self, reference: _Optional[_Union[Reference, _Mapping[str, _Any]]] = ...) -> None: ...

class IsNaNCondition(_message.Message):
    __slots__ = ("reference",)
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    reference: Reference
    def __init__(self, reference: _Optional[_Union[Reference, _Mapping[str, _Any]]] = ...) -> None: ...

class MatchesCondition(_message.Message):
    __slots__ = ("reference", "regex", "case_sensitivity", "match_type")
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    REGEX_FIELD_NUMBER: _ClassVar[int]
    CASE_SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    MATCH_TYPE_FIELD_NUMBER: _ClassVar[int]
    reference: Reference
    regex: str
    case_sensitivity: CaseSensitivity
    match_type: MatchType
    def __init__(self, reference: _Optional[_Union[Reference, _Mapping[str, _Any]]] = ..., regex: _Optional[str] = ..., case_sensitivity: _Optional[_Union[CaseSensitivity, str]] = ..., match_type: _Optional[_Union[MatchType, str]] = ...) -> None: ...

class ContainsCondition(_message.Message):
    __slots__ = ("reference", "search_string", "case_sensitivity", "match_type")
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    SEARCH_STRING_FIELD_NUMBER: _ClassVar[int]
    CASE_SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    MATCH_TYPE_FIELD_NUMBER: _ClassVar[int]
    reference: Reference
    search_string: str
    case_sensitivity: CaseSensitivity
    match_type: MatchType
    def __init__(self, reference: _Optional[_Union[Reference, _Mapping[str, _Any]]] = ..., search_string: _Optional[str] = ..., case_sensitivity: _Optional[_Union[CaseSensitivity, str]] = ..., match_type: _Optional[_Union[MatchType, str]] = ...) -> None: ...

class SearchCondition(_message.Message):
    __slots__ = ("search_string", "optional_references")
    SEARCH_STRING_FIELD_NUMBER: _ClassVar[int]
    OPTIONAL_REFERENCES_FIELD_NUMBER: _ClassVar[int]
    search_string: str
    optional_references: _containers.RepeatedCompositeFieldContainer[Reference]
    def __init__(self, search_string: _Optional[str] = ..., optional_references: _Optional[_Iterable[_Union[Reference, _Mapping[str, _Any]]]] = ...) -> None: ...
