"""The shapes of the policy files. What does not fit is told in Chinese, with the line."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from jieyue.policy.reading import Document, PolicyFault
from jieyue.rules import factors
from jieyue.rules.counting import Counted, PersonPart
from jieyue.rules.forms import Across, RowKind, RuleManner, Takes
from jieyue.rules.quotas import Correction, QuotaIndicator
from jieyue.rules.savings.method import Setting
from jieyue.rules.thresholds import Limit, Manner, Size
from jieyue.rules.values import Category, Certainty, Level, Resource, Use, Word
from jieyue.rules.wording import NoName, Piece, Role


def _say(says: str, do: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{says}", {"says": says, "do": do})


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _say("这里应是数。", "请写成不带引号的数，如 0.1229。")
    number = Decimal(value)
    if not number.is_finite():
        raise _say("这里应是有限的数。", "不知道的值请整条删去，不要写 nan 或 inf。")
    return number


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise _say(f"值是 {value}，应大于零。", "请改正；不计入的请写进 left_out，不知道的请整条删去。")
    return value


def _day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _say("这里应是日期。", "请写成不带引号的 2021-04-01。")
    return value


def as_word(kind: type[Word]) -> Any:
    """Read a key or a Chinese name as one of these words."""

    def read(value: object) -> Word:
        word = kind.named(value) if isinstance(value, str) else None
        if word is None:
            raise _say(f"不认识“{value}”。", f"可用：{'、'.join(kind)}。")
        return word

    return BeforeValidator(read)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, strict=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$", strict=True)]
MonthDayText = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", strict=True)]
Number = Annotated[Decimal, BeforeValidator(_number)]
Positive = Annotated[Number, AfterValidator(_positive)]
Day = Annotated[date, BeforeValidator(_day)]
OfResource = Annotated[Resource, as_word(Resource)]
OfLimit = Annotated[Limit, as_word(Limit)]
OfManner = Annotated[Manner, as_word(Manner)]
OfSetting = Annotated[Setting, as_word(Setting)]
OfSize = Annotated[Size, as_word(Size)]
OfCategory = Annotated[Category, as_word(Category)]
OfLevel = Annotated[Level, as_word(Level)]
RegionText = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,6}$", strict=True)]
HowCertain = Annotated[Certainty, as_word(Certainty)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class SourceShape(Shape):
    document: Text
    clause: Text = ""

    def as_source(self) -> factors.Source:
        return factors.Source(self.document, self.clause)


class Sourced(Shape):
    source: SourceShape
    certainty: HowCertain


class Dated(Shape):
    since: Day = Field(alias="from")
    until: Day | None = None


class FactorShape(Sourced, Dated):
    resource: OfResource
    value: Positive
    unit: Text
    variant: Key = ""
    default: bool = Field(default=False, strict=True)
    note: Text = ""

    @property
    def is_default(self) -> bool:
        return self.default or not self.variant


class CoalShape(FactorShape):
    basis: Literal["calorific", "equivalent", ""] = ""


class EmissionShape(FactorShape):
    scope: Text = ""


class LeftOutShape(Sourced):
    resource: OfResource
    reason: Text


class FactorSetShape(Dated):
    kind: Literal["factor_set"]
    key: Key
    name: Text
    by_request: bool = Field(default=False, strict=True)
    factors: tuple[CoalShape, ...] = ()
    densities: tuple[FactorShape, ...] = ()
    left_out: tuple[LeftOutShape, ...] = ()


class AdditionShape(Shape):
    """Further variants for a set that stands in another file."""

    kind: Literal["addition"]
    extends: Key
    factors: tuple[CoalShape, ...] = ()
    densities: tuple[FactorShape, ...] = ()
    left_out: tuple[LeftOutShape, ...] = ()


class PlaceShape(Shape):
    key: Key
    name: Text
    absent: Text = ""


class EmissionsShape(Shape):
    kind: Literal["emissions"]
    places: tuple[PlaceShape, ...] = ()
    emissions: tuple[EmissionShape, ...] = ()
    left_out: tuple[LeftOutShape, ...] = ()


class UnitShape(Sourced):
    names: tuple[Text, ...] = Field(min_length=1)
    resources: tuple[OfResource, ...] = Field(min_length=1)
    multiplier: Positive
    case_matters: bool = Field(default=False, strict=True)


class UnitsShape(Shape):
    kind: Literal["units"]
    units: tuple[UnitShape, ...] = ()


class Local(Shape):
    """Of an organisation with all below it, of units of a category, of both, or of all."""

    place: str = ""
    category: OfCategory | None = None


class PriceShape(Sourced, Dated, Local):
    resource: OfResource
    low: Positive
    high: Positive
    unit: Text
    note: Text = ""


class LimitShape(Sourced, Dated, Local):
    limit: OfLimit
    value: Positive
    note: Text = ""


class SupplyShape(Sourced):
    resource: OfResource
    manner: OfManner
    shortest_days: Positive | None = None
    longest_days: Positive | None = None
    note: Text = ""


class SizeShape(Sourced, Dated, Local):
    size: OfSize
    low: Positive
    high: Positive
    note: Text = ""


class FactorRangeShape(Sourced):
    """Within which a factor of standard coal has to be, whichever document it is from: beyond it is a slip of the point
    or of kg and t.
    """

    resource: OfResource
    low: Positive
    high: Positive
    unit: Text
    note: Text = ""


class ThresholdsShape(Shape):
    kind: Literal["thresholds"]
    factor_ranges: tuple[FactorRangeShape, ...] = ()
    prices: tuple[PriceShape, ...] = ()
    limits: tuple[LimitShape, ...] = ()
    supplies: tuple[SupplyShape, ...] = ()
    sizes: tuple[SizeShape, ...] = ()


class SettingShape(Sourced):
    setting: OfSetting
    value: Number
    unit: Text
    note: Text = ""


class SavingsMethodShape(Shape):
    kind: Literal["savings_method"]
    key: Key
    name: Text
    metered: tuple[OfResource, ...] = Field(min_length=1)
    uncooled: tuple[OfResource, ...] = ()
    settings: tuple[SettingShape, ...] = Field(min_length=1)


class QuotaShape(Sourced):
    """A value of a standard: its limits, and for whom; what is left out holds for all."""

    indicator: Annotated[QuotaIndicator, as_word(QuotaIndicator)]
    class_: Key = Field(alias="class")
    levels: tuple[OfLevel, ...] = ()
    zone: Key | None = None
    way: Key | None = None
    building: Key | None = None
    counts_heating: bool = Field(default=False, strict=True)
    constraint: Positive
    benchmark: Positive | None = None
    guide: Positive


class CorrectionShape(Sourced):
    by: Annotated[Correction, as_word(Correction)]
    fixed: Number
    share: Positive
    standard: Positive
    is_inverse: bool = Field(default=False, strict=True)


class QuotaSetShape(Dated):
    kind: Literal["quotas"]
    key: Key
    name: Text
    regions: tuple[RegionText, ...] = Field(min_length=1)
    switches: dict[str, str] = Field(default_factory=dict)
    zones: dict[Key, tuple[RegionText, ...]] = Field(default_factory=dict)
    ways: dict[Key, tuple[OfResource, ...]] = Field(default_factory=dict)
    corrections: tuple[CorrectionShape, ...] = ()
    quotas: tuple[QuotaShape, ...] = Field(min_length=1)


class MeanShape(Sourced):
    name: Text
    classes: tuple[Key, ...] = Field(min_length=1)
    levels: tuple[OfLevel, ...] = ()
    energy_per_m2_kgce: Positive | None = None
    energy_per_person_kgce: Positive | None = None
    water_per_person_m3: Positive | None = None


class PublishedMeansShape(Shape):
    """What a region published of a year: no quota."""

    kind: Literal["published_means"]
    key: Key
    name: Text
    year: int = Field(strict=True)
    regions: tuple[RegionText, ...] = Field(min_length=1)
    means: tuple[MeanShape, ...] = Field(min_length=1)


class ClassShape(Sourced):
    class_: Key = Field(alias="class")
    category: OfCategory
    names: tuple[Text, ...] = ()


class InstitutionClassesShape(Shape):
    kind: Literal["institution_classes"]
    classes: tuple[ClassShape, ...] = ()


class EnergyBaselineShape(Sourced, Dated):
    name: Text
    regions: tuple[RegionText, ...] = Field(min_length=1)
    years: Annotated[int, Field(ge=2, le=10, strict=True)]
    tolerance: Positive


class EnergyBaselinesShape(Shape):
    kind: Literal["energy_baselines"]
    baselines: tuple[EnergyBaselineShape, ...] = ()


class TermShape(Shape):
    parts: tuple[Annotated[PersonPart, as_word(PersonPart)], ...] = Field(min_length=1)
    weight: Positive = Decimal(1)
    per: Positive = Decimal(1)


class CountingRuleShape(Sourced):
    what: Annotated[Counted, as_word(Counted)]
    text: Text
    classes: tuple[Key, ...] = ()
    regions: tuple[RegionText, ...] = ()
    terms: tuple[TermShape, ...] = ()


class CountingRulesShape(Shape):
    kind: Literal["counting_rules"]
    rules: tuple[CountingRuleShape, ...] = ()


class FormRowShape(Sourced):
    """A row of a statutory form; `added` and `deleted` name editions."""

    key: Key
    code: Text = ""
    name: Text
    unit: Text = ""
    kind: Annotated[RowKind, as_word(RowKind)]
    takes: Annotated[Takes, as_word(Takes)]
    added: Key | None = None
    deleted: Key | None = None
    resources: tuple[OfResource, ...] = ()
    uses: tuple[Annotated[Use, as_word(Use)], ...] = ()
    column: Text = ""
    per: Positive = Decimal(1)
    parts: tuple[Key, ...] = ()
    adds_up: bool = Field(default=True, strict=True)


class FormRuleShape(Sourced):
    key: Text
    says: Text
    manner: Annotated[RuleManner, as_word(RuleManner)]
    whole: Key
    parts: tuple[Key, ...] = Field(min_length=1)
    severity: Literal["error", "warning"]


class FormShape(Shape):
    kind: Literal["form"]
    key: Key
    name: Text
    sheet_of: Text | None = None
    rows: tuple[FormRowShape, ...] = Field(min_length=1)
    rules: tuple[FormRuleShape, ...] = ()


class EditionShape(Sourced, Dated):
    key: Key
    name: Text


class FormColumnShape(Sourced):
    key: Text
    name: Text
    categories: tuple[OfCategory, ...] = ()
    sums: tuple[Text, ...] = ()


class AcrossShape(Sourced):
    key: Text
    says: Text
    manner: Annotated[Across, as_word(Across)]


class FormFrameShape(Shape):
    """What holds for all forms: editions, columns of the roll-up by category, rules across periods and columns."""

    kind: Literal["form_frame"]
    editions: tuple[EditionShape, ...] = ()
    columns: tuple[FormColumnShape, ...] = ()
    across: tuple[AcrossShape, ...] = ()


class NoNamesShape(Sourced):
    """Words that stand where a number or code should."""

    meaning: Annotated[NoName, as_word(NoName)]
    words: tuple[Text, ...] = Field(min_length=1)
    note: Text = ""


class SynonymShape(Sourced):
    """Other words for one of the system's; with several meanings, or `ask`, whoever wrote it is asked."""

    of: Literal["resource", "use", "level", "category", "kind"]
    means: tuple[Text, ...] = Field(min_length=1)
    words: tuple[Text, ...] = Field(min_length=1)
    ask: bool = Field(default=False, strict=True)
    note: Text = ""


