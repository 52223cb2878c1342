"""计量器具台账: meters, which hang under one another and follow one another."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.rules.values import Resource, Use
from jieyue.store.machine.record import OfUnit, ValidUntil, WordOfPolicy, figure
from jieyue.store.orgs.models import choices

FEWEST_DIGITS, MOST_DIGITS = 3, 12


class Meter(OfUnit):
    """A meter by its number. It measures for an occupant (分户), a zone (分区) and an end use (分项).

    `main` is the meter that it hangs under, of whose use it is a part; `replaces` the one that it took the place of.
    `rated_power_kw` is that of the branch behind it, of electricity alone.
    What it showed on its first and its last day are readings. What it says was used on the days that no bill of its
    `account` (and `use`) covers is counted where it `is_source`.
    """

    number = models.CharField("表号", max_length=60)
    resource = models.CharField("能源资源", max_length=20, choices=choices(Resource))
    place = models.CharField("安装位置", max_length=100, blank=True)
    occupant = models.CharField("分户", max_length=60, blank=True, help_text="用能的处室或单位")
    zone = models.CharField("分区", max_length=60, blank=True, help_text="如三层、食堂")
    end_use = WordOfPolicy("分项", "end_uses", blank=True, note="电表填用在哪里，其他表留空")
    multiplier = figure("倍率", places=3, least=0, note="没有互感器的填 1")
    digits = models.IntegerField(
        "整数位数",
        validators=[MinValueValidator(FEWEST_DIGITS), MaxValueValidator(MOST_DIGITS)],
        help_text="表盘小数点前的位数，满了归零",
    )
    rated_power_kw = figure(
        "额定功率", places=2, unit="kW", null=True, note="所接回路的额定功率，只有电表填；不填的不核对功率"
    )
    main = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subs", verbose_name="上级表号",
        help_text="上级表须先登记",
    )  # fmt: skip
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="替换的表号",
        help_text="换表时填原表的表号",
    )  # fmt: skip
    account = models.CharField("户号", max_length=60, blank=True, help_text="由供应单位计费的填户号")
    use = models.CharField("用途", max_length=20, choices=choices(Use), blank=True, help_text="户号的用途，不填为建筑")
    is_source = models.BooleanField(
        "按抄表计入统计", default=False, help_text="没有票据的户号填“是”，有票据的日子仍以票据为准"
    )
    installed_on = models.DateField("启用日期", null=True, blank=True)
    first_shown = figure("启用时示数", places=3, null=True)
    removed_on = models.DateField("停用日期", null=True, blank=True)
    last_shown = figure("停用时示数", places=3, null=True)
    verified_until = ValidUntil("检定有效期", unless="removed_on", null=True, blank=True)

    ends_on = "removed_on"

    @property
    def account_key(self) -> tuple[int, str, str, str]:
        """Organisation, resource, use and number of the account whose use it measures."""
        use = self.use or Use.usual(Resource(self.resource)).value
        return self.organisation_id, self.resource, use, self.account

    class Meta:
        verbose_name = "计量器具台账"
        constraints = (models.UniqueConstraint(fields=["organisation", "number"], name="one_meter_a_number"),)
