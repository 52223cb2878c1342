"""How long a sheet of an office's own takes to be proposed: 60 columns, 5,000 rows, 60,000 bills, twelve months across.

In one process, without a database: reading the file, finding the layout, and every row with its checks of sums.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import openpyxl

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.site.settings")
MONTHS, OF_A_MONTH, ROWS, COLUMNS = 12, 4, 5_000, 60


def make_sheet(file: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("2024")
    upper, lower = ["序号", "户号", "能源种类", "单位"], [""] * 4
    for month in range(1, MONTHS + 1):
        upper += [f"{month}月", "", "", ""]
        lower += ["用量", "金额", "上年同期用量", "单价"]
    sheet.append(["2024年各户号用电情况"])
    sheet.append([*upper, "合计", "", "备注", *[""] * 5][:COLUMNS])
    sheet.append([*lower, "用量", "金额", *[""] * 6][:COLUMNS])
    for row in range(ROWS):
        used, paid = [100 + month + row % 7 for month in range(MONTHS)], [70.5 + month for month in range(MONTHS)]
        figures = [each for pair in zip(used, paid, strict=True) for each in (*pair, 90, 0.7)]
        sheet.append([row + 1, f"99{row:08}", "电", "度", *figures, sum(used), sum(paid), ""])
    book.save(file)


class Nobody:
    """Nothing is known but one unit."""

    def usual_unit(self):
        return "510101", "某局"

    def units_called(self, _name):
        return (), ()

    def units_in(self, _title):
        return ()

    def accounts(self, _organisation, _resource):
        return ()


def proposed(file: Path) -> int:
    from jieyue.files.office.asking import Asking
    from jieyue.files.office.labels import Labels
    from jieyue.files.office.proposing import propose
    from jieyue.files.office.reading import whole_sheets_of
    from jieyue.files.sheet import collector_at_rest
    from jieyue.programme.records.kinds import kind_named
    from jieyue.store.policies import policy

    labels = Labels("bills", kind_named("bills").columns, policy().words, policy().is_unit)
    with collector_at_rest():
        sheets, _ = whole_sheets_of(file, labels)
        found = propose(sheets, labels, Asking({}), Nobody())
    if found.questions:
        raise SystemExit("the sheet should say everything")
    return len(found.rows)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    rounds = asked.parse_args().rounds
    import django

    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("JIEYUE_HOME", folder)
        django.setup()
        file = Path(folder) / "own.xlsx"
        make_sheet(file)
        for _ in range(rounds):
            clock, cpu = time.perf_counter(), time.process_time()
            rows = proposed(file)
            spent = time.perf_counter() - clock, time.process_time() - cpu
            print(f"{rows} rows proposed: {spent[0]:.2f} s, CPU {spent[1]:.2f} s")


if __name__ == "__main__":
    main()
