"""Organisations can be found, looked at and kept up by those whose they are; the start page says what is missing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.registers.accounts.models import Account

PROFILE = {"year": "2025", "floor_area_m2": "1000", "persons": "100"}


def page(client, address: str, **how) -> str:
    response = client.get(address, **how)
    assert response.status_code == 200
    return response.content.decode()


def test_search_finds_what_is_within_reach(office):
    found = page(office.as_("wang"), "/organisations/?text=县")
    assert "甲县一中" in found
    assert "乙县医院" not in found
    assert "没有找到机构" in page(office.as_("qian"), "/organisations/?text=县")


def test_an_organisation_shows_itself_and_what_stands_below(office):
    county = page(office.as_("wang"), "/organisations/C1/")
    assert "甲县财政局" in county
    assert "某省" not in county.replace("（管辖范围外）", "")
    assert "1001" in page(office.as_("liu"), "/organisations/A/")
    assert office.as_("wang").get("/organisations/X/").status_code == 404
    assert office.as_("wang").get("/organisations/X/figures/").status_code == 404


def test_figures_come_as_a_part_or_as_a_page_of_their_own(office):
    part = page(office.as_("wang"), "/organisations/C1/figures/?period=2025", headers={"HX-Request": "true"})
    assert "<html" not in part
    assert "700.01" in part
    assert "<html" in page(office.as_("wang"), "/organisations/C1/figures/?period=2025-01")
    assert office.as_("wang").get("/organisations/C1/figures/?period=what").status_code == 400


def test_peers_are_shown_only_from_five_others_on(office):
    assert "不足 5 家" in page(office.as_("liu"), "/organisations/A/peers/?period=2025")


def test_a_clerk_keeps_sizes_and_accounts(office):
    client = office.as_("liu")
    assert client.post("/organisations/A/profile/", PROFILE).status_code == 302
    line = Profile.objects.get()
    address = f"/organisations/A/profile/?record={line.id}"
    seen = re.search(r'name="seen" value="(\d+)"', page(client, address))[1]
    changed = {**PROFILE, "persons": "120", "seen": seen}
    refused = client.post(address, changed)
    assert (refused.status_code, Profile.objects.get().persons) == (422, 100)
    assert client.post(address, {**changed, "reason": "核实"}).status_code == 302
    assert Profile.objects.get().persons == 120
    account = {"resource": "水", "use": "建筑", "account": "2002", "billing_months": "2"}
    assert client.post("/organisations/A/account/", account).status_code == 302
    assert Account.objects.get(number="2002").billing_months == 2


def test_what_is_wrong_is_told_beside_its_field(office):
    told = office.as_("liu").post("/organisations/A/profile/", {**PROFILE, "floor_area_m2": "-3"})
    field = told.content.decode().split('for="id_floor_area_m2"')[1].split('for="id_heated_area_m2"')[0]
    assert told.status_code == 422
    assert "不应小于 0" in field or "应大于 0" in field


@pytest.mark.parametrize(("username", "status"), [("sun", 403), ("li", 403), ("zhao", 404), ("qian", 404)])
def test_nobody_else_does(office, username, status):
    client = office.as_(username)
    assert client.get("/organisations/A/profile/").status_code == status
    assert client.post("/organisations/A/profile/", PROFILE).status_code == status
    assert client.post("/organisations/A/account/", {"resource": "水"}).status_code == status
    assert (Profile.objects.count(), Account.objects.filter(organisation__code="A").count()) == (0, 2)


def test_an_authority_adds_and_moves_organisations_from_a_day_on(office):
    client = office.as_("li")
    new = {"code": "N", "name": "新设中心", "parent": "C1", "level": "单位", "category": "其他事业"}
    assert client.post("/organisations/new/", new).status_code == 302
    assert Organisation.objects.get(code="N").category == "other_institution"
    move = {"name": "新设中心", "parent": "C2", "level": "单位", "effective_on": "2025-07-01", "reason": "划转"}
    assert client.post("/organisations/N/change/", {**move, "effective_on": ""}).status_code in (302, 422)
    assert client.post("/organisations/N/change/", move).status_code == 302
    assert "2025-07-01" in page(client, "/organisations/N/")
    for username, status in (("wang", 403), ("qian", 403)):
        assert office.as_(username).post("/organisations/new/", {**new, "code": "M"}).status_code == status
    assert office.as_("wang").post("/organisations/A/change/", move).status_code == 403
    assert not Organisation.objects.filter(code="M").exists()


def test_the_list_asks_as_often_for_one_row_as_for_a_hundred(office):
    client, counts = office.as_("wang"), []
    for few, many in ((0, 1), (1, 3), (3, 100)):
        rows = "\n".join(f"Z{n} | 小学{n} | C1 | 单位" for n in range(few, many))
        office.house.have("organisations", f"code | name | parent | level\n{rows}")
        client.get("/organisations/?text=小学")
        with CaptureQueriesContext(connection) as asked:
            page(client, "/organisations/?text=小学")
        counts.append(len(asked))
    assert counts == [counts[0]] * 3


def test_the_start_page_says_what_one_may_do_and_what_is_missing(office):
    assert "填报票据" in page(office.as_("liu"), "/")
    assert "填报票据" not in page(office.as_("sun"), "/")
    missing = page(office.as_("liu"), "/start/missing/", headers={"HX-Request": "true"})
    assert "缺报" in missing
    assert "缺报一览" not in page(office.as_("qian"), "/")
