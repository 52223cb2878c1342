"""The pages of the import: what the browser is answered."""

import io
import re
import zipfile
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jieyue.programme.entry.jobs import carry_on
from jieyue.rules.roles import Role
from jieyue.store.jobs.models import Job
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.log import head
from jieyue.web.entry import middleware

pytestmark = pytest.mark.django_db

HEADER = "机构编码,能源资源,户号,起,止,数量,单位\n"
JANUARY = "A,电,D1,2024-01-01,2024-01-31,100,kWh\n"
TABLE = "organisation | 能源资源 | account | 起 | 止 | quantity | unit\n" + " | ".join(JANUARY.strip().split(","))
BAD = "A,电,D1,2024-02-01,2024-02-29,1.2万,kWh\n"


@pytest.fixture
def send():
    def sent(client, content: str | bytes, name="票据.csv", kind="bills", token=None):
        file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        return client.post("/import/", {"kind": kind, "file": file, "token": token or uuid4()})

    return sent


def page(response) -> str:
    """What it shows, whatever token the browser has to send back and whatever number a refusal has."""
    return re.sub(
        r'(CSRFToken": |csrfmiddlewaretoken" value=)"[^"]*"|编号 [0-9]{4}-[0-9A-F]{6}', "", response.content.decode()
    )


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_road_from_upload_to_undo(clerk, send, house):
    sent = send(clerk, HEADER + JANUARY + BAD)
    job = sent.url
    preview = page(clerk.get(job))
    assert "有 1 行不能收下" in preview
    assert "1.2万" in page(clerk.get(job + "?show=refused"))
    assert "只收下无误的 1 行" in preview
    assert Bill.objects.count() == 0
    decided = clerk.post(job + "decide/", {"take": "good"})
    assert decided.url == job
    result = page(clerk.get(job))
    assert "新增 1 行" in result
    assert Bill.objects.count() == 1
    seq = head().seq
    assert f"/import/entries/{seq}/" in result
    assert "A 电 建筑 D1 2024-01-01" in page(clerk.get(f"/import/entries/{seq}/"))
    undone = clerk.post(f"/import/entries/{seq}/undo/", {"reason": "传错了", "token": uuid4()})
    assert "撤去 2 行" in page(clerk.get(undone.url))
    assert Bill.objects.count() == 0
    assert f"已由日志第 {seq + 1} 条撤销" in page(clerk.get(f"/import/entries/{seq}/"))
    assert "已由第" in page(clerk.get("/import/entries/"))


def test_changes_are_shown_before_and_after_and_need_a_reason(clerk, send, house):
    house.have(
        "bills",
        house.sheet(
            "organisation | 能源资源 | account | 起 | 止 | quantity | unit\n" + " | ".join(JANUARY.strip().split(","))
        ),
    )
    job = send(clerk, HEADER + JANUARY.replace("100", "111")).url
    shown = page(clerk.get(job))
    assert "100.000</del>" in shown
    assert "111.000</ins>" in shown
    refused = clerk.post(job + "decide/", {"take": "whole", "reason": " "})
    assert refused.status_code == 400
    assert "须写明原因" in page(refused)
    clerk.post(job + "decide/", {"take": "whole", "reason": "对过账"})
    assert "更正 1 行" in page(clerk.get(job))


def test_what_moved_since_the_preview_is_told(clerk, send, house):
    job = send(clerk, HEADER + JANUARY).url
    house.have(
        "bills",
        house.sheet(
            "organisation | 能源资源 | account | 起 | 止 | quantity | unit\n" + " | ".join(JANUARY.strip().split(","))
        ),
    )
    clerk.post(job + "decide/", {"take": "whole"})
    shown = page(clerk.get(job))
    assert "预览之后数据有变化" in shown
    assert "没有需要导入的" in shown


def test_pressed_twice_is_done_once(clerk, send):
    token = uuid4()
    first, second = send(clerk, HEADER + JANUARY, token=token), send(clerk, HEADER + JANUARY, token=token)
    assert first.url == second.url
    clerk.post(first.url + "decide/", {"take": "whole"})
    clerk.post(first.url + "decide/", {"take": "whole"})
    assert Bill.objects.count() == 1


