"""What organisations aim at in a year: targets of all forms, ratios, and those of the plans that are in force there."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jieyue.programme.duties.standing import plans_in_force
from jieyue.rules.ledger_policy import LedgerWord, Measured
from jieyue.rules.plan import LAST_YEAR, Form, Plan
from jieyue.rules.plan import Target as PlansTarget
from jieyue.rules.targets import SPLIT
from jieyue.rules.values import Kind, Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.savings_targets.models import SUPERIOR, SavingsTarget
from jieyue.store.registers.targets.models import Target

MEASURES = "target_measures"
Origin = Literal["superior", "own", "plan"]


@dataclass(frozen=True)
class Aim:
    """A target of an organisation, by its id. `until` is the last day on which it can be reached, `record` its row of a
    register with the number of it; of a plan `says` is what the plan calls it.
    """

    organisation: int
    year: int
    word: LedgerWord
    form: Form
    value: Decimal | None
    base_year: int
    until: date
    origin: Origin
    document: str = ""
    because: str = ""
    is_confirmed: bool = True
    record: tuple[str, int] | None = None
    says: str = ""
    scope: tuple[Level, ...] = ()

    @property
    def about(self) -> Measured:
        return measured(self.word)

    @property
    def key(self) -> str:
        return self.word.key

    @property
    def can_be_split(self) -> bool:
        """Among those below: no target that only a plan can say, nor one for some levels."""
        return self.form in SPLIT and not self.scope


def measured(word: LedgerWord) -> Measured:
    if word.measured is None:
        raise LookupError(word.key)
    return word.measured


def measures() -> dict[str, LedgerWord]:
    """What a target can be about, by key."""
    return {word.key: word for word in policy().ledgers.words.get(MEASURES, ()) if word.measured}


def aims_of(organisations: Collection[int], year: int) -> list[Aim]:
    """What the registers have, in the order of policy."""
    order = list(measures())
    found = [*_savings(organisations, year), *_ratios(organisations, year)]
    return sorted(found, key=lambda aim: order.index(aim.key))


def _savings(organisations: Iterable[int], year: int) -> Iterator[Aim]:
    words = measures()
    for row in SavingsTarget.objects.filter(organisation__in=any_of(organisations), year=year):
        if row.measure not in words:
            continue
        yield Aim(
            organisation=row.organisation_id,
            year=year,
            word=words[row.measure],
            form=Form(row.form),
            value=row.value,
            base_year=row.base_year or year - 1,
            until=row.due_on or date(year, 12, 31),
            origin="superior" if row.origin == SUPERIOR else "own",
            document=row.document,
            because=row.because,
            record=(SavingsTarget._meta.db_table, row.pk),
        )


def _ratios(organisations: Iterable[int], year: int) -> Iterator[Aim]:
    words = [word for word in measures().values() if measured(word).ratio]
    for row in Target.objects.filter(organisation__in=any_of(organisations), year=year):
        for word in words:
            value = getattr(row, measured(word).ratio)
            if value is None:
                continue
            yield Aim(
                organisation=row.organisation_id,
                year=year,
                word=word,
                form=Form.CAP,
                value=value,
                base_year=year - 1,
                until=date(year, 12, 31),
                origin="superior",
                document=row.document,
                is_confirmed=row.is_confirmed,
                record=(Target._meta.db_table, row.pk),
            )


def aims_of_plans(subject: Organisation, year: int) -> list[Aim]:
    """What the plans in force for an organisation in a year order it to reach by figures."""
    return [
        aim
        for plan in plans_in_force(subject, Level(subject.level), date(year, 1, 1), date(year, 12, 31))
        for aim in _ordered(plan, subject, year)
    ]


def _ordered(plan: Plan, subject: Organisation, year: int) -> Iterator[Aim]:
    kind = Kind(subject.kind) if subject.kind else None
    for entry in plan.entries:
        target = entry.target
        is_of_year = target is not None and (target.by is None or target.by.year == year)
        if target is None or not target.measure or not is_of_year:
            continue
        if plan.addresses.includes(Level(subject.level), kind, entry.who):
            yield _of_plan(plan, entry.what, target, subject, year)


def _of_plan(plan: Plan, says: str, target: PlansTarget, subject: Organisation, year: int) -> Aim:
    return Aim(
        organisation=subject.pk,
        year=year,
        word=measures()[target.measure],
        form=target.form,
        value=target.value,
        base_year=int(target.base) if target.base and target.base != LAST_YEAR else year - 1,
        until=target.by or date(year, 12, 31),
        origin="plan",
        document=f"《{plan.title}》",
        says=says,
        scope=target.scope,
    )


def titles_of_plans(subject: Organisation, today: date) -> list[tuple[Plan, str, date | None]]:
    """The titles that plans in force today want an organisation to reach, each with its last day."""
    kind, level = Kind(subject.kind) if subject.kind else None, Level(subject.level)
    return [
        (plan, entry.target.title, entry.target.by)
        for plan in plans_in_force(subject, level, today, today)
        for entry in plan.entries
        if entry.target and entry.target.title and plan.addresses.includes(level, kind, entry.who)
    ]
