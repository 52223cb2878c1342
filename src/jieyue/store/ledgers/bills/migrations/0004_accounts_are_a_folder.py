"""The table of accounts, which bills and notes refer to, stays as it is; it is only told by another app."""

import django.db.models.deletion
from django.db import migrations, models


def _account(**more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, to="register_accounts.account", **more
    )


TOLD = [
    migrations.AlterField("bill", "account", _account(related_name="bills", db_index=False)),
    migrations.AlterField("nouse", "account", _account(related_name="no_use_notes")),
]


class Migration(migrations.Migration):
    dependencies = [("ledger_bills", "0003_several_purchases_a_day"), ("register_accounts", "0001_of_its_own")]
    operations = [migrations.SeparateDatabaseAndState(state_operations=TOLD)]
