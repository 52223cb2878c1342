"""What the pages of 建成情况 show, as tables that are taken along."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from jieyue.files.writing import Table
from jieyue.programme.recognition.advancing import Advanced, Line
from jieyue.programme.recognition.organs import Organ
from jieyue.programme.recognition.queries import Group, Shown
from jieyue.rules.recognition import Choosing
from jieyue.web.words import in_language

TENTH, CENT = 1, 2


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


def of_advanced(found: Advanced, lines: Iterable[Line]) -> Table:
    """With the rule by which they were chosen."""
    header = [
        *(_("机构编码"), _("单位"), _("所在"), _("层级"), _("名次"), _("得分率（%）"), _("遴选结果"), _("原因")),
        *(_("已有先进称号"), _("遴选规则")),
    ]
    rule = rule_in_words(found.rule)
    rows = [
        [
            *(each.organ.organisation.code, each.organ.organisation.name, each.organ.branch.name),
            *(_zh(each.organ.level), each.place.rank, None if each.percent is None else round(each.percent, CENT)),
            *(_zh(each.place.result), "；".join(_zh(case) for case in each.excluded), each.titled_on, rule),
        ]
        for each in lines
    ]
    return Table(_("先进单位遴选"), header, rows)


def rule_in_words(rule: Choosing) -> str:
    told = {"score": _zh(rule.score), "least": f"{rule.least_percent.normalize():f}", "limit": limit_in_words(rule)}
    return _("按%(score)s从高到低，不低于%(least)s%%；名额：%(limit)s") % told


def limit_in_words(rule: Choosing) -> str:
    limits = []
    if rule.most_percent is not None:
        limits.append(_("已建成机关的%(n)s%%") % {"n": f"{rule.most_percent.normalize():f}"})
    if rule.most_count is not None:
        limits.append(_("%(n)s家") % {"n": rule.most_count})
    return _("，且不超过").join(limits) or _("不限")


def _percent(share) -> object:
    return None if share.percent is None else round(share.percent, TENTH)


def _zh(word) -> str:
    return in_language(word.zh) if word else ""
