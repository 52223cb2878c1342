"""What stands in a request, as what it means and within bounds: numbers, days, years, addresses.

Anybody can send anything. Whatever is read of a request that is no plain text goes through here or through a form whose
fields do.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.urls.converters import StringConverter
from django.utils.functional import lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.rules.days import FIRST_DAY, LAST_DAY
from jieyue.rules.roles import Right

MOST_DIGITS = 18
MOST = 10**MOST_DIGITS - 1
"""Below what any database holds as a whole number."""


def small_int(written: object, *, usual: int = 0) -> int:
    """A whole number from 0 on; `usual` for whatever is none."""
    text = str(written) if isinstance(written, int | str) and not isinstance(written, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else usual


def day_in(written: str) -> date | None:
    """A day as browsers send it; None for whatever is none."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def local(written: str, *, usual: str) -> str:
    """An address of this site, `usual` for any other: what stands in a request may lead nowhere else."""
    is_ours = written.startswith("/") and url_has_allowed_host_and_scheme(written, allowed_hosts=None)
    return written if is_ours else usual


class NumberField(forms.IntegerField):
    """A whole number that a record can have."""

    def __init__(self, **about: object) -> None:
        super().__init__(**{"min_value": 0, "max_value": MOST, **about})


class OrganisationField(forms.CharField):
    """An organisation by name, initials or code; those that fit what is being typed are offered below it. `right` is
    what the person must be able to do there.
    """

    def __init__(self, *, right: Right = Right.READ, **about: object) -> None:
        finds = lazy(lambda: f"{reverse('organisations:suggest')}?for={right.value}", str)()
        looks = {
            "data-find": finds,
            "autocomplete": "off",
            "placeholder": gettext_lazy("名称的一部分、拼音首字母或编码"),
        }
        usual = {"label": gettext_lazy("机构"), "max_length": 260, "widget": OrganisationInput(attrs=looks)}
        super().__init__(**{**usual, **about})
        self.right = right


class OrganisationInput(forms.TextInput):
    """Shown by `{% organisation_input %}`, which `design/field.html` does."""


class DayField(forms.DateField):
    """A day between 1900 and 2100, in the browser's own field."""

    def __init__(self, **about: object) -> None:
        super().__init__(**{"widget": forms.TextInput(attrs={"type": "date"}), **about})

    def to_python(self, value: object) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("请填写 1900 年至 2100 年之间的日期。"))
        return day


class NumberInPath(StringConverter):
    """Of a record, in an address."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"

    def to_python(self, value: str) -> int:
        return int(value)


class YearInPath(NumberInPath):
    regex = "19[0-9]{2}|20[0-9]{2}"
