"""Names in an archive that any Windows in Chinese unpacks as they are."""

import io
import zipfile

import pytest

from jieyue.files.archive import MOST_LETTERS, Packed, name_for_windows, write_archive


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("甲财〔2025〕2号：创建方案?.pdf", "甲财〔2025〕2号：创建方案_.pdf"),
        ("a/b\\c.pdf", "c.pdf"),
        ("con.pdf", "_con.pdf"),
        ("节能😀月.pdf", "节能_月.pdf"),
        ("表 .", "表"),
    ],
)
def test_a_name_has_nothing_that_windows_forbids_or_its_code_page_lacks(written, name):
    assert name_for_windows(written) == name


def test_a_long_name_is_shortened_and_keeps_its_suffix():
    name = name_for_windows("节" * 58 + "方案.pdf")
    assert (len(name), name[-5:]) == (MOST_LETTERS, "节.pdf")


def test_names_say_that_they_are_unicode_and_contents_come_back(tmp_path):
    (tmp_path / "原件").write_bytes(b"%PDF")
    made = io.BytesIO()
    write_archive(made, [Packed(("材料", "目录.xlsx"), b"x"), Packed(("材料", "佐证", "一.pdf"), tmp_path / "原件")])
    with zipfile.ZipFile(made) as archive:
        assert {each.filename: archive.read(each) for each in archive.infolist()} == {
            "材料/目录.xlsx": b"x", "材料/佐证/一.pdf": b"%PDF",
        }  # fmt: skip
        assert all(each.flag_bits & 0x800 for each in archive.infolist())
