"""The empty workbook to fill in: drop-downs where there is a choice, a note on every column."""

from collections.abc import Callable, Mapping, Sequence
from inspect import unwrap
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from jieyue.files.cells import Cell, code, day, number, text, whole, year, yes_no
from jieyue.files.sheet import Column
from jieyue.files.writing import workbook

ROWS_PREPARED = 5000
CHOICES = "可选内容"
"""The hidden sheet."""
HOW_TO_WRITE: Mapping[Callable[[Cell], object], str] = {
    day: "填写 2024-03-01、2024/3/1 或 2024年3月1日",
    number: "只填数字，不带单位",
    whole: "填写整数",
    year: "填写四位年份，如 2024",
    yes_no: "填写“是”或“否”",
}
AS_TEXT = (code, text)
YES_NO = ("是", "否")


def write_template(path: Path, name: str, columns: Sequence[Column], *, listed: Mapping[str, Sequence[str]]) -> None:
    """A workbook with one sheet to fill in. `listed` gives, by column, what stands in a hidden sheet to choose from."""
    with workbook(path) as book:
        sheet, hidden = book.add_worksheet(name), book.add_worksheet(CHOICES)
        hidden.hide()
        required = book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFE9A8"})
        optional = book.add_format({"bold": True, "bottom": 1})
        as_text = book.add_format({"num_format": "@"})
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            _write_header(sheet, place, column, required if column.required else optional)
            _format_column(sheet, place, column, as_text=as_text, as_day=as_day)
            choices = YES_NO if unwrap(column.parse) is yes_no else column.choices
            if choices:
                _offer(sheet, place, {"source": list(choices)})
            elif listed.get(column.key):
                hidden.write_column(0, place, listed[column.key])
                _offer(sheet, place, {"source": _range(place, len(listed[column.key])), "error_type": "warning"})


def _write_header(sheet: Worksheet, place: int, column: Column, style: Format) -> None:
    sheet.write_string(0, place, column.zh, style)
    lines = ["必填" if column.required else "可不填", column.note, HOW_TO_WRITE.get(unwrap(column.parse), "")]
    sheet.write_comment(0, place, "。".join(line for line in lines if line) + "。", {"x_scale": 1.6})


def _format_column(sheet: Worksheet, place: int, column: Column, *, as_text: Format, as_day: Format) -> None:
    parse = unwrap(column.parse)
    style = as_text if parse in AS_TEXT else as_day if parse is day else None
    sheet.set_column(place, place, max(12, 2 * len(column.zh) + 4), style)


def _offer(sheet: Worksheet, place: int, choice: Mapping[str, object]) -> None:
    sheet.data_validation(
        1,
        place,
        ROWS_PREPARED,
        place,
        {"validate": "list", "error_title": "请从列表中选择", "error_message": "填写的内容不在列表中。", **choice},
    )


def _range(place: int, count: int) -> str:
    column = xl_col_to_name(place)
    return f"={CHOICES}!${column}$1:${column}${count}"
