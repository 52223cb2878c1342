"""What of a standard's sheet cannot be understood: a number that no address can hold, a rule that there is not."""

import re
from collections.abc import Mapping, Sequence

from jieyue.rules.scoring import Item
from jieyue.store.machine.settling import Coming
from jieyue.store.policies import policy
from jieyue.store.records.kinds import Batch

BY_HAND = ("", "人工", "人评", "人工评判")
NUMBER = re.compile(r"[0-9A-Za-z]+([.\-][0-9A-Za-z]+)*")


def known_rules() -> Mapping[str, Item]:
    """Items whose rules can be named: those of the product's standards by key, and the first's by number alone."""
    standards = policy().standards.values()
    items = {item.key: item for standard in standards for item in standard.items if item.rule.kind != "manual"}
    first = next(each for each in standards if each.key == "national-2020")
    return {item.number: item for item in first.items if item.key in items} | items


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    rules = known_rules()
    for each in coming:
        number, named = str(each.values["number"]), str(each.values["decided_as"])
        if not NUMBER.fullmatch(number):
            says = f"条目编号“{number}”只能用数字、字母、“.”和“-”。"
            batch.refuse(each.row, "number", "not_a_number", says=says, do="请改写，如 2.2.1、3-1。")
        elif named not in BY_HAND and named not in rules:
            says = f"没有看懂判定方式“{named}”。"
            do = f"由人评判的请写“人工”；系统能判定的可写国家标准的编号：{'、'.join(_numbers(rules))}。"
            batch.refuse(each.row, "decided_as", "unknown_rule", says=says, do=do)


def _numbers(rules: Mapping[str, Item]) -> list[str]:
    return [name for name in rules if name[0].isdigit()]
