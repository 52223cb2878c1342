"""A unit's quotas for programs: the document of the command."""


def test_a_program_gets_the_document_of_the_command(office, program, jieyue):
    office.house.have("quota_facts", "organisation | year | institution_class\nA | 2025 | 党政机关")
    answer = program("wang").asks("GET", "/quotas", organisation="A", year=2025)
    assert answer.status_code == 200
    assert answer.json() == jieyue("quotas", "--organisation", "A", "--year", 2025, "--json").json
    assert answer.json()["class"] == "organ"
    assert program("wang").asks("GET", "/quotas", organisation="A", year=2).status_code == 422
    assert program("zhao").asks("GET", "/quotas", organisation="A", year=2025).status_code == 404
