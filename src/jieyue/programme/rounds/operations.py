"""评价轮次: opened, its team appointed, units judged item by item, asked and answered, and concluded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import orjson
from django.utils import timezone

from jieyue.programme.evaluation.standards import choice
from jieyue.programme.records.signing import names_of
from jieyue.programme.rounds.conflicts import may_be_members, units_barred_to
from jieyue.programme.rounds.looking import Entry, Look, leader_of, looks
from jieyue.programme.rounds.reaching import (
    Concluded,
    NotMember,
    RoundUnknown,
    refuse_concluded,
    round_to_shape,
    unit_to_judge,
)
from jieyue.programme.rounds.rectifying import begin_list
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.rounds import How, Outcome, Stage, bars_passing, needs_reason, wrong_order
from jieyue.rules.values import Level
from jieyue.rules.written_standard import written
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_ids, organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.people.models import User
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep, keep_all, remove
from jieyue.store.records.writing import Writing, writing
from jieyue.store.rounds.models import Round, RoundMember, RoundQuestion, RoundRuling, RoundScore, RoundStage, RoundUnit
from jieyue.store.rounds.standards import standard_of_round
from jieyue.store.snapshots.keeping import pin
from jieyue.store.snapshots.models import CONCLUSION, STANDARD

CONCLUDING = "round conclude"
MOST_WORDS = 1000
MOST_ITEMS_TOLD = 8


class NotOpened(Refused):
    """Something is missing or wrong in what the round was to be."""


class NotAppointed(Refused):
    pass


class NotJudged(Refused):
    """Something is missing or wrong in what was said; `where` is points or because."""


class SomeNotJudged(Refused):
    """Nothing of it was kept. `each` says by item why."""

    def __init__(self, each: Mapping[str, NotJudged]) -> None:
        first = next(iter(each.values()))
        super().__init__(f"{len(each)} 项有误，都没有保存。", do=f"{first.says}{first.do}")
        self.each = each


class NotConcluded(Refused):
    pass


@dataclass(frozen=True)
class Judged:
    """What a reviewer says of an item; None takes it back."""

    item: str
    points: Decimal | None
    because: str = ""


def open_round(
    *, organisation: str, name: str, year: int, standard: str, days: Mapping[Stage, date], plan: str = "",
    units: Sequence[str] = (), looks_back_on: int | None = None, by: Person, at: datetime,
) -> int:  # fmt: skip
    """A round of all units below an organisation, or of those named; gives its number.

    The standard is kept as it is now. `looks_back_on` (回头看) is an earlier round of the organisation: the units are
    of those that have passed there, by a standard or for a year that is another. Raises NotOpened, RoundUnknown.
    """
    _refuse_wrong_days(days)
    with writing(operation="round open", by=by, at=at) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        name = " ".join(name.split())
        if not name or Round.objects.filter(organisation=place, year=year, name=name).exists():
            raise NotOpened("轮次要有名称，同一年度不能重名。", do="请改名称。", where="name")
        known = choice(organisation=organisation, year=year, person=by).known
        if standard not in known:
            raise NotOpened("这份标准在这一年度不适用。", do="请选择适用的评价标准。", where="standard")
        earlier = _earlier(looks_back_on, place, standard, year, by)
        found = _units(place, units, standard, year, by, among=earlier and _passed(earlier))
        content = {
            "standard": written(known[standard]),
            "policy": {name: each for name, each in policy().documents.items() if f"/{standard}/" in name},
        }
        pinned = pin(change, organisation=place.pk, what=STANDARD, period=f"{year:04}", content=content, at=at)
        kept = Round(
            organisation=place, name=name[:60], year=year, standard=standard, plan=plan, snapshot_id=pinned,
            opened_at=at, looks_back_on=earlier,
        )  # fmt: skip
        number = keep(change, kept)
        keep_all(change, [RoundStage(round_id=number, stage=stage, last_day=day) for stage, day in days.items()])
        keep_all(change, [RoundUnit(round_id=number, organisation_id=each) for each in found])
        return number


def _refuse_wrong_days(days: Mapping[Stage, date]) -> None:
    lacking = [stage.zh for stage in Stage if stage not in days]
    if lacking:
        raise NotOpened(f"还没有写明{'、'.join(lacking)}的截止日期。", do="请补上。")
    if wrong := wrong_order(days):
        first, second = wrong
        raise NotOpened(f"{second.zh}的截止日期早于{first.zh}。", do="请改正。", where=f"until_{second.value}")


def _earlier(number: int | None, place: Organisation, standard: str, year: int, by: Person) -> Round | None:
    """The round that is looked back on. Raises NotOpened, RoundUnknown."""
    if number is None:
        return None
    earlier = round_to_shape(number, by)
    if earlier.organisation_id != place.pk:
        raise NotOpened("只能对本机构开展的轮次回头看。", do="请另选轮次。", where="looks_back_on")
    if (earlier.standard, earlier.year) == (standard, year):
        says = "回头看的标准和年度与原来那一轮相同。"
        raise NotOpened(says, do="请选择现在适用的标准，或者更晚的年度。", where="standard")
    return earlier


def _passed(earlier: Round) -> set[int]:
    """The organisations that have passed there, as it holds now."""
    ruled = dict(RoundRuling.objects.filter(unit__round=earlier).order_by("pk").values_list("unit_id", "outcome"))
    rows = earlier.units.values_list("pk", "organisation_id", "outcome")
    return {organisation for pk, organisation, outcome in rows if ruled.get(pk, outcome) == Outcome.PASSED}


def _units(
    place: Organisation, codes: Sequence[str], standard: str, year: int, by: Person, *, among: set[int] | None
) -> list[int]:
    below = within(under(path_on(place.pk, by.on), by.on), by, organisation="organisation", right=Right.SHAPE)
    below = below.filter(organisation__level=Level.UNIT)
    if among is not None:
        below = below.filter(organisation__in=any_of(among))
    if codes:
        known = organisation_ids(codes, by, Right.SHAPE)
        chosen = set(below.filter(organisation__in=any_of(known.values())).values_list("organisation_id", flat=True))
        wrong = [code for code in dict.fromkeys(codes) if known.get(code) not in chosen]
        if wrong:
            told = "、".join(wrong[:MOST_ITEMS_TOLD])
            what = "所辖的单位" if among is None else "那一轮评价合格的单位"
            raise NotOpened(f"不是{what}：{told}。", do="请核对名称或编码，每行一个。", where="units")
    else:
        chosen = set(below.values_list("organisation_id", flat=True))
    if not chosen:
        raise NotOpened("没有可以参评的单位。", do="请先登记单位；回头看的，要有评价合格的单位。", where="units")
    running = RoundUnit.objects.filter(round__year=year, round__standard=standard, outcome="")
    if running.filter(organisation__in=any_of(chosen)).exists():
        do = "请等那一轮结论以后再开，或者另选单位。"
        raise NotOpened("有的单位还在按这份标准进行的另一轮评价中。", do=do, where="units")
    return sorted(chosen)


# --- the team


def appoint_member(*, number: int, username: str, is_leader: bool = False, by: Person, at: datetime) -> None:
    """Somebody who reviews at the place or above. Whoever leads has no office in any of the units.

    Raises NotAppointed.
    """
    with writing(operation="round member", by=by, at=at) as change:
        kept = round_to_shape(number, by)
        if username not in may_be_members(kept, on=by.on):
            do = "请先由安全管理员授予他本机构或上级的审核权限，可以写明止期。"
            raise NotAppointed("这个人在本机构没有审核权限，不能进评审组。", do=do, where="username")
        leader = leader_of(kept)
        if is_leader and leader not in ("", username):
            raise NotAppointed("已经有组长。", do="请先把现任组长移出评审组。", where="is_leader")
        if is_leader:
            _refuse_conflicts_of_leader(kept, username, by)
        user = User.objects.get(username=username)
        before = RoundMember.objects.filter(round=kept, user=user).first()
        if before is None:
            keep(change, RoundMember(round=kept, user=user, is_leader=is_leader))
        else:
            correct(change, before, is_leader=is_leader)


def _refuse_conflicts_of_leader(kept: Round, username: str, by: Person) -> None:
    units = list(kept.units.values_list("organisation_id", flat=True))
    barred = units_barred_to([username], units, year=kept.year, on=by.on)[username]
    if barred:
        name = names_of([username])[username]
        raise NotAppointed(f"{name}在参评单位任职或任过职，须回避，不能任组长。", do="请另选组长。", where="is_leader")


def dismiss_member(*, number: int, username: str, by: Person, at: datetime) -> None:
    """What he has said so far stays."""
    with writing(operation="round member out", by=by, at=at) as change:
        kept = round_to_shape(number, by)
        remove(change, RoundMember.objects.filter(round=kept, user__username=username))


# --- judging


def judge(*, number: int, organisation: str, said: Sequence[Judged], by: Person, at: datetime) -> int:
    """A reviewer's own points for items of a unit, all or none; gives how many were changed.

    Raises NotMember, OwnUnit, SomeNotJudged, Concluded.
    """
    with writing(operation="round judge", by=by, at=at) as change:
        unit = unit_to_judge(number, organisation, by)
        look = _look(unit, at)
        if look.sheet is None:
            raise NotConcluded("这个单位还没有报送自评打分表，不能评分。", do="请等报送，或者由组长按逾期处理。")
        entries = {each.item.key: each for each in look.entries}
        wrong = {each.item: why for each in said if (why := _wrong(entries.get(each.item), each))}
        if wrong:
            raise SomeNotJudged(wrong)
        rows = {each.item: each for each in RoundScore.objects.filter(unit=unit, reviewer=by.username)}
        return sum(_keep_score(change, unit, rows.get(each.item), each, by) for each in said)


def _wrong(entry: Entry | None, one: Judged) -> NotJudged | None:
    if entry is None or (entry.item.points is None and one.points is not None):
        return NotJudged("这一项不评分。", do="分值待核对的项只看，不给分。", where="points")
    if one.points is None:
        return None
    if not 0 <= one.points <= entry.item.points:
        most = f"{entry.item.points.normalize():f}"
        return NotJudged(f"评审分应在 0 分和满分 {most} 分之间。", do="请改正。", where="points")
    if needs_reason(one.points, own=entry.own, system=entry.system) and not one.because.strip():
        return NotJudged("与单位自评或系统判定的分不同，请写明理由。", do="写明依据。", where="because")
    return None


def _keep_score(change: Writing, unit: RoundUnit, row: RoundScore | None, one: Judged, by: Person) -> bool:
    because = one.because.strip()[:MOST_WORDS]
    if one.points is None:
        return bool(row and remove(change, RoundScore.objects.filter(pk=row.pk)))
    if row is None:
        now = {"item": one.item, "points": one.points, "reason": because, "reviewer": by.username}
        keep(change, RoundScore(unit=unit, **now))
        return True
    if (row.points, row.reason) == (one.points, because):
        return False
    correct(change, row, points=one.points, reason=because)
    return True


def ask(*, number: int, organisation: str, text: str, item: str = "", by: Person, at: datetime) -> int:
    """A question to the unit, of an item or of the whole; gives its number."""
    if not text.strip():
        raise NotJudged("请写明要问的内容。", do="写明要单位说明或者补充什么。", where="text")
    with writing(operation="round ask", by=by, at=at) as change:
        unit = unit_to_judge(number, organisation, by)
        if item and standard_of_round(unit.round).item(item) is None:
            raise NotJudged("标准中没有这一项。", do="请从列表中选择。", where="item")
        asked = {"item": item, "text": text.strip()[:MOST_WORDS], "asked_by": by.username, "asked_at": at}
        return keep(change, RoundQuestion(unit=unit, **asked))


def answer(*, question: int, text: str, by: Person, at: datetime) -> None:
    """Of the unit, once; it may be said anew until the unit's conclusion. Raises NotJudged, Concluded."""
    if not text.strip():
        raise NotJudged("请写明答复。", do="说明情况；要补材料的，在打分表的条目下上传。", where="answer")
    with writing(operation="round answer", by=by, at=at) as change:
        lookup = RoundQuestion.organisation_lookup
        rows = within(RoundQuestion.objects.all(), by, organisation=lookup, right=Right.ENTER)
        kept = rows.filter(pk=question).select_related("unit").first()
        if kept is None:
            raise RoundUnknown("没有这个提问，或者不归您答复。", do="请从评审页打开。")
        refuse_concluded(kept.unit)
        correct(change, kept, answer=text.strip()[:MOST_WORDS], answered_by=by.username, answered_at=at)


