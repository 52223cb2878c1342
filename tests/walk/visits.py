"""How each address is visited: the builder of its path and of data that are right, from what is planted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jieyue.programme.duties.handing_in import seen_of
from jieyue.programme.evaluation.standards import NATIONAL
from jieyue.programme.ledgers.catalogue import Ledger, all_ledgers
from jieyue.rules.roles import RIGHTS, Role
from jieyue.rules.signing_in import code_at, step_at
from jieyue.store.duties.models import HandedIn
from jieyue.store.findings.models import Finding
from jieyue.store.jobs.models import Job
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.web.ledgers.own import with_own_pages
from ledger_samples import sample_rows
from soaking import IS_SOAKING
from walk.addresses import operations
from walk.marks import ACCOUNT, AREA, FILE, INVOICE, PERSON, PERSONS, PLACE, QUANTITY, REASON
from walk.planted import (
    DEPARTMENT,
    GOOD_ROW,
    ITEM,
    KIND,
    PASSWORD,
    PLAN,
    SHEET_HEADER,
    TABLE,
    UNIT,
    Planted,
    marked_pdf,
    secret_on,
)

JOBS = frozenset({"jobs_job", "jobs_preview", "django_tasks_database_dbtaskresult"})
OWN_ACCOUNT = frozenset(
    {
        "people_user",
        "people_earlierpassword",
        "people_secondfactor",
        "people_recoverycode",
        "people_signin",
        "people_session",
        "records_logentry",
        "records_rowversion",
    }
)


@dataclass(frozen=True)
class Visit:
    """`who` gets it, and the answer shows `shows` where something is to be shown.

    Everybody else is refused where the path names something, or sends something. `is_open`: everybody may ask, and
    gets what is his own; `owns` are the tables in which he may then leave something of his own. `others_send`: what
    everybody else sends instead, who must not know it, and `others_path` where he goes then. `before`: what comes
    before it in the same browser. `answers` is a status other than of success. `is_like_another`: the same code
    answers an address to which everybody goes.
    `for_page` is False where what comes is no page: a part of one, a file.
    """

    name: str
    method: str = "GET"
    who: str | None = "clerk"
    path: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, object] | Callable[[Client], Mapping[str, object]] = field(default_factory=dict)
    json: object = None
    body: bytes | None = None
    shows: str | None = PLACE
    is_open: bool = False
    owns: frozenset[str] = frozenset()
    others_send: Mapping[str, object] | None = None
    others_path: Mapping[str, object] | None = None
    before: Callable[[Client], object] | None = None
    answers: int | None = None
    for_page: bool = True
    is_like_another: bool = False

    @property
    def is_of_api(self) -> bool:
        return self.name.startswith("api:")

    @property
    def url(self) -> str:
        if self.is_of_api:
            return operations()[self.name, self.method].format(**self.path)
        return reverse(self.name, kwargs=dict(self.path))

    @property
    def told_apart(self) -> tuple[object, ...]:
        """What no two visits have in common."""
        return self.name, self.method, self.who, self.url, tuple(sorted(map(str, self.query.items())))

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


UNKNOWN: Mapping[str, Callable[[], object]] = {
    "bill": lambda: 999_999_991,
    "account": lambda: 999_999_992,
    "record": lambda: 999_999_993,
    "item": lambda: 999_999_994,
    "seq": lambda: 999_999_995,
    "delegation": lambda: 999_999_996,
    "appointment": lambda: 999_999_997,
    "job": uuid4,
    "batch": uuid4,
    "token": lambda: 999_999_998,
    "code": lambda: "NICHTS",
    "username": lambda: "nobody",
    "organisation": lambda: "NICHTS",
    "notice": lambda: 999_999_989,
    "objection": lambda: 999_999_990,
    "renewal": lambda: 999_999_988,
    "row": lambda: 999_999_987,
    "meter": lambda: 999_999_985,
    "finding": lambda: 999_999_986,
    "mark": lambda: "0" * 32,
    "layout": lambda: 999_999_984,
    "letter": lambda: 999_999_983,
    "round": lambda: 999_999_982,
    "robot": lambda: 999_999_981,
    "circular": lambda: 999_999_980,
    "secret": lambda: "nothing",
    "plan": lambda: 999_999_981,
}
"""Parts of a path that name something, and a name that nothing has."""


def visits(p: Planted) -> list[Visit]:
    return [
        *_home(),
        *_design(),
        *_account(),
        *_bills(p),
        *_organisations(p),
        *_entry(p),
        *_evidence(p),
        *_duties(p),
        *_reporting(p),
        *_notices(p),
        *_evaluation(p),
        *_delegations(p),
        *_tokens(p),
        *_people(p),
        *_renewals(p),
        *_audit(p),
        *_areas(p),
        *_ledgers(p),
        *_findings(p),
        Visit("metering:use", query={"organisation": UNIT, "year": 2025}),
        Visit("metering:use", shows=None, is_open=True),
        *_metering(p),
        *_api(p),
        *_api_of_ledgers(p),
    ]


def _home() -> list[Visit]:
    return [
        Visit("start:start", shows=None, is_open=True),
        Visit("start:start", who="system", shows=None, is_open=True),
        Visit("start:start", who="security", shows=None, is_open=True),
        Visit("start:start", who="auditor", shows=None, is_open=True),
        Visit("start:start", who="reader", shows=None, is_open=True),
        Visit("start:start", who="approver", shows=None, is_open=True),
        Visit("start:start", who="authority", shows=None, is_open=True),
        Visit("start:month", shows=None, is_open=True, for_page=False),
        Visit("start:missing", shows=None, is_open=True, for_page=False),
        Visit("start:duties", shows=None, is_open=True, for_page=False),
        Visit("start:duties", who="authority", shows=None, is_open=True, for_page=False),
        Visit("start:reports", who="authority", shows=None, is_open=True, for_page=False),
        Visit("start:year", shows=None, is_open=True, for_page=False),
        Visit("start:findings", shows=None, is_open=True, for_page=False),
        Visit("start:findings-of-rule", query={"organisation": UNIT, "rule": "gap", "year": 2025}),
        Visit("start:reports", shows=None, is_open=True, for_page=False),
    ]


def _design() -> list[Visit]:
    about = {"shows": None, "is_open": True}
    rows = {"rows": [{"row": 1, "id": None, "values": {"quantity": "5"}}]}
    return [
        Visit("design:guide", **about),
        Visit("design:entry", **about),
        Visit("design:check", "POST", json=rows, **about),
        Visit("design:save", "POST", json=rows, **about),
        Visit("design:language", for_page=False, **about),
        Visit("design:language", "POST", data={"language": "en", "next": "/"}, **about),
    ]


def _account() -> list[Visit]:
    own = {"is_open": True, "owns": OWN_ACCOUNT, "shows": None}
    known, wrong = {"username": "clerk", "password": PASSWORD}, {"username": "clerk", "password": "wrong"}
    new = {"new": "Zhu-Lin-Feng-7315", "again": "Zhu-Lin-Feng-7315"}
    return [
        Visit("account:set_up", who=None, **own),
        Visit("account:set_up", "POST", who=None, **own),
        Visit("account:sign_in", who=None, **own),
        Visit("account:sign_in", "POST", who=None, data=known, others_send=wrong, **own),
        Visit("account:second_step", who=None, **own),
        Visit("account:second_step", "POST", who=None, data={"code": "000000"}, **own),
        Visit("account:sign_out", "POST", **own),
        Visit("account:sign_out_everywhere", "POST", **own),
        Visit("account:mine", **{**own, "shows": PERSON}),
        Visit("account:password", **own),
        Visit("account:password", "POST", data={"present": PASSWORD, **new}, **own),
        Visit("account:second_factor", **own),
        Visit("account:second_factor", "POST", data=_code_asked_for, **own),
        Visit("account:qr_code", before=_open_second_factor, for_page=False, **own),
    ]


def _open_second_factor(client: Client) -> bytes:
    return client.get(reverse("account:second_factor")).content


def _code_asked_for(client: Client) -> dict[str, str]:
    page = _open_second_factor(client)
    return {"code": code_at(secret_on(page), step_at(timezone.now()))} if b"<code>" in page else {"code": "1"}


def _bills(p: Planted) -> list[Visit]:
    return [*_lists_of_bills(), *_month_of_bills(p), *_grid_of_bills(), *_one_bill(p)]


def _lists_of_bills() -> list[Visit]:
    key = {"ledger": KIND}
    return [
        Visit("ledgers:list", path=key, shows=INVOICE, is_open=True),
        Visit(
            "ledgers:list", path=key, query={"organisation": UNIT, "per_page": 10, "sort": "-end_date"}, shows=INVOICE
        ),
        Visit("ledgers:totals", path=key, shows=QUANTITY, is_open=True),
        Visit("ledgers:missing", path=key, query={"organisation": UNIT, "year": 2025}),
        Visit(
            "ledgers:missing",
            path=key,
            query={"organisation": "C1", "year": 2025, "by": "units"},
            shows=None,
            is_open=True,
        ),
        Visit(
            "ledgers:missing",
            path=key,
            who="authority",
            query={"organisation": "C3", "year": 2025, "by": "units"},
            is_open=True,
        ),
        Visit(
            "ledgers:missing",
            path=key,
            who="authority",
            query={"organisation": "P", "year": 2025},
            shows=None,
            is_open=True,
        ),
    ]


def _month_of_bills(p: Planted) -> list[Visit]:
    month, july = {"account": p.account, "month": "2025-07"}, {"organisation": UNIT, "period": "2025-07"}
    january = {"organisation": UNIT, "period": "2025-01"}
    proof = SimpleUploadedFile(f"{INVOICE}.pdf", marked_pdf())
    another = SimpleUploadedFile(f"{INVOICE}7.pdf", marked_pdf().replace(INVOICE.encode(), b"HP6666"))
    return [
        Visit("ledgers:unused", path=month, shows=ACCOUNT),
        Visit("ledgers:unused", "POST", path=month, shows=None),
        Visit(
            "ledgers:used_after_all",
            "POST",
            path={"account": p.account, "month": "2025-09", "note": p.no_use},
            data={"reason": REASON},
            shows=None,
        ),
        Visit("ledgers:month_state", query=july, shows=None, for_page=False),
        Visit("ledgers:none_used", "POST", path=month, query=july, shows=None, for_page=False),
        Visit(
            "ledgers:closed", "POST", path=month, query=july, data={"since": "2025-08-01"}, shows=None, for_page=False
        ),
        Visit(
            "ledgers:undo_answer", "POST", path={"seq": p.own["clerk"].entry}, query=july, shows=None, for_page=False
        ),
        Visit("ledgers:look_at_proofs", "POST", query=july, data={"files": proof}, shows=None, for_page=False),
        Visit("ledgers:attach_proofs", "POST", query=january, data={"files": another, "bill-0": p.bill}, shows=None),
    ]


def _grid_of_bills() -> list[Visit]:
    key, asked = {"ledger": KIND}, {"organisation": UNIT, "period": "2025", "below": 0}
    rows = {"rows": [_grid_row(1, "2025-08-01", "2025-08-31")], "reason": REASON}
    return [
        Visit("ledgers:grid", path=key, query=asked, shows=INVOICE),
        Visit("ledgers:grid", path=key, query={"organisation": UNIT, "period": "2025-02"}, shows=QUANTITY),
        Visit("ledgers:grid", path=key, shows=None, is_open=True),
        Visit("ledgers:grid_check", "POST", path=key, query=asked, json=rows, shows=None),
        Visit("ledgers:grid_save", "POST", path=key, query=asked, json=rows, shows=QUANTITY),
    ]


def _one_bill(p: Planted) -> list[Visit]:
    bill, seen = {"ledger": KIND, "row": p.bill}, p.seen(Bill, p.bill)
    return [
        Visit("ledgers:row", path=bill, shows=QUANTITY),
        Visit("ledgers:correct", path=bill, shows=QUANTITY),
        Visit("ledgers:correct", "POST", path=bill, data={**_bill(seen), "amount_yuan": "5"}, shows=QUANTITY),
        Visit("ledgers:withdraw", "POST", path=bill, data={"seen": seen, "reason": REASON}, shows=INVOICE),
    ]


def _grid_row(number: int, start: str, end: str) -> dict[str, object]:
    values = {
        "resource": "电",
        "use": "建筑",
        "account": f"{ACCOUNT}1",
        "start_date": start,
        "end_date": end,
        "quantity": QUANTITY,
        "unit": "kWh",
        "invoice_number": f"{INVOICE}{number}8",
    }
    return {"row": number, "id": None, "seen": None, "values": values}


def _bill(seen: int) -> dict[str, object]:
    return {
        **_grid_row(1, "2025-01-01", "2025-01-31")["values"],
        "organisation": UNIT,
        "quantity": f"{QUANTITY}.5",
        "invoice_number": f"{INVOICE}01",
        "seen": seen,
        "reason": REASON,
    }


def _organisations(p: Planted) -> list[Visit]:
    unit, period = {"code": UNIT}, {"period": "2025"}
    profile = {"year": "2025", "floor_area_m2": AREA, "persons": "5", "reason": REASON}
    profile_seen = {"record": p.profile, "seen": p.seen(Profile, p.profile)}
    account = {"resource": "水", "use": "建筑", "account": f"{ACCOUNT}8", "billing_months": "2"}
    new = {"code": "NEU", "name": f"{PLACE}中心", "parent": "C1", "level": "单位", "category": "教育"}
    organisation = Organisation.objects.get(code=UNIT).id
    change = {"name": f"{PLACE}高中", "parent": "C1", "level": "单位", "category": "教育", "reason": REASON}
    change |= {"effective_on": p.day, "seen": p.seen(Organisation, organisation)}
    return [
        Visit("organisations:list", query={"text": UNIT}, is_open=True),
        Visit("organisations:list", query={"text": "中学"}, is_open=True),
        Visit("organisations:list", query={"text": "中学", "on": "2025-06-30"}, is_open=True, shows=UNIT),
        Visit("organisations:suggest", query={"organisation": "中学"}, is_open=True, for_page=False),
        Visit("organisations:new", who="authority", shows=None),
        Visit("organisations:new", "POST", who="authority", data=new),
        Visit("organisations:organisation", path=unit, query=period, shows=ACCOUNT),
        Visit("organisations:organisation", path={"code": DEPARTMENT}),
        Visit("organisations:organisation", path={"code": "C1"}, query=period),
        Visit("organisations:change", path=unit, who="authority"),
        Visit("organisations:change", "POST", path=unit, who="authority", data=change),
        Visit("organisations:profile", path=unit, query={"record": p.profile}, shows=PERSONS),
        Visit("organisations:profile", "POST", path=unit, query=profile_seen, data={**profile, **profile_seen}),
        Visit("organisations:account", path=unit, query={"record": p.account}, shows=ACCOUNT),
        Visit("organisations:account", "POST", path=unit, data=account, shows=ACCOUNT),
        Visit("organisations:figures", path=unit, query=period, shows=QUANTITY),
        Visit("organisations:peers", path=unit, query=period),
    ]


def _answers(job: UUID) -> dict[str, str]:
    """The first choice of everything that an office's own sheet does not say."""
    questions = Job.objects.get(pk=job).reading["shown"]["questions"]
    return {f"answer-{place}": each["choices"][0] for place, each in enumerate(questions)}


