"""What one fills in to hand in evidence, to replace it and to find it."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.files.evidence.kinds import ACCEPTED
from jieyue.programme.evidence.operations import Upload
from jieyue.web.asking import DayField, NumberField, OrganisationField, SearchForm

LONGEST = 200


class FileInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files. What they are, and whether one is empty, is for the house to say."""

    widget = FileInput

    def __init__(self, **about: object) -> None:
        super().__init__(allow_empty_file=True, **about)

    def clean(self, data: object, initial: object = None) -> list:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(each, initial) for each in files if each or self.required]


def day_field(**about: object) -> DayField:
    return DayField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **about)


FACT_ON = {"label": _("事实日期"), "help_text": _("材料所证明的事情发生的日期，不是上传日期。")}


class AttachForm(forms.Form):
    """Files for a record: chosen from the disk, or taken with a phone."""

    fact_on = day_field(**FACT_ON)
    files = FilesField(
        label=_("文件"),
        required=False,
        widget=FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF、照片和图片、OFD、数电票的 XML、Word 和 WPS 文档、表格，可以一次选几个。"),
    )
    photo = FilesField(
        label=_("用手机拍照"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def clean(self) -> dict[str, object]:
        if not self.cleaned_data.get("files") and not self.cleaned_data.get("photo"):
            self.add_error("files", _("没有选择文件。请选择文件或者拍照。"))
        return self.cleaned_data

    def uploads(self) -> Sequence[Upload]:
        return [Upload(each.name, each) for each in (*self.cleaned_data["files"], *self.cleaned_data["photo"])]


class AddForm(forms.Form):
    """A file for an organisation, to be linked later."""

    organisation = OrganisationField()
    name = forms.CharField(label=_("名称"), max_length=LONGEST, required=False, help_text=_("不填时用文件名。"))
    fact_on = day_field(**FACT_ON)
    file = forms.FileField(label=_("文件"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPTED}))


class RenewForm(forms.Form):
    """A newer file in the place of one that was seen."""

    file = forms.FileField(
        label=_("新的文件"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPTED})
    )
    reason = forms.CharField(label=_("原因"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    seen = NumberField(widget=forms.HiddenInput)


class DescribeForm(forms.Form):
    """Another name or date."""

    name = forms.CharField(label=_("名称"), max_length=LONGEST)
    fact_on = day_field(**FACT_ON)
    reason = forms.CharField(label=_("原因"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class Search(SearchForm):
    """Above the list."""

    organisation = OrganisationField(required=False)
    search = forms.CharField(label=_("名称中含"), required=False, max_length=LONGEST)
