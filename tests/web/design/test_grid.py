"""The entry grid under somebody's hands: keyboard, mouse, clipboard, input method, phone."""

import json

import pytest
from playwright.sync_api import expect

from grid_page import GridPage, drafts, drafts_kept

MONTHS = range(1, 13)


def sheet(rows: list[list[str]]) -> str:
    """As Excel puts a block on the clipboard: line ends and quotes inside a cell make it quoted."""

    def written(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if set(value) & set('\n\t"') else value

    return "".join("\t".join(map(written, row)) + "\r\n" for row in rows)


def bills() -> list[list[str]]:
    """24 bills of eight columns, some notes with quotes and line ends."""
    notes = ["", '一层"东区"', "两月\n一抄", 'A\tB "C"\n末行']
    return [
        [account, "电", f"2025/{n}/1", f"2025/{n}/28", f"{1000 + n}.1", f"{700 + n},000.25", "", notes[n % 4]]
        for account in ("3100200001", "3100200002")
        for n in MONTHS
    ]


def test_a_block_of_24_bills_is_pasted_and_taken_back_in_one_step(grid: GridPage):
    grid.paste(sheet(bills()), 4, 1)
    for number, bill in enumerate(bills()):
        account, resource, start, end, quantity, amount, estimated, note = grid.row(4 + number)
        assert [account, resource, quantity, estimated, note] == [bill[0], "电", bill[4], "", bill[7]]
        month = number % 12 + 1
        assert (start, end) == (f"2025-{month:02}-01", f"2025-{month:02}-28")
        assert amount == f"{700 + month}000.25"
    assert "24 行尚未保存" in grid.status()
    grid.keys("Control+z")
    assert "没有未保存的修改" in grid.status()
    assert grid.row(4) == [""] * 8
    grid.keys("Control+y")
    assert grid.row(27)[0] == "3100200002"
    assert "24 行尚未保存" in grid.status()


def test_what_is_copied_can_be_pasted_elsewhere_as_it_was(grid: GridPage):
    grid.paste(sheet([['一"二"', "电"], ["三\n四", "水"]]), 4, 1)
    grid.keys("Control+c")
    grid.cell(7, 1).click()
    grid.keys("Control+v")
    assert grid.row(7)[:2] == ['一"二"', "电"]
    assert grid.row(8)[:2] == ["三\n四", "水"]


def test_cells_copied_as_a_table_only_are_pasted_too(grid: GridPage):
    grid.page.evaluate(
        """() => navigator.clipboard.write([new ClipboardItem({"text/html": new Blob(
        ['<table><tr><td>3100<b>200</b>001</td><td>电</td></tr><tr><td>5</td><td>水</td></tr></table>'],
        {type: "text/html"})})])"""
    )
    grid.cell(4, 1).click()
    grid.keys("Control+v")
    assert grid.row(4)[:2] == ["3100200001", "电"]
    assert grid.row(5)[:2] == ["5", "水"]


def test_one_value_fills_the_selection_and_a_header_is_left_out(grid: GridPage):
    grid.copied("电")
    grid.cell(4, 2).click()
    grid.keys("Shift+ArrowDown", "Shift+ArrowDown", "Control+v")
    assert [grid.text(row, 2) for row in (4, 5, 6, 7)] == ["电", "电", "电", ""]
    grid.paste("户号\t能源资源\r\n3100\t水\r\n", 4, 1)
    assert grid.row(4)[:2] == ["3100", "水"]


def test_a_paste_beyond_the_most_rows_is_refused_whole(grid: GridPage):
    grid.paste("\r\n".join(["1"] * 250), 4, 1)
    grid.told("save", "最多 200 行")
    assert "没有未保存的修改" in grid.status()


def test_a_bill_is_entered_by_keyboard_alone_and_the_table_left_again(grid: GridPage):
    page = grid.page
    page.locator("[data-do=fill]").focus()
    grid.keys("Tab", "Tab")  # past the keys' help
    assert grid.active() == (1, 1)
    grid.keys("Control+ArrowDown", "ArrowDown")
    assert grid.active() == (4, 1)
    for value in ("3100200009", "水", "20250301", "2025/3/31", "1,200.50", "900"):
        grid.type(value)
        grid.keys("Tab")
    grid.keys(" ", "Enter")
    assert grid.row(4) == ["3100200009", "水", "2025-03-01", "2025-03-31", "1200.50", "900", "是", ""]
    assert grid.active() == (5, 1)
    grid.keys("Escape", "Tab")
    assert page.evaluate("document.activeElement.closest('table') === null")


def test_f2_changes_inside_escape_gives_up_and_delete_clears(grid: GridPage):
    grid.cell(1, 5).click()
    grid.keys("F2")
    grid.type("5")
    grid.keys("ArrowLeft", "Enter")
    assert grid.text(1, 5) == "12480.55"
    grid.keys("ArrowUp")
    grid.type("7")
    grid.keys("Escape")
    assert grid.text(1, 5) == "12480.55"
    grid.keys("Shift+ArrowRight", "Delete")
    assert grid.row(1)[4:6] == ["", ""]
    grid.keys("Control+z", "Control+z")
    assert grid.row(1)[4:6] == ["12480.5", "9360.38"]


def test_an_input_method_begins_with_the_first_key_and_its_keys_are_its_own(grid: GridPage):
    grid.cell(4, 8).click()
    devtools = grid.page.context.new_cdp_session(grid.page)
    for text in ("l", "li", "lia", "lian"):
        devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    # Enter and arrows while composing choose a candidate; they must not leave the cell.
    for key in ("Enter", "ArrowDown"):
        devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229})
    assert grid.active() == (4, 8)
    devtools.send("Input.insertText", {"text": "两月一抄"})
    grid.keys("Enter")
    assert grid.text(4, 8) == "两月一抄"
    assert grid.active() == (5, 8)


