"""The report's tables as files: CSV for spreadsheets, Parquet for programs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.report.files import replacing
from grader.report.inert import neutral
from grader.seams import Gradings

if TYPE_CHECKING:
    import pandas as pd


class CsvReporter:
    """Writes grades.csv, scores.csv and checks.csv: UTF-8, a header, an empty cell for what is not known.

    Text that a spreadsheet would take for a formula gets a leading apostrophe; numbers have ten digits.
    """

    name = "csv"
    always = True

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write the three tables into `folder`; returns their paths, grades first."""
        return [_write_csv(table, folder / f"{name}.csv") for name, table in _tables(gradings).items()]


class ParquetReporter:
    """Writes grades.parquet, scores.parquet and checks.parquet, with the frames' types and no apostrophes."""

    name = "parquet"
    always = True

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write the three tables into `folder`; returns their paths, grades first."""
        return [
            _write_parquet(table, folder / f"{name}.parquet") for name, table in _tables(gradings).items()
        ]


def _tables(gradings: Gradings) -> "Mapping[str, pd.DataFrame]":
    # Reporters are listed before workers start; pandas takes a while, and is needed once they are done.
    from grader.report.frames import tables  # noqa: PLC0415

    return tables(gradings)


def _write_csv(table: "pd.DataFrame", path: Path) -> Path:
    inert = table.copy()
    for column in table.columns[table.dtypes == "string"]:
        inert[column] = table[column].map(neutral, na_action="ignore")
    with replacing(path) as temporary:
        inert.to_csv(temporary, index=False, float_format="%.10g", lineterminator="\n", encoding="utf-8")
    return path


def _write_parquet(table: "pd.DataFrame", path: Path) -> Path:
    with replacing(path) as temporary:
        table.to_parquet(temporary, index=False)
    return path
