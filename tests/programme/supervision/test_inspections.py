"""督导检查: by checklist; what is wrong has a person and a day, and is looked at again by another."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.checking.deciding import may_close
from jieyue.programme.findings import operations as findings
from jieyue.programme.findings import queries as found
from jieyue.programme.supervision import operations, queries
from jieyue.programme.supervision.operations import Looked
from jieyue.rules.findings import FindingState, Origin
from jieyue.rules.refusal import NotThere
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers.inspections.models import Inspection
from offices import Office, open_office, person_named

pytestmark = pytest.mark.django_db
AT = datetime(2025, 7, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
LAMP = Looked("off-when-leaving", is_wrong=True, what="305 室灯全开", responsible="刘洋", due_on=date(2025, 7, 20))
FINE = Looked("signs")


@pytest.fixture
def office(house) -> Office:
    return open_office(house)


def who(username: str):
    return person_named(username, on=TODAY)


def inspect(*looked: Looked, by: str = "li", kind: str = "planned", place: str = "三楼", **more):
    about = {"organisation": "A", "kind": kind, "day": TODAY, "place": place, "inspected_by": "李强", **more}
    return operations.inspect(**about, looked=looked, by=who(by), at=AT)


def test_what_is_wrong_becomes_a_finding_with_person_and_deadline_and_what_is_right_none(office):
    done = inspect(LAMP, FINE)
    finding = Finding.objects.get()
    assert done.findings == {"off-when-leaving": finding.pk}
    assert (finding.origin, finding.state) == (Origin.INSPECTION, FindingState.OPEN)
    assert (finding.responsible, finding.due_on) == ("liu", date(2025, 7, 20))
    assert "定期检查，三楼（责任人：刘洋）不符合“人走灯关、空调和电脑关”：305 室灯全开" in finding.says
    assert found.to_do(person=who("liu"), today=TODAY).to_answer == 1
    assert inspect(LAMP, FINE).report.unchanged == 2
    assert Finding.objects.count() == 1


def test_what_was_put_right_at_once_waits_for_somebody_else_than_who_wrote_it_down(office):
    inspect(Looked("food", is_wrong=True, what="剩饭", is_put_right=True), kind="own", by="liu")
    finding = Finding.objects.get()
    assert (finding.state, finding.answer) == (FindingState.CORRECTED, "当场整改。")
    assert not may_close(finding, who("liu"))
    seen = found.finding(finding.pk, person=who("li"), today=TODAY).seen
    findings.move(finding.pk, "close", seen=seen, by=who("li"), at=AT)
    assert Finding.objects.get().state == FindingState.CLOSED


def test_a_unit_inspects_itself_only_as_its_own_and_touches_nothing_found_over_it(office):
    assert [each.key for each in queries.checklist(organisation="A", person=who("liu"), today=TODAY).kinds] == ["own"]
    refused = inspect(LAMP, by="liu", kind="unannounced").report
    assert [each.rule for each in refused.problems] == ["for_reviewers"]
    inspect(LAMP)
    for given in ({"is_wrong": "否"}, {"withdrawn": "是"}, {"kind": "部门自查"}):
        row = {"organisation": "A", "inspected_on": "2025-07-14", "place": "三楼", "item": "人走灯关、空调和电脑关"}
        report = office.house.bring("inspections", [{**row, "kind": "定期检查", **given}], by=who("liu"), reason="错")
        assert [each.rule for each in report.problems] == ["for_reviewers"], given
    assert Inspection.objects.get().is_wrong


def test_a_deadline_before_the_inspection_is_refused_and_another_than_before_moves_the_finding(office):
    early = inspect(Looked("food", is_wrong=True, what="剩饭", due_on=date(2025, 7, 1))).report
    assert [each.rule for each in early.problems] == ["due_before"]
    inspect(LAMP)
    inspect(Looked(**{**vars(LAMP), "due_on": date(2025, 7, 30)}), reason="改期")
    assert Finding.objects.get().due_on == date(2025, 7, 30)


def test_what_comes_again_is_counted_by_unit_and_by_rule(office):
    inspect(LAMP, place="二楼")
    inspect(LAMP, place="三楼")
    inspect(LAMP, FINE, organisation="B")
    asked = {"year": 2025, "person": who("li"), "today": TODAY}
    assert [(each.organisation.code, each.count) for each in found.repeated(**asked)] == [("A", 2)]
    assert [(each.count, each.units, each.open) for each in found.by_rule(**asked)] == [(3, 2, 3)]
    told = [(each.organisation.code, each.items, each.wrong, each.open) for each in queries.visits(**asked)]
    assert told == [("A", 2, 2, 2), ("B", 2, 1, 1)]
    assert queries.visits(**{**asked, "person": who("zhao")}) == []
    with pytest.raises(NotThere):
        inspect(LAMP, by="zhao")
