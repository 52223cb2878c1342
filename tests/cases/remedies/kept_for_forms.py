"""What is said of figures that are kept for statutory forms."""

from cases.office import Remedy, look_up

PROFILE = """organisation | year | floor_area_m2 | heated_area_m2 | persons
510101 | 2021 | 5000 | 1000 | 100"""


def _heated(own: str, by_area: str) -> list[list[object]]:
    return [["organisation", "year", "own_heating_m2", "heating_by_area_m2"], ["510101", "2021", own, by_area]]


def _centre(**cells: str) -> list[list[object]]:
    row = {"organisation": "510101", "name": "主机房", "year": "2021", **cells}
    return [list(row), list(row.values())]


ORGAN = """organisation | year | institution_class
510101 | 2021 | 党政机关"""
STAFF = ["organisation", "year", "staff_in_post", "staff_over_6_months", "staff_up_to_6_months"]

REMEDIES = [
    Remedy(
        "persons_unlike_parts",
        [STAFF, ["510101", "2021", "70", "5", "5"]],
        [[look_up("核对人数组成", "90", column="staff_in_post", row=2)]],
        kind="person_parts",
        before=[("profiles", PROFILE), ("quota_facts", ORGAN)],
    ),
    Remedy(
        "heated_areas_unlike_profile",
        _heated("400", "500"),
        [[look_up("核对三种供暖面积", "600", column="heating_by_area_m2", row=2)]],
        kind="form_facts",
        before=[("profiles", PROFILE)],
    ),
    Remedy(
        "heated_above_floor_area",
        _heated("4000", "5000"),
        [[look_up("一处只算在一种里", "1000", column="heating_by_area_m2", row=2)]],
        kind="form_facts",
        before=[("profiles", PROFILE.replace("1000", "5000"))],
    ),
    Remedy(
        "power_unlike_parts",
        _centre(power_kw="100", power_it_kw="60", power_cooling_kw="30", power_other_kw="20"),
        [[look_up("对照铭牌核对", "110", column="power_kw", row=2)]],
        kind="data_centres",
    ),
    Remedy(
        "racks_above_whole",
        _centre(racks="5", racks_reserved="8"),
        [[look_up("核对机柜数量", "10", column="racks", row=2)]],
        kind="data_centres",
    ),
]
