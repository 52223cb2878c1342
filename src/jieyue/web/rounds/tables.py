"""What the page of a round shows, as a table that is taken along."""

from django.utils.translation import gettext as _

from jieyue.files.writing import Table
from jieyue.programme.rounds.queries import Shown, UnitLine
from jieyue.web.words import in_language


def of_round(found: Shown) -> Table:
    """Its units in reach, with their points as numbers; what nobody knows stays empty."""
    header = [
        *(_("机构编码"), _("单位"), _("状态"), _("逾期的阶段"), _("单位自评（分）"), _("系统判定（分）")),
        *(_("评审人（分）"), _("结论（分）"), _("抽中核验"), _("免评价的称号"), _("整改逾期（项）")),
    ]
    return Table(_("参评单位"), header, [_row(line) for line in found.lines])


def _row(line: UnitLine) -> list[object]:
    reviewers = "；".join(
        _("%(name)s %(points)s（%(many)s 项）") % {"name": name, "points": points, "many": many}
        for name, (points, many) in line.by_reviewer.items()
    )
    late = in_language(line.late.zh) if line.late else ""
    about = [line.organisation.code, line.organisation.name, in_language(line.state.zh), late]
    return [*about, line.own, line.system, reviewers, line.points, line.drawn, line.exempt, line.overdue]
