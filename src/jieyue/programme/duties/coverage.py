"""What carries out today what the plans order, sentence by sentence: as JSON, and as the page of the documentation."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from jieyue.rules.plan import Carried, Entry, Plan
from jieyue.rules.scoring import Standard
from jieyue.rules.values import Certainty

HEAD = """# What carries out the plans today

Made by `jieyue plan --coverage`; a test compares it. *decided*: a rule of the system says met or not met, by what is
entered. *handed in and received*: a document is handed in, and received above where it goes there, or somebody
concludes. *kept*: it stands in a ledger or register, and the system does not judge it. *shown*: nothing to be done.
*waits*: for a row of the requirements. A sentence counts as the least carried of its entries.
"""

STANDARDS = """## Scoring standards

Of the points whose number is verified: how many belong to items that a rule of the system decides, from ledgers that
are there. The others are judged by people, or wait for a ledger. What a unit has not entered, or what is in doubt, is
open all the same.

| standard | items | decided by a rule | verified points | of these decided by a rule | verified items left to people |
| --- | ---: | ---: | ---: | ---: | --- |"""

WORDS = {
    Carried.DECIDED: "decided",
    Carried.HANDED_IN: "handed in and received",
    Carried.KEPT: "kept",
    Carried.SHOWN: "shown",
    Carried.WAITS: "waits",
}


def as_json(plan: Plan) -> dict[str, Any]:
    """As the contract has it: each sentence with its entries, and how many sentences are carried how."""
    sentences = [
        {"number": sentence.number, "entries": [_entry(entry) for entry in plan.of_sentence(sentence)]}
        for sentence in plan.sentences
    ]
    counts = {carried.value: count for carried, count in plan.counts().items()}
    return {"plan": plan.key, "sentences": sentences, "counts": counts}


def _entry(entry: Entry) -> dict[str, str]:
    return {"key": entry.key, "order": entry.order.value, "carried": entry.carried.value, "row": entry.row}


def as_markdown(plans: Iterable[Plan], standards: Iterable[Standard], *, sources: Collection[str]) -> str:
    """`sources` are what a standard may ask."""
    plans = sorted(plans, key=lambda plan: plan.key)
    table = ["| plan | sentences | " + " | ".join(WORDS.values()) + " | waits for |", "| --- " * (3 + len(WORDS)) + "|"]
    table += [_line(plan) for plan in plans]
    scored = [_of_standard(each, sources) for each in sorted(standards, key=lambda each: each.key)]
    sections = (line for plan in plans for line in _section(plan))
    told = [STANDARDS, *scored, ""] if scored else []
    return "\n".join([HEAD, *table, "", *told, *sections])


def _of_standard(standard: Standard, sources: Collection[str]) -> str:
    verified = [each for each in standard.items if each.points is not None and each.certainty is Certainty.VERIFIED]
    decided = [each for each in verified if each.is_decided_from(sources)]
    points, of_these = (f"{sum((each.points for each in some), Decimal(0)):f}" for some in (verified, decided))
    of_all = sum(1 for each in standard.items if each.is_decided_from(sources))
    left = ", ".join(each.number for each in verified if each not in decided)
    return f"| `{standard.key}` | {len(standard.items)} | {of_all} | {points} | {of_these} | {left or '—'} |"


def _line(plan: Plan) -> str:
    counts = " | ".join(str(count) for count in plan.counts().values())
    waiting = ", ".join(f"{row} ({count})" for row, count in plan.waiting().items())
    return f"| `{plan.key}` | {len(plan.sentences)} | {counts} | {waiting or '—'} |"


def _section(plan: Plan) -> list[str]:
    lines = [f"## `{plan.key}` {plan.title}", "", "| | sentence | entries |", "| --- | --- | --- |"]
    for sentence in plan.sentences:
        entries = "<br>".join(_told(entry) for entry in plan.of_sentence(sentence))
        lines.append(f"| {sentence.number} | {sentence.text} | {entries} |")
    return [*lines, ""]


def _told(entry: Entry) -> str:
    return f"{entry.what}: {WORDS[entry.carried]}" + (f" for {entry.row}" if entry.waits else "")