class HeaderShape(Sourced):
    role: Annotated[Role, as_word(Role)]
    words: tuple[Text, ...] = Field(min_length=1)
    resource: OfResource | None = None


class ColumnWordsShape(Sourced):
    """Other names of a column; `ledger` is the key of what has it, `*` for all that do."""

    ledger: Text
    column: Text
    words: tuple[Text, ...] = Field(min_length=1)


class FragmentShape(Sourced):
    """Pieces that the names of columns are made of."""

    says: Annotated[Piece, as_word(Piece)]
    words: tuple[Text, ...] = Field(min_length=1)
    means: tuple[Text, ...] = ()


class NoValuesShape(Sourced):
    """Words among figures that say there is none."""

    words: tuple[Text, ...] = Field(min_length=1)


class MoneyShape(Sourced):
    """What money is told in, and how many yuan one of it is."""

    words: tuple[Text, ...] = Field(min_length=1)
    times: Positive


class SameUnitsShape(Sourced):
    """Names of one and the same unit, of what is counted beside energy."""

    words: tuple[Text, ...] = Field(min_length=2)


class WordsShape(Shape):
    kind: Literal["words"]
    no_names: tuple[NoNamesShape, ...] = ()
    synonyms: tuple[SynonymShape, ...] = ()
    headers: tuple[HeaderShape, ...] = ()
    columns: tuple[ColumnWordsShape, ...] = ()
    fragments: tuple[FragmentShape, ...] = ()
    no_values: tuple[NoValuesShape, ...] = ()
    money: tuple[MoneyShape, ...] = ()
    same_units: tuple[SameUnitsShape, ...] = ()


