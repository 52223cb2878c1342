"""现场核验: what the team sees of a unit's items on the spot, with photo, place and time, beside the file review."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from jieyue.programme.evidence.together import Proof, Upload, together
from jieyue.programme.rounds.operations import MOST_WORDS, NotJudged
from jieyue.programme.rounds.reaching import unit_to_judge
from jieyue.rules.person import Person
from jieyue.store.evidence.keeping import cite
from jieyue.store.evidence.models import Link
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.rounds.models import SiteLook
from jieyue.store.rounds.standards import standard_of_round

TABLE = SiteLook._meta.db_table


@dataclass(frozen=True)
class Looked:
    """An item by its key: whether what is there `differs` from what the papers say, and what was seen."""

    item: str
    differs: bool = False
    text: str = ""


def look_on_site(
    *,
    number: int,
    organisation: str,
    place: str,
    looked_at: datetime,
    looked: Sequence[Looked],
    photos: Mapping[str, Upload] | None = None,
    by: Person,
    at: datetime,
) -> Mapping[str, int]:
    """Of a member who may judge the unit, all items or none, with the photos of items; gives what was kept by item.

    What is sent again is told by item, moment and place, and changes what was said and nothing else. Raises NotJudged,
    NotMember, OwnUnit, Concluded, RoundUnknown, FilesRefused.
    """
    place, looked_at = " ".join(place.split())[:60], looked_at.replace(second=0, microsecond=0)
    if not place:
        raise NotJudged("请填写地点。", do="写明处室、房间或楼层。", where="place")
    if timezone.localdate(looked_at) > timezone.localdate(at):
        raise NotJudged("核验时间还没有到。", do="请核对手机的日期和时间。", where="looked_at")
    photos = photos or {}
    unit = unit_to_judge(number, organisation, by).organisation_id
    with together(list(photos.values()), organisation=unit, by=by, at=at) as proof:
        found = _looked_at(number, organisation, looked_at, place, looked, by=by, at=at)
        for item, photo in photos.items():
            _hang(proof, photo, found[item])
    return found


def _looked_at(
    number: int, organisation: str, looked_at: datetime, place: str, looked: Sequence[Looked], *, by: Person,
    at: datetime,
) -> Mapping[str, int]:  # fmt: skip
    """By item, what was kept of it."""
    with writing(operation="round site", by=by, at=at) as change:
        unit = unit_to_judge(number, organisation, by)
        if looked_at < unit.round.opened_at.replace(second=0, microsecond=0):
            raise NotJudged("核验时间早于这一轮评价开展的时间。", do="请核对日期和时间。", where="looked_at")
        standard = standard_of_round(unit.round)
        for each in looked:
            if standard.item(each.item) is None:
                raise NotJudged("标准中没有这一项。", do="请从列表中选择。")
            if each.differs and not each.text.strip():
                raise NotJudged("与材料不符的，请写明看到了什么。", do="写明现场的情况。", where=f"on-{each.item}_text")
        mine = SiteLook.objects.filter(unit=unit, reviewer=by.username, place=place)
        before = {each.item: each for each in mine if each.looked_at == looked_at}
        found = {}
        for each in looked:
            said = {"differs": each.differs, "text": each.text.strip()[:MOST_WORDS]}
            if (kept := before.get(each.item)) is not None:
                correct(change, kept, **said)
                found[each.item] = kept.pk
            else:
                where = {"reviewer": by.username, "looked_at": looked_at, "place": place}
                found[each.item] = keep(change, SiteLook(unit=unit, item=each.item, **where, **said))
        return found


def _hang(proof: Proof, photo: Upload, look: int) -> None:
    """A photo of what was seen, which then stays: nobody takes it away. One that is there already was sent again, and
    that is no fault.
    """
    if proof.hang([photo], table=TABLE, record=look, fact_on=timezone.localdate(proof.at), again=True):
        with writing(operation="round site photo", by=proof.by, at=proof.at) as change:
            cite(change, records=[(TABLE, look)], citing=(TABLE, look), cited_by="现场核验")


def photos_of(looks: Iterable[int]) -> Mapping[int, Mapping[int, str]]:
    """By look, the items of its evidence by name."""
    found: dict[int, dict[int, str]] = {}
    rows = Link.objects.filter(table=TABLE, record_id__in=any_of(looks)).order_by("pk")
    for look, item, name in rows.values_list("record_id", "item_id", "item__name"):
        found.setdefault(look, {})[item] = name
    return found
