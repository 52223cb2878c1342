"""What the pages of oversight show, as tables that are taken along."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from jieyue.files.writing import Table
from jieyue.programme.oversight.queries import Board, UnitShown
from jieyue.programme.oversight.scores import Score, Scores
from jieyue.rules.oversight import OF_RESULTS, STATES
from jieyue.web.words import in_language


def of_board(found: Board) -> Table:
    """The places with how many units are in which state, and the sum."""
    every = [(concern, state) for concern, states in STATES.items() for state in states]
    heads = [f"{in_language(concern.zh)}：{in_language(state.zh)}" for concern, state in every]
    header = [_("机构编码"), _("机构"), _("单位（家）"), *heads]
    rows = [
        [row.organisation.code, row.organisation.name, row.units, *(row.counts.get(state, 0) for _, state in every)]
        for row in (*found.rows, found.total)
    ]
    return Table(_("督查督办"), header, rows)


def of_units(units: Iterable[UnitShown]) -> Table:
    header = [
        *(_("机构编码"), _("单位"), _("所在"), _("机关类别"), _("报送"), _("逾期任务（项）"), _("在办任务（项）")),
        *(_("待接收材料（项）"), _("自评结果")),
    ]
    rows = [
        [
            *(unit.organisation.code, unit.organisation.name, unit.branch.name, _zh(unit.kind), _zh(unit.report)),
            *(unit.overdue, unit.due, unit.sent, _zh(unit.sheet and OF_RESULTS[unit.sheet.result])),
        ]
        for unit in units
    ]
    return Table(_("单位"), header, rows)


def of_scores(found: Scores, rows: Sequence[Score]) -> Table:
    """Points as numbers; what nobody knows stays empty."""
    header = [
        *(_("机构编码"), _("单位"), _("所在"), _("机关类别"), _("评价标准"), _("提交时间"), _("已核对分值")),
        *(_("已判定（分）"), _("得分"), _("失分"), _("待定（分）"), _("自评分"), _("门槛"), _("结果")),
    ]
    return Table(_("%(year)d 年度得分") % {"year": found.year}, header, [_score(row) for row in rows])


def _score(row: Score) -> list[str | int | Decimal | None]:
    about = [row.organisation.code, row.organisation.name, row.region.name, _zh(row.kind)]
    sheet = row.sheet
    if sheet is None:
        return [*about, *[None] * 10]
    points = [sheet.verified, sheet.decided, sheet.earned, sheet.lost, sheet.undecided, sheet.own]
    return [*about, sheet.standard, f"{sheet.at:%Y-%m-%d}", *points, gate_words(sheet.gate), _zh(sheet.result)]


def gate_words(gate: bool | None) -> str:
    return {True: _("通过"), False: _("未通过")}.get(gate, _("待定"))


def _zh(word) -> str:
    return in_language(word.zh) if word else ""
