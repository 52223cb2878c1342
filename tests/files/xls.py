"""A small XLS (BIFF8 in OLE2), for no library at hand writes one."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(*rows, extra=b"", globals_extra=b""):
    """One sheet; a cell is text, a number, None, or a function of row and column giving its record."""
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 0)) + globals_extra
    size = len(begin) + len(_boundsheet(0)) + 4
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + extra + record(0x0A, b"")
    return ole(Workbook=begin + _boundsheet(size) + record(0x0A, b"") + sheet)


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def formula(value):
    result = struct.pack("<d", value)
    return lambda r, c: record(0x06, struct.pack("<HHH", r, c, 0) + result + struct.pack("<HIH", 0, 0, 0))


def error(number):
    return lambda r, c: record(0x205, struct.pack("<HHHBB", r, c, 0, number, 1))


def merged(top, bottom, left, right):
    return record(0xE5, struct.pack("<HHHHH", 1, top, bottom, left, right))


def _boundsheet(offset):
    return record(0x85, struct.pack("<IBBBB", offset, 0, 0, 2, 1) + "表".encode("utf-16-le"))


def _cell(r, c, value):
    if value is None:
        return b""
    if callable(value):
        return value(r, c)
    if isinstance(value, str):
        text = struct.pack("<HHHHB", r, c, 0, len(value), 1) + value.encode("utf-16-le")
        return record(0x204, text)
    return record(0x203, struct.pack("<HHHd", r, c, 0, value))


def ole(**streams):
    """A container of streams, each of at least 4096 bytes so that none is a mini stream."""
    padded = {name: body.ljust(max(4096, -(-len(body) // SECTOR) * SECTOR), b"\0") for name, body in streams.items()}
    table, body, starts, at = [FAT, END], b"", {}, 2
    for name, content in padded.items():
        count = len(content) // SECTOR
        starts[name] = at
        table += [*range(at + 1, at + count), END]
        body += content
        at += count
    entries = [_entry("Root Entry", 5, END, 0, 1)]
    entries += [_entry(name, 2, starts[name], len(content), FREE) for name, content in padded.items()]
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    return _ole_header() + fat + directory + body


def _ole_header():
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    return head + struct.pack("<109I", 0, *[FREE] * 108)


def _entry(name, kind, start, size, child):
    coded = name.encode("utf-16-le") + b"\0\0"
    return coded.ljust(64, b"\0") + struct.pack(
        "<HBBIII16sIQQIII", len(coded), kind, 1, FREE, FREE, child, b"", 0, 0, 0, start, size, 0
    )
