"""Marks in Chinese sentences are Chinese: of pages, messages, policy files and plans as they are shown."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from jieyue.rules.punctuation import full_width
from jieyue.store.policies import policy
from wording.latin import HAN
from wording.test_words_of_messages import NO_WORDS, SOURCES, modules, policy_files, said, texts_of

STRING = re.compile(r"""["'][^"'\n]*["']|`[^`]*`""")
TEMPLATE_TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
HTML_TAGS = re.compile(r"<[^>]*>")
PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
COPIED = {"quote", "left_out", "mendings"}
"""What a plan's file copies letter by letter from the source, and the program prints with Chinese marks."""


def half_width(texts: Iterator[str]) -> list[str]:
    return [text for text in texts if HAN.search(text) and full_width(text) != text]


def pages() -> Iterator[str]:
    for file in (SOURCES / "web").rglob("*.html"):
        template = file.read_text("utf-8")
        html = TEMPLATE_TAGS.sub("", template)
        yield from HTML_TAGS.split(html)
        tags = TEMPLATE_TAGS.findall(template) + HTML_TAGS.findall(html)
        yield from (word[0] for tag in tags for word in STRING.finditer(tag))
    for file in (SOURCES / "web" / "static" / "jieyue").rglob("*.js"):
        if "vendor" not in file.parts:
            script = PLACEHOLDER.sub(" ", file.read_text("utf-8"))
            yield from (found[0] for found in STRING.finditer(script))


def messages() -> Iterator[str]:
    found = (text for file in modules() for _, text in said(file))
    yield from (text for text in found if not NO_WORDS.search(text))


def without_copied(table: object) -> object:
    if isinstance(table, dict):
        return {key: without_copied(value) for key, value in table.items() if key not in COPIED}
    return [without_copied(each) for each in table] if isinstance(table, list) else table


def of_policy() -> Iterator[str]:
    for file in policy_files():
        yield from texts_of(without_copied(tomllib.loads(file.read_text("utf-8"))))


def of_plans() -> Iterator[str]:
    for plan in policy().plans.values():
        yield from (text for each in plan.sentences for text in (each.article, each.text))
        yield from (text for each in plan.entries for text in (each.quote, each.who.body))


@pytest.mark.parametrize("texts", [pages, messages, of_policy, of_plans], ids=lambda texts: texts.__name__)
def test_no_chinese_sentence_has_a_half_width_mark(texts):
    found = list(texts())
    assert sum(bool(HAN.search(text)) for text in found) > 100
    assert half_width(found) == []


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("市县(区)建成,每年10月底前,50%以上", "市县（区）建成，每年10月底前，50%以上"),
        ("(1)空调。", "（1）空调。"),
        ("组长:副组长;成员", "组长：副组长；成员"),
        ("IC卡, 每车一卡", "IC卡，每车一卡"),
        ("合计 12,345.6 kWh (GB/T 2589), 12:30", "合计 12,345.6 kWh (GB/T 2589), 12:30"),
        ("L/(床·d)", "L/(床·d)"),
    ],
)
def test_marks_among_chinese_words_are_wide_and_those_of_figures_and_units_stay(written, printed):
    assert full_width(written) == printed
    assert full_width(printed) == printed


def test_a_half_width_mark_is_found_wherever_it_stands():
    assert half_width(iter(["委机关;办公室", "没有,请补", "由《方案》(试行)", "1,200", "是"])) == [
        "委机关;办公室",
        "没有,请补",
        "由《方案》(试行)",
    ]
