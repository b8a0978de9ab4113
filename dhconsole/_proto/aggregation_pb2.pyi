from typing import Any as _Any
from dhconsole._proto import expression_pb2 as _expression_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AggSpec(_message.Message):
    __slots__ = ("abs_sum", "approximate_percentile", "avg", "count_distinct", "distinct", "first", "formula", "freeze", "group", "last", "max", "median", "min", "percentile", "sorted_first", "sorted_last", "std", "sum", "t_digest", "unique", "weighted_avg", "weighted_sum", "var")
    class NullValue(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        NULL_VALUE: _ClassVar[AggSpec.NullValue]
    NULL_VALUE: AggSpec.NullValue
    class Plain(_message.Message):
        __slots__ = ()
        def __init__(self) -> None: ...
    class ApproximatePercentile(_message.Message):
        __slots__ = ("percentile", "compression")
        PERCENTILE_FIELD_NUMBER: _ClassVar[int]
        COMPRESSION_FIELD_NUMBER: _ClassVar[int]
        percentile: float
        compression: float
        def __init__(self, percentile: _Optional[float] = ..., compression: _Optional[float] = ...) -> None: ...
    class CountDistinct(_message.Message):
        __slots__ = ("count_nulls",)
        COUNT_NULLS_FIELD_NUMBER: _ClassVar[int]
        count_nulls: bool
        def __init__(self, count_nulls: bool = ...) -> None: ...
    class Distinct(_message.Message):
        __slots__ = ("include_nulls",)
        INCLUDE_NULLS_FIELD_NUMBER: _ClassVar[int]
        include_nulls: bool
        def __init__(self, include_nulls: bool = ...) -> None: ...
    class Formula(_message.Message):
        __slots__ = ("formula", "param_token")
        FORMULA_FIELD_NUMBER: _ClassVar[int]
        PARAM_TOKEN_FIELD_NUMBER: _ClassVar[int]
        formula: str
        param_token: str
        def __init__(self, formula: _Optional[str] = ..., param_token: _Optional[str] = ...) -> None: ...
    class Median(_message.Message):
        __slots__ = ("average_evenly_divided",)
        AVERAGE_EVENLY_DIVIDED_FIELD_NUMBER: _ClassVar[int]
        average_evenly_divided: bool
        def __init__(self, average_evenly_divided: bool = ...) -> None: ...
    class Percentile(_message.Message):
        __slots__ = ("percentile", "average_evenly_divided")
        PERCENTILE_FIELD_NUMBER: _ClassVar[int]
        AVERAGE_EVENLY_DIVIDED_FIELD_NUMBER: _ClassVar[int]
        percentile: float
        average_evenly_divided: bool
        def __init__(self, percentile: _Optional[float] = ..., average_evenly_divided: bool = ...) -> None: ...
    class SortedColumn(_message.Message):
        __slots__ = ("column_name",)
        COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
        column_name: str
        def __init__(self, column_name: _Optional[str] = ...) -> None: ...
    class Sorted(_message.Message):
        __slots__ = ("columns",)
        COLUMNS_FIELD_NUMBER: _ClassVar[int]
        columns: _containers.RepeatedCompositeFieldContainer[AggSpec.SortedColumn]
        def __init__(self, columns: _Optional[_Iterable[_Union[AggSpec.SortedColumn, _Mapping[str, _Any]]]] = ...) -> None: ...
    class TDigest(_message.Message):
        __slots__ = ("compression",)
        COMPRESSION_FIELD_NUMBER: _ClassVar[int]
        compression: float
        def __init__(self, compression: _Optional[float] = ...) -> None: ...
    class NonUniqueSentinel(_message.Message):
        __slots__ = ("null_value", "string_value", "int_value", "long_value", "float_value", "double_value", "bool_value", "byte_value", "short_value", "char_value")
        NULL_VALUE_FIELD_NUMBER: _ClassVar[int]
        STRING_VALUE_FIELD_NUMBER: _ClassVar[int]
        INT_VALUE_FIELD_NUMBER: _ClassVar[int]
        LONG_VALUE_FIELD_NUMBER: _ClassVar[int]
        FLOAT_VALUE_FIELD_NUMBER: _ClassVar[int]
        DOUBLE_VALUE_FIELD_NUMBER: _ClassVar[int]
        BOOL_VALUE_FIELD_NUMBER: _ClassVar[int]
        BYTE_VALUE_FIELD_NUMBER: _ClassVar[int]
        SHORT_VALUE_FIELD_NUMBER: _ClassVar[int]
        CHAR_VALUE_FIELD_NUMBER: _ClassVar[int]
        null_value: AggSpec.NullValue
        string_value: str
        int_value: int
        long_value: int
        float_value: float
        double_value: float
        bool_value: bool
        byte_value: int
        short_value: int
        char_value: int
        def __init__(self, null_value: _Optional[_Union[AggSpec.NullValue, str]] = ..., string_value: _Optional[str] = ..., int_value: _Optional[int] = ..., long_value: _Optional[int] = ..., float_value: _Optional[float] = ..., double_value: _Optional[float] = ..., bool_value: bool = ..., byte_value: _Optional[int] = ..., short_value: _Optional[int] = ..., char_value: _Optional[int] = ...) -> None: ...
    class Unique(_message.Message):
        __slots__ = ("include_nulls", "non_unique_sentinel")
        INCLUDE_NULLS_FIELD_NUMBER: _ClassVar[int]
        NON_UNIQUE_SENTINEL_FIELD_NUMBER: _ClassVar[int]
        include_nulls: bool
        non_unique_sentinel: AggSpec.NonUniqueSentinel
        def __init__(self, include_nulls: bool = ..., non_unique_sentinel: _Optional[_Union[AggSpec.NonUniqueSentinel, _Mapping[str, _Any]]] = ...) -> None: ...
    class Weighted(_message.Message):
        __slots__ = ("weight_column",)
        WEIGHT_COLUMN_FIELD_NUMBER: _ClassVar[int]
        weight_column: str
        def __init__(self, weight_column: _Optional[str] = ...) -> None: ...
    ABS_SUM_FIELD_NUMBER: _ClassVar[int]
    APPROXIMATE_PERCENTILE_FIELD_NUMBER: _ClassVar[int]
    AVG_FIELD_NUMBER: _ClassVar[int]
    COUNT_DISTINCT_FIELD_NUMBER: _ClassVar[int]
    DISTINCT_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    FREEZE_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    LAST_FIELD_NUMBER: _ClassVar[int]
    MAX_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_FIELD_NUMBER: _ClassVar[int]
    MIN_FIELD_NUMBER: _ClassVar[int]
    PERCENTILE_FIELD_NUMBER: _ClassVar[int]
    SORTED_FIRST_FIELD_NUMBER: _ClassVar[int]
    SORTED_LAST_FIELD_NUMBER: _ClassVar[int]
    STD_FIELD_NUMBER: _ClassVar[int]
    SUM_FIELD_NUMBER: _ClassVar[int]
    T_DIGEST_FIELD_NUMBER: _ClassVar[int]
    UNIQUE_FIELD_NUMBER: _ClassVar[int]
    WEIGHTED_AVG_FIELD_NUMBER: _ClassVar[int]
    WEIGHTED_SUM_FIELD_NUMBER: _ClassVar[int]
    VAR_FIELD_NUMBER: _ClassVar[int]
    abs_sum: AggSpec.Plain
    approximate_percentile: AggSpec.ApproximatePercentile
    avg: AggSpec.Plain
    count_distinct: AggSpec.CountDistinct
    distinct: AggSpec.Distinct
    first: AggSpec.Plain
    formula: AggSpec.Formula
    freeze: AggSpec.Plain
    group: AggSpec.Plain
    last: AggSpec.Plain
    max: AggSpec.Plain
    median: AggSpec.Median
    min: AggSpec.Plain
    percentile: AggSpec.Percentile
    sorted_first: AggSpec.Sorted
    sorted_last: AggSpec.Sorted
    std: AggSpec.Plain
    sum: AggSpec.Plain
    t_digest: AggSpec.TDigest
    unique: AggSpec.Unique
    weighted_avg: AggSpec.Weighted
    weighted_sum: AggSpec.Weighted
    var: AggSpec.Plain
    def __init__(self, abs_sum: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., approximate_percentile: _Optional[_Union[AggSpec.ApproximatePercentile, _Mapping[str, _Any]]] = ..., avg: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., count_distinct: _Optional[_Union[AggSpec.CountDistinct, _Mapping[str, _Any]]] = ..., distinct: _Optional[_Union[AggSpec.Distinct, _Mapping[str, _Any]]] = ..., first: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., formula: _Optional[_Union[AggSpec.Formula, _Mapping[str, _Any]]] = ..., freeze: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., group: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., last: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., max: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., median: _Optional[_Union[AggSpec.Median, _Mapping[str, _Any]]] = ..., min: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., percentile: _Optional[_Union[AggSpec.Percentile, _Mapping[str, _Any]]] = ..., sorted_first: _Optional[_Union[AggSpec.Sorted, _Mapping[str, _Any]]] = ..., sorted_last: _Optional[_Union[AggSpec.Sorted, _Mapping[str, _Any]]] = ..., std: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., sum: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ..., t_digest: _Optional[_Union[AggSpec.TDigest, _Mapping[str, _Any]]] = ..., unique: _Optional[_Union[AggSpec.Unique, _Mapping[str, _Any]]] = ..., weighted_avg: _Optional[_Union[AggSpec.Weighted, _Mapping[str, _Any]]] = ..., weighted_sum: _Optional[_Union[AggSpec.Weighted, _Mapping[str, _Any]]] = ..., var: _Optional[_Union[AggSpec.Plain, _Mapping[str, _Any]]] = ...) -> None: ...

class Aggregation(_message.Message):
    __slots__ = ("columns", "count", "first_row_key", "last_row_key", "partition", "formula", "count_where")
    class AggregationColumns(_message.Message):
        __slots__ = ("spec", "match_pairs")
        SPEC_FIELD_NUMBER: _ClassVar[int]
        MATCH_PAIRS_FIELD_NUMBER: _ClassVar[int]
        spec: AggSpec
        match_pairs: _containers.RepeatedScalarFieldContainer[str]
        def __init__(self, spec: _Optional[_Union[AggSpec, _Mapping[str, _Any]]] = ..., match_pairs: _Optional[_Iterable[str]] = ...) -> None: ...
    class AggregationCount(_message.Message):
        __slots__ = ("column_name",)
        COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
        column_name: str
        def __init__(self, column_name: _Optional[str] = ...) -> None: ...
    class AggregationRowKey(_message.Message):
        __slots__ = ("column_name",)
        COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
        column_name: str
        def __init__(self, column_name: _Optional[str] = ...) -> None: ...
    class AggregationPartition(_message.Message):
        __slots__ = ("column_name", "include_group_by_columns")
        COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
        INCLUDE_GROUP_BY_COLUMNS_FIELD_NUMBER: _ClassVar[int]
        column_name: str
        include_group_by_columns: bool
        def __init__(self, column_name: _Optional[str] = ..., include_group_by_columns: bool = ...) -> None: ...
    class AggregationFormula(_message.Message):
        __slots__ = ("selectable",)
        SELECTABLE_FIELD_NUMBER: _ClassVar[int]
        selectable: _expression_pb2.Selectable
        def __init__(self, selectable: _Optional[_Union[_expression_pb2.Selectable, _Mapping[str, _Any]]] = ...) -> None: ...
    class AggregationCountWhere(_message.Message):
        __slots__ = ("column_name", "filters")
        COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
        FILTERS_FIELD_NUMBER: _ClassVar[int]
        column_name: str
        filters: _containers.RepeatedScalarFieldContainer[str]
        def __init__(self, column_name: _Optional[str] = ..., filters: _Optional[_Iterable[str]] = ...) -> None: ...
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_ROW_KEY_FIELD_NUMBER: _ClassVar[int]
    LAST_ROW_KEY_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    COUNT_WHERE_FIELD_NUMBER: _ClassVar[int]
    columns: Aggregation.AggregationColumns
    count: Aggregation.AggregationCount
    first_row_key: Aggregation.AggregationRowKey
    last_row_key: Aggregation.AggregationRowKey
    partition: Aggregation.AggregationPartition
    formula: Aggregation.AggregationFormula
    count_where: Aggregation.AggregationCountWhere
    def __init__(self, columns: _Optional[_Union[Aggregation.AggregationColumns, _Mapping[str, _Any]]] = ..., count: _Optional[_Union[Aggregation.AggregationCount, _Mapping[str, _Any]]] = ..., first_row_key: _Optional[_Union[Aggregation.AggregationRowKey, _Mapping[str, _Any]]] = ..., last_row_key: _Optional[_Union[Aggregation.AggregationRowKey, _Mapping[str, _Any]]] = ..., partition: _Optional[_Union[Aggregation.AggregationPartition, _Mapping[str, _Any]]] = ..., formula: _Optional[_Union[Aggregation.AggregationFormula, _Mapping[str, _Any]]] = ..., count_where: _Optional[_Union[Aggregation.AggregationCountWhere, _Mapping[str, _Any]]] = ...) -> None: ...
