"""The first steps: for whom the system is, and a small table of units."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.programme.beginning.operations import FOR_WHOM, LONGEST_CODE, LONGEST_NAME
from jieyue.rules.values import Category, Kind, Level, Word
from jieyue.web.asking import DayField
from jieyue.web.organisations.forms import JOINED_HELP
from jieyue.web.words import in_language

WHOM = {
    Level.UNIT: _("一个单位（只有本单位使用）"),
    Level.COUNTY: _("一个县（区）"),
    Level.CITY: _("一个市"),
    Level.PROVINCE: _("一个省"),
}

ROWS = 8


def _words_of(words: type[Word]) -> list[tuple[str, str]]:
    return [("", _("不填")), *((each.value, in_language(each.zh)) for each in words)]


class BeginForm(forms.Form):
    level = forms.ChoiceField(
        label=_("为谁建立"), choices=[(level.value, WHOM[level]) for level in FOR_WHOM], widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME, help_text=_("单位全称，或者县、市、省的名称。"))
    code = forms.CharField(
        label=_("编码"),
        max_length=LONGEST_CODE,
        help_text=_("例如行政区划代码或统一的机构编码；以后各单位的编码由它起头。"),
    )
    kind = forms.ChoiceField(
        label=_("机关类别"),
        choices=lambda: _words_of(Kind),
        required=False,
        help_text=_("只有一个单位使用时填写：行动方案按它决定对谁有要求。"),
    )
    joined_on = DayField(
        label=_("从哪天起报"),
        required=False,
        help_text=_("只有一个单位使用时填写：从这一天所在的月份起才应填报；留空为一直应报。"),
    )


class UnitForm(forms.Form):
    """A row of the small table; a blank one is none."""

    name = forms.CharField(label=_("单位名称"), max_length=LONGEST_NAME, required=False)
    code = forms.CharField(label=_("编码（留空自动编）"), max_length=LONGEST_CODE, required=False)
    kind = forms.ChoiceField(label=_("机关类别"), choices=lambda: _words_of(Kind), required=False)
    category = forms.ChoiceField(label=_("统计分类"), choices=lambda: _words_of(Category), required=False)

    def clean(self) -> dict[str, str]:
        given = super().clean()
        if any(given.get(name) for name in ("code", "kind", "category")) and not given.get("name", "").strip():
            self.add_error("name", _("请填写单位名称，或者清空这一行。"))
        return given


UnitForms = forms.formset_factory(UnitForm, extra=ROWS, max_num=200)


class SinceForm(forms.Form):
    joined_on = DayField(
        label=_("从哪天起报"),
        required=False,
        help_text=JOINED_HELP,
    )
