"""English is there for whatever the pages say in Chinese."""

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest

import jieyue.web
from jieyue.web.navigation import entries

WEB = Path(jieyue.web.__file__).parent
CATALOGUE = WEB / "locale" / "en" / "LC_MESSAGES"
DEVELOPERS = ("guide.html", "entry.html", "sample.py")
"""The style guide is for those who write pages."""

MARKED = re.compile(r"""\{% translate ["'](.+?)["']|_\(["']([^"']*[\u4e00-\u9fff][^"']*)["']\)""")
BLOCK = re.compile(r"\{% blocktranslate(?: [^%]*)?%\}(.*?)\{% endblocktranslate %\}", re.DOTALL)
CALLED = ("_", "gettext", "gettext_lazy", "ngettext")


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    with (CATALOGUE / "django.mo").open("rb") as file:
        return GNUTranslations(file)._catalog


def said() -> Iterator[str]:
    """Every text that a template or a view marks as one."""
    for file in WEB.rglob("*.html"):
        if file.parent.name != "design" or file.name not in DEVELOPERS:
            text = file.read_text("utf-8")
            yield from (one or other for one, other in MARKED.findall(text))
            yield from (re.sub(r"\{\{ *(\w+) *\}\}", r"%(\1)s", block) for block in _blocks(text))
    for file in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLED
            if is_call and node.args and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value
    yield from (entry.label for entry in entries())


def _blocks(text: str) -> Iterator[str]:
    return (part for block in BLOCK.findall(text) for part in block.split("{% plural %}"))


def test_everything_said_has_its_english(english):
    known = {key[0] if isinstance(key, tuple) else key for key, value in english.items() if value}
    texts = set(said())
    assert len(texts) > 500
    assert sorted(texts - known) == []


def test_what_is_compiled_is_what_is_written(english):
    """`msgfmt` was run after the last change: it is not asked for at run time."""
    written = (CATALOGUE / "django.po").read_text("utf-8")
    texts = [ast.literal_eval(text) for text in re.findall(r'^msgstr (".*")$', written, re.MULTILINE)]
    compiled = set(english.values())
    assert [text for text in texts if text and text not in compiled] == []


def test_pages_are_english_for_whoever_wants_it(office):
    client = office.as_("wang")
    assert "票据" in client.get("/bills/").content.decode()
    client.post("/design/language/", {"language": "en", "next": "/bills/"})
    page = client.get("/bills/").content.decode()
    assert '<html lang="en">' in page
    assert "Missing months" in page
    assert "缺报一览" not in page
