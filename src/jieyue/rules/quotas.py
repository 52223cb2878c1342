"""定额: what an institution of a class may use in a year, and how its year stands beside it.

A quota set is one standard: for whom it is (regions, class, level, zone), with which coefficients and boundary it
counts (switches), how a figure is corrected before it is compared, and its values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jieyue.rules.check import Finding
from jieyue.rules.factors import Conversions, Source
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused
from jieyue.rules.signs import as_printed
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.rules.values import Certainty, Level, Resource, Use, Word

DAYS_OF_YEAR = 365
IN_TOTAL, IN_AREA = "vehicle_fuel_in_total", "vehicle_fuel_in_area_indicator"
OWN_SWITCHES = (IN_TOTAL, IN_AREA)
"""What a set counts of vehicles; the other switches choose coefficients (`rules.factors`)."""


class QuotaIndicator(Word):
    """What a quota limits."""

    NON_HEATING = "non_heating_per_m2_kgce", "单位建筑面积非供暖能耗"
    HEATING = "heating_per_m2_kgce", "单位采暖建筑面积供暖能耗"
    PER_PERSON = "energy_per_person_kgce", "人均综合能耗"
    USUAL_ELECTRICITY = "usual_electricity_per_m2_kwh", "常规用能系统单位建筑面积电耗"
    BUILDING_ELECTRICITY = "building_electricity_per_m2_kwh", "单位建筑面积非供暖能耗（电）"
    DATA_CENTRE = "data_centre_eue", "数据中心能源使用效率（EUE）"
    WATER_PER_PERSON = "water_per_person_m3", "人均用水量"
    WATER_PER_BED = "water_per_bed_day_l", "住院部单位开放床日用水量"

    @property
    def unit(self) -> str:
        return UNITS[self]

    @property
    def sign(self) -> str:
        """Of the unit."""
        return as_printed(self.unit)


UNITS = {
    QuotaIndicator.NON_HEATING: "kgce/m2",
    QuotaIndicator.HEATING: "kgce/m2",
    QuotaIndicator.PER_PERSON: "kgce/人",
    QuotaIndicator.USUAL_ELECTRICITY: "kWh/m2",
    QuotaIndicator.BUILDING_ELECTRICITY: "kWh/m2",
    QuotaIndicator.DATA_CENTRE: "",
    QuotaIndicator.WATER_PER_PERSON: "m3/人",
    QuotaIndicator.WATER_PER_BED: "L/(床·d)",
}


class QuotaVerdict(Word):
    """The level reached; unknown where a figure or the quota itself is not known."""

    WITHIN_GUIDE = "within_guide", "达到引导值"
    WITHIN_BENCHMARK = "within_benchmark", "低于基准值"
    WITHIN_CONSTRAINT = "within_constraint", "低于约束值"
    ABOVE_CONSTRAINT = "above_constraint", "超约束值"
    UNKNOWN = "unknown", "不能判断"


class Correction(Word):
    """By what a figure is corrected."""

    OPERATING_HOURS = "operating_hours", "年使用小时"
    AREA_PER_PERSON = "area_per_person", "人均建筑面积"


class SwitchRefused(Refused):
    """A switch of a quota set that there is none of."""


@dataclass(frozen=True)
class Quota:
    """A value of a set: three limits from the loosest on, for whom, and where it stands. Blank: for all."""

    indicator: QuotaIndicator
    class_: str
    constraint: Decimal
    benchmark: Decimal | None
    guide: Decimal
    source: Source
    certainty: Certainty
    levels: tuple[Level, ...] = ()
    zone: str = ""
    way: str = ""
    building: str = ""
    counts_heating: bool = False


@dataclass(frozen=True)
class CorrectionRule:
    """The measured figure times `fixed` plus `share` of actual over standard, or of standard over actual."""

    by: Correction
    fixed: Decimal
    share: Decimal
    standard: Decimal
    is_inverse: bool
    source: Source
    certainty: Certainty

    def factor(self, actual: Decimal) -> Decimal:
        ratio = self.standard / actual if self.is_inverse else actual / self.standard
        return self.fixed + self.share * ratio


@dataclass(frozen=True)
class QuotaSet:
    """One standard. `regions` are beginnings of region codes, "" for all; so are those of `zones`, the longest one
    holding. `ways` are the resources that each way of heating burns.
    """

    key: str
    name: str
    since: date
    until: date | None
    regions: tuple[str, ...]
    quotas: tuple[Quota, ...]
    switches: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ways: Mapping[str, tuple[Resource, ...]] = field(default_factory=dict)
    corrections: tuple[CorrectionRule, ...] = ()

    def applies(self, institution: "Institution", on: date) -> bool:
        if not (self.since <= on and (self.until is None or on < self.until)):
            return False
        return institution.region.startswith(self.regions) and bool(self.of_class(institution.class_))

    def of_class(self, class_: str) -> list[Quota]:
        return [each for each in self.quotas if each.class_ == class_]

    def zone_of(self, institution: "Institution") -> str:
        """Blank where it is not known."""
        if institution.zone in self.zones:
            return institution.zone
        found = [(code, zone) for zone, codes in self.zones.items() for code in codes]
        own = [each for each in found if institution.region.startswith(each[0])]
        return max(own, key=lambda each: len(each[0]))[1] if own and institution.region else ""

    def switched(self, other: Mapping[str, str]) -> Mapping[str, str]:
        """With what is asked otherwise, of coefficients, boundary and corrections. Raises SwitchRefused."""
        own = {**dict.fromkeys(OWN_SWITCHES, "true"), **{each.by.value: "true" for each in self.corrections}}
        for name in own.keys() & other.keys():
            if other[name] not in ("true", "false"):
                raise SwitchRefused(f"口径“{name}”不能是“{other[name]}”。", do="可用：true、false。")
        usual = dict(self.switches)
        if other.get("electricity_basis", usual.get("electricity_basis")) != usual.get("electricity_basis"):
            usual.pop("electricity_factor", None)  # it is one of the other basis
        return {**own, **usual, **other}


@dataclass(frozen=True)
class ClassRule:
    """An institution of a category, with one of `names` in its name where there are any, is of that class."""

    class_: str
    category: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Institution:
    """Whom it is about: its class, the level of the place it belongs to, where it stands. Blank: not known."""

    class_: str
    level: Level | None
    region: str
    zone: str = ""
    way: str = ""
    building: str = ""


@dataclass(frozen=True)
class YearOfUse:
    """What an institution used in a year by resource and use, in reporting units, and its sizes. None: not known."""

    used: Mapping[tuple[Resource, Use], Decimal]
    area_m2: Decimal | None = None
    heated_area_m2: Decimal | None = None
    persons: Decimal | None = None
    persons_water: Decimal | None = None
    open_beds: Decimal | None = None
    inpatient_water_m3: Decimal | None = None
    it_electricity_kwh: Decimal | None = None
    special_electricity_kwh: Decimal | None = None
    operating_hours: Decimal | None = None
    is_complete: bool = True
    doubt: str = ""

    def of(self, resource: Resource, *uses: Use) -> Decimal:
        """All uses where none is named."""
        own = (each for each in self.used.items() if each[0][0] is resource)
        return sum((quantity for (_, use), quantity in own if not uses or use in uses), Decimal(0))

    def heating(self) -> dict[Resource, Decimal]:
        """Heat serves heating whatever use stands with it, unless it is said to serve another than the building."""
        found: dict[Resource, Decimal] = {}
        for (resource, use), quantity in self.used.items():
            is_heat = resource in (Resource.HEAT, Resource.HEAT_BY_AREA) and use is Use.BUILDING
            if use is Use.HEATING or is_heat:
                found[resource] = found.get(resource, Decimal(0)) + quantity
        return {resource: quantity for resource, quantity in found.items() if quantity}


@dataclass(frozen=True)
class Corrected:
    by: Correction
    factor: Decimal
    certainty: Certainty


@dataclass(frozen=True)
class Judged:
    """An indicator beside its quota. `quota` is None where it is not known which; `why` says what is not known."""

    indicator: QuotaIndicator
    set: QuotaSet
    quota: Quota | None
    value: Decimal | None
    verdict: QuotaVerdict
    corrected: Sequence[Corrected] = ()
    why: str = ""


class _NotKnown(Exception):  # noqa: N818 (the house says what is)
    """Something that a figure or a choice needs is not known: a sentence."""


def class_of(category: str, name: str, rules: Iterable[ClassRule]) -> str:
    """The first rule that fits; blank where none does."""
    own = (each for each in rules if each.category == category)
    return next((each.class_ for each in own if not each.names or any(part in name for part in each.names)), "")


def verdict(value: Decimal, quota: Quota) -> QuotaVerdict:
    """A value at a limit is within it."""
    if value <= quota.guide:
        return QuotaVerdict.WITHIN_GUIDE
    if quota.benchmark is not None and value <= quota.benchmark:
        return QuotaVerdict.WITHIN_BENCHMARK
    return QuotaVerdict.WITHIN_CONSTRAINT if value <= quota.constraint else QuotaVerdict.ABOVE_CONSTRAINT


@dataclass(frozen=True)
class Account:
    """With what the year is judged by a set: the coefficients and what was switched."""

    set: QuotaSet
    conversions: Conversions
    switches: Mapping[str, str]

    def counts(self, switch: str) -> bool:
        return self.switches.get(switch, "true") == "true"


def judge(institution: Institution, year: YearOfUse, account: Account) -> list[Judged]:
    """Every indicator that the set limits for institutions of the class, in the order of the set; without those of
    which the institution has nothing, no heating or no data centre.
    """
    own = account.set.of_class(institution.class_)
    indicators = dict.fromkeys(each.indicator for each in own)
    return [
        _judged(indicator, [each for each in own if each.indicator is indicator], institution, year, account)
        for indicator in indicators
        if _is_there(indicator, year)
    ]


def _is_there(indicator: QuotaIndicator, year: YearOfUse) -> bool:
    if indicator is QuotaIndicator.HEATING:
        return bool(year.heating() or year.heated_area_m2)
    if indicator is QuotaIndicator.DATA_CENTRE:
        return bool(year.of(Resource.ELECTRICITY, Use.DATA_CENTRE))
    return True


def _judged(
    indicator: QuotaIndicator, rows: Sequence[Quota], institution: Institution, year: YearOfUse, account: Account
) -> Judged:
    quota, value, corrected, reasons = None, None, [], []
    try:
        quota = _chosen(rows, institution, year, account.set)
    except _NotKnown as lack:
        reasons.append(str(lack))
    try:
        value = FIGURES[indicator](year, account, quota)
        corrected = list(_corrections(year, account))
        for each in corrected:
            value *= each.factor
    except _NotKnown as lack:
        reasons.append(str(lack))
    found = verdict(value, quota) if quota and value is not None else QuotaVerdict.UNKNOWN
    if found is not QuotaVerdict.UNKNOWN and not year.is_complete and not _is_settled(found, indicator):
        found = QuotaVerdict.UNKNOWN
        reasons.append(year.doubt)
    return Judged(indicator, account.set, quota, value, found, corrected, "".join(reasons))


def _is_settled(found: QuotaVerdict, indicator: QuotaIndicator) -> bool:
    """What is above the limit already stays so, however the year ends; a ratio of two amounts may fall again."""
    return found is QuotaVerdict.ABOVE_CONSTRAINT and indicator is not QuotaIndicator.DATA_CENTRE


def beside_quota(judged: Judged, *, period: Period, thresholds: Thresholds) -> Iterator[Finding]:
    """A year above the constraint, or so far below the guide that something may be missing (S02)."""
    quota, value = judged.quota, judged.value
    if quota is None or value is None or judged.verdict is QuotaVerdict.UNKNOWN:
        return
    share = thresholds.number(Limit.QUOTA_GUIDE_SHARE, on=period.last)
    if judged.verdict is QuotaVerdict.ABOVE_CONSTRAINT:
        rule, than, limit = "above_quota", "超过约束值", quota.constraint
        do = "请先对照票据或抄表记录核对用量，也请核对面积、人数和定额资料；核对无误的，写明原因。"
    elif share is not None and value < quota.guide * share:
        rule, than, limit = "far_below_quota", f"不到引导值的 {share * 100:g}%，引导值为", quota.guide
        do = "请核对有没有漏录的票据或抄表，面积、人数和定额资料是否填对；确实这样少的，说明即可。"
    else:
        return
    unsure = "（定额值待核对）" if quota.certainty.needs_checking else ""
    figure = f"{judged.indicator.zh} {value:.4g} {judged.indicator.sign}"
    says = f"{period.zh}{figure}，{than} {limit:f}：{judged.set.name}{unsure}。"
    figures = {"value": value, "limit": limit}
    days = period.first, period.last
    yield Finding(
        rule, "quantity", says, do, *days, figures=figures, period=str(period), subject=judged.indicator.value
    )


# --- which value


def _chosen(rows: Sequence[Quota], institution: Institution, year: YearOfUse, of: QuotaSet) -> Quota:
    rows = _by_level(rows, institution.level)
    rows = _by(rows, "zone", lambda: of.zone_of(institution), "不知道属于哪个气候区，请在“定额资料”登记分区。")
    rows = _by(rows, "way", lambda: institution.way or _way(year, of), "不知道怎样供暖，请在“定额资料”登记供暖方式。")
    rows = _by(rows, "building", lambda: institution.building, "不知道是哪类建筑，请在“定额资料”登记建筑类别。")
    return rows[0]


def may_judge(institution: Institution, of: QuotaSet) -> bool:
    """Whether a value can be chosen for the institution at all, however its year was."""
    own = of.of_class(institution.class_)
    return any(_fits([each for each in own if each.indicator is one], institution, of) for one in QuotaIndicator)


def _fits(rows: Sequence[Quota], institution: Institution, of: QuotaSet) -> bool:
    try:
        rows = _by_level(rows, institution.level)
        rows = _by(rows, "zone", lambda: of.zone_of(institution), NONE_GIVEN)
        return bool(_by(rows, "building", lambda: institution.building, NONE_GIVEN))
    except _NotKnown:
        return False


NONE_GIVEN = "标准没有给出这种情形的定额值。"


def _by_level(rows: Sequence[Quota], level: Level | None) -> list[Quota]:
    if not any(each.levels for each in rows):
        return list(rows)
    if level is None:
        raise _NotKnown("不知道属于哪一级，请核对机构的上级。")
    return _some([each for each in rows if not each.levels or level in each.levels])


def _by(rows: Sequence[Quota], name: str, find: Callable[[], str], lacks: str) -> list[Quota]:
    """Those for what is found, where the rows tell it apart at all."""
    if not any(getattr(each, name) for each in rows):
        return list(rows)
    found = find()
    if not found:
        raise _NotKnown(lacks)
    return _some([each for each in rows if getattr(each, name) in ("", found)])


def _some(rows: list[Quota]) -> list[Quota]:
    if not rows:
        raise _NotKnown(NONE_GIVEN)
    return rows


def _way(year: YearOfUse, of: QuotaSet) -> str:
    """The way in which all heating was done; blank where that is not one."""
    ways = {way for resource in year.heating() for way, burns in of.ways.items() if resource in burns}
    if len(ways) > 1:
        raise _NotKnown("有两种以上的供暖方式，请在“定额资料”登记按哪一种对照。")
    return next(iter(ways), "")


# --- figures


def _divided(amount: Decimal, size: Decimal | None, called: str) -> Decimal:
    if not size:
        raise _NotKnown(f"没有{called}。")
    return amount / size


def _refuse_without(resource: Resource, year: YearOfUse) -> None:
    """Nobody does without: where none is recorded it was forgotten, and no use would look exemplary."""
    if not year.of(resource):
        raise _NotKnown(f"没有{resource.zh}的票据。")


def _kgce(used: Mapping[Resource, Decimal], account: Account) -> Decimal:
    total = Decimal(0)
    for resource, quantity in used.items():
        conversion = account.conversions[resource]
        if conversion.outside_kgce or not quantity:
            continue
        if conversion.kgce_per_unit is None:
            raise _NotKnown(f"没有{resource.zh}的折标煤系数。")
        total += quantity * conversion.kgce_per_unit
    return total


def _all(year: YearOfUse, *, with_vehicles: bool) -> dict[Resource, Decimal]:
    uses = [use for use in Use if with_vehicles or use is not Use.VEHICLE]
    return {resource: year.of(resource, *uses) for resource in Resource}


def _non_heating(year: YearOfUse, account: Account, _quota: Quota | None) -> Decimal:
    """E_nh: all energy less heating, and less vehicles as the set has it, per floor area."""
    _refuse_without(Resource.ELECTRICITY, year)
    heating, everything = year.heating(), _all(year, with_vehicles=account.counts(IN_AREA))
    rest = {resource: quantity - heating.get(resource, Decimal(0)) for resource, quantity in everything.items()}
    return _divided(_kgce(rest, account), year.area_m2, "建筑面积")


def _heating(year: YearOfUse, account: Account, _quota: Quota | None) -> Decimal:
    """E_h: the energy of heating per heated area. Heat that is paid by area has no amount."""
    used = year.heating()
    if not used:
        raise _NotKnown("没有采暖用能。")
    if Resource.HEAT_BY_AREA in used:
        raise _NotKnown("按面积收费的供热没有热量，算不出供暖能耗。")
    return _divided(_kgce(used, account), year.heated_area_m2, "采暖面积")


def _per_person(year: YearOfUse, account: Account, _quota: Quota | None) -> Decimal:
    """E_p: all energy, vehicles included as the set has it, per person."""
    _refuse_without(Resource.ELECTRICITY, year)
    return _divided(_kgce(_all(year, with_vehicles=account.counts(IN_TOTAL)), account), year.persons, "用能人数")


def _usual_electricity(year: YearOfUse, _account: Account, _quota: Quota | None) -> Decimal:
    """P_n: electricity less that of heating, of the data centre and of other special systems, per floor area."""
    _refuse_without(Resource.ELECTRICITY, year)
    usual = year.of(Resource.ELECTRICITY, Use.BUILDING) - (year.special_electricity_kwh or Decimal(0))
    return _divided(usual, year.area_m2, "建筑面积")


def _building_electricity(year: YearOfUse, _account: Account, quota: Quota | None) -> Decimal:
    """The building's electricity without that of the data centre, per floor area; with heating where the value is."""
    _refuse_without(Resource.ELECTRICITY, year)
    uses = (Use.BUILDING, Use.HEATING) if quota and quota.counts_heating else (Use.BUILDING,)
    return _divided(year.of(Resource.ELECTRICITY, *uses), year.area_m2, "建筑面积")


