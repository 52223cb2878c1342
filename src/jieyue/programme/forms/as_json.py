"""A filled form as programs read it, and flat, one line a figure, as another platform takes it."""

from collections.abc import Iterator

from jieyue.programme.forms.queries import FilledForm
from jieyue.rules.forms import FormFault

WHO = ("机构编码", "数据口径", "报告期", "制度版本", "报表")
LINE = (*WHO, "指标代码", "指标名称", "计量单位", "分栏", "栏", "数值", "可信程度")
BASES = {"live": "实时数据", "accepted": "已验收数据"}
WHOLE = "合计"


def as_json(found: FilledForm) -> dict[str, object]:
    return {
        "organisation": found.organisation.code,
        "name": found.organisation.name,
        "period": str(found.period),
        "form": found.form.key,
        "form_name": found.form.name,
        "edition": found.edition.key,
        "edition_certainty": found.edition.certainty,
        "basis": found.basis,
        "by": found.by,
        "columns": [{"key": each.key, "name": each.name} for each in found.columns],
        "rows": [
            {
                "key": each.row.key,
                "code": each.row.code or None,
                "name": each.row.name,
                "unit": each.row.unit or None,
                "kind": each.row.kind,
                "value": each.value,
                "cells": dict(each.cells),
                "takes": each.row.takes,
                "source": str(each.row.source),
                "certainty": each.row.certainty,
            }
            for each in found.rows
        ],
        "faults": [_fault(each) for each in found.faults],
        "completeness": {
            "owed": found.completeness.owed,
            "reported": found.completeness.reported,
            "missing": list(found.completeness.missing),
        },
        "notes": list(found.said),
    }


def _fault(each: FormFault) -> dict[str, object]:
    return {
        "rule": each.rule,
        "severity": each.severity,
        "says": each.says,
        "figures": dict(each.figures),
        "source": str(each.source),
        "certainty": each.certainty,
    }


def lines(found: FilledForm) -> Iterator[tuple]:
    """Under `LINE`: each figure that is known, over all and in each column. What is not known has no line."""
    for each in found.rows:
        row = each.row
        about = (
            found.organisation.code,
            BASES[found.basis],
            str(found.period),
            found.edition.key,
            found.form.key,
            row.code or row.key,
            row.name,
            row.unit,
            found.by,
        )
        for column, value in ((WHOLE, each.value), *((one.key, each.cells[one.key]) for one in found.columns)):
            if value is not None:
                yield (*about, column, value, row.certainty.zh)
