"""What ledgers call themselves, their columns and their words, in the language of whoever reads.

The store says them in Chinese, as sheets have them. English stands in the pages' `django.po`, or in a `locale` of the
ledger's own folder; what has none is shown as the sheet has it.
"""

from django.utils.translation import gettext

BETWEEN_NOTES = "；"
UNIT = "单位："


def in_language(text: str) -> str:
    return gettext(text) if text else ""


def note_in_language(note: str) -> str:
    """A column's note, of which the first part may name its unit."""
    return BETWEEN_NOTES.join(_part(each) for each in note.split(BETWEEN_NOTES)) if note else ""


def _part(note: str) -> str:
    unit = note.removeprefix(UNIT)
    return gettext(note) if unit == note else f"{gettext(UNIT)}{in_language(unit)}"
