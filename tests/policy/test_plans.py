"""Plans as data: the article's own sentences, what each orders, and what is due when."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from jieyue import policy as package
from jieyue.policy.checking import check
from jieyue.policy.loading import load, read
from jieyue.policy.plan_files import sentences_of
from jieyue.policy.reading import PolicyRefused
from jieyue.programme.duties.coverage import as_json, as_markdown
from jieyue.programme.duties.discharging import DISCHARGING
from jieyue.rules.duties import DISCHARGED_BY, Standing, duties_of, every
from jieyue.rules.plan import Carried, Order
from jieyue.rules.span import Span
from jieyue.rules.values import Certainty, Level
from jieyue.store.ledgers.offered import offered

PLANS = Path(package.__file__).parent / "plans"
TEXT = """# 某市方案

## 一、措施

1. 每月5日前报送用电量。
2. 倡导节约。
"""
PLAN = """kind = "plan"
key = "city"
title = "某市节约方案"
issuer = "某市"
document = "某市〔2024〕1号"
from = 2024-01-01
certainty = "verified"

[[entries]]
key = "monthly"
sentence = 1
order = "obligation"
quote = "每月5日前报送用电量"
row = "B4"
what = "报送用电量"
due = { rule = "monthly", day = 5, shift = "none", source = { document = "某市〔2024〕1号" }, certainty = "verified" }
discharge = { by = "ledger_month" }