class QuantityShape(Shape):
    resource: OfResource
    quantity: Number
    unit: Text = ""


class CaseShape(Shape):
    """`expected` is compared rounded half up to the digits it is written with; `absent` expects no value."""

    name: Text
    factor_set: Key
    on: Day
    switches: dict[str, str] = Field(default_factory=dict)
    quantities: tuple[QuantityShape, ...] = Field(min_length=1)
    computes: Literal["kgce", "tce", "kgco2", "tco2"]
    divided_by: Positive = Decimal(1)
    expected: Number | None = None
    absent: bool = Field(default=False, strict=True)
    source: SourceShape


class CasesShape(Shape):
    cases: tuple[CaseShape, ...] = ()


KINDS: Mapping[str, Mapping[str, type[Shape]]] = {
    "factors": {"factor_set": FactorSetShape, "addition": AdditionShape, "emissions": EmissionsShape},
    "units": {"units": UnitsShape},
    "checks": {"thresholds": ThresholdsShape},
    "methods": {"savings_method": SavingsMethodShape},
    "quotas": {
        "quotas": QuotaSetShape,
        "published_means": PublishedMeansShape,
        "institution_classes": InstitutionClassesShape,
        "counting_rules": CountingRulesShape,
        "energy_baselines": EnergyBaselinesShape,
    },
    "forms": {"form": FormShape, "form_frame": FormFrameShape},
    "words": {"words": WordsShape},
}
"""What may stand in which folder, by the `kind` the file gives itself."""

