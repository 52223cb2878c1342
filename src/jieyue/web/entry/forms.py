"""What the import page asks for."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jieyue.programme.entry.operations import brought
from jieyue.rules.person import Person
from jieyue.web.asking import DayField
from jieyue.web.organisations.forms import JOINED_HELP

SUFFIXES = ".csv,.xlsx,.xls,.et"
PASTED = "粘贴的表格.tsv"
LONGEST_PASTE = 2_000_000
FEW = 4
"""So many choices are all seen at once."""


class UploadForm(forms.Form):
    """`token` is the job that the file becomes: sent twice, it is one."""

    kind = forms.ChoiceField(label=_("内容"))
    file = forms.FileField(
        label=_("文件"),
        required=False,
        help_text=_("CSV、XLSX、XLS 或 WPS 的 ET，不超过 40 MB。不是模板的样子也可以，先认表、再请您确认。"),
        widget=forms.FileInput(attrs={"accept": SUFFIXES}),
        error_messages={"empty": _("文件是空的（0 字节）。请重新保存或重新下载文件。")},
    )
    pasted = forms.CharField(
        label=_("或者粘贴表格"),
        required=False,
        strip=False,
        max_length=LONGEST_PASTE,
        help_text=_("在 Excel 或 WPS 里选中表格（连同表头）复制，粘贴到这里。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, person: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs, use_required_attribute=False)
        self.fields["kind"].choices = [(kind.key, gettext(kind.zh)) for kind in brought_by(person)]
        self.initial.setdefault("token", uuid4())

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if not (given.get("file") or given.get("pasted", "").strip()) and "file" not in self.errors:
            self.add_error("file", gettext("请选择文件，或者粘贴表格。"))
        return given

    @property
    def name(self) -> str:
        """What to call what was sent."""
        file = self.cleaned_data.get("file")
        return file.name if file else PASTED

    @property
    def chunks(self) -> Iterable[bytes]:
        file = self.cleaned_data.get("file")
        return file.chunks() if file else [self.cleaned_data["pasted"].encode()]


class AnswersForm(forms.Form):
    """The questions of an office's own sheet, by their places; `keys` are what they are called. What is likely is
    chosen already, and is seen before it is confirmed.
    """

    def __init__(self, data: QueryDict | None = None, *, questions: Sequence[Mapping]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.keys = {f"answer-{place}": each["key"] for place, each in enumerate(questions)}
        for name, each in zip(self.keys, questions, strict=True):
            self.fields[name] = _answer(name, each)

    @property
    def answers(self) -> dict[str, str]:
        return {self.keys[name]: said for name, said in self.cleaned_data.items()}

    def refuse(self, key: str, says: str) -> None:
        name = next((name for name, own in self.keys.items() if own == key), None)
        self.add_error(name, says)


def _answer(name: str, question: Mapping) -> forms.Field:
    about = {"label": question["asks"], "initial": question["proposed"] or None}
    about["error_messages"] = {"required": _("请回答。")}
    choices = [(each, each) for each in question["choices"]]
    if question["is_free"]:
        field = forms.CharField(**about, max_length=200, widget=forms.TextInput(attrs={"list": f"{name}-choices"}))
        field.offered = question["choices"]
        return field
    if len(choices) <= FEW:
        return forms.ChoiceField(**about, choices=choices, widget=forms.RadioSelect)
    return forms.ChoiceField(**about, choices=[("", _("请选择")), *choices])


class LayoutForm(forms.Form):
    """The answers that a remembered layout has."""

    def __init__(self, data: QueryDict | None = None, *, answers: Sequence) -> None:
        super().__init__(data, use_required_attribute=False)
        self.keys = {f"answer-{place}": each.key for place, each in enumerate(answers)}
        for name, each in zip(self.keys, answers, strict=True):
            widget = forms.TextInput(attrs={"list": f"{name}-choices"})
            wrong = {"required": _("请回答。")}
            field = forms.CharField(
                label=each.asks, initial=each.answer, max_length=200, widget=widget, error_messages=wrong
            )
            field.offered = each.choices
            self.fields[name] = field

    @property
    def answers(self) -> dict[str, str]:
        return {self.keys[name]: said for name, said in self.cleaned_data.items()}


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
        help_text=JOINED_HELP,
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
