"""The standard by which a unit's sheet is made: in a round that which the round began with, else what is in force."""

from collections.abc import Mapping

from jieyue.programme.evaluation.own_standards import standard_named
from jieyue.rules.refusal import Refused
from jieyue.rules.scoring import Standard
from jieyue.store.records.any_of import any_of
from jieyue.store.rounds.models import Round, RoundUnit
from jieyue.store.rounds.standards import standard_of_round


class UnderReview(Refused):
    """Reviewers have begun to judge the sheet."""


def standard_for(organisation: int, year: int, key: str) -> Standard:
    """Raises StandardUnknown."""
    rows = RoundUnit.objects.filter(organisation=organisation, round__year=year, round__standard=key)
    newest = rows.select_related("round__snapshot").order_by("-round_id").first()
    return standard_of_round(newest.round) if newest else standard_named(key)


def standards_for(keys: Mapping[int, str], year: int) -> dict[int, Standard]:
    """The same of many units, by the key of what is in force for each; each standard read once."""
    rows = RoundUnit.objects.filter(organisation__in=any_of(keys), round__year=year).order_by("round_id")
    told = rows.values_list("organisation_id", "round__standard", "round_id")
    newest = {(unit, standard): number for unit, standard, number in told}
    rounds = Round.objects.select_related("snapshot").in_bulk(set(newest.values()))
    of_rounds = {number: standard_of_round(each) for number, each in rounds.items()}
    in_force = {key: standard_named(key) for key in set(keys.values())}
    return {
        unit: of_rounds[newest[unit, key]] if (unit, key) in newest else in_force[key] for unit, key in keys.items()
    }


def refuse_under_review(organisation: int, year: int, key: str) -> None:
    """Raises UnderReview where a reviewer has given points, or it is concluded: what was handed in stays as it is."""
    rows = RoundUnit.objects.filter(organisation=organisation, round__year=year, round__standard=key)
    newest = rows.order_by("-round_id").first()
    if newest and (newest.outcome or newest.scores.exists()):
        raise UnderReview(
            "评审组已经开始审核这份打分表，不能再提交。", do="需要补充说明的，请在评审页上答复评审组的提问。"
        )
