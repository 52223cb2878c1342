"""Pictures of the demonstration's invoices: invented, drawn when the city is built, and marked as samples all over."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from jieyue.cli.demo.city import Unit
from jieyue.documents.paper.fonts import FOLDER

SIZE = (900, 560)
PAPER, INK, LINE, MARK = (255, 255, 252), (30, 30, 30), (150, 60, 40), (244, 214, 206)
FONT = "NotoSansCJKsc-Bold-GB2312.otf"
SELLERS = {
    "电": ("云岭市供电公司（演示）", "*供电*电费"),
    "水": ("云岭市自来水公司（演示）", "*水冰雪*自来水"),
    "天然气": ("云岭市燃气公司（演示）", "*燃气*天然气"),
    "汽油": ("云岭市石油公司（演示）", "*汽油*92号车用汽油"),
}
COLOURS = 16


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / FONT), size)


def picture(unit: Unit, bill: Mapping[str, object]) -> bytes:
    """The invoice of a bill as a clerk would have photographed it, as PNG of some kilobytes."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    _mark(draw)
    draw.rectangle((24, 96, 876, 500), outline=LINE, width=2)
    for height in (176, 216, 400, 440):
        draw.line((24, height, 876, height), fill=LINE)
    draw.text((450, 40), "电子发票（样例，不作凭证）", font=_font(30), fill=LINE, anchor="mm")
    for place, text in _words(unit, bill):
        draw.text(place, text, font=_font(18), fill=INK)
    made = BytesIO()
    image.quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


def photo(words: str) -> bytes:
    """What somebody would have photographed on the spot, as PNG."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    _mark(draw)
    draw.text((450, 60), "现场照片（样例）", font=_font(30), fill=LINE, anchor="mm")
    draw.text((450, 470), words, font=_font(26), fill=INK, anchor="mm")
    made = BytesIO()
    image.quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


def _mark(draw: ImageDraw.ImageDraw) -> None:
    for n in range(3):
        draw.text((170 + 280 * n, 330), "样例", font=_font(96), fill=MARK, anchor="mm")


def _words(unit: Unit, bill: Mapping[str, object]) -> list[tuple[tuple[int, int], str]]:
    seller, item = SELLERS[str(bill["resource"])]
    end = bill["end_date"]
    assert isinstance(end, date)  # noqa: S101 (the city makes its bills itself)
    amount = Decimal(str(bill["amount_yuan"]))
    return [
        ((560, 64), f"发票号码：{bill['invoice_number']}"),
        ((40, 64), f"开票日期：{end + timedelta(days=1)}"),
        ((40, 110), f"购买方：{unit.name}"),
        ((40, 140), f"销售方：{seller}"),
        ((40, 186), "项目名称"),
        ((360, 186), "数量"),
        ((540, 186), "单位"),
        ((700, 186), "金额（元）"),
        ((40, 232), item),
        ((360, 232), f"{bill['quantity']:,}"),
        ((540, 232), str(bill["unit"])),
        ((700, 232), f"{amount:,.2f}"),
        ((40, 408), "价税合计（小写）"),
        ((700, 408), f"￥{amount:,.2f}"),
        ((40, 452), f"备注：户号 {bill['account']}，计费期 {bill['start_date']} 至 {end}"),
        ((40, 512), "本图由 jieyue demo 生成，单位、号码、金额均为虚构。"),
    ]
