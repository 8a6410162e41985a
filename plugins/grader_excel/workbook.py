"""The workbook: a sheet for each table, whose text is text and whose numbers are numbers."""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from grader.model.errors import UsageError
from grader.report.files import replacing
from grader.report.frames import checks_frame, grades_frame, scores_frame
from grader.report.inert import visible
from grader.seams import Gradings

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_CELL = 32_767  # Excel's
# What XML 1.0 cannot hold; `visible` has made pictures of the controls.
_NO_XML = re.compile("[\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@")
_FORMATS = {"percent": "0.0", "fraction": "0.0%", "accuracy": "0.00%", "duration_s": "0.00"}
_WIDEST, _NARROWEST, _MEASURED = 60, 8, 200


class ExcelReporter:
    """Writes results.xlsx, with the sheets grades, scores and checks."""

    name = "excel"
    always = False

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write the workbook into `folder`.

        Raises:
            UsageError: openpyxl is not installed.
        """
        path = folder / "results.xlsx"
        tables = {
            "grades": grades_frame(gradings),
            "scores": scores_frame(gradings),
            "checks": checks_frame(gradings),
        }
        book = _workbook(tables)
        with replacing(path) as temporary:
            book.save(temporary)
        return [path]


def _workbook(tables: dict[str, pd.DataFrame]) -> "Workbook":
    try:
        from openpyxl import Workbook  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError as error:
        raise UsageError("the report excel needs openpyxl; pip install 'grader[excel]'") from error
    book = Workbook()
    del book["Sheet"]
    for name, table in tables.items():
        _fill(book.create_sheet(name), table)
    return book


def _fill(sheet: "Worksheet", table: pd.DataFrame) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415  (an extra)
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    bold = Font(bold=True)
    names = [str(name) for name in table.columns]
    for row, values in enumerate([names, *table.itertuples(index=False, name=None)], 1):
        for column, (name, value) in enumerate(zip(names, values, strict=True), 1):
            known = _known(value)
            if known is None:
                continue
            cell = sheet.cell(row=row, column=column, value=known)
            if isinstance(known, str):
                # By its type the cell is text: openpyxl would take one that begins with = for a formula.
                cell.data_type = "s"
                if known.startswith(_FORMULA):
                    # And it stays text where somebody edits it.
                    cell.number_format = "@"
            elif name in _FORMATS:
                cell.number_format = _FORMATS[name]
            if row == 1:
                cell.font = bold
    for column, name in enumerate(names, 1):
        longest = max(map(_width, [name, *table[name].head(_MEASURED)]))
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(_NARROWEST, longest + 2))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _known(value: object) -> str | int | float | None:
    if isinstance(value, str):
        return _NO_XML.sub("\ufffd", visible(value))[:_LONGEST_CELL] or None
    if value is None or value is pd.NA:
        return None
    number = float(value)  # type: ignore[arg-type]
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _width(value: object) -> int:
    known = _known(value)
    text = known if isinstance(known, str) else "" if known is None else f"{known:.6g}"
    return max(map(len, text.splitlines()), default=0)
