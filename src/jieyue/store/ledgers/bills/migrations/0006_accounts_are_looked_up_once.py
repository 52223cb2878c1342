"""The database no longer looks an account up for each of its bills: `docs/decisions/0128-…` says what does."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger_bills", "0005_words_of_columns"), ("register_accounts", "0001_of_its_own")]
    operations = [
        migrations.AlterField(
            "bill",
            "account",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bills",
                to="register_accounts.account",
                verbose_name="户号",
            ),
        )
    ]
