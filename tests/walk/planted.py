"""A county whose data bear marks, its neighbours, and everybody who may come by."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pypdf
from django.test import Client
from django.utils import timezone

from jieyue.programme.checking.queries import checks
from jieyue.programme.duties import operations as duties
from jieyue.programme.duties.handing_in import hand_in
from jieyue.programme.entry import jobs
from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.evaluation.filing import hand_in_drawn
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.evaluation.self_scoring import Said, score_items
from jieyue.programme.evidence import operations as evidence
from jieyue.programme.evidence.operations import Upload
from jieyue.programme.findings import operations as findings
from jieyue.programme.letters import operations as letters
from jieyue.programme.letters import pledging
from jieyue.programme.oversight import circulating, reminding, robots
from jieyue.programme.people import delegating, operations, renewing
from jieyue.programme.publication import operations as publication
from jieyue.programme.publication import public
from jieyue.programme.records.queries import last_seen
from jieyue.programme.reporting import many, opening
from jieyue.programme.reporting import operations as reporting
from jieyue.programme.rounds import drawing
from jieyue.programme.rounds import operations as rounds
from jieyue.programme.rounds.queries import unit_in_round
from jieyue.programme.supervision import planning
from jieyue.programme.tokens.operations import make_token
from jieyue.rules.findings import Origin
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.reminders import MessageState
from jieyue.rules.reporting import Opened
from jieyue.rules.robots import RobotKind
from jieyue.rules.roles import Role
from jieyue.rules.rounds import Outcome, Stage
from jieyue.store.duties.models import DaySet, Exemption, PlanInForce
from jieyue.store.findings.models import Finding
from jieyue.store.layouts.models import SheetLayout
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.letters.models import Letter
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.people.models import Appointment, Renewal, User
from jieyue.store.people.passwords import choose_password
from jieyue.store.people.people import person_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.models import LogEntry
from jieyue.store.records.writing import writing
from jieyue.store.registers.accounts.models import Account
from jieyue.store.reminders.models import Message, Reminder
from jieyue.store.reporting.models import Question
from jieyue.store.tokens.models import Token
from jieyue.web.ledgers.own import with_own_pages
from ledger_samples import sample_rows, samples
from reporting_desk import accept, publish
from walk.marks import ACCOUNT, AMOUNT, AREA, FILE, INVOICE, PERSON, PERSONS, PLACE, QUANTITY, REASON

UNIT, DEPARTMENT = "HUPO", "HUPO-1"
FOREIGN_UNIT = "XX"
KIND = "bills"
TABLE = Bill._meta.db_table
PLAN, ITEM = "sichuan-2020", "N20-2.1a"
PASSWORD = "Lan-Hua-Qi-8421"  # noqa: S105

TREE = f"""code | name | parent | level | category
P     | 某省            |      | 省   |
C1    | 甲县            | P    | 县   |
C2    | 乙县            | P    | 县   |
C3    | 丙县            | P    | 县   |
{UNIT}  | {PLACE}中学     | C3   | 单位 | 教育
{DEPARTMENT} | {PLACE}中学食堂 | {UNIT} | 部门 |
B     | 甲县财政局      | C1   | 单位 | 机关
XX    | 乙县医院        | C2   | 单位 | 卫生
W     | 丙县图书馆      | C3   | 单位 | 文化"""
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan | invoice_number"
BILLS = f"""{HEADER}
{UNIT} | 电 | {ACCOUNT}1 | 2025-01-01 | 2025-01-31 | {QUANTITY}.5 | kWh | {AMOUNT}.75 | {INVOICE}01
{UNIT} | 水 | {ACCOUNT}2 | 2025-01-01 | 2025-01-31 | {QUANTITY}.25 | m3 | {AMOUNT}.25 | {INVOICE}02
{UNIT} | 水 | {ACCOUNT}2 | 2025-09-01 | 2025-09-30 | 0.1 | m3 | 0.1 | {INVOICE}08
B  | 电 | 1002 | 2025-01-01 | 2025-01-31 | 400 | kWh | 280 | 25000004
XX | 电 | 9001 | 2025-01-01 | 2025-01-31 | 999 | kWh | 777 | 25000099
W  | 电 | 8001 | 2025-01-01 | 2025-01-31 | 500 | kWh | 300 | 25000088"""
NO_USE = f"""organisation | resource | account | start_date | end_date
{UNIT} | 电 | {ACCOUNT}1 | 2025-09-01 | 2025-09-30"""
PROFILES = f"""organisation | year | floor_area_m2 | persons
{UNIT} | 2025 | {AREA} | {PERSONS}"""

SHEET_HEADER = "机构编码,能源资源,户号,起,止,数量,单位,发票号码\n"
ROWS = {
    "clerk": f"{UNIT},电,{ACCOUNT}1,2025-02-01,2025-02-28,{QUANTITY},kWh,{INVOICE}03\n",
    "departed": f"{UNIT},电,{ACCOUNT}1,2025-03-01,2025-03-31,{QUANTITY},kWh,{INVOICE}04\n",
    "former": f"{UNIT},电,{ACCOUNT}1,2025-04-01,2025-04-30,{QUANTITY},kWh,{INVOICE}05\n",
}
"""What each brought in himself when he might, in a file and for a reason that are marks for the clerk alone."""
GOOD_ROW = f"{UNIT},电,{ACCOUNT}1,2025-05-01,2025-05-31,{QUANTITY},kWh,{INVOICE}06\n"
WRONG_ROW = f"{UNIT},电,{ACCOUNT}1,2025-06-01,2025-06-30,1.2万,kWh,{INVOICE}07\n"

PEOPLE = {
    "clerk": (f"{PERSON}", Role.CLERK, "C1"),
    "clerk_of_unit": ("刘洋", Role.CLERK, UNIT),
    "authority": ("李强", Role.AUTHORITY, "P"),
    "approver": ("冯静", Role.APPROVER, "C1"),
    "reader": ("孙丽", Role.READER, "C1"),
    "neighbour": ("赵敏", Role.CLERK, "C2"),
    "neighbour_authority": ("何平", Role.AUTHORITY, "C2"),
    "former": ("高山", Role.CLERK, "C3"),
    "departed": ("唐远", Role.CLERK, "C1"),
    "auditor": ("钱进", Role.AUDITOR, None),
    "security": ("周安", Role.SECURITY_ADMINISTRATOR, None),
    "system": ("吴系", Role.SYSTEM_ADMINISTRATOR, None),
    "security_of_county": ("许安", Role.LOCAL_SECURITY, "C1"),
}


OWN_SHEET = "2025年用水\n月份,户号,用水量,水费\n7月,123,456,20\n"
OWN_SHEETS = {"clerk": f"{PLACE}中学2025年用水\n月份,户号,用水量,水费\n7月,{ACCOUNT}1,{QUANTITY},20\n"}
"""Laid out as an office does it, and not as the template."""
CONFIRMED = f"{PLACE}中学2024年用水\n月份,{FILE},用水量（吨）\n7月,甲,{QUANTITY}\n"

WITH_TOKEN = (
    *("clerk", "authority", "reader", "neighbour", "neighbour_authority", "former", "departed"),
    "security_of_county",
)


@dataclass(frozen=True)
class Own:
    """What somebody has asked for himself: a file to decide upon, an entry, an export, a sheet to confirm."""

    waiting: UUID
    entry: int
    exported: UUID
    asking: UUID


@dataclass
class Planted:
    """Ids of what is there. `own` by username; `checking` is a job that a worker has still to look at,
    `rows` has a row of the unit's for every ledger, by its key, `loose_rows` one that no other refers to."""

    own: dict[str, Own]
    checking: UUID
    bill: int
    water_bill: int
    account: int
    no_use: int
    profile: int
    item: int
    loose_item: int
    delegation: int
    appointment: int
    clerk_appointment: int
    token: int
    day: date
    tokens: dict[str, str]
    notice: int
    objection: int
    renewal: int
    renewal_done: int
    paper: int
    drawn: int
    own_score: int
    batch: UUID
    question: int
    exemption: int
    day_set: int
    rows: dict[str, int]
    loose_rows: dict[str, int]
    finding: int
    checked: int
    mark: str
    layout: int
    explained: int
    letter: int
    letter_of_county: int
    secret: str
    round: int
    failed_round: int
    question_of_round: int
    inspections: int
    robot: int
    public: str
    circular: int

    def seen(self, model: type, id_: int) -> int:
        return last_seen(model, [id_])[id_]


