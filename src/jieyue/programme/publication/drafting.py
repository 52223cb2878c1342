"""From what a notice is drawn: a quarter's figures, a ledger's month, or a document that has been decided. Each answers
the same.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import QuerySet

from jieyue.programme.duties.documents import Handed, handed_in
from jieyue.programme.duties.handing_in import drawn_content
from jieyue.programme.duties.handing_in import parties_to as parties_to_paper
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.programme.people.second_person import who_made
from jieyue.programme.publication.catalogue import NotPublishable, called
from jieyue.programme.publication.content import notice_content
from jieyue.programme.publication.since import records_behind, since_said, since_told
from jieyue.programme.reporting.figures import Changes, Content
from jieyue.programme.reporting.parties import parties_of
from jieyue.programme.reporting.queries import NOTHING
from jieyue.rules.period import MONTH, QUARTER, Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.publication import ENERGY, Publication
from jieyue.rules.receiving import ADOPT, PaperState
from jieyue.rules.values import Level
from jieyue.store.duties.models import HandedIn
from jieyue.store.machine.coverage import month_asked
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import way_to_organisation
from jieyue.store.machine.settling import in_period, when, within_days
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import RowVersion
from jieyue.store.reporting.models import Report

YEARS_LISTED = 2
LAYOUT = "document-notice"
DECIDED = (PaperState.NOTED, PaperState.RECEIVED, PaperState.PUBLISHED)
"""A document is published once the level above has received it, or once it is noted where it goes nowhere."""


class DrawnFrom(Protocol):
    """`periods`: of which a draft is there by itself on a day. `since`: in what its source is other than what a notice
    shows, pinned or not.
    """

    def periods(self, unit: Organisation, today: date) -> list[Period | None]: ...
    def refuse_undrafted(self, unit: Organisation, period: Period | None, today: date) -> None: ...
    def refuse_empty(self, unit: Organisation, period: Period | None) -> None: ...
    def content(self, unit: Organisation, period: Period | None) -> Content: ...
    def records(self, unit: Organisation, period: Period | None) -> Sequence[Any]: ...
    def parties(self, unit: Organisation, period: Period | None) -> set[str]: ...
    def since(self, shown: Content, unit: Organisation, period: Period | None, *, person: Person) -> Changes: ...


def drawn_from(what: str) -> DrawnFrom:
    """Raises NoticeUnknown, and NotPublishable of what has no ledger yet."""
    kind = called(what)
    if kind.waits:
        raise NotPublishable(f"{kind.name}的公示还要等{kind.waits}。", do="有了这本台账以后按月公示。")
    if kind.key == ENERGY:
        return _Figures()
    return _OfLedger(kind, ledger_named(kind.ledger)) if kind.ledger else _Document(kind)


class _Figures:
    """A quarter's use: there is a draft as soon as the quarter is over."""

    def periods(self, unit: Organisation, today: date) -> list[Period | None]:
        if Level(unit.level) is not Level.UNIT:
            return []
        return [period for period in _ended(today) if unit.owing.holds(period.last)]

    def refuse_undrafted(self, unit: Organisation, period: Period | None, today: date) -> None:
        if period is None or period.months != QUARTER:
            told = period.zh if period else ""
            raise NotPublishable(f"“{told}”不是季度。", do="能源资源消费按季度公示，如 2024年一季度。")
        if today < period.until:
            raise NotPublishable(f"{period.zh}还没有结束。", do=f"请在 {period.until} 及以后公示。")
        if not quarters_of_unit(unit, [period]):
            says = f"{unit.code} 在{period.zh}还没有设立或已经撤销，没有可以公示的内容。"
            raise NotPublishable(says, do="请选择单位存续期间的季度。")

    def refuse_empty(self, unit: Organisation, period: Period) -> None:
        if not notice_content(unit, period)["rows"]:
            raise NotPublishable("本季没有任何消费数据，没有可以公示的内容。", do="请先登记票据。")

    def content(self, unit: Organisation, period: Period) -> Content:
        return notice_content(unit, period)

    def records(self, unit: Organisation, period: Period) -> Sequence[Any]:
        return records_behind(unit, period)

    def parties(self, unit: Organisation, period: Period) -> set[str]:
        report = Report.objects.filter(organisation=unit, period=str(period)).first()
        return parties_of(unit, period, report)

    def since(self, shown: Content, unit: Organisation, period: Period, *, person: Person) -> Changes:
        """Of what is pinned, or drafted of accepted figures."""
        is_compared = _is_pinned(shown) or shown["is_accepted"]
        return since_said(shown, unit, period, person=person) if is_compared else NOTHING


