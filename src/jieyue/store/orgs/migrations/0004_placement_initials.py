"""By which letters organisations are found: of all that are there, worked out once."""

from django.db import migrations, models

from jieyue.store.orgs.initials import initials_of

MANY = 2000


def fill(apps, schema_editor):
    placements = apps.get_model("orgs", "Placement").objects
    known = list(placements.select_related("version").only("id", "version__name"))
    for each in known:
        each.initials = initials_of(each.version.name)
    placements.bulk_update(known, ["initials"], batch_size=MANY)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0003_joined_on")]

    operations = [
        migrations.AddField("placement", "initials", models.CharField(blank=True, default="", max_length=200)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
