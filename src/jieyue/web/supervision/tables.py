"""What the pages of 监督考核 show, as tables that are taken along."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jieyue.files.writing import Table
from jieyue.programme.findings.queries import OfRule, Repeated
from jieyue.programme.supervision.appraising import Summary


def of_units(found: Sequence[Repeated]) -> Table:
    header = [_("机构编码"), _("单位"), _("问题"), _("次数"), _("没有了结")]
    rows = [[each.organisation.code, each.organisation.name, each.title, each.count, each.open] for each in found]
    return Table(_("同一单位反复出现的"), header, rows)


def of_rules(found: Sequence[OfRule]) -> Table:
    header = [_("问题"), _("次数"), _("单位数"), _("没有了结")]
    return Table(_("反复出现的问题"), header, [[each.title, each.count, each.units, each.open] for each in found])


def of_people(found: Sequence[Summary], kinds: Sequence[str]) -> Table:
    header = [_("单位"), _("姓名"), _("处室"), _("问题"), _("其中逾期"), *kinds, _("本人已说明")]
    rows = [
        [
            *(each.organisation.name, each.name, "、".join(each.departments), each.problems, each.late),
            *(each.decided.get(kind, 0) for kind in kinds),
            _("是") if each.has_answered else _("否"),
        ]
        for each in found
    ]
    return Table(_("个人考核记录"), header, rows)
