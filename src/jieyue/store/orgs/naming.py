"""Units that a sheet gives by name, for offices know their names and seldom their codes."""

from collections.abc import Iterable

from jieyue.files.cells import half_width
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import OrganisationVersion
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch

MOST_NAMED = 5


def codes_for_names(batch: Batch) -> None:
    """Put the codes in the place of names; a name that is nobody's, or several units', refuses its rows."""
    if "organisation" not in batch.sheet.by_name:
        return
    names = batch.column("organisation")
    codes = _codes({name for name in names if name is not None}, batch)
    for row, name in zip(batch.rows, names, strict=True):
        if name is not None and len(codes[name]) != 1:
            _refuse(batch, row, name, codes[name])
    batch.sheet.columns["organisation"] = [
        codes[name][0] if name is not None and len(codes[name]) == 1 else None for name in names
    ]


def _codes(names: Iterable[str], batch: Batch) -> dict[str, list[str]]:
    """By name, the codes of those within reach that bear it or have borne it."""
    wanted = {name: _plain(name) for name in names}
    versions = OrganisationVersion.objects.filter(name__in=any_of({*wanted, *wanted.values()}))
    found: dict[str, set[str]] = {}
    # Whoever may enter may also say what is aimed at; what he brings is held against his right to that kind later.
    mine = within(versions, batch.by, organisation="organisation", right=Right.AIM)
    for name, code in mine.values_list("name", "organisation__code"):
        found.setdefault(_plain(name), set()).add(code)
    return {name: sorted(found.get(plain, ())) for name, plain in wanted.items()}


def _plain(name: str) -> str:
    return "".join(half_width(name).split())


def _refuse(batch: Batch, row: int, name: str, codes: list[str]) -> None:
    if codes:
        listed_ = "、".join(codes[:MOST_NAMED]) + ("等" if len(codes) > MOST_NAMED else "")
        batch.refuse(
            row,
            "organisation",
            "name_of_several",
            says=f"叫“{name}”的机构有 {len(codes)} 家（{listed_}）。",
            do=f"请把这一列的列名改成“机构编码”，写要填报的那一家的编码（{listed_}）。",
        )
    else:
        batch.refuse(
            row,
            "organisation",
            "unknown_name",
            says=f"没有叫“{name}”的机构，或者不归您填报。",
            do="请核对名称，写登记的全称；或者把这一列的列名改成“机构编码”，写它的编码。",
        )
