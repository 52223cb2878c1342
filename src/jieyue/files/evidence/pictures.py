"""Pictures by their structure: complete, and nothing behind their end."""

import re
import struct
import zlib

from jieyue.files.evidence.refused import damaged, has_more_inside

JPEG_STANDALONE = {0x01, *range(0xD0, 0xD8)}
JPEG_SCAN, JPEG_END = 0xDA, 0xD9
JPEG_COMMENT_TRICK = b"/*"  # as the length of the first segment: then it is a script too
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def check_jpeg(content: bytes) -> None:
    if content[4:6] == JPEG_COMMENT_TRICK:
        raise has_more_inside("JPG 图片", "脚本")
    try:
        rest = content[_jpeg_end(content) :]
    except IndexError as error:
        raise damaged("图片") from error
    if not _is_a_phones_trailer(rest):
        raise has_more_inside("JPG 图片末尾", "别的内容")


def _jpeg_end(content: bytes) -> int:
    """Where the picture's last marker ends. IndexError when there is none."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise IndexError("no marker where one has to be")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == JPEG_END:
            return at + 2
        elif marker in JPEG_STANDALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
            at = _next_marker(content, at) if marker == JPEG_SCAN else at


def _next_marker(content: bytes, at: int) -> int:
    found = _AFTER_SCAN.search(content, at)
    if found is None:
        raise IndexError("the picture is cut off")
    return found.start()


def _is_a_phones_trailer(rest: bytes) -> bool:
    """Phones put a second picture (depth, brightness) or some seconds of film behind a photo, or fill it up."""
    return (
        not rest.strip(b"\0\r\n")
        or rest.lstrip(b"\0").startswith(b"\xff\xd8\xff")
        or rest[4:8] == b"ftyp"
        or rest[-4:] == b"SEFT"
    )


def check_png(content: bytes) -> None:
    at = 8
    while True:
        if at + 12 > len(content):
            raise damaged("图片")
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 4 : at + 8 + length]
        checked = content[at + 8 + length : at + 12 + length]
        if len(checked) < 4 or zlib.crc32(body) != int.from_bytes(checked, "big"):
            raise damaged("图片")
        at += 12 + length
        if kind == b"IEND":
            break
    if content[at:]:
        raise has_more_inside("PNG 图片末尾", "别的内容")


def check_webp(content: bytes) -> None:
    stated = int.from_bytes(content[4:8], "little") + 8
    if stated > len(content):
        raise damaged("图片")
    if stated < len(content):
        raise has_more_inside("WebP 图片末尾", "别的内容")


def check_heic(content: bytes) -> None:
    """Boxes from the first byte to the last. What they hold is not decoded here."""
    at, kinds = 0, set()
    while at < len(content):
        if at + 8 > len(content):
            raise damaged("图片")
        size, kind = struct.unpack_from(">I4s", content, at)
        if size == 1 and at + 16 <= len(content):
            size = struct.unpack_from(">Q", content, at + 8)[0]
        size = size or len(content) - at
        if size < 8 or at + size > len(content):
            raise damaged("图片")
        kinds.add(kind)
        at += size
    if not {b"ftyp", b"meta"} <= kinds:
        raise damaged("图片")
