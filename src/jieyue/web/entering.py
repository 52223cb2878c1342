"""Forms in the columns of what can be brought in, and what the house answers to them.

What may stand in a field is for the kind to say; a form only asks for what it cannot do without.
"""

from collections.abc import Iterable, Mapping, Sequence
from inspect import unwrap

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jieyue.files.cells import day, number, whole, yes_no
from jieyue.files.sheet import Column
from jieyue.programme.entry.operations import EnteredRow, ImportReport, enter_rows, kind_named
from jieyue.rules.problem import Problem
from jieyue.web.asking import NumberField, OrganisationField
from jieyue.web.failing import tell_in
from jieyue.web.places import WhichOne, organisation_meant
from jieyue.web.words import note_in_language

CHANGED_MEANWHILE = "changed_meanwhile"
YES_OR_NO = ("是", "否")
LONGEST = 500
NAMING = {"parent": _("上级机构")}
"""Columns of codes of organisations other than whom a row is about, as pages call them: names are found there."""


class EntryForm(forms.Form):
    """One row of a kind of sheet, whose columns of codes take names too. `row_fixed` are columns that are not asked
    for, `row_kind` the kind's key: no column is called so.
    """

    row_kind = ""
    row_fixed: Mapping[str, str] = {}
    reason = forms.CharField(
        label=_("原因"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("更正已有记录时必填"),
    )
    seen = NumberField(widget=forms.HiddenInput, required=False)
    field_order: Sequence[str] = ()

    def values(self) -> dict[str, str]:
        asked = {key: value for key, value in self.cleaned_data.items() if key not in ("reason", "seen")}
        return {**asked, **self.row_fixed}


class CorrectionForm(EntryForm):
    """Of a row that is kept already: whoever changes it says why."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def form_of(
    kind: str,
    *,
    left_out: Iterable[str] = (),
    fixed: Mapping[str, str] | None = None,
    base: type[EntryForm] = EntryForm,
) -> type[EntryForm]:
    """A form with a field for each column but those left out or fixed."""
    not_asked = {*left_out, *(fixed or {})}
    columns = [column for column in kind_named(kind).columns if column.key not in not_asked]
    fields = {column.key: _field(column) for column in columns}
    order = [*fields, "reason", "seen"]
    return type("KindForm", (base,), {**fields, "row_kind": kind, "row_fixed": fixed or {}, "field_order": order})


def _field(column: Column) -> forms.Field:
    about = {
        "label": gettext(column.zh),
        "required": column.required,
        "help_text": note_in_language(column.note),
    }
    if column.is_organisation or column.key in NAMING:
        return OrganisationField(**{**about, "label": NAMING.get(column.key, _("机构"))})
    if choices := column.choices or (YES_OR_NO if column.parse is yes_no else ()):
        blank = [] if column.required else [("", "")]
        return forms.ChoiceField(choices=[*blank, *((each, gettext(each)) for each in choices)], **about)
    return forms.CharField(max_length=LONGEST, widget=forms.TextInput(attrs=_attributes(column)), **about)


def _attributes(column: Column) -> dict[str, str]:
    parse = unwrap(column.parse)
    if parse is day:
        return {"type": "date"}
    if parse in (number, whole):
        return {"inputmode": "decimal"}
    return {}


def may_be_entered(request: HttpRequest, form: EntryForm) -> bool:
    """Whether the form can be handed in. Names of organisations have become their codes then."""
    if not form.is_valid():
        return False
    for name in (name for name, field in form.fields.items() if isinstance(field, OrganisationField)):
        try:
            form.cleaned_data[name] = organisation_meant(form.cleaned_data[name], person=request.person)
        except WhichOne as refusal:
            tell_in(form, refusal, name)
    return not form.errors


def enter(request: HttpRequest, form: EntryForm, *, record: int | None = None, dry_run: bool = False) -> ImportReport:
    """Hand the form's row in; with `dry_run` only find out whether it would be taken."""
    row = EnteredRow(row=1, values=form.values(), record=record, seen=form.cleaned_data["seen"])
    how = {"reason": form.cleaned_data["reason"], "dry_run": dry_run}
    return enter_rows(form.row_kind, [row], by=request.person, at=timezone.now(), **how)


def tell(request: HttpRequest, report: ImportReport, *, done: str, unchanged: str) -> None:
    """What came of it, for the page that follows."""
    messages.success(request, done if report.added or report.changed else unchanged)
    for problem in report.problems:
        messages.warning(request, f"{problem.says}{problem.do}")


def refused(report: ImportReport) -> list[Problem]:
    return [problem for problem in report.problems if problem.severity == "error"]


def show_in(form: EntryForm, problems: Iterable[Problem]) -> Problem | None:
    """Each refusal beside its field. Gives the one that says somebody else was quicker, if any."""
    keys = keys_of(form.row_kind)
    meanwhile = None
    for problem in problems:
        if problem.rule == CHANGED_MEANWHILE:
            meanwhile = problem
        field = "reason" if problem.rule == "reason_needed" else keys.get(problem.column or "")
        form.add_error(field if field in form.fields else None, f"{problem.says}{problem.do}")
    return meanwhile


def keys_of(kind: str) -> dict[str, str]:
    """A column's key by what a problem calls it."""
    return {name: column.key for column in kind_named(kind).columns for name in (column.key, column.zh)}


def look_again(form: EntryForm, seen: int) -> None:
    """What was written stays; pressed once more it is written over what stands there now."""
    form.data = {**form.data.dict(), "seen": seen}
