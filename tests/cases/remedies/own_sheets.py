"""Sheets of an office's own that the reader makes nothing of, or of which it was told too much."""

from cases.office import Remedy, add_column, does, leave
from ledger_samples import sample_rows

OWN = {"answers": {}, "organisation": "510101"}
NO_HEADER = [["2024年用电", "", ""], ["一月", 1000, 700], ["二月", 1100, 770]]
ONLY_MONEY = [["月份", "电费（元）"], ["2024年1月", 700]]
LIST = [["月份", "用电量（度）", "电费（元）"], ["2024年1月", 1000, 700]]


def name_the_columns(office, _problem):
    """The title goes, the names come."""
    office.table[0] = ["月份", "用电量（度）", "电费（元）"]
    office.table[1][0], office.table[2][0] = "2024年1月", "2024年2月"


HEADER = "请让表头写明各列是什么（如月份、用电量、电费）"


def fill_in(office, _problem):
    office.table = [row[:] for row in LIST]


def add_a_year(office, _problem):
    office.table[2][1] = "2025年6月11日"


def add_a_line(office, _problem):
    office.table.append(LIST[1][:])


TRIP = sample_rows("trips", unit="510101")[1]
TRIPS = [
    ["2025年6月用车登记表", "", "", "", "", "", ""],
    ["号牌号码", "用车日期", "出车时间", "收车时间", "用车人", "用车事由", "目的地"],
    [TRIP["vehicle"], "6月11日", "8:30", "11:40", "办公室", "送文", "市政府"],
]
OF_TRIPS = {"kind": "trips", "before": [("vehicles", sample_rows("vehicles", unit="510101"))]}

REMEDIES = [
    Remedy("empty_sheet", [["", ""], ["", ""]], [[does("请在第一行写列名", fill_in)]], known=1000, how=OWN),
    Remedy("no_rows", [LIST[0]], [[does("请从第 2 行起填写数据", add_a_line)]], known=1000, how=OWN),
    Remedy(
        "year_of_title",
        TRIPS,
        [[leave("请核对")], [does("请在表里写上年份", add_a_year)]],
        known=1,
        how=OWN,
        **OF_TRIPS,
    ),
    Remedy(
        "no_layout",
        NO_HEADER,
        [[does(HEADER, name_the_columns)]],
        known=2100,
        how=OWN,
    ),
    Remedy(
        "no_rows_below",
        ONLY_MONEY,
        [[add_column("用电量（度）", 1000, words="用量的列名是不是写明了")]],
        known=1000,
        how=OWN,
    ),
    Remedy(
        "answer_to_no_question",
        LIST,
        [[leave("可不处理")]],
        known=1000,
        how={"answers": {"colour": "red"}, "organisation": "510101"},
    ),
]
