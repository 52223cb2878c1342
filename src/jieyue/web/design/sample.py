"""Invented content with which the style guide shows each component."""

import re
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator

from jieyue.programme.entry.operations import EnteredRow
from jieyue.web.grids import Sent

LARGE = 1_000_000
MOST_ROWS = 200
BEIJING = ZoneInfo("Asia/Shanghai")
MONTHS = [f"{month} 月" for month in range(1, 13)]


class SampleForm(forms.Form):
    """Every kind of field there is."""

    name = forms.CharField(label="单位名称", help_text="按批准文件上的全称填写。")
    code = forms.CharField(label="机构编码", required=False)
    resource = forms.ChoiceField(
        label="能源资源", choices=[("", "请选择"), ("electricity", "电"), ("water", "水"), ("natural_gas", "天然气")]
    )
    start_date = forms.DateField(label="起日", widget=forms.DateInput(attrs={"type": "date"}))
    quantity = forms.DecimalField(label="用量", widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    use = forms.ChoiceField(
        label="用途", choices=[("building", "建筑"), ("vehicle", "车辆")], widget=forms.RadioSelect, required=False
    )
    is_estimated = forms.BooleanField(label="这张票据是估抄的", required=False)
    file = forms.FileField(label="票据扫描件", required=False, help_text="PDF、JPG 或 PNG，不超过 20 MB。")
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)


class SampleFilter(forms.Form):
    """A bar of conditions above a list."""

    q = forms.CharField(label="户号或票据号", required=False)
    resource = forms.ChoiceField(
        label="能源资源", choices=[("", "全部"), ("electricity", "电"), ("water", "水")], required=False
    )
    month = forms.CharField(label="月份", widget=forms.TextInput(attrs={"type": "month"}), required=False)


BILLS = [
    {"account": f"31002{n:05}", "days": f"2025-{n:02}-01 至 2025-{n:02}-28", "quantity": 12_480 + 317 * n,
     "amount": f"{9_360.5 + 211 * n:,.2f}", "state": "estimated" if n % 4 == 0 else "entered"}
    for n in range(1, 13)
]  # fmt: skip

HISTORY = [
    {
        "operation": "更正",
        "by": "王敏（统计员）",
        "at": datetime(2025, 11, 3, 16, 20, tzinfo=BEIJING),
        "reason": "供电公司补开发票，原用量按估抄登记。",
        "changes": [
            {"label": "用量", "before": "12,480", "after": "12,973"},
            {"label": "金额", "before": "9,360.50", "after": "9,729.75"},
            {"label": "估算", "before": "是", "after": ""},
        ],
    },
    {"operation": "导入", "by": "王敏（统计员）", "at": datetime(2025, 10, 9, 9, 5, tzinfo=BEIJING), "reason": ""},
]

FIGURES = [
    {"label": "本年用电", "value": "1,284,560", "unit": "kWh", "note": "比上年同期减少 3.2%", "tone": "success"},
    {"label": "本年用水", "value": "18,204", "unit": "m³", "note": "比上年同期增加 1.1%"},
    {"label": "缺报月份", "value": "2", "unit": "个", "note": "7 月、8 月", "tone": "warning", "url": "#matrix"},
    {"label": "人均综合能耗", "value": None, "note": "缺少用能人数，无法计算", "tone": "error"},
]


def matrix():
    """Units by months, with each state once."""
    cells = {"": "complete", "7": "missing", "8": "part", "9": "no_use", "12": "ahead"}
    plain = [cells.get(str(n), "complete") for n in range(1, 13)]
    rows = [
        {"label": "市机关事务管理局", "url": "#", "cells": [{"state": "complete", "url": "#"}] * 12},
        {"label": "市第一中学", "url": "#", "cells": [{"state": state, "url": "#"} for state in plain]},
        {"label": "市档案馆（新馆）", "url": "#", "cells": [{"state": "not_owed"}] * 6 + [{"state": "complete"}] * 6},
    ]
    return {"caption": "2025 年电费票据缺报情况", "columns": MONTHS, "rows": rows}


