"""抽查: the list is published with the source of its seed, and drawn from once the seed is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from jieyue.programme.duties.exempt_in_rounds import exempt_in
from jieyue.programme.records.signing import names_of
from jieyue.programme.rounds.looking import Look, days_of, looks
from jieyue.programme.rounds.reaching import RoundUnknown, round_to_shape
from jieyue.rules.drawing import RULE, Candidate, DrawRefused, by_chance, digest_of, draw
from jieyue.rules.findings import UNANSWERED
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, Refused
from jieyue.rules.roles import Right
from jieyue.rules.rounds import Outcome, Stage, drawn_from
from jieyue.rules.sampling import Risk, Signs, figures, risk_of, usual_size
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.reach import reaches, within
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, correct_each, keep
from jieyue.store.records.writing import writing
from jieyue.store.rounds.models import Round, RoundDraw, RoundUnit
from jieyue.store.rounds.standards import standard_of_round
from jieyue.store.snapshots.keeping import content_of, pin
from jieyue.store.snapshots.models import DRAW

MOST_SEED = 200
BY_CHANCE = "随机"


class NotDrawn(Refused):
    """Something is missing or wrong in what was said of the spot check."""


class Drawn(Meanwhile):
    """The sample is drawn already."""


@dataclass(frozen=True)
class ShownDraw:
    """The spot check of a round. `listed` is the number of units that may be drawn, `exempt` that of those exempt.

    Before anything is announced `draws_on` is the first possible day, and `digest` is empty; before the draw `seed` is.
    """

    size: int
    listed: int
    exempt: int
    draws_on: date
    digest: str = ""
    seed_from: str = ""
    seed: str = ""
    announced_by: str = ""
    announced_at: datetime | None = None
    drawn_by: str = ""
    drawn_at: datetime | None = None
    rule: str = RULE
    may_announce: bool = False
    may_draw: bool = False
    may_read_list: bool = False


def announce_draw(*, number: int, size: int, seed_from: str, draws_on: date, by: Person, at: datetime) -> str:
    """The list with risks, the size of the sample, whence the seed will come and when; gives the list's digest.

    As long as nobody has drawn it may be announced anew, with as many days to wait. Raises NotDrawn, Drawn.
    """
    today = timezone.localdate(at)
    with writing(operation="round draw announce", by=by, at=at) as change:
        kept = round_to_shape(number, by)
        before = RoundDraw.objects.filter(round=kept).first()
        _refuse_drawn(before)
        content = _listed(kept, today)
        said = " ".join(seed_from.split())[:MOST_SEED]
        _refuse_wrong(said, draws_on, _first_day(today))
        _refuse_size(size, len(content["listed"]))
        pinned = pin(
            change, organisation=kept.organisation_id, what=DRAW, period=f"{kept.year:04}", content=content, at=at
        )
        now = {"size": size, "seed_from": said, "draws_on": draws_on, "snapshot_id": pinned}
        made = {"announced_by": by.username, "announced_at": at}
        if before:
            correct(change, before, **now, **made)
        else:
            keep(change, RoundDraw(round=kept, **now, **made))
        return content["digest"]


def draw_sample(*, number: int, seed: str, by: Person, at: datetime) -> list[str]:
    """From the list as it was announced, once, on the day announced or later; gives the codes in the order drawn.

    Raises NotDrawn, Drawn.
    """
    today = timezone.localdate(at)
    with writing(operation="round draw", by=by, at=at) as change:
        kept = round_to_shape(number, by)
        before = RoundDraw.objects.select_related("snapshot").filter(round=kept).first()
        if before is None:
            raise NotDrawn("还没有公布抽查名单。", do="请先公布名单、数量和种子的来源，再抽。")
        _refuse_drawn(before)
        if today < before.draws_on:
            raise NotDrawn(f"公布的抽取日是 {before.draws_on}。", do="请在这一天或以后抽。", where="seed")
        content = content_of(before.snapshot)
        sample, because = _sample(content, seed, before.size)
        units = {each.organisation.code: each for each in kept.units.select_related("organisation")}
        picked = [(units[code], {"drawn": n, "drawn_because": because[code]}) for n, code in enumerate(sample, 1)]
        correct_each(change, picked)
        correct(change, before, seed=seed.strip()[:MOST_SEED], drawn_by=by.username, drawn_at=at)
        return sample


def spot_check(*, number: int, person: Person, today: date) -> ShownDraw:
    """As far as it has come. Raises RoundUnknown."""
    kept = _readable(number, person)
    at_place = {right: reaches(kept.organisation_id, person, right) for right in (Right.READ, Right.SHAPE)}
    found = RoundDraw.objects.select_related("snapshot").filter(round=kept).first()
    may_shape = at_place[Right.SHAPE]
    if found is None:
        units, exempt = _open_units(kept, today)
        listed, known = len(units) - len(exempt), figures(policy().thresholds, on=today)
        size, may_announce = usual_size(listed, known), may_shape and listed > 0
        return ShownDraw(size, listed, len(exempt), _first_day(today), may_announce=may_announce)
    content, people = content_of(found.snapshot), names_of({found.announced_by, found.drawn_by} - {""})
    return ShownDraw(
        size=found.size,
        listed=len(content["listed"]),
        exempt=len(content["exempt"]),
        draws_on=found.draws_on,
        digest=content["digest"],
        seed_from=found.seed_from,
        seed=found.seed,
        announced_by=people[found.announced_by],
        announced_at=found.announced_at,
        drawn_by=people.get(found.drawn_by, ""),
        drawn_at=found.drawn_at,
        may_announce=may_shape and not found.drawn_at,
        may_draw=may_shape and not found.drawn_at and today >= found.draws_on,
        may_read_list=at_place[Right.READ],
    )


LIST = ("机构编码", "风险", "风险说明")


def list_of_draw(*, number: int, person: Person) -> Iterator[Sequence[str]]:
    """The announced list, as `jieyue draw` reads it, for whoever reads at the round's place. Raises RoundUnknown."""
    kept = _readable(number, person)
    found = RoundDraw.objects.select_related("snapshot").filter(round=kept).first()
    if found is None or not reaches(kept.organisation_id, person, Right.READ):
        raise RoundUnknown("这一轮没有公布抽查名单，或者名单不在您的管辖范围内。", do="请从评价轮次列表打开。")
    return ((code, risk, "；".join(because)) for code, risk, because in content_of(found.snapshot)["listed"])


