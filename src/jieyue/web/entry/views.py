"""Pages on which files are brought in, looked at, decided upon and taken back, and on which sheets are fetched."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.files.evidence.names import clean_name
from jieyue.files.office.asking import AnswerNotUnderstood
from jieyue.programme.entry import entries as own
from jieyue.programme.entry import jobs, queries
from jieyue.programme.entry.operations import brought, kind_named, kinds
from jieyue.programme.entry.proposing import LacksColumns, StillOpen
from jieyue.programme.findings.queries import raised_by
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.web.asking import choice_in
from jieyue.web.entry.forms import AnswersForm, DecideForm, JoinedForm, UndoForm, UploadForm, brought_by
from jieyue.web.links import ENERGY, list_of_kind
from jieyue.web.paging import page_number, page_of
from jieyue.web.words import in_language

PER_PAGE = 50
SHOWN = ("changed", "added", "refused", "warnings")


# --- sending a file


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, person=request.person)
    if request.method != "POST":
        return _start(request, UploadForm(person=request.person, initial=_asked_kind(request)))
    if not form.is_valid():
        return _start(request, form, status=400)
    given = form.cleaned_data
    try:
        job = jobs.begin_import(
            given["kind"],
            form.name,
            form.chunks,
            by=request.person,
            at=timezone.now(),
            job_id=given["token"],
        )
    except (NotThere, NotAllowed, Meanwhile):
        raise
    except Refused as refusal:
        form.add_error("file", f"{clean_name(form.name)}：{refusal.says}{refusal.do}")
        return _start(request, form, status=400)
    return redirect("entry:job", job.pk)


def _asked_kind(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, else what the person brought in last, else bills."""
    last = (job.kind for job in jobs.jobs_of(request.person) if job.task == jobs.Task.IMPORT)
    likely = [choice_in(request, "kind", brought()), next(last, None), ENERGY]
    return {"kind": next((kind for kind in likely if kind in brought()), "")}


def _start(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "brought": brought_by(request.person),
        "kinds": kinds().values() if request.person.may(Right.READ) else brought_by(request.person),
        "may_read": request.person.may(Right.READ),
        "jobs": [_job_line(job) for job in jobs.jobs_of(request.person)],
        "breadcrumbs": [_home(), {"label": _("导入导出"), "url": ""}],
    }
    return render(request, "entry/start.html", context, status=status)


def _job_line(job: jobs.Job) -> dict[str, object]:
    return {"job": job, "what": _what(job), "state": jobs.State(job.state), "tone": TONES[job.state]}


TONES = {
    jobs.State.CHECKING: "info",
    jobs.State.ASKING: "warning",
    jobs.State.WAITING: "warning",
    jobs.State.WORKING: "info",
    jobs.State.DONE: "success",
    jobs.State.REFUSED: "error",
    jobs.State.DROPPED: "neutral",
}


def _what(job: jobs.Job) -> str:
    return f"{in_language(jobs.Task(job.task).zh)}{in_language(kind_named(job.kind).zh)}"


# --- a job


@require_safe
def job(request: HttpRequest, job: UUID) -> HttpResponse:
    return _job(request, jobs.own_job(job, person=request.person))