# --- concluding


def conclude(
    *, number: int, organisation: str, outcome: Outcome, seen: str, reason: str = "", by: Person, at: datetime
) -> None:
    """The leader's word on a unit, once: points of all items, passed or not, pinned with all that was said.
    Whoever fails has a list of what to put right by the plan's day.

    Raises NotMember, OwnUnit, NotConcluded, Concluded.
    """
    with writing(operation=CONCLUDING, by=by, at=at, reason=reason.strip()) as change:
        unit = unit_to_judge(number, organisation, by)
        if leader_of(unit.round) != by.username:
            raise NotMember("只有评审组组长能作结论。", do="请由组长办理。")
        look, standard = _look(unit, at), standard_of_round(unit.round)
        if seen != look.seen:
            raise Concluded("评审情况刚有变化，与您看到的不同。", do="请刷新页面，看过后再作结论。")
        _refuse_outcome(look, standard.passes_from, outcome, reason)
        content = _content(look, outcome, reason, by)
        pinned = pin(
            change, organisation=unit.organisation_id, what=CONCLUSION, period=f"{unit.round.year:04}", content=content,
            at=at,
        )  # fmt: skip
        correct(
            change, unit, outcome=outcome, points=look.points, reason=reason.strip()[:MOST_WORDS], snapshot_id=pinned,
            concluded_by=by.username, concluded_at=at,
        )  # fmt: skip
        if outcome is Outcome.FAILED:
            begin_list(change, look, reason.strip(), by=by, at=at)


