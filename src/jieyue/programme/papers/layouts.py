"""In which form an office has its papers."""

from datetime import date
from typing import Any

from jieyue.rules.paper_layout import Layout, plain
from jieyue.store.policies import policy


def layout_for(organisation: int, paper: str, *, on: date) -> Layout:
    """The one in force there."""
    del organisation, on
    return policy().layouts[paper]


def plain_layout_for(organisation: int, paper: str, *, on: date) -> dict[str, Any]:
    """As it is pinned with a paper."""
    return plain(layout_for(organisation, paper, on=on))
