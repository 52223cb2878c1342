"""The register of accounts as columns, for the warehouse: the subjects of bills."""

import pyarrow as pa

from jieyue.rules import completeness
from jieyue.store.registers.accounts.models import Account

ACCOUNTS = completeness.SUBJECTS.to_pyarrow()


def accounts() -> pa.Table:
    rows = Account.objects.values_list("id", "organisation_id", "opened_on", "closed_on", "billing_months")
    columns = list(zip(*rows.iterator(chunk_size=5000), strict=True)) or [[]] * len(ACCOUNTS)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, ACCOUNTS, strict=True)], schema=ACCOUNTS
    )
