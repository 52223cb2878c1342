"""Pictures of evidence, made by us, so that no browser runs what somebody brought. Anew whenever they are gone."""

from pathlib import Path

from django.conf import settings

from jieyue.files.evidence.bounded import render
from jieyue.files.evidence.kinds import KINDS, PDF
from jieyue.files.whole import in_place_of
from jieyue.rules.refusal import NotThere
from jieyue.store.evidence.models import Version
from jieyue.store.evidence.vault import content

SIZES = {"thumbnail": 320, "page": 1400}
"""Pixels of the longer side."""


class NoPreview(NotThere):
    pass


def preview(version: Version, *, page: int = 1, size: str = "page") -> Path:
    """A picture of one page. Raises NoPreview."""
    kind = KINDS[version.kind]
    if not kind.has_preview or size not in SIZES or not 1 <= page <= (version.pages or 0):
        raise NoPreview("这份文件没有这一页的预览。", do="请下载后查看。")
    suffix = ".png" if kind is PDF else ".jpg"
    place = settings.JIEYUE_HOME / "previews" / version.sha256[:2] / f"{version.sha256}-{page}-{size}{suffix}"
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        with in_place_of(place) as drawn:
            render(kind, content(version.sha256), drawn, page=page, most_pixels=SIZES[size])
    return place
