"""Evidence on pages: handed in, seen as pictures of ours, downloaded so that nothing runs, hidden from others."""

import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence_desk import NOW, TABLE
from handed_in import heic, pdf, picture
from jieyue.store.evidence.keeping import cite
from jieyue.store.evidence.models import Item, Link, Version
from jieyue.store.people.models import User
from jieyue.store.people.people import person_of
from jieyue.store.records.writing import writing

PDF_NAME = "一月电费.pdf"


def file(name: str = PDF_NAME, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type="text/html")


@pytest.fixture
def of(office) -> str:
    return f"/evidence/of/{TABLE}/{office.bill('25000001')}/"


@pytest.fixture
def attach(office, of):
    def attach(*files: SimpleUploadedFile, who: str = "wang", **more):
        about = {"files": files or (file(),), "fact_on": "2025-01-31", **more}
        return office.as_(who).post(f"{of}attach/", about)

    return attach


@pytest.fixture
def item(attach) -> int:
    assert attach().status_code == 302
    return Item.objects.get().id


def text(response) -> str:
    return response.content.decode()


def said(response) -> str:
    """The page without its one-time token."""
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+|编号 [0-9]{4}-[0-9A-F]{6}', "", text(response))


def submit(bill: int) -> None:
    by = person_of(User.objects.get(username="wang"), on=NOW.date(), login="x")
    with writing(operation="submit", by=by, at=NOW) as change:
        cite(change, records=[(TABLE, bill)], citing=("reporting_submission", 1), cited_by="一月报送")


# --- handing in


def test_several_files_and_a_photo_are_handed_in_at_once(office, of, attach):
    answer = attach(file(), file("合同.pdf", pdf(2)), photo=file("image.jpg", picture()))
    assert answer.status_code == 302
    page = text(office.as_("wang").get(of))
    assert all(name in page for name in ("一月电费", "合同", "image"))
    assert page.count("2025-01-31") >= 3


def test_what_is_refused_is_told_with_its_name_and_the_others_are_kept(office, attach):
    answer = attach(file("假.pdf", b"<html><script>alert(1)</script></html>"), file())
    assert answer.status_code == 422
    page = text(answer)
    assert "假.pdf" in page
    assert "网页" in page
    assert "已收下 1 份材料" in page
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"files": ()}, "没有选择文件"),
        ({"files": (file("空.pdf", b""),)}, "0 字节"),
        ({"files": (file(),), "fact_on": ""}, "没有填写"),
        ({"files": (file(),), "fact_on": "2099-01-01"}, "之后"),
    ],
)
def test_what_is_missing_is_told(office, of, about, words):
    answer = office.as_("wang").post(f"{of}attach/", {"fact_on": "2025-01-31", **about})
    assert answer.status_code == 422
    assert words in text(answer)
    assert Item.objects.count() == 0