class _OfLedger:
    """A month of a ledger: there is a draft as soon as the month is over and something was registered in it."""

    def __init__(self, kind: Publication, ledger: Ledger) -> None:
        self.kind, self.ledger = kind, ledger

    def periods(self, unit: Organisation, today: date) -> list[Period | None]:
        if Level(unit.level) not in self.kind.levels:
            return []
        first, last = date(today.year - YEARS_LISTED + 1, 1, 1), month_of(today) - timedelta(days=1)
        at = month_asked(when(self.ledger.model), first, last)
        rows = self._rows(unit).filter(within_days(self.ledger.model, first, last)).order_by()
        months = [Period.parse(month) for month in sorted(set(rows.values_list(at, flat=True)))]
        return [period for period in months if unit.owing.holds(period.last)]

    def refuse_undrafted(self, unit: Organisation, period: Period | None, today: date) -> None:
        if period is None or period.months != MONTH:
            told = period.zh if period else ""
            raise NotPublishable(f"“{told}”不是月份。", do=f"{self.kind.name}按月公示，如 2024年3月。")
        if today < period.until:
            raise NotPublishable(f"{period.zh}还没有结束。", do=f"请在 {period.until} 及以后公示。")
        if not unit.owing.holds(period.last):
            says = f"{unit.code} 在{period.zh}还没有设立或已经撤销，没有可以公示的内容。"
            raise NotPublishable(says, do="请选择单位存续期间的月份。")

    def refuse_empty(self, unit: Organisation, period: Period | None) -> None:
        if not (period and self._of_month(unit, period).exists()):
            do = f"请先登记{self.ledger.zh}。"
            raise NotPublishable(f"本月没有{self.ledger.zh}，没有可以公示的内容。", do=do)

    def content(self, unit: Organisation, period: Period | None) -> Content:
        lines = self.ledger.published(unit.pk, period) if self.ledger.published and period else ()
        return {
            "what": self.kind.key,
            "kind": self.kind.name,
            "organisation": unit.code,
            "name": named([unit.pk], on=period.last)[unit.pk].name if period else "",
            "period": str(period or ""),
            "lines": [{name: _plain(value) for name, value in line.items()} for line in lines],
            "layout": plain_layout_for(unit.pk, self.kind.paper),
        }

    def records(self, unit: Organisation, period: Period | None) -> Sequence[Any]:
        rows = self._of_month(unit, period).order_by("pk") if period else ()
        return [[self.ledger.model._meta.db_table, row.pk] for row in rows]

    def parties(self, unit: Organisation, period: Period | None) -> set[str]:
        """Whoever brought a row of the month."""
        ids = any_of(row.pk for row in self._of_month(unit, period)) if period else []
        versions = RowVersion.objects.filter(table=self.ledger.model._meta.db_table, record_id__in=ids)
        return who_made(set(versions.values_list("entry_id", flat=True)), self.ledger.right)

    def since(self, shown: Content, unit: Organisation, period: Period | None, *, person: Person) -> Changes:  # noqa: ARG002
        """Of what is pinned: a draft shows the ledger itself."""
        return since_told(shown, self.content(unit, period)["lines"]) if _is_pinned(shown) else NOTHING

    def _rows(self, unit: Organisation) -> QuerySet[Any]:
        return self.ledger.model._default_manager.filter(**{way_to_organisation(self.ledger.model): unit})

    def _of_month(self, unit: Organisation, period: Period) -> QuerySet[Any]:
        return self._rows(unit).filter(in_period(self.ledger.model, period))


