"""Whether who takes waste away has a contract for it, and hazardous waste its receipt."""

from collections.abc import Iterator, Sequence

from jieyue.store.ledgers.waste.models import Collection
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.machine.words import WasteClass
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.waste_contracts.models import WasteContract

Found = Iterator[tuple[Collection, Odd]]


def receivers(collections: Sequence[Collection], _limits: Limits) -> Found:
    """A contract of the unit with the receiver, for the class, in force on the day (WA-1 of the evaluation rules)."""
    units = {each.point.organisation_id for each in collections}
    kept = WasteContract.objects.filter(organisation_id__in=any_of(units))
    contracts: dict[tuple, list] = {}
    for *key, starts_on, ends_on in kept.values_list(
        "organisation_id", "receiver", "waste_class", "starts_on", "ends_on"
    ):
        contracts.setdefault(tuple(key), []).append((starts_on, ends_on))
    for each in collections:
        spans = contracts.get((each.point.organisation_id, each.receiver, each.waste_class), [])
        if not any(starts <= each.collected_on <= ends for starts, ends in spans):
            zh = WasteClass(each.waste_class).label
            says = f"{each.collected_on} 收运{zh}的“{each.receiver}”没有在有效期内的收运合同。"
            do = "请在“垃圾收运合同”登记合同；合同已到期的，请续签或更换已备案的单位。"
            yield each, Odd("receiver_without_contract", "收运单位没有合同", says, do, "receiver", each.point.name)


def hazardous(collections: Sequence[Collection], _limits: Limits) -> Found:
    """有害垃圾单独收运: each has its own receipt (联单)."""
    for each in collections:
        if each.waste_class == WasteClass.HAZARDOUS and not each.receipt_number:
            says = f"{each.collected_on} {each.point.name}的有害垃圾没有联单号。"
            do = "请向收运单位索取联单，更正这一行填写联单号。"
            yield (
                each,
                Odd("hazardous_without_receipt", "有害垃圾没有联单", says, do, "receipt_number", each.point.name),
            )
