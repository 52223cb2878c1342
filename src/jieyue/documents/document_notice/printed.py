"""The notice of a document that was decided, as a paper: its title, its receipt, and the tasks or the organs that it
lists, where it does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from jieyue.documents.creation_plan.printed_rows import task_rows
from jieyue.documents.notice_words import words_of
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import day, words
from jieyue.documents.paper.model import Paper, Row
from jieyue.rules.paper_layout import from_plain

TASKS, LIST = "任务表", "名单"
WRITTEN = {
    "单位名称": "name",
    "公示事项": "kind",
    "材料名称": "title",
    "报送给": "to",
    "接收编号": "receipt",
    "说明": "reasons",
}


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    """`content` is what was decided, the words and the layout."""
    fields = {
        **words_of(content, WRITTEN, is_draft=is_draft),
        "报送日期": day(content["handed_in_on"]),
        "机关数": str(len(content["list"])) if content.get("list") else "",
    }
    told = Told(fields, tables={TASKS: task_rows(content["tasks"]), LIST: _list(content.get("list", ()))})
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _list(names: Sequence[str]) -> list[Row]:
    return [Row({"number": words(str(nth)), "name": words(name)}) for nth, name in enumerate(names, 1)]
