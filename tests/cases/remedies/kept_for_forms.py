"""What is said of figures that are kept for statutory forms."""

from cases.office import Remedy, have, look_up

PROFILE = """organisation | year | floor_area_m2 | heated_area_m2 | persons
510101 | 2021 | 5000 | 1000 | 100"""


def _heated(own: str, by_area: str) -> list[list[object]]:
    return [["organisation", "year", "own_heating_m2", "heating_by_area_m2"], ["510101", "2021", own, by_area]]


def _rows(table: list[list[object]]) -> list[dict[str, object]]:
    header, *lines = table
    return [dict(zip(header, line, strict=True)) for line in lines]


def _centre(**cells: str) -> list[list[object]]:
    row = {"organisation": "510101", "name": "主机房", "year": "2021", **cells}
    return [list(row), list(row.values())]


ORGAN = """organisation | year | institution_class
510101 | 2021 | 党政机关"""
STAFF = ["organisation", "year", "staff_in_post", "staff_over_6_months", "staff_up_to_6_months"]

CARS = [["organisation", "plate", "kind", "fuel"], ["510101", "川A1", "其他公务用车", "汽油"]]

REMEDIES = [
    Remedy(
        "persons_unlike_parts",
        [STAFF, ["510101", "2021", "70", "5", "5"]],
        [[look_up("核对人数组成", "90", column="staff_in_post", row=2)]],
        kind="person_parts",
        before=[("profiles", PROFILE), ("quota_facts", ORGAN)],
    ),
    Remedy(
        "persons_unlike_parts",
        PROFILE,
        [
            [look_up("用能人数更正为 80", "80", column="persons", row=2)],
            [have("核对人数组成", "person_parts", _rows([STAFF, ["510101", "2021", "90", "5", "5"]]), reason="更正")],
        ],
        kind="profiles",
        before=[("quota_facts", ORGAN), ("person_parts", _rows([STAFF, ["510101", "2021", "70", "5", "5"]]))],
    ),
    Remedy(
        "vehicles_unlike_register",
        [
            ["organisation", "year", "floor_area_m2", "persons", "vehicles_petrol"],
            ["510101", "2021", "5000", "100", "2"],
        ],
        [
            [look_up("汽油车更正为 1", "1", column="vehicles_petrol", row=2)],
            [have("缺的车请补登记", "vehicles", _rows([*CARS, ["510101", "川A2", "其他公务用车", "汽油"]]))],
        ],
        kind="profiles",
        before=[("vehicles", _rows(CARS))],
    ),
    Remedy(
        "heated_above_floor_area",
        PROFILE.replace("1000", "6000"),
        [[look_up("写错的，更正年度基本信息", "1000", column="heated_area_m2", row=2)]],
        kind="profiles",
    ),
    Remedy(
        "heated_areas_unlike_profile",
        PROFILE,
        [
            [look_up("更正年度基本信息", "900", column="heated_area_m2", row=2)],
            [have("核对三种供暖面积", "form_facts", _rows(_heated("400", "600")), reason="更正")],
        ],
        kind="profiles",
        before=[("form_facts", _rows(_heated("400", "500")))],
    ),
    Remedy(
        "heated_above_floor_area",
        PROFILE,
        [[look_up("建筑面积写错的", "10000", column="floor_area_m2", row=2)]],
        kind="profiles",
        before=[("form_facts", _rows(_heated("4000", "5000")))],
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
