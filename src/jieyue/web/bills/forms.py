"""What one writes to find a bill or to correct it."""

import calendar
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jieyue.programme.bills.listing import ESTIMATED, REFUND, WITH, WITHOUT, Wanted
from jieyue.rules.values import Resource, Use
from jieyue.web.asking import OrganisationField, day_in

ALL = [("", _("全部"))]


class MonthField(forms.CharField):
    """A month as its first day; a year stands for its January, or its December where `is_end`."""

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


class BillFilter(forms.Form):
    """Conditions above the list of bills."""

    organisation = OrganisationField(required=False)
    resource = forms.ChoiceField(
        label=_("能源资源"), choices=[*ALL, *((r.value, r.zh) for r in Resource)], required=False
    )
    use = forms.ChoiceField(label=_("用途"), choices=[*ALL, *((u.value, u.zh) for u in Use)], required=False)
    account = forms.CharField(label=_("户号"), required=False)
    since = MonthField(label=_("起始月份"))
    until = MonthField(label=_("截止月份"), is_end=True)
    what = forms.ChoiceField(
        label=_("种类"), choices=[*ALL, (ESTIMATED, _("估算")), (REFUND, _("冲减"))], required=False
    )
    evidence = forms.ChoiceField(
        label=_("佐证材料"), choices=[*ALL, (WITH, _("有")), (WITHOUT, _("没有"))], required=False
    )
    text = forms.CharField(label=_("户号或发票号码中含"), required=False)

    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)
