"""免评价: who need not be evaluated, as a rule, by a title that the round's plan names."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.titles.models import Title
from jieyue.store.rounds.models import Round

EXEMPT = "exempt"


def exempt_in(kept: Round, organisations: Iterable[int], *, today: date) -> dict[int, str]:
    """By organisation the name of the title that it holds on a day and that exempts by the plan; {} without a plan."""
    plan = policy().plans.get(kept.plan)
    conclusions = [each.conclusion for each in plan.entries if each.conclusion] if plan else []
    names = {title: name for each in conclusions if each.name == EXEMPT for title, name in each.titles.items()}
    if not names:
        return {}
    is_held = Q(taken_on=None) | Q(taken_on__gt=today)
    rows = Title.objects.filter(is_held, organisation__in=any_of(organisations), title__in=names, given_on__lte=today)
    return {unit: names[title] for unit, title in rows.order_by("-given_on").values_list("organisation_id", "title")}
