"""节约型机关的建成 as files: `recognition/*.toml`. A deployment's own file takes the place of ours."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import Day, Key, Number, OfLevel, Sourced, Text, as_word
from jieyue.rules.ledger_policy import LedgerPolicy
from jieyue.rules.recognition import Choosing, Exclusion, Goal, Recognition, Score

FOLDER = "recognition"
TITLES, MERITS = "titles", "merit_kinds"
Percent = Annotated[Number, Field(gt=0, le=100)]


class GoalShape(Sourced):
    key: Key
    what: Text
    levels: tuple[OfLevel, ...] = Field(min_length=1)
    value: Percent
    by: Day
    note: Text = ""


class ChoosingShape(Sourced):
    score: Annotated[Score, as_word(Score)]
    least_percent: Percent
    most_percent: Percent | None = None
    most_count: Annotated[int, Field(ge=1, strict=True)] | None = None
    excluded: tuple[Annotated[Exclusion, as_word(Exclusion)], ...] = ()
    criticised_by: frozenset[Key] = frozenset()
    criticised_months: Annotated[int, Field(ge=1, le=60, strict=True)] = 12
    note: Text = ""


class RecognitionShape(Sourced):
    kind: Literal["recognition"]
    title: Key
    advanced: Key
    other_standards: tuple[Key, ...] = ()
    goals: tuple[GoalShape, ...] = ()
    choosing: ChoosingShape
    note: Text = ""


Files = Sequence[tuple[Document, RecognitionShape]]


def recognition_of(files: Files) -> Recognition:
    """As the last file says."""
    shape = files[-1][1]
    choosing = {**dict(shape.choosing), "source": shape.choosing.source.as_source()}
    return Recognition(
        title=shape.title,
        advanced=shape.advanced,
        other_standards=frozenset(shape.other_standards),
        goals=tuple(_goal(each) for each in shape.goals),
        choosing=Choosing(**choosing),
        source=shape.source.as_source(),
        certainty=shape.certainty,
        note=shape.note,
    )


def _goal(shape: GoalShape) -> Goal:
    told = {name: value for name, value in shape if name != "source"}
    return Goal(**told, document=f"《{shape.source.document}》")


def recognition_faults(files: Files, ledgers: LedgerPolicy, standards: Mapping[str, object]) -> Iterator[PolicyFault]:
    """A title or a standard that there is not, a goal named twice."""
    titles = {word.key for word in ledgers.words.get(TITLES, ())}
    for document, shape in files:
        for name in ("title", "advanced"):
            if (key := getattr(shape, name)) not in titles:
                yield document.fault((name,), f"不认识称号“{key}”。", f"可用：{'、'.join(sorted(titles))}。")
        merits = {word.key for word in ledgers.words.get(MERITS, ())}
        for key in sorted(shape.choosing.criticised_by - merits):
            do = f"可用：{'、'.join(sorted(merits))}。"
            yield document.fault(("choosing", "criticised_by"), f"不认识奖惩种类“{key}”。", do)
        for key in shape.other_standards:
            if key not in standards:
                yield document.fault(
                    ("other_standards",), f"不认识评价标准“{key}”。", f"可用：{'、'.join(standards)}。"
                )
        keys = [each.key for each in shape.goals]
        for nth, key in enumerate(keys):
            if key in keys[:nth]:
                yield document.fault(("goals", nth, "key"), f"目标“{key}”写了两次。", "请保留一条。")
