"""审核提问: what a reviewer asks when he returns a report, and what the unit answers before it submits again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from jieyue.programme.checking.deciding import close_explained, explain_found, is_to_explain, may_close
from jieyue.programme.checking.queries import checks, live_of
from jieyue.programme.records.queries import last_seen
from jieyue.programme.records.signing import signatures
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotThere, Refused
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.tree import ever_at_or_below
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct_each, keep_all
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.writing import Writing
from jieyue.store.reporting.models import Question, Report

MOST_WORDS = 500
MOST_ASKED = 30
USUAL = "请核对这一条：有误的更正，确有原因的写明原因。"
"""What is asked of a finding where the reviewer says no more."""
AGREED = "审核报送时同意说明。"
LONGEST_NAMED = 30


class NotAnswered(Refused):
    """Something that was asked when the report was returned has no answer yet."""


class QuestionUnknown(NotThere):
    """No such question of this report, or one that was answered and submitted already."""


class FindingGone(Meanwhile):
    """The finding that a question is about is there no longer."""


class WordsTooMany(Refused):
    pass


@dataclass(frozen=True)
class Asked:
    """What a reviewer asks: `mark` is what a finding of the checks is about, blank where he asks of the whole."""

    text: str = ""
    mark: str = ""

    @property
    def said(self) -> str:
        return self.text.strip() or USUAL


@dataclass(frozen=True)
class QuestionShown:
    """A question with its answer, "" as long as there is none. `is_open`: the unit may still answer or change it."""

    id: int
    text: str
    about: str
    mark: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    is_open: bool


def keep_questions(
    change: Writing, report: int, asked: Sequence[Asked], *, unit: str, period: Period, by: Person, at: datetime
) -> None:
    """Each once. Raises FindingGone, WordsTooMany."""
    wanted = list(dict.fromkeys(Asked(each.said, each.mark) for each in asked))
    _refuse_too_many(wanted)
    nth = Question.objects.filter(report=report).aggregate(last=Max("nth"))["last"] or 0
    about = _says_of({each.mark for each in wanted if each.mark}, unit, period, by)
    keep_all(
        change,
        [
            Question(
                report_id=report, nth=nth + 1, mark=each.mark, about=about.get(each.mark, ""), text=each.text,
                asked_by=by.username, asked_at=at,
            )
            for each in wanted
        ],
    )  # fmt: skip


def _refuse_too_many(asked: Sequence[Asked]) -> None:
    if len(asked) > MOST_ASKED:
        raise WordsTooMany(f"一次最多提 {MOST_ASKED} 个问题。", do="请把相近的问题合成一个。", where="questions")
    for each in asked:
        _refuse_too_long(each.text, "问题", "questions")


def _refuse_too_long(text: str, what: str, where: str) -> None:
    if len(text) > MOST_WORDS:
        raise WordsTooMany(
            f"{what}写了 {len(text)} 个字，最多 {MOST_WORDS} 个。",
            do="请写简短些，详细的材料作为佐证上传。",
            where=where,
        )


def _says_of(marks: set[str], unit: str, period: Period, by: Person) -> dict[str, str]:
    """By mark, what the finding says now."""
    if not marks:
        return {}
    found = {each.mark: each.says for each in checks(person=by, code=unit, period=period)}
    if marks - found.keys():
        raise FindingGone("所问的可疑数据现在已经没有了。", do="请刷新页面，看过后再办理。")
    return {mark: found[mark] for mark in marks}


def keep_answers(
    change: Writing, report: Report | None, answers: Mapping[int, str], *, by: Person, at: datetime
) -> None:
    """What is said to the questions of the last return; a blank says nothing. Raises QuestionUnknown, WordsTooMany."""
    said = {id_: text.strip() for id_, text in answers.items() if text.strip()}
    if not said:
        return
    asked = {each.pk: each for each in _last_asked(report)}
    if said.keys() - asked.keys():
        raise QuestionUnknown("没有这个问题，或者已经不用答复。", do="请刷新页面，看过后再答复。")
    for text in said.values():
        _refuse_too_long(text, "答复", "answers")
    now = {"answered_by": by.username, "answered_at": at}
    changes = [(asked[id_], {"answer": text, **now}) for id_, text in said.items() if asked[id_].answer != text]
    correct_each(change, changes)


def explain_answered(
    change: Writing, report: Report | None, explained: Mapping[str, str], *, unit: str, period: Period, by: Person,
    at: datetime,
) -> None:  # fmt: skip
    """What was said of a finding, by its mark or in answer to a question about it, explains it where it is still
    found.
    """
    answers = {mark: text.strip() for mark, text in explained.items() if text.strip()}
    for text in answers.values():
        _refuse_too_long(text, "说明", "answers")
    answers |= {each.mark: each.answer for each in _last_asked(report) if each.mark}
    if not answers:
        return
    for live in live_of(code=unit, period=period, person=by):
        if live.mark in answers and is_to_explain(live):
            explain_found(change, live, answers[live.mark], by=by, at=at)


def agree_to(change: Writing, explained: Mapping[int, int], unit: Organisation, *, by: Person, at: datetime) -> int:
    """Close these findings of the unit, which the reviewer has read, each with the version that he saw; gives how many.
    What changed meanwhile, or is for somebody else to decide on, goes on waiting.
    """
    if not explained:
        return 0
    own = Finding.objects.filter(pk__in=any_of(explained), organisation__in=ever_at_or_below(unit.pk))
    seen = last_seen(Finding, explained)
    as_seen = [each for each in own.select_related("organisation") if seen.get(each.pk) == explained[each.pk]]
    to_close = [each for each in as_seen if may_close(each, by)]
    for each in to_close:
        close_explained(change, each, words=AGREED, by=by, at=at)
    return len(to_close)


def refuse_unanswered(report: Report | None) -> None:
    """Raises NotAnswered, which names what was asked."""
    asked = [each.text for each in _last_asked(report) if not each.answer]
    if asked:
        named = "；".join(_short(text) for text in asked[:3])
        raise NotAnswered(
            f"退回时提的问题还有 {len(asked)} 个没有答复：{named}",
            do="请在每个问题下面写明答复（更正了的写“已更正”和更正了什么），再报送。",
            where="answers",
        )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAMED else f"{text[:LONGEST_NAMED]}…"


def _last_asked(report: Report | None) -> list[Question]:
    asked = list(Question.objects.filter(report=report).order_by("nth", "id")) if report else []
    return [each for each in asked if each.nth == asked[-1].nth]


def questions_of(report: Report | None, *, is_with_unit: bool) -> list[QuestionShown]:
    """All that was asked of a report, the last return first, with who asked and who answered."""
    asked = list(Question.objects.filter(report=report).order_by("-nth", "id")) if report else []
    by, answered_by = _hands([each.pk for each in asked])
    return [
        QuestionShown(
            each.pk, each.text, each.about, each.mark, by.get(each.pk, ""), each.asked_at, each.answer,
            answered_by.get(each.pk, "") if each.answer else "", each.answered_at,
            is_open=is_with_unit and each.nth == asked[0].nth,
        )
        for each in asked
    ]  # fmt: skip


def _hands(ids: Iterable[int]) -> tuple[dict[int, str], dict[int, str]]:
    """By question, who asked it and who answered it last."""
    versions = RowVersion.objects.filter(table=Question._meta.db_table, record_id__in=any_of(ids))
    first: dict[int, LogEntry] = {}
    last: dict[int, LogEntry] = {}
    for each in versions.select_related("entry").order_by("id"):
        (last if each.record_id in first else first)[each.record_id] = each.entry
    told = signatures([*first.values(), *last.values()])
    return (
        {id_: told[entry.seq] for id_, entry in first.items()},
        {id_: told[entry.seq] for id_, entry in last.items()},
    )


def open_questions(reports: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """By report, number and text of what still has no answer."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Question.objects.filter(report__in=any_of(reports), answer="").order_by("id")
    for report, id_, text in rows.values_list("report_id", "id", "text"):
        found.setdefault(report, []).append((id_, text))
    return found


def reports_asked(reports: Iterable[int]) -> set[int]:
    """Which of these reports were returned with a question once."""
    found = Question.objects.filter(report__in=any_of(reports)).values_list("report_id", flat=True)
    return set(found.distinct())
