"""Each fault of a policy file is told with its file and line."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.policy.cases import run_cases
from jieyue.policy.checking import check
from jieyue.policy.loading import load
from jieyue.policy.reading import OWN_FOLDER, Document, PolicyRefused
from jieyue.rules.factors import conversions
from jieyue.rules.values import Resource
from jieyue.rules.wording import NoName

SET = """\
kind = "factor_set"
key = "ours"
name = "本省系数"
from = 2000-01-01
until = 2005-01-01

[[factors]]
resource = "coal"
value = 0.7
unit = "kgce/kg"
from = 2000-01-01
until = 2002-01-01
source = { document = "本省文件", clause = "第一条" }
certainty = "verified"

[[factors]]
resource = "coal"
value = 0.8
unit = "kgce/kg"
from = 2002-01-01
source = { document = "本省文件", clause = "第二条" }
certainty = "verified"
"""


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder):
    """Line and sentence of each."""
    with pytest.raises(PolicyRefused) as refused:
        load([folder])
    return [(fault.line, fault.says) for fault in refused.value.faults]


def faults_of_set(folder, *changes):
    text = SET
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    write(folder, "factors/ours.toml", text)
    return faults(folder)


def test_a_set_of_the_deployment_is_taken_with_its_own_dates(tmp_path):
    write(tmp_path, "factors/ours.toml", SET)
    policy = load([tmp_path])
    ours = policy.factor_set_on(date(2001, 6, 30))
    assert ours.key == "ours"
    on = [conversions(ours, policy.emissions, on=date(year, 12, 31))[Resource.COAL] for year in (2001, 2002, 2020)]
    assert [it.kgce_per_unit for it in on] == [Decimal("0.7"), Decimal("0.8"), Decimal("0.8")]
    assert list(policy.factor_sets) == ["gb2589-2008", "gb2589-2020", "ours"]
    assert str(tmp_path / "factors/ours.toml") in policy.documents


def test_a_set_by_request_may_overlap_and_is_never_in_force_by_itself(tmp_path):
    write(tmp_path, "factors/ours.toml", SET.replace("until = 2005-01-01", "by_request = true"))
    policy = load([tmp_path])
    assert policy.factor_set_on(date(2024, 12, 31)).key == "gb2589-2020"
    assert policy.factor_set("ours").name == "本省系数"


def test_a_variant_is_added_to_a_set_that_ships(tmp_path):
    text = SET.split("\n\n")[1].replace("2000-01-01", "2022-01-01").replace("until = 2002-01-01", 'variant = "ours"')
    write(tmp_path, "factors/more.toml", f'kind = "addition"\nextends = "gb2589-2020"\n\n{text}')
    policy = load([tmp_path])
    gb2020 = policy.factor_set("gb2589-2020")
    asked = conversions(gb2020, policy.emissions, on=date(2024, 12, 31), switches={"coal_factor": "ours"})
    assert asked[Resource.COAL].kgce_per_unit == Decimal("0.7")


def test_a_fault_names_file_line_what_is_wrong_and_what_to_do(tmp_path):
    path = write(tmp_path, "factors/ours.toml", SET.replace("value = 0.8", "valeu = 0.8"))
    with pytest.raises(PolicyRefused) as refused:
        load([tmp_path])
    assert [str(fault) for fault in refused.value.faults] == [
        f"{path} 第16行：缺少“value”。 请补上 value = …",
        f"{path} 第18行：不认识的键“valeu”。 请检查拼写，或删去。",
    ]
    assert str(refused.value) == f"{path} 第16行：缺少“value”。（另有 1 处问题。） 请补上 value = …"


SHAPE = [
    ('name = "本省系数"', 'name = "本省系数', 3, "不是合格的 TOML：有不允许的字符，或引号没有闭合。"),
    ("from = 2000-01-01", "from = 2000-02-30", 4, "不是合格的 TOML：没有这个日期。"),
    ('key = "ours"', 'key = "ours"\nkey = "ours"', 3, "不是合格的 TOML：同一个键写了两次。"),
    ('kind = "factor_set"', "", 1, "文件没有写 kind。"),
    ('kind = "factor_set"', 'kind = "set"', 1, "不认识这种文件：kind = “set”。"),
    ('key = "ours"', 'key = "Ours!"', 2, "“key”不能是“Ours!”。"),
    ('name = "本省系数"', "", 1, "缺少“name”。"),
    ('name = "本省系数"', 'name = ""', 3, "“name”是空的。"),
    ('name = "本省系数"', "name = 7", 3, "“name”应是文字。"),
    ("from = 2000-01-01", 'from = "2000-01-01"', 4, "“from”：这里应是日期。"),
    ("from = 2000-01-01", "from = 2000-01-01T00:00:00", 4, "“from”：这里应是日期。"),
    ("[[factors]]", "[[facters]]", 7, "不认识的键“facters”。"),
    ("from = 2000-01-01", "from = 2000-01-01\ndensities = 3", 5, "“densities”应是一组。"),
    ('resource = "coal"', 'resource = "coke"', 8, "“resource”：不认识“coke”。"),
    ("value = 0.7", 'value = "0.7"', 9, "“value”：这里应是数。"),
    ("value = 0.7", "value = true", 9, "“value”：这里应是数。"),
    ("value = 0.7", "value = nan", 9, "“value”：这里应是有限的数。"),
    ("value = 0.7", "value = 0", 9, "“value”：值是 0，应大于零。"),
    ("value = 0.7", "value = -0.7", 9, "“value”：值是 -0.7，应大于零。"),
    ('document = "本省文件", ', "", 13, "缺少“document”。"),
    ('source = { document = "本省文件", clause = "第一条" }', 'source = "文件"', 13, "“source”应是一张表。"),
    ('clause = "第一条"', 'page = "3"', 13, "不认识的键“page”。"),
    ('certainty = "verified"', 'certainty = "sure"', 14, "“certainty”：不认识“sure”。"),
    ('certainty = "verified"', 'certainty = "verified"\ndefault = "yes"', 15, "“default”应是 true 或 false。"),
    ('certainty = "verified"', 'certainty = "verified"\nbasis = "gross"', 15, "“basis”不能是“gross”。"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), SHAPE, ids=[f"{it[3]}{it[1]}" for it in SHAPE])
def test_a_badly_formed_file_is_refused(tmp_path, old, new, line, says):
    assert (line, says) in faults_of_set(tmp_path, (old, new))


STANDING = [
    ("until = 2005-01-01", "until = 2000-01-01", (5, "until 2000-01-01 不晚于 from 2000-01-01。")),
    ("until = 2002-01-01", "until = 1999-01-01", (12, "until 1999-01-01 不晚于 from 2000-01-01。")),
    ("from = 2002-01-01", "from = 2005-01-01", (20, "2005-01-01 不在系数集“ours”的有效期内。")),
    ("until = 2002-01-01", "until = 2006-01-01", (12, "2006-01-01 晚于系数集的 2005-01-01。")),
    ('unit = "kgce/kg"', 'unit = "kgce/m3"', (10, "单位“kgce/m3”不能用于煤炭的折标煤系数。")),
    ("value = 0.7", "value = 0.71430001", (9, "换算到每kg后超过7位小数。")),
    ('certainty = "verified"', 'certainty = "placeholder"', (14, "占位的值只能在测试里用。")),
    ('resource = "coal"', 'resource = "electricity"', (8, "电的系数没有写 basis。")),
    ("value = 0.7", 'basis = "calorific"\nvalue = 0.7', (9, "煤炭不分当量和等价。")),
    ('key = "ours"', 'key = "gb2589-2008"', (2, "系数集“gb2589-2008”已经有了，见 {own} 第1行。")),
]


@pytest.mark.parametrize(("old", "new", "fault"), STANDING, ids=[it[2][1] for it in STANDING])
def test_what_cannot_stand_is_refused(tmp_path, old, new, fault):
    own = "jieyue/policy/factors/gb2589-2008.toml"
    assert (fault[0], fault[1].format(own=own)) in faults_of_set(tmp_path, (old, new))


def test_two_values_of_one_thing_on_one_day_are_refused_naming_both(tmp_path):
    path = tmp_path / "factors/ours.toml"
    found = faults_of_set(tmp_path, ("until = 2002-01-01", "until = 2002-01-02"))
    assert found == [
        (20, f"与另一条同样的值在同一天都有效，见 {path} 第7行。"),
        (20, f"与另一条默认值在同一天都有效，见 {path} 第7行。"),
    ]


def test_two_defaults_on_one_day_are_refused_though_their_variants_differ(tmp_path):
    path = tmp_path / "factors/ours.toml"
    found = faults_of_set(tmp_path, ("until = 2002-01-01", 'variant = "a"\ndefault = true'))
    assert found == [(21, f"与另一条默认值在同一天都有效，见 {path} 第7行。")]


def test_variants_without_a_default_are_refused(tmp_path):
    found = faults_of_set(
        tmp_path, ("value = 0.7", 'variant = "a"\nvalue = 0.7'), ("value = 0.8", 'variant = "b"\nvalue = 0.8')
    )
    assert found == [(9, "煤炭没有默认值。")]


def test_two_sets_in_force_on_one_day_are_refused(tmp_path):
    text = SET.replace("until = 2005-01-01", "until = 2008-06-02")
    path = write(tmp_path, "factors/ours.toml", text)
    assert faults(tmp_path) == [(4, "与另一个系数集在同一天都有效，见 jieyue/policy/factors/gb2589-2008.toml 第1行。")]
    path.write_text(text.replace("2008-06-02", "2008-06-01"), encoding="utf-8")
    other = tmp_path / "second"
    other.mkdir()
    write(other, "factors/ours.toml", path.read_text(encoding="utf-8"))
    assert load([other]).factor_set_on(date(2008, 5, 31)).key == "ours"


def test_an_addition_to_no_set_is_refused(tmp_path):
    write(tmp_path, "factors/more.toml", '\nkind = "addition"\nextends = "gb2589"\n')
    assert faults(tmp_path) == [(3, "没有叫“gb2589”的系数集。")]


def test_an_emission_factor_needs_a_place_that_is_written(tmp_path):
    entry = 'resource = "electricity"\nscope = "火星"\nvalue = 0.5\nunit = "kgCO2/kWh"\nfrom = 2022-01-01\n'
    more = 'source = { document = "d" }\ncertainty = "verified"\n'
    write(tmp_path, "factors/mars.toml", f'kind = "emissions"\n[[emissions]]\n{entry}{more}')
    assert faults(tmp_path) == [(4, "没有叫“火星”的地方。")]


def test_a_unit_name_can_have_only_one_conversion(tmp_path):
    entry = 'names = ["大桶", "ＫＷＨ"]\nresources = ["electricity"]\nmultiplier = 2\n'
    write(
        tmp_path,
        "units/ours.toml",
        f'kind = "units"\n[[units]]\n{entry}source = {{ document = "d" }}\ncertainty = "verified"\n',
    )
    [(line, says)] = faults(tmp_path)
    assert (line, says.split("，")[0]) == (3, "单位“ＫＷＨ”对电已经有了")


PRICE = """kind = "thresholds"
[[prices]]
resource = "lpg"
low = 3
high = 12
unit = "元/kg"
from = 2020-01-01
source = { document = "d" }
certainty = "verified"
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("high = 12", "high = 3", (5, "上限 3 不高于下限 3。")),
        ("元/kg", "元/m3", (6, "单位“元/m3”不能用于液化石油气的单价。")),
        ('"lpg"', '"water"', (6, "单位“元/kg”不能用于水的单价。")),
    ],
)
def test_a_price_range_that_cannot_be_used_is_refused(tmp_path, old, new, fault):
    write(tmp_path, "checks/ours.toml", PRICE.replace(old, new))
    assert fault in faults(tmp_path)


