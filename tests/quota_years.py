"""Units of Shandong and Guangdong with a year of bills, for tests of quotas."""

from datetime import date

from offices import open_office

TREE = """code | name | parent | level | category | region_code
JN | 济南市       | P  | 市   |      | 370100
F  | 济南市财政局 | JN | 单位 | 机关 |
H  | 济南市医院   | JN | 单位 | 卫生 |
G  | 广东省财政厅 | P  | 单位 | 机关 | 440000"""


def of_years(*units: str) -> str:
    rows = ["organisation | resource | use | account | start_date | end_date | quantity | unit"]
    for unit in units:
        for month in range(1, 13):
            end = date.fromordinal(date(2022 + month // 12, month % 12 + 1, 1).toordinal() - 1)
            days = f"2022-{month:02}-01 | {end}"
            rows += [f"{unit} | 电 | 建筑 | 1{unit} | {days} | 1000 | kWh"]
            rows += [f"{unit} | 汽油 | 车辆 | 2{unit} | {days} | 100 | L"]
            rows += [f"{unit} | 热力 | 采暖 | 3{unit} | {days} | 10 | GJ"]
            rows += [f"{unit} | 水 | | 4{unit} | {days} | 10 | m3"]
    return "\n".join(rows)


def settle(house):
    office = open_office(house)
    house.have("organisations", TREE)
    house.have("bills", of_years("F", "G"))
    sizes = "organisation | year | floor_area_m2 | heated_area_m2 | persons | persons_water"
    house.have("profiles", f"{sizes}\nF | 2022 | 1000 | 800 | 50 | 40\nG | 2022 | 1000 | 800 | 50 | 40")
    return office