def _eue(year: YearOfUse, _account: Account, _quota: Quota | None) -> Decimal:
    return _divided(year.of(Resource.ELECTRICITY, Use.DATA_CENTRE), year.it_electricity_kwh, "机房信息设备用电量")


def _water_per_person(year: YearOfUse, _account: Account, _quota: Quota | None) -> Decimal:
    _refuse_without(Resource.WATER, year)
    return _divided(year.of(Resource.WATER), year.persons_water or year.persons, "用水人数")


def _water_per_bed(year: YearOfUse, _account: Account, _quota: Quota | None) -> Decimal:
    """W_bed: litres a day for each open bed, of the water of the wards alone."""
    if year.inpatient_water_m3 is None:
        raise _NotKnown("没有住院部用水量。")
    beds = None if year.open_beds is None else year.open_beds * DAYS_OF_YEAR
    return _divided(year.inpatient_water_m3 * 1000, beds, "开放床位数")


FIGURES: Mapping[QuotaIndicator, Callable[[YearOfUse, Account, Quota | None], Decimal]] = {
    QuotaIndicator.NON_HEATING: _non_heating,
    QuotaIndicator.HEATING: _heating,
    QuotaIndicator.PER_PERSON: _per_person,
    QuotaIndicator.USUAL_ELECTRICITY: _usual_electricity,
    QuotaIndicator.BUILDING_ELECTRICITY: _building_electricity,
    QuotaIndicator.DATA_CENTRE: _eue,
    QuotaIndicator.WATER_PER_PERSON: _water_per_person,
    QuotaIndicator.WATER_PER_BED: _water_per_bed,
}


def _corrections(year: YearOfUse, account: Account) -> Iterable[Corrected]:
    """Those that are switched on and of which the actual figure is known."""
    per_person = year.area_m2 / year.persons if year.area_m2 and year.persons else None
    actual = {Correction.OPERATING_HOURS: year.operating_hours, Correction.AREA_PER_PERSON: per_person}
    for each in account.set.corrections:
        known = actual[each.by]
        if known and account.counts(each.by.value):
            yield Corrected(each.by, each.factor(known), each.certainty)


# --- published means


@dataclass(frozen=True)
class PublishedMean:
    """What a region published of a year for institutions of some classes; `figures` by indicator of the catalogue."""

    name: str
    year: int
    regions: tuple[str, ...]
    classes: tuple[str, ...]
    levels: tuple[Level, ...]
    figures: Mapping[str, Decimal]
    source: Source
    certainty: Certainty

    def is_of(self, institution: Institution, year: int) -> bool:
        fits = institution.class_ in self.classes and (not self.levels or institution.level in self.levels)
        return self.year == year and fits and institution.region.startswith(self.regions)


def mean_for(institution: Institution, year: int, means: Iterable[PublishedMean]) -> PublishedMean | None:
    return next((each for each in means if each.is_of(institution, year)), None)
