"""创建工作机构和责任人名单: groups with their duties and members, and who answers for what, as a notice is issued."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jieyue.documents.catalogue import Document, Drawn
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, words
from jieyue.documents.paper.making import made_of
from jieyue.documents.paper.model import Paper, Row
from jieyue.programme.ledgers.group_papers import group_content, periods_with_somebody
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.person import Person

MEMBERS, POSTS, EACH_GROUP = "成员表", "责任人表", "逐机构"
COLUMNS = {MEMBERS: ("role", "member", "title", "duties"), POSTS: ("post", "department", "holder", "title")}


def asked(*, organisation: str, period: Period, person: Person, today: date) -> Drawn:
    return Drawn(group_content(organisation=organisation, period=period, person=person, today=today))


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    told = Told(
        {"单位名称": content["name"], "落款日期": day(content["on"])},
        groups={EACH_GROUP: [_group(each) for each in content["groups"]]},
        tables={name: [_row(each, keys) for each in content[name_of]] for name, name_of, keys in _tables()},
    )
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _tables() -> list[tuple[str, str, tuple[str, ...]]]:
    return [(MEMBERS, "members", COLUMNS[MEMBERS]), (POSTS, "posts", COLUMNS[POSTS])]


def _group(each: Mapping[str, str]) -> dict[str, str]:
    return {"机构": each["name"], "机构种类": each["kind"], "处室": each["department"], "职责": each["duties"]}


def _row(each: Mapping[str, Any], keys: tuple[str, ...]) -> Row:
    return Row({key: words(each[key]) for key in keys})


DOCUMENT = Document(
    "work-group-list", "创建工作机构和责任人名单", asked, made_of(printed), printed, (12,), there=periods_with_somebody
)
