"""Bills from a file: new ones, corrections, refunds, withdrawals; what can't be is refused naming both bills."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from jieyue.rules.allocation import months_touched
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.kept_bills import Identity, Kept, KeptBills, Span
from jieyue.store.ledgers.bills.lines import bought_among, sight
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.ledgers.bills.purchases import is_purchase, spoken_of
from jieyue.store.ledgers.bills.reading import COLUMNS, Reading, account_is_open, readings
from jieyue.store.ledgers.bills.refusing import refuse_overlaps, refuse_twice
from jieyue.store.ledgers.bills.reversing import recheck_after_undo
from jieyue.store.ledgers.bills.sums import Sums
from jieyue.store.ledgers.bills.units import Accounts
from jieyue.store.ledgers.bills.warnings import warn
from jieyue.store.orgs.naming import codes_for_names
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keyed import SAME
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.references import referred
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import KeptAccount, Key, accounts_named, label
from jieyue.store.registers.accounts.opening import Naming, opened
from jieyue.store.reporting.guarding import counted_days
from jieyue.store.reporting.locks import locks_of


def settle(batch: Batch, change: Writing) -> None:
    found = list(readings(batch))
    accounts = accounts_named(reading.key for reading in found)
    found = [reading for reading in found if account_is_open(reading, accounts, batch)]
    if not found:
        return
    sums = Sums.of(found) if batch.adds_up else Sums()
    found = sums.instead_of(found)
    accounts = opened(_namings(found, batch), accounts, batch, change)
    found = [reading for reading in found if reading.row not in batch.refused]
    if not found:
        return
    beside = Accounts.around({account.id: key for key, account in accounts.items()})
    kept_bills = KeptBills.around(
        {accounts[reading.key].id for reading in found if reading.key in accounts} | beside.lines.keys(),
        bought=bought_among(accounts),
        first=min(reading.start for reading in found),
        last=max(reading.end for reading in found),
        sight=sight(on=timezone.localdate(batch.at)),
    )
    named = corrected_by(found, batch)
    _refuse_others(found, named, accounts, batch)
    sorting = _Sorting(batch, kept_bills, named)
    # What is withdrawn, or corrected by its id, goes first, so that its days are free for what replaces it.
    for kept in named.values():
        kept_bills.take_out(kept_bills.identity(*kept))
    sorting.spoken_of = spoken_of((each for each in found if each.row not in named), accounts, kept_bills)
    plain = {} if named else plainly_new(found, accounts, kept_bills)
    for reading in sorted(found, key=lambda reading: not reading.is_withdrawn):
        if account := plain.get(reading.key):
            sorting.take_new(reading, account)
        elif reading.row not in batch.refused:
            sorting.sort_in(reading, accounts.get(reading.key))
    refuse_twice(batch, sorting.twice)
    if named:
        sorting.refuse_exchanges()
        sorting.refuse_days_of_refused()
    sorting.refuse_locked({kept.id: key[0] for key, kept in accounts.items()})
    sorting.write(change)
    sums.tell(batch)
    warn(batch, sorting.brought(), kept_bills, beside)


def plainly_new(found: Iterable[Reading], accounts: Mapping[Key, KeptAccount], kept_bills: KeptBills) -> dict[Key, int]:
    """By key, the accounts whose rows are bills that share no day with each other nor with what is kept: most are."""
    days: dict[Key, list[tuple[date, date]]] = {}
    others = set()
    for each in found:
        days.setdefault(each.key, []).append((each.start, each.end))
        if each.refund_of or each.is_withdrawn:
            others.add(each.key)
    ids = {key: accounts[key].id for key in days if key not in others}
    return {key: id_ for key, id_ in ids.items() if kept_bills.has_room(id_, days[key])}


def _namings(found: Iterable[Reading], batch: Batch) -> list[Naming]:
    days = dict(zip(batch.rows, batch.column("opened_on"), strict=True)) if batch.states("opened_on") else {}
    return [Naming(each.row, each.key, each.start, days.get(each.row)) for each in found if not each.is_withdrawn]


@dataclass
class _Sorting:
    """Which rows are new, which correct something, which take a bill away. `named` are the bills that rows name,
    `spoken_of` the purchases that rows are about; `twice` the rows of one bill, where they are several.
    """

    batch: Batch
    kept_bills: KeptBills
    named: dict[int, Kept]
    spoken_of: Mapping[int, Kept] = field(default_factory=dict)
    new: list[tuple[Reading, int]] = field(default_factory=list)
    corrected: list["Correction"] = field(default_factory=list)
    withdrawn: list[tuple[int, Kept]] = field(default_factory=list)
    taken: dict[Identity, Reading] = field(default_factory=dict)
    twice: dict[Identity, list[Reading]] = field(default_factory=dict)

    def sort_in(self, reading: Reading, account: KeptAccount | None) -> None:
        identity = account and (account.id, reading.start, reading.end, self._mark(reading, account.id))
        kept, named = self.kept_bills.bills.get(identity), self.named.get(reading.row)
        kept = self.spoken_of.get(reading.row, kept)
        if identity in self.taken:
            self.twice.setdefault(identity, [self.taken[identity]]).append(reading)
            self.batch.refused.add(reading.row)
        elif reading.is_withdrawn:
            self._withdraw(reading, named or kept)
        elif kept is not None and named is None:
            self.taken[identity] = reading
            self._correct(reading, identity[0], kept)
        elif others := self._in_the_way(reading, identity[0], kept):
            refuse_overlaps(self.batch, reading, others)
            self.kept_bills.put_aside(identity[0], reading.start, reading.end, f"第 {reading.row} 行的票据")
        else:
            self.taken[identity] = reading
            self._take_days(reading, identity[0], named)

    def take_new(self, reading: Reading, account: int) -> None:
        """Nothing stands in the way of the row's days."""
        self.new.append((reading, account))
        self.batch.outcomes[reading.row] = "added"

    def _mark(self, reading: Reading, account: int) -> str:
        """What tells a row from others of the same days."""
        if account in self.kept_bills.bought and is_purchase(reading, account, self.kept_bills):
            return f"\n发票 {reading.invoice_number}" if reading.invoice_number else f"\n行 {reading.row}"
        return reading.invoice_number * bool(reading.refund_of)

    def _in_the_way(self, reading: Reading, account: int, kept: Kept | None) -> Sequence[Span]:
        if kept is not None:
            return [(reading.start, reading.end, "已有票据")]
        return () if reading.refund_of else self.kept_bills.overlapped(account, reading.start, reading.end)

    def _take_days(self, reading: Reading, account: int, named: Kept | None) -> None:
        if not reading.refund_of:
            self.kept_bills.put(account, reading.start, reading.end, f"第 {reading.row} 行的票据")
        if named:
            self._correct(reading, account, named)
            return
        self.take_new(reading, account)

    def _correct(self, reading: Reading, account: int, kept: Kept) -> None:
        after = self._as_stated(reading, account, kept)
        self.batch.ids[reading.row] = kept.id
        if after[:-1] == kept.row[:-1]:  # the same quantity written in another unit is no other figure
            self.batch.outcomes[reading.row] = "unchanged"
            return
        another = "（同日另一次购买的，请写发票号码，或者把当天各次写在一起）" * (reading.row in self.spoken_of)
        said = "" if self.batch.reason else f"{_change_said(reading, kept.row, after)}{another}"
        if self.batch.may_change(reading.row, said):
            self.corrected.append((kept, after, (reading, account)))
            self.batch.outcomes[reading.row] = "changed"

    def _as_stated(self, reading: Reading, account: int, kept: Kept) -> tuple:
        """The row as it will be: a column that the file lacks keeps what it was."""
        names = columns_of(Bill)
        row = (account, reading.start, reading.end, *reading.figures())
        optional = {"amount_yuan", "invoice_number", "estimated", "refund_of"}
        return tuple(
            before if name in optional and not self.batch.states(name) else now
            for name, now, before in zip(names, row, kept.row, strict=True)
        )

    def _withdraw(self, reading: Reading, kept: Kept | None) -> None:
        if kept is None:
            self._refuse_withdrawal(reading)
        elif self.batch.may_change(reading.row, f"票据 {reading.days}（{_said(kept.row)}）将作废"):
            self.withdrawn.append((reading.row, kept))
            self.batch.ids[reading.row] = kept.id
            self.batch.outcomes[reading.row] = "changed"
            self.kept_bills.take_out(self.kept_bills.identity(*kept))

    def refuse_exchanges(self) -> None:
        """Bills that would take each other's days: whichever is written first would stand where the other still is."""
        for _, _, (reading, _) in in_free_order(self.corrected, self.kept_bills)[1]:
            self.batch.refuse(
                reading.row,
                "start_date",
                "exchange",
                says="这几行票据互换了起止日期，不能一次保存。",
                do="请改为互换数量和金额；或先将其中一张作废并保存，再重新登记。",
            )

    def refuse_days_of_refused(self) -> None:
        """A bill that was to be corrected and is not stays where it is: no other row can have its days."""
        staying = [kept for row, kept in self.named.items() if row in self.batch.refused]
        by_account: dict[int, list[tuple[Identity, int]]] = {}
        for identity, reading in self.taken.items() if staying else ():
            by_account.setdefault(identity[0], []).append((identity, reading.row))
        while staying:
            days = self.kept_bills.identity(*staying.pop())
            for identity, row in by_account.get(days[0], ()):
                if row not in self.batch.refused and _share_a_day(identity, days):
                    self._refuse_days(row, days)
                    staying += [self.named[row]] if row in self.named else []

    def refuse_locked(self, organisations: Mapping[int, int]) -> None:
        """What counts in a locked quarter or year stays as it is. `organisations` are those of the accounts."""
        locks = locks_of(set(organisations.values()), today=timezone.localdate(self.batch.at))
        for row, (account, start, end, *_) in self._changes() if locks else ():
            organisation = organisations.get(account) or Account.objects.get(id=account).organisation_id
            period = locks.locked(organisation, *counted_days(start, end))
            if period and row not in self.batch.refused:
                self.batch.refuse(
                    row,
                    "end_date",
                    "period_locked",
                    says=f"{Period.parse(period).zh}的数据已经锁定，{start} 至 {end} 的票据不能登记、更正或作废。",
                    do="确需更改的，请主管部门重新开放这一期后再办理。",
                )

    def _changes(self) -> Iterator[tuple[int, tuple]]:
        """Each row that writes something, with the bill as it was and as it will be."""
        yield from ((reading.row, (account, reading.start, reading.end)) for reading, account in self.new)
        yield from ((brought[0].row, row) for kept, after, brought in self.corrected for row in (kept.row, after))
        yield from ((row, kept.row) for row, kept in self.withdrawn)

    def _refuse_days(self, row: int, days: Identity) -> None:
        _, start, end, _ = days
        self.batch.refuse(
            row,
            "start_date",
            "overlap",
            says=f"与 {start} 至 {end} 的票据重叠：那张票据本次未能更正，仍在原处。",
            do="请先改正那一行，再一并保存。",
        )

    def _refuse_withdrawal(self, reading: Reading) -> None:
        self.batch.refuse(
            reading.row,
            "withdrawn",
            "nothing_to_withdraw",
            says=f"没有 {label(reading.key)} {reading.days} 的票据可以作废。",
            do="请核对机构、户号和起止日期，须与已有票据完全相同。",
        )

    def brought(self) -> list[tuple[Reading, int]]:
        """What is new or now different, with its account."""
        return [*self._stand(self.new), *(brought for _, _, brought in self.corrected if self._stands(brought))]

    def _stand(self, brought: Iterable[tuple[Reading, int]]) -> list[tuple[Reading, int]]:
        return [each for each in brought if self._stands(each)] if self.batch.refused else list(brought)

    def _stands(self, brought: tuple[Reading, int]) -> bool:
        """Whether nothing has been said against it since it was sorted in."""
        return brought[0].row not in self.batch.refused

    def write(self, change: Writing) -> None:
        # In the order of the tables' indexes: the database then adds to their ends instead of all over them.
        new = sorted((account, each.start, each.end, each.row, each) for each, account in self._stand(self.new))
        added = [(account, start, end, *each.figures()) for account, start, end, _, each in new]
        corrected, _ = in_free_order((each for each in self.corrected if self._stands(each[2])), self.kept_bills)
        withdrawn = [kept for row, kept in self.withdrawn if row not in self.batch.refused]
        change.remove(Bill, withdrawn)
        change.correct(Bill, [(kept.id, kept.row, after) for kept, after, _ in corrected])
        ids = change.add(Bill, added)
        self.batch.ids.update({number: id_ for (*_, number, _), id_ in zip(new, ids, strict=True)})
        gone = [kept.row for kept in withdrawn]
        rows = [*added, *(row for kept, after, _ in corrected for row in (kept.row, after)), *gone]
        change.touch(parts_of({(row[1], row[2]) for row in rows}))


