"""Conditions above the list of a ledger."""

import calendar
from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jieyue.programme.ledgers.catalogue import Ledger
from jieyue.programme.ledgers.cells import names_of, words_of
from jieyue.programme.ledgers.listing import WITH, WITHOUT, Wanted
from jieyue.web.asking import OrganisationField, SearchForm, day_in

ALL = [("", _("全部"))]
WORDS = "word-"


class MonthField(forms.CharField):
    """A month as its first day; a year stands for its January. Its last day, or December's, where `is_end`."""

    def __init__(self, *, is_end: bool = False, **kwargs: object) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs={"type": "month"}), **kwargs)
        self.is_end = is_end

    def clean(self, value: object) -> date | None:
        written = super().clean(value)
        if not written:
            return None
        year, _dash, month = written.partition("-")
        first = day_in(f"{year}-{month or (12 if self.is_end else 1):>02}-01")
        if first is None:
            raise ValidationError(_("请写成年-月，如 2025-03。"))
        return first.replace(day=calendar.monthrange(first.year, first.month)[1]) if self.is_end else first


class LedgerFilter(SearchForm):
    organisation = OrganisationField(required=False)
    since = MonthField(label=_("起始月份"))
    until = MonthField(label=_("截止月份"), is_end=True)
    evidence = forms.ChoiceField(
        label=_("佐证材料"), choices=[*ALL, (WITH, _("有")), (WITHOUT, _("没有"))], required=False
    )
    text = forms.CharField(label=_("文字中含"), required=False, max_length=100)

    def wanted(self) -> Wanted:
        asked = {key: value for key, value in self.asked().items() if value}
        words = {key.removeprefix(WORDS): asked.pop(key) for key in list(asked) if key.startswith(WORDS)}
        return Wanted(**asked, words=words)


def filter_of(ledger: Ledger, given: Mapping[str, str]) -> LedgerFilter:
    """With a field for each column of few words, given with its words, and one for each number or name of its key."""
    fields: dict[str, forms.Field] = {
        f"{WORDS}{heading.key}": forms.CharField(label=gettext(heading.zh), required=False, max_length=100)
        for heading in names_of(ledger.model)
    }
    fields |= {
        f"{WORDS}{heading.key}": forms.ChoiceField(
            label=gettext(heading.zh), choices=[*ALL, *((key, gettext(zh)) for key, zh in words)], required=False
        )
        for heading, words in words_of(ledger.model)
    }
    form = type("FilterOfLedger", (LedgerFilter,), fields)(given)
    form.order_fields(["organisation", "since", "until", *fields, "text", "evidence"])
    if not ledger.is_dated:
        del form.fields["since"], form.fields["until"]
    return form