def _refuse_outcome(look: Look, passes_from: Decimal | None, outcome: Outcome, reason: str) -> None:
    if look.sheet is None:
        if outcome is Outcome.PASSED or look.late is None:
            raise NotConcluded("这个单位还没有报送自评打分表。", do="报送期限过后仍不报送的，可以写明理由定为不合格。")
    elif open_ := look.open_items:
        told = "、".join(
            f"{each.item.number}（{each.settled.how.zh}）" for each in open_[:MOST_ITEMS_TOLD]
        )  # fmt: skip
        more = f"等 {len(open_)} 项" if len(open_) > MOST_ITEMS_TOLD else ""
        raise NotConcluded(f"还有没定分的项：{told}{more}。", do="请给出您的分数和理由，再作结论。")
    gates = [(each.settled.points, each.item.points) for each in look.entries if each.item.is_gate]
    why = bars_passing(look.points, passes_from=passes_from, gates=gates)
    if outcome is Outcome.PASSED and why:
        raise NotConcluded(f"不能定为合格：{why}。", do="请定为不合格，或者先改评审分。", where="outcome")
    is_by_rule = outcome is Outcome.PASSED and passes_from is not None
    if not is_by_rule and not reason.strip():
        do = "标准没有写明及格分的，或者定为不合格的，都要写明理由。"
        raise NotConcluded("请写明结论的理由。", do=do, where="reason")