def plant(house) -> Planted:
    house.have("organisations", TREE)
    house.have("bills", BILLS)
    house.have("no_use", NO_USE)
    house.have("profiles", PROFILES)
    rows = {key: _rows_of(key, house) for key in samples() if key not in with_own_pages()}
    checked = _found_by_a_check(house)
    _appoint_people(house.person)
    today, now = timezone.localdate(), timezone.now()
    tokens = {username: _token_of(username) for username in WITH_TOKEN}
    former = _own_of("former")
    move = f"code | name | parent | level | category | effective_on\n{UNIT} | {PLACE}中学 | C1 | 单位 | 教育 | {today}"
    house.have("organisations", move, reason=f"{REASON}划转", at=now)
    clerk, departed = _own_of("clerk"), _own_of("departed")
    large = "".join(f"{UNIT},水,{ACCOUNT}9{n},2025-05-01,2025-05-31,{QUANTITY},m3,{INVOICE}\n" for n in range(600))
    checking = _begin("clerk", SHEET_HEADER + large)
    bill, water = (Bill.objects.get(invoice_number=f"{INVOICE}0{n}").id for n in (1, 2))
    open_mark, *_, explained_mark = _marks_of_checks()  # two at least: one quantity again, and months without a bill
    programme = _carry_out_a_plan()  # before there is evidence that it would freeze
    item, loose = _hand_in(bill, water)
    delegation = _delegate("clerk", "authority")
    Appointment.objects.filter(user__username="departed").update(until=today)
    return Planted(
        own={"clerk": clerk, "former": former, "departed": departed},
        checking=checking,
        bill=bill,
        water_bill=water,
        account=Account.objects.get(number=f"{ACCOUNT}1").id,
        no_use=NoUse.objects.get().id,
        profile=Profile.objects.get(organisation__code=UNIT).id,
        item=item,
        loose_item=loose,
        delegation=delegation,
        appointment=Appointment.objects.get(user__username="clerk_of_unit").id,
        token=Token.objects.get(user__username="clerk").id,
        clerk_appointment=Appointment.objects.get(user__username="clerk").id,
        renewal=_ask_to_renew("security", by="auditor"),
        renewal_done=_renewed("new"),
        day=today,
        tokens=tokens,
        rows={key: min(ids) for key, ids in rows.items()},
        loose_rows={key: max(ids) for key, ids in rows.items()},
        finding=_raise_a_finding(),
        checked=checked,
        layout=_confirmed_layout(),
        mark=open_mark,
        explained=_explain(explained_mark),
        robot=_urge(),
        circular=_circulate(),
        public=public.open_page(organisation=UNIT, by=someone("approver"), at=timezone.now()),
        **programme,
    )


