"""Bills as the API tells them."""

from jieyue.api.answers import step_as_json
from jieyue.programme.bills import queries
from jieyue.programme.bills.listing import Line
from jieyue.rules.person import Person


def as_bill(found: Line | queries.OneBill) -> dict[str, object]:
    plain = ("id", "account", "start", "end", "quantity", "unit", "amount_yuan", "invoice_number", "is_estimated")
    return {
        **{name: getattr(found, name) for name in plain},
        "organisation": found.organisation.code,
        "resource": found.resource.value,
        "use": found.use.value,
        "refund_of": found.refund_of,
    }


def as_bill_with_history(found: queries.OneBill, *, person: Person) -> dict[str, object]:
    steps = [step_as_json(step) for step in queries.steps(found, person=person)]
    told = {"seen": found.seen, "is_withdrawn": found.is_withdrawn, "may_correct": found.may_correct}
    return {**as_bill(found), **told, "history": steps}