def _is_pinned(shown: Content) -> bool:
    """A draft knows no day yet."""
    return "shown_from" in shown


def _plain(value: object) -> object:
    """As it is pinned: of figures it stays known that they are."""
    return {"figure": str(value)} if isinstance(value, Decimal) else value if isinstance(value, bool) else str(value)


class _Document:
    """A document that has been decided: there is a draft from that day on."""

    def __init__(self, kind: Publication) -> None:
        self.kind = kind

    def periods(self, unit: Organisation, today: date) -> list[Period | None]:  # noqa: ARG002 (whenever it was decided)
        if Level(unit.level) not in self.kind.levels:
            return []
        kept = handed_in(HandedIn.objects.filter(organisation=unit, what=self.kind.document))
        return [_period(each.period) for each in kept if _is_decided(each)]

    def refuse_undrafted(self, unit: Organisation, period: Period | None, today: date) -> None:  # noqa: ARG002
        self._decided(unit, period)

    def refuse_empty(self, unit: Organisation, period: Period | None) -> None:
        self._decided(unit, period)

    def content(self, unit: Organisation, period: Period | None) -> Content:
        kept, handed = self._kept(unit, period)
        drawn = drawn_content(kept)
        return {
            "what": self.kind.key,
            "kind": self.kind.name,
            "organisation": unit.code,
            "name": named([unit.pk], on=handed.on)[unit.pk].name,
            "period": handed.period,
            "title": handed.title,
            "handed_in_on": str(handed.on),
            "to": handed.to,
            "receipt": handed.receipt,
            "tasks": drawn.get("tasks", []),
            "list": drawn.get("list", []),
            "layout": plain_layout_for(unit.pk, LAYOUT),
        }

    def records(self, unit: Organisation, period: Period | None) -> Sequence[Any]:
        kept, _ = self._kept(unit, period)
        return [[HandedIn._meta.db_table, kept.pk]]

    def parties(self, unit: Organisation, period: Period | None) -> set[str]:
        """Whoever made the document. Who approved of it as a second person may approve of its notice too."""
        kept, _ = self._kept(unit, period)
        return parties_to_paper(kept, ADOPT)

    def since(self, shown: Content, unit: Organisation, period: Period | None, *, person: Person) -> Changes:  # noqa: ARG002
        """A document that was decided is not changed."""
        return NOTHING

    def _decided(self, unit: Organisation, period: Period | None) -> None:
        _, handed = self._kept(unit, period)
        if not _is_decided(handed):
            raise self._undecided(period)

    def _kept(self, unit: Organisation, period: Period | None) -> tuple[HandedIn, Handed]:
        rows = HandedIn.objects.filter(organisation=unit, what=self.kind.document, period=str(period or ""))
        kept = rows.select_related("organisation", "snapshot").first()
        if kept is None:
            raise self._undecided(period)
        [handed] = handed_in(rows)
        return kept, handed

    def _undecided(self, period: Period | None) -> NotPublishable:
        do = "材料由上级接收（不报上级的登记并上传文件）以后，系统起草公示。"
        return NotPublishable(f"{self.kind.told(period)}还没有定下来，没有可以公示的内容。", do=do)


def _is_decided(handed: Handed) -> bool:
    return handed.is_there and handed.state in DECIDED


def _period(written: str) -> Period | None:
    return Period.parse(written) if written else None


def _ended(today: date) -> list[Period]:
    """The quarters that are over, of this year and the last."""
    years = range(today.year - YEARS_LISTED + 1, today.year + 1)
    every = [period for year in years for period in Period.parse(f"{year:04}Q4").quarters()]
    return [period for period in every if period.until <= today]


def quarters_of_unit(unit: Organisation, periods: Sequence[Period]) -> list[Period]:
    """Of these, the ones at whose end the unit stood in the tree and that lie in its own time."""
    stood = Placement.objects.filter(organisation=unit).values_list("since", "until")
    opened, closed = unit.opened_on or date.min, unit.closed_on or date.max
    return [
        each
        for each in periods
        if opened <= each.last and closed > each.first and any(since <= each.last < until for since, until in stood)
    ]
