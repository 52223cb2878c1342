from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_external_ids")]

    operations = [
        migrations.AddField(model_name="organisation", name="joined_on", field=models.DateField(null=True)),
    ]
