"""What proves a finding hangs on it and stays."""

from collections.abc import Sequence

from django.utils import timezone

from jieyue.programme.checking.deciding import TABLE, freeze
from jieyue.programme.evidence.together import Proof, Upload
from jieyue.store.findings.models import Finding
from jieyue.store.records.writing import writing


def hang_photos(proof: Proof, photos: Sequence[Upload], finding: Finding) -> None:
    """Photos and papers of a finding. From then on they stay: each side's proof is out of the other's hands."""
    if proof.hang(photos, table=TABLE, record=finding.pk, fact_on=timezone.localdate(proof.at)):
        with writing(operation="finding photo", by=proof.by, at=proof.at) as change:
            freeze(change, finding)