def _entry(p: Planted) -> list[Visit]:
    own = p.own["clerk"]
    waiting, seq, asking = {"job": own.waiting}, {"seq": own.entry}, {"job": own.asking}
    kind, open_ = {"kind": KIND}, {"is_open": True}
    sheet = SimpleUploadedFile(f"{FILE}3.csv", (SHEET_HEADER + GOOD_ROW).encode())
    sent = {"kind": KIND, "file": sheet, "token": str(uuid4())}
    undo = {"reason": REASON, "token": str(uuid4())}
    return [
        Visit("entry:start", shows=FILE, **open_),
        Visit("entry:start", "POST", data=sent, shows=FILE, owns=JOBS, **open_),
        Visit("entry:job", path=waiting, query={"show": "added"}, shows=QUANTITY),
        Visit("entry:job", path=waiting, query={"show": "refused"}, shows=FILE),
        Visit("entry:job", path={"job": p.checking}, shows=FILE),
        Visit("entry:progress", path={"job": p.checking}, shows=None, for_page=False),
        Visit("entry:job", path=asking, shows=QUANTITY),
        Visit("entry:confirm", "POST", path=asking, data=_answers(own.asking), shows=None),
        Visit("entry:read-as-own", "POST", path=waiting, shows=None),
        Visit("entry:layouts", shows=FILE, **open_),
        Visit("entry:layout", path={"layout": p.layout}, shows=FILE),
        Visit("entry:layout", "POST", path={"layout": p.layout}, data={"answer-0": REASON}, shows=None),
        Visit("entry:forget-layout", "POST", path={"layout": p.layout}, shows=None),
        Visit("entry:decide", "POST", path=waiting, data={"take": "good", "reason": REASON}, shows=FILE),
        Visit("entry:add-up", "POST", path=waiting, shows=FILE),
        Visit("entry:new-accounts", "POST", path=waiting, shows=FILE),
        Visit("entry:drop", "POST", path=waiting, shows=FILE),
        Visit("entry:marked", path=waiting, shows=INVOICE, for_page=False),
        Visit("entry:exported", path={"job": own.exported}, shows=INVOICE, for_page=False),
        Visit("entry:template", path=kind, shows=UNIT, for_page=False, **open_),
        Visit("entry:export", path=kind, shows=None, **open_),
        Visit("entry:export", "POST", path=kind, shows=None, owns=JOBS, **open_),
        Visit("entry:export-csv", path=kind, shows=INVOICE, for_page=False, **open_),
        Visit("entry:export-csv", path={"kind": "organisations"}, for_page=False, **open_),
        Visit("entry:export-csv", path={"kind": "profiles"}, shows=AREA, for_page=False, **open_),
        Visit("entry:export-csv", path={"kind": "accounts"}, shows=ACCOUNT, for_page=False, **open_),
        Visit("entry:export-xlsx", path=kind, shows=INVOICE, for_page=False, **open_),
        Visit("entry:entries", shows=FILE, **open_),
        Visit("entry:entry", path=seq, shows=QUANTITY),
        Visit("entry:undo", "POST", path=seq, data=undo, shows=None),
        Visit("entry:running", who="system", shows=None),
    ]


