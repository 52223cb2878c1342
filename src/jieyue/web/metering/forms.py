"""What is typed before a meter."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.programme.evidence.operations import Upload

PHOTO = {"accept": "image/*", "capture": "environment"}
MOST_DIGITS, PLACES = 18, 3


class ReadingForm(forms.Form):
    """One value. `looked` is the value whose use was shown already."""

    shown = forms.DecimalField(
        label=_("示数"), min_value=Decimal(0), max_digits=MOST_DIGITS, decimal_places=PLACES,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    read_at = forms.DateTimeField(
        label=_("抄表时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    is_estimated = forms.BooleanField(label=_("估读"), required=False)
    reason = forms.CharField(
        label=_("更正原因"), required=False, max_length=200, help_text=_("同一时刻已有不同的示数时填写")
    )
    photo = forms.FileField(
        label=_("照片"), required=False, allow_empty_file=True, widget=forms.FileInput(attrs=PHOTO),
        help_text=_("拍下示数，作为佐证。"),
    )  # fmt: skip
    looked = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def asked(self) -> str:
        """What the use that was shown is of."""
        given = self.cleaned_data
        return f"{given['shown']} {given['read_at']:%Y-%m-%d %H:%M} {given['is_estimated']}"

    def uploads(self) -> Sequence[Upload]:
        file = self.cleaned_data.get("photo")
        return [Upload(file.name, file)] if file else []