def _job(request: HttpRequest, found: jobs.Job, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    context = {
        "job": found,
        "what": _what(found),
        "state": jobs.State(found.state).value,
        "steps": _steps(found),
        "breadcrumbs": [*_trail(), {"label": _what(found), "url": ""}],
        **_about[jobs.State(found.state)](request, found),
    }
    if form is not None:
        context["form"] = form
    return render(request, f"entry/{jobs.State(found.state).value}.html", context, status=status)


def _steps(job: jobs.Job) -> list[dict[str, str]]:
    if job.task != jobs.Task.IMPORT:
        return []
    names = [_("上传"), _("认表") if job.reading else _("核对"), _("预览"), _("导入")]
    reached = REACHED.get(jobs.State(job.state), 0)
    states = ["done" if n < reached else "current" if n == reached else "coming" for n in range(len(names))]
    return [{"label": name, "state": state} for name, state in zip(names, states, strict=True)]


REACHED = {
    jobs.State.CHECKING: 1,
    jobs.State.ASKING: 1,
    jobs.State.WAITING: 2,
    jobs.State.WORKING: 3,
    jobs.State.DONE: 4,
}


def _asking(request: HttpRequest, job: jobs.Job) -> dict[str, object]:
    """The officer's own sheet with what was recognised on it, and what it does not say."""
    shown = jobs.to_be_confirmed(job, person=request.person)
    return {"shown": shown, "form": AnswersForm(questions=shown["questions"])}


def _working(_request: HttpRequest, job: jobs.Job) -> dict[str, object]:
    return {"reached": jobs.progress(job), "seconds": _seconds(job)}


def _seconds(job: jobs.Job) -> int:
    return max(0, int((timezone.now() - (job.began_at or job.asked_at)).total_seconds()))


def _waiting(request: HttpRequest, job: jobs.Job) -> dict[str, object]:
    looked, counts = jobs.looked(job), job.outcome
    lists = {
        "changed": [line for line in looked.lines if line.outcome == "changed"],
        "added": [line for line in looked.lines if line.outcome == "added"],
        "refused": [problem for problem in looked.problems if problem.severity == "error"],
        "warnings": [problem for problem in looked.problems if problem.severity == "warning"],
    }
    full = [name for name in ("refused", "changed", "added", "warnings") if lists[name]]
    shown = choice_in(request, "show", SHOWN, usual=(full or ["added"])[0])
    total = counts.get(shown, 0)
    page = page_of(lists[shown], number=page_number(request), many=PER_PAGE)
    return {
        "counts": counts,
        "figures": _figures(counts),
        "shown": shown,
        "page": page,
        "lines": _lines(page.object_list, shown),
        "header": _header(lists[shown]) if shown in ("added", "changed") else [],
        "is_cut": shown in ("added", "changed") and total > len(lists[shown]),
        "listed": len(lists[shown]),
        "total": total,
        "tabs": [_tab(name, counts, current=name == shown) for name in SHOWN if counts.get(name)],
        "good": counts["added"] + counts["changed"],
        "is_whole": not counts["refused"],
        "does_something": bool(counts["added"] + counts["changed"]),
        "form": DecideForm(needs_reason=bool(counts["changed"])),
        "joined": JoinedForm(initial={"joined_on": counts["joined_on"]}) if "joined_on" in counts else None,
        "has_problems": bool(looked.problems),
        "may_be_marked": not job.reading,
        "has_parts": any(problem.rule == "parts_of_one_row" for problem in looked.problems),
    }


def _figures(counts: dict[str, int]) -> list[dict[str, object]]:
    row = _("行")
    return [
        {"label": _("新增"), "value": counts["added"], "unit": row},
        {"label": _("更正"), "value": counts["changed"], "unit": row},
        {"label": _("未变"), "value": counts["unchanged"], "unit": row},
        {"label": _("拒收"), "value": counts["refused"], "unit": row, "tone": "error" if counts["refused"] else ""},
    ]


def _tab(name: str, counts: dict[str, int], *, current: bool) -> dict[str, object]:
    labels = {"changed": _("更正"), "added": _("新增"), "refused": _("拒收"), "warnings": _("提示")}
    return {"label": labels[name], "url": f"?show={name}", "current": current, "count": counts[name]}


def _header(lines: Sequence[jobs.Line]) -> list[str]:
    return list(dict.fromkeys(name for line in lines for name, _, _ in line.cells))


def _lines(lines: Sequence[object], shown: str) -> Sequence[object]:
    """Each row as the cells of the table's columns."""
    if shown not in ("added", "changed"):
        return lines
    header = _header(lines)
    return [{"row": line.row, "cells": _cells(line, header)} for line in lines]


def _cells(line: jobs.Line, header: Sequence[str]) -> list[dict[str, object]]:
    said = {name: (before, after) for name, before, after in line.cells}
    cells = ((name, *said.get(name, ("", ""))) for name in header)
    return [
        {"name": name, "before": before, "after": after, "is_changed": line.outcome == "changed" and before != after}
        for name, before, after in cells
    ]


def _done(request: HttpRequest, job: jobs.Job) -> dict[str, object]:
    entry = own.entry(job.entry, person=request.person) if job.entry else None
    return {
        "counts": job.outcome,
        "entry": entry,
        "form": UndoForm(),
        "records": list_of_kind(job.kind),
        "raised": raised_by(job.entry, person=request.person),
    }


def _nothing(_request: HttpRequest, job: jobs.Job) -> dict[str, object]:
    return {"outcome": job.outcome}


_about: dict[jobs.State, Callable[[HttpRequest, jobs.Job], dict[str, object]]] = {
    jobs.State.CHECKING: _working,
    jobs.State.ASKING: _asking,
    jobs.State.WORKING: _working,
    jobs.State.WAITING: _waiting,
    jobs.State.DONE: _done,
    jobs.State.REFUSED: _nothing,
    jobs.State.DROPPED: _nothing,
}


@require_safe
def progress(request: HttpRequest, job: UUID) -> HttpResponse:
    """The part that asks again by itself. Once the work has ended it has the page come anew, and asks no more."""
    found = jobs.own_job(job, person=request.person)
    if found.state in jobs.UNFINISHED:
        return render(request, "entry/progress_part.html", {"job": found, **_working(request, found)})
    if not request.htmx:
        return redirect("entry:job", found.pk)
    ended = HttpResponse(status=204)
    ended["HX-Refresh"] = "true"
    return ended


@require_POST
def decide(request: HttpRequest, job: UUID) -> HttpResponse:
    found = jobs.own_job(job, person=request.person)
    needs_reason = found.state == jobs.State.WAITING and bool(found.outcome.get("changed"))
    form = DecideForm(request.POST, needs_reason=needs_reason)
    if not form.is_valid():
        return _job(request, found, form, status=400)
    accept_good = request.POST.get("take") == "good"
    reason = form.cleaned_data.get("reason", "")
    jobs.decide(job, by=request.person, at=timezone.now(), accept_good=accept_good, reason=reason)
    return redirect("entry:job", job)


@require_POST
def confirm(request: HttpRequest, job: UUID) -> HttpResponse:
    """How the sheet was understood, said to be right, with what it does not say itself."""
    found = jobs.own_job(job, person=request.person)
    if found.state != jobs.State.ASKING:
        return redirect("entry:job", job)
    questions = jobs.to_be_confirmed(found, person=request.person)["questions"]
    form = AnswersForm(request.POST, questions=questions)
    if not form.is_valid():
        return _job(request, found, form, status=400)
    try:
        jobs.confirm(job, by=request.person, at=timezone.now(), answers=form.answers)
    except AnswerNotUnderstood as refusal:
        form.refuse(refusal.where, f"{refusal.says}{refusal.do}")
        return _job(request, found, form, status=400)
    except LacksColumns as refusal:
        form.add_error(None, f"{refusal.says}{refusal.do}")
        return _job(request, found, form, status=400)
    except StillOpen:
        return _job(request, jobs.own_job(job, person=request.person), status=400)
    return redirect("entry:job", job)


@require_POST
def read_as_own(request: HttpRequest, job: UUID) -> HttpResponse:
    """Once more, not as the template but as an office's own sheet."""
    jobs.read_as_own(job, by=request.person, at=timezone.now())
    return redirect("entry:job", job)


@require_POST
def add_up(request: HttpRequest, job: UUID) -> HttpResponse:
    """The preview anew, with the rows of one invoice as one."""
    jobs.add_up(job, by=request.person, at=timezone.now())
    return redirect("entry:job", job)


@require_POST
def new_accounts(request: HttpRequest, job: UUID) -> HttpResponse:
    jobs.say_new_accounts(job, by=request.person, at=timezone.now())
    return redirect("entry:job", job)


@require_POST
def joined_on(request: HttpRequest, job: UUID) -> HttpResponse:
    """The preview anew, with another day from which new organisations owe anything."""
    form = JoinedForm(request.POST)
    if form.is_valid():
        jobs.say_joined_on(job, form.cleaned_data["joined_on"], by=request.person, at=timezone.now())
    for name, errors in form.errors.items():
        messages.error(request, f"{form[name].label}：{errors[0]}")
    return redirect("entry:job", job)


@require_POST
def drop(request: HttpRequest, job: UUID) -> HttpResponse:
    jobs.drop(job, by=request.person, at=timezone.now())
    return redirect("entry:job", job)


@require_safe
def marked(request: HttpRequest, job: UUID) -> HttpResponse:
    found = jobs.own_job(job, person=request.person)
    name = _("标注_{name}").format(name=Path(found.file_name).stem)
    return _download(lambda file: jobs.marked_copy_of(found, file), f"{name}.xlsx")


@require_safe
def exported(request: HttpRequest, job: UUID) -> HttpResponse:
    found = jobs.own_job(job, person=request.person)
    file = jobs.exported_file(found, person=request.person)
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"{kind_named(found.kind).zh}.xlsx")