def test_an_undo_that_comes_too_late_says_whose_work_it_would_lose(clerk, send, house):
    clerk.post(send(clerk, HEADER + JANUARY).url + "decide/", {"take": "whole"})
    seq = head().seq
    again = send(clerk, HEADER + JANUARY.replace("100", "90")).url
    clerk.post(again + "decide/", {"take": "whole", "reason": "对过账"})
    refused = clerk.post(f"/import/entries/{seq}/undo/", {"reason": "传错", "token": uuid4()})
    assert refused.status_code == 409
    assert "其中 1 行又有改动" in page(refused)


def test_an_undo_pressed_twice_is_done_once_and_a_second_undo_is_refused_in_words(clerk, send):
    clerk.post(send(clerk, HEADER + JANUARY).url + "decide/", {"take": "whole"})
    seq, pressed = head().seq, {"reason": "传错", "token": uuid4()}
    first, second = (clerk.post(f"/import/entries/{seq}/undo/", pressed) for _ in range(2))
    assert (first.url, head().seq) == (second.url, seq + 1)
    refused = clerk.post(f"/import/entries/{seq}/undo/", {**pressed, "token": uuid4()})
    assert refused.status_code == 409
    assert f"第 {seq + 1} 条" in page(refused)
    assert "A 电 建筑 D1 2024-01-01" in page(clerk.get(f"/import/entries/{seq}/"))


def test_the_marked_copy_and_the_template_are_workbooks(clerk, send):
    job = send(clerk, HEADER + JANUARY + BAD).url
    copy = openpyxl.load_workbook(io.BytesIO(content_of(clerk.get(job + "marked.xlsx")))).active
    assert "12000" in copy["F3"].comment.text
    template = openpyxl.load_workbook(io.BytesIO(content_of(clerk.get("/import/templates/bills.xlsx"))))
    assert [cell.value for cell in template["票据"][1]][:2] == ["机构编码", "能源资源"]
    offered = [cell.value for cell in template["可选内容"]["A"]]
    assert "A" in offered
    assert "B" not in offered


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export_holds_what_the_person_reaches_and_no_formula(clerk, neighbour, house, suffix):
    header = "organisation | 能源资源 | account | 起 | 止 | quantity | unit | invoice_number\n"
    house.have(
        "bills",
        header
        + "A | 电 | D1 | 2024-01-01 | 2024-01-31 | 100 | kWh | =1+1\nB | 电 | D2 | 2024-01-01 | 2024-01-31 | 5 | kWh |",
    )
    response = clerk.get(f"/import/export/bills.{suffix}")
    assert "attachment" in response["Content-Disposition"]
    content = content_of(response)
    if suffix == "csv":
        rows = content.decode("utf-8-sig").splitlines()
        assert len(rows) == 2
        assert ",'=1+1," in rows[1]
        return
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet.max_row, sheet["J2"].value, sheet["J2"].data_type) == (2, "=1+1", "s")


def test_a_csv_that_was_exported_can_be_brought_back(clerk, house, send):
    clerk.post(send(clerk, HEADER + JANUARY).url + "decide/", {"take": "whole"})
    content = content_of(clerk.get("/import/export/bills.csv"))
    assert "没有需要导入的" in page(clerk.get(send(clerk, content).url))


# --- what is not the person's


def test_to_a_neighbour_every_address_of_a_job_is_as_unknown(clerk, neighbour, send):
    job = send(clerk, HEADER + JANUARY + BAD).url
    unknown = reverse("entry:job", args=[uuid4()])
    for what in ("", "progress/", "marked.xlsx", "export.xlsx"):
        hidden, none = neighbour.get(job + what), neighbour.get(unknown + what)
        assert (hidden.status_code, none.status_code) == (404, 404)
        assert "票据.csv" not in page(hidden)
        assert page(hidden).replace(job, unknown) == page(none)
    for what in ("decide/", "drop/"):
        assert neighbour.post(job + what, {"take": "good"}).status_code == 404
    assert Job.objects.get().state == "waiting"
    assert "票据.csv" not in page(neighbour.get("/import/"))


def test_to_a_neighbour_an_entry_is_as_unknown(clerk, neighbour, send):
    clerk.post(send(clerk, HEADER + JANUARY).url + "decide/", {"take": "whole"})
    seq = head().seq
    assert neighbour.get(f"/import/entries/{seq}/").status_code == 404
    assert neighbour.post(f"/import/entries/{seq}/undo/", {"reason": "x", "token": uuid4()}).status_code == 404
    assert "还没有导入过" in page(neighbour.get("/import/entries/"))
    assert Bill.objects.count() == 1


