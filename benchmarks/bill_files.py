"""Invented bills as an office's export would hold them: the same rows as XLSX and as CSV, and their organisations."""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

SEED = 20261101
HEADER = (
    "机构编码",
    "能源资源",
    "用途",
    "户号",
    "起",
    "止",
    "数量",
    "单位",
    "金额",
    "发票号码",
    "估算",
    "冲减的发票号码",
    "作废",
)
NEWEST = date(2025, 12, 1)
MONTHS = [date(year, month, 1) for year in (2022, 2023, 2024) for month in range(1, 13)]


class Supply(NamedTuple):
    """What a kind of account is billed for, and how many of a thousand units have one."""

    resource: str
    use: str
    per_thousand: int
    monthly: float
    yuan: float
    units: tuple[tuple[str, int], ...]


SUPPLIES = (
    Supply("电", "建筑", 1000, 20_000, 0.72, (("kWh", 1), ("千瓦时", 1), ("度", 1), ("万kWh", 10_000))),
    Supply("水", "", 1000, 800, 3.6, (("m3", 1), ("立方米", 1), ("吨", 1))),
    Supply("天然气", "采暖", 300, 4_000, 3.1, (("m3", 1), ("立方米", 1))),
    Supply("汽油", "", 250, 600, 7.9, (("L", 1), ("升", 1))),
    Supply("电", "机房", 225, 9_000, 0.72, (("kWh", 1), ("万kWh", 10_000))),
)


class Files(NamedTuple):
    organisations: Path
    xlsx: Path
    csv: Path


def make_files(folder: Path, rows: int) -> Files:
    """Write the three files. `rows` are bills; one in a thousand of them takes part of another back."""
    files = Files(folder / "organisations.csv", folder / f"bills-{rows}.xlsx", folder / f"bills-{rows}.csv")
    units = [f"5101{n:06d}" for n in range(1, rows // 100 + 21)]
    _write_csv(files.organisations, ("机构编码", "机构名称", "上级编码", "层级"), _organisations(units))
    bills = list(_bills(units, rows))
    _write_csv(files.csv, HEADER, bills)
    _write_xlsx(files.xlsx, bills)
    return files


def make_long_file(folder: Path, *, units: int, bills: int) -> tuple[Path, Path]:
    """Organisations, and so many bills: the same months of all accounts of these units, the newest last."""
    codes = [f"5101{n:06d}" for n in range(1, units + 1)]
    organisations, file = folder / "organisations.csv", folder / "bills.csv"
    _write_csv(organisations, ("机构编码", "机构名称", "上级编码", "层级"), _organisations(codes))
    accounts = [(code, supply) for code in codes for supply in SUPPLIES if _has(code, supply)]
    many = -(-bills // len(accounts))
    months = [date(NEWEST.year - n // 12, 12 - n % 12, 1) for n in reversed(range(many))]
    _write_csv(file, HEADER, islice(_all_months(accounts, months), bills))
    return organisations, file


def _all_months(accounts: list[tuple[str, Supply]], months: list[date]) -> Iterator[tuple]:
    draw = random.Random(SEED)  # noqa: S311 (invented figures)
    for number, (code, supply) in enumerate(accounts):
        yield from _bills_of_account(draw, code, supply, f"{code[-6:]}-{number:06d}", months)


def _has(code: str, supply: Supply) -> bool:
    return int(code[-6:]) * 7919 % 1000 < supply.per_thousand


def _organisations(units: list[str]) -> Iterator[tuple]:
    yield "51", "样本省", "", "省"
    yield "5101", "样本市", "51", "市"
    counties = [f"5101{n:02d}" for n in range(1, 41)]
    for code in counties:
        yield code, f"样本县{code}", "5101", "县"
    for n, code in enumerate(units):
        yield code, f"样本单位{code}", counties[n % len(counties)], "单位"


def _bills(units: list[str], rows: int) -> Iterator[tuple]:
    """Account by account, month by month, as a ledger is kept; then the refunds."""
    draw = random.Random(SEED)  # noqa: S311 (invented figures)
    refunds = rows // 1000
    refunded: list[tuple] = []
    accounts = ((code, supply) for code in units for supply in SUPPLIES if _has(code, supply))
    left = rows - refunds
    for number, (code, supply) in enumerate(accounts):
        for bill in _bills_of_account(draw, code, supply, f"{code[-6:]}-{number:06d}"):
            if not left:
                break
            yield bill
            left -= 1
            if len(refunded) < refunds and draw.random() < 0.005:
                refunded.append(bill)
    if left or len(refunded) < refunds:
        raise ValueError(f"too few accounts for {rows} rows")
    for bill in refunded:
        code, resource, use, account, start, end, quantity, unit, money, invoice, *_ = bill
        back = round(-quantity / 10, 4 if unit == "万kWh" else 2)
        about = (code, resource, use, account, start, end)
        yield *about, back, unit, round(-money / 10, 2), _invoice(draw), "", invoice, ""


def _bills_of_account(
    draw: random.Random, code: str, supply: Supply, account: str, months: Sequence[date] = MONTHS
) -> Iterator[tuple]:
    unit, times = draw.choice(supply.units)
    usual = supply.monthly * draw.uniform(0.3, 3)
    for first in months:
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        used = round(usual * draw.uniform(0.7, 1.4), 0 if times > 1 else 2)
        estimated = "是" if draw.random() < 0.02 else ""
        money = round(used * supply.yuan, 2)
        quantity = used if times == 1 else round(used / times, 4)
        about = (code, supply.resource, supply.use, account, first, last)
        yield *about, quantity, unit, money, _invoice(draw), estimated, "", ""


def _invoice(draw: random.Random) -> str:
    return f"{draw.randrange(10**20):020d}"


def _write_csv(file: Path, header: tuple[str, ...], rows) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        writer.writerows(rows)


def _write_xlsx(file: Path, rows: list[tuple]) -> None:
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("票据")
        sheet.write_row(0, 0, HEADER)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if value != "":
                    sheet.write(number, place, value)
