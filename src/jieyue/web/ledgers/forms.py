"""Conditions above the list of a ledger."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jieyue.programme.ledgers.cells import Heading
from jieyue.programme.ledgers.listing import WITH, WITHOUT, Wanted
from jieyue.rules.period import Period, PeriodUnreadable
from jieyue.web.asking import OrganisationField

ALL = [("", _("全部"))]
WORDS = "word-"


class PeriodField(forms.CharField):
    """A year, a quarter or a month, as 2026, 2026Q1 or 2026-03; blank for all."""

    def clean(self, value: object) -> Period | None:
        written = super().clean(value)
        try:
            return Period.parse(written.upper()) if written else None
        except PeriodUnreadable as refusal:
            raise ValidationError(f"{refusal.says}{refusal.do}") from refusal


class LedgerFilter(forms.Form):
    organisation = OrganisationField(required=False)
    period = PeriodField(label=_("时间"), required=False, help_text=_("年、季度或月，如 2026、2026Q1、2026-03"))
    evidence = forms.ChoiceField(
        label=_("佐证材料"), choices=[*ALL, (WITH, _("有")), (WITHOUT, _("没有"))], required=False
    )
    text = forms.CharField(label=_("文字中含"), required=False, max_length=100)

    def wanted(self) -> Wanted:
        asked = {key: value for key, value in self.cleaned_data.items() if value}
        words = {key.removeprefix(WORDS): asked.pop(key) for key in list(asked) if key.startswith(WORDS)}
        return Wanted(**asked, words=words)


def filter_of(headings: Sequence[tuple[Heading, Sequence[tuple[str, str]]]]) -> type[LedgerFilter]:
    """With a field for each column of few words, given with its words."""
    fields = {
        f"{WORDS}{heading.key}": forms.ChoiceField(
            label=gettext(heading.zh), choices=[*ALL, *((key, gettext(zh)) for key, zh in words)], required=False
        )
        for heading, words in headings
    }
    return type("FilterOfLedger", (LedgerFilter,), fields)
