"""回避: nobody judges his own unit, one he holds an office in, or one whose self-evaluation he had a part in."""

from collections.abc import Collection
from datetime import date

from jieyue.programme.evaluation.own_standards import ids_in
from jieyue.programme.people.second_person import who_made
from jieyue.rules.appointing import Tenure
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.roles import RIGHTS, Right
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.tree import path_on
from jieyue.store.people.models import Appointment, User
from jieyue.store.people.people import in_force
from jieyue.store.people.tenures import tenures_of_each
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import RowVersion
from jieyue.store.rounds.models import Round, RoundUnit
from jieyue.store.scores.models import ItemScore, ScoreSheet


class OwnUnit(NotAllowed):
    """Somebody else has to judge it."""


def refuse_own_unit(kept: RoundUnit, by: Person) -> None:
    """Raises OwnUnit, also where he stands in for somebody whose own unit it is."""
    names = {by.username, *(post.on_behalf_of for post in by.posts if post.on_behalf_of)}
    if why := _why(kept, names, by.on):
        raise OwnUnit(f"您须回避：{why}。", do="请由评审组的其他成员评审；没有别人的，请主管部门增加成员。")


def units_barred_to(usernames: Collection[str], units: Collection[int], *, year: int, on: date) -> dict[str, set[int]]:
    """By username, those of the units (organisations) in which somebody holds an office, or held one since the year
    began; in a department of theirs too. What others asked him to hold for them is an office of his.
    """
    ids = dict(User.objects.filter(username__in=any_of(usernames)).values_list("pk", "username"))
    held = [each for own in tenures_of_each(ids).values() for each in own if _is_of_time(each, year, on)]
    placed = Placement.objects.filter(
        organisation__in=any_of({each.place for each in held if each.place}), since__lte=on, until__gt=on
    )
    above = {place: set(ids_in(path)) for place, path in placed.values_list("organisation_id", "path")}
    found: dict[str, set[int]] = {username: set() for username in usernames}
    for each in held:
        found[ids[each.user]] |= above.get(each.place, set()) & set(units)
    return found


def _is_of_time(each: Tenure, year: int, on: date) -> bool:
    return each.since <= on and (each.until is None or each.until > date(year, 1, 1))


def _why(kept: RoundUnit, names: Collection[str], on: date) -> str:
    barred = units_barred_to(names, [kept.organisation_id], year=kept.round.year, on=on)
    if any(barred.values()):
        return "您或者您受其委托的人在这个单位任职或任过职，不能评审本单位"
    if _made(kept) & set(names):
        return "您或者您受其委托的人经办过这个单位的自评"
    return ""


def _made(kept: RoundUnit) -> set[str]:
    """Who gave the unit its own points or handed its sheet in, and those for whom they did."""
    about = {"organisation": kept.organisation_id, "standard": kept.round.standard, "year": kept.round.year}
    entries: set[int] = set()
    for model in (ItemScore, ScoreSheet):
        rows = list(model.objects.filter(**about).values_list("pk", flat=True))
        versions = RowVersion.objects.filter(table=model._meta.db_table, record_id__in=any_of(rows))
        entries |= set(versions.values_list("entry_id", flat=True))
    return who_made(entries, Right.ENTER)


def may_be_members(kept: Round, *, on: date) -> dict[str, str]:
    """By username the name of whoever holds an office at the place or above by which he reviews there."""
    roles = [role for role, rights in RIGHTS.items() if Right.REVIEW in rights]
    chain = [int(each) for each in path_on(kept.organisation_id, on).strip("/").split("/")]
    held = Appointment.objects.filter(in_force(on), role__in=roles, organisation__in=chain, user__is_active=True)
    return dict(held.order_by("user__username").values_list("user__username", "user__name"))
