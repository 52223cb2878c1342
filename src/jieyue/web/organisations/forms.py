"""What one writes to find an organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.web.asking import DayField


class Search(forms.Form):
    text = forms.CharField(label=_("机构编码或名称"), required=False, max_length=200)
    on = DayField(
        label=_("截至哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
