"""现场核验 on a phone: what was seen of each item, typed on a bad network too, with a photo of it."""

from collections.abc import Iterator, Mapping, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jieyue.programme.evidence.together import FilesRefused, Upload
from jieyue.programme.rounds import visiting
from jieyue.programme.rounds.operations import MOST_WORDS, NotJudged, NotMember
from jieyue.programme.rounds.queries import Row, ShownUnit
from jieyue.web.failing import tell_in
from jieyue.web.findings.forms import PHOTO, refuse_photos_without_words
from jieyue.web.keeping import confirmed
from jieyue.web.pressing import taken_once
from jieyue.web.rounds.reviewing import found_unit
from jieyue.web.rounds.views import REFUSED

RIGHT, WRONG = "right", "wrong"
MOMENT = "%Y-%m-%dT%H:%M"


class SiteForm(forms.Form):
    """When and where, and of each item whether it is as the papers say; an item without an answer was not looked at."""

    looked_at = forms.DateTimeField(
        label=gettext_lazy("核验时间"), input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    place = forms.CharField(
        label=gettext_lazy("地点"), max_length=60, help_text=gettext_lazy("处室、房间或楼层；换了地方另登一次。")
    )

    def __init__(self, *given: object, rows: Sequence[Row], **about: object) -> None:
        super().__init__(*given, **about)
        self.rows = rows
        for row in rows:
            self.fields |= _of_item(row)

    @property
    def visit(self) -> list[forms.BoundField]:
        return [self["looked_at"], self["place"]]

    def of(self, row: Row) -> Mapping[str, object]:
        names = [f"on-{row.entry.item.key}_{part}" for part in ("result", "text", "photo")]
        return {
            "row": row,
            "result": self[names[0]],
            "parts": [self[name] for name in names[1:]],
            "wrong": any(self[name].errors for name in names),
        }

    def clean(self) -> Mapping[str, object]:
        given = super().clean()
        if not any(True for _each in self._answered()):
            self.add_error(None, _("还没有核验任何一项：请至少选择一项。"))
        refuse_photos_without_words(self, (key for key, result in self._results() if not result))
        return given

    def looked(self) -> Sequence[visiting.Looked]:
        said = self.cleaned_data
        return [
            visiting.Looked(item, result == WRONG, said.get(f"on-{item}_text", "")) for item, result in self._answered()
        ]

    def photos(self) -> Mapping[str, Upload]:
        files = {item: self.cleaned_data.get(f"on-{item}_photo") for item, _result in self._answered()}
        return {item: Upload(file.name, file) for item, file in files.items() if file}

    def _answered(self) -> Iterator[tuple[str, str]]:
        return ((key, result) for key, result in self._results() if result)

    def _results(self) -> Iterator[tuple[str, str]]:
        for row in self.rows:
            key = row.entry.item.key
            yield key, self.cleaned_data.get(f"on-{key}_result") or ""


def _of_item(row: Row) -> dict[str, forms.Field]:
    key = row.entry.item.key
    results = [(RIGHT, gettext_lazy("相符")), (WRONG, gettext_lazy("不符"))]
    return {
        f"on-{key}_result": forms.ChoiceField(
            label=row.entry.item.number, choices=results, widget=forms.RadioSelect, required=False
        ),
        f"on-{key}_text": forms.CharField(label=gettext_lazy("看到的情况"), required=False, max_length=MOST_WORDS),
        f"on-{key}_photo": forms.FileField(
            label=gettext_lazy("照片"), required=False, allow_empty_file=True, widget=forms.FileInput(attrs=PHOTO)
        ),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def site(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002 (as its address calls it)
    """Whole or not at all; each photo goes to what was seen of its item."""
    found = found_unit(request, round, organisation)
    if not found.may_ask:
        raise NotMember("现场核验由这一轮评审组的成员在作结论以前办理。", do="需要时请主管部门把您加入评审组。")
    rows = [row for _section, each in found.sections for row in each]
    first = {"looked_at": timezone.localtime().strftime(MOMENT)}
    form = SiteForm(request.POST or None, request.FILES or None, rows=rows, initial=first)
    if request.method == "POST" and form.is_valid():
        about = {"number": round, "organisation": organisation, "looked": form.looked(), "photos": form.photos()}
        about |= {name: form.cleaned_data[name] for name in ("place", "looked_at")}
        try:
            kept = visiting.look_on_site(**about, by=request.person, at=timezone.now())
        except (NotJudged, FilesRefused) as refusal:
            tell_in(form, refusal)
        else:
            told = _("现场核验已登记 %(count)d 项，与材料并列在各项下面。") % {"count": len(kept)}
            messages.success(request, told)
            return redirect(confirmed(request, reverse("rounds:unit", args=[round, organisation])))
    return _show(request, found, form)


def _show(request: HttpRequest, found: ShownUnit, form: SiteForm) -> HttpResponse:
    title = _("%(name)s的现场核验") % {"name": found.organisation.name}
    unit = reverse("rounds:unit", args=[found.number, found.organisation.code])
    trail = [
        {"label": _("评审"), "url": reverse("rounds:list")},
        {"label": found.round, "url": reverse("rounds:round", args=[found.number])},
        {"label": found.organisation.name, "url": unit},
        {"label": title, "url": ""},
    ]
    context = {
        "found": found,
        "title": title,
        "form": form,
        "sections": [(section, [form.of(row) for row in rows]) for section, rows in found.sections],
        "back": unit,
        "breadcrumbs": trail,
    }
    return render(request, "rounds/site.html", context, status=REFUSED if form.errors else 200)
