"""What is said of a file as a whole, of its header and of its sheets."""

import io
import zipfile

import openpyxl
import xlsxwriter

from cases.office import (
    Remedy,
    add_column,
    add_row,
    always,
    as_csv,
    as_xlsx,
    does,
    leave,
    look_up,
    rename,
    save_as,
    take_out,
    workbook,
    write,
)
from cases.sheets import bills
from files.xls import ole
from jieyue.files import large_workbook, sheet

GOOD = bills({})
HEADER, ROW = GOOD


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def encrypted_container() -> bytes:
    return ole(EncryptedPackage=b"x")


def allow(module: object, **limits: object):
    """Lower limits, so that a small file meets them."""

    def given(_house: object, patch) -> None:
        for name, value in limits.items():
            patch.setattr(module, name, value)

    return given


def file(rule: str, content: bytes, *ways, name: str = "bills.csv", **more) -> Remedy:
    return Remedy(rule, GOOD, ways, make=always(content), name=name, known=1000, **more)


AS_XLSX = [save_as("另存为 .xlsx")]
AS_UTF8 = [save_as("或 .xlsx")], [save_as("另存为“CSV UTF-8（逗号分隔）”", as_csv)]
PLAIN_CSV = as_csv(GOOD)

FILES = [
    file("encoding", PLAIN_CSV.decode().encode("utf-16"), *AS_UTF8),
    file("encoding", PLAIN_CSV + b"\xff\xff", *AS_UTF8),
    file("not_a_sheet", b"a,b\0c", *AS_UTF8),
    file("quotes", PLAIN_CSV + b'"E9', AS_XLSX, [save_as("双引号", as_csv)]),
    file("unknown_suffix", PLAIN_CSV, [save_as(".csv", as_csv, name="bills.csv")], name="bills.dat"),
    file("suffix_contradicts_content", as_xlsx(GOOD), [save_as("后缀改为 .xlsx", name="bills.xlsx")], AS_XLSX),
    file("markup", b"<html><table>", AS_XLSX, name="bills.xls"),
    file("not_a_sheet", b"%PDF-1.7", [save_as(".xlsx")], name="bills.pdf"),
    file("not_a_sheet", packed("xl/workbook.bin"), AS_XLSX, name="bills.xlsx"),
    file("not_a_sheet", packed("mimetype", "content.xml"), AS_XLSX, name="bills.xlsx"),
    file("damaged", as_xlsx(GOOD)[:-40], AS_XLSX, name="bills.xlsx"),
    file("encrypted", encrypted_container(), [save_as("取消密码保存")], name="bills.xlsx"),
    file("empty", b"", [save_as("重新保存", as_csv)]),
    file("too_many_parts", packed(*map(str, range(5001))), AS_XLSX, name="bills.xlsx"),
]


def with_other_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("其他").append(["另一些内容"])


def all_hidden(book: openpyxl.Workbook) -> None:
    book.create_chartsheet("图")
    book.worksheets[0].sheet_state = "hidden"


def far_cell(book: openpyxl.Workbook) -> None:
    book.active["XFD1048576"] = 1