def test_a_price_range_may_be_added_where_there_was_none(tmp_path):
    write(tmp_path, "checks/ours.toml", PRICE)
    found = load([tmp_path]).thresholds.price_range(Resource.LPG, on=date(2024, 1, 1))
    assert (found.low_yuan, found.high_yuan) == (3, 12)


HEAT = """kind = "addition"
extends = "gb2589-2020"
[[factors]]
resource = "heat"
variant = "supplier"
value = 0.03412
unit = "tce/GJ"
from = 2022-01-01
source = { document = "d" }
certainty = "secondary"
"""


@pytest.mark.parametrize(
    ("value", "unit", "is_told"),
    [
        ("0.03412", "tce/GJ", False),
        ("34.12", "kgce/GJ", False),
        ("0.03412", "kgce/GJ", True),
        ("34.12", "tce/GJ", True),
        ("0.01", "tce/GJ", False),
        ("0.05", "tce/GJ", False),
        ("0.0501", "tce/GJ", True),
    ],
)
def test_a_factor_that_is_a_thousand_times_off_is_refused(tmp_path, value, unit, is_told):
    entry = HEAT.replace("0.03412", value).replace("tce/GJ", unit)
    write(tmp_path, "factors/ours.toml", entry)
    says = f"热力的折标煤系数 {value} {unit} 不在 0.01～0.05 tce/GJ 之间。"
    if is_told:
        assert faults(tmp_path) == [(6, says)]
    else:
        assert load([tmp_path])


