"""创建备案表: filled in as far as the ledgers know, with room for what is written and stamped by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, money, text
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Paper
from jieyue.programme.evaluation.papers import filing_content
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person

VEHICLES = (("vehicles_petrol", "汽油车"), ("vehicles_diesel", "柴油车"), ("vehicles_new_energy", "新能源汽车"))
RATIOS = {
    "energy_per_m2_kgce": ("单位面积能耗", "千克标准煤/平方米"),
    "energy_per_person_kgce": ("人均能耗", "千克标准煤/人"),
    "water_per_person_m3": ("人均水耗", "立方米/人"),
}


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    return Drawn(filing_content(organisation=organisation, period=period, person=person, today=today))


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    return compose(from_plain(content["layout"]), Told(_fields(content)), is_draft=is_draft)


def _fields(content: Mapping[str, Any]) -> dict[str, str]:
    sizes = content["sizes"]
    return {
        "单位名称": content["name"],
        "主管部门": content["above"],
        "年度": str(Period.parse(content["period"]).year),
        "统一社会信用代码": content["credit_code"],
        "机关类别": content["kind"],
        "统计分类": content["category"],
        "建筑面积": _with(sizes.get("floor_area_m2"), "平方米"),
        "采暖面积": _with(sizes.get("heated_area_m2"), "平方米"),
        "用能人数": _with(sizes.get("persons"), "人"),
        "编制人数": _with(sizes.get("staff"), "人"),
        "公务用车": "、".join(f"{zh}{sizes[key]}辆" for key, zh in VEHICLES if sizes.get(key) is not None),
        "统计人员": content["posts"].get("statistics_post") or "、".join(content["clerks"]),
        "创建责任人": content["posts"].get("responsible_person", ""),
        "能源管理岗": content["posts"].get("energy_post", ""),
        "节能管理机构": content["office"],
        "已获称号": "、".join(each["name"] for each in content["titles"]),
        "获评年度": "、".join(each["year"] for each in content["titles"]),
        **{f"上年{zh}": _with(content["before"].get(key), unit, money) for key, (zh, unit) in RATIOS.items()},
        **{f"本年{zh}目标": _with(content["targets"].get(key), unit, money) for key, (zh, unit) in RATIOS.items()},
        "填表日期": day(content["on"]),
    }


def _with(written: object, unit: str, form: Any = None) -> str:
    said = text(written, form) if form else text(written)
    return f"{said}{unit}" if said else ""


DOCUMENT = Document(
    "filing-form", "节约型机关创建备案表", asked, made_of(printed), printed, (12,), handed_in_as="filing_form"
)
