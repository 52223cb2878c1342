"""QR codes, for pages and for papers."""

from io import BytesIO

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

BORDER = 4


def qr_svg(text: str) -> str:
    """Without any style, so that a strict policy lets it be drawn."""
    code = QRCode(border=BORDER, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )


def qr_png(text: str) -> bytes:
    """For Word and Excel, which draw no SVG."""
    code = QRCode(border=BORDER, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    written = BytesIO()
    code.make_image().save(written)
    return written.getvalue()