def _circulate() -> int:
    """The county's circular, which names the unit, with the day before as its day: today's is still to come."""
    about, by = {"organisation": "C1", "period": Period.parse("2025Q1")}, someone("authority")
    before = timezone.now() - timedelta(days=1)
    seen = circulating.draft(**about, person=by, today=timezone.localdate(before)).seen
    return circulating.issue(**about, seen=seen, words=REASON, by=by, at=before)


def _urge() -> int:
    """The unit was reminded; a robot of the county, by which a message did not go."""
    by, now, today = someone("authority"), timezone.now(), timezone.localdate()
    unit, county = (Organisation.objects.get(code=code) for code in (UNIT, "C1"))
    with writing(operation=reminding.PRESS, by=by, at=now) as change:
        about = {"period": "2025Q1", "overdue": 2, "made_by": by.username, "made_at": now}
        keep(change, Reminder(organisation=unit, day=today, **about))
    about = {
        "name": f"{PLACE}工作群",
        "kind": RobotKind.WECOM,
        "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K",
    }
    robot = robots.add_robot(organisation="C1", **about, by=by, at=now)
    told = {"subject": "催办", "text": "催办", "state": MessageState.FAILED, "next_at": now}
    Message.objects.create(robot_id=robot, place=county, day=today, **told)
    return robot


