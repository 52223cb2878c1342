"""Names are found by the letters that their readings begin with."""

import pytest

from jieyue.store.orgs.initials import MOST_LETTERS, initials_of
from jieyue.store.orgs.models import OrganisationVersion, Placement

TREE = """code | name | parent | level
P | 某省 | | 省
C | 重庆路街道 | P | 县"""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("石桥县人民法院", "sqxrmfy"),
        ("A1（东区） 财政局", "a1dqczj"),
        ("重庆市", "zqs cqs"),
        ("厦门长乐", "smzl smzy smcl smcy xmzl xmzy xmcl xmcy"),
        ("", ""),
        ("—（）", ""),
        ("𠮷田", "𠮷t"),
    ],
)
def test_each_character_gives_a_letter_and_one_of_two_readings_both(name, letters):
    assert initials_of(name) == letters


def test_the_longest_name_with_all_its_readings_fits_its_column():
    assert len(initials_of("长" * 200)) <= Placement._meta.get_field("initials").max_length
    assert len(initials_of("中" * 200)) == MOST_LETTERS


def test_an_organisation_that_is_renamed_is_found_by_its_new_letters(house):
    house.have("organisations", TREE)
    letters = dict(Placement.objects.values_list("version__name", "initials"))
    assert letters == {"某省": "ms", "重庆路街道": "zqljd cqljd"}
    house.have("organisations", "code|name|parent|level|effective_on\nC|乐山街道|P|县|2025-03-01", reason="更名")
    kept = dict(Placement.objects.values_list("version__name", "initials"))
    assert kept["乐山街道"] == "lsjd ysjd"
    assert OrganisationVersion.objects.count() == len(kept)