def _evidence(p: Planted) -> list[Visit]:
    record, item = {"table": TABLE, "record": p.bill}, {"item": p.item}
    fact = {"fact_on": "2025-01-31"}
    newer = SimpleUploadedFile(f"{FILE}4.pdf", marked_pdf().replace(INVOICE.encode(), b"HP9999"))
    third = SimpleUploadedFile(f"{FILE}5.pdf", marked_pdf().replace(INVOICE.encode(), b"HP8888"))
    preview = {"item": p.item, "number": 1, "page": 1}
    return [
        Visit("evidence:list", shows=FILE, is_open=True),
        Visit("evidence:list", query={"organisation": UNIT}, shows=FILE),
        Visit("evidence:add", shows=None, query={"organisation": UNIT}),
        Visit(
            "evidence:add", "POST", data={"organisation": UNIT, "name": FILE, "file": third, **fact}, shows=FILE,
        ),
        Visit("evidence:of", path=record, shows=FILE),
        Visit("evidence:attach", "POST", path=record, data={"files": third, **fact}, shows=INVOICE),
        Visit("evidence:link", path=record, shows=FILE),
        Visit("evidence:link", "POST", path=record, data={"item": p.loose_item}, shows=INVOICE),
        Visit("evidence:unlink", "POST", path={**record, **item}, data={"reason": REASON}, shows=INVOICE),
        Visit("evidence:item", path=item, shows=FILE),
        Visit("evidence:renew", "POST", path=item, data={"file": newer, "reason": REASON, "seen": 1}, shows=FILE),
        Visit("evidence:describe", "POST", path=item, data={"name": FILE, "reason": REASON, **fact}, shows=FILE),
        Visit("evidence:remove", "POST", path={"item": p.loose_item}, data={"reason": REASON}, shows=FILE),
        Visit("evidence:download", path={**item, "number": 1}, shows=INVOICE, for_page=False),
        Visit("evidence:preview", path={**preview, "size": "page"}, shows=None, for_page=False),
        Visit("evidence:preview", path={**preview, "size": "thumbnail"}, shows=None, for_page=False),
    ]  # fmt: skip


