from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.programme.duties.documents import Document
from jieyue.web.asking import DayField

DAY = {"type": "date"}


class HandInForm(forms.Form):
    """A document that was handed in, with its file."""

    what = forms.ChoiceField(label=_("材料"), choices=[(word.value, word.zh) for word in Document])
    period = forms.CharField(
        label=_("年度或季度"), required=False, max_length=8, help_text=_("如 2024 或 2024Q1；没有的留空")
    )
    title = forms.CharField(label=_("名称或文号"), max_length=200)
    handed_in_on = DayField(label=_("报送日期"), widget=forms.TextInput(attrs=DAY))
    to = forms.CharField(label=_("报送给"), required=False, max_length=100)
    file = forms.FileField(label=_("材料文件"), required=False)
    reason = forms.CharField(label=_("原因"), required=False, max_length=200, help_text=_("更改已登记的材料时必填"))


class PlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("行动方案"))
    since = DayField(label=_("从哪一天起执行"), widget=forms.TextInput(attrs=DAY))
    reason = forms.CharField(label=_("依据"), required=False, max_length=200)

    def __init__(self, *given: object, plans: list[tuple[str, str]], **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["plan"].choices = plans


class ExemptForm(forms.Form):
    duty = forms.ChoiceField(label=_("任务"))
    reason = forms.CharField(label=_("免办原因"), max_length=200)

    def __init__(self, *given: object, duties: list[tuple[str, str]], **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["duty"].choices = duties


class DesignateForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=1901, max_value=9998)
    decided_on = DayField(label=_("确定日期"), widget=forms.TextInput(attrs=DAY))
    document = forms.CharField(label=_("文件"), required=False, max_length=200, help_text=_("文件名称或文号"))
