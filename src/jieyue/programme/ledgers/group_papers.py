"""Who does the work, as the official list of a unit says it: groups with their members, and who answers for what."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import orjson
from django.db.models import Q

from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.store.ledgers.group_members.models import GroupMember
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy
from jieyue.store.registers.posts.models import PostHolder
from jieyue.store.registers.work_groups.models import WorkGroup

PAPER = "work-group-list"


class NobodyRegistered(Refused):
    """There is neither a group nor a post to print."""


def group_content(*, organisation: str, period: Period, person: Person, today: date) -> Mapping[str, Any]:
    """As it stands on the last day of the period, or today. Raises OrganisationUnknown, NobodyRegistered."""
    unit, on = organisation_within(organisation, person), min(today, period.last)
    groups = list(WorkGroup.objects.filter(_stands(on), organisation=unit).order_by("starts_on", "id"))
    members = list(GroupMember.objects.filter(_stands(on), group__in=groups).order_by("starts_on", "id"))
    posts = list(PostHolder.objects.filter(_stands(on), organisation=unit).order_by("starts_on", "id"))
    if not groups and not posts:
        do = "请先在“创建工作机构”和“责任人和岗位”里登记，写明起始日期。"
        raise NobodyRegistered(f"{on} 没有在任的工作机构和责任人，没有名单可以打印。", do=do, where="organisation")
    kinds, roles, held = (_names(list_) for list_ in ("group_kinds", "group_roles", "work_posts"))
    content = {
        "name": named([unit.pk], on=on)[unit.pk].name,
        "period": str(period),
        "groups": [
            {"name": each.name, "kind": kinds.get(each.kind, ""), "department": each.department, "duties": each.duties}
            for each in groups
        ],
        "members": [_member(each, roles) for group in groups for each in _in_order(members, group, roles)],
        "posts": [
            {"post": held.get(each.post, ""), "department": each.department, "holder": each.holder, "title": each.title}
            for each in sorted(posts, key=lambda each: _rank(each.post, held))
        ],
        "on": on,
        "layout": plain_layout_for(unit.pk, PAPER),
    }
    return orjson.loads(orjson.dumps(content, default=str))


def periods_with_somebody(
    *, organisation: str, periods: Collection[Period], person: Person, today: date
) -> list[Period]:
    """Those at whose end, or today, somebody is registered to be printed."""
    unit = organisation_within(organisation, person)
    kept = [
        each
        for register in (WorkGroup, PostHolder)
        for each in register.objects.filter(organisation=unit).values_list("starts_on", "ends_on")
    ]
    on = {period: min(today, period.last) for period in periods}
    return [period for period in periods if any(since <= on[period] <= (until or date.max) for since, until in kept)]


def _stands(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def _names(list_: str) -> dict[str, str]:
    """By key, in the order of policy, which is that of rank."""
    return {each.key: each.name for each in policy().ledgers.words.get(list_, ())}


def _rank(key: str, names: Mapping[str, str]) -> int:
    return list(names).index(key) if key in names else len(names)


def _in_order(members: Iterable[GroupMember], group: WorkGroup, roles: Mapping[str, str]) -> list[GroupMember]:
    own = (each for each in members if each.group_id == group.pk)
    return sorted(own, key=lambda each: _rank(each.role, roles))


def _member(each: GroupMember, roles: Mapping[str, str]) -> dict[str, str]:
    role = roles.get(each.role, "")
    return {"role": role, "member": each.member, "title": each.title, "duties": each.duties}
