"""The catalogue of ledgers: each folder with a `ledger.py` is one, a Django app labelled `ledger_<folder>`."""

from typing import TYPE_CHECKING

from jieyue.store.machine.folders import Folders

if TYPE_CHECKING:
    from django.db.models import Model

FOLDERS = Folders(__name__, __file__, label="ledger")
ledgers = FOLDERS.ledgers


def counted_models() -> "list[type[Model]]":
    """The tables whose rows cover days that statistics count: a report pins what of them counts for it."""
    counted = (ledger for ledger in ledgers() if ledger.facts)
    return [kind.model for ledger in counted for kind in ledger.kinds if hasattr(kind.model, "day_columns")]


def noting_models() -> "list[type[Model]]":
    """Those among them whose rows say that there was nothing on these days."""
    own = {ledger.model for ledger in ledgers()}
    return [model for model in counted_models() if model not in own]


def counting_registers() -> "list[type[Model]]":
    """The registers by whose rows those of a ledger are counted: another multiplier of a meter, another quantity."""
    series = (ledger for ledger in ledgers() if ledger.facts and ledger.series_of)
    return [ledger.model._meta.get_field(ledger.series_of).related_model for ledger in series]


ledger_apps = FOLDERS.apps
