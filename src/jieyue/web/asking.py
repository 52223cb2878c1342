"""What stands in a request, as what it means and within bounds: numbers, days, years, addresses.

Anybody can send anything. Whatever is read of a request that is no plain text goes through here or through a form whose
fields do.
"""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.urls.converters import StringConverter
from django.utils.functional import lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.rules.days import FIRST_DAY, LAST_DAY
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right

MOST_DIGITS = 18
MOST = 10**MOST_DIGITS - 1
"""Below what any database holds as a whole number."""
MOST_TOLD = 30
"""Characters of what was sent that are told back."""
AROUND = frozenset({"page", "per_page", "sort"})
"""What lists read beside their conditions."""


class NoSuchChoice(NotThere):
    """A page that showed something else instead would read as an answer."""


def shortened(written: str) -> str:
    return written if len(written) <= MOST_TOLD else f"{written[:MOST_TOLD]}…"


def choice_in(request: HttpRequest, name: str, known: Iterable[str], *, usual: str = "") -> str:
    """What a name of the address asks for, one of those `known`; `usual` where it asks for nothing.

    Raises NoSuchChoice.
    """
    written = request.GET.get(name, "").strip()
    if written and written not in known:
        raise no_such_choice(written)
    return written or usual


def choices_in(request: HttpRequest, name: str, known: Iterable[str]) -> set[str]:
    """All that a name of the address asks for, each of those `known`. Raises NoSuchChoice."""
    known = list(known)
    written = {each for each in request.GET.getlist(name) if each}
    for each in written:
        if each not in known:
            raise no_such_choice(each)
    return written


def number_in(request: HttpRequest, name: str) -> int | None:
    """The number of a record that a name of the address asks for. Raises NoSuchChoice for what is none."""
    written = request.GET.get(name, "").strip()
    if written and not small_int(written):
        raise no_such_choice(written)
    return small_int(written) or None


def day_asked(request: HttpRequest, name: str) -> date | None:
    """The day that a name of the address asks for. Raises NoSuchChoice for what is none."""
    written = request.GET.get(name, "").strip()
    day = day_in(written)
    if written and day is None:
        raise no_such_choice(written)
    return day


def no_such_choice(written: str) -> NoSuchChoice:
    says = _("没有“%(asked)s”这一项。") % {"asked": shortened(written)}
    return NoSuchChoice(says, do=_("请打开不带条件的页面，从页上选。"))


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


class SearchForm(forms.Form):
    """Conditions above a list, from its address. Of which there are none is said, and the list goes by the others."""

    beside: frozenset[str] = frozenset()
    """Names that the page reads besides."""

    def __init__(self, *given: object, **about: object) -> None:
        super().__init__(*given, **about)
        for each in self.fields.values():
            if isinstance(each, forms.ChoiceField):
                each.error_messages["invalid_choice"] = _("没有“%(value)s”这一项，没有按它筛选。")

    def clean(self) -> dict[str, object]:
        sent = {name for name in self.data if self.data[name]}
        if sent - set(self.fields) - self.beside - AROUND:
            self.add_error(None, _("地址里有这一页没有的条件，没有按它筛选。"))
        return self.cleaned_data

    def asked(self) -> dict[str, object]:
        """By name, what can be read."""
        self.is_valid()
        return self.cleaned_data


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