RANGE = """kind = "thresholds"
[[factor_ranges]]
resource = "coal"
low = 0.3
high = 1.2
unit = "kgce/kg"
source = { document = "d" }
certainty = "unverified"
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("high = 1.2", "high = 0.2", (5, "上限 0.2 不高于下限 0.3。")),
        ("kgce/kg", "kgce/m3", (6, "单位“kgce/m3”不能用于煤炭的折标煤系数。")),
        ('"coal"', '"petrol"', (3, "汽油已经有了，见 jieyue/policy/checks/factors.toml")),
    ],
)
def test_a_range_of_factors_that_cannot_be_used_is_refused(tmp_path, old, new, fault):
    write(tmp_path, "checks/ours.toml", RANGE.replace(old, new))
    line, says = fault
    assert [(at, told[: len(says)]) for at, told in faults(tmp_path)] == [(line, says)]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (
            '[[supplies]]\nresource = "heat"\nmanner = "metered"\nshortest_days = 100\nlongest_days = 15',
            "最长 15 天不多于最短 100 天。",
        ),
        ('[[supplies]]\nresource = "water"\nmanner = "bought"', "水已经有了，见 jieyue/policy/checks/bills.toml"),
        ('[[supplies]]\nresource = "heat"\nmanner = "stolen"', "“manner”：不认识“stolen”。"),
        (
            '[[sizes]]\nsize = "water_per_person"\ncategory = "culture"\nlow = 9\nhigh = 3\nfrom = 2020-01-01',
            "上限 3 不高于下限 9。",
        ),
        (
            '[[sizes]]\nsize = "water_per_person"\nlow = 1\nhigh = 3\nfrom = 2020-01-01',
            "与另一条同样的范围在同一天都有效",
        ),
        (
            '[[limits]]\nlimit = "sight_days"\nplace = "5190"\nvalue = 300\nfrom = 2020-01-01',
            "“判断用量时往前往后看的天数”全系统只有一个数，不能按机构或类别另定。",
        ),
        (
            '[[prices]]\nresource = "water"\nplace = "C1"\nlow = 2\nhigh = 3\nunit = "元/m3"\nfrom = 2020-01-01\n'
            'source = { document = "d" }\ncertainty = "unverified"\n'
            '[[prices]]\nresource = "water"\nplace = "C1"\nlow = 2\nhigh = 4\nunit = "元/m3"\nfrom = 2021-01-01',
            "与另一条单价范围在同一天都有效",
        ),
    ],
)
def test_how_a_resource_comes_and_what_a_size_uses_have_to_make_sense(tmp_path, entry, fault):
    write(
        tmp_path,
        "checks/ours.toml",
        f'kind = "thresholds"\n{entry}\nsource = {{ document = "d" }}\ncertainty = "unverified"\n',
    )
    [(_, says)] = faults(tmp_path)
    assert says.startswith(fault)


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    write(tmp_path, "factors/a.toml", SET.replace("0.7", "-1").replace("0.8", "-2"))
    write(tmp_path, "factors/b.toml", "oh no")
    write(tmp_path, "units/c.toml", 'kind = "units"\ntypo = 1')
    assert [line for line, _ in faults(tmp_path)] == [9, 18, 1, 2]


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    write(tmp_path, "factors/a.toml", "").write_bytes('key = "a"\nname = "系数"'.encode("gb18030"))
    assert faults(tmp_path) == [(2, "不是 UTF-8 编码。")]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert faults(tmp_path / "nowhere") == [(1, "没有这个政策目录。")]


def test_placeholders_are_taken_only_when_asked_for(tmp_path):
    write(tmp_path, "factors/ours.toml", SET.replace('certainty = "verified"', 'certainty = "placeholder"'))
    policy = load([tmp_path], placeholders=True)
    assert policy.factor_set("ours").factors[0].certainty.needs_checking


def test_a_table_in_a_text_or_a_comment_moves_no_line(tmp_path):
    tricky = 'note = """\n[[factors]]\nvalue = 3\n"""\n# [[factors]]\nvalue = 0.7'
    assert faults_of_set(tmp_path, ("value = 0.7", tricky), ("value = 0.8", "value = -8")) == [
        (23, "“value”：值是 -8，应大于零。")
    ]


@given(before=st.integers(0, 5), blank=st.lists(st.integers(0, 3), min_size=1, max_size=5), spaced=st.booleans())
def test_the_line_of_a_key_is_found_wherever_its_table_stands(before, blank, spaced):
    header = "  [[ factors ]]  # one" if spaced else "[[factors]]"
    lines, expected = ["#"] * before, []
    for gap in blank:
        lines += [header, *[""] * gap, '"value"=1']
        expected.append(len(lines))
    document = Document("f.toml", "factors", "\n".join(lines).encode())
    assert len(document.table["factors"]) == len(blank)
    assert [document.line(("factors", nth, "value")) for nth in range(len(blank))] == expected


CASE = """
[[cases]]
name = "煤"
factor_set = "gb2589-2020"
on = 2024-12-31
quantities = [{ resource = "coal", quantity = 1, unit = "吨" }]
computes = "tce"
expected = 0.714
source = { document = "d", clause = "c" }
"""


def test_a_case_is_compared_to_the_digits_it_is_printed_with(tmp_path):
    write(tmp_path, "factors/ours.cases.toml", CASE)
    assert run_cases(load([tmp_path]))[-1].passed


@pytest.mark.parametrize(
    ("old", "new", "got"),
    [
        ("0.714", "0.715", "应为 0.715，得到 0.714"),
        ("expected = 0.714", "absent = true", "应为 空缺，得到 0.7143（"),
        ("吨", "斤", "得到 煤炭不能用单位“斤”。 可用：kg、千克、公斤、吨、t。"),
        ("2020", "2021", "得到 没有叫“gb2589-2021”的系数集。"),
    ],
)
def test_a_case_that_does_not_hold_is_reported_with_expected_and_got(tmp_path, old, new, got):
    path = write(tmp_path, "factors/ours.cases.toml", CASE.replace(old, new))
    report = check(tmp_path)
    [failed] = report.failed
    assert not report.is_good
    assert str(failed).startswith(f"{path} 第2行：煤：")
    assert got in str(failed)


def test_a_badly_formed_case_is_a_fault_of_the_check(tmp_path):
    write(tmp_path, "factors/ours.cases.toml", CASE.replace("expected = 0.714\n", "") + "typo = 1\n")
    assert [(fault.line, fault.says) for fault in check(tmp_path).faults] == [(9, "不认识的键“typo”。")]
    write(tmp_path, "factors/ours.cases.toml", CASE.replace("expected = 0.714\n", ""))
    assert [(fault.line, fault.says) for fault in check(tmp_path).faults] == [
        (2, "算例“煤”要么写 expected，要么写 absent = true。")
    ]


def test_the_check_tells_faults_and_does_not_raise(tmp_path):
    write(tmp_path, "factors/ours.toml", SET.replace("value = 0.7", "value = 0"))
    report = check(tmp_path)
    assert [(fault.line, fault.says, fault.do) for fault in report.faults] == [
        (9, "“value”：值是 0，应大于零。", "请改正；不计入的请写进 left_out，不知道的请整条删去。")
    ]
    assert not report.is_good


LAYOUT = (OWN_FOLDER / "papers" / "energy-notice.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('key = "then"', 'key = "last_year"', "“能源资源消费表”没有“last_year”这一列。"),
        ("【建筑面积】平方米", "【面积】平方米", "没有叫【面积】的内容。"),
        ('name = "指标表"', 'name = "指标"', "没有“指标”。"),
        ('form = "gbt9704"', 'form = "letter"', "没有叫“letter”的版式。"),
        ('role = "note"', 'role = "side"', "“role”：不认识“side”。"),
    ],
)
def test_a_layout_names_only_what_a_paper_has(tmp_path, old, new, says):
    write(tmp_path, "papers/ours.toml", LAYOUT.replace(old, new, 1))
    with pytest.raises(PolicyRefused) as refused:
        load([tmp_path])
    assert says in [fault.says for fault in refused.value.faults]


def test_a_form_says_the_letters_of_everything(tmp_path):
    form = (OWN_FOLDER / "papers" / "forms" / "gbt9704.toml").read_text("utf-8")
    (tmp_path / "papers" / "forms").mkdir(parents=True)
    write(tmp_path, "papers/forms/ours.toml", form.replace("note = {", "notes = {"))
    with pytest.raises(PolicyRefused) as refused:
        load([tmp_path])
    assert [fault.says for fault in refused.value.faults] == ["没有写note的字体。"]


def test_a_deployment_s_own_layout_takes_the_place_of_ours(tmp_path):
    write(tmp_path, "papers/ours.toml", LAYOUT.replace("本季用量", "本季"))
    assert load([tmp_path]).layouts["energy-notice"].tables["能源资源消费表"][2].heading == "本季"


# --- words

WORDS = """\
kind = "words"

