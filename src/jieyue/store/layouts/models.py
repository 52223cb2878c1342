"""Layouts of offices' own sheets that somebody has confirmed, so that the same layout is read without asking again."""

import json
from typing import Self

from django.db import models

from jieyue.store.orgs.models import Organisation


class SheetLayout(models.Model):
    """表式: what a sheet of these headers means at an office.

    `fingerprint` is of the headers' texts, not of their places; `headers` and `answers` are written as JSON, because
    the log compares texts. `answers` hold for every sheet of this layout; `answers_of_file` for the figures of one
    file alone, told by `sha256`. `reading` is what each column was read as, blank of what was confirmed before that was
    kept: a year that one sheet was of is not the year of the next.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sheet_layouts")
    kind = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    headers = models.TextField()
    answers = models.TextField(default="{}")
    reading = models.TextField(default="", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    answers_of_file = models.TextField(default="{}")
    confirmed_at = models.DateTimeField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "表式"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "kind", "fingerprint"], name="layout_of_an_office"),
        )

    @property
    def header_texts(self) -> list[str]:
        return json.loads(self.headers)

    @property
    def columns_read(self) -> dict[str, str] | None:
        """By the name of a column, what it was read as; None where that is not kept."""
        return json.loads(self.reading) if self.reading else None

    @property
    def answers_by_key(self) -> dict[str, dict[str, str]]:
        """By a question's key, what was asked and what was answered."""
        return json.loads(self.answers)

    def answers_for(self, sha256: str) -> dict[str, str]:
        """Those that a file of this layout needs no more be asked."""
        kept = self.answers_by_key | (json.loads(self.answers_of_file) if sha256 == self.sha256 else {})
        return {key: each["answer"] for key, each in kept.items()}

    @classmethod
    def written(cls, said: object) -> str:
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    def likeness(self, headers: list[str]) -> float:
        own, other = set(self.header_texts), set(headers)
        return len(own & other) / max(1, len(own | other))

    @classmethod
    def most_alike(cls, kept: "models.QuerySet[Self]", headers: list[str], *, least: float) -> Self | None:
        found = sorted(kept, key=lambda each: each.likeness(headers), reverse=True)
        return found[0] if found and found[0].likeness(headers) >= least else None
