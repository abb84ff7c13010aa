"""Arrow tables as the tables of other libraries, which are imported when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """With whole numbers and true/false that stay so where some are missing, and days as ``datetime64``."""
    import pandas as pd

    nullable: dict[pa.DataType, Any] = {
        pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    return table.to_pandas(types_mapper=nullable.get, date_as_object=False)


def to_polars(table: pa.Table) -> pl.DataFrame:
    """Raises ModuleNotFoundError where Polars is not installed."""
    try:
        import polars as pl
    except ModuleNotFoundError:
        raise ModuleNotFoundError("Polars is not installed: pip install polars", name="polars") from None
    return pl.DataFrame(pl.from_arrow(table))
