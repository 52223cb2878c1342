"""Statutory forms as data: editions, rules within a form, columns of the roll-up, and what a file may not say."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.policy.loading import load
from jieyue.policy.reading import PolicyRefused
from jieyue.rules.forms import faults_within, within_columns
from jieyue.rules.values import Category

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-form.md"
AMOUNTS = st.none() | st.decimals(0, 10**9, places=3)


def broken(form: str, **figures: object) -> list[str]:
    known = {key.strip("_"): None if value is None else Decimal(str(value)) for key, value in figures.items()}
    return [each.rule for each in faults_within(load().forms.form(form).rules, known)]


def test_the_published_example_of_a_training_course_breaks_no_rule():
    """50 persons, 3 vehicles, 2010: petrol 12,340 L and diesel 4,200 L for both kinds of vehicles."""
    figures = {"150": 12340, "1501": 12340, "1502": 0, "151": 92550, "1511": 92550, "1512": 0, "160": 4200}
    figures |= {"1601": 4200, "1602": 0, "161": 31500, "1611": 31500, "1612": 0, "104": 3, "1041": 2, "1042": 1}
    figures |= {"1043": 0, "110": 12500, "111": 10000, "120": 2500, "121": 6000, "130": 2, "131": 9000}
    assert broken("consumption", **figures) == []
    assert broken("consumption", **{**figures, "1502": 1}) == ["H01"]
    assert broken("consumption", **{**figures, "1042": 2}) == ["H02"]
    assert broken("consumption", **{**figures, "121": None}) == ["H07"]
    assert broken("consumption", **{**figures, "1042": 0}) == ["H10"]


def test_a_figure_that_is_not_known_breaks_no_sum_and_heat_by_area_needs_no_quantity():
    assert broken("consumption", **{"150": 5, "1501": None, "1502": None}) == []
    assert broken("consumption", **{"170": None, "171": 900}) == []
    assert broken("consumption", **{"170": 5, "171": None}) == ["H07"]
    assert broken("heating", **{"f301": 9, "f3011": 4, "f3012": 5, "f3013": 1}) == ["H04"]


def test_the_published_counts_of_xinjiang_are_the_whole():
    """2015: 7,326 organs, 11,075 institutions and 904 social organisations are 19,305."""
    counts = {Category.STATE_ORGAN: 7326, Category.EDUCATION: 11075, Category.SOCIAL_ORGANISATION: 904}
    found = within_columns(load().forms.columns, {key: Decimal(value) for key, value in counts.items()})
    assert (found["S001"], found["S003"], found["S005"]) == (19305, 11075, None)


@given(st.dictionaries(st.sampled_from(list(Category)), AMOUNTS))
def test_the_whole_is_always_the_sum_of_the_categories(of):
    found = within_columns(load().forms.columns, of)
    known = [value for value in of.values() if value is not None]
    assert found["S001"] == (sum(known) if known else None)
    parts = [found[key] for key in ("S002", "S003", "S010") if found[key] is not None]
    assert sum(parts) == (found["S001"] or 0)


def example() -> str:
    return re.search(r"```toml [^\n]*\n(.*?)```", HOW_TO.read_text("utf-8"), re.S)[1]


def read(tmp_path: Path, text: str):
    file = tmp_path / "forms" / "own.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return load([tmp_path])


def test_the_form_of_the_how_to_is_read(tmp_path):
    forms = read(tmp_path, example()).forms
    rows = {each.key: forms.rows_of(forms.form("canteen"), each) for each in forms.editions}
    assert [len(rows[edition]) for edition in ("2020", "2022", "2025")] == [1, 2, 2]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "flow"', 'kind = "cost"', "不是费用"),
        ('takes = "amount"', 'takes = "amount"\nper = 2', "用不上 per"),
        ('takes = "amount"\nresources = ["natural_gas"]', 'takes = "amount"', "要写 resources"),
        ('takes = "quantity"', 'takes = "units"', "的不是消费量"),
        ('added = "2022"', 'added = "1999"', "没有“1999”这一版"),
        ('added = "2022"', 'added = "2025"\ndeleted = "2022"', "哪一版都没有"),
        ('key = "c2"', 'key = "c1"', "写了两次"),
        ('parts = ["c2"]', 'parts = ["c9"]', "“c9”不是本表的数"),
        ('key = "canteen"', 'key = "heating"', "已经有了"),
        ('severity = "warning"', 'severity = "warning"\nwhen = "always"', "when"),
    ],
)
def test_what_would_be_passed_over_is_refused(tmp_path, old, new, says):
    with pytest.raises(PolicyRefused, match=says):
        read(tmp_path, example().replace(old, new, 1))


def test_editions_follow_one_another_and_a_category_is_in_one_column(tmp_path):
    head = 'kind = "form_frame"\n\n'
    source = 'source = { document = "某文" }\ncertainty = "verified"\n'
    edition = f'[[editions]]\nkey = "2030"\nname = "2030年版"\nfrom = 2030-01-01\n{source}'
    with pytest.raises(PolicyRefused, match="不衔接"):
        read(tmp_path, head + edition)
    column = f'[[columns]]\nkey = "S011"\nname = "再来一栏"\ncategories = ["health"]\n{source}'
    with pytest.raises(PolicyRefused, match="归了两栏"):
        read(tmp_path, head + column)
