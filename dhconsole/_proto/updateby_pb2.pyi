from typing import Any as _Any
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BadDataBehavior(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BAD_DATA_BEHAVIOR_NOT_SPECIFIED: _ClassVar[BadDataBehavior]
    THROW: _ClassVar[BadDataBehavior]
    RESET: _ClassVar[BadDataBehavior]
    SKIP: _ClassVar[BadDataBehavior]
    POISON: _ClassVar[BadDataBehavior]

class UpdateByNullBehavior(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NULL_BEHAVIOR_NOT_SPECIFIED: _ClassVar[UpdateByNullBehavior]
    NULL_DOMINATES: _ClassVar[UpdateByNullBehavior]
    VALUE_DOMINATES: _ClassVar[UpdateByNullBehavior]
    ZERO_DOMINATES: _ClassVar[UpdateByNullBehavior]
BAD_DATA_BEHAVIOR_NOT_SPECIFIED: BadDataBehavior
THROW: BadDataBehavior
RESET: BadDataBehavior
SKIP: BadDataBehavior
POISON: BadDataBehavior
NULL_BEHAVIOR_NOT_SPECIFIED: UpdateByNullBehavior
NULL_DOMINATES: UpdateByNullBehavior
VALUE_DOMINATES: UpdateByNullBehavior
ZERO_DOMINATES: UpdateByNullBehavior

class MathContext(_message.Message):
    __slots__ = ("precision", "rounding_mode")
    class RoundingMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        ROUNDING_MODE_NOT_SPECIFIED: _ClassVar[MathContext.RoundingMode]
        UP: _ClassVar[MathContext.RoundingMode]
        DOWN: _ClassVar[MathContext.RoundingMode]
        CEILING: _ClassVar[MathContext.RoundingMode]
        FLOOR: _ClassVar[MathContext.RoundingMode]
        HALF_UP: _ClassVar[MathContext.RoundingMode]
        HALF_DOWN: _ClassVar[MathContext.RoundingMode]
        HALF_EVEN: _ClassVar[MathContext.RoundingMode]
        UNNECESSARY: _ClassVar[MathContext.RoundingMode]
    ROUNDING_MODE_NOT_SPECIFIED: MathContext.RoundingMode
    UP: MathContext.RoundingMode
    DOWN: MathContext.RoundingMode
    CEILING: MathContext.RoundingMode
    FLOOR: MathContext.RoundingMode
    HALF_UP: MathContext.RoundingMode
    HALF_DOWN: MathContext.RoundingMode
    HALF_EVEN: MathContext.RoundingMode
    UNNECESSARY: MathContext.RoundingMode
    PRECISION_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_MODE_FIELD_NUMBER: _ClassVar[int]
    precision: int
    rounding_mode: MathContext.RoundingMode
    def __init__(self, precision: _Optional[int] = ..., rounding_mode: _Optional[_Union[MathContext.RoundingMode, str]] = ...) -> None: ...

class UpdateByOptions(_message.Message):
    __slots__ = ("use_redirection", "chunk_capacity", "max_static_sparse_memory_overhead", "initial_hash_table_size", "maximum_load_factor", "target_load_factor", "math_context")
    USE_REDIRECTION_FIELD_NUMBER: _ClassVar[int]
    CHUNK_CAPACITY_FIELD_NUMBER: _ClassVar[int]
    MAX_STATIC_SPARSE_MEMORY_OVERHEAD_FIELD_NUMBER: _ClassVar[int]
    INITIAL_HASH_TABLE_SIZE_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_LOAD_FACTOR_FIELD_NUMBER: _ClassVar[int]
    TARGET_LOAD_FACTOR_FIELD_NUMBER: _ClassVar[int]
    MATH_CONTEXT_FIELD_NUMBER: _ClassVar[int]
    use_redirection: bool
    chunk_capacity: int
    max_static_sparse_memory_overhead: float
    initial_hash_table_size: int
    maximum_load_factor: float
    target_load_factor: float
    math_context: MathContext
    def __init__(self, use_redirection: bool = ..., chunk_capacity: _Optional[int] = ..., max_static_sparse_memory_overhead: _Optional[float] = ..., initial_hash_table_size: _Optional[int] = ..., maximum_load_factor: _Optional[float] = ..., target_load_factor: _Optional[float] = ..., math_context: _Optional[_Union[MathContext, _Mapping[str, _Any]]] = ...) -> None: ...

class UpdateByWindowScale(_message.Message):
    __slots__ = ("ticks", "time")
    class UpdateByWindowTicks(_message.Message):
        __slots__ = ("ticks",)
        TICKS_FIELD_NUMBER: _ClassVar[int]
        ticks: float
        def __init__(self, ticks: _Optional[float] = ...) -> None: ...
    class UpdateByWindowTime(_message.Message):
        __slots__ = ("column", "nanos", "duration_string")
        COLUMN_FIELD_NUMBER: _ClassVar[int]
        NANOS_FIELD_NUMBER: _ClassVar[int]
        DURATION_STRING_FIELD_NUMBER: _ClassVar[int]
        column: str
        nanos: int
        duration_string: str
        def __init__(self, column: _Optional[str] = ..., nanos: _Optional[int] = ..., duration_string: _Optional[str] = ...) -> None: ...
    TICKS_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    ticks: UpdateByWindowScale.UpdateByWindowTicks
    time: UpdateByWindowScale.UpdateByWindowTime
    def __init__(self, ticks: _Optional[_Union[UpdateByWindowScale.UpdateByWindowTicks, _Mapping[str, _Any]]] = ..., time: _Optional[_Union[UpdateByWindowScale.UpdateByWindowTime, _Mapping[str, _Any]]] = ...) -> None: ...

class UpdateByEmOptions(_message.Message):
    __slots__ = ("on_null_value", "on_nan_value", "on_null_time", "on_negative_delta_time", "on_zero_delta_time", "big_value_context")
    ON_NULL_VALUE_FIELD_NUMBER: _ClassVar[int]
    ON_NAN_VALUE_FIELD_NUMBER: _ClassVar[int]
    ON_NULL_TIME_FIELD_NUMBER: _ClassVar[int]
    ON_NEGATIVE_DELTA_TIME_FIELD_NUMBER: _ClassVar[int]
    ON_ZERO_DELTA_TIME_FIELD_NUMBER: _ClassVar[int]
    BIG_VALUE_CONTEXT_FIELD_NUMBER: _ClassVar[int]
    on_null_value: BadDataBehavior
    on_nan_value: BadDataBehavior
    on_null_time: BadDataBehavior
    on_negative_delta_time: BadDataBehavior
    on_zero_delta_time: BadDataBehavior
    big_value_context: MathContext
    def __init__(self, on_null_value: _Optional[_Union[BadDataBehavior, str]] = ..., on_nan_value: _Optional[_Union[BadDataBehavior, str]] = ..., on_null_time: _Optional[_Union[BadDataBehavior, str]] = ..., on_negative_delta_time: _Optional[_Union[BadDataBehavior, str]] = ..., on_zero_delta_time: _Optional[_Union[BadDataBehavior, str]] = ..., big_value_context: _Optional[_Union[MathContext, _Mapping[str, _Any]]] = ...) -> None: ...

class UpdateByDeltaOptions(_message.Message):
    __slots__ = ("null_behavior",)
    NULL_BEHAVIOR_FIELD_NUMBER: _ClassVar[int]
    null_behavior: UpdateByNullBehavior
    def __init__(self, null_behavior: _Optional[_Union[UpdateByNullBehavior, str]] = ...) -> None: ...

class UpdateBySpec(_message.Message):
    __slots__ = ("sum", "min", "max", "product", "fill", "ema", "rolling_sum", "rolling_group", "rolling_avg", "rolling_min", "rolling_max", "rolling_product", "delta", "ems", "em_min", "em_max", "em_std", "rolling_count", "rolling_std", "rolling_wavg", "rolling_formula", "rolling_count_where", "count_where")
    class Cumulative(_message.Message):
        __slots__ = ()
        def __init__(self) -> None: ...
    class CumulativeCountWhere(_message.Message):
        __slots__ = ("result_column", "filters")
        RESULT_COLUMN_FIELD_NUMBER: _ClassVar[int]
        FILTERS_FIELD_NUMBER: _ClassVar[int]
        result_column: str
        filters: _containers.RepeatedScalarFieldContainer[str]
        def __init__(self, result_column: _Optional[str] = ..., filters: _Optional[_Iterable[str]] = ...) -> None: ...
    class Delta(_message.Message):
        __slots__ = ("options",)
        OPTIONS_FIELD_NUMBER: _ClassVar[int]
        options: UpdateByDeltaOptions
        def __init__(self, options: _Optional[_Union[UpdateByDeltaOptions, _Mapping[str, _Any]]] = ...) -> None: ...
    class Exponential(_message.Message):
        __slots__ = ("options", "window_scale")
        OPTIONS_FIELD_NUMBER: _ClassVar[int]
        WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        options: UpdateByEmOptions
        window_scale: UpdateByWindowScale
        def __init__(self, options: _Optional[_Union[UpdateByEmOptions, _Mapping[str, _Any]]] = ..., window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ...) -> None: ...
    class Rolling(_message.Message):
        __slots__ = ("reverse_window_scale", "forward_window_scale")
        REVERSE_WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        FORWARD_WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        reverse_window_scale: UpdateByWindowScale
        forward_window_scale: UpdateByWindowScale
        def __init__(self, reverse_window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ..., forward_window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ...) -> None: ...
    class RollingWeighted(_message.Message):
        __slots__ = ("reverse_window_scale", "forward_window_scale", "weight_column")
        REVERSE_WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        FORWARD_WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        WEIGHT_COLUMN_FIELD_NUMBER: _ClassVar[int]
        reverse_window_scale: UpdateByWindowScale
        forward_window_scale: UpdateByWindowScale
        weight_column: str
        def __init__(self, reverse_window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ..., forward_window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ..., weight_column: _Optional[str] = ...) -> None: ...
    class RollingFormula(_message.Message):
        __slots__ = ("reverse_window_scale", "forward_window_scale", "formula", "param_token")
        REVERSE_WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        FORWARD_WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        FORMULA_FIELD_NUMBER: _ClassVar[int]
        PARAM_TOKEN_FIELD_NUMBER: _ClassVar[int]
        reverse_window_scale: UpdateByWindowScale
        forward_window_scale: UpdateByWindowScale
        formula: str
        param_token: str
        def __init__(self, reverse_window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ..., forward_window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ..., formula: _Optional[str] = ..., param_token: _Optional[str] = ...) -> None: ...
    class RollingCountWhere(_message.Message):
        __slots__ = ("reverse_window_scale", "forward_window_scale", "result_column", "filters")
        REVERSE_WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        FORWARD_WINDOW_SCALE_FIELD_NUMBER: _ClassVar[int]
        RESULT_COLUMN_FIELD_NUMBER: _ClassVar[int]
        FILTERS_FIELD_NUMBER: _ClassVar[int]
        reverse_window_scale: UpdateByWindowScale
        forward_window_scale: UpdateByWindowScale
        result_column: str
        filters: _containers.RepeatedScalarFieldContainer[str]
        def __init__(self, reverse_window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ..., forward_window_scale: _Optional[_Union[UpdateByWindowScale, _Mapping[str, _Any]]] = ..., result_column: _Optional[str] = ..., filters: _Optional[_Iterable[str]] = ...) -> None: ...
    SUM_FIELD_NUMBER: _ClassVar[int]
    MIN_FIELD_NUMBER: _ClassVar[int]
    MAX_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    FILL_FIELD_NUMBER: _ClassVar[int]
    EMA_FIELD_NUMBER: _ClassVar[int]
    ROLLING_SUM_FIELD_NUMBER: _ClassVar[int]
    ROLLING_GROUP_FIELD_NUMBER: _ClassVar[int]
    ROLLING_AVG_FIELD_NUMBER: _ClassVar[int]
    ROLLING_MIN_FIELD_NUMBER: _ClassVar[int]
    ROLLING_MAX_FIELD_NUMBER: _ClassVar[int]
    ROLLING_PRODUCT_FIELD_NUMBER: _ClassVar[int]
    DELTA_FIELD_NUMBER: _ClassVar[int]
    EMS_FIELD_NUMBER: _ClassVar[int]
    EM_MIN_FIELD_NUMBER: _ClassVar[int]
    EM_MAX_FIELD_NUMBER: _ClassVar[int]
    EM_STD_FIELD_NUMBER: _ClassVar[int]
    ROLLING_COUNT_FIELD_NUMBER: _ClassVar[int]
    ROLLING_STD_FIELD_NUMBER: _ClassVar[int]
    ROLLING_WAVG_FIELD_NUMBER: _ClassVar[int]
    ROLLING_FORMULA_FIELD_NUMBER: _ClassVar[int]
    ROLLING_COUNT_WHERE_FIELD_NUMBER: _ClassVar[int]
    COUNT_WHERE_FIELD_NUMBER: _ClassVar[int]
    sum: UpdateBySpec.Cumulative
    min: UpdateBySpec.Cumulative
    max: UpdateBySpec.Cumulative
    product: UpdateBySpec.Cumulative
    fill: UpdateBySpec.Cumulative
    ema: UpdateBySpec.Exponential
    rolling_sum: UpdateBySpec.Rolling
    rolling_group: UpdateBySpec.Rolling
    rolling_avg: UpdateBySpec.Rolling
    rolling_min: UpdateBySpec.Rolling
    rolling_max: UpdateBySpec.Rolling
    rolling_product: UpdateBySpec.Rolling
    delta: UpdateBySpec.Delta
    ems: UpdateBySpec.Exponential
    em_min: UpdateBySpec.Exponential
    em_max: UpdateBySpec.Exponential
    em_std: UpdateBySpec.Exponential
    rolling_count: UpdateBySpec.Rolling
    rolling_std: UpdateBySpec.Rolling
    rolling_wavg: UpdateBySpec.RollingWeighted
    rolling_formula: UpdateBySpec.RollingFormula
    rolling_count_where: UpdateBySpec.RollingCountWhere
    count_where: UpdateBySpec.CumulativeCountWhere
    def __init__(self, sum: _Optional[_Union[UpdateBySpec.Cumulative, _Mapping[str, _Any]]] = ..., min: _Optional[_Union[UpdateBySpec.Cumulative, _Mapping[str, _Any]]] = ..., max: _Optional[_Union[UpdateBySpec.Cumulative, _Mapping[str, _Any]]] = ..., product: _Optional[_Union[UpdateBySpec.Cumulative, _Mapping[str, _Any]]] = ..., fill: _Optional[_Union[UpdateBySpec.Cumulative, _Mapping[str, _Any]]] = ..., ema: _Optional[_Union[UpdateBySpec.Exponential, _Mapping[str, _Any]]] = ..., rolling_sum: _Optional[_Union[UpdateBySpec.Rolling, _Mapping[str, _Any]]] = ..., rolling_group: _Optional[_Union[UpdateBySpec.Rolling, _Mapping[str, _Any]]] = ..., rolling_avg: _Optional[_Union[UpdateBySpec.Rolling, _Mapping[str, _Any]]] = ..., rolling_min: _Optional[_Union[UpdateBySpec.Rolling, _Mapping[str, _Any]]] = ..., rolling_max: _Optional[_Union[UpdateBySpec.Rolling, _Mapping[str, _Any]]] = ..., rolling_product: _Optional[_Union[UpdateBySpec.Rolling, _Mapping[str, _Any]]] = ..., delta: _Optional[_Union[UpdateBySpec.Delta, _Mapping[str, _Any]]] = ..., ems: _Optional[_Union[UpdateBySpec.Exponential, _Mapping[str, _Any]]] = ..., em_min: _Optional[_Union[UpdateBySpec.Exponential, _Mapping[str, _Any]]] = ..., em_max: _Optional[_Union[UpdateBySpec.Exponential, _Mapping[str, _Any]]] = ..., em_std: _Optional[_Union[UpdateBySpec.Exponential, _Mapping[str, _Any]]] = ..., rolling_count: _Optional[_Union[UpdateBySpec.Rolling, _Mapping[str, _Any]]] = ..., rolling_std: _Optional[_Union[UpdateBySpec.Rolling, _Mapping[str, _Any]]] = ..., rolling_wavg: _Optional[_Union[UpdateBySpec.RollingWeighted, _Mapping[str, _Any]]] = ..., rolling_formula: _Optional[_Union[UpdateBySpec.RollingFormula, _Mapping[str, _Any]]] = ..., rolling_count_where: _Optional[_Union[UpdateBySpec.RollingCountWhere, _Mapping[str, _Any]]] = ..., count_where: _Optional[_Union[UpdateBySpec.CumulativeCountWhere, _Mapping[str, _Any]]] = ...) -> None: ...

class UpdateByColumn(_message.Message):
    __slots__ = ("spec", "match_pairs")
    SPEC_FIELD_NUMBER: _ClassVar[int]
    MATCH_PAIRS_FIELD_NUMBER: _ClassVar[int]
    spec: UpdateBySpec
    match_pairs: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, spec: _Optional[_Union[UpdateBySpec, _Mapping[str, _Any]]] = ..., match_pairs: _Optional[_Iterable[str]] = ...) -> None: ...

class UpdateByOperation(_message.Message):
    __slots__ = ("column",)
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    column: UpdateByColumn
    def __init__(self, column: _Optional[_Union[UpdateByColumn, _Mapping[str, _Any]]] = ...) -> None: ...