def corrected_by(found: Iterable[Reading], batch: Batch) -> dict[int, Kept]:
    """The bills that rows name by their ids, by row, as far as the person may enter there; the others are refused."""
    wanted: dict[int, int] = {}  # by record, the row that corrects it
    for reading in found if batch.records else ():
        if reading.row in batch.records:
            earlier = wanted.setdefault(batch.records[reading.row], reading.row)
            _refuse_second(reading.row, earlier, batch)
    if not wanted:
        return {}
    mine = within(Bill.objects.all(), batch.by, organisation="account__organisation", right=Right.ENTER)
    rows = mine.filter(id__in=any_of(wanted)).values_list("id", *columns_of(Bill))
    kept = {id_: Kept(id_, tuple(row)) for id_, *row in rows}
    for id_, row in wanted.items():
        if id_ not in kept:
            batch.refuse_gone(row)
    return {row: kept[id_] for id_, row in wanted.items() if id_ in kept}


def _refuse_second(row: int, earlier: int, batch: Batch) -> None:
    if row != earlier:
        batch.refuse(
            row,
            None,
            "duplicate_in_file",
            says=f"第 {row} 行与第 {earlier} 行更正的是同一张票据。",
            do="请保留正确的一行。",
        )


def _refuse_others(
    found: Iterable[Reading], named: Mapping[int, Kept], accounts: Mapping[Key, KeptAccount], batch: Batch
) -> None:
    """A kept bill does not become one of another account or other days unless whoever corrects it says so."""
    for each in found if batch.staying else ():
        kept = named.get(each.row) if each.row in batch.staying and not each.is_withdrawn else None
        if kept is None or (accounts[each.key].id, each.start, each.end) == kept.row[:3]:
            continue
        batch.refuse(
            each.row,
            None,
            "other_than_saved",
            says=f"第 {each.row} 行写的是另一张票据：{_moved_said(each, kept.row)}。",
            do=f"另一张票据请另起一行登记；确是这一张写错了的，请选择“{SAME}”。",
        )


