"""Quotas as programs read them (the contract's `quotas`)."""

from jieyue.programme.quotas.baseline import BesideBaseline
from jieyue.programme.quotas.queries import UnitQuotas
from jieyue.rules.quotas import Account, Judged


def as_json(found: UnitQuotas) -> dict[str, object]:
    mean = found.mean
    return {
        "organisation": found.organisation.code,
        "year": found.year,
        "class": found.about.institution.class_ or None,
        "quotas": [_quota(each) for each in found.judged],
        "standards": [_standard(each) for each in found.accounts],
        "published_means": mean
        and {
            "name": mean.name,
            "year": mean.year,
            "document": mean.source.document,
            "certainty": mean.certainty,
            "means": [{"indicator": e.key, "value": e.value, "mean": e.mean} for e in found.beside],
        },
        "baseline": found.baseline and _baseline(found.baseline),
        "notes": list(found.said),
    }


def _baseline(found: BesideBaseline) -> dict[str, object]:
    return {
        "name": found.rule.name,
        "document": found.rule.source.document,
        "clause": found.rule.source.clause,
        "certainty": found.rule.certainty,
        "electricity_basis": found.electricity_basis,
        "value_tce": found.baseline.value,
        "way": found.baseline.way,
        "why": found.baseline.why or None,
        "now_tce": found.now,
        "before_tce": {f"{year:04}": value for year, value in found.before.items()},
        "change_percent": found.percent,
    }


def _quota(each: Judged) -> dict[str, object]:
    quota = each.quota
    return {
        "indicator": each.indicator,
        "value": each.value,
        "unit": each.indicator.unit,
        "constraint": quota and quota.constraint,
        "benchmark": quota and quota.benchmark,
        "guide": quota and quota.guide,
        "verdict": each.verdict,
        "table": quota.source.document if quota else each.set.name,
        "clause": quota and quota.source.clause,
        "certainty": quota and quota.certainty,
        "standard": each.set.key,
        "corrections": [{"by": one.by, "factor": one.factor, "certainty": one.certainty} for one in each.corrected],
        "why": each.why or None,
    }


def _standard(account: Account) -> dict[str, object]:
    """With what it was judged."""
    return {
        "standard": account.set.key,
        "name": account.set.name,
        "factors": account.conversions.factor_set,
        "switches": dict(account.switches),
    }
