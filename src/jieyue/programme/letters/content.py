"""What a letter of responsibility says: the targets that were set from above, titles aimed at, and what plans order."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import orjson

from jieyue.programme.duties.standing import plans_in_force
from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.programme.targets.aims import Aim, aims_of, aims_of_plans, titles_of_plans
from jieyue.rules.duties import ABOUT, About, every
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.plan import Form, Plan
from jieyue.rules.plan_told import due_told
from jieyue.rules.values import Kind, Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.registers.title_aims.models import TitleAim

PAPER = "responsibility-letter"
SAYS_ITS_BASE = (Form.CAP, Form.SHARE, Form.LESS)
"""Forms that are compared with no year, or with one that their own words name."""


def letter_content(subject: Organisation, issuer: Organisation, year: int, *, person: Person) -> Mapping[str, Any]:
    """As it would be sent out today."""
    names = named([subject.pk, issuer.pk], on=person.on)
    content = {
        "name": names[subject.pk].name,
        "issuer": names[issuer.pk].name,
        "year": year,
        "targets": [_target(aim) for aim in _aims(subject, year)],
        "titles": _titles(subject, year),
        "duties": _duties(subject, year),
        "layout": plain_layout_for(subject.pk, PAPER),
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _aims(subject: Organisation, year: int) -> list[Aim]:
    """Those set from above that are confirmed, and those of the plans in force there."""
    set_from_above = [each for each in aims_of([subject.pk], year) if each.origin == "superior" and each.is_confirmed]
    return [*set_from_above, *aims_of_plans(subject, year)]


def _target(aim: Aim) -> dict[str, object]:
    unit = "%" if aim.form in (Form.DOWN, Form.SHARE) else aim.about.unit
    base = "" if aim.form in SAYS_ITS_BASE else f"比{aim.base_year}年"
    value = "" if aim.value is None else f"{aim.value.normalize():f}"
    return {
        "what": aim.says or aim.word.name,
        "form": f"{base}{aim.form.zh}",
        "value": value,
        "unit": unit if value else "",
        "until": aim.until,
    }


def _titles(subject: Organisation, year: int) -> list[dict[str, object]]:
    """What it aims at itself, and what the plans in force at the end of the year want it to become."""
    words = {word.key: word.name for word in policy().ledgers.words.get("titles", ())}
    own = TitleAim.objects.filter(organisation=subject).order_by("due_on").values_list("title", "due_on")
    ordered = [(title, until) for _plan, title, until in titles_of_plans(subject, date(year, 12, 31))]
    return [{"title": words.get(title, ""), "until": until} for title, until in dict.fromkeys([*own, *ordered])]


def _duties(subject: Organisation, year: int) -> list[dict[str, object]]:
    """Of the plans in force in the year, what they ask for in it."""
    whole = Period.parse(f"{year:04}")
    plans = plans_in_force(subject, Level(subject.level), whole.first, whole.last)
    return [each for plan in plans for each in _of_plan(plan, subject, year)]


def _of_plan(plan: Plan, subject: Organisation, year: int) -> Iterator[dict[str, object]]:
    kind, level = Kind(subject.kind) if subject.kind else None, Level(subject.level)
    about = every(plan, years=range(year, year + 1), calendar=policy().calendar)
    asked = {owed.duty.entry.key for owed in about if owed.duty.due_on.year >= year}
    for entry, due in plan.obligations:
        is_open = ABOUT.get(due.rule) is About.EVENT or entry.key in asked
        if is_open and plan.addresses.includes(level, kind, entry.who):
            yield {"what": entry.what, "due": due_told(due), "plan": f"《{plan.title}》"}
