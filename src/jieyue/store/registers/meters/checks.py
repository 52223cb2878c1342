"""Whether a meter that was replaced has been taken out with what it showed last, and a source names an account."""

from collections.abc import Iterator, Sequence

from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.naming import accounts_named, label
from jieyue.store.registers.meters.models import Meter


def replacements(meters: Sequence[Meter], _limits: Limits) -> Iterator[tuple[Meter, Odd]]:
    """Between the old meter's last reading and the new one's first nothing is measured."""
    kept = Meter.objects.filter(pk__in=any_of(each.replaces_id for each in meters if each.replaces_id))
    old = {each.pk: each for each in kept}
    for meter in meters:
        replaced = old.get(meter.replaces_id)
        if replaced is None:
            continue
        if replaced.removed_on is None or replaced.last_shown is None or meter.first_shown is None:
            says = f"表 {meter.number} 替换 {replaced.number}，换表时的示数没有填全，换表前后的用量算不全。"
            do = f"请更正 {replaced.number} 填“停用日期”“停用时示数”，本表填“启用日期”“启用时示数”。"
            yield meter, Odd("replaced_without_last_value", "换表时的示数不全", says, do, "replaces", meter.place)
        elif meter.installed_on and meter.installed_on < replaced.removed_on:
            old_says = f"被替换的 {replaced.number} 到 {replaced.removed_on} 才停用"
            says = f"表 {meter.number} 自 {meter.installed_on} 启用，{old_says}。"
            do = "请核对两个日期，否则同一段时间的用量会算两次。"
            yield meter, Odd("replaced_while_running", "新旧表同时在用", says, do, "installed_on", meter.place)


def accounts(meters: Sequence[Meter], _limits: Limits) -> Iterator[tuple[Meter, Odd]]:
    """What is counted without an account is owed by nobody: nobody would notice where it stops."""
    sources = [each for each in meters if each.is_source]
    known = accounts_named({each.account_key for each in sources}) if sources else {}
    for meter in sources:
        if meter.account_key not in known:
            says = f"表 {meter.number} 按抄表计入统计，但{label(meter.account_key)}没有登记。"
            do = "请核对“户号”和“用途”；没有户号的单位，请先导入“户号”登记一户，户号可以留空。"
            yield meter, Odd("source_without_account", "计入统计的表没有户号", says, do, "account", meter.place)
