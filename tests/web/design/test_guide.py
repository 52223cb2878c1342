"""Every part of the design, looked at by a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from grid_page import drafts, drafts_kept
from offices import open_office

PAGES = ["/design/", "/design/entry/"]


def serious(page) -> list[str]:
    """What axe finds serious or critical, with the place."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious_is_found_and_nothing_scrolls_sideways(open_page, guide, address, width):
    page = open_page(width=width)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_grid_with_errors_has_nothing_serious_either(grid):
    grid.paste("1\t电\t\t\t很多", 4, 1)
    grid.notice("problems").wait_for()
    grid.keys("Alt+ArrowDown")
    assert serious(grid.page) == []


def test_strangers_do_not_see_the_guide(client, db):
    assert [client.get(address).status_code for address in PAGES] == [404, 404]


def test_nothing_is_asked_of_another_host(page, guide, live_server):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for address in PAGES:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(live_server.url)] == []


def test_the_menu_folds_on_a_phone_and_opens_by_its_button(open_page, house, live_server):
    page = signed_in(open_page(width=390), open_office(house), live_server)
    page.goto("/design/")
    link = page.get_by_role("navigation", name="主导航").get_by_role("link", name="首页")
    assert not link.is_visible()
    page.locator(".menu__button").click()
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()


def test_signing_out_takes_drafts_along(open_page, house, live_server):
    page = signed_in(open_page(), open_office(house), live_server)
    page.goto("/design/entry/")
    page.locator("#grid tbody tr:nth-child(4) td:nth-of-type(1)").click()
    page.keyboard.type("3100")
    page.keyboard.press("Enter")
    assert [key.split(":")[1] for key in drafts_kept(page)] == ["wang"]
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in/**")
    assert drafts(page) == []


def signed_in(page, office, live_server):
    session = office.as_("wang").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def test_the_language_is_switched_and_kept(page, guide):
    page.goto("/design/entry/")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.wait_for_selector(".grid--ready")
    assert page.locator("[data-grid-status]").inner_text() == "No unsaved changes"


def test_files_can_be_dropped_and_are_named_with_their_size(page, guide):
    page.goto("/design/")
    drop = page.locator("[data-drop]").first
    page.wait_for_selector("[data-drop][data-dressed]")
    files = page.evaluate_handle(
        """() => { const files = new DataTransfer();
        files.items.add(new File(["x".repeat(2048)], "电费发票.pdf", {type: "application/pdf"}));
        files.items.add(new File(["y"], "第二份.pdf")); return files; }"""
    )
    drop.dispatch_event("drop", {"dataTransfer": files})
    assert drop.locator("li span").all_inner_texts() == ["电费发票.pdf", "2 KB"]
    assert drop.locator("input").evaluate("(field) => field.files.length") == 1


def test_paper_shows_what_the_page_says_and_no_buttons(page, guide):
    page.goto("/design/")
    page.emulate_media(media="print")
    assert not page.locator(".button:visible, .filters:visible, .menu:visible").count()
    assert page.locator("h1").is_visible()
    assert page.locator("table").first.is_visible()
