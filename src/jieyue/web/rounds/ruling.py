"""After a conclusion: re-check, appeal and the decision on it, withdrawal of recognition; each from the unit's page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jieyue.programme.rounds import ruling
from jieyue.programme.rounds.operations import NotConcluded
from jieyue.rules.rounds import Outcome
from jieyue.web.failing import was_done
from jieyue.web.pressing import taken_once
from jieyue.web.rounds.forms import AppealForm, DecideForm, RecheckForm, WithdrawForm
from jieyue.web.rounds.reviewing import found_unit, show


@dataclass(frozen=True)
class Deed:
    """What a form of the page does, and what is said when it is done."""

    name: str
    form: type[Form]
    act: Callable[..., object]
    done: str


RECHECK = Deed("recheck", RecheckForm, ruling.recheck, gettext_lazy("复查结论已作出。"))
APPEAL = Deed("appeal", AppealForm, ruling.appeal, gettext_lazy("申诉已提出，由主管部门决定。"))
DECIDE = Deed("decide", DecideForm, ruling.decide_appeal, gettext_lazy("申诉已作决定。"))
WITHDRAW = Deed("withdraw", WithdrawForm, ruling.withdraw, gettext_lazy("认定已撤销。"))


@require_POST
def recheck(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002 (as its address calls it)
    return _done(request, round, organisation, RECHECK)


@require_POST
@taken_once
def appeal(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002
    return _done(request, round, organisation, APPEAL)


@require_POST
def decide(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002
    return _done(request, round, organisation, DECIDE)


@require_POST
def withdraw(request: HttpRequest, round: int, organisation: str) -> HttpResponse:  # noqa: A002
    return _done(request, round, organisation, WITHDRAW)


def _done(request: HttpRequest, number: int, organisation: str, deed: Deed) -> HttpResponse:
    found = found_unit(request, number, organisation)
    form = deed.form(request.POST, auto_id=f"{deed.name}_%s")

    def act() -> None:
        said = dict(form.cleaned_data)
        if "outcome" in said:
            said["outcome"] = Outcome(said["outcome"])
        deed.act(number=number, organisation=organisation, **said, by=request.person, at=timezone.now())

    if was_done(request, form, act, done=deed.done, unless=NotConcluded):
        return redirect("rounds:unit", number, organisation)
    return show(request, found, **{deed.name: form})
