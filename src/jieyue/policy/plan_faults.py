"""What cannot stand in a plan: what names nothing, what says nothing, and what nothing would heed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from typing import Any

from jieyue.policy.offered import Offered
from jieyue.policy.plan_files import (
    CAMPAIGNS,
    MEASURES,
    TITLES,
    Beside,
    CheckShape,
    DueShape,
    EntryShape,
    PlanFile,
    PlanShape,
    TargetShape,
    ThresholdShape,
    UsualDocumentsShape,
    sentences_of,
)
from jieyue.policy.reading import Document, PolicyFault
from jieyue.rules.calendar import Shift
from jieyue.rules.duties import (
    ABOUT,
    CONCLUDED,
    DISCHARGED_BY,
    EVENTS,
    HELD,
    OF_LEDGERS,
    OF_UNITS,
    PARAMETERS,
    RULES,
    About,
    When,
    after_event,
    campaign,
)
from jieyue.rules.plan import CONCLUSIONS, JUDGED, ON_A_BASE, WITH_VALUE, Form, Order, Sentence, plain_title
from jieyue.rules.publication import ENERGY
from jieyue.rules.values import Level

ROW = re.compile(r"[A-F]\d{1,2}")

TRIED = range(2020, 2024)
"""A leap year and three others: what gives a day in all of them gives one in every year."""

MOST_DAYS = 366
"""After the end of a period."""

Wrong = tuple[str, str, str]
"""Where, what is wrong, what to do."""


def plan_faults(files: Sequence[PlanFile], beside: Beside, offered: Offered | None) -> list[PolicyFault]:
    """Everything about the plans that cannot stand."""
    found = [
        *(fault for file in files for fault in _faults_of(file, beside)),
        *_doubled(files),
        *_doubled_documents(files, beside),
    ]
    if found or offered is None:
        return found
    return [fault for file in files for fault in _names_no_ledger(file, beside, offered)]


def documents_faults(files: Iterable[tuple[Document, UsualDocumentsShape]]) -> Iterator[PolicyFault]:
    """One usual document named twice."""
    seen: set[str] = set()
    for document, shape in files:
        for nth, each in enumerate(shape.documents):
            if each.key in seen:
                yield document.fault(("documents", nth, "key"), f"材料“{each.key}”写了两次。", "请保留一条。")
            seen.add(each.key)


def _names_no_ledger(file: PlanFile, beside: Beside, offered: Offered) -> Iterator[PolicyFault]:
    """What nothing can discharge or decide, for no ledger is called so."""
    words = {f"{ledger}/{word}": ledger for ledger, list_ in offered.worded for word in beside.words(list_)}
    of_days = {name for name, ledger in words.items() if ledger in offered.recorded}
    discharging = {"ledger": offered.monthly, "record": offered.recorded | of_days}
    kept = offered.kept | words.keys()
    for nth, entry in enumerate(file.shape.entries):
        wrong = (
            *_discharged_by_none(entry, discharging),
            *_kept_in_none(entry, kept),
            *_checked_by_none(entry, offered.checked),
        )
        for key, says, known in wrong:
            yield file.document.fault(("entries", nth, key), says, f"可用：{'、'.join(sorted(known))}。")


def _discharged_by_none(entry: EntryShape, known: Mapping[str, Set[str]]) -> Iterator[tuple[str, str, Set[str]]]:
    """The field that is wrong, what is wrong, and what there would be."""
    discharge = entry.discharge
    if discharge and discharge.by in known and discharge.what not in known[discharge.by]:
        yield "discharge", f"没有可由“{discharge.by}”办结的台账“{discharge.what}”。", known[discharge.by]


def _kept_in_none(entry: EntryShape, known: Set[str]) -> Iterator[tuple[str, str, Set[str]]]:
    yield from (("kept", f"没有台账“{name}”。", known) for name in entry.kept if name not in known)


def _checked_by_none(entry: EntryShape, known: Set[str]) -> Iterator[tuple[str, str, Set[str]]]:
    at = entry.check.at if entry.check else ""
    if at and at not in known:
        yield "check", f"没有会检查的台账“{at}”。", known


def _doubled(files: Sequence[PlanFile]) -> Iterator[PolicyFault]:
    seen: dict[str, str] = {}
    for file in files:
        if file.shape.key in seen:
            says = f"方案“{file.shape.key}”已经有了，见 {seen[file.shape.key]}。"
            yield file.document.fault(("key",), says, "请换一个 key。")
        seen.setdefault(file.shape.key, file.document.name)


def _doubled_documents(files: Sequence[PlanFile], beside: Beside) -> Iterator[PolicyFault]:
    """One key is one kind of document in all plans, and goes the same way in all."""
    seen = dict(beside.documents)
    for file in files:
        for nth, document in enumerate(file.shape.documents):
            own = document.as_kind()
            known = seen.setdefault(own.key, own)
            if known.name != own.name:
                says = f"材料“{own.key}”在别处叫“{known.name}”。"
                yield file.document.fault(("documents", nth, "key"), says, "请换一个 key，或者用同一个名称。")
            elif (known.received, known.approved) != (own.received, own.approved):
                says = f"材料“{own.key}”在别处的 received、approved 与这里不同。"
                yield file.document.fault(("documents", nth, "key"), says, "请换一个 key，或者写得相同。")


def _faults_of(file: PlanFile, beside: Beside) -> Iterator[PolicyFault]:
    sentences = {sentence.number: sentence for sentence in sentences_of(file.text)}
    if not sentences:
        yield file.document.fault(("key",), "旁边没有 text.md，或者其中没有编号的句子。", "请在同一文件夹放 text.md。")
        return
    keys: set[str] = set()
    for nth, entry in enumerate(file.shape.entries):
        yield from _faults_of_entry(file, nth, entry, sentences, beside)
        if entry.key in keys:
            yield file.document.fault(("entries", nth, "key"), f"“{entry.key}”写了两次。", "请换一个 key。")
        keys.add(entry.key)
    yield from _faults_of_cited(file, sentences)
    said = {entry.sentence for entry in file.shape.entries}
    for number in sorted(sentences.keys() - said):
        yield file.document.fault(
            ("key",), f"第 {number} 句没有条目。", "请为它写一条 entries；只是倡导的写明 because。"
        )


def _faults_of_cited(file: PlanFile, sentences: Mapping[int, Sentence]) -> Iterator[PolicyFault]:
    """A rule that nothing cites, and a sentence that does not name what its entry cites."""
    known = {each.key: each for each in file.shape.cited}
    named = {key for entry in file.shape.entries for key in entry.cites}
    for nth, each in enumerate(file.shape.cited):
        if each.key not in named:
            says = f"没有条目引用“{each.title}”。"
            yield file.document.fault(("cited", nth, "key"), says, "请在引用它的条目写 cites，或者删去。")
    for nth, entry in enumerate(file.shape.entries):
        for key in entry.cites:
            if key not in known:
                do = f"可用：{'、'.join(known) or '无'}；请先写进 [[cited]]。"
                yield file.document.fault(("entries", nth, "cites"), f"没有写明制度“{key}”。", do)
            elif entry.sentence in sentences and not _names(sentences[entry.sentence], known[key].title):
                says = f"第 {entry.sentence} 句没有提到《{known[key].title}》。"
                yield file.document.fault(("entries", nth, "cites"), says, "请核对名称；顿号和括号不计。")


def _names(sentence: Sentence, title: str) -> bool:
    return plain_title(title) in plain_title(sentence.text)


def _faults_of_entry(
    file: PlanFile, nth: int, entry: EntryShape, sentences: Mapping[int, Sentence], beside: Beside
) -> Iterator[PolicyFault]:
    wrong = (
        *_wrong_with_words(entry, sentences),
        *_wrong_with_carrier(entry),
        *_wrong_with_due(entry, beside),
        *_wrong_with_discharge(entry, file.shape, beside),
        *_wrong_with_target(entry.target),
        *_wrong_with_measure(entry, beside),
        *_wrong_with_check(entry.check, beside),
        *_wrong_with_conclusion(entry, file.shape, beside),
    )
    for key, says, do in wrong:
        yield file.document.fault(("entries", nth, key), says, do)


def _wrong_with_words(entry: EntryShape, sentences: Mapping[int, Sentence]) -> Iterator[Wrong]:
    if entry.sentence not in sentences:
        yield "sentence", f"text.md 中没有第 {entry.sentence} 句。", "请核对编号。"
    elif entry.quote not in sentences[entry.sentence].text:
        yield "quote", f"第 {entry.sentence} 句里没有“{entry.quote}”。", "请照抄原话，标点也须相同。"
    if entry.order is Order.EXHORTATION:
        if not entry.because:
            yield "because", "倡导没有写明为什么只是倡导。", "请写 because。"
    elif not ROW.fullmatch(entry.row):
        yield "row", f"row“{entry.row}”不对。", "请写办理它的部分，如 B4。"
    elif entry.because:
        yield "because", "只有倡导才写 because。", "请删去，或者改 order。"
    if entry.until and entry.since and entry.until <= entry.since:
        yield "until", "until 不晚于 from。", "请改正日期。"
    if entry.who and not (entry.who.levels or entry.who.body):
        yield "who", "who 里什么也没有写。", "请写 levels 或 body，或者删去。"


CARRIERS = ("due", "discharge", "kept", "target", "check", "conclusion")


def _wrong_with_carrier(entry: EntryShape) -> Iterator[Wrong]:
    """Whatever orders something is carried out by something, or waits; and whatever is said is heeded."""
    named = [name for name in CARRIERS if getattr(entry, name)]
    if entry.order is Order.EXHORTATION:
        if named or entry.waits or entry.if_designated or entry.cites:
            yield (named or ["order"])[0], "倡导没有可以办结的事项，不能写由什么办理。", "请删去，或者改 order。"
        return
    if entry.waits:
        here = [name for name in ("discharge", "kept") if name in named]
        here += ["target"] if _measures(entry) else []
        if here or (entry.check and entry.check.at) or entry.conclusion:
            says = "既写了由什么办理，又写了 waits = true。"
            yield (here or ["check" if entry.check else "conclusion"])[0], says, "请删去一样。"
    elif (entry.due is None) is not (entry.discharge is None):
        yield "due", "due 和 discharge 须同时写。", "有期限的任务都要写明由什么办结。"
    elif not (
        entry.discharge or entry.kept or entry.conclusion or (entry.check and entry.check.at) or _measures(entry)
    ):
        do = (
            "请写 discharge、kept、check 的 at、target 的 measure 或 title，或 conclusion；"
            "系统还不能办的写 waits = true。"
        )
        yield "order", f"“{entry.key}”没有写由什么办理。", do
    is_owed = entry.discharge is not None
    if entry.if_designated and not is_owed:
        yield "if_designated", "没有期限任务，写了 if_designated 也不起作用。", "请删去。"
    if (entry.since or entry.until) and not is_owed:
        yield "from" if entry.since else "until", "没有期限任务，写了起止日期也不起作用。", "请删去。"


def _measures(entry: EntryShape) -> bool:
    return entry.target is not None and bool(entry.target.measure or entry.target.title)


def _wrong_with_measure(entry: EntryShape, beside: Beside) -> Iterator[Wrong]:
    """What measures a target is a word of policy that can, and a title one that can be held."""
    target = entry.target
    if target is None:
        return
    if target.title:
        if target.form is not Form.TITLE:
            yield "target", f"目标形式“{target.form.value}”不是称号，写了 title 也不起作用。", "请删去 title。"
        elif target.title not in beside.words(TITLES):
            yield "target", f"没有称号“{target.title}”。", f"可用：{'、'.join(beside.words(TITLES))}。"
    if target.measure:
        yield from _wrong_with_word(target, beside)


def _wrong_with_word(target: TargetShape, beside: Beside) -> Iterator[Wrong]:
    known = {key: word.measured for key, word in beside.words(MEASURES).items() if word.measured}
    if target.measure not in known:
        yield "target", f"没有叫“{target.measure}”的目标内容。", f"可用：{'、'.join(known)}。"
        return
    about = known[target.measure]
    is_of_use = target.form in JUDGED and target.form is not Form.MORE  # what is measured here is to become less
    if not is_of_use or about.is_share is not (target.form is Form.SHARE):
        yield "target", f"目标形式“{target.form.value}”不能用“{target.measure}”计量。", "请改 form 或 measure。"
    elif target.form in (Form.SAVED, Form.CAP) and target.unit != about.unit:
        yield "target", f"“{target.measure}”以“{about.unit}”计量，目标的单位是“{target.unit}”。", "请改 unit。"


def _wrong_with_due(entry: EntryShape, beside: Beside) -> Iterator[Wrong]:
    due = entry.due
    if due is None:
        return
    if due.rule not in PARAMETERS:
        yield "due", f"不认识期限规则“{due.rule}”。", f"可用：{'、'.join(PARAMETERS)}。"
        return
    given, known = set(due.parameters), PARAMETERS[due.rule]
    needed = {name for name in known if not name.endswith("?")}
    names = {name.removesuffix("?") for name in known}
    if given - names:
        says = f"规则“{due.rule}”没有参数“{min(given - names)}”。"
        yield "due", says, f"可用：{'、'.join(sorted(names)) or '无'}。"
    elif needed - given:
        yield "due", f"规则“{due.rule}”缺少参数“{min(needed - given)}”。", "请写上。"
    elif due.rule == campaign.__name__:
        yield from _wrong_with_campaign(due, beside)
    elif due.rule == after_event.__name__:
        yield from _wrong_with_event(due, waits=entry.waits)
    elif not _gives_days(due):
        yield "due", "按这些参数算不出日期。", HOW_TO_GIVE_DAYS
    if due.owes and ABOUT[due.rule] in (About.NOTHING, About.YEAR, About.EVENT):
        yield "due", f"规则“{due.rule}”没有已经结束的报告期，不用写 owes。", "请删去 owes。"
    yield from _wrong_with_shift(due)


def _wrong_with_shift(due: DueShape) -> Iterator[Wrong]:
    if due.shift is Shift.NONE and due.shift_certainty:
        yield "due", "期限不顺延，不用写 shift_certainty。", "请删去 shift_certainty。"
    if due.leaves_month and not (due.shift is not Shift.NONE and _names_months_end(due)):
        do = "请删去；只有写 last（底前）并且顺延的才用写。"
        yield "due", "期限不会移出月份，写了 leaves_month 也不起作用。", do


def _names_months_end(due: DueShape) -> bool:
    try:
        return any(when.is_months_end for when in RULES[due.rule](due.parameters, TRIED))
    except (LookupError, ValueError, TypeError, OverflowError, AttributeError):
        return False


def _wrong_with_campaign(due: DueShape, beside: Beside) -> Iterator[Wrong]:
    known, days = beside.words(CAMPAIGNS), due.parameters.get("days", 1)
    if due.parameters["campaign"] not in known:
        yield "due", f"没有宣传日“{due.parameters['campaign']}”。", f"可用：{'、'.join(known)}。"
    if type(days) is not int or not 0 < days <= MOST_DAYS:
        yield "due", "按这些参数算不出日期。", HOW_TO_GIVE_DAYS


def _wrong_with_event(due: DueShape, *, waits: bool) -> Iterator[Wrong]:
    """What is not known of a unit yet may be named by what waits."""
    given = due.parameters
    if given["event"] not in EVENTS and not waits:
        yield "due", f"系统不知道“{given['event']}”什么时候发生。", f"可用：{'、'.join(EVENTS)}。"
    lengths = [given[name] for name in ("days", "months") if name in given]
    if len(lengths) != 1 or type(lengths[0]) is not int or not 0 < lengths[0] <= MOST_DAYS:
        yield "due", "按这些参数算不出日期。", "请写 days 或 months 其中一个，为大于零的整数。"


HOW_TO_GIVE_DAYS = (
    "月份为 1 至 12；日为每个月都有的数字、last（月底）或 mid（中旬）；"
    f"days 为 1 至 {MOST_DAYS}；期限不能早于开始办理的日期。"
)


def _gives_days(due: DueShape) -> bool:
    try:
        return all(map(_is_possible, RULES[due.rule](due.parameters, TRIED)))
    except (ValueError, TypeError, OverflowError):
        return False


def _is_possible(when: When) -> bool:
    days = [when.due_on] if when.opens_on is None else [when.opens_on, when.due_on]
    if any(type(day) is not date for day in days):
        return False
    if when.period and not when.period.last < when.due_on <= when.period.last + timedelta(days=MOST_DAYS):
        return False
    return days == sorted(days)


def _wrong_with_discharge(entry: EntryShape, plan: PlanShape, beside: Beside) -> Iterator[Wrong]:
    """What is no thing, or a thing that this duty can never have."""
    discharge, due = entry.discharge, entry.due
    if discharge is None:
        return
    by, what = discharge.by, discharge.what
    if by not in DISCHARGED_BY:
        yield "discharge", f"不认识办结方式“{by}”。", f"可用：{'、'.join(DISCHARGED_BY)}。"
        return
    if by in OF_LEDGERS and not what:
        yield "discharge", "没有写由哪一本台账办结。", "请写 what。"
    elif by == "conclusion" and what not in (*CONCLUDED, *HELD):
        yield "discharge", f"没有叫“{what}”的评价结论。", f"请写 what，可用：{'、'.join((*CONCLUDED, *HELD))}。"
    elif by == "conclusion" and what in CONCLUDED and not discharge.by_others:
        yield "discharge", "结论由评审组作出，被评价的单位只能等。", "请写 by_others = true。"
    elif by == "conclusion" and what in HELD and discharge.by_others:
        yield "discharge", "评价由主管部门自己开展，不是等别人。", "请删去 by_others。"
    elif by not in ("document", "notice", "conclusion", *OF_LEDGERS) and what:
        yield "discharge", f"办结方式“{by}”不分种类，不能写 what = “{what}”。", "请删去 what。"
    elif by == "document":
        yield from _wrong_with_document(what, plan, beside)
    levels = (entry.who and entry.who.levels) or plan.levels
    if by == "notice" and what:
        yield from _wrong_with_publication(what, levels, beside)
    abouts = _abouts(by, what, beside)
    if due and due.rule in ABOUT and ABOUT[due.rule] not in abouts:
        possible = "、".join(rule for rule, about in ABOUT.items() if about in abouts)
        yield "discharge", f"规则“{due.rule}”的任务不可能由“{by}”办结。", f"“{by}”只能配 {possible}。"
    if by == "conclusion":
        yield from _wrong_with_levels(what, set(levels))
    if by in OF_UNITS and (by != "notice" or not what) and set(levels) != {Level.UNIT}:
        yield "discharge", f"“{by}”只有单位才有，方案还针对别的层级。", "请改 levels，或者改用 document。"


def _abouts(by: str, what: str, beside: Beside) -> Set[About]:
    """What duties it can discharge: a notice of a ledger is of a month, one of a document of what that is of."""
    if by == "notice" and what not in ("", ENERGY):
        of_month = what in beside.publications and beside.publications[what].ledger
        return {About.MONTH} if of_month else DISCHARGED_BY["document"]
    return DISCHARGED_BY[by]


def _wrong_with_levels(what: str, levels: Set[Level]) -> Iterator[Wrong]:
    """A team concludes of units; places hold the rounds."""
    if what in CONCLUDED and levels != {Level.UNIT}:
        yield "discharge", f"结论“{what}”只对单位作出，条目还针对别的层级。", "请改 levels。"
    elif what in HELD and not all(level.is_place for level in levels):
        yield "discharge", f"“{what}”由主管部门开展，条目针对单位。", "请在 who 的 levels 写 province、city 或 county。"


def _wrong_with_document(what: str, plan: PlanShape, beside: Beside) -> Iterator[Wrong]:
    known = [*beside.documents, *(document.key for document in plan.documents)]
    if not what:
        yield "discharge", "没有写由哪一种材料办结。", f"请写 what，可用：{'、'.join(known)}。"
    elif what not in known:
        do = f"可用：{'、'.join(known)}；别的材料请先写进 [[documents]]（key 和 name）。"
        yield "discharge", f"不认识材料“{what}”。", do


def _wrong_with_publication(what: str, levels: Iterable[Level], beside: Beside) -> Iterator[Wrong]:
    known = beside.publications.get(what)
    if known is None:
        yield "discharge", f"不认识公示事项“{what}”。", f"可用：{'、'.join(beside.publications)}。"
    elif known.waits:
        yield "discharge", f"“{known.name}”的公示还要等{known.waits}。", "请写 waits = true。"
    elif not set(levels) <= known.levels:
        beyond = "、".join(sorted(level.zh for level in set(levels) - known.levels))
        yield "discharge", f"“{known.name}”不由{beyond}公示，方案还针对这些层级。", "请改 levels，或者改公示事项。"


def _wrong_with_target(target: TargetShape | None) -> Iterator[Wrong]:
    if target is None:
        return
    form = f"目标形式“{target.form.value}”"
    has_value, needs_value = target.value is not None, target.form in WITH_VALUE
    if has_value is not needs_value or bool(target.unit) is not needs_value:
        yield "target", f"{form}{'须' if needs_value else '不'}写 value 和 unit。", "请改正。"
    if bool(target.base) is not (target.form in ON_A_BASE):
        yield "target", f"{form}{'须' if target.form in ON_A_BASE else '不'}写 base。", "请改正：last_year 或年份。"
    if needs_value and target.unit and target.form in (Form.DOWN, Form.SHARE) and target.unit != "%":
        yield "target", f"{form}是百分比，单位写的是“{target.unit}”。", '请写 unit = "%"，数值也按百分比写。'
    if target.scope and target.form is not Form.SHARE:
        yield "target", f"{form}不分范围，写了 scope 也不起作用。", "请删去 scope。"


def _wrong_with_check(check: CheckShape | None, beside: Beside) -> Iterator[Wrong]:
    if check is None:
        return
    if not (check.at or check.thresholds or check.items):
        yield "check", "check 里什么也没有写。", "请写 at、thresholds 或 items，或者删去。"
    for threshold in check.thresholds:
        yield from _wrong_with_threshold(threshold, beside)
        if bool(check.at) is not bool(threshold.limit):
            says = f"“{threshold.what}”{'写了 at，没写' if check.at else '没写 at，却写了'} limit。"
            yield "check", says, "由台账检查的，at 和 limit 都写；系统不检查的，两样都不写。"
    for item in check.items:
        list_, _, key = item.partition("/")
        if key not in beside.words(list_):
            yield "check", f"没有检查事项“{item}”。", f"“{list_}”可用：{'、'.join(beside.words(list_)) or '无'}。"


def _wrong_with_threshold(threshold: ThresholdShape, beside: Beside) -> Iterator[Wrong]:
    said = {value for value in (threshold.least, threshold.most) if value is not None}
    if not said:
        yield "check", f"“{threshold.what}”没有写界限。", "请写 least 或 most。"
    if not threshold.limit:
        return
    kept = beside.ledgers.limits.get(threshold.limit, ())
    if not kept:
        yield "check", f"没有界限“{threshold.limit}”。", f"可用：{'、'.join(beside.ledgers.limits)}。"
    elif said != {kept[-1].value}:
        says = f"方案的界限是 {'、'.join(map(str, sorted(said)))}，系统检查用的“{kept[-1].zh}”是 {kept[-1].value}。"
        yield "check", says, "请核对；要按方案检查的，请在部署自己的 ledgers 文件夹里改界限。"
    elif kept[-1].side and getattr(threshold, kept[-1].side) is None:
        says = f"“{kept[-1].zh}”是{'下限' if kept[-1].side == 'least' else '上限'}，方案写的是另一头。"
        yield "check", says, f"请写 {kept[-1].side}。"


def _wrong_with_conclusion(entry: EntryShape, plan: PlanShape, beside: Beside) -> Iterator[Wrong]:
    conclusion = entry.conclusion
    if conclusion is None:
        return
    if conclusion.name not in CONCLUSIONS:
        yield "conclusion", f"系统不能作结论“{conclusion.name}”。", f"可用：{'、'.join(CONCLUSIONS)}。"
        return
    for name in ("titles", "entries"):
        if bool(getattr(conclusion, name)) is not (name in CONCLUSIONS[conclusion.name]):
            must = "须" if name in CONCLUSIONS[conclusion.name] else "不"
            yield "conclusion", f"结论“{conclusion.name}”{must}写 {name}。", "请改正。"
    owed = {each.key for each in plan.entries if each.discharge}
    yield from _unknown(conclusion.titles, beside.words(TITLES), "称号")
    yield from _unknown(conclusion.entries, dict.fromkeys(owed), "期限任务")


def _unknown(names: Iterable[str], known: Mapping[str, Any], what: str) -> Iterator[Wrong]:
    for name in names:
        if name not in known:
            yield "conclusion", f"没有{what}“{name}”。", f"可用：{'、'.join(sorted(known)) or '无'}。"
