"""What is answered of an account that has no bill of a month: nothing was used, or it is closed since a day."""

from datetime import date, datetime

from jieyue.programme.bills.notes import Unused, unused
from jieyue.programme.entry.operations import EnteredRow, ImportReport, enter_rows
from jieyue.programme.organisations.queries import account_as_entered, accounts
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed, NotThere


def say_unused(account: int, month: date, *, by: Person, at: datetime) -> ImportReport:
    """Of the days of the month that nothing else speaks of. Raises NotThere, NotAllowed."""
    found = _to_enter(account, month, by)
    days = {"start_date": f"{found.first}", "end_date": f"{found.last}"}
    return enter_rows("no_use", [EnteredRow(1, {**found.account_as_entered(), **days})], by=by, at=at)


def take_back_unused(account: int, month: date, note: int, *, by: Person, at: datetime, reason: str) -> ImportReport:
    """Something was used after all. Raises NotThere, NotAllowed."""
    found = _to_enter(account, month, by)
    kept = next((each for each in found.notes if each.id == note), None)
    if kept is None:
        raise NotThere("没有这条“本月未使用”的登记，可能已经撤去。", do="请刷新页面后再看。")
    days = {"start_date": f"{kept.first}", "end_date": f"{kept.last}", "withdrawn": "是"}
    row = EnteredRow(1, {**found.account_as_entered(), **days})
    return enter_rows("no_use", [row], by=by, at=at, reason=reason.strip())


def say_closed(account: int, month: date, *, since: str, by: Person, at: datetime) -> ImportReport:
    """From the day on the account is no longer used. Raises NotThere, NotAllowed."""
    found = _to_enter(account, month, by)
    kept = next((each for each in accounts(found.organisation.code, person=by) if each.id == account), None)
    if kept is None:
        raise NotThere("没有这个户号，或者不在您的管辖范围内。", do="请从月表中打开。")
    values = {"organisation": found.organisation.code, **account_as_entered(kept), "closed_on": since}
    reason = f"自 {since} 起不再使用"
    return enter_rows("accounts", [EnteredRow(1, values, kept.id, kept.seen)], by=by, at=at, reason=reason)


def _to_enter(account: int, month: date, by: Person) -> Unused:
    found = unused(account, month, person=by)
    if not found.may_enter:
        raise NotAllowed("这个户号不归您填报。", do="请联系该机构的统计员。")
    return found
