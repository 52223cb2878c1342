"""All that the analysis of a year may say, of a unit and of a place together, as it is pinned."""

CLASSES = [
    {"low": None, "high": 10.0, "units": 3, "has_own": True},
    {"low": 10.0, "high": None, "units": 4, "has_own": False},
]
GROUP = {"units": 7, "tce": 12.5, "share": 100.0, "per_m2": 9.5, "percent": -3.2}
UNIT = {"code": "A", "name": "甲县一中", "per_m2": 9.5, "tce": -1.2, "percent": -3.2}
USED = {"resource": "electricity", "tce": "3.2", "share": "40"}
EVERYTHING = {
    "months": [
        {"month": "2025-01", "now": "2.5", "then": "3", "percent": "-16.7"},
        {"month": "2025-02", "now": "1.5", "then": None, "percent": None},
    ],
    "uses": [{**USED, "use": "building"}, {**USED, "use": "data_centre"}],
    "change": {
        "now": "4", "then": "5", "tce": "-1", "percent": "-20", "by_area": "0.5", "by_intensity": "-1.5",
        "area": "1100", "area_then": "1000",
        "parts": [{"resource": "electricity", "use": "building", "tce": "-1", "percent": "-20"}],
    },
    "lacking": [{"resource": "water", "use": "building", "only_now": [3], "only_then": [7, 8]}],
    "like": [
        {"key": "energy_per_m2_kgce", "own": 9.5, "group": "甲县教育", "units": 7, "median": 8.25, "higher_than": 50,
         "rank": None, "classes": CLASSES},
        {"key": "water_per_person_m3", "own": 9.5, "group": "甲县教育", "units": 7, "median": 8.25, "higher_than": 60,
         "rank": 5, "classes": []},
    ],
    "said": [{"where": "公示的增减原因", "period": "2025Q1", "about": "为什么多", "text": "供暖延长。"}],
    "anomaly_count": 1,
    "anomalies": [
        {"period": "2025-01", "resource": "electricity", "name": "用量突增或突减", "says": "用电为平常的3倍。",
         "answer": "更换设备"}
    ],
    "regions": [{"key": "C1", "name": "甲县", **GROUP}, {"key": "C2", "name": "乙县", **GROUP}],
    "categories": [{"key": "education", "name": "教育", **GROUP}],
    "median": 8.25,
    "classes": CLASSES,
    "compared_units": 7,
    "left_out": 2,
    "highest": [UNIT],
    "lowest": [UNIT],
    "risen": [UNIT],
    "fallen": [UNIT],
    "odd": [{"name": "用电比上年变化大", "units": 2}],
}  # fmt: skip
