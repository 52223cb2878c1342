"""A plan of another province is a folder and no code; and whatever its file says is heeded or refused.

The plan in `sixth` is invented. It was written by the how-to alone and uses every key that the form has.
"""

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from jieyue.policy import plan_files
from jieyue.policy.checking import check
from jieyue.policy.loading import load
from jieyue.policy.plan_cases import case_result
from jieyue.policy.plan_faults import plan_faults
from jieyue.policy.plan_files import Beside, MendingShape, PlanCasesShape, PlanFile, PlanShape, plan_of
from jieyue.policy.reading import named_document
from jieyue.rules.duties import PARAMETERS
from jieyue.rules.plan import CONCLUSIONS, Form, Order
from jieyue.store.ledgers.offered import offered

FOLDER = Path(__file__).parent / "sixth"
OWN = FOLDER / "plans" / "yunhai-2022"
TOLD = tomllib.loads((OWN / "plan.toml").read_text("utf-8"))
TEXT = (OWN / "text.md").read_text("utf-8")
DOCUMENT = named_document(OWN / "plan.toml")
CASES = PlanCasesShape.model_validate(tomllib.loads((OWN / "cases.toml").read_text("utf-8"))).cases
POLICY = load()
BESIDE = Beside(POLICY.ledgers, POLICY.handed_in, POLICY.publications)

REMARKS = {"note", "clause", "left_out", "mendings"}
"""What explains, and orders nothing: read by people, and by the test that walks the article."""

Path_ = tuple[str | int, ...]


