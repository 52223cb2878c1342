"""The table stays as it is; it is only told by another app."""

import django.db.models.deletion
from django.db import migrations, models


def _cap(zh: str, note: str) -> models.DecimalField:
    return models.DecimalField(decimal_places=3, help_text=note, max_digits=12, null=True, verbose_name=zh)


TABLE = migrations.CreateModel(
    name="Target",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("year", models.IntegerField(verbose_name="年度")),
        ("energy_per_m2_kgce", _cap("单位建筑面积能耗目标", "kgce/m2，不高于")),
        ("energy_per_person_kgce", _cap("人均综合能耗目标", "kgce/人，不高于")),
        ("water_per_person_m3", _cap("人均用水量目标", "m3/人，不高于")),
        ("document", models.CharField(blank=True, max_length=200, verbose_name="下达文件")),
        ("is_confirmed", models.BooleanField(default=False, verbose_name="已确认")),
        (
            "organisation",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.organisation",
                verbose_name="机构编码",
            ),
        ),
    ],
    options={
        "verbose_name": "年度目标",
        "db_table": "registers_target",
        "constraints": [models.UniqueConstraint(fields=("organisation", "year"), name="one_target_a_year")],
        "abstract": False,
    },
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("orgs", "0002_external_ids"), ("registers", "0003_target_is_confirmed")]
    operations = [migrations.SeparateDatabaseAndState(state_operations=[TABLE])]
