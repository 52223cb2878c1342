"""What files say of the bill that they prove, in their names and inside."""

from datetime import date
from decimal import Decimal

import pytest

from handed_in import einvoice, pdf_saying, picture
from jieyue.files.evidence.kinds import EINVOICE, JPEG, PDF
from jieyue.files.evidence.telling import told_by, told_in


@pytest.mark.parametrize(
    ("name", "words", "amounts", "months"),
    [
        ("电费 25000001 4,340.50元", {"25000001"}, {"4340.50"}, set()),
        ("2025年3月水费E5190010001", {"2025", "E5190010001"}, set(), {date(2025, 3, 1)}),
        ("202503_1001_70.5", {"202503", "1001"}, {"70.5"}, {date(2025, 3, 1)}),
        ("IMG_20250401_101112", {"20250401", "101112"}, set(), set()),
    ],
)
def test_a_name_tells_numbers_amounts_and_months(name, words, amounts, months):
    found = told_by(name)
    assert words <= found.words
    assert (found.amounts, found.months) == ({Decimal(each) for each in amounts}, months)


def test_an_invoice_tells_its_number_and_its_total_and_no_other_amount(tmp_path):
    file = tmp_path / "1"
    file.write_bytes(einvoice("24999000000010000017", "11056.44", remark="户号:1001 抄表 2025-03-01至2025-03-31"))
    found = told_in(file, EINVOICE, "发票.xml")
    assert (found.invoice, found.amounts) == ("24999000000010000017", {Decimal("11056.44")})
    assert {date(2025, 3, 1), date(2025, 3, 31)} <= found.days
    assert "1001" in found.words


def test_a_pdf_is_read_and_a_picture_has_only_its_name(tmp_path):
    for kind, content in ((PDF, pdf_saying("No 25000001 total 70.50 2025-03-31")), (JPEG, picture())):
        file = tmp_path / kind.key
        file.write_bytes(content)
        found = told_in(file, kind, "扫描件.pdf")
        assert ("25000001" in found.words, Decimal("70.50") in found.amounts) == (kind is PDF,) * 2