def context():
    """All that the style guide shows."""
    return {
        "form": SampleForm(),
        "wrong": SampleForm({"name": "", "start_date": "2025-02-30", "quantity": "一千"}, prefix="wrong"),
        "filter": SampleFilter(),
        "page": Paginator(BILLS * 9, 12).page(2),
        "sort": "-quantity",
        "entries": HISTORY,
        "figures": FIGURES,
        "matrix": matrix(),
        "tabs": [
            SimpleNamespace(label="基本信息", url="#tabs", current=True, count=None),
            SimpleNamespace(label="票据", url="#tabs", current=False, count=108),
            SimpleNamespace(label="修改记录", url="#tabs", current=False, count=2),
        ],
        "items": [
            {"label": "户号", "value": "3100200001"},
            {"label": "用量", "value": "12,973", "unit": "kWh"},
            {"label": "单位", "value": "市第一中学", "url": "#"},
            {"label": "发票号码", "value": None},
        ],
        "steps": [
            {"label": "选择文件", "state": "done"},
            {"label": "核对预览", "state": "current"},
            {"label": "导入", "state": "ahead"},
        ],
        "breadcrumbs": [{"label": "首页", "url": "/"}, {"label": "设计规范", "url": ""}],
    }


COLUMNS = [
    {"key": "account", "label": "户号", "type": "text", "required": True, "width": 9},
    {"key": "resource", "label": "能源资源", "type": "choice", "choices": ["电", "水", "天然气"], "required": True},
    {"key": "start_date", "label": "起", "type": "date", "required": True},
    {"key": "end_date", "label": "止", "type": "date", "required": True, "note": "计费期的最后一天（含）"},
    {"key": "quantity", "label": "数量", "type": "number", "required": True, "sum_by": "resource"},
    {"key": "amount_yuan", "label": "金额（元）", "type": "number", "sum_by": "resource"},
    {"key": "estimated", "label": "估算", "type": "yes_no"},
    {"key": "note", "label": "说明", "type": "text", "width": 14},
]

ROWS = [
    ["3100200001", "电", "2025-01-01", "2025-01-31", "12480.5", "9360.38", "", ""],
    ["3100200001", "电", "2025-02-01", "2025-02-28", "11904.1", "8928.08", "", ""],
    ["5500100007", "水", "2025-01-01", "2025-02-28", "318", "1335.6", "是", "两月一抄"],
]

GRID = {
    "caption": "2025 年票据",
    "columns": COLUMNS,
    "rows": [{"id": n, "seen": 1, "values": values} for n, values in enumerate(ROWS, 1)],
    "most_rows": MOST_ROWS,
}


def answer(sent: Sent) -> dict:
    """What a ledger would answer: a quantity that is no number is refused, a large one is pointed out."""
    problems = [problem for row in sent.rows for problem in _problems(row)]
    refused = {problem["row"] for problem in problems if problem["severity"] == "error"}
    if any(row.record for row in sent.rows) and not sent.reason:
        problems.append(_problem(None, None, "reason_needed", "更正已有记录须写明原因。"))
    added = sum(row.record is None for row in sent.rows)
    report = {
        "added": added,
        "changed": len(sent.rows) - added,
        "unchanged": 0,
        "refused": len(refused) + (problems[-1:] != [] and problems[-1]["rule"] == "reason_needed"),
        "held_back": 0,
        "problems": problems,
    }
    rows = [
        {"row": row.row, "id": row.record or f"new-{row.row}", "seen": 2, "values": dict(row.values)}
        for row in sent.rows
    ]
    return {"report": report, "rows": rows}


def _problems(row: EnteredRow) -> list[dict]:
    quantity = str(row.values.get("quantity", ""))
    if not is_number(quantity):
        return [_problem(row.row, "quantity", "number", f"“{quantity}”不是数字。", do="请填写数量，如 1280.5。")]
    if Decimal(quantity) > LARGE:
        return [_problem(row.row, "数量", "large", "数量比平时大得多。", do="请对照票据核对。", severity="warning")]
    return []


def _problem(row, column, rule, says, *, do="", severity="error") -> dict:
    return {"row": row, "column": column, "rule": rule, "says": says, "do": do, "severity": severity}


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text, re.ASCII) is not None
