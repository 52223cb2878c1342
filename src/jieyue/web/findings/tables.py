"""The list of 问题 as tables that are taken along."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jieyue.files.writing import Table
from jieyue.programme.findings.queries import Line, OfUnit
from jieyue.web.words import in_language


def of_lines(found: Sequence[Line]) -> Table:
    header = [
        *(_("编号"), _("机构编码"), _("单位"), _("来源"), _("问题"), _("具体情况"), _("地点"), _("日期")),
        *(_("责任人"), _("期限"), _("状态"), _("逾期")),
    ]
    rows = [
        [
            *(each.id, each.organisation.code, each.organisation.name, in_language(each.origin.zh), each.title),
            *(each.says, each.place, each.day, each.responsible, each.due_on, in_language(each.state.zh)),
            _("是") if each.is_overdue else "",
        ]
        for each in found
    ]
    return Table(_("问题"), header, rows)


def of_units(found: Sequence[OfUnit]) -> Table:
    header = [_("机构编码"), _("单位"), _("没有了结"), _("其中逾期")]
    rows = [[each.organisation.code, each.organisation.name, each.unsettled, each.late] for each in found]
    return Table(_("各单位没有了结的问题"), header, rows)