def _moved_said(reading: Reading, before: tuple) -> str:
    account, start, end, *_ = before
    known = referred(Account, [account])[account]
    was = label(tuple(known[name] for name in Account.known_by))
    return f"原为{was} {start} 至 {end}，现为{label(reading.key)} {reading.days}"


def _change_said(reading: Reading, before: tuple, after: tuple) -> str:
    """What a correction without a reason would change."""
    was, now = _said(before), f"{_said(after)}{_emptied_said(before, after)}"
    if after[:3] == before[:3]:
        return f"票据 {reading.days} 原为{was}，现为{now}"
    return f"票据{_moved_said(reading, before)}" + (f"（{was}，改为{now}）" if was != now else "")


def _emptied_said(before: tuple, after: tuple) -> str:
    """What was there and would be gone: nobody sees a blank."""
    amount = "、金额清空" if before[4] is not None and after[4] is None else ""
    return amount + ("、发票号码清空" if before[5] and not after[5] else "")


def _share_a_day(one: Identity, other: Identity) -> bool:
    """Whether two bills of an account cannot both be: a refund only meets itself."""
    if one[3] or other[3]:
        return one == other
    return one[1] <= other[2] and other[1] <= one[2]


Correction = tuple[Kept, tuple, tuple[Reading, int]]


