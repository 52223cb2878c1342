"""What is taken as evidence, what is refused, and in which words."""

from pathlib import Path

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ArrayObject, NameObject, NumberObject

from files.xls import xls
from handed_in import (
    ACTIONS,
    action,
    doc,
    docx,
    heic,
    ofd,
    office_linked,
    package,
    pdf,
    pdf_filled_from_elsewhere,
    pdf_that_begins,
    pdf_with_a_launch_in_a_link,
    pdf_with_a_link,
    pdf_with_everything_apart,
    pdf_with_xfa,
    photo_taken_sideways,
    picture,
    png_of_a_billion_pixels,
    xls_with_a_macro_sheet,
    xlsx,
    zip_bomb,
    zip_of_100_000_files,
)
from jieyue.files.evidence import opening_pdf
from jieyue.files.evidence.bounded import render
from jieyue.files.evidence.checking import check
from jieyue.files.evidence.kinds import HEIC, JPEG, PDF, PNG, XLSX
from jieyue.files.evidence.names import MOST_BYTES, agreed_name, clean_name
from jieyue.files.evidence.refused import NotEvidence
from samples import SAMPLES

SCRIPT = b"<script>alert(1)</script>"
MARKUP = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"


@pytest.fixture
def told(tmp_path):
    def told(content: bytes):
        path = tmp_path / "file"
        path.write_bytes(content)
        return check(path)

    return told


@pytest.fixture
def refused(told):
    def refused(content: bytes) -> NotEvidence:
        with pytest.raises(NotEvidence) as refusal:
            told(content)
        assert refusal.value.do
        return refusal.value

    return refused


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (pdf(attached="invoice.xml"), "pdf"),
        (picture(), "jpeg"),
        (photo_taken_sideways(), "jpeg"),
        (picture("PNG"), "png"),
        (picture("WEBP"), "webp"),
        (heic(), "heic"),
        (xlsx(), "xlsx"),
        (docx("word/media/image1.png"), "docx"),
        (ofd(), "ofd"),
        (xls(["月份", 1]), "xls"),
        (doc(), "doc"),
    ],
)
def test_what_offices_hand_in_is_told_by_its_content(told, content, kind):
    assert told(content)[0].key == kind


EINVOICE = (SAMPLES / "cases" / "electronic-invoice.xml").read_bytes()
XHTML = b'<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script></EInvoice>'


def test_the_xml_of_an_einvoice_is_taken_by_its_root(told):
    assert told(EINVOICE)[0].key == "einvoice"
    assert told(b"\xef\xbb\xbf<!-- a -->" + EINVOICE.partition(b"?>")[2])[0].key == "einvoice"
    assert agreed_name("24512000.XML", told(EINVOICE)[0]) == "24512000.XML"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (EINVOICE[:-20], "不完整"),
        (EINVOICE + b"<html>", "网页或脚本"),
        (EINVOICE.replace(b"<EInvoice>", b'<?xml-stylesheet href="a.xsl"?><EInvoice>'), "处理指令"),
        (EINVOICE.replace(b"</EInvoice>", SCRIPT + b"</EInvoice>"), "网页或脚本"),
        (EINVOICE.replace(b"</EInvoice>", XHTML), "网页或脚本"),
        (EINVOICE.replace(b"</EInvoice>", b"<a>" * 60 + b"</a>" * 60 + b"</EInvoice>"), "网页或脚本"),
        (EINVOICE.replace(b"<EInvoice>", b'<!DOCTYPE EInvoice [<!ENTITY a "b">]><EInvoice>'), "文档类型"),
        (EINVOICE.replace(b"EInvoice>", b"Invoice>"), "XML，又不是数电票的"),
        (EINVOICE + package("a.exe"), "压缩包"),
    ],
)
def test_no_other_xml_is_taken_and_none_is_called_a_web_page(refused, content, says):
    refusal = refused(content)
    assert says in refusal.says
    assert "内容是网页" not in refusal.says