# --- the list


def _listed(kept: Round, today: date) -> dict[str, object]:
    """Who may be drawn, by code: not whoever is exempt, nor whoever has his conclusion already."""
    known = figures(policy().thresholds, on=today)
    units, exempt = _open_units(kept, today)
    open_ = [each for each in units if each.organisation_id not in exempt]
    risks = {code: risk_of(signs, known) for code, signs in _signs(kept, open_, today)}
    return {
        "rule": RULE,
        "figures": {limit.value: value for limit, value in known.items()},
        "listed": [[code, f"{each.points.normalize():f}", each.because] for code, each in risks.items()],
        "exempt": [
            [each.organisation.code, exempt[each.organisation_id]] for each in units if each.organisation_id in exempt
        ],
        "digest": digest_of(_candidates(risks)),
    }


def _open_units(kept: Round, today: date) -> tuple[list[RoundUnit], dict[int, str]]:
    """Those without a conclusion, and the titles of those of them that are exempt."""
    units = list(kept.units.filter(outcome="").select_related("organisation").order_by("organisation__code"))
    return units, exempt_in(kept, [each.organisation_id for each in units], today=today)


def _candidates(risks: dict[str, Risk]) -> list[Candidate]:
    return [Candidate(code, each.points) for code, each in risks.items()]


