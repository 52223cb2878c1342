"""However trees, roles, moves, mergers and delegations come together: nobody sees a row beyond his scope.

The model is the tree as a child would walk it: from an organisation upwards until somebody's place is met, or the top.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from handed_in import pdf
from jieyue.programme.checking.queries import checks
from jieyue.programme.completeness.queries import accounts_by_month, months_of
from jieyue.programme.entry.operations import kinds
from jieyue.programme.entry.queries import export_lines
from jieyue.programme.evidence import queries as evidence
from jieyue.programme.evidence.operations import Upload, add
from jieyue.programme.ledgers import listing as ledgers
from jieyue.programme.ledgers import queries as rows_of
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.ledgers.missing import missing, missing_by_subject
from jieyue.programme.organisations import queries as organisations
from jieyue.programme.statistics.answer import Row
from jieyue.programme.statistics.peers import peers
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.disclosure import FEWEST
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import RIGHTS, Right, Role
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.machine.record import way_to_organisation
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisations_within, within
from jieyue.store.people.models import Appointment, Delegation, User
from jieyue.store.people.people import person_of
from ledger_samples import common, sample_rows
from samples import NOW
from soaking import rounds

COUNTIES, UNITS, DEPARTMENTS = ("C1", "C2", "C3"), tuple(f"U{n}" for n in range(8)), ("U0-1", "U1-1")
LEVELS = {"P": "省", "T": "市", **dict.fromkeys(COUNTIES, "县"), **dict.fromkeys(UNITS, "单位")}
LEVELS |= dict.fromkeys(DEPARTMENTS, "部门")
CODES = tuple(LEVELS)
PEOPLE = ("wang", "li", "zhao")
HELD = tuple(role for role in Role if not role.is_administrator)
YEAR = Period.parse("2025")
DAYS = st.dates(date(2024, 6, 1), date(2026, 6, 1))
MONTH = Period.parse("2025-01")
AFTER_THE_BILLS = st.dates(date(2025, 2, 1), date(2025, 12, 31))


@dataclass(frozen=True)
class Post:
    holder: str
    role: Role
    place: str
    since: date
    until: date | None

    def is_held(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class StandIn:
    """Of the post at this place in the list, by `to`."""

    post: int
    to: str
    since: date
    last_day: date
    is_approved: bool

    def holds(self, on: date) -> bool:
        return self.is_approved and self.since <= on <= self.last_day


@dataclass
class World:
    """`parents` are each organisation's, from a day on; `closed` the day from which it is no more. Every unit has rows
    of one `ledger`, and of what these are about.
    """

    parents: dict[str, list[tuple[date, str]]]
    closed: dict[str, tuple[date, str]]
    posts: list[Post]
    stand_ins: list[StandIn]
    day: date
    ledger: str = ""

    def chain(self, code: str, on: date) -> Iterator[str]:
        """The organisation and all above it on a day."""
        while code:
            yield code
            code = next((parent for since, parent in reversed(self.parents[code]) if since <= on), "")

    def reach(self, username: str, right: Right) -> set[str]:
        """What is closed stays where it stood last."""
        places = {post.place for post in self._posts_of(username) if right in RIGHTS[post.role]}
        return {code for code in CODES if places & set(self.chain(code, self.day))}

    def _posts_of(self, username: str) -> Iterator[Post]:
        held = [post for post in self.posts if post.is_held(self.day)]
        yield from (post for post in held if post.holder == username)
        for each in self.stand_ins:
            if each.to == username and each.holds(self.day) and self.posts[each.post] in held:
                yield self.posts[each.post]


LONG_AGO = date(1900, 1, 1)


@st.composite
def worlds(draw) -> World:
    parents = {"P": [(LONG_AGO, "")], "T": [(LONG_AGO, "P")]}
    parents |= {county: [(LONG_AGO, draw(st.sampled_from(("P", "T"))))] for county in COUNTIES}
    parents |= {unit: [(LONG_AGO, draw(st.sampled_from(("P", "T", *COUNTIES))))] for unit in UNITS}
    parents |= {code: [(LONG_AGO, code.partition("-")[0])] for code in DEPARTMENTS}
    for code, on in draw(st.lists(st.tuples(st.sampled_from((*COUNTIES, *UNITS)), DAYS), max_size=5)):
        if on > parents[code][-1][0]:
            above = ("P", "T") if code in COUNTIES else ("P", "T", *COUNTIES)
            parents[code].append((on, draw(st.sampled_from(above))))
    for code, on in draw(st.lists(st.tuples(st.sampled_from(UNITS), AFTER_THE_BILLS), min_size=1, max_size=6)):
        if on > parents[code][-1][0]:  # so that somebody keeps the sums of a unit that he has lost
            parents[code].append((on, draw(st.sampled_from(("P", "T", *COUNTIES)))))
    merged = draw(st.lists(st.sampled_from(UNITS[2:5]), unique=True, max_size=2))  # into units that stay, without parts
    closed = {
        code: (max(parents[code][-1][0] + timedelta(days=1), draw(DAYS)), draw(st.sampled_from(UNITS[5:])))
        for code in merged
    }
    posts = draw(st.lists(st.builds(_post, st.sampled_from(PEOPLE), st.sampled_from(HELD), st.sampled_from(CODES), DAYS,
                                    st.none() | st.integers(1, 500)), min_size=1, max_size=5,
                          unique_by=lambda post: (post.holder, post.role, post.place)))  # fmt: skip
    of_county = Post("wang", Role.READER, draw(st.sampled_from(COUNTIES)), date(2024, 6, 1), None)
    posts += [] if any(post.place == of_county.place for post in posts) else [of_county]
    stand_ins = draw(st.lists(st.builds(_stand_in, st.integers(0, len(posts) - 1), st.sampled_from(PEOPLE), DAYS,
                                        st.integers(0, 200), st.booleans()), max_size=3))  # fmt: skip
    turning = [on for history in parents.values() for on, _ in history[1:]] + [on for on, _ in closed.values()]
    turning += [post.until for post in posts if post.until] + [each.last_day for each in stand_ins]
    near = [on + timedelta(days=n) for on in turning for n in (-1, 0, 1)]
    day = draw(st.sampled_from(near) if near else DAYS)
    return World(parents, closed, posts, stand_ins, day, draw(st.sampled_from(common())))


def _post(holder: str, role: Role, place: str, since: date, days: int | None) -> Post:
    return Post(holder, role, place, since, since + timedelta(days=days) if days else None)


def _stand_in(post: int, to: str, since: date, days: int, is_approved: bool) -> StandIn:
    return StandIn(post, to, since, since + timedelta(days=days), is_approved)


@pytest.fixture
def founded(house, tmp_path, settings):
    """A world in the database, with bills and evidence of its units, in a home of its own."""
    homes = count()

    def founded(world: World) -> dict[str, int]:
        settings.JIEYUE_HOME = tmp_path / f"world-{next(homes)}"
        settings.JIEYUE_WAREHOUSE = settings.JIEYUE_HOME / "warehouse"
        settings.JIEYUE_EVIDENCE = settings.JIEYUE_HOME / "evidence"
        settings.JIEYUE_HOME.mkdir()
        house.have("organisations", [_line(code, world.parents[code][0][1]) for code in CODES])
        house.have("bills", [_bill(n, code) for n, code in enumerate((*UNITS, *DEPARTMENTS))])
        house.have("profiles", [{"organisation": u, "year": 2025, "floor_area_m2": 900, "persons": 9} for u in UNITS])
        for key in (*_registers_of(world.ledger), world.ledger):
            house.have(key, [row for unit in UNITS for row in sample_rows(key, unit=unit)])
        for n, unit in enumerate(UNITS[::3]):
            about = {"fact_on": date(2025, 1, 31), "by": house.person, "at": NOW}
            add(Upload(f"{unit}.pdf", io.BytesIO(pdf(n + 1))), organisation=unit, name=unit, **about)
        moves = [{**_line(code, to), "effective_on": on} for code, old in world.parents.items() for on, to in old[1:]]
        ends = [
            {**_line(code, world.parents[code][-1][1]), "closed_on": on, "successors": successor}
            for code, (on, successor) in world.closed.items()
        ]
        for line in (*moves, *ends):
            house.have("organisations", [line], reason="区划调整")
        _appoint(world)
        return {unit: 2**n for n, unit in enumerate((*UNITS, *DEPARTMENTS))}

    return founded


def _registers_of(ledger: str) -> list[str]:
    """What has to be there before its rows."""
    fields = all_ledgers()[ledger].model._meta.concrete_fields
    about = {each.related_model for each in fields if each.related_model} - {all_ledgers()[ledger].model}
    return [each.key for each in all_ledgers().values() if each.model in about]


def _line(code: str, parent: str) -> dict[str, object]:
    category = "教育" if LEVELS[code] == "单位" else ""
    return {"code": code, "name": f"秘密{code}", "parent": parent, "level": LEVELS[code], "category": category}


def _bill(n: int, code: str) -> dict[str, object]:
    days = {"start_date": "2025-01-01", "end_date": "2025-01-31"}
    return {"organisation": code, "resource": "电", "account": f"D{code}", **days, "quantity": 2**n, "unit": "kWh"}


def _appoint(world: World) -> None:
    users = {username: User.objects.create(username=username, name=username) for username in PEOPLE}
    ids = dict(Organisation.objects.values_list("code", "id"))
    held = [
        Appointment.objects.create(
            user=users[post.holder], role=post.role, organisation_id=ids[post.place], since=post.since, until=post.until
        )
        for post in world.posts
    ]
    for each in world.stand_ins:
        Delegation.objects.create(
            appointment=held[each.post], to=users[each.to], since=each.since, last_day=each.last_day,
            state="approved" if each.is_approved else "asked",
        )  # fmt: skip


@given(worlds())
@settings(
    max_examples=rounds(short=8, long=200),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a world takes a second: no hunt for the smallest
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nobody_sees_a_row_beyond_his_scope(founded, world):
    with transaction.atomic():
        quantities = founded(world)
        for username in PEOPLE:
            person = person_of(User.objects.get(username=username), on=world.day, login="x")
            see_only(world, person, quantities)
        transaction.set_rollback(True)


def see_only(world: World, person: Person, quantities: dict[str, int]) -> None:
    for right in (Right.READ, Right.ENTER, Right.SHAPE, Right.APPROVE):
        assert codes_of(organisations_within(person, right)) == world.reach(person.username, right)
    own = world.reach(person.username, Right.READ)
    event(f"reaches {'nothing' if not own else 'everything' if len(own) == len(CODES) else 'a part'}")
    lists_show_only(person, own, quantities)
    single_records_are_there_only(person, own)
    rows_of_a_ledger_are_there_only(world, person, own)
    for code in sorted(own & {"P", *COUNTIES})[-2:]:
        answers_name_only(world, person, code, own)
    for code in sorted(own & set(UNITS))[:1]:
        peers_are_many_or_hidden(person, code)
    for code in sorted(set(CODES) - own)[::4]:
        answers_as_if_there_were_none(person, code)


def codes_of(found) -> set[str]:
    return set(found.values_list("code", flat=True))


def lists_show_only(person: Person, own: set[str], quantities: dict[str, int]) -> None:
    with_bills = own & quantities.keys()
    reached = within(Bill.objects.all(), person, organisation="account__organisation")
    assert set(reached.values_list("account__organisation__code", flat=True)) == with_bills
    found = ledgers.listing("bills", person=person, wanted=ledgers.Wanted(), many=50)
    assert {line.organisation.code for line in found.lines} == with_bills
    [sums] = ledgers.totals("bills", person=person, wanted=ledgers.Wanted())
    added = sum(each.quantity for line in sums.lines for each in line.sums if each.heading.key == "quantity")
    assert added == sum(quantities[code] for code in with_bills)
    assert {each.organisation.code for each in evidence.items(person=person).items} == own & set(UNITS[::3])
    shown = organisations.organisations(person=person, on=person.on, text="秘密", first=0, many=50)
    assert {entry.code for entry in shown.entries} <= own
    for kind in kinds():
        if person.may(Right.READ):
            exported = b"".join(export_lines(kind, person=person)).decode().replace("\r", "")
            assert not any(f"\n{code}," in exported or f"秘密{code}," in exported for code in set(CODES) - own)


def single_records_are_there_only(person: Person, own: set[str]) -> None:
    for id_, code in Bill.objects.values_list("id", "account__organisation__code"):
        if code in own:
            assert rows_of.steps(rows_of.row("bills", id_, person=person), person=person)
        else:
            unknown(lambda id_=id_: rows_of.row("bills", id_, person=person))


def rows_of_a_ledger_are_there_only(world: World, person: Person, own: set[str]) -> None:
    """In its list, one by one, in the sheet and among the months that are missing."""
    ledger = all_ledgers()[world.ledger]
    found = ledgers.listing(ledger.key, person=person, wanted=ledgers.Wanted(), many=100)
    assert {line.organisation.code for line in found.lines} == own & set(UNITS)
    way = way_to_organisation(ledger.model)
    for id_, code in ledger.model.objects.order_by("id").values_list("id", f"{way}__code")[::5]:
        if code in own:
            assert rows_of.steps(rows_of.row(ledger.key, id_, person=person), person=person)
        else:
            unknown(lambda id_=id_: rows_of.row(ledger.key, id_, person=person))
    for place in sorted(own - set(UNITS))[-1:]:
        lacking = missing(ledger.key, person=person, code=place, year=2025, today=person.on)
        assert {unit.organisation.code for unit in lacking.units} <= own
        if not ledger.counts_days:
            rows = missing_by_subject(ledger.key, person=person, code=place, year=2025, today=person.on)
            assert {row.organisation.code for row in rows} <= own
    for code in sorted(set(CODES) - own)[::4]:
        unknown(lambda code=code: missing(ledger.key, person=person, code=code, year=2025, today=person.on))
        wanted = ledgers.Wanted(organisation=code)
        unknown(lambda wanted=wanted: ledgers.listing(ledger.key, person=person, wanted=wanted))


def answers_name_only(world: World, person: Person, code: str, own: set[str]) -> None:
    answer = statistics(person=person, code=code, period=YEAR, by=["organisation"])
    assert {row.keys["organisation"] for row in answer.rows} <= own | {None}
    assert {each["organisation"] for each in answer.completeness.missing} <= own
    assert {each.organisation for each in checks(person=person, code=code, period=YEAR)} <= own
    few_are_not_told_apart(world, person, code, own)
    months = months_of(person=person, code=code, year=2025, today=person.on)
    assert {unit.organisation.code for unit in months.units} <= own
    accounts = accounts_by_month(person=person, code=code, year=2025, today=person.on)
    assert {account.organisation.code for account in accounts} <= own


def few_are_not_told_apart(world: World, person: Person, code: str, own: set[str]) -> None:
    """Bills are powers of two: a sum says whose are in it."""
    members = (*UNITS, *DEPARTMENTS)
    lost = {each for each in members if code in world.chain(each, MONTH.last) and each not in own}
    few = 0 < len({each.partition("-")[0] for each in lost}) < FEWEST
    event(f"{'few' if few else 'many' if lost else 'none'} lost since")

    def told(period: Period) -> list[tuple[set[str], Row]]:
        by = ["organisation", "month", "use"]
        rows = statistics(person=person, code=code, period=period, by=by, is_compared=False).rows
        return [({each for n, each in enumerate(members) if int(row.quantity) >> n & 1}, row) for row in rows]

    nameless = [(inside, row) for inside, row in told(YEAR) if row.keys["organisation"] is None]
    assert set().union(*(inside for inside, _ in nameless)) == lost
    assert {row.is_rest for _, row in nameless} == ({few} if lost else set())
    assert all(set(row.keys.values()) == {None} for _, row in nameless if row.is_rest)
    in_month = set().union(*(inside for inside, _ in told(MONTH)))
    assert in_month & lost == (set() if few else lost)


def peers_are_many_or_hidden(person: Person, code: str) -> None:
    for each in peers(person=person, code=code, period=YEAR):
        assert each.units is None or each.units > FEWEST
        assert "秘密U" not in each.group


def answers_as_if_there_were_none(person: Person, code: str) -> None:
    unknown(lambda: statistics(person=person, code=code, period=YEAR))
    unknown(lambda: checks(person=person, code=code, period=YEAR))
    unknown(lambda: months_of(person=person, code=code, year=2025, today=person.on))
    unknown(lambda: peers(person=person, code=code, period=YEAR))
    unknown(lambda: organisations.organisation(code, person=person))
    unknown(lambda: evidence.items(person=person, organisation=code))


def unknown(ask) -> None:
    with pytest.raises(NotThere):
        ask()
