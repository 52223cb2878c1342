"""What became of the energy goals in contracts of property management (row C12 of the requirements)."""

from jieyue.store.ledgers.property_assessments.models import PropertyAssessment
from jieyue.store.machine.ledger import Ledger, Source

LEDGER = Ledger("property_assessments", PropertyAssessment, sources={"property_assessment": Source()}, group="energy")
