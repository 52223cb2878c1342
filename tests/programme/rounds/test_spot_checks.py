"""抽查: risk first by the policy's figures, then chance from a seed that nobody knew when the list was published."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.programme.duties.operations import designate, put_in_force, set_day
from jieyue.programme.duties.queries import own_duties
from jieyue.programme.evaluation.roster import roster
from jieyue.programme.rounds import drawing
from jieyue.programme.rounds.queries import round_of, unit_in_round
from jieyue.rules.drawing import digest_of, draw
from jieyue.rules.duties import DutyState
from jieyue.rules.rounds import Outcome, UnitState
from jieyue.rules.sampling import Signs, figures, risk_of, usual_size
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.registers.titles.models import Title
from jieyue.store.rounds.models import RoundUnit
from review_desk import AT, TODAY, begin, open_desk, say, send_sheet, who

TOMORROW, SEED = TODAY + timedelta(days=1), "2026-04-21 05 12 19"
LATER = AT + timedelta(days=1)
AFTER_HAND_IN = AT + timedelta(days=15)


@pytest.fixture
def desk(house):
    return house.begun(open_desk)


def announce(number: int, size: int = 1, *, at=AT, by: str = "li", **other) -> str:
    about = {"size": size, "seed_from": "次日开奖号码", "draws_on": at.date() + timedelta(days=1), **other}
    return drawing.announce_draw(number=number, **about, by=who(by, at.date()), at=at)


def draw_on(number: int, *, at=LATER, by: str = "li", seed: str = SEED) -> list[str]:
    return drawing.draw_sample(number=number, seed=seed, by=who(by, at.date()), at=at)


def honour(unit: str, title: str = "demonstration-provincial") -> None:
    with writing(operation="set up", by=who("li"), at=AT) as change:
        keep(change, Title(organisation=Organisation.objects.get(code=unit), title=title, given_on=date(2024, 1, 1)))


def test_what_is_a_risk_and_what_it_counts_is_said_by_the_policy():
    known = figures(policy().thresholds, on=TODAY)
    assert risk_of(Signs(), known).points == 0
    found = risk_of(Signs(has_failed_before=True, is_late=True, gap=Decimal("0.1"), has_overdue_findings=True), known)
    assert (found.points, next(iter(found.because))) == (8, "以前的评价不合格")
    assert risk_of(Signs(gap=Decimal("0.09")), known).points == 0
    assert risk_of(Signs(is_late=True, gap=Decimal(1)), {}).points == 0
    assert [usual_size(count, known) for count in (1, 3, 15, 100)] == [1, 1, 5, 33]


def test_whoever_is_late_is_drawn_first_and_the_page_says_why(desk):
    number = begin()
    say()
    send_sheet()
    announce(number, at=AFTER_HAND_IN)
    at = AFTER_HAND_IN + timedelta(days=1)
    assert draw_on(number, at=at) == ["A"]
    lines = {
        line.organisation.code: line.drawn for line in round_of(number=number, person=who("li"), today=TODAY).lines
    }
    assert lines == {"A": "风险 2：逾期报送", "B": ""}
    shown = unit_in_round(number=number, organisation="A", person=who("liu"), today=TODAY)
    assert shown.drawn == "风险 2：逾期报送"


def of_province(entry: str):
    found = own_duties(organisation="P", person=who("li"), today=TODAY)
    return next(each for each in found if each.duty.entry.key == entry)


def test_the_authority_has_verified_and_spot_checked_once_every_unit_is_concluded(desk):
    put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=who("li"), at=AT)
    for entry in ("verification", "spot-check"):
        about = {"organisation": "P", "plan": "shaanxi-2020", "day": date(2026, 9, 30)}
        set_day(**about, entry=entry, by=who("li"), at=AT)
    honour("X")
    number = begin(organisation="P", plan="shaanxi-2020")
    announce(number)
    [drawn] = draw_on(number)
    assert [of_province(entry).done for entry in ("verification", "spot-check")] == [None, None]
    [other] = {"A", "B"} - {drawn}
    conclude(number, drawn)
    assert [of_province(entry).state is DutyState.DONE for entry in ("verification", "spot-check")] == [False, True]
    conclude(number, other)
    assert of_province("verification").done.says == "甲县首轮：2 家都已作出结论", "the third is exempt by its title"


def of_unit(code: str) -> dict:
    found = own_duties(organisation=code, person=who("wang"), today=TODAY)
    return {each.duty.entry.key: each for each in found}


def test_where_only_creating_units_are_checked_the_one_designated_has_stood_it_once_concluded(desk):
    put_in_force(plan="sichuan-2020", organisation="C1", since=date(2026, 1, 1), by=who("li"), at=AT)
    designate(organisation="B", year=2026, document="8号", decided_on=date(2026, 3, 1), by=who("li"), at=AT)
    number = begin(plan="sichuan-2020", year=2026)
    announce(number, 2)
    assert sorted(draw_on(number)) == ["A", "B"]
    assert "verification" not in of_unit("A")
    assert of_unit("B")["verification"].done is None
    for code in ("A", "B"):
        conclude(number, code)
    assert "verification" not in of_unit("A")
    assert of_unit("B")["verification"].state is DutyState.DONE


def conclude(number: int, code: str) -> None:
    with writing(operation="round conclude", by=who("li"), at=LATER) as change:
        unit = RoundUnit.objects.get(round=number, organisation__code=code)
        correct(change, unit, outcome=Outcome.PASSED, concluded_at=LATER)


def test_the_seed_is_not_given_before_the_day_that_was_published_and_only_once(desk):
    number = begin()
    with pytest.raises(drawing.NotDrawn, match="还没有公布"):
        draw_on(number)
    with pytest.raises(drawing.NotDrawn, match="最早"):
        announce(number, draws_on=TODAY)
    with pytest.raises(drawing.NotDrawn, match="从哪里来"):
        announce(number, seed_from=" ")
    with pytest.raises(drawing.NotDrawn, match="抽不出"):
        announce(number, 3)
    announce(number)
    with pytest.raises(drawing.NotDrawn, match="公布的抽取日"):
        draw_on(number, at=AT)
    with pytest.raises(drawing.NotDrawn, match="种子"):
        draw_on(number, seed=" ")
    with pytest.raises(drawing.RoundUnknown):
        draw_on(number, by="gao")
    draw_on(number)
    with pytest.raises(drawing.Drawn, match="李强已于"):
        draw_on(number, seed="另一个")
    with pytest.raises(drawing.Drawn):
        announce(number, at=LATER)


def test_a_demonstration_unit_is_exempt_as_a_rule_and_not_drawn(desk):
    honour("A")
    number = begin(plan="shaanxi-2020")
    late = date(2026, 5, 4)
    [exempt, _] = round_of(number=number, person=who("li"), today=late).lines
    assert (exempt.state, exempt.late, exempt.exempt) == (UnitState.EXEMPT, None, "省级公共机构节约型示范单位")
    announce(number)
    assert draw_on(number) == ["B"]
    assert drawing.spot_check(number=number, person=who("li"), today=TODAY).exempt == 1


def test_a_title_exempts_from_nothing_where_the_plan_does_not_say_so(desk):
    honour("A")
    honour("B", "conservation-oriented")
    assert drawing.spot_check(number=begin(), person=who("li"), today=TODAY).exempt == 0


def test_the_list_that_was_published_draws_the_same_with_the_seed_anywhere(desk, tmp_path):
    number = begin()
    digest = announce(number)
    sample = draw_on(number)
    told = [drawing.LIST, *drawing.list_of_draw(number=number, person=who("li"))]
    (file := tmp_path / "list.csv").write_text("\n".join(",".join(row) for row in told), "utf-8")
    known = roster(file)
    assert digest_of(known) == digest
    for hashes, order in (("0", known), ("7", known[::-1])):
        given = json.dumps([[each.organisation, str(each.risk)] for each in order])
        assert (
            json.loads(_elsewhere(given, hashes))
            == sample
            == [each.organisation for each in draw(order, seed=SEED, size=1)]
        )
    with pytest.raises(drawing.RoundUnknown):
        drawing.list_of_draw(number=number, person=who("liu"))


def _elsewhere(given: str, hashes: str) -> str:
    """Drawn by another process, in which sets and mappings have another order."""
    code = """
import json, sys
from decimal import Decimal
from jieyue.rules.drawing import Candidate, draw
told = {Candidate(code, Decimal(risk)) for code, risk in json.loads(sys.argv[1])}
print(json.dumps([each.organisation for each in draw(told, seed=sys.argv[2], size=1)]))
"""
    environment = {**os.environ, "PYTHONHASHSEED": hashes}
    asked = [sys.executable, "-c", code, given, SEED]
    return subprocess.run(asked, env=environment, check=True, capture_output=True, text=True).stdout