def test_pages_are_counted(told):
    assert told(pdf(pages=3))[1].pages == 3


def test_a_pdf_that_only_restricts_printing_is_taken(told):
    assert told(pdf(password=""))[0] is PDF


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0 字节"),
        (MARKUP, "网页"),
        (b"\xef\xbb\xbf\n  <HTML><head>", "网页"),
        (SVG, "SVG"),
        (b"<svg onload=alert(1)>", "SVG"),
        (b"<?php system($_GET['c']);", "脚本"),
        (b"#!/bin/sh\nrm -rf /\n", "脚本"),
        (b"MZ\x90\0" + b"\0" * 200, "程序"),
        (b"\x7fELF" + b"\0" * 200, "程序"),
        (picture("GIF"), "GIF"),
        (picture("BMP"), "BMP"),
        (picture("TIFF"), "TIFF"),
        ("户号,数量\n1,2\n".encode(), "纯文本"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 100, "视频"),
        (package("a.pdf", "b.pdf"), "ZIP"),
        (package("xl/workbook.bin"), "XLSB"),
        (package("ppt/presentation.xml"), "演示"),
    ],
)
def test_what_is_no_evidence_is_refused_and_named(refused, content, says):
    refusal = refused(content)
    assert says in refusal.says
    assert "PDF" in refusal.do or "原文件" in refusal.do


HIDING = {
    "PDF behind a web page": MARKUP + pdf(),
    "PDF behind junk": b"junk\n" + pdf(),
    "PDF with a web page behind it": pdf() + MARKUP,
    "PDF with a zip behind it": pdf() + package("run.exe"),
    "PDF with junk behind it": pdf() + b"junk",
    "PDF that is a web page from its second line": pdf().replace(b"\n", b"\n" + MARKUP + b"\n", 1),
    "JPEG with a zip behind it": picture() + package("run.exe"),
    "JPEG with PHP behind it": picture() + b"<?php system('id'); ?>",
    "JPEG with PHP in its comment": picture(comment=b"<?php system('id'); ?>"),
    "JPEG with junk behind it": picture() + b"junk",
    "JPEG that is a script": picture()[:4] + b"/*" + picture()[6:],
    "PNG with a zip behind it": picture("PNG") + package("run.exe"),
    "PNG with junk behind it": picture("PNG") + b"junk",
    "WebP with junk behind it": picture("WEBP") + b"junk",
    "GIF that is a script": b"GIF89a=1;alert(1)//",
    "picture that is a PDF too": picture(comment=b"%PDF-1.4"),
    "workbook behind a program": b"MZ" + xlsx(),
    "workbook with junk behind it": xlsx() + b"junk",
    "workbook with a web page in it": xlsx("xl/help.html"),
    "document with a program in it": docx("word/embeddings/setup.EXE"),
    "package that writes elsewhere": xlsx("../../etc/passwd"),
    "PDF with a program attached": pdf(attached="setup.exe"),
}


@pytest.mark.parametrize("content", HIDING.values(), ids=HIDING.keys())
def test_a_file_that_is_two_things_is_refused(refused, content):
    assert refused(content)


@pytest.mark.parametrize(
    "content",
    [
        xlsx("xl/vbaProject.bin"),
        docx("word/vbaProject.bin"),
        xlsx("xl/macrosheets/sheet1.xml"),
        docx("word/activeX/activeX1.xml"),
        doc("_VBA_PROJECT"),
        xls_with_a_macro_sheet(),
    ],
    ids=["xlsm", "docm", "macro sheet in xlsx", "control", "macro in doc", "macro sheet in xls"],
)
def test_office_files_that_run_something_are_refused(refused, content):
    assert "运行程序" in refused(content).says


@pytest.mark.parametrize(
    "content", [pdf(action="/JavaScript"), pdf_with_a_launch_in_a_link()], ids=["script", "launch"]
)
def test_pdfs_that_run_something_are_refused(refused, content):
    assert "自动运行" in refused(content).says