[[entries]]
key = "save"
sentence = 2
order = "exhortation"
quote = "倡导节约"
what = "节约"
because = "只是倡导"
"""


IMPOSSIBLE = "plan.toml:16 按这些参数算不出日期。"


@pytest.fixture
def city(tmp_path) -> Path:
    folder = tmp_path / "plans" / "city"
    folder.mkdir(parents=True)
    (folder / "text.md").write_text(TEXT, "utf-8")
    (folder / "plan.toml").write_text(PLAN, "utf-8")
    return tmp_path


def faults(folder: Path) -> list[str]:
    with pytest.raises(PolicyRefused) as refused:
        read((folder,))
    return [f"{Path(fault.file).name}:{fault.line} {fault.says}" for fault in refused.value.faults]


def with_other(city: Path, was: str, now: str) -> Path:
    file = city / "plans" / "city" / "plan.toml"
    assert was in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(was, now, 1), "utf-8")
    return city


ARTICLES = {
    "agriculture-bureau": 19,
    "bureau-2009": 32,
    "municipal-unit-2021": 63,
    "shaanxi-2020": 32,
    "sichuan-2020": 32,
}
"""The plans of the collection, and how many ordering sentences each has."""


@pytest.mark.parametrize("key", load().plans)
def test_the_sentences_joined_are_the_article_with_its_broken_places_mended(key):
    folder = PLANS / key
    told = tomllib.loads((folder / "plan.toml").read_text("utf-8"))
    source = (folder / "source.txt").read_text("utf-8")
    for mending in told.get("mendings", ()):
        assert source.count(mending["was"]) == 1
        source = source.replace(mending["was"], mending["now"])
    rest = "".join(source.split())
    for sentence in sentences_of((folder / "text.md").read_text("utf-8")):
        before, found, rest = rest.partition("".join(sentence.text.split()))
        assert found, sentence
        assert _without(before, told["left_out"]) == "", before
    assert _without(rest, told["left_out"]) == ""


def _without(text: str, left_out: list[str]) -> str:
    """What stands between two sentences, but for what the plan says it leaves out."""
    for each in sorted(left_out, key=len, reverse=True):
        text = text.replace("".join(each.split()), "")
    return text


@pytest.mark.parametrize("key", load().plans)
def test_each_clause_that_orders_something_is_an_entry(key):
    plan = load().plan(key)
    for sentence in plan.sentences:
        left = sentence.text
        for entry in sorted(plan.of_sentence(sentence), key=lambda entry: len(entry.quote), reverse=True):
            left = left.replace(entry.quote, "")
        assert left.strip("，、。；") == "", (sentence.number, left)


OFTEN = ("逐月", "每月", "每个月", "每季度", "按时", "定期")
"""What says how often and not by when: the day is how somebody reads it."""


def test_a_day_read_out_of_how_often_is_no_verified_one_and_says_how_it_was_read():
    entries = [entry for plan in load().plans.values() for entry in plan.entries if entry.due]
    read = [each for each in entries if each.due.rule in ("monthly", "quarterly") and "days" not in each.due.parameters]
    assert len(read) >= 8
    assert {each.due.certainty for each in read} == {Certainty.SECONDARY}
    assert [each.key for each in read if "推定" not in each.due.note] == []
    said = [each for each in entries if any(word in each.quote for word in OFTEN)]
    assert [
        each.key for each in said if each.due.certainty is Certainty.VERIFIED and "day" in each.due.parameters
    ] == []


def test_the_five_plans_have_all_their_sentences():
    assert {plan.key: len(plan.sentences) for plan in load().plans.values()} == ARTICLES


def test_what_carries_each_sentence_today_stands_in_the_documentation():
    kept = (Path(package.__file__).parents[3] / "docs" / "coverage.md").read_text("utf-8")
    known = load()
    made = as_markdown(known.plans.values(), known.standards.values(), sources=offered().sources)
    assert kept == made, "run: jieyue plan --coverage > docs/coverage.md"


@pytest.mark.parametrize("key", load().plans)
def test_a_sentence_counts_as_its_least_carried_entry(key):
    found = as_json(load().plan(key))
    order = [carried.value for carried in Carried]
    least = [max((entry["carried"] for entry in each["entries"]), key=order.index) for each in found["sentences"]]
    assert found["counts"] == {carried: least.count(carried) for carried in order}
    assert all(entry["row"] for each in found["sentences"] for entry in each["entries"] if entry["carried"] == "waits")


def test_the_days_that_plans_name_fall_in_every_year_where_the_calendar_puts_them():
    """10 May moves to the next working day (Saturday 9 May 2020 and 2026 were worked, the Sundays after them not), and
    15 May was a Friday; what is due by the end of a month stays in it, whatever day of the week that is.
    """
    years, known = range(2020, 2031), load()
    days: dict[tuple[str, str], dict[int, date]] = {}
    for plan in ("sichuan-2020", "shaanxi-2020"):
        for duty in (owed.duty for owed in every(known.plan(plan), years=years, calendar=known.calendar)):
            if duty.period in ("", f"{duty.falls_on.year}"):
                days.setdefault((plan, duty.entry.key), {})[duty.falls_on.year] = duty.due_on
    moved = {2020: date(2020, 5, 11), 2025: date(2025, 5, 12), 2026: date(2026, 5, 11)}
    assert days["sichuan-2020", "filing"] == {year: moved.get(year, date(year, 5, 10)) for year in years}
    assert days["sichuan-2020", "creation-plan"] == {2020: date(2020, 5, 15)}
    ends = {"creation": (10, 20), "self-evaluation": (10, 31), "verification": (12, 31)}
    for key, day in ends.items():
        assert days["sichuan-2020", key] == {year: date(year, *day) for year in years}, key
    assert days["shaanxi-2020", "evaluation"] == {year: date(year, 8, 31) for year in years}
    assert days["shaanxi-2020", "city-summary"] == {2022: date(2022, 10, 31)}


def test_what_each_department_has_to_do_in_its_own_house_is_asked_of_departments():
    """Also what it enters itself: who answers for it, its own checks, what it learns. What is looked at in the rooms of
    all of them stands in the unit's ledgers.
    """
    itself = ("group_members", "posts/department-head", "inspections/own", "activities")
    own = [
        entry
        for plan in load().plans.values()
        for entry in plan.entries
        if "本部门" in entry.quote or ({*entry.kept} & {*itself} and re.search("各(部门|科室)", entry.who.body))
    ]
    assert [entry.key for entry in own if Level.DEPARTMENT not in entry.who.levels] == []
    assert {"mobilisation-of-departments", "everyone", "responsible", "inner-checks"} < {entry.key for entry in own}


def test_every_sentence_that_only_exhorts_says_why():
    every = [entry for plan in load().plans.values() for entry in plan.entries]
    only = [entry for entry in every if entry.order is Order.EXHORTATION]
    assert all(entry.because and not entry.due for entry in only)


def test_every_case_beside_the_plans_holds():
    assert [str(case) for case in check().failed] == []


def test_a_plan_dropped_into_the_deployments_own_folder_orders_its_duties(city):
    found = load((city,)).plan("city")
    standing = Standing((Span(date(2024, 11, 1), date(2025, 2, 1)),))
    duties = duties_of(found, standing=standing, years=range(2024, 2026), calendar=load((city,)).calendar)
    assert [(duty.period, str(duty.due_on)) for duty in duties] == [
        ("2024-11", "2024-12-05"),
        ("2024-12", "2025-01-05"),
        ("2025-01", "2025-02-05"),
    ]


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ('quote = "每月5日前报送用电量"', 'quote = "每月6日前报送"', "plan.toml:13 第 1 句里没有“每月6日前报送”。"),
        ("sentence = 2", "sentence = 3", "plan.toml:21 text.md 中没有第 3 句。"),
        ('"monthly", day = 5', '"weekly"', "plan.toml:16 不认识期限规则“weekly”。"),
        ('"monthly", day = 5', '"monthly", days = 5', "plan.toml:16 规则“monthly”没有参数“days”。"),
        ('"monthly", day = 5', '"yearly", month = 5', "plan.toml:16 规则“yearly”缺少参数“day”。"),
        ('"monthly", day = 5', '"yearly", month = 13, day = 1', IMPOSSIBLE),
        ('"monthly", day = 5', '"yearly", month = 2, day = 29', IMPOSSIBLE),
        ('"monthly", day = 5', '"yearly", month = 5, day = true', IMPOSSIBLE),
        ('"monthly", day = 5', '"yearly", month = 5, day = 10, opens_month = 6', IMPOSSIBLE),
        ('"monthly", day = 5', '"monthly", day = 31', IMPOSSIBLE),
        ('"monthly", day = 5', '"monthly", day = "first"', IMPOSSIBLE),
        ('"monthly", day = 5', '"quarterly", days = 0', IMPOSSIBLE),
        ('"monthly", day = 5', '"quarterly", days = -5', IMPOSSIBLE),
        ('"monthly", day = 5', '"quarterly", days = 1000', IMPOSSIBLE),
        ('"monthly", day = 5', '"once", on = "2024-05-15"', IMPOSSIBLE),
        ('"monthly", day = 5', '"once", on = 2024-05-15, opens_on = 2024-05-16', IMPOSSIBLE),
        ("day = 5", 'owes = "some"', "plan.toml:16 “owes”：不认识“some”。"),
        ('"monthly", day = 5', '"yearly", month = 5, day = 10, owes = "ending"', "没有已经结束的报告期，不用写 owes。"),
        ('"ledger_month"', '"notice"', "plan.toml:17 规则“monthly”的任务不可能由“notice”办结。"),
        ('"monthly", day = 5', '"quarterly"', "plan.toml:17 规则“quarterly”的任务不可能由“ledger_month”办结。"),
        ('"ledger_month"', '"ledger_month", what = "water"', "plan.toml:17 办结方式“ledger_month”不分种类"),
        ('"ledger_month"', '"document"', "plan.toml:17 没有写由哪一种材料办结。"),
        ('"ledger_month"', '"document", what = "menu"', "plan.toml:17 不认识材料“menu”。"),
        ('"ledger_month"', '"document", what = "Menu"', "“what”不能是“Menu”。"),
        ('certainty = "verified"\n', 'certainty = "verified"\nlevels = ["county"]\n', "“ledger_month”只有单位才有"),
        (
            'certainty = "verified"\n',
            'certainty = "verified"\ndocuments = [{ key = "filing_form", name = "别的表" }]\n',
            "材料“filing_form”在别处叫“创建备案表”。",
        ),
        ('by = "ledger_month"', 'by = "hope"', "plan.toml:17 不认识办结方式“hope”。"),
        ('discharge = { by = "ledger_month" }\n', "", "plan.toml:16 due 和 discharge 须同时写。"),
        ('because = "只是倡导"', "", "倡导没有写明为什么只是倡导。"),
        ('row = "B4"', 'row = "b4"', "plan.toml:14 row“b4”不对。"),
        ('key = "save"', 'key = "monthly"', "“monthly”写了两次。"),
        ('order = "obligation"', 'order = "wish"', "不认识“wish”。"),
        ('what = "节约"', 'what = "节约"\ncolour = "red"', "不认识的键“colour”。"),
        ('key = "city"', 'key = "sichuan-2020"', "方案“sichuan-2020”已经有了"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told_with_file_and_line(city, was, now, says):
    assert any(says in fault for fault in faults(with_other(city, was, now)))


def test_a_plan_may_name_documents_of_its_own(city):
    named = 'certainty = "verified"\ndocuments = [{ key = "menu", name = "食堂菜谱" }]\n'
    with_other(city, 'certainty = "verified"\n', named)
    found = load((with_other(city, '"ledger_month"', '"document", what = "menu"'),)).plan("city")
    assert ([each.name for each in found.documents.values()], found.entries[0].discharge.what) == (["食堂菜谱"], "menu")


@pytest.mark.parametrize(
    ("discharge", "says"),
    [
        ('by = "ledger", what = "paper"', []),
        ('by = "ledger", what = "papers"', ["plan.toml:17 没有可由“ledger”办结的台账“papers”。"]),
        ('by = "ledger", what = "activities"', ["plan.toml:17 没有可由“ledger”办结的台账“activities”。"]),
        ('by = "ledger"', ["plan.toml:17 没有写由哪一本台账办结。"]),
        ('by = "record", what = "activities"', []),
        ('by = "record", what = "campaign_days"', []),
        ('by = "record", what = "wishes"', ["plan.toml:17 没有可由“record”办结的台账“wishes”。"]),
    ],
)
def test_a_plan_names_a_ledger_that_there_is(city, discharge, says):
    found = check(with_other(city, 'by = "ledger_month"', discharge), offered=offered()).faults
    assert [f"{Path(each.file).name}:{each.line} {each.says}" for each in found] == says


def test_everything_that_discharges_has_its_function():
    assert DISCHARGING.keys() == DISCHARGED_BY.keys()


def test_a_sentence_without_an_entry_is_told(city):
    (city / "plans" / "city" / "text.md").write_text(TEXT + "3. 每年总结。\n", "utf-8")
    assert faults(city) == ["plan.toml:2 第 3 句没有条目。"]


def test_a_plan_without_its_text_is_told(city):
    (city / "plans" / "city" / "text.md").unlink()
    assert "没有 text.md" in faults(city)[0]


def test_a_source_names_documents_by_their_titles_and_not_by_their_place_in_a_collection():
    named = (line for text in load().texts.values() for line in text.splitlines() if "document = " in line)
    sources = [line for line in named if not line.startswith("document = ")]  # a plan's own says where it was found
    assert sources
    assert [line for line in sources if re.search(r"文章篇|8篇", line)] == []