def _signs(kept: Round, units: Sequence[RoundUnit], today: date) -> Iterator[tuple[str, Signs]]:
    own = any_of([each.organisation_id for each in units])
    others = RoundUnit.objects.filter(organisation__in=own, outcome=Outcome.FAILED).exclude(round=kept)
    failed = set(others.values_list("organisation_id", flat=True))
    open_ = Finding.objects.filter(organisation__in=own, state__in=UNANSWERED, due_on__lt=today)
    overdue, days = set(open_.values_list("organisation_id", flat=True)), days_of(kept)
    for look in looks(kept, units, standard_of_round(kept), today=today):
        organisation = look.unit.organisation_id
        yield (
            look.unit.organisation.code,
            Signs(
                organisation in failed, _is_late(look, days[Stage.HAND_IN], today), _gap(look), organisation in overdue
            ),
        )


def _is_late(look: Look, last_day: date, today: date) -> bool:
    return (timezone.localdate(look.sheet.handed_in_at) if look.sheet else today) > last_day


def _gap(look: Look) -> Decimal | None:
    """Over the items that both the unit and the system gave points."""
    both = [each for each in look.entries if None not in (each.own, each.system, each.item.points)]
    worth = sum((each.item.points for each in both), Decimal(0))
    return sum((each.own - each.system for each in both), Decimal(0)) / worth if worth else None


# --- the sample


def _sample(content: dict, seed: str, size: int) -> tuple[list[str], dict[str, str]]:
    """The codes in the order drawn, and of each why."""
    told = {code: (Decimal(risk), because) for code, risk, because in content["listed"]}
    candidates = [Candidate(code, risk) for code, (risk, _) in told.items()]
    try:
        drawn = draw(candidates, seed=seed, size=size)
    except DrawRefused as refusal:
        raise NotDrawn(refusal.says, do=refusal.do, where="seed") from refusal
    chance = {each.organisation for each in drawn[len(drawn) - by_chance(candidates, drawn) :]}
    return [each.organisation for each in drawn], {
        each.organisation: _why(*told[each.organisation], is_by_chance=each.organisation in chance) for each in drawn
    }


def _why(risk: Decimal, because: Sequence[str], *, is_by_chance: bool) -> str:
    found = f"风险 {risk.normalize():f}：{'、'.join(because)}" if because else ""
    return "；".join(each for each in (found, BY_CHANCE if is_by_chance else "") if each)[:200] or "全部抽取"


# --- what is refused


def _first_day(today: date) -> date:
    return drawn_from(today, thresholds=policy().thresholds)


def _refuse_drawn(before: RoundDraw | None) -> None:
    if before and before.drawn_at:
        who, when = names_of([before.drawn_by])[before.drawn_by], timezone.localtime(before.drawn_at)
        raise Drawn(f"{who}已于 {when:%Y-%m-%d %H:%M} 抽取。", do="请刷新页面查看；抽取以后不再改动。")


def _refuse_wrong(seed_from: str, draws_on: date, first_day: date) -> None:
    if not seed_from:
        do = "例如某一天公开开奖的号码：名单公布时谁也不知道。"
        raise NotDrawn("请写明种子从哪里来。", do=do, where="seed_from")
    if draws_on < first_day:
        raise NotDrawn(f"抽取日最早是 {first_day}。", do="名单要先公布，再抽。", where="draws_on")


def _refuse_size(size: int, listed: int) -> None:
    if not listed:
        raise NotDrawn("没有可以抽的单位：都免评价或者已作结论。", do="不需要抽查。")
    if not 1 <= size <= listed:
        raise NotDrawn(f"名单有 {listed} 家，抽不出 {size} 家。", do=f"请填 1 到 {listed}。", where="size")


def _readable(number: int, person: Person) -> Round:
    reached = within(RoundUnit.objects.all(), person, organisation=RoundUnit.organisation_lookup).filter(round=number)
    kept = Round.objects.filter(pk=number).select_related("snapshot").first()
    if kept is None or not reached.exists():
        raise RoundUnknown("没有这一轮评价，或者不在您的管辖范围内。", do="请从评价轮次列表打开。")
    return kept
