from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.programme.duties.documents import documents_known
from jieyue.web.asking import DayField
from jieyue.web.words import in_language

DAY = {"type": "date"}


class HandInForm(forms.Form):
    """A document that was handed in, with its file. Only whoever directs the unit states another day than today."""

    what = forms.ChoiceField(
        label=_("材料"), choices=lambda: [(key, in_language(zh)) for key, zh in documents_known().items()]
    )
    period = forms.CharField(
        label=_("年度或季度"), required=False, max_length=12, help_text=_("如 2024年 或 2024年一季度；没有的留空")
    )
    title = forms.CharField(label=_("名称或文号"), max_length=200)
    handed_in_on = DayField(
        label=_("报送日期"),
        required=False,
        widget=forms.TextInput(attrs=DAY),
        help_text=_("以前报送的，填写当时的日期，并写明原因"),
    )
    to = forms.CharField(label=_("报送给"), required=False, max_length=100)
    is_drawn = forms.BooleanField(
        label=_("由系统按台账填写，不另传文件"),
        required=False,
        help_text=_("报送的是现在的台账内容，以后台账有变化也不改；要改的，请上级退回后再次报送"),
    )
    file = forms.FileField(
        label=_("材料文件"), required=False, help_text=_("没有文件的只算自报、未核：任务不算办结，也不得分")
    )
    reason = forms.CharField(label=_("原因"), required=False, max_length=200, help_text=_("更改已登记的材料时必填"))

    def __init__(
        self,
        *given: object,
        may_enter: bool = True,
        may_backdate: bool = False,
        may_draw: bool = False,
        has_files: bool = False,
        **about: object,
    ) -> None:
        super().__init__(*given, **about)
        if not may_draw:
            del self.fields["is_drawn"]
        if has_files:
            self.fields["file"].help_text = _("不另选文件的，报送已附的文件")
        if not may_enter:
            del self.fields["file"]
        if not may_backdate:
            del self.fields["handed_in_on"]


class PlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("行动方案"))
    since = DayField(label=_("从哪一天起执行"), widget=forms.TextInput(attrs=DAY))
    reason = forms.CharField(
        label=_("依据"), required=False, max_length=200, help_text=_("方案已经执行过的，改日期或重新执行时必填")
    )
    revive = forms.BooleanField(label=_("重新执行已经终止的方案"), required=False)

    def __init__(self, *given: object, plans: list[tuple[str, str]], **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["plan"].choices = [("", _("请选择")), *plans]


class TakeOverForm(forms.Form):
    """From which day on the changed files of a plan hold."""

    since = DayField(
        label=_("从哪一天起按更改后的方案执行"),
        widget=forms.TextInput(attrs=DAY),
        help_text=_("在此以前到期的任务仍按原来的方案算"),
    )
    reason = forms.CharField(label=_("依据"), max_length=200, help_text=_("如修订通知的文号"))


class EndPlanForm(forms.Form):
    """The first day on which a plan holds no longer, and why."""

    until = DayField(
        label=_("从哪一天起不再执行"), widget=forms.TextInput(attrs=DAY), help_text=_("在此以前的任务仍要办完")
    )
    reason = forms.CharField(label=_("终止的依据"), max_length=200, help_text=_("如新方案或上级通知的文号"))


class ExemptForm(forms.Form):
    """`covers_below` is asked only of places."""

    duty = forms.MultipleChoiceField(
        label=_("任务"), widget=forms.CheckboxSelectMultiple, help_text=_("可以一次选几项，原因相同。")
    )
    covers_below = forms.BooleanField(label=_("其下所有单位都免办"), required=False, initial=True)
    reason = forms.CharField(label=_("免办原因"), max_length=200)

    def __init__(self, *given: object, duties: list[tuple[str, str]], is_place: bool, **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["duty"].choices = duties
        if not is_place:
            del self.fields["covers_below"]


class DayForm(forms.Form):
    """The day of what a plan leaves to be set."""

    entry = forms.ChoiceField(label=_("任务"))
    day = DayField(label=_("期限"), widget=forms.TextInput(attrs=DAY))
    reason = forms.CharField(
        label=_("原因"), required=False, max_length=200, help_text=_("更改当年已经指定的期限时必填")
    )

    def __init__(self, *given: object, entries: list[tuple[str, str]], **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["entry"].choices = entries


class LiftForm(forms.Form):
    reason = forms.CharField(label=_("取消免办的原因"), max_length=200)


class ChangeDayForm(forms.Form):
    """Another day than that of the plan; blank for the plan's own."""

    duty = forms.ChoiceField(label=_("任务"))
    due_on = DayField(
        label=_("新的期限"), required=False, widget=forms.TextInput(attrs=DAY), help_text=_("留空即恢复方案的期限")
    )
    reason = forms.CharField(label=_("更改的原因"), max_length=200, help_text=_("如上级同意延期的通知文号"))

    def __init__(self, *given: object, duties: list[tuple[str, str]], **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["duty"].choices = duties


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class DesignateForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=1901, max_value=9998)
    decided_on = DayField(label=_("确定日期"), widget=forms.TextInput(attrs=DAY))
    document = forms.CharField(label=_("文件"), required=False, max_length=200, help_text=_("文件名称或文号"))
