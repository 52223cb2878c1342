"""A round of the demonstration: opened, its spot check drawn, and a unit that never handed in failed with its list."""

from datetime import date

from jieyue.cli.demo import city
from jieyue.cli.demo.people import as_of
from jieyue.programme.evaluation.standards import NATIONAL
from jieyue.programme.rounds import drawing, operations
from jieyue.programme.rounds.queries import unit_in_round
from jieyue.rules.rounds import Outcome, Stage

MOST_UNITS = 6
UNTIL = {
    Stage.HAND_IN: (4, 30),
    Stage.FILES: (5, 31),
    Stage.SITE: (6, 30),
    Stage.CONCLUDE: (7, 31),
    Stage.PUBLISH: (8, 31),
}
OPENED, ANNOUNCED, DRAWN, CONCLUDED = (4, 10), (5, 6), (5, 8), (6, 2)
SEED = "05 11 17 23 28"


def hold_round(of) -> None:
    """As far as it had come by today, of last year's work, in the city's first units."""
    year, units = of.years[0] + 1, of.units[:MOST_UNITS]
    if date(year, *OPENED) > of.today:
        return
    at = of.moment(date(year, *OPENED))
    about = {"organisation": city.CITY[0], "name": "节约型机关评价（演示）", "year": year - 1, "standard": NATIONAL}
    days = {stage: date(year, *day) for stage, day in UNTIL.items()}
    codes = [unit.code for unit in units]
    about |= {"plan": "shaanxi-2020", "days": days, "units": codes}
    number = operations.open_round(**about, by=as_of("li", at), at=at)
    operations.appoint_member(number=number, username="qinlan", is_leader=True, by=as_of("li", at), at=at)
    if date(year, *DRAWN) <= of.today:
        _draw(of, number, year, len(units))
    if date(year, *CONCLUDED) <= of.today and len(units) > 1:
        _fail(of, number, units[1], date(year, *CONCLUDED))


def _draw(of, number: int, year: int, count: int) -> None:
    at = of.moment(date(year, *ANNOUNCED))
    about = {"size": min(2, count), "seed_from": "抽取日公开开奖的号码（演示）", "draws_on": date(year, *DRAWN)}
    drawing.announce_draw(number=number, **about, by=as_of("li", at), at=at)
    at = of.moment(date(year, *DRAWN))
    drawing.draw_sample(number=number, seed=SEED, by=as_of("li", at), at=at)


def _fail(of, number: int, unit: city.Unit, day: date) -> None:
    at = of.moment(day)
    leader = as_of("qinlan", at)
    asked = {"number": number, "organisation": unit.code}
    seen = unit_in_round(**asked, person=leader, today=day).seen
    reason = "逾期仍未报送自评打分表。"
    operations.conclude(**asked, outcome=Outcome.FAILED, reason=reason, seen=seen, by=leader, at=at)
