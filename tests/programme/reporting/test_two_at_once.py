"""Two processes that move the same report, notice, score sheet or document at the same moment, many times over."""

import calendar
from io import BytesIO
from pathlib import Path

import pytest

from handed_in import pdf
from soaking import rounds
from store.records.deployment import deployment, jieyue, run_both, set_up, wake

pytestmark = pytest.mark.both_databases
ROUNDS = rounds(short=2, long=50)
FIRST_YEAR = 2010
ORGANISATIONS = "code,name,parent,level\n61,某省,,province\nA,甲局,61,unit\n"


def quarters() -> list[str]:
    return [f"{FIRST_YEAR + n // 4}Q{n % 4 + 1}" for n in range(ROUNDS)]


STEPS = {
    "submit": ("CannotMove",),
    "review": ("CannotMove",),
    "accept again": ("NothingChanged",),
    "lock": ("CannotMove",),
    "reopen": ("CannotMove",),
    "propose the notice": ("CannotMove",),
    "take it back": ("CannotMove",),
    "publish it": ("CannotMove",),
    "hand the score sheet in": ("SheetMoved",),
    "hand a document in": ("done",),
    "receive it": ("CannotMove",),
}
"""What both do at the same moment, and how the second is told."""


def moves(environment: dict[str, str], side: int, folder: Path, barrier, results) -> None:
    """One of the two: both do each step at once; one accepts while the other returns."""
    wake(environment)
    from django.utils import timezone  # noqa: PLC0415

    from jieyue.programme.duties import handing_in, receiving  # noqa: PLC0415
    from jieyue.programme.entry.operations import import_sheet  # noqa: PLC0415
    from jieyue.programme.evaluation import operations as scoring  # noqa: PLC0415
    from jieyue.programme.evaluation.queries import NATIONAL, evaluation  # noqa: PLC0415
    from jieyue.programme.evidence.operations import Upload, attach  # noqa: PLC0415
    from jieyue.programme.publication import operations as publication  # noqa: PLC0415
    from jieyue.programme.publication.queries import notice  # noqa: PLC0415
    from jieyue.programme.reporting import operations as reporting  # noqa: PLC0415
    from jieyue.programme.reporting.queries import seen_to_decide  # noqa: PLC0415
    from jieyue.rules.period import Period  # noqa: PLC0415
    from jieyue.rules.person import Person, Post  # noqa: PLC0415
    from jieyue.rules.refusal import Refused  # noqa: PLC0415
    from jieyue.rules.roles import Role  # noqa: PLC0415

    now, today = timezone.now, timezone.localdate()

    def person(name: str) -> Person:
        return Person(f"{name} {side}", "a test", tuple(Post(role) for role in Role))

    def seen(who: str) -> str:
        return seen_to_decide(organisation="A", period=period, person=person(who), today=today)

    def at_once(move, who: str, **more) -> str:
        """Both have looked before either moves."""
        about = {"organisation": "A", "by": person(who), **more}
        barrier.wait()
        try:
            move(at=now(), **about)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            barrier.wait()
        return "done"

    def accepted() -> None:
        if side == 0 and (look := reporting.Report.objects.get(period=quarter)).state == "returned":
            answers = dict.fromkeys(look.questions.values_list("id", flat=True), "已核对")
            reporting.submit(organisation="A", period=period, answers=answers, by=person("clerk"), at=now())
        if side == 0 and look.accepted_id is None:
            reporting.accept(organisation="A", period=period, seen=seen("reviewer"), by=person("reviewer"), at=now())
        if side == 0:
            import_sheet("bills", folder / f"{quarter}.csv", by=person("clerk"), at=now(), reason="发票更正")
        barrier.wait()

    def proposed_again() -> None:
        if side == 0:
            publication.propose(organisation="A", period=period, by=person("clerk"), at=now())
        barrier.wait()

    def looked_at_sheet() -> dict[str, object]:
        about = {"standard": NATIONAL, "year": period.year}
        shown = evaluation(**about, organisation="A", person=person("clerk"), today=today)
        return {**about, "seen": shown.seen}

    def filed(record: int) -> None:
        if side == 0:
            about = {"table": "duties_handedin", "record_id": record, "fact_on": today}
            attach([Upload("材料.pdf", BytesIO(pdf()))], **about, by=person("clerk"), at=now())
        barrier.wait()

    def receive(*, organisation: str, **about: object) -> object:
        return handing_in.decide(organisation, "receive", **about)

    told = []
    for quarter in quarters():
        period = Period.parse(quarter)
        of = {"period": period}
        submitted = at_once(reporting.submit, "clerk", **of)
        review = {"seen": seen("reviewer"), "reason": "核对", **of}
        reviewed = at_once(reporting.accept if side == 0 else reporting.return_, "reviewer", **review)
        accepted()
        again = at_once(reporting.accept_again, "reviewer", **{**review, "seen": seen("reviewer")})
        locked = at_once(reporting.lock, "authority", **of)
        reopened = at_once(reporting.reopen, "authority", reason="补票", until=today, **of)
        proposed = at_once(publication.propose, "clerk", **of)
        taken_back = at_once(publication.withdraw, "clerk", **of)
        proposed_again()
        draft = notice(organisation="A", **of, person=person("approver"), today=today)
        published = at_once(publication.publish, "approver", seen=draft.seen, **of)
        handed_in = at_once(scoring.hand_in, "clerk", **looked_at_sheet())
        document = at_once(handing_in.hand_in, "clerk", what="analysis_report", period=quarter, title="材料")
        record = handing_in.HandedIn.objects.get(period=quarter).pk
        filed(record)
        looked_at = receiving.paper(record, person=person("reviewer"), today=today).seen
        received = at_once(receive, "reviewer", organisation=record, seen=looked_at)
        told.append(
            (
                submitted,
                reviewed,
                again,
                locked,
                reopened,
                proposed,
                taken_back,
                published,
                handed_in,
                document,
                received,
            )
        )
    results.put((side, told))


def test_of_two_who_do_the_same_at_once_one_is_told(tmp_path):
    (tmp_path / "organisations.csv").write_text(ORGANISATIONS)
    used = (101, 108, 103, 110, 105, 112, 107, 102, 109, 104, 111, 106)
    rows = [
        f"A,电,1,{year}-{month:02}-01,{year}-{month:02}-{calendar.monthrange(year, month)[1]},{used[month - 1]},kWh"
        for year in range(FIRST_YEAR, FIRST_YEAR + ROUNDS // 4 + 1)
        for month in range(1, 13)
    ]
    header = "organisation,resource,account,start_date,end_date,quantity,unit"
    for quarter in quarters():
        row = next(row for row in rows if f"{quarter[:4]}-{int(quarter[-1]) * 3:02}-01" in row)
        (tmp_path / f"{quarter}.csv").write_text(f"{header}\n{row.rsplit(',', 2)[0]},999,kWh\n")
    (tmp_path / "bills.csv").write_text("\n".join([header, *rows]) + "\n")
    with deployment(tmp_path / "home", begun_by=set_up) as environment:
        for kind in ("organisations", "bills"):
            assert jieyue(environment, "import", kind, tmp_path / f"{kind}.csv").returncode == 0
        told = run_both(moves, environment, tmp_path)
        for turn in range(ROUNDS):
            for nth, (step, how) in enumerate(STEPS.items()):
                assert sorted(told[side][turn][nth] for side in (0, 1)) == [*how, "done"], (turn, step)
        assert jieyue(environment, "audit", "verify").returncode == 0
