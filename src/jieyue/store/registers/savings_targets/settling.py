"""节约目标 on their way in: what a superior set only a superior changes, and each form takes the value it needs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from jieyue.rules.ledger_policy import LedgerWord
from jieyue.rules.person import Person
from jieyue.rules.plan import Form
from jieyue.rules.roles import Right
from jieyue.rules.targets import WITHOUT_VALUE
from jieyue.rules.values import Level
from jieyue.store.machine.settling import Coming
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.reach import directed, organisation_ids
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.savings_targets.models import SUPERIOR, SavingsTarget

HUNDRED = Decimal(100)
Fault = tuple[str, str, str]
"""Column, what is wrong, what to do."""
ASK_ABOVE = "请由上级主管部门登记或更改；本单位自定的目标，目标来源写“本单位自定”。"


def set_from_above(organisations: Iterable[int], by: Person) -> set[int]:
    """Of these organisations, those for which the person speaks as their superior: he directs them, or they are
    departments of his unit, or nobody stands above them.
    """
    ids = set(organisations)
    found = directed(ids, by)
    own = {post.path for post in by.posts}
    rows = Placement.objects.filter(organisation__in=any_of(ids - found), since__lte=by.on, until__gt=by.on)
    for id_, path, level in rows.values_list("organisation_id", "path", "organisation__level"):
        of_department = level == Level.DEPARTMENT and path not in own and _is_below(path, by.paths(Right.AIM))
        on_top = path.count("/") == len(("", "")) and _is_below(path, by.paths(Right.SHAPE))
        if of_department or on_top:
            found.add(id_)
    return found


def _is_below(path: str, tops: Iterable[str]) -> bool:
    return any(path.startswith(top) for top in tops)


def refuse_what_is_above(batch: Batch) -> None:
    """Rows about targets that a superior set, or that say so, of whom is none."""
    ids = organisation_ids(batch.column("organisation"), batch.by, Right.AIM)
    above = set_from_above(ids.values(), batch.by)
    kept = SavingsTarget.objects.filter(organisation__in=any_of(set(ids.values()) - above), origin=SUPERIOR)
    from_above = set(kept.values_list("organisation_id", "year", "measure"))
    columns = zip(*(batch.column(name) for name in ("organisation", "year", "measure", "origin")), strict=True)
    for row, (code, year, measure, origin) in zip(batch.rows, columns, strict=True):
        subject = ids.get(code)
        if row in batch.refused or subject is None or subject in above:
            continue
        if (subject, year, measure) in from_above:
            says = f"{year} 年的这项目标是上级下达的，不能自行更改。"
            batch.refuse(row, "origin", "set_by_superior", says=says, do=ASK_ABOVE)
        elif origin == SUPERIOR:
            batch.refuse(row, "origin", "not_the_superior", says="“上级下达”的目标须由上级登记。", do=ASK_ABOVE)


def refuse_impossible(coming: Sequence[Coming], batch: Batch) -> None:
    for each in coming:
        if said := fault_of(each.values):
            column, says, do = said
            batch.refuse(each.row, column, "not_a_target", says=says, do=do)


def fault_of(values: Mapping[str, Any]) -> Fault | None:
    return next(_faults(values), None)


def _faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    words = {word.key: word for word in policy().ledgers.words.get("target_measures", ())}
    word = words.get(values["measure"])
    if word is None or word.measured is None:
        yield "measure", "这项目标内容没有写明怎样计量。", "请从可选的内容中选择。"
    elif word.measured.ratio:
        yield "measure", f"{word.name}的目标在“年度目标”中登记。", "请在“年度目标”中登记，这里不重复登记。"
    else:
        yield from _wrong_with_form(word, Form(values["form"]), values["value"])
    if values["base_year"] and values["base_year"] >= values["year"]:
        yield "base_year", "基期年度不早于目标的年度。", "请填写以前的年度；比上年的留空。"


def _wrong_with_form(word: LedgerWord, form: Form, value: Decimal | None) -> Iterator[Fault]:
    if word.measured and word.measured.is_share is not (form is Form.SHARE):
        do = "占比的目标形式选“占比达到”，其他的不选。"
        yield "form", f"{word.name}不能用“{form.zh}”的形式。", do
    if (value is None) is not (form in WITHOUT_VALUE):
        says = f"目标形式“{form.zh}”{'不填' if form in WITHOUT_VALUE else '须填'}目标值。"
        yield "value", says, "请改正目标值。"
    elif value is not None and form in (Form.DOWN, Form.SHARE) and not 0 < value <= HUNDRED:
        yield "value", f"{value} 不是可能的百分数。", "请填写大于 0、不大于 100 的数。"
