"""What the pages of 建成情况 show, as tables that are taken along."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from jieyue.files.writing import Table
from jieyue.programme.recognition.organs import Organ
from jieyue.programme.recognition.queries import Group, Shown
from jieyue.web.words import in_language

TENTH = 1


def of_groups(found: Shown) -> Table:
    header = [_("划分"), _("范围"), _("机关（家）"), _("已建成（家）"), _("未建成（家）"), _("占比（%）")]
    divided = [(_("层级"), found.levels), (_("机关类别"), found.kinds), (_("地区"), found.branches)]
    rows = [_group(by, each) for by, groups in divided for each in groups]
    total = found.total
    return Table(_("建成情况"), header, [*rows, [_("合计"), "", total.of, total.count, total.other, _percent(total)]])


def _group(by: str, each: Group) -> list[object]:
    share = each.share
    return [by, in_language(each.name), share.of, share.count, share.other, _percent(share)]


def of_goals(found: Shown) -> Table:
    header = [
        *(_("目标"), _("文件"), _("目标值（%）"), _("期限"), _("截至"), _("机关（家）"), _("已建成（家）")),
        *(_("占比（%）"), _("完成情况")),
    ]
    rows = [
        [
            *(each.goal.what, each.goal.document, each.goal.value, each.goal.by, each.on),
            *(each.share.of, each.share.count, _percent(each.share), in_language(each.verdict.zh)),
        ]
        for each in found.goals
    ]
    return Table(_("目标完成"), header, rows)


def of_units(units: Iterable[Organ]) -> Table:
    header = [
        *(_("机构编码"), _("单位"), _("所在"), _("层级"), _("机关类别"), _("建成情况"), _("依据"), _("日期")),
        _("文件或评价轮次"),
    ]
    rows = [
        [
            *(each.organisation.code, each.organisation.name, each.branch.name, _zh(each.level), _zh(each.kind)),
            *(_zh(each.status) if each.is_organ else "", _zh(each.found.ground)),
            *(each.found.since, each.found.document),
        ]
        for each in units
    ]
    return Table(_("单位"), header, rows)


def _percent(share) -> object:
    return None if share.percent is None else round(share.percent, TENTH)


def _zh(word) -> str:
    return in_language(word.zh) if word else ""
