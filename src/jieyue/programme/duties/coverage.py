"""What carries out today what the plans order, sentence by sentence: as JSON, and as the page of the documentation."""

from collections.abc import Iterable
from typing import Any

from jieyue.rules.plan import Carried, Entry, Plan

HEAD = """# What carries out the plans today

Made by `jieyue plan --coverage`; a test compares it. *decided*: a rule of the system says met or not met, by what is
entered. *handed in and received*: a document is handed in, and received above where it goes there, or somebody
concludes. *kept*: it stands in a ledger or register, and the system does not judge it. *shown*: nothing to be done.
*waits*: for a row of the requirements. A sentence counts as the least carried of its entries.
"""

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


def as_markdown(plans: Iterable[Plan]) -> str:
    plans = sorted(plans, key=lambda plan: plan.key)
    table = ["| plan | sentences | " + " | ".join(WORDS.values()) + " | waits for |", "| --- " * (3 + len(WORDS)) + "|"]
    table += [_line(plan) for plan in plans]
    return "\n".join([HEAD, *table, "", *(line for plan in plans for line in _section(plan))])


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
