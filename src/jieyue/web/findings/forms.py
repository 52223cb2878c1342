"""What one fills in to raise a finding, to answer it, to decide on it, and to find it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jieyue.programme.evidence.operations import Upload
from jieyue.programme.findings.operations import LONGEST_TITLE, MOST_WORDS
from jieyue.programme.findings.queries import Mine
from jieyue.programme.ledgers.catalogue import ledgers_with_findings
from jieyue.rules.findings import FindingState, Origin
from jieyue.rules.moves import Move
from jieyue.web.asking import DayField, NumberField, OrganisationField, SearchForm
from jieyue.web.places import YearField
from jieyue.web.words import in_language

ANY = [("", _("全部"))]
PHOTO = {"accept": "image/*,.pdf", "capture": "environment"}


class Photo(forms.Form):
    """A form with one file, which may be taken with a phone."""

    photo = forms.FileField(
        label=_("照片"), required=False, allow_empty_file=True, widget=forms.FileInput(attrs=PHOTO),
        help_text=_("可以用手机拍照。交上后不能再撤下。"),
    )  # fmt: skip

    def uploads(self) -> Sequence[Upload]:
        file = self.cleaned_data.get("photo")
        return [Upload(file.name, file)] if file else []


def refuse_photos_without_words(form: forms.Form, items: Iterable[str]) -> None:
    """A photo of an item of which nothing is said goes nowhere: this is said, so that it is not lost in silence."""
    for item in items:
        if file := form.cleaned_data.get(f"on-{item}_photo"):
            told = _now(
                "“%(name)s”还没有收：照片随这一项的情况登记，请先选择检查结果（没有问题的不附照片），再重新选择照片。"
            )
            form.add_error(f"on-{item}_photo", told % {"name": file.name})


class NewForm(Photo):
    """A finding of a patrol or an inspection."""

    organisation = OrganisationField()
    origin = forms.ChoiceField(label=_("来源"))
    title = forms.CharField(label=_("是什么问题"), max_length=LONGEST_TITLE, help_text=_("如：下班没有关空调"))
    says = forms.CharField(label=_("具体情况"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(label=_("地点、房间"), required=False, max_length=100)
    do = forms.CharField(
        label=_("整改要求"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    responsible = forms.ChoiceField(
        label=_("责任人"), required=False, help_text=_("不选时，这个单位的统计员都可以答复。")
    )
    day = DayField(label=_("发现日期"))
    due_on = DayField(label=_("期限"), help_text=_("逾期没有答复的，同时列入上级的待办。"))
    field_order = ("organisation", "origin", "title", "says", "place", "do", "responsible", "day", "due_on", "photo")

    def __init__(self, *given: object, origins: Sequence[Origin], people: Mapping[str, str], **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["origin"].choices = [(each.value, in_language(each.zh)) for each in origins]
        self.fields["responsible"].choices = [("", _("不指定")), *people.items()]
        if not people:
            del self.fields["responsible"]

    def clean_origin(self) -> Origin:
        return Origin(self.cleaned_data["origin"])


class AnswerForm(Photo):
    """Words about a finding, and which step they go with."""

    words = forms.CharField(
        label=_("情况说明"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = NumberField(required=False, widget=forms.HiddenInput)
    due_on = DayField(label=_("新的期限"), required=False)
    field_order = ("words", "due_on", "photo", "seen")

    @classmethod
    def of(
        cls, key: str, moves: Sequence[Move], *, data: object = None, files: object = None, seen: int = 0
    ) -> "AnswerForm":
        """The form under a group of moves, with the fields that these take."""
        form = cls(data, files, initial={"seen": seen}, auto_id=f"{key}_%s")
        if "extend" not in {move.key for move in moves}:
            del form.fields["due_on"]
        if key != "answer":
            del form.fields["photo"]
        return form


class Search(SearchForm):
    """Above the list."""

    organisation = OrganisationField(required=False)
    mine = forms.ChoiceField(
        label=_("待办"), required=False, choices=lambda: [*ANY, *((each.value, in_language(each.zh)) for each in Mine)]
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=lambda: [*ANY, *((each.value, in_language(each.zh)) for each in FindingState)],
    )
    ledger = forms.ChoiceField(label=_("台账"), required=False, choices=lambda: [*ANY, *_ledgers()])
    title = forms.CharField(label=_("问题中含"), required=False, max_length=LONGEST_TITLE)
    year = YearField()
    is_unsettled = forms.BooleanField(label=_("只看没有了结的"), required=False)
    is_overdue = forms.BooleanField(label=_("只看逾期"), required=False)


def _ledgers() -> list[tuple[str, str]]:
    return [(each.key, in_language(each.zh)) for each in ledgers_with_findings()]


def first_days(today: date, due: date | None) -> dict[str, str]:
    """What the days of a new finding are unless somebody changes them."""
    return {"day": today.isoformat(), "due_on": due.isoformat() if due else ""}
