"""What all cases stand on."""


def test_two_units_and_their_sizes_are_there_and_nothing_is_used_yet(cases):
    assert cases.house.statistics("510101", "2024").rows == []
    assert cases.findings("2024") == []