def test_choices_are_offered_and_taken_by_key_and_by_mouse(grid: GridPage):
    grid.cell(4, 2).click()
    grid.keys("Alt+ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    assert grid.text(4, 2) == "水"
    grid.cell(5, 2).dblclick()
    grid.page.get_by_role("option", name="天然气").click()
    assert grid.text(5, 2) == "天然气"


def test_sums_are_exact(grid: GridPage):
    grid.paste("0.1\r\n0.2\r\n12345678901234567890.3", 4, 5)
    assert "计数 3　求和 12,345,678,901,234,567,890.6　平均 4,115,226,300,411,522,630.2" in grid.status()
    totals = grid.page.locator(".grid__totals tbody tr")
    expect(totals).to_have_count(3)
    assert totals.nth(0).inner_text().split() == ["电", "24,384.6", "18,288.46"]


@pytest.mark.parametrize(
    ("values", "by", "expected"),
    [
        (["0.1", "0.2"], 2, "0.15"),
        (["-1", "-2"], 2, "-1.5"),
        (["1"], 3, "0.3333"),
        (["2"], 3, "0.6667"),
        (["-2"], 3, "-0.6667"),
    ],
)
def test_averages_are_rounded_half_away_from_zero(grid: GridPage, values, by, expected):
    found = grid.page.evaluate(
        """async ([values, by]) => {
            const { sum, parse, divide, format } = await import("/static/jieyue/grid/decimal.js");
            return format(divide(sum(values.map(parse)), by, 4));
        }""",
        [values, by],
    )
    assert found == expected


def test_errors_stand_at_their_cells_and_in_a_list_that_leads_there(grid: GridPage):
    grid.paste(
        sheet(
            [["1", "电", "2025-03-01", "2025-03-31", "一千", "", "", ""], ["2", "电", "", "", "2000000", "", "", ""]]
        ),
        4,
        1,
    )
    grid.keys("Control+s")
    problems = grid.told("problems", "没有保存，下列内容需要改正")
    wrong = grid.cell(4, 5)
    assert wrong.get_attribute("aria-invalid") == "true"
    assert grid.cell(5, 5).get_attribute("aria-invalid") is None
    assert "grid__cell--warning" in grid.cell(5, 5).get_attribute("class")
    problems.get_by_role("link", name="第 4 行“数量”").click()
    assert grid.active() == (4, 5)
    field = grid.page.locator(":focus")
    assert field.get_attribute("aria-invalid") == "true"
    said = grid.page.locator("#" + field.get_attribute("aria-describedby").split()[0])
    assert "“一千”不是数字。请填写数量" in said.inner_text()
    grid.type("1000")
    grid.keys("Enter")
    assert wrong.get_attribute("aria-invalid") is None
    grid.keys("Control+s")
    grid.told("save", "新增 2 行")
    assert "没有未保存的修改" in grid.status()


def test_a_paste_is_checked_without_saving(grid: GridPage):
    grid.paste("电\t2025-01-01\t2025-01-31\t很多", 4, 2)
    grid.told("problems", "才能保存")
    assert "1 行尚未保存" in grid.status()


def test_only_what_changed_is_sent_and_a_saved_row_is_withdrawn_with_a_reason(grid: GridPage):
    page = grid.page
    grid.cell(2, 5).click()
    page.locator("[data-do=remove]").click()
    page.get_by_role("button", name="标记作废").click()
    page.get_by_label("修改或作废的原因").fill("重复登记")
    with page.expect_request("**/design/entry/save/") as sent:
        page.locator("[data-do=save]").click()
    body = json.loads(sent.value.post_data)
    assert body["reason"] == "重复登记"
    assert [(row["row"], row["id"], row["seen"], row["withdrawn"]) for row in body["rows"]] == [(2, "2", "1", True)]
    assert body["rows"][0]["values"]["account"] == "3100200001"
    grid.notice("save").wait_for()
    assert page.locator("#grid tbody tr[role=row]").count() == 7
    assert grid.row(2)[0] == "5500100007"


def test_a_change_of_a_saved_row_asks_for_its_reason(grid: GridPage):
    grid.cell(1, 5).click()
    grid.type("99")
    grid.keys("Enter", "Control+s")
    reason = grid.page.get_by_label("修改或作废的原因")
    reason.wait_for()
    assert grid.text(1, 5) == "99"
    assert "1 行尚未保存" in grid.status()
    assert grid.page.evaluate("document.activeElement.id") == "grid-reason"
    grid.type("抄错了")
    grid.page.locator("[data-do=save]").click()
    grid.told("save", "更正 1 行")


def answered(page, status: int, answer: dict) -> None:
    page.route("**/design/entry/save/", lambda route: route.fulfill(status=status, json=answer))


def meanwhile(quantity: str) -> dict:
    problem = {"row": 1, "column": None, "rule": "changed_meanwhile", "severity": "error"}
    problem |= {"says": "李强于 11-24 09:12 修改了这张票据。", "do": "请核对后再保存。"}
    values = {"quantity": quantity}
    return {"report": {"problems": [problem], "refused": 1}, "rows": [{"row": 1, "id": 1, "seen": 5, "values": values}]}


def test_when_somebody_was_quicker_both_values_are_shown_and_mine_can_be_kept(grid: GridPage):
    answered(grid.page, 409, meanwhile("13000"))
    grid.cell(1, 5).click()
    grid.type("99")
    grid.keys("Enter", "Control+s")
    grid.told("meanwhile", "李强于 11-24 09:12")
    grid.told("meanwhile", "您填写的：99")
    told = grid.told("meanwhile", "现为：13000")
    assert grid.text(1, 5) == "99"
    told.get_by_role("button", name="用我填写的").click()
    with grid.page.expect_request("**/design/entry/save/") as sent:
        grid.keys("Control+s")
    row = json.loads(sent.value.post_data)["rows"][0]
    assert (row["seen"], row["values"]["quantity"]) == (5, "99")


def test_when_somebody_was_quicker_theirs_can_be_taken(grid: GridPage):
    answered(grid.page, 409, meanwhile("13000"))
    grid.cell(1, 5).click()
    grid.type("99")
    grid.keys("Enter", "Control+s")
    grid.page.get_by_role("button", name="用现在的").click()
    assert grid.text(1, 5) == "13000"
    assert "没有未保存的修改" in grid.status()


@pytest.mark.parametrize(("status", "says"), [(403, "没有权限"), (404, "已经不存在"), (413, "内容太多")])
def test_a_refusal_keeps_everything_and_says_so(grid: GridPage, status, says):
    grid.page.route("**/design/entry/save/", lambda route: route.fulfill(status=status, body="<h1>nothing</h1>"))
    grid.cell(4, 1).click()
    grid.type("3100")
    grid.keys("Enter", "Control+s")
    assert says in grid.notice("save").inner_text()
    assert grid.text(4, 1) == "3100"
    assert "1 行尚未保存" in grid.status()


def test_rows_in_the_order_of_the_answer_are_renewed_and_parts_of_the_page_too(grid: GridPage):
    row = {"row": 4, "id": 77, "seen": 9, "values": {"account": "3100-B", "quantity": "12"}}
    report = {"added": 1, "changed": 0, "unchanged": 0, "problems": []}
    answered(grid.page, 200, {"report": report, "rows": [row], "html": {".site-footer": "<p>合计已更新</p>"}})
    grid.cell(4, 1).click()
    grid.type("3100b")
    grid.keys("Enter", "Control+s")
    grid.notice("save").wait_for()
    assert grid.row(4)[:5] == ["3100-B", "", "", "", "12"]
    assert grid.page.locator(".site-footer").inner_text() == "合计已更新"


def test_read_only_rows_stay_as_they_are(grid: GridPage):
    grid.page.route("**/design/entry/", lambda route: route.fulfill(body=with_first_row_closed(route.fetch().text())))
    grid.open()
    grid.cell(1, 5).click()
    grid.type("99")
    grid.keys("Delete")
    assert grid.text(1, 5) == "12480.5"
    assert grid.cell(1, 5).get_attribute("aria-readonly") == "true"


def with_first_row_closed(html: str) -> str:
    return html.replace('<tr data-id="1"', '<tr data-readonly data-id="1"')


def test_fill_down_repeats_the_first_row_of_the_selection(grid: GridPage):
    grid.cell(3, 1).click()
    grid.keys("Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    assert grid.row(5)[:3] == ["5500100007", "水", ""]
    grid.keys("Control+z")
    assert grid.row(5)[:2] == ["", ""]


def test_without_a_connection_nothing_is_lost_and_a_draft_is_offered_afterwards(grid: GridPage, page):
    grid.page.route("**/design/entry/save/", lambda route: route.abort())
    grid.paste(sheet(bills()[:3]), 4, 1)
    with page.expect_console_message(lambda said: "net::ERR_FAILED" in said.text):
        grid.keys("Control+s")
    grid.told("save", "网络不通")
    assert len(drafts_kept(page)) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    grid.open()
    assert grid.row(4)[0] == ""
    grid.told("draft", "3 行没有保存")
    grid.notice("draft").get_by_role("button", name="恢复").click()
    assert grid.row(6)[4] == "1003.1"
    page.unroute("**/design/entry/save/")
    grid.keys("Control+s")
    grid.told("save", "新增 3 行")
    assert drafts(page) == []


def test_a_refused_draft_is_not_offered_again_once_the_same_was_written_anew_and_saved(grid: GridPage, page):
    grid.paste(sheet(bills()[:3]).replace("1001.1", "多少"), 4, 1)
    grid.keys("Control+s")
    grid.told("problems", "没有保存")
    assert len(drafts_kept(page)) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    grid.open()
    grid.told("draft", "3 行没有保存")
    grid.paste(sheet(bills()[:3]), 4, 1)
    grid.keys("Control+s")
    grid.told("save", "新增 3 行")
    expect(grid.notice("draft")).to_have_count(0)
    assert drafts(page) == []
    grid.open()
    expect(grid.notice("draft")).to_have_count(0)


def test_leaving_with_unsaved_rows_asks_first(grid: GridPage, page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    grid.cell(4, 1).click()
    grid.type("3100")
    grid.keys("Enter")
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert not page.is_closed()


def test_a_phone_shows_cards_that_can_be_filled_in_and_never_scrolls_sideways(open_page, guide):
    grid = GridPage(open_page(width=390, height=844, has_touch=True, is_mobile=True)).open()
    page = grid.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    grid.cell(4, 1).tap()
    grid.type("3100200009")
    grid.cell(4, 2).tap()
    page.get_by_role("option", name="水").tap()
    grid.cell(4, 5).tap()
    assert page.locator(":focus").get_attribute("inputmode") == "decimal"
    grid.type("12")
    grid.cell(4, 5).tap()
    grid.type("3")
    page.locator("[data-do=save]").tap()
    grid.told("save", "新增 1 行")
    assert grid.row(4)[:5] == ["3100200009", "水", "", "", "123"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