def test_nobody_is_sent_to_sign_in(client, clerk, send):
    job = send(clerk, HEADER + JANUARY).url
    for address in ("/import/", job, job + "marked.xlsx", "/import/export/bills.csv", "/import/running/"):
        assert client.get(address).status_code == 302
    assert client.post(job + "decide/", {"take": "whole"}).status_code == 302
    assert Bill.objects.count() == 0


def test_a_reader_gets_no_upload_and_cannot_send(signed_in, send):
    reader = signed_in("zhao", Role.READER, "61")
    assert "上传并预览" not in page(reader.get("/import/"))
    assert send(reader, HEADER + JANUARY).status_code == 400
    assert Job.objects.count() == 0


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR])
def test_administrators_see_no_figures(signed_in, clerk, send, role):
    job = send(clerk, HEADER + JANUARY).url
    clerk.post(job + "decide/", {"take": "whole"})
    administrator = signed_in("root", role)
    assert administrator.get(job).status_code == 404
    assert administrator.get(f"/import/entries/{head().seq}/").status_code == 404
    exported = administrator.get("/import/export/bills.csv")
    assert exported.status_code == 403
    running = administrator.get("/import/running/")
    assert running.status_code == (200 if role is Role.SYSTEM_ADMINISTRATOR else 403)


def test_whoever_runs_the_system_sees_that_something_runs(signed_in, clerk, send):
    rows = "".join(f"A,电,D{n},2024-01-01,2024-01-31,777.5,kWh\n" for n in range(600))
    send(clerk, HEADER + rows)
    shown = page(signed_in("root", Role.SYSTEM_ADMINISTRATOR).get("/import/running/"))
    assert "导入票据" in shown
    assert "wang" in shown
    assert "票据.csv" not in shown
    assert "600" not in re.sub("<[^>]+>", "", shown)  # of what can be read: a token holds any digits


def test_the_progress_part_asks_on_until_the_work_has_ended(clerk, send):
    rows = "".join(f"A,电,D{n},2024-01-01,2024-01-31,777.5,kWh\n" for n in range(600))
    job = send(clerk, HEADER + rows).url
    assert 'hx-trigger="every 2s"' in page(clerk.get(job))
    assert "正在排队" in page(clerk.get(job + "progress/", headers={"HX-Request": "true"}))
    Job.objects.update(state="refused", outcome={"says": "x", "do": "y"})
    ended = clerk.get(job + "progress/", headers={"HX-Request": "true"})
    assert (ended.status_code, ended["HX-Refresh"]) == (204, "true")


