"""An account that is written as a text in one row and as a padded number in another is told, and counted once."""


def test_a_number_shown_with_zeros_in_front_is_told_to_be_another_spelling(cases):
    report = cases.bring("account-leading-zeros-format.xlsx")
    assert not report.taken
    told = {(each.row, each.rule) for each in report.problems if each.severity == "error"}
    assert (3, "account_spelt_twice") in told or (3, "duplicate_in_file") in told
    good = cases.bring("account-leading-zeros-format.xlsx", accept_good=True)
    assert good.taken
    assert cases.quantity("2024-01") == 1000