def _rows_of(key: str, house) -> list[int]:
    """Brought as the ledger's own sample."""
    return list(house.have(key, sample_rows(key, unit=UNIT)).records.values())


def _raise_a_finding() -> int:
    """By the authority, for whoever enters for the unit to answer."""
    about = {"origin": Origin.REVIEWER, "title": f"{REASON}空调", "says": f"{REASON}开窗", "day": date(2025, 7, 1)}
    due = timezone.localdate() + timedelta(days=9)
    given = {"organisation": UNIT, **about, "due_on": due}
    return findings.raise_finding(**given, by=someone("authority"), at=timezone.now())


def _found_by_a_check(house) -> int:
    """In a record of the unit's: a room that is cooled too far."""
    cool = {**sample_rows("temperature", unit=UNIT)[0], "measured_at": "2025-07-02 10:30", "celsius": "20"}
    house.have("temperature", [cool])
    return Finding.objects.get(rule="cooled_too_far").pk


def _confirmed_layout() -> int:
    """Of a sheet that the clerk has said to be understood."""
    by, now = someone("clerk"), timezone.now()
    asked = jobs.own_job(_begin("clerk", CONFIRMED), person=by)
    answers = {each["key"]: each["choices"][0] for each in asked.reading["shown"]["questions"]}
    jobs.confirm(asked.pk, by=by, at=now, answers=answers)
    return SheetLayout.objects.get().pk


def _marks_of_checks() -> list[str]:
    """Of what the data checks find at the unit."""
    found = checks(person=someone("clerk"), code=UNIT, period=Period.parse("2025"))
    return [each.mark for each in found if each.organisation == UNIT]


def _explain(mark: str) -> int:
    """By the clerk, for the authority to agree to."""
    about = {"organisation": UNIT, "year": 2025, "mark": mark}
    return findings.explain_check(**about, words=f"{REASON}值班", by=someone("clerk"), at=timezone.now())


def _carry_out_a_plan() -> dict[str, int]:
    """A plan in force, two quarters submitted and one accepted, a notice published and objected to, an item scored."""
    clerk, authority = someone("clerk"), someone("authority")
    _put_plans_in_force(authority)
    _submit_and_accept(clerk, authority)
    _open_and_exempt(authority)
    _ask_and_answer(clerk, authority)
    found = {**_publish_and_object(clerk), **_hand_in_papers(clerk), **_decide_duties(authority)}
    _enter_aims(clerk, authority)
    found |= _sign_with_each_other(clerk, authority)
    own = {"standard": NATIONAL, "organisation": UNIT, "year": 2025}
    said = [Said(ITEM, Decimal(1), f"{REASON}有文件")]
    found["own_score"] = score_items(**own, said=said, by=clerk, at=timezone.now())[ITEM]
    found["batch"] = many.begin(
        [many.Chosen(UNIT)], move="return", organisation="C1", period=Period.parse("2025Q4"), by=authority,
        at=timezone.now(), reason=f"{REASON}不符",
    )  # fmt: skip
    found["question"] = Question.objects.get(report__period="2025").pk
    return {**found, **_open_a_round(authority), **_plan_inspections(authority)}


def _put_plans_in_force(authority: Person) -> None:
    now = timezone.now()
    for plan in (PLAN, "agriculture-bureau"):
        duties.put_in_force(plan=plan, organisation="P", since=date(2025, 1, 1), by=authority, at=now)
    with writing(operation="set up", by=authority, at=now) as change:  # as if its files had been others then
        correct(change, PlanInForce.objects.get(plan="agriculture-bureau"), digest="0" * 64)


def _submit_and_accept(clerk: Person, authority: Person) -> None:
    now = timezone.now()
    for quarter in ("2025Q1", "2025Q2"):
        reporting.submit(organisation=UNIT, period=Period.parse(quarter), by=clerk, at=now, reason=f"{REASON}票据未齐")
    accept(organisation=UNIT, period=Period.parse("2025Q1"), by=authority, at=now)