# --- files that lie


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (700 * 1024 * 1024 // 20) * 20)
    return held.getvalue()


def crowd() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for n in range(100_000):
            archive.writestr(f"xl/{n}", b"")
    return held.getvalue()


LIES = {
    "网页": ("a.xlsx", lambda: b"<html><body>hello"),
    "0 字节": ("a.csv", lambda: b""),
    "部件超过": ("a.xlsx", crowd),
    "后缀": ("../../../etc/passwd", lambda: b"root:x:0:0"),
    "损坏": ("a.xlsx", lambda: b"PK\x03\x04" + bytes(100)),
    "PDF": ("a.pdf", lambda: b"%PDF-1.7"),
}


@pytest.mark.parametrize("says", LIES)
def test_a_file_that_lies_is_told_so_on_the_page(clerk, send, home, says):
    name, content = LIES[says]
    answer = send(clerk, content(), name=name)
    assert answer.status_code == 400
    assert says in page(answer)
    assert Job.objects.count() == 0
    assert list((home / "uploads").glob("*")) == []


def test_a_bomb_is_taken_by_a_worker_and_refused_there(clerk, send, home):
    job = send(clerk, bomb(), name="a.xlsx").url
    carry_on.func(str(Job.objects.get().pk))
    shown = page(clerk.get(job))
    assert "解压后超过" in shown
    assert not list((home / "uploads").glob("*"))


def test_what_is_too_large_is_refused_before_it_is_read(clerk, send, monkeypatch, home):
    monkeypatch.setattr(middleware, "MOST_BYTES", 1000)
    answer = send(clerk, "x" * 2000)
    assert answer.status_code == 413
    assert "40 MB" in page(answer)
    assert not (home / "uploads").exists()


def test_a_name_that_is_markup_is_shown_as_text(clerk, send):
    shown = page(clerk.get(send(clerk, HEADER + JANUARY, name="<script>alert(1)</script>.csv").url))
    assert "<script>alert" not in shown


def test_a_kind_that_there_is_not_is_no_fault(clerk, send):
    assert send(clerk, HEADER + JANUARY, kind="nothing").status_code == 400
    for address in ("templates/nothing.xlsx", "export/nothing/", "export/nothing.csv", "export/nothing.xlsx"):
        assert clerk.get(f"/import/{address}").status_code in (400, 404)


PARTS = "机构编码,能源资源,户号,起,止,数量,单位,金额,发票号码\n" + "".join(
    f"A,电,T1,2024-01-01,2024-01-31,{quantity},kWh,{yuan},24510001\n" for quantity, yuan in ((100, 110), (900, 680))
)


def test_the_parts_of_a_bill_are_added_up_on_the_preview(clerk, send):
    job = send(clerk, PARTS).url
    preview = page(clerk.get(job))
    assert "同一张发票分成了几行" in preview
    assert "790 元" in page(clerk.get(job + "?show=refused"))
    assert clerk.post(job + "add-up/").url == job
    assert clerk.post(job + "decide/", {"take": "whole"}).url == job
    (bill,) = Bill.objects.all()
    assert (bill.quantity, bill.amount_yuan) == (1000, 790)


def test_hints_are_told_where_the_preview_opens_and_lead_to_their_list(clerk, send):
    job = send(clerk, PARTS).url
    clerk.post(job + "add-up/")
    opened = page(clerk.get(job))
    hints = re.search(r"有 \d+ 处提示", opened)
    assert hints
    assert 'href="?show=warnings#rows"' in opened
    assert hints[0] not in page(clerk.get(job + "?show=warnings"))


def test_a_preview_that_was_added_up_says_so_and_offers_it_no_more(clerk, send):
    job = send(clerk, PARTS).url
    clerk.post(job + "add-up/")
    preview = page(clerk.get(job + "?show=warnings"))
    assert "同一张发票分成了几行" not in preview
    assert "相加为发票 24510001 的一张票据" in preview
    assert page(clerk.get(job)).count("导入 2 行") == 1


def test_a_large_file_is_added_up_by_a_worker(clerk, send, settings, monkeypatch):
    monkeypatch.setattr("jieyue.programme.entry.jobs.LARGE_ROWS", 1)
    job = send(clerk, PARTS).url
    id_ = str(Job.objects.get().pk)
    carry_on.func(id_)
    clerk.post(job + "add-up/")
    assert Job.objects.get().state == "checking"
    carry_on.func(id_)
    clerk.post(job + "decide/", {"take": "whole"})
    carry_on.func(id_)
    assert [bill.quantity for bill in Bill.objects.all()] == [1000]


def test_the_preview_asks_whether_an_account_is_new_and_takes_it_once_it_is_said(clerk, send):
    known = "机构编码,能源资源,户号,起,止,数量,单位\nA,电,E5190010001,2024-01-01,2024-01-31,100,kWh\n"
    mistyped = known.replace("E5190010001", "E519001001").replace("-01-01", "-02-01").replace("-01-31", "-02-29")
    clerk.post(send(clerk, known).url + "decide/", {"take": "whole"})
    job = send(clerk, mistyped).url
    preview = page(clerk.get(job))
    assert "户号 E519001001 是新的，与已知的只差一点，是不是 E5190010001？" in preview
    assert "这些是新户号" in preview
    assert clerk.post(job + "new-accounts/").url == job
    preview = page(clerk.get(job))
    assert "这些是新户号" not in preview
    assert "您已确认：文件中没有登记过的户号都是新户号。" in preview
    clerk.post(job + "decide/", {"take": "whole"})
    assert {each.account.number for each in Bill.objects.all()} == {"E5190010001", "E519001001"}


def test_a_form_without_what_its_page_carries_unseen_is_told_so_in_words_of_the_office(clerk):
    file = SimpleUploadedFile("票据.csv", (HEADER + JANUARY).encode())
    refused = clerk.post("/import/", {"kind": "bills", "file": file})
    assert refused.status_code == 400
    assert "这一页不完整，或者已经过期。" in page(refused)
    assert "Token：" not in page(refused)