# --- templates and exports


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    found = kind_named(kind)
    return _download(lambda file: queries.template(kind, file, person=request.person), f"{found.zh}_{_('模板')}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Which form the sheet shall have. What is large, a worker makes."""
    found = kind_named(kind)
    if request.method == "POST":
        return redirect("entry:job", jobs.begin_export(kind, by=request.person, at=timezone.now()).pk)
    context = {
        "kind": found,
        "is_large": jobs.has_many_rows(kind, request.person),
        "breadcrumbs": [*_trail(), {"label": _("导出{what}").format(what=in_language(found.zh)), "url": ""}],
    }
    return render(request, "entry/export.html", context)


@require_safe
def export_csv(request: HttpRequest, kind: str) -> HttpResponse:
    lines = queries.export_lines(kind, person=request.person)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{kind_named(kind).zh}.csv")
    return response


@require_safe
def export_xlsx(request: HttpRequest, kind: str) -> HttpResponse:
    if jobs.has_many_rows(kind, request.person):
        return redirect("entry:export", kind)
    found = kind_named(kind)
    return _download(lambda file: queries.export(kind, file, person=request.person), f"{found.zh}.xlsx")


def _download(write: Callable[[Path], object], name: str) -> HttpResponse:
    """A file made for this answer alone."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.xlsx"
        write(file)
        return FileResponse(file.open("rb"), as_attachment=True, filename=name)


# --- entries of the log


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    page = page_of(own.count_own(request.person), number=page_number(request), many=PER_PAGE)
    found = own.own_entries(request.person, first=max(page.start_index() - 1, 0), most=PER_PAGE)
    context = {
        "entries": found,
        "page": page,
        "breadcrumbs": [*_trail(), {"label": _("我的导入记录"), "url": ""}],
    }
    return render(request, "entry/entries.html", context)


@require_safe
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    return _entry(request, seq, UndoForm())


def _entry(
    request: HttpRequest, seq: int, form: UndoForm, status: int = 200, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "told": own.entry(seq, person=request.person),
        "most": own.MOST_ROWS,
        "form": form,
        "refusal": refusal,
        "breadcrumbs": [
            *_trail(),
            {"label": _("我的导入记录"), "url": reverse("entry:entries")},
            {"label": _("日志第 {seq} 条").format(seq=seq), "url": ""},
        ],
    }
    return render(request, "entry/entry.html", context, status=status)


@require_POST
def undo(request: HttpRequest, seq: int) -> HttpResponse:
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _entry(request, seq, form, status=400)
    given = form.cleaned_data
    try:
        job = jobs.begin_undo(seq, by=request.person, at=timezone.now(), reason=given["reason"], job_id=given["token"])
    except Meanwhile as refusal:
        return _entry(request, seq, form, status=409, refusal=refusal)
    return redirect("entry:job", job.pk)


# --- for whoever runs the system


@require_safe
def running(request: HttpRequest) -> HttpResponse:
    working = jobs.running(person=request.person)
    found = [{"job": job, "by": by, "what": _what(job), "seconds": _seconds(job)} for job, by in working]
    breadcrumbs = [_home(), {"label": _("后台任务"), "url": ""}]
    return render(request, "entry/running.html", {"running": found, "breadcrumbs": breadcrumbs})


def _home() -> dict[str, str]:
    return {"label": _("首页"), "url": "/"}


def _trail() -> list[dict[str, str]]:
    return [_home(), {"label": _("导入导出"), "url": reverse("entry:start")}]
