"""Layouts of offices' own sheets: recalled when a sheet of the same headers comes, kept when one is confirmed, seen,
changed and forgotten on a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from posixpath import commonpath

from django.db.models import QuerySet

from jieyue.files.office.asking import Asking, Question
from jieyue.files.office.proposing import Proposal, fingerprint_of
from jieyue.programme.organisations.naming import named
from jieyue.programme.records.kinds import kind_named, kinds
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.store.layouts.models import SheetLayout
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep, remove
from jieyue.store.records.writing import writing

LEAST_ALIKE = 0.5
"""From so much of two headers in common on, one is the other changed."""
MOST_ANSWERS = 500


class LayoutUnknown(NotThere):
    """No such layout, or none that the person may know of."""


class AnswerMissing(Refused):
    """An answer that was taken away from a layout that needs it."""


@dataclass
class Memory:
    """What is remembered for whoever brings a sheet: told the headers, it gives the answers to the same layout."""

    kind: str
    person: Person
    right: Right
    usual: str
    sha256: str
    used: SheetLayout | None = None
    alike: SheetLayout | None = None
    headers: Sequence[str] = ()
    otherwise: Sequence[str] = ()

    def __call__(self, headers: list[str], asking: Asking) -> None:
        self.headers = headers
        kept = within(SheetLayout.objects.all(), self.person, organisation="organisation", right=self.right)
        kept = kept.filter(kind=self.kind).select_related("organisation")
        self.used = self._of_this_office(kept.filter(fingerprint=fingerprint_of(headers)))
        if self.used:
            asking.remembered = self.used.answers_for(self.sha256)
            return
        self.alike = SheetLayout.most_alike(self._of_office(kept), headers, least=LEAST_ALIKE)
        if self.alike:
            asking.alike = {key: each["answer"] for key, each in self.alike.answers_by_key.items()}

    def _of_office(self, kept: QuerySet[SheetLayout]) -> QuerySet[SheetLayout]:
        own = kept.filter(organisation__code=self.usual)
        return own if self.usual and own.exists() else kept

    def _of_this_office(self, same: QuerySet[SheetLayout]) -> SheetLayout | None:
        """That of several offices is nobody's unless one of them is the sheet's own."""
        found = list(self._of_office(same)[:2])
        return found[0] if len(found) == 1 else None

    def fits(self, codes: Iterable[str]) -> bool:
        """Whether what was remembered is of the office whose rows they are."""
        whose = office_of(codes, on=self.person.on)
        return self.used is None or whose is None or whose == self.used.organisation_id

    def reads_as_before(self, proposal: Proposal) -> bool:
        """Whether the columns are read as they were when that was confirmed: the reader has learned since then."""
        if self.used is None:
            return False
        before, now = self.used.columns_read, proposal.reading
        if before is None:
            parts = [each.text for each in proposal.columns if each.is_part]
            self.otherwise = list(dict.fromkeys(parts))
        else:
            self.otherwise = [name for name, to in now.items() if before.get(name, to) != to]
        return not self.otherwise

    @property
    def changed(self) -> str:
        """What of the headers, or of how they are read, is other than last time."""
        if self.otherwise:
            return f"{_listed(self.otherwise)}的读法与上次确认的不同。请再确认一次。"
        if self.alike is None:
            return ""
        before, now = self.alike.header_texts, self.headers
        more = [each for each in now if each not in before]
        fewer = [each for each in before if each not in now]
        said = [f"多了{_listed(more)}"] if more else []
        said += [f"少了{_listed(fewer)}"] if fewer else []
        return f"与上次确认的表头相比，{'，'.join(said)}。请再确认一次。" if said else ""


def _listed(names: Sequence[str]) -> str:
    return "、".join(f"“{each}”" for each in names[:6]) + ("等" if len(names) > 6 else "")


def office_of(codes: Iterable[str], *, on: date) -> int | None:
    """The lowest organisation at or below which all of these stand."""
    there = {"organisation__code__in": any_of(set(codes)), "since__lte": on, "until__gt": on}
    paths = list(Placement.objects.filter(**there).values_list("path", flat=True))
    lowest = commonpath(paths).rpartition("/")[2] if paths else ""
    return int(lowest) if lowest else None


def remember(
    kind: str,
    headers: Sequence[str],
    answered: Mapping[str, tuple[Question, str]],
    *,
    reading: Mapping[str, str],
    sha256: str,
    codes: Iterable[str],
    by: Person,
    at: datetime,
) -> None:
    """Keep what was confirmed, for the office whose rows they are. The same again writes nothing."""
    office = office_of(codes, on=by.on)
    if office is None:
        return
    said = {key: _kept(question, answer) for key, (question, answer) in list(answered.items())[:MOST_ANSWERS]}
    of_layout = {key: each for key, each in said.items() if answered[key][0].is_of_layout}
    of_file = {key: each for key, each in said.items() if key not in of_layout}
    about = {"organisation_id": office, "kind": kind, "fingerprint": fingerprint_of(headers)}
    now = {
        "headers": SheetLayout.written(list(headers)),
        "answers": SheetLayout.written(of_layout),
        "reading": SheetLayout.written(reading),
        "sha256": sha256,
        "answers_of_file": SheetLayout.written(of_file),
    }
    with writing(operation="keep layout", by=by, at=at) as change:
        kept = SheetLayout.objects.filter(**about).first()
        if kept is None:
            keep(change, SheetLayout(**about, **now, confirmed_at=at))
        elif any(getattr(kept, name) != value for name, value in now.items()):
            correct(change, kept, **now, confirmed_at=at)


def _kept(question: Question, answer: str) -> dict[str, object]:
    return {"asks": question.asks, "answer": answer, "choices": list(question.choices[:60])}


# --- looking


@dataclass(frozen=True)
class Answer:
    key: str
    asks: str
    answer: str
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class LayoutShown:
    """A layout as a page shows it; `may_change` whoever enters for its office."""

    id: int
    kind: str
    kind_zh: str
    office: str
    headers: Sequence[str]
    confirmed_at: datetime
    answers: Sequence[Answer] = field(default_factory=tuple)
    may_change: bool = False


def layouts(*, person: Person, most: int = 200) -> list[LayoutShown]:
    """Those of offices within reach, the last confirmed first."""
    found = list(_within(person, Right.READ).order_by("-confirmed_at", "id")[:most])
    return _shown(found, person)


def layout(id_: int, *, person: Person) -> LayoutShown:
    """Raises LayoutUnknown."""
    return _shown([_one(id_, person, Right.READ)], person)[0]


def _within(person: Person, right: Right) -> QuerySet[SheetLayout]:
    kept = within(SheetLayout.objects.all(), person, organisation="organisation", right=right)
    return kept.filter(kind__in=kinds()).select_related("organisation")


def _one(id_: int, person: Person, right: Right) -> SheetLayout:
    found = _within(person, right).filter(pk=id_).first()
    if found is None:
        raise LayoutUnknown("没有记住这个表式，或者不归您填报。", do="请从“记住的表式”重新打开。")
    return found


def _shown(found: Sequence[SheetLayout], person: Person) -> list[LayoutShown]:
    names = named({each.organisation_id for each in found}, on=person.on)
    own = set(_within(person, Right.ENTER).filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
    return [
        LayoutShown(
            each.pk,
            each.kind,
            kind_named(each.kind).zh,
            names[each.organisation_id].name,
            each.header_texts,
            each.confirmed_at,
            [
                Answer(key, str(said["asks"]), str(said["answer"]), said["choices"])
                for key, said in each.answers_by_key.items()
            ],
            each.pk in own,
        )
        for each in found
    ]


# --- changing


def change_answers(id_: int, answers: Mapping[str, str], *, by: Person, at: datetime) -> None:
    """Other answers to what was asked. Raises LayoutUnknown and AnswerMissing."""
    with writing(operation="change layout", by=by, at=at) as change:
        kept = _one(id_, by, Right.ENTER)
        said = kept.answers_by_key
        if any(not answers.get(key, "").strip() for key in said):
            raise AnswerMissing("每个问题都要有回答。", do="不再适用的，请忘记这个表式，下次重新确认。")
        now = {key: {**each, "answer": answers[key].strip()} for key, each in said.items()}
        correct(change, kept, answers=SheetLayout.written(now))


def forget(id_: int, *, by: Person, at: datetime) -> None:
    """From now on the layout is asked about again. Raises LayoutUnknown."""
    with writing(operation="forget layout", by=by, at=at) as change:
        remove(change, SheetLayout.objects.filter(pk=_one(id_, by, Right.ENTER).pk))
