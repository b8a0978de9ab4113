from typing import Any as _Any
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FigureDescriptor(_message.Message):
    __slots__ = ("title", "title_font", "title_color", "update_interval", "cols", "rows", "charts", "errors")
    class SeriesPlotStyle(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        BAR: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        STACKED_BAR: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        LINE: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        AREA: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        STACKED_AREA: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        PIE: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        HISTOGRAM: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        OHLC: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        SCATTER: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        STEP: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        ERROR_BAR: _ClassVar[FigureDescriptor.SeriesPlotStyle]
        TREEMAP: _ClassVar[FigureDescriptor.SeriesPlotStyle]
    BAR: FigureDescriptor.SeriesPlotStyle
    STACKED_BAR: FigureDescriptor.SeriesPlotStyle
    LINE: FigureDescriptor.SeriesPlotStyle
    AREA: FigureDescriptor.SeriesPlotStyle
    STACKED_AREA: FigureDescriptor.SeriesPlotStyle
    PIE: FigureDescriptor.SeriesPlotStyle
    HISTOGRAM: FigureDescriptor.SeriesPlotStyle
    OHLC: FigureDescriptor.SeriesPlotStyle
    SCATTER: FigureDescriptor.SeriesPlotStyle
    STEP: FigureDescriptor.SeriesPlotStyle
    ERROR_BAR: FigureDescriptor.SeriesPlotStyle
    TREEMAP: FigureDescriptor.SeriesPlotStyle
    class SourceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        X: _ClassVar[FigureDescriptor.SourceType]
        Y: _ClassVar[FigureDescriptor.SourceType]
        Z: _ClassVar[FigureDescriptor.SourceType]
        X_LOW: _ClassVar[FigureDescriptor.SourceType]
        X_HIGH: _ClassVar[FigureDescriptor.SourceType]
        Y_LOW: _ClassVar[FigureDescriptor.SourceType]
        Y_HIGH: _ClassVar[FigureDescriptor.SourceType]
        TIME: _ClassVar[FigureDescriptor.SourceType]
        OPEN: _ClassVar[FigureDescriptor.SourceType]
        HIGH: _ClassVar[FigureDescriptor.SourceType]
        LOW: _ClassVar[FigureDescriptor.SourceType]
        CLOSE: _ClassVar[FigureDescriptor.SourceType]
        SHAPE: _ClassVar[FigureDescriptor.SourceType]
        SIZE: _ClassVar[FigureDescriptor.SourceType]
        LABEL: _ClassVar[FigureDescriptor.SourceType]
        COLOR: _ClassVar[FigureDescriptor.SourceType]
        PARENT: _ClassVar[FigureDescriptor.SourceType]
        HOVER_TEXT: _ClassVar[FigureDescriptor.SourceType]
        TEXT: _ClassVar[FigureDescriptor.SourceType]
    X: FigureDescriptor.SourceType
    Y: FigureDescriptor.SourceType
    Z: FigureDescriptor.SourceType
    X_LOW: FigureDescriptor.SourceType
    X_HIGH: FigureDescriptor.SourceType
    Y_LOW: FigureDescriptor.SourceType
    Y_HIGH: FigureDescriptor.SourceType
    TIME: FigureDescriptor.SourceType
    OPEN: FigureDescriptor.SourceType
    HIGH: FigureDescriptor.SourceType
    LOW: FigureDescriptor.SourceType
    CLOSE: FigureDescriptor.SourceType
    SHAPE: FigureDescriptor.SourceType
    SIZE: FigureDescriptor.SourceType
    LABEL: FigureDescriptor.SourceType
    COLOR: FigureDescriptor.SourceType
    PARENT: FigureDescriptor.SourceType
    HOVER_TEXT: FigureDescriptor.SourceType
    TEXT: FigureDescriptor.SourceType
    class ChartDescriptor(_message.Message):
        __slots__ = ("colspan", "rowspan", "series", "multi_series", "axes", "chart_type", "title", "title_font", "title_color", "show_legend", "legend_font", "legend_color", "is3d", "column", "row")
        class ChartType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
            __slots__ = ()
            XY: _ClassVar[FigureDescriptor.ChartDescriptor.ChartType]
            PIE: _ClassVar[FigureDescriptor.ChartDescriptor.ChartType]
            OHLC: _ClassVar[FigureDescriptor.ChartDescriptor.ChartType]
            CATEGORY: _ClassVar[FigureDescriptor.ChartDescriptor.ChartType]
            XYZ: _ClassVar[FigureDescriptor.ChartDescriptor.ChartType]
            CATEGORY_3D: _ClassVar[FigureDescriptor.ChartDescriptor.ChartType]
            TREEMAP: _ClassVar[FigureDescriptor.ChartDescriptor.ChartType]
        XY: FigureDescriptor.ChartDescriptor.ChartType
        PIE: FigureDescriptor.ChartDescriptor.ChartType
        OHLC: FigureDescriptor.ChartDescriptor.ChartType
        CATEGORY: FigureDescriptor.ChartDescriptor.ChartType
        XYZ: FigureDescriptor.ChartDescriptor.ChartType
        CATEGORY_3D: FigureDescriptor.ChartDescriptor.ChartType
        TREEMAP: FigureDescriptor.ChartDescriptor.ChartType
        COLSPAN_FIELD_NUMBER: _ClassVar[int]
        ROWSPAN_FIELD_NUMBER: _ClassVar[int]
        SERIES_FIELD_NUMBER: _ClassVar[int]
        MULTI_SERIES_FIELD_NUMBER: _ClassVar[int]
        AXES_FIELD_NUMBER: _ClassVar[int]
        CHART_TYPE_FIELD_NUMBER: _ClassVar[int]
        TITLE_FIELD_NUMBER: _ClassVar[int]
        TITLE_FONT_FIELD_NUMBER: _ClassVar[int]
        TITLE_COLOR_FIELD_NUMBER: _ClassVar[int]
        SHOW_LEGEND_FIELD_NUMBER: _ClassVar[int]
        LEGEND_FONT_FIELD_NUMBER: _ClassVar[int]
        LEGEND_COLOR_FIELD_NUMBER: _ClassVar[int]
        IS3D_FIELD_NUMBER: _ClassVar[int]
        COLUMN_FIELD_NUMBER: _ClassVar[int]
        ROW_FIELD_NUMBER: _ClassVar[int]
        colspan: int
        rowspan: int
        series: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.SeriesDescriptor]
        multi_series: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.MultiSeriesDescriptor]
        axes: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.AxisDescriptor]
        chart_type: FigureDescriptor.ChartDescriptor.ChartType
        title: str
        title_font: str
        title_color: str
        show_legend: bool
        legend_font: str
        legend_color: str
        is3d: bool
        column: int
        row: int
        def __init__(self, colspan: _Optional[int] = ..., rowspan: _Optional[int] = ..., series: _Optional[_Iterable[_Union[FigureDescriptor.SeriesDescriptor, _Mapping[str, _Any]]]] = ..., multi_series: _Optional[_Iterable[_Union[FigureDescriptor.MultiSeriesDescriptor, _Mapping[str, _Any]]]] = ..., axes: _Optional[_Iterable[_Union[FigureDescriptor.AxisDescriptor, _Mapping[str, _Any]]]] = ..., chart_type: _Optional[_Union[FigureDescriptor.ChartDescriptor.ChartType, str]] = ..., title: _Optional[str] = ..., title_font: _Optional[str] = ..., title_color: _Optional[str] = ..., show_legend: bool = ..., legend_font: _Optional[str] = ..., legend_color: _Optional[str] = ..., is3d: bool = ..., column: _Optional[int] = ..., row: _Optional[int] = ...) -> None: ...
    class SeriesDescriptor(_message.Message):
        __slots__ = ("plot_style", "name", "lines_visible", "shapes_visible", "gradient_visible", "line_color", "point_label_format", "x_tool_tip_pattern", "y_tool_tip_pattern", "shape_label", "shape_size", "shape_color", "shape", "data_sources")
        PLOT_STYLE_FIELD_NUMBER: _ClassVar[int]
        NAME_FIELD_NUMBER: _ClassVar[int]
        LINES_VISIBLE_FIELD_NUMBER: _ClassVar[int]
        SHAPES_VISIBLE_FIELD_NUMBER: _ClassVar[int]
        GRADIENT_VISIBLE_FIELD_NUMBER: _ClassVar[int]
        LINE_COLOR_FIELD_NUMBER: _ClassVar[int]
        POINT_LABEL_FORMAT_FIELD_NUMBER: _ClassVar[int]
        X_TOOL_TIP_PATTERN_FIELD_NUMBER: _ClassVar[int]
        Y_TOOL_TIP_PATTERN_FIELD_NUMBER: _ClassVar[int]
        SHAPE_LABEL_FIELD_NUMBER: _ClassVar[int]
        SHAPE_SIZE_FIELD_NUMBER: _ClassVar[int]
        SHAPE_COLOR_FIELD_NUMBER: _ClassVar[int]
        SHAPE_FIELD_NUMBER: _ClassVar[int]
        DATA_SOURCES_FIELD_NUMBER: _ClassVar[int]
        plot_style: FigureDescriptor.SeriesPlotStyle
        name: str
        lines_visible: bool
        shapes_visible: bool
        gradient_visible: bool
        line_color: str
        point_label_format: str
        x_tool_tip_pattern: str
        y_tool_tip_pattern: str
        shape_label: str
        shape_size: float
        shape_color: str
        shape: str
        data_sources: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.SourceDescriptor]
        def __init__(self, plot_style: _Optional[_Union[FigureDescriptor.SeriesPlotStyle, str]] = ..., name: _Optional[str] = ..., lines_visible: bool = ..., shapes_visible: bool = ..., gradient_visible: bool = ..., line_color: _Optional[str] = ..., point_label_format: _Optional[str] = ..., x_tool_tip_pattern: _Optional[str] = ..., y_tool_tip_pattern: _Optional[str] = ..., shape_label: _Optional[str] = ..., shape_size: _Optional[float] = ..., shape_color: _Optional[str] = ..., shape: _Optional[str] = ..., data_sources: _Optional[_Iterable[_Union[FigureDescriptor.SourceDescriptor, _Mapping[str, _Any]]]] = ...) -> None: ...
    class MultiSeriesDescriptor(_message.Message):
        __slots__ = ("plot_style", "name", "line_color", "point_color", "lines_visible", "points_visible", "gradient_visible", "point_label_format", "x_tool_tip_pattern", "y_tool_tip_pattern", "point_label", "point_size", "point_shape", "data_sources")
        PLOT_STYLE_FIELD_NUMBER: _ClassVar[int]
        NAME_FIELD_NUMBER: _ClassVar[int]
        LINE_COLOR_FIELD_NUMBER: _ClassVar[int]
        POINT_COLOR_FIELD_NUMBER: _ClassVar[int]
        LINES_VISIBLE_FIELD_NUMBER: _ClassVar[int]
        POINTS_VISIBLE_FIELD_NUMBER: _ClassVar[int]
        GRADIENT_VISIBLE_FIELD_NUMBER: _ClassVar[int]
        POINT_LABEL_FORMAT_FIELD_NUMBER: _ClassVar[int]
        X_TOOL_TIP_PATTERN_FIELD_NUMBER: _ClassVar[int]
        Y_TOOL_TIP_PATTERN_FIELD_NUMBER: _ClassVar[int]
        POINT_LABEL_FIELD_NUMBER: _ClassVar[int]
        POINT_SIZE_FIELD_NUMBER: _ClassVar[int]
        POINT_SHAPE_FIELD_NUMBER: _ClassVar[int]
        DATA_SOURCES_FIELD_NUMBER: _ClassVar[int]
        plot_style: FigureDescriptor.SeriesPlotStyle
        name: str
        line_color: FigureDescriptor.StringMapWithDefault
        point_color: FigureDescriptor.StringMapWithDefault
        lines_visible: FigureDescriptor.BoolMapWithDefault
        points_visible: FigureDescriptor.BoolMapWithDefault
        gradient_visible: FigureDescriptor.BoolMapWithDefault
        point_label_format: FigureDescriptor.StringMapWithDefault
        x_tool_tip_pattern: FigureDescriptor.StringMapWithDefault
        y_tool_tip_pattern: FigureDescriptor.StringMapWithDefault
        point_label: FigureDescriptor.StringMapWithDefault
        point_size: FigureDescriptor.DoubleMapWithDefault
        point_shape: FigureDescriptor.StringMapWithDefault
        data_sources: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.MultiSeriesSourceDescriptor]
        def __init__(self, plot_style: _Optional[_Union[FigureDescriptor.SeriesPlotStyle, str]] = ..., name: _Optional[str] = ..., line_color: _Optional[_Union[FigureDescriptor.StringMapWithDefault, _Mapping[str, _Any]]] = ..., point_color: _Optional[_Union[FigureDescriptor.StringMapWithDefault, _Mapping[str, _Any]]] = ..., lines_visible: _Optional[_Union[FigureDescriptor.BoolMapWithDefault, _Mapping[str, _Any]]] = ..., points_visible: _Optional[_Union[FigureDescriptor.BoolMapWithDefault, _Mapping[str, _Any]]] = ..., gradient_visible: _Optional[_Union[FigureDescriptor.BoolMapWithDefault, _Mapping[str, _Any]]] = ..., point_label_format: _Optional[_Union[FigureDescriptor.StringMapWithDefault, _Mapping[str, _Any]]] = ..., x_tool_tip_pattern: _Optional[_Union[FigureDescriptor.StringMapWithDefault, _Mapping[str, _Any]]] = ..., y_tool_tip_pattern: _Optional[_Union[FigureDescriptor.StringMapWithDefault, _Mapping[str, _Any]]] = ..., point_label: _Optional[_Union[FigureDescriptor.StringMapWithDefault, _Mapping[str, _Any]]] = ..., point_size: _Optional[_Union[FigureDescriptor.DoubleMapWithDefault, _Mapping[str, _Any]]] = ..., point_shape: _Optional[_Union[FigureDescriptor.StringMapWithDefault, _Mapping[str, _Any]]] = ..., data_sources: _Optional[_Iterable[_Union[FigureDescriptor.MultiSeriesSourceDescriptor, _Mapping[str, _Any]]]] = ...) -> None: ...
    class StringMapWithDefault(_message.Message):
        __slots__ = ("default_string", "keys", "values")
        DEFAULT_STRING_FIELD_NUMBER: _ClassVar[int]
        KEYS_FIELD_NUMBER: _ClassVar[int]
        VALUES_FIELD_NUMBER: _ClassVar[int]
        default_string: str
        keys: _containers.RepeatedScalarFieldContainer[str]
        values: _containers.RepeatedScalarFieldContainer[str]
        def __init__(self, default_string: _Optional[str] = ..., keys: _Optional[_Iterable[str]] = ..., values: _Optional[_Iterable[str]] = ...) -> None: ...
    class DoubleMapWithDefault(_message.Message):
        __slots__ = ("default_double", "keys", "values")
        DEFAULT_DOUBLE_FIELD_NUMBER: _ClassVar[int]
        KEYS_FIELD_NUMBER: _ClassVar[int]
        VALUES_FIELD_NUMBER: _ClassVar[int]
        default_double: float
        keys: _containers.RepeatedScalarFieldContainer[str]
        values: _containers.RepeatedScalarFieldContainer[float]
        def __init__(self, default_double: _Optional[float] = ..., keys: _Optional[_Iterable[str]] = ..., values: _Optional[_Iterable[float]] = ...) -> None: ...
    class BoolMapWithDefault(_message.Message):
        __slots__ = ("default_bool", "keys", "values")
        DEFAULT_BOOL_FIELD_NUMBER: _ClassVar[int]
        KEYS_FIELD_NUMBER: _ClassVar[int]
        VALUES_FIELD_NUMBER: _ClassVar[int]
        default_bool: bool
        keys: _containers.RepeatedScalarFieldContainer[str]
        values: _containers.RepeatedScalarFieldContainer[bool]
        def __init__(self, default_bool: bool = ..., keys: _Optional[_Iterable[str]] = ..., values: _Optional[_Iterable[bool]] = ...) -> None: ...
    class AxisDescriptor(_message.Message):
        __slots__ = ("id", "format_type", "type", "position", "log", "label", "label_font", "ticks_font", "format_pattern", "color", "min_range", "max_range", "minor_ticks_visible", "major_ticks_visible", "minor_tick_count", "gap_between_major_ticks", "major_tick_locations", "tick_label_angle", "invert", "is_time_axis", "business_calendar_descriptor")
        class AxisFormatType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
            __slots__ = ()
            CATEGORY: _ClassVar[FigureDescriptor.AxisDescriptor.AxisFormatType]
            NUMBER: _ClassVar[FigureDescriptor.AxisDescriptor.AxisFormatType]
        CATEGORY: FigureDescriptor.AxisDescriptor.AxisFormatType
        NUMBER: FigureDescriptor.AxisDescriptor.AxisFormatType
        class AxisType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
            __slots__ = ()
            X: _ClassVar[FigureDescriptor.AxisDescriptor.AxisType]
            Y: _ClassVar[FigureDescriptor.AxisDescriptor.AxisType]
            SHAPE: _ClassVar[FigureDescriptor.AxisDescriptor.AxisType]
            SIZE: _ClassVar[FigureDescriptor.AxisDescriptor.AxisType]
            LABEL: _ClassVar[FigureDescriptor.AxisDescriptor.AxisType]
            COLOR: _ClassVar[FigureDescriptor.AxisDescriptor.AxisType]
        X: FigureDescriptor.AxisDescriptor.AxisType
        Y: FigureDescriptor.AxisDescriptor.AxisType
        SHAPE: FigureDescriptor.AxisDescriptor.AxisType
        SIZE: FigureDescriptor.AxisDescriptor.AxisType
        LABEL: FigureDescriptor.AxisDescriptor.AxisType
        COLOR: FigureDescriptor.AxisDescriptor.AxisType
        class AxisPosition(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
            __slots__ = ()
            TOP: _ClassVar[FigureDescriptor.AxisDescriptor.AxisPosition]
            BOTTOM: _ClassVar[FigureDescriptor.AxisDescriptor.AxisPosition]
            LEFT: _ClassVar[FigureDescriptor.AxisDescriptor.AxisPosition]
            RIGHT: _ClassVar[FigureDescriptor.AxisDescriptor.AxisPosition]
            NONE: _ClassVar[FigureDescriptor.AxisDescriptor.AxisPosition]
        TOP: FigureDescriptor.AxisDescriptor.AxisPosition
        BOTTOM: FigureDescriptor.AxisDescriptor.AxisPosition
        LEFT: FigureDescriptor.AxisDescriptor.AxisPosition
        RIGHT: FigureDescriptor.AxisDescriptor.AxisPosition
        NONE: FigureDescriptor.AxisDescriptor.AxisPosition
        ID_FIELD_NUMBER: _ClassVar[int]
        FORMAT_TYPE_FIELD_NUMBER: _ClassVar[int]
        TYPE_FIELD_NUMBER: _ClassVar[int]
        POSITION_FIELD_NUMBER: _ClassVar[int]
        LOG_FIELD_NUMBER: _ClassVar[int]
        LABEL_FIELD_NUMBER: _ClassVar[int]
        LABEL_FONT_FIELD_NUMBER: _ClassVar[int]
        TICKS_FONT_FIELD_NUMBER: _ClassVar[int]
        FORMAT_PATTERN_FIELD_NUMBER: _ClassVar[int]
        COLOR_FIELD_NUMBER: _ClassVar[int]
        MIN_RANGE_FIELD_NUMBER: _ClassVar[int]
        MAX_RANGE_FIELD_NUMBER: _ClassVar[int]
        MINOR_TICKS_VISIBLE_FIELD_NUMBER: _ClassVar[int]
        MAJOR_TICKS_VISIBLE_FIELD_NUMBER: _ClassVar[int]
        MINOR_TICK_COUNT_FIELD_NUMBER: _ClassVar[int]
        GAP_BETWEEN_MAJOR_TICKS_FIELD_NUMBER: _ClassVar[int]
        MAJOR_TICK_LOCATIONS_FIELD_NUMBER: _ClassVar[int]
        TICK_LABEL_ANGLE_FIELD_NUMBER: _ClassVar[int]
        INVERT_FIELD_NUMBER: _ClassVar[int]
        IS_TIME_AXIS_FIELD_NUMBER: _ClassVar[int]
        BUSINESS_CALENDAR_DESCRIPTOR_FIELD_NUMBER: _ClassVar[int]
        id: str
        format_type: FigureDescriptor.AxisDescriptor.AxisFormatType
        type: FigureDescriptor.AxisDescriptor.AxisType
        position: FigureDescriptor.AxisDescriptor.AxisPosition
        log: bool
        label: str
        label_font: str
        ticks_font: str
        format_pattern: str
        color: str
        min_range: float
        max_range: float
        minor_ticks_visible: bool
        major_ticks_visible: bool
        minor_tick_count: int
        gap_between_major_ticks: float
        major_tick_locations: _containers.RepeatedScalarFieldContainer[float]
        tick_label_angle: float
        invert: bool
        is_time_axis: bool
        business_calendar_descriptor: FigureDescriptor.BusinessCalendarDescriptor
        def __init__(self, id: _Optional[str] = ..., format_type: _Optional[_Union[FigureDescriptor.AxisDescriptor.AxisFormatType, str]] = ..., type: _Optional[_Union[FigureDescriptor.AxisDescriptor.AxisType, str]] = ..., position: _Optional[_Union[FigureDescriptor.AxisDescriptor.AxisPosition, str]] = ..., log: bool = ..., label: _Optional[str] = ..., label_font: _Optional[str] = ..., ticks_font: _Optional[str] = ..., format_pattern: _Optional[str] = ..., color: _Optional[str] = ..., min_range: _Optional[float] = ..., max_range: _Optional[float] = ..., minor_ticks_visible: bool = ..., major_ticks_visible: bool = ..., minor_tick_count: _Optional[int] = ..., gap_between_major_ticks: _Optional[float] = ..., major_tick_locations: _Optional[_Iterable[float]] = ..., tick_label_angle: _Optional[float] = ..., invert: bool = ..., is_time_axis: bool = ..., business_calendar_descriptor: _Optional[_Union[FigureDescriptor.BusinessCalendarDescriptor, _Mapping[str, _Any]]] = ...) -> None: ...
    class BusinessCalendarDescriptor(_message.Message):
        __slots__ = ("name", "time_zone", "business_days", "business_periods", "holidays")
        class DayOfWeek(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
            __slots__ = ()
            SUNDAY: _ClassVar[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek]
            MONDAY: _ClassVar[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek]
            TUESDAY: _ClassVar[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek]
            WEDNESDAY: _ClassVar[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek]
            THURSDAY: _ClassVar[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek]
            FRIDAY: _ClassVar[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek]
            SATURDAY: _ClassVar[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek]
        SUNDAY: FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek
        MONDAY: FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek
        TUESDAY: FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek
        WEDNESDAY: FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek
        THURSDAY: FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek
        FRIDAY: FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek
        SATURDAY: FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek
        class BusinessPeriod(_message.Message):
            __slots__ = ("open", "close")
            OPEN_FIELD_NUMBER: _ClassVar[int]
            CLOSE_FIELD_NUMBER: _ClassVar[int]
            open: str
            close: str
            def __init__(self, open: _Optional[str] = ..., close: _Optional[str] = ...) -> None: ...
        class LocalDate(_message.Message):
            __slots__ = ("year", "month", "day")
            YEAR_FIELD_NUMBER: _ClassVar[int]
            MONTH_FIELD_NUMBER: _ClassVar[int]
            DAY_FIELD_NUMBER: _ClassVar[int]
            year: int
            month: int
            day: int
            def __init__(self, year: _Optional[int] = ..., month: _Optional[int] = ..., day: _Optional[int] = ...) -> None: ...
        class Holiday(_message.Message):
            __slots__ = ("date", "business_periods")
            DATE_FIELD_NUMBER: _ClassVar[int]
            BUSINESS_PERIODS_FIELD_NUMBER: _ClassVar[int]
            date: FigureDescriptor.BusinessCalendarDescriptor.LocalDate
            business_periods: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.BusinessCalendarDescriptor.BusinessPeriod]
            def __init__(self, date: _Optional[_Union[FigureDescriptor.BusinessCalendarDescriptor.LocalDate, _Mapping[str, _Any]]] = ..., business_periods: _Optional[_Iterable[_Union[FigureDescriptor.BusinessCalendarDescriptor.BusinessPeriod, _Mapping[str, _Any]]]] = ...) -> None: ...
        NAME_FIELD_NUMBER: _ClassVar[int]
        TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
        BUSINESS_DAYS_FIELD_NUMBER: _ClassVar[int]
        BUSINESS_PERIODS_FIELD_NUMBER: _ClassVar[int]
        HOLIDAYS_FIELD_NUMBER: _ClassVar[int]
        name: str
        time_zone: str
        business_days: _containers.RepeatedScalarFieldContainer[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek]
        business_periods: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.BusinessCalendarDescriptor.BusinessPeriod]
        holidays: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.BusinessCalendarDescriptor.Holiday]
        def __init__(self, name: _Optional[str] = ..., time_zone: _Optional[str] = ..., business_days: _Optional[_Iterable[_Union[FigureDescriptor.BusinessCalendarDescriptor.DayOfWeek, str]]] = ..., business_periods: _Optional[_Iterable[_Union[FigureDescriptor.BusinessCalendarDescriptor.BusinessPeriod, _Mapping[str, _Any]]]] = ..., holidays: _Optional[_Iterable[_Union[FigureDescriptor.BusinessCalendarDescriptor.Holiday, _Mapping[str, _Any]]]] = ...) -> None: ...
    class SourceDescriptor(_message.Message):
        __slots__ = ("axis_id", "type", "table_id", "partitioned_table_id", "column_name", "column_type", "one_click")
        AXIS_ID_FIELD_NUMBER: _ClassVar[int]
        TYPE_FIELD_NUMBER: _ClassVar[int]
        TABLE_ID_FIELD_NUMBER: _ClassVar[int]
        PARTITIONED_TABLE_ID_FIELD_NUMBER: _ClassVar[int]
        COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
        COLUMN_TYPE_FIELD_NUMBER: _ClassVar[int]
        ONE_CLICK_FIELD_NUMBER: _ClassVar[int]
        axis_id: str
        type: FigureDescriptor.SourceType
        table_id: int
        partitioned_table_id: int
        column_name: str
        column_type: str
        one_click: FigureDescriptor.OneClickDescriptor
        def __init__(self, axis_id: _Optional[str] = ..., type: _Optional[_Union[FigureDescriptor.SourceType, str]] = ..., table_id: _Optional[int] = ..., partitioned_table_id: _Optional[int] = ..., column_name: _Optional[str] = ..., column_type: _Optional[str] = ..., one_click: _Optional[_Union[FigureDescriptor.OneClickDescriptor, _Mapping[str, _Any]]] = ...) -> None: ...
    class MultiSeriesSourceDescriptor(_message.Message):
        __slots__ = ("axis_id", "type", "partitioned_table_id", "column_name")
        AXIS_ID_FIELD_NUMBER: _ClassVar[int]
        TYPE_FIELD_NUMBER: _ClassVar[int]
        PARTITIONED_TABLE_ID_FIELD_NUMBER: _ClassVar[int]
        COLUMN_NAME_FIELD_NUMBER: _ClassVar[int]
        axis_id: str
        type: FigureDescriptor.SourceType
        partitioned_table_id: int
        column_name: str
        def __init__(self, axis_id: _Optional[str] = ..., type: _Optional[_Union[FigureDescriptor.SourceType, str]] = ..., partitioned_table_id: _Optional[int] = ..., column_name: _Optional[str] = ...) -> None: ...
    class OneClickDescriptor(_message.Message):
        __slots__ = ("columns", "column_types", "require_all_filters_to_display")
        COLUMNS_FIELD_NUMBER: _ClassVar[int]
        COLUMN_TYPES_FIELD_NUMBER: _ClassVar[int]
        REQUIRE_ALL_FILTERS_TO_DISPLAY_FIELD_NUMBER: _ClassVar[int]
        columns: _containers.RepeatedScalarFieldContainer[str]
        column_types: _containers.RepeatedScalarFieldContainer[str]
        require_all_filters_to_display: bool
        def __init__(self, columns: _Optional[_Iterable[str]] = ..., column_types: _Optional[_Iterable[str]] = ..., require_all_filters_to_display: bool = ...) -> None: ...
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FONT_FIELD_NUMBER: _ClassVar[int]
    TITLE_COLOR_FIELD_NUMBER: _ClassVar[int]
    UPDATE_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    COLS_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    CHARTS_FIELD_NUMBER: _ClassVar[int]
    ERRORS_FIELD_NUMBER: _ClassVar[int]
    title: str
    title_font: str
    title_color: str
    update_interval: int
    cols: int
    rows: int
    charts: _containers.RepeatedCompositeFieldContainer[FigureDescriptor.ChartDescriptor]
    errors: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, title: _Optional[str] = ..., title_font: _Optional[str] = ..., title_color: _Optional[str] = ..., update_interval: _Optional[int] = ..., cols: _Optional[int] = ..., rows: _Optional[int] = ..., charts: _Optional[_Iterable[_Union[FigureDescriptor.ChartDescriptor, _Mapping[str, _Any]]]] = ..., errors: _Optional[_Iterable[str]] = ...) -> None: ...
