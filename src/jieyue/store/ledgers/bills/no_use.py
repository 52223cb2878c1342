"""Notes that an account was not used, from a file."""

from collections.abc import Iterator
from datetime import date

from jieyue.files.cells import code, day, text
from jieyue.files.sheet import Column
from jieyue.rules.allocation import months_between
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.orgs.tree import organisation_ids
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import word
from jieyue.store.records.writing import Writing
from jieyue.store.registers.accounts import Key, accounts_named, label, open_accounts

COLUMNS = (
    Column("organisation", "机构编码", code, required=True),
    Column("resource", "能源资源", word(Resource), required=True),
    Column("use", "用途", word(Use)),
    Column("account", "户号", code),
    Column("start_date", "起", day, required=True),
    Column("end_date", "止", day, required=True),
    Column("note", "说明", text),
)


def settle(batch: Batch, change: Writing) -> None:
    lines = list(_lines(batch))
    accounts = accounts_named(key for _, key, *_ in lines)
    accounts |= open_accounts({key for _, key, *_ in lines} - accounts.keys(), change)
    new, corrected = [], []
    for row, key, start, end, note in lines:
        account = accounts[key].id
        kept = NoUse.objects.filter(account=account, start_date=start, end_date=end).values_list("id", "note").first()
        after = (account, start, end, note)
        if kept is None:
            if _stands_alone((row, key, start, end, note), account, new, batch):
                new.append(after)
                batch.outcomes[row] = "added"
        elif kept[1] == note or not batch.states("note"):
            batch.outcomes[row] = "unchanged"
        elif batch.may_change(row, "“本月未使用”的说明"):
            corrected.append((kept[0], (*after[:3], kept[1]), after))
            batch.outcomes[row] = "changed"
    change.add(NoUse, new)
    change.correct(NoUse, corrected)
    change.touch(f"month {month:%Y-%m}" for _, start, end, _ in new for month in months_between(start, end))


def _lines(batch: Batch) -> Iterator[tuple[int, Key, date, date, str]]:
    organisations = organisation_ids(batch.column("organisation"))
    rows = zip(batch.rows, *(batch.column(column.key) for column in COLUMNS), strict=True)
    for row, code_, resource, use, number, start, end, note in rows:
        if row in batch.refused:
            continue
        if code_ not in organisations:
            batch.refuse_unknown_organisation(row, code_)
        elif end < start:
            batch.refuse(
                row,
                "end_date",
                "ends_before_start",
                says=f"止日 {end} 早于起日 {start}。",
                do="请核对起止日期，是否填反或写错年份。",
            )
        else:
            key = (organisations[code_], resource, use or Use.usual(Resource(resource)).value, number or "")
            yield row, key, start, end, note or ""


def _stands_alone(line: tuple[int, Key, date, date, str], account: int, new: list, batch: Batch) -> bool:
    row, key, start, end, _ = line
    near = {"account": account, "start_date__lte": end, "end_date__gte": start}
    bill = Bill.objects.filter(**near, refund_of="").values_list("start_date", "end_date").first()
    note = NoUse.objects.filter(**near).values_list("start_date", "end_date").first()
    in_file = next((each[1:3] for each in new if each[0] == account and each[1] <= end and start <= each[2]), None)
    other = bill or note or in_file
    if other:
        what = "票据" if bill else "“本月未使用”的登记"
        batch.refuse(
            row,
            "start_date",
            "overlap",
            says=f"{label(key)}：第 {row} 行 {start} 至 {end} 未使用，与{what} {other[0]} 至 {other[1]} 重叠。",
            do="请核对：有票据的日期不能登记为未使用。",
        )
    return other is None


NO_USE = Kind("no_use", "本月未使用", COLUMNS, settle)
