"""Forms whose meaning is shown before they are done: “预览” shows it, the other button does what was shown."""

from hashlib import sha256

from django.forms import Form
from django.http import HttpRequest

LOOK, SURE = "look", "sure"


def asks_to_look(request: HttpRequest, form: Form) -> bool:
    """Whether what would come of a form that is right is to be shown first: that was asked for, or it says by now
    something else than what was shown.
    """
    return LOOK in request.POST or (SURE in request.POST and request.POST[SURE] != mark_of(form))


def mark_of(form: Form) -> str:
    """The same for as long as the form says the same."""
    said = sorted((name, str(value)) for name, value in form.cleaned_data.items())
    return sha256(repr(said).encode()).hexdigest()[:32]
