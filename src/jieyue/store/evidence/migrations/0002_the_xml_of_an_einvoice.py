from django.db import migrations, models

from jieyue.files.evidence.kinds import KINDS


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="version",
            name="kind",
            field=models.CharField(choices=[(kind.key, kind.zh.strip()) for kind in KINDS.values()], max_length=10),
        ),
    ]