[[no_names]]
meaning = "total"
words = ["汇总"]
source = { document = "本市表格" }
certainty = "verified"

[[synonyms]]
of = "resource"
means = ["water"]
words = ["井水"]
source = { document = "本市表格" }
certainty = "verified"
"""


def test_a_deployment_adds_its_own_words(tmp_path):
    write(tmp_path, "words/ours.toml", WORDS)
    words = load([tmp_path]).words
    assert words.no_name("3月汇总") is NoName.TOTAL
    assert words.no_name("合计") is NoName.TOTAL
    assert words.meaning(Resource, "井水").means == ("water",)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('"汇总"', '"小计"', 5, "“小计”已经写过"),
        ('"井水"', '"自来水"', 12, "“自来水”已经写过"),
        ('"井水"', '"水"', 12, "“水”本来就是一项"),
        ('means = ["water"]', 'means = ["steam"]', 11, "没有“steam”这一项"),
        ('meaning = "total"', 'meaning = "sum"', 4, "不认识“sum”"),
        ('of = "resource"', 'of = "unit"', 10, "不能是“unit”"),
    ],
)
def test_words_that_cannot_stand_are_told(tmp_path, old, new, line, says):
    assert WORDS.count(old) == 1
    write(tmp_path, "words/ours.toml", WORDS.replace(old, new))
    [(told_line, told)] = faults(tmp_path)
    assert (told_line, says in told) == (line, True), told


TABLES = """\
kind = "words"

