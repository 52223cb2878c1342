"""A whole round of the demonstration, of last year, in which a unit stands in each state that there is.

By the unit's place in the list; where the city has fewer, those that it has.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from django.utils import timezone

from jieyue.cli.demo import city, invoices
from jieyue.cli.demo.people import as_of
from jieyue.programme.evaluation import operations as evaluation
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.evaluation.self_scoring import Said, score_items
from jieyue.programme.evidence.operations import Upload
from jieyue.programme.findings import operations as findings
from jieyue.programme.findings.queries import finding
from jieyue.programme.rounds import drawing, operations, ruling, visiting
from jieyue.programme.rounds.queries import ShownUnit, rounds, unit_in_round
from jieyue.rules.findings import CLOSE, CORRECT
from jieyue.rules.rounds import Outcome, Stage

PASSES, MENDS, RECHECKED, STILL_FAILS, PUTS_RIGHT, APPEALS, EXEMPT, WITHDRAWN, ASKED, REVIEWED, HANDED_IN, OWES = range(
    12
)
FAILING = (MENDS, RECHECKED, STILL_FAILS, PUTS_RIGHT, APPEALS)
SENT_NOTHING = (MENDS, EXEMPT, OWES)
VISITED = (PASSES, RECHECKED, STILL_FAILS, PUTS_RIGHT)
NAME, LOOK_BACK, NEWER = "首批节约型机关评价（演示）", "首批合格单位回头看（演示）", "gbt-29118-2023"
DAYS = {
    Stage.HAND_IN: (4, 30),
    Stage.FILES: (5, 31),
    Stage.SITE: (6, 30),
    Stage.CONCLUDE: (7, 31),
    Stage.PUBLISH: (8, 31),
}
OPENED, SENT, ANNOUNCED, DRAWN, VISIT, CONCLUDED = (3, 20), (4, 18), (5, 6), (5, 8), (6, 10), (7, 8)
APPEALED, DECIDED, ANSWERED, CLOSED, RE_CHECKED, TAKEN = (7, 14), (7, 18), (7, 22), (7, 25), (7, 28), (10, 20)
SEED, DUTY, POSTS = "03 08 19 21 30", "N20-2.1a", "N20-2.1d"

Bring = Callable[..., object]


class Held:
    """The round as it goes on."""

    def __init__(self, of, number: int) -> None:
        self.of, self.number, self.year = of, number, of.years[0]

    def at(self, day: tuple[int, int], hour: int = 9):
        return self.of.moment(date(self.year, *day), hour)

    def here(self, nth: int) -> bool:
        return nth < len(self.of.units)

    def about(self, nth: int, username: str, day: tuple[int, int], hour: int = 9) -> dict[str, object]:
        at = self.at(day, hour)
        return {"number": self.number, "organisation": self.of.units[nth].code, "by": as_of(username, at), "at": at}

    def shown(self, nth: int, username: str, day: tuple[int, int]) -> ShownUnit:
        at = self.at(day)
        asked = {"number": self.number, "organisation": self.of.units[nth].code}
        return unit_in_round(**asked, person=as_of(username, at), today=timezone.localdate(at))


def hold_whole_round(of, bring: Bring) -> None:
    year, units = of.years[0], of.units[: OWES + 1]
    exempt_ = [unit for unit in units if unit.nth == EXEMPT]
    given = of.moment(date(year, 1, 10))
    if exempt_:
        title = {
            "title": "省级公共机构节约型示范单位",
            "given_on": timezone.localdate(given),
            "given_by": "省机关事务管理局（演示）",
        }
        bring("titles", [{"organisation": unit.code, **title} for unit in exempt_], by=as_of("li", given), at=given)
    at = of.moment(date(year, *OPENED))
    days = {stage: date(year, *day) for stage, day in DAYS.items()}
    about = {"organisation": city.CITY[0], "year": year - 1, "plan": "shaanxi-2020", "days": days}
    codes = [unit.code for unit in units]
    opened = operations.open_round(**about, name=NAME, standard=NATIONAL, units=codes, by=as_of("li", at), at=at)
    held = Held(of, opened)
    _team(held)
    for unit in units:
        if unit.nth not in SENT_NOTHING:
            _send(of, unit, year - 1, held.at(SENT))
    _draw(held, len(units))
    _ask(held)
    _visit(held)
    _judge_and_conclude(held)
    _afterwards(held)
    _look_back(held)


def _team(held: Held) -> None:
    at = held.at(OPENED, 10)
    for username in ("qinlan", "hejing"):
        about = {"number": held.number, "username": username, "is_leader": username == "qinlan"}
        operations.appoint_member(**about, by=as_of("li", at), at=at)


def _send(of, unit: city.Unit, year: int, at) -> None:
    clerk, about = as_of(of.clerk_of(unit), at), {"standard": NATIONAL, "organisation": unit.code, "year": year}
    said = [Said(DUTY, Decimal(1), "成立创建领导小组。"), Said(POSTS, Decimal(1), "能源管理岗、能耗统计岗各一人。")]
    score_items(**about, said=said, by=clerk, at=at)
    evaluation.hand_in(**about, by=clerk, at=at)


def _draw(held: Held, count: int) -> None:
    at = held.at(ANNOUNCED)
    about = {"size": min(3, count), "seed_from": "抽取日公开开奖的号码（演示）", "draws_on": date(held.year, *DRAWN)}
    drawing.announce_draw(number=held.number, **about, by=as_of("li", at), at=at)
    at = held.at(DRAWN)
    drawing.draw_sample(number=held.number, seed=SEED, by=as_of("li", at), at=at)


def _ask(held: Held) -> None:
    """One unit answers, the other has not yet."""
    for nth in filter(held.here, (RECHECKED, ASKED)):
        text = "请说明能源管理岗、能耗统计岗由谁担任。"
        question = operations.ask(**held.about(nth, "hejing", (5, 12)), item=POSTS, text=text)
        if nth != ASKED:
            about = held.about(nth, held.of.clerk_of(held.of.units[nth]), (5, 15))
            operations.answer(question=question, text="由后勤科李四、赵六担任。", by=about["by"], at=about["at"])


def _visit(held: Held) -> None:
    for nth in filter(held.here, VISITED):
        about, differs = held.about(nth, "hejing", VISIT, 10), nth in FAILING
        seen = [
            visiting.Looked(DUTY),
            visiting.Looked(POSTS, differs, "现场没有找到能耗统计岗的记录" if differs else ""),
        ]
        photos = {POSTS: Upload("现场.png", BytesIO(invoices.photo(held.of.units[nth].name)))}
        visiting.look_on_site(place="后勤科", looked_at=about["at"], looked=seen, photos=photos, **about)


def _judge_and_conclude(held: Held) -> None:
    for nth in filter(held.here, (PASSES, WITHDRAWN, RECHECKED, STILL_FAILS, PUTS_RIGHT, APPEALS, REVIEWED)):
        found = held.shown(nth, "qinlan", CONCLUDED)
        rows = [row for _section, own in found.sections for row in own if row.entry.item.points is not None]
        said = [_points(row.entry.item, fails=nth in FAILING) for row in rows]
        if nth == REVIEWED:
            operations.judge(said=said[:3], **held.about(nth, "hejing", CONCLUDED))
        else:
            operations.judge(said=said, **held.about(nth, "qinlan", CONCLUDED))
    for nth in filter(held.here, (PASSES, WITHDRAWN, *FAILING)):
        outcome = Outcome.FAILED if nth in FAILING else Outcome.PASSED
        reason = "逾期没有报送自评打分表。" if nth == MENDS else "按逐项评审的得分。"
        told = {"outcome": outcome, "reason": reason, "seen": held.shown(nth, "qinlan", CONCLUDED).seen}
        operations.conclude(**held.about(nth, "qinlan", CONCLUDED, 15), **told)


def _points(item, *, fails: bool) -> operations.Judged:
    if fails and item.key == POSTS:
        return operations.Judged(item.key, Decimal(0), "现场没有找到能耗统计岗的记录。")
    return operations.Judged(item.key, item.points, "看过材料和现场。")


def _afterwards(held: Held) -> None:
    for nth in filter(held.here, (STILL_FAILS, APPEALS)):
        about = held.about(nth, held.of.clerk_of(held.of.units[nth]), APPEALED)
        ruling.appeal(**about, text="能耗统计岗的任命文件已经补报。")
    if held.here(STILL_FAILS):
        told = {"outcome": Outcome.FAILED, "reason": "补报的文件是结论以后印发的。"}
        told["seen"] = held.shown(STILL_FAILS, "li", DECIDED).seen
        ruling.decide_appeal(**held.about(STILL_FAILS, "li", DECIDED), **told)
    for nth in filter(held.here, (MENDS, RECHECKED, STILL_FAILS)):
        _put_right(held, nth, closes=nth != MENDS)
    for nth, outcome in ((RECHECKED, Outcome.PASSED), (STILL_FAILS, Outcome.FAILED)):
        if held.here(nth):
            told = {
                "outcome": outcome,
                "reason": "复查：现场看过。",
                "seen": held.shown(nth, "qinlan", RE_CHECKED).seen,
            }
            ruling.recheck(**held.about(nth, "qinlan", RE_CHECKED), **told)
    if held.here(WITHDRAWN):
        seen = held.shown(WITHDRAWN, "li", TAKEN).seen
        ruling.withdraw(**held.about(WITHDRAWN, "li", TAKEN), reason="查实一处办公楼长明灯，造成严重浪费。", seen=seen)


def _put_right(held: Held, nth: int, *, closes: bool) -> None:
    for task in held.shown(nth, "qinlan", CONCLUDED).after.tasks:
        clerk = held.about(nth, held.of.clerk_of(held.of.units[nth]), ANSWERED)
        step(task.finding, CORRECT.key, clerk, words="已补齐材料，岗位已落实到人。")
        if closes:
            step(task.finding, CLOSE.key, held.about(nth, "hejing", CLOSED))


def step(number: int, key: str, about: Mapping[str, object], *, words: str = "") -> None:
    """A finding on its way, looked at before."""
    by, at = about["by"], about["at"]
    seen = finding(number, person=by, today=timezone.localdate(at)).seen
    findings.move(number, key, seen=seen, words=words, by=by, at=at)


def _look_back(held: Held) -> None:
    """Under a newer standard, of those that still pass."""
    at = held.at((11, 2))
    days = {stage: timezone.localdate(at) + timedelta(days=10 * n) for n, stage in enumerate(Stage, 1)}
    about = {"organisation": city.CITY[0], "name": LOOK_BACK, "year": held.year - 1, "standard": NEWER, "days": days}
    number = operations.open_round(**about, looks_back_on=held.number, by=as_of("li", at), at=at)
    operations.appoint_member(number=number, username="qinlan", is_leader=True, by=as_of("li", at), at=at)


def number_of(of) -> int:
    """The round, found again by its name."""
    person = as_of("li", of.moment(of.today))
    return next(each.number for each in rounds(person=person, today=of.today) if each.name == NAME)
