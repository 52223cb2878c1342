"""Sheets of an office's own that the reader makes nothing of, or of which it was told too much."""

from cases.office import Remedy, add_column, does, leave

OWN = {"answers": {}, "organisation": "510101"}
NO_HEADER = [["2024年用电", "", ""], ["一月", 1000, 700], ["二月", 1100, 770]]
ONLY_MONEY = [["月份", "电费（元）"], ["2024年1月", 700]]
LIST = [["月份", "用电量（度）", "电费（元）"], ["2024年1月", 1000, 700]]


def name_the_columns(office, _problem):
    """The title goes, the names come."""
    office.table[0] = ["月份", "用电量（度）", "电费（元）"]
    office.table[1][0], office.table[2][0] = "2024年1月", "2024年2月"


HEADER = "请让表头写明各列是什么（如月份、用电量、电费）"

REMEDIES = [
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
