"""English is there for whatever the pages say in Chinese."""

import ast
import inspect
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from gettext import GNUTranslations
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.translation import override

import jieyue.web
from jieyue import rules
from jieyue.rules.moves import Move
from jieyue.rules.signs import as_printed
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.columns import ledger_columns, words_of
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import Figure, WordOfPolicy
from jieyue.store.registers import registers
from jieyue.web.navigation import entries
from jieyue.web.words import in_language, note_in_language
from ledger_samples import sample_rows

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
            yield from ((one or other).replace("%", "%%") for one, other in MARKED.findall(text))  # as Django asks
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


def shipped() -> list[Ledger]:
    """Ledgers and registers that are the product's. One that somebody has just put there may do without English."""
    found, top = [*registers(), *ledgers()], WEB.parents[2]
    try:
        known = subprocess.run(["git", "-C", top, "ls-files"], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:  # a machine without git has the product's alone
        known = ""
    files = {top / line for line in known.splitlines()}
    return [each for each in found if Path(inspect.getfile(each.model)) in files] if files else found


def words_of_ledger(ledger: Ledger) -> Iterator[str]:
    """What it is called, its columns, their units and notes as printed, and what may be chosen; policy's words are
    policy's.
    """
    yield from (ledger.zh, *(kind.zh for kind in ledger.kinds))
    for each in ledger_columns(ledger.model):
        yield from (each.column.zh, as_printed(str(each.field.help_text)))
        yield as_printed(each.field.unit) if isinstance(each.field, Figure) else ""
        yield from () if isinstance(each.field, WordOfPolicy) else map(str, words_of(each.field).values())


@pytest.mark.parametrize("ledger", shipped(), ids=lambda each: each.key)
def test_every_ledger_of_the_product_has_its_english(ledger):
    with override("en"):
        chinese = {text for text in words_of_ledger(ledger) if re.search("[\u4e00-\u9fff]", text)}
        assert sorted(text for text in chinese if in_language(text) == text) == []
        notes = {each.column.note for each in ledger_columns(ledger.model)}
        assert sorted(note for note in notes if note and note_in_language(note) == note) == []


def moves() -> Iterator[Move]:
    """What may be done to a report, a notice, a finding: the buttons of their pages and the words of what was done."""
    for module in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}."):
        yield from (each for each in vars(import_module(module.name)).values() if isinstance(each, Move))


def test_every_move_has_its_english():
    with override("en"):
        names = {each.zh for each in moves()}
        assert len(names) > 10
        assert {zh for zh in names if in_language(zh) == zh} == set()


def test_what_has_no_english_is_shown_as_the_sheet_has_it():
    with override("en"):
        assert in_language("骑行里程") == "骑行里程"
        assert note_in_language("单位：匹；按铭牌填") == "Unit: 匹；按铭牌填"
    with override("zh-hans"):
        assert note_in_language("单位：包") == "单位：包"


def test_what_is_compiled_is_what_is_written(english):
    """`msgfmt` was run after the last change: it is not asked for at run time."""
    written = (CATALOGUE / "django.po").read_text("utf-8")
    texts = [ast.literal_eval(text) for text in re.findall(r'^msgstr (".*")$', written, re.MULTILINE)]
    compiled = set(english.values())
    assert [text for text in texts if text and text not in compiled] == []


def test_pages_are_english_for_whoever_wants_it(office):
    client = office.as_("wang")
    assert "票据" in client.get("/ledgers/bills/").content.decode()
    client.post("/design/language/", {"language": "en", "next": "/ledgers/bills/"})
    page = client.get("/ledgers/bills/").content.decode()
    assert '<html lang="en">' in page
    assert "Missing months" in page
    assert "缺报一览" not in page


def test_a_ledger_is_english_for_whoever_wants_it(office):
    office.house.have("paper", sample_rows("paper", unit="A"))
    client = office.as_("wang")
    client.post("/design/language/", {"language": "en", "next": "/ledgers/"})
    for address in ("/ledgers/", "/ledgers/paper/", "/ledgers/paper/grid/?organisation=A"):
        assert "Ledger of paper" in client.get(address).content.decode(), address
    page = client.get("/ledgers/paper/").content.decode()
    assert "Left at the end of the month" in page
    assert not [zh for zh in ("用纸台账", "月末库存") if zh in page]