def _publish_and_object(clerk: Person) -> dict[str, int]:
    now = timezone.now()
    about = {"organisation": UNIT, "period": Period.parse("2025Q1"), "at": now}
    publication.save_words(**about, by=clerk, reasons=f"{REASON}供暖延长")
    publication.propose(**about, by=clerk)
    publish(**about, by=someone("approver"))
    publication.propose(organisation=UNIT, period=Period.parse("2025Q2"), by=clerk, at=now)
    notice = Notice.objects.get(period="2025Q1").id
    objection = publication.raise_objection(notice=notice, text=f"{REASON}有疑问", by=someone("reader"), at=now)
    return {"notice": notice, "objection": objection}


def _hand_in_papers(clerk: Person) -> dict[str, int]:
    """One with its scan, one that was drawn here."""
    now, today = timezone.now(), timezone.localdate()
    paper = hand_in(organisation=UNIT, what="creation_plan", handed_in_on=today, title=f"{FILE}方案", by=clerk, at=now)
    scan = Upload(f"{FILE}3.pdf", io.BytesIO(marked_pdf().replace(INVOICE.encode(), f"{INVOICE[:-1]}4".encode())))
    evidence.attach([scan], table="duties_handedin", record_id=paper, fact_on=today, by=clerk, at=now)
    told = {"organisation": UNIT, "what": "analysis_report", "period": "2025", "title": f"{FILE}报告"}
    return {"paper": paper, "drawn": hand_in_drawn(**told, by=clerk, at=now)}


def _decide_duties(authority: Person) -> dict[str, int]:
    """Designated for a year, exempt from another's duty."""
    now = timezone.now()
    designated = {"organisation": UNIT, "year": 2024, "decided_on": date(2024, 3, 1), "document": f"{REASON}8号"}
    duties.designate(**designated, by=authority, at=now)
    lifted = {"plan": PLAN, "entry": "creation", "period": "2025", "organisation": UNIT}
    duties.exempt(**lifted, by=authority, at=now, reason=f"{REASON}合署办公")
    duties.set_day(plan="agriculture-bureau", entry="score-sheet", day=date(2024, 11, 30), organisation=UNIT,
                   by=authority, at=now)  # fmt: skip
    return {"exemption": Exemption.objects.get().id, "day_set": DaySet.objects.get().id}


def _enter_aims(clerk: Person, authority: Person) -> None:
    """And who works there."""
    proposed = {"organisation": UNIT, "year": "2025", "energy_per_m2_kgce": "25"}
    oneself = {"organisation": UNIT, "department": "办公室", "name": PERSON, "starts_on": "2020-01-01"}
    aimed = {"organisation": "C1", "year": "2025", "measure": "用电量", "form": "不超过", "value": "500"}
    aimed["origin"] = "上级下达"
    for kind, values, by in (
        ("targets", proposed, clerk),
        ("staff", oneself, clerk),
        ("savings_targets", aimed, authority),
    ):
        assert enter_rows(kind, [EnteredRow(row=1, values=values)], by=by, at=timezone.now()).taken


def _open_a_round(authority: Person) -> dict[str, int]:
    """Of the unit alone, led by the authority, who asks it something."""
    now, today = timezone.now(), timezone.localdate()
    days = {stage: today + timedelta(days=9 * n) for n, stage in enumerate(Stage, 1)}
    about = {"organisation": "C1", "name": f"{REASON}首轮", "year": 2025, "standard": NATIONAL, "units": [UNIT]}
    number = rounds.open_round(**about, days=days, by=authority, at=now)
    rounds.appoint_member(number=number, username="authority", is_leader=True, by=authority, at=now)
    draws_on = today + timedelta(days=3)
    drawing.announce_draw(number=number, size=1, seed_from=f"{REASON}开奖", draws_on=draws_on, by=authority, at=now)
    asked = {"number": number, "organisation": UNIT, "text": f"{REASON}文件在哪里"}
    question = rounds.ask(**asked, by=authority, at=now)
    return {"round": number, "question_of_round": question, "failed_round": _fail_in_a_round(authority)}


