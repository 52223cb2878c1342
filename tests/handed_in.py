"""Files as somebody hands them in as evidence: honest ones, and those that are not what they say."""

import io
import struct
import zipfile
import zlib

import pypdf
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from files.xls import ole, record, xls

CONTENT_TYPES = "[Content_Types].xml"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "navy", **more) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind, **more)
    return made.getvalue()


def photo_taken_sideways() -> bytes:
    """Wider than high as it is stored; its EXIF says that it has to be turned, and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker of phones"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(size=(80, 40), exif=exif)


def heic() -> bytes:
    """The boxes of a HEIC; no library at hand writes a whole one."""
    boxes = ((b"ftyp", b"heic\0\0\0\0mif1heic"), (b"meta", b"\0" * 40), (b"mdat", b"\x01" * 200))
    return b"".join(struct.pack(">I4s", len(body) + 8, name) + body for name, body in boxes)


def pdf(pages: int = 1, *, password: str = "", attached: str = "", action: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 300)
    if attached:
        writer.add_attachment(attached, b"<invoice/>")
    if action:
        script = {NameObject("/S"): NameObject(action), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf_saying(text: str) -> bytes:
    """A page with a line of Latin letters and digits."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(400, 300)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): named})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = StreamObject()
    content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def einvoice(number: str, total: str, *, remark: str = "") -> bytes:
    """The XML of a 数电票, as far as anybody reads it."""
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><EInvoice><Header><EIid>{number}</EIid></Header><EInvoiceData>"
        f"<BasicInformation><TotalAmWithoutTax>1.23</TotalAmWithoutTax>"
        f"<TotalTax-includedAmount>{total}</TotalTax-includedAmount></BasicInformation></EInvoiceData>"
        f"<TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber></TaxSupervisionInfo>"
        f"<AdditionalInformation><Remark>{remark}</Remark></AdditionalInformation></EInvoice>"
    ).encode()


def pdf_with_a_launch_in_a_link() -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 300)
    launch = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    link = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/A"): launch})
    page[NameObject("/Annots")] = ArrayObject([link])
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


ACTIONS = ("/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ResetForm", "/ImportData", "/Launch", "/Named", "/Hide",
           "/Sound", "/Movie", "/Thread", "/SetOCGState", "/Trans", "/GoTo3DView", "/Rendition",
           "/JavaScript")  # fmt: skip
"""All that ISO 32000 knows, but going to a page of the file itself."""


def action(kind: str, *, then: DictionaryObject | None = None) -> DictionaryObject:
    about = {"/S": NameObject(kind), "/URI": TextStringObject("http://evil.example/"),
             "/F": TextStringObject(r"\\host\x"), "/N": NameObject("/Print")}  # fmt: skip
    made = DictionaryObject({NameObject(key): value for key, value in about.items()})
    if then is not None:
        made[NameObject("/Next")] = then
    return made


def pdf_that_begins(what: DictionaryObject | ArrayObject, *, when: str = "open", is_apart: bool = False) -> bytes:
    """An action without a click: when the file or a page is opened or closed, or when a field is left. `is_apart`: as
    an object of its own.
    """
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 300)
    given = writer._add_object(what) if is_apart else what
    field = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget")})
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(field)])
    of, key = {"close": (writer.root_object, "/WC"), "page": (page, "/O"), "field": (field, "/Bl")}.get(
        when, (None, "")
    )
    if of is None:
        writer.root_object[NameObject("/OpenAction")] = given
    else:
        of[NameObject("/AA")] = DictionaryObject({NameObject(key): given})
    return _written(writer)


def pdf_with_everything_apart() -> bytes:
    """The kind of action is an object of its own, as no program writes it."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 300)
    opening = action("/URI")
    opening[NameObject("/S")] = writer._add_object(NameObject("/URI"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(opening)
    return _written(writer)


def pdf_with_a_link(kind: str) -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 300)
    link = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/A"): action(kind)})
    page[NameObject("/Annots")] = ArrayObject([link])
    return _written(writer)


def pdf_with_xfa() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 300)
    form = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>"), NameObject("/Fields"): ArrayObject()})
    writer.root_object[NameObject("/AcroForm")] = form
    return _written(writer)


def pdf_filled_from_elsewhere() -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 300)
    stream = StreamObject()
    stream[NameObject("/F")] = TextStringObject(r"\\host\x")
    page[NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def _written(writer: pypdf.PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def office_linked(main: str, kind: str, target: str = "http://evil.example/x") -> bytes:
    """A workbook or document that refers to something outside of it."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rId1" Type="{kinds}/{kind}" Target="{target}" TargetMode="External"/>'
    links = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>'
    )
    folder, _, file = main.partition("/")
    return package(CONTENT_TYPES, main, **{f"{folder}/_rels/{file}.rels": links.encode()})


def package(*names: str, **contents: bytes) -> bytes:
    """A zip of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
        for name, content in contents.items():
            archive.writestr(name, content)
    return made.getvalue()


def xlsx(*more: str) -> bytes:
    return package(CONTENT_TYPES, "xl/workbook.xml", *more)


def docx(*more: str) -> bytes:
    return package(CONTENT_TYPES, "word/document.xml", *more)


def ofd() -> bytes:
    return package("OFD.xml", "Doc_0/Document.xml")


def zip_of_100_000_files() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.txt", b"")
    return made.getvalue()


def zip_bomb() -> bytes:
    """A workbook that is small until somebody unpacks it."""
    return package(CONTENT_TYPES, **{"xl/workbook.xml": b"\0" * (300 * 1024 * 1024)})


def png_of_a_billion_pixels() -> bytes:
    """A picture whose few bytes would be 40,000 by 40,000 pixels."""
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def doc(*streams: str) -> bytes:
    return ole(**dict.fromkeys(("WordDocument", *streams), b"x"))


def xls_with_a_macro_sheet() -> bytes:
    sheet = record(0x85, struct.pack("<IBBBB", 0, 0, 1, 2, 1) + "宏".encode("utf-16-le"))
    return xls(["a"], globals_extra=sheet)