def merged(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("A2:A3")


def with_hidden_row(book: openpyxl.Workbook) -> None:
    book.active.row_dimensions[3].hidden = True


def formula(book: openpyxl.Workbook) -> None:
    book.active["F2"] = "=500+500"


def failed_formula(book: openpyxl.Workbook) -> None:
    book.active["F2"].value, book.active["F2"].data_type = "#REF!", "e"


def make_formula_with_value(table: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for n, row in enumerate(table):
        page.write_row(n, 0, row)
    page.write_formula(1, table[0].index("quantity"), "=500+500", None, 1000)
    book.close()
    return out.getvalue()


TWO = bills({}, {"start_date": "2024-02-01", "end_date": "2024-02-29"})
A_PAGE = [HEADER]


def large(_house: object, patch) -> None:
    patch.setattr(large_workbook, "MOST_UNPACKED_HERE_BYTES", 1)


def large_that_fails(_house: object, patch) -> None:
    def fail(*_args, **_given):
        raise large_workbook.DidNotEndWell

    patch.setattr(large_workbook, "MOST_UNPACKED_HERE_BYTES", 20_000)
    patch.setattr(large_workbook, "said_apart", fail)


def unreadable(house, patch) -> None:
    read = sheet.Path.read_bytes

    def deny(path):
        if path.name == "bills.csv":
            raise PermissionError
        return read(path)

    patch.setattr(sheet.Path, "read_bytes", deny)


SHEETS = [
    Remedy("no_rows", [HEADER], [[add_row("第 2 行起填写数据", *ROW)]], known=1000),
    Remedy(
        "no_rows",
        [[]],
        [[does("填写一行", lambda office, _: office.table.__setitem__(slice(None), GOOD))]],
        is_entered=True,
    ),
    Remedy("no_sheet", GOOD, [[save_as("取消隐藏")]], make=workbook(all_hidden), known=1000),
    Remedy("too_wide", GOOD, [[save_as("删去远处多余的内容")]], make=workbook(far_cell), known=1000),
    Remedy("other_sheets", GOOD, [[save_as("另存为单独的文件")]], make=workbook(with_other_sheet), known=1000),
    Remedy(
        "merged_cells",
        TWO,
        [[save_as("取消合并"), look_up("每一行都填上数据", "510101", column="organisation", row=3)]],
        make=workbook(merged),
        known=2000,
    ),
    Remedy(
        "formula_without_value", GOOD, [[save_as("打开并保存一次")], [save_as("粘贴为数值")]], make=workbook(formula)
    ),
    Remedy(
        "hidden_rows",
        TWO,
        [[save_as("取消隐藏和筛选后核对")], [take_out("不要的行请删去", row=3)]],
        make=workbook(with_hidden_row),
    ),
    Remedy("formula", GOOD, [[save_as("粘贴为数值")]], make=make_formula_with_value, known=1000),
    Remedy("error_value", GOOD, [[save_as("直接填写数据")]], make=workbook(failed_formula), known=1000),
    Remedy(
        "too_many_cells",
        GOOD,
        [[save_as("半角双引号括起来", as_csv)], [save_as("去掉千位分隔逗号", as_csv)]],
        make=always(
            b",".join([*(n.encode() for n in HEADER)]) + "\n510101,电,E1,2024-01-01,2024-01-31,1,000,kWh,700".encode()
        ),
        name="bills.csv",
        known=1000,
    ),
    Remedy("missing", GOOD, [[save_as("检查文件名", as_csv)]], make=None, name="bills.csv", known=1000),
    Remedy(
        "directory",
        GOOD,
        [
            [
                does("文件夹里的表格文件", lambda office, _: setattr(office, "name", "d/b.csv")),
                save_as("文件夹里的表格文件", as_csv, name="d/b.csv"),
            ]
        ],
        make=None,
        name="d",
        given=lambda house, _: (house.folder / "d").mkdir(exist_ok=True),
        known=1000,
    ),
    Remedy("unreadable", GOOD, [[save_as("重新复制一份", as_csv, name="copy.csv")]], given=unreadable, known=1000),
    Remedy(
        "too_large_file",
        bills({}, {"account": "E2"}),
        [[take_out("分成几个文件", row=3)]],
        given=lambda _house, patch: patch.setattr(
            sheet.read_sheet,
            "__kwdefaults__",
            {**sheet.read_sheet.__kwdefaults__, "most_bytes": len(as_csv(GOOD)) + 10},
        ),
        known=1000,
    ),
    Remedy(
        "unpacks_too_large",
        GOOD,
        [[save_as("分成几个文件")]],
        make=workbook(lambda book: book.active.append(["x" * 30_000])),
        given=lambda _house, patch: patch.setattr(
            sheet.read_sheet, "__kwdefaults__", {**sheet.read_sheet.__kwdefaults__, "most_unpacked_bytes": 30_000}
        ),
        known=1000,
    ),
    Remedy(
        "costs_too_much",
        GOOD,
        [[save_as("分成几个文件")]],
        make=workbook(lambda book: book.active.append(["x" * 30_000])),
        given=large_that_fails,
        known=1000,
    ),
]

UNNAMED = [["organisation", "resource", "account", "start_date", "end_date", "quantity", "unit", ""], [*ROW[:7], "x"]]

HEADER_WITHOUT = [{"quantity": "用量"}.get(each, each) for each in HEADER]


def behind_a_cover(book: openpyxl.Workbook) -> None:
    book.active.title = "票据"
    cover = book.create_sheet("封面", 0)
    cover.append(["能耗票据"])
    book.active = cover


def by_name(name: str) -> list[list[object]]:
    return [["机构名称", *HEADER[1:]], [name, *ROW[1:]]]


HEADERS = [
    Remedy(
        "no_header",
        [["甲", "乙"], ["1", "2"]],
        [
            [
                does(
                    "机构编码、能源资源、起、止、数量、单位",
                    lambda office, _: office.table.__setitem__(slice(None), GOOD),
                )
            ]
        ],
        known=1000,
    ),
    Remedy(
        "empty_sheet",
        [["", ""], ["", ""]],
        [[does("请在第 1 行写列名", lambda office, _: office.table.__setitem__(slice(None), GOOD))]],
        known=1000,
    ),
    Remedy("no_header", [["一张表", *[""] * 7], *GOOD], [[take_out("删去表头上面的 1 行", row=1)]], known=1000),
    Remedy(
        "no_header",
        GOOD,
        [[save_as("把工作表“票据”移到最前面")], [save_as("另存为单独的文件")]],
        make=workbook(behind_a_cover),
        known=1000,
    ),
    Remedy("blank_header", UNNAMED, [[rename("备注", old="", words="列名写“备注”")]], known=1000),
    Remedy("unknown_column", bills({"用途说明": "食堂"}), [[rename("#用途说明", words="列名前加 #")]], known=1000),
    Remedy("unknown_column", bills({"上月示数": "99"}), [[rename("#上月示数", words="列名前加 #")]], known=1000),
    Remedy("unknown_column", [HEADER_WITHOUT, ROW], [[rename("数量")]], known=1000),
    Remedy(
        "doubled_column",
        [[*HEADER, "数量"], [*ROW, "1000"]],
        [[rename("#数量", old="数量", words="其余的在列名前加 #")]],
        known=1000,
    ),
    Remedy("missing_column", [HEADER[:6], ROW[:6]], [[add_column("单位", "kWh")]], known=1000),
    Remedy(
        "missing_column",
        [[*HEADER[:6], "量纲", *HEADER[7:]], ROW],
        [[rename("单位", old="量纲", words="把列名改成")]],
        known=1000,
    ),
    Remedy("passed_over", bills({"备注": "含食堂"}), [[leave("不用处理")]], known=1000),
]

NAMES = [
    Remedy(
        "unknown_name",
        by_name("甲市机关"),
        [
            [look_up("写登记的全称", "甲市第一机关", column="机构名称")],
            [rename("机构编码", old="机构名称"), look_up("写它的编码", "510101", column="机构编码")],
        ],
        known=1000,
    ),
    Remedy(
        "name_of_several",
        by_name("甲市第一机关"),
        [[rename("机构编码", old="机构名称"), write("510101", column="机构编码")]],
        before=[("organisations", "code | name | parent | level\n510109 | 甲市第一机关 | 5101 | 单位")],
        known=1000,
    ),
]


REMEDIES = [*FILES, *SHEETS, *HEADERS, *NAMES]
