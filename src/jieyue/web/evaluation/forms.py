"""What a unit fills in: its own points for all items of a sheet, and by which standard it is evaluated."""

from collections.abc import Iterator, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.files.evidence.kinds import ACCEPTED
from jieyue.programme.evaluation.queries import Row
from jieyue.programme.evaluation.self_scoring import MOST_REASON, Brought, Said, seen_of_score
from jieyue.programme.evaluation.standards import Choice
from jieyue.programme.evidence.operations import Upload
from jieyue.web.evidence.forms import FileInput, FilesField, day_field


class SelfEvaluationForm(forms.Form):
    """All items on one page: points, reason and files of each, and files that prove several."""

    def __init__(self, *given: object, rows: Sequence[Row], **about: object) -> None:
        super().__init__(*given, **about)
        self.rows = rows
        for row in rows:
            self._add(row)
        self.fields["shared"] = _files(_("一份材料用于几项：选择文件"))
        self.fields["there"] = forms.ChoiceField(
            label=_("或者选择已有的材料"), required=False, choices=[("", "—"), *_there(rows)]
        )
        self.fields["used_for"] = forms.MultipleChoiceField(
            label=_("用于哪几项"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(row.decision.item.key, row.decision.item.number) for row in rows],
        )  # fmt: skip
        told = _("这次所选的材料共用这个日期，是材料所证明的事情发生的日期；不填为今天。")
        self.fields["fact_on"] = day_field(label=_("材料的事实日期"), required=False, help_text=told)

    def _add(self, row: Row) -> None:
        item, own = row.decision.item, row.own
        self.fields[f"points_{item.key}"] = forms.DecimalField(
            label=_("%(number)s 自评分") % {"number": item.number}, required=False, max_digits=6, decimal_places=2,
            min_value=0, initial=None if own.points is None else f"{own.points.normalize():f}",
        )  # fmt: skip
        self.fields[f"because_{item.key}"] = forms.CharField(
            label=_("%(number)s 自评理由") % {"number": item.number}, required=False, max_length=MOST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}), initial=own.reason,
        )  # fmt: skip
        self.fields[f"files_{item.key}"] = _files(_("%(number)s 佐证材料") % {"number": item.number})
        seen = forms.CharField(required=False, widget=forms.HiddenInput, initial=seen_of_score(own.points, own.reason))
        self.fields[f"seen_{item.key}"] = seen

    def of(self, row: Row) -> dict[str, object]:
        """The fields of an item; whether files of it were sent and have to be chosen again."""
        key = row.decision.item.key
        fields = {name: self[f"{name}_{key}"] for name in ("points", "because", "files", "seen")}
        return {**fields, "is_open": bool(self.files.getlist(f"files_{key}")) if self.is_bound else False}

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if bool(given.get("used_for")) != bool(given.get("shared") or given.get("there")):
            told = _("选了材料没有勾选用于哪几项，或者勾选了没有选材料。请补上，或者都不填。")
            self.add_error("used_for" if given.get("shared") or given.get("there") else "shared", told)
        return given

    def said(self) -> list[Said]:
        """Of the items whose points or words were changed here."""
        return [one for row in self.rows if (one := self._said(row.decision.item.key))]

    def _said(self, key: str) -> Said | None:
        if f"points_{key}" not in self.data and f"because_{key}" not in self.data:
            return None
        points, because = self.cleaned_data[f"points_{key}"], self.cleaned_data[f"because_{key}"]
        seen = self.cleaned_data[f"seen_{key}"] or None
        return None if seen == seen_of_score(points, because) else Said(key, points, because, seen)

    def brought(self) -> Iterator[Brought]:
        for row in self.rows:
            key = row.decision.item.key
            yield from (Brought([key], Upload(file.name, file)) for file in self.cleaned_data[f"files_{key}"])
        used_for = self.cleaned_data["used_for"]
        yield from (Brought(used_for, Upload(file.name, file)) for file in self.cleaned_data["shared"])
        if there := self.cleaned_data["there"]:
            yield Brought(used_for, evidence=int(there))

    def look_again(self, key: str) -> None:
        """What somebody else wrote meanwhile has been shown: the next time it may be written over."""
        self.data = self.data.copy()
        self.data[f"seen_{key}"] = self.fields[f"seen_{key}"].initial


def _files(label: str) -> FilesField:
    return FilesField(label=label, required=False, widget=FileInput(attrs={"accept": ACCEPTED}))


def _there(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The evidence of the sheet, each file once."""
    found = {str(each.evidence): f"{each.number} {each.name}" for row in reversed(rows) for each in row.proofs}
    return sorted(found.items(), key=lambda each: each[1])


class StandardForm(forms.Form):
    standard = forms.ChoiceField(label=gettext_lazy("评价标准"))
    reason = forms.CharField(
        label=gettext_lazy("原因"), required=False, max_length=200, help_text=gettext_lazy("改选时必填")
    )

    def __init__(self, *given: object, choice: Choice, **about: object) -> None:
        super().__init__(*given, **about)
        known = choice.known.items()
        self.fields["standard"].choices = [(key, f"《{each.title}》{each.document}") for key, each in known]