def _duties(p: Planted) -> list[Visit]:
    unit, mine = {"organisation": UNIT}, {"who": "authority"}
    paper = {"what": "filing_form", "period": "2025", "title": f"{FILE}备案表", "handed_in_on": p.day}
    exempted = {"duty": f"{PLAN}|filing|2025", "reason": REASON}
    handed_in = {"paper": p.paper}
    of_plan, ended = {"organisation": "P", "plan": PLAN}, {"until": "2025-12-01", "reason": REASON}
    changed = {"organisation": "P", "plan": "agriculture-bureau"}
    moved = {"duty": f"{PLAN}|filing|2025", "due_on": p.day, "reason": REASON}
    back = {"move": "return", "reason": REASON, "seen": seen_of(HandedIn.objects.get(pk=p.paper))}
    return [
        Visit("duties:list", query=unit, shows=FILE),
        Visit("duties:list", shows=None, is_open=True),
        Visit("duties:calendar", query=unit, for_page=False),
        Visit("duties:plan", path={"plan": PLAN}, shows="逐月整理", is_open=True),
        Visit("duties:plan", path={"plan": PLAN}, query=unit),
        Visit("duties:plans", query=unit),
        Visit("duties:hand-in", path=unit),
        Visit("duties:hand-in", "POST", path=unit, data=paper, shows=FILE),
        Visit("duties:put-in-force", path=unit, **mine),
        Visit("duties:put-in-force", "POST", path=unit, data={"plan": PLAN, "since": "2025-02-01"}, **mine),
        Visit("duties:take-over", path=changed, shows=None, **mine),
        Visit("duties:take-over", "POST", path=changed, data={"since": p.day, "reason": REASON}, shows=None, **mine),
        Visit("duties:end-plan", path=of_plan, shows=None, **mine),
        Visit("duties:end-plan", "POST", path=of_plan, data=ended, shows=None, **mine),
        Visit("duties:lift", path={"exemption": p.exemption}, shows=REASON, **mine),
        Visit("duties:lift", "POST", path={"exemption": p.exemption}, data={"reason": REASON}, **mine),
        Visit("duties:exempt", path=unit, **mine),
        Visit("duties:exempt", "POST", path=unit, data=exempted, **mine),
        Visit("duties:day", path=unit, **mine),
        Visit("duties:day", "POST", path=unit, data={"entry": "agriculture-bureau|score-sheet", "day": p.day}, **mine),
        Visit("duties:take-back-day", path={"day_set": p.day_set}, **mine),
        Visit("duties:take-back-day", "POST", path={"day_set": p.day_set}, data={"reason": REASON}, **mine),
        Visit("duties:change-day", path=unit, **mine),
        Visit("duties:change-day", "POST", path=unit, data=moved, **mine),
        Visit("duties:designate", path=unit, **mine),
        Visit("duties:designate", "POST", path=unit, data={"year": 2025, "decided_on": p.day}, **mine),
        Visit("duties:take-back", path={**unit, "year": 2024}, **mine),
        Visit("duties:take-back", "POST", path={**unit, "year": 2024}, data={"reason": REASON}, **mine),
        Visit("evidence:of", path={"table": "duties_handedin", "record": p.paper}),
        Visit("duties:papers", query=unit, shows=FILE),
        Visit("duties:papers-file", path={"form": "csv"}, query=unit, shows=FILE, for_page=False),
        Visit("duties:papers", who="authority", shows=FILE),
        Visit("duties:paper", path=handed_in, shows=FILE),
        Visit("duties:paper", path=handed_in, who="authority", shows=FILE),
        Visit("duties:paper", path={"paper": p.drawn}, shows=FILE),
        Visit("duties:drawn", path={"paper": p.drawn, "form": "pdf"}, shows=None, for_page=False),
        Visit("duties:decide", "POST", path=handed_in, data=back, who="authority", shows=REASON),
    ]


