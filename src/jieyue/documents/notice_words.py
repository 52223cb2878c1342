"""What every notice has: what was written to it, the days on which it is shown, and which one it corrects."""

from collections.abc import Mapping
from typing import Any

from jieyue.documents.paper.figures import day

WRITTEN = {
    "公示地点": "place",
    "监督电话": "telephone",
    "更正内容": "correction",
    "制表人": "drafted_by",
    "审核人": "approved_by",
}
DAYS = {"公示起": "shown_from", "公示止": "shown_until", "落款日期": "shown_from"}


def words_of(content: Mapping[str, Any], also: Mapping[str, str], *, is_draft: bool) -> dict[str, str]:
    """By the names of layouts. `also` are the words of this kind of notice, by name their key in the content. A draft
    has no days.
    """
    written = {**WRITTEN, **also}
    return {
        **{name: str(content.get(key) or "").strip() for name, key in written.items()},
        **{name: "" if is_draft else day(content.get(key)) for name, key in DAYS.items()},
        "被更正的号": str(int(content["number"]) - 1) if content.get("correction") else "",
    }
