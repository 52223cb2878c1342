"""What is said of single cells."""

import datetime

from cases.office import Remedy, as_xlsx, leave, look_up, take_out, write
from cases.sheets import bills, profiles

DAY = datetime.datetime(2024, 1, 31, 8, 30)  # noqa: DTZ001 (so does a workbook have it)

FEBRUARY = {"start_date": "2024-02-01", "end_date": "2024-02-29"}

CODES = [
    Remedy(
        "text_became_date",
        bills({"account": datetime.datetime(2024, 3, 1)}),  # noqa: DTZ001
        [[look_up("重新填写", "3-1")]],
        make=as_xlsx,
        known=1000,
    ),
    Remedy("error_value", bills({"account": "#N/A"}), [[look_up("直接填写数据", "E1")]], known=1000),
    Remedy("scientific_notation", bills({"account": "1.23E+15"}), [[look_up("重新填写完整号码", "1230")]], known=1000),
    Remedy(
        "digits_lost", bills({"account": 12345678901234567890}), [[look_up("重新填写完整号码", "123")]], make=as_xlsx
    ),
    Remedy("too_long", bills({"account": "1" * 61}), [[look_up("核对是否填错了列", "1")]], known=1000),
    Remedy("required", bills({"resource": ""}), [[look_up("补上", "电")]], known=1000),
]

NUMBERS = [
    Remedy(
        "not_a_number",
        bills({"quantity": "一千"}),
        [[look_up("对照原件只填一个数字", "1000")]],
        known=1000,
    ),
    Remedy("not_a_number", bills({"quantity": True}), [[look_up("请填写数字", 1000)]], make=as_xlsx, known=1000),
    Remedy(
        "not_a_number",
        bills({"quantity": float("inf")}),
        [[look_up("重新填写数字", 1000)]],
        is_entered=True,
        known=1000,
    ),
    Remedy("not_a_number", bills({"quantity": "约1000"}), [[write("1000")]], known=1000),
    Remedy("not_a_number", bills({"quantity": "-", "amount_yuan": ""}), [[write("0")]], known=0),
    Remedy(
        "not_a_number",
        bills({"amount_yuan": "—"}),
        [
            [
                write("0"),
            ],
            [look_up("留空", "")],
        ],
        known=1000,
    ),
    Remedy(
        "date_for_number",
        bills({"quantity": datetime.datetime(2024, 3, 1)}),  # noqa: DTZ001
        [[look_up("重新填写数字", 1000)]],
        make=as_xlsx,
        known=1000,
    ),
    Remedy(
        "accounting_negative",
        bills({}, {"quantity": -100, "amount_yuan": "(70)", "invoice_number": "24510002", "refund_of": "24510001"}),
        [[write("-70")]],
        known=900,
    ),
    Remedy("accounting_negative", bills({"amount_yuan": "(700)"}), [[look_up("去掉括号", "700")]], known=1000),
    Remedy("currency_sign", bills({"amount_yuan": "￥1,700元"}), [[write("1700")]], known=1000),
    Remedy("ten_thousands", bills({"quantity": "0.1万"}), [[write("1000")]], known=1000),
    Remedy("ten_thousands", bills({"amount_yuan": "0.07万元"}), [[write("700")]], known=1000),
    Remedy("percent", bills({"quantity": "10%"}), [[look_up("填写数量本身", "1000")]], known=1000),
    Remedy("scientific_notation", bills({"quantity": "1E3"}), [[write("1000")]], known=1000),
    Remedy("range", bills({"quantity": "900-1000"}), [[look_up("只填一个数", "1000")]], known=1000),
    Remedy("fraction", bills({"quantity": "1/2"}), [[look_up("用小数表示", "0.5")]], known="0.5"),
    Remedy("misplaced_separator", bills({"quantity": "10,00"}), [[look_up("不写逗号", "1000")]], known=1000),
    Remedy("inner_blank", bills({"quantity": "1 000"}), [[write("1000")]], known=1000),
    Remedy(
        "unit_in_number",
        bills({"quantity": "1000度", "unit": ""}),
        [[write("1000"), write("度", column="unit")]],
        known=1000,
    ),
    Remedy("unit_in_number", bills({"quantity": "1000左右"}), [[write("1000")]], known=1000),
    Remedy("ten_thousands", bills({"quantity": "0.1万度"}), [[write("1000"), write("度", column="unit")]], known=1000),
    Remedy("error_value", bills({"quantity": "#DIV/0!"}), [[look_up("直接填写数据", "1000")]], known=1000),
    Remedy("too_large", bills({"quantity": "1" * 12}), [[look_up("核对位数", "1000")]], known=1000),
    Remedy(
        "not_whole", profiles({"vehicles_petrol": "1.5"}), [[look_up("填写整数", "2")]], kind="profiles", known=39000
    ),
]