def keys_in(told: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every key of the file, wherever it stands, and every item of its lists."""
    inner = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in inner:
        if key not in REMARKS:
            yield (*path, key)
            yield from keys_in(value, (*path, key))


def without(path: Path_) -> dict[str, Any]:
    """The file as if it did not say this."""
    told = copy.deepcopy(TOLD)
    place = told
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return told


def is_noticed(told: dict[str, Any]) -> bool:
    """Whether the file is refused, or a case beside it does not hold."""
    try:
        file = PlanFile(DOCUMENT, PlanShape.model_validate(told), TEXT)
    except ValidationError:
        return True
    if plan_faults([file], BESIDE, offered()):
        return True
    plan = plan_of(file, BESIDE)
    return not all(case_result(POLICY, plan, DOCUMENT, nth, case).passed for nth, case in enumerate(CASES))


def test_a_plan_of_another_province_is_a_folder_and_no_code():
    report = check(FOLDER, offered=offered())
    assert ([*report.faults], [str(case) for case in report.failed]) == ([], [])
    assert not is_noticed(TOLD)


def test_whatever_the_file_says_is_heeded_or_refused_once_it_is_left_out():
    unheeded = [path for path in keys_in(TOLD) if not is_noticed(without(path))]
    assert unheeded == []


def test_it_uses_every_key_of_the_form():
    used = {key for path in keys_in(TOLD) for key in path} | REMARKS
    assert {name for shape in shapes_of(PlanShape) - {MendingShape} for name in keys_of(shape)} - used == set()


def test_it_uses_every_rule_of_dates_with_its_parameters_every_form_of_target_and_every_conclusion():
    dues = [entry["due"] for entry in TOLD["entries"] if "due" in entry]
    wanted = {(rule, name.removesuffix("?")) for rule, names in PARAMETERS.items() for name in names}
    assert wanted - {(due["rule"], name) for due in dues for name in due} == set()
    assert {due["rule"] for due in dues} == PARAMETERS.keys()
    targets = {entry["target"]["form"] for entry in TOLD["entries"] if "target" in entry}
    assert targets == {form.value for form in Form}
    conclusions = {entry["conclusion"]["is"] for entry in TOLD["entries"] if "conclusion" in entry}
    assert conclusions == CONCLUSIONS.keys()
    assert {entry["order"] for entry in TOLD["entries"]} == {order.value for order in Order}


def shapes_of(shape: type[BaseModel]) -> set[type[BaseModel]]:
    """The shape and those that stand in it."""
    inner = [
        each
        for each in vars(plan_files).values()
        if isinstance(each, type) and issubclass(each, BaseModel) and each.__name__ in str(shape.model_fields)
    ]
    return {shape, *inner, *(found for each in inner if each is not shape for found in shapes_of(each))}


def keys_of(shape: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in shape.model_fields.items()]


COOL = {"what": "夏季空调温度", "least": 26, "unit": "℃"}
OTHER_SIDE = {"what": "夏季空调温度", "most": 26, "unit": "℃", "limit": "cooling_least_celsius"}
WRONG = [
    ("share", {"target": {"form": "share", "of": "机关"}}, "目标形式“share”须写 value 和 unit。"),
    ("share", {"target": {"form": "share", "of": "机关", "value": 5, "unit": "%", "base": "2020"}}, "不写 base。"),
    ("cap", {"target": {"form": "cap", "of": "电", "value": 5, "unit": "千瓦时", "scope": ["city"]}}, "不分范围"),
    ("repairs", {"target": {"form": "no_growth", "of": "费用"}}, "目标形式“no_growth”须写 base。"),
    ("temperature", {"check": {"at": "thermometer"}}, "没有会检查的台账“thermometer”。"),
    ("temperature", {"check": {}}, "check 里什么也没有写。"),
    ("temperature", {"check": {"at": "temperature", "thresholds": [COOL]}}, "写了 at，没写 limit。"),
    ("temperature", {"check": {"thresholds": [{**COOL, "limit": "cooling_least_celsius"}]}}, "没写 at，却写了 limit。"),
    ("temperature", {"check": {"at": "temperature", "thresholds": [OTHER_SIDE]}}, "方案写的是另一头。"),
    ("cap", {"target": {"form": "more", "of": "电", "measure": "electricity", "base": "last_year"}}, "不能用"),
    ("cap", {"target": {"form": "down", "of": "电", "value": 5, "unit": "元", "base": "last_year"}}, "是百分比"),
    ("evaluation", {"discharge": {"by": "conclusion", "what": "wish", "by_others": True}}, "没有叫“wish”的评价结论。"),
    ("evaluation", {"discharge": {"by": "conclusion", "what": "round"}}, "请写 by_others = true。"),
    ("lights", {"check": {"at": "patrols", "items": ["conduct/wish"]}}, "没有检查事项“conduct/wish”。"),
    ("meters", {"kept": ["wishes"]}, "没有台账“wishes”。"),
    ("meters", {"kept": []}, "“meters”没有写由什么办理。"),
    ("meters", {"cites": ["no-rules"]}, "没有写明制度“no-rules”。"),
    ("bills", {"cites": ["meter-rules"]}, "第 9 句没有提到《云海省公共机构计量办法》。"),
    ("everybody", {"cites": ["meter-rules"]}, "倡导没有可以办结的事项"),
    ("meters", {"waits": True}, "既写了由什么办理，又写了 waits = true。"),
    ("meters", {"because": "倡导"}, "只有倡导才写 because。"),
    ("meters", {"if_designated": True}, "写了 if_designated 也不起作用。"),
    ("meters", {"until": TOLD["until"]}, "写了起止日期也不起作用。"),
    ("meters", {"who": {}}, "who 里什么也没有写。"),
    ("everybody", {"kept": ["meters"]}, "倡导没有可以办结的事项"),
    ("evaluation", {"until": TOLD["from"].replace(year=2020)}, "until 不晚于 from。"),
    ("advanced", {"conclusion": {"is": "praised"}}, "系统不能作结论“praised”。"),
    ("advanced", {"conclusion": {"is": "titled"}}, "结论“titled”须写 titles。"),
    ("advanced", {"conclusion": {"is": "titled", "titles": ["best"]}}, "没有称号“best”。"),
    ("designated", {"conclusion": {"is": "designated", "titles": ["advanced"]}}, "结论“designated”不写 titles。"),
    ("water-day", {"discharge": {"by": "record", "what": "activities/no-day"}}, "没有可由“record”办结的台账"),
]


@pytest.mark.parametrize(("key", "change", "says"), WRONG, ids=[says for _, _, says in WRONG])
def test_what_names_nothing_or_would_not_be_heeded_is_refused(key, change, says):
    assert any(says in f"{fault.says}{fault.do}" for fault in faults_with(key, change))


DUES = [
    ("water-day", {"campaign": "wish-day"}, "没有宣传日“wish-day”。"),
    ("water-day", {"days": 0}, "按这些参数算不出日期。"),
    ("own-plan", {"event": "rain"}, "系统不知道“rain”什么时候发生。"),
    ("own-plan", {"days": 5}, "按这些参数算不出日期。"),
    ("menus", {"shift_certainty": "verified"}, "期限不顺延，不用写 shift_certainty。"),
    ("menus", {"leaves_month": True}, "写了 leaves_month 也不起作用。"),
    ("report", {"leaves_month": True}, "写了 leaves_month 也不起作用。"),
    ("own-plan", {"owes": "ending"}, "不用写 owes。"),
]


@pytest.mark.parametrize(("key", "change", "says"), DUES, ids=[f"{key} {change}" for key, change, _ in DUES])
def test_a_date_that_cannot_be_or_would_not_be_heeded_is_refused(key, change, says):
    due = next(entry["due"] for entry in TOLD["entries"] if entry["key"] == key)
    assert any(says in fault.says for fault in faults_with(key, {"due": {**due, **change}}))


def faults_with(key: str, change: dict[str, Any]):
    told = copy.deepcopy(TOLD)
    entry = next(entry for entry in told["entries"] if entry["key"] == key)
    entry |= change
    return plan_faults([PlanFile(DOCUMENT, PlanShape.model_validate(told), TEXT)], BESIDE, offered())


def test_a_threshold_that_the_system_does_not_check_by_is_refused():
    threshold = {"what": "夏季空调", "least": 27, "unit": "℃", "limit": "cooling_least_celsius"}
    (fault,) = faults_with("temperature", {"check": {"at": "temperature", "thresholds": [threshold]}})
    assert fault.says == "方案的界限是 27，系统检查用的“夏季室内空调温度不低于”是 26。"