Read = TypeVar("Read", bound=Shape)


def shape_of(document: Document) -> tuple[Shape | None, list[PolicyFault]]:
    """The file as the shape of its kind, or its faults."""
    kinds, kind = KINDS[document.folder], document.table.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        says = "文件没有写 kind。" if kind is None else f"不认识这种文件：kind = “{kind}”。"
        return None, [document.fault(("kind",), says, f"这个目录里可用：{'、'.join(kinds)}。")]
    return read_as(kinds[kind], document)


def read_as(shape: type[Read], document: Document) -> tuple[Read | None, list[PolicyFault]]:
    try:
        return shape.model_validate(document.table), []
    except ValidationError as error:
        return None, [_fault(document, detail) for detail in error.errors(include_url=False)]


def _fault(document: Document, detail: ErrorDetails) -> PolicyFault:
    key = next((part for part in reversed(detail["loc"]) if isinstance(part, str)), "")
    says, do = _in_words(detail, key)
    return document.fault(detail["loc"], says, do)


def _in_words(detail: ErrorDetails, key: str) -> tuple[str, str]:
    about = detail.get("ctx", {})
    if detail["type"] == "said":
        return f"“{key}”：{about['says']}", str(about["do"])
    says, do = IN_WORDS.get(detail["type"], OTHERWISE)
    possible = str(about.get("expected", "")).replace(" or ", "、").replace("'", "")
    return says.format(key=key, got=detail["input"]), do.format(key=key, possible=possible)


IN_WORDS = {
    "missing": ("缺少“{key}”。", "请补上 {key} = …"),
    "extra_forbidden": ("不认识的键“{key}”。", "请检查拼写，或删去。"),
    "string_pattern_mismatch": ("“{key}”不能是“{got}”。", "只用小写字母、数字、点和连字符。"),
    "string_too_short": ("“{key}”是空的。", "请填写，或删去这个键。"),
    "too_short": ("“{key}”是空的。", "请填写，或删去这一条。"),
    "literal_error": ("“{key}”不能是“{got}”。", "可用：{possible}。"),
    "string_type": ("“{key}”应是文字。", "请加引号。"),
    "bool_type": ("“{key}”应是 true 或 false。", "请写成不带引号的 true 或 false。"),
    "tuple_type": ("“{key}”应是一组。", "请写成 [[{key}]] 或 {key} = [ … ]。"),
    "model_type": ("“{key}”应是一张表。", "请写成 {key} = {{ … }}。"),
    "dict_type": ("“{key}”应是一张表。", "请写成 {key} = {{ … }}。"),
}
"""What pydantic calls a fault, in words: what is wrong and what to do."""

OTHERWISE = ("“{key}”写得不对。", "请照 jieyue 自带的政策文件改正。")


def certainties(shapes: Iterable[Shape]) -> list[Certainty]:
    """How sure each entry of the files is."""
    entries = (entry for shape in shapes for name in type(shape).model_fields for entry in _entries(shape, name))
    return [entry.certainty for entry in entries]


def _entries(shape: Shape, name: str) -> list[Sourced]:
    value = getattr(shape, name)
    return [entry for entry in value if isinstance(entry, Sourced)] if isinstance(value, tuple) else []
