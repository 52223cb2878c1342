"""What ledgers and registers have of what a sentence orders: of a unit what is there and what is missing, of a place
how many rows there are.
"""

from collections.abc import Iterator, Sequence

from django.db.models import Max, QuerySet

from jieyue.programme.duties.by_ledgers import answering
from jieyue.programme.ledgers.catalogue import Ledger, all_ledgers
from jieyue.programme.ledgers.sources import facts_of_ledgers
from jieyue.programme.sentences.lists import Place
from jieyue.programme.sentences.telling import Now, Told
from jieyue.rules.findings import ANSWERED, UNANSWERED
from jieyue.rules.period import Period, month_of
from jieyue.rules.values import Level
from jieyue.store.findings.models import Finding
from jieyue.store.machine.record import way_to_organisation, words_in
from jieyue.store.machine.settling import when
from jieyue.store.policies import policy

MOST_COUNTED = 10_000
MOST_MISSING = 3


def kept(name: str, place: Place) -> Iterator[Told]:
    """`name` is a ledger, a source of one, or a ledger with a word."""
    is_source = any(name in ledger.sources for ledger in all_ledgers().values())
    if is_source and Level(place.subject.level) is Level.UNIT:
        yield from _facts(name, place)
        return
    named = answering(name)
    yield _counted(named.ledger, _rows(named.ledger, place).filter(**named.where), place)


def _facts(name: str, place: Place) -> Iterator[Told]:
    """As a scoring standard would find it, this year so far."""
    today, unit = place.today, place.subject
    months = (month for month in Period.parse(f"{today.year:04}").each_month() if month < month_of(today))
    owed = tuple(month for month in months if unit.owing.holds(Period(month, 1).last))
    facts = facts_of_ledgers({unit: owed}, today.year, asked={name}, is_over=False, today=today)[unit.pk][name]
    if facts.found:
        last = facts.found[-1]
        more = f"等 {len(facts.found)} 项" if len(facts.found) > 1 else ""
        yield Told(f"{last.says}{more}", Now.KEPT, last.thing, last.names)
    missing = facts.missing[:MOST_MISSING]
    if missing:
        more = f"等 {len(facts.missing)} 项" if len(facts.missing) > len(missing) else ""
        says = "；".join(dict.fromkeys(each.says for each in missing))
        yield Told(f"{says}{more}", Now.NOTHING, missing[0].thing, missing[0].names)
    if not facts.found and not missing:
        yield Told(f"没有登记{answering(name).ledger.zh}", Now.NOTHING, *_list_of(answering(name).ledger, place))


def checked(at: str, items: Sequence[str], place: Place) -> Iterator[Told]:
    """Whether what the ledger's checks found has been put right; `items` are the words of its checklist that count."""
    ledger, (list_, words) = all_ledgers()[at], _of_checklist(items)
    rows = _rows(ledger, place)
    open_ = Finding.objects.filter(organisation__in=place.below, ledger=at, state__in=(*UNANSWERED, *ANSWERED))
    if words:
        [column] = [each.name for each in words_in(ledger.model) if each.words == list_]
        names = [each.name for each in policy().ledgers.words.get(list_, ()) if each.key in words]
        rows, open_ = rows.filter(**{f"{column}__in": words}), open_.filter(title__in=names)
    if count := open_.count():
        yield Told(f"{ledger.zh}查出的问题还有 {count} 个没有销号", Now.UNMET, "findings", (place.subject.code,))
        return
    told = _counted(ledger, rows, place)
    is_kept = told.now is Now.KEPT
    yield Told(f"{told.says}，没有未销号的问题", Now.MET, told.thing, told.names) if is_kept else told


def _of_checklist(items: Sequence[str]) -> tuple[str, list[str]]:
    """The list that the words stand in, and the words."""
    parted = [item.partition("/") for item in items]
    return (parted[0][0] if parted else ""), [key for _, _, key in parted]


def _rows(ledger: Ledger, place: Place) -> QuerySet:
    return ledger.model._default_manager.filter(**{f"{way_to_organisation(ledger.model)}__in": place.below})


def _counted(ledger: Ledger, rows: QuerySet, place: Place) -> Told:
    count, at = rows.order_by()[: MOST_COUNTED + 1].count(), when(ledger.model)
    if not count:
        return Told(f"没有登记{ledger.zh}", Now.NOTHING, *_list_of(ledger, place))
    many = f"{MOST_COUNTED} 条以上" if count > MOST_COUNTED else f"{count} 条"
    last = "" if at is None or place.is_place else f"，最近 {rows.aggregate(last=Max(at.name))['last']!s:.10}"
    return Told(f"{ledger.zh} {many}{last}", Now.KEPT, *_list_of(ledger, place))


def _list_of(ledger: Ledger, place: Place) -> tuple[str, tuple[str, ...]]:
    return "rows", (ledger.key, place.subject.code)
