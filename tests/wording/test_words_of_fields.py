"""What a field of a form says of what was typed: what is wrong and what to do, and a summary says of which field."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override

from jieyue.web import urls
from jieyue.web.duties.forms import ReasonForm

SAYS_WHAT_TO_DO = re.compile("请|须|最多|至少|不能|没有")
STOCK = re.compile("字段|选项|步长|确保该值|编码类型|有效的")
SENT = ("", "x" * 10_000, "a\0b", "99999999999999999999.123", "-1", "2026-13-45")


def forms_of_ours() -> Iterator[type[forms.BaseForm]]:
    for file in Path(urls.__file__).parent.rglob("*forms.py"):
        import_module(".".join(("jieyue", *file.relative_to(Path(urls.__file__).parents[1]).with_suffix("").parts)))
    waiting = list(forms.BaseForm.__subclasses__())
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if each.__module__.startswith("jieyue."):
            yield each


def said_of(field: forms.Field) -> Iterator[str]:
    for sent in SENT:
        try:
            field.clean([sent] if isinstance(field, forms.MultipleChoiceField) else sent)
        except ValidationError as error:
            yield from error.messages
        except (TypeError, AttributeError):  # a file is none of these
            continue


def test_every_field_says_in_an_office_s_words_what_to_do():
    with override("zh-hans"):
        fields = [(form, *each) for form in forms_of_ours() for each in form.base_fields.items()]
        every = {f"{form.__name__}.{name}": set(said_of(field)) for form, name, field in fields}
        assert sum(map(bool, every.values())) > 100
        texts = {text: where for where, own in every.items() for text in own}
    assert {text: where for text, where in texts.items() if STOCK.search(text)} == {}
    assert {text: where for text, where in texts.items() if not SAYS_WHAT_TO_DO.search(text)} == {}


def test_a_summary_names_each_field_and_every_field_has_a_name():
    nameless = {
        f"{form.__name__}.{name}"
        for form in forms_of_ours()
        for name, field in form.base_fields.items()
        if not field.widget.is_hidden and not field.label
    }
    assert nameless == set()
    with override("zh-hans"):
        summary = render_to_string("design/error_summary.html", {"form": ReasonForm({})})
    assert "原因：没有填写，请填写。" in strip_tags(summary)