@pytest.mark.parametrize(
    ("kind", "when"), [*((kind, "open") for kind in ACTIONS), *(("/URI", when) for when in ("close", "page", "field"))]
)
def test_pdfs_that_do_anything_by_themselves_are_refused(refused, kind, when):
    assert "自动运行" in refused(pdf_that_begins(action(kind), when=when)).says


def test_an_action_behind_another_or_in_an_object_of_its_own_is_found(refused):
    assert refused(pdf_that_begins(action("/GoTo", then=action("/URI"))))
    assert refused(pdf_that_begins(action("/URI"), is_apart=True, when="page"))
    assert refused(pdf_with_everything_apart())


@pytest.mark.parametrize("fails", ["PdfReader.decrypt", "PdfReader.__init__"])
def test_a_pdf_that_one_reader_cannot_read_is_searched_all_the_same(tmp_path, monkeypatch, fails):
    """Enciphered with AES, which pypdf lacks; or broken in a way that PDFium mends."""
    reading = pypdf.PdfReader.__init__

    def read_only_what_is_written_anew(self, stream, *given, **more):
        if isinstance(stream, Path):
            raise ValueError
        reading(self, stream, *given, **more)

    def lack(*_):
        raise ImportError

    (hostile := tmp_path / "hostile").write_bytes(pdf(password="", action="/JavaScript"))
    (honest := tmp_path / "honest").write_bytes(pdf(password="", attached="invoice.xml"))
    monkeypatch.setattr(f"pypdf.{fails}", lack if fails.endswith("decrypt") else read_only_what_is_written_anew)
    with pytest.raises(NotEvidence, match="自动运行"):
        opening_pdf.examine(hostile, "pdf")
    assert opening_pdf.examine(honest, "pdf") == {"pages": 1}


def test_a_pdf_that_opens_at_a_page_of_its_own_or_has_links_to_click_is_taken(told):
    assert told(pdf_that_begins(action("/GoTo")))[0] is PDF
    assert told(pdf_that_begins(ArrayObject([NumberObject(0), NameObject("/Fit")])))[0] is PDF
    assert told(pdf_with_a_link("/URI"))[0] is PDF


def test_pdfs_whose_content_is_made_or_fetched_when_they_open_are_refused(refused):
    assert "XFA" in refused(pdf_with_xfa()).says
    assert "另一个文件" in refused(pdf_filled_from_elsewhere()).says


@pytest.mark.parametrize("main", ["xl/workbook.xml", "word/document.xml"])
@pytest.mark.parametrize(
    "kind", ["externalLinkPath", "oleObject", "image", "attachedTemplate", "frame", "subDocument", "video"]
)
def test_office_files_that_fetch_something_are_refused(refused, main, kind):
    refusal = refused(office_linked(main, kind))
    assert "引用了别处" in refusal.says
    assert "断开" in refusal.do


