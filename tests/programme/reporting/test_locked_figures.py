"""Whatever is done to the ledger, the tree and the reports: the figures of a locked period stay what was locked."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.entry.reversing import undo
from jieyue.programme.organisations import operations as reorganising
from jieyue.programme.records.queries import last_seen
from jieyue.programme.reporting import operations
from jieyue.programme.reporting.corrections import corrected
from jieyue.programme.reporting.figures import differences, digest_of, figures, figures_now
from jieyue.programme.reporting.opening import open_period
from jieyue.programme.reporting.queries import report
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.moves import possible
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import Refused
from jieyue.rules.reporting import ACCEPT, ACCEPT_AGAIN, MOVES, REOPEN, SUBMIT, Opened, ReportState
from jieyue.rules.roles import Right, Role
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.log import head
from jieyue.store.records.models import LogEntry
from jieyue.store.reporting import guarding
from jieyue.store.reporting.guarding import PeriodLocked
from jieyue.store.reporting.models import Report
from jieyue.store.snapshots.keeping import content_of
from reporting_desk import AT, accept
from soaking import rounds

UNITS, DEPARTMENTS = ("A", "B"), ("A1", "B1")
TREE = """code | name | parent | level
P | 某省 | | 省
A | A局 | P | 单位
B | B局 | P | 单位
A1 | A1处 | A | 部门
B1 | B1处 | B | 部门"""
OF_METERS = "organisation | number | resource | multiplier | digits | account | is_source | installed_on | first_shown"
HEADER = "organisation | resource | account | start_date | end_date"
PERIODS = tuple(map(Period.parse, ("2025Q1", "2025Q2", "2025", "2025-02", "2025H1")))
OPENED = PERIODS[3:]
"""Reported because they are opened, beside quarters and year whose months they share."""
MONTHS = tuple(range(1, 7))
WHO = {Right.ENTER: "wang", Right.REVIEW: "li", Right.LOCK: "li"}
STEPS = 10

codes, months = st.sampled_from((*UNITS, *DEPARTMENTS)), st.sampled_from(MONTHS)
days = st.dates(date(2024, 12, 1), date(2025, 8, 1)).map(lambda day: day.replace(day=1 if day.day < 20 else day.day))
STEP = st.one_of(
    st.tuples(st.just("bill"), codes, months, st.integers(1, 5)),
    st.tuples(st.just("long bill"), codes, months, st.integers(1, 5)),
    st.tuples(st.just("withdraw"), codes, months),
    st.tuples(st.just("no use"), codes, months),
    st.tuples(st.just("profile"), st.sampled_from(UNITS), st.integers(1, 5)),
    st.tuples(st.just("account"), codes, days),
    st.tuples(st.just("place"), st.sampled_from(DEPARTMENTS), st.sampled_from(UNITS), days),
    st.tuples(st.just("end"), codes, days),
    st.tuples(st.just("undo"), st.integers(0, 6)),
    st.tuples(st.just("move"), st.sampled_from(UNITS), st.sampled_from(PERIODS), st.integers(0, 5), st.integers(0, 3)),
    st.tuples(st.just("days pass"), st.integers(1, 3)),
    st.tuples(st.just("reading"), st.sampled_from(UNITS), months, st.integers(1, 400)),
    st.tuples(st.just("meter"), st.sampled_from(UNITS), st.sampled_from(("10", "20")), st.sampled_from("是否")),
    st.tuples(st.just("move bill"), st.integers(0, 30), codes, months),
    st.tuples(st.just("merge"), codes, codes, days),
    st.tuples(st.just("split"), codes, days),
    st.tuples(st.just("rename"), codes, days),
    st.tuples(st.just("move unit"), st.sampled_from(UNITS), st.sampled_from(("P", "P2")), days),
    st.tuples(st.just("join"), codes, days, st.booleans()),
)


def person(name: str) -> Person:
    return Person(name, "a test", tuple(Post(role) for role in Role))


@dataclass
class World:
    """What is done at `at`; `locked` are the figures of each locked period as they were when its lock fell shut."""

    house: object
    at: object = AT
    locked: dict[tuple[str, Period], object] = field(default_factory=dict)

    def bring(self, kind: str, rows: str) -> None:
        self.house.bring(kind, rows, reason="改", at=self.at)

    def bill(self, code: str, month: int, quantity: int) -> None:
        last = monthrange(2025, month)[1]
        row = f"{code} | 电 | {code} | 2025-{month:02}-01 | 2025-{month:02}-{last} | {quantity} | kWh"
        self.bring("bills", f"{HEADER} | quantity | unit\n{row}")

    def long_bill(self, code: str, month: int, quantity: int) -> None:
        row = f"{code} | 水 | {code} | 2025-{month:02}-01 | 2025-{month + 3:02}-15 | {quantity} | 吨"
        self.bring("bills", f"{HEADER} | quantity | unit\n{row}")

    def withdraw(self, code: str, month: int) -> None:
        row = f"{code} | 电 | {code} | 2025-{month:02}-01 | 2025-{month:02}-{monthrange(2025, month)[1]} | 1 | kWh | 是"
        self.bring("bills", f"{HEADER} | quantity | unit | withdrawn\n{row}")

    def no_use(self, code: str, month: int) -> None:
        row = f"{code} | 水 | 7 | 2025-{month:02}-01 | 2025-{month:02}-{monthrange(2025, month)[1]}"
        self.bring("no_use", f"{HEADER}\n{row}")

    def profile(self, code: str, size: int) -> None:
        self.bring("profiles", f"organisation | year | floor_area_m2 | persons\n{code} | 2025 | {size} | {size}")

    def account(self, code: str, day: date) -> None:
        self.bring("accounts", f"organisation | resource | account | closed_on\n{code} | 电 | {code} | {day}")

    def place(self, code: str, parent: str, day: date) -> None:
        row = f"{code} | {code}处 | {parent} | 部门 | {day}"
        self.bring("organisations", f"code | name | parent | level | effective_on\n{row}")

    def end(self, code: str, day: date) -> None:
        level, parent = ("单位", "P") if code in UNITS else ("部门", "")
        row = f"{code} | {code}{'局' if code in UNITS else '处'} | {parent} | {level} | {day}"
        self.bring("organisations", f"code | name | parent | level | closed_on\n{row}")

    def undo(self, back: int) -> None:
        entry = head().seq - back
        if LogEntry.objects.filter(seq=entry).exists():
            undo(entry, by=person("console"), at=self.at, reason="撤销")

    def move(self, code: str, period: Period, nth: int, more: int) -> None:
        today = self.at.date()
        found = report(organisation=code, period=period, person=person("sun"), today=today)
        moves = possible(MOVES, found.state)
        move = moves[nth % len(moves)]
        until = {"until": today + timedelta(days=more)} if move is REOPEN else {}
        do = getattr(operations, "return_" if move.key == "return" else move.key)
        if move in (ACCEPT, ACCEPT_AGAIN):
            until["seen"] = found.seen
        if move is SUBMIT:
            until["answers"] = {each.id: "已核对" for each in found.questions if each.is_open}
        do(organisation=code, period=period, by=person(WHO[move.right]), at=self.at, reason="办理", **until)
        event(move.key)

    def reading(self, code: str, month: int, shown: int) -> None:
        self.bring(
            "readings", f"organisation | meter | read_at | shown\n{code} | M{code} | 2025-{month:02}-20 | {shown}"
        )

    def meter(self, code: str, multiplier: str, source: str) -> None:
        row = f"{code} | M{code} | 电 | {multiplier} | 4 | 3001{code} | {source} | 2025-01-01 | 0"
        self.bring("meters", f"{OF_METERS}\n{row}")

    def move_bill(self, nth: int, code: str, month: int) -> None:
        """A bill by its number to another unit, account and month."""
        bills = list(Bill.objects.order_by("pk").values_list("pk", flat=True))
        record, last = bills[nth % len(bills)], monthrange(2025, month)[1]
        values = {"organisation": code, "resource": "电", "account": f"户{code}", "quantity": "7", "unit": "kWh"}
        values |= {"start_date": f"2025-{month:02}-01", "end_date": f"2025-{month:02}-{last}"}
        row = EnteredRow(1, values, record=record, seen=last_seen(Bill, [record])[record])
        enter_rows("bills", [row], by=self.house.person, at=self.at, reason="改")

    def merge(self, code: str, into: str, day: date) -> None:
        self.reorganise(reorganising.to_merge, organisations=[code], into=into, since=day)

    def split(self, code: str, day: date) -> None:
        into = [reorganising.Newcomer(code=f"{code}{day:%m%d}", name=f"{code}{day:%m%d}新")]
        self.reorganise(reorganising.to_split, organisation=code, into=into, since=day)

    def rename(self, code: str, day: date) -> None:
        self.reorganise(reorganising.to_rename, organisation=code, name=f"{code}新", since=day)

    def move_unit(self, code: str, parent: str, day: date) -> None:
        self.reorganise(reorganising.to_move, organisation=code, parent=parent, since=day)

    def join(self, code: str, day: date, only_new: bool) -> None:
        self.reorganise(reorganising.to_join, organisation=code, joined_on=day, only_new=only_new)

    def reorganise(self, how: Callable, **about: object) -> None:
        change = how(**about, person=self.house.person)
        reorganising.reorganise(change, by=self.house.person, at=self.at, reason="机构改革")

    def days_pass(self, many: int) -> None:
        self.at += timedelta(days=many)

    def see(self) -> None:
        """Compare what is locked, and note what came to be."""
        live = {unit: self.live(unit) for unit in UNITS}
        still = {}
        for kept in Report.objects.select_related("organisation"):
            period, unit = Period.parse(kept.period), kept.organisation.code
            if kept.is_locked_on(self.at.date()):
                now = {key: sums for key, sums in live[unit].items() if period.first <= key[0] <= period.last}
                still[unit, period] = self.locked.get((unit, period), now)
                assert now == still[unit, period], (unit, kept.period)
        self.locked = still

    @staticmethod
    def live(unit: str) -> dict[tuple[date, str], Decimal]:
        asked = {"code": unit, "period": Period.parse("2025"), "by": ["month", "resource"]}
        rows = statistics(person=Person.at_console("a test"), **asked, is_compared=False).rows
        return {(Period.parse(row.keys["month"]).first, row.resource): row.quantity for row in rows}


@pytest.fixture
def world(house) -> World:
    return house.begun(with_locks)


def with_locks(house) -> World:
    house.have("organisations", TREE)
    house.have("organisations", "code | name | parent | level\nP2 | 二省 | | 省")
    world = World(house)
    for unit in UNITS:
        house.have("accounts", f"organisation | resource | account | opened_on\n{unit} | 电 | 3001{unit} | 2025-01-01")
        world.meter(unit, "10", "是")
        read = "\n".join(f"{unit} | M{unit} | 2025-{month:02}-01 | {30 * month}" for month in range(2, 9))
        house.have("readings", f"organisation | meter | read_at | shown\n{read}")
    for month in MONTHS:
        for code in (*UNITS, *DEPARTMENTS):
            world.bill(code, month, 10 * month)
    for period in OPENED:
        about = {"organisation": "P", "period": period, "by": Person.at_console("a test"), "at": AT}
        open_period(**about, opened=Opened(period.until, period.until))
    for unit, period in (("A", PERIODS[0]), ("B", PERIODS[1])):
        locked(unit, period)
    world.see()
    return world


def locked(unit: str, period: Period) -> None:
    about = {"organisation": unit, "period": period, "at": AT, "reason": "办理"}
    operations.submit(**about, by=person("wang"))
    accept(organisation=unit, period=period, by=person("li"), at=AT)
    operations.lock(**about, by=person("li"))


def test_the_figures_of_a_locked_period_stay(world):
    @given(st.lists(STEP, min_size=STEPS, max_size=STEPS))
    @settings(
        max_examples=rounds(short=3, long=400),
        phases=[Phase.explicit, Phase.generate],  # a way takes a second: no hunt for the shortest
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    def whatever_is_done(steps):
        with transaction.atomic():
            now = World(world.house, locked=dict(world.locked))
            for name, *about in steps:
                take(getattr(now, name.replace(" ", "_")), about)
                now.see()
            transaction.set_rollback(True)

    whatever_is_done()


def test_what_the_write_path_notes_is_what_making_all_figures_anew_finds(world):
    about = {"by": person("li"), "at": AT, "reason": "办理"}
    for unit, period in (("A", PERIODS[0]), ("B", PERIODS[1])):
        operations.reopen(organisation=unit, period=period, until=AT.date() + timedelta(days=99), **about)
    for unit, period in (("A", PERIODS[1]), ("B", PERIODS[2])):
        operations.submit(organisation=unit, period=period, by=person("wang"), at=AT, reason="办理")
        accept(organisation=unit, period=period, by=person("li"), at=AT)

    @given(st.lists(STEP, min_size=STEPS, max_size=STEPS))
    @settings(
        max_examples=rounds(short=2, long=200),
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    def whatever_is_done(steps):
        with transaction.atomic():
            now = World(world.house)
            for name, *about in steps:
                take(getattr(now, name.replace(" ", "_")), about)
            assert {each.report.pk for each in corrected(Report.objects.all())} == made_anew()
            assert what_pages_take_for_now() == what_is_now()
            transaction.set_rollback(True)

    whatever_is_done()


def made_anew() -> set[int]:
    kept = Report.objects.filter(accepted__isnull=False).select_related("organisation", "accepted")
    asked = ((each, figures(each.organisation, Period.parse(each.period), person=person("li"))) for each in kept)
    return {each.pk for each, now in asked if differences(content_of(each.accepted), now)}


TOLD = ("facts", "totals", "indicators", "completeness", "sizes", "path")


def what_is_now() -> list[str]:
    """Of each report, once for what was submitted and once for what was accepted."""
    asked = Report.objects.select_related("organisation").order_by("pk")
    now = [figures(each.organisation, Period.parse(each.period), person=person("li")) for each in asked]
    return [digest_of({name: each[name] for name in TOLD}) for each in now for _ in range(2)]


def what_pages_take_for_now() -> list[str]:
    """Where nothing seems to have changed, what was pinned."""
    asked = Report.objects.select_related("organisation", "submitted", "accepted").order_by("pk")
    now = [
        figures_now(each.organisation, Period.parse(each.period), pinned, person=person("li"))
        for each in asked
        for pinned in (each.submitted, each.accepted)
    ]
    return [digest_of({name: each[name] for name in TOLD}) for each in now]


def take(step: Callable[..., None], about: list) -> None:
    try:
        with transaction.atomic():
            step(*about)
    except (Refused, AssertionError) as refusal:
        event(type(refusal).__name__)


def moved(world: World, code: str, parent: str, day: str) -> None:
    world.place(code, parent, date.fromisoformat(day))


@pytest.mark.parametrize(("code", "parent", "day"), [("A1", "B", "2025-03-01"), ("B1", "A", "2025-02-10")])
def test_a_department_does_not_move_out_of_or_into_a_locked_month(world, code, parent, day):
    with pytest.raises(PeriodLocked, match="会改变单位 A 已锁定的2025年一季度的数据") as refusal:
        moved(world, code, parent, day)
    assert "重新开放" in refusal.value.do


def test_once_the_period_is_open_the_department_moves_and_the_cause_is_named(world):
    for unit, period in (("A", PERIODS[0]), ("B", PERIODS[1])):  # from March on it would be in B's second quarter too
        about = {"organisation": unit, "period": period, "by": person("li"), "at": AT}
        operations.reopen(**about, until=AT.date(), reason="内设部门划转")
    moved(world, "A1", "B", "2025-03-01")
    unit, kept = Organisation.objects.get(code="A"), Report.objects.get(organisation__code="A")
    changes = differences(content_of(kept.accepted), figures(unit, PERIODS[0], person=about["by"]))
    assert "机构在树中的位置或其内设部门已变动" in changes.causes


def test_what_a_department_used_before_it_moved_is_locked_with_the_unit_it_left(world):
    moved(world, "A1", "B", "2025-07-01")
    row = "A1 | 电 | A1 | 2025-01-01 | 2025-01-31 | 9 | kWh"
    found = world.house.refused("bills", f"{HEADER} | quantity | unit\n{row}", reason="改")
    assert found == [(2, "period_locked")]


def test_a_new_department_does_not_touch_what_is_locked(world):
    rows = "code | name | parent | level | opened_on\nA2 | A2处 | A | 部门 | 2025-02-01"
    world.house.have("organisations", rows)


def test_the_sizes_of_a_locked_year_stay_and_those_of_a_locked_quarter_do_not(world):
    world.house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2025 | 10 | 10")
    locked("A", PERIODS[2])
    with pytest.raises(PeriodLocked, match="2025年度的数据已经锁定"):
        world.profile("A", 11)


def test_however_many_rows_there_are_the_days_that_they_share_are_worked_out_once(world, monkeypatch):
    """Beside a locked period a file of 10,000 rows would wait for each of them."""
    worked_out = []
    counted = guarding.counted_days
    monkeypatch.setattr(guarding, "counted_days", lambda *days: worked_out.append(days) or counted(*days))
    rows = [f"C | 电 | C{n} | 2025-0{n % 3 + 1}-01 | 2025-0{n % 3 + 1}-28 | {n} | kWh" for n in range(1, 31)]
    world.house.have("organisations", "code | name | parent | level | category\nC | C局 | P | 单位 | 机关")
    worked_out.clear()
    world.house.have("bills", "\n".join([f"{HEADER} | quantity | unit", *rows]))
    assert len(worked_out) == 6, "three months, for the lock and for the notes of the reports"


def test_a_locked_report_says_that_it_is_locked(world):
    found = report(organisation="A", period=PERIODS[0], person=person("sun"), today=AT.date())
    assert found.state is ReportState.LOCKED
    assert not found.since_accepted