def _reporting(p: Planted) -> list[Visit]:
    first, second = ({"organisation": UNIT, "period": period} for period in ("2025Q1", "2025Q2"))
    agreed = {"agree": "1", "explained": f"{p.explained}:{p.seen(Finding, p.explained)}"}
    move, year = {"reason": REASON}, {"organisation": UNIT, "period": "2025"}
    return [
        Visit("reporting:grid", query={"organisation": "C1", "year": 2025}),
        Visit("reporting:grid", shows=None, is_open=True),
        Visit("reporting:desk", who="authority", query={"organisation": "C1", "period": "2025Q2"}),
        Visit("reporting:desk", shows=None, is_open=True),
        Visit(
            "reporting:begin",
            "POST",
            who="authority",
            query={"organisation": "C1", "period": "2025Q2"},
            data={"move": "return", "shown": f"{UNIT}::0:return", "which": "all", **move},
        ),
        Visit("reporting:batch", who="authority", path={"batch": p.batch}, shows=REASON),
        Visit("reporting:progress", who="authority", path={"batch": p.batch}, shows=REASON, for_page=False),
        Visit("reporting:report", path=first, shows=QUANTITY),
        Visit("reporting:report", who="authority", path=second, shows=REASON),
        Visit("reporting:move", "POST", path=second, data={"move": "withdraw", **move}, shows=PLACE),
        Visit("reporting:agree", "POST", who="authority", path=first, data=agreed, shows=PLACE),
        Visit("reporting:answer", "POST", path=year, data={f"answer-{p.question}": REASON}, shows=PLACE),
        Visit("reporting:move", "POST", who="authority", path=second, data={"move": "return", **move}, shows=PLACE),
    ]


def _notices(p: Planted) -> list[Visit]:
    first, second, third = ({"organisation": UNIT, "period": f"2025Q{n}"} for n in (1, 2, 3))
    numbered, words = {**first, "number": 1}, {"days": 5, "reasons": REASON}
    back = f"{UNIT}/2025Q1/1"
    return [
        Visit("notices:list", query={"organisation": UNIT}),
        Visit("notices:list", shows=None, is_open=True),
        Visit("notices:hall", path={"organisation": UNIT}),
        Visit("notices:notice", path=first, shows=REASON),
        Visit("notices:numbered", path=numbered, shows=QUANTITY),
        Visit("notices:words", "POST", path=third, data=words, shows=REASON),
        Visit("notices:words", "POST", path=third, data={**words, "move": "propose"}, shows=REASON),
        Visit("notices:move", "POST", who="approver", path=second, data={"move": "send_back", "reason": REASON}),
        Visit("notices:move", "POST", path=second, data={"move": "withdraw"}, shows=None),
        Visit("notices:correct", "POST", path=first, data={"reason": REASON}, shows=REASON),
        Visit("notices:object", "POST", who="reader", path={"notice": p.notice}, data={"text": REASON, "back": back}),
        Visit("notices:answer", "POST", path={"objection": p.objection}, data={"answer": REASON, "back": back}),
        *(
            Visit("notices:download", path={**numbered, "form": form}, shows=None, for_page=False)
            for form in ("docx", "xlsx", "pdf")
        ),
    ]