def in_free_order(
    corrections: Iterable[Correction], kept_bills: KeptBills
) -> tuple[list[Correction], list[Correction]]:
    """The corrections so that none takes the days of another before that one has left them; and those for which
    there is no such order."""
    both = [
        (kept_bills.identity(*kept), kept_bills.identity(kept.id, after), (kept, after, of))
        for kept, after, of in corrections
    ]
    ordered = [each for was, now, each in both if was == now]
    waiting = {was: (now, each) for was, now, each in both if was != now}
    while waiting:
        free = [was for was, (now, _) in waiting.items() if now not in waiting]
        if not free:
            break
        ordered += [waiting.pop(was)[1] for was in free]
    return ordered, [each for _, each in waiting.values()]


def parts_of(spans: Iterable[tuple[date, date]]) -> set[str]:
    """The months whose facts and coverage a bill or note of these days makes."""
    return {f"month {month:%Y-%m}" for span in spans for month in months_touched(*span)}


def _said(row: tuple) -> str:
    _, _, _, quantity, amount, invoice, *_ = row
    money = "" if amount is None else f"、{amount} 元"
    return f"数量 {quantity}{money}" + (f"、发票 {invoice}" if invoice else "")


def rows(person: Person) -> Iterator[Row]:
    """Every bill within reach in its resource's own unit, by organisation, account and day."""
    whom = ("account__organisation__code", "account__resource", "account__use", "account__number")
    kept = ("start_date", "end_date", "quantity", "amount_yuan", "invoice_number", "estimated", "refund_of")
    bills = within(Bill.objects.all(), person, organisation="account__organisation")
    ordered = bills.order_by(*whom[:1], "account_id", "start_date", "id").values_list(*whom, *kept)
    for code, resource, use, number, start, end, quantity, *rest in ordered.iterator(chunk_size=5000):
        amount, invoice, estimated, refund_of = rest
        about = (code, Resource(resource).zh, Use(use).zh, number, start, end)
        yield (
            *about,
            quantity,
            Resource(resource).unit,
            amount,
            invoice,
            "是" if estimated else "",
            refund_of,
            "",
            None,
        )


BILLS = Kind(
    "bills", "票据", COLUMNS, settle, rows, Bill, look_up=codes_for_names, recheck_after_undo=recheck_after_undo
)
