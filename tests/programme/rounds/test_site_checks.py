"""现场核验: what the team sees at a unit stands beside its items, once however often it is sent, and stays."""

from datetime import timedelta

import pytest

from evidence_desk import upload
from jieyue.programme.evidence import operations as evidence
from jieyue.programme.rounds import operations, visiting
from jieyue.programme.rounds.conflicts import OwnUnit
from jieyue.programme.rounds.queries import unit_in_round
from jieyue.programme.rounds.visiting import Looked
from jieyue.rules.refusal import Refused
from jieyue.rules.rounds import Outcome
from jieyue.store.evidence.models import Link
from jieyue.store.rounds.models import RoundUnit, SiteLook
from jieyue.store.snapshots.keeping import content_of
from review_desk import AT, TODAY, appoint, begin, open_desk, who

DUTY, POSTS = "N20-2.1a", "N20-2.1d"
LATER = AT.replace(month=5, day=31)


@pytest.fixture
def number(house) -> int:
    house.begun(open_desk)
    number = begin()
    appoint(number, "he", "ma")
    return number


def look(number: int, *looked: Looked, by: str = "he", unit: str = "A", place: str = "三楼", at=AT, **more) -> dict:
    about = {"number": number, "organisation": unit, "place": place, "looked_at": at, "looked": looked, **more}
    return visiting.look_on_site(**about, by=who(by), at=at)


def on_site(number: int, item: str, *, by: str = "gao") -> list:
    found = unit_in_round(number=number, organisation="A", person=who(by), today=TODAY)
    rows = {row.entry.item.key: row for _section, rows in found.sections for row in rows}
    return rows[item].on_site


def test_what_was_seen_stands_beside_its_item_with_who_when_and_where(number):
    look(number, Looked(DUTY, differs=True, text="没有文件"), Looked(POSTS))
    [seen] = on_site(number, DUTY)
    assert (seen.name, seen.at, seen.place, seen.differs, seen.text) == ("何静", AT, "三楼", True, "没有文件")
    assert [(each.differs, each.text) for each in on_site(number, POSTS)] == [(False, "")]
    assert on_site(number, DUTY, by="liu") == []  # the unit, before the conclusion


def test_the_same_sent_again_is_kept_once_and_other_words_correct_it(number):
    first = look(number, Looked(DUTY), Looked(POSTS))
    assert look(number, Looked(DUTY), Looked(POSTS)) == first
    look(number, Looked(DUTY, differs=True, text="没有文件"))
    assert SiteLook.objects.count() == 2
    assert on_site(number, DUTY)[0].differs
    look(number, Looked(DUTY), place="四楼")
    look(number, Looked(DUTY), by="gao")
    assert len(on_site(number, DUTY)) == 3


def test_a_photo_of_it_stays_and_the_unit_cannot_take_it_away(number):
    seen = Looked(DUTY, differs=True, text="没有文件")
    ids = look(number, seen, photos={DUTY: upload("现场.pdf")})
    assert look(number, seen, photos={DUTY: upload("现场.pdf")}) == ids, "what is sent again is there, and no fault"
    [item] = on_site(number, DUTY)[0].photos
    for act in (
        lambda: evidence.unlink(item, table=visiting.TABLE, record_id=ids[DUTY], by=who("liu"), at=AT, reason="删"),
        lambda: evidence.remove(item, by=who("liu"), at=AT, reason="删"),
    ):
        with pytest.raises(Refused):
            act()
    assert Link.objects.count() == 1
    with pytest.raises(Refused):
        look(number, seen, photos={DUTY: upload("别的.pdf", b"%PDF-1.4 other")}, by="liu")


def test_only_who_may_judge_the_unit_checks_it_and_says_when_where_and_what(number):
    with pytest.raises(OwnUnit):
        look(number, Looked(DUTY), by="ma", unit="B")
    with pytest.raises(operations.NotMember):
        look(number, Looked(DUTY), by="li")
    for wrong in (
        {"place": " "},
        {"looked_at": AT + timedelta(days=1)},
        {"looked_at": AT - timedelta(days=1)},
    ):
        with pytest.raises(operations.NotJudged):
            look(number, Looked(DUTY), **wrong)
    for each in (Looked(DUTY, differs=True), Looked("nothing")):
        with pytest.raises(operations.NotJudged):
            look(number, Looked(POSTS), each)
    assert not SiteLook.objects.exists()


def test_a_conclusion_rests_on_what_was_seen_and_keeps_it(number):
    def seen() -> str:
        found = unit_in_round(number=number, organisation="A", person=who("gao", LATER.date()), today=LATER.date())
        return found.seen

    about = {"number": number, "organisation": "A", "outcome": Outcome.FAILED, "reason": "逾期未报送"}
    before = seen()
    look(number, Looked(DUTY, differs=True, text="没有文件"))
    with pytest.raises(operations.Concluded):
        operations.conclude(**about, seen=before, by=who("gao", LATER.date()), at=LATER)
    operations.conclude(**about, seen=seen(), by=who("gao", LATER.date()), at=LATER)
    items = content_of(RoundUnit.objects.get(organisation__code="A").snapshot)["items"]
    [kept] = [each for each in items if each["item"] == DUTY]
    assert [each[2:] for each in kept["on_site"]] == [["三楼", True, "没有文件"]]
    assert len(on_site(number, DUTY, by="liu")) == 1
    with pytest.raises(operations.Concluded):
        look(number, Looked(POSTS))
