"""The road of a vehicle's fuel in a browser: entered, imported, found odd, mended, answered, made public, scored."""

import pytest
from playwright.sync_api import expect

from browsing import find_fault, look
from grid_page import GridPage, idle
from jieyue.store.findings.models import Finding
from offices import open_office
from soaking import DESK_AND_PHONE

CAR = "陕A12345"
HEADER = ("号牌号码", "加油日期", "小票号", "加油量", "加油金额", "里程表读数", "所用加油卡号", "加油站")
TYPED = (
    (CAR, "2025-05-08", "", "45", "351", "61000", "100", "城东加油站"),
    (CAR, "2025-05-20", "", "45", "351", "60500", "100", "路边加油站"),
)
FILE = """机构编码,号牌号码,加油日期,加油量,加油金额,里程表读数
A,{car},2025-06-05,45,351,62000
A,{car},2025-06-30,0,,62100
"""


@pytest.fixture
def office(house):
    return house.begun(with_a_vehicle)


def with_a_vehicle(house):
    office = open_office(house)
    vehicle = {"organisation": "A", "plate": CAR, "kind": "机要通信用车", "fuel": "汽油", "tank_litres": "60"}
    house.have("vehicles", [{**vehicle, "card_number": "100", "stations": "城东加油站", "used_since": "2024-01-01"}])
    office.house = house
    return office


@pytest.mark.parametrize("width", DESK_AND_PHONE)
def test_fuel_is_entered_found_odd_mended_answered_published_and_scored(office, open_page, sign_in, tmp_path, width):
    page = sign_in(open_page(width=width), "wang")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(page)
    bring_by_file(page, tmp_path)
    mend_and_answer(page)
    make_public(page, sign_in(open_page(width=width), "feng"))
    page.goto("/evaluation/A/2025/")
    item = page.locator("main").get_by_text("油耗统计台账和公务用车单车油耗核算").first
    expect(item).to_be_visible()
    expect(page.locator("main a[href*='/ledgers/refuellings/']").first).to_be_attached()
    page.goto("/ledgers/refuellings/summary/?organisation=A&period=2025")
    expect(page.locator("main")).to_contain_text("百公里油耗")
    find_fault(page)
    look(page, "refuellings-summary")


def enter(page) -> None:
    grid = GridPage(page).open("/ledgers/refuellings/grid/?organisation=A&period=2025-05")
    grid.paste("".join("\t".join(line) + "\r\n" for line in (HEADER, *TYPED)), 1, 1)
    grid.keys("Control+s")
    idle(page)
    grid.told("save", "新增 2 行")
    expect(page.locator("main")).to_contain_text("里程表 60500 km，小于上一次（2025-05-08）的 61000 km")
    find_fault(page)
    look(page, "refuellings-grid")


def bring_by_file(page, folder) -> None:
    file = folder / "refuellings.csv"
    file.write_text(FILE.format(car=CAR), "utf-8")
    page.goto("/import/")
    page.get_by_label("内容").select_option("refuellings")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("button", name="导入 2 行").click()
    expect(page.locator("main")).to_contain_text("新增 2 行")
    look(page, "refuellings-import")


def mend_and_answer(page) -> None:
    """The reading was copied wrong; elsewhere it was refuelled on the way."""
    rules = {each.rule: each.pk for each in Finding.objects.filter(ledger="refuellings")}
    assert set(rules) == {"odometer_went_back", "station_not_designated"}
    page.goto(f"/findings/{rules['odometer_went_back']}/")
    look(page, "refuellings-finding")
    page.get_by_role("link", name="查看记录").click()
    find_fault(page)
    page.get_by_role("link", name="更正").click()
    page.locator("[name=odometer_km]").fill("61500")
    page.locator("[name=reason]").fill("抄错")
    page.get_by_role("button", name="保存更正").click()
    expect(page.locator("main")).to_contain_text("已更正。")
    assert Finding.objects.get(rule="odometer_went_back").state == "resolved"
    page.goto(f"/findings/{rules['station_not_designated']}/")
    page.locator("#answer ~ form [name=words]").fill("出差途中加油")
    page.get_by_role("button", name="说明原因").click()
    assert Finding.objects.get(rule="station_not_designated").state == "explained"
    find_fault(page)


def make_public(page, approver) -> None:
    page.goto("/notices/?organisation=A")
    page.get_by_role("link", name="2025年5月单车油耗").click()
    main = page.locator("main")
    expect(main).to_contain_text(CAR)
    find_fault(page)
    look(page, "refuellings-notice")
    page.get_by_role("button", name="保存并提交审批").click()
    approver.goto("/notices/A/vehicle_fuel-2025-05/")
    approver.get_by_role("button", name="批准公示").click()
    expect(approver.locator("main")).to_contain_text("已公示")
    look(approver, "refuellings-published")
