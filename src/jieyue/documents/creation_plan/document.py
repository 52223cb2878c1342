"""创建行动计划: the tasks of each year for the level itself and those below it, and the money, as it is handed in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.creation_plan.printed_rows import task_rows
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, money, words
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Paper, Row
from jieyue.programme.ledgers.creation_papers import creation_content, periods_with_tasks
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person

TASKS, MONEY, EACH_YEAR = "任务表", "经费表", "逐年目标"
MONEY_COLUMNS = ("asked_yuan", "granted_yuan", "spent_yuan")


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    return Drawn(creation_content(organisation=organisation, period=period, person=person, today=today))


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    years = f"{content['first']}" if content["first"] == content["last"] else f"{content['first']}至{content['last']}"
    own = [each for each in content["own"] if each["yearly_target"]]
    told = Told(
        {"单位名称": content["name"], "年度": years, "落款日期": day(content["on"])},
        groups={
            EACH_YEAR: [
                {"实施年度": str(each["year"]), "年度节约目标": each["yearly_target"], "实施方案": each["title"]}
                for each in own
            ]
        },
        tables={
            TASKS: task_rows(content["tasks"]),
            MONEY: [_money(each) for each in content["money"]],
        },
    )
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _money(each: Mapping[str, Any]) -> Row:
    said = {key: money(each[key]) if each[key] is not None else words("") for key in MONEY_COLUMNS}
    return Row({"year": words(str(each["year"])), **said})


DOCUMENT = Document(
    "creation-plan",
    "节约型机关创建行动计划",
    asked,
    made_of(printed),
    printed,
    (12,),
    is_for_places=True,
    handed_in_as="creation_plan",
    there=periods_with_tasks,
)