@pytest.mark.parametrize("part", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/queryTables/q1.xml"])
def test_workbooks_with_figures_from_elsewhere_are_refused(refused, part):
    assert "引用了别处" in refused(xlsx(part)).says


def test_a_hyperlink_in_an_office_file_is_no_harm(told):
    assert told(office_linked("xl/workbook.xml", "hyperlink"))[0] is XLSX


@pytest.mark.parametrize(
    "content",
    [
        picture()[:-40],
        picture("PNG")[:-20],
        picture("WEBP")[:-9],
        heic()[:-3],
        pdf()[:-60],
        b"%PDF-1.7\n%%EOF",
        xlsx()[:-8],
    ],
    ids=["jpeg", "png", "webp", "heic", "pdf", "empty pdf", "xlsx"],
)
def test_a_file_that_was_cut_off_is_refused(refused, content):
    assert refused(content)


def test_a_picture_whose_inside_is_damaged_is_refused(refused):
    whole = picture("PNG", size=(200, 200))
    assert "损坏" in refused(whole[:60] + b"\0\0\0" + whole[63:]).says


def test_passwords_are_told(refused):
    assert "密码" in refused(pdf(password="xyz")).says  # noqa: S106


def test_a_hundred_thousand_files_in_a_zip_are_not_unpacked(refused):
    assert "部件太多" in refused(zip_of_100_000_files()).says


def test_a_zip_bomb_is_refused(refused):
    assert "解压后超过" in refused(zip_bomb()).says


def test_a_picture_that_would_fill_the_memory_is_refused(refused):
    assert "百万像素" in refused(png_of_a_billion_pixels()).says


def test_what_phones_put_behind_a_photo_is_left_there(told):
    film = b"\0\0\0\x18ftypmp42" + b"\0" * 500
    assert told(picture() + picture(colour="white"))[0] is JPEG
    assert told(picture() + film)[0] is JPEG


def test_a_preview_is_upright_and_tells_nothing_of_place_and_phone(tmp_path):
    photo, seen = tmp_path / "photo", tmp_path / "seen.jpg"
    photo.write_bytes(photo_taken_sideways())
    render(JPEG, photo, seen, page=1, most_pixels=64)
    with Image.open(seen) as made:
        assert made.size == (32, 64)
        assert not made.getexif()


def test_a_page_of_a_pdf_becomes_a_picture_of_bounded_size(tmp_path):
    file, seen = tmp_path / "file", tmp_path / "seen.png"
    file.write_bytes(pdf(pages=2))
    render(PDF, file, seen, page=2, most_pixels=300)
    with Image.open(seen) as made:
        assert made.format == "PNG"
        assert made.size == (200, 300)


def test_a_page_that_is_not_there_is_refused_in_words(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(pdf())
    with pytest.raises(NotEvidence):
        render(PDF, file, tmp_path / "seen.png", page=2, most_pixels=300)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\wang\电费.pdf", "电费.pdf"),
        ("C:x.pdf", "C_x.pdf"),
        ("a.exe\0.pdf", "a.exe.pdf"),
        ("发票\u202efdp.exe", "发票fdp.exe"),
        ("a\r\nContent-Type: text.pdf", "aContent-Type_ text.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        (' "x" <b>.pdf. ', "_x_ _b_.pdf"),
        ("..", "未命名"),
        ("", "未命名"),
        ("电费\u3000三月.pdf", "电费 三月.pdf"),
        ("𠮷林.pdf", "𠮷林.pdf"),
    ],
)
def test_names_lose_paths_and_tricks(written, clean):
    assert clean_name(written) == clean


def test_a_very_long_name_is_cut_and_keeps_its_suffix():
    name = clean_name("电" * 500 + ".pdf")
    assert name.endswith("电.pdf")
    assert len(name.encode()) <= MOST_BYTES


@pytest.mark.parametrize(
    ("written", "kind", "agreed"),
    [
        ("票据.PDF", PDF, "票据.PDF"),
        ("票据", PDF, "票据.pdf"),
        ("2024.3.1 现场", JPEG, "2024.3.1 现场.jpg"),
        ("mmexport.jpg", PNG, "mmexport.png"),
        ("IMG_1.jpg", HEIC, "IMG_1.heic"),
        ("台账.et", XLSX, "台账.et"),
    ],
)
def test_a_name_is_mended_where_phones_and_chats_get_it_wrong(written, kind, agreed):
    assert agreed_name(written, kind) == agreed


@pytest.mark.parametrize(
    ("written", "kind"), [("x.exe", PDF), ("x.pdf", JPEG), ("x.jpg", XLSX), ("发票\u202efdp.exe", PDF)]
)
def test_any_other_contradiction_of_name_and_content_is_refused(written, kind):
    with pytest.raises(NotEvidence) as refusal:
        agreed_name(written, kind)
    assert kind.suffixes[0] in refusal.value.do