def _evaluation(p: Planted) -> list[Visit]:
    sheet = {"organisation": UNIT, "year": 2025}
    own = {f"points_{ITEM}": "1", f"because_{ITEM}": REASON}
    proof = SimpleUploadedFile(f"{FILE}6.pdf", marked_pdf().replace(INVOICE.encode(), b"HP7777"))
    return [
        Visit("evaluation:start", shows=None, is_open=True),
        Visit("evaluation:sheet", path=sheet, shows=REASON),
        Visit("evaluation:own", path=sheet, shows=REASON),
        Visit("evaluation:own", "POST", path=sheet, data=own, shows=REASON),
        Visit("evaluation:own", "POST", path=sheet, data={"shared": proof, "used_for": ITEM}, shows=REASON),
        Visit("evaluation:bundle", path=sheet, shows=None, for_page=False),
        Visit("evaluation:hand-in", "POST", path=sheet, data={"seen": "another"}, answers=409, shows=None),
        Visit("evaluation:targets", path=sheet),
        Visit("evaluation:targets", path=sheet, who="authority"),
        Visit("evaluation:targets", "POST", path=sheet, data={"energy_per_m2_kgce": "20", "reason": REASON}),
        Visit("evaluation:standard", path=sheet, who="authority"),
        Visit("evaluation:standard", "POST", path=sheet, data={"standard": NATIONAL}, who="authority"),
        Visit(
            "evaluation:confirm-targets",
            "POST",
            path=sheet,
            data={"seen": "old"},
            who="authority",
            answers=409,
            shows=None,
        ),
        Visit("evidence:of", path={"table": "scores_itemscore", "record": p.own_score}),
    ]


def _delegations(p: Planted) -> list[Visit]:
    asked = {"appointment": p.clerk_appointment, "to": "reader", "reason": REASON}
    days = {"since": p.day, "last_day": p.day}
    one = {"delegation": p.delegation}
    return [
        Visit("delegations:list", shows="李强", is_open=True),
        Visit("delegations:list", who="approver", shows=PERSON, is_open=True),
        Visit("delegations:ask", shows=None, is_open=True),
        Visit("delegations:ask", "POST", data={**asked, **days}, shows=None),
        Visit("delegations:decide", "POST", who="approver", path=one, data={"decision": "approve", "reason": REASON},
              shows=None),
        Visit("delegations:withdraw", "POST", path=one, data={"reason": REASON}, shows=None),
    ]  # fmt: skip


def _tokens(p: Planted) -> list[Visit]:
    new = {"name": "财务系统", "last_day": p.day, "organisation": "C1"}
    return [
        Visit("tokens:list", shows=REASON, is_open=True),
        Visit("tokens:list", "POST", data=new, shows=REASON, owns=OWN_ACCOUNT | {"tokens_token"}, is_open=True),
        Visit("tokens:revoke", "POST", path={"token": p.token}, shows=REASON),
    ]


def _people(p: Planted) -> list[Visit]:
    by, person, reason = {"who": "security"}, {"username": "clerk"}, {"reason": "见通知"}
    appointment = {"appointment": p.clerk_appointment}
    held = {"role": "reader", "organisation": "B", "since": p.day, **reason}
    return [
        Visit("people:list", shows=PERSON, **by),
        Visit("people:add", shows=None, **by),
        Visit("people:add", "POST", data={"username": "neu", "name": f"{PERSON}新", **reason}, shows=PERSON, **by),
        Visit("people:first_passwords", shows=None, **by),
        Visit("people:first_passwords", "POST", data=reason, shows=None, **by),
        Visit("people:second_factor", shows=None, **by),
        Visit("people:second_factor", "POST", data={"clerk": "on", **reason}, shows=None, **by),
        Visit(
            "organisations:suggest",
            query={"organisation": "中学", "for": "grant"},
            who="security",
            is_open=True,
            for_page=False,
        ),
        Visit("people:end", path=appointment, shows=PERSON, **by),
        Visit("people:end", "POST", path=appointment, data={"until": p.day, **reason}, shows=PERSON, **by),
        Visit("people:person", path=person, shows=PERSON, **by),
        Visit("people:appoint", path=person, shows=PERSON, **by),
        Visit("people:appoint", "POST", path=person, data=held, shows=PERSON, **by),
        Visit("people:rename", path=person, shows=PERSON, **by),
        Visit("people:rename", "POST", path=person, data={"name": f"{PERSON}王", **reason}, shows=PERSON, **by),
        Visit("people:first_password", "POST", path=person, data=reason, shows=PERSON, **by),
        *(
            Visit("people:change", "POST", path={**person, "what": what}, data=reason, shows=PERSON, **by)
            for what in ("disable", "reset-second-factor")
        ),
    ]


def _renewals(p: Planted) -> list[Visit]:
    asked, office = {"renewal": p.renewal}, {"who": "system", "shows": "周安"}
    reset = {"username": "auditor", "what": "password", "reason": "忘记口令"}
    appointed = {"username": "new", "role": "auditor", "since": p.day, "reason": "见通知"}
    opinion = {"decision": "approve", "reason": "已核实"}
    return [
        Visit("renewals:list", **office),
        Visit("renewals:ask", **office),
        Visit("renewals:ask", "POST", who="security", data=reset, others_send={"what": "password"}, shows="钱进"),
        Visit("renewals:appoint", who="security", shows=None),
        Visit("renewals:appoint", "POST", who="security", data=appointed, shows="林新"),
        Visit("renewals:decide", "POST", path=asked, data=opinion, **office),
        Visit("renewals:withdraw", "POST", who="auditor", path=asked, data={"reason": "已想起"}, shows="周安"),
        Visit("renewals:seen", "POST", who="auditor", path={"renewal": p.renewal_done}, shows=None),
    ]


