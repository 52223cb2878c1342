"""Accounts and targets are apps of their own from now on; their tables stay as they are."""

from django.db import migrations

GONE = [migrations.DeleteModel("Account"), migrations.DeleteModel("Target")]


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0003_target_is_confirmed"),
        ("register_accounts", "0001_of_its_own"),
        ("register_targets", "0001_of_its_own"),
        ("ledger_bills", "0004_accounts_are_a_folder"),
    ]
    operations = [migrations.SeparateDatabaseAndState(state_operations=GONE)]
