"""The table stays as it is; it is only told by another app."""

import django.db.models.deletion
from django.db import migrations, models

RESOURCES = [
    ("electricity", "电"), ("water", "水"), ("coal", "煤炭"), ("natural_gas", "天然气"), ("lpg", "液化石油气"),
    ("petrol", "汽油"), ("diesel", "柴油"), ("heat", "热力"), ("heat_by_area", "按面积供热"),
    ("pv_generation", "光伏发电"), ("other", "其他"),
]  # fmt: skip
USES = [("building", "建筑"), ("vehicle", "车辆"), ("data_centre", "机房"), ("heating", "采暖")]
KEY = ("organisation", "resource", "use", "number")
TABLE = migrations.CreateModel(
    name="Account",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("resource", models.CharField(choices=RESOURCES, max_length=20, verbose_name="能源资源")),
        ("use", models.CharField(choices=USES, max_length=20, verbose_name="用途")),
        ("number", models.CharField(blank=True, max_length=60, verbose_name="户号")),
        ("opened_on", models.DateField(null=True, verbose_name="开户日期")),
        ("closed_on", models.DateField(help_text="从这一天起户号不再使用", null=True, verbose_name="销户日期")),
        ("billing_months", models.IntegerField(null=True, verbose_name="几个月一张票据")),
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
        "verbose_name": "户号",
        "db_table": "registers_account",
        "constraints": [models.UniqueConstraint(fields=KEY, name="one_account_a_number")],
        "abstract": False,
    },
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("orgs", "0002_external_ids"), ("registers", "0003_target_is_confirmed")]
    operations = [migrations.SeparateDatabaseAndState(state_operations=[TABLE])]
