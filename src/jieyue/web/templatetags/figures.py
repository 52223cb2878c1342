"""How figures and days are written on pages."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django import template

register = template.Library()
CENT = Decimal("0.01")


@register.filter
def quantity(value: Decimal | None) -> str:
    """With commas, at most three decimals, no zeros at the end: 12,480.5."""
    if value is None:
        return "—"
    whole, _, part = f"{value:,.3f}".partition(".")
    return f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole


@register.filter
def money(value: Decimal | None) -> str:
    """With commas and two decimals: 9,360.50."""
    return "—" if value is None else f"{value.quantize(CENT, ROUND_HALF_UP):,}"


@register.filter
def ratio(value: float | None, places: int = 2) -> str:
    """A ratio with its decimals; a dash where it is not known."""
    return "—" if value is None else f"{value:z,.{places}f}"


@register.filter
def percent(value: float | None) -> str:
    """Whole percent with their sign."""
    return "—" if value is None else f"{value:z,.0f}%"


@register.filter
def three_digits(value: float | None) -> str:
    """What was rounded to three significant digits, without more: 0.123, 25.4, 1,230."""
    return "—" if value is None else f"{value:,.9g}"


@register.filter
def month(value: date) -> str:
    """2025年3月."""
    return f"{value.year}年{value.month}月"


@register.filter
def signed(value: Decimal, places: int = 2) -> str:
    """A change, with its sign."""
    return f"{value:+z,.{places}f}"


@register.filter
def signed_percent(value: float | Decimal | None) -> str:
    """A change in percent with its sign and a decimal; a dash where it is not known."""
    return "—" if value is None else f"{value:+z,.1f}%"


@register.filter
def tonnes(kilograms: float | None) -> str:
    """Kilograms as tonnes with two decimals."""
    return "—" if kilograms is None else f"{kilograms / 1000:z,.2f}"


@register.filter
def signed_tonnes(kilograms: float) -> str:
    return f"{kilograms / 1000:+z,.2f}"