def _audit(p: Planted) -> list[Visit]:
    by = {"who": "auditor"}
    return [
        Visit("audit:list", shows=PERSON, **by),
        Visit("audit:list", query={"table": TABLE, "record": p.bill}, shows=TABLE, **by),
        Visit("audit:entry", path={"seq": p.own["clerk"].entry}, shows=TABLE, **by),
        Visit("audit:check", shows=None, **by),
        Visit("audit:head", shows=None, for_page=False, **by),
    ]


def _areas(p: Planted) -> list[Visit]:
    """What each file of `areas` says of the pages of one area: a new area brings one of its own."""
    files = sorted((Path(__file__).parent / "areas").glob("*.py"))
    return [visit for file in files for visit in import_module(f"walk.areas.{file.stem}").visits(p)]


def _findings(p: Planted) -> list[Visit]:
    finding, explained = {"finding": p.finding}, {"organisation": UNIT, "period": "2025", "mark": p.mark}
    raised = {"organisation": UNIT, "origin": "patrol", "title": f"{REASON}灯", "says": REASON}
    raised |= {"day": "2025-07-01", "due_on": str(p.day)}
    answer = {"move": "explain", "words": REASON, "seen": p.seen(Finding, p.finding)}
    return [
        Visit("findings:list", shows=PLACE, is_open=True),
        Visit("findings:list", query={"organisation": UNIT, "mine": "answer"}, shows=PLACE),
        Visit("findings:file", path={"form": "xlsx"}, query={"organisation": UNIT}, shows=None, for_page=False),
        Visit("findings:new", shows=None),
        Visit("findings:new", "POST", data=raised, shows=PLACE),
        Visit("findings:explain", path=explained),
        Visit("findings:explain", "POST", path=explained, data={"words": REASON}),
        Visit("findings:finding", path=finding, shows=PLACE),
        Visit("findings:move", "POST", path=finding, data=answer, shows=PLACE),
        Visit("findings:recheck", "POST", path={"finding": p.checked}, shows=None),
    ]


def _walked_ledgers() -> list[Ledger]:
    """Their pages are the same: those of one whose rows have a month, and of one whose rows are of something that a
    register keeps; in a soak of all.
    """
    ledgers = [each for key, each in all_ledgers().items() if key not in with_own_pages()]
    chosen = [next(each for each in ledgers if each.every), next(each for each in ledgers if each.series_of)]
    return ledgers if IS_SOAKING else chosen


def _metering(p: Planted) -> list[Visit]:
    meter = {"meter": p.rows["meters"]}
    value = {"shown": "5", "read_at": "2026-01-02T09:00", "looked": "5 2026-01-02 09:00 False"}
    return [
        Visit("metering:labels", query={"organisation": UNIT}),
        Visit("metering:labels", shows=None, is_open=True),
        Visit("metering:read", path=meter),
        Visit("metering:read", "POST", path=meter, data=value, shows=None),
    ]


def _ledgers(p: Planted) -> list[Visit]:
    return [
        Visit("ledgers:index", shows=None, is_open=True),
        *(visit for ledger in _walked_ledgers() for visit in _ledger(p, ledger)),
    ]


def _ledger(p: Planted, ledger: Ledger) -> list[Visit]:
    key = {"ledger": ledger.key}
    row, seen = {**key, "row": p.rows[ledger.key]}, p.seen(ledger.model, p.rows[ledger.key])
    loose, seen_loose = {**key, "row": p.loose_rows[ledger.key]}, p.seen(ledger.model, p.loose_rows[ledger.key])
    first, *_ = sample_rows(ledger.key, unit=UNIT)
    asked = {"organisation": UNIT, "period": "2025", "below": 0}
    by = {"who": _whose(ledger)}
    withdrawal = [Visit("ledgers:withdraw", "POST", path=loose, data={"seen": seen_loose, "reason": REASON}, **by)]
    withdrawal = withdrawal if ledger.can_withdraw else []
    summed = Visit("ledgers:summary", path=key, query={"organisation": UNIT, "period": "2025"})
    summary = [summed] if ledger.is_measured else []
    rows = {"rows": [{"row": 1, "id": str(row["row"]), "seen": str(seen), "values": first}], "reason": REASON}
    return [
        Visit("ledgers:list", path=key, is_open=True),
        Visit("ledgers:list", path=key, query={"organisation": UNIT, "period": "2025", "evidence": "without"}),
        Visit("ledgers:totals", path=key, shows=None, is_open=True),
        Visit("ledgers:missing", path=key, query={"organisation": UNIT, "year": 2025}),
        Visit("ledgers:grid", path=key, query=asked, **by),
        Visit("ledgers:grid", path=key, shows=None, is_open=True),
        Visit("ledgers:grid_check", "POST", path=key, query=asked, json=rows, shows=None, **by),
        Visit("ledgers:grid_save", "POST", path=key, query=asked, json=rows, shows=None, **by),
        Visit("ledgers:row", path=row),
        Visit("ledgers:correct", path=row, **by),
        Visit("ledgers:correct", "POST", path=row, data={**first, "seen": seen, "reason": REASON}, **by),
        *withdrawal,
        *summary,
    ]


def _api_of_ledgers(p: Planted) -> list[Visit]:
    own = with_own_pages()
    return [visit for key, ledger in all_ledgers().items() if key not in own for visit in _api_of_ledger(p, ledger)]


