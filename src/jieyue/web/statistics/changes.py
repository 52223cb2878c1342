"""How the figures of an answer changed against the year before: of all that was reported, and over the same units."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from jieyue.programme.statistics.answer import Answer
from jieyue.rules.indicators.declaring import catalogue
from jieyue.web.words import in_language, unit_words


@dataclass(frozen=True)
class Changed:
    zh: str
    unit: str
    decimals: int
    now: Decimal | float | None
    before: Decimal | float | None
    change: float | None
    change_alike: float | None


def changed(answer: Answer) -> dict[str, object]:
    """For `statistics/changes_part.html`; nothing where the year before has no figures. While the period is running the
    year before stands there whole and has no change: some months beside twelve would be a saving.
    """
    beside = answer.year_on_year
    if beside is None:
        return {}
    now = {**vars(answer.totals), **answer.indicators}
    before = {**vars(beside.totals), **beside.indicators}
    alike = beside.alike.change_percent if beside.alike else {}
    is_part = beside.alike is not None and str(beside.alike.period) != answer.period
    is_running = is_part or beside.alike is None
    change = {} if is_running else beside.change_percent
    rows = [
        Changed(zh, unit, decimals, now[key], before[key], change.get(key), alike.get(key))
        for key, zh, unit, decimals in _figures()
        if now.get(key) is not None and before.get(key) is not None
    ]
    return {"rows": rows, "alike": beside.alike, "is_part": is_part, "is_running": is_running}


def _figures() -> list[tuple[str, str, str, int]]:
    totals = [
        ("tce", _("综合能耗"), _("吨标准煤"), 2),
        ("water_m3", _("用水"), "m³", 0),
        ("amount_yuan", _("费用"), _("元"), 0),
    ]
    return totals + [
        (each.key, in_language(each.zh), unit_words(each.unit), each.decimals)
        for each in catalogue()
        if each.key != "energy_tce"
    ]