[[columns]]
ledger = "bills"
column = "account"
words = ["总表号"]
source = { document = "本市表格" }
certainty = "verified"

[[fragments]]
says = "resource"
means = ["water"]
words = ["井水"]
source = { document = "本市表格" }
certainty = "verified"

[[no_values]]
words = ["冬歇"]
source = { document = "本市表格" }
certainty = "verified"

[[money]]
words = ["百元"]
times = 100
source = { document = "本市表格" }
certainty = "verified"
"""


def test_a_deployment_adds_words_of_its_tables(tmp_path):
    write(tmp_path, "words/ours.toml", TABLES)
    words = load([tmp_path]).words
    assert words.column("bills", "总表号（必填）") == "account"
    assert words.fragments["井水"].means == ("water",)
    assert words.says_no_value("冬歇")
    assert words.money["百元"] == 100


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('"总表号"', '"用户编号"', 6, "“用户编号”已经写过"),
        ('"井水"', '"自来水"', 13, "“自来水”已经写过"),
        ('means = ["water"]', 'means = ["steam"]', 12, "没有“steam”这一项"),
        ('says = "resource"', 'says = "quantity"', 12, "resource 和 use 要写明是哪些"),
        ('says = "resource"', 'says = "sum"', 11, "不认识“sum”"),
    ],
)
def test_words_of_tables_that_cannot_stand_are_told(tmp_path, old, new, line, says):
    assert TABLES.count(old) == 1
    write(tmp_path, "words/ours.toml", TABLES.replace(old, new))
    [(told_line, told)] = faults(tmp_path)
    assert (told_line, says in told) == (line, True), told