def _api_of_ledger(p: Planted, ledger: Ledger) -> list[Visit]:
    key, row, seen = ledger.key, {"row": p.rows[ledger.key]}, p.seen(ledger.model, p.rows[ledger.key])
    first, *_ = sample_rows(key, unit=UNIT)
    correction = {"values": first, "seen": seen, "reason": REASON}
    loose = p.loose_rows[key]
    seen_loose = {"seen": p.seen(ledger.model, loose), "reason": REASON}
    about = {"for_page": False, "is_like_another": ledger not in _walked_ledgers()}
    by = {**about, "who": _whose(ledger)}
    going = Visit(f"api:withdraw_{key}", "DELETE", path={"row": loose}, query=seen_loose, shows=None, **by)
    withdrawal = [going] if ledger.can_withdraw else []
    summed = Visit(f"api:{key}_summary", query={"organisation": UNIT, "period": "2025"}, shows=UNIT, **about)
    summary = [summed] if ledger.is_measured else []
    return [
        Visit(f"api:{key}_rows", shows=UNIT, is_open=True, **about),
        Visit(f"api:{key}_row", path=row, shows=UNIT, **about),
        Visit(f"api:{key}_evidence", path=row, shows=None, **about),
        Visit(f"api:correct_{key}", "PUT", path=row, json=correction, shows=None, **by),
        *withdrawal,
        *summary,
    ]


def _whose(ledger: Ledger) -> str:
    """Who keeps it: what an authority gives, such as titles, no clerk enters."""
    return "clerk" if ledger.right in RIGHTS[Role.CLERK] else "authority"


def _api(p: Planted) -> list[Visit]:
    bill, seen = {"row": p.bill}, p.seen(Bill, p.bill)
    about = {"for_page": False}
    asked = {"organisation": UNIT, "period": "2025"}
    row = {"values": {**_grid_row(1, "2025-08-01", "2025-08-31")["values"], "organisation": UNIT}}
    sheet = (SHEET_HEADER + GOOD_ROW).encode()
    correction = {"values": {**_bill(seen), "amount_yuan": "5"}, "seen": seen, "reason": REASON}
    correction["values"] = {key: value for key, value in correction["values"].items() if key not in ("seen", "reason")}
    return [
        Visit("no_such_address", who=None, answers=404, shows=None, is_open=True, **about),
        Visit("api-1:openapi-json", who=None, shows="operationId", is_open=True, **about),
        Visit("api-1:api-root", who=None, answers=404, shows=None, is_open=True, **about),
        Visit("api:me", shows=PERSON, is_open=True, **about),
        Visit("api:kinds", shows="bills", is_open=True, **about),
        Visit("api:organisations", query={"text": "中学"}, is_open=True, **about),
        Visit("api:organisation", path={"code": UNIT}, **about),
        Visit("api:bills_rows", shows=INVOICE, is_open=True, **about),
        Visit("api:bills_rows", query={"organisation": UNIT}, shows=INVOICE, **about),
        Visit("api:bills_row", path=bill, shows=QUANTITY, **about),
        Visit("api:bills_evidence", path=bill, shows=FILE, **about),
        Visit("api:statistics", query=asked, shows=QUANTITY, **about),
        Visit("api:checks", query=asked, shows=None, **about),
        Visit("api:findings", shows=REASON, is_open=True, **about),
        Visit("api:findings", query={"organisation": UNIT}, shows=REASON, **about),
        Visit("api:finding", path={"finding": p.finding}, shows=REASON, **about),
        Visit("api:raise_finding", "POST", json={"organisation": UNIT, "origin": "patrol", "title": REASON,
              "says": REASON}, shows=REASON, **about),
        Visit("api:move_finding", "POST", path={"finding": p.finding, "move": "explain"},
              json={"seen": p.seen(Finding, p.finding), "words": REASON}, shows=REASON, **about),
        Visit("api:explain_check", "POST", json={"organisation": UNIT, "year": 2025, "mark": p.mark, "words": REASON},
              shows=REASON, **about),
        Visit("api:missing", query={"organisation": UNIT, "year": 2025}, shows=UNIT, **about),
        Visit("api:duties", query={"organisation": UNIT}, shows=UNIT, **about),
        Visit("api:plans", query={"organisation": UNIT}, shows=UNIT, **about),
        Visit("api:reports", query={"organisation": "C1", "year": 2025}, shows=UNIT, **about),
        Visit("api:reports_of_period", path={"period": "2025Q2"}, query={"organisation": "C1"}, shows=UNIT, **about),
        Visit("api:move_reports", "POST", path={"period": "2025Q2", "move": "withdraw"},
              json={"reports": [{"organisation": UNIT}], "reason": REASON}, shows=UNIT, **about),
        Visit("api:evaluation", query={"organisation": UNIT, "year": 2025}, shows=ITEM, **about),
        Visit("api:rows", path={"kind": KIND}, shows=INVOICE, is_open=True, **about),
        Visit(
            "api:bring_rows", "POST", path={"kind": KIND}, json={"rows": [row], "reason": REASON}, shows=None, **about
        ),
        Visit("api:bring_many", "POST", path={"kind": KIND}, body=orjson.dumps(row), shows=None, **about),
        Visit("api:import_file", "POST", path={"kind": KIND}, body=sheet, shows=None, **about),
        Visit("api:propose", "POST", path={"kind": KIND}, body=sheet, shows=None, is_open=True, **about),
        Visit("api:correct_bills", "PUT", path=bill, json=correction, shows=None, **about),
        Visit("api:withdraw_bills", "DELETE", path=bill, query={"seen": seen, "reason": REASON}, shows=None, **about),
    ]  # fmt: skip
