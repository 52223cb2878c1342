"""Nobody enters for another that he signed online. One that was signed by the wrong hand is withdrawn with a reason."""

from jieyue.rules.roles import Right
from jieyue.store.ledgers.pledges.models import ONLINE, Pledge
from jieyue.store.machine.settling import WITHDRAWN
from jieyue.store.orgs.reach import organisation_ids
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch

KEY = ("organisation", "year", "department", "name")


def refuse_online(batch: Batch) -> None:
    ids = organisation_ids(batch.column("organisation"), batch.by, Right.ENTER)
    rows = Pledge.objects.filter(organisation__in=any_of(ids.values()), way=ONLINE)
    online = {(unit, *key): day for unit, *key, day in rows.values_list("organisation_id", *KEY[1:], "signed_on")}
    columns = zip(*(batch.column(name) for name in (*KEY, "signed_on", "way", WITHDRAWN.key)), strict=True)
    for row, (code, year, department, name, day, way, mark) in zip(batch.rows, columns, strict=True):
        signed = online.get((ids.get(code), year, department, name))
        is_same = signed == day and way == ONLINE
        if row in batch.refused or mark or is_same or (way != ONLINE and signed is None):
            continue
        says = f"{name}已在网上签署，不能另行登记。" if signed else "“网上签署”只能由本人在网页上签。"
        do = "确实签错的，请先作废并写明原因。" if signed else "纸质签的请选“纸质签署”；网上签的请打开签署链接。"
        batch.refuse(row, "way", "signed_online", says=says, do=do)