def test_the_part_is_without_the_frame_of_a_page(office, of, item):
    part = text(office.as_("wang").get(of, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "<h1" not in part
    assert "一月电费" in part
    assert 'capture="environment"' in part


def test_an_organisation_may_hand_in_first_and_link_later(office, of):
    client = office.as_("wang")
    about = {"organisation": "A", "name": "合同", "fact_on": "2025-01-01", "file": file()}
    assert client.post("/evidence/add/", about).status_code == 302
    made = Item.objects.get()
    assert "合同" in text(client.get(f"{of}link/"))
    assert client.post(f"{of}link/", {"item": made.id}).status_code == 302
    assert "合同" in text(client.get(of))
    assert "合同" not in text(client.get(f"{of}link/"))


def test_a_foreign_organisation_is_refused_at_its_field(office):
    about = {"organisation": "X", "fact_on": "2025-01-01", "file": file()}
    answer = office.as_("wang").post("/evidence/add/", about)
    assert answer.status_code == 422
    assert "没有编码为“X”的机构" in text(answer)


# --- looking


def test_a_picture_is_ours_and_runs_nothing(office, item):
    answer = office.as_("wang").get(f"/evidence/{item}/1/1/page/")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def test_a_download_is_the_file_as_it_was_and_opens_nowhere(office, attach):
    content = pdf(3)
    attach(file("2025年1月 电费“正本”.pdf", content))
    answer = office.as_("wang").get(f"/evidence/{Item.objects.get().id}/1/download/")
    assert b"".join(answer.streaming_content) == content
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert unquote(disposition.partition("filename*=utf-8''")[2]) == "2025年1月 电费“正本”.pdf"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_pages_are_turned(office, attach):
    attach(file("三页.pdf", pdf(3)))
    number = Item.objects.get().id
    page = text(office.as_("wang").get(f"/evidence/{number}/?sheet=2"))
    assert f"/evidence/{number}/1/2/page/" in page
    assert "第 2/3 页" in page


def test_what_cannot_be_drawn_says_so(office, attach):
    attach(file("IMG_1.heic", heic()))
    number = Item.objects.get().id
    assert "请下载后查看" in text(office.as_("wang").get(f"/evidence/{number}/"))
    assert office.as_("wang").get(f"/evidence/{number}/1/1/page/").status_code == 404


def test_a_name_is_text_and_never_markup(office, of, attach):
    attach(file("<img src=x onerror=alert(1)>.pdf"))
    page = text(office.as_("wang").get(of))
    assert "<img src=x" not in page


@pytest.mark.parametrize("address", ["/evidence/", "/evidence/{item}/", "{of}", "{of}link/", "/evidence/add/"])
def test_every_page_says_what_it_is(office, of, item, address):
    page = text(office.as_("wang").get(address.format(item=item, of=of)))
    assert page.count("<h1") == 1
    assert 'style="' not in page
    assert not re.search(r"\son[a-z]+=", page)


# --- changing


def test_a_new_file_takes_the_place_of_the_old(office, item):
    client = office.as_("wang")
    about = {"file": file("更清楚.pdf", pdf(2)), "reason": "扫描不清", "seen": 1}
    assert client.post(f"/evidence/{item}/renew/", about).status_code == 302
    page = text(client.get(f"/evidence/{item}/"))
    assert "更清楚.pdf" in page
    assert PDF_NAME in page
    assert "以前的版本" in text(client.get(f"/evidence/{item}/?version=1"))


def test_whoever_comes_second_is_told(office, item):
    client = office.as_("wang")
    client.post(f"/evidence/{item}/renew/", {"file": file("二.pdf", pdf(2)), "reason": "r", "seen": 1})
    answer = client.post(f"/evidence/{item}/renew/", {"file": file("三.pdf", pdf(3)), "reason": "r", "seen": 1})
    assert answer.status_code == 409
    assert "刚刚已由别人换过" in text(answer)
    assert Version.objects.count() == 2


def test_name_and_date_are_put_right(office, item):
    client = office.as_("wang")
    about = {"name": "电费发票", "fact_on": "2025-02-01", "reason": "填错"}
    assert client.post(f"/evidence/{item}/describe/", about).status_code == 302
    assert "2025-02-01" in text(client.get(f"/evidence/{item}/"))
    assert client.post(f"/evidence/{item}/describe/", {**about, "reason": ""}).status_code == 422


def test_detached_with_a_reason(office, of, item):
    client = office.as_("wang")
    answer = client.post(f"{of}unlink/{item}/", {"reason": ""})
    assert (answer.status_code, Link.objects.count()) == (422, 1)
    assert "没有写明原因" in text(answer)
    assert client.post(f"{of}unlink/{item}/", {"reason": "附错了"}).status_code == 302
    assert Link.objects.count() == 0
    assert "一月电费" in text(client.get("/evidence/"))


def test_removed_with_a_reason(office, item):
    assert office.as_("wang").post(f"/evidence/{item}/remove/", {"reason": "传错了"}).status_code == 302
    assert Item.objects.count() == 0


def test_what_was_submitted_cannot_be_taken_away_and_says_by_what(office, of, item):
    submit(office.bill("25000001"))
    client = office.as_("wang")
    for address in (f"{of}unlink/{item}/", f"/evidence/{item}/remove/"):
        answer = client.post(address, {"reason": "不想要了"})
        assert answer.status_code == 422
        assert "“一月报送”引用" in text(answer)
    assert Link.objects.count() == 1
    assert "确认解除" not in text(client.get(of))
    assert "确认删除" not in text(client.get(f"/evidence/{item}/"))


# --- who

READING = ("/evidence/{item}/", "/evidence/{item}/1/download/", "/evidence/{item}/1/1/page/", "{of}", "{of}link/")
WRITING = (
    ("{of}attach/", {"files": (), "fact_on": "2025-01-31"}),
    ("{of}link/", {"item": "1"}),
    ("{of}unlink/{item}/", {"reason": "r"}),
    ("/evidence/{item}/renew/", {"reason": "r", "seen": 1}),
    ("/evidence/{item}/describe/", {"name": "x", "fact_on": "2025-01-31", "reason": "r"}),
    ("/evidence/{item}/remove/", {"reason": "r"}),
)


@pytest.mark.parametrize("who", ["zhao", "qian"])
def test_others_learn_nothing_and_change_nothing(office, of, item, who):
    client, before = office.as_(who), list(Version.objects.values())
    for address in READING:
        answer = client.get(address.format(item=item, of=of))
        assert answer.status_code == 404
        assert "一月电费" not in text(answer)
    for address, about in WRITING:
        files = {"files": file("x.pdf", pdf(5))} if "attach" in address else {}
        files |= {"file": file("x.pdf", pdf(5))} if "renew" in address else {}
        assert client.post(address.format(item=item, of=of), {**about, **files}).status_code == 404
    assert "一月电费" not in text(client.get("/evidence/"))
    assert (list(Version.objects.values()), Link.objects.count()) == (before, 1)


def test_what_is_beyond_reach_sounds_like_what_is_not(office, of, item):
    never = 10**8
    client = office.as_("zhao")
    there, nowhere = (client.get(f"/evidence/{number}/") for number in (item, never))
    assert said(there).replace(f"/evidence/{item}/", "") == said(nowhere).replace(f"/evidence/{never}/", "")
    parts = (of, f"/evidence/of/{TABLE}/{never}/", "/evidence/of/people_user/1/")
    assert len({said(client.get(part, headers={"HX-Request": "true"})) for part in parts}) == 1


def test_a_reader_sees_and_has_no_buttons(office, of, item):
    client = office.as_("sun")
    assert "一月电费" in text(client.get(of))
    assert "上传材料" not in text(client.get(of))
    assert "换上新的文件" not in text(client.get(f"/evidence/{item}/"))
    assert client.get(f"{of}link/").status_code == 403
    assert client.get("/evidence/add/").status_code == 403


def test_nobody_signs_in_first(client, of, item):
    for address in (*READING, "/evidence/", "/evidence/add/"):
        answer = client.get(address.format(item=item, of=of))
        assert answer.status_code in (302, 401, 403)
        assert "一月电费" not in text(answer)


def test_lists_make_the_same_number_of_queries_however_long(office, of, attach):
    client, counted = office.as_("wang"), {}
    for many in (1, 3, 20):
        for number in range(Item.objects.count(), many):
            attach(file(f"{number}.jpg", picture(size=(20 + number, 20))))
        for address in ("/evidence/", of):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert text(client.get(address)).count('evidence__item"') == many
            counted.setdefault(address, set()).add(len(queries))
    assert all(len(numbers) == 1 for numbers in counted.values()), counted
