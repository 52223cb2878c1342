"""A quarter of many units, from the first page to the lock: how often a reviewer clicks and presses.

Short with 14 units of which 3 are troubled, in a soak with 300 and 40; what it takes goes by the troubled alone.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from jieyue.programme.reporting import many
from jieyue.programme.reporting.operations import submit
from jieyue.programme.reporting.queries import latest_period
from jieyue.rules.findings import FindingState
from jieyue.rules.reporting import ReportState
from jieyue.store.findings.models import Finding
from jieyue.store.reporting.models import Batch, Question, Report
from offices import open_office, person_named
from soaking import rounds

UNITS, TROUBLED = rounds(short=14, long=300), rounds(short=3, long=40)
EXPLAINED_AT_ONCE = 4
"""Of so many troubled ones one is accepted as it is; the others are returned, and come back with an answer."""
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"
TODAY = timezone.localdate()
PERIOD = latest_period(TODAY)
CODES = [f"U{n:03}" for n in range(UNITS)]


@dataclass
class Hand:
    """Somebody with a browser, whose clicks and presses are counted."""

    client: Client
    count: int = 0
    address: str = ""
    page: html.HtmlElement = field(default=None, repr=False)

    def open(self, address: str) -> None:
        self.count += 1
        self._shown(self.client.get(address, follow=True), address)

    def click(self, words: str) -> None:
        (link, *_) = (each for each in self.page.iter("a") if words in each.text_content())
        self.open(link.get("href"))

    def press(self, words: str) -> None:
        """A button, with its form as it stands."""
        self.count += 1
        button = next(each for each in self.page.iter("button") if each.text_content().strip().startswith(words))
        form = next(button.iterancestors("form"))
        sent: dict[str, list[str]] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        if button.get("name"):
            sent[button.get("name")] = [button.get("value")]
        self._shown(self.client.post(form.get("action"), sent, follow=True), form.get("action"))

    def _shown(self, answer, address: str) -> None:
        assert answer.status_code == 200, answer.content.decode()[-2000:]
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        self.page = html.fromstring(answer.content.decode())


@pytest.fixture
def office(house):
    return house.begun(with_many_submitted, under=str(UNITS))


def with_many_submitted(house):
    """Whoever is troubled has used the same in each month."""
    office = open_office(house)
    tree = "\n".join(f"{code} | 单位{code} | C1 | 单位 | 机关" for code in CODES)
    house.have("organisations", f"code | name | parent | level | category\n{tree}")
    house.have("bills", "\n".join([HEADER, *(row for n, code in enumerate(CODES) for row in bills(n, code))]))
    for code in CODES:
        submit(organisation=code, period=PERIOD, by=clerk(), at=timezone.now())
    return office


def bills(n: int, code: str):
    changes = (0, 0, 0) if n < TROUBLED else (0, 31, -17)
    for month, change in zip(PERIOD.each_month(), changes, strict=True):
        last = month.replace(day=monthrange(month.year, month.month)[1])
        used = 1000 + 37 * n % 400 + change
        yield f"{code} | 电 | {code}-1 | {month} | {last} | {used} | kWh | {used * 6 / 10}"


def clerk():
    return person_named("wang", on=TODAY)


def work() -> None:
    """As a worker does."""
    many.carry_on.func(str(Batch.objects.latest("asked_at").pk))


def answer_all() -> None:
    """What the units do meanwhile."""
    for report in Report.objects.filter(state=ReportState.RETURNED):
        answers = dict.fromkeys(report.questions.values_list("id", flat=True), "值班用电，各月相同")
        about = {"organisation": report.organisation.code, "period": PERIOD, "by": clerk()}
        submit(**about, answers=answers, at=timezone.now() + timedelta(seconds=1))


def test_a_quarter_takes_as_many_presses_as_there_are_troubled_units_and_returned_ones_and_seven(office):
    reviewer = Hand(office.as_("li"))
    reviewer.open("/")
    reviewer.click("打开审核清单")
    reviewer.press(f"验收没有可疑数据、票据齐全的 {UNITS - TROUBLED} 家")
    work()
    reviewer.click("逐个审核其余的")
    returned = one_after_the_other(reviewer)
    assert Report.objects.filter(state=ReportState.ACCEPTED).count() == UNITS - returned
    answer_all()
    reviewer.open("/")
    reviewer.click("逐个审核")
    for _ in range(returned):
        reviewer.press("验收")
    reviewer.press(f"锁定本期已验收的 {UNITS} 家")
    work()
    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.LOCKED}
    assert Report.objects.count() == UNITS
    assert set(Finding.objects.values_list("state", flat=True)) == {FindingState.CLOSED}
    assert reviewer.count == TROUBLED + returned + 7


def one_after_the_other(reviewer: Hand) -> int:
    """Each troubled one once, without coming back to the list in between; gives how many are returned."""
    seen, returned = [], 0
    for n in range(TROUBLED):
        seen.append(reviewer.address)
        is_returned = n % EXPLAINED_AT_ONCE != 0
        returned += is_returned
        reviewer.press("退回，请单位逐条说明可疑数据" if is_returned else "验收")
    assert len(set(seen)) == TROUBLED
    assert reviewer.address.startswith("/reporting/desk/")
    assert Question.objects.filter(answer="").count() >= returned
    return returned
