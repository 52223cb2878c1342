"""In which form an office has its papers: its own, else that of the nearest above it, else the product's."""

from dataclasses import dataclass, replace
from typing import Any

import orjson

from jieyue.rules.paper_layout import Layout, line_of, plain, sheet_of
from jieyue.store.orgs.models import Placement
from jieyue.store.papers.models import PaperTemplate
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class InForce:
    """`template` is None where it is the product's."""

    layout: Layout
    template: PaperTemplate | None


def layout_in_force(organisation: int, paper: str) -> InForce:
    ours = policy().layouts[paper]
    path = _path(organisation)
    kept = PaperTemplate.objects.filter(paper=paper, organisation__in=any_of(path)).exclude(content="")
    nearest = max(kept.select_related("organisation"), key=lambda each: path.index(each.organisation_id), default=None)
    return InForce(_changed(ours, nearest.content) if nearest else ours, nearest)


def plain_layout_for(organisation: int, paper: str) -> dict[str, Any]:
    """As it is pinned with a paper."""
    return plain(layout_in_force(organisation, paper).layout)


def _changed(ours: Layout, content: str) -> Layout:
    found = orjson.loads(content)
    return replace(ours, lines=[line_of(each) for each in found["lines"]], sheet=sheet_of(found["sheet"]))


def _path(organisation: int) -> list[int]:
    """From the top down to itself, as it stands or stood last."""
    placed = Placement.objects.filter(organisation=organisation).order_by("-since").values_list("path", flat=True)
    path = placed.first() or f"/{organisation}/"
    return [int(each) for each in path.strip("/").split("/")]
