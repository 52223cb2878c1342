"""Files as somebody hands them in as evidence: honest ones, and those that are not what they say."""

import io
import struct
import zipfile
import zlib

import pypdf
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

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


def pdf_with_a_launch_in_a_link() -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 300)
    launch = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    link = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/A"): launch})
    page[NameObject("/Annots")] = ArrayObject([link])
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


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
