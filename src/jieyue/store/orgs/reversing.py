"""Organisations as they were before: where they stand is worked out anew, and what cannot stand is said."""

from collections.abc import Iterable, Iterator
from datetime import date

from jieyue.rules.tree import FOREVER, TreeHasCircle
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation, OrganisationVersion
from jieyue.store.orgs.placing import TreeTooDeep, place
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import RowVersion
from jieyue.store.records.reversing import Reversal

ClosedOn = date | None


def recheck_after_undo(reversal: Reversal) -> Iterator[str]:
    """Once rows were put back: what of it cannot stand, in words."""
    concerned = {_organisation(net.model, net.id, net.before or net.after) for net in reversal.nets}
    yield from _later_changes(reversal)
    yield from _faults(concerned)
    try:
        place(concerned)
    except TreeHasCircle:
        yield "撤销后有机构互为上下级。"
    except TreeTooDeep:
        yield "撤销后上下级的层数太多。"


def _organisation(model, id_: int, values: dict[str, object]) -> int:
    return id_ if model is Organisation else int(values["organisation_id"])


def _later_changes(reversal: Reversal) -> Iterator[str]:
    """Dated changes made since then that stand on those of the entry: a version tells name, parent and system."""
    own = {net.id for net in reversal.nets if net.model is OrganisationVersion}
    told: dict[int, date] = {}
    for net in reversal.nets:
        if net.model is OrganisationVersion:
            values = net.before or net.after
            since = date.fromisoformat(str(values["since"]))
            told[int(values["organisation_id"])] = min(since, told.get(int(values["organisation_id"]), FOREVER))
    versions = OrganisationVersion.objects.filter(organisation_id__in=any_of(told)).exclude(id__in=any_of(own))
    kept = versions.order_by("since").values_list("id", "organisation_id", "organisation__code", "since")
    later = [(id_, code, since) for id_, organisation, code, since in kept if since > told[organisation]]
    made = RowVersion.objects.filter(
        table=OrganisationVersion._meta.db_table,
        record_id__in=any_of(id_ for id_, _, _ in later),
        entry_id__gt=reversal.entry.seq,
    )
    entries = dict(made.order_by("-id").values_list("record_id", "entry_id"))
    for id_, code, since in later:
        if id_ in entries:
            yield f"机构 {code} 之后又登记了自 {since} 起的变更（日志第 {entries[id_]} 条）。"


def _faults(concerned: Iterable[int]) -> Iterator[str]:
    """Whoever stands under a place that is closed by then, or under one that may not hold him."""
    concerned = set(concerned)
    below = OrganisationVersion.objects.filter(parent_id__in=any_of(concerned))
    about = concerned | set(below.values_list("organisation_id", flat=True))
    versions = OrganisationVersion.objects.filter(organisation_id__in=any_of(about)).order_by(
        "organisation_id", "since"
    )
    rows = list(versions.values_list("organisation_id", "since", "parent_id"))
    wanted = about | {parent for _, _, parent in rows if parent}
    fields = ("id", "code", "level", "closed_on")
    kept = {
        id_: (code, Level(level), closed_on)
        for id_, code, level, closed_on in Organisation.objects.filter(id__in=any_of(wanted)).values_list(*fields)
    }
    following = [*rows[1:], (None, FOREVER, None)][: len(rows)]
    for (child, _, parent), (next_child, next_since, _) in zip(rows, following, strict=True):
        if parent in kept and child in kept:
            until = next_since if next_child == child else FOREVER
            yield from _faults_under(kept[child], kept[parent], until)


def _faults_under(
    child: tuple[str, Level, ClosedOn], parent: tuple[str, Level, ClosedOn], until: date
) -> Iterator[str]:
    code, level, closed_on = child
    above, level_above, closed_above = parent
    if not level_above.may_hold(level):
        yield f"撤销后{level.zh} {code} 会在{level_above.zh} {above} 之下。"
    if closed_above and min(until, closed_on or FOREVER) > closed_above:
        yield f"撤销后机构 {code} 仍在已于 {closed_above} 撤销的 {above} 之下。"
