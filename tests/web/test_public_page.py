"""公众页面: whoever has the QR code of a unit reads what it has on show, and nothing else."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jieyue.documents.notices import paper_of
from jieyue.documents.paper.excel import as_excel
from jieyue.documents.paper.model import Code
from jieyue.documents.paper.pdf import as_pdf, pages_of
from jieyue.documents.paper.word import as_word
from jieyue.programme.publication import operations as publication
from jieyue.programme.publication.public import NotOpened, PageUnknown, close_page, open_page, published_at
from jieyue.programme.publication.queries import notice
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.store.notices.models import Notice, PublicPage
from offices import open_office, person_named

FIRST, SECOND = Period.parse("2025Q1"), Period.parse("2025Q2")


def opened(house):
    office = open_office(house)
    today, now = timezone.localdate(), timezone.now()
    wang, feng = (person_named(who, on=today) for who in ("wang", "feng"))
    words = publication.Words(reasons="气温低。", place="一楼公示栏", telephone="0800-1234567")
    publication.propose(organisation="B", period=FIRST, by=wang, at=now, words=words)
    seen = notice(organisation="B", period=FIRST, person=feng, today=today).seen
    publication.publish(organisation="B", period=FIRST, seen=seen, by=feng, at=now)
    publication.propose(organisation="B", period=SECOND, by=wang, at=now, words=words)
    return office


@pytest.fixture
def office(house):
    cache.clear()
    return house.begun(opened)


def who(name: str):
    return person_named(name, on=timezone.localdate())


def opens(organisation: str = "B", by: str = "feng") -> str:
    return open_page(organisation=organisation, by=who(by), at=timezone.now())


def pages(secret: str) -> tuple[str, str]:
    return reverse("notices:public", args=[secret]), reverse("notices:public-notice", args=[secret, "2025Q1", 1])


def test_without_an_account_one_reads_what_is_on_show_and_no_draft(office):
    secret = opens()
    listed, shown = pages(secret)
    visitor = Client()
    page = visitor.get(listed).content.decode()
    assert "甲县财政局的公示" in page
    assert f'href="{shown}"' in page
    assert "2025Q2" not in page
    paper = visitor.get(shown).content.decode()
    assert "0800-1234567" in paper
    assert "400" in paper
    assert 'href="/ledgers' not in paper
    draft = reverse("notices:public-notice", args=[secret, "2025Q2", 1])
    assert visitor.get(draft).status_code == 404


def test_what_is_over_is_shown_no_longer_and_a_closed_page_is_none(office):
    secret = opens()
    until = Notice.objects.get(number=1, period="2025Q1").shown_until
    assert len(published_at(secret, today=until).lines) == 1
    assert published_at(secret, today=until + timedelta(days=1)).lines == []
    close_page(organisation="B", by=who("feng"), at=timezone.now())
    assert [Client().get(each).status_code for each in pages(secret)] == [404, 404]
    with pytest.raises(PageUnknown):
        published_at("", today=until)
    assert opens() != secret


def test_only_whoever_approves_for_the_unit_opens_it_and_only_once(office):
    for name, refusal in (("wang", NotThere), ("chen", None), ("feng", NotOpened)):
        if refusal:
            with pytest.raises(refusal):
                opens(by=name)
        else:
            opens(by=name)
    assert PublicPage.objects.count() == 1


def test_somebody_who_asks_again_and_again_has_to_wait(office, settings):
    settings.JIEYUE_PUBLIC_PER_MINUTE = 3
    listed, _ = pages(opens())
    visitor = Client()
    assert [visitor.get(listed).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert Client(REMOTE_ADDR="10.0.0.9").get(listed).status_code == 200


def test_the_code_stands_on_the_notice_in_each_of_its_forms_and_on_the_screen_in_the_hall(office):
    client = office.as_("feng")
    client.post(reverse("notices:public-page", args=["B"]), {"do": "open"})
    address = f"http://testserver{pages(PublicPage.objects.get().secret)[0]}"
    hall = client.get(reverse("notices:hall", args=["B"])).content.decode()
    assert "扫码查看" in hall
    assert "扫码查看" in client.get(reverse("notices:numbered", args=["B", "2025Q1", 1])).content.decode()
    assert address in client.get(reverse("notices:list"), {"organisation": "B"}).content.decode()
    found = notice(organisation="B", period=FIRST, person=who("feng"), today=timezone.localdate())
    paper = paper_of(found, public_at=address)
    assert isinstance(paper.blocks[-1], Code)
    assert pages_of(as_pdf(paper)) == 1
    assert drawn_in(as_word(paper)) == drawn_in(as_word(paper_of(found))) + 1
    assert b"xl/media/" in as_excel(paper)
    draft = notice(organisation="B", period=SECOND, person=who("feng"), today=timezone.localdate())
    assert not isinstance(paper_of(draft, public_at=address).blocks[-1], Code)


def drawn_in(word: bytes) -> int:
    return len(docx.Document(BytesIO(word)).inline_shapes)