def _fail_in_a_round(authority: Person) -> int:
    """The unit, which has not handed in, in a round of an earlier year that was to be concluded in 2025."""
    now, today = timezone.now(), timezone.localdate()
    days = {stage: date(2025, 5 + n, 1) for n, stage in enumerate(Stage)}
    about = {"organisation": "C1", "name": f"{REASON}旧轮", "year": 2024, "standard": NATIONAL, "units": [UNIT]}
    number = rounds.open_round(**about, days=days, by=authority, at=now)
    rounds.appoint_member(number=number, username="authority", is_leader=True, by=authority, at=now)
    seen = unit_in_round(number=number, organisation=UNIT, person=authority, today=today).seen
    said = {"outcome": Outcome.FAILED, "reason": f"{REASON}逾期未报送", "seen": seen}
    rounds.conclude(number=number, organisation=UNIT, **said, by=authority, at=now)
    return number


def _plan_inspections(authority: Person) -> dict[str, int]:
    """An unannounced one of the unit, of which it is told nothing."""
    today = timezone.localdate()
    about = {"kind": "unannounced", "first_day": today, "last_day": today + timedelta(days=9), "items": ["food"]}
    wanted = planning.Wanted(name=f"{REASON}抽查", inspectors=f"{REASON}组", units=[UNIT], **about)
    return {"inspections": planning.plan(organisation="C1", wanted=wanted, by=authority, at=timezone.now())}


def _sign_with_each_other(clerk: Person, authority: Person) -> dict[str, object]:
    """Letters of responsibility to the county and the unit, and the link by which its people sign the pledge."""
    now, today = timezone.now(), timezone.localdate()
    letters.send(organisation="P", year=2025, below=["C1"], by=authority, at=now)
    letters.send(organisation="C1", year=2025, below=[UNIT], by=authority, at=now)
    last = today + timedelta(days=9)
    secret = pledging.open_pledge(organisation=UNIT, year=2025, last_day=last, by=clerk, at=now)
    numbers = dict(Letter.objects.values_list("organisation__code", "pk"))
    return {"letter": numbers[UNIT], "letter_of_county": numbers["C1"], "secret": secret}


def _open_and_exempt(authority: Person) -> None:
    """The last quarter of the year before, reported on days of the county's own; the one before, of which the unit is
    exempt.
    """
    now, days = timezone.now(), Opened(date(2025, 1, 1), date(2025, 1, 9), document=f"{REASON}〔2025〕1号")
    opening.open_period(organisation="C1", period=Period.parse("2024Q4"), opened=days, by=authority, at=now)
    periods = [Period.parse("2024Q3")]
    opening.exempt_from_reporting(
        organisations=[UNIT], periods=periods, by=authority, at=now, reason=f"{REASON}停用维修"
    )


def _ask_and_answer(clerk: Person, authority: Person) -> None:
    """The second quarter, returned with a question and submitted again; and the year, which lies with the unit."""
    about, now = {"organisation": UNIT, "period": Period.parse("2025Q2")}, timezone.now()
    reporting.return_(**about, reason=f"{REASON}为什么多", by=authority, at=now)
    (question,) = Question.objects.values_list("pk", flat=True)
    reporting.submit(**about, reason=f"{REASON}票据未齐", answers={question: f"{REASON}值班"}, by=clerk, at=now)
    about["period"] = Period.parse("2025")
    reporting.submit(**about, reason=f"{REASON}票据未齐", by=clerk, at=now)
    reporting.return_(**about, reason=f"{REASON}全年为什么多", by=authority, at=now)


def someone(username: str) -> Person:
    user = User.objects.get(username=username)
    return person_of(user, on=timezone.localdate(), login="10.0.0.9")


def client_of(username: str | None) -> Client:
    """A browser with a session of its own; of nobody's without a name."""
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username))
    return client


