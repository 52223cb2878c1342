"""A unit's statutory forms for programs: the document of the command."""


def test_a_program_gets_the_forms_as_the_command_writes_them(program, jieyue):
    answer = program("wang").asks("GET", "/forms", organisation="A", period="2024")
    assert answer.status_code == 200
    assert answer.json() == jieyue("forms", "--organisation", "A", "--period", "2024", "--json").json
    assert program("zhao").asks("GET", "/forms", organisation="A", period="2024").status_code == 404