DAYS = [
    Remedy(
        "not_a_year",
        profiles({"year": datetime.datetime(2025, 1, 1)}),  # noqa: DTZ001
        [[look_up("四位年份", 2025)]],
        make=as_xlsx,
        kind="profiles",
        known=39000,
    ),
    Remedy("not_a_year", profiles({"year": "去年"}), [[look_up("四位年份", 2025)]], kind="profiles", known=39000),
    Remedy(
        "year_out_of_bounds", profiles({"year": "2205"}), [[look_up("核对年份", 2025)]], kind="profiles", known=39000
    ),
    Remedy("impossible_date", bills({"end_date": "2024-13-31"}), [[look_up("核对日期", "2024-01-31")]], known=1000),
    Remedy("impossible_date", bills({"end_date": "2024-01-32"}), [[write("2024-01-31", words="核对日期")]], known=1000),
    Remedy(
        "time_in_date",
        bills({"end_date": DAY}),
        [[leave("不用处理")], [look_up("日期不对的请更正", "2024-01-31")]],
        make=as_xlsx,
        known=1000,
    ),
    Remedy(
        "time_in_date",
        bills({"end_date": "2024年1月31日 上午8:30"}),
        [[leave("不用处理")], [look_up("日期不对的请更正", "2024-01-31")]],
        known=1000,
    ),
    Remedy("not_a_date", bills({"end_date": "上月底"}), [[write("2024-01-31", words="2024-03-01")]], known=1000),
    Remedy("number_for_date", bills({"end_date": "45322"}), [[write("2024-01-31")]], known=1000),
    Remedy(
        "number_for_date", bills({"end_date": 31}), [[look_up("这样的日期", "2024-01-31")]], make=as_xlsx, known=1000
    ),
    Remedy("number_for_date", bills({"end_date": 2024.1}), [[write("2024-01-31")]], make=as_xlsx, known=1000),
    Remedy("day_first", bills({"end_date": "31/1/2024"}), [[look_up("按年、月、日写", "2024-01-31")]], known=1000),
    Remedy("short_year", bills({"end_date": "24-1-31"}), [[look_up("写四位年份", "2024-01-31")]], known=1000),
    Remedy("date_form", bills({"end_date": "20240131"}), [[write("2024-01-31")]], known=1000),
    Remedy("date_form", bills({"end_date": "二〇二四年一月三十一日"}), [[write("2024-01-31")]], known=1000),
    Remedy("month_only", bills({"end_date": "2024年1月份"}), [[write("2024-01-31")]], known=1000),
    Remedy(
        "days_in_words",
        bills({"start_date": "2024年第一季度", "end_date": "2024-03-31"}),
        [[write("2024-01-01")]],
        known=1000,
    ),
    Remedy("year_missing", bills({"end_date": "1月"}), [[write("2024-01-31")]], known=1000),
    Remedy("year_missing", bills({"end_date": "1月31日"}), [[write("2024-01-31")]], known=1000),
    Remedy(
        "not_yes_or_no", bills({"estimated": "不详"}), [[write("否")], [write("是")], [look_up("留空", "")]], known=1000
    ),
]

WORDS = [
    Remedy("unknown_word", bills({"resource": "无铅汽油", "unit": "L"}), [[write("汽油")]], known=1000),
    Remedy(
        "unclear_word",
        bills({"resource": "集中供热", "unit": "GJ"}),
        [[write("热力")], [write("按面积供热"), look_up("按面积（m²）", "m²", column="unit")]],
        known=1000,
    ),
    Remedy(
        "unclear_word",
        bills({"resource": "人工煤气", "unit": "m3"}),
        [[write("其他"), write("tce", column="unit"), look_up("折成标准煤", "0.5", column="quantity")]],
        known="0.5",
    ),
    Remedy("total_row", bills({}, {"account": "合计"}), [[take_out("删去这一行")]], known=1000),
    Remedy("ditto", bills({}, {"account": "〃", **FEBRUARY}), [[look_up("照写一遍", "E1")]], known=2000),
    Remedy(
        "unknown_word",
        bills({"resource": "蒸汽机"}),
        [[write("热力"), look_up("可填的有", "GJ", column="unit")]],
        known=1000,
    ),
]

SIZES = [
    Remedy("not_positive", profiles({"persons": "0"}), [[look_up("填写实际数", 120)]], kind="profiles", known=39000),
    Remedy("negative", profiles({"staff": "-1"}), [[look_up("填写实际数", 120)]], kind="profiles", known=39000),
    Remedy("too_large", profiles({"staff": "9" * 10}), [[look_up("核对单位", 120)]], kind="profiles", known=39000),
    Remedy(
        "not_a_target",
        "organisation | year | energy_per_m2_kgce\n510101 | 2024 | -8",
        [[look_up("大于 0 的数", 8)], [look_up("留空", "")]],
        kind="targets",
        known=1,
    ),
]


REMEDIES = [*CODES, *NUMBERS, *DAYS, *WORDS, *SIZES]
