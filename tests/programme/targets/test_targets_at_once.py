"""Two processes that split, adjust, send and sign the same thing at the same moment: one does, the other is told."""

from pathlib import Path

import pytest

from store.records.deployment import deployment, jieyue, run_both, set_up, wake

pytestmark = pytest.mark.both_databases
YEAR = 2026
STEPS = {
    "split": "PartsMoved",
    "adjust": "PartsMoved",
    "send": "NotSent",
    "sign": "CannotMove",
    "open": "NotOpened",
    "pledge": "SignedAlready",
}
"""What both do at the same moment, and how the second is told."""
FILES = {
    "organisations": "code,name,parent,level\nC,某县,,county\nA,甲局,C,unit\nB,乙局,C,unit\n",
    "staff": "organisation,department,name,starts_on\nA,办公室,王晓明,2020-01-01\n",
    "savings_targets": f"organisation,year,measure,form,value,origin\nC,{YEAR},用电量,下降,2,上级下达\n",
}


def moves(environment: dict[str, str], side: int, _folder: Path, barrier, results) -> None:
    wake(environment)
    from datetime import timedelta  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from jieyue.programme.letters import operations as letters  # noqa: PLC0415
    from jieyue.programme.letters import pledging  # noqa: PLC0415
    from jieyue.programme.targets import operations as targets  # noqa: PLC0415
    from jieyue.programme.targets.queries import split_of  # noqa: PLC0415
    from jieyue.rules.person import Person, Post  # noqa: PLC0415
    from jieyue.rules.refusal import Refused  # noqa: PLC0415
    from jieyue.rules.roles import Role  # noqa: PLC0415
    from jieyue.store.letters.models import Letter, PledgeLink  # noqa: PLC0415
    from jieyue.store.orgs.models import Placement  # noqa: PLC0415

    now, today = timezone.now(), timezone.localdate()
    above = Person(f"authority {side}", "a test", tuple(Post(role) for role in Role))
    unit = Placement.objects.get(organisation__code="A")
    leader = Person(f"leader {side}", "a test", (Post(Role.APPROVER, unit.path),), on=today)

    def at_once(move, **about) -> str:
        """Both have looked before either moves."""
        barrier.wait()
        try:
            move(**about)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            barrier.wait()
        return "done"

    def seen() -> str:
        return split_of(**whole, person=above, today=today).seen

    whole = {"organisation": "C", "year": YEAR, "measure": "electricity"}
    by = {"by": above, "at": now}
    other = {"below": "A", "value": Decimal(3), "because": "扩建"}
    last = today + timedelta(days=5)
    told = [at_once(targets.split, **whole, seen=seen(), **by)]
    told.append(at_once(targets.adjust, **whole, **other, seen=seen(), **by))
    told.append(at_once(letters.send, organisation="C", year=YEAR, **by))
    letter = Letter.objects.get(organisation__code="A").pk
    told.append(at_once(letters.sign, letter=letter, by=leader, at=now))
    told.append(at_once(pledging.open_pledge, organisation="A", year=YEAR, last_day=last, **by))
    own = {"department": "办公室", "name": "王晓明", "at": now, "address": "10.0.0.1"}
    secret = PledgeLink.objects.get().secret
    told.append(at_once(pledging.sign_by_link, secret=secret, **own))
    results.put((side, told))


def test_of_two_at_once_one_does_it_and_the_other_is_told(tmp_path: Path):
    with deployment(tmp_path / "home", begun_by=set_up) as environment:
        for kind, text in FILES.items():
            (tmp_path / f"{kind}.csv").write_text(text, "utf-8")
            assert jieyue(environment, "import", kind, tmp_path / f"{kind}.csv").returncode == 0
        both = run_both(moves, environment, tmp_path)
        told = list(zip(both[0], both[1], strict=True))
        assert [sorted(each) for each in told] == [sorted(("done", second)) for second in STEPS.values()]
        assert jieyue(environment, "audit", "verify").returncode == 0
