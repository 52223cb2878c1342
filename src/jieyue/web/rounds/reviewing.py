"""A unit in a round: judged item by item on one page, asked and answered there, and concluded by the leader."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.programme.rounds import operations
from jieyue.programme.rounds.queries import ShownUnit, unit_in_round
from jieyue.rules.rounds import Outcome
from jieyue.web.failing import tell_in, was_done
from jieyue.web.pressing import taken_once
from jieyue.web.rounds.forms import (
    AnswerForm,
    AppealForm,
    AskForm,
    ConcludeForm,
    DecideForm,
    RecheckForm,
    ReviewForm,
    WithdrawForm,
)
from jieyue.web.rounds.views import REFUSED, TONES


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002
    """What a reviewer gives each item; whoever does not review reads it."""
    found = found_unit(request, round, organisation)
    form = ReviewForm(request.POST if request.method == "POST" else None, rows=_rows(found))
    if form.is_bound and form.is_valid():
        about = {"number": round, "organisation": organisation, "said": form.said()}
        try:
            kept = operations.judge(**about, by=request.person, at=timezone.now())
        except operations.SomeNotJudged as refusal:
            for item, wrong in refusal.each.items():
                form.add_error(f"{wrong.where}_{item}", f"{wrong.says}{wrong.do}")
        except operations.NotConcluded as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已保存评审分 %(count)d 项。") % {"count": kept})
            return redirect("rounds:unit", round, organisation)
    return show(request, found, review=form)


@require_POST
@taken_once
def ask(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002
    found = found_unit(request, round, organisation)
    form = AskForm(request.POST, found=found)

    def act() -> None:
        about = {"number": round, "organisation": organisation, **form.cleaned_data}
        operations.ask(**about, by=request.person, at=timezone.now())

    if was_done(request, form, act, done=_("已提问，单位在本页答复。"), unless=operations.NotJudged):
        return redirect("rounds:unit", round, organisation)
    return show(request, found, ask=form)


@require_POST
def answer(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002
    found = found_unit(request, round, organisation)
    form = AnswerForm(request.POST)

    def act() -> None:
        about = {"question": form.cleaned_data["question"], "text": form.cleaned_data["answer"]}
        operations.answer(**about, by=request.person, at=timezone.now())

    if was_done(request, form, act, done=_("已答复。"), unless=operations.NotJudged):
        return redirect("rounds:unit", round, organisation)
    return show(request, found, answer=form)


@require_POST
def conclude(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002
    found = found_unit(request, round, organisation)
    form = ConcludeForm(request.POST)

    def act() -> None:
        about = {**form.cleaned_data, "outcome": Outcome(form.cleaned_data["outcome"])}
        operations.conclude(number=round, organisation=organisation, **about, by=request.person, at=timezone.now())

    if was_done(request, form, act, done=_("结论已作出并留存。"), unless=operations.NotConcluded):
        return redirect("rounds:unit", round, organisation)
    return show(request, found, conclude=form)


def found_unit(request: HttpRequest, number: int, organisation: str) -> ShownUnit:
    """Raises RoundUnknown."""
    asked = {"number": number, "organisation": organisation}
    return unit_in_round(**asked, person=request.person, today=timezone.localdate())


def _rows(found: ShownUnit) -> list:
    return [row for _section, rows in found.sections for row in rows]


def show(request: HttpRequest, found: ShownUnit, **refused: Form) -> HttpResponse:
    """The page, with the form that was refused and all others as they come."""
    review = refused.get("review") or ReviewForm(rows=_rows(found))
    failed = next((form for form in refused.values() if form.is_bound and form.errors), None)
    title = _("%(name)s的评审") % {"name": found.organisation.name}
    trail = [
        {"label": _("评审"), "url": reverse("rounds:list")},
        {"label": found.round, "url": reverse("rounds:round", args=[found.number])},
        {"label": title, "url": ""},
    ]
    answered = refused.get("answer")
    later = {"recheck": RecheckForm, "appeal": AppealForm, "decide": DecideForm, "withdraw": WithdrawForm}
    initial = {"seen": found.seen}
    context = {
        "found": found,
        "title": title,
        "tone": TONES[found.state],
        "sections": [(section, [{"row": row, **review.of(row)} for row in rows]) for section, rows in found.sections],
        "form": failed,
        "ask": refused.get("ask") or AskForm(found=found, auto_id="ask_%s"),
        "questions": [(each, _answer_form(each.id, each.answer, answered)) for each in found.questions],
        "after": found.after,
        **{name: refused.get(name) or form(initial=initial, auto_id=f"{name}_%s") for name, form in later.items()},
        "conclude": refused.get("conclude") or ConcludeForm(initial={"seen": found.seen}, auto_id="conclude_%s"),
        "breadcrumbs": trail,
    }
    return render(request, "rounds/unit.html", context, status=REFUSED if failed else 200)


def _answer_form(question: int, answer: str, refused: Form | None) -> Form:
    if refused is not None and refused.data.get("question") == str(question):
        return refused
    return AnswerForm(initial={"question": question, "answer": answer}, auto_id=f"answer_{question}_%s")