def _content(look: Look, outcome: Outcome, reason: str, by: Person) -> dict[str, object]:
    """What is kept of a conclusion: nothing said, proved or corrected afterwards changes it."""
    items = [
        {
            "item": each.item.key,
            "text": each.item.text,
            "of": each.item.points,
            "own": each.own,
            "system": each.system,
            "opinions": [[one.reviewer, one.points, one.reason] for one in each.opinions],
            "on_site": [[one.reviewer, one.looked_at, one.place, one.differs, one.text] for one in each.on_site],
            "points": each.settled.points,
            "how": each.settled.how.value,
        }
        for each in look.entries
    ]
    content = {
        "round": look.unit.round_id,
        "standard": look.unit.round.snapshot_id,
        "sheet": look.sheet.snapshot_id if look.sheet else None,
        "items": items,
        "questions": [[each.item, each.text, each.answer] for each in look.questions],
        "points": look.points,
        "outcome": outcome.value,
        "reason": reason.strip(),
        "by": by.username,
        "unknown": sum(1 for each in look.entries if each.settled.how is How.UNKNOWN),
    }
    return orjson.loads(orjson.dumps(content, default=str))


# --- what they begin with


def _look(unit: RoundUnit, at: datetime) -> Look:
    standard = standard_of_round(unit.round)
    return looks(unit.round, [unit], standard, today=timezone.localdate(at))[0]
