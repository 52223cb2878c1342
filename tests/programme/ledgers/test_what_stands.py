"""Who does the work and by which rules: what stands on the last day of a year decides items, and a title alone none."""

import io
from datetime import date

import pytest

from handed_in import pdf
from jieyue.policy.loading import read
from jieyue.policy.reading import PolicyRefused
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.evidence.operations import Upload, attach
from jieyue.programme.ledgers.catalogue import all_ledgers, ledger_named
from jieyue.rules.scoring import Decision, Verdict
from jieyue.store.ledgers.offered import offered
from jieyue.store.policies import policy
from ledger_samples import sample_rows
from offices import open_office, person_named
from samples import NOW

pytestmark = pytest.mark.django_db
AFTER = date(2026, 2, 1)


@pytest.fixture
def office(house):
    return open_office(house)


def item(key: str, *, today: date = AFTER) -> Decision:
    about = {"organisation": "A", "year": 2025, "person": person_named("wang", on=AFTER), "today": today}
    found = {row.decision.item.key: row.decision for row in evaluation(standard=NATIONAL, **about).rows}
    return found[key]


def said(key: str) -> list[str]:
    return [each.says for each in item(key).missing]


def prove(ledger: str, **where: object) -> None:
    """Put a file to its rows."""
    model = ledger_named(ledger).model
    about = {"table": model._meta.db_table, "fact_on": date(2025, 1, 15), "at": NOW}
    for row in model.objects.filter(**where).values_list("id", flat=True):
        file = Upload(f"{ledger}{row}.pdf", io.BytesIO(pdf(row % 7 + 1)))
        assert attach([file], record_id=row, by=person_named("wang", on=AFTER), **about).refused == ()


def in_post(post: str, holder: str, **about: str) -> dict[str, str]:
    return {"organisation": "A", "post": post, "holder": holder, "starts_on": "2025-01-10", **about}


def test_two_posts_are_held_on_the_last_day_of_the_year_or_the_missing_one_is_named(office):
    assert item("N20-2.1d").verdict is Verdict.UNDECIDED
    statistics = in_post("能耗统计岗", "赵六")
    office.house.have("posts", [in_post("能源管理岗", "李四", ends_on="2025-11-30"), statistics])
    assert (item("N20-2.1d").verdict, said("N20-2.1d")) == (Verdict.LOST, ["没有登记能源管理岗"])
    office.house.have("posts", [in_post("能源管理岗", "孙一", starts_on="2025-12-01"), statistics])
    assert (item("N20-2.1d").verdict, item("N20-2.1d").points) == (Verdict.EARNED, 1)


def test_a_person_responsible_without_the_document_that_says_so_is_only_said(office):
    office.house.have("posts", [in_post("创建责任人（第一责任人）", "张三")])
    assert item("N20-2.1a").verdict is Verdict.LOST
    assert said("N20-2.1a") == ["创建责任人（第一责任人） 张三没有上传文件，自报、未核"]
    prove("posts")
    assert (item("N20-2.1a").verdict, item("N20-2.1a").points) == (Verdict.EARNED, 1)


def test_an_office_in_charge_has_its_duties_in_words_and_a_leading_group_is_none(office):
    about = {"organisation": "A", "starts_on": "2025-01-10"}
    group = {**about, "name": "领导小组", "kind": "领导小组", "duties": "统筹"}
    charged = {**about, "name": "节能办", "kind": "节能管理机构"}
    office.house.have("work_groups", [group, charged])
    prove("work_groups")
    assert (item("N20-2.1b").verdict, said("N20-2.1b")) == (Verdict.LOST, ["节能管理机构 节能办没有写明职责"])
    office.house.have("work_groups", [{**charged, "duties": "统计、定额、检查"}], reason="补写职责")
    assert item("N20-2.1b").verdict is Verdict.EARNED


def regulation(kind: str, title: str, **about: str) -> dict[str, str]:
    return {"organisation": "A", "kind": kind, "title": title, "starts_on": "2025-01-15", **about}


