"""What each rule of the data checks is called where its findings are counted or kept, and where they are put right."""

from collections.abc import Mapping, Sequence
from functools import cache

from jieyue.store.ledgers import ledgers

OTHERS = "其他检查"
PROFILES = "profiles"
"""Where the yearly figures of an organisation stand, among the ledgers."""
RULES: Mapping[tuple[str, ...], Mapping[str, str]] = {
    ("bills",): {
        "gap": "票据日期不连续",
        "month_not_covered": "票据没有覆盖整月",
        "period_length": "一张票据的天数过长或过短",
        "one_side_only": "只有数量或只有金额",
        "unit_price": "单价不在通常范围",
        "quantity_jump": "用量突增或突减",
        "month_unlike_last_year": "与上年同月相差大",
        "price_unlike_own": "单价与本户平常相差大",
        "copied_from_last_year": "与上年同月相同",
        "amount_of_last_year": "金额与上年同月相同",
        "round_amounts": "连续几期金额为整数",
        "mostly_estimated": "估算的票据多",
        "same_bill_twice": "两个户号的票据相同",
        "swapped_accounts": "两个户号的用量像是填反了",
        "same_quantity": "连续几期用量相同",
        "reading_as_use": "像是把表示数当作用量",
        "bought_on_one_day": "同一天多次购买",
        "invoice_used_again": "一张发票用了几次",
        "electricity_change": "用电比上年变化大",
        "water_change": "用水比上年变化大",
        "energy_change": "能耗比上年变化大",
        "change_from_base": "比基年变化大",
        "above_quota": "超过定额约束值",
        "far_below_quota": "远低于定额引导值",
        "cost_missing": "有用量而没有金额",
        "part_above_whole": "一种用途多于全部",
        "fuel_without_vehicles": "有车辆用油而没有车",
        "fuel_for_vehicles": "用油与车辆数量不相称",
        "same_as_another_unit": "用量与另一家单位相同",
        "use_for_size": "用量与面积、人数不相称",
        "unlike_its_like": "用量与同类单位相差大",
        "sum_of_others": "像是几个户号的合计",
        "account_at_two_units": "一个户号在两个单位",
    },
    (PROFILES,): {
        "profile_change": "面积、人数比上年变化大",
        "heated_above_floor_area": "供暖面积多于建筑面积",
    },
    ("person_parts", PROFILES): {"persons_unlike_parts": "人数与组成不符"},
    ("vehicles", PROFILES): {"vehicles_unlike_register": "车辆数与公务用车登记不符"},
    ("form_facts", PROFILES): {"heated_areas_unlike_profile": "供暖面积合不上"},
    ("data_centres",): {
        "power_unlike_parts": "设备功率合不上",
        "racks_above_whole": "预留机柜多于总数",
    },
    ("bills", "readings"): {"bill_and_meter_differ": "票据与抄表对不上"},
    ("readings",): {
        "subs_exceed_main": "下级表合计大于上级表",
        "went_backwards": "表的示数倒走",
        "doubtful_roll_over": "走满归零可疑",
        "beyond_rated_power": "平均功率超过额定功率",
        "meter_jump": "抄表用量突增",
        "collected_in_part": "系统采集的抄表不全",
        "stamped_off": "系统采集的时间不准",
    },
}
"""By the ledgers and registers in one of which what a rule is about is put right."""


def name_of(rule: str) -> str:
    """ "" stands for all."""
    return _named().get(rule, ((), OTHERS))[1] if rule else "可疑的数据"


def ledgers_of(rule: str) -> Sequence[str]:
    """The keys of those in one of which it is put right, PROFILES among them; none where that is not known."""
    return _named().get(rule, ((), OTHERS))[0]


@cache
def _named() -> dict[str, tuple[Sequence[str], str]]:
    """By rule, where it is put right and what it is called; with those that ledgers name themselves."""
    own = {rule: ((ledger.key,), zh) for ledger in ledgers() for rule, zh in ledger.names.items()}
    return own | {rule: (where, zh) for where, rules in RULES.items() for rule, zh in rules.items()}
