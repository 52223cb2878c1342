"""Two processes that submit, accept or return, and publish at the same moment, many times over."""

import calendar
from pathlib import Path

from soaking import rounds
from store.records.deployment import deployment, jieyue, run_both, wake

ROUNDS = rounds(short=8, long=50)
FIRST_YEAR = 2010
ORGANISATIONS = "code,name,parent,level\n61,某省,,province\nA,甲局,61,unit\n"


def quarters() -> list[str]:
    return [f"{FIRST_YEAR + n // 4}Q{n % 4 + 1}" for n in range(ROUNDS)]


def moves(environment: dict[str, str], side: int, _folder: Path, barrier, results) -> None:
    """One of the two: both submit; then one accepts while the other returns; both take the notice back
    before it is decided on, and once it is handed in again, both approve it.
    """
    wake(environment)
    from django.utils import timezone  # noqa: PLC0415

    from jieyue.programme.publication import operations as publication  # noqa: PLC0415
    from jieyue.programme.publication.queries import notice  # noqa: PLC0415
    from jieyue.programme.reporting import operations as reporting  # noqa: PLC0415
    from jieyue.programme.reporting.queries import seen_to_decide  # noqa: PLC0415
    from jieyue.rules.period import Period  # noqa: PLC0415
    from jieyue.rules.person import Person, Post  # noqa: PLC0415
    from jieyue.rules.refusal import Refused  # noqa: PLC0415
    from jieyue.rules.roles import Role  # noqa: PLC0415

    def person(name: str) -> Person:
        return Person(f"{name} {side}", "a test", tuple(Post(role) for role in Role))

    def look(who: str) -> str:
        about = {"organisation": "A", "period": period, "person": person(who), "today": timezone.localdate()}
        return notice(**about).seen if who == "approver" else seen_to_decide(**about)

    def outcome(move, who: str, **more) -> str:
        try:
            seen = {"seen": look(who)} if move in (reporting.accept, publication.publish) else {}
            move(organisation="A", period=period, by=person(who), at=timezone.now(), **seen, **more)
        except Refused as refusal:
            return type(refusal).__name__
        return "done"

    def propose(side: int) -> None:
        if side == 0:
            publication.propose(organisation="A", period=period, by=person("clerk"), at=timezone.now())

    told = []
    for quarter in quarters():
        period = Period.parse(quarter)
        barrier.wait()
        submitted = outcome(reporting.submit, "clerk")
        barrier.wait()
        review = reporting.accept if side == 0 else reporting.return_
        reviewed = outcome(review, "reviewer", reason="核对")
        barrier.wait()
        propose(side)
        barrier.wait()
        taken_back = outcome(publication.withdraw, "clerk")
        barrier.wait()
        propose(side)
        barrier.wait()
        published = outcome(publication.publish, "approver")
        told.append((submitted, reviewed, taken_back, published))
    results.put((side, told))


def test_of_two_who_move_a_report_or_a_notice_at_once_one_is_told(tmp_path):
    (tmp_path / "organisations.csv").write_text(ORGANISATIONS)
    rows = [
        f"A,电,1,{year}-{month:02}-01,{year}-{month:02}-{calendar.monthrange(year, month)[1]},{100 + month},kWh"
        for year in range(FIRST_YEAR, FIRST_YEAR + ROUNDS // 4 + 1)
        for month in range(1, 13)
    ]
    header = "organisation,resource,account,start_date,end_date,quantity,unit"
    (tmp_path / "bills.csv").write_text("\n".join([header, *rows]) + "\n")
    with deployment(tmp_path / "home") as environment:
        for kind in ("organisations", "bills"):
            assert jieyue(environment, "import", kind, tmp_path / f"{kind}.csv").returncode == 0
        told = run_both(moves, environment, tmp_path)
        for turn in range(ROUNDS):
            for step in range(4):
                assert sorted(told[side][turn][step] for side in (0, 1)) == ["CannotMove", "done"], (turn, step)
        assert jieyue(environment, "audit", "verify").returncode == 0