def test_regulations_earn_a_point_a_kind_up_to_three_and_the_missing_kinds_are_shown(office):
    rows = [
        regulation("能源资源消费统计", "统计制度"),
        regulation("能源资源消费统计", "票据管理办法"),
        regulation("公务用车管理和档案", "用车制度"),
        regulation("定额管理", "定额办法", ends_on="2025-06-30"),
    ]
    office.house.have("regulations", rows)
    assert said("N20-2.2c")[:2] == [
        "能源资源消费统计 统计制度没有上传文件，自报、未核",
        "能源资源消费统计 票据管理办法没有上传文件，自报、未核",
    ]
    prove("regulations")
    assert (item("N20-2.2c").verdict, item("N20-2.2c").points) == (Verdict.LOST, 1)
    others = ["定额管理", "节能、节水", "生活垃圾分类", "绿色消费", "用能设备操作规程"]
    assert said("N20-2.2c") == [f"没有登记{kind}" for kind in others]
    office.house.have("regulations", [regulation("节能、节水", "节水制度"), regulation("绿色消费", "采购办法")])
    prove("regulations", title__in=("节水制度", "采购办法"))
    assert (item("N20-2.2c").verdict, item("N20-2.2c").points) == (Verdict.EARNED, 3)


def test_a_plan_of_saving_energy_is_of_its_year_and_says_what_it_aims_at(office):
    plan = {"organisation": "A", "title": "节能实施方案"}
    office.house.have("saving_plans", [{**plan, "year": "2024", "yearly_target": "下降1%"}, {**plan, "year": "2025"}])
    prove("saving_plans")
    assert (item("N20-2.2b").verdict, said("N20-2.2b")) == (Verdict.LOST, ["节能实施方案 2025没有写明年度节约目标"])
    office.house.have("saving_plans", [{**plan, "year": "2025", "yearly_target": "用电下降2%"}], reason="补写")
    assert (item("N20-2.2b").verdict, item("N20-2.2b").points) == (Verdict.EARNED, 1)


def test_a_contract_says_what_is_to_be_saved_and_is_assessed_in_the_year(office):
    about = {"organisation": "A", "provider": "物业公司", "contract_number": "WY-1"}
    contract = {**about, "starts_on": "2025-01-01", "ends_on": "2026-12-31", "energy_goal": "下降2%"}
    office.house.have("property_contracts", [contract])
    prove("property_contracts")
    assert said("N20-2.3a")[0] == "物业服务合同 WY-1没有写明节能服务要求"
    office.house.have("property_contracts", [{**contract, "service_requirements": "每月巡查"}], reason="照合同补")
    assert item("N20-2.3a").verdict is Verdict.LOST, "nobody assessed it in the year"
    assessed = {"organisation": "A", "provider": "物业公司", "contract": "WY-1", "assessed_on": "2025-06-20"}
    office.house.have("property_assessments", [{**assessed, "result": "达到"}])
    assert (item("N20-2.3a").verdict, item("N20-2.3a").points) == (Verdict.EARNED, 1)


def test_a_year_that_is_not_over_can_still_have_it(office):
    office.house.have("posts", [in_post("能耗统计岗", "赵六")])
    assert item("N20-2.1d", today=date(2025, 7, 1)).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("key", ["meetings", "difficulties", "group_members", "cited_rules"])
def test_what_was_met_about_and_solved_and_who_was_there_is_kept(office, key):
    office.house.have("work_groups", sample_rows("work_groups", unit="A"))
    office.house.have(key, sample_rows(key, unit="A"))
    assert all_ledgers()[key].model.objects.count() == 2


def test_every_word_that_counts_counts_as_what_a_ledger_answers_and_each_of_these_has_a_word():
    words = [each for list_ in policy().ledgers.words.values() for each in list_]
    assert {each.counts_as for each in words if each.counts_as} == offered().by_word


def test_a_word_that_counts_as_nothing_is_refused_with_what_there_is(tmp_path):
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "ledgers" / "ours.toml").write_text(
        'kind = "ledger"\n[[words]]\nlist = "work_posts"\nkey = "ours"\nname = "节能专员"\ncounts_as = "energy_pots"\n'
        'from = 2020-01-01\nsource = { document = "省标准" }\ncertainty = "verified"\n',
        "utf-8",
    )
    with pytest.raises(PolicyRefused) as refused:
        read((tmp_path,), offered=offered())
    fault = refused.value.faults[0]
    assert (fault.line, "energy_pots" in fault.says, "energy_post、" in fault.do) == (6, True, True)
