"""What one fills in walking through a building with a checklist."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jieyue.programme.evidence.operations import Upload
from jieyue.programme.supervision.operations import Looked
from jieyue.programme.supervision.queries import Checklist
from jieyue.web.asking import DayField, OrganisationField, SearchForm
from jieyue.web.findings.forms import PHOTO, refuse_photos_without_words

RIGHT, WRONG, PUT_RIGHT = "right", "wrong", "put_right"
PARTS = ("what", "department", "responsible", "due_on", "photo")


class InspectionForm(forms.Form):
    """The visit, and for each item of the checklist what was seen; an item without an answer was not looked at."""

    kind = forms.ChoiceField(label=_("检查方式"))
    day = DayField(label=_("检查日期"))
    place = forms.CharField(label=_("地点"), max_length=60, help_text=_("处室、房间或楼层"))
    inspected_by = forms.CharField(label=_("检查人"), max_length=40)
    reason = forms.CharField(
        label=_("更正原因"), required=False, max_length=200, help_text=_("同一天同一地点已经登记过的，改动时填写")
    )

    def __init__(self, *given: object, about: Checklist, **named: object) -> None:
        super().__init__(*given, **named)
        self.about = about
        self.fields["kind"].choices = [(each.key, each.name) for each in about.kinds]
        for each in about.items:
            self.fields |= _of_item(f"on-{each.key}", each.name)

    @property
    def visit(self) -> list[BoundField]:
        return [self[name] for name in ("kind", "day", "place", "inspected_by")]

    @property
    def items(self) -> Iterator[Mapping[str, object]]:
        """For the page: an item, its answer, and what is said of it where it is wrong."""
        for each in self.about.items:
            yield {
                "item": each,
                "result": self[f"on-{each.key}_result"],
                "parts": [self[f"on-{each.key}_{part}"] for part in PARTS],
                "wrong": any(self[f"on-{each.key}_{part}"].errors for part in ("result", *PARTS)),
            }

    def clean(self) -> Mapping[str, object]:
        given = super().clean()
        for item, result in self._answered():
            if result in (WRONG, PUT_RIGHT) and not given.get(f"on-{item}_what"):
                self.add_error(f"on-{item}_what", _now("请写明看到了什么。"))
        if not self._answered():
            self.add_error(None, _now("还没有检查任何事项：请至少选择一项。"))
        results = dict(self._answered())
        said_of = {item for item, result in results.items() if result != RIGHT}
        refuse_photos_without_words(self, (each.key for each in self.about.items if each.key not in said_of))
        return given

    def _answered(self) -> list[tuple[str, str]]:
        """Items by their keys, so that what a browser kept fits whichever part of the checklist is asked for."""
        results = ((each.key, self.cleaned_data.get(f"on-{each.key}_result")) for each in self.about.items)
        return [(item, result) for item, result in results if result]

    def looked(self) -> Sequence[Looked]:
        return [self._looked(item, result) for item, result in self._answered()]

    def _looked(self, item: str, result: str) -> Looked:
        if result == RIGHT:
            return Looked(item)
        said = {part: self.cleaned_data.get(f"on-{item}_{part}") for part in PARTS if part != "photo"}
        return Looked(item, is_wrong=True, is_put_right=result == PUT_RIGHT, **said)

    def photos(self) -> Mapping[str, Upload]:
        """By the item's key, of what is wrong."""
        wrong = [item for item, result in self._answered() if result != RIGHT]
        files = {item: self.cleaned_data.get(f"on-{item}_photo") for item in wrong}
        return {key: Upload(file.name, file) for key, file in files.items() if file}

    def field_of(self, row: int, column: str) -> str | None:
        """The field of a column of the row that the item became."""
        if column in self.fields:
            return column
        item, _result = self._answered()[row - 1]
        name = f"on-{item}_{column}"
        return name if name in self.fields else f"on-{item}_result"


def _of_item(prefix: str, name: str) -> dict[str, forms.Field]:
    results = [(RIGHT, _("符合")), (WRONG, _("有问题")), (PUT_RIGHT, _("有问题，当场整改"))]
    text = {"required": False}
    return {
        f"{prefix}_result": forms.ChoiceField(
            label=name, choices=results, widget=forms.RadioSelect, required=False
        ),
        f"{prefix}_what": forms.CharField(label=_("情况"), max_length=200, **text),
        f"{prefix}_department": forms.CharField(label=_("责任处室"), max_length=60, **text),
        f"{prefix}_responsible": forms.CharField(label=_("责任人"), max_length=40, **text),
        f"{prefix}_due_on": DayField(label=_("整改期限"), help_text=_("不填的，按通常的天数"), **text),
        f"{prefix}_photo": forms.FileField(
            label=_("照片"), allow_empty_file=True, widget=forms.FileInput(attrs=PHOTO), **text
        ),
    }  # fmt: skip


class Search(SearchForm):
    """Above the list; whom one is going to inspect is chosen there too."""

    organisation = OrganisationField(required=False)
    beside = frozenset({"year"})


def first_said(today: date, name: str) -> Mapping[str, str]:
    return {"day": today.isoformat(), "inspected_by": name}
