"""有效期: what a contract, a verification or a licence says of the day until which it holds."""

from datetime import date, timedelta

from jieyue.rules.values import Word


class Validity(Word):
    """How it stands with something that is valid until a day, the last one included."""

    VALID = "valid", "有效"
    SOON = "soon", "即将到期"
    PAST = "past", "已过期"


def validity(until: date | None, *, today: date, notice_days: int) -> Validity:
    """It runs out soon from so many days before on. What has no day is valid."""
    if until is None or until > today + timedelta(days=notice_days):
        return Validity.VALID
    return Validity.PAST if until < today else Validity.SOON


def told_about(*, today: date, notice_days: int) -> tuple[date, date]:
    """First and last of the days whose running out is told today: from so many days before until as many after."""
    notice = timedelta(days=notice_days)
    return today - notice, today + notice
