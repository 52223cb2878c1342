"""What the import page asks for."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jieyue.programme.entry.operations import brought
from jieyue.rules.person import Person
from jieyue.web.asking import DayField

SUFFIXES = ".csv,.xlsx,.xls,.et"


class UploadForm(forms.Form):
    """`token` is the job that the file becomes: sent twice, it is one."""

    kind = forms.ChoiceField(label=_("内容"))
    file = forms.FileField(
        label=_("文件"),
        help_text=_("CSV、XLSX、XLS 或 WPS 的 ET，不超过 40 MB；第一行是表头。"),
        widget=forms.FileInput(attrs={"accept": SUFFIXES}),
        error_messages={"empty": _("文件是空的（0 字节）。请重新保存或重新下载文件。")},
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, person: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs, use_required_attribute=False)
        self.fields["kind"].choices = [(kind.key, gettext(kind.zh)) for kind in brought_by(person)]
        self.initial.setdefault("token", uuid4())


class DecideForm(forms.Form):
    """Whole or good rows is the button pressed. `needs_reason` where the file corrects what is kept."""

    reason = forms.CharField(
        label=_("更正的原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("文件会更正已有的记录；原因记入日志。"),
        error_messages={"required": _("文件会更正已有的记录，须写明原因。")},
    )

    def __init__(self, *args, needs_reason: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs, use_required_attribute=False)
        if not needs_reason:
            del self.fields["reason"]


class JoinedForm(forms.Form):
    """Since when the new organisations of a file owe anything."""

    joined_on = DayField(
        label=_("新机构从哪天起报（起报日期）"),
        required=False,
        help_text=_(
            "从这一天所在的月份起才应填报、报送和办理任务，以前的不算缺报；要补报以前的，填更早的日期；留空为一直应报。"
        ),
    )


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("撤销的原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("撤销须写明原因。")},
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs, use_required_attribute=False)
        self.initial.setdefault("token", uuid4())


def brought_by(person: Person) -> list:
    """The kinds that the person may bring in."""
    return [kind for kind in brought().values() if person.may(kind.right)]