def _appoint_people(by: Person) -> None:
    changed = datetime(2024, 1, 1, tzinfo=UTC)
    with writing(operation="set up", by=by, at=timezone.now()) as change:
        for username, (name, role, code) in PEOPLE.items():
            # Nobody signs in with this, nor has to choose another first.
            user = User(username=username, name=name, password="!", password_changed_at=changed)  # noqa: S106
            keep(change, user)
            place = Organisation.objects.get(code=code) if code else None
            keep(change, Appointment(user=user, role=role, organisation=place, since=date(2024, 1, 1)))
        choose_password(change, User.objects.get(username="clerk"), PASSWORD)
        keep(change, User(username="new", name="林新", password="!", password_changed_at=changed))  # noqa: S106


def _own_of(username: str) -> Own:
    by, now = someone(username), timezone.now()
    done = _begin(username, SHEET_HEADER + ROWS[username])
    reason = REASON if username == "clerk" else "年中补报"
    entry = jobs.decide(done, by=by, at=now, accept_good=False, reason=reason).entry
    waiting = _begin(username, SHEET_HEADER + GOOD_ROW + WRONG_ROW)
    exported = jobs.begin_export(KIND, by=by, at=now).pk
    jobs.carry_on.func(str(exported))
    assert LogEntry.objects.get(seq=entry).by == username
    asking = _begin(username, OWN_SHEETS.get(username, OWN_SHEET))
    return Own(waiting, entry, exported, asking)


def _token_of(username: str) -> str:
    """For a program of his, good past midnight too. When it was last used is noted now and then; here never again."""
    number, secret = make_token(
        name=f"{REASON}系统" if username == "clerk" else "系统",
        last_day=timezone.localdate() + timedelta(days=1),
        may_enter=True,
        by=someone(username),
        at=timezone.now(),
    )
    Token.objects.filter(pk=number).update(last_used_at=timezone.now() + timedelta(days=1))
    return secret


def _begin(username: str, content: str) -> UUID:
    name = f"{FILE}.csv" if username == "clerk" else "自己的.csv"
    return jobs.begin_import(KIND, name, [content.encode()], by=someone(username), at=timezone.now()).pk


def marked_pdf() -> bytes:
    """A page without words whose title is a mark, in letters that any reader of bytes finds."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 300)
    writer.add_metadata({"/Title": f"{INVOICE}"})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def marked_file() -> io.BytesIO:
    made = io.BytesIO(marked_pdf())
    made.name = f"{FILE}.pdf"
    return made


def _hand_in(bill: int, water_bill: int) -> tuple[int, int]:
    """An item linked to a bill, and one that is linked to none."""
    about = {"fact_on": date(2025, 1, 31), "by": someone("clerk"), "at": timezone.now()}
    upload = Upload(f"{FILE}.pdf", marked_file())
    attached = evidence.attach((upload,), table=TABLE, record_id=bill, **about)
    second = io.BytesIO(marked_pdf().replace(INVOICE.encode(), f"{INVOICE[:-1]}3".encode()))
    loose = evidence.add(Upload(f"{FILE}2.pdf", second), organisation=UNIT, name=f"{FILE}材料", **about)
    return attached.items[0], loose


def _delegate(holder: str, to: str) -> int:
    today = timezone.localdate()
    own = Appointment.objects.get(user__username=holder).id
    days = {"since": today, "last_day": today + timedelta(days=3)}
    about = {"by": someone(holder), "at": timezone.now(), "reason": f"{REASON}出差"}
    return delegating.ask(appointment=own, to=to, **days, **about)


def _ask_to_renew(username: str, *, by: str) -> int:
    about = {"by": someone(by), "at": timezone.now(), "reason": "忘记口令"}
    renewing.ask(username=username, what="password", **about)
    return Renewal.objects.get(state="asked").id


def _renewed(username: str) -> int:
    about = {"by": someone("security"), "at": timezone.now(), "reason": "忘记口令"}
    operations.give_first_password(username=username, **about)
    return Renewal.objects.get(state="done").id


def secret_on(page: bytes) -> str:
    """The second factor's secret as its page writes it, in fours."""
    return re.search(r"([A-Z2-7]{4}(?: [A-Z2-7]{1,4}){3,})", page.decode())[1].replace(" ", "")
