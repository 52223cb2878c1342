"""Activities and training (row E1 of the requirements)."""

from jieyue.store.ledgers.activities.models import Activity, ActivityKind
from jieyue.store.machine.ledger import Ledger, Measure, Source

TRAINING = (ActivityKind.LECTURE, ActivityKind.TRAINING, ActivityKind.OPERATORS)

LEDGER = Ledger(
    "activities",
    Activity,
    measures=(Measure("activities", by="kind"), Measure("activity_participants", "participants", by="kind")),
    sources={
        "campaign_days": Source(where={"campaign__gt": ""}),
        "trainings": Source(where={"kind__in": TRAINING}),
        "clean_plate_activities": Source(where={"kind": ActivityKind.CLEAN_PLATE}),
        "published_reports": Source(where={"kind": ActivityKind.PRESS}),
    },
    group="conduct",
)
