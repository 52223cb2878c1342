"""What ledgers call themselves, their columns and their words, in the language of whoever reads.

The store says them in Chinese, as sheets have them. English stands in the pages' `django.po`, or in a `locale` of the
ledger's own folder; what has none is shown as the sheet has it.
"""

from calendar import month_name

from django.utils.translation import get_language, gettext

from jieyue.programme.publication.queries import Line, Shown
from jieyue.rules.period import LENGTHS, Period, PeriodUnreadable
from jieyue.rules.publication import ENERGY, Publication
from jieyue.rules.signs import as_printed

BETWEEN_NOTES = "；"
UNIT = "单位："


def in_language(text: object) -> str:
    """What is no text, as a number is, stays as it is written."""
    return gettext(str(text)) if text not in ("", None) else ""


def unit_words(unit: str) -> str:
    """m³, kgce/m²; 吨标准煤 is tce in English."""
    return in_language(as_printed(unit))


def note_in_language(note: str) -> str:
    """A column's note, of which the first part may name its unit."""
    return BETWEEN_NOTES.join(_part(each) for each in note.split(BETWEEN_NOTES)) if note else ""


def _part(note: str) -> str:
    unit = note.removeprefix(UNIT)
    return gettext(note) if unit == note else f"{gettext(UNIT)}{unit_words(unit)}"


def period_words(period: Period | str) -> str:
    """2026年三季度, whether it comes as a period or as it is written in records; what is none stays as it is."""
    try:
        found = period if isinstance(period, Period) else Period.parse(str(period))
    except PeriodUnreadable:
        return str(period)
    return _in_english(found) if (get_language() or "").startswith("en") else found.zh


def notice_words(notice: Line | Shown) -> str:
    """Of what a notice is: the quarter alone where it is of what was used, as ever; else what it publishes."""
    return words_of_notice(notice.kind, notice.period)


def words_of_notice(kind: Publication, period: Period | None) -> str:
    told = period_words(period) if period else ""
    return told if kind.key == ENERGY else f"{told}{in_language(kind.name)}"


def _in_english(period: Period) -> str:
    nth = (period.first.month - 1) // period.months + 1
    named = {12: f"{period.year}", 6: f"H{nth} {period.year}", 3: f"Q{nth} {period.year}"}
    if period.months not in LENGTHS:
        return f"{month_name[period.first.month]} to {month_name[period.last_month.month]} {period.year}"
    return named.get(period.months) or f"{month_name[period.first.month]} {period.year}"
