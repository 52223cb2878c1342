"""文书模板: an office takes words and letters of its own for a paper, and goes back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches

import orjson

from jieyue.rules.paper_layout import EACH, Layout, Line, Role, Sheet, names_in, without_names
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, organisations_called
from jieyue.store.papers.models import PaperTemplate
from jieyue.store.policies import policy
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.models import RowVersion
from jieyue.store.records.writing import Writing, writing

WHO_MAY = (Right.ENTER, Right.SHAPE)
MOST_LINES, MOST_LETTERS = 200, 2000
MARKS = "【】［］"


class TemplateRefused(Refused):
    pass


class PaperUnknown(NotThere):
    pass


class NothingToUndo(Refused):
    pass


def take_template(
    *, organisation: str, paper: str, lines: Sequence[Line], sheet: Sheet, file_name: str, by: Person, at: datetime,
    reason: str = "",
) -> None:  # fmt: skip
    """From now on this office's papers have these lines on this page. Raises TemplateRefused."""
    ours = product_layout(paper)
    refuse_unusable(lines, ours)
    content = {"lines": [asdict(each) for each in lines], "sheet": asdict(sheet)}
    written = orjson.dumps(content, default=str).decode()
    with writing(operation="paper template", by=by, at=at, reason=reason.strip()) as change:
        office = _office(organisation, by)
        _put(change, office, paper, content=written, file_name=file_name[:200])


def reset_template(*, organisation: str, paper: str, by: Person, at: datetime, reason: str = "") -> None:
    """Back to that of the level above, or the product's."""
    product_layout(paper)
    with writing(operation="paper template reset", by=by, at=at, reason=reason.strip()) as change:
        _put(change, _office(organisation, by), paper, content="", file_name="")


def undo_template(*, organisation: str, paper: str, by: Person, at: datetime, reason: str = "") -> None:
    """As it was before it was last taken, reset or undone."""
    product_layout(paper)
    with writing(operation="paper template undo", by=by, at=at, reason=reason.strip()) as change:
        office = _office(organisation, by)
        kept = PaperTemplate.objects.filter(organisation=office, paper=paper).first()
        if kept is None:
            raise NothingToUndo("这里还没有改过模板，没有可以撤销的。", do="要改的话，请下载模板，改好后上传。")
        before = _before_last(kept)
        correct(change, kept, content=before.get("content", ""), file_name=before.get("file_name", ""))


def product_layout(paper: str) -> Layout:
    """Raises PaperUnknown."""
    if paper not in policy().layouts:
        raise PaperUnknown("没有这种文书。", do="请从文书页打开。")
    return policy().layouts[paper]


def refuse_unusable(lines: Sequence[Line], ours: Layout) -> None:
    """Whatever could not be printed, by the paragraph in which it stands. Raises TemplateRefused."""
    if not lines or len(lines) > MOST_LINES:
        says = "模板里没有文字。" if not lines else f"模板有 {len(lines)} 段，超过 {MOST_LINES} 段。"
        raise TemplateRefused(says, do="请下载现在的模板，在它上面修改。")
    if not any(each.role is Role.TITLE for each in lines):
        raise TemplateRefused("模板里没有标题。", do="请给标题那一段选用样式“公文标题”。")
    for nth, line in enumerate(lines, start=1):
        _refuse_line(nth, line, ours)


def _refuse_line(nth: int, line: Line, ours: Layout) -> None:
    where = f"第 {nth} 段“{line.text[:20]}”"
    if len(line.text) > MOST_LETTERS:
        raise TemplateRefused(f"{where}超过 {MOST_LETTERS} 字。", do="请分成几段。")
    known, first = [*ours.explained, *ours.blocks], line.text.partition("】")[0] + "】"
    for name in names_in(line.text):
        if name not in known:
            raise TemplateRefused(f"{where}里的【{name}】，系统没有叫这个的内容。", do=_instead(name, known))
        if name in ours.blocks and line.text != f"【{name}】":
            raise TemplateRefused(f"{where}里的【{name}】须单独成一段。", do="请把同一段的其他文字移到另一段。")
        if (needs := _begins_with(name, ours)) and needs != first:
            raise TemplateRefused(
                f"{where}里的【{name}】只能写在以{needs}开头的段里。", do=f"请在这一段最前面写上{needs}。"
            )
    if left := next((mark for mark in MARKS if mark in without_names(line.text)), ""):
        raise TemplateRefused(f"{where}里的“{left}”没有成对。", do="请补上另一半，或者删去。")


def _begins_with(name: str, ours: Layout) -> str:
    """With which name a paragraph begins that has this one: what is told for each of several is known only there."""
    if name.startswith(EACH):
        return f"【{name}】"
    group = ours.explained.get(name, "").partition("：")[0]
    return f"【{group}】" if group.startswith(EACH) else ""


def _instead(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    nearest = f"是不是【{near[0]}】？" if near else ""
    return f"{nearest}可用的有：{'、'.join(f'【{each}】' for each in known)}。不要系统填入的，请去掉【】。"


def _office(code: str, by: Person) -> Organisation:
    """Where the person may enter, or directs. Raises OrganisationUnknown."""
    may = next((right for right in WHO_MAY if organisations_called([code], by, right).exists()), WHO_MAY[0])
    return organisation_within(code, by, may)


def _put(change: Writing, office: Organisation, paper: str, *, content: str, file_name: str) -> None:
    kept = PaperTemplate.objects.filter(organisation=office, paper=paper).first()
    if kept is None:
        keep(change, PaperTemplate(organisation=office, paper=paper, content=content, file_name=file_name))
    else:
        correct(change, kept, content=content, file_name=file_name)


def _before_last(kept: PaperTemplate) -> dict[str, str]:
    version = RowVersion.objects.filter(table=PaperTemplate._meta.db_table, record_id=kept.pk).order_by("-id").first()
    return orjson.loads(version.before) if version and version.before else {}
